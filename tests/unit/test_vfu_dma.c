// SPDX-License-Identifier: Apache-2.0
/* The protocol server: DMA windows. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test_vfu_peer.h"

#define PAGE 4096u
#define RW   (VFU_READ | VFU_WRITE)

static int make_memory(size_t size)
{
	int fd = memfd_create("guest", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, size), 0);
	return fd;
}

static struct vfu_msg_dma_map map_msg(uint64_t iova, uint64_t size, uint64_t offset, uint32_t flags)
{
	return (struct vfu_msg_dma_map){ sizeof(struct vfu_msg_dma_map), flags, offset, iova,
					 size };
}

static void map(struct peer *p, int fd, struct vfu_msg_dma_map m)
{
	assert_int_equal(
		peer_call_fds(p, VFU_CMD_DMA_MAP, &m, sizeof(m), &fd, fd >= 0 ? 1 : 0)->len, 0);
}

static void map_error(struct peer *p, int fd, struct vfu_msg_dma_map m, int error)
{
	peer_error(p, VFU_CMD_DMA_MAP, &m, sizeof(m), &fd, fd >= 0 ? 1 : 0, error);
}

static void unmap(struct peer *p, uint64_t iova, uint64_t size)
{
	const struct vfu_msg_dma_unmap m = { sizeof(m), 0, iova, size };
	const struct reply *r = peer_call(p, VFU_CMD_DMA_UNMAP, &m, sizeof(m));

	assert_int_equal(r->len, sizeof(m));
	assert_memory_equal(r->data, &m, sizeof(m));
}

static void unmap_error(struct peer *p, uint32_t flags, uint64_t iova, uint64_t size, int error)
{
	const struct vfu_msg_dma_unmap m = { sizeof(m), flags, iova, size };

	peer_error(p, VFU_CMD_DMA_UNMAP, &m, sizeof(m), NULL, 0, error);
}

/* Mappings of the client's memory in this process. */
static unsigned int mappings(void)
{
	FILE *f = fopen("/proc/self/maps", "re");
	char line[512];
	unsigned int n = 0;

	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		n += strstr(line, "memfd:guest") != NULL;
	fclose(f);
	return n;
}

static void read_write(void **state)
{
	struct peer *p = *state;
	int fd = make_memory(4 * PAGE);
	uint8_t out[300], in[300], file[300];
	size_t len, off, i;

	map(p, fd, map_msg(0x100000, 2 * PAGE, PAGE, RW));
	assert_int_equal(p->maps, 1);
	assert_int_equal(p->map_flags, RW);
	for (len = 1; len <= sizeof(out); len += len < 20 ? 1 : 17) {
		for (off = 0; off < 9; off++) {
			for (i = 0; i < len; i++)
				out[i] = i + len + off;
			assert_int_equal(vfu_dma_write(p->v, 0x100000 + off, out, len), 0);
			assert_int_equal(pread(fd, file, len, PAGE + off), len);
			assert_memory_equal(file, out, len);
			memset(in, 0, sizeof(in));
			assert_int_equal(vfu_dma_read(p->v, 0x100000 + off, in, len), 0);
			assert_memory_equal(in, out, len);
		}
	}
	/* The other way: what the client writes is seen. */
	assert_int_equal(pwrite(fd, "hello", 5, PAGE + 100), 5);
	assert_int_equal(vfu_dma_read(p->v, 0x100000 + 100, in, 5), 0);
	assert_memory_equal(in, "hello", 5);
	assert_memory_equal(vfu_dma_ptr(p->v, 0x100000 + 100, 5, RW), "hello", 5);
	close(fd);
	assert_int_equal(peer_open_fds(), p->fds_before + 2);
}

