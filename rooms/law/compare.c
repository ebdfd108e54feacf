/* compare.c - two editions of an act or of one article, word by word. */
#include "calendar/calendar.h"
#include "gen/law/q.h"
#include "gen/law/v.h"
#include "law/compare.h"
#include "text/diff.h"

#define SHOWN 40		/* changed articles with their words on one page */
#define SHOWN_BYTES (512 * KiB)	/* and their texts together */

struct compare {
	struct req *rq;
	struct law_at at;
	const struct law_edition *from, *to;
	struct str article;	/* eid; empty: the whole act */
	struct view_compare *v;
	size_t bytes;
	struct compare_file *file;	/* NULL: a page is wanted */
};

/* The edition that began on the day, or held on it; the default when nothing sensible is said. */
static const struct law_edition *
asked(struct req *rq, const struct law_act *act, const char *name, size_t otherwise)
{
	const struct law_edition *e = NULL;
	int32_t day;

	if (day_parse(req_query(rq, name), &day))
		e = law_on(act, day);
	return e ? e : &act->editions[otherwise];
}

/* The two texts of an article word by word; 0: it has none on that side. */
static enum err
spans_of(struct compare *c, struct arena *ar, int64_t was, int64_t now, struct diff_spans *ret)
{
	struct q_version_text a = { S(""), S(""), S("") }, b = a;

	if (was != 0)
		TRY(q_version_text(c->rq->db, ar, (struct version_id){ was }, &a));
	if (now != 0)
		TRY(q_version_text(c->rq->db, ar, (struct version_id){ now }, &b));
	if (!str_eq(a.title, b.title) && was != 0 && now != 0) { /* the title speaks first */
		a.body = str_fmt(ar, "%.*s\n%.*s", FMT(a.title), FMT(a.body));
		b.body = str_fmt(ar, "%.*s\n%.*s", FMT(b.title), FMT(b.body));
	}
	c->bytes += a.body.n + b.body.n;
	return word_diff(ar, a.body, b.body, ret);
}

static enum err
words(struct compare *c, int64_t was, int64_t now, struct diff_row *r)
{
	struct arena *ar = c->rq->arena;
	struct diff_spans spans;

	TRY(spans_of(c, ar, was, now, &spans));
	r->parts.p = arena_array(ar, struct diff_part, spans.n + 1);
	if (r->parts.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < spans.n; i++)
		r->parts.p[r->parts.n++] =
		    (struct diff_part){ (int)spans.p[i].kind, spans.p[i].text };
	return OK;
}

static struct str
row_name(const struct ui *ui, const struct q_toc *t)
{
	if (t->number.n == 0)
		return t->title;
	return t->title.n == 0 ?
	    trf(ui, "Статья %1", t->number) :
	    ui_cat(ui, ui_cat(ui, trf(ui, "Статья %1", t->number), S(". ")), t->title);
}

/* One article that is not the same in both; was or now 0: it is in one of them only. */
static enum err
differs(struct compare *c, const struct q_toc *t, int64_t was, int64_t now)
{
	const struct ui *ui = &c->rq->ui;
	struct view_compare *v = c->v;
	struct diff_row r = { .name = row_name(ui, t),
		.url = law_url(c->rq->arena, c->at.act, now ? c->to->since : c->from->since,
		    t->eid, S("")) };

	v->came += was == 0;
	v->gone += now == 0;
	v->changed += was != 0 && now != 0;
	r.what = was == 0 ? tr(ui, "добавлена") :
	    now == 0      ? tr(ui, "исключена") :
			    tr(ui, "изменена");
	if (c->file != NULL) {
		struct diff_spans spans;

		TRY(spans_of(c, c->file->words, was, now, &spans));
		return compare_row(c->file, r.name, r.what, &spans);
	}
	if (v->rows.n < SHOWN && c->bytes < SHOWN_BYTES)
		TRY(words(c, was, now, &r));
	else
		v->left++;
	r.only_url = str_fmt(c->rq->arena, "%.*s?from=%.*s&to=%.*s&article=%.*s", FMT(v->self),
	    FMT(ui_day_iso(ui, c->from->since)), FMT(ui_day_iso(ui, c->to->since)), FMT(t->eid));
	v->rows.p[v->rows.n++] = r;
	return OK;
}

static const struct q_toc *
with_eid(const struct q_toc_rows *rows, size_t *hint, struct str eid)
{
	/* both are in the order of the act: the same article is near */
	for (size_t i = 0; i < rows->n; i++) {
		size_t at = (*hint + i) % rows->n;

		if (str_eq(rows->p[at].eid, eid)) {
			*hint = at + 1;
			return &rows->p[at];
		}
	}
	return NULL;
}

static bool
wanted(const struct compare *c, struct str eid)
{
	return c->article.n == 0 || str_eq(c->article, eid);
}

