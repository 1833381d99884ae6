// SPDX-License-Identifier: Apache-2.0
/*
 * The gate: a TCG plugin that counts the vCPU's instructions and stops it where the keeper
 * of the clock says. clock.h has the protocol.
 *	-plugin kyanite-gate.so,clock=PATH[,profile=FILE]
 * With profile= it also samples where the vCPU is; profile.h has the file's format.
 */
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock/clock.h"
#include "clock/profile.h"
#include "clock/qemu_plugin.h"

#ifndef QEMU_PLUGIN_VERSION
#define QEMU_PLUGIN_VERSION 7
#endif

#define SPINS 4000 /* looks at the page before the vCPU sleeps: some tens of microseconds */

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static int keeper = -1;
static volatile bool ending;
static struct clock_page *page;

/* Of the vCPU: what the keeper reads and sets, and instructions since the last sample. */
struct counts {
	uint64_t word;
	uint64_t unsampled;
};
static struct qemu_plugin_u64 counter, unsampled;
static FILE *profile;

__attribute__((format(printf, 1, 2))) static int complain(const char *fmt, ...)
{
	va_list ap;

	fputs("kyanite-gate: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return -1;
}

/* The vCPU cannot go on without a clock, and QEMU cannot end in order while it stands. */
static void lost(void)
{
	if (ending)
		return;
	complain("the device process has gone: QEMU ends");
	_exit(1);
}

static void *watch(void *unused)
{
	char c;

	while (recv(keeper, &c, 1, 0) > 0 || errno == EINTR)
		errno = 0;
	lost();
	return unused;
}

static void stop(enum clock_packet why)
{
	uint32_t turn = page->arrived + 1;
	char c = (char)why;

	__atomic_store_n(&page->arrived, turn, __ATOMIC_RELEASE);
	if (send(keeper, &c, 1, MSG_NOSIGNAL) != 1)
		lost();
	for (int i = 0; i < SPINS; i++) {
		if (__atomic_load_n(&page->released, __ATOMIC_ACQUIRE) == turn)
			return;
		__builtin_ia32_pause();
	}
	while (__atomic_load_n(&page->released, __ATOMIC_ACQUIRE) != turn)
		syscall(SYS_futex, &page->released, FUTEX_WAIT, turn - 1, NULL, NULL, 0);
}

static void at_limit(unsigned int vcpu, void *unused)
{
	(void)vcpu;
	(void)unused;
	stop(CLOCK_STOPPED);
}

/*
 * QEMU serves a virtqueue in its main loop, at some time of the wall clock. The vCPU waits
 * for it, so that what the guest sees does not depend on when that is.
 */
static void stored_word(unsigned int vcpu, uint32_t info, uint64_t vaddr, void *unused)
{
	const struct qemu_plugin_hwaddr *addr;

	(void)vcpu;
	(void)unused;
	if (qemu_plugin_mem_size_shift(info) != 1)
		return;
	addr = qemu_plugin_get_hwaddr(info, vaddr);
	if (!addr || !qemu_plugin_hwaddr_is_io(addr))
		return;
	page->notifies++;
	stop(CLOCK_FENCE);
}

/* MOV of a 16-bit register to memory (Intel SDM, volume 2, MOV), which few instructions are. */
static bool stores_word(const struct qemu_plugin_insn *insn)
{
	uint8_t b[3] = { 0 };
	size_t n = qemu_plugin_insn_data(insn, b, sizeof(b));

	if (n < 3 || b[0] != 0x66)
		return false;
	return b[1] == 0x89 || ((b[1] & 0xf0) == 0x40 && b[2] == 0x89);
}

static void sample(unsigned int vcpu, void *address)
{
	struct counts *c = qemu_plugin_scoreboard_find(counter.score, vcpu);
	struct profile_sample s = { .insns = page->base + c->word, .address = (uintptr_t)address };

	c->unsampled -= PROFILE_PERIOD;
	fwrite(&s, sizeof(s), 1, profile);
}

/* A block is as likely to be sampled as it has instructions. */
static void count_for_sample(struct qemu_plugin_tb *tb, size_t n)
{
	void *address = (void *)(uintptr_t)qemu_plugin_tb_vaddr(tb);

	qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(tb, QEMU_PLUGIN_INLINE_ADD_U64, unsampled,
							  n);
	qemu_plugin_register_vcpu_tb_exec_cond_cb(tb, sample, QEMU_PLUGIN_CB_NO_REGS,
						  QEMU_PLUGIN_COND_GE, unsampled, PROFILE_PERIOD,
						  address);
}

static void translate(struct qemu_plugin_tb *tb, void *unused)
{
	size_t n = qemu_plugin_tb_n_insns(tb);

	(void)unused;
	if (profile)
		count_for_sample(tb, n);
	qemu_plugin_register_vcpu_tb_exec_cond_cb(tb, at_limit, QEMU_PLUGIN_CB_NO_REGS,
						  QEMU_PLUGIN_COND_GE, counter, CLOCK_LIMIT, NULL);
	for (size_t i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		/* Each by itself: a block that is left early must not count as a whole. */
		qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(
			insn, QEMU_PLUGIN_INLINE_ADD_U64, counter, 1);
		if (stores_word(insn))
			qemu_plugin_register_vcpu_mem_cb(insn, stored_word, QEMU_PLUGIN_CB_NO_REGS,
							 QEMU_PLUGIN_MEM_W, NULL);
	}
}

static void vcpu_made(unsigned int vcpu, void *unused)
{
	struct counts *c = qemu_plugin_scoreboard_find(counter.score, vcpu);

	(void)unused;
	page->counter = (uintptr_t)&c->word;
}

static void at_end(void *unused)
{
	char c = CLOCK_END;

	(void)unused;
	ending = true;
	if (profile && fclose(profile))
		complain("the profile: %s", strerror(errno));
	send(keeper, &c, 1, MSG_NOSIGNAL);
}

static int connect_to(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof(to.sun_path))
		return complain("%s: the path is too long", path);
	strcpy(to.sun_path, path);
	keeper = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (keeper < 0 || connect(keeper, (struct sockaddr *)&to, sizeof(to)))
		return complain("%s: %s: no device process keeps this clock (--clock)", path,
				strerror(errno));
	return 0;
}

