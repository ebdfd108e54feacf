/* sqlc.c - queries to C: sqlc ROOM OUT.h OUT.c SCHEMA_LIST queries.sql...
 *                        sqlc --ids OUT.h queries.sql...
 *
 * Every statement is prepared against the real schema, so that a misspelt
 * column stops the build at its line. sqlc_write.c makes the C.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include "sqlc.h"

/* ---- reading signatures ----------------------------------------------------- */

struct reader {
	const char *file, *p;
	int line;
	struct query *q;
};

static const char *
line_end(const char *p)
{
	return p + strcspn(p, "\n");
}

static void
next_line(struct reader *r)
{
	r->p = line_end(r->p);
	r->p += *r->p == '\n';
	r->line++;
}

static const char *const verbs[] = { "one", "many", "each", "exec", "count" };

/* Its place in verbs[], LEN(verbs) when it is none of them. */
static size_t
verb_at(const char *p)
{
	size_t n = word_len(p), v;

	for (v = 0; v < LEN(verbs); v++)
		if (strlen(verbs[v]) == n && memcmp(verbs[v], p, n) == 0)
			break;
	return v;
}

/* "-- name :verb" begins a query; "-- since :day is local" is a mere comment. */
static bool
at_header(const char *p)
{
	size_t n, w;

	if (strncmp(p, "-- ", 3) != 0)
		return false;
	n = word_len(p + 3);
	if (n == 0 || strncmp(p + 3 + n, " :", 2) != 0)
		return false;
	p += 5 + n;
	w = word_len(p);
	return w && (verb_at(p) < LEN(verbs) || strncmp(p + w, " (", 2) == 0);
}

/* A line that is nothing but "-- word". */
static bool
at_marker(const char *p, const char *w)
{
	size_t n = strlen(w);

	if (strncmp(p, "-- ", 3) != 0 || strncmp(p + 3, w, n) != 0)
		return false;
	for (p += 3 + n; *p && *p != '\n'; p++)
		if (!is_blank(*p))
			return false;
	return true;
}

/* The signature as one line; it may go on over comment lines until its ) . */
static char *
take_signature(struct reader *r)
{
	struct tbuf b = { 0 };
	int depth = 0, seen = 0;

	for (;;) {
		const char *end = line_end(r->p), *p = r->p + 2;

		for (; p < end; p++) {
			depth += (*p == '(') - (*p == ')');
			seen += *p == '(';
		}
		tb_put(&b, r->p + 2, (size_t)(end - r->p) - 2);
		tb_putc(&b, ' ');
		next_line(r);
		while (b.n && is_blank(b.p[b.n - 1]))
			b.p[--b.n] = '\0';
		p = r->p + 2;
		if (strncmp(r->p, "--", 2) != 0)
			break;
		p += strspn(p, " \t");
		if (seen && depth == 0 && strncmp(p, "->", 2) != 0 &&
		    strcmp(b.p + b.n - 2, "->") != 0)
			break;
		tb_putc(&b, ' ');
	}
	return b.p;
}

static struct field
field_make(const struct query *q, const char *name, const char *type)
{
	static const char *const types[] = { "int", "bool", "time", "real", "text" };
	size_t n = strlen(type);
	struct field f = { .name = name, .opt = n && type[n - 1] == '?' };

	type = tool_dup(type, n - f.opt);
	n -= f.opt;
	for (size_t i = 0; i < LEN(types); i++) {
		if (strcmp(type, types[i]) == 0) {
			f.base = (enum base)i;
			return f;
		}
	}
	if (n < 4 || strcmp(type + n - 3, "_id") != 0 || word_len(type) != n)
		die_at(q->file, q->line, "%s: unknown type %s of %s", q->name, type, name);
	f.base = T_ID;
	f.id = type;
	return f;
}

/* "(name type, ...)"; returns what follows the bracket. */
static const char *
read_fields(const struct query *q, const char *p, struct fields *ret)
{
	p += strspn(p, " ");
	if (*p++ != '(')
		die_at(q->file, q->line, "%s: ( is wanted", q->name);
	for (;;) {
		const char *name, *type;
		size_t n;

		p += strspn(p, " \t");
		if (*p == ')' && ret->n == 0)
			return p + 1;
		n = word_len(p);
		name = tool_dup(p, n);
		p += n + strspn(p + n, " \t");
		type = tool_dup(p, strcspn(p, " \t,)"));
		if (n == 0 || *type == '\0')
			die_at(q->file, q->line, "%s: \"name type\" is wanted at \"%s\"",
			    q->name, p);
		p += strlen(type);
		p += strspn(p, " \t");
		for (int i = 0; i < ret->n; i++)
			if (strcmp(ret->p[i].name, name) == 0)
				die_at(q->file, q->line, "%s: %s is declared twice", q->name, name);
		ret->p = tool_grow(ret->p, (size_t)(ret->n + 1) * sizeof *ret->p);
		ret->p[ret->n++] = field_make(q, name, type);
		if (*p == ')')
			return p + 1;
		if (*p++ != ',')
			die_at(q->file, q->line, "%s: , or ) is wanted after %s", q->name, name);
	}
}

