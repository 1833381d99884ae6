// SPDX-License-Identifier: Apache-2.0
/* The register file of struct front. */
#include "golden/front.h"

#define VERSION FIELD_PREP(KYA_REG_VERSION_MAJOR, KYA_REG_VERSION_MAJOR_RESET)
#define CAPS                                                                                       \
	(KYA_REG_CAPS_ECB | KYA_REG_CAPS_CBC | KYA_REG_CAPS_CTR | KYA_REG_CAPS_GCM |               \
	 KYA_REG_CAPS_XTS | KYA_REG_CAPS_SHA1 | KYA_REG_CAPS_SHA256 | KYA_REG_CAPS_SHA512 |        \
	 KYA_REG_CAPS_CMAC | KYA_REG_CAPS_HMAC | KYA_REG_CAPS_AUTHENC | KYA_REG_CAPS_ESN)

static uint32_t config(const struct front *f)
{
	return FIELD_PREP(KYA_REG_CONFIG_QUEUES, f->config.queues) |
	       FIELD_PREP(KYA_REG_CONFIG_SLOTS, f->config.slots) |
	       FIELD_PREP(KYA_REG_CONFIG_LANES, f->config.lanes) |
	       FIELD_PREP(KYA_REG_CONFIG_MAX_LOG2, FRONT_MAX_LOG2) |
	       FIELD_PREP(KYA_REG_CONFIG_WIDE_LANES, f->config.wide_lanes);
}

static uint32_t status(const struct front *f)
{
	uint32_t errors = 0;

	for (unsigned int i = 0; i < f->config.queues; i++)
		if (f->q[i].error)
			errors |= 1u << i;
	return FIELD_PREP(KYA_REG_STATUS_ZEROIZE_BUSY, f->zeroize) |
	       FIELD_PREP(KYA_REG_STATUS_BUSY, f->held != 0) |
	       FIELD_PREP(KYA_REG_STATUS_QUEUE_ERROR, errors);
}

static uint32_t queue_status(const struct front_queue *q)
{
	return FIELD_PREP(KYA_Q_STATUS_ENABLED, q->enabled) |
	       FIELD_PREP(KYA_Q_STATUS_RESET_BUSY, q->resetting) |
	       FIELD_PREP(KYA_Q_STATUS_BUSY, q->held != 0) |
	       FIELD_PREP(KYA_Q_STATUS_ERROR, q->error);
}

static uint64_t pointers(const struct front_queue *q)
{
	return FIELD_PREP(KYA_Q_POINTERS_SQ_HEAD, (uint64_t)q->sq_head) |
	       FIELD_PREP(KYA_Q_POINTERS_CQ_TAIL, (uint64_t)q->cq_tail) |
	       FIELD_PREP(KYA_Q_POINTERS_PHASE, (uint64_t)q->phase) |
	       FIELD_PREP(KYA_Q_POINTERS_ARMED, (uint64_t)q->armed);
}

/* A register, its width in bytes; 0 if there is none at @off. */
static unsigned int queue_get(const struct front_queue *q, uint32_t off, uint64_t *val)
{
	switch (off) {
	case KYA_Q_SQ_BASE:
		*val = q->sq_base;
		return 8;
	case KYA_Q_CQ_BASE:
		*val = q->cq_base;
		return 8;
	case KYA_Q_SIZE:
		*val = q->log2;
		return 4;
	case KYA_Q_CONTROL:
		*val = FIELD_PREP(KYA_Q_CONTROL_ENABLE, q->enabled);
		return 4;
	case KYA_Q_STATUS:
		*val = queue_status(q);
		return 4;
	case KYA_Q_DOORBELL:
		*val = (q->doorbell & (KYA_Q_DOORBELL_ARM - 1)) |
		       FIELD_PREP(KYA_Q_DOORBELL_ARM, (uint64_t)q->armed);
		return 8;
	case KYA_Q_POINTERS:
		*val = pointers(q);
		return 8;
	case KYA_Q_SUBMITTED:
		*val = q->submitted;
		return 4;
	case KYA_Q_COMPLETED:
		*val = q->completed;
		return 4;
	case KYA_Q_DOORBELLS:
		*val = q->doorbells;
		return 4;
	case KYA_Q_INTERRUPTS:
		*val = q->interrupts;
		return 4;
	case KYA_Q_FAILED:
		*val = q->failed;
		return 4;
	case KYA_Q_EXPIRED:
		*val = q->expired;
		return 4;
	case KYA_Q_SUPPRESSED:
		*val = q->suppressed;
		return 4;
	default:
		return 0;
	}
}

