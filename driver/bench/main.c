// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kyanite bench: debugfs file kyanite_bench/run. Write a job:
 *
 *	TYPE DRIVER KEYLEN SIZE[-MAXSIZE] DEPTH COUNT encrypt|decrypt|digest
 *		[SEGS [kthread|softirq [GAP]]]
 *
 * and read its result, one line of NAME=VALUE. Jobs of run1, run2 and so on run beside it, unless
 * they are measured. File kyanite_bench/vectors is vectors.c's. With the parameter in_place ciphers
 * and AEADs work in place.
 */
#include <linux/debugfs.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>
#include "bench.h"

static uint seed = 1;
module_param(seed, uint, 0644);
MODULE_PARM_DESC(seed, "Seed of keys, data, sizes and segments");

/**
 * struct bench_lane - what one file runs
 * @lock: guards the others
 * @job: the latest job
 * @result: what came of it
 * @err: of bench_run()
 * @ended: a job of a kernel thread has
 */
struct bench_lane {
	struct mutex lock;	/* guards the others */
	struct bench_job job;
	struct bench_result result;
	int err;
	struct completion ended;
};

bool bench_in_place;
module_param_named(in_place, bench_in_place, bool, 0644);
MODULE_PARM_DESC(in_place, "Ciphers and AEADs work in place, every other one by two lists");

static struct bench_lane bench_lanes[8];
static DEFINE_MUTEX(bench_measure_lock);
static struct dentry *bench_dir;

static int parse_sizes(const char *text, struct bench_job *job)
{
	int n = sscanf(text, "%u-%u", &job->min_size, &job->max_size);

	if (n == 1)
		job->max_size = job->min_size;
	if (n < 1 || job->min_size > job->max_size || job->max_size > BENCH_MAX_SIZE)
		return -EINVAL;
	return 0;
}

static int parse_job(const char *line, struct bench_job *job)
{
	char type[16], sizes[24], direction[8], context[8] = "";
	int n;

	job->segs = 1;
	job->gap_us = 0;
	n = sscanf(line, "%15s %127s %u %23s %u %u %7s %u %7s %u", type, job->driver,
		   &job->keylen, sizes, &job->depth, &job->count, direction, &job->segs, context,
		   &job->gap_us);
	job->kthread = !strcmp(context, "kthread");
	job->softirq = job->kthread || !strcmp(context, "softirq");
	if ((*context && !job->softirq) || job->gap_us > BENCH_MAX_GAP)
		return -EINVAL;
	if (n < 7 || parse_sizes(sizes, job))
		return -EINVAL;
	job->type = bench_find_type(type);
	job->decrypt = !strcmp(direction, "decrypt");
	if (!job->type ||
	    (!job->decrypt && strcmp(direction, "encrypt") && strcmp(direction, "digest")))
		return -EINVAL;
	if (job->decrypt && !strcmp(type, "ahash"))
		return -EINVAL;
	if (job->keylen > 64 || !job->depth || job->depth > BENCH_MAX_DEPTH || !job->count ||
	    !job->segs || job->segs > BENCH_MAX_SEGS)
		return -EINVAL;
	return 0;
}

static void lane_run(struct bench_lane *lane)
{
	bool measuring = bench_measuring();

	if (measuring)
		mutex_lock(&bench_measure_lock);
	lane->err = bench_run(&lane->job, seed, &lane->result);
	if (measuring)
		mutex_unlock(&bench_measure_lock);
}

static int lane_thread(void *data)
{
	struct bench_lane *lane = data;

	lane_run(lane);
	complete(&lane->ended);
	return 0;
}

/* The freezer stops the caller in here, not the thread, which stays on the caller's CPUs. */
static void lane_run_in_thread(struct bench_lane *lane)
{
	struct task_struct *thread;

	init_completion(&lane->ended);
	thread = kthread_create(lane_thread, lane, "kyanite_bench");
	lane->err = PTR_ERR_OR_ZERO(thread);
	if (lane->err)
		return;
	set_cpus_allowed_ptr(thread, current->cpus_ptr);
	wake_up_process(thread);
	wait_for_completion_state(&lane->ended, TASK_IDLE | TASK_FREEZABLE);
}

static ssize_t run_write(struct file *file, const char __user *from, size_t len, loff_t *pos)
{
	struct bench_lane *lane = file_inode(file)->i_private;
	char line[320];
	int err;

	if (len >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, from, len))
		return -EFAULT;
	line[len] = '\0';

	mutex_lock(&lane->lock);
	err = parse_job(line, &lane->job);
	if (!err) {
		if (lane->job.kthread)
			lane_run_in_thread(lane);
		else
			lane_run(lane);
		err = lane->err;
	}
	mutex_unlock(&lane->lock);
	return err ?: len;
}

static void show_measure(struct seq_file *s, const struct bench_measure *m)
{
	static const char *const quantiles[BENCH_QUANTILES] = {
		"min", "p10", "p25", "p50", "p75", "p90", "p99", "max",
	};
	const struct {
		const char *name;
		u64 value;
	} fields[] = {
		{ "virtual_ps", m->time_ps },	 { "insns", m->insns },
		{ "insns_submit", m->submit },	 { "insns_complete", m->complete },
		{ "insns_rest", m->rest },	 { "insns_idle", m->idle },
		{ "mmio_reads", m->mmio_reads }, { "mmio_writes", m->mmio_writes },
		{ "irqs", m->irqs },		 { "notifies", m->notifies },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		seq_printf(s, m->valid ? " %s=%llu" : " %s=-", fields[i].name, fields[i].value);
	for (i = 0; i < BENCH_QUANTILES; i++)
		seq_printf(s, m->valid ? " latency_%s_ns=%llu" : " latency_%s_ns=-", quantiles[i],
			   m->latency_ns[i]);
}

static int run_show(struct seq_file *s, void *unused)
{
	struct bench_lane *lane = s->private;
	const struct bench_result *r = &lane->result;

	mutex_lock(&lane->lock);
	seq_printf(s, "driver=%s reference=%s requests=%llu bytes=%llu errors=%llu mismatches=%llu first_error=%d reordered=%u",
		   r->driver, r->reference, r->requests, r->bytes, r->errors, r->mismatches,
		   r->first_error, r->reordered);
	show_measure(s, &r->measure);
	seq_putc(s, '\n');
	mutex_unlock(&lane->lock);
	return 0;
}

static int run_open(struct inode *inode, struct file *file)
{
	return single_open(file, run_show, inode->i_private);
}

static const struct file_operations run_fops = {
	.owner = THIS_MODULE,
	.open = run_open,
	.read = seq_read,
	.write = run_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static int __init bench_init(void)
{
	int err = bench_measure_init();
	char name[8] = "run";
	unsigned int i;

	if (err)
		return err;
	bench_dir = debugfs_create_dir("kyanite_bench", NULL);
	debugfs_create_bool("stop", 0600, bench_dir, &bench_stop);
	for (i = 0; i < ARRAY_SIZE(bench_lanes); i++) {
		if (i)
			snprintf(name, sizeof(name), "run%u", i);
		mutex_init(&bench_lanes[i].lock);
		debugfs_create_file(name, 0600, bench_dir, &bench_lanes[i], &run_fops);
	}
	debugfs_create_file("vectors", 0600, bench_dir, &seed, &bench_vectors_fops);
	return 0;
}

static void __exit bench_exit(void)
{
	debugfs_remove_recursive(bench_dir);
	bench_measure_exit();
}

module_init(bench_init);
module_exit(bench_exit);
MODULE_DESCRIPTION("Kyanite bench: crypto requests at a depth, checked against software");
MODULE_LICENSE("GPL");
