// SPDX-License-Identifier: GPL-2.0-only
/* SHA-1, SHA-224, SHA-256 and HMAC of each. */
#include <crypto/hmac.h>
#include <crypto/internal/hash.h>
#include <crypto/sha1.h>
#include <crypto/sha2.h>
#include "kyanite.h"

static unsigned int min_len;
module_param_named(min_len_hash, min_len, uint, 0644);
MODULE_PARM_DESC(min_len_hash, "Shorter hash requests stay in software (bytes)");

struct kya_hash_alg {
	struct ahash_alg alg;
	u32 hash;
	bool hmac;
};

struct kya_hash_ctx {
	struct kya_tfm tfm;
	struct crypto_shash *fallback;
};

/**
 * struct kya_hash_state - a hash on its way; what export and import carry
 * @count: bytes of whole blocks hashed, without the HMAC pad block
 * @state: big-endian words, if @count is not 0
 * @len: bytes in @buf
 * @buf: message bytes that do not fill a block yet
 */
struct kya_hash_state {
	u64 count;
	u8 state[KYA_STATE_SIZE];
	u32 len;
	u8 buf[KYA_BLOCK_SIZE];
};

struct kya_hash_req {
	struct kya_job job;
	struct kya_hash_state st;
	bool final;
	u8 result[KYA_STATE_SIZE];
};

/* What shash exports: the generic layout that all CPU drivers share. */
union kya_shash_state {
	struct sha1_state sha1;
	struct sha256_state sha256;
	u8 room[HASH_MAX_DESCSIZE];	/* newer kernels export a little more */
};

static struct kya_hash_alg *kya_hash_alg_of(struct crypto_ahash *tfm)
{
	return container_of(crypto_hash_alg_common(tfm), struct kya_hash_alg, alg.halg);
}

static const char *kya_hash_name(u32 hash)
{
	return hash == KYA_HASH_SHA1 ? "sha1" : hash == KYA_HASH_SHA224 ? "sha224" : "sha256";
}

static unsigned int kya_hash_words(u32 hash)
{
	return hash == KYA_HASH_SHA1 ? 5 : 8;
}

static u32 *kya_shash_words(union kya_shash_state *s, u32 hash)
{
	return hash == KYA_HASH_SHA1 ? s->sha1.state : s->sha256.state;
}

static void kya_words_to_be(u8 *out, const u32 *words, unsigned int n)
{
	memset(out, 0, KYA_STATE_SIZE);
	while (n--)
		put_unaligned_be32(words[n], out + 4 * n);
}

/* The state after one block of @key XOR @pad (FIPS 198-1, section 4). */
static int kya_pad_state(struct crypto_shash *tfm, u32 hash, const u8 *key, unsigned int len,
			 u8 pad, u8 *out)
{
	SHASH_DESC_ON_STACK(desc, tfm);
	union kya_shash_state state;
	u8 block[KYA_BLOCK_SIZE];
	unsigned int i;
	int err;

	desc->tfm = tfm;
	memset(block, pad, sizeof(block));
	for (i = 0; i < len; i++)
		block[i] ^= key[i];
	err = crypto_shash_init(desc) ?: crypto_shash_update(desc, block, sizeof(block)) ?:
	      crypto_shash_export(desc, &state);
	if (!err)
		kya_words_to_be(out, kya_shash_words(&state, hash), kya_hash_words(hash));
	memzero_explicit(block, sizeof(block));
	memzero_explicit(&state, sizeof(state));
	shash_desc_zero(desc);
	return err;
}

/**
 * kya_ctx_hmac() - write the HMAC part of a context
 * @ctx: the context
 * @hash: KYA_HASH_*
 * @key: HMAC key
 * @len: its bytes, any number
 *
 * Return: 0 or -errno of the software hash.
 */
int kya_ctx_hmac(struct kya_ctx *ctx, u32 hash, const u8 *key, unsigned int len)
{
	struct crypto_shash *tfm = crypto_alloc_shash(kya_hash_name(hash), 0, 0);
	u8 digest[KYA_STATE_SIZE];
	int err = 0;

	if (IS_ERR(tfm))
		return PTR_ERR(tfm);
	if (len > KYA_BLOCK_SIZE) {
		err = crypto_shash_tfm_digest(tfm, key, len, digest);
		key = digest;
		len = crypto_shash_digestsize(tfm);
	}
	err = err ?: kya_pad_state(tfm, hash, key, len, HMAC_IPAD_VALUE, ctx->inner) ?:
	      kya_pad_state(tfm, hash, key, len, HMAC_OPAD_VALUE, ctx->outer);
	ctx->ctl |= cpu_to_le32(FIELD_PREP(KYA_CTX_CTL_HASH, hash) | KYA_CTX_CTL_HMAC);
	memzero_explicit(digest, sizeof(digest));
	crypto_free_shash(tfm);
	return err;
}

