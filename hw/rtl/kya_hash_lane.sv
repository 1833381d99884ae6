// SPDX-License-Identifier: Apache-2.0
// One hash at a time: SHA-1, SHA-224 and SHA-256 (FIPS 180-4) and HMAC
// (FIPS 198-1) from stored inner and outer states. One round a cycle; the next
// block gathers while the last one is compressed.
module kya_hash_lane
(
    input  logic         clk,
    input  logic         rst_n,

    input  logic         start,     // taken when idle
    output logic         idle,
    input  logic [  1:0] alg,       // 1 SHA-1, 2 SHA-224, 3 SHA-256
    input  logic         hmac,
    input  logic         load,      // the first 32 bytes are the state to start from
    input  logic         store,     // give the raw state, do not pad
    input  logic [ 63:0] count,     // bytes hashed before
    input  logic [255:0] inner,     // byte i of a state in memory is [8*i +: 8]
    input  logic [255:0] outer,

    input  logic         in_valid,
    output logic         in_ready,
    input  logic [127:0] in_data,
    input  logic [  4:0] in_bytes,
    input  logic         in_last,

    output logic         done,      // until ack
    output logic [255:0] digest,
    input  logic         ack,
    input  logic         abort,
    output logic         blk        // a block begins
);
  typedef enum logic [2:0] {I_IDLE, I_STATE, I_DATA, I_PAD, I_WAIT, I_OUTER, I_DONE} state_t;

  state_t       state;
  logic [  1:0] algorithm;
  logic         sha1, outer_left, storing, last_seen, mark;
  logic [255:0] outer_state;
  logic [639:0] gather;   // bytes not yet in a block; beyond fill they are 0
  logic [  6:0] fill;
  logic [ 63:0] total;    // bytes of message, with those before

  // Words of a state or block are big-endian in memory.
  function automatic logic [31:0] swap(input logic [31:0] w);
    swap = {w[7:0], w[15:8], w[23:16], w[31:24]};
  endfunction
  function automatic logic [255:0] swap8(input logic [255:0] s);
    for (int i = 0; i < 8; i++) swap8[32*i+:32] = swap(s[32*i+:32]);
  endfunction

  // -------------------------------------------------------------- compression
  logic         busy;
  logic [  6:0] round;
  logic [255:0] h;        // the hash value, as words
  logic [ 31:0] a, b, c, d, e, f, g, hh;
  logic [ 31:0] w[16];    // w[0] is the word of this round
  logic [ 31:0] k256[64];
  initial for (int i = 0; i < 64; i++) k256[i] = kya_sha_pkg::K256[32*i+:32];

  function automatic logic [31:0] rotr(input logic [31:0] x, input int n);
    rotr = (x >> n) | (x << (32 - n));
  endfunction

  wire [6:0] last_round = sha1 ? 7'd79 : 7'd63;
  logic [511:0] block;
  logic         block_valid;
  wire take = block_valid && !busy;
  assign blk = take;

  // Blocking: intermediate sums, computed only in cycles that have a round.
  // verilator lint_off BLKSEQ
  logic [31:0] k1, f1, t1, t2, w_next;
  always_ff @(posedge clk) begin
    if (take) begin
      for (int i = 0; i < 16; i++) w[i] <= swap(block[32*i+:32]);
      {hh, g, f, e, d, c, b, a} <= h;
      round <= '0;
      busy <= 1'b1;
    end else if (busy && round == last_round + 7'd1) begin
      busy <= 1'b0;
      h <= sha1 ? {96'd0, h[159:128] + e, h[127:96] + d, h[95:64] + c, h[63:32] + b, h[31:0] + a} :
          {h[255:224] + hh, h[223:192] + g, h[191:160] + f, h[159:128] + e,
           h[127:96] + d, h[95:64] + c, h[63:32] + b, h[31:0] + a};
    end else if (busy) begin
      round <= round + 1'b1;
      if (sha1) begin
        w_next = w[13] ^ w[8] ^ w[2] ^ w[0];
        w_next = {w_next[30:0], w_next[31]};
        if (round < 7'd20) begin
          k1 = 32'h5a827999;
          f1 = (b & c) ^ (~b & d);
        end else if (round < 7'd40) begin
          k1 = 32'h6ed9eba1;
          f1 = b ^ c ^ d;
        end else if (round < 7'd60) begin
          k1 = 32'h8f1bbcdc;
          f1 = (b & c) ^ (b & d) ^ (c & d);
        end else begin
          k1 = 32'hca62c1d6;
          f1 = b ^ c ^ d;
        end
        t1 = {a[26:0], a[31:27]} + f1 + e + k1 + w[0];
        e <= d;
        d <= c;
        c <= {b[1:0], b[31:2]};
        b <= a;
        a <= t1;
      end else begin
        w_next = (rotr(w[14], 17) ^ rotr(w[14], 19) ^ (w[14] >> 10)) + w[9] +
            (rotr(w[1], 7) ^ rotr(w[1], 18) ^ (w[1] >> 3)) + w[0];
        t1 = hh + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) +
            k256[round[5:0]] + w[0];
        t2 = (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        hh <= g;
        g <= f;
        f <= e;
        e <= d + t1;
        d <= c;
        c <= b;
        b <= a;
        a <= t1 + t2;
      end
      for (int i = 0; i < 15; i++) w[i] <= w[i+1];
      w[15] <= w_next;
    end

    // verilator lint_on BLKSEQ

    // The value to start from, and what must not stay.
    if (state == I_IDLE && start)
      h <= hmac ? swap8(inner) : alg == 2'd1 ? kya_sha_pkg::IV_SHA1 : alg == 2'd2 ? kya_sha_pkg::IV_SHA224 : kya_sha_pkg::IV_SHA256;
    if (state == I_STATE && fill >= 7'd32) h <= swap8(gather[255:0]);
    if (state == I_WAIT && !busy && outer_left) h <= swap8(outer_state);
    if (abort || ack || !rst_n) begin
      busy <= 1'b0;
      h <= '0;
      {hh, g, f, e, d, c, b, a} <= '0;
      for (int i = 0; i < 16; i++) w[i] <= '0;
    end
  end

  // ------------------------------------------------------- blocks and padding
  wire [63:0] bits = {total[60:0], 3'd0};
  function automatic logic [63:0] be64(input logic [63:0] v);
    for (int i = 0; i < 8; i++) be64[8*i+:8] = v[8*(7-i)+:8];
  endfunction

  wire [511:0] marked = gather[511:0] | (mark ? 512'h80 << {fill[5:0], 3'd0} : '0);
  wire length_fits = fill + {6'd0, mark} <= 7'd56;
  always_comb begin
    block = gather[511:0];
    block_valid = state == I_DATA && fill >= 7'd64;
    if (state == I_PAD) begin
      block_valid = 1'b1;
      block = marked;
      if (length_fits) block[511:448] = be64(bits);
    end
  end

  assign idle = state == I_IDLE;
  assign in_ready = (state == I_DATA && fill < 7'd64 && !last_seen) || (state == I_STATE && fill < 7'd32);
  wire beat = in_valid && in_ready;
  wire [127:0] kept = in_data & ~(~128'd0 << {in_bytes, 3'd0});
  assign done = state == I_DONE;

  // The digest of the algorithm, or the raw state.
  wire [255:0] raw = swap8(h);
  wire [255:0] cut = sha1 ? {96'd0, raw[159:0]} :
      algorithm == 2'd2 && !storing ? {32'd0, raw[223:0]} : raw;
  assign digest = done ? cut : '0;

  logic [63:0] outer_total;
  always_comb
    case (algorithm)
      2'd1: outer_total = 64'd84;
      2'd2: outer_total = 64'd92;
      default: outer_total = 64'd96;
    endcase

  always_ff @(posedge clk) begin
    case (state)
      I_IDLE:
      if (start) begin
        state <= load ? I_STATE : I_DATA;
        algorithm <= alg;
        sha1 <= alg == 2'd1;
        outer_left <= hmac && !store;
        outer_state <= outer;
        storing <= store;
        total <= count + (hmac ? 64'd64 : 64'd0);
        fill <= '0;
        gather <= '0;
        last_seen <= 1'b0;
        mark <= 1'b1;
      end
      I_STATE:
      if (fill >= 7'd32) begin
        gather <= gather >> 256;
        fill <= fill - 7'd32;
        total <= total - 64'd32;
        state <= I_DATA;
      end
      I_DATA: begin
        if (take) begin
          gather <= gather >> 512;
          fill <= fill - 7'd64;
        end else if (last_seen && fill < 7'd64) begin
          state <= storing ? I_WAIT : I_PAD;
        end
      end
      I_PAD:
      if (take) begin
        gather <= '0;
        fill <= '0;
        mark <= 1'b0;
        if (length_fits) state <= I_WAIT;
      end
      I_WAIT:
      if (!busy) begin
        state <= outer_left ? I_OUTER : I_DONE;
        // The inner digest is the message of the outer hash.
        gather <= {384'd0, cut};
        fill <= algorithm == 2'd1 ? 7'd20 : algorithm == 2'd2 ? 7'd28 : 7'd32;
      end
      I_OUTER: begin
        outer_left <= 1'b0;
        total <= outer_total;
        mark <= 1'b1;
        state <= I_PAD;
      end
      default: ;
    endcase
    if (beat) begin
      gather <= gather | 640'(kept) << {fill, 3'd0};
      fill <= fill + {2'd0, in_bytes};
      total <= total + {59'd0, in_bytes};
      if (in_last) last_seen <= 1'b1;
    end
    if (abort || ack || !rst_n) begin
      state <= I_IDLE;
      gather <= '0;
      outer_state <= '0;
      fill <= '0;
    end
  end
endmodule
