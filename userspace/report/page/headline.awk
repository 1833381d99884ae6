# SPDX-License-Identifier: Apache-2.0
# After rows.awk and common.awk, with the crossover rows as second file: the
# paragraph that says what came out.
nfile == 2 && f("depth") == depths[ndepths] && is_number(f("speedup_at_largest")) {
	compared[f("software")]++
	wins[f("software")] += is_number(f("crossover_bytes"))
}
nfile == 1 {
	rows++
	passed += f("verdict") == "pass"
}

# The sentence about one anchor: cbc(aes) encrypt at 1504 bytes, if it was measured.
function anchor(label, size, depth,   i, n, v, rate, simd, generic, insns, providers) {
	rate = cell(label, "engine", size, depth, "throughput_mbit_s")
	simd = speedup(label, "engine", "simd", size, depth)
	generic = speedup(label, "engine", "generic", size, depth)
	if (!is_number(rate) || simd == "" || generic == "")
		return
	printf "At %s bytes a request and %s in flight, %s runs at <b>%.0f Mbit/s</b> on the engine: ", \
		size, depth, escape(label), rate
	printf "<b>%.2f times</b> the CPU's best driver (simd), <b>%.2f times</b> generic C. ", \
		simd, generic
	n = split("engine simd virtio", providers, " ")
	for (i = 1; i <= n; i++)
		if (is_number(v = cell(label, providers[i], size, depth, "guest_insns_per_request")))
			insns = insns sprintf("%s%s %.0f", insns ? ", " : "", providers[i], v)
	if (insns)
		printf "Guest instructions a request there: %s. ", insns
}
END {
	depth = depths[ndepths]
	printf "<p class=headline>"
	anchor("cbc(aes) encrypt", 1504, depth)
	if (compared["simd"] || compared["generic"])
		printf "With %s in flight the engine overtakes simd at a measured size in %d of %d " \
			"algorithms, generic C in %d of %d. ", depth, wins["simd"], compared["simd"], \
			wins["generic"], compared["generic"]
	else
		printf "Throughput and latency are <b>not available</b>: guest and engine did not " \
			"run in one virtual time. "
	if (passed == rows)
		printf "Every byte of all %d rows was right.</p>\n", rows
	else
		printf "<b>FAILED</b>: %d of %d rows had errors or wrong bytes; nothing else is " \
			"claimed for those.</p>\n", rows - passed, rows
}
