// SPDX-License-Identifier: Apache-2.0
/*
 * The device process: one PCIe function on a vfio-user socket, one engine model
 * behind it, one thread. An idle engine costs nothing: the process then sleeps
 * until the client speaks. With --clock the engine runs in virtual time, else as fast as
 * it can.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hostile.h"
#include "kyanite_regs.h"
#include "pcie/attach.h"
#include "record/recorder.h"
#include "vtime.h"

/*
 * Engine cycles between two looks at the socket: short, since a register read
 * of the guest waits for them, and long against the cost of a poll().
 */
#define SLICE         256
#define MAX_MESSAGES  64 /* handled before the engine gets its turn again */
#define EXIT_INJECTED 3

/*
 * How long to look for the CPU's next stop before sleeping: it runs a round trip in some tens of
 * microseconds, and waking up takes as long.
 */
#define SPIN_NS 50000

struct options {
	const char *socket;
	const char *trace;
	const char *stats;
	const char *record;
	const char *clock;
	struct sim_params params;
	const struct model_ops *model;
	struct pcie_faults faults;
	bool hostile;
	bool once;
};

struct device {
	const struct options *opt;
	struct pcie_attach *attach;
	struct pcie_function *fn;
	uint64_t advanced; /* cycles simulated while busy */
	uint64_t advance_ns;
	struct vtime vtime;
	bool lost;        /* the clock broke off */
	uint64_t busy_ns; /* of wall time, with something under way */
};

static volatile sig_atomic_t stop;

static void on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

static void usage(FILE *out)
{
	fputs("usage: kyanite-device --socket PATH --model "
#ifdef KYANITE_RTL
	      "rtl|"
#endif
#ifdef KYANITE_TLM
	      "tlm|"
#endif
	      "golden [OPTION]...\n"
	      "Offers one Kyanite function on a vfio-user socket.\n"
	      "  --socket PATH        where to listen\n"
	      "  --model NAME         the engine behind the function\n"
	      "  --trace FILE         write waves (rtl)\n"
	      "  --stats FILE         write counters as JSON at the end\n"
	      "  --record FILE        write a flight record, for kyanite-log\n"
	      "  --once               end when the first client leaves\n"
	      "  --clock PATH         virtual time: where the gate in QEMU finds the clock\n"
	      "  --params FILE        read parameters of the model (sim/parameters)\n"
	      "  --set NAME=VALUE     set one of them\n"
	      "  --abi-hash HEX       as --inject abi-hash=HEX\n"
	      "  --inject abi-hash=HEX    the ABI register reads HEX\n"
	      "  --inject caps=HEX        the CAPS register reads HEX\n"
	      "  --inject config=HEX      the CONFIG register reads HEX\n"
	      "  --inject die-after=N     exit (status 3) after N register writes\n"
	      "  --inject drop-irq=N      drop the Nth interrupt\n"
	      "  --inject dma-fault=N     refuse the Nth DMA access\n"
	      "  --inject hostile         writes to the ABI register do harm (sim/hostile.h)\n"
	      "Ends cleanly on SIGTERM and SIGINT.\n",
	      out);
}

static bool parse_number(const char *s, int base, uint64_t max, uint64_t *out)
{
	char *end;

	if (*s == '-' || *s == '\0')
		return false;
	errno = 0;
	*out = strtoull(s, &end, base);
	return !errno && !*end && *out <= max;
}

/* The register at @reg reads the hexadecimal @s. */
static bool parse_patch(const char *s, uint32_t reg, struct pcie_faults *f)
{
	uint64_t n;

	if (!parse_number(s, 16, UINT32_MAX, &n))
		return false;
	f->patch = true;
	f->patch_off = reg;
	f->patch_val = (uint32_t)n;
	return true;
}

