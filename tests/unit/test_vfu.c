// SPDX-License-Identifier: Apache-2.0
/* The protocol server: connection, framing, requests for information, regions. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "test_vfu_peer.h"

static const struct vfu_msg_info get_info = { .argsz = sizeof(get_info) };

static void version_reply(void **state)
{
	struct peer *p = *state;
	const struct vfu_msg_version ver = { VFU_VERSION_MAJOR, 3 };
	const struct reply *r = peer_call(p, VFU_CMD_VERSION, &ver, sizeof(ver));
	struct vfu_msg_version got;
	const char *json = (const char *)r->data + sizeof(got);

	memcpy(&got, r->data, sizeof(got));
	assert_int_equal(got.major, VFU_VERSION_MAJOR);
	assert_int_equal(got.minor, VFU_VERSION_MINOR);
	assert_int_equal(r->data[r->len - 1], '\0');
	assert_string_equal(json, "{\"capabilities\":{\"max_msg_fds\":8,"
				  "\"max_data_xfer_size\":65536,\"max_dma_maps\":4096,"
				  "\"pgsizes\":4096}}");
	assert_int_equal(r->len, sizeof(got) + strlen(json) + 1);
	assert_true(vfu_connected(p->v));
	assert_int_equal(p->connects, 1);
}

static void version_first(void **state)
{
	struct peer *p = *state;
	uint64_t req[2] = { 0 };

	peer_error(p, VFU_CMD_GET_INFO, &get_info, sizeof(get_info), NULL, 0, EPROTO);
	peer_error(p, VFU_CMD_REGION_READ, req, sizeof(req), NULL, 0, EPROTO);
	peer_error(p, VFU_CMD_RESET, NULL, 0, NULL, 0, EPROTO);
	assert_int_equal(p->accesses + p->resets, 0);
	peer_agree(p);
	peer_call(p, VFU_CMD_GET_INFO, &get_info, sizeof(get_info));
}

static void version_twice(void **state)
{
	struct peer *p = *state;
	const struct vfu_msg_version ver = { 0, 0 };

	peer_error(p, VFU_CMD_VERSION, &ver, sizeof(ver), NULL, 0, EPROTO);
	assert_true(vfu_connected(p->v));
	assert_int_equal(p->connects, 1);
}

static void version_wrong_major(void **state)
{
	struct peer *p = *state;
	const struct vfu_msg_version ver = { 1, 0 };

	peer_send(p, VFU_CMD_VERSION, 0, &ver, sizeof(ver), NULL, 0);
	assert_int_equal(peer_pump(p), -ENOTCONN);
	assert_true(peer_closed(p));
	assert_int_equal(p->connects + p->disconnects, 0);
	assert_non_null(strstr(p->log, "version 1.0"));
}

static void version_malformed(void **state)
{
	struct peer *p = *state;
	char data[4100] = { 0 };

	peer_error(p, VFU_CMD_VERSION, data, 3, NULL, 0, EINVAL);
	peer_error(p, VFU_CMD_VERSION, data, sizeof(data), NULL, 0, EINVAL);
	memcpy(data + 4, "{}", 2);
	peer_error(p, VFU_CMD_VERSION, data, 6, NULL, 0, EINVAL); /* no NUL */
	assert_false(vfu_connected(p->v));
	peer_call(p, VFU_CMD_VERSION, data, 7);
}

static void device_info(void **state)
{
	struct peer *p = *state;
	const struct reply *r = peer_call(p, VFU_CMD_GET_INFO, &get_info, sizeof(get_info));
	struct vfu_msg_info info;

	assert_int_equal(r->len, sizeof(info));
	memcpy(&info, r->data, sizeof(info));
	assert_int_equal(info.argsz, sizeof(info));
	assert_int_equal(info.flags, VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET);
	assert_int_equal(info.num_regions, VFU_NUM_REGIONS);
	assert_int_equal(info.num_irqs, VFU_NUM_IRQS);
	info.argsz = sizeof(info) - 1;
	peer_error(p, VFU_CMD_GET_INFO, &info, sizeof(info), NULL, 0, EINVAL);
}

