/* SPDX-License-Identifier: Apache-2.0 */
/* What was counted, for people and for programs, on stdout. */
#ifndef KYANITECTL_SHOW_H
#define KYANITECTL_SHOW_H

#include "device.h"

/**
 * show_devices() - tables of all devices and their queues
 * @root: prefix
 * @now: the devices, counted
 * @before: the same at an earlier time, or NULL: show what has been counted from the beginning on
 * @seconds: how much earlier
 *
 * Return: false if a setting cannot be read; the cause is on stderr.
 */
bool show_devices(const char *root, const struct devices *now, const struct devices *before,
		  double seconds);

/** counters_text() - a line for each counter and histogram */
void counters_text(const struct devices *d);

/** counters_json() - the same as one JSON object */
void counters_json(const struct devices *d);

#endif
