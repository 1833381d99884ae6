/* SPDX-License-Identifier: Apache-2.0 */
/* Sums, differences and percentiles of the driver's histograms. */
#ifndef KYANITECTL_HISTOGRAM_H
#define KYANITECTL_HISTOGRAM_H

#include "device.h"

/**
 * histogram_add() - add what another counted
 * @h: the sum
 * @other: of the same kind
 */
void histogram_add(struct histogram *h, const struct histogram *other);

/**
 * histogram_since() - leave what has been counted since
 * @h: the later; unchanged if the driver began anew meanwhile
 * @before: the earlier
 */
void histogram_since(struct histogram *h, const struct histogram *before);

/**
 * histogram_below() - below what so many of the values lie
 * @h: the histogram
 * @percent: how many, above 0
 * @bound: the end of the class that has the last of them, a power of two
 *
 * Return: false if nothing was counted.
 */
bool histogram_below(const struct histogram *h, unsigned int percent, uint64_t *bound);

#endif
