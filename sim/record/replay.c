// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "record/decode.h"
#include "record/replay.h"

/* Cycles after which a model that does not do what it should is found out. */
#define STRIDE 1024

struct player {
	const struct log *log;
	struct log_place place; /* behind @next */
	struct log_entry next;
	bool more; /* there is a @next */
	const struct model_ops *ops;
	struct model *m;
	const struct replay_window *w;
	bool waving;
	enum replay_result result;
};

static void step(struct player *p)
{
	p->more = log_next(p->log, &p->place, &p->next);
}

static uint64_t cycles(const struct player *p)
{
	return p->ops->cycles(p->m);
}

static bool going(const struct player *p)
{
	return p->result == REPLAY_IDENTICAL && p->more;
}

/* The first difference; the record's side is @p->next. */
static void differ(struct player *p, const struct log_record *did)
{
	p->result = REPLAY_DIFFERS;
	printf("%s: the %s model differs at record %" PRIu64 "\nrecord: cycle %" PRIu64 ": ",
	       p->log->path, p->ops->name, p->next.number, p->next.r.cycle);
	decode_event(stdout, &p->next.r, p->next.data);
	printf("\nmodel:  cycle %" PRIu64 ": ", cycles(p));
	if (did)
		decode_event(stdout, did, NULL);
	else
		fputs(p->ops->idle(p->m) ? "nothing, it is idle" : "nothing yet", stdout);
	putchar('\n');
}

static bool same(const struct log_record *a, const struct log_record *b)
{
	bool compare_value = a->type == LOG_VALUE || a->type == LOG_DMA_WRITE;

	return a->type == b->type && a->cycle == b->cycle && a->addr == b->addr &&
	       a->len == b->len && (!compare_value || a->value == b->value);
}

/*
 * The model did @did. Returns whether the record has the same, and then its entry; else the replay
 * is over: what the model is answered no longer matters.
 */
static bool take(struct player *p, struct log_record did, struct log_entry *e)
{
	if (!going(p))
		return false;
	did.cycle = cycles(p);
	if (!same(&p->next.r, &did)) {
		differ(p, &did);
		return false;
	}
	*e = p->next;
	step(p);
	return true;
}

static int dma_read(void *ctx, uint64_t addr, void *buf, size_t len)
{
	const struct log_record did = { .type = LOG_DMA_READ, .addr = addr, .len = (uint32_t)len };
	struct log_entry e;

	if (!take(ctx, did, &e) || e.r.failed)
		return -EFAULT;
	if (len)
		memcpy(buf, e.data, len);
	return 0;
}

static int dma_write(void *ctx, uint64_t addr, const void *buf, size_t len)
{
	const struct log_record did = { .type = LOG_DMA_WRITE,
					.addr = addr,
					.len = (uint32_t)len,
					.value = log_hash(LOG_HASH_START, buf, len) };
	struct log_entry e;

	return !take(ctx, did, &e) || e.r.failed ? -EFAULT : 0;
}

static void irq(void *ctx, unsigned int vector)
{
	const struct log_record did = { .type = LOG_IRQ, .addr = vector };
	struct log_entry e;

	take(ctx, did, &e);
}

static uint64_t when(struct player *p, enum log_type type, uint64_t addr, size_t len)
{
	const struct log_record did = { .type = (uint8_t)type, .addr = addr, .len = (uint32_t)len };
	struct log_entry e;

	return take(p, did, &e) ? e.r.value : cycles(p);
}

static uint64_t read_at(void *ctx, uint64_t addr, size_t len)
{
	return when(ctx, LOG_READ_AT, addr, len);
}

static uint64_t write_at(void *ctx, uint64_t addr, size_t len)
{
	return when(ctx, LOG_WRITE_AT, addr, len);
}

static struct model *create(struct player *p)
{
	const uint32_t flags = p->log->header.flags;
	const struct model_sink sink = { .ctx = p,
					 .dma_read = dma_read,
					 .dma_write = dma_write,
					 .irq = irq,
					 .read_at = flags & LOG_HAS_READ_AT ? read_at : NULL,
					 .write_at = flags & LOG_HAS_WRITE_AT ? write_at : NULL };

