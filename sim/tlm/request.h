/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request executed: its bytes are done at once, by golden_exec(); what remains is when. For
 * that the DMA that it did is kept here, as the segments of its two streams.
 */
#ifndef KYANITE_TLM_REQUEST_H
#define KYANITE_TLM_REQUEST_H

#include <cstdint>
#include <endian.h>
#include <functional>
#include <vector>

extern "C" {
#include "golden/exec.h"
}

/**
 * struct segment - a piece of a stream that is contiguous in memory
 * @list: bus address of the list entry that names it, 0: none
 * @addr: bus address
 * @len: bytes, 0: the list entry was all
 */
struct segment {
	uint64_t list;
	uint64_t addr;
	uint64_t len;
};

/**
 * class request - one submission entry and what became of it
 *
 * @sqe, @ctx: as they lie in memory; set before execute()
 * @res: the outcome
 * @src, @dst: the streams, as far as they were touched
 */
class request
{
      public:
	/** Moves @len bytes between @buf and @addr in memory; false if it was refused. */
	using mover = std::function<bool(bool write, uint64_t addr, void *buf, size_t len)>;

	/** execute() - all of it, by golden_exec(); @has_ctx is false if reading @ctx failed */
	void execute(bool has_ctx, const mover &move);

	unsigned opcode() const
	{
		return FIELD_GET(KYA_SQE_CTL_OPCODE, le32toh(sqe.ctl));
	}
	unsigned cipher() const
	{
		return FIELD_GET(KYA_CTX_CTL_CIPHER, le32toh(ctx.ctl));
	}
	unsigned keysize() const
	{
		return FIELD_GET(KYA_CTX_CTL_KEYSIZE, le32toh(ctx.ctl));
	}
	unsigned hash() const
	{
		return FIELD_GET(KYA_CTX_CTL_HASH, le32toh(ctx.ctl));
	}
	bool hmac() const
	{
		return le32toh(ctx.ctl) & KYA_CTX_CTL_HMAC;
	}
	bool flag(uint32_t bit) const
	{
		return le32toh(sqe.ctl) & bit;
	}
	uint64_t aad_len() const
	{
		return FIELD_GET(KYA_SQE_AUX_AAD_LEN, le32toh(sqe.aux));
	}
	uint64_t icv_len() const
	{
		return FIELD_GET(KYA_SQE_AUX_ICV_LEN, le32toh(sqe.aux));
	}
	uint64_t len() const
	{
		return FIELD_GET(KYA_SQE_LEN_LEN, le32toh(sqe.len));
	}
	/** whether its context must be on the chip for it */
	bool needs_ctx() const;

	kya_sqe sqe;
	kya_ctx ctx;
	golden_result res;
	std::vector<segment> src;
	std::vector<segment> dst;

      private:
	bool dma(bool write, uint64_t addr, void *buf, size_t len);
	bool in_list(bool dst_list, uint64_t addr, size_t len);
	void note(std::vector<segment> &stream, uint64_t addr, uint64_t len);
	static int read(void *self, uint64_t addr, void *buf, size_t len);
	static int write(void *self, uint64_t addr, const void *buf, size_t len);

	const mover *move;
	bool ctx_ok;
	bool ctx_read;
	uint64_t src_next, dst_next;
};

#endif
