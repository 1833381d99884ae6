// SPDX-License-Identifier: Apache-2.0
/* The link's arithmetic, and when things arrive, with an engine played by the test. */
#include <errno.h>
#include <linux/pci_regs.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pcie/function.h"

#define RAM_BASE 0x100000
#define RAM_SIZE 0x2000
#define NS       1000ull

/* A model with a clock, which is busy until a cycle that the test sets. */
struct model {
	struct model_sink sink;
	uint64_t cycle;
	uint64_t busy_until;
	uint64_t wrote_at; /* cycle of the last register write */
	uint64_t reg;
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
	m->busy_until = 0;
}

static uint64_t fake_read(struct model *m, uint32_t off, unsigned int len)
{
	(void)off;
	(void)len;
	return m->reg;
}

static void fake_write(struct model *m, uint32_t off, uint64_t val, unsigned int len)
{
	(void)off;
	(void)len;
	m->reg = val;
	m->wrote_at = m->cycle;
}

static bool fake_idle(const struct model *m)
{
	return m->cycle >= m->busy_until;
}

static uint64_t fake_advance(struct model *m, uint64_t cycles)
{
	uint64_t n = fake_idle(m) ? 0 : m->busy_until - m->cycle;

	n = n < cycles ? n : cycles;
	m->cycle += n;
	return n;
}

static uint64_t fake_cycles(const struct model *m)
{
	return m->cycle;
}

static const struct model_ops fake_ops = {
	.name = "fake",
	.create = fake_create,
	.destroy = fake_destroy,
	.reset = fake_reset,
	.read = fake_read,
	.write = fake_write,
	.advance = fake_advance,
	.idle = fake_idle,
	.cycles = fake_cycles,
};

struct rig {
	uint8_t ram[RAM_SIZE];
	unsigned int sent;
	struct pcie_function *fn;
	struct model *m;
	const struct model_sink *s;
};

static bool in_ram(uint64_t addr, size_t len)
{
	return addr >= RAM_BASE && len <= RAM_SIZE && addr - RAM_BASE <= RAM_SIZE - len;
}

static int host_read(void *ctx, uint64_t addr, void *buf, size_t len)
{
	struct rig *r = ctx;

	if (!in_ram(addr, len))
		return -EFAULT;
	memcpy(buf, r->ram + (addr - RAM_BASE), len);
	return 0;
}

static int host_write(void *ctx, uint64_t addr, const void *buf, size_t len)
{
	struct rig *r = ctx;

	if (!in_ram(addr, len))
		return -EFAULT;
	memcpy(r->ram + (addr - RAM_BASE), buf, len);
	return 0;
}

static bool host_writable(void *ctx, uint64_t addr, size_t len)
{
	(void)ctx;
	return in_ram(addr, len);
}

static uint64_t host_observe(void *ctx, uint64_t off)
{
	(void)ctx;
	return off;
}

static void host_msix(void *ctx, unsigned int vector)
{
	(void)vector;
	((struct rig *)ctx)->sent++;
}

static int setup(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	const struct sim_params params = sim_params_default();
	const struct pcie_host host = { .ctx = r,
					.dma_read = host_read,
					.dma_write = host_write,
					.dma_writable = host_writable,
					.observe = host_observe,
					.msix = host_msix };
	uint16_t command = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, msix = PCI_MSIX_FLAGS_ENABLE;

	r->fn = pcie_function_create(&host, &fake_ops, &params);
	r->fn->time.deferred = true;
	r->m = r->fn->model;
	r->s = &r->m->sink;
	pcie_cfg_write(r->fn, PCI_COMMAND, &command, 2);
	pcie_cfg_write(r->fn, PCIE_CAP_MSIX + PCI_MSIX_FLAGS, &msix, 2);
	*state = r;
	return 0;
}

static int teardown(void **state)
{
	struct rig *r = *state;

	pcie_function_destroy(r->fn);
	free(r);
	return 0;
}

static struct pcie_link link_of(const char *change)
{
	struct sim_params p = sim_params_default();
	struct pcie_link l;

	if (change)
		assert_null(sim_params_set(&p, change));
	pcie_link_init(&l, &p);
	return l;
}

/* 8 lanes at 8 GT/s with 128b/130b carry 7.877 bytes a ns, less a twentieth for DLLPs. */
static void test_link_rate(void **state)
{
	struct pcie_link l = link_of(NULL);
	uint64_t t = 0;
	double rate;

	(void)state;
	for (int i = 0; i < 1000; i++)
		t = pcie_link_write(&l, 0, 0x1000 + i * 256, 256);
	rate = 1000 * 256 * 1000.0 / (double)t;
	assert_true(rate > 7.877 / 1.05 * 256 / 280 * 0.99);
	assert_true(rate < 7.877 / 1.05 * 256 / 280 * 1.01);
	assert_int_equal(l.up.tlps, 1000);
	assert_int_equal(l.up.payload_bytes, 256000);
	assert_int_equal(l.up.wire_bytes, 280000);
}

