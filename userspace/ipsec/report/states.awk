# SPDX-License-Identifier: Apache-2.0
# After load.awk, histogram.awk and the report's plot/common.awk: a bar for each cell of the set, of what the CPU's
# time went into, or with -v by=layers, of a packet's instructions.
END {
	choose_members()
	nstates = split("user system softirq irq stall idle", states, " ")
	before = ""
	after = "_share"
	scale = 100
	axis = "set ylabel '% of virtual time'\nset yrange [0:100]"
	if (by == "layers") {
		nstates = split("user stack copy memory nic interrupts scheduler xfrm crypto driver", states, " ")
		before = "layer_"
		after = ""
		scale = 1
		axis = "set ylabel 'instructions a packet'\nset yrange [0:*]"
	}
	split("#56b4e9 #0072b2 #d55e00 #e69f00 #cc79a7 #dddddd #999999 #009e73 #f0e442 #000000", colours, " ")
	for (m = 1; m <= nmembers; m++) {
		line = "\"" label(members[m]) "\""
		for (s = 1; s <= nstates; s++)
			line = line " " scale * v(members[m], before states[s] after)
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
			"set boxwidth 0.7\n" axis)
	write(nmembers ? 1 : 0)
}