static unsigned int global_get(const struct front *f, uint32_t off, uint64_t *val)
{
	switch (off) {
	case KYA_REG_ID:
		*val = KYA_REG_ID_MAGIC_RESET;
		return 4;
	case KYA_REG_VERSION:
		*val = VERSION;
		return 4;
	case KYA_REG_ABI:
		*val = KYA_ABI_HASH;
		return 4;
	case KYA_REG_CONFIG:
		*val = config(f);
		return 4;
	case KYA_REG_CAPS:
		*val = CAPS;
		return 4;
	case KYA_REG_CONTROL:
		*val = 0;
		return 4;
	case KYA_REG_STATUS:
		*val = status(f);
		return 4;
	case KYA_REG_BAD_ACCESS:
		*val = f->bad_access;
		return 4;
	case KYA_REG_SCRATCH:
		*val = f->scratch;
		return 8;
	case KYA_REG_CLOCK:
		*val = f->now;
		return 8;
	case KYA_REG_BUSY:
		*val = f->busy;
		return 8;
	case KYA_REG_AES:
		*val = f->aes_blocks;
		return 8;
	case KYA_REG_SHA:
		*val = f->sha_blocks;
		return 8;
	case KYA_REG_READ:
		*val = f->read;
		return 8;
	case KYA_REG_WRITTEN:
		*val = f->written;
		return 8;
	case KYA_REG_LATENCY_0 ... KYA_REG_LATENCY_11:
		if (off % 4)
			return 0;
		*val = f->latency[(off - KYA_REG_LATENCY_0) / 4];
		return 4;
	default:
		return 0;
	}
}

/* The queue that @off lies in, or NULL; @off becomes the offset in it. */
static struct front_queue *find_queue(struct front *f, uint32_t *off)
{
	uint32_t i = (*off - KYA_Q(0)) / (KYA_Q(1) - KYA_Q(0));

	if (*off < KYA_Q(0) || i >= f->config.queues)
		return NULL;
	*off -= KYA_Q(i);
	return &f->q[i];
}

static unsigned int reg_get(struct front *f, uint32_t off, uint64_t *val)
{
	struct front_queue *q = find_queue(f, &off);

	return q ? queue_get(q, off, val) : global_get(f, off, val);
}

/* The 32-bit word at @off; false if no register has it. */
static bool word_get(struct front *f, uint32_t off, uint32_t *word)
{
	uint64_t val;

	*word = 0;
	if (reg_get(f, off, &val)) {
		*word = (uint32_t)val;
		return true;
	}
	if (off & 4 && reg_get(f, off & ~7u, &val) == 8) {
		*word = (uint32_t)(val >> 32);
		return true;
	}
	return false;
}

static bool access_ok(struct front *f, uint32_t off, unsigned int len)
{
	uint32_t word;

	return (len == 4 || len == 8) && !(off % len) &&
	       (word_get(f, off, &word) || (len == 8 && word_get(f, off + 4, &word)));
}

uint64_t front_read(struct front *f, uint32_t off, unsigned int len)
{
	uint32_t low, high = 0;

	if (!access_ok(f, off, len)) {
		f->bad_access++;
		return UINT64_MAX;
	}
	word_get(f, off, &low);
	if (len == 8)
		word_get(f, off + 4, &high);
	return (uint64_t)high << 32 | low;
}

static void merge_word(uint64_t *reg, uint32_t off, uint32_t word)
{
	unsigned int shift = off & 4 ? 32 : 0;

	*reg = (*reg & ~(0xffffffffull << shift)) | (uint64_t)word << shift;
}

static void queue_control(struct front *f, struct front_queue *q, uint32_t word)
{
	if (word & KYA_Q_CONTROL_RESET)
		front_queue_reset(f, (unsigned int)(q - f->q));
	else if (word & KYA_Q_CONTROL_ENABLE)
		front_queue_enable(q);
}

static void queue_put(struct front *f, struct front_queue *q, uint32_t off, uint32_t word)
{
	switch (off) {
	case KYA_Q_SQ_BASE:
	case KYA_Q_SQ_BASE + 4:
		if (!q->enabled)
			merge_word(&q->sq_base, off, word);
		break;
	case KYA_Q_CQ_BASE:
	case KYA_Q_CQ_BASE + 4:
		if (!q->enabled)
			merge_word(&q->cq_base, off, word);
		break;
	case KYA_Q_SIZE:
		if (!q->enabled)
			q->log2 = FIELD_GET(KYA_Q_SIZE_LOG2, word);
		break;
	case KYA_Q_CONTROL:
		queue_control(f, q, word);
		break;
	}
}

static void word_put(struct front *f, uint32_t off, uint32_t word)
{
	struct front_queue *q = find_queue(f, &off);

	if (q)
		queue_put(f, q, off, word);
	else if (off == KYA_REG_SCRATCH || off == KYA_REG_SCRATCH + 4)
		merge_word(&f->scratch, off, word);
	else if (off == KYA_REG_CONTROL && word & KYA_REG_CONTROL_ZEROIZE)
		f->zeroize = true;
}

void front_write(struct front *f, uint32_t off, uint64_t val, unsigned int len)
{
	uint32_t qoff = off;
	struct front_queue *q = find_queue(f, &qoff);

	if (!access_ok(f, off, len)) {
		f->bad_access++;
		return;
	}
	if (q && (qoff & ~7u) == KYA_Q_DOORBELL) {
		if (len == 8)
			front_doorbell(f, (unsigned int)(q - f->q), val);
		else
			f->bad_access++;
		return;
	}
	word_put(f, off, (uint32_t)val);
	if (len == 8)
		word_put(f, off + 4, (uint32_t)(val >> 32));
}
