// SPDX-License-Identifier: Apache-2.0
#include <ctype.h>
#include <inttypes.h>

#include "csr_vectors.h"
#include "kyanite_regs.h"
#include "record/decode.h"

#define DATA_SHOWN 32u /* bytes */

static const struct csr_vector *find(const struct csr_vector *regs, size_t n, uint64_t off)
{
	for (size_t i = 0; i < n; i++)
		if (off - regs[i].off < regs[i].bytes)
			return &regs[i];
	return NULL;
}

/* The register at @off, with the queue it belongs to; @off becomes the offset in it. */
static const struct csr_vector *find_register(uint64_t *off, int *queue)
{
	const struct csr_vector *v;

	*queue = -1;
	if (*off >= KYA_Q(0) && *off < KYA_Q(KYA_Q_COUNT)) {
		*queue = (int)((*off - KYA_Q(0)) / KYA_Q_STRIDE);
		*off -= (uint64_t)KYA_Q(*queue);
		v = find(csr_queue, sizeof(csr_queue) / sizeof(csr_queue[0]), *off);
	} else {
		v = find(csr_global, sizeof(csr_global) / sizeof(csr_global[0]), *off);
	}
	if (v)
		*off -= v->off;
	return v;
}

/* Returns whether it is a doorbell. */
static bool put_register(FILE *out, const struct log_record *r)
{
	uint64_t off = r->addr;
	int queue;
	const struct csr_vector *v = find_register(&off, &queue);

	if (queue >= 0)
		fprintf(out, "queue %d ", queue);
	if (!v)
		fprintf(out, "no register at 0x%" PRIx64, r->addr);
	for (const char *c = v ? v->name : ""; *c; c++)
		fputc(toupper((unsigned char)*c), out);
	if (v && off)
		fprintf(out, "+%" PRIu64, off);
	fprintf(out, ", %" PRIu32 " bytes", r->len);
	return v && queue >= 0 && v->off == KYA_Q_DOORBELL;
}

static void put_doorbell(FILE *out, uint64_t val)
{
	fprintf(out, " (sq_tail %u, cq_head %u",
		(unsigned int)FIELD_GET(KYA_Q_DOORBELL_SQ_TAIL, val),
		(unsigned int)FIELD_GET(KYA_Q_DOORBELL_CQ_HEAD, val));
	if (FIELD_GET(KYA_Q_DOORBELL_ARM, val))
		fprintf(out, ", arm: holdoff %u, count %u",
			(unsigned int)FIELD_GET(KYA_Q_DOORBELL_HOLDOFF, val),
			(unsigned int)FIELD_GET(KYA_Q_DOORBELL_COUNT, val));
	fputc(')', out);
}

static void put_access(FILE *out, const char *what, const struct log_record *r, bool value)
{
	bool doorbell;

	fprintf(out, "%s ", what);
	doorbell = put_register(out, r);
	if (!value)
		return;
	fprintf(out, ": 0x%" PRIx64, r->value);
	if (doorbell && r->len == 8)
		put_doorbell(out, r->value);
}

static void put_memory(FILE *out, const char *what, const struct log_record *r)
{
	fprintf(out, "%s 0x%" PRIx64 ", %" PRIu32 " bytes%s", what, r->addr, r->len,
		r->failed ? ": fault" : "");
}

static void put_data(FILE *out, const uint8_t *data, uint32_t len)
{
	fputs(": ", out);
	for (uint32_t i = 0; i < len && i < DATA_SHOWN; i++)
		fprintf(out, "%02x", data[i]);
	if (len > DATA_SHOWN)
		fputs("..", out);
}

void decode_event(FILE *out, const struct log_record *r, const uint8_t *data)
{
	switch (r->type) {
	case LOG_RESET:
		fputs("reset", out);
		break;
	case LOG_READ:
		put_access(out, "read", r, false);
		break;
	case LOG_VALUE:
		put_access(out, "value", r, true);
		break;
	case LOG_WRITE:
		put_access(out, "write", r, true);
		break;
	case LOG_ADVANCE:
		fputs("advance", out);
		break;
	case LOG_END:
		fputs("end", out);
		break;
	case LOG_DMA_READ:
		put_memory(out, "dma read", r);
		if (data)
			put_data(out, data, r->len);
		break;
	case LOG_DMA_WRITE:
		put_memory(out, "dma write", r);
		fprintf(out, ", hash %016" PRIx64, r->value);
		break;
	case LOG_IRQ:
		fprintf(out, "interrupt %" PRIu64, r->addr);
		break;
	case LOG_READ_AT:
	case LOG_WRITE_AT:
		put_memory(out, r->type == LOG_READ_AT ? "read asked" : "write begun", r);
		fprintf(out, ": done at cycle %" PRIu64, r->value);
		break;
	}
}

void decode_entry(FILE *out, const struct log_entry *e)
{
	fprintf(out, "%8" PRIu64 " %12" PRIu64 " %12" PRIu64 ".%03u  ", e->number, e->r.cycle,
		e->r.time_ps / 1000, (unsigned int)(e->r.time_ps % 1000));
	decode_event(out, &e->r, e->data);
	fputc('\n', out);
}
