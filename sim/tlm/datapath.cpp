// SPDX-License-Identifier: Apache-2.0
/* When the data of a request moves: bursts in, blocks through the pipes and the hash, bursts out. */
#include "tlm/engine.h"

namespace
{

constexpr uint64_t block_bytes = 16;

/* Positions in the input window count from where the payload gets aligned to blocks. */
uint64_t block_of(const slot &s, uint64_t pos)
{
	return ((block_bytes - s.head % block_bytes) % block_bytes + pos) / block_bytes;
}

/* The position behind block @b. */
uint64_t end_of(const slot &s, uint64_t b)
{
	return (b + 1) * block_bytes - (block_bytes - s.head % block_bytes) % block_bytes;
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
	s.hashed = s.sha_done = 0;
	s.exit = s.hashed_at = s.acked = s.list_at = now();
	s.ended = false;
	s.issue_at = s.grant = 0;
	s.head = r.flag(KYA_SQE_CTL_HASH_LOAD) ? state_bytes(r.hash()) : r.aad_len();
	s.payload = r.len();
	s.total = sum(r.src);
	/* XTS makes its first tweak of the IV. */
	s.chain = now() + timing::start + (r.cipher() == KYA_CIPHER_XTS ? timing::pass : 0);
	if (r.src.empty() && r.dst.empty() && !r.res.sha_blocks) {
		finish(s);
		return;
	}
	list_dst(s);
	after(now() + timing::start, READ_DATA, &s);
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
	const uint64_t at = s.used_at[block_of(s, s.asked - room - 1) % s.used_at.size()] + 1;
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
uint64_t engine::block(slot &s, uint64_t at, bool aes)
{
	const bool dec = s.req.flag(KYA_SQE_CTL_DECRYPT) && s.req.cipher() != KYA_CIPHER_CTR &&
			 s.req.cipher() != KYA_CIPHER_GCM;

	if (aes && timing::aes_pitch > 1)
		at = (dec ? dec_pipe : enc_pipe).reserve(now(), at);
	return issue_pipe.reserve(now(), at) + timing::pass;
}

/* All whole blocks that have landed. */
void engine::process(slot &s)
{
	const request &r = s.req;
	const bool serial = r.hash() == KYA_HASH_CMAC ||
			    (r.cipher() == KYA_CIPHER_CBC && !r.flag(KYA_SQE_CTL_DECRYPT));
	const uint64_t data = s.head + s.payload;

	while (!s.ended && s.used < data) {
		const bool payload = s.used >= s.head;
		const uint64_t left = (payload ? data : s.head) - s.used, b = block_of(s, s.used);
		const uint64_t n = std::min(left, end_of(s, b) - s.used);

		if (s.used + n > s.landed)
			break;
		uint64_t at = std::max(arrival(s, s.used + n - 1), now());
		if (payload && (serial || s.used == s.head))
			at = std::max(at, s.chain);
		s.exit = block(s, at, payload && (r.cipher() || r.hash() == KYA_HASH_CMAC));
		s.used_at[b % s.used_at.size()] = s.exit - timing::pass;
		s.used += n;
		if (payload && serial)
			s.chain = s.exit + timing::feedback;
		if (payload || !r.flag(KYA_SQE_CTL_HASH_LOAD))
			hash(s, n, s.exit);
		if (payload && r.cipher())
			make(s, n, s.exit);
	}
	if (!s.ended && s.landed == s.total && s.from.segment == r.src.size())
		end(s);
}

void engine::compress(slot &s, uint64_t at)
{
	const unsigned alg = s.req.hash();
	pool &cores = is_wide(alg) ? sha512 : sha;

	s.hashed_at = cores.reserve(std::max(at, s.hashed_at), is_wide(alg) ? timing::sha512_block
							       : alg == KYA_HASH_SHA1
								       ? timing::sha1_block
								       : timing::sha256_block);
	s.sha_done++;
}

void engine::hash(slot &s, uint64_t bytes, uint64_t at)
{
	const uint64_t size = is_wide(s.req.hash()) ? 128 : 64;

	s.hashed += bytes;
	while (s.sha_done < s.req.res.sha_blocks && s.hashed >= (s.sha_done + 1) * size)
		compress(s, at);
}

/* The last data have gone into the pipe: what the digest takes, and the stream behind it. */
void engine::end(slot &s)
{
	const uint64_t rest = sum(s.req.dst) - s.made;
	uint64_t at = s.exit;

	s.ended = true;
	if (broken(s.req)) {
		try_done(s);
		return;
	}
	while (s.sha_done < s.req.res.sha_blocks)
		compress(s, at);
	if (s.req.res.sha_blocks)
		at = std::max(at, s.hashed_at) + timing::digest;
	if (s.req.cipher() == KYA_CIPHER_GCM)
		at += timing::ghash;
	if (s.total > s.used)
		at = std::max(at, arrival(s, s.total - 1));
	for (uint64_t n = 0; n < std::max(rest, s.total - s.used); n += block_bytes) {
		s.exit = block(s, at, false);
		make(s, std::min(block_bytes, rest - std::min(rest, n)), s.exit);
	}
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

void engine::try_done(slot &s)
{
	if (s.ended && !s.writes)
		finish(s);
}

void engine::finish(slot &s)
{
	s.state = slot::LAST;
	after(std::max({ now(), s.exit, s.acked }) + timing::finish, DONE, &s);
}
