# SPDX-License-Identifier: Apache-2.0
# The rows of a result file -> the table on the terminal: one line for each
# algorithm and size, the depths side by side.
BEGIN { FS = "\t" }
NR == 1 {
	for (i = 1; i <= NF; i++)
		col[$i] = i
	next
}
function f(key) { return $col[key] }
function short(s) { return s == "not available" ? "n/a" : s == "" ? "-" : s }
{
	id = f("algorithm") " " f("direction") SUBSEP f("size_bytes")
	if (!(id in seen)) {
		seen[id] = 1
		order[++lines] = id
	}
	d = f("depth")
	if (!(d in depth)) {
		depth[d] = 1
		depths[++ndepths] = d
	}
	p = f("provider")
	total[p]++
	if (f("verdict") == "pass")
		passed[p]++
	else
		bad[id, p] = 1
	has[id, p] = 1
	if (p == "engine") {
		rate[id, d] = short(f("engine_bytes_per_cycle"))
		cycles[id, d] = short(f("engine_cycles_per_request"))
		doorbells[id, d] = short(f("doorbells_per_request"))
		interrupts[id, d] = short(f("interrupts_per_request"))
		requests += f("requests")
		engine += f("engine_requests")
	}
}
function verdict(id, p) { return (id, p) in bad ? "FAIL" : (id, p) in has ? "ok" : "-" }
function group(title, n,   s) {
	s = sprintf("%*s", n * 8, "")
	return " |" title substr(s, length(title) + 1)
}
END {
	printf "\n%-38s %6s%s%s%s%s | %-20s\n", "", "", group(" bytes/cycle", ndepths), group(" cycles/request", ndepths), \
		group(" doorbells/req", ndepths), group(" interrupts/req", ndepths), "data checked"
	printf "%-38s %6s", "algorithm", "bytes"
	for (k = 0; k < 4; k++) {
		printf " |"
		for (j = 1; j <= ndepths; j++)
			printf "%8s", "d=" depths[j]
	}
	printf " | %-6s %-4s %-4s\n", "engine", "simd", "generic"
	last = ""
	for (i = 1; i <= lines; i++) {
		id = order[i]
		split(id, part, SUBSEP)
		if (part[1] != last)
			print ""
		printf "%-38s %6s", part[1] == last ? "" : part[1], part[2]
		last = part[1]
		line(id, rate)
		line(id, cycles, 1)
		line(id, doorbells)
		line(id, interrupts)
		printf " | %-6s %-4s %-4s\n", verdict(id, "engine"), verdict(id, "simd"), verdict(id, "generic")
	}
	printf "\nd: requests in flight. bytes/cycle: payload over the cycles in which the engine had a request.\n"
	if (model != "rtl")
		printf "Cycles: not available, the %s model has no clock of its own.\n", model
	print "Throughput of engine and software in Mbit/s: not available until both run in one virtual time."
	printf "Requests of the engine's driver that the engine did: %d of %d.\n", (engine > requests) ? requests : engine, requests
	printf "Rows with every byte right: engine %d of %d, simd %d of %d, generic %d of %d.\n", passed["engine"], total["engine"], \
		passed["simd"], total["simd"], passed["generic"], total["generic"]
}
function line(id, what, whole,   j, v) {
	printf " |"
	for (j = 1; j <= ndepths; j++) {
		v = (id, depths[j]) in what ? what[id, depths[j]] : "-"
		printf "%8s", v ~ /^[0-9]/ ? sprintf(whole ? "%.0f" : "%.2f", v) : v
	}
}
