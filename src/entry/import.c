/* import.c - rows of files, each in a savepoint, bad ones named. */
#include "entry/import.h"

#include <stdio.h>
#include <sys/stat.h>

#define BATCH 500	/* rows a commit */
#define COLUMNS_MAX 64

static const struct db_stmt sp_open = { "import.savepoint", "SAVEPOINT import_row", NULL, 0, 0 };
static const struct db_stmt sp_keep = { "import.release", "RELEASE SAVEPOINT import_row", NULL, 0,
	0 };
static const struct db_stmt sp_undo = { "import.undo", "ROLLBACK TO SAVEPOINT import_row", NULL, 0,
	0 };

enum err
import_bad(struct import *im, struct str key, struct str reason)
{
	struct import_problem p = { im->line, str_dup(im->arena, key), str_dup(im->arena, reason),
		im->raw };

	im->bad++;
	if (im->problems.n < IMPORT_PROBLEMS_MAX)
		TRY(VEC_PUSH(im->arena, &im->problems, p));
	return E_INPUT;
}

static void
count(struct import *im, enum import_did did)
{
	if (did == IMPORT_ADDED)
		im->added++;
	else if (did == IMPORT_CHANGED)
		im->changed++;
	else
		im->same++;
}

/* One row inside its savepoint: what it began is undone when it is bad. */
struct one {
	import_row *fn;
	import_csv_row *csv;
	void *ctx;
	struct str text;
	const struct csv_row *row;
};

static enum err
one_row(struct import *im, const struct one *o)
{
	enum import_did did = IMPORT_SAME;
	enum err e;

	im->read++;
	TRY(db_exec(im->db, &sp_open, NULL, NULL));
	e = o->fn ? o->fn(o->ctx, im, o->text, &did) : o->csv(o->ctx, im, o->row, &did);
	if (e == OK) {
		count(im, did);
		return db_exec(im->db, &sp_keep, NULL, NULL);
	}
	if (e == E_CONFLICT)
		e = import_bad(im, STR_NONE,
		    S("противоречит тому, что уже есть в базе: такой ключ или код занят"));
	if (e != E_INPUT)
		return e;
	TRY(db_exec(im->db, &sp_undo, NULL, NULL));
	return db_exec(im->db, &sp_keep, NULL, NULL);
}

static enum err
between(struct import *im, size_t at, size_t total)
{
	if (im->progress)
		im->progress(im->progress_ctx, (int64_t)at, (int64_t)total);
	if (im->read == 0 || im->read % BATCH != 0 || im->dry_run)
		return OK;
	TRY(db_commit(im->db));
	return db_begin(im->db);
}

static enum err
finish(struct import *im, enum err e)
{
	if (e == OK && !im->dry_run)
		return db_commit(im->db);
	db_rollback(im->db);
	return e;
}

static enum err
all_lines(struct import *im, struct str data, const struct one *proto)
{
	struct str rest = data;

	while (rest.n > 0) {
		struct one o = *proto;

		im->line++;
		arena_reset(im->row);
		im->raw = o.text = str_trim(str_cut(rest, '\n', &rest));
		if (o.text.n == 0 || o.text.p[0] == '#')
			continue;
		if (o.text.n > IMPORT_LINE_MAX) {
			im->read++;
			(void)(import_bad(im, STR_NONE, S("строка длиннее мегабайта")) == OK);
			continue;
		}
		TRY(one_row(im, &o));
		TRY(between(im, data.n - rest.n, data.n));
	}
	return OK;
}

static struct str
without_bom(struct str s)
{
	return str_starts(s, S("\xEF\xBB\xBF")) ? (struct str){ s.p + 3, s.n - 3 } : s;
}

enum err
import_lines(struct import *im, struct str data, import_row *fn, void *ctx)
{
	TRY(db_begin(im->db));
	return finish(im, all_lines(im, without_bom(data), &(struct one){ .fn = fn, .ctx = ctx }));
}

/* ---- CSV ----------------------------------------------------------------------- */

struct csv { struct str in; size_t at; char sep; int64_t lines; };

/* One field; quotes doubled inside quotes. false: a quote is never closed. */
static bool
csv_field(struct csv *c, struct arena *a, struct str *ret)
{
	struct buf b;

	buf_init(&b, a, IMPORT_LINE_MAX);
	if (c->at < c->in.n && c->in.p[c->at] == '"') {
		for (c->at++; c->at < c->in.n; c->at++) {
			char ch = c->in.p[c->at];

			if (ch == '"' && c->at + 1 < c->in.n && c->in.p[c->at + 1] == '"')
				c->at++;
			else if (ch == '"')
				break;
			c->lines += ch == '\n';
			buf_putc(&b, ch);
		}
		if (c->at >= c->in.n)
			return false;
		c->at++;
	}
	while (c->at < c->in.n && c->in.p[c->at] != c->sep && c->in.p[c->at] != '\n')
		buf_putc(&b, c->in.p[c->at++]);
	*ret = buf_err(&b) == OK ? str_trim(buf_str(&b)) : STR_NONE;
	if (ret->p == NULL)
		*ret = S("");
	return buf_err(&b) == OK;
}

