// SPDX-License-Identifier: Apache-2.0
/*
 * The parser of the SystemRDL 2.0 subset (README.md has the grammar). Each
 * construct is checked where it ends, so that an error has its line.
 */
#include <stdlib.h>
#include <string.h>

#include "lex.h"
#include "rdl.h"

/* BAR0's size, and more than any format needs. */
#define MAP_MAX 0x10000

static struct design design;

/* All properties the subset has; a component takes those that are asked for. */
enum prop {
	PROP_NAME,
	PROP_DESC,
	PROP_REGWIDTH,
	PROP_SW,
	PROP_HW,
	PROP_SINGLEPULSE,
	PROP_ENCODE,
	PROP_MEMORY,
	PROP_COUNT
};

static const char *const prop_names[PROP_COUNT] = {
	"name", "desc", "regwidth", "sw", "hw", "singlepulse", "encode", "kya_memory",
};

#define HAS(p) (1u << (p))

/* What was set in one component: @set has a bit per property. */
struct props {
	const char *what;
	unsigned int line, allowed, set;
	struct token value[PROP_COUNT];
};

static void *zalloc(size_t size)
{
	void *p = calloc(1, size);

	if (!p)
		rdl_fail(0, "out of memory");
	return p;
}

static bool is(const struct token *t, const char *text)
{
	return (t->kind == TOKEN_WORD || t->kind == TOKEN_MARK) && !strcmp(t->text, text);
}

static unsigned int expect(const char *text)
{
	struct token t = lex_next();

	if (!is(&t, text))
		rdl_fail(t.line, "'%s' expected, not '%s'", text, t.text);
	return t.line;
}

static bool accept(const char *text)
{
	if (!is(lex_peek(), text))
		return false;
	lex_next();
	return true;
}

static struct token take(enum token_kind kind, const char *what)
{
	struct token t = lex_next();

	if (t.kind != kind)
		rdl_fail(t.line, "%s expected, not '%s'", what, t.text);
	return t;
}

static uint64_t take_number(uint64_t max, const char *what)
{
	struct token t = take(TOKEN_NUMBER, what);

	if (t.number > max)
		rdl_fail(t.line, "%s is greater than %llu", what, (unsigned long long)max);
	return t.number;
}

/* One case only, so that two names never differ in case alone. */
static struct ident take_ident(bool upper)
{
	struct token t = take(TOKEN_WORD, "a name");
	const char *ok = upper ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
			       : "abcdefghijklmnopqrstuvwxyz0123456789_";
	struct ident id = { .name = t.text, .line = t.line };

	if (t.text[strspn(t.text, ok)] || t.text[0] == '_')
		rdl_fail(t.line, "'%s' is not a name in %s case", t.text,
			 upper ? "upper" : "lower");
	id.upper = strdup(t.text);
	if (!id.upper)
		rdl_fail(0, "out of memory");
	for (char *c = id.upper; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c -= 'a' - 'A';
	return id;
}

static void check_new(const struct ident *old, const struct ident *new)
{
	if (!strcmp(old->name, new->name))
		rdl_fail(new->line, "duplicate name '%s', first in line %u", new->name, old->line);
}

static struct enum_def *find_enum(const struct token *t)
{
	for (struct enum_def *e = design.enums; e; e = e->next)
		if (!strcmp(e->id.name, t->text))
			return e;
	rdl_fail(t->line, "no enum '%s'", t->text);
}

static void check_prop_value(enum prop p, const struct token *v)
{
	enum token_kind kind = TOKEN_WORD;

	if (p == PROP_NAME || p == PROP_DESC)
		kind = TOKEN_STRING;
	else if (p == PROP_REGWIDTH)
		kind = TOKEN_NUMBER;
	if (v->kind != kind)
		rdl_fail(v->line, "'%s' is no value for property '%s'", v->text, prop_names[p]);
	if (kind == TOKEN_STRING && !*v->text)
		rdl_fail(v->line, "property '%s' is empty", prop_names[p]);
}

/* "name = value;", or "singlepulse;": a property alone is set to true. */
static void parse_prop(struct props *ps)
{
	struct token t = take(TOKEN_WORD, "a property or '}'");
	enum prop p = 0;

	while (p < PROP_COUNT && strcmp(prop_names[p], t.text))
		p++;
	if (p == PROP_COUNT)
		rdl_fail(t.line, "unknown property '%s'", t.text);
	if (!(ps->allowed & HAS(p)))
		rdl_fail(t.line, "property '%s' does not belong into this %s", t.text, ps->what);
	if (ps->set & HAS(p))
		rdl_fail(t.line, "property '%s' is set twice", t.text);
	ps->set |= HAS(p);
	ps->value[p] = t;
	if (p != PROP_SINGLEPULSE) {
		expect("=");
		ps->value[p] = lex_next();
		check_prop_value(p, &ps->value[p]);
	}
	expect(";");
}

static void need_props(const struct props *ps, unsigned int wanted)
{
	for (enum prop p = 0; p < PROP_COUNT; p++)
		if (wanted & ~ps->set & HAS(p))
			rdl_fail(ps->line, "%s without property '%s'", ps->what, prop_names[p]);
}

static enum access prop_access(const struct props *ps, enum prop p)
{
	static const char *const names[] = { "na", "r", "w", "rw" };

