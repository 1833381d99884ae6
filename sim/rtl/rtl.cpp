// SPDX-License-Identifier: Apache-2.0
/*
 * The Verilated engine behind struct model: drives the clock, answers the AXI
 * master from the DMA sink, and turns register accesses into AXI4-Lite ones.
 * C++ only because Verilator makes C++; nothing of it shows in the interface.
 */
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <vector>

#include "Vkya_engine.h"
#include "verilated.h"
#include "verilated_fst_c.h"
#include "coverage.hpp"

extern "C" {
#include "model.h"
}

namespace
{

constexpr unsigned beat_bytes = 32;
constexpr unsigned max_outstanding = 256; /* reads of 64 bytes that hide 1 us of Gen3 x8, twice */
constexpr unsigned access_limit = 1000;   /* cycles; an AXI4-Lite access takes three */

struct read_burst {
	uint64_t due;
	uint64_t addr;
	unsigned int id, beats, next;
	bool fetched, failed;
	std::vector<uint8_t> data;
};

struct write_burst {
	uint64_t addr;
	unsigned int id;
};

struct response {
	uint64_t due;
	unsigned int id;
	bool failed;
};

} // namespace

struct model {
	struct model_sink sink;
	std::unique_ptr<VerilatedContext> context;
	std::unique_ptr<Vkya_engine> top;
	std::unique_ptr<VerilatedFstC> trace;
	std::deque<read_burst> reads;
	std::deque<write_burst> writes;
	std::deque<response> responses;
	std::vector<uint8_t> wdata;
	unsigned int wlane;
	uint64_t cycles;
};

static void tick(struct model *m)
{
	Vkya_engine *t = m->top.get();

	t->clk = 1;
	t->eval();
	if (m->trace)
		m->trace->dump(m->cycles * 2);
	t->clk = 0;
	t->eval();
	if (m->trace)
		m->trace->dump(m->cycles * 2 + 1);
	m->cycles++;
}

static bool stalls(const struct model *m)
{
	return m->sink.stall && m->sink.stall(m->sink.ctx);
}

/* The inputs of the coming clock edge: what memory answers in this cycle. */
static void drive(struct model *m)
{
	Vkya_engine *t = m->top.get();

	t->m_arready = m->reads.size() < max_outstanding && !stalls(m);
	t->m_awready = m->writes.size() < max_outstanding && !stalls(m);
	t->m_wready = !m->writes.empty() && !stalls(m);
	t->irq_ready = !stalls(m);

	t->m_rvalid = !m->reads.empty() && m->reads.front().due <= m->cycles;
	if (t->m_rvalid) {
		read_burst &b = m->reads.front();

		if (!b.fetched) {
			b.data.resize(b.beats * beat_bytes);
			b.failed =
				m->sink.dma_read(m->sink.ctx, b.addr, b.data.data(), b.data.size());
			if (b.failed)
				std::fill(b.data.begin(), b.data.end(), 0xff);
			b.fetched = true;
		}
		t->m_rid = b.id;
		t->m_rresp = b.failed ? 2 : 0;
		t->m_rlast = b.next + 1 == b.beats;
		memcpy(t->m_rdata.data(), &b.data[b.next * beat_bytes], beat_bytes);
	}

	t->m_bvalid = !m->responses.empty() && m->responses.front().due <= m->cycles;
	if (t->m_bvalid) {
		t->m_bid = m->responses.front().id;
		t->m_bresp = m->responses.front().failed ? 2 : 0;
	}
	t->eval();
}

/* A beat of write data; strobes are contiguous over the burst. */
static void take_write(struct model *m)
{
	Vkya_engine *t = m->top.get();
	uint8_t beat[beat_bytes];

	memcpy(beat, t->m_wdata.data(), sizeof(beat));
	for (unsigned int i = 0; i < beat_bytes; i++) {
		if (!(t->m_wstrb >> i & 1))
			continue;
		if (m->wdata.empty())
			m->wlane = i;
		m->wdata.push_back(beat[i]);
	}
	if (!t->m_wlast)
		return;

	const write_burst b = m->writes.front();
	const uint64_t addr = b.addr + m->wlane;
	uint64_t due = m->cycles;
	m->writes.pop_front();
	if (m->sink.write_at)
		due = m->sink.write_at(m->sink.ctx, addr, m->wdata.size());
	bool failed = m->sink.dma_write(m->sink.ctx, addr, m->wdata.data(), m->wdata.size());
	m->wdata.clear();
	m->responses.push_back({ due, b.id, failed });
}

/* AXI4: no burst crosses a boundary of 4 KiB. */
static void check_burst(uint64_t addr, unsigned int beats)
{
	if (addr % 4096 + beats * beat_bytes <= 4096)
		return;
	fprintf(stderr, "rtl: a burst of %u beats at %#llx crosses 4 KiB\n", beats,
		(unsigned long long)addr);
	abort();
}

