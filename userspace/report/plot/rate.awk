# SPDX-License-Identifier: Apache-2.0
# The engine's payload bytes per clock cycle over the size: a curve for each
# algorithm, a panel for each depth.
function look(k,   colours, dashes, points) {
	split("#000000 #e69f00 #56b4e9 #009e73 #cc79a7 #0072b2 #d55e00 #7f7f7f", colours, " ")
	split("1 (5,3) (2,3)", dashes, " ")
	return sprintf("with linespoints lc rgb '%s' dt %s lw 1.6 pt %d ps 0.6", \
		colours[(k - 1) % 8 + 1], dashes[int((k - 1) / 4) % 3 + 1], 4 + (k - 1) % 11)
}

function curve(k, depth,   i, v, n) {
	blocks++
	for (i = 1; i <= nsizes; i++) {
		v = cell(labels[k], "engine", sizes[i], depth, "engine_bytes_per_cycle")
		if (!is_number(v) || v <= 0)
			continue
		data(blocks, sizes[i] " " v)
		count(labels[k], "engine", sizes[i], depth)
		low = low == "" || v + 0 < low ? v + 0 : low
		high = v + 0 > high ? v + 0 : high
		n++
	}
	if (n)
		curves = curves sprintf("%s $d%d using 1:2 %s", curves ? "," : "plot", blocks, look(k))
}
END {
	for (d = 1; d <= ndepths; d++) {
		curves = ""
		for (k = 1; k <= nlabels; k++)
			curve(k, depths[d])
		plot[d] = curves ? curves : "plot 1/0"
	}
	for (k = 1; k <= nlabels; k++)
		legend_entry(labels[k], look(k))
	page("Engine's payload bytes per clock cycle", ndepths, ndepths, 440, 420)
	size_axis()
	log_axis("y", 2, low, high)
	script("set format y '%g'")
	for (d = 1; d <= ndepths; d++) {
		panel(d - 1, "depth " depths[d])
		script("set ylabel " quote(d == 1 ? "bytes per cycle" : ""))
		script(plot[d])
	}
	legend()
	write(blocks)
}
