/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a flight record. */
#ifndef KYANITE_RECORD_READER_H
#define KYANITE_RECORD_READER_H

#include <stdbool.h>

#include "record/format.h"

/**
 * struct log - an open log
 * @path: of the file
 * @bytes: the file
 * @size: of the file
 * @header: in the host's byte order
 * @params: NAME=VALUE lines, ends with a NUL
 * @first: offset of the first record
 * @end: offset behind the last whole record
 * @records: whole records
 * @ended: the last one is END; else the log breaks off
 */
struct log {
	const char *path;
	uint8_t *bytes;
	size_t size;
	struct log_header header;
	char params[LOG_PARAMS_MAX + 1];
	size_t first;
	size_t end;
	uint64_t records;
	bool ended;
};

/**
 * struct log_entry - a record and its place
 * @r: the record in the host's byte order
 * @data: what follows it: @r.len bytes, or NULL
 * @number: counts from 1
 */
struct log_entry {
	struct log_record r;
	const uint8_t *data;
	uint64_t number;
};

/**
 * struct log_place - where a reader is; zeroed: before the first record
 * @at: bytes read behind the header
 * @number: records read
 */
struct log_place {
	size_t at;
	uint64_t number;
};

/**
 * log_open() - open a log and check that each of its records is well formed
 * @l: filled in
 * @path: of the file; stays valid until log_close()
 *
 * What a killed writer left behind of its last record is passed over.
 *
 * Return: 0, or -1 with the cause on stderr.
 */
int log_open(struct log *l, const char *path);

/** log_close() - end of an open log */
void log_close(struct log *l);

/** log_next() - the record at @place to @e, @place moves on; false at the end */
bool log_next(const struct log *l, struct log_place *place, struct log_entry *e);

/** log_is_call() - whether @r is a call into the model, not what the model did in one */
bool log_is_call(const struct log_record *r);

#endif
