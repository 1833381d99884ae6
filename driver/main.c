// SPDX-License-Identifier: GPL-2.0-only
/* The PCI side: probe and remove. */
#include <linux/cpuhotplug.h>
#include <linux/debugfs.h>
#include <linux/dmapool.h>
#include <linux/module.h>
#include "kyanite.h"

/* pid.codes' vendor number for open hardware; the device number is not assigned yet. */
#define KYA_VENDOR_ID	0x1209
#define KYA_DEVICE_ID	0xa5e5

/* Recovery must go on when memory is short: who waits for the request may be writing a page out. */
struct workqueue_struct *kya_wq;

static LIST_HEAD(kya_devs);
static DEFINE_MUTEX(kya_devs_lock);

static void kya_dev_release(struct kref *ref)
{
	kfree(container_of(ref, struct kya_dev, ref));
}

void kya_dev_put(struct kya_dev *dev)
{
	kref_put(&dev->ref, kya_dev_release);
}

/**
 * kya_dev_get() - a device for a new transform
 * @caps: KYA_REG_CAPS_* that it must have
 *
 * Return: the device, with a reference, or NULL.
 */
struct kya_dev *kya_dev_get(u32 caps)
{
	struct kya_dev *dev, *found = NULL;

	mutex_lock(&kya_devs_lock);
	list_for_each_entry(dev, &kya_devs, node) {
		if ((dev->caps & caps) == caps) {
			kref_get(&dev->ref);
			found = dev;
			break;
		}
	}
	mutex_unlock(&kya_devs_lock);
	return found;
}

static int kya_check(struct kya_dev *dev)
{
	u32 id = readl(dev->regs + KYA_REG_ID);
	u32 abi = readl(dev->regs + KYA_REG_ABI);
	u32 config = readl(dev->regs + KYA_REG_CONFIG);

	if (id != KYA_REG_ID_MAGIC_RESET) {
		dev_err(dev->dev, "no Kyanite engine here: ID reads %#x\n", id);
		return -ENODEV;
	}
	if (abi != KYA_ABI_HASH) {
		dev_err(dev->dev,
			"the engine has interface %#010x, this driver %#010x: build both from one source\n",
			abi, KYA_ABI_HASH);
		return -ENODEV;
	}
	if (!FIELD_GET(KYA_REG_CONFIG_QUEUES, config) ||
	    !FIELD_GET(KYA_REG_CONFIG_MAX_LOG2, config)) {
		dev_err(dev->dev, "an engine without queues: CONFIG reads %#x\n", config);
		return -ENODEV;
	}
	return 0;
}

/* The state of CPU hotplug that the devices are instances of. */
static enum cpuhp_state kya_cpuhp;

/*
 * New transforms of a CPU use the queue of its number, and its completions are best taken there. A
 * CPU that goes offline takes that with it, so this is done anew when it comes back.
 */
static int kya_cpu_online(unsigned int cpu, struct hlist_node *node)
{
	struct kya_dev *dev = hlist_entry(node, struct kya_dev, cpus);

	if (cpu < dev->nqueues)
		irq_set_affinity_and_hint(pci_irq_vector(dev->pdev, cpu), cpumask_of(cpu));
	return 0;
}

static void kya_free_irqs(struct kya_dev *dev, unsigned int queues, bool error)
{
	unsigned int i;

	if (error)
		cpuhp_state_remove_instance_nocalls(kya_cpuhp, &dev->cpus);
	for (i = 0; i < queues; i++) {
		irq_update_affinity_hint(pci_irq_vector(dev->pdev, i), NULL);
		free_irq(pci_irq_vector(dev->pdev, i), &dev->queues[i]);
	}
	if (error)
		free_irq(pci_irq_vector(dev->pdev, dev->hw_queues), dev);
	pci_free_irq_vectors(dev->pdev);
}

