# SPDX-License-Identifier: Apache-2.0
# Yosys' JSON of a harness -> for nextpnr: an address bit of a LUT RAM that is always 0, since the
# memory has fewer words, is left open, in the write address as in the read address; an open input
# of a LUT is 1. nextpnr would route each of them to one LUT that drives 0: in a small engine a
# sixteenth of all connections. And the router may take a net farther around what is crowded.
(.modules[].cells[] | select(.type == "TRELLIS_DPR16X4").connections | .RAD, .WAD) |=
  map(if . == "0" then "x" else . end)
| .modules[].settings += {"router2/bbMargin/x": "12", "router2/bbMargin/y": "12"}
