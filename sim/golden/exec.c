// SPDX-License-Identifier: Apache-2.0
#include <endian.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "golden/exec.h"
#include "golden/sha.h"
#include "golden/stream.h"

#define PIECE        4096
#define MAX_SEGMENTS 1024
#define AES_BLOCK    16
#define SHA_BLOCK    64

#define ALL_FLAGS                                                                                  \
	(KYA_SQE_CTL_SRC_LIST | KYA_SQE_CTL_DST_LIST | KYA_SQE_CTL_DECRYPT |                       \
	 KYA_SQE_CTL_HASH_LOAD | KYA_SQE_CTL_HASH_STORE | KYA_SQE_CTL_URGENT)
#define CTX_CTL_BITS                                                                               \
	(KYA_CTX_CTL_CIPHER | KYA_CTX_CTL_KEYSIZE | KYA_CTX_CTL_HASH | KYA_CTX_CTL_HMAC)

/*
 * A request taken apart. Fields of the entry are read once: the memory behind
 * it belongs to the guest.
 */
struct request {
	const struct model_sink *sink;
	struct kya_sqe sqe;
	struct kya_ctx ctx;
	uint32_t ctl;
	unsigned int cipher;
	unsigned int keysize;
	unsigned int hash;
	bool hmac;
	bool decrypt;
	bool load;
	bool store;
	uint32_t len;
	uint32_t aad_len;
	uint32_t icv_len;
	uint64_t src_len;
	uint64_t dst_len;
	struct stream src;
	struct stream dst;
	struct sha sha;
	EVP_CIPHER_CTX *evp;
};

static uint8_t check_opcode(const struct request *r)
{
	uint32_t flags = r->ctl & ~KYA_SQE_CTL_OPCODE;

	/* Reserved bits beside the lengths count as flags. */
	if (le32toh(r->sqe.len) & ~KYA_SQE_LEN_LEN ||
	    le32toh(r->sqe.aux) & ~(KYA_SQE_AUX_AAD_LEN | KYA_SQE_AUX_ICV_LEN))
		return KYA_STATUS_BAD_OPCODE;

	switch (FIELD_GET(KYA_SQE_CTL_OPCODE, r->ctl)) {
	case KYA_OPCODE_NOP:
	case KYA_OPCODE_CTX_INVALIDATE:
		return flags & ~KYA_SQE_CTL_URGENT ? KYA_STATUS_BAD_OPCODE : KYA_STATUS_OK;
	case KYA_OPCODE_CRYPT:
		return flags & ~ALL_FLAGS ? KYA_STATUS_BAD_OPCODE : KYA_STATUS_OK;
	default:
		return KYA_STATUS_BAD_OPCODE;
	}
}

static uint8_t check_context(struct request *r)
{
	uint32_t ctl = le32toh(r->ctx.ctl);

	r->cipher = FIELD_GET(KYA_CTX_CTL_CIPHER, ctl);
	r->keysize = FIELD_GET(KYA_CTX_CTL_KEYSIZE, ctl);
	r->hash = FIELD_GET(KYA_CTX_CTL_HASH, ctl);
	r->hmac = FIELD_GET(KYA_CTX_CTL_HMAC, ctl);

	if (ctl & ~CTX_CTL_BITS || r->ctx.zero || r->cipher > KYA_CIPHER_CTR ||
	    r->keysize > KYA_KEYSIZE_AES256 || r->hash > KYA_HASH_SHA256)
		return KYA_STATUS_BAD_CONTEXT;
	if (!r->cipher && !r->hash)
		return KYA_STATUS_BAD_CONTEXT;
	if (r->hmac && !r->hash)
		return KYA_STATUS_BAD_CONTEXT;
	if (r->cipher && r->hash && !r->hmac)
		return KYA_STATUS_BAD_CONTEXT;
	return KYA_STATUS_OK;
}

static uint8_t check_flags(struct request *r)
{
	r->decrypt = r->ctl & KYA_SQE_CTL_DECRYPT;
	r->load = r->ctl & KYA_SQE_CTL_HASH_LOAD;
	r->store = r->ctl & KYA_SQE_CTL_HASH_STORE;
	if (r->cipher ? r->load || r->store : r->decrypt)
		return KYA_STATUS_BAD_OPCODE;
	return KYA_STATUS_OK;
}

