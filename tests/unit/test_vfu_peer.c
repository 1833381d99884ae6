// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test_vfu_peer.h"

int peer_open_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static int on_access(void *ctx, unsigned int region, uint64_t off, void *buf, size_t len,
		     bool write)
{
	struct peer *p = ctx;

	p->accesses++;
	p->last_len = len;
	if (p->in_access)
		p->in_access(p);
	if (p->access_error)
		return p->access_error;
	if (region != VFU_REGION_BAR0)
		return 0;
	if (write)
		memcpy(p->bar0 + off, buf, len);
	else
		memcpy(buf, p->bar0 + off, len);
	return 0;
}

static void on_reset(void *ctx)
{
	((struct peer *)ctx)->resets++;
}

static void on_irq_state(void *ctx, unsigned int index, unsigned int vector, bool armed)
{
	struct peer *p = ctx;

	(void)index;
	(void)vector;
	p->irq_changes++;
	p->irq_armed = armed;
}

static void on_dma_map(void *ctx, uint64_t iova, uint64_t size, uint32_t flags)
{
	struct peer *p = ctx;

	(void)iova;
	(void)size;
	p->maps++;
	p->map_flags = flags;
}

static void on_dma_unmap(void *ctx, uint64_t iova, uint64_t size)
{
	(void)iova;
	(void)size;
	((struct peer *)ctx)->unmaps++;
}

static void on_connected(void *ctx)
{
	((struct peer *)ctx)->connects++;
}

static void on_disconnected(void *ctx)
{
	((struct peer *)ctx)->disconnects++;
}

static void on_log(void *ctx, const char *line)
{
	struct peer *p = ctx;

	p->log_lines++;
	strncpy(p->log, line, sizeof(p->log) - 1);
}

struct vfu_device peer_device(void)
{
	return (struct vfu_device){
		.region = {
			[VFU_REGION_BAR0] = { BAR0_SIZE, VFU_READ | VFU_WRITE, on_access },
			[VFU_REGION_BAR1] = { 64, VFU_READ, on_access },
			[VFU_REGION_BAR2] = { BAR2_SIZE, VFU_READ | VFU_WRITE, on_access },
			[VFU_REGION_CONFIG] = { 4096, VFU_READ | VFU_WRITE, on_access },
		},
		.irqs = { [VFU_IRQ_INTX] = 1, [VFU_IRQ_MSIX] = MSIX_VECTORS, [VFU_IRQ_ERR] = 1 },
		.reset = on_reset,
		.irq_state = on_irq_state,
		.dma_map = on_dma_map,
		.dma_unmap = on_dma_unmap,
		.connected = on_connected,
		.disconnected = on_disconnected,
		.log = on_log,
	};
}

void peer_attach(struct peer *p)
{
	int sv[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv), 0);
	assert_int_equal(vfu_attach(p->v, sv[0]), 0);
	p->fd = sv[1];
}

int peer_setup(void **state)
{
	struct vfu_device dev = peer_device();
	int fds = peer_open_fds();
	struct peer *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	p->fds_before = fds;
	p->v = vfu_create(&dev, p);
	assert_non_null(p->v);
	peer_attach(p);
	*state = p;
	return 0;
}

int peer_setup_agreed(void **state)
{
	peer_setup(state);
	peer_agree(*state);
	return 0;
}

int peer_teardown(void **state)
{
	struct peer *p = *state;
	int before = p->fds_before;

	vfu_destroy(p->v);
	if (p->fd >= 0)
		close(p->fd);
	free(p);
	return peer_open_fds() == before ? 0 : -1;
}

int peer_pump(struct peer *p)
{
	int ret;

	do {
		ret = vfu_handle(p->v);
	} while (ret > 0);
	return ret;
}

void peer_raw(struct peer *p, const void *data, size_t len, const int *fds, unsigned int nfds)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(64 * sizeof(int))] = { 0 };
	struct iovec iov = { .iov_base = (void *)data, .iov_len = len };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (nfds) {
		struct cmsghdr *c;

		msg.msg_control = control;
		msg.msg_controllen = CMSG_SPACE(nfds * sizeof(int));
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(nfds * sizeof(int));
		memcpy(CMSG_DATA(c), fds, nfds * sizeof(int));
	}
	assert_int_equal(sendmsg(p->fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT), len);
}

