/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupt moderation: pure arithmetic, without a kernel header, so that it is
 * tested on the host.
 */
#ifndef KYANITE_MODERATION_H
#define KYANITE_MODERATION_H

#define KYA_HOLDOFF_MAX	0xffffu	/* units of 16 engine cycles */
#define KYA_COUNT_MAX	0xffu

/**
 * enum kya_policy - when a completion may interrupt
 * @KYA_POLICY_OFF: at once; one doorbell for each request
 * @KYA_POLICY_BATCH: after a hold-off, or when enough completions wait
 */
enum kya_policy {
	KYA_POLICY_OFF,
	KYA_POLICY_BATCH,
};

/**
 * struct kya_moderation - what an arming doorbell says
 * @holdoff: units of 16 engine cycles, 0: interrupt at once
 * @count: completions that end the hold-off early, 0: no limit
 */
struct kya_moderation {
	unsigned int holdoff;
	unsigned int count;
};

unsigned int kya_holdoff_units(unsigned int hold_us, unsigned int engine_mhz);
struct kya_moderation kya_moderate(enum kya_policy policy, unsigned int hold_us,
				   unsigned int engine_mhz, unsigned int in_flight);

#endif
