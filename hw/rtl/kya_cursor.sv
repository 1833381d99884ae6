// SPDX-License-Identifier: Apache-2.0
// Where the slots are in their memory: in their sources, destinations and segment lists. A grant
// moves one on, an entry of a list that landed or a new request sets one.
module kya_cursor
#(
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT)
) (
    input  logic             clk,
    input  logic             rst_n,
    input  logic             erase,       // zeroize: a bad list may have been data
    input  logic [SW-1:0]    erase_slot,

    // A new request, not in a cycle of list_lands
    input  logic             alloc,
    input  logic [SW-1:0]    alloc_slot,
    input  logic [63:0]      src,
    input  logic [63:0]      dst,

    // Its entry was checked
    input  logic             check,
    input  logic [SW-1:0]    check_slot,
    input  logic [kya_pkg::CHECK_BITS-1:0] check_data,

    // What a slot may ask for: {a burst, an entry of its list, neither though there should be}, and
    // where it is in its ring
    input  logic [NSLOT-1:0] src_moved,
    input  logic [10:0]      src_first_pos,
    output logic             src_told,
    output logic [SW-1:0]    src_told_slot,
    output logic [ 2:0]      src_may,
    output logic [10:0]      src_told_pos,
    output logic             src_pos_moves,
    output logic [SW-1:0]    src_pos_slot,
    output logic [10:0]      src_pos,
    input  logic [NSLOT-1:0] dst_moved,
    output logic             dst_told,
    output logic [SW-1:0]    dst_told_slot,
    output logic [ 2:0]      dst_may,
    output logic [10:0]      dst_told_end,
    output logic             dst_pos_moves,
    output logic [SW-1:0]    dst_pos_slot,
    output logic [10:0]      dst_pos,
    output logic             dst_end_moves,
    output logic [SW-1:0]    dst_end_slot,
    output logic [10:0]      dst_end,
    input  logic [SW-1:0]    left_slot,
    output logic [24:0]      dst_left,    // bytes that left_slot has not written

    // The burst that may be read next, and whether it is
    input  logic [SW-1:0]    rd_slot,
    input  logic [ 2:0]      rd_kind,
    input  logic             rd_gnt,
    output logic [ 8:0]      rd_bytes,
    output logic [63:0]      rd_addr,

    // The same to write
    input  logic [SW-1:0]    wr_slot,
    input  logic             wr_gnt,
    output logic [ 8:0]      wr_bytes,
    output logic [ 9:0]      wr_pos,
    output logic [63:0]      wr_addr,

    // A beat for a slot
    input  logic             r_valid,
    input  logic [SW-1:0]    r_slot,
    input  logic [ 2:0]      r_kind,
    input  logic             r_err,
    input  logic [255:0]     r_data,
    // A cycle later, if it was of a list
    output logic [NSLOT-1:0] list_src,
    output logic [NSLOT-1:0] list_dst,
    output logic             list_bad,    // and has no segment
    output logic             list_lands
);
  // A list entry sits in the half of the beat that its address names.
  logic src_half[NSLOT];
  logic dst_half[NSLOT];
  wire half = r_kind == kya_pkg::RD_DST_LIST ? dst_half[r_slot] : src_half[r_slot];
  function automatic logic bad(input logic [127:0] x);
    bad = x[63:0] == 0 || x[64+:24] == 0 || x[88+:40] != 0;
  endfunction
  logic src_lands, dst_lands;
  logic [SW-1:0] seg_slot;
  logic [87:0] seg;
  always_ff @(posedge clk) begin
    src_lands <= r_valid && r_kind == kya_pkg::RD_SRC_LIST && rst_n;
    dst_lands <= r_valid && r_kind == kya_pkg::RD_DST_LIST && rst_n;
    list_bad <= r_err || (half ? bad(r_data[255:128]) : bad(r_data[127:0]));  // which half, is known late
    seg_slot <= r_slot;
    seg <= half ? r_data[215:128] : r_data[87:0];
  end
  assign list_lands = src_lands || dst_lands;
  always_comb begin
    list_src = '0;
    list_src[seg_slot] = src_lands;
    list_dst = '0;
    list_dst[seg_slot] = dst_lands;
  end

  // Zeroize goes over the slots more than once, and by the second time the beat is 0.
  wire [SW-1:0] put_slot = alloc ? alloc_slot : erase ? erase_slot : seg_slot;

  wire src_list = rd_kind == kya_pkg::RD_SRC_LIST;
  wire dst_list = rd_kind == kya_pkg::RD_DST_LIST;
  logic [63:0] src_addr;
  logic [59:0] src_entries, dst_entries;
  logic [9:0] src_index, dst_index;
  logic [8:0] src_bytes;
  // What kind it is, is known late.
  wire [59:0] src_entry = src_entries + {50'd0, src_index};
  wire [59:0] dst_entry = dst_entries + {50'd0, dst_index};
  assign rd_addr = dst_list ? {dst_entry, 4'd0} : src_list ? {src_entry, 4'd0} : src_addr;
  assign rd_bytes = src_list || dst_list ? 9'd16 : src_bytes;
  always_ff @(posedge clk)
    if (rd_gnt) begin
      if (src_list) src_half[rd_slot] <= rd_addr[4];
      if (dst_list) dst_half[rd_slot] <= rd_addr[4];
    end

  kya_pkg::check_t c;
  assign c = check_data;
  logic [24:0] src_left;
  logic [9:0] src_burst_pos;
  logic [10:0] src_told_end, src_end, dst_told_pos;
  logic src_end_moves;
  logic [SW-1:0] src_end_slot;
  kya_extent #(.NSLOT(NSLOT)) src_extent (
      .clk, .rst_n, .check, .check_slot, .check_list(c.src_list), .check_len(c.src_len), .check_segs(c.src_segs),
      .first_pos(src_first_pos), .put(alloc || src_lands || erase), .put_first(alloc), .put_slot,
      .put_addr(alloc ? src : seg[63:0]), .put_len(seg[64+:24]), .moved(src_moved), .told(src_told),
      .told_slot(src_told_slot), .told_pos(src_told_pos), .told_end(src_told_end), .want(src_may[2]),
      .want_list(src_may[1]), .too_short(src_may[0]), .pos_moves(src_pos_moves), .pos_slot(src_pos_slot), .pos(src_pos),
      .end_moves(src_end_moves), .end_slot(src_end_slot), .ends(src_end), .burst_slot(rd_slot),
      .granted(rd_gnt && !src_list && !dst_list), .burst_addr(src_addr), .burst(src_bytes), .burst_pos(src_burst_pos),
      .list_slot(rd_slot), .list(src_entries), .list_index(src_index), .left_slot, .left(src_left));
  kya_extent #(.NSLOT(NSLOT), .ENDS(1'b1)) dst_extent (
      .clk, .rst_n, .check, .check_slot, .check_list(c.dst_list), .check_len(c.dst_len), .check_segs(c.dst_segs),
      .first_pos(11'd0), .put(alloc || dst_lands || erase), .put_first(alloc), .put_slot,
      .put_addr(alloc ? dst : seg[63:0]), .put_len(seg[64+:24]), .moved(dst_moved), .told(dst_told),
      .told_slot(dst_told_slot), .told_pos(dst_told_pos), .told_end(dst_told_end), .want(dst_may[2]),
      .want_list(dst_may[1]), .too_short(dst_may[0]), .pos_moves(dst_pos_moves), .pos_slot(dst_pos_slot), .pos(dst_pos),
      .end_moves(dst_end_moves), .end_slot(dst_end_slot), .ends(dst_end), .burst_slot(wr_slot), .granted(wr_gnt),
      .burst_addr(wr_addr), .burst(wr_bytes), .burst_pos(wr_pos), .list_slot(rd_slot), .list(dst_entries), .list_index(dst_index),
      .left_slot, .left(dst_left));
  wire unused = &{1'b0, c, src_left, src_burst_pos, src_told_end, src_end_moves, src_end_slot, src_end, dst_told_pos};
endmodule
