# SPDX-License-Identifier: Apache-2.0
# The cores with their figures, the public ones after them -> rows; the goals' rows last.
include "tables";

def rounded($digits): 
  if type == "number" then . * pow(10; $digits) | round / pow(10; $digits) else . end;

def row($origin; $na): {
  core, origin: $origin,
  parameters: (.parameters // null), work,
  comb: (.comb // $na), ff: (.ff // $na),
  block_ram: (.block_ram // $na),
  fmax_mhz: ((.fmax_mhz // $na) | rounded(1)),
  bytes_per_cycle: (if .bytes then .bytes / .cycles | rounded(3) else null end)
} | .gbit_per_s = (if .bytes_per_cycle == null then null
      elif .fmax_mhz == $na then $na
      else .bytes_per_cycle * .fmax_mhz * 8 / 1000 | rounded(3) end)
  | .mbit_per_s_per_kcomb = (if (.gbit_per_s | type) == "number"
      then .gbit_per_s * 1e6 / .comb | round else .gbit_per_s end);

def verdict($row): $row[.figure] as $value | {
  core, figure, goal: "\(.relation | sub("_"; " ")) \(.bound)", $value,
  verdict: (if ($value | type) != "number" then "not available"
    elif (if .relation == "at_least" then $value >= .bound else $value <= .bound end) then "met"
    else "missed" end)
};

# text: a table without its comments, as objects; "-" is nothing.
def text: split("\n") | map(select(startswith("#") | not)) | join("\n") | table
  | map(map_values(if . == "-" then null else . end));

"not available" as $na
| ($cores | text | map(. + $figures[.core] | .fmax_mhz = (.fmax_mhz_of_seeds // [] | min)
    | row("this"; $na) + {reason})) as $own
| ($public | text | map(row("public"; null) + {reason: null})) as $others
| ($goals | text | map(. as $goal | verdict($own[] | select(.core == $goal.core)))) as $verdicts
| {command: "synth", commit: $commit, parameters: parameters, rows: ($own + $others + $verdicts)}
