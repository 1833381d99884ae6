// SPDX-License-Identifier: Apache-2.0
/* Registers, queues and the life of a request; contexts and data are in files of their own. */
#include "tlm/engine.h"

#include <endian.h>

engine::engine(sc_core::sc_module_name name)
    : sc_module(name), registers("registers"), memory("memory"), interrupts("interrupts"),
      wake("wake"), slots(2 * configuration.slots + timing::read_ahead()),
      places(configuration.slots), flight(configuration.queues), turn(configuration.queues),
      cache(configuration.slots), issue_pipe(1, 1), aes_pipe(timing::aes_laps(), timing::aes_lap()),
      ghash_pipe(configuration.ghash, 1), sha(configuration.sha), sha512(configuration.sha512)
{
	SC_METHOD(run);
	sensitive << wake;
	dont_initialize();
	registers.register_b_transport(this, &engine::access);
	reset();
}

void engine::reset()
{
	const front_config told = { configuration.queues, configuration.slots, configuration.sha,
				    configuration.sha512 };

	front_init(&f, &told, send_irq, this);
	origin = now();
	wake.cancel();
	steps.clear();
	order = 0;
	worked = UINT64_MAX;
	std::fill(slots.begin(), slots.end(), slot());
	std::fill(places.begin(), places.end(), place());
	ahead.clear();
	std::fill(flight.begin(), flight.end(), std::deque<slot *>());
	std::fill(turn.begin(), turn.end(), 0);
	std::fill(cache.begin(), cache.end(), cached());
	ctx_wait.clear();
	ctx_busy = nullptr;
	victim = 0;
	leaving.clear();
	completions.clear();
	fetch_free = 0;
	fetch_set = false;
	zeroizing = false;
	check_dead = false;
	for (bus *b : { &addresses, &read_bus, &write_bus, &responses })
		b->reset();
	for (pipe *p : { &issue_pipe, &aes_pipe, &ghash_pipe })
		p->reset();
	sha.reset();
	sha512.reset();
}

bool engine::idle() const
{
	return steps.empty() && !f.held && !f.zeroize && !front_work(&f) &&
	       front_deadline(&f) == FRONT_NEVER;
}

void engine::send_irq(void *self, unsigned vector)
{
	static_cast<engine *>(self)->interrupts->send(vector);
}

/* ------------------------------------------------------------------ sockets */

