// SPDX-License-Identifier: Apache-2.0
/*
 * kya_hash_lane against libcrypto: digests, HMAC, states, the cycles of a
 * block, and that nothing stays after the end. The start states of an HMAC are
 * made with libcrypto's older interface, the HMAC itself is checked with EVP.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>

#include "Vkya_hash_lane.h"
#include "Vkya_hash_lane___024root.h"
#include "leaf.hpp"

namespace
{
enum { SHA1_ALG = 1, SHA224_ALG, SHA256_ALG };
constexpr size_t state_bytes = 32, block_bytes = 64;
constexpr unsigned patience = 400; /* cycles without any progress */

const EVP_MD *md(unsigned alg)
{
	return alg == SHA1_ALG ? EVP_sha1() : alg == SHA224_ALG ? EVP_sha224() : EVP_sha256();
}

size_t digest_bytes(unsigned alg)
{
	return static_cast<size_t>(EVP_MD_get_size(md(alg)));
}

/* Rounds and the overhead that the interface allows. */
uint64_t block_cycles(unsigned alg)
{
	return alg == SHA1_ALG ? 84 : 68;
}

bytes extended(bytes b)
{
	b.resize(state_bytes);
	return b;
}

/** struct reference - libcrypto's hash with its state in the open. */
struct reference {
	unsigned alg;
	SHA_CTX sha1;
	SHA256_CTX sha2;

	explicit reference(unsigned a) : alg(a)
	{
		SHA1_Init(&sha1);
		alg == SHA224_ALG ? SHA224_Init(&sha2) : SHA256_Init(&sha2);
	}
	reference(unsigned a, const bytes &state, uint64_t count) : reference(a)
	{
		uint32_t w[8];
		for (unsigned i = 0; i < 8; i++)
			w[i] = static_cast<uint32_t>(state[4 * i]) << 24 | state[4 * i + 1] << 16 |
			       state[4 * i + 2] << 8 | state[4 * i + 3];
		sha1.h0 = w[0], sha1.h1 = w[1], sha1.h2 = w[2], sha1.h3 = w[3], sha1.h4 = w[4];
		std::copy(w, w + 8, sha2.h);
		sha1.Nl = sha2.Nl = static_cast<uint32_t>(count << 3);
		sha1.Nh = sha2.Nh = static_cast<uint32_t>(count >> 29);
	}
	void update(const bytes &b)
	{
		if (alg == SHA1_ALG)
			SHA1_Update(&sha1, b.data(), b.size());
		else
			SHA256_Update(&sha2, b.data(), b.size());
	}
	bytes state() const
	{
		const uint32_t w1[8] = { sha1.h0, sha1.h1, sha1.h2, sha1.h3, sha1.h4 };
		const uint32_t *w = alg == SHA1_ALG ? w1 : sha2.h;
		bytes b;
		for (unsigned i = 0; i < 8; i++)
			for (int shift = 24; shift >= 0; shift -= 8)
				b.push_back(static_cast<uint8_t>(w[i] >> shift));
		return b;
	}
	bytes digest()
	{
		bytes b(digest_bytes(alg));
		if (alg == SHA1_ALG)
			SHA1_Final(b.data(), &sha1);
		else if (alg == SHA224_ALG)
			SHA224_Final(b.data(), &sha2);
		else
			SHA256_Final(b.data(), &sha2);
		return extended(b);
	}
};

bytes hash(unsigned alg, const bytes &message)
{
	bytes b(state_bytes);
	EVP_Digest(message.data(), message.size(), b.data(), nullptr, md(alg), nullptr);
	return extended(b);
}

bytes hmac(unsigned alg, const bytes &key, const bytes &message)
{
	bytes b(EVP_MAX_MD_SIZE);
	unsigned n = 0;
	HMAC(md(alg), key.data(), static_cast<int>(key.size()), message.data(), message.size(),
	     b.data(), &n);
	b.resize(n);
	return extended(b);
}

/* The state after the key's block (FIPS 198-1, step 4 and 7). */
bytes pad_state(unsigned alg, const bytes &key, uint8_t pad)
{
	bytes k = key.size() > block_bytes ? hash(alg, key) : key;
	if (key.size() > block_bytes)
		k.resize(digest_bytes(alg));
	k.resize(block_bytes);
	for (auto &x : k)
		x ^= pad;
	reference r(alg);
	r.update(k);
	return r.state();
}

