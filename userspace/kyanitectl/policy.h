/* SPDX-License-Identifier: Apache-2.0 */
/* The settings of each queue: docs/abi/sysfs-kyanite. */
#ifndef KYANITECTL_POLICY_H
#define KYANITECTL_POLICY_H

#include "device.h"

/**
 * struct setting - a file of a queue
 * @name: its name
 * @takes: what may be written to it, in words; NULL if nothing
 */
struct setting {
	const char *name;
	const char *takes;
};

#define SETTINGS 6
extern const struct setting settings[SETTINGS];

/**
 * setting_read() - what a setting is
 * @root: prefix
 * @dev: the device
 * @queue: number of the queue
 * @s: the setting
 * @text: its value
 *
 * Return: false if it cannot be read; the cause is on stderr.
 */
bool setting_read(const char *root, const struct device *dev, unsigned int queue,
		  const struct setting *s, char text[MAX_NAME]);

/**
 * policy() - show or change the settings
 * @root: prefix
 * @d: the devices
 * @args: [DEVICE] [QUEUE|all] [NAME=VALUE...], ends with NULL
 *
 * Return: the exit status; the cause of an error is on stderr.
 */
int policy(const char *root, struct devices *d, char **args);

#endif
