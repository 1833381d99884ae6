/* SPDX-License-Identifier: Apache-2.0 */
/* Shared resources as reservations: who takes one is told the cycle at which it is his. */
#ifndef KYANITE_TLM_RESOURCES_H
#define KYANITE_TLM_RESOURCES_H

#include <algorithm>
#include <cstdint>
#include <vector>

/**
 * class pipe - takes a block a cycle; gaps between reservations can be filled
 *
 * A block goes round @laps times, each of @lap cycles, and needs the entrance each time. The pipe
 * remembers span cycles; what is reserved further ahead is not kept from others.
 */
class pipe
{
      public:
	pipe(unsigned laps, unsigned lap) : laps(laps), lap(lap), taken(span / 64)
	{
	}
	/** reserve() - the first cycle at @at or later at which a block can enter; @now only grows */
	uint64_t reserve(uint64_t now, uint64_t at);
	void reset();

      private:
	static constexpr uint64_t span = 16384;

	void forget(uint64_t before);
	uint64_t bit(uint64_t cycle) const
	{
		return 1ULL << cycle % 64;
	}
	uint64_t &word(uint64_t cycle)
	{
		return taken[cycle / 64 % taken.size()];
	}

	const unsigned laps, lap;
	uint64_t base = 0; /* a multiple of 64 */
	std::vector<uint64_t> taken;
};

/** class bus - carries one transfer after the other, in the order of reservation */
class bus
{
      public:
	/** reserve() - the cycle at which a transfer of @cycles begins, at @at or later */
	uint64_t reserve(uint64_t at, unsigned cycles)
	{
		const uint64_t begin = std::max(at, free);

		free = begin + cycles;
		return begin;
	}
	void reset()
	{
		free = 0;
	}

      private:
	uint64_t free = 0;
};

/** class pool - equal cores, of which a job takes any */
class pool
{
      public:
	explicit pool(unsigned cores) : free(cores)
	{
	}
	/** reserve() - the cycle at which a job of @cycles that can begin at @at ends */
	uint64_t reserve(uint64_t at, unsigned cycles);
	void reset()
	{
		std::fill(free.begin(), free.end(), 0);
	}

      private:
	std::vector<uint64_t> free;
};

#endif
