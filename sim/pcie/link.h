/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The timing of a PCIe link: when a transaction that begins now arrives, given those
 * before it. Bandwidth and payload efficiency follow from the packets (PCIe Base
 * Specification 5.0, 2.2, 3.6, 4.2), latency is a parameter. It moves no data.
 *
 * Left out: flow-control stalls, replays, and the host's memory system, which answers
 * every read after the same time.
 */
#ifndef KYANITE_PCIE_LINK_H
#define KYANITE_PCIE_LINK_H

#include <stddef.h>
#include <stdint.h>

#include "params.h"

#define PCIE_LINK_MAX_TAGS 1024

/**
 * struct pcie_wire - one direction of the link
 * @free_ps: when the last packet will have left
 * @tlps: transaction layer packets
 * @payload_bytes: their payload
 * @wire_bytes: symbols on the wire, framing and headers included
 */
struct pcie_wire {
	uint64_t free_ps;
	uint64_t tlps;
	uint64_t payload_bytes;
	uint64_t wire_bytes;
};

/**
 * struct pcie_link - a link; times are picoseconds of virtual time
 * @params: copied
 * @one_way_ps: latency each way
 * @fs_per_byte: femtoseconds a byte takes, data link packets included
 * @up: from the function to the host
 * @down: from the host to the function
 * @tag_free_ps: when each tag's read will have been answered
 */
struct pcie_link {
	struct sim_params params;
	uint64_t one_way_ps;
	uint64_t fs_per_byte;
	struct pcie_wire up;
	struct pcie_wire down;
	uint64_t tag_free_ps[PCIE_LINK_MAX_TAGS];
};

/** pcie_link_init() - an idle link with @params */
void pcie_link_init(struct pcie_link *l, const struct sim_params *params);

/**
 * pcie_link_read() - a read by the function
 * @l: the link
 * @now_ps: when it is begun; never before an earlier call's
 * @addr: bus address
 * @len: bytes, more than 0
 *
 * Split into requests of at most MRRS bytes that cross no multiple of MRRS, each with a
 * tag; completions come in pieces of at most MPS, cut at the 64-byte read completion boundary.
 *
 * Return: when the last byte has arrived.
 */
uint64_t pcie_link_read(struct pcie_link *l, uint64_t now_ps, uint64_t addr, size_t len);

/**
 * pcie_link_write() - a posted write by the function; an MSI-X message is one of 4 bytes
 * @l: the link
 * @now_ps: when it is begun; never before an earlier call's
 * @addr: bus address
 * @len: bytes, more than 0
 *
 * Return: when the last byte has left; it is in memory pcie_link.one_way_ps later.
 */
uint64_t pcie_link_write(struct pcie_link *l, uint64_t now_ps, uint64_t addr, size_t len);

#endif
