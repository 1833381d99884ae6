// SPDX-License-Identifier: Apache-2.0
// kya_wr: the AXI4 AW and W channels. A completion lies on 16 bytes.
module formal_wr #(
    parameter int BUG = 0,
    localparam int NSLOT = 2
) (
    input logic clk,
    input logic cqe_req, awready, wready,
    input logic [3:0] cqe_queue,
    input logic [63:0] cqe_addr,
    input logic [NSLOT-1:0] slot_req,
    input logic [NSLOT-1:0][63:0] slot_addr,
    input logic [NSLOT-1:0][8:0] slot_bytes
);
  logic started = 1'b0;
  always_ff @(posedge clk) started <= 1'b1;

  logic cqe_gnt, awvalid, wvalid, wlast, wlast_raw;
  logic [0:0] slot_pick;
  logic [NSLOT-1:0] slot_gnt;
  logic [4:0] awid;
  logic [63:0] awaddr;
  logic [7:0] awlen;
  logic [31:0] wstrb, wstrb_raw;
  logic [255:0] wdata;
  kya_wr #(.NSLOT(NSLOT)) u (
      .clk, .rst_n(started), .slot_req(slot_req & {1'b1, BUG != 7}), .slot_pick, .slot_addr(slot_addr[slot_pick]),
      .slot_bytes(slot_bytes[slot_pick] + 9'(BUG == 3 ? 32 : 0)), .slot_gnt, .cqe_req, .cqe_queue,
      .cqe_addr, .cqe_gnt, .m_awvalid(awvalid), .m_awready(awready || (BUG == 1 && cqe_req)),
      .m_awid(awid), .m_awaddr(awaddr), .m_awlen(awlen), .m_wvalid(wvalid),
      .m_wready((wready && BUG != 5) || (BUG == 2 && awready)), .m_wdata(wdata), .m_wstrb(wstrb_raw),
      .m_wlast(wlast_raw));
  assign wstrb = wstrb_raw & {32{!(BUG == 6 && cqe_req)}};
  assign wlast = BUG == 4 ? wlast_raw && !cqe_req : wlast_raw;

  logic [1:0] passed;  // grants to slot 1 while slot 0 asks
  formal_slots #(.NSLOT(NSLOT)) slots (
      .clk, .started, .req(slot_req), .gnt(slot_gnt), .addr(slot_addr), .bytes(slot_bytes), .passed);
  always_comb contract_cqe: assume (cqe_addr[3:0] == 0);

  logic aw_waits, w_waits;
  logic [4:0] id_was;
  logic [63:0] addr_was;
  logic [7:0] len_was;
  logic [31:0] strb_was;
  logic [255:0] data_was;
  logic last_was;
  always_ff @(posedge clk) begin
    aw_waits <= started && awvalid && !awready;
    {id_was, addr_was, len_was} <= {awid, awaddr, awlen};
    w_waits <= started && wvalid && !wready;
    {data_was, strb_was, last_was} <= {wdata, wstrb, wlast};
  end

  // Bursts whose address was shown and whose last beat was not taken, the oldest first.
  wire shown = awvalid && !aw_waits;
  wire beat = wvalid && wready;
  wire ends = beat && wlast;
  logic [2:0] bursts;
  logic [3:0][7:0] len;
  logic [7:0] beats;
  wire [2:0] open = bursts + shown;
  logic [3:0][7:0] lens;  // with the one that is shown now
  always_comb begin
    lens = len;
    if (shown) lens[bursts] = awlen;
  end
  always_ff @(posedge clk)
    if (!started) begin
      bursts <= '0;
      beats <= '0;
    end else begin
      bursts <= bursts + shown - ends;
      len <= ends ? lens >> 8 : lens;
      if (beat) beats <= wlast ? '0 : beats + 1'b1;
    end

  // A bus that takes everything has a burst of 9 beats at the most behind it in 12 cycles.
  logic [3:0] idle;
  always_ff @(posedge clk)
    if (!started || !wready || ends || bursts == 0) idle <= '0;
    else idle <= idle + 1'b1;

  // Where the beats of the open bursts are: on the bus, chosen, read from the ring, left in the ring.
  (* hierconn *) wire [1:0] \u.choose.rr.behind ;
  (* hierconn *) wire \u.busy , \u.a_valid , \u.a_last , \u.b_valid , \u.b_last , \u.chosen , \u.keep , \u.pick ;
  (* hierconn *) wire [63:0] \u.next_addr ;
  (* hierconn *) wire [8:0] \u.next_bytes ;
  (* hierconn *) wire [63:0] \u.addr ;
  (* hierconn *) wire [8:0] \u.left ;
  wire a_ends = \u.a_valid && \u.a_last ;
  wire b_ends = \u.b_valid && \u.b_last ;
  wire w_ends = wvalid && wlast;
  wire a_more = \u.a_valid && ! \u.a_last ;
  wire b_more = \u.b_valid && ! \u.b_last ;
  wire w_more = wvalid && !wlast;
  wire [8:0] left_beats = (9'( \u.addr [4:0]) + \u.left + 31) >> 5;
  wire [1:0] newest = a_ends + b_ends + w_ends;

  always_comb
    if (started) begin
      if (aw_waits) stable_aw: assert (awvalid && {awid, awaddr, awlen} == {id_was, addr_was, len_was});
      if (w_waits) stable_w: assert (wvalid && {wdata, wstrb, wlast} == {data_was, strb_was, last_was});
      if (awvalid) page_aw: assert ({1'b0, awaddr[11:0]} + 32 * (awlen + 13'd1) <= 4096);
      if (wvalid) burst_owner: assert (open != 0);
      if (wvalid) burst_last: assert (wlast == (beats == lens[0]));
      burst_depth: assert (open <= 4);
      ends_soon: assert (idle <= 11);
      if (wvalid) strobe_whole: assert (wstrb != 0 && (beats == 0 || wstrb[0]) &&
                                        (wlast || wstrb[31]));
      grant_one: assert ($onehot0({cqe_gnt, slot_gnt}));
      grant_asked: assert (!(cqe_gnt && !cqe_req) && (slot_gnt & ~slot_req) == 0);
      grant_turn: assert (passed < NSLOT);

      inv_open: assert (open == a_ends + b_ends + w_ends + \u.busy );
      inv_more: assert (!(a_more && ! \u.busy ) && !(b_more && ! \u.a_valid && ! \u.busy ) &&
                        !(w_more && ! \u.b_valid && ! \u.a_valid && ! \u.busy ));
      inv_none: assert (open != 0 || beats == 0);
      if ( \u.busy )
        inv_ring: assert ( \u.left != 0 && \u.left <= 256 && lens[newest] + 1 ==
                          left_beats + a_more + (b_more && !a_ends) + (w_more && !a_ends && !b_ends) + (newest == 0 ? beats : 0));
      if (a_ends) inv_read: assert (lens[2'(b_ends + w_ends)] == b_more + (w_more && !b_ends) +
                                    (b_ends || w_ends ? 0 : beats));
      if (b_ends) inv_picked: assert (lens[w_ends] == w_more + (w_ends ? 0 : beats));
      inv_turn: assert (passed == 0 || (passed == 1 && ( \u.chosen || \u.keep ? \u.pick == 0 : ! \u.choose.rr.behind [1])));
      inv_behind: assert (! \u.choose.rr.behind [0]);
      inv_chosen: assert (!( \u.chosen || \u.keep ) || (slot_req[ \u.pick ] && \u.choose.rr.behind [1] == ! \u.pick ));
      inv_keep: assert (!( \u.chosen && \u.keep ));
      inv_kept: assert (! \u.chosen || ( \u.next_addr == slot_addr[ \u.pick ] && \u.next_bytes == (BUG == 3 ? slot_bytes[ \u.pick ] + 9'd32 : slot_bytes[ \u.pick ])));

      cover_long: cover (ends && beats == 7 && w_waits);
      cover_next: cover (bursts == 1 && shown && wvalid && !wlast);
      cover_page: cover (awvalid && awlen == 7 && awaddr[11:0] == 12'hf00);
    end
endmodule
