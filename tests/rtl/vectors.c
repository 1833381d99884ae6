// SPDX-License-Identifier: Apache-2.0
/*
 * Known answers through a model of the engine, or the kernel. Reads vectors in the form of
 * NIST's .rsp files on stdin: "name = value" lines, a case ends with an empty
 * line. A line "@ ALGORITHM EVERY TITLE" begins a file, which is one TAP test;
 * of its cases one in EVERY is run. What the engine has no request for is
 * counted with the reason.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "golden_context.h"
#include "vector_engine.h"

#define MAX_FIELDS   16
#define MAX_REASONS  8
#define MONTE_ROUNDS 1000

struct field {
	char name[32];
	char *value; /* in the line that it was read from */
};

/* The case that is being read. */
static struct field fields[MAX_FIELDS];
static unsigned int n_fields, line_number;

struct algorithm {
	const char *name;
	void (*run)(void);
	unsigned int cipher, hash;
	const char *driver; /* the kernel's, if @name is not its name */
	unsigned int salt;  /* of struct vector_request */
};

/* The file that is being read. */
static const struct algorithm *algorithm;
static char title[256];
static unsigned int every, cases, ran, wrong;
static struct {
	const char *reason;
	unsigned int count;
} skipped[MAX_REASONS];

static unsigned int tests, failures;
static struct vector_request request;

static void die(const char *what)
{
	fprintf(stderr, "vectors: line %u: %s\n", line_number, what);
	exit(1);
}

/* Counts the case with others that are left out for the same reason. */
static void skip(const char *reason)
{
	unsigned int i = 0;

	while (skipped[i].reason && skipped[i].reason != reason)
		if (++i == MAX_REASONS)
			die("too many reasons to skip");
	skipped[i].reason = reason;
	skipped[i].count++;
	ran--;
}

/* The value of the first of two names that the case has, or NULL. */
static const char *value(const char *name, const char *other)
{
	for (unsigned int i = 0; i < n_fields; i++)
		if (!strcasecmp(fields[i].name, name) ||
		    (other && !strcasecmp(fields[i].name, other)))
			return fields[i].value;
	return NULL;
}

/* Bytes of a hexadecimal value, into @buf; a case without it has none. */
static uint32_t bytes(const char *name, const char *other, uint8_t *buf, uint32_t size)
{
	const char *hex = value(name, other);
	uint32_t n = 0;

	for (; hex && hex[0] && hex[1]; hex += 2) {
		char pair[3] = { hex[0], hex[1], 0 }, *end;

		if (n == size)
			die("value too long");
		buf[n++] = (uint8_t)strtoul(pair, &end, 16);
		if (*end)
			die("not hexadecimal");
	}
	if (hex && *hex)
		die("half a byte");
	return n;
}

static bool is_invalid(void)
{
	const char *result = value("Result", NULL);

	return result && !strcmp(result, "invalid");
}

/* KYA_KEYSIZE_*, or -1 if AES has no such key. */
static int keysize_of(uint32_t n)
{
	return n == 16 || n == 24 || n == 32 ? (int)(n - 16) / 8 : -1;
}

static void submit(void)
{
	request.driver = algorithm->driver ? algorithm->driver : algorithm->name;
	request.salt = algorithm->salt;
	request.key_len = bytes("Key", NULL, request.key, sizeof(request.key));
	request.line = line_number;
	wrong += vector_submit(&request);
}

/* A key of no size that AES has. */
static void submit_bad_key(void)
{
	if (!vector_has_keys) {
		skip("AES has no such key");
		return;
	}
	request = (struct vector_request){ .bad_key = true, .icv = 16 };
	submit();
}

/* @src and @want of a request from parts. */
static void append(uint8_t *to, uint32_t *len, const uint8_t *part, uint32_t n)
{
	if (n > VECTOR_MAX - *len)
		die("message too long");
	memcpy(to + *len, part, n);
	*len += n;
}

static uint8_t plain[VECTOR_MAX], sealed[VECTOR_MAX];

/* A request without ICV, the same in both directions. */
static void run_both_ways(const struct keys *k, const uint8_t *iv, uint32_t n)
{
	for (int decrypt = 0; decrypt < 2; decrypt++) {
		request = (struct vector_request){ .ctx = make_context(k),
						   .decrypt = decrypt,
						   .len = n };
		memcpy(request.iv, iv, sizeof(request.iv));
		append(request.src, &request.src_len, decrypt ? sealed : plain, n);
		append(request.want, &request.want_len, decrypt ? plain : sealed, n);
		submit();
	}
}

/* RFC 3686, 4: nonce, IV and the counter, which begins at one. */
static bool is_rfc3686(const uint8_t *iv)
{
	static const uint8_t one[4] = { 0, 0, 0, 1 };

	return !memcmp(iv + 12, one, sizeof(one));
}

