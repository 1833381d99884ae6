// SPDX-License-Identifier: Apache-2.0
/* From which length on the engine is worth it, on the host. Random tests print their seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "../../driver/breakeven.h"

#define ROUNDS 100000
#define SPAN   ((long long)KYA_TRIAL_LONG - KYA_TRIAL_SHORT)

static void test_known(void **state)
{
	static const struct {
		struct kya_costs c;
		unsigned int len;
	} known[] = {
		/* engine at 1000 ns always, software at 1 ns a byte */
		{ { { 1000, 1000 }, { 256, 4096 } }, 1000 },
		/* the engine costs no less, however long */
		{ { { 1000, 1000 }, { 900, 900 } }, KYA_NEVER },
		{ { { 1000, 5000 }, { 256, 4000 } }, KYA_NEVER },
		/* it wins at every length */
		{ { { 100, 100 }, { 400, 4240 } }, 0 },
		{ { { 100, 100 }, { 100, 100 } }, 0 },
		/* it wins the short ones only: the line says never */
		{ { { 100, 9000 }, { 300, 4140 } }, KYA_NEVER },
		/* beyond all lengths */
		{ { { 4000000, 4000000 }, { 100, 101 } }, KYA_NEVER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_int_equal(kya_break_even(&known[i].c), known[i].len);
}

/* What the engine costs more than software at @len, times SPAN. */
static long long excess(const struct kya_costs *c, long long len)
{
	long long e0 = (long long)c->engine_ns[0] - c->software_ns[0];
	long long e1 = (long long)c->engine_ns[1] - c->software_ns[1];

	return e0 * SPAN + (e1 - e0) * (len - KYA_TRIAL_SHORT);
}

/* At the length the engine is no dearer, one byte before it is. */
static void test_least(void **state)
{
	unsigned int between = 0;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		const unsigned int engine = (unsigned int)rand() % 20000;
		const unsigned int software = (unsigned int)rand() % 20000;
		const struct kya_costs c = {
			{ engine, engine + (unsigned int)rand() % 5000 },
			{ software, software + (unsigned int)rand() % 50000 },
		};
		const unsigned int len = kya_break_even(&c);

		if (len == KYA_NEVER)
			continue;
		assert_true(excess(&c, len) <= 0);
		if (!len)
			continue;
		between++;
		assert_true(excess(&c, (long long)len - 1) > 0);
	}
	assert_true(between > ROUNDS / 10);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_least),
	};
	const char *seed = getenv("SEED");
	unsigned int n = seed ? (unsigned int)strtoul(seed, NULL, 0) : (unsigned int)time(NULL);

	printf("# SEED=%u\n", n);
	srand(n);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
