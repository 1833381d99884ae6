/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-1 and SHA-2 (FIPS 180-4) with states that can be loaded and stored. */
#ifndef KYANITE_GOLDEN_SHA_H
#define KYANITE_GOLDEN_SHA_H

#include <openssl/sha.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct sha - one running hash
 * @kind: KYA_HASH_SHA*
 * @sha1: state if @kind is SHA1
 * @sha2: state of SHA-224 and SHA-256
 * @wide: state of SHA-384 and SHA-512
 */
struct sha {
	unsigned int kind;
	union {
		SHA_CTX sha1;
		SHA256_CTX sha2;
		SHA512_CTX wide;
	};
};

/** sha_init() - start a message */
void sha_init(struct sha *s, unsigned int kind);

/**
 * sha_load() - go on with a message
 * @s: the hash
 * @kind: KYA_HASH_SHA*
 * @state: eight big-endian words of 4 bytes, of SHA-384 and SHA-512 8 bytes; SHA-1 uses five
 * @count: message bytes that the state stands for, a multiple of the block
 */
void sha_load(struct sha *s, unsigned int kind, const uint8_t *state, uint64_t count);

/** sha_update() - hash @len bytes */
void sha_update(struct sha *s, const void *data, size_t len);

/** sha_store() - write the raw state as sha_load() takes it; only between blocks */
void sha_store(const struct sha *s, uint8_t *state);

/** sha_final() - pad and write the digest */
void sha_final(struct sha *s, uint8_t *digest);

#endif
