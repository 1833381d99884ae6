// SPDX-License-Identifier: Apache-2.0
/*
 * Random requests on a model of the engine, compared with the golden model:
 * several queues at once, all algorithms that the engine tells of, random
 * lengths, alignments and segment splits, every kind of bad request, a bus that
 * is slow or refuses, and queues that are reset, fail or are erased under way.
 * Memory lies anywhere in 64 bits, rings have any size, begin anywhere and wrap.
 * The seed is printed; SEED repeats it. BATCHES is the number of rounds, CYCLES how
 * many of the engine's a round may take.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random_memory.h"
#include "random_request.h"

/* The program is built once for each model. */
#ifndef MODEL
#define MODEL model_rtl
#endif

#define QUEUES   4
#define LOG2     5 /* of the smallest ring */
#define MAX_LOG2 12
#define ENTRIES  (1u << LOG2)

/* What happens to a queue, or all, while requests are in flight. */
enum event {
	NOTHING,
	RESET,
	ZEROIZE,
	BAD_DOORBELL,
	BACKWARD_DOORBELL,
	REFUSED_ENTRY,
	REFUSED_COMPLETION,
	EVENTS
};

static const char *const event_names[EVENTS] = {
	[NOTHING] = "no event",
	[RESET] = "queue reset",
	[ZEROIZE] = "zeroize",
	[BAD_DOORBELL] = "bad doorbell",
	[BACKWARD_DOORBELL] = "backward doorbell",
	[REFUSED_ENTRY] = "refused entry",
	[REFUSED_COMPLETION] = "refused completion",
};

/* What a queue counts. */
struct counters {
	uint32_t submitted, completed, doorbells, interrupts, failed;
};

/*
 * struct queue - one queue of a batch
 * @sq, @cq: its rings
 * @log2: their size
 * @skip: entries that it has done before the batch
 * @n: its requests; the entries after them are zero, which is a NOP
 * @holdoff, count: when its interrupt is due
 * @least, most: completions that it has to have at its end
 * @done: completions in the ring, when last looked at
 * @event: what happens to it; ZEROIZE happens to all
 * @before: its counters at the beginning
 */
struct queue {
	uint64_t sq, cq;
	unsigned int log2, skip, n, holdoff, count, least, most, done;
	enum event event;
	struct counters before;
	struct job jobs[ENTRIES];
};

static const struct model_ops *const ops = &MODEL;
static struct model *model;
static struct queue queues[QUEUES];
static unsigned int irqs[256], error_vector;
static bool irq_early; /* one came before what it tells of */
static uint64_t began; /* cycle */
static bool registers_right;
static uint64_t max_cycles;
static unsigned int tests, failures;

