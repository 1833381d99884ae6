// SPDX-License-Identifier: Apache-2.0
/* The protocol server: interrupts. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test_vfu_peer.h"

#define NONE    VFIO_IRQ_SET_DATA_NONE
#define BOOL    VFIO_IRQ_SET_DATA_BOOL
#define EVENTFD VFIO_IRQ_SET_DATA_EVENTFD
#define MASK    VFIO_IRQ_SET_ACTION_MASK
#define UNMASK  VFIO_IRQ_SET_ACTION_UNMASK
#define TRIGGER VFIO_IRQ_SET_ACTION_TRIGGER

struct set_msg {
	struct vfu_msg_irq_set set;
	uint8_t flags[64];
};

static struct set_msg set_msg(unsigned int index, uint32_t flags, uint32_t start, uint32_t count)
{
	return (struct set_msg){ .set = { sizeof(struct vfu_msg_irq_set), flags, index, start,
					  count } };
}

static void set(struct peer *p, unsigned int index, uint32_t flags, uint32_t start, uint32_t count,
		const int *fds, unsigned int nfds)
{
	struct set_msg m = set_msg(index, flags, start, count);

	assert_int_equal(peer_call_fds(p, VFU_CMD_SET_IRQS, &m.set, sizeof(m.set), fds, nfds)->len,
			 0);
}

static void set_error(struct peer *p, struct set_msg m, size_t len, const int *fds,
		      unsigned int nfds, int error)
{
	peer_error(p, VFU_CMD_SET_IRQS, &m, len, fds, nfds, error);
}

static void make_eventfds(int *fds, unsigned int n)
{
	while (n--) {
		fds[n] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
		assert_true(fds[n] >= 0);
	}
}

static void close_all(const int *fds, unsigned int n)
{
	while (n--)
		close(fds[n]);
}

/* What was signalled since it was last asked for. */
static uint64_t taken(int fd)
{
	uint64_t n = 0;

	if (read(fd, &n, sizeof(n)) < 0)
		assert_int_equal(errno, EAGAIN);
	return n;
}

static void irq_info(void **state)
{
	static const struct {
		uint32_t flags;
		uint32_t count;
	} want[VFU_NUM_IRQS] = {
		[VFU_IRQ_INTX] = { VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE |
					   VFIO_IRQ_INFO_AUTOMASKED,
				   1 },
		[VFU_IRQ_MSIX] = { VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE, MSIX_VECTORS },
		[VFU_IRQ_ERR] = { VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE, 1 },
	};
	struct peer *p = *state;
	struct vfu_msg_irq_info info, got;
	unsigned int i;

	for (i = 0; i < VFU_NUM_IRQS; i++) {
		info = (struct vfu_msg_irq_info){ .argsz = sizeof(info), .index = i };
		memcpy(&got, peer_call(p, VFU_CMD_GET_IRQ_INFO, &info, sizeof(info))->data,
		       sizeof(got));
		assert_int_equal(got.argsz, sizeof(got));
		assert_int_equal(got.index, i);
		assert_int_equal(got.count, want[i].count);
		assert_int_equal(got.flags, want[i].flags);
	}
	info = (struct vfu_msg_irq_info){ .argsz = sizeof(info), .index = VFU_NUM_IRQS };
	peer_error(p, VFU_CMD_GET_IRQ_INFO, &info, sizeof(info), NULL, 0, EINVAL);
	info = (struct vfu_msg_irq_info){ .argsz = sizeof(info) - 1 };
	peer_error(p, VFU_CMD_GET_IRQ_INFO, &info, sizeof(info), NULL, 0, EINVAL);
}

