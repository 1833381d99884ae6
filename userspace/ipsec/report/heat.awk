# SPDX-License-Identifier: Apache-2.0
# After load.awk, groups.awk and the report's plot/common.awk: the engine's interrupts and doorbells
# for each packet, by rx-usecs and policy.
function colour(part,   x) {
	x = int(255 - 200 * part)
	return sprintf("#%02x%02xff", x, int(255 - 110 * part))
}

# One rectangle, white for 0 and darkest for TOP, with its figure.
function tile(x, y, value, top) {
	script(sprintf("set object %d rect from %g,%g to %g,%g fc rgb '%s' fs solid border rgb '#ffffff'", \
		++nobjects, x - 0.5, y - 0.5, x + 0.5, y + 0.5, colour(value / top)))
	script(sprintf("set label %d '%.2f' at %g,%g center", nobjects + 1, value, x, y))
}

function names(list, n,   i, s) {
	for (i = 1; i <= n; i++)
		s = s sprintf("%s'%s' %d", i > 1 ? ", " : "", list[i], i)
	return s
}

function map(k, title, key,   p, r, g, top, from) {
	for (i = 1; i <= ngroups; i++)
		if (is_bulk(groups[i]) && mean(groups[i], key) > top)
			top = mean(groups[i], key)
	from = nobjects
	for (p = 1; p <= npolicies; p++)
		for (r = 1; r <= nusecs; r++)
			if ((g = at[policies[p], usecs[r]]) != "")
				tile(r, npolicies + 1 - p, mean(g, key), top)
	panel(k, title)
	script(sprintf("plot [0.5:%g.5][0.5:%g.5] 1/0", nusecs, npolicies))
	for (i = from + 1; i <= nobjects; i++)
		script(sprintf("unset object %d\nunset label %d", i, i + 1))
}
END {
	choose_members()
	make_groups()
	for (i = 1; i <= ngroups; i++) {
		if (!is_bulk(groups[i]))
			continue
		p = given(groups[i], "policy")
		r = given(groups[i], "rx_usecs")
		at[p, r] = groups[i]
		if (!(p in seen_policy)) {
			seen_policy[p] = 1
			policies[++npolicies] = p
		}
		if (!(r in seen_usecs)) {
			seen_usecs[r] = 1
			usecs[++nusecs] = r
		}
		requests += mean(groups[i], "packets")
	}
	for (i = npolicies; i > 0; i--)
		upwards[npolicies + 1 - i] = policies[i]
	if (requests) {
		page(title, 2, 2, 430, 130 + 30 * npolicies)
		script("unset grid\nset xlabel 'rx-usecs of the NICs' offset 0,0.4")
		script("set xtics (" names(usecs, nusecs) ")\nset ytics (" names(upwards, npolicies) ")")
		map(0, "interrupts for each packet", "crypto_irqs_per_packet")
		map(1, "doorbells for each packet", "doorbells_per_packet")
	}
	write(0)
}
