// SPDX-License-Identifier: Apache-2.0
#include <endian.h>

#include "golden/cipher.h"
#include "golden/mac.h"

const struct mac_sizes *mac_sizes(unsigned int hash)
{
	static const struct mac_sizes table[] = {
		[KYA_HASH_SHA1] = { 64, 20, 32 },    [KYA_HASH_SHA224] = { 64, 28, 32 },
		[KYA_HASH_SHA256] = { 64, 32, 32 },  [KYA_HASH_SHA384] = { 128, 48, 64 },
		[KYA_HASH_SHA512] = { 128, 64, 64 }, [KYA_HASH_CMAC] = { 16, 16, 16 },
	};

	return &table[hash];
}

/* Bytes of an HMAC's pad block, which the entry does not count. */
static unsigned int pad_bytes(const struct request *r)
{
	return r->hmac ? mac_sizes(r->hash)->block : 0;
}

void mac_start(struct mac *m, const struct request *r)
{
	m->r = r;
	if (!r->hash)
		ghash_start(&m->ghash, r->ctx.inner);
	else if (r->hash == KYA_HASH_CMAC)
		cmac_start(&m->cmac, r->keysize, r->ctx.key);
	else if (r->hmac)
		sha_load(&m->sha, r->hash, r->ctx.inner, pad_bytes(r));
	else
		sha_init(&m->sha, r->hash);
}

void mac_load(struct mac *m, const uint8_t *state)
{
	const struct request *r = m->r;

	if (r->hash == KYA_HASH_CMAC)
		cmac_load(&m->cmac, state);
	else
		sha_load(&m->sha, r->hash, state, le64toh(r->sqe.hash_count) + pad_bytes(r));
}

void mac_update(struct mac *m, const uint8_t *data, size_t len)
{
	if (!m->r->hash)
		ghash_update(&m->ghash, data, len);
	else if (m->r->hash == KYA_HASH_CMAC)
		cmac_update(&m->cmac, data, len);
	else
		sha_update(&m->sha, data, len);
}

void mac_end_aad(struct mac *m)
{
	if (!m->r->hash)
		ghash_pad(&m->ghash);
}

void mac_store(struct mac *m, uint8_t *state)
{
	if (m->r->hash == KYA_HASH_CMAC)
		cmac_store(&m->cmac, state);
	else
		sha_store(&m->sha, state);
}

/* SP 800-38D, 7.1: the sum under the first counter block. */
static void final_gcm(struct mac *m, uint8_t *tag)
{
	const struct request *r = m->r;
	uint8_t mask[AES_BLOCK];
	EVP_CIPHER_CTX *aes = cipher_aes(r->keysize, r->ctx.key, true);

	cipher_counter(mask, r->sqe.iv, 1);
	cipher_block(aes, mask, mask);
	EVP_CIPHER_CTX_free(aes);
	ghash_final(&m->ghash, r->aad_len, r->len, tag);
	for (int i = 0; i < AES_BLOCK; i++)
		tag[i] ^= mask[i];
}

static void final_sha(struct mac *m, uint8_t *digest)
{
	const struct request *r = m->r;
	const struct mac_sizes *sizes = mac_sizes(r->hash);

	sha_final(&m->sha, digest);
	if (!r->hmac)
		return;
	sha_load(&m->sha, r->hash, r->ctx.outer, pad_bytes(r));
	sha_update(&m->sha, digest, sizes->digest);
	sha_final(&m->sha, digest);
}

void mac_final(struct mac *m, uint8_t *digest)
{
	if (!m->r->hash)
		final_gcm(m, digest);
	else if (m->r->hash == KYA_HASH_CMAC)
		cmac_final(&m->cmac, m->r->ctx.inner, m->r->ctx.outer, digest);
	else
		final_sha(m, digest);
}

void mac_end(struct mac *m)
{
	if (m->r->hash == KYA_HASH_CMAC)
		cmac_end(&m->cmac);
}
