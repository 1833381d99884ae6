# SPDX-License-Identifier: Apache-2.0
REGS_OUT := hw/regs/generated
TEST_DEPS += $(B)/regs/regsgen
TESTS += tests/unit/test-regs.sh

$(B)/regs/regsgen: hw/regs/regsgen.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $<

# The outputs are committed: this is run by hand after a change of the source.
.PHONY: regs
regs: $(B)/regs/regsgen
	$< hw/regs/kyanite.rdl $(REGS_OUT) docs
