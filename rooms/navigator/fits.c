/* fits.c - the other way round: which municipalities a measure fits. */
#include "gen/navigator/u.h"
#include "gen/navigator/v.h"
#include "navigator/measure_view.h"

#define PAGE_ROWS 50
#define PAGES_MAX 1000
#define SCRATCH (4 * MiB) /* for the reasons of one row of the export */

struct asked {
	struct measure m;
	const struct nav_munis *munis;
	uint64_t applicant;
	uint8_t *verdicts; /* by municipality */
	struct str region; /* a code; empty: all */
	bool by_name;
	int64_t counts[3]; /* of the region */
	enum verdict verdict;
	uint32_t *rows;
	size_t n; /* with that verdict and region, in order */
};

static const char *const codes[] = { "no", "unknown", "yes" };

/* ---- what is asked --------------------------------------------------------------- */

static bool
in_region(const struct asked *q, size_t i)
{
	return q->region.n == 0 || str_eq(q->munis->towns[i].region_code, q->region);
}

/* The verdict asked for; else the first that has any, sure ones first. */
static enum verdict
pick(const struct req *rq, const struct asked *q)
{
	struct str s = req_query(rq, "verdict");

	for (size_t i = 0; i < LEN(codes); i++)
		if (str_is(s, codes[i]))
			return (enum verdict)i;
	return q->counts[MATCH_YES] > 0  ? MATCH_YES :
	    q->counts[MATCH_UNKNOWN] > 0 ? MATCH_UNKNOWN :
					   MATCH_NO;
}

static enum err
ask(struct req *rq, struct asked *q)
{
	TRY(nav_measure(rq->th, rq->db, rq->arena, req_param(rq, 0), rq->ui.today,
	    rq->ui.lang == LANG_EN, &q->m));
	TRY(nav_munis(rq->th, &q->munis));
	q->applicant = nav_applicant(req_query(rq, "as"), q->m.terms.applicants);
	q->region = req_query(rq, "region");
	q->by_name = str_is(req_query(rq, "sort"), "name");
	q->verdicts = arena_array(rq->arena, uint8_t, q->munis->n + 1);
	q->rows = arena_array(rq->arena, uint32_t, q->munis->n + 1);
	if (q->verdicts == NULL || q->rows == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q->munis->n; i++) {
		q->verdicts[i] = (uint8_t)nav_verdict(
		    &q->m.terms, &q->munis->passports[i], q->applicant);
		if (in_region(q, i))
			q->counts[q->verdicts[i]]++;
	}
	q->verdict = pick(rq, q);
	for (size_t k = 0; k < q->munis->n; k++) {
		uint32_t i = q->by_name ? q->munis->by_name[k] : (uint32_t)k;

		if (q->verdicts[i] == q->verdict && in_region(q, i))
			q->rows[q->n++] = i;
	}
	return OK;
}

/* ---- reasons --------------------------------------------------------------------- */

/* «Не заполнено: участие в программах, доля собственных доходов» */
static enum err
missing(const struct ui *ui, const struct match_answer *ans, struct str *ret)
{
	struct buf b;

	buf_init(&b, ui->arena, 16 * KiB);
	for (size_t i = 0; i < ans->n_missing; i++) {
		const struct match_field_info *f = &match_fields[ans->missing[i]];

		if (i > 0)
			buf_put(&b, S(", "));
		buf_fmt(&b, "«%s»", ui->lang == LANG_EN ? f->en : f->ru);
	}
	TRY(buf_err(&b));
	*ret = trf(ui, "В паспорте не заполнено: %1", buf_str(&b));
	return OK;
}

/* Sentences of what decided, joined; of a fit only how many conditions hold. */
static enum err
reason(const struct ui *ui, struct arena *a, const struct asked *q, uint32_t i, struct str *ret)
{
	struct ui own = *ui;
	struct nav_fit fit;
	struct nav_strs why;
	struct buf b;

	own.arena = a;
	TRY(nav_fit(
	    a, &q->m.terms, &q->munis->passports[i], q->applicant, ui->lang == LANG_EN, &fit));
	if (fit.verdict == MATCH_YES) {
		*ret = fit.answer.total == 0 ?
		    tr(&own, "Особых условий нет") :
		    trf(&own, "Выполнены все условия, их %1", ui_num(&own, fit.answer.total));
		return OK;
	}
	if (fit.verdict == MATCH_UNKNOWN && fit.answer.n_missing > 0)
		return missing(&own, &fit.answer, ret);
	TRY(nav_reasons(&own, &q->m.terms, nav_where(&own, &q->m.places), &fit, &why));
	buf_init(&b, a, 64 * KiB);
	for (size_t k = 0; k < why.n; k++) {
		if (k > 0)
			buf_put(&b, S("; "));
		buf_put(&b, why.p[k]);
	}
	TRY(buf_err(&b));
	*ret = buf_str(&b);
	return OK;
}

