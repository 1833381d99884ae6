// SPDX-License-Identifier: GPL-2.0-only
/* AES-ECB, CBC and CTR. */
#include <crypto/aes.h>
#include <crypto/algapi.h>
#include <crypto/internal/skcipher.h>
#include <crypto/scatterwalk.h>
#include "kyanite.h"

static unsigned int min_len;
module_param_named(min_len_skcipher, min_len, uint, 0644);
MODULE_PARM_DESC(min_len_skcipher, "Shorter cipher requests stay in software (bytes)");

struct kya_skcipher_alg {
	struct skcipher_alg alg;
	u32 cipher;
};

struct kya_skcipher_ctx {
	struct kya_tfm tfm;
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

static void kya_skcipher_fill(struct kya_job *job, struct kya_slot *slot)
{
	struct kya_skcipher_req *rctx = container_of(job, struct kya_skcipher_req, job);
	struct skcipher_request *req = skcipher_request_cast(job->areq);

	if (rctx->decrypt)
		slot->sqe.ctl = cpu_to_le32(KYA_SQE_CTL_DECRYPT);
	slot->sqe.len = cpu_to_le32(req->cryptlen);
	if (crypto_skcipher_ivsize(crypto_skcipher_reqtfm(req)))
		memcpy(slot->sqe.iv, req->iv, AES_BLOCK_SIZE);
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
	u32 cipher = kya_skcipher_alg_of(crypto_skcipher_reqtfm(req))->cipher;

	if (err)
		return err;
	if (cipher == KYA_CIPHER_CTR) {
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
	skcipher_request_set_callback(&rctx->fallback, req->base.flags & CRYPTO_TFM_REQ_MAY_SLEEP,
				      NULL, NULL);
	skcipher_request_set_crypt(&rctx->fallback, req->src, req->dst, req->cryptlen, req->iv);
	return rctx->decrypt ? crypto_skcipher_decrypt(&rctx->fallback) :
			       crypto_skcipher_encrypt(&rctx->fallback);
}

static const struct kya_job_ops kya_skcipher_ops = {
	.fill = kya_skcipher_fill,
	.done = kya_skcipher_done,
	.software = kya_skcipher_software,
};

static int kya_skcipher_crypt(struct skcipher_request *req, bool decrypt)
{
	struct crypto_skcipher *tfm = crypto_skcipher_reqtfm(req);
	struct kya_skcipher_ctx *ctx = crypto_skcipher_ctx(tfm);
	struct kya_skcipher_req *rctx = skcipher_request_ctx(req);
	u32 cipher = kya_skcipher_alg_of(tfm)->cipher;

	if (!req->cryptlen)
		return 0;
	if (cipher != KYA_CIPHER_CTR && !IS_ALIGNED(req->cryptlen, AES_BLOCK_SIZE))
		return -EINVAL;
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
	};
	return kya_job_submit(&rctx->job, READ_ONCE(min_len));
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
	struct kya_skcipher_ctx *ctx = crypto_skcipher_ctx(tfm);
	struct kya_ctx hw = { };
	int err;

	crypto_skcipher_clear_flags(ctx->fallback, CRYPTO_TFM_REQ_MASK);
	crypto_skcipher_set_flags(ctx->fallback,
				  crypto_skcipher_get_flags(tfm) & CRYPTO_TFM_REQ_MASK);
	err = crypto_skcipher_setkey(ctx->fallback, key, len);
	if (err)
		return err;
	kya_ctx_cipher(&hw, kya_skcipher_alg_of(tfm)->cipher, key, len);
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
	kya_tfm_init(&ctx->tfm);
	return 0;
}

static void kya_skcipher_exit(struct crypto_skcipher *tfm)
{
	struct kya_skcipher_ctx *ctx = crypto_skcipher_ctx(tfm);

	kya_tfm_exit(&ctx->tfm);
	crypto_free_skcipher(ctx->fallback);
}

#define KYA_SKCIPHER(mode, hw, iv, block)						\
{											\
	.cipher = hw,									\
	.alg = {									\
		.base.cra_name = #mode "(aes)",						\
		.base.cra_driver_name = #mode "-aes-" KYA_NAME,				\
		.base.cra_flags = CRYPTO_ALG_ASYNC | CRYPTO_ALG_NEED_FALLBACK |		\
				  CRYPTO_ALG_KERN_DRIVER_ONLY,				\
		.base.cra_blocksize = block,						\
		.base.cra_ctxsize = sizeof(struct kya_skcipher_ctx),			\
		.base.cra_module = THIS_MODULE,						\
		.min_keysize = AES_MIN_KEY_SIZE,					\
		.max_keysize = AES_MAX_KEY_SIZE,					\
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
	KYA_SKCIPHER(ecb, KYA_CIPHER_ECB, 0, AES_BLOCK_SIZE),
	KYA_SKCIPHER(cbc, KYA_CIPHER_CBC, AES_BLOCK_SIZE, AES_BLOCK_SIZE),
	KYA_SKCIPHER(ctr, KYA_CIPHER_CTR, AES_BLOCK_SIZE, 1),
};

int kya_skcipher_register(int priority)
{
	int i, err;

	for (i = 0; i < ARRAY_SIZE(kya_skciphers); i++) {
		kya_skciphers[i].alg.base.cra_priority = priority;
		err = crypto_register_skcipher(&kya_skciphers[i].alg);
		if (err) {
			while (i--)
				crypto_unregister_skcipher(&kya_skciphers[i].alg);
			return err;
		}
	}
	return 0;
}

void kya_skcipher_unregister(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(kya_skciphers); i++)
		crypto_unregister_skcipher(&kya_skciphers[i].alg);
}
