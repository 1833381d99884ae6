// SPDX-License-Identifier: Apache-2.0
/* The context unit: as many entries as slots, one request served at a time. */
#include "tlm/engine.h"

void engine::ctx_next()
{
	if (ctx_busy || ctx_wait.empty())
		return;
	ctx_busy = ctx_wait.front();
	ctx_wait.pop_front();
	ctx_look(*ctx_busy);
}

int engine::ctx_find(uint64_t addr) const
{
	for (size_t i = 0; i < cache.size(); i++)
		if (cache[i].valid && cache[i].addr == addr)
			return (int)i;
	return -1;
}

/* There are as many entries as slots, so one is not in use. */
int engine::ctx_victim()
{
	while (cache[victim].users)
		victim = (victim + 1) % cache.size();
	const int found = (int)victim;
	victim = (victim + 1) % cache.size();
	return found;
}

void engine::ctx_look(slot &s)
{
	const uint64_t addr = le64toh(s.req.sqe.ctx), at = now() + timing::turn;
	int i = ctx_find(addr);

	if (s.req.opcode() == KYA_OPCODE_CTX_INVALIDATE) {
		if (i >= 0)
			cache[i] = cached();
		after(at + (i >= 0 ? timing::ctx_erase : timing::ctx_hit), CTX_DONE, &s);
		return;
	}
	if (i < 0) {
		i = ctx_victim();
		cache[i] = { false, addr, 0, {} };
		after(at + timing::ctx_miss, READ_CTX, &s);
	} else {
		after(at + timing::ctx_hit, CTX_DONE, &s);
	}
	cache[i].users++;
	s.ctx = i;
}

/* The key goes into the pipes, if there is one; XTS has two. */
static unsigned expansion(bool good, const request &r)
{
	if (!good || (!r.cipher() && r.hash() != KYA_HASH_CMAC))
		return 1;
	const unsigned keys = r.cipher() == KYA_CIPHER_XTS ? 2 : 1;
	return keys * (timing::ctx_expand + r.keysize() * timing::ctx_expand_more);
}

void engine::ctx_loaded(slot &s)
{
	cached &c = cache[s.ctx];

	c.valid = move(false, c.addr, &c.ctx, sizeof(c.ctx));
	s.req.ctx = c.ctx;
	after(now() + expansion(c.valid, s.req), CTX_DONE, &s);
}

void engine::ctx_done(slot &s)
{
	const unsigned queue = s.front.queue;

	ctx_busy = nullptr;
	turn[queue]++;
	if (s.ctx >= 0)
		s.req.ctx = cache[s.ctx].ctx;
	begin(s, s.ctx >= 0 && cache[s.ctx].valid);
	ctx_next();
	turns(queue);
}

/* The slot needs its context no more; a bad one does not stay on the chip. */
void engine::ctx_drop(slot &s)
{
	cached &c = cache[s.ctx];

	c.users--;
	if (s.req.res.status == KYA_STATUS_BAD_CONTEXT)
		c.valid = false;
	if (!c.valid)
		c.ctx = {};
	s.ctx = -1;
}

/* The slot is to die: it does not wait for a context any more. */
void engine::ctx_forget(slot &s)
{
	ctx_wait.erase(std::remove(ctx_wait.begin(), ctx_wait.end(), &s), ctx_wait.end());
	if (ctx_busy != &s)
		return;
	ctx_busy = nullptr;
	ctx_next();
}
