// SPDX-License-Identifier: Apache-2.0
// How far one position of a slot is ahead of another. Each moves at its own time, one slot's in a
// cycle, so each is in a RAM; and as one has moved, it looks where the other one is. If at least one
// of them looks no sooner than in the next cycle, the last to move sees both.
module kya_level
#(
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT),
    parameter int WIDTH = 11
) (
    input  logic             clk,

    input  logic             head_moves,
    input  logic [SW-1:0]    head_slot,
    input  logic [WIDTH-1:0] head,
    input  logic [SW-1:0]    head_looks,  // a slot, and what its head is now
    input  logic [WIDTH-1:0] head_is,
    output logic [WIDTH-1:0] head_level,

    input  logic             tail_moves,
    input  logic [SW-1:0]    tail_slot,
    input  logic [WIDTH-1:0] tail,
    input  logic [SW-1:0]    tail_looks,
    input  logic [WIDTH-1:0] tail_is,
    output logic [WIDTH-1:0] tail_level
);
  logic [WIDTH-1:0] heads[NSLOT];
  logic [WIDTH-1:0] tails[NSLOT];
  always_ff @(posedge clk) begin
    if (head_moves) heads[head_slot] <= head;
    if (tail_moves) tails[tail_slot] <= tail;
  end
  assign head_level = head_is - tails[head_looks];
  assign tail_level = heads[tail_looks] - tail_is;
endmodule
