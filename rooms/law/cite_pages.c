/* cite_pages.c - who cites an act or an article: on its page, and a page of all. */
#include "calendar/calendar.h"
#include "entry/entry.h"
#include "gen/law/q.h"
#include "gen/law/v.h"
#include "law/cites.h"
#include "law/pages.h"

#define FIRST 3		/* rows a kind on the page of the norm */
#define PAGE 30
#define PAGES_MAX 100
#define COUNT_MAX 1000	/* beyond it «более 1000» */
#define GRANTS_MAX 40

static const struct { enum entry_kind kind; const char *many; } kinds[] = {
	{ ENTRY_MEASURE, N_("Меры поддержки") },
	{ ENTRY_ARTICLE, N_("Статьи актов") },
	{ ENTRY_ANSWER, N_("Ответы юристов") },
	{ ENTRY_SOLUTION, N_("Готовые решения") },
#define KIND(name, bit, room, ru, en) { ENTRY_##name, ru },
#include "entry/kinds.def"
#undef KIND
};

/* Of which norm, and which of those that cite it. */
struct ask { int64_t act; struct str eid; int64_t kind; int skip, max; };

/* ---- SQL: what this reader may see -------------------------------------------------- */

static bool
everywhere(const struct req *rq)
{
	return rq->viewer != NULL && req_may(rq, ROLE_EMPLOYEE, (const int64_t[]){ 0 }, 0);
}

static void
with_mine(const struct req *rq, struct sql *q)
{
	if (rq->viewer == NULL || everywhere(rq))
		return;
	sql_put(q, "WITH RECURSIVE mine (id) AS (SELECT id FROM pub_place WHERE id IN (0");
	for (size_t i = 0; i < rq->viewer->n_grants && i < GRANTS_MAX; i++)
		if (rq->viewer->grants[i].role >= ROLE_EMPLOYEE)
			sql_add(q, ", ?", DBV_INT(rq->viewer->grants[i].place));
	sql_put(q, ") UNION SELECT p.id FROM pub_place p JOIN mine ON p.parent = mine.id)");
}

static void
from_where(const struct req *rq, struct sql *q, const struct ask *k)
{
	sql_put(q, "FROM law_cite c JOIN entry e ON e.id = c.entry");
	if (k->eid.n > 0)
		sql_add(q, "WHERE c.head > 0 AND c.act = ? AND c.article = ?", DBV_INT(k->act),
		    DBV_TEXT(k->eid));
	else
		sql_add(q, "WHERE c.head = 2 AND c.own = 0 AND c.act = ?", DBV_INT(k->act));
	if (k->kind != 0)
		sql_add(q, "AND c.kind = ?", DBV_INT(k->kind));
	sql_put(q, "AND e.state = 1");
	if (rq->viewer == NULL)
		sql_put(q, "AND e.see = 0");
	else if (!everywhere(rq))
		sql_add(q, "AND (e.see <= 1 OR e.author = ? OR e.place IN (SELECT id FROM mine))",
		    DBV_INT(rq->viewer->id.v));
}

/* Up to one more than is told. */
static enum err
count(struct req *rq, const struct ask *k, int64_t *ret)
{
	struct db_cur cur;
	struct sql q;
	bool row;

	sql_init(&q, rq->arena);
	with_mine(rq, &q);
	sql_put(&q, "SELECT COUNT(*) FROM (SELECT 1 AS one");
	from_where(rq, &q, k);
	sql_add(&q, "LIMIT ?) AS few", DBV_INT(COUNT_MAX + 1));
	TRY(db_query_sql(rq->db, &q, &cur));
	TRY(db_next(&cur, &row));
	*ret = row ? db_col_int(&cur, 0) : 0;
	db_cur_close(&cur);
	return OK;
}

/* ---- rows ---------------------------------------------------------------------------- */

struct fill { struct req *rq; const struct law_at *at; struct law_cited *to; };

