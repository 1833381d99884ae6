// SPDX-License-Identifier: Apache-2.0
/*
 * The flight recorder and kyanite-log: random requests are recorded, replayed by the tool, and what
 * is changed in the log is found where it was changed.
 */
#include <endian.h>
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "golden_world.h"
#include "kyanite_regs.h"
#include "record/reader.h"
#include "record/recorder.h"

/* The Verilated engine passes the same tests, built with -DMODEL=model_rtl. */
#ifndef MODEL
#define MODEL model_golden
#endif

/* Does the same for the same software; another model where the tool has one. */
#ifndef OTHER_MODEL
#define OTHER_MODEL "golden"
#endif

#define QUEUES    3
#define BAD_QUEUE 1 /* its rings are nowhere */
#define REQUESTS  7 /* of a queue */
#define LOG2      3
#define STEP      64 /* cycles between two register reads */
#define HOLDOFF   5
#define PERIOD_PS 4000
#define SEED_MAIN 1

/**
 * struct rig - a model with its memory
 * @src: payload of the first request of queue 0
 * @dst: its destination
 */
struct rig {
	struct world w;
	const struct model_ops *ops;
	struct model *m;
	uint64_t src;
	uint64_t dst;
};

static char dir[] = "/tmp/kyatest.XXXXXX";
static char a_log[64], b_log[64], waves[64];
static char output[1 << 18];

static uint64_t arrival(void *ctx, uint64_t addr, size_t len)
{
	struct rig *r = ctx;

	return r->ops->cycles(r->m) + 30 + len / 16 + addr / 64 % 8;
}

static uint64_t time_ps(void *ctx)
{
	struct rig *r = ctx;

	return r->ops->cycles(r->m) * PERIOD_PS + 123;
}

static struct model_sink sink_of(struct rig *r)
{
	struct model_sink sink = world_sink(&r->w);

	sink.read_at = arrival;
	sink.write_at = arrival;
	sink.time_ps = time_ps;
	return sink;
}

static void put_request(struct rig *r, struct kya_sqe *sqe, bool first)
{
	const uint32_t hash = first ? 0 : rnd(4), len = 16 * (1 + rnd(30)), icv = hash ? 20 : 0;
	struct kya_ctx ctx = { .ctl = htole32(FIELD_PREP(KYA_CTX_CTL_CIPHER, KYA_CIPHER_CBC) |
					      FIELD_PREP(KYA_CTX_CTL_KEYSIZE, rnd(3)) |
					      FIELD_PREP(KYA_CTX_CTL_HASH, hash) |
					      (hash ? KYA_CTX_CTL_HMAC : 0)) };
	uint64_t at = take(&r->w, sizeof(ctx), 64, 0), src = take(&r->w, len, 64, rnd(64)),
		 dst = take(&r->w, len + icv, 64, rnd(64));

	fill(ctx.key, sizeof(ctx.key));
	memcpy(ptr(&r->w, at), &ctx, sizeof(ctx));
	fill(ptr(&r->w, src), len);
	*sqe = (struct kya_sqe){ .ctl = htole32(KYA_OPCODE_CRYPT),
				 .aux = htole32(FIELD_PREP(KYA_SQE_AUX_ICV_LEN, icv)),
				 .len = htole32(len),
				 .nseg = htole32(0x10001),
				 .ctx = htole64(at),
				 .src = htole64(src),
				 .dst = htole64(first || rnd(8) ? dst : 0x1000) };
	if (first) {
		r->src = src;
		r->dst = dst;
	}
}

