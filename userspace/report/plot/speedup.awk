# SPDX-License-Identifier: Apache-2.0
# The engine's throughput over the software's, over the size: a panel for each
# algorithm. Where a curve crosses the line at 1 lies the crossover.
function curve(label, software, depth,   i, v, n) {
	blocks++
	for (i = 1; i <= nsizes; i++) {
		v = speedup(label, "engine", software, sizes[i], depth)
		if (v == "" || v <= 0)
			continue
		data(blocks, sizes[i] " " sprintf("%.4f", v))
		low = low == "" || v < low ? v : low
		high = v > high ? v : high
		count(label, "engine", sizes[i], depth)
		count(label, software, sizes[i], depth)
		n++
	}
	if (n)
		curves = curves sprintf(", $d%d using 1:2 with linespoints %s", blocks, \
			style(software, depth != deepest))
}
END {
	deepest = depths[ndepths]
	one = "with lines lc rgb '#000000' lw 1.2"
	for (k = 1; k <= nlabels; k++) {
		curves = ""
		curve(labels[k], "generic", deepest)
		curve(labels[k], "simd", deepest)
		if (depths[1] != deepest) {
			curve(labels[k], "generic", depths[1])
			curve(labels[k], "simd", depths[1])
		}
		plot[k] = "plot 1 " one curves
	}
	for (d = ndepths; d >= 1; d -= ndepths > 1 ? ndepths - 1 : 1) {
		how = "with linespoints "
		legend_entry("over simd, depth " depths[d], how style("simd", d != ndepths))
		legend_entry("over generic, depth " depths[d], how style("generic", d != ndepths))
	}
	legend_entry("as fast as software", one)
	page("Engine's throughput as a multiple of the software's", nlabels, 4, 330, 250)
	size_axis()
	log_axis("y", 10, low, high)
	script("set format y '%g'")
	for (k = 1; k <= nlabels; k++) {
		panel(k - 1, labels[k])
		script("set ylabel " quote((k - 1) % page_columns ? "" : "engine / software"))
		script(plot[k])
	}
	legend()
	write(blocks)
}
