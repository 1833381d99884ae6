/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From which length on the engine costs the CPU no more than software does: pure arithmetic,
 * without a kernel header, so that it is tested on the host.
 */
#ifndef KYANITE_BREAKEVEN_H
#define KYANITE_BREAKEVEN_H

#define KYA_TRIAL_SHORT		256u	/* bytes */
#define KYA_TRIAL_LONG		4096u
#define KYA_NEVER		0x1000000u	/* longer than any request of the engine */

/**
 * struct kya_costs - what a request costs the CPU
 * @engine_ns: of KYA_TRIAL_SHORT and of KYA_TRIAL_LONG bytes, by the engine
 * @software_ns: the same by software
 */
struct kya_costs {
	unsigned int engine_ns[2];
	unsigned int software_ns[2];
};

unsigned int kya_break_even(const struct kya_costs *c);

#endif
