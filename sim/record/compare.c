// SPDX-License-Identifier: Apache-2.0
#include <endian.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kyanite_regs.h"
#include "record/compare.h"

#define QUEUES     16
#define PAGE       4096
#define MAX_CYCLES 1000000000u /* far more than any request takes */

/* What the record has of memory: a read, its number, its data; NULL: refused. */
struct span {
	uint64_t addr;
	uint64_t len;
	uint64_t number;
	const uint8_t *data;
};

/**
 * struct memory - what the record has of memory
 * @spans: reads, by page, then in the order of the record
 * @n: of them
 * @refused: writes that were refused
 * @n_refused: of them
 */
struct memory {
	struct span *spans;
	size_t n;
	struct span *refused;
	size_t n_refused;
};

/*
 * A context: the number of the call with which it was last invalidated, and of the one before;
 * 0: none.
 */
struct context {
	uint64_t addr;
	uint64_t stale;
	uint64_t before;
};

/* A byte that a model wrote; @order counts its writes. */
struct byte {
	uint64_t addr;
	uint32_t order;
	uint8_t value;
};

struct both;

/**
 * struct side - one of the two models
 * @both: what they share
 * @ops: the model
 * @m: its instance
 * @bytes: written since it was last idle
 * @n: of them
 * @size: room for them
 * @completions: completion entries among them
 * @refused: one of these tells of a refused access
 */
struct side {
	struct both *both;
	const struct model_ops *ops;
	struct model *m;
	struct byte *bytes;
	size_t n;
	size_t size;
	unsigned int completions;
	bool refused;
};

/**
 * struct both - two models and their world
 * @log: the record
 * @memory: its memory
 * @call: number of the latest call in that was repeated
 * @reset: number of the latest reset
 * @contexts: that entries named
 * @n_contexts: of them
 * @sq: where each queue's submission ring begins
 * @sq_end: and ends
 * @cq: where each queue's completion ring begins
 * @cq_end: and ends
 * @completions: that were the same
 * @side: the models
 */
struct both {
	const struct log *log;
	struct memory memory;
	uint64_t call;
	uint64_t reset;
	struct context *contexts;
	size_t n_contexts;
	uint64_t sq[QUEUES];
	uint64_t sq_end[QUEUES];
	uint64_t cq[QUEUES];
	uint64_t cq_end[QUEUES];
	uint64_t completions;
	struct side side[2];
};

static int by_page(const void *pa, const void *pb)
{
	const struct span *a = pa, *b = pb;

	if (a->addr / PAGE != b->addr / PAGE)
		return a->addr / PAGE < b->addr / PAGE ? -1 : 1;
	return a->number < b->number ? -1 : 1;
}

static struct span *make_spans(size_t n)
{
	struct span *spans = malloc((n + 1) * sizeof(*spans));

	if (!spans)
		abort();
	return spans;
}

static void load_memory(const struct log *log, struct memory *mem)
{
	struct log_place place = { 0 };
	struct log_entry e;

	mem->spans = make_spans(log->records);
	mem->refused = make_spans(log->records);
	while (log_next(log, &place, &e)) {
		const struct span s = { e.r.addr, e.r.len, e.number, e.data };

		if (e.r.type == LOG_DMA_READ)
			mem->spans[mem->n++] = s;
		if (e.r.type == LOG_DMA_WRITE && e.r.failed)
			mem->refused[mem->n_refused++] = s;
	}
	qsort(mem->spans, mem->n, sizeof(*mem->spans), by_page);
}

