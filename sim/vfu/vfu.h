/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server of the vfio-user protocol (QEMU, docs/interop/vfio-user.rst) for one
 * device and one client at a time. It knows regions, interrupts and DMA
 * windows; what they mean is the owner's.
 *
 * Single-threaded and driven by poll:
 *
 *	v = vfu_create(&device, ctx);
 *	vfu_listen(v, path);
 *	for (;;) {
 *		vfu_pollfd(v, &pfd);
 *		poll(&pfd, 1, timeout);
 *		while (vfu_handle(v) > 0)
 *			;
 *	}
 *
 * Neither the client nor what it sends is trusted: a bad request gets an error
 * reply, a message that leaves the stream in doubt ends the connection, and no
 * client can make vfu_handle() wait. What is not defended: a client that shrinks
 * a file while it is mapped for DMA makes an access to it raise SIGBUS.
 *
 * Nothing here may be called from another thread, and vfu_handle(),
 * vfu_attach() and vfu_destroy() not from a callback; the DMA and interrupt
 * functions may.
 */
#ifndef KYANITE_VFU_H
#define KYANITE_VFU_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vfu;

/* Regions, by VFIO_PCI_*_REGION_INDEX of <linux/vfio.h>. */
enum vfu_region_index {
	VFU_REGION_BAR0,
	VFU_REGION_BAR1,
	VFU_REGION_BAR2,
	VFU_REGION_BAR3,
	VFU_REGION_BAR4,
	VFU_REGION_BAR5,
	VFU_REGION_ROM,
	VFU_REGION_CONFIG,
	VFU_REGION_VGA,
	VFU_NUM_REGIONS
};

/* Interrupt types, by VFIO_PCI_*_IRQ_INDEX of <linux/vfio.h>. */
enum vfu_irq_index {
	VFU_IRQ_INTX,
	VFU_IRQ_MSI,
	VFU_IRQ_MSIX,
	VFU_IRQ_ERR,
	VFU_IRQ_REQ,
	VFU_NUM_IRQS
};

/* Permissions of regions and of DMA windows. */
#define VFU_READ  1u
#define VFU_WRITE 2u

#define VFU_MAX_XFER    (64u << 10) /* bytes in one region access */
#define VFU_MAX_FDS     8u          /* file descriptors in one message */
#define VFU_MAX_WINDOWS 4096u       /* DMA windows at the same time */
#define VFU_MAX_VECTORS 2048u       /* vectors of one interrupt type */

/**
 * struct vfu_region - a region of the device
 * @size: bytes; 0 if there is none
 * @flags: VFU_READ and VFU_WRITE
 * @access: serve a read into, or a write from, @buf of @len bytes at offset @off
 *	of region @region. Called only within the region, with 0 < @len <=
 *	VFU_MAX_XFER and a permitted direction, but with any alignment. 0, or a
 *	negative errno that becomes the error reply (a posted write's is logged).
 */
struct vfu_region {
	uint64_t size;
	uint32_t flags;
	int (*access)(void *ctx, unsigned int region, uint64_t off, void *buf, size_t len,
		      bool write);
};

/**
 * struct vfu_device - what the owner serves
 * @region: the regions, by index
 * @irqs: number of vectors, by interrupt index; at most VFU_MAX_VECTORS
 * @reset: the client asks for a device reset (VFIO_USER_DEVICE_RESET)
 * @irq_state: vector @vector of interrupt @index was given or lost its eventfd, or
 *	was masked or unmasked; @armed if a trigger would now reach the client
 * @dma_map: a window appeared; @flags is 0 if it cannot be accessed
 * @dma_unmap: a window is about to go; no pointer into it may be kept
 * @connected: a client has connected and agreed on a version
 * @disconnected: the client has gone; its windows and eventfds already are
 * @log: a line about a broken client or a refused request, without a newline
 *
 * Every callback but a region's access may be NULL.
 */
struct vfu_device {
	struct vfu_region region[VFU_NUM_REGIONS];
	uint32_t irqs[VFU_NUM_IRQS];
	void (*reset)(void *ctx);
	void (*irq_state)(void *ctx, unsigned int index, unsigned int vector, bool armed);
	void (*dma_map)(void *ctx, uint64_t iova, uint64_t size, uint32_t flags);
	void (*dma_unmap)(void *ctx, uint64_t iova, uint64_t size);
	void (*connected)(void *ctx);
	void (*disconnected)(void *ctx);
	void (*log)(void *ctx, const char *line);
};

/**
 * vfu_create() - a server without a socket yet
 * @dev: the device; copied
 * @ctx: handed to each callback
 *
 * Return: the server, or NULL with errno set: EINVAL if @dev contradicts itself
 * or the limits, ENOMEM.
 */
struct vfu *vfu_create(const struct vfu_device *dev, void *ctx);

