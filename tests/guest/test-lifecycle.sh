#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What befalls a device under load from every CPU: sleep of the system, resets and errors of the bus,
# removal, death, CPUs that come and go, an engine that is hostile.
#   test-lifecycle.sh [SCRIPT...]
# The variable SMP is the number of CPUs, 2 if it is not set.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
declare -A options=([remove]=--device-may-die [hostile]='--device-args --inject=hostile')
[ $# != 0 ] || set -- suspend errors remove hotplug hostile
for what in "$@"; do
	# shellcheck disable=SC2086 # options are words
	boot "$what" --model golden --smp "${SMP:-2}" --timeout 300 ${options[$what]:-} --env "SEED=$SEED" \
		--append 'cryptomgr.notests iomem=relaxed' \
		"$here/in/$what" "$here/compare.sh" "$here/load.sh"
done
boot_end
