/* cite_store.c - the table of citations: texts of entries that changed are looked through again.
 *
 * Each transaction takes some entries off the list of changed ones and writes what they cite, so a
 * process that dies has done a part whole. Nothing is asked of a text per request.
 */
#include <sodium.h>

#include "calendar/calendar.h"
#include "entry/entry.h"
#include "gen/law/q.h"
#include "jobs/jobs.h"
#include "law/cites.h"
#include "law/law_impl.h"
#include "text/text.h"

#define AT_ONCE 50
#define ROWS_MAX 400	/* of one entry */
#define RANGE_MAX 30	/* «статьи 5-12» names each of them */
#define AROUND 90	/* code points on either side of a citation */
#define QUOTE_MAX 160
#define KEEP_BYTES (256 * MiB)
#define ROW_BYTES (256 * MiB)
#define STAMP "law.cites.acts"

struct known { int64_t act; struct str eid; };
struct work {
	struct db *db;
	struct arena *keep, *a;	/* of the whole run; of one entry */
	struct law_index x;
	struct known *set; size_t cap, n;
	int64_t now;
	int tz;
};
/* One text and what is written of it. */
struct text {
	int64_t entry, kind;
	struct str text;
	struct cite_context ctx;
	struct law_meaning m;
	int32_t day;
};
struct row { const struct law_act *act; struct str eid, unit; size_t from, to; };
struct rows { struct row *p; size_t n, cap; };

/* ---- which articles there are ---------------------------------------------------------- */

static struct known *
known_at(struct work *w, int64_t act, struct str eid)
{
	size_t at = ((size_t)str_hash(eid) + (size_t)act * 31) & (w->cap - 1);

	while (w->set[at].act != 0 && !(w->set[at].act == act && str_eq(w->set[at].eid, eid)))
		at = (at + 1) & (w->cap - 1);
	return &w->set[at];
}

static enum err
known_grow(struct work *w)
{
	struct known *old = w->set;
	size_t n = w->cap;

	w->cap = n ? 2 * n : 4096;
	w->set = arena_array(w->keep, struct known, w->cap);
	if (w->set == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++)
		if (old[i].act != 0)
			*known_at(w, old[i].act, old[i].eid) = old[i];
	return OK;
}

static enum err
known_add(void *ctx, const struct q_cite_articles *r)
{
	struct work *w = ctx;

	if (2 * (w->n + 1) > w->cap)
		TRY(known_grow(w));
	w->n++;
	*known_at(w, r->act, r->eid) = (struct known){ r->act, str_dup(w->keep, r->eid) };
	return OK;
}

static enum err
known_has(void *ctx, int64_t act, struct str eid, bool *ret)
{
	struct work *w = ctx;

	*ret = w->cap > 0 && known_at(w, act, eid)->act != 0;
	return OK;
}

/* ---- the text of an entry ---------------------------------------------------------------- */

static enum err
article_text(struct work *w, struct text *t, struct str body, bool *ret_has)
{
	struct q_cite_article r;
	enum err e = q_cite_article(w->db, w->a, t->entry, &r);
	const struct law_act *act = e == OK ? law_by_id(&w->x, r.act) : NULL;

	if (e == E_NOT_FOUND || (e == OK && act == NULL))
		return OK;
	TRY(e);
	t->text = body;
	t->day = law_shown(act, day_of(w->now, w->tz))->since;
	t->m.act = act;
	t->m.eid = r.eid;
	t->ctx = (struct cite_context){ .act = { .kind = cite_kind_of(act->full),
		.shrt = act->shrt, .number = act->number, .title = act->title },
		.article = r.number };
	*ret_has = true;
	return OK;
}

static enum err
answer_text(struct work *w, struct text *t, bool *ret_has)
{
	struct q_cite_answer r;
	enum err e = q_cite_answer(w->db, w->a, t->entry, &r);

	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	t->text = str_fmt(w->a, "%.*s\n%.*s", FMT(r.asked), FMT(r.answer));
	if (r.published.has)
		t->day = day_of(r.published.v, w->tz);
	*ret_has = true;
	return t->text.p ? OK : E_NOMEM;
}

/* *ret_has false: nothing that cites. Names of acts and territories are no texts. */
static enum err
text_of(struct work *w, struct text *t, bool *ret_has)
{
	struct q_cite_source s;
	enum err e = q_cite_source(w->db, w->a, t->entry, &s);

	*ret_has = false;
	if (e == E_NOT_FOUND || (e == OK && s.state != ENTRY_PUBLISHED))
		return OK;
	TRY(e);
	t->kind = s.kind;
	t->day = day_of(s.updated, w->tz);
	t->ctx.act.kind = CITE_NONE;
	if (s.kind == ENTRY_ACT || s.kind == ENTRY_PLACE)
		return OK;
	if (s.kind == ENTRY_ARTICLE)
		return article_text(w, t, s.body.p ? s.body : S(""), ret_has);
	if (s.kind == ENTRY_ANSWER)
		return answer_text(w, t, ret_has);
	t->text = str_fmt(w->a, "%.*s\n%.*s\n%.*s", FMT(s.title), FMT(s.summary), FMT(s.body));
	*ret_has = true;
	return t->text.p ? OK : E_NOMEM;
}

