// SPDX-License-Identifier: Apache-2.0
/* kya_aes_keyexp against FIPS 197: the order, the time and the erasure too. */
#include "aes_reference.hpp"
#include "Vkya_aes_keyexp.h"
#include "Vkya_aes_keyexp___024root.h"

namespace
{
constexpr unsigned limit = 64; /* cycles */

struct bench {
	unit<Vkya_aes_keyexp> u;

	bench()
	{
		u->start = 0;
		u->zeroize = 0;
		u.reset();
	}

	void start(const bytes &key, unsigned keysize, unsigned ctx)
	{
		put(u->key, key);
		u->keysize = keysize;
		u->ctx = ctx;
		u->start = 1;
		u.tick();
		u->start = 0;
		if (!u->busy)
			tap::fail("not busy after start");
	}

	/* The inputs are read at the start only; a start while busy is none. */
	void disturb()
	{
		put(u->key, rng::block(32));
		u->keysize = rng::below(3);
		u->ctx = rng::below(8);
		u->start = u->busy && rng::below(2);
	}

	/* Runs to done; gives the round keys in the order written, each of which comes for decryption, too. */
	bytes collect(unsigned ctx)
	{
		bytes w, back;
		for (unsigned i = 0; i < limit; i++) {
			disturb();
			u.tick();
			if (u->rk_we) {
				bytes &to = u->rk_back ? back : w;
				if (u->rk_round != to.size() / 16)
					tap::fail("round %u after %zu", u->rk_round,
						  to.size() / 16);
				if (u->rk_ctx != ctx)
					tap::fail("context %u, not %u", u->rk_ctx, ctx);
				const bytes rk = get(u->rk_data);
				to.insert(to.end(), rk.begin(), rk.end());
			}
			if (u->done) {
				u->start = 0;
				if (u->busy)
					tap::fail("done and busy");
				check_back(w, back);
				return w;
			}
		}
		tap::fail("not done after %u cycles", limit);
		return w;
	}

	static void check_back(const bytes &w, const bytes &back)
	{
		bytes want;
		for (unsigned r = 0; r < w.size() / 16; r++) {
			const bytes k = aes::key_back(w, r);
			want.insert(want.end(), k.begin(), k.end());
		}
		if (back != want)
			tap::fail("the round keys for decryption are not those of FIPS 197, 5.3.5");
	}

	void expand(const bytes &key, unsigned keysize)
	{
		const unsigned ctx = rng::below(8);
		start(key, keysize, ctx);
		const bytes w = collect(ctx), want = aes::expand(key, keysize);
		if (w != want)
			tap::fail("%zu bytes of round keys are not the %zu of FIPS 197", w.size(),
				  want.size());
	}

	void check_erased(const char *when)
	{
		auto *root = u->rootp;
		if (!is_zero(root->kya_aes_keyexp__DOT__words) ||
		    !is_zero(root->kya_aes_keyexp__DOT__part) ||
		    !is_zero(root->kya_aes_keyexp__DOT__back) || !is_zero(u->rk_data))
			tap::fail("key material left %s", when);
	}
	void quiet(unsigned cycles)
	{
		for (unsigned i = 0; i < cycles; i++) {
			u.tick();
			if (u->rk_we || u->done || u->busy)
				tap::fail("activity without a start");
		}
	}
};

/* FIPS 197, appendix A: keys and the last word of their expansions. */
void vectors()
{
	static const struct {
		const char *key, *last;
	} cases[] = {
		{ "2b7e151628aed2a6abf7158809cf4f3c", "b6630ca6" },
		{ "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", "01002202" },
		{ "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", "706c631e" },
	};
	bench b;
	for (unsigned keysize = 0; keysize < 3; keysize++) {
		b.start(from_hex(cases[keysize].key), keysize, keysize);
		const bytes w = b.collect(keysize);
		if (w.size() != 16 * (aes::rounds(keysize) + 1) ||
		    bytes(w.end() - 4, w.end()) != from_hex(cases[keysize].last))
			tap::fail("key size %u: the end is not appendix A's", keysize);
	}
}

void random_keys()
{
	bench b;
	for (unsigned i = 0; i < 1500; i++) {
		b.expand(rng::block(32), rng::below(3));
		if (rng::below(2))
			b.quiet(rng::below(5));
	}
}

void erased()
{
	bench b;
	for (unsigned keysize = 0; keysize < 3; keysize++) {
		b.expand(rng::block(32), keysize);
		b.quiet(1);
		b.check_erased("after done");
	}
}

void zeroize()
{
	bench b;
	for (unsigned i = 0; i < 300; i++) {
		b.start(rng::block(32), rng::below(3), rng::below(8));
		for (unsigned n = rng::below(43); n; n--)
			b.u.tick();
		b.u->zeroize = 1;
		b.u.tick();
		b.check_erased("by zeroize");
		if (b.u->busy || b.u->rk_we || b.u->done)
			tap::fail("goes on after zeroize");
		b.u->zeroize = 0;
		b.quiet(limit);
		b.expand(rng::block(32), rng::below(3));
	}
}
} // namespace

int main()
{
	rng::seed();
	tap::run("FIPS 197 appendix A", vectors);
	tap::run("random keys of every size, back to back and apart", random_keys);
	tap::run("no key material after done", erased);
	tap::run("zeroize at any time, and work after it", zeroize);
	return tap::finish();
}
