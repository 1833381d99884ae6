# SPDX-License-Identifier: Apache-2.0
# A table, given twice: first its columns' widths, then its lines.
BEGIN { FS = "\t" }
NR == FNR {
	for (i = 1; i <= NF; i++)
		width[i] = length($i) > width[i] ? length($i) : width[i]
	next
}
{
	for (i = 1; i <= NF; i++)
		printf "%-*s%s", i < NF ? width[i] : 0, $i, i < NF ? "  " : "\n"
}
