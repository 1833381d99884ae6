/* SPDX-License-Identifier: Apache-2.0 */
/* The keeper's side of the clock: how far the vCPU is, and how far it may run. */
#ifndef KYANITE_CLOCK_KEEPER_H
#define KYANITE_CLOCK_KEEPER_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#define KEEPER_FOREVER UINT64_MAX

struct keeper;

enum keeper_event {
	KEEPER_NOTHING,
	KEEPER_ATTACHED, /* a gate has said hello */
	KEEPER_STOPPED,  /* the vCPU stands at its limit: keeper_grant(), then keeper_release() */
	KEEPER_FENCE,    /* the vCPU stands until keeper_release() */
	KEEPER_ENDED,    /* QEMU ends in order */
	KEEPER_LOST,     /* QEMU or the protocol broke off; the cause is on stderr */
};

/**
 * keeper_create() - listen for a gate
 * @path: of the socket
 *
 * Return: the keeper, or NULL with the cause on stderr.
 */
struct keeper *keeper_create(const char *path);

/** keeper_destroy() - a gate that is attached ends QEMU; NULL is allowed */
void keeper_destroy(struct keeper *k);

/** keeper_pollfd() - what to wait for before keeper_handle() has work */
void keeper_pollfd(const struct keeper *k, struct pollfd *pfd);

/** keeper_handle() - take what has come; never blocks */
enum keeper_event keeper_handle(struct keeper *k);

/** keeper_attached() - whether there is a gate */
bool keeper_attached(const struct keeper *k);

/**
 * keeper_insns() - instructions that the vCPU has executed
 * @k: the keeper
 *
 * Exact while the vCPU stands, at a stop or in an access that waits for its reply.
 *
 * Return: the count; 0 before there is a vCPU.
 */
uint64_t keeper_insns(struct keeper *k);

/**
 * keeper_grant() - let the vCPU run up to instruction @insns
 * @k: the keeper; the vCPU stands
 * @insns: where the next stop is, at the first block that begins there or later;
 *	KEEPER_FOREVER for none
 */
void keeper_grant(struct keeper *k, uint64_t insns);

/** keeper_release() - end a stop or a fence */
void keeper_release(struct keeper *k);

/** keeper_notifies() - virtqueue notifications so far */
uint64_t keeper_notifies(const struct keeper *k);

#endif
