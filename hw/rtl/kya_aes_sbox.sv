// SPDX-License-Identifier: Apache-2.0
// Two S-boxes in a block RAM, which is both the table and the register behind it.
module kya_aes_sbox (
    input  logic            clk,
    input  logic            en,
    input  logic [1:0]      which,  // 0: S; 1, 3: its inverse; 2: x as it is
    input  logic [1:0][7:0] x,
    output logic [1:0][7:0] y,      // in the cycle after
    output logic [1:0][7:0] more    // what MixColumns needs besides, see kya_aes_pkg::columns; not in a simulation
);
`ifdef KYA_LOGIC
  (* rom_style = "block" *) logic [15:0] rom[1024];
  initial
    for (int i = 0; i < 256; i++) begin
      rom[i] = kya_aes_pkg::row(kya_aes_pkg::SBOX[8*i+:8], 1'b0);
      rom[256+32'(kya_aes_pkg::SBOX[8*i+:8])] = kya_aes_pkg::row(8'(i), 1'b1);
      rom[512+i] = {8'd0, 8'(i)};
      rom[768+32'(kya_aes_pkg::SBOX[8*i+:8])] = {8'd0, 8'(i)};
    end
  always_ff @(posedge clk)
    if (en) begin
      {more[0], y[0]} <= rom[{which, x[0]}];
      {more[1], y[1]} <= rom[{which, x[1]}];
    end
`else
  // One table for all is faster to simulate.
  always_ff @(posedge clk)
    if (en) for (int i = 0; i < 2; i++) y[i] <= kya_aes_pkg::BOXES[{which, x[i]}];
  assign more = '0;
`endif
endmodule
