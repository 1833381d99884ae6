// SPDX-License-Identifier: Apache-2.0
/*
 * Reads and writes BAR0 everywhere with every access size, aligned and not, as
 * a hostile guest could. Bus mastering must be off, so that no write can start
 * DMA. Prints TAP: the engine must stay readable, and count what it refused.
 *   poke SEED /sys/bus/pci/devices/SLOT/resource0
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "kyanite_regs.h"

#define BAR_SIZE     0x10000
#define GLOBAL_END   0x100 /* every byte is tried up to here ... */
#define QUEUES_START 0x1000
#define QUEUES_END   (QUEUES_START + 0x300) /* ... and in the first queues */
#define STRIDE       0x1f4                  /* elsewhere */

static volatile uint8_t *bar;
static int tests, failures;
static uint64_t rnd;

static void ok(bool good, const char *name)
{
	printf("%sok %d - %s\n", good ? "" : "not ", ++tests, name);
	failures += !good;
}

/* xorshift64 (Marsaglia 2003). */
static uint64_t next(void)
{
	rnd ^= rnd << 13;
	rnd ^= rnd >> 7;
	rnd ^= rnd << 17;
	return rnd;
}

static uint64_t get(unsigned int off, unsigned int size)
{
	switch (size) {
	case 1:
		return bar[off];
	case 2:
		return *(volatile uint16_t *)(bar + off);
	case 4:
		return *(volatile uint32_t *)(bar + off);
	default:
		return *(volatile uint64_t *)(bar + off);
	}
}

static void put(unsigned int off, unsigned int size, uint64_t val)
{
	switch (size) {
	case 1:
		bar[off] = val;
		break;
	case 2:
		*(volatile uint16_t *)(bar + off) = val;
		break;
	case 4:
		*(volatile uint32_t *)(bar + off) = val;
		break;
	default:
		*(volatile uint64_t *)(bar + off) = val;
	}
}

static void poke(unsigned int off, unsigned int size)
{
	if (off + size > BAR_SIZE)
		return;
	get(off, size);
	put(off, size, next());
	get(off, size);
}

static void poke_range(unsigned int from, unsigned int to, unsigned int stride)
{
	unsigned int off, size;

	for (off = from; off < to; off += stride)
		for (size = 1; size <= 8; size *= 2)
			poke(off, size);
}

static bool alive(void)
{
	return get(KYA_REG_ID, 4) == KYA_REG_ID_MAGIC_RESET && get(KYA_REG_ABI, 4) == KYA_ABI_HASH;
}

static bool scratch_keeps(uint64_t val)
{
	put(KYA_REG_SCRATCH, 8, val);
	return get(KYA_REG_SCRATCH, 8) == val;
}

/* A queue that was poked into an error leaves it by a reset. */
static bool queues_reset(void)
{
	unsigned int q, n = FIELD_GET(KYA_REG_CONFIG_QUEUES, get(KYA_REG_CONFIG, 4));
	bool good = n > 0;

	for (q = 0; q < n && q < KYA_Q_COUNT; q++) {
		int tries = 100000;

		put(KYA_Q(q) + KYA_Q_CONTROL, 4, KYA_Q_CONTROL_RESET);
		while ((get(KYA_Q(q) + KYA_Q_STATUS, 4) & KYA_Q_STATUS_RESET_BUSY) && --tries)
			;
		good = good && tries && !get(KYA_Q(q) + KYA_Q_STATUS, 4);
	}
	return good;
}

int main(int argc, char **argv)
{
	uint32_t refused;
	int fd;

	if (argc != 3)
		return 2;
	rnd = strtoull(argv[1], NULL, 0) | 1;
	fd = open(argv[2], O_RDWR | O_SYNC);
	bar = fd < 0 ? MAP_FAILED : mmap(NULL, BAR_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (bar == MAP_FAILED) {
		perror(argv[2]);
		return 1;
	}
	printf("# seed %s\n", argv[1]);
	ok(alive(), "the engine answers");

	refused = get(KYA_REG_BAD_ACCESS, 4);
	ok(get(KYA_REG_ID, 1) == 0xff && get(KYA_REG_ID, 2) == 0xffff,
	   "accesses of 1 and 2 bytes read all ones");
	ok(get(KYA_REG_BAD_ACCESS, 4) == refused + 2, "both were counted");
	ok(get(0xff00, 4) == 0xffffffff, "an offset without a register reads all ones");
	put(KYA_REG_SCRATCH, 8, 0);
	put(KYA_REG_SCRATCH, 1, 0x55);
	ok(get(KYA_REG_SCRATCH, 8) == 0, "a write of 1 byte is dropped");

	refused = get(KYA_REG_BAD_ACCESS, 4);
	poke_range(0, GLOBAL_END, 1);
	ok(alive(), "alive after the global registers");
	ok(get(KYA_REG_BAD_ACCESS, 4) != refused, "and what was refused is counted");
	poke_range(QUEUES_START, QUEUES_END, 1);
	ok(alive(), "alive after the queues");
	poke_range(0, BAR_SIZE, STRIDE);
	ok(alive(), "alive after the whole of BAR0");
	ok(scratch_keeps(0x0123456789abcdef) && scratch_keeps(~0ULL),
	   "SCRATCH keeps what is written");
	ok(queues_reset(), "every queue comes back by a reset");
	printf("1..%d\n", tests);
	return failures != 0;
}
