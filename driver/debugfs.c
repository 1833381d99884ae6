// SPDX-License-Identifier: GPL-2.0-only
/* Counters and histograms of each queue under debugfs: kyanite/<device>/. */
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include "kyanite.h"

static struct dentry *kya_debugfs;

static const char *const kya_causes[KYA_FB_CAUSES] = {
	[KYA_FB_SMALL] = "small",
	[KYA_FB_LENGTH] = "length",
	[KYA_FB_SEGMENTS] = "segments",
	[KYA_FB_MAP] = "map",
	[KYA_FB_FULL] = "full",
	[KYA_FB_QUEUE] = "queue",
	[KYA_FB_REDO] = "redo",
};

/* The sum, then each. */
static void kya_show_by_policy(struct seq_file *s, const char *name, const u64 *counters)
{
	u64 sum = 0;
	unsigned int i;

	for (i = 0; i < KYA_POLICIES; i++)
		sum += counters[i];
	seq_printf(s, " %s %llu", name, sum);
	for (i = 0; i < KYA_POLICIES; i++)
		seq_printf(s, " %s_%s %llu", name, kya_policies[i], counters[i]);
}

static void kya_show_queue(struct seq_file *s, struct kya_queue *q, const struct kya_stats *st)
{
	unsigned int i;

	seq_printf(s, "queue %u submitted %llu completed %llu failed %llu backlogged %llu", q->id,
		   st->submitted, st->completed, st->failed, st->backlogged);
	seq_printf(s, " polls %llu resets %llu", st->polls, st->resets);
	kya_show_by_policy(s, "doorbells", st->doorbells);
	kya_show_by_policy(s, "interrupts", st->interrupts);
	seq_printf(s, " reaped_burst %llu reaped_irq %llu", st->reaped_burst, st->reaped_irq);
	seq_printf(s, " dim_us %u", READ_ONCE(q->tuning.dim_us));
	seq_printf(s, " engine_cycles %llu engine_bytes %llu", st->engine_cycles, st->engine_bytes);
	for (i = 0; i < KYA_FB_CAUSES; i++)
		seq_printf(s, " fallback_%s %lld", kya_causes[i], atomic64_read(&st->fallback[i]));
	seq_putc(s, '\n');
}

/* FROM:COUNT of each class that is not empty; the next power of 2 ends it. */
static void kya_show_histogram(struct seq_file *s, const struct kya_queue *q, const char *name,
			       const struct kya_histogram *h)
{
	unsigned int i;

	seq_printf(s, "queue %u %s", q->id, name);
	for (i = 0; i < KYA_HISTOGRAM; i++)
		if (h->count[i])
			seq_printf(s, " %llu:%llu", i ? BIT_ULL(i - 1) : 0, h->count[i]);
	seq_putc(s, '\n');
}

static void kya_show_histograms(struct seq_file *s, struct kya_queue *q,
				const struct kya_stats *st)
{
	kya_show_histogram(s, q, "batch", &st->batch);
	kya_show_histogram(s, q, "hold_ns", &st->hold);
	kya_show_histogram(s, q, "latency_ns", &st->latency);
}

static int kya_show_all(struct kya_dev *dev, struct seq_file *s,
			void (*show)(struct seq_file *s, struct kya_queue *q,
				     const struct kya_stats *st))
{
	struct kya_stats *st = kmalloc(sizeof(*st), GFP_KERNEL);
	unsigned int i;

	if (!st)
		return -ENOMEM;
	for (i = 0; i < dev->nqueues; i++) {
		struct kya_queue *q = &dev->queues[i];

		spin_lock_bh(&q->lock);
		*st = q->stats;
		spin_unlock_bh(&q->lock);
		show(s, q, st);
	}
	kfree(st);
	return 0;
}

static int queues_show(struct seq_file *s, void *unused)
{
	return kya_show_all(s->private, s, kya_show_queue);
}
DEFINE_SHOW_ATTRIBUTE(queues);

static int histograms_show(struct seq_file *s, void *unused)
{
	return kya_show_all(s->private, s, kya_show_histograms);
}
DEFINE_SHOW_ATTRIBUTE(histograms);

void kya_debugfs_add(struct kya_dev *dev)
{
	dev->debugfs = debugfs_create_dir(pci_name(dev->pdev), kya_debugfs);
	debugfs_create_file("queues", 0444, dev->debugfs, dev, &queues_fops);
	debugfs_create_file("histograms", 0444, dev->debugfs, dev, &histograms_fops);
}

/* What calibration found out: bytes, and the CPU's nanoseconds that they come from. */
static int min_len_show(struct seq_file *s, void *unused)
{
	unsigned int k, i;

	for (k = 0; k < KYA_KINDS; k++) {
		for (i = 0; i < kya_kinds[k]->count; i++) {
			const struct kya_alg *alg = kya_kind_alg(kya_kinds[k], i);
			const struct kya_costs *c = &alg->costs;

			if (!c->software_ns[0])
				continue;
			seq_printf(s, "%s min_len ", kya_kinds[k]->driver(alg));
			if (READ_ONCE(alg->auto_len) == KYA_NEVER)
				seq_puts(s, "never");
			else
				seq_printf(s, "%u", READ_ONCE(alg->auto_len));
			seq_printf(s, " engine_ns %u %u software_ns %u %u\n", c->engine_ns[0],
				   c->engine_ns[1], c->software_ns[0], c->software_ns[1]);
		}
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(min_len);

void kya_debugfs_module_init(void)
{
	kya_debugfs = debugfs_create_dir(KYA_NAME, NULL);
	debugfs_create_file("min_len", 0444, kya_debugfs, NULL, &min_len_fops);
}

void kya_debugfs_module_exit(void)
{
	debugfs_remove_recursive(kya_debugfs);
}
