/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The function in virtual time: what is on its way over the link, and when it arrives.
 *
 * A register write takes effect at the function half a round trip after the CPU began it; a
 * memory write or an interrupt is seen by the CPU half a round trip after it left the function.
 * So neither side can know of the other sooner than that, and each may run ahead of the
 * other by as much: no result depends on who ran first, and none is out of time.
 *
 * What is not exact: memory writes longer than PCIE_POLLED_MAX do not end the CPU's run by
 * themselves; they become visible with the next event, which is never later than one round
 * trip. Shorter ones, as completions are, become visible at their time.
 */
#ifndef KYANITE_PCIE_TIMING_H
#define KYANITE_PCIE_TIMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pcie/link.h"

#define PCIE_NEVER      UINT64_MAX
#define PCIE_POLLED_MAX 16 /* bytes; a completion entry, the longest thing that software polls */

struct pcie_function;
struct pcie_transit;

struct pcie_transits {
	struct pcie_transit *first;
	struct pcie_transit **last;
};

/**
 * struct pcie_timing - the function's clock and what is on the link
 * @link: the link
 * @period_ps: of the engine's clock
 * @epoch_ps: virtual time of the model's cycle 0, as if it had never stood still
 * @deferred: what crosses the link takes its time; else it arrives at once
 * @write_left_ps: when the write that the model asked about will have left
 * @inbound: register writes on their way here
 * @writes: memory writes on their way to the host
 * @irqs: interrupts on their way to the CPU
 */
struct pcie_timing {
	struct pcie_link link;
	uint64_t period_ps;
	uint64_t epoch_ps;
	bool deferred;
	uint64_t write_left_ps;
	struct pcie_transits inbound;
	struct pcie_transits writes;
	struct pcie_transits irqs;
};

/** pcie_timing_init() - an idle link at time 0; nothing is deferred */
void pcie_timing_init(struct pcie_timing *t, const struct sim_params *params);

/** pcie_timing_drop() - forget what is under way, but let memory writes arrive */
void pcie_timing_drop(struct pcie_function *fn);

/** pcie_now() - the function's virtual time in picoseconds */
uint64_t pcie_now(const struct pcie_function *fn);

/**
 * pcie_run() - run the function until @until_ps
 * @fn: the function, deferred
 * @until_ps: virtual time; it may end a few engine cycles later, when a register write
 *	arrives at the end
 */
void pcie_run(struct pcie_function *fn, uint64_t until_ps);

/**
 * pcie_post() - a register write by the CPU
 * @fn: the function, deferred
 * @now_ps: the CPU's time
 * @off: offset in BAR0
 * @buf: little-endian value
 * @len: 1, 2, 4 or 8
 *
 * Return: 0, -EINVAL for another length or out of range, -ENOMEM.
 */
int pcie_post(struct pcie_function *fn, uint64_t now_ps, uint64_t off, const void *buf, size_t len);

/**
 * pcie_horizon() - how far the CPU may run before it must hear of the function
 * @fn: the function, deferred
 *
 * Return: virtual time of what arrives next, or could; PCIE_NEVER if nothing is under way.
 */
uint64_t pcie_horizon(const struct pcie_function *fn);

/** pcie_arrive_writes() - make memory writes visible that arrive up to @now_ps */
void pcie_arrive_writes(struct pcie_function *fn, uint64_t now_ps);

/** pcie_arrive_irqs() - send interrupts that arrive up to @now_ps; returns how many */
unsigned int pcie_arrive_irqs(struct pcie_function *fn, uint64_t now_ps);

/* For function.c: the model's side. */
uint64_t pcie_read_at(void *ctx, uint64_t addr, size_t len);
uint64_t pcie_write_at(void *ctx, uint64_t addr, size_t len);
int pcie_defer_write(struct pcie_function *fn, uint64_t addr, const void *buf, size_t len);
void pcie_defer_irq(struct pcie_function *fn, unsigned int vector);
void pcie_forward_writes(const struct pcie_function *fn, uint64_t addr, void *buf, size_t len);

#endif