static void test_link_generations(void **state)
{
	uint64_t last = UINT64_MAX;
	char text[32];

	(void)state;
	for (int g = 1; g <= 5; g++) {
		struct pcie_link l;
		uint64_t t;

		snprintf(text, sizeof(text), "pcie_generation=%d", g);
		l = link_of(text);
		t = pcie_link_write(&l, 0, 0, 4096);
		assert_true(t < last * 0.52);
		last = t;
	}
}

static void test_link_read_latency(void **state)
{
	struct pcie_link l = link_of(NULL);
	uint64_t t = pcie_link_read(&l, 5000, 0x1000, 64);

	(void)state;
	assert_true(t > 5000 + 800 * NS);
	assert_true(t < 5000 + 820 * NS);
	/* Reads overlap: the second waits for bytes, not for a round trip. */
	assert_true(pcie_link_read(&l, 5000, 0x2000, 64) - t < 15 * NS);
}

static void test_link_splits(void **state)
{
	struct pcie_link l = link_of(NULL);

	(void)state;
	pcie_link_read(&l, 0, 0x10f0, 1024); /* 512-byte requests, aligned: 272 512 240 */
	assert_int_equal(l.up.tlps, 3);
	assert_int_equal(l.down.payload_bytes, 1024);
	/* 256-byte completions, cut at 64 bytes: 208 64 | 256 256 | 240 */
	assert_int_equal(l.down.tlps, 5);
	l = link_of(NULL);
	pcie_link_write(&l, 0, 0x10f0, 300); /* 16 256 28 */
	assert_int_equal(l.up.tlps, 3);
	assert_int_equal(l.up.payload_bytes, 300);
}

static void test_link_tags(void **state)
{
	struct pcie_link l = link_of("pcie_read_tags=2");
	uint64_t first = pcie_link_read(&l, 0, 0, 64), third;

	(void)state;
	pcie_link_read(&l, 0, 0x1000, 64);
	third = pcie_link_read(&l, 0, 0x2000, 64);
	assert_true(third >= first + 400 * NS);
	/* The wire is free meanwhile. */
	assert_true(pcie_link_write(&l, 0, 0, 64) < 100 * NS);
}

static void test_register_write(void **state)
{
	struct rig *r = *state;
	uint64_t v = 42;

	assert_int_equal(pcie_post(r->fn, 1000 * NS, 8, &v, 8), 0);
	assert_int_equal(pcie_post(r->fn, 1000 * NS, 8, &v, 3), -EINVAL);
	assert_int_equal(pcie_post(r->fn, 1000 * NS, PCIE_BAR0_SIZE, &v, 8), -EINVAL);
	/* The CPU may run a round trip: half to the function, half back. */
	assert_int_equal(pcie_horizon(r->fn), 1800 * NS);
	pcie_run(r->fn, 1399 * NS);
	assert_int_equal(r->m->reg, 0);
	pcie_run(r->fn, 1400 * NS);
	assert_int_equal(r->m->reg, 42);
	assert_int_equal(pcie_now(r->fn), 1400 * NS);
	assert_int_equal(pcie_horizon(r->fn), PCIE_NEVER);
}

/* An idle engine's clock stands, and the time is right when it wakes. */
static void test_idle_costs_nothing(void **state)
{
	struct rig *r = *state;

	pcie_run(r->fn, 1000000 * NS);
	assert_int_equal(r->m->cycle, 0);
	assert_int_equal(pcie_now(r->fn), 1000000 * NS);
	r->m->busy_until = 100;
	pcie_run(r->fn, 1000000 * NS + 40 * NS);
	assert_int_equal(r->m->cycle, 10);
	assert_int_equal(pcie_horizon(r->fn), 1000440 * NS);
}

static void test_memory_write(void **state)
{
	struct rig *r = *state;
	uint64_t at;

	r->s->write_at(r->s->ctx, RAM_BASE, 16);
	assert_int_equal(r->s->dma_write(r->s->ctx, RAM_BASE, "0123456789abcdef", 16), 0);
	at = pcie_horizon(r->fn);
	assert_true(at > 400 * NS && at < 420 * NS);
	pcie_arrive_writes(r->fn, at - 1);
	assert_int_equal(r->ram[0], 0);
	pcie_arrive_writes(r->fn, at);
	assert_memory_equal(r->ram, "0123456789abcdef", 16);
	assert_int_equal(pcie_horizon(r->fn), PCIE_NEVER);
}

