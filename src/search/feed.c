/* feed.c - entries into the index: the queue, and one entry at a time. */
#include "search/impl.h"

enum { DRAIN_MAX = 500, COL_TITLE = 0, COL_SUMMARY, COL_BODY, N_COLS };

enum err
search_touch(struct db *db, int64_t entry)
{
	/* On PostgreSQL the row must be locked: a feeder that deletes it now would
	 * read the entry as it was before this transaction. */
	static const struct db_stmt queue = {
		.name = "search.queue", .n_args = 1,
		.sql = "INSERT INTO search_queue (entry) VALUES ($1)"
		    " ON CONFLICT (entry) DO NOTHING",
		.pg = "INSERT INTO search_queue (entry) VALUES ($1)"
		    " ON CONFLICT (entry) DO UPDATE SET entry = excluded.entry",
	};
	/* Who may see it must not wait for the feeder. */
	static const struct db_stmt rights = {
		.name = "search.rights", .n_args = 1,
		.sql = "UPDATE search_doc SET kind = e.kind, see = e.see, state = e.state,"
		    " place = e.place, author = e.author"
		    " FROM entry e WHERE e.id = $1 AND search_doc.entry = e.id",
	};
	const struct db_val id[] = { DBV_INT(entry) };

	TRY(db_exec(db, &queue, id, NULL));
	return db_exec(db, &rights, id, NULL);
}

/* ---- one entry ------------------------------------------------------------------- */

struct doc {
	int64_t id, kind, see;
	struct db_val place, author;
	struct str text[N_COLS];
	bool found, indexed;	/* indexed: the index has it already */
	int64_t len;
};

static enum err
doc_read(struct feed *f, int64_t id, struct doc *ret)
{
	static const struct db_stmt get = {
		.name = "search.doc_read", .n_args = 1, .n_cols = 9,
		.sql = "SELECT e.kind, e.see, e.state, e.place, e.author, e.title, e.summary,"
		    " coalesce(t.body, ''), x.entry"
		    " FROM (SELECT $1 AS id) i LEFT JOIN entry e ON e.id = i.id"
		    " LEFT JOIN entry_text t ON t.entry = i.id"
		    " LEFT JOIN search_text x ON x.entry = i.id",
		.pg = "SELECT e.kind, e.see, e.state, e.place, e.author, e.title, e.summary,"
		    " coalesce(t.body, ''), x.entry"
		    " FROM (SELECT CAST($1 AS bigint) AS id) i LEFT JOIN entry e ON e.id = i.id"
		    " LEFT JOIN entry_text t ON t.entry = i.id"
		    " LEFT JOIN search_text x ON x.entry = i.id",
	};
	struct doc d = { .id = id };
	struct db_cur cur;
	bool row, full = true;

	TRY(db_query(f->db, &get, (struct db_val[]){ DBV_INT(id) }, &cur));
	TRY(db_next(&cur, &row));
	if (!row)
		return E_BUG;
	d.found = !db_col_null(&cur, 0) && db_col_int(&cur, 2) == 1;
	d.indexed = !db_col_null(&cur, 8);
	if (d.found) {
		d.kind = db_col_int(&cur, 0);
		d.see = db_col_int(&cur, 1);
		d.place = db_val_oint(db_col_oint(&cur, 3));
		d.author = db_val_oint(db_col_oint(&cur, 4));
		for (int i = 0; i < N_COLS; i++) {
			d.text[i] = str_dup(f->a, utf8_cut(db_col_text(&cur, 5 + i), DOC_BYTES));
			full = full && d.text[i].p != NULL;
		}
	}
	db_cur_close(&cur);
	*ret = d;
	return full ? OK : E_NOMEM;
}

/* Terms as the database wants them: a column of words, or a tsvector. */
struct ink { struct buf col[N_COLS], parts; int64_t at; };

static void
put_lexeme(struct buf *b, struct str term, int64_t at, char weight)
{
	buf_putc(b, '\'');
	for (size_t i = 0; i < term.n; i++) {
		if (term.p[i] == '\'' || term.p[i] == '\\')
			buf_putc(b, term.p[i]);
		buf_putc(b, term.p[i]);
	}
	buf_fmt(b, "':%lld%c ", (long long)at, weight);
}

