// SPDX-License-Identifier: GPL-2.0-only
/* When to ring the doorbell and when to be interrupted; see moderation.h. */
#ifdef __KERNEL__
#include <linux/types.h>
#endif
#include "moderation.h"

/**
 * kya_holdoff_units() - a time as the doorbell's hold-off field
 * @hold_ns: time in nanoseconds
 * @engine_mhz: clock of the engine
 *
 * Return: units of 16 engine cycles, rounded up and clamped to the field, so
 * that a time that is not 0 never becomes 0.
 */
unsigned int kya_holdoff_units(unsigned int hold_ns, unsigned int engine_mhz)
{
	unsigned long long units = ((unsigned long long)hold_ns * engine_mhz + 15999) / 16000;

	return units > KYA_HOLDOFF_MAX ? KYA_HOLDOFF_MAX : (unsigned int)units;
}

/**
 * kya_hold_bound() - the longest that a completion may wait
 * @t: the queue's settings
 *
 * Aligned adds no more than a share of what the NIC's own moderation adds already.
 *
 * Return: nanoseconds.
 */
unsigned int kya_hold_bound(const struct kya_tuning *t)
{
	unsigned long long bound = t->max_hold_us * 1000ull, share;

	if (t->policy == KYA_POLICY_OFF)
		return 0;
	if (t->policy == KYA_POLICY_ALIGNED && t->rx_usecs != KYA_RX_USECS_UNKNOWN) {
		share = (unsigned long long)t->rx_usecs * t->alpha * 1000 / KYA_ALPHA_ONE;
		if (share < bound)
			bound = share;
	}
	return (unsigned int)bound;
}

static unsigned long long kya_rhythm_gap(const struct kya_rhythm *r, unsigned int deviations)
{
	return r->mean_ns + deviations * r->dev_ns;
}

/**
 * kya_rhythm_burst() - take a burst into account
 * @r: the rhythm
 * @now_ns: when it came, not before the last one
 *
 * After a pause another rhythm begins. One long gap does not make another of a quick one. The
 * averages are those of RFC 6298, 2.2 and 2.3.
 */
void kya_rhythm_burst(struct kya_rhythm *r, unsigned long long now_ns)
{
	unsigned long long gap = now_ns - r->last_ns, off;
	unsigned long long most = KYA_RHYTHM_GAPS * kya_rhythm_gap(r, 2) + KYA_SLACK_NS;

	if (!r->begun || gap > KYA_RHYTHM_MAX_NS) {
		*r = (struct kya_rhythm){ .last_ns = now_ns, .begun = true };
		return;
	}
	r->last_ns = now_ns;
	if (r->skip)
		r->skip--;
	if (!r->gaps) {
		r->mean_ns = gap;
		r->dev_ns = gap / 2;
	} else {
		gap = gap > most ? most : gap;
		off = gap > r->mean_ns ? gap - r->mean_ns : r->mean_ns - gap;
		r->dev_ns = (3 * r->dev_ns + off) / 4;
		r->mean_ns = (7 * r->mean_ns + gap) / 8;
	}
	if (r->gaps < KYA_RHYTHM_GAPS)
		r->gaps++;
}

/**
 * kya_rhythm_judge() - learn whether waiting for a burst was in vain
 * @r: the rhythm
 * @until_ns: when a hold-off that bridges to the next burst would end at the earliest
 * @now_ns: when completions were reaped
 * @interrupted: the queue's own interrupt had them reaped, not a burst
 *
 * Where the next burst answers the completions that wait for it, as in a ping-pong, every wait is
 * in vain. Each doubles the time without another, up to KYA_PENALTY_MAX bursts. An interrupt before
 * @until_ns was an urgent request's and tells nothing.
 */
void kya_rhythm_judge(struct kya_rhythm *r, unsigned long long until_ns,
		      unsigned long long now_ns, bool interrupted)
{
	if (!interrupted) {
		r->penalty = 0;
	} else if (now_ns >= until_ns) {
		r->penalty = 2 * r->penalty + 1;
		if (r->penalty > KYA_PENALTY_MAX)
			r->penalty = KYA_PENALTY_MAX;
		r->skip = r->penalty;
	}
}

/**
 * kya_rhythm_wait() - how long until the next burst
 * @r: the rhythm
 * @now_ns: the time
 * @deviations: 0: until it is expected; 2: until it must have come
 *
 * Return: nanoseconds, at least KYA_SLACK_NS while one may still come; 0 without a rhythm.
 */
unsigned long long kya_rhythm_wait(const struct kya_rhythm *r, unsigned long long now_ns,
				   unsigned int deviations)
{
	unsigned long long since = now_ns > r->last_ns ? now_ns - r->last_ns : 0;
	unsigned long long gap = kya_rhythm_gap(r, deviations);

	if (r->gaps < KYA_RHYTHM_GAPS || since > KYA_RHYTHM_MAX_NS ||
	    since > KYA_RHYTHM_GAPS * kya_rhythm_gap(r, 2))
		return 0;
	return (gap > since ? gap - since : 0) + KYA_SLACK_NS;
}

static unsigned int kya_min(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/**
 * kya_moderate() - what to arm with
 * @t: the queue's settings
 * @r: the rhythm of its bursts
 * @now_ns: the time
 * @engine_mhz: clock of the engine
 * @in_flight: requests that have not completed
 * @ring: entries of the queue's rings
 *
 * With the last completion in, waiting longer brings no other: the count ends the hold-off there.
 * Only if a burst is expected within the bound it is worth waiting for that, until half the ring
 * waits. Requests that nothing may delay are marked as urgent and end any hold-off. DIM waits its
 * time out, but for half the ring.
 *
 * Return: hold-off and count for the doorbell.
 */
struct kya_moderation kya_moderate(const struct kya_tuning *t, const struct kya_rhythm *r,
				   unsigned long long now_ns, unsigned int engine_mhz,
				   unsigned int in_flight, unsigned int ring)
{
	struct kya_moderation m = { 0, 0, 0, false };
	unsigned int bound = kya_hold_bound(t);
	unsigned long long wait = bound;

	if (t->policy == KYA_POLICY_ALIGNED)
		wait = kya_rhythm_wait(r, now_ns, 2);
	if (t->policy == KYA_POLICY_DIM)
		wait = t->dim_us * 1000ull;
	if (!bound || !wait)
		return m;
	m.bridges = t->policy == KYA_POLICY_ALIGNED && !r->skip &&
		    kya_rhythm_wait(r, now_ns, 0) <= bound;
	m.count = m.bridges || t->policy == KYA_POLICY_DIM ? (ring + 1) / 2 : in_flight;
	m.count = kya_min(m.count, KYA_COUNT_MAX);
	m.hold_ns = wait < bound ? (unsigned int)wait : bound;
	m.holdoff = kya_holdoff_units(m.hold_ns, engine_mhz);
	return m;
}

/**
 * kya_ring_now() - must the doorbell be rung for an entry, or may it wait for the burst's end?
 * @t: the queue's settings
 * @urgent: somebody may be waiting for it; if not, the queue's poll runs behind it
 * @at_engine: entries that the engine knows of and has not completed
 * @waiting: entries that it does not know of, with this one
 *
 * An idle engine gets its work at once.
 *
 * Return: true to ring.
 */
bool kya_ring_now(const struct kya_tuning *t, bool urgent, unsigned int at_engine,
		  unsigned int waiting)
{
	return t->policy == KYA_POLICY_OFF || urgent || !at_engine || waiting >= t->batch_max;
}
