// SPDX-License-Identifier: Apache-2.0
#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kyanite_regs.h"
#include "record/format.h"
#include "record/recorder.h"

struct model {
	const struct model_ops *ops;
	struct model *inner;
	struct model_sink sink;
	FILE *file;
	char *path;
	bool advancing; /* the latest call was an advance */
};

static struct {
	const struct model_ops *ops;
	const char *path;
	const struct sim_params *params;
} prepared;

static void check(const struct model *m, bool written)
{
	if (written)
		return;
	fprintf(stderr, "flight recorder: %s: %s\n", m->path, strerror(errno));
	exit(EXIT_FAILURE);
}

/* Stamps and writes @r and what follows it. */
static void put(struct model *m, const struct log_record *r, const void *data, size_t len)
{
	struct log_record out = {
		.cycle = htole64(m->ops->cycles(m->inner)),
		.time_ps = htole64(m->sink.time_ps ? m->sink.time_ps(m->sink.ctx) : 0),
		.addr = htole64(r->addr),
		.value = htole64(r->value),
		.len = htole32(r->len),
		.type = r->type,
		.failed = r->failed,
	};

	check(m, fwrite(&out, sizeof(out), 1, m->file) == 1 &&
			 (!len || fwrite(data, 1, len, m->file) == len));
}

static void put_call(struct model *m, const struct log_record *r)
{
	m->advancing = false;
	put(m, r, NULL, 0);
}

/* A process that is killed while its engine is idle leaves a whole log. */
static void flush_idle(struct model *m)
{
	if (m->ops->idle(m->inner))
		check(m, !fflush(m->file));
}

static int dma_read(void *ctx, uint64_t addr, void *buf, size_t len)
{
	struct model *m = ctx;
	int err = m->sink.dma_read(m->sink.ctx, addr, buf, len);
	const struct log_record r = {
		.type = LOG_DMA_READ, .addr = addr, .len = (uint32_t)len, .failed = !!err
	};

	put(m, &r, buf, err ? 0 : len);
	return err;
}

static int dma_write(void *ctx, uint64_t addr, const void *buf, size_t len)
{
	struct model *m = ctx;
	int err = m->sink.dma_write(m->sink.ctx, addr, buf, len);
	const struct log_record r = { .type = LOG_DMA_WRITE,
				      .addr = addr,
				      .len = (uint32_t)len,
				      .failed = !!err,
				      .value = log_hash(LOG_HASH_START, buf, len) };

	put(m, &r, NULL, 0);
	return err;
}

static void irq(void *ctx, unsigned int vector)
{
	struct model *m = ctx;
	const struct log_record r = { .type = LOG_IRQ, .addr = vector };

	put(m, &r, NULL, 0);
	m->sink.irq(m->sink.ctx, vector);
}

static uint64_t read_at(void *ctx, uint64_t addr, size_t len)
{
	struct model *m = ctx;
	uint64_t at = m->sink.read_at(m->sink.ctx, addr, len);
	const struct log_record r = {
		.type = LOG_READ_AT, .addr = addr, .len = (uint32_t)len, .value = at
	};

	put(m, &r, NULL, 0);
	return at;
}

static uint64_t write_at(void *ctx, uint64_t addr, size_t len)
{
	struct model *m = ctx;
	uint64_t at = m->sink.write_at(m->sink.ctx, addr, len);
	const struct log_record r = {
		.type = LOG_WRITE_AT, .addr = addr, .len = (uint32_t)len, .value = at
	};

	put(m, &r, NULL, 0);
	return at;
}

static void release(struct model *m)
{
	if (m->file)
		fclose(m->file);
	free(m->path);
	free(m);
}

