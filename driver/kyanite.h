/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The driver's main types: a device has queues, a queue carries jobs, a job is
 * one crypto request (or one context invalidation) on its way.
 *
 *	algorithm --kya_job_submit()--> queue --doorbell--> engine
 *	    |                             |                    | CQE, interrupt
 *	    +-- software <-- cannot       +-- backlog          v
 *	                                     NAPI --kya_job_complete()--> caller
 */
#ifndef KYANITE_H
#define KYANITE_H

#include <linux/completion.h>
#include <linux/dim.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kobject.h>
#include <linux/kref.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/scatterlist.h>
#include <linux/workqueue.h>
#include <crypto/aes.h>
#include <crypto/algapi.h>

#include "breakeven.h"
#include "compat.h"
#include "kyanite_regs.h"
#include "moderation.h"

#define KYA_NAME		"kyanite"
#define KYA_MAX_SEGS		32	/* of a request, each way */
#define KYA_MAX_RING_LOG2	10	/* a ring stays below the largest page order */
#define KYA_MAX_LEN		0xffffff	/* bytes of a length field */
#define KYA_MAX_KEEP		SZ_64K	/* bytes of a source that may be kept */
#define KYA_MAX_STATE		64	/* bytes of a raw hash state */
#define KYA_MAX_BLOCK		128	/* bytes of a hash's block */
#define KYA_MIN_LEN_AUTO	UINT_MAX	/* of a min_len parameter: calibrate.c finds out */
#define KYA_TRIAL_AAD		16	/* bytes of a trial's AAD */
#define KYA_TRIAL_ROOM		(KYA_TRIAL_LONG + KYA_MAX_STATE)

struct kya_dev;
struct kya_queue;
struct kya_job;

/* Why a request ran in software; the names are in debugfs.c. */
enum kya_fallback {
	KYA_FB_SMALL,		/* below min_len */
	KYA_FB_LENGTH,		/* longer than a field of the entry */
	KYA_FB_SEGMENTS,	/* more than KYA_MAX_SEGS */
	KYA_FB_MAP,		/* no DMA mapping to be had */
	KYA_FB_FULL,		/* ring full */
	KYA_FB_QUEUE,		/* queue stopped, in recovery or dead */
	KYA_FB_REDO,		/* lost in a queue reset, done again */
	KYA_FB_CAUSES,
	KYA_FB_NONE = KYA_FB_CAUSES
};

/**
 * struct kya_aux - memory beside a submission entry, so that no request allocates
 * @src: source segment list; two more than the caller's for state and partial block, or a hole
 * @dst: destination segment list
 * @state: hash state to load
 * @block: partial block that precedes the caller's data
 * @result: digest or state that the engine wrote
 */
struct kya_aux {
	struct kya_seg src[KYA_MAX_SEGS + 2];
	struct kya_seg dst[KYA_MAX_SEGS];
	u8 state[KYA_MAX_STATE];
	u8 block[KYA_MAX_BLOCK];
	u8 result[KYA_MAX_STATE];
} __aligned(64);

/**
 * struct kya_slot - what a job fills to be posted
 * @sqe: the entry, zeroed, not yet in the ring
 * @aux: memory of this slot
 * @dma: bus address of @aux
 */
struct kya_slot {
	struct kya_sqe sqe;
	struct kya_aux *aux;
	dma_addr_t dma;
};

/**
 * struct kya_job_ops - what differs between the kinds of request
 * @fill: write the request into the slot; under the queue lock
 * @collect: take results out of the slot before it is reused; under the lock; may be NULL
 * @done: finish the request after the engine ended with @err (0 or -errno);
 *	returns the error for the caller
 * @software: do the whole request in software; 0 or -errno
 */
struct kya_job_ops {
	void (*fill)(struct kya_job *job, struct kya_slot *slot);
	void (*collect)(struct kya_job *job, const struct kya_aux *aux);
	int (*done)(struct kya_job *job, int err);
	int (*software)(struct kya_job *job);
};

struct kya_key;

/**
 * struct kya_tfm - the part that every transform shares
 * @dev: device it was bound to at its creation, or NULL; holds a reference
 * @queue: of the CPU that submits first, then kept for life: this is what keeps the order
 * @settled: @queue is that
 * @key: current context, or NULL (none set, or no device)
 * @last: which of those that the queue ever took was its latest; under the queue's lock
 */
struct kya_tfm {
	struct kya_dev *dev;
	struct kya_queue *queue;
	bool settled;
	struct kya_key *key;
	u64 last;
};