/* In the order in which QEMU enables MSI-X. */
static void trigger(void **state)
{
	struct peer *p = *state;
	int fds[MSIX_VECTORS];
	unsigned int i, n;

	make_eventfds(fds, MSIX_VECTORS);
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSIX, 0), -ENOENT);
	set(p, VFU_IRQ_MSIX, EVENTFD | TRIGGER, 0, 1, NULL, 0);
	set(p, VFU_IRQ_MSIX, NONE | TRIGGER, 0, 0, NULL, 0);
	assert_int_equal(p->irq_changes, 0);
	/* As many as fit in a message, then the rest. */
	set(p, VFU_IRQ_MSIX, EVENTFD | TRIGGER, 0, 8, fds, 8);
	set(p, VFU_IRQ_MSIX, EVENTFD | TRIGGER, 8, 1, fds + 8, 1);
	assert_int_equal(p->irq_changes, MSIX_VECTORS);
	assert_true(p->irq_armed);
	for (i = 0; i < MSIX_VECTORS; i++) {
		assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSIX, i), 0);
		for (n = 0; n < MSIX_VECTORS; n++)
			assert_int_equal(taken(fds[n]), n == i);
	}
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSIX, MSIX_VECTORS), -EINVAL);
	assert_int_equal(vfu_irq_trigger(p->v, VFU_NUM_IRQS, 0), -EINVAL);
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSI, 0), -EINVAL);
	close_all(fds, MSIX_VECTORS);
}

static void replace_and_remove(void **state)
{
	struct peer *p = *state;
	int fds[4];
	unsigned int i;

	make_eventfds(fds, 4);
	set(p, VFU_IRQ_MSIX, EVENTFD | TRIGGER, 0, 2, fds, 2);
	set(p, VFU_IRQ_MSIX, EVENTFD | TRIGGER, 0, 2, fds + 2, 2);
	assert_int_equal(p->irq_changes, 2); /* armed before and after */
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSIX, 0), 0);
	assert_int_equal(taken(fds[0]), 0);
	assert_int_equal(taken(fds[2]), 1);
	/* Without descriptors: that vector alone. */
	set(p, VFU_IRQ_MSIX, EVENTFD | TRIGGER, 0, 1, NULL, 0);
	assert_false(p->irq_armed);
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSIX, 0), -ENOENT);
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSIX, 1), 0);
	assert_int_equal(taken(fds[3]), 1);
	/* Count 0: all of the type. */
	set(p, VFU_IRQ_MSIX, NONE | TRIGGER, 0, 0, NULL, 0);
	for (i = 0; i < MSIX_VECTORS; i++)
		assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSIX, i), -ENOENT);
	close_all(fds, 4);
	assert_int_equal(peer_open_fds(), p->fds_before + 2);
}

static void mask(void **state)
{
	struct peer *p = *state;
	int fds[3];

	make_eventfds(fds, 3);
	set(p, VFU_IRQ_MSIX, EVENTFD | TRIGGER, 0, 3, fds, 3);
	set(p, VFU_IRQ_MSIX, NONE | MASK, 1, 2, NULL, 0);
	assert_false(p->irq_armed);
	assert_int_equal(p->irq_changes, 5);
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSIX, 0), 0);
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSIX, 1), 0);
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSIX, 1), 0);
	assert_int_equal(taken(fds[0]), 1);
	assert_int_equal(taken(fds[1]), 0);
	set(p, VFU_IRQ_MSIX, NONE | UNMASK, 1, 2, NULL, 0);
	assert_true(p->irq_armed);
	assert_int_equal(taken(fds[1]), 1); /* pending, once */
	assert_int_equal(taken(fds[2]), 0);
	set(p, VFU_IRQ_MSIX, NONE | UNMASK, 1, 2, NULL, 0);
	assert_int_equal(taken(fds[1]), 0);
	/* The pending bit goes with the eventfd. */
	set(p, VFU_IRQ_MSIX, NONE | MASK, 1, 1, NULL, 0);
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSIX, 1), 0);
	set(p, VFU_IRQ_MSIX, NONE | TRIGGER, 0, 0, NULL, 0);
	set(p, VFU_IRQ_MSIX, EVENTFD | TRIGGER, 1, 1, fds + 1, 1);
	assert_true(p->irq_armed);
	assert_int_equal(taken(fds[1]), 0);
	close_all(fds, 3);
}

