// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "golden/cipher.h"
#include "golden/cmac.h"

void cmac_start(struct cmac *c, unsigned int keysize, const uint8_t *key)
{
	memset(c, 0, sizeof(*c));
	c->aes = cipher_aes(keysize, key, true);
}

void cmac_load(struct cmac *c, const uint8_t *state)
{
	memcpy(c->chain, state, AES_BLOCK);
}

static void chain_held(struct cmac *c)
{
	for (int i = 0; i < AES_BLOCK; i++)
		c->chain[i] ^= c->held[i];
	cipher_block(c->aes, c->chain, c->chain);
	c->fill = 0;
}

void cmac_update(struct cmac *c, const uint8_t *data, size_t len)
{
	while (len) {
		size_t n;

		if (c->fill == AES_BLOCK)
			chain_held(c);
		n = AES_BLOCK - c->fill;
		if (n > len)
			n = len;
		memcpy(c->held + c->fill, data, n);
		c->fill += n;
		data += n;
		len -= n;
	}
}

void cmac_store(struct cmac *c, uint8_t *state)
{
	if (c->fill)
		chain_held(c);
	memcpy(state, c->chain, AES_BLOCK);
}

void cmac_final(struct cmac *c, const uint8_t *whole, const uint8_t *padded, uint8_t *mac)
{
	const uint8_t *subkey = whole;

	if (c->fill < AES_BLOCK) {
		subkey = padded;
		c->held[c->fill] = 0x80;
		memset(c->held + c->fill + 1, 0, AES_BLOCK - c->fill - 1);
	}
	for (int i = 0; i < AES_BLOCK; i++)
		c->held[i] ^= subkey[i];
	chain_held(c);
	memcpy(mac, c->chain, AES_BLOCK);
}

void cmac_end(struct cmac *c)
{
	EVP_CIPHER_CTX_free(c->aes);
}
