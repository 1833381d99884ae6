// SPDX-License-Identifier: Apache-2.0
/*
 * No completion is ever lost: every interleaving of submissions, the engine, its interrupts and up
 * to two polls is walked through, with the driver's own decisions. The steps are those that
 * driver/queue.c makes under the queue's lock, and those of NAPI. In a state in which nothing of
 * the driver runs or is scheduled, each completion must have a hold-off running that ends in an
 * interrupt, and the engine must know of each entry. Mistakes that are built in must be found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../driver/moderation.h"

#define REQUESTS 4u
#define RING     8u
#define BUDGET   2
#define TABLE    (1u << 22)
#define NONE     0xff

enum mistake {
	RIGHT,
	ARM_IGNORES_THE_PAST, /* the hold-off starts with the next completion only */
	POLL_IGNORES_MISSED,  /* what NAPI was told during a poll is forgotten */
	ARM_DOES_NOT_RING,    /* the arming doorbell has the old tail */
	BURST_STAYS,          /* the poll does not end the burst */
	EARLY_IS_ENOUGH,      /* a poll that has armed does not ring for its callbacks */
	MISTAKES
};

/* Counts, not indices: no ring wraps. */
struct state {
	uint8_t tail, rung, head;       /* driver */
	uint8_t burst, polling, early;  /* driver */
	uint8_t scheduled, missed;      /* NAPI */
	uint8_t reaped;                 /* by the poll that is in its callbacks, or NONE */
	uint8_t arming;                 /* polls that NAPI has ended and that will arm */
	uint8_t written;                /* a doorbell is under way */
	uint8_t w_tail, w_head, w_arm;  /* what it says */
	uint8_t w_count, w_held;        /* count; whether there is a hold-off */
	uint8_t e_tail, done;           /* engine: entries it knows of; completions written */
	uint8_t armed, arm_head, count; /* engine */
	uint8_t held, running;          /* engine: the hold-off, whether it runs */
	uint8_t urgent;                 /* bit n: request n is */
	uint8_t irq;                    /* an interrupt is under way */
};

struct walk {
	struct kya_tuning tuning;
	struct kya_rhythm rhythm;
	enum mistake mistake;
	struct state *seen, *todo;
	uint8_t *used;
	unsigned int states, todo_count;
	bool lost;
};

static void schedule(struct state *s)
{
	s->missed |= s->scheduled;
	s->scheduled = 1;
}

static void send_irq(struct state *s)
{
	s->armed = 0;
	s->running = 0;
	s->irq = 1;
}

/* The engine's checks after a completion or an arming. */
static void moderate(struct state *s)
{
	if (!s->armed)
		return;
	if ((s->count && s->done >= s->arm_head + s->count) || (s->running && !s->held) ||
	    ((s->urgent & ((1u << s->done) - 1)) >> s->arm_head))
		send_irq(s);
}

static void arrive(const struct walk *w, struct state *s)
{
	if (!s->written)
		return;
	s->written = 0;
	s->e_tail = s->w_tail;
	if (!s->w_arm)
		return;
	s->armed = 1;
	s->arm_head = s->w_head;
	s->count = s->w_count;
	s->held = s->w_held;
	s->running = s->done > s->arm_head && w->mistake != ARM_IGNORES_THE_PAST;
	moderate(s);
}

/* One write at most is under way; that is enough for it to be late. */
static void ring(const struct walk *w, struct state *s, const struct kya_moderation *m)
{
	arrive(w, s);
	if (!m || w->mistake != ARM_DOES_NOT_RING)
		s->rung = s->tail;
	s->written = 1;
	s->w_tail = s->rung;
	s->w_head = s->head;
	s->w_arm = m != NULL;
	s->w_count = m ? m->count : 0;
	s->w_held = m && m->holdoff;
}

static struct kya_moderation arming(const struct walk *w, const struct state *s)
{
	return kya_moderate(&w->tuning, &w->rhythm, w->rhythm.last_ns, 250, s->tail - s->head,
			    RING);
}

static bool submit(const struct walk *w, struct state *s, bool urgent)
{
	unsigned int at_engine = s->rung - s->head;

	if (s->tail == REQUESTS)
		return false;
	s->urgent |= (urgent && w->tuning.policy != KYA_POLICY_OFF) << s->tail;
	s->tail++;
	if (kya_ring_now(&w->tuning, urgent, at_engine, s->tail - s->rung))
		ring(w, s, NULL);
	if (!urgent && w->tuning.policy != KYA_POLICY_OFF && !s->burst && !s->polling) {
		s->burst = 1;
		schedule(s);
	}
	return true;
}

static bool submit_of_burst(const struct walk *w, struct state *s)
{
	return submit(w, s, false);
}

/* Outside of softirqs, with nothing under way. */
static bool submit_alone(const struct walk *w, struct state *s)
{
	struct kya_moderation m;

	if (s->tail == REQUESTS || s->tail != s->head || w->tuning.policy == KYA_POLICY_OFF)
		return false;
	s->tail++;
	m = arming(w, s);
	ring(w, s, &m);
	return true;
}

/* On a CPU that does not poll the queue. */
static bool submit_elsewhere(const struct walk *w, struct state *s)
{
	struct kya_moderation m;

	if (s->tail == REQUESTS || s->burst || s->polling || w->tuning.policy == KYA_POLICY_OFF)
		return false;
	s->tail++;
	m = arming(w, s);
	ring(w, s, &m);
	return true;
}

static bool submit_urgent(const struct walk *w, struct state *s)
{
	return submit(w, s, true);
}

static bool doorbell_arrives(const struct walk *w, struct state *s)
{
	bool can = s->written;

	arrive(w, s);
	return can;
}

