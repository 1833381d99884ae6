// SPDX-License-Identifier: Apache-2.0
/*
 * Makes the C header, the SystemVerilog package, the tables of the
 * documentation and the register test vectors from the register description:
 *   regsgen INPUT.rdl CODE_DIR DOC_DIR
 * On any error nothing is written.
 */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rdl.h"

struct output {
	const char *name;
	unsigned int dir; /* argument that names the directory */
	void (*emit)(struct out *o, const struct design *d);
	struct out out;
	char path[PATH_MAX], temp[PATH_MAX];
};

static const char *input;

static struct output outputs[] = {
	{ .name = "kyanite_regs.h", .dir = 2, .emit = emit_c },
	{ .name = "kyanite_regs_pkg.sv", .dir = 2, .emit = emit_sv },
	{ .name = "csr_vectors.h", .dir = 2, .emit = emit_csr },
	{ .name = "hardware-tables.md", .dir = 3, .emit = emit_markdown },
};

#define OUTPUTS (sizeof(outputs) / sizeof(*outputs))

void rdl_fail(unsigned int line, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:", input);
	if (line)
		fprintf(stderr, "%u:", line);
	fputs(" error: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(EXIT_FAILURE);
}

static void remove_temps(void)
{
	for (size_t i = 0; i < OUTPUTS; i++)
		if (outputs[i].temp[0])
			unlink(outputs[i].temp);
}

static void fail_write(const char *path)
{
	fprintf(stderr, "%s: %s\n", path, strerror(errno));
	remove_temps();
	exit(EXIT_FAILURE);
}

static void generate(struct output *w, const struct design *d)
{
	w->out.f = open_memstream(&w->out.text, &w->out.len);
	if (!w->out.f)
		rdl_fail(0, "out of memory");
	w->emit(&w->out, d);
	if (fclose(w->out.f))
		rdl_fail(0, "out of memory");
}

static void name_path(struct output *w, const char *dir)
{
	int len = snprintf(w->path, sizeof(w->path), "%s/%s", dir, w->name);

	if (len + strlen(".tmp") >= sizeof(w->temp)) {
		errno = ENAMETOOLONG;
		fail_write(w->path);
	}
}

static void write_temp(struct output *w)
{
	FILE *f;

	sprintf(w->temp, "%.*s.tmp", (int)(sizeof(w->temp) - 5), w->path);
	f = fopen(w->temp, "w");
	if (!f || fwrite(w->out.text, 1, w->out.len, f) != w->out.len)
		fail_write(w->temp);
	if (fclose(f))
		fail_write(w->temp);
}

int main(int argc, char **argv)
{
	const struct design *d;

	if (argc != 4) {
		fprintf(stderr, "usage: %s INPUT.rdl CODE_DIR DOC_DIR\n", argv[0]);
		return 2;
	}
	input = argv[1];
	d = rdl_parse(input);
	for (size_t i = 0; i < OUTPUTS; i++)
		generate(&outputs[i], d);
	for (size_t i = 0; i < OUTPUTS; i++) {
		name_path(&outputs[i], argv[outputs[i].dir]);
		write_temp(&outputs[i]);
	}
	for (size_t i = 0; i < OUTPUTS; i++)
		if (rename(outputs[i].temp, outputs[i].path))
			fail_write(outputs[i].path);
	return EXIT_SUCCESS;
}
