// SPDX-License-Identifier: Apache-2.0
/* The PCIe function around an engine model: what the bus lets through. */
#include <endian.h>
#include <errno.h>
#include <linux/pci_regs.h>
#include <stdlib.h>
#include <string.h>

#include "pcie/config.h"

static bool in_range(uint64_t off, size_t len, uint64_t size)
{
	return off <= size && len <= size - off;
}

/* Counts a DMA access; true if it may go on to the host. */
static bool dma_allowed(struct pcie_function *fn)
{
	uint64_t nth = fn->stats.dma_reads + fn->stats.dma_writes;

	/* Without bus mastering nothing leaves the function, so nothing is aborted. */
	if (!pcie_master_enabled(fn))
		return false;
	if (nth != fn->faults.dma_fault)
		return true;
	pcie_log_master_abort(fn);
	return false;
}

static int dma_read(void *ctx, uint64_t addr, void *buf, size_t len)
{
	struct pcie_function *fn = ctx;

	fn->stats.dma_reads++;
	if (!dma_allowed(fn)) {
		fn->stats.dma_faults++;
		return -EFAULT;
	}
	if (fn->host.dma_read(fn->host.ctx, addr, buf, len)) {
		fn->stats.dma_faults++;
		pcie_log_master_abort(fn);
		return -EFAULT;
	}
	pcie_forward_writes(fn, addr, buf, len);
	fn->stats.dma_read_bytes += len;
	return 0;
}

static int dma_write(void *ctx, uint64_t addr, const void *buf, size_t len)
{
	struct pcie_function *fn = ctx;

	fn->stats.dma_writes++;
	if (!dma_allowed(fn)) {
		fn->stats.dma_faults++;
		return -EFAULT;
	}
	if (fn->time.deferred ? pcie_defer_write(fn, addr, buf, len)
			      : fn->host.dma_write(fn->host.ctx, addr, buf, len)) {
		fn->stats.dma_faults++;
		pcie_log_master_abort(fn);
		return -EFAULT;
	}
	fn->stats.dma_write_bytes += len;
	return 0;
}

static void irq(void *ctx, unsigned int vector)
{
	struct pcie_function *fn = ctx;
	uint16_t flags = pcie_get16(fn, PCIE_CAP_MSIX + PCI_MSIX_FLAGS);

	if (vector >= PCIE_VECTORS || !pcie_master_enabled(fn) ||
	    !(flags & PCI_MSIX_FLAGS_ENABLE)) {
		fn->stats.irqs_lost++;
		return;
	}
	if (flags & PCI_MSIX_FLAGS_MASKALL) {
		fn->bar2[PCIE_MSIX_PBA + vector / 8] |= (uint8_t)(1u << vector % 8);
		return;
	}
	if (fn->faults.drop_irq && !--fn->faults.drop_irq) {
		fn->stats.irqs_lost++;
		return;
	}
	fn->stats.irqs++;
	if (fn->time.deferred)
		pcie_defer_irq(fn, vector);
	else
		fn->host.msix(fn->host.ctx, vector);
}

static uint64_t time_ps(void *ctx)
{
	return pcie_now(ctx);
}

/* Interrupts that waited for Function Mask go out when it is lifted. */
static void send_pending(struct pcie_function *fn)
{
	uint16_t flags = pcie_get16(fn, PCIE_CAP_MSIX + PCI_MSIX_FLAGS);

	if (!(flags & PCI_MSIX_FLAGS_ENABLE) || flags & PCI_MSIX_FLAGS_MASKALL)
		return;
	for (unsigned int v = 0; v < PCIE_VECTORS; v++) {
		uint8_t *byte = &fn->bar2[PCIE_MSIX_PBA + v / 8], bit = (uint8_t)(1u << v % 8);

		if (!(*byte & bit))
			continue;
		*byte &= (uint8_t)~bit;
		irq(fn, v);
	}
}

