// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random_memory.h"
#include "random_request.h"

#define MAX_LEN  65536u
#define MAX_AAD  65535u
#define MAX_SEGS 1024

/* A request before it lies in memory. */
struct plan {
	unsigned int cipher, keysize, hash;
	bool hmac, decrypt, load, store, esn;
	uint32_t len, aad, icv, src_len, dst_len;
	struct kya_ctx ctx;
};

/* The part of a request that the bus refuses. */
enum fault { NO_FAULT, CONTEXT, SOURCE, SOURCE_LIST, DESTINATION, DESTINATION_LIST, FAULTS };

static const struct {
	uint32_t block, digest, state;
} sizes[] = {
	[KYA_HASH_SHA1] = { 64, 20, 32 },    [KYA_HASH_SHA224] = { 64, 28, 32 },
	[KYA_HASH_SHA256] = { 64, 32, 32 },  [KYA_HASH_SHA384] = { 128, 48, 64 },
	[KYA_HASH_SHA512] = { 128, 64, 64 }, [KYA_HASH_CMAC] = { 16, 16, 16 },
};

/* Whether the engine has the cipher and the hash of a context. */
static bool has(uint32_t caps, unsigned int cipher, unsigned int hash)
{
	static const uint32_t ciphers[16] = { [KYA_CIPHER_ECB] = KYA_REG_CAPS_ECB,
					      [KYA_CIPHER_CBC] = KYA_REG_CAPS_CBC,
					      [KYA_CIPHER_CTR] = KYA_REG_CAPS_CTR,
					      [KYA_CIPHER_GCM] = KYA_REG_CAPS_GCM,
					      [KYA_CIPHER_XTS] = KYA_REG_CAPS_XTS };
	static const uint32_t hashes[16] = {
		[KYA_HASH_SHA1] = KYA_REG_CAPS_SHA1,     [KYA_HASH_SHA224] = KYA_REG_CAPS_SHA256,
		[KYA_HASH_SHA256] = KYA_REG_CAPS_SHA256, [KYA_HASH_SHA384] = KYA_REG_CAPS_SHA512,
		[KYA_HASH_SHA512] = KYA_REG_CAPS_SHA512, [KYA_HASH_CMAC] = KYA_REG_CAPS_CMAC
	};

	return (ciphers[cipher] & caps) == ciphers[cipher] && (hashes[hash] & caps) == hashes[hash];
}

static unsigned int some_cipher(uint32_t caps, unsigned int most)
{
	unsigned int cipher;

	do
		cipher = 1 + (unsigned int)below(most);
	while (!has(caps, cipher, 0));
	return cipher;
}

static unsigned int some_hash(uint32_t caps, unsigned int most)
{
	unsigned int hash;

	do
		hash = 1 + (unsigned int)below(most);
	while (!has(caps, 0, hash));
	return hash;
}

static uint32_t some_len(void)
{
	switch (below(64)) {
	case 0:
		return (uint32_t)below(MAX_LEN + 1);
	case 1 ... 8:
		return (uint32_t)below(17);
	case 9 ... 16:
		return (uint32_t)below(9000);
	case 17 ... 24:
		return 1500;
	default:
		return (uint32_t)below(400);
	}
}

static void pick_algorithm(struct plan *p, uint32_t caps)
{
	unsigned int kind = (unsigned int)below(3);

	if (kind == 0) {
		p->cipher = some_cipher(caps, KYA_CIPHER_XTS);
	} else if (kind == 1) {
		p->hash = some_hash(caps, KYA_HASH_CMAC);
		p->hmac = p->hash != KYA_HASH_CMAC && below(2);
	} else {
		p->cipher = some_cipher(caps, KYA_CIPHER_CTR);
		p->hash = some_hash(caps, KYA_HASH_SHA512);
		p->hmac = true;
	}
	if (p->cipher || p->hash == KYA_HASH_CMAC)
		p->keysize = (unsigned int)below(3);
	fill(&p->ctx, sizeof(p->ctx)); /* reserved bytes, too: the engine ignores them */
	p->ctx.zero = 0;
	p->ctx.ctl =
		FIELD_PREP(KYA_CTX_CTL_CIPHER, p->cipher) | FIELD_PREP(KYA_CTX_CTL_HASH, p->hash) |
		FIELD_PREP(KYA_CTX_CTL_KEYSIZE, p->keysize) | FIELD_PREP(KYA_CTX_CTL_HMAC, p->hmac);
}

