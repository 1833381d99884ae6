/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Registers and queue pairs as docs/hardware.md describes them: the part of a functional model
 * that knows no datapath. The golden model and the TLM share it.
 */
#ifndef KYANITE_GOLDEN_FRONT_H
#define KYANITE_GOLDEN_FRONT_H

#include "golden/exec.h"

#define FRONT_MAX_QUEUES 16
#define FRONT_MAX_LOG2   12
#define FRONT_LATENCY    12 /* LATENCY_n */
#define FRONT_NEVER      UINT64_MAX

/**
 * struct front_config - what the registers tell of an engine
 * @queues: queue pairs, 1 to FRONT_MAX_QUEUES
 * @slots: requests in flight
 * @lanes: compression cores for SHA-1, SHA-224 and SHA-256
 * @wide_lanes: compression cores for SHA-384 and SHA-512
 */
struct front_config {
	unsigned int queues;
	unsigned int slots;
	unsigned int lanes;
	unsigned int wide_lanes;
};

/**
 * struct front_queue - one queue pair
 * @sq_base: bus address of the submission ring
 * @cq_base: bus address of the completion ring
 * @log2: ring size
 * @enabled: running
 * @resetting: reset, and something of before is still under way
 * @error: KYA_QUEUE_ERROR_*
 * @error_irq: the error vector has still to fire
 * @doorbell: what was written last
 * @sq_tail: from the doorbell
 * @cq_head: from the doorbell
 * @sq_head: next entry to fetch
 * @sq_free: entries before it have been read
 * @cq_tail: next completion to write
 * @phase: of the next completion
 * @inflight: requests fetched and neither completed nor dropped
 * @held: requests fetched and not released
 * @completing: completion entries on their way
 * @era: counts the times that all requests were dropped
 * @cq_seen: completion tail that memory holds: an interrupt must not overtake the entry it tells of
 * @cq_count: completions in memory since the queue was enabled
 * @urgent: @cq_count just after the latest urgent completion
 * @armed: an interrupt is asked for
 * @arm_head: completion count at the armed cq_head
 * @arm_count: completions that end the hold-off, 0: no limit
 * @holdoff: length of the hold-off in cycles
 * @deadline: end of the hold-off, FRONT_NEVER before its start
 * @submitted: counter
 * @completed: counter
 * @doorbells: counter
 * @interrupts: counter
 * @failed: counter
 * @expired: counter
 * @suppressed: counter
 */
struct front_queue {
	uint64_t sq_base;
	uint64_t cq_base;
	unsigned int log2;
	bool enabled;
	bool resetting;
	uint8_t error;
	bool error_irq;
	uint64_t doorbell;
	uint16_t sq_tail;
	uint16_t cq_head;
	uint16_t sq_head;
	uint16_t sq_free;
	uint16_t cq_tail;
	bool phase;
	unsigned int inflight;
	unsigned int held;
	unsigned int completing;
	unsigned int era;
	uint16_t cq_seen;
	uint64_t cq_count;
	uint64_t urgent;
	bool armed;
	uint64_t arm_head;
	unsigned int arm_count;
	uint64_t holdoff;
	uint64_t deadline;
	uint32_t submitted;
	uint32_t completed;
	uint32_t doorbells;
	uint32_t interrupts;
	uint32_t failed;
	uint32_t expired;
	uint32_t suppressed;
};

/**
 * struct front - registers and queue pairs
 * @config: what they tell
 * @ctx: handed to @irq
 * @irq: sends the interrupt of @vector
 * @now: cycles since reset
 * @busy: cycles with a request in flight
 * @aes_blocks: counter
 * @sha_blocks: counter
 * @read: counter
 * @written: counter
 * @latency: counters
 * @bad_access: counter
 * @scratch: register
 * @zeroize: asked for and not done; the model clears it
 * @next: queue to look at first
 * @held: requests held, of all queues
 * @q: the queues
 */
struct front {
	struct front_config config;
	void *ctx;
	void (*irq)(void *ctx, unsigned int vector);
	uint64_t now;
	uint64_t busy;
	uint64_t aes_blocks;
	uint64_t sha_blocks;
	uint64_t read;
	uint64_t written;
	uint32_t latency[FRONT_LATENCY];
	uint32_t bad_access;
	uint64_t scratch;
	bool zeroize;
	unsigned int next;
	unsigned int held;
	struct front_queue q[FRONT_MAX_QUEUES];
};

/**
 * struct front_request - an entry taken from a submission ring
 * @queue: its queue
 * @era: the queue's
 * @index: the entry's index
 * @addr: the entry's bus address
 * @fetched: cycle at which it was taken
 * @urgent: its entry says so
 */
struct front_request {
	unsigned int queue;
	unsigned int era;
	uint16_t index;
	uint64_t addr;
	uint64_t fetched;
	bool urgent;
};

/** front_init() - the reset state */
void front_init(struct front *f, const struct front_config *config,
		void (*irq)(void *ctx, unsigned int vector), void *ctx);

/** front_read() - as struct model_ops.read */
uint64_t front_read(struct front *f, uint32_t off, unsigned int len);

/** front_write() - as struct model_ops.write */
void front_write(struct front *f, uint32_t off, uint64_t val, unsigned int len);

/** front_run() - let the clock run until cycle @now, through which nothing changed */
void front_run(struct front *f, uint64_t now);

/** front_work() - whether front_fetch() would take an entry */
bool front_work(const struct front *f);

/**
 * front_fetch() - take the next entry, round robin over the queues
 * @f: registers and queues
 * @r: filled in if there is one
 *
 * The request is held until front_release().
 *
 * Return: whether there was one. None is taken while zeroize is asked for.
 */
bool front_fetch(struct front *f, struct front_request *r);

/** front_entry() - the entry of @r, which is alive, has been read, those before it, too */
void front_entry(struct front *f, struct front_request *r, const struct kya_sqe *sqe);

/** front_alive() - false if the queue has dropped @r: reset, or in the error state */
bool front_alive(const struct front *f, const struct front_request *r);

/** front_fail() - put queue @i into the error state; @error is KYA_QUEUE_ERROR_* */
void front_fail(struct front *f, unsigned int i, uint8_t error);

/**
 * front_complete() - make the completion entry of a request that is alive
 * @f: registers and queues
 * @r: the request, the oldest of its queue
 * @res: how it ended
 * @addr: where the entry goes
 *
 * front_completed() follows.
 */
struct kya_cqe front_complete(struct front *f, const struct front_request *r,
			      const struct golden_result *res, uint64_t *addr);

/**
 * front_completed() - the write of the completion entry of @r has ended, and lies in memory if @ok
 *
 * @r need not be alive any more.
 */
void front_completed(struct front *f, const struct front_request *r, bool ok);

/** front_release() - nothing but its completion entry is under way for @r any more */
void front_release(struct front *f, const struct front_request *r);

/** front_interrupts() - send the interrupts that are due now */
void front_interrupts(struct front *f);

/**
 * front_deadline() - when front_interrupts() will have something to do
 *
 * Return: a cycle, at the latest now if an interrupt is due, or FRONT_NEVER.
 */
uint64_t front_deadline(const struct front *f);

/* For regs.c: what writes to a queue's registers do. */
void front_queue_enable(struct front_queue *q);
void front_queue_reset(struct front *f, unsigned int i);
void front_doorbell(struct front *f, unsigned int i, uint64_t val);

#endif
