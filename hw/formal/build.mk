# SPDX-License-Identifier: Apache-2.0
# Formal proofs of the units' properties. A proof is done again when the RTL, its wrapper or the
# list has changed.
FORMAL_ROWS := $(shell awk -F'\t' '!/^\#/ && $$1 != "unit" { print $$1 "." $$2 "." $$3 "." $$5 }' hw/formal/proofs.tsv)
FORMAL_VERDICTS := $(FORMAL_ROWS:%=$(B)/formal/%.verdict)

$(FORMAL_VERDICTS): $(B)/formal/%.verdict: $(wildcard hw/formal/*.sv hw/formal/*.v hw/rtl/*.sv hw/regs/generated/*.sv) $(addprefix hw/formal/,prove proofs.tsv)
	@hw/formal/prove $* $(@D) $(RTL_SV)

.PHONY: formal
formal: $(FORMAL_VERDICTS)
	@hw/formal/report $(B)/formal $(B)/results depth_unit=cycles