/**
 * struct kya_job - a request in the driver's hands
 * @node: in the backlog, or in a list of jobs to finish
 * @ops: its kind
 * @areq: the crypto request; NULL for a context invalidation
 * @tfm: its transform; NULL for a context invalidation
 * @src: source list
 * @dst: destination list; equal to @src in place; NULL if the result goes to the slot
 * @src_bytes: bytes of @src that the request is about
 * @hole_at: where among them those begin that are no part of the source stream
 * @hole: how many these are
 * @dst_skip: bytes of @dst before the destination stream
 * @dst_bytes: bytes of the destination stream that @dst takes
 * @keep_len: a source that is overwritten is kept up to so many bytes, to be done again
 * @kept: the copy, if there is one
 * @src_nents: entries of @src given to the DMA mapping, 0: not mapped
 * @dst_nents: the same of @dst
 * @src_mapped: segments of @src that the mapping made
 * @dst_mapped: the same of @dst
 * @since_ns: when it was posted, of some
 * @backlogged: the caller was told -EBUSY and waits for -EINPROGRESS
 * @urgent: its completion must not be held off
 * @soft: software does it in its turn; the engine gets a NOP in its place
 * @untouched: the engine had not begun with it when its queue was reset
 * @err: how it ended
 */
struct kya_job {
	struct list_head node;
	const struct kya_job_ops *ops;
	struct crypto_async_request *areq;
	struct kya_tfm *tfm;
	struct scatterlist *src;
	struct scatterlist *dst;
	unsigned int src_bytes;
	unsigned int hole_at;
	unsigned int hole;
	unsigned int dst_skip;
	unsigned int dst_bytes;
	unsigned int keep_len;
	u8 *kept;
	int src_nents;
	int dst_nents;
	int src_mapped;
	int dst_mapped;
	u64 since_ns;
	bool backlogged;
	bool urgent;
	bool soft;
	bool untouched;
	int err;
};

#define KYA_HISTOGRAM	40

/**
 * struct kya_histogram - how often which value was seen
 * @count: [0] of 0, [n] of 2^(n-1) to 2^n - 1, the last also of what is beyond
 */
struct kya_histogram {
	u64 count[KYA_HISTOGRAM];
};

/**
 * struct kya_stats - counters of a queue, all but @interrupts and @fallback
 *	under the queue lock; @doorbells and @interrupts by policy
 * @reaped_burst: completions taken by polls that bursts scheduled, or that went on
 * @reaped_irq: completions taken by polls behind an interrupt of the queue
 * @batch: entries that a doorbell told the engine of
 * @hold: hold-offs armed, in nanoseconds
 * @latency: of every 17th entry, until a poll took its completion, in nanoseconds
 */
struct kya_stats {
	u64 submitted;
	u64 completed;
	u64 failed;
	u64 backlogged;
	u64 doorbells[KYA_POLICIES];
	u64 interrupts[KYA_POLICIES];
	u64 polls;
	u64 resets;
	u64 engine_cycles;
	u64 engine_bytes;
	u64 reaped_burst;
	u64 reaped_irq;
	struct kya_histogram batch;
	struct kya_histogram hold;
	struct kya_histogram latency;
	atomic64_t fallback[KYA_FB_CAUSES];
};

enum kya_queue_state {
	KYA_QUEUE_OFF,		/* jobs go to software */
	KYA_QUEUE_PROVING,	/* as draining, until the engine has done a NOP */
	KYA_QUEUE_RUNNING,
	KYA_QUEUE_DRAINING,	/* new jobs go to software, those it has go on */
};

