#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What befalls a device under load from two CPUs: sleep of the system, resets and errors of the bus.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
for what in ${*:-suspend errors}; do
	boot "$what" --model golden --smp 2 --timeout 200 --append cryptomgr.notests \
		--env "SEED=$SEED" "$here/in/$what" "$here/compare.sh" "$here/load.sh"
done
boot_end
