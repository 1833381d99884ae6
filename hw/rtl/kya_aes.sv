// SPDX-License-Identifier: Apache-2.0
// AES in both directions, up to one block a cycle: the cipher of FIPS 197, 5.1, and its equivalent inverse,
// 5.3.5, with UNROLL of the 14 rounds as units of STAGES register stages. With less than all a block goes
// round 14 / UNROLL times; kya_aes_entry says when one can enter. Rounds that a short key does not have
// pass the block on, after all others in encryption, before them in decryption. Each unit keeps the round
// keys it needs of every context, for either direction, so that contexts can be written while others
// are in use. A stage without a block does not switch.
module kya_aes
#(
    parameter int NCTX = 8,     // a power of two
    parameter int DECRYPT = 1,  // or it encrypts only
    parameter int CW = $clog2(NCTX),
    parameter int UNROLL = 14,  // 14, 7, 2 or 1
    parameter int STAGES = 1,   // 1, 2 or 3
    parameter int ROM = 0       // S-boxes in block RAMs, in a pipe of 1 stage
) (
    input  logic          clk,
    input  logic          rst_n,
    input  logic          rk_we,
    input  logic [CW-1:0] rk_ctx,
    input  logic [   3:0] rk_round,
    input  logic          rk_back,  // for decryption: of a round that mixes columns, with its columns mixed back
    input  logic [ 127:0] rk_data,  // 0 in rounds that the key does not have
    input  logic          in_valid,
    input  logic          in_decrypt,
    input  logic [CW-1:0] in_ctx,
    input  logic [   1:0] in_keysize,
    input  logic [ 127:0] in_block,  // in the cycle after
    output logic          out_valid,
    output logic [ 127:0] out_block
);
`ifdef KYA_LOGIC
  localparam bit LOGIC = 1'b1;
`else
  localparam bit LOGIC = 1'b0;
