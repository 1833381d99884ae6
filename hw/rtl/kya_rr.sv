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
  logic [W-1:0] first;  // has precedence

  assign any = req != 0;
  always_comb begin
    pick = '0;
    for (int i = N - 1; i >= 0; i--) if (req[i]) pick = W'(i);
    for (int i = N - 1; i >= 0; i--) if (req[i] && W'(i) >= first) pick = W'(i);
  end
  always_ff @(posedge clk)
    if (!rst_n) first <= '0;
    else if (served) first <= pick == W'(N - 1) ? '0 : pick + 1'b1;
endmodule
