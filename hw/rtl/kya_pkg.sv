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

  // One step of the block datapath: up to 16 bytes of one slot.
  typedef struct packed {
    logic [9:0] pos;        // first byte in the input ring
    logic [4:0] n;          // bytes, 0 to 16
    logic [7:0] entry;      // context entry
    logic [1:0] keysize;
    logic [1:0] cipher;     // NONE: no AES for this block
    logic       decrypt;
    logic       to_out;     // result goes to the output ring
    logic       to_hash;    // ciphertext, or data that is only hashed
    logic       hash_last;
    logic       tail;       // digest, state or ICV: data is the slot's digest
    logic       compare;    // input bytes must equal the digest's
    logic [5:0] tail_done;  // digest bytes already used
    logic [3:0] out_lane;   // first byte within its 16-byte row of the output ring
  } blk_op_t;
  localparam int OP_BITS = 43;  // of blk_op_t; ports are plain vectors, as Yosys wants them
endpackage
