// SPDX-License-Identifier: Apache-2.0
/*
 * golden_exec() against libcrypto's one-shot interfaces, which share no code
 * with it above the block functions: random keys, lengths and segment splits.
 */
#include <openssl/core_names.h>
#include <openssl/hmac.h>

#include "golden_request.h"

#define ROUNDS      600
#define MAX_PAYLOAD 9000
#define MAX_AAD     5000

static const EVP_MD *digest_of(unsigned int hash)
{
	const EVP_MD *const kind[] = { NULL,         EVP_sha1(),   EVP_sha224(),
				       EVP_sha256(), EVP_sha384(), EVP_sha512() };

	return kind[hash];
}

static EVP_CIPHER *cipher_of(const struct request *r)
{
	static const char *const mode[] = { "", "ECB", "CBC", "CTR", "GCM", "XTS" };
	EVP_CIPHER *cipher;
	char name[16];

	snprintf(name, sizeof(name), "AES-%u-%s", 128 + 64 * r->k.keysize, mode[r->k.cipher]);
	cipher = EVP_CIPHER_fetch(NULL, name, NULL);
	assert_non_null(cipher);
	return cipher;
}

/* Encrypts, and for GCM makes the tag of @aad and the result. */
static void encrypt(const struct request *r, uint8_t *out, const uint8_t *in, const uint8_t *aad,
		    uint8_t *tag)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	EVP_CIPHER *cipher = cipher_of(r);
	uint8_t key[64];
	int n = 0, m = 0;

	memcpy(key, r->k.key, 16 + 8 * r->k.keysize);
	memcpy(key + 16 + 8 * r->k.keysize, r->k.tweak_key, 16 + 8 * r->k.keysize);
	assert_true(EVP_EncryptInit_ex2(c, cipher, key, r->iv, NULL));
	EVP_CIPHER_CTX_set_padding(c, 0);
	if (r->aad_len && r->k.cipher == KYA_CIPHER_GCM)
		assert_true(EVP_EncryptUpdate(c, NULL, &n, aad, (int)r->aad_len));
	n = 0;
	if (r->len)
		assert_true(EVP_EncryptUpdate(c, out, &n, in, (int)r->len));
	assert_true(EVP_EncryptFinal_ex(c, out + n, &m));
	assert_int_equal(n + m, r->len);
	if (r->k.cipher == KYA_CIPHER_GCM)
		assert_true(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, 16, tag));
	EVP_CIPHER_CTX_free(c);
	EVP_CIPHER_free(cipher);
}

static void cmac(const struct request *r, const uint8_t *data, size_t len, uint8_t *out)
{
	static char *const name[] = { "AES-128-CBC", "AES-192-CBC", "AES-256-CBC" };
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, name[r->k.keysize], 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	EVP_MAC_CTX *c = EVP_MAC_CTX_new(mac);
	size_t n;

	assert_true(EVP_MAC_init(c, r->k.key, 16 + 8 * r->k.keysize, params));
	assert_true(EVP_MAC_update(c, data, len));
	assert_true(EVP_MAC_final(c, out, &n, 16));
	EVP_MAC_CTX_free(c);
	EVP_MAC_free(mac);
}

static void digest(const struct request *r, const uint8_t *data, size_t len, uint8_t *out)
{
	if (r->k.hash == KYA_HASH_CMAC)
		cmac(r, data, len, out);
	else if (r->k.hmac)
		assert_non_null(HMAC(digest_of(r->k.hash), r->k.mac_key,
				     (int)sizes_of(r->k.hash)->block, data, len, out, NULL));
	else
		assert_true(EVP_Digest(data, len, out, NULL, digest_of(r->k.hash), NULL));
}

static void random_keys(struct request *r)
{
	fill(r->k.key, sizeof(r->k.key));
	fill(r->k.tweak_key, sizeof(r->k.tweak_key));
	fill(r->k.mac_key, sizeof(r->k.mac_key));
	fill(r->iv, sizeof(r->iv));
	if (!rnd(3)) /* a counter that carries into every byte */
		memset(r->iv, 0xff, 16);
}

static uint32_t random_len(unsigned int cipher)
{
	uint32_t len = rnd(rnd(3) ? 300 : MAX_PAYLOAD);

	if (cipher == KYA_CIPHER_ECB || cipher == KYA_CIPHER_CBC)
		return len & ~15u;
	return cipher == KYA_CIPHER_XTS && len < 16 ? 0 : len;
}

