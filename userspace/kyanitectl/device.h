/* SPDX-License-Identifier: Apache-2.0 */
/* The Kyanite devices of a machine, as sysfs and debugfs show them. */
#ifndef KYANITECTL_DEVICE_H
#define KYANITECTL_DEVICE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "kyanite_regs.h"

#define DRIVER_NAME    "kyanite"
#define MAX_NAME       32
#define MAX_COUNTERS   64
#define MAX_HISTOGRAMS 8
#define MAX_FROM       (1ULL << 62) /* of a class, so that its end is a number, too */
#define MAX_CLASSES    64           /* 0 and each power of two up to MAX_FROM */

struct counter {
	char name[MAX_NAME];
	uint64_t value;
};

/**
 * struct histogram - how often a value fell into which class
 * @name: what was counted, with its unit
 * @classes: how many of @class are used; those that are empty are left out
 * @class: the class's smallest value, and how often; the next power of two ends it
 */
struct histogram {
	char name[MAX_NAME];
	unsigned int classes;
	struct {
		uint64_t from;
		uint64_t count;
	} class[MAX_CLASSES];
};

/**
 * struct queue - what the driver counted of one queue
 * @counters: how many of @counter are used; names and order are the driver's
 * @histograms: the same of @histogram
 */
struct queue {
	unsigned int counters;
	struct counter counter[MAX_COUNTERS];
	unsigned int histograms;
	struct histogram histogram[MAX_HISTOGRAMS];
};

/**
 * struct device - one PCIe function
 * @slot: its PCI address
 * @driver: name of the driver that it is bound to, or empty
 * @queues: how many of @queue the driver uses; 0 if it is another driver
 */
struct device {
	char slot[MAX_NAME];
	char driver[MAX_NAME];
	unsigned int queues;
	struct queue queue[KYA_Q_COUNT];
};

struct devices {
	unsigned int count;
	struct device *device;
};

/**
 * complain() - one line of error on stderr, behind the program's name
 *
 * Return: false, for the caller to return.
 */
bool complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * tree_path() - a path below the prefix
 * @path: where to put it
 * @root: the prefix, or ""
 */
void tree_path(char path[PATH_MAX], const char *root, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * tree_read() - the first line of a file
 * @root: prefix
 * @path: the file, below @root
 * @text: the line without its end
 * @size: of @text
 *
 * Return: false if it cannot be read; the cause is on stderr.
 */
bool tree_read(const char *root, const char *path, char *text, size_t size);

/**
 * devices_find() - all Kyanite devices, by their PCI address
 * @root: prefix
 * @d: the devices, without counters; devices_free() frees them, also after an error
 *
 * Return: false if there is none, or none that is bound to the driver; the cause is on stderr.
 */
bool devices_find(const char *root, struct devices *d);

/** devices_free() - free what devices_find() allocated */
void devices_free(struct devices *d);

/**
 * device_count() - read the counters and histograms of a device's queues
 * @root: prefix
 * @dev: the device, bound to the driver
 *
 * Return: false if they cannot be read; the cause is on stderr.
 */
bool device_count(const char *root, struct device *dev);

/** device_bound() - whether the driver that it is bound to is ours */
bool device_bound(const struct device *dev);

/**
 * not_bound() - complain that a device is not bound to our driver
 *
 * Return: false.
 */
bool not_bound(const struct device *dev);

#endif