/* The algorithm of a context that is in use already. */
static void take_algorithm(struct plan *p, const struct kya_ctx *ctx)
{
	p->ctx = *ctx;
	p->cipher = FIELD_GET(KYA_CTX_CTL_CIPHER, ctx->ctl);
	p->keysize = FIELD_GET(KYA_CTX_CTL_KEYSIZE, ctx->ctl);
	p->hash = FIELD_GET(KYA_CTX_CTL_HASH, ctx->ctl);
	p->hmac = FIELD_GET(KYA_CTX_CTL_HMAC, ctx->ctl);
}

static void plan_flags(struct plan *p, uint32_t caps)
{
	if (p->cipher) {
		p->decrypt = below(2);
		p->esn = p->hash && caps & KYA_REG_CAPS_ESN && below(2);
	} else {
		p->load = !below(3);
		p->store = !below(3);
	}
}

static void plan_lengths(struct plan *p)
{
	uint32_t state = p->hash ? sizes[p->hash].state : 0;

	p->len = some_len();
	if (p->cipher == KYA_CIPHER_ECB || p->cipher == KYA_CIPHER_CBC)
		p->len &= ~15u;
	if (p->cipher == KYA_CIPHER_XTS && p->len < 16)
		p->len = 0;
	if (p->store)
		p->len -= p->len % sizes[p->hash].block;
	else if (p->hash || p->cipher == KYA_CIPHER_GCM)
		p->icv = 1 + (uint32_t)below(p->hash ? sizes[p->hash].digest : 16);
	if (p->hash == KYA_HASH_CMAC && p->load && !p->store && !p->len)
		p->len = 1;
	if (p->cipher && p->icv && below(3))
		p->aad = (uint32_t)below(below(8) ? 64 : below(8) ? 1024 : MAX_AAD + 1);
	if (p->cipher == KYA_CIPHER_GCM && !below(8)) { /* its length counts in the tag, too */
		p->aad = (uint32_t)below(MAX_AAD + 1);
		p->len *= (uint32_t)below(2); /* or GMAC */
	}
	p->src_len = (p->load ? state : 0) + p->aad + p->len + (p->decrypt ? p->icv : 0);
	p->dst_len = (p->cipher ? p->len : 0) + (p->store ? state : 0) + (p->decrypt ? 0 : p->icv);
}

static struct kya_sqe plan_entry(const struct plan *p)
{
	struct kya_sqe s = {
		.ctl = KYA_OPCODE_CRYPT | (p->decrypt ? KYA_SQE_CTL_DECRYPT : 0) |
		       (p->load ? KYA_SQE_CTL_HASH_LOAD : 0) |
		       (p->store ? KYA_SQE_CTL_HASH_STORE : 0) | (p->esn ? KYA_SQE_CTL_ESN : 0),
		.aux = FIELD_PREP(KYA_SQE_AUX_AAD_LEN, p->aad) |
		       FIELD_PREP(KYA_SQE_AUX_ICV_LEN, p->icv),
		.len = p->len,
		/* Now and then more than 64 bits of bits. */
		.hash_count = !p->load   ? rnd()
			      : below(2) ? below(1000) * 128
					 : rnd() & ~127ull,
	};

	fill(s.iv, sizeof(s.iv));
	if (!below(4)) /* a counter that carries */
		memset(s.iv + 1, 0xff, 15);
	return s;
}

/* A memory of their own for the messages that the golden model makes. */
#define SCRATCH_CTX 0x100
#define SCRATCH_SRC 0x1000
#define SCRATCH_DST (SCRATCH_SRC + 2 * MAX_LEN)
static uint8_t scratch[SCRATCH_DST + 2 * MAX_LEN];

static int scratch_read(void *ctx, uint64_t addr, void *buf, size_t len)
{
	(void)ctx;
	memcpy(buf, scratch + addr, len);
	return 0;
}

