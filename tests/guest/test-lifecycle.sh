#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What befalls a device under load from every CPU: sleep of the system, resets and errors of the bus,
# an engine that is hostile. torture-lifecycle.sh has more.
#   test-lifecycle.sh [PART...]
# A part is a script in in/; "hostile" and "remove" leave no working device, "suspend" none whose
# errors are told. The variable SMP is the number of CPUs, 2 if it is not set.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
[ $# != 0 ] || set -- errors suspend hostile
options=()
case " $* " in *' remove '*) options+=(--device-may-die) ;; esac
case " $* " in *' suspend '*) options+=(--sleep) ;; esac
boot "lifecycle-$1" --model golden --smp "${SMP:-2}" --timeout 500 "${options[@]}" --device-args '--inject hostile' \
	--append 'cryptomgr.notests iomem=relaxed' --env "SEED=$SEED" --env "PARTS=$*" \
	"$here/in/parts" "${@/#/$here/in/}" "$here/compare.sh" "$here/load.sh"
boot_end
