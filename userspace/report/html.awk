# SPDX-License-Identifier: Apache-2.0
# The rows of a result file -> a page with the picture and the table.
function escape(s) {
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	return s
}
BEGIN {
	FS = "\t"
	print "<!doctype html><html lang=en><meta charset=utf-8><title>Kyanite: " name "</title>"
	print "<style>body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}" \
		"td,th{padding:2px 8px;border-bottom:1px solid #ddd;text-align:right}" \
		"td:nth-child(-n+4),th:nth-child(-n+4){text-align:left}.fail{background:#fcc}</style>"
	print "<h1>Kyanite: " name "</h1><p>" escape(parameters) "</p>"
	print "<p>Cycles are those in which the engine had a request in flight. Throughput is not available until " \
		"guest and engine run in one virtual time. Every result was compared with generic C software.</p>"
	print "<p><a href=" name ".json>JSON</a> <a href=" name ".tsv>TSV</a></p>"
	print "<p><img src=" name ".svg alt=\"\"></p><table>"
}
{
	tag = NR == 1 ? "th" : "td"
	printf "<tr%s>", /\tfail\t/ ? " class=fail" : ""
	for (i = 1; i <= NF; i++)
		printf "<%s>%s", tag, escape($i)
	print ""
}
END { print "</table></html>" }
