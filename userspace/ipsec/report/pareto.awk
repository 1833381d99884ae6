# SPDX-License-Identifier: Apache-2.0
# After load.awk, groups.awk and the report's plot/common.awk: the 99th percentile of round trips
# beside a stream against the engine's interrupts, a panel for each rx-usecs, a point for each policy.
function look(k,   colours) {
	split("#000000 #e69f00 #56b4e9 #009e73 #cc79a7 #0072b2 #d55e00", colours, " ")
	return sprintf("with points lc rgb '%s' pt %d ps 1.1", colours[(k - 1) % 7 + 1], 4 + k)
}
END {
	choose_members()
	make_groups()
	for (i = 1; i <= ngroups; i++) {
		g = groups[i]
		if (given(g, "test") != "rrbulk")
			continue
		p = given(g, "policy")
		r = given(g, "rx_usecs")
		if (!(p in policy)) {
			policy[p] = ++npolicies
			legend_entry(p, look(npolicies))
		}
		if (!(r in panel_of)) {
			panel_of[r] = ++npanels_wanted
			usecs[npanels_wanted] = r
		}
		data(++nblocks, mean(g, "crypto_irqs_per_packet") " " mean(g, "p99_us"))
		plots[panel_of[r]] = plots[panel_of[r]] sprintf("%s $d%d using 1:2 %s", \
			plots[panel_of[r]] ? "," : "plot", nblocks, look(policy[p]))
		requests += mean(g, "packets")
	}
	if (requests) {
		page(title, npanels_wanted, 2, 400, 330)
		script("set xlabel 'interrupts of the engine for each packet' offset 0,0.4")
		script("set ylabel 'p99 of a round trip, us'\nset xrange [0:*]\nset yrange [0:*]")
		for (k = 1; k <= npanels_wanted; k++) {
			panel(k - 1, "rx-usecs " usecs[k])
			script(plots[k])
		}
		legend()
	}
	write(nblocks)
}
