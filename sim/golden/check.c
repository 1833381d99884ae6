// SPDX-License-Identifier: Apache-2.0
#include <endian.h>

#include "golden/mac.h"
#include "golden/request.h"

#define MAX_SEGMENTS 1024

#define ALL_FLAGS                                                                                  \
	(KYA_SQE_CTL_SRC_LIST | KYA_SQE_CTL_DST_LIST | KYA_SQE_CTL_DECRYPT |                       \
	 KYA_SQE_CTL_HASH_LOAD | KYA_SQE_CTL_HASH_STORE | KYA_SQE_CTL_URGENT | KYA_SQE_CTL_ESN)
#define CTX_CTL_BITS                                                                               \
	(KYA_CTX_CTL_CIPHER | KYA_CTX_CTL_KEYSIZE | KYA_CTX_CTL_HASH | KYA_CTX_CTL_HMAC)

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

static bool is_combination(const struct request *r)
{
	if (r->hmac && (!r->hash || r->hash == KYA_HASH_CMAC))
		return false;
	if (!r->cipher)
		return r->hash;
	if (!r->hash)
		return true;
	return r->hmac && r->cipher != KYA_CIPHER_GCM && r->cipher != KYA_CIPHER_XTS;
}

static uint8_t check_context(struct request *r)
{
	uint32_t ctl = le32toh(r->ctx.ctl);

	r->cipher = FIELD_GET(KYA_CTX_CTL_CIPHER, ctl);
	r->keysize = FIELD_GET(KYA_CTX_CTL_KEYSIZE, ctl);
	r->hash = FIELD_GET(KYA_CTX_CTL_HASH, ctl);
	r->hmac = FIELD_GET(KYA_CTX_CTL_HMAC, ctl);

	if (ctl & ~CTX_CTL_BITS || r->ctx.zero || r->cipher > KYA_CIPHER_XTS ||
	    r->keysize > KYA_KEYSIZE_AES256 || r->hash > KYA_HASH_CMAC)
		return KYA_STATUS_BAD_CONTEXT;
	return is_combination(r) ? KYA_STATUS_OK : KYA_STATUS_BAD_CONTEXT;
}

static uint8_t check_flags(struct request *r)
{
	r->decrypt = r->ctl & KYA_SQE_CTL_DECRYPT;
	r->load = r->ctl & KYA_SQE_CTL_HASH_LOAD;
	r->store = r->ctl & KYA_SQE_CTL_HASH_STORE;
	r->esn = r->ctl & KYA_SQE_CTL_ESN;
	if (r->cipher ? r->load || r->store : r->decrypt)
		return KYA_STATUS_BAD_OPCODE;
	if (r->esn && !(r->cipher && r->hash))
		return KYA_STATUS_BAD_OPCODE;
	return KYA_STATUS_OK;
}

static bool payload_ok(const struct request *r)
{
	switch (r->cipher) {
	case KYA_CIPHER_ECB:
	case KYA_CIPHER_CBC:
		return !(r->len % AES_BLOCK);
	case KYA_CIPHER_XTS:
		return !r->len || r->len >= AES_BLOCK;
	default:
		return true;
	}
}

static bool hash_lengths_ok(const struct request *r)
{
	const struct mac_sizes *sizes = mac_sizes(r->hash);

	if (r->store && r->len % sizes->block)
		return false;
	if (!r->load)
		return true;
	if (r->hash == KYA_HASH_CMAC)
		return r->store || r->len;
	return !(le64toh(r->sqe.hash_count) % sizes->block);
}

static bool icv_ok(const struct request *r)
{
	bool gcm = r->cipher == KYA_CIPHER_GCM;

	if (r->store || (!r->hash && !gcm))
		return !r->icv_len;
	return r->icv_len && r->icv_len <= (gcm ? AES_BLOCK : mac_sizes(r->hash)->digest);
}

static uint8_t check_lengths(struct request *r)
{
	uint32_t aux = le32toh(r->sqe.aux);
	unsigned int state = r->hash ? mac_sizes(r->hash)->state : 0;

	r->len = le32toh(r->sqe.len);
	r->aad_len = FIELD_GET(KYA_SQE_AUX_AAD_LEN, aux);
	r->icv_len = FIELD_GET(KYA_SQE_AUX_ICV_LEN, aux);

	if (!payload_ok(r) || (r->hash && !hash_lengths_ok(r)) || !icv_ok(r))
		return KYA_STATUS_BAD_LENGTH;
	if (r->aad_len && r->cipher != KYA_CIPHER_GCM && !(r->cipher && r->hash))
		return KYA_STATUS_BAD_LENGTH;

	r->src_len = (uint64_t)(r->load ? state : 0) + r->aad_len + r->len +
		     (r->decrypt ? r->icv_len : 0);
	r->dst_len = (uint64_t)(r->cipher ? r->len : 0) + (r->store ? state : 0) +
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

uint8_t request_check(struct request *r)
{
	unsigned int opcode = FIELD_GET(KYA_SQE_CTL_OPCODE, r->ctl);
	uint8_t status = check_opcode(r);

	if (status || opcode == KYA_OPCODE_NOP)
		return status;
	if (le64toh(r->sqe.ctx) % 64)
		return KYA_STATUS_BAD_CONTEXT;
	return opcode == KYA_OPCODE_CRYPT ? check_crypt(r) : KYA_STATUS_OK;
}
