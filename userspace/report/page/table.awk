# SPDX-License-Identifier: Apache-2.0
# After common.awk: a table with a header -> HTML. Units stay in the header.
BEGIN {
	FS = "\t"
	print "<table class=data>"
}
{
	tag = NR == 1 ? "th" : "td"
	row = ""
	for (i = 1; i <= NF; i++) {
		text = escape($i)
		if (NR == 1)
			gsub(/_/, " ", text)
		if (text == "not available")
			text = "n/a"
		row = row "<" tag (text ~ /^([0-9.]*|n\/a)$/ ? " class=n>" : ">") text
	}
	printf "<tr%s>%s\n", /\tfail(\t|$)/ ? " class=fail" : "", row
}
END { print "</table>" }
