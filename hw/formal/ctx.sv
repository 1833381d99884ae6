// SPDX-License-Identifier: Apache-2.0
// kya_ctx: what is left of a key. Slots ask as kya_slot does, one request each until it is done,
// and hold an entry they were given; zeroize comes when no slot asks or holds. The values of an
// expanded key are free.
module formal_ctx #(
    parameter int BUG = 0,
    localparam int NSLOT = 2,
    localparam int NCTX = 2
) (
    input logic clk,
    input logic [NSLOT-1:0] ask, ask_inv, release_entry,
    input logic [NSLOT-1:0][63:0] ask_addr,
    input logic ask_zeroize,
    input logic rd_gnt, r_valid, r_err,
    input logic [255:0] r_data
);
  logic started = 1'b0;
  logic begun;  // for a cycle
  always_ff @(posedge clk) begin
    started <= 1'b1;
    begun <= started;
  end

  // ------------------------------------------------------------------- slots
  logic [NSLOT-1:0] req, inv, hold, held, done;
  logic [NSLOT-1:0][63:0] addr;
  logic [7:0] status;
  logic entry, zeroize, zeroized;
  wire ok = status == kyanite_regs_pkg::STATUS_OK;
  wire [NSLOT-1:0] begins = ask & ~req & ~hold & {NSLOT{!zeroize}};
  for (genvar g = 0; g < NSLOT; g++) begin : g_slot
    always_ff @(posedge clk) begin
      if (begins[g]) begin
        req[g] <= 1'b1;
        inv[g] <= ask_inv[g];
        addr[g] <= ask_addr[g];
      end
      if (release_entry[g]) hold[g] <= 1'b0;
      if (done[g]) begin
        req[g] <= 1'b0;
        hold[g] <= ok && !inv[g];
        held[g] <= entry;
      end
      if (!started) begin
        req[g] <= 1'b0;
        hold[g] <= 1'b0;
      end
    end
  end
  always_ff @(posedge clk)
    if (!started || zeroized) zeroize <= 1'b0;
    else if (ask_zeroize && {req, hold, begins} == 0) zeroize <= 1'b1;

  logic rd_req, rk_we, rk_we_raw, rk_back;
  logic [1:0] rk_ctx, rk_ctx_raw;  // the upper bit tells the tweak's key
  logic [63:0] rd_addr;
  logic [0:0] served;
  logic [3:0] rk_round;
  logic [127:0] rk_data;
  logic [3:0] owed;
  kya_ctx #(.NSLOT(NSLOT), .NCTX(NCTX)) u (
      .clk, .rst_n(started), .zeroize, .zeroized, .req, .inv(inv & {2{BUG != 2}}), .slot(served), .addr(addr[served] ^ 64'(BUG == 6 && !served)), .done,
      .status, .entry, .hold, .held,
      .rd_req, .rd_addr, .rd_gnt, .r_valid, .r_err(r_err && BUG != 4), .r_data, .rk_we(rk_we_raw),
      .rk_ctx(rk_ctx_raw), .rk_round, .rk_back, .rk_data);
  assign rk_ctx = rk_ctx_raw ^ {1'b0, BUG == 5};
  assign rk_we = rk_we_raw && !(BUG == 1 && rk_round == 7 && rk_data == 0);

  // ---------------------------------------------------------------- read DMA
  always_comb begin
    if (rd_gnt) contract_gnt: assume (rd_req);
    if (r_valid) contract_beat: assume (owed != 0);
  end

  // Bites and covers lie some 50 cycles deep: this way is short. Bug 7 is none, but goes it.
  always_comb
    if (BUG != 0) begin
      haste_bus: assume (rd_gnt == rd_req && r_valid == (owed != 0) && release_entry == 0);
      haste_ask: assume (ask == (BUG == 1 ? 2'b00 : BUG == 5 ? 2'b11 : 2'b01));
      haste_zeroize: assume (ask_zeroize == (BUG == 1));
    end
  logic refused, loading;  // the last load; the request in service loads
  always_ff @(posedge clk)
    if (!started) {owed, loading} <= '0;
    else begin
      owed <= rd_gnt ? 4'd8 : owed - r_valid;
      loading <= rd_gnt || (loading && done == 0);
      refused <= !rd_gnt && (refused || (r_valid && r_err));
    end

  // ----------------------------------------- one context, one round key cell
  (* anyconst *) logic [63:0] secret;
  (* anyconst *) logic cell_ctx, cell_tweak, cell_back;
  (* anyconst *) logic [3:0] cell_round;
  (* anyconst *) logic [10:0] any_bit;  // of the states of cell_ctx
  always_comb contract_cell: assume (cell_round <= 14 && any_bit < 1280);
  wire cell_we = rk_we && rk_ctx == {cell_tweak, cell_ctx} && {rk_back, rk_round} == {cell_back, cell_round};
  logic mine;                 // the load since the last grant is that of the secret
  logic cell_full, cell_mine; // something may be in the cell; a part of the secret
  logic [NCTX-1:0] has;       // entries that the secret was loaded into
  logic clean;                // nothing was loaded since a zeroize
  logic loaded;               // into cell_ctx
  logic [63:0] loaded_addr;
  always_ff @(posedge clk) begin
    if (rd_gnt) mine <= rd_addr == secret;
    if (cell_we) begin
      cell_full <= rk_data != 0;
      cell_mine <= rk_data != 0 && mine;
    end
    if (rd_gnt && rd_addr == secret) has[entry] <= 1'b1;
    if ( \u.put_key && \u.put_half == 3 && !mine) has[entry] <= 1'b0;
    if (rd_gnt && entry == cell_ctx) begin
      loaded <= 1'b1;
      loaded_addr <= rd_addr;
    end
    if (zeroized) clean <= 1'b1;
    if (rd_gnt) clean <= 1'b0;
    if (!started) begin
      {mine, cell_mine, clean, loaded} <= '0;
      has <= '0;
      cell_full <= 1'b1;
    end
  end

  (* hierconn *) wire [3:0] \u.state ;
  (* hierconn *) wire [255:0] \u.key , \u.tweak_key , \u.half , \u.keyexp.words ;
  (* hierconn *) wire [127:0] \u.g_keys[0].keys.mem[0] , \u.g_keys[0].keys.mem[1] , \u.g_keys[0].keys.mem[2] , \u.g_keys[0].keys.mem[3] ;
  (* hierconn *) wire [127:0] \u.g_keys[0].keys.mem[4] , \u.g_keys[0].keys.mem[5] , \u.g_keys[0].keys.mem[6] , \u.g_keys[0].keys.mem[7] ;
  (* hierconn *) wire [127:0] \u.g_keys[1].keys.mem[0] , \u.g_keys[1].keys.mem[1] , \u.g_keys[1].keys.mem[2] , \u.g_keys[1].keys.mem[3] ;
  (* hierconn *) wire [127:0] \u.g_keys[1].keys.mem[4] , \u.g_keys[1].keys.mem[5] , \u.g_keys[1].keys.mem[6] , \u.g_keys[1].keys.mem[7] ;
  (* hierconn *) wire [127:0] \u.inners[0] , \u.inners[1] , \u.outers[0] , \u.outers[1] ;
  (* hierconn *) wire \u.tweak , \u.back , \u.put_key ;
  (* hierconn *) wire [1:0] \u.put_half ;
  (* hierconn *) wire [127:0] \u.keyexp.part , \u.keyexp.back ;
  (* hierconn *) wire \u.keyexp.busy , \u.keyexp.rk_we , \u.keyexp.rk_back , \u.keyexp.ending , \u.keyexp.done , \u.keyexp.rk_ctx ;
  (* hierconn *) wire [1:0] \u.valid , \u.alike ;
  (* hierconn *) wire [7:0] \u.part[0] , \u.part[1] ;
  (* hierconn *) wire \u.all , \u.slot , \u.inval , \u.failed ;
  (* hierconn *) wire [63:0] \u.tag[0] , \u.tag[1] ;
  (* hierconn *) wire [31:0] \u.ctls[0] , \u.ctls[1] ;
  (* hierconn *) wire [3:0] \u.round ;
  (* hierconn *) wire [2:0] \u.beat ;
  wire [1:0][3:0][255:0] rows = {\u.g_keys[1].keys.mem[7] , \u.g_keys[0].keys.mem[7] ,
                                \u.g_keys[1].keys.mem[6] , \u.g_keys[0].keys.mem[6] ,
                                \u.g_keys[1].keys.mem[5] , \u.g_keys[0].keys.mem[5] ,
                                \u.g_keys[1].keys.mem[4] , \u.g_keys[0].keys.mem[4] ,
                                \u.g_keys[1].keys.mem[3] , \u.g_keys[0].keys.mem[3] ,
                                \u.g_keys[1].keys.mem[2] , \u.g_keys[0].keys.mem[2] ,
                                \u.g_keys[1].keys.mem[1] , \u.g_keys[0].keys.mem[1] ,
                                \u.g_keys[1].keys.mem[0] , \u.g_keys[0].keys.mem[0] };
  wire [1:0][255:0] ends_of = { \u.inners[1] , \u.outers[1] , \u.inners[0] , \u.outers[0] };
  wire [1:0][1279:0] states = {rows[1], ends_of[1], rows[0], ends_of[0]};
  wire [63:0] ctls = { \u.ctls[1] , \u.ctls[0] };
  wire [767:0] keys = { \u.key , \u.tweak_key , \u.half };
  wire [5:0] walk = { \u.tweak , \u.back , \u.round };
  wire walked = {cell_tweak, cell_back, cell_round} < walk;
  wire expander = ( \u.keyexp.words | { \u.keyexp.part , \u.keyexp.back }) != 0;

  // States of the unit.
  wire resting = \u.state == 0, looking = \u.state >= 1 && \u.state <= 5;
  wire trying = \u.state == 2, matching = \u.state == 3, replacing = \u.state == 4, dropping = \u.state == 5;
  wire asking = \u.state == 6, waiting = \u.state == 7, checking = \u.state == 8;
  wire reading = asking || waiting || checking;
  wire expanding = \u.state == 9 || \u.state == 10, erasing = \u.state == 11, ends = \u.state == 12;
  wire works = \u.state == 10;

  wire [NCTX-1:0] known = {\u.valid [1] && \u.tag[1] == secret, \u.valid [0] && \u.tag[0] == secret};
  wire [63:0] serves = addr[ \u.slot ];
  wire answers = (ends && ! \u.all ) || (resting && done != 0);
  // Entries that have the tag which is looked for, and those of them still to be found.
  wire [NCTX-1:0] right = \u.valid & { \u.tag[1] == serves, \u.tag[0] == serves};
  wire [NCTX-1:0] open = trying ? \u.alike : matching ? \u.alike | (2'd1 << entry) : '0;
  wire [NSLOT-1:0] asks_secret = {addr[1] == secret, addr[0] == secret};
  wire gone = (done & inv & asks_secret) != 0;
  wire fails = done != 0 && !ok;
  wire in_use = (hold[0] && held[0] == cell_ctx) || (hold[1] && held[1] == cell_ctx);
  logic was_used;
  logic bit_was;
  wire bit_now = states[cell_ctx][any_bit];
  always_ff @(posedge clk) begin
    was_used <= started && in_use;
    bit_was <= bit_now;
  end

  always_comb
    if (started) begin
      if (clean || zeroized) begin
        zeroize_states: assert ({states, ctls} == 0);
        zeroize_key: assert ( keys == 0 && !expander);
        zeroize_rounds: assert (!cell_full);
        zeroize_valid: assert ( \u.valid == 0);
      end
      if (gone) begin
        invalidate_rounds: assert (!cell_mine);
        invalidate_states: assert ((!has[0] || states[0] == 0) &&
                                   (!has[1] || states[1] == 0));
        invalidate_key: assert (!mine || ( keys == 0 && !expander));
      end
      if (fails) begin
        failed_states: assert (states[entry] == 0);
        failed_rounds: assert (cell_ctx != entry || !cell_full);
      end
      if (done != 0 && loading) failed_status: assert (!ok || !refused);
      if (in_use) hold_rounds: assert (!(rk_we && rk_ctx[0] == cell_ctx));
      if (in_use && was_used) hold_states: assert (bit_now == bit_was);
      answer_one: assert ($onehot0(done) && (done & ~req) == 0);
      if ((done & ~inv) != 0 && ok && entry == cell_ctx)
        answer_right: assert (loaded && loaded_addr == addr[done[1]]);

      // The walk of an erasure: entries before this one, rounds before this round.
      inv_all: assert (! \u.all || (!loading && (ends || (erasing && zeroize))));
      inv_loading: assert (!loading || (resting ? done != 0 : !looking && !asking));
      inv_owed: assert ((waiting ? owed + 4'( \u.beat ) == 8 : owed == 0) &&
                        !(asking && \u.beat != 0));
      if (looking && \u.state != 1)
        inv_look: assert ( \u.beat == 0 && walk == 0 && ! \u.failed );
      inv_request: assert (resting || \u.all ? (done & ~req) == 0 : done == 0 && req[ \u.slot ]);
      inv_zeroize: assert (!zeroize || {req, hold} == 0);
      inv_idle: assert (works || ( ! \u.keyexp.busy && ! \u.keyexp.rk_we &&
                        ! \u.keyexp.ending && ! \u.keyexp.done && !expander));
      inv_done: assert (!( \u.keyexp.busy && \u.keyexp.done ) &&
                        (! \u.keyexp.done || \u.keyexp.rk_back ));
      inv_ending: assert (! \u.keyexp.ending || ( \u.keyexp.busy && \u.keyexp.rk_we && ! \u.keyexp.rk_back ));
      if ((erasing || reading) && cell_ctx == entry && walked )
        inv_cell: assert (!cell_full);
      if (erasing && walk >= 1) inv_half: assert ( \u.half == 0);
      inv_put: assert (! \u.put_key || waiting || (checking && \u.put_half == 3) || (erasing && walk == 0) ||
                       (resting && !begun && \u.half == 0));
      if (erasing && walk >= 2) inv_row1: assert ({ends_of[entry], rows[entry][1]} == 0);
      if (erasing && walk >= 3) inv_row2: assert (rows[entry][2] == 0);
      if (erasing && walk >= 4) inv_row3: assert (rows[entry][3] == 0);
      if (erasing && walk >= 5) inv_states: assert (states[entry] == 0);
      if (erasing && \u.all && entry == 1) begin
        inv_before: assert ({states[0], \u.ctls[0] , \u.valid [0]} == 0 && (cell_ctx || !cell_full));
      end
      if (ends && \u.all )
        inv_erased: assert ({states, ctls, keys , \u.valid } == 0 &&
                            !cell_full);
      inv_clean: assert (!clean || ({states, ctls, keys , \u.valid } == 0 &&
                         !cell_full &&
                         (resting || erasing || ends || looking || asking)));

      // The request in service.
      serve_slot: assert (resting || \u.all || ( \u.inval == inv[ \u.slot ]));
      serve_turn: assert (!resting || done == 0 ||
                        (done == (2'd1 << \u.slot ) && \u.inval == inv[ \u.slot ]));
      serve_way: assert (!(replacing && \u.inval ) && !(dropping && ! \u.inval ));
      serve_status: assert (!(looking || reading || expanding) || ok);
      if (answers && !ok)
        serve_failed: assert (states[entry] == 0 && (cell_ctx != entry || !cell_full));
      if (reading || expanding || erasing)
        serve_held: assert (!(hold[0] && held[0] == entry) && !(hold[1] && held[1] == entry));
      serve_refused: assert (!(loading && ok && (answers || checking || expanding)) || !refused);
      serve_fault: assert (!(asking && \u.failed ) && (!waiting || refused == \u.failed ));
      // Tags and what was loaded under them.
      if ( \u.valid [cell_ctx])
        tags_tag: assert (loaded && loaded_addr == (cell_ctx ? \u.tag[1] : \u.tag[0] ));
      if (cell_ctx == entry && (waiting || checking || expanding || (answers && ok && ! \u.inval )))
        tags_loaded: assert (loaded && loaded_addr == serves);
      tags_twice: assert ( \u.valid != 3 || \u.tag[0] != \u.tag[1] );
      if (trying || matching) begin
        tags_alike: assert ((open & ~ \u.valid ) == 0);
        tags_open: assert ((right & ~open) == 0);
      end
      tags_part: assert ((! \u.valid [0] || \u.part[0] == \u.tag[0] [13:6]) &&
                         (! \u.valid [1] || \u.part[1] == \u.tag[1] [13:6]));
      if (replacing) tags_new: assert (right == 0);
      if (dropping) tags_drop: assert (right[entry]);
      if (erasing && ! \u.all && \u.inval ) tags_other: assert (!right[!entry]);
      if (ends && ! \u.all && \u.inval ) tags_gone: assert (right == 0);
      if (reading)
        tags_miss: assert (! \u.valid [entry] && ! \u.inval && !( \u.valid [!entry] &&
                          serves == (entry ? \u.tag[0] : \u.tag[1] )));
      if (waiting || checking || expanding) tags_mine: assert (mine == (serves == secret));
      // Where a part of the secret may be.
      if (cell_mine)
        parts_part: assert (known[cell_ctx] || (entry == cell_ctx && (reading || erasing) &&
                          !walked ));
      if (has[0] && states[0] != 0)
        parts_has0: assert (known[0] || (!entry && (reading || erasing)));
      if (has[1] && states[1] != 0)
        parts_has1: assert (known[1] || (entry && (reading || erasing)));
      parts_fresh: assert (!checking || !has[entry] || mine || \u.put_key );
      if (mine && keys != 0)
        parts_key: assert (known != 0 || reading || erasing);
      serve_expands: assert (!works || ( \u.keyexp.rk_ctx == entry &&
                           ( \u.keyexp.busy || \u.keyexp.done )));
      if (expanding)
        tags_valid: assert ( \u.valid [entry] && serves == (entry ? \u.tag[1] : \u.tag[0] ));
      serve_loads: assert (!(reading || expanding || loading) || ! \u.inval );
      serve_erases: assert (!erasing || \u.all || \u.inval || !ok);
      if (erasing && ! \u.all && \u.inval && serves == secret) parts_other: assert (!known[!entry]);
      if (gone || (ends && ! \u.all && \u.inval && serves == secret))
        parts_gone: assert (known == 0 && !cell_mine);

      cover_invalidate: cover (gone && has != 0);
      cover_failed: cover (fails && owed == 0 && refused);
    end
endmodule
