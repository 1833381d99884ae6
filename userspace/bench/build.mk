# SPDX-License-Identifier: Apache-2.0
# Static: it runs in a guest that has no libraries.
$(B)/bench/counters: userspace/bench/counters.c hw/regs/generated/kyanite_regs.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -static -o $@ $<

TEST_DEPS += $(B)/bench/counters