/* Long writes do not stop the CPU one by one, but they never fall behind a short one. */
static void test_long_writes(void **state)
{
	struct rig *r = *state;
	uint8_t data[256];
	uint64_t at;

	memset(data, 7, sizeof(data));
	for (int i = 0; i < 4; i++) {
		r->s->write_at(r->s->ctx, RAM_BASE + i * 256, 256);
		r->s->dma_write(r->s->ctx, RAM_BASE + i * 256, data, 256);
	}
	r->s->write_at(r->s->ctx, RAM_BASE + 1024, 16);
	r->s->dma_write(r->s->ctx, RAM_BASE + 1024, data, 16);
	at = pcie_horizon(r->fn);
	assert_true(at > 400 * NS + 4 * 256 / 8 * NS);
	pcie_arrive_writes(r->fn, at);
	for (int i = 0; i < 1040; i++)
		assert_int_equal(r->ram[i], 7);
}

static void test_refused_write(void **state)
{
	struct rig *r = *state;

	assert_int_equal(r->s->dma_write(r->s->ctx, 8, "x", 1), -EFAULT);
	assert_int_equal(r->fn->stats.dma_faults, 1);
	assert_int_equal(pcie_horizon(r->fn), PCIE_NEVER);
}

/* A read sees the writes before it, even those that have not arrived. */
static void test_read_after_write(void **state)
{
	struct rig *r = *state;
	char buf[8];

	memcpy(r->ram, "abcdefgh", 8);
	r->s->dma_write(r->s->ctx, RAM_BASE + 2, "XY", 2);
	r->s->dma_write(r->s->ctx, RAM_BASE + 3, "Z", 1);
	assert_int_equal(r->s->dma_read(r->s->ctx, RAM_BASE, buf, 8), 0);
	assert_memory_equal(buf, "abXZefgh", 8);
	assert_int_equal(r->s->dma_read(r->s->ctx, RAM_BASE + 3, buf, 1), 0);
	assert_memory_equal(buf, "Z", 1);
	assert_memory_equal(r->ram, "abcdefgh", 8);
}

/* An interrupt comes after the writes before it, and later by the CPU's latency. */
static void test_interrupt(void **state)
{
	struct rig *r = *state;
	uint64_t at;

	r->s->write_at(r->s->ctx, RAM_BASE, 4);
	r->s->dma_write(r->s->ctx, RAM_BASE, "done", 4);
	r->s->irq(r->s->ctx, 0);
	at = pcie_horizon(r->fn);
	pcie_arrive_writes(r->fn, at);
	assert_memory_equal(r->ram, "done", 4);
	assert_int_equal(pcie_arrive_irqs(r->fn, at), 0);
	assert_true(pcie_horizon(r->fn) >= at + 300 * NS);
	assert_true(pcie_horizon(r->fn) < at + 320 * NS);
	assert_int_equal(pcie_arrive_irqs(r->fn, pcie_horizon(r->fn)), 1);
	assert_int_equal(r->sent, 1);
}

static void test_reset_drops(void **state)
{
	struct rig *r = *state;
	uint64_t v = 9;

	pcie_post(r->fn, 0, 8, &v, 8);
	r->s->irq(r->s->ctx, 1);
	r->s->dma_write(r->s->ctx, RAM_BASE, "x", 1);
	pcie_function_reset(r->fn);
	assert_int_equal(pcie_horizon(r->fn), PCIE_NEVER);
	assert_int_equal(r->ram[0], 'x'); /* had left */
	assert_int_equal(r->sent, 0);
	assert_int_equal(r->m->reg, 0);
}

static void test_observation(void **state)
{
	struct rig *r = *state;
	uint64_t v;

	for (uint64_t off = PCIE_OBSERVE_MAGIC; off < PCIE_OBSERVE_END; off += 8) {
		assert_int_equal(pcie_bar2_access(r->fn, off, &v, 8, false), 0);
		assert_int_equal(v, off);
	}
	/* Only as a whole, and only to be read. */
	assert_int_equal(pcie_bar2_access(r->fn, PCIE_OBSERVE_TIME_PS, &v, 4, false), 0);
	assert_int_equal((uint32_t)v, 0);
	v = 77;
	assert_int_equal(pcie_bar2_access(r->fn, PCIE_OBSERVE_TIME_PS, &v, 8, true), 0);
	assert_int_equal(pcie_bar2_access(r->fn, PCIE_OBSERVE_TIME_PS, &v, 8, false), 0);
	assert_int_equal(v, PCIE_OBSERVE_TIME_PS);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_link_rate),
		cmocka_unit_test(test_link_generations),
		cmocka_unit_test(test_link_read_latency),
		cmocka_unit_test(test_link_splits),
		cmocka_unit_test(test_link_tags),
		T(test_register_write),
		T(test_idle_costs_nothing),
		T(test_memory_write),
		T(test_long_writes),
		T(test_refused_write),
		T(test_read_after_write),
		T(test_interrupt),
		T(test_reset_drops),
		T(test_observation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