static int scratch_write(void *ctx, uint64_t addr, const void *buf, size_t len)
{
	(void)ctx;
	memcpy(scratch + addr, buf, len);
	return 0;
}

/* Makes AAD and plaintext in @src the AAD, ciphertext and ICV that a decryption takes. */
static void seal(const struct plan *p, const struct kya_sqe *decrypt, uint8_t *src)
{
	const struct model_sink sink = { .dma_read = scratch_read, .dma_write = scratch_write };
	struct kya_sqe s = *decrypt;
	struct golden_result res;

	memcpy(scratch + SCRATCH_CTX, &p->ctx, sizeof(p->ctx));
	memcpy(scratch + SCRATCH_SRC, src, p->aad + p->len);
	s.ctl &= ~(uint32_t)KYA_SQE_CTL_DECRYPT;
	s.nseg = FIELD_PREP(KYA_SQE_NSEG_SRC, p->aad + p->len != 0) |
		 FIELD_PREP(KYA_SQE_NSEG_DST, 1);
	s.ctx = SCRATCH_CTX;
	s.src = SCRATCH_SRC;
	s.dst = SCRATCH_DST;
	golden_exec(&sink, &s, &res);
	if (res.status != KYA_STATUS_OK) {
		fprintf(stderr, "test_random: cannot encrypt: status %u\n", res.status);
		exit(1);
	}
	memcpy(src + p->aad, scratch + SCRATCH_DST, p->len + p->icv);
}

/* One segment; the bus refuses part of it if @fault. */
static uint64_t put_segment(const uint8_t *data, uint32_t len, bool fault)
{
	uint64_t addr = fault ? mem_take_refused(len, 1, !data) : mem_take(len, below(2) ? 1 : 16);

	if (data)
		memcpy(mem_ptr(addr), data, len);
	return addr;
}

static void put_list(struct side *s, const uint8_t *data, uint32_t len, bool fault)
{
	unsigned int bad = fault ? (unsigned int)below(s->n) : s->n;
	uint32_t left = len;

	for (unsigned int i = 0; i < s->n; i++) {
		uint32_t others = s->n - 1 - i, part = left;
		uint32_t surplus = others ? 0 : (uint32_t)below(20);

		if (others)
			part = 1 + (uint32_t)below(2 * left / (others + 1));
		if (part > left - others)
			part = left - others;
		s->segs[i] = (struct kya_seg){
			.addr = put_segment(data ? data + (len - left) : NULL, part, i == bad),
			.len = part + surplus,
		};
		s->last = part;
		left -= part;
	}
}

/* @data, or room for @len bytes if it is NULL, as a segment or a list. */
static struct side put_side(const uint8_t *data, uint32_t len, bool fault, bool list_fault)
{
	struct side s = { 0 };
	uint32_t bytes;

	if (!len)
		return s;
	if (!list_fault && below(2)) {
		s.n = 1;
		s.addr = put_segment(data, len, fault);
		return s;
	}
	s.n = 1 + (unsigned int)below(below(16) ? 8 : below(4) ? 256 : MAX_SEGS);
	if (s.n > len)
		s.n = len;
	bytes = s.n * sizeof(struct kya_seg);
	s.addr = list_fault ? mem_take_refused(bytes, 16, false) : mem_take(bytes, 16);
	s.segs = mem_ptr(s.addr);
	put_list(&s, data, len, fault);
	return s;
}

/* The destination that lies over the source, where the layout allows it. */
static bool in_place(const struct plan *p, const struct side *src, struct side *dst)
{
	if (!p->cipher || !p->dst_len || !p->src_len)
		return false;
	if (src->segs && (p->aad || p->dst_len > p->src_len))
		return false;
	*dst = *src;
	if (!src->segs)
		dst->addr += p->aad;
	return true;
}

/* Of the @n upper ones: one, or about half. */
static uint32_t some_bits(unsigned int n)
{
	return below(2) ? 0x80000000u >> below(n) : (uint32_t)rnd() << (32 - n);
}

