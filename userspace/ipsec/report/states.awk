# SPDX-License-Identifier: Apache-2.0
# After load.awk and the report's plot/common.awk: what the CPU's time went into, a bar for each
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
	if (nmembers) {
		page(title, 1, 1, 200 + 70 * nmembers < 760 ? 760 : 200 + 70 * nmembers, 540)
		script("set style data histograms\nset style histogram rowstacked")
		script("set style fill solid\nset boxwidth 0.7")
		script("set ylabel '% of virtual time'\nset yrange [0:100]\nset xtics rotate by -20")
		panel(0, "")
		# The names of the bars are slanted.
		script(sprintf("set bmargin at screen %.4f", (legend_height + 110) / page_height))
		script(plot)
		script("set style data lines")
		legend()
	}
	write(nmembers ? 1 : 0)
}