static void region_info(void **state)
{
	static const struct {
		uint64_t size;
		uint32_t flags;
	} want[VFU_NUM_REGIONS] = {
		[VFU_REGION_BAR0] = { BAR0_SIZE, 3 },
		[VFU_REGION_BAR1] = { 64, 1 },
		[VFU_REGION_BAR2] = { BAR2_SIZE, 3 },
		[VFU_REGION_CONFIG] = { 4096, 3 },
	};
	struct peer *p = *state;
	struct vfu_msg_region_info info, got;
	unsigned int i;

	for (i = 0; i < VFU_NUM_REGIONS; i++) {
		const struct reply *r;

		/* A larger argsz than there is to say is fine. */
		info = (struct vfu_msg_region_info){ .argsz = 32 + 32 * (i & 1), .index = i };
		r = peer_call(p, VFU_CMD_GET_REGION_INFO, &info, sizeof(info));
		assert_int_equal(r->len, sizeof(got));
		memcpy(&got, r->data, sizeof(got));
		assert_int_equal(got.argsz, sizeof(got));
		assert_int_equal(got.index, i);
		assert_int_equal(got.size, want[i].size);
		assert_int_equal(got.flags, want[i].flags);
		assert_int_equal(got.cap_offset, 0);
	}
	info = (struct vfu_msg_region_info){ .argsz = 32, .index = VFU_NUM_REGIONS };
	peer_error(p, VFU_CMD_GET_REGION_INFO, &info, sizeof(info), NULL, 0, EINVAL);
	info = (struct vfu_msg_region_info){ .argsz = 31 };
	peer_error(p, VFU_CMD_GET_REGION_INFO, &info, sizeof(info), NULL, 0, EINVAL);
}

static void unknown_commands(void **state)
{
	static const unsigned int refused[] = {
		VFU_CMD_GET_REGION_IO_FDS, VFU_CMD_DMA_READ,           VFU_CMD_DMA_WRITE,
		VFU_CMD_DIRTY_PAGES,       VFU_CMD_REGION_WRITE_MULTI, VFU_CMD_DEVICE_FEATURE,
		VFU_CMD_MIG_DATA_READ,     VFU_CMD_MIG_DATA_WRITE,
	};
	struct peer *p = *state;
	uint8_t data[64] = { 0 };
	unsigned int i;

	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		peer_error(p, refused[i], data, sizeof(data), NULL, 0, EOPNOTSUPP);
	peer_error(p, 0, NULL, 0, NULL, 0, ENOSYS);
	peer_error(p, VFU_NUM_CMDS, NULL, 0, NULL, 0, ENOSYS);
	peer_error(p, UINT16_MAX, data, sizeof(data), NULL, 0, ENOSYS);
}

/* Every command, at every wrong length: an error reply, or for SET_IRQS and writes a right one. */
static void wrong_lengths(void **state)
{
	static const struct {
		unsigned int cmd;
		size_t len;
	} fixed[] = {
		{ VFU_CMD_DMA_MAP, sizeof(struct vfu_msg_dma_map) },
		{ VFU_CMD_DMA_UNMAP, sizeof(struct vfu_msg_dma_unmap) },
		{ VFU_CMD_GET_INFO, sizeof(struct vfu_msg_info) },
		{ VFU_CMD_GET_REGION_INFO, sizeof(struct vfu_msg_region_info) },
		{ VFU_CMD_GET_IRQ_INFO, sizeof(struct vfu_msg_irq_info) },
		{ VFU_CMD_REGION_READ, sizeof(struct vfu_msg_region_rw) },
		{ VFU_CMD_RESET, 0 },
	};
	struct peer *p = *state;
	uint8_t data[64];
	unsigned int i;
	size_t len;

	memset(data, 0xff, sizeof(data));
	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		for (len = 0; len <= sizeof(data); len++)
			if (len != fixed[i].len)
				peer_error(p, fixed[i].cmd, data, len, NULL, 0, EINVAL);
	for (len = 0; len < sizeof(struct vfu_msg_irq_set); len++)
		peer_error(p, VFU_CMD_SET_IRQS, data, len, NULL, 0, EINVAL);
	for (len = 0; len < sizeof(struct vfu_msg_region_rw); len++)
		peer_error(p, VFU_CMD_REGION_WRITE, data, len, NULL, 0, EINVAL);
	assert_int_equal(p->accesses + p->resets + p->maps, 0);
}

