# SPDX-License-Identifier: Apache-2.0
# What the makers of result files share: tables of text as objects.
def value:
  if . == "" then null
  elif test("^-?(0|[1-9][0-9]*)([.][0-9]+)?$") then tonumber
  else . end;

def table:
  split("\n") | map(select(. != "") | split("\t"))
  | .[0] as $keys | .[1:]
  | map([$keys, .] | transpose | map({key: .[0], value: (.[1] | value)}) | from_entries);

# The arguments KEY=VALUE as an object.
def parameters:
  $ARGS.positional | map(index("=") as $eq | {key: .[:$eq], value: .[$eq + 1:]}) | from_entries;
