// SPDX-License-Identifier: Apache-2.0
/* Tables for people. */
#include <inttypes.h>
#include <string.h>

#include "histogram.h"
#include "policy.h"
#include "show.h"

#define LABEL 5  /* width of the queue's number */
#define CELL  11 /* of a number; six of them fit on a terminal */
#define CAUSE 9  /* of a request's causes, which are more */

/*
 * A column: a counter, a second or in all; or one counter over another. A name that ends with "_"
 * stands for the sum of all that begin with it.
 */
struct column {
	const char *head;
	const char *counter;
	const char *per;
};

static const struct column requests[] = {
	{ "submitted", "submitted", NULL }, { "completed", "completed", NULL },
	{ "failed", "failed", NULL },       { "backlogged", "backlogged", NULL },
	{ "software", "fallback_", NULL },  { "resets", "resets", NULL },
};

static const struct column signals[] = {
	{ "doorbells", "doorbells", NULL },  { "interrupts", "interrupts", NULL },
	{ "polls", "polls", NULL },          { "burst_reaps", "reaped_burst", NULL },
	{ "irq_reaps", "reaped_irq", NULL }, { "bytes", "engine_bytes", NULL },
};

static const struct column ratios[] = {
	{ "doorbells", "doorbells", "completed" },  { "interrupts", "interrupts", "completed" },
	{ "polls", "polls", "completed" },          { "burst_reaps", "reaped_burst", "completed" },
	{ "cycles", "engine_cycles", "completed" }, { "bytes", "engine_bytes", "completed" },
};

#define TABLE(c) (c), sizeof(c) / sizeof((c)[0]), CELL

/* Sum over what the name stands for; whether there is any. */
static bool count_of(const struct queue *q, const char *name, uint64_t *sum)
{
	size_t len = strlen(name);
	bool prefix = name[len - 1] == '_', found = false;

	*sum = 0;
	for (unsigned int i = 0; i < q->counters; i++) {
		if (strncmp(q->counter[i].name, name, prefix ? len : len + 1))
			continue;
		*sum += q->counter[i].value;
		found = true;
	}
	return found;
}

static void print_cell(const struct queue *q, const struct column *c, int width, double seconds)
{
	uint64_t value, per = 0;

	if (!count_of(q, c->counter, &value) || (c->per && (!count_of(q, c->per, &per) || !per)))
		printf(" %*s", width, "-");
	else if (c->per)
		printf(" %*.2f", width, (double)value / per);
	else if (seconds > 0)
		printf(" %*.1f", width, value / seconds);
	else
		printf(" %*" PRIu64, width, value);
}

static void print_row(const char *label, const struct queue *q, const struct column *c,
		      unsigned int columns, int width, double seconds)
{
	printf("%*s", LABEL, label);
	for (unsigned int i = 0; i < columns; i++)
		print_cell(q, &c[i], width, seconds);
	putchar('\n');
}

static void add_up(struct queue *sum, const struct device *dev)
{
	*sum = dev->queue[0];
	for (unsigned int q = 1; q < dev->queues; q++)
		for (unsigned int i = 0; i < sum->counters; i++) {
			uint64_t value;

			count_of(&dev->queue[q], sum->counter[i].name, &value);
			sum->counter[i].value += value;
		}
}

static void print_table(const char *title, const struct device *dev, const struct column *c,
			unsigned int columns, int width, double seconds)
{
	struct queue sum;
	char label[12];

	printf("\n  %s\n%*s", title, LABEL, "queue");
	for (unsigned int i = 0; i < columns; i++)
		printf(" %*s", width, c[i].head);
	putchar('\n');
	for (unsigned int q = 0; q < dev->queues; q++) {
		snprintf(label, sizeof(label), "%u", q);
		print_row(label, &dev->queue[q], c, columns, width, seconds);
	}
	add_up(&sum, dev);
	if (dev->queues > 1)
		print_row("all", &sum, c, columns, width, seconds);
}

/* The causes are those that the driver names. */
static void print_causes(const char *title, const struct device *dev, double seconds)
{
	static const char prefix[] = "fallback_";
	const struct queue *q = &dev->queue[0];
	struct column causes[MAX_COUNTERS];
	unsigned int n = 0;

	for (unsigned int i = 0; i < q->counters; i++) {
		const char *name = q->counter[i].name;

		if (!strncmp(name, prefix, sizeof(prefix) - 1) && name[sizeof(prefix) - 1])
			causes[n++] = (struct column){ name + sizeof(prefix) - 1, name, NULL };
	}
	print_table(title, dev, causes, n, CAUSE, seconds);
}

