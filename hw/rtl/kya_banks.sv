// SPDX-License-Identifier: Apache-2.0
// A memory with several write ports and one read port, which answers in the same cycle. An FPGA's
// RAM has one write port: here each port has a bank of its own, and a register for each entry says
// who wrote it last. No two ports write an entry in the same cycle.
module kya_banks #(
    parameter int WIDTH = 128,
    parameter int DEPTH = 16,
    parameter int PORTS = 2,
    parameter int AW = $clog2(DEPTH)
) (
    input  logic                        clk,
    input  logic                        erase,       // one entry of all banks
    input  logic [      AW-1:0]         erase_addr,
    input  logic [   PORTS-1:0]         we,
    input  logic [   PORTS-1:0][AW-1:0] waddr,
    input  logic [   PORTS-1:0][WIDTH-1:0] wdata,
    input  logic [      AW-1:0]         raddr,
    output logic [   WIDTH-1:0]         rdata
);
  localparam int PW = $clog2(PORTS);
  logic [PW-1:0] writer[DEPTH];
  logic [PORTS-1:0][WIDTH-1:0] read;
  for (genvar p = 0; p < PORTS; p++) begin : g_bank
    logic [WIDTH-1:0] mem[DEPTH];
    always_ff @(posedge clk)
      if (we[p] || erase) mem[erase ? erase_addr : waddr[p]] <= erase ? '0 : wdata[p];
    assign read[p] = mem[raddr];
  end
  always_ff @(posedge clk)
    for (int p = 0; p < PORTS; p++) if (we[p]) writer[waddr[p]] <= PW'(p);
  assign rdata = read[writer[raddr]];
endmodule