static void spoil_segment(struct kya_seg *seg)
{
	switch (below(4)) {
	case 0:
		seg->addr = 0;
		break;
	case 1:
		seg->addr = 0x1000;
		break;
	case 2:
		seg->len = 0;
		break;
	default:
		seg->zero = some_bits(32);
	}
}

/*
 * Bits of the context's first 8 bytes, or a key size that there is none; none that give the
 * request a payload to write that there is no room for.
 */
static void spoil_context(const struct plan *p, uint64_t addr, uint32_t caps)
{
	struct kya_ctx *ctx = mem_ptr(addr);
	uint32_t ctl = ctx->ctl ^ 1u << below(32);

	switch (below(4)) {
	case 0:
		ctx->zero = some_bits(32);
		return;
	case 1:
		ctx->ctl |= below(2) ? KYA_CTX_CTL_KEYSIZE : some_bits(19);
		return;
	case 2:
		ctx->ctl ^= KYA_CTX_CTL_HMAC;
		return;
	default:
		break;
	}
	if (!p->cipher && FIELD_GET(KYA_CTX_CTL_CIPHER, ctl))
		return;
	if (has(caps, FIELD_GET(KYA_CTX_CTL_CIPHER, ctl), FIELD_GET(KYA_CTX_CTL_HASH, ctl)))
		ctx->ctl = ctl;
}

static void spoil_list(const struct side *s)
{
	if (s->segs)
		spoil_segment(&s->segs[below(s->n)]);
}

static void spoil_entry(struct kya_sqe *s, uint32_t caps)
{
	switch (below(13)) {
	case 0:
		s->ctl |= some_bits(17);
		break;
	case 1:
		s->ctx += 1 + below(63);
		break;
	case 2:
		s->ctx = 0x1000;
		break;
	case 3:
		s->len ^= 1u << below(4);
		break;
	case 4:
		s->aux ^= 1u << (16 + below(16));
		break;
	case 5:
		s->nseg ^= 1u << below(32);
		break;
	case 6:
		s->src = below(2) ? 0 : 0x1000;
		break;
	case 7:
		s->dst = below(2) ? 0 : 0x1000;
		break;
	case 8:
		s->ctl |= KYA_SQE_CTL_SRC_LIST;
		break;
	case 9:
		s->ctl ^= caps & KYA_REG_CAPS_ESN && below(2) ? KYA_SQE_CTL_ESN
							      : KYA_SQE_CTL_HASH_LOAD;
		break;
	case 10:
		s->ctl = (s->ctl & ~0xffu) | (uint32_t)below(4);
		break;
	case 11:
		s->ctl = below(2) ? KYA_OPCODE_NOP : KYA_OPCODE_CTX_INVALIDATE;
		break;
	default:
		s->hash_count += 1;
	}
}

/* The latest context of each queue. */
static struct {
	uint64_t addr;
	struct kya_ctx ctx;
} latest[KYA_Q_COUNT];

void forget_contexts(void)
{
	memset(latest, 0, sizeof(latest));
}

static uint64_t put_context(const struct plan *p, unsigned int queue, bool fault)
{
	uint64_t addr =
		fault ? mem_take_refused(sizeof(p->ctx), 64, false) : mem_take(sizeof(p->ctx), 64);

	memcpy(mem_ptr(addr), &p->ctx, sizeof(p->ctx));
	latest[queue].addr = fault ? 0 : addr;
	latest[queue].ctx = p->ctx;
	return addr;
}

/* A payload that the lists do not hold. */
static void spoil_length(const struct plan *p, struct kya_sqe *s, const struct side *src,
			 const struct side *dst)
{
	if (src->segs && (dst->segs || !p->cipher))
		s->len = (s->len & 127) | (uint32_t)below(1 << 17) << 7;
}

/* What hardly any other change of an entry meets. */
static void spoil_rule(const struct plan *p, struct kya_sqe *s, uint32_t caps)
{
	if (p->cipher == KYA_CIPHER_XTS)
		s->len = 1 + (uint32_t)below(15);
	else if (p->store)
		s->len += 1 + (uint32_t)below(15);
	else if (s->ctl & KYA_SQE_CTL_SRC_LIST)
		s->src += 1 + below(15);
	else if (s->ctl & KYA_SQE_CTL_DST_LIST)
		s->dst += 1 + below(15);
	else
		spoil_entry(s, caps);
}

