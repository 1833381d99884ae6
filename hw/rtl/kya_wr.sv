// SPDX-License-Identifier: Apache-2.0
// Write DMA: bursts out of the output rings, and completion entries. One burst
// is on the W channel at a time; any number may await their response.
module kya_wr #(
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT),
    parameter int IDW = 5
) (
    input  logic                   clk,
    input  logic                   rst_n,
    input  logic                   erase,
    input  logic [SW+3:0]          erase_row,

    input  logic [NSLOT-1:0]       slot_req,
    output logic [SW-1:0]          slot_pick,   // of those that ask, the next
    input  logic [63:0]            slot_addr,   // of slot_pick
    input  logic [ 8:0]            slot_bytes,
    input  logic [ 9:0]            slot_pos,
    output logic [NSLOT-1:0]       slot_gnt,
    output logic [NSLOT-1:0]       slot_data_end,
    output logic [NSLOT-1:0]       slot_b,

    input  logic                   cqe_req,
    input  logic [ 3:0]            cqe_queue,
    input  logic [63:0]            cqe_addr,
    input  logic [127:0]           cqe_data,
    output logic                   cqe_gnt,
    output logic                   cqe_b,
    output logic [ 3:0]            cqe_b_queue,
    output logic                   b_err,

    // AXI4 write channels; the top bit of the ID tells completions from data
    output logic                   m_awvalid,
    input  logic                   m_awready,
    output logic [IDW-1:0]         m_awid,
    output logic [63:0]            m_awaddr,
    output logic [ 7:0]            m_awlen,
    output logic                   m_wvalid,
    input  logic                   m_wready,
    output logic [255:0]           m_wdata,
    output logic [31:0]            m_wstrb,
    output logic                   m_wlast,
    input  logic                   m_bvalid,
    input  logic [IDW-1:0]         m_bid,
    input  logic [ 1:0]            m_bresp,

    // Write port of the output rings: bytes of a 16-byte row
    input  logic                   ring_we,
    input  logic [SW-1:0]          ring_slot,
    input  logic [ 9:0]            ring_pos,
    input  logic [ 4:0]            ring_n,
    input  logic [127:0]           ring_data,

    output logic [ 8:0]            sent        // bytes of results in this cycle, for the counter
);
  // ------------------------------------------------------------- arbitration
  logic          busy;        // beats of the burst are left to be read
  logic          is_cqe;
  // A slot is chosen in one cycle, its burst kept in the next and begun in the one after.
  logic [SW-1:0] pick, slot;
  logic          keep, chosen, do_slot;
  logic [63:0]   next_addr;
  logic [9:0]    next_pos;
  logic [8:0]    next_bytes;
  kya_choice #(.N(NSLOT)) choose (.clk, .rst_n, .req(slot_req), .served(do_slot), .keep, .chosen, .pick);
  always_ff @(posedge clk)
    if (keep) begin
      next_addr <= slot_addr;
      next_pos <= slot_pos;
      next_bytes <= slot_bytes;
    end

  wire can = !busy && (!m_awvalid || m_awready);
  assign slot_pick = pick;
  assign cqe_gnt = can && cqe_req;
  assign do_slot = can && !cqe_req && chosen;
  always_comb begin
    slot_gnt = '0;
    slot_gnt[pick] = do_slot;
  end

  // --------------------------------------- beats: read, choose the banks, turn
  logic [63:0]  addr;
  logic [ 9:0]  pos;
  logic [ 8:0]  left;
  logic [127:0] cqe;
  wire [4:0] lane = addr[4:0];
  wire [5:0] room = 6'd32 - {1'b0, lane};
  wire [5:0] count = left < {3'd0, room} ? left[5:0] : room;
  wire last = left == {3'd0, count};

  logic       a_valid, a_last, a_cqe;  // beat whose ring data is being read
  logic [4:0] a_lane;
  logic [5:0] a_count, a_first;  // a_first: the byte that would go to lane 0
  logic       b_valid, b_last;  // beat whose ring data is chosen
  logic [3:0] b_first;
  wire advance = !m_wvalid || m_wready;
  wire step = !b_valid || advance;
  wire take = busy && (!a_valid || step);

  wire [8:0] last_byte = {4'd0, next_addr[4:0]} + next_bytes - 9'd1;

  always_ff @(posedge clk) begin
    slot_data_end <= '0;
    slot_data_end[slot] <= take && last && !is_cqe && rst_n;
  end

  always_ff @(posedge clk) begin
    if (m_awready) m_awvalid <= 1'b0;
    if (can && (cqe_req || chosen)) begin
      busy <= 1'b1;
      m_awvalid <= 1'b1;
    end
    // Whether somebody asks, is known late, and without a burst they do not matter.
    if (can) begin
      is_cqe <= cqe_req;
      m_awid <= cqe_req ? {1'b1, {(IDW - 5) {1'b0}}, cqe_queue} : {{(IDW - SW) {1'b0}}, pick};
      m_awaddr <= cqe_req ? {cqe_addr[63:5], 5'd0} : {next_addr[63:5], 5'd0};
      m_awlen <= cqe_req ? 8'd0 : {4'd0, last_byte[8:5]};
      addr <= cqe_req ? cqe_addr : next_addr;
      left <= cqe_req ? 9'd16 : next_bytes;
      pos <= next_pos;
      slot <= pick;
      cqe <= cqe_data;
    end
    if (take) begin
      addr <= addr + {58'd0, count};
      pos <= pos + {4'd0, count};
      left <= left - {3'd0, count};
      if (last) busy <= 1'b0;
      a_lane <= lane;
      a_count <= count;
      a_first <= pos[5:0] - {1'b0, lane};
      a_last <= last;
      a_cqe <= is_cqe;
    end
    if (take) a_valid <= 1'b1;
    else if (step) a_valid <= 1'b0;
    if (step) b_valid <= a_valid;
    if (advance) m_wvalid <= b_valid;
    if (!rst_n) begin
      busy <= 1'b0;
      m_awvalid <= 1'b0;
      m_wvalid <= 1'b0;
      a_valid <= 1'b0;
      b_valid <= 1'b0;
    end
  end

  logic [255:0] even, odd;
  logic [127:0] a_cqe_data, b_cqe_data;  // 0 beside data
  logic [255:0] b_data;                  // 0 beside a completion
  logic [31:0] b_strobe;
  wire [4:0] row = pos[9:5];
  // Those of a byte before a_first are of the next row.
  wire [31:0] from_odd = {32{a_first[5]}} ^ 32'(kya_pkg::below({1'b0, a_first[4:0]}));
  logic [255:0] mixed;
  always_comb
    for (int i = 0; i < 32; i++)
      mixed[8*i+:8] = {8{!a_cqe}} & (from_odd[i] ? odd[8*i+:8] : even[8*i+:8]);
  wire [31:0] strobe = 32'(kya_pkg::below({1'b0, a_lane} + a_count) & ~kya_pkg::below({1'b0, a_lane}));

  always_ff @(posedge clk) begin
    if (take) a_cqe_data <= is_cqe ? cqe : '0;
    if (step && a_valid) begin
      b_data <= kya_pkg::turn_row(mixed, {a_first[4], 4'd0});
      b_first <= a_first[3:0];
      b_cqe_data <= a_cqe_data;
      b_strobe <= strobe;
      b_last <= a_last;
    end else if (erase) b_data <= '0;
    if (advance && b_valid) begin
      m_wdata <= kya_pkg::turn_row(b_data, {1'b0, b_first}) | {b_cqe_data, b_cqe_data};
      m_wstrb <= b_strobe;
      m_wlast <= b_last;
    end else if (erase && !m_wvalid) m_wdata <= '0;
  end

  // A block goes into the ring a cycle after it came.
  wire [15:0] bytes = 16'(kya_pkg::below({1'b0, ring_n})) << ring_pos[3:0];
  logic [63:0] put;  // bytes of both banks
  logic [SW+3:0] put_row;
  logic [127:0] put_data;
  always_ff @(posedge clk) begin
    for (int i = 0; i < 4; i++) put[16*i+:16] <= erase ? '1 : ring_we && ring_pos[5:4] == 2'(i) ? bytes : '0;
    put_row <= erase ? erase_row : {ring_slot, ring_pos[9:6]};
    put_data <= erase ? '0 : ring_data;
  end
  kya_ram #(.DEPTH(NSLOT * 16)) even_ram (
      .clk, .we(put[31:0]), .waddr(put_row), .wdata({put_data, put_data}),
      .re(take || erase), .raddr(erase ? '0 : {slot, kya_pkg::even_row(row)}), .rdata(even));
  kya_ram #(.DEPTH(NSLOT * 16)) odd_ram (
      .clk, .we(put[63:32]), .waddr(put_row), .wdata({put_data, put_data}),
      .re(take || erase), .raddr(erase ? '0 : {slot, row[4:1]}), .rdata(odd));

  assign sent = do_slot ? next_bytes : '0;

  // --------------------------------------------------------------- responses
  always_ff @(posedge clk) begin
    slot_b <= '0;
    slot_b[m_bid[SW-1:0]] <= m_bvalid && !m_bid[IDW-1];
    cqe_b <= m_bvalid && m_bid[IDW-1];
    cqe_b_queue <= m_bid[3:0];
    b_err <= m_bresp[1];
    if (!rst_n) begin
      slot_b <= '0;
      cqe_b <= 1'b0;
    end
  end

  wire unused = &{1'b0, m_bresp, last_byte[4:0]};
endmodule
