// SPDX-License-Identifier: Apache-2.0
/* The PCIe function without a socket: a small model below, a small host above. */
#include <errno.h>
#include <linux/pci_regs.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pcie/function.h"

#define RAM_BASE 0x100000
#define RAM_SIZE 0x2000

/* A model that keeps one register and lets the test speak for the engine. */
struct model {
	struct model_sink sink;
	uint64_t reg;
	unsigned int resets;
};

static struct model *fake_create(const struct model_sink *sink)
{
	struct model *m = calloc(1, sizeof(*m));

	m->sink = *sink;
	return m;
}

static void fake_destroy(struct model *m)
{
	free(m);
}

static void fake_reset(struct model *m)
{
	m->reg = 0;
	m->resets++;
}

static uint64_t fake_read(struct model *m, uint32_t off, unsigned int len)
{
	(void)len;
	return off == 8 ? m->reg : 0x1122334455667788;
}

static void fake_write(struct model *m, uint32_t off, uint64_t val, unsigned int len)
{
	(void)len;
	if (off == 8)
		m->reg = val;
}

static const struct model_ops fake_ops = {
	.name = "fake",
	.create = fake_create,
	.destroy = fake_destroy,
	.reset = fake_reset,
	.read = fake_read,
	.write = fake_write,
};

struct host {
	uint8_t ram[RAM_SIZE];
	unsigned int sent[PCIE_VECTORS];
	unsigned int deaths;
	struct pcie_function *fn;
};

static int host_read(void *ctx, uint64_t addr, void *buf, size_t len)
{
	struct host *h = ctx;

	if (addr < RAM_BASE || addr + len > RAM_BASE + RAM_SIZE)
		return -EFAULT;
	memcpy(buf, h->ram + (addr - RAM_BASE), len);
	return 0;
}

static int host_write(void *ctx, uint64_t addr, const void *buf, size_t len)
{
	struct host *h = ctx;

	if (addr < RAM_BASE || addr + len > RAM_BASE + RAM_SIZE)
		return -EFAULT;
	memcpy(h->ram + (addr - RAM_BASE), buf, len);
	return 0;
}

static void host_msix(void *ctx, unsigned int vector)
{
	struct host *h = ctx;

	assert_true(vector < PCIE_VECTORS);
	h->sent[vector]++;
}

static void host_die(void *ctx)
{
	((struct host *)ctx)->deaths++;
}

static int setup(void **state)
{
	struct host *h = calloc(1, sizeof(*h));
	struct pcie_host above = { .ctx = h,
				   .dma_read = host_read,
				   .dma_write = host_write,
				   .msix = host_msix,
				   .die = host_die };
	const struct sim_params params = sim_params_default();

	h->fn = pcie_function_create(&above, &fake_ops, &params);
	*state = h;
	return h->fn ? 0 : -1;
}

static int teardown(void **state)
{
	struct host *h = *state;

	pcie_function_destroy(h->fn);
	free(h);
	return 0;
}

static uint64_t rd(struct host *h, uint64_t off, size_t len)
{
	uint64_t val = 0;

	assert_int_equal(pcie_cfg_read(h->fn, off, &val, len), 0);
	return val;
}

static void wr(struct host *h, uint64_t off, uint64_t val, size_t len)
{
	assert_int_equal(pcie_cfg_write(h->fn, off, &val, len), 0);
}

static void enable(struct host *h)
{
	wr(h, PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, 2);
	wr(h, PCIE_CAP_MSIX + PCI_MSIX_FLAGS, PCI_MSIX_FLAGS_ENABLE, 2);
}

static int engine_read(struct host *h, uint64_t addr)
{
	uint8_t byte;
	const struct model_sink *s = &h->fn->model->sink;

	return s->dma_read(s->ctx, addr, &byte, 1);
}

static int engine_write(struct host *h, uint64_t addr)
{
	uint8_t byte = 0x5a;
	const struct model_sink *s = &h->fn->model->sink;

	return s->dma_write(s->ctx, addr, &byte, 1);
}