static void reset(void **state)
{
	struct peer *p = *state;
	const struct reply *r = peer_call(p, VFU_CMD_RESET, NULL, 0);

	assert_int_equal(r->len, 0);
	assert_int_equal(p->resets, 1);
}

struct write_msg {
	struct vfu_msg_region_rw rw;
	uint8_t data[VFU_MAX_XFER];
};

static struct vfu_msg_region_rw read_msg(unsigned int region, uint64_t off, uint32_t count)
{
	return (struct vfu_msg_region_rw){ off, region, count };
}

static void region_rw(void **state)
{
	static struct write_msg w;
	struct peer *p = *state;
	struct vfu_msg_region_rw rw = read_msg(VFU_REGION_BAR0, 0x123, 37);
	const struct reply *r;
	unsigned int i;

	w.rw = rw;
	for (i = 0; i < rw.count; i++)
		w.data[i] = i * 7 + 1;
	r = peer_call(p, VFU_CMD_REGION_WRITE, &w, sizeof(rw) + rw.count);
	assert_int_equal(r->len, sizeof(rw));
	assert_memory_equal(r->data, &rw, sizeof(rw));
	assert_memory_equal(p->bar0 + 0x123, w.data, rw.count);
	r = peer_call(p, VFU_CMD_REGION_READ, &rw, sizeof(rw));
	assert_int_equal(r->len, sizeof(rw) + rw.count);
	assert_memory_equal(r->data, &rw, sizeof(rw));
	assert_memory_equal(r->data + sizeof(rw), w.data, rw.count);
	assert_int_equal(p->accesses, 2);
}

static void region_bounds(void **state)
{
	static const struct {
		unsigned int region;
		uint64_t off;
		uint32_t count;
	} bad[] = {
		{ VFU_REGION_BAR0, BAR0_SIZE, 1 },
		{ VFU_REGION_BAR0, BAR0_SIZE - 3, 4 },
		{ VFU_REGION_BAR0, BAR0_SIZE + 1, 4 },
		{ VFU_REGION_BAR0, UINT64_MAX, 1 },
		{ VFU_REGION_BAR0, UINT64_MAX - 3, 8 },
		{ VFU_REGION_BAR0, 0, 0 },
		{ VFU_REGION_BAR0, 0, BAR0_SIZE + 1 },
		{ VFU_REGION_BAR0, 8, UINT32_MAX },
		{ VFU_REGION_BAR2, 0, VFU_MAX_XFER + 1 },
		{ VFU_REGION_BAR3, 0, 4 },
		{ VFU_REGION_CONFIG, 4093, 4 },
		{ VFU_NUM_REGIONS, 0, 4 },
		{ UINT32_MAX, 0, 4 },
	};
	static struct write_msg w;
	struct peer *p = *state;
	struct vfu_msg_region_rw rw;
	unsigned int i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		rw = read_msg(bad[i].region, bad[i].off, bad[i].count);
		peer_error(p, VFU_CMD_REGION_READ, &rw, sizeof(rw), NULL, 0, EINVAL);
		w.rw = rw;
		if (rw.count <= VFU_MAX_XFER)
			peer_error(p, VFU_CMD_REGION_WRITE, &w, sizeof(rw) + rw.count, NULL, 0,
				   EINVAL);
	}
	assert_int_equal(p->accesses, 0);
	/* And the last byte and the longest transfer are good. */
	rw = read_msg(VFU_REGION_BAR0, BAR0_SIZE - 1, 1);
	peer_call(p, VFU_CMD_REGION_READ, &rw, sizeof(rw));
	rw = read_msg(VFU_REGION_BAR2, BAR2_SIZE - VFU_MAX_XFER, VFU_MAX_XFER);
	assert_int_equal(peer_call(p, VFU_CMD_REGION_READ, &rw, sizeof(rw))->len,
			 sizeof(rw) + VFU_MAX_XFER);
	w.rw = rw;
	peer_call(p, VFU_CMD_REGION_WRITE, &w, sizeof(w));
	assert_int_equal(p->accesses, 3);
	assert_int_equal(p->last_len, VFU_MAX_XFER);
}

