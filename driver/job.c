// SPDX-License-Identifier: GPL-2.0-only
/* A request's way: mapped, posted or waiting or done in software, completed. */
#include <linux/dma-mapping.h>
#include <crypto/scatterwalk.h>
#include "kyanite.h"

/**
 * kya_tfm_init() - bind a transform to a device; its first request settles the queue
 * @tfm: the transform
 * @caps: KYA_REG_CAPS_* that its algorithm needs
 *
 * Without a device that has them it works in software for life.
 */
void kya_tfm_init(struct kya_tfm *tfm, u32 caps)
{
	tfm->key = NULL;
	tfm->queue = NULL;
	tfm->settled = false;
	tfm->last = 0;
	tfm->dev = kya_dev_get(caps);
	if (tfm->dev)
		tfm->queue = &tfm->dev->queues[raw_smp_processor_id() % tfm->dev->nqueues];
}

/*
 * The CPU that uses a transform is seldom the one that made it: a daemon makes SAs, and a NIC's
 * softirq uses them, where bursts are made.
 */
static void kya_tfm_settle(struct kya_tfm *tfm)
{
	struct kya_dev *dev = tfm->dev;
	struct kya_queue *q;

	spin_lock_bh(&dev->keys_lock);
	if (!tfm->settled) {
		q = &dev->queues[raw_smp_processor_id() % dev->nqueues];
		tfm->key->queue = q;
		WRITE_ONCE(tfm->queue, q);
		/* Whoever sees this sees the queue. */
		smp_store_release(&tfm->settled, true);
	}
	spin_unlock_bh(&dev->keys_lock);
}

void kya_tfm_exit(struct kya_tfm *tfm)
{
	kya_key_release(tfm->key);
	tfm->key = NULL;
	if (tfm->dev)
		kya_dev_put(tfm->dev);
}

void kya_count_fallback(struct kya_tfm *tfm, enum kya_fallback why)
{
	struct kya_queue *q = READ_ONCE(tfm->queue);

	if (q)
		atomic64_inc(&q->stats.fallback[why]);
}

static int kya_map_one(struct device *dev, struct scatterlist *sg, unsigned int bytes,
		       enum dma_data_direction dir, int *nents, int *mapped)
{
	int n = sg_nents_for_len(sg, bytes);

	if (n < 0 || n > 4 * KYA_MAX_SEGS)
		return -E2BIG;
	*mapped = dma_map_sg(dev, sg, n, dir);
	if (!*mapped)
		return -ENOMEM;
	*nents = n;
	return *mapped > KYA_MAX_SEGS ? -E2BIG : 0;
}

static int kya_job_map(struct kya_job *job, struct device *dev)
{
	bool in_place = job->dst == job->src;
	unsigned int bytes = job->src_bytes;
	int err = 0;

	job->src_nents = 0;
	job->dst_nents = 0;
	if (in_place)
		bytes = max(bytes, job->dst_skip + job->dst_bytes);
	if (bytes)
		err = kya_map_one(dev, job->src, bytes,
				  in_place ? DMA_BIDIRECTIONAL : DMA_TO_DEVICE,
				  &job->src_nents, &job->src_mapped);
	if (!err && job->dst && !in_place && job->dst_bytes)
		err = kya_map_one(dev, job->dst, job->dst_skip + job->dst_bytes, DMA_FROM_DEVICE,
				  &job->dst_nents, &job->dst_mapped);
	if (err)
		kya_job_unmap(job);
	return err;
}

/**
 * kya_job_unmap() - end the DMA mapping of a request
 * @job: the request; its device is bound or was never mapped for
 */
void kya_job_unmap(struct kya_job *job)
{
	struct device *dev;

	if (!job->src_nents && !job->dst_nents)
		return;
	dev = job->tfm->dev->dev;
	if (job->src_nents)
		dma_unmap_sg(dev, job->src, job->src_nents,
			     job->dst == job->src ? DMA_BIDIRECTIONAL : DMA_TO_DEVICE);
	if (job->dst_nents)
		dma_unmap_sg(dev, job->dst, job->dst_nents, DMA_FROM_DEVICE);
	job->src_nents = 0;
	job->dst_nents = 0;
}

/* The part [skip, skip + len) of mapped segments, as list entries from @seg on. */
static unsigned int kya_list(struct kya_seg *seg, struct scatterlist *sg, int mapped,
			     unsigned int skip, unsigned int len)
{
	unsigned int n = 0;
	int i;

	for (i = 0; i < mapped && len; i++, sg = sg_next(sg)) {
		unsigned int have = sg_dma_len(sg);

		if (have <= skip) {
			skip -= have;
			continue;
		}
		have = min(have - skip, len);
		seg[n].addr = cpu_to_le64(sg_dma_address(sg) + skip);
		seg[n].len = cpu_to_le32(have);
		seg[n].zero = 0;
		n++;
		len -= have;
		skip = 0;
	}
	return n;
}

