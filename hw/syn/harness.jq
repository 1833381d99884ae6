# SPDX-License-Identifier: Apache-2.0
# Yosys' JSON of a core -> a harness around it, in Verilog: every input comes from a
# register of a shift chain, every output goes into a register and from there into
# a chain of XORs. So three pins do, no path of the core ends at a pin, and nothing
# of the core can be removed.
.modules.core.ports | to_entries | map({key, dir: .value.direction, n: (.value.bits | length)})
| map(select(.key != "clk"))
| def place($dir): reduce .[] as $p ({at: 0, list: []};
    if $p.dir == $dir then {at: (.at + $p.n), list: (.list + [$p + {at}])} else . end);
  place("input") as $in | place("output") as $out
| def wires($name): map(".\(.key)(\($name)[\(.at) +: \(.n)])");
"(* blackbox *) module core(input clk" + (map(", \(.dir) [\(.n - 1):0] \(.key)") | add) + ");
endmodule

module harness(input clk, input d, output q);
  reg [\($in.at - 1):0] in;
  wire [\($out.at - 1):0] result;
  reg [\($out.at - 1):0] out, fold;
  core core(.clk(clk), \($in.list | wires("in") | join(", ")),
    \($out.list | wires("result") | join(", ")));
  always @(posedge clk) begin
    in <= {in, d};
    out <= result;
    fold <= {fold, 1'b0} ^ out;
  end
  assign q = fold[\($out.at - 1)];
endmodule"
