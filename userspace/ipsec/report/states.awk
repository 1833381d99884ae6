# SPDX-License-Identifier: Apache-2.0
# After load.awk, histogram.awk and the report's plot/common.awk: what the CPU's time went into, a bar for each
# cell of the set.
END {
	choose_members()
	nstates = split("user system softirq irq stall idle", states, " ")
	split("#56b4e9 #0072b2 #d55e00 #e69f00 #cc79a7 #dddddd", colours, " ")
	for (m = 1; m <= nmembers; m++) {
		line = "\"" label(members[m]) "\""
		for (s = 1; s <= nstates; s++)
			line = line " " 100 * v(members[m], states[s] "_share")
		data(1, line)
		requests += v(members[m], "packets")
	}
	for (s = 1; s <= nstates; s++) {
		legend_entry(states[s], "with boxes fs solid lc rgb '" colours[s] "'")
		plot = plot sprintf("%s $d1 using %d%s lc rgb '%s'", s > 1 ? "," : "plot", s + 1, \
			s > 1 ? "" : ":xtic(1)", colours[s])
	}
	if (nmembers)
		histogram(nmembers, 70, 540, "rowstacked", \
			"set boxwidth 0.7\nset ylabel '% of virtual time'\nset yrange [0:100]")
	write(nmembers ? 1 : 0)
}
