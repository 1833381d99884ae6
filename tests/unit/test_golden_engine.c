// SPDX-License-Identifier: Apache-2.0
/* The golden model behind struct model_ops: registers, queues, moderation. */
#include <endian.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "csr_vectors.h"
#include "golden_world.h"
#include "kyanite_regs.h"

/* The small engine has fewer. */
#ifndef QUEUES
#define QUEUES 8
#endif

#define LOG2    3
#define SIZE    (1u << LOG2)
#define ERROR   QUEUES /* vector */
#define FOREVER 2000000

struct bench {
	struct world w;
	struct model *m;
	uint64_t sq[QUEUES], cq[QUEUES];
};

/* The Verilated engine passes the same tests, built with -DMODEL=model_rtl. */
#ifndef MODEL
#define MODEL model_golden
#endif

static const struct model_ops *const ops = &MODEL;

static uint64_t rd(struct bench *b, uint32_t off, unsigned int len)
{
	return ops->read(b->m, off, len);
}

static void wr(struct bench *b, uint32_t off, uint64_t val, unsigned int len)
{
	ops->write(b->m, off, val, len);
}

static uint32_t q32(struct bench *b, unsigned int q, uint32_t off)
{
	return (uint32_t)rd(b, KYA_Q(q) + off, 4);
}

static void start(struct bench *b, unsigned int q)
{
	b->sq[q] = take(&b->w, SIZE * sizeof(struct kya_sqe), 64, 0);
	b->cq[q] = take(&b->w, SIZE * sizeof(struct kya_cqe), 64, 0);
	wr(b, KYA_Q(q) + KYA_Q_SQ_BASE, b->sq[q], 8);
	wr(b, KYA_Q(q) + KYA_Q_CQ_BASE, b->cq[q], 8);
	wr(b, KYA_Q(q) + KYA_Q_SIZE, LOG2, 4);
	wr(b, KYA_Q(q) + KYA_Q_CONTROL, KYA_Q_CONTROL_ENABLE, 4);
	assert_int_equal(q32(b, q, KYA_Q_STATUS), KYA_Q_STATUS_ENABLED);
}

static int setup(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct model_sink sink = world_sink(&b->w);

	b->m = ops->create(&sink);
	*state = b;
	return b->m ? 0 : -1;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	ops->destroy(b->m);
	free(b);
	return 0;
}

static void put(struct bench *b, unsigned int q, unsigned int index, uint32_t ctl)
{
	struct kya_sqe sqe = { .ctl = htole32(ctl) };

	memcpy(ptr(&b->w, b->sq[q] + index % SIZE * sizeof(sqe)), &sqe, sizeof(sqe));
}

static struct kya_cqe cqe(struct bench *b, unsigned int q, unsigned int index)
{
	struct kya_cqe c;

	memcpy(&c, ptr(&b->w, b->cq[q] + index % SIZE * sizeof(c)), sizeof(c));
	return c;
}

static uint32_t status(struct bench *b, unsigned int q, unsigned int index)
{
	return FIELD_GET(KYA_CQE_CTL_STATUS, le32toh(cqe(b, q, index).ctl));
}

static void ring(struct bench *b, unsigned int q, unsigned int tail, unsigned int head)
{
	wr(b, KYA_Q(q) + KYA_Q_DOORBELL,
	   FIELD_PREP(KYA_Q_DOORBELL_SQ_TAIL, (uint64_t)tail) |
		   FIELD_PREP(KYA_Q_DOORBELL_CQ_HEAD, (uint64_t)head),
	   8);
}

static void arm(struct bench *b, unsigned int q, unsigned int tail, unsigned int head,
		unsigned int holdoff, unsigned int count)
{
	wr(b, KYA_Q(q) + KYA_Q_DOORBELL,
	   FIELD_PREP(KYA_Q_DOORBELL_SQ_TAIL, (uint64_t)tail) |
		   FIELD_PREP(KYA_Q_DOORBELL_CQ_HEAD, (uint64_t)head) |
		   FIELD_PREP(KYA_Q_DOORBELL_HOLDOFF, (uint64_t)holdoff) |
		   FIELD_PREP(KYA_Q_DOORBELL_COUNT, (uint64_t)count) | KYA_Q_DOORBELL_ARM,
	   8);
}

static uint64_t run(struct bench *b)
{
	uint64_t n = ops->advance(b->m, FOREVER);

	assert_true(ops->idle(b->m));
	return n;
}

static void reset_queue(struct bench *b, unsigned int q)
{
	wr(b, KYA_Q(q) + KYA_Q_CONTROL, KYA_Q_CONTROL_RESET, 4);
	for (int i = 0; i < 1000 && q32(b, q, KYA_Q_STATUS); i++)
		ops->advance(b->m, 10);
	assert_int_equal(q32(b, q, KYA_Q_STATUS), 0);
}

