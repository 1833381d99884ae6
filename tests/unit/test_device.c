// SPDX-License-Identifier: Apache-2.0
/*
 * The device process from end to end: a client on its socket sets the function
 * up as a driver would and runs requests through a shared memory.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/pci_regs.h>
#include <openssl/evp.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "kyanite_regs.h"
#include "pcie/function.h"
#include "vfio_client.h"

#define GONE     (-1000)
#define RAM_BASE 0x80000000ull
#define RAM_SIZE 0x10000
#define SQ       0x0000 /* offsets in RAM */
#define CQ       0x1000
#define CTX      0x2000
#define DATA     0x3000
#define LOG2     4
#define QUEUES   8

struct rig {
	char dir[32], socket[64], stats[64];
	pid_t pid;
	struct client c;
	int memfd;
	uint8_t *ram;
	int irq[PCIE_VECTORS];
};

static void nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
}

/* Starts the device with up to two more arguments. */
static void launch(struct rig *r, const char *arg, const char *val)
{
	unlink(r->socket);
	r->pid = fork();
	if (!r->pid) {
		execl(DEVICE, DEVICE, "--socket", r->socket, "--model", "golden", "--stats",
		      r->stats, arg, val, NULL);
		_exit(127);
	}
}

/* Waits for the end of the device; its status as waitpid() gives it. */
static int reap(struct rig *r)
{
	int status = -1;

	for (int i = 0; i < 5000; i++) {
		if (waitpid(r->pid, &status, WNOHANG) == r->pid) {
			r->pid = 0;
			return status;
		}
		nap();
	}
	return -1;
}

static void attach(struct rig *r)
{
	int rc = -1;

	/* The socket has its name a moment before it takes connections. */
	for (int i = 0; i < 5000 && rc; i++) {
		rc = client_connect(&r->c, r->socket);
		if (rc)
			nap();
	}
	assert_int_equal(rc, 0);
	assert_int_equal(client_map(&r->c, r->memfd, RAM_BASE, RAM_SIZE), 0);
	assert_int_equal(client_msix(&r->c, r->irq, PCIE_VECTORS), 0);
}

static int setup(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));

	strcpy(r->dir, "/tmp/kyatest.XXXXXX");
	if (!mkdtemp(r->dir))
		return -1;
	snprintf(r->socket, sizeof(r->socket), "%s/s", r->dir);
	snprintf(r->stats, sizeof(r->stats), "%s/stats", r->dir);
	r->memfd = memfd_create("ram", MFD_CLOEXEC);
	if (ftruncate(r->memfd, RAM_SIZE))
		return -1;
	r->ram = mmap(NULL, RAM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, r->memfd, 0);
	for (int i = 0; i < PCIE_VECTORS; i++)
		r->irq[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	r->c.fd = -1;
	*state = r;
	return 0;
}

static int teardown(void **state)
{
	struct rig *r = *state;

	if (r->c.fd >= 0)
		client_close(&r->c);
	if (r->pid) {
		kill(r->pid, SIGKILL);
		waitpid(r->pid, NULL, 0);
	}
	for (int i = 0; i < PCIE_VECTORS; i++)
		close(r->irq[i]);
	munmap(r->ram, RAM_SIZE);
	close(r->memfd);
	unlink(r->socket);
	unlink(r->stats);
	rmdir(r->dir);
	free(r);
	return 0;
}

static void cfg16(struct rig *r, unsigned int off, uint16_t val)
{
	assert_int_equal(client_write(&r->c, CLIENT_CONFIG, off, &val, 2), 0);
}

static void enable(struct rig *r, uint16_t command)
{
	cfg16(r, PCI_COMMAND, command);
	cfg16(r, PCIE_CAP_MSIX + PCI_MSIX_FLAGS, PCI_MSIX_FLAGS_ENABLE);
}

static uint64_t rd(struct rig *r, uint32_t off, uint32_t len)
{
	uint64_t val = 0;

	assert_int_equal(client_read(&r->c, 0, off, &val, len), 0);
	return val;
}

static void wr(struct rig *r, uint32_t off, uint64_t val, uint32_t len)
{
	assert_int_equal(client_post(&r->c, 0, off, &val, len), 0);
}

