// SPDX-License-Identifier: Apache-2.0
// The hashes of all slots: SHA-1, SHA-2 (FIPS 180-4) and their HMAC (FIPS 198-1)
// from stored inner and outer states. Each slot has a ring of 256 bytes and a
// state in memory; a slot with a whole block, or with padding to do, sends it to
// a pool of compression cores and gets its new state back. So a core is busy
// only while it compresses. All that moves goes in beats through one way: the state
// that a job starts from, its block, the digest.
module kya_hash #(
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT),
    parameter int NSHA = 4,      // cores for SHA-1 and SHA-224/256, at least 1
    parameter int NSHA512 = 1,   // cores for SHA-384/512, or 0
    parameter int BEAT = NSHA > 16 ? 32 : 16  // bytes
) (
    input  logic                    clk,
    input  logic                    rst_n,
    input  logic                    flush,     // erase everything, with no slot at work
    output logic                    flushed,   // done, while flush lasts

    // Start of a hash. The parameters stay until done or aborted.
    input  logic [NSLOT-1:0]        req,
    output logic [NSLOT-1:0]        gnt,
    input  logic [NSLOT-1:0][ 2:0]  alg,       // 1 SHA-1, 2 SHA-224, 3 SHA-256, 4 SHA-384, 5 SHA-512
    input  logic [NSLOT-1:0]        hmac,
    input  logic [NSLOT-1:0]        load,      // the stream begins with the state to start from
    input  logic [NSLOT-1:0]        store,     // give the raw state, do not pad
    output logic [SW-1:0]           count_slot,
    input  logic [63:0]             count,     // message bytes that count_slot has hashed before
    output logic [1:0]              key_re,    // 16 bytes each of
    output logic                    key_half,  // the state's first or second 32
    output logic [SW-1:0]           key_slot,
    output logic                    key_outer, // that state of HMAC, not the inner one
    input  logic [255:0]            key,       // in the cycle after, else 0

    // The stream, up to 16 bytes a cycle of any slot that has room for them.
    input  logic                    in_we,     // not of one slot in two cycles that follow one another
    input  logic [SW-1:0]           in_slot,
    input  logic [127:0]            in_data,
    input  logic [4:0]              in_n,
    input  logic                    in_last,
    output logic [NSLOT-1:0]        pop,       // pop_bytes of the ring are free again
    output logic [8:0]              pop_bytes,

    // The digest comes before its done, and zeros for all while the memories are erased.
    output logic [1:0]              digest_we, // 16 bytes each of
    output logic                    digest_half,
    output logic [SW-1:0]           digest_slot,
    output logic [255:0]            digest,
    output logic [NSLOT-1:0]        done,
    input  logic [NSLOT-1:0]        abort,     // until aborted; a done may come in its first cycle
    output logic [NSLOT-1:0]        aborted,
    output logic                    begun      // a block goes to a core
);
  localparam int R = BEAT / 16;
  localparam int LB = $clog2(BEAT);
  localparam int NG = (NSHA + 3) / 4;
  localparam int NG512 = (NSHA512 + 3) / 4;
  localparam int NALL = NG + NG512;
  localparam int NL = (NALL + 3) / 4;  // ways of results into the states
  localparam int LW = NL > 1 ? $clog2(NL) : 1;
  localparam int MW = SW + 2 - R;      // address of a bank of states
  // Last beats of a state and a block
  localparam logic [2:0] STATE_END = 3'(32 / BEAT - 1), STATE_END_WIDE = 3'(64 / BEAT - 1);
  localparam logic [2:0] BLOCK_END = 3'(64 / BEAT - 1), BLOCK_END_WIDE = 3'(128 / BEAT - 1);

  typedef enum logic [1:0] {H_DATA, H_PAD, H_OUTER, H_DONE} stage_t;

  // Bytes in memory <-> words of 32 bits, word i at its multiple. States and blocks stay in this
  // order, in which the words of 64 bits have their halves in turn: so nothing depends on the hash.
  function automatic logic [BEAT*8-1:0] swap(input logic [BEAT*8-1:0] s);
    for (int i = 0; i < BEAT; i++) swap[8*i+:8] = s[8*(i^3)+:8];
  endfunction
  function automatic logic [63:0] halves(input logic [63:0] w);
    halves = {w[31:0], w[63:32]};
  endfunction
  function automatic logic [6:0] digest_bytes(input logic [2:0] algorithm);
    case (algorithm)
      3'd1: digest_bytes = 7'd20;
      3'd2: digest_bytes = 7'd28;
      3'd4: digest_bytes = 7'd48;
      3'd5: digest_bytes = 7'd64;
      default: digest_bytes = 7'd32;
    endcase
  endfunction
  function automatic logic [511:0] halves8(input logic [511:0] s);
    for (int i = 0; i < 8; i++) halves8[64*i+:64] = halves(s[64*i+:64]);
  endfunction
  // 16 bytes each of the initial states, after 0: a LUT4 for each bit.
  localparam logic [2047:0] INITIAL = {
    halves8(kya_sha_pkg::IV_SHA512), halves8(kya_sha_pkg::IV_SHA384), kya_sha_pkg::IV_SHA256,
    kya_sha_pkg::IV_SHA224, kya_sha_pkg::IV_SHA1, 256'd0
  };

  // ---------------------------------------------------------------- the slots
  // What each slot has in registers tells whether it can do something; what that is,
  // is found out of memories when it was chosen.
  logic [NSLOT-1:0] on, busy, first, last, wide;
  logic [NSLOT-1:0] fresh;     // nothing was pushed yet
  logic [NSLOT-1:0] can;       // a job, or
  logic [NSLOT-1:0] ends;      // the end, which takes no core
  logic [NSLOT-1:0] ready, ready_end;
  logic ending;                // the end of a slot is under way

  // Chosen in a cycle, started in the next.
  logic start, start_any;
  logic [SW-1:0] start_slot, start_pick;
  kya_rr #(.N(NSLOT)) choose_start (
      .clk, .rst_n, .req(req & ~on & ~busy & ~gnt), .served(start_any), .any(start_any), .pick(start_pick));
  always_ff @(posedge clk) begin
    start <= start_any && rst_n;
    start_slot <= start_pick;
  end
  always_comb begin
    gnt = '0;
    gnt[start_slot] = start;
    for (int i = 0; i < NSLOT; i++) wide[i] = NSHA512 > 0 && alg[i][2];
  end

  logic [5:0] params[NSLOT];   // alg, hmac, load, store
  logic [31:0] pushed[NSLOT];  // where the next byte goes; a message begins at a multiple of its block
  logic [4:0] progress[NSLOT]; // stage, and the next 64 bytes to hash
  function automatic logic [8:0] begins_at(input logic of_load, input logic of_wide);
    begins_at = !of_load ? 9'd0 : of_wide ? 9'd64 : 9'd32;
  endfunction
  function automatic logic [2:0] begins_row(input logic of_load, input logic of_wide);
    begins_row = !of_load ? 3'd0 : of_wide ? 3'd2 : 3'd1;
  endfunction
  // Of the bytes in the ring: a whole block, and another one. 7: a state is not there yet.
  function automatic logic whole(input logic [2:0] rows, input logic of_wide);
    whole = rows != 3'd7 && rows > {2'd0, of_wide};
  endfunction
  function automatic logic whole2(input logic [2:0] rows, input logic of_wide);
    whole2 = of_wide ? rows == 3'd4 : rows > 3'd1;
  endfunction

  // ----------------------------------------------------------------- the rings
  // Two banks of the even and the odd 16 bytes, of which a beat reaches into both.
  logic [SW+3:0] walk;         // of flush
  wire walking = flush && !flushed;
  // Where a block goes is found in a cycle, in the next it goes there; the slot's next one comes later.
  logic push, p_wide, p_load, p_store, p_last;
  logic [SW-1:0] p_slot;
  logic [4:0] p_n;
  logic [31:0] p_pushed;
  logic [127:0] p_data;
  wire in_wide = NSHA512 > 0 && params[in_slot][5];
  wire in_load = params[in_slot][1];
  always_ff @(posedge clk) begin
    push <= in_we && on[in_slot] && rst_n;
    {p_slot, p_data, p_n, p_last} <= {in_slot, in_data, in_n, in_last};
    {p_wide, p_load, p_store} <= {in_wide, in_load, params[in_slot][0]};
    p_pushed <= fresh[in_slot] ? {23'd0, begins_at(in_load, in_wide)} : pushed[in_slot];
  end
  wire [31:0] p_next = p_pushed + {27'd0, p_n};
  wire [7:0] at = p_pushed[7:0];
  wire [31:0] lanes = 32'(kya_pkg::below({1'b0, p_n})) << at[3:0];
  logic [127:0] turned;
  always_comb begin
    turned = '0;
    if (push) begin
      turned = p_data;
      if (at[3]) turned = {turned[63:0], turned[127:64]};
      if (at[2]) turned = {turned[95:0], turned[127:96]};
      if (at[1]) turned = {turned[111:0], turned[127:112]};
      if (at[0]) turned = {turned[119:0], turned[127:120]};
    end
  end

  logic [1:0] ring_read;
  logic [3:0] ring_row;
  logic [1:0][127:0] ring;
  logic [SW-1:0] s_slot;
  for (genvar i = 0; i < 2; i++) begin : g_bank
    wire [2:0] row = at[7:5] + 3'(i == 0 && at[4]);
    wire [15:0] here = at[4] == 1'(i) ? lanes[15:0] : lanes[31:16];
    kya_ram #(.ZERO(1), .WIDTH(128), .DEPTH(NSLOT * 8)) bank (
        .clk, .we({16{walking}} | (here & {16{push}})),
        .waddr(walking ? walk[SW+2:0] : {p_slot, row}), .wdata(turned),
        .re(ring_read[i]), .raddr({s_slot, ring_row[3:1]}), .rdata(ring[i]));
  end

  // Whether a slot that got bytes can do something, a cycle later.
  logic e_valid, e_wide, e_load, e_store, e_last;
  logic [SW-1:0] e_slot;
  logic [2:0] e_rows;
  always_ff @(posedge clk) begin
    e_valid <= push;
    e_slot <= p_slot;
    e_rows <= p_next[8:6];
    e_wide <= p_wide;
    e_load <= p_load;
    e_store <= p_store;
    e_last <= p_last;
  end
  wire [2:0] e_row = first[e_slot] ? begins_row(e_load, e_wide) : progress[e_slot][2:0];
  wire e_whole = whole(e_rows - e_row, e_wide);

  // ---------------------------------------------------------------- dispatcher
  // Picks a slot with a job for which a group of cores has room, at most one in 3 cycles: until
  // then all that depends on the choice is known.
  logic [NALL-1:0] soon, later, open, reserve, to, to_wide;
  logic room, room_wide, rr_any;
  logic [SW-1:0] pick;
  logic [1:0] pause;
  wire pick_any = rr_any && pause == 0;
  kya_rr #(.N(NSLOT)) choose_job (.clk, .rst_n, .req(ready), .served(pick_any), .any(rr_any), .pick);

  // The groups in turn, as a stream to a core takes a while.
  localparam logic [NALL-1:0] NARROW = NALL'((1 << NG) - 1);
  logic [NALL-1:0] to_next, behind;  // behind the last group
  function automatic logic [NALL-1:0] in_turn(input logic [NALL-1:0] some, input logic [NALL-1:0] preferred);
    logic [NALL-1:0] x;
    x = (some & preferred) != 0 ? some & preferred : some;
    in_turn = x & (~x + 1'b1);
  endfunction
  always_comb begin
    room = 1'b0;
    room_wide = 1'b0;
    to_next = '0;
    for (int w = 0; w < 2; w++) begin
      logic [NALL-1:0] of;
      of = w == 0 ? NARROW : ~NARROW;
      to_next |= in_turn((soon & of) != 0 ? soon & of : (later & of) != 0 ? later & of : open & of, behind);
    end
    for (int i = 0; i < NALL; i++)
      if (later[i]) begin
        if (i < NG) room = 1'b1;
        else room_wide = 1'b1;
      end
  end
  always_ff @(posedge clk) begin
    if (reserve != 0) behind <= ~(reserve | (reserve - 1'b1));
    to <= to_next & NARROW;
    to_wide <= to_next & ~NARROW;
    for (int i = 0; i < NSLOT; i++) begin
      ready_end[i] <= abort[i] || ends[i];
      ready[i] <= !busy[i] && (abort[i] ? !aborted[i] && !ending :
          on[i] && can[i] && (ends[i] ? !ending : wide[i] ? room_wide : room));
    end
  end

  // q: what the slot has to do. Waits for the one before.
  logic q_valid, q_new, q_end, q_go;
  logic [SW-1:0] q_slot;
  logic [NALL-1:0] q_group;
  logic [2:0] q_alg, q_row_was;
  logic q_hmac, q_load, q_store;
  stage_t q_stage, q_behind;
  assign {q_alg, q_hmac, q_load, q_store} = params[q_slot];
  wire q_wide = NSHA512 > 0 && q_alg[2];
  wire q_first = first[q_slot];
  wire [31:0] q_pushed = fresh[q_slot] ? {23'd0, begins_at(q_load, q_wide)} : pushed[q_slot];
  wire [2:0] q_row = q_first ? begins_row(q_load, q_wide) : q_row_was;
  wire [2:0] q_rows = q_pushed[8:6] - q_row;
  wire q_whole = whole(q_rows, q_wide);
  wire q_whole2 = whole2(q_rows, q_wide);
  // The length has room behind the last bytes.
  wire q_fits = q_wide ? q_rows == 0 || q_pushed[5:4] != 2'b11 : q_pushed[5:3] != 3'b111;
  wire q_outer = q_hmac && !q_store;
  wire q_data = q_stage == H_DATA && !q_end;
  wire [6:0] q_rest = {q_rows[0], q_pushed[5:0]};
  wire [7:0] q_digest = {1'b0, digest_bytes(q_alg)};
  always_comb begin
    stage_t was;
    {was, q_row_was} = progress[q_slot];
    q_stage = q_first ? H_DATA : was;
    q_behind = H_DONE;
    if (q_stage == H_DATA && q_whole) q_behind = H_DATA;
    else if (q_stage == H_DATA && !q_fits) q_behind = H_PAD;
    else if (q_stage != H_OUTER && q_outer) q_behind = H_OUTER;
    if (q_end) q_behind = H_DONE;
  end
  assign reserve = !q_new || q_end ? '0 : q_wide ? to_wide : to;

  // s: beats of it, the state's last one first; what they are made of is read.
  logic s_valid, s_state;
  logic [2:0] s_n, s_alg;
  logic s_wide, s_end, s_mute, s_outer, s_from_ring, s_from_key, s_from_iv, s_data, s_digest, s_pad, s_length;
  logic [1:0] s_row;
  logic [7:0] s_limit;     // bytes of the block, or of the digest
  logic [7:0] s_pop;
  logic [NALL-1:0] s_group;
  wire s_done = s_state ? s_end && s_n == 0 : s_n == (s_wide ? BLOCK_END_WIDE : BLOCK_END);
  assign q_go = q_valid && (!s_valid || s_done);
  wire [2:0] s_n16 = R == 2 ? {s_n[1:0], 1'b0} : s_n;  // of 16 bytes

  // Bytes of the beat before the limit.
  wire s_full = {1'b0, s_n} < 4'(s_limit >> LB);
  wire s_partly = {1'b0, s_n} == 4'(s_limit >> LB);
  wire [BEAT-1:0] s_below = BEAT'(kya_pkg::below(6'(s_limit[LB-1:0])));

  assign ring_row = s_state ? (s_wide ? {2'b01, s_n16[1:0]} : {3'b001, s_n16[0]}) :
      s_wide ? {s_row[1], s_n16} : {s_row, s_n16[1:0]};
  assign ring_read = {2{s_valid && (s_state ? s_from_ring : s_data)}} &
      (R == 2 ? 2'b11 : {ring_row[0], !ring_row[0]});
  wire memory_read = s_valid && (s_state ? !s_from_ring && !s_from_key && !s_from_iv :
      s_digest && s_n16 < (s_wide ? 3'd4 : 3'd2));
  wire memory_bank = s_wide ? s_n16[1] : s_n16[0];
  wire memory_both = R == 2 && !s_wide;
  wire key_read = s_valid && s_state && s_from_key;
  assign key_re = {2{key_read}} & (R == 2 ? 2'b11 : {s_n16[0], !s_n16[0]});
  assign key_half = s_n16[1];
  assign key_slot = s_slot;
  assign key_outer = s_outer;
  assign count_slot = s_slot;
  always_comb begin
    pop = '0;
    pop[s_slot] = s_valid && s_n == 0 && !s_mute && (s_state ? s_from_ring : s_data);
    pop_bytes = s_state ? (s_wide ? 9'd64 : 9'd32) : {1'b0, s_pop};
  end

  // The message's length, in steps: its pieces here, with the HMAC's block; with the count.
  logic [31:0] s_pushed;
  logic [8:0] s_more;
  logic [32:0] piece;
  logic [63:0] base;
  logic [32:0] low;
  wire [31:0] high = base[63:32] + {31'd0, low[32]} + {31'd0, piece[32]};
  wire [8:0] q_block = q_wide ? 9'd128 : 9'd64;

  // m: what was read comes together.
  logic m_valid, m_state, m_go, m_last, m_give, m_wide, m_sha1;
  logic [2:0] m_n;
  logic [SW-1:0] m_slot;
  logic [NALL-1:0] m_group;
  logic [BEAT-1:0] m_keep, m_pad;
  logic [3:0] m_iv;
  logic [66:0] m_length;
  logic [BEAT*8-1:0] m_read, m_data, state_a, state_e;
  if (R == 2) begin : g_two
    assign m_read = swap(ring | key) | (m_wide ? state_e | state_a : {state_e[127:0], state_a[127:0]}) |
        INITIAL[256*m_iv[3:1]+:256];
  end else begin : g_one
    assign m_read = swap(ring[0] | ring[1] | key[127:0] | key[255:128]) | state_a | state_e | INITIAL[128*m_iv+:128];
  end
  wire unused = &{1'b0, m_wide, m_iv[0]};  // in one of them
  always_comb begin
    m_data = m_read;
    for (int i = 0; i < BEAT; i++) begin
      if (!m_keep[i]) m_data[8*(i^3)+:8] = '0;
      m_data[8*(i^3)+7] |= m_pad[i];
    end
    m_data[BEAT*8-1-:96] |= {m_length[31:0], m_length[63:32], 29'd0, m_length[66:64]};
  end
  wire s_begins = s_state && s_n == (BEAT == 32 && !s_wide ? 3'd0 : 3'd1);

  // d: a beat for a group, or of a digest.
  logic d_state, d_go, d_last, d_give;
  logic [2:0] d_n;
  logic [SW-1:0] d_slot;
  logic [NALL-1:0] d_group;
  logic [BEAT*8-1:0] d_data;
  assign begun = d_go && d_group != 0;
  wire [1:0] d_n16 = R == 2 ? {d_n[0], 1'b0} : d_n[1:0];
  assign digest_we = walking ? 2'b11 : {2{d_give}} & (R == 2 ? 2'b11 : {d_n16[0], !d_n16[0]});
  assign {digest_slot, digest_half} = walking ? walk[SW:0] : {d_slot, d_n16[1]};
  assign digest = {2 / R{swap(d_data)}};

  always_ff @(posedge clk) begin
    pause <= pick_any ? 2'd2 : pause == 2'd2 ? 2'd1 : q_valid && !q_go ? pause : '0;
    q_new <= pick_any;
    if (pick_any) begin
      q_valid <= 1'b1;
      q_slot <= pick;
      q_end <= ready_end[pick];
    end else if (q_go) q_valid <= 1'b0;
    if (q_new) q_group <= reserve;

    if (q_go) begin
      s_valid <= 1'b1;
      s_state <= 1'b1;
      s_n <= q_wide ? STATE_END_WIDE : STATE_END;
      s_slot <= q_slot;
      s_alg <= q_alg;
      s_wide <= q_wide;
      s_end <= q_end;
      s_mute <= q_end && abort[q_slot];
      s_outer <= q_stage == H_OUTER && !q_end;
      s_from_ring <= q_first && q_load;
      s_from_key <= (q_first && q_hmac && !q_load) || (q_stage == H_OUTER && !q_end);
      s_from_iv <= q_first && !q_hmac && !q_load;
      s_data <= q_data;
      s_digest <= q_stage == H_OUTER;
      s_pad <= (q_data && !q_whole) || (q_stage == H_OUTER && !q_end);
      s_length <= q_stage == H_OUTER || q_stage == H_PAD || q_fits;
      if (q_data && q_whole) s_length <= 1'b0;
      s_row <= q_row[1:0];
      s_limit <= q_end ? (q_store && q_alg != 3'd1 ? 8'd128 : q_digest) : q_stage == H_OUTER ? q_digest :
          q_stage == H_PAD ? '0 : q_whole ? 8'd128 : q_wide ? {1'b0, q_rest} : {2'd0, q_rest[5:0]};
      s_pop <= q_whole ? q_block[7:0] : {1'b0, q_wide & q_rest[6], q_rest[5:0]};
      s_group <= q_new ? reserve : q_group;
      s_pushed <= q_stage == H_OUTER ? {24'd0, q_digest} : q_pushed;
      s_more <= q_stage == H_OUTER || (q_hmac && !q_load) ? q_block : !q_hmac && q_load ? -q_block : '0;
    end else if (s_valid) begin
      if (s_done) s_valid <= 1'b0;
      if (!s_state) s_n <= s_n + 1'b1;
      else if (s_n != 0) s_n <= s_n - 1'b1;
      else s_state <= 1'b0;
    end

    // In the first three cycles of s; then they stay.
    piece <= {1'b0, s_pushed} + {{24{s_more[8]}}, s_more};
    base <= s_outer ? '0 : count;
    low <= {1'b0, base[31:0]} + {1'b0, piece[31:0]};
    m_length <= '0;
    if (s_valid && s_done && !s_end && s_length) m_length <= {s_wide ? high[31:29] : 3'd0, high[28:0], low[31:0], 3'd0};

    m_valid <= s_valid;
    m_state <= s_state;
    m_n <= s_n;
    m_go <= s_valid && s_begins && !s_end;
    m_last <= s_valid && s_done;
    m_give <= s_valid && s_end && !s_mute;
    m_wide <= s_wide;
    m_sha1 <= s_alg == 3'd1;
    m_slot <= s_slot;
    m_group <= s_valid && !s_end ? s_group : '0;
    m_iv <= !s_valid || !s_state || !s_from_iv ? '0 : s_wide ? {1'b1, s_alg[0], s_n16[1:0]} : {1'b0, s_alg[1:0], s_n16[0]};
    m_keep <= (s_state && !s_end) || s_full ? '1 : s_partly ? s_below : '0;
    m_pad <= '0;
    m_pad[s_limit[LB-1:0]] <= s_valid && !s_state && s_pad && s_partly;

    d_state <= m_state;
    d_n <= m_n;
    d_go <= m_go;
    d_last <= m_last;
    d_give <= m_give;
    d_slot <= m_slot;
    d_group <= m_group;
    if (m_valid) d_data <= m_data;
    if (!rst_n || flush) begin
      pause <= '0;
      q_new <= 1'b0;
      q_valid <= 1'b0;
      s_valid <= 1'b0;
      m_valid <= 1'b0;
      m_go <= 1'b0;
      m_last <= 1'b0;
      m_give <= 1'b0;
      m_group <= '0;
      d_go <= 1'b0;
      d_last <= 1'b0;
      d_give <= 1'b0;
      d_group <= '0;
      d_data <= '0;
    end
  end

  // -------------------------------------------------------- groups of the cores
  // SHA-1's first word streams a cycle before any other.
  wire go = m_sha1 ? d_go : m_go;
  logic [NALL-1:0] ask, ask_sha1, grant;
  logic [NALL-1:0][SW-1:0] ask_slot;
  logic [NALL-1:0][63:0] out_e, out_a;
  for (genvar i = 0; i < NG; i++) begin : g_sha
    logic [31:0] e, a;
    kya_sha_group #(.WIDE(0), .NCORE(i == NG - 1 ? NSHA - 4 * i : 4), .SW(SW), .BEAT(BEAT)) group (
        .clk, .clear(!rst_n || flush), .clear_row(walk[3:0]), .soon(soon[i]), .later(later[i]), .open(open[i]),
        .reserve(reserve[i]), .in_we(d_group[i]), .in_data(d_data), .in_state(d_state), .in_n(d_n),
        .in_end(d_last && d_group[i]), .in_go(go && m_group[i]), .in_sha1(m_sha1), .in_slot(m_slot),
        .ask(ask[i]), .ask_sha1(ask_sha1[i]), .ask_slot(ask_slot[i]), .grant(grant[i]), .out_e(e), .out_a(a));
    assign out_e[i] = {2{e}};
    assign out_a[i] = {2{a}};
  end
  for (genvar i = 0; i < NG512; i++) begin : g_sha512
    logic [63:0] e, a;
    kya_sha_group #(.WIDE(1), .NCORE(i == NG512 - 1 ? NSHA512 - 4 * i : 4), .SW(SW), .BEAT(BEAT)) group (
        .clk, .clear(!rst_n || flush), .clear_row(walk[3:0]), .soon(soon[NG+i]), .later(later[NG+i]), .open(open[NG+i]),
        .reserve(reserve[NG+i]), .in_we(d_group[NG+i]), .in_data(d_data), .in_state(d_state), .in_n(d_n),
        .in_end(d_last && d_group[NG+i]), .in_go(go && m_group[NG+i]), .in_sha1(m_sha1), .in_slot(m_slot),
        .ask(ask[NG+i]), .ask_sha1(ask_sha1[NG+i]), .ask_slot(ask_slot[NG+i]), .grant(grant[NG+i]), .out_e(e), .out_a(a));
    assign out_e[NG+i] = halves(e);
    assign out_a[NG+i] = halves(a);
  end

  // ------------------------------------------------------------------ the states
  // In two banks: H0 ... H3, and H4 ... H7. Four groups share a way into them, on which results
  // follow one another without a gap: SHA-1's takes 5 cycles, others 4, and as many the erasure
  // of a state at the end of its hash. With more groups there is a copy for each four of them.
  logic [NL-1:0] wipe, wipe_left, o_frees;
  logic [NL-1:0][SW-1:0] o_slots;
  logic [NL-1:0][BEAT*8-1:0] state_as, state_es;
  logic [SW-1:0] end_slot;
  logic [NSLOT-1:0][LW-1:0] lane;  // who has the state
  for (genvar l = 0; l < NL; l++) begin : g_lane
    localparam int N = NALL - 4 * l < 4 ? NALL - 4 * l : 4;
    logic [2:0] age;         // cycles since a grant
    logic g_wipe, g_sha1, g_wide, o_valid, o_wipe, o_sha1, o_wide;
    logic [SW-1:0] g_slot, o_slot;
    logic [1:0] o_word;
    logic asker_sha1, asker_wide;
    logic [SW-1:0] asker_slot;
    logic [N-1:0] asker;
    logic [63:0] e, a;
    always_comb begin
      asker = '0;
      asker_sha1 = 1'b0;
      asker_wide = 1'b0;
      asker_slot = end_slot;
      e = '0;
      a = '0;
      for (int i = N - 1; i >= 0; i--) begin
        if (ask[4*l+i] && !wipe[l]) begin
          asker = N'(1) << i;
          asker_sha1 = ask_sha1[4*l+i];
          asker_wide = 4 * l + i >= NG;
          asker_slot = ask_slot[4*l+i];
        end
        e |= out_e[4*l+i];
        a |= out_a[4*l+i];
      end
    end
    wire takes = (wipe[l] || asker != 0) && (age == 0 || (age == 3'd4 && !asker_sha1));
    assign grant[4*l+:N] = asker & {N{takes}};
    always_ff @(posedge clk) begin
      if (takes) begin
        age <= 3'd1;
        g_wipe <= wipe[l];
        g_sha1 <= asker_sha1;
        g_wide <= asker_wide;
        g_slot <= asker_slot;
      end else if (age != 0) age <= age == 3'd4 ? '0 : age + 1'b1;
      if (age == 3'd3) begin
        o_valid <= 1'b1;
        o_word <= 2'd3;
        o_wipe <= g_wipe;
        o_sha1 <= g_sha1;
        o_wide <= g_wide;
        o_slot <= g_slot;
      end else begin
        o_word <= o_word - 1'b1;
        if (o_word == 0) o_valid <= 1'b0;
      end
      wipe[l] <= (wipe[l] && !takes) || (d_last && d_group == 0);
      wipe_left[l] <= (wipe_left[l] && !(o_valid && o_wipe && o_word == 0)) || (d_last && d_group == 0);
      if (!rst_n || flush) begin
        age <= '0;
        o_valid <= 1'b0;
        wipe[l] <= 1'b0;
        wipe_left[l] <= 1'b0;
      end
    end
    // A job that is picked for it now reads the state when all is written; of SHA-1 H4 first, if it
    // has a beat for itself.
    assign o_frees[l] = R == 1 && g_sha1 ? age == 3'd3 && !g_wipe : o_valid && !o_wipe && o_word == 2'd3;
    assign o_slots[l] = g_slot;

    wire first_word = age == 3'd3 && g_sha1;  // H4 alone
    logic [BEAT/4-1:0] words;
    logic [BEAT-1:0] we, we_first;
    always_comb begin
      for (int i = 0; i < BEAT / 4; i++)
        words[i] = o_valid && (o_wipe || (o_wide ? i / 2 == 32'(o_word) % (BEAT / 8) : i == 32'(o_word)));
      for (int i = 0; i < BEAT; i++) begin
        we[i] = walking || words[i/4];
        we_first[i] = walking || (first_word ? i < 4 : words[i/4] && (!o_sha1 || o_wipe));
      end
    end
    wire [MW-1:0] waddr = walking ? walk[MW-1:0] : R == 2 ? MW'(o_slot) : MW'({o_slot, (o_wide || o_wipe) && o_word[1]});
    wire [MW-1:0] waddr_first = !walking && first_word ? (R == 2 ? MW'(g_slot) : MW'({g_slot, 1'b0})) : waddr;
    wire [MW-1:0] raddr = R == 2 ? MW'(s_slot) : MW'({s_slot, s_wide && s_n16[0]});
    wire here = memory_read && (NL == 1 || lane[s_slot] == LW'(l));
    kya_ram #(.ZERO(1), .WIDTH(BEAT * 8), .DEPTH(2 * NSLOT / R)) states_a (
        .clk, .we, .waddr, .wdata({BEAT / 8{o_sha1 ? e : a}}),
        .re(here && (memory_both || !memory_bank)), .raddr, .rdata(state_as[l]));
    kya_ram #(.ZERO(1), .WIDTH(BEAT * 8), .DEPTH(2 * NSLOT / R)) states_e (
        .clk, .we(we_first), .waddr(waddr_first), .wdata({BEAT / 8{e}}),
        .re(here && (memory_both || memory_bank)), .raddr, .rdata(state_es[l]));
  end
  always_comb begin
    state_a = '0;
    state_e = '0;
    for (int l = 0; l < NL; l++) begin
      state_a |= state_as[l];
      state_e |= state_es[l];
    end
  end

  // ----------------------------------------------------------------- registers
  logic end_waits;  // for the erasure
  wire end_done = end_waits && wipe_left == 0;
  always_ff @(posedge clk) begin
    if (start) params[start_slot] <= {alg[start_slot], hmac[start_slot], load[start_slot], store[start_slot]};
    if (push) pushed[p_slot] <= p_next;
    if (q_go) progress[q_slot] <= {q_behind, q_row + (q_whole ? q_block[8:6] : 3'd0)};

    done <= '0;
    aborted <= '0;
    if (push) begin
      fresh[p_slot] <= 1'b0;
      if (p_last) last[p_slot] <= 1'b1;
    end
    if (e_valid) begin
      can[e_slot] <= e_whole || e_last;
      ends[e_slot] <= !e_whole && e_store;
    end
    if (pick_any) busy[pick] <= 1'b1;
    if (q_go) begin
      first[q_slot] <= 1'b0;
      can[q_slot] <= q_behind != H_DATA || q_whole2 || last[q_slot];
      ends[q_slot] <= q_behind == H_DONE || (q_behind == H_DATA && !q_whole2 && q_store);
    end
    for (int l = 0; l < NL; l++)
      if (o_frees[l]) begin
        busy[o_slots[l]] <= 1'b0;
        lane[o_slots[l]] <= LW'(l);
      end
    if (pick_any && ready_end[pick]) ending <= 1'b1;
    if (d_last && d_group == 0) begin
      end_slot <= d_slot;
      end_waits <= 1'b1;
    end
    if (end_done) begin
      end_waits <= 1'b0;
      ending <= 1'b0;
      busy[end_slot] <= 1'b0;
      on[end_slot] <= 1'b0;
      if (abort[end_slot]) aborted[end_slot] <= 1'b1;
      else if (on[end_slot]) done[end_slot] <= 1'b1;
    end
    if (start) begin
      on[start_slot] <= 1'b1;
      first[start_slot] <= 1'b1;
      fresh[start_slot] <= 1'b1;
      last[start_slot] <= 1'b0;
      can[start_slot] <= 1'b0;
      ends[start_slot] <= 1'b0;
    end

    walk <= walking ? walk + 1'b1 : '0;
    flushed <= flush && (flushed || walk == (SW + 4)'(8 * NSLOT));
    if (!rst_n || flush) begin
      on <= '0;
      busy <= '0;
      can <= '0;
      ends <= '0;
      ending <= 1'b0;
      end_waits <= 1'b0;
      done <= '0;
      aborted <= '0;
    end
  end
endmodule
