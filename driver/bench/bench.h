/* SPDX-License-Identifier: GPL-2.0-only */
/* Kyanite bench: runs one algorithm at one size and depth, and checks it. */
#ifndef KYANITE_BENCH_H
#define KYANITE_BENCH_H

#include <linux/crypto.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/types.h>
#include "measure.h"

#define BENCH_MAX_SIZE	SZ_128K
#define BENCH_MAX_DEPTH	1024
#define BENCH_MAX_SEGS	2048
#define BENCH_MAX_GAP	1000000
/* A run is measured if the data of all its requests takes no more. */
#define BENCH_MEMORY	(64U << 20)
/* IPsec authenticates ESP's header, the high half of an extended sequence number, and the IV. */
#define BENCH_ESP	8
#define BENCH_ESN	4
#define BENCH_MAX_AAD	(BENCH_ESP + BENCH_ESN + 16)
/* The longest tag or digest is SHA-512's. */
#define BENCH_MAX_TAG	64

/**
 * struct bench_io - the data of one request
 * @src: source; AAD, payload and, to decrypt, the tag
 * @dst: destination, laid out alike; unused by hashes
 * @digest: where a hash goes
 * @iv: the IV, which the request may change
 * @aad: bytes before the payload
 * @len: payload in bytes
 * @decrypt: direction
 */
struct bench_io {
	struct scatterlist *src;
	struct scatterlist *dst;
	u8 *digest;
	u8 *iv;
	unsigned int aad;
	unsigned int len;
	bool decrypt;
};

/**
 * struct bench_type - one kind of algorithm behind one interface
 * @name: as in the command line
 * @alloc: a transform by driver name, or an ERR_PTR
 * @free: end it
 * @base: its generic part
 * @aad: bytes before the payload in source and destination
 * @tag: bytes of tag or digest
 * @setkey: @keylen random bytes at @key; 0 or a negative error
 * @block: payloads are multiples of it
 * @request: a new request that calls @done with @data, or NULL
 * @free_request: end it
 * @submit: start it; 0, -EINPROGRESS, -EBUSY (backlogged) or an error
 */
struct bench_type {
	const char *name;
	void *(*alloc)(const char *driver);
	void (*free)(void *tfm);
	struct crypto_tfm *(*base)(void *tfm);
	unsigned int (*aad)(void *tfm);
	unsigned int (*tag)(void *tfm);
	int (*setkey)(void *tfm, const u8 *key, unsigned int keylen);
	unsigned int (*block)(void *tfm);
	void *(*request)(void *tfm, crypto_completion_t done, void *data);
	void (*free_request)(void *req);
	int (*submit)(void *req, const struct bench_io *io);
};

extern bool bench_stop;
extern bool bench_in_place;
extern const struct bench_type bench_types[];
const struct bench_type *bench_find_type(const char *name);

/**
 * struct bench_job - what to run
 * @type: kind of algorithm
 * @driver: the driver's name, or an algorithm's
 * @keylen: bytes of key; 0: none
 * @min_size: smallest payload in bytes
 * @max_size: largest; each slot takes a random size between the two
 * @depth: requests kept in flight
 * @count: requests in all
 * @segs: segments of source and destination
 * @decrypt: direction
 * @softirq: submit in bursts from a softirq, as IPsec does behind a NIC
 * @kthread: the same, behind a kernel thread, which goes on while the system falls asleep
 * @gap_us: with @softirq, microseconds from one burst of half @depth to the next; 0: as soon as
 *	one has ended
 */
struct bench_job {
	const struct bench_type *type;
	char driver[CRYPTO_MAX_ALG_NAME];
	unsigned int keylen;
	unsigned int min_size;
	unsigned int max_size;
	unsigned int depth;
	unsigned int count;
	unsigned int segs;
	bool decrypt;
	bool softirq;
	bool kthread;
	unsigned int gap_us;
};

/**
 * struct bench_result - what came of it
 * @driver: the driver that ran
 * @reference: the software that it was checked against
 * @requests: requests that ended
 * @bytes: their payload
 * @errors: of these, ended with an error
 * @mismatches: of these, with data other than the reference's
 * @first_error: the first error, 0 if there was none
 * @reordered: requests that did not end in the order of submission
 * @measure: what it took, if it was measured
 */
struct bench_result {
	char driver[CRYPTO_MAX_ALG_NAME];
	char reference[CRYPTO_MAX_ALG_NAME];
	u64 requests;
	u64 bytes;
	u64 errors;
	u64 mismatches;
	int first_error;
	unsigned int reordered;
	struct bench_measure measure;
};

int bench_run(const struct bench_job *job, u32 seed, struct bench_result *result);

/* The file's private data is the seed of segments. */
extern const struct file_operations bench_vectors_fops;

#endif
