#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The test runner counts right.
# shellcheck disable=SC2317 # check calls the functions
set -u
dir=build/test-run
rm -rf $dir && mkdir -p $dir
n=0 bad=0
check() { # NAME COMMAND...
	n=$((n + 1))
	if "${@:2}"; then echo "ok $n - $1"; else echo "not ok $n - $1"; bad=1; fi
}
script() { printf '#!/bin/sh\n%s\n' "$2" >$dir/"$1"; chmod +x $dir/"$1"; }
last() { KYANITE_TEST_LOGS=$dir/logs tests/run -t 2 "$@" 2>&1 | tail -n 1; }
is() { [ "$(last "${@:2}")" = "$1" ]; }
fails() { ! KYANITE_TEST_LOGS=$dir/logs tests/run "$@" >/dev/null 2>&1; }

script good 'echo "ok 1 - a"; echo "ok 2 - b"; echo 1..2'
script fail 'echo "ok 1 - a"; echo "not ok 2 - b"; echo 1..2; exit 1'
script skip 'echo "ok 1 - a"; echo "ok 2 - b # SKIP why"; echo 1..2'
script crash 'echo "ok 1 - a"; exit 3'
script short 'echo 1..3; echo "ok 1 - a"'
script empty 'true'
script hang 'echo "ok 1 - a"; sleep 60'
check "passes are counted" is "2 passed, 0 failed" $dir/good
check "failures are counted" is "3 passed, 1 failed" $dir/good $dir/fail
check "skips are counted" is "1 passed, 0 failed, 1 skipped" $dir/skip
check "an exit status without a failed test is a failure" is "1 passed, 1 failed" $dir/crash
check "a short plan is a failure" is "1 passed, 1 failed" $dir/short
check "no test is a failure" is "0 passed, 1 failed" $dir/empty
check "a program that does not exist is a failure" is "0 passed, 1 failed" $dir/none
check "a hang is a failure" is "1 passed, 1 failed" $dir/hang
check "a failure is the exit status" fails $dir/fail
check "nothing to run is the exit status" fails
echo "1..$n"
exit $bad
