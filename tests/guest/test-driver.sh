#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The driver on the models that are quick, or those in MODELS; and on an engine that has few
# algorithms.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
for model in ${MODELS:-golden tlm}; do
	# The RTL is simulated: a few requests of each kind do.
	if [ "$model" = rtl ]; then count=12 cycles=1; else count=60 cycles=25; fi
	boot "driver-$model" --model "$model" --timeout 500 --env "SEED=$SEED" --env "COUNT=$count" --env "CYCLES=$cycles" "$here/in/driver" "$here/compare.sh" "$B/guest/afalg"
done
[ -n "${MODELS:-}" ] || boot few-algorithms --model golden --timeout 120 --device-args "--inject caps=3103" "$here/in/few-algorithms"
boot_end