static void region_count_lies(void **state)
{
	static struct write_msg w;
	struct peer *p = *state;

	w.rw = read_msg(VFU_REGION_BAR0, 0, 8);
	peer_error(p, VFU_CMD_REGION_WRITE, &w, sizeof(w.rw) + 7, NULL, 0, EINVAL);
	peer_error(p, VFU_CMD_REGION_WRITE, &w, sizeof(w.rw) + 9, NULL, 0, EINVAL);
	peer_error(p, VFU_CMD_REGION_WRITE, &w, sizeof(w.rw), NULL, 0, EINVAL);
	assert_int_equal(p->accesses, 0);
}

static void region_permission(void **state)
{
	static struct write_msg w;
	struct peer *p = *state;

	w.rw = read_msg(VFU_REGION_BAR1, 0, 4);
	peer_error(p, VFU_CMD_REGION_WRITE, &w, sizeof(w.rw) + 4, NULL, 0, EACCES);
	assert_int_equal(p->accesses, 0);
	peer_call(p, VFU_CMD_REGION_READ, &w.rw, sizeof(w.rw));
}

static void region_error(void **state)
{
	struct peer *p = *state;
	struct vfu_msg_region_rw rw = read_msg(VFU_REGION_BAR0, 0, 4);

	p->access_error = -EIO;
	peer_error(p, VFU_CMD_REGION_READ, &rw, sizeof(rw), NULL, 0, EIO);
	p->access_error = 0;
	peer_call(p, VFU_CMD_REGION_READ, &rw, sizeof(rw));
}

/* What an access leaves out is zero, not what an earlier reply held. */
static void region_no_stale_data(void **state)
{
	static const uint8_t zero[64];
	struct peer *p = *state;
	struct vfu_msg_region_rw rw = read_msg(VFU_REGION_BAR0, 0, 64);
	const struct reply *r;

	memset(p->bar0, 0xa5, 64);
	peer_call(p, VFU_CMD_REGION_READ, &rw, sizeof(rw));
	rw.region = VFU_REGION_BAR2;
	r = peer_call(p, VFU_CMD_REGION_READ, &rw, sizeof(rw));
	assert_memory_equal(r->data + sizeof(rw), zero, sizeof(zero));
}

static void posted_write(void **state)
{
	static struct write_msg w;
	struct peer *p = *state;
	struct vfu_msg_region_rw rw = read_msg(VFU_REGION_BAR0, 8, 4);
	const struct reply *r;
	unsigned int i;

	w.rw = rw;
	for (i = 0; i < 10; i++) {
		w.data[0] = i;
		peer_send(p, VFU_CMD_REGION_WRITE, VFU_MSG_NO_REPLY, &w, sizeof(rw) + 4, NULL, 0);
	}
	/* A refused one has no reply either, else the client would lose its place. */
	w.rw.offset = BAR0_SIZE;
	peer_send(p, VFU_CMD_REGION_WRITE, VFU_MSG_NO_REPLY, &w, sizeof(rw) + 4, NULL, 0);
	assert_int_equal(peer_pump(p), 0);
	assert_true(peer_silent(p));
	assert_int_equal(p->accesses, 10);
	assert_int_equal(p->log_lines, 1);
	r = peer_call(p, VFU_CMD_REGION_READ, &rw, sizeof(rw));
	assert_int_equal(r->data[sizeof(rw)], 9);
}