	for (enum access a = ACCESS_NA; a <= ACCESS_RW; a++)
		if (!strcmp(names[a], ps->value[p].text))
			return a;
	rdl_fail(ps->value[p].line, "'%s' is no access (na, r, w, rw)", ps->value[p].text);
}

static unsigned int bits_of(uint64_t v)
{
	return v ? 64 - __builtin_clzll(v) : 1;
}

static void check_encode(const struct token *name, struct field *f)
{
	struct enum_def *e = find_enum(name);

	for (struct enum_value *v = e->values; v; v = v->next)
		if (bits_of(v->value) > field_width(f))
			rdl_fail(name->line, "value %s of enum '%s' does not fit field '%s'",
				 v->id.name, e->id.name, f->id.name);
	if (e->width < field_width(f))
		e->width = field_width(f);
	f->encode = e;
}

static void check_register_field(const struct props *ps, struct field *f)
{
	f->sw = prop_access(ps, PROP_SW);
	f->hw = prop_access(ps, PROP_HW);
	if (f->sw == ACCESS_NA)
		rdl_fail(ps->line, "field '%s' has no software access", f->id.name);
	if (f->singlepulse && (field_width(f) != 1 || f->reset || f->sw == ACCESS_R))
		rdl_fail(ps->line, "singlepulse field '%s' is not one writable bit of reset 0",
			 f->id.name);
}

static void parse_bits(struct field *f)
{
	unsigned int line = expect("[");

	f->msb = take_number(63, "a bit number");
	expect(":");
	f->lsb = take_number(63, "a bit number");
	expect("]");
	if (f->msb < f->lsb)
		rdl_fail(line, "field '%s': bits stand as [msb:lsb]", f->id.name);
}

static void parse_reset(struct field *f, bool memory)
{
	unsigned int line = lex_peek()->line;

	if (!accept("=")) {
		if (!memory)
			rdl_fail(line, "field '%s' without reset value", f->id.name);
		return;
	}
	if (memory)
		rdl_fail(line, "field '%s' is in memory, and has a reset value", f->id.name);
	f->reset = take_number(~0ull, "a reset value");
	if (bits_of(f->reset) > field_width(f))
		rdl_fail(line, "reset value of field '%s' is wider than its %u bits", f->id.name,
			 field_width(f));
}

static struct field *parse_field(bool memory)
{
	struct props ps = { .what = "field", .line = expect("field") };
	unsigned int access = memory ? 0 : HAS(PROP_SW) | HAS(PROP_HW);
	struct field *f = zalloc(sizeof(*f));

	ps.allowed =
		access | HAS(PROP_DESC) | HAS(PROP_ENCODE) | (memory ? 0 : HAS(PROP_SINGLEPULSE));
	expect("{");
	while (!accept("}"))
		parse_prop(&ps);
	need_props(&ps, access | HAS(PROP_DESC));
	f->id = take_ident(false);
	f->desc = ps.value[PROP_DESC].text;
	f->singlepulse = ps.set & HAS(PROP_SINGLEPULSE);
	parse_bits(f);
	parse_reset(f, memory);
	expect(";");
	if (!memory)
		check_register_field(&ps, f);
	if (ps.set & HAS(PROP_ENCODE))
		check_encode(&ps.value[PROP_ENCODE], f);
	return f;
}

static void check_fields(const struct reg *r)
{
	const struct field *prev = NULL;

	if (!r->fields)
		rdl_fail(r->id.line, "register '%s' without field", r->id.name);
	for (const struct field *f = r->fields; f; prev = f, f = f->next) {
		for (const struct field *g = r->fields; g != f; g = g->next)
			check_new(&g->id, &f->id);
		if (f->msb >= r->width)
			rdl_fail(f->id.line, "field '%s' beyond the %u bits of '%s'", f->id.name,
				 r->width, r->id.name);
		if (prev && f->lsb <= prev->msb)
			rdl_fail(f->id.line, "field '%s' overlaps '%s', or is not in order",
				 f->id.name, prev->id.name);
	}
}

static uint64_t parse_count(void)
{
	unsigned int line = lex_peek()->line;
	uint64_t n;

	if (!accept("["))
		return 0;
	n = take_number(MAP_MAX, "a count");
	if (!n)
		rdl_fail(line, "an array of 0");
	expect("]");
	return n;
}

static uint64_t parse_offset(void)
{
	expect("@");
	return take_number(MAP_MAX - 1, "an offset");
}

static struct reg *parse_reg(bool memory)
{
	struct props ps = { .what = "reg", .line = expect("reg") };
	unsigned int need = HAS(PROP_REGWIDTH) | (memory ? 0 : HAS(PROP_DESC));
	struct reg *r = zalloc(sizeof(*r));
	struct field **tail = &r->fields;
	uint64_t width;

