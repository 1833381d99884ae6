// SPDX-License-Identifier: GPL-2.0-only
/* Cipher and authentication in one pass: GCM, and authenc as ESP wants it. */
#include <linux/rtnetlink.h>
#include <crypto/aes.h>
#include <crypto/authenc.h>
#include <crypto/ctr.h>
#include <crypto/gcm.h>
#include <crypto/internal/aead.h>
#include <crypto/scatterwalk.h>
#include <crypto/sha1.h>
#include <crypto/sha2.h>
#include "kyanite.h"

static unsigned int min_len;
module_param_cb(min_len_aead, &kya_min_len_ops, &min_len, 0644);
MODULE_PARM_DESC(min_len_aead,
		 "Shorter AEAD requests stay in software (bytes, or auto: found out)");
static unsigned int keep_len;
module_param_named(keep_len_aead, keep_len, uint, 0444);
MODULE_PARM_DESC(keep_len_aead,
		 "Sources up to so many bytes are kept if done in place (default 0: none)");

/* What an algorithm does in its own way. */
#define KYA_AEAD_NONCE		BIT(0)	/* the key ends with a nonce that precedes the IV */
#define KYA_AEAD_IV_IN_AAD	BIT(1)	/* the IV ends the AAD, unauthenticated (RFC 4106) */
#define KYA_AEAD_GMAC		BIT(2)	/* all is AAD (RFC 4543) */
#define KYA_AEAD_ESN		BIT(3)	/* AAD: SPI, high and low half of the sequence number */

#define KYA_ESN_AT		4	/* the high half, which is hashed last */
#define KYA_ESN_SIZE		4

struct kya_aead_alg {
	struct kya_alg kya;
	struct aead_alg alg;
	u32 cipher;
	u32 hash;	/* or KYA_HASH_NONE, with GCM */
	u32 flags;
};

struct kya_aead_ctx {
	struct kya_tfm tfm;
	struct crypto_aead *fallback;
	u8 nonce[CTR_RFC3686_NONCE_SIZE];
};

struct kya_aead_req {
	struct kya_job job;
	bool decrypt;
	unsigned int aad;	/* bytes that are authenticated only */
	unsigned int len;	/* bytes that are ciphered */
	u8 esn[KYA_ESN_SIZE];
	struct aead_request fallback;	/* last: its context follows */
};

static struct kya_aead_alg *kya_aead_alg_of(struct crypto_aead *tfm)
{
	return container_of(crypto_aead_alg(tfm), struct kya_aead_alg, alg);
}

static void kya_aead_iv(u8 *out, struct aead_request *req)
{
	struct crypto_aead *tfm = crypto_aead_reqtfm(req);
	const struct kya_aead_alg *alg = kya_aead_alg_of(tfm);
	struct kya_aead_ctx *ctx = crypto_aead_ctx(tfm);

	/* GCM makes a counter of nonce and IV by itself, and ignores this one. */
	if (alg->flags & KYA_AEAD_NONCE)
		kya_rfc3686_counter(out, ctx->nonce, req->iv);
	else
		memcpy(out, req->iv, crypto_aead_ivsize(tfm));
}

static void kya_aead_fill(struct kya_job *job, struct kya_slot *slot)
{
	struct kya_aead_req *rctx = container_of(job, struct kya_aead_req, job);
	struct aead_request *req = container_of(job->areq, struct aead_request, base);
	struct crypto_aead *tfm = crypto_aead_reqtfm(req);
	bool esn = kya_aead_alg_of(tfm)->flags & KYA_AEAD_ESN;

	slot->sqe.ctl = cpu_to_le32((rctx->decrypt ? KYA_SQE_CTL_DECRYPT : 0) |
				    (esn ? KYA_SQE_CTL_ESN : 0));
	slot->sqe.aux = cpu_to_le32(FIELD_PREP(KYA_SQE_AUX_AAD_LEN, rctx->aad) |
				    FIELD_PREP(KYA_SQE_AUX_ICV_LEN, crypto_aead_authsize(tfm)));
	slot->sqe.len = cpu_to_le32(rctx->len);
	if (esn)
		memcpy(&slot->sqe.hash_count, rctx->esn, KYA_ESN_SIZE);
	kya_aead_iv(slot->sqe.iv, req);
	kya_job_fill(job, slot, 0);
}

