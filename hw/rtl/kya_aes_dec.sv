// SPDX-License-Identifier: Apache-2.0
// AES decryption, up to one block a cycle: the straight inverse cipher of FIPS 197, 5.3, with
// the round keys of encryption in reverse. Built like kya_aes_enc; the rounds that a short key
// does not have come first.
module kya_aes_dec
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

  // InvShiftRows and InvSubBytes (5.3.1, 5.3.2), in two steps.
  function automatic logic [191:0] unsub_a(input logic [127:0] s);
    for (int c = 0; c < 4; c++)
      for (int i = 0; i < 4; i++)
        unsub_a[12*(4*c+i)+:12] = `KYA_UNSUB_A(s[8*(4*((c+4-i)%4)+i)+:8]);
  endfunction

  function automatic logic [127:0] unsub_b(input logic [191:0] t);
    for (int i = 0; i < 16; i++) unsub_b[8*i+:8] = `KYA_UNSUB_B(t[12*i+:12]);
  endfunction

  // InvShiftRows alone, before S-boxes in block RAMs.
  function automatic logic [127:0] unshift_rows(input logic [127:0] s);
    for (int c = 0; c < 4; c++)
      for (int i = 0; i < 4; i++) unshift_rows[8*(4*c+i)+:8] = s[8*(4*((c+4-i)%4)+i)+:8];
  endfunction

  function automatic logic [31:0] turn(input logic [31:0] w, input int bytes);
    turn = (w >> 8 * bytes) | (w << 8 * (4 - bytes));
  endfunction

  // InvMixColumns (5.3.3) as MixColumns of a column to which 4 (a_i + a_i+2)
  // was added: the product of the two polynomials.
  function automatic logic [127:0] unmix(input logic [127:0] s);
    logic [31:0] w, w2;
    for (int c = 0; c < 4; c++) begin
      w = s[32*c+:32];
      w = w ^ kya_aes_pkg::xtime(kya_aes_pkg::xtime(w ^ turn(w, 2)));
      w2 = kya_aes_pkg::xtime(w);
      unmix[32*c+:32] = w2 ^ turn(w2, 1) ^ turn(w, 1) ^ turn(w, 2) ^ turn(w, 3);
    end
  endfunction

  // The second half of the S-boxes, or s past them, and AddRoundKey.
  function automatic logic [127:0] keyed(input logic skip, input logic [127:0] s,
                                         input logic [191:0] t, input logic [127:0] key);
    keyed = (skip ? s : unsub_b(t)) ^ key;
  endfunction

  // Whether a key of this size has no such round.
  function automatic logic beyond(input logic [3:0] round, input logic [1:0] size);
    beyond = round > kya_aes_pkg::rounds(size);
  endfunction

  // Whether a unit does the round, and in which pass.
  function automatic logic has(input logic [3:0] round, input int unit);
    has = 1'b0;
    for (int p = 0; p < PASSES; p++)
      if (round == 4'(kya_aes_pkg::ROUNDS - 1 - unit - p * UNROLL)) has = 1'b1;
  endfunction

  function automatic logic [PW-1:0] pass_of(input logic [3:0] round, input int unit);
    pass_of = '0;
    for (int p = 0; p < PASSES; p++)
      if (round == 4'(kya_aes_pkg::ROUNDS - 1 - unit - p * UNROLL)) pass_of = PW'(p);
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
  logic [127:0] rk14[NCTX];
  wire longest = kya_aes_pkg::rounds(in_keysize) == 4'(kya_aes_pkg::ROUNDS);
  wire [127:0] entering = longest ? in_block ^ rk14[in_ctx] : in_block;
  always_ff @(posedge clk) begin
    if (rk_we && rk_round == 4'(kya_aes_pkg::ROUNDS)) rk14[rk_ctx] <= rk_data;
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

    localparam int FIRST = kya_aes_pkg::ROUNDS - 1 - u;  // the round in the first pass
    wire [3:0] round = PASSES == 1 ? 4'(FIRST) : 4'(FIRST - 32'(u_pass) * UNROLL);
    wire absent = beyond(round, u_keysize);
    wire skip = beyond(round + 1'b1, u_keysize);  // the first round has no S-boxes
    localparam bit MAY_SKIP = PASSES > 1 || FIRST >= 10;

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
      logic [127:0] unsubbed;
      if (ROM != 0) begin : g_rom
        wire [127:0] p_block = u > 0 ? leaving[u > 0 ? u - 1 : 0] : late_again ? leaving[UNROLL-1] : entering;
        wire [127:0] shifted = unshift_rows(p_block);
        for (genvar i = 0; i < 8; i++) begin : g_box
          kya_aes_sbox #(.INVERSE(1)) boxes (.clk, .en(p_valid), .x(shifted[16*i+:16]), .y(unsubbed[16*i+:16]));
        end
      end else begin : g_logic
        assign unsubbed = unsub_b(unsub_a(u_block));
      end
      assign leaving[u] = MAY_SKIP && absent ? u_block : MAY_SKIP && skip ? u_block ^ u_key :
          round == 0 ? unsubbed ^ u_key : unmix(unsubbed ^ u_key);
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
      logic [191:0] a;
      logic [127:0] a_block, a_key;
      logic [CW-1:0] a_ctx;
      logic [1:0] a_keysize;
      logic [PW-1:0] a_pass;
      always_ff @(posedge clk)
        if (u_valid) begin
          if (MAY_SKIP && skip) a <= '0;
          else a <= unsub_a(u_block);
          if (MAY_SKIP && absent) a_key <= '0;
          else a_key <= u_key;
          a_block <= u_block;
          a_skip <= skip;
          a_plain <= skip || round == 0;
          a_ctx <= u_ctx;
          a_keysize <= u_keysize;
          a_pass <= u_pass;
        end

      if (STAGES == 2) begin : g_2
        assign late_valid[u] = a_valid;
        assign late_ctx[u] = a_ctx;
        assign late_pass[u] = a_pass;
        always_ff @(posedge clk)
          if (a_valid) begin
            block[u] <= a_plain ? keyed(MAY_SKIP && a_skip, a_block, a, a_key) :
                unmix(keyed(MAY_SKIP && a_skip, a_block, a, a_key));
            ctx[u] <= a_ctx;
            keysize[u] <= a_keysize;
            pass[u] <= a_pass;
          end
      end else begin : g_3
        wire b_valid = valid[u*STAGES+1];
        logic b_plain;
        logic [127:0] b;
        logic [CW-1:0] b_ctx;
        logic [1:0] b_keysize;
        logic [PW-1:0] b_pass;
        assign late_valid[u] = b_valid;
        assign late_ctx[u] = b_ctx;
        assign late_pass[u] = b_pass;
        always_ff @(posedge clk)
          if (a_valid) begin
            b <= keyed(MAY_SKIP && a_skip, a_block, a, a_key);
            b_plain <= a_plain;
            b_ctx <= a_ctx;
            b_keysize <= a_keysize;
            b_pass <= a_pass;
          end
        always_ff @(posedge clk)
          if (b_valid) begin
            block[u] <= b_plain ? b : unmix(b);
            ctx[u] <= b_ctx;
            keysize[u] <= b_keysize;
            pass[u] <= b_pass;
          end
      end
    end
  end

  wire unused = &{1'b0, again, ctx[UNROLL-1], keysize[UNROLL-1], leaving[UNROLL-1]};
endmodule
