/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The PCIe function: configuration space, BARs, MSI-X and the rules of the bus
 * (bus master enable, memory space enable, power states, function-level reset)
 * around an engine model. It knows no VMM: the host side is handed in, so that
 * the same code runs behind a socket and in a unit test.
 */
#ifndef KYANITE_PCIE_FUNCTION_H
#define KYANITE_PCIE_FUNCTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model.h"
#include "pcie/timing.h"

#define PCIE_CFG_SIZE  4096
#define PCIE_BAR0_SIZE 0x10000
#define PCIE_BAR2_SIZE 0x1000
#define PCIE_VECTORS   9

#define PCIE_VENDOR_ID 0x1209
#define PCIE_DEVICE_ID 0xa5e5
#define PCIE_CLASS     0x108000 /* encryption controller, other */
#define PCIE_REVISION  1

/* Offsets of the capabilities. */
#define PCIE_CAP_PM   0x40
#define PCIE_CAP_MSIX 0x50
#define PCIE_CAP_EXP  0x60
#define PCIE_ECAP_AER 0x100
#define PCIE_ECAP_DSN 0x148

#define PCIE_MSIX_TABLE 0x000 /* in BAR2 */
#define PCIE_MSIX_PBA   0x800

/*
 * Observation registers in BAR2, 64 bits each, read-only, 0 without virtual time: for
 * measuring in the guest. No hardware has them, and reading them takes no time.
 */
#define PCIE_OBSERVE_MAGIC       0xc00 /* PCIE_OBSERVE_ON when virtual time is on */
#define PCIE_OBSERVE_TIME_PS     0xc08 /* virtual time */
#define PCIE_OBSERVE_INSNS       0xc10 /* instructions of the CPU */
#define PCIE_OBSERVE_MMIO_READS  0xc18 /* of BAR0 */
#define PCIE_OBSERVE_MMIO_WRITES 0xc20 /* of BAR0 */
#define PCIE_OBSERVE_IRQS        0xc28 /* MSI-X messages */
#define PCIE_OBSERVE_NOTIFIES    0xc30 /* virtqueue notifications of the CPU */
#define PCIE_OBSERVE_END         0xc38
#define PCIE_OBSERVE_ON          0x3154564b59414e4b

/**
 * struct pcie_host - the world above the function
 * @ctx: handed to each call
 * @dma_read: copy from bus address @addr; 0 or -EFAULT outside what is mapped
 * @dma_write: copy to bus address @addr; 0 or -EFAULT
 * @dma_writable: whether a dma_write would be taken; needed only where writes are deferred
 * @observe: read the observation register at offset @off of BAR2; NULL: they read 0
 * @msix: send MSI-X @vector
 * @die: end the device at once (fault injection); does not return
 */
struct pcie_host {
	void *ctx;
	int (*dma_read)(void *ctx, uint64_t addr, void *buf, size_t len);
	int (*dma_write)(void *ctx, uint64_t addr, const void *buf, size_t len);
	bool (*dma_writable)(void *ctx, uint64_t addr, size_t len);
	uint64_t (*observe)(void *ctx, uint64_t off);
	void (*msix)(void *ctx, unsigned int vector);
	void (*die)(void *ctx);
};

/**
 * struct pcie_faults - faults to inject; all zero injects none
 * @die_after: end the device after this many register writes (0: never)
 * @drop_irq: drop the interrupt that is this many from now (0: none)
 * @dma_fault: refuse this DMA access, counted from 1 (0: none)
 * @patch: replace the register at @patch_off with @patch_val in reads
 * @patch_off: offset in BAR0, a multiple of 4
 * @patch_val: value read there
 */
struct pcie_faults {
	uint64_t die_after;
	uint64_t drop_irq;
	uint64_t dma_fault;
	bool patch;
	uint32_t patch_off;
	uint32_t patch_val;
};

/**
 * struct pcie_stats - what passed through the function since its creation
 * @mmio_reads: BAR0 reads
 * @mmio_writes: BAR0 writes
 * @dma_reads: DMA reads asked for by the engine
 * @dma_writes: DMA writes asked for by the engine
 * @dma_read_bytes: bytes read without a fault
 * @dma_write_bytes: bytes written without a fault
 * @dma_faults: accesses refused
 * @irqs: interrupts sent to the host
 * @irqs_lost: interrupts that could not be sent (MSI-X or bus master off) or
 *	were dropped by fault injection
 * @resets: function-level and device resets
 */
