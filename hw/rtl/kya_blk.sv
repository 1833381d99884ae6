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
    parameter int AES_ROM = 0,
    parameter int GHASH_CYCLES = 1
) (
    input  logic                    clk,
    input  logic                    rst_n,
    input  logic                    flush,      // zeroize: push blocks of nothing
    input  logic [SW-1:0]           flush_slot, // goes over all slots

    input  logic                    rk_we,
    input  logic [CW:0]             rk_ctx,     // the upper half has the tweak keys
    input  logic [ 3:0]             rk_round,
    input  logic                    rk_back,
    input  logic [127:0]            rk_data,

    input  logic    [NSLOT-1:0]        req,
    input  logic    [NSLOT-1:0]        need_aes,
    input  logic    [NSLOT-1:0]        need_ghash,
    input  logic [kya_pkg::OP_BITS-1:0] op,       // of ring_slot
    output logic    [NSLOT-1:0]        gnt,
    input  logic                    load,         // of a slot that is at rest
    input  logic [SW-1:0]           load_slot,
    input  logic [127:0]            load_iv,
    input  logic [ 39:0]            load_immediate,  // GCM: {payload, AAD} bytes; else ESN
    input  logic [ 9:0]             out_pos,      // of out_slot

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
    input  logic [127:0]            ring_data,    // 16 bytes from ring_pos on, each in its lane

    // A block at its end
    output logic [NSLOT-1:0]        exit,
    output logic [NSLOT-1:0] near_chain,          // what the next block waits for is nearly through
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
  function automatic logic [127:0] increment(input logic [127:0] ctr, input logic by, input logic only32);
    logic [127:0] be;
    logic carry;
    be = turn(ctr);
    {carry, be[31:0]} = {1'b0, be[31:0]} + {32'd0, by};
    be[127:32] = be[127:32] + {95'd0, carry && !only32};
    increment = turn(be);
  endfunction

  // The tweak times alpha (IEEE 1619, 5.2); byte 0 is the least significant one.
  function automatic logic [127:0] times_alpha(input logic [127:0] t);
    times_alpha = {t[126:0], 1'b0} ^ {120'd0, t[127] ? 8'h87 : 8'h00};
  endfunction

  function automatic logic [127:0] spread(input logic [15:0] mask);
    for (int i = 0; i < 16; i++) spread[8*i+:8] = {8{mask[i]}};
  endfunction

  function automatic logic [127:0] first(input logic [4:0] n);
    first = spread(16'(kya_pkg::below({1'b0, n})));
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
  logic          any, aes_ready, aes_next, aes_takes, ghash_ready;
  // A chain that is loaded takes a step's place.
  kya_rr #(.N(NSLOT)) choose (
      .clk, .rst_n, .req(req & ~{NSLOT{load}} & ~(need_aes & {NSLOT{!aes_ready}}) &
                         ~(need_ghash & {NSLOT{!ghash_ready}})),
      .served(any), .any, .pick);
  always_comb begin
    gnt = '0;
    gnt[pick] = any;
  end
  assign ring_re = any;
  assign ring_slot = pick;
  kya_pkg::blk_op_t chosen;
  assign chosen = op;
  assign ring_pos = chosen.pos;

  // What the pipe will take when the block gets there, which is told in the next cycle.
  kya_aes_entry #(.PASSES(kya_aes_pkg::ROUNDS / AES_UNROLL), .DEPTH(AES_UNROLL * AES_STAGES)) entry (
      .clk, .rst_n, .in_ready_next(aes_next), .in_valid(flush || (any && need_aes[pick])), .accept(aes_takes));

  // ------------------------------------------------------- R: the ring answers
  logic          r_valid, r_aes, r_takes;
  logic [SW-1:0] r_slot;
  kya_pkg::blk_op_t r;

  // ------------------------------------------------- S1: data and the chain
  logic          s1_valid, s1_aes, s1_takes;
  logic [SW-1:0] s1_slot;
  logic [ 39:0]  s1_immediate;
  logic [127:0]  s1_lanes;
  kya_pkg::blk_op_t s1;
  logic [39:0]   immediates[NSLOT];

  // What the chain has come to: two memories, for S2 and for X, which wrote it last. The other one's
  // may be held: the mask of a tag, or the block that a short one steals from.
  logic [127:0]  chain_s2[NSLOT];
  logic [127:0]  chain_x[NSLOT];
  logic [NSLOT-1:0] by_x;
  wire [127:0] s1_data = turn_block(s1_lanes, s1.pos[3:0]);
  wire [127:0] s1_held = chain_x[s1_slot];
  wire [127:0] s1_iv = by_x[s1_slot] ? s1_held : chain_s2[s1_slot];
  assign mac_entry = s1.entry[CW-1:0];

  // The digest from byte tail_done on, to be turned to its lane; the slot is at rest but for its
  // tail. A byte of a lane before the first one is of the digest's next 16. Its even and odd 16
  // bytes have a bank each.
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
    for (int i = 0; i < 16; i++) tail_part[8*i+:8] = digest_row[tail_from[4]^tail_next[i]][8*i+:8];

  // What AES encrypts or decrypts, and what is added to what comes out of it, are sums of these. Which,
  // each a row of multiplexers, is made of the mode in R.
  logic is_ecb, is_cbc, is_ctr, is_xts, is_steal, is_splice, is_tweak, is_j0, is_mac, is_tail;
  assign is_ecb = r.mode == kya_pkg::B_ECB;
  assign is_cbc = r.mode == kya_pkg::B_CBC;
  assign is_ctr = r.mode == kya_pkg::B_CTR;
  assign is_xts = r.mode == kya_pkg::B_XTS;
  assign is_steal = r.mode == kya_pkg::B_STEAL;
  assign is_splice = r.mode == kya_pkg::B_SPLICE;
  assign is_tweak = r.mode == kya_pkg::B_TWEAK;
  assign is_j0 = r.mode == kya_pkg::B_J0;
  assign is_mac = r.mode == kya_pkg::B_MAC;
  assign is_tail = r.mode == kya_pkg::B_TAIL;
  wire mac_pads = is_mac && r.last && r.n != 5'd16;
  wire doubles = is_xts || (is_steal && !r.decrypt);
  wire reads = (is_cbc && r.decrypt) || r.mode == kya_pkg::B_STATE;
  typedef struct packed {
    logic aes_data, aes_chain, stolen, whole, padded;       // into AES
    logic data, chain, held, ghash, digest, lengths, esn;   // beside it
    logic stays, doubles, reads, moves, counts, swaps;      // what the chain becomes
    logic tail, tweak, feeds, feeds_held;
  } sum_t;
  sum_t sum_of, sum;
  always_comb begin
    sum_of.aes_data = !is_ctr && !is_tweak && !is_j0;
    sum_of.aes_chain = !is_ecb && !(is_cbc && r.decrypt);
    sum_of.stolen = is_splice;
    sum_of.whole = is_mac && r.last && !mac_pads;
    sum_of.padded = mac_pads;
    sum_of.data = is_ctr || r.mode == kya_pkg::B_RAW || r.compare;
    sum_of.chain = (is_cbc && r.decrypt) || is_xts || is_steal || is_splice || (is_tail && r.cmac);
    sum_of.held = (is_tail && r.gcm) || r.mode == kya_pkg::B_HELD;
    sum_of.ghash = is_tail && r.gcm;
    sum_of.digest = is_tail && !r.gcm && !r.cmac;
    sum_of.lengths = r.mode == kya_pkg::B_LENGTHS;
    sum_of.esn = r.mode == kya_pkg::B_ESN;
    sum_of.stays = !doubles && !reads;
    sum_of.doubles = doubles;
    sum_of.reads = reads;
    sum_of.moves = is_ctr || is_j0 || is_xts || is_steal || reads;
    sum_of.counts = is_ctr || is_j0;
    sum_of.swaps = is_steal && r.decrypt;
    sum_of.tail = is_tail;
    sum_of.tweak = is_tweak;
    sum_of.feeds = kya_pkg::feeds(r.mode, r.decrypt);
    sum_of.feeds_held = is_j0 || is_steal;
  end
  // Bytes of the block, and of what goes into AES.
  logic [15:0] mine_bytes, aes_bytes;
  wire [15:0] r_mine = 16'(kya_pkg::below({1'b0, r.n}));
  wire [127:0] mine = spread(mine_bytes);
  logic [127:0] pad;  // behind the bytes of a short block
  always_comb for (int i = 0; i < 16; i++) pad[8*i+:8] = sum.padded && 5'(i) == s1.n ? 8'h80 : 8'd0;
  // The last two blocks of a decryption swap their tweaks.
  wire [127:0] tweak = sum.swaps ? times_alpha(s1_iv) : s1_iv;

  function automatic logic [127:0] only(input logic want, input logic [127:0] x);
    only = {128{want}} & x;
  endfunction

  logic [127:0] aes_in, post, subkey, tag, given;
  always_comb begin
    subkey = pad ^ only(sum.padded, mac_short) ^ only(sum.whole, mac_whole);
    aes_in = (only(sum.aes_data, s1_data & spread(aes_bytes)) ^ only(sum.stolen, s1_held & ~mine)) ^
        only(sum.aes_chain, tweak) ^ subkey;
    given = only(sum.lengths, turn({45'd0, s1_immediate[15:0], 3'd0, 37'd0, s1_immediate[39:16], 3'd0})) ^
        only(sum.esn, {96'd0, s1_immediate[31:0]});
    tag = only(sum.ghash, ghash_acc) ^ only(sum.held, s1_held);
    post = (only(sum.data, s1_data) ^ only(sum.chain, tweak)) ^ tag ^ only(sum.digest, tail_part) ^ given;
  end

  // ----------------------------------------- S2: into the pipe; the chain moves on
  // What the block needs at the end waits in a memory as long as the pipeline.
  typedef struct packed {
    logic [SW-1:0] slot;
    logic [CW-1:0] entry;
    logic          aes;
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

  wait_t w, s2, x;
  logic s2_valid, s2_chains, s2_moves, s2_counts, s2_only32;
  logic [3:0] s2_turn;
  logic [127:0] s2_aes_in, s2_post, s2_data, s2_base;
  wire [127:0] s2_next = increment(s2_base, s2_counts, s2_only32);
  logic load_r, load_s1;  // a loaded chain, beside the steps
  logic [SW-1:0] load_r_slot, load_s1_slot;
  logic [127:0] load_r_iv, load_s1_iv;  // 0 without one

  logic aes_valid;
  logic [127:0] aes_out;
  kya_aes #(.NCTX(2 << CW), .UNROLL(AES_UNROLL), .STAGES(AES_STAGES), .ROM(AES_ROM)) aes (
      .clk, .rst_n, .rk_we, .rk_ctx, .rk_round, .rk_back, .rk_data, .in_valid(s1_takes),
      .in_decrypt(s1.decrypt && kya_pkg::both_ways(s1.mode)), .in_ctx({sum.tweak, s1.entry[CW-1:0]}),
      .in_keysize(s1.keysize), .in_block(s2_aes_in), .out_valid(aes_valid), .out_block(aes_out));
  wire unused = &{1'b0, aes_valid, s1.pos, s1.entry, s1.cmac, s1.tail_done, out_pos[3:0]};

  localparam int DW = $clog2(LAT + 1);
  localparam int WW = SW + CW + 22;  // of wait_t
  logic [DW-1:0] head;
  logic [(1 << DW)-1:0] late_valid;
  logic [WW-1:0] late[1 << DW];
  logic [127:0] late_raw[1 << DW];
  logic [127:0] late_post[1 << DW];
  wire [DW-1:0] tail = head - DW'(LAT - 1);  // of the block that leaves the pipe in the next cycle
  // The next step of a chain is on its way while the block it waits for leaves the pipe: the slot is
  // told three cycles before that is written, and its step is in S1 four cycles later, at the earliest.
  logic [SW:0] chains[1 << DW];
  wire [DW-1:0] near = tail + DW'(3);
  logic near_valid;
  logic [SW-1:0] near_slot;
  always_comb begin
    near_chain = '0;
    near_chain[near_slot] = near_valid;
  end
  logic x_valid;
  logic [127:0] x_post, x_raw;
  always_comb begin
    w.slot = load_s1 ? load_s1_slot : s1_slot;
    w.entry = s1.entry[CW-1:0];
    w.aes = s1_aes;
    w.to_iv = sum.feeds && !sum.feeds_held;
    w.to_held = sum.feeds_held;
    w.raw_hash = s1_aes && s1.decrypt;
    w.to_hash = s1.to_hash;
    w.to_ghash = s1.to_ghash;
    w.last = s1.last;
    w.compare = s1.compare;
    w.n = sum.esn ? 5'd4 : sum.lengths ? 5'd16 : s1.n;
    w.out_n = s1.out_n;
    w.out_lane = s1.out_lane;
  end

  always_ff @(posedge clk) begin
    head <= head + 1'b1;
    aes_ready <= aes_next;
    ghash_ready <= GHASH_CYCLES == 1 || !(any && need_ghash[pick]);
    r_valid <= any;
    r_takes <= aes_takes;
    if (any) begin
      r <= chosen;
      r_slot <= pick;
      r_aes <= need_aes[pick];
    end
    s1_valid <= r_valid;
    s1_takes <= r_takes && rst_n;
    if (flush) begin
      s1 <= '0;
      sum <= '0;
      s1_aes <= 1'b0;
      s1_lanes <= '0;
    end else if (r_valid) begin
      s1 <= r;
      sum <= sum_of;
      tail_from <= r_from[4:0];
      s1_aes <= r_aes;
      s1_lanes <= ring_data;
    end
    if (r_valid) begin
      s1_slot <= r_slot;
      mine_bytes <= r_mine;
      aes_bytes <= r_mine | {16{!is_splice && !mac_pads}};
      s1_immediate <= immediates[r_slot];
    end
    load_r <= (load || flush) && rst_n;
    load_r_slot <= flush ? flush_slot : load_slot;
    load_r_iv <= load && !flush ? load_iv : '0;
    load_s1 <= load_r && rst_n;
    load_s1_slot <= load_r_slot;
    load_s1_iv <= load_r_iv;
    s2_valid <= s1_valid && rst_n;
    s2_chains <= sum.feeds;
    s2_moves <= load_s1 || (s1_valid && sum.moves);
    if (flush) begin
      {s2_aes_in, s2_post, s2_data} <= '0;
    end else if (s1_valid) begin
      {s2_aes_in, s2_post, s2_data} <= {aes_in, post, s1_data};
    end
    if (s1_valid || load_s1) begin
      s2 <= w;
      s2_base <= only(s1_valid && sum.stays, s1_iv) ^ only(s1_valid && sum.doubles, times_alpha(s1_iv)) ^
          only(s1_valid && sum.reads, s1_data) ^ load_s1_iv;
      s2_turn <= sum.tail ? tail_from[3:0] : '0;
      s2_counts <= s1_valid && sum.counts;
      s2_only32 <= s1.gcm;
    end
    late_valid[head] <= s2_valid;
    x_valid <= late_valid[tail] && rst_n;
    near_valid <= late_valid[near] && chains[near][SW] && rst_n;
    near_slot <= chains[near][SW-1:0];
    x <= late[tail];
    x_post <= late_post[tail];
    x_raw <= late_raw[tail];
    // While all is erased, the pipeline soon has nothing but zeros to write.
    if (s2_valid || flush) begin
      late_raw[head] <= s2_data;
      late_post[head] <= turn_block(s2_post, s2_turn);
      late[head] <= s2;
      chains[head] <= {s2_chains, s2.slot};
    end
    if (load || flush) immediates[flush ? flush_slot : load_slot] <= flush ? '0 : load_immediate;
    if (s2_moves) chain_s2[s2.slot] <= s2_next;
    if ((x_valid && (x.to_iv || x.to_held)) || flush) chain_x[flush ? flush_slot : x.slot] <= out_data;
    if (s2_moves) by_x[s2.slot] <= 1'b0;
    if (x_valid && x.to_iv) by_x[x.slot] <= 1'b1;
    if (!rst_n) begin
      head <= '0;
      r_valid <= 1'b0;
      s1_valid <= 1'b0;
      r_takes <= 1'b0;
      late_valid <= '0;
    end
  end

  // ------------------------------------------------------------------- X: exit
  wire [127:0] difference = x_post & first(x.n);
  assign out_data = only(x.aes, aes_out) ^ x_post;
  assign out_we = x_valid && x.out_n != 0;
  assign out_slot = x.slot;
  assign out_row = {out_pos[9:4], x.out_lane};
  assign out_n = x.out_n;
  assign exit_bad = x.compare && difference != 0;  // it is the sum of the two
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

  assign ghash_entry = x.entry;
  kya_ghash #(.NSLOT(NSLOT), .CYCLES(GHASH_CYCLES)) ghash (
      .clk, .rst_n, .flush, .start(load), .start_slot(load_slot), .in_valid(x_valid && x.to_ghash), .in_slot(x.slot),
      .in_data(hash_data), .in_n(x.n), .h(ghash_h), .acc_slot(s1_slot), .acc(ghash_acc));
endmodule
