# SPDX-License-Identifier: Apache-2.0
# The tables of a result, read as text, -> {"command", "commit", "parameters",
# "rows", "crossover" and, if measured, "sensitivity"}.
include "tables";

{
  command: $command,
  commit: $commit,
  parameters: parameters,
  rows: ($rows | table),
  crossover: ($crossover | table)
} + if $sensitivity == "" then {} else {sensitivity: ($sensitivity | table)} end
