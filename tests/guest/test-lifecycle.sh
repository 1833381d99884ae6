#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What befalls a device under load from two CPUs: sleep of the system, resets and errors of the bus,
# removal, death.
#   test-lifecycle.sh [SCRIPT...]
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
declare -A options=([remove]=--device-may-die)
[ $# != 0 ] || set -- suspend errors remove
for what in "$@"; do
	# shellcheck disable=SC2086 # options are words
	boot "$what" --model golden --smp 2 --timeout 200 --append cryptomgr.notests ${options[$what]:-} \
		--env "SEED=$SEED" "$here/in/$what" "$here/compare.sh" "$here/load.sh"
done
boot_end