static const char *
one_word(const struct ui *ui, int64_t kind)
{
	switch (kind) {
#define KIND(name, bit, room, ru, en) case bit: return ui->lang == LANG_EN ? en : ru;
#include "entry/kinds.def"
#undef KIND
	default: return "";
	}
}

/* «ч. 3 п. 2»: by the address alone, for the text of the unit is not read here. */
static struct str
unit_words(struct arena *a, struct str unit)
{
	static const struct { const char *head, *word; } of[] = { { "ch-", "ч. " },
		{ "pp-", "подп. " }, { "p-", "п. " }, { "abz-", "абз. " } };
	struct buf b;

	buf_init(&b, a, 1 * KiB);
	while (unit.n > 0) {
		struct str one = str_cut(unit, '/', &unit);

		for (size_t i = 0; i < LEN(of); i++)
			if (str_starts(one, str_c(of[i].head))) {
				size_t n = strlen(of[i].head);

				buf_fmt(&b, "%s%s%.*s", b.n ? " " : "", of[i].word,
				    FMT(((struct str){ one.p + n, one.n - n })));
				break;
			}
	}
	return b.n > 0 ? buf_str(&b) : S("");
}

static enum err
row_put(void *ctx, const struct db_cur *c)
{
	struct fill *f = ctx;
	struct arena *a = f->rq->arena;
	const struct ui *ui = &f->rq->ui;
	struct cited_row r = { .url = str_dup(a, db_col_text(c, 0)),
		.title = str_dup(a, db_col_text(c, 1)),
		.kind = str_c(one_word(ui, db_col_int(c, 2))),
		.unit = unit_words(a, db_col_text(c, 3)),
		.when = law_day_words(ui, (int32_t)db_col_int(c, 4)),
		.before = str_dup(a, db_col_text(c, 5)), .quote = str_dup(a, db_col_text(c, 6)),
		.after = str_dup(a, db_col_text(c, 7)) };

	if (r.url.p == NULL || r.title.p == NULL)
		return E_NOMEM;
	if (db_col_int(c, 8) != 0)
		r.kind = tr(ui, "Статья того же акта");
	return VEC_PUSH(a, &f->to->rows, r);
}

static enum err
rows(struct req *rq, const struct law_at *at, const struct ask *k, struct law_cited *ret)
{
	struct fill f = { rq, at, ret };
	struct sql q;

	sql_init(&q, rq->arena);
	with_mine(rq, &q);
	sql_put(
	    &q, "SELECT e.url, e.title, c.kind, c.unit, c.day, c.before, c.quote, c.after,"
	    " c.own");
	from_where(rq, &q, k);
	sql_add(&q, "ORDER BY c.kind, c.entry DESC LIMIT ? OFFSET ?", DBV_INT(k->max),
	    DBV_INT(k->skip));
	return db_each_sql(rq->db, &q, row_put, &f);
}

static struct str
number(const struct ui *ui, int64_t n)
{
	return n > COUNT_MAX ? trf(ui, "более %1", ui_num(ui, COUNT_MAX)) : ui_num(ui, n);
}

static struct str
all_url(struct arena *a, const struct law_at *at, struct str eid)
{
	return str_fmt(a, "%.*s/cited", FMT(law_url(a, at->act, 0, eid, S(""))));
}

/* Kinds that have any, with their numbers; what a kind has first, when `first` is said. */
static enum err
by_kind(struct req *rq, const struct law_at *at, struct ask k, int first, struct law_cited *ret)
{
	int64_t asked = k.kind, done = 0;

	for (size_t i = 0; i < LEN(kinds); i++) {
		struct cited_kind one = { .label = tr_z(&rq->ui, kinds[i].many) };
		int64_t n;

		if (kinds[i].kind == ENTRY_PLACE || (done & (int64_t)kinds[i].kind) != 0)
			continue;
		done |= (int64_t)kinds[i].kind;
		k.kind = (int64_t)kinds[i].kind;
		TRY(count(rq, &k, &n));
		if (n == 0)
			continue;
		ret->n += n;
		one.n = number(&rq->ui, n);
		one.on = asked == k.kind;
		one.url = str_fmt(
		    rq->arena, "%.*s?kind=%lld", FMT(ret->all_url), (long long)k.kind);
		TRY(VEC_PUSH(rq->arena, &ret->kinds, one));
		k.max = first;
		if (first > 0)
			TRY(rows(rq, at, &k, ret));
	}
	return OK;
}