/* A row into values; the end of its line is eaten. */
static bool
csv_row(struct csv *c, struct arena *a, struct str *values, size_t *ret_n)
{
	size_t n = 0;

	for (;;) {
		struct str v;

		if (!csv_field(c, a, &v))
			return false;
		if (n < COLUMNS_MAX)
			values[n] = v;
		n++;
		if (c->at >= c->in.n || c->in.p[c->at] != c->sep)
			break;
		c->at++;
	}
	if (c->at < c->in.n)
		c->at++;
	c->lines++;
	*ret_n = n;
	return n <= COLUMNS_MAX;
}

struct str
csv_get(const struct csv_row *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (str_is(r->names[i], name))
			return r->values[i];
	return STR_NONE;
}

static char
separator(struct str csv)
{
	struct str rest, head = str_cut(csv, '\n', &rest);

	return str_find(head, S(";")) >= 0 && str_find(head, S(",")) < 0 ? ';' : ',';
}

enum err
import_split(struct arena *a, struct str data, struct str raw, const struct str **ret,
    size_t *ret_n)
{
	struct csv c = { .in = raw, .sep = separator(without_bom(data)) };
	struct str *v = arena_array(a, struct str, COLUMNS_MAX);

	if (v == NULL)
		return E_NOMEM;
	*ret = v;
	if (!csv_row(&c, a, v, ret_n)) { /* a quote that is never closed: it is all one field */
		v[0] = raw;
		*ret_n = 1;
	}
	return OK;
}

static enum err
all_csv(struct import *im, struct csv *c, const struct one *proto)
{
	struct str names[COLUMNS_MAX], values[COLUMNS_MAX];
	size_t n_names, n;

	if (!csv_row(c, im->arena, names, &n_names)) {
		im->line = 1;
		return import_bad(im, STR_NONE,
		    S("заголовок не читается: незакрытая кавычка или больше 64 столбцов"));
	}
	while (c->at < c->in.n) {
		struct csv_row row = { names, values, n_names };
		struct one o = *proto;

		im->line = c->lines + 1;
		arena_reset(im->row);
		im->raw = (struct str){ c->in.p + c->at, c->in.n - c->at };
		if (!csv_row(c, im->row, values, &n)) {
			im->read++;
			im->raw = str_trim(im->raw);
			(void)(import_bad(im, STR_NONE,
				   S("незакрытая кавычка: остаток файла не прочитан")) == OK);
			return OK;
		}
		im->raw.n = (size_t)(c->in.p + c->at - im->raw.p);
		im->raw = str_trim(im->raw);
		if (n == 1 && values[0].n == 0)
			continue;
		if (n != n_names) {
			im->read++;
			(void)(import_bad(im, values[0],
				   str_fmt(im->arena, "столбцов %zu, а в заголовке %zu", n,
				       n_names)) == OK);
			continue;
		}
		o.row = &row;
		TRY(one_row(im, &o));
		TRY(between(im, c->at, c->in.n));
	}
	return OK;
}

enum err
import_csv(struct import *im, struct str data, import_csv_row *fn, void *ctx)
{
	struct csv c = { .in = without_bom(data), .sep = separator(without_bom(data)) };

	TRY(db_begin(im->db));
	return finish(im, all_csv(im, &c, &(struct one){ .csv = fn, .ctx = ctx }));
}

enum err
file_read(const char *path, size_t limit, struct arena *a, struct str *ret)
{
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	struct buf b;
	char chunk[65536];
	struct stat st;
	size_t n;
	bool broken;

	if (f == NULL)
		return E_IO;
	buf_init(&b, a, limit);
	if (f != stdin && fstat(fileno(f), &st) == 0 && st.st_size > 0 &&
	    (size_t)st.st_size < limit)
		(void)buf_room(&b, (size_t)st.st_size + 1); /* at once, not by doubling */
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0 && buf_err(&b) == OK)
		buf_put(&b, (struct str){ chunk, n });
	broken = ferror(f) != 0; /* a folder opens, but is not read */
	if (f != stdin)
		fclose(f);
	if (broken)
		return E_IO;
	if (buf_err(&b) == E_LIMIT)
		return E_TOO_BIG;
	TRY(buf_err(&b));
	*ret = b.p ? buf_str(&b) : S("");
	return OK;
}
