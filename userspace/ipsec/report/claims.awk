# SPDX-License-Identifier: Apache-2.0
# After load.awk, with the file claims as the third: the table "paper / expected / ours / verdict".
function ratio(over, under,   a, b) {
	a = v(over, "throughput_mbit_s")
	b = v(under, "throughput_mbit_s")
	return measured(over) && measured(under) && b > 0 ? a / b : ""
}

# Throughputs of a list of cells, which are to fall from each to the next.
function falls(list,   cells, n, i, x, last, text) {
	n = split(list, cells, " ")
	ordered = 1
	for (i = 1; i <= n; i++) {
		if (!measured(cells[i]))
			return ""
		x = v(cells[i], "throughput_mbit_s")
		if (i > 1 && x >= last)
			ordered = 0
		last = x
		text = text (i > 1 ? " > " : "") v(cells[i], "suite") " " sprintf("%.0f", x)
	}
	return text
}

# The states of the CPU in a cell by their shares, largest first.
function largest(name,   states, n, i, k, t, text) {
	if (!measured(name))
		return ""
	n = split("user system softirq irq idle stall", states, " ")
	for (i = 1; i <= n; i++)
		for (k = i + 1; k <= n; k++)
			if (v(name, states[k] "_share") + 0 > v(name, states[i] "_share") + 0) {
				t = states[i]
				states[i] = states[k]
				states[k] = t
			}
	ordered = states[1] == $4
	for (i = 1; i <= 3; i++)
		text = text (i > 1 ? ", " : "") states[i] sprintf(" %.0f %%", 100 * v(name, states[i] "_share"))
	return text
}

function verdict(good) { return good ? "reproduced" : "not reproduced" }
BEGIN { print "claim\tpaper\texpected\tours\tverdict" }
nfile == 3 && !/^#/ && NF >= 5 {
	ours = ""
	if ($3 == "ratio" && (x = ratio($5, $6)) != "") {
		ours = sprintf("%.3f", x)
		split($4, bounds, " ")
		what = verdict(x >= bounds[1] && x <= bounds[2])
	} else if ($3 == "falls" && (ours = falls($5)) != "") {
		what = verdict(ordered)
	} else if ($3 == "largest" && (ours = largest($5)) != "") {
		what = verdict(ordered)
	}
	if (ours == "")
		ours = what = "not available"
	if ($3 == "ratio")
		expected = "from " bounds_text($4)
	else
		expected = $3 == "falls" ? "falls from each to the next" : $4 " is the largest share"
	print $1 "\t" $2 "\t" expected "\t" ours "\t" what
}
function bounds_text(s) {
	sub(/ /, " to ", s)
	return s
}
