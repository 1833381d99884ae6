# SPDX-License-Identifier: Apache-2.0
# Programs of the SDK root for the IPsec guest, with the libraries that they need.
IPSEC_PROGRAMS := /usr/sbin/ip /usr/sbin/tc /usr/sbin/ethtool /usr/bin/netperf /usr/bin/netserver \
	/usr/bin/wg /usr/sbin/openvpn
IPSEC_UDP := $(B)/ipsec/udp
$(IPSEC_UDP): userspace/ipsec/udp.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) -static -o $@ $<

$(B)/ipsec/programs/stamp: userspace/ipsec/build.mk $(IPSEC_UDP)
	rm -rf $(@D)
	mkdir -p $(@D)/bin $(@D)/lib
	cp -L $(IPSEC_PROGRAMS) $(IPSEC_UDP) $(@D)/bin/
	$(call libraries_of,$(IPSEC_PROGRAMS)) | xargs cp -L -t $(@D)/lib/
	touch $@

TEST_DEPS += $(B)/ipsec/programs/stamp

.PHONY: ipsec ipsec-again
ipsec: all
	@KERNEL=$(KERNEL) userspace/ipsec/ipsec $(if $(CELL),--cell $(CELL)) $(if $(SET),--set $(SET)) $(if $(LIST),--list)

# The same cells in two new guests.
ipsec-again: all
	rm -rf $(B)/ipsec-again
	@for n in 1 2; do KERNEL=$(KERNEL) userspace/ipsec/ipsec --set test --out $(B)/ipsec-again/$$n \
		--results $(B)/ipsec-again/$$n/results || exit 1; done
	diff -r $(B)/ipsec-again/1/cells $(B)/ipsec-again/2/cells
	@echo "ipsec-again: the same to the last digit"

TESTS += userspace/ipsec/test-ipsec.sh
