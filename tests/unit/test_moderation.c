// SPDX-License-Identifier: Apache-2.0
/* The driver's moderation arithmetic, on the host. Random tests print their seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "../../driver/moderation.h"

#define MHZ    250u
#define RING   128u
#define ROUNDS 100000
#define US     1000ull

static uint64_t rnd;

/* xorshift64* (Vigna 2016) */
static uint64_t draw(uint64_t below)
{
	rnd ^= rnd >> 12;
	rnd ^= rnd << 25;
	rnd ^= rnd >> 27;
	return rnd * 2685821657736338717ull % below;
}

static struct kya_tuning tuning(enum kya_policy policy)
{
	struct kya_tuning t = { policy, 100, KYA_ALPHA_ONE, KYA_RX_USECS_UNKNOWN, 32, 0 };

	return t;
}

/* Bursts @gap apart, the last one at @last. */
static struct kya_rhythm rhythm(uint64_t gap, uint64_t last)
{
	struct kya_rhythm r = { 0 };

	for (unsigned int i = 50; i <= 50; i--)
		kya_rhythm_burst(&r, last - i * gap);
	return r;
}

static struct kya_tuning random_tuning(void)
{
	struct kya_tuning t = {
		.policy = draw(KYA_POLICIES),
		.max_hold_us = draw(KYA_MAX_HOLD_US + 1),
		.alpha = draw(KYA_ALPHA_MAX + 1),
		.rx_usecs = draw(2) ? draw(2000) : draw(1ull << 32),
		.batch_max = 1 + draw(64),
		.dim_us = draw(300),
	};

	if (draw(4) == 0)
		t.rx_usecs = KYA_RX_USECS_UNKNOWN;
	return t;
}

static void test_units_round_up(void **state)
{
	(void)state;
	assert_int_equal(kya_holdoff_units(0, 250), 0);
	assert_int_equal(kya_holdoff_units(1, 1), 1); /* never 0 for a time that is not */
	assert_int_equal(kya_holdoff_units(16000, 1), 1);
	assert_int_equal(kya_holdoff_units(16001, 1), 2);
	assert_int_equal(kya_holdoff_units(50000, 250), 782);
}

static void test_units_are_clamped(void **state)
{
	(void)state;
	assert_int_equal(kya_holdoff_units(0xffff * 16000u, 1), KYA_HOLDOFF_MAX);
	assert_int_equal(kya_holdoff_units(0xffff * 16000u + 1, 1), KYA_HOLDOFF_MAX);
	assert_int_equal(kya_holdoff_units(0xffffffff, 0xffffffff), KYA_HOLDOFF_MAX);
}

static void test_off_interrupts_at_once(void **state)
{
	struct kya_tuning t = tuning(KYA_POLICY_OFF);
	struct kya_rhythm r = rhythm(20 * US, 5000 * US);
	struct kya_moderation m = kya_moderate(&t, &r, 5000 * US, MHZ, 7, RING);

	(void)state;
	assert_int_equal(m.holdoff, 0);
	assert_int_equal(m.count, 0);
}

static void test_batch_ends_with_the_last(void **state)
{
	struct kya_tuning t = tuning(KYA_POLICY_BATCH);
	struct kya_rhythm r = { 0 };
	struct kya_moderation m = kya_moderate(&t, &r, 0, MHZ, 7, RING);

	(void)state;
	assert_int_equal(m.hold_ns, 100 * US);
	assert_int_equal(m.holdoff, 1563);
	assert_int_equal(m.count, 7);
	m = kya_moderate(&t, &r, 0, MHZ, 1000, RING);
	assert_int_equal(m.count, KYA_COUNT_MAX);
	m = kya_moderate(&t, &r, 0, MHZ, 0, RING); /* no limit: more may be posted */
	assert_int_equal(m.count, 0);
}

