# SPDX-License-Identifier: Apache-2.0
# Sourced in the guest, behind compare.sh and load.sh: IPsec in network namespaces that have names.
# shellcheck shell=sh

# xfrm_errors: what /proc/net/xfrm_stat counts in any of them, a line each.
xfrm_errors() {
	for netns in /run/netns/*; do
		netns=${netns##*/}
		/usr/sbin/ip netns exec "$netns" cat /proc/net/xfrm_stat | awk -v netns="$netns" '
			$2 != 0 { print netns, $1, $2 }
			END { if (NR < 20) print netns, "has no statistics" }'
	done
}

# no_xfrm_errors [COUNTER VALUE]: for ok, whether XFRM counts nothing, or nothing but that, which is a pattern.
no_xfrm_errors() {
	xfrm_errors | grep -v " ${*:-none}\$" >/tmp/xfrm-errors || return 0
	diag </tmp/xfrm-errors
	return 1
}

# before, requests NAME LEAST: how many the engine has done since then.
before() { completed=$(counter completed) software=$(software); }
requests() {
	completed=$(($(counter completed) - completed)) software=$(($(software) - software))
	echo "# $1: $completed requests on the engine, $software in software"
	ok "$1: the engine did it" [ $completed -ge "$2" ]
}
