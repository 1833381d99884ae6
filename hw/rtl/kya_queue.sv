// SPDX-License-Identifier: Apache-2.0
// One queue pair: its registers, ring pointers, error state and interrupt
// moderation.
module kya_queue
#(
    parameter int MAX_LOG2 = 12
) (
    input  logic        clk,
    input  logic        rst_n,

    // Registers, as 64-bit words; a half is 4 bytes
    input  logic [ 4:0] word,        // to read
    input  logic [ 4:0] wword,       // to write
    input  logic [ 1:0] we,
    input  logic [63:0] wdata,
    output logic [63:0] rdata,
    output logic [ 1:0] hit,         // halves that hold a register

    // Fetch
    output logic        can_fetch,
    output logic [63:0] sq_base,
    output logic [15:0] fetch_index,
    input  logic        fetch,
    input  logic        sqe_fault,
    input  logic        pass,        // the request at ctx_index has its context
    output logic [15:0] ctx_index,
    output logic [15:0] retire_index,
    input  logic        occupied,    // a slot works for this queue
    output logic        kill,        // its slots are to stop

    // Completion
    output logic [63:0] cq_base,
    output logic [15:0] cq_tail,     // where the next entry goes
    output logic        phase,
    input  logic        cqe,         // an entry goes out
    input  logic        cqe_urgent,
    input  logic        cqe_failed,
    input  logic        cqe_b,       // and has arrived
    input  logic        cqe_b_err,

    output logic        irq,
    output logic        active,      // has something to do without a slot
    output logic        error_irq,
    output logic        in_error
);
  /* verilator no_inline_module */  // one copy of the code for all
  logic [63:0] doorbell;
  logic [ 3:0] log2;
  logic        enabled, resetting;
  logic [ 7:0] error;
  logic [15:0] sq_head, cq_seen, inflight, cqe_out;
  logic [31:0] n_submitted, n_completed, n_doorbells, n_interrupts, n_failed, n_expired, n_suppressed;

  wire [15:0] mask = 16'((17'd1 << log2) - 17'd1);
  wire [15:0] sq_tail = doorbell[kyanite_regs_pkg::Q_DOORBELL_SQ_TAIL_LSB+:16];
  wire [15:0] cq_head = doorbell[kyanite_regs_pkg::Q_DOORBELL_CQ_HEAD_LSB+:16];
  wire [15:0] cq_used = (cq_tail - cq_head) & mask;

  assign fetch_index = sq_head;
  assign retire_index = cq_tail;  // one entry for each request
  assign kill = resetting || error != kyanite_regs_pkg::QUEUE_ERROR_NONE;
  assign in_error = error != kyanite_regs_pkg::QUEUE_ERROR_NONE;
  assign active = resetting || room || can_fetch || cqe_out != 0 || fetch || cqe || error_irq ||
      (armed && !kill && tells);
  // There was an entry, and room for its completion, a cycle before: it is long to compute.
  logic may;
  wire room = enabled && !kill && sq_head != sq_tail && cq_used + inflight < mask;
  assign can_fetch = may && !kill;

  // --------------------------------------------------------------- registers
  localparam logic [4:0] W_SQ_BASE = kyanite_regs_pkg::Q_SQ_BASE[7:3];
  localparam logic [4:0] W_CQ_BASE = kyanite_regs_pkg::Q_CQ_BASE[7:3];
  localparam logic [4:0] W_SIZE = kyanite_regs_pkg::Q_SIZE[7:3];            // and CONTROL
  localparam logic [4:0] W_STATUS = kyanite_regs_pkg::Q_STATUS[7:3];
  localparam logic [4:0] W_DOORBELL = kyanite_regs_pkg::Q_DOORBELL[7:3];
  localparam logic [4:0] W_POINTERS = kyanite_regs_pkg::Q_POINTERS[7:3];
  localparam logic [4:0] W_SUBMITTED = kyanite_regs_pkg::Q_SUBMITTED[7:3];  // and COMPLETED
  localparam logic [4:0] W_DOORBELLS = kyanite_regs_pkg::Q_DOORBELLS[7:3];  // and INTERRUPTS
  localparam logic [4:0] W_FAILED = kyanite_regs_pkg::Q_FAILED[7:3];        // and EXPIRED
  localparam logic [4:0] W_SUPPRESSED = kyanite_regs_pkg::Q_SUPPRESSED[7:3];

  logic armed, running;

  always_comb begin
    rdata = '0;
    hit = 2'b11;
    case (word)
      W_SQ_BASE: rdata = sq_base;
      W_CQ_BASE: rdata = cq_base;
      W_SIZE: rdata = {31'd0, enabled && !in_error, 28'd0, log2};
      W_STATUS: begin
        hit = 2'b01;
        rdata[15:0] = {error, 5'd0, occupied, resetting, enabled && !in_error};
      end
      W_DOORBELL: rdata = {7'd0, armed, doorbell[55:0]};
      W_POINTERS: rdata = {30'd0, armed, phase, cq_tail, sq_head};
      W_SUBMITTED: rdata = {n_completed, n_submitted};
      W_DOORBELLS: rdata = {n_interrupts, n_doorbells};
      W_FAILED: rdata = {n_expired, n_failed};
      W_SUPPRESSED: begin
        hit = 2'b01;
        rdata[31:0] = n_suppressed;
      end
      default: hit = 2'b00;
    endcase
  end

  wire w_enable = wword == W_SIZE && we[1] && wdata[32+kyanite_regs_pkg::Q_CONTROL_ENABLE_LSB];
  wire w_reset = wword == W_SIZE && we[1] && wdata[32+kyanite_regs_pkg::Q_CONTROL_RESET_LSB];
  wire w_doorbell = wword == W_DOORBELL && we == 2'b11;
  wire [15:0] w_tail = wdata[kyanite_regs_pkg::Q_DOORBELL_SQ_TAIL_LSB+:16];
  wire [15:0] w_head = wdata[kyanite_regs_pkg::Q_DOORBELL_CQ_HEAD_LSB+:16];
  wire w_arm = w_doorbell && wdata[kyanite_regs_pkg::Q_DOORBELL_ARM_LSB];
  // One write may bring the size and enable the queue.
  wire [3:0] w_log2 = we[0] ? wdata[3:0] : log2;
  wire bad_config = w_log2 == 0 || w_log2 > 4'(MAX_LOG2) || sq_base[5:0] != 0 || cq_base[5:0] != 0;

  // -------------------------------------------------------------- moderation
  // cq_seen is the completion tail that memory holds: an interrupt must not
  // overtake the entry it tells of.
  logic [15:0] armed_head, urgent_next, urgent_last;
  logic        urgent_out, urgent_seen;
  logic [15:0] hold;
  logic [ 7:0] limit;
  logic [19:0] timer;
  wire [15:0] waiting = (cq_seen - armed_head) & mask;
  // A whole ring of completions after armed_head looks like none; the hold-off goes on.
  wire tells = running || waiting != 0;
  // An urgent completion counts until software has taken it.
  wire urgent = urgent_seen && ((urgent_last - armed_head) & mask) < waiting;
  wire counted = limit != 0 && waiting >= {8'd0, limit};
  wire expired = running && timer == 0;
  assign irq = armed && !kill && tells && (counted || urgent || expired);

  wire [15:0] seen_next = (cq_seen + 1'b1) & mask;

  always_ff @(posedge clk) begin
    error_irq <= 1'b0;
    may <= room && !fetch;

    if (!enabled) begin
      if (wword == W_SQ_BASE && we[0]) sq_base[31:0] <= wdata[31:0];
      if (wword == W_SQ_BASE && we[1]) sq_base[63:32] <= wdata[63:32];
      if (wword == W_CQ_BASE && we[0]) cq_base[31:0] <= wdata[31:0];
      if (wword == W_CQ_BASE && we[1]) cq_base[63:32] <= wdata[63:32];
      if (wword == W_SIZE && we[0]) log2 <= wdata[3:0];
    end

    if (fetch) begin
      sq_head <= (sq_head + 1'b1) & mask;
      n_submitted <= n_submitted + 1'b1;
    end
    if (pass) ctx_index <= (ctx_index + 1'b1) & mask;
    if (cqe) begin
      cq_tail <= (cq_tail + 1'b1) & mask;
      if (cq_tail == mask) phase <= !phase;
      n_completed <= n_completed + 1'b1;
      if (cqe_failed) n_failed <= n_failed + 1'b1;
      if (cqe_urgent) begin
        urgent_out <= 1'b1;
        urgent_next <= cq_tail;
      end
    end
    inflight <= inflight + {{15{cqe && !fetch}}, fetch != cqe};
    cqe_out <= cqe_out + {{15{cqe_b && !cqe}}, cqe != cqe_b};
    if (cqe_b && !kill) begin
      cq_seen <= seen_next;
      if (!armed) n_suppressed <= n_suppressed + 1'b1;
      if (urgent_out && urgent_next == cq_seen) begin
        urgent_seen <= 1'b1;
        urgent_last <= urgent_next;
        urgent_out <= cqe && cqe_urgent;
      end
    end

    if (armed && waiting != 0 && !running) begin
      running <= 1'b1;
      timer <= {hold, 4'd0};
    end else if (running && timer != 0) begin
      timer <= timer - 1'b1;
    end
    if (irq) begin
      armed <= 1'b0;
      running <= 1'b0;
      n_interrupts <= n_interrupts + 1'b1;
      if (expired && !counted && !urgent) n_expired <= n_expired + 1'b1;
    end

    if (w_doorbell) begin
      n_doorbells <= n_doorbells + 1'b1;
      doorbell[55:0] <= wdata[55:0];
      if (enabled && !kill) begin
        if (((w_tail | w_head) & ~mask) != 0) begin
          error <= kyanite_regs_pkg::QUEUE_ERROR_BAD_DOORBELL;
          error_irq <= 1'b1;
        end else begin
          if (w_arm) begin
            hold <= wdata[kyanite_regs_pkg::Q_DOORBELL_HOLDOFF_LSB+:16];
            armed <= 1'b1;
            running <= 1'b0;
            armed_head <= w_head;
            limit <= wdata[kyanite_regs_pkg::Q_DOORBELL_COUNT_LSB+:8];
          end
          if (((urgent_last - cq_head) & mask) < ((w_head - cq_head) & mask)) urgent_seen <= 1'b0;
        end
      end
    end

    if (w_enable && !enabled && !kill) begin
      if (bad_config) begin
        error <= kyanite_regs_pkg::QUEUE_ERROR_BAD_CONFIG;
        error_irq <= 1'b1;
      end else begin
        enabled <= 1'b1;
        doorbell <= '0;
      end
    end
    if (enabled && !kill) begin
      if (sqe_fault) begin
        error <= kyanite_regs_pkg::QUEUE_ERROR_SQ_READ;
        error_irq <= 1'b1;
      end else if (cqe_b && cqe_b_err) begin
        error <= kyanite_regs_pkg::QUEUE_ERROR_CQ_WRITE;
        error_irq <= 1'b1;
      end
    end
    if (w_reset) resetting <= 1'b1;

    if (resetting && !occupied && cqe_out == 0) begin
      resetting <= 1'b0;
      enabled <= 1'b0;
      error <= kyanite_regs_pkg::QUEUE_ERROR_NONE;
      doorbell <= '0;
      sq_head <= '0;
      cq_tail <= '0;
      cq_seen <= '0;
      ctx_index <= '0;
      inflight <= '0;
      phase <= 1'b1;
      armed <= 1'b0;
      running <= 1'b0;
      urgent_out <= 1'b0;
      urgent_seen <= 1'b0;
    end
    if (!rst_n) begin
      sq_base <= '0;
      cq_base <= '0;
      log2 <= '0;
      resetting <= 1'b0;
      enabled <= 1'b0;
      error <= kyanite_regs_pkg::QUEUE_ERROR_NONE;
      doorbell <= '0;
      sq_head <= '0;
      cq_tail <= '0;
      cq_seen <= '0;
      ctx_index <= '0;
      inflight <= '0;
      cqe_out <= '0;
      phase <= 1'b1;
      armed <= 1'b0;
      armed_head <= '0;
      limit <= '0;
      timer <= '0;
      running <= 1'b0;
      urgent_out <= 1'b0;
      urgent_next <= '0;
      urgent_last <= '0;
      hold <= '0;
      urgent_seen <= 1'b0;
      n_submitted <= '0;
      n_completed <= '0;
      n_doorbells <= '0;
      n_interrupts <= '0;
      n_failed <= '0;
      n_expired <= '0;
      n_suppressed <= '0;
      error_irq <= 1'b0;
      may <= 1'b0;
    end
  end

  wire unused = &{1'b0, doorbell[63:56]};
endmodule
