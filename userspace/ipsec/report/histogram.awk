# SPDX-License-Identifier: Apache-2.0
# Read with the report's plot/common.awk by programs that draw a histogram.

# Pixels below the axis for the slanted names of the bars, with which the lines of data begin.
function names_height(   n, lines, i, len, longest) {
	n = split(rows_of[1], lines, "\n")
	for (i = 1; i <= n; i++) {
		len = index(substr(lines[i], 2), "\"")
		longest = len > longest ? len : longest
	}
	return 30 + 4.2 * longest
}

# histogram(GROUPS, WIDE, TALL, KIND, AXIS): the page of what is in "plot", WIDE for each group
# of bars; AXIS sets the label and range of y.
function histogram(groups_drawn, wide, tall, kind, axis,   below) {
	below = names_height()
	page(title, 1, 1, 200 + wide * groups_drawn < 760 ? 760 : 200 + wide * groups_drawn, tall - 110 + below)
	script("set style data histograms\nset style histogram " kind "\nset style fill solid")
	script(axis "\nset xtics rotate by 35 right")
	panel(0, "")
	script(sprintf("set bmargin at screen %.4f", (legend_height + below) / page_height))
	script(plot)
	script("set style data lines")
	legend()
}
