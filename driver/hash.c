// SPDX-License-Identifier: GPL-2.0-only
/* SHA-1, SHA-224, SHA-256, SHA-384, SHA-512 and HMAC of each; CMAC and XCBC-MAC. */
#include <crypto/hmac.h>
#include <crypto/internal/hash.h>
#include <crypto/sha1.h>
#include <crypto/sha2.h>
#include "kyanite.h"

static unsigned int min_len;
module_param_cb(min_len_hash, &kya_min_len_ops, &min_len, 0644);
MODULE_PARM_DESC(min_len_hash,
		 "Shorter hash requests stay in software (bytes, or auto: found out)");

struct kya_hash_alg {
	struct kya_alg kya;
	struct ahash_alg alg;
	u32 hash;
	bool keyed;
};

/* Software behind CMAC and XCBC-MAC is our own, as what theirs exports differs between kernels. */
struct kya_hash_ctx {
	struct kya_tfm tfm;
	struct crypto_shash *fallback;	/* of SHA */
	struct kya_cmac_key mac;	/* of CMAC and XCBC-MAC */
};

/**
 * struct kya_hash_state - a hash on its way; what export and import carry
 * @count: bytes of whole blocks hashed, without the HMAC pad block
 * @state: as the engine stores it, if @count is not 0
 * @len: bytes in @buf
 * @buf: message bytes that do not fill a block yet, or CMAC's last block
 */
struct kya_hash_state {
	u64 count;
	u8 state[KYA_MAX_STATE];
	u32 len;
	u8 buf[KYA_MAX_BLOCK];
};

struct kya_hash_req {
	struct kya_job job;
	struct kya_hash_state st;
	bool final;
	u8 result[KYA_MAX_STATE];
};

/* What shash exports: the generic layout that all CPU drivers share. */
union kya_shash_state {
	struct sha1_state sha1;
	struct sha256_state sha256;
	struct sha512_state sha512;
	u8 room[HASH_MAX_DESCSIZE];	/* newer kernels export a little more */
};

static struct kya_hash_alg *kya_hash_alg_of(struct crypto_ahash *tfm)
{
	return container_of(crypto_hash_alg_common(tfm), struct kya_hash_alg, alg.halg);
}

/* Name, and bytes of block and raw state, of each KYA_HASH_*. */
static const struct {
	const char *name;
	unsigned int block;
	unsigned int state;
} kya_hash_info[] = {
	[KYA_HASH_SHA1] = { "sha1", SHA1_BLOCK_SIZE, 32 },
	[KYA_HASH_SHA224] = { "sha224", SHA224_BLOCK_SIZE, 32 },
	[KYA_HASH_SHA256] = { "sha256", SHA256_BLOCK_SIZE, 32 },
	[KYA_HASH_SHA384] = { "sha384", SHA384_BLOCK_SIZE, 64 },
	[KYA_HASH_SHA512] = { "sha512", SHA512_BLOCK_SIZE, 64 },
	[KYA_HASH_CMAC] = { "cmac", AES_BLOCK_SIZE, AES_BLOCK_SIZE },
};

static bool kya_hash_is_wide(u32 hash)
{
	return hash == KYA_HASH_SHA384 || hash == KYA_HASH_SHA512;
}

static void kya_state_from_shash(u8 *out, const union kya_shash_state *s, u32 hash)
{
	unsigned int i;

	memset(out, 0, KYA_MAX_STATE);
	if (kya_hash_is_wide(hash))
		for (i = 0; i < ARRAY_SIZE(s->sha512.state); i++)
			put_unaligned_be64(s->sha512.state[i], out + 8 * i);
	else if (hash == KYA_HASH_SHA1)
		for (i = 0; i < ARRAY_SIZE(s->sha1.state); i++)
			put_unaligned_be32(s->sha1.state[i], out + 4 * i);
	else
		for (i = 0; i < ARRAY_SIZE(s->sha256.state); i++)
			put_unaligned_be32(s->sha256.state[i], out + 4 * i);
}

static void kya_state_to_shash(union kya_shash_state *s, const u8 *in, u64 count, u32 hash)
{
	unsigned int i;

	if (kya_hash_is_wide(hash)) {
		s->sha512.count[0] = count;
		for (i = 0; i < ARRAY_SIZE(s->sha512.state); i++)
			s->sha512.state[i] = get_unaligned_be64(in + 8 * i);
	} else if (hash == KYA_HASH_SHA1) {
		s->sha1.count = count;
		for (i = 0; i < ARRAY_SIZE(s->sha1.state); i++)
			s->sha1.state[i] = get_unaligned_be32(in + 4 * i);
	} else {
		s->sha256.count = count;
		for (i = 0; i < ARRAY_SIZE(s->sha256.state); i++)
			s->sha256.state[i] = get_unaligned_be32(in + 4 * i);
	}
}

