#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The policies of the driver's queues: on two CPUs; and what they save, in virtual time on one.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
boot policy --model golden --smp 2 --timeout 200 --env "SEED=$SEED" "$here/in/policy" \
	"$here/compare.sh" "$B/kyanitectl/kyanitectl"
boot policy-counts --model tlm --virtual-time --timeout 200 "$here/in/policy-counts" "$here/compare.sh"
boot_end
