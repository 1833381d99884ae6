/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interface of a device model: what the PCIe function needs of an engine,
 * and what the engine is handed. A model knows no VMM and no PCIe.
 */
#ifndef KYANITE_MODEL_H
#define KYANITE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct model_sink - what a model may do to the world
 * @ctx: handed to each call
 * @dma_read: copy @len bytes from bus address @addr to @buf; 0 or -EFAULT
 * @dma_write: copy @len bytes from @buf to bus address @addr; 0 or -EFAULT
 * @irq: send the interrupt of @vector
 * @read_at: the cycle, not before now, at which all data of a read of @len bytes
 *	from @addr that is asked for now has arrived; NULL: at once
 * @write_at: the cycle, not before now, at which a write of @len bytes to @addr
 *	that is begun now has been taken; NULL: at once
 * @stall: whether a channel of the bus takes nothing in this cycle; asked for each channel of a
 *	model that has some. NULL: each takes what it can
 * @time_ps: the virtual time of now in picoseconds; not before the model is made. NULL: unknown
 *
 * "Now" is the model's own cycle. A model that counts no cycles need not ask.
 */
struct model_sink {
	void *ctx;
	int (*dma_read)(void *ctx, uint64_t addr, void *buf, size_t len);
	int (*dma_write)(void *ctx, uint64_t addr, const void *buf, size_t len);
	void (*irq)(void *ctx, unsigned int vector);
	uint64_t (*read_at)(void *ctx, uint64_t addr, size_t len);
	uint64_t (*write_at)(void *ctx, uint64_t addr, size_t len);
	bool (*stall)(void *ctx);
	uint64_t (*time_ps)(void *ctx);
};

struct model;

/**
 * struct model_ops - what every model provides
 * @name: for messages and the MODEL= variable
 * @create: a new model in its reset state; NULL on failure, the cause on stderr
 * @destroy: end it; no sink is called afterwards
 * @reset: back to the state after @create, at once; pending DMA is dropped
 * @read: a register read of @len (1, 2, 4, 8) bytes at @off in BAR0
 * @write: a register write; takes effect before a later @read
 * @advance: run for up to @cycles engine cycles, fewer if it falls idle;
 *	returns how many were run. Several short runs do the same as a long one
 * @idle: true if @advance would change nothing but the clock
 * @cycles: engine cycles since creation; a sink may ask too
 * @waves: from now on write waves to the file @path, with NULL no more; 0, or -1 with
 *	the cause on stderr. NULL if the model has no waves
 */
struct model_ops {
	const char *name;
	struct model *(*create)(const struct model_sink *sink);
	void (*destroy)(struct model *m);
	void (*reset)(struct model *m);
	uint64_t (*read)(struct model *m, uint32_t off, unsigned int len);
	void (*write)(struct model *m, uint32_t off, uint64_t val, unsigned int len);
	uint64_t (*advance)(struct model *m, uint64_t cycles);
	bool (*idle)(const struct model *m);
	uint64_t (*cycles)(const struct model *m);
	int (*waves)(struct model *m, const char *path);
};

extern const struct model_ops model_rtl;
extern const struct model_ops model_tlm;
extern const struct model_ops model_golden;

/** model_find() - the model named @name; NULL if this program has none such */
const struct model_ops *model_find(const char *name);

#endif
