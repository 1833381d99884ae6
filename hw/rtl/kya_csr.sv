// SPDX-License-Identifier: Apache-2.0
// The AXI4-Lite slave: checks size and alignment, holds the global registers,
// and hands queue registers to their queue. AxSIZE and AxADDR's low bits come along,
// so that an access the interface forbids can be told from a good one.
module kya_csr
#(
    parameter int NQ = 8,
    parameter int NSLOT = 8,
    parameter int NSHA = 4,
    parameter int NSHA512 = 1,
    parameter int MAX_LOG2 = 12
) (
    input  logic        clk,
    input  logic        rst_n,

    input  logic        s_awvalid,
    output logic        s_awready,
    input  logic [15:0] s_awaddr,
    input  logic [ 2:0] s_awsize,
    input  logic        s_wvalid,
    output logic        s_wready,
    input  logic [63:0] s_wdata,
    input  logic [ 7:0] s_wstrb,
    output logic        s_bvalid,
    input  logic        s_bready,
    output logic [ 1:0] s_bresp,
    input  logic        s_arvalid,
    output logic        s_arready,
    input  logic [15:0] s_araddr,
    input  logic [ 2:0] s_arsize,
    output logic        s_rvalid,
    input  logic        s_rready,
    output logic [63:0] s_rdata,
    output logic [ 1:0] s_rresp,

    // Queue registers: q_rdata and q_hit answer q_word at once
    output logic [ 4:0]             q_word,
    output logic [NQ-1:0][1:0]      q_we,
    output logic [ 4:0]             q_wword,
    output logic [63:0]             q_wdata,
    input  logic [NQ-1:0][63:0]     q_rdata,
    input  logic [NQ-1:0][1:0]      q_hit,

    input  logic [NQ-1:0]           queue_error,
    input  logic                    busy,
    input  logic                    aes_block,
    input  logic                    sha_block,
    input  logic [ 8:0]             read_bytes,
    input  logic [ 8:0]             written_bytes,
    input  logic                    completion,
    input  logic [31:0]             latency,     // of the completion, in cycles
    output logic                    zeroize,
    input  logic                    zeroized,
    output logic [63:0]             clock
);
  logic [63:0] scratch, n_busy, n_aes, n_sha, n_read, n_written;

  // Completions by the power of two of their latency, a cycle later: it has come a long way. So have
  // the bytes.
  localparam int BUCKETS = 12;
  logic [31:0] n_latency[BUCKETS];
  logic [BUCKETS:0] beyond;  // the bounds that it is not below
  logic ended, sorted;
  logic [31:0] took;
  logic [8:0] read, written;
  logic [31:0] n_bad;

  // A write is decoded in a cycle, before a read, and done in the next, so that its registers' enables
  // are short.
  logic decoded;
  wire look_write = s_awvalid && s_wvalid && (!s_bvalid || s_bready) && !decoded;
  wire do_write = s_awvalid && s_wvalid && decoded;
  wire do_read = s_arvalid && !s_rvalid && !look_write;
  assign s_awready = do_write;
  assign s_wready = do_write;
  assign s_arready = do_read;
  assign s_bresp = 2'b00;
  assign s_rresp = 2'b00;

  wire [15:0] addr = look_write ? s_awaddr : s_araddr;
  wire [2:0] size = look_write ? s_awsize : s_arsize;
  wire fits = (size == 3'd3 && addr[2:0] == 0) || (size == 3'd2 && addr[1:0] == 0);
  wire [1:0] lanes = size == 3'd3 ? 2'b11 : addr[2] ? 2'b10 : 2'b01;
  wire strobes = !look_write || s_wstrb == {{4{lanes[1]}}, {4{lanes[0]}}};
  wire [15:0] word = {addr[15:3], 3'd0};

  localparam logic [15:0] QTOP = 16'(kyanite_regs_pkg::Q_BASE + NQ * kyanite_regs_pkg::Q_STRIDE);
  wire is_queue = addr >= 16'(kyanite_regs_pkg::Q_BASE) && addr < QTOP;
  wire [3:0] queue = addr[11:8];
  localparam int QW = NQ > 1 ? $clog2(NQ) : 1;
  wire [QW-1:0] q = queue[QW-1:0];
  assign q_word = addr[7:3];

  logic [63:0] rdata;
  logic [1:0] hit;
  always_comb begin
    rdata = '0;
    hit = 2'b11;
    case (word)
      16'(kyanite_regs_pkg::REG_ID): rdata = {kyanite_regs_pkg::VERSION_VALUE, kyanite_regs_pkg::ID_VALUE};
      16'(kyanite_regs_pkg::REG_ABI): rdata = {4'(NSHA512), 4'(MAX_LOG2), 8'(NSHA), 8'(NSLOT), 8'(NQ), kyanite_regs_pkg::ABI_HASH};
      16'(kyanite_regs_pkg::REG_CAPS): begin
        hit = 2'b01;
        rdata[31:0] = kyanite_regs_pkg::CAPS_ALL;
      end
      16'(kyanite_regs_pkg::REG_CONTROL): rdata = {16'(queue_error), 14'd0, busy, zeroize, 32'd0};
      16'(kyanite_regs_pkg::REG_BAD_ACCESS): begin
        hit = 2'b01;
        rdata[31:0] = n_bad;
      end
      16'(kyanite_regs_pkg::REG_SCRATCH): rdata = scratch;
      16'(kyanite_regs_pkg::REG_CLOCK): rdata = clock;
      16'(kyanite_regs_pkg::REG_BUSY): rdata = n_busy;
      16'(kyanite_regs_pkg::REG_AES): rdata = n_aes;
      16'(kyanite_regs_pkg::REG_SHA): rdata = n_sha;
      16'(kyanite_regs_pkg::REG_READ): rdata = n_read;
      16'(kyanite_regs_pkg::REG_WRITTEN): rdata = n_written;
      default: begin
        hit = 2'b00;
        for (int i = 0; i < BUCKETS; i += 2)
          if (word == 16'(kyanite_regs_pkg::REG_LATENCY_0 + 4 * i)) begin
            hit = 2'b11;
            rdata = {n_latency[i+1], n_latency[i]};
          end
      end
    endcase
    if (is_queue) begin
      rdata = q_rdata[q];
      hit = q_hit[q];
      // A doorbell is one 64-bit write.
      if (look_write && q_word == kyanite_regs_pkg::Q_DOORBELL[7:3] && lanes != 2'b11) hit = 2'b00;
    end
  end

  wire good = fits && strobes && (hit & lanes) != 0;
  // What was decoded: the registers to write.
  logic w_good, w_queue;
  logic [1:0] w_lanes;
  logic [15:0] w_word;
  logic [QW-1:0] w_q;
  wire [1:0] we = do_write && !w_queue ? w_lanes : 2'b00;
  assign q_wword = w_word[7:3];
  always_comb begin
    q_we = '0;
    if (do_write && w_queue) q_we[w_q] = w_lanes;
  end
  always_ff @(posedge clk) begin
    decoded <= look_write && rst_n;
    w_good <= good;
    w_lanes <= good ? lanes : 2'b00;
    w_word <= word;
    w_queue <= is_queue;
    w_q <= q;
    q_wdata <= s_wdata;
  end

  always_ff @(posedge clk) begin
    clock <= clock + 1'b1;
    if (busy) n_busy <= n_busy + 1'b1;
    if (aes_block) n_aes <= n_aes + 1'b1;
    n_sha <= n_sha + {63'd0, sha_block};
    read <= rst_n ? read_bytes : '0;
    written <= rst_n ? written_bytes : '0;
    n_read <= n_read + {55'd0, read};
    n_written <= n_written + {55'd0, written};
    ended <= completion && rst_n;
    took <= latency;
    sorted <= ended && rst_n;
    for (int i = 0; i <= BUCKETS; i++) beyond[i] <= i == 0 || (i < BUCKETS && (took >> (6 + i)) != 0);
    for (int i = 0; i < BUCKETS; i++)
      if (sorted && beyond[i] && !beyond[i+1]) n_latency[i] <= n_latency[i] + 1'b1;
    if (s_bready) s_bvalid <= 1'b0;
    if (s_rready) s_rvalid <= 1'b0;
    if (do_write) s_bvalid <= 1'b1;
    if (do_read) begin
      s_rvalid <= 1'b1;
      s_rdata <= good ? rdata : '1;
    end
    if ((do_write && !w_good) || (do_read && !good)) n_bad <= n_bad + 1'b1;
    if (w_word == 16'(kyanite_regs_pkg::REG_SCRATCH)) begin
      if (we[0]) scratch[31:0] <= q_wdata[31:0];
      if (we[1]) scratch[63:32] <= q_wdata[63:32];
    end
    if (w_word == 16'(kyanite_regs_pkg::REG_CONTROL) && we[0] && q_wdata[kyanite_regs_pkg::CONTROL_ZEROIZE_LSB]) zeroize <= 1'b1;
    if (zeroized) zeroize <= 1'b0;
    if (!rst_n) begin
      clock <= '0;
      n_busy <= '0;
      n_aes <= '0;
      n_sha <= '0;
      n_read <= '0;
      n_written <= '0;
      for (int i = 0; i < BUCKETS; i++) n_latency[i] <= '0;
      n_bad <= '0;
      scratch <= '0;
      zeroize <= 1'b0;
      s_bvalid <= 1'b0;
      s_rvalid <= 1'b0;
    end
  end

  wire unused = &{1'b0, queue};
endmodule
