// SPDX-License-Identifier: Apache-2.0
/*
 * kya_hash against libcrypto: digests, HMAC, states, of many slots at once with
 * beats of any size; aborts at any time; nothing stays after a flush. The start
 * states of an HMAC are made with libcrypto's older interface, the HMAC itself
 * is checked with EVP.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <deque>
#include <map>

#include "Vkya_hash.h"
#include "leaf.hpp"
#include "verilated_syms.h"

namespace
{
enum { SHA1_ALG = 1, SHA224_ALG, SHA256_ALG, SHA384_ALG, SHA512_ALG };
constexpr unsigned slots = SLOTS;                     /* as the unit was built */
constexpr unsigned ring_bytes = 256, patience = 1000; /* cycles without any progress */

bool is_wide(unsigned alg)
{
	return alg >= SHA384_ALG;
}

size_t state_bytes(unsigned alg)
{
	return is_wide(alg) ? 64 : 32;
}

size_t block_bytes(unsigned alg)
{
	return is_wide(alg) ? 128 : 64;
}

const EVP_MD *md(unsigned alg)
{
	switch (alg) {
	case SHA1_ALG:
		return EVP_sha1();
	case SHA224_ALG:
		return EVP_sha224();
	case SHA256_ALG:
		return EVP_sha256();
	case SHA384_ALG:
		return EVP_sha384();
	default:
		return EVP_sha512();
	}
}

size_t digest_bytes(unsigned alg)
{
	return static_cast<size_t>(EVP_MD_get_size(md(alg)));
}

bytes extended(bytes b)
{
	b.resize(64);
	return b;
}

/** struct reference - libcrypto's hash with its state in the open. */
struct reference {
	unsigned alg;
	SHA_CTX sha1;
	SHA256_CTX sha2;
	SHA512_CTX sha5;

	explicit reference(unsigned a) : alg(a)
	{
		SHA1_Init(&sha1);
		alg == SHA224_ALG ? SHA224_Init(&sha2) : SHA256_Init(&sha2);
		alg == SHA384_ALG ? SHA384_Init(&sha5) : SHA512_Init(&sha5);
	}
	reference(unsigned a, const bytes &state, uint64_t count) : reference(a)
	{
		uint32_t w[8];
		for (unsigned i = 0; i < 8; i++)
			w[i] = static_cast<uint32_t>(big_endian(state, 4 * i, 4));
		sha1.h0 = w[0], sha1.h1 = w[1], sha1.h2 = w[2], sha1.h3 = w[3], sha1.h4 = w[4];
		std::copy(w, w + 8, sha2.h);
		sha1.Nl = sha2.Nl = static_cast<uint32_t>(count << 3);
		sha1.Nh = sha2.Nh = static_cast<uint32_t>(count >> 29);
		for (unsigned i = 0; is_wide(alg) && i < 8; i++)
			sha5.h[i] = big_endian(state, 8 * i, 8);
		sha5.Nl = count << 3;
		sha5.Nh = count >> 61;
	}
	static uint64_t big_endian(const bytes &b, size_t at, unsigned n)
	{
		uint64_t v = 0;
		for (unsigned i = 0; i < n; i++)
			v = v << 8 | b[at + i];
		return v;
	}
	void update(const bytes &b)
	{
		if (alg == SHA1_ALG)
			SHA1_Update(&sha1, b.data(), b.size());
		else if (is_wide(alg))
			SHA512_Update(&sha5, b.data(), b.size());
		else
			SHA256_Update(&sha2, b.data(), b.size());
	}
	bytes state() const
	{
		const uint32_t w1[8] = { sha1.h0, sha1.h1, sha1.h2, sha1.h3, sha1.h4 };
		bytes b;
		for (unsigned i = 0; i < 8; i++) {
			const uint64_t w = alg == SHA1_ALG ? w1[i]
					   : is_wide(alg)  ? sha5.h[i]
							   : sha2.h[i];
			for (int shift = is_wide(alg) ? 56 : 24; shift >= 0; shift -= 8)
				b.push_back(static_cast<uint8_t>(w >> shift));
		}
		return b;
	}
	bytes digest()
	{
		bytes b(digest_bytes(alg));
		if (alg == SHA1_ALG)
			SHA1_Final(b.data(), &sha1);
		else if (alg == SHA224_ALG)
			SHA224_Final(b.data(), &sha2);
		else if (alg == SHA256_ALG)
			SHA256_Final(b.data(), &sha2);
		else if (alg == SHA384_ALG)
			SHA384_Final(b.data(), &sha5);
		else
			SHA512_Final(b.data(), &sha5);
		return b;
	}
};

