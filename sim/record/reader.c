// SPDX-License-Identifier: Apache-2.0
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/reader.h"

static int refuse(const struct log *l, const char *why)
{
	fprintf(stderr, "%s: %s\n", l->path, why);
	return -1;
}

static int map_file(struct log *l)
{
	int fd = open(l->path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p;

	if (fd < 0)
		return refuse(l, strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || (size_t)st.st_size < sizeof(l->header)) {
		close(fd);
		return refuse(l, "not a flight record");
	}
	l->size = (size_t)st.st_size;
	p = mmap(NULL, l->size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return refuse(l, strerror(errno));
	l->bytes = p;
	return 0;
}

static int read_header(struct log *l)
{
	struct log_header *h = &l->header;
	char why[64];

	memcpy(h, l->bytes, sizeof(*h));
	if (memcmp(h->magic, LOG_MAGIC, sizeof(h->magic)))
		return refuse(l, "not a flight record");
	h->version = le32toh(h->version);
	if (h->version != LOG_VERSION) {
		snprintf(why, sizeof(why), "a flight record of version %" PRIu32 ", not %u",
			 h->version, LOG_VERSION);
		return refuse(l, why);
	}
	h->abi_hash = le32toh(h->abi_hash);
	h->flags = le32toh(h->flags);
	h->params_len = le32toh(h->params_len);
	if (h->flags & ~(LOG_HAS_READ_AT | LOG_HAS_WRITE_AT) || h->params_len > LOG_PARAMS_MAX ||
	    h->params_len > l->size - sizeof(*h) || h->model[sizeof(h->model) - 1])
		return refuse(l, "the header is damaged");
	memcpy(l->params, l->bytes + sizeof(*h), h->params_len);
	l->params[h->params_len] = '\0';
	l->first = sizeof(*h) + h->params_len;
	return 0;
}

static bool well_formed(const struct log_record *r)
{
	switch (r->type) {
	case LOG_READ:
	case LOG_VALUE:
	case LOG_WRITE:
		return !r->failed && !r->zero &&
		       (r->len == 1 || r->len == 2 || r->len == 4 || r->len == 8);
	case LOG_DMA_READ:
	case LOG_DMA_WRITE:
		return r->failed <= 1 && !r->zero;
	default:
		return r->type && r->type < LOG_TYPES && !r->failed && !r->zero;
	}
}

/* Bytes of the record at @at with its data; 0 if they are not all there. */
static size_t fetch(const struct log *l, size_t at, struct log_record *r)
{
	size_t left = l->size - at, size = sizeof(*r);

	if (left < size)
		return 0;
	memcpy(r, l->bytes + at, sizeof(*r));
	r->cycle = le64toh(r->cycle);
	r->time_ps = le64toh(r->time_ps);
	r->addr = le64toh(r->addr);
	r->value = le64toh(r->value);
	r->len = le32toh(r->len);
	r->zero = le16toh(r->zero);
	if (r->type == LOG_DMA_READ && !r->failed)
		size += r->len;
	return size <= left ? size : 0;
}

static int scan(struct log *l)
{
	struct log_record r;
	uint64_t cycle = 0;
	size_t size;
	char why[64];

	for (l->end = l->first; (size = fetch(l, l->end, &r)); l->end += size) {
		l->records++;
		if (!well_formed(&r) || r.cycle < cycle || l->ended) {
			snprintf(why, sizeof(why), "record %" PRIu64 " is damaged", l->records);
			return refuse(l, why);
		}
		l->ended = r.type == LOG_END;
		cycle = r.cycle;
	}
	if (l->ended && l->end != l->size)
		return refuse(l, "something follows the end of the record");
	return 0;
}

int log_open(struct log *l, const char *path)
{
	memset(l, 0, sizeof(*l));
	l->path = path;
	if (map_file(l))
		return -1;
	if (!read_header(l) && !scan(l))
		return 0;
	log_close(l);
	return -1;
}

void log_close(struct log *l)
{
	munmap(l->bytes, l->size);
}

bool log_next(const struct log *l, struct log_place *place, struct log_entry *e)
{
	size_t at = l->first + place->at, size;

	if (at == l->end)
		return false;
	size = fetch(l, at, &e->r);
	e->data = size > sizeof(e->r) ? l->bytes + at + sizeof(e->r) : NULL;
	e->number = ++place->number;
	place->at += size;
	return true;
}

bool log_is_call(const struct log_record *r)
{
	return r->type <= LOG_END && r->type != LOG_VALUE;
}
