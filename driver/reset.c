// SPDX-License-Identifier: GPL-2.0-only
/* Progress, recovery, and the end of a device. */
#include <linux/iopoll.h>
#include "kyanite.h"

#define KYA_MAX_FRUITLESS	12U

static unsigned int timeout_ms = 10000;
module_param(timeout_ms, uint, 0644);
MODULE_PARM_DESC(timeout_ms, "A queue without progress for so long is reset (default 10000)");

/* A function that is gone reads all ones (PCIe Base Specification 6.0, 2.3.2). */
static bool kya_dev_present(struct kya_dev *dev)
{
	return !pci_channel_offline(dev->pdev) &&
	       readl(dev->regs + KYA_REG_ID) == KYA_REG_ID_MAGIC_RESET;
}

static void kya_finish_all(struct list_head *done)
{
	struct kya_job *job, *next;

	local_bh_disable();
	list_for_each_entry_safe(job, next, done, node)
		kya_job_finish(job, job->err);
	local_bh_enable();
}

static void kya_lose_all(struct list_head *lost)
{
	struct kya_job *job, *next;

	list_for_each_entry_safe(job, next, lost, node)
		kya_job_lost(job);
	INIT_LIST_HEAD(lost);
}

/* Twice as long off after each reset that nothing completed before, from 31 ms to a minute. */
static void kya_queue_back_off(struct kya_queue *q, bool fruitless)
{
	q->fruitless = fruitless ? min(q->fruitless + 1, KYA_MAX_FRUITLESS) : 0;
	q->retry_at = jiffies + (q->fruitless ? HZ / 64 << q->fruitless : 0);
}

static void kya_queue_restart(struct kya_queue *q)
{
	if (kya_queue_start(q, true))
		kya_queue_back_off(q, true);
	else
		kya_queue_resume(q);
}

/* Stop a queue and end its jobs; it stays off unless @restart works. */
static void kya_queue_recover(struct kya_queue *q, bool restart)
{
	LIST_HEAD(done);
	LIST_HEAD(lost);

	spin_lock_bh(&q->lock);
	q->state = KYA_QUEUE_OFF;
	spin_unlock_bh(&q->lock);
	napi_disable(&q->napi);
	/* The first one is the proof. */
	kya_queue_back_off(q, q->head <= 1);
	kya_queue_abandon(q, &done, &lost);
	/* Before the restart: an interrupt that finds NAPI disabled is lost for good. */
	napi_enable(&q->napi);
	kya_finish_all(&done);
	/* Then what waited or comes meanwhile; with none left, software serves callers at once. */
	do {
		kya_lose_all(&lost);
		kya_queue_unload(q, &lost);
	} while (!list_empty(&lost));
	if (restart && !q->fruitless)
		kya_queue_restart(q);
}

static bool kya_queue_stuck(struct kya_queue *q)
{
	bool stuck = false;

	spin_lock_bh(&q->lock);
	if (q->state == KYA_QUEUE_RUNNING || q->state == KYA_QUEUE_PROVING)
		stuck = q->broken ||
			(q->head != q->tail &&
			 time_after(jiffies, q->moved_at + msecs_to_jiffies(timeout_ms)));
	spin_unlock_bh(&q->lock);
	return stuck;
}

/* A queue that stands still is found after one and a half timeouts. */
static unsigned long kya_watchdog_period(void)
{
	return clamp(msecs_to_jiffies(READ_ONCE(timeout_ms)) / 2, 1UL, (unsigned long)HZ);
}

/**
 * kya_watchdog() - look after all queues, once a second or more often, and on errors
 * @work: of the device
 */
