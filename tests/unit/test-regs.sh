#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The register source: the committed outputs are fresh and usable, what is
# outside of the subset is refused with its line, and the ABI hash follows the
# interface and not the text.
set -u

gen=build/regs/regsgen
src=hw/regs/kyanite.rdl
dir=build/regs/test
n=0 failed=0

rm -rf "$dir"
mkdir -p "$dir/out" "$dir/none"

check() { # NAME COMMAND...
	local name=$1
	shift
	n=$((n + 1))
	if "$@" >"$dir/log" 2>&1; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		sed 's/^/# /' "$dir/log"
		failed=1
	fi
}

# A source that has each construct once; the line numbers below are of it.
cat >"$dir/good.rdl" <<'END'
// comment
property kya_memory { component = addrmap; type = boolean; };
enum colour {
	RED = 0 { desc = "Red."; };
	BLUE = 3 { desc = "Blue."; };
};
addrmap chip {
	name = "Chip";
	desc = "Registers.";
	/* two
	 * lines */
	reg { regwidth = 32; desc = "First.";
		field { sw = r; hw = na; desc = "Low."; } low[7:0] = 0x12;
		field { sw = rw; hw = r; encode = colour; desc = "High."; } high[31:30] = 3;
	} one @ 0x0;
	reg { regwidth = 64; desc = "Second.";
		field { sw = w; hw = r; singlepulse; desc = "Go."; } go[0:0] = 0;
	} two @ 0x8;
	regfile {
		name = "Port";
		desc = "Ports.";
		reg { regwidth = 32; desc = "Third.";
			field { sw = r; hw = w; desc = "All."; } all[31:0] = 0;
		} three @ 0x0;
	} p[2] @ 0x100 += 0x10;
};
addrmap entry {
	name = "Entry";
	desc = "In memory.";
	kya_memory = true;
	reg { regwidth = 32;
		field { desc = "Part."; } part[3:0];
	} word @ 0x0;
	reg { regwidth = 8; field { desc = "Bytes."; } byte[7:0]; } bytes[8] @ 0x8;
};
END

