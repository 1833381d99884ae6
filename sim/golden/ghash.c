// SPDX-License-Identifier: Apache-2.0
#include <endian.h>
#include <string.h>

#include "golden/ghash.h"

void ghash_start(struct ghash *g, const uint8_t *h)
{
	memset(g, 0, sizeof(*g));
	memcpy(g->h, h, AES_BLOCK);
	g->h[0] = be64toh(g->h[0]);
	g->h[1] = be64toh(g->h[1]);
}

/* SP 800-38D, 6.3: the leftmost bit is the lowest power. */
static void multiply(struct ghash *g)
{
	uint64_t v0 = g->h[0], v1 = g->h[1], z0 = 0, z1 = 0;

	for (int i = 0; i < 128; i++) {
		uint64_t take = -(g->y[i / 64] >> (63 - i % 64) & 1), carry = -(v1 & 1);

		z0 ^= v0 & take;
		z1 ^= v1 & take;
		v1 = v1 >> 1 | v0 << 63;
		v0 = v0 >> 1 ^ (carry & 0xe1ull << 56);
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
