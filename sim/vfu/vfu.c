// SPDX-License-Identifier: Apache-2.0
/* The life of a server and of its one connection. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "vfu/internal.h"

#define LINGER_MS 100 /* without a message from the client: it has seen the end */
#define LINGER_S  2   /* in all */

static bool device_valid(const struct vfu_device *dev)
{
	unsigned int i;

	for (i = 0; i < VFU_NUM_REGIONS; i++) {
		const struct vfu_region *r = &dev->region[i];

		if (r->flags & ~(VFU_READ | VFU_WRITE))
			return false;
		if (r->size && !r->access)
			return false;
	}
	for (i = 0; i < VFU_NUM_IRQS; i++)
		if (dev->irqs[i] > VFU_MAX_VECTORS)
			return false;
	return dev->irqs[VFU_IRQ_INTX] <= 1;
}

struct vfu *vfu_create(const struct vfu_device *dev, void *ctx)
{
	struct vfu *v;

	if (!device_valid(dev)) {
		errno = EINVAL;
		return NULL;
	}
	v = calloc(1, sizeof(*v));
	if (!v)
		return NULL;
	v->dev = *dev;
	v->ctx = ctx;
	v->listen_fd = -1;
	v->fd = -1;
	v->rx = malloc(VFU_MAX_MSG);
	v->tx = malloc(VFU_MAX_MSG);
	v->windows = calloc(VFU_MAX_WINDOWS, sizeof(*v->windows));
	if (!v->rx || !v->tx || !v->windows || vfu_irq_create(v) < 0) {
		vfu_destroy(v);
		errno = ENOMEM;
		return NULL;
	}
	return v;
}

/* vfio-user, "Client Disconnection": the device keeps its state, not what was the client's. */
static void disconnect(struct vfu *v)
{
	bool agreed = v->agreed;

	if (v->fd < 0)
		return;
	vfu_discard(v);
	vfu_irq_release(v);
	vfu_dma_unmap_all(v);
	close(v->fd);
	v->fd = -1;
	v->agreed = false;
	v->closing = false;
	v->fenced = false;
	v->tx_len = 0;
	v->tx_off = 0;
	if (agreed && v->dev.disconnected)
		v->dev.disconnected(v->ctx);
}

/*
 * Say goodbye before closing: a client that writes to a closed socket gets EPIPE,
 * on which QEMU 11.1 aborts; after the end of file it does not write any more.
 */
static void linger(struct vfu *v)
{
	struct pollfd pfd = { .fd = v->fd, .events = POLLIN };
	char sink[4096];
	time_t end = time(NULL) + LINGER_S;

	if (v->fd < 0 || shutdown(v->fd, SHUT_WR))
		return;
	while (time(NULL) <= end && poll(&pfd, 1, LINGER_MS) > 0)
		if (recv(v->fd, sink, sizeof(sink), MSG_DONTWAIT) <= 0)
			return;
}

void vfu_destroy(struct vfu *v)
{
	if (!v)
		return;
	linger(v);
	disconnect(v);
	vfu_socket_unlisten(v);
	vfu_irq_destroy(v);
	free(v->windows);
	free(v->tx);
	free(v->rx);
	free(v);
}

int vfu_listen(struct vfu *v, const char *path)
{
	return vfu_socket_listen(v, path);
}

int vfu_attach(struct vfu *v, int fd)
{
	int domain, type;
	socklen_t len = sizeof(int);

	if (v->fd >= 0)
		return -EISCONN;
	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) < 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) < 0)
		return -errno;
	if (domain != AF_UNIX || type != SOCK_STREAM)
		return -EINVAL;
	v->fd = fd;
	v->log_lines = 0;
	return 0;
}

void vfu_pollfd(const struct vfu *v, struct pollfd *pfd)
{
	pfd->fd = v->fd >= 0 ? v->fd : v->listen_fd;
	pfd->events = v->tx_len ? POLLOUT : POLLIN;
	pfd->revents = 0;
}

static int accept_client(struct vfu *v)
{
	int fd;

	if (v->listen_fd < 0)
		return -ENOTCONN;
	fd = accept4(v->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0) {
		if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
			return 0;
		return -errno;
	}
	v->fd = fd;
	v->log_lines = 0;
	return 1;
}

static int handle_message(struct vfu *v)
{
	int ret = vfu_send(v);

	/* A client that does not read its replies is not listened to either. */
	if (ret || v->tx_len)
		return ret;
	ret = vfu_receive(v);
	if (ret <= 0)
		return ret;
	if (vfu_is_reply(v)) {
		v->fenced = false;
		vfu_discard(v);
		return 1;
	}
	vfu_dispatch(v);
	vfu_discard(v);
	if (v->closing)
		return -EPROTO;
	ret = vfu_send(v);
	return ret ? ret : 1;
}

int vfu_handle(struct vfu *v)
{
	int ret;

	if (v->fd < 0)
		return accept_client(v);
	ret = handle_message(v);
	if (ret >= 0)
		return ret;
	disconnect(v);
	return -ENOTCONN;
}

bool vfu_connected(const struct vfu *v)
{
	return v->agreed;
}
