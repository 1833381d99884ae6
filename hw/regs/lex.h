/* SPDX-License-Identifier: Apache-2.0 */
/* The tokens of the SystemRDL subset. */
#ifndef KYANITE_RDL_LEX_H
#define KYANITE_RDL_LEX_H

#include <stdbool.h>
#include <stdint.h>

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_NUMBER, TOKEN_STRING, TOKEN_MARK };

/* @text: the word, the string's content, or the mark ("+=" or one character) */
struct token {
	enum token_kind kind;
	char *text;
	uint64_t number;
	unsigned int line;
};

/**
 * lex_open - read the file that lex_next() splits
 * Errors end the program by rdl_fail().
 */
void lex_open(const char *path);

/* The token that lex_next() returns next. */
const struct token *lex_peek(void);

/* Takes a token; a TOKEN_END is returned again and again. */
struct token lex_next(void);

#endif
