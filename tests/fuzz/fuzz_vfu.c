// SPDX-License-Identifier: Apache-2.0
/*
 * Fuzzer of the protocol server. An input is a list of steps: messages that are
 * nearly right or not at all, with descriptors of all sorts, and what the device
 * does in between. Beside the sanitizers it checks that the device is never asked
 * for what it has not, that what is sent is well-formed, and that nothing leaks.
 *
 * With libFuzzer: clang -fsanitize=fuzzer,address,undefined -DLIBFUZZER. Without, its
 * own main runs the files it is given, or generated inputs, always the same (SEED=N,
 * RUNS=N for others), as TAP.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "vfu/proto.h"
#include "vfu/vfu.h"

#define MEMORY_SIZE 0x10000u
#define MAX_STEPS   200

static const uint64_t region_size[VFU_NUM_REGIONS] = {
	[VFU_REGION_BAR0] = 0x1000,
	[VFU_REGION_BAR2] = 0x20000,
	[VFU_REGION_ROM] = 0x800,
	[VFU_REGION_CONFIG] = 4096,
};

/* What inputs must reach, or they test nothing. */
enum goal { ACCESS, MAP, DMA, IRQ, GOOD, ERROR, CLOSED };

static struct {
	const char *name;
	uint64_t reached;
} goals[] = {
	[ACCESS] = { "region accesses", 0 },
	[MAP] = { "DMA windows", 0 },
	[DMA] = { "DMA within them", 0 },
	[IRQ] = { "interrupts sent", 0 },
	[GOOD] = { "good replies", 0 },
	[ERROR] = { "error replies", 0 },
	[CLOSED] = { "connections closed by the server", 0 },
};

struct input {
	const uint8_t *data;
	size_t len;
};

struct world {
	struct vfu *v;
	int fd;         /* the client's end */
	int kinds[4];   /* descriptors to send */
	int64_t mapped; /* windows, by the callbacks */
};

