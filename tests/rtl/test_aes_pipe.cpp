// SPDX-License-Identifier: Apache-2.0
/*
 * kya_aes of UNROLL rounds of STAGES, with or without DECRYPT, against libcrypto:
 * every cycle is checked, so a block that comes early, late, twice or not at all is found.
 */
#include <deque>

#include "aes_reference.hpp"

#include "Vkya_aes.h"

namespace
{
/* Of the interface, not read from the RTL. */
constexpr unsigned latency = 14 * STAGES + 1, lap = UNROLL * STAGES;
constexpr unsigned contexts = 8;

struct expected {
	uint64_t due;
	bytes block;
};

struct bench {
	unit<Vkya_aes> u;
	struct {
		bytes key;
		unsigned keysize = 0;
		uint64_t last_used = 0;
	} ctx[contexts];
	std::deque<expected> due;
	bytes coming; /* in_block of the next cycle */
	bytes held;
	unsigned fed = 0;

	bench()
	{
		u->rk_we = 0;
		u->in_valid = 0;
		u.reset();
	}

	/* A block that goes round is where others enter each time it has passed all units. */
	bool ready() const
	{
		for (const expected &e : due) {
			const uint64_t age = u.cycle + 1 + latency - e.due;
			if (age % lap == 0 && age < latency - 1)
				return false;
		}
		return true;
	}

	/* A block in either direction, or a gap if the pipe cannot take one. */
	void feed(unsigned c, const bytes &in)
	{
		feed(c, in, !DECRYPT || rng::below(2));
	}
	void feed(unsigned c, const bytes &in, bool encrypt)
	{
		if (!ready())
			return gap();
		expected e;
		e.due = u.cycle + 1 + latency;
		e.block = aes::crypt(ctx[c].key, ctx[c].keysize, in, encrypt);
		ctx[c].last_used = u.cycle;
		u->in_valid = 1;
		u->in_decrypt = !encrypt;
		u->in_ctx = c;
		u->in_keysize = ctx[c].keysize;
		coming = in;
		due.push_back(e);
		fed++;
	}

	/* Without a block the inputs are garbage that must not count. */
	void gap()
	{
		u->in_valid = 0;
		u->in_decrypt = rng::below(2);
		u->in_ctx = rng::below(contexts);
		u->in_keysize = rng::below(3);
		coming = rng::block(16);
	}

	void step()
	{
		if (!u->rk_we) {
			u->rk_ctx = rng::below(contexts);
			u->rk_round = rng::below(16);
			u->rk_back = rng::below(2);
			put(u->rk_data, rng::block(16));
		}
		u.tick();
		put(u->in_block, coming);
		const bytes out = get(u->out_block);
		if (!due.empty() && due.front().due == u.cycle) {
			if (!u->out_valid)
				tap::fail("cycle %lu: no block", u.cycle);
			else if (out != due.front().block)
				tap::fail("cycle %lu: %s, not %s", u.cycle, to_hex(out).c_str(),
					  to_hex(due.front().block).c_str());
			due.pop_front();
		} else {
			if (u->out_valid)
				tap::fail("cycle %lu: a block that nobody sent", u.cycle);
			if (!held.empty() && out != held)
				tap::fail("cycle %lu: the output switches without a block",
					  u.cycle);
		}
		held = out;
	}

	/* One cycle with a round key written; blocks may flow beside it. */
	void write_key(unsigned c, unsigned round, bool back, const bytes &data)
	{
		u->rk_we = 1;
		u->rk_ctx = c;
		u->rk_round = round;
		u->rk_back = back;
		put(u->rk_data, data);
		step();
		u->rk_we = 0;
	}

