// SPDX-License-Identifier: Apache-2.0
// The engine: AXI4-Lite registers, AXI4 master of 256 bits, interrupt vectors.
module kya_engine
#(
    parameter int NQ = 8,         // queue pairs, 4 to 16
    parameter int NSLOT = 8,      // requests in flight, a power of two
    parameter int NSHA = 4,       // compression cores of SHA-1, SHA-224 and SHA-256
    parameter int NSHA512 = 1,    // and of SHA-384 and SHA-512
    parameter int AES_UNROLL = 14,  // rounds in the AES pipeline: 14, 7, 2 or 1
    parameter int AES_STAGES = 1,  // register stages of a round, 1 to 3
    parameter int AES_ROM = 0,    // S-boxes in block RAMs, with one stage
    parameter int GHASH_CYCLES = 1,  // from one block of GHASH to the next, 1 or 2
    parameter int MAX_LOG2 = 12,  // largest ring
    localparam int NPRE = NSLOT > 32 ? 32 : NSLOT,  // submission entries read ahead
    localparam int SW = $clog2(NSLOT),
    localparam int RIDW = SW + 3,
    localparam int WIDW = (SW > 4 ? SW : 4) + 1
) (
    input  logic            clk,
    input  logic            rst_n,

    input  logic            s_awvalid,
    output logic            s_awready,
    input  logic [15:0]     s_awaddr,
    input  logic [ 2:0]     s_awsize,
    input  logic            s_wvalid,
    output logic            s_wready,
    input  logic [63:0]     s_wdata,
    input  logic [ 7:0]     s_wstrb,
    output logic            s_bvalid,
    input  logic            s_bready,
    output logic [ 1:0]     s_bresp,
    input  logic            s_arvalid,
    output logic            s_arready,
    input  logic [15:0]     s_araddr,
    input  logic [ 2:0]     s_arsize,
    output logic            s_rvalid,
    input  logic            s_rready,
    output logic [63:0]     s_rdata,
    output logic [ 1:0]     s_rresp,

    output logic            m_arvalid,
    input  logic            m_arready,
    output logic [RIDW-1:0] m_arid,
    output logic [63:0]     m_araddr,
    output logic [ 7:0]     m_arlen,
    input  logic            m_rvalid,
    output logic            m_rready,
    input  logic [RIDW-1:0] m_rid,
    input  logic [255:0]    m_rdata,
    input  logic [ 1:0]     m_rresp,
    input  logic            m_rlast,
    output logic            m_awvalid,
    input  logic            m_awready,
    output logic [WIDW-1:0] m_awid,
    output logic [63:0]     m_awaddr,
    output logic [ 7:0]     m_awlen,
    output logic            m_wvalid,
    input  logic            m_wready,
    output logic [255:0]    m_wdata,
    output logic [31:0]     m_wstrb,
    output logic            m_wlast,
    input  logic            m_bvalid,
    output logic            m_bready,
    input  logic [WIDW-1:0] m_bid,
    input  logic [ 1:0]     m_bresp,

    output logic            irq_valid,
    input  logic            irq_ready,
    output logic [ 7:0]     irq_vector,

    output logic            idle        // the clock may stop: only a register write can wake it
);
  localparam int CW = SW;  // as many context entries as slots
  localparam int QW = $clog2(NQ);

  // The landing and response sides always take.
  assign m_rready = 1'b1;
  assign m_bready = 1'b1;

  // --------------------------------------------------------------- registers
  logic [4:0] r_word, w_word;
  logic [QW-1:0] r_queue, w_queue;
  logic [1:0] w_lanes;
  logic [63:0] w_data, r_answer, clock;
  logic q_write, q_read, q_answer, wipe;
  logic [3:0] wipe_at;
  logic [NQ-1:0] in_error, kill;
  logic busy, aes_block, zeroize, zeroized, cqe_gnt;
  logic sha_block;
  logic [8:0] asked, sent;
  logic [31:0] latency;
  kya_csr #(.NQ(NQ), .NSLOT(NSLOT), .NSHA(NSHA), .NSHA512(NSHA512), .MAX_LOG2(MAX_LOG2)) csr (
      .clk, .rst_n, .s_awvalid, .s_awready, .s_awaddr, .s_awsize, .s_wvalid, .s_wready, .s_wdata,
      .s_wstrb, .s_bvalid, .s_bready, .s_bresp, .s_arvalid, .s_arready, .s_araddr, .s_arsize,
      .s_rvalid, .s_rready, .s_rdata, .s_rresp, .wipe, .wipe_at, .q_write, .w_queue, .w_word, .w_lanes, .w_data,
      .q_read, .r_queue, .r_word, .q_answer, .q_rdata(r_answer),
      .queue_error(in_error), .busy, .aes_block, .sha_block, .read_bytes(asked), .written_bytes(sent),
      .completion(cqe_gnt), .latency, .zeroize, .zeroized, .clock);

  // ------------------------------------------------------------------ queues
  logic [NQ-1:0] can_fetch;
  logic take_req, take, fetched, occupied, pre_occupied, pass, sqe_fault, choosing, cqe_req, cqe_phase;
  logic [QW-1:0] take_queue, ask, pass_queue, rq, irq_queue;  // rq: that completes a request
  logic [SW:0] take_turn;
  logic [63:0] take_addr, cqe_addr;
  logic [15:0] cqe_index, cqe_head;
  logic cqe_wanted, cqe_urgent, cqe_failed, cqe_b_any, b_err, irq, error_irq, active;
  logic [3:0] cqe_b_queue;
  logic [NSLOT-1:0] s_free;
  logic [NSLOT-1:0][3:0] s_queue;
  logic [NSLOT-1:0][SW:0] s_turn;
  logic [NSLOT-1:0] ctx_turn, alone, retire_turn;
  logic [NSLOT-1:0] a_free;  // what has left the slots
  logic [NSLOT-1:0][3:0] a_queue;
  logic [NSLOT-1:0][SW:0] a_turn;
  kya_queues #(.NQ(NQ), .NSLOT(NSLOT), .MAX_LOG2(MAX_LOG2)) queues (
      .clk, .rst_n, .wipe, .wipe_at(wipe_at[QW-1:0]), .write(q_write), .wqueue(w_queue), .wword(w_word), .we(w_lanes),
      .wdata(w_data), .read(q_read), .rqueue(r_queue), .rword(r_word), .answer(q_answer), .rdata(r_answer),
      .can_fetch, .take_req, .take, .take_queue, .take_turn, .sqe_addr(take_addr), .fetched, .kill, .in_error, .ask,
      .occupied(occupied || pre_occupied), .free(s_free), .queue(s_queue), .turn(s_turn), .ctx_turn, .alone,
      .left_free(a_free), .left_queue(a_queue), .left_turn(a_turn), .retire_turn,
      .pass, .sqe_fault, .pass_queue, .chosen(choosing), .cqe_queue(rq), .cqe_addr, .cqe_index, .cqe_head,
      .cqe_phase, .cqe_req(cqe_wanted), .cqe(cqe_gnt), .cqe_urgent, .cqe_failed, .cqe_b(cqe_b_any),
      .b_queue(cqe_b_queue[QW-1:0]), .b_err, .irq, .irq_queue, .error_irq, .active);

  // ------------------------------------------------------------------- slots
  logic [NSLOT-1:0] s_alloc, s_pass, s_sqe_fault, s_ctx_req, s_ctx_inv, s_ctx_done, s_hold;
  logic [NSLOT-1:0] s_kill, a_kill;  // a cycle late; a free slot has no queue
  always_ff @(posedge clk)
    for (int i = 0; i < NSLOT; i++) begin
      s_kill[i] <= !s_free[i] && kill[s_queue[i][QW-1:0]];
      a_kill[i] <= !a_free[i] && kill[a_queue[i][QW-1:0]];
    end
  logic [NSLOT-1:0][CW-1:0] s_entry;
  logic [NSLOT-1:0] s_hash_req, s_hash_gnt, s_hash_abort, s_hash_aborted, s_hash_done, s_hash_pop;
  logic [NSLOT-1:0][2:0] s_alg;
  logic [NSLOT-1:0] s_hmac, s_load, s_store;
  logic [NSLOT-1:0] s_rd_req, s_rd_gnt, s_r_valid;
  logic [NSLOT-1:0][2:0] s_rd_kind;
  logic [NSLOT-1:0] s_src_moved, s_src_told, s_dst_moved, s_dst_told;
  logic [2:0] src_may, dst_may;
  logic [8:0] rd_bytes, wr_bytes;
  logic [NSLOT-1:0] wake_ring, wake_out, wake_hash, wake_src, wake_dst;
  logic step_ring, step_out, step_hash, src_room, dst_full;
  logic [9:0] land_pos, out_pos, wr_pos;
  logic [NSLOT-1:0] s_blk_req, s_blk_aes, s_blk_gnt, s_blk_exit;
  logic [NSLOT-1:0] s_step_told, s_blk_ghash;
  logic [kya_pkg::NEED_BITS-1:0] step_need;
  logic [NSLOT-1:0] s_wr_req, s_wr_gnt, s_wr_end, s_b, s_done, s_leave, s_urgent, s_begun;
  logic [NSLOT-1:0][2:0] s_status, a_status;
  logic [NSLOT-1:0][4:0] s_wr_out;
  logic [NSLOT-1:0] a_mine, a_done, a_urgent, a_retire;
  logic [SW-1:0] leaver;
  logic [24:0] dst_len, dst_left;
  logic [7:0] ctx_status;
  logic [CW-1:0] ctx_entry;
  logic [31:0] ctx_ctl;
  logic [255:0] r_data;
  logic [255:0] digest;
  logic [8:0] hash_pop_bytes;
  logic [2:0] r_kind;
  logic r_last, r_err, r_ctx, exit_bad;
  logic [NSLOT-1:0] near_chain;
  logic [3:0] alloc_queue;
  logic [SW:0] alloc_turn;
  logic [31:0] alloc_start;
  logic [511:0] alloc_sqe;
  logic alloc_any, alloc_bad, alloc_urgent;
  logic [SW-1:0] alloc_slot;
  logic [2:0] alloc_first;
  wire [63:0] alloc_src = alloc_sqe[kyanite_regs_pkg::SQE_SRC_LSB+:64];
  wire [63:0] alloc_dst = alloc_sqe[kyanite_regs_pkg::SQE_DST_LSB+:64];
  logic [kya_pkg::CHECK_BITS-1:0] check_data;
  logic list_lands, list_bad;
  logic [NSLOT-1:0] s_list_src, s_list_dst;
  logic erase;

  for (genvar g = 0; g < NSLOT; g++) begin : g_slot
    kya_slot #(.CW(CW), .TW(SW + 1)) u (
        .clk, .rst_n, .alloc(s_alloc[g]), .alloc_queue, .alloc_turn, .alloc_first,
        .alloc_urgent, .alloc_bad,
        .free(s_free[g]), .qid(s_queue[g]), .turn(s_turn[g]), .kill(s_kill[g]),
        .ctx_turn(ctx_turn[g]), .alone(alone[g]),
        .ctx_pass(s_pass[g]), .sqe_fault(s_sqe_fault[g]), .ctx_req(s_ctx_req[g]),
        .ctx_inv(s_ctx_inv[g]), .ctx_done(s_ctx_done[g]), .ctx_status,
        .ctx_entry_i(ctx_entry), .ctx_hold(s_hold[g]), .ctx_entry(s_entry[g]), .check(check_data),
        .hash_req(s_hash_req[g]), .hash_gnt(s_hash_gnt[g]), .hash_abort(s_hash_abort[g]),
        .hash_aborted(s_hash_aborted[g]), .hash_done(s_hash_done[g]),
        .hash_alg(s_alg[g]),
        .hash_hmac(s_hmac[g]), .hash_load(s_load[g]), .hash_store(s_store[g]),
        .rd_req(s_rd_req[g]), .rd_kind(s_rd_kind[g]), .rd_gnt(s_rd_gnt[g]),
        .r_valid(s_r_valid[g]), .r_last, .r_err, .list_src(s_list_src[g]), .list_dst(s_list_dst[g]), .list_bad, .src_moved(s_src_moved[g]),
        .src_told(s_src_told[g]), .src_may_i(src_may), .src_room_i(src_room),
        .wake_src(wake_src[g]), .blk_req(s_blk_req[g]), .blk_aes(s_blk_aes[g]), .blk_ghash(s_blk_ghash[g]),
        .blk_gnt(s_blk_gnt[g]), .room_i({step_ring, step_out, step_hash}),
        .wake_room({wake_ring[g], wake_out[g], wake_hash[g]}), .step_told(s_step_told[g]), .need_i(step_need),
        .blk_exit(s_blk_exit[g]), .blk_chain(near_chain[g]), .blk_bad(exit_bad),
        .wr_req(s_wr_req[g]), .wr_gnt(s_wr_gnt[g]), .dst_moved(s_dst_moved[g]), .dst_told(s_dst_told[g]), .dst_may_i(dst_may),
        .dst_full_i(dst_full), .wake_dst(wake_dst[g]), .wr_data_end(s_wr_end[g]), .wr_b(s_b[g] && !a_mine[g]), .wr_b_err(b_err),
        .done(s_done[g]), .status(s_status[g]), .wr_out(s_wr_out[g]), .urgent(s_urgent[g]), .begun(s_begun[g]),
        .leave(s_leave[g]));
    kya_await #(.TW(SW + 1)) await (
        .clk, .rst_n, .take(s_leave[g]), .take_queue(s_queue[g]), .take_turn(s_turn[g]), .take_urgent(s_urgent[g]),
        .take_status(s_status[g]), .take_out(s_wr_out[g]), .free(a_free[g]), .qid(a_queue[g]), .turn(a_turn[g]),
        .kill(a_kill[g]), .wr_b(s_b[g]), .wr_b_err(b_err), .mine(a_mine[g]), .done(a_done[g]),
        .status(a_status[g]), .urgent(a_urgent[g]), .retire(a_retire[g]));
  end

  logic pre_busy;
  assign busy = !(&s_free) || !(&a_free) || pre_busy;
  always_comb begin
    occupied = 1'b0;
    for (int i = 0; i < NSLOT; i++) begin
      if (!s_free[i] && s_queue[i][QW-1:0] == ask) occupied = 1'b1;
      if (!a_free[i] && a_queue[i][QW-1:0] == ask) occupied = 1'b1;
    end
  end

  // What slots tell their queues, one at a time. Until it is told, a slot is not used again.
  logic [QW-1:0] queue_of[NSLOT];
  logic [NSLOT-1:0] tells, faults;
  logic [SW-1:0] telling;
  wire [NSLOT-1:0] told = tells | s_pass | s_sqe_fault;
  assign telling = SW'(kya_pkg::lowest(64'(told)));
  wire fault = faults[telling] || s_sqe_fault[telling];
  always_ff @(posedge clk) begin
    if (alloc_any) queue_of[alloc_slot] <= alloc_queue[QW-1:0];
    tells <= told;
    tells[telling] <= 1'b0;
    faults <= (faults & tells) | s_sqe_fault;
    pass <= rst_n && told != 0 && !fault;
    sqe_fault <= rst_n && told != 0 && fault;
    pass_queue <= queue_of[telling];
    if (!rst_n) tells <= '0;
  end

  // ------------------------------------------------------------------- fetch
  logic sqe_req, sqe_gnt, r_sqe;
  logic held, hold;  // for zeroize, after what was submitted before could be chosen
  logic [SW-1:0] sqe_tag, r_tag;
  logic [63:0] sqe_addr;
  kya_fetch #(.NQ(NQ), .NPRE(NPRE), .NSLOT(NSLOT)) u_fetch (
      .clk, .rst_n, .hold, .erase, .now(clock[31:0]), .busy(pre_busy),
      .ask, .occupied(pre_occupied), .can_fetch, .kill, .take_req, .take, .take_queue, .take_turn, .take_addr, .fetched,
      .rd_req(sqe_req), .rd_tag(sqe_tag), .rd_addr(sqe_addr),
      .rd_gnt(sqe_gnt), .r_valid(r_sqe), .r_tag, .r_last, .r_err, .r_data, .free(s_free & ~tells),
      .alloc(s_alloc), .wait_alloc(list_lands), .alloc_any, .alloc_slot, .alloc_queue, .alloc_turn, .alloc_start, .alloc_sqe, .alloc_bad);

  logic [31:0] begins[NSLOT];  // when each request was fetched
  always_ff @(posedge clk) if (alloc_any) begins[alloc_slot] <= alloc_start;

  logic [SW-1:0] ctx_slot, check_slot, count_slot;
  logic [63:0] ctx_addr, hash_count;
  logic [127:0] check_iv;
  logic [39:0] check_immediate;
  logic check;
  kya_decode #(.NSLOT(NSLOT)) decode (
      .clk, .rst_n, .erase, .erase_slot(walk[SW-1:0]), .alloc(alloc_any), .alloc_slot, .alloc_sqe,
      .alloc_first, .alloc_urgent, .ctx_slot, .ctx_addr, .ctx_done(s_ctx_done != 0), .ctx_ctl(ctx_ctl[12:0]),
      .check, .check_slot, .check_data, .iv(check_iv), .immediate(check_immediate), .count_slot, .hash_count,
      .len_slot(leaver), .dst_len);

  // ----------------------------------------------------------------- leaving
  // One slot at a time. What the completion tells is kept, since the slot's next request begins.
  logic [SW-1:0] next_leaver, left_slot;
  logic leaves, left;
  logic [24:0] wrote;
  logic [QW-1:0] left_queue[NSLOT];
  logic [31:0] started[NSLOT];
  logic [24:0] written[NSLOT];
  wire [NSLOT-1:0] can_leave = s_done & a_free & ~tells;
  assign next_leaver = SW'(kya_pkg::lowest(64'(can_leave)));
  always_comb begin
    s_leave = '0;
    s_leave[leaver] = leaves && s_done[leaver];
  end
  always_ff @(posedge clk) begin
    leaves <= rst_n && can_leave != 0 && !leaves;
    leaver <= next_leaver;
    left <= leaves;
    left_slot <= leaver;
    wrote <= s_begun[leaver] ? dst_len - dst_left : '0;
    if (leaves) begin
      left_queue[leaver] <= queue_of[leaver];
      started[leaver] <= begins[leaver];
    end
    if (left) written[left_slot] <= wrote;
  end

  // -------------------------------------------------------------- retirement
  logic [SW-1:0] retire_pick;
  logic [NSLOT-1:0] can_retire;
  logic retire_any, retiring, prepared;
  assign can_retire = a_done & retire_turn;
  // Chosen, then its entry's address and index are made, in two cycles, then it is written.
  logic [SW-1:0] retire_next;
  kya_rr #(.N(NSLOT)) choose_done (
      .clk, .rst_n, .req(can_retire), .served(retire_any && !retiring), .any(retire_any), .pick(retire_next));
  always_ff @(posedge clk) begin
    retiring <= rst_n && (retiring ? !cqe_gnt && !kill[rq] : retire_any);
    choosing <= rst_n && !retiring && retire_any;
    prepared <= choosing;
    cqe_wanted <= rst_n && retiring && (prepared || (cqe_wanted && !cqe_gnt));
    if (!retiring) begin
      retire_pick <= retire_next;
      rq <= left_queue[retire_next];
    end
  end
  assign cqe_req = cqe_wanted && retiring;
  always_comb begin
    a_retire = '0;
    a_retire[retire_pick] = cqe_gnt;
  end
  assign cqe_urgent = a_urgent[retire_pick];
  assign cqe_failed = a_status[retire_pick] != kyanite_regs_pkg::STATUS_OK[2:0];
  assign latency = clock[31:0] - started[retire_pick];
  logic [127:0] cqe_data;
  assign cqe_data = {
    cqe_phase, 28'd0, a_status[retire_pick], cqe_index, cqe_head,
    latency, 7'd0, written[retire_pick]
  };

  // ----------------------------------------------------------------- zeroize
  // With every slot free: erase contexts, hashes and rings, then push zeros through the
  // pipelines until nothing of the last request is left in them.
  localparam int FLUSH = kya_aes_pkg::latency(AES_STAGES) + NSLOT + 64;  // cycles, at least
  localparam int FW = $clog2(FLUSH + 1);
  logic [SW+4:0] walk;
  logic ctx_erased, ctx_zeroized, hash_flushed;
  logic erasing;  // nothing begins while zeroize is wanted, so a cycle late is soon enough
  assign erase = erasing && !walk[SW+4];
  logic flush;
  logic [FW-1:0] flushed;
  wire flush_end = flushed == FW'(FLUSH);
  assign zeroized = flush && flush_end && hash_flushed && walk[SW+4];
  always_ff @(posedge clk) begin
    {hold, held} <= {held, zeroize};
    erasing <= rst_n && hold && zeroize && !busy && !zeroized;
    flush <= rst_n && erasing && ctx_erased && !zeroized;
    if (!erasing) begin
      walk <= '0;
      flushed <= '0;
      ctx_erased <= 1'b0;
    end else begin
      if (!walk[SW+4]) walk <= walk + 1'b1;
      if (ctx_zeroized) ctx_erased <= 1'b1;
      if (flush && !flush_end) flushed <= flushed + 1'b1;
    end
    if (!rst_n) walk <= '0;
  end

  // ------------------------------------------------------------ shared units
  logic c_rd_req, c_rd_gnt, rk_we, rk_back;
  logic [63:0] c_rd_addr;
  logic [CW:0] rk_ctx;
  logic [3:0] rk_round;
  logic [127:0] rk_data, mac_inner, mac_outer, ghash_inner;
  logic [CW-1:0] mac_entry, ghash_entry;
  logic [SW-1:0] key_slot;
  logic [255:0] hash_key;
  logic [1:0] key_re;
  logic key_outer, key_half;
  kya_ctx #(.NSLOT(NSLOT), .NCTX(NSLOT)) ctx (
      .clk, .rst_n, .zeroize(erasing && !ctx_erased), .zeroized(ctx_zeroized), .req(s_ctx_req),
      .inv(s_ctx_inv), .slot(ctx_slot), .addr(ctx_addr), .done(s_ctx_done), .status(ctx_status),
      .entry(ctx_entry), .ctl(ctx_ctl), .hold(s_hold), .held(s_entry),
      .hash_re(key_re), .hash_entry(s_entry[key_slot]), .hash_outer(key_outer), .hash_half(key_half), .hash_key, .mac_entry,
      .mac_inner, .mac_outer, .ghash_entry, .ghash_inner, .rd_req(c_rd_req), .rd_addr(c_rd_addr),
      .rd_gnt(c_rd_gnt), .r_valid(r_ctx), .r_err, .r_data, .rk_we, .rk_ctx, .rk_round,
      .rk_back, .rk_data);

  logic [SW-1:0] rd_slot, wr_slot, src_told_slot, src_pos_slot, dst_told_slot, dst_pos_slot, dst_end_slot, first_slot;
  logic src_told, src_pos_moves, dst_told, dst_pos_moves, dst_end_moves;
  logic [10:0] src_told_pos, src_pos, dst_told_end, dst_pos, dst_end, first_pos;
  logic [8:0] first_hash_pos;
  logic [63:0] rd_addr, wr_addr;
  kya_cursor #(.NSLOT(NSLOT)) cursor (
      .clk, .rst_n, .erase, .erase_slot(walk[SW-1:0]), .alloc(alloc_any), .alloc_slot, .src(alloc_src),
      .dst(alloc_dst), .check, .check_slot, .check_data, .src_moved(s_src_moved), .src_first_pos(first_pos), .src_told,
      .src_told_slot, .src_may, .src_told_pos, .src_pos_moves, .src_pos_slot, .src_pos, .dst_moved(s_dst_moved),
      .dst_told, .dst_told_slot, .dst_may, .dst_told_end, .dst_pos_moves, .dst_pos_slot, .dst_pos, .dst_end_moves,
      .dst_end_slot, .dst_end, .left_slot(leaver), .dst_left,
      .rd_slot, .rd_kind(s_rd_kind[rd_slot]), .rd_gnt(s_rd_gnt != 0), .rd_bytes, .rd_addr, .wr_slot,
      .wr_gnt(s_wr_gnt != 0), .wr_bytes, .wr_pos, .wr_addr, .r_valid(s_r_valid != 0), .r_slot(r_tag), .r_kind, .r_err, .r_data,
      .list_src(s_list_src), .list_dst(s_list_dst), .list_bad, .list_lands);
  always_comb begin
    s_src_told = '0;
    s_src_told[src_told_slot] = src_told;
    s_dst_told = '0;
    s_dst_told[dst_told_slot] = dst_told;
  end

  logic ring_re, out_we, hash_we, hash_last;
  logic [SW-1:0] ring_slot, out_slot, hash_slot;
  logic [9:0] ring_pos, out_row;
  logic [127:0] ring_data, out_data, hash_data;
  logic [4:0] out_n, hash_n;
  logic [5:0] land;
  logic [SW-1:0] land_slot;
  kya_rd #(.NSLOT(NSLOT)) rd (
      .clk, .rst_n, .erase, .erase_row(walk[SW+3:0]), .sqe_req, .sqe_tag,
      .sqe_addr, .sqe_gnt, .ctx_req(c_rd_req), .ctx_addr(c_rd_addr),
      .ctx_gnt(c_rd_gnt), .slot_req(s_rd_req), .slot_kind(s_rd_kind), .slot_pick(rd_slot), .slot_addr(rd_addr),
      .slot_bytes(rd_bytes), .slot_gnt(s_rd_gnt), .m_arvalid, .m_arready, .m_arid, .m_araddr,
      .m_arlen, .m_rvalid, .m_rid, .m_rdata, .m_rresp, .m_rlast, .r_valid(s_r_valid), .r_ctx, .r_sqe, .r_tag,
      .r_kind, .r_last, .r_err, .r_data, .land, .land_slot, .land_pos, .ring_re,
      .ring_slot, .ring_pos, .ring_data, .asked);

  logic step_told;
  logic [SW-1:0] step_slot;
  logic [10:0] step_pos, step_out_pos;
  logic [8:0] step_hash_pos;
  logic [kya_pkg::OP_BITS-1:0] op;
  kya_step #(.NSLOT(NSLOT), .CW(CW)) step (
      .clk, .rst_n, .check, .check_slot, .check_data, .ctx_entry, .slot(ring_slot), .taken(ring_re), .op,
      .first_slot, .first_pos, .first_hash_pos, .told(step_told), .told_slot(step_slot), .told_pos(step_pos),
      .told_out_pos(step_out_pos), .told_hash_pos(step_hash_pos), .need(step_need));
  always_comb begin
    s_step_told = '0;
    s_step_told[step_slot] = step_told;
  end

  kya_rings #(.NSLOT(NSLOT)) rings (
      .clk, .rst_n, .check, .check_slot, .first_slot, .first_pos, .first_hash_pos, .step_told, .step_slot, .step_pos,
      .step_out_pos, .step_hash_pos, .step_ring, .step_out, .step_hash, .wake_ring, .wake_out, .wake_hash,
      .src_moves(src_pos_moves), .src_slot(src_pos_slot), .src_pos, .src_told_slot, .src_told_pos, .src_room, .wake_src,
      .dst_moves(dst_pos_moves), .dst_slot(dst_pos_slot), .dst_pos, .end_moves(dst_end_moves), .end_slot(dst_end_slot),
      .dst_end, .dst_told_slot, .dst_told_end, .dst_full, .wake_dst, .land, .land_slot, .land_pos, .out_we, .out_slot,
      .out_n, .out_pos, .pop(s_hash_pop), .pop_bytes(hash_pop_bytes));

  logic [1:0] digest_we;
  logic digest_half;
  logic [SW-1:0] digest_slot;
  kya_blk #(.NSLOT(NSLOT), .CW(CW), .AES_UNROLL(AES_UNROLL), .AES_STAGES(AES_STAGES), .AES_ROM(AES_ROM),
      .GHASH_CYCLES(GHASH_CYCLES)) blk (
      .clk, .rst_n, .flush, .flush_slot(SW'(flushed)), .rk_we, .rk_ctx, .rk_round, .rk_back, .rk_data,
      .req(s_blk_req), .need_aes(s_blk_aes), .need_ghash(s_blk_ghash), .op,
      .gnt(s_blk_gnt), .load(check), .load_slot(check_slot), .load_iv(check_iv),
      .load_immediate(check_immediate),
      .out_pos, .digest_we, .digest_half, .digest_slot, .digest, .mac_entry, .mac_whole(mac_inner),
      .mac_short(mac_outer), .ghash_entry, .ghash_h(ghash_inner), .ring_re, .ring_slot, .ring_pos,
      .ring_data, .exit(s_blk_exit), .near_chain, .exit_bad, .out_we, .out_slot,
      .out_row, .out_n, .out_data, .hash_we, .hash_slot, .hash_data, .hash_n, .hash_last,
      .aes_block);

  kya_hash #(.NSLOT(NSLOT), .NSHA(NSHA), .NSHA512(NSHA512)) hash (
      .clk, .rst_n, .flush, .flushed(hash_flushed), .req(s_hash_req), .gnt(s_hash_gnt),
      .alg(s_alg), .hmac(s_hmac), .load(s_load), .store(s_store), .count_slot, .count(hash_count), .key_re, .key_half, .key_slot,
      .key_outer, .key(hash_key), .in_we(hash_we), .in_slot(hash_slot), .in_data(hash_data),
      .in_n(hash_n), .in_last(hash_last), .pop(s_hash_pop), .pop_bytes(hash_pop_bytes),
      .abort(s_hash_abort), .aborted(s_hash_aborted), .done(s_hash_done), .digest_we, .digest_half, .digest_slot, .digest,
      .begun(sha_block));

  kya_wr #(.NSLOT(NSLOT), .IDW(WIDW)) wr (
      .clk, .rst_n, .erase, .erase_row(walk[SW+3:0]), .slot_req(s_wr_req), .slot_pick(wr_slot), .slot_addr(wr_addr),
      .slot_bytes(wr_bytes), .slot_pos(wr_pos), .slot_gnt(s_wr_gnt), .slot_data_end(s_wr_end),
      .slot_b(s_b), .cqe_req, .cqe_queue(4'(rq)), .cqe_addr, .cqe_data,
      .cqe_gnt, .cqe_b(cqe_b_any), .cqe_b_queue, .b_err, .m_awvalid, .m_awready, .m_awid,
      .m_awaddr, .m_awlen, .m_wvalid, .m_wready, .m_wdata, .m_wstrb, .m_wlast, .m_bvalid, .m_bid,
      .m_bresp, .ring_we(out_we), .ring_slot(out_slot), .ring_pos(out_row), .ring_n(out_n),
      .ring_data(out_data), .sent);

  // -------------------------------------------------------------- interrupts
  logic [NQ:0] pending, come;
  logic [7:0] vector;
  always_comb begin
    come = {error_irq, NQ'(irq) << irq_queue};
    vector = '0;
    for (int i = NQ; i >= 0; i--) if (pending[i]) vector = 8'(i);
  end
  always_ff @(posedge clk) begin
    pending <= pending | come;
    if (irq_ready) irq_valid <= 1'b0;
    if (!irq_valid && pending != 0) begin
      irq_valid <= 1'b1;
      irq_vector <= vector;
      pending[vector[$clog2(NQ+1)-1:0]] <= come[vector[$clog2(NQ+1)-1:0]];
    end
    if (!rst_n) begin
      pending <= '0;
      irq_valid <= 1'b0;
    end
  end

  wire unused = &{1'b0, clock[63:32], ctx_ctl[31:13], cqe_b_queue, wipe_at};

  assign idle = !busy && !active && told == 0 && !pass && !sqe_fault && !zeroize && pending == 0 && !irq_valid && !m_awvalid &&
      !s_bvalid && !s_rvalid && !s_awvalid && !s_arvalid;
endmodule
