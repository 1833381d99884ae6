# SPDX-License-Identifier: Apache-2.0
# Read before another program; the files are the matrix's sets (SET, NAME) and the rows.
#   members[1..nmembers]   the cells of -v set=SET that were measured, in the matrix's order
#   v(NAME, COLUMN)        a figure of a cell; "" if there is none
BEGIN { FS = "\t" }
FNR == 1 { nfile++ }
nfile == 1 {
	if ($1 == set)
		wanted[++nwanted] = $2
	next
}
nfile == 2 && FNR == 1 {
	for (i = 1; i <= NF; i++)
		column[$i] = i
	next
}
nfile == 2 {
	for (i in column)
		figure[$1, i] = $column[i]
	next
}
function v(name, key) {
	return (name, key) in figure && figure[name, key] != "-" ? figure[name, key] : ""
}
function measured(name) { return v(name, "status") == "ok" }

function choose_members(   i) {
	for (i = 1; i <= nwanted; i++)
		if (measured(wanted[i]))
			members[++nmembers] = wanted[i]
}

# What of a cell names its curve or bar: without what all of them have alike, and what -v by=COLUMN
# tells apart in another way.
function label(name,   s) {
	if (varies("suite") || v(name, "suite") == "plain")
		s = v(name, "suite")
	if (by != "mtu" && varies("mtu"))
		s = with(s, "MTU " v(name, "mtu"))
	if (varies("streams"))
		s = with(s, v(name, "streams") " TCP")
	if (v(name, "suite") == "plain")
		return s
	if (varies("provider"))
		s = with(s, v(name, "provider") (v(name, "model") == "rtl" ? " (RTL)" : ""))
	if (varies("mode"))
		s = with(s, v(name, "mode"))
	if (v(name, "provider") == "kyanite" && varies("policy"))
		s = with(s, v(name, "policy"))
	return s
}
function with(s, more) { return s == "" ? more : s ", " more }
function varies(key,   i, first) {
	for (i = 1; i <= nmembers; i++) {
		if (v(members[i], "suite") == "plain")
			continue
		if (first == "")
			first = v(members[i], key)
		if (v(members[i], key) != first)
			return 1
	}
	return 0
}
