// SPDX-License-Identifier: Apache-2.0
/*
 * Every error status of golden_exec(), and the order of its checks; built with
 * -DMODEL=model_rtl those of the Verilated engine.
 */
#include "golden_request.h"

/*
 * A good request of each kind, which a case then spoils in one place. AAD is 20
 * bytes (if any), payload 64, ICV 12 (if any); both sides are lists of two segments.
 */
enum kind { CIPHER, XTS, GCM, HASH, WIDE_HASH, MAC, AUTHENC, KINDS };

static struct request kind_request(enum kind kind)
{
	static const struct request requests[KINDS] = {
		[CIPHER] = { .k.cipher = KYA_CIPHER_CBC },
		[XTS] = { .k.cipher = KYA_CIPHER_XTS },
		[GCM] = { .k.cipher = KYA_CIPHER_GCM, .aad_len = 20, .icv_len = 12 },
		[HASH] = { .k.hash = KYA_HASH_SHA256, .k.hmac = true, .icv_len = 12 },
		[WIDE_HASH] = { .k.hash = KYA_HASH_SHA512, .icv_len = 12 },
		[MAC] = { .k.hash = KYA_HASH_CMAC, .icv_len = 12 },
		[AUTHENC] = { .k.cipher = KYA_CIPHER_CBC,
			      .k.hash = KYA_HASH_SHA256,
			      .k.hmac = true,
			      .aad_len = 20,
			      .icv_len = 12 },
	};
	struct request r = requests[kind];

	r.len = 64;
	return r;
}

static struct request good(struct world *w, enum kind kind)
{
	struct request r = kind_request(kind);
	uint32_t src = r.aad_len + r.len, dst = (r.k.cipher ? r.len : 0) + r.icv_len;

	w->top = 0;
	w->refuse_read = 0;
	w->refuse_write = 0;
	r.ctx = put_context(w, &r);
	r.src = (struct side){ .n = 2, .len = { src - 10, 10 } };
	r.dst = (struct side){ .n = 2, .len = { dst - 6, 6 } };
	for (int i = 0; i < 2; i++) {
		r.src.addr[i] = take(w, r.src.len[i], 1, 4096 - w->top % 4096);
		r.dst.addr[i] = take(w, r.dst.len[i], 1, 4096 - w->top % 4096);
	}
	for (struct side *s = &r.src; s; s = s == &r.src ? &r.dst : NULL) {
		s->list = take(w, 32, 4096, 0);
		for (int i = 0; i < 2; i++) {
			struct kya_seg seg = { .addr = htole64(s->addr[i]),
					       .len = htole32(s->len[i]) };

			memcpy(ptr(w, s->list + 16ull * i), &seg, 16);
		}
	}
	put_sqe(&r, 0);
	return r;
}

static void assert_status(struct world *w, struct request *r, uint8_t status)
{
	struct golden_result res = run(w, r);

	assert_int_equal(res.status, status);
}

static struct kya_seg *segment(struct world *w, uint64_t list, int i)
{
	return (struct kya_seg *)ptr(w, list + 16ull * i);
}

static void test_good(void **state)
{
	for (enum kind k = 0; k < KINDS; k++) {
		struct request r = good(*state, k);

		assert_status(*state, &r, KYA_STATUS_OK);
	}
}

static void test_nop(void **state)
{
	struct request r = { .sqe.ctl = htole32(KYA_OPCODE_NOP | KYA_SQE_CTL_URGENT) };

	assert_status(*state, &r, KYA_STATUS_OK);
	r.sqe.ctl = htole32(KYA_OPCODE_NOP | KYA_SQE_CTL_DECRYPT);
	assert_status(*state, &r, KYA_STATUS_BAD_OPCODE);
	r.sqe.ctl = htole32(KYA_OPCODE_NOP | KYA_SQE_CTL_ESN);
	assert_status(*state, &r, KYA_STATUS_BAD_OPCODE);
	r.sqe.ctl = htole32(KYA_OPCODE_CTX_INVALIDATE);
	r.sqe.ctx = htole64(0x40);
	assert_status(*state, &r, KYA_STATUS_OK);
	r.sqe.ctx = htole64(0x48);
	assert_status(*state, &r, KYA_STATUS_BAD_CONTEXT);
}

