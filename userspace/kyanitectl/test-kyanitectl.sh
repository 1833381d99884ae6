#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# kyanitectl on a made tree of sysfs and debugfs: what it shows, sets and refuses; its completion
# and its manual.
set -u
# shellcheck source=/dev/null
. tests/guest/tap.sh
B=${B:-build}
ctl=$B/tests/kyanitectl here=userspace/kyanitectl
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
root=$dir/root
slot=0000:01:00.0
pci=$root/sys/bus/pci/devices
debug=$root/sys/kernel/debug/kyanite/$slot


# counters QUEUE COMPLETED DOORBELLS SMALL: a line as the driver writes it.
counters() {
	echo "queue $1 submitted $(($2 + 1)) completed $2 failed 0 backlogged 2 polls $2 resets 0" \
		"doorbells $3 doorbells_off 0 doorbells_batch $3 doorbells_aligned 0" \
		"interrupts $(($3 / 2)) interrupts_off 0 interrupts_batch $(($3 / 2)) interrupts_aligned 0" \
		"reaped_burst $(($2 / 4)) reaped_irq $(($2 - $2 / 4)) engine_cycles $((3 * $2)) engine_bytes" \
		"$((100 * $2)) fallback_small $4 fallback_length 3 fallback_segments 0 fallback_map 0" \
		"fallback_full 0 fallback_queue 0 fallback_redo 0"
}
function_at() { # SLOT VENDOR DEVICE
	mkdir -p "$pci/$1"
	echo "$2" >"$pci/$1/vendor"
	echo "$3" >"$pci/$1/device"
}
made_tree() {
	rm -rf "$root"
	mkdir -p "$root/sys/module/kyanite" "$debug"
	function_at 0000:00:01.0 0x8086 0xa5e5
	function_at $slot 0x1209 0xa5e5
	ln -s ../../../../bus/pci/drivers/kyanite "$pci/$slot/driver"
	for q in 0 1; do
		mkdir -p "$pci/$slot/kyanite/q$q"
		(cd "$pci/$slot/kyanite/q$q" && echo off >policy && echo 100 >max_hold_us &&
			echo 200 >rx_usecs_alpha && echo 32 >batch_max && echo >nic && echo unknown >rx_usecs)
	done
	{ counters 0 1000 500 7; counters 1 10 10 0; } >"$debug/queues"
	printf 'queue %s\n' '0 batch 0:1 2:5' '0 hold_ns' '0 latency_ns 4096:18446744073709551615' \
		'1 batch 1:1 4:98 16:3' '1 hold_ns 512:1' '1 latency_ns 1024:1' >"$debug/histograms"
}

