#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Sleep, resets, removal, CPUs that come and go and a hostile engine under load from four CPUs;
# engines whose CONFIG makes no sense.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
for config in 0 ffffffff; do
	boot "config-$config" --model golden --timeout 120 --device-args "--inject config=$config" "$here/in/not-bound"
done
SMP=4 "$here/test-lifecycle.sh" || echo "not ok - all with four CPUs"
boot_end
