// SPDX-License-Identifier: GPL-2.0-only
/*
 * One run: every slot's result is worked out beforehand by the kernel's own
 * software; then the slots go round until enough requests have ended.
 */
#include <linux/completion.h>
#include <linux/ctype.h>
#include <linux/delay.h>
#include <linux/llist.h>
#include <linux/netdevice.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "bench.h"
#include "compat.h"

#define BENCH_MAX_KEY	128

/* Jobs of bursts send no more requests. */
bool bench_stop;

/* One request and its data; in flight or not. */
struct bench_slot {
	struct bench_run *run;
	struct llist_node node;
	void *req;
	int err;
	unsigned int nth;
	u64 start_ps;
	u64 end_ps;
	struct bench_io io;
	unsigned int in;
	bool in_place;
	u8 iv[16];
	u8 first_iv[16];
	u8 *src;
	u8 *dst;
	u8 *want;
	struct scatterlist *src_sg;
	struct scatterlist *dst_sg;
};

struct bench_run {
	const struct bench_job *job;
	struct bench_result *result;
	struct rnd_state rnd;
	void *tfm;
	void *reference;
	struct llist_head ended;
	struct completion done;
	struct bench_slot *slots;
	unsigned int nslots;
	unsigned int sent;
	atomic_t ended_nth;
	atomic_t reordered;
	unsigned int buffer;
	u64 busy_since;
	bool measuring;
	struct net_device *nic;
	struct napi_struct napi;
};

/* Drivers that do not go by their algorithm's name with another cipher in it. */
static const struct {
	const char *alg;
	const char *driver;
} generic_modes[] = {
	{ "xts(aes)", "xts(ecb(aes-generic))" },
	{ "gcm(aes)", "gcm_base(ctr(aes-generic),ghash-generic)" },
};

/* Skips a mode that @alg begins with; returns its driver or NULL. */
static const char *generic_mode(const char **alg)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(generic_modes); i++) {
		size_t len = strlen(generic_modes[i].alg);

		if (strncmp(*alg, generic_modes[i].alg, len))
			continue;
		*alg += len;
		return generic_modes[i].driver;
	}
	return NULL;
}

/* aes -> aes-generic, hmac(sha1) -> hmac(sha1-generic): the drivers in plain C. */
static void generic_name(const char *alg, char *out, size_t size)
{
	const char *mode;
	size_t n = 0;

	while (*alg) {
		size_t len = 0;
		bool primitive;

		mode = generic_mode(&alg);
		if (mode) {
			n += scnprintf(out + n, size - n, "%s", mode);
			continue;
		}
		while (isalnum(alg[len]))
			len++;
		primitive = len >= 3 && (!strncmp(alg, "sha", 3) || !strncmp(alg, "aes", len));
		if (!len)
			len = 1;
		n += scnprintf(out + n, size - n, "%.*s%s", (int)len, alg,
			       primitive ? "-generic" : "");
		alg += len;
	}
}

/* authenc(hmac(sha1),cbc(aes)) -> authenc(hmac-sha1-lib,cbc-aes-lib): the first is a template. */
static void lib_name(const char *alg, char *out, size_t size)
{
	const char *word = alg, *c;
	unsigned int depth = 0;
	size_t n = 0;

	for (c = alg; *c; c++) {
		bool template = !strncmp(word, "authenc", 7) || !strncmp(word, "rfc", 3);

		if (*c == '(' && !template)
			depth++;
		if (*c == ')' && depth)
			n += scnprintf(out + n, size - n, "%s", --depth ? "" : "-lib");
		else
			n += scnprintf(out + n, size - n, "%c", *c == '(' && depth ? '-' : *c);
		if (!isalnum(*c))
			word = c + 1;
	}
	if (!strchr(alg, '('))
		scnprintf(out + n, size - n, "-lib");
}