#define CHECK(cond)                                                                                \
	do {                                                                                       \
		if (!(cond)) {                                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #cond);                 \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

/* The next @n bytes of the input, zeroes when it is used up. */
static uint64_t take(struct input *in, size_t n)
{
	uint64_t x = 0;

	while (n-- && in->len) {
		x = x << 8 | *in->data++;
		in->len--;
	}
	return x;
}

static int on_access(void *ctx, unsigned int region, uint64_t off, void *buf, size_t len,
		     bool write)
{
	struct world *w = ctx;
	uint8_t word[8];

	CHECK(region < VFU_NUM_REGIONS && len > 0 && len <= VFU_MAX_XFER);
	CHECK(off <= region_size[region] && len <= region_size[region] - off);
	CHECK(!(write && region == VFU_REGION_ROM));
	goals[ACCESS].reached++;
	/* Every byte must be there to be touched. */
	if (write)
		for (size_t i = 0; i < len; i++)
			word[i % 8] = ((uint8_t *)buf)[i];
	else
		memset(buf, 0x5a, len);
	if (write)
		vfu_dma_write(w->v, off & ~7ull, word, len < 8 ? len : 8);
	vfu_irq_trigger(w->v, VFU_IRQ_MSIX, off % 10);
	return off % 16 == 13 ? -EIO : 0;
}

static void on_reset(void *ctx)
{
	(void)ctx;
}

static void on_map(void *ctx, uint64_t iova, uint64_t size, uint32_t flags)
{
	struct world *w = ctx;

	CHECK(size && iova <= UINT64_MAX - (size - 1));
	CHECK(!flags || vfu_dma_ptr(w->v, iova + size - 1, 1, flags));
	CHECK(++w->mapped <= (int64_t)VFU_MAX_WINDOWS);
	goals[MAP].reached++;
}

static void on_unmap(void *ctx, uint64_t iova, uint64_t size)
{
	(void)iova;
	(void)size;
	CHECK(--((struct world *)ctx)->mapped >= 0);
}

static void on_log(void *ctx, const char *line)
{
	(void)ctx;
	CHECK(strlen(line) < 256);
}

/* Mostly small, sometimes around a limit, sometimes anything. */
static uint64_t number(struct input *in)
{
	static const uint64_t edges[] = { 0,      1,          4,          4096,      VFU_MAX_XFER,
					  0x8000, UINT32_MAX, UINT64_MAX, INT64_MAX, MEMORY_SIZE };

	switch (take(in, 1) % 8) {
	case 0:
		return take(in, 8);
	case 1:
	case 2:
		return edges[take(in, 1) % 10] + (int8_t)take(in, 1) % 2;
	case 3:
	case 4:
		return take(in, 1) % 16 * 4096;
	default:
		return take(in, 1) % 16;
	}
}

static size_t put(uint8_t *to, const void *from, size_t len)
{
	memcpy(to, from, len);
	return len;
}

/* The payload of a @cmd that is nearly right; its size. */
static size_t payload(struct input *in, unsigned int cmd, uint8_t *to)
{
	uint32_t a = number(in), b = number(in), c = number(in);
	uint64_t x = number(in);

	switch (cmd) {
	case VFU_CMD_VERSION: {
		struct vfu_msg_version m = { a % 32 == 9, b };

		return put(to, &m, sizeof(m));
	}
	case VFU_CMD_DMA_MAP: {
		struct vfu_msg_dma_map m = { 32, a % 4, number(in), x, number(in) };

		if (c % 4) {
			m.offset = take(in, 1) % 16 * 4096;
			m.iova = take(in, 1) % 16 * 4096;
			m.size = (1 + take(in, 1) % 4) * 4096;
		}

		return put(to, &m, sizeof(m));
	}
	case VFU_CMD_DMA_UNMAP: {
		struct vfu_msg_dma_unmap m = { 24, a % 8 == 1 ? 2 : 0, x, number(in) };

		return put(to, &m, sizeof(m));
	}
	case VFU_CMD_SET_IRQS: {
		struct vfu_msg_irq_set m = { 20, 1u << a % 3 | 8u << b % 3, take(in, 1) % 6,
					     take(in, 1) % 10, c % 5 };
		size_t extra = a % 3 == 1 ? c % 5 : 0;

		put(to, &m, sizeof(m));
		memset(to + sizeof(m), b, extra);
		return sizeof(m) + extra;
	}
	case VFU_CMD_REGION_READ:
	case VFU_CMD_REGION_WRITE: {
		static const uint8_t regions[] = { 0, 2, 6, 7, 1, 8, 9, 0 };
		struct vfu_msg_region_rw m = { x, regions[a % 8], b };
		size_t extra = cmd == VFU_CMD_REGION_WRITE && b <= VFU_MAX_XFER ? b : 0;

		put(to, &m, sizeof(m));
		memset(to + sizeof(m), c, extra);
		return sizeof(m) + extra;
	}
	case VFU_CMD_RESET:
		return 0;
	default: {
		uint32_t m[8] = { 32, 0, take(in, 1) % 10 };

		return put(to, m, cmd == VFU_CMD_GET_REGION_INFO ? 32 : 16);
	}
	}
}

static bool send_bytes(struct world *w, const void *data, size_t len, const int *fds,
		       unsigned int nfds)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(16 * sizeof(int))] = { 0 };
	struct iovec iov = { (void *)data, len };
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
	return sendmsg(w->fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)len;
}

/* One message, with what the input wants to be wrong with it. */
static void send_message(struct world *w, struct input *in)
{
	static uint8_t msg[2 * VFU_MAX_MSG];
	unsigned int what = take(in, 1), cmd = take(in, 1) % 24, i;
	unsigned int nfds = what & 0x40 ? 0 : take(in, 1) % 16;
	struct vfu_msg_hdr hdr = { .id = what, .command = cmd };
	int fds[16];
	size_t len;

	if (cmd >= VFU_NUM_CMDS && cmd < 22)
		cmd = hdr.command =
			VFU_CMD_DMA_MAP + cmd % 3 * (VFU_CMD_SET_IRQS - VFU_CMD_DMA_MAP) / 2;
	if (cmd == VFU_CMD_DMA_MAP && what & 0x80)
		nfds = 1;
	len = sizeof(hdr) + payload(in, cmd, msg + sizeof(hdr));
	if (what % 16 == 1)
		len += take(in, 1) % 40;
	else if (what % 16 == 2 && len > 4 + sizeof(hdr))
		len -= take(in, 1) % 4;
	hdr.size = what % 64 == 3 ? take(in, 4) : len;
	if (what % 64 == 4)
		hdr.flags = take(in, 1);
	else if (what % 4 == 0)
		hdr.flags = VFU_MSG_NO_REPLY;
	memcpy(msg, &hdr, sizeof(hdr));
	if (cmd == VFU_CMD_SET_IRQS && what & 0x80)
		memcpy(&nfds, msg + sizeof(hdr) + 16, sizeof(nfds));
	for (i = 0; i < nfds; i++)
		fds[i] = what & 0x80 ? w->kinds[1] : w->kinds[take(in, 1) % 4];
	if (cmd == VFU_CMD_DMA_MAP && nfds)
		fds[0] = w->kinds[what & 0x80 ? 0 : 2];
	send_bytes(w, msg, len, fds, nfds);
}