struct pcie_stats {
	uint64_t mmio_reads;
	uint64_t mmio_writes;
	uint64_t dma_reads;
	uint64_t dma_writes;
	uint64_t dma_read_bytes;
	uint64_t dma_write_bytes;
	uint64_t dma_faults;
	uint64_t irqs;
	uint64_t irqs_lost;
	uint64_t resets;
};

/**
 * struct pcie_function - one function; make it with pcie_function_create()
 * @host: the world above
 * @ops: the model's operations
 * @model: the engine
 * @faults: faults to inject, may be set at any time
 * @stats: counters
 * @time: its clock and its link
 * @cfg: configuration space as read
 * @wmask: bits that a write sets
 * @w1c: bits that a write of 1 clears
 * @bar2: MSI-X table and pending bits
 */
struct pcie_function {
	struct pcie_host host;
	const struct model_ops *ops;
	struct model *model;
	struct pcie_faults faults;
	struct pcie_stats stats;
	struct pcie_timing time;
	uint8_t cfg[PCIE_CFG_SIZE];
	uint8_t wmask[PCIE_CFG_SIZE];
	uint8_t w1c[PCIE_CFG_SIZE];
	uint8_t bar2[PCIE_BAR2_SIZE];
};

/**
 * pcie_function_create() - a function around a new model
 * @host: the world above; copied
 * @ops: the model to make
 * @params: of its clock and link; copied
 *
 * Return: the function, or NULL if the model or memory cannot be had.
 */
struct pcie_function *pcie_function_create(const struct pcie_host *host,
					   const struct model_ops *ops,
					   const struct sim_params *params);

/** pcie_function_destroy() - end @fn and its model; NULL is allowed */
void pcie_function_destroy(struct pcie_function *fn);

/**
 * pcie_function_reset() - conventional reset: everything back to its default
 * @fn: the function
 */
void pcie_function_reset(struct pcie_function *fn);

/**
 * pcie_cfg_read() - read configuration space
 * @fn: the function
 * @off: offset
 * @buf: destination
 * @len: bytes; @off + @len may not pass 4096
 *
 * Return: 0, or -EINVAL out of range.
 */
int pcie_cfg_read(struct pcie_function *fn, uint64_t off, void *buf, size_t len);

/**
 * pcie_cfg_write() - write configuration space through its write masks
 * @fn: the function
 * @off: offset
 * @buf: source
 * @len: bytes; @off + @len may not pass 4096
 *
 * Side effects: BAR registers, function-level reset, MSI-X enable and mask.
 *
 * Return: 0, or -EINVAL out of range.
 */
int pcie_cfg_write(struct pcie_function *fn, uint64_t off, const void *buf, size_t len);

/** pcie_bar0_valid() - whether @off and @len are an access that a bridge would forward */
bool pcie_bar0_valid(uint64_t off, size_t len);

/**
 * pcie_bar0_read() - register read
 * @fn: the function
 * @off: offset in BAR0
 * @buf: destination, little-endian
 * @len: 1, 2, 4 or 8
 *
 * All ones, and an Unsupported Request, when memory space is off or the
 * function is not in D0.
 *
 * Return: 0, or -EINVAL for any other length or out of range.
 */
int pcie_bar0_read(struct pcie_function *fn, uint64_t off, void *buf, size_t len);

/** pcie_bar0_write() - register write; as pcie_bar0_read() */
int pcie_bar0_write(struct pcie_function *fn, uint64_t off, const void *buf, size_t len);

/**
 * pcie_bar2_access() - the MSI-X table and pending bits, and the observation registers
 * @fn: the function
 * @off: offset in BAR2
 * @buf: data
 * @len: bytes
 * @write: direction
 *
 * A VMM that owns the table (vfio) never comes here, so the table's contents
 * do not decide about delivery; what the function does decide is MSI-X Enable
 * and Function Mask of the capability.
 *
 * Return: 0, or -EINVAL out of range.
 */
int pcie_bar2_access(struct pcie_function *fn, uint64_t off, void *buf, size_t len, bool write);

/** pcie_bar2_observes() - whether a read there is one of an observation register */
bool pcie_bar2_observes(uint64_t off, size_t len);

#endif