static void test_identity(void **state)
{
	struct bench *b = *state;

	assert_int_equal(rd(b, KYA_REG_ID, 4), 0x4b59414e);
	assert_int_equal(rd(b, KYA_REG_ID, 8), 0x000100004b59414e);
	assert_int_equal(rd(b, KYA_REG_ABI, 4), KYA_ABI_HASH);
	assert_int_equal(rd(b, KYA_REG_CAPS, 4), 0x7f1f);
	assert_int_equal(FIELD_GET(KYA_REG_CONFIG_QUEUES, (uint32_t)rd(b, KYA_REG_CONFIG, 4)),
			 QUEUES);
	assert_true(ops->idle(b->m));
	assert_int_equal(ops->advance(b->m, 100), 0);
}

static void test_bad_access(void **state)
{
	static const struct {
		uint32_t off;
		unsigned int len;
	} bad[] = { { 0, 1 },
		    { 0, 2 },
		    { 2, 4 },
		    { 4, 8 },
		    { 0x24, 4 },
		    { 0x60, 8 },
		    { 0xfff8, 8 },
		    { KYA_Q(0) + 0x50, 8 },
		    { KYA_Q(0) + 0x1c, 4 },
		    { KYA_Q(QUEUES), 8 },
		    { 0xffc, 4 } };
	struct bench *b = *state;
	uint32_t n = 0;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(rd(b, bad[i].off, bad[i].len), UINT64_MAX);
		wr(b, bad[i].off, UINT64_MAX, bad[i].len);
		n += 2;
		assert_int_equal(rd(b, KYA_REG_BAD_ACCESS, 4), n);
	}
	wr(b, KYA_Q(0) + KYA_Q_DOORBELL, 1, 4); /* a doorbell is one 64-bit write */
	assert_int_equal(rd(b, KYA_REG_BAD_ACCESS, 4), n + 1);
	assert_int_equal(q32(b, 0, KYA_Q_DOORBELLS), 0);
	/* Read-only registers drop a write, and that is not an access of a bad kind. */
	wr(b, KYA_REG_ID, 0, 4);
	assert_int_equal(rd(b, KYA_REG_ID, 4), 0x4b59414e);
	assert_int_equal(rd(b, KYA_REG_BAD_ACCESS, 4), n + 1);
}

/* Every offset and every size, with all ones: nothing breaks, no interrupt but errors. */
static void test_any_write(void **state)
{
	struct bench *b = *state;

	for (uint32_t off = 0; off < 0x10000; off++)
		for (unsigned int len = 1; len <= 8; len *= 2)
			wr(b, off, UINT64_MAX, len);
	run(b);
	for (unsigned int q = 0; q < QUEUES; q++)
		assert_int_equal(b->w.irqs[q], 0);
	assert_int_equal(rd(b, KYA_REG_STATUS, 4) & 3, 0);
}

/* The generated vectors: reset values, and which bits keep what is written. */
static void check_vector(struct bench *b, const struct csr_vector *v, uint32_t base)
{
	uint64_t all = v->bytes == 8 ? UINT64_MAX : UINT32_MAX, got;

	assert_int_equal(rd(b, base + v->off, v->bytes) & v->known, v->reset & v->known);
	if (!v->rw)
		return;
	wr(b, base + v->off, all, v->bytes);
	got = rd(b, base + v->off, v->bytes);
	assert_int_equal(got & v->rw, v->rw);
	assert_int_equal(got & v->ro, v->reset & v->ro);
	wr(b, base + v->off, 0, v->bytes);
	got = rd(b, base + v->off, v->bytes);
	assert_int_equal(got & v->known, 0);
}

static void test_csr_vectors(void **state)
{
	for (size_t i = 0; i < sizeof(csr_global) / sizeof(csr_global[0]); i++)
		check_vector(*state, &csr_global[i], 0);
	for (unsigned int q = 0; q < QUEUES; q++)
		for (size_t i = 0; i < sizeof(csr_queue) / sizeof(csr_queue[0]); i++)
			check_vector(*state, &csr_queue[i], KYA_Q(q));
}

static void test_scratch(void **state)
{
	struct bench *b = *state;

	wr(b, KYA_REG_SCRATCH, 0x0123456789abcdef, 8);
	wr(b, KYA_REG_SCRATCH + 4, 0xcafe, 4);
	assert_int_equal(rd(b, KYA_REG_SCRATCH, 8), 0x0000cafe89abcdef);
	assert_int_equal(rd(b, KYA_REG_SCRATCH + 4, 4), 0xcafe);
	ops->reset(b->m);
	assert_int_equal(rd(b, KYA_REG_SCRATCH, 8), 0);
}

static void test_bad_config(void **state)
{
	static const struct {
		uint64_t sq, cq;
		uint32_t log2;
	} bad[] = { { 0x20, 0, 4 }, { 0, 0x10, 4 }, { 0, 0, 0 }, { 0, 0, 15 } };
	struct bench *b = *state;

	for (unsigned int q = 0; q < 4; q++) {
		wr(b, KYA_Q(q) + KYA_Q_SQ_BASE, bad[q].sq, 8);
		wr(b, KYA_Q(q) + KYA_Q_CQ_BASE, bad[q].cq, 8);
		wr(b, KYA_Q(q) + KYA_Q_SIZE, bad[q].log2, 4);
		wr(b, KYA_Q(q) + KYA_Q_CONTROL, KYA_Q_CONTROL_ENABLE, 4);
		assert_int_equal(q32(b, q, KYA_Q_STATUS),
				 FIELD_PREP(KYA_Q_STATUS_ERROR, KYA_QUEUE_ERROR_BAD_CONFIG));
		run(b);
		assert_int_equal(b->w.irqs[ERROR], q + 1);
	}
	assert_int_equal(rd(b, KYA_REG_STATUS, 4) >> 16, 0xf);
	reset_queue(b, 0);
	assert_int_equal(rd(b, KYA_REG_STATUS, 4) >> 16, 0xe);
	start(b, 0);
}

