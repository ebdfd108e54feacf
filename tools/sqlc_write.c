/* sqlc_write.c - the C of a query: row structs, prototypes, typed functions. */
#include <stdio.h>
#include "sqlc.h"

#define POSITIONAL 4	/* more parameters than this come in a struct */

static bool
any_text(const struct fields *fs)
{
	for (int i = 0; i < fs->n; i++)
		if (fs->p[i].base == T_TEXT)
			return true;
	return false;
}

/* Ends in a blank, or in nothing that needs one. */
static void
put_type(struct tbuf *b, const struct field *f)
{
	static const char *const plain[] = {
		"int64_t", "bool", "int64_t", "double", "struct str",
	};

	if (f->base == T_ID)
		tb_fmt(b, "struct %s ", f->id);
	else if (f->opt && f->base == T_REAL)
		tb_puts(b, "struct opt_real ");
	else if (f->opt && f->base != T_TEXT)
		tb_puts(b, "struct opt_int ");
	else
		tb_fmt(b, "%s ", plain[f->base]);
}

static void
put_struct(struct tbuf *b, const char *name, const char *suffix, const struct fields *fs)
{
	tb_fmt(b, "struct q_%s%s {\n", name, suffix);
	for (int i = 0; i < fs->n; i++) {
		tb_putc(b, '\t');
		put_type(b, &fs->p[i]);
		tb_fmt(b, "%s;\n", fs->p[i].name);
	}
	tb_puts(b, "};\n");
}

static bool
wants_arena(const struct query *q)
{
	return q->verb == MANY || (q->verb == ONE && any_text(&q->out));
}

static bool
one_value(const struct query *q)
{
	return q->verb == ONE && q->out.n == 1;
}

static void
put_signature(struct tbuf *b, const struct query *q, const char *between)
{
	tb_fmt(b, "enum err%sq_%s(struct db *db", between, q->name);
	if (wants_arena(q))
		tb_puts(b, ", struct arena *a");
	if (q->in.n > POSITIONAL)
		tb_fmt(b, ", const struct q_%s_in *in", q->name);
	for (int i = 0; i < q->in.n && q->in.n <= POSITIONAL; i++) {
		tb_puts(b, ", ");
		put_type(b, &q->in.p[i]);
		tb_puts(b, q->in.p[i].name);
	}
	tb_puts(b, q->verb == EXEC ? "" : q->verb == EACH ? ",\n    " : ", ");
	if (one_value(q))
		put_type(b, q->out.p);
	else if (q->verb == ONE || q->verb == MANY)
		tb_fmt(b, "struct q_%s%s ", q->name, q->verb == MANY ? "_rows" : "");
	else if (q->verb == EACH)
		tb_fmt(b, "enum err (*fn)(void *ctx, const struct q_%s *row), void *ctx", q->name);
	else if (q->verb == COUNT)
		tb_puts(b, "int64_t *ret_changed");
	tb_puts(b, q->verb == ONE || q->verb == MANY ? "*ret)" : ")");
}

static void
put_header(struct tbuf *h, const struct query *q, const char *room)
{
	/* rooms may use the same name: the symbol carries the room's */
	tb_fmt(h, "\n#define q_%s(...) q_%s_%s(__VA_ARGS__)\n", q->name, room, q->name);
	if (q->out.n && !one_value(q))
		put_struct(h, q->name, "", &q->out);
	if (q->verb == MANY)
		tb_fmt(h, "struct q_%s_rows { struct q_%s *p; size_t n; };\n", q->name, q->name);
	if (q->in.n > POSITIONAL)
		put_struct(h, q->name, "_in", &q->in);
	if (q->note)
		tb_fmt(h, "/*%s */\n", q->note + 2);
	tb_puts(h, "MUST_USE ");
	put_signature(h, q, " ");
	tb_puts(h, ";\n");
}

/* ---- the statement ------------------------------------------------------------- */

static void
put_sql(struct tbuf *c, const char *sql)
{
	bool first = true;

	while (*sql) {
		size_t n = strcspn(sql, "\n"), lead = strspn(sql, " \t\r");
		struct tbuf line = { 0 };

		if (lead < n) {
			if (!first)
				tb_puts(&line, "\n ");
			tb_put(&line, sql + lead, n - lead);
			while (line.n && is_blank(line.p[line.n - 1]))
				line.n--;
			tb_puts(c, "\n\t    ");
			tb_literal(c, line.p, line.n);
			first = false;
		}
		sql += n + (sql[n] == '\n');
	}
}

