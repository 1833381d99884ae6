// SPDX-License-Identifier: Apache-2.0
// GHASH (NIST SP 800-38D, 6.4): an accumulator for each slot and one multiplier in GF(2^128),
// which takes a block each cycle, or, at half the size, each second one. A block is in its
// accumulator 3 + CYCLES cycles after it came; the next of the same slot, and a read, come no
// sooner. Inside, bit 127 of a number is the coefficient of x^0, as in the standard when byte 0
// is the most significant one.
//
// The multiplier has two bodies, which tests/rtl/test_ghash.cpp proves equal: Karatsuba's
// products in logic, and integer products, which a simulator does fast.
module kya_ghash
#(
    parameter int NSLOT = 8,
    parameter int CYCLES = 1,  // from one block to the next: 1 or 2
    parameter int SW = $clog2(NSLOT)
) (
    input  logic             clk,
    input  logic             rst_n,
    input  logic             flush,     // erases all: NSLOT cycles, then those of a block
    input  logic             start,     // a slot becomes 0; none of its blocks is inside
    input  logic [   SW-1:0] start_slot,
    input  logic             in_valid,
    input  logic [   SW-1:0] in_slot,
    input  logic [    127:0] in_data,
    input  logic [      4:0] in_n,      // bytes of in_data that count; the rest is 0
    input  logic [    127:0] h,         // the slot's hash key
    input  logic [   SW-1:0] acc_slot,  // which has had a block
    output logic [    127:0] acc
);
  localparam int STAGES = 2 + CYCLES;  // before the accumulators

  // The order of the bytes, turned.
  function automatic logic [63:0] turn64(input logic [63:0] x);
    turn64 = ((x >> 8) & 64'h00ff00ff00ff00ff) | ((x & 64'h00ff00ff00ff00ff) << 8);
    turn64 = ((turn64 >> 16) & 64'h0000ffff0000ffff) | ((turn64 & 64'h0000ffff0000ffff) << 16);
    turn64 = (turn64 >> 32) | (turn64 << 32);
  endfunction

  function automatic logic [127:0] turn(input logic [127:0] x);
    turn = {turn64(x[63:0]), turn64(x[127:64])};
  endfunction

  function automatic logic [127:0] first(input logic [4:0] n);
    logic [15:0] mask;
    mask = ~(~16'd0 << n);
    for (int i = 0; i < 16; i++) first[8*i+:8] = {8{mask[i]}};
  endfunction

`ifdef KYA_LOGIC
  // Karatsuba's operands: low, high and their sum, in three levels down to 27 of 16 bits.
  function automatic logic [27*16-1:0] operands(input logic [127:0] v);
    logic [3*64-1:0] a;
    logic [9*32-1:0] b;
    a = {v[127:64] ^ v[63:0], v};
    for (int i = 0; i < 3; i++) b[96*i+:96] = {a[64*i+32+:32] ^ a[64*i+:32], a[64*i+:64]};
    for (int i = 0; i < 9; i++) operands[48*i+:48] = {b[32*i+16+:16] ^ b[32*i+:16], b[32*i+:32]};
  endfunction

  function automatic logic [22:0] multiply(input logic [15:0] a, input logic [7:0] b);
    multiply = '0;
    for (int i = 0; i < 8; i++) multiply = multiply ^ ({23{b[i]}} & (23'(a) << i));
  endfunction

  // 27 products, each in two halves: both at once, which the next stage adds, or first that of y's
  // low bytes and in the next cycle that of the high ones, which have come into their place.
  localparam int STEPS = CYCLES;
  localparam int PW = 27 * 46 / STEPS;
  function automatic logic [PW-1:0] products(input logic [127:0] x, input logic [127:0] y);
    logic [27*16-1:0] a, b;
    a = operands(x);
    b = operands(y);
    for (int i = 0; i < 27; i++)
      for (int j = 0; j < 2 / STEPS; j++)
        products[23*(2/STEPS*i+j)+:23] = multiply(a[16*i+:16], b[16*i+8*j+:8]);
  endfunction

  // A half alone counts as the high one.
  function automatic logic [254:0] combine(input logic [PW-1:0] p);
    logic [27*31-1:0] a;
    logic [9*63-1:0] b;
    logic [3*127-1:0] c;
    for (int i = 0; i < 27; i++)
      if (STEPS == 2) a[31*i+:31] = {p[23*i+:23], 8'd0};
      else a[31*i+:31] = {8'd0, p[46*i+:23]} ^ {p[46*i+23+:23], 8'd0};
    for (int i = 0; i < 9; i++)
      b[63*i+:63] = {a[93*i+31+:31], 1'b0, a[93*i+:31]} ^
          {16'd0, a[93*i+62+:31] ^ a[93*i+31+:31] ^ a[93*i+:31], 16'd0};
    for (int i = 0; i < 3; i++)
      c[127*i+:127] = {b[189*i+63+:63], 1'b0, b[189*i+:63]} ^
          {32'd0, b[189*i+126+:63] ^ b[189*i+63+:63] ^ b[189*i+:63], 32'd0};
    combine = {c[127+:127], 1'b0, c[0+:127]} ^
        {64'd0, c[254+:127] ^ c[127+:127] ^ c[0+:127], 64'd0};
  endfunction
`else
  // Integer products of every fourth bit: at most 8 ones meet, so nothing carries into the
  // next bit of the same kind.
  localparam logic [63:0] FOURTH = 64'h1111111111111111;
  function automatic logic [63:0] multiply(input logic [31:0] x, input logic [31:0] y);
    logic [63:0] a0, a1, a2, a3, b0, b1, b2, b3, z0, z1, z2, z3;
    a0 = {32'd0, x} & FOURTH;
    a1 = {32'd0, x} & (FOURTH << 1);
    a2 = {32'd0, x} & (FOURTH << 2);
    a3 = {32'd0, x} & (FOURTH << 3);
    b0 = {32'd0, y} & FOURTH;
    b1 = {32'd0, y} & (FOURTH << 1);
    b2 = {32'd0, y} & (FOURTH << 2);
    b3 = {32'd0, y} & (FOURTH << 3);
    z0 = (a0 * b0) ^ (a1 * b3) ^ (a2 * b2) ^ (a3 * b1);
    z1 = (a0 * b1) ^ (a1 * b0) ^ (a2 * b3) ^ (a3 * b2);
    z2 = (a0 * b2) ^ (a1 * b1) ^ (a2 * b0) ^ (a3 * b3);
    z3 = (a0 * b3) ^ (a1 * b2) ^ (a2 * b1) ^ (a3 * b0);
    multiply = (z0 & FOURTH) | (z1 & (FOURTH << 1)) | (z2 & (FOURTH << 2)) | (z3 & (FOURTH << 3));
  endfunction

  function automatic logic [127:0] multiply64(input logic [63:0] x, input logic [63:0] y);
    logic [63:0] low, high, middle;
    low = multiply(x[31:0], y[31:0]);
    high = multiply(x[63:32], y[63:32]);
    middle = multiply(x[63:32] ^ x[31:0], y[63:32] ^ y[31:0]) ^ low ^ high;
    multiply64 = {high ^ (middle >> 32), low ^ (middle << 32)};
  endfunction

  localparam int STEPS = 1;
  localparam int PW = 255;
  function automatic logic [PW-1:0] products(input logic [127:0] x, input logic [127:0] y);
    logic [127:0] low, high, middle;
    low = multiply64(x[63:0], y[63:0]);
    high = multiply64(x[127:64], y[127:64]);
    middle = multiply64(x[127:64] ^ x[63:0], y[127:64] ^ y[63:0]) ^ low ^ high;
    products = {high[126:64], high[63:0] ^ middle[127:64], low[127:64] ^ middle[63:0], low[63:0]};
  endfunction

  function automatic logic [254:0] combine(input logic [PW-1:0] p);
    combine = p;
  endfunction
`endif

  // Modulo x^128 + x^7 + x^2 + x + 1.
  function automatic logic [127:0] reduce(input logic [254:0] p);
    logic [63:0] a, b;  // what is beyond x^127, with what goes beyond it once more
    b = {p[62:0], 1'b0};
    a = p[126:63] ^ (b << 63) ^ (b << 62) ^ (b << 57);
    reduce[127:64] = p[254:191] ^ a ^ (a >> 1) ^ (a >> 2) ^ (a >> 7);
    reduce[63:0] = p[190:127] ^ b ^ {a[0], b[63:1]} ^ {a[1:0], b[63:2]} ^ {a[6:0], b[63:7]};
  endfunction

  // Times x^8.
  function automatic logic [127:0] times_x8(input logic [127:0] v);
    logic [127:0] f;  // what goes beyond x^127
    f = v << 120;
    times_x8 = (v >> 8) ^ f ^ (f >> 1) ^ (f >> 2) ^ (f >> 7);
  endfunction

  logic [127:0] sum[NSLOT];
  logic [NSLOT-1:0] fresh;  // 0 instead of the sum
  logic [SW-1:0] sweep;     // the slot to erase
  assign acc = sum[acc_slot];

  logic [STAGES-1:0] valid;
  logic [SW-1:0] slot[STAGES];
  logic [127:0] x, y;
  logic [PW-1:0] parts;
  logic [254:0] product;
  logic [127:0] low;  // the product's half of y's low bytes, if it comes first
  always_ff @(posedge clk) begin
    valid <= rst_n ? {valid[STAGES-2:0], in_valid || flush} : '0;
    sweep <= !flush || 32'(sweep) == NSLOT - 1 ? '0 : sweep + 1'b1;
  end
  always_ff @(posedge clk)
    if (flush) begin
      x <= '0;
      y <= '0;
    end else if (in_valid) begin
      x <= turn((fresh[in_slot] ? '0 : sum[in_slot]) ^ (in_data & first(in_n)));
      y <= turn(h);
    end else if (STEPS == 2 && valid[0]) begin
      for (int i = 0; i < 8; i++) y[16*i+:8] <= y[16*i+8+:8];
    end
  always_ff @(posedge clk) begin
    if (in_valid || flush) slot[0] <= flush ? sweep : in_slot;
    for (int i = 1; i < STAGES; i++) if (valid[i-1]) slot[i] <= slot[i-1];
    if (valid[0] || (STEPS == 2 && valid[1])) parts <= products(x, y);
    if (valid[1] || (STEPS == 2 && valid[2])) product <= combine(parts);
    if (valid[2]) low <= STEPS == 2 ? times_x8(reduce(product)) : '0;
  end
  always_ff @(posedge clk) begin
    if (valid[STAGES-1]) begin
      sum[slot[STAGES-1]] <= turn(reduce(product) ^ (STEPS == 2 ? low : '0));
      fresh[slot[STAGES-1]] <= 1'b0;
    end
    if (start) fresh[start_slot] <= 1'b1;
  end
endmodule
