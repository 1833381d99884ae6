#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# kyanite-profile: samples go to the functions that their addresses lie in, windows cut them, what
# is no profile is refused.
set -u
# shellcheck source=/dev/null
. tests/guest/tap.sh
B=${B:-build}
dir=$B/profile-test
rm -rf "$dir" && mkdir -p "$dir"

# words HEX...: 64-bit words, the lowest byte first.
words() {
	local w i
	for w; do
		w=$(printf %016x "$w")
		for i in 14 12 10 8 6 4 2 0; do printf '%b' "\\x${w:i:2}"; done
	done
}

magic=0x31464f525059414b
kernel=0xffffffff81000000 module=0xffffffffc0000000
cat >"$dir/kallsyms" <<'K'
ffffffffc0000000 t hot	[kyanite]
ffffffff81000000 T first
ffffffff81000100 t second
ffffffff81000180 d data
0000000000000000 A absolute
K
# Instructions 100 to 600, a sample each hundred.
{
	words $magic 100
	words 100 $kernel 200 $((kernel + 0xff)) 300 $((kernel + 0x1ff)) 400 0x401000 500 $module 600 $((module + 4))
} >"$dir/profile"

profile() { "$B/tests/kyanite-profile" "$@" 2>&1; }
all=$'200\tfirst\t-\n200\thot\tkyanite\n100\tsecond\t-\n100\tuser\t-'
ok "a sample counts for the function that begins before it" is "$(profile "$dir/profile" "$dir/kallsyms")" "$all"
ok "a window has its beginning and not its end" \
	is "$(profile "$dir/profile" "$dir/kallsyms" 200 500)" $'100\tfirst\t-\n100\tsecond\t-\n100\tuser\t-'
ok "an empty one has nothing" is "$(profile "$dir/profile" "$dir/kallsyms" 601 700)" ""
# Cut within a sample, as of a guest that was ended.
head -c -3 "$dir/profile" >"$dir/cut"
ok "a part of a sample is left out" is "$(profile "$dir/cut" "$dir/kallsyms" 500 700)" $'100\thot\tkyanite'

# refused NAME STATUS MESSAGE ARGS...
refused() {
	local name=$1 status=$2 message=$3 said
	shift 3
	said=$(profile "$@")
	ok "refused: $name" is "$? $said" "$status $message"
}
words 1 2 >"$dir/bad"
sed 's/^[0-9a-f]*/0000000000000000/' "$dir/kallsyms" >"$dir/hidden"
refused "another file" 1 "kyanite-profile: $dir/bad: this is no profile" "$dir/bad" "$dir/kallsyms"
refused "no file" 1 "kyanite-profile: $dir/none: No such file or directory" "$dir/none" "$dir/kallsyms"
refused "no symbols" 1 "kyanite-profile: $dir/none: No such file or directory" "$dir/profile" "$dir/none"
refused "symbols that are none" 1 "kyanite-profile: $dir/profile: this is no /proc/kallsyms" "$dir/profile" "$dir/profile"
refused "hidden addresses" 1 "kyanite-profile: $dir/hidden: no address of a function, was it read by root?" "$dir/profile" "$dir/hidden"
refused "a word for a number" 2 "kyanite-profile: x: this is no number of instructions" "$dir/profile" "$dir/kallsyms" 1 x
refused "too few arguments" 2 "usage: kyanite-profile FILE KALLSYMS [BEGIN END]" "$dir/profile"
tap_end
