// SPDX-License-Identifier: Apache-2.0
/* Shows and sets what the driver's queues do. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "policy.h"
#include "show.h"

#define MIN_DELAY 0.1
#define MAX_DELAY 3600.0
#define MAX_ROOT  1024 /* leaves room for the paths below it */

enum status { OK = 0, FAILED = 1, BAD_USAGE = 2 };

struct options {
	const char *root;
	bool json;
	double delay;        /* seconds */
	unsigned long count; /* screens of top; 0: without end */
	char given[8];       /* letters of those that only one command has */
	char **args;         /* behind the command */
};

struct command {
	const char *name;
	const char *options; /* of struct options' "given" */
	bool args;
	int (*run)(const struct options *o, struct devices *d);
};

static void usage(FILE *out)
{
	fputs("usage: kyanitectl [--root DIR] status\n"
	      "       kyanitectl [--root DIR] top [-d SECONDS] [-n COUNT]\n"
	      "       kyanitectl [--root DIR] policy [DEVICE] [QUEUE|all] [NAME=VALUE...]\n"
	      "       kyanitectl [--root DIR] counters [--json]\n"
	      "Shows and sets what the queues of the Kyanite engine's driver do.\n"
	      "  status    devices, settings, counters and ratios\n"
	      "  top       the same as rates, every SECONDS (2)\n"
	      "  policy    settings of the queues\n"
	      "  counters  all counters and histograms\n"
	      "Exit status: 0 done, 1 not done, 2 wrong usage.\n",
	      out);
}

/* The devices and what their queues have counted so far. */
static bool take_all(const char *root, struct devices *d)
{
	if (!devices_find(root, d))
		return false;
	for (unsigned int i = 0; i < d->count; i++)
		if (device_bound(&d->device[i]) && !device_count(root, &d->device[i]))
			return false;
	return true;
}

static int run_status(const struct options *o, struct devices *d)
{
	return take_all(o->root, d) && show_devices(o->root, d, NULL, 0) ? OK : FAILED;
}

static int run_policy(const struct options *o, struct devices *d)
{
	return policy(o->root, d, o->args);
}

static int run_counters(const struct options *o, struct devices *d)
{
	if (!take_all(o->root, d))
		return FAILED;
	if (o->json)
		counters_json(d);
	else
		counters_text(d);
	return OK;
}

static double seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void wait_seconds(double seconds)
{
	struct timespec t = { .tv_sec = seconds };

	t.tv_nsec = (seconds - t.tv_sec) * 1e9;
	while (nanosleep(&t, &t) && errno == EINTR)
		;
}

/* One screen; @d is then what it showed. */
static bool top_once(const struct options *o, struct devices *d, double *since)
{
	struct devices now;
	double then = *since;
	bool ok;

	wait_seconds(o->delay);
	ok = take_all(o->root, &now);
	*since = seconds_now();
	if (ok && isatty(STDOUT_FILENO))
		fputs("\033[H\033[2J", stdout);
	ok = ok && show_devices(o->root, &now, d, *since - then);
	devices_free(d);
	*d = now;
	return ok && fflush(stdout) == 0;
}

static int run_top(const struct options *o, struct devices *d)
{
	double since;

	if (!take_all(o->root, d))
		return FAILED;
	since = seconds_now();
	for (unsigned long i = 0; !o->count || i < o->count; i++) {
		if (i && !isatty(STDOUT_FILENO))
			putchar('\n');
		if (!top_once(o, d, &since))
			return FAILED;
	}
	return OK;
}

static const struct command commands[] = {
	{ "status", "", false, run_status },
	{ "top", "dn", false, run_top },
	{ "policy", "", true, run_policy },
	{ "counters", "j", false, run_counters },
};

static const struct command *find_command(const char *name)
{
	for (unsigned int i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static bool take_delay(const char *text, double *delay)
{
	char *end;

	*delay = strtod(text, &end);
	return (end != text && !*end && *delay >= MIN_DELAY && *delay <= MAX_DELAY) ||
	       complain("-d takes seconds, %g to %g: %s", MIN_DELAY, MAX_DELAY, text);
}

static bool take_count(const char *text, unsigned long *count)
{
	char *end;

	errno = 0;
	*count = strtoul(text, &end, 10);
	return (*text >= '0' && *text <= '9' && !*end && !errno && *count) ||
	       complain("-n takes a count, 1 or more: %s", text);
}

static bool take_option(int letter, struct options *o)
{
	size_t n = strlen(o->given);

	if (letter == 'r') {
		o->root = optarg;
		return strlen(optarg) <= MAX_ROOT || complain("--root: too long");
	}
	if (!strchr(o->given, letter) && n < sizeof(o->given) - 1)
		o->given[n] = letter;
	o->json |= letter == 'j';
	if (letter == 'd')
		return take_delay(optarg, &o->delay);
	return letter == 'n' ? take_count(optarg, &o->count) : letter == 'j';
}

/* The command, or NULL if it is not said rightly; options may come anywhere. */
static const struct command *parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = { { "root", required_argument, NULL, 'r' },
					       { "json", no_argument, NULL, 'j' },
					       { "help", no_argument, NULL, 'h' },
					       { 0 } };
	const struct command *c;
	int letter;

	while ((letter = getopt_long(argc, argv, "d:n:h", longs, NULL)) != -1) {
		if (letter == 'h') {
			usage(stdout);
			exit(OK);
		}
		if (letter == '?' || !take_option(letter, o))
			return NULL;
	}
	c = optind < argc ? find_command(argv[optind]) : NULL;
	if (!c)
		complain(optind < argc ? "no command %s" : "no command given", argv[optind]);
	else if (o->given[strspn(o->given, c->options)])
		complain("%s has no such option: -%c", c->name,
			 o->given[strspn(o->given, c->options)]);
	else if (!c->args && optind + 1 < argc)
		complain("%s takes no argument: %s", c->name, argv[optind + 1]);
	else {
		o->args = &argv[optind + 1];
		return c;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct options o = { .root = "", .delay = 2 };
	const struct command *c = parse(argc, argv, &o);
	struct devices d = { 0 };
	int status = c ? c->run(&o, &d) : BAD_USAGE;

	devices_free(&d);
	if (status == BAD_USAGE)
		usage(stderr);
	if (fflush(stdout) || ferror(stdout)) {
		complain("cannot write: %s", strerror(errno));
		status = FAILED;
	}
	return status;
}