static int receive_welcome(struct clock_hello *w, int *fd)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
	struct iovec iov = { .iov_base = w, .iov_len = sizeof(*w) };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = control,
			      .msg_controllen = sizeof(control) };
	struct cmsghdr *c;
	ssize_t n;

	do
		n = recvmsg(keeper, &msg, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n != sizeof(*w))
		return complain("the device process does not answer");
	c = CMSG_FIRSTHDR(&msg);
	*fd = -1;
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
		memcpy(fd, CMSG_DATA(c), sizeof(*fd));
	return 0;
}

static int shake_hands(void)
{
	struct clock_hello me = { .magic = CLOCK_MAGIC,
				  .version = CLOCK_VERSION,
				  .size = sizeof(struct clock_page),
				  .pid = (uint32_t)getpid() };
	struct clock_hello w;
	int fd;

	if (send(keeper, &me, sizeof(me), MSG_NOSIGNAL) != sizeof(me))
		return complain("the device process does not listen");
	if (receive_welcome(&w, &fd))
		return -1;
	if (w.magic != me.magic || w.version != me.version || w.size != me.size)
		return complain("the device process speaks version %u of the clock with a page of "
				"%u bytes, the gate version %u with %u: build both together",
				w.version, w.size, me.version, me.size);
	page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED)
		return complain("the clock's page: %s", strerror(errno));
	close(fd);
	return 0;
}

static int start_watching(void)
{
	sigset_t all, before;
	pthread_t thread;
	int err;

	/* Signals are for QEMU's own threads. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&thread, NULL, watch, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return err ? complain("no thread: %s", strerror(err)) : 0;
}

static int open_profile(const char *path)
{
	const struct profile_head head = { .magic = PROFILE_MAGIC, .period = PROFILE_PERIOD };

	profile = fopen(path, "we");
	if (!profile || fwrite(&head, sizeof(head), 1, profile) != 1)
		return complain("%s: %s", path, strerror(errno));
	return 0;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(uint64_t id, const struct qemu_info *info, int argc,
					   char **argv)
{
	if (argc < 1 || argc > 2 || strncmp(argv[0], "clock=", 6) ||
	    (argc > 1 && strncmp(argv[1], "profile=", 8)))
		return complain("the arguments are clock=PATH[,profile=FILE]");
	if (!info->system_emulation || strcmp(info->target_name, "x86_64"))
		return complain("only for qemu-system-x86_64");
	if (info->system.max_vcpus != 1)
		return complain("virtual time needs one vCPU (-smp 1), not %d",
				info->system.max_vcpus);
	if (argc > 1 && open_profile(argv[1] + 8))
		return -1;
	/* So that the keeper may read the count where Yama restricts ptrace. */
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
	if (connect_to(argv[0] + 6) || shake_hands() || start_watching())
		return -1;
	counter.score = unsampled.score = qemu_plugin_scoreboard_new(sizeof(struct counts));
	counter.offset = offsetof(struct counts, word);
	unsampled.offset = offsetof(struct counts, unsampled);
	qemu_plugin_register_vcpu_init_cb(id, vcpu_made, NULL);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate, NULL);
	qemu_plugin_register_atexit_cb(id, at_end, NULL);
	return 0;
}
