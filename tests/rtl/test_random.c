// SPDX-License-Identifier: Apache-2.0
/*
 * Random requests on the Verilated engine, compared with the golden model:
 * several queues at once, random algorithms, lengths, alignments and segment
 * splits, and every kind of bad request. The seed is printed; SEED repeats it.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "golden/exec.h"
#include "kyanite_regs.h"
#include "model.h"

#define BASE     0x100000000ull
#define SIZE     (8u << 20)
#define QUEUES   4
#define LOG2     5
#define ENTRIES  (1u << LOG2)
#define MAX_JOBS (QUEUES * (ENTRIES - 1))

static uint8_t ram[SIZE], want[SIZE];
static uint64_t top;
static unsigned int irqs[17];
static unsigned int tests, failures;
static uint64_t rng;

static uint64_t rnd(void)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return rng;
}

static uint64_t below(uint64_t n)
{
	return rnd() % n;
}

static int copy(uint8_t *mem, uint64_t addr, void *buf, size_t len, int write)
{
	if (addr < BASE || len > SIZE || addr - BASE > SIZE - len)
		return -EFAULT;
	if (write)
		memcpy(mem + (addr - BASE), buf, len);
	else
		memcpy(buf, mem + (addr - BASE), len);
	return 0;
}

static int dma_read(void *ctx, uint64_t addr, void *buf, size_t len)
{
	return copy(ctx, addr, buf, len, 0);
}

static int dma_write(void *ctx, uint64_t addr, const void *buf, size_t len)
{
	return copy(ctx, addr, (void *)buf, len, 1);
}

static void irq(void *ctx, unsigned int vector)
{
	(void)ctx;
	irqs[vector]++;
}

static uint64_t take(uint64_t len, unsigned int align)
{
	uint64_t at = top + 64 + below(64);

	if (align > 1)
		at = (at + align - 1) / align * align;
	top = at + len + below(64);
	if (top > SIZE) {
		fprintf(stderr, "test memory is too small\n");
		exit(1);
	}
	return BASE + at;
}

static void fill(uint64_t addr, uint64_t len)
{
	for (uint64_t i = 0; i < len; i++)
		ram[addr - BASE + i] = (uint8_t)rnd();
}

/* A stream of @len bytes in segments; its address or list goes to @addr. */
static uint16_t scatter(uint64_t len, int *list, uint64_t *addr, int data)
{
	struct kya_seg *segs;
	unsigned int n = 0, max;
	uint64_t left = len;

	*list = below(2);
	*addr = 0;
	if (!len)
		return 0;
	if (!*list) {
		*addr = take(len, 1);
		if (data)
			fill(*addr, len);
		return 1;
	}
	max = 1 + below(8);
	*addr = take(max * sizeof(*segs), 16);
	segs = (void *)(ram + (*addr - BASE));
	for (n = 0; left; n++) {
		uint64_t part = n + 1 == max ? left : 1 + below(left);
		uint64_t extra = n + 1 == max ? below(20) : 0;
		uint64_t at = take(part + extra, below(2) ? 1 : 16);

		if (data)
			fill(at, part);
		segs[n] = (struct kya_seg){ .addr = at, .len = (uint32_t)(part + extra) };
		left -= part;
	}
	return (uint16_t)n;
}

struct job {
	struct kya_sqe sqe;
	struct golden_result res;
};

static const uint8_t digest_bytes[] = { 0, 20, 28, 32 };

static uint64_t random_len(void)
{
	switch (below(8)) {
	case 0:
		return below(17);
	case 1:
		return below(9000);
	case 2:
		return 1500;
	default:
		return below(400);
	}
}

/* Spoilt requests must not reach the memory of others: that would be a race. */
static void spoil(uint64_t addr)
{
	struct kya_seg *seg = (void *)(ram + (addr - BASE));

	switch (below(4)) {
	case 0:
		seg->addr = 0;
		break;
	case 1:
		seg->addr = 0x1000;
		break;
	case 2:
		seg->len = 0;
		break;
	default:
		seg->zero = 1u << below(32);
	}
}

