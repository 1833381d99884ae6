// SPDX-License-Identifier: Apache-2.0
// A memory with one write port (byte enables) and one registered read port. What is read of bytes
// that are written in the same cycle is undefined, so that a block RAM does without a bypass. With
// ZERO it reads 0 in all cycles but those after re: an OR makes one of several, and nothing that was
// read stays.
module kya_ram #(
    parameter int WIDTH = 256,
    parameter int DEPTH = 128,
    parameter int ZERO = 0,
    parameter int AW = $clog2(DEPTH)
) (
    input  logic               clk,
    input  logic [WIDTH/8-1:0] we,
    input  logic [     AW-1:0] waddr,
    input  logic [  WIDTH-1:0] wdata,
    input  logic               re,
    input  logic [     AW-1:0] raddr,
    output logic [  WIDTH-1:0] rdata
);
  (* no_rw_check, ram_style = "block" *) logic [WIDTH-1:0] mem[DEPTH];

  always_ff @(posedge clk) begin
    if (we != 0)
      for (int i = 0; i < WIDTH / 8; i++) if (we[i]) mem[waddr][8*i+:8] <= wdata[8*i+:8];
    if (re) rdata <= mem[raddr];
    else if (ZERO != 0) rdata <= '0;
  end
endmodule
