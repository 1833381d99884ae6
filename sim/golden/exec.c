// SPDX-License-Identifier: Apache-2.0
#include <endian.h>
#include <openssl/crypto.h>
#include <string.h>

#include "golden/cipher.h"
#include "golden/exec.h"
#include "golden/mac.h"

#define PIECE 4096

/**
 * struct crypt - a request whose stream runs
 * @r: the request
 * @has_mac: it authenticates or hashes
 * @cipher: if it has one
 * @mac: if it has one
 * @payload: bytes of payload done
 * @hashed: bytes that @mac took in
 * @ended: the digest was made
 */
struct crypt {
	struct request *r;
	bool has_mac;
	struct cipher cipher;
	struct mac mac;
	uint64_t payload;
	uint64_t hashed;
	bool ended;
};

static void feed(struct crypt *c, const uint8_t *data, size_t len)
{
	mac_update(&c->mac, data, len);
	c->hashed += len;
}

static uint8_t run_state(struct crypt *c)
{
	uint8_t state[MAC_MAX], status;

	if (!c->r->load)
		return KYA_STATUS_OK;
	status = stream_move(&c->r->src, state, mac_sizes(c->r->hash)->state);
	if (!status)
		mac_load(&c->mac, state);
	return status;
}

static uint8_t run_aad(struct crypt *c)
{
	uint8_t buf[PIECE], status;
	size_t n;

	for (uint32_t left = c->r->aad_len; left; left -= n) {
		n = left < PIECE ? left : PIECE;
		status = stream_move(&c->r->src, buf, n);
		if (status)
			return status;
		feed(c, buf, n);
	}
	if (c->has_mac)
		mac_end_aad(&c->mac);
	return KYA_STATUS_OK;
}

static uint8_t run_piece(struct crypt *c, size_t n)
{
	uint8_t in[PIECE + 2 * AES_BLOCK], out[sizeof(in)], status;
	struct request *r = c->r;

	status = stream_move(&r->src, in, n);
	if (status)
		return status;
	c->payload += n;
	if (c->has_mac && (!r->cipher || r->decrypt))
		feed(c, in, n);
	if (!r->cipher)
		return KYA_STATUS_OK;
	cipher_update(&c->cipher, out, in, n);
	if (c->has_mac && !r->decrypt)
		feed(c, out, n);
	return stream_move(&r->dst, out, n);
}

/*
 * Pieces are whole cipher blocks, so that libcrypto holds nothing back; the last
 * one has two or more, since XTS treats them together.
 */
static uint8_t run_payload(struct crypt *c)
{
	uint8_t status;
	size_t n;

	for (uint32_t left = c->r->len; left; left -= n) {
		n = left < PIECE + 2 * AES_BLOCK ? left : PIECE;
		status = run_piece(c, n);
		if (status)
			return status;
	}
	return KYA_STATUS_OK;
}

/* What follows the payload: the state, the digest or the ICV. */
static uint8_t run_tail(struct crypt *c)
{
	uint8_t digest[MAC_MAX], icv[MAC_MAX], status;
	struct request *r = c->r;

	if (r->store) {
		mac_store(&c->mac, digest);
		return stream_move(&r->dst, digest, mac_sizes(r->hash)->state);
	}
	if (r->esn)
		feed(c, (const uint8_t *)&r->sqe.hash_count, 4);
	mac_final(&c->mac, digest);
	c->ended = true;
	if (!r->decrypt)
		return stream_move(&r->dst, digest, r->icv_len);
	status = stream_move(&r->src, icv, r->icv_len);
	if (status)
		return status;
	return CRYPTO_memcmp(icv, digest, r->icv_len) ? KYA_STATUS_AUTH_FAIL : KYA_STATUS_OK;
}

/* Beside the payload: the mask of GCM's tag, the tweak of XTS, the CMAC of nothing. */
static uint64_t count_aes(const struct crypt *c)
{
	const struct request *r = c->r;
	uint64_t blocks = (c->payload + AES_BLOCK - 1) / AES_BLOCK;

	if (r->cipher == KYA_CIPHER_GCM)
		return blocks + c->ended;
	if (r->cipher == KYA_CIPHER_XTS)
		return blocks + (blocks != 0);
	if (r->hash == KYA_HASH_CMAC)
		return blocks + (c->ended && !blocks);
	return r->cipher ? blocks : 0;
}

static uint64_t count_sha(const struct crypt *c)
{
	const struct request *r = c->r;
	uint64_t block;

	if (!r->hash || r->hash == KYA_HASH_CMAC)
		return 0;
	block = mac_sizes(r->hash)->block;
	if (!c->ended)
		return c->hashed / block;
	/* The padding is a byte and a length of an eighth of a block. */
	return (c->hashed + 1 + block / 8 + block - 1) / block + r->hmac;
}

static uint8_t run_crypt(struct request *r, struct golden_result *res)
{
	struct crypt c = { .r = r, .has_mac = r->hash || r->cipher == KYA_CIPHER_GCM };
	uint8_t status;

	if (r->cipher)
		cipher_start(&c.cipher, r);
	if (c.has_mac)
		mac_start(&c.mac, r);
	status = run_state(&c);
	if (!status)
		status = run_aad(&c);
	if (!status)
		status = run_payload(&c);
	if (!status && c.has_mac)
		status = run_tail(&c);
	if (c.has_mac)
		mac_end(&c.mac);
	if (r->cipher)
		cipher_end(&c.cipher);
	res->len = (uint32_t)r->dst.done;
	res->bytes = r->src.done;
	res->aes_blocks = count_aes(&c);
	res->sha_blocks = count_sha(&c);
	OPENSSL_cleanse(&c, sizeof(c));
	return status;
}

void golden_exec(const struct model_sink *sink, const struct kya_sqe *sqe,
		 struct golden_result *res)
{
	struct request r = { .sink = sink, .sqe = *sqe, .ctl = le32toh(sqe->ctl) };

	memset(res, 0, sizeof(*res));
	res->status = request_check(&r);
	if (!res->status && FIELD_GET(KYA_SQE_CTL_OPCODE, r.ctl) == KYA_OPCODE_CRYPT)
		res->status = run_crypt(&r, res);
	OPENSSL_cleanse(&r, sizeof(r));
}