static void by_bool(void **state)
{
	struct peer *p = *state;
	struct set_msg m;
	int fds[4];

	make_eventfds(fds, 4);
	set(p, VFU_IRQ_MSIX, EVENTFD | TRIGGER, 2, 4, fds, 4);
	m = set_msg(VFU_IRQ_MSIX, BOOL | TRIGGER, 2, 4);
	m.flags[1] = 1;
	m.flags[3] = 0xff;
	peer_call(p, VFU_CMD_SET_IRQS, &m, sizeof(m.set) + 4);
	assert_int_equal(taken(fds[0]), 0);
	assert_int_equal(taken(fds[1]), 1);
	assert_int_equal(taken(fds[2]), 0);
	assert_int_equal(taken(fds[3]), 1);
	m.set.flags = BOOL | MASK;
	peer_call(p, VFU_CMD_SET_IRQS, &m, sizeof(m.set) + 4);
	set(p, VFU_IRQ_MSIX, NONE | TRIGGER, 2, 4, NULL, 0);
	assert_int_equal(taken(fds[0]), 1);
	assert_int_equal(taken(fds[1]), 0);
	m.flags[3] = 0;
	m.set.flags = BOOL | UNMASK;
	peer_call(p, VFU_CMD_SET_IRQS, &m, sizeof(m.set) + 4);
	assert_int_equal(taken(fds[1]), 1);
	assert_int_equal(taken(fds[3]), 0);
	/* Triggering vectors that have no eventfd is no error. */
	set(p, VFU_IRQ_MSIX, NONE | TRIGGER, 0, MSIX_VECTORS, NULL, 0);
	close_all(fds, 4);
}

static void intx_masks_itself(void **state)
{
	struct peer *p = *state;
	int fd;

	make_eventfds(&fd, 1);
	set(p, VFU_IRQ_INTX, EVENTFD | TRIGGER, 0, 1, &fd, 1);
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_INTX, 0), 0);
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_INTX, 0), 0);
	assert_int_equal(taken(fd), 1);
	assert_false(p->irq_armed);
	set(p, VFU_IRQ_INTX, NONE | UNMASK, 0, 1, NULL, 0);
	assert_int_equal(taken(fd), 1);
	set(p, VFU_IRQ_INTX, NONE | UNMASK, 0, 1, NULL, 0);
	assert_true(p->irq_armed);
	assert_int_equal(taken(fd), 0);
	close(fd);
}

