// SPDX-License-Identifier: Apache-2.0
// Types shared by the engine's units.
package kya_pkg;
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
endpackage
