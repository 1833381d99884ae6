// SPDX-License-Identifier: Apache-2.0
// Where the slots are in their memory: the next address of source and destination, and of their
// segment lists. A grant moves one on, an entry of a list that landed or a new request sets one;
// so there is one adder for reads and one for writes, and RAMs hold the addresses.
module kya_cursor
#(
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT)
) (
    input  logic             clk,
    input  logic             erase,       // zeroize: forget the addresses of a slot
    input  logic [SW-1:0]    erase_slot,

    // A new request, not in a cycle of list_lands
    input  logic             alloc,
    input  logic [SW-1:0]    alloc_slot,
    input  logic [63:0]      src,
    input  logic [63:0]      dst,

    // The burst that may be read next, and whether it is
    input  logic [SW-1:0]    rd_slot,
    input  logic [ 2:0]      rd_kind,
    input  logic [ 8:0]      rd_bytes,
    input  logic             rd_gnt,
    output logic [63:0]      rd_addr,

    // The same to write
    input  logic [SW-1:0]    wr_slot,
    input  logic [ 8:0]      wr_bytes,
    input  logic             wr_gnt,
    output logic [63:0]      wr_addr,

    // A beat for a slot
    input  logic             r_valid,
    input  logic [SW-1:0]    r_slot,
    input  logic [ 2:0]      r_kind,
    input  logic             r_err,
    input  logic [255:0]     r_data,
    output logic             list_lands,
    output logic             seg_bad,     // the entry of a list is none
    output logic [ 7:0]      seg_low,     // of its address
    output logic [23:0]      seg_len
);
  // A list entry sits in the half of the beat that its address names.
  logic [NSLOT-1:0] src_half, dst_half;
  wire half = r_kind == kya_pkg::RD_DST_LIST ? dst_half[r_slot] : src_half[r_slot];
  wire [127:0] seg = half ? r_data[255:128] : r_data[127:0];
  wire src_lands = r_valid && !r_err && r_kind == kya_pkg::RD_SRC_LIST;
  wire dst_lands = r_valid && !r_err && r_kind == kya_pkg::RD_DST_LIST;
  assign list_lands = src_lands || dst_lands;
  assign seg_bad = seg[63:0] == 0 || seg[64+:24] == 0 || seg[88+:40] != 0;
  assign seg_low = seg[7:0];
  assign seg_len = seg[64+:24];

  wire src_list = rd_kind == kya_pkg::RD_SRC_LIST;
  wire dst_list = rd_kind == kya_pkg::RD_DST_LIST;
  logic [63:0] src_addr, src_list_addr, dst_list_addr;
  assign rd_addr = dst_list ? dst_list_addr : src_list ? src_list_addr : src_addr;
  wire [63:0] rd_next = rd_addr + {55'd0, rd_bytes};
  wire [63:0] wr_next = wr_addr + {55'd0, wr_bytes};
  always_ff @(posedge clk)
    if (rd_gnt) begin
      if (src_list) src_half[rd_slot] <= rd_addr[4];
      if (dst_list) dst_half[rd_slot] <= rd_addr[4];
    end

  kya_banks #(.WIDTH(64), .DEPTH(NSLOT)) srcs (
      .clk, .erase, .erase_addr(erase_slot), .we({alloc || src_lands, rd_gnt && !src_list && !dst_list}),
      .waddr({alloc ? alloc_slot : r_slot, rd_slot}), .wdata({alloc ? src : seg[63:0], rd_next}),
      .raddr(rd_slot), .rdata(src_addr));
  kya_banks #(.WIDTH(64), .DEPTH(NSLOT)) dsts (
      .clk, .erase, .erase_addr(erase_slot), .we({alloc || dst_lands, wr_gnt}),
      .waddr({alloc ? alloc_slot : r_slot, wr_slot}), .wdata({alloc ? dst : seg[63:0], wr_next}),
      .raddr(wr_slot), .rdata(wr_addr));
  kya_banks #(.WIDTH(64), .DEPTH(NSLOT)) src_lists (
      .clk, .erase, .erase_addr(erase_slot), .we({alloc, rd_gnt && src_list}),
      .waddr({alloc_slot, rd_slot}), .wdata({src, rd_next}), .raddr(rd_slot), .rdata(src_list_addr));
  kya_banks #(.WIDTH(64), .DEPTH(NSLOT)) dst_lists (
      .clk, .erase, .erase_addr(erase_slot), .we({alloc, rd_gnt && dst_list}),
      .waddr({alloc_slot, rd_slot}), .wdata({dst, rd_next}), .raddr(rd_slot), .rdata(dst_list_addr));
endmodule
