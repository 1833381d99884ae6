// SPDX-License-Identifier: Apache-2.0
/* Whole messages out of, and into, a stream that may stop anywhere. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "vfu/internal.h"

#define HDR_SIZE sizeof(struct vfu_msg_hdr)

static struct vfu_msg_hdr rx_header(const struct vfu *v)
{
	struct vfu_msg_hdr hdr;

	memcpy(&hdr, v->rx, sizeof(hdr));
	return hdr;
}

static void keep_fds(struct vfu *v, const struct cmsghdr *c)
{
	size_t i, n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

	for (i = 0; i < n; i++) {
		int fd;

		memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(fd));
		if (v->rx_nfds < VFU_MAX_FDS) {
			v->rx_fds[v->rx_nfds++] = fd;
		} else {
			close(fd);
			v->rx_fds_lost = true;
		}
	}
}

/* Up to @len bytes, without waiting; 0 if none are there, -ENOTCONN at the end. */
static ssize_t receive_some(struct vfu *v, size_t len)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(VFU_MAX_FDS * sizeof(int))];
	struct iovec iov = { .iov_base = v->rx + v->rx_len, .iov_len = len };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *c;
	ssize_t n;

	n = recvmsg(v->fd, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return 0;
	if (n < 0)
		return -ENOTCONN;
	for (c = CMSG_FIRSTHDR(&msg); c; c = CMSG_NXTHDR(&msg, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
			keep_fds(v, c);
	if (msg.msg_flags & MSG_CTRUNC)
		v->rx_fds_lost = true;
	return n == 0 ? -ENOTCONN : n;
}

/* What would leave in doubt where the next message begins, or whose turn it is. */
static int check_header(struct vfu *v)
{
	struct vfu_msg_hdr hdr = rx_header(v);

	if (hdr.size < HDR_SIZE || hdr.size > VFU_MAX_MSG) {
		vfu_log(v, "message of %u bytes: closing", hdr.size);
		return -EPROTO;
	}
	if ((hdr.flags & VFU_MSG_TYPE_MASK) == VFU_MSG_REPLY) {
		if (v->fenced && hdr.id == v->fence_id)
			return 0;
		vfu_log(v, "reply %u to nothing: closing", hdr.id);
		return -EPROTO;
	}
	if ((hdr.flags & VFU_MSG_TYPE_MASK) != VFU_MSG_REQUEST) {
		vfu_log(v, "message of unknown type, flags %#x: closing", hdr.flags);
		return -EPROTO;
	}
	return 0;
}

int vfu_receive(struct vfu *v)
{
	for (;;) {
		size_t whole = v->rx_len < HDR_SIZE ? HDR_SIZE : rx_header(v).size;
		ssize_t n;

		if (v->rx_len == whole)
			return 1;
		n = receive_some(v, whole - v->rx_len);
		if (n < 0 && v->rx_len)
			vfu_log(v, "the client went %zu bytes into a message", v->rx_len);
		if (n <= 0)
			return n;
		v->rx_len += n;
		if (v->rx_len - n < HDR_SIZE && v->rx_len == HDR_SIZE) {
			int err = check_header(v);

			if (err)
				return err;
		}
	}
}

bool vfu_is_reply(const struct vfu *v)
{
	return (rx_header(v).flags & VFU_MSG_TYPE_MASK) == VFU_MSG_REPLY;
}

int vfu_send(struct vfu *v)
{
	while (v->tx_off < v->tx_len) {
		ssize_t n = send(v->fd, v->tx + v->tx_off, v->tx_len - v->tx_off,
				 MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
			return 0;
		if (n < 0)
			return -ENOTCONN;
		v->tx_off += n;
	}
	v->tx_len = 0;
	v->tx_off = 0;
	return 0;
}

void vfu_discard(struct vfu *v)
{
	unsigned int i;

	for (i = 0; i < v->rx_nfds; i++)
		if (v->rx_fds[i] >= 0)
			close(v->rx_fds[i]);
	v->rx_nfds = 0;
	v->rx_fds_lost = false;
	v->rx_len = 0;
}
