/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this library share. */
#ifndef KYANITE_VFU_INTERNAL_H
#define KYANITE_VFU_INTERNAL_H

#include <sys/types.h>

#include "vfu/proto.h"
#include "vfu/vfu.h"

/**
 * struct vfu_window - a DMA window
 * @first: first bus address
 * @last: last bus address: a window may end at the top of the address space
 * @base: where it is mapped here, or NULL if it cannot be accessed
 * @flags: VFU_READ and VFU_WRITE as far as permitted; 0 without @base
 */
struct vfu_window {
	uint64_t first;
	uint64_t last;
	uint8_t *base;
	uint32_t flags;
};

/**
 * struct vfu_vector - an interrupt vector
 * @fd: eventfd or -1
 * @masked: the client has masked it, or it masked itself
 * @pending: was triggered while masked
 */
struct vfu_vector {
	int fd;
	bool masked;
	bool pending;
};

/**
 * struct vfu - a server
 * @dev: what the owner serves
 * @ctx: the owner's
 * @listen_fd: listening socket or -1
 * @path: its path, NULL without
 * @path_dev: the file system of the socket that was made there
 * @path_ino: and its inode, so that no other is removed
 * @fd: the client or -1
 * @agreed: a version is agreed on
 * @closing: the message being handled ends the connection
 * @log_lines: written about this client
 * @rx: the message being received
 * @rx_len: bytes of it
 * @rx_fds: descriptors that came with it
 * @rx_nfds: how many
 * @rx_fds_lost: there were more than fit
 * @fenced: vfu_fence() waits for a reply
 * @fence_id: to the request of this number
 * @tx: the reply being sent
 * @tx_len: its size
 * @tx_off: bytes already sent; a next message is received once all are
 * @windows: DMA windows, sorted by address, not overlapping
 * @num_windows: how many
 * @last_window: found last, tried first
 * @vectors: by interrupt index, dev.irqs[] of each
 */
struct vfu {
	struct vfu_device dev;
	void *ctx;
	int listen_fd;
	char *path;
	dev_t path_dev;
	ino_t path_ino;
	int fd;
	bool agreed;
	bool closing;
	unsigned int log_lines;
	uint8_t *rx;
	size_t rx_len;
	int rx_fds[VFU_MAX_FDS];
	unsigned int rx_nfds;
	bool rx_fds_lost;
	bool fenced;
	uint16_t fence_id;
	uint8_t *tx;
	size_t tx_len;
	size_t tx_off;
	struct vfu_window *windows;
	unsigned int num_windows;
	unsigned int last_window;
	struct vfu_vector *vectors[VFU_NUM_IRQS];
};

/**
 * struct vfu_request - a whole request, its header checked
 * @hdr: copy of the header
 * @data: what follows it, aligned to 8 bytes
 * @len: bytes of @data
 * @fds: descriptors that came with it; a handler that keeps one puts -1 in its place
 * @nfds: how many
 */
struct vfu_request {
	struct vfu_msg_hdr hdr;
	uint8_t *data;
	size_t len;
	int *fds;
	unsigned int nfds;
};

/* log.c */
/** vfu_log() - a line for the owner; a noisy client is cut off */
__attribute__((format(printf, 2, 3))) void vfu_log(struct vfu *v, const char *fmt, ...);

/* socket.c */
/** vfu_socket_listen() - a listening socket at @path into @v; 0 or a negative errno */
int vfu_socket_listen(struct vfu *v, const char *path);
/** vfu_socket_unlisten() - close it and remove its path */
void vfu_socket_unlisten(struct vfu *v);

/* transport.c */
/**
 * vfu_receive() - receive what is there of the message that is due
 * @v: the server
 *
 * Reads no byte of the next message, so that descriptors stay with theirs.
 *
 * Return: 1 if it is whole, 0 if not, -ENOTCONN at the end of the connection,
 * -EPROTO if the header leaves the stream in doubt.
 */
int vfu_receive(struct vfu *v);
/** vfu_is_reply() - whether the received message is one */
bool vfu_is_reply(const struct vfu *v);
/** vfu_send() - send what the socket takes of the reply; 0 or -ENOTCONN */
int vfu_send(struct vfu *v);
/** vfu_discard() - forget the received message, and close the descriptors nobody kept */
void vfu_discard(struct vfu *v);

/* dispatch.c */
/** vfu_dispatch() - handle the received message and prepare the reply in @v->tx */
void vfu_dispatch(struct vfu *v);

/* dma.c */
/** vfu_dma_map() - handle DMA_MAP; 0 or a negative errno */
int vfu_dma_map(struct vfu *v, const struct vfu_request *req);
/** vfu_dma_unmap() - handle DMA_UNMAP; 0 or a negative errno */
int vfu_dma_unmap(struct vfu *v, const struct vfu_request *req);
/** vfu_dma_unmap_all() - remove every window */
void vfu_dma_unmap_all(struct vfu *v);

/* irq.c */
/** vfu_irq_create() - make the vectors; 0 or -ENOMEM */
int vfu_irq_create(struct vfu *v);
/** vfu_irq_destroy() - free them */
void vfu_irq_destroy(struct vfu *v);
/** vfu_irq_release() - disarm every vector */
void vfu_irq_release(struct vfu *v);
/** vfu_irq_set() - handle DEVICE_SET_IRQS; 0 or a negative errno */
int vfu_irq_set(struct vfu *v, const struct vfu_request *req);
/** vfu_irq_taken() - whether the client has taken in every interrupt sent */
bool vfu_irq_taken(const struct vfu *v);
/** vfu_irq_flags() - VFIO_IRQ_INFO_* of interrupt @index */
uint32_t vfu_irq_flags(const struct vfu *v, unsigned int index);

#endif
