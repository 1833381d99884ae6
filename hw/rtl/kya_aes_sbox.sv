// SPDX-License-Identifier: Apache-2.0
// Two S-boxes in a block RAM, which is both the table and the register behind it.
module kya_aes_sbox (
    input  logic            clk,
    input  logic            en,
    input  logic [1:0]      which,  // 0: S, 1: its inverse, else x as it is
    input  logic [1:0][7:0] x,
    output logic [1:0][7:0] y       // in the cycle after
);
`ifdef KYA_LOGIC
  (* rom_style = "block" *) logic [7:0] rom[1024];
  initial
    for (int i = 0; i < 256; i++) begin
      rom[i] = kya_aes_pkg::SBOX[8*i+:8];
      rom[256+32'(kya_aes_pkg::SBOX[8*i+:8])] = 8'(i);
      rom[512+i] = 8'(i);
      rom[768+i] = 8'(i);
    end
  always_ff @(posedge clk)
    if (en) begin
      y[0] <= rom[{which, x[0]}];
      y[1] <= rom[{which, x[1]}];
    end
`else
  // One table for all is faster to simulate.
  always_ff @(posedge clk)
    if (en) for (int i = 0; i < 2; i++) y[i] <= kya_aes_pkg::BOXES[{which, x[i]}];
`endif
endmodule
