# SPDX-License-Identifier: Apache-2.0
# After load.awk and the report's plot/common.awk: throughput over the size of a send, a curve for
# each suite, and the line's rate.
function look(k,   colours, dashes) {
	split("#000000 #e69f00 #56b4e9 #009e73 #cc79a7 #0072b2 #d55e00 #7f7f7f", colours, " ")
	split("1 (5,3) (2,3)", dashes, " ")
	return sprintf("with linespoints lc rgb '%s' dt %s lw 1.6 pt %d ps 0.6", \
		colours[(k - 1) % 8 + 1], dashes[int((k - 1) / 8) % 3 + 1], 4 + (k - 1) % 11)
}
END {
	choose_members()
	for (m = 1; m <= nmembers; m++) {
		name = members[m]
		if (!((what = label(name)) in curve)) {
			curve[what] = ++ncurves
			legend_entry(what, look(ncurves))
			plot = plot sprintf("%s $d%d using 1:2 %s", ncurves > 1 ? "," : "plot", ncurves, look(ncurves))
		}
		data(curve[what], v(name, "size_bytes") " " v(name, "throughput_mbit_s"))
		# The matrix has them in ascending order.
		if (!(v(name, "size_bytes") in known_size))
			sizes[++nsizes] = v(name, "size_bytes")
		known_size[v(name, "size_bytes")] = 1
		high = v(name, "throughput_mbit_s") + 0 > high ? v(name, "throughput_mbit_s") + 0 : high
		requests += v(name, "packets")
	}
	if (nmembers) {
		page(title, 1, 1, 760, 460)
		size_axis()
		script("set xlabel 'bytes per send' offset 0,0.4\nset ylabel 'Mbit/s'")
		script(sprintf("set yrange [0:%.6g]", high * 1.08))
		panel(0, "")
		script(plot)
		legend()
	}
	write(ncurves)
}
