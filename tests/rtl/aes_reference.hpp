// SPDX-License-Identifier: Apache-2.0
/*
 * References for the AES units: blocks by libcrypto; the key expansion, which
 * libcrypto does not show, written here from FIPS 197, 5.2 with an S-box
 * computed from its definition (5.1.1), so that it shares no table with the RTL.
 */
#ifndef KYANITE_TESTS_AES_REFERENCE_HPP
#define KYANITE_TESTS_AES_REFERENCE_HPP

#include <openssl/evp.h>

#include "leaf.hpp"

namespace aes
{
constexpr unsigned stages = 15; /* also the round keys of the longest key */

inline size_t key_bytes(unsigned keysize)
{
	return 16 + 8 * keysize;
}
inline unsigned rounds(unsigned keysize)
{
	return 10 + 2 * keysize;
}

inline uint8_t multiply(uint8_t a, uint8_t b)
{
	unsigned product = 0, x = a;
	for (; b; b >>= 1, x = (x << 1) ^ (x & 0x80 ? 0x11b : 0))
		product ^= b & 1 ? x : 0;
	return static_cast<uint8_t>(product);
}

inline uint8_t sbox(uint8_t x)
{
	uint8_t inverse = 0, s = 0x63;
	for (unsigned y = 1; y < 256; y++)
		if (multiply(x, static_cast<uint8_t>(y)) == 1)
			inverse = static_cast<uint8_t>(y);
	for (unsigned n = 0; n < 5; n++)
		s ^= static_cast<uint8_t>(inverse << n | inverse >> (8 - n));
	return s;
}

/** expand() - the round keys, one after the other (FIPS 197, 5.2). */
inline bytes expand(const bytes &key, unsigned keysize)
{
	static bytes table;
	for (unsigned x = table.size(); x < 256; x++)
		table.push_back(sbox(static_cast<uint8_t>(x)));

	const size_t nk = key_bytes(keysize) / 4, words = 4 * (rounds(keysize) + 1);
	bytes w(key.begin(), key.begin() + static_cast<long>(4 * nk));
	uint8_t rcon = 1;
	for (size_t i = nk; i < words; i++) {
		bytes t(w.end() - 4, w.end());
		if (i % nk == 0) {
			t = { t[1], t[2], t[3], t[0] };
			for (auto &x : t)
				x = table[x];
			t[0] ^= rcon;
			rcon = multiply(rcon, 2);
		} else if (nk > 6 && i % nk == 4) {
			for (auto &x : t)
				x = table[x];
		}
		for (size_t j = 0; j < 4; j++)
			w.push_back(w[4 * (i - nk) + j] ^ t[j]);
	}
	return w;
}

/** key_back() - the round key @r of the expansion @w for the equivalent inverse cipher (FIPS 197, 5.3.5). */
inline bytes key_back(const bytes &w, unsigned r)
{
	const bytes k(w.begin() + 16 * r, w.begin() + 16 * r + 16);
	bytes b;

	if (!r || r == w.size() / 16 - 1)
		return k;
	for (unsigned i = 0; i < 16; i++) {
		const uint8_t *c = &k[i / 4 * 4];
		b.push_back(multiply(14, c[i % 4]) ^ multiply(11, c[(i + 1) % 4]) ^
			    multiply(13, c[(i + 2) % 4]) ^ multiply(9, c[(i + 3) % 4]));
	}
	return b;
}

/** crypt() - one block by libcrypto. */
inline bytes crypt(const bytes &key, unsigned keysize, const bytes &in, bool encrypt)
{
	const EVP_CIPHER *const ciphers[] = { EVP_aes_128_ecb(), EVP_aes_192_ecb(),
					      EVP_aes_256_ecb() };
	static EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	bytes out(32);
	int n = 0;
	if (!EVP_CipherInit_ex(ctx, ciphers[keysize], nullptr, key.data(), nullptr, encrypt) ||
	    !EVP_CIPHER_CTX_set_padding(ctx, 0) ||
	    !EVP_CipherUpdate(ctx, out.data(), &n, in.data(), 16) || n != 16)
		abort();
	out.resize(16);
	return out;
}
} // namespace aes

#endif