static int kya_request_irqs(struct kya_dev *dev)
{
	int want = dev->hw_queues + 1;
	int err = pci_alloc_irq_vectors(dev->pdev, want, want, PCI_IRQ_MSIX);
	unsigned int i;

	if (err < 0)
		return err;
	for (i = 0; i < dev->nqueues; i++) {
		struct kya_queue *q = &dev->queues[i];

		snprintf(q->irq_name, sizeof(q->irq_name), KYA_NAME "-q%u", i);
		err = request_irq(pci_irq_vector(dev->pdev, i), kya_queue_irq, 0, q->irq_name, q);
		if (err) {
			kya_free_irqs(dev, i, false);
			return err;
		}
	}
	err = request_irq(pci_irq_vector(dev->pdev, dev->hw_queues), kya_error_irq, 0,
			  KYA_NAME "-error", dev);
	if (err) {
		kya_free_irqs(dev, dev->nqueues, false);
		return err;
	}
	/* Cannot fail, as kya_cpu_online() does not. */
	return cpuhp_state_add_instance(kya_cpuhp, &dev->cpus);
}

static void kya_free_queues(struct kya_dev *dev)
{
	unsigned int i;

	for (i = 0; i < dev->nqueues; i++) {
		netif_napi_del(&dev->queues[i].napi);
		kya_queue_free(&dev->queues[i]);
	}
}

static int kya_init_queues(struct kya_dev *dev)
{
	unsigned int i;
	int err;

	for (i = 0; i < dev->nqueues; i++) {
		struct kya_queue *q = &dev->queues[i];

		q->dev = dev;
		q->id = i;
		kya_tuning_init(q);
		netif_napi_add(dev->napi_dev, &q->napi, kya_queue_poll);
		err = kya_queue_init(q);
		if (err) {
			dev->nqueues = i + 1;
			kya_free_queues(dev);
			return err;
		}
	}
	return 0;
}

static int kya_start(struct kya_dev *dev)
{
	unsigned int i;

	for (i = 0; i < dev->nqueues; i++)
		napi_enable(&dev->queues[i].napi);
	return kya_dev_start(dev);
}

static void kya_stop(struct kya_dev *dev)
{
	unsigned int i;

	kya_dev_stop(dev);
	for (i = 0; i < dev->nqueues; i++)
		napi_disable(&dev->queues[i].napi);
}

static struct kya_dev *kya_dev_alloc(struct pci_dev *pdev, void __iomem *regs)
{
	u32 queues = FIELD_GET(KYA_REG_CONFIG_QUEUES, readl(regs + KYA_REG_CONFIG));
	unsigned int hw = clamp_t(u32, queues, 1, KYA_Q_COUNT);
	unsigned int n = min(num_online_cpus(), hw);
	struct kya_dev *dev = kzalloc(struct_size(dev, queues, n), GFP_KERNEL);

	if (!dev)
		return NULL;
	kref_init(&dev->ref);
	dev->pdev = pdev;
	dev->dev = &pdev->dev;
	dev->regs = regs;
	dev->hw_queues = hw;
	dev->caps = readl(regs + KYA_REG_CAPS);
	dev->nqueues = n;
	dev->stopped = true;
	INIT_LIST_HEAD(&dev->node);
	INIT_LIST_HEAD(&dev->keys);
	spin_lock_init(&dev->keys_lock);
	INIT_DELAYED_WORK(&dev->watchdog, kya_watchdog);
	return dev;
}

/* What needs memory and the bus, in the order in which kya_remove() undoes it. */
static int kya_setup(struct kya_dev *dev)
{
	int err = -ENOMEM;

	dev->key_pool = dma_pool_create(KYA_NAME, dev->dev, sizeof(struct kya_ctx), 64, 0);
	if (!dev->key_pool)
		return err;
	dev->napi_dev = kya_alloc_dummy();
	if (!dev->napi_dev)
		goto pool;
	err = kya_init_queues(dev);
	if (err)
		goto netdev;
	err = kya_request_irqs(dev);
	if (err)
		goto queues;
	err = kya_start(dev) ?: kya_sysfs_add(dev);
	if (err)
		goto stop;
	return 0;
stop:
	kya_stop(dev);
	kya_free_irqs(dev, dev->nqueues, true);
	cancel_delayed_work_sync(&dev->watchdog);
queues:
	kya_free_queues(dev);
netdev:
	kya_free_dummy(dev->napi_dev);
pool:
	dma_pool_destroy(dev->key_pool);
	return err;
}

