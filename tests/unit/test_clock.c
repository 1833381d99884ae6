// SPDX-License-Identifier: Apache-2.0
/* The clock's keeper, with a gate played by the test; the count lies in this process. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "clock/clock.h"
#include "clock/keeper.h"
#include "params.h"

struct rig {
	char path[64];
	struct keeper *k;
	int fd;
	struct clock_page *page;
};

static uint64_t word; /* what a vCPU would count in */

static int setup(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));

	snprintf(r->path, sizeof(r->path), "/tmp/kyclock.%d", getpid());
	r->k = keeper_create(r->path);
	r->fd = -1;
	word = 0;
	*state = r;
	return r->k ? 0 : -1;
}

static int teardown(void **state)
{
	struct rig *r = *state;

	keeper_destroy(r->k);
	if (r->fd >= 0)
		close(r->fd);
	if (r->page)
		munmap(r->page, sizeof(*r->page));
	free(r);
	return 0;
}

static void dial(struct rig *r)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	strcpy(to.sun_path, r->path);
	r->fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	assert_int_equal(connect(r->fd, (struct sockaddr *)&to, sizeof(to)), 0);
	assert_int_equal(keeper_handle(r->k), KEEPER_NOTHING);
}

static enum keeper_event say(struct rig *r, const void *packet, size_t len)
{
	assert_int_equal(send(r->fd, packet, len, 0), len);
	return keeper_handle(r->k);
}

static struct clock_hello hello(void)
{
	return (struct clock_hello){ .magic = CLOCK_MAGIC,
				     .version = CLOCK_VERSION,
				     .size = sizeof(struct clock_page),
				     .pid = (uint32_t)getpid() };
}

static void attach(struct rig *r)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
	struct clock_hello h = hello(), w;
	struct iovec iov = { .iov_base = &w, .iov_len = sizeof(w) };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = control,
			      .msg_controllen = sizeof(control) };
	int fd;

	dial(r);
	assert_int_equal(say(r, &h, sizeof(h)), KEEPER_ATTACHED);
	assert_int_equal(recvmsg(r->fd, &msg, 0), sizeof(w));
	assert_int_equal(w.magic, CLOCK_MAGIC);
	assert_int_equal(w.version, CLOCK_VERSION);
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
	r->page = mmap(NULL, sizeof(*r->page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(r->page, MAP_FAILED);
	close(fd);
	r->page->counter = (uintptr_t)&word;
}

static void test_counts(void **state)
{
	struct rig *r = *state;

	assert_int_equal(keeper_insns(r->k), 0);
	assert_false(keeper_attached(r->k));
	attach(r);
	assert_true(keeper_attached(r->k));
	word = 1234;
	assert_int_equal(keeper_insns(r->k), 1234);
}

/* A grant moves the word so that the limit lies where it was asked for, and no count is lost. */
static void test_grant(void **state)
{
	struct rig *r = *state;

	attach(r);
	word = 1000;
	keeper_grant(r->k, 1500);
	assert_int_equal(keeper_insns(r->k), 1000);
	assert_int_equal(word, CLOCK_LIMIT - 500);
	word += 500;
	assert_int_equal(keeper_insns(r->k), 1500);
	keeper_grant(r->k, 1400); /* is past: stop at once */
	assert_int_equal(word, CLOCK_LIMIT);
	assert_int_equal(keeper_insns(r->k), 1500);
	keeper_grant(r->k, KEEPER_FOREVER);
	assert_true(word < CLOCK_LIMIT / 2);
	word += 7;
	assert_int_equal(keeper_insns(r->k), 1507);
}

static void test_stop(void **state)
{
	struct rig *r = *state;
	char c = CLOCK_STOPPED;

	attach(r);
	r->page->arrived = 1;
	assert_int_equal(say(r, &c, 1), KEEPER_STOPPED);
	assert_int_equal(r->page->released, 0);
	keeper_release(r->k);
	assert_int_equal(r->page->released, 1);
	c = CLOCK_FENCE;
	r->page->arrived = 2;
	r->page->notifies = 5;
	assert_int_equal(say(r, &c, 1), KEEPER_FENCE);
	assert_int_equal(keeper_notifies(r->k), 5);
	keeper_release(r->k);
	assert_int_equal(r->page->released, 2);
	assert_int_equal(keeper_handle(r->k), KEEPER_NOTHING);
}

static void test_ends(void **state)
{
	struct rig *r = *state;
	char c = CLOCK_END;

	attach(r);
	assert_int_equal(say(r, &c, 1), KEEPER_ENDED);
	assert_int_equal(keeper_handle(r->k), KEEPER_NOTHING);
	assert_int_equal(keeper_insns(r->k), 0);
}

static void test_lost(void **state)
{
	struct rig *r = *state;

	attach(r);
	close(r->fd);
	r->fd = -1;
	assert_int_equal(keeper_handle(r->k), KEEPER_LOST);
	assert_false(keeper_attached(r->k));
	/* What counted has gone; nothing may wait for it. */
	keeper_grant(r->k, 10);
	assert_int_equal(keeper_insns(r->k), 0);
}

static void test_nonsense(void **state)
{
	struct rig *r = *state;

	attach(r);
	assert_int_equal(say(r, "?", 1), KEEPER_LOST);
}

static void test_short_hello(void **state)
{
	struct rig *r = *state;
	struct clock_hello h = hello();

	dial(r);
	assert_int_equal(say(r, &h, sizeof(h) - 1), KEEPER_LOST);
}

static void test_wrong_magic(void **state)
{
	struct rig *r = *state;
	struct clock_hello h = hello();

	h.magic++;
	dial(r);
	assert_int_equal(say(r, &h, sizeof(h)), KEEPER_LOST);
}

/* The gate hears the keeper's version all the same, so that its message can name both. */
static void test_wrong_version(void **state)
{
	struct rig *r = *state;
	struct clock_hello h = hello(), w;

	h.version++;
	dial(r);
	assert_int_equal(say(r, &h, sizeof(h)), KEEPER_LOST);
	assert_int_equal(recv(r->fd, &w, sizeof(w), 0), sizeof(w));
	assert_int_equal(w.version, CLOCK_VERSION);
}

static void test_wrong_size(void **state)
{
	struct rig *r = *state;
	struct clock_hello h = hello();

	h.size += 8;
	dial(r);
	assert_int_equal(say(r, &h, sizeof(h)), KEEPER_LOST);
}

static void test_one_gate_only(void **state)
{
	struct rig *r = *state;
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd;

	attach(r);
	strcpy(to.sun_path, r->path);
	fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), -1);
	close(fd);
}

