# SPDX-License-Identifier: Apache-2.0
# Rows of the engine's bench and the link's limits -> the result file; the goals' rows last.
include "tables";

def verdict($row): {
  configuration, algorithm, size_bytes, in_flight, figure: "engine_bytes_per_cycle",
  goal: "at least \(.bound)", value: ($row.engine_bytes_per_cycle // "not available"),
  verdict: (if $row == null then "not available"
    elif $row.engine_bytes_per_cycle >= .bound then "pass" else "fail" end)
};

# text: a table without its comments.
def text: split("\n") | map(select(startswith("#") | not)) | join("\n") | table;

($rows | table) as $own
| ($ceiling | table | map({model: "link"} + .)) as $link
| ($goals | text | map(. as $goal | verdict([$own[] | select(.model == "rtl"
    and .configuration == $goal.configuration and .algorithm == $goal.algorithm
    and .in_flight == $goal.in_flight and .contexts == 8 and .size_bytes >= $goal.size_bytes
    and .size_bytes < $goal.size_bytes + 16)][0]))) as $verdicts
| {command: "bench", commit: $commit, parameters: {memory_latency_cycles: 250}, rows: ($own + $link + $verdicts)}
