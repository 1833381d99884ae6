/* SPDX-License-Identifier: Apache-2.0 */
/* A CRYPT request taken apart and checked. */
#ifndef KYANITE_GOLDEN_REQUEST_H
#define KYANITE_GOLDEN_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "golden/stream.h"
#include "kyanite_regs.h"
#include "model.h"

#define AES_BLOCK 16

/**
 * struct request - a request taken apart
 * @sink: DMA callbacks
 * @sqe: the entry; read once, since the memory behind it belongs to the guest
 * @ctx: its context, likewise
 * @ctl: @sqe's flags and opcode
 * @cipher: KYA_CIPHER_*
 * @keysize: KYA_KEYSIZE_*
 * @hash: KYA_HASH_*
 * @hmac: @hash is that of an HMAC
 * @decrypt: as the flag
 * @load: start from a hash state
 * @store: end with a hash state
 * @esn: authenticate four bytes more
 * @len: bytes of payload
 * @aad_len: bytes of AAD
 * @icv_len: bytes of ICV or digest
 * @src_len: bytes of the source stream
 * @dst_len: bytes of the destination stream
 * @src: source
 * @dst: destination
 */
struct request {
	const struct model_sink *sink;
	struct kya_sqe sqe;
	struct kya_ctx ctx;
	uint32_t ctl;
	unsigned int cipher;
	unsigned int keysize;
	unsigned int hash;
	bool hmac;
	bool decrypt;
	bool load;
	bool store;
	bool esn;
	uint32_t len;
	uint32_t aad_len;
	uint32_t icv_len;
	uint64_t src_len;
	uint64_t dst_len;
	struct stream src;
	struct stream dst;
};

/**
 * request_check() - make all checks that come before the first byte
 * @r: the request; @sink, @sqe and @ctl are set, the rest is filled in for CRYPT
 *
 * Checks in the order of docs/hardware.md ("CRYPT"), and reads the context.
 *
 * Return: KYA_STATUS_OK, or the status that the request ends with.
 */
uint8_t request_check(struct request *r);

#endif