/* One write of both halves is checked with the size that it brings. */
static void test_size_beside_enable(void **state)
{
	const uint64_t enable = (uint64_t)KYA_Q_CONTROL_ENABLE << 32;
	struct bench *b = *state;

	for (unsigned int q = 0; q < 2; q++)
		wr(b, KYA_Q(q) + KYA_Q_SIZE, q ? LOG2 : 0, 4);
	wr(b, KYA_Q(0) + KYA_Q_SIZE, enable | LOG2, 8);
	assert_int_equal(q32(b, 0, KYA_Q_STATUS), KYA_Q_STATUS_ENABLED);
	wr(b, KYA_Q(1) + KYA_Q_SIZE, enable, 8);
	assert_int_equal(q32(b, 1, KYA_Q_STATUS),
			 FIELD_PREP(KYA_Q_STATUS_ERROR, KYA_QUEUE_ERROR_BAD_CONFIG));
}

static void test_locked_while_enabled(void **state)
{
	struct bench *b = *state;

	start(b, 2);
	wr(b, KYA_Q(2) + KYA_Q_SQ_BASE, 0x1000, 8);
	wr(b, KYA_Q(2) + KYA_Q_CQ_BASE, 0x1000, 8);
	wr(b, KYA_Q(2) + KYA_Q_SIZE, 7, 4);
	assert_int_equal(rd(b, KYA_Q(2) + KYA_Q_SQ_BASE, 8), b->sq[2]);
	assert_int_equal(rd(b, KYA_Q(2) + KYA_Q_CQ_BASE, 8), b->cq[2]);
	assert_int_equal(q32(b, 2, KYA_Q_SIZE), LOG2);
}

/* Three rounds of the ring, so that the phase toggles. */
static void test_completions(void **state)
{
	struct bench *b = *state;

	start(b, 1);
	for (unsigned int i = 0; i < 3 * SIZE; i++) {
		struct kya_cqe c;

		put(b, 1, i, i % 5 ? KYA_OPCODE_NOP : 99);
		ring(b, 1, (i + 1) % SIZE, i % SIZE);
		run(b);
		c = cqe(b, 1, i);
		assert_int_equal(FIELD_GET(KYA_CQE_CTL_PHASE, le32toh(c.ctl)), !(i / SIZE % 2));
		assert_int_equal(FIELD_GET(KYA_CQE_CTL_STATUS, le32toh(c.ctl)),
				 i % 5 ? KYA_STATUS_OK : KYA_STATUS_BAD_OPCODE);
		assert_int_equal(FIELD_GET(KYA_CQE_SQ_INDEX, le32toh(c.sq)), i % SIZE);
		assert_int_equal(FIELD_GET(KYA_CQE_SQ_HEAD, le32toh(c.sq)), (i + 1) % SIZE);
		assert_true(le32toh(c.cycles) > 0);
	}
	assert_int_equal(q32(b, 1, KYA_Q_SUBMITTED), 3 * SIZE);
	assert_int_equal(q32(b, 1, KYA_Q_COMPLETED), 3 * SIZE);
	assert_int_equal(q32(b, 1, KYA_Q_DOORBELLS), 3 * SIZE);
	assert_int_equal(q32(b, 1, KYA_Q_FAILED), 5);
	assert_int_equal(b->w.irqs[1], 0); /* nobody armed it */
}

/* A completion ring full at size-1 entries stops the fetching. */
static void test_completion_ring_full(void **state)
{
	struct bench *b = *state;

	start(b, 0);
	for (unsigned int i = 0; i < SIZE; i++)
		put(b, 0, i, KYA_OPCODE_NOP);
	ring(b, 0, SIZE - 1, 0);
	run(b);
	ring(b, 0, 2, 0);
	run(b);
	assert_int_equal(q32(b, 0, KYA_Q_COMPLETED), SIZE - 1);
	ring(b, 0, 2, 1);
	run(b);
	assert_int_equal(q32(b, 0, KYA_Q_COMPLETED), SIZE);
	ring(b, 0, 2, 4);
	run(b);
	assert_int_equal(q32(b, 0, KYA_Q_COMPLETED), SIZE + 2);
}

