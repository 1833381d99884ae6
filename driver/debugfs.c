// SPDX-License-Identifier: GPL-2.0-only
/* Counters of each queue under debugfs: kyanite/<device>/queues. */
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

static void kya_show_queue(struct seq_file *s, struct kya_queue *q)
{
	struct kya_stats st;
	unsigned int i;

	spin_lock_bh(&q->lock);
	st = q->stats;
	spin_unlock_bh(&q->lock);
	seq_printf(s, "queue %u submitted %llu completed %llu failed %llu backlogged %llu", q->id,
		   st.submitted, st.completed, st.failed, st.backlogged);
	seq_printf(s, " polls %llu resets %llu", st.polls, st.resets);
	kya_show_by_policy(s, "doorbells", st.doorbells);
	kya_show_by_policy(s, "interrupts", st.interrupts);
	seq_printf(s, " engine_cycles %llu engine_bytes %llu", st.engine_cycles, st.engine_bytes);
	for (i = 0; i < KYA_FB_CAUSES; i++)
		seq_printf(s, " fallback_%s %lld", kya_causes[i], atomic64_read(&st.fallback[i]));
	seq_putc(s, '\n');
}

static int queues_show(struct seq_file *s, void *unused)
{
	struct kya_dev *dev = s->private;
	unsigned int i;

	for (i = 0; i < dev->nqueues; i++)
		kya_show_queue(s, &dev->queues[i]);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(queues);

void kya_debugfs_add(struct kya_dev *dev)
{
	dev->debugfs = debugfs_create_dir(pci_name(dev->pdev), kya_debugfs);
	debugfs_create_file("queues", 0444, dev->debugfs, dev, &queues_fops);
}

void kya_debugfs_module_init(void)
{
	kya_debugfs = debugfs_create_dir(KYA_NAME, NULL);
}

void kya_debugfs_module_exit(void)
{
	debugfs_remove_recursive(kya_debugfs);
}
