// SPDX-License-Identifier: Apache-2.0
// kya_queue against any software (every register write in every cycle) and an engine that keeps
// its contract: it fetches when it may, completes entries it has fetched and none after kill,
// and its writes are acknowledged once each, later; 15 of them may be open.
module formal_queue #(
    parameter int BUG = 0,
    localparam int MAX_LOG2 = 3
) (
    input logic clk,
    input logic [4:0] word,
    input logic [1:0] we,
    input logic [63:0] wdata,
    input logic fetch, sqe_fault, pass, cqe, cqe_urgent, cqe_failed, cqe_b, cqe_b_err,
    input logic drop,  // a slot gives up a killed request
    input logic tag    // follow the entry that is fetched now
);
  logic started = 1'b0;
  always_ff @(posedge clk) started <= 1'b1;

  logic [63:0] sq_base, cq_base;
  logic [15:0] fetch_index, ctx_index, retire_index, cq_tail;
  logic [3:0] busy, b_open, p_open;  // slots, unacknowledged completions, requests without context
  logic can_fetch, kill, phase, irq, active_raw, error_raw, in_error;
  wire error_irq = error_raw && !(BUG == 7 && cqe_b);
  wire active = BUG == 8 ? can_fetch || b_open != 0 : active_raw;
  wire w_doorbell = word == 5'(kyanite_regs_pkg::Q_DOORBELL >> 3) && we == 2'b11;
  wire [15:0] w_tail = wdata[kyanite_regs_pkg::Q_DOORBELL_SQ_TAIL_LSB+:16];
  wire [15:0] w_head = wdata[kyanite_regs_pkg::Q_DOORBELL_CQ_HEAD_LSB+:16];
  // What passed since the queue was reset.
  typedef logic [4:0] count_t;
  count_t fetched, completed, seen, taken, submitted;
  (* hierconn *) wire [3:0] \u.log2 ;
  wire [15:0] mask = 16'((17'd1 << \u.log2 ) - 17'd1);
  wire count_t frees = (w_head - taken) & mask;
  kya_queue #(.MAX_LOG2(BUG == 6 ? 15 : MAX_LOG2)) u (
      .clk, .rst_n(started), .word, .wword(word), .we,
      .wdata(wdata + {47'd0, BUG == 9 && w_doorbell && frees != 0, 15'd0, BUG == 5 && w_doorbell}),
      .can_fetch, .sq_base, .fetch_index,
      .fetch(fetch && !(BUG == 1 && cqe)), .sqe_fault, .pass, .ctx_index, .retire_index,
      .occupied(busy != 0 && !(BUG == 2 && busy == 1)), .kill, .cq_base, .cq_tail, .phase,
      .cqe(cqe || (BUG == 3 && cqe_b)), .cqe_urgent, .cqe_failed,
      .cqe_b(cqe_b && !(BUG == 4 && w_doorbell)), .cqe_b_err, .irq,
      .active(active_raw), .error_irq(error_raw), .in_error);

  (* hierconn *) wire \u.enabled , \u.resetting , \u.armed , \u.running ;
  (* hierconn *) wire [63:0] \u.sq_base , \u.cq_base ;
  (* hierconn *) wire [15:0] \u.sq_tail , \u.cq_head , \u.cq_tail , \u.cq_seen , \u.cqe_out ;
  (* hierconn *) wire [15:0] \u.inflight , \u.armed_head , \u.hold ;
  (* hierconn *) wire [7:0] \u.limit ;
  (* hierconn *) wire [19:0] \u.timer ;
  wire resetting = \u.resetting ;
  wire on = \u.enabled && !kill;

  // ------------------------------------------------------------------ engine
  always_comb begin
    if (fetch) contract_fetch: assume (can_fetch);
    if (cqe) contract_cqe: assume (p_open < busy && b_open != 15 && !kill);
    if (cqe_b) contract_b: assume (b_open != 0);
    if (pass) contract_pass: assume (p_open != 0);
    if (sqe_fault) contract_fault: assume (busy != {3'd0, cqe});
    if (drop) contract_drop: assume (busy != 0 && (kill || (sqe_fault && !cqe)));
  end

  always_ff @(posedge clk) begin
    busy <= busy + fetch - cqe - drop;
    b_open <= b_open + cqe - cqe_b;
    p_open <= resetting ? '0 : p_open + fetch - pass;
    if (!started) {busy, b_open, p_open} <= '0;
  end

  // ------------------------------------------------------ history, to compare
  logic polite;  // software frees what it has seen and submits into what is free
  wire w_arm = wdata[kyanite_regs_pkg::Q_DOORBELL_ARM_LSB];
  wire rung = w_doorbell && on && (w_tail | w_head) <= mask;
  wire count_t adds = (w_tail - submitted) & mask;

  always_ff @(posedge clk) begin
    fetched <= fetched + fetch;
    completed <= completed + cqe;
    seen <= seen + (cqe_b && !kill);
    if (rung) begin
      taken <= taken + frees;
      submitted <= submitted + adds;
      if (frees > count_t'(seen - taken) ||
          count_t'(submitted - fetched) + adds > mask) polite <= 1'b0;
    end
    if (!started || resetting) begin
      {fetched, completed, seen, taken, submitted} <= '0;
      polite <= 1'b1;
    end
  end

  // One entry, any of them, and how many complete before it.
  logic tagged;
  logic [15:0] tag_index;
  logic [3:0] before;
  always_ff @(posedge clk)
    if (!started || kill) tagged <= 1'b0;
    else if (!tagged) begin
      tagged <= fetch && tag;
      tag_index <= fetch_index;
      before <= busy - cqe;
    end else if (cqe) begin
      before <= before - 1'b1;
      if (before == 0) tagged <= 1'b0;
    end

  // ------------------------------------- an interrupt that software asked for
  logic wanted, due;
  count_t head;
  logic [15:0] hold;
  logic [7:0] limit;
  logic [20:0] waited;  // cycles since there is something to tell
  wire tells = wanted && (due || seen != head);
  always_ff @(posedge clk) begin
    due <= tells;
    if (tells) waited <= waited + 1'b1;
    if (irq) {wanted, due} <= '0;
    if (rung && w_arm) begin
      wanted <= 1'b1;
      due <= 1'b0;
      head <= taken + frees;
      hold <= wdata[kyanite_regs_pkg::Q_DOORBELL_HOLDOFF_LSB+:16];
      limit <= wdata[kyanite_regs_pkg::Q_DOORBELL_COUNT_LSB+:8];
      waited <= '0;
    end
    if (!started || kill) {wanted, due} <= '0;
  end

  logic was_error, was_resetting;
  always_ff @(posedge clk) begin
    was_error <= started && in_error;
    was_resetting <= started && resetting;
  end

  always_comb
    if (started) begin
      // Pointers stay in the ring and say what was fetched, completed, acknowledged.
      if (!kill) begin
        pointers_sq: assert (fetch_index == (fetched & mask));
        pointers_retire: assert (retire_index == (completed & mask));
        pointers_cq: assert ( \u.cq_tail == (completed & mask));
        pointers_seen: assert ( \u.cq_seen == (seen & mask));
        pointers_ctx: assert (ctx_index == ((fetched - p_open) & mask));
        pointers_inflight: assert ( \u.inflight == busy && busy <= mask);
        pointers_order: assert (count_t'(completed + busy) == fetched &&
                                count_t'(seen + b_open) == completed);
        pointers_phase: assert (phase == !completed[ \u.log2 ]);
      end

      // An accepted entry completes once: no other in flight has its index.
      if (tagged && fetch) once_index: assert (fetch_index != tag_index);
      if (tagged && cqe) once_turn: assert ((retire_index == tag_index) == (before == 0));

      // Nothing is fetched that was not submitted or has no place to complete.
      if (polite && on) begin
        room_cq: assert (count_t'(fetched - taken) <= mask);
        submitted_only: assert (!can_fetch || fetched != submitted);
      end

      config_good: assert (! \u.enabled || ( \u.log2 >= 1 && \u.log2 <= MAX_LOG2 &&
                           \u.sq_base [5:0] == 0 && \u.cq_base [5:0] == 0));

      // Killed, it asks for nothing, and a reset ends when nothing is under way.
      if (kill) kill_quiet: assert (!can_fetch && !irq);
      if (was_resetting && !resetting) kill_done: assert (busy == 0 && b_open == 0 && !in_error);
      if (was_error && !in_error) kill_stays: assert (was_resetting);

      error_once: assert (error_irq == (in_error && !was_error));

      // An interrupt comes when its hold-off has passed, or earlier, and only if wanted.
      if (polite && on) begin
        irq_comes: assert (!tells || waited <= {hold, 4'd0} + 1);
        spurious_none: assert (!irq || tells);
        count_reached: assert (!(wanted && limit != 0 && count_t'(seen - head) >= limit) || irq ||
                           count_t'(seen - head) > mask);
      end
      // The clock may stop when the queue is not active.
      if (on && ((polite && tells) || can_fetch || b_open != 0)) active_awake: assert (active);

      // What an induction has to know of the states between.
      inv_off: assert ( \u.enabled || {fetched, completed, seen, taken, submitted, busy, b_open, p_open,
                                       tagged, wanted, \u.armed , \u.running } == 0);
      inv_open: assert (kill || p_open <= busy);
      inv_out: assert ( \u.cqe_out == b_open);
      if (on && polite) begin
        inv_head: assert ( \u.cq_head == (taken & mask) && count_t'(seen - taken) <= mask &&
                          count_t'(fetched - taken) <= mask);
        inv_tail: assert ( \u.sq_tail == (submitted & mask) &&
                          count_t'(submitted - fetched) <= mask);
      end
      if (on && tagged) inv_tag: assert (before < busy && tag_index == ((completed + before) & mask));
      if (on) inv_wanted: assert (wanted == \u.armed );
      if (on && polite && wanted) begin
        inv_armed: assert (hold == \u.hold && limit == \u.limit && \u.armed_head == (head & mask));
        inv_due: assert (due == \u.running && (due || count_t'(seen - head) <= mask));
        inv_waited: assert (due ? waited + \u.timer == {hold, 4'd0} + 1 : waited == 0);
      end

      cover_wrap: cover (on && polite && completed == 9 && \u.log2 == 3);
      cover_irq: cover (irq && waited > 16);
      cover_error: cover (error_irq && busy == 2);
      cover_reset: cover (was_resetting && !resetting && !was_error && completed == 0);
      cover_once: cover (tagged && cqe && before == 0 && busy > 2);
    end
endmodule
