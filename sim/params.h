/* SPDX-License-Identifier: Apache-2.0 */
/* The model parameters of virtual time: sim/parameters says what each means. */
#ifndef KYANITE_PARAMS_H
#define KYANITE_PARAMS_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct sim_params - one set of parameters, in the units of their names
 */
struct sim_params {
	uint32_t cpu_insns_per_us;
	uint32_t engine_mhz;
	uint32_t pcie_generation;
	uint32_t pcie_lanes;
	uint32_t pcie_round_trip_ns;
	uint32_t pcie_mps;
	uint32_t pcie_mrrs;
	uint32_t pcie_read_tags;
	uint32_t interrupt_latency_ns;
	uint32_t interrupt_cost_ns;
};

/** sim_params_default() - the values of the checked-in sim/parameters */
struct sim_params sim_params_default(void);

/**
 * sim_params_load() - read NAME=VALUE lines over what @p holds
 * @p: the parameters
 * @path: the file; empty lines and lines that begin with # are passed over
 *
 * Return: 0, or -1 with the file, the line and the cause on stderr.
 */
int sim_params_load(struct sim_params *p, const char *path);

/**
 * sim_params_set() - set one parameter
 * @p: the parameters
 * @text: NAME=VALUE
 *
 * Return: NULL, or what is wrong with @text: an unknown name, no number, or out of range.
 */
const char *sim_params_set(struct sim_params *p, const char *text);

/**
 * sim_params_check() - whether the parameters fit together
 * @p: the parameters
 *
 * Return: NULL, or what does not.
 */
const char *sim_params_check(const struct sim_params *p);

/**
 * sim_params_text() - all parameters as NAME=VALUE lines
 * @p: the parameters
 * @buf: destination, ends with a NUL
 * @size: of @buf, not 0
 *
 * Return: length of the whole text; it was cut off if that is not below @size.
 */
size_t sim_params_text(const struct sim_params *p, char *buf, size_t size);

#endif