enum err
law_cited_fill(struct req *rq, const struct law_at *at, struct str eid, struct law_cited *ret)
{
	struct ask k = { .act = at->act->id, .eid = eid };

	*ret = (struct law_cited){ .all_url = all_url(rq->arena, at, eid), .act = eid.n == 0 };
	return by_kind(rq, at, k, FIRST, ret);
}

/* ---- the page of all --------------------------------------------------------------------- */

static struct str
page_url(const struct req *rq, const struct view_cited_all *v, int64_t kind, int page)
{
	struct str url = v->c.all_url;

	if (kind != 0)
		url = str_fmt(rq->arena, "%.*s?kind=%lld", FMT(url), (long long)kind);
	if (page > 1)
		url = str_fmt(rq->arena, "%.*s%cpage=%d", FMT(url), kind != 0 ? '&' : '?', page);
	return url;
}

static enum err
draw(struct req *rq, const struct law_at *at, struct str eid, struct view_cited_all *v)
{
	int64_t kind = req_query_int(rq, "kind", 0, 0, INT32_MAX);
	int page = (int)req_query_int(rq, "page", 1, 1, PAGES_MAX);
	struct ask k = { .act = at->act->id, .eid = eid, .kind = kind, .max = PAGE + 1,
		.skip = (page - 1) * PAGE };
	struct cited_kind all = { .label = tr(&rq->ui, "Все"), .on = kind == 0 };

	v->filtered = kind != 0 || page > 1;
	v->c.all_url = all.url = all_url(rq->arena, at, eid);
	TRY(VEC_PUSH(rq->arena, &v->c.kinds, all));
	TRY(by_kind(rq, at, k, 0, &v->c));
	v->c.kinds.p[0].n = number(&rq->ui, v->c.n);
	if (v->c.n == 0)
		v->c.kinds.n = 0;
	TRY(rows(rq, at, &k, &v->c));
	if (v->c.rows.n > PAGE) {
		v->c.rows.n = PAGE;
		if (page < PAGES_MAX)
			v->next = page_url(rq, v, kind, page + 1);
	}
	if (page > 1)
		v->prev = page_url(rq, v, kind, page - 1);
	return view_cited_all(&rq->ui, v);
}

static enum err
cited(struct req *rq, struct str eid)
{
	struct view_cited_all v = { 0 };
	struct law_at at;
	struct q_article art;
	struct ui *ui = &rq->ui;

	TRY(law_path(rq, &at));
	if (eid.n > 0)
		TRY(q_article(rq->db, rq->arena, (struct act_id){ at.act->id }, eid, &art));
	v.page = (struct page){ .title = tr(ui, "На это ссылаются"), .no_index = true };
	law_crumbs(rq, &at, true, &v.page);
	v.back = law_url(rq->arena, at.act, at.dated, eid, S(""));
	v.heading = tr(ui, "Кто ссылается на этот акт");
	v.name = at.act->full;
	if (eid.n > 0) {
		struct str name = art.number.n > 0 ? trf(ui, "Статья %1", art.number) : eid;

		v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ name, v.back };
		v.heading = art.number.n > 0 ? trf(ui, "Кто ссылается на статью %1", art.number) :
					       tr(ui, "Кто ссылается на этот раздел акта");
	}
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = tr(ui, "На это ссылаются") };
	return draw(rq, &at, eid, &v);
}

enum err
law_cited_page(struct req *rq)
{
	return cited(rq, req_param(rq, 4));
}

enum err
law_cited_act_page(struct req *rq)
{
	return cited(rq, S(""));
}
