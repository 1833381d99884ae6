# SPDX-License-Identifier: Apache-2.0
# The registers, nets and outputs of a Verilated engine, SIGNAL(OBJECT, MEMBER) for each, from its
# headers, Vkya_engine__Syms.h first. Verilator's own variables, __V..., and inputs are none.
BEGIN { word = "[A-Za-z0-9_]+" }

FNR == NR {
	if ($0 ~ "^ +Vkya_engine_" word " +TOP" word "?;")
		objects[$1] = objects[$1] " " substr($2, 1, length($2) - 1)
	next
}

FNR == 1 {
	class = FILENAME
	sub(/.*\//, "", class)
	sub(/\.h$/, "", class)
}

class in objects {
	if ($0 ~ /^ +VL_OUT/) {
		name = $0
		sub(/^[^(]*\(&?/, "", name)
		sub(/,.*/, "", name)
	} else if ($0 ~ "^ +(CData|SData|IData|QData|VlWide|VlUnpacked)[^;]* " word ";") {
		name = substr($NF, 1, length($NF) - 1)
	} else
		next
	if (name ~ /(^|__DOT__)__V/)
		next
	count = split(objects[class], object, " ")
	for (i = 1; i <= count; i++)
		print "SIGNAL(" object[i] ", " name ")"
}
