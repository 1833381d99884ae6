/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Virtual time: what the CPU's instructions and its waiting add up to, and how far it may run
 * before it must hear of the function.
 *
 *	time = instructions / cpu_insns_per_us + stalls
 *
 * A stall is time in which the CPU executes nothing: an answer over the link that it
 * waits for, and the cost of taking an interrupt.
 */
#ifndef KYANITE_VTIME_H
#define KYANITE_VTIME_H

#include <stdint.h>

#include "clock/keeper.h"
#include "pcie/attach.h"

/**
 * struct vtime - the clock of a co-simulation
 * @keeper: counts the instructions
 * @attach: the function and its client
 * @fn: the function
 * @params: the parameters
 * @stall_ps: stalls so far
 * @stops: how often the CPU stood at its limit
 * @late_insns: the most instructions that a stop came after its limit
 * @limit: where the CPU was to stop
 */
struct vtime {
	struct keeper *keeper;
	struct pcie_attach *attach;
	struct pcie_function *fn;
	struct sim_params params;
	uint64_t stall_ps;
	uint64_t stops;
	uint64_t late_insns;
	uint64_t limit;
};

/** vtime_start() - put the function under the clock; @v lives as long as the function */
void vtime_start(struct vtime *v);

/**
 * vtime_stop() - the CPU stands at its limit: run the function up to there and beyond, as far
 *	as nothing that the CPU does can reach it, deliver what is due, let the CPU go on
 * @v: the clock
 *
 * Return: 0, or -ENOTCONN if the client has gone.
 */
int vtime_stop(struct vtime *v);

/**
 * vtime_fence() - the CPU stands until QEMU's main loop has done what the CPU began
 * @v: the clock
 *
 * Return: 0, or -ENOTCONN if the client has gone.
 */
int vtime_fence(struct vtime *v);

/** vtime_now() - the CPU's virtual time in picoseconds; exact while the CPU stands */
uint64_t vtime_now(const struct vtime *v);

#endif
