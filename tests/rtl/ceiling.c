// SPDX-License-Identifier: Apache-2.0
/*
 * What the PCIe link lets through, whatever the engine: requests of one size
 * back to back, as TSV on stdout. Each reads an entry and its data, and writes
 * its result and a completion.
 */
#include <stdio.h>

#include "kyanite_regs.h"
#include "pcie/link.h"

#define REQUESTS 4096

static const unsigned int sizes[] = { 64, 256, 512, 1500, 4096, 9000 };

int main(void)
{
	struct sim_params p = sim_params_default();

	puts("size_bytes\tlink_bytes_per_cycle\tefficiency_read\tefficiency_write");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint64_t payload = (uint64_t)sizes[i] * REQUESTS, addr = 0, end = 0;
		static struct pcie_link l;
		double cycles;

		pcie_link_init(&l, &p);
		for (unsigned int n = 0; n < REQUESTS; n++, addr += 0x10000) {
			uint64_t t;

			pcie_link_read(&l, 0, n * sizeof(struct kya_sqe), sizeof(struct kya_sqe));
			t = pcie_link_read(&l, 0, addr, sizes[i]);
			end = t > end ? t : end;
			pcie_link_write(&l, 0, addr + 0x8000, sizes[i]);
			t = pcie_link_write(&l, 0, n * sizeof(struct kya_cqe),
					    sizeof(struct kya_cqe));
			end = t > end ? t : end;
		}
		cycles = (double)end * p.engine_mhz / 1e6;
		printf("%u\t%.3f\t%.3f\t%.3f\n", sizes[i], (double)payload / cycles,
		       (double)payload / (double)l.down.wire_bytes,
		       (double)payload / (double)l.up.wire_bytes);
	}
	return 0;
}
