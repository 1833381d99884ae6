// SPDX-License-Identifier: GPL-2.0-only
/* Rings: post, ring the doorbell, reap in NAPI. */
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/iopoll.h>
#include <linux/sched/clock.h>
#include "kyanite.h"
#define CREATE_TRACE_POINTS
#include "trace.h"

#define KYA_MAX_VAIN	16

static unsigned int engine_mhz = 250;
module_param(engine_mhz, uint, 0444);
MODULE_PARM_DESC(engine_mhz, "Clock of the engine in MHz (default 250)");

static unsigned int ring_log2 = 7;
module_param(ring_log2, uint, 0444);
MODULE_PARM_DESC(ring_log2, "log2 of the entries of a ring, 1 to 10 (default 7)");

static u32 kya_q_read(struct kya_queue *q, u32 reg)
{
	return readl(q->dev->regs + KYA_Q(q->id) + reg);
}

static void kya_q_write(struct kya_queue *q, u32 reg, u32 value)
{
	writel(value, q->dev->regs + KYA_Q(q->id) + reg);
}

static void kya_count(struct kya_histogram *h, u64 value)
{
	h->count[min(fls64(value), KYA_HISTOGRAM - 1)]++;
}

/*
 * One 64-bit write, posted; the barrier of writeq() orders it behind the ring. Tells the engine of
 * all entries, whoever left them to it. Without @m the arming stays as it is.
 */
static void kya_doorbell(struct kya_queue *q, const struct kya_moderation *m)
{
	u32 mask = BIT(q->log2) - 1;
	u64 v = FIELD_PREP(KYA_Q_DOORBELL_SQ_TAIL, q->tail & mask) |
		FIELD_PREP(KYA_Q_DOORBELL_CQ_HEAD, q->head & mask);

	if (m) {
		v |= FIELD_PREP(KYA_Q_DOORBELL_HOLDOFF, m->holdoff) |
		     FIELD_PREP(KYA_Q_DOORBELL_COUNT, m->count) | KYA_Q_DOORBELL_ARM;
		kya_count(&q->stats.hold, m->hold_ns);
	}
	if (q->tail != q->rung)
		kya_count(&q->stats.batch, q->tail - q->rung);
	trace_doorbell(q, m);
	q->rung = q->tail;
	writeq(v, q->dev->regs + KYA_Q(q->id) + KYA_Q_DOORBELL);
	q->stats.doorbells[q->tuning.policy]++;
}

static struct kya_moderation kya_queue_moderate(struct kya_queue *q)
{
	struct kya_moderation m = { };
	u64 now_ns;

	q->bridge_ns = 0;
	/* It says the same of this one, at the cost of a call for each request. */
	if (q->tuning.policy == KYA_POLICY_OFF)
		return m;
	now_ns = q->tuning.policy == KYA_POLICY_ALIGNED ? local_clock() : 0;
	m = kya_moderate(&q->tuning, &q->rhythm, now_ns, engine_mhz, q->tail - q->head,
			 BIT(q->log2));
	if (m.bridges)
		q->bridge_ns = now_ns + m.hold_ns;
	return m;
}

static void kya_queue_arm(struct kya_queue *q)
{
	struct kya_moderation m = kya_queue_moderate(q);

	kya_doorbell(q, &m);
}

/*
 * In the middle of a poll: callbacks may take long, the engine gets its work before. If the
 * interrupt will be held off beyond them, the same doorbell arms it, and the poll's end need not.
 */
static void kya_queue_flush(struct kya_queue *q)
{
	struct kya_moderation m = kya_queue_moderate(q);

	kya_doorbell(q, m.bridges ? &m : NULL);
	q->armed = m.bridges;
}

/* Reading the clock takes long, so latency is that of some; 17, as bursts are often of 16 or 32. */
static bool kya_sampled(u32 nth)
{
	return nth % 17 == 0;
}

