#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The report: figures, crossover, pictures, page and table from known raw rows.
set -u
# shellcheck source=/dev/null
. tests/guest/tap.sh
dir=${B:-build}/report-test
rm -rf "$dir" && mkdir -p "$dir"
report=userspace/report/report

header=(provider algorithm driver direction key_bits size_bytes depth requests bytes verdict
	engine_requests engine_cycles doorbells interrupts mmio_reads mmio_writes notifies
	virtual_ps insns insns_submit insns_complete insns_rest insns_idle
	latency_{min,p10,p25,p50,p75,p90,p99,max}_ns)
tabs() { local IFS=$'\t'; echo "$*"; }

# raw PROVIDER SIZE DEPTH VIRTUAL_PS [VERDICT [ENGINE_REQUESTS]]: four requests of cbc(aes).
raw() {
	local cycles=0 engine=0
	[ "$1" != engine ] || { cycles=512 engine=${6:-4}; }
	tabs "$1" 'cbc(aes)' "cbc-aes-$1" encrypt 128 "$2" "$3" 4 $((4 * $2)) "${5:-pass}" \
		"$engine" "$cycles" 1 2 8 4 12 "$4" 10000 2000 4000 1000 3000 \
		1100 1200 1300 1400 1500 1600 1700 1800
}

# off: the row as it is without virtual time.
off() { awk 'BEGIN { FS = OFS = "\t" } { for (i = 15; i <= NF; i++) $i = "-"; print }'; }

# At depth 1 the engine takes the same time for each size and simd 8 ns a byte,
# so the engine's throughput over simd's is size / 256: 1 between 128 and 1504.
{
	tabs "${header[@]}"
	raw engine 64 1 8192000
	raw engine 128 1 8192000
	raw engine 1504 1 8192000
	raw engine 64 32 1000000
	raw engine 128 32 1000000 pass 3
	raw simd 64 1 2048000
	raw simd 128 1 4096000
	raw simd 1504 1 48128000
	raw simd 64 32 2048000
	raw simd 128 32 2048000
	raw generic 64 1 8192
	raw generic 128 1 8192
	raw generic 1504 1 8192
	raw generic 64 32 8192000 fail
	raw virtio 64 1 1
} >"$dir/raw.tsv"

{
	tabs parameter factor "${header[@]}"
	for factor in 0.5 1 2; do
		raw engine 128 1 "$(bc <<<"8192000 / $factor")" | sed "s/^/engine_mhz\t$factor\t/"
		raw simd 128 1 4096000 | sed "s/^/engine_mhz\t$factor\t/"
	done
} >"$dir/sensitivity.tsv"

json() { jq -r "$1" "${2:-$out/r.json}"; }
# row PROVIDER SIZE DEPTH KEY [JSON]
row() {
	json ".rows[] | select(.provider == \"$1\" and .size_bytes == $2 and .depth == $3) | .$4" "${5:-$out/r.json}"
}
# crossover SOFTWARE DEPTH KEY [JSON]
crossover() { json ".crossover[] | select(.software == \"$1\" and .depth == $2) | .$3" "${4:-$out/r.json}"; }
na='not available'

parameters=(model=rtl engine_mhz=250 'kernel_command_line=quiet note="a<b & c"' cpu_insns_per_us=1000)
make_report() {
	$report r "$dir/raw.tsv" "$1" --sensitivity "$dir/sensitivity.tsv" "${parameters[@]}"
}

out=$dir/one
make_report "$out" >"$dir/table" 2>"$dir/err"
ok "report runs" [ $? = 0 ]
ok "no complaint" [ ! -s "$dir/err" ]

ok "throughput is bits over virtual time" is "$(row engine 128 1 throughput_mbit_s)" 500.000
ok "latency is that of the rows" is "$(row engine 64 1 latency_p99_ns)" 1700
ok "cycles per byte" is "$(row engine 64 1 engine_cycles_per_byte)" 2.000
ok "bytes per cycle" is "$(row engine 1504 1 engine_bytes_per_cycle)" 11.750
ok "cycles per request" is "$(row engine 64 1 engine_cycles_per_request)" 128.000
ok "utilisation is busy time over the window" is "$(row engine 64 1 engine_utilisation)" 0.250
ok "instructions of waiting are not the request's" is "$(row simd 64 1 guest_insns_per_request)" 1750.000
ok "the split of instructions" is "$(row engine 64 1 guest_insns_submit_per_request) \
$(row engine 64 1 guest_insns_complete_per_request) $(row engine 64 1 guest_insns_rest_per_request)" \
	"500.000 1000.000 250.000"
