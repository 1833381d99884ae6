/* SPDX-License-Identifier: Apache-2.0 */
/* The PCIe function on a vfio-user socket. */
#ifndef KYANITE_PCIE_ATTACH_H
#define KYANITE_PCIE_ATTACH_H

#include <poll.h>

#include "pcie/function.h"

struct pcie_attach;

/**
 * pcie_attach_create() - a new function, listening for its client
 * @path: of the socket
 * @ops: the model to make
 * @die: struct pcie_host.die
 *
 * Return: the function's socket side, or NULL with the cause on stderr.
 */
struct pcie_attach *pcie_attach_create(const char *path, const struct model_ops *ops,
				       void (*die)(void *ctx));

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

#endif
