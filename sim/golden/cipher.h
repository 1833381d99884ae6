/* SPDX-License-Identifier: Apache-2.0 */
/* The ciphers of a request: ECB, CBC, CTR (of GCM, too) and XTS. */
#ifndef KYANITE_GOLDEN_CIPHER_H
#define KYANITE_GOLDEN_CIPHER_H

#include <openssl/evp.h>

#include "golden/request.h"

/**
 * struct cipher - a cipher under way
 * @kind: KYA_CIPHER_*
 * @decrypt: its direction
 * @evp: libcrypto's part
 * @tweak: XTS: of the next block
 */
struct cipher {
	unsigned int kind;
	bool decrypt;
	EVP_CIPHER_CTX *evp;
	uint8_t tweak[AES_BLOCK];
};

/** cipher_start() - begin with the cipher of a request */
void cipher_start(struct cipher *c, const struct request *r);

/**
 * cipher_update() - encrypt or decrypt the next bytes
 * @c: the cipher
 * @out: as many bytes
 * @in: input
 * @n: bytes; a multiple of 16 but in the last piece. XTS: the last piece is at
 *	least 16 bytes, and has the last whole block if it ends in a short one
 */
void cipher_update(struct cipher *c, uint8_t *out, const uint8_t *in, size_t n);

/** cipher_end() - free what cipher_start() took */
void cipher_end(struct cipher *c);

/** cipher_aes() - AES on whole blocks, one by one; to be freed by the caller */
EVP_CIPHER_CTX *cipher_aes(unsigned int keysize, const uint8_t *key, bool encrypt);

/** cipher_block() - encrypt or decrypt one block with what cipher_aes() made */
void cipher_block(EVP_CIPHER_CTX *aes, uint8_t *out, const uint8_t *in);

/** cipher_counter() - the counter block of a GCM nonce of 12 bytes at @iv */
void cipher_counter(uint8_t *block, const uint8_t *iv, uint8_t count);

#endif
