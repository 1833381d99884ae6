// SPDX-License-Identifier: Apache-2.0
// The next asker by round robin: chosen in one cycle, what it asks for kept by the unit in the next, and
// used then until it is served. So no path leads from all requests through the choice, or through the
// choice of one's address, into what is done with it.
module kya_choice #(
    parameter int N = 8,
    parameter int W = N > 1 ? $clog2(N) : 1
) (
    input  logic         clk,
    input  logic         rst_n,
    input  logic [N-1:0] req,     // each holds until it is served
    input  logic         served,
    output logic         keep,    // what pick asks for is to be kept
    output logic         chosen,  // and is there
    output logic [W-1:0] pick
);
  logic any;
  logic [W-1:0] next;
  kya_rr #(.N(N)) rr (.clk, .rst_n, .req, .served(any && !keep && !chosen), .any, .pick(next));
  always_ff @(posedge clk) begin
    keep <= rst_n && any && !keep && !chosen;
    chosen <= rst_n && (keep || (chosen && !served));
    if (!keep && !chosen) pick <= next;
  end
endmodule
