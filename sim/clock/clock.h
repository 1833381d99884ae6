/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The protocol between the gate, a plugin in QEMU, and the device process, which keeps the
 * clock. It knows instructions only; what they are worth in virtual time is the keeper's.
 *
 * The gate connects to the keeper's socket (SOCK_SEQPACKET) and says hello; the keeper
 * answers with a welcome and the descriptor of the shared page. From then on a packet
 * on the socket is one of enum clock_packet, and the end of the file is the peer's death.
 *
 * The vCPU counts its instructions in a word of QEMU's memory. A translation block that begins
 * with the word at CLOCK_LIMIT or above stops: the gate increments @arrived, sends
 * CLOCK_STOPPED and waits until @released has the same value. While the vCPU stands, there or
 * in an access to a device, the keeper reads and sets the word through
 * process_vm_readv() and process_vm_writev(): that is how it knows the exact time of an
 * access, and how it says how far the vCPU may run.
 */
#ifndef KYANITE_CLOCK_H
#define KYANITE_CLOCK_H

#include <assert.h>
#include <stdint.h>

#define CLOCK_MAGIC 0x4b434f4c434159ull
#ifndef CLOCK_VERSION
#define CLOCK_VERSION 2u
#endif
#define CLOCK_LIMIT (1ull << 62)

/* Both ends say this first; the keeper's carries the shared page's descriptor. */
struct clock_hello {
	uint64_t magic;
	uint32_t version;
	uint32_t size; /* of struct clock_page */
	uint32_t pid;
	uint32_t zero;
};

enum clock_packet {
	CLOCK_STOPPED = 'S', /* the vCPU stands at its limit */
	CLOCK_FENCE = 'F',   /* the vCPU stands until QEMU has done what the vCPU began */
	CLOCK_END = 'E',     /* QEMU ends in order */
};

/**
 * struct clock_page - the shared page
 * @counter: address of the count in QEMU's memory, 0 until there is a vCPU
 * @base: instructions of the vCPU are @base plus that count; written by the keeper
 * @notifies: 16-bit stores of the vCPU to I/O memory: virtqueue notifications
 *	(virtio 1.2, 4.1.5.2)
 * @arrived: stops and fences so far; written by the gate
 * @released: the last of them that is over; written by the keeper, a futex
 */
struct clock_page {
	uint64_t counter;
	uint64_t base;
	uint64_t notifies;
	uint32_t arrived;
	uint32_t released;
};

static_assert(sizeof(struct clock_hello) == 24, "hello");
static_assert(sizeof(struct clock_page) == 32, "page");

#endif
