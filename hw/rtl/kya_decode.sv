// SPDX-License-Identifier: Apache-2.0
// Keeps the entries of the slots, but for the addresses of their data, and decodes them: the first
// step of one as it goes to its slot, all else in the cycle after its context came. There is one of
// each a cycle at most, so the slots share the logic, and a RAM holds the entries.
module kya_decode
#(
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT)
) (
    input  logic          clk,
    input  logic          rst_n,
    input  logic          erase,         // zeroize: forget the entry of a slot
    input  logic [SW-1:0] erase_slot,

    input  logic          alloc,
    input  logic [SW-1:0] alloc_slot,
    input  logic [511:0]  alloc_sqe,
    output logic [ 2:0]   alloc_first,   // kya_pkg::FIRST_*
    output logic          alloc_urgent,

    // The context of a slot: where it is, and that it came.
    input  logic [SW-1:0] ctx_slot,
    output logic [63:0]   ctx_addr,
    input  logic          ctx_done,
    input  logic [12:0]   ctx_ctl,

    // Two cycles after
    output logic          check,
    output logic [SW-1:0] check_slot,
    output logic [kya_pkg::CHECK_BITS-1:0] check_data,
    output logic [127:0]  iv,            // what the chain starts from
    output logic [39:0]   immediate,     // GCM: {payload, AAD} bytes; else ESN

    input  logic [SW-1:0] count_slot,
    output logic [63:0]   hash_count,    // message bytes that count_slot has hashed before
    input  logic [SW-1:0] len_slot,
    output logic [24:0]   dst_len        // bytes that len_slot is to write
);
  // ------------------------------------------------------------ as it is fetched
  function automatic logic [1:0] addr_bits(input logic [63:0] addr);
    addr_bits = {addr != 0, addr[3:0] != 0};
  endfunction

  wire [63:0] alloc_ctx = alloc_sqe[kyanite_regs_pkg::SQE_CTX_LSB+:64];
  wire [7:0] opcode = alloc_sqe[kyanite_regs_pkg::SQE_CTL_OPCODE_LSB+:8];
  wire [5:0] any_flag = {
    alloc_sqe[kyanite_regs_pkg::SQE_CTL_SRC_LIST_LSB], alloc_sqe[kyanite_regs_pkg::SQE_CTL_DST_LIST_LSB],
    alloc_sqe[kyanite_regs_pkg::SQE_CTL_DECRYPT_LSB], alloc_sqe[kyanite_regs_pkg::SQE_CTL_HASH_LOAD_LSB],
    alloc_sqe[kyanite_regs_pkg::SQE_CTL_HASH_STORE_LSB], alloc_sqe[kyanite_regs_pkg::SQE_CTL_ESN_LSB]
  };
  wire reserved_set = alloc_sqe[kyanite_regs_pkg::SQE_CTL_LSB+15+:17] != 0 ||
      alloc_sqe[kyanite_regs_pkg::SQE_AUX_LSB+24+:8] != 0 || alloc_sqe[kyanite_regs_pkg::SQE_LEN_LSB+24+:8] != 0;
  assign alloc_urgent = alloc_sqe[kyanite_regs_pkg::SQE_CTL_URGENT_LSB];
  always_comb begin
    if (reserved_set || opcode > kyanite_regs_pkg::OPCODE_CTX_INVALIDATE ||
        (opcode != kyanite_regs_pkg::OPCODE_CRYPT && any_flag != 0))
      alloc_first = kya_pkg::FIRST_BAD_OPCODE;
    else if (opcode == kyanite_regs_pkg::OPCODE_NOP) alloc_first = kya_pkg::FIRST_NOP;
    else if (alloc_ctx[5:0] != 0) alloc_first = kya_pkg::FIRST_BAD_CONTEXT;
    else if (opcode == kyanite_regs_pkg::OPCODE_CRYPT) alloc_first = kya_pkg::FIRST_CRYPT;
    else alloc_first = kya_pkg::FIRST_INVALIDATE;
  end

  // ----------------------------------------------------------------- the entries
  typedef struct packed {
    logic [127:0] iv;
    logic [31:0]  esn;
    logic [31:0]  nseg;
    logic [23:0]  pay_len;
    logic [7:0]   icv_len;
    logic [15:0]  aad_len;
    logic [1:0]   dst;  // what is to know of the address: not 0, not a list's
    logic [1:0]   src;
    logic [5:0]   flag;
  } entry_t;
  localparam int EW = 250;
  logic [EW-1:0] entries[NSLOT];
  logic [63:0] contexts[NSLOT];
  logic [63:0] counts[NSLOT];
  logic [24:0] lens[NSLOT];
  entry_t fresh, e;
  kya_pkg::check_t c;
  assign fresh.iv = alloc_sqe[kyanite_regs_pkg::SQE_IV_LSB+:128];
  assign fresh.esn = alloc_sqe[kyanite_regs_pkg::SQE_HASH_COUNT_LSB+:32];
  assign fresh.nseg = alloc_sqe[kyanite_regs_pkg::SQE_NSEG_LSB+:32];
  assign fresh.pay_len = alloc_sqe[kyanite_regs_pkg::SQE_LEN_LEN_LSB+:24];
  assign fresh.icv_len = alloc_sqe[kyanite_regs_pkg::SQE_AUX_ICV_LEN_LSB+:8];
  assign fresh.aad_len = alloc_sqe[kyanite_regs_pkg::SQE_AUX_AAD_LEN_LSB+:16];
  assign fresh.dst = addr_bits(alloc_sqe[kyanite_regs_pkg::SQE_DST_LSB+:64]);
  assign fresh.src = addr_bits(alloc_sqe[kyanite_regs_pkg::SQE_SRC_LSB+:64]);
  assign fresh.flag = any_flag;
  wire load_flag = any_flag[2];
  // Zeroize goes over the slots more than once, and by the second time what comes is 0.
  wire [SW-1:0] put_slot = erase ? erase_slot : alloc_slot;
  always_ff @(posedge clk)
    if (alloc || erase) begin
      entries[put_slot] <= fresh;
      contexts[put_slot] <= alloc_ctx;
      counts[put_slot] <= load_flag ? alloc_sqe[kyanite_regs_pkg::SQE_HASH_COUNT_LSB+:64] : '0;
    end
  assign ctx_addr = contexts[ctx_slot];
  assign hash_count = counts[count_slot];
  always_ff @(posedge clk) if (look) lens[look_slot] <= c.dst_len;
  assign dst_len = lens[len_slot];

  // ------------------------------------------------------------- with its context
  logic look;
  logic [SW-1:0] look_slot;
  logic [127:0] first_iv;
  logic [2:0] cipher, hash_alg;
  logic [1:0] keysize;
  logic hmac;
  always_ff @(posedge clk) begin
    look <= ctx_done && rst_n;
    check <= look && rst_n;
    if (ctx_done) begin
      look_slot <= ctx_slot;
      cipher <= ctx_ctl[kyanite_regs_pkg::CTX_CTL_CIPHER_LSB+:3];
      keysize <= ctx_ctl[kyanite_regs_pkg::CTX_CTL_KEYSIZE_LSB+:2];
      hash_alg <= ctx_ctl[kyanite_regs_pkg::CTX_CTL_HASH_LSB+:3];
      hmac <= ctx_ctl[kyanite_regs_pkg::CTX_CTL_HMAC_LSB];
    end
    if (!rst_n) look_slot <= '0;
    e <= entries[ctx_slot];  // in every cycle: it is forgotten as the entry is
    check_slot <= look_slot;
    check_data <= c;
    iv <= first_iv;
    immediate <= gcm ? {pay_len, e.aad_len} : {8'd0, e.esn};
  end

  wire f_src_list = e.flag[5];
  wire f_dst_list = e.flag[4];
  wire f_decrypt = e.flag[3];
  wire f_load = e.flag[2];
  wire f_store = e.flag[1];
  wire f_esn = e.flag[0];
  wire [23:0] pay_len = e.pay_len;

  wire has_cipher = cipher != kyanite_regs_pkg::CIPHER_NONE[2:0];
  wire ecb = cipher == kyanite_regs_pkg::CIPHER_ECB[2:0];
  wire cbc = cipher == kyanite_regs_pkg::CIPHER_CBC[2:0];
  wire ctr = cipher == kyanite_regs_pkg::CIPHER_CTR[2:0];
  wire gcm = cipher == kyanite_regs_pkg::CIPHER_GCM[2:0];
  wire xts = cipher == kyanite_regs_pkg::CIPHER_XTS[2:0];
  wire cmac = hash_alg == kyanite_regs_pkg::HASH_CMAC[2:0];
  wire has_hash = hash_alg != kyanite_regs_pkg::HASH_NONE[2:0];
  wire sha = has_hash && !cmac;

  logic [6:0] digest_size, state_size;
  logic [6:0] block_rest;  // bits of a length that a whole number of blocks has not
  always_comb begin
    state_size = 7'd32;
    block_rest = 7'd63;
    case (hash_alg)
      kyanite_regs_pkg::HASH_SHA1[2:0]: digest_size = 7'd20;
      kyanite_regs_pkg::HASH_SHA224[2:0]: digest_size = 7'd28;
      kyanite_regs_pkg::HASH_SHA256[2:0]: digest_size = 7'd32;
      kyanite_regs_pkg::HASH_SHA384[2:0]: digest_size = 7'd48;
      kyanite_regs_pkg::HASH_SHA512[2:0]: digest_size = 7'd64;
      default: digest_size = 7'd16;  // CMAC, and GCM's tag
    endcase
    if (hash_alg == kyanite_regs_pkg::HASH_SHA384[2:0] || hash_alg == kyanite_regs_pkg::HASH_SHA512[2:0]) begin
      state_size = 7'd64;
      block_rest = 7'd127;
    end else if (cmac) begin
      state_size = 7'd16;
      block_rest = 7'd15;
    end
  end

  wire [6:0] count_rest = f_load ? e.esn[6:0] : '0;
  wire flags_bad = (has_cipher && (f_load || f_store)) || (!has_cipher && f_decrypt) ||
      (f_esn && !(has_cipher && has_hash));
  wire icv_used = gcm || (has_hash && !f_store);
  wire aead = gcm || (has_cipher && has_hash);
  wire len_bad = ((ecb || cbc) && pay_len[3:0] != 0) || (xts && pay_len != 0 && pay_len[23:4] == 0) ||
      (f_store && (pay_len[6:0] & block_rest) != 0) || (sha && (count_rest & block_rest) != 0) ||
      (cmac && f_load && !f_store && pay_len == 0) ||
      (icv_used ? (e.icv_len == 0 || e.icv_len > {1'b0, digest_size}) : e.icv_len != 0) ||
      (!aead && e.aad_len != 0);

  wire [6:0] tail_len = f_store ? state_size : icv_used ? e.icv_len[6:0] : 7'd0;
  wire check_icv = aead && f_decrypt;
  wire [15:0] head_len = f_load ? {9'd0, state_size} : e.aad_len;
  wire [24:0] src_len = {9'd0, head_len} + {1'b0, pay_len} + (check_icv ? {18'd0, tail_len} : 25'd0);
  wire [24:0] to_write = (has_cipher ? {1'b0, pay_len} : 25'd0) + (check_icv ? 25'd0 : {18'd0, tail_len});

  function automatic logic seg_bad(input logic empty, input logic list, input logic [15:0] n,
                                   input logic [1:0] addr);
    if (empty) seg_bad = n != 0;
    else if (list) seg_bad = n == 0 || n > 1024 || addr != 2'b10;
    else seg_bad = n != 1 || !addr[1];
  endfunction

  // Whether the sums are 0, without them.
  wire nothing = !f_load && e.aad_len == 0 && pay_len == 0;  // neither head nor payload
  wire no_tail = !f_store && (!icv_used || e.icv_len[6:0] == 0);
  wire no_src = nothing && (!check_icv || no_tail);
  wire no_dst = (!has_cipher || pay_len == 0) && (check_icv || no_tail);
  wire segs_bad = seg_bad(no_src, f_src_list, e.nseg[15:0], e.src) ||
      seg_bad(no_dst, f_dst_list, e.nseg[31:16], e.dst);

  // XTS steals for a short last block from the whole one before it.
  wire short_end = xts && pay_len[3:0] != 0;

  always_comb begin
    c.status = flags_bad ? kyanite_regs_pkg::STATUS_BAD_OPCODE : len_bad ? kyanite_regs_pkg::STATUS_BAD_LENGTH :
        segs_bad ? kyanite_regs_pkg::STATUS_BAD_SEGMENT : kyanite_regs_pkg::STATUS_OK;
    c.src_len = src_len;
    c.dst_len = to_write;
    c.src_segs = f_src_list ? e.nseg[10:0] : '0;
    c.dst_segs = f_dst_list ? e.nseg[26:16] : '0;
    c.head_len = head_len;
    c.pay_len = pay_len;
    c.tail_len = tail_len;
    c.src_list = f_src_list;
    c.dst_list = f_dst_list;
    c.has_pre = gcm || (xts && pay_len != 0);
    c.has_post = gcm || f_esn || short_end || (has_hash && nothing && !(cmac && f_store));
    c.pay_mode = ecb ? kya_pkg::B_ECB : cbc ? kya_pkg::B_CBC : ctr || gcm ? kya_pkg::B_CTR :
        xts ? kya_pkg::B_XTS : cmac ? kya_pkg::B_MAC : kya_pkg::B_RAW;
    c.post_mode = gcm ? kya_pkg::B_LENGTHS : f_esn ? kya_pkg::B_ESN : xts ? kya_pkg::B_HELD :
        cmac ? kya_pkg::B_MAC : kya_pkg::B_RAW;
    c.keysize = keysize;
    c.hash_alg = hash_alg;
    c.hmac = hmac;
    c.load = f_load;
    c.store = f_store;
    c.cipher = has_cipher;
    c.decrypt = f_decrypt;
    c.gcm = gcm;
    c.xts = xts;
    c.cmac = cmac;
    c.sha = sha;
    c.esn = f_esn;
    c.check_icv = check_icv;
  end

  // GCM's first counter block, CMAC's zero block.
  assign first_iv = cmac ? '0 : gcm ? {32'h01000000, e.iv[95:0]} : e.iv;
endmodule
