// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <linux/futex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock/clock.h"
#include "clock/keeper.h"

/**
 * struct keeper - the keeper
 * @path: of the socket
 * @listen_fd: the socket
 * @fd: the gate or -1
 * @memfd: the shared page
 * @page: the same, mapped
 * @pid: QEMU
 * @greeted: hello and welcome are exchanged
 */
struct keeper {
	char *path;
	int listen_fd;
	int fd;
	int memfd;
	struct clock_page *page;
	pid_t pid;
	bool greeted;
};

static int make_page(struct keeper *k)
{
	k->memfd = memfd_create("kyanite-clock", MFD_CLOEXEC);
	if (k->memfd < 0 || ftruncate(k->memfd, sizeof(*k->page)))
		return -1;
	k->page = mmap(NULL, sizeof(*k->page), PROT_READ | PROT_WRITE, MAP_SHARED, k->memfd, 0);
	return k->page == MAP_FAILED ? -1 : 0;
}

static int listen_at(struct keeper *k, const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof(at.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(at.sun_path, path);
	k->listen_fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (k->listen_fd < 0 || bind(k->listen_fd, (struct sockaddr *)&at, sizeof(at)))
		return -1;
	k->path = strdup(path);
	return k->path && !listen(k->listen_fd, 1) ? 0 : -1;
}

struct keeper *keeper_create(const char *path)
{
	struct keeper *k = calloc(1, sizeof(*k));

	if (!k)
		return NULL;
	k->listen_fd = k->fd = k->memfd = -1;
	k->page = MAP_FAILED;
	if (make_page(k) || listen_at(k, path)) {
		fprintf(stderr, "clock: %s: %s\n", path, strerror(errno));
		keeper_destroy(k);
		return NULL;
	}
	return k;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void keeper_destroy(struct keeper *k)
{
	if (!k)
		return;
	if (k->path)
		unlink(k->path);
	free(k->path);
	close_fd(&k->fd);
	close_fd(&k->listen_fd);
	close_fd(&k->memfd);
	if (k->page != MAP_FAILED)
		munmap(k->page, sizeof(*k->page));
	free(k);
}

void keeper_pollfd(const struct keeper *k, struct pollfd *pfd)
{
	*pfd = (struct pollfd){ .fd = k->fd >= 0 ? k->fd : k->listen_fd, .events = POLLIN };
}

static enum keeper_event lost(struct keeper *k, const char *why)
{
	fprintf(stderr, "clock: %s\n", why);
	close_fd(&k->fd);
	k->greeted = false;
	return KEEPER_LOST;
}

/* One gate in a life: what a second one counts would not follow on the first one's. */
static enum keeper_event accept_gate(struct keeper *k)
{
	k->fd = accept4(k->listen_fd, NULL, NULL, SOCK_CLOEXEC);
	if (k->fd >= 0)
		close_fd(&k->listen_fd);
	return KEEPER_NOTHING;
}

static int send_welcome(struct keeper *k)
{
	struct clock_hello me = { .magic = CLOCK_MAGIC,
				  .version = CLOCK_VERSION,
				  .size = sizeof(struct clock_page),
				  .pid = (uint32_t)getpid() };
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec iov = { .iov_base = &me, .iov_len = sizeof(me) };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = control,
			      .msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &k->memfd, sizeof(int));
	return sendmsg(k->fd, &msg, MSG_NOSIGNAL) == sizeof(me) ? 0 : -1;
}

static enum keeper_event greet(struct keeper *k, const void *packet, ssize_t len)
{
	struct clock_hello h;

	if (len != sizeof(h))
		return lost(k, "the gate's hello has another size: build both together");
	memcpy(&h, packet, sizeof(h));
	/* The answer tells the gate, too, what does not fit. */
	if (h.magic != CLOCK_MAGIC || send_welcome(k))
		return lost(k, "this is no gate");
	if (h.version != CLOCK_VERSION || h.size != sizeof(struct clock_page)) {
		fprintf(stderr,
			"clock: the gate speaks version %u with a page of %u bytes, this process "
			"version %u with %zu\n",
			h.version, h.size, CLOCK_VERSION, sizeof(struct clock_page));
		return lost(k, "build both together");
	}
	k->pid = (pid_t)h.pid;
	k->greeted = true;
	return KEEPER_ATTACHED;
}

enum keeper_event keeper_handle(struct keeper *k)
{
	char packet[64];
	ssize_t n;

	if (k->fd < 0)
		return k->listen_fd >= 0 ? accept_gate(k) : KEEPER_NOTHING;
	n = recv(k->fd, packet, sizeof(packet), MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return KEEPER_NOTHING;
	if (n <= 0)
		return lost(k, "QEMU has gone without a word");
	if (!k->greeted)
		return greet(k, packet, n);
	switch (packet[0]) {
	case CLOCK_STOPPED:
		return KEEPER_STOPPED;
	case CLOCK_FENCE:
		return KEEPER_FENCE;
	case CLOCK_END:
		close_fd(&k->fd);
		return KEEPER_ENDED;
	default:
		return lost(k, "the gate sends nonsense");
	}
}

bool keeper_attached(const struct keeper *k)
{
	return k->greeted;
}

static bool move_word(struct keeper *k, uint64_t *word, bool write)
{
	struct iovec here = { .iov_base = word, .iov_len = sizeof(*word) };
	struct iovec there = { .iov_base = (void *)(uintptr_t)k->page->counter,
			       .iov_len = sizeof(*word) };
	ssize_t n;

	if (!k->greeted || k->fd < 0 || !k->page->counter)
		return false;
	n = write ? process_vm_writev(k->pid, &here, 1, &there, 1, 0)
		  : process_vm_readv(k->pid, &here, 1, &there, 1, 0);
	/* A QEMU that has gone is told by its socket. */
	if (n < 0 && errno != ESRCH)
		perror("clock: the count in QEMU's memory");
	return n == sizeof(*word);
}

uint64_t keeper_insns(struct keeper *k)
{
	uint64_t word;

	return move_word(k, &word, false) ? k->page->base + word : 0;
}

void keeper_grant(struct keeper *k, uint64_t insns)
{
	uint64_t now = keeper_insns(k), word = CLOCK_LIMIT;

	if (insns == KEEPER_FOREVER)
		word = 0;
	else if (insns > now)
		word = CLOCK_LIMIT - (insns - now);
	if (move_word(k, &word, true))
		k->page->base = now - word;
}

void keeper_release(struct keeper *k)
{
	__atomic_store_n(&k->page->released, k->page->arrived, __ATOMIC_RELEASE);
	syscall(SYS_futex, &k->page->released, FUTEX_WAKE, 1, NULL, NULL, 0);
}

uint64_t keeper_notifies(const struct keeper *k)
{
	return __atomic_load_n(&k->page->notifies, __ATOMIC_RELAXED);
}
