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
    parameter int MAX_LOG2 = 12,  // largest ring
    localparam int NPRE = NSLOT / 2,  // submission entries read ahead
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
  logic [4:0] q_word, q_wword;
  logic [NQ-1:0][1:0] q_we, q_hit;
  logic [63:0] q_wdata, clock;
  logic [NQ-1:0][63:0] q_rdata;
  logic [NQ-1:0] in_error, occupied, kill, active, irq, error_irq;
  logic busy, aes_block, zeroize, zeroized, cqe_gnt;
  logic sha_block;
  logic [8:0] asked, sent;
  logic [31:0] latency;
  kya_csr #(.NQ(NQ), .NSLOT(NSLOT), .NSHA(NSHA), .NSHA512(NSHA512), .MAX_LOG2(MAX_LOG2)) csr (
      .clk, .rst_n, .s_awvalid, .s_awready, .s_awaddr, .s_awsize, .s_wvalid, .s_wready, .s_wdata,
      .s_wstrb, .s_bvalid, .s_bready, .s_bresp, .s_arvalid, .s_arready, .s_araddr, .s_arsize,
      .s_rvalid, .s_rready, .s_rdata, .s_rresp, .q_word, .q_we, .q_wword, .q_wdata, .q_rdata, .q_hit,
      .queue_error(in_error), .busy, .aes_block, .sha_block, .read_bytes(asked), .written_bytes(sent),
      .completion(cqe_gnt), .latency, .zeroize, .zeroized, .clock);

  // ------------------------------------------------------------------ queues
  logic [NQ-1:0] can_fetch, fetch, pre_occupied, q_sqe_fault, q_pass, phase, cqe, cqe_b;
  logic [NQ-1:0][63:0] sq_base, cq_base;
  logic [NQ-1:0][15:0] fetch_index, cq_tail, ctx_index, retire_index;
  logic cqe_urgent, cqe_failed, b_err;
  for (genvar g = 0; g < NQ; g++) begin : g_queue
    kya_queue #(.MAX_LOG2(MAX_LOG2)) u (
        .clk, .rst_n, .word(q_word), .wword(q_wword), .we(q_we[g]), .wdata(q_wdata), .rdata(q_rdata[g]),
        .hit(q_hit[g]), .can_fetch(can_fetch[g]), .sq_base(sq_base[g]),
        .fetch_index(fetch_index[g]), .fetch(fetch[g]), .sqe_fault(q_sqe_fault[g]),
        .pass(q_pass[g]), .ctx_index(ctx_index[g]), .retire_index(retire_index[g]),
        .occupied(occupied[g]), .kill(kill[g]), .cq_base(cq_base[g]), .cq_tail(cq_tail[g]), .phase(phase[g]),
        .cqe(cqe[g]), .cqe_urgent, .cqe_failed, .cqe_b(cqe_b[g]), .cqe_b_err(b_err),
        .irq(irq[g]), .active(active[g]), .error_irq(error_irq[g]), .in_error(in_error[g]));
  end

  // ------------------------------------------------------------------- slots
  logic [NSLOT-1:0] s_alloc, s_free, s_pass, s_sqe_fault, s_ctx_req, s_ctx_inv, s_ctx_done, s_hold;
  logic [NSLOT-1:0][3:0] s_queue;
  // The requests of a queue that are in slots follow one another, so this much of an index tells
  // them apart.
  logic [NSLOT-1:0][SW-1:0] s_turn;
  logic [NSLOT-1:0] ctx_turn, retire_turn;
  logic [NSLOT-1:0] s_kill;  // a cycle late; a free slot has no queue
  always_ff @(posedge clk)
    for (int i = 0; i < NSLOT; i++) s_kill[i] <= !s_free[i] && kill[s_queue[i][QW-1:0]];
  logic [NSLOT-1:0][CW-1:0] s_entry;
  logic [NSLOT-1:0] s_hash_req, s_hash_gnt, s_hash_abort, s_hash_aborted, s_hash_done, s_hash_pop;
  logic [NSLOT-1:0][2:0] s_alg;
  logic [NSLOT-1:0] s_hmac, s_load, s_store;
  logic [NSLOT-1:0] s_rd_req, s_rd_gnt, s_r_valid;
  logic [NSLOT-1:0][2:0] s_rd_kind;
  logic [NSLOT-1:0][8:0] s_rd_bytes, s_wr_bytes;
  logic [NSLOT-1:0][5:0] s_land;
  logic [NSLOT-1:0][9:0] s_land_pos, s_out_pos, s_wr_pos;
  logic [NSLOT-1:0] s_blk_req, s_blk_aes, s_blk_gnt, s_blk_exit;
  logic [NSLOT-1:0][kya_pkg::OP_BITS-1:0] s_op;
  logic [NSLOT-1:0] s_wr_req, s_wr_gnt, s_wr_end, s_b, s_done, s_retire, s_urgent;
  logic [NSLOT-1:0][7:0] s_status;
  logic [NSLOT-1:0][24:0] s_dst_left;
  logic [NSLOT-1:0] s_begun;
  logic [24:0] dst_len;
  logic [7:0] ctx_status;
  logic [CW-1:0] ctx_entry;
  logic [31:0] ctx_ctl;
  logic [255:0] r_data;
  logic [255:0] digest;
  logic [8:0] hash_pop_bytes;
  logic [2:0] r_kind;
  logic r_last, r_err, r_ctx, exit_chain, exit_bad;
  logic [4:0] exit_n;
  logic [3:0] alloc_queue;
  logic [15:0] alloc_index;
  logic [31:0] alloc_start;
  logic [511:0] alloc_sqe;
  logic alloc_any, alloc_bad, alloc_urgent;
  logic [SW-1:0] alloc_slot;
  logic [2:0] alloc_first;
  wire [63:0] alloc_src = alloc_sqe[kyanite_regs_pkg::SQE_SRC_LSB+:64];
  wire [63:0] alloc_dst = alloc_sqe[kyanite_regs_pkg::SQE_DST_LSB+:64];
  logic [kya_pkg::CHECK_BITS-1:0] check_data;
  logic seg_bad, list_lands;
  logic [7:0] seg_low;
  logic [23:0] seg_len;
  logic erase;

  for (genvar g = 0; g < NSLOT; g++) begin : g_slot
    assign ctx_turn[g] = s_turn[g] == ctx_index[s_queue[g][QW-1:0]][SW-1:0];
    assign retire_turn[g] = s_turn[g] == retire_index[s_queue[g][QW-1:0]][SW-1:0];
    kya_slot #(.CW(CW), .TW(SW)) u (
        .clk, .rst_n, .alloc(s_alloc[g]), .alloc_queue, .alloc_turn(alloc_index[SW-1:0]), .alloc_first,
        .alloc_urgent, .alloc_bad, .src_low(alloc_src[7:0]), .dst_low(alloc_dst[7:0]),
        .free(s_free[g]), .qid(s_queue[g]), .turn(s_turn[g]), .kill(s_kill[g]),
        .ctx_turn(ctx_turn[g]), .retire_turn(retire_turn[g]),
        .ctx_pass(s_pass[g]), .sqe_fault(s_sqe_fault[g]), .ctx_req(s_ctx_req[g]),
        .ctx_inv(s_ctx_inv[g]), .ctx_done(s_ctx_done[g]), .ctx_status,
        .ctx_entry_i(ctx_entry), .ctx_hold(s_hold[g]), .ctx_entry(s_entry[g]), .check(check_data),
        .hash_req(s_hash_req[g]), .hash_gnt(s_hash_gnt[g]), .hash_abort(s_hash_abort[g]),
        .hash_aborted(s_hash_aborted[g]), .hash_done(s_hash_done[g]), .hash_pop(s_hash_pop[g]),
        .hash_pop_bytes, .hash_alg(s_alg[g]),
        .hash_hmac(s_hmac[g]), .hash_load(s_load[g]), .hash_store(s_store[g]),
        .rd_req(s_rd_req[g]), .rd_kind(s_rd_kind[g]), .rd_bytes(s_rd_bytes[g]), .rd_gnt(s_rd_gnt[g]),
        .r_valid(s_r_valid[g]), .r_kind, .r_last, .r_err, .seg_bad, .seg_low, .seg_len, .land(s_land[g]),
        .land_pos(s_land_pos[g]), .blk_req(s_blk_req[g]), .blk_aes(s_blk_aes[g]),
        .blk_op(s_op[g]), .blk_gnt(s_blk_gnt[g]),
        .blk_exit(s_blk_exit[g]), .blk_exit_n(exit_n), .blk_chain(exit_chain), .blk_bad(exit_bad),
        .out_pos(s_out_pos[g]), .wr_req(s_wr_req[g]), .wr_bytes(s_wr_bytes[g]), .wr_pos(s_wr_pos[g]),
        .wr_gnt(s_wr_gnt[g]), .wr_data_end(s_wr_end[g]), .wr_b(s_b[g]), .wr_b_err(b_err),
        .done(s_done[g]), .status(s_status[g]), .urgent(s_urgent[g]), .begun(s_begun[g]), .dst_left(s_dst_left[g]),
        .retire(s_retire[g]));
  end

  logic pre_busy;
  assign busy = !(&s_free) || pre_busy;
  always_comb begin
    occupied = pre_occupied;
    q_pass = '0;
    q_sqe_fault = '0;
    for (int i = 0; i < NSLOT; i++) begin
      if (!s_free[i]) occupied[s_queue[i][QW-1:0]] = 1'b1;
      if (s_pass[i]) q_pass[s_queue[i][QW-1:0]] = 1'b1;
      if (s_sqe_fault[i]) q_sqe_fault[s_queue[i][QW-1:0]] = 1'b1;
    end
  end

  // ------------------------------------------------------------------- fetch
  logic sqe_req, sqe_gnt, r_sqe;
  logic [SW-1:0] sqe_tag, r_tag;
  logic [63:0] sqe_addr;
  kya_fetch #(.NQ(NQ), .NPRE(NPRE), .NSLOT(NSLOT)) u_fetch (
      .clk, .rst_n, .hold(zeroize), .erase, .now(clock[31:0]), .busy(pre_busy),
      .occupied(pre_occupied), .can_fetch, .base(sq_base), .index(fetch_index), .kill, .fetch,
      .rd_req(sqe_req), .rd_tag(sqe_tag), .rd_addr(sqe_addr),
      .rd_gnt(sqe_gnt), .r_valid(r_sqe), .r_tag, .r_last, .r_err, .r_data, .free(s_free),
      .alloc(s_alloc), .wait_alloc(list_lands), .alloc_any, .alloc_slot, .alloc_queue, .alloc_index, .alloc_start, .alloc_sqe, .alloc_bad);

  logic [47:0] begins[NSLOT];  // index and start of each request
  always_ff @(posedge clk) if (alloc_any) begins[alloc_slot] <= {alloc_index, alloc_start};

  logic [SW-1:0] ctx_slot, check_slot, count_slot;
  logic [63:0] ctx_addr, hash_count;
  logic [127:0] check_iv;
  logic [39:0] check_immediate;
  logic check;
  kya_decode #(.NSLOT(NSLOT)) decode (
      .clk, .rst_n, .erase, .erase_slot(walk[SW-1:0]), .alloc(alloc_any), .alloc_slot, .alloc_sqe,
      .alloc_first, .alloc_urgent, .ctx_slot, .ctx_addr, .ctx_done(s_ctx_done != 0), .ctx_ctl(ctx_ctl[12:0]),
      .check, .check_slot, .check_data, .iv(check_iv), .immediate(check_immediate), .count_slot, .hash_count,
      .len_slot(retire_pick), .dst_len);

  // -------------------------------------------------------------- retirement
  logic [SW-1:0] retire_pick;
  logic [NSLOT-1:0] can_retire;
  logic retire_any, retiring, cqe_b_any;
  logic [3:0] cqe_b_queue;
  logic [QW-1:0] rq;  // its queue
  for (genvar g = 0; g < NSLOT; g++) begin : g_retire
    assign can_retire[g] = s_done[g] && retire_turn[g] && !kill[s_queue[g][QW-1:0]];
  end
  // Chosen a cycle before: what the entry is made of is read then.
  logic [SW-1:0] retire_next;
  kya_rr #(.N(NSLOT)) choose_done (
      .clk, .rst_n, .req(can_retire), .served(retire_any && !retiring), .any(retire_any), .pick(retire_next));
  always_ff @(posedge clk) begin
    retiring <= rst_n && (retiring ? !cqe_gnt && !kill[rq] : retire_any);
    if (!retiring) begin
      retire_pick <= retire_next;
      rq <= s_queue[retire_next][QW-1:0];
    end
  end
  always_comb begin
    s_retire = '0;
    s_retire[retire_pick] = cqe_gnt;
    cqe = '0;
    cqe[rq] = cqe_gnt;
    cqe_b = '0;
    cqe_b[cqe_b_queue[QW-1:0]] = cqe_b_any;
  end
  assign cqe_urgent = s_urgent[retire_pick];
  assign cqe_failed = s_status[retire_pick] != kyanite_regs_pkg::STATUS_OK;
  logic [15:0] cqe_index;
  logic [31:0] cqe_start;
  assign {cqe_index, cqe_start} = begins[retire_pick];
  assign latency = clock[31:0] - cqe_start;
  logic [127:0] cqe_data;
  assign cqe_data = {
    phase[rq], 23'd0, s_status[retire_pick], cqe_index, ctx_index[rq],
    latency, 7'd0, s_begun[retire_pick] ? dst_len - s_dst_left[retire_pick] : 25'd0
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
    erasing <= rst_n && zeroize && !busy && !zeroized;
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
  logic c_rd_req, c_rd_gnt, rk_we;
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
      .rk_data);

  logic [SW-1:0] rd_slot, wr_slot;
  logic [63:0] rd_addr, wr_addr;
  kya_cursor #(.NSLOT(NSLOT)) cursor (
      .clk, .erase, .erase_slot(walk[SW-1:0]), .alloc(alloc_any), .alloc_slot, .src(alloc_src),
      .dst(alloc_dst), .rd_slot, .rd_kind(s_rd_kind[rd_slot]), .rd_bytes(s_rd_bytes[rd_slot]),
      .rd_gnt(s_rd_gnt != 0), .rd_addr, .wr_slot, .wr_bytes(s_wr_bytes[wr_slot]), .wr_gnt(s_wr_gnt != 0),
      .wr_addr, .r_valid(s_r_valid != 0), .r_slot(r_tag), .r_kind, .r_err, .r_data, .list_lands,
      .seg_bad, .seg_low, .seg_len);

  logic ring_re, out_we, hash_we, hash_last;
  logic [SW-1:0] ring_slot, out_slot, hash_slot;
  logic [9:0] ring_pos, out_row;
  logic [127:0] ring_data, out_data, hash_data;
  logic [4:0] out_n, hash_n;
  kya_rd #(.NSLOT(NSLOT)) rd (
      .clk, .rst_n, .erase, .erase_row(walk[SW+3:0]), .sqe_req, .sqe_tag,
      .sqe_addr, .sqe_gnt, .ctx_req(c_rd_req), .ctx_addr(c_rd_addr),
      .ctx_gnt(c_rd_gnt), .slot_req(s_rd_req), .slot_kind(s_rd_kind), .slot_pick(rd_slot), .slot_addr(rd_addr),
      .slot_bytes(s_rd_bytes), .slot_gnt(s_rd_gnt), .m_arvalid, .m_arready, .m_arid, .m_araddr,
      .m_arlen, .m_rvalid, .m_rid, .m_rdata, .m_rresp, .m_rlast, .r_valid(s_r_valid), .r_ctx, .r_sqe, .r_tag,
      .r_kind, .r_last, .r_err, .r_data, .land(s_land), .land_pos(s_land_pos), .ring_re,
      .ring_slot, .ring_pos, .ring_data, .asked);

  logic [1:0] digest_we;
  logic digest_half;
  logic [SW-1:0] digest_slot;
  kya_blk #(.NSLOT(NSLOT), .CW(CW), .AES_UNROLL(AES_UNROLL), .AES_STAGES(AES_STAGES), .AES_ROM(AES_ROM)) blk (
      .clk, .rst_n, .flush, .flush_slot(SW'(flushed)), .rk_we, .rk_ctx, .rk_round, .rk_data,
      .req(s_blk_req), .need_aes(s_blk_aes), .op(s_op),
      .gnt(s_blk_gnt), .load(check), .load_slot(check_slot), .load_iv(check_iv),
      .load_immediate(check_immediate),
      .out_pos(s_out_pos), .digest_we, .digest_half, .digest_slot, .digest, .mac_entry, .mac_whole(mac_inner),
      .mac_short(mac_outer), .ghash_entry, .ghash_h(ghash_inner), .ring_re, .ring_slot, .ring_pos,
      .ring_data, .exit(s_blk_exit), .exit_n, .exit_chain, .exit_bad, .out_we, .out_slot,
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
      .slot_bytes(s_wr_bytes), .slot_pos(s_wr_pos), .slot_gnt(s_wr_gnt), .slot_data_end(s_wr_end),
      .slot_b(s_b), .cqe_req(retiring && !kill[rq]), .cqe_queue(4'(rq)), .cqe_addr(cq_base[rq] + {44'd0, cq_tail[rq], 4'd0}), .cqe_data,
      .cqe_gnt, .cqe_b(cqe_b_any), .cqe_b_queue, .b_err, .m_awvalid, .m_awready, .m_awid,
      .m_awaddr, .m_awlen, .m_wvalid, .m_wready, .m_wdata, .m_wstrb, .m_wlast, .m_bvalid, .m_bid,
      .m_bresp, .ring_we(out_we), .ring_slot(out_slot), .ring_pos(out_row), .ring_n(out_n),
      .ring_data(out_data), .sent);

  // -------------------------------------------------------------- interrupts
  logic [NQ:0] pending;
  logic [7:0] vector;
  always_comb begin
    vector = '0;
    for (int i = NQ; i >= 0; i--) if (pending[i]) vector = 8'(i);
  end
  always_ff @(posedge clk) begin
    pending <= pending | {|error_irq, irq};
    if (irq_ready) irq_valid <= 1'b0;
    if (!irq_valid && pending != 0) begin
      irq_valid <= 1'b1;
      irq_vector <= vector;
      pending[vector[$clog2(NQ+1)-1:0]] <= vector == 8'(NQ) ? |error_irq : irq[vector[QW-1:0]];
    end
    if (!rst_n) begin
      pending <= '0;
      irq_valid <= 1'b0;
    end
  end

  wire unused = &{1'b0, clock[63:32], ctx_ctl[31:13], cqe_b_queue};

  assign idle = !busy && active == 0 && !zeroize && pending == 0 && !irq_valid && !m_awvalid &&
      !s_bvalid && !s_rvalid && !s_awvalid && !s_arvalid;
endmodule