/* One call handles one message, so that the owner can interleave its own work. */
static void one_message_a_call(void **state)
{
	struct peer *p = *state;

	peer_send(p, VFU_CMD_RESET, VFU_MSG_NO_REPLY, NULL, 0, NULL, 0);
	peer_send(p, VFU_CMD_RESET, VFU_MSG_NO_REPLY, NULL, 0, NULL, 0);
	assert_int_equal(vfu_handle(p->v), 1);
	assert_int_equal(p->resets, 1);
	assert_int_equal(vfu_handle(p->v), 1);
	assert_int_equal(p->resets, 2);
	assert_int_equal(vfu_handle(p->v), 0);
}

static void single_bytes(void **state)
{
	struct peer *p = *state;
	struct {
		struct vfu_msg_hdr hdr;
		struct vfu_msg_region_rw rw;
		uint32_t data;
	} __attribute__((packed)) msg = {
		.hdr = { 77, VFU_CMD_REGION_WRITE, sizeof(msg), 0, 0 },
		.rw = { 16, VFU_REGION_BAR0, 4 },
		.data = 0x12345678,
	};
	const struct reply *r;
	size_t i;

	for (i = 0; i < sizeof(msg); i++) {
		assert_true(peer_silent(p));
		assert_int_equal(p->accesses, 0);
		peer_raw(p, (const uint8_t *)&msg + i, 1, NULL, 0);
		assert_int_equal(vfu_handle(p->v), i == sizeof(msg) - 1);
	}
	r = peer_recv(p);
	assert_int_equal(r->hdr.id, 77);
	assert_int_equal(r->hdr.flags, VFU_MSG_REPLY);
	assert_memory_equal(p->bar0 + 16, &msg.data, 4);
}

/* Requests in one segment are taken apart. */
static void glued(void **state)
{
	struct peer *p = *state;
	const struct vfu_msg_hdr two[2] = {
		{ 1, VFU_CMD_RESET, sizeof(two[0]), 0, 0 },
		{ 2, VFU_CMD_RESET, sizeof(two[0]), 0, 0 },
	};

	peer_raw(p, two, sizeof(two), NULL, 0);
	assert_int_equal(peer_pump(p), 0);
	assert_int_equal(p->resets, 2);
	assert_int_equal(peer_recv(p)->hdr.id, 1);
	assert_int_equal(peer_recv(p)->hdr.id, 2);
}

static void expect_close(struct peer *p, const struct vfu_msg_hdr *hdr, const char *why)
{
	peer_raw(p, hdr, sizeof(*hdr), NULL, 0);
	assert_int_equal(peer_pump(p), -ENOTCONN);
	assert_true(peer_closed(p));
	assert_non_null(strstr(p->log, why));
	assert_int_equal(p->disconnects, 1);
	assert_int_equal(vfu_handle(p->v), -ENOTCONN);
}

static void too_short(void **state)
{
	expect_close(*state, &(struct vfu_msg_hdr){ 1, VFU_CMD_RESET, 15, 0, 0 }, "15 bytes");
}

static void too_long(void **state)
{
	expect_close(*state,
		     &(struct vfu_msg_hdr){ 1, VFU_CMD_REGION_WRITE, VFU_MAX_MSG + 1, 0, 0 },
		     "bytes: closing");
}

static void size_zero(void **state)
{
	expect_close(*state, &(struct vfu_msg_hdr){ 1, VFU_CMD_RESET, 0, 0, 0 }, "0 bytes");
}

static void unexpected_reply(void **state)
{
	expect_close(*state, &(struct vfu_msg_hdr){ 1, VFU_CMD_DMA_READ, 16, VFU_MSG_REPLY, 0 },
		     "reply 1 to nothing");
}

static void unknown_type(void **state)
{
	expect_close(*state, &(struct vfu_msg_hdr){ 1, VFU_CMD_RESET, 16, 0x2, 0 }, "unknown type");
}

