# SPDX-License-Identifier: Apache-2.0
# After rows.awk, with the crossover rows as second file: the table on the
# terminal, a line for each algorithm and size, the depths side by side.
nfile == 2 {
	id = f("algorithm") " " f("direction") SUBSEP f("software") SUBSEP f("depth")
	crossover[id] = f("crossover_bytes") == "not available" ? "n/a" : f("crossover_bytes")
	if (f("interpolated_bytes") != "")
		crossover[id] = crossover[id] " (" f("interpolated_bytes") ")"
}

# A figure in WIDTH columns with so many DIGITS after the point.
function show(v, width, digits) {
	if (v == "not available")
		v = "n/a"
	return sprintf("%*s", width, is_number(v) ? sprintf("%.*f", digits, v) : v == "" ? "-" : v)
}

# One group of columns, a column for each depth. For the ratio, key is "speedup".
function group(label, provider, size, key, width, digits,   j, s, v) {
	for (j = 1; j <= ndepths; j++) {
		v = cell(label, provider, size, depths[j], "throughput_mbit_s")
		if (key != "throughput_mbit_s")
			v = key == "speedup" ? ratio(label, size, depths[j], v) : cell(label, provider, size, depths[j], key)
		s = s show(v, width, digits)
	}
	return s
}
function ratio(label, size, depth, v,   r) {
	r = speedup(label, "engine", "simd", size, depth)
	return r == "" ? (v == "" ? "" : "not available") : r
}

function title(text, width) { return sprintf(" | %-*s", width - 1, text) }
function depth_titles(width,   j, s) {
	for (j = 1; j <= ndepths; j++)
		s = s sprintf("%*s", width, "d=" depths[j])
	return s
}

# "ok", or the providers of which a row failed.
function checked(label, size,   p, j, id, bad, any) {
	for (p = 1; p <= nproviders; p++)
		for (j = 1; j <= ndepths; j++) {
			id = label SUBSEP providers[p] SUBSEP size SUBSEP depths[j]
			if (!(id in verdict))
				continue
			any = 1
			if (verdict[id] != "pass" && !index(bad, providers[p]))
				bad = bad " " providers[p]
		}
	return bad ? "FAIL" bad : any ? "ok" : "-"
}

function heading() {
	printf "\n%6s%s%s%s%s%s%s%s%s\n", "", title("engine Mbit/s", 7 * ndepths), title("simd Mbit/s", 7 * ndepths), \
		title("generic Mbit/s", 7 * ndepths), title("engine / simd", 6 * ndepths), title("insns/req d=" deepest, 15), \
		title("doorbells/req", 5 * ndepths), title("interrupts/req", 5 * ndepths), " | data"
	printf "%6s |%s |%s |%s |%s | engine    simd |%s |%s |\n", "bytes", depth_titles(7), depth_titles(7), \
		depth_titles(7), depth_titles(6), depth_titles(5), depth_titles(5)
}

function line(label, size) {
	printf "%6s |%s |%s |%s |%s |%s%s |%s |%s | %s\n", size, group(label, "engine", size, "throughput_mbit_s", 7, 0), \
		group(label, "simd", size, "throughput_mbit_s", 7, 0), group(label, "generic", size, "throughput_mbit_s", 7, 0), \
		group(label, "engine", size, "speedup", 6, 2), \
		show(cell(label, "engine", size, deepest, "guest_insns_per_request"), 7, 0), \
		show(cell(label, "simd", size, deepest, "guest_insns_per_request"), 8, 0), \
		group(label, "engine", size, "doorbells_per_request", 5, 2), \
		group(label, "engine", size, "interrupts_per_request", 5, 2), checked(label, size)
}

function crossovers(   i, j, p) {
	print "\nBytes from which on the engine is at least as fast, measured (interpolated):"
	printf "%-38s%s%s\n", "", title("as simd", 16 * ndepths), title("as generic", 16 * ndepths)
	printf "%-38s |%s |%s\n", "algorithm", depth_titles(16), depth_titles(16)
	for (i = 1; i <= nlabels; i++) {
		printf "%-38s", labels[i]
		for (p = 2; p <= 3; p++) {
			printf " |"
			for (j = 1; j <= ndepths; j++)
				printf "%16s", crossover[labels[i], providers[p], depths[j]]
		}
		print ""
	}
}

function totals(   id, i, j, k, p, total, passed) {
	for (i = 1; i <= nlabels; i++)
		for (k = 1; k <= nsizes; k++)
			for (j = 1; j <= ndepths; j++)
				for (p = 1; p <= nproviders; p++) {
					id = labels[i] SUBSEP providers[p] SUBSEP sizes[k] SUBSEP depths[j]
					if (!(id in verdict))
						continue
					total[p]++
					passed[p] += verdict[id] == "pass"
				}
	# More than were asked for: the invalidations of keys are requests too.
	printf "Requests of the engine's driver that the engine did: %d of %d.\n", \
		(engine_requests > asked) ? asked : engine_requests, asked
	printf "Rows with every byte right:"
	for (p = 1; p <= nproviders; p++)
		if (p < 4 || total[p])
			printf "%s %s %d of %d", p == 1 ? "" : ",", providers[p], passed[p], total[p]
	print "."
}
nfile == 1 && f("provider") == "engine" {
	asked += f("requests")
	engine_requests += f("engine_requests")
}
END {
	deepest = depths[ndepths]
	nproviders = split("engine simd generic virtio", providers, " ")
	heading()
	for (i = 1; i <= nlabels; i++) {
		print labels[i]
		for (k = 1; k <= nsizes; k++)
			line(labels[i], sizes[k])
	}
	print "d: requests in flight. insns: guest instructions, those of waiting left out."
	crossovers()
	print ""
	if (model != "rtl")
		printf "Throughput of the engine: not available, the %s model has no clock of its own.\n", model
	totals()
}
