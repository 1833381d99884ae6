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
    parameter int MAX_LOG2 = 12,
    parameter int QW = NQ > 1 ? $clog2(NQ) : 1
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

    // After a reset memories are wiped, a word in a cycle; w_data is 0 meanwhile.
    output logic                    wipe,
    output logic [ 3:0]             wipe_at,

    // Queue registers: a write stays for a cycle after, a read is asked for until it is answered
    output logic                    q_write,
    output logic [QW-1:0]           w_queue,
    output logic [ 4:0]             w_word,
    output logic [ 1:0]             w_lanes,
    output logic [63:0]             w_data,
    output logic                    q_read,
    output logic [QW-1:0]           r_queue,
    output logic [ 4:0]             r_word,
    input  logic                    q_answer,
    input  logic [63:0]             q_rdata,

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
  logic [BUCKETS:0] beyond;  // the bounds that it is not below
  logic ended, sorted;
  logic [31:0] took;
  logic [8:0] read, written;
  logic [31:0] n_bad;

  // An access is decoded in a cycle, writes before reads, and done in another, so that its registers'
  // enables are short. A read waits for the queue's or the counter's answer.
  logic decoded, reads;
  wire a_write = s_awvalid && s_wvalid && (!s_bvalid || s_bready) && !decoded;  // it chooses the address
  wire look_write = a_write && !wipe;
  wire look_read = s_arvalid && !s_rvalid && !look_write && !reads && !wipe;
  wire do_write = decoded;  // what is valid stays so until it is taken
  assign s_awready = do_write;
  assign s_wready = do_write;
  assign s_arready = do_read;
  assign s_bresp = 2'b00;
  assign s_rresp = 2'b00;

  wire [15:0] addr = a_write ? s_awaddr : s_araddr;
  wire [2:0] size = a_write ? s_awsize : s_arsize;
  wire fits = (size == 3'd3 && addr[2:0] == 0) || (size == 3'd2 && addr[1:0] == 0);
  wire [1:0] lanes = size == 3'd3 ? 2'b11 : addr[2] ? 2'b10 : 2'b01;
  wire strobes = !a_write || s_wstrb == {{4{lanes[1]}}, {4{lanes[0]}}};

  localparam logic [15:0] QTOP = 16'(kyanite_regs_pkg::Q_BASE + NQ * kyanite_regs_pkg::Q_STRIDE);
  localparam logic [4:0] W_DOORBELL = kyanite_regs_pkg::Q_DOORBELL[7:3];
  wire is_queue = addr >= 16'(kyanite_regs_pkg::Q_BASE) && addr < QTOP;
  wire is_global = addr[15:8] == 0;
  wire is_latency = addr[7:3] >= LATENCY && addr[7:3] < LATENCY + 5'(BUCKETS / 2);
  localparam logic [4:0] LATENCY = kyanite_regs_pkg::REG_LATENCY_0[7:3];

  // Halves that hold a register
  logic [1:0] hit;
  always_comb begin
    hit = 2'b00;
    if (is_queue)
      case (addr[7:3])
        kyanite_regs_pkg::Q_SQ_BASE[7:3], kyanite_regs_pkg::Q_CQ_BASE[7:3], kyanite_regs_pkg::Q_SIZE[7:3],
        kyanite_regs_pkg::Q_POINTERS[7:3], kyanite_regs_pkg::Q_SUBMITTED[7:3],
        kyanite_regs_pkg::Q_DOORBELLS[7:3], kyanite_regs_pkg::Q_FAILED[7:3]:
        hit = 2'b11;
        kyanite_regs_pkg::Q_STATUS[7:3], kyanite_regs_pkg::Q_SUPPRESSED[7:3]: hit = 2'b01;
        // A doorbell is one 64-bit write.
        W_DOORBELL: if (!(a_write && lanes != 2'b11)) hit = 2'b11;
        default: ;
      endcase
    else if (is_global)
      case (addr[7:3])
        kyanite_regs_pkg::REG_ID[7:3], kyanite_regs_pkg::REG_ABI[7:3], kyanite_regs_pkg::REG_CONTROL[7:3],
        kyanite_regs_pkg::REG_SCRATCH[7:3], kyanite_regs_pkg::REG_CLOCK[7:3], kyanite_regs_pkg::REG_BUSY[7:3],
        kyanite_regs_pkg::REG_AES[7:3], kyanite_regs_pkg::REG_SHA[7:3], kyanite_regs_pkg::REG_READ[7:3],
        kyanite_regs_pkg::REG_WRITTEN[7:3]:
        hit = 2'b11;
        kyanite_regs_pkg::REG_CAPS[7:3], kyanite_regs_pkg::REG_BAD_ACCESS[7:3]: hit = 2'b01;
        default: if (is_latency) hit = 2'b11;
      endcase
  end
  wire good = fits && strobes && (hit & lanes) != 0;

  // What was decoded.
  logic w_good, w_is_queue, r_good, r_is_queue, r_is_latency, r_waited;
  assign q_write = do_write && w_is_queue && w_good;
  assign q_read = reads && r_is_queue;
  wire [1:0] we = do_write && !w_is_queue ? w_lanes : 2'b00;
  wire do_read = s_arvalid && !s_rvalid && reads && (r_is_queue ? q_answer : !r_is_latency || (r_waited && counted == 2'b11));
  always_ff @(posedge clk) begin
    decoded <= look_write && rst_n;
    if (look_write) begin
      w_good <= good;
      w_lanes <= lanes & {2{good}};
      w_word <= addr[7:3];
      w_is_queue <= is_queue;
      w_queue <= addr[8+:QW];
      w_data <= s_wdata;
    end
    reads <= rst_n && (look_read || (reads && !do_read));
    r_waited <= reads;
    if (look_read) begin
      r_good <= good;
      r_word <= addr[7:3];
      r_is_queue <= is_queue && good;
      r_is_latency <= !is_queue && is_latency && good;
      r_queue <= addr[8+:QW];
    end
    if (!rst_n) w_data <= '0;
  end

  // How many completions took how long: even and odd buckets.
  logic [3:0] bucket;
  logic bucketed;
  logic [1:0] counted;
  logic [1:0][31:0] n_latency;
  for (genvar g = 0; g < 2; g++) begin : g_latency
    kya_count #(.DEPTH(8)) n (
        .clk, .wipe, .wipe_at(wipe_at[2:0]), .up(bucketed && bucket[0] == 1'(g)), .up_at(bucket[3:1]),
        .look_at(r_word[2:0]), .looked(counted[g]), .value(n_latency[g]));
  end

  logic [63:0] rdata;
  always_comb begin
    rdata = '0;
    case (r_word)
      kyanite_regs_pkg::REG_ID[7:3]: rdata = {kyanite_regs_pkg::VERSION_VALUE, kyanite_regs_pkg::ID_VALUE};
      kyanite_regs_pkg::REG_ABI[7:3]:
      rdata = {4'(NSHA512), 4'(MAX_LOG2), 8'(NSHA), 8'(NSLOT), 8'(NQ), kyanite_regs_pkg::ABI_HASH};
      kyanite_regs_pkg::REG_CAPS[7:3]: rdata[31:0] = kyanite_regs_pkg::CAPS_ALL;
      kyanite_regs_pkg::REG_CONTROL[7:3]: rdata = {16'(queue_error), 14'd0, busy, zeroize, 32'd0};
      kyanite_regs_pkg::REG_BAD_ACCESS[7:3]: rdata[31:0] = n_bad;
      kyanite_regs_pkg::REG_SCRATCH[7:3]: rdata = scratch;
      kyanite_regs_pkg::REG_CLOCK[7:3]: rdata = clock;
      kyanite_regs_pkg::REG_BUSY[7:3]: rdata = n_busy;
      kyanite_regs_pkg::REG_AES[7:3]: rdata = n_aes;
      kyanite_regs_pkg::REG_SHA[7:3]: rdata = n_sha;
      kyanite_regs_pkg::REG_READ[7:3]: rdata = n_read;
      kyanite_regs_pkg::REG_WRITTEN[7:3]: rdata = n_written;
      default: rdata = n_latency;
    endcase
    if (r_is_queue) rdata = q_rdata;
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
    bucketed <= sorted && rst_n;
    for (int i = 0; i < BUCKETS; i++) if (beyond[i]) bucket <= 4'(i);
    if (wipe) {wipe, wipe_at} <= {wipe, wipe_at} + 1'b1;
    if (s_bready) s_bvalid <= 1'b0;
    if (s_rready) s_rvalid <= 1'b0;
    if (do_write) s_bvalid <= 1'b1;
    if (do_read) s_rvalid <= 1'b1;
    if (reads && !s_rvalid) s_rdata <= r_good ? rdata : '1;  // until it is there
    // A bad read waits for no answer.
    if ((do_write && !w_good) || (s_arvalid && reads && !r_good)) n_bad <= n_bad + 1'b1;
    if (w_word == kyanite_regs_pkg::REG_SCRATCH[7:3]) begin
      if (we[0]) scratch[31:0] <= w_data[31:0];
      if (we[1]) scratch[63:32] <= w_data[63:32];
    end
    if (w_word == kyanite_regs_pkg::REG_CONTROL[7:3] && we[0] && w_data[kyanite_regs_pkg::CONTROL_ZEROIZE_LSB]) zeroize <= 1'b1;
    if (zeroized) zeroize <= 1'b0;
    if (!rst_n || wipe) clock <= '0;
    if (!rst_n) begin
      n_busy <= '0;
      n_aes <= '0;
      n_sha <= '0;
      n_read <= '0;
      n_written <= '0;
      n_bad <= '0;
      scratch <= '0;
      {wipe, wipe_at} <= NQ > 8 ? 5'd16 : 5'd24;
      zeroize <= 1'b0;
      s_bvalid <= 1'b0;
      s_rvalid <= 1'b0;
    end
  end
endmodule
