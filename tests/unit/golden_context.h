/* SPDX-License-Identifier: Apache-2.0 */
/* Contexts, from keys by libcrypto alone. */
#ifndef TESTS_GOLDEN_CONTEXT_H
#define TESTS_GOLDEN_CONTEXT_H

#include <endian.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "kyanite_regs.h"

/*
 * struct keys - what a context is made of
 * @mac_key: HMAC's, zero-filled to a block (FIPS 198-1, 4)
 */
struct keys {
	unsigned int cipher, keysize, hash;
	bool hmac;
	uint8_t key[32], tweak_key[32], mac_key[128];
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

	EVP_EncryptInit_ex2(c, kind[keysize], key, NULL, NULL);
	EVP_EncryptUpdate(c, out, &n, in, 16);
	EVP_CIPHER_CTX_free(c);
}

static inline void put_words(uint8_t *out, const uint32_t *words)
{
	for (int i = 0; i < 8; i++) {
		uint32_t be = htobe32(words[i]);

		memcpy(out + 4 * i, &be, 4);
	}
}

static inline void transform_wide(unsigned int hash, const uint8_t *block, uint8_t *out)
{
	SHA512_CTX c;

	hash == KYA_HASH_SHA384 ? SHA384_Init(&c) : SHA512_Init(&c);
	SHA512_Transform(&c, block);
	for (int i = 0; i < 8; i++) {
		uint64_t be = htobe64(c.h[i]);

		memcpy(out + 8 * i, &be, 8);
	}
}

static inline void transform_narrow(unsigned int hash, const uint8_t *block, uint8_t *out)
{
	uint32_t words[8] = { 0 };

	if (hash == KYA_HASH_SHA1) {
		SHA_CTX c;

		SHA1_Init(&c);
		SHA1_Transform(&c, block);
		memcpy(words, &c.h0, 20);
	} else {
		SHA256_CTX c;

		hash == KYA_HASH_SHA224 ? SHA224_Init(&c) : SHA256_Init(&c);
		SHA256_Transform(&c, block);
		memcpy(words, c.h, 32);
	}
	put_words(out, words);
}

/* The hash state after one block of the HMAC key, by the compression function alone. */
static inline void pad_state(unsigned int hash, const uint8_t *key, uint8_t pad, uint8_t *out)
{
	uint8_t block[128];

	for (uint32_t i = 0; i < sizes_of(hash)->block; i++)
		block[i] = key[i] ^ pad;
	if (sizes_of(hash)->block == 128)
		transform_wide(hash, block, out);
	else
		transform_narrow(hash, block, out);
}

/* SP 800-38B, 6.1: @out is @in times x. */
static inline void subkey(uint8_t *out, const uint8_t *in)
{
	for (int i = 0; i < 16; i++)
		out[i] = (uint8_t)(in[i] << 1 | (i < 15 ? in[i + 1] >> 7 : 0));
	if (in[0] & 0x80)
		out[15] ^= 0x87;
}

static inline struct kya_ctx make_context(const struct keys *k)
{
	static const uint8_t zero[16];
	struct kya_ctx ctx = {
		.ctl = htole32(FIELD_PREP(KYA_CTX_CTL_CIPHER, k->cipher) |
			       FIELD_PREP(KYA_CTX_CTL_KEYSIZE, k->keysize) |
			       FIELD_PREP(KYA_CTX_CTL_HASH, k->hash) |
			       FIELD_PREP(KYA_CTX_CTL_HMAC, k->hmac)),
	};
	uint8_t l[16];

	memcpy(ctx.key, k->key, 16 + 8 * k->keysize);
	if (k->cipher == KYA_CIPHER_XTS)
		memcpy(ctx.tweak_key, k->tweak_key, 16 + 8 * k->keysize);
	aes_ecb(k->key, k->keysize, l, zero);
	if (k->cipher == KYA_CIPHER_GCM)
		memcpy(ctx.inner, l, 16);
	if (k->hash == KYA_HASH_CMAC) {
		subkey(ctx.inner, l);
		subkey(ctx.outer, ctx.inner);
	}
	if (k->hmac) {
		pad_state(k->hash, k->mac_key, 0x36, ctx.inner);
		pad_state(k->hash, k->mac_key, 0x5c, ctx.outer);
	}
	return ctx;
}

/* The context of AES-XCBC-MAC (RFC 3566, 4) with a key of 16 bytes. */
static inline struct kya_ctx make_xcbc_context(const uint8_t *key)
{
	struct kya_ctx ctx = { .ctl = htole32(FIELD_PREP(KYA_CTX_CTL_HASH, KYA_HASH_CMAC)) };
	uint8_t constant[16];

	aes_ecb(key, KYA_KEYSIZE_AES128, ctx.key, memset(constant, 1, sizeof(constant)));
	aes_ecb(key, KYA_KEYSIZE_AES128, ctx.inner, memset(constant, 2, sizeof(constant)));
	aes_ecb(key, KYA_KEYSIZE_AES128, ctx.outer, memset(constant, 3, sizeof(constant)));
	return ctx;
}

#endif