/* ---- what it cites ------------------------------------------------------------------------ */

static bool
there(const struct rows *rows, const struct row *r)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->p[i].act == r->act && str_eq(rows->p[i].eid, r->eid) &&
		    str_eq(rows->p[i].unit, r->unit))
			return true;
	return false;
}

static enum err
add_target(struct work *w, struct text *t, const struct cite *c, const struct cite_target *to,
    struct rows *rows)
{
	struct law_means means;
	struct row r;

	TRY(law_means_of(&t->m, c, to, &means));
	if (means.act == NULL)
		return OK;
	/* of itself nobody needs to be told, nor of «настоящий закон» as a whole */
	if (means.act == t->m.act && (means.eid.n == 0 || str_eq(means.eid, t->m.eid)))
		return OK;
	r = (struct row){ means.act, means.eid, means.unit, c->from, c->to };
	return there(rows, &r) ? OK : VEC_PUSH(w->a, rows, r);
}

/* «статьи 5-7»: each of them. */
static enum err
add_range(struct work *w, struct text *t, const struct cite *c, const struct cite_target *to,
    struct rows *rows)
{
	struct cite_target one = *to;
	int64_t from, last;

	if (!str_int(to->at[CITE_ARTICLE].from, &from) || !str_int(to->at[CITE_ARTICLE].to, &last))
		return add_target(w, t, c, to, rows);
	for (int64_t i = from; i <= last && i - from < RANGE_MAX; i++) {
		one.at[CITE_ARTICLE].from = str_fmt(w->a, "%lld", (long long)i);
		TRY(one.at[CITE_ARTICLE].from.p ? OK : E_NOMEM);
		TRY(add_target(w, t, c, &one, rows));
	}
	return OK;
}

static enum err
find_rows(struct work *w, struct text *t, struct rows *rows)
{
	struct cites found;

	TRY(cite_find(w->a, w->x.names, t->text, &t->ctx, &found));
	for (size_t i = 0; i < found.n; i++)
		for (size_t k = 0; k < found.p[i].n_targets && rows->n < ROWS_MAX; k++) {
			const struct cite_target *to = &found.p[i].targets[k];

			if (to->at[CITE_ARTICLE].to.n > 0)
				TRY(add_range(w, t, &found.p[i], to, rows));
			else
				TRY(add_target(w, t, &found.p[i], to, rows));
		}
	return OK;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* One line: blanks of any kind are one blank. */
static struct str
flat(struct arena *a, struct str s)
{
	struct buf b;

	buf_init(&b, a, 64 * KiB);
	buf_put(&b, S(""));
	for (size_t i = 0; i < s.n; i++)
		if (!is_blank(s.p[i]))
			buf_putc(&b, s.p[i]);
		else if (i == 0 || !is_blank(s.p[i - 1]))
			buf_putc(&b, ' ');
	return b.n > 0 ? buf_str(&b) : S("");
}

/* The last `points` code points before `at`, from the beginning of a word. */
static struct str
before(struct arena *a, struct str text, size_t at)
{
	size_t from = at, n = 0;
	struct str s;

	while (from > 0 && n < AROUND) {
		from--;
		n += ((unsigned char)text.p[from] & 0xc0) != 0x80;
	}
	if (from > 0)
		while (from < at && !is_blank(text.p[from]))
			from++;
	s = flat(a, (struct str){ text.p + from, at - from });
	return from > 0 ? str_fmt(a, "…%.*s", FMT(s)) : s;
}

static struct str
after(struct arena *a, struct str text, size_t at)
{
	struct str rest = { text.p + at, text.n - at };
	struct str s = utf8_cut(rest, AROUND);
	bool cut = s.n < rest.n;

	while (cut && s.n > 0 && !is_blank(s.p[s.n - 1]))
		s.n--;
	s = flat(a, s);
	return cut ? str_fmt(a, "%.*s…", FMT(s)) : s;
}

/* 2: the first of its act in this text; 1: of its article; 0: a further unit of it. */
static int64_t
head_of(const struct rows *rows, size_t at)
{
	int64_t head = 2;

	for (size_t i = 0; i < at && head > 0; i++)
		if (rows->p[i].act == rows->p[at].act)
			head = str_eq(rows->p[i].eid, rows->p[at].eid) ? 0 : 1;
	return head;
}

static enum err
put_rows(struct work *w, const struct text *t, const struct rows *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct row *r = &rows->p[i];
		struct str quote = { t->text.p + r->from, r->to - r->from };
		struct q_cite_put_in in = { .entry = t->entry, .no = (int64_t)i, .kind = t->kind,
			.act = r->act->id, .article = r->eid, .unit = r->unit, .day = t->day,
			.own = r->act == t->m.act, .head = head_of(rows, i),
			.before = before(w->a, t->text, r->from),
			.quote = flat(w->a, utf8_cut(quote, QUOTE_MAX)),
			.after = after(w->a, t->text, r->to) };

		if (in.before.p == NULL || in.quote.p == NULL || in.after.p == NULL)
			return E_NOMEM;
		TRY(q_cite_put(w->db, &in));
	}
	return OK;
}

