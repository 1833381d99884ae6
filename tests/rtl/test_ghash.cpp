// SPDX-License-Identifier: Apache-2.0
/*
 * kya_ghash with both bodies of its multiplier, a block each cycle or each second one, against GHASH written from NIST SP 800-38D,
 * bit by bit, and against the tags of libcrypto's GCM.
 */
#include <array>

#include "Vghash_1_integer.h"
#include "Vghash_1_integer___024root.h"
#include "Vghash_1_logic.h"
#include "Vghash_1_logic___024root.h"
#include "Vghash_2_integer.h"
#include "Vghash_2_integer___024root.h"
#include "Vghash_2_logic.h"
#include "Vghash_2_logic___024root.h"
#include "aes_reference.hpp"

namespace
{
constexpr unsigned slots = 8;

/* The product of SP 800-38D, 6.3: bit 0 is the first byte's most significant one. */
bytes multiply(const bytes &x, const bytes &y)
{
	bytes z(16), v = y;
	for (unsigned i = 0; i < 128; i++) {
		if (x[i / 8] >> (7 - i % 8) & 1)
			for (unsigned j = 0; j < 16; j++)
				z[j] ^= v[j];
		const bool odd = v[15] & 1;
		for (unsigned j = 15; j > 0; j--)
			v[j] = static_cast<uint8_t>(v[j] >> 1 | v[j - 1] << 7);
		v[0] = static_cast<uint8_t>(v[0] >> 1 ^ (odd ? 0xe1 : 0));
	}
	return z;
}

/* A unit with a block each so many cycles. */
template <class T, unsigned Cycles> struct variant {
	using top = T;
	static constexpr unsigned cycles = Cycles, latency = 3 + Cycles;
};

template <class V> struct bench {
	unit<typename V::top> u;
	uint64_t ready = 0; /* the cycle from which a block may come */
	struct {
		bytes acc = bytes(16), h = bytes(16);
		uint64_t free = 0; /* the cycle from which it may be used or read */
		bool fed = false;  /* it has had a block, so it can be read */
	} slot[slots];

	bench()
	{
		idle();
		u->flush = 0;
		u.reset();
		for (unsigned s = 0; s < slots; s++) {
			start(s);
			step();
		}
	}

	void idle()
	{
		u->start = 0;
		u->start_slot = rng::below(slots);
		u->in_valid = 0;
		u->in_slot = rng::below(slots);
		u->in_n = rng::below(17);
		put(u->in_data, rng::block(16));
		put(u->h, rng::block(16));
	}

	/* A block in this cycle; with fewer than 16 bytes the others are garbage. */
	void feed(unsigned s, const bytes &in)
	{
		bytes data = in;
		for (unsigned i = 0; i < in.size(); i++)
			slot[s].acc[i] ^= in[i];
		slot[s].acc = multiply(slot[s].acc, slot[s].h);
		slot[s].free = u.cycle + V::latency;
		slot[s].fed = true;
		ready = u.cycle + V::cycles;
		while (data.size() < 16)
			data.push_back(static_cast<uint8_t>(rng::next()));
		u->in_valid = 1;
		u->in_slot = s;
		u->in_n = static_cast<unsigned>(in.size());
		put(u->in_data, data);
		put(u->h, slot[s].h);
	}

	void start(unsigned s)
	{
		u->start = 1;
		u->start_slot = s;
		slot[s].acc = bytes(16);
		slot[s].free = u.cycle + 1;
		slot[s].fed = false;
	}

	/* Ends the cycle and reads every accumulator that is at rest. */
	void step()
	{
		u.tick();
		idle();
		for (unsigned s = 0; s < slots; s++) {
			if (!slot[s].fed || slot[s].free > u.cycle)
				continue;
			u->acc_slot = s;
			u->eval();
			if (get(u->acc) != slot[s].acc)
				tap::fail("cycle %lu: slot %u has %s, not %s", u.cycle, s,
					  to_hex(get(u->acc)).c_str(), to_hex(slot[s].acc).c_str());
		}
	}

	void settle()
	{
		for (unsigned i = 0; i < V::latency; i++)
			step();
	}

	/* Until a slot can have its next block. */
	void wait(unsigned s)
	{
		while (ready > u.cycle || slot[s].free > u.cycle)
			step();
	}
};

bytes one_bit(unsigned i)
{
	bytes b(16);
	b[i / 8] = static_cast<uint8_t>(0x80 >> i % 8);
	return b;
}

/* A product is linear in both operands, so these are the whole of it. */
template <class V> void bits()
{
	bench<V> b;
	for (unsigned i = 0; i < 128; i++)
		for (unsigned j = 0; j < 128; j++) {
			const unsigned s = j % slots;
			b.start(s);
			b.step();
			b.slot[s].h = one_bit(i);
			b.feed(s, one_bit(j));
			b.wait((s + 1) % slots);
		}
	b.settle();
}

bytes operand()
{
	bytes b = rng::block(16);
	switch (rng::below(8)) {
	case 0:
		return bytes(16);
	case 1:
		return bytes(16, 0xff);
	case 2:
		for (auto &x : b)
			x |= static_cast<uint8_t>(rng::next() | rng::next());
		return b;
	case 3:
		return one_bit(rng::below(128));
	default:
		return b;
	}
}

/* Blocks of all slots mixed, as close as they may be; duty in eighths. */
template <class V> void mixed()
{
	bench<V> b;
	unsigned fed = 0;
	for (unsigned duty = 1; duty <= 8; duty++)
		for (unsigned i = 0; i < 3000; i++) {
			const unsigned s = duty == 8 ? i / V::cycles % 4 : rng::below(slots);
			if (b.ready <= b.u.cycle && b.slot[s].free <= b.u.cycle &&
			    rng::below(8) < duty) {
				if (rng::below(8) == 0)
					b.slot[s].h = operand();
				bytes in = operand();
				if (rng::below(4) == 0)
					in.resize(rng::below(17));
				b.feed(s, in);
				fed++;
			}
			const unsigned other = rng::below(slots);
			if (b.slot[other].free <= b.u.cycle && rng::below(16) == 0)
				b.start(other);
			b.step();
		}
	b.settle();
	if (fed < 9000 / V::cycles)
		tap::fail("only %u blocks", fed);
}

/* encrypt() - GCM by libcrypto; the ciphertext, then the tag. */
bytes encrypt(const bytes &key, const bytes &iv, const bytes &aad, const bytes &text)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	bytes out(text.size() + 16);
	int n = 0;
	if (!EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), nullptr, key.data(), iv.data()) ||
	    !EVP_EncryptUpdate(ctx, nullptr, &n, aad.data(), static_cast<int>(aad.size())) ||
	    !EVP_EncryptUpdate(ctx, out.data(), &n, text.data(), static_cast<int>(text.size())) ||
	    !EVP_EncryptFinal_ex(ctx, out.data() + n, &n) ||
	    !EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, 16, out.data() + text.size()))
		abort();
	EVP_CIPHER_CTX_free(ctx);
	return out;
}

