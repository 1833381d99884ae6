// SPDX-License-Identifier: Apache-2.0
/*
 * The engine from user space, by AF_ALG: one driver against another on random data.
 *   afalg TYPE KEYLEN DRIVER REFERENCE
 * Exit status: 0 same results, 1 different ones, 2 an error.
 */
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
#define MAX_DIGEST 64
#define ROUNDS     50

static void die(const char *what, const char *driver)
{
	fprintf(stderr, "afalg: %s: %s: %s\n", driver, what, strerror(errno));
	exit(2);
}

static int open_alg(const char *type, const char *driver, const uint8_t *key, size_t keylen)
{
	struct sockaddr_alg sa = { .salg_family = AF_ALG };
	int fd = socket(AF_ALG, SOCK_SEQPACKET, 0);

	snprintf((char *)sa.salg_type, sizeof(sa.salg_type), "%s", type);
	snprintf((char *)sa.salg_name, sizeof(sa.salg_name), "%s", driver);
	if (fd < 0 || bind(fd, (struct sockaddr *)&sa, sizeof(sa)) < 0)
		die("bind", driver);
	if (keylen && setsockopt(fd, SOL_ALG, ALG_SET_KEY, key, (socklen_t)keylen) < 0)
		die("set key", driver);
	return fd;
}

/* A cipher wants operation and IV as control messages; a hash wants none. */
static size_t run(int alg, const char *driver, int cipher, const uint8_t *iv, uint8_t *in,
		  size_t len, uint8_t *out)
{
	union {
		char buf[CMSG_SPACE(4) + CMSG_SPACE(4 + 16)];
		struct cmsghdr align;
	} control = { 0 };
	struct iovec iov = { .iov_base = in, .iov_len = len };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	int fd = accept(alg, NULL, NULL);
	uint32_t op = ALG_OP_ENCRYPT, ivlen = 16;
	ssize_t n;

	if (fd < 0)
		die("accept", driver);
	if (cipher) {
		struct cmsghdr *c;

		msg.msg_control = control.buf;
		msg.msg_controllen = sizeof(control.buf);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_ALG;
		c->cmsg_type = ALG_SET_OP;
		c->cmsg_len = CMSG_LEN(4);
		memcpy(CMSG_DATA(c), &op, 4);
		c = CMSG_NXTHDR(&msg, c);
		c->cmsg_level = SOL_ALG;
		c->cmsg_type = ALG_SET_IV;
		c->cmsg_len = CMSG_LEN(4 + 16);
		memcpy(CMSG_DATA(c), &ivlen, 4);
		memcpy(CMSG_DATA(c) + 4, iv, 16);
	}
	if (sendmsg(fd, &msg, 0) != (ssize_t)len)
		die("send", driver);
	/* A cipher's read waits until it has all that it asks for. */
	n = read(fd, out, cipher ? len : MAX_DIGEST);
	if (n < 0)
		die("read", driver);
	close(fd);
	return (size_t)n;
}

int main(int argc, char **argv)
{
	static uint8_t in[MAX_LEN], out[2][MAX_LEN];
	uint8_t key[64], iv[16];
	int fd[2], cipher;

	if (argc != 5 || (size_t)atoi(argv[2]) > sizeof(key)) {
		fputs("usage: afalg TYPE KEYLEN DRIVER REFERENCE\n", stderr);
		return 2;
	}
	cipher = !strcmp(argv[1], "skcipher");
	if (getrandom(key, sizeof(key), 0) < 0)
		die("random", argv[3]);
	for (int i = 0; i < 2; i++)
		fd[i] = open_alg(argv[1], argv[3 + i], key, (size_t)atoi(argv[2]));
	for (int round = 0; round < ROUNDS; round++) {
		uint16_t len;
		size_t n[2];

		if (getrandom(&len, sizeof(len), 0) < 0 || getrandom(iv, sizeof(iv), 0) < 0)
			die("random", argv[3]);
		len = (uint16_t)(len % (MAX_LEN / 16) * 16 + 16);
		for (size_t at = 0; at < len; at += 256)
			if (getrandom(in + at, len - at < 256 ? len - at : 256, 0) < 0)
				die("random", argv[3]);
		for (int i = 0; i < 2; i++)
			n[i] = run(fd[i], argv[3 + i], cipher, iv, in, len, out[i]);
		if (!n[0] || n[0] != n[1] || memcmp(out[0], out[1], n[0])) {
			printf("afalg: %s and %s differ at %u bytes\n", argv[3], argv[4], len);
			return 1;
		}
	}
	return 0;
}
