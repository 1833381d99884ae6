// SPDX-License-Identifier: Apache-2.0
/* DMA windows: the client's memory, mapped here. */
#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "vfu/internal.h"

/* Index of the first window that ends at or after @iova; num_windows if none does. */
static unsigned int lower_bound(const struct vfu *v, uint64_t iova)
{
	unsigned int lo = 0, hi = v->num_windows;

	while (lo < hi) {
		unsigned int mid = lo + (hi - lo) / 2;

		if (v->windows[mid].last < iova)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static const struct vfu_window *find(struct vfu *v, uint64_t iova)
{
	const struct vfu_window *w;
	unsigned int i = v->last_window;

	if (i >= v->num_windows || iova < v->windows[i].first || iova > v->windows[i].last) {
		i = lower_bound(v, iova);
		if (i == v->num_windows || iova < v->windows[i].first)
			return NULL;
		v->last_window = i;
	}
	w = &v->windows[i];
	return w;
}

/*
 * Map the file behind @fd; NULL in @base if it is not of a kind that can be
 * trusted to have the size it says.
 */
static int map_file(struct vfu *v, const struct vfu_msg_dma_map *m, int fd, uint8_t **base)
{
	struct stat st;
	void *p;
	int prot = PROT_READ | (m->flags & VFU_WRITE ? PROT_WRITE : 0);

	*base = NULL;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode)) {
		vfu_log(v, "DMA window at %#llx is no file of memory: not accessible",
			(unsigned long long)m->iova);
		return 0;
	}
	/* An access beyond the end of the file would raise SIGBUS. */
	if (m->offset > (uint64_t)st.st_size || m->size > (uint64_t)st.st_size - m->offset)
		return -EINVAL;
	/* This refuses an offset that is no multiple of the page size. */
	p = mmap(NULL, m->size, prot, MAP_SHARED, fd, m->offset);
	if (p == MAP_FAILED)
		return -errno;
	*base = p;
	return 0;
}

int vfu_dma_map(struct vfu *v, const struct vfu_request *req)
{
	struct vfu_msg_dma_map m;
	struct vfu_window *w;
	uint8_t *base = NULL;
	unsigned int i;
	int err;

	memcpy(&m, req->data, sizeof(m));
	if (m.argsz < sizeof(m) || m.flags & ~(VFU_READ | VFU_WRITE))
		return -EINVAL;
	if (!m.size || m.iova > UINT64_MAX - (m.size - 1))
		return -EINVAL;
	i = lower_bound(v, m.iova);
	if (i < v->num_windows && v->windows[i].first <= m.iova + (m.size - 1))
		return -EEXIST;
	if (v->num_windows == VFU_MAX_WINDOWS)
		return -ENOSPC;
	if (req->nfds && m.flags) {
		err = map_file(v, &m, req->fds[0], &base);
		if (err)
			return err;
	}
	w = &v->windows[i];
	memmove(w + 1, w, (v->num_windows - i) * sizeof(*w));
	v->num_windows++;
	*w = (struct vfu_window){
		.first = m.iova,
		.last = m.iova + (m.size - 1),
		.base = base,
		.flags = base ? m.flags : 0,
	};
	if (v->dev.dma_map)
		v->dev.dma_map(v->ctx, m.iova, m.size, w->flags);
	return 0;
}

static void unmap_at(struct vfu *v, unsigned int i)
{
	struct vfu_window w = v->windows[i];
	/* No window without a mapping spans 2^64 bytes: its size came in 64 bits. */
	uint64_t size = w.last - w.first + 1;

	if (v->dev.dma_unmap)
		v->dev.dma_unmap(v->ctx, w.first, size);
	if (w.base)
		munmap(w.base, size);
	v->num_windows--;
	memmove(&v->windows[i], &v->windows[i + 1], (v->num_windows - i) * sizeof(w));
}

void vfu_dma_unmap_all(struct vfu *v)
{
	while (v->num_windows)
		unmap_at(v, v->num_windows - 1);
}

