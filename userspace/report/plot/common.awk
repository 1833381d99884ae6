# SPDX-License-Identifier: Apache-2.0
# After rows.awk, before one picture: writes a script for gnuplot. Panels lie in
# a grid below a title; one legend for all of them is at the bottom. Colours
# (Okabe and Ito's, told apart by the colour-blind) stand for providers everywhere.
BEGIN {
	COLOUR["engine"] = "#0072b2"
	COLOUR["simd"] = "#d55e00"
	COLOUR["generic"] = "#7f7f7f"
	COLOUR["virtio"] = "#009e73"
	POINT["engine"] = 7
	POINT["simd"] = 9
	POINT["generic"] = 5
	POINT["virtio"] = 13
}
function quote(s) {
	gsub(/'/, "''", s)
	return "'" s "'"
}

# A curve's look: that of its provider; dashed with open points if DASHED.
function style(provider, dashed) {
	return sprintf("lc rgb '%s' lw 1.8 dt %s pt %d ps 0.55", COLOUR[provider], \
		dashed ? "(4,3)" : "1", POINT[provider] - dashed)
}

# Adds a line to a block of data, numbered from 1; blocks go ahead of the script.
function data(block, line) { rows_of[block] = rows_of[block] line "\n" }

function script(line) { text = text line "\n" }

# Adds an entry to the legend, before the page: a title and its style of plotting.
function legend_entry(title, how) {
	entries = entries (entries ? ", " : "") "1/0 " how " title " quote(title)
	nentries++
	longest = length(title) > longest ? length(title) : longest
}

# The legend of curves of all providers at the largest depth and the engine's
# at the smallest too.
function provider_legend(   deepest) {
	deepest = depths[ndepths]
	legend_entry("engine, depth " deepest, "with linespoints " style("engine", 0))
	if (depths[1] != deepest)
		legend_entry("engine, depth " depths[1], "with linespoints " style("engine", 1))
	legend_entry("simd, depth " deepest, "with linespoints " style("simd", 0))
	legend_entry("generic, depth " deepest, "with linespoints " style("generic", 0))
}

# A page of N panels in at most COLUMNS columns, each WIDTH by HEIGHT pixels, over the
# legend, whose entries are made before.
function page(title, n, columns, width, height,   rows) {
	page_columns = columns = n < columns ? n : columns
	rows = int((n + columns - 1) / columns)
	page_width = columns * width < 660 ? 660 : columns * width
	per_row = int(page_width / (9 * longest + 60))
	legend_rows = int((nentries - 1) / per_row) + 1
	legend_height = 14 + 18 * legend_rows
	page_height = 42 + rows * height + legend_height
	panel_width = width
	panel_height = height
	script(sprintf("set terminal svg size %d,%d font 'DejaVu Sans,11' noenhanced " \
		"background '#ffffff'", page_width, page_height))
	script("set multiplot")
	script(sprintf("set label 1 %s at screen 0.5, screen %.4f center font ',15'", \
		quote(title), 1 - 22 / page_height))
	script("set grid lc rgb '#dddddd' lw 0.5\nset border 3 lc rgb '#555555'\nunset key")
	script("set tics nomirror scale 0.5 textcolor rgb '#222222'")
}

# The edges of what is plotted next, in parts of the page.
function margins(left, right, bottom, top) {
	script(sprintf("set lmargin at screen %.4f\nset rmargin at screen %.4f", left, right))
	script(sprintf("set bmargin at screen %.4f\nset tmargin at screen %.4f", bottom, top))
}

# Panel K of the page, counted from 0.
function panel(k, title,   x, y) {
	x = (k % page_columns) * panel_width
	y = page_height - 42 - (int(k / page_columns) + 1) * panel_height
	margins((x + 72) / page_width, (x + panel_width - 14) / page_width, \
		(y + 48) / page_height, (y + panel_height - 30) / page_height)
	script("set title " quote(title) " offset 0,-0.6 font ',11'")
	if (npanels++)
		script("unset label 1")
}

# Sizes on the x axis.
function size_axis(   i, s, name, list) {
	for (i = 1; i <= nsizes; i++) {
		s = sizes[i]
		name = s % 1024 ? s : s / 1024 "K"
		list = list sprintf("%s'%s' %s", i > 1 ? ", " : "", name, s)
		# 1504 lies too close to 1024 for two names.
		if (i > 1 && s < 1.6 * sizes[i - 1])
			sub(/'[^']*' [0-9]*$/, "'' " s, list)
	}
	script("set logscale x 2\nset xtics (" list ")\nset xlabel 'bytes per request' offset 0,0.4")
	script(sprintf("set xrange [%.3f:%.3f]", sizes[1] / 1.3, sizes[nsizes] * 1.3))
}

# A logarithmic axis over whole powers of BASE that hold LOW and HIGH.
function log_axis(axis, base, low, high,   from, to) {
	if (low == "")
		return
	for (from = 1; from > low; from /= base)
		;
	for (; from * base <= low; from *= base)
		;
	for (to = from * base; to < high; to *= base)
		;
	script(sprintf("set logscale %s %d\nset %srange [%.6g:%.6g]", axis, base, axis, \
		from * 0.97, to * 1.03))
}

# Puts the legend below the panels, at the end.
function legend() {
	script("unset label\nunset title\nunset border\nunset tics\nunset xlabel\nunset ylabel")
	script("unset logscale\nunset grid")
	margins(0, 1, 0, legend_height / page_height)
	script(sprintf("set key at screen 0.5, screen %.4f center center maxrows %d samplen 3", \
		(legend_height / 2 + 4) / page_height, legend_rows))
	script("plot [0:1][0:1] " entries)
}

# Writes it all, if there is anything to draw. BLOCKS are numbered from 1.
function write(blocks,   i) {
	if (!requests)
		return
	printf "# requests: %d\n", requests
	for (i = 1; i <= blocks; i++)
		printf "$d%d << END\n%sEND\n", i, rows_of[i]
	printf "%sunset multiplot\n", text
}
