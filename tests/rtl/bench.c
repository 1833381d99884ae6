// SPDX-License-Identifier: Apache-2.0
/*
 * The engine alone: bytes per cycle in steady state and latency by algorithm,
 * size and requests in flight, as TSV on stdout. The counts are of the engine's
 * clock and repeat; how fast the simulation ran goes to stderr, for comparing
 * runs made side by side only.
 *   bench MODEL CONFIGURATION [ALGORITHM [SIZE [IN-FLIGHT]]]
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kyanite_regs.h"
#include "model.h"

#define BASE    0x100000000ull
#define SIZE    (16u << 20)
#define LOG2    7
#define ENTRIES (1u << LOG2)
#define QUEUES  8
#define FLIGHTS 64 /* at most */
#define SQ(q)   (0x10000ull + (q) * 0x4000)
#define CQ(q)   (SQ(q) + 0x2000)
#define CTX     0x80000ull
#define DATA    0x100000ull
#define SLOT    0x8000ull /* bytes of source and destination of a request */

#define LATENCY 250 /* cycles to data or response: 1 us at 250 MHz */

static uint8_t ram[SIZE];
static const struct model_ops *ops;
static struct model *model;

struct algorithm {
	const char *name;
	unsigned int cipher, hash;
	bool hmac, decrypt;
	unsigned int aad, icv;
};

/* AAD and ICV are ESP's: SPI and sequence number, with CBC the IV too. */
static const struct algorithm algorithms[] = {
	{ "ecb(aes)", KYA_CIPHER_ECB, 0, 0, 0, 0, 0 },
	{ "cbc(aes)", KYA_CIPHER_CBC, 0, 0, 0, 0, 0 },
	{ "cbc(aes) decrypt", KYA_CIPHER_CBC, 0, 0, 1, 0, 0 },
	{ "ctr(aes)", KYA_CIPHER_CTR, 0, 0, 0, 0, 0 },
	{ "xts(aes)", KYA_CIPHER_XTS, 0, 0, 0, 0, 0 },
	{ "gcm(aes)", KYA_CIPHER_GCM, 0, 0, 0, 8, 16 },
	{ "gcm(aes) decrypt", KYA_CIPHER_GCM, 0, 0, 1, 8, 16 },
	{ "cmac(aes)", 0, KYA_HASH_CMAC, 0, 0, 0, 16 },
	{ "sha1", 0, KYA_HASH_SHA1, 0, 0, 0, 20 },
	{ "sha256", 0, KYA_HASH_SHA256, 0, 0, 0, 32 },
	{ "sha512", 0, KYA_HASH_SHA512, 0, 0, 0, 64 },
	{ "hmac(sha1)", 0, KYA_HASH_SHA1, 1, 0, 0, 20 },
	{ "hmac(sha256)", 0, KYA_HASH_SHA256, 1, 0, 0, 32 },
	{ "hmac(sha512)", 0, KYA_HASH_SHA512, 1, 0, 0, 64 },
	{ "authenc(hmac(sha1),cbc(aes))", KYA_CIPHER_CBC, KYA_HASH_SHA1, 1, 0, 24, 12 },
	{ "authenc(hmac(sha256),cbc(aes))", KYA_CIPHER_CBC, KYA_HASH_SHA256, 1, 0, 24, 16 },
	{ "authenc(hmac(sha256),cbc(aes)) decrypt", KYA_CIPHER_CBC, KYA_HASH_SHA256, 1, 1, 24, 16 },
	{ "authenc(hmac(sha512),cbc(aes))", KYA_CIPHER_CBC, KYA_HASH_SHA512, 1, 0, 24, 32 },
};

static const unsigned int sizes[] = { 64, 256, 512, 1500, 4096, 9000 };
static const unsigned int flights[] = { 1, 8, 64 };

/* What is under way in one queue. */
struct queue {
	unsigned int submitted, completed;
};

/* One row: what is asked, and what came out. */
struct row {
	const struct algorithm *a;
	unsigned int size, flight, queues, contexts;
	struct queue queue[QUEUES];
	uint64_t requests, cycles, latency;
};

static int copy(uint64_t addr, void *out, const void *in, size_t len)
{
	if (addr < BASE || addr - BASE > SIZE - len)
		return -EFAULT;
	memcpy(out ? out : ram + (addr - BASE), in ? in : ram + (addr - BASE), len);
	return 0;
}

