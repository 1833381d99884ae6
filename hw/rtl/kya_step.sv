// SPDX-License-Identifier: Apache-2.0
// Makes the steps of the block datapath, from one of a slot its next one. The datapath takes one a
// cycle, of one slot, so there is one maker, and RAMs hold what the requests are and what they are
// at. A slot is told what its next step needs three cycles after the last one was taken.
module kya_step
#(
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT),
    parameter int CW = 3
) (
    input  logic             clk,
    input  logic             rst_n,

    // A new request. No step is taken in this cycle.
    input  logic             check,
    input  logic [SW-1:0]    check_slot,
    input  logic [kya_pkg::CHECK_BITS-1:0] check_data,
    input  logic [CW-1:0]    ctx_entry,   // where its context was found, two cycles before

    // The step of a slot, and whether it is taken
    input  logic [SW-1:0]    slot,
    input  logic             taken,
    output logic [kya_pkg::OP_BITS-1:0] op,

    // Where a request begins in the input ring and the hash's: where its slot's last one ended
    output logic [SW-1:0]    first_slot,
    input  logic [10:0]      first_pos,
    input  logic [ 8:0]      first_hash_pos,

    output logic             told,
    output logic [SW-1:0]    told_slot,
    output logic [10:0]      told_pos,      // where it is in the rings, without the next step
    output logic [10:0]      told_out_pos,
    output logic [ 8:0]      told_hash_pos,
    output logic [kya_pkg::NEED_BITS-1:0] need  // of its next step, kya_pkg::need_t
);
  typedef enum logic [2:0] {P_PRE, P_HEAD, P_PAY, P_POST, P_TAIL, P_END} phase_t;

  // ------------------------------------------------------------ what the requests are
  typedef struct packed {
    logic [15:0] head_len;
    logic [23:0] pay_len;
    logic [6:0]  tail_len;
    logic        has_pre, has_head, has_pay, has_post, has_tail;
    logic [3:0]  pay_mode, post_mode;
    logic [1:0]  keysize;
    logic        store, cipher, decrypt, gcm, xts, cmac, sha, esn, check_icv;
    logic [CW-1:0] entry;
  } request_t;
  localparam int RW = 71 + CW;
  logic [RW-1:0] requests[NSLOT];
  kya_pkg::check_t c;
  assign c = check_data;
  request_t fresh, b;
  logic [CW-1:0] entry0, entry1;
  assign fresh.head_len = c.head_len;
  assign fresh.pay_len = c.pay_len;
  assign fresh.tail_len = c.tail_len;
  assign fresh.has_pre = c.has_pre;
  assign fresh.has_head = c.head_len != 0;
  assign fresh.has_pay = c.pay_len != 0;
  assign fresh.has_post = c.has_post;
  assign fresh.has_tail = c.tail_len != 0;
  assign fresh.pay_mode = c.pay_mode;
  assign fresh.post_mode = c.post_mode;
  assign fresh.keysize = c.keysize;
  assign fresh.store = c.store;
  assign fresh.cipher = c.cipher;
  assign fresh.decrypt = c.decrypt;
  assign fresh.gcm = c.gcm;
  assign fresh.xts = c.xts;
  assign fresh.cmac = c.cmac;
  assign fresh.sha = c.sha;
  assign fresh.esn = c.esn;
  assign fresh.check_icv = c.check_icv;
  assign fresh.entry = entry1;
  always_ff @(posedge clk) begin
    entry0 <= ctx_entry;
    entry1 <= entry0;
    if (check) requests[check_slot] <= fresh;
  end

  // ---------------------------------------------------------- what they are at
  typedef struct packed {
    kya_pkg::blk_op_t op;
    phase_t      phase;
    logic [23:0] left;   // bytes of the phase
    logic [4:0]  bytes;  // of them in the step
    logic        ends;   // it is the last of the phase
    logic        pos;    // what of the positions is not in op
    logic [6:0]  out_pos;
    logic [8:0]  hash_pos;
  } step_t;
  localparam int TW = kya_pkg::OP_BITS + 50;
  logic [TW-1:0] steps[NSLOT];
  step_t asked, was, made;
  assign asked = steps[slot];
  assign op = asked.op;

  // ------------------------------------- a step was taken: phase and place of the next
  logic b_valid, b_first;
  logic [SW-1:0] b_slot;
  always_ff @(posedge clk) begin
    b_valid <= rst_n && (check || taken);
    b_first <= check;
    b_slot <= check ? check_slot : slot;
    was <= asked;
  end
  assign b = requests[b_slot];
  assign first_slot = b_slot;
  wire [4:0] hash_n = !was.op.to_hash ? 5'd0 : was.op.mode == kya_pkg::B_ESN ? 5'd4 : was.op.n;

  // The next phase that has a step.
  wire moves = b_first || was.phase == P_PRE || was.phase == P_POST || was.ends;
  wire by_pre = b_first || was.phase == P_PRE;
  wire by_head = by_pre || was.phase == P_HEAD;
  wire by_pay = by_head || was.phase == P_PAY;
  phase_t b_phase;
  logic [23:0] b_left;
  always_comb begin
    b_phase = was.phase;
    b_left = was.left - {19'd0, was.bytes};
    if (moves) begin
      b_phase = P_END;
      b_left = {17'd0, b.tail_len};
      if (b_first && b.has_pre) b_phase = P_PRE;
      else if (by_pre && b.has_head) begin
        b_phase = P_HEAD;
        b_left = {8'd0, b.head_len};
      end else if (by_head && b.has_pay) begin
        b_phase = P_PAY;
        b_left = b.pay_len;
      end else if (by_pay && b.has_post) b_phase = P_POST;
      else if ((by_pay || was.phase == P_POST) && b.has_tail) b_phase = P_TAIL;
    end
  end

  // --------------------------------------------------------------- the step itself
  logic s_valid;
  logic [SW-1:0] s_slot;
  phase_t phase;
  logic [23:0] left;
  logic [10:0] pos, out_pos;
  logic [8:0] hash_pos;
  wire [3:0] lane = out_pos[3:0];
  request_t r;
  always_ff @(posedge clk) begin
    s_valid <= b_valid && rst_n;
    s_slot <= b_slot;
    phase <= b_phase;
    left <= b_left;
    pos <= b_first ? first_pos : {was.pos, was.op.pos} + {6'd0, was.op.n};
    out_pos <= b_first ? '0 : {was.out_pos, was.op.out_lane} + {6'd0, was.op.out_n};
    hash_pos <= b_first ? first_hash_pos : was.hash_pos + {4'd0, hash_n};
    r <= b;
    if (s_valid) steps[s_slot] <= made;
  end

  // XTS steals for a short last block from the whole one before it.
  wire short_end = r.xts && r.pay_len[3:0] != 0;
  wire steal = short_end && left[23:4] == 20'd1;
  wire splice = short_end && left[23:4] == 20'd0;

  // What is left is hardly ever near: comparisons of 5 bits.
  wire put_tail = phase == P_TAIL && !r.check_icv;
  wire [4:0] room = put_tail ? 5'd16 - {1'b0, lane} : 5'd16;
  wire near = left[23:5] == 0;
  wire [4:0] least = near && left[4:0] < room ? left[4:0] : room;
  wire ends = near && left[4:0] <= room;
  logic [3:0] mode;
  logic [4:0] n, out_n;
  always_comb begin
    n = '0;
    out_n = '0;
    mode = kya_pkg::B_RAW;
    case (phase)
      P_PRE: mode = r.gcm ? kya_pkg::B_J0 : kya_pkg::B_TWEAK;
      P_HEAD: begin
        n = least;
        if (r.cmac) mode = kya_pkg::B_STATE;
      end
      P_PAY: begin
        n = least;
        if (r.cipher) out_n = steal ? '0 : splice ? 5'd16 : least;
        mode = steal ? kya_pkg::B_STEAL : splice ? kya_pkg::B_SPLICE : r.pay_mode;
      end
      P_POST: begin
        mode = r.post_mode;
        if (r.xts) out_n = {1'b0, r.pay_len[3:0]};
      end
      P_TAIL: begin
        if (r.check_icv) n = least;
        else out_n = least;
        mode = kya_pkg::B_TAIL;
      end
      default: ;
    endcase
  end

  wire hashed = phase == P_HEAD || phase == P_PAY || phase == P_POST;
  wire last = phase == P_POST || (!r.esn && ends && (phase == P_PAY || !r.has_pay));
  always_comb begin
    made.phase = phase;
    made.left = left;
    made.bytes = least;
    made.ends = ends;
    made.pos = pos[10];
    made.out_pos = out_pos[10:4];
    made.hash_pos = hash_pos;
    made.op.pos = pos[9:0];
    made.op.n = n;
    made.op.out_n = out_n;
    made.op.out_lane = lane;
    made.op.entry = {{(8 - CW) {1'b0}}, r.entry};
    made.op.keysize = r.keysize;
    made.op.mode = mode;
    made.op.decrypt = r.decrypt;
    made.op.gcm = r.gcm;
    made.op.cmac = r.cmac;
    made.op.last = (r.sha || (r.cmac && !r.store)) && last;
    made.op.to_hash = r.sha && hashed;
    made.op.to_ghash = r.gcm && hashed;
    made.op.compare = phase == P_TAIL && r.check_icv;
    made.op.tail_done = r.tail_len[5:0] - left[5:0];
  end

  kya_pkg::need_t needs;
  always_comb begin
    needs.aes = kya_pkg::both_ways(mode) || mode == kya_pkg::B_CTR || mode == kya_pkg::B_TWEAK ||
        mode == kya_pkg::B_J0 || mode == kya_pkg::B_MAC;
    needs.feeds = kya_pkg::feeds(mode, r.decrypt);
    needs.ring = phase == P_HEAD || phase == P_PAY || (phase == P_TAIL && r.check_icv);
    needs.hash = made.op.to_hash;
    // GCM's first block of AES keeps GHASH's beat: where that is two cycles, one in between would come back
    // to the pipe's entry in place of a block for both.
    needs.ghash = made.op.to_ghash || mode == kya_pkg::B_J0;
    needs.tail = phase == P_TAIL;
    needs.none = phase == P_END;
  end
  assign told = s_valid;
  assign told_slot = s_slot;
  assign told_pos = pos;
  assign told_out_pos = out_pos;
  assign told_hash_pos = hash_pos;
  assign need = needs;
  wire unused = &{1'b0, c, r};
endmodule