/* Newer kernels have no drivers in plain C, but the crypto library's; neither is the engine's. */
static void *alloc_reference(const struct bench_type *type, const char *alg, char *name,
			     size_t size)
{
	void *tfm;

	generic_name(alg, name, size);
	tfm = type->alloc(name);
	if (!IS_ERR(tfm))
		return tfm;
	lib_name(alg, name, size);
	return type->alloc(name);
}

static void slot_ended(struct bench_slot *slot, int err)
{
	slot->err = err;
	if (atomic_inc_return(&slot->run->ended_nth) != slot->nth)
		atomic_inc(&slot->run->reordered);
	if (slot->run->measuring)
		slot->end_ps = bench_time_ps();
	llist_add(&slot->node, &slot->run->ended);
	complete(&slot->run->done);
}

/* -EINPROGRESS only says that a backlogged request has now started. */
static void slot_callback(KYA_COMPLETION_ARG *arg, int err)
{
	if (err != -EINPROGRESS)
		slot_ended(KYA_COMPLETION_DATA(arg), err);
}

/*
 * The bench's own work. When measured, interrupts are off: what they schedule must wait in any
 * case, as bottom halves are off, and none is counted as this work.
 */
static void work_begins(struct bench_run *run)
{
	if (run->measuring) {
		bench_hold_interrupts();
		run->busy_since = bench_insns();
	}
}

static void work_ends(struct bench_run *run)
{
	if (run->measuring) {
		run->result->measure.rest += bench_insns() - run->busy_since;
		bench_release_interrupts();
	}
}

/* In this thread bottom halves are off meanwhile, as they are for much of IPsec. */
static void thread_begins(struct bench_run *run)
{
	local_bh_disable();
	work_begins(run);
}

static void thread_ends(struct bench_run *run)
{
	work_ends(run);
	local_bh_enable();
}

static void slot_submit(struct bench_slot *slot)
{
	struct bench_run *run = slot->run;
	u64 start = 0;
	int err;

	memcpy(slot->iv, slot->first_iv, sizeof(slot->iv));
	if (slot->in_place)
		memcpy(slot->dst, slot->src, slot->in);
	slot->nth = ++run->sent;
	if (run->measuring) {
		slot->start_ps = bench_time_ps();
		start = bench_insns();
	}
	err = run->job->type->submit(slot->req, &slot->io);
	if (run->measuring)
		run->result->measure.submit += bench_insns() - start;
	if (err != -EINPROGRESS && err != -EBUSY)
		slot_ended(slot, err);
}

/* Cuts @buf at random into @segs entries, fewer if it is too short for them. */
static void cut(struct rnd_state *rnd, struct scatterlist *sg, unsigned int segs, u8 *buf,
		unsigned int len)
{
	unsigned int i, part;

	segs = clamp(segs, 1U, max(len, 1U));
	sg_init_table(sg, segs);
	for (i = 0; i < segs; i++) {
		unsigned int spare = len - (segs - i);

		part = i + 1 == segs ? len :
		       1 + prandom_u32_state(rnd) % (spare / (segs - i) * 2 + 1);
		part = i + 1 == segs ? len : min(part, spare + 1);
		sg_set_buf(&sg[i], buf, part);
		buf += part;
		len -= part;
	}
}

/* Lets the reference encrypt or hash src into want, in this thread. */
static int slot_reference(struct bench_slot *slot, u8 *want)
{
	const struct bench_type *type = slot->run->job->type;
	unsigned int len = slot->io.aad + slot->io.len + type->tag(slot->run->reference);
	struct scatterlist src, dst;
	struct bench_io io = {
		.src = &src, .dst = &dst, .digest = want, .iv = slot->iv, .aad = slot->io.aad,
		.len = slot->io.len,
	};
	DECLARE_CRYPTO_WAIT(wait);
	void *req = type->request(slot->run->reference, crypto_req_done, &wait);
	int err;

	if (!req)
		return -ENOMEM;
	sg_init_one(&src, slot->src, len);
	sg_init_one(&dst, want, len);
	memcpy(slot->iv, slot->first_iv, sizeof(slot->iv));
	err = crypto_wait_req(type->submit(req, &io), &wait);
	type->free_request(req);
	return err;
}

