// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "vfio_client.h"

#define GONE     (-1000)
#define MAX_DATA 4096
#define MAX_FDS  8

enum {
	VERSION = 1,
	DMA_MAP = 2,
	SET_IRQS = 8,
	REGION_READ = 9,
	REGION_WRITE = 10,
	DEVICE_RESET = 13,
	FLAG_REPLY = 0x1,
	FLAG_NO_REPLY = 0x10,
	FLAG_ERROR = 0x20,
	IRQ_MSIX = 2,
};

struct header {
	uint16_t id, cmd;
	uint32_t size, flags, error;
};

struct region {
	uint64_t off;
	uint32_t region, count;
	uint8_t data[MAX_DATA];
};

static int get(int fd, void *buf, size_t len)
{
	uint8_t *p = buf;

	while (len) {
		ssize_t n = read(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return GONE;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

static int post(struct client *c, uint16_t cmd, uint32_t flags, const void *body, size_t len,
		const int *fds, unsigned int nfds)
{
	struct header h = {
		.id = ++c->id, .cmd = cmd, .size = (uint32_t)(sizeof(h) + len), .flags = flags
	};
	struct iovec iov[] = { { &h, sizeof(h) }, { (void *)body, len } };
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(MAX_FDS * sizeof(int))];
	} control = { 0 };
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };

	if (nfds) {
		msg.msg_control = control.buf;
		msg.msg_controllen = CMSG_SPACE(nfds * sizeof(int));
		struct cmsghdr *cm = CMSG_FIRSTHDR(&msg);

		cm->cmsg_level = SOL_SOCKET;
		cm->cmsg_type = SCM_RIGHTS;
		cm->cmsg_len = CMSG_LEN(nfds * sizeof(int));
		memcpy(CMSG_DATA(cm), fds, nfds * sizeof(int));
	}
	return sendmsg(c->fd, &msg, MSG_NOSIGNAL) == (ssize_t)h.size ? 0 : GONE;
}

/* The reply's body goes to @out, at most @max bytes of it. */
static int reply(struct client *c, uint16_t cmd, void *out, size_t max)
{
	uint8_t body[sizeof(struct region) + 64];
	struct header h;
	size_t len;

	if (get(c->fd, &h, sizeof(h)))
		return GONE;
	len = h.size - sizeof(h);
	if (h.size < sizeof(h) || len > sizeof(body) || get(c->fd, body, len))
		return GONE;
	if (h.id != c->id || h.cmd != cmd || (h.flags & 0xf) != FLAG_REPLY)
		return GONE;
	if (h.flags & FLAG_ERROR)
		return -(int)h.error;
	if (max)
		memcpy(out, body, len < max ? len : max);
	return 0;
}

static int call(struct client *c, uint16_t cmd, const void *body, size_t len, const int *fds,
		unsigned int nfds)
{
	int rc = post(c, cmd, 0, body, len, fds, nfds);

	return rc ? rc : reply(c, cmd, NULL, 0);
}

int client_connect(struct client *c, const char *path)
{
	static const char caps[] = "\0\0\1\0{\"capabilities\":{\"max_msg_fds\":8}}";
	struct sockaddr_un sa = { .sun_family = AF_UNIX };

	c->id = 0;
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", path);
	if (connect(c->fd, (struct sockaddr *)&sa, sizeof(sa)) ||
	    call(c, VERSION, caps, sizeof(caps), NULL, 0)) {
		close(c->fd);
		c->fd = -1;
		return -1;
	}
	return 0;
}

void client_close(struct client *c)
{
	close(c->fd);
}

int client_map(struct client *c, int memfd, uint64_t addr, uint64_t size)
{
	struct {
		uint32_t argsz, flags;
		uint64_t offset, addr, size;
	} map = { sizeof(map), 3, 0, addr, size };

	return call(c, DMA_MAP, &map, sizeof(map), &memfd, 1);
}

static int set_msix(struct client *c, unsigned int start, const int *eventfds, unsigned int n)
{
	struct {
		uint32_t argsz, flags, index, start, count;
	} set = { sizeof(set), 0x24, IRQ_MSIX, start, n };

	return call(c, SET_IRQS, &set, sizeof(set), eventfds, n);
}

int client_msix(struct client *c, const int *eventfds, unsigned int n)
{
	int rc = 0;

	for (unsigned int i = 0; i < n && !rc; i += MAX_FDS)
		rc = set_msix(c, i, eventfds + i, n - i < MAX_FDS ? n - i : MAX_FDS);
	return rc;
}

int client_read(struct client *c, unsigned int region, uint64_t off, void *buf, uint32_t len)
{
	struct region r = { .off = off, .region = region, .count = len };
	int rc = post(c, REGION_READ, 0, &r, offsetof(struct region, data), NULL, 0);

	if (!rc)
		rc = reply(c, REGION_READ, &r, sizeof(r));
	if (!rc)
		memcpy(buf, r.data, len);
	return rc;
}

static void fill_write(struct region *r, unsigned int region, uint64_t off, const void *buf,
		       uint32_t len)
{
	*r = (struct region){ .off = off, .region = region, .count = len };
	memcpy(r->data, buf, len);
}

int client_write(struct client *c, unsigned int region, uint64_t off, const void *buf, uint32_t len)
{
	struct region r;

	fill_write(&r, region, off, buf, len);
	return call(c, REGION_WRITE, &r, offsetof(struct region, data) + len, NULL, 0);
}

int client_post(struct client *c, unsigned int region, uint64_t off, const void *buf, uint32_t len)
{
	struct region r;

	fill_write(&r, region, off, buf, len);
	return post(c, REGION_WRITE, FLAG_NO_REPLY, &r, offsetof(struct region, data) + len, NULL,
		    0);
}

int client_reset(struct client *c)
{
	return call(c, DEVICE_RESET, NULL, 0, NULL, 0);
}
