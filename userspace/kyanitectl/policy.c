// SPDX-License-Identifier: Apache-2.0
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy.h"

#define ALL_QUEUES UINT_MAX

const struct setting settings[SETTINGS] = {
	{ "policy", "off, batch, aligned or dim" },
	{ "max_hold_us", "0 to 1000 microseconds" },
	{ "rx_usecs_alpha", "0 to 1000 hundredths" },
	{ "batch_max", "1 to 1024 requests" },
	{ "nic", "the name of a network device, or nothing" },
	{ "rx_usecs", NULL },
};

/* Which queues the arguments choose, and what is to be written to them. */
struct choice {
	const char *slot; /* or NULL: of all devices */
	unsigned int queue;
	char **changes;
};

static void setting_path(char path[PATH_MAX], const char *root, const struct device *dev,
			 unsigned int queue, const char *name)
{
	tree_path(path, root, "/sys/bus/pci/devices/%s/" DRIVER_NAME "/q%u/%s", dev->slot, queue,
		  name);
}

bool setting_read(const char *root, const struct device *dev, unsigned int queue,
		  const struct setting *s, char text[MAX_NAME])
{
	char path[PATH_MAX];

	setting_path(path, "", dev, queue, s->name);
	return tree_read(root, path, text, MAX_NAME);
}

static const struct setting *find_setting(const char *name, size_t len)
{
	for (unsigned int i = 0; i < SETTINGS; i++)
		if (strlen(settings[i].name) == len && !strncmp(settings[i].name, name, len))
			return &settings[i];
	return NULL;
}

/* "all", a number, or a number behind "q". */
static bool take_queue(const char *arg, unsigned int *queue)
{
	unsigned long n;
	char *rest;

	*queue = ALL_QUEUES;
	if (!strcmp(arg, "all"))
		return true;
	arg += *arg == 'q';
	if (!isdigit((unsigned char)*arg))
		return false;
	n = strtoul(arg, &rest, 10);
	*queue = n < ALL_QUEUES ? n : ALL_QUEUES - 1;
	return !*rest;
}

static bool parse(char **args, struct choice *c)
{
	*c = (struct choice){ .queue = ALL_QUEUES };
	if (*args && strchr(*args, ':') && !strchr(*args, '='))
		c->slot = *args++;
	if (*args && take_queue(*args, &c->queue))
		args++;
	c->changes = args;
	for (; *args; args++)
		if (!strchr(*args, '='))
			return complain("policy: neither a device, a queue nor NAME=VALUE: %s",
					*args);
	return true;
}

/* Before anything is written. */
static bool check_names(char **changes)
{
	for (; *changes; changes++) {
		size_t len = strcspn(*changes, "=");
		const struct setting *s = find_setting(*changes, len);

		if (!s)
			return complain("no setting %.*s: see kyanitectl policy", (int)len,
					*changes);
		if (!s->takes)
			return complain("%s is read only", s->name);
	}
	return true;
}

static bool refused(const struct device *dev, unsigned int queue, const struct setting *s,
		    const char *value)
{
	if (errno == EINVAL)
		return complain("%s q%u: %s=%s refused, it takes %s", dev->slot, queue, s->name,
				value, s->takes);
	if (errno == EACCES || errno == EPERM)
		return complain("%s q%u: %s: no permission, try as root", dev->slot, queue,
				s->name);
	return complain("%s q%u: %s: %s", dev->slot, queue, s->name, strerror(errno));
}

static bool setting_write(const char *root, const struct device *dev, unsigned int queue,
			  const char *change)
{
	size_t len = strcspn(change, "=");
	const struct setting *s = find_setting(change, len);
	const char *value = change + len + 1;
	char path[PATH_MAX];
	bool ok;
	int fd;

	setting_path(path, root, dev, queue, s->name);
	fd = open(path, O_WRONLY | O_TRUNC);
	/* One write: the driver takes each as a whole value. */
	ok = fd >= 0 && dprintf(fd, "%s\n", value) >= 0;
	if (!ok)
		refused(dev, queue, s, value);
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool show(const char *root, const struct device *dev, unsigned int queue)
{
	char text[MAX_NAME];

	printf("%s q%u", dev->slot, queue);
	for (unsigned int i = 0; i < SETTINGS; i++) {
		if (!setting_read(root, dev, queue, &settings[i], text))
			return false;
		printf(" %s=%s", settings[i].name, text);
	}
	putchar('\n');
	return true;
}

static bool show_or_change(const char *root, const struct device *dev, unsigned int queue,
			   char **changes)
{
	if (!*changes)
		return show(root, dev, queue);
	for (; *changes; changes++)
		if (!setting_write(root, dev, queue, *changes))
			return false;
	return true;
}

static bool do_device(const char *root, const struct device *dev, const struct choice *c)
{
	if (c->queue != ALL_QUEUES && c->queue >= dev->queues)
		return complain("%s has no queue %u", dev->slot, c->queue);
	for (unsigned int i = 0; i < dev->queues; i++)
		if ((c->queue == ALL_QUEUES || c->queue == i) &&
		    !show_or_change(root, dev, i, c->changes))
			return false;
	return true;
}

/* A PCI address may come without its domain. */
static bool is_slot(const struct device *dev, const char *slot)
{
	return !strcmp(dev->slot, slot) ||
	       (!strncmp(dev->slot, "0000:", 5) && !strcmp(dev->slot + 5, slot));
}

static bool do_all(const char *root, const struct devices *d, const struct choice *c)
{
	bool found = false;

	for (unsigned int i = 0; i < d->count; i++) {
		const struct device *dev = &d->device[i];

		if (c->slot ? !is_slot(dev, c->slot) : !device_bound(dev))
			continue;
		found = true;
		if (!device_bound(dev))
			return not_bound(dev);
		if (!do_device(root, dev, c))
			return false;
	}
	return found || complain("no Kyanite device %s", c->slot);
}

int policy(const char *root, struct devices *d, char **args)
{
	struct choice c;

	if (!parse(args, &c))
		return 2;
	return check_names(c.changes) && devices_find(root, d) && do_all(root, d, &c) ? 0 : 1;
}