/**
 * struct kya_queue - a submission and a completion ring
 * @dev: its device
 * @id: its number, also its MSI-X vector
 * @log2: log2 of the entries of each ring
 * @lock: guards all below but @kobj and @napi
 * @state: whether jobs can be posted
 * @sq: submission ring
 * @cq: completion ring
 * @aux: memory of each slot
 * @sq_dma: bus address of @sq
 * @cq_dma: bus address of @cq
 * @aux_dma: bus address of @aux
 * @jobs: the job in each slot
 * @kept: room for a source beside each slot
 * @keep_room: bytes of each
 * @tail: jobs posted since the start; its low bits index both rings, since
 *	there is one completion for each submission, in order
 * @rung: @tail at the last doorbell
 * @head: jobs completed, or given up, since the start
 * @tuning: what decides on doorbells and interrupts
 * @rhythm: of the bursts from softirqs
 * @dim: what the kernel's dynamic interrupt moderation has learned
 * @bridge_ns: when an armed hold-off that bridges to the next burst ends at the earliest, or 0
 * @burst: one is under way, and the poll is scheduled that ends it
 * @polling: the poll runs, and will ring for what comes meanwhile
 * @armed: the poll has armed already
 * @woken: there was an interrupt since the last poll began; not under the lock
 * @backlog: jobs that wait for a slot
 * @taken: requests that went into the ring or the backlog, ever
 * @ended: those of them whose callbacks have returned, in the same order; written without the lock,
 *	by the poll or, with that disabled, by recovery
 * @moved_at: jiffies when it was last idle, or a poll last took a completion
 * @broken: a completion made no sense, or the engine reported an error
 * @vain: interrupts in a row behind which nothing had completed
 * @fruitless: resets in a row between which nothing completed
 * @retry_at: jiffies before which it is not started again after one
 * @proof: the NOP of an engine that failed; has no areq
 * @stats: counters
 * @nic: the network device whose moderation counts, or empty: the least of all
 * @kobj: its folder in sysfs; holds a reference to @dev
 * @napi: reaps completions
 * @irq_name: for /proc/interrupts
 */
struct kya_queue {
	struct kya_dev *dev;
	unsigned int id;
	unsigned int log2;
	spinlock_t lock;	/* guards all below but kobj and napi */
	enum kya_queue_state state;
	struct kya_sqe *sq;
	struct kya_cqe *cq;
	struct kya_aux *aux;
	dma_addr_t sq_dma;
	dma_addr_t cq_dma;
	dma_addr_t aux_dma;
	struct kya_job **jobs;
	u8 *kept;
	unsigned int keep_room;
	u32 tail;
	u32 rung;
	u32 head;
	struct kya_tuning tuning;
	struct kya_rhythm rhythm;
	struct dim dim;
	u64 bridge_ns;
	bool burst;
	bool polling;
	bool armed;
	bool woken;
	struct list_head backlog;
	u64 taken;
	u64 ended;
	unsigned long moved_at;
	bool broken;
	unsigned int vain;
	unsigned int fruitless;
	unsigned long retry_at;
	struct kya_job proof;
	struct kya_stats stats;
	char nic[IFNAMSIZ];
	struct kobject kobj;
	struct napi_struct napi;
	char irq_name[24];
};

/**
 * struct kya_dev - a device; outlives its removal while a transform refers to it
 * @ref: the PCI binding, each transform and each key hold one
 * @node: in the list of devices that new transforms choose from
 * @pdev: valid until removal
 * @dev: &pdev->dev
 * @regs: BAR0
 * @hw_queues: queue pairs of the engine; also the number of the error vector
 * @caps: KYA_REG_CAPS_*, the algorithms it has
 * @gone: set at the start of removal
 * @stopped: nothing but kya_dev_start() may touch its registers
 * @keys: all keys with memory
 * @keys_lock: guards @keys and the memory of each; inside a queue's lock
 * @key_pool: memory of contexts
 * @watchdog: checks progress, recovers queues
 * @cpus: tells of CPUs that come online
 * @nics: reads the moderation of network devices while a queue is aligned with them
 * @napi_dev: stands in for the network device that NAPI wants
 * @sysfs: the folder of the queues' folders
 * @debugfs: its folder
 * @nqueues: queues in use
 * @queues: the queues
 */
struct kya_dev {
	struct kref ref;
	struct list_head node;
	struct pci_dev *pdev;
	struct device *dev;
	void __iomem *regs;
	unsigned int hw_queues;
	u32 caps;
	bool gone;
	bool stopped;
	struct list_head keys;
	spinlock_t keys_lock;	/* guards keys and their memory */
	struct dma_pool *key_pool;
	struct delayed_work watchdog;
	struct hlist_node cpus;
	struct delayed_work nics;
	struct net_device *napi_dev;
	struct kobject *sysfs;
	struct dentry *debugfs;
	unsigned int nqueues;
	struct kya_queue queues[] __counted_by(nqueues);
};

/**
 * struct kya_key - a context in memory that the engine reads
 * @job: invalidates it; has no areq
 * @node: in the list of its device
 * @dev: holds a reference
 * @queue: the one queue that uses it
 * @ctx: the context, NULL once freed
 * @dma: its bus address
 * @used: the engine may have a copy
 * @released: its transform is done with it
 */
struct kya_key {
	struct kya_job job;
	struct list_head node;
	struct kya_dev *dev;
	struct kya_queue *queue;
	struct kya_ctx *ctx;
	dma_addr_t dma;
	bool used;
	bool released;
};

