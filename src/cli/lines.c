/* lines.c - standard input as a text or as lines of JSON. */
#include "cli/lines.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/cli.h"
#include "text/text.h"

#define CHUNK (64 * KiB)
#define LINE_MAX_BYTES (32 * MiB)
#define LINE_MEMORY (256 * MiB)	/* of one line: what is made of it and what is printed */

struct job {
	const char *command;
	cli_line_fn *fn;
	void *ctx;
	struct arena *row;
	struct cli_line at;
	struct buf in;	/* what was read and is not yet taken */
	struct buf out;
	int64_t line, bad;
	bool done;
};

/* More of standard input; false at its end or when the line is over the limit. */
static bool
more(struct buf *in, bool *done)
{
	ssize_t n;

	if (*done || !buf_room(in, CHUNK))
		return false;
	n = read(STDIN_FILENO, in->p + in->n, CHUNK);
	if (n <= 0) {
		*done = true;
		return false;
	}
	in->n += (size_t)n;
	return true;
}

enum err
cli_all_of_input(struct arena *a, struct str *ret)
{
	struct buf in;
	bool done = false;

	buf_init(&in, a, LINE_MAX_BYTES);
	while (more(&in, &done))
		;
	if (buf_err(&in) != OK)
		return E_TOO_BIG;
	*ret = in.n > 0 ? buf_str(&in) : S("");
	return OK;
}

struct str
cli_member(struct json_object *o, const char *key)
{
	struct json_object *v;

	if (o == NULL || !json_object_object_get_ex(o, key, &v) ||
	    !(json_object_is_type(v, json_type_string) || json_object_is_type(v, json_type_int)))
		return STR_NONE; /* "article": 44 is as good as "44" */
	if (json_object_is_type(v, json_type_int))
		return str_c(json_object_get_string(v));
	return (struct str){ json_object_get_string(v), (size_t)json_object_get_string_len(v) };
}

static const char *
answered(struct job *j, struct json_object *o, enum err *ret_err)
{
	const char *why;

	if (!json_object_is_type(o, json_type_object))
		return "строка — не объект JSON";
	buf_reset(&j->out);
	j->at = (struct cli_line){ o, j->row, &j->out };
	why = j->fn(j->ctx, &j->at, ret_err);
	if (why == NULL && *ret_err == OK)
		fwrite(j->out.p, 1, j->out.n, stdout);
	return why;
}

static enum err
one_line(struct job *j, struct str line)
{
	struct json_tokener *tok;
	struct json_object *o = NULL;
	const char *why = "не UTF-8";
	enum err e = OK;

	j->line++;
	if (str_trim(line).n == 0)
		return OK;
	tok = utf8_valid(line) ? json_tokener_new_ex(32) : NULL;
	if (tok != NULL) {
		json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
		o = json_tokener_parse_ex(tok, line.p, (int)line.n);
		if (json_tokener_get_error(tok) != json_tokener_success)
			why = "не JSON или строка оборвана";
		else
			why = answered(j, o, &e);
		json_tokener_free(tok);
	}
	json_object_put(o);
	if (e == E_NOMEM || e == E_LIMIT || e == E_TOO_BIG) { /* this one's alone */
		why = "слишком много для одной строки: разделите текст";
		e = OK;
	}
	if (why != NULL) {
		j->bad++;
		(void)cli_fail("%s: строка %lld: %s", j->command, (long long)j->line, why);
	}
	arena_reset(j->row);
	return e;
}

/* A line over the limit is named and passed over. */
static void
too_long(struct job *j)
{
	j->line++;
	j->bad++;
	(void)cli_fail("%s: строка %lld: длиннее 32 МиБ", j->command, (long long)j->line);
	buf_reset(&j->in);
	while (more(&j->in, &j->done)) {
		const char *end = memchr(j->in.p, '\n', j->in.n);

		if (end != NULL) {
			j->in.n -= (size_t)(end + 1 - j->in.p);
			memmove(j->in.p, end + 1, j->in.n);
			return;
		}
		buf_reset(&j->in);
	}
	buf_reset(&j->in);
}

static enum err
all_lines(struct job *j)
{
	size_t from = 0, looked = 0;
	enum err e = OK;

	while (e == OK) {
		struct str rest = { j->in.p + from, j->in.n - from };
		const char *end = rest.n > looked ? memchr(rest.p + looked, '\n', rest.n - looked) :
						    NULL;

		if (end != NULL) {
			struct str line = { rest.p, (size_t)(end - rest.p) };

			e = one_line(j, line);
			from += line.n + 1;
			looked = 0;
			continue;
		}
		if (from > 0)
			memmove(j->in.p, rest.p, rest.n);
		j->in.n = looked = rest.n;
		from = 0;
		if (more(&j->in, &j->done))
			continue;
		if (buf_err(&j->in) != OK) {
			too_long(j);
			looked = 0;
			continue;
		}
		return j->in.n > 0 ? one_line(j, buf_str(&j->in)) : OK;
	}
	return e;
}

int
cli_json_lines(const char *command, cli_line_fn *fn, void *ctx)
{
	struct job j = { .command = command, .fn = fn, .ctx = ctx, .row = arena_new(LINE_MEMORY) };
	enum err e;

	if (j.row == NULL)
		return cli_fail("не хватило памяти");
	buf_init(&j.in, NULL, LINE_MAX_BYTES);
	buf_init(&j.out, NULL, LINE_MEMORY);
	e = all_lines(&j);
	fflush(stdout);
	buf_fini(&j.in);
	buf_fini(&j.out);
	arena_free(j.row);
	if (e != OK)
		return cli_err(command, e);
	return j.bad > 0 ? EXIT_PARTLY : EXIT_DONE;
}