static void send_noise(struct world *w, struct input *in)
{
	size_t len = take(in, 1);

	if (len > in->len)
		len = in->len;
	if (len)
		send_bytes(w, in->data, len, w->kinds, *in->data % 5);
	in->data += len;
	in->len -= len;
}

/* What the device's engine might do at any time. */
static void device_works(struct world *w, struct input *in)
{
	static uint8_t buf[2 * MEMORY_SIZE];
	uint64_t iova = take(in, 1) % 4 ? take(in, 2) : number(in),
		 len = number(in) % (take(in, 1) % 4 ? 64 : sizeof(buf));
	uint32_t flags = take(in, 1) % 4;
	uint8_t *p;

	if (!vfu_dma_read(w->v, iova, buf, len) || !vfu_dma_write(w->v, iova, buf, len))
		goals[DMA].reached += len != 0;
	p = vfu_dma_ptr(w->v, iova, len, flags);
	if (p && flags & VFU_WRITE)
		memset(p, 1, len);
	for (unsigned int i = 0; i <= VFU_NUM_IRQS; i++)
		for (unsigned int n = 0; n <= 9; n++)
			goals[IRQ].reached += !vfu_irq_trigger(w->v, i, n);
}

/* Let the server work, and take what it sends apart; false if it hung up. */
static bool exchange(struct world *w)
{
	static uint8_t stream[1 << 20];
	size_t len = 0, at = 0;
	bool connected = true;
	unsigned int turns;
	ssize_t n;

	for (turns = 0; turns < 10000; turns++) {
		int ret = vfu_handle(w->v);

		do {
			n = recv(w->fd, stream + len, sizeof(stream) - len, MSG_DONTWAIT);
			len += n > 0 ? n : 0;
		} while (n > 0);
		if (ret < 0) {
			goals[CLOSED].reached++;
			connected = false;
			break;
		}
		if (ret == 0 && n < 0) {
			struct pollfd pfd;

			vfu_pollfd(w->v, &pfd);
			if (pfd.events == POLLIN)
				break;
		}
	}
	CHECK(turns < 10000);
	while (at < len) {
		struct vfu_msg_hdr hdr;

		CHECK(len - at >= sizeof(hdr));
		memcpy(&hdr, stream + at, sizeof(hdr));
		CHECK(hdr.size >= sizeof(hdr) && hdr.size <= VFU_MAX_MSG);
		CHECK(hdr.size <= len - at);
		CHECK((hdr.flags & ~VFU_MSG_ERROR) == VFU_MSG_REPLY);
		CHECK(!(hdr.flags & VFU_MSG_ERROR) || (hdr.error && hdr.size == sizeof(hdr)));
		if (hdr.flags & VFU_MSG_ERROR)
			goals[ERROR].reached++;
		else
			goals[GOOD].reached++;
		at += hdr.size;
	}
	return connected;
}

static void connect_world(struct world *w, bool agree)
{
	static const struct {
		struct vfu_msg_hdr hdr;
		struct vfu_msg_version ver;
	} hello = { { 0, VFU_CMD_VERSION, 20, 0, 0 }, { 0, 0 } };
	int sv[2];

	CHECK(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv));
	CHECK(!vfu_attach(w->v, sv[0]));
	w->fd = sv[1];
	if (agree) {
		send_bytes(w, &hello, hello.hdr.size, NULL, 0);
		CHECK(exchange(w) && vfu_connected(w->v));
	}
}

