// SPDX-License-Identifier: Apache-2.0
// One request in flight: walks its segments and asks the shared units (context
// cache, hash cores, read and write DMA, block datapath) for one step at a time.
// Many slots keep the shared units busy; what only one slot does at a time, such
// as decoding an entry or moving an address on, is shared, too.
module kya_slot
#(
    parameter int CW = 3,
    parameter int TW = 3
) (
    input  logic         clk,
    input  logic         rst_n,

    // Allocation by the fetch unit.
    input  logic         alloc,
    input  logic [ 3:0]  alloc_queue,
    input  logic [TW-1:0] alloc_turn,
    input  logic [ 2:0]  alloc_first,   // kya_pkg::FIRST_*
    input  logic         alloc_urgent,
    input  logic         alloc_bad,     // the entry could not be read
    output logic         free,
    output logic [ 3:0]  qid,
    output logic [TW-1:0] turn,        // of its index, what tells it from others
    input  logic         kill,          // the queue is resetting or in error
    input  logic         ctx_turn,      // every earlier request has its context
    input  logic         retire_turn,   // every earlier request has completed
    output logic         ctx_pass,
    output logic         sqe_fault,

    // Context cache, and what the entry is with its context, two cycles after
    output logic         ctx_req,
    output logic         ctx_inv,
    input  logic         ctx_done,
    input  logic [ 7:0]  ctx_status,
    input  logic [CW-1:0] ctx_entry_i,
    output logic         ctx_hold,      // the entry is in use
    output logic [CW-1:0] ctx_entry,
    input  logic [kya_pkg::CHECK_BITS-1:0] check,

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

    // Read DMA
    output logic         rd_req,
    output logic [ 2:0]  rd_kind,
    output logic [ 8:0]  rd_bytes,
    input  logic         rd_gnt,
    input  logic         r_valid,       // a beat for this slot
    input  logic [ 2:0]  r_kind,
    input  logic         r_last,
    input  logic         r_err,
    input  logic         seg_bad,       // the beat's segment, if it is of a list
    input  logic [ 7:0]  seg_low,
    input  logic [23:0]  seg_len,
    input  logic [ 5:0]  land,          // data bytes that entered the ring
    output logic [ 9:0]  land_pos,

    // Block datapath
    output logic         blk_req,
    output logic         blk_aes,       // the step takes a place in the AES pipeline
    output logic [kya_pkg::OP_BITS-1:0] blk_op,
    input  logic         blk_gnt,
    input  logic         blk_exit,
    input  logic [ 4:0]  blk_exit_n,    // bytes it left in the output ring
    input  logic         blk_chain,     // the block that CBC waits for is nearly through
    input  logic         blk_bad,       // the ICV differed
    output logic [ 9:0]  out_pos,       // where the next output bytes go

    // Write DMA
    output logic         wr_req,
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
    output logic         begun,         // it was good, and got to write
    output logic [24:0]  dst_left,      // all but this
    input  logic         retire,

    input  logic [ 7:0]  src_low,       // of the new request's addresses
    input  logic [ 7:0]  dst_low
);
  /* verilator no_inline_module */  // one copy of the code for all
  typedef enum logic [3:0] {
    S_FREE, S_TURN, S_CTX, S_CHECK, S_HASH, S_RUN, S_DRAIN, S_DONE
  } state_t;
  typedef enum logic [2:0] {P_PRE, P_HEAD, P_PAY, P_POST, P_WAIT, P_TAIL, P_END} phase_t;

  state_t       state;
  phase_t       phase;
  logic [2:0]   first;
  logic         sqe_bad;
  logic         killed;
  logic         auth_bad;
  logic         checked;              // the entry has been, in a cycle

  // ------------------------------------------------------ what the request is
  kya_pkg::check_t c;
  assign c = check;
  logic [23:0] pay_len;
  logic [6:0]  tail_len;
  logic        has_pay, has_post, has_head;
  logic [3:0]  pay_mode, post_mode;
  logic [1:0]  keysize;
  logic        has_cipher, decrypt, gcm, xts, cmac, sha, esn, check_icv;

  // ----------------------------------------------- segment cursors and rings
  // Positions count bytes of the streams, modulo the ring.
  logic [ 7:0] s_low, d_low;          // of the next address
  logic [24:0] s_rem, s_left, d_rem, d_left;
  logic [10:0] s_segs, d_segs;
  logic        s_fetch, d_fetch;      // a list read is under way
  logic [10:0] in_rsv, in_wr, in_rd, in_free;  // reserved, landed, consumed, read from the ring
  logic [10:0] out_rsv, out_wr, out_rd, out_dma;
  logic [ 3:0] rd_out;
  logic [ 4:0] wr_out;
  logic        wr_busy;
  logic [ 5:0] blk_out;
  logic [ 9:0] hash_used;             // bytes under way to the hash or in its buffer
  logic [ 3:0] cool;                  // until GHASH takes the next block
  logic [ 3:0] settle;                // until it has taken in the last one
  logic        fb_wait;
  logic [ 7:0] fault;

  // One up, one down: what a counter of things under way moves by.
  function automatic logic [5:0] count(input logic up, input logic down);
    count = {{5{down && !up}}, up != down};
  endfunction

  assign land_pos = in_wr[9:0];
  assign out_pos = out_wr[9:0];
  assign wr_pos = out_dma[9:0];

  function automatic logic [8:0] least9(input logic [8:0] n, input logic [24:0] left);
    least9 = left[24:9] == 0 && left[8:0] < n ? left[8:0] : n;
  endfunction

  function automatic logic [8:0] burst(input logic [7:0] low, input logic [24:0] rem, input logic [24:0] left);
    burst = least9(least9(9'd256 - {1'b0, low}, rem), left);
  endfunction

  wire [8:0] s_burst = burst(s_low, s_rem, s_left);
  wire [8:0] d_burst = burst(d_low, d_rem, d_left);
  wire [10:0] in_used = in_rsv - in_free;
  wire [10:0] out_ready = out_wr - out_dma;
  wire run = state == S_RUN && fault == kyanite_regs_pkg::STATUS_OK && !kill;
  // Room for a burst. A block that waits for its turn is still in the ring.
  wire s_want = run && s_left != 0 && s_rem != 0 && in_used <= 11'd768 && rd_out < 4'd8;
  wire s_want_list = run && s_left != 0 && s_rem == 0 && s_segs != 0 && !s_fetch;
  wire d_want_list = run && d_left != 0 && d_rem == 0 && d_segs != 0 && !d_fetch;
  wire s_short = run && s_left != 0 && s_rem == 0 && s_segs == 0 && !s_fetch;
  wire d_short = run && d_left != 0 && d_rem == 0 && d_segs == 0 && !d_fetch;

  // What is asked of a shared unit is a register, which holds until it is granted: so no path leads
  // from what a slot is at through the choice of one slot into the unit.
  wire rd_want = (s_want || s_want_list || d_want_list) && rd_out < 4'd8;
  wire wr_want = run && !wr_busy && d_rem != 0 && d_left != 0 && out_ready >= {2'd0, d_burst} && wr_out < 5'd16;
  always_ff @(posedge clk) begin
    rd_req <= rd_req ? !rd_gnt : rd_want;
    if (!rd_req) begin
      rd_kind <= d_want_list ? kya_pkg::RD_DST_LIST : s_want_list ? kya_pkg::RD_SRC_LIST : kya_pkg::RD_DATA;
      rd_bytes <= d_want_list || s_want_list ? 9'd16 : s_burst;
    end
    wr_req <= wr_req ? !wr_gnt : wr_want;
    if (!wr_req) wr_bytes <= d_burst;
    if (!rst_n) begin
      rd_req <= 1'b0;
      wr_req <= 1'b0;
    end
  end

  // ------------------------------------------------------------- block issue
  localparam logic [3:0] COOL = 4'(kya_aes_pkg::GHASH_LATENCY - 1);
  logic [23:0] left;                  // bytes of the phase
  logic [ 4:0] n, out_n;
  logic        landed;
  wire [4:0] out_room = 5'd16 - {1'b0, out_rsv[3:0]};
  wire [10:0] in_ready = in_wr - in_rd;
  wire [10:0] out_used = out_rsv - out_rd;

  // XTS steals for a short last block from the whole one before it.
  wire short_end = xts && pay_len[3:0] != 0;
  wire steal = short_end && left[23:4] == 20'd1;
  wire splice = short_end && left[23:4] == 20'd0;

  wire [4:0] room = phase == P_TAIL && !check_icv ? out_room : 5'd16;
  // What is left is hardly ever near: comparisons of 5 bits.
  wire near = left[23:5] == 0;
  wire [4:0] least = near && left[4:0] < room ? left[4:0] : room;
  wire left_last = near && left[4:0] <= room;
  logic [3:0] mode;
  always_comb begin
    n = '0;
    out_n = '0;
    mode = kya_pkg::B_RAW;
    case (phase)
      P_PRE: mode = gcm ? kya_pkg::B_J0 : kya_pkg::B_TWEAK;
      P_HEAD: begin
        n = least;
        if (cmac) mode = kya_pkg::B_STATE;
      end
      P_PAY: begin
        n = least;
        if (has_cipher) out_n = steal ? '0 : splice ? 5'd16 : n;
        mode = steal ? kya_pkg::B_STEAL : splice ? kya_pkg::B_SPLICE : pay_mode;
      end
      P_POST: begin
        mode = post_mode;
        if (xts) out_n = {1'b0, pay_len[3:0]};
      end
      P_TAIL: begin
        n = least;
        if (!check_icv) out_n = n;
        mode = kya_pkg::B_TAIL;
      end
      default: ;
    endcase
  end

  // A step whose chain value the next one needs.
  wire feeds = mode == kya_pkg::B_MAC || mode == kya_pkg::B_TWEAK || mode == kya_pkg::B_STEAL ||
      (mode == kya_pkg::B_CBC && !decrypt);
  wire aes = kya_pkg::both_ways(mode) || mode == kya_pkg::B_CTR || mode == kya_pkg::B_TWEAK ||
      mode == kya_pkg::B_J0 || mode == kya_pkg::B_MAC;
  wire from_ring = phase == P_HEAD || phase == P_PAY || (phase == P_TAIL && check_icv);
  wire to_hash = sha && (phase == P_HEAD || phase == P_PAY || phase == P_POST);
  wire to_ghash = gcm && (phase == P_HEAD || phase == P_PAY || phase == P_POST);
  wire last = phase == P_POST || (!esn && left_last && (phase == P_PAY || !has_pay));
  wire issuing = phase != P_WAIT && phase != P_END;

  // The next step goes into the register that asks for its turn as the last one leaves it; one for
  // GHASH only into an empty one, a cycle before it may have its turn.
  // No step takes more than 16 bytes, and what is left when all have landed is enough for the next.
  wire blk_next = run && issuing && (!from_ring || in_ready >= 11'd16 || landed) && out_used <= 11'd992 &&
      (!to_hash || hash_used <= 10'd240) &&
      (!to_ghash || (cool <= 4'd1 && !blk_req)) && !fb_wait && blk_out != 6'd63 && (!blk_req || blk_gnt);

  always_ff @(posedge clk) landed <= state == S_RUN && s_left == 0 && in_wr == in_rsv;

  kya_pkg::blk_op_t op, asked;
  assign blk_op = asked;
  always_ff @(posedge clk) begin
    blk_req <= rst_n && (blk_next || (blk_req && !blk_gnt));
    if (blk_next) begin
      asked <= op;
      blk_aes <= aes;
    end
  end
  always_comb begin
    op = '0;
    op.pos = in_rd[9:0];
    op.n = n;
    op.out_n = out_n;
    op.out_lane = out_rsv[3:0];
    op.entry = {{(8 - CW) {1'b0}}, ctx_entry};
    op.keysize = keysize;
    op.mode = mode;
    op.decrypt = decrypt;
    op.gcm = gcm;
    op.cmac = cmac;
    op.last = (sha || (cmac && !hash_store)) && last;
    op.to_hash = to_hash;
    op.to_ghash = to_ghash;
    op.compare = phase == P_TAIL && check_icv;
    op.tail_done = tail_len[5:0] - left[5:0];
  end

  wire drained = !rd_req && rd_out == 0 && blk_out == 0 && !wr_req && wr_out == 0 && !wr_busy;

  // ------------------------------------------------------------------ control
  assign free = state == S_FREE;
  assign done = state == S_DONE;
  assign status = fault;
  assign dst_left = d_left;
  assign ctx_inv = first == kya_pkg::FIRST_INVALIDATE;
  assign hash_req = state == S_HASH && !kill;

  logic hash_open;
  always_ff @(posedge clk)
    hash_abort <= rst_n && state == S_DRAIN && hash_open && blk_out == 0 && !hash_aborted && !(hash_done && !hash_abort);

  // The phases that have a step, from one on.
  function automatic phase_t from_post(input logic post, input logic tail);
    from_post = post ? P_POST : tail ? P_WAIT : P_END;
  endfunction
  wire has_tail = tail_len != 0;
  // A tail that no hash gives is ready when the blocks are through.
  wire tail_ready = !sha && blk_out == 0 && settle == 0;

  always_ff @(posedge clk) begin
    ctx_pass <= 1'b0;
    sqe_fault <= 1'b0;
    if (alloc) begin
      state <= S_TURN;
      first <= alloc_first;
      urgent <= alloc_urgent;
      sqe_bad <= alloc_bad;
      qid <= alloc_queue;
      turn <= alloc_turn;
      fault <= kyanite_regs_pkg::STATUS_OK;
      killed <= 1'b0;
      auth_bad <= 1'b0;
      begun <= 1'b0;
      rd_out <= '0;
      wr_out <= '0;
      wr_busy <= 1'b0;
      blk_out <= '0;
      hash_used <= '0;
      cool <= '0;
      fb_wait <= 1'b0;
      s_fetch <= 1'b0;
      d_fetch <= 1'b0;
      s_low <= src_low;
      d_low <= dst_low;
    end

    if (!blk_req || blk_gnt) in_free <= in_rd;
    case (state)
      S_TURN:
      if (sqe_bad) begin
        if (retire_turn) begin
          sqe_fault <= 1'b1;
          killed <= 1'b1;
          state <= S_DRAIN;
        end
      end else if (ctx_turn) begin
        if (first == kya_pkg::FIRST_CRYPT || (ctx_inv && retire_turn)) begin
          ctx_req <= 1'b1;
          state <= S_CTX;
        end else if (!ctx_inv) begin
          if (first == kya_pkg::FIRST_BAD_OPCODE) fault <= kyanite_regs_pkg::STATUS_BAD_OPCODE;
          if (first == kya_pkg::FIRST_BAD_CONTEXT) fault <= kyanite_regs_pkg::STATUS_BAD_CONTEXT;
          ctx_pass <= 1'b1;
          state <= S_DRAIN;
        end
      end
      S_CTX:
      if (ctx_done) begin
        ctx_req <= 1'b0;
        ctx_pass <= 1'b1;
        ctx_entry <= ctx_entry_i;
        checked <= 1'b0;
        fault <= ctx_status;
        state <= ctx_status != kyanite_regs_pkg::STATUS_OK || ctx_inv ? S_DRAIN : S_CHECK;
        ctx_hold <= ctx_status == kyanite_regs_pkg::STATUS_OK && !ctx_inv;
      end
      S_CHECK:
      if (!checked) checked <= 1'b1;
      else begin
        {pay_len, tail_len, pay_mode, post_mode, keysize} <= {c.pay_len, c.tail_len, c.pay_mode, c.post_mode, c.keysize};
        {hash_alg, hash_hmac, hash_load, hash_store} <= {c.hash_alg, c.hmac, c.load, c.store};
        {has_cipher, decrypt, gcm, xts, cmac, sha, esn, check_icv} <=
            {c.cipher, c.decrypt, c.gcm, c.xts, c.cmac, c.sha, c.esn, c.check_icv};
        has_head <= c.head_len != 0;
        has_pay <= c.pay_len != 0;
        has_post <= c.has_post;
        s_rem <= c.src_list ? '0 : c.src_len;
        s_left <= c.src_len;
        s_segs <= c.src_segs;
        d_rem <= c.dst_list ? '0 : c.dst_len;
        d_left <= c.dst_len;
        d_segs <= c.dst_segs;
        in_rsv <= '0;
        in_wr <= '0;
        in_rd <= '0;
        in_free <= '0;
        out_rsv <= '0;
        out_wr <= '0;
        out_rd <= '0;
        out_dma <= '0;
        left <= c.head_len != 0 ? {8'd0, c.head_len} : c.pay_len;
        phase <= c.has_pre ? P_PRE : c.head_len != 0 ? P_HEAD : c.pay_len != 0 ? P_PAY :
            from_post(c.has_post, c.tail_len != 0);
        begun <= c.status == kyanite_regs_pkg::STATUS_OK;
        state <= c.sha ? S_HASH : S_RUN;
        if (c.status != kyanite_regs_pkg::STATUS_OK) begin
          fault <= c.status;
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
          s_low <= s_low + rd_bytes[7:0];
          s_rem <= s_rem - {16'd0, rd_bytes};
          s_left <= s_left - {16'd0, rd_bytes};
          in_rsv <= in_rsv + {2'd0, rd_bytes};
        end
        kya_pkg::RD_SRC_LIST: s_fetch <= 1'b1;
        default: d_fetch <= 1'b1;
      endcase
    end
    if (!alloc) rd_out <= rd_out + 4'(count(rd_gnt, r_valid && r_last));
    if (r_valid && r_err && fault == kyanite_regs_pkg::STATUS_OK) fault <= kyanite_regs_pkg::STATUS_DMA_READ;
    if (r_valid && !r_err && r_kind == kya_pkg::RD_SRC_LIST) begin
      s_fetch <= 1'b0;
      s_low <= seg_low;
      s_rem <= {1'b0, seg_len};
      s_segs <= s_segs - 1'b1;
      if (seg_bad && fault == kyanite_regs_pkg::STATUS_OK) fault <= kyanite_regs_pkg::STATUS_BAD_SEGMENT;
    end
    if (r_valid && !r_err && r_kind == kya_pkg::RD_DST_LIST) begin
      d_fetch <= 1'b0;
      d_low <= seg_low;
      d_rem <= {1'b0, seg_len};
      d_segs <= d_segs - 1'b1;
      if (seg_bad && fault == kyanite_regs_pkg::STATUS_OK) fault <= kyanite_regs_pkg::STATUS_BAD_SEGMENT;
    end
    if ((s_short || d_short) && fault == kyanite_regs_pkg::STATUS_OK) fault <= kyanite_regs_pkg::STATUS_BAD_SEGMENT;
    if (land != 0) in_wr <= in_wr + {5'd0, land};

    // Blocks
    if (cool != 0) cool <= cool - 1'b1;
    if (settle != 0) settle <= settle - 1'b1;
    if (blk_exit) settle <= COOL + 4'd2;
    if (blk_gnt && asked.to_ghash) cool <= COOL;
    if (blk_next) begin
      if (from_ring) in_rd <= in_rd + {6'd0, n};
      out_rsv <= out_rsv + {6'd0, out_n};
      if (feeds) fb_wait <= 1'b1;
      left <= left - {19'd0, n};
      case (phase)
        P_PRE: phase <= has_head ? P_HEAD : has_pay ? P_PAY : from_post(has_post, has_tail);
        P_HEAD:
        if (left_last) begin
          left <= pay_len;
          phase <= has_pay ? P_PAY : from_post(has_post, has_tail);
        end
        P_PAY: if (left_last) phase <= from_post(has_post, has_tail);
        P_POST: phase <= has_tail ? P_WAIT : P_END;
        default: if (left_last) phase <= P_END;
      endcase
    end
    if (state == S_RUN && phase == P_WAIT && (hash_done || tail_ready)) begin
      left <= {17'd0, tail_len};
      phase <= P_TAIL;
    end
    if (!alloc) blk_out <= blk_out + count(blk_next, blk_exit);
    if (!alloc)
      hash_used <= hash_used + (blk_next && to_hash ? mode == kya_pkg::B_ESN ? 10'd4 : {5'd0, n} : '0) -
          (hash_pop ? {1'b0, hash_pop_bytes} : '0);
    if (blk_exit) out_wr <= out_wr + {6'd0, blk_exit_n};
    if (blk_chain) fb_wait <= 1'b0;
    if (blk_exit && blk_bad) auth_bad <= 1'b1;

    // Writes
    if (wr_gnt) begin
      d_low <= d_low + wr_bytes[7:0];
      d_rem <= d_rem - {16'd0, wr_bytes};
      d_left <= d_left - {16'd0, wr_bytes};
      out_dma <= out_dma + {2'd0, wr_bytes};
      wr_busy <= 1'b1;
    end
    if (wr_data_end) begin
      wr_busy <= 1'b0;
      out_rd <= out_dma;
    end
    if (!alloc) wr_out <= wr_out + 5'(count(wr_gnt, wr_b));
    if (wr_b && wr_b_err && fault == kyanite_regs_pkg::STATUS_OK) fault <= kyanite_regs_pkg::STATUS_DMA_WRITE;

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
    end
  end
endmodule