static enum err
put_column(struct feed *f, struct doc *d, int col, struct ink *ink, struct text_tokens *ret)
{
	struct text_tokens t;
	bool pg = db_kind(f->db) == DB_PG;

	TRY(text_tokens(f->s->words, f->a, d->text[col], &t));
	int64_t room = DOC_TERMS - d->len;
	for (size_t i = 0; i < t.n; i++) {
		bool part = i > 0 && t.p[i].pos == t.p[i - 1].pos;
		if ((int64_t)t.p[i].pos >= room) {
			t.n = i;
			break;
		}
		ink->at += !part;
		if (pg && !part)
			put_lexeme(&ink->col[0], t.p[i].term, ink->at, "ABD"[col]);
		else if (pg) /* parts follow nothing, so no phrase has them */
			put_lexeme(&ink->parts, t.p[i].term, 16383, 'D');
		else {
			struct buf *b = part ? &ink->parts : &ink->col[col];
			buf_put(b, t.p[i].term);
			buf_putc(b, ' ');
		}
	}
	if (t.n > 0)
		d->len += t.p[t.n - 1].pos + 1;
	ink->at++; /* a phrase does not run from one column into the next */
	*ret = t;
	return OK;
}

static enum err
count_column(struct feed *f, const struct doc *d, const struct text_tokens *t)
{
	struct tally *terms = d->indexed ? f->more_terms : f->terms;
	struct tally *forms = d->indexed ? f->more_forms : f->forms;

	for (size_t i = 0; i < t->n; i++) {
		TRY(tally_add(terms, t->p[i].term, d->id));
		/* Readers are shown these: only words that all may read anyway. */
		if (d->see == 0)
			TRY(tally_add(forms, t->p[i].form, d->id));
	}
	return OK;
}

static enum err
doc_remove(struct feed *f, int64_t id)
{
	static const struct db_stmt fts = {
		.name = "search.fts_delete", .n_args = 1,
		.sql = "INSERT INTO search_fts (search_fts, rowid, title, summary, body, parts)"
		    " SELECT 'delete', entry, title, summary, body, parts"
		    " FROM search_text WHERE entry = $1",
	};
	static const struct db_stmt text = {
		.name = "search.text_delete", .n_args = 1,
		.sql = "DELETE FROM search_text WHERE entry = $1",
	};
	static const struct db_stmt doc = {
		.name = "search.doc_delete", .n_args = 1,
		.sql = "DELETE FROM search_doc WHERE entry = $1",
	};
	const struct db_val v[] = { DBV_INT(id) };

	if (db_kind(f->db) == DB_SQLITE)
		TRY(db_exec(f->db, &fts, v, NULL));
	TRY(db_exec(f->db, &text, v, NULL));
	return db_exec(f->db, &doc, v, NULL);
}

static enum err
doc_insert(struct feed *f, const struct doc *d, struct ink *ink)
{
	static const struct db_stmt doc = {
		.name = "search.doc_insert", .n_args = 6,
		.sql = "INSERT INTO search_doc (entry, kind, see, state, place, author, len)"
		    " VALUES ($1, $2, $3, 1, $4, $5, $6)",
	};
	static const struct db_stmt text = {
		.name = "search.text_insert", .n_args = 5,
		.sql = "INSERT INTO search_text (entry, title, summary, body, parts)"
		    " VALUES ($1, $2, $3, $4, $5)",
	};
	static const struct db_stmt fts = {
		.name = "search.fts_insert", .n_args = 5,
		.sql = "INSERT INTO search_fts (rowid, title, summary, body, parts)"
		    " VALUES ($1, $2, $3, $4, $5)",
	};
	static const struct db_stmt tsv = {
		.name = "search.tsv_insert", .n_args = 2,
		.sql = "INSERT INTO search_text (entry, tsv) VALUES ($1, CAST($2 AS tsvector))",
	};
	const struct db_val v[] = { DBV_INT(d->id), DBV_INT(d->kind), DBV_INT(d->see),
	    d->place, d->author, DBV_INT(d->len) };

	TRY(db_exec(f->db, &doc, v, NULL));
	if (db_kind(f->db) == DB_PG) {
		buf_put(&ink->col[0], buf_str(&ink->parts));
		TRY(buf_err(&ink->col[0]));
		return db_exec(f->db, &tsv, (struct db_val[]){ DBV_INT(d->id),
		    DBV_TEXT(buf_str(&ink->col[0])) }, NULL);
	}
	struct db_val row[N_COLS + 2] = { DBV_INT(d->id) };
	for (int i = 0; i < N_COLS; i++) {
		TRY(buf_err(&ink->col[i]));
		row[i + 1] = DBV_TEXT(ink->col[i].n ? buf_str(&ink->col[i]) : S(""));
	}
	row[N_COLS + 1] = DBV_TEXT(buf_str(&ink->parts));
	TRY(db_exec(f->db, &text, row, NULL));
	return db_exec(f->db, &fts, row, NULL);
}

