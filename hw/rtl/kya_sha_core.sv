// SPDX-License-Identifier: Apache-2.0
// Compresses one block at a time (FIPS 180-4): SHA-1 and SHA-224/256, or, if
// WIDE, SHA-384/512. One round a cycle; state and block stream in and out a
// word at a time: what is loaded comes in place of a summand that is 0 then, so that
// hardly a register needs a multiplexer.
//
// What feeds a round is summed in the cycles before it, and the chain of a, b, c
// runs two rounds behind that of e, f, g, from which it follows:
//   e' = a[-3] + e[-3] + K + W + S1(e) + Ch(e, f, g)
//   a' = e' - a[-3] + S0(a) + Maj(a, b, c)
// SHA-1 has one chain only, that of e; its values are kept unrotated.
module kya_sha_core #(
    parameter int WIDE = 0,
    parameter int SHA1 = WIDE != 0 ? 0 : 1,  // can do SHA-1, too
    localparam int W = WIDE != 0 ? 64 : 32
) (
    input  logic         clk,
    input  logic         clear,     // erase everything

    // A block: after start, which is cycle -1, in_e in cycles 0 to 4, in_w in cycles
    // 1 to 16, in_a in cycles 3 to 6. When not live, or up to 5 cycles after give.
    input  logic         start,
    input  logic         sha1,
    input  logic [W-1:0] in_e,      // -, H7 ... H4; SHA-1: H4 ... H0, the first three rotated by 2
    input  logic [W-1:0] in_h,      // the same, not rotated
    input  logic [W-1:0] in_a,      // H3 ... H0; SHA-1: 0
    input  logic [W-1:0] in_w,
    output logic         live,

    // The new state, in the order of in_h and in_a, in cycles 3 to 6 (SHA-1: out_e 2 to 6)
    // after give. A core that is not started again is erased then.
    output logic         near,      // can be given within 24 cycles, or was and can begin soon
    output logic         full,      // waits for give, in the next cycle at the earliest
    input  logic         give,
    output logic [W-1:0] out_e,
    output logic [W-1:0] out_a
);
  function automatic logic [W-1:0] rotr(input logic [W-1:0] x, input int n);
    rotr = (x >> n) | (x << (W - n));
  endfunction
  function automatic logic [W-1:0] big0(input logic [W-1:0] x);
    big0 = WIDE != 0 ? rotr(x, 28) ^ rotr(x, 34) ^ rotr(x, 39) : rotr(x, 2) ^ rotr(x, 13) ^ rotr(x, 22);
  endfunction
  function automatic logic [W-1:0] big1(input logic [W-1:0] x);
    big1 = WIDE != 0 ? rotr(x, 14) ^ rotr(x, 18) ^ rotr(x, 41) : rotr(x, 6) ^ rotr(x, 11) ^ rotr(x, 25);
  endfunction
  function automatic logic [W-1:0] small0(input logic [W-1:0] x);
    small0 = WIDE != 0 ? rotr(x, 1) ^ rotr(x, 8) ^ (x >> 7) : rotr(x, 7) ^ rotr(x, 18) ^ (x >> 3);
  endfunction
  function automatic logic [W-1:0] small1(input logic [W-1:0] x);
    small1 = WIDE != 0 ? rotr(x, 19) ^ rotr(x, 61) ^ (x >> 6) : rotr(x, 17) ^ rotr(x, 19) ^ (x >> 10);
  endfunction
  function automatic logic [W-1:0] choose(input logic [W-1:0] x, y, z);
    choose = (x & y) ^ (~x & z);
  endfunction
  function automatic logic [W-1:0] majority(input logic [W-1:0] x, y, z);
    majority = (x & y) | (x & z) | (y & z);
  endfunction

  // ------------------------------------------------------------------ control
  // What enables and erases the many registers of the data is itself a register.
  logic en, erase;
  logic [6:0] s;        // cycle of the block, in cycle 0 still that of the last one
  logic [6:0] begun;    // start, 1 to 7 cycles ago: cycles 0 to 6
  logic [4:0] given;    // give, 1 to 5 cycles ago
  logic one_in, one, one_a, one_out;  // SHA-1: to begin, in the chain of e, of a, in the result
  logic load_p, load_w, load_x, gate_e, gate_a;

  wire [6:0] last = WIDE != 0 || one ? 7'd83 : 7'd67;
  wire one_next = begun[0] ? one_in : one;
  wire one_a_next = begun[2] ? one : one_a;
  wire loading = begun[0] || load_p;
  wire unload = given != 0;

  always_ff @(posedge clk) begin
    en <= start || give || (en && s != last);
    full <= (en && s == last - 7'd2) || (full && !give);
    near <= (en && s == last - 7'd24) || (near && !start);
    erase <= clear || (given[4] && !start && begun[3:0] == 0);
    begun <= {begun[5:0], start};
    given <= {given[3:0], give};
    if (start) begin
      live <= 1'b1;
      one_in <= SHA1 != 0 && sha1;
    end
    if (given[0]) one_out <= one;
    if (en) begin
      s <= begun[0] ? 7'd1 : s + 1'b1;
      one <= one_next;
      one_a <= one_a_next;
      load_p <= begun[3:0] != 0;
      load_w <= begun[0] || (load_w && s != 7'd16);
      load_x <= begun[5:2] != 0;
      gate_e <= loading || one_next;
      gate_a <= begun[6:3] != 0 || one_a_next;
    end
    if (erase) begin
      {en, near, full, live, begun, given, s} <= '0;
      {one_in, one, one_a, one_out, load_p, load_w, load_x, gate_e, gate_a} <= '0;
    end
  end

  // ---------------------------------------------------------------- constants
  // In the order of s; those of SHA-1 after them.
  localparam int KN = WIDE != 0 || SHA1 != 0 ? 128 : 64;
  (* rom_style = "block" *) logic [W-1:0] rom[KN];
  logic [W-1:0] k_read, k;
  logic [1:0] k_quarter, f_quarter;  // of SHA-1's 80 rounds
  initial begin
    for (int i = 0; i < KN; i++) rom[i] = '0;
    if (WIDE != 0) for (int i = 0; i < 80; i++) rom[i+1] = W'(kya_sha_pkg::K512[64*i+:64]);
    else begin
      for (int i = 0; i < 64; i++) rom[(i+1)%64] = W'(kya_sha_pkg::K256[32*i+:32]);
      if (SHA1 != 0)
        for (int i = 0; i < 4; i++) rom[64+i] = W'(kya_sha_pkg::K1[32*i+:32]);
    end
  end
  wire [6:0] k_address = WIDE != 0 ? s : one ? {5'b10000, k_quarter} : {1'b0, s[5:0]};
  always_ff @(posedge clk)
    if (en) begin
      k_read <= rom[k_address[$clog2(KN)-1:0]];
      k <= k_read;
      if (SHA1 != 0) begin
        k_quarter <= begun[0] ? '0 : k_quarter + 2'(s == 7'd20 || s == 7'd40 || s == 7'd60);
        f_quarter <= begun[0] ? '0 : f_quarter + 2'(s == 7'd24 || s == 7'd44 || s == 7'd64);
      end
    end

  // ------------------------------------------------- message schedule, rounds
  logic [W-1:0] v[1:14];             // W of the last rounds, the newest first
  logic [W-1:0] sig, part, rest, mix;
  logic [W-1:0] kw, q, p;            // K + W, with e[-3], with a[-3]
  logic [W-1:0] e, f, g, a, b, c;
  logic [W-1:0] x, y;                // into a: e' - a[-3], or what is loaded
  logic [W-1:0] e2, e1;              // with SHA-1: e of an SHA-2, of a SHA-1, else 0
  logic [W-1:0] f1;                  // SHA-1's function of the next round, or what is loaded into e
  logic [W-1:0] he[5], ha[4];        // the state before, to be added

  wire [W-1:0] f_turned = rotr(f, 2);
  wire [W-1:0] g_turned = rotr(g, 2);
  wire turn = given[0] ? one : one_out && given[2:1] != 0;

  // Blocking: sums that are computed only in cycles that have a round.
  // verilator lint_off BLKSEQ
  logic [W-1:0] e_sum, e_next, a_sum;
  always_ff @(posedge clk) begin
    if (en) begin
      e_sum = SHA1 != 0 ? big1(e2) ^ rotr(e1, W - 5) : gate_e ? '0 : big1(e);
      e_next = p + e_sum + ((gate_e ? '0 : choose(e, f, g)) | f1);
      a_sum = (x | y) + (gate_a ? '0 : big0(a)) + (gate_a ? '0 : majority(a, b, c));
      sig <= load_w ? in_w : one ? mix : small1(v[1]);
      part <= small0(v[13]) + v[14];
      rest <= part + v[6];
      v[1] <= sig + rest;
      for (int i = 1; i < 14; i++) v[i+1] <= v[i];
      kw <= k + v[1];
      q <= (one ? g_turned : f) + kw;
      p <= a + q;
      e <= e_next;
      f <= e;
      g <= f;
      x <= e - c;
      y <= in_a;
      f1 <= in_e;
      a <= a_sum;
      b <= a;
      c <= b;
      if (SHA1 != 0) begin
        mix <= rotr(v[1] ^ v[6] ^ v[12] ^ v[14], W - 1);
        e2 <= e_next;
        e1 <= e_next;
        if (!loading)
          case (f_quarter)
            2'd0: f1 <= choose(e, f_turned, g_turned);
            2'd2: f1 <= majority(e, f_turned, g_turned);
            default: f1 <= e ^ f_turned ^ g_turned;
          endcase
      end
    end
    if (loading || unload) begin
      he[0] <= in_h;
      for (int i = 0; i < 4; i++) he[i+1] <= he[i];
    end
    if (load_x || given[4:1] != 0) begin
      ha[0] <= in_a;
      for (int i = 0; i < 3; i++) ha[i+1] <= ha[i];
    end
    // A register that does not load while it is not enabled can be reset then, too.
    if (erase || load_w || one) rest <= '0;
    if (SHA1 == 0 || erase || loading || one_next) e2 <= '0;
    if (SHA1 == 0 || erase || loading || !one_next) e1 <= '0;
    if (erase || (!loading && !one_next)) f1 <= '0;
    if (erase || loading) p <= '0;
    if (erase || one_a || load_x) x <= '0;
    if (erase || !load_x) y <= '0;
    if (erase) begin
      {sig, part, mix, kw, q, e, f, g, a, b, c} <= '0;
      for (int i = 1; i <= 14; i++) v[i] <= '0;
      for (int i = 0; i < 5; i++) he[i] <= '0;
      for (int i = 0; i < 4; i++) ha[i] <= '0;
    end
    if (given[4:1] != 0 || (given[0] && one)) begin
      out_e <= (turn ? g_turned : g) + he[4];
      out_a <= a + ha[3];
    end else {out_e, out_a} <= '0;
  end
  // verilator lint_on BLKSEQ
endmodule