/* Fill the next entry. The caller holds the lock and has seen a free slot. */
static void kya_queue_fill(struct kya_queue *q, struct kya_job *job)
{
	u32 i = q->tail & (BIT(q->log2) - 1);
	struct kya_slot slot = {
		.aux = &q->aux[i],
		.dma = q->aux_dma + i * sizeof(struct kya_aux),
	};

	if (job->soft) {
		slot.sqe.ctl = cpu_to_le32(FIELD_PREP(KYA_SQE_CTL_OPCODE, KYA_OPCODE_NOP));
	} else {
		if (job->src_bytes && job->src_bytes <= min(job->keep_len, q->keep_room) &&
		    kya_job_in_place(job))
			kya_job_keep(job, q->kept + i * q->keep_room);
		job->ops->fill(job, &slot);
	}
	if (job->urgent && q->tuning.policy != KYA_POLICY_OFF)
		slot.sqe.ctl |= cpu_to_le32(KYA_SQE_CTL_URGENT);
	memcpy(&q->sq[i], &slot.sqe, sizeof(slot.sqe));
	q->jobs[i] = job;
	if (kya_sampled(q->tail))
		job->since_ns = local_clock();
	if (q->tail == q->head)
		q->moved_at = jiffies;
	q->tail++;
	q->stats.submitted++;
	trace_submit(q, job);
}

/* The engine treats a ring as full one entry early. */
static bool kya_queue_full(const struct kya_queue *q)
{
	return q->tail - q->head >= BIT(q->log2) - 1;
}

/*
 * An entry is part of a burst: have the poll run behind it. Scheduled from within a NIC's poll, it
 * runs right after that, and what comes until then is one burst; in process context it runs when
 * bottom halves are on again, at the latest when the caller has the lock no more. During the poll
 * itself nothing needs to be scheduled, as its end rings the doorbell.
 */
static void kya_queue_burst(struct kya_queue *q)
{
	if (q->burst || q->polling)
		return;
	q->burst = true;
	napi_schedule(&q->napi);
}

/*
 * A softirq waits for nothing. Elsewhere a caller that lets a request be queued or sleep may be
 * about to wait for it; XFRM, which sends from process context, too, allows neither.
 */
static bool kya_awaited(const struct kya_job *job)
{
	u32 patient = CRYPTO_TFM_REQ_MAY_BACKLOG | CRYPTO_TFM_REQ_MAY_SLEEP;

	return !in_serving_softirq() && (!job->areq || job->areq->flags & patient);
}

/*
 * What completes goes on from the CPU that polls, into queues of the network stack that each CPU
 * has of its own. Packets keep their order if that is always the same: the interrupt's.
 */
static bool kya_queue_at_home(const struct kya_queue *q)
{
	return raw_smp_processor_id() == q->id;
}

/*
 * Whether one doorbell rings and arms: nothing is under way, and no softirq's end could tell more;
 * or this CPU does not poll the queue, and no poll is to come. The next burst's poll reaps the
 * entry, or the interrupt's.
 */
static bool kya_queue_arms(const struct kya_queue *q, const struct kya_job *job)
{
	if (job->urgent || q->tuning.policy == KYA_POLICY_OFF)
		return false;
	if (!kya_queue_at_home(q))
		return !q->burst && !q->polling;
	return !in_serving_softirq() && q->tail - q->head == 1;
}

/**
 * kya_queue_post() - give a job to the engine
 * @q: the queue, its lock held
 * @job: the job, mapped
 *
 * The doorbell may be left to the queue's poll, and the completion to the next burst's, but not if
 * somebody may be waiting for it.
 *
 * Context: under q->lock.
 * Return: false if the queue is off, the ring full, or jobs wait for it already.
 */
bool kya_queue_post(struct kya_queue *q, struct kya_job *job)
{
	u32 at_engine = q->rung - q->head;

	job->urgent = kya_awaited(job);
	if (q->state == KYA_QUEUE_OFF || kya_queue_full(q) || !list_empty(&q->backlog))
		return false;
	kya_queue_fill(q, job);
	if (kya_queue_arms(q, job)) {
		if (q->tuning.policy == KYA_POLICY_ALIGNED && kya_queue_at_home(q))
			kya_rhythm_burst(&q->rhythm, local_clock());
		kya_queue_arm(q);
		return true;
	}
	if (kya_ring_now(&q->tuning, job->urgent, at_engine, q->tail - q->rung))
		kya_doorbell(q, NULL);
	if (!job->urgent && q->tuning.policy != KYA_POLICY_OFF)
		kya_queue_burst(q);
	return true;
}

/* A completion of the current round, or NULL. */
static struct kya_cqe *kya_queue_peek(struct kya_queue *q)
{
	struct kya_cqe *cqe = &q->cq[q->head & (BIT(q->log2) - 1)];
	bool phase = !(q->head >> q->log2 & 1);

	if (FIELD_GET(KYA_CQE_CTL_PHASE, le32_to_cpu(READ_ONCE(cqe->ctl))) != phase)
		return NULL;
	/* The rest of the entry, and the data, were written before the phase. */
	dma_rmb();
	return cqe;
}

