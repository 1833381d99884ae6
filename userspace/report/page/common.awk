# SPDX-License-Identifier: Apache-2.0
# Before the parts of the page.
function escape(s) {
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	return s
}
