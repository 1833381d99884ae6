// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "random_memory.h"

uint64_t mem_base = 0x100000000;
uint8_t ram[MEM_SIZE], want[MEM_SIZE];

static bool refused[2][MEM_SIZE / MEM_PAGE]; /* reads, writes */
static uint64_t rng, delay_rng, top, delay;
static unsigned int stalls; /* of 16 cycles of a channel */
static bool hurry;
static const struct model_ops *clock_ops;
static const struct model *clock_model;

void seed_random(void)
{
	const char *seed = getenv("SEED");

	rng = seed ? strtoull(seed, NULL, 0) : (uint64_t)time(NULL);
	printf("# SEED=%llu\n", (unsigned long long)rng);
	rng = rng * 0x9e3779b97f4a7c15ull | 1;
	delay_rng = rng;
}

static uint64_t step(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

uint64_t rnd(void)
{
	return step(&rng);
}

uint64_t below(uint64_t n)
{
	return (rnd() >> 16) % n;
}

void fill(void *buf, size_t len)
{
	uint8_t *p = buf;

	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)(rnd() >> 24);
}

void mem_restart(uint64_t bus_delay)
{
	top = 0;
	delay = bus_delay;
	stalls = below(3) ? 0 : (unsigned int)below(15);
	memset(refused, 0, sizeof(refused));
}

void mem_hurry(bool on)
{
	hurry = on;
}

void mem_move(void)
{
	mem_base = (1 + below(UINT64_MAX / MEM_SIZE - 1)) * MEM_SIZE;
}

static uint64_t align_up(uint64_t at, uint64_t align)
{
	return (at + align - 1) / align * align;
}

static uint64_t claim(uint64_t at, uint64_t len)
{
	top = at + len;
	if (top > MEM_SIZE - MEM_GAP) {
		fprintf(stderr, "test memory is too small\n");
		exit(1);
	}
	return mem_base + at;
}

uint64_t mem_take(uint64_t len, unsigned int align)
{
	return claim(align_up(top + MEM_GAP + below(64), align), len);
}

uint64_t mem_take_refused(uint64_t len, unsigned int align, bool write)
{
	uint64_t page = align_up(top + MEM_GAP, MEM_PAGE);
	uint64_t addr = claim(page + below(MEM_PAGE / align) * align, len);

	refused[write][(addr - mem_base + below(len)) / MEM_PAGE] = true;
	top = align_up(top, MEM_PAGE);
	return addr;
}

uint64_t mem_take_before(uint64_t good, bool write)
{
	uint64_t page = align_up(top + MEM_GAP, MEM_PAGE) + MEM_PAGE;

	refused[write][page / MEM_PAGE] = true;
	claim(page, MEM_PAGE);
	return mem_base + page - good;
}

void *mem_ptr(uint64_t addr)
{
	return ram + (addr - mem_base);
}

static bool inside(uint64_t addr, uint64_t len)
{
	return addr >= mem_base && len <= MEM_SIZE && addr - mem_base <= MEM_SIZE - len;
}

bool mem_read(uint64_t addr, void *buf, size_t len)
{
	if (!inside(addr, len))
		return false;
	memcpy(buf, mem_ptr(addr), len);
	return true;
}

void mem_forget(uint64_t addr, uint64_t len)
{
	if (!inside(addr, 1))
		return;
	if (len > MEM_SIZE - (addr - mem_base))
		len = MEM_SIZE - (addr - mem_base);
	memcpy(want + (addr - mem_base), mem_ptr(addr), len);
}

static bool allowed(uint64_t addr, size_t len, bool write)
{
	if (!inside(addr, len))
		return false;
	for (uint64_t at = (addr - mem_base) / MEM_PAGE; at * MEM_PAGE < addr - mem_base + len;
	     at++)
		if (refused[write][at])
			return false;
	return true;
}

static int dma_read(void *ctx, uint64_t addr, void *buf, size_t len)
{
	if (!allowed(addr, len, false))
		return -EFAULT;
	memcpy(buf, (uint8_t *)ctx + (addr - mem_base), len);
	return 0;
}

static int dma_write(void *ctx, uint64_t addr, const void *buf, size_t len)
{
	if (!allowed(addr, len, true))
		return -EFAULT;
	memcpy((uint8_t *)ctx + (addr - mem_base), buf, len);
	return 0;
}

/*
 * Mostly short delays, now and then long ones. They come from a sequence of
 * their own: how often a model asks must not change the requests.
 */
static uint64_t later(void *ctx, uint64_t addr, size_t len)
{
	uint64_t random = step(&delay_rng) >> 16;
	uint64_t most = random % 16 ? delay / 16 : delay;

	(void)ctx;
	(void)addr;
	(void)len;
	if (hurry)
		most = 0;
	return clock_ops->cycles(clock_model) + (random >> 4) % (most + 1);
}

static bool stall(void *ctx)
{
	(void)ctx;
	return stalls && !hurry && (step(&delay_rng) >> 16) % 16 < stalls;
}

struct model_sink mem_sink(uint8_t *mem)
{
	return (struct model_sink){ .ctx = mem,
				    .dma_read = dma_read,
				    .dma_write = dma_write,
				    .read_at = later,
				    .write_at = later,
				    .stall = stall };
}

void mem_clock(const struct model_ops *ops, const struct model *m)
{
	clock_ops = ops;
	clock_model = m;
}