/* The first span of the page of @addr that has @number or a later one, or where it would be. */
static size_t find_span(const struct memory *mem, uint64_t addr, uint64_t number)
{
	const struct span key = { .addr = addr, .number = number };
	size_t low = 0, high = mem->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (by_page(&mem->spans[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool in_page(const struct memory *mem, size_t i, uint64_t addr)
{
	return i < mem->n && mem->spans[i].addr / PAGE == addr / PAGE;
}

/* Fills in what @s has of the bytes that no span has given yet; returns how many. */
static size_t fill(const struct span *s, uint64_t addr, uint8_t *p, bool *known, size_t len)
{
	uint64_t from = s->addr > addr ? s->addr : addr;
	uint64_t to = s->addr + s->len < addr + len ? s->addr + s->len : addr + len;
	size_t n = 0;

	for (uint64_t at = from; at < to; at++) {
		if (known[at - addr])
			continue;
		known[at - addr] = true;
		p[at - addr] = s->data[at - s->addr];
		n++;
	}
	return n;
}

static bool overlaps(const struct span *s, uint64_t addr, size_t len)
{
	return s->addr < addr + len && addr < s->addr + s->len;
}

/*
 * Each byte as it was first read after record @number, or else last. Models read whole beats or
 * less: what the record lacks of one is not used. -EFAULT if the read next after it was refused.
 */
static int copy_in_page(const struct memory *mem, uint64_t number, uint64_t addr, uint8_t *p,
			size_t len)
{
	const size_t start = find_span(mem, addr, number);
	bool known[PAGE] = { false };
	size_t left = len;

	memset(p, 0, len);
	for (size_t i = start; left && in_page(mem, i, addr); i++) {
		if (!overlaps(&mem->spans[i], addr, len))
			continue;
		if (!mem->spans[i].data)
			return -EFAULT;
		left -= fill(&mem->spans[i], addr, p, known, len);
	}
	for (size_t i = start; left && i-- && in_page(mem, i, addr);)
		if (mem->spans[i].data)
			left -= fill(&mem->spans[i], addr, p, known, len);
	return 0;
}

/* A context may cross a page, and not every model cuts its reads there. */
static int copy(const struct memory *mem, uint64_t number, uint64_t addr, uint8_t *p, size_t len)
{
	for (size_t n; len; addr += n, p += n, len -= n) {
		n = PAGE - addr % PAGE < len ? PAGE - addr % PAGE : len;
		if (copy_in_page(mem, number, addr, p, n))
			return -EFAULT;
	}
	return 0;
}

static bool inside(const uint64_t *begin, const uint64_t *end, uint64_t addr)
{
	for (unsigned int q = 0; q < QUEUES; q++)
		if (addr >= begin[q] && addr < end[q])
			return true;
	return false;
}

static struct context *find_context(const struct both *both, uint64_t addr)
{
	for (size_t i = 0; i < both->n_contexts; i++)
		if (both->contexts[i].addr == addr)
			return &both->contexts[i];
	return NULL;
}

static void note_entry(struct both *both, const struct kya_sqe *sqe)
{
	const uint64_t addr = le64toh(sqe->ctx);
	struct context *c = find_context(both, addr);

	if (!c) {
		both->contexts =
			realloc(both->contexts, (both->n_contexts + 1) * sizeof(*both->contexts));
		if (!both->contexts)
			abort();
		c = &both->contexts[both->n_contexts++];
		*c = (struct context){ .addr = addr };
	}
	if (FIELD_GET(KYA_SQE_CTL_OPCODE, le32toh(sqe->ctl)) == KYA_OPCODE_CTX_INVALIDATE &&
	    c->stale != both->call) {
		c->before = c->stale;
		c->stale = both->call;
	}
}

/*
 * The recorded model may have kept a copy of a context: what it read last holds until software
 * has invalidated it, which counts from the next call on.
 */
static const struct span *lookup_context(const struct both *both, const struct context *c)
{
	const struct memory *mem = &both->memory;
	uint64_t since = c->stale < both->call ? c->stale : c->before;
	const struct span *found = NULL;

	if (since < both->reset)
		since = both->reset;
	for (size_t i = find_span(mem, c->addr, since); in_page(mem, i, c->addr); i++) {
		const struct span *s = &mem->spans[i];

		if (found && s->number >= both->call)
			break;
		if (s->addr == c->addr && s->len == sizeof(struct kya_ctx))
			found = s;
	}
	return found;
}

static int dma_read(void *ctx, uint64_t addr, void *buf, size_t len)
{
	struct both *both = ((struct side *)ctx)->both;
	const struct context *c = len == sizeof(struct kya_ctx) ? find_context(both, addr) : NULL;
	const struct span *s = c ? lookup_context(both, c) : NULL;
	int err = 0;

	if (s && s->data)
		memcpy(buf, s->data, len);
	else
		err = copy(&both->memory, both->call, addr, buf, len);
	if (!err && len == sizeof(struct kya_sqe) && inside(both->sq, both->sq_end, addr))
		note_entry(both, buf);
	return err;
}

/* A write that the record has refused is refused again. */
static bool refused(const struct memory *mem, uint64_t addr, size_t len)
{
	for (size_t i = 0; i < mem->n_refused; i++)
		if (mem->refused[i].addr < addr + len &&
		    addr < mem->refused[i].addr + mem->refused[i].len)
			return true;
	return false;
}

static bool is_completion(const struct both *both, uint64_t addr, size_t len)
{
	return len == sizeof(struct kya_cqe) && inside(both->cq, both->cq_end, addr);
}

static void note(struct side *s, uint64_t addr, const uint8_t *p, size_t len)
{
	if (s->n + len > s->size) {
		s->size = (s->n + len) * 2;
		s->bytes = realloc(s->bytes, s->size * sizeof(*s->bytes));
		if (!s->bytes)
			abort();
	}
	for (size_t i = 0; i < len; i++, s->n++)
		s->bytes[s->n] = (struct byte){ addr + i, (uint32_t)s->n, p[i] };
}

static void note_completion(struct side *s, uint64_t addr, struct kya_cqe cqe)
{
	const uint32_t status = FIELD_GET(KYA_CQE_CTL_STATUS, le32toh(cqe.ctl));

	/* How long it took, and how far the engine had read ahead. */
	cqe.cycles = 0;
	cqe.sq &= htole32(KYA_CQE_SQ_INDEX);
	s->completions++;
	if (status != KYA_STATUS_OK && status != KYA_STATUS_AUTH_FAIL) {
		s->refused = true;
		cqe.len = 0;
	}
	note(s, addr, (const uint8_t *)&cqe, sizeof(cqe));
}

static int dma_write(void *ctx, uint64_t addr, const void *buf, size_t len)
{
	struct side *s = ctx;
	struct kya_cqe cqe;

	if (refused(&s->both->memory, addr, len))
		return -EFAULT;
	if (is_completion(s->both, addr, len)) {
		memcpy(&cqe, buf, sizeof(cqe));
		note_completion(s, addr, cqe);
	} else {
		note(s, addr, buf, len);
	}
	return 0;
}

static void irq(void *ctx, unsigned int vector)
{
	(void)ctx;
	(void)vector;
}

static int by_addr(const void *pa, const void *pb)
{
	const struct byte *a = pa, *b = pb;

	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

/* Only the last write to an address stays, and of refused requests only the completions. */
static void settle(struct side *s, bool completions_only)
{
	size_t kept = 0;

	if (!s->n)
		return;
	qsort(s->bytes, s->n, sizeof(*s->bytes), by_addr);
	for (size_t i = 0; i < s->n; i++) {
		const struct byte *b = &s->bytes[i];

		if (i + 1 < s->n && b[1].addr == b->addr)
			continue;
		if (!completions_only ||
		    is_completion(s->both, b->addr & ~15ull, sizeof(struct kya_cqe)))
			s->bytes[kept++] = *b;
	}
	s->n = kept;
}

static void tell(const struct side *s, size_t i)
{
	if (i < s->n)
		printf("%s: 0x%" PRIx64 " is 0x%02x\n", s->ops->name, s->bytes[i].addr,
		       s->bytes[i].value);
	else
		printf("%s: nothing more is written\n", s->ops->name);
}

/* Both are idle: what they wrote since the last time. */
static bool same_bytes(struct both *both)
{
	struct side *a = &both->side[0], *b = &both->side[1];
	const bool completions_only = a->refused || b->refused;
	size_t i = 0;

	settle(a, completions_only);
	settle(b, completions_only);
	while (i < a->n && i < b->n && a->bytes[i].addr == b->bytes[i].addr &&
	       a->bytes[i].value == b->bytes[i].value)
		i++;
	if (i < a->n || i < b->n) {
		printf("%s: the models differ after record %" PRIu64 "\n", both->log->path,
		       both->call);
		tell(a, i);
		tell(b, i);
		return false;
	}
	both->completions += a->completions;
	for (struct side *s = both->side; s < both->side + 2; s++) {
		s->n = 0;
		s->completions = 0;
		s->refused = false;
	}
	return true;
}

static bool run(const struct side *s)
{
	for (uint64_t n = 0; n < MAX_CYCLES && !s->ops->idle(s->m);)
		n += s->ops->advance(s->m, MAX_CYCLES - n);
	if (s->ops->idle(s->m))
		return true;
	fprintf(stderr, "%s: the %s model does not fall idle after record %" PRIu64 "\n",
		s->both->log->path, s->ops->name, s->both->call);
	return false;
}

static void look_for_rings(struct both *both)
{
	const struct side *s = &both->side[0];
	unsigned int n =
		FIELD_GET(KYA_REG_CONFIG_QUEUES, (uint32_t)s->ops->read(s->m, KYA_REG_CONFIG, 4));

	for (unsigned int q = 0; q < n && q < QUEUES; q++) {
		const unsigned int log2 = s->ops->read(s->m, KYA_Q(q) + KYA_Q_SIZE, 4);

		both->sq[q] = s->ops->read(s->m, KYA_Q(q) + KYA_Q_SQ_BASE, 8);
		both->sq_end[q] = both->sq[q] + (sizeof(struct kya_sqe) << log2);
		both->cq[q] = s->ops->read(s->m, KYA_Q(q) + KYA_Q_CQ_BASE, 8);
		both->cq_end[q] = both->cq[q] + (sizeof(struct kya_cqe) << log2);
	}
}

static void repeat(struct both *both, const struct log_record *r)
{
	for (struct side *s = both->side; s < both->side + 2; s++) {
		if (r->type == LOG_RESET)
			s->ops->reset(s->m);
		else
			s->ops->write(s->m, (uint32_t)r->addr, r->value, r->len);
	}
}

static enum replay_result play(struct both *both)
{
	struct log_place place = { 0 };
	struct log_entry e;
	bool more;

	do {
		more = log_next(both->log, &place, &e);
		if (more && e.r.type != LOG_RESET && e.r.type != LOG_WRITE)
			continue;
		look_for_rings(both);
		if (!run(&both->side[0]) || !run(&both->side[1]))
			return REPLAY_FAILED;
		if (!same_bytes(both))
			return REPLAY_DIFFERS;
		both->call = e.number;
		if (more && e.r.type == LOG_RESET)
			both->reset = e.number;
		if (more)
			repeat(both, &e.r);
	} while (more);
	printf("%" PRIu64 " completions: %s and %s did the same\n", both->completions,
	       both->side[0].ops->name, both->side[1].ops->name);
	return REPLAY_IDENTICAL;
}

static bool create(struct both *both, struct side *s, const struct model_ops *ops)
{
	const struct model_sink sink = {
		.ctx = s, .dma_read = dma_read, .dma_write = dma_write, .irq = irq
	};

	s->both = both;
	s->ops = ops;
	s->m = ops->create(&sink);
	return s->m;
}

static void destroy(struct side *s)
{
	if (s->m)
		s->ops->destroy(s->m);
	free(s->bytes);
}

enum replay_result compare_models(const struct log *log, const struct model_ops *a,
				  const struct model_ops *b)
{
	struct both both = { .log = log };
	enum replay_result result = REPLAY_FAILED;

	load_memory(log, &both.memory);
	if (create(&both, &both.side[0], a) && create(&both, &both.side[1], b))
		result = play(&both);
	destroy(&both.side[0]);
	destroy(&both.side[1]);
	free(both.contexts);
	free(both.memory.spans);
	free(both.memory.refused);
	return result;
}
