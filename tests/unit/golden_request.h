/* SPDX-License-Identifier: Apache-2.0 */
/* Requests for golden_exec() and their contexts, segments and entries in memory. */
#ifndef TESTS_GOLDEN_REQUEST_H
#define TESTS_GOLDEN_REQUEST_H

#include <endian.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "golden/exec.h"
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
	unsigned int cipher, keysize, hash;
	bool hmac, decrypt, load, store, esn;
	uint8_t key[32], tweak_key[32], iv[16], mac_key[128];
	uint32_t len, aad_len, icv_len;
	struct side src, dst;
	uint64_t ctx;
	struct kya_sqe sqe;
};

struct hash_sizes {
	uint32_t block, digest, state;
};

/* FIPS 180-4, figure 1; the states as docs/hardware.md has them. */
static inline const struct hash_sizes *sizes_of(unsigned int hash)
{
	static const struct hash_sizes table[] = {
		[KYA_HASH_SHA1] = { 64, 20, 32 },    [KYA_HASH_SHA224] = { 64, 28, 32 },
		[KYA_HASH_SHA256] = { 64, 32, 32 },  [KYA_HASH_SHA384] = { 128, 48, 64 },
		[KYA_HASH_SHA512] = { 128, 64, 64 }, [KYA_HASH_CMAC] = { 16, 16, 16 },
	};

	return &table[hash];
}

static inline void aes_ecb(const uint8_t *key, unsigned int keysize, uint8_t *out,
			   const uint8_t *in)
{
	const EVP_CIPHER *const kind[] = { EVP_aes_128_ecb(), EVP_aes_192_ecb(),
					   EVP_aes_256_ecb() };
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int n;

	assert_true(EVP_EncryptInit_ex2(c, kind[keysize], key, NULL, NULL));
	assert_true(EVP_EncryptUpdate(c, out, &n, in, 16));
	EVP_CIPHER_CTX_free(c);
}

static inline void put_words(uint8_t *out, const uint32_t *words)
{
	for (int i = 0; i < 8; i++) {
		uint32_t be = htobe32(words[i]);

		memcpy(out + 4 * i, &be, 4);
	}
}

static inline void transform_wide(const struct request *r, const uint8_t *block, uint8_t *out)
{
	SHA512_CTX c;

	r->hash == KYA_HASH_SHA384 ? SHA384_Init(&c) : SHA512_Init(&c);
	SHA512_Transform(&c, block);
	for (int i = 0; i < 8; i++) {
		uint64_t be = htobe64(c.h[i]);

		memcpy(out + 8 * i, &be, 8);
	}
}

static inline void transform_narrow(const struct request *r, const uint8_t *block, uint8_t *out)
{
	uint32_t words[8] = { 0 };

	if (r->hash == KYA_HASH_SHA1) {
		SHA_CTX c;

		SHA1_Init(&c);
		SHA1_Transform(&c, block);
		memcpy(words, &c.h0, 20);
	} else {
		SHA256_CTX c;

		r->hash == KYA_HASH_SHA224 ? SHA224_Init(&c) : SHA256_Init(&c);
		SHA256_Transform(&c, block);
		memcpy(words, c.h, 32);
	}
	put_words(out, words);
}

/* The hash state after one block of the HMAC key, by the compression function alone. */
static inline void pad_state(const struct request *r, uint8_t pad, uint8_t *out)
{
	uint8_t block[128];

	for (int i = 0; i < 128; i++)
		block[i] = r->mac_key[i] ^ pad;
	if (sizes_of(r->hash)->block == 128)
		transform_wide(r, block, out);
	else
		transform_narrow(r, block, out);
}

/* SP 800-38B, 6.1: @out is @in times x. */
static inline void subkey(uint8_t *out, const uint8_t *in)
{
	for (int i = 0; i < 16; i++)
		out[i] = (uint8_t)(in[i] << 1 | (i < 15 ? in[i + 1] >> 7 : 0));
	if (in[0] & 0x80)
		out[15] ^= 0x87;
}

static inline uint64_t put_context(struct world *w, const struct request *r)
{
	static const uint8_t zero[16];
	struct kya_ctx ctx = {
		.ctl = htole32(FIELD_PREP(KYA_CTX_CTL_CIPHER, r->cipher) |
			       FIELD_PREP(KYA_CTX_CTL_KEYSIZE, r->keysize) |
			       FIELD_PREP(KYA_CTX_CTL_HASH, r->hash) |
			       FIELD_PREP(KYA_CTX_CTL_HMAC, r->hmac)),
	};
	uint64_t addr = take(w, sizeof(ctx), 64, 0);
	uint8_t l[16];

	memcpy(ctx.key, r->key, 16 + 8 * r->keysize);
	if (r->cipher == KYA_CIPHER_XTS)
		memcpy(ctx.tweak_key, r->tweak_key, 16 + 8 * r->keysize);
	aes_ecb(r->key, r->keysize, l, zero);
	if (r->cipher == KYA_CIPHER_GCM)
		memcpy(ctx.inner, l, 16);
	if (r->hash == KYA_HASH_CMAC) {
		subkey(ctx.inner, l);
		subkey(ctx.outer, ctx.inner);
	}
	if (r->hmac) {
		pad_state(r, 0x36, ctx.inner);
		pad_state(r, 0x5c, ctx.outer);
	}
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

static inline struct golden_result run(struct world *w, const struct request *r)
{
	struct model_sink sink = world_sink(w);
	struct golden_result res;

	golden_exec(&sink, &r->sqe, &res);
	return res;
}

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