static int kya_status_to_errno(u32 status)
{
	switch (status) {
	case KYA_STATUS_OK:
		return 0;
	case KYA_STATUS_AUTH_FAIL:
		return -EBADMSG;
	case KYA_STATUS_DMA_READ:
	case KYA_STATUS_DMA_WRITE:
		return -EIO;
	default:
		return -EINVAL;
	}
}

/* Whether a completion can be the one of the job in slot @i. */
static bool kya_cqe_plausible(const struct kya_cqe *cqe, const struct kya_job *job, u32 i)
{
	u32 status = FIELD_GET(KYA_CQE_CTL_STATUS, le32_to_cpu(cqe->ctl));
	u32 room = job->soft ? 0 : job->dst ? job->dst_bytes : KYA_MAX_STATE;

	return FIELD_GET(KYA_CQE_SQ_INDEX, le32_to_cpu(cqe->sq)) == i &&
	       status <= KYA_STATUS_AUTH_FAIL && le32_to_cpu(cqe->len) <= room;
}

/* The clocks of two CPUs may differ a little. */
static void kya_count_latency(struct kya_queue *q, const struct kya_job *job)
{
	u64 now_ns = local_clock();

	kya_count(&q->stats.latency, now_ns > job->since_ns ? now_ns - job->since_ns : 0);
}

/* Take one completion; its job goes to @done. */
static bool kya_queue_take(struct kya_queue *q, struct list_head *done)
{
	u32 mask = BIT(q->log2) - 1, i = q->head & mask;
	struct kya_cqe *cqe = kya_queue_peek(q);
	struct kya_job *job;

	if (!cqe || q->head == q->tail)
		return false;
	job = q->jobs[i];
	if (!kya_cqe_plausible(cqe, job, i)) {
		q->broken = true;
		return false;
	}
	q->jobs[i] = NULL;
	job->err = kya_status_to_errno(FIELD_GET(KYA_CQE_CTL_STATUS, le32_to_cpu(cqe->ctl)));
	if (job->ops->collect && !job->soft)
		job->ops->collect(job, &q->aux[i]);
	trace_complete(q, job);
	if (kya_sampled(q->head))
		kya_count_latency(q, job);
	list_add_tail(&job->node, done);
	q->head++;
	q->stats.completed++;
	q->stats.failed += job->err && job->err != -EBADMSG;
	q->stats.engine_cycles += le32_to_cpu(cqe->cycles);
	q->stats.engine_bytes += le32_to_cpu(cqe->len);
	return true;
}

/* Fill in what waited; those told -EBUSY go to @started. */
static void kya_queue_promote(struct kya_queue *q, struct list_head *started)
{
	while (!list_empty(&q->backlog) && !kya_queue_full(q)) {
		struct kya_job *job = list_first_entry(&q->backlog, struct kya_job, node);

		list_del(&job->node);
		kya_queue_fill(q, job);
		if (job->backlogged)
			list_add_tail(&job->node, started);
	}
}

#if IS_ENABLED(CONFIG_DIMLIB)
/* DIM has seen how completions came with one hold-off, and wants another. */
static void kya_dim_work(struct work_struct *work)
{
	struct dim *dim = container_of(work, struct dim, work);
	struct kya_queue *q = container_of(dim, struct kya_queue, dim);

	WRITE_ONCE(q->tuning.dim_us, net_dim_get_rx_moderation(dim->mode, dim->profile_ix).usec);
	dim->state = DIM_START_MEASURE;
}

static void kya_dim_init(struct kya_queue *q)
{
	q->dim.mode = DIM_CQ_PERIOD_MODE_START_FROM_EQE;
	INIT_WORK(&q->dim.work, kya_dim_work);
}

static void kya_dim_learn(struct kya_queue *q)
{
	struct dim_sample sample = {};

	dim_update_sample(q->stats.interrupts[KYA_POLICY_DIM], q->stats.completed,
			  q->stats.engine_bytes, &sample);
	kya_net_dim(&q->dim, &sample);
}

static void kya_dim_end(struct kya_queue *q)
{
	cancel_work_sync(&q->dim.work);
}
#else
static void kya_dim_init(struct kya_queue *q)
{
}

static void kya_dim_learn(struct kya_queue *q)
{
}

static void kya_dim_end(struct kya_queue *q)
{
}
#endif