/**
 * struct kya_alg - what the tables of algorithms have in common; begins each entry
 * @caps: KYA_REG_CAPS_* that a device must have
 * @registered: with the crypto API
 * @auto_len: shorter requests stay in software if min_len is automatic
 * @costs: what it was made of
 */
struct kya_alg {
	u32 caps;
	bool registered;
	unsigned int auto_len;
	struct kya_costs costs;
};

struct kya_kind;

/**
 * struct kya_trial - a request of an algorithm that is sent again and again, to measure it
 * @kind: its kind
 * @alg: its algorithm
 * @tfm: its transform, of the kind's type
 * @req: the request, of the kind's type
 * @src: source, of KYA_TRIAL_ROOM bytes
 * @dst: destination, likewise
 * @bytes: of the source
 * @key: the bytes of its key
 * @iv: its IV
 * @result: where a digest goes
 * @done: it has ended
 * @err: how
 * @cpu: where
 * @failed: one did, or was not done by whom it was meant for
 */
struct kya_trial {
	const struct kya_kind *kind;
	struct kya_alg *alg;
	void *tfm;
	void *req;
	struct scatterlist src;
	struct scatterlist dst;
	unsigned int bytes;
	u8 key[2 * AES_MAX_KEY_SIZE];
	u8 iv[AES_BLOCK_SIZE];
	u8 result[KYA_MAX_STATE];
	struct completion done;
	int err;
	unsigned int cpu;
	bool failed;
};

/**
 * struct kya_kind - a table of algorithms of one type of the crypto API
 * @algs: its entries, each of which begins with a struct kya_alg
 * @count: how many
 * @size: bytes of an entry
 * @add: register one with a priority; 0 or -errno
 * @del: unregister one
 * @driver: its driver name
 * @min_len: the parameter: shorter requests stay in software
 * @keep_len: the parameter: sources up to it are kept; NULL: none is ever overwritten
 * @trial_begin: make the transform, with a key, and the request of a trial; 0 or -errno
 * @trial_send: send it; as the crypto API returns
 * @trial_end: end request and transform
 */
struct kya_kind {
	void *algs;
	unsigned int count;
	size_t size;
	int (*add)(struct kya_alg *alg, int priority);
	void (*del)(struct kya_alg *alg);
	const char *(*driver)(const struct kya_alg *alg);
	const unsigned int *min_len;
	const unsigned int *keep_len;
	int (*trial_begin)(struct kya_trial *t);
	int (*trial_send)(struct kya_trial *t);
	void (*trial_end)(struct kya_trial *t);
};

/**
 * struct kya_cmac_key - key of CMAC or XCBC-MAC in software
 * @aes: the cipher
 * @whole: XORed to a last block that is whole
 * @partial: XORed to one that was padded
 */
struct kya_cmac_key {
	struct kya_aes_key aes;
	u8 whole[AES_BLOCK_SIZE];
	u8 partial[AES_BLOCK_SIZE];
};

/**
 * struct kya_cmac_run - a MAC on its way in software
 * @chain: the chain, with @len bytes of the next block XORed to it
 * @len: 0 to 16
 */
struct kya_cmac_run {
	u8 chain[AES_BLOCK_SIZE];
	unsigned int len;
};

/* main.c */
extern struct workqueue_struct *kya_wq;
struct kya_dev *kya_dev_get(u32 caps);
void kya_dev_put(struct kya_dev *dev);

/* queue.c */
int kya_queue_init(struct kya_queue *q);
void kya_queue_free(struct kya_queue *q);
int kya_queue_start(struct kya_queue *q, bool prove);
int kya_queue_stop(struct kya_queue *q);
bool kya_queue_post(struct kya_queue *q, struct kya_job *job);
void kya_queue_abandon(struct kya_queue *q, struct list_head *done, struct list_head *lost);
void kya_queue_drain(struct kya_queue *q);
void kya_queue_unload(struct kya_queue *q, struct list_head *waiting);
void kya_queue_resume(struct kya_queue *q);
int kya_queue_poll(struct napi_struct *napi, int budget);
irqreturn_t kya_queue_irq(int irq, void *data);

