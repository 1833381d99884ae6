// SPDX-License-Identifier: GPL-2.0-only
/* Contexts: their memory lives until the engine has forgotten them. */
#include <linux/dmapool.h>
#include "kyanite.h"

static void kya_key_free(struct kya_key *key)
{
	struct kya_dev *dev = key->dev;

	spin_lock_bh(&dev->keys_lock);
	if (key->ctx) {
		memzero_explicit(key->ctx, sizeof(*key->ctx));
		dma_pool_free(dev->key_pool, key->ctx, key->dma);
		list_del(&key->node);
	}
	spin_unlock_bh(&dev->keys_lock);
	kya_dev_put(dev);
	kfree(key);
}

static void kya_invalidate_fill(struct kya_job *job, struct kya_slot *slot)
{
	struct kya_key *key = container_of(job, struct kya_key, job);

	slot->sqe.ctl = cpu_to_le32(FIELD_PREP(KYA_SQE_CTL_OPCODE, KYA_OPCODE_CTX_INVALIDATE));
	slot->sqe.ctx = cpu_to_le64(key->dma);
}

static int kya_invalidate_done(struct kya_job *job, int err)
{
	struct kya_key *key = container_of(job, struct kya_key, job);

	if (err)
		dev_err_ratelimited(key->dev->dev, "invalidation failed: %d\n", err);
	kya_key_free(key);
	return 0;
}

static const struct kya_job_ops kya_invalidate_ops = {
	.fill = kya_invalidate_fill,
	.done = kya_invalidate_done,
};

/**
 * kya_key_release() - give up a context
 * @key: the context, or NULL; no request uses it any more
 *
 * Returns at once: the completion of the invalidation erases and frees it.
 */
void kya_key_release(struct kya_key *key)
{
	struct kya_queue *q;

	if (!key)
		return;
	q = key->queue;
	spin_lock_bh(&q->lock);
	/* A device that goes erases its chip; kya_keys_drop() has been or will be there. */
	if (key->used && !q->dev->gone) {
		key->released = true;
		if (!kya_queue_post(q, &key->job))
			list_add_tail(&key->job.node, &q->backlog);
		spin_unlock_bh(&q->lock);
		return;
	}
	spin_unlock_bh(&q->lock);
	kya_key_free(key);
}

static struct kya_key *kya_key_create(struct kya_tfm *tfm, const struct kya_ctx *ctx)
{
	struct kya_dev *dev = tfm->dev;
	struct kya_key *key = kzalloc(sizeof(*key), GFP_KERNEL);

	if (!key)
		return ERR_PTR(-ENOMEM);
	key->job.ops = &kya_invalidate_ops;
	key->dev = dev;
	key->queue = tfm->queue;
	spin_lock_bh(&dev->keys_lock);
	if (!dev->gone)
		key->ctx = dma_pool_alloc(dev->key_pool, GFP_ATOMIC, &key->dma);
	if (key->ctx) {
		memcpy(key->ctx, ctx, sizeof(*ctx));
		list_add(&key->node, &dev->keys);
		kref_get(&dev->ref);
		spin_unlock_bh(&dev->keys_lock);
		return key;
	}
	spin_unlock_bh(&dev->keys_lock);
	kfree(key);
	return dev->gone ? NULL : ERR_PTR(-ENOMEM);
}

/**
 * kya_tfm_set_key() - give a transform a context
 * @tfm: the transform; no request of it is in flight
 * @ctx: the context, copied
 *
 * A new context takes the place of the old one, so that the engine never sees
 * one change. Without a device there is none, and software works.
 *
 * Return: 0 or -ENOMEM.
 */
int kya_tfm_set_key(struct kya_tfm *tfm, const struct kya_ctx *ctx)
{
	struct kya_key *key = NULL;

	if (tfm->dev)
		key = kya_key_create(tfm, ctx);
	if (IS_ERR(key))
		return PTR_ERR(key);
	kya_key_release(tfm->key);
	tfm->key = key;
	return 0;
}

/**
 * kya_keys_drop() - free all contexts of a device that is going
 * @dev: the device; its queues are off for good
 */
void kya_keys_drop(struct kya_dev *dev)
{
	struct kya_key *key, *next;
	LIST_HEAD(orphans);
	unsigned int i;

	for (i = 0; i < dev->nqueues; i++) {
		spin_lock_bh(&dev->queues[i].lock);
		INIT_LIST_HEAD(&dev->queues[i].backlog);
		spin_unlock_bh(&dev->queues[i].lock);
	}
	spin_lock_bh(&dev->keys_lock);
	list_for_each_entry_safe(key, next, &dev->keys, node) {
		memzero_explicit(key->ctx, sizeof(*key->ctx));
		dma_pool_free(dev->key_pool, key->ctx, key->dma);
		key->ctx = NULL;
		list_del(&key->node);
		if (key->released)
			list_add(&key->node, &orphans);
	}
	spin_unlock_bh(&dev->keys_lock);
	list_for_each_entry_safe(key, next, &orphans, node) {
		kya_dev_put(dev);
		kfree(key);
	}
}

/**
 * kya_ctx_cipher() - write the cipher part of a context
 * @ctx: the context
 * @cipher: KYA_CIPHER_*
 * @key: AES key; of XTS the tweak's key follows it
 * @len: 16, 24 or 32; of XTS twice that
 */
void kya_ctx_cipher(struct kya_ctx *ctx, u32 cipher, const u8 *key, unsigned int len)
{
	u32 size;

	if (cipher == KYA_CIPHER_XTS) {
		len /= 2;
		memcpy(ctx->tweak_key, key + len, len);
	}
	size = len == 16 ? KYA_KEYSIZE_AES128 : len == 24 ? KYA_KEYSIZE_AES192 :
							    KYA_KEYSIZE_AES256;
	ctx->ctl |= cpu_to_le32(FIELD_PREP(KYA_CTX_CTL_CIPHER, cipher) |
				FIELD_PREP(KYA_CTX_CTL_KEYSIZE, size));
	memcpy(ctx->key, key, len);
}