static void outside(void **state)
{
	struct peer *p = *state;
	int fd = make_memory(2 * PAGE);
	uint8_t buf[16] = { 0 };

	map(p, fd, map_msg(0x10000, PAGE, 0, RW));
	map(p, fd, map_msg(0x20000, PAGE, PAGE, RW));
	assert_int_equal(vfu_dma_read(p->v, 0x10000 - 1, buf, 1), -EFAULT);
	assert_int_equal(vfu_dma_read(p->v, 0x10000 - 1, buf, 2), -EFAULT);
	assert_int_equal(vfu_dma_read(p->v, 0x10000 + PAGE - 1, buf, 2), -EFAULT);
	assert_int_equal(vfu_dma_read(p->v, 0x10000 + PAGE, buf, 1), -EFAULT);
	assert_int_equal(vfu_dma_read(p->v, 0x20000 + PAGE, buf, 1), -EFAULT);
	assert_int_equal(vfu_dma_write(p->v, 0, buf, 16), -EFAULT);
	assert_int_equal(vfu_dma_write(p->v, UINT64_MAX, buf, 1), -EFAULT);
	assert_int_equal(vfu_dma_write(p->v, UINT64_MAX, buf, 2), -EFAULT);
	assert_int_equal(vfu_dma_read(p->v, 0x10000, buf, SIZE_MAX), -EFAULT);
	assert_int_equal(vfu_dma_read(p->v, 0x10000, buf, 0), 0);
	assert_null(vfu_dma_ptr(p->v, 0x10000, PAGE + 1, VFU_READ));
	assert_null(vfu_dma_ptr(p->v, 0x10000, SIZE_MAX, VFU_READ));
	assert_null(vfu_dma_ptr(p->v, 0x10000, 0, VFU_READ));
	assert_non_null(vfu_dma_ptr(p->v, 0x10000, PAGE, VFU_READ));
	close(fd);
}

/* Windows that touch, mapped in any order, are crossed; a hole leaves all untouched. */
static void crossing(void **state)
{
	static uint8_t out[3 * PAGE], in[3 * PAGE], zero[PAGE];
	struct peer *p = *state;
	int fd = make_memory(3 * PAGE);
	size_t i;

	map(p, fd, map_msg(0x12000, PAGE, 0, RW));
	map(p, fd, map_msg(0x10000, PAGE, PAGE, RW));
	for (i = 0; i < sizeof(out); i++)
		out[i] = i * 13 + (i >> 8);
	assert_int_equal(vfu_dma_write(p->v, 0x10000, out, sizeof(out)), -EFAULT);
	assert_int_equal(vfu_dma_read(p->v, 0x10000, in, PAGE), 0);
	assert_memory_equal(in, zero, PAGE);
	map(p, fd, map_msg(0x11000, PAGE, 2 * PAGE, RW));
	assert_int_equal(vfu_dma_write(p->v, 0x10000, out, sizeof(out)), 0);
	assert_int_equal(vfu_dma_read(p->v, 0x10000, in, sizeof(in)), 0);
	assert_memory_equal(in, out, sizeof(out));
	assert_int_equal(pread(fd, in, PAGE, PAGE), PAGE);
	assert_memory_equal(in, out, PAGE);
	assert_int_equal(pread(fd, in, PAGE, 2 * PAGE), PAGE);
	assert_memory_equal(in, out + PAGE, PAGE);
	assert_int_equal(pread(fd, in, PAGE, 0), PAGE);
	assert_memory_equal(in, out + 2 * PAGE, PAGE);
	/* A word across the border, and no pointer across it. */
	assert_int_equal(vfu_dma_read(p->v, 0x11000 - 4, in, 8), 0);
	assert_memory_equal(in, out + PAGE - 4, 8);
	assert_null(vfu_dma_ptr(p->v, 0x11000 - 4, 8, VFU_READ));
	close(fd);
}

static void permissions(void **state)
{
	struct peer *p = *state;
	int fd = make_memory(4 * PAGE);
	uint8_t buf[2 * PAGE] = { 0 };

	map(p, fd, map_msg(0x10000, PAGE, 0, VFU_READ));
	map(p, fd, map_msg(0x11000, PAGE, PAGE, RW));
	map(p, fd, map_msg(0x12000, PAGE, 2 * PAGE, VFU_WRITE));
	map(p, fd, map_msg(0x13000, PAGE, 3 * PAGE, 0));
	assert_int_equal(p->map_flags, 0);
	assert_int_equal(vfu_dma_read(p->v, 0x10000, buf, 4), 0);
	assert_int_equal(vfu_dma_write(p->v, 0x10000, buf, 4), -EFAULT);
	assert_int_equal(vfu_dma_write(p->v, 0x12000, buf, 4), 0);
	assert_int_equal(vfu_dma_read(p->v, 0x12000, buf, 4), -EFAULT);
	assert_int_equal(vfu_dma_read(p->v, 0x13000, buf, 4), -EFAULT);
	assert_int_equal(vfu_dma_write(p->v, 0x13000, buf, 4), -EFAULT);
	/* A range is as permitted as its least permitted byte. */
	assert_int_equal(vfu_dma_read(p->v, 0x10000, buf, 2 * PAGE), 0);
	assert_int_equal(vfu_dma_write(p->v, 0x11000 - 1, buf, 2), -EFAULT);
	assert_int_equal(vfu_dma_read(p->v, 0x12000 - 1, buf, 2), -EFAULT);
	assert_null(vfu_dma_ptr(p->v, 0x10000, 4, RW));
	assert_null(vfu_dma_ptr(p->v, 0x12000, 4, RW));
	assert_null(vfu_dma_ptr(p->v, 0x11000, 4, 0));
	close(fd);
}