static int kya_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	void __iomem *regs;
	struct kya_dev *dev;
	int err;

	err = pci_enable_device_mem(pdev);
	if (err)
		return err;
	err = pci_request_mem_regions(pdev, KYA_NAME);
	if (err)
		goto disable;
	regs = pci_iomap(pdev, 0, 0);
	err = -ENOMEM;
	if (!regs)
		goto regions;
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (err)
		goto unmap;
	dma_set_max_seg_size(&pdev->dev, KYA_MAX_LEN);
	dev = kya_dev_alloc(pdev, regs);
	err = -ENOMEM;
	if (!dev)
		goto unmap;
	err = kya_check(dev);
	if (err)
		goto put;
	err = kya_setup(dev);
	if (err)
		goto put;
	pci_set_drvdata(pdev, dev);
	kya_debugfs_add(dev);
	mutex_lock(&kya_devs_lock);
	list_add_tail(&dev->node, &kya_devs);
	mutex_unlock(&kya_devs_lock);
	dev_info(dev->dev, "Kyanite engine: %u of %u queues, %lu requests in flight, interface %#010x\n",
		 dev->nqueues, dev->hw_queues,
		 FIELD_GET(KYA_REG_CONFIG_SLOTS, readl(regs + KYA_REG_CONFIG)), KYA_ABI_HASH);
	/* With a device that has them, so that the self-tests run on it. */
	err = kya_algs_register(dev->caps);
	if (err)
		dev_err(dev->dev, "not all algorithms registered: %d\n", err);
	kya_calibrate(NULL);
	return 0;
put:
	kya_dev_put(dev);
unmap:
	pci_iounmap(pdev, regs);
regions:
	pci_release_mem_regions(pdev);
disable:
	pci_disable_device(pdev);
	return err;
}

static void kya_remove(struct pci_dev *pdev)
{
	struct kya_dev *dev = pci_get_drvdata(pdev);

	mutex_lock(&kya_devs_lock);
	list_del(&dev->node);
	mutex_unlock(&kya_devs_lock);
	spin_lock_bh(&dev->keys_lock);
	dev->gone = true;
	spin_unlock_bh(&dev->keys_lock);
	debugfs_remove_recursive(dev->debugfs);
	kya_sysfs_del(dev);
	kya_stop(dev);
	kya_free_irqs(dev, dev->nqueues, true);
	/* The error interrupt may have started it again. */
	cancel_delayed_work_sync(&dev->watchdog);
	kya_keys_drop(dev);
	pci_clear_master(pdev);
	kya_free_queues(dev);
	kya_free_dummy(dev->napi_dev);
	dma_pool_destroy(dev->key_pool);
	pci_iounmap(pdev, dev->regs);
	pci_release_mem_regions(pdev);
	pci_disable_device(pdev);
	kya_dev_put(dev);
}

static const struct pci_device_id kya_ids[] = {
	{ PCI_DEVICE(KYA_VENDOR_ID, KYA_DEVICE_ID) },
	{ }
};
MODULE_DEVICE_TABLE(pci, kya_ids);

static struct pci_driver kya_driver = {
	.name = KYA_NAME,
	.id_table = kya_ids,
	.probe = kya_probe,
	.remove = kya_remove,
	.shutdown = kya_remove,
	.driver.pm = pm_sleep_ptr(&kya_pm_ops),
	.err_handler = &kya_error_handlers,
};

static int __init kya_module_init(void)
{
	int err;

	kya_wq = alloc_workqueue(KYA_NAME, WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	if (!kya_wq)
		return -ENOMEM;
	err = cpuhp_setup_state_multi(CPUHP_AP_ONLINE_DYN, "crypto/kyanite:online",
				      kya_cpu_online, NULL);
	if (err < 0)
		goto wq;
	kya_cpuhp = err;
	kya_debugfs_module_init();
	err = pci_register_driver(&kya_driver);
	if (err)
		goto cpuhp;
	return 0;
cpuhp:
	kya_debugfs_module_exit();
	cpuhp_remove_multi_state(kya_cpuhp);
wq:
	destroy_workqueue(kya_wq);
	return err;
}

static void __exit kya_module_exit(void)
{
	kya_calibrate_stop();
	kya_algs_unregister();
	pci_unregister_driver(&kya_driver);
	/* A parameter may have been written meanwhile; without a device it has no effect. */
	kya_calibrate_stop();
	kya_debugfs_module_exit();
	cpuhp_remove_multi_state(kya_cpuhp);
	destroy_workqueue(kya_wq);
}

module_init(kya_module_init);
module_exit(kya_module_exit);
MODULE_DESCRIPTION("Kyanite PCIe AES/SHA offload engine");
MODULE_LICENSE("GPL");