static void test_queues_take_turns(void **state)
{
	struct bench *b = *state;
	/* The RTL fetches for the first queues while the others are not yet rung. */
	unsigned int lead = ops == &model_golden ? 1 : SIZE - 3;

	for (unsigned int q = 0; q < QUEUES; q++)
		start(b, q);
	for (unsigned int q = 0; q < QUEUES; q++) {
		for (unsigned int i = 0; i < SIZE - 1; i++)
			put(b, q, i, KYA_OPCODE_NOP);
		ring(b, q, SIZE - 1, 0);
	}
	while (!ops->idle(b->m)) {
		uint32_t least = UINT32_MAX, most = 0;

		ops->advance(b->m, 40);
		for (unsigned int q = 0; q < QUEUES; q++) {
			uint32_t n = q32(b, q, KYA_Q_COMPLETED);

			least = n < least ? n : least;
			most = n > most ? n : most;
		}
		assert_true(most - least <= lead);
	}
}

static void test_arm_immediate(void **state)
{
	struct bench *b = *state;

	start(b, 3);
	put(b, 3, 0, KYA_OPCODE_NOP);
	arm(b, 3, 1, 0, 0, 0);
	run(b);
	assert_int_equal(b->w.irqs[3], 1);
	assert_int_equal(rd(b, KYA_Q(3) + KYA_Q_POINTERS, 8) & KYA_Q_POINTERS_ARMED, 0);
	put(b, 3, 1, KYA_OPCODE_NOP);
	ring(b, 3, 2, 1); /* one arming, one interrupt */
	run(b);
	assert_int_equal(b->w.irqs[3], 1);
	/* Armed after the completion: it is not lost. */
	arm(b, 3, 2, 1, 0, 0);
	run(b);
	assert_int_equal(b->w.irqs[3], 2);
	/* Armed with nothing to tell: none until the next completion. */
	arm(b, 3, 2, 2, 0, 0);
	run(b);
	assert_int_equal(b->w.irqs[3], 2);
	put(b, 3, 2, KYA_OPCODE_NOP);
	ring(b, 3, 3, 2);
	run(b);
	assert_int_equal(b->w.irqs[3], 3);
	assert_int_equal(q32(b, 3, KYA_Q_INTERRUPTS), 3);
}

static void test_holdoff_time(void **state)
{
	struct bench *b = *state;
	uint64_t n;

	start(b, 0);
	put(b, 0, 0, KYA_OPCODE_NOP);
	ring(b, 0, 1, 0);
	run(b);
	arm(b, 0, 1, 0, 100, 0);
	assert_false(ops->idle(b->m));
	assert_int_equal(ops->advance(b->m, 1599), 1599);
	assert_int_equal(b->w.irqs[0], 0);
	n = run(b);
	assert_in_range(n, 1, 16);
	assert_int_equal(b->w.irqs[0], 1);
	assert_int_equal(q32(b, 0, KYA_Q_EXPIRED), 1);
}

/* A ring's worth of completions that software takes without arming anew. */
static void test_holdoff_whole_ring(void **state)
{
	struct bench *b = *state;

	start(b, 0);
	for (unsigned int i = 0; i < SIZE; i++)
		put(b, 0, i, KYA_OPCODE_NOP);
	arm(b, 0, 1, 0, 0xffff, 0);
	for (unsigned int i = 1; i < SIZE; i++) {
		ops->advance(b->m, 1000);
		ring(b, 0, (i + 1) % SIZE, i);
	}
	run(b);
	assert_int_equal(q32(b, 0, KYA_Q_COMPLETED), SIZE);
	assert_int_equal(b->w.irqs[0], 1);
}

static void test_holdoff_count(void **state)
{
	struct bench *b = *state;
	uint64_t n;

	start(b, 0);
	for (unsigned int i = 0; i < 4; i++)
		put(b, 0, i, KYA_OPCODE_NOP);
	arm(b, 0, 2, 0, 0xffff, 3);
	assert_int_equal(ops->advance(b->m, 1000), 1000);
	assert_int_equal(b->w.irqs[0], 0);
	ring(b, 0, 3, 0); /* arm = 0 keeps the arming */
	n = run(b);
	assert_true(n < 1000);
	assert_int_equal(b->w.irqs[0], 1);
	assert_int_equal(q32(b, 0, KYA_Q_EXPIRED), 0);
}

static void test_urgent(void **state)
{
	struct bench *b = *state;

	start(b, 0);
	put(b, 0, 0, KYA_OPCODE_NOP);
	put(b, 0, 1, KYA_OPCODE_NOP | KYA_SQE_CTL_URGENT);
	arm(b, 0, 2, 0, 0xffff, 0);
	assert_true(run(b) < 1000);
	assert_int_equal(b->w.irqs[0], 1);
	/* It has completed and was not reaped. */
	arm(b, 0, 2, 1, 0xffff, 0);
	assert_true(run(b) < 1000);
	assert_int_equal(b->w.irqs[0], 2);
	/* Reaped: a later ordinary completion waits for the hold-off. */
	put(b, 0, 2, KYA_OPCODE_NOP);
	arm(b, 0, 3, 2, 0xffff, 0);
	assert_true(run(b) > 0xffff * 16);
	assert_int_equal(b->w.irqs[0], 3);
	assert_int_equal(q32(b, 0, KYA_Q_EXPIRED), 1);
}

