// SPDX-License-Identifier: Apache-2.0
#include <endian.h>
#include <string.h>

#include "golden/stream.h"
#include "kyanite_regs.h"

#define PAGE 4096

void stream_single(struct stream *s, const struct model_sink *sink, bool write, uint64_t addr,
		   uint64_t len)
{
	*s = (struct stream){ .sink = sink, .write = write, .addr = addr, .left = len };
}

void stream_list(struct stream *s, const struct model_sink *sink, bool write, uint64_t list,
		 unsigned int nseg)
{
	*s = (struct stream){ .sink = sink, .write = write, .list = list, .nseg = nseg };
}

static uint8_t next_segment(struct stream *s)
{
	struct kya_seg seg;
	uint32_t len;

	if (!s->nseg)
		return KYA_STATUS_BAD_SEGMENT;
	if (s->sink->dma_read(s->sink->ctx, s->list, &seg, sizeof(seg)))
		return KYA_STATUS_DMA_READ;
	s->list += sizeof(seg);
	s->nseg--;
	len = le32toh(seg.len);
	if (!seg.addr || !len || len & ~KYA_SEG_LEN_LEN || seg.zero)
		return KYA_STATUS_BAD_SEGMENT;
	s->addr = le64toh(seg.addr);
	s->left = len;
	return KYA_STATUS_OK;
}

static uint8_t move_piece(struct stream *s, void *buf, size_t len)
{
	if (s->write)
		return s->sink->dma_write(s->sink->ctx, s->addr, buf, len) ? KYA_STATUS_DMA_WRITE
									   : KYA_STATUS_OK;
	return s->sink->dma_read(s->sink->ctx, s->addr, buf, len) ? KYA_STATUS_DMA_READ
								  : KYA_STATUS_OK;
}

uint8_t stream_move(struct stream *s, void *buf, size_t len)
{
	uint8_t *p = buf;

	while (len) {
		uint8_t status = s->left ? KYA_STATUS_OK : next_segment(s);
		size_t piece;

		if (status)
			return status;
		piece = PAGE - s->addr % PAGE;
		if (piece > s->left)
			piece = s->left;
		if (piece > len)
			piece = len;
		status = move_piece(s, p, piece);
		if (status)
			return status;
		s->addr += piece;
		s->left -= piece;
		s->done += piece;
		p += piece;
		len -= piece;
	}
	return KYA_STATUS_OK;
}
