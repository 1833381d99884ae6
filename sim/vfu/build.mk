# SPDX-License-Identifier: Apache-2.0
VFU_SOURCES := $(wildcard sim/vfu/*.c)
VFU_HEADERS := $(wildcard sim/vfu/*.h)

VFU_OBJECTS := $(VFU_SOURCES:sim/%.c=$(B)/%.o)
$(VFU_OBJECTS): $(B)/%.o: sim/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(B)/vfu/libvfu.a: $(VFU_OBJECTS)
	$(AR) rcs $@ $^

VFU_TESTS := $(addprefix $(B)/tests/,test_vfu test_vfu_dma test_vfu_irq)
TESTS += $(VFU_TESTS)
TEST_DEPS += $(VFU_TESTS)
$(VFU_TESTS): $(B)/tests/%: tests/unit/%.c tests/unit/test_vfu_peer.c tests/unit/test_vfu_peer.h \
		$(VFU_SOURCES) $(VFU_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(SANITIZE) -o $@ $(filter %.c,$^) -lcmocka

TESTS += $(B)/tests/fuzz_vfu
TEST_DEPS += $(B)/tests/fuzz_vfu
$(B)/tests/fuzz_vfu: tests/fuzz/fuzz_vfu.c $(VFU_SOURCES) $(VFU_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(SANITIZE) -o $@ $(filter %.c,$^)
