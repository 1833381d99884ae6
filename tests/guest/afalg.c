// SPDX-License-Identifier: Apache-2.0
/*
 * The engine from user space, by AF_ALG: one driver against another on random data.
 *   afalg KIND KEYLEN DRIVER [REFERENCE]
 * KIND is hash, skcipher, gcm or authencesn, KEYLEN that of the cipher. AEADs work in place here.
 * Without a reference it holds the driver's transform until its input ends.
 * Exit status: 0 same results, 1 different ones, 2 an error.
 */
#include <endian.h>
#include <errno.h>
#include <linux/if_alg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_LEN    16384
#define MAX_AAD    28
#define MAX_DIGEST 64
#define MAX_KEY    64
#define ROUNDS     50

/* Bytes of IV, AAD, tag and authentication key; without an IV it is a hash. */
struct kind {
	const char *name;
	const char *type;
	uint32_t iv;
	uint32_t aad;
	uint32_t tag;
	uint32_t auth;
};

static const struct kind kinds[] = {
	{ "hash", "hash", 0, 0, 0, 0 },
	{ "skcipher", "skcipher", 16, 0, 0, 0 },
	{ "gcm", "aead", 12, 20, 16, 0 },
	{ "authencesn", "aead", 16, 28, 16, 32 },
};

static void die(const char *what, const char *driver)
{
	fprintf(stderr, "afalg: %s: %s: %s\n", driver, what, strerror(errno));
	exit(2);
}

/* authencesn() takes a struct rtattr with the length of the cipher's key before the two keys. */
static int set_key(int fd, const struct kind *kind, const uint8_t *key, uint32_t keylen)
{
	struct {
		uint16_t len;
		uint16_t type;
		uint32_t enckeylen;
		uint8_t keys[MAX_KEY];
	} param = { 8, 1, htobe32(keylen), { 0 } };

	if (!kind->auth)
		return setsockopt(fd, SOL_ALG, ALG_SET_KEY, key, keylen);
	memcpy(param.keys, key, kind->auth + keylen);
	return setsockopt(fd, SOL_ALG, ALG_SET_KEY, &param, 8 + kind->auth + keylen);
}

static int open_alg(const struct kind *kind, const char *driver, const uint8_t *key,
		    uint32_t keylen)
{
	struct sockaddr_alg sa = { .salg_family = AF_ALG };
	int fd = socket(AF_ALG, SOCK_SEQPACKET, 0);

	snprintf((char *)sa.salg_type, sizeof(sa.salg_type), "%s", kind->type);
	snprintf((char *)sa.salg_name, sizeof(sa.salg_name), "%s", driver);
	if (fd < 0 || bind(fd, (struct sockaddr *)&sa, sizeof(sa)) < 0)
		die("bind", driver);
	if (keylen && set_key(fd, kind, key, keylen) < 0)
		die("set key", driver);
	if (kind->tag && setsockopt(fd, SOL_ALG, ALG_SET_AEAD_AUTHSIZE, NULL, kind->tag) < 0)
		die("set tag size", driver);
	return fd;
}

static struct cmsghdr *add_control(struct msghdr *msg, struct cmsghdr *after, int type, size_t len)
{
	struct cmsghdr *c = after ? CMSG_NXTHDR(msg, after) : CMSG_FIRSTHDR(msg);

	c->cmsg_level = SOL_ALG;
	c->cmsg_type = type;
	c->cmsg_len = CMSG_LEN(len);
	return c;
}

/* A cipher wants operation, IV and the length of the AAD as control messages; a hash wants none. */
static void set_control(struct msghdr *msg, const struct kind *kind, const uint8_t *iv)
{
	const uint32_t op = ALG_OP_ENCRYPT;
	struct cmsghdr *c = add_control(msg, NULL, ALG_SET_OP, sizeof(op));

	memcpy(CMSG_DATA(c), &op, sizeof(op));
	c = add_control(msg, c, ALG_SET_IV, sizeof(kind->iv) + kind->iv);
	memcpy(CMSG_DATA(c), &kind->iv, sizeof(kind->iv));
	memcpy(CMSG_DATA(c) + sizeof(kind->iv), iv, kind->iv);
	c = add_control(msg, c, ALG_SET_AEAD_ASSOCLEN, sizeof(kind->aad));
	memcpy(CMSG_DATA(c), &kind->aad, sizeof(kind->aad));
}

static size_t run(int alg, const char *driver, const struct kind *kind, const uint8_t *iv,
		  uint8_t *in, size_t len, uint8_t *out)
{
	union {
		char buf[2 * CMSG_SPACE(4) + CMSG_SPACE(4 + 16)];
		struct cmsghdr align;
	} control = { 0 };
	struct iovec iov = { .iov_base = in, .iov_len = len };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	int fd = accept(alg, NULL, NULL);
	ssize_t n;

	if (fd < 0)
		die("accept", driver);
	if (kind->iv) {
		msg.msg_control = control.buf;
		msg.msg_controllen = CMSG_SPACE(4 + kind->iv) + 2 * CMSG_SPACE(4);
		set_control(&msg, kind, iv);
	}
	if (sendmsg(fd, &msg, 0) != (ssize_t)len)
		die("send", driver);
	/* A cipher's read waits until it has all that it asks for. */
	n = read(fd, out, kind->iv ? len + kind->tag : MAX_DIGEST);
	if (n < 0)
		die("read", driver);
	close(fd);
	return (size_t)n;
}

static const struct kind *find_kind(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

int main(int argc, char **argv)
{
	static uint8_t in[MAX_LEN + MAX_AAD], out[2][MAX_LEN + MAX_AAD + MAX_DIGEST];
	const struct kind *kind = argc == 4 || argc == 5 ? find_kind(argv[1]) : NULL;
	uint8_t key[MAX_KEY], iv[16];
	uint32_t keylen;
	int fd[2];

	keylen = kind ? (uint32_t)atoi(argv[2]) : 0;
	if (!kind || keylen > MAX_KEY - kind->auth) {
		fputs("usage: afalg KIND KEYLEN DRIVER [REFERENCE]\n", stderr);
		return 2;
	}
	if (getrandom(key, sizeof(key), 0) < 0)
		die("random", argv[3]);
	for (int i = 0; i < argc - 3; i++)
		fd[i] = open_alg(kind, argv[3 + i], key, keylen);
	if (argc == 4)
		return read(STDIN_FILENO, in, 1) ? 2 : 0;
	for (int round = 0; round < ROUNDS; round++) {
		uint16_t len;
		size_t n[2];

		if (getrandom(&len, sizeof(len), 0) < 0 || getrandom(iv, sizeof(iv), 0) < 0)
			die("random", argv[3]);
		len = (uint16_t)(len % (MAX_LEN / 16) * 16 + 16 + kind->aad);
		for (size_t at = 0; at < len; at += 256)
			if (getrandom(in + at, len - at < 256 ? len - at : 256, 0) < 0)
				die("random", argv[3]);
		for (int i = 0; i < 2; i++)
			n[i] = run(fd[i], argv[3 + i], kind, iv, in, len, out[i]);
		if (!n[0] || n[0] != n[1] || memcmp(out[0], out[1], n[0])) {
			printf("afalg: %s and %s differ at %u bytes\n", argv[3], argv[4], len);
			return 1;
		}
	}
	return 0;
}