static uint8_t check_lengths(struct request *r)
{
	uint32_t len = le32toh(r->sqe.len), aux = le32toh(r->sqe.aux);

	r->len = len;
	r->aad_len = FIELD_GET(KYA_SQE_AUX_AAD_LEN, aux);
	r->icv_len = FIELD_GET(KYA_SQE_AUX_ICV_LEN, aux);

	if ((r->cipher == KYA_CIPHER_ECB || r->cipher == KYA_CIPHER_CBC) && len % AES_BLOCK)
		return KYA_STATUS_BAD_LENGTH;
	if (r->store && len % SHA_BLOCK)
		return KYA_STATUS_BAD_LENGTH;
	if (r->load && le64toh(r->sqe.hash_count) % SHA_BLOCK)
		return KYA_STATUS_BAD_LENGTH;
	if (r->hash && !r->store) {
		if (!r->icv_len || r->icv_len > sha_digest_len(r->hash))
			return KYA_STATUS_BAD_LENGTH;
	} else if (r->icv_len) {
		return KYA_STATUS_BAD_LENGTH;
	}
	if (r->aad_len && !(r->cipher && r->hash))
		return KYA_STATUS_BAD_LENGTH;

	r->src_len = (uint64_t)(r->load ? SHA_STATE_BYTES : 0) + r->aad_len + r->len +
		     (r->decrypt ? r->icv_len : 0);
	r->dst_len = (uint64_t)(r->cipher ? r->len : 0) + (r->store ? SHA_STATE_BYTES : 0) +
		     (r->decrypt ? 0 : r->icv_len);
	return KYA_STATUS_OK;
}

/* One side of the request; fills @s if it is well formed. */
static uint8_t check_segments(struct request *r, struct stream *s, bool write, uint64_t len)
{
	uint32_t nseg = le32toh(r->sqe.nseg);
	unsigned int n =
		write ? FIELD_GET(KYA_SQE_NSEG_DST, nseg) : FIELD_GET(KYA_SQE_NSEG_SRC, nseg);
	bool list = r->ctl & (write ? KYA_SQE_CTL_DST_LIST : KYA_SQE_CTL_SRC_LIST);
	uint64_t addr = le64toh(write ? r->sqe.dst : r->sqe.src);

	if (!len) {
		stream_single(s, r->sink, write, 0, 0);
		return n ? KYA_STATUS_BAD_SEGMENT : KYA_STATUS_OK;
	}
	if (!list) {
		stream_single(s, r->sink, write, addr, len);
		return n != 1 || !addr ? KYA_STATUS_BAD_SEGMENT : KYA_STATUS_OK;
	}
	stream_list(s, r->sink, write, addr, n);
	return !n || n > MAX_SEGMENTS || !addr || addr % sizeof(struct kya_seg)
		       ? KYA_STATUS_BAD_SEGMENT
		       : KYA_STATUS_OK;
}

/* All checks of a CRYPT, in the order of docs/hardware.md. */
static uint8_t check_crypt(struct request *r)
{
	uint64_t addr = le64toh(r->sqe.ctx);
	uint8_t status;

	if (r->sink->dma_read(r->sink->ctx, addr, &r->ctx, sizeof(r->ctx)))
		return KYA_STATUS_DMA_READ;
	status = check_context(r);
	if (!status)
		status = check_flags(r);
	if (!status)
		status = check_lengths(r);
	if (!status)
		status = check_segments(r, &r->src, false, r->src_len);
	if (!status)
		status = check_segments(r, &r->dst, true, r->dst_len);
	return status;
}

static const EVP_CIPHER *find_cipher(unsigned int cipher, unsigned int keysize)
{
	static const EVP_CIPHER *(*const table[][3])(void) = {
		[KYA_CIPHER_ECB] = { EVP_aes_128_ecb, EVP_aes_192_ecb, EVP_aes_256_ecb },
		[KYA_CIPHER_CBC] = { EVP_aes_128_cbc, EVP_aes_192_cbc, EVP_aes_256_cbc },
		[KYA_CIPHER_CTR] = { EVP_aes_128_ctr, EVP_aes_192_ctr, EVP_aes_256_ctr },
	};

	return table[cipher][keysize]();
}

static void cipher_start(struct request *r)
{
	r->evp = EVP_CIPHER_CTX_new();
	EVP_CipherInit_ex(r->evp, find_cipher(r->cipher, r->keysize), NULL, r->ctx.key, r->sqe.iv,
			  !r->decrypt);
	EVP_CIPHER_CTX_set_padding(r->evp, 0);
}

