// SPDX-License-Identifier: Apache-2.0
/*
 * libcrypto's EVP interface hides the state, so this uses the older one, which
 * OpenSSL 3 marks as deprecated but keeps.
 */
#include <string.h>

#include "golden/sha.h"
#include "kyanite_regs.h"

static uint32_t get_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put_be32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

unsigned int sha_digest_len(unsigned int kind)
{
	switch (kind) {
	case KYA_HASH_SHA1:
		return SHA_DIGEST_LENGTH;
	case KYA_HASH_SHA224:
		return SHA224_DIGEST_LENGTH;
	case KYA_HASH_SHA256:
		return SHA256_DIGEST_LENGTH;
	default:
		return 0;
	}
}

void sha_init(struct sha *s, unsigned int kind)
{
	s->kind = kind;
	if (kind == KYA_HASH_SHA1)
		SHA1_Init(&s->sha1);
	else if (kind == KYA_HASH_SHA224)
		SHA224_Init(&s->sha2);
	else
		SHA256_Init(&s->sha2);
}

void sha_load(struct sha *s, unsigned int kind, const uint8_t *state, uint64_t count)
{
	uint64_t bits = count << 3;

	sha_init(s, kind);
	if (kind == KYA_HASH_SHA1) {
		SHA_LONG *h[5] = { &s->sha1.h0, &s->sha1.h1, &s->sha1.h2, &s->sha1.h3,
				   &s->sha1.h4 };

		for (int i = 0; i < 5; i++)
			*h[i] = get_be32(state + 4 * i);
		s->sha1.Nl = (SHA_LONG)bits;
		s->sha1.Nh = (SHA_LONG)(bits >> 32);
		return;
	}
	for (int i = 0; i < 8; i++)
		s->sha2.h[i] = get_be32(state + 4 * i);
	s->sha2.Nl = (SHA_LONG)bits;
	s->sha2.Nh = (SHA_LONG)(bits >> 32);
}

void sha_update(struct sha *s, const void *data, size_t len)
{
	if (s->kind == KYA_HASH_SHA1)
		SHA1_Update(&s->sha1, data, len);
	else
		SHA256_Update(&s->sha2, data, len);
}

void sha_store(const struct sha *s, uint8_t *state)
{
	memset(state, 0, SHA_STATE_BYTES);
	if (s->kind == KYA_HASH_SHA1) {
		const SHA_LONG h[5] = { s->sha1.h0, s->sha1.h1, s->sha1.h2, s->sha1.h3,
					s->sha1.h4 };

		for (int i = 0; i < 5; i++)
			put_be32(state + 4 * i, h[i]);
		return;
	}
	for (int i = 0; i < 8; i++)
		put_be32(state + 4 * i, s->sha2.h[i]);
}

void sha_final(struct sha *s, uint8_t *digest)
{
	if (s->kind == KYA_HASH_SHA1)
		SHA1_Final(digest, &s->sha1);
	else
		SHA256_Final(digest, &s->sha2); /* of SHA-224 too: the length is in the state */
}