static void engine_irq(struct host *h, unsigned int vector)
{
	const struct model_sink *s = &h->fn->model->sink;

	s->irq(s->ctx, vector);
}

static void test_identity(void **state)
{
	struct host *h = *state;

	assert_int_equal(rd(h, PCI_VENDOR_ID, 4), 0xa5e51209);
	assert_int_equal(rd(h, PCI_CLASS_REVISION, 4), 0x10800001);
	assert_int_equal(rd(h, PCI_HEADER_TYPE, 1), 0);
	assert_int_equal(rd(h, PCI_SUBSYSTEM_VENDOR_ID, 4), 0xa5e51209);
	assert_int_equal(rd(h, PCI_COMMAND, 2), 0);
	assert_int_equal(rd(h, PCI_STATUS, 2), PCI_STATUS_CAP_LIST);
	assert_int_equal(rd(h, PCI_INTERRUPT_PIN, 1), 0);
}

static void test_capability_chain(void **state)
{
	static const uint8_t want[] = { PCI_CAP_ID_PM, PCI_CAP_ID_MSIX, PCI_CAP_ID_EXP };
	struct host *h = *state;
	unsigned int n = 0;

	for (uint64_t at = rd(h, PCI_CAPABILITY_LIST, 1); at; at = rd(h, at + 1, 1)) {
		assert_true(n < 3 && at >= 0x40 && at < 0x100 && at % 4 == 0);
		assert_int_equal(rd(h, at, 1), want[n++]);
	}
	assert_int_equal(n, 3);
	assert_int_equal(rd(h, PCIE_CAP_EXP + PCI_EXP_FLAGS, 2), 2); /* v2, endpoint */
	assert_true(rd(h, PCIE_CAP_EXP + PCI_EXP_DEVCAP, 4) & PCI_EXP_DEVCAP_FLR);
}

static void test_extended_chain(void **state)
{
	struct host *h = *state;
	uint64_t aer = rd(h, 0x100, 4), dsn = rd(h, aer >> 20, 4);

	assert_int_equal(aer & 0xffff, PCI_EXT_CAP_ID_ERR);
	assert_int_equal(aer >> 16 & 0xf, 2);
	assert_int_equal(dsn & 0xffff, PCI_EXT_CAP_ID_DSN);
	assert_int_equal(dsn >> 20, 0);
}

static void test_bar_sizing(void **state)
{
	struct host *h = *state;

	wr(h, PCI_BASE_ADDRESS_0, 0xffffffff, 4);
	wr(h, PCI_BASE_ADDRESS_1, 0xffffffff, 4);
	wr(h, PCI_BASE_ADDRESS_2, 0xffffffff, 4);
	wr(h, PCI_BASE_ADDRESS_4, 0xffffffff, 4);
	wr(h, PCI_ROM_ADDRESS, 0xffffffff, 4);
	assert_int_equal(rd(h, PCI_BASE_ADDRESS_0, 4), 0xffff0004);
	assert_int_equal(rd(h, PCI_BASE_ADDRESS_1, 4), 0xffffffff);
	assert_int_equal(rd(h, PCI_BASE_ADDRESS_2, 4), 0xfffff004);
	assert_int_equal(rd(h, PCI_BASE_ADDRESS_4, 4), 0);
	assert_int_equal(rd(h, PCI_ROM_ADDRESS, 4), 0);
	wr(h, PCI_BASE_ADDRESS_0, 0x12345678, 4);
	assert_int_equal(rd(h, PCI_BASE_ADDRESS_0, 4), 0x12340004);
}

