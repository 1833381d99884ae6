#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What the bench module measures in virtual time, and that it measures nothing without.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
boot bench-virtual --virtual-time --timeout 300 --env VIRTUAL=1 "$here/in/bench"
boot bench-golden --model golden --timeout 300 "$here/in/bench"
boot_end
