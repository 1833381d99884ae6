#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Sends NIST's, Wycheproof's and RFC 3566's vectors through a model as requests; prints TAP.
#   tests/rtl/vectors.sh MODEL EVERY MONTE
# MODEL "-" prints the vectors themselves, for the guest's vectors. One in EVERY cases of a file is run, of a Monte Carlo test (1000 requests each) one in MONTE.
set -eu -o pipefail

[ $# = 3 ] || { echo "usage: $0 MODEL EVERY MONTE" >&2; exit 1; }
model=$1 every=$2 monte=$3
nist=/usr/lib/python3/dist-packages/cryptography_vectors
wycheproof=$(echo /usr/share/cargo/registry/wycheproof-*/src/data)

# A file of NIST's form: ALGORITHM FILE [EVERY].
rsp() {
	echo
	echo "@ $1 ${3:-$every} $(basename "$(dirname "$2")")/$(basename "$2")"
	cat "$2"
}

# A file of Wycheproof: ALGORITHM NAME; the filter makes lines of NIST's form.
json() {
	echo
	echo "@ $1 $every Wycheproof/$2"
	jq -r "$3" "$wycheproof/$2.json"
}

aead='.testGroups[].tests[] | "Key = \(.key)\nIV = \(.iv)\nAAD = \(.aad)\nPT = \(.msg)\nCT = \(.ct)\nTag = \(.tag)\nResult = \(.result)\n"'
# GMAC is GCM of AAD alone.
gmac='.testGroups[].tests[] | "Key = \(.key)\nIV = \(.iv)\nAAD = \(.msg)\nPT =\nCT =\nTag = \(.tag)\nResult = \(.result)\n"'
mac='.testGroups[].tests[] | "Key = \(.key)\nMsg = \(.msg)\nMD = \(.tag)\nResult = \(.result)\n"'
xts='.testGroups[].tests[] | "Key = \(.key)\nIV = \(.iv)\nPT = \(.msg)\nCT = \(.ct)\nResult = \(.result)\n"'
# The padding of PKCS #5 is software's; what is invalid is so by its padding.
# shellcheck disable=SC2016 # the variables are jq's
cbc='.testGroups[].tests[] |
	(16 - (.msg | length) / 2 % 16) as $pad |
	(if $pad == 16 then "10" else "0" + "0123456789abcdef"[$pad:$pad + 1] end) as $byte |
	(if .result == "valid" then .msg + $byte * $pad else .ct end) as $plain |
	"Key = \(.key)\nIV = \(.iv)\nPT = \($plain)\nCT = \(.ct)\nResult = \(.result)\n"'

all_vectors() {
	local f mode bits

	for mode in ECB CBC; do
		for f in "$nist/ciphers/AES/$mode"/*.rsp; do
			rsp "${mode,,}" "$f"
		done
	done
	for f in "$nist"/ciphers/AES/CTR/*.txt; do
		rsp ctr "$f"
		rsp rfc3686 "$f"
	done
	for f in "$nist"/ciphers/AES/GCM/*.rsp; do rsp gcm "$f"; done
	for f in "$nist"/ciphers/AES/XTS/*/*.rsp; do rsp xts "$f"; done
	for f in "$nist"/CMAC/*aes*.txt; do rsp cmac "$f"; done
	rsp xcbc tests/rtl/rfc3566.rsp
	for bits in 1 224 256 384 512; do
		f=$nist/hashes/SHA2
		[ $bits != 1 ] || f=$nist/hashes/SHA1
		rsp sha$bits "$f/SHA${bits}ShortMsg.rsp"
		rsp sha$bits "$f/SHA${bits}LongMsg.rsp"
		rsp monte-sha$bits "$f/SHA${bits}Monte.rsp" "$monte"
	done
	rsp hmac-sha1 "$nist/HMAC/rfc-2202-sha1.txt"
	for bits in 224 256 384 512; do
		rsp hmac-sha$bits "$nist/HMAC/rfc-4231-sha$bits.txt"
	done
	json gcm aes_gcm_test "$aead"
	json rfc4106 aes_gcm_test "$aead"
	json gcm aes_gmac_test "$gmac"
	json cbc aes_cbc_pkcs5_test "$cbc"
	json xts aes_xts_test "$xts"
	json cmac aes_cmac_test "$mac"
	for bits in 1 224 256 384 512; do
		json hmac-sha$bits hmac_sha${bits}_test "$mac"
	done
}

[ "$model" != - ] || { all_vectors; exit; }
echo "# model $model, one in $every cases, one in $monte of a Monte Carlo test"
all_vectors | "${BUILD:-build}/tests/vectors_$model"
