// SPDX-License-Identifier: Apache-2.0
/* All counters and histograms, for programs: lines of words, or JSON. */
#include <inttypes.h>

#include "show.h"

static void print_queue(const char *slot, unsigned int id, const struct queue *q)
{
	for (unsigned int i = 0; i < q->counters; i++)
		printf("%s q%u %s %" PRIu64 "\n", slot, id, q->counter[i].name,
		       q->counter[i].value);
	for (unsigned int i = 0; i < q->histograms; i++) {
		const struct histogram *h = &q->histogram[i];

		printf("%s q%u %s", slot, id, h->name);
		for (unsigned int c = 0; c < h->classes; c++)
			printf(" %" PRIu64 ":%" PRIu64, h->class[c].from, h->class[c].count);
		putchar('\n');
	}
}

void counters_text(const struct devices *d)
{
	for (unsigned int i = 0; i < d->count; i++)
		for (unsigned int q = 0; q < d->device[i].queues; q++)
			print_queue(d->device[i].slot, q, &d->device[i].queue[q]);
}

static const char *comma(unsigned int i)
{
	return i ? "," : "";
}

/* The parser lets no character into a name that JSON would want escaped. */
static void json_histogram(const struct histogram *h)
{
	printf("\n          \"%s\": [", h->name);
	for (unsigned int i = 0; i < h->classes; i++)
		printf("%s{\"from\": %" PRIu64 ", \"count\": %" PRIu64 "}", i ? ", " : "",
		       h->class[i].from, h->class[i].count);
	putchar(']');
}

static void json_queue(unsigned int id, const struct queue *q)
{
	printf("%s\n      {\n        \"queue\": %u,\n        \"counters\": {", comma(id), id);
	for (unsigned int i = 0; i < q->counters; i++)
		printf("%s\n          \"%s\": %" PRIu64, comma(i), q->counter[i].name,
		       q->counter[i].value);
	printf("\n        },\n        \"histograms\": {");
	for (unsigned int i = 0; i < q->histograms; i++) {
		fputs(comma(i), stdout);
		json_histogram(&q->histogram[i]);
	}
	printf("\n        }\n      }");
}

void counters_json(const struct devices *d)
{
	unsigned int n = 0;

	printf("{\n  \"devices\": [");
	for (unsigned int i = 0; i < d->count; i++) {
		const struct device *dev = &d->device[i];

		if (!device_bound(dev))
			continue;
		printf("%s\n    {\n     \"device\": \"%s\",\n     \"queues\": [", comma(n++),
		       dev->slot);
		for (unsigned int q = 0; q < dev->queues; q++)
			json_queue(q, &dev->queue[q]);
		printf("\n     ]\n    }");
	}
	printf("\n  ]\n}\n");
}
