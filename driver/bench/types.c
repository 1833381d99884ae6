// SPDX-License-Identifier: GPL-2.0-only
/* The kinds of algorithm: cipher, hash and AEAD behind struct bench_type. */
#include <crypto/aead.h>
#include <crypto/authenc.h>
#include <crypto/hash.h>
#include <crypto/skcipher.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "bench.h"

static unsigned int no_bytes(void *tfm)
{
	return 0;
}

static void *skcipher_alloc(const char *driver)
{
	return crypto_alloc_skcipher(driver, 0, 0);
}

static void skcipher_free(void *tfm)
{
	crypto_free_skcipher(tfm);
}

static struct crypto_tfm *skcipher_base(void *tfm)
{
	return crypto_skcipher_tfm(tfm);
}

static int skcipher_setkey(void *tfm, const u8 *key, unsigned int keylen)
{
	return crypto_skcipher_setkey(tfm, key, keylen);
}

static unsigned int skcipher_block(void *tfm)
{
	bool steals = !strncmp(crypto_tfm_alg_name(crypto_skcipher_tfm(tfm)), "xts(", 4);

	return steals ? 1 : crypto_skcipher_blocksize(tfm);
}

static void *skcipher_req(void *tfm, crypto_completion_t done, void *data)
{
	struct skcipher_request *req = skcipher_request_alloc(tfm, GFP_KERNEL);

	if (req)
		skcipher_request_set_callback(req, CRYPTO_TFM_REQ_MAY_BACKLOG, done, data);
	return req;
}

static void skcipher_free_req(void *req)
{
	skcipher_request_free(req);
}

static int skcipher_submit(void *req, const struct bench_io *io)
{
	skcipher_request_set_crypt(req, io->src, io->dst, io->len, io->iv);
	return io->decrypt ? crypto_skcipher_decrypt(req) : crypto_skcipher_encrypt(req);
}

static void *hash_alloc(const char *driver)
{
	return crypto_alloc_ahash(driver, 0, 0);
}

static void hash_free(void *tfm)
{
	crypto_free_ahash(tfm);
}

static struct crypto_tfm *hash_base(void *tfm)
{
	return crypto_ahash_tfm(tfm);
}

static unsigned int hash_tag(void *tfm)
{
	return crypto_ahash_digestsize(tfm);
}

static int hash_setkey(void *tfm, const u8 *key, unsigned int keylen)
{
	bool keyed = crypto_ahash_get_flags(tfm) & CRYPTO_TFM_NEED_KEY;

	return keyed ? crypto_ahash_setkey(tfm, key, keylen) : 0;
}

static unsigned int hash_block(void *tfm)
{
	return 1;
}

static void *hash_req(void *tfm, crypto_completion_t done, void *data)
{
	struct ahash_request *req = ahash_request_alloc(tfm, GFP_KERNEL);

	if (req)
		ahash_request_set_callback(req, CRYPTO_TFM_REQ_MAY_BACKLOG, done, data);
	return req;
}

static void hash_free_req(void *req)
{
	ahash_request_free(req);
}

static int hash_submit(void *req, const struct bench_io *io)
{
	ahash_request_set_crypt(req, io->src, io->digest, io->len);
	return crypto_ahash_digest(req);
}

static void *aead_alloc(const char *driver)
{
	return crypto_alloc_aead(driver, 0, 0);
}

static void aead_free(void *tfm)
{
	crypto_free_aead(tfm);
}

static struct crypto_tfm *aead_base(void *tfm)
{
	return crypto_aead_tfm(tfm);
}

static const char *aead_name(void *tfm)
{
	return crypto_tfm_alg_name(crypto_aead_tfm(tfm));
}

static unsigned int aead_aad(void *tfm)
{
	bool esn = !strncmp(aead_name(tfm), "authencesn(", 11);

	return BENCH_ESP + (esn ? BENCH_ESN : 0) + crypto_aead_ivsize(tfm);
}