static void test_bad_opcode(void **state)
{
	static const uint32_t reserved_ctl[] = { 3, KYA_OPCODE_CRYPT | 1u << 15,
						 KYA_OPCODE_CRYPT | 1u << 31 };
	struct world *w = *state;
	struct request r;

	for (size_t i = 0; i < sizeof(reserved_ctl) / sizeof(reserved_ctl[0]); i++) {
		r = good(w, CIPHER);
		r.sqe.ctl = htole32(reserved_ctl[i]);
		assert_status(w, &r, KYA_STATUS_BAD_OPCODE);
	}
	r = good(w, CIPHER);
	r.sqe.len |= htole32(1u << 24);
	assert_status(w, &r, KYA_STATUS_BAD_OPCODE);
	r = good(w, CIPHER);
	r.sqe.aux |= htole32(1u << 24);
	assert_status(w, &r, KYA_STATUS_BAD_OPCODE);
}

/* Which flags a context allows. */
static void test_flags_of_context(void **state)
{
	static const uint32_t flags[] = { KYA_SQE_CTL_DECRYPT, KYA_SQE_CTL_HASH_LOAD,
					  KYA_SQE_CTL_HASH_STORE, KYA_SQE_CTL_ESN };
	static const bool allowed[KINDS][4] = {
		[CIPHER] = { true, false, false, false },   [XTS] = { true, false, false, false },
		[GCM] = { true, false, false, false },      [HASH] = { false, true, true, false },
		[WIDE_HASH] = { false, true, true, false }, [MAC] = { false, true, true, false },
		[AUTHENC] = { true, false, false, true },
	};
	struct world *w = *state;

	for (enum kind k = 0; k < KINDS; k++) {
		for (int f = 0; f < 4; f++) {
			struct request r = good(w, k);

			r.sqe.ctl |= htole32(flags[f]);
			assert_int_equal(run(w, &r).status != KYA_STATUS_BAD_OPCODE, allowed[k][f]);
		}
	}
}

static bool is_context(unsigned int cipher, unsigned int hash, bool hmac)
{
	if (hash == KYA_HASH_NONE)
		return !hmac && cipher >= KYA_CIPHER_ECB && cipher <= KYA_CIPHER_XTS;
	if (hash == KYA_HASH_CMAC)
		return !hmac && !cipher;
	return hash < KYA_HASH_CMAC && (!cipher || (cipher <= KYA_CIPHER_CTR && hmac));
}

/* Every cipher, hash and HMAC bit: just the rows of the table are contexts. */
static void test_bad_context(void **state)
{
	struct world *w = *state;
	struct request r;

	for (unsigned int bits = 0; bits < 512; bits++) {
		unsigned int cipher = bits & 15, hash = bits >> 4 & 15;
		bool hmac = bits >> 8;

		r = good(w, CIPHER);
		context(w, &r)->ctl = htole32(cipher | hash << 8 | (unsigned int)hmac << 12);
		assert_int_equal(run(w, &r).status != KYA_STATUS_BAD_CONTEXT,
				 is_context(cipher, hash, hmac));
	}
}

static void test_reserved_in_context(void **state)
{
	static const uint32_t bad[] = { 0x31, 0x330, 0x41, 0x81, 0x2001, 0x80000001 };
	struct world *w = *state;
	struct request r;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		r = good(w, CIPHER);
		context(w, &r)->ctl = htole32(bad[i]);
		assert_status(w, &r, KYA_STATUS_BAD_CONTEXT);
	}
	r = good(w, CIPHER);
	context(w, &r)->zero = 1;
	assert_status(w, &r, KYA_STATUS_BAD_CONTEXT);
	r = good(w, CIPHER);
	r.sqe.ctx = htole64(r.ctx + 32);
	assert_status(w, &r, KYA_STATUS_BAD_CONTEXT);
}