template <class V> void feed_all(bench<V> &b, unsigned s, const bytes &data)
{
	for (size_t i = 0; i < data.size(); i += 16) {
		b.feed(s, bytes(data.begin() + static_cast<long>(i),
				data.begin() + static_cast<long>(std::min(i + 16, data.size()))));
		b.settle();
	}
}

template <class V> void tags()
{
	bench<V> b;
	for (unsigned i = 0; i < 200; i++) {
		const unsigned s = i % slots;
		const bytes key = rng::block(16), iv = rng::block(12);
		const bytes aad = rng::block(rng::below(40)), text = rng::block(rng::below(100));
		const bytes out = encrypt(key, iv, aad, text);
		bytes j0 = iv, lengths(16);
		j0.insert(j0.end(), { 0, 0, 0, 1 });
		for (unsigned k = 0; k < 4; k++) {
			lengths[7 - k] = static_cast<uint8_t>(aad.size() * 8 >> 8 * k);
			lengths[15 - k] = static_cast<uint8_t>(text.size() * 8 >> 8 * k);
		}
		b.slot[s].h = aes::crypt(key, 0, bytes(16), true);
		b.start(s);
		b.step();
		feed_all(b, s, aad);
		feed_all(b, s, bytes(out.begin(), out.end() - 16));
		feed_all(b, s, lengths);
		b.u->acc_slot = s;
		b.u->eval();
		bytes tag = get(b.u->acc);
		const bytes mask = aes::crypt(key, 0, j0, true);
		for (unsigned k = 0; k < 16; k++)
			tag[k] ^= mask[k];
		if (tag != bytes(out.end() - 16, out.end()))
			tap::fail("tag %s, not %s", to_hex(tag).c_str(),
				  to_hex(bytes(out.end() - 16, out.end())).c_str());
	}
}