/* Every bit of configuration space: only those known to be writable change. */
static void test_write_masks(void **state)
{
	static const struct {
		uint16_t off;
		uint16_t len;
		uint64_t mask;
	} rw[] = {
		{ PCI_COMMAND, 2, 0x0546 },
		{ PCI_CACHE_LINE_SIZE, 1, 0xff },
		{ PCI_BASE_ADDRESS_0, 8, 0xffffffffffff0000 },
		{ PCI_BASE_ADDRESS_2, 8, 0xfffffffffffff000 },
		{ PCI_INTERRUPT_LINE, 1, 0xff },
		{ PCIE_CAP_PM + PCI_PM_CTRL, 1, 0x03 },
		{ PCIE_CAP_MSIX + PCI_MSIX_FLAGS, 2, 0xc000 },
		{ PCIE_CAP_EXP + PCI_EXP_DEVCTL, 2, 0x79ff },
		{ PCIE_CAP_EXP + PCI_EXP_LNKCTL, 2, 0x0048 },
		{ PCIE_CAP_EXP + PCI_EXP_DEVCTL2, 2, 0x0010 },
		{ PCIE_CAP_EXP + PCI_EXP_LNKCTL2, 2, 0x000f },
		{ PCIE_ECAP_AER + PCI_ERR_UNCOR_MASK, 4, 0x17f010 },
		{ PCIE_ECAP_AER + PCI_ERR_UNCOR_SEVER, 4, 0x17f010 },
		{ PCIE_ECAP_AER + PCI_ERR_COR_MASK, 4, 0x31c1 },
	};
	struct host *h = *state;
	uint8_t mask[PCIE_CFG_SIZE] = { 0 };

	for (size_t i = 0; i < sizeof(rw) / sizeof(rw[0]); i++)
		for (unsigned int b = 0; b < rw[i].len; b++)
			mask[rw[i].off + b] = (uint8_t)(rw[i].mask >> (8 * b));
	for (unsigned int off = 0; off < PCIE_CFG_SIZE; off++) {
		uint8_t before = (uint8_t)rd(h, off, 1);
		uint8_t ones = 0xff;

		if (off == PCIE_CAP_EXP + PCI_EXP_DEVCTL + 1)
			ones = 0x7f; /* FLR has its own test */
		wr(h, off, ones, 1);
		assert_int_equal(rd(h, off, 1), (before & ~mask[off]) | (ones & mask[off]));
		wr(h, off, 0, 1);
		assert_int_equal(rd(h, off, 1), before & ~mask[off]);
	}
}

static void test_range(void **state)
{
	struct host *h = *state;
	uint8_t buf[16] = { 0 };

	assert_int_equal(pcie_cfg_read(h->fn, 4090, buf, 16), -EINVAL);
	assert_int_equal(pcie_cfg_write(h->fn, UINT64_MAX, buf, 2), -EINVAL);
	assert_int_equal(pcie_bar0_read(h->fn, 0x10000, buf, 4), -EINVAL);
	assert_int_equal(pcie_bar0_write(h->fn, 0xffff, buf, 2), -EINVAL);
	assert_int_equal(pcie_bar0_read(h->fn, 0, buf, 3), -EINVAL);
	assert_int_equal(pcie_bar0_read(h->fn, 0, buf, 16), -EINVAL);
	assert_int_equal(pcie_bar2_access(h->fn, 0xff8, buf, 16, false), -EINVAL);
	assert_int_equal(pcie_bar2_access(h->fn, UINT64_MAX - 3, buf, 8, true), -EINVAL);
	assert_int_equal(h->fn->stats.mmio_reads + h->fn->stats.mmio_writes, 0);
}

