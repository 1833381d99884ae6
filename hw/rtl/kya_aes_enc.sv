// SPDX-License-Identifier: Apache-2.0
// AES encryption, one block a cycle: the cipher of FIPS 197, 5.1 unrolled, a
// stage for each round. Rounds that a short key does not have pass the block
// on. Each stage keeps its round key of every context, so that contexts can be
// written while others are in use. A stage without a block does not switch.
module kya_aes_enc
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

  // SubBytes, ShiftRows and MixColumns (5.1.1 to 5.1.3), the last unless final.
  function automatic logic [127:0] mix(input logic [127:0] s, input logic last);
    logic [15:0] t0, t1, t2, t3;
    mix = '0;
    for (int c = 0; c < 4; c++) begin
      t0 = `KYA_SUB2(s[8*(4*c)+:8]);
      t1 = `KYA_SUB2(s[8*(4*((c+1)%4)+1)+:8]);
      t2 = `KYA_SUB2(s[8*(4*((c+2)%4)+2)+:8]);
      t3 = `KYA_SUB2(s[8*(4*((c+3)%4)+3)+:8]);
      if (last) mix[32*c+:32] = {t3[7:0], t2[7:0], t1[7:0], t0[7:0]};
      else
        mix[32*c+:32] = {
          t0[15:8] ^ t0[7:0] ^ t1[7:0] ^ t2[7:0] ^ t3[15:8],
          t0[7:0] ^ t1[7:0] ^ t2[15:8] ^ t3[15:8] ^ t3[7:0],
          t0[7:0] ^ t1[15:8] ^ t2[15:8] ^ t2[7:0] ^ t3[7:0],
          t0[15:8] ^ t1[15:8] ^ t1[7:0] ^ t2[7:0] ^ t3[7:0]
        };
    end
  endfunction

  for (genvar r = 0; r <= kya_aes_pkg::ROUNDS; r++) begin : g_round
    logic [127:0] rk[NCTX];
    always_ff @(posedge clk) if (rk_we && rk_round == 4'(r)) rk[rk_ctx] <= rk_data;

    if (r == 0) begin : g_first
      always_ff @(posedge clk) begin
        valid[0] <= in_valid && rst_n;
        if (in_valid) begin
          block[0] <= in_block ^ rk[in_ctx];
          ctx[0] <= in_ctx;
          keysize[0] <= in_keysize;
          tag[0] <= in_tag;
        end
      end
    end else begin : g_next
      always_ff @(posedge clk) begin
        valid[r] <= valid[r-1] && rst_n;
        if (valid[r-1]) begin
          if (4'(r) > kya_aes_pkg::rounds(keysize[r-1])) block[r] <= block[r-1];
          else
            block[r] <= mix(block[r-1], 4'(r) == kya_aes_pkg::rounds(keysize[r-1])) ^ rk[ctx[r-1]];
          ctx[r] <= ctx[r-1];
          keysize[r] <= keysize[r-1];
          tag[r] <= tag[r-1];
        end
      end
    end
  end

  wire unused = &{1'b0, ctx[kya_aes_pkg::ROUNDS], keysize[kya_aes_pkg::ROUNDS]};
endmodule