/**
 * vfu_destroy() - end the connection, the listening socket and the server
 * @v: the server; NULL is allowed
 *
 * Lets a client that is still there see the end first, for which it waits until the
 * client has been silent for 100 ms.
 */
void vfu_destroy(struct vfu *v);

/**
 * vfu_listen() - listen at @path, with mode 0600
 * @v: the server
 * @path: the socket's path, up to 106 bytes; a socket there that nobody listens on is replaced
 *
 * One client is served at a time; a second one waits until the first has gone.
 *
 * Return: 0 or a negative errno: -ENAMETOOLONG, -EADDRINUSE if another server
 * listens there, -EEXIST if @path is no socket, -EALREADY if listening.
 */
int vfu_listen(struct vfu *v, const char *path);

/**
 * vfu_attach() - serve a client on a socket that is already connected
 * @v: the server
 * @fd: a stream socket of AF_UNIX; the server owns it when this succeeds
 *
 * Return: 0, or -EISCONN if there is a client, or another negative errno.
 */
int vfu_attach(struct vfu *v, int fd);

/**
 * vfu_pollfd() - what to wait for before vfu_handle() has work
 * @v: the server
 * @pfd: receives the descriptor (-1 if there is none) and the events
 */
void vfu_pollfd(const struct vfu *v, struct pollfd *pfd);

/**
 * vfu_handle() - do what can be done without waiting: at most one message
 * @v: the server
 *
 * May be called without polling first: with nothing to do it costs one system call.
 *
 * Return: 1 if a message was handled or a client accepted, 0 if there is nothing
 * to do until the descriptor is ready, -ENOTCONN if the connection has just ended
 * (or there is neither client nor listening socket), other negative errno if the
 * listening socket failed. After -ENOTCONN a listening server accepts again.
 */
int vfu_handle(struct vfu *v);

/**
 * vfu_connected() - whether a client is there and has agreed on a version
 * @v: the server
 */
bool vfu_connected(const struct vfu *v);

/**
 * vfu_dma_read() - copy from the client's memory
 * @v: the server
 * @iova: bus address
 * @buf: destination
 * @len: bytes; the range may cross windows that touch
 *
 * A naturally aligned copy of 1, 2, 4 or 8 bytes is one load; what was read is
 * not older than what a later call reads.
 *
 * Return: 0, or -EFAULT if any byte is not mapped for reading; then nothing was
 * copied.
 */
int vfu_dma_read(struct vfu *v, uint64_t iova, void *buf, size_t len);

/**
 * vfu_dma_write() - copy to the client's memory
 * @v: the server
 * @iova: bus address
 * @buf: source
 * @len: bytes; the range may cross windows that touch
 *
 * A naturally aligned copy of 1, 2, 4 or 8 bytes is one store. Calls become
 * visible in their order, as posted writes do (PCIe Base Specification, 2.4.1).
 *
 * Return: 0, or -EFAULT if any byte is not mapped for writing; then nothing was
 * copied.
 */
int vfu_dma_write(struct vfu *v, uint64_t iova, const void *buf, size_t len);

/** vfu_dma_ok() - whether all of [@iova, @iova + @len) is mapped with the permissions @flags */
bool vfu_dma_ok(struct vfu *v, uint64_t iova, size_t len, uint32_t flags);

/**
 * vfu_dma_ptr() - the client's memory itself
 * @v: the server
 * @iova: bus address
 * @len: bytes
 * @flags: VFU_READ, VFU_WRITE or both: what is going to be done
 *
 * Return: a pointer that is good until the window is unmapped (see
 * vfu_device.dma_unmap), or NULL if the range is not within one window that
 * permits @flags.
 */
void *vfu_dma_ptr(struct vfu *v, uint64_t iova, size_t len, uint32_t flags);

/**
 * vfu_irq_trigger() - send an interrupt
 * @v: the server
 * @index: type
 * @vector: vector of that type
 *
 * A masked vector stays pending and is sent when it is unmasked. INTx masks
 * itself when sent, and the client unmasks it (VFIO_IRQ_INFO_AUTOMASKED).
 * Eventfds coalesce: two triggers may reach the client as one.
 *
 * Return: 0 if sent or pending, -ENOENT if the client has set no eventfd, -EINVAL
 * if there is no such vector.
 */
int vfu_irq_trigger(struct vfu *v, unsigned int index, unsigned int vector);

/**
 * vfu_fence() - wait until the client has done what it was told before
 * @v: the server
 *
 * Waits until every eventfd has been read, then asks the client for four bytes of its memory:
 * a client that serves both in one loop, as QEMU does, answers when the interrupts are
 * taken in. Other requests that come meanwhile are handled. Not from a callback, nor
 * while the client waits for a reply: it may hold a lock that its loop needs.
 *
 * Return: 0, or -ENOTCONN if the connection has ended or there is none.
 */
int vfu_fence(struct vfu *v);

#endif
