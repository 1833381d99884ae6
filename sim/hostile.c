// SPDX-License-Identifier: Apache-2.0
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostile.h"
#include "kyanite_regs.h"

struct model {
	const struct model_ops *ops;
	struct model *inner;
	struct model_sink sink;
	enum hostile_harm harm; /* of each completion */
	bool all_ones;
	/* The queues' registers as they were last written. */
	uint8_t written[KYA_Q_COUNT * KYA_Q_STRIDE];
};

static const struct model_ops *prepared;

static uint64_t written(const struct model *m, unsigned int queue, uint32_t reg, size_t len)
{
	uint64_t value = 0;

	memcpy(&value, m->written + queue * KYA_Q_STRIDE + reg, len);
	return le64toh(value);
}

/* A queue's completion ring, and which of its places is written. */
struct place {
	uint64_t base;
	uint64_t mask;
	uint64_t i;
};

static bool find_place(const struct model *m, uint64_t addr, struct place *p)
{
	for (unsigned int q = 0; q < KYA_Q_COUNT; q++) {
		uint64_t places = 1ull << FIELD_GET(KYA_Q_SIZE_LOG2, written(m, q, KYA_Q_SIZE, 4));

		p->base = written(m, q, KYA_Q_CQ_BASE, 8);
		p->mask = places - 1;
		p->i = (addr - p->base) / sizeof(struct kya_cqe);
		if (p->base && addr >= p->base && p->i < places)
			return true;
	}
	return false;
}

/* The same completion in the next place, with the phase that makes it new there. */
static void write_again(struct model *m, const struct place *p, struct kya_cqe cqe)
{
	uint64_t next = (p->i + 1) & p->mask;

	if (!next)
		cqe.ctl ^= htole32(KYA_CQE_CTL_PHASE);
	m->sink.dma_write(m->sink.ctx, p->base + next * sizeof(cqe), &cqe, sizeof(cqe));
}

static void spoil(struct model *m, const struct place *p, struct kya_cqe *cqe)
{
	const uint32_t sq = le32toh(cqe->sq);

	switch (m->harm) {
	case HOSTILE_OTHER_INDEX:
		cqe->sq = htole32(sq ^ FIELD_PREP(KYA_CQE_SQ_INDEX, 1));
		break;
	case HOSTILE_BEYOND:
		cqe->sq = htole32(sq | (uint32_t)KYA_CQE_SQ_INDEX);
		break;
	case HOSTILE_PHASE:
		cqe->ctl ^= htole32(KYA_CQE_CTL_PHASE);
		break;
	case HOSTILE_TWICE:
		write_again(m, p, *cqe);
		break;
	case HOSTILE_LENGTH:
		cqe->len = htole32(UINT32_MAX);
		break;
	case HOSTILE_STATUS:
		cqe->ctl |= htole32((uint32_t)KYA_CQE_CTL_STATUS);
		break;
	default:
		break;
	}
}

static int dma_read(void *ctx, uint64_t addr, void *buf, size_t len)
{
	struct model *m = ctx;

	return m->sink.dma_read(m->sink.ctx, addr, buf, len);
}

static int dma_write(void *ctx, uint64_t addr, const void *buf, size_t len)
{
	struct model *m = ctx;
	struct kya_cqe cqe;
	struct place p;

	if (!m->harm || len != sizeof(cqe) || !find_place(m, addr, &p))
		return m->sink.dma_write(m->sink.ctx, addr, buf, len);
	if (m->harm == HOSTILE_SILENT)
		return 0;
	memcpy(&cqe, buf, sizeof(cqe));
	spoil(m, &p, &cqe);
	return m->sink.dma_write(m->sink.ctx, addr, &cqe, sizeof(cqe));
}

static void irq(void *ctx, unsigned int vector)
{
	struct model *m = ctx;

	if (m->harm != HOSTILE_SILENT)
		m->sink.irq(m->sink.ctx, vector);
}

static uint64_t read_at(void *ctx, uint64_t addr, size_t len)
{
	struct model *m = ctx;

	return m->sink.read_at(m->sink.ctx, addr, len);
}

static uint64_t write_at(void *ctx, uint64_t addr, size_t len)
{
	struct model *m = ctx;

	return m->sink.write_at(m->sink.ctx, addr, len);
}

static uint64_t time_ps(void *ctx)
{
	struct model *m = ctx;

	return m->sink.time_ps(m->sink.ctx);
}

void hostile_prepare(const struct model_ops *ops)
{
	prepared = ops;
}

static struct model *hostile_create(const struct model_sink *sink)
{
	struct model *m = calloc(1, sizeof(*m));

	if (!m) {
		perror("hostile model");
		return NULL;
	}
	m->ops = prepared;
	m->sink = *sink;
	const struct model_sink between = { .ctx = m,
					    .dma_read = dma_read,
					    .dma_write = dma_write,
					    .irq = irq,
					    .read_at = sink->read_at ? read_at : NULL,
					    .write_at = sink->write_at ? write_at : NULL,
					    .time_ps = sink->time_ps ? time_ps : NULL };

	m->inner = m->ops->create(&between);
	if (m->inner)
		return m;
	free(m);
	return NULL;
}

static void hostile_destroy(struct model *m)
{
	m->ops->destroy(m->inner);
	free(m);
}

static void hostile_reset(struct model *m)
{
	memset(m->written, 0, sizeof(m->written));
	m->ops->reset(m->inner);
}

static uint64_t hostile_read(struct model *m, uint32_t off, unsigned int len)
{
	return m->all_ones ? UINT64_MAX : m->ops->read(m->inner, off, len);
}

static void hostile_write(struct model *m, uint32_t off, uint64_t val, unsigned int len)
{
	const uint64_t le = htole64(val);

	if (m->all_ones)
		return;
	if (off == KYA_REG_ABI) {
		m->all_ones = val == HOSTILE_ALL_ONES;
		m->harm = val < HOSTILE_ALL_ONES ? (enum hostile_harm)val : HOSTILE_NONE;
		return;
	}
	if (off >= KYA_Q_BASE && off - KYA_Q_BASE + len <= sizeof(m->written))
		memcpy(m->written + off - KYA_Q_BASE, &le, len);
	m->ops->write(m->inner, off, val, len);
}

static uint64_t hostile_advance(struct model *m, uint64_t cycles)
{
	return m->ops->advance(m->inner, cycles);
}

static bool hostile_idle(const struct model *m)
{
	return m->ops->idle(m->inner);
}

static uint64_t hostile_cycles(const struct model *m)
{
	return m->ops->cycles(m->inner);
}

static int hostile_waves(struct model *m, const char *path)
{
	if (m->ops->waves)
		return m->ops->waves(m->inner, path);
	fprintf(stderr, "hostile model: the %s model has no waves\n", m->ops->name);
	return -1;
}

const struct model_ops model_hostile = {
	.name = "hostile",
	.create = hostile_create,
	.destroy = hostile_destroy,
	.reset = hostile_reset,
	.read = hostile_read,
	.write = hostile_write,
	.advance = hostile_advance,
	.idle = hostile_idle,
	.cycles = hostile_cycles,
	.waves = hostile_waves,
};
