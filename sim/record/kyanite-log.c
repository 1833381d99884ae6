// SPDX-License-Identifier: Apache-2.0
/* Shows, compares and replays flight records. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kyanite_regs.h"
#include "record/compare.h"
#include "record/decode.h"
#include "record/replay.h"

#define CONTEXT 5u /* records shown around a difference */

enum status { SAME = 0, DIFFERENT = 1, TROUBLE = 2 };

struct options {
	const struct model_ops *model;
	struct replay_window window;
	char **files;
};

static void usage(FILE *out)
{
	fputs("usage: kyanite-log dump LOG [--from CYCLE] [--to CYCLE]\n"
	      "       kyanite-log diff A B\n"
	      "       kyanite-log replay LOG [--waves FILE] [--from CYCLE] [--to CYCLE]\n"
	      "                              [--model NAME]\n"
	      "       kyanite-log compare LOG MODEL MODEL\n"
	      "Shows, compares and replays what kyanite-device --record wrote.\n"
	      "  dump    one line a record: number, cycle, virtual time in ns, event\n"
	      "  diff    whether two logs are equal, and where they first differ\n"
	      "  replay  run the model alone from the log, compare all that it does; waves are\n"
	      "          written from --from on, and it ends after --to\n"
	      "  compare do what the log's software did with two models, compare bytes and\n"
	      "          completions\n"
	      "Exit status: 0 equal, 1 different, 2 trouble.\n",
	      out);
}

static bool bad_usage(const char *what, const char *arg)
{
	fprintf(stderr, "kyanite-log: %s: %s\n", what, arg);
	return false;
}

static bool parse_cycle(const char *s, uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(s, &end, 10);
	if (*s < '0' || *s > '9' || *end || errno)
		return bad_usage("not a cycle", s);
	return true;
}

static bool parse_option(int c, struct options *o)
{
	switch (c) {
	case 'f':
		return parse_cycle(optarg, &o->window.from);
	case 't':
		return parse_cycle(optarg, &o->window.to);
	case 'w':
		o->window.waves = optarg;
		return true;
	case 'm':
		o->model = model_find(optarg);
		return o->model || bad_usage("no such model", optarg);
	default:
		return false;
	}
}

/* The options of a command, of which @longs are the first ones it takes, and its @n files. */
static bool parse(int argc, char **argv, const struct option *longs, int n, struct options *o)
{
	int c;

	o->window.to = UINT64_MAX;
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1)
		if (!parse_option(c, o))
			return false;
	if (argc - optind != n)
		return bad_usage(argc - optind < n ? "an argument is missing"
						   : "too many arguments",
				 argv[0]);
	if (o->window.from > o->window.to)
		return bad_usage("empty window", "--from is after --to");
	o->files = argv + optind;
	return true;
}

static void print_header(const struct log *l)
{
	const char *p = l->params;

	printf("# model %s, ABI %08" PRIx32 ", %" PRIu64 " records%s\n", l->header.model,
	       l->header.abi_hash, l->records, l->ended ? "" : ", breaks off");
	while (*p) {
		int len = (int)strcspn(p, "\n");

		printf("# %.*s\n", len, p);
		p += len + (p[len] == '\n');
	}
}

static enum status dump(const struct options *o)
{
	struct log_place place = { 0 };
	struct log_entry e;
	struct log l;

	if (log_open(&l, o->files[0]))
		return TROUBLE;
	print_header(&l);
	while (log_next(&l, &place, &e))
		if (e.r.cycle >= o->window.from && e.r.cycle <= o->window.to)
			decode_entry(stdout, &e);
	log_close(&l);
	return SAME;
}

static bool same_entry(const struct log_entry *a, const struct log_entry *b)
{
	return !memcmp(&a->r, &b->r, sizeof(a->r)) &&
	       (!a->data || !memcmp(a->data, b->data, a->r.len));
}

static void show(const struct log *l, struct log_place place, unsigned int n, char mark)
{
	struct log_entry e;

	for (unsigned int i = 0; i < n; i++) {
		if (!log_next(l, &place, &e)) {
			printf("%c the record %s\n", mark, l->ended ? "ends" : "breaks off");
			return;
		}
		printf("%c ", mark);
		decode_entry(stdout, &e);
	}
}

/* The last places before a difference, the oldest first. */
struct trail {
	struct log_place place[CONTEXT + 1];
	unsigned int n;
};

static void leave(struct trail *t, const struct log_place *place)
{
	if (t->n > CONTEXT)
		memmove(t->place, t->place + 1, sizeof(t->place) - sizeof(t->place[0]));
	else
		t->n++;
	t->place[t->n - 1] = *place;
}

