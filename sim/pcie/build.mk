# SPDX-License-Identifier: Apache-2.0
PCIE_SOURCES := sim/params.c $(addprefix sim/pcie/,function.c config.c timing.c link.c)
PCIE_HEADERS := $(wildcard sim/*.h sim/pcie/*.h)

TESTS += $(B)/tests/test_pcie
TEST_DEPS += $(B)/tests/test_pcie
$(B)/tests/test_pcie: tests/unit/test_pcie.c $(PCIE_SOURCES) $(PCIE_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(SANITIZE) -o $@ $(filter %.c,$^) -lcmocka
