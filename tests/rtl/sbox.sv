// SPDX-License-Identifier: Apache-2.0
// The S-boxes alone, in both bodies.
module sbox (
    input  logic [7:0] x,
    input  logic       inverse,
    output logic [7:0] looked_up,
    output logic [7:0] computed
);
  assign looked_up = kya_aes_pkg::BOXES[{1'b0, inverse, x}];
  assign computed = kya_aes_pkg::box_b(kya_aes_pkg::box_a(x, inverse), inverse);
endmodule
