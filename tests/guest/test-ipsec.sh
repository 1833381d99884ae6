#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Five cells of the IPsec testbed: plain, two plain streams, ESP in software and on the engine, and one that no NIC
# can do.
# shellcheck disable=SC2016 # some strings are for awk
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/tap.sh"
B=${B:-build}
dir=$B/guest/ipsec
rm -rf "$dir" && mkdir -p "$dir"

# cell NAME COLUMN
cell() {
	awk -F'\t' -v name="$1" -v column="$2" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
		$1 == name { print $c[column] }' "$dir/results/ipsec.tsv"
}
# holds NAME CONDITION: of a cell's columns, $c["COLUMN"].
holds() {
	awk -F'\t' -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
		$1 == name { found = '"$2"' } END { exit !found }' "$dir/results/ipsec.tsv"
}

ok "the cells are measured" sh -c "userspace/ipsec/ipsec --set test --out $dir/out --results $dir/results >$dir/log 2>&1"
diag <"$dir/log"
for name in none.1000M.1500.plain.8192 none.1000M.1500.plain.8192.streams2 simd.1000M.1500.esp-aes128-sha1.transport.8192 \
	kyanite.1000M.1500.esp-aes128-sha1.transport.8192; do
	ok "$name" [ "$(cell $name status)" = ok ]
	ok "$name: no faster than the line" holds $name '$c["throughput_mbit_s"] > 0 && $c["throughput_mbit_s"] < 1000'
	ok "$name: the CPU's states make up its time" holds $name \
		'($c["user_share"] + $c["system_share"] + $c["softirq_share"] + $c["irq_share"] + $c["idle_share"] + $c["stall_share"] - 1) ^ 2 < 1e-6'
	ok "$name: every state but idle and stall is seen" holds $name \
		'$c["user_share"] > 0 && $c["system_share"] > 0 && $c["softirq_share"] > 0 && $c["irq_share"] > 0'
	ok "$name: NICs interrupt" holds $name '$c["nic_irqs_per_packet"] > 0 && $c["nic_polls_per_packet"] > 0'
done
ok "the engine did Kyanite's requests" holds kyanite.1000M.1500.esp-aes128-sha1.transport.8192 \
	'$c["engine_requests_per_packet"] >= 1 && $c["doorbells_per_packet"] > 0 && $c["crypto_irqs_per_packet"] > 0'
ok "... and no other's" holds simd.1000M.1500.esp-aes128-sha1.transport.8192 '$c["engine_requests"] == 0'
ok "an impossible cell has its reason" grep -q '^none.1000M.16110.plain.8192.*unavailable	MTU 16110: .*maximum' "$dir/results/ipsec.tsv"
tap_end
