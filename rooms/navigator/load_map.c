/* load_map.c - columns of a stranger's CSV as our fields: guessed once, then remembered. */
#include "entry/import.h"
#include "navigator/loads.h"
#include "text/text.h"

/* A column is called as our field is, in either language of ours. */
static struct str
guess(struct req *rq, struct str column)
{
	struct str name = text_fold(rq->arena, column);

	if (str_is(name, "key") || str_is(name, "ключ"))
		return S("key");
	for (int f = 0; f < DF_N; f++)
		if (str_is(name, draft_fields[f].name) ||
		    str_eq(name, text_fold(rq->arena, str_c(draft_fields[f].label))))
			return str_c(draft_fields[f].name);
	return S("");
}

static struct str
remembered(struct str lines, struct str column, bool *ret_found)
{
	*ret_found = false;
	while (lines.n > 0) {
		struct str field, name = str_cut(str_cut(lines, '\n', &lines), '\t', &field);

		if (!str_eq(name, column))
			continue;
		*ret_found = true;
		return field.p ? field : S("");
	}
	return S("");
}

struct head { struct req *rq; struct str lines; struct load_map *m; };

static enum err
head_row(void *ctx, struct import *im, const struct csv_row *row, enum import_did *ret_did)
{
	struct head *h = ctx;

	*ret_did = IMPORT_SAME;
	(void)im;
	if (h->m->n > 0)
		return OK;
	for (size_t i = 0; i < row->n && i < LEN(h->m->columns); i++) {
		bool found;
		struct str field = remembered(h->lines, row->names[i], &found);

		h->m->columns[i] = str_dup(h->rq->arena, row->names[i]);
		h->m->fields[i] = found ? field : guess(h->rq, row->names[i]);
		h->m->n = i + 1;
	}
	return OK;
}

enum err
load_map_of(struct req *rq, struct str data, struct str lines, struct load_map *ret)
{
	struct head h = { rq, lines, ret };
	struct import im = { .db = rq->db, .arena = rq->arena, .row = arena_new(16 * MiB),
		.now = rq->now, .today = rq->ui.today, .dry_run = true };
	bool found;
	enum err e;

	*ret = (struct load_map){ .n = 0 };
	if (im.row == NULL)
		return E_NOMEM;
	e = import_csv(&im, data, head_row, &h);
	arena_free(im.row);
	ret->level = remembered(lines, S("=level"), &found);
	ret->money = remembered(lines, S("=money"), &found);
	ret->backer = remembered(lines, S("=backer"), &found);
	return e;
}

enum err
load_map_text(struct arena *a, const struct load_map *m, struct str *ret)
{
	struct buf b;

	buf_init(&b, a, 64 * KiB);
	for (size_t i = 0; i < m->n; i++) {
		buf_put(&b, m->columns[i]);
		buf_putc(&b, '\t');
		buf_put(&b, m->fields[i]);
		buf_putc(&b, '\n');
	}
	buf_fmt(&b, "=level\t%.*s\n=money\t%.*s\n=backer\t%.*s\n", FMT(m->level), FMT(m->money),
	    FMT(m->backer));
	TRY(buf_err(&b));
	*ret = buf_str(&b);
	return OK;
}

/* ---- a row under the map -------------------------------------------------------------- */

static bool
has(const struct csv_row *row, const char *name)
{
	return csv_get(row, name).n > 0;
}

/* «Федеральный» is as good as «federal». */
static struct str
code_of(struct arena *a, enum list l, struct str text)
{
	struct str low = text_lower(a, text);

	for (int no = 1; no < 10; no++) {
		const struct list_value *v = list_value(l, no);

		if (v && (str_is(low, v->ru) || str_is(low, v->en)))
			return str_c(v->code);
	}
	return text;
}

static void
cell(struct csv_row *to, struct str *names, struct str *values, const char *name, struct str value)
{
	names[to->n] = str_c(name);
	values[to->n++] = value;
}

enum err
load_map_row(struct arena *a, const struct load_map *m, const struct csv_row *row,
    struct str source, struct str *ret_json, struct str *ret_why)
{
	struct str names[72], values[72];
	struct csv_row to = { names, values, 0 };

	for (size_t i = 0; i < m->n; i++) {
		enum draft_at f = draft_field_find(m->fields[i]);
		struct str v = csv_get(row, str_z(a, m->columns[i]));

		if (m->fields[i].n == 0 || v.n == 0)
			continue;
		if (f < DF_N &&
		    (draft_fields[f].kind == DK_CODE || draft_fields[f].kind == DK_UNIT))
			v = code_of(a, draft_fields[f].list, v);
		cell(&to, names, values, str_z(a, m->fields[i]), v);
	}
	if (!has(&to, "level"))
		cell(&to, names, values, "level", m->level);
	if (!has(&to, "money"))
		cell(&to, names, values, "money", m->money);
	if (!has(&to, "backer"))
		cell(&to, names, values, "backer", m->backer);
	if (!has(&to, "key"))
		cell(&to, names, values, "key", text_slug(a, str_fmt(a, "%.*s %.*s", FMT(source),
		    FMT(csv_get(&to, "title"))), 70));
	return draft_csv_json(a, &to, ret_json, ret_why);
}
