# SPDX-License-Identifier: Apache-2.0
# After load.awk and groups.awk: what each policy of the engine's queues does in the cells of the
# set, and which goals it reaches there. Figures are means over a cell's repetitions.
function situation(g) {
	return given(g, "rx_usecs") SUBSEP given(g, "mode") SUBSEP given(g, "mtu") SUBSEP \
		given(g, "test") SUBSEP given(g, "size_bytes") SUBSEP given(g, "load_mbit_s") SUBSEP given(g, "streams")
}
function verdict(reached) { return reached ? "pass" : "miss" }
function number(format, x) { return x == "" ? "-" : sprintf(format, x) }

# The highest throughput that any policy has in the cell.
function best(g,   p, top, x) {
	for (p = 1; p <= npolicies; p++) {
		x = mean(at[situation(g), policies[p]], "throughput_mbit_s")
		top = x + 0 > top + 0 ? x : top
	}
	return top
}

# Interrupts of the engine by packet: no more than the NICs' polls, and from rx-usecs 20 on at most
# a quarter of off's.
function g1(g, off,   irqs) {
	irqs = mean(g, "crypto_irqs_per_packet")
	return irqs <= 1.1 * mean(g, "nic_polls_per_packet") && \
		(given(g, "rx_usecs") < 20 || irqs <= mean(off, "crypto_irqs_per_packet") / 4)
}
# Doorbells, in each of two directions no more than polls.
function g2(g) {
	return mean(g, "doorbells_per_packet") <= 2 * 1.1 * mean(g, "nic_polls_per_packet")
}
function g3(g, off) {
	return mean(g, "p50_us") <= mean(off, "p50_us") + 2 && mean(g, "p99_us") <= 1.1 * mean(off, "p99_us")
}
function g4(g, off,   rate) {
	rate = mean(g, "throughput_mbit_s")
	return rate >= 0.98 * best(g) && \
		(given(g, "rx_usecs") != 20 || rate >= 1.1 * mean(off, "throughput_mbit_s"))
}
function g5(g) {
	return mean(g, "out_of_order") + mean(g, "xfrm_errors") + mean(g, "fallbacks") == 0
}

function test_of(g) {
	return given(g, "test") " " given(g, "size_bytes") \
		(given(g, "test") == "udp" ? " at " given(g, "load_mbit_s") : "") \
		(given(g, "streams") > 1 ? " x " given(g, "streams") : "")
}

function row(g,   off, test) {
	off = at[situation(g), "off"]
	test = given(g, "test")
	printf "%s\t%s\t%s\t%s\t%d", given(g, "rx_usecs"), given(g, "mode"), test_of(g), \
		given(g, "policy"), runs[g]
	printf "\t%s\t%s", number("%.0f", mean(g, "throughput_mbit_s")), \
		number("%.0f", half(g, "throughput_mbit_s"))
	printf "\t%s\t%s\t%s", number("%.0f", mean(g, "p50_us")), number("%.0f", mean(g, "p99_us")), \
		number("%.3f", mean(g, "lost_share"))
	printf "\t%.3f\t%.3f\t%.3f\t%.0f", mean(g, "crypto_irqs_per_packet"), \
		mean(g, "doorbells_per_packet"), mean(g, "nic_polls_per_packet"), mean(g, "insns_per_packet")
	if (off == "" || given(g, "policy") == "off") {
		print "\t-\t-\t-\t-\t-"
		return
	}
	printf "\t%s\t%s\t%s\t%s\t%s\n", verdict(g1(g, off)), verdict(g2(g)), \
		test == "rr" ? verdict(g3(g, off)) : "-", test == "stream" ? verdict(g4(g, off)) : "-", \
		verdict(g5(g))
}
END {
	choose_members()
	make_groups()
	print "rx-usecs\tmode\ttest\tpolicy\truns\tMbit/s\t+-\tp50 us\tp99 us\tlost\tcrypto irqs/packet" \
		"\tdoorbells/packet\tNIC polls/packet\tinsns/packet\tG1\tG2\tG3\tG4\tG5"
	for (i = 1; i <= ngroups; i++) {
		at[situation(groups[i]), given(groups[i], "policy")] = groups[i]
		if (!(given(groups[i], "policy") in known)) {
			known[given(groups[i], "policy")] = 1
			policies[++npolicies] = given(groups[i], "policy")
		}
	}
	for (i = 1; i <= ngroups; i++)
		row(groups[i])
}
