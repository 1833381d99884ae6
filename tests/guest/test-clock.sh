#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Virtual time that cannot be had, or breaks off: one clear line each, and nothing hangs.
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/tap.sh"
B=${B:-build}
dir=$B/guest/clock
mkdir -p "$dir"
printf '#!/bin/sh\nsleep 1000\n' >"$dir/script"

# guest OPTIONS...: sets rc; what was said is in $dir/log.
guest() {
	timeout -k 5 60 sim/vm/vm run --model golden --timeout 50 --out "$dir/out" "$@" "$dir/script" >"$dir/log" 2>&1
	rc=$?
	diag <"$dir/log"
}
said() { grep -q -- "$1" "$dir/log"; }
refused() { [ $rc = 125 ] && said "$1"; }

GATE=$dir/no-such-gate.so guest --virtual-time
ok "a gate that is missing" refused 'no-such-gate.so is missing'
GATE=$B/tests/gate-api.so guest --virtual-time
ok "a gate of another plugin interface" refused 'version'
GATE=$B/tests/gate-version.so guest --virtual-time
ok "a gate of another clock: it says so" refused 'kyanite-gate: the device process speaks version 2 .* the gate version 99'
ok "a gate of another clock: so does the device process" said 'clock: the gate speaks version 99'
guest --virtual-time --smp 2
ok "two CPUs" refused 'virtual time needs one vCPU'
guest --virtual-time --no-device
ok "no device process" refused 'virtual time needs the device'
guest --device-args "--clock $dir/socket"
ok "QEMU without the gate" refused 'QEMU came without the gate'
guest --set engine_mhz=0
ok "a parameter out of range" refused 'out of range: engine_mhz=0'
guest --set engine=1
ok "a parameter that is none" refused 'no such parameter: engine=1'
guest --set engine_mhz=333
ok "parameters that do not fit" refused 'engine_mhz does not divide'
guest --virtual-time --device-args "--clock /no/such/folder/clock"
ok "a clock that cannot be kept" refused '/no/such/folder/clock'

# gate ARGUMENT: QEMU with the gate alone.
gate() {
	timeout -k 5 20 qemu-system-x86_64 -M q35 -display none -nodefaults -plugin "$B/clock/kyanite-gate.so$1" \
		>"$dir/log" 2>&1 </dev/null
	rc=$?
	diag <"$dir/log"
}
gate ",clock=$dir/nobody"
ok "nobody keeps the clock" said "$dir/nobody: .*no device process keeps this clock"
ok "nobody keeps the clock: QEMU ends" [ $rc = 1 ]
gate ""
ok "no clock is named" said 'the arguments are clock=PATH'
gate ",clock=$dir/nobody,profile=$dir/none/profile"
ok "a profile that cannot be written" said "$dir/none/profile: No such file or directory"

# killed WHAT: the guest runs for a while, then WHAT is killed.
killed() {
	local run
	rm -f "$dir/out"/*.pid
	guest --virtual-time &
	run=$!
	for _ in $(seq 200); do [ -s "$dir/out/qemu.pid" ] && break; sleep 0.1; done
	sleep 3
	kill -9 "$(cat "$dir/out/$1.pid")"
	began=$SECONDS
	wait $run
	took=$((SECONDS - began))
}
gone() { ! kill -0 "$(cat "$dir/out/$1.pid")" 2>/dev/null; }
killed device
ok "the device process is killed: QEMU says so" grep -q 'kyanite-gate: the device process has gone' "$dir/out/qemu.log"
ok "the device process is killed: QEMU ends" gone qemu
ok "the device process is killed: the run fails, and soon" [ $took -lt 20 ]
ok "the device process is killed: the run names it" said 'device process'
killed qemu
ok "QEMU is killed: the device process says so" grep -q 'clock: QEMU has gone without a word' "$dir/out/device.log"
ok "QEMU is killed: the device process ends" gone device
ok "QEMU is killed: the run fails, and soon" [ $took -lt 20 ]
tap_end
