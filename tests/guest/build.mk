# SPDX-License-Identifier: Apache-2.0
TESTS += $(addprefix tests/guest/test-,vm.sh clock.sh repeat.sh bench.sh registers.sh driver.sh driver-rtl.sh kernels.sh bad-device.sh lifecycle.sh dkms.sh policy.sh known-answers.sh ipsec.sh strongswan.sh)
TORTURE += $(addprefix tests/guest/torture-,lifecycle.sh known-answers.sh disk.sh tcrypt.sh ipsec.sh)
GUEST_PROGRAMS := $(addprefix $(B)/guest/,poke afalg)
TEST_DEPS += $(GUEST_PROGRAMS)

$(GUEST_PROGRAMS): $(B)/guest/%: tests/guest/%.c hw/regs/generated/kyanite_regs.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -static -o $@ $<

# The vectors through the drivers of the guest's kernel. What a static libcrypto could load at run
# time is not wanted here.
VECTORS_KERNEL := $(B)/guest/vectors
TEST_DEPS += $(VECTORS_KERNEL)
$(VECTORS_KERNEL): tests/rtl/vectors.c tests/rtl/vector_kernel.c tests/rtl/vector_engine.h tests/unit/golden_context.h \
		driver/bench/vectors.h hw/regs/generated/kyanite_regs.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(GOLDEN_CFLAGS) -Itests/unit -static -Wl,--no-warnings -o $@ \
		$(filter %.c,$^) -lcrypto

# What guests run beside busybox, as trees that go over the guest's own: for strongSwan, which loads libgcc_s at run
# time, and for "make torture".
SWAN := $(B)/guest/strongswan
TORTURE_TREE := $(B)/guest/tree
$(SWAN)/stamp: PROGRAMS := /usr/sbin/ip /usr/bin/ping /usr/lib/ipsec/charon /usr/sbin/swanctl \
	$(patsubst %,/usr/lib/ipsec/plugins/libstrongswan-%.so,random nonce openssl kernel-netlink socket-default vici) \
	/usr/lib/x86_64-linux-gnu/libgcc_s.so.1
$(TORTURE_TREE)/stamp: PROGRAMS := /usr/sbin/cryptsetup /usr/bin/fio /usr/bin/bash /usr/sbin/ip /usr/bin/ping /usr/bin/sort \
	/usr/lib/x86_64-linux-gnu/ossl-modules/legacy.so
$(SWAN)/stamp $(TORTURE_TREE)/stamp: tests/guest/build.mk
	rm -rf $(@D)
	mkdir -p $(@D)
	cp -L --parents $(PROGRAMS) $(@D)/
	$(call libraries_of,$(PROGRAMS)) | xargs cp -L --parents -t $(@D)/
	touch $@
TEST_DEPS += $(SWAN)/stamp
torture: $(TORTURE_TREE)/stamp

# The kernel's selftests of IPsec. Namespaces stay, to be looked at.
SELFTESTS := $(B)/guest/selftests
LINUX_FILES += $(addprefix tools/testing/selftests/,kselftest.h net/ipsec.c net/xfrm_policy.sh net/lib.sh)
$(LINUX)/stamp: tests/guest/build.mk
$(SELFTESTS)/stamp: $(LINUX)/stamp tests/guest/selftest-ipsec.sed
	rm -rf $(@D)
	mkdir -p $(@D)
	sed -f tests/guest/selftest-ipsec.sed $(LINUX)/tools/testing/selftests/net/ipsec.c >$(@D)/ipsec.c
	$(CC) -O2 -static -I$(LINUX)/tools/testing/selftests/net -o $(@D)/selftest-ipsec $(@D)/ipsec.c
	sed '/^cleanup_ns/d' $(LINUX)/tools/testing/selftests/net/xfrm_policy.sh >$(@D)/xfrm_policy.sh
	cp $(LINUX)/tools/testing/selftests/net/lib.sh $(@D)/
	touch $@
torture: $(SELFTESTS)/stamp
