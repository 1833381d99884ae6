/* SPDX-License-Identifier: Apache-2.0 */
/* The golden model's state, shared by its register file and its engine. */
#ifndef KYANITE_GOLDEN_ENGINE_H
#define KYANITE_GOLDEN_ENGINE_H

#include "golden/exec.h"

#define GOLDEN_QUEUES   8
#define GOLDEN_MAX_LOG2 12
#define GOLDEN_NEVER    UINT64_MAX
#define GOLDEN_LATENCY  12 /* LATENCY_n */

/**
 * struct golden_queue - one queue pair
 * @sq_base: bus address of the submission ring
 * @cq_base: bus address of the completion ring
 * @log2: ring size
 * @enabled: running
 * @error: KYA_QUEUE_ERROR_*
 * @error_irq: the error vector has still to fire
 * @doorbell: what was written last
 * @sq_tail: from the doorbell
 * @cq_head: from the doorbell
 * @sq_head: next entry to fetch
 * @cq_tail: next completion to write
 * @phase: of the next completion
 * @cq_count: completions written since the queue was enabled
 * @urgent: @cq_count just after the latest urgent completion
 * @armed: an interrupt is asked for
 * @arm_head: completion count at the armed cq_head
 * @arm_count: completions that end the hold-off, 0: no limit
 * @holdoff: length of the hold-off in cycles
 * @deadline: end of the hold-off, GOLDEN_NEVER before its start
 * @submitted: counter
 * @completed: counter
 * @doorbells: counter
 * @interrupts: counter
 * @failed: counter
 * @expired: counter
 * @suppressed: counter
 */
struct golden_queue {
	uint64_t sq_base;
	uint64_t cq_base;
	unsigned int log2;
	bool enabled;
	uint8_t error;
	bool error_irq;
	uint64_t doorbell;
	uint16_t sq_tail;
	uint16_t cq_head;
	uint16_t sq_head;
	uint16_t cq_tail;
	bool phase;
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
 * struct model - the golden model
 * @sink: the world
 * @before: cycles up to the latest reset
 * @now: cycles since then
 * @busy: cycles with a request in flight
 * @aes_blocks: counter
 * @sha_blocks: counter
 * @read: counter
 * @written: counter
 * @latency: counters
 * @bad_access: counter
 * @scratch: register
 * @zeroize: asked for and not begun
 * @zeroize_end: when the erasing ends, 0: not under way
 * @next: queue to look at first
 * @current: queue of the request in flight, or -1
 * @done: when it completes
 * @fetched: when its entry was fetched
 * @sqe_index: its index in the ring
 * @is_urgent: its entry says urgent
 * @res: its outcome
 * @q: the queues
 */
struct model {
	struct model_sink sink;
	uint64_t before;
	uint64_t now;
	uint64_t busy;
	uint64_t aes_blocks;
	uint64_t sha_blocks;
	uint64_t read;
	uint64_t written;
	uint32_t latency[GOLDEN_LATENCY];
	uint32_t bad_access;
	uint64_t scratch;
	bool zeroize;
	uint64_t zeroize_end;
	unsigned int next;
	int current;
	uint64_t done;
	uint64_t fetched;
	uint16_t sqe_index;
	bool is_urgent;
	struct golden_result res;
	struct golden_queue q[GOLDEN_QUEUES];
};

/** golden_reg_read() - struct model_ops.read */
uint64_t golden_reg_read(struct model *m, uint32_t off, unsigned int len);

/** golden_reg_write() - struct model_ops.write */
void golden_reg_write(struct model *m, uint32_t off, uint64_t val, unsigned int len);

/** golden_queue_enable() - CONTROL.enable was written 1 */
void golden_queue_enable(struct golden_queue *q);

/** golden_queue_reset() - CONTROL.reset was written 1 on queue @i */
void golden_queue_reset(struct model *m, unsigned int i);

/** golden_doorbell() - the doorbell of a queue was written */
void golden_doorbell(struct model *m, struct golden_queue *q, uint64_t val);

#endif
