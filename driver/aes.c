// SPDX-License-Identifier: GPL-2.0-only
/* What the driver itself does with AES: what contexts hold beside keys, and CMAC in software. */
#include "kyanite.h"

/**
 * kya_ctx_gcm() - write the cipher part of a context for GCM
 * @ctx: the context
 * @key: AES key
 * @len: 16, 24 or 32
 *
 * Return: 0 or -EINVAL for another @len.
 */
int kya_ctx_gcm(struct kya_ctx *ctx, const u8 *key, unsigned int len)
{
	struct kya_aes_key aes;
	int err = kya_aes_set_key(&aes, key, len);

	if (err)
		return err;
	kya_ctx_cipher(ctx, KYA_CIPHER_GCM, key, len);
	/* H is the encryption of the zero block (NIST SP 800-38D, 7.1). */
	aes_encrypt(&aes, ctx->inner, ctx->inner);
	memzero_explicit(&aes, sizeof(aes));
	return 0;
}

/* Times x in GF(2^128), the first bit highest (NIST SP 800-38B, 6.1). */
static void kya_double(u8 *out, const u8 *in)
{
	u64 high = get_unaligned_be64(in), low = get_unaligned_be64(in + 8);

	put_unaligned_be64(high << 1 | low >> 63, out);
	put_unaligned_be64(low << 1 ^ (high >> 63 ? 0x87 : 0), out + 8);
}

static void kya_ctx_mac(struct kya_ctx *ctx, const struct kya_cmac_key *mac, const u8 *key,
			unsigned int len)
{
	kya_ctx_cipher(ctx, KYA_CIPHER_NONE, key, len);
	ctx->ctl |= cpu_to_le32(FIELD_PREP(KYA_CTX_CTL_HASH, KYA_HASH_CMAC));
	memcpy(ctx->inner, mac->whole, AES_BLOCK_SIZE);
	memcpy(ctx->outer, mac->partial, AES_BLOCK_SIZE);
}

/**
 * kya_ctx_cmac() - write a context for CMAC (NIST SP 800-38B), and software's key
 * @ctx: the context
 * @mac: software's key
 * @key: AES key
 * @len: 16, 24 or 32
 *
 * Return: 0 or -EINVAL for another @len.
 */
int kya_ctx_cmac(struct kya_ctx *ctx, struct kya_cmac_key *mac, const u8 *key, unsigned int len)
{
	u8 block[AES_BLOCK_SIZE] = { };
	int err = kya_aes_set_key(&mac->aes, key, len);

	if (err)
		return err;
	aes_encrypt(&mac->aes, block, block);
	kya_double(mac->whole, block);
	kya_double(mac->partial, mac->whole);
	kya_ctx_mac(ctx, mac, key, len);
	memzero_explicit(block, sizeof(block));
	return 0;
}

/**
 * kya_ctx_xcbc() - write a context for XCBC-MAC (RFC 3566, section 4), and software's key
 * @ctx: the context
 * @mac: software's key
 * @key: AES key
 * @len: 16
 *
 * Return: 0 or -EINVAL for another @len.
 */
int kya_ctx_xcbc(struct kya_ctx *ctx, struct kya_cmac_key *mac, const u8 *key, unsigned int len)
{
	u8 derived[3][AES_BLOCK_SIZE];
	unsigned int i;
	int err;

	if (len != AES_KEYSIZE_128)
		return -EINVAL;
	err = kya_aes_set_key(&mac->aes, key, len);
	for (i = 0; !err && i < ARRAY_SIZE(derived); i++) {
		memset(derived[i], i + 1, AES_BLOCK_SIZE);
		aes_encrypt(&mac->aes, derived[i], derived[i]);
	}
	err = err ?: kya_aes_set_key(&mac->aes, derived[0], len);
	if (!err) {
		memcpy(mac->whole, derived[1], AES_BLOCK_SIZE);
		memcpy(mac->partial, derived[2], AES_BLOCK_SIZE);
		kya_ctx_mac(ctx, mac, derived[0], len);
	}
	memzero_explicit(derived, sizeof(derived));
	return err;
}

/**
 * kya_cmac_update() - take message bytes in
 * @mac: the key
 * @run: where the MAC is
 * @data: the bytes
 * @len: how many
 *
 * The last block stays unencrypted, since the end of the message treats it apart.
 */
void kya_cmac_update(const struct kya_cmac_key *mac, struct kya_cmac_run *run, const u8 *data,
		     unsigned int len)
{
	unsigned int n;

	for (; len; len -= n, data += n) {
		if (run->len == AES_BLOCK_SIZE)
			kya_cmac_store(mac, run);
		n = min_t(unsigned int, AES_BLOCK_SIZE - run->len, len);
		crypto_xor(run->chain + run->len, data, n);
		run->len += n;
	}
}

/**
 * kya_cmac_store() - end between two blocks of the message
 * @mac: the key
 * @run: where the MAC is; its chain is then the raw state
 */
void kya_cmac_store(const struct kya_cmac_key *mac, struct kya_cmac_run *run)
{
	if (run->len)
		aes_encrypt(&mac->aes, run->chain, run->chain);
	run->len = 0;
}

/**
 * kya_cmac_final() - end the message
 * @mac: the key
 * @run: where the MAC is; its chain is then the MAC
 */
void kya_cmac_final(const struct kya_cmac_key *mac, struct kya_cmac_run *run)
{
	if (run->len < AES_BLOCK_SIZE)
		run->chain[run->len] ^= 0x80;
	crypto_xor(run->chain, run->len < AES_BLOCK_SIZE ? mac->partial : mac->whole,
		   AES_BLOCK_SIZE);
	aes_encrypt(&mac->aes, run->chain, run->chain);
}
