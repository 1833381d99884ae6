// SPDX-License-Identifier: Apache-2.0
// Reads submission entries ahead: round robin over the queues, into a FIFO from whose head
// they go to a free slot, so that no slot waits for the read.
module kya_fetch
#(
    parameter int NQ = 8,
    parameter int NPRE = 4,     // entries read ahead, a power of two
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT)
) (
    input  logic                clk,
    input  logic                rst_n,
    input  logic                hold,         // zeroize is wanted: read no more
    input  logic                erase,        // clear what the last entries left
    input  logic [31:0]         now,
    output logic                busy,
    output logic [NQ-1:0]       occupied,     // an entry of the queue is here

    // Queues
    input  logic [NQ-1:0]       can_fetch,
    input  logic [NQ-1:0][63:0] base,         // of the submission ring
    input  logic [NQ-1:0][15:0] index,        // of the next entry
    input  logic [NQ-1:0]       kill,
    output logic [NQ-1:0]       fetch,

    // Read DMA
    output logic                rd_req,
    output logic [SW-1:0]       rd_tag,
    output logic [63:0]         rd_addr,
    input  logic                rd_gnt,
    input  logic                r_valid,
    input  logic [SW-1:0]       r_tag,
    input  logic                r_last,
    input  logic                r_err,
    input  logic [255:0]        r_data,

    // The head goes to the lowest free slot.
    input  logic [NSLOT-1:0]    free,
    output logic [NSLOT-1:0]    alloc,
    input  logic                wait_alloc,   // not in this cycle
    output logic                alloc_any,
    output logic [SW-1:0]       alloc_slot,
    output logic [3:0]          alloc_queue,
    output logic [15:0]         alloc_index,
    output logic [31:0]         alloc_start,
    output logic [511:0]        alloc_sqe,
    output logic                alloc_bad     // it could not be read
);
  localparam int PW = $clog2(NPRE);
  localparam int QW = $clog2(NQ);

  logic [255:0]  low[NPRE];
  logic [255:0]  high[NPRE];
  logic [QW-1:0] queue[NPRE];
  logic [15:0]   indices[NPRE];
  logic [31:0]   starts[NPRE];
  logic [NPRE-1:0] used, here, failed, dead;
  logic [PW-1:0] head, tail, walk;

  // A queue is chosen, then its entry's address made, then it is asked for: a cycle each, since an
  // entry is work for many.
  logic any, chosen, asked;
  logic [QW-1:0] next, pick;
  kya_rr #(.N(NQ)) choose (
      .clk, .rst_n, .req(can_fetch), .served(any && !chosen), .any, .pick(next));
  // Once it asks, it reads. If the queue took back its entry then, what comes is dropped.
  assign rd_req = asked;
  assign rd_tag = SW'(tail);
  always_ff @(posedge clk) begin
    chosen <= chosen ? (asked || can_fetch[pick]) && !rd_gnt : any && !used[tail] && !hold;
    if (!chosen) pick <= next;
    asked <= chosen && (asked || can_fetch[pick]) && !rd_gnt;
    rd_addr <= base[pick] + {42'd0, index[pick], 6'd0};
    if (!rst_n) begin
      chosen <= 1'b0;
      asked <= 1'b0;
    end
  end
  always_comb begin
    fetch = '0;
    fetch[pick] = rd_gnt && can_fetch[pick];
  end

  logic [SW-1:0] slot;
  always_comb begin
    slot = '0;
    for (int i = NSLOT - 1; i >= 0; i--) if (free[i]) slot = SW'(i);
  end
  wire [QW-1:0] hq = queue[head];
  wire ready = used[head] && here[head];
  wire leaves = ready && (dead[head] || kill[hq] || (free != 0 && !wait_alloc));
  wire [PW-1:0] at = r_tag[PW-1:0];
  always_comb begin
    alloc = '0;
    alloc[slot] = alloc_any;
    occupied = '0;
    occupied[pick] = chosen;
    for (int i = 0; i < NPRE; i++) if (used[i]) occupied[queue[i]] = 1'b1;
  end
  assign alloc_any = leaves && !kill[hq] && !dead[head];
  assign alloc_slot = slot;
  assign alloc_queue = 4'(hq);
  assign alloc_index = indices[head];
  assign alloc_start = starts[head];
  assign alloc_sqe = {high[head], low[head]};
  assign alloc_bad = failed[head];
  assign busy = chosen || used != 0;

  always_ff @(posedge clk) begin
    if (rd_gnt) begin
      used[tail] <= 1'b1;
      here[tail] <= 1'b0;
      failed[tail] <= 1'b0;
      dead[tail] <= !can_fetch[pick];
      queue[tail] <= pick;
      indices[tail] <= index[pick];
      starts[tail] <= now;
      tail <= tail + 1'b1;
    end
    if (r_valid) begin
      if (r_err) failed[at] <= 1'b1;
      if (r_last) here[at] <= 1'b1;
    end
    if (erase) walk <= walk + 1'b1;
    if (erase || (r_valid && !r_last)) low[erase ? walk : at] <= erase ? '0 : r_data;
    if (erase || (r_valid && r_last)) high[erase ? walk : at] <= erase ? '0 : r_data;
    if (leaves) begin
      used[head] <= 1'b0;
      head <= head + 1'b1;
    end
    if (!rst_n) begin
      used <= '0;
      head <= '0;
      tail <= '0;
      walk <= '0;
    end
  end

  if (SW > PW) begin : g_tag
    wire unused = &{1'b0, r_tag[SW-1:PW]};
  end
endmodule
