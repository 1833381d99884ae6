// SPDX-License-Identifier: Apache-2.0
// The block datapath: every cycle one block of one slot leaves its input ring,
// goes through an AES pipeline or past it, and enters the output ring and the
// slot's hash lane. All blocks take the same time, so none ever waits: a slot
// asks only when there is room at the other end.
module kya_blk
#(
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT),
    parameter int CW = 3
) (
    input  logic                    clk,
    input  logic                    rst_n,
    input  logic                    flush,      // zeroize: push blocks of nothing

    input  logic                    rk_we,
    input  logic [CW-1:0]           rk_ctx,
    input  logic [ 3:0]             rk_round,
    input  logic [127:0]            rk_data,

    input  logic    [NSLOT-1:0]        req,
    input  logic    [NSLOT-1:0][kya_pkg::OP_BITS-1:0] op,
    output logic    [NSLOT-1:0]        gnt,
    input  logic    [NSLOT-1:0]        iv_load,
    input  logic    [NSLOT-1:0][127:0] iv_in,
    input  logic    [NSLOT-1:0][255:0] digest,
    input  logic    [NSLOT-1:0][9:0]   out_pos,

    output logic                    ring_re,
    output logic [SW-1:0]           ring_slot,
    output logic [ 9:0]             ring_pos,
    input  logic [127:0]            ring_data,

    // A block at its end
    output logic [NSLOT-1:0]        exit,
    output logic [ 4:0]             exit_n,     // bytes for the output ring
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
    output logic                    aes_block   // for the counter
);
  localparam int LAT = kya_aes_pkg::LATENCY;

  // --------------------------------------------------------- S0: choose a slot
  logic [SW-1:0] pick;
  logic          any;
  kya_rr #(.N(NSLOT)) choose (.clk, .rst_n, .req, .served(any), .any, .pick);
  always_comb begin
    gnt = '0;
    gnt[pick] = any;
  end
  assign ring_re = any;
  assign ring_slot = pick;
  kya_pkg::blk_op_t chosen;
  assign chosen = op[pick];
  assign ring_pos = chosen.pos;

  // ---------------------------------------- S1: data, chaining, into the pipes
  logic          s1_valid;
  logic [SW-1:0] s1_slot;
  kya_pkg::blk_op_t       s1;
  logic [127:0]  iv[NSLOT];

  function automatic logic [127:0] increment(input logic [127:0] ctr);
    // Byte 0 is the most significant one (SP 800-38A, appendix B.1).
    logic [127:0] be;
    for (int i = 0; i < 16; i++) be[8*(15-i)+:8] = ctr[8*i+:8];
    be = be + 1'b1;
    for (int i = 0; i < 16; i++) increment[8*i+:8] = be[8*(15-i)+:8];
  endfunction

  wire [127:0] s1_iv = iv[s1_slot];
  wire [127:0] raw = ring_data >> {s1.pos[3:0], 3'd0};
  wire [127:0] part = 128'(digest[s1_slot] >> {s1.tail_done, 3'd0});
  wire s1_aes = s1.cipher != kyanite_regs_pkg::CIPHER_NONE[1:0];
  wire s1_ctr = s1.cipher == kyanite_regs_pkg::CIPHER_CTR[1:0];
  wire s1_cbc = s1.cipher == kyanite_regs_pkg::CIPHER_CBC[1:0];
  wire s1_dec = s1_aes && s1.decrypt && !s1_ctr;

  logic [127:0] aes_in, post;
  always_comb begin
    aes_in = raw;
    post = '0;
    if (s1_ctr) begin
      aes_in = s1_iv;
      post = raw;
    end else if (s1_cbc) begin
      if (s1.decrypt) post = s1_iv;
      else aes_in = raw ^ s1_iv;
    end else if (s1.tail) begin
      post = s1.compare ? part : part << {s1.out_lane, 3'd0};
    end else if (!s1_aes) begin
      post = raw;
    end
  end

  // ------------------------------------------------------------- the pipelines
  logic enc_valid, dec_valid;
  logic [127:0] enc_block, dec_block;
  logic [15:0] enc_tag, dec_tag;
  logic [SW+2-1:0] unused_tags;
  kya_aes_enc #(.NCTX(1 << CW)) enc (
      .clk, .rst_n, .rk_we, .rk_ctx, .rk_round, .rk_data,
      .in_valid((s1_valid && s1_aes && !s1_dec) || flush), .in_block(flush ? '0 : aes_in),
      .in_ctx(s1.entry[CW-1:0]), .in_keysize(s1.keysize), .in_tag('0),
      .out_valid(enc_valid), .out_block(enc_block), .out_tag(enc_tag));
  kya_aes_dec #(.NCTX(1 << CW)) dec (
      .clk, .rst_n, .rk_we, .rk_ctx, .rk_round, .rk_data,
      .in_valid((s1_valid && s1_dec) || flush), .in_block(flush ? '0 : aes_in),
      .in_ctx(s1.entry[CW-1:0]), .in_keysize(s1.keysize), .in_tag('0),
      .out_valid(dec_valid), .out_block(dec_block), .out_tag(dec_tag));
  assign unused_tags = (SW + 2)'({enc_valid, dec_valid, enc_tag, dec_tag});

  // What the block needs at the end waits in a memory as long as the pipelines.
  typedef struct packed {
    logic [SW-1:0] slot;
    logic          aes;
    logic          dec;
    logic          feedback;
    logic          raw_hash;
    logic          to_out;
    logic          to_hash;
    logic          hash_last;
    logic          compare;
    logic [4:0]    n;
    logic [3:0]    out_lane;
  } wait_t;

  localparam int DW = $clog2(LAT + 1);
  logic [DW-1:0] head;
  localparam int WW = SW + 17;  // of wait_t
  logic [(1 << DW)-1:0] late_valid;
  logic [WW-1:0] late[1 << DW];
  logic [127:0] late_raw[1 << DW];
  logic [127:0] late_post[1 << DW];
  wire [DW-1:0] tail = head - DW'(LAT);
  wire x_valid = late_valid[tail];
  wait_t x, w;
  assign x = late[tail];
  always_comb begin
    w.slot = s1_slot;
    w.aes = s1_aes;
    w.dec = s1_dec;
    w.feedback = s1_cbc && !s1.decrypt;
    w.raw_hash = s1_aes && s1.decrypt;
    w.to_out = s1.to_out;
    w.to_hash = s1.to_hash;
    w.hash_last = s1.hash_last;
    w.compare = s1.compare;
    w.n = s1.n;
    w.out_lane = s1.out_lane;
  end

  always_ff @(posedge clk) begin
    head <= head + 1'b1;
    s1_valid <= any;
    if (any) begin
      s1 <= chosen;
      s1_slot <= pick;
    end
    late_valid[head] <= s1_valid;
    if (s1_valid) late[head] <= w;
    if (s1_valid || flush) begin
      late_raw[head] <= flush ? '0 : raw;
      late_post[head] <= flush ? '0 : post;
    end
    if (s1_valid && s1_ctr) iv[s1_slot] <= increment(s1_iv);
    if (s1_valid && s1_cbc && s1.decrypt) iv[s1_slot] <= raw;
    if (x_valid && x.feedback) iv[x.slot] <= out_data;
    for (int i = 0; i < NSLOT; i++) if (iv_load[i] || flush) iv[i] <= flush ? '0 : iv_in[i];
    if (!rst_n) begin
      head <= '0;
      s1_valid <= 1'b0;
      late_valid <= '0;
    end
  end

  // ------------------------------------------------------------------- X: exit
  wire [127:0] aes_out = x.dec ? dec_block : enc_block;
  wire [127:0] x_post = late_post[tail];
  wire [127:0] x_raw = late_raw[tail];
  wire [127:0] difference = (x_raw ^ x_post) & ~(~128'd0 << {x.n, 3'd0});
  assign out_data = x.aes ? aes_out ^ x_post : x_post;
  assign out_we = x_valid && x.to_out;
  assign out_slot = x.slot;
  assign out_row = {out_pos[x.slot][9:4], x.out_lane};
  assign out_n = x.n;
  assign exit_n = x.to_out ? x.n : '0;
  assign exit_chain = x.feedback;
  assign exit_bad = x.compare && difference != 0;
  assign hash_we = x_valid && x.to_hash;
  assign hash_slot = x.slot;
  assign hash_data = x.raw_hash ? x_raw : out_data;
  assign hash_n = x.n;
  assign hash_last = x.hash_last;
  assign aes_block = s1_valid && s1_aes;
  always_comb begin
    exit = '0;
    exit[x.slot] = x_valid;
  end
endmodule