static void test_dim_waits_its_time(void **state)
{
	struct kya_tuning t = tuning(KYA_POLICY_DIM);
	struct kya_rhythm r = { 0 };
	struct kya_moderation m = kya_moderate(&t, &r, 0, MHZ, 7, RING);

	(void)state;
	assert_int_equal(m.holdoff, 0); /* nothing learned yet */
	t.dim_us = 64;
	m = kya_moderate(&t, &r, 0, MHZ, 7, RING);
	assert_int_equal(m.hold_ns, 64 * US);
	assert_int_equal(m.count, RING / 2);
	assert_false(m.bridges);
	t.dim_us = 256; /* the administrator's bound */
	m = kya_moderate(&t, &r, 0, MHZ, 7, RING);
	assert_int_equal(m.hold_ns, 100 * US);
}

static void test_aligned_waits_for_the_next_burst(void **state)
{
	struct kya_tuning t = tuning(KYA_POLICY_ALIGNED);
	struct kya_rhythm r = rhythm(40 * US, 5000 * US);
	struct kya_moderation m = kya_moderate(&t, &r, 5010 * US, MHZ, 7, RING);

	(void)state;
	assert_in_range(m.hold_ns, 30 * US, 30 * US + KYA_SLACK_NS + 100);
	assert_int_equal(m.count, RING / 2);
	/* It is late, but may still come. */
	m = kya_moderate(&t, &r, 5050 * US, MHZ, 7, RING);
	assert_int_equal(m.hold_ns, KYA_SLACK_NS);
}

/* One that is too far off is not worth waiting for. */
static void test_aligned_beyond_the_bound(void **state)
{
	struct kya_tuning t = tuning(KYA_POLICY_ALIGNED);
	struct kya_rhythm r = rhythm(40 * US, 5000 * US);
	struct kya_moderation m;

	(void)state;
	t.rx_usecs = 20;
	m = kya_moderate(&t, &r, 5000 * US, MHZ, 7, RING);
	assert_int_equal(m.hold_ns, 20 * US);
	assert_int_equal(m.count, 7);
	t.alpha = 2 * KYA_ALPHA_ONE + 10;
	m = kya_moderate(&t, &r, 5000 * US, MHZ, 7, RING);
	assert_in_range(m.hold_ns, 40 * US, 42 * US);
	assert_int_equal(m.count, RING / 2);
	t.rx_usecs = 0; /* the NIC does not wait: nor does the engine */
	m = kya_moderate(&t, &r, 5000 * US, MHZ, 7, RING);
	assert_int_equal(m.holdoff, 0);
	assert_int_equal(m.count, 0);
}

static void test_idle_holds_nothing(void **state)
{
	struct kya_tuning t = tuning(KYA_POLICY_ALIGNED);
	struct kya_rhythm r = { 0 };

	(void)state;
	for (unsigned int i = 0; i < KYA_RHYTHM_GAPS; i++) {
		kya_rhythm_burst(&r, (i + 1) * 20 * US);
		assert_int_equal(kya_moderate(&t, &r, r.last_ns, MHZ, 7, RING).holdoff, 0);
	}
	kya_rhythm_burst(&r, r.last_ns + 20 * US);
	assert_int_not_equal(kya_moderate(&t, &r, r.last_ns, MHZ, 7, RING).holdoff, 0);
	for (uint64_t gap = 1; gap < 2 * KYA_RHYTHM_MAX_NS; gap += gap / 3 + 1) {
		uint64_t pause = KYA_RHYTHM_GAPS * (gap + 2) + 1, last = 1ull << 40;

		r = rhythm(gap, last);
		assert_int_equal(kya_moderate(&t, &r, last + pause, MHZ, 7, RING).holdoff, 0);
	}
}