bytes hash(unsigned alg, const bytes &message)
{
	bytes b(digest_bytes(alg));
	EVP_Digest(message.data(), message.size(), b.data(), nullptr, md(alg), nullptr);
	return b;
}

bytes hmac(unsigned alg, const bytes &key, const bytes &message)
{
	bytes b(digest_bytes(alg));
	/* A null pointer would be the key of the call before. */
	HMAC(md(alg), key.empty() ? b.data() : key.data(), static_cast<int>(key.size()),
	     message.data(), message.size(), b.data(), nullptr);
	return b;
}

/* The state after the key's block (FIPS 198-1, step 4 and 7). */
bytes pad_state(unsigned alg, const bytes &key, uint8_t pad)
{
	bytes k = key.size() > block_bytes(alg) ? hash(alg, key) : key;
	k.resize(block_bytes(alg));
	for (auto &x : k)
		x ^= pad;
	reference r(alg);
	r.update(k);
	return r.state();
}

/** put_field() - element i of a packed array port, whatever Verilator makes of it. */
template <class Port> void put_field(Port &port, unsigned i, unsigned width, uint64_t value)
{
	auto *words = reinterpret_cast<uint8_t *>(&port);
	for (unsigned bit = 0; bit < width; bit++) {
		const unsigned at = i * width + bit;
		words[at / 8] = static_cast<uint8_t>((words[at / 8] & ~(1u << at % 8)) |
						     (value >> bit & 1) << at % 8);
	}
}

template <class Port> bool get_bit(const Port &port, unsigned i)
{
	return reinterpret_cast<const uint8_t *>(&port)[i / 8] >> i % 8 & 1;
}

struct job {
	unsigned alg = SHA256_ALG;
	bool hmac = false, load = false, store = false;
	uint64_t count = 0;
	bytes inner = rng::block(64), outer = rng::block(64);
	bytes stream, want;         /* without a digest wanted, any will do */
	bool partial = true;        /* beats of any size, else full ones */
	unsigned stall = 0;         /* chance in 16 of a cycle without a beat */
	unsigned abort_after = ~0u; /* cycles from its start */

	void use_key(const bytes &key)
	{
		hmac = true;
		inner = pad_state(alg, key, 0x36);
		outer = pad_state(alg, key, 0x5c);
	}
	/* Blocks to compress: those of the message with its padding, and the
	 * outer hash's one. */
	uint64_t blocks() const
	{
		const size_t n = stream.size() - (load ? state_bytes(alg) : 0);
		const size_t block = block_bytes(alg), length = block / 8;
		return store ? n / block : (n + 1 + length + block - 1) / block + hmac;
	}
};

/** struct bench - the unit with a user at each slot. */
struct bench {
	unit<Vkya_hash> u;
	struct user {
		enum { IDLE, ASKS, SENDS, WAITS, ABORTS } state = IDLE;
		job j;
		size_t sent = 0;
		bytes digest = bytes(64); /* rows of it, as they came */
		unsigned room = ring_bytes, age = 0;
		bool aborts_now = false; /* a digest may cross the first cycle of abort */
	} users[slots];
	std::deque<job> jobs;
	uint64_t blocks = 0, expected_blocks = 0, finished = 0, bytes_in = 0;
	bool aborted_any = false;
	unsigned idle_cycles = 0, next_user = 0, sender = slots;

	bench()
	{
		u->flush = 0;
		u->in_we = 0;
		for (unsigned i = 0; i < slots; i++) {
			put_field(u->req, i, 1, 0);
			put_field(u->__SYM__abort, i, 1, 0);
		}
		u.reset();
	}

