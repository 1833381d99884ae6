// SPDX-License-Identifier: Apache-2.0
/* Vectors go to the drivers of the kernel's crypto API, through the bench module (as root). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vector_engine.h"
#include "../../driver/bench/vectors.h"

#define BENCH "/sys/kernel/debug/kyanite_bench/vectors"
#define BATCH 64u
#define SHOWN 20u /* wrong vectors that are told of in full */
/* A vector with its data. */
#define RECORD (sizeof(struct bench_vector) + VECTOR_KEY_MAX + 2 * VECTOR_MAX + 16)

static int file = -1;
static uint8_t batch[BATCH * RECORD];
static size_t size;
static unsigned int lines[BATCH], count, shown;
static struct bench_verdict verdicts[BATCH];

const bool vector_has_keys = true;

bool vector_start(void)
{
	file = open(BENCH, O_RDWR);
	if (file < 0)
		fprintf(stderr, "vectors: %s: %s: is kyanite_bench loaded?\n", BENCH,
			strerror(errno));
	return file >= 0;
}

void vector_stop(void)
{
	close(file);
}

static void append(const void *part, size_t n)
{
	memcpy(batch + size, part, n);
	size += n;
}

static const char *type_of(const struct vector_request *r)
{
	if (!strncmp(r->driver, "sha", 3) || strstr(r->driver, "mac") ||
	    !strcmp(r->driver, "xcbc-aes"))
		return "ahash";
	return strstr(r->driver, "gcm") ? "aead" : "skcipher";
}

static int error_of(const struct vector_request *r)
{
	if (r->bad_key)
		return -EINVAL;
	return r->status == KYA_STATUS_AUTH_FAIL ? -EBADMSG : 0;
}

/* The kernel's AAD of ESP ends with the IV. */
static void append_source(const struct vector_request *r, size_t iv)
{
	append(r->src, r->aad);
	append(r->iv + r->salt, iv);
	append(r->src + r->aad, r->src_len - r->aad);
}

unsigned int vector_submit(const struct vector_request *r)
{
	struct bench_vector v = {
		.flags = (r->decrypt ? BENCH_VECTOR_DECRYPT : 0) |
			 (r->differs ? BENCH_VECTOR_DIFFERS : 0) |
			 (r->bad_key ? BENCH_VECTOR_BAD_KEY : 0),
		.error = error_of(r),
		.key = r->key_len + r->salt,
		.len = r->len,
		.tag = r->icv,
	};
	const char *type = type_of(r);
	size_t iv = r->salt && !strcmp(type, "aead") ? 8 : 0;

	v.aad = (uint32_t)(r->aad + iv);
	snprintf(v.type, sizeof(v.type), "%s", type);
	snprintf(v.driver, sizeof(v.driver), "%s-kyanite", r->driver);
	memcpy(v.iv, r->iv + r->salt, sizeof(v.iv) - r->salt);
	append(&v, sizeof(v));
	append(r->key, r->key_len);
	append(r->iv, r->salt);
	append_source(r, iv);
	append(r->want, r->bad_key ? r->icv : r->want_len);
	while (size % BENCH_VECTORS_ALIGN)
		batch[size++] = 0;
	lines[count++] = r->line;
	return count == BATCH ? vector_run() : 0;
}

static unsigned int judge(unsigned int i)
{
	static const char *const what[] = {
		[BENCH_WRONG_KEY] = "key",       [BENCH_WRONG_ERROR] = "error",
		[BENCH_WRONG_DATA] = "data",     [BENCH_WRONG_BEYOND] = "bytes beyond the data",
		[BENCH_WRONG_SOURCE] = "source",
	};

	if (verdicts[i].wrong == BENCH_RIGHT)
		return 0;
	if (shown++ < SHOWN)
		printf("# line %u: wrong %s: %s\n", lines[i], what[verdicts[i].wrong],
		       verdicts[i].error ? strerror(-verdicts[i].error) : "no error");
	return 1;
}

unsigned int vector_run(void)
{
	const ssize_t want = (ssize_t)(count * sizeof(verdicts[0]));
	unsigned int wrong = 0;

	if (!count)
		return 0;
	if (write(file, batch, size) != (ssize_t)size ||
	    read(file, verdicts, sizeof(verdicts)) != want) {
		fprintf(stderr, "vectors: line %u and before: %s\n", lines[count - 1],
			strerror(errno));
		exit(1);
	}
	for (unsigned int i = 0; i < count; i++)
		wrong += judge(i);
	size = count = 0;
	return wrong;
}

const uint8_t *vector_result(void)
{
	return verdicts[0].out;
}
