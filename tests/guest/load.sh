# SPDX-License-Identifier: Apache-2.0
# Sourced in the guest, behind compare.sh: load from every CPU that lasts until it is told to end,
# even while the system sleeps.
# shellcheck shell=sh
# shellcheck disable=SC2034 # compare.sh uses run
bench=/sys/kernel/debug/kyanite_bench
run=$bench/run
cpus=$(nproc)
jobs="skcipher ctr-aes-kyanite 16
ahash hmac-sha256-kyanite 20
aead authenc-hmac-sha1-cbc-aes-kyanite 16
skcipher cbc-aes-kyanite 32"

# within SECONDS CMD...: tries it again and again until it succeeds.
within() {
	tries=$(($1 * 100))
	shift
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		usleep 10000
	done
}

# start_load [JOB]: a job on each CPU, of several kinds if none is given ("TYPE DRIVER KEYLEN");
# returns when the engine has begun.
start_load() {
	before=$(counter completed)
	echo N >$bench/stop
	rm -f /tmp/load-*
	cpu=0
	while [ $cpu -lt "$cpus" ]; do
		job=${1:-$(echo "$jobs" | sed -n $((cpu % 4 + 1))p)}
		dir=encrypt
		[ "${job%% *}" != ahash ] || dir=digest
		lane=$bench/run$((cpu + 1))
		(
			# shellcheck disable=SC2086 # words
			taskset $((1 << cpu)) sh -c "echo $job 16-3000 16 100000000 $dir 3 kthread 500 >$lane" ||
				exec touch /tmp/load-failed
			cat "$lane" >"/tmp/load-$cpu"
		) &
		cpu=$((cpu + 1))
	done
	until grew completed "$before" || [ -e /tmp/load-failed ]; do usleep 10000; done
}
# end_load: whether all requests of the load ended, in order and with right data.
end_load() {
	echo Y >$bench/stop
	wait
	echo N >$bench/stop
	sed 's/ virtual_ps.*//' /tmp/load-* | diag
	[ ! -e /tmp/load-failed ] || return 1
	cpu=0
	while [ $cpu -lt "$cpus" ]; do
		right "/tmp/load-$cpu" || return 1
		cpu=$((cpu + 1))
	done
}
# engine_goes_on: returns when it has done more requests.
engine_goes_on() {
	before=$(counter completed)
	within 30 grew completed "$before"
}
