# SPDX-License-Identifier: Apache-2.0
# A TSV with a header -> {"command", "commit", "parameters", "rows"}.
function quote(s) {
	gsub(/\\/, "\\\\", s)
	gsub(/"/, "\\\"", s)
	return "\"" s "\""
}
function value(s) {
	if (s == "")
		return "null"
	return s ~ /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/ ? s : quote(s)
}
BEGIN {
	FS = "\t"
	printf "{\"command\": %s, \"commit\": %s, \"parameters\": {", quote(command), quote(commit)
	n = split(parameters, pair, "\n")
	sep = ""
	for (i = 1; i <= n; i++) {
		eq = index(pair[i], "=")
		if (!eq)
			continue
		printf "%s%s: %s", sep, quote(substr(pair[i], 1, eq - 1)), quote(substr(pair[i], eq + 1))
		sep = ", "
	}
	printf "}, \"rows\": ["
	sep = ""
}
NR == 1 {
	for (i = 1; i <= NF; i++)
		key[i] = $i
	columns = NF
	next
}
{
	printf "%s\n{", sep
	for (i = 1; i <= columns; i++)
		printf "%s%s: %s", (i > 1) ? ", " : "", quote(key[i]), value($i)
	printf "}"
	sep = ","
}
END { print "]}" }
