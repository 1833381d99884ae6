// SPDX-License-Identifier: Apache-2.0
/* The golden model's register file. */
#include "golden/engine.h"

#define VERSION FIELD_PREP(KYA_REG_VERSION_MAJOR, KYA_REG_VERSION_MAJOR_RESET)
#define CAPS                                                                                       \
	(KYA_REG_CAPS_ECB | KYA_REG_CAPS_CBC | KYA_REG_CAPS_CTR | KYA_REG_CAPS_GCM |               \
	 KYA_REG_CAPS_XTS | KYA_REG_CAPS_SHA1 | KYA_REG_CAPS_SHA256 | KYA_REG_CAPS_SHA512 |        \
	 KYA_REG_CAPS_CMAC | KYA_REG_CAPS_HMAC | KYA_REG_CAPS_AUTHENC | KYA_REG_CAPS_ESN)

static uint32_t config(void)
{
	return FIELD_PREP(KYA_REG_CONFIG_QUEUES, GOLDEN_QUEUES) |
	       FIELD_PREP(KYA_REG_CONFIG_SLOTS, 1) | FIELD_PREP(KYA_REG_CONFIG_LANES, 1) |
	       FIELD_PREP(KYA_REG_CONFIG_MAX_LOG2, GOLDEN_MAX_LOG2) |
	       FIELD_PREP(KYA_REG_CONFIG_WIDE_LANES, 1);
}

static uint32_t status(const struct model *m)
{
	uint32_t errors = 0;

	for (unsigned int i = 0; i < GOLDEN_QUEUES; i++)
		if (m->q[i].error)
			errors |= 1u << i;
	return FIELD_PREP(KYA_REG_STATUS_ZEROIZE_BUSY, m->zeroize || m->zeroize_end) |
	       FIELD_PREP(KYA_REG_STATUS_BUSY, m->current >= 0) |
	       FIELD_PREP(KYA_REG_STATUS_QUEUE_ERROR, errors);
}

static uint32_t queue_status(const struct model *m, const struct golden_queue *q)
{
	return FIELD_PREP(KYA_Q_STATUS_ENABLED, q->enabled) |
	       FIELD_PREP(KYA_Q_STATUS_BUSY, m->current >= 0 && q == &m->q[m->current]) |
	       FIELD_PREP(KYA_Q_STATUS_ERROR, q->error);
}

static uint64_t pointers(const struct golden_queue *q)
{
	return FIELD_PREP(KYA_Q_POINTERS_SQ_HEAD, (uint64_t)q->sq_head) |
	       FIELD_PREP(KYA_Q_POINTERS_CQ_TAIL, (uint64_t)q->cq_tail) |
	       FIELD_PREP(KYA_Q_POINTERS_PHASE, (uint64_t)q->phase) |
	       FIELD_PREP(KYA_Q_POINTERS_ARMED, (uint64_t)q->armed);
}

/* A register, its width in bytes; 0 if there is none at @off. */
static unsigned int queue_get(const struct model *m, const struct golden_queue *q, uint32_t off,
			      uint64_t *val)
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
		*val = queue_status(m, q);
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

static unsigned int global_get(const struct model *m, uint32_t off, uint64_t *val)
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
		*val = config();
		return 4;
	case KYA_REG_CAPS:
		*val = CAPS;
		return 4;
	case KYA_REG_CONTROL:
		*val = 0;
		return 4;
	case KYA_REG_STATUS:
		*val = status(m);
		return 4;
	case KYA_REG_BAD_ACCESS:
		*val = m->bad_access;
		return 4;
	case KYA_REG_SCRATCH:
		*val = m->scratch;
		return 8;
	case KYA_REG_CLOCK:
		*val = m->now;
		return 8;
	case KYA_REG_BUSY:
		*val = m->busy;
		return 8;
	case KYA_REG_AES:
		*val = m->aes_blocks;
		return 8;
	case KYA_REG_SHA:
		*val = m->sha_blocks;
		return 8;
	case KYA_REG_READ:
		*val = m->read;
		return 8;
	case KYA_REG_WRITTEN:
		*val = m->written;
		return 8;
	case KYA_REG_LATENCY_0 ... KYA_REG_LATENCY_11:
		if (off % 4)
			return 0;
		*val = m->latency[(off - KYA_REG_LATENCY_0) / 4];
		return 4;
	default:
		return 0;
	}
}

