# SPDX-License-Identifier: Apache-2.0
# Compares rows of tests/rtl/bench.c, of the RTL and of the TLM: a table, and how far the TLM is
# off. With one request in flight it is its latency that counts, with more the throughput. Exit
# status 1 if one is further off than the goal.
function percent(x) {
	return sprintf("%+.1f %%", 100 * x)
}
BEGIN {
	FS = "\t"
	goal["latency"] = 0.10
	goal["throughput"] = 0.05
	row = "%-8s %-40s %6s %6s %9s %9s %9s %9s\n"
	printf row, "config", "algorithm", "bytes", "flight", "contexts", "RTL", "TLM", "error"
}
FNR == 1 {
	for (i = 1; i <= NF; i++)
		column[$i] = i
	next
}
{
	key = $column["configuration"] FS $column["algorithm"] FS $column["size_bytes"] FS \
		$column["in_flight"] FS (column["contexts"] ? $column["contexts"] : $column["in_flight"])
	one = $column["in_flight"] == 1
	value[$column["model"], key] = one ? $column["latency_cycles"] : $column["engine_bytes_per_cycle"]
	kinds[key] = one ? "latency" : "throughput"
	if ($column["model"] == "rtl")
		order[++rows] = key
}
END {
	for (i = 1; i <= rows; i++) {
		key = order[i]
		if (!(("tlm", key) in value))
			continue
		split(key, k, FS)
		error = value["tlm", key] / value["rtl", key] - 1
		printf row, k[1], k[2], k[3], k[4], k[5], value["rtl", key], value["tlm", key], percent(error)
		kind = kinds[key]
		error = error < 0 ? -error : error
		sum[kind] += error
		n[kind]++
		off[kind] += error > goal[kind]
		worst[kind] = error > worst[kind] ? error : worst[kind]
	}
	for (kind in goal) {
		if (n[kind])
			printf "%s: %d of %d within %d %%, mean error %.1f %%, largest %.1f %%\n", kind,
				n[kind] - off[kind], n[kind], 100 * goal[kind],
				100 * sum[kind] / n[kind], 100 * worst[kind]
		bad += off[kind] || !n[kind]
	}
	exit bad != 0
}
