// SPDX-License-Identifier: Apache-2.0
/*
 * libcrypto's EVP interface hides the state, so this uses the older one, which
 * OpenSSL 3 marks as deprecated but keeps.
 */
#include <endian.h>
#include <stdbool.h>
#include <string.h>

#include "golden/sha.h"
#include "kyanite_regs.h"

static uint32_t get_be32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return be32toh(v);
}

static void put_be32(uint8_t *p, uint32_t v)
{
	v = htobe32(v);
	memcpy(p, &v, sizeof(v));
}

static bool is_wide(unsigned int kind)
{
	return kind == KYA_HASH_SHA384 || kind == KYA_HASH_SHA512;
}

void sha_init(struct sha *s, unsigned int kind)
{
	s->kind = kind;
	switch (kind) {
	case KYA_HASH_SHA1:
		SHA1_Init(&s->sha1);
		break;
	case KYA_HASH_SHA224:
		SHA224_Init(&s->sha2);
		break;
	case KYA_HASH_SHA256:
		SHA256_Init(&s->sha2);
		break;
	case KYA_HASH_SHA384:
		SHA384_Init(&s->wide);
		break;
	default:
		SHA512_Init(&s->wide);
	}
}

static void load_sha1(SHA_CTX *c, const uint8_t *state, uint64_t bits)
{
	SHA_LONG *h[5] = { &c->h0, &c->h1, &c->h2, &c->h3, &c->h4 };

	for (int i = 0; i < 5; i++)
		*h[i] = get_be32(state + 4 * i);
	c->Nl = (SHA_LONG)bits;
	c->Nh = (SHA_LONG)(bits >> 32);
}

static void load_sha2(SHA256_CTX *c, const uint8_t *state, uint64_t bits)
{
	for (int i = 0; i < 8; i++)
		c->h[i] = get_be32(state + 4 * i);
	c->Nl = (SHA_LONG)bits;
	c->Nh = (SHA_LONG)(bits >> 32);
}

static void load_wide(SHA512_CTX *c, const uint8_t *state, uint64_t count)
{
	uint64_t word;

	for (int i = 0; i < 8; i++) {
		memcpy(&word, state + 8 * i, sizeof(word));
		c->h[i] = be64toh(word);
	}
	c->Nl = count << 3;
	c->Nh = count >> 61;
}

void sha_load(struct sha *s, unsigned int kind, const uint8_t *state, uint64_t count)
{
	sha_init(s, kind);
	if (kind == KYA_HASH_SHA1)
		load_sha1(&s->sha1, state, count << 3);
	else if (is_wide(kind))
		load_wide(&s->wide, state, count);
	else
		load_sha2(&s->sha2, state, count << 3);
}

void sha_update(struct sha *s, const void *data, size_t len)
{
	if (s->kind == KYA_HASH_SHA1)
		SHA1_Update(&s->sha1, data, len);
	else if (is_wide(s->kind))
		SHA512_Update(&s->wide, data, len);
	else
		SHA256_Update(&s->sha2, data, len);
}

static void store_sha1(const SHA_CTX *c, uint8_t *state)
{
	const SHA_LONG h[8] = { c->h0, c->h1, c->h2, c->h3, c->h4 };

	for (int i = 0; i < 8; i++)
		put_be32(state + 4 * i, h[i]);
}

static void store_sha2(const SHA256_CTX *c, uint8_t *state)
{
	for (int i = 0; i < 8; i++)
		put_be32(state + 4 * i, c->h[i]);
}

static void store_wide(const SHA512_CTX *c, uint8_t *state)
{
	for (int i = 0; i < 8; i++) {
		uint64_t word = htobe64(c->h[i]);

		memcpy(state + 8 * i, &word, sizeof(word));
	}
}

void sha_store(const struct sha *s, uint8_t *state)
{
	if (s->kind == KYA_HASH_SHA1)
		store_sha1(&s->sha1, state);
	else if (is_wide(s->kind))
		store_wide(&s->wide, state);
	else
		store_sha2(&s->sha2, state);
}

/* The digest's length is in libcrypto's state. */
void sha_final(struct sha *s, uint8_t *digest)
{
	if (s->kind == KYA_HASH_SHA1)
		SHA1_Final(digest, &s->sha1);
	else if (is_wide(s->kind))
		SHA512_Final(digest, &s->wide);
	else
		SHA256_Final(digest, &s->sha2);
}
