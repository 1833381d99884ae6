/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* What user space writes to and reads from debugfs file kyanite_bench/vectors. */
#ifndef KYANITE_BENCH_VECTORS_H
#define KYANITE_BENCH_VECTORS_H

#include <linux/types.h>

#define BENCH_VECTORS_BATCH	(8U << 20)	/* bytes of one write */
#define BENCH_VECTORS_COUNT	256U		/* vectors of one write */
#define BENCH_VECTORS_KEY	512U
#define BENCH_VECTORS_DATA	65536U		/* bytes of AAD, and of payload */
#define BENCH_VECTORS_TAG	64U
#define BENCH_VECTORS_ALIGN	8U

#define BENCH_VECTOR_DECRYPT	1U	/* the direction */
#define BENCH_VECTOR_DIFFERS	2U	/* the result must not be the one given */
#define BENCH_VECTOR_BAD_KEY	4U	/* setting the key must end with @error, and is all */

/**
 * struct bench_vector - a known answer
 * @type: "skcipher", "ahash" or "aead"
 * @driver: the driver's name
 * @flags: BENCH_VECTOR_*
 * @error: how it must end: 0, or a negative error
 * @key: bytes of key
 * @aad: bytes of AAD
 * @len: bytes of payload
 * @tag: bytes of tag or digest
 * @iv: the IV
 *
 * Key, source and wanted result follow without a gap, then zeroes up to BENCH_VECTORS_ALIGN. The
 * source is the AAD, the payload and, to decrypt, the tag; the result is the payload and, to
 * encrypt, the tag; of a hash it is the digest.
 */
struct bench_vector {
	char type[16];
	char driver[64];
	__u32 flags;
	__s32 error;
	__u32 key;
	__u32 aad;
	__u32 len;
	__u32 tag;
	__u8 iv[16];
};

enum bench_wrong {
	BENCH_RIGHT,
	BENCH_WRONG_KEY,	/* setting key or tag size ended in another way */
	BENCH_WRONG_ERROR,	/* the request ended in another way */
	BENCH_WRONG_DATA,
	BENCH_WRONG_BEYOND,	/* bytes beside source or destination have changed */
	BENCH_WRONG_SOURCE,	/* bytes of a source that is not the destination have changed */
};

/**
 * struct bench_verdict - what came of a vector
 * @wrong: enum bench_wrong
 * @error: how key or request ended
 * @out: the beginning of the result
 */
struct bench_verdict {
	__u32 wrong;
	__s32 error;
	__u8 out[BENCH_VECTORS_TAG];
};

#endif
