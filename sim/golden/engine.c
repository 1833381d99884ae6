// SPDX-License-Identifier: Apache-2.0
/*
 * The golden model: the whole engine behind struct model_ops, one request at a
 * time. Its time is nominal (one cycle per 16 bytes); its results are exact.
 */
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden/engine.h"

#define REQUEST_CYCLES  32
#define BYTES_PER_CYCLE 16
#define ZEROIZE_CYCLES  256
#define HOLDOFF_UNIT    16

static unsigned int ring_mask(const struct golden_queue *q)
{
	return (1u << q->log2) - 1;
}

static void queue_stop(struct model *m, struct golden_queue *q)
{
	q->enabled = false;
	q->armed = false;
	if (m->current >= 0 && q == &m->q[m->current])
		m->current = -1;
}

static void queue_fail(struct model *m, struct golden_queue *q, uint8_t error)
{
	queue_stop(m, q);
	q->error = error;
	q->error_irq = true;
}

void golden_queue_enable(struct golden_queue *q)
{
	if (q->enabled || q->error)
		return;
	if (q->log2 < 1 || q->log2 > GOLDEN_MAX_LOG2 || q->sq_base % 64 || q->cq_base % 64) {
		q->error = KYA_QUEUE_ERROR_BAD_CONFIG;
		q->error_irq = true;
		return;
	}
	q->enabled = true;
	q->sq_tail = 0;
	q->cq_head = 0;
	q->sq_head = 0;
	q->cq_tail = 0;
	q->phase = true;
	q->cq_count = 0;
	q->urgent = 0;
}

void golden_queue_reset(struct model *m, unsigned int i)
{
	struct golden_queue *q = &m->q[i];

	queue_stop(m, q);
	q->error = KYA_QUEUE_ERROR_NONE;
	q->error_irq = false;
	q->doorbell = 0;
	q->sq_tail = 0;
	q->cq_head = 0;
	q->sq_head = 0;
	q->cq_tail = 0;
	q->phase = true;
}

/* Completions at or after cq_head. */
static unsigned int unreaped(const struct golden_queue *q)
{
	return (q->cq_tail - q->cq_head) & ring_mask(q);
}

static void start_holdoff(struct model *m, struct golden_queue *q)
{
	q->deadline = m->now + q->holdoff;
}

void golden_doorbell(struct model *m, struct golden_queue *q, uint64_t val)
{
	unsigned int size = 1u << q->log2;

	q->doorbell = val;
	q->doorbells++;
	if (!q->enabled)
		return;
	if (FIELD_GET(KYA_Q_DOORBELL_SQ_TAIL, val) >= size ||
	    FIELD_GET(KYA_Q_DOORBELL_CQ_HEAD, val) >= size) {
		queue_fail(m, q, KYA_QUEUE_ERROR_BAD_DOORBELL);
		return;
	}
	q->sq_tail = FIELD_GET(KYA_Q_DOORBELL_SQ_TAIL, val);
	q->cq_head = FIELD_GET(KYA_Q_DOORBELL_CQ_HEAD, val);
	if (!FIELD_GET(KYA_Q_DOORBELL_ARM, val))
		return;
	q->armed = true;
	q->arm_head = q->cq_count - unreaped(q);
	q->arm_count = FIELD_GET(KYA_Q_DOORBELL_COUNT, val);
	q->holdoff = FIELD_GET(KYA_Q_DOORBELL_HOLDOFF, val) * HOLDOFF_UNIT;
	q->deadline = GOLDEN_NEVER;
	if (unreaped(q))
		start_holdoff(m, q);
}

/* An end of the hold-off other than its time. */
static bool cut_short(const struct golden_queue *q)
{
	return (q->arm_count && q->cq_count - q->arm_head >= q->arm_count) ||
	       q->urgent > q->arm_head;
}

static bool irq_due(const struct model *m, const struct golden_queue *q)
{
	return q->armed && (cut_short(q) || m->now >= q->deadline);
}

static void send_irqs(struct model *m)
{
	for (unsigned int i = 0; i < GOLDEN_QUEUES; i++) {
		struct golden_queue *q = &m->q[i];

		if (q->error_irq) {
			q->error_irq = false;
			m->sink.irq(m->sink.ctx, GOLDEN_QUEUES);
		}
		if (!irq_due(m, q))
			continue;
		q->armed = false;
		q->interrupts++;
		if (!cut_short(q))
			q->expired++;
		m->sink.irq(m->sink.ctx, i);
	}
}

static bool irqs_pending(const struct model *m)
{
	for (unsigned int i = 0; i < GOLDEN_QUEUES; i++)
		if (m->q[i].error_irq || irq_due(m, &m->q[i]))
			return true;
	return false;
}

/* The entry can be fetched, and its completion has a place. */
static bool can_fetch(const struct golden_queue *q)
{
	return q->enabled && q->sq_head != q->sq_tail && unreaped(q) < ring_mask(q);
}

static bool work_waiting(const struct model *m)
{
	for (unsigned int i = 0; i < GOLDEN_QUEUES; i++)
		if (can_fetch(&m->q[i]))
			return true;
	return false;
}

static void fetch(struct model *m, unsigned int i)
{
	struct golden_queue *q = &m->q[i];
	struct kya_sqe sqe;

	if (m->sink.dma_read(m->sink.ctx, q->sq_base + q->sq_head * sizeof(sqe), &sqe,
			     sizeof(sqe))) {
		queue_fail(m, q, KYA_QUEUE_ERROR_SQ_READ);
		return;
	}
	m->sqe_index = q->sq_head;
	m->is_urgent = le32toh(sqe.ctl) & KYA_SQE_CTL_URGENT;
	q->sq_head = (q->sq_head + 1) & ring_mask(q);
	q->submitted++;
	golden_exec(&m->sink, &sqe, &m->res);
	m->current = (int)i;
	m->fetched = m->now;
	m->done = m->now + REQUEST_CYCLES + (m->res.bytes + BYTES_PER_CYCLE - 1) / BYTES_PER_CYCLE;
}

