# SPDX-License-Identifier: Apache-2.0
# After load.awk, with the file suites as the third: protected over plain throughput of the cells of
# the set, beside what the encapsulation leaves of it and what ESP without any cryptography reaches.
nfile == 3 && !/^#/ {
	n = split($0, part, / +/)
	ah[part[1]] = part[2]
	enc[part[1]] = part[3]
	auth[part[1]] = part[4]
}

# Bytes of TCP payload in a packet of MTU bytes: 20 of IP, 32 of TCP with time stamps.
function payload(suite, mode, mtu,   room, block, iv, icv, p) {
	room = mtu - 20
	if (split(ah[suite], p, ":") > 1)
		room -= 12 + p[3] / 8
	if (split(enc[suite], p, ":") > 1) {
		iv = block = p[1] ~ /des/ ? 8 : p[1] ~ /gcm|null/ ? 4 : 16
		if (p[3] != "") {
			iv = 8
			icv = p[3] / 8
		} else if (p[1] ~ /null/) {
			iv = icv = 0
		}
		if (split(auth[suite], p, ":") > 1)
			icv = p[3] / 8
		# ESP's header, IV, padding to a block with two bytes of trailer, ICV.
		room = int((room - 8 - iv - icv) / block) * block - 2
	}
	return room - 32 - (mode == "tunnel" ? 20 : 0)
}
END {
	choose_members()
	print "MTU\tstreams\tsuite\tmode\tprovider\tpolicy\tMbit/s\tplain Mbit/s\tprotected / plain" \
		"\tencapsulation leaves\tof what is left\tof the null ceiling\tsoftirq share\tsystem share" \
		"\tidle share\tsoftirq insns/packet\tplain's\ttimes"
	for (m = 1; m <= nmembers; m++) {
		name = members[m]
		if (v(name, "suite") == "plain")
			plain[like(name)] = name
		else if (v(name, "provider") == "null")
			null[like(name), v(name, "mode")] = name
	}
	for (m = 1; m <= nmembers; m++) {
		name = members[m]
		if (v(name, "suite") != "plain" && like(name) in plain)
			row(name, plain[like(name)], null[like(name), v(name, "mode")])
	}
}
function like(name) { return v(name, "mtu") "\t" v(name, "streams") }
function row(name, base, ceiling,   x, left, provider, insns) {
	x = v(name, "throughput_mbit_s") / v(base, "throughput_mbit_s")
	left = payload(v(name, "suite"), v(name, "mode"), v(name, "mtu")) / \
		payload("plain", "none", v(name, "mtu"))
	provider = v(name, "provider")
	if (provider == "kyanite")
		provider = provider " (" v(name, "model") ")"
	insns = v(name, "softirq_insns_per_packet")
	printf "%s\t%s\t%s\t%s", like(name), v(name, "suite"), v(name, "mode"), provider
	printf "\t%s", v(name, "provider") == "kyanite" ? v(name, "policy") : "-"
	printf "\t%.0f\t%.0f", v(name, "throughput_mbit_s"), v(base, "throughput_mbit_s")
	printf "\t%.3f\t%.3f\t%.3f", x, left, x / left
	printf "\t%s", ceiling == "" ? "-" : sprintf("%.3f", v(name, "throughput_mbit_s") / v(ceiling, "throughput_mbit_s"))
	printf "\t%.2f\t%.2f\t%.2f", v(name, "softirq_share"), v(name, "system_share"), \
		v(name, "idle_share")
	printf "\t%.0f\t%.0f\t%.2f\n", insns, v(base, "softirq_insns_per_packet"), \
		insns / v(base, "softirq_insns_per_packet")
}
