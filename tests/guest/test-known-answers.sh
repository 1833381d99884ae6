#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The vectors of NIST, Wycheproof and RFC 3566 through the driver on the SystemC model: a sample, or
# one in EVERY cases and one in MONTE of a Monte Carlo test.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
mkdir -p "$B/guest"
list=$B/guest/vectors.txt
tests/rtl/vectors.sh - "${EVERY:-100}" "${MONTE:-100}" >"$list" || exit 1
boot known-answers --model tlm --timeout "${LIMIT:-300}" --env "SEED=$SEED" --env "LEAST=${LEAST:-1000}" "$here/in/known-answers" "$here/compare.sh" \
	"$B/guest/vectors" "$list"
boot_end
