# SPDX-License-Identifier: Apache-2.0
# Throughput over the size: a panel for each algorithm, all providers at the
# largest depth, the engine at the smallest too.
function curve(label, provider, depth,   i, v, n) {
	blocks++
	for (i = 1; i <= nsizes; i++) {
		v = cell(label, provider, sizes[i], depth, "throughput_mbit_s")
		if (!is_number(v) || v <= 0)
			continue
		data(blocks, sizes[i] " " v)
		low = low == "" || v + 0 < low ? v + 0 : low
		high = v + 0 > high ? v + 0 : high
		count(label, provider, sizes[i], depth)
		n++
	}
	if (n)
		curves = curves (curves ? ", " : "plot ") sprintf("$d%d using 1:2 with linespoints %s", \
			blocks, style(provider, depth != deepest))
}
END {
	deepest = depths[ndepths]
	for (k = 1; k <= nlabels; k++) {
		curves = ""
		curve(labels[k], "generic", deepest)
		curve(labels[k], "simd", deepest)
		if (depths[1] != deepest)
			curve(labels[k], "engine", depths[1])
		curve(labels[k], "engine", deepest)
		plot[k] = curves
	}
	provider_legend()
	page("Throughput", nlabels, 4, 330, 250)
	size_axis()
	log_axis("y", 10, low, high)
	script("set format y '%.0s%c'")
	for (k = 1; k <= nlabels; k++) {
		panel(k - 1, labels[k])
		script("set ylabel " quote((k - 1) % page_columns ? "" : "Mbit/s"))
		script(plot[k] ? plot[k] : "plot 1/0")
	}
	legend()
	write(blocks)
}