/* The end of the connection at each byte of a message, then a new client. */
static void truncated(void **state)
{
	struct peer *p = *state;
	struct {
		struct vfu_msg_hdr hdr;
		struct vfu_msg_info info;
	} msg = { { 1, VFU_CMD_GET_INFO, sizeof(msg), 0, 0 }, get_info };
	size_t len;

	for (len = 0; len < sizeof(msg); len++) {
		if (len)
			peer_raw(p, &msg, len, NULL, 0);
		assert_int_equal(vfu_handle(p->v), 0);
		close(p->fd);
		assert_int_equal(peer_pump(p), -ENOTCONN);
		assert_int_equal(p->disconnects, len + 1);
		peer_attach(p);
		peer_agree(p);
	}
	assert_int_equal(p->log_lines, sizeof(msg) - 1);
}

/* A client that reads no replies is not served, and blocks nobody. */
static void unread_replies(void **state)
{
	struct peer *p = *state;
	struct vfu_msg_region_rw rw = read_msg(VFU_REGION_BAR2, 0, VFU_MAX_XFER);
	struct pollfd pfd;
	unsigned int sent, got;

	for (sent = 0; sent < 20; sent++)
		peer_send(p, VFU_CMD_REGION_READ, 0, &rw, sizeof(rw), NULL, 0);
	assert_int_equal(peer_pump(p), 0);
	assert_true(p->accesses < sent);
	vfu_pollfd(p->v, &pfd);
	assert_int_equal(pfd.events, POLLOUT);
	for (got = 0; got < sent; got++) {
		const struct reply *r = peer_recv(p);

		assert_int_equal(r->hdr.id, (uint16_t)(p->next_id - sent + got));
		assert_int_equal(r->len, sizeof(rw) + VFU_MAX_XFER);
		assert_int_equal(peer_pump(p), 0);
	}
	assert_int_equal(p->accesses, sent);
	vfu_pollfd(p->v, &pfd);
	assert_int_equal(pfd.events, POLLIN);
}

static void gone_before_reply(void **state)
{
	struct peer *p = *state;

	peer_send(p, VFU_CMD_RESET, 0, NULL, 0, NULL, 0);
	close(p->fd);
	p->fd = -1;
	assert_int_equal(peer_pump(p), -ENOTCONN);
	assert_int_equal(p->resets, 1);
	assert_int_equal(p->disconnects, 1);
}

/* Descriptors that nobody asked for are closed; the teardown counts them. */
static void surplus_fds(void **state)
{
	struct peer *p = *state;
	int fds[40];
	unsigned int i, n;

	for (i = 0; i < 40; i++)
		fds[i] = p->fd;
	peer_error(p, VFU_CMD_RESET, NULL, 0, fds, 1, EINVAL);
	for (n = 1; n <= 40; n++)
		peer_error(p, VFU_CMD_GET_INFO, &get_info, sizeof(get_info), fds, n, EINVAL);
	peer_error(p, 999, NULL, 0, fds, 8, ENOSYS);
	/* They count for the message they came with, and for no other. */
	peer_call(p, VFU_CMD_GET_INFO, &get_info, sizeof(get_info));
	assert_int_equal(peer_open_fds(), p->fds_before + 2);
}

/* Descriptors with every byte of one message. */
static void fds_in_pieces(void **state)
{
	struct peer *p = *state;
	const struct vfu_msg_hdr hdr = { 5, VFU_CMD_RESET, sizeof(hdr), 0, 0 };
	const int fds[2] = { p->fd, p->fd };
	size_t i;

	for (i = 0; i < sizeof(hdr); i++) {
		peer_raw(p, (const uint8_t *)&hdr + i, 1, fds, 2);
		assert_int_equal(vfu_handle(p->v), i == sizeof(hdr) - 1);
	}
	assert_int_equal(peer_recv(p)->hdr.error, EINVAL);
	assert_int_equal(p->resets, 0);
	assert_int_equal(peer_open_fds(), p->fds_before + 2);
}

static void log_is_bounded(void **state)
{
	struct peer *p = *state;
	unsigned int i;

	for (i = 0; i < 1000; i++)
		peer_error(p, 0, NULL, 0, NULL, 0, ENOSYS);
	assert_int_equal(p->log_lines, 101);
	assert_string_equal(p->log, "no more about this client");
}