static enum err
look_through(struct work *w, int64_t entry)
{
	struct text t = { .entry = entry, .m = { .x = &w->x, .a = w->a, .has = known_has, .ctx = w,
					     .eid = S("") } };
	struct rows rows = { 0 };
	bool has;

	TRY(text_of(w, &t, &has));
	TRY(q_cite_clear(w->db, entry));
	if (has && t.text.n > 0 && t.text.n <= CITE_TEXT_MAX) {
		TRY(find_rows(w, &t, &rows));
		TRY(put_rows(w, &t, &rows));
	}
	return q_recheck_past(w->db, entry, has ? t.day : 0, w->now);
}

/* ---- the run ----------------------------------------------------------------------- */

/* By which names texts are understood: when they change, every text is looked through again. */
static struct str
stamp_of(struct work *w)
{
	crypto_generichash_state st;
	unsigned char raw[16];
	char hex[sizeof raw * 2 + 1];

	crypto_generichash_init(&st, NULL, 0, sizeof raw);
	for (size_t i = 0; i < w->x.n; i++) {
		const struct law_act *act = &w->x.p[i];
		struct str s = str_fmt(w->keep, "%lld\t%.*s\t%.*s\t%.*s\t%.*s\t%d\n",
		    (long long)act->id, FMT(act->key), FMT(act->number), FMT(act->shrt),
		    FMT(act->title), (int)act->names);

		if (s.p == NULL)
			return s;
		crypto_generichash_update(&st, (const unsigned char *)s.p, s.n);
	}
	crypto_generichash_final(&st, raw, sizeof raw);
	sodium_bin2hex(hex, sizeof hex, raw, sizeof raw);
	return str_dup(w->keep, str_c(hex));
}

static enum err
load(struct work *w)
{
	struct str now, was;
	enum err e;

	TRY(law_load(w->db, w->keep, &w->x));
	TRY(q_cite_articles(w->db, known_add, w));
	now = stamp_of(w);
	TRY(now.p ? OK : E_NOMEM);
	e = value_get(w->db, w->keep, STAMP, &was);
	if (e == OK && str_eq(now, was))
		return OK;
	TRY(e == E_NOT_FOUND ? OK : e);
	TRY(entry_changed_all(w->db));
	return value_put(w->db, STAMP, now);
}

static enum err
some(struct work *w, size_t *ret_n)
{
	int64_t ids[AT_ONCE];

	TRY(entry_changed_take(w->db, ids, AT_ONCE, ret_n));
	for (size_t i = 0; i < *ret_n; i++) {
		arena_reset(w->a);
		TRY(look_through(w, ids[i]));
	}
	return *ret_n > 0 ? version_bump(w->db, "law.cites") : OK;
}

static enum err
all(struct work *w, law_cites_told *told, void *ctx, int64_t *ret_n)
{
	int64_t left;
	size_t n;

	TRY(db_begin(w->db));
	TRY(load(w));
	TRY(db_commit(w->db));
	TRY(entry_changed_count(w->db, &left));
	do {
		TRY(db_begin(w->db));
		TRY(some(w, &n));
		TRY(db_commit(w->db));
		*ret_n += (int64_t)n;
		if (told != NULL && n > 0)
			TRY(told(ctx, *ret_n, left));
	} while (n > 0);
	return OK;
}

enum err
law_cites_run(struct db *db, const struct settings *set, int64_t now, law_cites_told *told,
    void *ctx, int64_t *ret_n)
{
	struct work w = { .db = db, .keep = arena_new(KEEP_BYTES), .a = arena_new(ROW_BYTES),
		.now = now, .tz = (int)set->time_zone };
	enum err e = OK;
	int64_t n = 0, waits;

	if (w.keep == NULL || w.a == NULL)
		e = E_NOMEM;
	if (e == OK)
		e = entry_changed_count(db, &waits);
	if (e == OK && waits > 0)
		e = all(&w, told, ctx, &n);
	if (e != OK)
		db_rollback(db);
	arena_free(w.a);
	arena_free(w.keep);
	*ret_n = n;
	return e;
}

enum err
law_cites_rebuild(struct db *db, const struct settings *set, int64_t now, law_cites_told *told,
    void *ctx, int64_t *ret_n)
{
	TRY(db_begin(db));
	TRY(entry_changed_all(db));
	TRY(db_commit(db));
	return law_cites_run(db, set, now, told, ctx, ret_n);
}

/* ---- the job ----------------------------------------------------------------------- */

static enum err
job_told(void *ctx, int64_t done, int64_t total)
{
	return job_tell(ctx, done, total);
}

enum err
law_cites_job(struct job_run *r)
{
	int64_t n, editions;

	TRY(law_cites_run(r->db, r->set, r->now, job_told, r, &n));
	TRY(law_norms_run(r->db, r->set, r->now, &editions));
	TRY(law_recheck_tell(r));
	if (n + editions > 0)
		job_note(r,
		    str_fmt(r->arena, "записей: %lld, редакций: %lld", (long long)n,
			(long long)editions));
	return OK;
}
