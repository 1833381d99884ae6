/* SPDX-License-Identifier: Apache-2.0 */
/* The flight recorder: a model around another one that writes down all that passes. */
#ifndef KYANITE_RECORDER_H
#define KYANITE_RECORDER_H

#include "model.h"
#include "params.h"

/* The recorder's operations, for a model of recorder_create(). */
extern const struct model_ops model_recorder;

/**
 * recorder_create() - a new model of @ops that is recorded
 * @ops: the model to make
 * @sink: the world; copied. Its time_ps stamps the records
 * @path: of the log, which is overwritten
 * @params: written into the log
 *
 * A log that cannot be written any more ends the process with status 1 and the cause on
 * stderr: half a record of a failure is worse than none.
 *
 * Return: the model, or NULL with the cause on stderr.
 */
struct model *recorder_create(const struct model_ops *ops, const struct model_sink *sink,
			      const char *path, const struct sim_params *params);

/**
 * recorder_prepare() - say what model_recorder.create is to make
 * @ops: as for recorder_create(), as are the others; all of them stay valid until then
 * @path: of the log
 * @params: written into the log
 *
 * So a recorded model can be handed to those who make theirs of a struct model_ops.
 */
void recorder_prepare(const struct model_ops *ops, const char *path,
		      const struct sim_params *params);

#endif
