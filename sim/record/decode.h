/* SPDX-License-Identifier: Apache-2.0 */
/* Flight records as text. */
#ifndef KYANITE_RECORD_DECODE_H
#define KYANITE_RECORD_DECODE_H

#include <stdio.h>

#include "record/reader.h"

/** decode_entry() - one line of @e: number, cycle, virtual time in ns, and what happened */
void decode_entry(FILE *out, const struct log_entry *e);

/** decode_event() - what happened alone, without an end of the line; @data may be NULL */
void decode_event(FILE *out, const struct log_record *r, const uint8_t *data);

#endif