static void start_queue(struct rig *r, unsigned int q)
{
	uint64_t sq = take(&r->w, sizeof(struct kya_sqe) << LOG2, 64, 0),
		 cq = take(&r->w, sizeof(struct kya_cqe) << LOG2, 64, 0);

	for (unsigned int i = 0; i < REQUESTS + 1; i++) {
		struct kya_sqe sqe;

		put_request(r, &sqe, !q && !i);
		memcpy(ptr(&r->w, sq + i * sizeof(sqe)), &sqe, sizeof(sqe));
	}
	if (q == BAD_QUEUE)
		sq = 0x1000;
	r->ops->write(r->m, KYA_Q(q) + KYA_Q_SQ_BASE, sq, 8);
	r->ops->write(r->m, KYA_Q(q) + KYA_Q_CQ_BASE, cq, 8);
	r->ops->write(r->m, KYA_Q(q) + KYA_Q_SIZE, LOG2, 4);
	r->ops->write(r->m, KYA_Q(q) + KYA_Q_CONTROL, KYA_Q_CONTROL_ENABLE, 4);
}

static void ring(struct rig *r, unsigned int q, unsigned int tail, unsigned int head)
{
	r->ops->write(r->m, KYA_Q(q) + KYA_Q_DOORBELL,
		      FIELD_PREP(KYA_Q_DOORBELL_SQ_TAIL, (uint64_t)tail) |
			      FIELD_PREP(KYA_Q_DOORBELL_CQ_HEAD, (uint64_t)head) |
			      KYA_Q_DOORBELL_ARM |
			      FIELD_PREP(KYA_Q_DOORBELL_COUNT, (uint64_t)REQUESTS) |
			      FIELD_PREP(KYA_Q_DOORBELL_HOLDOFF, (uint64_t)HOLDOFF),
		      8);
}

/* Runs until nothing is left to do, in pieces of @piece cycles with reads between. */
static void run(struct rig *r, unsigned int piece)
{
	while (!r->ops->idle(r->m)) {
		for (unsigned int n = 0; n < STEP; n += piece)
			r->ops->advance(r->m, piece);
		r->ops->read(r->m, KYA_REG_STATUS, 4);
	}
}

/* Some requests on each good queue, then one more beside a bad one. */
static void work(struct rig *r, unsigned int piece)
{
	r->w.top = 0;
	r->ops->write(r->m, KYA_REG_SCRATCH, 0x1234, 8);
	assert_int_equal(r->ops->read(r->m, KYA_REG_SCRATCH, 8), 0x1234);
	for (unsigned int q = QUEUES; q--;)
		start_queue(r, q);
	ring(r, 2, REQUESTS, 0);
	ring(r, 0, REQUESTS, 0);
	run(r, piece);
	ring(r, BAD_QUEUE, REQUESTS, 0);
	ring(r, 2, 0, REQUESTS);
	run(r, piece);
	assert_int_equal(r->ops->read(r->m, KYA_REG_STATUS, 4) >> 16, 1u << BAD_QUEUE);
	assert_int_equal(r->ops->read(r->m, KYA_Q(0) + KYA_Q_COMPLETED, 4), REQUESTS);
	assert_int_equal(r->ops->read(r->m, KYA_Q(2) + KYA_Q_COMPLETED, 4), REQUESTS + 1);
	assert_true(r->w.irqs[0] > 0 && r->w.irqs[2] > 0);
}

static void work_with_reset(struct rig *r, unsigned int piece)
{
	work(r, piece);
	r->ops->reset(r->m);
	work(r, piece);
}

static struct rig *create(const char *path, unsigned int seed)
{
	const struct sim_params params = sim_params_default();
	struct rig *r = calloc(1, sizeof(*r));
	struct model_sink sink = sink_of(r);

	srandom(seed);
	r->ops = path ? &model_recorder : &MODEL;
	r->m = path ? recorder_create(&MODEL, &sink, path, &params) : MODEL.create(&sink);
	assert_non_null(r->m);
	return r;
}

static struct rig *record(const char *path, unsigned int seed, unsigned int piece)
{
	struct rig *r = create(path, seed);

	work_with_reset(r, piece);
	r->ops->destroy(r->m);
	return r;
}

