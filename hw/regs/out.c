// SPDX-License-Identifier: Apache-2.0
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "rdl.h"

#define COMMENT_WIDTH 90

struct name {
	struct name *next;
	char text[];
};

const char *out_name(struct out *o, unsigned int line, const char *fmt, ...)
{
	struct name *n;
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	if (vsnprintf(text, sizeof(text), fmt, ap) >= (int)sizeof(text))
		rdl_fail(line, "a name is too long");
	va_end(ap);
	for (n = o->names; n; n = n->next)
		if (!strcmp(n->text, text))
			rdl_fail(line, "generated name '%s' would be made twice", text);
	n = malloc(sizeof(*n) + strlen(text) + 1);
	if (!n)
		rdl_fail(0, "out of memory");
	strcpy(n->text, text);
	n->next = o->names;
	o->names = n;
	return n->text;
}

/* Writes the words of @text after column @col; returns the new column. */
static unsigned int put_words(struct out *o, const char *text, unsigned int col)
{
	while (*text) {
		unsigned int len = strcspn(text, " ");

		if (col > 3 && col + 1 + len > COMMENT_WIDTH) {
			fputs("\n *", o->f);
			col = 2;
		}
		fprintf(o->f, " %.*s", (int)len, text);
		col += 1 + len;
		text += len + strspn(text + len, " ");
	}
	return col;
}

void out_comment(struct out *o, const char *title, const char *desc)
{
	size_t len = (title ? strlen(title) + 2 : 0) + (desc ? strlen(desc) : 0);
	bool block = len + 6 > COMMENT_WIDTH;
	unsigned int col = 2;

	fputs(block ? "/*\n *" : "/*", o->f);
	if (title) {
		col = put_words(o, title, col);
		fputc(desc ? ':' : '.', o->f);
		col++;
	}
	if (desc)
		put_words(o, desc, col);
	fputs(block ? "\n */\n" : " */\n", o->f);
}
