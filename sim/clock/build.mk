# SPDX-License-Identifier: Apache-2.0
# The gate goes into QEMU, the keeper into the device process.
GATE := $(B)/clock/kyanite-gate.so
$(GATE): sim/clock/gate.c sim/clock/clock.h sim/clock/qemu_plugin.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) -fPIC -fvisibility=hidden -shared -o $@ $<

TEST_DEPS += $(GATE)
