/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine as a SystemC module, approximately timed: registers behind a target socket, DMA
 * through an initiator socket. One nanosecond of SystemC's time is one cycle of the engine.
 *
 * Function and time are apart. A request's bytes are moved at once, when its context is there;
 * how long it takes follows from reservations of the shared resources, with an event for each
 * block of AES or hash and a few for each burst. So a memory transaction has either a command and
 * no time, or, with the extension timing_only, TLM_IGNORE_COMMAND and a time.
 */
#ifndef KYANITE_TLM_ENGINE_H
#define KYANITE_TLM_ENGINE_H

#include <array>
#include <deque>
#include <vector>

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include "tlm/request.h"
#include "tlm/resources.h"
#include "tlm/timing.h"

extern "C" {
#include "golden/front.h"
}

/** struct timing_only - a transaction that moves nothing and only asks for its delay */
struct timing_only : tlm::tlm_extension<timing_only> {
	bool write = false;

	tlm::tlm_extension_base *clone() const override
	{
		return new timing_only(*this);
	}
	void copy_from(const tlm::tlm_extension_base &other) override
	{
		*this = static_cast<const timing_only &>(other);
	}
};

/** class interrupt_if - who takes interrupts */
class interrupt_if : public virtual sc_core::sc_interface
{
      public:
	/** send() - the interrupt of @vector */
	virtual void send(unsigned vector) = 0;
};

/** struct landing - a burst of source data on its way: its first stream byte, when it lands */
struct landing {
	uint64_t at;
	uint64_t pos;
	uint64_t len;
	unsigned lane;
};

/**
 * struct cursor - how far a stream has been asked for
 * @segment: index
 * @done: bytes of it asked for
 * @listed: its list entry is there
 * @asked: its list entry has been asked for
 */
struct cursor {
	size_t segment = 0;
	uint64_t done = 0;
	bool listed = false;
	bool asked = false;
};

/**
 * struct slot - a request in flight; times are cycles
 * @state: how far it is
 * @life: steps of an earlier life are stale
 * @until: when the last thing asked of memory is there
 * @front: its place in its queue
 * @req: the request
 * @readable: its entry could be read
 * @ctx: entry of the context cache in use, -1: none
 * @from: how far the source has been asked for
 * @asked: bytes of it asked for
 * @landed: that have landed
 * @used: that have gone into the pipe
 * @issue_at: when to ask again, as the window has room
 * @grant: when its turn to ask is, 0: not asked for
 * @reads: bursts asked for and not there
 * @landings: bursts from @used on
 * @used_at: when the latest blocks went into the pipe, by number modulo its size
 * @head: bytes of source before the payload
 * @payload: bytes of payload
 * @total: bytes of source that the request reads
 * @stolen: bytes of XTS's short last block
 * @chain: when the next block has the chaining value that it needs
 * @ghash_free: when GHASH takes the next block
 * @taken: when the latest block went into the pipe
 * @block_at: when to look for the next one
 * @exit: when the latest block is out of the pipe
 * @hashed: bytes of message that are out of the pipe
 * @hashed_at: when the latest compression's state is back
 * @jobs_made: blocks of the message that were there to compress
 * @jobs: those not taken by a core yet: when they were there
 * @ended: all data have gone into the pipe
 * @through: the tail, too
 * @to: how far the destination has been given to bursts
 * @made: bytes of it made
 * @given: bytes given to bursts
 * @list_at: when the list entry of its segment is there
 * @writes: bursts that have not gone out
 * @acked: when the latest response is there
 */
struct slot {
	enum {
		FREE,
		ENTRY,
		AHEAD,
		FAULT,
		TURN,
		CONTEXT,
		RUN,
		LAST,
		STAYS,
		LEFT,
		DONE,
		DYING
	} state = FREE;
	unsigned life = 0;
	uint64_t until = 0;
	front_request front;
	request req;
	bool readable;
	int ctx = -1;

	cursor from;
	uint64_t asked, landed, used, issue_at, grant;
	unsigned reads;
	std::deque<landing> landings;
	std::array<uint64_t, 2 * timing::window / 16> used_at;

	uint64_t head, payload, total, stolen;

	uint64_t chain, ghash_free, taken, block_at, exit;
	uint64_t hashed, hashed_at, jobs_made;
	std::deque<uint64_t> jobs;
	bool ended, through;

	cursor to;
	uint64_t made, given, list_at;
	unsigned writes;
	uint64_t acked;
};

/** class engine - see above */
class engine : public sc_core::sc_module
{
      public:
	tlm_utils::simple_target_socket<engine> registers;
	tlm_utils::simple_initiator_socket<engine> memory;
	sc_core::sc_port<interrupt_if> interrupts;

