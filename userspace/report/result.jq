# SPDX-License-Identifier: Apache-2.0
# The tables of a result, read as text, -> {"command", "commit", "parameters",
# "rows", "crossover" and, if measured, "sensitivity"}.
def value:
  if . == "" then null
  elif test("^-?(0|[1-9][0-9]*)([.][0-9]+)?$") then tonumber
  else . end;

def table:
  split("\n") | map(select(. != "") | split("\t"))
  | .[0] as $keys | .[1:]
  | map([$keys, .] | transpose | map({key: .[0], value: (.[1] | value)}) | from_entries);

{
  command: $command,
  commit: $commit,
  parameters: ($ARGS.positional
    | map(index("=") as $eq | {key: .[:$eq], value: .[$eq + 1:]}) | from_entries),
  rows: ($rows | table),
  crossover: ($crossover | table)
} + if $sensitivity == "" then {} else {sensitivity: ($sensitivity | table)} end