static void reset_bar2(struct pcie_function *fn)
{
	memset(fn->bar2, 0, sizeof(fn->bar2));
	for (unsigned int v = 0; v < PCIE_VECTORS; v++)
		fn->bar2[PCIE_MSIX_TABLE + v * PCI_MSIX_ENTRY_SIZE + PCI_MSIX_ENTRY_VECTOR_CTRL] =
			PCI_MSIX_ENTRY_CTRL_MASKBIT;
}

struct pcie_function *pcie_function_create(const struct pcie_host *host,
					   const struct model_ops *ops,
					   const struct sim_params *params)
{
	struct pcie_function *fn = calloc(1, sizeof(*fn));

	if (!fn)
		return NULL;
	struct model_sink sink = { .ctx = fn,
				   .dma_read = dma_read,
				   .dma_write = dma_write,
				   .irq = irq,
				   .read_at = pcie_read_at,
				   .write_at = pcie_write_at,
				   .time_ps = time_ps };

	fn->host = *host;
	fn->ops = ops;
	pcie_timing_init(&fn->time, params);
	pcie_config_init(fn);
	reset_bar2(fn);
	fn->model = ops->create(&sink);
	if (!fn->model) {
		free(fn);
		return NULL;
	}
	return fn;
}

void pcie_function_destroy(struct pcie_function *fn)
{
	if (!fn)
		return;
	pcie_timing_drop(fn);
	fn->ops->destroy(fn->model);
	free(fn);
}

void pcie_function_reset(struct pcie_function *fn)
{
	fn->stats.resets++;
	pcie_config_init(fn);
	reset_bar2(fn);
	pcie_timing_drop(fn);
	fn->ops->reset(fn->model);
}

static void function_level_reset(struct pcie_function *fn)
{
	fn->stats.resets++;
	pcie_config_flr(fn);
	reset_bar2(fn);
	pcie_timing_drop(fn);
	fn->ops->reset(fn->model);
}

int pcie_cfg_read(struct pcie_function *fn, uint64_t off, void *buf, size_t len)
{
	if (!in_range(off, len, PCIE_CFG_SIZE))
		return -EINVAL;
	memcpy(buf, fn->cfg + off, len);
	return 0;
}

/* The function has D0 and D3hot: a write of D1 or D2 is dropped (PCI PM 3.2.4). */
static void settle_power(struct pcie_function *fn, uint16_t before)
{
	uint16_t now = pcie_get16(fn, PCIE_CAP_PM + PCI_PM_CTRL);
	unsigned int state = now & PCI_PM_CTRL_STATE_MASK;

	if (state != 0 && state != 3)
		pcie_set16(fn, PCIE_CAP_PM + PCI_PM_CTRL, before);
}

/* A write of 1 to Initiate FLR; the bit itself always reads 0. */
static bool writes_flr(uint64_t off, const uint8_t *buf, size_t len)
{
	const uint64_t byte = PCIE_CAP_EXP + PCI_EXP_DEVCTL + 1;

	return off <= byte && byte - off < len && buf[byte - off] & PCI_EXP_DEVCTL_BCR_FLR >> 8;
}

int pcie_cfg_write(struct pcie_function *fn, uint64_t off, const void *buf, size_t len)
{
	uint16_t power = pcie_get16(fn, PCIE_CAP_PM + PCI_PM_CTRL);

	if (!in_range(off, len, PCIE_CFG_SIZE))
		return -EINVAL;
	pcie_config_merge(fn, (size_t)off, buf, len);
	settle_power(fn, power);
	if (writes_flr(off, buf, len))
		function_level_reset(fn);
	else
		send_pending(fn);
	return 0;
}

static bool access_size_ok(size_t len)
{
	return len == 1 || len == 2 || len == 4 || len == 8;
}

static uint64_t bar_address(const struct pcie_function *fn, size_t bar)
{
	uint64_t addr = 0;

	for (size_t i = 8; i--;)
		addr = addr << 8 | fn->cfg[bar + i];
	return addr & PCI_BASE_ADDRESS_MEM_MASK;
}

