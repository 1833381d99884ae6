# SPDX-License-Identifier: Apache-2.0
# After load.awk and groups.awk: what ways of NAPI there are for the NICs, beside the usual one.
END {
	choose_members()
	make_groups()
	print "provider\tsuite\tpolicy\trx-usecs\tNAPI\truns\tMbit/s\t+-\tover stock\tinsns/packet\tNIC irqs/packet\tcrypto irqs/packet\tdoorbells/packet\tretransmits"
	for (i = 1; i <= ngroups; i++) {
		g = groups[i]
		napi = given(g, "napi")
		stock = g
		sub("\\." napi "$", "", stock)
		rate = mean(g, "throughput_mbit_s")
		printf "%s\t%s\t%s\t%s\t%s\t%d\t%.0f\t%s", given(g, "provider"), given(g, "suite"), given(g, "policy"), \
			given(g, "rx_usecs"), napi, runs[g], rate, (n = half(g, "throughput_mbit_s")) == "" ? "-" : sprintf("%.0f", n)
		printf "\t%s\t%.0f", stock in runs ? sprintf("%.2f", rate / mean(stock, "throughput_mbit_s")) : "-", \
			mean(g, "insns_per_packet")
		printf "\t%.2f\t%.2f\t%.2f\t%.0f\n", mean(g, "nic_irqs_per_packet"), mean(g, "crypto_irqs_per_packet"), \
			mean(g, "doorbells_per_packet"), mean(g, "retransmits")
	}
}
