# SPDX-License-Identifier: Apache-2.0
# After rows.awk and common.awk, with the crossover rows as second file: a line
# for each algorithm, a column for each software provider and depth.
nfile == 2 {
	size = f("crossover_bytes") == "not available" ? "n/a" : f("crossover_bytes")
	if (f("interpolated_bytes") != "")
		size = size " (" f("interpolated_bytes") ")"
	class = is_number(size) ? "faster" : size == "none" ? "slower" : ""
	crossover[f("algorithm") " " f("direction"), f("software"), f("depth")] = \
		sprintf("<td class=\"n %s\">%s", class, size)
}
END {
	split("simd generic", software, " ")
	print "<table class=data><tr><th rowspan=2>algorithm"
	for (s = 1; s <= 2; s++)
		printf "<th class=group colspan=%d>over %s, bytes (interpolated)", ndepths, \
			software[s]
	printf "\n<tr>"
	for (s = 1; s <= 2; s++)
		for (d = 1; d <= ndepths; d++)
			printf "<th class=n>depth %s", depths[d]
	for (i = 1; i <= nlabels; i++) {
		printf "\n<tr><td>%s", escape(labels[i])
		for (s = 1; s <= 2; s++)
			for (d = 1; d <= ndepths; d++)
				printf "%s", crossover[labels[i], software[s], depths[d]]
	}
	print "\n</table>"
}