/* A good request, of which one property may then be spoilt. */
static void make(struct job *j)
{
	unsigned int kind = below(3);
	unsigned int cipher = kind != 1 ? 1 + below(3) : 0;
	unsigned int hash = kind != 0 ? 1 + below(3) : 0;
	int hmac = kind == 2 || (hash && below(2));
	int decrypt = cipher && below(2), load = 0, store = 0, list;
	uint64_t len = random_len(), aad = 0, icv = 0, src, dst, addr;
	struct kya_ctx ctx = { 0 };
	struct kya_sqe *s = &j->sqe;
	uint32_t nsrc, ndst, ctl = KYA_OPCODE_CRYPT;

	memset(s, 0, sizeof(*s));
	if (kind == 1) {
		load = below(3) == 0;
		store = below(3) == 0;
	}
	if ((cipher && cipher != KYA_CIPHER_CTR))
		len &= ~15ull;
	if (store)
		len &= ~63ull;
	if (kind == 2)
		aad = below(3) ? below(64) : 0;
	if (hash && !store)
		icv = 1 + below(digest_bytes[hash]);
	ctx.ctl = FIELD_PREP(KYA_CTX_CTL_CIPHER, cipher) | FIELD_PREP(KYA_CTX_CTL_HASH, hash) |
		  (cipher ? FIELD_PREP(KYA_CTX_CTL_KEYSIZE, below(3)) : 0) |
		  (hmac ? KYA_CTX_CTL_HMAC : 0);
	for (int i = 0; i < 32; i++) {
		ctx.key[i] = (uint8_t)rnd();
		ctx.inner[i] = (uint8_t)rnd();
		ctx.outer[i] = (uint8_t)rnd();
	}
	for (int i = 0; i < 16; i++)
		s->iv[i] = below(4) ? (uint8_t)rnd() : 0xff;
	src = (load ? 32 : aad) + len + (cipher && hash && decrypt ? icv : 0);
	dst = (cipher ? len : 0) + (hash && !(cipher && decrypt) ? (store ? 32 : icv) : 0);

	addr = take(sizeof(ctx), 64);
	s->ctx = addr;
	memcpy(ram + (addr - BASE), &ctx, sizeof(ctx));
	nsrc = scatter(src, &list, &addr, 1);
	s->src = addr;
	ctl |= src && list ? KYA_SQE_CTL_SRC_LIST : 0;
	/* In place now and then, where both streams have the same layout. */
	if (src && src == dst && !list && below(2)) {
		s->dst = s->src;
		ndst = 1;
	} else {
		ndst = scatter(dst, &list, &addr, 0);
		s->dst = addr;
		ctl |= dst && list ? KYA_SQE_CTL_DST_LIST : 0;
	}
	ctl |= decrypt ? KYA_SQE_CTL_DECRYPT : 0;
	ctl |= load ? KYA_SQE_CTL_HASH_LOAD : 0;
	ctl |= store ? KYA_SQE_CTL_HASH_STORE : 0;
	s->ctl = ctl;
	s->aux = FIELD_PREP(KYA_SQE_AUX_AAD_LEN, aad) | FIELD_PREP(KYA_SQE_AUX_ICV_LEN, icv);
	s->len = (uint32_t)len;
	s->nseg = FIELD_PREP(KYA_SQE_NSEG_SRC, nsrc) | FIELD_PREP(KYA_SQE_NSEG_DST, ndst);
	s->hash_count = load ? below(1000) * 64 : rnd();

	/* A decryption with an ICV mostly gets the right one. */
	if (cipher && hash && decrypt && below(4)) {
		struct golden_result res;
		struct model_sink sink = { .ctx = want,
					   .dma_read = dma_read,
					   .dma_write = dma_write };
		struct kya_sqe enc = *s;
		uint64_t flat = take(src, 1), out = take(32, 1), hctx = take(sizeof(ctx), 64);
		struct kya_ctx h = ctx;

		/* The hash of AAD and ciphertext alone gives the ICV. */
		uint64_t at = 0, n = KYA_SQE_CTL_SRC_LIST & ctl ? nsrc : 1;
		const struct kya_seg *segs = (void *)(ram + (s->src - BASE));

		for (uint64_t i = 0; i < n; i++) {
			uint64_t part = ctl & KYA_SQE_CTL_SRC_LIST ? segs[i].len : src;

			if (part > src - at)
				part = src - at;
			memcpy(ram + (flat - BASE) + at,
			       ram + ((ctl & KYA_SQE_CTL_SRC_LIST ? segs[i].addr : s->src) - BASE),
			       part);
			at += part;
		}
		h.ctl &= ~(KYA_CTX_CTL_CIPHER | KYA_CTX_CTL_KEYSIZE);
		memcpy(ram + (hctx - BASE), &h, sizeof(h));
		enc.ctl = KYA_OPCODE_CRYPT;
		enc.ctx = hctx;
		enc.aux = FIELD_PREP(KYA_SQE_AUX_ICV_LEN, icv);
		enc.len = (uint32_t)(aad + len);
		enc.nseg = (aad + len ? 1 : 0) | 1 << 16;
		enc.src = flat;
		enc.dst = out;
		memcpy(want, ram, SIZE);
		golden_exec(&sink, &enc, &res);
		if (res.status != KYA_STATUS_OK) {
			fprintf(stderr, "golden: status %u\n", res.status);
			exit(1);
		}
		at = 0;
		for (uint64_t i = 0, pos = 0; i < n; i++) {
			uint64_t part = ctl & KYA_SQE_CTL_SRC_LIST ? segs[i].len : src;
			uint64_t seg = (ctl & KYA_SQE_CTL_SRC_LIST ? segs[i].addr : s->src) - BASE;

			for (uint64_t k = 0; k < part && pos < src; k++, pos++)
				if (pos >= aad + len)
					ram[seg + k] = want[out - BASE + pos - aad - len];
		}
	}

	switch (below(40)) {
	case 0:
		s->ctl |= 1u << (14 + below(18));
		break;
	case 1:
		s->ctx += 1 + below(63);
		break;
	case 2:
		s->ctx = 0x1000;
		break;
	case 3:
		ram[s->ctx - BASE + below(8)] ^= (uint8_t)(1 << below(8));
		break;
	case 4:
		s->len ^= 1u << below(4);
		break;
	case 5:
		s->aux ^= 1u << (16 + below(16));
		break;
	case 6:
		s->nseg ^= 1u << below(32);
		break;
	case 7:
		s->src = below(2) ? 0 : 0x1000;
		break;
	case 8:
		s->dst = below(2) ? 0 : 0x1000;
		break;
	case 9:
		s->ctl |= KYA_SQE_CTL_SRC_LIST;
		break;
	case 10:
		s->ctl ^= KYA_SQE_CTL_HASH_LOAD;
		break;
	case 11:
		if (ctl & KYA_SQE_CTL_SRC_LIST)
			spoil(s->src + below(nsrc) * 16);
		break;
	case 12:
		if (ctl & KYA_SQE_CTL_DST_LIST)
			spoil(s->dst + below(ndst) * 16);
		break;
	case 13:
		s->ctl = (s->ctl & ~0xffu) | (uint32_t)below(4);
		break;
	case 14:
		s->hash_count += 1;
		break;
	default:
		break;
	}
}