	ps.allowed = HAS(PROP_REGWIDTH) | HAS(PROP_DESC);
	expect("{");
	while (!accept("}")) {
		if (is(lex_peek(), "field")) {
			*tail = parse_field(memory);
			tail = &(*tail)->next;
		} else {
			parse_prop(&ps);
		}
	}
	need_props(&ps, need);
	r->id = take_ident(false);
	r->desc = ps.value[PROP_DESC].text;
	width = ps.value[PROP_REGWIDTH].number;
	if (!(width == 32 || width == 64 || (memory && (width == 8 || width == 16))))
		rdl_fail(ps.value[PROP_REGWIDTH].line, "register '%s' of %llu bits", r->id.name,
			 (unsigned long long)width);
	r->width = width;
	check_fields(r);
	r->count = parse_count();
	if (r->count && (!memory || width != 8))
		rdl_fail(r->id.line, "'%s': only bytes in memory stand in arrays", r->id.name);
	r->offset = parse_offset();
	if (r->offset % (width / 8))
		rdl_fail(r->id.line, "register '%s' is not aligned to its size", r->id.name);
	expect(";");
	return r;
}

/* Appends @r to @list, whose first free byte is @end; returns the new end. */
static uint64_t place_reg(struct reg **list, struct reg *r, uint64_t end)
{
	for (; *list; list = &(*list)->next)
		check_new(&(*list)->id, &r->id);
	*list = r;
	if (r->offset < end)
		rdl_fail(r->id.line, "register '%s' overlaps the one before, or is not in order",
			 r->id.name);
	return r->offset + (uint64_t)(r->width / 8) * (r->count ? r->count : 1);
}

static struct regfile *parse_regfile(void)
{
	struct props ps = { .what = "regfile", .line = expect("regfile") };
	struct regfile *rf = zalloc(sizeof(*rf));