static void test_memory_enable(void **state)
{
	struct host *h = *state;
	uint64_t val = 0x77, got = 0;

	wr(h, PCI_BASE_ADDRESS_0, 0xfe000000, 4);
	pcie_bar0_write(h->fn, 8, &val, 8);
	assert_int_equal(h->fn->model->reg, 0);
	pcie_bar0_read(h->fn, 8, &got, 8);
	assert_int_equal(got, UINT64_MAX);
	/* The first Unsupported Request is the one in the log: an 8-byte write. */
	assert_int_equal(rd(h, PCIE_CAP_EXP + PCI_EXP_DEVSTA, 2),
			 PCI_EXP_DEVSTA_URD | PCI_EXP_DEVSTA_NFED);
	assert_int_equal(rd(h, PCIE_ECAP_AER + PCI_ERR_UNCOR_STATUS, 4), PCI_ERR_UNC_UNSUP);
	assert_int_equal(rd(h, PCIE_ECAP_AER + PCI_ERR_CAP, 1) & 0x1f, 20);
	assert_int_equal(rd(h, PCIE_ECAP_AER + PCI_ERR_HEADER_LOG, 4), 0x60000002);
	assert_int_equal(rd(h, PCIE_ECAP_AER + PCI_ERR_HEADER_LOG + 4, 4), 0x000000ff);
	assert_int_equal(rd(h, PCIE_ECAP_AER + PCI_ERR_HEADER_LOG + 12, 4), 0xfe000008);

	enable(h);
	pcie_bar0_write(h->fn, 8, &val, 8);
	pcie_bar0_read(h->fn, 8, &got, 8);
	assert_int_equal(got, 0x77);
}

static void test_status_w1c(void **state)
{
	struct host *h = *state;
	uint32_t val;

	pcie_bar0_read(h->fn, 0, &val, 4);
	wr(h, PCIE_ECAP_AER + PCI_ERR_UNCOR_STATUS, 0, 4);
	assert_int_equal(rd(h, PCIE_ECAP_AER + PCI_ERR_UNCOR_STATUS, 4), PCI_ERR_UNC_UNSUP);
	wr(h, PCIE_ECAP_AER + PCI_ERR_UNCOR_STATUS, PCI_ERR_UNC_UNSUP, 4);
	assert_int_equal(rd(h, PCIE_ECAP_AER + PCI_ERR_UNCOR_STATUS, 4), 0);
	wr(h, PCIE_CAP_EXP + PCI_EXP_DEVSTA, PCI_EXP_DEVSTA_URD, 2);
	assert_int_equal(rd(h, PCIE_CAP_EXP + PCI_EXP_DEVSTA, 2), PCI_EXP_DEVSTA_NFED);

	enable(h);
	assert_int_equal(engine_read(h, 0), -EFAULT);
	assert_true(rd(h, PCI_STATUS, 2) & PCI_STATUS_REC_MASTER_ABORT);
	wr(h, PCI_STATUS, PCI_STATUS_REC_MASTER_ABORT, 2);
	assert_int_equal(rd(h, PCI_STATUS, 2), PCI_STATUS_CAP_LIST);
}

static void test_bus_master(void **state)
{
	struct host *h = *state;

	wr(h, PCIE_CAP_MSIX + PCI_MSIX_FLAGS, PCI_MSIX_FLAGS_ENABLE, 2);
	assert_int_equal(engine_read(h, RAM_BASE), -EFAULT);
	assert_int_equal(engine_write(h, RAM_BASE), -EFAULT);
	engine_irq(h, 0);
	assert_int_equal(h->ram[0], 0);
	assert_int_equal(h->sent[0], 0);
	assert_int_equal(h->fn->stats.dma_faults, 2);
	assert_int_equal(h->fn->stats.irqs_lost, 1);

	enable(h);
	assert_int_equal(engine_write(h, RAM_BASE), 0);
	assert_int_equal(engine_read(h, RAM_BASE), 0);
	assert_int_equal(h->ram[0], 0x5a);
	assert_int_equal(engine_write(h, RAM_BASE + RAM_SIZE), -EFAULT);
	assert_int_equal(h->fn->stats.dma_write_bytes, 1);
}

