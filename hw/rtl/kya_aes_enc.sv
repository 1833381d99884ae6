// SPDX-License-Identifier: Apache-2.0
// AES encryption, up to one block a cycle: the cipher of FIPS 197, 5.1 with UNROLL of its
// rounds as units of STAGES register stages. With less than all 14 a block goes round
// 14 / UNROLL times, and in_ready_next tells when one can enter. Rounds that a short key
// does not have pass the block on. Each unit keeps its round keys of every context, so that
// contexts can be written while others are in use. A stage without a block does not switch.
module kya_aes_enc
#(
    parameter int NCTX = 8,   // a power of two
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
    input  logic [ 127:0] rk_data,
    output logic          in_ready_next,  // a block can come in the next cycle
    input  logic          in_valid,       // else it is ignored
    input  logic [ 127:0] in_block,
    input  logic [CW-1:0] in_ctx,
    input  logic [   1:0] in_keysize,
    output logic          out_valid,
    output logic [ 127:0] out_block
);
  localparam int PASSES = kya_aes_pkg::ROUNDS / UNROLL;
  localparam int PW = PASSES == 1 ? 1 : $clog2(PASSES);
  localparam int AW = PASSES == 1 ? CW : PW + CW;  // of a unit's round keys

  localparam int DEPTH = UNROLL * STAGES;
  logic [DEPTH-1:0] valid;  // behind each stage
  // Behind each unit.
  logic [127:0] block[UNROLL];
  logic [CW-1:0] ctx[UNROLL];
  logic [1:0] keysize[UNROLL];
  logic [PW-1:0] pass[UNROLL];

  wire done = 32'(pass[UNROLL-1]) == PASSES - 1;
  wire again = valid[DEPTH-1] && !done;
  assign out_valid = valid[DEPTH-1] && done;
  assign out_block = block[UNROLL-1];

  // SubBytes and ShiftRows (5.1.1, 5.1.2), in two steps. Byte i of the block is 2 S, S in
  // bits [16*i +: 16] behind the second.
  function automatic logic [255:0] sub_a(input logic [127:0] s);
    for (int c = 0; c < 4; c++)
      for (int i = 0; i < 4; i++)
        sub_a[16*(4*c+i)+:16] = `KYA_SUB_A(s[8*(4*((c+i)%4)+i)+:8]);
  endfunction

  function automatic logic [255:0] sub_b(input logic [255:0] t);
    for (int i = 0; i < 16; i++) sub_b[16*i+:16] = `KYA_SUB_B(t[16*i+:16]);
  endfunction

  // ShiftRows alone, before S-boxes in block RAMs.
  function automatic logic [127:0] shift_rows(input logic [127:0] s);
    for (int c = 0; c < 4; c++)
      for (int i = 0; i < 4; i++) shift_rows[8*(4*c+i)+:8] = s[8*(4*((c+i)%4)+i)+:8];
  endfunction

  // A block that goes past the S-boxes.
  function automatic logic [255:0] past(input logic [127:0] s);
    for (int i = 0; i < 16; i++) past[16*i+:16] = {8'd0, s[8*i+:8]};
  endfunction

  // MixColumns (5.1.3), unless plain.
  function automatic logic [127:0] mix(input logic [255:0] t, input logic plain);
    logic [15:0] t0, t1, t2, t3;
    for (int c = 0; c < 4; c++) begin
      t0 = t[64*c+:16];
      t1 = t[64*c+16+:16];
      t2 = t[64*c+32+:16];
      t3 = t[64*c+48+:16];
      if (plain) mix[32*c+:32] = {t3[7:0], t2[7:0], t1[7:0], t0[7:0]};
      else
        mix[32*c+:32] = {
          t0[15:8] ^ t0[7:0] ^ t1[7:0] ^ t2[7:0] ^ t3[15:8],
          t0[7:0] ^ t1[7:0] ^ t2[15:8] ^ t3[15:8] ^ t3[7:0],
          t0[7:0] ^ t1[15:8] ^ t2[15:8] ^ t2[7:0] ^ t3[7:0],
          t0[15:8] ^ t1[15:8] ^ t1[7:0] ^ t2[7:0] ^ t3[7:0]
        };
    end
  endfunction

  // Whether a unit does the round, and in which pass.
  function automatic logic has(input logic [3:0] round, input int unit);
    has = 1'b0;
    for (int p = 0; p < PASSES; p++) if (round == 4'(p * UNROLL + unit + 1)) has = 1'b1;
  endfunction

  function automatic logic [PW-1:0] pass_of(input logic [3:0] round, input int unit);
    pass_of = '0;
    for (int p = 0; p < PASSES; p++) if (round == 4'(p * UNROLL + unit + 1)) pass_of = PW'(p);
  endfunction

  // ------------------------------------------------------- a block may enter
  logic accept;
  kya_aes_entry #(
      .PASSES(PASSES),
      .DEPTH(DEPTH)
  ) u_entry (
      .clk,
      .rst_n,
      .in_ready_next,
      .in_valid,
      .accept
  );

  logic first_valid;
  logic [127:0] first_block;
  logic [CW-1:0] first_ctx;
  logic [1:0] first_keysize;
  logic [127:0] rk0[NCTX];
  wire [127:0] entering = in_block ^ rk0[in_ctx];
  always_ff @(posedge clk) begin
    if (rk_we && rk_round == 0) rk0[rk_ctx] <= rk_data;
    first_valid <= accept && rst_n;
    if (accept) begin
      first_block <= entering;
      first_ctx <= in_ctx;
      first_keysize <= in_keysize;
    end
  end

  // The block in the last stage of each unit, which enters the next one in the next cycle. The
  // RAM of that one's round keys is read now.
  logic [UNROLL-1:0] late_valid;
  logic [CW-1:0] late_ctx[UNROLL];
  logic [PW-1:0] late_pass[UNROLL];
  wire late_again = late_valid[UNROLL-1] && 32'(late_pass[UNROLL-1]) != PASSES - 1;

  // -------------------------------------------------------------- the rounds
  logic [127:0] leaving[UNROLL];  // with ROM: what each unit has made
  always_ff @(posedge clk) valid <= rst_n ? DEPTH'({valid, again || first_valid}) : '0;

  for (genvar u = 0; u < UNROLL; u++) begin : g_unit
    logic u_valid;
    logic [127:0] u_block;
    logic [CW-1:0] u_ctx;
    logic [1:0] u_keysize;
    logic [PW-1:0] u_pass;
    if (u > 0) begin : g_next
      assign u_valid = valid[u*STAGES-1];
      assign u_block = block[u-1];
      assign u_ctx = ctx[u-1];
      assign u_keysize = keysize[u-1];
      assign u_pass = pass[u-1];
    end else if (PASSES == 1) begin : g_first
      assign u_valid = first_valid;
      assign u_block = first_block;
      assign u_ctx = first_ctx;
      assign u_keysize = first_keysize;
      assign u_pass = '0;
    end else begin : g_first_or_again
      assign u_valid = again || first_valid;
      assign u_block = again ? block[UNROLL-1] : first_block;
      assign u_ctx = again ? ctx[UNROLL-1] : first_ctx;
      assign u_keysize = again ? keysize[UNROLL-1] : first_keysize;
      assign u_pass = again ? pass[UNROLL-1] + 1'b1 : '0;
    end

    wire [3:0] round = PASSES == 1 ? 4'(u + 1) : 4'(32'(u_pass) * UNROLL + u + 1);
    wire skip = round > kya_aes_pkg::rounds(u_keysize);
    wire last = round == kya_aes_pkg::rounds(u_keysize);
    localparam bit MAY_SKIP = PASSES > 1 || u >= 10;

    // Where the block is, or will be in the next cycle.
    logic p_valid;
    logic [CW-1:0] p_ctx;
    logic [PW-1:0] p_pass;
    if (u > 0) begin : g_key
      assign p_valid = late_valid[u-1];
      assign p_ctx = late_ctx[u-1];
      assign p_pass = late_pass[u-1];
    end else begin : g_first_key
      assign p_valid = accept || late_again;
      assign p_ctx = late_again ? late_ctx[UNROLL-1] : in_ctx;
      assign p_pass = late_again ? late_pass[UNROLL-1] + 1'b1 : '0;
    end
    logic [127:0] u_key;
    kya_ram #(.WIDTH(128), .DEPTH(1 << AW)) rk (
        .clk, .we({16{rk_we && has(rk_round, u)}}), .waddr(AW'({pass_of(rk_round, u), rk_ctx})), .wdata(rk_data),
        .re(p_valid), .raddr(AW'({p_pass, p_ctx})), .rdata(u_key));

    if (STAGES == 1) begin : g_1
      assign late_valid[u] = u_valid;
      assign late_ctx[u] = u_ctx;
      assign late_pass[u] = u_pass;
      logic [255:0] subbed;
      if (ROM != 0) begin : g_rom
        wire [127:0] p_block = u > 0 ? leaving[u > 0 ? u - 1 : 0] : late_again ? leaving[UNROLL-1] : entering;
        wire [127:0] shifted = shift_rows(p_block);
        for (genvar i = 0; i < 8; i++) begin : g_box
          kya_aes_sbox boxes (.clk, .en(p_valid), .x(shifted[16*i+:16]), .y(subbed[32*i+:32]));
        end
      end else begin : g_logic
        assign subbed = sub_b(sub_a(u_block));
      end
      assign leaving[u] = MAY_SKIP && skip ? u_block : mix(subbed, last) ^ u_key;
      always_ff @(posedge clk)
        if (u_valid) begin
          block[u] <= leaving[u];
          ctx[u] <= u_ctx;
          keysize[u] <= u_keysize;
          pass[u] <= u_pass;
        end
    end else begin : g_more
      assign leaving[u] = '0;
      // The first half of the S-boxes. A block that skips the round leaves nothing in them.
      wire a_valid = valid[u*STAGES];
      logic a_skip, a_plain;
      logic [255:0] a;
      logic [127:0] a_block;
      logic [CW-1:0] a_ctx;
      logic [1:0] a_keysize;
      logic [PW-1:0] a_pass;
      always_ff @(posedge clk)
        if (u_valid) begin
          if (MAY_SKIP && skip) a <= '0;
          else a <= sub_a(u_block);
          a_block <= u_block;
          a_skip <= skip;
          a_plain <= skip || last;
          a_ctx <= u_ctx;
          a_keysize <= u_keysize;
          a_pass <= u_pass;
        end

      if (STAGES == 2) begin : g_2
        logic [127:0] key;
        assign late_valid[u] = a_valid;
        assign late_ctx[u] = a_ctx;
        assign late_pass[u] = a_pass;
        always_ff @(posedge clk) if (u_valid) key <= u_key;
        always_ff @(posedge clk)
          if (a_valid) begin
            if (MAY_SKIP && a_skip) block[u] <= a_block;
            else block[u] <= mix(sub_b(a), a_plain) ^ key;
            ctx[u] <= a_ctx;
            keysize[u] <= a_keysize;
            pass[u] <= a_pass;
          end
      end else begin : g_3
        wire b_valid = valid[u*STAGES+1];
        logic b_plain;
        logic [255:0] b;
        logic [127:0] key;
        logic [CW-1:0] b_ctx;
        logic [1:0] b_keysize;
        logic [PW-1:0] b_pass;
        logic [127:0] a_key;
        assign late_valid[u] = b_valid;
        assign late_ctx[u] = b_ctx;
        assign late_pass[u] = b_pass;
        always_ff @(posedge clk) if (u_valid) a_key <= u_key;
        always_ff @(posedge clk)
          if (a_valid) begin
            if (MAY_SKIP && a_skip) begin
              b <= past(a_block);
              key <= '0;
            end else begin
              b <= sub_b(a);
              key <= a_key;
            end
            b_plain <= a_plain;
            b_ctx <= a_ctx;
            b_keysize <= a_keysize;
            b_pass <= a_pass;
          end
        always_ff @(posedge clk)
          if (b_valid) begin
            block[u] <= mix(b, b_plain) ^ key;
            ctx[u] <= b_ctx;
            keysize[u] <= b_keysize;
            pass[u] <= b_pass;
          end
      end
    end
  end

  wire unused = &{1'b0, again, ctx[UNROLL-1], keysize[UNROLL-1], leaving[UNROLL-1]};
endmodule
