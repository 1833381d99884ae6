// SPDX-License-Identifier: Apache-2.0
// A few compression cores with one way in and one way out. A job comes in beats, of the state
// first, into a LUT RAM for each word of a beat; from there it streams to a core in 18 cycles, a
// word of the state and one of the block a cycle, which never lie in the same RAM; the next one's
// state follows in the last two. Its new state comes out in 5. So 4 cores keep both busy.
module kya_sha_group #(
    parameter int WIDE = 0,
    parameter int NCORE = 4,
    parameter int SW = 3,
    parameter int BEAT = 16,  // bytes
    localparam int W = WIDE != 0 ? 64 : 32,
    localparam int CW = NCORE > 1 ? $clog2(NCORE) : 1
) (
    input  logic              clk,
    input  logic              clear,       // erase everything, of the RAMs this row
    input  logic [       3:0] clear_row,

    output logic              soon,        // takes a job, and begins it at once
    output logic              later,       // takes a job that has to wait for a core or for the way in
    output logic              open,        // has room for a job
    input  logic              reserve,     // a job will come
    input  logic              in_we,
    input  logic [BEAT*8-1:0] in_data,     // words of 32 bits in the order of memory
    input  logic              in_state,    // the state, not the block
    input  logic [       2:0] in_n,        // its beat
    input  logic              in_end,
    input  logic              in_go,       // enough will be here, of in_slot
    input  logic              in_sha1,
    input  logic [    SW-1:0] in_slot,

    // A result: 4 cycles after grant SHA-1's H4, in the next four H7 ... H4 and H3 ... H0, or H3 ... H0 of SHA-1.
    output logic              ask,
    output logic              ask_sha1,
    output logic [    SW-1:0] ask_slot,
    input  logic              grant,
    output logic [     W-1:0] out_e,       // 0 otherwise
    output logic [     W-1:0] out_a
);
  /* verilator no_inline_module */  // one copy of the code for all
  localparam int C = BEAT * 8 / W;  // words of a beat
  localparam int LC = $clog2(C);
  localparam int BANKS = C >= 4 ? 2 : 1;  // jobs in the RAMs, which have 16 rows
  localparam logic [4:0] PARKED = 5'd16, LAST = 5'd13;

  function automatic logic [3:0] address(input logic bank, input logic of_state, input logic [2:0] n);
    address = C >= 4 ? {bank, of_state, n[1:0]} : {of_state, n};
  endfunction

  // -------------------------------------------------------------------- way in
  logic gbank, wbank, rbank, kbank, sha1;
  logic [1:0] staged, used;
  logic [SW:0] staged_tag[2];
  logic [1:0] pre;         // two cycles before the first word of a block, and one
  logic [4:0] k;           // word of the block that is read, or PARKED
  logic [2:0] h;           // word of the state
  logic reads_h;

  logic [NCORE-1:0] live, near, full, give, taken;
  logic [NCORE-1:0][W-1:0] core_e, core_a;
  logic [SW:0] tag[NCORE];
  logic [CW-1:0] free_core, full_core, given_core, into;
  logic [1:0] given;       // cycles in which that core can still begin

  wire parked = k == PARKED;
  wire last = k == LAST;  // the next one may begin, or two cycles later: from then on no word is in its way
  wire bank = rbank ^ (last && BANKS == 2);  // of the next job to begin
  wire frees = (live | taken) != '1;
  // A core that just gave its result takes the next block in the same stroke.
  wire chain = given != 0;
  wire [CW-1:0] core = chain ? given_core : free_core;
  wire may_begin = parked || last || k[3:0] == 4'd15;
  wire begins = may_begin && pre == 0 && staged[bank] && (frees || chain);
  wire next_sha1 = staged_tag[bank][SW];
  assign soon = used == 0 && (frees || near != 0);
  assign later = used == 0 || (BANKS == 2 && used == 2'd1 && (!parked || pre != 0) && (frees || near != 0));
  assign open = used < 2'(BANKS);

  always_comb begin
    taken = '0;
    taken[into] = pre != 0;
    free_core = '0;
    full_core = '0;
    for (int i = NCORE - 1; i >= 0; i--) begin
      if (!live[i]) free_core = CW'(i);
      if (full[i]) full_core = CW'(i);
    end
  end

  always_ff @(posedge clk) begin
    used <= used + 2'(reserve) - 2'(last);
    if (in_go) begin
      staged_tag[gbank] <= {in_sha1, in_slot};
      if (BANKS == 2) gbank <= !gbank;
    end
    if (BANKS == 2 && in_end) wbank <= !wbank;
    if (last && BANKS == 2) rbank <= !rbank;
    pre <= {pre[0], begins};
    if (pre[1]) begin
      k <= '0;
      kbank <= rbank;
    end else if (!parked) k <= k + 1'b1;
    if (begins) begin
      h <= next_sha1 ? 3'd3 : 3'd7;
      reads_h <= 1'b1;
      sha1 <= next_sha1;
      into <= core;
      tag[core] <= staged_tag[bank];
    end else begin
      // SHA-1's H4 is read in the cycle before any other.
      if (reads_h) h <= h == 0 ? 3'd4 : h - 1'b1;
      if (h == 0) reads_h <= 1'b0;
    end
    for (int i = 0; i < 2; i++) staged[i] <= (staged[i] && !(begins && bank == 1'(i))) || (in_go && gbank == 1'(i));
    if (clear) begin
      used <= '0;
      staged <= '0;
      gbank <= 1'b0;
      wbank <= 1'b0;
      rbank <= 1'b0;
      pre <= '0;
      k <= PARKED;
      h <= 3'd4;
      reads_h <= 1'b0;
    end
  end

  wire [3:0] in_row = clear ? clear_row : address(wbank, in_state, in_n);
  wire state_here = reads_h || may_begin;
  logic [C-1:0][W-1:0] column;
  for (genvar i = 0; i < C; i++) begin : g_column
    logic [W-1:0] mem[16];
    wire of_state = state_here && h[LC-1:0] == LC'(i);
    wire [3:0] row = of_state ? address(bank, 1'b1, h >> LC) : address(kbank, 1'b0, 3'(k[3:0] >> LC));
    wire [W-1:0] word = WIDE != 0 ? {in_data[W*i+:W/2], in_data[W*i+W/2+:W/2]} : in_data[W*i+:W];
    always_ff @(posedge clk) if (in_we || clear) mem[in_row] <= word;
    assign column[i] = mem[row];
  end

  wire turn = sha1 && (pre[1] || k[4:1] == 0);
  wire [W-1:0] h_word = column[h[LC-1:0]];
  logic [W-1:0] in_w, in_e, in_h, in_a, h1, h2;
  always_ff @(posedge clk) begin
    in_w <= column[k[LC-1:0]];
    h1 <= h_word;
    h2 <= h1;
    in_h <= h2;
    in_e <= turn ? {h2[W-3:0], h2[W-1:W-2]} : h2;
    in_a <= h_word;
    if (sha1 || clear) in_a <= '0;
    if (clear) {in_w, in_e, in_h, h1, h2} <= '0;
  end

  // ------------------------------------------------------------------- way out
  assign ask = full != 0;
  assign {ask_sha1, ask_slot} = tag[full_core];
  always_ff @(posedge clk) begin
    given <= grant ? 2'd3 : given == 0 ? '0 : given - 1'b1;
    if (grant) given_core <= full_core;
    if (clear) given <= '0;
    give <= '0;
    give[full_core] <= grant && !clear;
  end
  always_comb begin
    out_e = '0;
    out_a = '0;
    for (int i = 0; i < NCORE; i++) begin
      out_e |= core_e[i];
      out_a |= core_a[i];
    end
  end

  for (genvar i = 0; i < NCORE; i++) begin : g_core
    kya_sha_core #(.WIDE(WIDE)) core (
        .clk, .clear, .start(pre[1] && into == CW'(i)), .sha1, .in_e, .in_h, .in_a, .in_w, .live(live[i]),
        .near(near[i]), .full(full[i]), .give(give[i]), .out_e(core_e[i]), .out_a(core_a[i]));
  end
endmodule