static void
put_stmt(struct tbuf *c, const struct query *q, const char *room)
{
	tb_fmt(c, "\nstatic const struct db_stmt st_%s = {\n\t.name = \"%s.%s\",\n\t.sql =",
	    q->name, room, q->name);
	put_sql(c, q->sql);
	if (q->pg) {
		tb_puts(c, ",\n\t.pg =");
		put_sql(c, q->pg);
	}
	tb_fmt(c, ",\n\t.n_args = %d, .n_cols = %d,\n};\n", q->in.n, q->out.n);
}

static void
put_bind(struct tbuf *c, const struct query *q, const struct field *f)
{
	const char *in = q->in.n > POSITIONAL ? "in->" : "";

	tb_puts(c, "\t\t");
	if (f->base == T_ID)
		tb_fmt(c, "DBV_ID(%s%s)", in, f->name);
	else if (f->base == T_TEXT && f->opt)
		tb_fmt(c, "DBV_TEXT(%s%s)", in, f->name);
	else if (f->base == T_TEXT) /* text that may not be NULL: no text is "" */
		tb_fmt(c, "DBV_TEXT(%s%s.p ? %s%s : S(\"\"))", in, f->name, in, f->name);
	else if (f->base == T_REAL)
		tb_fmt(c, "%s(%s%s)", f->opt ? "db_val_oreal" : "DBV_REAL", in, f->name);
	else
		tb_fmt(c, "%s(%s%s)", f->opt ? "db_val_oint" : "DBV_INT", in, f->name);
	tb_puts(c, ",\n");
}

/* ---- functions -------------------------------------------------------------------- */

static void
put_column(struct tbuf *c, const struct query *q, int i, const char *tabs)
{
	const struct field *f = &q->out.p[i];

	tb_fmt(c, "%srow_%s%s = ", tabs, one_value(q) ? "" : ".", one_value(q) ? "" : f->name);
	if (f->base == T_ID)
		tb_fmt(c, "(struct %s){ db_col_int(&cur_, %d) }", f->id, i);
	else if (f->base == T_TEXT && q->verb == EACH)
		tb_fmt(c, f->opt ? "db_col_null(&cur_, %d) ? STR_NONE : db_col_text(&cur_, %d)" :
		    "db_col_text(&cur_, %d)", i, i);
	else if (f->base == T_TEXT)
		tb_fmt(c, "col_text(a, &cur_, %d, %s, &e_)", i, f->opt ? "true" : "false");
	else if (f->base == T_REAL)
		tb_fmt(c, "db_col_%s(&cur_, %d)", f->opt ? "oreal" : "real", i);
	else
		tb_fmt(c, "db_col_%s(&cur_, %d)%s", f->opt ? "oint" : "int", i,
		    f->base == T_BOOL && !f->opt ? " != 0" : "");
	tb_puts(c, ";\n");
}

static void
put_one(struct tbuf *c, const struct query *q, const char *args)
{
	tb_fmt(c, "\tTRY(db_query(db, &st_%s, %s, &cur_));\n"
	    "\te_ = db_next(&cur_, &more_);\n"
	    "\tif (e_ == OK && !more_)\n\t\te_ = E_NOT_FOUND;\n"
	    "\tif (e_ == OK) {\n", q->name, args);
	for (int i = 0; i < q->out.n; i++)
		put_column(c, q, i, "\t\t");
	tb_puts(c, "\t}\n\tdb_cur_close(&cur_);\n\tif (e_ == OK)\n\t\t*ret = row_;\n"
	    "\treturn e_;\n");
}

static void
put_loop(struct tbuf *c, const struct query *q, const char *args)
{
	tb_fmt(c, "\tTRY(db_query(db, &st_%s, %s, &cur_));\n"
	    "\twhile ((e_ = db_next(&cur_, &more_)) == OK && more_) {\n", q->name, args);
	for (int i = 0; i < q->out.n; i++)
		put_column(c, q, i, "\t\t");
	tb_puts(c, q->verb == EACH ? "\t\te_ = fn(ctx, &row_);\n" :
	    "\t\tif (e_ == OK)\n\t\t\te_ = VEC_PUSH(a, &rows_, row_);\n");
	tb_puts(c, "\t\tif (e_ != OK)\n\t\t\tbreak;\n\t}\n\tdb_cur_close(&cur_);\n");
	if (q->verb == MANY)
		tb_fmt(c, "\tif (e_ == OK)\n\t\t*ret = (struct q_%s_rows){ rows_.p, rows_.n };\n",
		    q->name);
	tb_puts(c, "\treturn e_;\n");
}