/* Runs kyanite-log; what it says is in output. */
static int tool(const char *fmt, ...)
{
	char cmd[512] = LOG_TOOL " ";
	size_t len = strlen(cmd), n;
	va_list ap;
	FILE *f;

	va_start(ap, fmt);
	vsnprintf(cmd + len, sizeof(cmd) - len, fmt, ap);
	va_end(ap);
	strcat(cmd, " 2>&1");
	f = popen(cmd, "r");
	assert_non_null(f);
	n = fread(output, 1, sizeof(output) - 1, f);
	output[n] = '\0';
	return WEXITSTATUS(pclose(f));
}

static void assert_says(const char *fmt, ...)
{
	char want[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(want, sizeof(want), fmt, ap);
	va_end(ap);
	if (!strstr(output, want))
		fail_msg("\"%s\" is not in: %.2000s", want, output);
}

static unsigned int lines(void)
{
	unsigned int n = 0;

	for (const char *c = output; *c; c++)
		n += *c == '\n';
	return n;
}

static uint8_t *load(const char *path, size_t *size)
{
	FILE *f = fopen(path, "r");
	struct stat st;
	uint8_t *p;

	assert_non_null(f);
	fstat(fileno(f), &st);
	*size = (size_t)st.st_size;
	p = malloc(*size);
	assert_int_equal(fread(p, 1, *size, f), *size);
	fclose(f);
	return p;
}

static void save(const char *path, const void *p, size_t size)
{
	FILE *f = fopen(path, "w");

	assert_int_equal(fwrite(p, 1, size, f), size);
	fclose(f);
}

/* A copy of a.log in b.log with @len bytes at @at replaced. */
static void patch(size_t at, const void *bytes, size_t len)
{
	size_t size;
	uint8_t *p = load(a_log, &size);

	assert_true(at + len <= size);
	memcpy(p + at, bytes, len);
	save(b_log, p, size);
	free(p);
}

/* The first record of @type from @place on that touches @addr; its offset in the file. */
static size_t find(const struct log *l, struct log_place *place, enum log_type type, uint64_t addr,
		   struct log_entry *e)
{
	size_t at;

	do {
		at = l->first + place->at;
		assert_true(log_next(l, place, e));
	} while (e->r.type != type || addr - e->r.addr >= (e->r.len ? e->r.len : 1));
	return at;
}

/* The same inputs make the same log, however the runs are split; it replays. */
static void test_replay(void **state)
{
	size_t size_a, size_b;
	uint8_t *a, *b;
	struct log l;

	(void)state;
	free(record(a_log, SEED_MAIN, STEP));
	free(record(b_log, SEED_MAIN, 1));
	a = load(a_log, &size_a);
	b = load(b_log, &size_b);
	assert_int_equal(size_a, size_b);
	assert_memory_equal(a, b, size_a);
	free(a);
	free(b);
	assert_int_equal(log_open(&l, a_log), 0);
	assert_true(l.ended);
	assert_string_equal(l.header.model, MODEL.name);
	assert_non_null(strstr(l.params, "engine_mhz=250\n"));
	assert_int_equal(tool("replay %s", a_log), 0);
	assert_says("replayed %" PRIu64 " records, ", l.records);
	assert_says(" cycles: identical\n");
	assert_int_equal(lines(), 1);
	log_close(&l);
}

/* The world and the model are none the wiser for the recorder between them. */
static void test_transparent(void **state)
{
	struct rig *with = record(b_log, 7, STEP), *without = record(NULL, 7, STEP);

	(void)state;
	assert_memory_equal(&with->w, &without->w, sizeof(with->w));
	free(with);
	free(without);
}

static void test_stamps(void **state)
{
	struct log_place place = { 0 };
	struct log_entry e;
	struct log l;

	(void)state;
	assert_int_equal(log_open(&l, a_log), 0);
	while (log_next(&l, &place, &e))
		assert_int_equal(e.r.time_ps, e.r.cycle * PERIOD_PS + 123);
	log_close(&l);
}

/* A wrong byte of the payload shows in the first write of what comes of it. */
static void test_changed_payload(void **state)
{
	struct rig *r = record(a_log, SEED_MAIN, STEP);
	struct log_place place = { 0 };
	struct log_entry e;
	struct log l;
	uint8_t byte;
	size_t at;

	(void)state;
	/* The second round has the addresses of the first one, with other keys. */
	assert_int_equal(log_open(&l, a_log), 0);
	find(&l, &place, LOG_RESET, 0, &e);
	at = find(&l, &place, LOG_DMA_READ, r->src, &e) + sizeof(e.r) + (r->src - e.r.addr);
	byte = l.bytes[at] ^ 0x10;
	patch(at, &byte, 1);
	find(&l, &place, LOG_DMA_WRITE, r->dst, &e);
	assert_int_equal(tool("replay %s", b_log), 1);
	assert_says("the %s model differs at record %" PRIu64 "\n", MODEL.name, e.number);
	assert_says("record: cycle %" PRIu64 ": dma write 0x%" PRIx64, e.r.cycle, e.r.addr);
	assert_says("model:  cycle %" PRIu64 ": dma write 0x%" PRIx64, e.r.cycle, e.r.addr);
	assert_int_equal(lines(), 3);
	log_close(&l);
	free(r);
}

static void test_changed_register(void **state)
{
	const uint64_t value = htole64(0x1235);
	struct log_place place = { 0 };
	struct log_entry e;
	struct log l;
	size_t at;

	(void)state;
	assert_int_equal(log_open(&l, a_log), 0);
	at = find(&l, &place, LOG_WRITE, KYA_REG_SCRATCH, &e);
	patch(at + offsetof(struct log_record, value), &value, 8);
	find(&l, &place, LOG_VALUE, KYA_REG_SCRATCH, &e);
	assert_int_equal(tool("replay %s", b_log), 1);
	assert_says("differs at record %" PRIu64 "\n", e.number);
	assert_says(": value SCRATCH, 8 bytes: 0x1234\n");
	assert_says(": value SCRATCH, 8 bytes: 0x1235\n");
	log_close(&l);
}

/* An interrupt that the model sends and the record lacks, and the other way round. */
static void test_interrupt_lost(void **state)
{
	struct log_place place = { 0 };
	struct log_entry e;
	struct log l;
	size_t at;
	uint8_t *p;

	(void)state;
	assert_int_equal(log_open(&l, a_log), 0);
	at = find(&l, &place, LOG_IRQ, 0, &e);
	p = malloc(l.size + sizeof(e.r));
	memcpy(p, l.bytes, at);
	memcpy(p + at, l.bytes + at + sizeof(e.r), l.size - at - sizeof(e.r));
	save(b_log, p, l.size - sizeof(e.r));
	assert_int_equal(tool("replay %s", b_log), 1);
	assert_says("differs at record %" PRIu64 "\n", e.number);
	assert_says("model:  cycle %" PRIu64 ": interrupt 0\n", e.r.cycle);
	memcpy(p + at, l.bytes + at, l.size - at);
	memcpy(p + at + sizeof(e.r), l.bytes + at, l.size - at);
	save(b_log, p, l.size + sizeof(e.r));
	assert_int_equal(tool("replay %s", b_log), 1);
	assert_says("differs at record %" PRIu64 "\n", e.number + 1);
	assert_says("record: cycle %" PRIu64 ": interrupt 0\n", e.r.cycle);
	assert_int_equal(tool("replay %s --to %" PRIu64, b_log, e.r.cycle), 1);
	assert_says("model:  cycle %" PRIu64 ": nothing", e.r.cycle + 1);
	free(p);
	log_close(&l);
}

/* What the model did has another address, another length, another cycle. */
static void test_changed_output(void **state)
{
	struct rig *r = record(b_log, SEED_MAIN, STEP);
	struct log_place place = { 0 }, after;
	struct log_entry e, next;
	struct log l;
	uint64_t x;
	size_t at;

	(void)state;
	assert_int_equal(log_open(&l, a_log), 0);
	at = find(&l, &place, LOG_DMA_WRITE, r->dst, &e);
	x = htole64(e.r.addr ^ 0x1000);
	patch(at + offsetof(struct log_record, addr), &x, 8);
	assert_int_equal(tool("replay %s", b_log), 1);
	assert_says("differs at record %" PRIu64 "\nrecord: cycle %" PRIu64
		    ": dma write 0x%" PRIx64,
		    e.number, e.r.cycle, e.r.addr ^ 0x1000);
	x = htole32(e.r.len + 1);
	patch(at + offsetof(struct log_record, len), &x, 4);
	assert_int_equal(tool("replay %s", b_log), 1);
	assert_says("differs at record %" PRIu64 "\n", e.number);
	/* A cycle can grow where the next thing comes later. */
	do {
		at = find(&l, &place, LOG_IRQ, 2, &e);
		after = place;
	} while (log_next(&l, &after, &next) && next.r.cycle == e.r.cycle);
	x = htole64(e.r.cycle + 1);
	patch(at + offsetof(struct log_record, cycle), &x, 8);
	assert_int_equal(tool("replay %s", b_log), 1);
	assert_says("differs at record %" PRIu64 "\nrecord: cycle %" PRIu64
		    ": interrupt 2\nmodel:  cycle %" PRIu64 ": interrupt 2\n",
		    e.number, e.r.cycle + 1, e.r.cycle);
	log_close(&l);
	free(r);
}

/* Wherever the file breaks off, what is whole can be read, and replays. */
static void test_cut_off(void **state)
{
	struct log_place place = { 0 };
	struct log_entry e = { 0 };
	struct log whole, cut;

	(void)state;
	assert_int_equal(log_open(&whole, a_log), 0);
	for (unsigned int i = 0; i < 150; i++) {
		size_t size = whole.first + rnd((uint32_t)(whole.size - whole.first));

		save(b_log, whole.bytes, size);
		assert_int_equal(log_open(&cut, b_log), 0);
		assert_false(cut.ended);
		for (place = (struct log_place){ 0 }; place.number < cut.records;)
			log_next(&whole, &place, &e);
		assert_int_equal(cut.end, whole.first + place.at);
		log_next(&whole, &place, &e);
		assert_true(cut.size < whole.first + place.at);
		log_close(&cut);
		if (i % 10)
			continue;
		assert_int_equal(tool("replay %s", b_log), 0);
		assert_says("replayed %" PRIu64 " records, ", e.number - 1);
		assert_says(" cycles: identical; there the record breaks off\n");
	}
	log_close(&whole);
}

/* Runs @job in a process of its own; its exit status. */
static int in_child(void (*job)(void))
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		job();
		_exit(42);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WEXITSTATUS(status);
}

