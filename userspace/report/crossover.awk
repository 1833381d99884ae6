# SPDX-License-Identifier: Apache-2.0
# After rows.awk. For each algorithm, depth and software provider: the smallest
# measured size from which on the engine's throughput is at least the software's
# ("none": not even at the largest), and the size in between at which both would
# be equal, where the engine loses at a smaller size.
function split_label(label,   at) {
	at = match(label, / [^ ]*$/)
	return substr(label, 1, at - 1) "\t" substr(label, at + 1)
}

# A power law between two measured sizes, at which the ratios are LOW < 1 <= HIGH.
function interpolate(size, low, next_size, high,   part) {
	part = -log(low) / (log(high) - log(low))
	return sprintf("%.0f", exp(log(size) + part * (log(next_size) - log(size))))
}

function crossover(label, depth, software,   i, n, r, size, ratio, from, found, between) {
	for (i = 1; i <= nsizes; i++)
		if ((r = speedup(label, "engine", software, sizes[i], depth)) != "") {
			size[++n] = sizes[i]
			ratio[n] = r
		}
	for (from = n + 1; from > 1 && ratio[from - 1] >= 1; from--)
		;
	found = !n ? "not available" : from > n ? "none" : size[from]
	if (from > 1 && from <= n)
		between = interpolate(size[from - 1], ratio[from - 1], size[from], ratio[from])
	printf "%s\t%s\t%s\t%s\t%s", split_label(label), depth, software, found, between
	if (n)
		printf "\t%.3f\t%.3f\n", ratio[1], ratio[n]
	else
		print "\tnot available\tnot available"
}
END {
	print "algorithm\tdirection\tdepth\tsoftware\tcrossover_bytes\tinterpolated_bytes" \
		"\tspeedup_at_smallest\tspeedup_at_largest"
	for (i = 1; i <= nlabels; i++)
		for (j = 1; j <= ndepths; j++) {
			crossover(labels[i], depths[j], "simd")
			crossover(labels[i], depths[j], "generic")
		}
}
