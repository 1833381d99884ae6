# SPDX-License-Identifier: Apache-2.0
# After load.awk: what became of the streams whose engine failed. A cell is only there if netperf came
# to its end, so that its connection lived.
END {
	choose_members()
	print "engine\tpolicy\tMbit/s\tsoftware after us\tin software\tretransmits\tXFRM errors\tG6"
	for (m = 1; m <= nmembers; m++) {
		name = members[m]
		printf "%s\t%s\t%.0f\t%s\t%d\t%d\t%d\t%s\n", v(name, "fault"), v(name, "policy"), \
			v(name, "throughput_mbit_s"), v(name, "software_after_us"), v(name, "fallbacks"), \
			v(name, "retransmits"), v(name, "xfrm_errors"), \
			v(name, "software_after_us") != "" && v(name, "software_after_us") <= 10000 ? "pass" : "miss"
	}
}
