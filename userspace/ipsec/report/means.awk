# SPDX-License-Identifier: Apache-2.0
# After load.awk and groups.awk: cells that are repeated, with half of the 95 % interval of their
# throughput in Mbit/s and in hundredths of the mean.
END {
	choose_members()
	make_groups()
	print "provider\tsuite\tMTU\tpolicy\trx-usecs\tNAPI\truns\tMbit/s\t+-\t+- %\tidle share\tinsns/packet\tNIC irqs/packet\tcrypto irqs/packet\tdoorbells/packet\tretransmits"
	for (i = 1; i <= ngroups; i++) {
		g = groups[i]
		rate = mean(g, "throughput_mbit_s")
		spread = half(g, "throughput_mbit_s")
		printf "%s\t%s\t%s\t%s\t%s\t%s", given(g, "provider"), given(g, "suite"), given(g, "mtu"), \
			given(g, "policy"), given(g, "rx_usecs"), given(g, "napi")
		printf "\t%d\t%.0f\t%s\t%s", runs[g], rate, spread == "" ? "-" : sprintf("%.0f", spread), \
			spread == "" ? "-" : sprintf("%.1f", 100 * spread / rate)
		printf "\t%.2f\t%.0f\t%.2f", mean(g, "idle_share"), mean(g, "insns_per_packet"), mean(g, "nic_irqs_per_packet")
		printf "\t%.2f\t%.2f\t%.0f\n", mean(g, "crypto_irqs_per_packet"), mean(g, "doorbells_per_packet"), \
			mean(g, "retransmits")
	}
}