static enum err
compare(struct compare *c)
{
	struct q_toc_rows was, now;
	size_t hint = 0, back = 0;
	struct req *rq = c->rq;

	TRY(q_toc(rq->db, rq->arena, (struct edition_id){ c->from->id }, &was));
	TRY(q_toc(rq->db, rq->arena, (struct edition_id){ c->to->id }, &now));
	c->v->rows.p = arena_array(rq->arena, struct diff_row, was.n + now.n + 1);
	if (c->v->rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < now.n; i++) {
		const struct q_toc *old;

		if (!wanted(c, now.p[i].eid))
			continue;
		old = with_eid(&was, &hint, now.p[i].eid);
		if (old != NULL && old->version.v == now.p[i].version.v)
			c->v->same++;
		else
			TRY(differs(c, &now.p[i], old ? old->version.v : 0, now.p[i].version.v));
	}
	for (size_t i = 0; i < was.n; i++)
		if (wanted(c, was.p[i].eid) && with_eid(&now, &back, was.p[i].eid) == NULL)
			TRY(differs(c, &was.p[i], was.p[i].version.v, 0));
	return OK;
}

static struct str
edition_words(const struct ui *ui, const struct law_edition *e)
{
	return trf(ui, "редакция с %1", law_day_words(ui, e->since));
}

/* The same as a file: all articles that differ, with their words. */
static enum err
as_file(struct compare *c, enum doc_format format)
{
	const struct ui *ui = &c->rq->ui;
	const struct law_act *act = c->at.act;
	const struct view_compare *v = c->v;
	struct str lead[3] = { act->full,
		tr(ui, "Зачёркнуто — исключили, подчёркнуто — добавили."),
		tr(ui, "Это изложение своими словами, а не официальный текст.") };
	const struct doc_head head = { .title = tr(ui, "Сравнительная таблица"),
		.lang = S("ru-RU"), .lead = lead, .n_lead = act->digest ? 3 : 2,
		.cols = { ui_cat(ui, tr(ui, "Было: "), edition_words(ui, c->from)),
		    ui_cat(ui, tr(ui, "Стало: "), edition_words(ui, c->to)) },
		.n_cols = 2 };

	TRY(compare_open(c->rq, format, &head, &c->file));
	if (c->from != c->to)
		TRY(compare(c));
	if (c->article.n > 0 && c->file->rows == 0 && v->same == 0)
		return E_NOT_FOUND;
	return compare_close(c->file,
	    trf(ui, "Изменено: %1, добавлено: %2, исключено: %3, без изменений: %4.",
		ui_num(ui, v->changed), ui_num(ui, v->came), ui_num(ui, v->gone),
		ui_num(ui, v->same)),
	    trf(ui, "Сравнение %1, %2 и %3", act->shrt, ui_day_iso(ui, c->from->since),
		ui_day_iso(ui, c->to->since)));
}

/* Which editions, and that the older one is always «было». */
static void
choose(struct compare *c)
{
	size_t n = c->at.act->n_editions;

	c->from = asked(c->rq, c->at.act, "from", n > 1 ? n - 2 : 0);
	c->to = asked(c->rq, c->at.act, "to", n - 1);
	if (c->from->since > c->to->since) {
		const struct law_edition *e = c->from;

		c->from = c->to;
		c->to = e;
	}
}

enum err
law_compare_page(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_compare v = { 0 };
	struct compare c = { .rq = rq, .v = &v, .article = req_query(rq, "article") };
	struct str as = req_query(rq, "format");
	enum doc_format format;

	TRY(law_path(rq, &c.at));
	choose(&c);
	if (as.n > 0)
		return doc_find(as, &format) ? as_file(&c, format) : E_NOT_FOUND;
	v.page = (struct page){ .title = trf(ui, "Сравнение редакций: %1", c.at.act->shrt),
		.no_index = true };
	law_crumbs(rq, &c.at, true, &v.page);
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = tr(ui, "Сравнение редакций") };
	v.act_name = c.at.act->full;
	v.act_url = law_url(rq->arena, c.at.act, 0, S(""), S(""));
	v.self = ui_cat(ui, v.act_url, S("/compare"));
	v.from_day = law_day_words(ui, c.from->since);
	v.to_day = law_day_words(ui, c.to->since);
	v.one = c.article.n > 0;
	v.article = c.article;
	v.same_edition = c.from == c.to;
	v.file_url = str_fmt(rq->arena, "%.*s?from=%.*s&to=%.*s%s%.*s&format=", FMT(v.self),
	    FMT(ui_day_iso(ui, c.from->since)), FMT(ui_day_iso(ui, c.to->since)),
	    v.one ? "&article=" : "", FMT(c.article));
	TRY(law_choose_edition(rq, c.at.act, c.from->since, &v.from));
	TRY(law_choose_edition(rq, c.at.act, c.to->since, &v.to));
	if (!v.same_edition)
		TRY(compare(&c));
	if (v.one && v.rows.n == 0 && v.same == 0 && !v.same_edition)
		return E_NOT_FOUND;
	return view_compare(ui, &v);
}
