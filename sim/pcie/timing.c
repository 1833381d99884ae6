// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pcie/function.h"

#define MSI_ADDRESS 0xfee00000 /* of an x86 host's interrupt messages (Intel SDM, 11.11) */

struct pcie_transit {
	struct pcie_transit *next;
	uint64_t at_ps;
	uint64_t addr;
	size_t len;
	uint8_t data[];
};

static void list_init(struct pcie_transits *l)
{
	l->first = NULL;
	l->last = &l->first;
}

void pcie_timing_init(struct pcie_timing *t, const struct sim_params *params)
{
	memset(t, 0, sizeof(*t));
	pcie_link_init(&t->link, params);
	t->period_ps = 1000000 / params->engine_mhz;
	list_init(&t->inbound);
	list_init(&t->writes);
	list_init(&t->irqs);
}

static int append(struct pcie_transits *l, uint64_t at_ps, uint64_t addr, const void *buf,
		  size_t len)
{
	struct pcie_transit *x = malloc(sizeof(*x) + len);

	if (!x)
		return -ENOMEM;
	*x = (struct pcie_transit){ .at_ps = at_ps, .addr = addr, .len = len };
	if (len)
		memcpy(x->data, buf, len);
	*l->last = x;
	l->last = &x->next;
	return 0;
}

/* The first one that arrives up to @now_ps, off the list; the caller frees it. */
static struct pcie_transit *take(struct pcie_transits *l, uint64_t now_ps)
{
	struct pcie_transit *x = l->first;

	if (!x || x->at_ps > now_ps)
		return NULL;
	l->first = x->next;
	if (!l->first)
		l->last = &l->first;
	return x;
}

static void drop(struct pcie_transits *l)
{
	struct pcie_transit *x;

	while ((x = take(l, PCIE_NEVER)))
		free(x);
}

void pcie_timing_drop(struct pcie_function *fn)
{
	pcie_arrive_writes(fn, PCIE_NEVER);
	drop(&fn->time.inbound);
	drop(&fn->time.irqs);
}

uint64_t pcie_now(const struct pcie_function *fn)
{
	return fn->time.epoch_ps + fn->ops->cycles(fn->model) * fn->time.period_ps;
}

/* The first cycle at @ps or later. */
static uint64_t cycle_at(const struct pcie_function *fn, uint64_t ps)
{
	uint64_t period = fn->time.period_ps;

	return ps <= fn->time.epoch_ps ? 0 : (ps - fn->time.epoch_ps + period - 1) / period;
}

/* An idle engine's clock stands; its time is made up for when it wakes. */
static void run_engine(struct pcie_function *fn, uint64_t until_ps)
{
	uint64_t target = cycle_at(fn, until_ps), now = fn->ops->cycles(fn->model);

	while (now < target && !fn->ops->idle(fn->model)) {
		fn->ops->advance(fn->model, target - now);
		now = fn->ops->cycles(fn->model);
	}
	if (now < target)
		fn->time.epoch_ps += (target - now) * fn->time.period_ps;
}

void pcie_run(struct pcie_function *fn, uint64_t until_ps)
{
	struct pcie_transit *x;

	for (;;) {
		x = fn->time.inbound.first;
		if (!x || x->at_ps > until_ps)
			break;
		run_engine(fn, x->at_ps);
		take(&fn->time.inbound, x->at_ps);
		pcie_bar0_write(fn, x->addr, x->data, x->len);
		free(x);
	}
	run_engine(fn, until_ps);
}

int pcie_post(struct pcie_function *fn, uint64_t now_ps, uint64_t off, const void *buf, size_t len)
{
	if (!pcie_bar0_valid(off, len))
		return -EINVAL;
	return append(&fn->time.inbound, now_ps + fn->time.link.one_way_ps, off, buf, len);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t pcie_horizon(const struct pcie_function *fn)
{
	const struct pcie_timing *t = &fn->time;
	uint64_t at = PCIE_NEVER;

	if (t->irqs.first)
		at = t->irqs.first->at_ps;
	for (const struct pcie_transit *x = t->writes.first; x; x = x->next) {
		if (x->len > PCIE_POLLED_MAX && x->next)
			continue;
		at = earlier(at, x->at_ps);
		break;
	}
	if (!fn->ops->idle(fn->model))
		return earlier(at, pcie_now(fn) + t->link.one_way_ps);
	if (t->inbound.first)
		return earlier(at, t->inbound.first->at_ps + t->link.one_way_ps);
	return at;
}

void pcie_arrive_writes(struct pcie_function *fn, uint64_t now_ps)
{
	struct pcie_transit *x;

	while ((x = take(&fn->time.writes, now_ps))) {
		/* Its window may have gone since it left: a posted write has no answer. */
		if (fn->host.dma_write(fn->host.ctx, x->addr, x->data, x->len))
			fn->stats.dma_faults++;
		free(x);
	}
}

unsigned int pcie_arrive_irqs(struct pcie_function *fn, uint64_t now_ps)
{
	struct pcie_transit *x;
	unsigned int n = 0;

	while ((x = take(&fn->time.irqs, now_ps))) {
		fn->host.msix(fn->host.ctx, (unsigned int)x->addr);
		free(x);
		n++;
	}
	return n;
}

uint64_t pcie_read_at(void *ctx, uint64_t addr, size_t len)
{
	struct pcie_function *fn = ctx;

	return cycle_at(fn, pcie_link_read(&fn->time.link, pcie_now(fn), addr, len));
}

uint64_t pcie_write_at(void *ctx, uint64_t addr, size_t len)
{
	struct pcie_function *fn = ctx;

	fn->time.write_left_ps = pcie_link_write(&fn->time.link, pcie_now(fn), addr, len);
	return cycle_at(fn, fn->time.write_left_ps);
}

int pcie_defer_write(struct pcie_function *fn, uint64_t addr, const void *buf, size_t len)
{
	uint64_t left = fn->time.write_left_ps, now = pcie_now(fn);

	if (!fn->host.dma_writable(fn->host.ctx, addr, len))
		return -EFAULT;
	/* A model that does not ask when a write is taken has it taken at once. */
	return append(&fn->time.writes, (left > now ? left : now) + fn->time.link.one_way_ps, addr,
		      buf, len);
}

void pcie_defer_irq(struct pcie_function *fn, unsigned int vector)
{
	uint64_t left = pcie_link_write(&fn->time.link, pcie_now(fn), MSI_ADDRESS, 4);
	uint64_t latency = (uint64_t)fn->time.link.params.interrupt_latency_ns * 1000;

	if (append(&fn->time.irqs, left + fn->time.link.one_way_ps + latency, vector, NULL, 0))
		fn->stats.irqs_lost++;
}

/* A read does not pass the writes before it (PCIe Base Specification 5.0, 2.4.1). */
void pcie_forward_writes(const struct pcie_function *fn, uint64_t addr, void *buf, size_t len)
{
	for (const struct pcie_transit *x = fn->time.writes.first; x; x = x->next) {
		uint64_t from = x->addr > addr ? x->addr : addr;
		uint64_t to = earlier(x->addr + x->len, addr + len);

		if (from < to)
			memcpy((uint8_t *)buf + (from - addr), x->data + (from - x->addr),
			       to - from);
	}
}