static int kya_aead_done(struct kya_job *job, int err)
{
	return err;
}

static int kya_aead_software(struct kya_job *job)
{
	struct kya_aead_req *rctx = container_of(job, struct kya_aead_req, job);
	struct aead_request *req = container_of(job->areq, struct aead_request, base);
	struct kya_aead_ctx *ctx = crypto_aead_ctx(crypto_aead_reqtfm(req));

	aead_request_set_tfm(&rctx->fallback, ctx->fallback);
	aead_request_set_callback(&rctx->fallback, kya_software_flags(&req->base), NULL, NULL);
	aead_request_set_crypt(&rctx->fallback, req->src, req->dst, req->cryptlen, req->iv);
	aead_request_set_ad(&rctx->fallback, req->assoclen);
	return rctx->decrypt ? crypto_aead_decrypt(&rctx->fallback) :
			       crypto_aead_encrypt(&rctx->fallback);
}

static const struct kya_job_ops kya_aead_ops = {
	.fill = kya_aead_fill,
	.done = kya_aead_done,
	.software = kya_aead_software,
};

/* The engine writes nothing that is not ciphered; the API wants it in the destination. */
static void kya_copy_plain(struct aead_request *req, unsigned int len)
{
	unsigned int at, n;
	u8 part[64];

	for (at = 0; at < len; at += n) {
		n = min_t(unsigned int, sizeof(part), len - at);
		scatterwalk_map_and_copy(part, req->src, at, n, 0);
		scatterwalk_map_and_copy(part, req->dst, at, n, 1);
	}
}

/*
 * Where AAD, payload and ICV lie, and what differs from that order. The source of ESN is SPI, low
 * half of the sequence number and the rest; the high half goes into the entry (RFC 4303, 2.2.1).
 */
static void kya_aead_layout(struct kya_aead_req *rctx, struct aead_request *req, u32 flags)
{
	unsigned int icv = crypto_aead_authsize(crypto_aead_reqtfm(req));
	struct kya_job *job = &rctx->job;

	rctx->aad = req->assoclen;
	rctx->len = req->cryptlen - (rctx->decrypt ? icv : 0);
	job->src_bytes = req->assoclen + req->cryptlen;
	job->dst_skip = req->assoclen;
	job->dst_bytes = rctx->len + (rctx->decrypt ? 0 : icv);
	if (flags & KYA_AEAD_GMAC) {
		rctx->aad += rctx->len;
		job->dst_skip += rctx->len;
		job->dst_bytes -= rctx->len;
		rctx->len = 0;
	} else if (flags & KYA_AEAD_IV_IN_AAD) {
		job->hole = GCM_RFC4106_IV_SIZE;
		job->hole_at = req->assoclen - job->hole;
	} else if (flags & KYA_AEAD_ESN) {
		job->hole = KYA_ESN_SIZE;
		job->hole_at = KYA_ESN_AT;
		scatterwalk_map_and_copy(rctx->esn, req->src, KYA_ESN_AT, KYA_ESN_SIZE, 0);
	}
	rctx->aad -= job->hole;
}

/*
 * The entry's field for the AAD has 16 bits. Software says what is wrong with a part of a block,
 * and with an AAD that has no sequence number.
 */
static bool kya_aead_fits(const struct kya_aead_alg *alg, const struct aead_request *req,
			  unsigned int len)
{
	if (alg->cipher == KYA_CIPHER_CBC && !IS_ALIGNED(len, AES_BLOCK_SIZE))
		return false;
	if (alg->flags & KYA_AEAD_ESN && req->assoclen < KYA_ESN_AT + KYA_ESN_SIZE)
		return false;
	return req->assoclen + (alg->flags & KYA_AEAD_GMAC ? len : 0) <= U16_MAX;
}

