# SPDX-License-Identifier: Apache-2.0
# After load.awk, with -v profiles=DIR: the functions of the set's cells that have most of a packet's
# instructions.
END {
	choose_members()
	print "cell\tfunction\tmodule\tinsns/packet\tof the cell's"
	for (m = 1; m <= nmembers; m++)
		hottest(members[m], profiles "/" members[m], v(members[m], "packets"))
}
# The file has the most first.
function hottest(name, file, packets,   n, i, f, line, sum) {
	while ((getline line <file) > 0) {
		split(line, f, "\t")
		if (f[2] ~ /^cpu_idle_poll/)
			continue
		sum += f[1]
		if (n < 15)
			kept[++n] = line
	}
	close(file)
	for (i = 1; i <= n; i++) {
		split(kept[i], f, "\t")
		printf "%s\t%s\t%s\t%.0f\t%.3f\n", name, f[2], f[3], f[1] / packets, f[1] / sum
	}
}