static void
read_signature(struct query *q, const char *s)
{
	static const char *const taken[] = { "db", "a", "ret", "fn", "ctx", "in", "ret_changed" };
	const char *p = s + strspn(s, " ");
	size_t n = word_len(p), v;

	q->name = tool_dup(p, n);
	p += n + 2;
	n = word_len(p);
	v = verb_at(p);
	if (v == LEN(verbs))
		die_at(q->file, q->line, "%s: unknown verb :%.*s", q->name, (int)n, p);
	q->verb = (enum verb)v;
	p = read_fields(q, p + n, &q->in);
	p += strspn(p, " ");
	if (strncmp(p, "->", 2) == 0)
		p = read_fields(q, p + 2, &q->out);
	p += strspn(p, " ");
	if (*p)
		die_at(q->file, q->line, "%s: \"%s\" after the signature", q->name, p);
	if ((q->verb < EXEC) != (q->out.n > 0))
		die_at(q->file, q->line, "%s: :%s %s", q->name, verbs[v],
		    q->out.n ? "returns no columns" : "wants -> (columns)");
	for (int k = 0; k < q->in.n; k++)
		for (size_t i = 0; i < LEN(taken); i++)
			if (strcmp(q->in.p[k].name, taken[i]) == 0)
				die_at(q->file, q->line, "%s: a parameter cannot be called %s",
				    q->name, taken[i]);
}

/* ---- reading SQL --------------------------------------------------------------- */

static struct field *
param(struct reader *r, const char *name, size_t n, int line)
{
	struct fields *in = &r->q->in;

	for (int i = 0; i < in->n; i++)
		if (strlen(in->p[i].name) == n && memcmp(in->p[i].name, name, n) == 0)
			return &in->p[i];
	die_at(r->file, line, "%s: parameter :%.*s is not declared", r->q->name, (int)n, name);
}

/* Length of the string, quoted name or comment at p; 0 when there is none. */
static size_t
opaque_len(const char *p)
{
	size_t n = 1;

	if (strncmp(p, "--", 2) == 0)
		return strcspn(p, "\n");
	if (strncmp(p, "/*", 2) == 0) {
		const char *end = strstr(p + 2, "*/");

		return end ? (size_t)(end - p) + 2 : strlen(p);
	}
	if (*p != '\'' && *p != '"')
		return 0;
	while (p[n] && p[n] != *p)
		n++;
	return p[n] ? n + 1 : n; /* '' inside is just two strings */
}

/* SQL up to `end`: comments out, :name to $1. Newlines stay, for messages. */
static char *
take_sql(struct reader *r, const char *end, int *numbered)
{
	struct tbuf b = { 0 };
	const char *p = r->p;
	int line = r->line;

	while (p < end) {
		size_t n = opaque_len(p);
		struct field *f;

		for (size_t i = 0; i < n; i++) {
			line += p[i] == '\n';
			if (*p == '\'' || *p == '"' || p[i] == '\n')
				tb_putc(&b, p[i]);
		}
		p += n;
		if (n)
			continue;
		if (p[0] == ':' && p[1] == ':') { /* a cast of PostgreSQL */
			tb_put(&b, p, 2);
			p += 2;
		} else if (*p == ':' && (n = word_len(p + 1)) > 0) {
			f = param(r, p + 1, n, line);
			if (!f->no)
				f->no = ++*numbered;
			f->used = true;
			tb_fmt(&b, "$%d", f->no);
			p += 1 + n;
		} else {
			line += *p == '\n';
			tb_putc(&b, *p++);
		}
	}
	while (b.n && (is_blank(b.p[b.n - 1]) || b.p[b.n - 1] == ';'))
		b.p[--b.n] = '\0';
	if (b.n == 0 || strspn(b.p, " \t\n\r") == b.n)
		die_at(r->file, r->q->line, "%s has no SQL", r->q->name);
	return b.p;
}

static void
all_used(struct reader *r)
{
	for (int i = 0; i < r->q->in.n; i++) {
		if (!r->q->in.p[i].used)
			die_at(r->file, r->q->line, "%s: parameter %s is not used", r->q->name,
			    r->q->in.p[i].name);
		r->q->in.p[i].used = false;
	}
}

