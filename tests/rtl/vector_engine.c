// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "vector_engine.h"

/* The program is built once for each model. */
#ifndef MODEL
#define MODEL model_rtl
#endif

#define BASE       0x100000000ull
#define LOG2       5
#define ENTRIES    (1u << LOG2)
#define SLOTS      (ENTRIES - 1) /* requests of a run */
#define CONTEXTS   1024
#define CTX_AREA   0x10000u
#define DATA_AREA  0x80000u
#define SIDE_BYTES (2 * VECTOR_MAX) /* of a source or destination, with its guard */
#define SQ         0x1000u
#define CQ         0x4000u
#define GUARD      0xa5
#define MAX_CYCLES 20000000u

static uint8_t ram[DATA_AREA + SLOTS * 2 * SIDE_BYTES];
static const struct model_ops *const ops = &MODEL;
static struct model *model;
static struct vector_request pending[SLOTS];
static unsigned int count, tail, next_context;
static uint8_t phase;

static int dma_read(void *ctx, uint64_t addr, void *buf, size_t len)
{
	(void)ctx;
	if (addr < BASE || len > sizeof(ram) || addr - BASE > sizeof(ram) - len)
		return -EFAULT;
	memcpy(buf, ram + (addr - BASE), len);
	return 0;
}

static int dma_write(void *ctx, uint64_t addr, const void *buf, size_t len)
{
	(void)ctx;
	if (addr < BASE || len > sizeof(ram) || addr - BASE > sizeof(ram) - len)
		return -EFAULT;
	memcpy(ram + (addr - BASE), buf, len);
	return 0;
}

static void irq(void *ctx, unsigned int vector)
{
	(void)ctx;
	(void)vector;
}

/* Offsets in ram; every alignment comes up. */
static uint32_t src_at(unsigned int i)
{
	return DATA_AREA + i * 2 * SIDE_BYTES + i * 7 % 32;
}

static uint32_t dst_at(unsigned int i)
{
	return DATA_AREA + (i * 2 + 1) * SIDE_BYTES + i * 5 % 32;
}

const bool vector_has_keys = false;

bool vector_start(void)
{
	const struct model_sink sink = { .dma_read = dma_read, .dma_write = dma_write, .irq = irq };

	model = ops->create(&sink);
	if (!model)
		return false;
	phase = 1;
	ops->write(model, KYA_Q(0) + KYA_Q_SQ_BASE, BASE + SQ, 8);
	ops->write(model, KYA_Q(0) + KYA_Q_CQ_BASE, BASE + CQ, 8);
	ops->write(model, KYA_Q(0) + KYA_Q_SIZE, LOG2, 4);
	ops->write(model, KYA_Q(0) + KYA_Q_CONTROL, KYA_Q_CONTROL_ENABLE, 4);
	return true;
}

void vector_stop(void)
{
	ops->destroy(model);
}

/* Contexts may be kept by the engine: the memory of old ones comes up again after an erasing. */
static uint32_t put_context(const struct kya_ctx *ctx)
{
	uint32_t at = CTX_AREA + next_context * sizeof(*ctx);

	memcpy(ram + at, ctx, sizeof(*ctx));
	next_context++;
	return at;
}

static void erase_contexts(void)
{
	if (next_context + SLOTS < CONTEXTS)
		return;
	next_context = 0;
	ops->write(model, KYA_REG_CONTROL, KYA_REG_CONTROL_ZEROIZE, 4);
	ops->advance(model, MAX_CYCLES);
}

unsigned int vector_submit(const struct vector_request *r)
{
	struct kya_sqe s = {
		.ctl = KYA_OPCODE_CRYPT | (r->decrypt ? KYA_SQE_CTL_DECRYPT : 0),
		.aux = FIELD_PREP(KYA_SQE_AUX_AAD_LEN, r->aad) |
		       FIELD_PREP(KYA_SQE_AUX_ICV_LEN, r->icv),
		.len = r->len,
		.nseg = FIELD_PREP(KYA_SQE_NSEG_SRC, r->src_len != 0) |
			FIELD_PREP(KYA_SQE_NSEG_DST, r->want_len != 0),
		.ctx = BASE + put_context(&r->ctx),
		.src = BASE + src_at(count),
		.dst = BASE + dst_at(count),
	};

	memcpy(s.iv, r->iv, sizeof(s.iv));
	memcpy(ram + src_at(count), r->src, r->src_len);
	memset(ram + dst_at(count), GUARD, r->want_len + 1);
	memcpy(ram + SQ + (tail + count) % ENTRIES * sizeof(s), &s, sizeof(s));
	pending[count++] = *r;
	return count == SLOTS ? vector_run() : 0;
}

static bool is_right(unsigned int i, const struct kya_cqe *e)
{
	const struct vector_request *r = &pending[i];
	const uint8_t *dst = ram + dst_at(i);

	if (FIELD_GET(KYA_CQE_CTL_PHASE, e->ctl) != phase ||
	    FIELD_GET(KYA_CQE_CTL_STATUS, e->ctl) != r->status || dst[r->want_len] != GUARD)
		return false;
	return r->status || !memcmp(dst, r->want, r->want_len) != r->differs;
}

static unsigned int judge(unsigned int i)
{
	const unsigned int index = (tail + i) % ENTRIES;
	struct kya_cqe e;
	bool right;

	memcpy(&e, ram + CQ + index * sizeof(e), sizeof(e));
	right = is_right(i, &e);
	if (!right)
		printf("# line %u: %s: ctl %08x, wanted status %u\n", pending[i].line,
		       pending[i].decrypt ? "decryption" : "encryption or hash", e.ctl,
		       pending[i].status);
	if (index == ENTRIES - 1)
		phase ^= 1;
	return !right;
}

unsigned int vector_run(void)
{
	unsigned int wrong = 0, cycles = 0;

	ops->write(model, KYA_Q(0) + KYA_Q_DOORBELL,
		   FIELD_PREP(KYA_Q_DOORBELL_SQ_TAIL, (uint64_t)(tail + count) % ENTRIES) |
			   FIELD_PREP(KYA_Q_DOORBELL_CQ_HEAD, (uint64_t)tail),
		   8);
	while (!ops->idle(model) && cycles < MAX_CYCLES)
		cycles += (unsigned int)ops->advance(model, 100000);
	for (unsigned int i = 0; i < count; i++)
		wrong += judge(i);
	tail = (tail + count) % ENTRIES;
	count = 0;
	erase_contexts();
	return wrong;
}

const uint8_t *vector_result(void)
{
	return ram + dst_at(0);
}
