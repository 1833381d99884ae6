# SPDX-License-Identifier: Apache-2.0
# Latency of a request, submission to completion callback: its quantiles, evenly
# spaced on the axis, for a few algorithms (columns) and sizes (rows).
function curve(label, provider, size, depth,   i, v, n) {
	blocks++
	for (i = 1; i <= nquantiles; i++) {
		v = cell(label, provider, size, depth, "latency_" quantiles[i] "_ns")
		if (!is_number(v) || v <= 0)
			continue
		v /= 1000
		data(blocks, i " " v)
		low = low == "" || v < low ? v : low
		high = v > high ? v : high
		n++
	}
	if (!n)
		return
	count(label, provider, size, depth)
	curves = curves (curves ? ", " : "plot ") sprintf("$d%d using 1:2 with linespoints %s", \
		blocks, style(provider, depth != deepest))
}

function panel_of(label, size) {
	curves = ""
	curve(label, "generic", size, deepest)
	curve(label, "simd", size, deepest)
	if (depths[1] != deepest)
		curve(label, "engine", size, depths[1])
	curve(label, "engine", size, deepest)
	if (curves) {
		title[++panels] = label ", " size " bytes"
		plot[panels] = curves
	}
}
END {
	deepest = depths[ndepths]
	nquantiles = split("min p10 p25 p50 p75 p90 p99 max", quantiles, " ")
	nanchors = split("cbc(aes) encrypt/ctr(aes) encrypt/sha256 digest/" \
		"authenc(hmac(sha1),cbc(aes)) encrypt", anchors, "/")
	for (s = 1504; s <= 16384; s += 16384 - 1504)
		for (i = 1; i <= nanchors; i++)
			panel_of(anchors[i], s)
	provider_legend()
	page("Latency of a request", panels, 4, 380, 260)
	log_axis("y", 10, low, high)
	for (i = 1; i <= nquantiles; i++)
		tics = tics (i > 1 ? ", " : "") "'" quantiles[i] "' " i
	script("set format y '%g'\nset xrange [0.7:8.3]\nset xtics (" tics ")")
	script("set xlabel 'quantile' offset 0,0.4")
	for (i = 1; i <= panels; i++) {
		panel(i - 1, title[i])
		script("set ylabel " quote((i - 1) % page_columns ? "" : "microseconds"))
		script(plot[i])
	}
	legend()
	write(blocks)
}
