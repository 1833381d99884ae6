# SPDX-License-Identifier: Apache-2.0
# Static: it runs in a guest that has no libraries, too. The test drives a sanitized build.
KYANITECTL := $(B)/kyanitectl/kyanitectl
TESTED_KYANITECTL := $(B)/tests/kyanitectl
KYANITECTL_SRC := $(wildcard userspace/kyanitectl/*.c)

$(KYANITECTL) $(TESTED_KYANITECTL): $(KYANITECTL_SRC) $(wildcard userspace/kyanitectl/*.h) \
		hw/regs/generated/kyanite_regs.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(KYANITECTL_LD) -o $@ $(KYANITECTL_SRC)
$(KYANITECTL): KYANITECTL_LD := -static
$(TESTED_KYANITECTL): KYANITECTL_LD := $(SANITIZE)

.PHONY: kyanitectl
kyanitectl: $(KYANITECTL)
TEST_DEPS += $(KYANITECTL) $(TESTED_KYANITECTL)
TESTS += userspace/kyanitectl/test-kyanitectl.sh

# It has no first line by which the scripts are found.
.PHONY: lint-kyanitectl
lint-kyanitectl:
	shellcheck userspace/kyanitectl/kyanitectl.bash
LINT += lint-kyanitectl
