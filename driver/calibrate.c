// SPDX-License-Identifier: GPL-2.0-only
/*
 * What min_len is under "auto": the CPU's own time for a lone request, by the engine and by
 * software, measured for each algorithm. The time that the engine takes does not count, as the CPU
 * is free meanwhile.
 */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/sched/clock.h>
#include "kyanite.h"

#define KYA_SAMPLES	8
#define KYA_MAX_SETTLE	4096	/* us */

static const unsigned int kya_trial_bytes[] = { KYA_TRIAL_SHORT, KYA_TRIAL_LONG };

/**
 * kya_trial_done() - completion callback of a trial's request
 * @arg: names the trial
 * @err: how it ended
 */
void kya_trial_done(KYA_COMPLETION_ARG *arg, int err)
{
	struct kya_trial *t = KYA_COMPLETION_DATA(arg);

	t->err = err;
	t->cpu = raw_smp_processor_id();
	complete(&t->done);
}

/* Waits for an answer; whether this CPU took it. */
static bool kya_trial_ended(struct kya_trial *t)
{
	wait_for_completion(&t->done);
	t->failed |= !!t->err;
	return t->cpu == raw_smp_processor_id();
}

/*
 * One request by the engine, in nanoseconds of the CPU: the submission, then, after a time that
 * does not count, interrupt, poll and callback. The interrupt must have come by then, so it is
 * given settle_us. Returns 0 if it had not, or went to another CPU.
 */
static u32 kya_trial_engine(struct kya_trial *t, unsigned int settle_us)
{
	u64 start, sent, answered, end;
	bool in_time;
	int err;

	local_bh_disable();
	start = local_clock();
	err = t->kind->trial_send(t);
	sent = local_clock();
	local_irq_disable();
	udelay(settle_us);
	answered = local_clock();
	local_irq_enable();
	local_bh_enable();
	/* Before the time is taken: what comes behind this is not in it. */
	in_time = completion_done(&t->done);
	end = local_clock();
	if (err != -EINPROGRESS) {
		t->failed = true;
		return 0;
	}
	return kya_trial_ended(t) && in_time ? sent - start + end - answered : 0;
}

/* The same by software. */
static u32 kya_trial_software(struct kya_trial *t, unsigned int settle_us)
{
	u64 start, end;
	int err;

	local_bh_disable();
	start = local_clock();
	err = t->kind->trial_send(t);
	end = local_clock();
	local_bh_enable();
	if (err == -EINPROGRESS)
		kya_trial_ended(t);
	t->failed |= !!err;
	return end - start;
}

/* The least of some samples, as what disturbs only adds. Without any the trial has failed. */
static u32 kya_trial_cost(struct kya_trial *t, unsigned int bytes,
			  u32 (*once)(struct kya_trial *t, unsigned int settle_us))
{
	unsigned int settle_us = 1, samples = 0;
	u32 least = U32_MAX, ns;

	t->bytes = bytes;
	while (samples < KYA_SAMPLES && settle_us <= KYA_MAX_SETTLE && !t->failed) {
		reinit_completion(&t->done);
		ns = once(t, settle_us);
		if (ns) {
			least = min(least, ns);
			samples++;
		} else {
			settle_us *= 2;
		}
	}
	t->failed |= !samples;
	return least;
}

static void kya_trial_measure(struct kya_trial *t, struct kya_costs *c)
{
	unsigned int i;

	/* With nothing of the transform in flight this decides who works. */
	WRITE_ONCE(t->alg->auto_len, KYA_NEVER);
	for (i = 0; i < 2; i++)
		c->software_ns[i] = kya_trial_cost(t, kya_trial_bytes[i], kya_trial_software);
	WRITE_ONCE(t->alg->auto_len, 0);
	for (i = 0; i < 2; i++)
		c->engine_ns[i] = kya_trial_cost(t, kya_trial_bytes[i], kya_trial_engine);
}