template <class V> void fill(bench<V> &b)
{
	for (unsigned i = 0; i < 4 * slots; i++) {
		b.slot[i % slots].h = rng::block(16);
		b.wait(i % slots);
		b.feed(i % slots, rng::block(16));
		b.step();
	}
}

/* Erased with blocks in flight: nothing is left in any register. */
template <class V> void flush()
{
	bench<V> b;
	fill(b);
	b.u->flush = 1;
	for (unsigned s = 0; s < slots; s++) {
		b.slot[s].acc = bytes(16);
		b.slot[s].free = b.u.cycle + slots + V::latency;
	}
	for (unsigned i = 0; i < slots; i++)
		b.step();
	b.u->flush = 0;
	b.settle();
	const auto *r = b.u->rootp;
	for (unsigned s = 0; s < slots; s++)
		if (!is_zero(r->kya_ghash__DOT__sum[s]))
			tap::fail("an accumulator is left");
	if (!is_zero(r->kya_ghash__DOT__x) || !is_zero(r->kya_ghash__DOT__y) ||
	    !is_zero(r->kya_ghash__DOT__parts) || !is_zero(r->kya_ghash__DOT__product) ||
	    !is_zero(r->kya_ghash__DOT__low))
		tap::fail("an operand or product is left");
	b.step();
	fill(b);
	b.settle();
}

template <class V> void reset_drops()
{
	bench<V> b;
	fill(b);
	b.settle();
	std::array<bytes, slots> before;
	for (unsigned s = 0; s < slots; s++)
		before[s] = b.slot[s].acc;
	const uint64_t end = b.u.cycle + V::latency - 1;
	for (unsigned s = 0; b.u.cycle < end; s++) {
		b.feed(s, rng::block(16));
		for (unsigned i = 0; i < V::cycles; i++)
			b.step();
	}
	b.u->rst_n = 0;
	b.feed(slots - 1, rng::block(16)); /* with the reset: not taken */
	b.u.tick();
	b.u->rst_n = 1;
	b.idle();
	/* The oldest was written in the cycle of the reset. */
	for (unsigned s = 1; s < slots; s++)
		b.slot[s].acc = before[s];
	b.settle();
}

template <class V> void all(const std::string &body)
{
	tap::run((body + ": every pair of bits").c_str(), bits<V>);
	tap::run((body + ": slots mixed, corner operands, short blocks").c_str(), mixed<V>);
	tap::run((body + ": tags of GCM").c_str(), tags<V>);
	tap::run((body + ": flush leaves nothing").c_str(), flush<V>);
	tap::run((body + ": reset drops the blocks in flight").c_str(), reset_drops<V>);
}
} // namespace

int main()
{
	rng::seed();
	all<variant<Vghash_1_integer, 1>>("integer products");
	all<variant<Vghash_1_logic, 1>>("logic");
	all<variant<Vghash_2_integer, 2>>("integer products, two cycles");
	all<variant<Vghash_2_logic, 2>>("logic, two cycles");
	return tap::finish();
}
