/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hostile engine: a model around another one that does harm when it is told to, by a write to
 * the ABI register, which is otherwise read-only.
 */
#ifndef KYANITE_HOSTILE_H
#define KYANITE_HOSTILE_H

#include "model.h"

/* What is written to the ABI register: the harm of each completion from now on, or the registers'. */
enum hostile_harm {
	HOSTILE_NONE,
	HOSTILE_OTHER_INDEX, /* names another entry of the ring */
	HOSTILE_BEYOND,      /* names an entry that no ring has */
	HOSTILE_PHASE,       /* has the phase of the round before */
	HOSTILE_TWICE,       /* comes again in the next place */
	HOSTILE_LENGTH,      /* counts more bytes than were asked for */
	HOSTILE_STATUS,      /* has a status that there is not */
	HOSTILE_SILENT,      /* never comes, and no interrupt does */
	HOSTILE_ALL_ONES,    /* registers read all ones, for good, and writes to them are lost */
	HOSTILE_HARMS
};

/* The operations of a model that hostile_prepare() has told what to make. */
extern const struct model_ops model_hostile;

/** hostile_prepare() - say what model_hostile.create is to make: a model of @ops, turned hostile */
void hostile_prepare(const struct model_ops *ops);

#endif