	void parameters(unsigned i, const job &j)
	{
		put_field(u->alg, i, 3, j.alg);
		put_field(u->hmac, i, 1, j.hmac);
		put_field(u->load, i, 1, j.load);
		put_field(u->store, i, 1, j.store);
	}

	void begin(unsigned i)
	{
		user &s = users[i];
		if (s.state != user::IDLE || jobs.empty())
			return;
		s = user();
		s.j = jobs.front();
		jobs.pop_front();
		s.state = user::ASKS;
		if (s.j.abort_after == ~0u)
			expected_blocks += s.j.blocks();
		else
			aborted_any = true;
		parameters(i, s.j);
		put_field(u->req, i, 1, 1);
	}

	/* One beat of the next user that has one, but none has two in a row; without, garbage. */
	void offer()
	{
		put(u->in_data, rng::block(16));
		const unsigned before = sender;
		sender = slots;
		u->in_we = 0;
		for (unsigned n = 0; n < slots && !u->in_we; n++) {
			const unsigned i = (next_user + n) % slots;
			user &s = users[i];
			if (s.state != user::SENDS || i == before || rng::below(16) < s.j.stall)
				continue;
			const size_t left = s.j.stream.size() - s.sent;
			const size_t beat =
				std::min<size_t>(left, s.j.partial ? rng::below(17) : 16);
			if (beat > s.room)
				continue;
			bytes data = rng::block(16);
			std::copy_n(s.j.stream.begin() + static_cast<long>(s.sent), beat,
				    data.begin());
			put(u->in_data, data);
			u->in_we = 1;
			u->in_slot = static_cast<CData>(i);
			sender = i;
			u->in_n = static_cast<CData>(beat);
			u->in_last = beat == left && (!s.j.partial || rng::below(2));
			s.sent += beat;
			s.room -= static_cast<unsigned>(beat);
			bytes_in += beat;
			if (u->in_last)
				s.state = user::WAITS;
			next_user = i + 1;
		}
	}

	void answer(unsigned i)
	{
		user &s = users[i];
		if (get_bit(u->pop, i))
			s.room += u->pop_bytes;
		if (s.room > ring_bytes && s.state != user::ABORTS)
			tap::fail("more popped than pushed");
		if (get_bit(u->done, i) && s.state == user::WAITS) {
			if (!s.j.want.empty() && s.digest != extended(s.j.want))
				tap::fail("alg %u, %zu bytes, count %lu, flags %d%d%d: %s, not %s",
					  s.j.alg, s.j.stream.size(), s.j.count, s.j.hmac, s.j.load,
					  s.j.store, to_hex(s.digest).c_str(),
					  to_hex(s.j.want).c_str());
			if (s.room != ring_bytes)
				tap::fail("bytes of a finished hash not popped");
			s.state = user::IDLE;
			finished++;
			idle_cycles = 0;
		} else if (get_bit(u->done, i) && !s.aborts_now) {
			tap::fail("done out of turn");
		}
		if (get_bit(u->aborted, i)) {
			if (s.state != user::ABORTS)
				tap::fail("aborted out of turn");
			put_field(u->__SYM__abort, i, 1, 0);
			put_field(u->req, i, 1, 0);
			s.state = user::IDLE;
			idle_cycles = 0;
		}
	}

	static void put_digest(bytes &digest, size_t to, const bytes &from, size_t at)
	{
		std::copy_n(from.begin() + static_cast<long>(at), 16,
			    digest.begin() + static_cast<long>(to));
	}

	void settle()
	{
		u->eval();
		u->count = users[u->count_slot].j.count;
		u->eval();
	}

