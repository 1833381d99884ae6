# SPDX-License-Identifier: Apache-2.0
# After load.awk: what each policy of the engine's queues does in the cells of the set, and which
# goals it reaches there. A stream and the round trips of the same cell are a line each.
function cell_of(name, policy) {
	return v(name, "rx_usecs") SUBSEP v(name, "mode") SUBSEP v(name, "mtu") SUBSEP \
		v(name, "test") SUBSEP v(name, "size_bytes") SUBSEP policy
}
function verdict(reached) { return reached ? "pass" : "miss" }
function number(format, x) { return x == "" ? "-" : sprintf(format, x) }

# The highest throughput that any policy has in the cell.
function best(name,   p, top, x) {
	for (p = 1; p <= npolicies; p++) {
		x = v(at[cell_of(name, policies[p])], "throughput_mbit_s")
		top = x + 0 > top + 0 ? x : top
	}
	return top
}

# Interrupts of the engine by packet: no more than the NICs' polls, and from rx-usecs 20 on at most
# a quarter of off's.
function g1(name, off,   irqs) {
	irqs = v(name, "crypto_irqs_per_packet")
	return irqs <= 1.1 * v(name, "nic_polls_per_packet") && \
		(v(name, "rx_usecs") < 20 || irqs <= v(off, "crypto_irqs_per_packet") / 4)
}
# Doorbells, in each of two directions no more than polls.
function g2(name) {
	return v(name, "doorbells_per_packet") <= 2 * 1.1 * v(name, "nic_polls_per_packet")
}
function g3(name, off) {
	return v(name, "rr_p50_us") <= v(off, "rr_p50_us") + 2 && \
		v(name, "rr_p99_us") <= 1.1 * v(off, "rr_p99_us")
}
function g4(name, off,   rate) {
	rate = v(name, "throughput_mbit_s")
	return rate >= 0.98 * best(name) && \
		(v(name, "rx_usecs") != 20 || rate >= 1.1 * v(off, "throughput_mbit_s"))
}
function g5(name) {
	return v(name, "out_of_order") + v(name, "xfrm_errors") + v(name, "fallbacks") == 0
}

function row(name,   off, stream) {
	off = at[cell_of(name, "off")]
	stream = v(name, "test") == "stream"
	printf "%s\t%s\t%s\t%s", v(name, "rx_usecs"), v(name, "test") " " v(name, "size_bytes"), \
		v(name, "policy"), number("%.0f", v(name, "throughput_mbit_s"))
	printf "\t%s\t%s", number("%d", v(name, "rr_p50_us")), number("%d", v(name, "rr_p99_us"))
	printf "\t%.3f\t%.3f\t%.3f\t%.0f", v(name, "crypto_irqs_per_packet"), \
		v(name, "doorbells_per_packet"), v(name, "nic_polls_per_packet"), v(name, "insns_per_packet")
	if (off == "" || v(name, "policy") == "off") {
		print "\t-\t-\t-\t-\t-"
		return
	}
	printf "\t%s\t%s\t%s\t%s\t%s\n", verdict(g1(name, off)), verdict(g2(name)), \
		stream ? "-" : verdict(g3(name, off)), stream ? verdict(g4(name, off)) : "-", \
		verdict(g5(name))
}
END {
	choose_members()
	print "rx-usecs\ttest\tpolicy\tMbit/s\tp50 us\tp99 us\tcrypto irqs/packet\tdoorbells/packet" \
		"\tNIC polls/packet\tinsns/packet\tG1\tG2\tG3\tG4\tG5"
	for (m = 1; m <= nmembers; m++) {
		name = members[m]
		at[cell_of(name, v(name, "policy"))] = name
		if (!(v(name, "policy") in known)) {
			known[v(name, "policy")] = 1
			policies[++npolicies] = v(name, "policy")
		}
	}
	for (m = 1; m <= nmembers; m++)
		row(members[m])
}
