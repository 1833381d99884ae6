/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where vectors go as requests, many at once: one queue of a model (vector_engine.c), or the
 * kernel's crypto API (vector_kernel.c).
 */
#ifndef TESTS_VECTOR_ENGINE_H
#define TESTS_VECTOR_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "kyanite_regs.h"
#include "model.h"

#define VECTOR_MAX     32768u /* bytes of a source or destination */
#define VECTOR_KEY_MAX 256u

/**
 * struct vector_request - a request and how it must end
 * @driver: the kernel's driver, without "-kyanite"
 * @key: the key as given
 * @key_len: its bytes
 * @bad_key: the key must be refused, and nothing else matters
 * @salt: bytes of the nonce that belong to the kernel's key, as ESP has it; the IV is 8 bytes then
 * @ctx: its context
 * @iv: as in the entry
 * @decrypt: as the flag
 * @aad: bytes of AAD
 * @len: bytes of payload
 * @icv: bytes of ICV or digest
 * @src: source
 * @src_len: its bytes
 * @want: what the destination must become
 * @want_len: its bytes
 * @status: KYA_STATUS_*; what AUTH_FAIL leaves in the destination is not looked at
 * @differs: the destination must not become @want
 * @line: of the vector, for messages
 */
struct vector_request {
	const char *driver;
	uint8_t key[VECTOR_KEY_MAX];
	uint32_t key_len;
	bool bad_key;
	unsigned int salt;
	struct kya_ctx ctx;
	uint8_t iv[16];
	bool decrypt;
	uint32_t aad, len, icv;
	uint8_t src[VECTOR_MAX];
	uint32_t src_len;
	uint8_t want[VECTOR_MAX];
	uint32_t want_len;
	uint8_t status;
	bool differs;
	unsigned int line;
};

/** vector_has_keys - whether keys are given as they are, so that a bad one can be refused */
extern const bool vector_has_keys;

/** vector_start() - make or open it; false on failure, the cause on stderr */
bool vector_start(void);

/** vector_stop() - end it */
void vector_stop(void);

/**
 * vector_submit() - put a request into the queue, whose turn may come later
 * @r: the request; a copy is kept
 *
 * Return: requests that were found wrong by now, each told in a TAP comment.
 */
unsigned int vector_submit(const struct vector_request *r);

/** vector_run() - run what is submitted; returns the requests that were found wrong */
unsigned int vector_run(void);

/** vector_result() - the latest run's destination of its latest request */
const uint8_t *vector_result(void);

#endif