# out NAME ARGS...: it ends with 0, without a word on stderr; stdout goes to $dir/out.
out() {
	local name=$1
	shift
	"$ctl" --root "$root" "$@" >"$dir/out" 2>"$dir/err"
	ok "$name" is "$? $(cat "$dir/err")" "0 "
}
# failed NAME MESSAGE ARGS...: one line of error, status 1.
failed() {
	local name=$1 message=$2
	shift 2
	"$ctl" --root "$root" "$@" >/dev/null 2>"$dir/err"
	ok "$name: status 1, one line" is "$? $(wc -l <"$dir/err") $(cut -d: -f1 "$dir/err")" "1 1 kyanitectl"
	ok "$name: says why" is "$(cut -d' ' -f2- "$dir/err")" "$message"
}
misused() { # MESSAGE ARGS...
	local message=$1
	shift
	"$ctl" --root "$root" "$@" >/dev/null 2>"$dir/err"
	ok "wrong usage: '$*'" is "$? $(sed -n 's/^[^ ]*kyanitectl: //p' "$dir/err") $(grep -c '^usage:' "$dir/err")" "2 $message 1"
}
# row TABLE LABEL: a row of the table in $dir/out, its spaces squeezed.
row() { awk -v table="  $1" -v label="$2" '!NF || /driver/ { in_table = 0 } $0 == table { in_table = 1 }
	in_table && $1 == label { $1 = $1; print }' "$dir/out"; }
reads() { is "$(cat "$pci/$slot/kyanite/q$1/$2")" "$3"; }

made_tree
out "status" status
ok "status: the device" grep -qx "$slot: driver kyanite, 2 queues" "$dir/out"
ok "status: settings" is "$(awk '$2 == "off" { $1 = $1; print }' "$dir/out" | paste -sd,)" \
	"0 off 100 200 32 - unknown,1 off 100 200 32 - unknown"
ok "status: requests of a queue" is "$(row requests 0)" "0 1001 1000 0 2 10 0"
ok "status: requests of all" is "$(row requests all)" "all 1012 1010 0 4 13 0"
ok "status: signals" is "$(row 'signals and bytes' 0)" "0 500 250 1000 250 750 100000"
ok "status: per request" is "$(row 'for each completed request' 0)" "0 0.50 0.25 1.00 0.25 3.00 100.00"
ok "status: bounds of a queue" is "$(row 'half of them, and 99 %, are below' 0)" "0 4 4 - - 8192 8192"
ok "status: bounds of another" is "$(row 'half of them, and 99 %, are below' 1)" "1 8 32 1024 1024 2048 2048"
ok "status: bounds of all" is "$(row 'half of them, and 99 %, are below' all)" "all 8 32 1024 1024 8192 8192"
ok "status: heads of the causes" is "$(row 'in software, by cause' queue)" "queue small length segments map full queue redo"
ok "status: causes" is "$(row 'in software, by cause' all)" "all 7 6 0 0 0 0 0"

out "counters" counters
ok "counters: a line each" is "$(grep -c "^$slot q[01] [a-z_]* *[0-9: ]*$" "$dir/out") $(wc -l <"$dir/out")" "56 56"
ok "counters: a counter" grep -qx "$slot q1 engine_bytes 1000" "$dir/out"
ok "counters: a histogram" grep -qx "$slot q0 batch 0:1 2:5" "$dir/out"
out "counters --json" counters --json
# All that the two files say, and nothing else, by jq's own writing of the driver's lines.
driver_says() {
	jq -Rs --arg slot $slot 'split("\n") | map(select(. != "") | split(" ")) | group_by(.[1]) | {devices: [{device: $slot, queues: map({
		queue: .[0][1] | tonumber,
		counters: .[0][2:] | [range(0; length; 2) as $i | {key: .[$i], value: .[$i + 1] | tonumber}] | from_entries,
		histograms: .[1:] | map({key: .[2], value: .[3:] | map(split(":") | {from: .[0] | tonumber, count: .[1] | tonumber})}) | from_entries
	})}]}' "$debug/queues" "$debug/histograms"
}
ok "counters --json: as the driver says, read by jq" is "$(jq -S . "$dir/out")" "$(driver_says | jq -S .)"
ok "counters --json: the largest number is whole" grep -q '"count": 18446744073709551615' "$dir/out"

