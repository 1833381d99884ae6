// SPDX-License-Identifier: Apache-2.0
// The context cache: finds or loads the context of a request, expands its key
// into the AES pipeline, and erases on demand. One request is served at a
// time; an entry in use is never replaced (there are as many as slots).
module kya_ctx
#(
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT),
    parameter int NCTX = 8,
    parameter int CW = $clog2(NCTX)
) (
    input  logic                    clk,
    input  logic                    rst_n,
    input  logic                    zeroize,     // level; hold until zeroized
    output logic                    zeroized,

    input  logic [NSLOT-1:0]         req,
    input  logic [NSLOT-1:0]         inv,
    output logic [SW-1:0]            slot,       // that is served
    input  logic [63:0]              addr,       // of its context
    output logic [NSLOT-1:0]         done,
    output logic [ 7:0]              status,
    output logic [CW-1:0]            entry,
    output logic [31:0]              ctl,
    input  logic [NSLOT-1:0]         hold,
    input  logic [NSLOT-1:0][CW-1:0] held,

    // What the units read of an entry: HMAC's states, CMAC's subkeys, GHASH's key
    input  logic [1:0]              hash_re,     // 16 bytes each of
    input  logic [CW-1:0]           hash_entry,
    input  logic                    hash_outer,  // that, not the inner one
    input  logic                    hash_half,   // its first or second 32 bytes
    output logic [255:0]            hash_key,    // in the cycle after, else 0
    input  logic [CW-1:0]           mac_entry,
    output logic [127:0]            mac_inner,
    output logic [127:0]            mac_outer,
    input  logic [CW-1:0]           ghash_entry,
    output logic [127:0]            ghash_inner,

    output logic                    rd_req,
    output logic [63:0]             rd_addr,
    input  logic                    rd_gnt,
    input  logic                    r_valid,
    input  logic                    r_err,
    input  logic [255:0]            r_data,

    output logic                    rk_we,
    output logic [CW:0]             rk_ctx,      // the upper half has the tweak keys
    output logic [ 3:0]             rk_round,
    output logic                    rk_back,     // for decryption
    output logic [127:0]            rk_data
);
  typedef enum logic [3:0] {
    C_IDLE, C_LOOK, C_TRY, C_MATCH, C_VICTIM, C_DROP,
    C_READ, C_WAIT, C_CHECK, C_START, C_EXPAND, C_ERASE, C_DONE
  } state_t;

  state_t        state;
  logic [SW-1:0] pick;
  logic          any;
  logic [NCTX-1:0] valid, alike;
  logic [63:0]   tag[NCTX];
  logic [ 7:0]   part[NCTX];  // of the tag
  logic [31:0]   ctls[NCTX];
  logic [127:0]  inners[NCTX];  // and what CMAC and GHASH need of them
  logic [127:0]  outers[NCTX];
  logic [255:0]  key, tweak_key, half;
  logic          tweak;      // the second key is being expanded or erased
  logic [CW-1:0] victim, way, next_alike;
  logic [ 2:0]   beat;
  logic          failed, bad, all, inval;
  logic [ 3:0]   round;
  logic          back;       // round keys for decryption are being erased

  kya_rr #(.N(NSLOT)) choose (
      .clk, .rst_n, .req(req & ~done), .served(state == C_IDLE && !zeroize && any), .any, .pick);

  // All entries are compared by a part of their tags, those alike then one by one: so the tags are
  // in a RAM. Contexts that lie side by side, 64 of them, differ in the part.
  wire [7:0] look_for = addr[13:6];
  assign next_alike = CW'(kya_pkg::lowest(64'(alike)));

  // The entry that is to be replaced, or dropped, is in use.
  wire [CW-1:0] to_go = inval ? way : victim;
  logic used;
  always_comb begin
    used = 1'b0;
    for (int i = 0; i < NSLOT; i++) if (hold[i] && held[i] == to_go) used = 1'b1;
  end

  assign mac_inner = inners[mac_entry];
  assign mac_outer = outers[mac_entry];
  assign ghash_inner = inners[ghash_entry];

  // HMAC's inner and outer state, of each the halves, go into memory in the cycle after their beats.
  // "half" is 0 from the second cycle of an erasure on, which goes over all four in turn.
  wire erasing = state == C_ERASE;
  logic put_key;
  logic [1:0] put_half;
  wire put_inner = put_key && put_half == 2'd0;
  wire put_outer = put_key && put_half == 2'd2;
  always_ff @(posedge clk) begin
    put_key <= state == C_WAIT && r_valid && beat[2];
    put_half <= beat[1:0];
    if (put_inner || erasing) inners[way] <= half[127:0];
    if (put_outer || erasing) outers[way] <= half[127:0];
  end
  for (genvar i = 0; i < 2; i++) begin : g_keys
    kya_ram #(.ZERO(1), .WIDTH(128), .DEPTH(4 * NCTX)) keys (
        .clk, .we({16{put_key || erasing}}), .waddr({way, erasing ? round[1:0] : put_half}),
        .wdata(half[128*i+:128]), .re(hash_re[i]), .raddr({hash_entry, hash_outer, hash_half}),
        .rdata(hash_key[128*i+:128]));
  end

  assign rd_addr = addr;
  assign rd_req = state == C_READ;
  assign ctl = ctls[way];
  assign entry = way;
  assign zeroized = all && state == C_DONE;

  wire [31:0] c = ctls[way];
  wire [3:0] c_cipher = c[kyanite_regs_pkg::CTX_CTL_CIPHER_LSB+:4];
  wire [1:0] c_keysize = c[kyanite_regs_pkg::CTX_CTL_KEYSIZE_LSB+:2];
  wire [3:0] c_hash = c[kyanite_regs_pkg::CTX_CTL_HASH_LSB+:4];
  wire c_hmac = c[kyanite_regs_pkg::CTX_CTL_HMAC_LSB];
  wire c_xts = c_cipher == {1'b0, kyanite_regs_pkg::CIPHER_XTS[2:0]};
  wire c_cmac = c_hash == {1'b0, kyanite_regs_pkg::HASH_CMAC[2:0]};
  wire c_aes = c_cipher != 0 || c_cmac;
  wire is_bad = bad || c_cipher > {1'b0, kyanite_regs_pkg::CIPHER_XTS[2:0]} ||
      c_keysize > kyanite_regs_pkg::KEYSIZE_AES256[1:0] ||
      c_hash > {1'b0, kyanite_regs_pkg::HASH_CMAC[2:0]} || c[7:6] != 0 || c[31:13] != 0 ||
      (c_cipher == 0 && c_hash == 0) || (c_hmac && (c_hash == 0 || c_cmac)) ||
      (c_cipher != 0 && c_hash != 0 && !c_hmac) ||
      (c_cipher > {1'b0, kyanite_regs_pkg::CIPHER_CTR[2:0]} && c_hash != 0);

  // An entry is checked long after its first beat.
  logic c_bad;
  always_ff @(posedge clk) c_bad <= is_bad;

  logic kx_start, kx_busy, kx_we, kx_back, kx_done;
  logic [CW-1:0] kx_ctx;
  logic [3:0] kx_round;
  logic [127:0] kx_data;
  kya_aes_keyexp #(.CW(CW)) keyexp (
      .clk, .rst_n, .zeroize, .start(kx_start), .key(tweak ? tweak_key : key),
      .keysize(c_keysize), .ctx(way), .busy(kx_busy),
      .rk_we(kx_we), .rk_ctx(kx_ctx), .rk_round(kx_round), .rk_back(kx_back), .rk_data(kx_data), .done(kx_done));
  assign kx_start = state == C_START && !kx_busy;

  // While a context is read, the round keys that its entry had are erased: the new ones may be
  // fewer, or none. Those that are missing have to be 0 for the pipeline.
  wire wiping = state == C_READ || state == C_WAIT || state == C_CHECK;
  wire wiped = tweak && back && round == 4'd15;

  always_comb begin
    rk_we = kx_we;
    rk_ctx = {tweak, kx_ctx};
    rk_round = kx_round;
    rk_back = kx_back;
    rk_data = kx_data;
    if (state == C_ERASE || wiping) begin
      rk_we = round != 4'd15;
      rk_ctx = {tweak, way};
      rk_round = round;
      rk_back = back;
      rk_data = '0;
    end
  end

  always_ff @(posedge clk) begin
    done <= '0;
    if (wiping && !wiped) {tweak, back, round} <= {tweak, back, round} + 1'b1;
    case (state)
      C_IDLE:
      if (zeroize) begin
        all <= 1'b1;
        way <= '0;
        {tweak, back, round} <= '0;
        state <= C_ERASE;
      end else if (any) begin
        slot <= pick;
        inval <= inv[pick];
        status <= kyanite_regs_pkg::STATUS_OK;
        state <= C_LOOK;
      end
      C_LOOK: begin
        failed <= 1'b0;
        bad <= 1'b0;
        beat <= '0;
        {tweak, back, round} <= '0;
        for (int i = 0; i < NCTX; i++) alike[i] <= valid[i] && part[i] == look_for;
        state <= C_TRY;
      end
      C_TRY:
      if (alike == 0) state <= inval ? C_DONE : C_VICTIM;
      else begin
        way <= next_alike;
        alike[next_alike] <= 1'b0;
        state <= C_MATCH;
      end
      C_MATCH: state <= tag[way] != addr ? C_TRY : inval ? C_DROP : C_DONE;
      C_VICTIM: begin
        victim <= victim + 1'b1;
        if (!used) begin
          way <= victim;
          valid[victim] <= 1'b0;
          state <= C_READ;
        end
      end
      C_DROP: if (!used) state <= C_ERASE;
      C_READ: if (rd_gnt) state <= C_WAIT;
      C_WAIT:
      if (r_valid) begin
        beat <= beat + 1'b1;
        if (r_err) failed <= 1'b1;
        case (beat)
          3'd0: begin
            ctls[way] <= r_data[31:0];
            bad <= r_data[kyanite_regs_pkg::CTX_ZERO_LSB+:32] != 0;
          end
          3'd1: key <= r_data;
          3'd2: tweak_key <= r_data;
          default: half <= r_data;
        endcase
        if (beat == 3'd7) begin
          state <= C_CHECK;
          if (r_err || failed) begin
            status <= kyanite_regs_pkg::STATUS_DMA_READ;
            {tweak, back, round} <= '0;
            state <= C_ERASE;
          end
        end
      end
      C_CHECK: begin
        if (c_bad) begin
          status <= kyanite_regs_pkg::STATUS_BAD_CONTEXT;
          {tweak, back, round} <= '0;
          state <= C_ERASE;
        end else if (wiped) begin
          tweak <= 1'b0;
          tag[way] <= addr;
          part[way] <= look_for;
          valid[way] <= 1'b1;
          state <= c_aes ? C_START : C_DONE;
        end
      end
      C_START: if (!kx_busy) state <= C_EXPAND;
      C_EXPAND:
      if (kx_done) begin
        key <= '0;
        half <= '0;
        tweak <= 1'b1;
        if (c_xts && !tweak) begin
          state <= C_START;
        end else begin
          tweak_key <= '0;
          state <= C_DONE;
        end
      end
      C_ERASE: begin
        valid[way] <= 1'b0;
        ctls[way] <= '0;
        key <= '0;
        tweak_key <= '0;
        half <= '0;
        {tweak, back, round} <= {tweak, back, round} + 1'b1;
        if (wiped) begin
          if (all && way != CW'(NCTX - 1)) way <= way + 1'b1;
          else state <= C_DONE;
        end
      end
      C_DONE: begin
        if (!all) done[slot] <= 1'b1;
        if (!all || !zeroize) begin
          all <= 1'b0;
          state <= C_IDLE;
        end
      end
      default: state <= C_IDLE;
    endcase
    if (!rst_n) begin
      state <= C_IDLE;
      valid <= '0;
      victim <= '0;
      all <= 1'b0;
      done <= '0;
      key <= '0;
      tweak_key <= '0;
      half <= '0;
      tweak <= 1'b0;
      slot <= '0;
      way <= '0;
    end
  end
endmodule
