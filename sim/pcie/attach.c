// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pcie/attach.h"
#include "vfu/vfu.h"

struct pcie_attach {
	struct vfu *vfu;
	struct pcie_function *fn;
	struct pcie_clock clock;
};

/* The function's registers, whatever the time. */
static int access_now(struct pcie_attach *a, unsigned int region, uint64_t off, void *buf,
		      size_t len, bool write)
{
	switch (region) {
	case VFU_REGION_BAR0:
		return write ? pcie_bar0_write(a->fn, off, buf, len)
			     : pcie_bar0_read(a->fn, off, buf, len);
	case VFU_REGION_BAR2:
		return pcie_bar2_access(a->fn, off, buf, len, write);
	default:
		return write ? pcie_cfg_write(a->fn, off, buf, len)
			     : pcie_cfg_read(a->fn, off, buf, len);
	}
}

/*
 * The CPU waits for the answer, which no earlier write of the function lets itself be overtaken
 * by (PCIe Base Specification 5.0, 2.4.1). Interrupts that become due meanwhile are sent at the
 * CPU's next stop: it now holds the lock that taking them in needs.
 */
static int access_waiting(struct pcie_attach *a, unsigned int region, uint64_t off, void *buf,
			  size_t len, bool write)
{
	uint64_t now = a->clock.now(a->clock.ctx), back;
	int err;

	pcie_run(a->fn, now + a->fn->time.link.one_way_ps);
	err = access_now(a, region, off, buf, len, write);
	back = pcie_now(a->fn) + a->fn->time.link.one_way_ps;
	pcie_arrive_writes(a->fn, back);
	a->clock.stall(a->clock.ctx, back - now);
	a->clock.grant(a->clock.ctx);
	return err;
}

static int access_region(void *ctx, unsigned int region, uint64_t off, void *buf, size_t len,
			 bool write)
{
	struct pcie_attach *a = ctx;
	int err;

	if (!a->fn->time.deferred ||
	    (region == VFU_REGION_BAR2 && !write && pcie_bar2_observes(off, len)))
		return access_now(a, region, off, buf, len, write);
	if (region != VFU_REGION_BAR0 || !write)
		return access_waiting(a, region, off, buf, len, write);
	err = pcie_post(a->fn, a->clock.now(a->clock.ctx), off, buf, len);
	a->clock.grant(a->clock.ctx);
	return err;
}

static void reset(void *ctx)
{
	struct pcie_attach *a = ctx;

	pcie_function_reset(a->fn);
}

static void log_line(void *ctx, const char *line)
{
	(void)ctx;
	fprintf(stderr, "kyanite-device: %s\n", line);
}

static int dma_read(void *ctx, uint64_t addr, void *buf, size_t len)
{
	struct pcie_attach *a = ctx;

	return vfu_dma_read(a->vfu, addr, buf, len);
}

static int dma_write(void *ctx, uint64_t addr, const void *buf, size_t len)
{
	struct pcie_attach *a = ctx;

	return vfu_dma_write(a->vfu, addr, buf, len);
}

static bool dma_writable(void *ctx, uint64_t addr, size_t len)
{
	struct pcie_attach *a = ctx;

	return vfu_dma_ok(a->vfu, addr, len, VFU_WRITE);
}

static uint64_t observe(void *ctx, uint64_t off)
{
	struct pcie_attach *a = ctx;

	return a->fn->time.deferred ? a->clock.observe(a->clock.ctx, off) : 0;
}

static void msix(void *ctx, unsigned int vector)
{
	struct pcie_attach *a = ctx;

	/* A vector the driver has not asked for has no eventfd: nobody listens. */
	vfu_irq_trigger(a->vfu, VFU_IRQ_MSIX, vector);
}

/*
 * The ERR and REQ interrupts of vfio are left out: a client stops its machine
 * at the first, and errors are told through AER.
 */
static struct vfu *create_server(struct pcie_attach *a)
{
	const uint32_t rw = VFU_READ | VFU_WRITE;
	const struct vfu_device dev = {
		.region = {
			[VFU_REGION_BAR0] = { PCIE_BAR0_SIZE, rw, access_region },
			[VFU_REGION_BAR2] = { PCIE_BAR2_SIZE, rw, access_region },
			[VFU_REGION_CONFIG] = { PCIE_CFG_SIZE, rw, access_region },
		},
		.irqs = { [VFU_IRQ_MSIX] = PCIE_VECTORS },
		.reset = reset,
		.disconnected = reset,
		.log = log_line,
	};

	return vfu_create(&dev, a);
}

struct pcie_attach *pcie_attach_create(const char *path, const struct model_ops *ops,
				       const struct sim_params *params, void (*die)(void *ctx))
{
	struct pcie_attach *a = calloc(1, sizeof(*a));
	struct pcie_host host = { .ctx = a,
				  .dma_read = dma_read,
				  .dma_write = dma_write,
				  .dma_writable = dma_writable,
				  .observe = observe,
				  .msix = msix,
				  .die = die };
	int rc;

	if (!a) {
		perror("kyanite-device");
		return NULL;
	}
	a->fn = pcie_function_create(&host, ops, params);
	if (!a->fn) {
		fprintf(stderr, "kyanite-device: the %s model cannot be made\n", ops->name);
		goto fail;
	}
	a->vfu = create_server(a);
	if (!a->vfu) {
		perror("kyanite-device");
		goto fail;
	}
	rc = vfu_listen(a->vfu, path);
	if (rc) {
		fprintf(stderr, "kyanite-device: %s: %s\n", path, strerror(-rc));
		goto fail;
	}
	return a;
fail:
	pcie_attach_destroy(a);
	return NULL;
}

void pcie_attach_destroy(struct pcie_attach *a)
{
	if (!a)
		return;
	/* The server's end still resets the function. */
	vfu_destroy(a->vfu);
	pcie_function_destroy(a->fn);
	free(a);
}

struct pcie_function *pcie_attach_function(struct pcie_attach *a)
{
	return a->fn;
}

void pcie_attach_pollfd(const struct pcie_attach *a, struct pollfd *pfd)
{
	vfu_pollfd(a->vfu, pfd);
}

int pcie_attach_handle(struct pcie_attach *a)
{
	return vfu_handle(a->vfu);
}

void pcie_attach_set_clock(struct pcie_attach *a, const struct pcie_clock *clock)
{
	a->clock = *clock;
	a->fn->time.deferred = true;
}

bool pcie_attach_connected(const struct pcie_attach *a)
{
	return vfu_connected(a->vfu);
}

int pcie_attach_fence(struct pcie_attach *a)
{
	return vfu_fence(a->vfu);
}
