/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * When to ring the doorbell and when to be interrupted: pure arithmetic, without a kernel header,
 * so that it is tested on the host. Times are nanoseconds of any clock that never goes back.
 */
#ifndef KYANITE_MODERATION_H
#define KYANITE_MODERATION_H

#ifndef __KERNEL__
#include <stdbool.h>
#endif

#define KYA_HOLDOFF_MAX		0xffffu	/* units of 16 engine cycles */
#define KYA_COUNT_MAX		0xffu
#define KYA_MAX_HOLD_US		1000u
#define KYA_ALPHA_ONE		100u	/* alpha is in hundredths */
#define KYA_ALPHA_MAX		1000u
#define KYA_RX_USECS_UNKNOWN	(~0u)
#define KYA_RHYTHM_GAPS		4u	/* make a rhythm; without a burst for as long, none */
#define KYA_RHYTHM_MAX_NS	4000000ull	/* longer is a pause: no hold-off bridges it */
#define KYA_SLACK_NS		2000u
#define KYA_PENALTY_MAX		63u	/* bursts */

/**
 * enum kya_policy - when to ring the doorbell and when to be interrupted
 * @KYA_POLICY_OFF: a doorbell for each request, an interrupt at once
 * @KYA_POLICY_BATCH: a doorbell for each burst; an interrupt when all of it has completed, or
 *	after the longest hold-off
 * @KYA_POLICY_ALIGNED: a doorbell for each burst; an interrupt only if no further burst comes
 *	when it should, to reap in passing
 * @KYA_POLICY_DIM: a doorbell for each burst; interrupts held off for as long as the kernel's
 *	dynamic interrupt moderation says, as a NIC does that knows nothing of what is in flight
 * @KYA_POLICIES: how many there are
 */
enum kya_policy {
	KYA_POLICY_OFF,
	KYA_POLICY_BATCH,
	KYA_POLICY_ALIGNED,
	KYA_POLICY_DIM,
	KYA_POLICIES
};

/**
 * struct kya_tuning - what an administrator sets, and what his NIC is set to
 * @policy: the policy
 * @max_hold_us: longest hold-off in microseconds, at most KYA_MAX_HOLD_US
 * @alpha: aligned: share of @rx_usecs that a hold-off may take, in hundredths
 * @rx_usecs: what the NIC delays its own interrupts by, in microseconds, or KYA_RX_USECS_UNKNOWN
 * @batch_max: entries that ring the doorbell at once, at least 1
 * @dim_us: dim: the hold-off in microseconds, up to @max_hold_us; not an administrator's
 */
struct kya_tuning {
	enum kya_policy policy;
	unsigned int max_hold_us;
	unsigned int alpha;
	unsigned int rx_usecs;
	unsigned int batch_max;
	unsigned int dim_us;
};

/**
 * struct kya_rhythm - when bursts came
 * @last_ns: the last one
 * @mean_ns: moving average of the gaps between them
 * @dev_ns: moving average of how far a gap was from @mean_ns
 * @gaps: gaps seen, up to KYA_RHYTHM_GAPS
 * @penalty: bursts for which the last vain wait forbade another; 0: the last one was not vain
 * @skip: how many of them are left
 * @begun: @last_ns is set
 */
struct kya_rhythm {
	unsigned long long last_ns;
	unsigned long long mean_ns;
	unsigned long long dev_ns;
	unsigned int gaps;
	unsigned int penalty;
	unsigned int skip;
	bool begun;
};

/**
 * struct kya_moderation - what an arming doorbell says
 * @hold_ns: hold-off as it was worked out
 * @holdoff: the same in units of 16 engine cycles, 0: interrupt at once
 * @count: completions that end the hold-off early, 0: no limit
 * @bridges: a burst is expected before the hold-off ends
 */
struct kya_moderation {
	unsigned int hold_ns;
	unsigned int holdoff;
	unsigned int count;
	bool bridges;
};

unsigned int kya_holdoff_units(unsigned int hold_ns, unsigned int engine_mhz);
unsigned int kya_hold_bound(const struct kya_tuning *t);
void kya_rhythm_burst(struct kya_rhythm *r, unsigned long long now_ns);
void kya_rhythm_judge(struct kya_rhythm *r, unsigned long long until_ns,
		      unsigned long long now_ns, bool interrupted);
unsigned long long kya_rhythm_wait(const struct kya_rhythm *r, unsigned long long now_ns,
				   unsigned int deviations);
struct kya_moderation kya_moderate(const struct kya_tuning *t, const struct kya_rhythm *r,
				   unsigned long long now_ns, unsigned int engine_mhz,
				   unsigned int in_flight, unsigned int ring);
bool kya_ring_now(const struct kya_tuning *t, bool urgent, unsigned int at_engine,
		  unsigned int waiting);

#endif
