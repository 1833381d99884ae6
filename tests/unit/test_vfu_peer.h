/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The client's end of a socket pair and a device that remembers what it was
 * asked, for the tests of the protocol server. One thread does both ends.
 */
#ifndef KYANITE_TEST_VFU_PEER_H
#define KYANITE_TEST_VFU_PEER_H

/* cmocka.h needs these first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "vfu/proto.h"
#include "vfu/vfu.h"

#define BAR0_SIZE    0x1000u
#define BAR2_SIZE    0x20000u /* more than one transfer */
#define MSIX_VECTORS 9u

/**
 * struct peer - one test's world
 * @v: the server under test
 * @fd: the client's end
 * @fds_before: open descriptors before the test, to find leaks
 * @next_id: of the next message
 * @bar0: what the device's BAR0 holds
 * @accesses: of all regions
 * @last_len: of the last access
 * @access_error: what the next accesses return
 * @in_access: called by each access, NULL for nothing
 * @resets: device resets
 * @connects: calls of connected()
 * @disconnects: calls of disconnected()
 * @maps: calls of dma_map()
 * @map_flags: of the last of them
 * @unmaps: calls of dma_unmap()
 * @irq_changes: calls of irq_state()
 * @irq_armed: of the last of them
 * @log_lines: calls of log()
 * @log: the last of them
 */
struct peer {
	struct vfu *v;
	int fd;
	int fds_before;
	uint16_t next_id;
	uint8_t bar0[BAR0_SIZE];
	unsigned int accesses;
	size_t last_len;
	int access_error;
	void (*in_access)(struct peer *p);
	unsigned int resets;
	unsigned int connects;
	unsigned int disconnects;
	unsigned int maps;
	uint32_t map_flags;
	unsigned int unmaps;
	unsigned int irq_changes;
	bool irq_armed;
	unsigned int log_lines;
	char log[256];
};

/**
 * struct reply - a reply as received
 * @hdr: its header
 * @data: its payload
 * @len: bytes of it
 */
struct reply {
	struct vfu_msg_hdr hdr;
	uint8_t data[VFU_MAX_MSG];
	size_t len;
};

/** peer_device() - the device that peers serve: BAR0, BAR1 read-only, BAR2, config, MSI-X */
struct vfu_device peer_device(void);
/** peer_setup() - cmocka setup: a connected pair, no version agreed yet */
int peer_setup(void **state);
/** peer_setup_agreed() - cmocka setup: the same, with a version agreed */
int peer_setup_agreed(void **state);
/** peer_teardown() - cmocka teardown; fails if a descriptor leaked */
int peer_teardown(void **state);
/** peer_attach() - a new socket pair between @p and its server */
void peer_attach(struct peer *p);
/** peer_agree() - exchange versions */
void peer_agree(struct peer *p);
/** peer_pump() - let the server work until it waits; what vfu_handle() returned last */
int peer_pump(struct peer *p);
/** peer_raw() - send bytes and descriptors as they are */
void peer_raw(struct peer *p, const void *data, size_t len, const int *fds, unsigned int nfds);
/** peer_send() - send a request with @flags, its id is p->next_id - 1 afterwards */
void peer_send(struct peer *p, unsigned int cmd, uint32_t flags, const void *data, size_t len,
	       const int *fds, unsigned int nfds);
/** peer_recv() - receive the reply that is there; fails if it is not */
const struct reply *peer_recv(struct peer *p);
/** peer_silent() - whether nothing was sent */
bool peer_silent(struct peer *p);
/** peer_closed() - whether the server has closed the connection */
bool peer_closed(struct peer *p);
/** peer_call() - request and good reply with the right id */
const struct reply *peer_call(struct peer *p, unsigned int cmd, const void *data, size_t len);
/** peer_call_fds() - the same with descriptors */
const struct reply *peer_call_fds(struct peer *p, unsigned int cmd, const void *data, size_t len,
				  const int *fds, unsigned int nfds);
/** peer_error() - request that must be refused with @error in a bare header */
void peer_error(struct peer *p, unsigned int cmd, const void *data, size_t len, const int *fds,
		unsigned int nfds, int error);
/** peer_open_fds() - number of open descriptors */
int peer_open_fds(void);

#endif