/**
 * kya_slot_lead() - set a source segment ahead of the caller's data
 * @slot: the slot
 * @i: which one
 * @addr: bus address
 * @len: bytes
 */
void kya_slot_lead(struct kya_slot *slot, unsigned int i, dma_addr_t addr, u32 len)
{
	slot->aux->src[i].addr = cpu_to_le64(addr);
	slot->aux->src[i].len = cpu_to_le32(len);
	slot->aux->src[i].zero = 0;
}

/* One segment goes into the entry itself, more into the slot's list. */
static u32 kya_place(struct kya_seg *seg, unsigned int n, dma_addr_t list, __le64 *addr,
		     u32 *ctl, u32 list_bit)
{
	if (n == 1) {
		*addr = seg[0].addr;
	} else if (n) {
		*addr = cpu_to_le64(list);
		*ctl |= list_bit;
	}
	return n;
}

/**
 * kya_job_fill() - write source, destination and context of a request
 * @job: the request
 * @slot: the slot; its entry's other fields are the caller's
 * @lead: segments that kya_slot_lead() set
 *
 * Without a destination list the result goes to the slot.
 */
void kya_job_fill(struct kya_job *job, struct kya_slot *slot, unsigned int lead)
{
	struct kya_aux *aux = slot->aux;
	struct kya_sqe *sqe = &slot->sqe;
	u32 ctl = le32_to_cpu(sqe->ctl) | FIELD_PREP(KYA_SQE_CTL_OPCODE, KYA_OPCODE_CRYPT);
	int src_mapped = job->src_nents ? job->src_mapped : 0;
	unsigned int after = job->hole_at + job->hole;
	bool in_place = job->dst == job->src;
	unsigned int nsrc, ndst;

	nsrc = lead + kya_list(aux->src + lead, job->src, src_mapped, 0, job->hole_at);
	nsrc += kya_list(aux->src + nsrc, job->src, src_mapped, after, job->src_bytes - after);
	if (!job->dst) {
		sqe->dst = cpu_to_le64(slot->dma + offsetof(struct kya_aux, result));
		ndst = 1;
	} else {
		ndst = kya_list(aux->dst, job->dst, in_place ? job->src_mapped : job->dst_mapped,
				job->dst_skip, job->dst_bytes);
		kya_place(aux->dst, ndst, slot->dma + offsetof(struct kya_aux, dst), &sqe->dst,
			  &ctl, KYA_SQE_CTL_DST_LIST);
	}
	kya_place(aux->src, nsrc, slot->dma + offsetof(struct kya_aux, src), &sqe->src, &ctl,
		  KYA_SQE_CTL_SRC_LIST);
	sqe->nseg = cpu_to_le32(FIELD_PREP(KYA_SQE_NSEG_SRC, nsrc) |
				FIELD_PREP(KYA_SQE_NSEG_DST, ndst));
	sqe->ctx = cpu_to_le64(job->tfm->key->dma);
	sqe->ctl = cpu_to_le32(ctl);
	job->tfm->key->used = true;
}

/**
 * kya_job_keep() - copy a source that the engine will overwrite
 * @job: the request, not posted yet
 * @room: memory for all of it, which stays as it is until the request has ended
 *
 * A reset in the middle then costs no data.
 */
void kya_job_keep(struct kya_job *job, u8 *room)
{
	job->kept = room;
	scatterwalk_map_and_copy(room, job->src, 0, job->src_bytes, 0);
}

/* Map a request for the engine, or say why software has to do it. Under the queue's lock. */
static enum kya_fallback kya_job_prepare(struct kya_job *job)
{
	struct kya_queue *q = job->tfm->queue;
	int err;

	if (q->state != KYA_QUEUE_RUNNING)
		return KYA_FB_QUEUE;
	if (job->soft || job->src_bytes > KYA_MAX_LEN || job->dst_bytes > KYA_MAX_LEN)
		return KYA_FB_LENGTH;
	err = kya_job_map(job, q->dev->dev);
	if (!err)
		return KYA_FB_NONE;
	return err == -E2BIG ? KYA_FB_SEGMENTS : KYA_FB_MAP;
}

static int kya_job_software(struct kya_job *job, enum kya_fallback why)
{
	kya_count_fallback(job->tfm, why);
	return job->ops->software(job);
}

/**
 * kya_job_submit() - start a request
 * @job: the request; ops, areq, tfm, lists and bytes are set; soft if the engine cannot do it
 * @min_len: shortest source worth the engine
 *
 * Software takes what the engine cannot or should not do. It runs here, or, if earlier requests of
 * the transform have not ended, in its turn. With the ring full a request waits if it may, or if it
 * would overtake; else software takes it.
 *
 * Return: 0 or -errno if it ended in software; -EINPROGRESS or -EBUSY if the
 * callback will tell.
 */
