// SPDX-License-Identifier: Apache-2.0
#include <endian.h>
#include <string.h>

#include "golden/front.h"

#define HOLDOFF_UNIT 16

static unsigned int ring_mask(const struct front_queue *q)
{
	return (1u << q->log2) - 1;
}

/* All requests of the queue are dropped. */
static void stop(struct front_queue *q)
{
	q->enabled = false;
	q->armed = false;
	q->inflight = 0;
	q->era++;
}

void front_fail(struct front *f, unsigned int i, uint8_t error)
{
	struct front_queue *q = &f->q[i];

	stop(q);
	q->error = error;
	q->error_irq = true;
}

/* An empty queue. */
static void rewind_queue(struct front_queue *q)
{
	q->sq_tail = 0;
	q->cq_head = 0;
	q->sq_head = 0;
	q->sq_free = 0;
	q->cq_tail = 0;
	q->phase = true;
}

void front_queue_enable(struct front_queue *q)
{
	if (q->enabled || q->resetting || q->error)
		return;
	if (q->log2 < 1 || q->log2 > FRONT_MAX_LOG2 || q->sq_base % 64 || q->cq_base % 64) {
		q->error = KYA_QUEUE_ERROR_BAD_CONFIG;
		q->error_irq = true;
		return;
	}
	q->enabled = true;
	rewind_queue(q);
	q->cq_seen = 0;
	q->cq_count = 0;
	q->urgent = 0;
}

void front_queue_reset(struct front *f, unsigned int i)
{
	struct front_queue *q = &f->q[i];

	stop(q);
	q->resetting = q->held || q->completing;
	q->error = KYA_QUEUE_ERROR_NONE;
	q->error_irq = false;
	q->doorbell = 0;
	rewind_queue(q);
}

static void start_holdoff(const struct front *f, struct front_queue *q)
{
	q->deadline = f->now + q->holdoff;
}

/* Software may have seen an entry of whose arrival the engine has not heard yet. */
static void arm(struct front *f, struct front_queue *q, uint64_t val)
{
	unsigned int ahead = (q->cq_head - q->cq_seen) & ring_mask(q);
	unsigned int waiting = (q->cq_seen - q->cq_head) & ring_mask(q);

	if (ahead <= q->completing)
		waiting = 0;
	else
		ahead = 0;
	q->armed = true;
	q->arm_head = q->cq_count + ahead - waiting;
	q->arm_count = FIELD_GET(KYA_Q_DOORBELL_COUNT, val);
	q->holdoff = FIELD_GET(KYA_Q_DOORBELL_HOLDOFF, val) * HOLDOFF_UNIT;
	q->deadline = FRONT_NEVER;
	if (waiting)
		start_holdoff(f, q);
}

void front_doorbell(struct front *f, unsigned int i, uint64_t val)
{
	struct front_queue *q = &f->q[i];
	unsigned int size = 1u << q->log2;

	q->doorbell = val;
	q->doorbells++;
	if (!q->enabled)
		return;
	if (FIELD_GET(KYA_Q_DOORBELL_SQ_TAIL, val) >= size ||
	    FIELD_GET(KYA_Q_DOORBELL_CQ_HEAD, val) >= size) {
		front_fail(f, i, KYA_QUEUE_ERROR_BAD_DOORBELL);
		return;
	}
	q->sq_tail = FIELD_GET(KYA_Q_DOORBELL_SQ_TAIL, val);
	q->cq_head = FIELD_GET(KYA_Q_DOORBELL_CQ_HEAD, val);
	if (FIELD_GET(KYA_Q_DOORBELL_ARM, val))
		arm(f, q, val);
}

/* An end of the hold-off other than its time. */
static bool cut_short(const struct front_queue *q)
{
	return (q->arm_count && q->cq_count >= q->arm_head + q->arm_count) ||
	       q->urgent > q->arm_head;
}

static void send_irq(struct front *f, unsigned int i)
{
	struct front_queue *q = &f->q[i];

	if (q->error_irq) {
		q->error_irq = false;
		f->irq(f->ctx, f->config.queues);
	}
	if (!q->armed || (!cut_short(q) && f->now < q->deadline))
		return;
	q->armed = false;
	q->interrupts++;
	if (!cut_short(q))
		q->expired++;
	f->irq(f->ctx, i);
}

void front_interrupts(struct front *f)
{
	for (unsigned int i = 0; i < f->config.queues; i++)
		send_irq(f, i);
}

uint64_t front_deadline(const struct front *f)
{
	uint64_t at = FRONT_NEVER;

	for (unsigned int i = 0; i < f->config.queues; i++) {
		const struct front_queue *q = &f->q[i];

		if (q->error_irq || (q->armed && cut_short(q)))
			return f->now;
		if (q->armed && q->deadline < at)
			at = q->deadline;
	}
	return at;
}

/* The entry can be fetched, and its completion has a place. */
static bool can_fetch(const struct front_queue *q)
{
	unsigned int used = (q->cq_tail - q->cq_head) & ring_mask(q);

	return q->enabled && q->sq_head != q->sq_tail && used + q->inflight < ring_mask(q);
}