static int kya_aead_crypt(struct aead_request *req, bool decrypt)
{
	struct crypto_aead *tfm = crypto_aead_reqtfm(req);
	const struct kya_aead_alg *alg = kya_aead_alg_of(tfm);
	struct kya_aead_ctx *ctx = crypto_aead_ctx(tfm);
	struct kya_aead_req *rctx = aead_request_ctx(req);
	unsigned int icv = decrypt ? crypto_aead_authsize(tfm) : 0;

	if (req->cryptlen < icv)
		return -EINVAL;
	if (alg->flags & (KYA_AEAD_IV_IN_AAD | KYA_AEAD_GMAC) &&
	    crypto_ipsec_check_assoclen(req->assoclen))
		return -EINVAL;
	rctx->decrypt = decrypt;
	rctx->job = (struct kya_job){
		.ops = &kya_aead_ops,
		.areq = &req->base,
		.tfm = &ctx->tfm,
		.src = req->src,
		.dst = req->dst,
		.keep_len = keep_len,
	};
	rctx->job.soft = !kya_aead_fits(alg, req, req->cryptlen - icv);
	if (!rctx->job.soft)
		kya_aead_layout(rctx, req, alg->flags);
	if (req->src != req->dst)
		kya_copy_plain(req, rctx->job.dst_skip);
	return kya_job_submit(&rctx->job, kya_min_len(READ_ONCE(min_len), &alg->kya));
}

static int kya_aead_encrypt(struct aead_request *req)
{
	return kya_aead_crypt(req, false);
}

static int kya_aead_decrypt(struct aead_request *req)
{
	return kya_aead_crypt(req, true);
}

static int kya_aead_context(const struct kya_aead_alg *alg, struct kya_ctx *hw,
			    const struct crypto_authenc_keys *keys)
{
	if (!alg->hash)
		return kya_ctx_gcm(hw, keys->enckey, keys->enckeylen);
	kya_ctx_cipher(hw, alg->cipher, keys->enckey, keys->enckeylen);
	return kya_ctx_hmac(hw, alg->hash, keys->authkey, keys->authkeylen);
}

static int kya_aead_setkey(struct crypto_aead *tfm, const u8 *key, unsigned int len)
{
	const struct kya_aead_alg *alg = kya_aead_alg_of(tfm);
	struct kya_aead_ctx *ctx = crypto_aead_ctx(tfm);
	struct crypto_authenc_keys keys = { .enckey = key, .enckeylen = len };
	struct kya_ctx hw = { };
	int err;

	crypto_aead_clear_flags(ctx->fallback, CRYPTO_TFM_REQ_MASK);
	crypto_aead_set_flags(ctx->fallback, crypto_aead_get_flags(tfm) & CRYPTO_TFM_REQ_MASK);
	err = crypto_aead_setkey(ctx->fallback, key, len);
	if (!err && alg->hash)
		err = crypto_authenc_extractkeys(&keys, key, len);
	if (err)
		return err;
	if (alg->flags & KYA_AEAD_NONCE) {
		keys.enckeylen -= sizeof(ctx->nonce);
		memcpy(ctx->nonce, keys.enckey + keys.enckeylen, sizeof(ctx->nonce));
	}
	err = kya_aead_context(alg, &hw, &keys) ?: kya_tfm_set_key(&ctx->tfm, &hw);
	memzero_explicit(&hw, sizeof(hw));
	memzero_explicit(&keys, sizeof(keys));
	return err;
}

static int kya_aead_setauthsize(struct crypto_aead *tfm, unsigned int size)
{
	struct kya_aead_ctx *ctx = crypto_aead_ctx(tfm);

	return crypto_aead_setauthsize(ctx->fallback, size);
}

static int kya_aead_init(struct crypto_aead *tfm)
{
	struct kya_aead_ctx *ctx = crypto_aead_ctx(tfm);

	ctx->fallback = crypto_alloc_aead(crypto_tfm_alg_name(crypto_aead_tfm(tfm)), 0,
					  CRYPTO_ALG_ASYNC | CRYPTO_ALG_NEED_FALLBACK);
	if (IS_ERR(ctx->fallback))
		return PTR_ERR(ctx->fallback);
	crypto_aead_set_reqsize(tfm, sizeof(struct kya_aead_req) +
				     crypto_aead_reqsize(ctx->fallback));
	kya_tfm_init(&ctx->tfm, kya_aead_alg_of(tfm)->kya.caps);
	return 0;
}

static void kya_aead_exit(struct crypto_aead *tfm)
{
	struct kya_aead_ctx *ctx = crypto_aead_ctx(tfm);

	kya_tfm_exit(&ctx->tfm);
	crypto_free_aead(ctx->fallback);
}