/* Fault injection: lays the wrong value over the bytes that a read took there. */
static void patch_read(const struct pcie_faults *f, uint64_t off, uint8_t *buf, size_t len)
{
	for (size_t i = 0; f->patch && i < len; i++) {
		uint64_t at = off + i;

		if (at >= f->patch_off && at < (uint64_t)f->patch_off + 4)
			buf[i] = (uint8_t)(f->patch_val >> (8 * (at - f->patch_off)));
	}
}

bool pcie_bar0_valid(uint64_t off, size_t len)
{
	return access_size_ok(len) && in_range(off, len, PCIE_BAR0_SIZE);
}

int pcie_bar0_read(struct pcie_function *fn, uint64_t off, void *buf, size_t len)
{
	uint8_t *out = buf;
	uint64_t val;

	if (!pcie_bar0_valid(off, len))
		return -EINVAL;
	fn->stats.mmio_reads++;
	if (!pcie_memory_enabled(fn)) {
		pcie_log_unsupported(fn, bar_address(fn, PCI_BASE_ADDRESS_0) + off, len, false);
		memset(buf, 0xff, len);
		return 0;
	}
	val = fn->ops->read(fn->model, (uint32_t)off, (unsigned int)len);
	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)(val >> (8 * i));
	patch_read(&fn->faults, off, out, len);
	return 0;
}

int pcie_bar0_write(struct pcie_function *fn, uint64_t off, const void *buf, size_t len)
{
	const uint8_t *in = buf;
	uint64_t val = 0;

	if (!pcie_bar0_valid(off, len))
		return -EINVAL;
	fn->stats.mmio_writes++;
	if (!pcie_memory_enabled(fn)) {
		pcie_log_unsupported(fn, bar_address(fn, PCI_BASE_ADDRESS_0) + off, len, true);
		return 0;
	}
	for (size_t i = len; i--;)
		val = val << 8 | in[i];
	fn->ops->write(fn->model, (uint32_t)off, val, (unsigned int)len);
	if (fn->stats.mmio_writes == fn->faults.die_after)
		fn->host.die(fn->host.ctx);
	return 0;
}

/* Writable bits of the MSI-X table, by offset in an entry (PCI Local Bus 3.0, 6.8.2.6). */
static uint8_t bar2_wmask(uint64_t off)
{
	if (off >= PCIE_VECTORS * PCI_MSIX_ENTRY_SIZE)
		return 0;
	switch (off % PCI_MSIX_ENTRY_SIZE) {
	case PCI_MSIX_ENTRY_LOWER_ADDR:
		return 0xfc;
	case PCI_MSIX_ENTRY_VECTOR_CTRL:
		return PCI_MSIX_ENTRY_CTRL_MASKBIT;
	case PCI_MSIX_ENTRY_VECTOR_CTRL + 1:
	case PCI_MSIX_ENTRY_VECTOR_CTRL + 2:
	case PCI_MSIX_ENTRY_VECTOR_CTRL + 3:
		return 0;
	default:
		return 0xff;
	}
}

bool pcie_bar2_observes(uint64_t off, size_t len)
{
	return off >= PCIE_OBSERVE_MAGIC && off < PCIE_OBSERVE_END && len == 8 && off % 8 == 0;
}

int pcie_bar2_access(struct pcie_function *fn, uint64_t off, void *buf, size_t len, bool write)
{
	uint8_t *b = buf;

	if (!in_range(off, len, PCIE_BAR2_SIZE))
		return -EINVAL;
	if (!write && pcie_bar2_observes(off, len) && fn->host.observe) {
		uint64_t value = htole64(fn->host.observe(fn->host.ctx, off));

		memcpy(buf, &value, sizeof(value));
		return 0;
	}
	if (!pcie_memory_enabled(fn)) {
		pcie_log_unsupported(fn, bar_address(fn, PCI_BASE_ADDRESS_2) + off,
				     len < 8 ? len : 8, write);
		if (!write)
			memset(b, 0xff, len);
		return 0;
	}
	for (size_t i = 0; i < len; i++) {
		uint8_t *p = &fn->bar2[off + i], w = bar2_wmask(off + i);

		if (write)
			*p = (uint8_t)((*p & ~w) | (b[i] & w));
		else
			b[i] = *p;
	}
	return 0;
}
