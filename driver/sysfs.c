// SPDX-License-Identifier: GPL-2.0-only
/* Settings of each queue in sysfs: <PCI device>/kyanite/q<N>/, see docs/driver.md. */
#include <linux/rtnetlink.h>
#include <linux/sysfs.h>
#include "kyanite.h"

#define KYA_DEFAULT_HOLD_US	100
#define KYA_DEFAULT_ALPHA	(2 * KYA_ALPHA_ONE)
#define KYA_DEFAULT_BATCH	32

const char *const kya_policies[KYA_POLICIES] = {
	[KYA_POLICY_OFF] = "off",
	[KYA_POLICY_BATCH] = "batch",
	[KYA_POLICY_ALIGNED] = "aligned",
	[KYA_POLICY_DIM] = "dim",
};

static int policy = KYA_POLICY_OFF;

static int kya_policy_named(const char *text)
{
	int i = sysfs_match_string(kya_policies, text);

	return i == KYA_POLICY_DIM && !IS_ENABLED(CONFIG_DIMLIB) ? -EOPNOTSUPP : i;
}

static int kya_policy_set(const char *text, const struct kernel_param *kp)
{
	int i = kya_policy_named(text);

	if (i < 0)
		return i;
	policy = i;
	return 0;
}

static int kya_policy_get(char *text, const struct kernel_param *kp)
{
	return sysfs_emit(text, "%s\n", kya_policies[policy]);
}

static const struct kernel_param_ops kya_policy_ops = {
	.set = kya_policy_set,
	.get = kya_policy_get,
};
module_param_cb(policy, &kya_policy_ops, NULL, 0444);
MODULE_PARM_DESC(policy, "Policy that queues begin with: off (default), batch, aligned or dim");

/**
 * struct kya_attr - a file of a queue
 * @attr: its generic part
 * @show: write the setting to @text; bytes or -errno
 * @store: change the setting, under the queue's lock; 0 or -errno
 * @setting: of a number, where it lies in struct kya_tuning
 * @min: smallest number
 * @max: largest
 */
struct kya_attr {
	struct attribute attr;
	ssize_t (*show)(struct kya_queue *q, const struct kya_attr *a, char *text);
	int (*store)(struct kya_queue *q, const struct kya_attr *a, const char *text);
	size_t setting;
	unsigned int min;
	unsigned int max;
};

static unsigned int *kya_number(struct kya_queue *q, const struct kya_attr *a)
{
	return (void *)&q->tuning + a->setting;
}

static ssize_t kya_number_show(struct kya_queue *q, const struct kya_attr *a, char *text)
{
	return sysfs_emit(text, "%u\n", READ_ONCE(*kya_number(q, a)));
}

static int kya_number_store(struct kya_queue *q, const struct kya_attr *a, const char *text)
{
	unsigned int value;

	if (kstrtouint(text, 10, &value) || value < a->min || value > a->max)
		return -EINVAL;
	*kya_number(q, a) = value;
	return 0;
}

static ssize_t kya_rx_usecs_show(struct kya_queue *q, const struct kya_attr *a, char *text)
{
	if (READ_ONCE(q->tuning.rx_usecs) == KYA_RX_USECS_UNKNOWN)
		return sysfs_emit(text, "unknown\n");
	return kya_number_show(q, a, text);
}

static ssize_t kya_policy_show(struct kya_queue *q, const struct kya_attr *a, char *text)
{
	return sysfs_emit(text, "%s\n", kya_policies[READ_ONCE(q->tuning.policy)]);
}

static int kya_policy_store(struct kya_queue *q, const struct kya_attr *a, const char *text)
{
	int i = kya_policy_named(text);

	if (i < 0)
		return i;
	q->tuning.policy = i;
	return 0;
}

static ssize_t kya_nic_show(struct kya_queue *q, const struct kya_attr *a, char *text)
{
	return sysfs_emit(text, "%s\n", q->nic);
}

static int kya_nic_store(struct kya_queue *q, const struct kya_attr *a, const char *text)
{
	char name[IFNAMSIZ];
	size_t len = strcspn(text, "\n");

	if (len >= sizeof(name))
		return -EINVAL;
	memcpy(name, text, len);
	name[len] = '\0';
	if (len && !kya_nic_known(name))
		return -EINVAL;
	memcpy(q->nic, name, sizeof(name));
	q->tuning.rx_usecs = KYA_RX_USECS_UNKNOWN;
	return 0;
}

static struct kya_attr kya_attr_policy = {
	{ .name = "policy", .mode = 0644 }, kya_policy_show, kya_policy_store
};

static struct kya_attr kya_attr_max_hold_us = {
	{ .name = "max_hold_us", .mode = 0644 }, kya_number_show, kya_number_store,
	offsetof(struct kya_tuning, max_hold_us), 0, KYA_MAX_HOLD_US
};

static struct kya_attr kya_attr_alpha = {
	{ .name = "rx_usecs_alpha", .mode = 0644 }, kya_number_show, kya_number_store,
	offsetof(struct kya_tuning, alpha), 0, KYA_ALPHA_MAX
};

static struct kya_attr kya_attr_batch_max = {
	{ .name = "batch_max", .mode = 0644 }, kya_number_show, kya_number_store,
	offsetof(struct kya_tuning, batch_max), 1, BIT(KYA_MAX_RING_LOG2)
};

static struct kya_attr kya_attr_nic = {
	{ .name = "nic", .mode = 0644 }, kya_nic_show, kya_nic_store
};