/* QEMU maps its ROMs without a descriptor: such a window takes its place and faults. */
static void no_fd(void **state)
{
	struct peer *p = *state;
	uint8_t buf[4] = { 0 };

	map(p, -1, map_msg(0xfffc0000, 0x40000, 0, RW));
	assert_int_equal(p->map_flags, 0);
	assert_int_equal(vfu_dma_read(p->v, 0xfffc0000, buf, 4), -EFAULT);
	assert_int_equal(vfu_dma_write(p->v, 0xfffc0000, buf, 4), -EFAULT);
	assert_null(vfu_dma_ptr(p->v, 0xfffc0000, 4, VFU_READ));
	map_error(p, -1, map_msg(0xfffff000, PAGE, 0, RW), EEXIST);
	unmap(p, 0xfffc0000, 0x40000);
}

/* Something that is no file of memory is never mapped. */
static void odd_fds(void **state)
{
	struct peer *p = *state;
	uint8_t buf[4];
	int fds[2], ro;
	static const char *const path = "/dev/zero";

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	map(p, fds[0], map_msg(0x10000, PAGE, 0, RW));
	assert_int_equal(p->map_flags, 0);
	assert_int_equal(vfu_dma_read(p->v, 0x10000, buf, 4), -EFAULT);
	close(fds[0]);
	close(fds[1]);
	fds[0] = open(path, O_RDWR | O_CLOEXEC);
	map(p, fds[0], map_msg(0x20000, PAGE, 0, RW));
	assert_int_equal(p->map_flags, 0);
	close(fds[0]);
	/* A descriptor that cannot be written cannot be a writable window. */
	ro = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	assert_true(ro >= 0);
	map_error(p, ro, map_msg(0x30000, PAGE, 0, RW), EACCES);
	map(p, ro, map_msg(0x30000, PAGE, 0, VFU_READ));
	assert_int_equal(vfu_dma_read(p->v, 0x30000, buf, 4), 0);
	assert_memory_equal(buf, "\177ELF", 4);
	close(ro);
}

static void bad_maps(void **state)
{
	struct peer *p = *state;
	int fd = make_memory(4 * PAGE);
	int two[2] = { fd, fd };
	struct vfu_msg_dma_map m = map_msg(0, PAGE, 0, RW);

	map_error(p, fd, map_msg(0, 0, 0, RW), EINVAL);
	map_error(p, fd, map_msg(UINT64_MAX - PAGE + 2, PAGE, 0, RW), EINVAL);
	map_error(p, fd, map_msg(PAGE, UINT64_MAX, 0, RW), EINVAL);
	map_error(p, fd, map_msg(0, PAGE, 0, RW | 4), EINVAL);
	map_error(p, fd, map_msg(0, PAGE, 1, RW), EINVAL);
	map_error(p, fd, map_msg(0, PAGE, PAGE / 2, RW), EINVAL);
	/* Beyond the end of the file an access would kill the server. */
	map_error(p, fd, map_msg(0, 4 * PAGE + 1, 0, RW), EINVAL);
	map_error(p, fd, map_msg(0, PAGE, 4 * PAGE, RW), EINVAL);
	map_error(p, fd, map_msg(0, 2 * PAGE, 3 * PAGE, RW), EINVAL);
	map_error(p, fd, map_msg(0, PAGE, UINT64_MAX - PAGE + 1, RW), EINVAL);
	map_error(p, fd, map_msg(0, UINT64_MAX, 0, RW), EINVAL);
	map_error(p, fd, map_msg(0, PAGE, (uint64_t)INT64_MAX + 1, RW), EINVAL);
	peer_error(p, VFU_CMD_DMA_MAP, &m, sizeof(m), two, 2, EINVAL);
	m.argsz = 31;
	map_error(p, fd, m, EINVAL);
	assert_int_equal(p->maps, 0);
	/* The top of the address space is a good place. */
	map(p, fd, map_msg(UINT64_MAX - PAGE + 1, PAGE, 0, RW));
	assert_int_equal(vfu_dma_write(p->v, UINT64_MAX - 3, "abcd", 4), 0);
	/* It does not go on at its bottom. */
	map(p, fd, map_msg(0, PAGE, 0, RW));
	assert_int_equal(vfu_dma_write(p->v, UINT64_MAX - 3, "abcde", 5), -EFAULT);
	map_error(p, fd, map_msg(UINT64_MAX, 1, 0, RW), EEXIST);
	unmap(p, UINT64_MAX - PAGE + 1, PAGE);
	close(fd);
	assert_int_equal(peer_open_fds(), p->fds_before + 2);
}

