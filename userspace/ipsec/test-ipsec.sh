#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The runner of the IPsec testbed with a guest that is only a script: what is measured, kept,
# measured again, reported.
set -u
# shellcheck source=/dev/null
. tests/guest/tap.sh
B=${B:-build}
dir=$B/ipsec-test
rm -rf "$dir" && mkdir -p "$dir"

cat >"$dir/matrix" <<'M'
set=one suite=plain,esp-aes128-sha1 provider=simd bytes=600000
set=two suite=esp-aes128-sha1 provider=kyanite,simd bytes=600000
set=two suite=plain mtu=16110
set=profile suite=plain,esp-aes128-sha1 provider=simd bytes=600000 profile=on
M

# The guest: all cells are measured, or as many as $dir/stop says; MTU 16110 is refused. A profile
# has a sample of esp_output at instruction 150.
cat >"$dir/vm" <<'V'
#!/bin/bash
dir=$(dirname "$0") n=0
while [ $# -gt 0 ]; do
	case $1 in
	*/in/cells) cells=$1 ;;
	--out) out=$2 ;;
	--profile) printf 'KAYPROF1\350\003\0\0\0\0\0\0\226\0\0\0\0\0\0\0\0\0\0\300\377\377\377\377' >"$2" ;;
	esac
	shift
done
mkdir -p "$out/files"
echo 'ffffffffc0000000 t esp_output	[esp4]' >"$out/files/kallsyms"
cat "$cells" >>"$dir/asked"
while read -r name rest; do
	name=${name#name=} n=$((n + 1)) requests=0 fallback=0 time=1000000000 said=netperf_mbit_s=400
	[ $n -le "$(cat "$dir/stop" 2>/dev/null || echo 100)" ] || exit 125
	case $rest in
	*mtu=16110*) echo "cell $name unavailable MTU 16110: refused"; continue ;;
	*provider=kyanite*) requests=$(cat "$dir/requests" 2>/dev/null || echo 100) ;;
	esac
	case $rest in *repeat=2*) time=1100000000 ;; *repeat=3*) time=900000000 ;; esac
	case $rest in
	*test=udp*) said="udp_sent=200 udp_received=150 udp_us=1000 p50_us=10 p90_us=20 p99_us=30" ;;
	*policy=batch0*) said="$said batch_1=10 batch_4=30" ;;
	*fault=wedged*) said="$said software_after_us=10001" fallback=7 ;;
	esac
	echo "cell $name ok time_ps=$time begin_insns=100 end_insns=200 mmio_writes=50 insns_user=100000 insns_system=200000 insns_softirq=300000" \
		"insns_irq=100000 insns_idle=200000 packets=100 packet_bytes=100000 nic_irqs=20 nic_polls=10 nic_polled=90" \
		"crypto_irqs=25 timer_irqs=1 $said kya_requests=$requests kya_fallback=$fallback xfrm_errors=0"
done <"$cells"
V
chmod +x "$dir/vm"

ipsec() {
	rm -f "$dir/asked"
	VM=$dir/vm userspace/ipsec/ipsec --matrix "$dir/matrix" --out "$dir/out" --results "$dir/results" "$@" >"$dir/log" 2>&1
}
asked() { sed 's/^name=\([^ ]*\) .*/\1/' "$dir/asked" 2>/dev/null | paste -sd' '; }
# column NAME COLUMN
column() {
	awk -F'\t' -v name="$1" -v column="$2" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
		$1 == name { print $c[column] }' "$dir/results/ipsec.tsv"
}

plain=none.1000M.1500.plain.8192 simd=simd.1000M.1500.esp-aes128-sha1.transport.8192
kyanite=kyanite.1000M.1500.esp-aes128-sha1.transport.8192 kyanite_tunnel=kyanite.1000M.1500.esp-aes128-sha1.tunnel.8192 bad=none.1000M.16110.plain.8192

ok "one cell" ipsec --cell $simd
ok "only that is measured" is "$(asked)" $simd
ok "throughput is what was sent over virtual time" is "$(column $simd throughput_mbit_s)" 4849.664
ok "the states' shares, and what is left" is \
	"$(for s in user system softirq irq idle stall; do column $simd ${s}_share; done | paste -sd' ')" \
	"0.1000 0.2000 0.3000 0.1000 0.2000 0.1000"