static void test_bad_path(void **state)
{
	char path[200];

	(void)state;
	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	assert_null(keeper_create(path));
	assert_null(keeper_create("/no/such/folder/clock"));
}

static void test_params(void **state)
{
	struct sim_params p = sim_params_default(), q = { 0 };

	(void)state;
	assert_int_equal(sim_params_load(&q, "sim/parameters"), 0);
	assert_memory_equal(&p, &q, sizeof(p));
	assert_null(sim_params_set(&p, "engine_mhz=500"));
	assert_int_equal(p.engine_mhz, 500);
	assert_non_null(sim_params_set(&p, "engine_mhz"));
	assert_non_null(sim_params_set(&p, "engine_mhz="));
	assert_non_null(sim_params_set(&p, "engine_mhz=-1"));
	assert_non_null(sim_params_set(&p, "engine_mhz=0"));
	assert_non_null(sim_params_set(&p, "engine_mhz=1x"));
	assert_non_null(sim_params_set(&p, "engine=1"));
	assert_non_null(sim_params_set(&p, "pcie_generation=6"));
	assert_int_equal(p.engine_mhz, 500);
	assert_null(sim_params_check(&p));
	p.pcie_lanes = 3;
	assert_non_null(sim_params_check(&p));
	p = sim_params_default();
	p.pcie_mps = 200;
	assert_non_null(sim_params_check(&p));
	p = sim_params_default();
	p.engine_mhz = 333;
	assert_non_null(sim_params_check(&p));
	assert_int_equal(sim_params_load(&p, "/no/such/file"), -1);
	assert_int_equal(sim_params_load(&p, "sim/params.h"), -1);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_counts),
		T(test_grant),
		T(test_stop),
		T(test_ends),
		T(test_lost),
		T(test_nonsense),
		T(test_short_hello),
		T(test_wrong_magic),
		T(test_wrong_version),
		T(test_wrong_size),
		T(test_one_gate_only),
		cmocka_unit_test(test_bad_path),
		cmocka_unit_test(test_params),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