static void start_queue(struct rig *r, unsigned int q, uint64_t sq)
{
	wr(r, KYA_Q(q) + KYA_Q_SQ_BASE, sq, 8);
	wr(r, KYA_Q(q) + KYA_Q_CQ_BASE, RAM_BASE + CQ, 8);
	wr(r, KYA_Q(q) + KYA_Q_SIZE, LOG2, 4);
	wr(r, KYA_Q(q) + KYA_Q_CONTROL, KYA_Q_CONTROL_ENABLE, 4);
	assert_int_equal(rd(r, KYA_Q(q) + KYA_Q_STATUS, 4), KYA_Q_STATUS_ENABLED);
}

static void ring(struct rig *r, unsigned int q, unsigned int tail, unsigned int head)
{
	wr(r, KYA_Q(q) + KYA_Q_DOORBELL,
	   FIELD_PREP(KYA_Q_DOORBELL_SQ_TAIL, (uint64_t)tail) |
		   FIELD_PREP(KYA_Q_DOORBELL_CQ_HEAD, (uint64_t)head) | KYA_Q_DOORBELL_ARM,
	   8);
}

static bool interrupted(struct rig *r, unsigned int vector, int timeout_ms)
{
	struct pollfd p = { .fd = r->irq[vector], .events = POLLIN };
	uint64_t n;

	return poll(&p, 1, timeout_ms) == 1 && read(r->irq[vector], &n, 8) == 8;
}

static struct kya_cqe cqe(struct rig *r, unsigned int i)
{
	struct kya_cqe c;

	memcpy(&c, r->ram + CQ + i * sizeof(c), sizeof(c));
	return c;
}

static void put_sqe(struct rig *r, unsigned int i, const struct kya_sqe *sqe)
{
	memcpy(r->ram + SQ + i * sizeof(*sqe), sqe, sizeof(*sqe));
}

static void put_nop(struct rig *r, unsigned int i)
{
	struct kya_sqe nop = { .ctl = htole32(KYA_OPCODE_NOP) };

	put_sqe(r, i, &nop);
}