generate() { # SOURCE
	rm -f "$dir"/out/* && $gen "$1" "$dir/out" "$dir/out"
}

# The source changed by SED ends in "path:LINE: error: MESSAGE", and no output.
# shellcheck disable=SC2317 # check runs it
refused() { # SED LINE MESSAGE
	sed "$1" "$dir/good.rdl" >"$dir/bad.rdl"
	if cmp -s "$dir/good.rdl" "$dir/bad.rdl"; then
		echo "the source is unchanged"
		return 1
	fi
	$gen "$dir/bad.rdl" "$dir/none" "$dir/none" 2>"$dir/err"
	local rc=$?
	cat "$dir/err"
	ls "$dir/none"
	[ "$rc" = 1 ] && [ -z "$(ls "$dir/none")" ] &&
		grep -qE "^$dir/bad.rdl:$2: error: .*$3" "$dir/err"
}

test_fresh() {
	generate $src
	local f
	for f in kyanite_regs.h kyanite_regs_pkg.sv csr_vectors.h; do
		check "$f is fresh (else: make regs)" cmp "$dir/out/$f" "hw/regs/generated/$f"
	done
	check "hardware-tables.md is fresh (else: make regs)" \
		cmp "$dir/out/hardware-tables.md" docs/hardware-tables.md
}

test_refused() {
	local field='field { sw = r; hw = na; desc = "F."; } f[0:0] = 0;'
	local second="addrmap more { name = \"M\"; desc = \"M.\"; reg { regwidth = 32; desc = \"R.\"; $field } r @ 0x0; };"

	check "the good source is accepted" generate "$dir/good.rdl"
	check "refuses an unknown property" refused '13s/sw = r/onread = rclr/' 13 "unknown property 'onread'"
	check "refuses a property of another component" refused '13s/sw = r/regwidth = 8/' 13 "does not belong"
	check "refuses a property set twice" refused '13s/sw = r;/sw = r; sw = r;/' 13 "set twice"
	check "refuses another type of value" refused '12s/32/"32"/' 12 "no value for property 'regwidth'"
	check "refuses an unknown access" refused '13s/sw = r/sw = rclr/' 13 "no access"
	check "refuses a field without sw" refused '13s/sw = r;//' 13 "without property 'sw'"
	check "refuses a field without desc" refused '13s/desc = "Low.";//' 13 "without property 'desc'"
	check "refuses an empty desc" refused '13s/"Low."/""/' 13 "empty"
	check "refuses an addrmap without name" refused '8d' 7 "without property 'name'"
	check "refuses a register of 24 bits" refused '12s/32/24/' 12 "24 bits"
	check "refuses overlapping fields" refused '14s/31:30/31:7/' 14 "overlaps 'low'"
	check "refuses a field beyond its register" refused '14s/31:30/32:30/' 14 "beyond the 32 bits"
	check "refuses swapped bits" refused '14s/31:30/30:31/' 14 "msb:lsb"
	check "refuses bit 64" refused '17s/0:0/64:0/' 17 "greater than 63"
	check "refuses a wide reset" refused '13s/0x12/0x112/' 13 "wider than its 8 bits"
	check "refuses a field without reset" refused '13s/ = 0x12//' 13 "without reset"
	check "refuses a reset in memory" refused '32s/:0\]/:0] = 1/' 32 "in memory"
	check "refuses a wide singlepulse" refused '17s/0:0/1:0/' 17 "singlepulse"
	check "refuses an unknown enum" refused '14s/colour/color/' 14 "no enum 'color'"
	check "refuses an enum that its field cannot hold" refused '14s/31:30/30:30/;14s/= 3/= 0/' 14 "BLUE"
	check "refuses two names for one value" refused '5s/3/0/' 5 "value of 'RED'"
	check "refuses a second enum value" refused '5s/BLUE/RED/' 5 "duplicate name 'RED'"
	check "refuses a second field" refused '14s/high/low/' 14 "duplicate name 'low'"
	check "refuses a second register" refused '18s/two/one/' 18 "duplicate name 'one', first in line 15"
	check "refuses a second addrmap" refused '27s/entry/chip/' 27 "duplicate name 'chip'"
	check "refuses a regfile with a register's name" refused '25s/p\[/one[/' 25 "duplicate name 'one'"
	check "refuses generated names that meet" refused '15s/one/two_go/;18s/two/two/;15s/@/@/' 17 "'KYA_REG_TWO_GO'"
	check "refuses a name in the other case" refused '15s/one/One/' 15 "lower case"
	check "refuses an unaligned register" refused '18s/0x8/0xc/' 18 "not aligned"
	check "refuses overlapping registers" refused '18s/0x8/0x0/' 18 "overlaps"
	check "refuses a regfile over a register" refused '25s/0x100/0x8/' 25 "overlaps"
	check "refuses a stride below the size" refused '24s/0x0/0x10/' 25 "overlaps itself"
	check "refuses an array of registers" refused '15s/one/one[2]/' 15 "only bytes in memory"
	check "refuses an array of 0" refused '25s/\[2\]/[0]/' 25 "array of 0"
	check "refuses an offset out of BAR0" refused '25s/0x100/0x10000/' 25 "greater than"
	check "refuses a regfile that leaves BAR0" refused '25s/0x100/0xfff8/' 7 "larger than"
	check "refuses a format with padding at its end" refused '34s/\[8\]/[7]/' 27 "not a multiple"
	check "refuses two maps of registers" refused "\$a $second" 36 "second addrmap of registers"
	check "refuses a source without registers" refused "7,26d" 16 "no addrmap of registers"
	check "refuses a register without field" refused '17d' 17 "without field"
	check "refuses other properties" refused '2s/kya_memory/other/' 2 "'kya_memory' expected"
	check "refuses other constructs" refused '27s/addrmap/signal/' 27 "expected, not 'signal'"
	check "refuses a bad number" refused "13s/0x12/8'h12/" 13 "a number is"
	check "refuses a number beyond 64 bits" refused '13s/0x12/0x10000000000000000/' 13 "up to 64 bits"
	check "refuses a string over two lines" refused '8s/";//' 8 "ends on its line"
	check "refuses an open comment" refused '11s,\*/,,' 10 "comment without end"
	check "refuses a source that is cut off" refused '35d' 35 "not 'end of file'"
	check "writes nothing if an output cannot be written" test_unwritable
}

# shellcheck disable=SC2317 # check runs it
test_unwritable() {
	! $gen "$dir/good.rdl" "$dir/none" "$dir/missing" && [ -z "$(ls "$dir/none")" ]
}

