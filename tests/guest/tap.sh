# SPDX-License-Identifier: Apache-2.0
# TAP for shell tests, sourced on the host and in the guest. A test ends
# with "tap_end".
# shellcheck shell=sh
tap_n=0 tap_failed=0

# ok NAME CMD...: one test that passes if the command succeeds.
ok() {
	tap_name=$1
	shift
	tap_n=$((tap_n + 1))
	if "$@"; then
		echo "ok $tap_n - $tap_name"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_n - $tap_name"
	fi
}

# skip NAME WHY
skip() {
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1 # SKIP $2"
}

diag() { sed 's/^/# /'; }

# is GOT WANTED: for ok, tells what it is instead.
is() {
	[ "$1" = "$2" ] && return
	printf '%s\n' "is '$1', not '$2'" | diag
	return 1
}

tap_end() {
	echo "1..$tap_n"
	[ "$tap_failed" = 0 ]
	exit
}