	void cycle()
	{
		for (unsigned i = 0; i < slots; i++) {
			begin(i);
			user &s = users[i];
			s.aborts_now = s.state != user::IDLE && s.state != user::ABORTS &&
				       s.age++ >= s.j.abort_after;
			if (s.aborts_now) {
				s.state = user::ABORTS;
				put_field(u->__SYM__abort, i, 1, 1);
				put_field(u->req, i, 1, 0);
			}
		}
		offer();
		settle();
		blocks += u->begun;
		if (u->begun)
			idle_cycles = 0;
		for (unsigned half = 0; half < 2; half++)
			if (u->digest_we >> half & 1)
				put_digest(users[u->digest_slot].digest,
					   32 * u->digest_half + 16 * half, get(u->digest),
					   16 * half);
		bool granted[slots];
		for (unsigned i = 0; i < slots; i++) {
			granted[i] = get_bit(u->gnt, i);
			answer(i);
		}
		const job &of = users[u->key_slot].j;
		bytes key(32);
		for (unsigned half = 0; half < 2; half++)
			if (u->key_re >> half & 1)
				std::copy_n((u->key_outer ? of.outer : of.inner).begin() +
						    32 * u->key_half + 16 * half,
					    16, key.begin() + 16 * half);
		u.tick();
		put(u->key, key);
		for (unsigned i = 0; i < slots; i++)
			if (granted[i]) {
				put_field(u->req, i, 1, 0);
				if (users[i].state == user::ASKS)
					users[i].state = user::SENDS;
			}
	}

	bool at_work() const
	{
		return !jobs.empty() || std::any_of(users, users + slots, [](const user &s) {
			return s.state != user::IDLE;
		});
	}

	/** run() - all jobs to their end. */
	void run()
	{
		idle_cycles = 0;
		while (at_work()) {
			cycle();
			if (idle_cycles++ > patience) {
				tap::fail("no answer");
				return;
			}
		}
		if (!aborted_any && blocks != expected_blocks)
			tap::fail("%lu blocks, not %lu", blocks, expected_blocks);
	}

	void quiet()
	{
		u->in_we = 0;
		put(u->in_data, {});
		put(u->key, {});
	}

	/** flush() - forgets all that the slots were at. */
	void flush()
	{
		jobs.clear();
		blocks = expected_blocks = 0;
		for (unsigned i = 0; i < slots; i++) {
			users[i].state = user::IDLE;
			put_field(u->req, i, 1, 0);
			put_field(u->__SYM__abort, i, 1, 0);
		}
		quiet();
		u->flush = 1;
		unsigned n = 0;
		for (; n < 64 * slots && !u->flushed; n++)
			u.tick();
		if (!u->flushed)
			tap::fail("not flushed in %u cycles", n);
		u->flush = 0;
		u.tick();
		if (u->flushed)
			tap::fail("flushed without flush");
	}
};

job random_job(unsigned alg, size_t n)
{
	job j;
	j.alg = alg;
	j.stream = rng::block(n);
	j.partial = rng::below(4);
	j.stall = rng::below(3) ? 0 : rng::below(13);
	return j;
}

job plain(unsigned alg, size_t n)
{
	job j = random_job(alg, n);
	j.want = hash(alg, j.stream);
	return j;
}

job with_key(unsigned alg, size_t n)
{
	job j = random_job(alg, n);
	const bytes key = rng::block(rng::below(200));
	j.use_key(key);
	j.want = hmac(alg, key, j.stream);
	return j;
}

template <class Each> void each_alg(Each each)
{
	for (unsigned alg = SHA1_ALG; alg <= SHA512_ALG; alg++)
		each(alg);
}

void shuffle(std::deque<job> &jobs)
{
	for (size_t i = jobs.size(); i > 1; i--)
		std::swap(jobs[i - 1], jobs[rng::below(static_cast<unsigned>(i))]);
}

/* FIPS 180's "abc"; RFC 4231's test case 2, RFC 2202's for SHA-1. */
void vectors()
{
	static const char *const abc[] = {
		"a9993e364706816aba3e25717850c26c9cd0d89d",
		"23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
		"8086072ba1e7cc2358baeca134c825a7",
		"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
		"2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
	};
	static const char *const jefe[] = {
		"effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
		"a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44",
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
		"af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
		"8e2240ca5e69e2c78b3239ecfab21649",
		"164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
		"9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
	};
	const std::string key = "Jefe", question = "what do ya want for nothing?";
	bench b;
	each_alg([&](unsigned alg) {
		job j = random_job(alg, 0);
		j.stream = { 'a', 'b', 'c' };
		j.want = from_hex(abc[alg - 1]);
		b.jobs.push_back(j);
		j = random_job(alg, 0);
		j.use_key(bytes(key.begin(), key.end()));
		j.stream = bytes(question.begin(), question.end());
		j.want = from_hex(jefe[alg - 1]);
		b.jobs.push_back(j);
	});
	b.run();
}

