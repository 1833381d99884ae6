// SPDX-License-Identifier: GPL-2.0-only
/* AES-ECB, CBC, CTR (also as RFC 3686 has it) and XTS. */
#include <crypto/aes.h>
#include <crypto/algapi.h>
#include <crypto/ctr.h>
#include <crypto/internal/skcipher.h>
#include <crypto/scatterwalk.h>
#include "kyanite.h"

static unsigned int min_len;
module_param_cb(min_len_skcipher, &kya_min_len_ops, &min_len, 0644);
MODULE_PARM_DESC(min_len_skcipher,
		 "Shorter cipher requests stay in software (bytes, or auto: found out)");
static unsigned int keep_len = 4096;
module_param_named(keep_len_skcipher, keep_len, uint, 0444);
MODULE_PARM_DESC(keep_len_skcipher,
		 "Sources up to so many bytes are kept if done in place (default 4096)");

struct kya_skcipher_alg {
	struct kya_alg kya;
	struct skcipher_alg alg;
	u32 cipher;
	unsigned int nonce;	/* bytes of it at the key's end */
};

struct kya_skcipher_ctx {
	struct kya_tfm tfm;
	u8 nonce[CTR_RFC3686_NONCE_SIZE];
	struct crypto_skcipher *fallback;
};

struct kya_skcipher_req {
	struct kya_job job;
	bool decrypt;
	u8 next_iv[AES_BLOCK_SIZE];	/* decrypting CBC in place loses it otherwise */
	struct skcipher_request fallback;	/* last: its context follows */
};

static struct kya_skcipher_alg *kya_skcipher_alg_of(struct crypto_skcipher *tfm)
{
	return container_of(crypto_skcipher_alg(tfm), struct kya_skcipher_alg, alg);
}

/**
 * kya_rfc3686_counter() - the first counter block (RFC 3686, section 4)
 * @counter: 16 bytes to fill
 * @nonce: 4 bytes that came with the key
 * @iv: 8 bytes
 */
void kya_rfc3686_counter(u8 *counter, const u8 *nonce, const u8 *iv)
{
	memcpy(counter, nonce, CTR_RFC3686_NONCE_SIZE);
	memcpy(counter + CTR_RFC3686_NONCE_SIZE, iv, CTR_RFC3686_IV_SIZE);
	put_unaligned_be32(1, counter + CTR_RFC3686_NONCE_SIZE + CTR_RFC3686_IV_SIZE);
}

static void kya_skcipher_fill(struct kya_job *job, struct kya_slot *slot)
{
	struct kya_skcipher_req *rctx = container_of(job, struct kya_skcipher_req, job);
	struct skcipher_request *req = skcipher_request_cast(job->areq);
	struct crypto_skcipher *tfm = crypto_skcipher_reqtfm(req);
	struct kya_skcipher_ctx *ctx = crypto_skcipher_ctx(tfm);

	if (rctx->decrypt)
		slot->sqe.ctl = cpu_to_le32(KYA_SQE_CTL_DECRYPT);
	slot->sqe.len = cpu_to_le32(req->cryptlen);
	if (kya_skcipher_alg_of(tfm)->nonce)
		kya_rfc3686_counter(slot->sqe.iv, ctx->nonce, req->iv);
	else
		memcpy(slot->sqe.iv, req->iv, crypto_skcipher_ivsize(tfm));
	kya_job_fill(job, slot, 0);
}

/* A 128-bit big-endian counter (NIST SP 800-38A, B.1). */
static void kya_ctr_add(u8 *iv, u32 blocks)
{
	u64 low = get_unaligned_be64(iv + 8);

	put_unaligned_be64(low + blocks, iv + 8);
	if (low + blocks < low)
		put_unaligned_be64(get_unaligned_be64(iv) + 1, iv);
}

/* The IV for the next request of the caller: the API asks for it in req->iv. */
static int kya_skcipher_done(struct kya_job *job, int err)
{
	struct kya_skcipher_req *rctx = container_of(job, struct kya_skcipher_req, job);
	struct skcipher_request *req = skcipher_request_cast(job->areq);
	const struct kya_skcipher_alg *alg = kya_skcipher_alg_of(crypto_skcipher_reqtfm(req));
	u32 cipher = alg->cipher;

	if (err)
		return err;
	if (cipher == KYA_CIPHER_CTR && !alg->nonce) {
		kya_ctr_add(req->iv, DIV_ROUND_UP(req->cryptlen, AES_BLOCK_SIZE));
	} else if (cipher == KYA_CIPHER_CBC && rctx->decrypt) {
		memcpy(req->iv, rctx->next_iv, AES_BLOCK_SIZE);
	} else if (cipher == KYA_CIPHER_CBC) {
		scatterwalk_map_and_copy(req->iv, req->dst, req->cryptlen - AES_BLOCK_SIZE,
					 AES_BLOCK_SIZE, 0);
	}
	return 0;
}

