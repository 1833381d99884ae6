// SPDX-License-Identifier: Apache-2.0
// When a block may enter the AES pipe of DEPTH cycles that each goes round PASSES times.
module kya_aes_entry
#(
    parameter int PASSES = 1,
    parameter int DEPTH = 14
) (
    input  logic clk,
    input  logic rst_n,
    output logic in_ready_next,  // a block can come in the next cycle
    input  logic in_valid,
    output logic accept  // it came, and could
);
  if (PASSES == 1) begin : g_always
    assign in_ready_next = 1'b1;
    assign accept = in_valid;
    wire unused = &{1'b0, clk, rst_n};
  end else begin : g_round_trip
    // A block is at the first unit again each time it has passed all of them.
    localparam int SPAN = (PASSES - 1) * DEPTH;
    logic ready;
    logic [SPAN-1:0] taken;  // bit i: i + 1 cycles ago
    wire [SPAN:0] now = {taken, accept};
    assign accept = in_valid && ready;
    always_comb begin
      in_ready_next = 1'b1;
      for (int p = 1; p < PASSES; p++) if (now[p*DEPTH-1]) in_ready_next = 1'b0;
    end
    always_ff @(posedge clk) begin
      ready <= in_ready_next || !rst_n;
      taken <= rst_n ? now[SPAN-1:0] : '0;
    end
  end
endmodule
