/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file of a flight record: struct log_header, the parameters as text, then records in the
 * order in which things crossed struct model. All numbers are little-endian, nothing is
 * padded.
 *
 *	call in		records
 *	reset		RESET
 *	read		READ, what the model does meanwhile, VALUE
 *	write		WRITE, what the model does meanwhile
 *	advance		ADVANCE, what the model does meanwhile
 *	destroy		END
 *
 * Consecutive runs are one ADVANCE, which lasts until the cycle of the next call in. The data of
 * a DMA read follow its record. A file without END breaks off: its writer was killed.
 */
#ifndef KYANITE_RECORD_FORMAT_H
#define KYANITE_RECORD_FORMAT_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#define LOG_MAGIC      "KYAFLOG" /* with its NUL */
#define LOG_VERSION    1u
#define LOG_PARAMS_MAX 4096u

/* The sink answers these; without them the model is not to ask. */
#define LOG_HAS_READ_AT  1u
#define LOG_HAS_WRITE_AT 2u

/**
 * struct log_header - the beginning of the file
 * @magic: LOG_MAGIC
 * @version: LOG_VERSION
 * @abi_hash: KYA_ABI_HASH of the writer
 * @flags: LOG_HAS_*
 * @params_len: bytes of NAME=VALUE lines that follow, up to LOG_PARAMS_MAX
 * @model: name of the model, filled up with NUL
 */
struct log_header {
	char magic[8];
	uint32_t version;
	uint32_t abi_hash;
	uint32_t flags;
	uint32_t params_len;
	char model[16];
};
static_assert(sizeof(struct log_header) == 40);

enum log_type {
	LOG_RESET = 1,
	LOG_READ,  /* @addr, @len */
	LOG_VALUE, /* the answer to READ: @addr, @len, @value */
	LOG_WRITE, /* @addr, @len, @value */
	LOG_ADVANCE,
	LOG_END,
	LOG_DMA_READ,  /* @addr, @len, @failed; the data follow unless it failed */
	LOG_DMA_WRITE, /* @addr, @len, @failed, @value: hash of the data */
	LOG_IRQ,       /* @addr: vector */
	LOG_READ_AT,   /* @addr, @len, @value: cycle */
	LOG_WRITE_AT,  /* @addr, @len, @value: cycle */
	LOG_TYPES
};

/**
 * struct log_record - one record; a field that its type does not use is 0
 * @cycle: the model's cycle
 * @time_ps: virtual time in picoseconds, 0: unknown
 * @addr: offset in BAR0, bus address, or vector
 * @value: register value, hash or cycle
 * @len: bytes of the access
 * @type: enum log_type
 * @failed: the access was refused
 * @zero: 0
 */
struct log_record {
	uint64_t cycle;
	uint64_t time_ps;
	uint64_t addr;
	uint64_t value;
	uint32_t len;
	uint8_t type;
	uint8_t failed;
	uint16_t zero;
};
static_assert(sizeof(struct log_record) == 40);
static_assert(offsetof(struct log_record, zero) == 38);

#define LOG_HASH_START 0xcbf29ce484222325u

/** log_hash() - FNV-1a (draft-eastlake-fnv, 64 bit) of @len bytes, going on from @h */
static inline uint64_t log_hash(uint64_t h, const void *buf, size_t len)
{
	const uint8_t *p = buf;

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * 0x100000001b3u;
	return h;
}

#endif
