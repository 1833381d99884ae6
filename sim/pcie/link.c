// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "pcie/link.h"

/*
 * Bytes of a packet beside its payload: framing and sequence number 4, header with a
 * 64-bit address 16 or of a completion 12, LCRC 4.
 */
#define REQUEST_BYTES    24
#define COMPLETION_BYTES 20
#define COMPLETION_CHUNK 64 /* read completion boundary of a root complex */

/* Data link packets (acknowledgements, credits) take about a twentieth of a busy link. */
#define DLLP_PERCENT 5

/* Femtoseconds that a byte takes on one lane: 8b/10b, from generation 3 on 128b/130b. */
static const uint64_t lane_fs_per_byte[] = { 0, 4000000, 2000000, 1015625, 507813, 253907 };

void pcie_link_init(struct pcie_link *l, const struct sim_params *params)
{
	memset(l, 0, sizeof(*l));
	l->params = *params;
	l->one_way_ps = (uint64_t)params->pcie_round_trip_ns * 500;
	l->fs_per_byte = lane_fs_per_byte[params->pcie_generation] * (100 + DLLP_PERCENT) / 100 /
			 params->pcie_lanes;
}

/* One packet onto @w, not before @ready_ps. Returns when it has left. */
static uint64_t send(struct pcie_link *l, struct pcie_wire *w, uint64_t ready_ps, size_t overhead,
		     size_t payload)
{
	size_t bytes = overhead + payload;

	if (w->free_ps < ready_ps)
		w->free_ps = ready_ps;
	w->free_ps += (bytes * l->fs_per_byte + 999) / 1000;
	w->tlps++;
	w->payload_bytes += payload;
	w->wire_bytes += bytes;
	return w->free_ps;
}

/* Bytes from @addr on that reach no further than a multiple of @limit, at most @len. */
static size_t piece(uint64_t addr, size_t len, size_t limit)
{
	size_t n = limit - addr % limit;

	return n < len ? n : len;
}

/* The tag that is free first. */
static uint64_t *take_tag(struct pcie_link *l)
{
	uint64_t *first = &l->tag_free_ps[0];

	for (uint32_t i = 1; i < l->params.pcie_read_tags; i++)
		if (l->tag_free_ps[i] < *first)
			first = &l->tag_free_ps[i];
	return first;
}

/* A completion's size: up to MPS, and all but the last end at a multiple of the boundary. */
static size_t completion_size(const struct pcie_link *l, uint64_t addr, size_t left)
{
	size_t n = l->params.pcie_mps - addr % COMPLETION_CHUNK;

	return n < left ? n : left;
}

/* A request that waits for its tag lets the writes behind it pass. */
uint64_t pcie_link_read(struct pcie_link *l, uint64_t now_ps, uint64_t addr, size_t len)
{
	uint64_t done = now_ps;

	while (len) {
		size_t part = piece(addr, len, l->params.pcie_mrrs);
		uint64_t *tag = take_tag(l);
		uint64_t sent = send(l, &l->up, now_ps, REQUEST_BYTES, 0);
		uint64_t there = (*tag > sent ? *tag : sent) + l->one_way_ps;

		len -= part;
		while (part) {
			size_t n = completion_size(l, addr, part);

			done = send(l, &l->down, there, COMPLETION_BYTES, n) + l->one_way_ps;
			addr += n;
			part -= n;
		}
		*tag = done;
	}
	return done;
}

uint64_t pcie_link_write(struct pcie_link *l, uint64_t now_ps, uint64_t addr, size_t len)
{
	uint64_t left = now_ps;

	while (len) {
		size_t part = piece(addr, len, l->params.pcie_mps);

		left = send(l, &l->up, now_ps, REQUEST_BYTES, part);
		addr += part;
		len -= part;
	}
	return left;
}
