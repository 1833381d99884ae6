# SPDX-License-Identifier: Apache-2.0
# Raw rows of the sweep -> the rows of the result file, by header name.
# A figure that was not measured is "not available"; one that does not exist
# for a provider is empty.
BEGIN { FS = OFS = "\t" }
NR == 1 {
	for (i = 1; i <= NF; i++)
		col[$i] = i
	print "provider", "algorithm", "driver", "direction", "key_bits", "size_bytes", "depth", \
		"requests", "verdict", "engine_requests", "engine_cycles_per_request", "engine_cycles_per_byte", \
		"engine_bytes_per_cycle", "doorbells_per_request", "interrupts_per_request", \
		"throughput_mbit_s", "guest_insns_per_request"
	next
}
function f(key) { return $col[key] }
function ratio(a, b) { return b > 0 ? sprintf("%.3f", a / b) : "not available" }
{
	n = f("requests")
	request = per_byte = rate = doorbells = interrupts = ""
	if (f("provider") == "engine") {
		request = per_byte = rate = "not available"
		# Cycles of requests that software took over are not in the count.
		if (model == "rtl" && f("engine_requests") >= n) {
			request = ratio(f("engine_cycles"), n)
			per_byte = ratio(f("engine_cycles"), f("bytes"))
			rate = ratio(f("bytes"), f("engine_cycles"))
		}
		doorbells = ratio(f("doorbells"), n)
		interrupts = ratio(f("interrupts"), n)
	}
	print f("provider"), f("algorithm"), f("driver"), f("direction"), f("key_bits"), f("size_bytes"), f("depth"), \
		n, f("verdict"), f("engine_requests"), request, per_byte, rate, doorbells, interrupts, \
		"not available", ""
}