/* Every length to 600 with and without a key, some long ones, in any order. */
void lengths()
{
	bench b;
	each_alg([&](unsigned alg) {
		for (size_t n = 0; n <= 600; n++) {
			b.jobs.push_back(plain(alg, n));
			b.jobs.push_back(with_key(alg, n));
		}
		for (unsigned i = 0; i < 3; i++)
			b.jobs.push_back(with_key(alg, 8000 + rng::below(2000)));
	});
	shuffle(b.jobs);
	b.run();
}

/* A message in pieces, each with the state of the one before; every raw state
 * between is checked. What SHA-1 does not use of a state is garbage. */
void chain(std::deque<job> &jobs, unsigned alg, bool keyed)
{
	const bytes key = rng::block(rng::below(200));
	bytes message, state;
	reference r = keyed ? reference(alg, pad_state(alg, key, 0x36), block_bytes(alg))
			    : reference(alg);
	const unsigned pieces = 1 + rng::below(4);
	for (unsigned i = 0; i <= pieces; i++) {
		const bool final = i == pieces;
		job j = random_job(alg, final ? rng::below(400) : block_bytes(alg) * rng::below(4));
		if (keyed)
			j.use_key(key);
		j.store = !final;
		j.load = i != 0;
		j.count = message.size();
		r.update(j.stream);
		message.insert(message.end(), j.stream.begin(), j.stream.end());
		if (j.load) {
			for (size_t k = 20; alg == SHA1_ALG && k < 32; k++)
				state[k] = static_cast<uint8_t>(rng::next());
			j.stream.insert(j.stream.begin(), state.begin(), state.end());
		}
		state = j.store ? r.state() : keyed ? hmac(alg, key, message) : hash(alg, message);
		j.want = state;
		jobs.push_back(j);
	}
}

using snapshot = std::map<std::string, bytes>;

/* Every variable of the model but what lives within one cycle only. */
snapshot variables(bench &b)
{
	snapshot all;
	for (const auto &scope : *b.u.context.scopeNameMap())
		for (const auto &v : *scope.second->varsp()) {
			const auto *data = static_cast<const uint8_t *>(v.second.datap());
			all[std::string(scope.first) + "." + v.first] =
				bytes(data, data + v.second.totalSize());
		}
	const auto within = [](const std::string &name) {
		for (const char *end : { ".bytes", ".e_sum", ".e_next", ".a_sum" })
			if (name.size() > strlen(end) &&
			    !name.compare(name.size() - strlen(end), std::string::npos, end))
				return true;
		return false;
	};
	for (auto v = all.begin(); v != all.end();)
		v = within(v->first) ? all.erase(v) : std::next(v);
	return all;
}

/* A state goes with its answer. */
void no_state(bench &b)
{
	for (const auto &v : variables(b))
		if (v.first.find("states.mem") != std::string::npos &&
		    v.second != bytes(v.second.size()))
			tap::fail("%s has a state that nobody waits for", v.first.c_str());
}

void chains()
{
	bench b;
	each_alg([&](unsigned alg) {
		for (unsigned i = 0; i < 80; i++)
			chain(b.jobs, alg, i & 1);
	});
	shuffle(b.jobs);
	b.run();
	no_state(b);
}

/* All bits of a length in bytes reach the padding: 61 of SHA-1 and SHA-256, 64
 * of a count for SHA-512. */