static void spoil(const struct plan *p, struct kya_sqe *s, const struct side *src,
		  const struct side *dst, unsigned int queue, uint32_t caps)
{
	switch (below(9)) {
	case 0:
		spoil_list(src);
		break;
	case 1:
		spoil_list(dst);
		break;
	case 8:
		spoil_length(p, s, src, dst);
		break;
	case 2:
		/* Only this request may use it: it need not fit another. */
		s->ctx = put_context(p, queue, false);
		latest[queue].addr = 0;
		spoil_context(p, s->ctx, caps);
		break;
	case 3 ... 4:
		spoil_rule(p, s, caps);
		break;
	default:
		spoil_entry(s, caps);
	}
}

/* A list may be longer than its stream, in segments that nobody reads and in its last one. */
static uint32_t claim_more(const struct side *s)
{
	struct kya_seg *last;

	if (!s->segs || below(4))
		return s->n;
	last = &s->segs[s->n - 1];
	last->len += (uint32_t)below(KYA_SEG_LEN_LEN + 1 - last->len);
	return below(4) ? s->n + (uint32_t)below(MAX_SEGS + 1 - s->n) : MAX_SEGS;
}

static enum fault some_fault(const struct plan *p, bool faults)
{
	enum fault fault = faults && !below(6) ? (enum fault)below(FAULTS) : NO_FAULT;

	if ((fault == SOURCE || fault == SOURCE_LIST) && !p->src_len)
		return NO_FAULT;
	if ((fault == DESTINATION || fault == DESTINATION_LIST) && !p->dst_len)
		return NO_FAULT;
	return fault;
}

void make_job(struct job *j, unsigned int queue, uint32_t caps, bool faults)
{
	static uint8_t data[MAX_AAD + MAX_LEN + 128];
	bool known = latest[queue].addr && !below(3), spoilt;
	struct plan p = { 0 };
	struct side src, dst;
	enum fault fault;

	if (known)
		take_algorithm(&p, &latest[queue].ctx);
	else
		pick_algorithm(&p, caps);
	plan_flags(&p, caps);
	plan_lengths(&p);
	fault = some_fault(&p, faults);
	j->sqe = plan_entry(&p);
	j->room = p.dst_len;
	fill(data, p.src_len);
	if (p.decrypt && p.icv && below(4))
		seal(&p, &j->sqe, data);
	j->sqe.ctx = known && fault != CONTEXT ? latest[queue].addr
					       : put_context(&p, queue, fault == CONTEXT);
	src = put_side(data, p.src_len, fault == SOURCE, fault == SOURCE_LIST);
	if (fault || below(3) || !in_place(&p, &src, &dst))
		dst = put_side(NULL, p.dst_len, fault == DESTINATION, fault == DESTINATION_LIST);
	j->sqe.ctl |= (src.segs ? KYA_SQE_CTL_SRC_LIST : 0) | (dst.segs ? KYA_SQE_CTL_DST_LIST : 0);
	spoilt = !fault && !below(3);
	j->sqe.nseg = FIELD_PREP(KYA_SQE_NSEG_SRC, spoilt ? src.n : claim_more(&src));
	j->sqe.nseg |= FIELD_PREP(KYA_SQE_NSEG_DST, spoilt ? dst.n : claim_more(&dst));
	j->sqe.src = src.addr;
	j->sqe.dst = dst.addr;
	j->dst = dst;
	if (spoilt)
		spoil(&p, &j->sqe, &src, &dst, queue, caps);
}

void forget_destination(const struct job *j)
{
	const struct side *s = &j->dst;

	if (!s->segs) {
		/* A spoilt length adds less than half the gap; so does an ICV after a source. */
		mem_forget(s->addr, j->room + MEM_GAP / 2);
		return;
	}
	for (unsigned int i = 0; i < s->n; i++)
		mem_forget(s->segs[i].addr, i + 1 < s->n ? s->segs[i].len : s->last + MEM_GAP / 2);
}
