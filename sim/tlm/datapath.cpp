// SPDX-License-Identifier: Apache-2.0
/* When the data of a request moves: bursts in, blocks through the pipe and the hash, bursts out. */
#include "tlm/engine.h"

namespace
{

constexpr uint64_t block_bytes = 16;

/* Where the block of the source that has the byte at @pos ends: the payload begins a new one. */
uint64_t end_of_block(const slot &s, uint64_t pos)
{
	const uint64_t base = pos < s.head ? 0 : s.head;
	const uint64_t end = pos < s.head ? s.head : s.head + s.payload;

	return std::min(base + ((pos - base) / block_bytes + 1) * block_bytes, end);
}

/* Its number. */
uint64_t number_of_block(const slot &s, uint64_t pos)
{
	return pos < s.head
		       ? pos / block_bytes
		       : (s.head + block_bytes - 1) / block_bytes + (pos - s.head) / block_bytes;
}

uint64_t sum(const std::vector<segment> &segments)
{
	uint64_t n = 0;

	for (const segment &seg : segments)
		n += seg.len;
	return n;
}

bool is_wide(unsigned hash)
{
	return hash == KYA_HASH_SHA384 || hash == KYA_HASH_SHA512;
}

const timing::hash_times &times(unsigned hash)
{
	return is_wide(hash)           ? timing::sha512
	       : hash == KYA_HASH_SHA1 ? timing::sha1
				       : timing::sha256;
}

uint64_t state_bytes(unsigned hash)
{
	return hash == KYA_HASH_CMAC ? 16 : is_wide(hash) ? 64 : 32;
}

bool broken(const request &r)
{
	return r.res.status != KYA_STATUS_OK && r.res.status != KYA_STATUS_AUTH_FAIL;
}

} // namespace

/* The request has its turn; all is known that it will do. */
void engine::begin(slot &s, bool has_ctx)
{
	const request &r = s.req;

	s.req.execute(has_ctx, [this](bool write, uint64_t addr, void *buf, size_t len) {
		return move(write, addr, buf, len);
	});
	s.state = slot::RUN;
	s.asked = s.landed = s.used = s.made = s.given = 0;
	s.reads = s.writes = 0;
	s.from = s.to = cursor();
	s.landings.clear();
	s.hashed = s.jobs_made = 0;
	s.jobs.clear();
	s.exit = s.hashed_at = s.acked = s.list_at = now();
	s.ended = s.through = false;
	s.issue_at = s.grant = s.block_at = 0;
	s.head = r.flag(KYA_SQE_CTL_HASH_LOAD) ? state_bytes(r.hash()) : r.aad_len();
	s.payload = r.len();
	s.stolen = r.cipher() == KYA_CIPHER_XTS ? s.payload % block_bytes : 0;
	s.total = sum(r.src);
	s.chain = s.ghash_free = s.taken = 0;
	if (r.src.empty() && r.dst.empty() && !r.res.sha_blocks) {
		finish(s);
		return;
	}
	before_data(s);
	list_dst(s);
	after(now() + timing::start, READ_DATA, &s);
}

/* GCM encrypts its first counter block for the tag; XTS its IV, for which the payload waits. */
void engine::before_data(slot &s)
{
	const unsigned cipher = s.req.cipher();

	if (cipher != KYA_CIPHER_GCM && cipher != KYA_CIPHER_XTS)
		return;
	s.exit = block(now() + timing::start, true);
	if (cipher == KYA_CIPHER_XTS)
		s.chain = s.exit - timing::feedback;
}

/* ------------------------------------------------------------------- source */

/* Room in the window for one more burst; if it will come by itself, at that time again. */
bool engine::may_ask(slot &s)
{
	constexpr uint64_t room = timing::window - timing::burst;

	if (s.reads >= timing::reads)
		return false;
	if (s.asked <= room)
		return true;
	if (s.used < s.asked - room)
		return false;
	const uint64_t at =
		s.used_at[number_of_block(s, s.asked - room - 1) % s.used_at.size()] + 1;
	if (at > now() && s.issue_at != at) {
		s.issue_at = at;
		after(at, READ_DATA, &s);
	}
	return at <= now();
}

/* One read of data a cycle; entries, contexts and lists go before them. */
bool engine::granted(slot &s)
{
	if (!s.grant) {
		s.grant = addresses.reserve(now(), 1);
		if (s.grant > now())
			after(s.grant, READ_DATA, &s);
	}
	if (s.grant > now())
		return false;
	s.grant = 0;
	return true;
}

static void next_segment(cursor &c)
{
	c = cursor{ c.segment + 1 };
}