static int kya_skcipher_software(struct kya_job *job)
{
	struct kya_skcipher_req *rctx = container_of(job, struct kya_skcipher_req, job);
	struct skcipher_request *req = skcipher_request_cast(job->areq);
	struct kya_skcipher_ctx *ctx = crypto_skcipher_ctx(crypto_skcipher_reqtfm(req));

	skcipher_request_set_tfm(&rctx->fallback, ctx->fallback);
	skcipher_request_set_callback(&rctx->fallback, kya_software_flags(&req->base), NULL, NULL);
	skcipher_request_set_crypt(&rctx->fallback, req->src, req->dst, req->cryptlen, req->iv);
	return rctx->decrypt ? crypto_skcipher_decrypt(&rctx->fallback) :
			       crypto_skcipher_encrypt(&rctx->fallback);
}

static const struct kya_job_ops kya_skcipher_ops = {
	.fill = kya_skcipher_fill,
	.done = kya_skcipher_done,
	.software = kya_skcipher_software,
};

static bool kya_skcipher_len_ok(u32 cipher, unsigned int len)
{
	switch (cipher) {
	case KYA_CIPHER_XTS:
		return len >= AES_BLOCK_SIZE;
	case KYA_CIPHER_CTR:
		return true;
	default:
		return IS_ALIGNED(len, AES_BLOCK_SIZE);
	}
}

static int kya_skcipher_crypt(struct skcipher_request *req, bool decrypt)
{
	struct crypto_skcipher *tfm = crypto_skcipher_reqtfm(req);
	struct kya_skcipher_ctx *ctx = crypto_skcipher_ctx(tfm);
	struct kya_skcipher_req *rctx = skcipher_request_ctx(req);
	u32 cipher = kya_skcipher_alg_of(tfm)->cipher;

	if (!kya_skcipher_len_ok(cipher, req->cryptlen))
		return -EINVAL;
	if (!req->cryptlen)
		return 0;
	rctx->decrypt = decrypt && cipher != KYA_CIPHER_CTR;
	if (rctx->decrypt && cipher == KYA_CIPHER_CBC)
		scatterwalk_map_and_copy(rctx->next_iv, req->src, req->cryptlen - AES_BLOCK_SIZE,
					 AES_BLOCK_SIZE, 0);
	rctx->job = (struct kya_job){
		.ops = &kya_skcipher_ops,
		.areq = &req->base,
		.tfm = &ctx->tfm,
		.src = req->src,
		.dst = req->dst,
		.src_bytes = req->cryptlen,
		.dst_bytes = req->cryptlen,
		.keep_len = keep_len,
	};
	return kya_job_submit(&rctx->job,
			      kya_min_len(READ_ONCE(min_len), &kya_skcipher_alg_of(tfm)->kya));
}

static int kya_skcipher_encrypt(struct skcipher_request *req)
{
	return kya_skcipher_crypt(req, false);
}

static int kya_skcipher_decrypt(struct skcipher_request *req)
{
	return kya_skcipher_crypt(req, true);
}

static int kya_skcipher_setkey(struct crypto_skcipher *tfm, const u8 *key, unsigned int len)
{
	const struct kya_skcipher_alg *alg = kya_skcipher_alg_of(tfm);
	struct kya_skcipher_ctx *ctx = crypto_skcipher_ctx(tfm);
	struct kya_ctx hw = { };
	int err;

	crypto_skcipher_clear_flags(ctx->fallback, CRYPTO_TFM_REQ_MASK);
	crypto_skcipher_set_flags(ctx->fallback,
				  crypto_skcipher_get_flags(tfm) & CRYPTO_TFM_REQ_MASK);
	err = crypto_skcipher_setkey(ctx->fallback, key, len);
	if (err)
		return err;
	len -= alg->nonce;
	memcpy(ctx->nonce, key + len, alg->nonce);
	kya_ctx_cipher(&hw, alg->cipher, key, len);
	err = kya_tfm_set_key(&ctx->tfm, &hw);
	memzero_explicit(&hw, sizeof(hw));
	return err;
}

static int kya_skcipher_init(struct crypto_skcipher *tfm)
{
	struct kya_skcipher_ctx *ctx = crypto_skcipher_ctx(tfm);

	ctx->fallback = crypto_alloc_skcipher(crypto_tfm_alg_name(crypto_skcipher_tfm(tfm)), 0,
					      CRYPTO_ALG_ASYNC | CRYPTO_ALG_NEED_FALLBACK);
	if (IS_ERR(ctx->fallback))
		return PTR_ERR(ctx->fallback);
	crypto_skcipher_set_reqsize(tfm, sizeof(struct kya_skcipher_req) +
					 crypto_skcipher_reqsize(ctx->fallback));
	kya_tfm_init(&ctx->tfm, kya_skcipher_alg_of(tfm)->kya.caps);
	return 0;
}

static void kya_skcipher_exit(struct crypto_skcipher *tfm)
{
	struct kya_skcipher_ctx *ctx = crypto_skcipher_ctx(tfm);

	kya_tfm_exit(&ctx->tfm);
	crypto_free_skcipher(ctx->fallback);
}

