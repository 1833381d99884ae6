# SPDX-License-Identifier: Apache-2.0
# After load.awk: the repetitions of a cell as one group, which goes by the name of the first.
#   groups[1..ngroups]     in the matrix's order
#   runs[GROUP]            repetitions
#   mean(GROUP, COLUMN)    "" if the cell has no such figure
#   half(GROUP, COLUMN)    half of the 95 % confidence interval of the mean; "" of one run
function make_groups(   m, name, k) {
	# Student's t, two-sided, for 1, 2, ... degrees of freedom.
	split("12.706 4.303 3.182 2.776 2.571 2.447 2.365 2.306 2.262 2.228 2.201", student, " ")
	for (m = 1; m <= nmembers; m++) {
		name = members[m]
		k = name
		sub(/\.repeat[0-9]+/, "", k)
		if (!(k in runs))
			groups[++ngroups] = k
		run[k, ++runs[k]] = name
	}
}

function mean(g, key,   i, sum) {
	for (i = 1; i <= runs[g]; i++) {
		if (v(run[g, i], key) == "")
			return ""
		sum += v(run[g, i], key)
	}
	return runs[g] ? sum / runs[g] : ""
}

function half(g, key,   i, m, sum, n) {
	n = runs[g]
	if (n < 2 || !(n - 1 in student) || (m = mean(g, key)) == "")
		return ""
	for (i = 1; i <= n; i++)
		sum += (v(run[g, i], key) - m) ^ 2
	return student[n - 1] * sqrt(sum / (n - 1) / n)
}

# What is no figure is alike in all repetitions.
function given(g, key) { return v(run[g, 1], key) }

# The streams of whole packets that the pictures are about.
function is_bulk(g) {
	return given(g, "test") == "stream" && given(g, "mode") == "tunnel" && \
		given(g, "size_bytes") == 8192 && given(g, "streams") == 1
}