ok "idle is no work for a packet" is "$(column $simd insns_per_packet)" 7000.0000

ok "a set" ipsec --set one
ok "what is there is not measured again" is "$(asked)" $plain

echo 1 >"$dir/stop"
ipsec --set two
ok "a guest that breaks off fails the run" is $? 1
ok "it was asked for what is missing" is "$(asked)" "$bad $kyanite"
rm "$dir/stop"
ok "the run goes on" ipsec --set two
ok "with what is missing still" is "$(asked)" $kyanite
ok "an impossible cell has its reason" is "$(column $bad status) $(column $bad reason)" "unavailable MTU 16110: refused"
ok "... and no figures" is "$(column $bad throughput_mbit_s)" -
ok "profiled cells" ipsec --set profile
ok "each has its samples by layer and packet" is "$(column $plain.profile layer_xfrm) $(column $simd.profile layer_xfrm) $(column $simd.profile layer_stack)" \
	"10.0000 10.0000 0.0000"
ok "... and its functions" grep -q "^$simd.profile	esp_output	esp4	10	1.000$" "$dir/results/ipsec-functions.tsv"
ok "others have none" is "$(column $simd layer_xfrm)" -
rm "$dir/out/profiles/$simd.profile"
ok "one whose profile is lost" ipsec --set profile
ok "is measured again" is "$(asked)" $simd.profile

ok "everything is there" ipsec
ok "no guest for nothing" [ ! -e "$dir/asked" ]
ok "doorbells by packet" is "$(column $kyanite doorbells_per_packet)" 0.5000
ok "the headline and the claims are printed" grep -q '^claim .*verdict$' "$dir/log"
ok "a claim whose cells were measured has a verdict" grep -q "^4 .*SIMD.*	1.000	not reproduced$" "$dir/results/ipsec-claims.tsv"
ok "others are not available" grep -q '^1 .*not available	not available$' "$dir/results/ipsec-claims.tsv"
ok "the page" grep -q '</html>' "$dir/results/ipsec.html"

sed -i '1s/600000/100000/; s/kyanite,simd/kyanite/' "$dir/matrix"
ok "other bytes" ipsec --set one
ok "what is described anew is measured anew" is "$(asked)" "$plain $simd"
echo 99 >"$dir/requests"
rm "$dir/out/cells/$kyanite"
ok "an engine that did not do it all" ipsec --cell $kyanite
ok "fails its cell" is "$(column $kyanite status)" failed

# The guest gives each of them the same time: half of the bytes are half of the throughput.
rm "$dir/requests"
cat >>"$dir/matrix" <<'M'
set=headline suite=plain,esp-null-null mode=tunnel bytes=900000 mtu=9000
set=headline suite=esp-aes128-sha1 provider=kyanite mode=tunnel bytes=450000 mtu=9000 policy=off,batch0
set=headline suite=plain bytes=100000 mtu=9000 streams=3
M
ok "the headline" ipsec --set headline
ok "without cryptography nobody is named, nor a policy" is "$(asked)" "none.1000M.9000.plain.8192 \
none.1000M.9000.plain.8192.streams3 null.1000M.9000.esp-null-null.tunnel.8192 kyanite.1000M.9000.esp-aes128-sha1.tunnel.8192 \
kyanite.1000M.9000.esp-aes128-sha1.tunnel.8192.batch0"
ok "three streams send whole messages each, together what was asked for" is \
	"$(column none.1000M.9000.plain.8192.streams3 throughput_mbit_s)" 983.040
ok "... and each has its share of what is possible" is \
	"$(cut -f 5,6,9-12 "$dir/results/ipsec-headline.tsv" | tr '\t\n' ' ;')" \
	"provider policy protected / plain encapsulation leaves of what is left of the null ceiling;\
null - 1.000 0.997 1.003 1.000;kyanite (tlm) off 0.500 0.994 0.503 0.500;kyanite (tlm) batch0 0.500 0.994 0.503 0.500;"