static void check(int ok, const char *fmt, ...)
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

static void mask_range(uint64_t addr, uint64_t len)
{
	if (addr >= BASE && addr - BASE < SIZE) {
		if (len > SIZE - (addr - BASE))
			len = SIZE - (addr - BASE);
		memcpy(want + (addr - BASE), ram + (addr - BASE), len);
	}
}

/* What a failed request left in its destination is undefined. */
static void forget_destination(const struct kya_sqe *s)
{
	uint16_t n = FIELD_GET(KYA_SQE_NSEG_DST, s->nseg);

	if (!(s->ctl & KYA_SQE_CTL_DST_LIST)) {
		mask_range(s->dst, 20000);
		return;
	}
	for (unsigned int i = 0; i < n && i < 1024; i++) {
		struct kya_seg seg;

		if (copy(ram, s->dst + 16 * i, &seg, sizeof(seg), 0))
			return;
		mask_range(seg.addr, seg.len);
	}
}

static void batch(const struct model_ops *ops, struct model *m, unsigned int number)
{
	static struct job jobs[QUEUES][ENTRIES];
	uint64_t sq[QUEUES], cq[QUEUES];
	unsigned int n[QUEUES], bad = 0, total = 0, by_status[8] = { 0 };
	struct model_sink sink = { .ctx = want, .dma_read = dma_read, .dma_write = dma_write };
	uint64_t cycles = 0;
	char why[200] = "";

	top = 0;
	memset(irqs, 0, sizeof(irqs));
	for (unsigned int q = 0; q < QUEUES; q++) {
		sq[q] = take(ENTRIES * sizeof(struct kya_sqe), 64);
		cq[q] = take(ENTRIES * sizeof(struct kya_cqe), 64);
		memset(ram + (cq[q] - BASE), 0, ENTRIES * sizeof(struct kya_cqe));
		n[q] = 1 + below(ENTRIES - 1);
		for (unsigned int i = 0; i < n[q]; i++) {
			make(&jobs[q][i]);
			memcpy(ram + (sq[q] - BASE) + i * sizeof(struct kya_sqe), &jobs[q][i].sqe,
			       sizeof(struct kya_sqe));
		}
	}
	memcpy(want, ram, SIZE);
	for (unsigned int q = 0; q < QUEUES; q++)
		for (unsigned int i = 0; i < n[q]; i++)
			golden_exec(&sink, &jobs[q][i].sqe, &jobs[q][i].res);

	/* Contexts lie where others lay: the engine must forget those. */
	ops->write(m, KYA_REG_CONTROL, KYA_REG_CONTROL_ZEROIZE, 4);
	ops->advance(m, 100000);
	if (ops->read(m, KYA_REG_STATUS, 4) & KYA_REG_STATUS_ZEROIZE_BUSY)
		snprintf(why, sizeof(why), "zeroize does not end");

	for (unsigned int q = 0; q < QUEUES; q++) {
		ops->write(m, KYA_Q(q) + KYA_Q_CONTROL, KYA_Q_CONTROL_RESET, 4);
		for (int i = 0; i < 1000 && ops->read(m, KYA_Q(q) + KYA_Q_STATUS, 4); i++)
			ops->advance(m, 10);
		ops->write(m, KYA_Q(q) + KYA_Q_SQ_BASE, sq[q], 8);
		ops->write(m, KYA_Q(q) + KYA_Q_CQ_BASE, cq[q], 8);
		ops->write(m, KYA_Q(q) + KYA_Q_SIZE, LOG2, 4);
		ops->write(m, KYA_Q(q) + KYA_Q_CONTROL, KYA_Q_CONTROL_ENABLE, 4);
		ops->write(m, KYA_Q(q) + KYA_Q_DOORBELL,
			   FIELD_PREP(KYA_Q_DOORBELL_SQ_TAIL, (uint64_t)n[q]) | KYA_Q_DOORBELL_ARM |
				   FIELD_PREP(KYA_Q_DOORBELL_COUNT, (uint64_t)n[q]) |
				   FIELD_PREP(KYA_Q_DOORBELL_HOLDOFF, 0xffffull),
			   8);
	}
	while (!ops->idle(m) && cycles < 10000000)
		cycles += ops->advance(m, 1000);

	for (unsigned int q = 0; q < QUEUES; q++) {
		for (unsigned int i = 0; i < n[q]; i++) {
			struct kya_cqe e;
			const struct job *j = &jobs[q][i];

			copy(ram, cq[q] + i * sizeof(e), &e, sizeof(e), 0);
			total++;
			by_status[j->res.status & 7]++;
			if (!(e.ctl & KYA_CQE_CTL_PHASE) ||
			    FIELD_GET(KYA_CQE_CTL_STATUS, e.ctl) != j->res.status ||
			    FIELD_GET(KYA_CQE_SQ_INDEX, e.sq) != i ||
			    (j->res.status == KYA_STATUS_OK && e.len != j->res.len)) {
				if (!bad++)
					snprintf(why, sizeof(why),
						 "queue %u entry %u: ctl %08x (want status %u) len "
						 "%u (want %u) "
						 "index %u, sqe ctl %08x",
						 q, i, e.ctl, j->res.status, e.len, j->res.len,
						 (unsigned int)FIELD_GET(KYA_CQE_SQ_INDEX, e.sq),
						 j->sqe.ctl);
			}
			if (j->res.status != KYA_STATUS_OK && j->res.status != KYA_STATUS_AUTH_FAIL)
				forget_destination(&j->sqe);
		}
		memcpy(want + (cq[q] - BASE), ram + (cq[q] - BASE),
		       ENTRIES * sizeof(struct kya_cqe));
	}
	check(!bad,
	      "batch %u: %u requests (%u ok, %u auth failed, %u refused) end as the golden "
	      "model's%s%s",
	      number, total, by_status[0], by_status[7], total - by_status[0] - by_status[7],
	      bad ? "; " : "", why);
	bad = 0;
	for (uint64_t i = 0; i < SIZE && !bad; i++)
		bad = ram[i] != want[i] ? (unsigned int)i + 1 : 0;
	if (bad) {
		snprintf(why, sizeof(why), "; first difference at 0x%x", bad - 1);
		for (unsigned int q = 0; q < QUEUES; q++)
			for (unsigned int i = 0; i < n[q]; i++) {
				const struct kya_sqe *s = &jobs[q][i].sqe;

				if (s->dst - BASE <= bad && s->dst - BASE + 10000 > bad &&
				    !(s->ctl & KYA_SQE_CTL_DST_LIST))
					printf("# near queue %u entry %u dst 0x%llx ctl %08x len "
					       "%u aux %08x ctx %08x\n",
					       q, i, (unsigned long long)(s->dst - BASE), s->ctl,
					       s->len, s->aux,
					       *(uint32_t *)(ram + (s->ctx - BASE) % SIZE));
			}
	}
	check(!bad, "batch %u: memory is what the golden model left%s", number, bad ? why : "");
	bad = 0;
	for (unsigned int q = 0; q < QUEUES; q++)
		bad += irqs[q] != 1;
	check(!bad && !irqs[16], "batch %u: one interrupt for each queue (%u %u %u %u)", number,
	      irqs[0], irqs[1], irqs[2], irqs[3]);
}

int main(void)
{
	struct model_sink sink = {
		.ctx = ram, .dma_read = dma_read, .dma_write = dma_write, .irq = irq
	};
	const char *seed = getenv("SEED"), *batches = getenv("BATCHES"),
		   *trace = getenv("TRACE_FILE");
	unsigned int n = batches ? (unsigned int)atoi(batches) : 12;
	struct model *m;

	rng = seed ? strtoull(seed, NULL, 0) : (uint64_t)time(NULL);
	printf("# SEED=%llu\n", (unsigned long long)rng);
	rng = rng * 0x9e3779b97f4a7c15ull | 1;
	m = model_rtl.create(&sink);
	if (!m || (trace && model_rtl.waves(m, trace)))
		return 1;
	for (unsigned int i = 0; i < n; i++)
		batch(&model_rtl, m, i);
	model_rtl.destroy(m);
	printf("1..%u\n", tests);
	return failures != 0;
}
