# SPDX-License-Identifier: Apache-2.0
# Area and clock of the engine and its cores on an ECP5-85. Takes hours of processor
# time, so nothing of it is a test; a core is done again when the RTL has changed.
SYN_CORES := $(shell sed '/^#/d; /^core\t/d; s/\t.*//' hw/syn/cores.tsv)
SYN_FIGURES := $(SYN_CORES:%=$(B)/syn/%/figures.json)

$(SYN_FIGURES): $(B)/syn/%/figures.json: $(wildcard hw/rtl/*.sv hw/regs/generated/*.sv) hw/configurations $(addprefix hw/syn/,core cores.tsv harness.jq lutram.jq)
	hw/syn/core $* $(@D) $(RTL_SV)

.PHONY: synth
synth: $(SYN_FIGURES)
	hw/syn/report $(B)/syn $(B)/results device=LFE5UM5G-85F speed=8 seeds=3

# Where an engine's area goes: CONFIG, by unit, without placing it.
.PHONY: area
area:
	hw/syn/units $(CONFIG) $(B)/syn/units-$(CONFIG) $(B)/results $(RTL_SV)