int kya_job_submit(struct kya_job *job, unsigned int min_len)
{
	struct kya_tfm *tfm = job->tfm;
	struct kya_queue *q;
	enum kya_fallback why;
	int ret = -EINPROGRESS;
	bool busy;

	job->backlogged = false;
	if (!tfm->key)
		return kya_job_software(job, KYA_FB_QUEUE);
	if (!job->soft && job->src_bytes < min_len && !kya_tfm_busy(tfm))
		return kya_job_software(job, KYA_FB_SMALL);
	/* Who sees that it is settled sees the queue. */
	if (!smp_load_acquire(&tfm->settled))
		kya_tfm_settle(tfm);
	q = tfm->queue;

	/* The lock keeps the device from being torn down between mapping and posting. */
	spin_lock_bh(&q->lock);
	busy = kya_tfm_busy(tfm);
	why = kya_job_prepare(job);
	job->soft = why != KYA_FB_NONE;
	if (job->soft && !busy)
		goto software;
	if (!kya_queue_post(q, job)) {
		bool may_wait = job->areq->flags & CRYPTO_TFM_REQ_MAY_BACKLOG;

		if (!may_wait && !busy) {
			kya_job_unmap(job);
			why = KYA_FB_FULL;
			goto software;
		}
		list_add_tail(&job->node, &q->backlog);
		q->stats.backlogged++;
		job->backlogged = may_wait;
		ret = may_wait ? -EBUSY : -EINPROGRESS;
	}
	WRITE_ONCE(tfm->last, ++q->taken);
	if (job->soft)
		kya_count_fallback(tfm, why);
	spin_unlock_bh(&q->lock);
	return ret;

software:
	spin_unlock_bh(&q->lock);
	return kya_job_software(job, why);
}

/* The callback may free request and transform, but not the queue, on whose behalf it runs. */
static void kya_job_end(struct kya_job *job, int err)
{
	struct kya_queue *q = job->tfm->queue;

	kya_request_complete(job->areq, err);
	/* Behind all that the callback did: another of the transform may end elsewhere now. */
	smp_store_release(&q->ended, q->ended + 1);
}

/**
 * kya_job_finish() - end a request that was in the queue's hands
 * @job: the request, or a context invalidation
 * @err: how the engine ended it
 *
 * Context: bottom halves off.
 */
void kya_job_finish(struct kya_job *job, int err)
{
	if (!job->areq) {
		job->ops->done(job, err);
		return;
	}
	kya_job_unmap(job);
	kya_job_end(job, job->soft ? job->ops->software(job) : job->ops->done(job, err));
}

/* Two lists may name the same memory. After a reset only, so the plain way will do. */
static bool kya_lists_overlap(struct scatterlist *a, unsigned int a_bytes,
			      struct scatterlist *b, unsigned int b_bytes)
{
	struct scatterlist *other;
	unsigned int left;

	for (; a && a_bytes; a_bytes -= min(a_bytes, a->length), a = sg_next(a)) {
		other = b;
		left = b_bytes;
		for (; other && left; left -= min(left, other->length), other = sg_next(other))
			if (sg_phys(a) < sg_phys(other) + other->length &&
			    sg_phys(other) < sg_phys(a) + a->length)
				return true;
	}
	return false;
}

/* Whether the source of a request is as it was, whatever the engine did. */
static bool kya_job_restore(const struct kya_job *job)
{
	if (job->untouched || job->soft || !job->dst ||
	    !kya_lists_overlap(job->src, job->src_bytes, job->dst, job->dst_skip + job->dst_bytes))
		return true;
	if (job->kept)
		scatterwalk_map_and_copy(job->kept, job->src, 0, job->src_bytes, 1);
	return job->kept;
}

/**
 * kya_job_lost() - end a request whose queue was reset or died
 * @job: the request
 *
 * Software does it, again if need be. If it was in place and begun it may be half done, and ends
 * with -EIO unless its source was kept.
 *
 * Context: process; the request may allow software to sleep.
 */
void kya_job_lost(struct kya_job *job)
{
	int err = -EIO;

	if (job->backlogged) {
		job->backlogged = false;
		local_bh_disable();
		kya_request_complete(job->areq, -EINPROGRESS);
		local_bh_enable();
	}
	kya_job_unmap(job);
	if (kya_job_restore(job))
		err = job->soft ? job->ops->software(job) : kya_job_software(job, KYA_FB_REDO);
	local_bh_disable();
	kya_job_end(job, err);
	local_bh_enable();
}