ok "the CPU's share" is "$(row engine 64 1 cpu_share)" 0.700
ok "doorbells, register accesses, interrupts" is "$(row engine 64 1 doorbells_per_request) \
$(row engine 64 1 mmio_reads_per_request) $(row engine 64 1 mmio_writes_per_request) \
$(row engine 64 1 interrupts_per_request)" "0.250 2.000 1.000 0.500"

ok "a row that software took over has no cycles" is "$(row engine 128 32 engine_cycles_per_byte)" "$na"
ok "... and no throughput" is "$(row engine 128 32 throughput_mbit_s)" "$na"
ok "software has no engine figures" is "$(row simd 64 1 engine_cycles_per_byte)" null
ok "virtio has no throughput" is "$(row virtio 64 1 throughput_mbit_s)" "$na"
ok "virtio has no latency" is "$(row virtio 64 1 latency_p50_ns)" "$na"
ok "virtio has instructions, notifications, interrupts" is "$(row virtio 64 1 guest_insns_per_request) \
$(row virtio 64 1 notifications_per_request) $(row virtio 64 1 interrupts_per_request)" \
	"1750.000 3.000 0.500"
ok "a failed row keeps its verdict" is "$(row generic 64 32 verdict)" fail

ok "crossover: the smallest size from which on" is "$(crossover simd 1 crossover_bytes)" 1504
ok "crossover: interpolated" is "$(crossover simd 1 interpolated_bytes)" 256
ok "crossover: ratios at both ends" is \
	"$(crossover simd 1 speedup_at_smallest) $(crossover simd 1 speedup_at_largest)" "0.250 5.875"
ok "crossover: at all sizes it is the smallest" is "$(crossover simd 32 crossover_bytes)" 64
ok "crossover: at all sizes nothing is interpolated" is "$(crossover simd 32 interpolated_bytes)" null
ok "crossover: none" is "$(crossover generic 1 crossover_bytes)" none
ok "crossover: a failed row does not count" is "$(crossover generic 32 crossover_bytes)" "$na"
ok "crossover: the file" grep -q "^cbc(aes)	encrypt	1	simd	1504	256	" "$out/r-crossover.tsv"

ok "sensitivity: rows" is "$(json '.sensitivity | length') $(json '.sensitivity[4].factor')" "6 2"
ok "sensitivity: the utilisation's clock is the changed one" is \
	"$(json '.sensitivity[0].engine_utilisation')" 0.250
ok "sensitivity: ratios on the page" grep -q 'slower">0.25<.*slower">0.50<.*faster">1.00' "$out/index.html"
ok "a parameter with quotes" is "$(json .parameters.kernel_command_line)" 'quiet note="a<b & c"'

ok "table: throughputs and ratio" grep -Eq '^ +64 \| +250 +2048 \| +1000 +1000 \|.* 0\.25 +2\.05 ' "$dir/table"
ok "table: a failed row" grep -Eq '^ +64 .*FAIL generic$' "$dir/table"
ok "table: crossover" grep -Eq '^cbc\(aes\) encrypt +\| +1504 \(256\) +64 \| +none +n/a' "$dir/table"
ok "table: requests of the engine" grep -q 'that the engine did: 19 of 20\.' "$dir/table"
ok "table: what passed" grep -q 'engine 5 of 5, simd 5 of 5, generic 3 of 4, virtio 1 of 1\.' "$dir/table"

for p in throughput speedup instructions latency rate; do
	ok "picture: $p" grep -q '</svg>' "$out/r-$p.svg"
	ok "picture: $p is in the page" grep -q "id=[\"']$p-gnuplot_plot_1" "$out/index.html"