/* The statement, or its twins after "-- sqlite" and "-- pg". */
static void
read_body(struct reader *r)
{
	int numbered = 0;
	struct query *q = r->q;
	struct tbuf note = { 0 };

	for (; strncmp(r->p, "--", 2) == 0 && !at_marker(r->p, "sqlite") &&
	    !at_marker(r->p, "pg") && !at_header(r->p); next_line(r)) {
		const char *p = r->p + 2 + (r->p[2] == ' ');

		tb_fmt(&note, " * %.*s\n", (int)(line_end(p) - p), p);
	}
	q->note = note.p;
	do {
		bool pg = at_marker(r->p, "pg"), twin = pg || at_marker(r->p, "sqlite");
		const char *end;

		if (twin)
			next_line(r);
		for (end = r->p; *end && !at_header(end) && !at_marker(end, "pg") &&
		    !at_marker(end, "sqlite"); end += *end == '\n')
			end = line_end(end);
		if (pg && !q->sql)
			die_at(r->file, r->line, "%s: -- sqlite comes before -- pg", q->name);
		if (pg ? q->pg != NULL : q->sql != NULL)
			die_at(r->file, r->line, "%s: a third statement", q->name);
		if (!pg)
			q->sql_line = r->line;
		*(pg ? &q->pg : &q->sql) = take_sql(r, end, &numbered);
		all_used(r);
		while (r->p < end)
			next_line(r);
		if (twin && !pg && !at_marker(r->p, "pg"))
			die_at(r->file, r->line, "%s: -- pg is missing", q->name);
	} while (*r->p && !at_header(r->p));
}

void
sqlc_read(struct queries *qs, const char *file)
{
	size_t n;
	struct reader r = { .file = file, .p = tool_read(file, &n), .line = 1 };

	while (*r.p) {
		struct query q = { .file = file };
		char *sig;

		if (!at_header(r.p)) { /* only comments may stand between queries */
			const char *p = r.p + strspn(r.p, " \t\r");

			if (*p && *p != '\n' && strncmp(p, "--", 2) != 0)
				die_at(file, r.line, "SQL before the first header (-- name :verb)");
			next_line(&r);
			continue;
		}
		q.line = r.line;
		r.q = &q;
		sig = take_signature(&r);
		read_signature(&q, sig);
		for (int i = 0; i < qs->n; i++)
			if (strcmp(qs->p[i].name, q.name) == 0)
				die_at(file, q.line, "query %s is there already", q.name);
		read_body(&r);
		qs->p = tool_grow(qs->p, (size_t)(qs->n + 1) * sizeof *qs->p);
		qs->p[qs->n++] = q;
	}
}

/* ---- preparing against the schema ------------------------------------------------ */

static int
lines_in(const char *p, const char *end)
{
	int n = 0;

	while (p < end)
		n += *p++ == '\n';
	return n;
}

static void
sql_died(sqlite3 *db, const char *file, int line, const char *name, const char *sql)
{
	int at = sqlite3_error_offset(db);

	die_at(file, line + lines_in(sql, sql + (at > 0 ? at : 0)), "%s: %s", name,
	    sqlite3_errmsg(db));
}

/* "tokenize = '...'" of an FTS table: the tokenizer lives in the portal, not here. */
static void
blank_tokenize(char *sql)
{
	char *p = sql, *q;

	while ((p = strstr(p, "tokenize")) != NULL) {
		q = p + 8;
		q += strspn(q, " \t\n");
		if (*q++ != '=') {
			p += 8;
			continue;
		}
		q += strspn(q, " \t\n");
		q += opaque_len(q) ? opaque_len(q) : strcspn(q, ",)");
		while (p > sql && is_blank(p[-1]))
			p--;
		if (p > sql && p[-1] == ',')
			p--;
		for (; p < q; p++)
			*p = *p == '\n' ? '\n' : ' ';
	}
}

/* The SQLite reading of a schema file; lines keep their numbers. */
static char *
schema_text(const char *file)
{
	static const char auto_id[] = "INTEGER PRIMARY KEY AUTOINCREMENT";
	size_t n;
	struct tbuf b = { 0 };
	bool drop = false;

	for (const char *p = tool_read(file, &n), *end; *p; p = end) {
		end = line_end(p);
		end += *end == '\n';
		if (at_marker(p, "pg"))
			drop = true;
		else if (at_marker(p, "end") || at_marker(p, "sqlite"))
			drop = false;
		for (const char *q = p; q < end; q++) {
			if (drop && *q != '\n')
				continue;
			if (strncmp(q, "AUTO_ID", 7) == 0 && !is_word(q[7])) {
				tb_puts(&b, auto_id);
				q += 6;
			} else {
				tb_putc(&b, *q);
			}
		}
	}
	tb_put(&b, "", 0);
	blank_tokenize(b.p);
	return b.p;
}

