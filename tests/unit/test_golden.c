// SPDX-License-Identifier: Apache-2.0
/*
 * golden_exec() against libcrypto's one-shot interfaces, which share no code
 * with it above the block functions: random keys, lengths and segment splits,
 * then every error status.
 */
#include <endian.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "golden/exec.h"
#include "golden_world.h"

#define ROUNDS      400
#define MAX_PAYLOAD 9000
#define MAX_SEGS    64

struct side {
	unsigned int n;
	uint64_t addr[MAX_SEGS];
	uint32_t len[MAX_SEGS];
	uint64_t list;
};

struct request {
	unsigned int cipher, keysize, hash;
	bool hmac, decrypt, load, store;
	uint8_t key[32], iv[16], mac_key[64];
	uint32_t len, aad_len, icv_len;
	struct side src, dst;
	uint64_t ctx;
	struct kya_sqe sqe;
};

static const EVP_MD *digest_of(unsigned int hash)
{
	return hash == KYA_HASH_SHA1     ? EVP_sha1()
	       : hash == KYA_HASH_SHA224 ? EVP_sha224()
					 : EVP_sha256();
}

static const EVP_CIPHER *cipher_of(const struct request *r)
{
	static const char *const mode[] = { "", "ECB", "CBC", "CTR" };
	char name[16];

	snprintf(name, sizeof(name), "AES-%u-%s", 128 + 64 * r->keysize, mode[r->cipher]);
	return EVP_get_cipherbyname(name);
}

/* The hash state after one block of the HMAC key, by the compression function alone. */
static void pad_state(const struct request *r, uint8_t pad, uint8_t *out)
{
	uint8_t block[64];
	uint32_t words[8] = { 0 };

	for (int i = 0; i < 64; i++)
		block[i] = r->mac_key[i] ^ pad;
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
	for (int i = 0; i < 8; i++) {
		uint32_t be = htobe32(words[i]);

		memcpy(out + 4 * i, &be, 4);
	}
}

static uint64_t put_context(struct world *w, const struct request *r)
{
	struct kya_ctx ctx = {
		.ctl = htole32(FIELD_PREP(KYA_CTX_CTL_CIPHER, r->cipher) |
			       FIELD_PREP(KYA_CTX_CTL_KEYSIZE, r->keysize) |
			       FIELD_PREP(KYA_CTX_CTL_HASH, r->hash) |
			       FIELD_PREP(KYA_CTX_CTL_HMAC, r->hmac)),
	};
	uint64_t addr = take(w, sizeof(ctx), 64, 0);

	memcpy(ctx.key, r->key, 16 + 8 * r->keysize);
	if (r->hmac) {
		pad_state(r, 0x36, ctx.inner);
		pad_state(r, 0x5c, ctx.outer);
	}
	memcpy(ptr(w, addr), &ctx, sizeof(ctx));
	return addr;
}

/* Takes memory for @len bytes in random segments, with a list if there are many. */
static void put_side(struct world *w, struct side *s, uint32_t len)
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

static void scatter(struct world *w, const struct side *s, const uint8_t *data)
{
	for (unsigned int i = 0; i < s->n; data += s->len[i++])
		memcpy(ptr(w, s->addr[i]), data, s->len[i]);
}

static void gather(struct world *w, const struct side *s, uint8_t *data)
{
	for (unsigned int i = 0; i < s->n; data += s->len[i++])
		memcpy(data, ptr(w, s->addr[i]), s->len[i]);
}

static void put_sqe(struct request *r, uint64_t hash_count)
{
	uint32_t flags =
		(r->src.list ? KYA_SQE_CTL_SRC_LIST : 0) |
		(r->dst.list ? KYA_SQE_CTL_DST_LIST : 0) | (r->decrypt ? KYA_SQE_CTL_DECRYPT : 0) |
		(r->load ? KYA_SQE_CTL_HASH_LOAD : 0) | (r->store ? KYA_SQE_CTL_HASH_STORE : 0);

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

static struct golden_result run(struct world *w, const struct request *r)
{
	struct model_sink sink = world_sink(w);
	struct golden_result res;

	golden_exec(&sink, &r->sqe, &res);
	return res;
}

static void encrypt(const struct request *r, uint8_t *out, const uint8_t *in)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int n = 0, m = 0;

	assert_true(EVP_EncryptInit_ex2(c, cipher_of(r), r->key, r->iv, NULL));
	EVP_CIPHER_CTX_set_padding(c, 0);
	assert_true(EVP_EncryptUpdate(c, out, &n, in, (int)r->len));
	assert_true(EVP_EncryptFinal_ex(c, out + n, &m));
	assert_int_equal(n + m, r->len);
	EVP_CIPHER_CTX_free(c);
}

