// SPDX-License-Identifier: GPL-2.0-only
/* From which length on the engine costs the CPU no more than software does; see breakeven.h. */
#include "breakeven.h"

/**
 * kya_break_even() - the least length that is worth the engine
 * @c: what was measured
 *
 * Both costs are taken as a straight line through their two points.
 *
 * Return: bytes; 0 if the engine never costs more, KYA_NEVER if it never costs less.
 */
unsigned int kya_break_even(const struct kya_costs *c)
{
	long long excess = (long long)c->engine_ns[0] - c->software_ns[0];
	long long gain = excess - ((long long)c->engine_ns[1] - c->software_ns[1]);
	long long len;

	if (gain <= 0)
		return excess <= 0 && excess - gain <= 0 ? 0 : KYA_NEVER;
	/* Rounded up, as at this length the engine is to be no dearer. */
	len = excess * (long long)(KYA_TRIAL_LONG - KYA_TRIAL_SHORT);
	len = KYA_TRIAL_SHORT + (len > 0 ? (len + gain - 1) / gain : -(-len / gain));
	if (len < 0)
		return 0;
	return len < KYA_NEVER ? (unsigned int)len : KYA_NEVER;
}
