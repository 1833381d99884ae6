// SPDX-License-Identifier: Apache-2.0
#include <stdarg.h>
#include <stdio.h>

#include "vfu/internal.h"

/* Enough to see what is wrong; a client may send bad requests for ever. */
#define MAX_LINES 100

void vfu_log(struct vfu *v, const char *fmt, ...)
{
	char line[256];
	va_list ap;

	if (!v->dev.log || v->log_lines > MAX_LINES)
		return;
	if (v->log_lines++ == MAX_LINES) {
		v->dev.log(v->ctx, "no more about this client");
		return;
	}
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	v->dev.log(v->ctx, line);
}
