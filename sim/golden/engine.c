// SPDX-License-Identifier: Apache-2.0
/*
 * The golden model: the whole engine behind struct model_ops, one request at a
 * time. Its time is nominal (one cycle per 16 bytes); its results are exact.
 */
#include <stdio.h>
#include <stdlib.h>

#include "golden/front.h"

#define REQUEST_CYCLES  32
#define BYTES_PER_CYCLE 16
#define ZEROIZE_CYCLES  256

static const struct front_config config = { .queues = 8, .slots = 1, .lanes = 1, .wide_lanes = 1 };

/**
 * struct model - the golden model
 * @sink: the world
 * @before: cycles up to the latest reset
 * @zeroize_end: when the erasing ends, 0: not under way
 * @busy: @request is in flight
 * @request: the request in flight
 * @done: when it completes
 * @res: its outcome
 * @front: registers and queues
 */
struct model {
	struct model_sink sink;
	uint64_t before;
	uint64_t zeroize_end;
	bool busy;
	struct front_request request;
	uint64_t done;
	struct golden_result res;
	struct front front;
};

static void release(struct model *m)
{
	front_release(&m->front, &m->request);
	m->busy = false;
}

/* The queue may have dropped the request in flight. */
static void drop_dead(struct model *m)
{
	if (m->busy && !front_alive(&m->front, &m->request))
		release(m);
}

static void begin(struct model *m)
{
	struct kya_sqe sqe;

	m->busy = true;
	if (m->sink.dma_read(m->sink.ctx, m->request.addr, &sqe, sizeof(sqe))) {
		front_fail(&m->front, m->request.queue, KYA_QUEUE_ERROR_SQ_READ);
		release(m);
		return;
	}
	front_entry(&m->front, &m->request, &sqe);
	golden_exec(&m->sink, &sqe, &m->res);
	m->done = m->front.now + REQUEST_CYCLES +
		  (m->res.bytes + BYTES_PER_CYCLE - 1) / BYTES_PER_CYCLE;
}

static void complete(struct model *m)
{
	uint64_t addr;
	struct kya_cqe cqe = front_complete(&m->front, &m->request, &m->res, &addr);

	front_completed(&m->front, &m->request,
			!m->sink.dma_write(m->sink.ctx, addr, &cqe, sizeof(cqe)));
	release(m);
}

static void zeroize(struct model *m)
{
	if (m->zeroize_end && m->front.now >= m->zeroize_end) {
		m->zeroize_end = 0;
		m->front.zeroize = false;
	}
	if (m->front.zeroize && !m->zeroize_end && !m->busy)
		m->zeroize_end = m->front.now + ZEROIZE_CYCLES;
}

/* Everything that is due at this very cycle. */
static void settle(struct model *m)
{
	if (m->busy && m->front.now >= m->done)
		complete(m);
	zeroize(m);
	while (!m->busy && front_fetch(&m->front, &m->request))
		begin(m);
	front_interrupts(&m->front);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t next_event(const struct model *m)
{
	uint64_t at = front_deadline(&m->front);

	if (m->busy)
		at = earlier(at, m->done);
	if (m->zeroize_end)
		at = earlier(at, m->zeroize_end);
	return at;
}

static bool golden_idle(const struct model *m)
{
	return next_event(m) == FRONT_NEVER && !m->front.zeroize && !front_work(&m->front);
}

static uint64_t golden_advance(struct model *m, uint64_t cycles)
{
	const uint64_t start = m->front.now, end = start + cycles;

	settle(m);
	while (m->front.now < end && !golden_idle(m)) {
		front_run(&m->front, earlier(next_event(m), end));
		settle(m);
	}
	return m->front.now - start;
}

static uint64_t golden_read(struct model *m, uint32_t off, unsigned int len)
{
	return front_read(&m->front, off, len);
}

static void golden_write(struct model *m, uint32_t off, uint64_t val, unsigned int len)
{
	front_write(&m->front, off, val, len);
	drop_dead(m);
}

static void golden_reset(struct model *m)
{
	m->before += m->front.now;
	m->zeroize_end = 0;
	m->busy = false;
	front_init(&m->front, &config, m->sink.irq, m->sink.ctx);
}

static struct model *golden_create(const struct model_sink *sink)
{
	struct model *m = calloc(1, sizeof(*m));

	if (!m) {
		perror("golden model");
		return NULL;
	}
	m->sink = *sink;
	golden_reset(m);
	return m;
}

static void golden_destroy(struct model *m)
{
	free(m);
}

static uint64_t golden_cycles(const struct model *m)
{
	return m->before + m->front.now;
}

const struct model_ops model_golden = {
	.name = "golden",
	.create = golden_create,
	.destroy = golden_destroy,
	.reset = golden_reset,
	.read = golden_read,
	.write = golden_write,
	.advance = golden_advance,
	.idle = golden_idle,
	.cycles = golden_cycles,
};
