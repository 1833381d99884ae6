/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request, executed functionally on libcrypto: the reference that the RTL
 * benches compare with, and the heart of the golden model.
 */
#ifndef KYANITE_GOLDEN_EXEC_H
#define KYANITE_GOLDEN_EXEC_H

#include <stdint.h>

#include "kyanite_regs.h"
#include "model.h"

/**
 * struct golden_result - how a request ended
 * @status: KYA_STATUS_*, as in the CQE
 * @len: bytes written to the destination, as in the CQE
 * @bytes: bytes of source stream taken in
 * @aes_blocks: 16-byte blocks through AES
 * @sha_blocks: blocks through the hash, padding and HMAC's outer hash included
 */
struct golden_result {
	uint8_t status;
	uint32_t len;
	uint64_t bytes;
	uint64_t aes_blocks;
	uint64_t sha_blocks;
};

/**
 * golden_exec() - execute one submission entry
 * @sink: DMA callbacks; @irq is not used
 * @sqe: the entry as it lies in memory
 * @res: the outcome
 *
 * Follows docs/hardware.md ("CRYPT"), order of checks included. Contexts are
 * read each time; CTX_INVALIDATE only checks its arguments. DMA is done in
 * pieces that do not cross a 4 KiB boundary.
 */
void golden_exec(const struct model_sink *sink, const struct kya_sqe *sqe,
		 struct golden_result *res);

#endif