/* What a policy learns from a poll that took @n completions, behind an interrupt or not. */
static void kya_queue_learn(struct kya_queue *q, int n, bool interrupted)
{
	u64 now_ns;

	if (q->tuning.policy == KYA_POLICY_DIM)
		kya_dim_learn(q);
	if (q->tuning.policy != KYA_POLICY_ALIGNED)
		return;
	now_ns = local_clock();
	if (q->burst)
		kya_rhythm_burst(&q->rhythm, now_ns);
	if (n && q->bridge_ns) {
		kya_rhythm_judge(&q->rhythm, q->bridge_ns, now_ns, interrupted);
		q->bridge_ns = 0;
	}
}

/*
 * One interrupt may find nothing, as the poll of a burst was before it. An engine that goes on like
 * this means completions that are not to be seen, and would do so until the timeout.
 */
static void kya_queue_suspect(struct kya_queue *q, int n, bool interrupted)
{
	if (n)
		q->vain = 0;
	else if (interrupted && q->head != q->tail && ++q->vain == KYA_MAX_VAIN)
		q->broken = true;
}

/* The locked part of a poll: reap, and give the engine what waits. Returns completions taken. */
static int kya_queue_reap(struct kya_queue *q, int budget, struct list_head *done,
			  struct list_head *started)
{
	bool interrupted = READ_ONCE(q->woken);
	int n = 0;

	WRITE_ONCE(q->woken, false);
	q->stats.polls++;
	while (n < budget && kya_queue_take(q, done))
		n++;
	if (n)
		q->moved_at = jiffies;
	*(interrupted ? &q->stats.reaped_irq : &q->stats.reaped_burst) += n;
	kya_queue_suspect(q, n, interrupted);
	kya_queue_learn(q, n, interrupted);
	q->burst = false;
	q->polling = true;
	q->armed = false;
	if (q->state == KYA_QUEUE_OFF)
		return n;
	kya_queue_promote(q, started);
	if (q->rung != q->tail && n)
		kya_queue_flush(q);
	return n;
}

/**
 * kya_queue_poll() - NAPI poll of a queue
 * @napi: of the queue
 * @budget: completions to take at most
 *
 * Return: completions taken; all of @budget if there may be more.
 */
int kya_queue_poll(struct napi_struct *napi, int budget)
{
	struct kya_queue *q = container_of(napi, struct kya_queue, napi);
	struct kya_job *job, *next;
	LIST_HEAD(started);
	LIST_HEAD(done);
	bool broken, last;
	int n;

	spin_lock(&q->lock);
	n = kya_queue_reap(q, budget, &done, &started);
	broken = q->broken;
	/*
	 * A started request may complete on another CPU only after this poll, as
	 * this queue's completions are taken nowhere else.
	 */
	spin_unlock(&q->lock);

	if (broken)
		mod_delayed_work(kya_wq, &q->dev->watchdog, 0);
	list_for_each_entry_safe(job, next, &started, node) {
		job->backlogged = false;
		kya_request_complete(job->areq, -EINPROGRESS);
	}
	list_for_each_entry_safe(job, next, &done, node)
		kya_job_finish(job, job->err);

	/* If it is not the last poll, the next one rings for what the callbacks submitted. */
	last = (n < budget || !budget) && napi_complete_done(napi, n);
	spin_lock(&q->lock);
	q->polling = false;
	if (last && q->state != KYA_QUEUE_OFF && !(q->armed && q->rung == q->tail))
		kya_queue_arm(q);
	spin_unlock(&q->lock);
	return n;
}

irqreturn_t kya_queue_irq(int irq, void *data)
{
	struct kya_queue *q = data;

	q->stats.interrupts[READ_ONCE(q->tuning.policy)]++;
	WRITE_ONCE(q->woken, true);
	napi_schedule_irqoff(&q->napi);
	return IRQ_HANDLED;
}

/**
 * kya_queue_stop() - stop the engine's side of a queue
 * @q: the queue
 *
 * Return: 0 once no DMA of the queue is left; -ETIMEDOUT or, if the device
 * does not answer, -ENODEV.
 */
int kya_queue_stop(struct kya_queue *q)
{
	u32 status;

	kya_q_write(q, KYA_Q_CONTROL, KYA_Q_CONTROL_RESET);
	if (read_poll_timeout(kya_q_read, status,
			      status == U32_MAX || !(status & KYA_Q_STATUS_RESET_BUSY), 20,
			      USEC_PER_SEC, false, q, KYA_Q_STATUS))
		return -ETIMEDOUT;
	return status == U32_MAX ? -ENODEV : 0;
}

