# SPDX-License-Identifier: Apache-2.0
# Guest instructions per request of one algorithm, split into submission,
# completion and the rest, as stacked bars of each provider in tints of its
# colour: a row of panels for each of two depths, a column for each size. A
# software's bar that would dwarf the others is cut off; its number stands on it.
function pick_sizes(   i) {
	for (i = 1; i <= nsizes; i++)
		if (i == 1 || sizes[i] == 1504 || sizes[i] == 16384)
			picked[++npicked] = sizes[i]
}

# COLOUR mixed with white: 1 is the colour itself.
function tint(colour, share,   i, value, mixed, digits) {
	digits = "0123456789abcdef"
	for (i = 2; i <= 6; i += 2) {
		value = 16 * (index(digits, substr(colour, i, 1)) - 1) + \
			index(digits, substr(colour, i + 1, 1)) - 1
		mixed = 256 * mixed + int(255.5 - share * (255 - value))
	}
	return mixed
}

function insns(provider, size, depth, part) {
	return cell(label, provider, size, depth, "guest_insns_" part "per_request")
}

function human(v) {
	if (v < 9995)
		return sprintf("%.0f", v)
	return sprintf(v < 99950 ? "%.1fk" : "%.0fk", v / 1000)
}

# One scale for all: above each bar of the offloads; if there is none, of all.
function top_of_all(   p, i, v, top) {
	for (p = 1; p <= nproviders; p++)
		for (i = 1; i <= npicked; i++) {
			if (p > 2 && top)
				continue
			v = insns(providers[p], picked[i], depths[1], "")
			top = is_number(v) && v > top ? v + 0 : top
			v = insns(providers[p], picked[i], depths[ndepths], "")
			top = is_number(v) && v > top ? v + 0 : top
		}
	return 1.25 * top
}

function bars(size, depth,   p, k, v, base, height) {
	for (p = 1; p <= nproviders; p++) {
		if (!is_number(v = insns(providers[p], size, depth, "")))
			continue
		count(label, providers[p], size, depth)
		base = 0
		for (k = 1; k <= 3; k++) {
			height = insns(providers[p], size, depth, parts[k] "_")
			data(blocks, sprintf("%d %.3f %.3f %.3f %.3f %.3f %d", p, base, p - 0.36, p + 0.36, \
				base, base + height, tint(COLOUR[providers[p]], shares[k])))
			base += height
		}
		data(blocks + 1, sprintf("%d %.3f \"%s\"", p, v > top ? 0.85 * top : v + 0.05 * top, \
			human(v) (v > top ? " ↑" : "")))
	}
}

function panel_of(k, size, depth) {
	if (!is_number(insns(providers[1], size, depth, "")))
		return
	blocks++
	bars(size, depth)
	panel(k, size " bytes, depth " depth)
	script(sprintf("set ylabel %s", quote(k % npicked ? "" : "instructions per request")))
	script(sprintf("plot $d%d using 1:2:3:4:5:6:7 with boxxyerror fs solid 1 border " \
		"lc rgb '#ffffff' lc rgb variable, $d%d using 1:2:3 with labels font ',10' boxed", \
		blocks, blocks + 1))
	blocks++
}
END {
	label = "cbc(aes) encrypt"
	nproviders = split("engine virtio simd generic", providers, " ")
	split("submit complete rest", parts, " ")
	split("1 0.6 0.28", shares, " ")
	pick_sizes()
	top = top_of_all()
	for (k = 1; k <= 3; k++)
		legend_entry(parts[k], "with boxes fs solid 1 lc rgb " tint("#404040", shares[k]))
	page("Guest instructions per request, " label, npicked * (ndepths > 1 ? 2 : 1), npicked, \
		330, 270)
	script("set style textbox opaque noborder margins 0.3,0.3")
	for (p = 1; p <= nproviders; p++)
		names = names (p > 1 ? ", " : "") quote(providers[p]) " " p
	script("set xrange [0.4:4.6]\nset xtics (" names ")\nset grid noxtics ytics")
	script(sprintf("set yrange [0:%.3f]\nset format y '%%.0f'", top))
	for (i = 1; i <= npicked; i++) {
		panel_of(i - 1, picked[i], depths[1])
		if (ndepths > 1)
			panel_of(npicked + i - 1, picked[i], depths[ndepths])
	}
	legend()
	write(blocks)
}
