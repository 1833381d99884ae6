# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests that run TAP scripts in a guest.
# shellcheck shell=bash
B=${B:-build}
guest_dir=$(cd "$(dirname "$0")" && pwd)
SEED=${SEED:-$RANDOM}
echo "# SEED=$SEED"
common=("$guest_dir/tap.sh" sim/vm/guest/load-driver)

# boot NAME OPTIONS... SCRIPT FILES...: the script's TAP passes through; a run
# that the harness calls failed is one more failed test. What fails leaves a flight record and
# the command that replays it.
boot() {
	local name=$1 rc=0
	shift
	mkdir -p "$B/guest/$name"
	sim/vm/vm run --out "$B/guest/$name" --record "$B/guest/$name/flight.log" "$@" "${common[@]}" \
		2>"$B/guest/$name/errors" || rc=$?
	[ $rc != 0 ] || rm -f "$B/guest/$name/flight.log"
	[ $rc = 0 ] || diag <"$B/guest/$name/errors"
	if [ $rc = 125 ]; then
		echo "not ok - the guest of $name did not run to its end"
		boot_failed=1
	elif [ $rc != 0 ]; then
		boot_failed=1
	fi
}
# kernels: those of the SDK root, by their versions' beginnings.
kernels() { (cd /lib/modules && printf '%s\n' *.* | cut -d. -f1,2 | sort -uV); }
boot_end() { exit "$boot_failed"; }
boot_failed=0