/* ---- addresses ------------------------------------------------------------------- */

/* This page with another verdict or page; `base` is its path. */
static struct str
link_with(struct req *rq, const struct asked *q, struct str base, const char *verdict, int64_t page)
{
	struct buf b;

	buf_init(&b, rq->arena, 4 * KiB);
	buf_put(&b, base);
	buf_fmt(&b, "?verdict=%s", verdict);
	if (q->region.n > 0) {
		buf_put(&b, S("&region="));
		put_url(&b, q->region);
	}
	if (req_query(rq, "as").n > 0) {
		buf_put(&b, S("&as="));
		put_url(&b, req_query(rq, "as"));
	}
	if (q->by_name)
		buf_put(&b, S("&sort=name"));
	if (page > 1)
		buf_fmt(&b, "&page=%lld", (long long)page);
	return buf_str(&b);
}

/* ---- choices --------------------------------------------------------------------- */

static enum err
verdict_tabs(struct req *rq, const struct asked *q, struct view_fits *v)
{
	static const enum verdict order[] = { MATCH_YES, MATCH_UNKNOWN, MATCH_NO };
	const struct str labels[] = { tr(&rq->ui, "Не подходит"), tr(&rq->ui, "Неизвестно"),
		tr(&rq->ui, "Подходит") };

	v->verdicts.p = arena_array(rq->arena, struct view_choice, LEN(order));
	if (v->verdicts.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < LEN(order); i++)
		v->verdicts.p[v->verdicts.n++] = (struct view_choice){ .label = labels[order[i]],
			.url = link_with(rq, q, v->self, codes[order[i]], 1),
			.count = ui_num(&rq->ui, q->counts[order[i]]),
			.on = order[i] == q->verdict };
	return OK;
}

/* All regions, with how many of this verdict lie there. */
static enum err
region_choices(struct req *rq, const struct asked *q, struct view_fits *v)
{
	const struct places_index *x;
	struct view_choice *c;

	TRY(places_get(rq->th, &x));
	c = v->regions.p = arena_array(rq->arena, struct view_choice, x->regions.n + 1);
	if (c == NULL)
		return E_NOMEM;
	c[v->regions.n++] = (struct view_choice){ .label = tr(&rq->ui, "вся Россия"),
		.on = q->region.n == 0 };
	for (size_t r = 0; r < x->regions.n; r++) {
		const struct place *p = &x->p[x->regions.p[r]];
		int64_t n = 0;

		for (size_t i = 0; i < q->munis->n; i++)
			n += q->verdicts[i] == q->verdict &&
			    str_eq(q->munis->towns[i].region_code, p->code);
		c[v->regions.n++] = (struct view_choice){ .label = p->name,
			.value = p->code,
			.count = ui_num(&rq->ui, n),
			.on = str_eq(q->region, p->code) };
	}
	return OK;
}

static enum err
sort_choices(struct req *rq, const struct asked *q, struct view_fits *v)
{
	v->sorts.p = arena_array(rq->arena, struct view_choice, 2);
	if (v->sorts.p == NULL)
		return E_NOMEM;
	v->sorts.p[v->sorts.n++] = (struct view_choice){
		.label = tr(&rq->ui, "по населению"), .value = S("people"), .on = !q->by_name
	};
	v->sorts.p[v->sorts.n++] = (struct view_choice){
		.label = tr(&rq->ui, "по названию"), .value = S("name"), .on = q->by_name
	};
	return OK;
}

/* ---- GET /navigator/{key}/fits --------------------------------------------------- */

static enum err
rows(struct req *rq, const struct asked *q, struct view_fits *v)
{
	int64_t pages = ((int64_t)q->n + PAGE_ROWS - 1) / PAGE_ROWS;
	int64_t page = req_query_int(rq, "page", 1, 1, PAGES_MAX);
	size_t from, to;

	page = page > pages ? pages > 0 ? pages : 1 : page;
	from = (size_t)(page - 1) * PAGE_ROWS;
	to = from + PAGE_ROWS < q->n ? from + PAGE_ROWS : q->n;
	v->rows.p = arena_array(rq->arena, struct fits_row, PAGE_ROWS);
	if (v->rows.p == NULL)
		return E_NOMEM;
	for (size_t k = from; k < to; k++) {
		const struct nav_town *t = &q->munis->towns[q->rows[k]];
		struct fits_row *r = &v->rows.p[v->rows.n++];

		*r = (struct fits_row){ .name = q->munis->passports[q->rows[k]].name,
			.region = t->region,
			.url = str_fmt(
			    rq->arena, "%.*s?place=%.*s#fit", FMT(v->measure_url), FMT(t->code)),
			.people = t->population > 0 ? ui_num(&rq->ui, t->population) : S("—") };
		TRY(reason(&rq->ui, rq->arena, q, q->rows[k], &r->why));
	}
	v->from = ui_num(&rq->ui, (int64_t)from + (to > from));
	v->to = ui_num(&rq->ui, (int64_t)to);
	if (page > 1)
		v->prev = link_with(rq, q, v->self, codes[q->verdict], page - 1);
	if (page < pages)
		v->next = link_with(rq, q, v->self, codes[q->verdict], page + 1);
	return OK;
}