static unsigned int aead_tag(void *tfm)
{
	return crypto_aead_authsize(tfm);
}

/* The key of authenc(): see crypto_authenc_extractkeys(). */
static int authenc_setkey(void *tfm, const u8 *key, unsigned int keylen)
{
	unsigned int authlen = crypto_aead_maxauthsize(tfm);
	struct crypto_authenc_key_param *param;
	struct rtattr *rta;
	unsigned int len = RTA_SPACE(sizeof(*param)) + authlen + keylen;
	u8 *buf = kzalloc(len, GFP_KERNEL);
	int err;

	if (!buf)
		return -ENOMEM;
	rta = (struct rtattr *)buf;
	rta->rta_type = CRYPTO_AUTHENC_KEYA_PARAM;
	rta->rta_len = RTA_LENGTH(sizeof(*param));
	param = RTA_DATA(rta);
	param->enckeylen = cpu_to_be32(keylen);
	memcpy(buf + RTA_SPACE(sizeof(*param)), key, authlen + keylen);
	err = crypto_aead_setkey(tfm, buf, len);
	kfree_sensitive(buf);
	/* ESP truncates: HMAC-SHA-1 to 96 bits (RFC 2404), SHA-2 to half (RFC 4868). */
	return err ?: crypto_aead_setauthsize(tfm, authlen == 20 ? 12 : authlen / 2);
}

static int aead_setkey(void *tfm, const u8 *key, unsigned int keylen)
{
	if (!strncmp(aead_name(tfm), "authenc", 7))
		return authenc_setkey(tfm, key, keylen);
	return crypto_aead_setkey(tfm, key, keylen);
}

static unsigned int aead_block(void *tfm)
{
	return crypto_aead_blocksize(tfm);
}

static void *aead_req(void *tfm, crypto_completion_t done, void *data)
{
	struct aead_request *req = aead_request_alloc(tfm, GFP_KERNEL);

	if (req)
		aead_request_set_callback(req, CRYPTO_TFM_REQ_MAY_BACKLOG, done, data);
	return req;
}

static void aead_free_req(void *req)
{
	aead_request_free(req);
}

static int aead_submit(void *req, const struct bench_io *io)
{
	unsigned int tag = io->decrypt ? crypto_aead_authsize(crypto_aead_reqtfm(req)) : 0;

	aead_request_set_ad(req, io->aad);
	aead_request_set_crypt(req, io->src, io->dst, io->len + tag, io->iv);
	return io->decrypt ? crypto_aead_decrypt(req) : crypto_aead_encrypt(req);
}

const struct bench_type bench_types[] = {
	{
		.name = "skcipher",
		.alloc = skcipher_alloc,
		.free = skcipher_free,
		.base = skcipher_base,
		.aad = no_bytes,
		.tag = no_bytes,
		.setkey = skcipher_setkey,
		.block = skcipher_block,
		.request = skcipher_req,
		.free_request = skcipher_free_req,
		.submit = skcipher_submit,
	}, {
		.name = "ahash",
		.alloc = hash_alloc,
		.free = hash_free,
		.base = hash_base,
		.aad = no_bytes,
		.tag = hash_tag,
		.setkey = hash_setkey,
		.block = hash_block,
		.request = hash_req,
		.free_request = hash_free_req,
		.submit = hash_submit,
	}, {
		.name = "aead",
		.alloc = aead_alloc,
		.free = aead_free,
		.base = aead_base,
		.aad = aead_aad,
		.tag = aead_tag,
		.setkey = aead_setkey,
		.block = aead_block,
		.request = aead_req,
		.free_request = aead_free_req,
		.submit = aead_submit,
	},
	{ }
};

/**
 * bench_find_type() - a kind of algorithm by its name
 * @name: skcipher, ahash or aead
 *
 * Return: the kind, or NULL.
 */
const struct bench_type *bench_find_type(const char *name)
{
	const struct bench_type *type;

	for (type = bench_types; type->name; type++)
		if (!strcmp(type->name, name))
			return type;
	return NULL;
}
