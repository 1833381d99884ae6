#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# strongSwan in two network namespaces, with the engine below XFRM; on one CPU and on two. The variable SMP
# chooses one of these.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
for smp in ${SMP:-1 2}; do
	boot "strongswan-smp$smp" --model tlm --smp "$smp" --timeout 500 --modules "$here/modules" \
		"$here/in/strongswan" "$here"/{compare,load,xfrm}.sh "$B/guest/strongswan"
done
boot_end