void kya_watchdog(struct work_struct *work)
{
	struct kya_dev *dev = container_of(to_delayed_work(work), struct kya_dev, watchdog);
	unsigned int i;
	bool present;

	if (READ_ONCE(dev->stopped))
		return;
	present = kya_dev_present(dev);
	for (i = 0; i < dev->nqueues; i++) {
		struct kya_queue *q = &dev->queues[i];

		if (present && q->state == KYA_QUEUE_OFF && time_after_eq(jiffies, q->retry_at))
			kya_queue_restart(q);
		if (present && !kya_queue_stuck(q))
			continue;
		if (q->state != KYA_QUEUE_OFF) {
			dev_warn(dev->dev, "queue %u: %s\n", q->id,
				 present ? "no progress or error, resetting it" :
					   "the device is gone, software takes over");
			kya_queue_recover(q, present);
		}
	}
	if (!READ_ONCE(dev->stopped) && present)
		mod_delayed_work(kya_wq, &dev->watchdog, kya_watchdog_period());
}

irqreturn_t kya_error_irq(int irq, void *data)
{
	struct kya_dev *dev = data;
	u32 errors = FIELD_GET(KYA_REG_STATUS_QUEUE_ERROR, readl(dev->regs + KYA_REG_STATUS));
	unsigned int i;

	for (i = 0; i < dev->nqueues; i++)
		if (errors & BIT(i))
			WRITE_ONCE(dev->queues[i].broken, true);
	mod_delayed_work(kya_wq, &dev->watchdog, 0);
	return IRQ_HANDLED;
}

/* Erase all key material on the chip. */
static int kya_dev_zeroize(struct kya_dev *dev)
{
	u32 status;

	writel(KYA_REG_CONTROL_ZEROIZE, dev->regs + KYA_REG_CONTROL);
	return readl_poll_timeout(dev->regs + KYA_REG_STATUS, status,
				  !(status & KYA_REG_STATUS_ZEROIZE_BUSY), 20, USEC_PER_SEC);
}

/**
 * kya_dev_stop() - end all work on a device, which may be gone already
 * @dev: the device, stopped or not
 *
 * New requests go to software; the engine finishes those it has. The registers are left alone
 * afterwards, until kya_dev_start().
 */
void kya_dev_stop(struct kya_dev *dev)
{
	unsigned int i;

	WRITE_ONCE(dev->stopped, true);
	cancel_delayed_work_sync(&dev->watchdog);
	if (kya_dev_present(dev))
		for (i = 0; i < dev->nqueues; i++)
			kya_queue_drain(&dev->queues[i]);
	for (i = 0; i < dev->nqueues; i++)
		if (dev->queues[i].state != KYA_QUEUE_OFF)
			kya_queue_recover(&dev->queues[i], false);
	if (kya_dev_present(dev) && kya_dev_zeroize(dev))
		dev_err(dev->dev, "the engine did not erase its keys\n");
}

static int kya_queues_start(struct kya_dev *dev)
{
	unsigned int i;
	int err = 0;

	/* Nothing of an earlier driver may run on, nor may its contexts be found. */
	for (i = 0; !err && i < dev->nqueues; i++)
		err = kya_queue_stop(&dev->queues[i]);
	err = err ?: kya_dev_zeroize(dev);
	for (i = 0; !err && i < dev->nqueues; i++)
		err = kya_queue_start(&dev->queues[i], false);
	return err;
}

/**
 * kya_dev_start() - begin work on a device that is new or was stopped
 * @dev: the device; the NAPI of its queues is enabled
 *
 * Return: 0, or the error of the queue that does not start, and all is stopped.
 */
int kya_dev_start(struct kya_dev *dev)
{
	unsigned int i;
	int err;

	pci_set_master(dev->pdev);
	err = kya_queues_start(dev);
	if (err) {
		dev_err(dev->dev, "the engine does not start: %d\n", err);
		kya_dev_stop(dev);
		return err;
	}
	for (i = 0; i < dev->nqueues; i++) {
		kya_queue_back_off(&dev->queues[i], false);
		kya_queue_resume(&dev->queues[i]);
	}
	/* What a slot reset is to restore. */
	pci_save_state(dev->pdev);
	WRITE_ONCE(dev->stopped, false);
	queue_delayed_work(kya_wq, &dev->watchdog, kya_watchdog_period());
	return 0;
}
