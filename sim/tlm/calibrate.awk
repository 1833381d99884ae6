# SPDX-License-Identifier: Apache-2.0
# Compares two results of tests/rtl/bench.c, RTL first: a table, and how far the TLM is off.
# At depth 1 the cycles are a latency, at greater depths a throughput. Exit status 1 if one is
# further off than the goal.
BEGIN {
	FS = "\t"
	goal["latency"] = 10
	goal["throughput"] = 5
	row = "%-32s %6s %6s %10s %10s %8s\n"
	printf row, "algorithm", "bytes", "depth", "RTL", "TLM", "error"
}
FNR == 1 { next }
NR == FNR { rtl[$1, $2, $3] = $4; next }
($1, $2, $3) in rtl {
	kind = $3 == 1 ? "latency" : "throughput"
	# A rate is the inverse of the cycles.
	error = 100 * (kind == "latency" ? $4 / rtl[$1, $2, $3] - 1 : rtl[$1, $2, $3] / $4 - 1)
	printf row, $1, $2, $3, rtl[$1, $2, $3], $4, sprintf("%+.1f %%", error)
	size = error < 0 ? -error : error
	sum[kind] += size
	n[kind]++
	off[kind] += size > goal[kind]
	if (size >= worst[kind])
		worst[kind] = size
}
END {
	for (kind in goal) {
		printf "%s: %d of %d within %d %%, mean error %.1f %%, largest %.1f %%\n", kind,
			n[kind] - off[kind], n[kind], goal[kind], sum[kind] / (n[kind] ? n[kind] : 1),
			worst[kind]
		bad += off[kind] || !n[kind]
	}
	exit bad != 0
}