static void digest(const struct request *r, const uint8_t *data, size_t len, uint8_t *out)
{
	if (r->hmac)
		assert_non_null(HMAC(digest_of(r->hash), r->mac_key, 64, data, len, out, NULL));
	else
		assert_true(EVP_Digest(data, len, out, NULL, digest_of(r->hash), NULL));
}

static void random_keys(struct request *r)
{
	fill(r->key, sizeof(r->key));
	fill(r->mac_key, sizeof(r->mac_key));
	fill(r->iv, sizeof(r->iv));
	if (!rnd(3)) /* a counter that carries into every byte */
		memset(r->iv, 0xff, 16);
}

static void random_request(struct request *r)
{
	memset(r, 0, sizeof(*r));
	random_keys(r);
	r->cipher = rnd(4);
	r->hash = rnd(4);
	if (!r->cipher && !r->hash)
		r->hash = 1 + rnd(3);
	r->keysize = rnd(3);
	r->hmac = r->hash && (r->cipher || rnd(2));
	r->decrypt = r->cipher && rnd(2);
	r->len = rnd(rnd(3) ? 300 : MAX_PAYLOAD);
	if (r->cipher && r->cipher != KYA_CIPHER_CTR)
		r->len &= ~15u;
	if (r->hash)
		r->icv_len = 1 + rnd((uint32_t)EVP_MD_get_size(digest_of(r->hash)));
	if (r->cipher && r->hash)
		r->aad_len = rnd(rnd(3) ? 40 : 5000);
}

/* Nothing but the destination's segments may differ from @before. */
static void assert_rest_untouched(struct world *w, const uint8_t *before, const struct side *dst)
{
	uint8_t *now = malloc(RAM_SIZE);

	memcpy(now, w->ram, RAM_SIZE);
	for (unsigned int i = 0; i < dst->n; i++)
		memcpy(now + (dst->addr[i] - RAM_BASE), before + (dst->addr[i] - RAM_BASE),
		       dst->len[i]);
	assert_memory_equal(now, before, RAM_SIZE);
	free(now);
}

static void one_random(struct world *w, uint8_t *before)
{
	uint8_t plain[MAX_PAYLOAD + 16], data[5000 + MAX_PAYLOAD + 64], mac[32];
	uint8_t src[sizeof(data)], want[sizeof(data)], got[sizeof(data)];
	struct golden_result res;
	struct request r;
	uint32_t src_len, dst_len;

	random_request(&r);
	fill(plain, r.len);
	fill(data, r.aad_len);
	if (r.cipher)
		encrypt(&r, data + r.aad_len, plain);
	else
		memcpy(data, plain, r.len);
	if (r.hash)
		digest(&r, data, r.aad_len + r.len, mac);

	/* data = AAD and ciphertext (or the hashed message) */
	memcpy(src, data, r.aad_len);
	memcpy(src + r.aad_len, r.decrypt ? data + r.aad_len : plain, r.len);
	src_len = r.aad_len + r.len;
	dst_len = 0;
	if (r.cipher) {
		memcpy(want, r.decrypt ? plain : data + r.aad_len, r.len);
		dst_len = r.len;
	}
	if (r.decrypt) {
		memcpy(src + src_len, mac, r.icv_len);
		src_len += r.icv_len;
	} else {
		memcpy(want + dst_len, mac, r.icv_len);
		dst_len += r.icv_len;
	}

	w->top = 0;
	r.ctx = put_context(w, &r);
	put_side(w, &r.src, src_len);
	put_side(w, &r.dst, dst_len);
	scatter(w, &r.src, src);
	put_sqe(&r, 0);
	memcpy(before, w->ram, RAM_SIZE);
	res = run(w, &r);
	assert_int_equal(res.status, KYA_STATUS_OK);
	assert_int_equal(res.len, dst_len);
	assert_int_equal(res.bytes, src_len);
	assert_int_equal(res.aes_blocks, r.cipher ? (r.len + 15) / 16 : 0);
	gather(w, &r.dst, got);
	assert_memory_equal(got, want, dst_len);
	assert_rest_untouched(w, before, &r.dst);

	/* A short ICV can match by chance. */
	if (r.decrypt && r.icv_len >= 8) {
		/* One bit anywhere in AAD, ciphertext or ICV must show. */
		src[rnd(src_len)] ^= (uint8_t)(1u << rnd(8));
		scatter(w, &r.src, src);
		res = run(w, &r);
		assert_int_equal(res.status, KYA_STATUS_AUTH_FAIL);
		assert_int_equal(res.len, dst_len);
	}
}