static void run_cipher(void)
{
	struct keys k = { .cipher = algorithm->cipher };
	int keysize = keysize_of(bytes("Key", NULL, k.key, sizeof(k.key)));
	uint32_t n = bytes("Plaintext", "PT", plain, sizeof(plain));
	uint8_t iv[16] = { 0 };

	bytes("IV", NULL, iv, sizeof(iv));
	if (bytes("Ciphertext", "CT", sealed, sizeof(sealed)) != n || keysize < 0)
		die("not a case of a cipher");
	if (is_invalid()) {
		skip("padding is software's");
		return;
	}
	if (algorithm->salt && !is_rfc3686(iv)) {
		skip("counter does not begin at one");
		return;
	}
	k.keysize = (unsigned int)keysize;
	run_both_ways(&k, iv, n);
}

/* IEEE 1619, 5.1: the number of the data unit is the tweak, first byte lowest. */
static void xts_tweak(uint8_t *tweak)
{
	const char *number = value("DataUnitSeqNumber", NULL);
	uint64_t n = number ? strtoull(number, NULL, 10) : 0;

	memset(tweak, 0, 16);
	if (!number)
		bytes("i", "IV", tweak, 16);
	for (int i = 0; number && i < 8; i++)
		tweak[i] = (uint8_t)(n >> 8 * i);
}

static void run_xts(void)
{
	const char *bits = value("DataUnitLen", NULL);
	struct keys k = { .cipher = KYA_CIPHER_XTS };
	uint8_t key[64], tweak[16];
	uint32_t half = bytes("Key", NULL, key, sizeof(key)) / 2;
	uint32_t n = bytes("PT", NULL, plain, sizeof(plain));

	if (bytes("CT", NULL, sealed, sizeof(sealed)) != n || keysize_of(half) < 0)
		die("not a case of XTS");
	if (bits && strtoul(bits, NULL, 10) % 8) {
		skip("data unit is not whole bytes");
		return;
	}
	k.keysize = (unsigned int)keysize_of(half);
	memcpy(k.key, key, half);
	memcpy(k.tweak_key, key + half, half);
	xts_tweak(tweak);
	run_both_ways(&k, tweak, n);
}

/* AAD, payload and tag of a case of GCM. */
static void run_gcm_way(const struct keys *k, bool decrypt, bool fails)
{
	static uint8_t aad[VECTOR_MAX];
	uint32_t aad_len = bytes("AAD", NULL, aad, sizeof(aad));
	uint32_t n = bytes("CT", NULL, sealed, sizeof(sealed));
	uint8_t tag[16];
	uint32_t tag_len = bytes("Tag", NULL, tag, sizeof(tag));

	request = (struct vector_request){ .ctx = make_context(k),
					   .decrypt = decrypt,
					   .aad = aad_len,
					   .len = n,
					   .icv = tag_len,
					   .status = fails ? KYA_STATUS_AUTH_FAIL : KYA_STATUS_OK };
	bytes("IV", NULL, request.iv, sizeof(request.iv));
	append(request.src, &request.src_len, aad, aad_len);
	append(request.src, &request.src_len, decrypt ? sealed : plain, n);
	append(request.want, &request.want_len, decrypt ? plain : sealed, n);
	if (decrypt)
		append(request.src, &request.src_len, tag, tag_len);
	else
		append(request.want, &request.want_len, tag, tag_len);
	submit();
}

static void run_gcm(void)
{
	struct keys k = { .cipher = KYA_CIPHER_GCM };
	int keysize = keysize_of(bytes("Key", NULL, k.key, sizeof(k.key)));
	bool fails = is_invalid();
	const char *iv = value("IV", NULL), *aad = value("AAD", NULL);
	size_t aad_len = aad ? strlen(aad) / 2 : 0;

	if (!iv || !value("Tag", NULL) || keysize < 0)
		die("not a case of GCM");
	if (strlen(iv) != 24) {
		skip("nonce is not 12 bytes");
		return;
	}
	/* RFC 4106, 5: ESP's header, with a sequence number of either size. */
	if (algorithm->salt && aad_len != 8 && aad_len != 12) {
		skip("AAD is not ESP's");
		return;
	}
	k.keysize = (unsigned int)keysize;
	bytes("PT", NULL, plain, sizeof(plain));
	run_gcm_way(&k, true, fails);
	if (!fails)
		run_gcm_way(&k, false, false);
}

