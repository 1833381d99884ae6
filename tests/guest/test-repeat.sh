#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Virtual time repeats: the same workload twice, with the machine loaded the second time, and every
# register access, DMA and interrupt has the same cycle, time and data; a third run with another
# link does not.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
B=${B:-build}
log=$B/sim/kyanite-log

# again NAME OPTIONS...: one run, recorded.
again() {
	local name=$1
	shift
	mkdir -p "$B/guest/repeat-$name"
	sim/vm/vm run --virtual-time --model rtl --timeout 300 --append cryptomgr.notests --out "$B/guest/repeat-$name" \
		--record "$B/guest/repeat-$name/flight.log" "$@" \
		"$here/in/repeat" "$here"/{tap,compare}.sh sim/vm/guest/load-driver >"$B/guest/repeat-$name/log" 2>&1
	local rc=$?
	[ $rc = 0 ] || diag <"$B/guest/repeat-$name/log"
	return $rc
}

# Two loops of the shell, for as long as a run may take.
load() {
	timeout 300 sh -c 'while :; do :; done' &
	loads=$!
	timeout 300 sh -c 'while :; do :; done' &
	loads+=" $!"
}

loads=''
ok "a run" again first
load
ok "the same on a loaded machine" again second
# shellcheck disable=SC2086 # pids
kill $loads
wait 2>/dev/null
ok "every register access, DMA and interrupt is the same" \
	"$log" diff "$B/guest/repeat-first/flight.log" "$B/guest/repeat-second/flight.log"
ok "the logs are the same to the last bit" \
	cmp "$B/guest/repeat-first/flight.log" "$B/guest/repeat-second/flight.log"
ok "so is what the guest printed" cmp "$B/guest/repeat-first/output.log" "$B/guest/repeat-second/output.log"
ok "so is the guest's kernel log, time stamps and all" \
	cmp "$B/guest/repeat-first/files/dmesg" "$B/guest/repeat-second/files/dmesg"
ok "with another link it still runs" again third --set pcie_round_trip_ns=900
"$log" diff "$B/guest/repeat-first/flight.log" "$B/guest/repeat-third/flight.log" >"$B/guest/repeat-third/diff"
ok "and the difference is seen" [ $? = 1 ]
ok "where it begins is shown" grep -q 'first difference at record' "$B/guest/repeat-third/diff"
diag <"$B/guest/repeat-third/diff"
ok "the engine alone does the same from the record" "$log" replay "$B/guest/repeat-second/flight.log"
rm -f "$B"/guest/repeat-*/flight.log
tap_end