/* The queue that @off lies in, or NULL; @off becomes the offset in it. */
static struct golden_queue *find_queue(struct model *m, uint32_t *off)
{
	uint32_t i = (*off - KYA_Q(0)) / (KYA_Q(1) - KYA_Q(0));

	if (*off < KYA_Q(0) || i >= GOLDEN_QUEUES)
		return NULL;
	*off -= KYA_Q(i);
	return &m->q[i];
}

static unsigned int reg_get(struct model *m, uint32_t off, uint64_t *val)
{
	struct golden_queue *q = find_queue(m, &off);

	return q ? queue_get(m, q, off, val) : global_get(m, off, val);
}

/* The 32-bit word at @off; false if no register has it. */
static bool word_get(struct model *m, uint32_t off, uint32_t *word)
{
	uint64_t val;

	*word = 0;
	if (reg_get(m, off, &val)) {
		*word = (uint32_t)val;
		return true;
	}
	if (off & 4 && reg_get(m, off & ~7u, &val) == 8) {
		*word = (uint32_t)(val >> 32);
		return true;
	}
	return false;
}

static bool access_ok(struct model *m, uint32_t off, unsigned int len)
{
	uint32_t word;

	return (len == 4 || len == 8) && !(off % len) &&
	       (word_get(m, off, &word) || (len == 8 && word_get(m, off + 4, &word)));
}

uint64_t golden_reg_read(struct model *m, uint32_t off, unsigned int len)
{
	uint32_t low, high = 0;

	if (!access_ok(m, off, len)) {
		m->bad_access++;
		return UINT64_MAX;
	}
	word_get(m, off, &low);
	if (len == 8)
		word_get(m, off + 4, &high);
	return (uint64_t)high << 32 | low;
}

static void merge_word(uint64_t *reg, uint32_t off, uint32_t word)
{
	unsigned int shift = off & 4 ? 32 : 0;

	*reg = (*reg & ~(0xffffffffull << shift)) | (uint64_t)word << shift;
}

static void queue_control(struct model *m, struct golden_queue *q, uint32_t word)
{
	if (word & KYA_Q_CONTROL_RESET)
		golden_queue_reset(m, (unsigned int)(q - m->q));
	else if (word & KYA_Q_CONTROL_ENABLE)
		golden_queue_enable(q);
}

static void queue_put(struct model *m, struct golden_queue *q, uint32_t off, uint32_t word)
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
		queue_control(m, q, word);
		break;
	}
}

static void word_put(struct model *m, uint32_t off, uint32_t word)
{
	struct golden_queue *q = find_queue(m, &off);

	if (q)
		queue_put(m, q, off, word);
	else if (off == KYA_REG_SCRATCH || off == KYA_REG_SCRATCH + 4)
		merge_word(&m->scratch, off, word);
	else if (off == KYA_REG_CONTROL && word & KYA_REG_CONTROL_ZEROIZE)
		m->zeroize = true;
}

void golden_reg_write(struct model *m, uint32_t off, uint64_t val, unsigned int len)
{
	uint32_t qoff = off;
	struct golden_queue *q = find_queue(m, &qoff);

	if (!access_ok(m, off, len)) {
		m->bad_access++;
		return;
	}
	if (q && (qoff & ~7u) == KYA_Q_DOORBELL) {
		if (len == 8)
			golden_doorbell(m, q, val);
		else
			m->bad_access++;
		return;
	}
	word_put(m, off, (uint32_t)val);
	if (len == 8)
		word_put(m, off + 4, (uint32_t)(val >> 32));
}
