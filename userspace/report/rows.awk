# SPDX-License-Identifier: Apache-2.0
# Read before another program: the rows of a result file, found by what was
# measured. Later files on the command line are the program's own, nfile > 1.
#   labels[1..nlabels]  "algorithm direction", in the file's order
#   sizes[1..nsizes]    bytes per request, ascending
#   depths[1..ndepths]  requests in flight, ascending
BEGIN { FS = "\t" }
FNR == 1 {
	nfile++
	split("", col)
	for (i = 1; i <= NF; i++)
		col[$i] = i
	next
}
nfile == 1 {
	label = f("algorithm") " " f("direction")
	if (!(label in known_label)) {
		known_label[label] = 1
		labels[++nlabels] = label
	}
	nsizes = insert(sizes, nsizes, f("size_bytes"), known_size)
	ndepths = insert(depths, ndepths, f("depth"), known_depth)
	id = label SUBSEP f("provider") SUBSEP f("size_bytes") SUBSEP f("depth")
	verdict[id] = f("verdict")
	# A row whose bytes were wrong counts for nothing else.
	if (f("verdict") == "pass")
		for (i in col)
			figure[id, i] = $col[i]
}
function f(key) { return key in col ? $col[key] : "" }
function is_number(s) { return s ~ /^[0-9]/ }

# The figure of one measurement as text; "" if the row is missing or failed.
function cell(label, provider, size, depth, key,   id) {
	id = label SUBSEP provider SUBSEP size SUBSEP depth SUBSEP key
	return id in figure ? figure[id] : ""
}

# How often provider A's throughput is provider B's; "" if one is not a number.
function speedup(label, a, b, size, depth,   x, y) {
	x = cell(label, a, size, depth, "throughput_mbit_s")
	y = cell(label, b, size, depth, "throughput_mbit_s")
	return is_number(x) && is_number(y) && y > 0 ? x / y : ""
}

# Adds V to the ascending LIST of N numbers unless KNOWN has it; returns the new N.
function insert(list, n, v, known,   i) {
	if (v in known)
		return n
	known[v] = 1
	for (i = n; i > 0 && list[i] + 0 > v + 0; i--)
		list[i + 1] = list[i]
	list[i + 1] = v
	return n + 1
}

# Adds the requests of a measurement, once, to those behind the picture.
function count(label, provider, size, depth) {
	if (!((label, provider, size, depth) in counted))
		requests += cell(label, provider, size, depth, "requests")
	counted[label, provider, size, depth] = 1
}
