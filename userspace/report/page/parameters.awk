# SPDX-License-Identifier: Apache-2.0
# After common.awk: KEY=VALUE lines -> a table of two columns.
BEGIN { print "<table class=data>" }
{
	eq = index($0, "=")
	printf "<tr><th>%s<td>%s\n", escape(substr($0, 1, eq - 1)), escape(substr($0, eq + 1))
}
END { print "</table>" }
