// SPDX-License-Identifier: Apache-2.0
// The block datapath: every cycle one block of one slot leaves its input ring,
// goes through the AES pipeline or past it, and enters the output ring, the
// slot's hash or its GHASH. All blocks take the same time, so none ever waits:
// a slot asks only when there is room at the other end.
module kya_blk
#(
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT),
    parameter int CW = 3,
    parameter int AES_UNROLL = 14,
    parameter int AES_STAGES = 1,
    parameter int AES_ROM = 0
) (
    input  logic                    clk,
    input  logic                    rst_n,
    input  logic                    flush,      // zeroize: push blocks of nothing
    input  logic [SW-1:0]           flush_slot, // goes over all slots

    input  logic                    rk_we,
    input  logic [CW:0]             rk_ctx,     // the upper half has the tweak keys
    input  logic [ 3:0]             rk_round,
    input  logic [127:0]            rk_data,

    input  logic    [NSLOT-1:0]        req,
    input  logic    [NSLOT-1:0]        need_aes,
    input  logic    [NSLOT-1:0][kya_pkg::OP_BITS-1:0] op,
    output logic    [NSLOT-1:0]        gnt,
    input  logic                    load,         // of a slot that is at rest
    input  logic [SW-1:0]           load_slot,
    input  logic [127:0]            load_iv,
    input  logic [ 39:0]            load_immediate,  // GCM: {payload, AAD} bytes; else ESN
    input  logic    [NSLOT-1:0][9:0]   out_pos,

    // The digest of a slot, and what its context holds
    input  logic [1:0]              digest_we,    // 16 bytes each of
    input  logic                    digest_half,  // its first or second 32
    input  logic [SW-1:0]           digest_slot,
    input  logic [255:0]            digest,
    output logic [CW-1:0]           mac_entry,
    input  logic [127:0]            mac_whole,    // subkeys of CMAC: for a whole last block
    input  logic [127:0]            mac_short,    // and for a short one
    output logic [CW-1:0]           ghash_entry,
    input  logic [127:0]            ghash_h,

    output logic                    ring_re,
    output logic [SW-1:0]           ring_slot,
    output logic [ 9:0]             ring_pos,
    input  logic [127:0]            ring_data,    // 16 bytes from ring_pos

    // A block at its end
    output logic [NSLOT-1:0]        exit,
    output logic [ 4:0]             exit_n,       // bytes for the output ring
    output logic                    exit_chain,   // it was one the next block waits for
    output logic                    exit_bad,
    output logic                    out_we,
    output logic [SW-1:0]           out_slot,
    output logic [ 9:0]             out_row,
    output logic [ 4:0]             out_n,
    output logic [127:0]            out_data,
    output logic                    hash_we,
    output logic [SW-1:0]           hash_slot,
    output logic [127:0]            hash_data,
    output logic [ 4:0]             hash_n,
    output logic                    hash_last,
    output logic                    aes_block     // for the counter
);
  localparam int LAT = kya_aes_pkg::latency(AES_STAGES);

  // Byte 0 is the most significant one of a counter or length.
  function automatic logic [127:0] turn(input logic [127:0] x);
    for (int i = 0; i < 16; i++) turn[8*i+:8] = x[8*(15-i)+:8];
  endfunction

  // SP 800-38A, appendix B.1; SP 800-38D, 6.2.
  function automatic logic [127:0] increment(input logic [127:0] ctr, input logic only32);
    logic [127:0] be;
    be = turn(ctr);
    be = only32 ? {be[127:32], be[31:0] + 32'd1} : be + 128'd1;
    increment = turn(be);
  endfunction

  // The tweak times alpha (IEEE 1619, 5.2); byte 0 is the least significant one.
  function automatic logic [127:0] times_alpha(input logic [127:0] t);
    times_alpha = {t[126:0], 1'b0} ^ {120'd0, t[127] ? 8'h87 : 8'h00};
  endfunction

  function automatic logic [127:0] first(input logic [4:0] n);
    logic [15:0] mask;
    mask = 16'(kya_pkg::below({1'b0, n}));
    for (int i = 0; i < 16; i++) first[8*i+:8] = {8{mask[i]}};
  endfunction

  // Byte i comes from byte i + n, modulo the block.
  function automatic logic [127:0] turn_block(input logic [127:0] x, input logic [3:0] n);
    turn_block = x;
    if (n[3]) turn_block = {turn_block[63:0], turn_block[127:64]};
    if (n[2]) turn_block = {turn_block[31:0], turn_block[127:32]};
    if (n[1]) turn_block = {turn_block[15:0], turn_block[127:16]};
    if (n[0]) turn_block = {turn_block[7:0], turn_block[127:8]};
  endfunction

  // --------------------------------------------------------- S0: choose a slot
  logic [SW-1:0] pick;
  logic          any, aes_ready, aes_next, aes_takes;
  kya_rr #(.N(NSLOT)) choose (
      .clk, .rst_n, .req(req & ~(need_aes & {NSLOT{!aes_ready}})), .served(any), .any, .pick);
  always_comb begin
    gnt = '0;
    gnt[pick] = any;
  end
  assign ring_re = any;
  assign ring_slot = pick;
  kya_pkg::blk_op_t chosen;
  assign chosen = op[pick];
  assign ring_pos = chosen.pos;

  // What the pipe will take when the block gets there, which is told in the next cycle.
  kya_aes_entry #(.PASSES(kya_aes_pkg::ROUNDS / AES_UNROLL), .DEPTH(AES_UNROLL * AES_STAGES)) entry (
      .clk, .rst_n, .in_ready_next(aes_next), .in_valid(flush || (any && need_aes[pick])), .accept(aes_takes));

  // ------------------------------------------------------- R: the ring answers
  logic          r_valid, r_aes, r_takes;
  logic [SW-1:0] r_slot;
  kya_pkg::blk_op_t r;

  // ---------------------------------------- S1: data, chaining, into the pipe
  logic          s1_valid, s1_aes;
  logic [SW-1:0] s1_slot;
  logic [ 39:0]  s1_immediate;
  logic [127:0]  s1_data;
  kya_pkg::blk_op_t s1;
  logic [39:0]   immediates[NSLOT];
  logic [127:0]  held[NSLOT];

  logic [127:0] s1_iv, s1_next;  // what the chain has come to, and what the step makes of it
  logic s1_moves;
  wire [127:0] s1_held = held[s1_slot];
  wire [127:0] s1_short = s1_data & first(s1.n);
  logic [127:0] s1_pad;  // behind the bytes of a short block
  always_comb for (int i = 0; i < 16; i++) s1_pad[8*i+:8] = 5'(i) == s1.n ? 8'h80 : 8'd0;
  assign mac_entry = s1.entry[CW-1:0];

  // The tag, the chain or the digest, from byte tail_done on, at its lane; the slot is at rest but
  // for its tail. A byte of a lane before the first one is of the digest's next 16. Its even and
  // odd 16 bytes have a bank each.
  logic [127:0] ghash_acc, tail_part;
  logic [1:0][127:0] digest_row;
  logic [4:0] tail_from;
  wire [5:0] r_from = r.tail_done - (r.compare ? 6'd0 : {2'd0, r.out_lane});
  for (genvar i = 0; i < 2; i++) begin : g_digest
    kya_ram #(.WIDTH(128), .DEPTH(2 * NSLOT)) digests (
        .clk, .we({16{digest_we[i]}}), .waddr({digest_slot, digest_half}), .wdata(digest[128*i+:128]),
        .re(r_valid || flush), .raddr({r_slot, r_from[5] ^ (i == 0 && r_from[4])}), .rdata(digest_row[i]));
  end
  wire [15:0] tail_next = 16'(kya_pkg::below({2'd0, tail_from[3:0]}));
  always_comb
    for (int i = 0; i < 16; i++) begin
      tail_part[8*i+:8] = digest_row[tail_from[4]^tail_next[i]][8*i+:8];
      if (s1.gcm) tail_part[8*i+:8] = ghash_acc[8*i+:8] ^ s1_held[8*i+:8];
      if (s1.cmac) tail_part[8*i+:8] = s1_iv[8*i+:8];
    end

  logic [127:0] aes_in, post, tweak;
  always_comb begin
    aes_in = s1_data;
    post = '0;
    // The last two blocks of a decryption swap their tweaks.
    tweak = s1.mode == kya_pkg::B_STEAL && s1.decrypt ? times_alpha(s1_iv) : s1_iv;
    case (s1.mode)
      kya_pkg::B_CBC:
      if (s1.decrypt) post = s1_iv;
      else aes_in = s1_data ^ s1_iv;
      kya_pkg::B_CTR: begin
        aes_in = s1_iv;
        post = s1_data;
      end
      kya_pkg::B_XTS, kya_pkg::B_STEAL: begin
        aes_in = s1_data ^ tweak;
        post = tweak;
      end
      kya_pkg::B_SPLICE: begin
        aes_in = s1_short ^ (s1_held & ~first(s1.n)) ^ tweak;
        post = tweak;
      end
      kya_pkg::B_HELD: post = s1_held;
      kya_pkg::B_TWEAK, kya_pkg::B_J0: aes_in = s1_iv;
      kya_pkg::B_MAC: begin
        aes_in = s1_data ^ s1_iv;
        if (s1.last && s1.n == 5'd16) aes_in = s1_data ^ s1_iv ^ mac_whole;
        else if (s1.last) aes_in = s1_short ^ s1_pad ^ s1_iv ^ mac_short;
      end
      kya_pkg::B_LENGTHS:
      post = turn({45'd0, s1_immediate[15:0], 3'd0, 37'd0, s1_immediate[39:16], 3'd0});
      kya_pkg::B_ESN: post = {96'd0, s1_immediate[31:0]};
      kya_pkg::B_TAIL: post = turn_block(tail_part, tail_from[3:0]);
      kya_pkg::B_RAW: post = s1_data;
      default: ;
    endcase
  end

  always_comb begin
    s1_moves = 1'b1;
    s1_next = s1_data;
    case (s1.mode)
      kya_pkg::B_CTR, kya_pkg::B_J0: s1_next = increment(s1_iv, s1.gcm);
      kya_pkg::B_CBC: s1_moves = s1.decrypt;
      kya_pkg::B_STATE: ;
      kya_pkg::B_XTS: s1_next = times_alpha(s1_iv);
      kya_pkg::B_STEAL: begin
        s1_moves = !s1.decrypt;
        s1_next = times_alpha(s1_iv);
      end
      default: s1_moves = 1'b0;
    endcase
  end

  // -------------------------------------------------------------- the pipeline
  logic aes_valid;
  logic [127:0] aes_out;
  kya_aes #(.NCTX(2 << CW), .UNROLL(AES_UNROLL), .STAGES(AES_STAGES), .ROM(AES_ROM)) aes (
      .clk, .rst_n, .rk_we, .rk_ctx, .rk_round, .rk_data, .in_valid(r_takes),
      .in_decrypt(r.decrypt && kya_pkg::both_ways(r.mode)), .in_ctx({r.mode == kya_pkg::B_TWEAK, r.entry[CW-1:0]}),
      .in_keysize(r.keysize), .in_block(flush ? '0 : aes_in), .out_valid(aes_valid), .out_block(aes_out));
  wire unused = &{1'b0, aes_valid, s1.pos, s1.entry, s1.keysize, s1.tail_done};

  // What the block needs at the end waits in a memory as long as the pipeline.
  typedef struct packed {
    logic [SW-1:0] slot;
    logic [CW-1:0] entry;
    logic          aes;
    logic          chain;
    logic          to_iv;
    logic          to_held;
    logic          raw_hash;
    logic          to_hash;
    logic          to_ghash;
    logic          last;
    logic          compare;
    logic [4:0]    n;
    logic [4:0]    out_n;
    logic [3:0]    out_lane;
  } wait_t;

  localparam int DW = $clog2(LAT + 1);
  localparam int WW = SW + CW + 23;  // of wait_t
  logic [DW-1:0] head;
  logic [(1 << DW)-1:0] late_valid;
  logic [WW-1:0] late[1 << DW];
  logic [127:0] late_raw[1 << DW];
  logic [127:0] late_post[1 << DW];
  wire [DW-1:0] tail = head - DW'(LAT - 1);  // of the block that leaves the pipe in the next cycle
  logic x_valid;
  logic [127:0] x_post, x_raw;
  wait_t x, w;
  kya_banks #(.WIDTH(128), .DEPTH(NSLOT), .PORTS(3)) ivs (
      .clk, .erase(flush), .erase_addr(flush_slot), .we({load, x_valid && x.to_iv, s1_valid && s1_moves}),
      .waddr({load_slot, x.slot, s1_slot}), .wdata({load_iv, out_data, s1_next}),
      .raddr(s1_slot), .rdata(s1_iv));
  always_comb begin
    w.slot = s1_slot;
    w.entry = s1.entry[CW-1:0];
    w.aes = s1_aes;
    w.to_iv = s1.mode == kya_pkg::B_MAC || s1.mode == kya_pkg::B_TWEAK ||
        (s1.mode == kya_pkg::B_CBC && !s1.decrypt);
    w.to_held = s1.mode == kya_pkg::B_J0 || s1.mode == kya_pkg::B_STEAL;
    w.chain = w.to_iv || s1.mode == kya_pkg::B_STEAL;
    w.raw_hash = s1_aes && s1.decrypt;
    w.to_hash = s1.to_hash;
    w.to_ghash = s1.to_ghash;
    w.last = s1.last;
    w.compare = s1.compare;
    w.n = s1.mode == kya_pkg::B_ESN ? 5'd4 : s1.mode == kya_pkg::B_LENGTHS ? 5'd16 : s1.n;
    w.out_n = s1.out_n;
    w.out_lane = s1.out_lane;
  end

  always_ff @(posedge clk) begin
    head <= head + 1'b1;
    aes_ready <= aes_next;
    r_valid <= any;
    r_takes <= aes_takes;
    if (any) begin
      r <= chosen;
      r_slot <= pick;
      r_aes <= need_aes[pick];
    end
    s1_valid <= r_valid;
    if (r_valid) begin
      s1 <= r;
      s1_slot <= r_slot;
      tail_from <= r_from[4:0];
      s1_aes <= r_aes;
      s1_immediate <= immediates[r_slot];
    end
    if (r_valid || flush) s1_data <= flush ? '0 : ring_data;
    late_valid[head] <= s1_valid;
    x_valid <= late_valid[tail] && rst_n;
    x <= late[tail];
    x_post <= late_post[tail];
    x_raw <= late_raw[tail];
    if (s1_valid) late[head] <= w;
    if (s1_valid || flush) begin
      late_raw[head] <= flush ? '0 : s1_data;
      late_post[head] <= flush ? '0 : post;
    end
    // One write port each: the slots are at rest while they are erased.
    if (load || flush) immediates[flush ? flush_slot : load_slot] <= flush ? '0 : load_immediate;
    if ((x_valid && x.to_held) || flush) held[flush ? flush_slot : x.slot] <= flush ? '0 : out_data;
    if (!rst_n) begin
      head <= '0;
      r_valid <= 1'b0;
      s1_valid <= 1'b0;
      r_takes <= 1'b0;
      late_valid <= '0;
    end
  end

  // ------------------------------------------------------------------- X: exit
  wire [127:0] difference = (x_raw ^ x_post) & first(x.n);
  assign out_data = x.aes ? aes_out ^ x_post : x_post;
  assign out_we = x_valid && x.out_n != 0;
  assign out_slot = x.slot;
  assign out_row = {out_pos[x.slot][9:4], x.out_lane};
  assign out_n = x.out_n;
  assign exit_n = x.out_n;
  assign exit_chain = x.chain;
  assign exit_bad = x.compare && difference != 0;
  assign hash_we = x_valid && x.to_hash;
  assign hash_slot = x.slot;
  assign hash_data = x.raw_hash ? x_raw : out_data;
  assign hash_n = x.n;
  assign hash_last = x.last;
  assign aes_block = s1_valid && s1_aes;
  always_comb begin
    exit = '0;
    exit[x.slot] = x_valid;
  end

  logic [NSLOT-1:0] ghash_start;
  always_comb begin
    ghash_start = '0;
    ghash_start[load_slot] = load;
  end
  assign ghash_entry = x.entry;
  kya_ghash #(.NSLOT(NSLOT)) ghash (
      .clk, .rst_n, .flush, .start(ghash_start), .in_valid(x_valid && x.to_ghash), .in_slot(x.slot),
      .in_data(hash_data), .in_n(x.n), .h(ghash_h), .acc_slot(s1_slot), .acc(ghash_acc));
endmodule
