/* SPDX-License-Identifier: Apache-2.0 */
/* Runs two models side by side on what a flight record tells of memory and registers. */
#ifndef KYANITE_RECORD_COMPARE_H
#define KYANITE_RECORD_COMPARE_H

#include "model.h"
#include "record/reader.h"
#include "record/replay.h"

/**
 * compare_models() - whether two models do the same for the software that @log recorded
 * @log: the record; its register writes and resets are repeated, its DMA reads are the memory
 * @a: a model
 * @b: another one
 *
 * Both models run until idle before each call, so cycles, interrupts and what is in flight at once
 * do not count. What counts is each byte written, and each completion's index, status and length. Of requests
 * that the bus refused, only the statuses count: how much they write is undefined.
 *
 * Return: REPLAY_IDENTICAL or REPLAY_DIFFERS, which a line on stdout tells, or REPLAY_FAILED with
 * the cause on stderr.
 */
enum replay_result compare_models(const struct log *log, const struct model_ops *a,
				  const struct model_ops *b);

#endif