static void
put_function(struct tbuf *c, const struct query *q)
{
	const char *args = q->in.n ? "args_" : "NULL";

	tb_putc(c, '\n');
	put_signature(c, q, "\n");
	tb_puts(c, "\n{\n");
	if (q->in.n) {
		tb_puts(c, "\tconst struct db_val args_[] = {\n");
		for (int no = 1; no <= q->in.n; no++)
			for (int i = 0; i < q->in.n; i++)
				if (q->in.p[i].no == no)
					put_bind(c, q, &q->in.p[i]);
		tb_puts(c, "\t};\n");
	}
	if (q->verb == EXEC || q->verb == COUNT) {
		tb_fmt(c, "%s\treturn db_exec(db, &st_%s, %s, %s);\n", q->in.n ? "\n" : "",
		    q->name, args, q->verb == COUNT ? "ret_changed" : "NULL");
	} else {
		tb_putc(c, '\t');
		if (one_value(q))
			put_type(c, q->out.p);
		else
			tb_fmt(c, "struct q_%s ", q->name);
		tb_puts(c, "row_;\n\tstruct db_cur cur_;\n\tbool more_;\n\tenum err e_;\n");
		if (q->verb == MANY)
			tb_fmt(c, "\tVEC(struct q_%s) rows_ = { 0 };\n", q->name);
		tb_putc(c, '\n');
		if (q->verb == ONE)
			put_one(c, q, args);
		else
			put_loop(c, q, args);
	}
	tb_puts(c, "}\n");
}

/* Only when used: an unused static function is a warning. */
static void
put_helper(struct tbuf *c, const struct queries *qs)
{
	bool used = false;

	for (int i = 0; i < qs->n; i++)
		used |= wants_arena(&qs->p[i]) && any_text(&qs->p[i].out);
	if (used)
		tb_puts(c, "\n/* A copy; where NULL is allowed it stays NULL. */\n"
		    "static struct str\ncol_text(struct arena *a, const struct db_cur *cur, int i,"
		    " bool null, enum err *e)\n{\n\tstruct str s;\n\n"
		    "\tif (null && db_col_null(cur, i))\n\t\treturn STR_NONE;\n"
		    "\ts = str_dup(a, db_col_text(cur, i));\n"
		    "\tif (!s.p)\n\t\t*e = E_NOMEM;\n\treturn s;\n}\n");
}

void
sqlc_write(const struct queries *qs, const char *room, const char *h_path, const char *c_path)
{
	struct tbuf h = { 0 }, c = { 0 };

	tb_fmt(&h, "/* Made by sqlc from %s's queries: do not edit. */\n#pragma once\n"
	    "#include \"db/db.h\"\n#include \"gen/ids.h\"\n", room);
	tb_fmt(&c, "/* Made by sqlc from %s's queries: do not edit. */\n#include \"%s\"\n", room,
	    tool_include_name(h_path));
	put_helper(&c, qs);
	for (int i = 0; i < qs->n; i++) {
		put_header(&h, &qs->p[i], room);
		put_stmt(&c, &qs->p[i], room);
		put_function(&c, &qs->p[i]);
	}
	tb_fmt(&h, "\n/* All statements, for tests that prepare and explain them. */\n"
	    "extern const struct db_stmt *const q_%s_all[];\nextern const size_t q_%s_all_n;\n",
	    room, room);
	tb_fmt(&c, "\nconst struct db_stmt *const q_%s_all[] = {\n", room);
	for (int i = 0; i < qs->n; i++)
		tb_fmt(&c, "\t&st_%s,\n", qs->p[i].name);
	tb_fmt(&c, "\tNULL\n};\nconst size_t q_%s_all_n = %d;\n", room, qs->n);
	tool_write(h_path, &h);
	tool_write(c_path, &c);
}