/* A wait that was in vain forbids the next 1, 3, 7 ... bursts to be waited for. */
static void test_vain_waits_become_rare(void **state)
{
	struct kya_tuning t = tuning(KYA_POLICY_ALIGNED);
	struct kya_rhythm r = rhythm(40 * US, 5000 * US);
	uint64_t now = 5000 * US;
	unsigned int waits = 0;

	(void)state;
	for (unsigned int i = 0; i < 1000; i++) {
		if (kya_moderate(&t, &r, now, MHZ, 1, RING).bridges) {
			waits++;
			kya_rhythm_judge(&r, now + 42 * US, now + 45 * US, true);
		}
		kya_rhythm_burst(&r, now += 40 * US);
	}
	/* 1 + 3 + 7 + 15 + 31, then every 63rd. */
	assert_in_range(waits, 5 + 900 / KYA_PENALTY_MAX, 6 + 1000 / KYA_PENALTY_MAX);
}

/* One that was not makes up for all, and an urgent request's interrupt tells nothing. */
static void test_who_is_judged(void **state)
{
	struct kya_tuning t = tuning(KYA_POLICY_ALIGNED);
	struct kya_rhythm r = rhythm(40 * US, 5000 * US);
	uint64_t now = 5000 * US;

	(void)state;
	kya_rhythm_judge(&r, now + 42 * US, now + 41 * US, true);
	assert_true(kya_moderate(&t, &r, now, MHZ, 1, RING).bridges);
	kya_rhythm_judge(&r, now + 42 * US, now + 42 * US, true);
	kya_rhythm_judge(&r, now + 42 * US, now + 42 * US, true);
	assert_false(kya_moderate(&t, &r, now, MHZ, 1, RING).bridges);
	assert_int_equal(r.skip, 3);
	kya_rhythm_judge(&r, now + 42 * US, now + 40 * US, false);
	for (unsigned int i = 0; i < 3; i++)
		kya_rhythm_burst(&r, now += 40 * US);
	assert_true(kya_moderate(&t, &r, now, MHZ, 1, RING).bridges);
	kya_rhythm_judge(&r, now, now, true);
	assert_int_equal(r.skip, 1);
}

/* Two bursts at once, then a gap: expected within the bound is enough, though it may be missed. */
static void test_an_uneven_rhythm(void **state)
{
	struct kya_tuning t = tuning(KYA_POLICY_ALIGNED);
	struct kya_rhythm r = { 0 };
	struct kya_moderation m;
	uint64_t now = 1000 * US;

	(void)state;
	for (unsigned int i = 0; i < 200; i++)
		kya_rhythm_burst(&r, now += i % 2 ? 5 * US : 95 * US);
	m = kya_moderate(&t, &r, now, MHZ, 3, RING);
	assert_true(kya_rhythm_wait(&r, now, 2) > 100 * US);
	assert_true(m.bridges);
	assert_int_equal(m.hold_ns, 100 * US);
	assert_int_equal(m.count, RING / 2);
}

/* What came before a pause says nothing about what follows, and the pause is no gap. */
static void test_a_pause_begins_anew(void **state)
{
	struct kya_rhythm r = rhythm(20 * US, 5000 * US);
	uint64_t now = 5000 * US + 5000 * US;

	(void)state;
	kya_rhythm_burst(&r, now);
	assert_int_equal(kya_rhythm_wait(&r, now, 2), 0);
	for (unsigned int i = 0; i < 20; i++)
		kya_rhythm_burst(&r, now += 60 * US);
	assert_in_range(kya_rhythm_wait(&r, now, 2), 60 * US, 63 * US + KYA_SLACK_NS);
}

/* Nor do bursts at the same time make one that never ends. */
static void test_no_gap_at_all(void **state)
{
	struct kya_rhythm r = rhythm(0, 5000 * US);
	uint64_t now = 5000 * US;

	(void)state;
	for (unsigned int i = 0; i < 100; i++)
		kya_rhythm_burst(&r, now += 20 * US);
	assert_in_range(kya_rhythm_wait(&r, now, 0), 19 * US, 21 * US + KYA_SLACK_NS);
}

/* One gap of a hundred times the others moves the average by half of them at most. */
static void test_an_outlier(void **state)
{
	struct kya_rhythm r = rhythm(20 * US, 5000 * US);
	uint64_t now = 7000 * US;

	(void)state;
	kya_rhythm_burst(&r, now);
	assert_in_range(kya_rhythm_wait(&r, now, 0), 20 * US, 30 * US + KYA_SLACK_NS);
}

