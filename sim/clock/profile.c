// SPDX-License-Identifier: Apache-2.0
/*
 * kyanite-profile: what functions of the guest a profile's instructions went to.
 *	kyanite-profile FILE KALLSYMS [BEGIN END]
 * FILE is what the gate wrote, KALLSYMS the guest's /proc/kallsyms, BEGIN and END instructions of
 * the vCPU. Prints INSTRUCTIONS, FUNCTION and MODULE ("-": the kernel's own), with tabs between,
 * the most first. What is not the kernel's is "user".
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock/profile.h"

#define KERNEL_HALF (1ull << 63)

struct symbol {
	uint64_t address;
	uint64_t samples;
	char name[64];
	char module[32];
};

static struct symbol *symbols;
static size_t count;

static int complain(const char *what, const char *why)
{
	fprintf(stderr, "kyanite-profile: %s: %s\n", what, why);
	return -1;
}

static int add_symbol(uint64_t address, const char *name, const char *module)
{
	struct symbol *grown = symbols;

	/* Doubled whenever it is full. */
	if (!(count & (count - 1)))
		grown = realloc(symbols, (count ? 2 * count : 1) * sizeof(*symbols));
	if (!grown)
		return complain("symbols", strerror(errno));
	symbols = grown;
	symbols[count] = (struct symbol){ .address = address };
	snprintf(symbols[count].name, sizeof(symbols[count].name), "%s", name);
	snprintf(symbols[count].module, sizeof(symbols[count].module), "%s", module);
	count++;
	return 0;
}

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return (x->address > y->address) - (x->address < y->address);
}

static int by_samples(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	if (x->samples != y->samples)
		return x->samples < y->samples ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* A line is ADDRESS TYPE NAME [MODULE]; text has type t or w, of either case. */
static int read_symbols(const char *path)
{
	char line[512], type, name[256], module[64];
	FILE *f = fopen(path, "re");
	uint64_t address;
	int err = f ? add_symbol(0, "user", "-") : complain(path, strerror(errno));

	while (!err && fgets(line, sizeof(line), f)) {
		int n = sscanf(line, "%" SCNx64 " %c %255s [%63[^]]", &address, &type, name,
			       module);

		if (n < 3)
			err = complain(path, "this is no /proc/kallsyms");
		else if (address >= KERNEL_HALF && strchr("tTwW", type))
			err = add_symbol(address, name, n > 3 ? module : "-");
	}
	if (f)
		fclose(f);
	if (!err && count < 2)
		err = complain(path, "no address of a function, was it read by root?");
	if (!err)
		qsort(symbols, count, sizeof(*symbols), by_address);
	return err;
}

/* The last symbol at or before the address. */
static struct symbol *find(uint64_t address)
{
	size_t low = 0, high = count;

	if (address < KERNEL_HALF)
		return symbols;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (symbols[middle].address <= address)
			low = middle;
		else
			high = middle;
	}
	return &symbols[low];
}

static int read_samples(const char *path, uint64_t begin, uint64_t end, uint64_t *period)
{
	FILE *f = fopen(path, "re");
	struct profile_head head;
	struct profile_sample s;
	int err = 0;

	if (!f)
		return complain(path, strerror(errno));
	if (fread(&head, sizeof(head), 1, f) != 1 || head.magic != PROFILE_MAGIC)
		err = complain(path, "this is no profile");
	while (!err && fread(&s, sizeof(s), 1, f) == 1)
		if (s.insns >= begin && s.insns < end)
			find(s.address)->samples++;
	if (!err)
		*period = head.period;
	fclose(f);
	return err;
}

static int number(const char *text, uint64_t *value)
{
	char *rest;

	errno = 0;
	*value = strtoull(text, &rest, 10);
	return errno || rest == text || *rest ? complain(text, "this is no number of instructions")
					      : 0;
}

int main(int argc, char **argv)
{
	uint64_t begin = 0, end = UINT64_MAX, period = 0;
	int status = 1;

	if (argc != 3 && argc != 5) {
		fputs("usage: kyanite-profile FILE KALLSYMS [BEGIN END]\n", stderr);
		return 2;
	}
	if (argc == 5 && (number(argv[3], &begin) || number(argv[4], &end)))
		return 2;
	if (!read_symbols(argv[2]) && !read_samples(argv[1], begin, end, &period)) {
		qsort(symbols, count, sizeof(*symbols), by_samples);
		for (size_t i = 0; i < count && symbols[i].samples; i++)
			printf("%" PRIu64 "\t%s\t%s\n", symbols[i].samples * period,
			       symbols[i].name, symbols[i].module);
		status = 0;
	}
	free(symbols);
	return status;
}
