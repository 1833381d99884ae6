// SPDX-License-Identifier: Apache-2.0
// kya_rd: the AXI4 AR channel. Entries and contexts have the alignment that is checked before.
module formal_rd #(
    parameter int BUG = 0,
    localparam int NSLOT = 2
) (
    input logic clk,
    input logic sqe_req, ctx_req, arready, erase,
    input logic [0:0] sqe_tag,
    input logic [63:0] sqe_addr, ctx_addr,
    input logic [NSLOT-1:0] slot_req,
    input logic [NSLOT-1:0][2:0] slot_kind,
    input logic [NSLOT-1:0][63:0] slot_addr,
    input logic [NSLOT-1:0][8:0] slot_bytes,
    input logic rvalid, rlast,
    input logic [3:0] rid,
    input logic [1:0] rresp,
    input logic [255:0] rdata
);
  logic started = 1'b0;
  always_ff @(posedge clk) started <= 1'b1;

  logic sqe_gnt, ctx_gnt, arvalid;
  logic [NSLOT-1:0] slot_gnt;
  logic [0:0] slot_pick;
  logic [3:0] arid;
  logic [63:0] araddr;
  logic [7:0] arlen;
  logic [NSLOT-1:0] r_valid;
  logic r_ctx, r_sqe, r_last, r_err;
  logic [0:0] r_tag;
  logic [2:0] r_kind;
  logic [255:0] r_data;
  kya_rd #(.NSLOT(NSLOT)) u (
      .clk, .rst_n(started), .erase, .m_rvalid(rvalid), .m_rid(rid), .m_rdata(rdata),
      .m_rresp(BUG == 4 ? rresp & {2{rlast}} : rresp), .m_rlast(rlast), .r_valid, .r_ctx, .r_sqe, .r_tag, .r_kind,
      .r_last, .r_err, .r_data, .sqe_req, .sqe_tag, .sqe_addr, .sqe_gnt, .ctx_req, .ctx_addr,
      .ctx_gnt, .slot_req(slot_req & {1'b1, BUG != 3}), .slot_kind, .slot_pick, .slot_addr(slot_addr[slot_pick]),
      .slot_bytes(slot_bytes[slot_pick] + 9'(BUG == 2 ? 32 : 0)), .slot_gnt, .m_arvalid(arvalid),
      .m_arready(arready || (BUG == 1 && ctx_req)), .m_arid(arid), .m_araddr(araddr),
      .m_arlen(arlen));

  logic [1:0] passed;  // grants to slot 1 while slot 0 asks
  formal_slots #(.NSLOT(NSLOT)) slots (
      .clk, .started, .req(slot_req), .gnt(slot_gnt), .addr(slot_addr), .bytes(slot_bytes), .passed);
  always_comb begin
    contract_sqe: assume (sqe_addr[5:0] == 0);
    contract_ctx: assume (ctx_addr[5:0] == 0);
  end

  logic waits;
  logic [3:0] id_was;
  logic [63:0] addr_was;
  logic [7:0] len_was;
  always_ff @(posedge clk) begin
    waits <= started && arvalid && !arready;
    {id_was, addr_was, len_was} <= {arid, araddr, arlen};
  end

  // What was granted and not yet shown: the address of the next beat, and how many.
  logic [63:0] next, from;
  logic [8:0] bytes;
  logic [3:0] owed;
  wire shown = arvalid && !waits;
  wire [8:0] shows = shown ? arlen + 9'd1 : 9'd0;
  wire granted = ctx_gnt || sqe_gnt || slot_gnt != 0;
  always_comb
    if (ctx_gnt) {from, bytes} = {ctx_addr, 9'd256};
    else if (sqe_gnt) {from, bytes} = {sqe_addr, 9'd64};
    else {from, bytes} = slot_gnt[1] ? {slot_addr[1], slot_bytes[1]} : {slot_addr[0], slot_bytes[0]};
  always_ff @(posedge clk)
    if (!started) owed <= '0;
    else if (granted) begin
      next <= {from[63:5], 5'd0};
      owed <= (from[4:0] + bytes + 10'd31) >> 5;
    end else begin
      next <= next + 32 * shows;
      owed <= owed - shows;
    end

  // The beat of the last cycle.
  logic had, last_was, error_was, erased;
  logic [3:0] beat_was;
  logic [255:0] data_was;
  wire is_ctx = beat_was[3:1] == kya_pkg::RD_CTX;
  wire is_sqe = beat_was[3:1] == kya_pkg::RD_SQE;
  always_ff @(posedge clk) begin
    had <= started && rvalid;
    {beat_was, last_was, error_was, data_was, erased} <= {rid, rlast, rresp[1], rdata, erase};
  end

  (* hierconn *) wire [1:0] \u.choose.rr.behind ;
  (* hierconn *) wire \u.ctx_rest , \u.chosen , \u.keep , \u.pick ;
  (* hierconn *) wire [63:0] \u.addr ;
  (* hierconn *) wire [8:0] \u.bytes ;

  always_comb
    if (started) begin
      if (waits) stable_ar: assert (arvalid && {arid, araddr, arlen} == {id_was, addr_was, len_was});
      if (arvalid) page_ar: assert ({1'b0, araddr[11:0]} + 32 * (arlen + 13'd1) <= 4096);
      // Bursts make up what was granted; only the end of a page parts it.
      burst_shown: assert (waits || arvalid == (owed != 0));
      if (shown) burst_ar: assert (araddr == next && shows <= owed);
      if (shown) burst_parts: assert (shows == owed || 13'(araddr[11:0]) + 32 * shows == 4096);
      burst_whole: assert (!granted || owed == shows);
      grant_one: assert ($onehot0({sqe_gnt, ctx_gnt, slot_gnt}));
      grant_asked: assert (!(sqe_gnt && !sqe_req) && !(ctx_gnt && !ctx_req) && (slot_gnt & ~slot_req) == 0);
      grant_turn: assert (passed < NSLOT);

      beat_to: assert (r_ctx == (had && is_ctx) && r_sqe == (had && is_sqe) &&
                       r_valid == 2'(had && !is_ctx && !is_sqe) << beat_was[0]);
      if (had) beat_is: assert ({r_kind, r_tag, r_last, r_err} == {beat_was, last_was, error_was});
      if (had && !erased) beat_data: assert (r_data == data_was);

      inv_rest: assert (owed == shows + ( \u.ctx_rest ? 9'd7 - arlen : 9'd0));
      if ( \u.ctx_rest )
        inv_parts: assert (arvalid && arlen <= 5 && 13'(araddr[11:0]) + 32 * (arlen + 13'd1) == 4096 &&
                           next + 32 * shows == araddr + 32 * (arlen + 64'd1));
      inv_turn: assert (passed == 0 || (passed == 1 && ( \u.chosen || \u.keep ? \u.pick == 0 : ! \u.choose.rr.behind [1])));
      inv_behind: assert (! \u.choose.rr.behind [0]);
      inv_chosen: assert (!( \u.chosen || \u.keep ) || (slot_req[ \u.pick ] && \u.choose.rr.behind [1] == ! \u.pick ));
      inv_keep: assert (!( \u.chosen && \u.keep ));
      inv_kept: assert (! \u.chosen || ( \u.addr == slot_addr[ \u.pick ] && \u.bytes == (BUG == 2 ? slot_bytes[ \u.pick ] + 9'd32 : slot_bytes[ \u.pick ])));

      cover_long: cover (arvalid && arlen == 7 && araddr[11:0] == 12'hf00);
      cover_slot: cover (slot_gnt[0] && arlen == 3);
      cover_wait: cover (waits && slot_req == '1);
      cover_parts: cover (owed == 2 && !granted && shown && araddr[11:0] == 0);
    end
endmodule
