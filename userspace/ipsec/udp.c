// SPDX-License-Identifier: Apache-2.0
/*
 * udp: sends datagrams between two network namespaces on a schedule that does not wait for anything
 * (an open loop), and tells how many arrived and how long they took.
 *   udp FROM TO ADDRESS PORT BYTES MBIT COUNT ACCOUNT
 * FROM and TO are the namespaces' files (/proc/PID/ns/net), ADDRESS and PORT the receiver's, BYTES
 * the payload of each datagram, MBIT the offered payload in Mbit/s. ACCOUNT is the file of
 * kyanite_account, whose window is from the first datagram's turn to the last one that arrives, or
 * 5 ms later if some are lost. Prints udp_sent, udp_received, udp_us (to the last that arrived) and
 * quantiles of the one-way latency as KEY=VALUE. One process has both ends, so one clock; the latency
 * is to where the receiver reads, not to the socket.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define QUIET_NS                                                                                   \
	20000000 /* without a datagram for so long after the last was sent, the rest are lost */
#define MAX_BYTES 65507

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "udp: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* A whole number from 1 to MAX. */
static long number(const char *text, long max)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (*end || value < 1 || value > max) {
		fprintf(stderr, "udp: %s is no number from 1 to %ld\n", text, max);
		exit(2);
	}
	return value;
}

/* A socket of the namespace whose file is given. */
static int socket_in(const char *namespace)
{
	int ns = open(namespace, O_RDONLY | O_CLOEXEC), s;

	if (ns < 0 || setns(ns, CLONE_NEWNET))
		die(namespace);
	close(ns);
	s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	if (s < 0)
		die("socket");
	return s;
}

static void account(int file, const char *what)
{
	if (write(file, what, strlen(what)) < 0)
		die("account");
}

/* Takes all that has arrived; each datagram begins with the time at which it was sent. */
static long drain(int s, char *buf, int64_t *latency, long received, long count)
{
	int64_t sent;

	while (received < count && recv(s, buf, MAX_BYTES, 0) >= (ssize_t)sizeof(sent)) {
		memcpy(&sent, buf, sizeof(sent));
		latency[received++] = now_ns() - sent;
	}
	return received;
}

static void wait_until(int s, int64_t when)
{
	int64_t left = when - now_ns();
	struct timespec t = { .tv_sec = left / 1000000000, .tv_nsec = left % 1000000000 };
	struct pollfd fd = { .fd = s, .events = POLLIN };

	if (left > 0)
		ppoll(&fd, 1, &t, NULL);
}

/*
 * Sends COUNT datagrams, one each GAP ns, and counts those that arrive until @end_ns. Who is late
 * catches up; a datagram that the sender's own buffer refuses is lost, too. @latency has COUNT places.
 */
static long run(int from, int to, long bytes, int64_t gap, long count, int64_t *latency,
		int64_t *end_ns)
{
	static char out[MAX_BYTES], in[MAX_BYTES];
	int64_t start = now_ns(), now;
	long sent = 0, received = 0, before;

	*end_ns = start;
	for (;;) {
		before = received;
		received = drain(to, in, latency, received, count);
		now = now_ns();
		if (received > before || sent < count)
			*end_ns = now;
		if (received == count || now - *end_ns > QUIET_NS)
			return received;
		if (sent == count) {
			wait_until(to, *end_ns + QUIET_NS + 1);
		} else if (now >= start + sent * gap) {
			memcpy(out, &now, sizeof(now));
			if (send(from, out, bytes, 0) < 0 && errno != EAGAIN && errno != ENOBUFS)
				die("send");
			sent++;
		} else {
			wait_until(to, start + sent * gap);
		}
	}
}

static int ascending(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static double quantile_us(const int64_t *latency, long n, int percent)
{
	return n ? latency[(n - 1) * percent / 100] / 1000.0 : 0;
}

static _Noreturn void usage(const char *why)
{
	fprintf(stderr, "udp: %s (udp FROM TO ADDRESS PORT BYTES MBIT COUNT ACCOUNT)\n", why);
	exit(2);
}

/* Both ends: the receiver bound to the address, the sender connected to it. */
static void open_ends(char **argv, int *from, int *to)
{
	struct sockaddr_in there = { .sin_family = AF_INET };

	if (inet_pton(AF_INET, argv[3], &there.sin_addr) != 1)
		usage("no such address");
	there.sin_port = htons(number(argv[4], 65535));
	*to = socket_in(argv[2]);
	if (bind(*to, (struct sockaddr *)&there, sizeof(there)))
		die("bind");
	*from = socket_in(argv[1]);
	if (connect(*from, (struct sockaddr *)&there, sizeof(there)))
		die("connect");
}

int main(int argc, char **argv)
{
	long bytes, mbit, count, received;
	int64_t *latency, begin_ns, end_ns;
	int from, to, window;

	if (argc != 9)
		usage("eight arguments are needed");
	bytes = number(argv[5], MAX_BYTES);
	mbit = number(argv[6], 100000);
	count = number(argv[7], 10000000);
	if (bytes < (long)sizeof(int64_t))
		usage("a datagram has at least 8 bytes");
	window = open(argv[8], O_WRONLY | O_CLOEXEC);
	latency = calloc(count, sizeof(*latency));
	if (window < 0 || !latency)
		die(argv[8]);
	open_ends(argv, &from, &to);
	prctl(PR_SET_TIMERSLACK, 1);
	account(window, "begin");
	begin_ns = now_ns();
	received = run(from, to, bytes, bytes * 8000 / mbit, count, latency, &end_ns);
	account(window, "end");
	qsort(latency, received, sizeof(*latency), ascending);
	printf("udp_sent=%ld udp_received=%ld udp_us=%.1f ", count, received,
	       (end_ns - begin_ns) / 1000.0);
	printf("p50_us=%.1f p90_us=%.1f p99_us=%.1f\n", quantile_us(latency, received, 50),
	       quantile_us(latency, received, 90), quantile_us(latency, received, 99));
	return 0;
}