static int kya_proof_done(struct kya_job *job, int err)
{
	struct kya_queue *q = container_of(job, struct kya_queue, proof);

	spin_lock_bh(&q->lock);
	if (q->state == KYA_QUEUE_PROVING)
		q->state = KYA_QUEUE_RUNNING;
	spin_unlock_bh(&q->lock);
	return 0;
}

static const struct kya_job_ops kya_proof_ops = {
	.done = kya_proof_done,
};

/**
 * kya_queue_start() - bring a queue up, empty and armed
 * @q: the queue, with rings; nobody uses it yet
 * @prove: software keeps all requests until the engine has done a NOP
 *
 * Return: 0, -ENODEV, -ETIMEDOUT, or -EIO if the engine refuses the rings.
 */
int kya_queue_start(struct kya_queue *q, bool prove)
{
	u32 status;
	int err = kya_queue_stop(q);

	if (err)
		return err;
	spin_lock_bh(&q->lock);
	q->head = 0;
	q->tail = 0;
	q->rung = 0;
	q->burst = false;
	q->broken = false;
	q->vain = 0;
	memset(q->cq, 0, sizeof(*q->cq) << q->log2);
	spin_unlock_bh(&q->lock);
	writeq(q->sq_dma, q->dev->regs + KYA_Q(q->id) + KYA_Q_SQ_BASE);
	writeq(q->cq_dma, q->dev->regs + KYA_Q(q->id) + KYA_Q_CQ_BASE);
	kya_q_write(q, KYA_Q_SIZE, FIELD_PREP(KYA_Q_SIZE_LOG2, q->log2));
	kya_q_write(q, KYA_Q_CONTROL, KYA_Q_CONTROL_ENABLE);
	status = kya_q_read(q, KYA_Q_STATUS);
	if (status != KYA_Q_STATUS_ENABLED) {
		dev_err(q->dev->dev, "queue %u does not start: status %#x\n", q->id, status);
		return -EIO;
	}
	spin_lock_bh(&q->lock);
	q->state = prove ? KYA_QUEUE_PROVING : KYA_QUEUE_RUNNING;
	if (prove) {
		q->proof.ops = &kya_proof_ops;
		q->proof.soft = true;
		kya_queue_fill(q, &q->proof);
	}
	kya_queue_arm(q);
	spin_unlock_bh(&q->lock);
	return 0;
}

/* Room for the longest source of any kind that is to be kept. */
static unsigned int kya_keep_room(void)
{
	unsigned int i, room = 0;

	for (i = 0; i < KYA_KINDS; i++)
		if (kya_kinds[i]->keep_len)
			room = max(room, *kya_kinds[i]->keep_len);
	return ALIGN(min_t(unsigned int, room, KYA_MAX_KEEP), sizeof(u64));
}

/**
 * kya_queue_init() - allocate a queue's rings
 * @q: the queue, with dev and id set
 *
 * Return: 0 or -ENOMEM.
 */
int kya_queue_init(struct kya_queue *q)
{
	struct device *dev = q->dev->dev;
	unsigned int n;

	q->log2 = FIELD_GET(KYA_REG_CONFIG_MAX_LOG2, readl(q->dev->regs + KYA_REG_CONFIG));
	q->log2 = clamp(ring_log2, 1U, min_t(unsigned int, q->log2, KYA_MAX_RING_LOG2));
	n = BIT(q->log2);
	spin_lock_init(&q->lock);
	INIT_LIST_HEAD(&q->backlog);
	kya_dim_init(q);
	q->sq = dma_alloc_coherent(dev, n * sizeof(*q->sq), &q->sq_dma, GFP_KERNEL);
	q->cq = dma_alloc_coherent(dev, n * sizeof(*q->cq), &q->cq_dma, GFP_KERNEL);
	q->aux = dma_alloc_coherent(dev, n * sizeof(*q->aux), &q->aux_dma, GFP_KERNEL);
	q->jobs = kcalloc(n, sizeof(*q->jobs), GFP_KERNEL);
	q->keep_room = kya_keep_room();
	if (q->keep_room)
		q->kept = kvcalloc(n, q->keep_room, GFP_KERNEL);
	if (q->sq && q->cq && q->aux && q->jobs && (q->kept || !q->keep_room))
		return 0;
	kya_queue_free(q);
	return -ENOMEM;
}

