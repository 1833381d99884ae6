/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The client's side of vfio-user, just enough to drive a device in a test.
 * Message layouts: QEMU, docs/interop/vfio-user.rst.
 */
#ifndef TESTS_VFIO_CLIENT_H
#define TESTS_VFIO_CLIENT_H

#include <stddef.h>
#include <stdint.h>

#define CLIENT_CONFIG 7 /* region of configuration space */

struct client {
	int fd;
	uint16_t id;
};

/** client_connect() - connect to @path and exchange versions; 0 or -1 */
int client_connect(struct client *c, const char *path);

/** client_close() - leave */
void client_close(struct client *c);

/** client_map() - DMA_MAP of @size bytes of @memfd at bus address @addr; 0 or -errno */
int client_map(struct client *c, int memfd, uint64_t addr, uint64_t size);

/** client_msix() - hand the eventfds of the first @n MSI-X vectors over; 0 or -errno */
int client_msix(struct client *c, const int *eventfds, unsigned int n);

/** client_read() - REGION_READ; 0, -errno of the reply, or -1000 if the server left */
int client_read(struct client *c, unsigned int region, uint64_t off, void *buf, uint32_t len);

/** client_write() - REGION_WRITE with a reply; as client_read() */
int client_write(struct client *c, unsigned int region, uint64_t off, const void *buf,
		 uint32_t len);

/** client_post() - REGION_WRITE without a reply; 0 or -1000 */
int client_post(struct client *c, unsigned int region, uint64_t off, const void *buf, uint32_t len);

/** client_reset() - DEVICE_RESET; as client_read() */
int client_reset(struct client *c);

#endif
