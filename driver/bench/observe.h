/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The observation registers of a co-simulated function (docs/virtual-time.md). The driver owns the
 * function; these registers are nobody's.
 */
#ifndef KYANITE_OBSERVE_H
#define KYANITE_OBSERVE_H

#include <linux/err.h>
#include <linux/io.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/pci.h>

#define OBSERVE_BAR		2
#define OBSERVE_OFFSET		0xc00
#define OBSERVE_SIZE		0x38
#define OBSERVE_MAGIC		0x00
#define OBSERVE_TIME_PS		0x08
#define OBSERVE_INSNS		0x10
#define OBSERVE_MMIO_READS	0x18
#define OBSERVE_MMIO_WRITES	0x20
#define OBSERVE_IRQS		0x28
#define OBSERVE_NOTIFIES	0x30
#define OBSERVE_ON		0x3154564b59414e4bULL

/**
 * observe_map() - map the registers of the first function there is
 *
 * Return: the mapping, NULL without a function, or ERR_PTR(-ENOMEM).
 */
static inline void __iomem *observe_map(void)
{
	struct pci_dev *pdev = pci_get_device(0x1209, 0xa5e5, NULL);
	void __iomem *map = NULL;
	resource_size_t start;

	if (!pdev)
		return NULL;
	start = pci_resource_start(pdev, OBSERVE_BAR);
	if (start)
		map = ioremap(start + OBSERVE_OFFSET, OBSERVE_SIZE);
	pci_dev_put(pdev);
	return start && !map ? IOMEM_ERR_PTR(-ENOMEM) : map;
}

/* observe_on() - whether the function keeps virtual time */
static inline bool observe_on(void __iomem *map)
{
	return map && readq(map + OBSERVE_MAGIC) == OBSERVE_ON;
}

#endif
