// SPDX-License-Identifier: Apache-2.0
// One request in flight: decodes its entry, walks its segment lists, and asks
// the shared units (context cache, hash cores, read and write DMA, block
// datapath) for one step at a time. Many slots keep the shared units busy.
module kya_slot
#(
    parameter int CW = 3
) (
    input  logic         clk,
    input  logic         rst_n,
    input  logic         erase,         // zeroize: forget what the last request left

    // Allocation by the fetch unit, with the entry.
    input  logic         alloc,
    input  logic [ 3:0]  alloc_queue,
    input  logic [15:0]  alloc_index,
    input  logic [31:0]  alloc_start,
    input  logic [511:0] alloc_sqe,
    input  logic         alloc_bad,     // it could not be read
    output logic         free,
    output logic [ 3:0]  qid,
    output logic [15:0]  index,
    input  logic         kill,          // the queue is resetting or in error
    input  logic         ctx_turn,      // every earlier request has its context
    input  logic         retire_turn,   // every earlier request has completed
    output logic         ctx_pass,
    output logic         sqe_fault,

    // Context cache
    output logic         ctx_req,
    output logic         ctx_inv,
    output logic [63:0]  ctx_addr,
    input  logic         ctx_done,
    input  logic [ 7:0]  ctx_status,
    input  logic [CW-1:0] ctx_entry_i,
    input  logic [31:0]  ctx_ctl_i,
    output logic         ctx_hold,      // the entry is in use
    output logic [CW-1:0] ctx_entry,

    // Hash
    output logic         hash_req,
    input  logic         hash_gnt,
    output logic         hash_abort,
    input  logic         hash_aborted,
    input  logic         hash_done,
    input  logic         hash_pop,      // room for so many bytes came free
    input  logic [ 8:0]  hash_pop_bytes,
    output logic [ 2:0]  hash_alg,
    output logic         hash_hmac,
    output logic         hash_load,
    output logic         hash_store,
    output logic [63:0]  hash_count,

    // Read DMA
    output logic         rd_req,
    output logic [ 2:0]  rd_kind,
    output logic [63:0]  rd_addr,
    output logic [ 8:0]  rd_bytes,
    input  logic         rd_gnt,
    input  logic         r_valid,       // a beat for this slot
    input  logic [ 2:0]  r_kind,
    input  logic         r_last,
    input  logic         r_err,
    input  logic [255:0] r_data,
    input  logic [ 5:0]  land,          // data bytes that entered the ring
    output logic [ 9:0]  land_pos,

    // Block datapath
    output logic         blk_req,
    output logic         blk_enc,       // it takes a place in this AES pipeline
    output logic         blk_dec,
    output logic [kya_pkg::OP_BITS-1:0] blk_op,
    input  logic         blk_gnt,
    input  logic         blk_exit,
    input  logic [ 4:0]  blk_exit_n,    // bytes it left in the output ring
    input  logic         blk_chain,     // the block that CBC waited for
    input  logic         blk_bad,       // the ICV differed
    output logic         iv_load,
    output logic [127:0] iv,
    output logic [39:0]  immediate,     // GCM: {payload, AAD} bytes; else ESN
    output logic [ 9:0]  out_pos,       // where the next output bytes go

    // Write DMA
    output logic         wr_req,
    output logic [63:0]  wr_addr,
    output logic [ 8:0]  wr_bytes,
    output logic [ 9:0]  wr_pos,
    input  logic         wr_gnt,
    input  logic         wr_data_end,   // the burst has left the ring
    input  logic         wr_b,
    input  logic         wr_b_err,

    // Retirement
    output logic         done,
    output logic [ 7:0]  status,
    output logic         urgent,
    output logic [31:0]  len,
    output logic [31:0]  start,
    input  logic         retire
);
  /* verilator no_inline_module */  // one copy of the code for all
  typedef enum logic [3:0] {
    S_FREE, S_TURN, S_CTX, S_CHECK, S_HASH, S_RUN, S_DRAIN, S_DONE
  } state_t;
  typedef enum logic [2:0] {P_PRE, P_HEAD, P_PAY, P_POST, P_WAIT, P_TAIL, P_END} phase_t;

  state_t       state;
  phase_t       phase;
  logic [511:0] sqe;
  logic         sqe_bad;
  logic         killed;
  logic         auth_bad;

  // ---------------------------------------------------------------- the entry
  wire [7:0] opcode = sqe[kyanite_regs_pkg::SQE_CTL_OPCODE_LSB +: 8];
  wire f_src_list = sqe[kyanite_regs_pkg::SQE_CTL_SRC_LIST_LSB];
  wire f_dst_list = sqe[kyanite_regs_pkg::SQE_CTL_DST_LIST_LSB];
  wire f_decrypt = sqe[kyanite_regs_pkg::SQE_CTL_DECRYPT_LSB];
  wire f_load = sqe[kyanite_regs_pkg::SQE_CTL_HASH_LOAD_LSB];
  wire f_store = sqe[kyanite_regs_pkg::SQE_CTL_HASH_STORE_LSB];
  wire f_esn = sqe[kyanite_regs_pkg::SQE_CTL_ESN_LSB];
  wire [31:15] f_reserved = sqe[kyanite_regs_pkg::SQE_CTL_LSB+15 +: 17];
  wire [15:0] aad_len = sqe[kyanite_regs_pkg::SQE_AUX_AAD_LEN_LSB +: 16];
  wire [7:0] icv_len = sqe[kyanite_regs_pkg::SQE_AUX_ICV_LEN_LSB +: 8];
  wire [23:0] pay_len = sqe[kyanite_regs_pkg::SQE_LEN_LEN_LSB +: 24];
  wire [15:0] nseg_src = sqe[kyanite_regs_pkg::SQE_NSEG_SRC_LSB +: 16];
  wire [15:0] nseg_dst = sqe[kyanite_regs_pkg::SQE_NSEG_DST_LSB +: 16];
  wire [63:0] src_addr = sqe[kyanite_regs_pkg::SQE_SRC_LSB +: 64];
  wire [63:0] dst_addr = sqe[kyanite_regs_pkg::SQE_DST_LSB +: 64];
  assign ctx_addr = sqe[kyanite_regs_pkg::SQE_CTX_LSB +: 64];
  assign hash_count = f_load ? sqe[kyanite_regs_pkg::SQE_HASH_COUNT_LSB +: 64] : '0;
  assign urgent = sqe[kyanite_regs_pkg::SQE_CTL_URGENT_LSB];

  wire reserved_set = f_reserved != 0 || sqe[kyanite_regs_pkg::SQE_AUX_LSB+24 +: 8] != 0 || sqe[kyanite_regs_pkg::SQE_LEN_LSB+24 +: 8] != 0;
  wire any_flag = f_src_list | f_dst_list | f_decrypt | f_load | f_store | f_esn;
  wire op_bad = reserved_set || opcode > kyanite_regs_pkg::OPCODE_CTX_INVALIDATE || (opcode != kyanite_regs_pkg::OPCODE_CRYPT && any_flag);

  // ------------------------------------------------------------- the context
  logic [2:0] cipher;
  logic [1:0] keysize;
  logic       hmac;
  wire has_cipher = cipher != kyanite_regs_pkg::CIPHER_NONE[2:0];
  wire ecb_cbc = cipher == kyanite_regs_pkg::CIPHER_ECB[2:0] || cipher == kyanite_regs_pkg::CIPHER_CBC[2:0];
  wire ctr = cipher == kyanite_regs_pkg::CIPHER_CTR[2:0];
  wire gcm = cipher == kyanite_regs_pkg::CIPHER_GCM[2:0];
  wire xts = cipher == kyanite_regs_pkg::CIPHER_XTS[2:0];
  wire cmac = hash_alg == kyanite_regs_pkg::HASH_CMAC[2:0];
  wire has_hash = hash_alg != kyanite_regs_pkg::HASH_NONE[2:0];
  wire sha = has_hash && !cmac;
  assign hash_hmac = hmac;
  assign hash_load = f_load;
  assign hash_store = f_store;

  logic [7:0] digest_size, state_size;
  logic [6:0] block_rest;  // bits of a length that a whole number of blocks has not
  always_comb begin
    state_size = 8'd32;
    block_rest = 7'd63;
    case (hash_alg)
      kyanite_regs_pkg::HASH_SHA1[2:0]: digest_size = 8'd20;
      kyanite_regs_pkg::HASH_SHA224[2:0]: digest_size = 8'd28;
      kyanite_regs_pkg::HASH_SHA256[2:0]: digest_size = 8'd32;
      kyanite_regs_pkg::HASH_SHA384[2:0]: digest_size = 8'd48;
      kyanite_regs_pkg::HASH_SHA512[2:0]: digest_size = 8'd64;
      default: digest_size = 8'd16;  // CMAC, and GCM's tag
    endcase
    if (hash_alg == kyanite_regs_pkg::HASH_SHA384[2:0] || hash_alg == kyanite_regs_pkg::HASH_SHA512[2:0]) begin
      state_size = 8'd64;
      block_rest = 7'd127;
    end else if (cmac) begin
      state_size = 8'd16;
      block_rest = 7'd15;
    end
  end

  wire flags_bad = (has_cipher && (f_load || f_store)) || (!has_cipher && f_decrypt) ||
      (f_esn && !(has_cipher && has_hash));
  wire icv_used = gcm || (has_hash && !f_store);
  wire aead = gcm || (has_cipher && has_hash);
  wire len_bad = (ecb_cbc && pay_len[3:0] != 0) || (xts && pay_len != 0 && pay_len[23:4] == 0) ||
      (f_store && (pay_len[6:0] & block_rest) != 0) || (sha && (hash_count[6:0] & block_rest) != 0) ||
      (cmac && f_load && !f_store && pay_len == 0) ||
      (icv_used ? (icv_len == 0 || icv_len > digest_size) : icv_len != 0) ||
      (!aead && aad_len != 0);

  wire [7:0]  tail_len = f_store ? state_size : icv_used ? icv_len : 8'd0;
  wire        check_icv = aead && f_decrypt;
  wire [16:0] head_len = f_load ? {9'd0, state_size} : {1'b0, aad_len};
  wire [24:0] src_len = {8'd0, head_len} + {1'b0, pay_len} + (check_icv ? {17'd0, tail_len} : 25'd0);
  wire [24:0] dst_len = (has_cipher ? {1'b0, pay_len} : 25'd0) + (check_icv ? 25'd0 : {17'd0, tail_len});

  // What the chain starts from: GCM's first counter block, CMAC's zero block.
  wire [127:0] sqe_iv = sqe[kyanite_regs_pkg::SQE_IV_LSB +: 128];
  assign iv = cmac ? '0 : gcm ? {32'h01000000, sqe_iv[95:0]} : sqe_iv;
  assign immediate = gcm ? {pay_len, aad_len} : {8'd0, sqe[kyanite_regs_pkg::SQE_HASH_COUNT_LSB +: 32]};

  function automatic logic seg_bad(input logic empty, input logic list, input logic [15:0] n,
                                   input logic [63:0] addr);
    if (empty) seg_bad = n != 0;
    else if (list) seg_bad = n == 0 || n > 1024 || addr == 0 || addr[3:0] != 0;
    else seg_bad = n != 1 || addr == 0;
  endfunction

  wire segs_bad = seg_bad(src_len == 0, f_src_list, nseg_src, src_addr) ||
      seg_bad(dst_len == 0, f_dst_list, nseg_dst, dst_addr);

  // ----------------------------------------------- segment cursors and rings
  // Positions count bytes of the streams, modulo the ring.
  logic [63:0] s_addr, s_list, d_addr, d_list;
  logic [24:0] s_rem, s_left, d_rem, d_left;
  logic [10:0] s_segs, d_segs;
  logic        s_fetch, d_fetch;      // a list read is under way
  logic [10:0] in_rsv, in_wr, in_rd;  // reserved, landed, consumed
  logic [10:0] out_rsv, out_wr, out_rd, out_dma;
  logic [ 3:0] rd_out;
  logic [ 4:0] wr_out;
  logic        wr_busy;
  logic [ 5:0] blk_out;
  logic [ 9:0] hash_used;             // bytes under way to the hash or in its buffer
  logic [ 3:0] cool;                  // until GHASH takes the next block
  logic [ 3:0] settle;                // until it has taken in the last one
  logic        fb_wait;
  logic [31:0] written;
  logic [ 7:0] fault;

  assign land_pos = in_wr[9:0];
  assign out_pos = out_wr[9:0];
  assign wr_pos = out_dma[9:0];

  function automatic logic [8:0] burst(input logic [7:0] low, input logic [24:0] rem, input logic [24:0] left);
    logic [24:0] n;
    n = 25'd256 - {17'd0, low};
    if (rem < n) n = rem;
    if (left < n) n = left;
    burst = n[8:0];
  endfunction

  wire [8:0] s_burst = burst(s_addr[7:0], s_rem, s_left);
  wire [8:0] d_burst = burst(d_addr[7:0], d_rem, d_left);
  wire [10:0] in_used = in_rsv - in_rd;
  wire [10:0] out_ready = out_wr - out_dma;
  wire run = state == S_RUN && fault == kyanite_regs_pkg::STATUS_OK && !kill;
  wire s_want = run && s_left != 0 && s_rem != 0 && in_used <= 11'd768 && rd_out < 4'd8;
  wire s_want_list = run && s_left != 0 && s_rem == 0 && f_src_list && s_segs != 0 && !s_fetch;
  wire d_want_list = run && d_left != 0 && d_rem == 0 && f_dst_list && d_segs != 0 && !d_fetch;
  wire s_short = run && s_left != 0 && s_rem == 0 && s_segs == 0 && !s_fetch;
  wire d_short = run && d_left != 0 && d_rem == 0 && d_segs == 0 && !d_fetch;

  assign rd_req = (s_want || s_want_list || d_want_list) && rd_out < 4'd8;
  always_comb begin
    rd_kind = kya_pkg::RD_DATA;
    rd_addr = s_addr;
    rd_bytes = s_burst;
    if (d_want_list) begin
      rd_kind = kya_pkg::RD_DST_LIST;
      rd_addr = d_list;
      rd_bytes = 9'd16;
    end else if (s_want_list) begin
      rd_kind = kya_pkg::RD_SRC_LIST;
      rd_addr = s_list;
      rd_bytes = 9'd16;
    end
  end

  assign wr_req = run && !wr_busy && d_rem != 0 && d_left != 0 && out_ready >= {2'd0, d_burst} && wr_out < 5'd16;
  assign wr_addr = d_addr;
  assign wr_bytes = d_burst;

  // A list entry sits in the half of the beat that its address names.
  wire list_half = r_kind == kya_pkg::RD_DST_LIST ? d_list[4] : s_list[4];
  wire [127:0] seg = list_half ? r_data[255:128] : r_data[127:0];
  wire seg_entry_bad = seg[63:0] == 0 || seg[64 +: 24] == 0 || seg[88 +: 40] != 0;

  // ------------------------------------------------------------- block issue
  localparam logic [3:0] COOL = 4'(kya_aes_pkg::GHASH_LATENCY - 1);
  logic [16:0] head_left;
  logic [23:0] pay_left;
  logic [ 7:0] tail_left;
  logic [ 4:0] n, out_n;
  wire [4:0] out_room = 5'd16 - {1'b0, out_rsv[3:0]};
  wire [10:0] in_ready = in_wr - in_rd;
  wire [10:0] out_used = out_rsv - out_rd;
  wire head_last = head_left == {12'd0, n};
  wire pay_last = pay_left == {19'd0, n};
  wire tail_last = tail_left == {3'd0, n};
  wire nothing = head_len == 0 && pay_len == 0;

  // XTS steals for a short last block from the whole one before it.
  wire short_end = xts && pay_len[3:0] != 0;
  wire steal = short_end && pay_left[23:4] == 20'd1;
  wire splice = short_end && pay_left[23:4] == 20'd0;

  // Whether there is a step of the phase at all.
  wire has_pre = gcm || (xts && pay_len != 0);
  wire has_post = gcm || f_esn || short_end || (has_hash && nothing && !(cmac && f_store));

  function automatic logic [4:0] least(input logic [4:0] room, input logic [23:0] left);
    least = left < {19'd0, room} ? left[4:0] : room;
  endfunction

  logic [3:0] mode;
  always_comb begin
    n = '0;
    out_n = '0;
    mode = kya_pkg::B_RAW;
    case (phase)
      P_PRE: mode = gcm ? kya_pkg::B_J0 : kya_pkg::B_TWEAK;
      P_HEAD: begin
        n = least(5'd16, {7'd0, head_left});
        if (cmac) mode = kya_pkg::B_STATE;
      end
      P_PAY: begin
        n = least(5'd16, pay_left);
        if (has_cipher) out_n = steal ? '0 : splice ? 5'd16 : n;
        if (ecb_cbc) mode = cipher[0] ? kya_pkg::B_ECB : kya_pkg::B_CBC;
        else if (ctr || gcm) mode = kya_pkg::B_CTR;
        else if (xts) mode = steal ? kya_pkg::B_STEAL : splice ? kya_pkg::B_SPLICE : kya_pkg::B_XTS;
        else if (cmac) mode = kya_pkg::B_MAC;
      end
      P_POST: begin
        if (gcm) mode = kya_pkg::B_LENGTHS;
        else if (f_esn) mode = kya_pkg::B_ESN;
        else if (xts) mode = kya_pkg::B_HELD;
        else if (cmac) mode = kya_pkg::B_MAC;
        if (xts) out_n = {1'b0, pay_len[3:0]};
      end
      P_TAIL: begin
        n = least(check_icv ? 5'd16 : out_room, {16'd0, tail_left});
        if (!check_icv) out_n = n;
        mode = kya_pkg::B_TAIL;
      end
      default: ;
    endcase
  end

  // A step whose chain value the next one needs.
  wire feeds = mode == kya_pkg::B_MAC || mode == kya_pkg::B_TWEAK || mode == kya_pkg::B_STEAL ||
      (mode == kya_pkg::B_CBC && !f_decrypt);
  wire aes = mode == kya_pkg::B_ECB || mode == kya_pkg::B_CBC || mode == kya_pkg::B_XTS ||
      mode == kya_pkg::B_STEAL || mode == kya_pkg::B_SPLICE;
  assign blk_enc = (aes && !f_decrypt) || mode == kya_pkg::B_CTR || mode == kya_pkg::B_TWEAK ||
      mode == kya_pkg::B_J0 || mode == kya_pkg::B_MAC;
  assign blk_dec = aes && f_decrypt;
  wire from_ring = phase == P_HEAD || phase == P_PAY || (phase == P_TAIL && check_icv);
  wire to_hash = sha && (phase == P_HEAD || phase == P_PAY || phase == P_POST);
  wire to_ghash = gcm && (phase == P_HEAD || phase == P_PAY || phase == P_POST);
  wire last = phase == P_POST || (!f_esn && (phase == P_PAY ? pay_last : head_last && pay_left == 0));
  wire issuing = phase != P_WAIT && phase != P_END;

  assign blk_req = run && issuing && (!from_ring || in_ready >= {6'd0, n}) &&
      (out_n == 0 || out_used <= 11'd992) && (!to_hash || hash_used <= 10'd240) &&
      (!to_ghash || cool == 0) && !fb_wait && blk_out != 6'd63;

  kya_pkg::blk_op_t op;
  assign blk_op = op;
  always_comb begin
    op = '0;
    op.pos = in_rd[9:0];
    op.n = n;
    op.out_n = out_n;
    op.out_lane = out_rsv[3:0];
    op.entry = {{(8 - CW) {1'b0}}, ctx_entry};
    op.keysize = keysize;
    op.mode = mode;
    op.decrypt = f_decrypt;
    op.gcm = gcm;
    op.cmac = cmac;
    op.last = (sha || (cmac && !f_store)) && last;
    op.to_hash = to_hash;
    op.to_ghash = to_ghash;
    op.compare = phase == P_TAIL && check_icv;
    op.tail_done = tail_len[5:0] - tail_left[5:0];
  end

  wire drained = rd_out == 0 && blk_out == 0 && wr_out == 0 && !wr_busy;

  // ------------------------------------------------------------------ control
  assign free = state == S_FREE;
  assign done = state == S_DONE;
  assign status = fault;
  assign len = written;
  assign ctx_inv = opcode == kyanite_regs_pkg::OPCODE_CTX_INVALIDATE;
  assign hash_req = state == S_HASH && !kill;
  assign iv_load = state == S_CHECK;

  logic hash_open;
  assign hash_abort = state == S_DRAIN && hash_open && blk_out == 0;

  // The phases that have a step, from one on.
  phase_t from_head, from_pay, from_post;
  assign from_post = has_post ? P_POST : tail_len != 0 ? P_WAIT : P_END;
  assign from_pay = pay_len != 0 ? P_PAY : from_post;
  assign from_head = head_len != 0 ? P_HEAD : from_pay;
  // A tail that no hash gives is ready when the blocks are through.
  wire tail_ready = !sha && blk_out == 0 && settle == 0;

  always_ff @(posedge clk) begin
    ctx_pass <= 1'b0;
    sqe_fault <= 1'b0;
    if (alloc) begin
      state <= S_TURN;
      sqe <= alloc_sqe;
      sqe_bad <= alloc_bad;
      qid <= alloc_queue;
      index <= alloc_index;
      start <= alloc_start;
      fault <= kyanite_regs_pkg::STATUS_OK;
      killed <= 1'b0;
      auth_bad <= 1'b0;
      written <= '0;
      rd_out <= '0;
      wr_out <= '0;
      wr_busy <= 1'b0;
      blk_out <= '0;
      hash_used <= '0;
      cool <= '0;
      fb_wait <= 1'b0;
      s_fetch <= 1'b0;
      d_fetch <= 1'b0;
    end

    case (state)
      S_TURN:
      if (sqe_bad) begin
        if (retire_turn) begin
          sqe_fault <= 1'b1;
          killed <= 1'b1;
          state <= S_DRAIN;
        end
      end else if (ctx_turn) begin
        state <= S_DRAIN;
        if (op_bad) fault <= kyanite_regs_pkg::STATUS_BAD_OPCODE;
        else if (opcode != kyanite_regs_pkg::OPCODE_NOP && ctx_addr[5:0] != 0) fault <= kyanite_regs_pkg::STATUS_BAD_CONTEXT;
        else if (opcode == kyanite_regs_pkg::OPCODE_CRYPT || (ctx_inv && retire_turn)) state <= S_CTX;
        else if (ctx_inv) state <= S_TURN;
        ctx_pass <= op_bad || opcode == kyanite_regs_pkg::OPCODE_NOP || ctx_addr[5:0] != 0;
        ctx_req <= !op_bad && opcode != kyanite_regs_pkg::OPCODE_NOP && ctx_addr[5:0] == 0 && (!ctx_inv || retire_turn);
      end
      S_CTX:
      if (ctx_done) begin
        ctx_req <= 1'b0;
        ctx_pass <= 1'b1;
        ctx_entry <= ctx_entry_i;
        cipher <= ctx_ctl_i[kyanite_regs_pkg::CTX_CTL_CIPHER_LSB +: 3];
        keysize <= ctx_ctl_i[kyanite_regs_pkg::CTX_CTL_KEYSIZE_LSB +: 2];
        hash_alg <= ctx_ctl_i[kyanite_regs_pkg::CTX_CTL_HASH_LSB +: 3];
        hmac <= ctx_ctl_i[kyanite_regs_pkg::CTX_CTL_HMAC_LSB];
        fault <= ctx_status;
        state <= ctx_status != kyanite_regs_pkg::STATUS_OK || ctx_inv ? S_DRAIN : S_CHECK;
        ctx_hold <= ctx_status == kyanite_regs_pkg::STATUS_OK && !ctx_inv;
      end
      S_CHECK: begin
        s_addr <= src_addr;
        s_list <= src_addr;
        s_rem <= f_src_list ? '0 : src_len;
        s_left <= src_len;
        s_segs <= f_src_list ? nseg_src[10:0] : '0;
        d_addr <= dst_addr;
        d_list <= dst_addr;
        d_rem <= f_dst_list ? '0 : dst_len;
        d_left <= dst_len;
        d_segs <= f_dst_list ? nseg_dst[10:0] : '0;
        in_rsv <= '0;
        in_wr <= '0;
        in_rd <= '0;
        out_rsv <= '0;
        out_wr <= '0;
        out_rd <= '0;
        out_dma <= '0;
        head_left <= head_len;
        pay_left <= pay_len;
        tail_left <= tail_len;
        phase <= has_pre ? P_PRE : from_head;
        state <= sha ? S_HASH : S_RUN;
        if (flags_bad || len_bad || segs_bad) begin
          fault <= flags_bad ? kyanite_regs_pkg::STATUS_BAD_OPCODE : len_bad ? kyanite_regs_pkg::STATUS_BAD_LENGTH : kyanite_regs_pkg::STATUS_BAD_SEGMENT;
          state <= S_DRAIN;
        end
      end
      S_HASH:
      if (hash_gnt) begin
        hash_open <= 1'b1;
        state <= S_RUN;
      end
      S_RUN: begin
        if (phase == P_END && s_left == 0 && d_left == 0 && drained) begin
          if (auth_bad && fault == kyanite_regs_pkg::STATUS_OK) fault <= kyanite_regs_pkg::STATUS_AUTH_FAIL;
          state <= S_DRAIN;
        end
        if (fault != kyanite_regs_pkg::STATUS_OK) state <= S_DRAIN;
      end
      S_DRAIN:
      if (drained && !hash_open) begin
        ctx_hold <= 1'b0;
        state <= killed || kill ? S_FREE : S_DONE;
      end
      S_DONE: if (retire || kill) state <= S_FREE;
      default: ;
    endcase
    // Once told to abort, the hash answers that and nothing else.
    if (hash_aborted || (hash_done && !hash_abort)) hash_open <= 1'b0;

    // A killed request leaves each state as soon as nothing is under way.
    if (kill && (state == S_TURN || state == S_CHECK || (state == S_HASH && !hash_gnt) || state == S_RUN)) begin
      killed <= 1'b1;
      ctx_req <= 1'b0;
      state <= S_DRAIN;
    end
    if (kill && state != S_FREE) killed <= 1'b1;

    // Reads
    if (rd_gnt) begin
      case (rd_kind)
        kya_pkg::RD_DATA: begin
          s_addr <= s_addr + {55'd0, rd_bytes};
          s_rem <= s_rem - {16'd0, rd_bytes};
          s_left <= s_left - {16'd0, rd_bytes};
          in_rsv <= in_rsv + {2'd0, rd_bytes};
        end
        kya_pkg::RD_SRC_LIST: s_fetch <= 1'b1;
        default: d_fetch <= 1'b1;
      endcase
    end
    if (!alloc) rd_out <= rd_out + {3'd0, rd_gnt} - {3'd0, r_valid && r_last};
    if (r_valid && r_err && fault == kyanite_regs_pkg::STATUS_OK) fault <= kyanite_regs_pkg::STATUS_DMA_READ;
    if (r_valid && !r_err && r_kind == kya_pkg::RD_SRC_LIST) begin
      s_fetch <= 1'b0;
      s_addr <= seg[63:0];
      s_rem <= {1'b0, seg[64 +: 24]};
      s_list <= s_list + 64'd16;
      s_segs <= s_segs - 1'b1;
      if (seg_entry_bad && fault == kyanite_regs_pkg::STATUS_OK) fault <= kyanite_regs_pkg::STATUS_BAD_SEGMENT;
    end
    if (r_valid && !r_err && r_kind == kya_pkg::RD_DST_LIST) begin
      d_fetch <= 1'b0;
      d_addr <= seg[63:0];
      d_rem <= {1'b0, seg[64 +: 24]};
      d_list <= d_list + 64'd16;
      d_segs <= d_segs - 1'b1;
      if (seg_entry_bad && fault == kyanite_regs_pkg::STATUS_OK) fault <= kyanite_regs_pkg::STATUS_BAD_SEGMENT;
    end
    if ((s_short || d_short) && fault == kyanite_regs_pkg::STATUS_OK) fault <= kyanite_regs_pkg::STATUS_BAD_SEGMENT;
    if (land != 0) in_wr <= in_wr + {5'd0, land};

    // Blocks
    if (cool != 0) cool <= cool - 1'b1;
    if (settle != 0) settle <= settle - 1'b1;
    if (blk_exit) settle <= COOL + 4'd2;
    if (blk_gnt) begin
      if (from_ring) in_rd <= in_rd + {6'd0, n};
      out_rsv <= out_rsv + {6'd0, out_n};
      if (to_ghash) cool <= COOL;
      if (feeds) fb_wait <= 1'b1;
      case (phase)
        P_PRE: phase <= from_head;
        P_HEAD: begin
          head_left <= head_left - {12'd0, n};
          if (head_last) phase <= from_pay;
        end
        P_PAY: begin
          pay_left <= pay_left - {19'd0, n};
          if (pay_last) phase <= from_post;
        end
        P_POST: phase <= tail_len != 0 ? P_WAIT : P_END;
        default: begin
          tail_left <= tail_left - {3'd0, n};
          if (tail_last) phase <= P_END;
        end
      endcase
    end
    if (state == S_RUN && phase == P_WAIT && (hash_done || tail_ready)) phase <= P_TAIL;
    if (!alloc) blk_out <= blk_out + {5'd0, blk_gnt} - {5'd0, blk_exit};
    if (!alloc)
      hash_used <= hash_used + (blk_gnt && to_hash ? mode == kya_pkg::B_ESN ? 10'd4 : {5'd0, n} : '0) -
          (hash_pop ? {1'b0, hash_pop_bytes} : '0);
    if (blk_exit) out_wr <= out_wr + {6'd0, blk_exit_n};
    if (blk_exit && blk_chain) fb_wait <= 1'b0;
    if (blk_exit && blk_bad) auth_bad <= 1'b1;

    // Writes
    if (wr_gnt) begin
      d_addr <= d_addr + {55'd0, wr_bytes};
      d_rem <= d_rem - {16'd0, wr_bytes};
      d_left <= d_left - {16'd0, wr_bytes};
      out_dma <= out_dma + {2'd0, wr_bytes};
      written <= written + {23'd0, wr_bytes};
      wr_busy <= 1'b1;
    end
    if (wr_data_end) begin
      wr_busy <= 1'b0;
      out_rd <= out_dma;
    end
    if (!alloc) wr_out <= wr_out + {4'd0, wr_gnt} - {4'd0, wr_b};
    if (wr_b && wr_b_err && fault == kyanite_regs_pkg::STATUS_OK) fault <= kyanite_regs_pkg::STATUS_DMA_WRITE;

    if (erase) begin
      sqe <= '0;
      s_addr <= '0;  // data, if the entry called data a list
      d_addr <= '0;
    end
    if (!rst_n) begin
      state <= S_FREE;
      ctx_req <= 1'b0;
      ctx_hold <= 1'b0;
      hash_open <= 1'b0;
      rd_out <= '0;
      wr_out <= '0;
      blk_out <= '0;
      hash_used <= '0;
      cool <= '0;
      settle <= '0;
      wr_busy <= 1'b0;
      fault <= kyanite_regs_pkg::STATUS_OK;
      sqe <= '0;
    end
  end

endmodule
