# SPDX-License-Identifier: Apache-2.0
# Sourced in the guest, behind tap.sh: the driver's algorithms against software. $run is the bench
# module's file.
# shellcheck shell=sh

# Type, driver without "-kyanite", key sizes, payloads: every algorithm of the driver.
algorithms() {
	cat <<-A
		skcipher ecb-aes 16,24,32 16-5000
		skcipher cbc-aes 16,24,32 16-5000
		skcipher ctr-aes 16,24,32 1-5000
		skcipher rfc3686-ctr-aes 20,28,36 1-5000
		skcipher xts-aes 32,48,64 16-5000
		ahash sha1 0 1-5000
		ahash sha224 0 1-5000
		ahash sha256 0 1-5000
		ahash sha384 0 1-5000
		ahash sha512 0 1-5000
		ahash hmac-sha1 20 1-5000
		ahash hmac-sha224 20 1-5000
		ahash hmac-sha256 20 1-5000
		ahash hmac-sha384 20 1-5000
		ahash hmac-sha512 20 1-5000
		ahash cmac-aes 16,24,32 1-5000
		ahash xcbc-aes 16 1-5000
		aead gcm-aes 16,24,32 1-5000
		aead rfc4106-gcm-aes 20,28,36 1-5000
		aead rfc4543-gcm-aes 20,28,36 1-5000
		aead authenc-hmac-sha1-cbc-aes 16,24,32 16-5000
		aead authenc-hmac-sha224-cbc-aes 16 16-5000
		aead authenc-hmac-sha256-cbc-aes 32 16-5000
		aead authenc-hmac-sha384-cbc-aes 24 16-5000
		aead authenc-hmac-sha512-cbc-aes 32 16-5000
		aead authenc-hmac-sha1-rfc3686-ctr-aes 20 1-5000
		aead authenc-hmac-sha256-rfc3686-ctr-aes 36 1-5000
		aead authencesn-hmac-sha1-cbc-aes 16 16-5000
		aead authencesn-hmac-sha256-cbc-aes 32 16-5000
		aead authencesn-hmac-sha384-cbc-aes 24 16-5000
		aead authencesn-hmac-sha512-cbc-aes 32 16-5000
	A
}

# right [FILE]: a job of the bench module ended without an error or a wrong byte, each request of its
# transform behind the one before.
right() { grep -q ' errors=0 mismatches=0 .* reordered=0' "${1:-$run}"; }
# did COUNT: it had so many requests, too.
did() { grep -q "requests=$1 " $run && right; }
# same JOB: it does so.
same() {
	echo "$*" >$run && right && return 0
	diag <$run
	return 1
}

# counter NAME: the sum over all queues.
counter() {
	cat /sys/kernel/debug/kyanite/0000*/queues | tr ' ' '\n' |
		awk -v name="$1" 'want { sum += $1; want = 0 } $1 == name { want = 1 } END { print sum + 0 }'
}
grew() { [ "$(counter "$1")" -gt "$2" ]; }
software() {
	cat /sys/kernel/debug/kyanite/0000*/queues | tr ' ' '\n' |
		awk '/^fallback/ { f = 1; next } f { s += $1; f = 0 } END { print s + 0 }'
}

# bar: the address of the engine's registers, in hexadecimal.
bar() { sed -n 's/^ *\([0-9a-f]*\)-.* : kyanite$/\1/p' /proc/iomem | head -n 1; }
# set_register OFFSET WIDTH VALUE: behind the driver's back. Needs iomem=relaxed.
set_register() { busybox devmem $((0x$(bar) + $1)) "$2" "$3"; }

set_policy() { for f in /sys/bus/pci/devices/*/kyanite/q*/policy; do echo "$1" >"$f" || return; done; }

registered() { grep -c '^driver *: .*-kyanite$' /proc/crypto; }

# directions TYPE
directions() { if [ "$1" = ahash ]; then echo digest; else echo encrypt decrypt; fi; }

# compare_all COUNT WHERE: so many requests of each algorithm, key size and direction.
compare_all() {
	algorithms | while read -r type name keys sizes; do
		for key in $(echo "$keys" | tr , ' '); do
			for dir in $(directions "$type"); do
				echo "$type $name $key $sizes $dir"
			done
		done
	done >/tmp/jobs
	while read -r type name key sizes dir; do
		ok "$name, key of $key, $dir, $2" \
			same "$type" "$name-kyanite" "$key" "$sizes" 16 "$1" "$dir" 5
	done </tmp/jobs
}

# all_in_software LENGTH: requests that are shorter stay there.
all_in_software() {
	for kind in skcipher hash aead; do echo "$1" >/sys/module/kyanite/parameters/min_len_$kind; done
}
