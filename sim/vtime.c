// SPDX-License-Identifier: Apache-2.0
#include "vtime.h"

#define PS_PER_US 1000000ull

uint64_t vtime_now(const struct vtime *v)
{
	unsigned __int128 insns = keeper_insns(v->keeper);

	return (uint64_t)(insns * PS_PER_US / v->params.cpu_insns_per_us) + v->stall_ps;
}

/* The first instruction that begins at @ps or later. */
static uint64_t insns_at(const struct vtime *v, uint64_t ps)
{
	unsigned __int128 run = ps > v->stall_ps ? ps - v->stall_ps : 0;

	return (uint64_t)((run * v->params.cpu_insns_per_us + PS_PER_US - 1) / PS_PER_US);
}

static uint64_t now(void *ctx)
{
	return vtime_now(ctx);
}

static void stall(void *ctx, uint64_t ps)
{
	struct vtime *v = ctx;

	v->stall_ps += ps;
}

static void grant(void *ctx)
{
	struct vtime *v = ctx;
	uint64_t horizon = pcie_horizon(v->fn);

	v->limit = horizon == PCIE_NEVER ? KEEPER_FOREVER : insns_at(v, horizon);
	keeper_grant(v->keeper, v->limit);
}

static uint64_t observe(void *ctx, uint64_t off)
{
	const struct vtime *v = ctx;

	switch (off) {
	case PCIE_OBSERVE_MAGIC:
		return PCIE_OBSERVE_ON;
	case PCIE_OBSERVE_TIME_PS:
		return vtime_now(v);
	case PCIE_OBSERVE_INSNS:
		return keeper_insns(v->keeper);
	case PCIE_OBSERVE_MMIO_READS:
		return v->fn->stats.mmio_reads;
	case PCIE_OBSERVE_MMIO_WRITES:
		return v->fn->stats.mmio_writes;
	case PCIE_OBSERVE_IRQS:
		return v->fn->stats.irqs;
	case PCIE_OBSERVE_NOTIFIES:
		return keeper_notifies(v->keeper);
	default:
		return 0;
	}
}

void vtime_start(struct vtime *v)
{
	const struct pcie_clock clock = {
		.ctx = v, .now = now, .stall = stall, .grant = grant, .observe = observe
	};

	pcie_attach_set_clock(v->attach, &clock);
}

/* Interrupts cost the CPU time, in which more may become due. */
static int deliver(struct vtime *v)
{
	const uint64_t cost = (uint64_t)v->params.interrupt_cost_ns * 1000;
	unsigned int n;

	do {
		uint64_t t = vtime_now(v);

		pcie_run(v->fn, t + v->fn->time.link.one_way_ps);
		pcie_arrive_writes(v->fn, t);
		n = pcie_arrive_irqs(v->fn, t);
		if (n && pcie_attach_fence(v->attach))
			return -1;
		v->stall_ps += n * cost;
	} while (n);
	return 0;
}

int vtime_stop(struct vtime *v)
{
	uint64_t late = keeper_insns(v->keeper) - v->limit;
	int err = deliver(v);

	v->stops++;
	if (late > v->late_insns)
		v->late_insns = late;
	grant(v);
	keeper_release(v->keeper);
	return err;
}

/*
 * QEMU runs what its main loop was asked to do in no certain order within a round, so the first
 * answer only tells that the round has begun, and the second one that it is over.
 */
int vtime_fence(struct vtime *v)
{
	int err = 0;

	if (pcie_attach_connected(v->attach))
		err = pcie_attach_fence(v->attach);
	if (!err && pcie_attach_connected(v->attach))
		err = pcie_attach_fence(v->attach);
	keeper_release(v->keeper);
	return err;
}
