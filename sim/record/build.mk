# SPDX-License-Identifier: Apache-2.0
LOG_SOURCES := $(addprefix sim/record/,kyanite-log.c reader.c decode.c replay.c compare.c)
LOG_OBJECTS := $(LOG_SOURCES:sim/%.c=$(B)/%.o)
LOG := $(B)/sim/kyanite-log
LOG_LIBS := $(filter-out %/libvfu.a,$(DEVICE_LIBS))

$(LOG_OBJECTS): $(B)/%.o: sim/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(LOG): $(LOG_OBJECTS) $(B)/sim/models.o $(LOG_LIBS)
	$(DEVICE_LD) -o $@ $^ $(DEVICE_LDLIBS) -lcrypto

# As the device's: the tests of the golden model are all sanitized.
TESTED_LOG := $(B)/tests/kyanite-log
$(TESTED_LOG): $(LOG_SOURCES) sim/models.c $(GOLDEN_SOURCES) $(GOLDEN_HEADERS) $(wildcard sim/record/*.h) \
		hw/regs/generated/csr_vectors.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(GOLDEN_CFLAGS) $(SANITIZE) -o $@ \
		$(filter %.c,$^) -lcrypto

TESTS += $(B)/tests/test_record
TEST_DEPS += $(LOG) $(TESTED_LOG) $(B)/tests/test_record
$(B)/tests/test_record: tests/unit/test_record.c tests/unit/golden_world.h sim/record/recorder.c \
		sim/record/reader.c sim/params.c $(GOLDEN_SOURCES) $(GOLDEN_HEADERS) $(wildcard sim/record/*.h) | $(TESTED_LOG)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(GOLDEN_CFLAGS) $(SANITIZE) \
		-DLOG_TOOL='"$(TESTED_LOG)"' -o $@ $(filter %.c,$^) -lcmocka -lcrypto
