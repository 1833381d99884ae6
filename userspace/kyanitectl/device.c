// SPDX-License-Identifier: Apache-2.0
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device.h"

#define PCI_DEVICES "/sys/bus/pci/devices"
#define DEBUGFS     "/sys/kernel/debug"
#define VENDOR_ID   0x1209
#define DEVICE_ID   0xa5e5

bool complain(const char *format, ...)
{
	va_list args;

	fputs("kyanitectl: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return false;
}

void tree_path(char path[PATH_MAX], const char *root, const char *format, ...)
{
	int len = snprintf(path, PATH_MAX, "%s", root);
	va_list args;

	va_start(args, format);
	vsnprintf(path + len, PATH_MAX - len, format, args);
	va_end(args);
}

static bool exists(const char *root, const char *below)
{
	char path[PATH_MAX];

	tree_path(path, root, "%s", below);
	return access(path, F_OK) == 0 || errno != ENOENT;
}

/* Says why a file cannot be opened, from errno. */
static bool cannot_open(const char *root, const char *path)
{
	if (errno == EACCES || errno == EPERM)
		return complain("%s%s: no permission, try as root", root, path);
	if (errno == ENOENT && !strncmp(path, DEBUGFS "/", sizeof(DEBUGFS)) &&
	    !exists(root, DEBUGFS "/" DRIVER_NAME))
		return complain("%s%s is not mounted: mount -t debugfs debugfs %s", root, DEBUGFS,
				DEBUGFS);
	return complain("%s%s: %s", root, path, strerror(errno));
}

static FILE *tree_open(const char *root, const char *path)
{
	char whole[PATH_MAX];
	FILE *f;

	tree_path(whole, root, "%s", path);
	f = fopen(whole, "r");
	if (!f)
		cannot_open(root, path);
	return f;
}

bool tree_read(const char *root, const char *path, char *text, size_t size)
{
	FILE *f = tree_open(root, path);
	bool ok;

	if (!f)
		return false;
	text[0] = '\0';
	ok = fgets(text, size, f) || !ferror(f);
	if (!ok)
		complain("%s%s: %s", root, path, strerror(errno));
	text[strcspn(text, "\n")] = '\0';
	fclose(f);
	return ok;
}

static bool is_ours(const char *root, const char *slot)
{
	static const char *const files[] = { "vendor", "device" };
	static const unsigned long ids[] = { VENDOR_ID, DEVICE_ID };
	char path[PATH_MAX], text[MAX_NAME];

	for (unsigned int i = 0; i < 2; i++) {
		tree_path(path, "", PCI_DEVICES "/%s/%s", slot, files[i]);
		if (!tree_read(root, path, text, sizeof(text)) || strtoul(text, NULL, 16) != ids[i])
			return false;
	}
	return true;
}

/* The driver's name is the last part of what a link names. */
static void read_driver(const char *root, struct device *dev)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *name;
	ssize_t len;

	tree_path(path, root, PCI_DEVICES "/%s/driver", dev->slot);
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return;
	target[len] = '\0';
	name = strrchr(target, '/');
	snprintf(dev->driver, sizeof(dev->driver), "%.*s", MAX_NAME - 1, name ? name + 1 : target);
}

bool device_bound(const struct device *dev)
{
	return !strcmp(dev->driver, DRIVER_NAME);
}

static void read_device(const char *root, struct device *dev, const char *slot)
{
	char path[PATH_MAX];

	memset(dev, 0, sizeof(*dev));
	snprintf(dev->slot, sizeof(dev->slot), "%.*s", MAX_NAME - 1, slot);
	read_driver(root, dev);
	while (device_bound(dev) && dev->queues < KYA_Q_COUNT) {
		tree_path(path, "", PCI_DEVICES "/%s/" DRIVER_NAME "/q%u", slot, dev->queues);
		if (!exists(root, path))
			return;
		dev->queues++;
	}
}

/* PCI addresses only, and whatever else lies there is passed over. */
static int is_slot(const struct dirent *entry)
{
	const char *name = entry->d_name;

	return strlen(name) < MAX_NAME && strchr(name, ':') &&
	       strspn(name, "0123456789abcdef:.") == strlen(name);
}

bool not_bound(const struct device *dev)
{
	if (*dev->driver)
		return complain("%s is bound to the driver %s, not to " DRIVER_NAME, dev->slot,
				dev->driver);
	return complain("%s is not bound to the driver " DRIVER_NAME, dev->slot);
}

static bool check_driver(const char *root, const struct devices *d)
{
	if (!d->count)
		return complain("no Kyanite device here (PCI %04x:%04x)", VENDOR_ID, DEVICE_ID);
	if (!exists(root, "/sys/module/" DRIVER_NAME))
		return complain("the module " DRIVER_NAME " is not loaded: modprobe " DRIVER_NAME);
	for (unsigned int i = 0; i < d->count; i++)
		if (device_bound(&d->device[i]))
			return true;
	return not_bound(&d->device[0]);
}

