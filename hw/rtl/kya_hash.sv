// SPDX-License-Identifier: Apache-2.0
// The hashes of all slots: SHA-1, SHA-2 (FIPS 180-4) and their HMAC (FIPS 198-1)
// from stored inner and outer states. Each slot has a ring of 256 bytes and a
// state in memory; a slot with a whole block, or with padding to do, sends it to
// a pool of compression cores and gets its new state back. So a core is busy
// only while it compresses.
module kya_hash #(
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT),
    parameter int NSHA = 4,      // cores for SHA-1 and SHA-224/256, at least 1
    parameter int NSHA512 = 1    // cores for SHA-384/512, or 0
) (
    input  logic                    clk,
    input  logic                    rst_n,
    input  logic                    flush,     // erase everything
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
    output logic                    key_re,
    output logic [SW-1:0]           key_slot,
    output logic                    key_outer, // that state of HMAC, not the inner one
    input  logic [511:0]            key,       // in the cycle after; byte i of a state in memory is [8*i +: 8]

    // The stream, up to 16 bytes a cycle of any slot that has room for them.
    input  logic                    in_we,
    input  logic [SW-1:0]           in_slot,
    input  logic [127:0]            in_data,
    input  logic [4:0]              in_n,
    input  logic                    in_last,
    output logic [NSLOT-1:0]        pop,       // pop_bytes of the ring are free again
    output logic [8:0]              pop_bytes,

    output logic [NSLOT-1:0]        done,
    output logic [511:0]            digest,    // of the slot whose done is set
    input  logic [NSLOT-1:0]        abort,     // until aborted; a done may come in its first cycle
    output logic [NSLOT-1:0]        aborted,
    output logic                    begun      // a block goes to a core
);
  localparam int BITS = NSHA512 > 0 ? 512 : 256;  // of a state
  localparam int NG = (NSHA + 3) / 4;
  localparam int NG512 = (NSHA512 + 3) / 4;
  localparam int NALL = NG + NG512;
  localparam int GW = NALL > 1 ? $clog2(NALL) : 1;
  localparam int IW = $clog2(NALL + 1) > 3 ? $clog2(NALL + 1) : 3;  // counts of jobs on their way

  typedef enum logic [2:0] {H_LOAD, H_DATA, H_PAD, H_OUTER, H_DONE} stage_t;
  typedef enum logic [2:0] {J_LOAD, J_DATA, J_LAST, J_PAD, J_OUTER, J_NONE} job_t;

  function automatic logic [31:0] swap4(input logic [31:0] w);
    swap4 = {w[7:0], w[15:8], w[23:16], w[31:24]};
  endfunction
  // Bytes in memory <-> words of 32 bits, word i at its multiple. States and blocks stay in this
  // order, in which the words of 64 bits have their halves in turn: so nothing depends on the hash.
  function automatic logic [511:0] swap(input logic [511:0] s);
    for (int i = 0; i < 16; i++) swap[32*i+:32] = swap4(s[32*i+:32]);
  endfunction
  function automatic logic [63:0] halves(input logic [63:0] w);
    halves = {w[31:0], w[63:32]};
  endfunction
  function automatic logic [511:0] halves8(input logic [511:0] s);
    for (int i = 0; i < 8; i++) halves8[64*i+:64] = halves(s[64*i+:64]);
  endfunction

  // ---------------------------------------------------------------- the slots
  logic [NSLOT-1:0] on, busy, first, last, wide;
  stage_t stage[NSLOT];
  // Where the next byte goes; a message begins at a multiple of its block. All of it is in a RAM,
  // what tells the bytes in the ring is here, too.
  logic [8:0] pushed[NSLOT];
  logic [2:0] row[NSLOT];      // of 64 bytes, the next to hash
  logic [NSLOT-1:0][8:0] fill; // bytes in the ring
  logic [NSLOT-1:0] whole, fits, outer, ready, finish;
  // What a slot can do, and what comes after it: of the cycle before, but nothing changes it while
  // a slot is not busy, and for longer a slot is.
  logic [NSLOT-1:0] can;
  job_t todo[NSLOT];
  stage_t behind[NSLOT];

  always_comb
    for (int i = 0; i < NSLOT; i++) begin
      fill[i] = pushed[i] - {row[i], 6'd0};
      wide[i] = NSHA512 > 0 && alg[i][2];
      whole[i] = fill[i] >= (wide[i] ? 9'd128 : 9'd64);
      fits[i] = fill[i] < (wide[i] ? 9'd112 : 9'd56);
      outer[i] = hmac[i] && !store[i];
      ready[i] = can[i] && on[i] && !busy[i] && !abort[i];
      finish[i] = !busy[i] && !aborted[i] && (abort[i] || (on[i] && stage[i] == H_DONE));
    end

  always_ff @(posedge clk)
    for (int i = 0; i < NSLOT; i++) begin
      can[i] <= on[i];
      todo[i] <= J_DATA;
      behind[i] <= H_DATA;
      case (stage[i])
        H_LOAD: begin
          can[i] <= on[i] && fill[i] >= 9'd64;
          todo[i] <= J_LOAD;
        end
        H_DATA: begin
          can[i] <= on[i] && (whole[i] || last[i]);
          if (!whole[i]) begin
            todo[i] <= store[i] ? J_NONE : J_LAST;
            behind[i] <= store[i] ? H_DONE : !fits[i] ? H_PAD : outer[i] ? H_OUTER : H_DONE;
          end
        end
        H_PAD: begin
          todo[i] <= J_PAD;
          behind[i] <= outer[i] ? H_OUTER : H_DONE;
        end
        H_OUTER: begin
          todo[i] <= J_OUTER;
          behind[i] <= H_DONE;
        end
        default: can[i] <= 1'b0;
      endcase
    end

  logic start;
  logic [SW-1:0] start_slot;
  kya_rr #(.N(NSLOT)) choose_start (
      .clk, .rst_n, .req(req & ~on & ~busy & {NSLOT{!flush}}), .served(start), .any(start), .pick(start_slot));
  always_comb begin
    gnt = '0;
    gnt[start_slot] = start;
  end

  // ----------------------------------------------------------------- the rings
  // Four banks of 16 bytes: a beat reaches into two, a job reads one row of all.
  logic [SW+2:0] walk;         // of flush; beyond the rows it reads zeros
  wire walking = flush && !flushed;
  wire [7:0] at = in_pushed[7:0];
  wire push = in_we && on[in_slot] && !flush;
  logic [127:0] turned;
  wire [31:0] lanes = 32'(kya_pkg::below({1'b0, in_n})) << at[3:0];
  always_comb begin
    turned = '0;
    if (push) turned = 128'({in_data, in_data} >> (8'd128 - {1'b0, at[3:0], 3'd0}));
  end

  wire [8:0] begins_at = !load[start_slot] ? 9'd0 : wide[start_slot] ? 9'd64 : 9'd32;
  logic [31:0] in_pushed;
  wire [31:0] in_next = in_pushed + {27'd0, in_n};
  // Two of them, for two readers: the stream, and a job that needs the length of all of it.
  logic [31:0] b_pushed;
  logic [SW-1:0] b_slot;
  for (genvar i = 0; i < 2; i++) begin : g_pushed
    logic [31:0] at_slot;
    kya_banks #(.WIDTH(32), .DEPTH(NSLOT)) pushes (
        .clk, .erase(1'b0), .erase_addr('0), .we({start, push}), .waddr({start_slot, in_slot}),
        .wdata({23'd0, begins_at, in_next}), .raddr(i == 0 ? in_slot : b_slot), .rdata(at_slot));
  end
  assign in_pushed = g_pushed[0].at_slot;
  assign b_pushed = g_pushed[1].at_slot;

  logic read;
  logic [SW+1:0] read_row;
  logic [511:0] ring;
  for (genvar i = 0; i < 4; i++) begin : g_bank
    wire here = push && at[5:4] == 2'(i);
    wire after = push && at[5:4] == 2'((i + 3) % 4);
    wire [1:0] wrap = at[7:6] + 2'(i == 0 && after);
    kya_ram #(.WIDTH(128), .DEPTH(NSLOT * 4)) bank (
        .clk, .we(walking ? '1 : here ? lanes[15:0] : after ? lanes[31:16] : '0),
        .waddr(walking ? walk[SW+1:0] : {in_slot, wrap}), .wdata(turned),
        .re(read || walking), .raddr(walking ? walk[SW+1:0] : read_row), .rdata(ring[128*i+:128]));
  end

  // ---------------------------------------------------------------- dispatcher
  // Picks a slot while a group of cores will have room when the job gets there,
  // which is 3 cycles later, 4 if it has two rows to read.
  logic [NALL-1:0] soon, job_ready;
  logic [IW-1:0] under_way, under_way512, room, room512;
  logic pick_any, second;      // second: this cycle reads the other row of a block
  logic [SW-1:0] pick;
  always_comb begin
    room = '0;
    room512 = '0;
    for (int i = 0; i < NALL; i++)
      if (soon[i]) begin
        if (i < NG) room = room + 1'b1;
        else room512 = room512 + 1'b1;
      end
  end
  wire [NSLOT-1:0] allowed = ready & ~(wide & {NSLOT{room512 <= under_way512}}) &
      ~(~wide & {NSLOT{room <= under_way}}) & {NSLOT{!second && !flush}};
  kya_rr #(.N(NSLOT)) choose_job (
      .clk, .rst_n, .req(allowed), .served(pick_any), .any(pick_any), .pick);

  wire p_wide = wide[pick];
  job_t p_job;
  assign p_job = todo[pick];
  wire p_rows2 = p_wide && (p_job == J_DATA || p_job == J_LAST);
  assign read = pick_any || second;
  assign read_row = second ? {b_slot, b_row + 2'd1} : {pick, row[pick][1:0]};

  // b: the memories have been read.
  logic b_valid, b_first, b_first_row;
  logic [1:0] b_row;
  logic [8:0] b_fill;
  wire [31:0] b_message = b_pushed - (!load[b_slot] ? 32'd0 : wide[b_slot] ? 32'd128 : 32'd64);
  job_t b_job;
  logic [BITS-1:0] state;
  assign count_slot = b_slot;
  assign key_re = b_valid || flush;
  assign key_slot = b_slot;
  assign key_outer = b_job == J_OUTER;
  // c: their data are in registers; the keys are read.
  logic c_valid;
  logic [SW-1:0] c_slot;
  logic [2:0] c_alg;
  logic c_wide, c_length;  // c_length: the block has the message's
  logic c_key, c_old;      // from HMAC's key, from the state before
  logic [7:0] c_fill;
  logic [63:0] c_total;
  job_t c_job;
  logic [1023:0] c_ring;
  logic [BITS-1:0] c_state;
  // d: made up, and on its way to a group.
  logic d_valid;
  logic [SW-1:0] d_slot;
  logic [BITS-1:0] d_state;
  logic [1023:0] d_block;  // as words

  always_comb begin
    pop = '0;
    pop[b_slot] = b_valid && b_first_row && (b_job == J_LOAD || b_job == J_DATA || b_job == J_LAST);
    pop_bytes = b_job == J_LAST ? b_fill :
        b_job == J_LOAD ? (wide[b_slot] ? 9'd64 : 9'd32) : wide[b_slot] ? 9'd128 : 9'd64;
  end

  wire c_compress = c_job != J_LOAD && c_job != J_NONE;
  function automatic logic [511:0] initial_state(input logic [2:0] algorithm);
    case (algorithm)
      3'd1: initial_state = {256'd0, kya_sha_pkg::IV_SHA1};
      3'd2: initial_state = {256'd0, kya_sha_pkg::IV_SHA224};
      3'd4: initial_state = halves8(kya_sha_pkg::IV_SHA384);
      3'd5: initial_state = halves8(kya_sha_pkg::IV_SHA512);
      default: initial_state = {256'd0, kya_sha_pkg::IV_SHA256};
    endcase
  endfunction
  // What the job starts from; for one without a core also what it leaves.
  logic [511:0] c_from;
  always_comb begin
    c_from = '0;
    if (c_valid) begin
      if (c_job == J_LOAD) c_from = swap(c_wide ? c_ring[511:0] : {256'd0, c_ring[511:256]});
      else if (c_key) c_from = swap(key);
      else if (c_old) c_from = 512'(c_state);
      else c_from = initial_state(c_alg);
    end
  end

  function automatic logic [6:0] digest_bytes(input logic [2:0] algorithm);
    case (algorithm)
      3'd1: digest_bytes = 7'd20;
      3'd2: digest_bytes = 7'd28;
      3'd4: digest_bytes = 7'd48;
      3'd5: digest_bytes = 7'd64;
      default: digest_bytes = 7'd32;
    endcase
  endfunction

  // Blocking: computed only in cycles that have a job.
  // verilator lint_off BLKSEQ
  logic [1023:0] bytes;
  logic [63:0] words;  // that are before the end
  logic [31:0] word_at;
  always_ff @(posedge clk) begin
    b_valid <= pick_any;
    second <= pick_any && p_rows2;
    if (pick_any) begin
      b_slot <= pick;
      b_row <= row[pick][1:0];
      b_first <= first[pick];
      b_fill <= fill[pick];
      b_job <= p_job;
    end
    b_first_row <= pick_any;
    if (second) b_valid <= 1'b1;

    c_valid <= b_valid && !second;
    if (b_valid) begin
      if (b_first_row) begin
        c_ring[511:0] <= ring;
        c_state <= state;
      end else c_ring[1023:512] <= ring;
      c_slot <= b_slot;
      c_alg <= alg[b_slot];
      c_wide <= wide[b_slot];
      c_key <= b_job == J_OUTER || (b_first && hmac[b_slot]);
      c_old <= !b_first;
      // What J_OUTER hashes is the inner digest.
      c_fill <= b_job == J_DATA ? 8'd128 : b_job == J_LAST ? b_fill[7:0] :
          b_job == J_OUTER ? {1'b0, digest_bytes(alg[b_slot])} : '0;
      c_length <= b_job == J_PAD || b_job == J_OUTER || (b_job == J_LAST && b_fill[7:0] < (wide[b_slot] ? 8'd112 : 8'd56));
      c_job <= b_job;
      c_total <= b_job == J_OUTER ? {57'd0, digest_bytes(alg[b_slot])} + (wide[b_slot] ? 64'd128 : 64'd64) :
          count + {32'd0, b_message} + (!hmac[b_slot] ? 64'd0 : wide[b_slot] ? 64'd128 : 64'd64);
    end

    d_valid <= c_valid && c_compress;
    if (c_valid) begin
      d_slot <= c_slot;
      d_state <= BITS'(c_from);
      bytes = c_job == J_OUTER ? {512'd0, swap(512'(c_state))} : c_ring;
      // By words, and bytes of a word: less than a comparison for each byte.
      words = kya_pkg::below(c_fill[7:2]);
      for (int i = 0; i < 32; i++) word_at[i] = 6'(i) == c_fill[7:2];
      for (int i = 0; i < 128; i++)
        if (!words[i/4] && !(word_at[i/4] && 2'(i) < c_fill[1:0]))
          bytes[8*i+:8] = word_at[i/4] && 2'(i) == c_fill[1:0] && c_job != J_PAD ? 8'h80 : 8'd0;
      bytes = {swap(bytes[1023:512]), swap(bytes[511:0])};
      if (c_length) begin
        if (c_wide) bytes[1023:896] = {c_total[28:0], 3'd0, c_total[60:29], 29'd0, c_total[63:61], 32'd0};
        else bytes[511:448] = {c_total[28:0], 3'd0, c_total[60:29]};
      end
      d_block <= bytes;
    end
    if (!rst_n || flush) begin
      b_valid <= 1'b0;
      second <= 1'b0;
      c_valid <= 1'b0;
      d_valid <= 1'b0;
      c_ring <= '0;
      c_state <= '0;
      d_state <= '0;
      d_block <= '0;
    end
  end
  // verilator lint_on BLKSEQ
  assign begun = d_valid;

  // -------------------------------------------------------- groups of the cores
  wire d_wide = wide[d_slot];
  wire d_sha1 = alg[d_slot] == 3'd1;
  logic [NALL-1:0] job, result, taken, result_sha1;
  logic [NALL-1:0][SW-1:0] result_slot;
  logic [NALL-1:0][5*BITS/8-1:0] result_e;
  logic [NALL-1:0][4*BITS/8-1:0] result_a;
  always_comb begin
    job = '0;
    for (int i = NALL - 1; i >= 0; i--)
      if (d_valid && job_ready[i] && d_wide == (i >= NG)) begin
        job = '0;
        job[i] = 1'b1;
      end
  end

  logic [159:0] narrow_e;
  logic [127:0] narrow_a;
  always_comb begin
    narrow_e = '0;
    narrow_a = '0;
    if (d_valid) begin
      for (int i = 0; i < 4; i++) narrow_e[32*(i+1)+:32] = d_state[32*(d_sha1 ? 3 - i : 7 - i)+:32];
      if (d_sha1) narrow_e[31:0] = d_state[159:128];
      else for (int i = 0; i < 4; i++) narrow_a[32*i+:32] = d_state[32*(3-i)+:32];
    end
  end
  for (genvar i = 0; i < NG; i++) begin : g_sha
    logic [159:0] e;
    logic [127:0] a;
    kya_sha_group #(.WIDE(0), .NCORE(i == NG - 1 ? NSHA - 4 * i : 4), .SW(SW)) group (
        .clk, .clear(!rst_n || flush), .soon(soon[i]), .job_ready(job_ready[i]), .job(job[i]),
        .job_sha1(d_sha1), .job_slot(d_slot), .job_e(narrow_e), .job_a(narrow_a),
        .job_block(d_block[511:0]), .result(result[i]), .taken(taken[i]),
        .result_sha1(result_sha1[i]), .result_slot(result_slot[i]), .result_e(e), .result_a(a));
    assign result_e[i] = (5*BITS/8)'(e);
    assign result_a[i] = (4*BITS/8)'(a);
  end
  wire [511:0] d_wide_state = halves8(512'(d_state));
  for (genvar i = 0; i < NG512; i++) begin : g_sha512
    kya_sha_group #(.WIDE(1), .NCORE(i == NG512 - 1 ? NSHA512 - 4 * i : 4), .SW(SW)) group (
        .clk, .clear(!rst_n || flush), .soon(soon[NG+i]), .job_ready(job_ready[NG+i]),
        .job(job[NG+i]), .job_sha1(1'b0), .job_slot(d_slot),
        .job_e({d_wide_state[319:256], d_wide_state[383:320], d_wide_state[447:384], d_wide_state[511:448], 64'd0}),
        .job_a({d_wide_state[63:0], d_wide_state[127:64], d_wide_state[191:128], d_wide_state[255:192]}),
        .job_block({halves8(d_block[1023:512]), halves8(d_block[511:0])}), .result(result[NG+i]), .taken(taken[NG+i]),
        .result_sha1(result_sha1[NG+i]), .result_slot(result_slot[NG+i]),
        .result_e(result_e[NG+i]), .result_a(result_a[NG+i]));
  end

  // A result for the memory, as words H0 ...
  logic [GW-1:0] r;
  logic r_any;
  logic [BITS-1:0] r_state;
  always_comb begin
    r = '0;
    for (int i = NALL - 1; i >= 0; i--) if (result[i]) r = GW'(i);
    r_any = result != 0;
  end
  always_comb begin
    r_state = '0;
    if (r_any) begin
      if (32'(r) >= NG)
        for (int i = 0; i < 4; i++) begin
          r_state[BITS/8*i+:BITS/8] = (BITS/8)'(halves(64'(result_a[r][BITS/8*(3-i)+:BITS/8])));
          r_state[BITS/8*(4+i)+:BITS/8] = (BITS/8)'(halves(64'(result_e[r][BITS/8*(4-i)+:BITS/8])));
        end
      else
        for (int i = 0; i < 4; i++) begin
          r_state[32*i+:32] = result_sha1[r] ? result_e[r][32*(4-i)+:32] : result_a[r][32*(3-i)+:32];
          if (!result_sha1[r]) r_state[32*(4+i)+:32] = result_e[r][32*(4-i)+:32];
          else if (i == 0) r_state[159:128] = result_e[r][31:0];
        end
    end
  end

  // ------------------------------------------------------- states, end of a hash
  // A state is erased with the answer. One write a cycle: a job without a core,
  // the end of a hash, the result of a group.
  typedef enum logic [1:0] {E_IDLE, E_READ, E_GIVE} end_t;
  end_t ending;
  logic end_any;
  logic [SW-1:0] end_slot, end_pick;
  wire end_start = end_any && ending == E_IDLE && !flush && !pick_any;  // they read one memory
  kya_rr #(.N(NSLOT)) choose_end (
      .clk, .rst_n, .req(finish), .served(end_start), .any(end_any), .pick(end_pick));

  wire put_job = c_valid && !c_compress;
  wire put_end = ending == E_GIVE && !put_job;
  wire put_result = r_any && !put_job && !put_end;
  logic [SW-1:0] put_slot;
  logic [BITS-1:0] put_state;
  always_comb begin
    taken = '0;
    taken[r] = put_result;
    put_slot = put_job ? c_slot : put_end ? end_slot : result_slot[r];
    if (put_job) put_state = BITS'(c_from);
    else if (put_result) put_state = r_state;
    else put_state = '0;
    if (walking) put_slot = walk[SW-1:0];
  end
  kya_ram #(.WIDTH(BITS), .DEPTH(NSLOT)) states (
      .clk, .we({BITS / 8{put_job || put_end || put_result || walking}}), .waddr(put_slot),
      .wdata(put_state), .re(pick_any || end_start || walking),
      .raddr(walking ? walk[SW-1:0] : end_start ? end_pick : pick), .rdata(state));

  logic [2:0] end_alg;
  logic [511:0] end_bytes;
  assign end_alg = alg[end_slot];
  always_comb begin
    end_bytes = '0;
    if (ending == E_READ) begin
      end_bytes = swap(512'(state));
      if (!store[end_slot] || end_alg == 3'd1)
        for (int i = 20; i < 64; i++) if (7'(i) >= digest_bytes(end_alg)) end_bytes[8*i+:8] = '0;
    end
  end
  always_ff @(posedge clk) begin
    done <= '0;
    aborted <= '0;
    case (ending)
      E_IDLE: begin
        digest <= '0;
        if (end_start) begin
          end_slot <= end_pick;
          ending <= E_READ;
        end
      end
      E_READ: begin
        digest <= end_bytes;
        ending <= E_GIVE;
      end
      default:
      if (put_end) begin
        ending <= E_IDLE;
        if (abort[end_slot]) aborted[end_slot] <= 1'b1;
        else if (on[end_slot]) done[end_slot] <= 1'b1;
      end
    endcase

    for (int i = 0; i < NSLOT; i++)
      if (start && start_slot == SW'(i)) begin
        on[i] <= 1'b1;
        first[i] <= 1'b1;
        last[i] <= 1'b0;
        stage[i] <= load[i] ? H_LOAD : H_DATA;
        pushed[i] <= begins_at;
        row[i] <= {2'd0, load[i] && wide[i]};
      end
    if (push) begin
      pushed[in_slot] <= in_next[8:0];
      if (in_last) last[in_slot] <= 1'b1;
    end
    if (pick_any) begin
      busy[pick] <= 1'b1;
      first[pick] <= 1'b0;
      stage[pick] <= behind[pick];
      if (p_job == J_LOAD) row[pick] <= row[pick] + 3'd1;
      if (p_job == J_DATA) row[pick] <= row[pick] + (p_wide ? 3'd2 : 3'd1);
    end
    if (put_job) busy[c_slot] <= 1'b0;
    if (put_result) busy[result_slot[r]] <= 1'b0;
    if (end_start) busy[end_pick] <= 1'b1;
    if (put_end) begin
      busy[end_slot] <= 1'b0;
      on[end_slot] <= 1'b0;
    end

    // Jobs that were picked and have not got to a group.
    under_way <= under_way + IW'(pick_any && !p_wide) - IW'(put_job && !c_wide) - IW'(d_valid && !d_wide);
    under_way512 <= under_way512 + IW'(pick_any && p_wide) - IW'(put_job && c_wide) - IW'(d_valid && d_wide);
    walk <= walking ? walk + 1'b1 : '0;
    flushed <= flush && (flushed || walk == (SW + 3)'(4 * NSLOT + 1));
    if (!rst_n || flush) begin
      on <= '0;
      busy <= '0;
      ending <= E_IDLE;
      digest <= '0;
      done <= '0;
      aborted <= '0;
      under_way <= '0;
      under_way512 <= '0;
      for (int i = 0; i < NSLOT; i++) begin
        stage[i] <= H_DATA;
        pushed[i] <= '0;
        row[i] <= '0;
      end
    end
  end
endmodule
