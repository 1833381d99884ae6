// SPDX-License-Identifier: Apache-2.0
// Slots as kya_slot asks for bursts: at least a byte, and none past a multiple of 256 bytes; one that
// asks goes on until it is granted. Counts the grants to others while slot 0 asks.
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
  logic [NSLOT-1:0] held, same;
  logic [NSLOT-1:0][63:0] addr_was;
  logic [NSLOT-1:0][8:0] bytes_was;
  wire [NSLOT-1:0] fits;
  for (genvar g = 0; g < NSLOT; g++) begin : g_slot
    assign same[g] = addr[g] == addr_was[g] && bytes[g] == bytes_was[g];
    assign fits[g] = bytes[g] >= 1 && addr[g][7:0] + bytes[g] <= 256;
  end
  always_ff @(posedge clk) begin
    held <= started ? req & ~gnt : '0;
    {addr_was, bytes_was} <= {addr, bytes};
  end
  always_comb begin
    contract_slot: assume ((req & ~fits) == 0);
    contract_asks: assume ((held & ~(req & same)) == 0);
  end

  always_ff @(posedge clk)
    if (!started || !req[0] || gnt[0]) passed <= '0;
    else if (gnt != 0) passed <= passed + 1'b1;
endmodule
