# SPDX-License-Identifier: Apache-2.0
TESTS += $(addprefix tests/guest/test-,vm.sh clock.sh repeat.sh bench.sh registers.sh driver.sh driver-rtl.sh kernels.sh bad-device.sh lifecycle.sh dkms.sh policy.sh ipsec.sh)
TORTURE += tests/guest/torture-lifecycle.sh
GUEST_PROGRAMS := $(addprefix $(B)/guest/,poke afalg)
TEST_DEPS += $(GUEST_PROGRAMS)

$(GUEST_PROGRAMS): $(B)/guest/%: tests/guest/%.c hw/regs/generated/kyanite_regs.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -static -o $@ $<
