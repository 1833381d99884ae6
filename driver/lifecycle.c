// SPDX-License-Identifier: GPL-2.0-only
/*
 * What befalls a bound device: sleep of the system, function reset, errors of the bus. Each stops
 * it before and starts it anew afterwards; meanwhile software takes all requests. Keys outlive it,
 * as the engine reads contexts from memory.
 */
#include "kyanite.h"

static int kya_suspend(struct device *dev)
{
	kya_dev_stop(dev_get_drvdata(dev));
	return 0;
}

static int kya_resume(struct device *dev)
{
	return kya_dev_start(dev_get_drvdata(dev));
}

DEFINE_SIMPLE_DEV_PM_OPS(kya_pm_ops, kya_suspend, kya_resume);

static void kya_reset_prepare(struct pci_dev *pdev)
{
	kya_dev_stop(pci_get_drvdata(pdev));
}

static void kya_reset_done(struct pci_dev *pdev)
{
	kya_dev_start(pci_get_drvdata(pdev));
}

/* An error that left the link working cost one request at most, and that has ended with -EIO. */
static pci_ers_result_t kya_error_detected(struct pci_dev *pdev, pci_channel_state_t state)
{
	if (state == pci_channel_io_normal)
		return PCI_ERS_RESULT_CAN_RECOVER;
	kya_dev_stop(pci_get_drvdata(pdev));
	return state == pci_channel_io_frozen ? PCI_ERS_RESULT_NEED_RESET :
						PCI_ERS_RESULT_DISCONNECT;
}

static pci_ers_result_t kya_slot_reset(struct pci_dev *pdev)
{
	pci_restore_state(pdev);
	return PCI_ERS_RESULT_RECOVERED;
}

static void kya_error_resume(struct pci_dev *pdev)
{
	struct kya_dev *dev = pci_get_drvdata(pdev);

	if (dev->stopped)
		kya_dev_start(dev);
}

const struct pci_error_handlers kya_error_handlers = {
	.error_detected = kya_error_detected,
	.slot_reset = kya_slot_reset,
	.resume = kya_error_resume,
	.reset_prepare = kya_reset_prepare,
	.reset_done = kya_reset_done,
};
