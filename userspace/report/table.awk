# SPDX-License-Identifier: Apache-2.0
# After rows.awk, with the crossover rows as second file: the table on the
# terminal, a line for each algorithm and size, the depths side by side.
nfile == 1 {
	timed = timed || is_number(f("throughput_mbit_s"))
	total[f("provider")]++
	passed[f("provider")] += f("verdict") == "pass"
}
nfile == 1 && f("provider") == "engine" {
	requests += f("requests")
	engine += f("engine_requests")
}
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

# Adds a group of columns: one of PROVIDER's figures KEY for each depth.
function add_group(title, provider, key, width, digits) {
	group_title[++ngroups] = title
	group_provider[ngroups] = provider
	group_key[ngroups] = key
	group_width[ngroups] = width
	group_digits[ngroups] = digits
}

function group_heading(g,   d, s) {
	if (group_key[g] == "insns")
		return "  engine    simd"
	for (d = 1; d <= ndepths; d++)
		s = s sprintf("%*s", group_width[g], "d=" depths[d])
	return s
}

function group_line(g, label, size,   d, s) {
	if (group_key[g] == "insns") {
		s = "guest_insns_per_request"
		return show(cell(label, "engine", size, deepest, s), 8, 0) \
			show(cell(label, "simd", size, deepest, s), 8, 0)
	}
	for (d = 1; d <= ndepths; d++)
		s = s show(value(g, label, size, depths[d]), group_width[g], group_digits[g])
	return s
}

function value(g, label, size, depth,   v) {
	if (group_key[g] != "speedup")
		return cell(label, group_provider[g], size, depth, group_key[g])
	v = speedup(label, "engine", "simd", size, depth)
	return v == "" ? cell(label, "engine", size, depth, "throughput_mbit_s") ? "n/a" : "" : v
}

# A group's part of a line, as wide as its title at least.
function pad(g, s) { return sprintf(" |%*s", length(group_title[g]) + 1, s) }

# "ok", or the providers of which a row failed.
function checked(label, size,   p, d, id, bad, any) {
	for (p = 1; p <= nproviders; p++)
		for (d = 1; d <= ndepths; d++) {
			id = label SUBSEP providers[p] SUBSEP size SUBSEP depths[d]
			if (!(id in verdict))
				continue
			any = 1
			if (verdict[id] != "pass" && !index(bad, providers[p]))
				bad = bad " " providers[p]
		}
	return bad ? "FAIL" bad : any ? "ok" : "-"
}

function heading(   g) {
	printf "\n%6s", ""
	for (g = 1; g <= ngroups; g++)
		printf " | %-*s", length(pad(g, group_heading(g))) - 3, group_title[g]
	printf " | data\n%6s", "bytes"
	for (g = 1; g <= ngroups; g++)
		printf "%s", pad(g, group_heading(g))
	print " |"
}

function line(label, size,   g) {
	printf "%6s", size
	for (g = 1; g <= ngroups; g++)
		printf "%s", pad(g, group_line(g, label, size))
	print " | " checked(label, size)
}

function crossovers(   i, d, p) {
	print "\nBytes from which on the engine is at least as fast, measured (interpolated):"
	printf "%-38s | %-*s | as generic\n%-38s", "", 16 * ndepths - 1, "as simd", "algorithm"
	for (p = 2; p <= 3; p++)
		for (d = 1; d <= ndepths; d++)
			printf "%s%16s", d == 1 ? " |" : "", "d=" depths[d]
	for (i = 1; i <= nlabels; i++) {
		printf "\n%-38s", labels[i]
		for (p = 2; p <= 3; p++)
			for (d = 1; d <= ndepths; d++)
				printf "%s%16s", d == 1 ? " |" : "", crossover[labels[i], providers[p], depths[d]]
	}
	print "\n"
}

function totals(   p) {
	# More than were asked for: the invalidations of keys are requests too.
	printf "Requests of the engine's driver that the engine did: %d of %d.\n", \
		(engine > requests) ? requests : engine, requests
	printf "Rows with every byte right:"
	for (p = 1; p <= nproviders; p++)
		if (p < 4 || total[providers[p]])
			printf "%s %s %d of %d", p == 1 ? "" : ",", providers[p], passed[providers[p]], \
				total[providers[p]]
	print "."
}
END {
	deepest = depths[ndepths]
	nproviders = split("engine simd generic virtio", providers, " ")
	for (p = 1; p <= 3; p++)
		add_group(providers[p] " Mbit/s", providers[p], "throughput_mbit_s", 7, 0)
	add_group("engine / simd", "", "speedup", 6, 2)
	add_group("insns/req d=" deepest, "", "insns")
	add_group("doorbells/req", "engine", "doorbells_per_request", 5, 2)
	add_group("interrupts/req", "engine", "interrupts_per_request", 5, 2)
	heading()
	for (i = 1; i <= nlabels; i++) {
		print labels[i]
		for (k = 1; k <= nsizes; k++)
			line(labels[i], sizes[k])
	}
	print "d: requests in flight. insns: guest instructions, those of waiting left out."
	crossovers()
	if (model != "rtl")
		printf "Speed of the engine: not available, the %s model has no clock of its own.\n", model
	if (!timed)
		print "Throughput: not available, guest and engine did not run in one virtual time."
	totals()
}
