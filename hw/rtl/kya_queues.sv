// SPDX-License-Identifier: Apache-2.0
// The queue pairs: their registers, ring pointers, error states and interrupt moderation. What is
// wide lies in memories with a word for each queue; what happens in a cycle happens to one queue
// each: a register write, a fetch, a context found, a completion, its acknowledgement. What is to be
// decided of a queue is so as its turn comes: two visitors go round, one for fetches and resets, one
// for interrupts.
module kya_queues
#(
    parameter int NQ = 8,
    parameter int NSLOT = 8,
    parameter int MAX_LOG2 = 12,
    parameter int QW = $clog2(NQ),
    parameter int UW = $clog2(NSLOT) + 1  // bits of a turn
) (
    input  logic                     clk,
    input  logic                     rst_n,
    input  logic                     wipe,        // after a reset: a word of all memories
    input  logic [QW-1:0]            wipe_at,

    // Registers, as 64-bit words; a half is 4 bytes. What is written stays for a cycle after.
    input  logic                     write,
    input  logic [QW-1:0]            wqueue,
    input  logic [ 4:0]              wword,
    input  logic [ 1:0]              we,
    input  logic [63:0]              wdata,
    input  logic                     read,        // until the answer
    input  logic [QW-1:0]            rqueue,
    input  logic [ 4:0]              rword,
    output logic                     answer,
    output logic [63:0]              rdata,

    // Fetch
    output logic [NQ-1:0]            can_fetch,   // not from the second cycle of kill on
    input  logic                     take_req,    // one may be taken:
    input  logic                     take,        // the next entry of a queue that can
    input  logic [QW-1:0]            take_queue,
    output logic [UW-1:0]            take_turn,
    output logic [63:0]              sqe_addr,    // of what was taken, two cycles later
    input  logic                     fetched,     // it was read
    output logic [NQ-1:0]            kill,        // its requests are to stop
    output logic [NQ-1:0]            in_error,
    output logic [QW-1:0]            ask,         // a queue,
    input  logic                     occupied,    // whether there are requests of it

    // Slots, and the requests that have left each. Those of a queue follow one another, so the low bits
    // of how many were taken before tell them apart.
    input  logic [NSLOT-1:0]         free,
    input  logic [NSLOT-1:0][3:0]    queue,
    input  logic [NSLOT-1:0][UW-1:0] turn,
    output logic [NSLOT-1:0]         ctx_turn,    // it is the next to get its context
    output logic [NSLOT-1:0]         alone,       // and to complete, a cycle late
    input  logic [NSLOT-1:0]         left_free,
    input  logic [NSLOT-1:0][3:0]    left_queue,
    input  logic [NSLOT-1:0][UW-1:0] left_turn,
    output logic [NSLOT-1:0]         retire_turn, // it is the next to complete, a cycle late
    input  logic                     pass,        // the next request has its context
    input  logic                     sqe_fault,
    input  logic [QW-1:0]            pass_queue,

    // Completion. Of a queue that is chosen the address and index are there two cycles later.
    input  logic                     chosen,      // in the first cycle
    input  logic [QW-1:0]            cqe_queue,
    output logic [63:0]              cqe_addr,
    output logic [15:0]              cqe_index,
    output logic [15:0]              cqe_head,    // entries before this are free
    output logic                     cqe_phase,
    input  logic                     cqe_req,     // one may go out
    input  logic                     cqe,         // an entry goes out
    input  logic                     cqe_urgent,
    input  logic                     cqe_failed,
    input  logic                     cqe_b,       // and has arrived
    input  logic [QW-1:0]            b_queue,
    input  logic                     b_err,

    output logic                     irq,
    output logic [QW-1:0]            irq_queue,
    output logic                     error_irq,
    output logic                     active       // something is to be done without a slot
);
  localparam int N = 1 << QW;
  localparam int LW = MAX_LOG2;      // bits of an index
  localparam int CW = MAX_LOG2 + 1;  // of a count of entries: its index, and the phase above
  localparam int TW = 20 - QW;       // of a hold-off, in rounds of the visitor

  function automatic logic [LW-1:0] mask_of(input logic [3:0] log2);
    for (int i = 0; i < LW; i++) mask_of[i] = {28'd0, log2} > i;
  endfunction

  (* ram_style = "distributed" *) logic [3:0] log2[N];
  logic [55:0] doorbell[N];
  // Counts since the queue's reset: entries taken, completed, acknowledged. The difference of the
  // last two is what is on the bus.
  logic [CW-1:0] taken[N], completed[N], seen[N];
  logic [N-1:0] enabled, resetting, dying, failed, may, stopped;
  logic [2:0] error[N];

  assign stopped = resetting | failed;
  assign kill = stopped[NQ-1:0];
  assign in_error = failed[NQ-1:0];
  assign can_fetch = may[NQ-1:0];

  localparam int TAIL = kyanite_regs_pkg::Q_DOORBELL_SQ_TAIL_LSB;
  localparam int HEAD = kyanite_regs_pkg::Q_DOORBELL_CQ_HEAD_LSB;

  // ------------------------------------------------------------------ writes
  // Checked in a cycle, done in the next.
  localparam logic [4:0] W_SQ_BASE = kyanite_regs_pkg::Q_SQ_BASE[7:3];
  localparam logic [4:0] W_CQ_BASE = kyanite_regs_pkg::Q_CQ_BASE[7:3];
  localparam logic [4:0] W_SIZE = kyanite_regs_pkg::Q_SIZE[7:3];            // and CONTROL
  localparam logic [4:0] W_STATUS = kyanite_regs_pkg::Q_STATUS[7:3];
  localparam logic [4:0] W_DOORBELL = kyanite_regs_pkg::Q_DOORBELL[7:3];
  localparam logic [4:0] W_POINTERS = kyanite_regs_pkg::Q_POINTERS[7:3];
  localparam logic [4:0] W_SUBMITTED = kyanite_regs_pkg::Q_SUBMITTED[7:3];  // and COMPLETED
  localparam logic [4:0] W_DOORBELLS = kyanite_regs_pkg::Q_DOORBELLS[7:3];  // and INTERRUPTS
  localparam logic [4:0] W_FAILED = kyanite_regs_pkg::Q_FAILED[7:3];        // and EXPIRED

  logic [31:0] sq_low[N], sq_high[N], cq_low[N], cq_high[N];
  logic sq_odd[N], cq_odd[N];  // bases that are not aligned
  logic commit, bad_doorbell, bad_config, is_on, lives;
  wire [3:0] w_log2 = we[0] ? wdata[3:0] : log2[wqueue];
  wire [LW-1:0] w_ring = mask_of(log2[wqueue]);
  always_ff @(posedge clk) begin
    commit <= write && rst_n;
    bad_doorbell <= ((wdata[TAIL+:16] | wdata[HEAD+:16]) & ~{{(16 - LW) {1'b0}}, w_ring}) != 0;
    bad_config <= w_log2 == 0 || w_log2 > 4'(MAX_LOG2) || sq_odd[wqueue] || cq_odd[wqueue];
    is_on <= enabled[wqueue];
    lives <= !stopped[wqueue];
  end

  wire w_size = commit && wword == W_SIZE;
  wire w_enable = w_size && we[1] && wdata[32+kyanite_regs_pkg::Q_CONTROL_ENABLE_LSB] && !is_on && lives;
  wire w_reset = w_size && we[1] && wdata[32+kyanite_regs_pkg::Q_CONTROL_RESET_LSB];
  wire w_doorbell = commit && wword == W_DOORBELL && we == 2'b11;
  wire w_rung = w_doorbell && is_on && lives;
  wire w_arm = w_rung && !bad_doorbell && wdata[kyanite_regs_pkg::Q_DOORBELL_ARM_LSB];

  // A queue is cleared when its reset ends, in a cycle in which nothing else happens.
  logic clearing;
  logic [QW-1:0] clear_queue;
  wire done = clearing && !(take_req || cqe_req || cqe_b || write || commit || pass || sqe_fault);
  wire clear = wipe || done;
  wire [QW-1:0] clear_at = wipe ? wipe_at : clear_queue;
  wire [QW-1:0] w_at = clear ? clear_at : wqueue;
  wire w_kept = (commit && !is_on) || wipe;  // wipes find 0 in wdata

  always_ff @(posedge clk) begin
    if (w_kept && ((wword == W_SQ_BASE && we[0]) || wipe)) begin
      sq_low[w_at] <= wdata[31:0];
      sq_odd[w_at] <= wdata[5:0] != 0;
    end
    if (w_kept && ((wword == W_SQ_BASE && we[1]) || wipe)) sq_high[w_at] <= wdata[63:32];
    if (w_kept && ((wword == W_CQ_BASE && we[0]) || wipe)) begin
      cq_low[w_at] <= wdata[31:0];
      cq_odd[w_at] <= wdata[5:0] != 0;
    end
    if (w_kept && ((wword == W_CQ_BASE && we[1]) || wipe)) cq_high[w_at] <= wdata[63:32];
    if (w_kept && ((wword == W_SIZE && we[0]) || wipe)) log2[w_at] <= wdata[3:0];
    if (clear || w_doorbell || (w_enable && !bad_config))
      doorbell[w_at] <= clear || !w_doorbell ? '0 : wdata[55:0];
  end

  // ------------------------------------------------------------------- fetch
  logic took;
  logic [QW-1:0] took_queue;
  wire [CW-1:0] t_count = taken[take_queue];
  wire [LW-1:0] t_mask = mask_of(log2[take_queue]);
  wire [QW-1:0] sq_at = take_req ? take_queue : rqueue;
  wire [31:0] sq_low_at = sq_low[sq_at];
  wire [31:0] sq_high_at = sq_high[sq_at];
  logic [31:0] t_high, t_upper;
  logic [25:0] t_lower;
  logic t_carry;
  assign take_turn = t_count[UW-1:0];
  assign sqe_addr = {t_upper, t_lower, 6'd0};
  always_ff @(posedge clk) begin
    took <= take && rst_n;
    took_queue <= take_queue;
    if (take) begin
      {t_carry, t_lower} <= {1'b0, sq_low_at[31:6]} +
          {{(27 - LW) {1'b0}}, t_count[LW-1:0] & t_mask};
      t_high <= sq_high_at;
    end
    t_upper <= t_high + {31'd0, t_carry};
    if (take || clear) taken[clear ? clear_at : take_queue] <= clear ? '0 : t_count + 1'b1;
  end

  // The visitor for fetches and resets. It comes at once to a queue of which an entry was taken, since
  // what it knew of it is old, to one whose doorbell rang, and to one that software reads.
  logic [QW-1:0] round, e, rang_queue;
  logic rang, asked;
  wire called = took || rang || asked;
  assign ask = took ? took_queue : rang ? rang_queue : asked ? rqueue : round;
  logic [3:0] e_log2;
  logic [LW-1:0] e_mask, e_taken;
  logic [55:0] e_doorbell;
  logic [CW-1:0] e_completed, e_seen;
  logic e_on, e_dying, e_occupied, e_old;
  wire [LW-1:0] e_next = (e_taken + 1'b1) & e_mask;
  wire [LW-1:0] e_index = e_completed[LW-1:0] & e_mask;
  // There is an entry, a place for its completion, and no other request has its index.
  wire room = e_on && e_taken != e_doorbell[TAIL+:LW] && e_next != e_doorbell[HEAD+:LW] && e_next != e_index;
  wire ends = e_dying && !e_occupied && e_completed == e_seen;
  always_ff @(posedge clk) begin
    if (!called) round <= round + 1'b1;
    rang <= rst_n && (w_doorbell || (rang && took));
    if (w_doorbell) rang_queue <= wqueue;
    e <= ask;
    e_old <= take && take_queue == ask;
    e_log2 <= log2[ask];
    e_mask <= mask_of(log2[ask]);
    e_taken <= taken[ask][LW-1:0] & mask_of(log2[ask]);
    e_doorbell <= doorbell[ask];
    e_completed <= completed[ask];
    e_seen <= seen[ask];
    e_on <= enabled[ask] && !stopped[ask] && rst_n;
    e_dying <= dying[ask] && rst_n;
    e_occupied <= occupied;
    if (done) clearing <= 1'b0;
    else if (!clearing && ends && resetting[e]) begin
      clearing <= 1'b1;
      clear_queue <= e;
    end
    if (!rst_n) begin
      round <= '0;
      clearing <= 1'b0;
    end
  end

  // -------------------------------------------------------------- completion
  // low bits of how many have their context, completed
  (* ram_style = "distributed" *) logic [UW-1:0] context_of[N], retired[N];
  wire [CW-1:0] c_count = completed[cqe_queue];
  wire [CW-1:0] c_next = c_count + 1'b1;
  wire [LW-1:0] c_mask = mask_of(log2[cqe_queue]);
  wire [QW-1:0] cq_at = chosen ? cqe_queue : rqueue;
  wire [31:0] cq_low_at = cq_low[cq_at];
  wire [31:0] cq_high_at = cq_high[cq_at];
  logic [31:0] c_high, c_upper;
  logic [27:0] c_lower;
  logic c_carry;
  logic [LW-1:0] c_index, c_ring;
  logic [UW-1:0] c_ahead;  // others that have their context, too
  assign cqe_addr = {c_upper, c_lower, 4'd0};
  assign cqe_index = 16'(c_index);
  wire [LW-1:0] c_head = (c_index + LW'(c_ahead) + 1'b1) & c_ring;
  assign cqe_head = 16'(c_head);
  always_ff @(posedge clk) begin
    if (chosen) begin
      {c_carry, c_lower} <= {1'b0, cq_low_at[31:4]} + {{(29 - LW) {1'b0}}, c_count[LW-1:0] & c_mask};
      c_high <= cq_high_at;
      c_index <= c_count[LW-1:0] & c_mask;
      c_ring <= c_mask;
      cqe_phase <= (c_count & ({c_mask, 1'b1} ^ {1'b0, c_mask})) == 0;
      c_ahead <= context_of[cqe_queue] - c_next[UW-1:0];
    end
    c_upper <= c_high + {31'd0, c_carry};
    if (cqe || clear) begin
      completed[clear ? clear_at : cqe_queue] <= clear ? '0 : c_next;
      retired[clear ? clear_at : cqe_queue] <= clear ? '0 : c_next[UW-1:0];
    end
    if (pass || clear)
      context_of[clear ? clear_at : pass_queue] <= clear ? '0 : context_of[pass_queue] + 1'b1;
  end

  for (genvar g = 0; g < NSLOT; g++) begin : g_slot
    assign ctx_turn[g] = turn[g] == context_of[queue[g][QW-1:0]];
    always_ff @(posedge clk) begin
      alone[g] <= !free[g] && turn[g] == retired[queue[g][QW-1:0]];
      retire_turn[g] <= !left_free[g] && left_turn[g] == retired[left_queue[g][QW-1:0]];
    end
  end

  // -------------------------------------------------------------- moderation
  // An interrupt must not overtake the entry it tells of: what counts is what has arrived.
  logic [CW-1:0] urgent_next[N], urgent_last[N];
  logic [LW-1:0] armed_head[N];
  logic [15:0] hold[N];
  logic [7:0] limit[N];
  logic [TW-1:0] timer[N];
  logic [N-1:0] armed, running, urgent_out, urgent_seen;
  wire [CW-1:0] b_count = seen[b_queue];
  wire b_urgent = cqe_b && urgent_out[b_queue] && urgent_next[b_queue] == b_count;

  always_ff @(posedge clk) begin
    if (cqe_b || clear) seen[clear ? clear_at : b_queue] <= clear ? '0 : b_count + 1'b1;
    if (cqe && cqe_urgent) urgent_next[cqe_queue] <= c_count;
    if (b_urgent) urgent_last[b_queue] <= b_count;
    if (w_arm) begin
      armed_head[wqueue] <= wdata[HEAD+:LW];
      hold[wqueue] <= wdata[kyanite_regs_pkg::Q_DOORBELL_HOLDOFF_LSB+:16];
      limit[wqueue] <= wdata[kyanite_regs_pkg::Q_DOORBELL_COUNT_LSB+:8];
    end
  end

  // The visitor for interrupts: each queue once in a round, of 2^QW cycles.
  logic [QW-1:0] turn_of, v;
  wire [LW-1:0] v_ring = mask_of(log2[turn_of]);
  wire [LW-1:0] v_seen = seen[turn_of][LW-1:0];
  wire [LW-1:0] v_head = doorbell[turn_of][HEAD+:LW];
  logic [LW-1:0] waiting, waits, urgent_at;  // completions since the arming and not taken
  logic [15:0] v_hold;
  logic [7:0] v_limit;
  logic [TW-1:0] v_timer;
  logic v_old, v_new;   // armed, or an urgent one came, while this was read
  wire counted = v_limit != 0 && 16'(waiting) >= {8'd0, v_limit};
  // An urgent completion counts until software has taken it.
  wire urgent = urgent_seen[v] && urgent_at < waits && !v_new;
  // A whole ring of completions after armed_head looks like none; the hold-off goes on.
  wire tells = armed[v] && !stopped[v] && !v_old && (running[v] || waiting != 0);
  wire [TW-1:0] left = running[v] ? v_timer : {v_hold, {(4 - QW) {1'b0}}};
  wire expired = left == 0;
  wire fire = tells && (counted || urgent || expired);
  always_ff @(posedge clk) begin
    turn_of <= turn_of + 1'b1;
    v <= turn_of;
    waiting <= (v_seen - armed_head[turn_of]) & v_ring;
    waits <= (v_seen - v_head) & v_ring;
    urgent_at <= (urgent_last[turn_of][LW-1:0] - v_head) & v_ring;
    v_hold <= hold[turn_of];
    v_limit <= limit[turn_of];
    v_timer <= timer[turn_of];
    v_old <= w_arm && wqueue == turn_of;
    v_new <= b_urgent && b_queue == turn_of;
    timer[v] <= left - 1'b1;
    irq <= fire && rst_n;
    irq_queue <= v;
    if (!rst_n) turn_of <= '0;
  end

  // ------------------------------------------------------------------ states
  always_ff @(posedge clk) begin
    dying <= resetting;
    error_irq <= 1'b0;
    may <= may & ~stopped;
    running <= running & ~stopped;
    if (!e_old) may[e] <= room && !stopped[e];
    if (take) may[take_queue] <= 1'b0;

    if (tells) running[v] <= !fire;
    if (fire) armed[v] <= 1'b0;
    if (urgent_seen[v] && !urgent && !v_new) urgent_seen[v] <= 1'b0;
    if (b_urgent) begin
      urgent_seen[b_queue] <= 1'b1;
      urgent_out[b_queue] <= 1'b0;
    end
    if (cqe && cqe_urgent) urgent_out[cqe_queue] <= 1'b1;
    if (w_arm) begin
      armed[wqueue] <= 1'b1;
      running[wqueue] <= 1'b0;
    end

    if (w_enable && !bad_config) enabled[wqueue] <= 1'b1;
    if ((w_enable && bad_config) || (w_rung && bad_doorbell)) begin
      failed[wqueue] <= 1'b1;
      error[wqueue] <= w_enable ? 3'(kyanite_regs_pkg::QUEUE_ERROR_BAD_CONFIG) :
          3'(kyanite_regs_pkg::QUEUE_ERROR_BAD_DOORBELL);
      error_irq <= 1'b1;
    end
    if (cqe_b && b_err && enabled[b_queue] && !stopped[b_queue]) begin
      failed[b_queue] <= 1'b1;
      error[b_queue] <= 3'(kyanite_regs_pkg::QUEUE_ERROR_CQ_WRITE);
      error_irq <= 1'b1;
    end
    if (sqe_fault && enabled[pass_queue] && !stopped[pass_queue]) begin
      failed[pass_queue] <= 1'b1;
      error[pass_queue] <= 3'(kyanite_regs_pkg::QUEUE_ERROR_SQ_READ);
      error_irq <= 1'b1;
    end
    if (w_reset) resetting[wqueue] <= 1'b1;

    if (done) begin
      enabled[clear_queue] <= 1'b0;
      resetting[clear_queue] <= 1'b0;
      dying[clear_queue] <= 1'b0;
      failed[clear_queue] <= 1'b0;
      error[clear_queue] <= '0;
      armed[clear_queue] <= 1'b0;
      urgent_out[clear_queue] <= 1'b0;
      urgent_seen[clear_queue] <= 1'b0;
    end
    if (!rst_n) begin
      enabled <= '0;
      resetting <= '0;
      dying <= '0;
      failed <= '0;
      for (int i = 0; i < N; i++) error[i] <= '0;
      may <= '0;
      armed <= '0;
      running <= '0;
      urgent_out <= '0;
      urgent_seen <= '0;
      error_irq <= 1'b0;
    end
  end

  // The clock may stop when both visitors have seen the last of what happened to each queue, and found
  // nothing to do.
  localparam int SETTLE = 2 * N + 4;
  localparam int NW = $clog2(SETTLE + 1);
  logic [NW-1:0] settle;
  logic [CW-1:0] on_bus;
  assign active = settle != 0 || on_bus != 0 || resetting != 0 || can_fetch != 0 || running != 0 || irq || error_irq;
  always_ff @(posedge clk) begin
    if (write || take || pass || sqe_fault || cqe || cqe_b) settle <= NW'(SETTLE);
    else if (settle != 0 && !called) settle <= settle - 1'b1;
    on_bus <= on_bus + {{(CW - 1) {cqe_b && !cqe}}, cqe != cqe_b};
    if (!rst_n) begin
      settle <= '0;
      on_bus <= '0;
    end
  end

  // ---------------------------------------------------------------- counters
  logic up_submitted, up_completed, up_doorbells, up_failed, up_expired, up_suppressed;
  logic [QW-1:0] done_queue, seen_queue;
  always_ff @(posedge clk) begin
    up_submitted <= fetched && rst_n;
    up_completed <= cqe && rst_n;
    up_failed <= cqe && cqe_failed && rst_n;
    done_queue <= cqe_queue;
    up_doorbells <= w_doorbell && rst_n;
    up_expired <= fire && !counted && !urgent && rst_n;
    up_suppressed <= cqe_b && !stopped[b_queue] && !armed[b_queue] && rst_n;
    seen_queue <= b_queue;
  end
  localparam int COUNTS = 7;
  wire [COUNTS-1:0] ups = {up_suppressed, up_expired, up_failed, irq, up_doorbells, up_completed, up_submitted};
  wire [COUNTS-1:0][QW-1:0] up_at = {seen_queue, irq_queue, done_queue, irq_queue, rang_queue, done_queue, took_queue};
  logic [COUNTS-1:0] looked;
  logic [COUNTS-1:0][31:0] n;
  for (genvar g = 0; g < COUNTS; g++) begin : g_count
    kya_count #(.DEPTH(N), .FORWARD(g == 6 ? 1 : 0)) u (
        .clk, .wipe, .wipe_at(wipe_at), .up(ups[g]), .up_at(up_at[g]), .look_at(rqueue),
        .looked(looked[g]), .value(n[g]));
  end

  // ------------------------------------------------------------------- reads
  // The answer is what a visitor or a port that is free brings.
  logic there;
  logic [31:0] chosen_word;
  wire here = e == rqueue;
  wire e_enabled = enabled[rqueue] && !failed[rqueue];
  always_comb begin
    there = here;
    rdata = '0;
    // One bit is set: no word waits for those before it.
    unique case (1'b1)
      chosen_word[W_SQ_BASE]: begin
        there = !take_req;
        rdata = {sq_high_at, sq_low_at};
      end
      chosen_word[W_CQ_BASE]: begin
        there = !chosen;
        rdata = {cq_high_at, cq_low_at};
      end
      chosen_word[W_SIZE]: rdata = {31'd0, e_enabled, 28'd0, e_log2};
      chosen_word[W_STATUS]: rdata[15:0] = {5'd0, error[rqueue], 5'd0, e_occupied, resetting[rqueue], e_enabled};
      chosen_word[W_DOORBELL]: rdata = {7'd0, armed[rqueue], e_doorbell};
      chosen_word[W_POINTERS]:
      rdata = {30'd0, armed[rqueue], (e_completed & ({e_mask, 1'b1} ^ {1'b0, e_mask})) == 0, 16'(e_index), 16'(e_taken)};
      chosen_word[W_SUBMITTED]: begin
        there = looked[0] && looked[1];
        rdata = {n[1], n[0]};
      end
      chosen_word[W_DOORBELLS]: begin
        there = looked[2] && looked[3];
        rdata = {n[3], n[2]};
      end
      chosen_word[W_FAILED]: begin
        there = looked[4] && looked[5];
        rdata = {n[5], n[4]};
      end
      default: begin
        there = looked[6];
        rdata[31:0] = n[6];
      end
    endcase
  end
  // What was looked at when the read was asked for, or later.
  always_ff @(posedge clk) begin
    asked <= read && rst_n;
    chosen_word <= 32'd1 << rword;
  end
  assign answer = asked && read && there;
endmodule