struct job {
	unsigned alg = SHA256_ALG;
	bool hmac = false, load = false, store = false;
	uint64_t count = 0;
	bytes inner = rng::block(state_bytes), outer = rng::block(state_bytes);
	bytes stream;
	bool partial = true; /* beats of any size, else full ones */
	unsigned stall = 0;  /* chance in 16 of a cycle without a beat */

	void use_key(const bytes &key)
	{
		hmac = true;
		inner = pad_state(alg, key, 0x36);
		outer = pad_state(alg, key, 0x5c);
	}
	size_t message_bytes() const
	{
		return stream.size() - (load ? state_bytes : 0);
	}
	/* Blocks to compress: those of the message with its padding, and the
	 * outer hash's one. */
	uint64_t blocks() const
	{
		if (store)
			return message_bytes() / block_bytes;
		return (message_bytes() + 9 + block_bytes - 1) / block_bytes + hmac;
	}
};

struct bench {
	unit<Vkya_hash_lane> u;
	size_t sent = 0, beat = 0;
	bool last_sent = false;
	uint64_t blocks = 0, last_block = 0, widest = 0;

	bench()
	{
		u->start = 0;
		u->in_valid = 0;
		u->ack = 0;
		abort_port() = 0;
		u.reset();
		check_idle("after reset");
	}
	CData &abort_port()
	{
		return u->__SYM__abort;
	}

	void parameters(const job &j)
	{
		u->alg = j.alg;
		u->hmac = j.hmac;
		u->load = j.load;
		u->store = j.store;
		u->count = j.count;
		put(u->inner, j.inner);
		put(u->outer, j.outer);
	}

	/* The parameters are read at the start only; a start when not idle is none. */
	void disturb()
	{
		job garbage;
		garbage.alg = 1 + rng::below(3);
		garbage.hmac = rng::below(2);
		garbage.load = rng::below(2);
		garbage.store = rng::below(2);
		garbage.count = rng::next();
		parameters(garbage);
		u->start = rng::below(2);
	}

	void begin(const job &j)
	{
		if (!u->idle)
			tap::fail("not idle at the start");
		parameters(j);
		u->start = 1;
		cycle();
		u->start = 0;
		sent = beat = 0;
		last_sent = false;
		blocks = widest = last_block = 0;
	}

	void cycle()
	{
		u->eval();
		if (u->blk) {
			if (blocks++)
				widest = std::max(widest, u.cycle - last_block);
			last_block = u.cycle;
		}
		u.tick();
	}

	/* Puts a beat on the input or leaves it empty; bytes beyond in_bytes are
	 * garbage. The last flag comes with the last bytes or after them. */
	void offer(const job &j)
	{
		if (u->in_valid || last_sent || rng::below(16) < j.stall)
			return;
		const size_t left = j.stream.size() - sent;
		beat = std::min<size_t>(left, j.partial ? rng::below(17) : 16);
		bytes data = rng::block(16);
		std::copy_n(j.stream.begin() + static_cast<long>(sent), beat, data.begin());
		put(u->in_data, data);
		u->in_bytes = static_cast<CData>(beat);
		u->in_last = beat == left && (!j.partial || rng::below(2));
		u->in_valid = 1;
	}

	/* One cycle of the stream; true if something moved. */
	bool step(const job &j)
	{
		offer(j);
		if (!u->in_valid) {
			put(u->in_data, rng::block(16));
			u->in_bytes = rng::below(17);
			u->in_last = rng::below(2);
		}
		u->eval();
		if (last_sent && u->in_ready)
			tap::fail("ready after the last beat");
		const bool taken = u->in_valid && u->in_ready;
		const bool last = u->in_last;
		const uint64_t before = blocks;
		cycle();
		if (taken) {
			u->in_valid = 0;
			sent += beat;
			last_sent |= last;
		}
		return taken || blocks != before;
	}

	/* Runs a started job to done. */
	void finish(const job &j)
	{
		unsigned waited = 0;
		while (!u->done && waited < patience) {
			disturb();
			waited = step(j) ? 0 : waited + 1;
			if (u->idle)
				tap::fail("idle during a job");
			if (!u->done && !is_zero(u->digest))
				tap::fail("a digest before done");
		}
		u->start = 0;
		if (!u->done)
			tap::fail("not done");
		if (!last_sent)
			tap::fail("done before the last beat");
		if (blocks != j.blocks())
			tap::fail("%lu blocks, not %lu", blocks, j.blocks());
	}

	void acknowledge()
	{
		u->ack = 1;
		cycle();
		u->ack = 0;
		check_idle("after ack");
	}

