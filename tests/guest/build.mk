# SPDX-License-Identifier: Apache-2.0
TESTS += tests/guest/test-vm.sh

$(B)/guest/poke: tests/guest/poke.c hw/regs/generated/kyanite_regs.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -static -o $@ $<
TEST_DEPS += $(B)/guest/poke

# These need the device process and the driver.
ifneq ($(wildcard sim/vfu/build.mk)$(wildcard driver/build.mk),)
TESTS += tests/guest/test-registers.sh tests/guest/test-bad-device.sh
endif
