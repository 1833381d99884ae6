// SPDX-License-Identifier: Apache-2.0
// Reads submission entries ahead: round robin over the queues, into a FIFO from whose head
// they go to a free slot, so that no slot waits for the read.
module kya_fetch
#(
    parameter int NQ = 8,
    parameter int NPRE = 4,     // entries read ahead, a power of two
    parameter int NSLOT = 8,
    parameter int SW = $clog2(NSLOT),
    parameter int TW = SW + 1,  // bits of a turn
    parameter int QW = $clog2(NQ)
) (
    input  logic                clk,
    input  logic                rst_n,
    input  logic                hold,         // zeroize is wanted: read no more
    input  logic                erase,        // clear what the last entries left
    input  logic [31:0]         now,
    output logic                busy,
    input  logic [QW-1:0]       ask,
    output logic                occupied,     // an entry of the queue asked for is here

    // Queues
    input  logic [NQ-1:0]       can_fetch,
    input  logic [NQ-1:0]       kill,
    output logic                take_req,     // in this cycle it may be that
    output logic                take,         // the next entry of the queue is to be read
    output logic [QW-1:0]       take_queue,
    input  logic [TW-1:0]       take_turn,
    input  logic [63:0]         take_addr,    // two cycles later
    output logic                fetched,      // and is

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
    output logic [TW-1:0]       alloc_turn,
    output logic [31:0]         alloc_start,
    output logic [511:0]        alloc_sqe,
    output logic                alloc_bad     // it could not be read
);
  localparam int PW = $clog2(NPRE);

  logic [255:0]  low[NPRE];
  logic [255:0]  high[NPRE];
  logic [QW-1:0] queue[NPRE];
  logic [TW-1:0] turns[NPRE];
  logic [31:0]   starts[NPRE];
  logic [NPRE-1:0] used, here, failed, dead;
  logic [PW-1:0] head, tail, walk;

  // A queue is chosen, its next entry is taken, whose address takes two cycles to make, then it is
  // asked for: an entry is work for many cycles. What was taken is read. If the queue took it back
  // meanwhile, what comes is dropped.
  logic any, chosen, fresh, taken, asked;
  logic [QW-1:0] next, pick;
  logic [TW-1:0] turn;
  wire choose_one = !chosen && any && !used[tail] && !hold;
  kya_rr #(.N(NQ)) choose (
      .clk, .rst_n, .req(can_fetch), .served(any && !chosen), .any, .pick(next));
  assign take_req = fresh;
  assign take = fresh && can_fetch[pick];
  assign take_queue = pick;
  assign fetched = rd_gnt && !kill[pick];
  assign rd_req = asked;
  assign rd_tag = SW'(tail);
  assign rd_addr = take_addr;
  always_ff @(posedge clk) begin
    chosen <= rst_n && (chosen ? (!fresh || take) && !rd_gnt : choose_one);
    fresh <= rst_n && choose_one;
    taken <= rst_n && take;
    asked <= rst_n && (taken || (asked && !rd_gnt));
    if (!chosen) pick <= next;
    if (take) turn <= take_turn;
  end

  // The head gets a slot in a cycle, and goes there in the next one.
  logic goes;
  wire [SW-1:0] slot = SW'(kya_pkg::lowest(64'(free)));
  wire [QW-1:0] hq = queue[head];
  wire ready = used[head] && here[head] && !goes;
  wire dies = dead[head] || kill[hq];
  always_ff @(posedge clk) begin
    goes <= rst_n && (goes ? wait_alloc : ready && !dies && free != 0);
    if (!goes) begin
      alloc_slot <= slot;
      alloc_queue <= 4'(hq);
      alloc_turn <= turns[head];
      alloc_start <= starts[head];
      alloc_sqe <= {high[head], low[head]};
      alloc_bad <= failed[head];
    end
  end
  wire leaves = alloc_any || (ready && dies);
  wire [PW-1:0] at = r_tag[PW-1:0];
  always_comb begin
    alloc = '0;
    alloc[alloc_slot] = alloc_any;
    occupied = chosen && pick == ask;
    for (int i = 0; i < NPRE; i++) if (used[i] && queue[i] == ask) occupied = 1'b1;
  end
  assign alloc_any = goes && !wait_alloc;
  assign busy = chosen || used != 0;

  always_ff @(posedge clk) begin
    if (rd_gnt) begin
      used[tail] <= 1'b1;
      here[tail] <= 1'b0;
      failed[tail] <= 1'b0;
      dead[tail] <= kill[pick];
      queue[tail] <= pick;
      turns[tail] <= turn;
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
