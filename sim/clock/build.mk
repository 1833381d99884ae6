# SPDX-License-Identifier: Apache-2.0
# The gate goes into QEMU, the keeper into the device process.
GATE := $(B)/clock/kyanite-gate.so
$(GATE): sim/clock/gate.c sim/clock/clock.h sim/clock/qemu_plugin.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) -fPIC -fvisibility=hidden -shared -o $@ $<

TEST_DEPS += $(GATE)

TESTS += $(B)/tests/test_clock
TEST_DEPS += $(B)/tests/test_clock
$(B)/tests/test_clock: tests/unit/test_clock.c sim/clock/keeper.c sim/params.c sim/clock/keeper.h sim/clock/clock.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(SANITIZE) -o $@ $(filter %.c,$^) -lcmocka
