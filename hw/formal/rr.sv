// SPDX-License-Identifier: Apache-2.0
// kya_rr: grants go to askers only, and one that keeps asking waits for N - 1 grants at most.
module formal_rr #(
    parameter int N = 4,
    parameter int BUG = 0,
    localparam int W = $clog2(N)
) (
    input logic clk,
    input logic [N-1:0] req,
    input logic served
);
  logic started = 1'b0;
  always_ff @(posedge clk) started <= 1'b1;

  logic any;
  logic [W-1:0] pick;
  kya_rr #(.N(N)) u (
      .clk, .rst_n(started), .req(BUG == 1 ? req | N'(1) : req),
      .served(served && !(BUG == 2 && pick == 1)), .any, .pick);
  (* hierconn *) wire [N-1:0] \u.behind ;

  always_comb if (served) contract_served: assume (any);

  // One asker, any of them: grants to others since it began to ask.
  (* anyconst *) logic [W-1:0] asker;
  logic [W:0] passed;
  always_comb contract_asker: assume (asker < N);
  always_ff @(posedge clk)
    if (!started || !req[asker] || (served && pick == asker)) passed <= '0;
    else if (served) passed <= passed + 1'b1;

  // How far precedence still is from the asker: each grant brings it nearer.
  logic [W:0] first;
  always_comb begin
    first = '0;
    for (int i = 0; i < N; i++) first = first + ! \u.behind [i];
  end
  wire [W:0] away = asker >= first ? asker - first : N + asker - first;
  always_comb
    if (started) begin
      grant_any: assert (any == (req != 0));
      grant_asks: assert (!any || req[pick]);
      fair_waits: assert (passed < N);
      inv_first: assert ( \u.behind == N'({N{1'b1}} << first));
      inv_away: assert (!req[asker] || passed + away < N);
      cover_last: cover (passed == N - 1 && served && pick == asker);
    end
endmodule