static bool write_header(struct model *m, const struct sim_params *params)
{
	struct log_header h = { .magic = LOG_MAGIC,
				.version = htole32(LOG_VERSION),
				.abi_hash = htole32(KYA_ABI_HASH) };
	char text[LOG_PARAMS_MAX];
	size_t len = sim_params_text(params, text, sizeof(text));

	if (len >= sizeof(text)) {
		errno = EOVERFLOW;
		return false;
	}
	h.flags = htole32((m->sink.read_at ? LOG_HAS_READ_AT : 0) |
			  (m->sink.write_at ? LOG_HAS_WRITE_AT : 0));
	h.params_len = htole32((uint32_t)len);
	strncpy(h.model, m->ops->name, sizeof(h.model) - 1);
	return fwrite(&h, sizeof(h), 1, m->file) == 1 && fwrite(text, 1, len, m->file) == len &&
	       !fflush(m->file);
}

static bool open_log(struct model *m, const char *path, const struct sim_params *params)
{
	m->path = strdup(path);
	m->file = fopen(path, "wbe");
	if (m->path && m->file && write_header(m, params))
		return true;
	fprintf(stderr, "flight recorder: %s: %s\n", path, strerror(errno));
	return false;
}

struct model *recorder_create(const struct model_ops *ops, const struct model_sink *sink,
			      const char *path, const struct sim_params *params)
{
	struct model *m = calloc(1, sizeof(*m));

	if (!m) {
		perror("flight recorder");
		return NULL;
	}
	m->ops = ops;
	m->sink = *sink;
	const struct model_sink between = { .ctx = m,
					    .dma_read = dma_read,
					    .dma_write = dma_write,
					    .irq = irq,
					    .read_at = sink->read_at ? read_at : NULL,
					    .write_at = sink->write_at ? write_at : NULL };

	if (open_log(m, path, params))
		m->inner = ops->create(&between);
	if (m->inner)
		return m;
	release(m);
	return NULL;
}

void recorder_prepare(const struct model_ops *ops, const char *path,
		      const struct sim_params *params)
{
	prepared.ops = ops;
	prepared.path = path;
	prepared.params = params;
}

static struct model *create_prepared(const struct model_sink *sink)
{
	return recorder_create(prepared.ops, sink, prepared.path, prepared.params);
}

static void recorder_destroy(struct model *m)
{
	put_call(m, &(struct log_record){ .type = LOG_END });
	check(m, !fflush(m->file));
	m->ops->destroy(m->inner);
	release(m);
}

static void recorder_reset(struct model *m)
{
	put_call(m, &(struct log_record){ .type = LOG_RESET });
	m->ops->reset(m->inner);
	flush_idle(m);
}

static uint64_t recorder_read(struct model *m, uint32_t off, unsigned int len)
{
	struct log_record r = { .type = LOG_READ, .addr = off, .len = len };

	put_call(m, &r);
	r.type = LOG_VALUE;
	r.value = m->ops->read(m->inner, off, len);
	put(m, &r, NULL, 0);
	flush_idle(m);
	return r.value;
}

static void recorder_write(struct model *m, uint32_t off, uint64_t val, unsigned int len)
{
	put_call(m,
		 &(struct log_record){ .type = LOG_WRITE, .addr = off, .len = len, .value = val });
	m->ops->write(m->inner, off, val, len);
	flush_idle(m);
}

static uint64_t recorder_advance(struct model *m, uint64_t cycles)
{
	uint64_t n;

	if (!m->advancing)
		put(m, &(struct log_record){ .type = LOG_ADVANCE }, NULL, 0);
	m->advancing = true;
	n = m->ops->advance(m->inner, cycles);
	flush_idle(m);
	return n;
}

static bool recorder_idle(const struct model *m)
{
	return m->ops->idle(m->inner);
}

static uint64_t recorder_cycles(const struct model *m)
{
	return m->ops->cycles(m->inner);
}

static int recorder_waves(struct model *m, const char *path)
{
	if (m->ops->waves)
		return m->ops->waves(m->inner, path);
	fprintf(stderr, "flight recorder: the %s model has no waves\n", m->ops->name);
	return -1;
}

const struct model_ops model_recorder = {
	.name = "recorder",
	.create = create_prepared,
	.destroy = recorder_destroy,
	.reset = recorder_reset,
	.read = recorder_read,
	.write = recorder_write,
	.advance = recorder_advance,
	.idle = recorder_idle,
	.cycles = recorder_cycles,
	.waves = recorder_waves,
};
