// SPDX-License-Identifier: GPL-2.0-only
/* The driver's moderation arithmetic, on the host. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../../driver/moderation.h"

static void test_units_round_up(void **state)
{
	(void)state;
	assert_int_equal(kya_holdoff_units(0, 250), 0);
	assert_int_equal(kya_holdoff_units(1, 1), 1); /* never 0 for a time that is not */
	assert_int_equal(kya_holdoff_units(16, 1), 1);
	assert_int_equal(kya_holdoff_units(17, 1), 2);
	assert_int_equal(kya_holdoff_units(50, 250), 782);
}

static void test_units_are_clamped(void **state)
{
	(void)state;
	assert_int_equal(kya_holdoff_units(0xffff * 16, 1), KYA_HOLDOFF_MAX);
	assert_int_equal(kya_holdoff_units(0xffff * 16 + 1, 1), KYA_HOLDOFF_MAX);
	assert_int_equal(kya_holdoff_units(0xffffffff, 0xffffffff), KYA_HOLDOFF_MAX);
}

static void test_off_interrupts_at_once(void **state)
{
	struct kya_moderation m = kya_moderate(KYA_POLICY_OFF, 100, 250, 7);

	(void)state;
	assert_int_equal(m.holdoff, 0);
	assert_int_equal(m.count, 0);
}

static void test_batch_ends_with_the_last(void **state)
{
	struct kya_moderation m = kya_moderate(KYA_POLICY_BATCH, 100, 250, 7);

	(void)state;
	assert_int_equal(m.holdoff, 1563);
	assert_int_equal(m.count, 7);
	m = kya_moderate(KYA_POLICY_BATCH, 100, 250, 1000);
	assert_int_equal(m.count, KYA_COUNT_MAX);
	m = kya_moderate(KYA_POLICY_BATCH, 100, 250, 0); /* no limit: more may be posted */
	assert_int_equal(m.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_units_round_up),
		cmocka_unit_test(test_units_are_clamped),
		cmocka_unit_test(test_off_interrupts_at_once),
		cmocka_unit_test(test_batch_ends_with_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