static void assert_queue_error(struct bench *b, unsigned int q, uint8_t error)
{
	run(b);
	assert_int_equal(FIELD_GET(KYA_Q_STATUS_ERROR, q32(b, q, KYA_Q_STATUS)), error);
	assert_int_equal(b->w.irqs[ERROR], 1);
	assert_int_equal(rd(b, KYA_REG_STATUS, 4) >> 16, 1u << q);
	/* Another queue goes on. */
	start(b, QUEUES - 1);
	put(b, QUEUES - 1, 0, KYA_OPCODE_NOP);
	ring(b, QUEUES - 1, 1, 0);
	run(b);
	assert_int_equal(q32(b, QUEUES - 1, KYA_Q_COMPLETED), 1);
	/* Enable does not leave the state, reset does. */
	wr(b, KYA_Q(q) + KYA_Q_CONTROL, KYA_Q_CONTROL_ENABLE, 4);
	assert_int_equal(FIELD_GET(KYA_Q_STATUS_ERROR, q32(b, q, KYA_Q_STATUS)), error);
	b->w.refuse_read = 0;
	b->w.refuse_write = 0;
	reset_queue(b, q);
	start(b, q);
	put(b, q, 0, KYA_OPCODE_NOP);
	ring(b, q, 1, 0);
	run(b);
	assert_int_equal(FIELD_GET(KYA_CQE_CTL_PHASE, le32toh(cqe(b, q, 0).ctl)), 1);
	assert_int_equal(b->w.irqs[ERROR], 1);
}

static void test_bad_tail(void **state)
{
	struct bench *b = *state;

	start(b, 0);
	ring(b, 0, SIZE, 0);
	assert_queue_error(b, 0, KYA_QUEUE_ERROR_BAD_DOORBELL);
}

static void test_bad_head(void **state)
{
	struct bench *b = *state;

	start(b, 1);
	ring(b, 1, 0, 0xffff);
	assert_queue_error(b, 1, KYA_QUEUE_ERROR_BAD_DOORBELL);
}

static void test_sq_read_fault(void **state)
{
	struct bench *b = *state;

	start(b, 1);
	put(b, 1, 0, KYA_OPCODE_NOP);
	b->w.refuse_read = b->sq[1] + 64;
	ring(b, 1, 3, 0);
	run(b);
	assert_int_equal(q32(b, 1, KYA_Q_COMPLETED), 1);
	assert_queue_error(b, 1, KYA_QUEUE_ERROR_SQ_READ);
}

static void test_cq_write_fault(void **state)
{
	struct bench *b = *state;

	start(b, 1);
	put(b, 1, 0, KYA_OPCODE_NOP);
	b->w.refuse_write = b->cq[1];
	ring(b, 1, 1, 0);
	assert_queue_error(b, 1, KYA_QUEUE_ERROR_CQ_WRITE);
}

/* A queue reset in mid request: no completion, and no other queue's is lost. */
static void test_reset_in_flight(void **state)
{
	struct bench *b = *state;

	start(b, 0);
	start(b, 1);
	put(b, 0, 0, KYA_OPCODE_NOP);
	put(b, 1, 0, KYA_OPCODE_NOP);
	ring(b, 0, 1, 0);
	ring(b, 1, 1, 0);
	/* Until its entry is being read. */
	for (unsigned i = 0; i < 8 && !(q32(b, 0, KYA_Q_STATUS) & KYA_Q_STATUS_BUSY); i++)
		ops->advance(b->m, 1);
	assert_true(q32(b, 0, KYA_Q_STATUS) & KYA_Q_STATUS_BUSY);
	wr(b, KYA_Q(0) + KYA_Q_CONTROL, KYA_Q_CONTROL_RESET, 4);
	run(b);
	assert_int_equal(cqe(b, 0, 0).ctl, 0);
	assert_int_equal(q32(b, 0, KYA_Q_STATUS), 0);
	assert_int_equal(q32(b, 1, KYA_Q_COMPLETED), 1);
}

static void test_zeroize(void **state)
{
	struct bench *b = *state;

	start(b, 0);
	put(b, 0, 0, KYA_OPCODE_NOP);
	put(b, 0, 1, KYA_OPCODE_NOP);
	ring(b, 0, 1, 0);
	ops->advance(b->m, 1);
	wr(b, KYA_REG_CONTROL, KYA_REG_CONTROL_ZEROIZE, 4);
	ring(b, 0, 2, 0);
	assert_true(rd(b, KYA_REG_STATUS, 4) & KYA_REG_STATUS_ZEROIZE_BUSY);
	while (!q32(b, 0, KYA_Q_COMPLETED))
		ops->advance(b->m, 1);
	/* The request in flight has ended; the next waits for the erasing. */
	assert_true(rd(b, KYA_REG_STATUS, 4) & KYA_REG_STATUS_ZEROIZE_BUSY);
	assert_int_equal(q32(b, 0, KYA_Q_SUBMITTED), 1);
	run(b);
	assert_false(rd(b, KYA_REG_STATUS, 4) & KYA_REG_STATUS_ZEROIZE_BUSY);
	assert_int_equal(q32(b, 0, KYA_Q_COMPLETED), 2);
}

