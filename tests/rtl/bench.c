// SPDX-License-Identifier: Apache-2.0
/*
 * The engine alone: cycles per byte by algorithm, size and depth, as TSV on
 * stdout. The counters are exact and repeat; how fast the simulation ran goes
 * to stderr, for comparing runs made side by side only.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kyanite_regs.h"
#include "model.h"

#define BASE 0x100000000ull
#define SIZE (16u << 20)
#define LOG2 7
#define SQ   0x10000ull
#define CQ   0x20000ull
#define CTX  0x30000ull
#define DATA 0x100000ull

#define LATENCY 64 /* cycles to data or response */

static uint8_t ram[SIZE];
static struct model *model;

struct algorithm {
	const char *name;
	unsigned int cipher, keysize, hash, hmac, decrypt, icv;
};

static const struct algorithm algorithms[] = {
	{ "ecb(aes)-128", KYA_CIPHER_ECB, KYA_KEYSIZE_AES128, 0, 0, 0, 0 },
	{ "cbc(aes)-128", KYA_CIPHER_CBC, KYA_KEYSIZE_AES128, 0, 0, 0, 0 },
	{ "cbc(aes)-256", KYA_CIPHER_CBC, KYA_KEYSIZE_AES256, 0, 0, 0, 0 },
	{ "cbc(aes)-128 decrypt", KYA_CIPHER_CBC, KYA_KEYSIZE_AES128, 0, 0, 1, 0 },
	{ "ctr(aes)-128", KYA_CIPHER_CTR, KYA_KEYSIZE_AES128, 0, 0, 0, 0 },
	{ "sha1", 0, 0, KYA_HASH_SHA1, 0, 0, 20 },
	{ "sha256", 0, 0, KYA_HASH_SHA256, 0, 0, 32 },
	{ "hmac(sha1)", 0, 0, KYA_HASH_SHA1, 1, 0, 20 },
	{ "hmac(sha256)", 0, 0, KYA_HASH_SHA256, 1, 0, 32 },
	{ "authenc(hmac(sha1),cbc(aes))", KYA_CIPHER_CBC, KYA_KEYSIZE_AES128, KYA_HASH_SHA1, 1, 0,
	  12 },
	{ "authenc(hmac(sha256),cbc(aes))", KYA_CIPHER_CBC, KYA_KEYSIZE_AES128, KYA_HASH_SHA256, 1,
	  0, 16 },
};

static const unsigned int sizes[] = { 64, 256, 1504, 4096, 16384 };
static const unsigned int depths[] = { 1, 8, 32 };

static int dma_read(void *ctx, uint64_t addr, void *buf, size_t len)
{
	(void)ctx;
	if (addr < BASE || addr - BASE > SIZE - len)
		return -EFAULT;
	memcpy(buf, ram + (addr - BASE), len);
	return 0;
}

static int dma_write(void *ctx, uint64_t addr, const void *buf, size_t len)
{
	(void)ctx;
	if (addr < BASE || addr - BASE > SIZE - len)
		return -EFAULT;
	memcpy(ram + (addr - BASE), buf, len);
	return 0;
}

static void irq(void *ctx, unsigned int vector)
{
	(void)ctx;
	(void)vector;
}

/* A near memory: the engine is to be seen, not a link. */
static uint64_t later(void *ctx, uint64_t addr, size_t len)
{
	(void)ctx;
	(void)addr;
	(void)len;
	return model_rtl.cycles(model) + LATENCY;
}

static void start(struct model *m)
{
	const struct model_ops *ops = &model_rtl;

	ops->reset(m);
	memset(ram + CQ, 0, sizeof(struct kya_cqe) << LOG2);
	ops->write(m, KYA_Q(0) + KYA_Q_SQ_BASE, BASE + SQ, 8);
	ops->write(m, KYA_Q(0) + KYA_Q_CQ_BASE, BASE + CQ, 8);
	ops->write(m, KYA_Q(0) + KYA_Q_SIZE, LOG2, 4);
	ops->write(m, KYA_Q(0) + KYA_Q_CONTROL, KYA_Q_CONTROL_ENABLE, 4);
}