static bool open_world(struct world *w, bool agree)
{
	struct vfu_device dev = {
		.irqs = { [VFU_IRQ_INTX] = 1, [VFU_IRQ_MSIX] = 9, [VFU_IRQ_ERR] = 1 },
		.reset = on_reset,
		.dma_map = on_map,
		.dma_unmap = on_unmap,
		.log = on_log,
	};
	int pipes[2], i;

	for (i = 0; i < VFU_NUM_REGIONS; i++)
		dev.region[i] =
			(struct vfu_region){ region_size[i],
					     i == VFU_REGION_ROM ? VFU_READ : VFU_READ | VFU_WRITE,
					     on_access };
	memset(w, 0, sizeof(*w));
	w->v = vfu_create(&dev, w);
	w->kinds[0] = memfd_create("fuzz", MFD_CLOEXEC);
	w->kinds[1] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!w->v || w->kinds[0] < 0 || w->kinds[1] < 0 || pipe2(pipes, O_CLOEXEC) < 0 ||
	    ftruncate(w->kinds[0], MEMORY_SIZE) < 0)
		return false;
	w->kinds[2] = pipes[0];
	w->kinds[3] = pipes[1];
	connect_world(w, agree);
	return true;
}

static void close_world(struct world *w)
{
	int i;

	close(w->fd);
	while (vfu_handle(w->v) > 0)
		;
	CHECK(w->mapped == 0);
	vfu_destroy(w->v);
	for (i = 0; i < 4; i++)
		close(w->kinds[i]);
}

static int open_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	CHECK(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	int before = open_fds(), step;
	struct world w;

	CHECK(open_world(&w, take(&in, 1) % 16 != 0));
	for (step = 0; in.len && step < MAX_STEPS; step++) {
		unsigned int what = take(&in, 1) % 16;

		if (what == 0)
			send_noise(&w, &in);
		else if (what < 12)
			send_message(&w, &in);
		else
			device_works(&w, &in);
		if (!exchange(&w)) {
			CHECK(w.mapped == 0);
			close(w.fd);
			connect_world(&w, what % 8 != 0);
		}
	}
	close_world(&w);
	CHECK(open_fds() == before);
	return 0;
}

#ifndef LIBFUZZER

static uint64_t environment(const char *name, uint64_t otherwise)
{
	const char *s = getenv(name);

	return s && *s ? strtoull(s, NULL, 0) : otherwise;
}

/* xorshift64* (Vigna 2016); the state is never 0. */
static uint8_t random_byte(uint64_t *x)
{
	*x ^= *x >> 12;
	*x ^= *x << 25;
	*x ^= *x >> 27;
	return *x * 0x2545f4914f6cdd1dull >> 56;
}

static void run_copy(const uint8_t *from, size_t len)
{
	uint8_t *data = malloc(len ? len : 1); /* of its own size: overruns are seen */

	CHECK(data);
	memcpy(data, from, len);
	LLVMFuzzerTestOneInput(data, len);
	free(data);
}

static void run_generated(uint64_t seed, uint64_t runs)
{
	uint64_t x = seed ? seed : 1;
	uint8_t data[1024];
	size_t len, i;

	while (runs--) {
		len = 16 + random_byte(&x) * 3;
		for (i = 0; i < len; i++)
			data[i] = random_byte(&x);
		run_copy(data, len);
	}
}

static int run_files(char **paths)
{
	static uint8_t data[1 << 20];

	for (; *paths; paths++) {
		FILE *f = fopen(*paths, "rbe");

		if (!f) {
			perror(*paths);
			return 1;
		}
		run_copy(data, fread(data, 1, sizeof(data), f));
		fclose(f);
	}
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t seed = environment("SEED", 1), runs = environment("RUNS", 6000);
	size_t i, n = sizeof(goals) / sizeof(goals[0]);
	int failed = 0;

	if (argc > 1)
		return run_files(argv + 1);
	printf("1..%zu\n# SEED=%" PRIu64 " RUNS=%" PRIu64 "\n", n + 1, seed, runs);
	fflush(stdout);
	run_generated(seed, runs);
	printf("ok 1 - no invariant broken\n");
	for (i = 0; i < n; i++) {
		printf("%s %zu - reached: %s\n", goals[i].reached ? "ok" : "not ok", i + 2,
		       goals[i].name);
		printf("# %" PRIu64 " times\n", goals[i].reached);
		failed |= !goals[i].reached;
	}
	return failed;
}

#endif