static void take_read(struct model *m)
{
	Vkya_engine *t = m->top.get();
	unsigned int beats = t->m_arlen + 1U;
	uint64_t due = m->cycles;

	check_burst(t->m_araddr, beats);
	if (m->sink.read_at)
		due = m->sink.read_at(m->sink.ctx, t->m_araddr, beats * beat_bytes);
	m->reads.push_back({ due, t->m_araddr, t->m_arid, beats, 0, false, false, {} });
}

static void cycle(struct model *m)
{
	Vkya_engine *t = m->top.get();

	drive(m);
	if (t->m_rvalid && ++m->reads.front().next == m->reads.front().beats)
		m->reads.pop_front();
	if (t->m_bvalid)
		m->responses.pop_front();
	if (t->m_arvalid && t->m_arready)
		take_read(m);
	if (t->m_awvalid && t->m_awready) {
		check_burst(t->m_awaddr, t->m_awlen + 1U);
		m->writes.push_back({ t->m_awaddr, t->m_awid });
	}
	if (t->m_wvalid && t->m_wready)
		take_write(m);
	if (t->irq_valid && t->irq_ready)
		m->sink.irq(m->sink.ctx, t->irq_vector);
	tick(m);
}

static void rtl_reset(struct model *m)
{
	Vkya_engine *t = m->top.get();

	m->reads.clear();
	m->writes.clear();
	m->responses.clear();
	m->wdata.clear();
	t->s_awvalid = t->s_wvalid = t->s_arvalid = 0;
	t->s_bready = t->s_rready = 1;
	t->m_rvalid = t->m_bvalid = 0;
	t->rst_n = 0;
	for (int i = 0; i < 4; i++)
		tick(m);
	t->rst_n = 1;
}

static struct model *rtl_create(const struct model_sink *sink)
{
	struct model *m = new struct model();

	m->sink = *sink;
	m->context = std::make_unique<VerilatedContext>();
	m->context->traceEverOn(true);
	m->top = std::make_unique<Vkya_engine>(m->context.get());
	m->top->clk = 0;
	rtl_reset(m);
	return m;
}

static int rtl_waves(struct model *m, const char *path)
{
	if (m->trace)
		m->trace->close();
	m->trace.reset();
	if (!path)
		return 0;
	m->trace = std::make_unique<VerilatedFstC>();
	m->top->trace(m->trace.get(), 99);
	m->trace->open(path);
	if (m->trace->isOpen())
		return 0;
	fprintf(stderr, "rtl: cannot write waves to %s\n", path);
	m->trace.reset();
	return -1;
}

static void rtl_destroy(struct model *m)
{
	m->top->final();
	save_coverage(*m->context);
	if (m->trace)
		m->trace->close();
	delete m;
}

static unsigned int size_log2(unsigned int len)
{
	return (unsigned int)__builtin_ctz(len);
}

static uint64_t rtl_read(struct model *m, uint32_t off, unsigned int len)
{
	Vkya_engine *t = m->top.get();
	uint64_t value;

	t->s_arvalid = 1;
	t->s_araddr = (uint16_t)off;
	t->s_arsize = size_log2(len);
	for (unsigned int i = 0; i < access_limit; i++) {
		t->eval();
		bool taken = t->s_arready;
		cycle(m);
		if (taken)
			break;
	}
	t->s_arvalid = 0;
	t->eval();
	value = t->s_rvalid ? t->s_rdata : ~0ULL;
	cycle(m);
	if (len == 8 || value == ~0ULL)
		return value;
	return value >> (off & 7) * 8 & ((1ULL << len * 8) - 1);
}

static void rtl_write(struct model *m, uint32_t off, uint64_t val, unsigned int len)
{
	Vkya_engine *t = m->top.get();
	unsigned int lane = off & 7;

	t->s_awvalid = 1;
	t->s_wvalid = 1;
	t->s_awaddr = (uint16_t)off;
	t->s_awsize = size_log2(len);
	t->s_wdata = val << lane * 8;
	t->s_wstrb = (uint8_t)(((1U << len) - 1) << lane);
	for (unsigned int i = 0; i < access_limit; i++) {
		t->eval();
		bool taken = t->s_awready;
		cycle(m);
		if (taken)
			break;
	}
	t->s_awvalid = 0;
	t->s_wvalid = 0;
	t->eval();
}

static bool rtl_idle(const struct model *m)
{
	return m->top->idle && m->reads.empty() && m->writes.empty() && m->responses.empty();
}

static uint64_t rtl_advance(struct model *m, uint64_t cycles)
{
	uint64_t n;

	m->top->eval();
	for (n = 0; n < cycles && !rtl_idle(m); n++)
		cycle(m);
	return n;
}

static uint64_t rtl_cycles(const struct model *m)
{
	return m->cycles;
}

extern "C" const struct model_ops model_rtl = {
	.name = "rtl",
	.create = rtl_create,
	.destroy = rtl_destroy,
	.reset = rtl_reset,
	.read = rtl_read,
	.write = rtl_write,
	.advance = rtl_advance,
	.idle = rtl_idle,
	.cycles = rtl_cycles,
	.waves = rtl_waves,
};