# Pipes in the place of the files: each of three looks gets what is meant for it, whenever it comes,
# as it opens one file after the other.
rm "$debug"/* && mkfifo "$debug/queues" "$debug/histograms"
while read -r completed doorbells other batch; do
	{ counters 0 "$completed" "$doorbells" 7; counters 1 "$other" "$other" 0; } >"$debug/queues"
	printf 'queue %s\n' "0 batch $batch" "1 batch 2:$other" >"$debug/histograms"
done <<-END &
	1000 500 10 0:1 2:5
	1400 600 4 0:1 2:6 8:1
	1400 600 4 0:1 2:6 8:1
END
out "top" top -d 0.1 -n 2
kill $! 2>/dev/null
ok "top: as many screens as asked for" is "$(grep -c '^0000:01:00.0: driver' "$dir/out")" 2
ok "top: the difference, not the sum" is "$(row 'for each completed request' 0)" \
	"0 0.25 0.12 1.00 0.25 3.00 100.00
0 - - - - - -"
ok "top: bounds of the difference" is "$(row 'half of them, and 99 %, are below' 0 | paste -sd,)" "0 4 16,0 - -"
ok "top: bounds after the driver began anew" is "$(row 'half of them, and 99 %, are below' 1 | head -n1)" "1 4 4"
ok "top: after the driver began anew" is "$(row 'for each completed request' 1 | head -n1)" \
	"1 1.00 0.50 1.00 0.25 3.00 100.00"
# shellcheck disable=SC2016 # awk expands
ok "top: a second" awk '{ exit !(NR == 1 ? $3 > 0 && $3 <= 4000 : $3 == "0.0") }' <<<"$(row 'requests a second' 0)"
ok "top: no control characters but on a terminal" is "$(tr -d '\n\40-\176' <"$dir/out" | wc -c)" 0
made_tree
script -qec "$ctl --root $root top -d 0.1 -n 2" /dev/null </dev/null >"$dir/out"
ok "top: clears a terminal for each screen" is "$? $(grep -c $'\033\\[H\033\\[2J'"$slot: driver" "$dir/out")" "0 2"

out "policy" policy
ok "policy: a line for each queue" is "$(cat "$dir/out")" \
	"$slot q0 policy=off max_hold_us=100 rx_usecs_alpha=200 batch_max=32 nic= rx_usecs=unknown
$slot q1 policy=off max_hold_us=100 rx_usecs_alpha=200 batch_max=32 nic= rx_usecs=unknown"
out "policy of one queue" policy 01:00.0 1
ok "policy of one queue: its line" grep -q "^$slot q1 policy=off" "$dir/out"
ok "policy of one queue: no other" is "$(wc -l <"$dir/out")" 1
out "policy set in one queue" policy $slot q1 policy=aligned max_hold_us=50
ok "policy set in one queue: all of it" is "$(cd "$pci/$slot/kyanite/q1" && cat policy max_hold_us | paste -sd,)" aligned,50
ok "policy set in one queue: not in the other" reads 0 policy off
out "policy set in all queues" policy all nic=lo batch_max=1
ok "policy set in all queues: in the first" reads 0 batch_max 1
ok "policy set in all queues: in the second" reads 1 nic lo
out "policy set without a queue" policy nic=
ok "policy set without a queue: in all" is "$(cat "$pci/$slot"/kyanite/q?/nic | tr '\n' .)" ..
failed "no such setting" "no setting hold: see kyanitectl policy" policy max_hold_us=1 hold=2
ok "no such setting: nothing is written" reads 0 max_hold_us 100
failed "read only" "rx_usecs is read only" policy rx_usecs=2
failed "no such queue" "$slot has no queue 2" policy 2
failed "no such device" "no Kyanite device 0000:02:00.0" policy 0000:02:00.0 policy=off
# A file of the kernel that takes -1000 to 1000 and refuses other numbers as the driver's do.
ln -sf /proc/self/oom_score_adj "$pci/$slot/kyanite/q0/max_hold_us"
failed "refused by the kernel" "$slot q0: max_hold_us=1001 refused, it takes 0 to 1000 microseconds" policy 0 max_hold_us=1001
made_tree

rm "$debug/queues"
failed "debugfs has no such file" "$root/sys/kernel/debug/kyanite/$slot/queues: No such file or directory" \
	counters --json
counters 0 1 1 0 | sed 's/completed 1/completed one/' >"$debug/queues"
failed "a counter that is no number" "$debug/queues: line 1 is not as the driver writes it" counters
{ counters 0 1 1 0; counters 2 1 1 0; } >"$debug/queues"
failed "a queue that is none" "$debug/queues: line 2 is not as the driver writes it" status
counters 0 1 1 0 | sed 's/polls/po"lls/' >"$debug/queues"
failed "a name that is none" "$debug/queues: line 1 is not as the driver writes it" counters --json
: >"$debug/queues"
failed "an empty file" "$debug/queues: empty" top
made_tree
echo "queue 0 batch 1:" >"$debug/histograms"
failed "half a class" "$debug/histograms: line 1 is not as the driver writes it" counters
echo "queue 0 batch 4:1 2:1" >"$debug/histograms"
failed "classes out of order" "$debug/histograms: line 1 is not as the driver writes it" counters
echo "queue 0 batch 3:1" >"$debug/histograms"
failed "a class that is none" "$debug/histograms: line 1 is not as the driver writes it" status

rm -r "$root/sys/kernel/debug/kyanite"
failed "debugfs not mounted" "$root/sys/kernel/debug is not mounted: mount -t debugfs debugfs /sys/kernel/debug" status
made_tree
function_at 0000:02:00.0 0x1209 0xa5e5
out "two devices, one without a driver" status
ok "two devices, one without a driver: it says so" grep -qx "0000:02:00.0: driver none" "$dir/out"
failed "a device without a driver" "0000:02:00.0 is not bound to the driver kyanite" policy 0000:02:00.0
out "two devices, one without a driver: counters" counters --json
ok "two devices, one without a driver: only the other's" is "$(jq -r '.devices[].device' "$dir/out")" $slot
rm -r "$pci/0000:02:00.0" "$pci/$slot/driver"
failed "no driver bound" "$slot is not bound to the driver kyanite" status
ln -s ../../../../bus/pci/drivers/vfio-pci "$pci/$slot/driver"
failed "another driver bound" "$slot is bound to the driver vfio-pci, not to kyanite" status
rm -r "$root/sys/module/kyanite"
failed "module not loaded" "the module kyanite is not loaded: modprobe kyanite" counters
rm -r "${pci:?}/$slot"
failed "no device" "no Kyanite device here (PCI 1209:a5e5)" status
rm -r "$root/sys/bus"
failed "no PCI" "$root/sys/bus/pci/devices: No such file or directory" status
made_tree
# Root may do all, so an unprivileged user tries, where there is one to become.
chmod 711 "$dir" && chmod 700 "$root/sys/kernel/debug" && cp "$ctl" "$dir/ctl"
unprivileged() { setpriv --reuid 65534 --regid 65534 --clear-groups "$dir/ctl" --root "$root" "$@" 2>&1; }
if [ "$(id -u)" = 0 ] && unprivileged --help >/dev/null; then
	ok "no permission: status" is "$(unprivileged status; echo $?)" \
		"kyanitectl: $debug/queues: no permission, try as root
1"
	ok "no permission: policy" is "$(unprivileged policy policy=batch; echo $?)" \
		"kyanitectl: $slot q0: policy: no permission, try as root
1"
else
	skip "no permission" "no other user to become here"
fi
chmod 755 "$root/sys/kernel/debug"
"$ctl" --root "$root" counters >/dev/full 2>"$dir/err"
ok "a full disk" is "$? $(cat "$dir/err")" "1 kyanitectl: cannot write: No space left on device"

misused "no command given"
misused "no command state" state
misused "status takes no argument: 1" status 1
misused "status has no such option: -j" status --json
misused "counters has no such option: -n" counters -n 3
misused "-d takes seconds, 0.1 to 3600: 0" top -d 0
misused "-d takes seconds, 0.1 to 3600: nan" top -d nan
misused "-d takes seconds, 0.1 to 3600: 1s" top -d 1s
misused "-n takes a count, 1 or more: 0" top -n 0
misused "-n takes a count, 1 or more: -1" top -n -1
misused "policy: neither a device, a queue nor NAME=VALUE: batch" policy batch
misused "unrecognized option '--what'" status --what
out "help" --help
ok "help: on stdout" grep -q '^usage: ' "$dir/out"

# shellcheck source=/dev/null
. $here/kyanitectl.bash
# completes WORDS WANTED: what the shell offers behind the words, sorted.
completes() {
	COMP_LINE=$1 COMP_POINT=${#1} COMPREPLY=()
	_kyanitectl
	is "$(printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort | paste -sd' ')" "$2"
}
ok "completes commands" completes "kyanitectl " "--help --root counters policy status top"
ok "completes half a command" completes "kyanitectl co" counters
ok "completes behind an option" completes "kyanitectl --root $root st" status
ok "completes options of counters" completes "kyanitectl counters --" --json
ok "completes devices" completes "kyanitectl --root $root policy 0" $slot
ok "completes a device behind its colons" completes "kyanitectl --root $root policy 0000:0" 01:00.0
ok "completes queues" completes "kyanitectl --root $root policy $slot " \
	"all batch_max= max_hold_us= nic= policy= q0 q1 rx_usecs_alpha="
ok "completes settings" completes "kyanitectl --root $root policy q1 b" batch_max=
ok "completes policies" completes "kyanitectl policy all policy=" "aligned batch dim off"
ok "completes half a policy" completes "kyanitectl policy policy=a" aligned

groff -mandoc -Tutf8 -ww $here/kyanitectl.1 >"$dir/man" 2>"$dir/err"
ok "manual: no warning" is "$? $(cat "$dir/err")" "0 "
for command in status top policy counters; do
	ok "manual: $command" grep -q "^  *.*$command" "$dir/man"
done
tap_end
