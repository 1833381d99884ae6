# SPDX-License-Identifier: Apache-2.0
# The modules, for each kernel whose headers the SDK root has. Built in a copy, since Kbuild
# writes beside the sources. The bench module is in a folder below, to share compat.h.
KERNELS := $(shell ls -d /lib/modules/*/build | sed 's|/lib/modules/\([0-9]*\.[0-9]*\).*|\1|' | sort -uV)
MODULES = $(foreach m,kyanite.ko bench/kyanite_bench.ko,$(B)/driver/$(1)/$(m))
kdir = $(or $(lastword $(sort $(wildcard /lib/modules/$(1).*/build))),$(error no kernel $(1) in the SDK root, it has $(KERNELS)))
# The same modules wherever the clone lies: the guest of a comparison counts their loading, too.
# Not the compiler that the headers name: Debian 12's is not in this root.
kbuild = $(MAKE) -C $(call kdir,$(1)) M=$(abspath $(2)) CC=gcc W=1 KCFLAGS="-Werror -ffile-prefix-map=$(abspath $(2))=kyanite"

DRIVER_SRC := $(addprefix driver/,Kbuild Makefile probes.mk) $(wildcard driver/*.[ch]) hw/regs/generated/kyanite_regs.h
$(B)/driver/%/kyanite.ko: $(DRIVER_SRC)
	@mkdir -p $(@D)
	cp -p $^ $(@D)/
	$(call kbuild,$*,$(@D)) modules

BENCH_SRC := $(addprefix driver/bench/,Kbuild Makefile) $(wildcard driver/bench/*.[ch])
$(B)/driver/%/bench/kyanite_bench.ko: $(BENCH_SRC) $(B)/driver/%/kyanite.ko
	@mkdir -p $(@D)
	cp -p $(BENCH_SRC) $(@D)/
	$(call kbuild,$*,$(@D)) modules

TEST_DEPS += $(call MODULES,$(KERNEL))

.PHONY: driver lint-driver
# 7.3 wants a sparse newer than Debian 13's: not C=2, which it would turn off, and two words of
# GCC explained.
SPARSE := KBUILD_CHECKSRC=2 CF="-Wsparse-error -D__typeof_unqual__=__typeof__ \
	'-D__builtin_strlen(s)=(sizeof(s)-1)'"
driver: $(call MODULES,$(KERNEL))
test torture: $(foreach k,$(KERNELS),$(call MODULES,$(k)))
lint-driver: $(addprefix lint-driver-,$(KERNELS))
lint-driver-%: $(B)/driver/%/kyanite.ko $(B)/driver/%/bench/kyanite_bench.ko
	touch $(B)/driver/$*/*.c $(B)/driver/$*/bench/*.c
	$(call kbuild,$*,$(B)/driver/$*) $(SPARSE) modules
	$(call kbuild,$*,$(B)/driver/$*/bench) $(SPARSE) modules
LINT += lint-driver

# What is used of the kernel's source, unpacked once for each version of its package.
LINUX := $(B)/linux/$(shell zcat /usr/share/doc/linux-source-*/changelog.Debian.gz | sed -n '1s/.*(\(.*\)).*/\1/p; q')
LINUX_FILES := scripts/checkpatch.pl scripts/spelling.txt scripts/const_structs.checkpatch
$(LINUX)/stamp: driver/build.mk
	mkdir -p $(@D)
	tar xJf /usr/src/linux-source-*.tar.xz -C $(@D) --strip-components=1 --wildcards $(addprefix '*/,$(addsuffix ',$(LINUX_FILES)))
	touch $@

# Macros that make rows of tables are no functions. The bench gives the CPU away on purpose, and its gaps
# are exact. Tracepoints have a form of their own.
CHECKPATCH = perl $(LINUX)/scripts/checkpatch.pl --no-tree --strict --terse --show-types --ignore COMPLEX_MACRO,MACRO_ARG_REUSE,
.PHONY: lint-checkpatch
lint-checkpatch: $(LINUX)/stamp
	$(CHECKPATCH)YIELD,USLEEP_RANGE -f $(filter-out driver/trace.h,$(wildcard driver/*.[ch] driver/bench/*.[ch]))
	$(CHECKPATCH)OPEN_ENDED_LINE,PARENTHESIS_ALIGNMENT -f driver/trace.h
LINT += lint-checkpatch

# The Debian package that builds the module by DKMS; its version is the changelog's.
DKMS_VERSION := $(shell sed -n '1s/.*(\(.*\)).*/\1/p' driver/debian/changelog)
DKMS_DEB := $(B)/dkms/kyanite-dkms_$(DKMS_VERSION)_all.deb
.PHONY: dkms-deb
dkms-deb: $(DKMS_DEB)
$(DKMS_DEB): $(DRIVER_SRC) $(wildcard driver/debian/*)
	@rm -rf $(@D) && mkdir -p $(@D)/kyanite
	cp -p $(DRIVER_SRC) $(@D)/kyanite/
	cp -r driver/debian $(@D)/kyanite/
	cd $(@D)/kyanite && dpkg-buildpackage -b -us -uc >../log 2>&1 || { cat ../log; exit 1; }
TEST_DEPS += $(DKMS_DEB)

# The arithmetic is tested, and the queue's states are walked through, where there is no kernel
# around it.
MODERATION_TESTS := $(addprefix $(B)/tests/,test_moderation test_queue_model)
TESTS += $(MODERATION_TESTS) $(B)/tests/test_breakeven
TEST_DEPS += $(MODERATION_TESTS) $(B)/tests/test_breakeven
$(B)/tests/test_breakeven: tests/unit/test_breakeven.c driver/breakeven.c driver/breakeven.h
$(MODERATION_TESTS): $(B)/tests/%: tests/unit/%.c driver/moderation.c driver/moderation.h
$(MODERATION_TESTS) $(B)/tests/test_breakeven:
	@mkdir -p $(@D)
	$(CC) $(filter-out -MMD -MP,$(CFLAGS)) $(SANITIZE) -o $@ $(filter %.c,$^) -lcmocka

.PHONY: model-check
model-check: $(B)/tests/test_queue_model
	$<