bool devices_find(const char *root, struct devices *d)
{
	char path[PATH_MAX];
	struct dirent **names;
	int n;

	*d = (struct devices){ 0 };
	tree_path(path, root, PCI_DEVICES);
	n = scandir(path, &names, is_slot, alphasort);
	if (n < 0)
		return cannot_open(root, PCI_DEVICES);
	d->device = calloc(n + 1, sizeof(*d->device));
	for (int i = 0; i < n; i++) {
		if (d->device && is_ours(root, names[i]->d_name))
			read_device(root, &d->device[d->count++], names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return d->device ? check_driver(root, d) : complain("no memory");
}

void devices_free(struct devices *d)
{
	free(d->device);
	*d = (struct devices){ 0 };
}

/* A name as the driver writes them; it goes into JSON as it is. */
static bool take_name(char name[MAX_NAME], const char *word)
{
	size_t len = word ? strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_") : 0;

	if (!len || len >= MAX_NAME || word[len])
		return false;
	memcpy(name, word, len + 1);
	return true;
}

static bool take_number(uint64_t *value, const char *word, char end)
{
	char *rest;

	if (!word || !isdigit((unsigned char)*word))
		return false;
	errno = 0;
	*value = strtoull(word, &rest, 10);
	return !errno && *rest == end;
}

/* "queue N" begins each line. */
static struct queue *take_queue(struct device *dev, char *line, char **rest)
{
	const char *word = strtok_r(line, " \n", rest);
	uint64_t id;

	if (!word || strcmp(word, "queue") || !take_number(&id, strtok_r(NULL, " \n", rest), '\0'))
		return NULL;
	return id < dev->queues ? &dev->queue[id] : NULL;
}

/* "queue N NAME VALUE NAME VALUE ..." */
static bool take_counters(struct device *dev, char *line)
{
	char *rest, *word;
	struct queue *q = take_queue(dev, line, &rest);

	if (!q)
		return false;
	q->counters = 0;
	while ((word = strtok_r(NULL, " \n", &rest))) {
		struct counter *c = &q->counter[q->counters];

		if (q->counters == MAX_COUNTERS || !take_name(c->name, word) ||
		    !take_number(&c->value, strtok_r(NULL, " \n", &rest), '\0'))
			return false;
		q->counters++;
	}
	return true;
}

/* "FROM:COUNT", where FROM is 0 or a power of two, and more than that of the class before. */
static bool take_class(struct histogram *h, const char *word)
{
	unsigned int i = h->classes;
	uint64_t from;

	if (i == MAX_CLASSES || !take_number(&from, word, ':') || from & (from - 1) ||
	    from > MAX_FROM || (i && from <= h->class[i - 1].from))
		return false;
	h->class[i].from = from;
	h->classes++;
	return take_number(&h->class[i].count, strchr(word, ':') + 1, '\0');
}

/* "queue N NAME FROM:COUNT FROM:COUNT ..." */
static bool take_histogram(struct device *dev, char *line)
{
	char *rest, *word;
	struct queue *q = take_queue(dev, line, &rest);
	struct histogram *h;

	if (!q || q->histograms == MAX_HISTOGRAMS)
		return false;
	h = &q->histogram[q->histograms++];
	h->classes = 0;
	if (!take_name(h->name, strtok_r(NULL, " \n", &rest)))
		return false;
	while ((word = strtok_r(NULL, " \n", &rest)))
		if (!take_class(h, word))
			return false;
	return true;
}

static bool each_line(const char *root, struct device *dev, const char *file,
		      bool (*take)(struct device *dev, char *line))
{
	char path[PATH_MAX], *line = NULL;
	unsigned int n = 0;
	size_t size = 0;
	bool ok = true;
	FILE *f;

	tree_path(path, "", DEBUGFS "/" DRIVER_NAME "/%s/%s", dev->slot, file);
	f = tree_open(root, path);
	if (!f)
		return false;
	while (ok && getline(&line, &size, f) >= 0) {
		n++;
		ok = take(dev, line);
	}
	if (!ok)
		complain("%s%s: line %u is not as the driver writes it", root, path, n);
	else if (n == 0)
		ok = complain("%s%s: empty", root, path);
	free(line);
	fclose(f);
	return ok;
}

bool device_count(const char *root, struct device *dev)
{
	for (unsigned int i = 0; i < dev->queues; i++)
		dev->queue[i].histograms = 0;
	return each_line(root, dev, "queues", take_counters) &&
	       each_line(root, dev, "histograms", take_histogram);
}