static bool parse_inject(const char *s, struct pcie_faults *f)
{
	const char *val = strchr(s, '=');
	uint64_t *target, n;

	if (!val)
		return false;
	val++;
	if (!strncmp(s, "abi-hash=", 9))
		return parse_patch(val, KYA_REG_ABI, f);
	if (!strncmp(s, "caps=", 5))
		return parse_patch(val, KYA_REG_CAPS, f);
	if (!strncmp(s, "config=", 7))
		return parse_patch(val, KYA_REG_CONFIG, f);
	if (!strncmp(s, "die-after=", 10))
		target = &f->die_after;
	else if (!strncmp(s, "drop-irq=", 9))
		target = &f->drop_irq;
	else if (!strncmp(s, "dma-fault=", 10))
		target = &f->dma_fault;
	else
		return false;
	if (!parse_number(val, 10, UINT64_MAX, &n) || !n)
		return false;
	*target = n;
	return true;
}

static bool bad_option(const char *what, const char *arg)
{
	fprintf(stderr, "kyanite-device: %s: %s\n", what, arg);
	return false;
}

static bool parse_options(int argc, char **argv, struct options *opt)
{
	static const struct option longs[] = { { "socket", required_argument, NULL, 's' },
					       { "model", required_argument, NULL, 'm' },
					       { "trace", required_argument, NULL, 't' },
					       { "stats", required_argument, NULL, 'S' },
					       { "record", required_argument, NULL, 'r' },
					       { "inject", required_argument, NULL, 'i' },
					       { "abi-hash", required_argument, NULL, 'a' },
					       { "once", no_argument, NULL, 'o' },
					       { "clock", required_argument, NULL, 'c' },
					       { "params", required_argument, NULL, 'p' },
					       { "set", required_argument, NULL, 'V' },
					       { "help", no_argument, NULL, 'h' },
					       { 0 } };
	const char *wrong;
	int c;

	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (c) {
		case 's':
			opt->socket = optarg;
			break;
		case 't':
			opt->trace = optarg;
			break;
		case 'S':
			opt->stats = optarg;
			break;
		case 'r':
			opt->record = optarg;
			break;
		case 'o':
			opt->once = true;
			break;
		case 'c':
			opt->clock = optarg;
			break;
		case 'p':
			if (sim_params_load(&opt->params, optarg))
				return false;
			break;
		case 'V':
			wrong = sim_params_set(&opt->params, optarg);
			if (wrong)
				return bad_option(wrong, optarg);
			break;
		case 'm':
			opt->model = model_find(optarg);
			if (!opt->model)
				return bad_option("no such model", optarg);
			break;
		case 'i':
			if (!strcmp(optarg, "hostile"))
				opt->hostile = true;
			else if (!parse_inject(optarg, &opt->faults))
				return bad_option("no such fault", optarg);
			break;
		case 'a':
			if (!parse_patch(optarg, KYA_REG_ABI, &opt->faults))
				return bad_option("not a hash", optarg);
			break;
		case 'h':
			usage(stdout);
			exit(0);
		default:
			return false;
		}
	}
	if (optind < argc)
		return bad_option("unexpected argument", argv[optind]);
	if (!opt->socket || !opt->model)
		return bad_option("missing", opt->socket ? "--model" : "--socket");
	wrong = sim_params_check(&opt->params);
	if (wrong)
		return bad_option("parameters", wrong);
	if (opt->trace && !opt->model->waves)
		return bad_option("this model has no waves", opt->model->name);
	return true;
}

