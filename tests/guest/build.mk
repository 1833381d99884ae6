# SPDX-License-Identifier: Apache-2.0
TESTS += $(addprefix tests/guest/test-,vm.sh registers.sh driver.sh bad-device.sh)
TEST_DEPS += $(B)/guest/poke

$(B)/guest/poke: tests/guest/poke.c hw/regs/generated/kyanite_regs.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -static -o $@ $<
