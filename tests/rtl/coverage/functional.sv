// SPDX-License-Identifier: Apache-2.0
// What requests there have to be: what a slot did when it is done.
module kya_slot_cover (
    input logic clk,
    input logic done,
    input logic crypt,
    input logic [2:0] status,
    input logic ended,             // what has left the slot
    input logic [2:0] end_status,
    input logic [2:0] cipher, hash_alg,
    input logic [1:0] keysize,
    input logic hmac, f_decrypt, f_load, f_store, f_esn, f_src_list, f_dst_list,
    input logic [23:0] pay_len,
    input logic [15:0] aad_len
);
  wire good = done && crypt && status == kyanite_regs_pkg::STATUS_OK[2:0];
  wire wrong_icv = done && status == kyanite_regs_pkg::STATUS_AUTH_FAIL[2:0];

  for (genvar s = 0; s < 8; s++) begin : g_status
    cover property (@(posedge clk) ended && end_status == 3'(s));
  end
  // Of points at one line the index of the innermost block alone tells which is which, so that no
  // loop has another in it. ECB, CBC, CTR, GCM, XTS alone: key sizes, directions.
  for (genvar i = 0; i < 30; i++) begin : g_key
    cover property (@(posedge clk) good && cipher == 3'(i / 6 + 1) && hash_alg == 0 && keysize == 2'(i % 6 / 2) &&
                    f_decrypt == 1'(i % 2));
  end
  // None, one and many blocks.
  for (genvar c = 1; c < 6; c++) begin : g_blocks
    cover property (@(posedge clk) good && cipher == 3'(c) && pay_len == 0);
    cover property (@(posedge clk) good && cipher == 3'(c) && pay_len == 16);
    cover property (@(posedge clk) good && cipher == 3'(c) && pay_len > 4096);
  end
  // CTR, GCM, XTS with each rest of a block.
  for (genvar i = 0; i < 45; i++) begin : g_rest
    cover property (@(posedge clk) good && cipher == 3'(i / 15 + 3) && pay_len > 16 && pay_len[3:0] == 4'(i % 15 + 1));
  end
  // SHA-1, SHA-224, SHA-256, SHA-384, SHA-512 alone: HMAC, state loaded, state stored.
  for (genvar i = 0; i < 40; i++) begin : g_hash
    cover property (@(posedge clk) good && cipher == 0 && hash_alg == 3'(i / 8 + 1) && {hmac, f_load, f_store} == 3'(i % 8));
  end
  // ECB, CBC, CTR and HMAC: direction, extended sequence number.
  for (genvar i = 0; i < 60; i++) begin : g_both
    cover property (@(posedge clk) good && cipher == 3'(i / 20 + 1) && hash_alg == 3'(i / 4 % 5 + 1) &&
                    {f_decrypt, f_esn} == 2'(i % 4));
  end
  for (genvar i = 0; i < 15; i++) begin : g_wrong
    cover property (@(posedge clk) wrong_icv && cipher == 3'(i / 5 + 1) && hash_alg == 3'(i % 5 + 1));
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

// What each slot has, as its entry was decoded, to its end.
module kya_engine_cover #(
    parameter int NSLOT = 8,
    parameter int SW = 3
) (
    input logic clk,
    input logic check,
    input logic [SW-1:0] check_slot,
    input logic [kya_pkg::CHECK_BITS-1:0] check_data,
    input logic [2:0] cipher,
    input logic alloc_any,
    input logic [SW-1:0] alloc_slot,
    input logic [2:0] alloc_first,
    input logic [NSLOT-1:0] done,
    input logic [NSLOT-1:0][2:0] status,
    input logic [NSLOT-1:0] ended,
    input logic [NSLOT-1:0][2:0] end_status
);
  kya_pkg::check_t c;
  assign c = check_data;
  for (genvar g = 0; g < NSLOT; g++) begin : g_slot
    kya_pkg::check_t of;
    logic [2:0] of_cipher;
    logic crypt;
    always_ff @(posedge clk) begin
      if (alloc_any && alloc_slot == SW'(g)) begin
        crypt <= alloc_first == kya_pkg::FIRST_CRYPT;
        of <= '0;
      end
      if (check && check_slot == SW'(g)) begin
        of <= c;
        of_cipher <= cipher;
      end
    end
    kya_slot_cover covers (
        .clk, .done(done[g]), .crypt, .status(status[g]), .ended(ended[g]), .end_status(end_status[g]), .cipher(of_cipher), .hash_alg(of.hash_alg),
        .keysize(of.keysize), .hmac(of.hmac), .f_decrypt(of.decrypt), .f_load(of.load), .f_store(of.store),
        .f_esn(of.esn), .f_src_list(of.src_list), .f_dst_list(of.dst_list), .pay_len(of.pay_len),
        .aad_len(of.load ? '0 : of.head_len));
    wire unused = &{1'b0, of};
  end
endmodule

bind kya_engine kya_engine_cover #(.NSLOT(NSLOT), .SW(SW)) covers (
    .clk, .check, .check_slot, .check_data, .cipher(decode.cipher), .alloc_any, .alloc_slot,
    .alloc_first, .done(s_done), .status(s_status), .ended(a_done), .end_status(a_status));