void kya_queue_free(struct kya_queue *q)
{
	struct device *dev = q->dev->dev;
	unsigned int n = BIT(q->log2);

	kya_dim_end(q);
	if (q->aux) {
		memzero_explicit(q->aux, n * sizeof(*q->aux));
		dma_free_coherent(dev, n * sizeof(*q->aux), q->aux, q->aux_dma);
	}
	if (q->cq)
		dma_free_coherent(dev, n * sizeof(*q->cq), q->cq, q->cq_dma);
	if (q->sq)
		dma_free_coherent(dev, n * sizeof(*q->sq), q->sq, q->sq_dma);
	kfree(q->jobs);
	kvfree_sensitive(q->kept, (size_t)n * q->keep_room);
	q->kept = NULL;
	q->aux = NULL;
	q->cq = NULL;
	q->sq = NULL;
	q->jobs = NULL;
}

/**
 * kya_queue_drain() - let the engine finish what it has; new jobs go to software
 * @q: the queue; sleeps as long as it moves
 */
void kya_queue_drain(struct kya_queue *q)
{
	unsigned long seen_at = jiffies;
	u64 seen = 0, ended, taken;

	spin_lock_bh(&q->lock);
	if (q->state != KYA_QUEUE_OFF)
		q->state = KYA_QUEUE_DRAINING;
	/* More may come, for software in its turn, and must not keep the queue for ever. */
	taken = q->taken;
	spin_unlock_bh(&q->lock);
	while (READ_ONCE(q->state) != KYA_QUEUE_OFF && time_before(jiffies, seen_at + 2 * HZ)) {
		ended = READ_ONCE(q->ended);
		if (ended >= taken)
			break;
		if (ended != seen)
			seen_at = jiffies;
		seen = ended;
		usleep_range(500, 1000);
	}
}

/**
 * kya_queue_unload() - take the requests off the backlog of a queue that is off
 * @q: the queue
 * @waiting: gets them, untouched; invalidations stay
 */
void kya_queue_unload(struct kya_queue *q, struct list_head *waiting)
{
	struct kya_job *job, *next;

	spin_lock_bh(&q->lock);
	list_for_each_entry_safe(job, next, &q->backlog, node) {
		if (!job->areq)
			continue;
		job->untouched = true;
		list_move_tail(&job->node, waiting);
	}
	spin_unlock_bh(&q->lock);
}

/**
 * kya_queue_abandon() - stop a queue and take all jobs off its ring
 * @q: the queue; its NAPI is disabled
 * @done: gets the jobs that had completed
 * @lost: gets the others; untouched is set in those that the engine had not fetched
 *
 * Invalidations go back to the backlog: their contexts must not be reused before the engine has
 * forgotten them. What waits there stays, see kya_queue_unload().
 */
void kya_queue_abandon(struct kya_queue *q, struct list_head *done, struct list_head *lost)
{
	u64 pointers = readq(q->dev->regs + KYA_Q(q->id) + KYA_Q_POINTERS);
	u32 mask = BIT(q->log2) - 1, begun, i;
	LIST_HEAD(invalidations);
	struct kya_job *job;

	/* An engine that does not stop must not write to memory that is given back. */
	if (kya_queue_stop(q))
		pci_clear_master(q->dev->pdev);
	spin_lock_bh(&q->lock);
	q->state = KYA_QUEUE_OFF;
	while (kya_queue_take(q, done))
		;
	trace_reset(q, q->tail - q->head);
	begun = (FIELD_GET(KYA_Q_POINTERS_SQ_HEAD, pointers) - q->head) & mask;
	for (i = 0; q->head != q->tail; q->head++, i++) {
		job = q->jobs[q->head & mask];
		q->jobs[q->head & mask] = NULL;
		if (job == &q->proof)
			continue;
		job->untouched = pointers != U64_MAX && i >= begun;
		list_add_tail(&job->node, job->areq ? lost : &invalidations);
	}
	list_splice(&invalidations, &q->backlog);
	q->stats.resets++;
	spin_unlock_bh(&q->lock);
}

/**
 * kya_queue_resume() - post what stayed in the backlog after a restart, and arm anew
 * @q: the queue, running; its NAPI is enabled
 *
 * The poll does it, as only there a caller that was told -EBUSY hears of the
 * start before the end.
 */
void kya_queue_resume(struct kya_queue *q)
{
	local_bh_disable();
	napi_schedule(&q->napi);
	local_bh_enable();
}