/* Gaps of 30 and 50: the wait covers the longer one, and is no longer than it must be. */
static void test_two_deviations(void **state)
{
	struct kya_rhythm r = { 0 };
	uint64_t now = 1000 * US;

	(void)state;
	for (unsigned int i = 0; i < 200; i++)
		kya_rhythm_burst(&r, now += i % 2 ? 50 * US : 30 * US);
	assert_in_range(kya_rhythm_wait(&r, now, 2), 50 * US, 70 * US);
}

static void test_never_beyond_the_bound(void **state)
{
	struct kya_rhythm r = { 0 };
	uint64_t now = draw(1ull << 62);

	(void)state;
	for (unsigned int i = 0; i < ROUNDS; i++) {
		struct kya_tuning t = random_tuning();
		unsigned int ring = 2u << draw(10), in_flight = draw(ring);
		struct kya_moderation m;

		now += draw(1ull << draw(40));
		if (draw(2))
			kya_rhythm_burst(&r, now);
		m = kya_moderate(&t, &r, now, 1 + draw(1000), in_flight, ring);
		assert_true(m.hold_ns <= t.max_hold_us * US);
		assert_true(t.policy != KYA_POLICY_OFF || m.hold_ns == 0);
		if (t.policy == KYA_POLICY_ALIGNED && t.rx_usecs != KYA_RX_USECS_UNKNOWN)
			assert_true(m.hold_ns <=
				    (uint64_t)t.rx_usecs * t.alpha * US / KYA_ALPHA_ONE);
		assert_true((m.holdoff == 0) == (m.hold_ns == 0));
		assert_true(m.holdoff <= KYA_HOLDOFF_MAX && m.count <= KYA_COUNT_MAX);
		/* A full ring never waits for its own relief. */
		assert_true(m.count <= (in_flight > ring / 2 ? in_flight : ring / 2));
	}
}

static void test_who_rings(void **state)
{
	struct kya_tuning t = tuning(KYA_POLICY_BATCH), off = tuning(KYA_POLICY_OFF);

	(void)state;
	assert_true(kya_ring_now(&off, false, 9, 1));
	assert_true(kya_ring_now(&t, true, 9, 1));  /* what somebody waits for */
	assert_true(kya_ring_now(&t, false, 0, 1)); /* an idle engine */
	assert_false(kya_ring_now(&t, false, 1, 1));
	assert_false(kya_ring_now(&t, false, 1, t.batch_max - 1));
	assert_true(kya_ring_now(&t, false, 1, t.batch_max));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_units_round_up),
		cmocka_unit_test(test_units_are_clamped),
		cmocka_unit_test(test_off_interrupts_at_once),
		cmocka_unit_test(test_batch_ends_with_the_last),
		cmocka_unit_test(test_dim_waits_its_time),
		cmocka_unit_test(test_aligned_waits_for_the_next_burst),
		cmocka_unit_test(test_aligned_beyond_the_bound),
		cmocka_unit_test(test_idle_holds_nothing),
		cmocka_unit_test(test_vain_waits_become_rare),
		cmocka_unit_test(test_who_is_judged),
		cmocka_unit_test(test_an_uneven_rhythm),
		cmocka_unit_test(test_a_pause_begins_anew),
		cmocka_unit_test(test_no_gap_at_all),
		cmocka_unit_test(test_an_outlier),
		cmocka_unit_test(test_two_deviations),
		cmocka_unit_test(test_never_beyond_the_bound),
		cmocka_unit_test(test_who_rings),
	};
	const char *seed = getenv("SEED");

	rnd = seed ? strtoull(seed, NULL, 0) : (uint64_t)time(NULL);
	printf("# SEED=%llu\n", (unsigned long long)rnd);
	rnd |= 1ull << 63; /* 0 would stay 0 */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