/* Fault injection: the device dies as if killed, nothing is flushed or told. */
static void die(void *ctx)
{
	(void)ctx;
	fprintf(stderr, "kyanite-device: exit by --inject die-after\n");
	_exit(EXIT_INJECTED);
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void write_link(FILE *f, const char *name, const struct pcie_wire *w)
{
	fprintf(f,
		" \"%s_tlps\": %" PRIu64 ", \"%s_payload_bytes\": %" PRIu64
		", \"%s_wire_bytes\": %" PRIu64 ",\n",
		name, w->tlps, name, w->payload_bytes, name, w->wire_bytes);
}

static bool write_stats(const struct device *d)
{
	const struct pcie_stats *s = &d->fn->stats;
	FILE *f = fopen(d->opt->stats, "w");

	if (!f) {
		perror(d->opt->stats);
		return false;
	}
	fprintf(f,
		"{\"model\": \"%s\", \"engine_cycles\": %" PRIu64 ", \"busy_wall_ns\": %" PRIu64
		",\n \"mmio_reads\": %" PRIu64 ", \"mmio_writes\": %" PRIu64
		", \"dma_reads\": %" PRIu64 ", \"dma_writes\": %" PRIu64
		",\n \"dma_read_bytes\": %" PRIu64 ", \"dma_write_bytes\": %" PRIu64
		", \"dma_faults\": %" PRIu64 ",\n \"interrupts\": %" PRIu64
		", \"interrupts_lost\": %" PRIu64 ", \"resets\": %" PRIu64 ",\n",
		d->opt->model->name, d->fn->ops->cycles(d->fn->model), d->busy_ns, s->mmio_reads,
		s->mmio_writes, s->dma_reads, s->dma_writes, s->dma_read_bytes, s->dma_write_bytes,
		s->dma_faults, s->irqs, s->irqs_lost, s->resets);
	write_link(f, "link_up", &d->fn->time.link.up);
	write_link(f, "link_down", &d->fn->time.link.down);
	fprintf(f,
		" \"stops\": %" PRIu64 ", \"late_insns\": %" PRIu64 ", \"stall_ps\": %" PRIu64
		"}\n",
		d->vtime.stops, d->vtime.late_insns, d->vtime.stall_ps);
	return !fclose(f);
}

/* Takes what the client has sent, within limits. Returns false if the process is to end. */
static bool serve(struct device *d)
{
	int rc = 1;

	for (int i = 0; i < MAX_MESSAGES && rc > 0; i++)
		rc = pcie_attach_handle(d->attach);
	if (rc >= 0)
		return true;
	if (rc == -ENOTCONN)
		return !d->opt->once;
	fprintf(stderr, "kyanite-device: %s\n", strerror(-rc));
	return false;
}

static void advance(struct device *d)
{
	uint64_t start = now_ns();

	d->fn->ops->advance(d->fn->model, SLICE);
	d->busy_ns += now_ns() - start;
}

/* Signals are let in only while waiting, so none is lost between test and sleep. */
static void loop(struct device *d, const sigset_t *waiting)
{
	static const struct timespec at_once;

	while (!stop) {
		bool busy = !d->fn->ops->idle(d->fn->model);
		struct pollfd p;
		int n;

		pcie_attach_pollfd(d->attach, &p);
		n = ppoll(&p, 1, busy ? &at_once : NULL, waiting);

		if (n < 0 && errno != EINTR) {
			perror("kyanite-device: poll");
			return;
		}
		if (n > 0 && !serve(d))
			return;
		if (!d->fn->ops->idle(d->fn->model))
			advance(d);
	}
}

/* Waits for the client or the gate; a busy engine's next event is near. */
static int wait_for(struct pollfd p[2], bool busy, const sigset_t *waiting)
{
	static const struct timespec at_once;
	uint64_t start = now_ns();
	int n;

	while (busy && now_ns() - start < SPIN_NS) {
		n = ppoll(p, 2, &at_once, waiting);
		if (n)
			return n;
	}
	return ppoll(p, 2, NULL, waiting);
}

/* Takes what the gate has sent. Returns false if the process is to end. */
static bool keep_time(struct device *d, bool *ended)
{
	switch (keeper_handle(d->vtime.keeper)) {
	case KEEPER_STOPPED:
		return !vtime_stop(&d->vtime);
	case KEEPER_FENCE:
		return !vtime_fence(&d->vtime);
	case KEEPER_ENDED:
		*ended = true;
		return true;
	case KEEPER_LOST:
		d->lost = true;
		return false;
	default:
		return true;
	}
}

/* A client whose CPU nothing stops would see a time of its own. */
static bool has_gate(struct device *d, bool ended)
{
	if (ended || !pcie_attach_connected(d->attach) || keeper_attached(d->vtime.keeper))
		return true;
	fprintf(stderr,
		"kyanite-device: QEMU came without the gate: "
		"-plugin kyanite-gate.so,clock=%s is missing\n",
		d->opt->clock);
	d->lost = true;
	return false;
}

static bool under_way(const struct device *d)
{
	return pcie_horizon(d->fn) != PCIE_NEVER;
}

/* Ends when QEMU has ended in order, or at once when either connection breaks off. */
static void timed_loop(struct device *d, const sigset_t *waiting)
{
	bool ended = false, busy = false;
	uint64_t last = now_ns();

	while (!stop && !(ended && !pcie_attach_connected(d->attach))) {
		struct pollfd p[2];

		pcie_attach_pollfd(d->attach, &p[0]);
		keeper_pollfd(d->vtime.keeper, &p[1]);
		if (wait_for(p, busy, waiting) < 0 && errno != EINTR) {
			perror("kyanite-device: poll");
			return;
		}
		if (busy)
			d->busy_ns += now_ns() - last;
		last = now_ns();
		if (p[1].revents && !keep_time(d, &ended))
			return;
		if (p[0].revents && (!serve(d) || !has_gate(d, ended)))
			return;
		if (busy)
			d->busy_ns += now_ns() - last;
		last = now_ns();
		busy = under_way(d);
	}
}

static bool start_clock(struct device *d)
{
	d->vtime.params = d->opt->params;
	d->vtime.attach = d->attach;
	d->vtime.fn = d->fn;
	d->vtime.keeper = keeper_create(d->opt->clock);
	if (!d->vtime.keeper)
		return false;
	vtime_start(&d->vtime);
	return true;
}

/* What the function is to make: the model, recorded and turned hostile if that is wanted. */
static const struct model_ops *choose_model(const struct options *opt)
{
	const struct model_ops *ops = opt->model;

	if (opt->record) {
		recorder_prepare(ops, opt->record, &opt->params);
		ops = &model_recorder;
	}
	if (opt->hostile) {
		hostile_prepare(ops);
		ops = &model_hostile;
	}
	return ops;
}

static void catch_signals(sigset_t *waiting)
{
	struct sigaction sa = { .sa_handler = on_signal };
	sigset_t block;

	sigemptyset(&block);
	sigaddset(&block, SIGTERM);
	sigaddset(&block, SIGINT);
	sigprocmask(SIG_BLOCK, &block, waiting);
	sigdelset(waiting, SIGTERM);
	sigdelset(waiting, SIGINT);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

int main(int argc, char **argv)
{
	struct options opt = { .params = sim_params_default() };
	struct device d = { .opt = &opt };
	sigset_t waiting;
	int status = 0;

	if (!parse_options(argc, argv, &opt)) {
		usage(stderr);
		return 2;
	}
	catch_signals(&waiting);
	d.attach = pcie_attach_create(opt.socket, choose_model(&opt), &opt.params, die);
	if (!d.attach)
		return 1;
	d.fn = pcie_attach_function(d.attach);
	if (opt.trace && d.fn->ops->waves(d.fn->model, opt.trace))
		return 1;
	d.fn->faults = opt.faults;
	if (opt.clock && !start_clock(&d))
		return 1;
	if (opt.clock)
		timed_loop(&d, &waiting);
	else
		loop(&d, &waiting);
	if ((opt.stats && !write_stats(&d)) || d.lost)
		status = 1;
	keeper_destroy(d.vtime.keeper);
	pcie_attach_destroy(d.attach);
	return status;
}
