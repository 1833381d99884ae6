#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The driver without an engine, with a wrong one, with one that dies, and with
# queues that stop.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
boot no-device --no-device --timeout 120 "$here/in/no-device"
boot wrong-abi --model golden --timeout 120 --device-args '--abi-hash 12345678' "$here/in/wrong-abi"
boot dead-before --model golden --device-may-die --timeout 180 "$here/in/dead-before"
boot dead-during --model golden --device-may-die --timeout 300 "$here/in/dead-during" "$here/compare.sh"
boot recover --model rtl --timeout 300 --append iomem=relaxed --env "SEED=$SEED" "$here/in/recover" "$here/compare.sh" "$here/load.sh"
boot_end