	return p->ops->create(&sink);
}

/* Where the advance ends of which the record has been taken. */
static uint64_t advance_end(const struct player *p)
{
	struct log_place place = p->place;
	struct log_entry e = p->next;

	if (!p->more)
		return cycles(p);
	while (!log_is_call(&e.r))
		/* The log breaks off in it: let the last thing happen. */
		if (!log_next(p->log, &place, &e))
			return e.r.cycle + 1;
	return e.r.cycle;
}

/* In the window the waves begin; they end with the model. */
static void start_waves(struct player *p)
{
	if (!p->w->waves || p->waving || cycles(p) < p->w->from)
		return;
	p->waving = true;
	if (p->ops->waves(p->m, p->w->waves))
		p->result = REPLAY_FAILED;
}

/* The cycle up to which to run at once: @end, or the next one at which to look. */
static uint64_t next_stop(const struct player *p, uint64_t end)
{
	uint64_t now = cycles(p), stop = end;

	if (stop > now + STRIDE)
		stop = now + STRIDE;
	if (now < p->w->from && stop > p->w->from)
		stop = p->w->from;
	if (now <= p->w->to && stop > p->w->to)
		stop = p->w->to + 1;
	return stop;
}

/* The model has passed by the cycle at which the record has it do something. */
static bool overdue(const struct player *p)
{
	return going(p) && !log_is_call(&p->next.r) && p->next.r.cycle < cycles(p);
}

static void run(struct player *p, uint64_t end)
{
	uint64_t n;

	do {
		uint64_t now = cycles(p);

		start_waves(p);
		n = p->ops->advance(p->m, next_stop(p, end) - now);
		if (overdue(p))
			differ(p, NULL);
	} while (n && going(p) && cycles(p) < end && cycles(p) <= p->w->to);
}

static void read_register(struct player *p, const struct log_record *r)
{
	struct log_record did = { .type = LOG_VALUE, .addr = r->addr, .len = r->len };
	struct log_entry e;

	did.value = p->ops->read(p->m, (uint32_t)r->addr, r->len);
	take(p, did, &e);
}

/* The call that the record has next; the model must have come to its cycle. */
static void call(struct player *p)
{
	const struct log_record r = p->next.r;

	if (!log_is_call(&r) || r.cycle != cycles(p)) {
		differ(p, NULL);
		return;
	}
	start_waves(p);
	step(p);
	switch (r.type) {
	case LOG_RESET:
		p->ops->reset(p->m);
		break;
	case LOG_READ:
		read_register(p, &r);
		break;
	case LOG_WRITE:
		p->ops->write(p->m, (uint32_t)r.addr, r.value, r.len);
		break;
	case LOG_ADVANCE:
		run(p, advance_end(p));
		break;
	}
}

static void conclude(struct player *p)
{
	if (p->result == REPLAY_IDENTICAL && p->w->waves && !p->waving) {
		fprintf(stderr, "%s: the record ends at cycle %" PRIu64 ", before the window\n",
			p->log->path, cycles(p));
		p->result = REPLAY_FAILED;
	}
	if (p->result == REPLAY_IDENTICAL)
		printf("replayed %" PRIu64 " records, %" PRIu64 " cycles: identical%s\n",
		       p->place.number - p->more, cycles(p),
		       p->more || p->log->ended ? "" : "; there the record breaks off");
}

enum replay_result replay(const struct log *log, const struct model_ops *ops,
			  const struct replay_window *w)
{
	struct player p = { .log = log, .ops = ops, .w = w };

	p.m = create(&p);
	if (!p.m)
		return REPLAY_FAILED;
	step(&p);
	while (going(&p) && cycles(&p) <= w->to)
		call(&p);
	conclude(&p);
	ops->destroy(p.m);
	return p.result;
}