static void overlaps(void **state)
{
	struct peer *p = *state;
	int fd = make_memory(8 * PAGE);

	map(p, fd, map_msg(0x10000, 2 * PAGE, 0, RW));
	map(p, fd, map_msg(0x14000, 2 * PAGE, 0, RW));
	map_error(p, fd, map_msg(0x10000, 2 * PAGE, 0, RW), EEXIST);
	map_error(p, fd, map_msg(0x11000, PAGE, 0, RW), EEXIST);
	map_error(p, fd, map_msg(0xf000, 2 * PAGE, 0, RW), EEXIST);
	map_error(p, fd, map_msg(0x11000, 3 * PAGE, 0, RW), EEXIST);
	map_error(p, fd, map_msg(0x13000, 2 * PAGE, 0, RW), EEXIST);
	map_error(p, fd, map_msg(0xf000, 8 * PAGE, 0, RW), EEXIST);
	map_error(p, fd, map_msg(0x15fff, 1, 0, RW), EEXIST);
	map(p, fd, map_msg(0x12000, 2 * PAGE, 0, RW)); /* just between */
	map(p, fd, map_msg(0xf000, PAGE, 0, RW));
	map(p, fd, map_msg(0x16000, PAGE, 0, RW));
	assert_int_equal(p->maps, 5);
	close(fd);
}

static void unmaps(void **state)
{
	struct peer *p = *state;
	int fd = make_memory(8 * PAGE);
	uint8_t buf[4];

	unmap_error(p, 0, 0x10000, PAGE, ENOENT);
	map(p, fd, map_msg(0x10000, 2 * PAGE, 0, RW));
	map(p, fd, map_msg(0x12000, 2 * PAGE, 0, RW));
	unmap_error(p, 0, 0x10000, PAGE, ENOENT);
	unmap_error(p, 0, 0x11000, PAGE, ENOENT);
	unmap_error(p, 0, 0x10000, 4 * PAGE, ENOENT);
	unmap_error(p, 0, 0x10000, 0, ENOENT);
	unmap_error(p, 1, 0x10000, 2 * PAGE, EINVAL); /* dirty bitmap */
	unmap_error(p, VFIO_DMA_UNMAP_FLAG_ALL, 0x10000, 2 * PAGE, EINVAL);
	assert_int_equal(p->unmaps, 0);
	assert_int_equal(vfu_dma_read(p->v, 0x10000, buf, 4), 0);
	assert_int_equal(mappings(), 2);
	unmap(p, 0x10000, 2 * PAGE);
	assert_int_equal(mappings(), 1);
	assert_int_equal(p->unmaps, 1);
	assert_int_equal(vfu_dma_read(p->v, 0x10000, buf, 4), -EFAULT);
	assert_int_equal(vfu_dma_read(p->v, 0x12000, buf, 4), 0);
	unmap_error(p, 0, 0x10000, 2 * PAGE, ENOENT);
	map(p, fd, map_msg(0x10000, PAGE, 0, VFU_READ));
	close(fd);
}

