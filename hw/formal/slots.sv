// SPDX-License-Identifier: Apache-2.0
// Slots as kya_slot asks for bursts: at least a byte, and none past a multiple of 256 bytes. Counts
// the grants to others while slot 0 asks.
module formal_slots #(
    parameter int NSLOT = 2
) (
    input logic clk,
    input logic started,
    input logic [NSLOT-1:0] req, gnt,
    input logic [NSLOT-1:0][63:0] addr,
    input logic [NSLOT-1:0][8:0] bytes,
    output logic [1:0] passed
);
  wire [NSLOT-1:0] fits;
  for (genvar g = 0; g < NSLOT; g++) begin : g_slot
    assign fits[g] = bytes[g] >= 1 && addr[g][7:0] + bytes[g] <= 256;
  end
  always_comb contract_slot: assume ((req & ~fits) == 0);

  always_ff @(posedge clk)
    if (!started || !req[0] || gnt[0]) passed <= '0;
    else if (gnt != 0) passed <= passed + 1'b1;
endmodule