static int setup(void **state)
{
	*state = calloc(1, sizeof(struct world));
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	free(*state);
	return 0;
}

static void test_random(void **state)
{
	struct world *w = *state;
	uint8_t *before = malloc(RAM_SIZE);

	fill(w->ram, RAM_SIZE);
	for (int i = 0; i < ROUNDS; i++)
		one_random(w, before);
	free(before);
}

/* A message hashed by several requests that hand the state on. */
static void one_chain(struct world *w)
{
	struct request r = { .hash = 1 + rnd(3), .hmac = rnd(2) };
	uint8_t msg[4096], buf[4096 + 32], want[32];
	uint32_t len = rnd(sizeof(msg)), at = 0;
	struct golden_result res;
	uint64_t state = 0;

	random_keys(&r);
	fill(msg, len);
	digest(&r, msg, len, want);
	w->top = 0;
	r.ctx = put_context(w, &r);
	do {
		uint32_t left = len - at, n = rnd(left / 64 + 1) * 64;

		r.store = rnd(3);
		r.load = state != 0;
		r.len = r.store ? n : left;
		r.icv_len = r.store ? 0 : (uint32_t)EVP_MD_get_size(digest_of(r.hash));
		if (r.load)
			memcpy(buf, ptr(w, state), 32);
		memcpy(buf + (r.load ? 32 : 0), msg + at, r.len);
		put_side(w, &r.src, r.len + (r.load ? 32 : 0));
		scatter(w, &r.src, buf);
		r.dst = (struct side){ .n = 1, .len[0] = 32, .addr[0] = take(w, 32, 1, 3) };
		put_sqe(&r, at);
		state = r.dst.addr[0];
		res = run(w, &r);
		assert_int_equal(res.status, KYA_STATUS_OK);
		assert_int_equal(res.len, r.store ? 32 : r.icv_len);
		at += r.len;
	} while (r.store);
	assert_memory_equal(ptr(w, state), want, r.icv_len);
}

static void test_state_chain(void **state)
{
	for (int i = 0; i < ROUNDS; i++)
		one_chain(*state);
}

/* Stored states of SHA-1 end in 12 zero bytes. */
static void test_sha1_state_padding(void **state)
{
	static const uint8_t zero[12];
	struct world *w = *state;
	struct request r = { .hash = KYA_HASH_SHA1, .store = true };

	r.ctx = put_context(w, &r);
	r.dst = (struct side){ .n = 1, .len[0] = 32, .addr[0] = take(w, 32, 1, 0) };
	memset(ptr(w, r.dst.addr[0]), 0xff, 32);
	put_sqe(&r, 0);
	assert_int_equal(run(w, &r).status, KYA_STATUS_OK);
	assert_memory_equal(ptr(w, r.dst.addr[0] + 20), zero, 12);
	assert_int_equal(*ptr(w, r.dst.addr[0]), 0x67); /* H0 of FIPS 180-4, 5.3.1 */
}

/* AES-128-CBC in place, a known answer: NIST SP 800-38A, F.2.1. */
static void test_known_answer_in_place(void **state)
{
	static const uint8_t key[] =
		"\x2b\x7e\x15\x16\x28\xae\xd2\xa6\xab\xf7\x15\x88\x09\xcf\x4f\x3c";
	static const uint8_t in[] =
		"\x6b\xc1\xbe\xe2\x2e\x40\x9f\x96\xe9\x3d\x7e\x11\x73\x93\x17\x2a";
	static const uint8_t out[] =
		"\x76\x49\xab\xac\x81\x19\xb2\x46\xce\xe9\x8e\x9b\x12\xe9\x19\x7d";
	struct world *w = *state;
	struct request r = { .cipher = KYA_CIPHER_CBC, .len = 16 };

	memcpy(r.key, key, 16);
	for (uint8_t i = 0; i < 16; i++)
		r.iv[i] = i;
	r.ctx = put_context(w, &r);
	r.src = (struct side){ .n = 1, .len[0] = 16, .addr[0] = take(w, 16, 1, 5) };
	r.dst = r.src;
	scatter(w, &r.src, in);
	put_sqe(&r, 0);
	assert_int_equal(run(w, &r).status, KYA_STATUS_OK);
	assert_memory_equal(ptr(w, r.dst.addr[0]), out, 16);
}

