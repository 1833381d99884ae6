// SPDX-License-Identifier: GPL-2.0-only
/* CBC and HMAC in one pass, as ESP wants them: authenc. */
#include <crypto/aes.h>
#include <crypto/authenc.h>
#include <crypto/internal/aead.h>
#include <crypto/scatterwalk.h>
#include <crypto/sha1.h>
#include <crypto/sha2.h>
#include "kyanite.h"

static unsigned int min_len;
module_param_named(min_len_aead, min_len, uint, 0644);
MODULE_PARM_DESC(min_len_aead, "Shorter AEAD requests stay in software (bytes)");

struct kya_aead_alg {
	struct aead_alg alg;
	u32 hash;
};

struct kya_aead_ctx {
	struct kya_tfm tfm;
	struct crypto_aead *fallback;
};

struct kya_aead_req {
	struct kya_job job;
	bool decrypt;
	struct aead_request fallback;	/* last: its context follows */
};

static void kya_aead_fill(struct kya_job *job, struct kya_slot *slot)
{
	struct kya_aead_req *rctx = container_of(job, struct kya_aead_req, job);
	struct aead_request *req = container_of(job->areq, struct aead_request, base);
	unsigned int icv = crypto_aead_authsize(crypto_aead_reqtfm(req));

	if (rctx->decrypt)
		slot->sqe.ctl = cpu_to_le32(KYA_SQE_CTL_DECRYPT);
	slot->sqe.aux = cpu_to_le32(FIELD_PREP(KYA_SQE_AUX_AAD_LEN, req->assoclen) |
				    FIELD_PREP(KYA_SQE_AUX_ICV_LEN, icv));
	slot->sqe.len = cpu_to_le32(req->cryptlen - (rctx->decrypt ? icv : 0));
	memcpy(slot->sqe.iv, req->iv, AES_BLOCK_SIZE);
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
	aead_request_set_callback(&rctx->fallback, req->base.flags & CRYPTO_TFM_REQ_MAY_SLEEP, NULL,
				  NULL);
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

/* The engine writes no AAD; the API wants it in the destination. */
static void kya_copy_aad(struct aead_request *req)
{
	unsigned int at, n;
	u8 part[64];

	for (at = 0; at < req->assoclen; at += n) {
		n = min_t(unsigned int, sizeof(part), req->assoclen - at);
		scatterwalk_map_and_copy(part, req->src, at, n, 0);
		scatterwalk_map_and_copy(part, req->dst, at, n, 1);
	}
}

static int kya_aead_crypt(struct aead_request *req, bool decrypt)
{
	struct crypto_aead *tfm = crypto_aead_reqtfm(req);
	struct kya_aead_ctx *ctx = crypto_aead_ctx(tfm);
	struct kya_aead_req *rctx = aead_request_ctx(req);
	unsigned int icv = crypto_aead_authsize(tfm);
	unsigned int len = req->cryptlen;

	if (decrypt) {
		if (len < icv)
			return -EINVAL;
		len -= icv;
	}
	if (!IS_ALIGNED(len, AES_BLOCK_SIZE))
		return -EINVAL;
	rctx->decrypt = decrypt;
	rctx->job = (struct kya_job){
		.ops = &kya_aead_ops,
		.areq = &req->base,
		.tfm = &ctx->tfm,
		.src = req->src,
		.dst = req->dst,
		.src_bytes = req->assoclen + req->cryptlen,
		.dst_skip = req->assoclen,
		.dst_bytes = len + (decrypt ? 0 : icv),
	};
	if (req->assoclen > U16_MAX) {
		kya_count_fallback(&ctx->tfm, KYA_FB_LENGTH);
		return kya_aead_software(&rctx->job);
	}
	if (req->src != req->dst)
		kya_copy_aad(req);
	return kya_job_submit(&rctx->job, READ_ONCE(min_len));
}

static int kya_aead_encrypt(struct aead_request *req)
{
	return kya_aead_crypt(req, false);
}

static int kya_aead_decrypt(struct aead_request *req)
{
	return kya_aead_crypt(req, true);
}

static int kya_aead_setkey(struct crypto_aead *tfm, const u8 *key, unsigned int len)
{
	struct kya_aead_alg *alg = container_of(crypto_aead_alg(tfm), struct kya_aead_alg, alg);
	struct kya_aead_ctx *ctx = crypto_aead_ctx(tfm);
	struct crypto_authenc_keys keys;
	struct kya_ctx hw = { };
	int err;

	crypto_aead_clear_flags(ctx->fallback, CRYPTO_TFM_REQ_MASK);
	crypto_aead_set_flags(ctx->fallback, crypto_aead_get_flags(tfm) & CRYPTO_TFM_REQ_MASK);
	err = crypto_aead_setkey(ctx->fallback, key, len) ?:
	      crypto_authenc_extractkeys(&keys, key, len);
	if (err)
		return err;
	kya_ctx_cipher(&hw, KYA_CIPHER_CBC, keys.enckey, keys.enckeylen);
	err = kya_ctx_hmac(&hw, alg->hash, keys.authkey, keys.authkeylen) ?:
	      kya_tfm_set_key(&ctx->tfm, &hw);
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
	kya_tfm_init(&ctx->tfm);
	return 0;
}

static void kya_aead_exit(struct crypto_aead *tfm)
{
	struct kya_aead_ctx *ctx = crypto_aead_ctx(tfm);

	kya_tfm_exit(&ctx->tfm);
	crypto_free_aead(ctx->fallback);
}

#define KYA_AEAD(name, driver, id, size)						\
{											\
	.hash = id,									\
	.alg = {									\
		.base.cra_name = name,							\
		.base.cra_driver_name = driver "-" KYA_NAME,				\
		.base.cra_flags = CRYPTO_ALG_ASYNC | CRYPTO_ALG_NEED_FALLBACK |		\
				  CRYPTO_ALG_KERN_DRIVER_ONLY,				\
		.base.cra_blocksize = AES_BLOCK_SIZE,					\
		.base.cra_ctxsize = sizeof(struct kya_aead_ctx),			\
		.base.cra_module = THIS_MODULE,						\
		.ivsize = AES_BLOCK_SIZE,						\
		.maxauthsize = size,							\
		.setkey = kya_aead_setkey,						\
		.setauthsize = kya_aead_setauthsize,					\
		.encrypt = kya_aead_encrypt,						\
		.decrypt = kya_aead_decrypt,						\
		.init = kya_aead_init,							\
		.exit = kya_aead_exit,							\
	},										\
}

static struct kya_aead_alg kya_aeads[] = {
	KYA_AEAD("authenc(hmac(sha1),cbc(aes))", "authenc-hmac-sha1-cbc-aes", KYA_HASH_SHA1,
		 SHA1_DIGEST_SIZE),
	KYA_AEAD("authenc(hmac(sha256),cbc(aes))", "authenc-hmac-sha256-cbc-aes", KYA_HASH_SHA256,
		 SHA256_DIGEST_SIZE),
};

int kya_aead_register(int priority)
{
	int i, err;

	for (i = 0; i < ARRAY_SIZE(kya_aeads); i++) {
		kya_aeads[i].alg.base.cra_priority = priority;
		err = crypto_register_aead(&kya_aeads[i].alg);
		if (err) {
			while (i--)
				crypto_unregister_aead(&kya_aeads[i].alg);
			return err;
		}
	}
	return 0;
}

void kya_aead_unregister(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(kya_aeads); i++)
		crypto_unregister_aead(&kya_aeads[i].alg);
}
