#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The report: figures from known raw rows.
set -u
# shellcheck source=/dev/null
. tests/guest/tap.sh
dir=${B:-build}/report-test
rm -rf "$dir" && mkdir -p "$dir"

{
	printf 'provider\talgorithm\tdriver\tdirection\tkey_bits\tsize_bytes\tdepth\trequests\tbytes\tverdict\tengine_requests\tengine_cycles\tdoorbells\tinterrupts\n'
	printf 'engine\tcbc(aes)\tcbc-aes-kyanite\tencrypt\t128\t64\t1\t4\t256\tpass\t4\t512\t4\t4\n'
	printf 'engine\tcbc(aes)\tcbc-aes-kyanite\tencrypt\t128\t1024\t1\t4\t4096\tpass\t4\t1024\t1\t2\n'
	printf 'engine\tcbc(aes)\tcbc-aes-kyanite\tencrypt\t128\t64\t32\t64\t4096\tpass\t10\t100\t4\t4\n'
	printf 'simd\tcbc(aes)\tcbc-aes-aesni\tencrypt\t128\t64\t1\t4\t256\tfail\t0\t0\t0\t0\n'
} >"$dir/raw.tsv"
row() { jq -r ".rows[$1].$2" "$dir/r.json"; }

userspace/report/report r "$dir/raw.tsv" "$dir" model=rtl 'note=say "hi"' >"$dir/table" 2>"$dir/err"
ok "report runs" [ $? = 0 ]
ok "no complaint" [ ! -s "$dir/err" ]
ok "cycles per byte" [ "$(row 0 engine_cycles_per_byte)" = 2.000 ]
ok "bytes per cycle" [ "$(row 1 engine_bytes_per_cycle)" = 4.000 ]
ok "cycles per request" [ "$(row 1 engine_cycles_per_request)" = 256.000 ]
ok "doorbells per request" [ "$(row 1 doorbells_per_request)" = 0.250 ]
ok "a row that software took over has no cycles" [ "$(row 2 engine_cycles_per_byte)" = 'not available' ]
ok "software has no engine figures" [ "$(row 3 engine_cycles_per_byte)" = null ]
ok "no throughput is claimed" [ "$(row 3 throughput_mbit_s)" = 'not available' ]
ok "a parameter with quotes" [ "$(jq -r .parameters.note "$dir/r.json")" = 'say "hi"' ]
ok "a failed row shows in the table" grep -q 'ok *FAIL' "$dir/table"
ok "the table counts what passed" grep -q 'engine 3 of 3, simd 0 of 1' "$dir/table"
ok "the picture has the curve" grep -q 'cbc(aes) encrypt' "$dir/r.svg"
ok "the page has the rows" grep -q '<td>cbc-aes-aesni' "$dir/index.html"

userspace/report/report r "$dir/raw.tsv" "$dir" model=golden >"$dir/table"
ok "a model without a clock has no cycles" [ "$(row 0 engine_cycles_per_byte)" = 'not available' ]
tap_end