/*
 * A good request of each kind, which a case then spoils in one place. AAD is 20
 * bytes, payload 64, ICV 12; both sides are lists of two segments.
 */
enum kind { CIPHER, HASH, AUTHENC };

static struct request good(struct world *w, enum kind kind)
{
	struct request r = { .cipher = kind == HASH ? 0 : KYA_CIPHER_CBC,
			     .hash = kind == CIPHER ? 0 : KYA_HASH_SHA256,
			     .hmac = kind != CIPHER,
			     .len = 64,
			     .aad_len = kind == AUTHENC ? 20 : 0,
			     .icv_len = kind == CIPHER ? 0 : 12 };
	uint32_t src = r.aad_len + r.len, dst = (r.cipher ? r.len : 0) + r.icv_len;

	w->top = 0;
	w->refuse_read = 0;
	w->refuse_write = 0;
	r.ctx = put_context(w, &r);
	r.src = (struct side){ .n = 2, .len = { src - 10, 10 } };
	r.dst = (struct side){ .n = 2, .len = { dst - 6, 6 } };
	for (int i = 0; i < 2; i++) {
		r.src.addr[i] = take(w, r.src.len[i], 1, 4096 - w->top % 4096);
		r.dst.addr[i] = take(w, r.dst.len[i], 1, 4096 - w->top % 4096);
	}
	for (struct side *s = &r.src; s; s = s == &r.src ? &r.dst : NULL) {
		s->list = take(w, 32, 4096, 0);
		for (int i = 0; i < 2; i++) {
			struct kya_seg seg = { .addr = htole64(s->addr[i]),
					       .len = htole32(s->len[i]) };

			memcpy(ptr(w, s->list + 16ull * i), &seg, 16);
		}
	}
	put_sqe(&r, 0);
	return r;
}

static void assert_status(struct world *w, struct request *r, uint8_t status)
{
	struct golden_result res = run(w, r);

	assert_int_equal(res.status, status);
}

static struct kya_ctx *context(struct world *w, struct request *r)
{
	return (struct kya_ctx *)ptr(w, r->ctx);
}

static struct kya_seg *segment(struct world *w, uint64_t list, int i)
{
	return (struct kya_seg *)ptr(w, list + 16ull * i);
}

static void test_good(void **state)
{
	for (enum kind k = CIPHER; k <= AUTHENC; k++) {
		struct request r = good(*state, k);

		assert_status(*state, &r, KYA_STATUS_OK);
	}
}

static void test_nop(void **state)
{
	struct request r = { .sqe.ctl = htole32(KYA_OPCODE_NOP | KYA_SQE_CTL_URGENT) };

	assert_status(*state, &r, KYA_STATUS_OK);
	r.sqe.ctl = htole32(KYA_OPCODE_NOP | KYA_SQE_CTL_DECRYPT);
	assert_status(*state, &r, KYA_STATUS_BAD_OPCODE);
	r.sqe.ctl = htole32(KYA_OPCODE_CTX_INVALIDATE);
	r.sqe.ctx = htole64(0x40);
	assert_status(*state, &r, KYA_STATUS_OK);
	r.sqe.ctx = htole64(0x48);
	assert_status(*state, &r, KYA_STATUS_BAD_CONTEXT);
}

static void test_bad_opcode(void **state)
{
	struct world *w = *state;
	struct request r = good(w, CIPHER);

	r.sqe.ctl = htole32(3);
	assert_status(w, &r, KYA_STATUS_BAD_OPCODE);
	r.sqe.ctl = htole32(KYA_OPCODE_CRYPT | 1u << 15);
	assert_status(w, &r, KYA_STATUS_BAD_OPCODE);
	r = good(w, CIPHER);
	r.sqe.ctl |= htole32(KYA_SQE_CTL_HASH_LOAD);
	assert_status(w, &r, KYA_STATUS_BAD_OPCODE);
	r = good(w, AUTHENC);
	r.sqe.ctl |= htole32(KYA_SQE_CTL_HASH_STORE);
	assert_status(w, &r, KYA_STATUS_BAD_OPCODE);
	r = good(w, HASH);
	r.sqe.ctl |= htole32(KYA_SQE_CTL_DECRYPT);
	assert_status(w, &r, KYA_STATUS_BAD_OPCODE);
}

