#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The driver on the golden model in a guest of each kernel of the SDK root but test-driver.sh's.
#   test-kernels.sh [KERNEL...]
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
if [ $# = 0 ]; then
	mapfile -t others < <(kernels | grep -vx "${KERNEL:-6.12}")
	set -- "${others[@]}"
fi
for kernel in "$@"; do
	echo "# kernel $kernel"
	KERNEL=$kernel boot "kernel-$kernel" --model golden --timeout 200 --env "SEED=$SEED" "$here/in/kernel" "$here/compare.sh"
done
boot_end
