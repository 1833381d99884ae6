# SPDX-License-Identifier: Apache-2.0
# The matrix -> a line for each cell of each set: SET, NAME, KEY=VALUE...
# A cell's name tells how it differs from every other.
BEGIN {
	nkeys = split("provider model params profile fault rate mtu suite mode test size bytes count load " \
		"streams rx_usecs policy tcp offload napi repeat", keys, " ")
	split("simd tlm stock off none 1000 1500 plain transport stream 8192 auto 200 0 1 3 off stock off stock 1", values, " ")
	for (k = 1; k <= nkeys; k++)
		stock[keys[k]] = values[k]
}
/^#/ || NF == 0 { next }

function fail(message) {
	printf "%s:%d: %s\n", FILENAME, FNR, message >"/dev/stderr"
	failed = 1
	exit 2
}

# Where there is no cryptography nobody does any.
function no_cryptography() {
	if (c["suite"] == "plain") {
		c["provider"] = "none"
		c["mode"] = "none"
	} else if (c["suite"] == "esp-null-null") {
		c["provider"] = "null"
	} else {
		return
	}
	c["policy"] = "off"
}

# What takes about 100 ms of virtual time, so that TCP's slow start is a small part of it.
function enough_bytes() {
	if (c["rate"] <= 10)
		return 60000
	if (c["rate"] <= 100)
		return 300000
	return (c["provider"] == "none" ? 6000000 : c["provider"] == "generic" ? 400000 : 3000000) * \
		(c["mtu"] > 4000 && c["provider"] != "generic" ? 2 : 1) * (c["streams"] > 1 ? 2 : 1)
}

function name(   s, k) {
	s = c["provider"]
	if (s == "kyanite" && c["model"] != "tlm")
		s = s "-" c["model"]
	s = s "." c["rate"] "M." c["mtu"] "." c["suite"]
	if (c["suite"] != "plain")
		s = s "." c["mode"]
	s = s "." (c["test"] == "stream" ? "" : c["test"]) c["size"]
	# A value that does not speak for itself has its key before it.
	said["load"] = "load"
	said["streams"] = "streams"
	said["rx_usecs"] = "rx"
	said["repeat"] = "repeat"
	for (k = 14; k <= nkeys; k++)
		if (c[keys[k]] != stock[keys[k]])
			s = s "." (keys[k] == "offload" ? "offload" : said[keys[k]] c[keys[k]])
	if (c["profile"] == "on")
		s = s ".profile"
	if (c["fault"] != "none")
		s = s "." c["fault"]
	return s (c["params"] == "stock" ? "" : "." c["params"])
}

function emit(   text, id, k) {
	for (k in cell)
		c[k] = cell[k]
	no_cryptography()
	if (c["provider"] != "kyanite")
		c["model"] = "tlm"
	id = name()
	if (c["bytes"] == "auto")
		c["bytes"] = enough_bytes()
	for (k = 1; k <= nkeys; k++)
		text = text (k > 1 ? " " : "") keys[k] "=" c[keys[k]]
	if (id in described && described[id] != text)
		fail("cell " id " is described twice, and not alike")
	described[id] = text
	if (!((set, id) in seen))
		print set "\t" id "\t" text
	seen[set, id] = 1
}

# Every value of key K, with every combination of those behind it.
function expand(k,   list, n, i) {
	if (k > nkeys) {
		emit()
		return
	}
	n = split(given[keys[k]], list, ",")
	for (i = 1; i <= n; i++) {
		cell[keys[k]] = list[i]
		expand(k + 1)
	}
}
{
	set = ""
	for (k = 1; k <= nkeys; k++)
		given[keys[k]] = stock[keys[k]]
	for (i = 1; i <= NF; i++) {
		split($i, pair, "=")
		if (pair[1] == "set")
			set = pair[2]
		else if (pair[1] in stock && pair[2] != "")
			given[pair[1]] = pair[2]
		else
			fail("what is " $i "?")
	}
	if (set == "")
		fail("a line without set=")
	expand(1)
}