static void unmap_everything(void **state)
{
	struct peer *p = *state;
	const struct vfu_msg_dma_unmap all = { sizeof(all), VFIO_DMA_UNMAP_FLAG_ALL, 0, 0 };
	int fd = make_memory(8 * PAGE);
	uint8_t buf[4];
	unsigned int i;

	for (i = 0; i < 8; i++)
		map(p, fd, map_msg(0x10000 * i, PAGE, PAGE * i, RW));
	peer_call(p, VFU_CMD_DMA_UNMAP, &all, sizeof(all));
	assert_int_equal(p->unmaps, 8);
	for (i = 0; i < 8; i++)
		assert_int_equal(vfu_dma_read(p->v, 0x10000 * i, buf, 4), -EFAULT);
	close(fd);
}

/* A full table, filled and emptied out of order, and right all the time. */
static void table_full(void **state)
{
	struct peer *p = *state;
	int fd = make_memory(PAGE);
	uint8_t buf[1];
	uint64_t i;

	for (i = 0; i < VFU_MAX_WINDOWS; i++)
		map(p, i % 64 ? -1 : fd,
		    map_msg((i * 2731 % VFU_MAX_WINDOWS) * 2 * PAGE, PAGE, 0, RW));
	map_error(p, fd, map_msg(PAGE, PAGE, 0, RW), ENOSPC);
	map_error(p, fd, map_msg(0, PAGE, 0, RW), EEXIST);
	for (i = 0; i < VFU_MAX_WINDOWS; i++) {
		uint64_t iova = (i * 2731 % VFU_MAX_WINDOWS) * 2 * PAGE;

		assert_int_equal(vfu_dma_read(p->v, iova, buf, 1), i % 64 ? -EFAULT : 0);
		assert_int_equal(vfu_dma_read(p->v, iova + PAGE, buf, 1), -EFAULT);
	}
	for (i = 0; i < VFU_MAX_WINDOWS; i += 3)
		unmap(p, i * 2 * PAGE, PAGE);
	for (i = 0; i < VFU_MAX_WINDOWS; i++) {
		if (i % 3 == 0)
			unmap_error(p, 0, i * 2 * PAGE, PAGE, ENOENT);
		else
			unmap(p, i * 2 * PAGE, PAGE);
	}
	assert_int_equal(p->unmaps, VFU_MAX_WINDOWS);
	close(fd);
}

static void gone_after_disconnect(void **state)
{
	struct peer *p = *state;
	int fd = make_memory(2 * PAGE);
	uint8_t buf[4];

	map(p, fd, map_msg(0x10000, PAGE, 0, RW));
	map(p, -1, map_msg(0x20000, PAGE, 0, RW));
	close(p->fd);
	assert_int_equal(peer_pump(p), -ENOTCONN);
	assert_int_equal(mappings(), 0);
	assert_int_equal(p->unmaps, 2);
	assert_int_equal(vfu_dma_read(p->v, 0x10000, buf, 4), -EFAULT);
	assert_null(vfu_dma_ptr(p->v, 0x10000, 4, VFU_READ));
	peer_attach(p);
	peer_agree(p);
	map(p, fd, map_msg(0x10000, PAGE, 0, RW));
	assert_int_equal(vfu_dma_read(p->v, 0x10000, buf, 4), 0);
	close(fd);
}

static void dma_in_access(struct peer *p)
{
	assert_int_equal(vfu_dma_write(p->v, 0x10000, "ring", 4), 0);
}

/* A doorbell may be answered by DMA at once. */
static void dma_from_callback(void **state)
{
	struct peer *p = *state;
	const struct vfu_msg_region_rw rw = { 0, VFU_REGION_BAR0, 4 };
	int fd = make_memory(PAGE);
	char buf[4];

	map(p, fd, map_msg(0x10000, PAGE, 0, RW));
	p->in_access = dma_in_access;
	peer_call(p, VFU_CMD_REGION_READ, &rw, sizeof(rw));
	assert_int_equal(pread(fd, buf, 4, 0), 4);
	assert_memory_equal(buf, "ring", 4);
	close(fd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, peer_setup_agreed, peer_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(read_write),        TEST(outside),    TEST(crossing),
		TEST(permissions),       TEST(no_fd),      TEST(odd_fds),
		TEST(bad_maps),          TEST(overlaps),   TEST(unmaps),
		TEST(unmap_everything),  TEST(table_full), TEST(gone_after_disconnect),
		TEST(dma_from_callback),
	};

	return cmocka_run_group_tests_name("vfu_dma", tests, NULL, NULL);
}
