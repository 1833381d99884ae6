/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run took, in virtual time. Only in a co-simulation whose function has observation
 * registers (docs/cosim.md); elsewhere nothing is measured.
 */
#ifndef KYANITE_MEASURE_H
#define KYANITE_MEASURE_H

#include <linux/types.h>

enum bench_quantile {
	BENCH_MIN, BENCH_P10, BENCH_P25, BENCH_P50, BENCH_P75, BENCH_P90, BENCH_P99, BENCH_MAX,
	BENCH_QUANTILES
};

/**
 * struct bench_measure - from the first submission to the last completion
 * @valid: all of this was measured
 * @time_ps: virtual time
 * @insns: instructions; the sum of the four that follow
 * @submit: in the calls that submit
 * @complete: in interrupts, bottom halves, callbacks, other threads and the switches to them
 * @rest: of the bench's own loop
 * @idle: spent waiting
 * @mmio_reads: register reads of the function by the CPU
 * @mmio_writes: register writes
 * @irqs: interrupts of the function
 * @notifies: virtqueue notifications
 * @latency_ns: from a request's submission to its completion, by quantile
 */
struct bench_measure {
	bool valid;
	u64 time_ps;
	u64 insns;
	u64 submit;
	u64 complete;
	u64 rest;
	u64 idle;
	u64 mmio_reads;
	u64 mmio_writes;
	u64 irqs;
	u64 notifies;
	u64 latency_ns[BENCH_QUANTILES];
};

int bench_measure_init(void);
void bench_measure_exit(void);
bool bench_measuring(void);
u64 bench_time_ps(void);
u64 bench_insns(void);
void bench_hold_interrupts(void);
void bench_release_interrupts(void);
int bench_measure_begin(struct bench_measure *m);
void bench_measure_end(struct bench_measure *m);
void bench_measure_latency(struct bench_measure *m, u64 *ps, unsigned int n);

#endif