static void test_model_reset(void **state)
{
	struct bench *b = *state;
	uint64_t cycles;

	start(b, 0);
	put(b, 0, 0, KYA_OPCODE_NOP);
	ring(b, 0, 1, 0);
	run(b);
	assert_int_equal(q32(b, 0, KYA_Q_SUBMITTED), 1);
	ops->reset(b->m);
	assert_int_equal(q32(b, 0, KYA_Q_SUBMITTED), 0);
	assert_int_equal(q32(b, 0, KYA_Q_COMPLETED), 0);
	start(b, 0);
	put(b, 0, 0, KYA_OPCODE_NOP);
	arm(b, 0, 1, 0, 5, 0);
	ops->advance(b->m, 2);
	cycles = ops->cycles(b->m);
	assert_true(cycles >= 2);
	ops->reset(b->m);
	assert_true(ops->idle(b->m));
	assert_int_equal(q32(b, 0, KYA_Q_STATUS), 0);
	assert_true(rd(b, KYA_REG_CLOCK, 8) < 16);
	assert_true(ops->cycles(b->m) >= cycles);
	assert_int_equal(b->w.irqs[0], 0);
}

/* A context of CTR whose key is @first and zeros. */
static uint64_t put_key(struct bench *b, uint8_t first)
{
	const struct kya_ctx ctx = { .ctl = htole32(FIELD_PREP(KYA_CTX_CTL_CIPHER, KYA_CIPHER_CTR)),
				     .key = { first } };
	const uint64_t addr = take(&b->w, sizeof(ctx), 64, 0);

	memcpy(ptr(&b->w, addr), &ctx, sizeof(ctx));
	return addr;
}

/* A request of @len zero bytes in place, entry @index of queue 0; their address. */
static uint64_t put_ctr(struct bench *b, unsigned int index, uint32_t len, uint64_t ctx)
{
	const uint64_t data = take(&b->w, len, 256, 0);
	const struct kya_sqe sqe = {
		.ctl = htole32(KYA_OPCODE_CRYPT),
		.len = htole32(len),
		.nseg = htole32(len ? 0x10001 : 0),
		.ctx = htole64(ctx),
		.src = htole64(data),
		.dst = htole64(data),
	};

	memcpy(ptr(&b->w, b->sq[0] + index * sizeof(sqe)), &sqe, sizeof(sqe));
	return data;
}

/* The digest of @len bytes, entry @index of queue 0. */
static void put_sha256(struct bench *b, unsigned int index, uint32_t len)
{
	const struct kya_ctx ctx = { .ctl = htole32(
					     FIELD_PREP(KYA_CTX_CTL_HASH, KYA_HASH_SHA256)) };
	const uint64_t addr = take(&b->w, sizeof(ctx), 64, 0);
	const struct kya_sqe sqe = {
		.ctl = htole32(KYA_OPCODE_CRYPT),
		.aux = htole32(FIELD_PREP(KYA_SQE_AUX_ICV_LEN, 32)),
		.len = htole32(len),
		.nseg = htole32(0x10001),
		.ctx = htole64(addr),
		.src = htole64(take(&b->w, len, 1, 0)),
		.dst = htole64(take(&b->w, 32, 1, 0)),
	};

	memcpy(ptr(&b->w, addr), &ctx, sizeof(ctx));
	memcpy(ptr(&b->w, b->sq[0] + index * sizeof(sqe)), &sqe, sizeof(sqe));
}

/* Bytes, and completions by their cycles: the class that an entry tells is counted. */
static void test_work_counters(void **state)
{
	struct bench *b = *state;
	uint32_t want[12] = { 0 };

	start(b, 0);
	for (unsigned int i = 0; i < 5; i++) {
		uint32_t cycles;
		unsigned int class = 0;

		if (i < 4)
			put_ctr(b, i, i * 5000, put_key(b, 0));
		else
			put_sha256(b, i, 1000);
		ring(b, 0, i + 1, 0);
		run(b);
		cycles = le32toh(cqe(b, 0, i).cycles);
		while (class < 11 && cycles >= 128u << class)
			class ++;
		want[class]++;
	}
	assert_int_equal(rd(b, KYA_REG_READ, 8), 31000);
	assert_int_equal(rd(b, KYA_REG_WRITTEN, 8), 30032);
	for (uint32_t i = 0; i < 12; i++)
		assert_int_equal(rd(b, KYA_REG_LATENCY_0 + 4 * i, 4), want[i]);
}

static void test_suppressed(void **state)
{
	struct bench *b = *state;

	start(b, 0);
	for (unsigned int i = 0; i < 3; i++)
		put(b, 0, i, KYA_OPCODE_NOP);
	ring(b, 0, 1, 0);
	run(b);
	assert_int_equal(q32(b, 0, KYA_Q_SUPPRESSED), 1);
	arm(b, 0, 1, 1, 10, 0);
	ring(b, 0, 2, 1);
	run(b);
	assert_int_equal(b->w.irqs[0], 1);
	assert_int_equal(q32(b, 0, KYA_Q_SUPPRESSED), 1); /* an interrupt was asked for */
	ring(b, 0, 3, 2);
	run(b);
	assert_int_equal(q32(b, 0, KYA_Q_SUPPRESSED), 2);
}

