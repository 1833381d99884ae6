/* SPDX-License-Identifier: Apache-2.0 */
/* Shared resources as reservations: who takes one is told the cycle at which it is his. */
#ifndef KYANITE_TLM_RESOURCES_H
#define KYANITE_TLM_RESOURCES_H

#include <algorithm>
#include <cstdint>
#include <vector>

/**
 * class pipe - takes one block each @pitch cycles; gaps between reservations can be filled
 *
 * It remembers span x pitch cycles; what is reserved further ahead takes the last of them.
 */
class pipe
{
      public:
	explicit pipe(unsigned pitch) : pitch(pitch), taken(span / 64)
	{
	}
	/** reserve() - the first free cycle at @at or later; @now only grows */
	uint64_t reserve(uint64_t now, uint64_t at);
	void reset();

      private:
	static constexpr uint64_t span = 16384;

	void forget(uint64_t before);

	const unsigned pitch;
	uint64_t base = 0; /* in units of pitch and a multiple of 64, as all below */
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