/* A function that is ready to run requests on queue 0. */
static void bring_up(struct rig *r, const char *arg, const char *val)
{
	launch(r, arg, val);
	attach(r);
	enable(r, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	start_queue(r, 0, RAM_BASE + SQ);
}

static void test_nop(void **state)
{
	struct rig *r = *state;
	struct kya_cqe c;

	bring_up(r, NULL, NULL);
	put_nop(r, 0);
	ring(r, 0, 1, 0);
	assert_true(interrupted(r, 0, 10000));
	c = cqe(r, 0);
	assert_int_equal(c.ctl, htole32(KYA_CQE_CTL_PHASE | KYA_STATUS_OK));
	assert_int_equal(c.sq, htole32(1)); /* head 1, index 0 */
}

static void test_aes_cbc(void **state)
{
	struct rig *r = *state;
	struct kya_ctx ctx = { .ctl = htole32(
				       FIELD_PREP(KYA_CTX_CTL_CIPHER, KYA_CIPHER_CBC) |
				       FIELD_PREP(KYA_CTX_CTL_KEYSIZE, KYA_KEYSIZE_AES256)) };
	struct kya_sqe sqe = { .ctl = htole32(KYA_OPCODE_CRYPT),
			       .len = htole32(1024),
			       .nseg = htole32(0x10001),
			       .ctx = htole64(RAM_BASE + CTX),
			       .src = htole64(RAM_BASE + DATA),
			       .dst = htole64(RAM_BASE + DATA + 0x1000) };
	EVP_CIPHER_CTX *evp = EVP_CIPHER_CTX_new();
	uint8_t want[1024 + 16];
	int n;

	for (int i = 0; i < 1024; i++)
		r->ram[DATA + i] = (uint8_t)(i * 7);
	memset(ctx.key, 0x5a, 32);
	memset(sqe.iv, 0xa5, 16);
	memcpy(r->ram + CTX, &ctx, sizeof(ctx));
	EVP_EncryptInit_ex2(evp, EVP_aes_256_cbc(), ctx.key, sqe.iv, NULL);
	EVP_EncryptUpdate(evp, want, &n, r->ram + DATA, 1024);
	EVP_CIPHER_CTX_free(evp);

	bring_up(r, NULL, NULL);
	put_sqe(r, 0, &sqe);
	ring(r, 0, 1, 0);
	assert_true(interrupted(r, 0, 10000));
	assert_int_equal(cqe(r, 0).ctl, htole32(KYA_CQE_CTL_PHASE | KYA_STATUS_OK));
	assert_int_equal(le32toh(cqe(r, 0).len), 1024);
	assert_memory_equal(r->ram + DATA + 0x1000, want, 1024);
	assert_int_equal(rd(r, KYA_REG_AES, 8), 64);
}

/* Rings outside what the client mapped: a queue error with its interrupt. */
static void test_unmapped_ring(void **state)
{
	struct rig *r = *state;
	uint16_t status;

	bring_up(r, NULL, NULL);
	start_queue(r, 1, 0x123456780000);
	ring(r, 1, 1, 0);
	assert_true(interrupted(r, QUEUES, 10000));
	assert_int_equal(FIELD_GET(KYA_Q_STATUS_ERROR, (uint32_t)rd(r, KYA_Q(1) + KYA_Q_STATUS, 4)),
			 KYA_QUEUE_ERROR_SQ_READ);
	client_read(&r->c, CLIENT_CONFIG, PCI_STATUS, &status, 2);
	assert_true(status & PCI_STATUS_REC_MASTER_ABORT);
	put_nop(r, 0);
	ring(r, 0, 1, 0);
	assert_true(interrupted(r, 0, 10000));
}

static void test_bus_master_off(void **state)
{
	struct rig *r = *state;

	bring_up(r, NULL, NULL);
	cfg16(r, PCI_COMMAND, PCI_COMMAND_MEMORY);
	put_nop(r, 0);
	ring(r, 0, 1, 0);
	while (!FIELD_GET(KYA_Q_STATUS_ERROR, (uint32_t)rd(r, KYA_Q(0) + KYA_Q_STATUS, 4)))
		nap();
	assert_int_equal(cqe(r, 0).ctl, 0);
	assert_false(interrupted(r, QUEUES, 20));
}

static void test_resets(void **state)
{
	struct rig *r = *state;

	bring_up(r, NULL, NULL);
	cfg16(r, PCIE_CAP_EXP + PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_BCR_FLR);
	enable(r, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	assert_int_equal(rd(r, KYA_Q(0) + KYA_Q_STATUS, 4), 0);
	wr(r, KYA_REG_SCRATCH, 5, 8);
	assert_int_equal(client_reset(&r->c), 0);
	assert_int_equal(rd(r, KYA_REG_SCRATCH, 4), UINT32_MAX); /* memory space is off */
	enable(r, PCI_COMMAND_MEMORY);
	assert_int_equal(rd(r, KYA_REG_SCRATCH, 8), 0);
}

/* A client that leaves takes its state along; the next one starts afresh. */
static void test_reconnect(void **state)
{
	struct rig *r = *state;

	bring_up(r, NULL, NULL);
	client_close(&r->c);
	attach(r);
	enable(r, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	assert_int_equal(rd(r, KYA_Q(0) + KYA_Q_STATUS, 4), 0);
	start_queue(r, 0, RAM_BASE + SQ);
	put_nop(r, 0);
	ring(r, 0, 1, 0);
	assert_true(interrupted(r, 0, 10000));
}

static unsigned long switches(pid_t pid)
{
	char path[64], line[128];
	unsigned long n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		sscanf(line, "voluntary_ctxt_switches: %lu", &n);
	fclose(f);
	return n;
}

/* An idle engine does not wake the process up. */
static void test_idle_sleeps(void **state)
{
	struct rig *r = *state;
	unsigned long before;

	bring_up(r, NULL, NULL);
	put_nop(r, 0);
	ring(r, 0, 1, 0);
	assert_true(interrupted(r, 0, 10000));
	for (int i = 0; i < 20; i++)
		nap();
	before = switches(r->pid);
	for (int i = 0; i < 100; i++)
		nap();
	assert_int_equal(switches(r->pid), before);
}

static void test_sigterm_and_stats(void **state)
{
	struct rig *r = *state;
	char text[2048] = "";
	FILE *f;

	bring_up(r, NULL, NULL);
	put_nop(r, 0);
	ring(r, 0, 1, 0);
	assert_true(interrupted(r, 0, 10000));
	kill(r->pid, SIGTERM);
	assert_int_equal(reap(r), 0);
	f = fopen(r->stats, "r");
	assert_non_null(f);
	assert_true(fread(text, 1, sizeof(text) - 1, f) > 0);
	fclose(f);
	assert_non_null(strstr(text, "\"model\": \"golden\""));
	assert_non_null(strstr(text, "\"mmio_writes\": 5,"));
	assert_non_null(strstr(text, "\"dma_read_bytes\": 64,"));
	assert_non_null(strstr(text, "\"dma_write_bytes\": 16,"));
	assert_non_null(strstr(text, "\"interrupts\": 1,"));
}

/* What the function did with its engine is in the log; a log that cannot be had ends it. */
static void test_record(void **state)
{
	struct rig *r = *state;
	char log[64], command[128];

	snprintf(log, sizeof(log), "%s/log", r->dir);
	bring_up(r, "--record", log);
	put_nop(r, 0);
	ring(r, 0, 1, 0);
	assert_true(interrupted(r, 0, 10000));
	client_close(&r->c);
	r->c.fd = -1;
	kill(r->pid, SIGTERM);
	assert_int_equal(reap(r), 0);
	snprintf(command, sizeof(command), LOG_TOOL " replay %s | grep -q ': identical$'", log);
	assert_int_equal(system(command), 0);
	snprintf(command, sizeof(command), LOG_TOOL " dump %s | grep -q ' interrupt 0$'", log);
	assert_int_equal(system(command), 0);
	unlink(log);
	launch(r, "--record", "/nonexistent/log");
	assert_int_equal(WEXITSTATUS(reap(r)), 1);
}

static void test_once(void **state)
{
	struct rig *r = *state;

	bring_up(r, "--once", NULL);
	client_close(&r->c);
	r->c.fd = -1;
	assert_int_equal(reap(r), 0);
}

static void test_inject_abi_hash(void **state)
{
	struct rig *r = *state;

	bring_up(r, "--inject", "abi-hash=deadbeef");
	assert_int_equal(rd(r, KYA_REG_ABI, 4), 0xdeadbeef);
	assert_int_equal(rd(r, KYA_REG_ID, 4), KYA_REG_ID_MAGIC_RESET);
}

static void test_inject_caps(void **state)
{
	struct rig *r = *state;

	bring_up(r, "--inject", "caps=3103");
	assert_int_equal(rd(r, KYA_REG_CAPS, 4), 0x3103);
}

static void test_inject_die(void **state)
{
	struct rig *r = *state;
	uint32_t val;

	bring_up(r, "--inject", "die-after=5"); /* four to start the queue */
	put_nop(r, 0);
	ring(r, 0, 1, 0);
	assert_int_equal(WEXITSTATUS(reap(r)), 3);
	assert_int_equal(client_read(&r->c, 0, 0, &val, 4), GONE);
}

static void test_inject_drop_irq(void **state)
{
	struct rig *r = *state;

	bring_up(r, "--inject", "drop-irq=1");
	put_nop(r, 0);
	put_nop(r, 1);
	ring(r, 0, 1, 0);
	while (rd(r, KYA_Q(0) + KYA_Q_INTERRUPTS, 4) != 1)
		nap();
	assert_false(interrupted(r, 0, 20));
	ring(r, 0, 2, 1);
	assert_true(interrupted(r, 0, 10000));
}

static void test_inject_dma_fault(void **state)
{
	struct rig *r = *state;

	bring_up(r, "--inject", "dma-fault=2"); /* the completion of the first NOP */
	put_nop(r, 0);
	ring(r, 0, 1, 0);
	assert_true(interrupted(r, QUEUES, 10000));
	assert_int_equal(FIELD_GET(KYA_Q_STATUS_ERROR, (uint32_t)rd(r, KYA_Q(0) + KYA_Q_STATUS, 4)),
			 KYA_QUEUE_ERROR_CQ_WRITE);
}

static void test_bad_options(void **state)
{
	static const char *const bad[][2] = {
		{ "--model", "none" },          { "--inject", "x=1" },
		{ "--inject", "drop-irq=0" },   { "--abi-hash", "xyz" },
		{ "--inject", "die-after=-1" }, { "surplus", NULL }
	};
	struct rig *r = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		r->pid = fork();
		if (!r->pid) {
			close(2);
			execl(DEVICE, DEVICE, "--socket", r->socket, "--model", "golden", bad[i][0],
			      bad[i][1], NULL);
			_exit(127);
		}
		assert_int_equal(WEXITSTATUS(reap(r)), 2);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nop),
		TEST(test_aes_cbc),
		TEST(test_unmapped_ring),
		TEST(test_bus_master_off),
		TEST(test_resets),
		TEST(test_reconnect),
		TEST(test_idle_sleeps),
		TEST(test_sigterm_and_stats),
		TEST(test_record),
		TEST(test_once),
		TEST(test_inject_abi_hash),
		TEST(test_inject_caps),
		TEST(test_inject_die),
		TEST(test_inject_drop_irq),
		TEST(test_inject_dma_fault),
		TEST(test_bad_options),
	};

	return cmocka_run_group_tests_name("device", tests, NULL, NULL);
}
