#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What befalls a device under load from every CPU: sleep of the system, resets and errors of the bus,
# removal, death, CPUs that come and go.
#   test-lifecycle.sh [SCRIPT...]
# The variable SMP is the number of CPUs, 2 if it is not set.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
declare -A options=([remove]=--device-may-die)
[ $# != 0 ] || set -- suspend errors remove hotplug
for what in "$@"; do
	# shellcheck disable=SC2086 # options are words
	boot "$what" --model golden --smp "${SMP:-2}" --timeout 200 --append cryptomgr.notests ${options[$what]:-} \
		--env "SEED=$SEED" "$here/in/$what" "$here/compare.sh" "$here/load.sh"
done
boot_end
