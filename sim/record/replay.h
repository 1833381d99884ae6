/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a model alone, from a flight record. */
#ifndef KYANITE_RECORD_REPLAY_H
#define KYANITE_RECORD_REPLAY_H

#include "model.h"
#include "record/reader.h"

/**
 * struct replay_window - what is wanted of a replay
 * @waves: file for waves, NULL: none
 * @from: cycle from which on waves are written
 * @to: cycle after which the replay ends
 */
struct replay_window {
	const char *waves;
	uint64_t from;
	uint64_t to;
};

enum replay_result { REPLAY_IDENTICAL, REPLAY_DIFFERS, REPLAY_FAILED };

/**
 * replay() - run a new model of @ops from @log and compare all that it does with it
 * @log: the record: calls into the model, and the answers that it got
 * @ops: the model
 * @w: the window
 *
 * The cycle of everything is compared; the virtual time, which comes from outside, is not. What it
 * comes to goes to stdout: the first difference, or how much was identical.
 *
 * Return: the result; REPLAY_FAILED with the cause on stderr if the model cannot be made or its
 * waves not be written.
 */
enum replay_result replay(const struct log *log, const struct model_ops *ops,
			  const struct replay_window *w);

#endif