void engine::issue(slot &s)
{
	while (s.from.segment < s.req.src.size()) {
		const segment &seg = s.req.src[s.from.segment];
		const uint64_t addr = seg.addr + s.from.done;

		if (seg.list && !s.from.listed) {
			if (!s.from.asked)
				after(ask_read(s, seg.list, sizeof(kya_seg)), SRC_LIST, &s);
			s.from.asked = true;
			return;
		}
		if (s.from.done == seg.len) {
			next_segment(s.from);
			continue;
		}
		if (!may_ask(s) || !granted(s))
			return;
		const uint64_t n =
			std::min(timing::burst - addr % timing::burst, seg.len - s.from.done);
		const uint64_t at = ask_read(s, addr, n);
		s.landings.push_back({ at, s.asked, n, (unsigned)(addr % timing::beat) });
		after(at, LAND, &s, 0, n);
		s.reads++;
		s.asked += n;
		s.from.done += n;
	}
	if (s.landed == s.total)
		process(s);
}

void engine::land(slot &s, uint64_t n)
{
	s.reads--;
	s.landed += n;
	process(s);
	issue(s);
}

/* When the byte at @pos, which has landed or is landing, can be used. */
static uint64_t arrival(slot &s, uint64_t pos)
{
	while (s.landings.front().pos + s.landings.front().len <= pos)
		s.landings.pop_front();
	const landing &l = s.landings.front();
	return l.at + (l.lane + pos - l.pos) / timing::beat;
}

/* ------------------------------------------------------------------- blocks */

/* A block can go at @at; returns when it is out of the pipe. */
uint64_t engine::block(uint64_t at, bool aes, bool ghash)
{
	if (ghash && configuration.ghash > 1)
		at = ghash_pipe.reserve(now(), at);
	if (aes && timing::aes_laps() > 1)
		at = aes_pipe.reserve(now(), at);
	return issue_pipe.reserve(now(), at) + timing::pass();
}

/* When the next block of the source, which ends at @end and has landed, can go. */
uint64_t engine::ready(slot &s, uint64_t end)
{
	const uint64_t at =
		std::max({ arrival(s, end - 1), now(), s.ghash_free, s.taken + timing::pitch });

	return s.used >= s.head ? std::max(at, s.chain) : at;
}

/* It goes. */
void engine::take_block(slot &s, uint64_t at, uint64_t end)
{
	const request &r = s.req;
	const bool payload = s.used >= s.head, aes = r.cipher() || r.hash() == KYA_HASH_CMAC;
	const bool serial = r.hash() == KYA_HASH_CMAC ||
			    (r.cipher() == KYA_CIPHER_CBC && !r.flag(KYA_SQE_CTL_DECRYPT));
	const uint64_t n = end - s.used, left = s.head + s.payload - end;
	const bool held = payload && s.stolen && left == s.stolen;

	s.exit = block(at, payload && aes, r.cipher() == KYA_CIPHER_GCM);
	if (r.cipher() == KYA_CIPHER_GCM)
		s.ghash_free = s.exit - timing::pass() + timing::ghash_pitch;
	s.taken = s.exit - timing::pass();
	s.used_at[number_of_block(s, s.used) % s.used_at.size()] = s.taken;
	s.used = end;
	if (payload && (serial || held))
		s.chain = s.exit - timing::feedback;
	if (payload || !r.flag(KYA_SQE_CTL_HASH_LOAD))
		hash(s, n, s.exit);
	/* The block that XTS steals from waits for the short one, which then goes out whole. */
	if (payload && r.cipher() && !held)
		make(s, s.stolen && !left ? block_bytes : n, s.exit);
}

/*
 * The next block, and all of them in turn: one that is not ready yet waits, so that slots share the
 * pipes as their blocks come.
 */
void engine::process(slot &s)
{
	while (!s.ended && s.used < s.head + s.payload) {
		const uint64_t end = end_of_block(s, s.used);

		if (end > s.landed)
			break;
		const uint64_t at = ready(s, end);
		if (at > now()) {
			if (s.block_at != at)
				after(at, BLOCK, &s);
			s.block_at = at;
			return;
		}
		take_block(s, at, end);
	}
	if (!s.ended && s.landed == s.total && s.from.segment == s.req.src.size())
		end(s);
}

/* ------------------------------------------------------------------- hashes */

/* @bytes more of the message are there at @at; whole blocks of it can be compressed. */
void engine::hash(slot &s, uint64_t bytes, uint64_t at)
{
	const uint64_t size = is_wide(s.req.hash()) ? 128 : 64;

	s.hashed += bytes;
	while (s.jobs_made < s.req.res.sha_blocks && s.hashed >= (s.jobs_made + 1) * size)
		add_job(s, at);
}