static int dma_read(void *ctx, uint64_t addr, void *buf, size_t len)
{
	(void)ctx;
	return copy(addr, buf, NULL, len);
}

static int dma_write(void *ctx, uint64_t addr, const void *buf, size_t len)
{
	(void)ctx;
	return copy(addr, NULL, buf, len);
}

static void irq(void *ctx, unsigned int vector)
{
	(void)ctx;
	(void)vector;
}

/* A far memory without limits: the engine is to be seen, not a link. */
static uint64_t later(void *ctx, uint64_t addr, size_t len)
{
	(void)ctx;
	(void)addr;
	(void)len;
	return ops->cycles(model) + LATENCY;
}

/* CBC's payload is whole blocks, as ESP pads it. */
static unsigned int payload(const struct row *r)
{
	bool blocks = r->a->cipher == KYA_CIPHER_CBC || r->a->cipher == KYA_CIPHER_ECB;

	return blocks ? (r->size + 15) / 16 * 16 : r->size;
}

/* Each request in flight has memory of its own; contexts are taken in turn. */
static void submit(struct row *r, unsigned int q)
{
	const struct algorithm *a = r->a;
	unsigned int per_queue = r->flight / r->queues;
	unsigned int n = q * per_queue + r->queue[q].submitted % per_queue;
	unsigned int dst = a->cipher || !a->decrypt;
	struct kya_sqe s = {
		.ctl = KYA_OPCODE_CRYPT | (a->decrypt ? KYA_SQE_CTL_DECRYPT : 0),
		.aux = FIELD_PREP(KYA_SQE_AUX_AAD_LEN, a->aad) |
		       FIELD_PREP(KYA_SQE_AUX_ICV_LEN, a->icv),
		.len = payload(r),
		.nseg = 1 | dst << 16,
		.ctx = BASE + CTX + n % r->contexts * sizeof(struct kya_ctx),
		.src = BASE + DATA + n * SLOT,
		.dst = BASE + DATA + n * SLOT + SLOT / 2,
	};

	memcpy(ram + SQ(q) + r->queue[q].submitted++ % ENTRIES * sizeof(s), &s, sizeof(s));
}

static void doorbell(const struct row *r, unsigned int q)
{
	ops->write(model, KYA_Q(q) + KYA_Q_DOORBELL,
		   FIELD_PREP(KYA_Q_DOORBELL_SQ_TAIL, (uint64_t)r->queue[q].submitted % ENTRIES) |
			   FIELD_PREP(KYA_Q_DOORBELL_CQ_HEAD,
				      (uint64_t)r->queue[q].completed % ENTRIES),
		   8);
}

/* Takes completions of @q; the number of them. */
static unsigned int reap(struct row *r, unsigned int q)
{
	struct queue *u = &r->queue[q];
	unsigned int n = 0, status;
	struct kya_cqe e;

	for (;; n++, u->completed++) {
		memcpy(&e, ram + CQ(q) + u->completed % ENTRIES * sizeof(e), sizeof(e));
		if (!!(e.ctl & KYA_CQE_CTL_PHASE) == (u->completed / ENTRIES) % 2)
			return n;
		status = FIELD_GET(KYA_CQE_CTL_STATUS, e.ctl);
		if (status != KYA_STATUS_OK && status != KYA_STATUS_AUTH_FAIL) {
			fprintf(stderr, "bench: %s: status %u\n", r->a->name, status);
			exit(1);
		}
		r->latency = e.cycles;
	}
}

static void start(struct row *r)
{
	ops->reset(model);
	for (unsigned int i = 0; i < r->contexts; i++) {
		struct kya_ctx c = { .ctl = FIELD_PREP(KYA_CTX_CTL_CIPHER, r->a->cipher) |
					    FIELD_PREP(KYA_CTX_CTL_HASH, r->a->hash) |
					    (r->a->hmac ? KYA_CTX_CTL_HMAC : 0) };

		memcpy(ram + CTX + i * sizeof(c), &c, sizeof(c));
	}
	for (unsigned int q = 0; q < r->queues; q++) {
		memset(ram + CQ(q), 0, sizeof(struct kya_cqe) << LOG2);
		ops->write(model, KYA_Q(q) + KYA_Q_SQ_BASE, BASE + SQ(q), 8);
		ops->write(model, KYA_Q(q) + KYA_Q_CQ_BASE, BASE + CQ(q), 8);
		ops->write(model, KYA_Q(q) + KYA_Q_SIZE, LOG2, 4);
		ops->write(model, KYA_Q(q) + KYA_Q_CONTROL, KYA_Q_CONTROL_ENABLE, 4);
		for (unsigned int i = 0; i < r->flight / r->queues; i++)
			submit(r, q);
		doorbell(r, q);
	}
}

