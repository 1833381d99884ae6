// SPDX-License-Identifier: Apache-2.0
#include "tlm/resources.h"

void pipe::forget(uint64_t before)
{
	if (before >= base + span) {
		std::fill(taken.begin(), taken.end(), 0);
		base = before;
	}
	for (; base < before; base += 64)
		word(base) = 0;
}

uint64_t pipe::reserve(uint64_t now, uint64_t at)
{
	forget(now / 64 * 64);
	const uint64_t end = base + span - laps * lap;
	unsigned n = 0;

	while (at < end && n < laps) {
		if (word(at + n * lap) & bit(at + n * lap)) {
			/* Past this run of taken cycles, or to the end of the word. */
			const uint64_t rest = ~(word(at) >> at % 64);

			at += n ? 1
				: std::min<uint64_t>(rest ? __builtin_ctzll(rest) : 64,
						     64 - at % 64);
			n = 0;
		} else {
			n++;
		}
	}
	for (n = 0; at < end && n < laps; n++)
		word(at + n * lap) |= bit(at + n * lap);
	return at;
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
