# SPDX-License-Identifier: Apache-2.0
GOLDEN_SOURCES := $(wildcard sim/golden/*.c)
GOLDEN_HEADERS := sim/model.h hw/regs/generated/kyanite_regs.h $(wildcard sim/golden/*.h)
# The hash states are reachable only through interfaces that OpenSSL 3 calls deprecated.
GOLDEN_CFLAGS := -DOPENSSL_SUPPRESS_DEPRECATED

GOLDEN_OBJECTS := $(GOLDEN_SOURCES:sim/%.c=$(B)/%.o)
$(GOLDEN_OBJECTS): $(B)/%.o: sim/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(GOLDEN_CFLAGS) -c -o $@ $<

# Link with -lcrypto.
$(B)/golden/libgolden.a: $(GOLDEN_OBJECTS)
	$(AR) rcs $@ $^

GOLDEN_TESTS := $(B)/tests/test_golden $(B)/tests/test_golden_errors $(B)/tests/test_golden_engine
TESTS += $(GOLDEN_TESTS)
TEST_DEPS += $(GOLDEN_TESTS)
$(GOLDEN_TESTS): $(B)/tests/%: tests/unit/%.c $(wildcard tests/unit/golden_*.h) $(GOLDEN_SOURCES) $(GOLDEN_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(GOLDEN_CFLAGS) $(SANITIZE) -o $@ \
		$(filter %.c,$^) -lcmocka -lcrypto
