// SPDX-License-Identifier: Apache-2.0
// Two S-boxes in a block RAM, which is both the table and the register behind it.
module kya_aes_sbox
#(
    parameter int INVERSE = 0,
    localparam int W = INVERSE != 0 ? 8 : 16  // the inverse of S, or {2 S, S}
) (
    input  logic           clk,
    input  logic           en,
    input  logic [1:0][7:0] x,
    output logic [1:0][W-1:0] y  // in the cycle after
);
`ifdef KYA_LOGIC
  (* rom_style = "block" *) logic [W-1:0] rom[256];
  initial
    for (int i = 0; i < 256; i++)
      if (INVERSE != 0) rom[kya_aes_pkg::SBOX[8*i+:8]] = W'(i);
      else rom[i] = W'(kya_aes_pkg::double(kya_aes_pkg::SBOX[8*i+:8]));
  always_ff @(posedge clk)
    if (en) begin
      y[0] <= rom[x[0]];
      y[1] <= rom[x[1]];
    end
`else
  // One table for all is faster to simulate.
  always_ff @(posedge clk)
    if (en)
      for (int i = 0; i < 2; i++) y[i] <= INVERSE != 0 ? W'(kya_aes_pkg::UNSUB[x[i]]) : W'(kya_aes_pkg::SUB2[x[i]]);
`endif
endmodule
