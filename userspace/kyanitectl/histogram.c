// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "histogram.h"

static uint64_t count_from(const struct histogram *h, uint64_t from)
{
	for (unsigned int i = 0; i < h->classes; i++)
		if (h->class[i].from == from)
			return h->class[i].count;
	return 0;
}

/* Classes stay in the order of their values. */
static void add_class(struct histogram *h, uint64_t from, uint64_t count)
{
	unsigned int i = 0;

	while (i < h->classes && h->class[i].from < from)
		i++;
	if (i == h->classes || h->class[i].from != from) {
		memmove(&h->class[i + 1], &h->class[i], (h->classes - i) * sizeof(h->class[0]));
		h->classes++;
		h->class[i].from = from;
		h->class[i].count = 0;
	}
	h->class[i].count += count;
}

void histogram_add(struct histogram *h, const struct histogram *other)
{
	for (unsigned int i = 0; i < other->classes; i++)
		add_class(h, other->class[i].from, other->class[i].count);
}

void histogram_since(struct histogram *h, const struct histogram *before)
{
	for (unsigned int i = 0; i < before->classes; i++)
		if (count_from(h, before->class[i].from) < before->class[i].count)
			return;
	for (unsigned int i = 0; i < h->classes; i++)
		h->class[i].count -= count_from(before, h->class[i].from);
}

bool histogram_below(const struct histogram *h, unsigned int percent, uint64_t *bound)
{
	double total = 0, sum = 0;
	unsigned int i;

	for (i = 0; i < h->classes; i++)
		total += h->class[i].count;
	if (total == 0)
		return false;
	for (i = 0; i + 1 < h->classes; i++) {
		sum += h->class[i].count;
		if (sum * 100 >= total * percent)
			break;
	}
	*bound = h->class[i].from ? 2 * h->class[i].from : 1;
	return true;
}