static void test_bad_context(void **state)
{
	static const uint32_t bad[] = { 0,      /* nothing to do */
					6,      /* reserved cipher */
					0x701,  /* reserved hash */
					0x31,   /* reserved key size */
					0x301,  /* hash beside a cipher without HMAC */
					0x1001, /* HMAC of no hash */
					0x40001 /* reserved bit */ };
	struct world *w = *state;
	struct request r;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		r = good(w, CIPHER);
		context(w, &r)->ctl = htole32(bad[i]);
		assert_status(w, &r, KYA_STATUS_BAD_CONTEXT);
	}
	r = good(w, CIPHER);
	context(w, &r)->zero = 1;
	assert_status(w, &r, KYA_STATUS_BAD_CONTEXT);
	r = good(w, CIPHER);
	r.sqe.ctx = htole64(r.ctx + 32);
	assert_status(w, &r, KYA_STATUS_BAD_CONTEXT);
}

static void set_icv(struct request *r, uint32_t icv)
{
	r->sqe.aux = htole32((le32toh(r->sqe.aux) & ~KYA_SQE_AUX_ICV_LEN) |
			     FIELD_PREP(KYA_SQE_AUX_ICV_LEN, icv));
}

static void test_bad_length(void **state)
{
	struct world *w = *state;
	struct request r = good(w, CIPHER);

	r.sqe.len = htole32(63);
	assert_status(w, &r, KYA_STATUS_BAD_LENGTH);
	r = good(w, CIPHER);
	r.sqe.aux = htole32(FIELD_PREP(KYA_SQE_AUX_AAD_LEN, 1));
	assert_status(w, &r, KYA_STATUS_BAD_LENGTH);
	r = good(w, CIPHER);
	set_icv(&r, 1);
	assert_status(w, &r, KYA_STATUS_BAD_LENGTH);
	r = good(w, HASH);
	set_icv(&r, 0);
	assert_status(w, &r, KYA_STATUS_BAD_LENGTH);
	set_icv(&r, 33);
	assert_status(w, &r, KYA_STATUS_BAD_LENGTH);
	r = good(w, HASH);
	r.sqe.ctl |= htole32(KYA_SQE_CTL_HASH_STORE);
	assert_status(w, &r, KYA_STATUS_BAD_LENGTH); /* a state beside an ICV */
	set_icv(&r, 0);
	r.sqe.len = htole32(65);
	assert_status(w, &r, KYA_STATUS_BAD_LENGTH);
	r = good(w, HASH);
	r.sqe.ctl |= htole32(KYA_SQE_CTL_HASH_LOAD);
	r.sqe.hash_count = htole64(32);
	assert_status(w, &r, KYA_STATUS_BAD_LENGTH);
}

static void set_nseg(struct request *r, uint32_t src, uint32_t dst)
{
	r->sqe.nseg =
		htole32(FIELD_PREP(KYA_SQE_NSEG_SRC, src) | FIELD_PREP(KYA_SQE_NSEG_DST, dst));
}

static void test_bad_segment_entry(void **state)
{
	static const struct {
		uint32_t src, dst;
	} counts[] = { { 0, 2 }, { 2, 0 }, { 1025, 2 }, { 2, 1025 }, { 1, 2 }, { 2, 1 } };
	struct world *w = *state;
	struct request r;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		r = good(w, AUTHENC);
		set_nseg(&r, counts[i].src, counts[i].dst);
		assert_status(w, &r, KYA_STATUS_BAD_SEGMENT);
	}
	r = good(w, AUTHENC);
	r.sqe.ctl &= ~htole32(KYA_SQE_CTL_SRC_LIST); /* nseg stays 2 */
	assert_status(w, &r, KYA_STATUS_BAD_SEGMENT);
	set_nseg(&r, 1, 2);
	r.sqe.src = 0;
	assert_status(w, &r, KYA_STATUS_BAD_SEGMENT);
	r = good(w, AUTHENC);
	r.sqe.dst = htole64(r.dst.list + 8);
	assert_status(w, &r, KYA_STATUS_BAD_SEGMENT);
	r = good(w, CIPHER);
	r.sqe.len = 0; /* empty streams take no segments */
	assert_status(w, &r, KYA_STATUS_BAD_SEGMENT);
	set_nseg(&r, 0, 0);
	assert_status(w, &r, KYA_STATUS_OK);
}

