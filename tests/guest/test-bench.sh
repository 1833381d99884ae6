#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What the bench module measures in virtual time, and that it measures nothing without; the lengths
# from which on the driver finds that the engine is worth it.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
boot bench-virtual --virtual-time --timeout 300 --env VIRTUAL=1 "$here/in/bench"
boot bench-golden --model golden --timeout 300 "$here/in/bench"
boot min-len --model tlm --virtual-time --timeout 300 --append cryptomgr.notests "$here/in/min-len" "$here/compare.sh"
boot_end
