#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The register source: generated files are fresh, bad sources are refused.
set -u
dir=build/regs/test
gen=build/regs/regsgen
rm -rf "$dir" && mkdir -p "$dir/out"
n=0
check() { # NAME COMMAND...
	local name=$1; shift
	n=$((n + 1))
	if "$@" >"$dir/log" 2>&1; then echo "ok $n - $name"; else
		echo "not ok $n - $name"; sed 's/^/# /' "$dir/log"; bad=1; fi
}
bad=0
src=hw/regs/kyanite.rdl

$gen $src "$dir/out" "$dir/out" || exit 1
for f in kyanite_regs.h kyanite_regs_pkg.sv csr_vectors.h; do
	check "$f is what the source says (else run make regs)" cmp "$dir/out/$f" "hw/regs/generated/$f"
done
check "hardware-tables.md is what the source says" cmp "$dir/out/hardware-tables.md" docs/hardware-tables.md

abi() { sed "$1" $src >"$dir/abi.rdl"; $gen "$dir/abi.rdl" "$dir/out" "$dir/out" && sed -n 's/.*KYA_ABI_HASH\t*//p' "$dir/out/kyanite_regs.h"; }
same=$(abi '') text=$(abi 's/Engine clock/The clock/') place=$(abi 's/clock @ 0x30/clock @ 0x50/')
check "the ABI hash keeps when only text changes" [ "$same" = "$text" ]
check "the ABI hash changes with an offset" [ "$same" != "$place" ]

refused() { # NAME SED-SCRIPT MESSAGE
	sed "$2" $src >"$dir/bad.rdl"
	mkdir -p "$dir/none"
	if $gen "$dir/bad.rdl" "$dir/none" "$dir/none" 2>"$dir/err"; then return 1; fi
	cat "$dir/err"
	grep -q "bad.rdl:[0-9]*: .*$3" "$dir/err" && [ -z "$(ls "$dir/none")" ]
}
check "refuses overlapping fields" refused x 's/major\[31:16\]/major[31:15]/' overlap
check "refuses a field that does not fit" refused x 's/major\[31:16\]/major[32:16]/' 'does not fit'
check "refuses overlapping registers" refused x 's/busy @ 0x38/busy @ 0x30/' overlap
check "refuses an unaligned register" refused x 's/scratch @ 0x28/scratch @ 0x24/' 'not aligned'
check "refuses a second name" refused x 's/} version @/} id @/' second
check "refuses an unknown property" refused x 's/singlepulse/swacc/' unknown
check "refuses a wide reset" refused x 's/minor\[15:0\] = 0/minor[15:0] = 0x10000/' 'does not fit'
check "refuses an unknown enum" refused x 's/encode = status/encode = nothing/' 'unknown enum'
check "refuses a field without desc" refused x 's/desc = "Fixes.";//' 'no desc'
check "refuses a truncated source" refused x '$d' "expected\|unexpected"

echo '#include "kyanite_regs.h"
#include "csr_vectors.h"
int main(void) { return !(FIELD_GET(KYA_Q_DOORBELL_SQ_TAIL, FIELD_PREP(KYA_Q_DOORBELL_SQ_TAIL, 7ULL)) == 7 &&
	sizeof(csr_global) && sizeof(csr_queue)); }' >"$dir/use.c"
check "the header builds in user space, its asserts hold" \
	gcc -std=gnu11 -Wall -Wextra -Werror -Ihw/regs/generated -o "$dir/use" "$dir/use.c"
check "its masks work" "$dir/use"
echo "module top import kyanite_regs_pkg::*; (output logic [31:0] abi); assign abi = ABI_HASH; endmodule" >"$dir/top.sv"
check "the package passes verilator -Wall" \
	verilator --lint-only -Wall -Wno-DECLFILENAME hw/regs/generated/kyanite_regs_pkg.sv "$dir/top.sv"
check "the package passes yosys" yosys -q -p "read_verilog -sv hw/regs/generated/kyanite_regs_pkg.sv"
echo "1..$n"
exit $bad
