/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A profile of the guest: the gate writes it, kyanite-profile reads it. A head, then samples in the
 * order of time; all in the host's byte order.
 */
#ifndef KYANITE_PROFILE_H
#define KYANITE_PROFILE_H

#include <stdint.h>

#define PROFILE_MAGIC 0x31464f525059414bull /* KAYPROF1 */
/* A prime, so that no loop of the guest is in step with it. */
#define PROFILE_PERIOD 997ull

struct profile_head {
	uint64_t magic;
	uint64_t period; /* instructions that a sample stands for */
};

/**
 * struct profile_sample - one sample
 * @insns: instructions of the vCPU so far
 * @address: where the translation block begins that was executed then
 */
struct profile_sample {
	uint64_t insns;
	uint64_t address;
};

#endif