done
ok "picture: no time of day" is "$(grep -lE '20[0-9]{2}-|[0-9]:[0-9]{2}' "$out"/*.svg)" ''
ok "caption: requests behind it" grep -q 'n = 24 requests' "$out/index.html"
ok "page: ids are unique" is "$(grep -oE " id=[\"'][^\"']*" "$out/index.html" | sort | uniq -d)" ''
ok "page: needs nothing else" is "$(grep -cE '://|<script|<link|@import|src=' "$out/index.html")" 0
ok "page: text is escaped" grep -q 'note="a&lt;b &amp; c"' "$out/index.html"
ok "page: every row" is "$(grep -c '<td>cbc-aes-' "$out/index.html")" 15
ok "page: the failed row stands out" grep -q '^<tr class=fail><td>generic' "$out/index.html"
ok "page: the headline says so" grep -q '1 of 15 rows had errors' "$out/index.html"

make_report "$dir/two" >"$dir/table.two"
ok "the same rows give the same files" diff -r "$out" "$dir/two"
ok "... and the same table" cmp "$dir/table" "$dir/table.two"

{ tabs "${header[@]}"; raw engine 64 1 0 | off; raw simd 64 1 0 | off; } >"$dir/raw-off.tsv"
$report off "$dir/raw-off.tsv" "$dir" "${parameters[@]}" >"$dir/table" 2>"$dir/err"
ok "without virtual time: runs" [ $? = 0 ]
ok "without virtual time: no complaint" [ ! -s "$dir/err" ]
ok "without virtual time: only what the engine counts" is "$(jq -r '.rows[0] |
	[.throughput_mbit_s, .latency_min_ns, .guest_insns_per_request, .cpu_share, .mmio_reads_per_request,
	.engine_utilisation, .engine_cycles_per_byte, .doorbells_per_request] | join(",")' "$dir/off.json")" \
	"$na,$na,$na,$na,$na,$na,2.000,0.250"
ok "without virtual time: no crossover" is "$(crossover simd 1 crossover_bytes "$dir/off.json")" "$na"
ok "without virtual time: one picture" is "$(cd "$dir" && echo off-*.svg)" off-rate.svg
ok "without virtual time: the page says so" grep -q 'not available</b>: guest' "$dir/index.html"
ok "without virtual time: the table says so" grep -Eq '^ +64 \| +n/a \| +n/a \| +- \| +n/a ' "$dir/table"

$report r "$dir/raw.tsv" "$dir" model=golden engine_mhz=250 >"$dir/table"
ok "a model without a clock has no cycles" is "$(row engine 64 1 engine_cycles_per_byte "$dir/r.json")" "$na"
ok "... and no throughput" is "$(row engine 64 1 throughput_mbit_s "$dir/r.json")" "$na"
ok "... but software has" is "$(row simd 64 1 throughput_mbit_s "$dir/r.json")" 1000.000
ok "... which the table explains" grep -q 'the golden model has no clock' "$dir/table"
ok "without --sensitivity there is none" is "$(json '.sensitivity' "$dir/r.json")" null

# refused NAME MESSAGE ARGS...
refused() {
	local name=$1 message=$2
	shift 2
	$report "$@" >/dev/null 2>"$dir/err"
	ok "refused: $name" is "$? $(wc -l <"$dir/err") $(grep -c "$message" "$dir/err")" "2 1 1"
}
refused "no rows named" '^usage: report NAME' r
refused "no such file" 'cannot read' r "$dir/none" "$dir"
refused "not rows" 'no header that begins with provider' r userspace/report/report "$dir"
tabs "${header[@]}" >"$dir/empty.tsv"
refused "no rows in the file" 'has no rows' r "$dir/empty.tsv" "$dir"
refused "rows that the result would overwrite" 'overwritten' raw "$dir/raw.tsv" "$dir"
refused "sensitivity without factors" 'begins with parameter' r "$dir/raw.tsv" "$dir" --sensitivity "$dir/raw.tsv"
refused "no model" 'model is not given' r "$dir/raw.tsv" "$dir" engine_mhz=250
refused "an unknown argument" '^usage: report NAME' r "$dir/raw.tsv" "$dir" --what
tap_end