/*
 * Two rounds of @depth requests; the second is measured, with the contexts on
 * the chip. Each request has a context of its own, as each SA has.
 */
static uint64_t measure(struct model *m, const struct algorithm *a, unsigned int size,
			unsigned int depth)
{
	const struct model_ops *ops = &model_rtl;
	uint64_t cycles = 0;

	start(m);
	for (unsigned int i = 0; i < depth; i++) {
		struct kya_ctx c = { .ctl = FIELD_PREP(KYA_CTX_CTL_CIPHER, a->cipher) |
					    FIELD_PREP(KYA_CTX_CTL_KEYSIZE, a->keysize) |
					    FIELD_PREP(KYA_CTX_CTL_HASH, a->hash) |
					    (a->hmac ? KYA_CTX_CTL_HMAC : 0) };

		memcpy(ram + CTX + i * sizeof(c), &c, sizeof(c));
	}
	for (unsigned int round = 0; round < 2; round++) {
		for (unsigned int i = 0; i < depth; i++) {
			struct kya_sqe s = {
				.ctl = KYA_OPCODE_CRYPT | (a->decrypt ? KYA_SQE_CTL_DECRYPT : 0),
				.aux = FIELD_PREP(KYA_SQE_AUX_ICV_LEN, a->icv),
				.len = size,
				.nseg = 0x10001,
				.ctx = BASE + CTX + i * sizeof(struct kya_ctx),
				.src = BASE + DATA + i * 0x10000,
				.dst = BASE + DATA + i * 0x10000 + 0x8000 * (a->cipher == 0),
			};

			memcpy(ram + SQ + (round * depth + i) * sizeof(s), &s, sizeof(s));
		}
		cycles = ops->cycles(m);
		ops->write(m, KYA_Q(0) + KYA_Q_DOORBELL,
			   FIELD_PREP(KYA_Q_DOORBELL_SQ_TAIL, (round + 1ull) * depth) |
				   FIELD_PREP(KYA_Q_DOORBELL_CQ_HEAD, (uint64_t)round * depth),
			   8);
		while (!ops->idle(m))
			ops->advance(m, 100000);
		cycles = ops->cycles(m) - cycles;
		for (unsigned int i = 0; i < depth; i++) {
			struct kya_cqe e;

			memcpy(&e, ram + CQ + (round * depth + i) * sizeof(e), sizeof(e));
			if (FIELD_GET(KYA_CQE_CTL_STATUS, e.ctl) != KYA_STATUS_OK) {
				fprintf(stderr, "bench: %s: status %u\n", a->name,
					(unsigned int)FIELD_GET(KYA_CQE_CTL_STATUS, e.ctl));
				exit(1);
			}
		}
	}
	return cycles;
}

int main(void)
{
	struct model_sink sink = { .dma_read = dma_read,
				   .dma_write = dma_write,
				   .irq = irq,
				   .read_at = later,
				   .write_at = later };
	struct model *m = model_rtl.create(&sink);
	struct timespec t0, t1;
	uint64_t total;

	model = m;
	if (!m)
		return 1;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t0);
	puts("algorithm\tsize_bytes\tdepth\tengine_cycles\tengine_cycles_per_request\tengine_bytes_"
	     "per_cycle");
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++)
			for (size_t d = 0; d < sizeof(depths) / sizeof(depths[0]); d++) {
				uint64_t c = measure(m, &algorithms[i], sizes[s], depths[d]);

				printf("%s\t%u\t%u\t%llu\t%.1f\t%.3f\n", algorithms[i].name,
				       sizes[s], depths[d], (unsigned long long)c,
				       (double)c / depths[d],
				       (double)sizes[s] * depths[d] / (double)c);
			}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t1);
	total = model_rtl.cycles(m);
	fprintf(stderr,
		"bench: %llu engine cycles, %.0f thousand per CPU second of the simulator\n",
		(unsigned long long)total,
		(double)total / 1e3 /
			((double)(t1.tv_sec - t0.tv_sec) +
			 (double)(t1.tv_nsec - t0.tv_nsec) / 1e9));
	model_rtl.destroy(m);
	return 0;
}