bool front_work(const struct front *f)
{
	if (f->zeroize)
		return false;
	for (unsigned int i = 0; i < f->config.queues; i++)
		if (can_fetch(&f->q[i]))
			return true;
	return false;
}

static void take_entry(struct front *f, unsigned int i, struct front_request *r)
{
	struct front_queue *q = &f->q[i];

	*r = (struct front_request){ .queue = i,
				     .era = q->era,
				     .index = q->sq_head,
				     .addr = q->sq_base + q->sq_head * sizeof(struct kya_sqe),
				     .fetched = f->now };
	q->sq_head = (q->sq_head + 1) & ring_mask(q);
	q->submitted++;
	q->inflight++;
	q->held++;
	f->held++;
	f->next = (i + 1) % f->config.queues;
}

bool front_fetch(struct front *f, struct front_request *r)
{
	for (unsigned int n = 0; n < f->config.queues && !f->zeroize; n++) {
		unsigned int i = (f->next + n) % f->config.queues;

		if (!can_fetch(&f->q[i]))
			continue;
		take_entry(f, i, r);
		return true;
	}
	return false;
}

void front_entry(struct front *f, struct front_request *r, const struct kya_sqe *sqe)
{
	struct front_queue *q = &f->q[r->queue];

	r->urgent = le32toh(sqe->ctl) & KYA_SQE_CTL_URGENT;
	q->sq_free = (r->index + 1) & ring_mask(q);
}

bool front_alive(const struct front *f, const struct front_request *r)
{
	return r->era == f->q[r->queue].era;
}

/* LATENCY_0 has less than 128 cycles, each further one twice as much. */
static unsigned int latency_class(uint32_t cycles)
{
	unsigned int i = 0;

	while (i < FRONT_LATENCY - 1 && cycles >> (i + 7))
		i++;
	return i;
}

static void count(struct front *f, struct front_queue *q, const struct golden_result *res,
		  uint32_t cycles)
{
	f->aes_blocks += res->aes_blocks;
	f->sha_blocks += res->sha_blocks;
	f->read += res->bytes;
	f->written += res->len;
	f->latency[latency_class(cycles)]++;
	q->completed++;
	if (res->status)
		q->failed++;
}

struct kya_cqe front_complete(struct front *f, const struct front_request *r,
			      const struct golden_result *res, uint64_t *addr)
{
	struct front_queue *q = &f->q[r->queue];
	const uint32_t cycles = (uint32_t)(f->now - r->fetched);
	const struct kya_cqe cqe = {
		.len = htole32(res->len),
		.cycles = htole32(cycles),
		.sq = htole32(FIELD_PREP(KYA_CQE_SQ_HEAD, q->sq_free) |
			      FIELD_PREP(KYA_CQE_SQ_INDEX, r->index)),
		.ctl = htole32(FIELD_PREP(KYA_CQE_CTL_STATUS, res->status) |
			       FIELD_PREP(KYA_CQE_CTL_PHASE, q->phase)),
	};

	*addr = q->cq_base + q->cq_tail * sizeof(cqe);
	q->cq_tail = (q->cq_tail + 1) & ring_mask(q);
	q->phase ^= !q->cq_tail;
	q->inflight--;
	q->completing++;
	count(f, q, res, cycles);
	return cqe;
}

static void end_reset(struct front_queue *q)
{
	if (!q->held && !q->completing)
		q->resetting = false;
}

static void moderate(const struct front *f, struct front_queue *q, bool urgent)
{
	q->cq_seen = (q->cq_seen + 1) & ring_mask(q);
	q->cq_count++;
	if (!q->armed)
		q->suppressed++;
	if (urgent)
		q->urgent = q->cq_count;
	if (q->armed && q->deadline == FRONT_NEVER && q->cq_count > q->arm_head)
		start_holdoff(f, q);
}

void front_completed(struct front *f, const struct front_request *r, bool ok)
{
	struct front_queue *q = &f->q[r->queue];

	q->completing--;
	end_reset(q);
	if (!front_alive(f, r))
		return;
	if (ok)
		moderate(f, q, r->urgent);
	else
		front_fail(f, r->queue, KYA_QUEUE_ERROR_CQ_WRITE);
}

void front_release(struct front *f, const struct front_request *r)
{
	struct front_queue *q = &f->q[r->queue];

	f->held--;
	q->held--;
	end_reset(q);
}

void front_run(struct front *f, uint64_t now)
{
	if (f->held)
		f->busy += now - f->now;
	f->now = now;
}

void front_init(struct front *f, const struct front_config *config,
		void (*irq)(void *ctx, unsigned int vector), void *ctx)
{
	memset(f, 0, sizeof(*f));
	f->config = *config;
	f->irq = irq;
	f->ctx = ctx;
	for (unsigned int i = 0; i < config->queues; i++)
		f->q[i].phase = true;
}
