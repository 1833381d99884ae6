// SPDX-License-Identifier: Apache-2.0
// Counters in a RAM, with one adder: reads in a cycle and writes in the next. A counter goes up in
// every second cycle at most, in every cycle with FORWARD.
module kya_count #(
    parameter int DEPTH = 8,
    parameter int FORWARD = 0,
    parameter int AW = $clog2(DEPTH)
) (
    input  logic          clk,
    input  logic          wipe,     // one counter
    input  logic [AW-1:0] wipe_at,
    input  logic          up,
    input  logic [AW-1:0] up_at,
    input  logic [AW-1:0] look_at,
    output logic          looked,   // value is that of the last cycle's look_at
    output logic [  31:0] value
);
  logic [31:0] mem[DEPTH];
  logic write, add;
  logic [AW-1:0] at;
  wire [AW-1:0] next = wipe ? wipe_at : up ? up_at : look_at;
  wire [31:0] sum = value + {31'd0, add};
  wire [31:0] now = FORWARD != 0 && write && at == next ? sum : mem[next];

  always_ff @(posedge clk) begin
    write <= wipe || up;
    add <= up && !wipe;
    looked <= !wipe && !up;
    at <= next;
    value <= now;
    if (wipe) value <= '0;
    if (write) mem[at] <= sum;
  end
endmodule
