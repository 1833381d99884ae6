#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A disk that cryptsetup and dm-crypt encrypt with the engine on the SystemC model, checked by fio.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
boot disk --model tlm --timeout 900 --modules "$here/modules" --env "SEED=$SEED" "$here/in/disk" "$here/compare.sh" "$B/guest/tree"
boot_end
