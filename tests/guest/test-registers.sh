#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A guest that reads and writes every register with every size.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
boot registers-golden --model golden --timeout 300 --env "SEED=$SEED" "$here/in/registers" "$B/guest/poke"
boot_end
