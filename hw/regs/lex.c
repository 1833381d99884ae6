// SPDX-License-Identifier: Apache-2.0
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lex.h"
#include "rdl.h"

static char *source, *at, *texts;
static unsigned int line;
static struct token ahead;

/* Into one buffer: a token and its end are at most twice what they take in the source. */
static char *copy(const char *from, size_t len)
{
	char *s = memcpy(texts, from, len);

	texts[len] = 0;
	texts += len + 1;
	return s;
}

static void skip_block_comment(void)
{
	unsigned int start = line;

	for (at += 2; strncmp(at, "*/", 2); at++) {
		if (!*at)
			rdl_fail(start, "comment without end");
		line += *at == '\n';
	}
	at += 2;
}

static void skip_space(void)
{
	for (;;) {
		if (*at == '\n') {
			line++;
			at++;
		} else if (isspace((unsigned char)*at)) {
			at++;
		} else if (!strncmp(at, "//", 2)) {
			at += strcspn(at, "\n");
		} else if (!strncmp(at, "/*", 2)) {
			skip_block_comment();
		} else {
			return;
		}
	}
}

/* One line of printable characters; no escapes, so that it can stand in any output. */
static struct token lex_string(void)
{
	size_t len = strcspn(++at, "\"\\\n");
	struct token t = { .kind = TOKEN_STRING, .line = line };

	if (at[len] != '"')
		rdl_fail(line, "a string ends on its line and holds no backslash");
	if (memmem(at, len, "*/", 2))
		rdl_fail(line, "a string holds no \"*/\"");
	t.text = copy(at, len);
	at += len + 1;
	return t;
}

static struct token lex_number(void)
{
	struct token t = { .kind = TOKEN_NUMBER, .line = line };
	bool hex = !strncmp(at, "0x", 2);
	char *end;

	errno = 0;
	t.number = strtoull(at, &end, hex ? 16 : 10);
	if (errno || isalnum((unsigned char)*end) || *end == '_' || *end == '\'')
		rdl_fail(line, "a number is decimal or 0x and hexadecimal, up to 64 bits");
	t.text = copy(at, end - at);
	at = end;
	return t;
}

static struct token lex(void)
{
	struct token t = { .line = line };
	size_t len = 0;

	skip_space();
	t.line = line;
	if (!*at) {
		t.text = "end of file";
		return t;
	}
	if (*at == '"')
		return lex_string();
	if (isdigit((unsigned char)*at))
		return lex_number();
	while (isalnum((unsigned char)at[len]) || at[len] == '_')
		len++;
	t.kind = len ? TOKEN_WORD : TOKEN_MARK;
	if (!len)
		len = strncmp(at, "+=", 2) ? 1 : 2;
	t.text = copy(at, len);
	at += len;
	return t;
}

void lex_open(const char *path)
{
	FILE *f = fopen(path, "r");
	size_t size = 0;
	ssize_t len;

	if (!f)
		rdl_fail(0, "%s", strerror(errno));
	len = getdelim(&source, &size, '\0', f);
	if (len < 0 || ferror(f))
		rdl_fail(0, "empty or unreadable");
	if (source[len - 1] == '\0')
		rdl_fail(0, "holds a zero byte");
	fclose(f);
	texts = malloc(2 * len);
	if (!texts)
		rdl_fail(0, "out of memory");
	at = source;
	line = 1;
	ahead = lex();
}

const struct token *lex_peek(void)
{
	return &ahead;
}

struct token lex_next(void)
{
	struct token t = ahead;

	if (t.kind != TOKEN_END)
		ahead = lex();
	return t;
}