enum err
feed_one(struct feed *f, int64_t entry)
{
	struct text_tokens t[N_COLS];
	struct ink ink = { .at = 0 };
	struct doc d;
	char kind[24];

	TRY(doc_read(f, entry, &d));
	if (d.indexed) {
		TRY(doc_remove(f, entry));
		f->removed++;
	}
	if (!d.found)
		return OK;
	for (int i = 0; i < N_COLS; i++)
		buf_init(&ink.col[i], f->a, 4 * MiB);
	buf_init(&ink.parts, f->a, 4 * MiB);
	for (int i = 0; i < N_COLS; i++)
		TRY(put_column(f, &d, i, &ink, &t[i]));
	/* The kind is a term too: a rare kind is found without walking past all others. */
	int n = snprintf(kind, sizeof kind, "_k%lld", (long long)d.kind);
	struct str term = { kind, (size_t)n };
	if (db_kind(f->db) == DB_PG)
		put_lexeme(&ink.parts, term, 16383, 'D');
	else
		buf_put(&ink.parts, term);
	TRY(buf_err(&ink.parts));
	TRY(doc_insert(f, &d, &ink));
	for (int i = 0; i < N_COLS; i++)
		TRY(count_column(f, &d, &t[i]));
	f->added++;
	return OK;
}

enum err
feed_init(struct feed *f, struct arena *keep)
{
	TRY(tally_new(keep, &f->terms));
	TRY(tally_new(keep, &f->forms));
	TRY(tally_new(keep, &f->more_terms));
	return tally_new(keep, &f->more_forms);
}

/* ---- the queue -------------------------------------------------------------------- */

static enum err
queue_take(struct db *db, int max, int64_t ids[DRAIN_MAX], int *ret_n)
{
	/* Deleted before the entries are read: what is changed after this is queued again. */
	static const struct db_stmt take = {
		.name = "search.queue_take", .n_args = 1, .n_cols = 1,
		.sql = "DELETE FROM search_queue WHERE entry IN"
		    " (SELECT entry FROM search_queue ORDER BY entry LIMIT $1) RETURNING entry",
		.pg = "DELETE FROM search_queue WHERE entry IN"
		    " (SELECT entry FROM search_queue ORDER BY entry LIMIT $1"
		    " FOR UPDATE SKIP LOCKED) RETURNING entry",
	};
	struct db_cur cur;
	bool row;
	int n = 0;

	TRY(db_query(db, &take, (struct db_val[]){ DBV_INT(max) }, &cur));
	for (;;) {
		TRY(db_next(&cur, &row));
		if (!row)
			break;
		if (n < DRAIN_MAX)
			ids[n++] = db_col_int(&cur, 0);
	}
	*ret_n = n;
	return OK;
}

/* Readers load the words anew when a fiftieth of the entries has changed. */
static enum err
count_docs(struct feed *f)
{
	int64_t docs, fresh, stamp, version;

	TRY(state_get(f->db, "docs", &docs));
	TRY(state_get(f->db, "fresh", &fresh));
	TRY(state_get(f->db, "version", &version));
	docs += f->added - f->removed;
	fresh += f->added;
	if (fresh > docs / 50) {
		fresh = 0;
		TRY(state_get(f->db, "stamp", &stamp));
		TRY(state_set(f->db, "stamp", stamp + 1));
	}
	if (version == 0)
		TRY(state_set(f->db, "version", TEXT_ANALYSER_VERSION));
	TRY(state_set(f->db, "fresh", fresh));
	return state_set(f->db, "docs", docs);
}

static enum err
drain(struct feed *f, int max, int *ret_n)
{
	int64_t ids[DRAIN_MAX];
	int n;

	TRY(queue_take(f->db, max, ids, &n));
	for (int i = 0; i < n; i++) {
		TRY(feed_one(f, ids[i]));
		arena_reset(f->a);
	}
	if (n > 0) {
		TRY(tally_flush(f->terms, f->db, f->a, false, false));
		TRY(tally_flush(f->forms, f->db, f->a, true, false));
		TRY(tally_flush(f->more_terms, f->db, f->a, false, true));
		TRY(tally_flush(f->more_forms, f->db, f->a, true, true));
		TRY(count_docs(f));
	}
	*ret_n = n;
	return OK;
}

static enum err
drain_in(struct arena *keep, struct arena *a, struct search *s, struct db *db, int max, int *ret_n)
{
	struct feed f = { .s = s, .db = db, .a = a };
	enum err e;

	TRY(feed_init(&f, keep));
	TRY(db_begin(db));
	e = drain(&f, max, ret_n);
	if (e == OK)
		e = db_commit(db);
	if (e != OK)
		db_rollback(db);
	return e;
}

enum err
search_drain(struct search *s, struct db *db, int max, int *ret_n)
{
	struct arena *keep = arena_new(FEED_BYTES), *a = arena_new(FEED_BYTES);
	enum err e = E_NOMEM;
	int n = 0;

	max = max < 1 ? 1 : max > DRAIN_MAX ? DRAIN_MAX : max;
	if (keep != NULL && a != NULL)
		e = drain_in(keep, a, s, db, max, &n);
	arena_free(a);
	arena_free(keep);
	if (e == OK)
		*ret_n = n;
	return e;
}
