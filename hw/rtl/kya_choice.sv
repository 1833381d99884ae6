// SPDX-License-Identifier: Apache-2.0
// The next asker by round robin, chosen in one cycle and used from the next one on, until it is
// served: so no path leads from all requests through the choice into what is done for one.
module kya_choice #(
    parameter int N = 8,
    parameter int W = N > 1 ? $clog2(N) : 1
) (
    input  logic         clk,
    input  logic         rst_n,
    input  logic [N-1:0] req,     // each holds until it is served
    input  logic         served,
    output logic         chosen,  // there is one: pick
    output logic [W-1:0] pick
);
  logic any;
  logic [W-1:0] next;
  kya_rr #(.N(N)) rr (.clk, .rst_n, .req, .served(any && !chosen), .any, .pick(next));
  always_ff @(posedge clk) begin
    chosen <= rst_n && (chosen ? !served : any);
    if (!chosen) pick <= next;
  end
endmodule