/* 16 bytes take a cycle beside a fixed cost, and the counters say so. */
static void test_time(void **state)
{
	struct bench *b = *state;
	uint32_t cycles[2];

	if (ops != &model_golden)
		skip(); /* a model of its own */

	start(b, 0);
	for (unsigned int i = 0; i < 2; i++) {
		put_ctr(b, i, i ? 16000 : 0, put_key(b, 0));
		ring(b, 0, i + 1, 0);
		run(b);
		cycles[i] = le32toh(cqe(b, 0, i).cycles);
		assert_int_equal(status(b, 0, i), KYA_STATUS_OK);
	}
	assert_int_equal(cycles[1] - cycles[0], 1000);
	assert_int_equal(rd(b, KYA_REG_AES, 8), 1000);
	assert_int_equal(rd(b, KYA_REG_BUSY, 8), cycles[0] + cycles[1]);
}

/* A request has its own latency, not that of another in flight. */
static void test_latency(void **state)
{
	struct bench *b = *state;

	start(b, 0);
	start(b, 1);
	put_ctr(b, 0, 60000, put_key(b, 0));
	put(b, 1, 0, KYA_OPCODE_NOP);
	ring(b, 0, 1, 0);
	ops->advance(b->m, 2000);
	ring(b, 1, 1, 0);
	run(b);
	assert_in_range(le32toh(cqe(b, 1, 0).cycles), 1, 1000);
	assert_true(le32toh(cqe(b, 0, 0).cycles) > 2000);
}

/* What comes after an invalidation has a context of then, even if it could have begun before. */
static void test_invalidation(void **state)
{
	struct bench *b = *state;
	const uint64_t ctx = put_key(b, 1);
	struct kya_sqe sqe = { .ctl = htole32(KYA_OPCODE_CTX_INVALIDATE), .ctx = htole64(ctx) };
	uint64_t data, other;

	start(b, 0);
	put_ctr(b, 0, 20000, ctx);
	memcpy(ptr(&b->w, b->sq[0] + sizeof(sqe)), &sqe, sizeof(sqe));
	data = put_ctr(b, 2, 16, ctx);
	other = put_ctr(b, 3, 16, put_key(b, 2));
	ring(b, 0, 3, 0);
	for (int i = 0; i < 2000 && !rd(b, KYA_REG_READ, 8); i++)
		ops->advance(b->m, 1);
	((struct kya_ctx *)ptr(&b->w, ctx))->key[0] = 2;
	run(b);
	ring(b, 0, 4, 0);
	run(b);
	assert_int_equal(q32(b, 0, KYA_Q_COMPLETED), 4);
	assert_memory_equal(ptr(&b->w, data), ptr(&b->w, other), 16);
}

/* The bench's world comes first in it. */
static uint64_t much_later(void *ctx, uint64_t addr, size_t len)
{
	const struct bench *b = ctx;

	(void)addr;
	(void)len;
	return ops->cycles(b->m) + 20000;
}

static uint64_t all_at_once(void *ctx, uint64_t addr, size_t len)
{
	const struct bench *b = ctx;
	const uint64_t cycles = ops->cycles(b->m);

	(void)addr;
	(void)len;
	return cycles < 20000 ? 20000 : cycles;
}

/* A world whose writes are answered at @write_at. */
static void answer(struct bench *b, uint64_t (*write_at)(void *, uint64_t, size_t))
{
	struct model_sink sink = world_sink(&b->w);

	sink.write_at = write_at;
	ops->destroy(b->m);
	b->m = ops->create(&sink);
	start(b, 0);
}

/* As many writes as a counter of 5 bits takes for none, and the last of them is refused. */
static void test_slow_writes(void **state)
{
	struct bench *b = *state;

	answer(b, much_later);
	put_ctr(b, 0, 32 * 256, put_key(b, 0));
	b->w.refuse_write = RAM_BASE + b->w.top - 1;
	ring(b, 0, 1, 0);
	run(b);
	assert_int_equal(status(b, 0, 0), KYA_STATUS_DMA_WRITE);
}

/* Completions that arrive in one cycle after the other count each. */
static void test_suppressed_in_a_row(void **state)
{
	struct bench *b = *state;
	enum { COUNT = 6 };

	answer(b, all_at_once);
	for (unsigned int i = 0; i < COUNT; i++)
		put(b, 0, i, KYA_OPCODE_NOP);
	ring(b, 0, COUNT, 0);
	run(b);
	assert_int_equal(q32(b, 0, KYA_Q_SUPPRESSED), COUNT);
}

/*
 * A slot is free for the next request when all is written: the small engine's four begin seven
 * before the first response, and the one that is refused fails alone.
 */
static void test_late_responses(void **state)
{
	struct bench *b = *state;
	const uint64_t ctx = put_key(b, 0);
	enum { COUNT = 7, LEN = 256 };

	answer(b, much_later);
	for (unsigned int i = 0; i < COUNT; i++) {
		const uint64_t data = put_ctr(b, i, LEN, ctx);

		if (i == 1)
			b->w.refuse_write = data;
	}
	ring(b, 0, COUNT, 0);
	ops->advance(b->m, 10000);
	assert_int_equal(q32(b, 0, KYA_Q_SUBMITTED), COUNT);
	run(b);
	for (unsigned int i = 0; i < COUNT; i++) {
		assert_int_equal(status(b, 0, i), i == 1 ? KYA_STATUS_DMA_WRITE : KYA_STATUS_OK);
	}
}

