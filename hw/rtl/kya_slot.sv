// SPDX-License-Identifier: Apache-2.0
// One request in flight: walks its segments and asks the shared units (context
// cache, hash cores, read and write DMA, block datapath) for one step at a time.
// When its last byte has left, kya_await has what is left of it. Many slots keep
// the shared units busy; what only one slot does at a time, such as decoding an
// entry or moving an address on, is shared, too.
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
    input  logic         alone,         // every earlier request has completed
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
    output logic [ 2:0]  hash_alg,
    output logic         hash_hmac,
    output logic         hash_load,
    output logic         hash_store,

    // Read DMA
    output logic         rd_req,
    output logic [ 2:0]  rd_kind,
    input  logic         rd_gnt,
    input  logic         r_valid,       // a beat for this slot
    input  logic         r_last,
    input  logic         r_err,
    input  logic         list_src,      // a cycle after it, if it was of a list
    input  logic         list_dst,
    input  logic         list_bad,      // and has no segment
    output logic         src_moved,
    input  logic         src_told,      // what may be asked for, after the entry or a move
    input  logic [ 2:0]  src_may_i,     // {a burst, an entry of the list, neither though there should be}
    input  logic         src_room_i,    // there is room for the burst,
    input  logic         wake_src,      // or now there is

    // Block datapath
    output logic         blk_req,
    output logic         blk_aes,       // the step takes a place in the AES pipeline
    output logic         blk_ghash,     // and has a block for GHASH
    input  logic         blk_gnt,
    input  logic         step_told,     // what the next step needs
    input  logic [kya_pkg::NEED_BITS-1:0] need_i,
    input  logic [ 2:0]  room_i,        // {bytes in the ring, room in the output ring, in the hash's}
    input  logic [ 2:0]  wake_room,
    input  logic         blk_exit,
    input  logic         blk_chain,     // the block that the next step waits for is nearly through
    input  logic         blk_bad,       // the ICV differed

    // Write DMA
    output logic         wr_req,
    input  logic         wr_gnt,
    output logic         dst_moved,
    input  logic         dst_told,
    input  logic [ 2:0]  dst_may_i,
    input  logic         dst_full_i,    // the burst is in the output ring
    input  logic         wake_dst,
    input  logic         wr_data_end,   // the burst has left the ring
    input  logic         wr_b,
    input  logic         wr_b_err,

    // The request leaves, with what it came to and the writes without response.
    output logic         done,
    output logic [ 2:0]  status,
    output logic [ 4:0]  wr_out,
    output logic         urgent,
    output logic         begun,         // it was good, and got to write
    input  logic         leave
);
  /* verilator no_inline_module */  // one copy of the code for all
  localparam logic [2:0] OK = kyanite_regs_pkg::STATUS_OK[2:0];
  typedef enum logic [2:0] {
    S_FREE, S_TURN, S_CTX, S_CHECK, S_HASH, S_RUN, S_DRAIN, S_DONE
  } state_t;

  state_t       state;
  logic [2:0]   first;
  logic         sqe_bad;
  logic         killed;
  logic         auth_bad;
  logic         checked;              // the entry has been, in a cycle

  // ------------------------------------------------------ what the request is
  kya_pkg::check_t c;
  assign c = check;
  // ---------------------------------------------------- what may be asked for
  logic        src_wait, dst_wait;    // it has moved, and was not told yet what it may ask for
  logic [ 2:0] src_may, dst_may;
  logic        s_fetch, d_fetch;      // a list read is under way
  logic        src_room, dst_full;
  logic [ 3:0] rd_out;
  logic        wr_busy;
  logic [ 3:0] blk_out;               // one each four cycles, and none stays for 60
  logic        fb_wait;
  logic [ 2:0] fault;                 // no status needs more

  // One up, one down: what a counter of things under way moves by.
  function automatic logic [4:0] count(input logic up, input logic down);
    count = {{4{down && !up}}, up != down};
  endfunction

  wire run = state == S_RUN && fault == OK && !kill;
  wire s_known = !src_wait && !s_fetch;
  wire d_known = !dst_wait && !d_fetch;
  wire s_all = s_known && src_may == 0;
  wire d_all = d_known && dst_may == 0;
  wire s_want = run && s_known && src_may[2] && src_room;
  wire s_want_list = run && s_known && src_may[1];
  wire d_want_list = run && d_known && dst_may[1];
  wire s_short = run && s_known && src_may[0];
  wire d_short = run && d_known && dst_may[0];
  // An entry that is none may be data: it goes no further.
  assign src_moved = (rd_gnt && rd_kind == kya_pkg::RD_DATA) || (list_src && !list_bad);
  assign dst_moved = wr_data_end || (list_dst && !list_bad);

  // What is asked of a shared unit is a register, which holds until it is granted: so no path leads
  // from what a slot is at through the choice of one slot into the unit.
  wire rd_want = (s_want || s_want_list || d_want_list) && rd_out < 4'd8;
  wire wr_want = run && !wr_busy && d_known && dst_may[2] && dst_full && wr_out < 5'd16;
  always_ff @(posedge clk) begin
    rd_req <= rd_req ? !rd_gnt : rd_want;
    if (!rd_req)
      rd_kind <= d_want_list ? kya_pkg::RD_DST_LIST : s_want_list ? kya_pkg::RD_SRC_LIST : kya_pkg::RD_DATA;
    wr_req <= wr_req ? !wr_gnt : wr_want;
    if (!rst_n) begin
      rd_req <= 1'b0;
      wr_req <= 1'b0;
    end
  end

  // ------------------------------------------------------------- block issue
  // GHASH takes no block of the slot sooner than GHASH_LATENCY cycles after the last one, and gives
  // no tag sooner. Without waiting, a step is granted four cycles after the last, and is at the tag
  // five after the last has come to GHASH: which is one more than it has to be.
  localparam int COOL = kya_aes_pkg::GHASH_LATENCY - 4;
  logic        known;                 // what the next step needs
  logic [COOL:0] cooled, settled;     // bit i: known, or no step under way, for so long
  logic        hash_open;
  kya_pkg::need_t need;
  logic [2:0]  room;
  logic        landing, landed;       // the last beat goes into the ring, is there
  assign blk_aes = need.aes;
  assign blk_ghash = need.ghash;
  wire [COOL+1:0] known_for = {cooled, known};

  // What is left when all have landed is enough for the next step. A tail waits for the hash, or
  // for the blocks before it.
  wire blk_next = run && known && !need.none && (!need.ring || room[2] || landed) && room[1] &&
      (!need.hash || room[0]) && (!need.ghash || known_for[COOL]) && (!need.tail || (!hash_open && settled[COOL])) &&
      !fb_wait;
  wire blk_none = blk_out == 0 && !blk_req;

  always_ff @(posedge clk) begin
    landing <= state == S_RUN && s_all && rd_out == 0;
    landed <= state == S_RUN && landing;
    blk_req <= rst_n && (blk_req ? !blk_gnt : blk_next);
    settled <= blk_none ? (COOL + 1)'({settled, 1'b1}) : '0;
  end

  wire unused = &{1'b0, c, ctx_status, known_for};

  wire drained = !rd_req && rd_out == 0 && blk_none && !wr_req && !wr_busy && s_known && d_known;

  // ------------------------------------------------------------------ control
  assign free = state == S_FREE;
  assign done = state == S_DONE;
  assign status = fault;
  assign ctx_inv = first == kya_pkg::FIRST_INVALIDATE;
  assign hash_req = state == S_HASH && !kill;

  always_ff @(posedge clk)
    hash_abort <= rst_n && state == S_DRAIN && hash_open && blk_none && !hash_aborted && !(hash_done && !hash_abort);

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
      fault <= OK;
      killed <= 1'b0;
      auth_bad <= 1'b0;
      begun <= 1'b0;
      rd_out <= '0;
      wr_out <= '0;
      wr_busy <= 1'b0;
      blk_out <= '0;
      fb_wait <= 1'b0;
      s_fetch <= 1'b0;
      d_fetch <= 1'b0;
      src_wait <= 1'b0;
      dst_wait <= 1'b0;
    end

    case (state)
      S_TURN:
      if (sqe_bad) begin
        if (alone) begin
          sqe_fault <= 1'b1;
          killed <= 1'b1;
          state <= S_DRAIN;
        end
      end else if (ctx_turn) begin
        if (first == kya_pkg::FIRST_CRYPT || (ctx_inv && alone)) begin
          ctx_req <= 1'b1;
          state <= S_CTX;
        end else if (!ctx_inv) begin
          if (first == kya_pkg::FIRST_BAD_OPCODE) fault <= kyanite_regs_pkg::STATUS_BAD_OPCODE[2:0];
          if (first == kya_pkg::FIRST_BAD_CONTEXT) fault <= kyanite_regs_pkg::STATUS_BAD_CONTEXT[2:0];
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
        fault <= ctx_status[2:0];
        state <= ctx_status[2:0] != OK || ctx_inv ? S_DRAIN : S_CHECK;
        ctx_hold <= ctx_status[2:0] == OK && !ctx_inv;
      end
      S_CHECK:
      if (!checked) checked <= 1'b1;
      else begin
        {hash_alg, hash_hmac, hash_load, hash_store} <= {c.hash_alg, c.hmac, c.load, c.store};
        known <= 1'b0;
        src_wait <= 1'b1;
        dst_wait <= 1'b1;
        begun <= c.status[2:0] == OK;
        state <= c.sha ? S_HASH : S_RUN;
        if (c.status[2:0] != OK) begin
          fault <= c.status[2:0];
          state <= S_DRAIN;
        end
      end
      S_HASH:
      if (hash_gnt) begin
        hash_open <= 1'b1;
        state <= S_RUN;
      end
      S_RUN: begin
        if (known && need.none && s_all && d_all && drained) begin
          if (auth_bad && fault == OK) fault <= kyanite_regs_pkg::STATUS_AUTH_FAIL[2:0];
          state <= S_DRAIN;
        end
        if (fault != OK) state <= S_DRAIN;
      end
      S_DRAIN:
      if (drained && !hash_open) begin
        ctx_hold <= 1'b0;
        if (!killed && !kill) state <= S_DONE;
        else if (wr_out == 0) state <= S_FREE;
      end
      S_DONE:
      if (leave) state <= S_FREE;
      else if (kill) state <= S_DRAIN;
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
    if (rd_gnt && rd_kind == kya_pkg::RD_SRC_LIST) s_fetch <= 1'b1;
    if (rd_gnt && rd_kind == kya_pkg::RD_DST_LIST) d_fetch <= 1'b1;
    if (!alloc) rd_out <= rd_out + 4'(count(rd_gnt, r_valid && r_last));
    if (r_valid && r_err && fault == OK) fault <= kyanite_regs_pkg::STATUS_DMA_READ[2:0];
    if (list_src) s_fetch <= 1'b0;
    if (list_dst) d_fetch <= 1'b0;
    if ((((list_src || list_dst) && list_bad) || s_short || d_short) && fault == OK)
      fault <= kyanite_regs_pkg::STATUS_BAD_SEGMENT[2:0];
    if (src_told) begin
      src_wait <= 1'b0;
      src_may <= src_may_i;
    end
    src_room <= src_told ? src_room_i : src_room || wake_src;
    if (src_moved) src_wait <= 1'b1;

    // Blocks
    if (step_told) begin
      known <= 1'b1;
      need <= need_i;
    end
    room <= step_told ? room_i : room | wake_room;
    if (blk_gnt) begin
      known <= 1'b0;
      if (need.feeds) fb_wait <= 1'b1;
    end
    cooled <= known ? known_for[COOL:0] : '0;
    if (!alloc) blk_out <= blk_out + 4'(count(blk_gnt, blk_exit));
    if (blk_chain) fb_wait <= 1'b0;
    if (blk_exit && blk_bad) auth_bad <= 1'b1;

    // Writes
    if (wr_gnt) wr_busy <= 1'b1;
    if (dst_told) begin
      dst_wait <= 1'b0;
      dst_may <= dst_may_i;
    end
    dst_full <= dst_told ? dst_full_i : dst_full || wake_dst;
    if (dst_moved) dst_wait <= 1'b1;
    if (wr_data_end) wr_busy <= 1'b0;
    if (!alloc) wr_out <= wr_out + count(wr_gnt, wr_b);
    if (wr_b && wr_b_err && fault == OK) fault <= kyanite_regs_pkg::STATUS_DMA_WRITE[2:0];

    if (!rst_n) begin
      state <= S_FREE;
      ctx_req <= 1'b0;
      ctx_hold <= 1'b0;
      hash_open <= 1'b0;
      rd_out <= '0;
      wr_out <= '0;
      blk_out <= '0;
      wr_busy <= 1'b0;
      src_wait <= 1'b0;
      dst_wait <= 1'b0;
      fault <= OK;
    end
  end
endmodule
