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
    input  logic [ 8:0]            slot_bytes,
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
    output logic [ 5:0]            land,        // bytes that go into a ring,
    output logic [SW-1:0]          land_slot,
    input  logic [ 9:0]            land_pos,    // from there on

    // Read port of the input rings: 16 bytes from any position, each in its lane of a 16-byte row
    input  logic                   ring_re,
    input  logic [SW-1:0]          ring_slot,
    input  logic [ 9:0]            ring_pos,
    output logic [127:0]           ring_data,

    output logic [ 8:0]            asked       // bytes of source in this cycle, for the counter
);
  // ------------------------------------------------------------- arbitration
  // Per slot, the bursts under way in order: first lane and last one. Where the next one is written and
  // read; a place that is not known is 0.
  logic [9:0] meta[NSLOT*8];
  logic [2:0] meta_w[NSLOT];
  logic [2:0] meta_r[NSLOT];
  logic [NSLOT-1:0] known_w, known_r;
  // A slot is chosen in one cycle, its burst kept in the next and asked for in the one after.
  logic [SW-1:0] pick;
  logic          keep, chosen, do_slot;
  logic [2:0]    kind;
  logic [63:0]   addr;
  logic [8:0]    bytes;
  logic [2:0]    place_w;
  kya_choice #(.N(NSLOT)) choose (.clk, .rst_n, .req(slot_req), .served(do_slot), .keep, .chosen, .pick);
  always_ff @(posedge clk)
    if (keep) begin
      kind <= slot_kind[pick];
      addr <= slot_addr;
      bytes <= slot_bytes;
      place_w <= known_w[pick] ? meta_w[pick] : 3'd0;
    end

  // A context may lie across a 4 KiB boundary, which a burst must not: 64-byte pieces past it.
  wire [1:0] ctx_past = ctx_addr[11:8] == 4'hf ? ctx_addr[7:6] : 2'd0;
  logic ctx_rest;  // they are the next burst

  wire bus = !m_arvalid || m_arready;
  wire can = bus && !ctx_rest;
  assign slot_pick = pick;
  assign ctx_gnt = can && ctx_req;
  assign sqe_gnt = can && !ctx_req && sqe_req;
  assign do_slot = can && !ctx_req && !sqe_req && chosen;
  always_comb begin
    slot_gnt = '0;
    slot_gnt[pick] = do_slot;
  end

  wire [8:0] last_byte = {4'd0, addr[4:0]} + bytes - 9'd1;

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
        m_arid <= {kind, pick};
        m_araddr <= {addr[63:5], 5'd0};
        m_arlen <= {4'd0, last_byte[8:5]};
      end
    end
    if (!rst_n) begin
      m_arvalid <= 1'b0;
      ctx_rest <= 1'b0;
    end
  end

  wire [2:0] place_r = known_r[q_slot] ? meta_r[q_slot] : 3'd0;
  logic [NSLOT-1:0] partway;  // the next beat does not begin a burst

  // ------------------------------------------------------------------ landing
  logic          q_valid;
  logic [SW-1:0] q_slot;
  assign r_last = q_last;
  assign r_tag = q_slot;
  logic q_last;
  wire q_data = q_valid && r_kind == kya_pkg::RD_DATA;
  wire [9:0] head = meta[{q_slot, place_r}];

  // They count for the slot two cycles later, and go into the ring in the one after that: before the
  // slot can have asked for them.
  logic          p_valid;
  logic [SW-1:0] p_slot;
  logic [ 4:0]   p_lane, p_end;
  logic [255:0]  p_data;
  logic          w_valid;
  logic [SW-1:0] w_slot;
  logic [ 4:0]   w_lane;
  logic [ 5:0]   w_count;
  logic [255:0]  w_data;
  wire [9:0]     w_pos = land_pos;
  logic [SW-1:0] x_slot;
  logic [ 4:0]   x_row;
  logic [ 4:0]   x_turn;
  logic [255:0]  x_data;

  always_comb begin
    r_valid = '0;
    r_ctx = q_valid && r_kind == kya_pkg::RD_CTX;
    r_sqe = q_valid && r_kind == kya_pkg::RD_SQE;
    r_valid[q_slot] = q_valid && !r_ctx && !r_sqe;
    land = w_valid ? w_count : '0;
    land_slot = w_slot;
  end

  always_ff @(posedge clk) begin
    q_valid <= m_rvalid;
    if (m_rvalid) begin
      {r_kind, q_slot} <= m_rid;
      r_data <= m_rdata;
      r_err <= m_rresp[1];
      q_last <= m_rlast;
    end
    p_valid <= q_data && rst_n;
    if (q_data) begin
      p_slot <= q_slot;
      p_lane <= partway[q_slot] ? 5'd0 : head[9:5];
      p_end <= q_last ? head[4:0] : 5'd31;
      p_data <= r_data;
    end
    w_valid <= p_valid && rst_n;
    if (p_valid) begin
      w_slot <= p_slot;
      w_lane <= p_lane;
      w_count <= {1'b0, p_end - p_lane} + 6'd1;
      w_data <= p_data;
    end
    if (w_valid) begin
      x_slot <= w_slot;
      x_row <= w_pos[9:5];
      x_turn <= w_lane - w_pos[4:0];
      x_data <= w_data;
    end
    if (erase) begin
      r_data <= '0;
      p_data <= '0;
      w_data <= '0;
      x_data <= '0;
    end
    if (do_slot && kind == kya_pkg::RD_DATA) begin
      meta[{pick, place_w}] <= {addr[4:0], last_byte[4:0]};
      meta_w[pick] <= place_w + 1'b1;
      known_w[pick] <= 1'b1;
    end
    if (q_data) partway[q_slot] <= !q_last;
    if (q_data && q_last) begin
      meta_r[q_slot] <= place_r + 1'b1;
      known_r[q_slot] <= 1'b1;
    end
    if (!rst_n) begin
      q_valid <= 1'b0;
      known_w <= '0;
      known_r <= '0;
      partway <= '0;
    end
  end

  // Lane l of the bus goes to lane l - turn of the ring, if that is below the last byte's; what is
  // before the first byte's lane belongs to the next row, which is in the other bank.
  wire [255:0] turned = kya_pkg::turn_row(x_data, x_turn);
  wire [5:0] w_end = {1'b0, w_pos[4:0]} + w_count;
  logic x_wraps;
  logic [5:0] x_first, x_end;  // 32: all lanes are before it
  wire [31:0] x_before = 32'(kya_pkg::below(x_first));
  wire [31:0] x_below = 32'(kya_pkg::below(x_end));
  wire [31:0] we_row = ~x_before & (x_below | {32{x_wraps}});
  wire [31:0] we_row1 = x_below & {32{x_wraps}};
  logic erases;
  logic [SW+3:0] erases_row;
  always_ff @(posedge clk) begin
    erases <= erase;
    erases_row <= erase_row;
    x_wraps <= erase || (w_valid && rst_n && w_end[5]);
    x_first <= erase ? 6'd0 : w_valid && rst_n ? {1'b0, w_pos[4:0]} : 6'd32;
    x_end <= erase ? 6'd32 : {1'b0, w_end[4:0]};
  end
  wire [3:0] a_even = kya_pkg::even_row(x_row);

  // The 16 bytes lie in two halves of rows, the second of which may be in the other bank. While
  // the rings are erased nobody asks: a row of slot 0, the first to be erased, is read then.
  wire [4:0] r_row = ring_pos[9:5];
  logic [255:0] even, odd;
  logic [5:0] from;
  kya_ram #(.DEPTH(NSLOT * 16)) even_ram (
      .clk, .we(x_row[0] ? we_row1 : we_row), .waddr(erases ? erases_row : {x_slot, a_even}),
      .wdata(turned), .re(ring_re || erases),
      .raddr({ring_slot, kya_pkg::even_row(r_row)}), .rdata(even));
  kya_ram #(.DEPTH(NSLOT * 16)) odd_ram (
      .clk, .we(x_row[0] ? we_row : we_row1), .waddr(erases ? erases_row : {x_slot, x_row[4:1]}),
      .wdata(turned), .re(ring_re || erases), .raddr({ring_slot, r_row[4:1]}), .rdata(odd));
  always_ff @(posedge clk) if (ring_re) from <= ring_pos[5:0];
  // A lane before the first byte's is of the next 16.
  wire [15:0] from_next = 16'(kya_pkg::below({2'd0, from[3:0]}));
  wire [511:0] rows = {odd, even};
  always_comb
    for (int i = 0; i < 16; i++) ring_data[8*i+:8] = rows[{from[5:4] + {1'b0, from_next[i]}, 7'(8 * i)}+:8];

  assign asked = do_slot && kind == kya_pkg::RD_DATA ? bytes : '0;

  wire unused = &{1'b0, m_rresp};
endmodule
