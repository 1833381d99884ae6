#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The kernel's own selftests of IPsec, net/ipsec.c and net/xfrm_policy.sh, with the engine below XFRM.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
boot torture-ipsec --model golden --smp 2 --timeout 1800 --modules "$here/modules" \
	"$here"/in/{ipsec,iptables} "$here"/{compare,load,xfrm}.sh "$B/guest/tree" "$B/guest/selftests"
boot_end
