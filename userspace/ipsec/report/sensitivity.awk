# SPDX-License-Identifier: Apache-2.0
# After load.awk and groups.awk: the cells of the set with other model parameters, beside those with
# the usual ones, with policy off, and in software.
function without(g, what, instead,   i) {
	return (i = index(g, what)) ? substr(g, 1, i - 1) instead substr(g, i + length(what)) : g
}
function over(g, base) {
	return base in runs ? sprintf("%.3f", mean(g, "throughput_mbit_s") / mean(base, "throughput_mbit_s")) : "-"
}
END {
	choose_members()
	make_groups()
	print "parameter\tMTU\trx-usecs\tpolicy\tMbit/s\tover usual\tover off\tover simd\tidle share\tcrypto irqs/packet"
	for (i = 1; i <= ngroups; i++) {
		g = groups[i]
		if (given(g, "provider") != "kyanite")
			continue
		params = given(g, "params")
		usual = without(g, "." params, "")
		policy = given(g, "policy")
		simd = without(without(usual, "kyanite.", "simd."), "." policy, "")
		printf "%s\t%s\t%s\t%s\t%.0f", params, given(g, "mtu"), given(g, "rx_usecs"), policy, mean(g, "throughput_mbit_s")
		printf "\t%s\t%s\t%s", over(g, usual), over(g, without(g, "." policy, "")), over(g, simd)
		printf "\t%.2f\t%.3f\n", mean(g, "idle_share"), mean(g, "crypto_irqs_per_packet")
	}
}