static void set_icv(struct request *r, uint32_t icv)
{
	r->sqe.aux = htole32((le32toh(r->sqe.aux) & ~KYA_SQE_AUX_ICV_LEN) |
			     FIELD_PREP(KYA_SQE_AUX_ICV_LEN, icv));
}

/* Payloads that a cipher takes, with all else of the request right. */
static void test_payload_length(void **state)
{
	static const struct {
		unsigned int cipher;
		uint32_t len;
		bool good;
	} cases[] = {
		{ KYA_CIPHER_ECB, 63, false }, { KYA_CIPHER_ECB, 32, true },
		{ KYA_CIPHER_CBC, 1, false },  { KYA_CIPHER_CBC, 0, true },
		{ KYA_CIPHER_CTR, 1, true },   { KYA_CIPHER_XTS, 0, true },
		{ KYA_CIPHER_XTS, 1, false },  { KYA_CIPHER_XTS, 15, false },
		{ KYA_CIPHER_XTS, 16, true },  { KYA_CIPHER_XTS, 17, true },
	};
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct request r = good(w, CIPHER);

		context(w, &r)->ctl = htole32(cases[i].cipher);
		r.sqe.len = htole32(cases[i].len);
		if (!cases[i].len)
			r.sqe.nseg = 0;
		assert_status(w, &r, cases[i].good ? KYA_STATUS_OK : KYA_STATUS_BAD_LENGTH);
	}
}

/* icv_len from 0 to beyond the digest, for each hash and GCM. */
static void test_icv_length(void **state)
{
	struct world *w = *state;

	for (unsigned int hash = 0; hash <= KYA_HASH_CMAC; hash++) {
		uint32_t most = hash ? sizes_of(hash)->digest : 16;

		for (uint32_t icv = 0; icv <= 65; icv++) {
			struct request r = good(w, hash ? HASH : GCM);
			bool ok = icv && icv <= most;

			if (hash)
				context(w, &r)->ctl = htole32(hash << 8);
			set_icv(&r, icv);
			assert_int_equal(run(w, &r).status == KYA_STATUS_BAD_LENGTH, !ok);
		}
	}
}

static void test_no_icv_or_aad(void **state)
{
	struct world *w = *state;
	struct request r;

	for (enum kind k = CIPHER; k <= XTS; k++) {
		r = good(w, k);
		set_icv(&r, 1);
		assert_status(w, &r, KYA_STATUS_BAD_LENGTH);
	}
	for (enum kind k = 0; k < KINDS; k++) {
		if (k == GCM || k == AUTHENC)
			continue;
		r = good(w, k);
		r.sqe.aux |= htole32(FIELD_PREP(KYA_SQE_AUX_AAD_LEN, 1));
		assert_status(w, &r, KYA_STATUS_BAD_LENGTH);
	}
}

/* A request of @hash whose flags and lengths are given; both sides are one segment. */
static uint8_t state_status(struct world *w, unsigned int hash, uint32_t flags, uint32_t len,
			    uint64_t count)
{
	const uint32_t icv = flags & KYA_SQE_CTL_HASH_STORE ? 0 : 12;
	struct kya_sqe sqe = {
		.ctl = htole32(KYA_OPCODE_CRYPT | flags),
		.aux = htole32(FIELD_PREP(KYA_SQE_AUX_ICV_LEN, icv)),
		.len = htole32(len),
		.nseg = htole32(0x10000 | (len || flags & KYA_SQE_CTL_HASH_LOAD ? 1 : 0)),
		.hash_count = htole64(count),
		.src = htole64(RAM_BASE + 4096),
		.dst = htole64(RAM_BASE + 8192),
	};
	struct request r = { .k.hash = hash, .sqe = sqe };

	w->top = 0;
	r.sqe.ctx = htole64(put_context(w, &r));
	return run(w, &r).status;
}