static int kya_trial_run(struct kya_trial *t)
{
	u8 *src = kzalloc(KYA_TRIAL_ROOM, GFP_KERNEL), *dst = kzalloc(KYA_TRIAL_ROOM, GFP_KERNEL);
	int err = -ENOMEM;

	if (src && dst) {
		sg_init_one(&t->src, src, KYA_TRIAL_ROOM);
		sg_init_one(&t->dst, dst, KYA_TRIAL_ROOM);
		err = t->kind->trial_begin(t);
	}
	if (!err) {
		kya_trial_measure(t, &t->alg->costs);
		t->kind->trial_end(t);
		err = t->failed ? -EIO : 0;
	}
	WRITE_ONCE(t->alg->auto_len, err ? 0 : kya_break_even(&t->alg->costs));
	kfree(src);
	kfree(dst);
	return err;
}

static void kya_calibrate_alg(const struct kya_kind *kind, struct kya_alg *alg)
{
	struct kya_trial *t = kzalloc(sizeof(*t), GFP_KERNEL);
	unsigned int i;
	int err;

	if (!t)
		return;
	t->kind = kind;
	t->alg = alg;
	init_completion(&t->done);
	for (i = 0; i < sizeof(t->key); i++)
		t->key[i] = i;
	err = kya_trial_run(t);
	if (err)
		pr_warn(KYA_NAME ": %s: its costs cannot be measured: %d\n",
			kind->driver(alg), err);
	kfree(t);
}

static unsigned long kya_calibration_wanted;	/* a bit for each kind */
static bool kya_calibration_ends;

static void kya_calibrate_work(struct work_struct *work)
{
	unsigned int k, i;

	for (k = 0; k < KYA_KINDS; k++) {
		const struct kya_kind *kind = kya_kinds[k];

		if (!test_and_clear_bit(k, &kya_calibration_wanted))
			continue;
		for (i = 0; i < kind->count && READ_ONCE(*kind->min_len) == KYA_MIN_LEN_AUTO &&
		     !READ_ONCE(kya_calibration_ends); i++)
			if (kya_kind_alg(kind, i)->registered)
				kya_calibrate_alg(kind, kya_kind_alg(kind, i));
	}
}

static DECLARE_WORK(kya_calibration, kya_calibrate_work);

/**
 * kya_calibrate() - find out min_len of algorithms for which it is automatic
 * @min_len: the parameter of the kind that is meant, or NULL: of all
 *
 * Returns at once. Without a device nothing is measured, until one comes.
 */
void kya_calibrate(const unsigned int *min_len)
{
	struct kya_dev *dev = kya_dev_get(0);
	unsigned int k;

	if (!dev)
		return;
	for (k = 0; k < KYA_KINDS; k++)
		if (!min_len || kya_kinds[k]->min_len == min_len)
			set_bit(k, &kya_calibration_wanted);
	/* On one CPU, where the interrupts of its queue are, too. */
	schedule_work_on(raw_smp_processor_id(), &kya_calibration);
	kya_dev_put(dev);
}

/**
 * kya_calibrate_stop() - end what kya_calibrate() began, for good
 */
void kya_calibrate_stop(void)
{
	WRITE_ONCE(kya_calibration_ends, true);
	cancel_work_sync(&kya_calibration);
}

/* Returns when it has been found out, if there is a device. */
static int kya_min_len_set(const char *text, const struct kernel_param *kp)
{
	if (!sysfs_streq(text, "auto"))
		return param_set_uint(text, kp);
	WRITE_ONCE(*(unsigned int *)kp->arg, KYA_MIN_LEN_AUTO);
	kya_calibrate(kp->arg);
	flush_work(&kya_calibration);
	return 0;
}

static int kya_min_len_get(char *text, const struct kernel_param *kp)
{
	if (*(unsigned int *)kp->arg == KYA_MIN_LEN_AUTO)
		return sysfs_emit(text, "auto\n");
	return param_get_uint(text, kp);
}

/* A number of bytes, or "auto". */
const struct kernel_param_ops kya_min_len_ops = {
	.set = kya_min_len_set,
	.get = kya_min_len_get,
};
