// SPDX-License-Identifier: Apache-2.0
// AES (FIPS 197): what the pipelines and the key expansion share. Byte i of a
// block or word, in memory order, is bits [8*i +: 8].
package kya_aes_pkg;
  localparam int ROUNDS = 14;
  localparam int GHASH_LATENCY = 5;  // cycles from a block to the accumulator with it, at most

  // Cycles from in_valid to out_valid of a pipe with so many register stages a round.
  function automatic int latency(input int stages);
    latency = ROUNDS * stages + 1;
  endfunction

  // Rounds of a key size (FIPS 197, table 3).
  function automatic logic [3:0] rounds(input logic [1:0] keysize);
    rounds = keysize == 2'd0 ? 4'd10 : keysize == 2'd1 ? 4'd12 : 4'd14;
  endfunction

  // Four bytes times x in GF(2^8) at once (4.2.1).
  function automatic logic [31:0] xtime(input logic [31:0] w);
    logic [31:0] high;
    high = (w >> 7) & 32'h01010101;
    xtime = ((w & 32'h7f7f7f7f) << 1) ^ high ^ (high << 1) ^ (high << 3) ^ (high << 4);
  endfunction

  function automatic logic [31:0] turn(input logic [31:0] w, input int bytes);
    turn = (w >> 8 * bytes) | (w << 8 * (4 - bytes));
  endfunction

  // What MixColumns (5.1.3) adds to a column: 2 (a_i + a_i+1) and the sum of the column;
  // InvMixColumns (5.3.3) adds 8 times that sum and 4 (a_i + a_i+2) more.
  function automatic logic [31:0] mixed(input logic [31:0] w, input logic inverse);
    logic [31:0] pair, sum;
    pair = w ^ turn(w, 2);
    sum = pair ^ turn(pair, 1);
    mixed = xtime(w ^ turn(w, 1)) ^ sum;
    if (inverse) mixed = mixed ^ xtime(xtime(xtime(sum) ^ pair));
  endfunction

  // The S-box (figure 7); entry i is bits [8*i +: 8].
  localparam logic [2047:0] SBOX = {
    8'h16, 8'hbb, 8'h54, 8'hb0, 8'h0f, 8'h2d, 8'h99, 8'h41, 8'h68, 8'h42, 8'he6, 8'hbf, 8'h0d, 8'h89, 8'ha1, 8'h8c,
    8'hdf, 8'h28, 8'h55, 8'hce, 8'he9, 8'h87, 8'h1e, 8'h9b, 8'h94, 8'h8e, 8'hd9, 8'h69, 8'h11, 8'h98, 8'hf8, 8'he1,
    8'h9e, 8'h1d, 8'hc1, 8'h86, 8'hb9, 8'h57, 8'h35, 8'h61, 8'h0e, 8'hf6, 8'h03, 8'h48, 8'h66, 8'hb5, 8'h3e, 8'h70,
    8'h8a, 8'h8b, 8'hbd, 8'h4b, 8'h1f, 8'h74, 8'hdd, 8'he8, 8'hc6, 8'hb4, 8'ha6, 8'h1c, 8'h2e, 8'h25, 8'h78, 8'hba,
    8'h08, 8'hae, 8'h7a, 8'h65, 8'hea, 8'hf4, 8'h56, 8'h6c, 8'ha9, 8'h4e, 8'hd5, 8'h8d, 8'h6d, 8'h37, 8'hc8, 8'he7,
    8'h79, 8'he4, 8'h95, 8'h91, 8'h62, 8'hac, 8'hd3, 8'hc2, 8'h5c, 8'h24, 8'h06, 8'h49, 8'h0a, 8'h3a, 8'h32, 8'he0,
    8'hdb, 8'h0b, 8'h5e, 8'hde, 8'h14, 8'hb8, 8'hee, 8'h46, 8'h88, 8'h90, 8'h2a, 8'h22, 8'hdc, 8'h4f, 8'h81, 8'h60,
    8'h73, 8'h19, 8'h5d, 8'h64, 8'h3d, 8'h7e, 8'ha7, 8'hc4, 8'h17, 8'h44, 8'h97, 8'h5f, 8'hec, 8'h13, 8'h0c, 8'hcd,
    8'hd2, 8'hf3, 8'hff, 8'h10, 8'h21, 8'hda, 8'hb6, 8'hbc, 8'hf5, 8'h38, 8'h9d, 8'h92, 8'h8f, 8'h40, 8'ha3, 8'h51,
    8'ha8, 8'h9f, 8'h3c, 8'h50, 8'h7f, 8'h02, 8'hf9, 8'h45, 8'h85, 8'h33, 8'h4d, 8'h43, 8'hfb, 8'haa, 8'hef, 8'hd0,
    8'hcf, 8'h58, 8'h4c, 8'h4a, 8'h39, 8'hbe, 8'hcb, 8'h6a, 8'h5b, 8'hb1, 8'hfc, 8'h20, 8'hed, 8'h00, 8'hd1, 8'h53,
    8'h84, 8'h2f, 8'he3, 8'h29, 8'hb3, 8'hd6, 8'h3b, 8'h52, 8'ha0, 8'h5a, 8'h6e, 8'h1b, 8'h1a, 8'h2c, 8'h83, 8'h09,
    8'h75, 8'hb2, 8'h27, 8'heb, 8'he2, 8'h80, 8'h12, 8'h07, 8'h9a, 8'h05, 8'h96, 8'h18, 8'hc3, 8'h23, 8'hc7, 8'h04,
    8'h15, 8'h31, 8'hd8, 8'h71, 8'hf1, 8'he5, 8'ha5, 8'h34, 8'hcc, 8'hf7, 8'h3f, 8'h36, 8'h26, 8'h93, 8'hfd, 8'hb7,
    8'hc0, 8'h72, 8'ha4, 8'h9c, 8'haf, 8'ha2, 8'hd4, 8'had, 8'hf0, 8'h47, 8'h59, 8'hfa, 8'h7d, 8'hc9, 8'h82, 8'hca,
    8'h76, 8'hab, 8'hd7, 8'hfe, 8'h2b, 8'h67, 8'h01, 8'h30, 8'hc5, 8'h6f, 8'h6b, 8'hf2, 8'h7b, 8'h77, 8'h7c, 8'h63
  };

  // The S-boxes have two bodies, which tests/rtl/test_sbox.cpp proves equal: tables, which a
  // simulator looks up fast, and logic, which takes a quarter of the LUTs. The logic
  // inverts in GF((2^4)^2): GF(2^4) modulo x^4 + x + 1, above it Y^2 + Y + 10.
  // Row i of a matrix over GF(2) is bits [8*i +: 8]. The change of basis (x of GF(2^8) becomes
  // 4Y + 12) and back, alone for one direction, with the affine map (5.1.1) for the other.
  localparam logic [63:0] TO_TOWER = 64'ha072_acdc_cac2_2c21;
  localparam logic [63:0] FROM_TOWER_AFFINE = 64'h1e90_b6b7_510b_05b1;
  localparam logic [63:0] UNAFFINE_TO_TOWER = 64'hc6be_7186_1732_2330;
  localparam logic [63:0] FROM_TOWER = 64'h2256_a2c4_0cac_70a3;

  function automatic logic [7:0] linear(input logic [63:0] matrix, input logic [7:0] x);
    for (int i = 0; i < 8; i++) linear[i] = ^(matrix[8*i+:8] & x);
  endfunction

  function automatic logic [3:0] multiply16(input logic [3:0] a, input logic [3:0] b);
    logic [3:0] a2, a4, a8;
    a2 = {a[2:1], a[3] ^ a[0], a[3]};
    a4 = {a2[2:1], a2[3] ^ a2[0], a2[3]};
    a8 = {a4[2:1], a4[3] ^ a4[0], a4[3]};
    multiply16 = ({4{b[0]}} & a) ^ ({4{b[1]}} & a2) ^ ({4{b[2]}} & a4) ^ ({4{b[3]}} & a8);
  endfunction

  function automatic logic [3:0] invert16(input logic [3:0] a);
    invert16 = {
      a[1] ^ a[2] ^ a[3] ^ (a[3] & (a[0] ^ a[1] ^ a[2])) ^ (a[1] & a[2] & a[3]),
      a[2] ^ a[3] ^ (a[0] & (a[1] ^ a[2] ^ a[3])) ^ (a[0] & a[2] & a[3]),
      a[3] ^ (a[0] & (a[1] ^ a[2])) ^ (a[1] & (a[2] ^ a[3])) ^ (a[0] & a[1] & a[3]),
      ^a ^ (a[2] & (a[0] ^ a[1])) ^ (a[1] & a[2] & (a[0] ^ a[3]))
    };
  endfunction

  // The inverse 1 / (high Y + low), and 0 for 0, in two steps: {norm, high + low, high} between.
  function automatic logic [11:0] invert_a(input logic [7:0] x);
    logic [3:0] high, low, square10;
    high = x[7:4];
    low = x[3:0];
    square10 = {^high[2:0], ^high[2:1], ^high[1:0], ^high[3:2]};  // of high, times 10
    invert_a = {square10 ^ multiply16(low, high ^ low), high ^ low, high};
  endfunction

  function automatic logic [7:0] invert_b(input logic [11:0] t);
    logic [3:0] factor;
    factor = invert16(t[11:8]);
    invert_b = {multiply16(t[3:0], factor), multiply16(t[7:4], factor)};
  endfunction

  // S(x), or the inverse of S, in two halves between which a pipe may have a register.
  function automatic logic [11:0] box_a(input logic [7:0] x, input logic inverse);
    box_a = invert_a(inverse ? linear(UNAFFINE_TO_TOWER, x ^ 8'h63) : linear(TO_TOWER, x));
  endfunction

  function automatic logic [7:0] box_b(input logic [11:0] t, input logic inverse);
    box_b = inverse ? linear(FROM_TOWER, invert_b(t)) : linear(FROM_TOWER_AFFINE, invert_b(t)) ^ 8'h63;
  endfunction

  // A row of the table in a block RAM: what an S-box gives, s, and 2s, or with s of the inverse 9s and 2s.
  // Out of these MixColumns and its inverse are sums of few bits: columns.
  function automatic logic [15:0] row(input logic [7:0] s, input logic inverse);
    logic [7:0] s2, s4, s8;
    s2 = 8'(xtime({24'd0, s}));
    s4 = 8'(xtime({24'd0, s2}));
    s8 = 8'(xtime({24'd0, s4}));
    row = {s2, inverse ? s8 ^ s : s};
  endfunction

  // With byte i of two columns as {more_i, a_i}: MixColumns is 2s_i + 3s_i+1 + s_i+2 + s_i+3 (5.1.3), so
  // more_i + more_i+1 + a_i+1 + a_i+2 + a_i+3. For the inverse, 14s_i + 11s_i+1 + 13s_i+2 + 9s_i+3
  // (5.3.3), 12s_i + 4s_i+2 are to be added to that, or 14s_i to what it is without more_i. Bit k of
  // these is the sum of the bits of {more, a} in word k of OWN, which has bit k of more if that stays,
  // and of FOURTH.
  localparam logic [127:0] OWN = 128'he000_7000_3004_1006_0a02_0003_0001_0502;
  localparam logic [127:0] FOURTH = 128'h4000_2000_1000_0004_8400_0200_8100_8000;

  typedef struct packed {
    logic plain;    // the columns are not mixed: a as it is
    logic forward;  // or mixed, by MixColumns
    logic back;     // or by its inverse
  } columns_t;

  function automatic logic [31:0] columns(input logic [31:0] a, input logic [31:0] more, input columns_t how);
    logic [15:0] own, across;
    logic fourth;
    for (int i = 0; i < 4; i++) begin
      own = {more[8*i+:8], a[8*i+:8]};
      across = {more[8*((i+2)%4)+:8], a[8*((i+2)%4)+:8]};
      for (int k = 0; k < 8; k++) begin
        fourth = ^(across & FOURTH[16*k+:16]) ^ ^(own & OWN[16*k+:16] & ~(16'h100 << k));
        columns[8*i+k] = (how.plain & a[8*i+k]) ^
            (!how.plain & (a[8*((i+1)%4)+k] ^ a[8*((i+2)%4)+k] ^ a[8*((i+3)%4)+k])) ^
            ((OWN[16*k+8+k] ? !how.plain : how.forward) & more[8*i+k]) ^ (!how.plain & more[8*((i+1)%4)+k]) ^
            (how.back & fourth);
      end
    end
  endfunction

  // One table for all: S, its inverse, what changes nothing, the inverse.
`ifndef KYA_LOGIC
  typedef logic [7:0] boxes_t[1024];
  function automatic boxes_t boxes();
    for (int i = 0; i < 256; i++) begin
      boxes[i] = SBOX[8*i+:8];
      boxes[{24'd1, SBOX[8*i+:8]}] = 8'(i);
      boxes[512+i] = 8'(i);
      boxes[{24'd3, SBOX[8*i+:8]}] = 8'(i);
    end
  endfunction
  localparam boxes_t BOXES = boxes();
`endif
endpackage
