# SPDX-License-Identifier: Apache-2.0
VFU_SOURCES := $(wildcard sim/vfu/*.c)
VFU_HEADERS := $(wildcard sim/vfu/*.h)

VFU_OBJECTS := $(VFU_SOURCES:sim/%.c=$(B)/%.o)
$(VFU_OBJECTS): $(B)/%.o: sim/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(B)/vfu/libvfu.a: $(VFU_OBJECTS)
	$(AR) rcs $@ $^
