// SPDX-License-Identifier: Apache-2.0
/*
 * struct model over TLM-2.0 sockets: calls become transactions to the engine's registers, its
 * transactions to memory become calls of the sink.
 */
#include <cstdio>
#include <cstring>
#include <memory>

#include "tlm/engine.h"

extern "C" {
#include "model.h"
}

namespace
{

using sc_core::sc_time;

class transactor : public sc_core::sc_module, public interrupt_if
{
      public:
	tlm_utils::simple_initiator_socket<transactor> registers;
	tlm_utils::simple_target_socket<transactor> memory;

	explicit transactor(sc_core::sc_module_name name)
	    : sc_module(name), registers("registers"), memory("memory")
	{
		memory.register_b_transport(this, &transactor::dma);
	}

	void connect(const model_sink &to)
	{
		sink = to;
		created = engine::now();
	}

	/* Cycles since the model was made. */
	uint64_t cycles() const
	{
		return engine::now() - created;
	}

	/* Returns false if there is no such register. */
	bool access(tlm::tlm_command command, uint32_t off, uint64_t &val, unsigned len)
	{
		tlm::tlm_generic_payload trans;
		uint64_t data = htole64(val);
		sc_time delay;

		trans.set_command(command);
		trans.set_address(off);
		trans.set_data_ptr(reinterpret_cast<unsigned char *>(&data));
		trans.set_data_length(len);
		trans.set_streaming_width(len);
		registers->b_transport(trans, delay);
		val = le64toh(data);
		return trans.is_response_ok();
	}

	void send(unsigned vector) override
	{
		sink.irq(sink.ctx, vector);
	}

      private:
	void dma(tlm::tlm_generic_payload &trans, sc_time &delay)
	{
		timing_only *only = nullptr;
		bool ok = true;

		trans.get_extension(only);
		if (only)
			delay += when(*only, trans.get_address(), trans.get_data_length());
		else if (trans.is_read())
			ok = !sink.dma_read(sink.ctx, trans.get_address(), trans.get_data_ptr(),
					    trans.get_data_length());
		else
			ok = !sink.dma_write(sink.ctx, trans.get_address(), trans.get_data_ptr(),
					     trans.get_data_length());
		trans.set_response_status(ok ? tlm::TLM_OK_RESPONSE
					     : tlm::TLM_ADDRESS_ERROR_RESPONSE);
	}

	sc_time when(const timing_only &only, uint64_t addr, size_t len) const
	{
		auto at = only.write ? sink.write_at : sink.read_at;

		return at ? sc_time::from_value(at(sink.ctx, addr, len) - cycles())
			  : sc_core::SC_ZERO_TIME;
	}

	model_sink sink;
	uint64_t created;
};

struct platform {
	engine e{ "engine" };
	transactor t{ "transactor" };

	platform()
	{
		t.registers.bind(e.registers);
		e.memory.bind(t.memory);
		e.interrupts.bind(t);
	}
};

/* SystemC's kernel is one for the process and takes no modules once it runs. */
std::unique_ptr<platform> the_platform;
bool in_use;

} // namespace

/* SystemC's library refers to it; the program has a main() of its own. */
int sc_main(int, char **)
{
	return 1;
}

struct model {
	platform *p;
};

static struct model *tlm_create(const struct model_sink *sink)
{
	static struct model m;

	if (in_use) {
		fputs("tlm: a process can have one model at a time, as SystemC has one kernel\n",
		      stderr);
		return nullptr;
	}
	if (!the_platform) {
		sc_core::sc_set_time_resolution(1, sc_core::SC_NS);
		the_platform = std::make_unique<platform>();
		sc_core::sc_start(sc_core::SC_ZERO_TIME);
	}
	in_use = true;
	m.p = the_platform.get();
	m.p->e.reset();
	m.p->t.connect(*sink);
	return &m;
}

static void tlm_destroy(struct model *m)
{
	m->p->e.reset();
	in_use = false;
}

static void tlm_reset(struct model *m)
{
	m->p->e.reset();
}

static uint64_t tlm_read(struct model *m, uint32_t off, unsigned int len)
{
	uint64_t val = 0;

	return m->p->t.access(tlm::TLM_READ_COMMAND, off, val, len) ? val : UINT64_MAX;
}

static void tlm_write(struct model *m, uint32_t off, uint64_t val, unsigned int len)
{
	m->p->t.access(tlm::TLM_WRITE_COMMAND, off, val, len);
}

static bool tlm_idle(const struct model *m)
{
	return m->p->e.idle();
}

static uint64_t tlm_cycles(const struct model *m)
{
	return m->p->t.cycles();
}

/*
 * Of what is due at the last cycle SystemC does nothing before the next start. The engine pauses
 * SystemC in the cycle after the one in which it falls idle.
 */
static uint64_t tlm_advance(struct model *m, uint64_t cycles)
{
	const uint64_t before = engine::now();

	if (cycles && !tlm_idle(m))
		sc_core::sc_start(sc_time::from_value(cycles), sc_core::SC_RUN_TO_TIME);
	return engine::now() - before;
}

extern "C" const struct model_ops model_tlm = {
	.name = "tlm",
	.create = tlm_create,
	.destroy = tlm_destroy,
	.reset = tlm_reset,
	.read = tlm_read,
	.write = tlm_write,
	.advance = tlm_advance,
	.idle = tlm_idle,
	.cycles = tlm_cycles,
	.waves = nullptr,
};