static void check(bool ok, const char *fmt, ...)
{
	va_list ap;

	tests++;
	failures += !ok;
	printf("%sok %u - ", ok ? "" : "not ", tests);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

static void write_queue(unsigned int q, uint32_t off, uint64_t val, unsigned int len)
{
	ops->write(model, KYA_Q(q) + off, val, len);
}

/* Those that requests move on. */
static struct counters read_counters(unsigned int q)
{
	uint64_t submitted = ops->read(model, KYA_Q(q) + KYA_Q_SUBMITTED, 8);
	uint64_t doorbells = ops->read(model, KYA_Q(q) + KYA_Q_DOORBELLS, 8);

	return (struct counters){ .submitted = (uint32_t)submitted,
				  .completed = submitted >> 32,
				  .doorbells = (uint32_t)doorbells,
				  .interrupts = doorbells >> 32,
				  .failed =
					  (uint32_t)ops->read(model, KYA_Q(q) + KYA_Q_FAILED, 4) };
}

static uint32_t queue_status(unsigned int q)
{
	return (uint32_t)ops->read(model, KYA_Q(q) + KYA_Q_STATUS, 4);
}

/* Where in the ring the request is. */
static unsigned int place(const struct queue *q, unsigned int request)
{
	return (q->skip + request) & ((1u << q->log2) - 1);
}

static struct kya_cqe *completion(const struct queue *q, unsigned int request)
{
	return (struct kya_cqe *)mem_ptr(q->cq) + place(q, request);
}

/* False if the engine does not end it in time. */
static bool reset_queue(unsigned int q)
{
	write_queue(q, KYA_Q_CONTROL, KYA_Q_CONTROL_RESET, 4);
	for (int i = 0; i < 10000 && queue_status(q); i++)
		ops->advance(model, 10);
	return !queue_status(q);
}

static bool zeroize(void)
{
	ops->write(model, KYA_REG_CONTROL, KYA_REG_CONTROL_ZEROIZE, 4);
	ops->advance(model, 100000);
	return !(ops->read(model, KYA_REG_STATUS, 4) & KYA_REG_STATUS_ZEROIZE_BUSY);
}

static uint64_t pointers(uint64_t tail, uint64_t head)
{
	return FIELD_PREP(KYA_Q_DOORBELL_SQ_TAIL, tail) | FIELD_PREP(KYA_Q_DOORBELL_CQ_HEAD, head);
}

static void ring(unsigned int i)
{
	const struct queue *q = &queues[i];

	write_queue(i, KYA_Q_DOORBELL,
		    pointers(place(q, q->n), q->skip) | KYA_Q_DOORBELL_ARM |
			    FIELD_PREP(KYA_Q_DOORBELL_COUNT, (uint64_t)q->count) |
			    FIELD_PREP(KYA_Q_DOORBELL_HOLDOFF, (uint64_t)q->holdoff),
		    8);
}

/* How many of its requests complete: of those refused, all before the first of them. */
static void bound_completions(struct queue *q, unsigned int refused)
{
	q->least = q->most = q->n;
	switch (q->event) {
	case RESET:
	case BAD_DOORBELL:
		q->least = 0;
		break;
	case BACKWARD_DOORBELL:
		q->least = 0;
		q->most = ENTRIES;
		break;
	case REFUSED_ENTRY:
	case REFUSED_COMPLETION:
		q->least = q->most = refused;
		break;
	default:
		break;
	}
}

/* One that the bus refuses ends with a page; one whose doorbell moves back is done to its end. */
static void size_rings(struct queue *q)
{
	q->log2 = LOG2;
	q->skip = 0;
	if (q->event >= BACKWARD_DOORBELL)
		return;
	if (below(2))
		q->log2 = MAX_LOG2 - (unsigned int)below(1 + below(MAX_LOG2 - LOG2 + 1));
	if (below(2))
		q->skip = (unsigned int)below(1u << q->log2);
}

static void take_rings(struct queue *q)
{
	const uint64_t sq_bytes = sizeof(struct kya_sqe) << q->log2;
	const uint64_t cq_bytes = sizeof(struct kya_cqe) << q->log2;
	unsigned int refused = (unsigned int)below(q->n);

	if (q->event == REFUSED_COMPLETION)
		refused &= ~3u; /* its ring begins at a multiple of 64 bytes */
	bound_completions(q, refused);
	q->sq = q->event == REFUSED_ENTRY ? mem_take_before(refused * sizeof(struct kya_sqe), false)
					  : mem_take(sq_bytes, 64);
	q->cq = q->event == REFUSED_COMPLETION
			? mem_take_before(refused * sizeof(struct kya_cqe), true)
			: mem_take(cq_bytes, 64);
	memset(mem_ptr(q->sq), 0, sq_bytes);
	memset(mem_ptr(q->cq), 0, cq_bytes);
}

/* Mostly when all are done; else after a short while, as where fewer may be done in the end. */
static void set_interrupt(struct queue *q)
{
	q->count = q->n;
	q->holdoff = (unsigned int)below(0x10000);
	if (q->event == BACKWARD_DOORBELL || !below(4)) {
		q->count = (unsigned int)below(0x100);
		q->holdoff &= 0xff;
	}
}

static void make_queue(unsigned int i, uint32_t caps, enum event event, bool faults)
{
	struct queue *q = &queues[i];
	bool urgent = !below(4);

	q->event = event;
	q->done = 0;
	q->n = 1 + (unsigned int)below(ENTRIES - 1);
	size_rings(q);
	take_rings(q);
	set_interrupt(q);
	memset(q->jobs, 0, sizeof(q->jobs));
	for (unsigned int e = 0; e < q->n; e++) {
		make_job(&q->jobs[e], i, caps, faults);
		if (urgent && !below(8))
			q->jobs[e].sqe.ctl |= KYA_SQE_CTL_URGENT;
	}
}

static void run_golden(void)
{
	struct model_sink sink = mem_sink(want);

	memcpy(want, ram, MEM_SIZE);
	for (unsigned int q = 0; q < QUEUES; q++)
		for (unsigned int e = 0; e < queues[q].n; e++)
			golden_exec(&sink, &queues[q].jobs[e].sqe, &queues[q].jobs[e].res);
}

static void enable_queue(unsigned int i)
{
	const struct queue *q = &queues[i];

	write_queue(i, KYA_Q_SQ_BASE, q->sq, 8);
	write_queue(i, KYA_Q_CQ_BASE, q->cq, 8);
	write_queue(i, KYA_Q_SIZE, q->log2, 4);
	write_queue(i, KYA_Q_CONTROL, KYA_Q_CONTROL_ENABLE, 4);
}

static void put_entries(const struct queue *q)
{
	struct kya_sqe *sq = mem_ptr(q->sq);

	for (unsigned int e = 0; e < q->n; e++)
		sq[place(q, e)] = q->jobs[e].sqe;
}

static bool run_idle(void)
{
	uint64_t cycles = 0;

	while (!ops->idle(model) && cycles < max_cycles)
		cycles += ops->advance(model, 1000);
	return ops->idle(model);
}

/* Starts all queues, and moves them on by NOPs to where their requests begin; false if there is no end. */
static bool start_queues(void)
{
	bool ended = zeroize(); /* contexts lie where others lay: the engine must forget those */

	for (unsigned int q = 0; q < QUEUES; q++)
		ended &= reset_queue(q);
	for (unsigned int q = 0; q < QUEUES; q++)
		queues[q].before = read_counters(q);
	mem_hurry(true);
	for (unsigned int q = 0; q < QUEUES; q++) {
		enable_queue(q);
		write_queue(q, KYA_Q_DOORBELL, pointers(queues[q].skip, 0), 8);
	}
	ended &= run_idle();
	mem_hurry(false);
	for (unsigned int q = 0; q < QUEUES; q++)
		put_entries(&queues[q]);
	return ended;
}

/* A doorbell that points out of the ring, by its tail or its head. */
static void ring_badly(unsigned int q)
{
	uint64_t size = 1u << queues[q].log2, out = size + below(65536 - size);

	write_queue(q, KYA_Q_DOORBELL, below(2) ? pointers(out, 0) : pointers(0, out), 8);
}

/* Within the ring: the engine takes it for more entries, as many as completions have room. */
static void ring_backward(unsigned int q)
{
	write_queue(q, KYA_Q_DOORBELL, pointers(below(queues[q].n), 0), 8);
}

/* The phase changes where the ring wraps. */
static bool has_completed(const struct queue *q, unsigned int request)
{
	bool phase = completion(q, request)->ctl & KYA_CQE_CTL_PHASE;

	return phase == !((q->skip + request) >> q->log2);
}

static unsigned int count_done(const struct queue *q)
{
	unsigned int n = 0;

	while (n < ENTRIES && has_completed(q, n))
		n++;
	return n;
}

/* Whether the queue has what lets an interrupt come before the hold-off ends. */
static bool may_interrupt(const struct queue *q)
{
	unsigned int done = count_done(q);

	if (q->count && done >= q->count)
		return true;
	for (unsigned int e = 0; e < done; e++)
		if (q->jobs[e].sqe.ctl & KYA_SQE_CTL_URGENT)
			return true;
	return false;
}

static void irq(void *ctx, unsigned int vector)
{
	(void)ctx;
	irqs[vector]++;
	if (vector < QUEUES && ops->cycles(model) - began < queues[vector].holdoff * 16ull)
		irq_early |= !may_interrupt(&queues[vector]);
}

/* From here on nothing may change what the dropped requests left. */
static void forget_dropped(struct queue *q)
{
	q->done = count_done(q);
	for (unsigned int e = q->done; e < q->n; e++)
		forget_destination(&q->jobs[e]);
}

static bool fire_event(unsigned int q)
{
	bool ended = true;

	switch (queues[q].event) {
	case RESET:
		ended = reset_queue(q);
		forget_dropped(&queues[q]);
		return ended;
	case ZEROIZE:
		ops->write(model, KYA_REG_CONTROL, KYA_REG_CONTROL_ZEROIZE, 4);
		return ended;
	case BAD_DOORBELL:
		ring_badly(q);
		return ended;
	case BACKWARD_DOORBELL:
		ring_backward(q);
		return ended;
	default:
		return ended;
	}
}

/* Beside the requests: registers keep what is written, and what is none is counted. */
static bool access_registers(void)
{
	const uint32_t before = (uint32_t)ops->read(model, KYA_REG_BAD_ACCESS, 4);
	uint32_t bad = 0;
	bool kept = true;

	for (int i = 0; i < 16; i++) {
		uint64_t value = rnd();
		uint32_t off = (uint32_t)below(0x10000);

		ops->write(model, KYA_REG_SCRATCH, value, 8);
		bad += ops->read(model, off, 1u << below(4)) == UINT64_MAX;
		kept &= ops->read(model, KYA_REG_SCRATCH, 8) == value;
	}
	return kept && (uint32_t)ops->read(model, KYA_REG_BAD_ACCESS, 4) - before == bad;
}

/* Rings all doorbells, lets the events happen, and waits for the end; false if there is none. */
static bool run_model(void)
{
	bool ended = true;

	memset(irqs, 0, sizeof(irqs));
	irq_early = false;
	began = ops->cycles(model);
	for (unsigned int q = 0; q < QUEUES; q++)
		ring(q);
	registers_right = access_registers();
	for (unsigned int q = 0; q < QUEUES; q++) {
		if (queues[q].event == NOTHING)
			continue;
		ops->advance(model, below(1u << below(14)));
		ended &= fire_event(q);
	}
	return run_idle() && ended;
}

/*
 * A wrong ICV may be met before or after a fault of the destination: the source
 * and the destination go on side by side.
 */
static bool right_status(uint8_t status, const struct job *j)
{
	const bool checks_icv =
		j->sqe.ctl & KYA_SQE_CTL_DECRYPT && j->sqe.aux & KYA_SQE_AUX_ICV_LEN;

	return status == j->res.status ||
	       (status == KYA_STATUS_AUTH_FAIL && checks_icv &&
		(j->res.status == KYA_STATUS_BAD_SEGMENT || j->res.status == KYA_STATUS_DMA_READ ||
		 j->res.status == KYA_STATUS_DMA_WRITE));
}

/* Of request @n: its entry is free, and no more than those submitted. */
static bool right_completion(const struct queue *q, unsigned int n)
{
	const struct kya_cqe *e = completion(q, n);
	const struct job *j = &q->jobs[n];
	const unsigned int index = place(q, n);
	const unsigned int freed =
		(FIELD_GET(KYA_CQE_SQ_HEAD, e->sq) - index) & ((1u << q->log2) - 1);
	const bool complete =
		j->res.status == KYA_STATUS_OK || j->res.status == KYA_STATUS_AUTH_FAIL;

	return right_status(FIELD_GET(KYA_CQE_CTL_STATUS, e->ctl), j) &&
	       FIELD_GET(KYA_CQE_SQ_INDEX, e->sq) == index && freed && n + freed < ENTRIES &&
	       (!complete || e->len == j->res.len);
}

/* Whether some of the queue's requests may lack their completions. */
static bool may_stop(const struct queue *q)
{
	return q->event != NOTHING && q->event != ZEROIZE;
}

static void tell_job(const struct job *j)
{
	const struct kya_sqe *s = &j->sqe;
	uint32_t ctx = 0;

	mem_read(s->ctx, &ctx, sizeof(ctx));
	printf("#   ctl %08x aux %08x len %u nseg %08x context %08x; wanted status %u len %u\n",
	       s->ctl, s->aux, s->len, s->nseg, ctx, j->res.status, j->res.len);
}

/* Compares the completions of queue @i; false and a comment if there is a difference. */
static bool check_completions(unsigned int i, unsigned int *by_status)
{
	struct queue *q = &queues[i];
	const unsigned int at_reset = q->done;

	q->done = count_done(q);
	if (q->done < q->least || q->done > q->most || (q->event == RESET && q->done != at_reset)) {
		printf("# queue %u: %u of %u requests completed, %u at its reset; the next one:\n",
		       i, q->done, q->n, at_reset);
		tell_job(&q->jobs[q->done]);
		return false;
	}
	for (unsigned int e = 0; e < q->done; e++) {
		const struct kya_cqe *c = completion(q, e);

		by_status[q->jobs[e].res.status & 7]++;
		if (right_completion(q, e))
			continue;
		printf("# queue %u entry %u: ctl %08x sq %08x len %u\n", i, e, c->ctl, c->sq,
		       c->len);
		tell_job(&q->jobs[e]);
		return false;
	}
	return true;
}

/* What was not finished may have left anything, and completions hold cycles. */
static void forget_queue(struct queue *q)
{
	if (q->event != RESET)
		forget_dropped(q);
	for (unsigned int e = 0; e < q->done; e++)
		if (q->jobs[e].res.status != KYA_STATUS_OK &&
		    q->jobs[e].res.status != KYA_STATUS_AUTH_FAIL)
			forget_destination(&q->jobs[e]);
	for (unsigned int e = 0; e < q->done; e++)
		mem_forget(q->cq + place(q, e) * sizeof(struct kya_cqe), sizeof(struct kya_cqe));
}

static void tell_difference(uint64_t addr)
{
	printf("# first difference at 0x%llx; requests that write near it:\n",
	       (unsigned long long)addr);
	for (unsigned int q = 0; q < QUEUES; q++) {
		for (unsigned int e = 0; e < queues[q].n; e++) {
			const struct kya_sqe *s = &queues[q].jobs[e].sqe;

			if (s->dst <= addr && addr - s->dst < queues[q].jobs[e].room + MEM_GAP)
				tell_job(&queues[q].jobs[e]);
		}
	}
}

static bool check_memory(void)
{
	uint64_t i = 0;

	for (unsigned int q = 0; q < QUEUES; q++)
		forget_queue(&queues[q]);
	if (!memcmp(ram, want, MEM_SIZE))
		return true;
	while (ram[i] == want[i])
		i++;
	tell_difference(mem_base + i);
	return false;
}

/* The cause that a queue must tell of after its event, in STATUS. */
static uint32_t wanted_error(const struct queue *q)
{
	static const uint32_t errors[EVENTS] = {
		[BAD_DOORBELL] = KYA_QUEUE_ERROR_BAD_DOORBELL,
		[REFUSED_ENTRY] = KYA_QUEUE_ERROR_SQ_READ,
		[REFUSED_COMPLETION] = KYA_QUEUE_ERROR_CQ_WRITE,
	};

	return errors[q->event];
}

/* Of a queue whose requests all completed. */
static bool right_counters(unsigned int i)
{
	const struct queue *q = &queues[i];
	const struct counters now = read_counters(i);
	uint32_t failed = 0;

	for (unsigned int e = 0; e < q->n; e++)
		failed += q->jobs[e].res.status != KYA_STATUS_OK;
	return now.submitted - q->before.submitted == q->skip + q->n &&
	       now.completed - q->before.completed == q->skip + q->n &&
	       now.doorbells - q->before.doorbells == 2 &&
	       now.interrupts - q->before.interrupts == 1 &&
	       now.failed - q->before.failed == failed;
}

static bool check_queues(void)
{
	unsigned int errors = 0, wrong = 0;

	for (unsigned int q = 0; q < QUEUES; q++) {
		uint32_t error = wanted_error(&queues[q]);

		errors += error != KYA_QUEUE_ERROR_NONE;
		wrong += FIELD_GET(KYA_Q_STATUS_ERROR, queue_status(q)) != error;
		wrong += may_stop(&queues[q]) ? irqs[q] > 1 : irqs[q] != 1 || !right_counters(q);
	}
	return !wrong && !irq_early && registers_right && irqs[error_vector] == errors;
}

static void describe(char *buf, size_t size, uint64_t delay, bool faults)
{
	int n = snprintf(buf, size, "bus delay up to %llu%s", (unsigned long long)delay,
			 faults ? ", refused pages" : "");

	for (unsigned int q = 0; q < QUEUES; q++)
		if (queues[q].event)
			n += snprintf(buf + n, size - (size_t)n, ", queue %u: %s", q,
				      event_names[queues[q].event]);
}

static void make_batch(unsigned int number, char *what, size_t size)
{
	static const uint64_t delays[] = { 0, 100, 3000 };
	const uint64_t delay = delays[below(3)];
	const bool faults = below(2);
	uint32_t caps = (uint32_t)ops->read(model, KYA_REG_CAPS, 4);

	mem_restart(delay);
	mem_move();
	forget_contexts();
	for (unsigned int q = 0; q < QUEUES; q++) {
		/* Each event in turn, and now and then several at once. */
		enum event event = (enum event)(number % EVENTS);

		if (q != number / EVENTS % QUEUES)
			event = below(6) ? NOTHING : (enum event)below(EVENTS);
		make_queue(q, caps, event, faults);
	}
	describe(what, size, delay, faults);
}

/* False if something was wrong: what comes after may be wrong for it. */
static bool batch(unsigned int number)
{
	unsigned int by_status[8] = { 0 }, total = 0;
	bool right = true, ended;
	char what[200];

	make_batch(number, what, sizeof(what));
	ended = start_queues();
	run_golden();
	ended &= run_model();
	check(ended, "batch %u (%s): the engine falls idle", number, what);
	for (unsigned int q = 0; q < QUEUES; q++)
		right &= check_completions(q, by_status);
	for (int i = 0; i < 8; i++)
		total += by_status[i];
	check(right,
	      "batch %u: %u requests (%u ok, %u auth failed, %u refused by the bus) end as the "
	      "golden model's",
	      number, total, by_status[KYA_STATUS_OK], by_status[KYA_STATUS_AUTH_FAIL],
	      by_status[KYA_STATUS_DMA_READ] + by_status[KYA_STATUS_DMA_WRITE]);
	check(check_memory(), "batch %u: memory is what the golden model left", number);
	check(check_queues(), "batch %u: registers, errors, interrupts and counters", number);
	return !failures;
}

/* A number from the environment. */
static uint64_t number_of(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : otherwise;
}

int main(void)
{
	const char *trace = getenv("TRACE_FILE");
	const uint64_t n = number_of("BATCHES", 12);
	struct model_sink sink = mem_sink(ram);

	sink.irq = irq;
	seed_random();
	model = ops->create(&sink);
	if (!model)
		return 1;
	mem_clock(ops, model);
	if (trace && (!ops->waves || ops->waves(model, trace))) {
		fprintf(stderr, "test_random: model %s has no waves\n", ops->name);
		return 1;
	}
	error_vector =
		FIELD_GET(KYA_REG_CONFIG_QUEUES, (uint32_t)ops->read(model, KYA_REG_CONFIG, 4));
	max_cycles = number_of("CYCLES", 50000000);
	for (unsigned int i = 0; i < n && batch(i); i++)
		;
	ops->destroy(model);
	printf("1..%u\n", tests);
	return failures != 0;
}