static void
frame(struct req *rq, const struct asked *q, struct view_fits *v)
{
	struct page *p = &v->page;

	p->title = trf(&rq->ui, "Кому подходит: %1", q->m.row.title);
	p->nav = "navigator";
	p->no_index = true;
	p->crumbs[p->n_crumbs++] = (struct crumb){ tr(&rq->ui, "Навигатор"), S("/navigator") };
	p->crumbs[p->n_crumbs++] = (struct crumb){ q->m.row.title, v->measure_url };
	p->crumbs[p->n_crumbs++] = (struct crumb){ .name = tr(&rq->ui, "Кому подходит") };
}

enum err
nav_fits(struct req *rq)
{
	struct asked q = { 0 };
	struct view_fits v = { 0 };
	int64_t n;

	TRY(ask(rq, &q));
	n = (int64_t)q.n;
	v.m = &q.m;
	v.measure_url = url_navigator_show(rq->arena, q.m.row.key);
	v.self = url_navigator_fits(rq->arena, q.m.row.key);
	v.csv_url = link_with(
	    rq, &q, url_navigator_fits_csv(rq->arena, q.m.row.key), codes[q.verdict], 1);
	v.applicant = nav_applicants(&rq->ui, q.applicant);
	v.where = nav_where(&rq->ui, &q.m.places);
	v.verdict = q.verdict;
	v.verdict_code = str_c(codes[q.verdict]);
	v.total = n == 0 ? tr(&rq->ui, "Муниципалитетов нет") :
			   trf(&rq->ui, "%1 %2", ui_num(&rq->ui, n),
			       trn(&rq->ui, n, "муниципалитет|муниципалитета|муниципалитетов"));
	TRY(verdict_tabs(rq, &q, &v));
	TRY(region_choices(rq, &q, &v));
	TRY(sort_choices(rq, &q, &v));
	TRY(nav_applicant_choices(&rq->ui, q.applicant, &v.applicants));
	TRY(nav_words_tree(rq->arena, &q.m.terms.rule, rq->ui.lang == LANG_EN, &v.rule));
	TRY(rows(rq, &q, &v));
	frame(rq, &q, &v);
	return view_fits(&rq->ui, &v);
}

/* ---- GET /navigator/{key}/fits.csv ----------------------------------------------- */

static enum err
csv_row(struct req *rq, struct arena *a, const struct asked *q, uint32_t i)
{
	const struct nav_town *t = &q->munis->towns[i];
	struct str why;

	TRY(reason(&rq->ui, a, q, i, &why));
	put_csv(rq->out, t->code);
	buf_putc(rq->out, ',');
	put_csv(rq->out, q->munis->passports[i].name);
	buf_putc(rq->out, ',');
	put_csv(rq->out, t->region);
	buf_putc(rq->out, ',');
	if (t->population > 0)
		buf_int(rq->out, t->population);
	buf_fmt(rq->out, ",%s,", codes[q->verdicts[i]]);
	put_csv(rq->out, why);
	buf_put(rq->out, S("\r\n"));
	return buf_err(rq->out);
}

/* Codes in the heads and verdicts, so that a program reads it in either language. */
enum err
nav_fits_csv(struct req *rq)
{
	struct asked q = { 0 };
	struct arena *scratch;
	enum err e = OK;

	TRY(ask(rq, &q));
	scratch = arena_new(SCRATCH);
	if (scratch == NULL)
		return E_NOMEM;
	buf_put(rq->out, S("\xef\xbb\xbfoktmo,name,region,population,verdict,reason\r\n"));
	for (size_t k = 0; k < q.n && e == OK; k++) {
		e = csv_row(rq, scratch, &q, q.rows[k]);
		arena_reset(scratch);
	}
	arena_free(scratch);
	TRY(e);
	return reply_file(rq, "text/csv; charset=utf-8",
	    str_fmt(rq->arena, "%.*s-%s.csv", FMT(q.m.row.key), codes[q.verdict]));
}
