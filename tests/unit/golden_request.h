/* SPDX-License-Identifier: Apache-2.0 */
/* Requests for golden_exec() and their contexts, segments and entries in memory. */
#ifndef TESTS_GOLDEN_REQUEST_H
#define TESTS_GOLDEN_REQUEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "golden/exec.h"
#include "golden_context.h"
#include "golden_world.h"

#define MAX_SEGS 64

/* A source or destination: @list is 0 if it is a single segment. */
struct side {
	unsigned int n;
	uint64_t addr[MAX_SEGS];
	uint32_t len[MAX_SEGS];
	uint64_t list;
};

struct request {
	struct keys k;
	bool decrypt, load, store, esn;
	uint8_t iv[16];
	uint32_t len, aad_len, icv_len;
	struct side src, dst;
	uint64_t ctx;
	struct kya_sqe sqe;
};

static inline uint64_t put_context(struct world *w, const struct request *r)
{
	struct kya_ctx ctx = make_context(&r->k);
	uint64_t addr = take(w, sizeof(ctx), 64, 0);

	memcpy(ptr(w, addr), &ctx, sizeof(ctx));
	return addr;
}

static inline struct kya_ctx *context(struct world *w, struct request *r)
{
	return (struct kya_ctx *)ptr(w, r->ctx);
}

/* Takes memory for @len bytes in random segments, with a list if there are many. */
static inline void put_side(struct world *w, struct side *s, uint32_t len)
{
	uint32_t left = len;

	memset(s, 0, sizeof(*s));
	while (left) {
		uint32_t n = s->n == MAX_SEGS - 1 || !rnd(6) ? left : 1 + rnd(rnd(4) ? 40 : left);

		if (n > left)
			n = left;
		s->addr[s->n] = take(w, n, 1, rnd(20));
		s->len[s->n++] = n;
		left -= n;
	}
	if (s->n <= 1 && rnd(2))
		return;
	s->list = take(w, (uint64_t)s->n * 16, 16, 0);
	for (unsigned int i = 0; i < s->n; i++) {
		struct kya_seg seg = { .addr = htole64(s->addr[i]), .len = htole32(s->len[i]) };

		memcpy(ptr(w, s->list + 16ull * i), &seg, sizeof(seg));
	}
}

static inline void scatter(struct world *w, const struct side *s, const uint8_t *data)
{
	for (unsigned int i = 0; i < s->n; data += s->len[i++])
		memcpy(ptr(w, s->addr[i]), data, s->len[i]);
}

static inline void gather(struct world *w, const struct side *s, uint8_t *data)
{
	for (unsigned int i = 0; i < s->n; data += s->len[i++])
		memcpy(data, ptr(w, s->addr[i]), s->len[i]);
}

static inline void put_sqe(struct request *r, uint64_t hash_count)
{
	uint32_t flags = (r->src.list ? KYA_SQE_CTL_SRC_LIST : 0) |
			 (r->dst.list ? KYA_SQE_CTL_DST_LIST : 0) |
			 (r->decrypt ? KYA_SQE_CTL_DECRYPT : 0) |
			 (r->load ? KYA_SQE_CTL_HASH_LOAD : 0) |
			 (r->store ? KYA_SQE_CTL_HASH_STORE : 0) | (r->esn ? KYA_SQE_CTL_ESN : 0);

	r->sqe = (struct kya_sqe){
		.ctl = htole32(FIELD_PREP(KYA_SQE_CTL_OPCODE, KYA_OPCODE_CRYPT) | flags),
		.aux = htole32(FIELD_PREP(KYA_SQE_AUX_AAD_LEN, r->aad_len) |
			       FIELD_PREP(KYA_SQE_AUX_ICV_LEN, r->icv_len)),
		.len = htole32(r->len),
		.nseg = htole32(FIELD_PREP(KYA_SQE_NSEG_SRC, r->src.n) |
				FIELD_PREP(KYA_SQE_NSEG_DST, r->dst.n)),
		.ctx = htole64(r->ctx),
		.hash_count = htole64(hash_count),
		.src = htole64(r->src.list ? r->src.list : r->src.addr[0]),
		.dst = htole64(r->dst.list ? r->dst.list : r->dst.addr[0]),
	};
	memcpy(r->sqe.iv, r->iv, 16);
}

#ifdef MODEL
/* Through a queue of a new model, which holds no context of another request. */
#define RINGS (RAM_BASE + RAM_SIZE - 4096)

static inline struct model *new_model(struct world *w)
{
	const struct model_sink sink = world_sink(w);
	struct model *m = MODEL.create(&sink);

	MODEL.write(m, KYA_Q(0) + KYA_Q_SQ_BASE, RINGS, 8);
	MODEL.write(m, KYA_Q(0) + KYA_Q_CQ_BASE, RINGS + 2048, 8);
	MODEL.write(m, KYA_Q(0) + KYA_Q_SIZE, 1, 4);
	MODEL.write(m, KYA_Q(0) + KYA_Q_CONTROL, KYA_Q_CONTROL_ENABLE, 4);
	return m;
}

static inline struct golden_result run(struct world *w, const struct request *r)
{
	struct model *m = new_model(w);
	struct kya_cqe e;

	memcpy(ptr(w, RINGS), &r->sqe, sizeof(r->sqe));
	memset(ptr(w, RINGS + 2048), 0, sizeof(e));
	MODEL.write(m, KYA_Q(0) + KYA_Q_DOORBELL, FIELD_PREP(KYA_Q_DOORBELL_SQ_TAIL, 1ull), 8);
	MODEL.advance(m, 100000);
	assert_true(MODEL.idle(m));
	MODEL.destroy(m);
	memcpy(&e, ptr(w, RINGS + 2048), sizeof(e));
	assert_true(le32toh(e.ctl) & KYA_CQE_CTL_PHASE);
	return (struct golden_result){ .status = FIELD_GET(KYA_CQE_CTL_STATUS, le32toh(e.ctl)),
				       .len = le32toh(e.len) };
}
#else
static inline struct golden_result run(struct world *w, const struct request *r)
{
	struct model_sink sink = world_sink(w);
	struct golden_result res;

	golden_exec(&sink, &r->sqe, &res);
	return res;
}
#endif

static inline int new_world(void **state)
{
	*state = calloc(1, sizeof(struct world));
	return *state ? 0 : -1;
}

static inline int free_world(void **state)
{
	free(*state);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, new_world, free_world)

#endif