static void attach_twice(void **state)
{
	struct peer *p = *state;
	int sv[2];

	assert_int_equal(vfu_attach(p->v, p->fd), -EISCONN);
	close(p->fd);
	p->fd = -1;
	assert_int_equal(peer_pump(p), -ENOTCONN);
	assert_int_equal(vfu_attach(p->v, -1), -EBADF);
	assert_int_equal(vfu_attach(p->v, STDERR_FILENO), -ENOTSOCK);
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, sv), 0);
	assert_int_equal(vfu_attach(p->v, sv[0]), -EINVAL);
	close(sv[0]);
	close(sv[1]);
}

static int on_access(void *ctx, unsigned int region, uint64_t off, void *buf, size_t len,
		     bool write)
{
	(void)ctx;
	(void)region;
	(void)off;
	(void)buf;
	(void)len;
	(void)write;
	return 0;
}

static void bad_devices(void **state)
{
	struct vfu_device dev = { 0 };

	(void)state;
	dev.region[0].size = 4;
	assert_null(vfu_create(&dev, NULL));
	assert_int_equal(errno, EINVAL);
	dev.region[0].access = on_access;
	dev.region[0].flags = 4;
	assert_null(vfu_create(&dev, NULL));
	dev.region[0].flags = VFU_READ;
	dev.irqs[VFU_IRQ_MSIX] = VFU_MAX_VECTORS + 1;
	assert_null(vfu_create(&dev, NULL));
	dev.irqs[VFU_IRQ_MSIX] = VFU_MAX_VECTORS;
	dev.irqs[VFU_IRQ_INTX] = 2;
	assert_null(vfu_create(&dev, NULL));
	vfu_destroy(NULL);
}

/* A device without any callback that may be left out. */
static void bare_device(void **state)
{
	struct peer *p = *state;
	struct vfu_device dev = { 0 };
	struct vfu_msg_info info;

	dev.region[0] = (struct vfu_region){ 16, VFU_READ, on_access };
	vfu_destroy(p->v);
	close(p->fd);
	p->v = vfu_create(&dev, p);
	assert_non_null(p->v);
	peer_attach(p);
	peer_agree(p);
	memcpy(&info, peer_call(p, VFU_CMD_GET_INFO, &get_info, sizeof(get_info))->data,
	       sizeof(info));
	assert_int_equal(info.flags, VFIO_DEVICE_FLAGS_PCI);
	peer_error(p, VFU_CMD_RESET, NULL, 0, NULL, 0, EOPNOTSUPP);
}

/* Listening: its own directory, so that paths are nobody else's. */
struct place {
	char dir[32];
	char path[64];
};

static struct place make_place(void)
{
	struct place pl = { .dir = "/tmp/test-vfu-XXXXXX" };

	assert_non_null(mkdtemp(pl.dir));
	snprintf(pl.path, sizeof(pl.path), "%s/sock", pl.dir);
	return pl;
}

static int connect_to(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	strcpy(addr.sun_path, path);
	assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	return fd;
}