#define KYA_SKCIPHER(name, driver, cap, hw, iv, block, min, max, nonce_size)		\
{											\
	.kya.caps = cap,								\
	.cipher = hw,									\
	.nonce = nonce_size,								\
	.alg = {									\
		.base.cra_name = name,							\
		.base.cra_driver_name = driver "-" KYA_NAME,				\
		.base.cra_flags = CRYPTO_ALG_ASYNC | CRYPTO_ALG_NEED_FALLBACK |		\
				  CRYPTO_ALG_KERN_DRIVER_ONLY,				\
		.base.cra_blocksize = block,						\
		.base.cra_ctxsize = sizeof(struct kya_skcipher_ctx),			\
		.base.cra_module = THIS_MODULE,						\
		.min_keysize = min,							\
		.max_keysize = max,							\
		.ivsize = iv,								\
		.chunksize = AES_BLOCK_SIZE,						\
		.setkey = kya_skcipher_setkey,						\
		.encrypt = kya_skcipher_encrypt,					\
		.decrypt = kya_skcipher_decrypt,					\
		.init = kya_skcipher_init,						\
		.exit = kya_skcipher_exit,						\
	},										\
}

static struct kya_skcipher_alg kya_skciphers[] = {
	KYA_SKCIPHER("ecb(aes)", "ecb-aes", KYA_REG_CAPS_ECB, KYA_CIPHER_ECB, 0, AES_BLOCK_SIZE,
		     AES_MIN_KEY_SIZE, AES_MAX_KEY_SIZE, 0),
	KYA_SKCIPHER("cbc(aes)", "cbc-aes", KYA_REG_CAPS_CBC, KYA_CIPHER_CBC, AES_BLOCK_SIZE,
		     AES_BLOCK_SIZE, AES_MIN_KEY_SIZE, AES_MAX_KEY_SIZE, 0),
	KYA_SKCIPHER("ctr(aes)", "ctr-aes", KYA_REG_CAPS_CTR, KYA_CIPHER_CTR, AES_BLOCK_SIZE, 1,
		     AES_MIN_KEY_SIZE, AES_MAX_KEY_SIZE, 0),
	KYA_SKCIPHER("rfc3686(ctr(aes))", "rfc3686-ctr-aes", KYA_REG_CAPS_CTR, KYA_CIPHER_CTR,
		     CTR_RFC3686_IV_SIZE, 1, AES_MIN_KEY_SIZE + CTR_RFC3686_NONCE_SIZE,
		     AES_MAX_KEY_SIZE + CTR_RFC3686_NONCE_SIZE, CTR_RFC3686_NONCE_SIZE),
	KYA_SKCIPHER("xts(aes)", "xts-aes", KYA_REG_CAPS_XTS, KYA_CIPHER_XTS, AES_BLOCK_SIZE,
		     AES_BLOCK_SIZE, 2 * AES_MIN_KEY_SIZE, 2 * AES_MAX_KEY_SIZE, 0),
};

static int kya_skcipher_add(struct kya_alg *alg, int priority)
{
	struct kya_skcipher_alg *a = container_of(alg, struct kya_skcipher_alg, kya);

	a->alg.base.cra_priority = priority;
	return crypto_register_skcipher(&a->alg);
}

static void kya_skcipher_del(struct kya_alg *alg)
{
	crypto_unregister_skcipher(&container_of(alg, struct kya_skcipher_alg, kya)->alg);
}

static const char *kya_skcipher_driver(const struct kya_alg *alg)
{
	return container_of(alg, struct kya_skcipher_alg, kya)->alg.base.cra_driver_name;
}

static void kya_skcipher_trial_end(struct kya_trial *t)
{
	skcipher_request_free(t->req);
	crypto_free_skcipher(t->tfm);
}

static int kya_skcipher_trial_begin(struct kya_trial *t)
{
	const struct kya_skcipher_alg *a = container_of(t->alg, struct kya_skcipher_alg, kya);
	int err;

	t->tfm = crypto_alloc_skcipher(a->alg.base.cra_driver_name, 0, 0);
	if (IS_ERR(t->tfm))
		return PTR_ERR(t->tfm);
	t->req = skcipher_request_alloc(t->tfm, GFP_KERNEL);
	err = t->req ? crypto_skcipher_setkey(t->tfm, t->key, a->alg.min_keysize) : -ENOMEM;
	if (err)
		kya_skcipher_trial_end(t);
	else
		skcipher_request_set_callback(t->req, 0, kya_trial_done, t);
	return err;
}

static int kya_skcipher_trial_send(struct kya_trial *t)
{
	skcipher_request_set_crypt(t->req, &t->src, &t->dst, t->bytes, t->iv);
	return crypto_skcipher_encrypt(t->req);
}

const struct kya_kind kya_skcipher_kind = {
	.algs = kya_skciphers,
	.count = ARRAY_SIZE(kya_skciphers),
	.size = sizeof(kya_skciphers[0]),
	.add = kya_skcipher_add,
	.del = kya_skcipher_del,
	.driver = kya_skcipher_driver,
	.min_len = &min_len,
	.keep_len = &keep_len,
	.trial_begin = kya_skcipher_trial_begin,
	.trial_send = kya_skcipher_trial_send,
	.trial_end = kya_skcipher_trial_end,
};
