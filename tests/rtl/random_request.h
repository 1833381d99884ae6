/* SPDX-License-Identifier: Apache-2.0 */
/* Random requests in the random test's memory. */
#ifndef TESTS_RANDOM_REQUEST_H
#define TESTS_RANDOM_REQUEST_H

#include "golden/exec.h"
#include "kyanite_regs.h"

/**
 * struct side - a source or destination in memory
 * @addr: of the segment or list
 * @n: segments
 * @segs: the list, or NULL
 * @last: bytes that the last one of the list has to hold
 */
struct side {
	uint64_t addr;
	unsigned int n;
	struct kya_seg *segs;
	uint32_t last;
};

/**
 * struct job - a request
 * @sqe: its entry, which may be spoilt
 * @dst: its destination
 * @room: bytes of that
 * @res: what the golden model makes of it
 */
struct job {
	struct kya_sqe sqe;
	struct side dst;
	uint32_t room;
	struct golden_result res;
};

/**
 * make_job() - a random request, now and then spoilt in one property
 * @j: its entry
 * @queue: its queue; requests of one queue share contexts now and then
 * @caps: register CAPS of the engine that it is for
 * @faults: the bus may refuse part of what it needs
 */
void make_job(struct job *j, unsigned int queue, uint32_t caps, bool faults);

/** forget_contexts() - the memory was given back */
void forget_contexts(void);

/** forget_destination() - a failed request may have left anything in its destination */
void forget_destination(const struct job *j);

#endif