static enum status compare_records(const struct log *a, const struct log *b)
{
	struct log_place at = { 0 }, bt = { 0 };
	struct trail trail = { 0 };
	struct log_entry ea, eb;
	bool more_a, more_b;

	do {
		leave(&trail, &at);
		more_a = log_next(a, &at, &ea);
		more_b = log_next(b, &bt, &eb);
	} while (more_a && more_b && same_entry(&ea, &eb));
	if (!more_a && !more_b)
		return SAME;
	at = trail.place[trail.n - 1];
	printf("first difference at record %" PRIu64 "\n--- %s\n+++ %s\n", at.number + 1, a->path,
	       b->path);
	show(a, trail.place[0], trail.n - 1, ' ');
	show(a, at, CONTEXT, '-');
	show(b, at, CONTEXT, '+');
	return DIFFERENT;
}

static enum status compare(const struct log *a, const struct log *b)
{
	enum status s = SAME;

	if (memcmp(&a->header, &b->header, sizeof(a->header)) || strcmp(a->params, b->params)) {
		printf("%s and %s differ in model, ABI or parameters\n", a->path, b->path);
		s = DIFFERENT;
	}
	if (compare_records(a, b))
		return DIFFERENT;
	if (s == SAME)
		printf("%" PRIu64 " records, hash %016" PRIx64 ": equal\n", a->records,
		       log_hash(LOG_HASH_START, a->bytes + a->first, a->end - a->first));
	return s;
}

static enum status diff(const struct options *o)
{
	enum status s = TROUBLE;
	struct log a, b;

	if (log_open(&a, o->files[0]))
		return TROUBLE;
	if (!log_open(&b, o->files[1])) {
		s = compare(&a, &b);
		log_close(&b);
	}
	log_close(&a);
	return s;
}

static bool this_abi(const struct log *l)
{
	if (l->header.abi_hash == KYA_ABI_HASH)
		return true;
	fprintf(stderr, "%s: of ABI %08" PRIx32 ", this build is of %08x\n", l->path,
		l->header.abi_hash, KYA_ABI_HASH);
	return false;
}

/* The model to run, NULL with the cause on stderr. */
static const struct model_ops *choose(const struct log *l, const struct options *o)
{
	const struct model_ops *ops = o->model ? o->model : model_find(l->header.model);

	if (!this_abi(l))
		return NULL;
	if (!ops)
		fprintf(stderr, "%s: no model %s in this build\n", l->path, l->header.model);
	else if (o->window.waves && !ops->waves)
		fprintf(stderr, "%s: the %s model has no waves\n", l->path, ops->name);
	else
		return ops;
	return NULL;
}

static enum status as_status(enum replay_result result)
{
	return result == REPLAY_IDENTICAL ? SAME : result == REPLAY_DIFFERS ? DIFFERENT : TROUBLE;
}

static enum status play(const struct options *o)
{
	enum replay_result result = REPLAY_FAILED;
	const struct model_ops *ops;
	struct log l;

	if (log_open(&l, o->files[0]))
		return TROUBLE;
	ops = choose(&l, o);
	if (ops)
		result = replay(&l, ops, &o->window);
	log_close(&l);
	return as_status(result);
}

static enum status two_models(const struct options *o)
{
	const struct model_ops *a = model_find(o->files[1]), *b = model_find(o->files[2]);
	enum replay_result result = REPLAY_FAILED;
	struct log l;

	if (!a || !b) {
		bad_usage("no such model", o->files[a ? 2 : 1]);
		return TROUBLE;
	}
	if (log_open(&l, o->files[0]))
		return TROUBLE;
	if (this_abi(&l))
		result = compare_models(&l, a, b);
	log_close(&l);
	return as_status(result);
}

int main(int argc, char **argv)
{
	static const struct option longs[] = { { "model", required_argument, NULL, 'm' },
					       { "waves", required_argument, NULL, 'w' },
					       { "from", required_argument, NULL, 'f' },
					       { "to", required_argument, NULL, 't' },
					       { 0 } };
	static const struct {
		const char *name;
		enum status (*run)(const struct options *o);
		const struct option *longs;
		int files;
	} commands[] = { { "dump", dump, longs + 2, 1 },
			 { "diff", diff, longs + 4, 2 },
			 { "replay", play, longs, 1 },
			 { "compare", two_models, longs + 4, 3 } };
	struct options o = { 0 };

	for (size_t i = 0; argc > 1 && i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(argv[1], commands[i].name))
			continue;
		if (parse(argc - 1, argv + 1, commands[i].longs, commands[i].files, &o))
			return (int)commands[i].run(&o);
		usage(stderr);
		return TROUBLE;
	}
	if (argc > 1 && !strcmp(argv[1], "--help")) {
		usage(stdout);
		return 0;
	}
	usage(stderr);
	return TROUBLE;
}
