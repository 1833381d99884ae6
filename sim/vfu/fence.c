// SPDX-License-Identifier: Apache-2.0
/* Waiting for the client. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#include "vfu/internal.h"

#define NAP_NS 5000 /* an eventfd is read within some tens of microseconds */

static bool client_gone(const struct vfu *v)
{
	struct pollfd pfd = { .fd = v->fd };

	return v->fd < 0 || (poll(&pfd, 1, 0) == 1 && pfd.revents & (POLLHUP | POLLERR));
}

/* Any address will do: an error is an answer, too. */
static uint64_t some_address(const struct vfu *v)
{
	unsigned int i;

	for (i = 0; i < v->num_windows; i++)
		if (v->windows[i].flags & VFU_READ)
			return v->windows[i].first;
	return 0;
}

static void ask(struct vfu *v)
{
	const struct vfu_msg_dma_rw rw = { .addr = some_address(v), .count = 4 };
	const struct vfu_msg_hdr hdr = { .id = ++v->fence_id,
					 .command = VFU_CMD_DMA_READ,
					 .size = sizeof(hdr) + sizeof(rw) };

	memcpy(v->tx, &hdr, sizeof(hdr));
	memcpy(v->tx + sizeof(hdr), &rw, sizeof(rw));
	v->tx_len = hdr.size;
	v->fenced = true;
}

/* Handles what comes until @more no longer holds. */
static int serve_while(struct vfu *v, bool (*more)(const struct vfu *v))
{
	while (more(v)) {
		struct pollfd pfd;
		int n;

		vfu_pollfd(v, &pfd);
		if (v->fd < 0 || (poll(&pfd, 1, -1) < 0 && errno != EINTR))
			return -ENOTCONN;
		n = vfu_handle(v);
		if (n < 0)
			return n;
	}
	return v->fd < 0 ? -ENOTCONN : 0;
}

static bool unsent(const struct vfu *v)
{
	return v->tx_len;
}

static bool unanswered(const struct vfu *v)
{
	return v->fenced;
}

int vfu_fence(struct vfu *v)
{
	while (!vfu_irq_taken(v)) {
		if (client_gone(v))
			return -ENOTCONN;
		nanosleep(&(struct timespec){ .tv_nsec = NAP_NS }, NULL);
	}
	if (v->fd < 0 || serve_while(v, unsent))
		return -ENOTCONN;
	ask(v);
	return serve_while(v, unanswered);
}
