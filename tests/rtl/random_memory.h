/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The memory of the random test: what the model under test works on, what the
 * golden model left of the same, random allocation in both, pages that the bus
 * refuses and delays of the bus.
 */
#ifndef TESTS_RANDOM_MEMORY_H
#define TESTS_RANDOM_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model.h"

#define MEM_SIZE (32u << 20)
#define MEM_PAGE 4096
/* No two allocations lie nearer, so that a spoilt length touches no other request. */
#define MEM_GAP 128

extern uint64_t mem_base;      /* its address */
extern uint8_t ram[MEM_SIZE];  /* of the model under test */
extern uint8_t want[MEM_SIZE]; /* of the golden model */

/** seed_random() - seed from SEED or anew, and tell the seed */
void seed_random(void);

/** rnd() - 64 random bits */
uint64_t rnd(void);

/** below() - a random number from 0 to @n - 1 */
uint64_t below(uint64_t n);

/** fill() - @len random bytes */
void fill(void *buf, size_t len);

/**
 * mem_restart() - forget all allocations and refused pages
 * @bus_delay: its longest, cycles
 * Now and then the bus also stalls, in as many cycles as chance has it.
 */
void mem_restart(uint64_t bus_delay);

/** mem_hurry() - whether the bus answers at once, whatever its delay */
void mem_hurry(bool on);

/** mem_move() - to a random address, before anything is taken after mem_restart() */
void mem_move(void);

/** mem_take() - address of @len bytes, a multiple of @align if that is not 1 */
uint64_t mem_take(uint64_t len, unsigned int align);

/**
 * mem_take_refused() - address of @len bytes that the bus refuses in part
 * @len: bytes, not 0
 * @align: of the address
 * @write: writes are refused, else reads
 *
 * The page of one of the bytes is refused. No other allocation has bytes in the
 * pages of this one.
 */
uint64_t mem_take_refused(uint64_t len, unsigned int align, bool write);

/** mem_take_before() - a page of which the bus refuses all but the first @good bytes */
uint64_t mem_take_before(uint64_t good, bool write);

/** mem_ptr() - the bytes at @addr in ram */
void *mem_ptr(uint64_t addr);

/** mem_read() - copy from ram; false if @addr is outside it */
bool mem_read(uint64_t addr, void *buf, size_t len);

/** mem_forget() - whatever ram has at @addr is right */
void mem_forget(uint64_t addr, uint64_t len);

/** mem_sink() - DMA to @mem, ram or want */
struct model_sink mem_sink(uint8_t *mem);

/** mem_clock() - the model whose cycles the delays are counted in */
void mem_clock(const struct model_ops *ops, const struct model *m);

#endif