#define KYA_AEAD(name, driver, cap, hw, id, f, iv, icv, block)				\
{											\
	.kya.caps = cap,								\
	.cipher = hw,									\
	.hash = id,									\
	.flags = f,									\
	.alg = {									\
		.base.cra_name = name,							\
		.base.cra_driver_name = driver "-" KYA_NAME,				\
		.base.cra_flags = CRYPTO_ALG_ASYNC | CRYPTO_ALG_NEED_FALLBACK |		\
				  CRYPTO_ALG_KERN_DRIVER_ONLY,				\
		.base.cra_blocksize = block,						\
		.base.cra_ctxsize = sizeof(struct kya_aead_ctx),			\
		.base.cra_module = THIS_MODULE,						\
		.ivsize = iv,								\
		.maxauthsize = icv,							\
		.chunksize = AES_BLOCK_SIZE,						\
		.setkey = kya_aead_setkey,						\
		.setauthsize = kya_aead_setauthsize,					\
		.encrypt = kya_aead_encrypt,						\
		.decrypt = kya_aead_decrypt,						\
		.init = kya_aead_init,							\
		.exit = kya_aead_exit,							\
	},										\
}

#define KYA_CAPS_AUTHENC(sha)	(KYA_REG_CAPS_##sha | KYA_REG_CAPS_HMAC | KYA_REG_CAPS_AUTHENC)

