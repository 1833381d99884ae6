#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The policies of the driver's queues: on two CPUs, and what NICs have to do with them; what they
# save, in virtual time on one.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
nic_files=("$here"/in/nic "$here/compare.sh" "$here/load.sh"
	"$B/ipsec/programs"/{bin/ethtool,lib/{ld-linux-x86-64.so.2,libc.so.6,libm.so.6,libmnl.so.0}})
boot policy --model golden --smp 2 --timeout 200 --nic-pair igb --modules userspace/ipsec/modules \
	--env "SEED=$SEED" --env NIC=igb --env 'PARTS=policy nic' "$here/in/parts" "$here/in/policy" \
	"${nic_files[@]}" "$B/kyanitectl/kyanitectl"
boot e1000e --model golden --timeout 200 --nic-pair e1000e --modules "$here/modules" --env NIC=e1000e "${nic_files[@]}"
boot policy-counts --model tlm --virtual-time --timeout 200 "$here/in/policy-counts" "$here/compare.sh"
boot_end
