# SPDX-License-Identifier: Apache-2.0
# After load.awk, histogram.awk and the report's plot/common.awk: a group of bars for each suite, and in it one for
# each value of the column -v by=COLUMN.
function look(k,   colours) {
	split("#7f7f7f #d55e00 #0072b2 #009e73 #e69f00 #56b4e9", colours, " ")
	return sprintf("lc rgb '%s'", colours[(k - 1) % 6 + 1])
}
function group(name) { return by == "provider" ? v(name, "suite") : label(name) }
END {
	choose_members()
	for (m = 1; m <= nmembers; m++) {
		name = members[m]
		if (!((what = v(name, by)) in bar)) {
			bar[what] = ++nbars
			bars[nbars] = what
		}
		if (!(group(name) in place)) {
			place[group(name)] = ++ngroups
			groups[ngroups] = group(name)
		}
		height[place[group(name)], bar[what]] = v(name, "throughput_mbit_s")
		requests += v(name, "packets")
	}
	for (g = 1; g <= ngroups; g++) {
		line = "\"" groups[g] "\""
		for (b = 1; b <= nbars; b++)
			line = line " " ((g, b) in height ? height[g, b] : "NaN")
		data(1, line)
	}
	for (b = 1; b <= nbars; b++) {
		legend_entry(by == "mtu" ? "MTU " bars[b] : bars[b], "with boxes fs solid " look(b))
		plot = plot sprintf("%s $d1 using %d%s %s", b > 1 ? "," : "plot", b + 1, \
			b > 1 ? "" : ":xtic(1)", look(b))
	}
	if (nmembers)
		histogram(ngroups, 90, 520, "clustered gap 1", "set ylabel 'Mbit/s'\nset yrange [0:*]")
	write(nmembers ? 1 : 0)
}
