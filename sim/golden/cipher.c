// SPDX-License-Identifier: Apache-2.0
/*
 * XTS is made of single blocks here, since libcrypto's has no 192-bit keys and
 * refuses equal ones. GCM's counter never leaves its low 32 bits: a payload has
 * fewer than 2^20 blocks.
 */
#include <string.h>

#include "golden/cipher.h"

static EVP_CIPHER_CTX *evp_start(unsigned int cipher, unsigned int keysize, const uint8_t *key,
				 const uint8_t *iv, bool encrypt)
{
	static const EVP_CIPHER *(*const table[][3])(void) = {
		[KYA_CIPHER_ECB] = { EVP_aes_128_ecb, EVP_aes_192_ecb, EVP_aes_256_ecb },
		[KYA_CIPHER_CBC] = { EVP_aes_128_cbc, EVP_aes_192_cbc, EVP_aes_256_cbc },
		[KYA_CIPHER_CTR] = { EVP_aes_128_ctr, EVP_aes_192_ctr, EVP_aes_256_ctr },
	};
	EVP_CIPHER_CTX *evp = EVP_CIPHER_CTX_new();

	EVP_CipherInit_ex(evp, table[cipher][keysize](), NULL, key, iv, encrypt);
	EVP_CIPHER_CTX_set_padding(evp, 0);
	return evp;
}

EVP_CIPHER_CTX *cipher_aes(unsigned int keysize, const uint8_t *key, bool encrypt)
{
	return evp_start(KYA_CIPHER_ECB, keysize, key, NULL, encrypt);
}

void cipher_block(EVP_CIPHER_CTX *aes, uint8_t *out, const uint8_t *in)
{
	int n;

	EVP_CipherUpdate(aes, out, &n, in, AES_BLOCK);
}

void cipher_counter(uint8_t *block, const uint8_t *iv, uint8_t count)
{
	memcpy(block, iv, 12);
	memset(block + 12, 0, 3);
	block[15] = count;
}

static void start_xts(struct cipher *c, const struct request *r)
{
	EVP_CIPHER_CTX *aes = cipher_aes(r->keysize, r->ctx.tweak_key, true);

	cipher_block(aes, c->tweak, r->sqe.iv);
	EVP_CIPHER_CTX_free(aes);
	c->evp = cipher_aes(r->keysize, r->ctx.key, !c->decrypt);
}

void cipher_start(struct cipher *c, const struct request *r)
{
	uint8_t counter[AES_BLOCK];

	c->kind = r->cipher;
	c->decrypt = r->decrypt;
	if (r->cipher == KYA_CIPHER_XTS) {
		start_xts(c, r);
	} else if (r->cipher == KYA_CIPHER_GCM) {
		cipher_counter(counter, r->sqe.iv, 2);
		c->evp = evp_start(KYA_CIPHER_CTR, r->keysize, r->ctx.key, counter, true);
	} else {
		c->evp = evp_start(r->cipher, r->keysize, r->ctx.key, r->sqe.iv, !c->decrypt);
	}
}

/* IEEE 1619, 5.2: times alpha, the first byte lowest. */
static void double_tweak(uint8_t *tweak)
{
	uint8_t carry = tweak[AES_BLOCK - 1] >> 7;

	for (int i = AES_BLOCK - 1; i > 0; i--)
		tweak[i] = (uint8_t)(tweak[i] << 1 | tweak[i - 1] >> 7);
	tweak[0] = (uint8_t)(tweak[0] << 1 ^ (carry ? 0x87 : 0));
}

static void xts_block(const struct cipher *c, const uint8_t *tweak, uint8_t *out, const uint8_t *in)
{
	uint8_t x[AES_BLOCK];

	for (int i = 0; i < AES_BLOCK; i++)
		x[i] = in[i] ^ tweak[i];
	cipher_block(c->evp, x, x);
	for (int i = 0; i < AES_BLOCK; i++)
		out[i] = x[i] ^ tweak[i];
}

/* IEEE 1619, 5.3.2 and 5.4.2: the last whole block and @tail bytes after it. */
static void xts_steal(struct cipher *c, uint8_t *out, const uint8_t *in, size_t tail)
{
	uint8_t first[AES_BLOCK], second[AES_BLOCK], before[AES_BLOCK], after[AES_BLOCK];

	memcpy(before, c->tweak, AES_BLOCK);
	memcpy(after, c->tweak, AES_BLOCK);
	double_tweak(after);
	/* Decryption meets the two in the other order. */
	xts_block(c, c->decrypt ? after : before, first, in);
	memcpy(second, in + AES_BLOCK, tail);
	memcpy(second + tail, first + tail, AES_BLOCK - tail);
	xts_block(c, c->decrypt ? before : after, out, second);
	memcpy(out + AES_BLOCK, first, tail);
}

static void xts_update(struct cipher *c, uint8_t *out, const uint8_t *in, size_t n)
{
	size_t tail = n % AES_BLOCK, whole = tail ? n - tail - AES_BLOCK : n;

	for (size_t at = 0; at < whole; at += AES_BLOCK) {
		xts_block(c, c->tweak, out + at, in + at);
		double_tweak(c->tweak);
	}
	if (tail)
		xts_steal(c, out + whole, in + whole, tail);
}

void cipher_update(struct cipher *c, uint8_t *out, const uint8_t *in, size_t n)
{
	int outl;

	if (c->kind == KYA_CIPHER_XTS)
		xts_update(c, out, in, n);
	else
		EVP_CipherUpdate(c->evp, out, &outl, in, (int)n);
}

void cipher_end(struct cipher *c)
{
	EVP_CIPHER_CTX_free(c->evp);
}
