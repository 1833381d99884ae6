// SPDX-License-Identifier: Apache-2.0
// AES key expansion (FIPS 197, 5.2), one word a cycle; every fourth word
// completes a round key, which is written in ascending order: first for encryption, then for the
// equivalent inverse cipher (5.3.5).
module kya_aes_keyexp
#(
    parameter int CW = 3
) (
    input  logic          clk,
    input  logic          rst_n,
    input  logic          zeroize,
    input  logic          start,
    input  logic [ 255:0] key,
    input  logic [   1:0] keysize,
    input  logic [CW-1:0] ctx,
    output logic          busy,
    output logic          rk_we,
    output logic [CW-1:0] rk_ctx,
    output logic [   3:0] rk_round,
    output logic          rk_back,  // for decryption
    output logic [ 127:0] rk_data,
    output logic          done
);
  logic [255:0] words;  // the last Nk words; the oldest in [31:0]
  logic [1:0] size;
  logic [5:0] index;    // of the word made in this cycle
  logic [2:0] phase;    // index modulo Nk
  logic [7:0] rcon;
  logic ending;         // all words are made
  logic [127:0] part;   // words of the round key so far
  logic [127:0] back;   // for decryption, a cycle later
  logic plain;          // the word in front of part is of a round that mixes no columns

  wire [2:0] nk_last = size == 2'd0 ? 3'd3 : size == 2'd1 ? 3'd5 : 3'd7;
  wire [31:0] previous = size == 2'd0 ? words[127:96] : size == 2'd1 ? words[191:160] : words[255:224];
  wire from_key = index < {3'd0, nk_last} + 6'd1;
  logic [31:0] word;
  // S-boxes of the word before, which goes into them as it is made.
  logic [31:0] sub;
  wire [31:0] made = busy ? word : '0;
  for (genvar i = 0; i < 2; i++) begin : g_box
    logic [15:0] unused_more;
    kya_aes_sbox boxes (
        .clk, .en(1'b1), .which(2'd0), .x(made[16*i+:16]), .y(sub[16*i+:16]), .more(unused_more));
    wire unused = &{1'b0, unused_more};
  end
  always_comb begin
    word = words[31:0];
    if (!from_key) begin
      if (phase == 0) word = word ^ {sub[7:0], sub[31:8]} ^ {24'd0, rcon};
      else if (size == 2'd2 && phase == 3'd4) word = word ^ sub;
      else word = word ^ previous;
    end
  end

  wire [3:0] last = kya_aes_pkg::rounds(size);
  wire [31:0] unmixed = part[127:96] ^ (plain ? '0 : kya_aes_pkg::mixed(part[127:96], 1'b1));
  assign rk_data = rk_back ? back : part;

  always_ff @(posedge clk) begin
    rk_we <= rk_we && !rk_back;
    rk_back <= rk_we && !rk_back;
    done <= ending;
    if (start && !busy) begin
      busy <= 1'b1;
      words <= key;
      size <= keysize;
      rk_ctx <= ctx;
      index <= '0;
      phase <= '0;
      rcon <= 8'd1;
    end else if (busy) begin
      case (size)
        2'd0: words[127:0] <= {word, words[127:32]};
        2'd1: words[191:0] <= {word, words[191:32]};
        default: words <= {word, words[255:32]};
      endcase
      index <= index + 1'b1;
      phase <= phase == nk_last ? '0 : phase + 1'b1;
      if (!from_key && phase == 0) rcon <= 8'(kya_aes_pkg::xtime({24'd0, rcon}));
      plain <= index[5:2] == 0 || index[5:2] == last;
      part <= {word, part[127:32]};
      back <= {unmixed, back[127:32]};
      if (index[1:0] == 2'd3) begin
        rk_we <= 1'b1;
        rk_round <= index[5:2];
      end
      ending <= index == {last, 2'b11};
      if (ending) busy <= 1'b0;
    end else begin
      words <= '0;
      part <= '0;
      back <= '0;
    end
    if (!rst_n || zeroize) begin
      busy <= 1'b0;
      ending <= 1'b0;
      rk_we <= 1'b0;
      rk_back <= 1'b0;
      done <= 1'b0;
      words <= '0;
      part <= '0;
      back <= '0;
    end
  end
endmodule
