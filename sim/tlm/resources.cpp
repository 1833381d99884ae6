// SPDX-License-Identifier: Apache-2.0
#include "tlm/resources.h"

void pipe::forget(uint64_t before)
{
	if (before >= base + span) {
		std::fill(taken.begin(), taken.end(), 0);
		base = before;
	}
	for (; base < before; base += 64)
		taken[base / 64 % taken.size()] = 0;
}

uint64_t pipe::reserve(uint64_t now, uint64_t at)
{
	forget(now / pitch / 64 * 64);
	uint64_t unit = std::min((at + pitch - 1) / pitch, base + span - 1);

	while (unit < base + span - 1) {
		const uint64_t word = taken[unit / 64 % taken.size()] >> unit % 64;

		if (!(word & 1))
			break;
		unit += ~word ? __builtin_ctzll(~word) : 64;
	}
	unit = std::min(unit, base + span - 1);
	taken[unit / 64 % taken.size()] |= 1ULL << unit % 64;
	return std::max(at, unit * pitch);
}

void pipe::reset()
{
	std::fill(taken.begin(), taken.end(), 0);
	base = 0;
}

uint64_t pool::reserve(uint64_t at, unsigned cycles)
{
	/* The one that has waited least, so that the others keep their earlier start. */
	uint64_t *best = &free[0];

	for (uint64_t &f : free)
		if (*best <= at ? f <= at && f > *best : f < *best)
			best = &f;
	*best = std::max(at, *best) + cycles;
	return *best;
}
