// SPDX-License-Identifier: Apache-2.0
/*
 * Generates everything that knows the hardware interface from one SystemRDL
 * description: the C header, the SystemVerilog package, the Markdown tables
 * and the CSR test vectors. The subset it reads is defined in README.md.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ITEMS  64
#define MAX_FIELDS 16
#define MAX_VALUES 32
#define NAME_LEN   48

struct value {
	char name[NAME_LEN];
	uint64_t num;
	char *desc;
};

struct enumeration {
	char name[NAME_LEN];
	struct value values[MAX_VALUES];
	unsigned int n, width; /* width in bits: that of the field that encodes it */
};

struct field {
	char name[NAME_LEN];
	char *desc;
	unsigned int hi, lo;
	uint64_t reset;
	bool sw_r, sw_w, hw_w, pulse;
	struct enumeration *encode;
};

struct reg {
	char name[NAME_LEN];
	char *desc;
	unsigned int width, count; /* bits, elements */
	uint64_t off, stride;
	struct field fields[MAX_FIELDS];
	unsigned int n;
};

struct map {
	char name[NAME_LEN];
	char *title, *desc;
	bool memory;
	struct reg regs[MAX_ITEMS];
	unsigned int n;
	struct map *file; /* the regfile of a register map */
	unsigned int count;
	uint64_t off, stride;
};

static struct enumeration enums[MAX_ITEMS];
static struct map *maps[MAX_ITEMS];
static unsigned int n_enums, n_maps;

/* ------------------------------------------------------------------ lexer */

static const char *path;
static char *text, *pos;
static unsigned int line = 1;
static char token[1024]; /* "" at the end; strings begin with a quote */

