// SPDX-License-Identifier: Apache-2.0
/* What the SystemC model has that the golden model has not: one kernel, copies of contexts, time. */
#include <endian.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "golden_world.h"
#include "kyanite_regs.h"

#define LOG2    4
#define LEN     1600
#define FOREVER 100000

static const struct model_ops *const ops = &model_tlm;

/**
 * struct rig - a model with one queue
 * @n: requests submitted
 * @ctx_reads: times that the context was read
 */
struct rig {
	struct world w;
	struct model *m;
	uint64_t sq, cq, ctx, src, dst;
	unsigned int n;
	unsigned int ctx_reads;
};

static int count_read(void *arg, uint64_t addr, void *buf, size_t len)
{
	struct rig *r = arg;

	r->ctx_reads += addr == r->ctx;
	return world_read(&r->w, addr, buf, len);
}

static int pass_write(void *arg, uint64_t addr, const void *buf, size_t len)
{
	return world_write(&((struct rig *)arg)->w, addr, buf, len);
}

static void pass_irq(void *arg, unsigned int vector)
{
	world_irq(&((struct rig *)arg)->w, vector);
}

static int setup(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	const struct model_sink sink = {
		.ctx = r, .dma_read = count_read, .dma_write = pass_write, .irq = pass_irq
	};
	struct kya_ctx ctx = { .ctl = htole32(FIELD_PREP(KYA_CTX_CTL_CIPHER, KYA_CIPHER_CBC)) };

	*state = r;
	r->m = ops->create(&sink);
	r->sq = take(&r->w, sizeof(struct kya_sqe) << LOG2, 64, 0);
	r->cq = take(&r->w, sizeof(struct kya_cqe) << LOG2, 64, 0);
	r->ctx = take(&r->w, sizeof(ctx), 64, 0);
	r->src = take(&r->w, LEN, 64, 0);
	r->dst = take(&r->w, LEN, 64, 0);
	memcpy(ptr(&r->w, r->ctx), &ctx, sizeof(ctx));
	ops->write(r->m, KYA_Q(0) + KYA_Q_SQ_BASE, r->sq, 8);
	ops->write(r->m, KYA_Q(0) + KYA_Q_CQ_BASE, r->cq, 8);
	ops->write(r->m, KYA_Q(0) + KYA_Q_SIZE, LOG2, 4);
	ops->write(r->m, KYA_Q(0) + KYA_Q_CONTROL, KYA_Q_CONTROL_ENABLE, 4);
	return r->m ? 0 : -1;
}

static int teardown(void **state)
{
	struct rig *r = *state;

	ops->destroy(r->m);
	free(r);
	return 0;
}

static void run(struct rig *r)
{
	ops->advance(r->m, FOREVER);
	assert_true(ops->idle(r->m));
}

/* One request, alone; the cycles that its completion tells. */
static uint32_t submit(struct rig *r, uint32_t ctl, uint32_t len)
{
	const struct kya_sqe sqe = { .ctl = htole32(ctl),
				     .len = htole32(len),
				     .nseg = htole32(len ? 0x10001 : 0),
				     .ctx = htole64(r->ctx),
				     .src = htole64(r->src),
				     .dst = htole64(r->dst) };
	struct kya_cqe cqe;

	memcpy(ptr(&r->w, r->sq + r->n * sizeof(sqe)), &sqe, sizeof(sqe));
	r->n++;
	ops->write(r->m, KYA_Q(0) + KYA_Q_DOORBELL, FIELD_PREP(KYA_Q_DOORBELL_SQ_TAIL, r->n), 8);
	run(r);
	memcpy(&cqe, ptr(&r->w, r->cq + (r->n - 1) * sizeof(cqe)), sizeof(cqe));
	assert_int_equal(FIELD_GET(KYA_CQE_CTL_STATUS, le32toh(cqe.ctl)), KYA_STATUS_OK);
	return le32toh(cqe.cycles);
}

static void test_one_kernel(void **state)
{
	struct rig *r = *state;
	struct model_sink sink = world_sink(&r->w);

	submit(r, KYA_OPCODE_CRYPT, LEN);
	assert_null(ops->create(&sink));
	ops->destroy(r->m);
	r->m = ops->create(&sink);
	assert_non_null(r->m);
	assert_int_equal(ops->cycles(r->m), 0);
	assert_int_equal(ops->read(r->m, KYA_Q(0) + KYA_Q_SQ_BASE, 8), 0);
}

/* A context is kept until it is invalidated or all is erased. */
static void test_context_copy(void **state)
{
	struct rig *r = *state;
	uint8_t first[LEN];

	submit(r, KYA_OPCODE_CRYPT, LEN);
	memcpy(first, ptr(&r->w, r->dst), LEN);
	ptr(&r->w, r->ctx)[offsetof(struct kya_ctx, key)] = 1;
	submit(r, KYA_OPCODE_CRYPT, LEN);
	assert_int_equal(r->ctx_reads, 1);
	assert_memory_equal(ptr(&r->w, r->dst), first, LEN);
	submit(r, KYA_OPCODE_CTX_INVALIDATE, 0);
	submit(r, KYA_OPCODE_CRYPT, LEN);
	assert_int_equal(r->ctx_reads, 2);
	assert_memory_not_equal(ptr(&r->w, r->dst), first, LEN);
	ops->write(r->m, KYA_REG_CONTROL, KYA_REG_CONTROL_ZEROIZE, 4);
	run(r);
	submit(r, KYA_OPCODE_CRYPT, LEN);
	assert_int_equal(r->ctx_reads, 3);
}

/*
 * CBC encryption waits for each block, decryption takes one in four cycles; a second context read is not
 * needed.
 */
static void test_time(void **state)
{
	struct rig *r = *state;
	uint32_t cold = submit(r, KYA_OPCODE_CRYPT, LEN), warm = submit(r, KYA_OPCODE_CRYPT, LEN),
		 decrypt = submit(r, KYA_OPCODE_CRYPT | KYA_SQE_CTL_DECRYPT, LEN);

	assert_true(warm < cold);
	assert_true(warm >= LEN / 16 * 14);
	assert_true(decrypt < warm / 3);
	assert_true(decrypt >= LEN / 16 * 4);
	assert_int_equal(submit(r, KYA_OPCODE_CRYPT, LEN), warm);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_one_kernel),
		TEST(test_context_copy),
		TEST(test_time),
	};

	return cmocka_run_group_tests_name("tlm", tests, NULL, NULL);
}
