// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kyanite bench: debugfs file kyanite_bench/vectors. Known answers, by driver name. Write a batch
 * of struct bench_vector, each with its data, and read a struct bench_verdict for each. A batch is
 * in flight as a whole, each vector twice: a cipher in place and out of place, in scatterlists
 * that are cut at random.
 */
#include <crypto/aead.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "bench.h"
#include "compat.h"
#include "vectors.h"

#define VECTOR_TRIES	2
#define VECTOR_SEGS	8
#define VECTOR_GAP	64
#define VECTOR_GUARD	0xa5

/* A source or destination: segments at any alignment, with a guard around each. */
struct vector_side {
	u8 *mem;
	unsigned int size;
	unsigned int segs;
	struct scatterlist sg[VECTOR_SEGS];
};

struct vector_try {
	struct vector_batch *batch;
	void *req;
	struct vector_side src;
	struct vector_side dst;
	bool in_place;
	u8 iv[16];
	u8 digest[BENCH_VECTORS_TAG];
	int err;
};

struct vector_case {
	const struct bench_vector *v;
	const struct bench_type *type;
	const u8 *key;
	const u8 *src;
	const u8 *want;
	unsigned int src_len;
	unsigned int want_len;
	bool hash;
	void *tfm;
	int key_err;
	struct vector_try tries[VECTOR_TRIES];
};

struct vector_batch {
	struct rnd_state *rnd;
	const u8 *bytes;
	size_t size;
	struct vector_case *cases;
	unsigned int count;
	atomic_t running;
	struct completion done;
};

/* An open file: the verdicts of its latest batch. */
struct vector_file {
	struct mutex lock; /* one batch at a time */
	struct rnd_state rnd;
	unsigned int count;
	struct bench_verdict verdicts[BENCH_VECTORS_COUNT];
};

static bool vector_is_sane(const struct bench_vector *v)
{
	const u32 known = BENCH_VECTOR_DECRYPT | BENCH_VECTOR_DIFFERS | BENCH_VECTOR_BAD_KEY;

	return strnlen(v->type, sizeof(v->type)) < sizeof(v->type) &&
	       strnlen(v->driver, sizeof(v->driver)) < sizeof(v->driver) && !(v->flags & ~known) &&
	       v->error <= 0 && v->key <= BENCH_VECTORS_KEY && v->aad <= BENCH_VECTORS_DATA &&
	       v->len <= BENCH_VECTORS_DATA && v->tag <= BENCH_VECTORS_TAG;
}

/* Takes the vector at @at of the batch apart; returns the place of the next or an error. */
static ssize_t vector_parse(struct vector_batch *b, size_t at, struct vector_case *c)
{
	const struct bench_vector *v = (const void *)(b->bytes + at);
	bool decrypt, aead;
	size_t len;

	if (b->size - at < sizeof(*v) || !vector_is_sane(v))
		return -EINVAL;
	c->v = v;
	c->type = bench_find_type(v->type);
	c->hash = !strcmp(v->type, "ahash");
	aead = !strcmp(v->type, "aead");
	decrypt = v->flags & BENCH_VECTOR_DECRYPT;
	if (!c->type || (!aead && v->aad) || (c->hash && (decrypt || !v->tag)) ||
	    (!aead && !c->hash && v->tag))
		return -EINVAL;
	c->src_len = v->aad + v->len + (decrypt ? v->tag : 0);
	c->want_len = (c->hash ? 0 : v->len) + (decrypt ? 0 : v->tag);
	len = ALIGN(sizeof(*v) + v->key + c->src_len + c->want_len, BENCH_VECTORS_ALIGN);
	if (b->size - at < len)
		return -EINVAL;
	c->key = b->bytes + at + sizeof(*v);
	c->src = c->key + v->key;
	c->want = c->src + c->src_len;
	return at + len;
}

static int batch_parse(struct vector_batch *b)
{
	ssize_t at = 0;

	while (at < b->size) {
		if (b->count == BENCH_VECTORS_COUNT)
			return -E2BIG;
		at = vector_parse(b, at, &b->cases[b->count]);
		if (at < 0)
			return at;
		b->count++;
	}
	return 0;
}

/* Cuts @len bytes into segments at random places of a buffer of guard bytes. */
static int side_init(struct vector_side *side, struct rnd_state *rnd, unsigned int len)
{
	unsigned int i, part;
	u8 *at;

	side->size = len + VECTOR_SEGS * VECTOR_GAP;
	side->mem = kmalloc(side->size, GFP_KERNEL);
	if (!side->mem)
		return -ENOMEM;
	memset(side->mem, VECTOR_GUARD, side->size);
	side->segs = 1 + prandom_u32_state(rnd) % clamp(len, 1U, (unsigned int)VECTOR_SEGS);
	sg_init_table(side->sg, side->segs);
	at = side->mem;
	for (i = 0; i < side->segs; i++) {
		at += prandom_u32_state(rnd) % VECTOR_GAP;
		part = len;
		if (i + 1 < side->segs)
			part = 1 + prandom_u32_state(rnd) % (len - (side->segs - i - 1));
		sg_set_buf(&side->sg[i], at, part);
		at += part;
		len -= part;
	}
	return 0;
}