static void
schema_run(sqlite3 *db, const char *file)
{
	const char *all = schema_text(file), *sql = all;

	while (*sql) {
		const char *tail;
		sqlite3_stmt *st = NULL;
		int line = 1 + lines_in(all, sql), rc;

		if (sqlite3_prepare_v2(db, sql, -1, &st, &tail) != SQLITE_OK)
			sql_died(db, file, line, "schema", sql);
		rc = st ? sqlite3_step(st) : SQLITE_DONE;
		if (rc != SQLITE_DONE && rc != SQLITE_ROW)
			sql_died(db, file, line + lines_in(sql, sql + strspn(sql, " \t\r\n")),
			    "schema", sql);
		sqlite3_finalize(st);
		sql = tail;
	}
}

static void
schema_load(sqlite3 *db, const char *list)
{
	size_t n;

	for (const char *p = tool_read(list, &n); *p; p += strspn(p, " \t\r\n")) {
		n = strcspn(p, " \t\r\n");
		if (n)
			schema_run(db, tool_dup(p, n));
		p += n;
	}
}

static void
check(sqlite3 *db, const struct query *q)
{
	sqlite3_stmt *st = NULL;
	const char *tail = "";
	int cols;

	if (sqlite3_prepare_v2(db, q->sql, -1, &st, &tail) != SQLITE_OK)
		sql_died(db, q->file, q->sql_line, q->name, q->sql);
	if (tail[strspn(tail, " \t\r\n;")])
		die_at(q->file, q->sql_line + lines_in(q->sql, tail), "%s: more than one statement",
		    q->name);
	cols = sqlite3_column_count(st);
	if (cols != q->out.n)
		die_at(q->file, q->line, "%s: %d columns are declared, the statement returns %d",
		    q->name, q->out.n, cols);
	if (sqlite3_bind_parameter_count(st) != q->in.n)
		die_at(q->file, q->line, "%s: parameters are written :name only", q->name);
	sqlite3_finalize(st);
}

/* ---- ids and main ------------------------------------------------------------------ */

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
write_ids(const struct queries *qs, const char *path)
{
	struct tbuf h = { 0 };
	const char **ids = NULL;
	size_t n = 0;

	for (int i = 0; i < qs->n; i++) {
		const struct fields *lists[] = { &qs->p[i].in, &qs->p[i].out };

		for (int k = 0; k < lists[0]->n + lists[1]->n; k++) {
			const struct field *f = k < lists[0]->n ? &lists[0]->p[k] :
								  &lists[1]->p[k - lists[0]->n];

			if (f->base != T_ID)
				continue;
			ids = tool_grow(ids, (n + 1) * sizeof *ids);
			ids[n++] = f->id;
		}
	}
	tb_puts(&h, "/* Made by sqlc: one type for each table's ids. Do not edit. */\n"
	    "#pragma once\n#include <stdint.h>\n\n");
	if (n)
		qsort(ids, n, sizeof *ids, by_name);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || strcmp(ids[i], ids[i - 1]) != 0)
			tb_fmt(&h, "struct %s { int64_t v; };\n", ids[i]);
	tool_write(path, &h);
}

int
main(int argc, char **argv)
{
	struct queries qs = { 0 };
	sqlite3 *db;

	if (argc >= 3 && strcmp(argv[1], "--ids") == 0) {
		for (int i = 3; i < argc; i++) {
			struct queries one = { 0 };	/* rooms may share query names */

			sqlc_read(&one, argv[i]);
			qs.p = tool_grow(qs.p, (size_t)(qs.n + one.n + 1) * sizeof *qs.p);
			if (one.n)
				memcpy(qs.p + qs.n, one.p, (size_t)one.n * sizeof *qs.p);
			qs.n += one.n;
		}
		write_ids(&qs, argv[2]);
		return 0;
	}
	if (argc < 6) {
		fputs("usage: sqlc ROOM OUT.h OUT.c SCHEMA_LIST queries.sql...\n"
		    "       sqlc --ids OUT.h queries.sql...\n", stderr);
		return 2;
	}
	if (sqlite3_open(":memory:", &db) != SQLITE_OK)
		die_at("sqlc", 0, "no SQLite");
	schema_load(db, argv[4]);
	for (int i = 5; i < argc; i++)
		sqlc_read(&qs, argv[i]);
	for (int i = 0; i < qs.n; i++)
		check(db, &qs.p[i]);
	sqlc_write(&qs, argv[1], argv[2], argv[3]);
	return 0;
}
