# SPDX-License-Identifier: Apache-2.0
# The gate goes into QEMU, the keeper into the device process.
GATE := $(B)/clock/kyanite-gate.so
# Two that do not fit, for the tests: another plugin interface, another clock.
BAD_GATES := $(B)/tests/gate-api.so $(B)/tests/gate-version.so
$(B)/tests/gate-api.so: GATE_CPPFLAGS := -DQEMU_PLUGIN_VERSION=99
$(B)/tests/gate-version.so: GATE_CPPFLAGS := -DCLOCK_VERSION=99u
$(GATE) $(BAD_GATES): sim/clock/gate.c sim/clock/clock.h sim/clock/profile.h sim/clock/qemu_plugin.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(GATE_CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) -fPIC -fvisibility=hidden -shared -o $@ $<

TEST_DEPS += $(GATE) $(BAD_GATES)

PROFILE := $(B)/clock/kyanite-profile
$(PROFILE): sim/clock/profile.c sim/clock/profile.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) -o $@ $<
$(B)/tests/kyanite-profile: sim/clock/profile.c sim/clock/profile.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(SANITIZE) -o $@ $<

TEST_DEPS += $(PROFILE) $(B)/tests/kyanite-profile

TESTS += tests/unit/test-profile.sh $(B)/tests/test_clock
TEST_DEPS += $(B)/tests/test_clock
$(B)/tests/test_clock: tests/unit/test_clock.c sim/clock/keeper.c sim/params.c sim/clock/keeper.h sim/clock/clock.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(SANITIZE) -o $@ $(filter %.c,$^) -lcmocka