static void test_hash_states(void **state)
{
	const uint32_t load = KYA_SQE_CTL_HASH_LOAD, store = KYA_SQE_CTL_HASH_STORE;
	struct world *w = *state;

	for (unsigned int hash = 1; hash <= KYA_HASH_CMAC; hash++) {
		uint32_t block = sizes_of(hash)->block;
		bool counts = hash != KYA_HASH_CMAC;

		assert_int_equal(state_status(w, hash, store, 0, 0), KYA_STATUS_OK);
		assert_int_equal(state_status(w, hash, store, 3 * block, 0), KYA_STATUS_OK);
		assert_int_equal(state_status(w, hash, store, block / 2, 0), KYA_STATUS_BAD_LENGTH);
		assert_int_equal(state_status(w, hash, store, 1, 0), KYA_STATUS_BAD_LENGTH);
		assert_int_equal(state_status(w, hash, load, 1, block), KYA_STATUS_OK);
		assert_int_equal(state_status(w, hash, load, 1, block / 2),
				 counts ? KYA_STATUS_BAD_LENGTH : KYA_STATUS_OK);
		assert_int_equal(state_status(w, hash, 0, 1, block / 2), KYA_STATUS_OK);
		assert_int_equal(state_status(w, hash, load, 0, block),
				 counts ? KYA_STATUS_OK : KYA_STATUS_BAD_LENGTH);
		assert_int_equal(state_status(w, hash, load | store, 0, block), KYA_STATUS_OK);
	}
}

/* A state beside an ICV. */
static void test_store_with_icv(void **state)
{
	struct world *w = *state;
	struct request r = good(w, HASH);

	r.sqe.ctl |= htole32(KYA_SQE_CTL_HASH_STORE);
	assert_status(w, &r, KYA_STATUS_BAD_LENGTH);
}

static void set_nseg(struct request *r, uint32_t src, uint32_t dst)
{
	r->sqe.nseg =
		htole32(FIELD_PREP(KYA_SQE_NSEG_SRC, src) | FIELD_PREP(KYA_SQE_NSEG_DST, dst));
}

static void test_bad_segment_entry(void **state)
{
	static const struct {
		uint32_t src, dst;
	} counts[] = { { 0, 2 }, { 2, 0 }, { 1025, 2 }, { 2, 1025 }, { 1, 2 }, { 2, 1 } };
	struct world *w = *state;
	struct request r;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		r = good(w, AUTHENC);
		set_nseg(&r, counts[i].src, counts[i].dst);
		assert_status(w, &r, KYA_STATUS_BAD_SEGMENT);
	}
	r = good(w, AUTHENC);
	r.sqe.ctl &= ~htole32(KYA_SQE_CTL_SRC_LIST); /* nseg stays 2 */
	assert_status(w, &r, KYA_STATUS_BAD_SEGMENT);
	set_nseg(&r, 1, 2);
	r.sqe.src = 0;
	assert_status(w, &r, KYA_STATUS_BAD_SEGMENT);
	r = good(w, AUTHENC);
	r.sqe.dst = htole64(r.dst.list + 8);
	assert_status(w, &r, KYA_STATUS_BAD_SEGMENT);
	r = good(w, CIPHER);
	r.sqe.len = 0; /* empty streams take no segments */
	assert_status(w, &r, KYA_STATUS_BAD_SEGMENT);
	set_nseg(&r, 0, 0);
	assert_status(w, &r, KYA_STATUS_OK);
}

static void test_bad_segment_list(void **state)
{
	struct world *w = *state;

	for (int side = 0; side < 2; side++) {
		for (int i = 0; i < 2; i++) {
			for (int what = 0; what < 4; what++) {
				struct request r = good(w, AUTHENC);
				struct kya_seg *s = segment(w, side ? r.dst.list : r.src.list, i);

				if (what == 0)
					s->addr = 0;
				else if (what == 1)
					s->len = 0;
				else if (what == 2)
					s->len |= htole32(0x01000000);
				else
					s->zero = htole32(1);
				assert_status(w, &r, KYA_STATUS_BAD_SEGMENT);
			}
		}
	}
}