int vfu_dma_unmap(struct vfu *v, const struct vfu_request *req)
{
	struct vfu_msg_dma_unmap m;
	unsigned int i;

	memcpy(&m, req->data, sizeof(m));
	if (m.argsz < sizeof(m) || m.flags & ~VFIO_DMA_UNMAP_FLAG_ALL)
		return -EINVAL;
	if (m.flags & VFIO_DMA_UNMAP_FLAG_ALL) {
		if (m.iova || m.size)
			return -EINVAL;
		vfu_dma_unmap_all(v);
		return 0;
	}
	i = lower_bound(v, m.iova);
	if (!m.size || i == v->num_windows || v->windows[i].first != m.iova ||
	    v->windows[i].last - m.iova != m.size - 1)
		return -ENOENT;
	unmap_at(v, i);
	return 0;
}

/* Bytes from @iova on, up to @len, in one window that permits @flags; NULL if none. */
static uint8_t *span(struct vfu *v, uint64_t iova, size_t len, uint32_t flags, size_t *n)
{
	const struct vfu_window *w = find(v, iova);

	if (!w || (w->flags & flags) != flags)
		return NULL;
	*n = w->last - iova < len - 1 ? w->last - iova + 1 : len;
	return w->base + (iova - w->first);
}

bool vfu_dma_ok(struct vfu *v, uint64_t iova, size_t len, uint32_t flags)
{
	size_t n;

	if (len && iova > UINT64_MAX - (len - 1))
		return false;
	for (; len; iova += n, len -= n)
		if (!span(v, iova, len, flags, &n))
			return false;
	return true;
}

/* Words that the other side polls are moved whole. */
static void copy(void *dst, const void *src, const void *shared, size_t len)
{
	if ((uintptr_t)shared % len) {
		memcpy(dst, src, len);
		return;
	}
	switch (len) {
#define COPY_WORD(type)                                                                            \
	do {                                                                                       \
		type word;                                                                         \
		if (shared == src) {                                                               \
			word = __atomic_load_n((const type *)src, __ATOMIC_RELAXED);               \
			memcpy(dst, &word, sizeof(word));                                          \
		} else {                                                                           \
			memcpy(&word, src, sizeof(word));                                          \
			__atomic_store_n((type *)dst, word, __ATOMIC_RELAXED);                     \
		}                                                                                  \
	} while (0)
	case 1:
		COPY_WORD(uint8_t);
		break;
	case 2:
		COPY_WORD(uint16_t);
		break;
	case 4:
		COPY_WORD(uint32_t);
		break;
	case 8:
		COPY_WORD(uint64_t);
		break;
#undef COPY_WORD
	default:
		memcpy(dst, src, len);
	}
}

int vfu_dma_read(struct vfu *v, uint64_t iova, void *buf, size_t len)
{
	uint8_t *to = buf;
	size_t n;

	if (!vfu_dma_ok(v, iova, len, VFU_READ))
		return -EFAULT;
	for (; len; iova += n, to += n, len -= n) {
		const uint8_t *from = span(v, iova, len, VFU_READ, &n);

		copy(to, from, from, n);
	}
	atomic_thread_fence(memory_order_acquire);
	return 0;
}

int vfu_dma_write(struct vfu *v, uint64_t iova, const void *buf, size_t len)
{
	const uint8_t *from = buf;
	size_t n;

	if (!vfu_dma_ok(v, iova, len, VFU_WRITE))
		return -EFAULT;
	atomic_thread_fence(memory_order_release);
	for (; len; iova += n, from += n, len -= n) {
		uint8_t *to = span(v, iova, len, VFU_WRITE, &n);

		copy(to, from, to, n);
	}
	return 0;
}

void *vfu_dma_ptr(struct vfu *v, uint64_t iova, size_t len, uint32_t flags)
{
	uint8_t *p;
	size_t n;

	if (!len || !flags)
		return NULL;
	p = span(v, iova, len, flags, &n);
	return p && n == len ? p : NULL;
}