static bool side_is(struct vector_side *side, unsigned int skip, const u8 *want, unsigned int len)
{
	unsigned int i;

	for (i = 0; len && i < side->segs; i++) {
		unsigned int drop = min(skip, side->sg[i].length);
		unsigned int n = min(side->sg[i].length - drop, len);

		if (memcmp(sg_virt(&side->sg[i]) + drop, want, n))
			return false;
		skip -= drop;
		want += n;
		len -= n;
	}
	return !len;
}

static bool side_guarded(struct vector_side *side)
{
	u8 *at = side->mem, *end = side->mem + side->size;
	unsigned int i;

	for (i = 0; at && i < side->segs; i++) {
		u8 *seg = sg_virt(&side->sg[i]);

		if (memchr_inv(at, VECTOR_GUARD, seg - at))
			return false;
		at = seg + side->sg[i].length;
	}
	return !at || !memchr_inv(at, VECTOR_GUARD, end - at);
}

static void try_ended(struct vector_try *t, int err)
{
	t->err = err;
	if (atomic_dec_and_test(&t->batch->running))
		complete(&t->batch->done);
}

/* -EINPROGRESS only says that a backlogged request has now started. */
static void try_callback(KYA_COMPLETION_ARG *arg, int err)
{
	if (err != -EINPROGRESS)
		try_ended(KYA_COMPLETION_DATA(arg), err);
}

static int try_init(struct vector_batch *b, struct vector_case *c, struct vector_try *t)
{
	unsigned int out = c->v->aad + c->want_len;
	int err;

	t->batch = b;
	t->req = c->type->request(c->tfm, try_callback, t);
	if (!t->req)
		return -ENOMEM;
	memcpy(t->iv, c->v->iv, sizeof(t->iv));
	err = side_init(&t->src, b->rnd, t->in_place ? max(out, c->src_len) : c->src_len);
	if (!err && !t->in_place && !c->hash)
		err = side_init(&t->dst, b->rnd, out);
	if (!err)
		sg_pcopy_from_buffer(t->src.sg, t->src.segs, c->src, c->src_len, 0);
	return err;
}

static int case_set_key(struct vector_case *c)
{
	int err = c->type->setkey(c->tfm, c->key, c->v->key);

	if (!err && !strcmp(c->type->name, "aead"))
		err = crypto_aead_setauthsize(c->tfm, c->v->tag);
	return err;
}

/* Whether the case has requests: not one whose key is refused, rightly or not. */
static bool case_runs(const struct vector_case *c)
{
	return !c->key_err && !(c->v->flags & BENCH_VECTOR_BAD_KEY);
}

static int case_init(struct vector_batch *b, struct vector_case *c)
{
	unsigned int i;
	int err = 0;

	c->tfm = c->type->alloc(c->v->driver);
	if (IS_ERR(c->tfm)) {
		err = PTR_ERR(c->tfm);
		c->tfm = NULL;
		return err;
	}
	if (c->hash && c->v->tag > c->type->tag(c->tfm))
		return -EINVAL;
	c->key_err = case_set_key(c);
	for (i = 0; !err && case_runs(c) && i < VECTOR_TRIES; i++) {
		c->tries[i].in_place = !c->hash && !i;
		err = try_init(b, c, &c->tries[i]);
	}
	return err;
}

static void case_free(struct vector_case *c)
{
	unsigned int i;

	for (i = 0; i < VECTOR_TRIES; i++) {
		if (c->tries[i].req)
			c->type->free_request(c->tries[i].req);
		kfree(c->tries[i].src.mem);
		kfree(c->tries[i].dst.mem);
	}
	if (c->tfm)
		c->type->free(c->tfm);
}

static void try_submit(struct vector_case *c, struct vector_try *t)
{
	struct bench_io io = {
		.src = t->src.sg, .dst = t->in_place ? t->src.sg : t->dst.sg, .digest = t->digest,
		.iv = t->iv, .aad = c->v->aad, .len = c->v->len,
		.decrypt = c->v->flags & BENCH_VECTOR_DECRYPT,
	};
	int err;

	atomic_inc(&t->batch->running);
	err = c->type->submit(t->req, &io);
	if (err != -EINPROGRESS && err != -EBUSY)
		try_ended(t, err);
}