# A guest of its own for each fault; software did nothing in one of them.
cat >>"$dir/matrix" <<'M'
set=recovery suite=esp-aes128-sha1 provider=kyanite mode=tunnel bytes=450000 fault=wedged,gone
M
ok "an engine that fails" ipsec --set recovery
ok "... in guests of their own" is "$(grep -c 'booting a guest for 1 cells' "$dir/log")" 2
ok "... when software takes over, and whether that is soon enough" is \
	"$(cut -f 1,4,5,8 "$dir/results/ipsec-recovery.tsv" | tr '\t\n' ' ;')" \
	"engine software after us in software G6;wedged 10001 7 miss;"
ok "... and that it did" is "$(column $kyanite_tunnel.gone reason)" "software had nothing to do"

cat >>"$dir/matrix" <<'M'
set=coalescing suite=esp-aes128-sha1 provider=kyanite mode=tunnel bytes=450000 policy=off,batch0 rx_usecs=20 repeat=1,2,3
set=coalescing suite=esp-aes128-sha1 provider=kyanite mode=tunnel test=udp size=1000 load=100 rx_usecs=20
M
ok "policies" ipsec --set coalescing
# 3604.48, 3276.80 and 4004.98 Mbit/s: the deviation is 364.7, Student's t for two degrees 4.303.
ok "repetitions have a mean and its 95 % interval, a datagram its losses" is \
	"$(cut -f 1,3-10 "$dir/results/ipsec-coalescing.tsv" | tr '\t\n' ' ;')" \
	"rx-usecs test policy runs Mbit/s +- p50 us p99 us lost;20 stream 8192 off 3 3629 906 - - -;\
20 stream 8192 batch0 3 3629 906 - - -;20 udp 1000 at 100 off 1 1200 - 10 30 0.250;"
ok "the policies' pictures" sh -c "grep -q '>0.50<' $dir/results/ipsec-heat.svg && grep -q 'batch0' $dir/results/ipsec-batches.svg"

echo "set=napi suite=esp-aes128-sha1 provider=kyanite mode=tunnel bytes=450000 napi=stock,threaded repeat=1,2,3" >>"$dir/matrix"
ok "NAPI" ipsec --set napi
ok "... has a mean and its interval" is "$(cut -f 1,6-10 "$dir/results/ipsec-napi.tsv" | tr '\t\n' ' ;')" \
	"provider NAPI runs Mbit/s +- +- %;kyanite stock 3 3629 906 25.0;kyanite threaded 3 3629 906 25.0;"

# refused NAME MESSAGE ARGS...
refused() {
	local name=$1 message=$2
	shift 2
	ipsec "$@"
	ok "refused: $name" is "$? $(wc -l <"$dir/log") $(grep -c -- "$message" "$dir/log")" "2 1 1"
}
refused "no such cell" 'no such cell: nonsense' --cell nonsense
refused "no such set" 'no such cell in set three' --set three
refused "an unknown argument" 'unknown argument --what' --what
echo "set=x what=1" >>"$dir/matrix"
refused "a matrix with an unknown key" 'matrix:12: what is what=1' --set x

# The sender of datagrams, both of its ends here, at a rate that any machine can do. 50 of 1000 bytes
# at 10 Mbit/s take 49 times 800 us.
: >"$dir/window"
unshare -n sh -c "ip link set lo up && $B/ipsec/udp /proc/self/ns/net /proc/self/ns/net 127.0.0.1 5001 1000 10 50 $dir/window" \
	>"$dir/udp" 2>&1
diag <"$dir/udp"
# shellcheck disable=SC2016 # for awk
ok "datagrams are sent on time, arrive and are timed" awk '{ for (i = 1; i <= NF; i++) { split($i, p, "="); v[p[1]] = p[2] } }
	END { exit !(v["udp_sent"] == 50 && v["udp_received"] == 50 && v["udp_us"] >= 39200 && v["p50_us"] > 0 && v["p99_us"] >= v["p50_us"]) }' "$dir/udp"
ok "in a window of the account" is "$(cat "$dir/window")" beginend
for bad in "nowhere 1 1000 10 50:no such address" "127.0.0.1 0 10 10 50:0 is no number" "127.0.0.1 1 7 10 50:at least 8 bytes"; do
	# shellcheck disable=SC2086 # words
	ok "refused: ${bad#*:}" is "$("$B/ipsec/udp" /proc/self/ns/net /proc/self/ns/net ${bad%:*} "$dir/window" 2>&1 | grep -c "${bad#*:}")" 1
done
tap_end