static void work_unended(void)
{
	work_with_reset(create(b_log, SEED_MAIN), STEP);
}

/* A process that dies with an idle engine has lost nothing. */
static void test_killed_writer(void **state)
{
	struct log whole, cut;

	(void)state;
	assert_int_equal(in_child(work_unended), 42);
	assert_int_equal(log_open(&whole, a_log), 0);
	assert_int_equal(log_open(&cut, b_log), 0);
	assert_int_equal(cut.records, whole.records - 1);
	assert_int_equal(tool("diff %s %s", a_log, b_log), 1);
	assert_says("first difference at record %" PRIu64 "\n", whole.records);
	assert_says("+ the record breaks off\n");
	log_close(&cut);
	log_close(&whole);
}

/* A full disk: the message is the parent's to see. */
static void work_without_space(void)
{
	const struct rlimit limit = { 20000, 20000 };

	signal(SIGXFSZ, SIG_IGN);
	dup2(open(a_log, O_WRONLY | O_TRUNC), 2);
	setrlimit(RLIMIT_FSIZE, &limit);
	work_unended();
}

static void test_full_disk(void **state)
{
	const struct sim_params params = sim_params_default();
	struct rig r = { .ops = &model_recorder };
	struct model_sink sink = sink_of(&r);
	size_t size;
	char *text;

	(void)state;
	assert_null(recorder_create(&MODEL, &sink, "/dev/full", &params));
	assert_null(recorder_create(&MODEL, &sink, "/nonexistent/log", &params));
	assert_int_equal(in_child(work_without_space), 1);
	text = (char *)load(a_log, &size);
	assert_true(size > 20);
	assert_memory_equal(text, "flight recorder: ", 17);
	free(text);
	free(record(a_log, SEED_MAIN, STEP));
}

