# SPDX-License-Identifier: Apache-2.0
# After load.awk, groups.awk, histogram.awk and the report's plot/common.awk: of a stream's doorbells
# that tell of requests, how many told of how many; a bar for each rx-usecs and policy.
END {
	choose_members()
	make_groups()
	split("#dddddd #56b4e9 #0072b2 #009e73 #e69f00 #d55e00 #cc79a7", colours, " ")
	for (i = 1; i <= ngroups; i++) {
		g = groups[i]
		if (!is_bulk(g))
			continue
		all = 0
		for (from = 1; from <= 64; from *= 2)
			all += mean(g, "batches_from_" from)
		if (!all)
			continue
		line = "\"rx " given(g, "rx_usecs") ", " given(g, "policy") "\""
		for (from = 1; from <= 64; from *= 2)
			line = line " " 100 * mean(g, "batches_from_" from) / all
		data(1, line)
		nbars++
		requests += mean(g, "packets")
	}
	for (from = 1; from <= 64; from *= 2) {
		k++
		legend_entry(from < 4 ? from (from == 2 ? " or 3" : "") : from " to " 2 * from - 1, \
			"with boxes fs solid lc rgb '" colours[k] "'")
		plot = plot sprintf("%s $d1 using %d%s lc rgb '%s'", k > 1 ? "," : "plot", k + 1, \
			k > 1 ? "" : ":xtic(1)", colours[k])
	}
	if (nbars)
		histogram(nbars, 30, 440, "rowstacked", \
			"set boxwidth 0.7\nset ylabel '% of doorbells'\nset yrange [0:100]")
	write(nbars ? 1 : 0)
}