	explicit engine(sc_core::sc_module_name name);
	/** reset() - the reset state, at once */
	void reset();
	/** idle() - nothing happens any more unless a register is written */
	bool idle() const;
	/** now() - SystemC's time in cycles */
	static uint64_t now()
	{
		return sc_core::sc_time_stamp().value();
	}

      private:
	enum kind {
		FETCH,
		READ_ENTRY,
		ENTRY,
		ENTRY_FAULT,
		READ_CTX,
		CTX_LOADED,
		CTX_DONE,
		READ_DATA,
		SRC_LIST,
		LAND,
		BLOCK,
		COMPRESS,
		WRITE,
		WRITTEN,
		LEAVE,
		DONE,
		CQE_SENT,
		CQE_ACKED,
		ZEROIZED,
		FREE
	};

	/** struct step - something that happens at a cycle */
	struct step {
		uint64_t at;
		uint64_t order;
		kind what;
		slot *s;
		unsigned life;
		uint64_t addr;
		uint64_t len;

		bool operator<(const step &o) const
		{
			return at != o.at ? at > o.at : order > o.order;
		}
	};

	/** struct place - of the engine's slots: the request that it works on, and one that has left it */
	struct place {
		slot *works = nullptr;
		slot *waits = nullptr;
	};

	struct cached {
		bool valid;
		uint64_t addr;
		unsigned users;
		kya_ctx ctx;
	};

	struct completion {
		front_request front;
		kya_cqe cqe;
		uint64_t addr;
		bool ok;
	};

	/* engine.cpp: registers, queues, slots, completions */
	void access(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
	bool move(bool write, uint64_t addr, void *buf, size_t len);
	uint64_t ask(bool write, uint64_t addr, size_t len);
	uint64_t ask_read(slot &s, uint64_t addr, uint64_t len);
	uint64_t ask_write(uint64_t addr, uint64_t len);
	void after(uint64_t at, kind what, slot *s, uint64_t addr = 0, uint64_t len = 0);
	void take_own(const step &e);
	void take(const step &e, slot &s);
	void run();
	void schedule();
	void settle();
	void fetch();
	void entry(slot &s);
	void leave();
	void promote();
	void faults(unsigned queue);
	void turns(unsigned queue);
	void retire(unsigned queue);
	void complete(slot &s);
	void sent();
	void acked();
	void release(slot &s);
	void bury_dead();
	void zeroized();
	static void send_irq(void *self, unsigned vector);

	/* contexts.cpp */
	void ctx_next();
	int ctx_find(uint64_t addr) const;
	int ctx_victim();
	void ctx_look(slot &s);
	void ctx_loaded(slot &s);
	void ctx_done(slot &s);
	void ctx_drop(slot &s);
	void ctx_forget(slot &s);

	/* datapath.cpp */
	void begin(slot &s, bool has_ctx);
	void before_data(slot &s);
	bool may_ask(slot &s);
	bool granted(slot &s);
	void issue(slot &s);
	void land(slot &s, uint64_t n);
	uint64_t block(uint64_t at, bool aes, bool ghash = false);
	uint64_t ready(slot &s, uint64_t end);
	void take_block(slot &s, uint64_t at, uint64_t end);
	void process(slot &s);
	void add_job(slot &s, uint64_t at);
	void compress(slot &s);
	void hash(slot &s, uint64_t bytes, uint64_t at);
	void after_data(slot &s);
	void tail(slot &s);
	void end(slot &s);
	void list_dst(slot &s);
	void make(slot &s, uint64_t bytes, uint64_t at);
	void write(slot &s, uint64_t addr, uint64_t len);
	void written(slot &s, uint64_t addr, uint64_t len);
	void try_done(slot &s);
	void finish(slot &s);

	front f;
	uint64_t origin; /* cycle of the latest reset */
	sc_core::sc_event wake;
	std::vector<step> steps; /* a heap */
	uint64_t order;
	uint64_t worked;         /* the latest cycle in which there was something to do */
	std::vector<slot> slots; /* two for a place, and those read ahead */
	std::vector<place> places;
	std::deque<slot *> ahead;               /* these, in the order of fetching */
	std::vector<std::deque<slot *>> flight; /* by queue, in the order of fetching */
	std::vector<size_t> turn; /* by queue: how many of flight have their context */
	std::vector<cached> cache;
	std::deque<slot *> ctx_wait;
	slot *ctx_busy;
	unsigned victim;
	std::deque<completion> leaving, completions; /* to go out; to be acknowledged */
	uint64_t fetch_free;
	bool fetch_set;
	bool zeroizing;
	bool check_dead;
	bus addresses, read_bus, write_bus, responses;
	pipe issue_pipe, aes_pipe, ghash_pipe;
	pool sha, sha512;
};

#endif