# The ABI hash of the good source changed by SED
abi() {
	sed "$1" "$dir/good.rdl" >"$dir/abi.rdl"
	generate "$dir/abi.rdl" && awk '$2 == "KYA_ABI_HASH" { print $3 }' "$dir/out/kyanite_regs.h"
}

test_hash() {
	local same change hash
	same=$(abi '')
	check "the ABI hash is FNV-1a of the canonical text" [ "$same" = "$(canonical | fnv)" ]
	for change in '13s/Low/Lower/' '1d' '13s/0x12/0x13/' '13s/sw = r;/sw = rw;/'; do
		hash=$(abi "$change")
		check "the ABI hash keeps over $change" [ "$hash" = "$same" ]
	done
	for change in '18s/0x8/0x10/' '13s/7:0/6:0/' '5s/3/2/' '5s/BLUE/GREEN/' '13s/low/lo/' \
		'15s/one/uno/' '25s/\[2\]/[3]/' '25s/+= 0x10/+= 0x20/' '34s/\[8\]/[4]/'; do
		hash=$(abi "$change")
		check "the ABI hash changes by $change" [ "$hash" ] && check "... to another" [ "$hash" != "$same" ]
	done
}

canonical() {
	cat <<'END'
enum colour
value RED 0
value BLUE 3
map chip 0
reg one 0 32 0
field low 7 0 -
field high 31 30 colour
reg two 8 64 0
field go 0 0 -
regfile p 256 2 16
reg three 0 32 0
field all 31 0 -
map entry 1
reg word 0 32 0
field part 3 0 -
reg bytes 8 8 8
field byte 7 0 -
END
}

fnv() {
	local h=$((0x811c9dc5)) byte
	for byte in $(od -An -v -tu1); do
		h=$((((h ^ byte) * 0x01000193) & 0xffffffff))
	done
	printf '0x%08x\n' $h
}

test_outputs() {
	printf '%s\n' '#include "kyanite_regs.h"' '#include "csr_vectors.h"' \
		'int main(void) { return 0; }' >"$dir/use.c"
	printf '%s\n' '#include "kyanite_regs.h"' \
		'static_assert(KYA_Q(3) == 0x1300, "stride");' \
		'static_assert(KYA_CQE_CTL_PHASE == 0x80000000, "bit");' \
		'static_assert(KYA_Q_DOORBELL_HOLDOFF == 0x0000ffff00000000, "mask");' \
		'static_assert(KYA_Q_SQ_BASE_ADDR == 0xffffffffffffffff, "all");' \
		'static_assert(FIELD_PREP(KYA_Q_DOORBELL_HOLDOFF, 0x12345) == 0x234500000000, "prep");' \
		'static_assert(FIELD_GET(KYA_Q_DOORBELL_HOLDOFF, 0x77abcd00000000) == 0xabcd, "get");' >"$dir/masks.c"
	check "masks and field accessors have the values of the description" \
		gcc -std=gnu11 -Wall -Wextra -Werror -Ihw/regs/generated -fsyntax-only "$dir/masks.c"
	check "the header builds as C11" \
		gcc -std=c11 -Wall -Wextra -Werror -Ihw/regs/generated -fsyntax-only "$dir/use.c"
	check "the header builds as C++17" \
		g++ -std=gnu++17 -Wall -Wextra -Werror -Ihw/regs/generated -fsyntax-only -x c++ "$dir/use.c"
	generate "$dir/good.rdl"
	check "so does that of another source" \
		gcc -std=c11 -Wall -Wextra -Werror "-I$dir/out" -fsyntax-only "$dir/use.c"
	cat >"$dir/top.sv" <<'END'
module top (output logic [31:0] abi);
  assign abi = kyanite_regs_pkg::ABI_HASH ^ 32'(kyanite_regs_pkg::SQE_LEN_LEN_LSB);
endmodule
END
	check "the package passes verilator -Wall" verilator --lint-only -Wall -Wno-DECLFILENAME \
		hw/regs/generated/kyanite_regs_pkg.sv "$dir/top.sv"
	check "the package passes yosys" yosys -q -p "read_verilog -sv \
		hw/regs/generated/kyanite_regs_pkg.sv $dir/top.sv; hierarchy -top top; proc; check -assert"
}

test_fresh
test_refused
test_hash
test_outputs
echo "1..$n"
exit $failed