static void bad_sets(void **state)
{
	static const struct {
		unsigned int index;
		uint32_t flags;
		uint32_t start;
		uint32_t count;
		size_t extra;
		unsigned int nfds;
		int error;
	} bad[] = {
		{ VFU_NUM_IRQS, NONE | TRIGGER, 0, 0, 0, 0, EINVAL },
		{ UINT32_MAX, NONE | TRIGGER, 0, 0, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, 0, 0, 1, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, NONE, 0, 1, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, TRIGGER, 0, 1, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, NONE | EVENTFD | TRIGGER, 0, 1, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, NONE | MASK | UNMASK, 0, 1, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, NONE | TRIGGER | 0x40, 0, 1, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, NONE | TRIGGER, 0, MSIX_VECTORS + 1, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, NONE | TRIGGER, MSIX_VECTORS, 1, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, NONE | TRIGGER, MSIX_VECTORS + 1, 0, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, NONE | TRIGGER, 1, UINT32_MAX, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, NONE | TRIGGER, UINT32_MAX, 2, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, NONE | TRIGGER, 1, 0, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, NONE | MASK, 0, 0, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, BOOL | TRIGGER, 0, 0, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, EVENTFD | TRIGGER, 0, 0, 0, 0, EINVAL },
		{ VFU_IRQ_MSIX, NONE | TRIGGER, 0, 1, 4, 0, EINVAL },
		{ VFU_IRQ_MSIX, NONE | TRIGGER, 0, 1, 0, 1, EINVAL },
		{ VFU_IRQ_MSIX, BOOL | TRIGGER, 0, 4, 3, 0, EINVAL },
		{ VFU_IRQ_MSIX, BOOL | TRIGGER, 0, 4, 5, 0, EINVAL },
		{ VFU_IRQ_MSIX, BOOL | TRIGGER, 0, 4, 4, 2, EINVAL },
		{ VFU_IRQ_MSIX, EVENTFD | TRIGGER, 0, 2, 0, 1, EINVAL },
		{ VFU_IRQ_MSIX, EVENTFD | TRIGGER, 0, 1, 0, 2, EINVAL },
		{ VFU_IRQ_MSIX, EVENTFD | TRIGGER, 0, 1, 4, 1, EINVAL },
		{ VFU_IRQ_MSIX, EVENTFD | MASK, 0, 1, 0, 1, EOPNOTSUPP },
		{ VFU_IRQ_MSIX, EVENTFD | UNMASK, 0, 1, 0, 1, EOPNOTSUPP },
		{ VFU_IRQ_MSI, NONE | TRIGGER, 0, 1, 0, 0, EINVAL },
	};
	struct peer *p = *state;
	struct set_msg m;
	unsigned int i;
	int fds[2];

	make_eventfds(fds, 2);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		m = set_msg(bad[i].index, bad[i].flags, bad[i].start, bad[i].count);
		set_error(p, m, sizeof(m.set) + bad[i].extra, fds, bad[i].nfds, bad[i].error);
	}
	m = set_msg(VFU_IRQ_MSIX, NONE | TRIGGER, 0, 1);
	m.set.argsz = sizeof(m.set) - 1;
	set_error(p, m, sizeof(m.set), NULL, 0, EINVAL);
	assert_int_equal(p->irq_changes, 0);
	close_all(fds, 2);
	assert_int_equal(peer_open_fds(), p->fds_before + 2);
}

/* Writing to what is not an eventfd could block or kill the server. */
static void no_eventfd(void **state)
{
	struct peer *p = *state;
	struct set_msg m = set_msg(VFU_IRQ_MSIX, EVENTFD | TRIGGER, 0, 2);
	int pipes[2], fds[2];

	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	make_eventfds(fds, 1);
	fds[1] = pipes[1];
	set_error(p, m, sizeof(m.set), fds, 2, EINVAL);
	/* All or nothing. */
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSIX, 0), -ENOENT);
	close_all(pipes, 2);
	close(fds[0]);
	assert_int_equal(peer_open_fds(), p->fds_before + 2);
}

/* A counter at its limit makes a write wait, were it not for the server's care. */
static void full_counter(void **state)
{
	struct peer *p = *state;
	const uint64_t full = UINT64_MAX - 1;
	int fd = eventfd(0, EFD_CLOEXEC);
	uint64_t n;

	assert_int_equal(write(fd, &full, sizeof(full)), sizeof(full));
	set(p, VFU_IRQ_MSIX, EVENTFD | TRIGGER, 0, 1, &fd, 1);
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSIX, 0), 0);
	assert_int_equal(read(fd, &n, sizeof(n)), sizeof(n));
	assert_true(n == full);
	close(fd);
}

static void gone_after_disconnect(void **state)
{
	struct peer *p = *state;
	int fds[2];

	make_eventfds(fds, 2);
	set(p, VFU_IRQ_MSIX, EVENTFD | TRIGGER, 0, 2, fds, 2);
	set(p, VFU_IRQ_MSIX, NONE | MASK, 1, 1, NULL, 0);
	close(p->fd);
	assert_int_equal(peer_pump(p), -ENOTCONN);
	assert_false(p->irq_armed);
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSIX, 0), -ENOENT);
	assert_int_equal(peer_open_fds(), p->fds_before + 2);
	peer_attach(p);
	peer_agree(p);
	set(p, VFU_IRQ_MSIX, EVENTFD | TRIGGER, 1, 1, fds, 1);
	assert_int_equal(vfu_irq_trigger(p->v, VFU_IRQ_MSIX, 1), 0);
	assert_int_equal(taken(fds[0]), 1); /* no mask is left */
	close_all(fds, 2);
}