/* A list longer than the stream: the rest is neither checked nor touched. */
static void test_surplus_segments(void **state)
{
	struct world *w = *state;
	struct request r = good(w, AUTHENC);

	set_nseg(&r, 3, 3);
	memset(segment(w, r.src.list, 2), 0xff, 16);
	memset(segment(w, r.dst.list, 2), 0xff, 16);
	assert_status(w, &r, KYA_STATUS_OK);
}

static void test_dma_faults(void **state)
{
	struct world *w = *state;
	struct request r = good(w, AUTHENC);

	w->refuse_read = r.ctx + 200;
	assert_status(w, &r, KYA_STATUS_DMA_READ);
	for (int i = 0; i < 2; i++) {
		r = good(w, AUTHENC);
		w->refuse_read = r.src.addr[i];
		assert_status(w, &r, KYA_STATUS_DMA_READ);
		r = good(w, AUTHENC);
		w->refuse_read = r.src.list + 16ull * i;
		assert_status(w, &r, KYA_STATUS_DMA_READ);
		r = good(w, AUTHENC);
		w->refuse_read = r.dst.list + 16ull * i;
		assert_status(w, &r, KYA_STATUS_DMA_READ);
		r = good(w, AUTHENC);
		w->refuse_write = r.dst.addr[i];
		assert_status(w, &r, KYA_STATUS_DMA_WRITE);
	}
	r = good(w, AUTHENC);
	segment(w, r.src.list, 0)->addr = htole64(UINT64_MAX - 3);
	assert_status(w, &r, KYA_STATUS_DMA_READ);
	r = good(w, AUTHENC);
	segment(w, r.dst.list, 0)->addr = htole64(0x1000);
	assert_status(w, &r, KYA_STATUS_DMA_WRITE);
}

/* What was written before the fault is counted. */
static void test_len_at_fault(void **state)
{
	struct world *w = *state;
	struct request r = good(w, AUTHENC);
	uint32_t most = r.dst.len[0];
	struct golden_result res;

#ifdef MODEL
	most += r.dst.len[1]; /* it counts what it has sent */
#endif
	w->refuse_write = r.dst.addr[1];
	res = run(w, &r);
	assert_int_equal(res.status, KYA_STATUS_DMA_WRITE);
	assert_in_range(res.len, r.dst.len[0], most);
}

/* Where two faults meet, the earlier check wins. */
static void test_check_order(void **state)
{
	struct world *w = *state;
	struct request r = good(w, AUTHENC);

	set_nseg(&r, 0, 0);
	r.sqe.len = htole32(63);
	assert_status(w, &r, KYA_STATUS_BAD_LENGTH);
	r.sqe.ctl |= htole32(KYA_SQE_CTL_HASH_LOAD);
	assert_status(w, &r, KYA_STATUS_BAD_OPCODE); /* of the context */
	context(w, &r)->ctl = htole32(6);
	assert_status(w, &r, KYA_STATUS_BAD_CONTEXT); /* its fields */
	w->refuse_read = r.ctx;
	assert_status(w, &r, KYA_STATUS_DMA_READ);
	r.sqe.ctx = htole64(r.ctx + 1);
	assert_status(w, &r, KYA_STATUS_BAD_CONTEXT); /* its address */
	r.sqe.ctl |= htole32(1u << 31);
	assert_status(w, &r, KYA_STATUS_BAD_OPCODE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_good),
		TEST(test_nop),
		TEST(test_bad_opcode),
		TEST(test_flags_of_context),
		TEST(test_bad_context),
		TEST(test_reserved_in_context),
		TEST(test_payload_length),
		TEST(test_icv_length),
		TEST(test_no_icv_or_aad),
		TEST(test_hash_states),
		TEST(test_store_with_icv),
		TEST(test_bad_segment_entry),
		TEST(test_bad_segment_list),
		TEST(test_surplus_segments),
		TEST(test_dma_faults),
		TEST(test_len_at_fault),
		TEST(test_check_order),
	};

	return cmocka_run_group_tests_name("golden_errors", tests, NULL, NULL);
}