static void batch_run(struct vector_batch *b)
{
	unsigned int i, j;

	init_completion(&b->done);
	/* One more than there are, so that the last ends after all have begun. */
	atomic_set(&b->running, 1);
	for (i = 0; i < b->count; i++)
		for (j = 0; case_runs(&b->cases[i]) && j < VECTOR_TRIES; j++)
			try_submit(&b->cases[i], &b->cases[i].tries[j]);
	if (!atomic_dec_and_test(&b->running))
		wait_for_completion(&b->done);
}

static enum bench_wrong try_judge(struct vector_case *c, struct vector_try *t)
{
	struct vector_side *out = t->in_place ? &t->src : &t->dst;
	bool right;

	if (t->err != c->v->error)
		return BENCH_WRONG_ERROR;
	if (!side_guarded(&t->src) || !side_guarded(&t->dst))
		return BENCH_WRONG_BEYOND;
	if (!t->in_place && !side_is(&t->src, 0, c->src, c->src_len))
		return BENCH_WRONG_SOURCE;
	if (c->hash)
		right = !memcmp(t->digest, c->want, c->want_len);
	else
		right = side_is(out, c->v->aad, c->want, c->want_len);
	if (!t->err && right == !!(c->v->flags & BENCH_VECTOR_DIFFERS))
		return BENCH_WRONG_DATA;
	return BENCH_RIGHT;
}

static void case_judge(struct vector_case *c, struct bench_verdict *verdict)
{
	unsigned int i;
	int wanted = c->v->flags & BENCH_VECTOR_BAD_KEY ? c->v->error : 0;

	memset(verdict, 0, sizeof(*verdict));
	verdict->error = c->key_err;
	if (c->key_err != wanted)
		verdict->wrong = BENCH_WRONG_KEY;
	for (i = 0; case_runs(c) && !verdict->wrong && i < VECTOR_TRIES; i++) {
		struct vector_try *t = &c->tries[i];

		verdict->wrong = try_judge(c, t);
		verdict->error = t->err;
		if (c->hash)
			memcpy(verdict->out, t->digest, sizeof(verdict->out));
		else
			sg_pcopy_to_buffer(t->in_place ? t->src.sg : t->dst.sg,
					   t->in_place ? t->src.segs : t->dst.segs, verdict->out,
					   min_t(u32, c->want_len, sizeof(verdict->out)),
					   c->v->aad);
	}
}

/* Runs what is in @b, and leaves @file with the verdicts. */
static int batch_do(struct vector_batch *b, struct vector_file *file)
{
	unsigned int i;
	int err;

	b->cases = kvcalloc(BENCH_VECTORS_COUNT, sizeof(*b->cases), GFP_KERNEL);
	if (!b->cases)
		return -ENOMEM;
	err = batch_parse(b);
	for (i = 0; !err && i < b->count; i++)
		err = case_init(b, &b->cases[i]);
	if (!err) {
		batch_run(b);
		for (i = 0; i < b->count; i++)
			case_judge(&b->cases[i], &file->verdicts[i]);
		file->count = b->count;
	}
	for (i = 0; i < b->count; i++)
		case_free(&b->cases[i]);
	kvfree(b->cases);
	return err;
}

static ssize_t vectors_write(struct file *f, const char __user *from, size_t len, loff_t *pos)
{
	struct vector_file *file = f->private_data;
	struct vector_batch b = { .rnd = &file->rnd, .size = len };
	void *bytes;
	int err;

	if (!len || len > BENCH_VECTORS_BATCH)
		return -EINVAL;
	bytes = vmemdup_user(from, len);
	if (IS_ERR(bytes))
		return PTR_ERR(bytes);
	b.bytes = bytes;
	mutex_lock(&file->lock);
	file->count = 0;
	err = batch_do(&b, file);
	mutex_unlock(&file->lock);
	kvfree(bytes);
	return err ?: len;
}

static ssize_t vectors_read(struct file *f, char __user *to, size_t len, loff_t *pos)
{
	struct vector_file *file = f->private_data;
	loff_t from = 0;
	ssize_t n;

	mutex_lock(&file->lock);
	n = simple_read_from_buffer(to, len, &from, file->verdicts,
				    file->count * sizeof(file->verdicts[0]));
	mutex_unlock(&file->lock);
	return n;
}

static int vectors_open(struct inode *inode, struct file *f)
{
	const uint *seed = inode->i_private;
	struct vector_file *file = kvzalloc(sizeof(*file), GFP_KERNEL);

	if (!file)
		return -ENOMEM;
	mutex_init(&file->lock);
	prandom_seed_state(&file->rnd, *seed);
	f->private_data = file;
	return 0;
}

static int vectors_release(struct inode *inode, struct file *f)
{
	kvfree(f->private_data);
	return 0;
}

const struct file_operations bench_vectors_fops = {
	.owner = THIS_MODULE,
	.open = vectors_open,
	.read = vectors_read,
	.write = vectors_write,
	.release = vectors_release,
};