	ps.allowed = HAS(PROP_NAME) | HAS(PROP_DESC);
	expect("{");
	while (!accept("}")) {
		if (is(lex_peek(), "reg"))
			rf->size = place_reg(&rf->regs, parse_reg(false), rf->size);
		else
			parse_prop(&ps);
	}
	need_props(&ps, ps.allowed);
	rf->title = ps.value[PROP_NAME].text;
	rf->desc = ps.value[PROP_DESC].text;
	rf->id = take_ident(false);
	if (!rf->regs)
		rdl_fail(rf->id.line, "regfile '%s' without register", rf->id.name);
	rf->count = parse_count();
	if (!rf->count)
		rdl_fail(rf->id.line, "regfile '%s' is not an array", rf->id.name);
	rf->offset = parse_offset();
	expect("+=");
	rf->stride = take_number(MAP_MAX, "a stride");
	expect(";");
	if (rf->offset % 8 || rf->stride % 8)
		rdl_fail(rf->id.line, "regfile '%s' is not aligned to 8 bytes", rf->id.name);
	if (rf->stride < rf->size)
		rdl_fail(rf->id.line, "regfile '%s' overlaps itself", rf->id.name);
	return rf;
}

static void place_regfile(struct map *m, struct regfile *rf)
{
	struct regfile **tail = &m->files;

	for (; *tail; tail = &(*tail)->next)
		check_new(&(*tail)->id, &rf->id);
	*tail = rf;
	for (struct reg *r = m->regs; r; r = r->next)
		check_new(&r->id, &rf->id);
	if (rf->offset < m->size)
		rdl_fail(rf->id.line, "regfile '%s' overlaps what is before, or is not in order",
			 rf->id.name);
	m->size = rf->offset + rf->count * rf->stride;
}

/* A C structure of these members must have no padding at its end. */
static void check_memory_size(const struct map *m)
{
	for (const struct reg *r = m->regs; r; r = r->next)
		if (m->size % (r->width / 8))
			rdl_fail(m->id.line, "size of '%s' is not a multiple of '%s'", m->id.name,
				 r->id.name);
}

static void parse_map_items(struct map *m, struct props *ps)
{
	while (!accept("}")) {
		if (is(lex_peek(), "reg")) {
			if (m->files)
				rdl_fail(lex_peek()->line, "register after a regfile");
			m->size = place_reg(&m->regs, parse_reg(m->memory), m->size);
		} else if (is(lex_peek(), "regfile") && !m->memory) {
			place_regfile(m, parse_regfile());
		} else {
			parse_prop(ps);
			if (m->regs || m->files)
				rdl_fail(lex_peek()->line, "property after the first register");
			m->memory = ps->set & HAS(PROP_MEMORY);
		}
	}
}

static void parse_map(void)
{
	struct props ps = { .what = "addrmap", .line = expect("addrmap") };
	struct map **tail = &design.maps, *m = zalloc(sizeof(*m));

	ps.allowed = HAS(PROP_NAME) | HAS(PROP_DESC) | HAS(PROP_MEMORY);
	m->id = take_ident(false);
	for (; *tail; tail = &(*tail)->next)
		check_new(&(*tail)->id, &m->id);
	*tail = m;
	expect("{");
	parse_map_items(m, &ps);
	expect(";");
	need_props(&ps, HAS(PROP_NAME) | HAS(PROP_DESC));
	if (m->memory && strcmp(ps.value[PROP_MEMORY].text, "true"))
		rdl_fail(ps.value[PROP_MEMORY].line, "kya_memory is true, or is left out");
	m->title = ps.value[PROP_NAME].text;
	m->desc = ps.value[PROP_DESC].text;
	if (!m->regs)
		rdl_fail(m->id.line, "addrmap '%s' without register", m->id.name);
	if (m->size > MAP_MAX)
		rdl_fail(m->id.line, "addrmap '%s' is larger than %d bytes", m->id.name, MAP_MAX);
	if (m->memory)
		check_memory_size(m);
}

static struct enum_value *parse_enum_value(void)
{
	struct props ps = { .what = "enum value", .allowed = HAS(PROP_DESC) };
	struct enum_value *v = zalloc(sizeof(*v));

	v->id = take_ident(true);
	ps.line = v->id.line;
	expect("=");
	v->value = take_number(UINT32_MAX, "an enum value");
	expect("{");
	while (!accept("}"))
		parse_prop(&ps);
	expect(";");
	need_props(&ps, ps.allowed);
	v->desc = ps.value[PROP_DESC].text;
	return v;
}

static void place_enum_value(struct enum_def *e, struct enum_value *v)
{
	struct enum_value **tail = &e->values;

	for (; *tail; tail = &(*tail)->next) {
		check_new(&(*tail)->id, &v->id);
		if ((*tail)->value == v->value)
			rdl_fail(v->id.line, "'%s' has the value of '%s'", v->id.name,
				 (*tail)->id.name);
	}
	*tail = v;
	if (e->width < bits_of(v->value))
		e->width = bits_of(v->value);
}

static void parse_enum(void)
{
	struct enum_def **tail = &design.enums, *e = zalloc(sizeof(*e));

	expect("enum");
	e->id = take_ident(false);
	for (; *tail; tail = &(*tail)->next)
		check_new(&(*tail)->id, &e->id);
	*tail = e;
	expect("{");
	while (!accept("}"))
		place_enum_value(e, parse_enum_value());
	expect(";");
	if (!e->values)
		rdl_fail(e->id.line, "enum '%s' without value", e->id.name);
}

/* The one user-defined property, so that other SystemRDL tools accept the file. */
static void parse_property(void)
{
	static const char *const text[] = { "property", "kya_memory", "{", "component",
					    "=",        "addrmap",    ";", "type",
					    "=",        "boolean",    ";", "}",
					    ";" };

	for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++)
		expect(text[i]);
}

static void check_design(void)
{
	unsigned int registers = 0;

	for (const struct map *m = design.maps; m; m = m->next) {
		registers += !m->memory;
		if (registers > 1)
			rdl_fail(m->id.line, "second addrmap of registers");
	}
	if (!registers)
		rdl_fail(lex_peek()->line, "no addrmap of registers");
}

const struct design *rdl_parse(const char *path)
{
	design.path = path;
	lex_open(path);
	while (lex_peek()->kind != TOKEN_END) {
		if (is(lex_peek(), "enum"))
			parse_enum();
		else if (is(lex_peek(), "addrmap"))
			parse_map();
		else
			parse_property();
	}
	check_design();
	design.hash = rdl_hash(&design);
	return &design;
}
