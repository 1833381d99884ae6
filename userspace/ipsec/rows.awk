# SPDX-License-Identifier: Apache-2.0
# The file layers, then NAME, KEY=VALUE... of the cells, with what the guest said in cells/NAME of -v dir=DIR
# and the profile of some in profiles/NAME -> a table.
# "-" is what a cell does not have. Shares are of the window's virtual time; stall is time in which
# the CPU waits for the engine's registers or takes its interrupts.
BEGIN {
	FS = "\t"
	ngiven = split("provider model params profile fault rate mtu suite mode test size bytes count load " \
		"streams rx_usecs policy tcp offload napi repeat", given, " ")
	split("provider model params profile fault rate_mbit_s mtu suite mode test size_bytes bytes count " \
		"load_mbit_s streams rx_usecs policy tcp offload napi repeat", title, " ")
	nstates = split("user system softirq irq idle", states, " ")
	printf "name"
	for (i = 1; i <= ngiven; i++)
		printf "\t%s", title[i]
	figures = "\tthroughput_mbit_s\tnetperf_mbit_s\tround_trips_per_s" \
		"\tp50_us\tp90_us\tp99_us\tlost_share\tvirtual_ms"
	for (i = 1; i <= nstates; i++)
		figures = figures "\t" states[i] "_share"
	figures = figures "\tstall_share\tpackets\tbytes_per_packet\tinsns_per_packet\tsoftirq_insns_per_packet" \
		"\tnic_irqs_per_packet\tnic_polls_per_packet\tnic_polled_per_poll\ttimer_irqs_per_packet" \
		"\tengine_requests_per_packet\tdoorbells_per_packet\tcrypto_irqs_per_packet" \
		"\tengine_requests\tfallbacks\tsoftware_after_us\txfrm_errors\tout_of_order\tretransmits"
	for (i = 1; i <= 64; i *= 2)
		figures = figures "\tbatches_from_" i
}

FNR == NR {
	if ($0 ~ /^#/ || NF == 0)
		next
	split($0, part, / +/)
	nrules++
	rule[nrules] = part[1]
	module[nrules] = part[2]
	function_name[nrules] = part[3]
	if (!(part[1] in known)) {
		known[part[1]] = 1
		layers[++nlayers] = part[1]
	}
	next
}
FNR == 1 {
	for (i = 1; i <= nlayers; i++)
		figures = figures "\tlayer_" layers[i]
	print "\tstatus\treason" figures
	gsub(/[^\t]/, "", figures)
	nfigures = length(figures)
}

function layer_of(name, of_module,   i) {
	for (i = 1; i <= nrules; i++)
		if (of_module ~ module[i] && name ~ function_name[i])
			return rule[i]
}

# Instructions of each layer by packet.
function split_by_layer(file, packets,   line, f, sum, i) {
	split("", sum)
	while ((getline line <file) > 0) {
		split(line, f, "\t")
		sum[layer_of(f[2], f[3])] += f[1]
	}
	close(file)
	for (i = 1; i <= nlayers; i++)
		printf "\t%s", v["profile"] == "on" ? per(sum[layers[i]], packets) : "-"
	print ""
}

function said_of(key) { return key in v ? v[key] : "-" }
function up(n, d) { return int((n + d - 1) / d) }
function per(n, d) { return d > 0 ? sprintf("%.4f", n / d) : "-" }

# Whether who was to do the cryptography did it: the engine's driver counts what it was given.
function judge() {
	# Software did what an engine that failed was to do, and a packet that it had begun was lost.
	if (v["fault"] != "none")
		return v["kya_fallback"] ? "ok\t-" : "failed\tsoftware had nothing to do"
	if (v["provider"] == "kyanite" && v["kya_requests"] < v["packets"])
		return "failed\tthe engine did " v["kya_requests"] " requests for " v["packets"] " packets"
	if (v["provider"] != "kyanite" && v["kya_requests"] > 0)
		return "failed\tthe engine did " v["kya_requests"] " requests"
	if (v["xfrm_errors"] > 0)
		return "failed\t" v["xfrm_errors"] " errors of XFRM"
	return "ok\t-"
}

function measured(   time_ns, sum, i, sent, busy, stall) {
	time_ns = v["time_ps"] / 1000
	for (i = 1; i <= nstates; i++)
		sum += v["insns_" states[i]]
	printf "\t%s", judge()
	if (v["test"] == "stream") {
		# netperf sends whole messages.
		sent = up(up(v["bytes"], v["streams"]), v["size"]) * v["size"] * v["streams"]
		printf "\t%.3f\t%s\t-", sent * 8000 / time_ns, v["netperf_mbit_s"]
	} else if (v["test"] == "udp") {
		printf "\t%.3f\t-\t-", v["udp_received"] * v["size"] * 8 / v["udp_us"]
	} else {
		printf "\t-\t-\t%.1f", v["count"] * 1e9 / time_ns
	}
	printf "\t%s\t%s\t%s\t%s", said_of("p50_us"), said_of("p90_us"), said_of("p99_us"), \
		v["test"] == "udp" ? per(v["udp_sent"] - v["udp_received"], v["udp_sent"]) : "-"
	printf "\t%.3f", time_ns / 1e6
	for (i = 1; i <= nstates; i++)
		printf "\t%s", per(v["insns_" states[i]] * 1000 / cpu, time_ns)
	busy = sum - v["insns_idle"]
	# The two clocks are read an instruction or two apart.
	stall = time_ns - sum * 1000 / cpu
	printf "\t%s\t%d\t%s", per(stall > 0 ? stall : 0, time_ns), v["packets"], \
		per(v["packet_bytes"], v["packets"])
	printf "\t%s\t%s", per(busy, v["packets"]), per(v["insns_softirq"] + v["insns_irq"], v["packets"])
	printf "\t%s\t%s\t%s\t%s", per(v["nic_irqs"], v["packets"]), per(v["nic_polls"], v["packets"]), \
		per(v["nic_polled"], v["nic_polls"]), per(v["timer_irqs"], v["packets"])
	printf "\t%s\t%s\t%s", per(v["kya_requests"], v["packets"]), per(v["mmio_writes"], v["packets"]), \
		per(v["crypto_irqs"], v["packets"])
	printf "\t%d\t%d\t%s\t%d\t%d\t%d", v["kya_requests"], v["kya_fallback"], \
		said_of("software_after_us"), v["xfrm_errors"], v["out_of_order"], v["retransmits"]
	for (i = 1; i <= 64; i *= 2)
		printf "\t%d", v["batch_" i]
	split_by_layer(dir "/profiles/" $1, v["packets"])
}

function absent(status, reason,   i) {
	printf "\t%s\t%s", status, reason
	for (i = 1; i <= nfigures; i++)
		printf "\t-"
	print ""
}

function take(text,   n, list, i, pair) {
	n = split(text, list, " ")
	for (i = 1; i <= n; i++) {
		split(list[i], pair, "=")
		v[pair[1]] = pair[2]
	}
}
{
	split("", v)
	take($2)
	printf "%s", $1
	for (i = 1; i <= ngiven; i++)
		printf "\t%s", v[given[i]]
	file = dir "/cells/" $1
	said = ""
	getline said <file
	getline said <file
	close(file)
	if (said ~ /^ok /) {
		take(substr(said, 4))
		measured()
	} else if (said ~ /^unavailable /) {
		sub(/^unavailable /, "", said)
		absent("unavailable", said)
	} else {
		absent("missing", "not measured")
	}
}