/* A digest of the message in the case; NIST gives an empty one as a zero byte and Len 0. */
static void run_digest(const struct kya_ctx *ctx)
{
	const char *bits = value("Len", NULL);
	uint32_t n = bytes("Msg", "Message", plain, sizeof(plain));

	if (bits && !strtoul(bits, NULL, 10))
		n = 0;
	request = (struct vector_request){ .ctx = *ctx, .len = n, .differs = is_invalid() };
	append(request.src, &request.src_len, plain, n);
	request.want_len = bytes("MD", "Output", request.want, sizeof(request.want));
	request.icv = request.want_len;
	if (!request.icv)
		die("not a case of a hash or MAC");
	submit();
}

static void run_hash(void)
{
	struct keys k = { .hash = algorithm->hash };
	struct kya_ctx ctx = make_context(&k);

	run_digest(&ctx);
}

static const EVP_MD *digest_of(unsigned int hash)
{
	const EVP_MD *const kind[] = { NULL,         EVP_sha1(),   EVP_sha224(),
				       EVP_sha256(), EVP_sha384(), EVP_sha512() };

	return kind[hash];
}

static void run_hmac(void)
{
	struct keys k = { .hash = algorithm->hash, .hmac = true };
	uint8_t key[VECTOR_MAX];
	uint32_t n = bytes("Key", NULL, key, sizeof(key));
	struct kya_ctx ctx;

	/* FIPS 198-1, 4: a key longer than the block is hashed. */
	if (n > sizes_of(k.hash)->block)
		EVP_Digest(key, n, k.mac_key, NULL, digest_of(k.hash), NULL);
	else
		memcpy(k.mac_key, key, n);
	ctx = make_context(&k);
	run_digest(&ctx);
}

static void run_cmac(void)
{
	struct keys k = { .hash = KYA_HASH_CMAC };
	uint8_t key[64];
	uint32_t n = bytes("Key", NULL, key, sizeof(key));
	struct kya_ctx ctx;

	if (keysize_of(n) < 0) {
		submit_bad_key();
		return;
	}
	k.keysize = (unsigned int)keysize_of(n);
	memcpy(k.key, key, n);
	ctx = make_context(&k);
	run_digest(&ctx);
}

static void run_xcbc(void)
{
	uint8_t key[16];
	struct kya_ctx ctx;

	if (bytes("Key", NULL, key, sizeof(key)) != sizeof(key))
		die("not a case of XCBC");
	ctx = make_xcbc_context(key);
	run_digest(&ctx);
}

/* The Secure Hash Algorithm Validation System, 6.4: digests of the three before. */
static void monte(const uint8_t *seed, uint32_t n, const uint8_t *want)
{
	struct keys k = { .hash = algorithm->hash };
	uint8_t md[3][64];

	for (int i = 0; i < 3; i++)
		memcpy(md[i], seed, n);
	request = (struct vector_request){ .driver = algorithm->driver,
					   .ctx = make_context(&k),
					   .len = 3 * n,
					   .src_len = 3 * n,
					   .icv = n,
					   .want_len = n,
					   .line = line_number };
	for (int i = 0; i < MONTE_ROUNDS; i++) {
		for (int j = 0; j < 3; j++)
			memcpy(request.src + (uint32_t)j * n, md[j], n);
		/* What comes out on the way is not given: only the last must be @want. */
		request.differs = i + 1 < MONTE_ROUNDS;
		memcpy(request.want, want, n);
		wrong += vector_submit(&request) + vector_run();
		memmove(md[0], md[1], sizeof(md[0]) + sizeof(md[1]));
		memcpy(md[2], vector_result(), n);
	}
}

/* A case starts from the digest of the case before, the first one from the seed. */
static uint8_t monte_seed[64];

static void run_monte(void)
{
	uint8_t want[64];
	uint32_t n = bytes("MD", NULL, want, sizeof(want));

	if (n != sizes_of(algorithm->hash)->digest)
		die("not a case of a Monte Carlo test");
	monte(monte_seed, n, want);
}

