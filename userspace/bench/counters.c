// SPDX-License-Identifier: Apache-2.0
/*
 * Prints the engine's own counters, read from BAR0 through sysfs, as one line
 * of NAME=VALUE; those of the queues are added up. Needs iomem=relaxed while
 * a driver owns the device.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "kyanite_regs.h"

#define BAR_SIZE 0x10000

static uint64_t read64(const volatile uint8_t *bar, unsigned int off)
{
	return *(const volatile uint64_t *)(bar + off);
}

static uint32_t read32(const volatile uint8_t *bar, unsigned int off)
{
	return *(const volatile uint32_t *)(bar + off);
}

/* The queues' counters wrap at 32 bits; so does their sum here. */
static uint32_t sum(const volatile uint8_t *bar, unsigned int off)
{
	unsigned int q, queues = FIELD_GET(KYA_REG_CONFIG_QUEUES, read32(bar, KYA_REG_CONFIG));
	uint32_t total = 0;

	for (q = 0; q < queues && q < KYA_Q_COUNT; q++)
		total += read32(bar, KYA_Q(q) + off);
	return total;
}

int main(int argc, char **argv)
{
	const volatile uint8_t *bar;
	int fd;

	if (argc != 2) {
		fputs("usage: counters /sys/bus/pci/devices/SLOT/resource0\n", stderr);
		return 2;
	}
	fd = open(argv[1], O_RDWR | O_SYNC);
	bar = fd < 0 ? MAP_FAILED : mmap(NULL, BAR_SIZE, PROT_READ, MAP_SHARED, fd, 0);
	if (bar == MAP_FAILED) {
		fprintf(stderr, "counters: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	if (read32(bar, KYA_REG_ID) != KYA_REG_ID_MAGIC_RESET) {
		fprintf(stderr, "counters: %s: not a Kyanite engine\n", argv[1]);
		return 1;
	}
	printf("busy_cycles=%" PRIu64 " aes_blocks=%" PRIu64 " sha_blocks=%" PRIu64,
	       read64(bar, KYA_REG_BUSY), read64(bar, KYA_REG_AES), read64(bar, KYA_REG_SHA));
	printf(" completed=%" PRIu32 " doorbells=%" PRIu32 " interrupts=%" PRIu32 " failed=%" PRIu32
	       "\n",
	       sum(bar, KYA_Q_COMPLETED), sum(bar, KYA_Q_DOORBELLS), sum(bar, KYA_Q_INTERRUPTS),
	       sum(bar, KYA_Q_FAILED));
	return 0;
}