static void test_power_states(void **state)
{
	struct host *h = *state;
	uint64_t got = 0;

	enable(h);
	h->fn->model->reg = 5;
	wr(h, PCIE_CAP_PM + PCI_PM_CTRL, 1, 2);
	assert_int_equal(rd(h, PCIE_CAP_PM + PCI_PM_CTRL, 2), PCI_PM_CTRL_NO_SOFT_RESET);
	wr(h, PCIE_CAP_PM + PCI_PM_CTRL, 3, 2);
	assert_int_equal(rd(h, PCIE_CAP_PM + PCI_PM_CTRL, 2), PCI_PM_CTRL_NO_SOFT_RESET | 3);
	assert_int_equal(engine_read(h, RAM_BASE), -EFAULT);
	engine_irq(h, 0);
	assert_int_equal(h->sent[0], 0);
	pcie_bar0_read(h->fn, 8, &got, 8);
	assert_int_equal(got, UINT64_MAX);
	wr(h, PCIE_CAP_PM + PCI_PM_CTRL, 0, 2);
	pcie_bar0_read(h->fn, 8, &got, 8);
	assert_int_equal(got, 5); /* No_Soft_Reset */
}

static void test_flr(void **state)
{
	struct host *h = *state;
	uint32_t val;

	wr(h, PCI_BASE_ADDRESS_0, 0xfe000000, 4);
	pcie_bar0_read(h->fn, 0, &val, 4); /* leaves a sticky AER status */
	enable(h);
	h->fn->model->reg = 9;
	wr(h, PCIE_CAP_EXP + PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_BCR_FLR, 2);
	assert_int_equal(h->fn->model->resets, 1);
	assert_int_equal(h->fn->model->reg, 0);
	assert_int_equal(rd(h, PCI_COMMAND, 2), 0);
	assert_int_equal(rd(h, PCI_BASE_ADDRESS_0, 4), 4);
	assert_int_equal(rd(h, PCIE_CAP_MSIX + PCI_MSIX_FLAGS, 2), PCIE_VECTORS - 1);
	assert_int_equal(rd(h, PCIE_CAP_EXP + PCI_EXP_DEVSTA, 2), 0);
	assert_int_equal(rd(h, PCIE_CAP_EXP + PCI_EXP_DEVCTL, 2) & PCI_EXP_DEVCTL_BCR_FLR, 0);
	assert_int_equal(rd(h, PCIE_ECAP_AER + PCI_ERR_UNCOR_STATUS, 4), PCI_ERR_UNC_UNSUP);

	/* As one byte, and within a longer write. */
	wr(h, PCIE_CAP_EXP + PCI_EXP_DEVCTL + 1, 0x80, 1);
	assert_int_equal(h->fn->model->resets, 2);
	wr(h, PCIE_CAP_EXP + PCI_EXP_DEVCTL - 4, 0x800000000000, 8);
	assert_int_equal(h->fn->model->resets, 3);
	wr(h, PCIE_CAP_EXP + PCI_EXP_DEVCTL, 0, 2);
	assert_int_equal(h->fn->model->resets, 3);
}

static void test_conventional_reset(void **state)
{
	struct host *h = *state;
	uint32_t val;

	pcie_bar0_read(h->fn, 0, &val, 4);
	enable(h);
	pcie_function_reset(h->fn);
	assert_int_equal(h->fn->model->resets, 1);
	assert_int_equal(rd(h, PCI_COMMAND, 2), 0);
	assert_int_equal(rd(h, PCIE_ECAP_AER + PCI_ERR_UNCOR_STATUS, 4), 0);
}

static void test_msix(void **state)
{
	struct host *h = *state;

	wr(h, PCI_COMMAND, PCI_COMMAND_MASTER, 2);
	engine_irq(h, 1); /* MSI-X off: there is no other interrupt */
	assert_int_equal(h->sent[1], 0);
	enable(h);
	for (unsigned int v = 0; v < PCIE_VECTORS; v++)
		engine_irq(h, v);
	for (unsigned int v = 0; v < PCIE_VECTORS; v++)
		assert_int_equal(h->sent[v], 1);
	engine_irq(h, PCIE_VECTORS);
	assert_int_equal(h->fn->stats.irqs, PCIE_VECTORS);
	assert_int_equal(h->fn->stats.irqs_lost, 2);
}

