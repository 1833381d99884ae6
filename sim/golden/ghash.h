/* SPDX-License-Identifier: Apache-2.0 */
/* GHASH (SP 800-38D, 6.4), for any H: libcrypto's GCM takes none. */
#ifndef KYANITE_GOLDEN_GHASH_H
#define KYANITE_GOLDEN_GHASH_H

#include "golden/request.h"

/**
 * struct ghash - a GHASH under way
 * @h: the key times each polynomial of degree 3, whose leftmost bit is the constant; element 0 of
 *     a product has the bytes 0 to 7, big-endian
 * @y: the sum so far, in two such elements
 * @fill: bytes of a block that are in @y and not yet multiplied
 */
struct ghash {
	uint64_t h[16][2];
	uint64_t y[2];
	unsigned int fill;
};

/** ghash_start() - begin with the key @h of 16 bytes */
void ghash_start(struct ghash *g, const uint8_t *h);

/** ghash_update() - take @len bytes in */
void ghash_update(struct ghash *g, const uint8_t *data, size_t len);

/** ghash_pad() - end AAD or ciphertext: fill the block with zeros */
void ghash_pad(struct ghash *g);

/** ghash_final() - the 16-byte sum, after the lengths of AAD and ciphertext in bytes */
void ghash_final(struct ghash *g, uint64_t aad_len, uint64_t len, uint8_t *sum);

#endif
