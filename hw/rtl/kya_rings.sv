// SPDX-License-Identifier: Apache-2.0
// How full the rings of the slots are: of input, of output, and the hash's. As a slot is told what
// it may do next, it is told whether there is room, or are bytes, for it. If not, it is woken when
// what moves at the other end of the ring has made room, or brought enough.
module kya_rings
#(
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT)
) (
    input  logic             clk,
    input  logic             rst_n,

    input  logic             check,         // a new request
    input  logic [SW-1:0]    check_slot,
    input  logic [SW-1:0]    first_slot,
    output logic [10:0]      first_pos,     // where it begins in the input ring: it is at rest
    output logic [ 8:0]      first_hash_pos,

    // The next step: bytes in the input ring, room in output ring and hash
    input  logic             step_told,
    input  logic [SW-1:0]    step_slot,
    input  logic [10:0]      step_pos,
    input  logic [10:0]      step_out_pos,
    input  logic [ 8:0]      step_hash_pos,
    output logic             step_ring,
    output logic             step_out,
    output logic             step_hash,
    output logic [NSLOT-1:0] wake_ring,
    output logic [NSLOT-1:0] wake_out,
    output logic [NSLOT-1:0] wake_hash,

    // The next burst to be read: room in the input ring
    input  logic             src_moves,
    input  logic [SW-1:0]    src_slot,
    input  logic [10:0]      src_pos,
    input  logic [SW-1:0]    src_told_slot,
    input  logic [10:0]      src_told_pos,
    output logic             src_room,
    output logic [NSLOT-1:0] wake_src,

    // The next burst to be written: bytes in the output ring
    input  logic             dst_moves,
    input  logic [SW-1:0]    dst_slot,
    input  logic [10:0]      dst_pos,
    input  logic             end_moves,
    input  logic [SW-1:0]    end_slot,
    input  logic [10:0]      dst_end,
    input  logic [SW-1:0]    dst_told_slot,
    input  logic [10:0]      dst_told_end,
    output logic             dst_full,
    output logic [NSLOT-1:0] wake_dst,

    // What goes into the input ring, and the output ring, and comes out of the hash's
    input  logic [ 5:0]      land,
    input  logic [SW-1:0]    land_slot,
    output logic [ 9:0]      land_pos,
    input  logic             out_we,
    input  logic [SW-1:0]    out_slot,
    input  logic [ 4:0]      out_n,
    output logic [ 9:0]      out_pos,
    input  logic [NSLOT-1:0] pop,
    input  logic [ 8:0]      pop_bytes
);
  // ------------------------------------------------------------ the other ends
  logic [10:0] landed[NSLOT];
  logic [10:0] put[NSLOT];
  logic [8:0] popped[NSLOT];
  logic [NSLOT-1:0] fresh;  // nothing was put yet: output begins at a row
  wire [10:0] land_from = landed[land_slot];
  wire [10:0] put_from = fresh[out_slot] ? '0 : put[out_slot];
  wire [10:0] land_to = land_from + {5'd0, land};
  wire [10:0] put_to = put_from + {6'd0, out_n};
  assign land_pos = land_from[9:0];
  assign out_pos = put_from[9:0];
  assign first_pos = landed[first_slot];
  assign first_hash_pos = popped[first_slot];

  logic popping, looks_land, looks_put, looks_pop, looks_step, looks_dst;
  logic [SW-1:0] pop_slot, pop_next, land_last, put_last, pop_last, step_last, dst_last;
  logic [8:0] pop_by, pop_is;
  wire [8:0] pop_to = popped[pop_slot] + pop_by;
  logic [10:0] land_is, put_is, step_is, dst_is;
  always_comb begin
    pop_next = '0;
    for (int i = 0; i < NSLOT; i++) if (pop[i]) pop_next |= SW'(i);
  end
  always_ff @(posedge clk) begin
    popping <= pop != 0;
    pop_slot <= pop_next;
    pop_by <= pop_bytes;
    if (land != 0) landed[land_slot] <= land_to;
    if (out_we) put[out_slot] <= put_to;
    if (popping) popped[pop_slot] <= pop_to;
    if (out_we) fresh[out_slot] <= 1'b0;
    if (check) fresh[check_slot] <= 1'b1;
    // They look a cycle after they have moved.
    {looks_land, land_last, land_is} <= {land != 0, land_slot, land_to};
    {looks_put, put_last, put_is} <= {out_we, out_slot, put_to};
    {looks_pop, pop_last, pop_is} <= {popping, pop_slot, pop_to};
    {looks_step, step_last, step_is} <= {step_told, step_slot, step_pos};
    {looks_dst, dst_last, dst_is} <= {dst_moves, dst_slot, dst_pos};
    if (!rst_n) popping <= 1'b0;
  end

  // ----------------------------------------------------------------- the levels
  logic [10:0] step_has, land_has, src_used, step_used, out_used, dst_used, dst_lacks, put_lacks;
  logic [8:0] hash_used, pop_used;
  // No step takes more than 16 bytes.
  kya_level #(.NSLOT(NSLOT)) input_bytes (
      .clk, .head_moves(land != 0), .head_slot(land_slot), .head(land_to), .head_looks(land_last), .head_is(land_is),
      .head_level(land_has), .tail_moves(step_told), .tail_slot(step_slot), .tail(step_pos), .tail_looks(step_slot),
      .tail_is(step_pos), .tail_level(step_has));
  kya_level #(.NSLOT(NSLOT)) input_room (
      .clk, .head_moves(src_moves), .head_slot(src_slot), .head(src_pos), .head_looks(src_told_slot),
      .head_is(src_told_pos), .head_level(src_used), .tail_moves(step_told), .tail_slot(step_slot), .tail(step_pos),
      .tail_looks(step_last), .tail_is(step_is), .tail_level(step_used));
  kya_level #(.NSLOT(NSLOT)) output_room (
      .clk, .head_moves(step_told), .head_slot(step_slot), .head(step_out_pos), .head_looks(step_slot),
      .head_is(step_out_pos), .head_level(out_used), .tail_moves(dst_moves), .tail_slot(dst_slot), .tail(dst_pos),
      .tail_looks(dst_last), .tail_is(dst_is), .tail_level(dst_used));
  kya_level #(.NSLOT(NSLOT)) output_bytes (
      .clk, .head_moves(end_moves), .head_slot(end_slot), .head(dst_end), .head_looks(dst_told_slot),
      .head_is(dst_told_end), .head_level(dst_lacks), .tail_moves(out_we), .tail_slot(out_slot), .tail(put_to),
      .tail_looks(put_last), .tail_is(put_is), .tail_level(put_lacks));
  kya_level #(.NSLOT(NSLOT), .WIDTH(9)) hash_room (
      .clk, .head_moves(step_told), .head_slot(step_slot), .head(step_hash_pos), .head_looks(step_slot),
      .head_is(step_hash_pos), .head_level(hash_used), .tail_moves(popping), .tail_slot(pop_slot), .tail(pop_to),
      .tail_looks(pop_last), .tail_is(pop_is), .tail_level(pop_used));

  function automatic logic lacking(input logic [10:0] level);  // it is above 0
    lacking = !level[10] && level != 0;
  endfunction

  assign step_ring = step_has >= 11'd16;
  assign step_out = out_used <= 11'd992;
  assign step_hash = hash_used <= 9'd240;
  assign src_room = src_used <= 11'd768;
  assign dst_full = !fresh[dst_told_slot] && !lacking(dst_lacks);
  always_comb begin
    wake_ring = '0;
    wake_ring[land_last] = looks_land && land_has >= 11'd16;
    wake_out = '0;
    wake_out[dst_last] = looks_dst && dst_used <= 11'd992;
    wake_hash = '0;
    wake_hash[pop_last] = looks_pop && pop_used <= 9'd240;
    wake_src = '0;
    wake_src[step_last] = looks_step && step_used <= 11'd768;
    wake_dst = '0;
    wake_dst[put_last] = looks_put && !lacking(put_lacks);
  end
endmodule