static void refused(const char *why)
{
	assert_int_equal(tool("replay %s", b_log), 2);
	assert_says("%s: %s\n", b_log, why);
	assert_int_equal(lines(), 1);
}

static void test_bad_files(void **state)
{
	const uint32_t two = htole32(2), abi = htole32(0x12345678), big = htole32(LOG_PARAMS_MAX);
	const uint64_t far = htole64(1ull << 40);
	const uint8_t type = LOG_TYPES;
	char why[128];
	struct log l;
	uint8_t *p;

	(void)state;
	assert_int_equal(log_open(&l, a_log), 0);
	patch(0, "X", 1);
	refused("not a flight record");
	save(b_log, l.bytes, sizeof(struct log_header) - 1);
	refused("not a flight record");
	patch(offsetof(struct log_header, version), &two, 4);
	refused("a flight record of version 2, not 1");
	patch(offsetof(struct log_header, abi_hash), &abi, 4);
	snprintf(why, sizeof(why), "of ABI 12345678, this build is of %08x", KYA_ABI_HASH);
	refused(why);
	assert_int_equal(tool("dump %s", b_log), 0);
	patch(offsetof(struct log_header, model), "none", 5);
	refused("no model none in this build");
	patch(offsetof(struct log_header, flags), &big, 4);
	refused("the header is damaged");
	patch(offsetof(struct log_header, params_len), &abi, 4);
	refused("the header is damaged");
	patch(l.first + offsetof(struct log_record, type), &type, 1);
	refused("record 1 is damaged");
	patch(l.first + offsetof(struct log_record, cycle), &far, 8);
	refused("record 2 is damaged");
	p = malloc(l.size + sizeof(struct log_record));
	memcpy(p, l.bytes, l.size);
	memcpy(p + l.size, p + l.size - sizeof(struct log_record), sizeof(struct log_record));
	save(b_log, p, l.size + 1);
	refused("something follows the end of the record");
	save(b_log, p, l.size + sizeof(struct log_record));
	free(p);
	snprintf(why, sizeof(why), "record %" PRIu64 " is damaged", l.records + 1);
	refused(why);
	unlink(b_log);
	refused("No such file or directory");
	log_close(&l);
}

