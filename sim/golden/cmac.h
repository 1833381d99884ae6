/* SPDX-License-Identifier: Apache-2.0 */
/* CMAC (SP 800-38B) and XCBC (RFC 3566), with a chain that can be loaded and stored. */
#ifndef KYANITE_GOLDEN_CMAC_H
#define KYANITE_GOLDEN_CMAC_H

#include <openssl/evp.h>

#include "golden/request.h"

/**
 * struct cmac - a CMAC under way
 * @aes: the block cipher
 * @chain: last output of it
 * @held: the block not yet chained: it may be the last
 * @fill: its bytes
 */
struct cmac {
	EVP_CIPHER_CTX *aes;
	uint8_t chain[AES_BLOCK];
	uint8_t held[AES_BLOCK];
	size_t fill;
};

/** cmac_start() - begin a message */
void cmac_start(struct cmac *c, unsigned int keysize, const uint8_t *key);

/** cmac_load() - go on after the 16 bytes that cmac_store() gave */
void cmac_load(struct cmac *c, const uint8_t *state);

/** cmac_update() - take @len bytes in */
void cmac_update(struct cmac *c, const uint8_t *data, size_t len);

/** cmac_store() - the chain so far; only between blocks */
void cmac_store(struct cmac *c, uint8_t *state);

/**
 * cmac_final() - the MAC
 * @c: the CMAC
 * @whole: subkey if the last block is whole
 * @padded: subkey if it is padded
 * @mac: 16 bytes of result
 */
void cmac_final(struct cmac *c, const uint8_t *whole, const uint8_t *padded, uint8_t *mac);

/** cmac_end() - free what cmac_start() took */
void cmac_end(struct cmac *c);

#endif