void long_counts()
{
	bench b;
	each_alg([&](unsigned alg) {
		for (unsigned bit = 7; bit < (is_wide(alg) ? 63 : 61); bit++) {
			job j = random_job(alg, rng::below(300));
			const bytes state = rng::block(state_bytes(alg));
			j.load = true;
			j.count = (1ull << bit | (rng::next() & ((1ull << bit) - 1))) & ~127ull;
			reference r(alg, state, j.count);
			r.update(j.stream);
			j.stream.insert(j.stream.begin(), state.begin(), state.end());
			j.want = r.digest();
			b.jobs.push_back(j);
		}
	});
	shuffle(b.jobs);
	b.run();
}

/* Some of the hashes aborted after any number of cycles, also before they
 * begin; the others and those that follow are right. */
void aborts()
{
	bench b;
	for (unsigned i = 0; i < 3000; i++) {
		const unsigned alg = 1 + rng::below(5);
		job j = rng::below(2) ? plain(alg, rng::below(600))
				      : with_key(alg, rng::below(300));
		if (rng::below(2))
			j.abort_after = rng::below(rng::below(4) ? 1000 : 10);
		if (j.abort_after != ~0u && j.stream.size() >= 64 && rng::below(2)) {
			j.load = true;
			j.want.clear();
		}
		b.jobs.push_back(j);
	}
	b.run();
}

/* The names of those that differ. */
std::vector<std::string> differences(const snapshot &one, const snapshot &two)
{
	std::vector<std::string> names;
	for (const auto &v : one)
		if (two.at(v.first) != v.second)
			names.push_back(v.first);
	return names;
}

/* Two units do the same with other secrets. In the midst of it they differ;
 * after a flush no register and no memory tells which secrets they were. */
void flushes()
{
	for (unsigned i = 0; i < 12; i++) {
		std::deque<job> jobs;
		for (unsigned n = 0; n < 40; n++) {
			job j = random_job(1 + rng::below(5), rng::below(900));
			j.hmac = rng::below(2);
			jobs.push_back(j);
		}
		const unsigned cycles = 300 + rng::below(700);
		const uint64_t seed = rng::next();
		snapshot before[2], after[2];
		for (unsigned k = 0; k < 2; k++) {
			rng::state = seed;
			bench b;
			b.jobs = jobs;
			for (auto &j : b.jobs)
				for (auto *secret : { &j.stream, &j.inner, &j.outer })
					for (auto &x : *secret)
						x = static_cast<uint8_t>(x + k);
			for (unsigned n = 0; n < cycles; n++)
				b.cycle();
			b.quiet();
			before[k] = variables(b);
			b.flush();
			after[k] = variables(b);

			b.jobs = { plain(1 + rng::below(5), 300) };
			b.run();
		}
		if (differences(before[0], before[1]).size() < 50)
			tap::fail("hardly a difference before the flush");
		for (const auto &name : differences(after[0], after[1]))
			tap::fail("secrets left in %s", name.c_str());
	}
}

/* With the input always there: what the cores get through. Printed only. */
void rate()
{
	each_alg([&](unsigned alg) {
		for (const size_t n : { 64, 256, 1500, 9000 }) {
			bench b;
			for (unsigned i = 0; i < 60000 / n + 4 * slots; i++) {
				job j = with_key(alg, n);
				j.partial = false;
				j.stall = 0;
				b.jobs.push_back(j);
			}
			const uint64_t start = b.u.cycle;
			b.run();
			const double cycles = static_cast<double>(b.u.cycle - start);
			printf("# alg %u, %zu bytes: %.2f bytes/cycle, %.1f cycles/block\n", alg, n,
			       static_cast<double>(b.bytes_in) / cycles,
			       cycles / static_cast<double>(b.blocks));
		}
	});
}
} // namespace

int main()
{
	rng::seed();
	tap::run("FIPS 180 and HMAC examples", vectors);
	tap::run("every length to 600, beats and stalls of any size", lengths);
	tap::run("chains of stored and loaded states", chains);
	tap::run("message lengths of up to 64 bits", long_counts);
	tap::run("aborts at any time", aborts);
	tap::run("nothing stays after a flush", flushes);
	tap::run("bytes per cycle", rate);
	return tap::finish();
}