#define KYA_AUTHENC_CBC(name, sha, id)							\
	KYA_AEAD("authenc(hmac(" name "),cbc(aes))", "authenc-hmac-" name "-cbc-aes",	\
		 KYA_CAPS_AUTHENC(sha) | KYA_REG_CAPS_CBC, KYA_CIPHER_CBC,		\
		 KYA_HASH_##id, 0, AES_BLOCK_SIZE, id##_DIGEST_SIZE, AES_BLOCK_SIZE)

#define KYA_AUTHENC_CTR(name, sha, id)							\
	KYA_AEAD("authenc(hmac(" name "),rfc3686(ctr(aes)))",				\
		 "authenc-hmac-" name "-rfc3686-ctr-aes",				\
		 KYA_CAPS_AUTHENC(sha) | KYA_REG_CAPS_CTR, KYA_CIPHER_CTR,		\
		 KYA_HASH_##id, KYA_AEAD_NONCE, CTR_RFC3686_IV_SIZE,			\
		 id##_DIGEST_SIZE, 1)

#define KYA_AUTHENCESN(name, sha, id)							\
	KYA_AEAD("authencesn(hmac(" name "),cbc(aes))", "authencesn-hmac-" name "-cbc-aes", \
		 KYA_CAPS_AUTHENC(sha) | KYA_REG_CAPS_CBC | KYA_REG_CAPS_ESN,		\
		 KYA_CIPHER_CBC, KYA_HASH_##id, KYA_AEAD_ESN, AES_BLOCK_SIZE,		\
		 id##_DIGEST_SIZE, AES_BLOCK_SIZE)

static struct kya_aead_alg kya_aeads[] = {
	KYA_AEAD("gcm(aes)", "gcm-aes", KYA_REG_CAPS_GCM, KYA_CIPHER_GCM, KYA_HASH_NONE, 0,
		 GCM_AES_IV_SIZE, AES_BLOCK_SIZE, 1),
	KYA_AEAD("rfc4106(gcm(aes))", "rfc4106-gcm-aes", KYA_REG_CAPS_GCM, KYA_CIPHER_GCM,
		 KYA_HASH_NONE, KYA_AEAD_NONCE | KYA_AEAD_IV_IN_AAD, GCM_RFC4106_IV_SIZE,
		 AES_BLOCK_SIZE, 1),
	KYA_AEAD("rfc4543(gcm(aes))", "rfc4543-gcm-aes", KYA_REG_CAPS_GCM, KYA_CIPHER_GCM,
		 KYA_HASH_NONE, KYA_AEAD_NONCE | KYA_AEAD_GMAC, GCM_RFC4543_IV_SIZE,
		 AES_BLOCK_SIZE, 1),
	KYA_AUTHENC_CBC("sha1", SHA1, SHA1),
	KYA_AUTHENC_CBC("sha224", SHA256, SHA224),
	KYA_AUTHENC_CBC("sha256", SHA256, SHA256),
	KYA_AUTHENC_CBC("sha384", SHA512, SHA384),
	KYA_AUTHENC_CBC("sha512", SHA512, SHA512),
	KYA_AUTHENC_CTR("sha1", SHA1, SHA1),
	KYA_AUTHENC_CTR("sha256", SHA256, SHA256),
	KYA_AUTHENCESN("sha1", SHA1, SHA1),
	KYA_AUTHENCESN("sha256", SHA256, SHA256),
	KYA_AUTHENCESN("sha384", SHA512, SHA384),
	KYA_AUTHENCESN("sha512", SHA512, SHA512),
};

static int kya_aead_add(struct kya_alg *alg, int priority)
{
	struct kya_aead_alg *a = container_of(alg, struct kya_aead_alg, kya);

	a->alg.base.cra_priority = priority;
	return crypto_register_aead(&a->alg);
}

static void kya_aead_del(struct kya_alg *alg)
{
	crypto_unregister_aead(&container_of(alg, struct kya_aead_alg, kya)->alg);
}

static const char *kya_aead_driver(const struct kya_alg *alg)
{
	return container_of(alg, struct kya_aead_alg, kya)->alg.base.cra_driver_name;
}

static void kya_aead_trial_end(struct kya_trial *t)
{
	aead_request_free(t->req);
	crypto_free_aead(t->tfm);
}

/* The key, in the form that authenc wants of keys for two algorithms. */
static int kya_aead_trial_key(struct kya_trial *t, const struct kya_aead_alg *a)
{
	unsigned int enc = AES_KEYSIZE_128;
	struct {
		struct rtattr attr;
		struct crypto_authenc_key_param param;
		u8 keys[2 * AES_MAX_KEY_SIZE];
	} __packed both = {
		.attr = { .rta_type = CRYPTO_AUTHENC_KEYA_PARAM },
	};

	if (a->flags & (KYA_AEAD_NONCE | KYA_AEAD_GMAC))
		enc += CTR_RFC3686_NONCE_SIZE;
	if (!a->hash)
		return crypto_aead_setkey(t->tfm, t->key, enc);
	both.attr.rta_len = RTA_LENGTH(sizeof(both.param));
	both.param.enckeylen = cpu_to_be32(enc);
	memcpy(both.keys, t->key, SHA1_DIGEST_SIZE + enc);
	return crypto_aead_setkey(t->tfm, (u8 *)&both,
				  offsetof(typeof(both), keys) + SHA1_DIGEST_SIZE + enc);
}

static int kya_aead_trial_begin(struct kya_trial *t)
{
	const struct kya_aead_alg *a = container_of(t->alg, struct kya_aead_alg, kya);
	int err;

	t->tfm = crypto_alloc_aead(a->alg.base.cra_driver_name, 0, 0);
	if (IS_ERR(t->tfm))
		return PTR_ERR(t->tfm);
	t->req = aead_request_alloc(t->tfm, GFP_KERNEL);
	err = t->req ? kya_aead_trial_key(t, a) : -ENOMEM;
	if (err)
		kya_aead_trial_end(t);
	else
		aead_request_set_callback(t->req, 0, kya_trial_done, t);
	return err;
}

static int kya_aead_trial_send(struct kya_trial *t)
{
	aead_request_set_crypt(t->req, &t->src, &t->dst, t->bytes - KYA_TRIAL_AAD, t->iv);
	aead_request_set_ad(t->req, KYA_TRIAL_AAD);
	return crypto_aead_encrypt(t->req);
}

const struct kya_kind kya_aead_kind = {
	.algs = kya_aeads,
	.count = ARRAY_SIZE(kya_aeads),
	.size = sizeof(kya_aeads[0]),
	.add = kya_aead_add,
	.del = kya_aead_del,
	.driver = kya_aead_driver,
	.min_len = &min_len,
	.keep_len = &keep_len,
	.trial_begin = kya_aead_trial_begin,
	.trial_send = kya_aead_trial_send,
	.trial_end = kya_aead_trial_end,
};
