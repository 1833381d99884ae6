# SPDX-License-Identifier: Apache-2.0
# The table of the report from excluded.tsv and the points of verilator_coverage, their keys split
# by tabs. Writes what was not reached to the file "missed".
function complain(text) {
	print "coverage: " text >"/dev/stderr"
	wrong = 1
}

# The part of a row of the table: points reached, points, per cent.
function ratio(reached, all) {
	return reached + 0 "\t" all + 0 "\t" (all ? sprintf("%.1f", 100 * reached / all) : "")
}

# The text of a line of a source.
function source(file, line) {
	if (!(file in read)) {
		for (read[file] = 0; (getline text[file, read[file] + 1] <file) > 0; read[file]++)
			;
		close(file)
	}
	return text[file, line]
}

# Whether rule i is about the point: a bit by its name, a block by the text of its line and its branch.
function excludes(i, kind, file, line, what) {
	if (rule_kind[i] != kind || rule_file[i] != file)
		return 0
	if (kind == "toggle")
		return what ~ ("^(" rule_what[i] ")$")
	return index(source("hw/rtl/" file, line) " " what, rule_what[i])
}

BEGIN { FS = "\t"; goal["line"] = 95; goal["toggle"] = 90; goal["functional"] = 100 }

FILENAME != "-" {
	if (/^#/ || $1 == "kind")
		next
	rules++
	rule_kind[rules] = $1
	rule_file[rules] = $2
	rule_what[rules] = $3
	if (NF != 4 || $4 == "")
		complain("excluded.tsv: line " FNR ": it has to be kind, file, what, reason")
	next
}

/^C / {
	split("", key)
	for (i = 2; i <= NF; i++)
		key[substr($i, 1, index($i, "=") - 1)] = substr($i, index($i, "=") + 1)
	if (key["page"] ~ /^v_user/) {
		kind = "functional"
		key["o"] = key["h"]
		sub(/.*[.]covers[.]?/, "", key["o"])
	} else if (key["f"] ~ /hw\/rtl\//)
		kind = key["page"] ~ /toggle/ ? "toggle" : "line"
	else
		next
	sub(/.*\//, "", key["f"])
	count = $NF
	sub(/.*' /, "", count)
	point = kind "\t" key["f"] "\t" key["l"] "\t" key["o"]
	hits[point] += count
}

END {
	for (point in hits) {
		split(point, p, "\t")
		reached = hits[point] >= (p[1] == "toggle" ? 2 : 1)
		excluded = 0
		for (i = 1; i <= rules; i++)
			if (excludes(i, p[1], p[2], p[3], p[4])) {
				excluded = 1
				used[i] = 1
				if (reached)
					complain("excluded.tsv: " rule_what[i] " of " p[2] " was reached: " p[3] " " p[4])
			}
		if (excluded)
			continue
		if (p[1] != "functional")
			files[p[2]]
		all[p[1], p[2]]++
		sum_all[p[1]]++
		if (reached) {
			hit[p[1], p[2]]++
			sum_hit[p[1]]++
		} else
			print p[2] ":" p[3] "\t" p[1] "\t" p[4] "\t" source((p[1] == "functional" ? "tests/rtl/coverage/" : "hw/rtl/") p[2], p[3]) | ("sort -V >" missed)
	}
	for (i = 1; i <= rules; i++)
		if (!used[i])
			complain("excluded.tsv: " rule_what[i] " of " rule_file[i] " matches nothing")

	print "file\tline_hit\tline_points\tline_pc\ttoggle_hit\ttoggle_points\ttoggle_pc"
	fflush()
	for (f in files)
		print f "\t" ratio(hit["line", f], all["line", f]) "\t" ratio(hit["toggle", f], all["toggle", f]) | "sort"
	close("sort")
	print "total\t" ratio(sum_hit["line"], sum_all["line"]) "\t" ratio(sum_hit["toggle"], sum_all["toggle"])
	print "functional\t" ratio(sum_hit["functional"], sum_all["functional"]) "\t\t\t"
	for (kind in goal)
		if (100 * sum_hit[kind] < goal[kind] * sum_all[kind])
			complain(kind " coverage is below " goal[kind] " %")
	exit wrong
}