static void fetch_next(struct model *m)
{
	const unsigned int first = m->next;

	for (unsigned int n = 0; n < GOLDEN_QUEUES && m->current < 0; n++) {
		unsigned int i = (first + n) % GOLDEN_QUEUES;

		if (can_fetch(&m->q[i])) {
			fetch(m, i);
			m->next = (i + 1) % GOLDEN_QUEUES;
		}
	}
}

/* LATENCY_0 has less than 128 cycles, each further one twice as much. */
static unsigned int latency_class(uint32_t cycles)
{
	unsigned int i = 0;

	while (i < GOLDEN_LATENCY - 1 && cycles >> (i + 7))
		i++;
	return i;
}

static void count_work(struct model *m)
{
	m->aes_blocks += m->res.aes_blocks;
	m->sha_blocks += m->res.sha_blocks;
	m->read += m->res.bytes;
	m->written += m->res.len;
}

static void count_completion(struct model *m, struct golden_queue *q, uint32_t cycles)
{
	q->cq_count++;
	q->completed++;
	if (m->res.status)
		q->failed++;
	if (!q->armed)
		q->suppressed++;
	m->latency[latency_class(cycles)]++;
}

static void complete(struct model *m)
{
	struct golden_queue *q = &m->q[m->current];
	const uint32_t cycles = (uint32_t)(m->now - m->fetched);
	struct kya_cqe cqe = {
		.len = htole32(m->res.len),
		.cycles = htole32(cycles),
		.sq = htole32(FIELD_PREP(KYA_CQE_SQ_HEAD, q->sq_head) |
			      FIELD_PREP(KYA_CQE_SQ_INDEX, m->sqe_index)),
		.ctl = htole32(FIELD_PREP(KYA_CQE_CTL_STATUS, m->res.status) |
			       FIELD_PREP(KYA_CQE_CTL_PHASE, q->phase)),
	};

	m->current = -1;
	count_work(m);
	if (m->sink.dma_write(m->sink.ctx, q->cq_base + q->cq_tail * sizeof(cqe), &cqe,
			      sizeof(cqe))) {
		queue_fail(m, q, KYA_QUEUE_ERROR_CQ_WRITE);
		return;
	}
	q->cq_tail = (q->cq_tail + 1) & ring_mask(q);
	q->phase ^= !q->cq_tail;
	count_completion(m, q, cycles);
	if (m->is_urgent)
		q->urgent = q->cq_count;
	if (q->armed && q->deadline == GOLDEN_NEVER)
		start_holdoff(m, q);
}

/* Everything that is due at this very cycle. */
static void settle(struct model *m)
{
	if (m->current >= 0 && m->now >= m->done)
		complete(m);
	if (m->zeroize_end && m->now >= m->zeroize_end)
		m->zeroize_end = 0;
	if (m->zeroize && m->current < 0) {
		m->zeroize = false;
		m->zeroize_end = m->now + ZEROIZE_CYCLES;
	}
	if (!m->zeroize && !m->zeroize_end)
		fetch_next(m);
	send_irqs(m);
}

static uint64_t next_event(const struct model *m)
{
	uint64_t at = m->current >= 0 ? m->done : GOLDEN_NEVER;

	if (m->zeroize_end && m->zeroize_end < at)
		at = m->zeroize_end;
	for (unsigned int i = 0; i < GOLDEN_QUEUES; i++)
		if (m->q[i].armed && m->q[i].deadline < at)
			at = m->q[i].deadline;
	return at;
}

static bool golden_idle(const struct model *m)
{
	return next_event(m) == GOLDEN_NEVER && !m->zeroize && !work_waiting(m) && !irqs_pending(m);
}

static uint64_t golden_advance(struct model *m, uint64_t cycles)
{
	uint64_t start = m->now, end = m->now + cycles;

	settle(m);
	while (m->now < end && !golden_idle(m)) {
		uint64_t at = next_event(m);

		if (at > end)
			at = end;
		if (m->current >= 0)
			m->busy += at - m->now;
		m->now = at;
		settle(m);
	}
	return m->now - start;
}

static void golden_reset(struct model *m)
{
	struct model_sink sink = m->sink;
	uint64_t before = m->before + m->now;

	memset(m, 0, sizeof(*m));
	m->sink = sink;
	m->before = before;
	m->current = -1;
	for (unsigned int i = 0; i < GOLDEN_QUEUES; i++)
		m->q[i].phase = true;
}

static struct model *golden_create(const struct model_sink *sink)
{
	struct model *m = calloc(1, sizeof(*m));

	if (!m) {
		perror("golden model");
		return NULL;
	}
	m->sink = *sink;
	golden_reset(m);
	return m;
}

static void golden_destroy(struct model *m)
{
	free(m);
}

static uint64_t golden_cycles(const struct model *m)
{
	return m->before + m->now;
}

const struct model_ops model_golden = {
	.name = "golden",
	.create = golden_create,
	.destroy = golden_destroy,
	.reset = golden_reset,
	.read = golden_reg_read,
	.write = golden_reg_write,
	.advance = golden_advance,
	.idle = golden_idle,
	.cycles = golden_cycles,
};
