#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The VM harness: statuses and files come back, and every failure of a guest
# is seen as one.
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/tap.sh"
B=${B:-build}
dir=$B/guest/vm
mkdir -p "$dir"
printf 'hello\n' >"$dir/input"
# A folder of its own: other guests may run on this machine.
TMPDIR=$(mktemp -d /tmp/kytest.XXXXXX)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT

# guest LIMIT OPTIONS... <SCRIPT: sets rc and leaves what was printed in $dir/log.
guest() {
	local limit=$1
	shift
	{ echo '#!/bin/sh'; cat; } >"$dir/script"
	sim/vm/vm run --timeout "$limit" --out "$dir/out" "$@" "$dir/script" "$dir/input" >"$dir/log" 2>&1
	rc=$?
	[ $rc = 125 ] && diag <"$dir/log"
}
said() { grep -q "$1" "$dir/log"; }
left_nothing() { [ -z "$(ls -A "$TMPDIR")" ]; }

guest 120 --no-device --env "WORD=two words" <<'S'
cat input
echo "$WORD"
mkdir /out/deep
head -c 300000 /dev/urandom >/out/deep/random
sha256sum </out/deep/random >/out/sum
exit 42
S
ok "the script's status is passed on" [ $rc = 42 ]
ok "what it prints appears" said '^hello'
ok "a variable reaches it" said '^two words'
ok "files come back whole" [ "$(sha256sum <"$dir/out/files/deep/random")" = "$(cat "$dir/out/files/sum")" ]
ok "the guest's log comes back" grep -q 'Linux version' "$dir/out/files/dmesg"
ok "nothing is left in /tmp" left_nothing

guest 120 --no-device <<'S'
echo c >/proc/sysrq-trigger
sleep 60
S
ok "a panic fails the run" [ $rc = 125 ]
ok "a panic's console is shown" said 'sysrq triggered crash'

guest 8 --no-device <<'S'
sleep 1000
S
ok "a hang fails the run" [ $rc = 125 ]
ok "a hang is called one" said 'hung'

guest 120 --no-device <<'S'
poweroff -f
S
ok "a guest that ends early fails the run" [ $rc = 125 ]

guest 120 --no-device <<'S'
echo '<4>WARNING: CPU: 0 PID: 1 at nowhere' >/dev/kmsg
S
ok "a kernel warning fails the run" [ $rc = 125 ]

if [ -x "$B/sim/kyanite-device" ]; then
	guest 120 --model golden <<'S'
echo kill-device >/run/port/control
sleep 2
exit 3
S
	ok "a device that the script kills is no failure" [ $rc = 3 ]
	rm -f "$dir/out/device.pid"
	guest 60 --model golden <<'S' &
sleep 1000
S
	run=$!
	for _ in $(seq 100); do [ -s "$dir/out/device.pid" ] && break; sleep 0.1; done
	sleep 3
	kill -9 "$(cat "$dir/out/device.pid")"
	wait $run
	ok "a device that dies fails the run" said 'the device process died'
	guest 60 --model golden --device-args --no-such-option <<'S'
exit 0
S
	ok "a device that does not start fails the run" said 'did not start'
	guest 60 --model unknown <<'S'
exit 0
S
	ok "an unknown model is refused" said 'unknown model'
else
	skip "a device that dies fails the run" "kyanite-device is not built"
fi
tap_end
