// SPDX-License-Identifier: Apache-2.0
// Read DMA: one request a cycle onto AXI, and the landing of source data,
// rotated to its place, in the input rings.
module kya_rd
#(
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT),
    parameter int IDW = SW + 3
) (
    input  logic                   clk,
    input  logic                   rst_n,
    input  logic                   erase,       // walk and clear the rings
    input  logic [    SW+3:0]      erase_row,

    // Requests: submission entries, contexts, slots
    input  logic                   sqe_req,
    input  logic [SW-1:0]          sqe_tag,
    input  logic [63:0]            sqe_addr,
    output logic                   sqe_gnt,
    input  logic                   ctx_req,
    input  logic [63:0]            ctx_addr,
    output logic                   ctx_gnt,
    input  logic [NSLOT-1:0]       slot_req,
    input  logic [NSLOT-1:0][ 2:0] slot_kind,
    output logic [SW-1:0]          slot_pick,   // of those that ask, the next
    input  logic [63:0]            slot_addr,   // of slot_pick
    input  logic [NSLOT-1:0][ 8:0] slot_bytes,
    output logic [NSLOT-1:0]       slot_gnt,

    // AXI4 read channels
    output logic                   m_arvalid,
    input  logic                   m_arready,
    output logic [IDW-1:0]         m_arid,
    output logic [63:0]            m_araddr,
    output logic [ 7:0]            m_arlen,
    input  logic                   m_rvalid,
    input  logic [IDW-1:0]         m_rid,
    input  logic [255:0]           m_rdata,
    input  logic [ 1:0]            m_rresp,
    input  logic                   m_rlast,

    // Beats to slots, context cache and fetch unit, a cycle after the bus
    output logic [NSLOT-1:0]       r_valid,     // of its own requests, by slot
    output logic                   r_ctx,
    output logic                   r_sqe,
    output logic [SW-1:0]          r_tag,
    output logic [ 2:0]            r_kind,
    output logic                   r_last,
    output logic                   r_err,
    output logic [255:0]           r_data,
    output logic [NSLOT-1:0][5:0]  land,
    input  logic [NSLOT-1:0][9:0]  land_pos,

    // Read port of the input rings: 16 bytes from any position, each in its lane of a 16-byte row
    input  logic                   ring_re,
    input  logic [SW-1:0]          ring_slot,
    input  logic [ 9:0]            ring_pos,
    output logic [127:0]           ring_data,

    output logic [ 8:0]            asked       // bytes of source in this cycle, for the counter
);
  // ------------------------------------------------------------- arbitration
  // A slot is chosen in one cycle, its address made and asked for in the next.
  logic [SW-1:0] pick, next;
  logic          any, chosen;
  kya_rr #(.N(NSLOT)) choose (.clk, .rst_n, .req(slot_req), .served(any && !chosen), .any, .pick(next));
  always_ff @(posedge clk) begin
    chosen <= rst_n && (chosen ? !do_slot : any);
    if (!chosen) pick <= next;
  end

  // A context may lie across a 4 KiB boundary, which a burst must not: 64-byte pieces past it.
  wire [1:0] ctx_past = ctx_addr[11:8] == 4'hf ? ctx_addr[7:6] : 2'd0;
  logic ctx_rest;  // they are the next burst

  wire bus = !m_arvalid || m_arready;
  wire can = bus && !ctx_rest;
  assign slot_pick = pick;
  assign ctx_gnt = can && ctx_req;
  assign sqe_gnt = can && !ctx_req && sqe_req;
  wire do_slot = can && !ctx_req && !sqe_req && chosen;
  always_comb begin
    slot_gnt = '0;
    slot_gnt[pick] = do_slot;
  end

  function automatic logic [7:0] beats(input logic [4:0] lane, input logic [8:0] bytes);
    beats = 8'(({4'd0, lane} + bytes - 9'd1) >> 5);
  endfunction

  always_ff @(posedge clk) begin
    if (bus) begin
      m_arvalid <= ctx_rest || ctx_req || sqe_req || chosen;
      ctx_rest <= ctx_gnt && ctx_past != 0;
      if (ctx_rest) begin
        m_araddr <= {m_araddr[63:12] + 52'd1, 12'd0};
        m_arlen <= 8'd6 - m_arlen;
      end else if (ctx_req) begin
        m_arid <= {kya_pkg::RD_CTX, {SW{1'b0}}};
        m_araddr <= ctx_addr;
        m_arlen <= 8'd7 - {5'd0, ctx_past, 1'b0};
      end else if (sqe_req) begin
        m_arid <= {kya_pkg::RD_SQE, sqe_tag};
        m_araddr <= sqe_addr;
        m_arlen <= 8'd1;
      end else begin
        m_arid <= {slot_kind[pick], pick};
        m_araddr <= {slot_addr[63:5], 5'd0};
        m_arlen <= beats(slot_addr[4:0], slot_bytes[pick]);
      end
    end
    if (!rst_n) begin
      m_arvalid <= 1'b0;
      ctx_rest <= 1'b0;
    end
  end

  // Per slot, the bursts under way in order: first lane and bytes.
  logic [13:0] meta[NSLOT*8];
  logic [2:0] meta_w[NSLOT];
  logic [2:0] meta_r[NSLOT];
  logic [8:0] burst_left[NSLOT];  // 0: the next beat begins a burst

  // ------------------------------------------------------------------ landing
  logic          q_valid;
  logic [SW-1:0] q_slot;
  assign r_last = q_last;
  assign r_tag = q_slot;
  logic q_last;
  wire q_data = q_valid && r_kind == kya_pkg::RD_DATA;
  wire [13:0] head = meta[{q_slot, meta_r[q_slot]}];
  wire first = burst_left[q_slot] == 0;
  wire [4:0] lane = first ? head[13:9] : 5'd0;
  wire [8:0] left = first ? head[8:0] : burst_left[q_slot];
  wire [5:0] room = 6'd32 - {1'b0, lane};
  wire [5:0] count = left < {3'd0, room} ? left[5:0] : room;

  // They count for the slot a cycle later, and go into the ring in the one after that: before the
  // slot can have asked for them.
  logic          w_valid;
  logic [SW-1:0] w_slot;
  logic [ 4:0]   w_lane;
  logic [ 5:0]   w_count;
  logic [255:0]  w_data;
  wire [9:0]     w_pos = land_pos[w_slot];
  logic          x_valid;
  logic [SW-1:0] x_slot;
  logic [ 9:0]   x_pos;
  logic [ 4:0]   x_shift;
  logic [ 5:0]   x_count;
  logic [255:0]  x_data;

  always_comb begin
    r_valid = '0;
    r_ctx = q_valid && r_kind == kya_pkg::RD_CTX;
    r_sqe = q_valid && r_kind == kya_pkg::RD_SQE;
    r_valid[q_slot] = q_valid && !r_ctx && !r_sqe;
    land = '0;
    if (w_valid) land[w_slot] = w_count;
  end

  always_ff @(posedge clk) begin
    q_valid <= m_rvalid;
    if (m_rvalid) begin
      {r_kind, q_slot} <= m_rid;
      r_data <= m_rdata;
      r_err <= m_rresp[1];
      q_last <= m_rlast;
    end
    w_valid <= q_data && rst_n;
    if (q_data) begin
      w_slot <= q_slot;
      w_lane <= lane;
      w_count <= count;
      w_data <= r_data;
    end
    x_valid <= w_valid && rst_n;
    if (w_valid) begin
      x_slot <= w_slot;
      x_pos <= w_pos;
      x_shift <= w_pos[4:0] - w_lane;
      x_count <= w_count;
      x_data <= w_data;
    end
    if (erase) begin
      r_data <= '0;
      w_data <= '0;
      x_data <= '0;
    end
    if (do_slot && slot_kind[pick] == kya_pkg::RD_DATA) begin
      meta[{pick, meta_w[pick]}] <= {slot_addr[4:0], slot_bytes[pick]};
      meta_w[pick] <= meta_w[pick] + 1'b1;
    end
    if (q_data) begin
      burst_left[q_slot] <= left - {3'd0, count};
      if (q_last) begin
        burst_left[q_slot] <= '0;
        meta_r[q_slot] <= meta_r[q_slot] + 1'b1;
      end
    end
    if (!rst_n) begin
      q_valid <= 1'b0;
      for (int i = 0; i < NSLOT; i++) begin
        meta_w[i] <= '0;
        meta_r[i] <= '0;
        burst_left[i] <= '0;
      end
    end
  end

  // Lane l of the bus goes to lane l + shift of the ring; what wraps belongs
  // to the next row, which is in the other bank.
  wire [255:0] turned = kya_pkg::turn_row(x_data, -x_shift);
  wire [63:0] mask = kya_pkg::below({1'b0, x_pos[4:0]} + x_count) & ~kya_pkg::below({1'b0, x_pos[4:0]});
  wire [4:0] row = x_pos[9:5];
  wire [4:0] row1 = row + 1'b1;
  wire [31:0] we_even = row[0] ? mask[63:32] : mask[31:0];
  wire [31:0] we_odd = row[0] ? mask[31:0] : mask[63:32];
  wire [3:0] a_even = row[0] ? row1[4:1] : row[4:1];

  // The 16 bytes lie in two halves of rows, the second of which may be in the other bank. While
  // the rings are erased nobody asks: a row of slot 0, the first to be erased, is read then.
  wire [4:0] r_row = ring_pos[9:5];
  wire [4:0] r_row1 = r_row + 1'b1;
  logic [255:0] even, odd;
  logic [5:0] from;
  kya_ram #(.DEPTH(NSLOT * 16)) even_ram (
      .clk, .we(erase ? '1 : x_valid ? we_even : '0), .waddr(erase ? erase_row : {x_slot, a_even}),
      .wdata(erase ? '0 : turned), .re(ring_re || erase),
      .raddr({ring_slot, r_row[0] ? r_row1[4:1] : r_row[4:1]}), .rdata(even));
  kya_ram #(.DEPTH(NSLOT * 16)) odd_ram (
      .clk, .we(erase ? '1 : x_valid ? we_odd : '0), .waddr(erase ? erase_row : {x_slot, row[4:1]}),
      .wdata(erase ? '0 : turned), .re(ring_re || erase), .raddr({ring_slot, r_row[4:1]}), .rdata(odd));
  always_ff @(posedge clk) if (ring_re) from <= ring_pos[5:0];
  // A lane before the first byte's is of the next 16.
  wire [15:0] from_next = 16'(kya_pkg::below({2'd0, from[3:0]}));
  wire [511:0] rows = {odd, even};
  always_comb
    for (int i = 0; i < 16; i++) ring_data[8*i+:8] = rows[{from[5:4] + {1'b0, from_next[i]}, 7'(8 * i)}+:8];

  assign asked = do_slot && slot_kind[pick] == kya_pkg::RD_DATA ? slot_bytes[pick] : '0;

  wire unused = &{1'b0, m_rresp, row1[0], r_row1[0]};
endmodule