`endif
  localparam int PASSES = kya_aes_pkg::ROUNDS / UNROLL;
  localparam int PW = PASSES == 1 ? 1 : $clog2(PASSES);
  localparam int KW = 1 + PW + CW;  // which of a unit's round keys: direction, pass, context

  // The round that a unit does in a pass.
  function automatic logic [3:0] round_of(input logic decrypt, input logic [PW-1:0] pass, input int unit);
    round_of = '0;
    for (int p = 0; p < PASSES; p++)
      if (pass == PW'(p))
        round_of = decrypt ? 4'(kya_aes_pkg::ROUNDS - 1 - p * UNROLL - unit) : 4'(p * UNROLL + unit + 1);
  endfunction

  // The round key is added and, unless plain, the columns are mixed.
  function automatic logic [127:0] mix(input logic [127:0] s, input logic [127:0] key,
                                       input logic decrypt, input logic plain);
    for (int c = 0; c < 4; c++)
      mix[32*c+:32] = s[32*c+:32] ^ key[32*c+:32] ^ (plain ? '0 : kya_aes_pkg::mixed(s[32*c+:32], decrypt));
  endfunction

  // Byte i behind ShiftRows (5.1.2), or InvShiftRows (5.3.1).
  function automatic logic [7:0] shifted(input logic [127:0] s, input logic back, input int i);
    shifted = back ? s[8*(4*((i/4+4-i%4)%4)+i%4)+:8] : s[8*(4*((i/4+i%4)%4)+i%4)+:8];
  endfunction

  // ---------------------------------------------- the first round key is added
  wire decrypt = in_decrypt && DECRYPT != 0;
  logic entering, e_decrypt;
  logic [CW-1:0] e_ctx;
  logic [1:0] e_keysize;
  logic [127:0] e_key;
  always_ff @(posedge clk) begin
    entering <= in_valid && rst_n;
    if (in_valid) begin
      e_decrypt <= decrypt;
      e_ctx <= in_ctx;
      e_keysize <= in_keysize;
    end
  end
  wire w_outer = rk_we && !rk_back && (rk_round == 0 || rk_round == 4'(kya_aes_pkg::ROUNDS));
  wire [CW:0] w_outer_row = {rk_round != 0, rk_ctx};
  wire [CW:0] in_row = {decrypt, in_ctx};
  kya_ram #(.WIDTH(128), .DEPTH(2 * NCTX)) outer (
      .clk, .we({16{w_outer}}), .waddr(w_outer_row), .wdata(rk_data), .re(in_valid), .raddr(in_row), .rdata(e_key));

  // -------------------------------------------------------------- the rounds
  // The block that leaves each unit, for the next one or for another pass, and what it is.
  localparam int IW = 1 + CW + 2 + PW;
  logic [UNROLL-1:0] leaves;
  logic [IW-1:0] what[UNROLL];
  logic [127:0] leaving[UNROLL];
  wire [PW-1:0] passed = what[UNROLL-1][PW-1:0];
  wire done = PASSES == 1 || 32'(passed) == PASSES - 1;
  wire again = leaves[UNROLL-1] && !done;

  always_ff @(posedge clk) begin
    out_valid <= leaves[UNROLL-1] && done && rst_n;
    if (leaves[UNROLL-1] && done) out_block <= leaving[UNROLL-1];
  end

  for (genvar u = 0; u < UNROLL; u++) begin : g_unit
    // What enters in the next cycle; the S-boxes of block RAMs and the round key are read now.
    logic p_valid, p_decrypt;
    logic [CW-1:0] p_ctx;
    logic [1:0] p_keysize;
    logic [PW-1:0] p_pass;
    logic [127:0] p_block;
    if (u > 0) begin : g_next
      assign p_valid = leaves[u-1];
      assign {p_decrypt, p_ctx, p_keysize, p_pass} = what[u-1];
      assign p_block = leaving[u-1];
    end else begin : g_first
      assign p_valid = entering || again;
      assign {p_decrypt, p_ctx, p_keysize} = again ? what[UNROLL-1][IW-1:PW] : {e_decrypt, e_ctx, e_keysize};
      assign p_pass = again ? passed + 1'b1 : '0;
      assign p_block = again ? leaving[UNROLL-1] : in_block ^ e_key;
    end
    // Only these can have rounds that a short key does not have, or that mix no columns.
    localparam bit MAY_SKIP = PASSES > 1 || u >= 10 || (DECRYPT != 0 && u <= 3);
    localparam bit MAY_PLAIN = MAY_SKIP || u == 9;
    wire [3:0] p_round = round_of(p_decrypt, p_pass, u);
    wire [3:0] p_last = kya_aes_pkg::rounds(p_keysize);
    wire p_skip = MAY_SKIP && (p_round > p_last || (p_decrypt && p_round == p_last));
    wire p_plain = MAY_PLAIN && (p_round >= p_last || p_round == 0);

    logic [STAGES-1:0] valid;  // in each stage
    logic [IW-1:0] known[STAGES];
    logic u_decrypt, u_skip, u_plain;
    assign leaves[u] = valid[STAGES-1];
    assign what[u] = known[STAGES-1];
    always_ff @(posedge clk) begin
      valid <= rst_n ? STAGES'({valid, p_valid}) : '0;
      if (p_valid) begin
        known[0] <= {p_decrypt, p_ctx, p_keysize, p_pass};
        u_decrypt <= p_decrypt;
        u_skip <= p_skip;
        u_plain <= p_plain;
      end
      for (int i = 1; i < STAGES; i++) if (valid[i-1]) known[i] <= known[i-1];
    end

    logic [PW-1:0] w_pass;
    logic w_mine;
    always_comb begin
      w_pass = '0;
      w_mine = 1'b0;
      for (int p = 0; p < PASSES; p++)
        if (rk_round == round_of(rk_back, PW'(p), u)) begin
          w_pass = PW'(p);
          w_mine = DECRYPT != 0 || !rk_back;
        end
    end
    logic [127:0] u_key;
    kya_ram #(.WIDTH(128), .DEPTH(1 << KW)) rk (
        .clk, .we({16{rk_we && w_mine}}), .waddr(KW'({rk_back, w_pass, rk_ctx})), .wdata(rk_data),
        .re(p_valid), .raddr(KW'({p_decrypt, p_pass, p_ctx})), .rdata(u_key));
    wire unused = &{1'b0, u_skip, u_decrypt, u_plain};

    if (ROM != 0 || !LOGIC) begin : g_table
      // What skips goes through boxes that change nothing. Each second one is shifted back: they are an even number.
      wire p_back = p_skip ? p_round[0] : p_decrypt;
      wire [1:0] which = {p_skip || (p_decrypt && p_plain), p_decrypt && !p_skip};
      logic [127:0] x, s, more, made;
      // A simulation is faster if units without a block do nothing.
      always_comb begin
        x = '0;
        if (LOGIC || p_valid) for (int i = 0; i < 16; i++) x[8*i+:8] = shifted(p_block, p_back, i);
      end
      for (genvar i = 0; i < 8; i++) begin : g_box
        kya_aes_sbox boxes (.clk, .en(p_valid), .which, .x(x[16*i+:16]), .y(s[16*i+:16]), .more(more[16*i+:16]));
      end
      if (LOGIC) begin : g_columns
        kya_aes_pkg::columns_t how;
        always_ff @(posedge clk)
          if (p_valid) begin
            how.plain <= p_plain;
            how.forward <= !p_plain && !p_decrypt;
            how.back <= !p_plain && p_decrypt;
          end
        always_comb
          for (int c = 0; c < 4; c++)
            made[32*c+:32] = u_key[32*c+:32] ^ kya_aes_pkg::columns(s[32*c+:32], more[32*c+:32], how);
      end else begin : g_mix
        wire unused_more = &{1'b0, more};
        always_comb begin
          made = '0;
          if (valid[0]) made = mix(s, u_key, u_decrypt, u_plain);
        end
      end
      // In a simulation all is done in the first stage.
      if (STAGES == 1) begin : g_1
        assign leaving[u] = made;
      end else begin : g_more
        logic [127:0] waits[STAGES-1];
        assign leaving[u] = waits[STAGES-2];
        always_ff @(posedge clk) begin
          if (valid[0]) waits[0] <= made;
          for (int i = 1; i < STAGES - 1; i++) if (valid[i]) waits[i] <= waits[i-1];
        end
      end
    end else begin : g_logic
      // The S-boxes are cut in half.
      logic [127:0] u_block, a_block, a_key, s;
      logic [191:0] u_half, a_half;
      logic a_decrypt, a_skip, a_plain;
      always_ff @(posedge clk) if (p_valid) u_block <= p_block;
      always_comb
        for (int i = 0; i < 16; i++) u_half[12*i+:12] = kya_aes_pkg::box_a(shifted(u_block, u_decrypt, i), u_decrypt);
      always_comb
        for (int i = 0; i < 16; i++)
          s[8*i+:8] = a_skip ? a_block[8*i+:8] : kya_aes_pkg::box_b(a_half[12*i+:12], a_decrypt);
      if (STAGES == 1) begin : g_1
        assign {a_block, a_half, a_key, a_decrypt, a_skip, a_plain} = {u_block, u_half, u_key, u_decrypt, u_skip, u_plain};
      end else begin : g_2
        always_ff @(posedge clk)
          if (valid[0])
            {a_block, a_half, a_key, a_decrypt, a_skip, a_plain} <= {u_block, u_half, u_key, u_decrypt, u_skip, u_plain};
      end
      if (STAGES < 3) begin : g_mix
        assign leaving[u] = mix(s, a_key, a_decrypt, a_plain);
      end else begin : g_3
        logic [127:0] b, b_key;
        logic b_decrypt, b_plain;
        always_ff @(posedge clk)
          if (valid[1]) {b, b_key, b_decrypt, b_plain} <= {s, a_key, a_decrypt, a_plain};
        assign leaving[u] = mix(b, b_key, b_decrypt, b_plain);
      end
    end
  end
endmodule