static uint8_t hash_start(struct request *r, struct golden_result *res)
{
	uint8_t state[SHA_STATE_BYTES], status;

	if (r->load) {
		status = stream_move(&r->src, state, sizeof(state));
		if (status)
			return status;
		sha_load(&r->sha, r->hash, state,
			 le64toh(r->sqe.hash_count) + (r->hmac ? SHA_BLOCK : 0));
	} else if (r->hmac) {
		sha_load(&r->sha, r->hash, r->ctx.inner, SHA_BLOCK);
	} else {
		sha_init(&r->sha, r->hash);
	}
	res->sha_blocks = (r->aad_len + (uint64_t)r->len) / SHA_BLOCK;
	return KYA_STATUS_OK;
}

static uint8_t run_aad(struct request *r)
{
	uint8_t buf[PIECE], status;
	size_t n;

	for (uint32_t left = r->aad_len; left; left -= n) {
		n = left < PIECE ? left : PIECE;
		status = stream_move(&r->src, buf, n);
		if (status)
			return status;
		sha_update(&r->sha, buf, n);
	}
	return KYA_STATUS_OK;
}

/* Pieces are whole cipher blocks, so that libcrypto holds nothing back. */
static uint8_t run_payload(struct request *r, struct golden_result *res)
{
	uint8_t in[PIECE], out[PIECE], status;
	int outl;
	size_t n;

	for (uint32_t left = r->len; left; left -= n) {
		n = left < PIECE ? left : PIECE;
		status = stream_move(&r->src, in, n);
		if (status)
			return status;
		if (r->hash && (!r->cipher || r->decrypt))
			sha_update(&r->sha, in, n);
		if (!r->cipher)
			continue;
		EVP_CipherUpdate(r->evp, out, &outl, in, (int)n);
		res->aes_blocks += (n + AES_BLOCK - 1) / AES_BLOCK;
		if (r->hash && !r->decrypt)
			sha_update(&r->sha, out, n);
		status = stream_move(&r->dst, out, n);
		if (status)
			return status;
	}
	return KYA_STATUS_OK;
}

static void hash_end(struct request *r, uint8_t *digest, struct golden_result *res)
{
	uint64_t bytes = r->aad_len + (uint64_t)r->len;

	sha_final(&r->sha, digest);
	res->sha_blocks = (bytes + 9 + SHA_BLOCK - 1) / SHA_BLOCK;
	if (!r->hmac)
		return;
	sha_load(&r->sha, r->hash, r->ctx.outer, SHA_BLOCK);
	sha_update(&r->sha, digest, sha_digest_len(r->hash));
	sha_final(&r->sha, digest);
	res->sha_blocks++;
}

/* What follows the payload: the state, the digest or the ICV. */
static uint8_t run_tail(struct request *r, struct golden_result *res)
{
	uint8_t digest[SHA_STATE_BYTES], icv[SHA_STATE_BYTES], status;

	if (r->store) {
		sha_store(&r->sha, digest);
		return stream_move(&r->dst, digest, SHA_STATE_BYTES);
	}
	hash_end(r, digest, res);
	if (!r->decrypt)
		return stream_move(&r->dst, digest, r->icv_len);
	status = stream_move(&r->src, icv, r->icv_len);
	if (status)
		return status;
	return CRYPTO_memcmp(icv, digest, r->icv_len) ? KYA_STATUS_AUTH_FAIL : KYA_STATUS_OK;
}

static uint8_t run_crypt(struct request *r, struct golden_result *res)
{
	uint8_t status = KYA_STATUS_OK;

	if (r->cipher)
		cipher_start(r);
	if (r->hash)
		status = hash_start(r, res);
	if (!status)
		status = run_aad(r);
	if (!status)
		status = run_payload(r, res);
	if (!status && r->hash)
		status = run_tail(r, res);
	EVP_CIPHER_CTX_free(r->evp);
	res->len = (uint32_t)r->dst.done;
	res->bytes = r->src.done;
	return status;
}

static uint8_t exec(struct request *r, struct golden_result *res)
{
	unsigned int opcode = FIELD_GET(KYA_SQE_CTL_OPCODE, r->ctl);
	uint8_t status = check_opcode(r);

	if (status || opcode == KYA_OPCODE_NOP)
		return status;
	if (le64toh(r->sqe.ctx) % 64)
		return KYA_STATUS_BAD_CONTEXT;
	if (opcode == KYA_OPCODE_CTX_INVALIDATE)
		return KYA_STATUS_OK;
	status = check_crypt(r);
	return status ? status : run_crypt(r, res);
}

void golden_exec(const struct model_sink *sink, const struct kya_sqe *sqe,
		 struct golden_result *res)
{
	struct request r = { .sink = sink, .sqe = *sqe, .ctl = le32toh(sqe->ctl) };

	memset(res, 0, sizeof(*res));
	res->status = exec(&r, res);
	OPENSSL_cleanse(&r, sizeof(r));
}
