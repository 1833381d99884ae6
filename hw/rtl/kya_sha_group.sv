// SPDX-License-Identifier: Apache-2.0
// A few compression cores with one way in and one way out: a block streams to a
// core in 17 cycles, its new state comes out in 5. So 4 cores keep both busy.
module kya_sha_group #(
    parameter int WIDE = 0,
    parameter int NCORE = 4,
    parameter int SW = 3,
    localparam int W = WIDE != 0 ? 64 : 32,
    localparam int CW = NCORE > 1 ? $clog2(NCORE) : 1
) (
    input  logic             clk,
    input  logic             clear,       // erase everything

    output logic             soon,        // takes a job 3 cycles later, if nobody else does
    output logic             job_ready,
    input  logic             job,
    input  logic             job_sha1,
    input  logic [   SW-1:0] job_slot,
    input  logic [ 5*W-1:0]  job_e,       // word i is the i-th that streams
    input  logic [ 4*W-1:0]  job_a,
    input  logic [16*W-1:0]  job_block,

    output logic             result,      // until taken
    input  logic             taken,
    output logic             result_sha1,
    output logic [   SW-1:0] result_slot,
    output logic [ 5*W-1:0]  result_e,
    output logic [ 4*W-1:0]  result_a
);
  /* verilator no_inline_module */  // one copy of the code for all
  // -------------------------------------------------------------------- way in
  logic staged, streaming, sha1;
  logic [SW-1:0] slot;
  logic [4:0] count;       // cycle of the block
  logic [16*W-1:0] block;
  logic [5*W-1:0] state_e;
  logic [4*W-1:0] state_a;

  logic [NCORE-1:0] start, live, full, give;
  logic [NCORE-1:0][W-1:0] core_e, core_a;
  logic [NCORE-1:0][SW:0] tag;
  logic [CW-1:0] free_core, full_core, out_core;
  logic [2:0] out_count;   // cycles since give, 0 when there is none

  assign job_ready = !staged && (!streaming || count == 5'd16);
  assign soon = !staged && (!streaming || count >= 5'd13);

  // A core that gives its result takes the next block in the same stroke.
  wire any_free = live != '1;
  wire chain = out_count == 3'd1;
  wire begins = (staged || job) && (any_free || chain);
  wire begin_sha1 = job ? job_sha1 : sha1;
  wire shift_e = streaming && count < 5'd5;
  wire shift_a = streaming && count >= 5'd3 && count < 5'd7;
  wire [W-1:0] turned = {state_e[W-3:0], state_e[W-1:W-2]};
  wire rotate = sha1 && count < 5'd3;

  always_comb begin
    free_core = '0;
    full_core = '0;
    for (int i = NCORE - 1; i >= 0; i--) begin
      if (!live[i]) free_core = CW'(i);
      if (full[i]) full_core = CW'(i);
    end
    start = '0;
    start[chain ? out_core : free_core] = begins;
    give = '0;
    give[full_core] = full != 0 && out_count == 0 && !result;
  end

  always_ff @(posedge clk) begin
    if (begins) begin
      streaming <= 1'b1;
      count <= '0;
      tag[chain ? out_core : free_core] <= {begin_sha1, job ? job_slot : slot};
    end else if (streaming) begin
      count <= count + 1'b1;
      if (count == 5'd16) streaming <= 1'b0;
    end
    staged <= (staged || job) && !begins;
    if (job) begin
      sha1 <= job_sha1;
      slot <= job_slot;
      block <= job_block;
      state_e <= job_e;
      state_a <= job_a;
    end else begin
      if (shift_e) state_e <= state_e >> W;
      if (shift_a) state_a <= state_a >> W;
      if (streaming && count != 0) block <= block >> W;
    end
    if (clear) begin
      staged <= 1'b0;
      streaming <= 1'b0;
      count <= '0;
      block <= '0;
      state_e <= '0;
      state_a <= '0;
    end
  end

  // ------------------------------------------------------------------- way out
  always_ff @(posedge clk) begin
    if (give != 0) begin
      out_core <= full_core;
      {result_sha1, result_slot} <= tag[full_core];
      out_count <= 3'd1;
    end else if (out_count != 0) begin
      out_count <= out_count == 3'd6 ? '0 : out_count + 1'b1;
      result <= out_count == 3'd6;
      result_e <= {core_e[out_core], result_e[5*W-1:W]};
      result_a <= {core_a[out_core], result_a[4*W-1:W]};
    end
    if (taken || clear) begin
      result <= 1'b0;
      result_e <= '0;
      result_a <= '0;
    end
    if (clear) out_count <= '0;
  end

  for (genvar i = 0; i < NCORE; i++) begin : g_core
    kya_sha_core #(.WIDE(WIDE)) core (
        .clk, .clear, .start(start[i]), .sha1(begin_sha1), .in_e(rotate ? turned : state_e[W-1:0]),
        .in_h(state_e[W-1:0]), .in_a(state_a[W-1:0]), .in_w(block[W-1:0]), .live(live[i]),
        .full(full[i]), .give(give[i]), .out_e(core_e[i]), .out_a(core_a[i]));
  end
endmodule
