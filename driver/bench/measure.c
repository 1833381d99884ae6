// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual time is read from the function, instructions from the time stamp counter, which in such
 * a guest counts them. Idle time is counted by an hourglass: a thread that runs when nothing else
 * can and whose turn takes a known number of instructions.
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/stat.h>
#include <linux/sort.h>
#include <uapi/linux/sched/types.h>
#include "measure.h"
#include "observe.h"

#define CALIBRATION_TURNS	1000

static void __iomem *observe;

static struct {
	struct task_struct *task;
	u64 turns;
	u64 end;
	u64 insns_a_turn;
} hourglass;

/**
 * bench_measure_init() - look for a function that keeps virtual time
 *
 * Return: 0, with or without one, or -ENOMEM.
 */
int bench_measure_init(void)
{
	void __iomem *map = observe_map();

	if (IS_ERR(map))
		return PTR_ERR(map);
	observe = map;
	return 0;
}

void bench_measure_exit(void)
{
	if (observe)
		iounmap(observe);
}

/* bench_measuring() - whether there is virtual time */
bool bench_measuring(void)
{
	return observe_on(observe);
}

/* bench_time_ps() - virtual time in picoseconds; reading it costs the guest an instruction */
u64 bench_time_ps(void)
{
	return readq(observe + OBSERVE_TIME_PS);
}

/* bench_insns() - instructions since the guest's start */
u64 bench_insns(void)
{
	return rdtsc_ordered();
}

static unsigned long priority;

static unsigned long read_priority(void)
{
	unsigned long value;

	asm volatile("mov %%cr8, %0" : "=r"(value));
	return value;
}

static void write_priority(unsigned long value)
{
	asm volatile("mov %0, %%cr8" : : "r"(value) : "memory");
}

/**
 * bench_hold_interrupts() - let interrupts wait in the local APIC
 *
 * By its task priority: with local_irq_disable() the crypto API could not turn bottom halves
 * off and on. There is one CPU, and nothing may sleep until bench_release_interrupts().
 */
void bench_hold_interrupts(void)
{
	priority = read_priority();
	write_priority(15);
}

/* bench_release_interrupts() - take the interrupts that wait, and those to come */
void bench_release_interrupts(void)
{
	write_priority(priority);
}

/* A thread of SCHED_IDLE has its share of ticks even beside others: it must give them back. */
static noinline void hourglass_turn(void)
{
	while (!need_resched() && single_task_running() &&
	       hourglass.turns < READ_ONCE(hourglass.end))
		WRITE_ONCE(hourglass.turns, hourglass.turns + 1);
}

static u64 hourglass_time(u64 turns)
{
	u64 start;

	hourglass.end = hourglass.turns + turns;
	start = bench_insns();
	hourglass_turn();
	return bench_insns() - start;
}

static void hourglass_calibrate(void)
{
	u64 once, twice;

	do {
		yield();
		local_irq_disable();
		once = hourglass_time(CALIBRATION_TURNS);
		twice = hourglass_time(2 * CALIBRATION_TURNS);
		local_irq_enable();
	} while (hourglass.turns != hourglass.end);
	hourglass.insns_a_turn = (twice - once) / CALIBRATION_TURNS;
}

static int hourglass_run(void *unused)
{
	while (!kthread_should_stop()) {
		hourglass_turn();
		yield();
	}
	return 0;
}

static int hourglass_start(void)
{
	const struct sched_attr idle = { .size = sizeof(idle), .sched_policy = SCHED_IDLE };
	struct task_struct *task = kthread_create(hourglass_run, NULL, "kyanite_idle");
	int err;

	if (IS_ERR(task))
		return PTR_ERR(task);
	kthread_bind(task, raw_smp_processor_id());
	err = sched_setattr_nocheck(task, &idle);
	if (err) {
		kthread_stop(task);
		return err;
	}
	hourglass_calibrate();
	hourglass.end = U64_MAX;
	hourglass.task = task;
	wake_up_process(task);
	return 0;
}

static void read_counters(struct bench_measure *m, u64 sign)
{
	m->mmio_reads += sign * readq(observe + OBSERVE_MMIO_READS);
	m->mmio_writes += sign * readq(observe + OBSERVE_MMIO_WRITES);
	m->irqs += sign * readq(observe + OBSERVE_IRQS);
	m->notifies += sign * readq(observe + OBSERVE_NOTIFIES);
}

/*
 * So that no timer tick, nor what waited for one, falls into a short window: one has just passed,
 * and other threads have had their turn.
 */
static void pass_tick(void)
{
	unsigned long start = jiffies;

	while (READ_ONCE(jiffies) == start)
		barrier(); /* no PAUSE, which is slow in emulation */
	yield();
}

/**
 * bench_measure_begin() - a window opens
 * @m: the measure, zeroed
 *
 * Return: 0, or a negative error if the hourglass cannot be started.
 */
int bench_measure_begin(struct bench_measure *m)
{
	int err = hourglass_start();

	if (err)
		return err;
	pass_tick();
	read_counters(m, -1);
	m->time_ps = -bench_time_ps();
	m->idle = -hourglass.turns;
	m->insns = -bench_insns();
	return 0;
}

/**
 * bench_measure_end() - the window closes
 * @m: the measure; its submit and rest have been added up
 */
void bench_measure_end(struct bench_measure *m)
{
	m->insns += bench_insns();
	m->idle += hourglass.turns;
	m->time_ps += bench_time_ps();
	read_counters(m, 1);
	WRITE_ONCE(hourglass.end, 0);
	kthread_stop(hourglass.task);
	m->idle *= hourglass.insns_a_turn;
	m->complete = m->insns - m->submit - m->rest - m->idle;
	m->valid = true;
}

static int compare(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/**
 * bench_measure_latency() - the quantiles, by nearest rank
 * @m: the measure
 * @ps: latencies of all requests in picoseconds; are sorted
 * @n: how many, at least one
 */
void bench_measure_latency(struct bench_measure *m, u64 *ps, unsigned int n)
{
	static const unsigned int percent[BENCH_QUANTILES] = { 0, 10, 25, 50, 75, 90, 99, 100 };
	unsigned int i;

	sort(ps, n, sizeof(*ps), compare, NULL);
	for (i = 0; i < BENCH_QUANTILES; i++) {
		unsigned int rank = max(1U, DIV_ROUND_UP(n * percent[i], 100));

		m->latency_ns[i] = ps[rank - 1] / 1000;
	}
}