static unsigned int slot_size(struct bench_run *run)
{
	const struct bench_job *job = run->job;
	unsigned int size = job->min_size + prandom_u32_state(&run->rnd) %
						    (job->max_size - job->min_size + 1);

	return rounddown(size, job->type->block(run->reference));
}

/* So that a request that writes nothing cannot pass on old data. */
static void slot_spoil(struct bench_slot *slot)
{
	memset(slot->dst, 0xa5, BENCH_MAX_AAD + slot->io.len + BENCH_MAX_TAG);
}

static int slot_init(struct bench_run *run, struct bench_slot *slot)
{
	const struct bench_job *job = run->job;
	unsigned int tag = job->type->tag(run->tfm), aad = job->type->aad(run->tfm), in, out;
	int err;

	slot->run = run;
	slot->req = job->type->request(run->tfm, slot_callback, slot);
	slot->src = kmalloc(run->buffer, GFP_KERNEL);
	slot->dst = kmalloc(run->buffer, GFP_KERNEL);
	slot->want = kmalloc(run->buffer, GFP_KERNEL);
	slot->src_sg = kcalloc(job->segs, sizeof(*slot->src_sg), GFP_KERNEL);
	slot->dst_sg = kcalloc(job->segs, sizeof(*slot->dst_sg), GFP_KERNEL);
	if (!slot->req || !slot->src || !slot->dst || !slot->want || !slot->src_sg || !slot->dst_sg)
		return -ENOMEM;

	slot->io = (struct bench_io) {
		.src = slot->src_sg, .dst = slot->dst_sg, .digest = slot->dst, .iv = slot->iv,
		.aad = aad, .len = slot_size(run), .decrypt = job->decrypt,
	};
	prandom_bytes_state(&run->rnd, slot->src, aad + slot->io.len);
	prandom_bytes_state(&run->rnd, slot->first_iv, sizeof(slot->first_iv));
	err = slot_reference(slot, slot->want);
	if (err)
		return err;
	in = aad + slot->io.len;
	out = in + tag;
	if (job->decrypt) {
		memcpy(slot->want, slot->src, aad);
		swap(slot->src, slot->want);
		swap(in, out);
	}
	slot->in = in;
	slot->in_place = bench_in_place && strcmp(job->type->name, "ahash");
	cut(&run->rnd, slot->src_sg, job->segs, slot->in_place ? slot->dst : slot->src, in);
	cut(&run->rnd, slot->dst_sg, job->segs, slot->dst, slot->in_place ? max(in, out) : out);
	if (slot->in_place && (slot - run->slots) % 2)
		slot->io.src = slot->dst_sg;
	slot_spoil(slot);
	return 0;
}

static void slot_free(struct bench_slot *slot, const struct bench_type *type)
{
	if (slot->req)
		type->free_request(slot->req);
	kfree(slot->src);
	kfree(slot->dst);
	kfree(slot->want);
	kfree(slot->src_sg);
	kfree(slot->dst_sg);
}

/* A hash writes its digest only; the AAD of a destination is nobody's. */
static bool slot_right(const struct bench_slot *slot)
{
	const struct bench_type *type = slot->run->job->type;
	unsigned int tag = slot->io.decrypt ? 0 : type->tag(slot->run->tfm);
	unsigned int aad = slot->io.aad;

	if (!strcmp(type->name, "ahash"))
		return !memcmp(slot->dst, slot->want, tag);
	return !memcmp(slot->dst + aad, slot->want + aad, slot->io.len + tag);
}

static void slot_count(struct bench_slot *slot)
{
	struct bench_result *result = slot->run->result;

	result->requests++;
	result->bytes += slot->io.len;
	if (slot->err) {
		result->errors++;
		if (!result->first_error)
			result->first_error = slot->err;
	} else if (!slot_right(slot)) {
		result->mismatches++;
	}
	slot_spoil(slot);
}

