# SPDX-License-Identifier: Apache-2.0
# After common.awk: a table with a header -> HTML. Units stay in the header.
BEGIN { FS = "\t" }
{
	tag = NR == 1 ? "th" : "td"
	row = ""
	for (i = 1; i <= NF; i++) {
		text = escape($i)
		if (NR == 1)
			gsub(/_/, " ", text)
		row = row "<" tag ($i ~ /^[0-9.]+$/ || $i == "" || $i == "not available" || $i == "none" ? " class=n" : "") ">" \
			($i == "not available" ? "n/a" : text)
	}
	printf "%s<tr%s>%s\n", NR == 1 ? "<table class=data>" : "", /\tfail(\t|$)/ ? " class=fail" : "", row
}
END { print "</table>" }