void peer_send(struct peer *p, unsigned int cmd, uint32_t flags, const void *data, size_t len,
	       const int *fds, unsigned int nfds)
{
	struct vfu_msg_hdr hdr = {
		.id = p->next_id++,
		.command = cmd,
		.size = sizeof(hdr) + len,
		.flags = flags,
	};
	uint8_t *msg = malloc(hdr.size);

	assert_non_null(msg);
	memcpy(msg, &hdr, sizeof(hdr));
	if (len)
		memcpy(msg + sizeof(hdr), data, len);
	peer_raw(p, msg, hdr.size, fds, nfds);
	free(msg);
}

const struct reply *peer_recv(struct peer *p)
{
	static struct reply r;
	ssize_t n;

	/* QEMU's client also takes the header in one piece or not at all. */
	n = recv(p->fd, &r.hdr, sizeof(r.hdr), MSG_DONTWAIT);
	assert_int_equal(n, sizeof(r.hdr));
	assert_in_range(r.hdr.size, sizeof(r.hdr), VFU_MAX_MSG);
	r.len = r.hdr.size - sizeof(r.hdr);
	for (size_t got = 0; got < r.len; got += n) {
		n = recv(p->fd, r.data + got, r.len - got, MSG_DONTWAIT);
		if (n < 0 && errno == EAGAIN) {
			/* The rest waits in the server until there is room. */
			assert_int_equal(peer_pump(p), 0);
			n = recv(p->fd, r.data + got, r.len - got, MSG_DONTWAIT);
		}
		assert_true(n > 0);
	}
	return &r;
}

bool peer_silent(struct peer *p)
{
	char c;

	return recv(p->fd, &c, 1, MSG_DONTWAIT | MSG_PEEK) < 0 && errno == EAGAIN;
}

bool peer_closed(struct peer *p)
{
	char c;

	return recv(p->fd, &c, 1, MSG_DONTWAIT | MSG_PEEK) == 0 || errno == ECONNRESET;
}

const struct reply *peer_call_fds(struct peer *p, unsigned int cmd, const void *data, size_t len,
				  const int *fds, unsigned int nfds)
{
	const struct reply *r;

	peer_send(p, cmd, 0, data, len, fds, nfds);
	assert_int_equal(peer_pump(p), 0);
	r = peer_recv(p);
	assert_int_equal(r->hdr.id, (uint16_t)(p->next_id - 1));
	assert_int_equal(r->hdr.command, cmd);
	assert_int_equal(r->hdr.flags, VFU_MSG_REPLY);
	assert_int_equal(r->hdr.error, 0);
	assert_true(peer_silent(p));
	return r;
}

const struct reply *peer_call(struct peer *p, unsigned int cmd, const void *data, size_t len)
{
	return peer_call_fds(p, cmd, data, len, NULL, 0);
}

void peer_error(struct peer *p, unsigned int cmd, const void *data, size_t len, const int *fds,
		unsigned int nfds, int error)
{
	const struct reply *r;

	peer_send(p, cmd, 0, data, len, fds, nfds);
	assert_int_equal(peer_pump(p), 0);
	r = peer_recv(p);
	assert_int_equal(r->hdr.id, (uint16_t)(p->next_id - 1));
	assert_int_equal(r->hdr.command, cmd);
	assert_int_equal(r->hdr.flags, VFU_MSG_REPLY | VFU_MSG_ERROR);
	assert_int_equal(r->hdr.error, error);
	assert_int_equal(r->len, 0);
	assert_true(peer_silent(p));
}

void peer_agree(struct peer *p)
{
	static const char version[] = "\0\0\0\0{\"capabilities\":{\"max_msg_fds\":8,"
				      "\"max_data_xfer_size\":1048576,\"pgsizes\":4096,"
				      "\"max_dma_maps\":65535,\"write_multiple\":true}}";

	peer_call(p, VFU_CMD_VERSION, version, sizeof(version));
}
