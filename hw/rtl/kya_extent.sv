// SPDX-License-Identifier: Apache-2.0
// Where the slots are in their sources, or destinations: the next address and that of the list's next
// entry, bytes that are left of the segment and of all, segments that are left, the position in the
// ring. A RAM holds it, since it changes for one
// slot at a time: with the entry, a burst that was granted or a segment of a list. What the slot may
// ask for then it is told four cycles later, or six if where the burst will end has to be known;
// until then it does not ask.
module kya_extent
#(
    parameter int NSLOT = 8,
    parameter bit ENDS = 0,     // told_end is needed
    parameter int SW = $clog2(NSLOT)
) (
    input  logic             clk,
    input  logic             rst_n,

    // A new request; no other in the next cycle
    input  logic             check,
    input  logic [SW-1:0]    check_slot,
    input  logic             check_list,
    input  logic [24:0]      check_len,
    input  logic [10:0]      check_segs,
    input  logic [10:0]      first_pos,   // where it begins in the ring, in the cycle after

    // A segment: of the new request, before its check, or of its list, before it has moved
    input  logic             put,
    input  logic             put_first,   // the request's; of a list it is the list itself
    input  logic [SW-1:0]    put_slot,
    input  logic [63:0]      put_addr,
    input  logic [23:0]      put_len,

    input  logic [NSLOT-1:0] moved,       // its burst was granted, or it has the next segment

    output logic             told,
    output logic [SW-1:0]    told_slot,
    output logic [10:0]      told_pos,    // where it is in the ring, if told four cycles later,
    output logic [10:0]      told_end,    // and would be with the burst, if six
    output logic             want,        // a burst is to be had,
    output logic             want_list,   // or the list's next entry,
    output logic             too_short,   // which there is not

    // These move before a slot is told: it has to have moved by then
    output logic             pos_moves,
    output logic [SW-1:0]    pos_slot,
    output logic [10:0]      pos,
    output logic             end_moves,
    output logic [SW-1:0]    end_slot,
    output logic [10:0]      ends,

    // The burst that may be next, and whether it is
    input  logic [SW-1:0]    burst_slot,
    input  logic             granted,
    output logic [63:0]      burst_addr,
    output logic [ 8:0]      burst,
    output logic [ 9:0]      burst_pos,
    input  logic [SW-1:0]    list_slot,
    output logic [59:0]      list,        // where its list is, in entries,
    output logic [ 9:0]      list_index,  // and the next of them
    input  logic [SW-1:0]    left_slot,
    output logic [24:0]      left
);
  // ------------------------------------------------------------ choose a slot
  logic [NSLOT-1:0] todo;
  logic [SW-1:0] next;
  assign next = SW'(kya_pkg::lowest(64'(todo)));
  logic a_valid, a_first, a_list;
  logic [SW-1:0] a_slot;
  logic [24:0] a_len;
  logic [10:0] a_segs;
  always_ff @(posedge clk) begin
    a_valid <= rst_n && (check || todo != 0);
    a_first <= check;
    a_slot <= check ? check_slot : next;
    a_list <= check_list;
    a_len <= check_len;
    a_segs <= check_segs;
    for (int i = 0; i < NSLOT; i++) todo[i] <= rst_n && (moved[i] || (todo[i] && (check || next != SW'(i))));
  end

  // ----------------------------------------------------------- move it on
  logic [31:0] segments[NSLOT];
  logic [9:0] indices[NSLOT];  // of the list's next entry
  logic [24:0] rems[NSLOT];
  logic [24:0] lefts[NSLOT];
  logic [10:0] segs[NSLOT];
  logic [7:0] lows[NSLOT];
  logic [10:0] places[NSLOT];
  logic [10:0] goals[NSLOT];  // the ring's position behind the burst
  // Whether there is a burst, and what; without one the slot can only have moved to a new segment.
  logic [9:0] bursts[NSLOT];
  wire [7:0] seg_low = segments[a_slot][31:24];
  wire [23:0] seg_len = segments[a_slot][23:0];
  logic a_wants;
  logic [8:0] a_burst;
  assign {a_wants, a_burst} = bursts[a_slot];
  wire a_dry = !a_wants;
  logic b_valid;
  logic [SW-1:0] b_slot;
  logic [24:0] b_rem, b_left;
  logic [10:0] b_segs, b_pos;
  logic [9:0] b_index;
  logic [7:0] b_low;
  logic b_begins;  // the segment
  always_ff @(posedge clk) begin
    if (put) segments[put_slot] <= {put_addr[7:0], put_len};
    b_valid <= a_valid && rst_n;
    b_slot <= a_slot;
    b_rem <= a_first ? (a_list ? '0 : a_len) : a_dry ? {1'b0, seg_len} : rems[a_slot] - {16'd0, a_burst};
    b_left <= a_first ? a_len : lefts[a_slot] - {16'd0, a_burst};
    b_segs <= a_first ? a_segs : segs[a_slot] - {10'd0, a_dry};
    b_index <= a_first ? '0 : indices[a_slot] + {9'd0, a_dry};
    b_begins <= a_first || a_dry;
    b_pos <= a_first ? first_pos : goals[a_slot];
    b_low <= a_first || a_dry ? seg_low : lows[a_slot] + a_burst[7:0];
    if (b_valid) begin
      rems[b_slot] <= b_rem;
      lefts[b_slot] <= b_left;
      segs[b_slot] <= b_segs;
      lows[b_slot] <= b_low;
      indices[b_slot] <= b_index;
      places[b_slot] <= {b_begins, b_pos[9:0]};
    end
  end

  // ------------------------------------------------- the burst: up to 256 bytes
  wire rem_far = b_rem[24:8] != 0;
  wire left_far = b_left[24:8] != 0;
  wire rem_first = !rem_far && (left_far || b_rem[7:0] < b_left[7:0]);
  logic c_valid, c_want, c_list, c_short;
  logic [SW-1:0] c_slot;
  logic [7:0] c_low;
  logic [10:0] c_pos;
  logic [8:0] c_most;  // of the segment and of all
  always_ff @(posedge clk) begin
    c_valid <= b_valid && rst_n;
    c_slot <= b_slot;
    c_low <= b_low;
    c_pos <= b_pos;
    c_most <= rem_far && left_far ? 9'd256 : {1'b0, rem_first ? b_rem[7:0] : b_left[7:0]};
    c_want <= b_rem != 0 && b_left != 0;
    c_list <= b_rem == 0 && b_left != 0 && b_segs != 0;
    c_short <= b_rem == 0 && b_left != 0 && b_segs == 0;
  end

  // None goes past a multiple of 256 bytes.
  wire [8:0] c_end = {1'b0, c_low} + c_most;
  wire [8:0] c_burst = c_end[8] ? 9'd256 - {1'b0, c_low} : c_most;
  logic d_valid, d_want, d_list, d_short, e_valid, e_want, e_list, e_short;
  logic [SW-1:0] d_slot, e_slot;
  logic [10:0] d_pos;
  logic [8:0] d_burst;
  wire [10:0] d_end = d_pos + {2'd0, d_burst};
  always_ff @(posedge clk) begin
    d_valid <= c_valid && rst_n;
    {d_slot, d_want, d_list, d_short} <= {c_slot, c_want, c_list, c_short};
    d_pos <= c_pos;
    d_burst <= c_burst;
    if (d_valid) begin
      bursts[d_slot] <= {d_want, d_burst};
      goals[d_slot] <= d_end;
    end
    e_valid <= d_valid && rst_n;
    {e_slot, e_want, e_list, e_short} <= {d_slot, d_want, d_list, d_short};
    told_end <= d_end;
  end
  assign told = ENDS ? e_valid : c_valid;
  assign {told_slot, want, want_list, too_short} = ENDS ? {e_slot, e_want, e_list, e_short} : {c_slot, c_want, c_list, c_short};
  assign told_pos = c_pos;
  assign pos_moves = b_valid;
  assign pos_slot = b_slot;
  assign pos = b_pos;
  assign end_moves = d_valid;
  assign end_slot = d_slot;
  assign ends = d_end;
  wire unused = &{1'b0, c_end[7:0]};
  assign left = lefts[left_slot];

  // --------------------------------------------------------------- the addresses
  logic [63:0] starts[NSLOT];  // of the segments
  logic [63:0] nexts[NSLOT];   // where their last bursts ended
  logic [59:0] lists[NSLOT];
  logic begins;
  assign {begins, burst_pos} = places[burst_slot];
  assign burst = bursts[burst_slot][8:0];
  assign burst_addr = begins ? starts[burst_slot] : nexts[burst_slot];
  assign list = lists[list_slot];
  assign list_index = indices[list_slot];
  wire [63:0] next_addr = burst_addr + {55'd0, burst};
  always_ff @(posedge clk) begin
    if (put) starts[put_slot] <= put_addr;
    if (put && put_first) lists[put_slot] <= put_addr[63:4];
    if (granted) nexts[burst_slot] <= next_addr;
  end
endmodule