/* The next request's slot: one that has not been used, or the one that has just ended. */
static struct bench_slot *slot_for(struct bench_run *run, unsigned int nth,
				   struct bench_slot *ended)
{
	if (nth < run->nslots)
		return &run->slots[nth];
	slot_count(ended);
	return ended;
}

static struct bench_slot *wait_for_slot(struct bench_run *run)
{
	thread_ends(run);
	wait_for_completion(&run->done);
	thread_begins(run);
	return llist_entry(llist_del_first(&run->ended), struct bench_slot, node);
}

/* Bottom halves have their turn after each. */
static void thread_submit(struct bench_slot *slot)
{
	slot_submit(slot);
	thread_ends(slot->run);
	thread_begins(slot->run);
}

/* Keeps job->depth requests in flight until job->count have ended. */
static void go_round(struct bench_run *run)
{
	unsigned int first = min(run->job->depth, run->job->count), ended;

	thread_begins(run);
	while (run->sent < first)
		thread_submit(slot_for(run, run->sent, NULL));
	for (ended = 0; ended < run->job->count; ended++) {
		struct bench_slot *slot = wait_for_slot(run);

		if (run->sent < run->job->count)
			thread_submit(slot_for(run, run->sent, slot));
	}
	thread_ends(run);
}

/* A slot that is free, if there is one and requests are left to be sent. */
static struct bench_slot *free_slot(struct bench_run *run)
{
	struct llist_node *node;

	if (run->sent == run->job->count)
		return NULL;
	if (run->sent < run->job->depth)
		return &run->slots[run->sent];
	node = llist_del_first(&run->ended);
	return node ? slot_for(run, run->sent, llist_entry(node, struct bench_slot, node)) : NULL;
}

/*
 * One burst: as a NIC's poll does with packets, it submits all that there is. With a rhythm, it is
 * half the depth, so that there is something to submit while the burst before is still in flight.
 */
static int burst_poll(struct napi_struct *napi, int budget)
{
	struct bench_run *run = container_of(napi, struct bench_run, napi);
	int most = run->job->gap_us ? DIV_ROUND_UP(run->job->depth, 2) : run->job->depth;
	struct bench_slot *slot;
	int n = 0;

	work_begins(run);
	while (n < min(budget, most) && (slot = free_slot(run))) {
		slot_submit(slot);
		n++;
	}
	work_ends(run);
	if (n < budget)
		napi_complete_done(napi, n);
	return n;
}

/* As go_round(), but all that has ended until a burst is submitted in it. Returns how many did. */
static unsigned int go_in_bursts(struct bench_run *run)
{
	unsigned int ended = 0;

	while (ended < run->job->count && !READ_ONCE(bench_stop)) {
		local_bh_disable();
		napi_schedule(&run->napi);
		local_bh_enable();
		if (run->job->gap_us) {
			usleep_range(run->job->gap_us, run->job->gap_us);
		} else {
			wait_for_completion(&run->done);
			ended++;
		}
		while (try_wait_for_completion(&run->done))
			ended++;
	}
	return ended;
}

static void go(struct bench_run *run)
{
	unsigned int ended;

	if (!run->job->softirq) {
		go_round(run);
	} else {
		napi_enable(&run->napi);
		ended = go_in_bursts(run);
		napi_disable(&run->napi);
		for (; ended < run->sent; ended++)
			wait_for_completion(&run->done);
	}
	run->result->measure.rest -= run->result->measure.submit;
}

static int measured_round(struct bench_run *run)
{
	struct bench_measure *m = &run->result->measure;
	u64 *latency = kvcalloc(run->nslots, sizeof(*latency), GFP_KERNEL);
	unsigned int i;
	int err;

	if (!latency)
		return -ENOMEM;
	err = bench_measure_begin(m);
	if (!err) {
		go(run);
		bench_measure_end(m);
		for (i = 0; i < run->nslots; i++)
			latency[i] = run->slots[i].end_ps - run->slots[i].start_ps;
		bench_measure_latency(m, latency, run->nslots);
	}
	kvfree(latency);
	return err;
}

