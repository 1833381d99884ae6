/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The register description in memory: filled by parse.c, which checks it, and
 * read by the emitters.
 */
#ifndef KYANITE_RDL_H
#define KYANITE_RDL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum access { ACCESS_NA, ACCESS_R, ACCESS_W, ACCESS_RW };

/* A name as written, in upper case for constants, and where it stands. */
struct ident {
	char *name;
	char *upper;
	unsigned int line;
};

struct enum_value {
	struct enum_value *next;
	struct ident id;
	uint64_t value;
	char *desc;
};

/* @width: bits of the widest field that encodes it, or as many as it needs */
struct enum_def {
	struct enum_def *next;
	struct ident id;
	struct enum_value *values;
	unsigned int width;
};

struct field {
	struct field *next;
	struct ident id;
	unsigned int msb, lsb;
	enum access sw, hw;
	bool singlepulse;
	struct enum_def *encode;
	uint64_t reset;
	char *desc;
};

/* @width: bits; @offset: bytes from the start of the map or register file */
struct reg {
	struct reg *next;
	struct ident id;
	unsigned int width;
	uint64_t offset, count;
	char *desc;
	struct field *fields;
};

struct regfile {
	struct regfile *next;
	struct ident id;
	uint64_t offset, count, stride, size;
	char *title, *desc;
	struct reg *regs;
};

/* @memory: a format in host memory, not registers */
struct map {
	struct map *next;
	struct ident id;
	bool memory;
	uint64_t size;
	char *title, *desc;
	struct reg *regs;
	struct regfile *files;
};

struct design {
	const char *path;
	struct enum_def *enums;
	struct map *maps;
	uint32_t hash;
};

/**
 * rdl_fail - end with "path:line: message" on stderr and exit status 1
 * @line: 0 leaves the line out
 */
__attribute__((noreturn, format(printf, 2, 3))) void rdl_fail(unsigned int line, const char *fmt,
							      ...);

/**
 * rdl_parse - read and check a register description
 * @path: the file; any error in it ends the program by rdl_fail()
 *
 * Return: the design, which lives until the program ends.
 */
const struct design *rdl_parse(const char *path);

/**
 * rdl_hash - FNV-1a (32 bit) of all that software and engine must agree on
 * @d: names, offsets, widths, bit ranges and enum values count; descriptions,
 *	reset values and access do not
 */
uint32_t rdl_hash(const struct design *d);

/* An output in memory, and the names it has defined. */
struct out {
	FILE *f;
	char *text;
	size_t len;
	struct name *names;
};

/**
 * out_name - check that a constant is defined once only in an output
 * @line: where in the description it comes from, for the error
 *
 * Return: the name formed by @fmt; it lives until the program ends.
 */
__attribute__((format(printf, 3, 4))) const char *out_name(struct out *o, unsigned int line,
							   const char *fmt, ...);

/**
 * out_comment - write text as a C comment, wrapped
 * @title: stands before @desc; either may be NULL
 */
void out_comment(struct out *o, const char *title, const char *desc);

void emit_c(struct out *o, const struct design *d);
void emit_sv(struct out *o, const struct design *d);
void emit_markdown(struct out *o, const struct design *d);
void emit_csr(struct out *o, const struct design *d);

static inline unsigned int field_width(const struct field *f)
{
	return f->msb - f->lsb + 1;
}

static inline uint64_t field_mask(const struct field *f)
{
	return (~0ull >> (64 - field_width(f))) << f->lsb;
}

/* A field that is all of its register needs no name of its own in memory. */
static inline bool field_whole(const struct field *f, const struct reg *r)
{
	return field_width(f) == r->width;
}

#endif
