# SPDX-License-Identifier: Apache-2.0
# Raw rows of the sweep -> the rows of the result file, by header name.
# A figure that was not measured is "not available"; one that does not exist
# for a provider is empty. model and engine_mhz are those of the run.
BEGIN {
	FS = OFS = "\t"
	NA = "not available"
	nquantiles = split("min p10 p25 p50 p75 p90 p99 max", quantiles, " ")
}
NR == 1 {
	for (i = 1; i <= NF; i++)
		col[$i] = i
	if ("factor" in col)
		printf "parameter\tfactor\t"
	printf "provider\talgorithm\tdriver\tdirection\tkey_bits\tsize_bytes\tdepth"
	printf "\trequests\tverdict\tthroughput_mbit_s"
	for (i = 1; i <= nquantiles; i++)
		printf "\tlatency_%s_ns", quantiles[i]
	print "", "engine_requests", "engine_cycles_per_request", "engine_cycles_per_byte", \
		"engine_bytes_per_cycle", "engine_utilisation", "guest_insns_per_request", \
		"guest_insns_submit_per_request", "guest_insns_complete_per_request", \
		"guest_insns_rest_per_request", "cpu_share", "doorbells_per_request", \
		"mmio_reads_per_request", "mmio_writes_per_request", \
		"notifications_per_request", "interrupts_per_request"
	next
}
function f(key) { return key in col ? $col[key] : "-" }
function is_number(s) { return s ~ /^[0-9]/ }
function ratio(a, b) {
	return is_number(a) && is_number(b) && b > 0 ? sprintf("%.3f", a / b) : NA
}
function sum(a, b, c) { return is_number(a) && is_number(b) && is_number(c) ? a + b + c : "-" }
function minus(a, b) { return is_number(a) && is_number(b) ? a - b : "-" }

# Busy time of the engine over the row's window.
function utilisation(   mhz) {
	mhz = engine_mhz * (f("parameter") == "engine_mhz" ? f("factor") : 1)
	return mhz > 0 ? ratio(f("engine_cycles") * 1e6 / mhz, f("virtual_ps")) : NA
}
{
	provider = f("provider")
	n = f("requests")
	# Time of requests that software took over, or of a model that does not
	# count as hardware would, is not the engine's. QEMU's own work for
	# virtio takes no virtual time at all.
	by_engine = provider == "engine" && model == "rtl" && f("engine_requests") >= n
	timed = provider == "engine" ? by_engine : provider != "virtio"

	if ("factor" in col)
		printf "%s\t%s\t", f("parameter"), f("factor")
	printf "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s", provider, f("algorithm"), f("driver"), \
		f("direction"), f("key_bits"), f("size_bytes"), f("depth"), n, f("verdict")
	printf "\t%s", timed ? ratio(f("bytes") * 8e6, f("virtual_ps")) : NA
	for (i = 1; i <= nquantiles; i++) {
		latency = f("latency_" quantiles[i] "_ns")
		printf "\t%s", timed && is_number(latency) ? latency : NA
	}
	request = per_byte = rate = busy = ""
	doorbells = reads = writes = notifications = interrupts = ""
	if (provider == "engine") {
		request = by_engine ? ratio(f("engine_cycles"), n) : NA
		per_byte = by_engine ? ratio(f("engine_cycles"), f("bytes")) : NA
		rate = by_engine ? ratio(f("bytes"), f("engine_cycles")) : NA
		busy = by_engine ? utilisation() : NA
		doorbells = ratio(f("doorbells"), n)
		reads = ratio(f("mmio_reads"), n)
		writes = ratio(f("mmio_writes"), n)
	}
	if (provider == "virtio")
		notifications = ratio(f("notifies"), n)
	if (provider == "engine" || provider == "virtio")
		interrupts = ratio(f("interrupts"), n)
	print "", f("engine_requests"), request, per_byte, rate, busy, \
		ratio(sum(f("insns_submit"), f("insns_complete"), f("insns_rest")), n), \
		ratio(f("insns_submit"), n), ratio(f("insns_complete"), n), ratio(f("insns_rest"), n), \
		timed ? ratio(minus(f("insns"), f("insns_idle")), f("insns")) : NA, \
		doorbells, reads, writes, notifications, interrupts
}
