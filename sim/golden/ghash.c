// SPDX-License-Identifier: Apache-2.0
#include <endian.h>
#include <string.h>

#include "golden/ghash.h"

/* Times x^@n, up to x^4. SP 800-38D, 6.3: the leftmost bit is the lowest power. */
static void shift(uint64_t *z0, uint64_t *z1, unsigned int n)
{
	const uint64_t out = *z1 & ((1u << n) - 1);

	*z1 = *z1 >> n | *z0 << (64 - n);
	*z0 = *z0 >> n ^ (out ^ out << 5 ^ out << 6 ^ out << 7) << (57 - n);
}

void ghash_start(struct ghash *g, const uint8_t *h)
{
	uint64_t h0, h1;

	memset(g, 0, sizeof(*g));
	memcpy(&h0, h, sizeof(h0));
	memcpy(&h1, h + sizeof(h0), sizeof(h1));
	h0 = be64toh(h0);
	h1 = be64toh(h1);
	for (unsigned int bit = 8; bit; bit >>= 1) {
		for (unsigned int i = 0; i < 16; i++) {
			g->h[i][0] ^= i & bit ? h0 : 0;
			g->h[i][1] ^= i & bit ? h1 : 0;
		}
		shift(&h0, &h1, 1);
	}
}

/* Horner's rule over four bits at a time, from the highest power down. */
static void multiply(struct ghash *g)
{
	uint64_t z0 = 0, z1 = 0;

	for (int i = 31; i >= 0; i--) {
		const uint64_t *h = g->h[g->y[i / 16] >> (60 - i % 16 * 4) & 15];

		shift(&z0, &z1, 4);
		z0 ^= h[0];
		z1 ^= h[1];
	}
	g->y[0] = z0;
	g->y[1] = z1;
	g->fill = 0;
}

void ghash_update(struct ghash *g, const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		g->y[g->fill / 8] ^= (uint64_t)data[i] << (56 - g->fill % 8 * 8);
		if (++g->fill == AES_BLOCK)
			multiply(g);
	}
}

void ghash_pad(struct ghash *g)
{
	if (g->fill)
		multiply(g);
}

void ghash_final(struct ghash *g, uint64_t aad_len, uint64_t len, uint8_t *sum)
{
	uint64_t y[2];

	ghash_pad(g);
	g->y[0] ^= aad_len * 8;
	g->y[1] ^= len * 8;
	multiply(g);
	y[0] = htobe64(g->y[0]);
	y[1] = htobe64(g->y[1]);
	memcpy(sum, y, AES_BLOCK);
}
