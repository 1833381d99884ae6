/* SPDX-License-Identifier: Apache-2.0 */
/* The PCIe function on a vfio-user socket. */
#ifndef KYANITE_PCIE_ATTACH_H
#define KYANITE_PCIE_ATTACH_H

#include <poll.h>

#include "pcie/function.h"

struct pcie_attach;

/**
 * struct pcie_clock - the CPU's virtual time, for accesses that wait for their reply
 * @ctx: handed to each call
 * @now: the CPU's time in picoseconds
 * @stall: the CPU waits for that long
 * @grant: what is under way has changed: say anew how far the CPU may run
 * @observe: struct pcie_host.observe
 */
struct pcie_clock {
	void *ctx;
	uint64_t (*now)(void *ctx);
	void (*stall)(void *ctx, uint64_t ps);
	void (*grant)(void *ctx);
	uint64_t (*observe)(void *ctx, uint64_t off);
};

/**
 * pcie_attach_create() - a new function, listening for its client
 * @path: of the socket
 * @ops: the model to make
 * @params: of its clock and link; copied
 * @die: struct pcie_host.die
 *
 * Return: the function's socket side, or NULL with the cause on stderr.
 */
struct pcie_attach *pcie_attach_create(const char *path, const struct model_ops *ops,
				       const struct sim_params *params, void (*die)(void *ctx));

/** pcie_attach_set_clock() - from now on everything takes its virtual time; before a client */
void pcie_attach_set_clock(struct pcie_attach *a, const struct pcie_clock *clock);

/** pcie_attach_destroy() - close the socket and end the function; NULL is allowed */
void pcie_attach_destroy(struct pcie_attach *a);

/** pcie_attach_function() - the function behind the socket */
struct pcie_function *pcie_attach_function(struct pcie_attach *a);

/** pcie_attach_pollfd() - what to wait for before pcie_attach_handle() has work */
void pcie_attach_pollfd(const struct pcie_attach *a, struct pollfd *pfd);

/**
 * pcie_attach_handle() - take at most one message of the client; never blocks
 * @a: the socket side
 *
 * When the client leaves, the function is reset, and the next client may come.
 *
 * Return: 1 if there was one, 0 if there is nothing to do, -ENOTCONN if the client has
 * left, another negative errno if the socket cannot be used any more.
 */
int pcie_attach_handle(struct pcie_attach *a);

/** pcie_attach_connected() - whether there is a client */
bool pcie_attach_connected(const struct pcie_attach *a);

/** pcie_attach_fence() - vfu_fence(): wait until the client has taken in what was sent */
int pcie_attach_fence(struct pcie_attach *a);

#endif
