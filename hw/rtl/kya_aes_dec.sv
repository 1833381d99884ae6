// SPDX-License-Identifier: Apache-2.0
// AES decryption, one block a cycle: the straight inverse cipher of FIPS 197,
// 5.3, with the round keys of encryption in reverse. Built like kya_aes_enc;
// the stages of rounds that a short key does not have come first.
module kya_aes_dec
#(
    parameter int NCTX = 8,
    parameter int CW = $clog2(NCTX),
    parameter int TW = 16
) (
    input  logic          clk,
    input  logic          rst_n,
    input  logic          rk_we,
    input  logic [CW-1:0] rk_ctx,
    input  logic [   3:0] rk_round,
    input  logic [ 127:0] rk_data,
    input  logic          in_valid,
    input  logic [ 127:0] in_block,
    input  logic [CW-1:0] in_ctx,
    input  logic [   1:0] in_keysize,
    input  logic [TW-1:0] in_tag,
    output logic          out_valid,
    output logic [ 127:0] out_block,
    output logic [TW-1:0] out_tag
);
  logic [kya_aes_pkg::LATENCY-1:0] valid;
  logic [127:0] block[kya_aes_pkg::LATENCY];
  logic [CW-1:0] ctx[kya_aes_pkg::LATENCY];
  logic [1:0] keysize[kya_aes_pkg::LATENCY];
  logic [TW-1:0] tag[kya_aes_pkg::LATENCY];
  assign out_valid = valid[kya_aes_pkg::ROUNDS];
  assign out_block = block[kya_aes_pkg::ROUNDS];
  assign out_tag = tag[kya_aes_pkg::ROUNDS];

  // InvShiftRows and InvSubBytes (5.3.1, 5.3.2).
  function automatic logic [127:0] unsub(input logic [127:0] s);
    for (int c = 0; c < 4; c++)
      for (int i = 0; i < 4; i++)
        unsub[8*(4*c+i)+:8] = `KYA_UNSUB(s[8*(4*((c+4-i)%4)+i)+:8]);
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

  function automatic logic absent(input logic [1:0] size, input logic [3:0] round);
    absent = round > kya_aes_pkg::rounds(size);
  endfunction

  for (genvar k = 0; k <= kya_aes_pkg::ROUNDS; k++) begin : g_round
    localparam int R = kya_aes_pkg::ROUNDS - k;
    localparam logic [3:0] ROUND = 4'(R);
    logic [127:0] rk[NCTX];
    always_ff @(posedge clk) if (rk_we && rk_round == 4'(R)) rk[rk_ctx] <= rk_data;

    if (k == 0) begin : g_first
      always_ff @(posedge clk) begin
        valid[0] <= in_valid && rst_n;
        if (in_valid) begin
          block[0] <= ROUND == kya_aes_pkg::rounds(in_keysize) ? in_block ^ rk[in_ctx] : in_block;
          ctx[0] <= in_ctx;
          keysize[0] <= in_keysize;
          tag[0] <= in_tag;
        end
      end
    end else begin : g_next
      always_ff @(posedge clk) begin
        valid[k] <= valid[k-1] && rst_n;
        if (valid[k-1]) begin
          if (R == 0) block[k] <= unsub(block[k-1]) ^ rk[ctx[k-1]];
          else if (absent(keysize[k-1], ROUND)) block[k] <= block[k-1];
          else if (ROUND == kya_aes_pkg::rounds(keysize[k-1])) block[k] <= block[k-1] ^ rk[ctx[k-1]];
          else block[k] <= unmix(unsub(block[k-1]) ^ rk[ctx[k-1]]);
          ctx[k] <= ctx[k-1];
          keysize[k] <= keysize[k-1];
          tag[k] <= tag[k-1];
        end
      end
    end
  end

  wire unused = &{1'b0, ctx[kya_aes_pkg::ROUNDS], keysize[kya_aes_pkg::ROUNDS]};
endmodule
