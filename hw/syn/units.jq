# SPDX-License-Identifier: Apache-2.0
# Yosys' statistics of each module -> a line for each unit, with how often the engine has it. COMB
# is what nextpnr makes of it: a carry cell takes two LUT4 sites, a LUT RAM six.
.modules as $modules
| def area: {
    lut4: (.LUT4 // 0), carry: (.CCU2C // 0), lut_ram: (.TRELLIS_DPR16X4 // 0),
    ff: (.TRELLIS_FF // 0), block_ram: (.DP16KD // 0)
  } | .comb = .lut4 + 2 * .carry + 6 * .lut_ram;
# What a cell without parameters is called lacks the backslash of its module's name.
def module_of: (., "\\" + .) | select($modules[.]);
# instances: every module below one, itself first, as often as it is there.
def instances: ., ($modules[.].num_cells_by_type | to_entries[] | (.key | module_of) as $below
  | range(.value) | $below | instances);
def unit: capture("(?<unit>kya_[a-z0-9_]+)").unit;
["\\kya_engine" | instances] | group_by(.)
| map({unit: (.[0] | unit), count: length} + ($modules[.[0]].num_cells_by_type | area))
| map(. + {total_comb: (.comb * .count), total_ff: (.ff * .count), total_block_ram: (.block_ram * .count)})
| sort_by(-.total_comb)
| . + [{unit: "all", count: 1, lut4: (map(.lut4 * .count) | add), carry: (map(.carry * .count) | add),
    lut_ram: (map(.lut_ram * .count) | add), ff: (map(.total_ff) | add), block_ram: (map(.total_block_ram) | add),
    comb: (map(.total_comb) | add), total_comb: (map(.total_comb) | add), total_ff: (map(.total_ff) | add),
    total_block_ram: (map(.total_block_ram) | add)}]
| (.[0] | keys_unsorted), (.[] | [.[]]) | map(tostring) | @tsv
