// SPDX-License-Identifier: GPL-2.0-only
/* Interrupt moderation; see moderation.h. */
#include "moderation.h"

/**
 * kya_holdoff_units() - a time as the doorbell's hold-off field
 * @hold_us: time in microseconds
 * @engine_mhz: clock of the engine
 *
 * Return: units of 16 engine cycles, rounded up and clamped to the field, so
 * that a time that is not 0 never becomes 0.
 */
unsigned int kya_holdoff_units(unsigned int hold_us, unsigned int engine_mhz)
{
	unsigned long long cycles = (unsigned long long)hold_us * engine_mhz;
	unsigned long long units = (cycles + 15) / 16;

	return units > KYA_HOLDOFF_MAX ? KYA_HOLDOFF_MAX : (unsigned int)units;
}

/**
 * kya_moderate() - what to arm with
 * @policy: policy of the queue
 * @hold_us: longest that a completion may wait, in microseconds
 * @engine_mhz: clock of the engine
 * @in_flight: requests that have not completed
 *
 * With the last completion in, waiting longer brings no other: the count ends
 * the hold-off there.
 *
 * Return: hold-off and count for the doorbell.
 */
struct kya_moderation kya_moderate(enum kya_policy policy, unsigned int hold_us,
				   unsigned int engine_mhz, unsigned int in_flight)
{
	struct kya_moderation m = { 0, 0 };

	if (policy == KYA_POLICY_OFF)
		return m;
	m.holdoff = kya_holdoff_units(hold_us, engine_mhz);
	m.count = in_flight > KYA_COUNT_MAX ? KYA_COUNT_MAX : in_flight;
	return m;
}
