// SPDX-License-Identifier: Apache-2.0
/* Interrupts: eventfds, masks and pending bits. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vfu/internal.h"

int vfu_irq_create(struct vfu *v)
{
	unsigned int i, n;

	for (i = 0; i < VFU_NUM_IRQS; i++) {
		if (!v->dev.irqs[i])
			continue;
		v->vectors[i] = calloc(v->dev.irqs[i], sizeof(*v->vectors[i]));
		if (!v->vectors[i])
			return -ENOMEM;
		for (n = 0; n < v->dev.irqs[i]; n++)
			v->vectors[i][n].fd = -1;
	}
	return 0;
}

void vfu_irq_destroy(struct vfu *v)
{
	unsigned int i;

	for (i = 0; i < VFU_NUM_IRQS; i++)
		free(v->vectors[i]);
}

uint32_t vfu_irq_flags(const struct vfu *v, unsigned int index)
{
	if (!v->dev.irqs[index])
		return 0;
	return VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE |
	       (index == VFU_IRQ_INTX ? VFIO_IRQ_INFO_AUTOMASKED : 0);
}

static bool armed(const struct vfu_vector *vec)
{
	return vec->fd >= 0 && !vec->masked;
}

/* Tell the owner if @vec no longer is as it @was. */
static void notify(struct vfu *v, unsigned int index, unsigned int n, bool was)
{
	bool is = armed(&v->vectors[index][n]);

	if (is != was && v->dev.irq_state)
		v->dev.irq_state(v->ctx, index, n, is);
}

static void signal_fd(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLOUT };
	uint64_t one = 1;

	/* A full counter is a signal that is still to be seen: do not wait for it. */
	if (poll(&pfd, 1, 0) == 1 && pfd.revents & POLLOUT && write(fd, &one, sizeof(one)) < 0)
		return;
}

bool vfu_irq_taken(const struct vfu *v)
{
	unsigned int i, n;

	for (i = 0; i < VFU_NUM_IRQS; i++) {
		for (n = 0; n < v->dev.irqs[i]; n++) {
			struct pollfd pfd = { .fd = v->vectors[i][n].fd, .events = POLLIN };

			if (pfd.fd >= 0 && poll(&pfd, 1, 0) == 1 && pfd.revents & POLLIN)
				return false;
		}
	}
	return true;
}

static void deliver(struct vfu *v, unsigned int index, unsigned int n)
{
	struct vfu_vector *vec = &v->vectors[index][n];

	vec->pending = false;
	signal_fd(vec->fd);
	if (index == VFU_IRQ_INTX) {
		vec->masked = true;
		notify(v, index, n, true);
	}
}

int vfu_irq_trigger(struct vfu *v, unsigned int index, unsigned int vector)
{
	struct vfu_vector *vec;

	if (index >= VFU_NUM_IRQS || vector >= v->dev.irqs[index])
		return -EINVAL;
	vec = &v->vectors[index][vector];
	if (vec->fd < 0)
		return -ENOENT;
	if (vec->masked)
		vec->pending = true;
	else
		deliver(v, index, vector);
	return 0;
}

static void set_mask(struct vfu *v, unsigned int index, unsigned int n, bool mask)
{
	struct vfu_vector *vec = &v->vectors[index][n];
	bool was = armed(vec);

	vec->masked = mask;
	notify(v, index, n, was);
	if (armed(vec) && vec->pending)
		deliver(v, index, n);
}

/* Give vector @n the eventfd @fd, or none with -1, which also forgets its mask. */
static void set_fd(struct vfu *v, unsigned int index, unsigned int n, int fd)
{
	struct vfu_vector *vec = &v->vectors[index][n];
	bool was = armed(vec);

	if (vec->fd >= 0)
		close(vec->fd);
	vec->fd = fd;
	if (fd < 0) {
		vec->masked = false;
		vec->pending = false;
	}
	notify(v, index, n, was);
}

static void disable_all(struct vfu *v, unsigned int index)
{
	unsigned int n;

	for (n = 0; n < v->dev.irqs[index]; n++)
		set_fd(v, index, n, -1);
}

void vfu_irq_release(struct vfu *v)
{
	unsigned int i;

	for (i = 0; i < VFU_NUM_IRQS; i++)
		disable_all(v, i);
}

/* A write to anything else might wait, or raise SIGPIPE. */
static bool is_eventfd(int fd)
{
	static const char kind[] = "anon_inode:[eventfd]";
	char path[32], target[sizeof(kind)];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, target, sizeof(target));
	return n == (ssize_t)sizeof(kind) - 1 && !memcmp(target, kind, n);
}

static int set_fds(struct vfu *v, const struct vfu_msg_irq_set *s, const struct vfu_request *req)
{
	unsigned int i;

	if ((s->flags & VFIO_IRQ_SET_ACTION_TYPE_MASK) != VFIO_IRQ_SET_ACTION_TRIGGER)
		return -EOPNOTSUPP;
	if (req->len != sizeof(*s) || (req->nfds && req->nfds != s->count))
		return -EINVAL;
	for (i = 0; i < req->nfds; i++)
		if (!is_eventfd(req->fds[i]))
			return -EINVAL;
	for (i = 0; i < s->count; i++) {
		set_fd(v, s->index, s->start + i, req->nfds ? req->fds[i] : -1);
		if (req->nfds)
			req->fds[i] = -1;
	}
	return 0;
}

/* @which selects vectors by a byte each, or all of them if NULL. */
static void act(struct vfu *v, const struct vfu_msg_irq_set *s, const uint8_t *which)
{
	unsigned int i;

	for (i = 0; i < s->count; i++) {
		if (which && !which[i])
			continue;
		if (s->flags & VFIO_IRQ_SET_ACTION_TRIGGER)
			vfu_irq_trigger(v, s->index, s->start + i);
		else
			set_mask(v, s->index, s->start + i, s->flags & VFIO_IRQ_SET_ACTION_MASK);
	}
}

static bool one_bit(uint32_t x)
{
	return x && !(x & (x - 1));
}

int vfu_irq_set(struct vfu *v, const struct vfu_request *req)
{
	struct vfu_msg_irq_set s;
	uint32_t data, action, num;

	memcpy(&s, req->data, sizeof(s));
	data = s.flags & VFIO_IRQ_SET_DATA_TYPE_MASK;
	action = s.flags & VFIO_IRQ_SET_ACTION_TYPE_MASK;
	if (s.argsz < sizeof(s) || s.index >= VFU_NUM_IRQS)
		return -EINVAL;
	if (!one_bit(data) || !one_bit(action) || s.flags != (data | action))
		return -EINVAL;
	num = v->dev.irqs[s.index];
	if (s.start > num || s.count > num - s.start)
		return -EINVAL;
	if (!s.count && s.flags != (VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER))
		return -EINVAL;
	if (data == VFIO_IRQ_SET_DATA_EVENTFD)
		return set_fds(v, &s, req);
	if (req->nfds || req->len != sizeof(s) + (data == VFIO_IRQ_SET_DATA_BOOL ? s.count : 0))
		return -EINVAL;
	if (!s.count) {
		if (s.start)
			return -EINVAL;
		disable_all(v, s.index);
		return 0;
	}
	act(v, &s, data == VFIO_IRQ_SET_DATA_BOOL ? req->data + sizeof(s) : NULL);
	return 0;
}