static void kya_hash_fill(struct kya_job *job, struct kya_slot *slot)
{
	struct kya_hash_req *rctx = container_of(job, struct kya_hash_req, job);
	struct crypto_ahash *tfm = crypto_ahash_reqtfm(ahash_request_cast(job->areq));
	struct kya_hash_state *st = &rctx->st;
	unsigned int lead = 0;
	u32 ctl = 0;

	if (st->count) {
		memcpy(slot->aux->state, st->state, sizeof(st->state));
		kya_slot_lead(slot, lead++, slot->dma + offsetof(struct kya_aux, state),
			      sizeof(st->state));
		slot->sqe.hash_count = cpu_to_le64(st->count);
		ctl |= KYA_SQE_CTL_HASH_LOAD;
	}
	if (st->len) {
		memcpy(slot->aux->block, st->buf, st->len);
		kya_slot_lead(slot, lead++, slot->dma + offsetof(struct kya_aux, block), st->len);
	}
	if (rctx->final)
		slot->sqe.aux = cpu_to_le32(FIELD_PREP(KYA_SQE_AUX_ICV_LEN,
						       crypto_ahash_digestsize(tfm)));
	else
		ctl |= KYA_SQE_CTL_HASH_STORE;
	slot->sqe.ctl = cpu_to_le32(ctl);
	slot->sqe.len = cpu_to_le32(st->len + job->src_bytes);
	kya_job_fill(job, slot, lead);
}

static void kya_hash_collect(struct kya_job *job, const struct kya_aux *aux)
{
	struct kya_hash_req *rctx = container_of(job, struct kya_hash_req, job);

	memcpy(rctx->result, aux->result, sizeof(rctx->result));
}

/* What update() could not hash begins the next block. */
static void kya_hash_keep_rest(struct kya_hash_req *rctx, struct ahash_request *req)
{
	struct kya_hash_state *st = &rctx->st;
	unsigned int rest = req->nbytes - rctx->job.src_bytes;

	st->count += st->len + rctx->job.src_bytes;
	st->len = rest;
	if (rest)
		sg_pcopy_to_buffer(req->src, sg_nents(req->src), st->buf, rest,
				   rctx->job.src_bytes);
}

static int kya_hash_done(struct kya_job *job, int err)
{
	struct kya_hash_req *rctx = container_of(job, struct kya_hash_req, job);
	struct ahash_request *req = ahash_request_cast(job->areq);

	if (err)
		return err;
	if (rctx->final) {
		memcpy(req->result, rctx->result,
		       crypto_ahash_digestsize(crypto_ahash_reqtfm(req)));
		return 0;
	}
	memcpy(rctx->st.state, rctx->result, sizeof(rctx->st.state));
	kya_hash_keep_rest(rctx, req);
	return 0;
}

static int kya_shash_walk(struct shash_desc *desc, struct scatterlist *sg, unsigned int bytes)
{
	struct sg_mapping_iter miter;
	int err = 0;

	if (!bytes)
		return 0;
	sg_miter_start(&miter, sg, sg_nents(sg), SG_MITER_ATOMIC | SG_MITER_FROM_SG);
	while (!err && bytes && sg_miter_next(&miter)) {
		unsigned int n = min_t(unsigned int, miter.length, bytes);

		err = crypto_shash_update(desc, miter.addr, n);
		bytes -= n;
	}
	sg_miter_stop(&miter);
	return err;
}

static int kya_shash_begin(struct shash_desc *desc, const struct kya_hash_alg *alg,
			   const struct kya_hash_state *st)
{
	union kya_shash_state s = { };
	u32 *words = kya_shash_words(&s, alg->hash);
	u64 count = st->count + (alg->hmac ? KYA_BLOCK_SIZE : 0);
	unsigned int i;

	if (!st->count)
		return crypto_shash_init(desc);
	for (i = 0; i < kya_hash_words(alg->hash); i++)
		words[i] = get_unaligned_be32(st->state + 4 * i);
	if (alg->hash == KYA_HASH_SHA1)
		s.sha1.count = count;
	else
		s.sha256.count = count;
	return crypto_shash_import(desc, &s);
}

