/* cite.c - references to acts in a text or in lines of JSON, from standard input. */
#include <json-c/json.h>
#include <stdio.h>

#include "cite/cite.h"
#include "cli/cli.h"
#include "cli/lines.h"
#include "text/text.h"

#define TEXT_MEMORY (256 * MiB)	/* of a plain text, its citations and what is printed */

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
plain(struct cli *c, const struct cite_names *names, struct arena *a)
{
	struct cites found = { 0 };
	struct str text;
	struct buf out;
	enum err e = cli_all_of_input(a, &text);

	if (e == E_LIMIT || e == E_TOO_BIG)
		return cli_fail("cite: текст больше 32 МиБ: разделите его на части");
	if (e == OK && !utf8_valid(text))
		return cli_fail("cite: текст не в UTF-8: сохраните его в этой кодировке");
	if (e == OK)
		e = cite_find(a, names, text, NULL, &found);
	buf_init(&out, a, TEXT_MEMORY);
	for (size_t i = 0; e == OK && i < found.n; i++) {
		buf_reset(&out);
		if (c->json) {
			cite_put_json(&out, text, &found.p[i]);
			buf_putc(&out, '\n');
		} else {
			put_plain(&out, text, &found.p[i]);
		}
		e = buf_err(&out);
		if (e == OK)
			fwrite(out.p, 1, out.n, stdout);
	}
	if (e != OK)
		return cli_err("cite", e);
	return found.n > 0 ? EXIT_DONE : EXIT_NOTHING;
}

/* ---- lines of JSON ----------------------------------------------------------------------- */

static const char *
context_of(struct json_object *line, struct cite_context *ret)
{
	struct json_object *o = NULL;

	*ret = (struct cite_context){ 0 };
	if (!json_object_object_get_ex(line, "context", &o) || o == NULL)
		return NULL;
	if (!json_object_is_type(o, json_type_object))
		return "«context» — не объект";
	ret->act = (struct cite_act){ .title = cli_member(o, "act"), .shrt = cli_member(o, "short"),
		.number = cli_member(o, "number"), .date = cli_member(o, "date"),
		.issuer = cli_member(o, "issuer") };
	ret->article = cli_member(o, "article");
	ret->chapter = cli_member(o, "chapter");
	ret->section = cli_member(o, "section");
	ret->enclosing = cli_member(o, "enclosing");
	return NULL;
}

static enum err
answer(const struct cli_line *l, const struct cite_names *names, struct json_object *id,
    struct str text, const struct cite_context *ctx)
{
	struct cites found;
	struct buf *b = l->out;

	TRY(cite_find(l->arena, names, text, ctx, &found));
	buf_fmt(b, "{\"id\": %s, \"citations\": [",
	    json_object_to_json_string_ext(id, JSON_C_TO_STRING_PLAIN));
	for (size_t i = 0; i < found.n; i++) {
		if (i > 0)
			buf_putz(b, ", ");
		cite_put_json(b, text, &found.p[i]);
	}
	buf_putz(b, "]}\n");
	return buf_err(b);
}

/* What is wrong with the line, or NULL when it was answered. */
static const char *
line_said(void *names, const struct cli_line *l, enum err *ret_err)
{
	struct cite_context ctx;
	struct json_object *id = NULL, *text = NULL;
	const char *why;

	if (!json_object_object_get_ex(l->o, "id", &id) || id == NULL)
		return "нет поля «id»";
	if (!json_object_object_get_ex(l->o, "text", &text) ||
	    !json_object_is_type(text, json_type_string))
		return "нет поля «text» или это не строка";
	why = context_of(l->o, &ctx);
	if (why == NULL)
		*ret_err = answer(l, names, id, cli_member(l->o, "text"), &ctx);
	return why;
}

int
cmd_cite(struct cli *c)
{
	bool jsonl = cli_flag(c, "jsonl");
	struct arena *a = arena_new(TEXT_MEMORY);
	struct cite_names *names;
	int code;

	if (c->n_args > 0)
		return cli_usage("cite: текст читается со стандартного ввода: veche cite < ФАЙЛ");
	if (a == NULL || cite_names_new(c->arena, &names) != OK)
		return cli_fail("не хватило памяти");
	code = jsonl ? cli_json_lines("cite", line_said, names) : plain(c, names, a);
	arena_free(a);
	return code;
}
