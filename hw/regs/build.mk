# SPDX-License-Identifier: Apache-2.0
REGSGEN_SOURCES := $(addprefix hw/regs/,regsgen.c lex.c parse.c hash.c out.c emit_c.c emit_sv.c emit_md.c emit_csr.c)
REGSGEN_HEADERS := hw/regs/rdl.h hw/regs/lex.h
REGS_OUTPUTS := hw/regs/generated docs

TESTS += tests/unit/test-regs.sh
TEST_DEPS += $(B)/regs/regsgen

$(B)/regs/regsgen: $(REGSGEN_SOURCES) $(REGSGEN_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(filter-out -MMD -MP,$(CFLAGS)) -D_GNU_SOURCE $(SANITIZE) -o $@ $(REGSGEN_SOURCES)

# The outputs are committed; this renews them.
.PHONY: regs
regs: $(B)/regs/regsgen
	$< hw/regs/kyanite.rdl $(REGS_OUTPUTS)