	/* Rounds that a short key does not have are 0. A write of round 15, which
	 * does not exist, changes nothing. */
	template <class Between>
	void load(unsigned c, const bytes &key, unsigned keysize, Between between)
	{
		const bytes w = aes::expand(key, keysize);
		for (unsigned r = 0; r < aes::stages; r++) {
			const bool has = r <= aes::rounds(keysize);

			between();
			write_key(c, r, false,
				  has ? bytes(w.begin() + 16 * r, w.begin() + 16 * r + 16)
				      : bytes(16));
			between();
			write_key(c, r, true, has ? aes::key_back(w, r) : bytes(16));
		}
		between();
		write_key(c, 15, rng::below(2), rng::block(16));
		ctx[c].key = key;
		ctx[c].keysize = keysize;
	}
	void load(unsigned c, const bytes &key, unsigned keysize)
	{
		load(c, key, keysize, [this] { gap(); });
	}
	void load_all()
	{
		const unsigned first = rng::below(3);
		for (unsigned c = 0; c < contexts; c++)
			load(c, rng::block(32), (first + c) % 3);
	}
	void drain()
	{
		for (unsigned i = 0; i < 2 * latency; i++) {
			gap();
			step();
		}
		if (!due.empty())
			tap::fail("%zu blocks left", due.size());
	}
};

/* FIPS 197, appendix C: the key is 00 01 02 ..., the text 00 11 22 ... */
void vectors()
{
	static const char *const ciphertext[] = { "69c4e0d86a7b0430d8cdb78070b4c55a",
						  "dda97ca4864cdfe06eaf70a0ec0d7191",
						  "8ea2b7ca516745bfeafc49904b496089" };
	const bytes plaintext = from_hex("00112233445566778899aabbccddeeff");
	bench b;
	bytes key;
	for (unsigned i = 0; i < 32; i++)
		key.push_back(static_cast<uint8_t>(i));
	for (unsigned keysize = 0; keysize < 3; keysize++) {
		const bytes cipher = from_hex(ciphertext[keysize]);
		b.load(keysize, key, keysize);
		for (bool encrypt : { true, false }) {
			if (!encrypt && !DECRYPT)
				continue;
			b.feed(keysize, encrypt ? plaintext : cipher, encrypt);
			if (b.due.back().block != (encrypt ? cipher : plaintext))
				tap::fail("the reference differs from FIPS 197");
			b.step();
			b.drain();
		}
	}
}

/* A block whenever one can enter: UNROLL of 14 cycles, in both directions. */
void saturated()
{
	constexpr unsigned cycles = 14 * STAGES * 150;
	bench b;
	b.load_all();
	b.fed = 0;
	for (unsigned i = 0; i < cycles; i++) {
		b.feed(rng::below(contexts), rng::block(16));
		b.step();
	}
	if (b.fed != cycles * UNROLL / 14)
		tap::fail("%u blocks in %u cycles", b.fed, cycles);
	b.drain();
}

/* Every value of every byte goes through every S-box of the first round used. */
void all_bytes()
{
	bench b;
	for (unsigned keysize = 0; keysize < 3; keysize++) {
		b.load(keysize, rng::block(32), keysize);
		for (unsigned x = 0; x < 512; x++) {
			while (!b.ready()) {
				b.gap();
				b.step();
			}
			b.feed(keysize, bytes(16, static_cast<uint8_t>(x)), !DECRYPT || x < 256);
			b.step();
		}
		b.drain();
	}
}

void gaps()
{
	bench b;
	b.load_all();
	for (unsigned duty = 1; duty < 10; duty += 2)
		for (unsigned i = 0; i < 1000; i++) {
			if (rng::below(10) < duty)
				b.feed(rng::below(contexts), rng::block(16));
			else
				b.gap();
			b.step();
		}
	b.drain();
}

/* A context that is not in use is written while the others are. */
void rewrite()
{
	bench b;
	b.load_all();
	for (unsigned i = 0; i < 200; i++) {
		const unsigned c = rng::below(contexts);
		auto others = [&] {
			const unsigned other = rng::below(contexts);
			if (other != c && rng::below(4))
				b.feed(other, rng::block(16));
			else
				b.gap();
		};
		while (b.u.cycle < b.ctx[c].last_used + latency) {
			others();
			b.step();
		}
		b.load(c, rng::block(32), rng::below(3), others);
		while (!b.ready()) {
			others();
			b.step();
		}
		b.feed(c, rng::block(16));
		b.step();
	}
	b.drain();
}

void reset_drops()
{
	bench b;
	b.load_all();
	for (unsigned i = 0; i < latency; i++) {
		b.feed(rng::below(contexts), rng::block(16));
		b.step();
	}
	b.due.clear();
	b.u->rst_n = 0;
	b.feed(0, rng::block(16)); /* with the reset: not taken */
	b.due.clear();
	b.u.tick();
	b.u->rst_n = 1;
	b.held.clear();
	b.drain();
	b.feed(0, rng::block(16));
	b.step();
	b.drain();
}
} // namespace

int main()
{
	rng::seed();
	tap::run("FIPS 197 vectors of three key sizes", vectors);
	tap::run("every byte value in every place", all_bytes);
	tap::run("saturated, contexts, key sizes and directions mixed", saturated);
	tap::run("gaps", gaps);
	tap::run("contexts rewritten beside others in use", rewrite);
	tap::run("reset drops the blocks in flight", reset_drops);
	return tap::finish();
}