/* A register access takes no time: the clock may stand. */
void engine::access(tlm::tlm_generic_payload &trans, sc_core::sc_time &)
{
	const uint32_t off = (uint32_t)trans.get_address(), refused = f.bad_access;
	const unsigned len = trans.get_data_length();
	uint64_t value = 0;

	front_run(&f, now() - origin);
	if (trans.is_write()) {
		memcpy(&value, trans.get_data_ptr(), len);
		front_write(&f, off, le64toh(value), len);
		check_dead = true;
		wake.notify(sc_core::SC_ZERO_TIME);
	} else {
		value = htole64(front_read(&f, off, len));
		memcpy(trans.get_data_ptr(), &value, len);
	}
	trans.set_response_status(f.bad_access == refused ? tlm::TLM_OK_RESPONSE
							  : tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

bool engine::move(bool write, uint64_t addr, void *buf, size_t len)
{
	sc_core::sc_time delay;
	tlm::tlm_generic_payload trans;

	trans.set_command(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
	trans.set_address(addr);
	trans.set_data_ptr(static_cast<unsigned char *>(buf));
	trans.set_data_length((unsigned)len);
	trans.set_streaming_width((unsigned)len);
	memory->b_transport(trans, delay);
	return trans.is_response_ok();
}

/* The cycle at which a transaction that begins now is through. */
uint64_t engine::ask(bool write, uint64_t addr, size_t len)
{
	sc_core::sc_time delay;
	tlm::tlm_generic_payload trans;
	timing_only only;

	only.write = write;
	trans.set_command(tlm::TLM_IGNORE_COMMAND);
	trans.set_address(addr);
	trans.set_data_length((unsigned)len);
	trans.set_streaming_width((unsigned)len);
	trans.set_extension(&only);
	memory->b_transport(trans, delay);
	trans.clear_extension(&only);
	return now() + delay.value();
}

/* Whole beats; the cycle at which the first one can be used. */
uint64_t engine::ask_read(slot &s, uint64_t addr, uint64_t len)
{
	const uint64_t lane = addr % timing::beat;
	const unsigned beats = (unsigned)((lane + len + timing::beat - 1) / timing::beat);
	const uint64_t due = ask(false, addr - lane, beats * timing::beat);
	const uint64_t first = read_bus.reserve(due, beats) + timing::read_land;

	s.until = std::max(s.until, first + beats);
	return first;
}

/* Responses come in the order of the writes. */
uint64_t engine::ask_write(uint64_t addr, uint64_t len)
{
	return responses.reserve(ask(true, addr, len), 1) + timing::write_ack;
}

/* -------------------------------------------------------------------- steps */

void engine::after(uint64_t at, kind what, slot *s, uint64_t addr, uint64_t len)
{
	steps.push_back({ at, order++, what, s, s ? s->life : 0, addr, len });
	std::push_heap(steps.begin(), steps.end());
}

/* A step of no slot. */
void engine::take_own(const step &e)
{
	switch (e.what) {
	case CQE_SENT:
		sent();
		break;
	case CQE_ACKED:
		acked();
		break;
	case ZEROIZED:
		zeroized();
		break;
	default:
		fetch_set = false;
	}
}

/* A step of slot @s. */
void engine::take(const step &e, slot &s)
{
	switch (e.what) {
	case READ_ENTRY:
		after(ask_read(s, s.front.addr, sizeof(kya_sqe)) + 1 + timing::handover, ENTRY, &s);
		break;
	case ENTRY:
		entry(s);
		break;
	case ENTRY_FAULT:
		front_fail(&f, s.front.queue, KYA_QUEUE_ERROR_SQ_READ);
		check_dead = true;
		break;
	case READ_CTX:
		after(ask_read(s, cache[s.ctx].addr, sizeof(kya_ctx)) + 7, CTX_LOADED, &s);
		break;
	case CTX_LOADED:
		ctx_loaded(s);
		break;
	case CTX_DONE:
		ctx_done(s);
		break;
	case READ_DATA:
		s.issue_at = 0;
		issue(s);
		break;
	case SRC_LIST:
		s.from.listed = true;
		issue(s);
		break;
	case LAND:
		land(s, e.len);
		break;
	case BLOCK:
		process(s);
		issue(s);
		break;
	case COMPRESS:
		compress(s);
		break;
	case WRITE:
		write(s, e.addr, e.len);
		break;
	case WRITTEN:
		written(s, e.addr, e.len);
		break;
	case LEAVE:
		s.state = slot::STAYS;
		break;
	case DONE:
		s.state = slot::DONE;
		retire(s.front.queue);
		break;
	default:
		release(s);
	}
}

/* All that is due at this cycle. */
void engine::run()
{
	if (idle() && now() != worked) {
		sc_core::sc_pause();
		return;
	}
	worked = now();
	front_run(&f, now() - origin);
	while (!steps.empty() && steps.front().at <= now()) {
		const step e = steps.front();

		std::pop_heap(steps.begin(), steps.end());
		steps.pop_back();
		if (!e.s)
			take_own(e);
		else if (e.s->life == e.life)
			take(e, *e.s);
	}
	settle();
	schedule();
}

/* An idle engine looks again in the next cycle, in which it pauses. */
void engine::schedule()
{
	uint64_t at = front_deadline(&f);

	at = at == FRONT_NEVER ? at : at + origin;
	if (!steps.empty())
		at = std::min(at, steps.front().at);
	if (idle())
		at = now() + 1;
	wake.notify(sc_core::sc_time::from_value(at - now()));
}

void engine::settle()
{
	if (check_dead)
		bury_dead();
	leave();
	if (f.zeroize && !f.held && !zeroizing) {
		zeroizing = true;
		after(now() + timing::zeroize + timing::zeroize_slot * configuration.slots,
		      ZEROIZED, nullptr);
	}
	promote();
	fetch();
	front_interrupts(&f);
}

/* -------------------------------------------------------------- the request */

void engine::fetch()
{
	auto is_free = [](const slot &s) { return s.state == slot::FREE; };
	auto room = [&] { return ahead.size() < timing::read_ahead() && front_work(&f); };
	auto s = std::find_if(slots.begin(), slots.end(), is_free);

	if (s == slots.end() || !room())
		return;
	if (now() >= fetch_free && front_fetch(&f, &s->front)) {
		fetch_free = now() + 1;
		s->state = slot::ENTRY;
		s->until = 0;
		flight[s->front.queue].push_back(&*s);
		ahead.push_back(&*s);
		after(now() + timing::fetch, READ_ENTRY, &*s);
	}
	if (!fetch_set && room() && std::any_of(s, slots.end(), is_free)) {
		fetch_set = true;
		after(fetch_free, FETCH, nullptr);
	}
}

void engine::entry(slot &s)
{
	s.readable = move(false, s.front.addr, &s.req.sqe, sizeof(s.req.sqe));
	s.state = slot::AHEAD;
}

/* A request whose bytes have gone out awaits its responses and its turn beside its place. */
void engine::leave()
{
	for (place &p : places) {
		slot *s = p.works;

		if (!s || s->state != slot::STAYS || p.waits)
			continue;
		p = { nullptr, s };
		s->state = slot::LEFT;
		if (s->ctx >= 0)
			ctx_drop(*s);
		after(std::max(now() + timing::left, s->acked) + timing::finish, DONE, s);
	}
}

/* Entries that were read go on in their order. */
void engine::promote()
{
	while (!ahead.empty() && ahead.front()->state == slot::AHEAD) {
		slot &s = *ahead.front();
		auto p = std::find_if(places.begin(), places.end(),
				      [](const place &i) { return !i.works; });

		if (p == places.end())
			return;
		p->works = &s;
		ahead.pop_front();
		if (s.readable) {
			front_entry(&f, &s.front, &s.req.sqe);
			s.state = slot::TURN;
			turns(s.front.queue);
		} else {
			s.state = slot::FAULT;
			faults(s.front.queue);
		}
	}
}

/* An entry that could not be read fails its queue when those before it have completed. */
void engine::faults(unsigned queue)
{
	const auto &line = flight[queue];

	if (!line.empty() && line.front()->state == slot::FAULT)
		after(now() + timing::fault, ENTRY_FAULT, line.front());
}

/* Requests of a queue get their contexts in order; an invalidation waits for all before it. */
void engine::turns(unsigned queue)
{
	auto &line = flight[queue];

	while (turn[queue] < line.size() && line[turn[queue]]->state == slot::TURN) {
		slot &s = *line[turn[queue]];

		if (s.req.needs_ctx()) {
			if (s.req.opcode() == KYA_OPCODE_CTX_INVALIDATE && turn[queue] != 0)
				return;
			s.state = slot::CONTEXT;
			ctx_wait.push_back(&s);
			ctx_next();
			return;
		}
		turn[queue]++;
		begin(s, false);
	}
}

/* Completions of a queue go out in the order of its requests. */
void engine::retire(unsigned queue)
{
	auto &line = flight[queue];

	while (!line.empty() && line.front()->state == slot::DONE) {
		slot &s = *line.front();

		line.pop_front();
		turn[queue]--;
		complete(s);
	}
	turns(queue);
	faults(queue);
}

void engine::complete(slot &s)
{
	completion c = { s.front, {}, 0, false };

	c.cqe = front_complete(&f, &s.front, &s.req.res, &c.addr);
	leaving.push_back(c);
	after(write_bus.reserve(now(), 2) + timing::write_setup + 1, CQE_SENT, nullptr);
	release(s);
}

/*
 * The entry goes out, so software may see it; the engine hears of its arrival later. That of a
 * queue that fails in between goes out, too: its request came before what failed.
 */
void engine::sent()
{
	completion c = leaving.front();

	leaving.pop_front();
	after(ask_write(c.addr, sizeof(c.cqe)), CQE_ACKED, nullptr);
	c.ok = move(true, c.addr, &c.cqe, sizeof(c.cqe)) || !front_alive(&f, &c.front);
	completions.push_back(c);
}

void engine::acked()
{
	const completion c = completions.front();

	completions.pop_front();
	front_completed(&f, &c.front, c.ok);
	check_dead |= !c.ok;
}

void engine::release(slot &s)
{
	if (s.ctx >= 0)
		ctx_drop(s);
	for (place &p : places) {
		p.works = p.works == &s ? nullptr : p.works;
		p.waits = p.waits == &s ? nullptr : p.waits;
	}
	front_release(&f, &s.front);
	s.state = slot::FREE;
	s.life++;
}

/* Requests that their queue has dropped: they end when what they asked of memory is there. */
void engine::bury_dead()
{
	check_dead = false;
	for (slot &s : slots) {
		if (s.state == slot::FREE || s.state == slot::DYING || front_alive(&f, &s.front))
			continue;
		flight[s.front.queue].clear();
		turn[s.front.queue] = 0;
		s.life++;
		s.state = slot::DYING;
		ahead.erase(std::remove(ahead.begin(), ahead.end(), &s), ahead.end());
		ctx_forget(s);
		after(std::max(now(), s.until), FREE, &s);
	}
}

/* No request is in flight: nothing of the last ones may stay. */
void engine::zeroized()
{
	for (slot &s : slots)
		s.req = request();
	std::fill(cache.begin(), cache.end(), cached());
	zeroizing = false;
	f.zeroize = false;
}
