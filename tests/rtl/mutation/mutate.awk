# SPDX-License-Identifier: Apache-2.0
# Puts bugs of mutants.tsv into a source: all of them, each in effect when the variable MUTANT of the
# running model's environment has its name's number, or only the one that "only" names.
#   awk -f mutate.awk [-v only=NAME] mutants.tsv kya_UNIT.sv
function fail(text) {
	print "mutation: " text >"/dev/stderr"
	failed = 1
	exit 1
}

# White space is one space in "flat"; at[i] is where its character i is in the text.
function flatten(	i, c, was) {
	flat = ""
	for (i = 1; i <= length(source); i++) {
		c = substr(source, i, 1)
		if (c == "\n" || c == "\t")
			c = " "
		if (c == " " && was == " ")
			continue
		flat = flat c
		at[length(flat)] = i
		was = c
	}
}

# Where the old text of bug n begins and ends.
function find(n,	part, change, where, first) {
	if (split(bug[n], part, "`") != 3 || (where = index(part[2], "=>")) == 0)
		fail(name[n] ": the bug has to be text `right=>wrong` text")
	right = substr(part[2], 1, where - 1)
	wrong[n] = substr(part[2], where + 2)
	if (!(first = index(flat, part[1] right part[3])))
		fail(name[n] ": its text is not in " unit)
	if (index(substr(flat, first + 1), part[1] right part[3]))
		fail(name[n] ": its text is more than once in " unit)
	first += length(part[1])
	begin[n] = at[first]
	end[n] = at[first + length(right) - 1]
}

BEGIN { FS = "\t" }

FNR == NR {
	if (/^#/ || $1 == "name")
		next
	count++
	file = $2 ".sv"
	if (substr(ARGV[2], length(ARGV[2]) - length(file)) != "/" file || (only != "" && $1 != only))
		next
	unit = $2
	number[++bugs] = count
	name[bugs] = $1
	bug[bugs] = $3
	next
}

{ source = source $0 "\n" }

END {
	if (failed)
		exit 1
	flatten()
	for (n = 1; n <= bugs; n++)
		find(n)
	if (bugs && only == "") {
		print "`ifndef KYA_MUTANT"
		print "`define KYA_MUTANT"
		print "/* verilator lint_off DECLFILENAME */"
		print "package kya_mutant;"
		print "  int number = $c32(\"getenv(\\\"MUTANT\\\") ? atoi(getenv(\\\"MUTANT\\\")) : 0\");"
		print "endpackage"
		print "/* verilator lint_on DECLFILENAME */"
		print "`endif"
	}
	for (at_char = 1; at_char <= length(source); at_char = to + 1) {
		next_bug = 0
		for (n = 1; n <= bugs; n++)
			if (begin[n] >= at_char && (!next_bug || begin[n] < begin[next_bug]))
				next_bug = n
		to = next_bug ? begin[next_bug] - 1 : length(source)
		printf "%s", substr(source, at_char, to - at_char + 1)
		if (!next_bug)
			break
		right = substr(source, begin[next_bug], end[next_bug] - begin[next_bug] + 1)
		to = end[next_bug]
		if (only != "")
			printf "(%s)", wrong[next_bug]
		else
			printf "(kya_mutant::number == %d ? (%s) : (%s))", number[next_bug], wrong[next_bug], right
	}
	if (only == "")
		for (n = 1; n <= bugs; n++)
			for (m = 1; m <= bugs; m++)
				if (m != n && begin[m] >= begin[n] && begin[m] <= end[n])
					fail(name[m] " lies in " name[n])
}
