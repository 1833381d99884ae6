# SPDX-License-Identifier: Apache-2.0
PCIE_SOURCES := sim/params.c $(addprefix sim/pcie/,function.c config.c timing.c link.c)
PCIE_HEADERS := $(wildcard sim/*.h sim/pcie/*.h)

PCIE_TESTS := $(B)/tests/test_pcie $(B)/tests/test_timing
TESTS += $(PCIE_TESTS)
TEST_DEPS += $(PCIE_TESTS)
$(PCIE_TESTS): $(B)/tests/%: tests/unit/%.c $(PCIE_SOURCES) $(PCIE_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(SANITIZE) -o $@ $(filter %.c,$^) -lcmocka