static void listen_and_reconnect(void **state)
{
	struct peer *p = *state;
	struct place pl = make_place();
	struct pollfd pfd;
	struct stat st;
	unsigned int i;
	int other;

	close(p->fd);
	p->fd = -1;
	assert_int_equal(peer_pump(p), -ENOTCONN);
	vfu_pollfd(p->v, &pfd);
	assert_int_equal(pfd.fd, -1);
	assert_int_equal(vfu_listen(p->v, pl.path), 0);
	assert_int_equal(vfu_listen(p->v, pl.path), -EALREADY);
	assert_int_equal(stat(pl.path, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(peer_pump(p), 0);
	for (i = 1; i <= 5; i++) {
		vfu_pollfd(p->v, &pfd);
		assert_int_equal(poll(&pfd, 1, 0), 0);
		p->fd = connect_to(pl.path);
		assert_int_equal(poll(&pfd, 1, 0), 1);
		assert_int_equal(vfu_handle(p->v), 1);
		peer_agree(p);
		assert_int_equal(p->connects, i);
		/* A second one waits, unseen. */
		other = connect_to(pl.path);
		peer_call(p, VFU_CMD_RESET, NULL, 0);
		close(p->fd);
		assert_int_equal(peer_pump(p), -ENOTCONN);
		assert_int_equal(p->disconnects, i);
		p->fd = other;
		assert_int_equal(vfu_handle(p->v), 1);
		close(p->fd);
		p->fd = -1;
		assert_int_equal(peer_pump(p), -ENOTCONN);
	}
	vfu_destroy(p->v);
	p->v = NULL;
	assert_int_equal(access(pl.path, F_OK), -1);
	assert_int_equal(rmdir(pl.dir), 0);
}

static void listen_refused(void **state)
{
	struct peer *p = *state;
	struct place pl = make_place();
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	char longer[200];
	int fd;

	memset(longer, 'x', sizeof(longer));
	longer[0] = '/';
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(vfu_listen(p->v, longer), -ENAMETOOLONG);
	assert_int_equal(vfu_listen(p->v, ""), -EINVAL);
	assert_int_equal(vfu_listen(p->v, "/nonexistent/sock"), -ENOENT);

	/* A file stays. */
	fd = open(pl.path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(vfu_listen(p->v, pl.path), -EEXIST);
	assert_int_equal(unlink(pl.path), 0);

	/* So does a socket that is in use; one that was left behind is replaced. */
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	strcpy(addr.sun_path, pl.path);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(vfu_listen(p->v, pl.path), -EADDRINUSE);
	close(fd);
	assert_int_equal(vfu_listen(p->v, pl.path), 0);

	/* What took the path in the meantime is not removed. */
	assert_int_equal(unlink(pl.path), 0);
	fd = open(pl.path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	close(fd);
	vfu_destroy(p->v);
	p->v = NULL;
	assert_int_equal(unlink(pl.path), 0);
	assert_int_equal(rmdir(pl.dir), 0);
}

#define TEST(name, setup) cmocka_unit_test_setup_teardown(name, setup, peer_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(version_reply, peer_setup),
		TEST(version_first, peer_setup),
		TEST(version_twice, peer_setup_agreed),
		TEST(version_wrong_major, peer_setup),
		TEST(version_malformed, peer_setup),
		TEST(device_info, peer_setup_agreed),
		TEST(region_info, peer_setup_agreed),
		TEST(unknown_commands, peer_setup_agreed),
		TEST(wrong_lengths, peer_setup_agreed),
		TEST(reset, peer_setup_agreed),
		TEST(region_rw, peer_setup_agreed),
		TEST(region_bounds, peer_setup_agreed),
		TEST(region_count_lies, peer_setup_agreed),
		TEST(region_permission, peer_setup_agreed),
		TEST(region_error, peer_setup_agreed),
		TEST(region_no_stale_data, peer_setup_agreed),
		TEST(posted_write, peer_setup_agreed),
		TEST(one_message_a_call, peer_setup_agreed),
		TEST(single_bytes, peer_setup_agreed),
		TEST(glued, peer_setup_agreed),
		TEST(too_short, peer_setup_agreed),
		TEST(too_long, peer_setup_agreed),
		TEST(size_zero, peer_setup_agreed),
		TEST(unexpected_reply, peer_setup_agreed),
		TEST(unknown_type, peer_setup_agreed),
		TEST(truncated, peer_setup_agreed),
		TEST(unread_replies, peer_setup_agreed),
		TEST(gone_before_reply, peer_setup_agreed),
		TEST(surplus_fds, peer_setup_agreed),
		TEST(fds_in_pieces, peer_setup_agreed),
		TEST(log_is_bounded, peer_setup_agreed),
		TEST(attach_twice, peer_setup),
		TEST(bad_devices, peer_setup),
		TEST(bare_device, peer_setup),
		TEST(listen_and_reconnect, peer_setup),
		TEST(listen_refused, peer_setup),
	};

	return cmocka_run_group_tests_name("vfu", tests, NULL, NULL);
}
