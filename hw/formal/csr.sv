// SPDX-License-Identifier: Apache-2.0
// kya_csr: the AXI4-Lite slave. Of the master it is assumed that what waits stays what it is, of the
// queues that they answer a read in the second cycle, and of completions that one comes in every second
// cycle at most.
module formal_csr #(
    parameter int BUG = 0,
    localparam int NQ = 2
) (
    input logic clk,
    input logic awvalid, wvalid, bready, arvalid, rready,
    input logic [15:0] awaddr, araddr,
    input logic [2:0] awsize, arsize,
    input logic [63:0] wdata,
    input logic [7:0] wstrb,
    input logic q_answer, completion
);
  logic started = 1'b0;
  always_ff @(posedge clk) started <= 1'b1;

  logic awready, wready, bvalid, arready, rvalid;
  logic [1:0] bresp, rresp;
  logic [63:0] rdata;
  logic q_write, q_read, wipe, w_queue;
  logic [1:0] w_lanes;
  logic [4:0] w_word;
  logic [63:0] w_data;
  kya_csr #(.NQ(NQ)) u (
      .clk, .rst_n(started), .s_awvalid(awvalid || (BUG == 1 && wvalid)), .s_awready(awready),
      .s_awaddr(awaddr), .s_awsize(awsize), .s_wvalid(wvalid), .s_wready(wready), .s_wdata(wdata),
      .s_wstrb(wstrb), .s_bvalid(bvalid), .s_bready(bready || BUG == 2), .s_bresp(bresp),
      .s_arvalid(arvalid && !(BUG == 4 && wvalid)), .s_arready(arready), .s_araddr(araddr),
      .s_arsize(BUG == 5 ? 3'd3 : arsize), .s_rvalid(rvalid), .s_rready(rready || BUG == 3),
      .s_rdata(rdata), .s_rresp(rresp), .wipe, .q_write, .w_queue, .w_word, .w_lanes, .w_data, .q_read,
      .q_answer, .completion);

  logic read_was, completed;
  always_ff @(posedge clk) begin
    read_was <= started && q_read && !q_answer;
    completed <= completion;
  end
  always_comb begin
    if (read_was) contract_answer: assume (q_answer);
    if (completed) contract_completion: assume (!completion);
  end

  // Requests that wait for their response.
  logic [1:0] aw_open, w_open, ar_open;
  always_ff @(posedge clk)
    if (!started) {aw_open, w_open, ar_open} <= '0;
    else begin
      aw_open <= aw_open + (awvalid && awready) - (bvalid && bready);
      w_open <= w_open + (wvalid && wready) - (bvalid && bready);
      ar_open <= ar_open + (arvalid && arready) - (rvalid && rready);
    end

  logic aw_held, w_held, ar_held;
  logic [18:0] ar_was;
  logic [18:0] aw_was;
  logic [71:0] w_was;
  always_ff @(posedge clk) begin
    aw_held <= started && awvalid && !awready;
    w_held <= started && wvalid && !wready;
    ar_held <= started && arvalid && !arready;
    aw_was <= {awaddr, awsize};
    ar_was <= {araddr, arsize};
    w_was <= {wdata, wstrb};
  end
  always_comb begin
    if (aw_held) contract_aw: assume (awvalid && {awaddr, awsize} == aw_was);
    if (ar_held) contract_ar: assume (arvalid && {araddr, arsize} == ar_was);
    if (w_held) contract_w: assume (wvalid && {wdata, wstrb} == w_was);
  end

  // What waited in the last cycle.
  logic b_waits, r_waits, write_waits, bad_read, wrote;
  logic [71:0] write_was;
  logic [2:0] read_waits;
  logic [1:0] bresp_was, rresp_was;
  logic [63:0] rdata_was;
  always_ff @(posedge clk) begin
    b_waits <= started && bvalid && !bready;
    r_waits <= started && rvalid && !rready;
    bresp_was <= bresp;
    rresp_was <= rresp;
    rdata_was <= rdata;
    write_waits <= started && !wipe && awvalid && wvalid && bready && !awready;
    {wrote, write_was} <= {started && q_write, w_queue, w_word, w_lanes, w_data};
    if (!started || wipe || !arvalid || !rready || arready) read_waits <= '0;
    else if (read_waits != '1) read_waits <= read_waits + 1'b1;
    bad_read <= started && arvalid && arready && !aligned;
  end

  wire aligned = (arsize == 3'd3 && araddr[2:0] == 0) || (arsize == 3'd2 && araddr[1:0] == 0);
  (* hierconn *) wire \u.reads , \u.r_good ;
  wire accepted = awvalid && awready && wvalid && wready;
  wire narrow = awsize == 3'd2 && awaddr[1:0] == 0 && wstrb == (awaddr[2] ? 8'hf0 : 8'h0f);
  wire wide = awsize == 3'd3 && awaddr[2:0] == 0 && wstrb == '1;
  wire [15:0] bank = kyanite_regs_pkg::Q_BASE + 16'(kyanite_regs_pkg::Q_STRIDE) * w_queue;

  always_comb
    if (started) begin
      // One response to each accepted request, in the cycle after it, and none else.
      response_b: assert (bvalid == (aw_open != 0) && bvalid == (w_open != 0));
      response_r: assert (rvalid == (ar_open != 0));
      response_one: assert (aw_open <= 1 && w_open <= 1 && ar_open <= 1);

      stable_b: assert (!b_waits || (bvalid && bresp == bresp_was));
      stable_r: assert (!r_waits || (rvalid && rresp == rresp_was && rdata == rdata_was));

      // Who takes responses is accepted in the second cycle, a read beside writes in the sixth.
      progress_write: assert (!(write_waits && awvalid && wvalid) || (awready && wready));
      progress_read: assert (read_waits <= 5);

      // Queues see accepted, well formed writes to their own bank only, for two cycles.
      effect_write: assert (!q_write || (accepted && (narrow || wide) && w_data == wdata));
      effect_bank: assert (!q_write || (awaddr[15:8] == bank[15:8] && awaddr[7:3] == w_word));
      effect_lanes: assert (!q_write || w_lanes == {wstrb[4], wstrb[0]});
      effect_stays: assert (!wrote || (!q_write && {w_queue, w_word, w_lanes, w_data} == write_was));
      effect_decoded: assert (! \u.reads || (arvalid && (aligned || ! \u.r_good )));
      effect_ones: assert (!bad_read || rdata == '1);

      cover_wait: cover (b_waits && r_waits);
      cover_both: cover (bvalid && bready && arvalid && arready && ar_open == 0);
      cover_queue: cover (q_write && w_queue && w_lanes == 2'b11);
      cover_read: cover (q_read && arready);
      cover_bad: cover (bad_read);
    end
endmodule