static int kya_hash_software(struct kya_job *job)
{
	struct kya_hash_req *rctx = container_of(job, struct kya_hash_req, job);
	struct ahash_request *req = ahash_request_cast(job->areq);
	struct crypto_ahash *tfm = crypto_ahash_reqtfm(req);
	struct kya_hash_ctx *ctx = crypto_ahash_ctx(tfm);
	struct kya_hash_alg *alg = kya_hash_alg_of(tfm);
	struct kya_hash_state *st = &rctx->st;
	SHASH_DESC_ON_STACK(desc, ctx->fallback);
	union kya_shash_state s;
	int err;

	desc->tfm = ctx->fallback;
	err = kya_shash_begin(desc, alg, st) ?: crypto_shash_update(desc, st->buf, st->len) ?:
	      kya_shash_walk(desc, req->src, job->src_bytes);
	if (!err && rctx->final) {
		err = crypto_shash_final(desc, req->result);
	} else if (!err) {
		err = crypto_shash_export(desc, &s);
		kya_words_to_be(st->state, kya_shash_words(&s, alg->hash),
				kya_hash_words(alg->hash));
		kya_hash_keep_rest(rctx, req);
	}
	shash_desc_zero(desc);
	return err;
}

static const struct kya_job_ops kya_hash_ops = {
	.fill = kya_hash_fill,
	.collect = kya_hash_collect,
	.done = kya_hash_done,
	.software = kya_hash_software,
};

static int kya_hash_run(struct ahash_request *req, unsigned int bytes, bool final)
{
	struct kya_hash_ctx *ctx = crypto_ahash_ctx(crypto_ahash_reqtfm(req));
	struct kya_hash_req *rctx = ahash_request_ctx(req);

	rctx->final = final;
	rctx->job = (struct kya_job){
		.ops = &kya_hash_ops,
		.areq = &req->base,
		.tfm = &ctx->tfm,
		.src = req->src,
		.src_bytes = bytes,
	};
	return kya_job_submit(&rctx->job, READ_ONCE(min_len));
}

static int kya_hash_init(struct ahash_request *req)
{
	struct kya_hash_req *rctx = ahash_request_ctx(req);

	memset(&rctx->st, 0, sizeof(rctx->st));
	return 0;
}

static int kya_hash_update(struct ahash_request *req)
{
	struct kya_hash_req *rctx = ahash_request_ctx(req);
	struct kya_hash_state *st = &rctx->st;
	unsigned int whole = round_down(st->len + req->nbytes, KYA_BLOCK_SIZE);

	if (whole)
		return kya_hash_run(req, whole - st->len, false);
	if (req->nbytes)
		sg_pcopy_to_buffer(req->src, sg_nents(req->src), st->buf + st->len, req->nbytes, 0);
	st->len += req->nbytes;
	return 0;
}

static int kya_hash_final(struct ahash_request *req)
{
	return kya_hash_run(req, 0, true);
}

static int kya_hash_finup(struct ahash_request *req)
{
	return kya_hash_run(req, req->nbytes, true);
}

static int kya_hash_digest(struct ahash_request *req)
{
	return kya_hash_init(req) ?: kya_hash_finup(req);
}

static int kya_hash_export(struct ahash_request *req, void *out)
{
	struct kya_hash_req *rctx = ahash_request_ctx(req);

	memcpy(out, &rctx->st, sizeof(rctx->st));
	return 0;
}

static int kya_hash_import(struct ahash_request *req, const void *in)
{
	struct kya_hash_req *rctx = ahash_request_ctx(req);

	memcpy(&rctx->st, in, sizeof(rctx->st));
	return 0;
}

static int kya_hash_setkey(struct crypto_ahash *tfm, const u8 *key, unsigned int len)
{
	struct kya_hash_ctx *ctx = crypto_ahash_ctx(tfm);
	struct kya_ctx hw = { };
	int err;

	err = crypto_shash_setkey(ctx->fallback, key, len) ?:
	      kya_ctx_hmac(&hw, kya_hash_alg_of(tfm)->hash, key, len) ?:
	      kya_tfm_set_key(&ctx->tfm, &hw);
	memzero_explicit(&hw, sizeof(hw));
	return err;
}

