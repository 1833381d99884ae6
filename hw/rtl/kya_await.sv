// SPDX-License-Identifier: Apache-2.0
// A request whose last byte has left its slot, which is free for another one meanwhile: it awaits the
// responses to its writes, then its turn to complete. Responses to writes of a slot come in the order
// of the writes, so those of this request come before those of the next.
module kya_await #(
    parameter int TW = 4
) (
    input  logic          clk,
    input  logic          rst_n,

    input  logic          take,          // the slot's request, when free
    input  logic [ 3:0]   take_queue,
    input  logic [TW-1:0] take_turn,
    input  logic          take_urgent,
    input  logic [ 2:0]   take_status,
    input  logic [ 4:0]   take_out,      // writes without response, with one that comes in this cycle
    output logic          free,
    output logic [ 3:0]   qid,
    output logic [TW-1:0] turn,
    input  logic          kill,          // the queue is resetting or in error

    input  logic          wr_b,          // a response to a write of the slot
    input  logic          wr_b_err,
    output logic          mine,          // to one of this request

    output logic          done,
    output logic [ 2:0]   status,
    output logic          urgent,
    input  logic          retire
);
  logic killed;
  logic [4:0] out;
  assign mine = out != 0;
  assign done = !free && !mine && !killed;

  always_ff @(posedge clk) begin
    if (take) begin
      free <= 1'b0;
      killed <= 1'b0;
      qid <= take_queue;
      turn <= take_turn;
      urgent <= take_urgent;
      status <= take_status;
      out <= take_out - {4'd0, wr_b};
    end else begin
      if (kill) killed <= 1'b1;
      if (retire || (killed && !mine)) free <= 1'b1;
      if (wr_b && mine) out <= out - 1'b1;
    end
    if (wr_b && wr_b_err && (take ? take_status == kyanite_regs_pkg::STATUS_OK[2:0] :
                             mine && status == kyanite_regs_pkg::STATUS_OK[2:0]))
      status <= kyanite_regs_pkg::STATUS_DMA_WRITE[2:0];
    if (!rst_n) begin
      free <= 1'b1;
      out <= '0;
    end
  end
endmodule
