# SPDX-License-Identifier: Apache-2.0
# Built in a copy, since Kbuild writes beside the sources.
DRIVER_SRC := $(addprefix driver/,Kbuild Makefile) $(wildcard driver/*.[ch]) hw/regs/generated/kyanite_regs.h
DRIVER_KO := $(B)/driver/kyanite.ko
DRIVER_KDIR = $(lastword $(sort $(wildcard /lib/modules/$(KERNEL).*/build)))

$(DRIVER_KO): $(DRIVER_SRC)
	@mkdir -p $(@D)
	cp -p $^ $(@D)/
	$(MAKE) -C $(DRIVER_KDIR) M=$(abspath $(@D)) W=1 KCFLAGS=-Werror modules

TEST_DEPS += $(DRIVER_KO)

.PHONY: driver lint-driver
driver: $(DRIVER_KO)
lint-driver: $(DRIVER_KO)
	touch $(B)/driver/*.c
	$(MAKE) -C $(DRIVER_KDIR) M=$(abspath $(B)/driver) W=1 C=2 CF=-Wsparse-error modules
LINT += lint-driver

# The arithmetic is tested where it has no kernel around it.
TESTS += $(B)/tests/test_moderation
TEST_DEPS += $(B)/tests/test_moderation
$(B)/tests/test_moderation: tests/unit/test_moderation.c driver/moderation.c driver/moderation.h
	@mkdir -p $(@D)
	$(CC) $(filter-out -MMD -MP,$(CFLAGS)) $(SANITIZE) -o $@ $(filter %.c,$^) -lcmocka
