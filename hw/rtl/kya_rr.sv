// SPDX-License-Identifier: Apache-2.0
// Round robin: the next asker after the one that was served last.
module kya_rr #(
    parameter int N = 8,
    parameter int W = N > 1 ? $clog2(N) : 1
) (
    input  logic         clk,
    input  logic         rst_n,
    input  logic [N-1:0] req,
    input  logic         served,  // pick is served in this cycle
    output logic         any,
    output logic [W-1:0] pick
);
  // Those behind the one that was served last have precedence: what is the lowest of both finds the next.
  logic [N-1:0] behind, one;
  wire [2*N-1:0] some = {req, req & behind};
  wire [2*N-1:0] lowest = some & (~some + 1'b1);
  assign one = lowest[2*N-1:N] | lowest[N-1:0];
  assign any = req != 0;
  assign pick = W'(kya_pkg::index(64'(one)));
  always_ff @(posedge clk)
    if (!rst_n) behind <= '0;
    else if (served) for (int i = 0; i < N; i++) behind[i] <= W'(i) > pick;
endmodule
