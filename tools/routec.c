/* routec.c - routes.def → typed links. `routec ROOM OUT.h rooms/ROOM/routes.def`
 *
 * For ROUTE(GET, "/places/{place}", show, …) writes
 *   static inline struct str url_places_show(struct arena *a, struct str place)
 * so that a link to a page that does not exist is a compile error.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct row { char path[256], fn[64]; };

static void
emit_params(FILE *f, const char *path)
{
	for (const char *p = path; (p = strchr(p, '{')) != NULL; p++)
		fprintf(f, ", struct str %.*s", (int)strcspn(p + 1, "}"), p + 1);
}

static void
emit_body(FILE *f, const char *path)
{
	const char *p = path;

	while (*p) {
		size_t lit = strcspn(p, "{");

		if (lit > 0)
			fprintf(f, "\tbuf_put(&b, S(\"%.*s\"));\n", (int)lit, p);
		p += lit;
		if (*p == '{') {
			size_t n = strcspn(p + 1, "}");

			fprintf(f, "\tput_url(&b, %.*s);\n", (int)n, p + 1);
			p += n + 2;
		}
	}
}

static void
emit(FILE *f, const char *room, const struct row *r)
{
	fprintf(f, "\n/* %s */\nUNUSED static inline struct str\nurl_%s_%s(struct arena *a",
	    r->path, room, r->fn);
	emit_params(f, r->path);
	fprintf(f, ")\n{\n\tstruct buf b;\n\n\tbuf_init(&b, a, 4096);\n");
	emit_body(f, r->path);
	fprintf(f, "\treturn buf_str(&b);\n}\n");
}

/* verb, "path", handler: the first three cells of a row. */
static int
parse(const char *line, struct row *r)
{
	const char *q, *e, *c;
	size_t n = 0;

	if (strncmp(line, "ROUTE(", 6) != 0 || (q = strchr(line, '"')) == NULL ||
	    (e = strchr(q + 1, '"')) == NULL)
		return 0;
	snprintf(r->path, sizeof r->path, "%.*s", (int)(e - q - 1), q + 1);
	c = strchr(e, ',');
	if (c == NULL)
		return 0;
	for (c++; isspace((unsigned char)*c); c++)
		;
	while ((isalnum((unsigned char)c[n]) || c[n] == '_') && n < sizeof r->fn - 1)
		n++;
	snprintf(r->fn, sizeof r->fn, "%.*s", (int)n, c);
	return n > 0;
}

int
main(int argc, char **argv)
{
	char line[1024];
	struct row r;
	FILE *in, *out;

	if (argc != 4) {
		fprintf(stderr, "usage: routec ROOM OUT.h routes.def\n");
		return 2;
	}
	in = fopen(argv[3], "r");
	out = fopen(argv[2], "w");
	if (in == NULL || out == NULL) {
		perror(in == NULL ? argv[3] : argv[2]);
		return 1;
	}
	fprintf(out, "/* Made by routec from %s: do not edit. */\n#pragma once\n"
	    "#include \"base/base.h\"\n", argv[3]);
	for (int no = 1; fgets(line, sizeof line, in) != NULL; no++) {
		if (parse(line, &r)) {
			emit(out, argv[1], &r);
		} else if (strncmp(line, "ROUTE", 5) == 0) {
			fprintf(stderr, "%s:%d: write ROUTE(VERB, \"/path\", handler, …)\n",
			    argv[3], no);
			return 1;
		}
	}
	return fclose(out) == 0 && fclose(in) == 0 ? 0 : 1;
}