static void test_diff(void **state)
{
	const uint64_t value = htole64(0x9999);
	struct log_place place = { 0 };
	struct log_entry e;
	struct log l;
	size_t at;

	(void)state;
	assert_int_equal(log_open(&l, a_log), 0);
	free(record(b_log, SEED_MAIN, STEP));
	assert_int_equal(tool("diff %s %s", a_log, b_log), 0);
	assert_says("%" PRIu64 " records, hash %016" PRIx64 ": equal\n", l.records,
		    log_hash(LOG_HASH_START, l.bytes + l.first, l.size - l.first));
	at = find(&l, &place, LOG_WRITE, KYA_Q(1) + KYA_Q_SQ_BASE, &e);
	patch(at + offsetof(struct log_record, value), &value, 8);
	assert_int_equal(tool("diff %s %s", a_log, b_log), 1);
	assert_says("first difference at record %" PRIu64 "\n--- %s\n+++ %s\n  ", e.number, a_log,
		    b_log);
	assert_says("- %8" PRIu64 " %12" PRIu64 " %12" PRIu64 ".123  write queue 1 SQ_BASE",
		    e.number, e.r.cycle, e.r.cycle * PERIOD_PS / 1000);
	assert_says(" write queue 1 SQ_BASE, 8 bytes: 0x9999\n");
	assert_int_equal(lines(), 3 + 3 * 5);
	patch(sizeof(struct log_header), "CPU_INSNS", 9);
	assert_int_equal(tool("diff %s %s", a_log, b_log), 1);
	assert_says("differ in model, ABI or parameters\n");
	assert_int_equal(tool("diff %s %s.none", a_log, b_log), 2);
	log_close(&l);
}