	bytes run(const job &j)
	{
		begin(j);
		finish(j);
		const bytes result = get(u->digest);
		for (unsigned n = rng::below(4); n; n--) {
			cycle();
			if (!u->done || get(u->digest) != result || u->in_ready)
				tap::fail("the digest does not wait for ack");
		}
		acknowledge();
		return result;
	}

	void check(const job &j, const bytes &want)
	{
		const bytes result = run(j);
		if (result != want)
			tap::fail("alg %u, %zu bytes, count %lu, flags %d%d%d: %s, not %s", j.alg,
				  j.stream.size(), j.count, j.hmac, j.load, j.store,
				  to_hex(result).c_str(), to_hex(want).c_str());
	}

	/* Idle, silent, and no secret in any register. */
	void check_idle(const char *when)
	{
		auto *r = u->rootp;
		u->eval();
		uint32_t any = r->kya_hash_lane__DOT__a | r->kya_hash_lane__DOT__b |
			       r->kya_hash_lane__DOT__c | r->kya_hash_lane__DOT__d |
			       r->kya_hash_lane__DOT__e | r->kya_hash_lane__DOT__f |
			       r->kya_hash_lane__DOT__g | r->kya_hash_lane__DOT__hh;
		for (unsigned i = 0; i < 16; i++)
			any |= r->kya_hash_lane__DOT__w[i];
		if (any || !is_zero(r->kya_hash_lane__DOT__h) ||
		    !is_zero(r->kya_hash_lane__DOT__gather) ||
		    !is_zero(r->kya_hash_lane__DOT__outer_state) || !is_zero(u->digest))
			tap::fail("secrets left %s", when);
		if (!u->idle || u->done || u->in_ready || u->blk)
			tap::fail("not at rest %s", when);
	}
};

job random_job(unsigned alg, size_t n)
{
	job j;
	j.alg = alg;
	j.stream = rng::block(n);
	j.partial = rng::below(2);
	j.stall = rng::below(3) ? rng::below(13) : 0;
	return j;
}

template <class Each> void each_alg(Each each)
{
	for (unsigned alg = SHA1_ALG; alg <= SHA256_ALG; alg++)
		each(alg);
}

bytes text(const char *s)
{
	return bytes(s, s + strlen(s));
}