/*
 * A measured run checks no data between its requests: it has a slot for each, and is not measured
 * if their data takes too much memory. Any other run begins at once, with a slot for each that is
 * in flight.
 */
static void plan_slots(struct bench_run *run)
{
	const struct bench_job *job = run->job;
	u64 each = sizeof(struct bench_slot) + 3 * (u64)run->buffer +
		   2 * job->segs * sizeof(struct scatterlist);

	run->measuring = bench_measuring() && job->count * each <= BENCH_MEMORY;
	run->nslots = run->measuring ? job->count : min(job->depth, job->count);
}

static int alloc_tfms(struct bench_run *run)
{
	const struct bench_type *type = run->job->type;
	u8 key[BENCH_MAX_KEY];
	int err;

	run->tfm = type->alloc(run->job->driver);
	if (IS_ERR(run->tfm)) {
		err = PTR_ERR(run->tfm);
		run->tfm = NULL;
		return err;
	}
	run->reference = alloc_reference(type, crypto_tfm_alg_name(type->base(run->tfm)),
					 run->result->reference, sizeof(run->result->reference));
	if (IS_ERR(run->reference)) {
		err = PTR_ERR(run->reference);
		run->reference = NULL;
		return err;
	}
	strscpy(run->result->driver, crypto_tfm_alg_driver_name(type->base(run->tfm)),
		sizeof(run->result->driver));
	prandom_bytes_state(&run->rnd, key, sizeof(key));
	err = type->setkey(run->tfm, key, run->job->keylen);
	return err ?: type->setkey(run->reference, key, run->job->keylen);
}

/**
 * bench_run() - run a job
 * @job: what to run; its bounds have been checked
 * @seed: of keys, data, sizes and segments: the same seed gives the same run
 * @result: what came of it
 *
 * Sleeps until every request has ended.
 *
 * Return: 0 if the job ran, even with errors or mismatches in @result; or a
 * negative error: -ENOENT without such a driver, -ENOMEM, or setkey's.
 */
int bench_run(const struct bench_job *job, u32 seed, struct bench_result *result)
{
	struct bench_run *run = kzalloc(sizeof(*run), GFP_KERNEL);
	unsigned int i;
	int err;

	if (!run)
		return -ENOMEM;
	memset(result, 0, sizeof(*result));
	run->job = job;
	run->result = result;
	prandom_seed_state(&run->rnd, seed);
	init_llist_head(&run->ended);
	init_completion(&run->done);
	run->buffer = job->max_size + BENCH_MAX_AAD + BENCH_MAX_TAG;
	plan_slots(run);
	run->slots = kvcalloc(run->nslots, sizeof(*run->slots), GFP_KERNEL);
	run->nic = kya_alloc_dummy();
	if (run->nic)
		netif_napi_add(run->nic, &run->napi, burst_poll);
	err = run->slots && run->nic ? alloc_tfms(run) : -ENOMEM;
	for (i = 0; !err && i < run->nslots; i++)
		err = slot_init(run, &run->slots[i]);
	if (!err && run->measuring)
		err = measured_round(run);
	else if (!err)
		go(run);
	for (i = 0; !err && i < min(run->nslots, run->sent); i++)
		slot_count(&run->slots[i]);
	result->reordered = atomic_read(&run->reordered);

	for (i = 0; run->slots && i < run->nslots; i++)
		slot_free(&run->slots[i], job->type);
	kvfree(run->slots);
	if (run->nic) {
		netif_napi_del(&run->napi);
		kya_free_dummy(run->nic);
	}
	if (run->reference)
		job->type->free(run->reference);
	if (run->tfm)
		job->type->free(run->tfm);
	kfree(run);
	return err;
}