static void print_bounds(const struct queue *q, const char *label)
{
	static const unsigned int percents[] = { 50, 99 };
	uint64_t bound;

	printf("%*s", LABEL, label);
	for (unsigned int i = 0; i < q->histograms; i++)
		for (unsigned int p = 0; p < 2; p++)
			if (histogram_below(&q->histogram[i], percents[p], &bound))
				printf(" %*" PRIu64, CELL, bound);
			else
				printf(" %*s", CELL, "-");
	putchar('\n');
}

/* Two columns for each histogram. */
static void print_histograms(const struct device *dev)
{
	struct queue sum = dev->queue[0];
	char label[12];

	printf("\n  half of them, and 99 %%, are below\n%*s", LABEL, "queue");
	for (unsigned int i = 0; i < sum.histograms; i++)
		printf(" %*s %*s", CELL, sum.histogram[i].name, CELL, "99 %");
	putchar('\n');
	for (unsigned int q = 0; q < dev->queues; q++) {
		snprintf(label, sizeof(label), "%u", q);
		print_bounds(&dev->queue[q], label);
		for (unsigned int i = 0; q && i < sum.histograms; i++)
			histogram_add(&sum.histogram[i], &dev->queue[q].histogram[i]);
	}
	if (dev->queues > 1)
		print_bounds(&sum, "all");
}

static int settings_width(unsigned int i)
{
	int width = strlen(settings[i].name);

	return width > CAUSE ? width : CAUSE;
}

static bool print_settings(const char *root, const struct device *dev)
{
	char text[MAX_NAME];

	printf("%*s", LABEL, "queue");
	for (unsigned int i = 0; i < SETTINGS; i++)
		printf(" %*s", settings_width(i), settings[i].name);
	putchar('\n');
	for (unsigned int q = 0; q < dev->queues; q++) {
		printf("%*u", LABEL, q);
		for (unsigned int i = 0; i < SETTINGS; i++) {
			if (!setting_read(root, dev, q, &settings[i], text))
				return false;
			printf(" %*s", settings_width(i), *text ? text : "-");
		}
		putchar('\n');
	}
	return true;
}

/* What has been counted since; all of it if the driver began anew meanwhile. */
static void since(struct device *dev, const struct device *before)
{
	for (unsigned int q = 0; q < dev->queues; q++) {
		struct queue *now = &dev->queue[q];

		for (unsigned int i = 0; i < now->counters; i++) {
			struct counter *c = &now->counter[i];
			uint64_t old;

			if (count_of(&before->queue[q], c->name, &old) && old <= c->value)
				c->value -= old;
		}
		for (unsigned int i = 0; i < now->histograms; i++)
			histogram_since(&now->histogram[i], &before->queue[q].histogram[i]);
	}
}

static bool show_device(const char *root, const struct device *now, const struct device *before,
			double seconds)
{
	struct device dev = *now;

	if (!device_bound(&dev)) {
		printf("%s: driver %s\n", dev.slot, *dev.driver ? dev.driver : "none");
		return true;
	}
	printf("%s: driver %s, %u queue%s\n", dev.slot, dev.driver, dev.queues,
	       dev.queues == 1 ? "" : "s");
	if (!print_settings(root, &dev))
		return false;
	if (before)
		since(&dev, before);
	print_table(before ? "requests a second" : "requests", &dev, TABLE(requests), seconds);
	print_table(before ? "signals and bytes a second" : "signals and bytes", &dev,
		    TABLE(signals), seconds);
	print_table("for each completed request", &dev, TABLE(ratios), seconds);
	print_histograms(&dev);
	print_causes(before ? "in software a second, by cause" : "in software, by cause", &dev,
		     seconds);
	return true;
}

static const struct device *find(const struct devices *d, const char *slot)
{
	for (unsigned int i = 0; d && i < d->count; i++)
		if (!strcmp(d->device[i].slot, slot))
			return &d->device[i];
	return NULL;
}

bool show_devices(const char *root, const struct devices *now, const struct devices *before,
		  double seconds)
{
	for (unsigned int i = 0; i < now->count; i++) {
		const struct device *dev = &now->device[i];

		if (i)
			putchar('\n');
		if (!show_device(root, dev, find(before, dev->slot), seconds))
			return false;
	}
	return true;
}