static void random_request(struct request *r)
{
	memset(r, 0, sizeof(*r));
	random_keys(r);
	r->k.cipher = rnd(6);
	r->k.keysize = rnd(3);
	if (r->k.cipher == KYA_CIPHER_XTS)
		r->k.keysize &= 2; /* libcrypto has no other */
	if (!r->k.cipher)
		r->k.hash = 1 + rnd(6);
	else if (r->k.cipher <= KYA_CIPHER_CTR)
		r->k.hash = rnd(6);
	r->k.hmac = r->k.hash && r->k.hash != KYA_HASH_CMAC && (r->k.cipher || rnd(2));
	r->decrypt = r->k.cipher && rnd(2);
	r->esn = r->k.cipher && r->k.hash && rnd(2);
	r->len = random_len(r->k.cipher);
	if (r->k.hash)
		r->icv_len = 1 + rnd(sizes_of(r->k.hash)->digest);
	if (r->k.cipher == KYA_CIPHER_GCM)
		r->icv_len = 1 + rnd(16);
	if (r->k.cipher && r->icv_len)
		r->aad_len = rnd(rnd(3) ? 40 : MAX_AAD);
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

/*
 * struct message - both sides of a request
 * @src: its source
 * @dst: what its destination must become
 */
struct message {
	uint8_t src[MAX_AAD + MAX_PAYLOAD + 64];
	uint8_t dst[MAX_PAYLOAD + 64];
	uint32_t src_len, dst_len;
};

static void append(uint8_t *to, uint32_t *len, const uint8_t *data, uint32_t n)
{
	memcpy(to + *len, data, n);
	*len += n;
}

/* A random message, encrypted and authenticated by libcrypto. */
static void random_message(const struct request *r, uint64_t hash_count, struct message *m)
{
	uint8_t plain[MAX_PAYLOAD], data[MAX_AAD + MAX_PAYLOAD + 4], mac[64];
	uint8_t *payload = data + r->aad_len;

	fill(plain, r->len);
	fill(data, r->aad_len);
	memcpy(payload, plain, r->len);
	if (r->k.cipher)
		encrypt(r, payload, plain, data, mac);
	for (int i = 0; i < 4; i++)
		payload[r->len + i] = (uint8_t)(hash_count >> 8 * i);
	if (r->k.hash)
		digest(r, data, r->aad_len + r->len + (r->esn ? 4 : 0), mac);

	m->src_len = 0;
	m->dst_len = 0;
	append(m->src, &m->src_len, data, r->aad_len);
	append(m->src, &m->src_len, r->decrypt ? payload : plain, r->len);
	if (r->k.cipher)
		append(m->dst, &m->dst_len, r->decrypt ? plain : payload, r->len);
	if (r->decrypt)
		append(m->src, &m->src_len, mac, r->icv_len);
	else
		append(m->dst, &m->dst_len, mac, r->icv_len);
}

/* One bit anywhere in AAD, ciphertext or ICV must show. A short ICV can match by chance. */
static void one_forgery(struct world *w, const struct request *r, struct message *m)
{
	struct golden_result res;

	if (!r->decrypt || r->icv_len < 8)
		return;
	m->src[rnd(m->src_len)] ^= (uint8_t)(1u << rnd(8));
	scatter(w, &r->src, m->src);
	res = run(w, r);
	assert_int_equal(res.status, KYA_STATUS_AUTH_FAIL);
	assert_int_equal(res.len, m->dst_len);
}

static void one_random(struct world *w, uint8_t *before)
{
	uint64_t hash_count = (uint64_t)random() << 31 | (uint64_t)random();
	uint8_t got[MAX_PAYLOAD + 64];
	struct golden_result res;
	struct message m;
	struct request r;

	random_request(&r);
	random_message(&r, hash_count, &m);
	w->top = 0;
	r.ctx = put_context(w, &r);
	put_side(w, &r.src, m.src_len);
	put_side(w, &r.dst, m.dst_len);
	scatter(w, &r.src, m.src);
	put_sqe(&r, hash_count);
	memcpy(before, w->ram, RAM_SIZE);
	res = run(w, &r);
	assert_int_equal(res.status, KYA_STATUS_OK);
	assert_int_equal(res.len, m.dst_len);
	assert_int_equal(res.bytes, m.src_len);
	gather(w, &r.dst, got);
	assert_memory_equal(got, m.dst, m.dst_len);
	assert_rest_untouched(w, before, &r.dst);
	one_forgery(w, &r, &m);
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

/* The part of a chained message that the next request hashes. */
static void next_part(struct request *r, uint32_t left)
{
	const struct hash_sizes *sizes = sizes_of(r->k.hash);
	/* The last request of a CMAC must not be empty. */
	uint32_t most = r->k.hash == KYA_HASH_CMAC && left ? left - 1 : left;

	r->store = rnd(3);
	r->len = r->store ? rnd(most / sizes->block + 1) * sizes->block : left;
	r->icv_len = r->store ? 0 : sizes->digest;
}

/* A message hashed by several requests that hand the state on. */
static void one_chain(struct world *w)
{
	struct request r = { .k.hash = 1 + rnd(6), .k.keysize = rnd(3) };
	const uint32_t state_len = sizes_of(r.k.hash)->state;
	uint8_t msg[4096], buf[4096 + 64], want[64];
	uint32_t len = rnd(sizeof(msg)), at = 0;
	uint64_t state = 0;

	r.k.hmac = r.k.hash != KYA_HASH_CMAC && rnd(2);
	random_keys(&r);
	fill(msg, len);
	digest(&r, msg, len, want);
	w->top = 0;
	r.ctx = put_context(w, &r);
	do {
		struct golden_result res;
		uint32_t n = 0;

		next_part(&r, len - at);
		r.load = state != 0;
		if (r.load)
			append(buf, &n, ptr(w, state), state_len);
		append(buf, &n, msg + at, r.len);
		put_side(w, &r.src, n);
		scatter(w, &r.src, buf);
		r.dst = (struct side){ .n = 1, .len[0] = 64, .addr[0] = take(w, 64, 1, 3) };
		put_sqe(&r, at);
		state = r.dst.addr[0];
		res = run(w, &r);
		assert_int_equal(res.status, KYA_STATUS_OK);
		assert_int_equal(res.len, r.store ? state_len : r.icv_len);
		at += r.len;
	} while (r.store);
	assert_memory_equal(ptr(w, state), want, r.icv_len);
}

static void test_state_chain(void **state)
{
	for (int i = 0; i < ROUNDS; i++)
		one_chain(*state);
}

/* A request of one segment each side; the destination follows. */
static void put_flat(struct world *w, struct request *r, const uint8_t *src, uint32_t src_len,
		     uint32_t dst_len)
{
	r->src = (struct side){ .n = !!src_len, .len[0] = src_len };
	r->src.addr[0] = take(w, src_len, 1, 5);
	r->dst = (struct side){ .n = !!dst_len, .len[0] = dst_len };
	r->dst.addr[0] = take(w, dst_len, 1, 3);
	memcpy(ptr(w, r->src.addr[0]), src, src_len);
	put_sqe(r, 0);
}

/* Stored states of SHA-1 end in 12 zero bytes. */
static void test_sha1_state_padding(void **state)
{
	static const uint8_t zero[12];
	struct world *w = *state;
	struct request r = { .k.hash = KYA_HASH_SHA1, .store = true };

	r.ctx = put_context(w, &r);
	put_flat(w, &r, zero, 0, 32);
	memset(ptr(w, r.dst.addr[0]), 0xff, 32);
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
	struct request r = { .k.cipher = KYA_CIPHER_CBC, .len = 16 };

	memcpy(r.k.key, key, 16);
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

/* XCBC is a CMAC with other subkeys: RFC 3566, 4, with 3 bytes and with 16. */
static void test_xcbc(void **state)
{
	static const uint8_t mac[][16] = {
		{ 0x5b, 0x37, 0x65, 0x80, 0xae, 0x2f, 0x19, 0xaf, 0xe7, 0x21, 0x9c, 0xee, 0xf1,
		  0x72, 0x75, 0x6f },
		{ 0xd2, 0xa2, 0x46, 0xfa, 0x34, 0x9b, 0x68, 0xa7, 0x99, 0x98, 0xa4, 0x39, 0x4f,
		  0xf7, 0xa2, 0x63 },
	};
	struct world *w = *state;
	uint8_t key[16], msg[16];

	for (uint8_t i = 0; i < 16; i++)
		key[i] = msg[i] = i;
	for (int i = 0; i < 2; i++) {
		struct request r = { .k.hash = KYA_HASH_CMAC, .len = i ? 16 : 3, .icv_len = 16 };

		r.ctx = put_context(w, &r);
		*context(w, &r) = make_xcbc_context(key);
		put_flat(w, &r, msg, r.len, 16);
		assert_int_equal(run(w, &r).status, KYA_STATUS_OK);
		assert_memory_equal(ptr(w, r.dst.addr[0]), mac[i], 16);
	}
}

/* The context's H counts, whatever it is: with the field's 1, GHASH is a sum of blocks. */
static void test_any_h(void **state)
{
	struct world *w = *state;
	struct request r = {
		.k.cipher = KYA_CIPHER_GCM, .decrypt = true, .aad_len = 16, .len = 16, .icv_len = 16
	};
	uint8_t src[48], mask[16], counter[16] = { [15] = 1 };

	fill(src, sizeof(src));
	r.ctx = put_context(w, &r);
	memset(context(w, &r)->inner, 0, 16);
	context(w, &r)->inner[0] = 0x80;
	aes_ecb(r.k.key, 0, mask, counter);
	for (int i = 0; i < 16; i++)
		src[32 + i] = src[i] ^ src[16 + i] ^ mask[i] ^ (i == 7 || i == 15 ? 128 : 0);
	put_flat(w, &r, src, sizeof(src), 16);
	assert_int_equal(run(w, &r).status, KYA_STATUS_OK);
}

/* AES-192-XTS, which libcrypto has not, from its definition: one block, equal keys. */
static void test_xts_192(void **state)
{
	struct world *w = *state;
	struct request r = { .k.cipher = KYA_CIPHER_XTS,
			     .k.keysize = KYA_KEYSIZE_AES192,
			     .len = 16 };
	uint8_t in[16], tweak[16], want[16];

	random_keys(&r);
	memcpy(r.k.tweak_key, r.k.key, sizeof(r.k.key));
	fill(in, sizeof(in));
	r.ctx = put_context(w, &r);
	aes_ecb(r.k.tweak_key, r.k.keysize, tweak, r.iv);
	for (int i = 0; i < 16; i++)
		want[i] = in[i] ^ tweak[i];
	aes_ecb(r.k.key, r.k.keysize, want, want);
	for (int i = 0; i < 16; i++)
		want[i] ^= tweak[i];
	put_flat(w, &r, in, 16, 16);
	assert_int_equal(run(w, &r).status, KYA_STATUS_OK);
	assert_memory_equal(ptr(w, r.dst.addr[0]), want, 16);
}

/* The work that the counters AES and SHA tell of. */
static void test_block_counts(void **state)
{
	static const struct {
		struct request r;
		uint64_t aes, sha;
	} cases[] = {
		{ { .k.cipher = KYA_CIPHER_CTR, .len = 33 }, 3, 0 },
		{ { .k.cipher = KYA_CIPHER_GCM, .len = 33, .icv_len = 16 }, 4, 0 },
		{ { .k.cipher = KYA_CIPHER_XTS, .len = 33 }, 4, 0 },
		{ { .k.cipher = KYA_CIPHER_XTS }, 0, 0 },
		{ { .k.hash = KYA_HASH_CMAC, .icv_len = 16 }, 1, 0 },
		{ { .k.hash = KYA_HASH_CMAC, .len = 32, .icv_len = 16 }, 2, 0 },
		{ { .k.hash = KYA_HASH_SHA1, .len = 55, .icv_len = 20 }, 0, 1 },
		{ { .k.hash = KYA_HASH_SHA256, .len = 56, .icv_len = 20, .k.hmac = true }, 0, 3 },
		{ { .k.hash = KYA_HASH_SHA512, .len = 111, .icv_len = 20 }, 0, 1 },
		{ { .k.hash = KYA_HASH_SHA384, .len = 112, .icv_len = 20 }, 0, 2 },
		{ { .k.hash = KYA_HASH_SHA384, .len = 256, .store = true }, 0, 2 },
	};
	static const uint8_t src[256];
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct request r = cases[i].r;
		struct golden_result res;

		r.ctx = put_context(w, &r);
		put_flat(w, &r, src, r.len, (r.k.cipher ? r.len : 0) + (r.store ? 64 : r.icv_len));
		res = run(w, &r);
		assert_int_equal(res.status, KYA_STATUS_OK);
		assert_int_equal(res.aes_blocks, cases[i].aes);
		assert_int_equal(res.sha_blocks, cases[i].sha);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_random),
		TEST(test_state_chain),
		TEST(test_sha1_state_padding),
		TEST(test_known_answer_in_place),
		TEST(test_xcbc),
		TEST(test_any_h),
		TEST(test_xts_192),
		TEST(test_block_counts),
	};

	seed_random();
	return cmocka_run_group_tests_name("golden_exec", tests, NULL, NULL);
}
