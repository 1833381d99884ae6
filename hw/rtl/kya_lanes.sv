// SPDX-License-Identifier: Apache-2.0
// The hash lanes: a request holds one from its first beat to its digest. Each
// has a queue for the beats that are under way in the block datapath.
module kya_lanes #(
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT),
    parameter int NLANE = 4,
    parameter int LW = NLANE > 1 ? $clog2(NLANE) : 1
) (
    input  logic                     clk,
    input  logic                     rst_n,

    input  logic [NSLOT-1:0]         req,
    output logic [NSLOT-1:0]         gnt,
    input  logic [NSLOT-1:0]         abort,
    output logic [NSLOT-1:0]         done,
    output logic [NSLOT-1:0]         pop,
    output logic [255:0]             digest,      // of the lane whose done is set
    input  logic [NSLOT-1:0][ 1:0]   alg,
    input  logic [NSLOT-1:0]         hmac,
    input  logic [NSLOT-1:0]         load,
    input  logic [NSLOT-1:0]         store,
    input  logic [NSLOT-1:0][63:0]   count,
    input  logic [NSLOT-1:0][255:0]  inner,
    input  logic [NSLOT-1:0][255:0]  outer,

    input  logic                     in_we,
    input  logic [SW-1:0]            in_slot,
    input  logic [127:0]             in_data,
    input  logic [ 4:0]              in_n,
    input  logic                     in_last,
    output logic [LW:0]              blocks       // compressed this cycle
);
  logic [NLANE-1:0] idle, l_start, l_abort, l_done, l_ack, l_blk, l_ready, l_valid;
  logic [SW-1:0] owner[NLANE];
  logic [NLANE-1:0] owned;
  logic [NLANE-1:0][255:0] l_digest;

  // Grant: the lowest idle lane to the next asking slot.
  logic [SW-1:0] pick;
  logic [LW-1:0] lane;
  logic any_slot, any_lane;
  kya_rr #(.N(NSLOT)) choose (
      .clk, .rst_n, .req, .served(any_slot && any_lane), .any(any_slot), .pick);
  always_comb begin
    lane = '0;
    any_lane = 1'b0;
    for (int i = NLANE - 1; i >= 0; i--)
      if (idle[i] && !owned[i]) begin
        lane = LW'(i);
        any_lane = 1'b1;
      end
    gnt = '0;
    gnt[pick] = any_slot && any_lane;
    l_start = '0;
    l_start[lane] = any_slot && any_lane;
  end

  // One digest a cycle goes back.
  logic [LW-1:0] out;
  logic any_out;
  always_comb begin
    out = '0;
    any_out = 1'b0;
    for (int i = NLANE - 1; i >= 0; i--)
      if (l_done[i] && owned[i]) begin
        out = LW'(i);
        any_out = 1'b1;
      end
    l_ack = '0;
    l_ack[out] = any_out;
    done = '0;
    done[owner[out]] = any_out;
    pop = '0;
    for (int i = 0; i < NLANE; i++)
      if (owned[i] && l_valid[i] && l_ready[i]) pop[owner[i]] = 1'b1;
    for (int i = 0; i < NLANE; i++) l_abort[i] = owned[i] && abort[owner[i]];
    blocks = '0;
    for (int i = 0; i < NLANE; i++) blocks = blocks + {{LW{1'b0}}, l_blk[i]};
  end
  assign digest = l_digest[out];

  always_ff @(posedge clk) begin
    if (any_slot && any_lane) begin
      owner[lane] <= pick;
      owned[lane] <= 1'b1;
    end
    for (int i = 0; i < NLANE; i++) if (l_ack[i] || l_abort[i]) owned[i] <= 1'b0;
    if (!rst_n) begin
      owned <= '0;
      for (int i = 0; i < NLANE; i++) owner[i] <= '0;
    end
  end

  for (genvar g = 0; g < NLANE; g++) begin : g_lane
    logic [133:0] fifo[32];
    logic [5:0] wr, rd;
    wire push = in_we && owned[g] && owner[g] == in_slot;
    wire [133:0] head = fifo[rd[4:0]];
    assign l_valid[g] = wr != rd;
    always_ff @(posedge clk) begin
      if (push) begin
        fifo[wr[4:0]] <= {in_last, in_n, in_data};
        wr <= wr + 1'b1;
      end
      if (l_valid[g] && l_ready[g]) begin
        fifo[rd[4:0]] <= '0;
        rd <= rd + 1'b1;
      end
      if (l_abort[g] || !rst_n) begin
        wr <= '0;
        rd <= '0;
      end
    end

    kya_hash_lane u (
        .clk, .rst_n, .start(l_start[g]), .idle(idle[g]), .alg(alg[pick]), .hmac(hmac[pick]),
        .load(load[pick]), .store(store[pick]), .count(count[pick]), .inner(inner[pick]),
        .outer(outer[pick]), .in_valid(l_valid[g]), .in_ready(l_ready[g]), .in_data(head[127:0]),
        .in_bytes(head[132:128]), .in_last(head[133]), .done(l_done[g]), .digest(l_digest[g]),
        .ack(l_ack[g]), .abort(l_abort[g]), .blk(l_blk[g]));
  end
endmodule
