// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstring>

#include "tlm/request.h"

bool request::needs_ctx() const
{
	return (opcode() == KYA_OPCODE_CRYPT || opcode() == KYA_OPCODE_CTX_INVALIDATE) &&
	       le64toh(sqe.ctx) % 64 == 0;
}

/* Entries of a list are read one after the other. */
bool request::in_list(bool dst_list, uint64_t addr, size_t len)
{
	uint64_t &next = dst_list ? dst_next : src_next;

	if (!flag(dst_list ? KYA_SQE_CTL_DST_LIST : KYA_SQE_CTL_SRC_LIST) ||
	    len != sizeof(kya_seg) || addr != next)
		return false;
	next += sizeof(kya_seg);
	return true;
}

/* golden_exec() moves in pieces; what is contiguous belongs together. */
void request::note(std::vector<segment> &stream, uint64_t addr, uint64_t len)
{
	if (!stream.empty()) {
		segment &last = stream.back();

		if (last.list && !last.len)
			last.addr = addr;
		if (last.addr + last.len == addr) {
			last.len += len;
			return;
		}
	}
	stream.push_back({ 0, addr, len });
}

bool request::dma(bool write, uint64_t addr, void *buf, size_t len)
{
	if (!write && !ctx_read && len == sizeof(ctx) && addr == le64toh(sqe.ctx)) {
		ctx_read = true;
		memcpy(buf, &ctx, sizeof(ctx));
		return ctx_ok;
	}
	if (!write && in_list(false, addr, len))
		src.push_back({ addr, 0, 0 });
	else if (!write && in_list(true, addr, len))
		dst.push_back({ addr, 0, 0 });
	else
		note(write ? dst : src, addr, len);
	return (*move)(write, addr, buf, len);
}

int request::read(void *self, uint64_t addr, void *buf, size_t len)
{
	return static_cast<request *>(self)->dma(false, addr, buf, len) ? 0 : -EFAULT;
}

int request::write(void *self, uint64_t addr, const void *buf, size_t len)
{
	return static_cast<request *>(self)->dma(true, addr, const_cast<void *>(buf), len)
		       ? 0
		       : -EFAULT;
}

void request::execute(bool has_ctx, const mover &m)
{
	model_sink sink = {};

	sink.ctx = this;
	sink.dma_read = read;
	sink.dma_write = write;
	move = &m;
	ctx_ok = has_ctx;
	ctx_read = false;
	src_next = le64toh(sqe.src);
	dst_next = le64toh(sqe.dst);
	src.clear();
	dst.clear();
	golden_exec(&sink, &sqe, &res);
}
