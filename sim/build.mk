# SPDX-License-Identifier: Apache-2.0
# The device process. The golden model is always in it, RTL and TLM where they are.
DEVICE_SOURCES := $(wildcard sim/*.c sim/pcie/*.c) sim/clock/keeper.c sim/record/recorder.c
DEVICE_OBJECTS := $(DEVICE_SOURCES:sim/%.c=$(B)/sim/%.o)
DEVICE_LIBS := $(B)/vfu/libvfu.a
DEVICE_LD := $(CC)
ifneq ($(wildcard sim/rtl/build.mk),)
DEVICE_CPPFLAGS += -DKYANITE_RTL
DEVICE_LIBS += $(B)/rtl/libmodel_rtl.a
DEVICE_LD := $(CXX)
DEVICE_LDLIBS += -lz -lpthread
endif
ifneq ($(wildcard sim/tlm/build.mk),)
DEVICE_CPPFLAGS += -DKYANITE_TLM
DEVICE_LIBS += $(B)/tlm/libmodel_tlm.a
DEVICE_LD := $(CXX)
DEVICE_LDLIBS += -lsystemc
endif
DEVICE_LIBS += $(B)/golden/libgolden.a

$(B)/sim/kyanite-device: $(DEVICE_OBJECTS) $(DEVICE_LIBS)
	$(DEVICE_LD) -o $@ $^ $(DEVICE_LDLIBS) -lcrypto

$(DEVICE_OBJECTS): $(B)/sim/%.o: sim/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(DEVICE_CPPFLAGS) -c -o $@ $<

# The test drives a sanitized build with the golden model alone.
TESTED_DEVICE := $(B)/tests/kyanite-device
$(TESTED_DEVICE): $(DEVICE_SOURCES) $(wildcard sim/golden/*.[ch] sim/vfu/*.[ch] sim/pcie/*.h sim/clock/*.h sim/record/*.h) \
		$(wildcard sim/*.h) hw/regs/generated/kyanite_regs.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) -DOPENSSL_SUPPRESS_DEPRECATED $(SANITIZE) \
		-o $@ $(filter %.c,$^) -lcrypto

$(B)/tests/test_device: tests/unit/test_device.c tests/unit/vfio_client.c tests/unit/vfio_client.h \
		hw/regs/generated/kyanite_regs.h | $(TESTED_DEVICE) $(B)/tests/kyanite-log
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(SANITIZE) -DDEVICE='"$(TESTED_DEVICE)"' \
		-DLOG_TOOL='"$(TESTED_LOG)"' \
		-o $@ $(filter %.c,$^) -lcmocka -lcrypto

ifneq ($(wildcard sim/vfu/build.mk),)
TEST_DEPS += $(B)/sim/kyanite-device $(TESTED_DEVICE) $(B)/tests/test_device
TESTS += $(B)/tests/test_device
endif
