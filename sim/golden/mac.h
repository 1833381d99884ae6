/* SPDX-License-Identifier: Apache-2.0 */
/* What authenticates a request: a hash, HMAC, CMAC or GHASH. */
#ifndef KYANITE_GOLDEN_MAC_H
#define KYANITE_GOLDEN_MAC_H

#include "golden/cmac.h"
#include "golden/ghash.h"
#include "golden/request.h"
#include "golden/sha.h"

#define MAC_MAX 64 /* bytes of the largest digest and state */

/**
 * struct mac_sizes - sizes of a hash, in bytes
 * @block: of its block
 * @digest: of its result
 * @state: of its state in memory
 */
struct mac_sizes {
	unsigned int block;
	unsigned int digest;
	unsigned int state;
};

/** mac_sizes() - sizes of KYA_HASH_* @hash, which is not NONE */
const struct mac_sizes *mac_sizes(unsigned int hash);

/**
 * struct mac - authentication under way
 * @r: its request
 * @sha: hash and HMAC
 * @cmac: CMAC
 * @ghash: GCM
 */
struct mac {
	const struct request *r;
	union {
		struct sha sha;
		struct cmac cmac;
		struct ghash ghash;
	};
};

/** mac_start() - begin with what a request asks for */
void mac_start(struct mac *m, const struct request *r);

/** mac_load() - start from a stored state instead, mac_sizes().state bytes */
void mac_load(struct mac *m, const uint8_t *state);

/** mac_update() - take @len bytes in */
void mac_update(struct mac *m, const uint8_t *data, size_t len);

/** mac_end_aad() - payload follows */
void mac_end_aad(struct mac *m);

/** mac_store() - the raw state, mac_sizes().state bytes */
void mac_store(struct mac *m, uint8_t *state);

/** mac_final() - the digest or tag, up to MAC_MAX bytes */
void mac_final(struct mac *m, uint8_t *digest);

/** mac_end() - free what mac_start() took */
void mac_end(struct mac *m);

#endif
