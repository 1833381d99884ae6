// SPDX-License-Identifier: Apache-2.0
// What requests there have to be: what a slot did when it is done.
module kya_slot_cover (
    input logic clk,
    input logic done,
    input logic [7:0] opcode, status,
    input logic [2:0] cipher, hash_alg,
    input logic [1:0] keysize,
    input logic hmac, f_decrypt, f_load, f_store, f_esn, f_src_list, f_dst_list,
    input logic [23:0] pay_len,
    input logic [15:0] aad_len
);
  wire good = done && opcode == kyanite_regs_pkg::OPCODE_CRYPT && status == kyanite_regs_pkg::STATUS_OK;
  wire wrong_icv = done && status == kyanite_regs_pkg::STATUS_AUTH_FAIL;

  for (genvar s = 0; s < 8; s++) begin : g_status
    cover property (@(posedge clk) done && status == 8'(s));
  end
  // ECB, CBC, CTR, GCM, XTS alone.
  for (genvar c = 1; c < 6; c++) begin : g_cipher
    for (genvar i = 0; i < 6; i++) begin : g_key
      cover property (@(posedge clk) good && cipher == c && hash_alg == 0 && keysize == 2'(i / 2) &&
                      f_decrypt == 1'(i));
    end
    // None, one and many blocks.
    cover property (@(posedge clk) good && cipher == c && pay_len == 0);
    cover property (@(posedge clk) good && cipher == c && pay_len == 16);
    cover property (@(posedge clk) good && cipher == c && pay_len > 4096);
  end
  for (genvar r = 1; r < 16; r++) begin : g_rest
    for (genvar c = 3; c < 6; c++) begin : g_cipher
      cover property (@(posedge clk) good && cipher == c && pay_len > 16 && pay_len % 16 == r);
    end
  end
  // SHA-1, SHA-224, SHA-256, SHA-384, SHA-512 alone: HMAC, state loaded, state stored.
  for (genvar h = 1; h < 6; h++) begin : g_hash
    for (genvar i = 0; i < 8; i++) begin : g_flags
      cover property (@(posedge clk) good && cipher == 0 && hash_alg == h && {hmac, f_load, f_store} == 3'(i));
    end
    // With a cipher and HMAC: direction, extended sequence number.
    for (genvar c = 1; c < 4; c++) begin : g_cipher
      for (genvar i = 0; i < 4; i++) begin : g_flags
        cover property (@(posedge clk) good && cipher == c && hash_alg == h && {f_decrypt, f_esn} == 2'(i));
      end
      cover property (@(posedge clk) wrong_icv && cipher == c && hash_alg == h);
    end
  end
  for (genvar i = 0; i < 12; i++) begin : g_cmac
    cover property (@(posedge clk) good && cipher == 0 && hash_alg == 6 && {f_load, f_store} == 2'(i % 4) &&
                    keysize == 2'(i / 4));
  end
  cover property (@(posedge clk) wrong_icv && cipher == 4);
  for (genvar i = 0; i < 4; i++) begin : g_lists
    cover property (@(posedge clk) good && {f_src_list, f_dst_list} == 2'(i));
  end
  cover property (@(posedge clk) good && cipher == 4 && aad_len == 0 && pay_len != 0);
  cover property (@(posedge clk) good && cipher == 4 && aad_len > 255 && pay_len == 0);
endmodule

bind kya_slot kya_slot_cover covers (
    .clk, .done, .opcode, .status, .cipher, .hash_alg, .keysize, .hmac, .f_decrypt, .f_load, .f_store,
    .f_esn, .f_src_list, .f_dst_list, .pay_len, .aad_len);
