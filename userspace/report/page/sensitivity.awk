# SPDX-License-Identifier: Apache-2.0
# After common.awk: rows with "parameter" and "factor" -> the engine's
# throughput over simd's, a line for each measurement, a column for each factor.
BEGIN { FS = "\t" }
NR == 1 {
	for (i = 1; i <= NF; i++)
		col[$i] = i
	next
}
function f(key) { return $col[key] }
{
	line = escape(f("algorithm")) " " f("direction") \
		"<td class=n>" f("size_bytes") "<td class=n>" f("depth")
	if (!(line in seen)) {
		seen[line] = 1
		lines[++nlines] = line
	}
	p = f("parameter")
	if (!(p in factors))
		parameters[++nparameters] = p
	if (!((p, f("factor")) in seen_factor)) {
		seen_factor[p, f("factor")] = 1
		factor[p, ++factors[p]] = f("factor")
	}
	if (f("verdict") == "pass" && f("throughput_mbit_s") ~ /^[0-9]/)
		rate[line, p, f("factor"), f("provider")] = f("throughput_mbit_s")
}

function speedup(line, p, x,   engine, simd) {
	engine = rate[line, p, x, "engine"]
	simd = rate[line, p, x, "simd"]
	if (engine == "" || simd == "" || simd == 0)
		return "<td class=n>n/a"
	return sprintf("<td class=\"n %s\">%.2f", engine / simd < 1 ? "slower" : "faster", \
		engine / simd)
}
END {
	print "<table class=data>"
	print "<tr><th rowspan=2>measurement<th rowspan=2>size bytes<th rowspan=2>depth"
	for (i = 1; i <= nparameters; i++)
		printf "<th class=group colspan=%d>%s", factors[parameters[i]], \
			escape(parameters[i])
	printf "\n<tr>"
	for (i = 1; i <= nparameters; i++)
		for (k = 1; k <= factors[parameters[i]]; k++)
			printf "<th class=n>&times;%s", factor[parameters[i], k]
	for (n = 1; n <= nlines; n++) {
		printf "\n<tr><td>%s", lines[n]
		for (i = 1; i <= nparameters; i++)
			for (k = 1; k <= factors[parameters[i]]; k++)
				printf "%s", speedup(lines[n], parameters[i], \
					factor[parameters[i], k])
	}
	print "\n</table>"
}
