/* cite.c - references to acts in a text or in lines of JSON, from standard input. */
#include <json-c/json.h>
#include <stdio.h>
#include <unistd.h>

#include "cite/cite.h"
#include "cli/cli.h"
#include "text/text.h"

#define CHUNK (64 * KiB)
#define LINE_MAX_BYTES (32 * MiB)
#define ROW_MEMORY (256 * MiB)	/* of one text, its citations and what is printed */

struct job {
	struct cli *c;
	const struct cite_names *names;
	struct arena *row;
	struct buf in;	/* what was read and is not yet taken */
	struct buf out;
	int64_t line, bad;
	bool done;
};

/* ---- reading --------------------------------------------------------------------------- */

/* More of standard input; false at its end or when the line is over the limit. */
static bool
more(struct job *j)
{
	ssize_t n;

	if (j->done || !buf_room(&j->in, CHUNK))
		return false;
	n = read(STDIN_FILENO, j->in.p + j->in.n, CHUNK);
	if (n <= 0) {
		j->done = true;
		return false;
	}
	j->in.n += (size_t)n;
	return true;
}

static enum err
all_of_it(struct job *j, struct str *ret)
{
	while (more(j))
		;
	TRY(buf_err(&j->in));
	*ret = buf_str(&j->in);
	return OK;
}

/* ---- a plain text ---------------------------------------------------------------------- */

static void
put_plain(struct buf *b, struct str text, const struct cite *c)
{
	struct str quote = { text.p + c->from, c->to - c->from };

	buf_fmt(b, "%zu–%zu\t", c->start, c->end);
	for (size_t i = 0; i < quote.n; i++)
		buf_putc(b, quote.p[i] == '\n' || quote.p[i] == '\r' ? ' ' : quote.p[i]);
	buf_fmt(b, "\t%s", c->act.kind ? cite_kind_name(c->act.kind) : "—");
	if (c->act.shrt.n > 0)
		buf_fmt(b, " %.*s", FMT(c->act.shrt));
	if (c->act.date.n > 0)
		buf_fmt(b, " от %.*s", FMT(c->act.date));
	if (c->act.number.n > 0)
		buf_fmt(b, " № %.*s", FMT(c->act.number));
	buf_putc(b, '\n');
}

static int
plain(struct job *j)
{
	struct cites found = { 0 };
	struct str text;
	enum err e = all_of_it(j, &text);

	if (e == E_LIMIT || e == E_TOO_BIG)
		return cli_fail("cite: текст больше 32 МиБ: разделите его на части");
	if (e == OK && !utf8_valid(text))
		return cli_fail("cite: текст не в UTF-8: сохраните его в этой кодировке");
	if (e == OK)
		e = cite_find(j->row, j->names, text, NULL, &found);
	for (size_t i = 0; e == OK && i < found.n; i++) {
		buf_reset(&j->out);
		if (j->c->json) {
			cite_put_json(&j->out, text, &found.p[i]);
			buf_putc(&j->out, '\n');
		} else {
			put_plain(&j->out, text, &found.p[i]);
		}
		e = buf_err(&j->out);
		if (e == OK)
			fwrite(j->out.p, 1, j->out.n, stdout);
	}
	if (e != OK)
		return cli_err("cite", e);
	return found.n > 0 ? EXIT_DONE : EXIT_NOTHING;
}

/* ---- lines of JSON ----------------------------------------------------------------------- */

static struct str
member(struct json_object *o, const char *key)
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
context_of(struct json_object *line, struct cite_context *ret)
{
	struct json_object *o = NULL;

	*ret = (struct cite_context){ 0 };
	if (!json_object_object_get_ex(line, "context", &o) || o == NULL)
		return NULL;
	if (!json_object_is_type(o, json_type_object))
		return "«context» — не объект";
	ret->act = (struct cite_act){ .title = member(o, "act"), .shrt = member(o, "short"),
		.number = member(o, "number"), .date = member(o, "date"),
		.issuer = member(o, "issuer") };
	ret->article = member(o, "article");
	ret->chapter = member(o, "chapter");
	ret->section = member(o, "section");
	ret->enclosing = member(o, "enclosing");
	return NULL;
}

static enum err
answer(struct job *j, struct json_object *id, struct str text, const struct cite_context *ctx)
{
	struct cites found;
	struct buf *b = &j->out;

	TRY(cite_find(j->row, j->names, text, ctx, &found));
	buf_reset(b);
	buf_fmt(b, "{\"id\": %s, \"citations\": [",
	    json_object_to_json_string_ext(id, JSON_C_TO_STRING_PLAIN));
	for (size_t i = 0; i < found.n; i++) {
		if (i > 0)
			buf_putz(b, ", ");
		cite_put_json(b, text, &found.p[i]);
	}
	buf_putz(b, "]}\n");
	TRY(buf_err(b));
	fwrite(b->p, 1, b->n, stdout);
	return OK;
}

/* What is wrong with the line, or NULL when it was answered. */
static const char *
line_said(struct job *j, struct json_object *o, enum err *ret_err)
{
	struct cite_context ctx;
	struct json_object *id = NULL, *text = NULL;
	const char *why;

	if (!json_object_is_type(o, json_type_object))
		return "строка — не объект JSON";
	if (!json_object_object_get_ex(o, "id", &id) || id == NULL)
		return "нет поля «id»";
	if (!json_object_object_get_ex(o, "text", &text) ||
	    !json_object_is_type(text, json_type_string))
		return "нет поля «text» или это не строка";
	why = context_of(o, &ctx);
	if (why == NULL)
		*ret_err = answer(j, id, member(o, "text"), &ctx);
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
			why = line_said(j, o, &e);
		json_tokener_free(tok);
	}
	json_object_put(o);
	if (e == E_NOMEM || e == E_LIMIT || e == E_TOO_BIG) { /* this one's alone */
		why = "слишком много ссылок для одной строки: разделите текст";
		e = OK;
	}
	if (why != NULL) {
		j->bad++;
		(void)cli_fail("cite: строка %lld: %s", (long long)j->line, why);
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
	(void)cli_fail("cite: строка %lld: длиннее 32 МиБ", (long long)j->line);
	buf_reset(&j->in);
	while (more(j)) {
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

static int
lines(struct job *j)
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
		if (more(j))
			continue;
		if (buf_err(&j->in) != OK) {
			too_long(j);
			looked = 0;
			continue;
		}
		if (j->in.n > 0)
			e = one_line(j, buf_str(&j->in));
		break;
	}
	fflush(stdout);
	if (e != OK)
		return cli_err("cite", e);
	return j->bad > 0 ? EXIT_PARTLY : EXIT_DONE;
}

int
cmd_cite(struct cli *c)
{
	bool jsonl = cli_flag(c, "jsonl");
	struct job j = { .c = c, .row = arena_new(ROW_MEMORY) };
	struct cite_names *names;
	int code;

	if (c->n_args > 0)
		return cli_usage("cite: текст читается со стандартного ввода: veche cite < ФАЙЛ");
	if (j.row == NULL || cite_names_new(c->arena, &names) != OK)
		return cli_fail("не хватило памяти");
	j.names = names;
	buf_init(&j.in, NULL, LINE_MAX_BYTES);
	buf_init(&j.out, NULL, ROW_MEMORY);
	code = jsonl ? lines(&j) : plain(&j);
	buf_fini(&j.in);
	buf_fini(&j.out);
	arena_free(j.row);
	return code;
}