static void test_dump(void **state)
{
	struct log_place place = { 0 };
	struct log_entry e;
	struct log l;

	(void)state;
	assert_int_equal(log_open(&l, a_log), 0);
	find(&l, &place, LOG_WRITE, KYA_Q(2) + KYA_Q_DOORBELL, &e);
	assert_int_equal(
		tool("dump %s --from %" PRIu64 " --to %" PRIu64, a_log, e.r.cycle, e.r.cycle), 0);
	assert_says("# model %s, ABI %08x, %" PRIu64 " records\n# cpu_insns_per_us=1000\n",
		    MODEL.name, KYA_ABI_HASH, l.records);
	assert_says("  write queue 2 DOORBELL, 8 bytes: 0x%" PRIx64
		    " (sq_tail 7, cq_head 0, arm: holdoff 5, count 7)\n",
		    e.r.value);
	assert_true(lines() < l.records / 2);
	log_close(&l);
}

/* The window of a replay: it ends early, and waves are written within it alone. */
static void test_window(void **state)
{
	struct stat st;

	(void)state;
	unlink(waves);
	assert_int_equal(tool("replay %s --to 700", a_log), 0);
	assert_says(", 701 cycles: identical\n");
	if (!MODEL.waves) {
		assert_int_equal(tool("replay %s --waves %s", a_log, waves), 2);
		assert_says("the %s model has no waves\n", MODEL.name);
		assert_int_equal(stat(waves, &st), -1);
		return;
	}
	assert_int_equal(tool("replay %s --waves %s --from 600 --to 700", a_log, waves), 0);
	assert_says(", 701 cycles: identical\n");
	assert_int_equal(stat(waves, &st), 0);
	assert_true(st.st_size > 1000);
	assert_int_equal(tool("replay %s --waves %s --from 100000000", a_log, waves), 2);
	assert_says(", before the window\n");
}

/* Another model does the same with what the software of the log wanted. */
static void test_compare(void **state)
{
	(void)state;
	free(record(a_log, SEED_MAIN, STEP));
	assert_int_equal(tool("compare %s %s " OTHER_MODEL, a_log, MODEL.name), 0);
	assert_says("%d completions: %s and " OTHER_MODEL " did the same\n",
		    2 * (REQUESTS + REQUESTS + 1), MODEL.name);
	assert_int_equal(lines(), 1);
	assert_int_equal(tool("compare %s %s other", a_log, MODEL.name), 2);
	assert_says("no such model: other\n");
}

static void test_usage(void **state)
{
	static const char *const bad[] = { "",
					   "none",
					   "dump",
					   "dump x y",
					   "dump x --model golden",
					   "dump x --from -1",
					   "dump x --from 1x",
					   "dump x --from 2 --to 1",
					   "diff x",
					   "diff x y --to 3",
					   "replay x --model none",
					   "replay --waves" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(tool("%s", bad[i]), 2);
		assert_says("usage: kyanite-log dump LOG");
	}
	assert_int_equal(tool("--help"), 0);
}

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(a_log, sizeof(a_log), "%s/a.log", dir);
	snprintf(b_log, sizeof(b_log), "%s/b.log", dir);
	snprintf(waves, sizeof(waves), "%s/waves.fst", dir);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(a_log);
	unlink(b_log);
	unlink(waves);
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replay),
		cmocka_unit_test(test_transparent),
		cmocka_unit_test(test_stamps),
		cmocka_unit_test(test_changed_payload),
		cmocka_unit_test(test_changed_register),
		cmocka_unit_test(test_interrupt_lost),
		cmocka_unit_test(test_changed_output),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_killed_writer),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_bad_files),
		cmocka_unit_test(test_diff),
		cmocka_unit_test(test_dump),
		cmocka_unit_test(test_window),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_usage),
	};

	return cmocka_run_group_tests_name("record", tests, setup, teardown);
}