/* A reset waits for the responses, which reach no request of another queue in the same slots. */
static void reset_before_responses(struct bench *b, uint32_t len)
{
	const uint64_t ctx = put_key(b, 0);
	enum { COUNT = 4 };
	unsigned int completed;

	answer(b, much_later);
	start(b, 1);
	for (unsigned int i = 0; i < COUNT; i++)
		b->w.refuse_write = put_ctr(b, i, len, ctx);
	memcpy(ptr(&b->w, b->sq[1]), ptr(&b->w, b->sq[0]), COUNT * sizeof(struct kya_sqe));
	ring(b, 0, COUNT, 0);
	ops->advance(b->m, 5000);
	completed = q32(b, 0, KYA_Q_COMPLETED);
	wr(b, KYA_Q(0) + KYA_Q_CONTROL, KYA_Q_CONTROL_RESET, 4);
	b->w.refuse_write = 0;
	ring(b, 1, COUNT, 0);
	ops->advance(b->m, 5000);
	if (!q32(b, 1, KYA_Q_COMPLETED))
		assert_true(q32(b, 0, KYA_Q_STATUS) & KYA_Q_STATUS_RESET_BUSY);
	run(b);
	assert_int_equal(q32(b, 0, KYA_Q_STATUS), 0);
	assert_int_equal(q32(b, 1, KYA_Q_COMPLETED), COUNT);
	for (unsigned int i = 0; i < COUNT; i++) {
		if (!completed)
			assert_int_equal(cqe(b, 0, i).ctl, 0);
		assert_int_equal(status(b, 1, i), KYA_STATUS_OK);
	}
}

static void test_reset_before_responses(void **state)
{
	reset_before_responses(*state, 256);
}

/* As many writes as a request may have under way: it is in its slot still. */
static void test_reset_of_writers(void **state)
{
	reset_before_responses(*state, 32 * 256);
}

/* CTR of zeros with the context at @ctx; returns the first eight bytes. */
static uint64_t keystream(struct bench *b, unsigned int i, uint64_t ctx)
{
	struct kya_ctx c = { .ctl = htole32(FIELD_PREP(KYA_CTX_CTL_CIPHER, KYA_CIPHER_CTR)) };
	struct kya_sqe sqe = { .ctl = htole32(KYA_OPCODE_CRYPT),
			       .len = htole32(16),
			       .nseg = htole32(0x10001) };
	uint64_t out;

	sqe.ctx = htole64(ctx);
	sqe.src = sqe.dst = htole64(take(&b->w, 16, 16, 0));
	memcpy(ptr(&b->w, ctx), &c, sizeof(c));
	memcpy(ptr(&b->w, b->sq[0] + i * sizeof(sqe)), &sqe, sizeof(sqe));
	ring(b, 0, i + 1, 0);
	run(b);
	assert_int_equal(status(b, 0, i), KYA_STATUS_OK);
	memcpy(&out, ptr(&b->w, le64toh(sqe.dst)), sizeof(out));
	return out;
}

/* A context is aligned to 64 bytes only. */
static void test_context_across_a_page(void **state)
{
	struct bench *b = *state;
	uint64_t page, first;

	start(b, 0);
	page = take(&b->w, 4096, 4096, 0);
	first = keystream(b, 0, page);
	assert_int_not_equal(first, 0);
	for (unsigned int i = 1; i < 4; i++)
		assert_int_equal(keystream(b, i, take(&b->w, 256, 4096, 4096 - 64 * i)), first);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_identity),
		TEST(test_bad_access),
		TEST(test_any_write),
		TEST(test_csr_vectors),
		TEST(test_scratch),
		TEST(test_bad_config),
		TEST(test_size_beside_enable),
		TEST(test_locked_while_enabled),
		TEST(test_completions),
		TEST(test_completion_ring_full),
		TEST(test_queues_take_turns),
		TEST(test_arm_immediate),
		TEST(test_holdoff_time),
		TEST(test_holdoff_whole_ring),
		TEST(test_holdoff_count),
		TEST(test_urgent),
		TEST(test_bad_tail),
		TEST(test_bad_head),
		TEST(test_sq_read_fault),
		TEST(test_cq_write_fault),
		TEST(test_reset_in_flight),
		TEST(test_zeroize),
		TEST(test_model_reset),
		TEST(test_work_counters),
		TEST(test_suppressed),
		TEST(test_latency),
		TEST(test_invalidation),
		TEST(test_slow_writes),
		TEST(test_suppressed_in_a_row),
		TEST(test_late_responses),
		TEST(test_reset_before_responses),
		TEST(test_reset_of_writers),
		TEST(test_context_across_a_page),
		TEST(test_time),
	};

	return cmocka_run_group_tests_name("golden_engine", tests, NULL, NULL);
}
