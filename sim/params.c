// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "params.h"

static const struct {
	const char *name;
	size_t offset;
	uint32_t value, min, max;
} table[] = {
#define ROW(name, value, min, max) { #name, offsetof(struct sim_params, name), value, min, max }
	ROW(cpu_insns_per_us, 1000, 10, 100000),
	ROW(engine_mhz, 250, 1, 4000),
	ROW(pcie_generation, 3, 1, 5),
	ROW(pcie_lanes, 8, 1, 16),
	ROW(pcie_round_trip_ns, 800, 20, 100000),
	ROW(pcie_mps, 256, 128, 4096),
	ROW(pcie_mrrs, 512, 128, 4096),
	ROW(pcie_read_tags, 64, 1, 1024),
	ROW(interrupt_latency_ns, 300, 0, 100000),
	ROW(interrupt_cost_ns, 500, 0, 100000),
#undef ROW
};
#define ROWS (sizeof(table) / sizeof(table[0]))

static uint32_t *field(struct sim_params *p, size_t row)
{
	return (uint32_t *)((char *)p + table[row].offset);
}

struct sim_params sim_params_default(void)
{
	struct sim_params p;

	for (size_t i = 0; i < ROWS; i++)
		*field(&p, i) = table[i].value;
	return p;
}

const char *sim_params_set(struct sim_params *p, const char *text)
{
	const char *eq = strchr(text, '=');
	unsigned long value;
	char *end;

	if (!eq)
		return "not NAME=VALUE";
	for (size_t i = 0; i < ROWS; i++) {
		if (strlen(table[i].name) != (size_t)(eq - text) ||
		    strncmp(table[i].name, text, (size_t)(eq - text)))
			continue;
		errno = 0;
		value = strtoul(eq + 1, &end, 10);
		if (errno || *end || eq[1] < '0' || eq[1] > '9')
			return "not a whole number";
		if (value < table[i].min || value > table[i].max)
			return "out of range";
		*field(p, i) = (uint32_t)value;
		return NULL;
	}
	return "no such parameter";
}

static int power_of_two(uint32_t x)
{
	return !(x & (x - 1));
}

const char *sim_params_check(const struct sim_params *p)
{
	if (!power_of_two(p->pcie_lanes))
		return "pcie_lanes is not 1, 2, 4, 8 or 16";
	if (!power_of_two(p->pcie_mps) || !power_of_two(p->pcie_mrrs))
		return "pcie_mps and pcie_mrrs are powers of two";
	if (1000000 % p->engine_mhz)
		return "engine_mhz does not divide a microsecond into whole picoseconds";
	return NULL;
}

int sim_params_load(struct sim_params *p, const char *path)
{
	FILE *f = fopen(path, "r");
	char line[256];
	const char *wrong;

	if (!f) {
		perror(path);
		return -1;
	}
	for (unsigned int n = 1; fgets(line, sizeof(line), f); n++) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || !line[0])
			continue;
		wrong = sim_params_set(p, line);
		if (wrong) {
			fprintf(stderr, "%s:%u: %s: %s\n", path, n, wrong, line);
			fclose(f);
			return -1;
		}
	}
	fclose(f);
	wrong = sim_params_check(p);
	if (wrong)
		fprintf(stderr, "%s: %s\n", path, wrong);
	return wrong ? -1 : 0;
}

size_t sim_params_text(const struct sim_params *p, char *buf, size_t size)
{
	struct sim_params copy = *p;
	size_t len = 0;

	for (size_t i = 0; i < ROWS; i++) {
		size_t at = len < size ? len : size;

		len += (size_t)snprintf(buf + at, size - at, "%s=%u\n", table[i].name,
					*field(&copy, i));
	}
	return len;
}
