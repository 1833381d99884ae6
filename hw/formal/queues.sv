// SPDX-License-Identifier: Apache-2.0
// One queue of kya_queues against any software (every register write that kya_csr lets through) and an
// engine that keeps its contract: it takes entries when it may, completes those it has taken and none
// after kill, and its writes are acknowledged once each, later; 15 of them may be open. With the other
// queue it does what it likes.
module formal_queues #(
    parameter int BUG = 0,
    localparam int MAX_LOG2 = BUG == 6 ? 15 : 3,
    localparam int NSLOT = 8,
    localparam int TW = 4  // bits of a turn
) (
    input logic clk,
    input logic write, wqueue, read, rqueue,
    input logic [4:0] wword, rword,
    input logic [1:0] we,
    input logic [63:0] wdata,
    input logic take_req, take, take_queue, pass, sqe_fault, pass_queue,
    input logic chosen, cqe_queue, cqe_req, cqe, cqe_urgent, cqe_failed, cqe_b, b_queue, b_err,
    input logic occupied,
    input logic [NSLOT-1:0] free, left_free,
    input logic [NSLOT-1:0][3:0] queue, left_queue,
    input logic [NSLOT-1:0][TW-1:0] turn, left_turn,
    input logic drop,  // a slot gives up a killed request
    input logic tag    // follow the entry that is taken now
);
  // A reset, then both words of the memories are wiped.
  logic started = 1'b0;
  logic [1:0] wiped;
  wire ready = started && wiped[1];
  wire wipe = started && !ready;
  always_ff @(posedge clk) begin
    started <= 1'b1;
    wiped <= started ? wiped + {1'b0, wipe} : '0;
  end

  // What it is about: queue 0.
  wire fetch = take && !take_queue;
  wire completes = cqe && !cqe_queue;
  wire arrives = cqe_b && !b_queue;
  wire passes = pass && !pass_queue;
  wire faults = sqe_fault && !pass_queue;

  logic [3:0] busy, b_open, p_open;  // requests, unacknowledged completions, requests without context
  logic [3:0] b_other;
  logic [1:0] can_fetch, kills, in_errors;
  logic ask, cqe_phase, irq, irq_queue, error_raw, active_raw;
  logic [TW-1:0] take_turn;
  logic [63:0] sqe_addr, cqe_addr;
  logic [15:0] cqe_index, cqe_head;
  wire kill = kills[0];
  wire in_error = in_errors[0];
  wire error_irq = error_raw && !(BUG == 7 && cqe_b);
  (* hierconn *) wire [MAX_LOG2:0] \u.taken[0] , \u.completed[0] , \u.seen[0] ;
  (* hierconn *) wire [TW-1:0] \u.context_of[0] , \u.retired[0] ;
  (* hierconn *) wire [3:0] \u.log2[0] ;
  (* hierconn *) wire [55:0] \u.doorbell[0] ;
  (* hierconn *) wire [MAX_LOG2-1:0] \u.armed_head[0] ;
  (* hierconn *) wire [15:0] \u.hold[0] ;
  (* hierconn *) wire [7:0] \u.limit[0] ;
  (* hierconn *) wire [18:0] \u.timer[0] ;
  (* hierconn *) wire \u.sq_odd[0] , \u.cq_odd[0] ;
  (* hierconn *) wire [1:0] \u.enabled , \u.resetting , \u.dying , \u.may , \u.armed , \u.running ;
  (* hierconn *) wire \u.commit , \u.bad_doorbell , \u.fire , \u.v , \u.turn_of , \u.clearing , \u.clear_queue , \u.done ;
  (* hierconn *) wire \u.rang , \u.rang_queue , \u.took , \u.took_queue , \u.e , \u.e_on , \u.e_old , \u.room ;
  (* hierconn *) wire [3:0] \u.settle ;
  (* hierconn *) wire [MAX_LOG2:0] \u.on_bus ;

  typedef logic [4:0] count_t;
  count_t fetched, completed, seen, taken, submitted, seen_was;  // since the queue was cleared
  wire [15:0] mask = 16'((17'd1 << \u.log2[0] ) - 17'd1);
  wire doorbell_word = wword == 5'(kyanite_regs_pkg::Q_DOORBELL >> 3) && we == 2'b11;
  wire [15:0] w_tail = wdata[kyanite_regs_pkg::Q_DOORBELL_SQ_TAIL_LSB+:16];
  wire [15:0] w_head = wdata[kyanite_regs_pkg::Q_DOORBELL_CQ_HEAD_LSB+:16];
  wire count_t frees = (w_head - taken) & mask;
  kya_queues #(.NQ(2), .NSLOT(NSLOT), .MAX_LOG2(MAX_LOG2)) u (
      .clk, .rst_n(started), .wipe, .wipe_at(wiped[0]), .write, .wqueue, .wword, .we,
      .wdata(wdata + {47'd0, BUG == 9 && doorbell_word && frees != 0, 15'd0, BUG == 5 && doorbell_word && !wipe}),
      .read, .rqueue, .rword, .can_fetch, .take_req, .take(take && !(BUG == 1 && cqe)), .take_queue, .take_turn,
      .sqe_addr, .kill(kills), .in_error(in_errors), .ask, .occupied, .free, .queue, .turn, .left_free, .left_queue, .left_turn, .pass, .sqe_fault,
      .pass_queue, .chosen, .cqe_queue, .cqe_addr, .cqe_index, .cqe_head, .cqe_phase, .cqe_req,
      .cqe(cqe || (BUG == 3 && arrives && !cqe_queue)), .cqe_urgent, .cqe_failed,
      .cqe_b(cqe_b && !(BUG == 4 && write && doorbell_word)), .b_queue, .b_err, .irq, .irq_queue,
      .error_irq(error_raw), .active(active_raw));
  wire active = BUG == 8 ? can_fetch[0] || b_open != 0 : active_raw;
  wire resetting = \u.resetting [0];
  wire enabled = \u.enabled [0];
  wire armed = \u.armed [0];
  wire running = \u.running [0];
  wire cleared = \u.done && ! \u.clear_queue ;
  wire fires = \u.fire && ! \u.v ;
  wire on = enabled && !kill;

  // ----------------------------------------------------------- csr and engine
  logic wrote, prepared, was_kill;
  logic [1:0] took;
  logic [71:0] write_was;
  always_comb begin
    if (wipe) contract_wipe: assume ({write, read, take_req, pass, sqe_fault, chosen, cqe_req, cqe, cqe_b, drop} == 0 && wdata == 0);
    if (wrote) contract_write: assume (!write && {wqueue, wword, we, wdata} == write_was);
    if (take) contract_take: assume (take_req && can_fetch[take_queue] && took == 0);
    if (cqe) contract_req: assume (cqe_req && !chosen && b_open + b_other < 15);
    if (chosen && !cqe_queue && !kill) contract_chosen: assume (p_open < busy);
    if (completes) contract_cqe: assume (prepared && p_open < busy && !was_kill);
    if (arrives) contract_b: assume (b_open != 0);
    if (cqe_b && b_queue) contract_other: assume (b_other != 0);
    if (passes) contract_pass: assume (p_open != 0);
    if (sqe_fault) contract_one: assume (!pass);
    if (faults) contract_fault: assume (busy != {3'd0, completes});
    if (drop) contract_drop: assume (busy != {3'd0, completes} && (kill || faults));
    if (!ask) contract_ask: assume (occupied == (busy != 0 && !(BUG == 2 && busy == 1)));
  end

  always_ff @(posedge clk) begin
    wrote <= ready && write;
    write_was <= {wqueue, wword, we, wdata};
    took <= {took[0], take && ready};
    prepared <= !kill && (chosen ? !cqe_queue : prepared && !cqe && !cqe_queue);
    busy <= busy + fetch - completes - drop;
    b_open <= b_open + completes - arrives;
    b_other <= b_other + (cqe && cqe_queue) - (cqe_b && b_queue);
    p_open <= resetting ? '0 : p_open + fetch - passes;
    if (!ready) {wrote, took, prepared, busy, b_open, b_other, p_open} <= '0;
  end

  // ------------------------------------------------------ history, to compare
  // What was written takes effect a cycle later.
  logic polite;  // software frees what it has seen and submits into what is free
  wire w_arm = wdata[kyanite_regs_pkg::Q_DOORBELL_ARM_LSB];
  wire rung = wrote && !wqueue && doorbell_word && on && (w_tail | w_head) <= mask;
  wire count_t adds = (w_tail - submitted) & mask;

  always_ff @(posedge clk) begin
    fetched <= fetched + fetch;
    completed <= completed + completes;
    seen <= seen + (arrives && !kill);
    seen_was <= seen;
    if (rung) begin
      taken <= taken + frees;
      submitted <= submitted + adds;
      if (frees > count_t'(seen_was - taken) ||
          count_t'(submitted - fetched) + adds > mask) polite <= 1'b0;
    end
    if (!ready || cleared) begin
      {fetched, completed, seen, seen_was, taken, submitted} <= '0;
      polite <= 1'b1;
    end
  end

  // What the entry of the next completion is made of.
  count_t contexts;
  always_ff @(posedge clk) if (chosen) contexts <= fetched - p_open;

  // One entry, any of them, and how many complete before it.
  logic tagged;
  logic [TW-1:0] tag_turn;
  logic [15:0] tag_index;
  logic [3:0] before;
  always_ff @(posedge clk)
    if (!ready || kill) tagged <= 1'b0;
    else if (!tagged) begin
      tagged <= fetch && tag;
      tag_turn <= take_turn;
      tag_index <= \u.taken[0] & mask;
      before <= busy - completes;
    end else if (completes) begin
      before <= before - 1'b1;
      if (before == 0) tagged <= 1'b0;
    end

  // ------------------------------------- an interrupt that software asked for
  logic wanted, due;
  count_t head;
  logic [15:0] hold;
  logic [7:0] limit;
  logic [20:0] waited;   // cycles since there is something to tell
  logic [1:0] reached;   // since enough is there
  wire tells = wanted && (due || seen != head);
  wire enough = wanted && limit != 0 && count_t'(seen - head) >= limit && count_t'(seen - head) <= mask;
  always_ff @(posedge clk) begin
    due <= tells;
    if (tells) waited <= waited + 1'b1;
    reached <= !enough ? '0 : reached + (reached != 3);
    if (fires) {wanted, due, reached} <= '0;
    if (rung && w_arm) begin
      wanted <= 1'b1;
      due <= 1'b0;
      head <= taken + frees;
      hold <= wdata[kyanite_regs_pkg::Q_DOORBELL_HOLDOFF_LSB+:16];
      limit <= wdata[kyanite_regs_pkg::Q_DOORBELL_COUNT_LSB+:8];
      waited <= '0;
      reached <= '0;
    end
    if (!ready || kill) {wanted, due} <= '0;
  end

  logic was_error, was_resetting, was_cleared, was_fire, was_v;
  always_ff @(posedge clk) begin
    was_kill <= ready && kill;
    was_error <= ready && in_error;
    was_resetting <= ready && resetting;
    was_cleared <= ready && cleared;
    was_fire <= ready && \u.fire ;
    was_v <= \u.v ;
  end

  wire room = fetched != submitted && count_t'(fetched - taken) < mask;
  wire [20:0] visit = {20'd0, \u.v };  // cycles until the visitor for interrupts decides
  always_comb
    if (ready) begin
      // Pointers say what was taken, completed, acknowledged; the phase toggles with each round.
      if (!kill) begin
        pointers_sq: assert ( \u.taken[0] == fetched[3:0]);
        pointers_cq: assert ( \u.completed[0] == completed[3:0]);
        pointers_retire: assert ( \u.retired[0] == completed[TW-1:0]);
        pointers_seen: assert ( \u.seen[0] == seen[3:0]);
        pointers_ctx: assert ( \u.context_of[0] == TW'(fetched - p_open));
        pointers_order: assert (count_t'(completed + busy) == fetched && busy <= mask &&
                                count_t'(seen + b_open) == completed);
        if (prepared && !chosen) begin
          pointers_index: assert (cqe_index == (completed & mask));
          pointers_phase: assert (cqe_phase == !completed[ \u.log2[0] ]);
          pointers_head: assert (cqe_head == (contexts & mask));
        end
      end

      // An accepted entry completes once: no other in flight has its index.
      if (tagged && fetch) once_index: assert (take_turn != tag_turn && ( \u.taken[0] & mask) != tag_index);
      if (tagged && completes) once_turn: assert (( \u.retired[0] == tag_turn) == (before == 0));

      // Nothing is taken that was not submitted or has no place to complete.
      if (polite && on) begin
        room_cq: assert (count_t'(fetched - taken) <= mask);
        submitted_only: assert (!can_fetch[0] || fetched != submitted);
      end

      config_good: assert (!enabled || ( \u.log2[0] >= 1 && \u.log2[0] <= 3 && ! \u.sq_odd[0] && ! \u.cq_odd[0] ));

      // Killed, it asks for nothing from the second cycle on, and a reset ends when nothing is under way.
      if (kill) kill_quiet: assert (!(was_kill && can_fetch[0]) && !fires);
      if (was_resetting && !resetting) kill_done: assert (busy == 0 && b_open == 0 && !in_error);
      if (was_error && !in_error) kill_stays: assert (was_resetting);

      error_once: assert (!(in_error && !was_error) || error_irq);

      // An interrupt comes when its hold-off has passed, or earlier, and only if wanted.
      if (polite && on) begin
        irq_comes: assert (!tells || waited <= {hold, 4'd0} + 2);
        spurious_none: assert (!fires || tells);
        count_reached: assert (reached + visit <= 2);
      end
      irq_sent: assert (irq == was_fire && (!irq || irq_queue == was_v));
      // The clock may stop when the queue is not active.
      if (on && ((polite && (tells || room)) || can_fetch[0] || b_open != 0)) active_awake: assert (active);

      if (wrote) active_wrote: assert ( \u.settle == 8);
      if (on && polite) begin
        active_tells: assert (!tells || running || \u.settle + waited >= 7);
        active_room: assert (!room || can_fetch[0] || \u.settle >= 7);
        active_visit: assert (!room || can_fetch[0] || ( \u.rang && ! \u.rang_queue ) || ( \u.took && ! \u.took_queue ) ||
                              (! \u.e && \u.e_on && ! \u.e_old && \u.room ));
      end

      // What an induction has to know of the states between.
      inv_off: assert (enabled || {fetched, completed, seen, seen_was, taken, submitted, busy, b_open, p_open,
                                   tagged, wanted, armed, running} == 0);
      inv_commit: assert (wrote == \u.commit && (!wrote || wqueue || !enabled || \u.bad_doorbell == ((w_tail | w_head) > mask)));
      inv_prepared: assert (!prepared || enabled);
      inv_open: assert (kill || p_open <= busy);
      inv_out: assert (4'( \u.completed[0] - \u.seen[0] ) == b_open);
      inv_bus: assert ( \u.on_bus == b_open + b_other && b_open + b_other <= 15 && 5'(b_open) + b_other <= 15);
      inv_dying: assert (! \u.dying [0] || resetting);
      inv_clear: assert (! \u.clearing || \u.clear_queue || (resetting && busy == 0 && b_open == 0));
      inv_stopped: assert (enabled || !can_fetch[0]);
      if (on && can_fetch[0]) inv_may: assert (busy < mask);
      if (on && polite) begin
        inv_head: assert ( \u.doorbell[0] [31:16] == (taken & mask) && count_t'(seen - taken) <= mask &&
                          count_t'(fetched - taken) <= mask && count_t'(seen - seen_was) <= 1);
        inv_seen: assert (count_t'(seen_was - taken) <= mask);
        inv_tail: assert ( \u.doorbell[0] [15:0] == (submitted & mask) &&
                          count_t'(submitted - fetched) <= mask);
        inv_room: assert (!can_fetch[0] || (fetched != submitted && count_t'(fetched - taken) < mask));
      end
      if (on && tagged) inv_tag: assert (before < busy && tag_turn == TW'(completed + before) &&
                                         tag_index == (count_t'(completed + before) & mask));
      inv_visits: assert ( \u.v != \u.turn_of );
      if (on) inv_wanted: assert (wanted == armed && (wanted || !running));
      if (on && polite && wanted) begin
        inv_armed: assert (hold == \u.hold[0] && limit == \u.limit[0] && \u.armed_head[0] == (head & mask));
        inv_due: assert (running ? due : waited <= 2);
        inv_new: assert (running || ((waited == 2 || taken == head) && (!due || waited != 0) && (due || waited == 0)));
        inv_waited: assert (running ? waited + visit + 2 * \u.timer[0] <= {hold, 4'd0} + 2 :
                            !due || waited + visit <= 2);
      end

      cover_wrap: cover (on && polite && completed == 9 && \u.log2[0] == 3);
      cover_irq: cover (irq && waited > 16);
      cover_error: cover (error_irq && busy == 2);
      cover_reset: cover (was_resetting && !resetting && !was_error && was_cleared);
      cover_once: cover (tagged && completes && before == 0 && busy > 2);
    end
endmodule
