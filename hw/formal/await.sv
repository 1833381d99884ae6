// SPDX-License-Identifier: Apache-2.0
// kya_await beside a slot that goes on writing for its next request: responses come in the order of
// the writes, and only to writes; a request leaves when the last one that left is gone.
module formal_await #(
    parameter int BUG = 0
) (
    input logic clk,
    input logic write, take, wr_b, wr_b_err, kill, retire,
    input logic [2:0] take_status
);
  logic started = 1'b0;
  always_ff @(posedge clk) started <= 1'b1;

  localparam logic [2:0] OK = kyanite_regs_pkg::STATUS_OK[2:0];
  localparam logic [2:0] REFUSED = kyanite_regs_pkg::STATUS_DMA_WRITE[2:0];
  logic free, mine, done, urgent;
  logic [3:0] qid, turn;
  logic [2:0] status;
  // Without response: of the request that has left, of the one in the slot.
  logic [4:0] ahead, behind;
  kya_await u (
      .clk, .rst_n(started), .take, .take_queue(4'd0), .take_turn(4'd0), .take_urgent(1'b0), .take_status,
      .take_out(behind), .free, .qid, .turn, .kill(kill && BUG != 3), .wr_b(wr_b && !(BUG == 1 && take)),
      .wr_b_err(wr_b_err && BUG != 2), .mine, .done, .status, .urgent, .retire);
  (* hierconn *) wire [4:0] \u.out ;
  (* hierconn *) wire \u.killed ;

  logic refused, dead;   // a write of the request that has left was; its queue stops
  logic [2:0] left_status;
  logic was_free, was_over, was_retire, was_take;
  wire to_left = wr_b && !take && ahead != 0;
  always_comb begin
    if (take) contract_take: assume (started && free);
    if (write) contract_write: assume (behind < 16 && !take);
    if (wr_b) contract_b: assume (ahead != 0 || behind != 0);
    if (retire) contract_retire: assume (done);
    if (dead && !free) contract_kill: assume (kill);
    if (kill) contract_killed: assume (!take);  // the engine tells of it a cycle late
  end
  always_ff @(posedge clk) begin
    behind <= take ? '0 : behind + 5'(write) - 5'(wr_b && ahead == 0);
    ahead <= take ? behind - 5'(wr_b) : ahead - 5'(to_left);
    dead <= !take && (dead || kill);
    refused <= take ? wr_b && wr_b_err : refused || (to_left && wr_b_err);
    if (take) left_status <= take_status;
    was_free <= free;
    was_over <= dead && ahead == 0;
    was_retire <= retire;
    was_take <= take;
    if (!started) {ahead, behind, dead, refused, was_free, was_over, was_retire, was_take} <= 9'd8;
  end

  always_comb
    if (started) begin
      // Each response is one request's.
      responses_of: assert (mine == (ahead != 0));
      responses_all: assert (!done || (!free && ahead == 0));
      // A refused write fails the request that made it, and what failed before stays so.
      status_of: assert (free || status == (left_status == OK && refused ? REFUSED : left_status));
      // It ends once, by its completion or with its queue, and then it does.
      once_ends: assert (!free || was_free || was_retire || was_over);
      once_over: assert (free || !(was_retire || was_over) || was_take);
      once_dead: assert (!dead || !done);
      inv_out: assert ( \u.out == ahead && ahead <= 16 && behind <= 16 && (!free || ahead == 0));
      inv_dead: assert (free || \u.killed == dead);
      cover_refused: cover (retire && status == REFUSED && behind == 2);
      cover_dead: cover (was_over && free && !was_free);
    end
endmodule