/* A block to compress, from @at on; a slot has one under way at a time. */
void engine::add_job(slot &s, uint64_t at)
{
	s.jobs.push_back(at);
	s.jobs_made++;
	if (s.jobs.size() == 1)
		after(std::max(at, s.hashed_at), COMPRESS, &s);
}

void engine::compress(slot &s)
{
	const timing::hash_times &t = times(s.req.hash());

	s.hashed_at = (is_wide(s.req.hash()) ? sha512 : sha).reserve(now(), t.block) + t.turn;
	s.jobs.pop_front();
	if (!s.jobs.empty())
		after(std::max(s.jobs.front(), s.hashed_at), COMPRESS, &s);
	else if (s.ended && !s.through)
		tail(s);
}

/* --------------------------------------------------------------- end of data */

/* The block between data and tail, if the request has one: lengths, ESN, what XTS held, nothing. */
void engine::after_data(slot &s)
{
	const request &r = s.req;
	const bool empty = r.hash() && !s.head && !s.payload;

	if (r.cipher() != KYA_CIPHER_GCM && !r.flag(KYA_SQE_CTL_ESN) && !s.stolen && !empty)
		return;
	s.exit = block(std::max({ now(), s.ghash_free, s.chain }), empty,
		       r.cipher() == KYA_CIPHER_GCM);
	if (s.stolen)
		make(s, s.stolen, s.exit);
}

/* The last data have gone into the pipe; the tail waits for the hash, if there is one. */
void engine::end(slot &s)
{
	s.ended = true;
	if (broken(s.req)) {
		s.through = true;
		try_done(s);
		return;
	}
	after_data(s);
	while (s.jobs_made < s.req.res.sha_blocks)
		add_job(s, s.exit);
	if (s.jobs.empty())
		tail(s);
}

/* When the digest, the tag or the chain is there. */
static uint64_t digest_at(const slot &s)
{
	if (s.jobs_made)
		return std::max(s.exit, s.hashed_at + times(s.req.hash()).digest);
	return s.exit + (s.req.cipher() == KYA_CIPHER_GCM ? timing::ghash : timing::tail);
}

/* What follows the payload goes out, or is compared. */
void engine::tail(slot &s)
{
	const uint64_t rest = sum(s.req.dst) - s.made, compared = s.total - s.used;
	uint64_t at = std::max(now(), digest_at(s));

	if (compared)
		at = std::max(at, arrival(s, s.total - 1));
	for (uint64_t n = 0; n < std::max(rest, compared); n += block_bytes) {
		s.exit = block(at, false);
		at = s.exit - timing::pass() + timing::pitch;
		make(s, std::min(block_bytes, rest - std::min(rest, n)), s.exit);
	}
	s.through = true;
	try_done(s);
}

/* -------------------------------------------------------------- destination */

/* The next segment's list entry is read ahead. */
void engine::list_dst(slot &s)
{
	while (s.to.segment < s.req.dst.size() && !s.req.dst[s.to.segment].len)
		next_segment(s.to);
	if (s.to.segment < s.req.dst.size() && s.req.dst[s.to.segment].list)
		s.list_at = ask_read(s, s.req.dst[s.to.segment].list, sizeof(kya_seg)) + 1;
}

/* @bytes more of the destination are made at @at; whole bursts go out. */
void engine::make(slot &s, uint64_t bytes, uint64_t at)
{
	s.made += bytes;
	while (s.to.segment < s.req.dst.size()) {
		const segment &seg = s.req.dst[s.to.segment];
		const uint64_t addr = seg.addr + s.to.done;
		const uint64_t n =
			std::min(timing::burst - addr % timing::burst, seg.len - s.to.done);

		if (s.given + n > s.made)
			return;
		after(std::max(at, s.list_at) + timing::write_wait, WRITE, &s, addr, n);
		s.writes++;
		s.given += n;
		s.to.done += n;
		if (s.to.done == seg.len) {
			next_segment(s.to);
			list_dst(s);
		}
	}
}

void engine::write(slot &s, uint64_t addr, uint64_t len)
{
	const unsigned beats =
		(unsigned)((addr % timing::beat + len + timing::beat - 1) / timing::beat);
	const uint64_t begin = write_bus.reserve(now(), beats + 1);

	after(begin + timing::write_setup + beats, WRITTEN, &s, addr, len);
}

void engine::written(slot &s, uint64_t addr, uint64_t len)
{
	s.writes--;
	s.acked = std::max(s.acked, ask_write(addr, len));
	s.until = std::max(s.until, s.acked);
	try_done(s);
}

/* The last block has been taken, and all that the request writes has gone out. */
void engine::try_done(slot &s)
{
	if (s.through && !s.writes)
		finish(s);
}

void engine::finish(slot &s)
{
	s.state = slot::LAST;
	after(std::max(now(), s.exit) + timing::leave, LEAVE, &s);
}