/* A completion makes room for the next request, so that as many are always in flight. */
static void step(struct row *r)
{
	ops->advance(model, 8);
	for (unsigned int q = 0; q < r->queues; q++) {
		unsigned int n = reap(r, q);

		r->requests += n;
		for (unsigned int i = 0; i < n; i++)
			submit(r, q);
		if (n)
			doorbell(r, q);
	}
}

/* Two rounds to fill the engine and its contexts, then what is measured. */
static void measure(struct row *r)
{
	uint64_t warm = 2 * r->flight, want = r->flight < 16 ? 32 : 16 * r->flight, from;

	start(r);
	while (r->requests < warm)
		step(r);
	from = ops->cycles(model);
	r->requests = 0;
	while (r->requests < want)
		step(r);
	r->cycles = ops->cycles(model) - from;
}

static void run(const char *configuration, const struct algorithm *a, unsigned int size,
		unsigned int flight, unsigned int contexts)
{
	unsigned int queues = ops->read(model, KYA_REG_CONFIG, 4) & KYA_REG_CONFIG_QUEUES;
	struct row r = { .a = a, .size = size, .flight = flight, .contexts = contexts };

	r.queues = flight < queues ? flight : queues;
	measure(&r);
	printf("%s\t%s\t%s\t%u\t%u\t%u\t%llu\t%llu\t%.1f\t%.3f\t%llu\n", ops->name, configuration,
	       a->name, payload(&r), flight, contexts, (unsigned long long)r.requests,
	       (unsigned long long)r.cycles, (double)r.cycles / (double)r.requests,
	       (double)payload(&r) * (double)r.requests / (double)r.cycles,
	       (unsigned long long)r.latency);
	fflush(stdout);
}

/* Up to 8 SAs; where it matters most, also one for each request in flight. */
static void run_cell(const char *configuration, const struct algorithm *a, unsigned int size,
		     unsigned int flight)
{
	run(configuration, a, size, flight, flight < 8 ? flight : 8);
	if (flight > 8 && size == 1500)
		run(configuration, a, size, flight, flight);
}

static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct model_sink sink = { .dma_read = dma_read,
				   .dma_write = dma_write,
				   .irq = irq,
				   .read_at = later,
				   .write_at = later };
	double begun;

	if (argc < 3) {
		fprintf(stderr,
			"usage: bench MODEL CONFIGURATION [ALGORITHM [SIZE [IN-FLIGHT]]]\n");
		return 2;
	}
	ops = model_find(argv[1]);
	model = ops ? ops->create(&sink) : NULL;
	if (!model) {
		fprintf(stderr, "bench: no model %s\n", argv[1]);
		return 1;
	}
	begun = cpu_seconds();
	puts("model\tconfiguration\talgorithm\tsize_bytes\tin_flight\tcontexts\trequests\t"
	     "engine_cycles\tengine_cycles_per_request\tengine_bytes_per_cycle\tlatency_cycles");
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		for (size_t n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++)
			for (size_t f = 0; f < sizeof(flights) / sizeof(flights[0]); f++)
				if ((argc < 4 || !strcmp(argv[3], algorithms[i].name)) &&
				    (argc < 5 || (unsigned int)atoi(argv[4]) == sizes[n]) &&
				    (argc < 6 || (unsigned int)atoi(argv[5]) == flights[f]))
					run_cell(argv[2], &algorithms[i], sizes[n], flights[f]);
	fprintf(stderr,
		"bench: %llu engine cycles, %.0f thousand per CPU second of the simulator\n",
		(unsigned long long)ops->cycles(model),
		(double)ops->cycles(model) / 1e3 / (cpu_seconds() - begun));
	ops->destroy(model);
	return 0;
}
