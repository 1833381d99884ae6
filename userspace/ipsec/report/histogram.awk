# SPDX-License-Identifier: Apache-2.0
# Read with the report's plot/common.awk by programs that draw a histogram.

# histogram(GROUPS, WIDE, TALL, KIND, AXIS): the page of what is in "plot", WIDE for each group
# of bars; AXIS sets the label and range of y.
function histogram(groups_drawn, wide, tall, kind, axis) {
	page(title, 1, 1, 200 + wide * groups_drawn < 760 ? 760 : 200 + wide * groups_drawn, tall)
	script("set style data histograms\nset style histogram " kind "\nset style fill solid")
	script(axis "\nset xtics rotate by 35 right")
	panel(0, "")
	# The names of the bars are slanted.
	script(sprintf("set bmargin at screen %.4f", (legend_height + 110) / page_height))
	script(plot)
	script("set style data lines")
	legend()
}