/* job.c */
void kya_tfm_init(struct kya_tfm *tfm, u32 caps);
void kya_tfm_exit(struct kya_tfm *tfm);
int kya_job_submit(struct kya_job *job, unsigned int min_len);
void kya_job_fill(struct kya_job *job, struct kya_slot *slot, unsigned int lead);
void kya_slot_lead(struct kya_slot *slot, unsigned int i, dma_addr_t addr, u32 len);
void kya_job_keep(struct kya_job *job, u8 *room);
void kya_job_unmap(struct kya_job *job);
void kya_job_finish(struct kya_job *job, int err);
void kya_job_lost(struct kya_job *job);
void kya_count_fallback(struct kya_tfm *tfm, enum kya_fallback why);

/*
 * Whether an earlier request of a transform has not ended, so that software must not do the next
 * one at once.
 */
static inline bool kya_tfm_busy(const struct kya_tfm *tfm)
{
	/* Of those that have, all that their callbacks did is seen. */
	return READ_ONCE(tfm->last) > smp_load_acquire(&tfm->queue->ended);
}

/* One list, or two that begin with the same memory, as dm-crypt's do; neither is empty. */
static inline bool kya_job_in_place(const struct kya_job *job)
{
	return job->src == job->dst ||
	       (sg_page(job->src) == sg_page(job->dst) && job->src->offset == job->dst->offset);
}

/* What of a request's flags software may have, wherever it runs. */
static inline u32 kya_software_flags(const struct crypto_async_request *areq)
{
	return in_softirq() ? 0 : areq->flags & CRYPTO_TFM_REQ_MAY_SLEEP;
}

/* key.c */
int kya_tfm_set_key(struct kya_tfm *tfm, const struct kya_ctx *ctx);
void kya_key_release(struct kya_key *key);
void kya_keys_drop(struct kya_dev *dev);
void kya_ctx_cipher(struct kya_ctx *ctx, u32 cipher, const u8 *key, unsigned int len);

/* aes.c */
int kya_ctx_gcm(struct kya_ctx *ctx, const u8 *key, unsigned int len);
int kya_ctx_cmac(struct kya_ctx *ctx, struct kya_cmac_key *mac, const u8 *key, unsigned int len);
int kya_ctx_xcbc(struct kya_ctx *ctx, struct kya_cmac_key *mac, const u8 *key, unsigned int len);
void kya_cmac_update(const struct kya_cmac_key *mac, struct kya_cmac_run *run, const u8 *data,
		     unsigned int len);
void kya_cmac_store(const struct kya_cmac_key *mac, struct kya_cmac_run *run);
void kya_cmac_final(const struct kya_cmac_key *mac, struct kya_cmac_run *run);

/* reset.c */
void kya_watchdog(struct work_struct *work);
irqreturn_t kya_error_irq(int irq, void *data);
void kya_dev_stop(struct kya_dev *dev);
int kya_dev_start(struct kya_dev *dev);

/* lifecycle.c */
extern const struct dev_pm_ops kya_pm_ops;
extern const struct pci_error_handlers kya_error_handlers;

/* alg.c */
#define KYA_KINDS	3
extern const struct kya_kind *const kya_kinds[KYA_KINDS];
struct kya_alg *kya_kind_alg(const struct kya_kind *kind, unsigned int i);
int kya_algs_register(u32 caps);
void kya_algs_unregister(void);

/* calibrate.c */
extern const struct kernel_param_ops kya_min_len_ops;
void kya_trial_done(KYA_COMPLETION_ARG *arg, int err);
void kya_calibrate(const unsigned int *min_len);
void kya_calibrate_stop(void);

/* The shortest request that is worth the engine, by the parameter @min_len. */
static inline unsigned int kya_min_len(unsigned int min_len, const struct kya_alg *alg)
{
	return min_len == KYA_MIN_LEN_AUTO ? READ_ONCE(alg->auto_len) : min_len;
}

/* skcipher.c, aead.c, hash.c */
extern const struct kya_kind kya_skcipher_kind;
extern const struct kya_kind kya_aead_kind;
extern const struct kya_kind kya_hash_kind;
void kya_rfc3686_counter(u8 *counter, const u8 *nonce, const u8 *iv);
int kya_ctx_hmac(struct kya_ctx *ctx, u32 hash, const u8 *key, unsigned int len);

/* sysfs.c */
extern const char *const kya_policies[KYA_POLICIES];
void kya_tuning_init(struct kya_queue *q);
int kya_sysfs_add(struct kya_dev *dev);
void kya_sysfs_del(struct kya_dev *dev);

/* nic.c */
unsigned int kya_nic_rx_usecs(const char *name);
bool kya_nic_known(const char *name);

/* debugfs.c */
void kya_debugfs_add(struct kya_dev *dev);
void kya_debugfs_module_init(void);
void kya_debugfs_module_exit(void);

#endif