static int kya_hash_init_tfm(struct crypto_ahash *tfm)
{
	struct kya_hash_ctx *ctx = crypto_ahash_ctx(tfm);
	struct kya_hash_alg *alg = kya_hash_alg_of(tfm);
	struct kya_ctx hw = { .ctl = cpu_to_le32(FIELD_PREP(KYA_CTX_CTL_HASH, alg->hash)) };
	int err = 0;

	ctx->fallback = crypto_alloc_shash(crypto_tfm_alg_name(crypto_ahash_tfm(tfm)), 0,
					   CRYPTO_ALG_NEED_FALLBACK);
	if (IS_ERR(ctx->fallback))
		return PTR_ERR(ctx->fallback);
	crypto_ahash_set_reqsize(tfm, sizeof(struct kya_hash_req));
	kya_tfm_init(&ctx->tfm);
	if (!alg->hmac)
		err = kya_tfm_set_key(&ctx->tfm, &hw);
	if (err) {
		kya_tfm_exit(&ctx->tfm);
		crypto_free_shash(ctx->fallback);
	}
	return err;
}

static void kya_hash_exit_tfm(struct crypto_ahash *tfm)
{
	struct kya_hash_ctx *ctx = crypto_ahash_ctx(tfm);

	kya_tfm_exit(&ctx->tfm);
	crypto_free_shash(ctx->fallback);
}

#define KYA_HASH(name, driver, id, size, keyed, set)					\
{											\
	.hash = id,									\
	.hmac = keyed,									\
	.alg = {									\
		.init = kya_hash_init,							\
		.update = kya_hash_update,						\
		.final = kya_hash_final,						\
		.finup = kya_hash_finup,						\
		.digest = kya_hash_digest,						\
		.export = kya_hash_export,						\
		.import = kya_hash_import,						\
		.setkey = set,								\
		.init_tfm = kya_hash_init_tfm,						\
		.exit_tfm = kya_hash_exit_tfm,						\
		.halg.digestsize = size,						\
		.halg.statesize = sizeof(struct kya_hash_state),			\
		.halg.base.cra_name = name,						\
		.halg.base.cra_driver_name = driver "-" KYA_NAME,			\
		.halg.base.cra_flags = CRYPTO_ALG_ASYNC | CRYPTO_ALG_NEED_FALLBACK |	\
				       CRYPTO_ALG_KERN_DRIVER_ONLY,			\
		.halg.base.cra_blocksize = KYA_BLOCK_SIZE,				\
		.halg.base.cra_ctxsize = sizeof(struct kya_hash_ctx),			\
		.halg.base.cra_module = THIS_MODULE,					\
	},										\
}

static struct kya_hash_alg kya_hashes[] = {
	KYA_HASH("sha1", "sha1", KYA_HASH_SHA1, SHA1_DIGEST_SIZE, false, NULL),
	KYA_HASH("sha224", "sha224", KYA_HASH_SHA224, SHA224_DIGEST_SIZE, false, NULL),
	KYA_HASH("sha256", "sha256", KYA_HASH_SHA256, SHA256_DIGEST_SIZE, false, NULL),
	KYA_HASH("hmac(sha1)", "hmac-sha1", KYA_HASH_SHA1, SHA1_DIGEST_SIZE, true,
		 kya_hash_setkey),
	KYA_HASH("hmac(sha224)", "hmac-sha224", KYA_HASH_SHA224, SHA224_DIGEST_SIZE, true,
		 kya_hash_setkey),
	KYA_HASH("hmac(sha256)", "hmac-sha256", KYA_HASH_SHA256, SHA256_DIGEST_SIZE, true,
		 kya_hash_setkey),
};

int kya_hash_register(int priority)
{
	int i, err;

	for (i = 0; i < ARRAY_SIZE(kya_hashes); i++) {
		kya_hashes[i].alg.halg.base.cra_priority = priority;
		err = crypto_register_ahash(&kya_hashes[i].alg);
		if (err) {
			while (i--)
				crypto_unregister_ahash(&kya_hashes[i].alg);
			return err;
		}
	}
	return 0;
}

void kya_hash_unregister(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(kya_hashes); i++)
		crypto_unregister_ahash(&kya_hashes[i].alg);
}