/* FIPS 180 examples. */
void vectors()
{
	static const struct {
		unsigned alg;
		const char *message, *digest;
	} cases[] = {
		{ SHA1_ALG, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d" },
		{ SHA1_ALG, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
		{ SHA1_ALG, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "84983e441c3bd26ebaae4aa1f95129e5e54670f1" },
		{ SHA224_ALG, "abc", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7" },
		{ SHA224_ALG, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525" },
		{ SHA256_ALG, "abc",
		  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ SHA256_ALG, "",
		  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ SHA256_ALG, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	bench b;
	for (const auto &c : cases) {
		job j = random_job(c.alg, 0);
		j.stream = text(c.message);
		b.check(j, extended(from_hex(c.digest)));
	}
}

/* RFC 2202 and RFC 4231, test cases 2 and one with a key longer than a block. */
void hmac_vectors()
{
	const bytes jefe = text("Jefe"), question = text("what do ya want for nothing?");
	const bytes larger = text("Test Using Larger Than Block-Size Key - Hash Key First");
	const struct {
		unsigned alg;
		bytes key, message;
		const char *digest;
	} cases[] = {
		{ SHA1_ALG, jefe, question, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
		{ SHA224_ALG, jefe, question,
		  "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44" },
		{ SHA256_ALG, jefe, question,
		  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
		{ SHA1_ALG, bytes(80, 0xaa), larger, "aa4ae5e15272d00e95705637ce8a3b55ed402112" },
		{ SHA256_ALG, bytes(131, 0xaa), larger,
		  "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
	};
	bench b;
	for (const auto &c : cases) {
		job j = random_job(c.alg, 0);
		j.use_key(c.key);
		j.stream = c.message;
		b.check(j, extended(from_hex(c.digest)));
	}
}

void lengths()
{
	bench b;
	each_alg([&](unsigned alg) {
		for (size_t n = 0; n <= 400; n++) {
			const job j = random_job(alg, n);
			b.check(j, hash(alg, j.stream));
		}
	});
}

void hmac_lengths()
{
	bench b;
	each_alg([&](unsigned alg) {
		for (size_t n = 0; n <= 300; n++) {
			job j = random_job(alg, n);
			const bytes key = rng::block(rng::below(150));
			j.use_key(key);
			b.check(j, hmac(alg, key, j.stream));
		}
	});
}

/* A message in pieces, each with the state of the one before; every raw state
 * between is checked. What SHA-1 does not use of a state is garbage. */
void chain(bench &b, unsigned alg, bool with_hmac)
{
	const bytes key = rng::block(rng::below(150));
	bytes message, state;
	reference r = with_hmac ? reference(alg, pad_state(alg, key, 0x36), 64) : reference(alg);
	const unsigned pieces = 1 + rng::below(4);
	for (unsigned i = 0; i <= pieces; i++) {
		const bool final = i == pieces;
		job j = random_job(alg, final ? rng::below(200) : block_bytes * rng::below(4));
		if (with_hmac)
			j.use_key(key);
		j.store = !final;
		j.load = i != 0;
		j.count = message.size();
		r.update(j.stream);
		message.insert(message.end(), j.stream.begin(), j.stream.end());
		if (j.load) {
			if (alg == SHA1_ALG)
				for (size_t k = 20; k < state_bytes; k++)
					state[k] = static_cast<uint8_t>(rng::next());
			j.stream.insert(j.stream.begin(), state.begin(), state.end());
		}
		state = j.store     ? r.state()
			: with_hmac ? hmac(alg, key, message)
				    : hash(alg, message);
		b.check(j, state);
	}
}

void chains()
{
	bench b;
	each_alg([&](unsigned alg) {
		for (unsigned i = 0; i < 80; i++)
			chain(b, alg, i & 1);
	});
}

/* All 61 bits of a length in bytes reach the padding. */
void long_counts()
{
	bench b;
	each_alg([&](unsigned alg) {
		for (unsigned bit = 6; bit < 61; bit++) {
			job j = random_job(alg, rng::below(150));
			const bytes state = alg == SHA1_ALG ? extended(rng::block(20))
							    : rng::block(state_bytes);
			j.load = true;
			j.count = 1ull << bit | (rng::next() & ((1ull << bit) - 64));
			reference r(alg, state, j.count);
			r.update(j.stream);
			j.stream.insert(j.stream.begin(), state.begin(), state.end());
			b.check(j, r.digest());
		}
	});
}

/* Aborted after any number of cycles; then at rest, and the next job is right. */
void aborts()
{
	bench b;
	for (unsigned i = 0; i < 600; i++) {
		job j = random_job(1 + rng::below(3), rng::below(300));
		j.load = j.stream.size() >= state_bytes && rng::below(2);
		if (rng::below(2))
			j.use_key(rng::block(20));
		b.begin(j);
		for (unsigned n = rng::below(500); n && !b.u->done; n--)
			b.step(j);
		b.abort_port() = 1;
		b.step(j); /* a beat that comes with it is lost too */
		b.abort_port() = 0;
		b.u->in_valid = 0;
		b.check_idle("after abort");
		b.cycle();
		b.check_idle("a cycle after abort");

		const job next = random_job(1 + rng::below(3), rng::below(150));
		b.check(next, hash(next.alg, next.stream));
	}
}

/* With the input always there: the cycles between blocks, and of a request. */
void rate()
{
	bench b;
	each_alg([&](unsigned alg) {
		job j = random_job(alg, 1000 * block_bytes);
		j.partial = false;
		j.stall = 0;
		const uint64_t start = b.u.cycle;
		b.check(j, hash(alg, j.stream));
		const uint64_t cycles = b.u.cycle - start, limit = block_cycles(alg);
		printf("# alg %u: %lu cycles between blocks\n", alg, b.widest);
		if (b.widest > limit)
			tap::fail("alg %u: %lu cycles between blocks", alg, b.widest);
		if (cycles > limit * j.blocks() + 20)
			tap::fail("alg %u: %lu cycles for %lu blocks", alg, cycles, j.blocks());
	});
}
} // namespace

int main()
{
	rng::seed();
	tap::run("FIPS 180 examples", vectors);
	tap::run("RFC 2202 and RFC 4231 HMAC examples", hmac_vectors);
	tap::run("every length to 400, beats and stalls of any size", lengths);
	tap::run("HMAC of every length to 300", hmac_lengths);
	tap::run("chains of stored and loaded states", chains);
	tap::run("message lengths of up to 61 bits", long_counts);
	tap::run("abort at any time, and work after it", aborts);
	tap::run("cycles of a block", rate);
	return tap::finish();
}