/* The state after one block of @key XOR @pad (FIPS 198-1, section 4). */
static int kya_pad_state(struct crypto_shash *tfm, u32 hash, const u8 *key, unsigned int len,
			 u8 pad, u8 *out)
{
	SHASH_DESC_ON_STACK(desc, tfm);
	union kya_shash_state state;
	u8 block[KYA_MAX_BLOCK];
	unsigned int i;
	int err;

	desc->tfm = tfm;
	memset(block, pad, sizeof(block));
	for (i = 0; i < len; i++)
		block[i] ^= key[i];
	err = crypto_shash_init(desc) ?:
	      crypto_shash_update(desc, block, kya_hash_info[hash].block) ?:
	      crypto_shash_export(desc, &state);
	if (!err)
		kya_state_from_shash(out, &state, hash);
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
	struct crypto_shash *tfm = crypto_alloc_shash(kya_hash_info[hash].name, 0, 0);
	u8 digest[KYA_MAX_STATE];
	int err = 0;

	if (IS_ERR(tfm))
		return PTR_ERR(tfm);
	if (len > kya_hash_info[hash].block) {
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
	unsigned int state = kya_hash_info[kya_hash_alg_of(tfm)->hash].state;
	struct kya_hash_state *st = &rctx->st;
	unsigned int lead = 0;
	u32 ctl = 0;

	if (st->count) {
		memcpy(slot->aux->state, st->state, state);
		kya_slot_lead(slot, lead++, slot->dma + offsetof(struct kya_aux, state), state);
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

/* What software takes in, of either kind. */
struct kya_soft_hash {
	struct shash_desc *desc;	/* or NULL */
	const struct kya_cmac_key *mac;
	struct kya_cmac_run run;
};

static int kya_soft_update(struct kya_soft_hash *soft, const u8 *data, unsigned int len)
{
	if (soft->desc)
		return crypto_shash_update(soft->desc, data, len);
	kya_cmac_update(soft->mac, &soft->run, data, len);
	return 0;
}

static int kya_soft_walk(struct kya_soft_hash *soft, struct scatterlist *sg, unsigned int bytes)
{
	struct sg_mapping_iter miter;
	int err = 0;

	if (!bytes)
		return 0;
	sg_miter_start(&miter, sg, sg_nents(sg), SG_MITER_ATOMIC | SG_MITER_FROM_SG);
	while (!err && bytes && sg_miter_next(&miter)) {
		unsigned int n = min_t(unsigned int, miter.length, bytes);

		err = kya_soft_update(soft, miter.addr, n);
		bytes -= n;
	}
	sg_miter_stop(&miter);
	return err;
}

static int kya_shash_begin(struct shash_desc *desc, const struct kya_hash_alg *alg,
			   const struct kya_hash_state *st)
{
	union kya_shash_state s = { };
	u64 pad = alg->keyed ? kya_hash_info[alg->hash].block : 0;
	int err;

	if (!st->count)
		return crypto_shash_init(desc);
	kya_state_to_shash(&s, st->state, st->count + pad, alg->hash);
	err = crypto_shash_import(desc, &s);
	memzero_explicit(&s, sizeof(s));
	return err;
}

static int kya_shash_end(struct shash_desc *desc, struct kya_hash_req *rctx, u32 hash, u8 *out)
{
	union kya_shash_state s;
	int err;

	if (rctx->final)
		return crypto_shash_final(desc, out);
	err = crypto_shash_export(desc, &s);
	if (!err)
		kya_state_from_shash(rctx->st.state, &s, hash);
	memzero_explicit(&s, sizeof(s));
	return err;
}

static int kya_sha_software(struct kya_hash_req *rctx, struct ahash_request *req)
{
	struct crypto_ahash *tfm = crypto_ahash_reqtfm(req);
	struct kya_hash_ctx *ctx = crypto_ahash_ctx(tfm);
	struct kya_hash_alg *alg = kya_hash_alg_of(tfm);
	struct kya_hash_state *st = &rctx->st;
	SHASH_DESC_ON_STACK(desc, ctx->fallback);
	struct kya_soft_hash soft = { .desc = desc };
	int err;

	desc->tfm = ctx->fallback;
	err = kya_shash_begin(desc, alg, st) ?: kya_soft_update(&soft, st->buf, st->len) ?:
	      kya_soft_walk(&soft, req->src, rctx->job.src_bytes) ?:
	      kya_shash_end(desc, rctx, alg->hash, req->result);
	shash_desc_zero(desc);
	return err;
}

static int kya_mac_software(struct kya_hash_req *rctx, struct ahash_request *req)
{
	struct kya_hash_ctx *ctx = crypto_ahash_ctx(crypto_ahash_reqtfm(req));
	struct kya_soft_hash soft = { .mac = &ctx->mac };
	struct kya_hash_state *st = &rctx->st;
	int err;

	if (st->count)
		memcpy(soft.run.chain, st->state, AES_BLOCK_SIZE);
	err = kya_soft_update(&soft, st->buf, st->len) ?:
	      kya_soft_walk(&soft, req->src, rctx->job.src_bytes);
	if (!err && rctx->final) {
		kya_cmac_final(soft.mac, &soft.run);
		memcpy(req->result, soft.run.chain, AES_BLOCK_SIZE);
	} else if (!err) {
		kya_cmac_store(soft.mac, &soft.run);
		memcpy(st->state, soft.run.chain, AES_BLOCK_SIZE);
	}
	memzero_explicit(&soft, sizeof(soft));
	return err;
}

static int kya_hash_software(struct kya_job *job)
{
	struct kya_hash_req *rctx = container_of(job, struct kya_hash_req, job);
	struct ahash_request *req = ahash_request_cast(job->areq);
	u32 hash = kya_hash_alg_of(crypto_ahash_reqtfm(req))->hash;
	int err = hash == KYA_HASH_CMAC ? kya_mac_software(rctx, req) :
					  kya_sha_software(rctx, req);

	if (!err && !rctx->final)
		kya_hash_keep_rest(rctx, req);
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
	struct crypto_ahash *tfm = crypto_ahash_reqtfm(req);
	const struct kya_hash_alg *alg = kya_hash_alg_of(tfm);
	struct kya_hash_ctx *ctx = crypto_ahash_ctx(tfm);
	struct kya_hash_req *rctx = ahash_request_ctx(req);

	rctx->final = final;
	rctx->job = (struct kya_job){
		.ops = &kya_hash_ops,
		.areq = &req->base,
		.tfm = &ctx->tfm,
		.src = req->src,
		.src_bytes = bytes,
	};
	return kya_job_submit(&rctx->job, kya_min_len(READ_ONCE(min_len), &alg->kya));
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
	u32 hash = kya_hash_alg_of(crypto_ahash_reqtfm(req))->hash;
	struct kya_hash_state *st = &rctx->st;
	unsigned int whole = st->len + req->nbytes;

	/* The last block of a CMAC is treated apart, and this may be it. */
	if (hash == KYA_HASH_CMAC && whole)
		whole--;
	whole = round_down(whole, kya_hash_info[hash].block);
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

static int kya_hmac_setkey(struct crypto_ahash *tfm, const u8 *key, unsigned int len)
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

static int kya_cmac_setkey(struct crypto_ahash *tfm, const u8 *key, unsigned int len)
{
	struct kya_hash_ctx *ctx = crypto_ahash_ctx(tfm);
	struct kya_ctx hw = { };
	int err = kya_ctx_cmac(&hw, &ctx->mac, key, len) ?: kya_tfm_set_key(&ctx->tfm, &hw);

	memzero_explicit(&hw, sizeof(hw));
	return err;
}

static int kya_xcbc_setkey(struct crypto_ahash *tfm, const u8 *key, unsigned int len)
{
	struct kya_hash_ctx *ctx = crypto_ahash_ctx(tfm);
	struct kya_ctx hw = { };
	int err = kya_ctx_xcbc(&hw, &ctx->mac, key, len) ?: kya_tfm_set_key(&ctx->tfm, &hw);

	memzero_explicit(&hw, sizeof(hw));
	return err;
}

static int kya_hash_init_tfm(struct crypto_ahash *tfm)
{
	struct kya_hash_ctx *ctx = crypto_ahash_ctx(tfm);
	struct kya_hash_alg *alg = kya_hash_alg_of(tfm);
	struct kya_ctx hw = { .ctl = cpu_to_le32(FIELD_PREP(KYA_CTX_CTL_HASH, alg->hash)) };
	int err = 0;

	ctx->fallback = NULL;
	if (alg->hash != KYA_HASH_CMAC)
		ctx->fallback = crypto_alloc_shash(crypto_tfm_alg_name(crypto_ahash_tfm(tfm)), 0,
						   CRYPTO_ALG_NEED_FALLBACK);
	if (IS_ERR(ctx->fallback))
		return PTR_ERR(ctx->fallback);
	crypto_ahash_set_reqsize(tfm, sizeof(struct kya_hash_req));
	kya_tfm_init(&ctx->tfm, alg->kya.caps);
	if (!alg->keyed)
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

#define KYA_HASH(name, driver, cap, id, size, block, fallback_flag, key, set)		\
{											\
	.kya.caps = cap,								\
	.hash = id,									\
	.keyed = key,									\
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
		.halg.base.cra_flags = CRYPTO_ALG_ASYNC | (fallback_flag) |		\
				       CRYPTO_ALG_KERN_DRIVER_ONLY,			\
		.halg.base.cra_blocksize = block,					\
		.halg.base.cra_ctxsize = sizeof(struct kya_hash_ctx),			\
		.halg.base.cra_module = THIS_MODULE,					\
	},										\
}

/* A SHA and its HMAC. */
#define KYA_SHA(name, cap, id, size, block)						\
	KYA_HASH(name, name, cap, id, size, block, CRYPTO_ALG_NEED_FALLBACK, false,	\
		 NULL),									\
	KYA_HASH("hmac(" name ")", "hmac-" name, (cap) | KYA_REG_CAPS_HMAC, id, size,	\
		 block, CRYPTO_ALG_NEED_FALLBACK, true, kya_hmac_setkey)

/* The kernel's own shash templates cannot be the fallback that a newer kernel adds for itself. */
#define KYA_MAC(name, driver, set)							\
	KYA_HASH(name, driver, KYA_REG_CAPS_CMAC, KYA_HASH_CMAC, AES_BLOCK_SIZE,	\
		 AES_BLOCK_SIZE, CRYPTO_ALG_NO_FALLBACK, true, set)

static struct kya_hash_alg kya_hashes[] = {
	KYA_SHA("sha1", KYA_REG_CAPS_SHA1, KYA_HASH_SHA1, SHA1_DIGEST_SIZE, SHA1_BLOCK_SIZE),
	KYA_SHA("sha224", KYA_REG_CAPS_SHA256, KYA_HASH_SHA224, SHA224_DIGEST_SIZE,
		SHA224_BLOCK_SIZE),
	KYA_SHA("sha256", KYA_REG_CAPS_SHA256, KYA_HASH_SHA256, SHA256_DIGEST_SIZE,
		SHA256_BLOCK_SIZE),
	KYA_SHA("sha384", KYA_REG_CAPS_SHA512, KYA_HASH_SHA384, SHA384_DIGEST_SIZE,
		SHA384_BLOCK_SIZE),
	KYA_SHA("sha512", KYA_REG_CAPS_SHA512, KYA_HASH_SHA512, SHA512_DIGEST_SIZE,
		SHA512_BLOCK_SIZE),
	KYA_MAC("cmac(aes)", "cmac-aes", kya_cmac_setkey),
	KYA_MAC("xcbc(aes)", "xcbc-aes", kya_xcbc_setkey),
};

static int kya_hash_add(struct kya_alg *alg, int priority)
{
	struct kya_hash_alg *a = container_of(alg, struct kya_hash_alg, kya);

	a->alg.halg.base.cra_priority = priority;
	return crypto_register_ahash(&a->alg);
}

static void kya_hash_del(struct kya_alg *alg)
{
	crypto_unregister_ahash(&container_of(alg, struct kya_hash_alg, kya)->alg);
}

static const char *kya_hash_driver(const struct kya_alg *alg)
{
	return container_of(alg, struct kya_hash_alg, kya)->alg.halg.base.cra_driver_name;
}

static void kya_hash_trial_end(struct kya_trial *t)
{
	ahash_request_free(t->req);
	crypto_free_ahash(t->tfm);
}

static int kya_hash_trial_begin(struct kya_trial *t)
{
	const struct kya_hash_alg *a = container_of(t->alg, struct kya_hash_alg, kya);
	int err = 0;

	t->tfm = crypto_alloc_ahash(a->alg.halg.base.cra_driver_name, 0, 0);
	if (IS_ERR(t->tfm))
		return PTR_ERR(t->tfm);
	t->req = ahash_request_alloc(t->tfm, GFP_KERNEL);
	if (!t->req)
		err = -ENOMEM;
	else if (a->keyed)
		err = crypto_ahash_setkey(t->tfm, t->key, AES_KEYSIZE_128);
	if (err)
		kya_hash_trial_end(t);
	else
		ahash_request_set_callback(t->req, 0, kya_trial_done, t);
	return err;
}

static int kya_hash_trial_send(struct kya_trial *t)
{
	ahash_request_set_crypt(t->req, &t->src, t->result, t->bytes);
	return crypto_ahash_digest(t->req);
}

const struct kya_kind kya_hash_kind = {
	.algs = kya_hashes,
	.count = ARRAY_SIZE(kya_hashes),
	.size = sizeof(kya_hashes[0]),
	.add = kya_hash_add,
	.del = kya_hash_del,
	.driver = kya_hash_driver,
	.min_len = &min_len,
	.trial_begin = kya_hash_trial_begin,
	.trial_send = kya_hash_trial_send,
	.trial_end = kya_hash_trial_end,
};
