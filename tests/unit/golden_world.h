/* SPDX-License-Identifier: Apache-2.0 */
/* A small memory with a bump allocator and interrupt counters below a model. */
#ifndef TESTS_GOLDEN_WORLD_H
#define TESTS_GOLDEN_WORLD_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model.h"

#define RAM_BASE 0x40000000ull
#define RAM_SIZE 0x100000ull
#define VECTORS  9

struct world {
	uint8_t ram[RAM_SIZE];
	uint64_t top;
	uint64_t refuse_read;  /* address whose read is refused, 0: none */
	uint64_t refuse_write; /* address whose write is refused, 0: none */
	unsigned int irqs[VECTORS];
};

static inline uint8_t *ptr(struct world *w, uint64_t addr)
{
	return w->ram + (addr - RAM_BASE);
}

static inline int mapped(uint64_t addr, size_t len)
{
	return addr >= RAM_BASE && len <= RAM_SIZE && addr - RAM_BASE <= RAM_SIZE - len;
}

static inline int covers(uint64_t addr, size_t len, uint64_t what)
{
	return what && what >= addr && what - addr < len;
}

static inline int world_read(void *ctx, uint64_t addr, void *buf, size_t len)
{
	struct world *w = ctx;

	if (!mapped(addr, len) || covers(addr, len, w->refuse_read))
		return -EFAULT;
	memcpy(buf, ptr(w, addr), len);
	return 0;
}

static inline int world_write(void *ctx, uint64_t addr, const void *buf, size_t len)
{
	struct world *w = ctx;

	if (!mapped(addr, len) || covers(addr, len, w->refuse_write))
		return -EFAULT;
	memcpy(ptr(w, addr), buf, len);
	return 0;
}

static inline void world_irq(void *ctx, unsigned int vector)
{
	struct world *w = ctx;

	if (vector >= VECTORS)
		abort();
	w->irqs[vector]++;
}

static inline struct model_sink world_sink(struct world *w)
{
	return (struct model_sink){
		.ctx = w, .dma_read = world_read, .dma_write = world_write, .irq = world_irq
	};
}

/* Memory at an address that is @offset past a multiple of @align. */
static inline uint64_t take(struct world *w, uint64_t len, uint64_t align, uint64_t offset)
{
	uint64_t addr = (RAM_BASE + w->top + align - 1) / align * align + offset;

	w->top = addr + len - RAM_BASE;
	if (w->top > RAM_SIZE)
		abort();
	return addr;
}

static inline uint32_t rnd(uint32_t below)
{
	return (uint32_t)(((uint64_t)random() * below) >> 31);
}

static inline void fill(uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)random();
}

/* Seeds random() from SEED or anew, and tells the seed. */
static inline void seed_random(void)
{
	const char *env = getenv("SEED");
	unsigned int seed = env ? (unsigned int)strtoul(env, NULL, 0) : (unsigned int)time(NULL);

	printf("# SEED=%u\n", seed);
	srandom(seed);
}

#endif
