// SPDX-License-Identifier: Apache-2.0
// Types shared by the engine's units.
package kya_pkg;
  // Which bit of 64 is set, if one is.
  function automatic logic [5:0] index(input logic [63:0] one);
    index = {
      |one[63:32], |(one & 64'hffff0000ffff0000), |(one & 64'hff00ff00ff00ff00), |(one & 64'hf0f0f0f0f0f0f0f0),
      |(one & 64'hcccccccccccccccc), |(one & 64'haaaaaaaaaaaaaaaa)
    };
  endfunction

  // Which bit is the lowest that is set.
  function automatic logic [5:0] lowest(input logic [63:0] some);
    lowest = index(some & (~some + 1'b1));
  endfunction

  // Kinds of read; with the slot they make the AXI ID, so that beats of one
  // slot and kind return in order and others may overtake.
  localparam logic [2:0] RD_SQE = 3'd0;
  localparam logic [2:0] RD_CTX = 3'd1;
  localparam logic [2:0] RD_DATA = 3'd2;
  localparam logic [2:0] RD_SRC_LIST = 3'd3;
  localparam logic [2:0] RD_DST_LIST = 3'd4;

  // What the block datapath does with a step.
  localparam logic [3:0] B_RAW = 4'd0;     // no AES: AAD, or data that is only hashed
  localparam logic [3:0] B_ECB = 4'd1;
  localparam logic [3:0] B_CBC = 4'd2;
  localparam logic [3:0] B_CTR = 4'd3;     // and GCM's payload
  localparam logic [3:0] B_XTS = 4'd4;
  localparam logic [3:0] B_STEAL = 4'd5;   // XTS: last whole block before a short one, held
  localparam logic [3:0] B_SPLICE = 4'd6;  // XTS: the short block and what it steals
  localparam logic [3:0] B_HELD = 4'd7;    // XTS: what is left of the held block goes out
  localparam logic [3:0] B_TWEAK = 4'd8;   // XTS: the first tweak
  localparam logic [3:0] B_J0 = 4'd9;      // GCM: the mask of the tag, held
  localparam logic [3:0] B_MAC = 4'd10;    // CMAC
  localparam logic [3:0] B_STATE = 4'd11;  // CMAC: the chain goes on from here
  localparam logic [3:0] B_LENGTHS = 4'd12;  // GCM: GHASH's last block
  localparam logic [3:0] B_ESN = 4'd13;    // four bytes of the entry to the hash
  localparam logic [3:0] B_TAIL = 4'd14;   // digest, state or ICV

  // Steps that decrypt if their request does. Others encrypt, or take no AES.
  function automatic logic both_ways(input logic [3:0] mode);
    both_ways = mode == B_ECB || mode == B_CBC || mode == B_XTS || mode == B_STEAL || mode == B_SPLICE;
  endfunction

  // Steps whose chain value the next one needs.
  function automatic logic feeds(input logic [3:0] mode, input logic decrypt);
    feeds = mode == B_MAC || mode == B_TWEAK || mode == B_STEAL || (mode == B_CBC && !decrypt);
  endfunction

  // One step of the block datapath: up to 16 bytes of one slot.
  typedef struct packed {
    logic [9:0] pos;        // first byte in the input ring
    logic [4:0] n;          // bytes of the input ring that count, 0 to 16
    logic [4:0] out_n;      // bytes for the output ring
    logic [3:0] out_lane;   // the first of them within its 16-byte row
    logic [7:0] entry;      // context entry
    logic [1:0] keysize;
    logic [3:0] mode;       // B_*
    logic       decrypt;
    logic       gcm;        // the counter has 32 bits; the tail is a tag
    logic       cmac;       // the tail is the chain
    logic       last;       // of a hash or CMAC
    logic       to_hash;    // ciphertext, or data that is only hashed
    logic       to_ghash;
    logic       compare;    // input bytes must equal the digest's
    logic [5:0] tail_done;  // digest bytes already used
  } blk_op_t;
  localparam int OP_BITS = 51;  // of blk_op_t; ports are plain vectors, as Yosys wants them

  // The 32 bytes of a row, turned: byte i comes from byte i + n. In stages, which take one
  // multiplexer of a bit each; a shift of two rows would take twice as many.
  function automatic logic [255:0] turn_row(input logic [255:0] row, input logic [4:0] n);
    turn_row = row;
    if (n[4]) turn_row = {turn_row[127:0], turn_row[255:128]};
    if (n[3]) turn_row = {turn_row[63:0], turn_row[255:64]};
    if (n[2]) turn_row = {turn_row[31:0], turn_row[255:32]};
    if (n[1]) turn_row = {turn_row[15:0], turn_row[255:16]};
    if (n[0]) turn_row = {turn_row[7:0], turn_row[255:8]};
  endfunction

  // Where in the bank of even rows this row or the next one is: half of what is rounded up. No carry chain.
  function automatic logic [3:0] even_row(input logic [4:0] row);
    even_row = {row[4] ^ (&row[3:0]), row[3] ^ (&row[2:0]), row[2] ^ (&row[1:0]), row[1] ^ row[0]};
  endfunction

  // Bits 0 to n - 1. A shift of a constant, which is less than comparisons or a subtraction.
  function automatic logic [63:0] below(input logic [5:0] n);
    below = ~(~64'd0 << n);
  endfunction

  // What a step waits for, and what it does to the next.
  typedef struct packed {
    logic none;   // there is no step any more
    logic aes;    // it takes a place in the AES pipeline
    logic ring;   // it takes bytes of the input ring
    logic hash;   // it has bytes for the hash
    logic ghash;  // and GHASH can take a block
    logic tail;   // it has or checks the digest
    logic feeds;  // its chain value is for the next one
  } need_t;
  localparam int NEED_BITS = 7;

  // What a slot does with its entry first.
  localparam logic [2:0] FIRST_NOP = 3'd0;
  localparam logic [2:0] FIRST_CRYPT = 3'd1;
  localparam logic [2:0] FIRST_INVALIDATE = 3'd2;
  localparam logic [2:0] FIRST_BAD_OPCODE = 3'd3;
  localparam logic [2:0] FIRST_BAD_CONTEXT = 3'd4;

  // All else about a request, when its context is there.
  typedef struct packed {
    logic [7:0]  status;     // of an entry that is not done
    logic [24:0] src_len;    // bytes of the streams
    logic [24:0] dst_len;
    logic [10:0] src_segs;   // segments of a list; 0: one segment, which the entry holds
    logic [10:0] dst_segs;
    logic [15:0] head_len;   // of a loaded state or AAD
    logic [23:0] pay_len;
    logic [6:0]  tail_len;   // of digest, state or ICV
    logic        src_list;
    logic        dst_list;
    logic        has_pre;    // whether the phases have a step
    logic        has_post;
    logic [3:0]  pay_mode;   // B_*
    logic [3:0]  post_mode;
    logic [1:0]  keysize;
    logic [2:0]  hash_alg;
    logic        hmac;
    logic        load;
    logic        store;
    logic        cipher;
    logic        decrypt;
    logic        gcm;
    logic        xts;
    logic        cmac;
    logic        sha;
    logic        esn;
    logic        check_icv;
  } check_t;
  localparam int CHECK_BITS = 155;
endpackage