static _Noreturn void fail(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%u: ", path, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static void *allocate(size_t size)
{
	void *p = calloc(1, size);

	if (!p)
		fail("out of memory");
	return p;
}

static void skip_blank(void)
{
	for (;;) {
		if (pos[0] == '/' && pos[1] == '/') {
			pos += strcspn(pos, "\n");
		} else if (isspace((unsigned char)*pos)) {
			line += *pos++ == '\n';
		} else {
			return;
		}
	}
}

static void next(void)
{
	size_t n = 1;

	skip_blank();
	if (*pos == '"') {
		n = strcspn(pos + 1, "\"\n") + 1;
		if (pos[n] != '"')
			fail("string does not end on its line");
	} else if (isalnum((unsigned char)*pos) || *pos == '_') {
		while (isalnum((unsigned char)pos[n]) || pos[n] == '_')
			n++;
	} else if (pos[0] == '+' && pos[1] == '=') {
		n = 2;
	} else if (!*pos) {
		n = 0;
	} else if (!strchr("{}[]:;=@", *pos)) {
		fail("unexpected character '%c'", *pos);
	}
	if (n >= sizeof(token))
		fail("token too long");
	memcpy(token, pos, n);
	token[n] = 0;
	pos += n + (*token == '"');
}

static bool is(const char *s)
{
	return !strcmp(token, s);
}

static bool accept(const char *s)
{
	if (!is(s))
		return false;
	next();
	return true;
}

static void expect(const char *s)
{
	if (!accept(s))
		fail("expected '%s', found '%s'", s, token);
}

static uint64_t number(void)
{
	char *end;
	uint64_t v;

	errno = 0;
	v = strtoull(token, &end, 0);
	if (!isdigit((unsigned char)*token) || *end || errno)
		fail("expected a number, found '%s'", token);
	next();
	return v;
}

static void identifier(char *out)
{
	if (!isalpha((unsigned char)*token) || strlen(token) >= NAME_LEN)
		fail("expected a name, found '%s'", token);
	strcpy(out, token);
	next();
}

static char *string(void)
{
	char *s;

	if (*token != '"')
		fail("expected a string, found '%s'", token);
	s = strdup(token + 1);
	if (!s)
		fail("out of memory");
	next();
	return s;
}

/* ----------------------------------------------------------------- parser */

static bool boolean(void)
{
	bool v = is("true");

	if (!v && !is("false"))
		fail("expected true or false, found '%s'", token);
	next();
	return v;
}

static struct enumeration *find_enum(const char *name)
{
	for (unsigned int i = 0; i < n_enums; i++)
		if (!strcmp(enums[i].name, name))
			return &enums[i];
	return NULL;
}

static void parse_access(bool *r, bool *w)
{
	if (!is("r") && !is("w") && !is("rw") && !is("na"))
		fail("access must be r, w, rw or na, not '%s'", token);
	*r = strchr(token, 'r') != NULL;
	*w = strchr(token, 'w') != NULL;
	next();
}

static void parse_field(struct reg *reg)
{
	struct field *f = &reg->fields[reg->n];
	bool unused;

	if (reg->n == MAX_FIELDS)
		fail("more than %d fields", MAX_FIELDS);
	f->sw_r = f->sw_w = true;
	expect("{");
	while (!accept("}")) {
		if (accept("desc")) {
			expect("=");
			f->desc = string();
		} else if (accept("sw")) {
			expect("=");
			parse_access(&f->sw_r, &f->sw_w);
		} else if (accept("hw")) {
			expect("=");
			parse_access(&unused, &f->hw_w);
		} else if (accept("singlepulse")) {
			f->pulse = true;
		} else if (accept("encode")) {
			expect("=");
			f->encode = find_enum(token);
			if (!f->encode)
				fail("unknown enum '%s'", token);
			next();
		} else {
			fail("unknown field property '%s'", token);
		}
		expect(";");
	}
	identifier(f->name);
	expect("[");
	f->hi = (unsigned int)number();
	expect(":");
	f->lo = (unsigned int)number();
	expect("]");
	if (accept("="))
		f->reset = number();
	expect(";");
	if (!f->desc)
		fail("field '%s' has no desc", f->name);
	if (f->hi < f->lo || f->hi >= reg->width)
		fail("field '%s' does not fit in %u bits", f->name, reg->width);
	if (f->hi - f->lo < 63 && f->reset >> (f->hi - f->lo + 1))
		fail("reset of '%s' does not fit", f->name);
	for (unsigned int i = 0; i < reg->n; i++) {
		const struct field *o = &reg->fields[i];

		if (!strcmp(o->name, f->name))
			fail("second field '%s'", f->name);
		if (f->lo <= o->hi && o->lo <= f->hi)
			fail("fields '%s' and '%s' overlap", o->name, f->name);
	}
	if (f->encode) {
		struct enumeration *e = f->encode;

		e->width = f->hi - f->lo + 1;
		for (unsigned int i = 0; i < e->n; i++)
			if (e->width < 64 && e->values[i].num >> e->width)
				fail("value '%s' of '%s' does not fit in '%s'", e->values[i].name,
				     e->name, f->name);
	}
	reg->n++;
}

static void place(uint64_t *off, unsigned int *count, uint64_t *stride, uint64_t size)
{
	*count = 1;
	*stride = size;
	if (accept("[")) {
		*count = (unsigned int)number();
		if (!*count)
			fail("array of 0");
		expect("]");
	}
	expect("@");
	*off = number();
	if (accept("+="))
		*stride = number();
	expect(";");
	if (*stride < size)
		fail("stride is less than the size");
}

static void parse_reg(struct map *m)
{
	struct reg *r = &m->regs[m->n];

	if (m->n == MAX_ITEMS)
		fail("more than %d registers", MAX_ITEMS);
	r->width = 32;
	expect("{");
	while (!accept("}")) {
		if (accept("regwidth")) {
			expect("=");
			r->width = (unsigned int)number();
			if (r->width != 8 && r->width != 16 && r->width != 32 && r->width != 64)
				fail("regwidth must be 8, 16, 32 or 64");
			expect(";");
		} else if (accept("desc")) {
			expect("=");
			r->desc = string();
			expect(";");
		} else if (accept("field")) {
			parse_field(r);
		} else {
			fail("unknown register property '%s'", token);
		}
	}
	identifier(r->name);
	place(&r->off, &r->count, &r->stride, r->width / 8);
	if (!r->n)
		fail("register '%s' has no field", r->name);
	if (!m->memory && !r->desc)
		fail("register '%s' has no desc", r->name);
	if (r->off % (r->width / 8))
		fail("register '%s' is not aligned", r->name);
	for (unsigned int i = 0; i < m->n; i++) {
		const struct reg *o = &m->regs[i];

		if (!strcmp(o->name, r->name))
			fail("second register '%s'", r->name);
		if (r->off < o->off + o->count * o->stride && o->off < r->off + r->count * r->stride)
			fail("registers '%s' and '%s' overlap", o->name, r->name);
		if (m->memory && r->off < o->off)
			fail("member '%s' is out of order", r->name);
	}
	m->n++;
}

static struct map *parse_map(bool file)
{
	struct map *m = allocate(sizeof(*m));

	if (!file)
		identifier(m->name);
	expect("{");
	while (!accept("}")) {
		if (accept("name")) {
			expect("=");
			m->title = string();
			expect(";");
		} else if (accept("desc")) {
			expect("=");
			m->desc = string();
			expect(";");
		} else if (!file && accept("kya_memory")) {
			expect("=");
			m->memory = boolean();
			expect(";");
		} else if (accept("reg")) {
			parse_reg(m);
		} else if (!file && !m->file && accept("regfile")) {
			m->file = parse_map(true);
		} else {
			fail("unexpected '%s' in %s", token, file ? "regfile" : "addrmap");
		}
	}
	if (!m->title || !m->desc)
		fail("name or desc is missing");
	if (file) {
		const struct reg *last = &m->regs[m->n - 1];

		if (!m->n)
			fail("empty regfile");
		identifier(m->name);
		place(&m->off, &m->count, &m->stride, last->off + last->width / 8);
	} else {
		expect(";");
	}
	return m;
}

static void parse_enum(void)
{
	struct enumeration *e = &enums[n_enums];

	if (n_enums == MAX_ITEMS)
		fail("more than %d enums", MAX_ITEMS);
	identifier(e->name);
	if (find_enum(e->name))
		fail("second enum '%s'", e->name);
	n_enums++;
	expect("{");
	while (!accept("}")) {
		struct value *v = &e->values[e->n];

		if (e->n == MAX_VALUES)
			fail("more than %d values", MAX_VALUES);
		identifier(v->name);
		expect("=");
		v->num = number();
		expect("{");
		if (!accept("desc"))
			fail("value '%s' has no desc", v->name);
		expect("=");
		v->desc = string();
		expect(";");
		expect("}");
		expect(";");
		for (unsigned int i = 0; i < e->n; i++)
			if (!strcmp(e->values[i].name, v->name) || e->values[i].num == v->num)
				fail("second value '%s' or %" PRIu64, v->name, v->num);
		e->n++;
	}
	expect(";");
}

static void parse(void)
{
	next();
	while (*token) {
		if (accept("property")) {
			/* Declares kya_memory for other tools; this one knows it. */
			while (*token && !accept("}"))
				next();
			expect(";");
		} else if (accept("enum")) {
			parse_enum();
		} else if (accept("addrmap")) {
			if (n_maps == MAX_ITEMS)
				fail("more than %d maps", MAX_ITEMS);
			maps[n_maps] = parse_map(false);
			for (unsigned int i = 0; i < n_maps; i++)
				if (!strcmp(maps[i]->name, maps[n_maps]->name))
					fail("second addrmap '%s'", maps[i]->name);
			n_maps++;
		} else {
			fail("expected enum or addrmap, found '%s'", token);
		}
	}
	if (!n_maps || maps[0]->memory || !maps[0]->file)
		fail("the first addrmap must hold the registers and one regfile");
}

/* --------------------------------------------------------------- ABI hash */

static uint32_t hash = 2166136261u;

static void hash_add(const char *fmt, ...)
{
	char s[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s, sizeof(s), fmt, ap);
	va_end(ap);
	for (const char *c = s; *c; c++)
		hash = (hash ^ (uint8_t)*c) * 16777619u;
}

static void hash_regs(const struct map *m)
{
	hash_add("map %s %" PRIu64 " %u %" PRIu64 "\n", m->name, m->off, m->count, m->stride);
	for (unsigned int i = 0; i < m->n; i++) {
		const struct reg *r = &m->regs[i];

		hash_add("reg %s %u %" PRIu64 " %u %" PRIu64 "\n", r->name, r->width, r->off, r->count,
			 r->stride);
		for (unsigned int j = 0; j < r->n; j++)
			hash_add("field %s %u %u\n", r->fields[j].name, r->fields[j].hi,
				 r->fields[j].lo);
	}
}

/* Names, places and values, but no text: what software compiled in. */
static void hash_all(void)
{
	for (unsigned int i = 0; i < n_enums; i++)
		for (unsigned int j = 0; j < enums[i].n; j++)
			hash_add("enum %s %s %" PRIu64 "\n", enums[i].name, enums[i].values[j].name,
				 enums[i].values[j].num);
	for (unsigned int i = 0; i < n_maps; i++) {
		hash_regs(maps[i]);
		if (maps[i]->file)
			hash_regs(maps[i]->file);
	}
}

/* ---------------------------------------------------------------- outputs */

static const char *upper(const char *s)
{
	static char ring[8][NAME_LEN];
	static unsigned int n;
	char *out = ring[n++ % 8];
	size_t i;

	for (i = 0; s[i]; i++)
		out[i] = (char)toupper((unsigned char)s[i]);
	out[i] = 0;
	return out;
}

static uint64_t field_mask(const struct field *f)
{
	return (f->hi - f->lo == 63 ? ~0ULL : (1ULL << (f->hi - f->lo + 1)) - 1) << f->lo;
}

static uint64_t reset_of(const struct reg *r)
{
	uint64_t v = 0;

	for (unsigned int i = 0; i < r->n; i++)
		v |= r->fields[i].reset << r->fields[i].lo;
	return v;
}

static uint64_t size_of(const struct map *m)
{
	const struct reg *r = &m->regs[m->n - 1];

	return r->off + r->count * r->stride;
}

static bool whole(const struct reg *r)
{
	return r->n == 1 && r->fields[0].hi - r->fields[0].lo + 1 == r->width;
}

static void c_define(FILE *f, const char *name, const char *fmt, ...)
{
	va_list ap;
	int col = 8 + fprintf(f, "#define %s", name) - 8;

	do {
		fputc('\t', f);
		col = col / 8 * 8 + 8;
	} while (col < 48);
	va_start(ap, fmt);
	vfprintf(f, fmt, ap);
	va_end(ap);
	fputc('\n', f);
}

static void c_fields(FILE *f, const char *prefix, const struct reg *r)
{
	const char *ull = r->width == 64 ? "_ULL" : "";
	char name[3 * NAME_LEN];

	if (whole(r))
		return;
	for (unsigned int i = 0; i < r->n; i++) {
		const struct field *d = &r->fields[i];

		snprintf(name, sizeof(name), "%s_%s_%s", prefix, upper(r->name), upper(d->name));
		if (d->hi == d->lo)
			c_define(f, name, "BIT%s(%u)", ull, d->lo);
		else
			c_define(f, name, "GENMASK%s(%u, %u)", ull, d->hi, d->lo);
	}
}

static void c_regs(FILE *f, const char *prefix, const struct map *m)
{
	char name[2 * NAME_LEN];

	for (unsigned int i = 0; i < m->n; i++) {
		snprintf(name, sizeof(name), "%s_%s", prefix, upper(m->regs[i].name));
		c_define(f, name, "0x%" PRIx64, m->regs[i].off);
		c_fields(f, prefix, &m->regs[i]);
	}
	fputc('\n', f);
}

static void c_pad(FILE *f, uint64_t *at, uint64_t to, unsigned int *holes)
{
	if (*at < to)
		fprintf(f, "\tu8 reserved%u[%" PRIu64 "];\n", (*holes)++, to - *at);
	*at = to;
}

static void c_struct(FILE *f, const struct map *m)
{
	uint64_t at = 0;
	unsigned int holes = 0;
	char prefix[2 * NAME_LEN];

	fprintf(f, "/**\n * struct kya_%s - %s\n", m->name, m->title);
	for (unsigned int i = 0; i < m->n; i++) {
		const struct reg *r = &m->regs[i];

		fprintf(f, " * @%s: %s\n", r->name,
			whole(r) ? r->fields[0].desc : "see the masks below");
	}
	for (unsigned int i = 0; i < m->n; i++) {
		if (m->regs[i].off > at)
			fprintf(f, " * @reserved%u: 0\n", holes++);
		at = m->regs[i].off + m->regs[i].count * m->regs[i].stride;
	}
	fprintf(f, " *\n * %s\n */\nstruct kya_%s {\n", m->desc, m->name);
	at = 0;
	holes = 0;
	for (unsigned int i = 0; i < m->n; i++) {
		const struct reg *r = &m->regs[i];

		c_pad(f, &at, r->off, &holes);
		if (r->width == 8)
			fprintf(f, "\tu8 %s", r->name);
		else
			fprintf(f, "\t__le%u %s", r->width, r->name);
		if (r->count > 1)
			fprintf(f, "[%u]", r->count);
		fputs(";\n", f);
		at += r->count * r->stride;
	}
	fputs("};\n\n", f);
	fprintf(f, "static_assert(sizeof(struct kya_%s) == %" PRIu64 ");\n", m->name, size_of(m));
	for (unsigned int i = 0; i < m->n; i++)
		fprintf(f, "static_assert(offsetof(struct kya_%s, %s) == 0x%" PRIx64 ");\n", m->name,
			m->regs[i].name, m->regs[i].off);
	fputc('\n', f);
	snprintf(prefix, sizeof(prefix), "KYA_%s", upper(m->name));
	for (unsigned int i = 0; i < m->n; i++)
		c_fields(f, prefix, &m->regs[i]);
	fputc('\n', f);
}

static const char c_prologue[] =
	"#ifdef __KERNEL__\n#include <linux/bitfield.h>\n#include <linux/bits.h>\n"
	"#include <linux/build_bug.h>\n#include <linux/stddef.h>\n#include <linux/types.h>\n#else\n"
	"#include <assert.h>\n#include <linux/types.h>\n#include <stddef.h>\n#include <stdint.h>\n\n"
	"typedef uint8_t u8;\n\n"
	"#define BIT(n)\t\t\t(1U << (n))\n#define BIT_ULL(n)\t\t(1ULL << (n))\n"
	"#define GENMASK(h, l)\t\t((~0U >> (31 - (h))) & (~0U << (l)))\n"
	"#define GENMASK_ULL(h, l)\t((~0ULL >> (63 - (h))) & (~0ULL << (l)))\n"
	"#define FIELD_GET(mask, v)\t(((v) & (mask)) >> __builtin_ctzll(mask))\n"
	"#define FIELD_PREP(mask, v)\t((((__typeof__(mask))(v)) << __builtin_ctzll(mask)) & (mask))\n"
	"#endif\n\n";

static void write_header(FILE *f)
{
	const struct map *m = maps[0], *q = m->file;
	char name[2 * NAME_LEN];

	fputs("/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */\n"
	      "/* Generated by hw/regs/regsgen from kyanite.rdl: do not edit. */\n"
	      "#ifndef KYANITE_REGS_H\n#define KYANITE_REGS_H\n\n",
	      f);
	fputs(c_prologue, f);
	c_define(f, "KYA_ABI_HASH", "0x%08xU", hash);
	fputc('\n', f);
	for (unsigned int i = 0; i < n_enums; i++) {
		for (unsigned int j = 0; j < enums[i].n; j++) {
			snprintf(name, sizeof(name), "KYA_%s_%s", upper(enums[i].name),
				 enums[i].values[j].name);
			c_define(f, name, "%" PRIu64, enums[i].values[j].num);
		}
		fputc('\n', f);
	}
	c_regs(f, "KYA_REG", m);
	snprintf(name, sizeof(name), "KYA_REG_%s_RESET", upper(m->regs[0].name));
	c_define(f, name, "0x%" PRIx64 "U", reset_of(&m->regs[0]));
	fputc('\n', f);
	snprintf(name, sizeof(name), "KYA_%s_COUNT", upper(q->name));
	c_define(f, name, "%u", q->count);
	snprintf(name, sizeof(name), "KYA_%s(n)", upper(q->name));
	c_define(f, name, "(0x%" PRIx64 " + (n) * 0x%" PRIx64 ")", q->off, q->stride);
	snprintf(name, sizeof(name), "KYA_%s", upper(q->name));
	c_regs(f, name, q);
	for (unsigned int i = 1; i < n_maps; i++)
		c_struct(f, maps[i]);
	fputs("#endif\n", f);
}

static void sv_fields(FILE *f, const char *prefix, const struct reg *r, uint64_t bit)
{
	for (unsigned int i = 0; i < r->n; i++) {
		const struct field *d = &r->fields[i];

		fprintf(f, "  localparam int %s_%s_%s_LSB = %" PRIu64 ";\n", prefix, upper(r->name),
			upper(d->name), bit + d->lo);
	}
}

static void sv_regs(FILE *f, const char *prefix, const struct map *m)
{
	for (unsigned int i = 0; i < m->n; i++) {
		const struct reg *r = &m->regs[i];

		fprintf(f, "  localparam logic [15:0] %s_%s = 16'h%04" PRIx64 ";\n", prefix,
			upper(r->name), r->off);
		if (reset_of(r))
			fprintf(f, "  localparam logic [%u:0] %s_%s_RESET = %u'h%" PRIx64 ";\n",
				r->width - 1, prefix, upper(r->name), r->width, reset_of(r));
		sv_fields(f, prefix, r, 0);
	}
}

static void write_package(FILE *f)
{
	const struct map *m = maps[0], *q = m->file;
	char prefix[NAME_LEN];

	fputs("// SPDX-License-Identifier: Apache-2.0\n"
	      "// Generated by hw/regs/regsgen from kyanite.rdl: do not edit.\n"
	      "// An _LSB of a format in memory counts from the start of the format.\n"
	      "// verilator lint_off UNUSEDPARAM\npackage kyanite_regs_pkg;\n",
	      f);
	fprintf(f, "  localparam logic [31:0] ABI_HASH = 32'h%08x;\n", hash);
	for (unsigned int i = 0; i < n_enums; i++) {
		const struct enumeration *e = &enums[i];
		unsigned int width = e->width ? e->width : 8;

		for (unsigned int j = 0; j < e->n; j++)
			fprintf(f, "  localparam logic [%u:0] %s_%s = %u'd%" PRIu64 ";\n", width - 1,
				upper(e->name), e->values[j].name, width, e->values[j].num);
	}
	sv_regs(f, "REG", m);
	fprintf(f, "  localparam int %s_BASE = %" PRIu64 ";\n", upper(q->name), q->off);
	fprintf(f, "  localparam int %s_STRIDE = %" PRIu64 ";\n", upper(q->name), q->stride);
	strcpy(prefix, upper(q->name));
	sv_regs(f, prefix, q);
	for (unsigned int i = 1; i < n_maps; i++) {
		strcpy(prefix, upper(maps[i]->name));
		for (unsigned int j = 0; j < maps[i]->n; j++) {
			const struct reg *r = &maps[i]->regs[j];

			fprintf(f, "  localparam int %s_%s_LSB = %" PRIu64 ";\n", prefix,
				upper(r->name), r->off * 8);
			if (!whole(r))
				sv_fields(f, prefix, r, r->off * 8);
		}
	}
	fputs("endpackage\n// verilator lint_on UNUSEDPARAM\n", f);
}

static const char *access_of(const struct field *d)
{
	if (d->pulse)
		return "W, pulse";
	return d->sw_r && d->sw_w ? "RW" : d->sw_r ? "RO" : "WO";
}

static void md_regs(FILE *f, const struct map *m, bool memory)
{
	fprintf(f, "| offset | %s | bits | field | %s meaning |\n|---|---|---|---|%s---|\n",
		memory ? "member" : "register", memory ? "" : "access | reset |",
		memory ? "" : "---|---|");
	for (unsigned int i = 0; i < m->n; i++) {
		const struct reg *r = &m->regs[i];

		if (!memory)
			fprintf(f, "| 0x%03" PRIx64 " | **%s** | %u | | | | %s |\n", r->off,
				upper(r->name), r->width, r->desc);
		for (unsigned int j = 0; j < r->n; j++) {
			const struct field *d = &r->fields[j];

			if (memory && !j && r->count > 1)
				fprintf(f, "| 0x%02" PRIx64 " | %s[%u] |", r->off, r->name, r->count);
			else if (memory && !j)
				fprintf(f, "| 0x%02" PRIx64 " | %s |", r->off, r->name);
			else
				fputs("| | |", f);
			if (d->hi == d->lo)
				fprintf(f, " %u | %s |", d->lo, d->name);
			else
				fprintf(f, " %u:%u | %s |", d->hi, d->lo, d->name);
			if (!memory)
				fprintf(f, " %s | 0x%" PRIx64 " |", access_of(d), d->reset);
			fprintf(f, " %s%s%s%s |\n", d->desc, d->encode ? " Values: " : "",
				d->encode ? d->encode->name : "", d->encode ? "." : "");
		}
	}
	fputc('\n', f);
}

static void write_markdown(FILE *f)
{
	fprintf(f,
		"<!-- SPDX-License-Identifier: Apache-2.0 -->\n"
		"<!-- Generated by hw/regs/regsgen from kyanite.rdl: do not edit. -->\n"
		"# Registers and formats\n\n"
		"What they mean together is in [hardware.md](hardware.md). ABI hash: `0x%08x`.\n\n",
		hash);
	for (unsigned int i = 0; i < n_maps; i++) {
		const struct map *m = maps[i];

		fprintf(f, "## %s\n%s\n\n", m->title, m->desc);
		md_regs(f, m, m->memory);
		if (m->file) {
			fprintf(f, "### %s\n%s Queue n is at 0x%" PRIx64 " + n * 0x%" PRIx64 ".\n\n",
				m->file->title, m->file->desc, m->file->off, m->file->stride);
			md_regs(f, m->file, false);
		}
	}
	for (unsigned int i = 0; i < n_enums; i++) {
		fprintf(f, "## Values: %s\n\n| value | name | meaning |\n|---|---|---|\n", enums[i].name);
		for (unsigned int j = 0; j < enums[i].n; j++)
			fprintf(f, "| %" PRIu64 " | %s | %s |\n", enums[i].values[j].num,
				enums[i].values[j].name, enums[i].values[j].desc);
		fputc('\n', f);
	}
}

static void vector(FILE *f, const char *prefix, const struct reg *r)
{
	uint64_t known = r->width == 64 ? ~0ULL : (1ULL << r->width) - 1, rw = 0;

	for (unsigned int i = 0; i < r->n; i++) {
		const struct field *d = &r->fields[i];

		if (d->hw_w)
			known &= ~field_mask(d);
		else if (d->sw_r && d->sw_w && !d->pulse)
			rw |= field_mask(d);
	}
	fprintf(f, "\t{ \"%s%s\", 0x%" PRIx64 ", %u, 0x%" PRIx64 "ULL, 0x%" PRIx64 "ULL, 0x%" PRIx64 "ULL },\n",
		prefix, upper(r->name), r->off, r->width / 8, reset_of(r), known, rw);
}

static void write_vectors(FILE *f)
{
	fputs("/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */\n"
	      "/* Generated by hw/regs/regsgen from kyanite.rdl: do not edit. */\n"
	      "#ifndef KYANITE_CSR_VECTORS_H\n#define KYANITE_CSR_VECTORS_H\n\n#include <stdint.h>\n\n"
	      "/**\n * struct csr_vector - what a test may expect of a register\n"
	      " * @name: of the register\n * @off: offset in BAR0, or in the queue's registers\n"
	      " * @bytes: size\n * @reset: value after reset in the bits of @known\n"
	      " * @known: bits that hardware does not change by itself\n"
	      " * @rw: bits that keep what is written\n */\n"
	      "struct csr_vector {\n\tconst char *name;\n\tuint32_t off, bytes;\n"
	      "\tuint64_t reset, known, rw;\n};\n\nstatic const struct csr_vector csr_global[] = {\n",
	      f);
	for (unsigned int i = 0; i < maps[0]->n; i++)
		vector(f, "", &maps[0]->regs[i]);
	fputs("};\n\nstatic const struct csr_vector csr_queue[] = {\n", f);
	for (unsigned int i = 0; i < maps[0]->file->n; i++)
		vector(f, "Q_", &maps[0]->file->regs[i]);
	fputs("};\n\n#endif\n", f);
}

static void output(const char *dir, const char *name, void (*writer)(FILE *))
{
	char tmp[4096], final[4096];
	FILE *f;

	snprintf(final, sizeof(final), "%s/%s", dir, name);
	snprintf(tmp, sizeof(tmp), "%.4080s.tmp", final);
	f = fopen(tmp, "w");
	if (!f) {
		fprintf(stderr, "regsgen: %s: %s\n", tmp, strerror(errno));
		exit(1);
	}
	writer(f);
	if (fclose(f) || rename(tmp, final)) {
		fprintf(stderr, "regsgen: %s: %s\n", final, strerror(errno));
		exit(1);
	}
}

int main(int argc, char **argv)
{
	FILE *f;
	long size;

	if (argc != 4) {
		fputs("usage: regsgen INPUT.rdl CODE_DIR DOC_DIR\n", stderr);
		return 2;
	}
	path = argv[1];
	f = fopen(path, "r");
	if (!f || fseek(f, 0, SEEK_END) || (size = ftell(f)) < 0) {
		fprintf(stderr, "regsgen: %s: %s\n", path, strerror(errno));
		return 1;
	}
	rewind(f);
	text = allocate((size_t)size + 1);
	if (fread(text, 1, (size_t)size, f) != (size_t)size) {
		fprintf(stderr, "regsgen: %s: cannot read\n", path);
		return 1;
	}
	fclose(f);
	pos = text;
	parse();
	hash_all();
	output(argv[2], "kyanite_regs.h", write_header);
	output(argv[2], "kyanite_regs_pkg.sv", write_package);
	output(argv[2], "csr_vectors.h", write_vectors);
	output(argv[3], "hardware-tables.md", write_markdown);
	return 0;
}