static void test_msix_function_mask(void **state)
{
	struct host *h = *state;
	uint16_t pba = 0;

	enable(h);
	wr(h, PCIE_CAP_MSIX + PCI_MSIX_FLAGS, PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL, 2);
	engine_irq(h, 8);
	engine_irq(h, 8);
	engine_irq(h, 2);
	assert_int_equal(h->sent[8], 0);
	pcie_bar2_access(h->fn, PCIE_MSIX_PBA, &pba, 2, false);
	assert_int_equal(pba, 0x104);
	wr(h, PCIE_CAP_MSIX + PCI_MSIX_FLAGS, PCI_MSIX_FLAGS_ENABLE, 2);
	assert_int_equal(h->sent[8], 1);
	assert_int_equal(h->sent[2], 1);
	pcie_bar2_access(h->fn, PCIE_MSIX_PBA, &pba, 2, false);
	assert_int_equal(pba, 0);
}

static void test_msix_table(void **state)
{
	struct host *h = *state;
	uint32_t entry[4] = { ~0u, ~0u, ~0u, ~0u }, past[4] = { 0 };

	enable(h);
	pcie_bar2_access(h->fn, 8 * 16, entry, sizeof(entry), true);
	pcie_bar2_access(h->fn, 8 * 16, entry, sizeof(entry), false);
	assert_int_equal(entry[0], 0xfffffffc);
	assert_int_equal(entry[1], 0xffffffff);
	assert_int_equal(entry[2], 0xffffffff);
	assert_int_equal(entry[3], 1);
	memset(entry, 0xff, sizeof(entry));
	pcie_bar2_access(h->fn, 9 * 16, entry, sizeof(entry), true);
	pcie_bar2_access(h->fn, 9 * 16, past, sizeof(past), false);
	assert_int_equal(past[0] | past[1] | past[2] | past[3], 0);
	pcie_bar2_access(h->fn, PCIE_MSIX_PBA, entry, sizeof(entry), true);
	pcie_bar2_access(h->fn, PCIE_MSIX_PBA, past, sizeof(past), false);
	assert_int_equal(past[0], 0);
}

static void test_faults(void **state)
{
	struct host *h = *state;
	uint64_t val = 0;

	enable(h);
	h->fn->faults.dma_fault = 2;
	assert_int_equal(engine_read(h, RAM_BASE), 0);
	assert_int_equal(engine_read(h, RAM_BASE), -EFAULT);
	assert_int_equal(engine_read(h, RAM_BASE), 0);

	h->fn->faults.drop_irq = 2;
	for (int i = 0; i < 3; i++)
		engine_irq(h, 4);
	assert_int_equal(h->sent[4], 2);

	h->fn->faults.patch = true;
	h->fn->faults.patch_off = 0x4;
	h->fn->faults.patch_val = 0xdeadbeef;
	pcie_bar0_read(h->fn, 0, &val, 8);
	assert_int_equal(val, 0xdeadbeef55667788);
	val = 0;
	pcie_bar0_read(h->fn, 4, &val, 4);
	assert_int_equal(val, 0xdeadbeef);
	pcie_bar0_read(h->fn, 0x10, &val, 8);
	assert_int_equal(val, 0x1122334455667788);

	h->fn->faults.die_after = 2;
	pcie_bar0_write(h->fn, 0, &val, 8);
	assert_int_equal(h->deaths, 0);
	pcie_bar0_write(h->fn, 0, &val, 8);
	assert_int_equal(h->deaths, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_identity),
		TEST(test_capability_chain),
		TEST(test_extended_chain),
		TEST(test_bar_sizing),
		TEST(test_write_masks),
		TEST(test_range),
		TEST(test_memory_enable),
		TEST(test_status_w1c),
		TEST(test_bus_master),
		TEST(test_power_states),
		TEST(test_flr),
		TEST(test_conventional_reset),
		TEST(test_msix),
		TEST(test_msix_function_mask),
		TEST(test_msix_table),
		TEST(test_faults),
	};

	return cmocka_run_group_tests_name("pcie", tests, NULL, NULL);
}