static const struct algorithm algorithms[] = {
	{ "ecb", run_cipher, KYA_CIPHER_ECB, 0, "ecb-aes", 0 },
	{ "cbc", run_cipher, KYA_CIPHER_CBC, 0, "cbc-aes", 0 },
	{ "ctr", run_cipher, KYA_CIPHER_CTR, 0, "ctr-aes", 0 },
	{ "rfc3686", run_cipher, KYA_CIPHER_CTR, 0, "rfc3686-ctr-aes", 4 },
	{ "rfc4106", run_gcm, KYA_CIPHER_GCM, 0, "rfc4106-gcm-aes", 4 },
	{ "gcm", run_gcm, KYA_CIPHER_GCM, 0, "gcm-aes", 0 },
	{ "xts", run_xts, KYA_CIPHER_XTS, 0, "xts-aes", 0 },
	{ "cmac", run_cmac, 0, KYA_HASH_CMAC, "cmac-aes", 0 },
	{ "xcbc", run_xcbc, 0, KYA_HASH_CMAC, "xcbc-aes", 0 },
	{ "sha1", run_hash, 0, KYA_HASH_SHA1, NULL, 0 },
	{ "sha224", run_hash, 0, KYA_HASH_SHA224, NULL, 0 },
	{ "sha256", run_hash, 0, KYA_HASH_SHA256, NULL, 0 },
	{ "sha384", run_hash, 0, KYA_HASH_SHA384, NULL, 0 },
	{ "sha512", run_hash, 0, KYA_HASH_SHA512, NULL, 0 },
	{ "hmac-sha1", run_hmac, 0, KYA_HASH_SHA1, NULL, 0 },
	{ "hmac-sha224", run_hmac, 0, KYA_HASH_SHA224, NULL, 0 },
	{ "hmac-sha256", run_hmac, 0, KYA_HASH_SHA256, NULL, 0 },
	{ "hmac-sha384", run_hmac, 0, KYA_HASH_SHA384, NULL, 0 },
	{ "hmac-sha512", run_hmac, 0, KYA_HASH_SHA512, NULL, 0 },
	{ "monte-sha1", run_monte, 0, KYA_HASH_SHA1, "sha1", 0 },
	{ "monte-sha224", run_monte, 0, KYA_HASH_SHA224, "sha224", 0 },
	{ "monte-sha256", run_monte, 0, KYA_HASH_SHA256, "sha256", 0 },
	{ "monte-sha384", run_monte, 0, KYA_HASH_SHA384, "sha384", 0 },
	{ "monte-sha512", run_monte, 0, KYA_HASH_SHA512, "sha512", 0 },
};

static void end_case(void)
{
	if (!n_fields)
		return;
	if (!algorithm)
		die("no algorithm yet");
	if (value("Seed", NULL)) {
		bytes("Seed", NULL, monte_seed, sizeof(monte_seed));
	} else {
		if (cases++ % every == 0) {
			ran++;
			algorithm->run();
		}
		if (algorithm->run == run_monte)
			bytes("MD", NULL, monte_seed, sizeof(monte_seed));
	}
	while (n_fields)
		free(fields[--n_fields].value);
}

static void end_file(void)
{
	if (!algorithm)
		return;
	wrong += vector_run();
	tests++;
	if (!cases)
		printf("# %s has no case\n", title);
	failures += wrong || !cases;
	printf("%sok %u - %s: %u of %u cases", wrong || !cases ? "not " : "", tests, title, ran,
	       cases);
	for (unsigned int i = 0; i < MAX_REASONS && skipped[i].reason; i++)
		printf(", %u left out: %s", skipped[i].count, skipped[i].reason);
	putchar('\n');
	fflush(stdout);
}

/* "@ ALGORITHM EVERY TITLE" */
static void begin_file(const char *line)
{
	char name[32];

	end_file();
	if (sscanf(line, "@ %31s %u %255[^\n]", name, &every, title) != 3 || !every)
		die("not an \"@ ALGORITHM EVERY TITLE\"");
	algorithm = NULL;
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		if (!strcmp(algorithms[i].name, name))
			algorithm = &algorithms[i];
	if (!algorithm)
		die("unknown algorithm");
	cases = ran = wrong = 0;
	memset(skipped, 0, sizeof(skipped));
}

static void add_field(const char *name, size_t len, const char *text)
{
	struct field *f = &fields[n_fields];

	if (n_fields == MAX_FIELDS || len >= sizeof(f->name))
		die("too many or too long names");
	memcpy(f->name, name, len);
	f->name[len] = 0;
	f->value = strdup(text);
	if (!f->value)
		die("out of memory");
	n_fields++;
}

static void read_line(char *line)
{
	char *equals = strchr(line, '='), *end = equals;

	if (line[0] == '@' || !line[0])
		end_case();
	if (line[0] == '@')
		begin_file(line);
	if (line[0] == '@' || line[0] == '#' || line[0] == '[' || !line[0])
		return;
	/* How NIST says that a ciphertext is not authentic. */
	if (!strcmp(line, "FAIL")) {
		add_field("Result", strlen("Result"), "invalid");
		return;
	}
	if (!equals)
		die("not a \"name = value\"");
	while (end > line && isspace((unsigned char)end[-1]))
		end--;
	equals++;
	add_field(line, (size_t)(end - line), equals + strspn(equals, " \t"));
}

int main(void)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	if (!vector_start())
		return 1;
	while ((n = getline(&line, &size, stdin)) >= 0) {
		line_number++;
		while (n && isspace((unsigned char)line[n - 1]))
			line[--n] = 0;
		read_line(line);
	}
	free(line);
	end_case();
	end_file();
	vector_stop();
	printf("1..%u\n", tests);
	return failures != 0 || !tests;
}