static struct kya_attr kya_attr_rx_usecs = {
	.attr = { .name = "rx_usecs", .mode = 0444 },
	.show = kya_rx_usecs_show,
	.setting = offsetof(struct kya_tuning, rx_usecs),
};

static struct attribute *kya_queue_attrs[] = {
	&kya_attr_policy.attr,
	&kya_attr_max_hold_us.attr,
	&kya_attr_alpha.attr,
	&kya_attr_batch_max.attr,
	&kya_attr_nic.attr,
	&kya_attr_rx_usecs.attr,
	NULL
};
ATTRIBUTE_GROUPS(kya_queue);

static struct kya_queue *kya_kobj_queue(struct kobject *kobj)
{
	return container_of(kobj, struct kya_queue, kobj);
}

static ssize_t kya_attr_show(struct kobject *kobj, struct attribute *attr, char *text)
{
	struct kya_attr *a = container_of(attr, struct kya_attr, attr);

	return a->show(kya_kobj_queue(kobj), a, text);
}

/* A change holds from now on: the poll arms anew, and the NIC is read at once if it counts. */
static ssize_t kya_attr_store(struct kobject *kobj, struct attribute *attr, const char *text,
			      size_t len)
{
	struct kya_attr *a = container_of(attr, struct kya_attr, attr);
	struct kya_queue *q = kya_kobj_queue(kobj);
	bool aligned;
	int err;

	spin_lock_bh(&q->lock);
	err = a->store(q, a, text);
	aligned = q->tuning.policy == KYA_POLICY_ALIGNED;
	spin_unlock_bh(&q->lock);
	if (err)
		return err;
	if (aligned) {
		cancel_delayed_work(&q->dev->nics);
		schedule_delayed_work(&q->dev->nics, 0);
	}
	kya_queue_resume(q);
	return len;
}

static void kya_kobj_release(struct kobject *kobj)
{
	kya_dev_put(kya_kobj_queue(kobj)->dev);
}

static const struct sysfs_ops kya_sysfs_ops = {
	.show = kya_attr_show,
	.store = kya_attr_store,
};

static const struct kobj_type kya_queue_type = {
	.release = kya_kobj_release,
	.sysfs_ops = &kya_sysfs_ops,
	.default_groups = kya_queue_groups,
};

/* Reads the moderation of a queue's NIC; whether the queue still wants it. */
static bool kya_read_nic(struct kya_queue *q)
{
	char nic[IFNAMSIZ];
	unsigned int usecs;
	bool aligned;

	spin_lock_bh(&q->lock);
	memcpy(nic, q->nic, sizeof(nic));
	spin_unlock_bh(&q->lock);
	usecs = kya_nic_rx_usecs(nic);
	spin_lock_bh(&q->lock);
	if (!strcmp(q->nic, nic))
		q->tuning.rx_usecs = usecs;
	aligned = q->tuning.policy == KYA_POLICY_ALIGNED;
	spin_unlock_bh(&q->lock);
	return aligned;
}

/*
 * Nothing tells of a change, so once a second. If the RTNL is taken, a second later: this must
 * not wait for long, nor hold others up.
 */
static void kya_read_nics(struct work_struct *work)
{
	struct kya_dev *dev = container_of(to_delayed_work(work), struct kya_dev, nics);
	bool again = true;
	unsigned int i;

	if (rtnl_trylock()) {
		again = false;
		for (i = 0; i < dev->nqueues; i++)
			again |= kya_read_nic(&dev->queues[i]);
		rtnl_unlock();
	}
	if (again)
		schedule_delayed_work(&dev->nics, HZ);
}

/**
 * kya_tuning_init() - set a queue to what queues begin with
 * @q: the queue, not started
 */
void kya_tuning_init(struct kya_queue *q)
{
	q->tuning = (struct kya_tuning) {
		.policy = policy,
		.max_hold_us = KYA_DEFAULT_HOLD_US,
		.alpha = KYA_DEFAULT_ALPHA,
		.rx_usecs = KYA_RX_USECS_UNKNOWN,
		.batch_max = KYA_DEFAULT_BATCH,
	};
}

static void kya_sysfs_undo(struct kya_dev *dev, unsigned int queues)
{
	while (queues--) {
		kobject_del(&dev->queues[queues].kobj);
		kobject_put(&dev->queues[queues].kobj);
	}
	kobject_put(dev->sysfs);
	cancel_delayed_work_sync(&dev->nics);
}

/**
 * kya_sysfs_add() - show the settings of a device's queues
 * @dev: the device, its queues running
 *
 * Return: 0 or -ENOMEM.
 */
int kya_sysfs_add(struct kya_dev *dev)
{
	unsigned int i;
	int err;

	INIT_DELAYED_WORK(&dev->nics, kya_read_nics);
	dev->sysfs = kobject_create_and_add(KYA_NAME, &dev->dev->kobj);
	if (!dev->sysfs)
		return -ENOMEM;
	for (i = 0; i < dev->nqueues; i++) {
		kref_get(&dev->ref);
		err = kobject_init_and_add(&dev->queues[i].kobj, &kya_queue_type, dev->sysfs,
					   "q%u", i);
		if (err) {
			kobject_put(&dev->queues[i].kobj);
			kya_sysfs_undo(dev, i);
			return err;
		}
	}
	if (policy == KYA_POLICY_ALIGNED)
		schedule_delayed_work(&dev->nics, 0);
	return 0;
}

/**
 * kya_sysfs_del() - undo kya_sysfs_add(); nobody changes a setting afterwards
 * @dev: the device
 */
void kya_sysfs_del(struct kya_dev *dev)
{
	kya_sysfs_undo(dev, dev->nqueues);
}