static void test_bad_segment_list(void **state)
{
	struct world *w = *state;

	for (int side = 0; side < 2; side++) {
		for (int i = 0; i < 2; i++) {
			for (int what = 0; what < 4; what++) {
				struct request r = good(w, AUTHENC);
				struct kya_seg *s = segment(w, side ? r.dst.list : r.src.list, i);

				if (what == 0)
					s->addr = 0;
				else if (what == 1)
					s->len = 0;
				else if (what == 2)
					s->len |= htole32(0x01000000);
				else
					s->zero = htole32(1);
				assert_status(w, &r, KYA_STATUS_BAD_SEGMENT);
			}
		}
	}
}

/* A list longer than the stream: the rest is neither checked nor touched. */
static void test_surplus_segments(void **state)
{
	struct world *w = *state;
	struct request r = good(w, AUTHENC);

	set_nseg(&r, 3, 3);
	memset(segment(w, r.src.list, 2), 0xff, 16);
	memset(segment(w, r.dst.list, 2), 0xff, 16);
	assert_status(w, &r, KYA_STATUS_OK);
}

static void test_dma_faults(void **state)
{
	struct world *w = *state;
	struct request r = good(w, AUTHENC);

	w->refuse_read = r.ctx + 200;
	assert_status(w, &r, KYA_STATUS_DMA_READ);
	for (int i = 0; i < 2; i++) {
		r = good(w, AUTHENC);
		w->refuse_read = r.src.addr[i];
		assert_status(w, &r, KYA_STATUS_DMA_READ);
		r = good(w, AUTHENC);
		w->refuse_read = r.src.list + 16ull * i;
		assert_status(w, &r, KYA_STATUS_DMA_READ);
		r = good(w, AUTHENC);
		w->refuse_read = r.dst.list + 16ull * i;
		assert_status(w, &r, KYA_STATUS_DMA_READ);
		r = good(w, AUTHENC);
		w->refuse_write = r.dst.addr[i];
		assert_status(w, &r, KYA_STATUS_DMA_WRITE);
	}
	r = good(w, AUTHENC);
	segment(w, r.src.list, 0)->addr = htole64(UINT64_MAX - 3);
	assert_status(w, &r, KYA_STATUS_DMA_READ);
	r = good(w, AUTHENC);
	segment(w, r.dst.list, 0)->addr = htole64(0x1000);
	assert_status(w, &r, KYA_STATUS_DMA_WRITE);
}

/* What was written before the fault is counted. */
static void test_len_at_fault(void **state)
{
	struct world *w = *state;
	struct request r = good(w, AUTHENC);
	struct golden_result res;

	w->refuse_write = r.dst.addr[1];
	res = run(w, &r);
	assert_int_equal(res.status, KYA_STATUS_DMA_WRITE);
	assert_int_equal(res.len, r.dst.len[0]);
}

/* Where two faults meet, the earlier check wins. */
static void test_check_order(void **state)
{
	struct world *w = *state;
	struct request r = good(w, AUTHENC);

	set_nseg(&r, 0, 0);
	r.sqe.len = htole32(63);
	assert_status(w, &r, KYA_STATUS_BAD_LENGTH);
	r.sqe.ctl |= htole32(KYA_SQE_CTL_HASH_LOAD);
	assert_status(w, &r, KYA_STATUS_BAD_OPCODE); /* of the context */
	context(w, &r)->ctl = htole32(6);
	assert_status(w, &r, KYA_STATUS_BAD_CONTEXT); /* its fields */
	w->refuse_read = r.ctx;
	assert_status(w, &r, KYA_STATUS_DMA_READ);
	r.sqe.ctx = htole64(r.ctx + 1);
	assert_status(w, &r, KYA_STATUS_BAD_CONTEXT); /* its address */
	r.sqe.ctl |= htole32(1u << 31);
	assert_status(w, &r, KYA_STATUS_BAD_OPCODE);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_random),
		TEST(test_state_chain),
		TEST(test_sha1_state_padding),
		TEST(test_known_answer_in_place),
		TEST(test_good),
		TEST(test_nop),
		TEST(test_bad_opcode),
		TEST(test_bad_context),
		TEST(test_bad_length),
		TEST(test_bad_segment_entry),
		TEST(test_bad_segment_list),
		TEST(test_surplus_segments),
		TEST(test_dma_faults),
		TEST(test_len_at_fault),
		TEST(test_check_order),
	};

	seed_random();
	return cmocka_run_group_tests_name("golden_exec", tests, NULL, NULL);
}
