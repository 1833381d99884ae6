// SPDX-License-Identifier: Apache-2.0
/*
 * What the engine still knows after zeroize: random requests, then all registers
 * and RAMs of the Verilated engine are searched for their keys, round keys, hash
 * states and data.
 */
#include <algorithm>

/* The model with all that is inside. */
#include "../../sim/rtl/rtl.cpp"
#include "Vkya_engine__Syms.h"

#include "aes_reference.hpp"

extern "C" {
#include "random_memory.h"
#include "random_request.h"
}

namespace
{
constexpr unsigned log2_ring = 5, entries = 1 << log2_ring, requests = entries - 1;
constexpr unsigned window = 8; /* bytes: the odds of meeting so many by chance are nil */

using windows = std::vector<uint64_t>;

uint64_t at(const uint8_t *p)
{
	uint64_t value;
	memcpy(&value, p, window);
	return value;
}

/* Addresses, lengths and erased bytes are no secrets; random bytes are hardly ever so alike. */
bool telling(const uint8_t *p)
{
	unsigned alike = 0;
	for (unsigned i = 0; i < window; i++)
		for (unsigned j = 0; j < i; j++)
			alike += p[i] == p[j];
	return alike < 2;
}

/* Adds all windows of some bytes, and those that hash cores see: the words' bytes turned. */
void add(windows &secrets, const uint8_t *p, size_t len, unsigned word = 1)
{
	bytes turned(len);
	for (size_t i = 0; i < len; i++)
		turned[i] = p[i / word * word + (word - 1 - i % word)];
	for (size_t i = 0; i + window <= len; i++)
		if (telling(&turned[i]))
			secrets.push_back(at(&turned[i]));
}

void add_context(windows &secrets, const kya_ctx &ctx)
{
	const unsigned keysize = FIELD_GET(KYA_CTX_CTL_KEYSIZE, ctx.ctl);
	const auto *const raw = reinterpret_cast<const uint8_t *>(&ctx);

	for (unsigned word : { 1, 4, 8 })
		add(secrets, raw + window, sizeof(ctx) - window, word);
	for (const uint8_t *key : { ctx.key, ctx.tweak_key }) {
		bytes keys = aes::expand(bytes(key, key + sizeof(ctx.key)), keysize % 3);
		add(secrets, keys.data(), keys.size());
	}
}

struct signal {
	const char *name;
	const void *at;
	size_t size;
};

std::vector<signal> signals_of(const Vkya_engine__Syms *engine)
{
#define SIGNAL(object, member)                                                                     \
	{ #object "." #member, &engine->object.member, sizeof(engine->object.member) },
	return {
#include "signals.inc"
	};
#undef SIGNAL
}

/* Signals of the engine that hold a secret; those found are told of if @tell. */
unsigned count_known(model *m, const windows &secrets, bool tell)
{
	unsigned known = 0;
	for (const signal &s : signals_of(m->top->rootp->vlSymsp)) {
		const auto *const p = static_cast<const uint8_t *>(s.at);
		bool found = false;
		for (size_t i = 0; i + window <= s.size && !found; i += 4)
			found = telling(p + i) &&
				std::binary_search(secrets.begin(), secrets.end(), at(p + i));
		known += found;
		if (found && tell)
			printf("# %s\n", s.name);
	}
	return known;
}

struct bench {
	model_sink sink = mem_sink(ram);
	model *engine;
	job jobs[requests];
	windows secrets;

	bench()
	{
		sink.irq = [](void *, unsigned) {};
		engine = model_rtl.create(&sink);
		mem_clock(&model_rtl, engine);
	}
	~bench()
	{
		model_rtl.destroy(engine);
	}
	void write(uint32_t off, uint64_t value, unsigned len)
	{
		model_rtl.write(engine, off, value, len);
	}
	bool rest()
	{
		uint64_t cycles = 0;
		while (!model_rtl.idle(engine) && cycles < 5000000)
			cycles += model_rtl.advance(engine, 1000);
		return model_rtl.idle(engine);
	}

	/* Requests of one queue; what they lie in is secret, but for their rings and lists. */
	void submit()
	{
		const uint32_t caps =
			static_cast<uint32_t>(model_rtl.read(engine, KYA_REG_CAPS, 4));
		const uint64_t sq = mem_take(entries * sizeof(kya_sqe), 64);
		const uint64_t cq = mem_take(entries * sizeof(kya_cqe), 64);
		const uint64_t data = mem_take(1, 1);

		for (unsigned i = 0; i < requests; i++) {
			make_job(&jobs[i], 0, caps, false);
			memcpy(mem_ptr(sq + i * sizeof(kya_sqe)), &jobs[i].sqe, sizeof(kya_sqe));
		}
		end = mem_take(1, 1);
		begin = data;
		write(KYA_Q(0) + KYA_Q_SQ_BASE, sq, 8);
		write(KYA_Q(0) + KYA_Q_CQ_BASE, cq, 8);
		write(KYA_Q(0) + KYA_Q_SIZE, log2_ring, 4);
		write(KYA_Q(0) + KYA_Q_CONTROL, KYA_Q_CONTROL_ENABLE, 4);
		write(KYA_Q(0) + KYA_Q_DOORBELL,
		      FIELD_PREP(KYA_Q_DOORBELL_SQ_TAIL, uint64_t(requests)), 8);
	}
	void collect()
	{
		kya_ctx ctx;
		for (const job &j : jobs) {
			add(secrets, j.sqe.iv, sizeof(j.sqe.iv));
			if (mem_read(j.sqe.ctx, &ctx, sizeof(ctx)))
				add_context(secrets, ctx);
		}
		const auto *const p = static_cast<const uint8_t *>(mem_ptr(begin));
		for (unsigned word : { 1, 4, 8 })
			add(secrets, p, end - begin, word);
		std::sort(secrets.begin(), secrets.end());
	}
	uint64_t begin, end;
};

/* Zeroize after all requests; if @reset, after a reset of their queue somewhere among them. */
void forgets(bool reset)
{
	mem_restart(100);
	forget_contexts();
	/* The requests are too many for a stack. */
	const auto b = std::make_unique<bench>();
	b->submit();
	if (reset) {
		model_rtl.advance(b->engine, below(1 << (8 + below(9))));
		b->write(KYA_Q(0) + KYA_Q_CONTROL, KYA_Q_CONTROL_RESET, 4);
	}
	if (!b->rest())
		tap::fail("the engine does not fall idle");
	b->collect();
	const unsigned before = count_known(b->engine, b->secrets, false);
	b->write(KYA_REG_CONTROL, KYA_REG_CONTROL_ZEROIZE, 4);
	if (!b->rest() ||
	    model_rtl.read(b->engine, KYA_REG_STATUS, 4) & KYA_REG_STATUS_ZEROIZE_BUSY)
		tap::fail("zeroize does not end");
	const unsigned after = count_known(b->engine, b->secrets, true);
	printf("# signals with a secret: %u before, %u after\n", before, after);
	/* Of all the requests keys, states and data of some at least; of a few maybe of none. */
	if (after || (!reset && before < 10))
		tap::fail("%u signals hold keys or data, %u before", after, before);
}
} // namespace

int main()
{
	seed_random();
	for (unsigned i = 0; i < 8; i++) {
		tap::run("requests, zeroize: no key and no data are left", [] { forgets(false); });
		tap::run("requests, reset, zeroize: no key and no data are left",
			 [] { forgets(true); });
	}
	return tap::finish();
}
