// SPDX-License-Identifier: Apache-2.0
#include <stdarg.h>

#include "rdl.h"

/* FNV-1a, draft-eastlake-fnv, 32 bit. */
#define FNV_OFFSET 0x811c9dc5u
#define FNV_PRIME  0x01000193u

__attribute__((format(printf, 2, 3))) static void add(uint32_t *hash, const char *fmt, ...)
{
	char text[256];
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (len < 0 || len >= (int)sizeof(text))
		rdl_fail(0, "a name is too long");
	for (int i = 0; i < len; i++)
		*hash = (*hash ^ (unsigned char)text[i]) * FNV_PRIME;
}

static void add_regs(uint32_t *hash, const struct reg *r)
{
	for (; r; r = r->next) {
		add(hash, "reg %s %llu %u %llu\n", r->id.name, (unsigned long long)r->offset,
		    r->width, (unsigned long long)r->count);
		for (const struct field *f = r->fields; f; f = f->next)
			add(hash, "field %s %u %u %s\n", f->id.name, f->msb, f->lsb,
			    f->encode ? f->encode->id.name : "-");
	}
}

uint32_t rdl_hash(const struct design *d)
{
	uint32_t hash = FNV_OFFSET;

	for (const struct enum_def *e = d->enums; e; e = e->next) {
		add(&hash, "enum %s\n", e->id.name);
		for (const struct enum_value *v = e->values; v; v = v->next)
			add(&hash, "value %s %llu\n", v->id.name, (unsigned long long)v->value);
	}
	for (const struct map *m = d->maps; m; m = m->next) {
		add(&hash, "map %s %d\n", m->id.name, m->memory);
		add_regs(&hash, m->regs);
		for (const struct regfile *rf = m->files; rf; rf = rf->next) {
			add(&hash, "regfile %s %llu %llu %llu\n", rf->id.name,
			    (unsigned long long)rf->offset, (unsigned long long)rf->count,
			    (unsigned long long)rf->stride);
			add_regs(&hash, rf->regs);
		}
	}
	return hash;
}
