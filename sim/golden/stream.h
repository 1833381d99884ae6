/* SPDX-License-Identifier: Apache-2.0 */
/* A request's source or destination: one segment or a list, as one stream. */
#ifndef KYANITE_GOLDEN_STREAM_H
#define KYANITE_GOLDEN_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "model.h"

/**
 * struct stream - position in a segmented stream
 * @sink: DMA callbacks
 * @write: a destination
 * @addr: bus address of the next byte
 * @left: bytes left in the current segment
 * @list: bus address of the next list entry
 * @nseg: list entries left
 * @done: bytes moved
 */
struct stream {
	const struct model_sink *sink;
	bool write;
	uint64_t addr;
	uint64_t left;
	uint64_t list;
	unsigned int nseg;
	uint64_t done;
};

/** stream_single() - a stream of @len bytes at @addr */
void stream_single(struct stream *s, const struct model_sink *sink, bool write, uint64_t addr,
		   uint64_t len);

/** stream_list() - a stream over the @nseg segments of the list at @list */
void stream_list(struct stream *s, const struct model_sink *sink, bool write, uint64_t list,
		 unsigned int nseg);

/**
 * stream_move() - move the next bytes of a stream
 * @s: the stream
 * @buf: taken from (destination) or filled (source)
 * @len: bytes
 *
 * List entries are fetched and checked when the stream reaches them.
 *
 * Return: KYA_STATUS_OK, BAD_SEGMENT, DMA_READ or DMA_WRITE.
 */
uint8_t stream_move(struct stream *s, void *buf, size_t len);

#endif