/* The client's side of a fence, in a thread of its own. */
struct fenced {
	struct peer *p;
	int eventfd;
	bool hang_up;
	bool asked_too_early;
	struct vfu_msg_hdr request;
	struct vfu_msg_dma_rw rw;
};

static bool readable(int fd, int ms)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	return poll(&pfd, 1, ms) == 1;
}

static void *answer_fence(void *arg)
{
	struct fenced *f = arg;
	struct vfu_msg_hdr h;

	f->asked_too_early = readable(f->p->fd, 30);
	taken(f->eventfd);
	if (f->hang_up) {
		shutdown(f->p->fd, SHUT_RDWR);
		return NULL;
	}
	recv(f->p->fd, &f->request, sizeof(f->request), MSG_WAITALL);
	recv(f->p->fd, &f->rw, sizeof(f->rw), MSG_WAITALL);
	/* A request of the client's own comes in between. */
	peer_send(f->p, VFU_CMD_RESET, VFU_MSG_NO_REPLY, NULL, 0, NULL, 0);
	h = f->request;
	h.size = sizeof(h);
	h.flags = VFU_MSG_REPLY | VFU_MSG_ERROR;
	h.error = EFAULT;
	peer_raw(f->p, &h, sizeof(h), NULL, 0);
	return NULL;
}

static int fence_with(struct fenced *f)
{
	pthread_t client;
	int fd, ret;

	make_eventfds(&fd, 1);
	set(f->p, VFU_IRQ_MSIX, EVENTFD | TRIGGER, 0, 1, &fd, 1);
	vfu_irq_trigger(f->p->v, VFU_IRQ_MSIX, 0);
	f->eventfd = fd;
	pthread_create(&client, NULL, answer_fence, f);
	ret = vfu_fence(f->p->v);
	pthread_join(client, NULL);
	close(fd);
	return ret;
}

/* Nothing is asked before the interrupt has been read; an error is an answer, too. */
static void fence(void **state)
{
	struct fenced f = { .p = *state };
	struct vfu_msg_hdr stray;

	assert_int_equal(fence_with(&f), 0);
	assert_false(f.asked_too_early);
	assert_int_equal(f.request.command, VFU_CMD_DMA_READ);
	assert_int_equal(f.request.size, sizeof(f.request) + sizeof(f.rw));
	assert_int_equal(f.rw.count, 4);
	assert_int_equal(f.p->resets, 1);
	/* The same answer once more answers nothing. */
	stray = f.request;
	stray.size = sizeof(stray);
	stray.flags = VFU_MSG_REPLY;
	peer_raw(f.p, &stray, sizeof(stray), NULL, 0);
	assert_int_equal(peer_pump(f.p), -ENOTCONN);
}

static void fence_broken_off(void **state)
{
	struct fenced f = { .p = *state, .hang_up = true };

	assert_int_equal(fence_with(&f), -ENOTCONN);
	assert_int_equal(vfu_fence(f.p->v), -ENOTCONN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, peer_setup_agreed, peer_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(irq_info),
		TEST(trigger),
		TEST(replace_and_remove),
		TEST(mask),
		TEST(by_bool),
		TEST(intx_masks_itself),
		TEST(bad_sets),
		TEST(no_eventfd),
		TEST(full_counter),
		TEST(gone_after_disconnect),
		TEST(fence),
		TEST(fence_broken_off),
	};

	return cmocka_run_group_tests_name("vfu_irq", tests, NULL, NULL);
}
