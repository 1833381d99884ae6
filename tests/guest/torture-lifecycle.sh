#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# All that befalls a device, under load from four CPUs, on each kernel; engines whose CONFIG makes no
# sense; the lengths from which on the driver finds that the engine is worth it.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
for config in 0 ffffffff; do
	boot "config-$config" --model golden --timeout 120 --device-args "--inject config=$config" "$here/in/not-bound"
done
boot min-len --model tlm --virtual-time --timeout 500 --append cryptomgr.notests "$here/in/min-len" "$here/compare.sh"
export SMP=4
for kernel in $(kernels); do
	echo "# kernel $kernel"
	for parts in 'errors hotplug hostile' suspend remove; do
		# shellcheck disable=SC2086 # words
		KERNEL=$kernel "$here/test-lifecycle.sh" $parts || echo "not ok - $parts on $kernel"
	done
done
boot_end