static bool engine_completes(const struct walk *w, struct state *s)
{
	(void)w;
	if (s->done == s->e_tail)
		return false;
	s->done++;
	s->running |= s->armed && s->done > s->arm_head;
	moderate(s);
	return true;
}

static bool holdoff_ends(const struct walk *w, struct state *s)
{
	(void)w;
	if (!s->armed || !s->running)
		return false;
	send_irq(s);
	return true;
}

static bool irq_arrives(const struct walk *w, struct state *s)
{
	(void)w;
	if (!s->irq)
		return false;
	s->irq = 0;
	schedule(s);
	return true;
}

static bool poll_reaps(const struct walk *w, struct state *s)
{
	if (!s->scheduled || s->reaped != NONE)
		return false;
	s->burst &= w->mistake == BURST_STAYS;
	s->polling = 1;
	s->reaped = s->done - s->head < (int)BUDGET ? s->done - s->head : BUDGET;
	s->head += s->reaped;
	s->early = 0;
	if (s->rung != s->tail && s->reaped) {
		struct kya_moderation m = arming(w, s);

		ring(w, s, m.bridges ? &m : NULL);
		s->early = m.bridges;
	}
	return true;
}

/* After the callbacks: again, or NAPI ends it. */
static bool poll_ends(const struct walk *w, struct state *s)
{
	bool again = s->reaped == BUDGET || (s->missed && w->mistake != POLL_IGNORES_MISSED);

	if (s->reaped == NONE)
		return false;
	if (again) {
		s->polling = 0;
		if (s->reaped != BUDGET)
			s->missed = 0;
	} else {
		s->scheduled = 0;
		s->missed = 0;
		s->arming++;
	}
	s->reaped = NONE;
	return true;
}

static bool poll_arms(const struct walk *w, struct state *s)
{
	struct kya_moderation m = arming(w, s);

	if (!s->arming)
		return false;
	s->arming--;
	s->polling = 0;
	if (!s->early || (s->rung != s->tail && w->mistake != EARLY_IS_ENOUGH))
		ring(w, s, &m);
	return true;
}

static bool (*const steps[])(const struct walk *w, struct state *s) = {
	submit_of_burst,  submit_alone,     submit_elsewhere, submit_urgent,
	doorbell_arrives, engine_completes, holdoff_ends,     irq_arrives,
	poll_reaps,       poll_ends,        poll_arms,
};

static bool is_lost(const struct state *s)
{
	if (s->scheduled || s->arming || s->irq || s->written)
		return false;
	return s->e_tail != s->tail || (s->done != s->head && !(s->armed && s->running));
}

static uint32_t hash(const struct state *s)
{
	const uint8_t *p = (const uint8_t *)s;
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < sizeof(*s); i++)
		h = (h ^ p[i]) * 16777619u;
	return h ^ h >> 15;
}

static void visit(struct walk *w, const struct state *s)
{
	uint32_t i = hash(s) % TABLE;

	for (; w->used[i]; i = (i + 1) % TABLE)
		if (!memcmp(&w->seen[i], s, sizeof(*s)))
			return;
	assert_true(w->states < TABLE / 2);
	w->used[i] = 1;
	w->seen[i] = *s;
	w->states++;
	w->todo[w->todo_count++] = *s;
	w->lost |= is_lost(s);
}

/* All states that can be reached, or those until one is lost. */
static bool walk_finds_loss(enum kya_policy policy, bool rhythm, enum mistake mistake)
{
	/* A queue starts armed. */
	struct state first = { .reaped = NONE, .armed = 1, .held = policy != KYA_POLICY_OFF };
	struct walk w = {
		.tuning = { policy, 50, KYA_ALPHA_ONE, KYA_RX_USECS_UNKNOWN, 2 },
		.mistake = mistake,
	};

	for (unsigned int i = 0; rhythm && i <= KYA_RHYTHM_GAPS; i++)
		kya_rhythm_burst(&w.rhythm, i * 10000);
	w.seen = calloc(TABLE, sizeof(*w.seen));
	w.todo = calloc(TABLE / 2 + 1, sizeof(*w.todo));
	w.used = calloc(TABLE, 1);
	assert_true(w.seen && w.todo && w.used);
	visit(&w, &first);
	while (w.todo_count && !w.lost) {
		struct state from = w.todo[--w.todo_count];

		for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
			struct state to = from;

			if (steps[i](&w, &to))
				visit(&w, &to);
		}
	}
	printf("# policy %d, rhythm %d, mistake %d: %u states%s\n", policy, rhythm, mistake,
	       w.states, w.lost ? ", one lost" : "");
	free(w.seen);
	free(w.todo);
	free(w.used);
	return w.lost;
}

static void test_nothing_is_lost(void **state)
{
	(void)state;
	for (int policy = 0; policy < KYA_POLICIES; policy++) {
		assert_false(walk_finds_loss(policy, false, RIGHT));
		assert_false(walk_finds_loss(policy, true, RIGHT));
	}
}

static void test_mistakes_are_found(void **state)
{
	(void)state;
	for (int mistake = RIGHT + 1; mistake < EARLY_IS_ENOUGH; mistake++)
		assert_true(walk_finds_loss(KYA_POLICY_BATCH, false, mistake));
	assert_true(walk_finds_loss(KYA_POLICY_OFF, false, ARM_IGNORES_THE_PAST));
	assert_true(walk_finds_loss(KYA_POLICY_ALIGNED, true, ARM_DOES_NOT_RING));
	assert_true(walk_finds_loss(KYA_POLICY_ALIGNED, true, EARLY_IS_ENOUGH));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_lost),
		cmocka_unit_test(test_mistakes_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
