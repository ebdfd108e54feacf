/* list.c - the page of measures: words, facets, rows. */
#include "folder/folder.h"
#include "alerts/alerts.h"
#include "navigator/list_impl.h"
#include "navigator/pages_impl.h"

#define SUMMARY_POINTS 240	/* of a summary around the words found */

/* ---- rows ----------------------------------------------------------------------- */

static enum err
mark_row(struct nav_listing *l, struct str words, struct view_card_row *r)
{
	struct search *s = req_search(l->rq);

	TRY(search_mark(s, l->rq->arena, words, r->c->title, 0, &r->title));
	return search_mark(s, l->rq->arena, words, r->c->summary, SUMMARY_POINTS, &r->summary);
}

static enum err
personal_rows(struct nav_listing *l, const struct nav_filter *f, const struct facet_answer *ans,
    struct view_list *v)
{
	struct str words = l->found.corrected.n ? l->found.corrected : f->q;
	struct navigator_cards cards;
	struct str code = f->place_at >= 0 ? f->places->p[f->place_at].code : S("");
	bool folder = false;

	if (!l->rq->ui.cacheable)
		TRY(folder_may(l->rq, code, &folder));
	TRY(nav_listing_cards(l, ans->ords, ans->n, &cards));
	for (size_t i = 0; i < cards.n; i++) {
		struct view_card_row *r = &v->rows.p[v->rows.n];

		if (cards.p[i].id == 0)
			continue; /* taken away meanwhile */
		v->rows.n++;
		r->c = &cards.p[i];
		v->demo |= cards.p[i].demo;
		if (folder)
			r->folder_url = str_fmt(l->rq->arena, "/folder/%.*s/add?measure=%.*s",
			    FMT(code), FMT(r->c->key));
		if (l->searched)
			TRY(mark_row(l, words, r));
	}
	return OK;
}

/* Rows that are the same for everyone: those not drawn on this thread yet are read, in one go. */
static enum err
common_rows(struct nav_listing *l, const struct facet_answer *ans, struct view_list *v)
{
	uint32_t missing[NAV_PAGE], at[NAV_PAGE];
	struct navigator_cards cards = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < ans->n; i++) {
		struct list_drawn d = list_row_drawn(l->rq, l->ix, ans->ords[i]);

		v->rows.p[i].drawn = d.html;
		v->demo |= d.demo;
		if (d.html.n == 0) {
			at[n] = (uint32_t)i;
			missing[n++] = ans->ords[i];
		}
	}
	v->rows.n = ans->n;
	if (n > 0)
		TRY(nav_listing_cards(l, missing, n, &cards));
	for (size_t i = 0; i < n; i++) {
		struct view_card_row *r = &v->rows.p[at[i]];

		r->c = &cards.p[i];
		v->demo |= r->c->demo;
		if (r->c->id == 0) /* taken away meanwhile */
			r->drawn = (struct html){ " ", 1 };
		else
			TRY(list_row_draw(l->rq, l->ix, missing[i], r, &r->drawn));
	}
	return OK;
}

static enum err
rows(struct nav_listing *l, const struct nav_filter *f, const struct facet_answer *ans,
    struct view_list *v)
{
	v->rows.p = arena_array(l->rq->arena, struct view_card_row, ans->n + 1);
	if (v->rows.p == NULL)
		return E_NOMEM;
	return l->matched || l->searched ? personal_rows(l, f, ans, v) : common_rows(l, ans, v);
}

/* The facets of the unfiltered list are the same for everyone, too. */
static enum err
facets(struct nav_listing *l, const struct nav_filter *f, const struct facet_answer *ans,
    struct view_list *v)
{
	bool common = nav_filter_plain(f) && f->place_at < 0 && !f->place_none &&
	    f->order == NO_DEFAULT && f->as == 1;

	v->facets_drawn = common ? list_facets_drawn(l->rq, l->ix) : (struct html){ 0 };
	if (v->facets_drawn.n > 0)
		return OK;
	TRY(list_facets_make(&l->rq->ui, f, l->matched, ans, v));
	return common ? list_facets_draw(l->rq, l->ix, v, &v->facets_drawn) : OK;
}

/* ---- links ----------------------------------------------------------------------- */

static void
links(struct arena *a, const struct nav_filter *f, struct view_list *v)
{
	struct nav_filter other = *f;

	v->csv_url = nav_filter_url(a, "/navigator.csv", f);
	v->xlsx_url = nav_filter_url(a, "/navigator.xlsx", f);
	v->atom_url = nav_filter_url(a, "/navigator.atom", f);
	v->ics_url = nav_filter_url(a, "/navigator.ics", f);
	other.page = 1;
	other.place_given = f->place_at >= 0; /* the reader's own, too: it is theirs to follow */
	v->follow_url = alerts_follow_url(a, nav_filter_url(a, "/navigator", &other));
	other = *f;
	if (f->page > 1) {
		other.page = f->page - 1;
		v->prev_url = nav_filter_url(a, "/navigator", &other);
	}
	if (v->to < v->total) {
		other.page = f->page + 1;
		v->next_url = nav_filter_url(a, "/navigator", &other);
	}
	if (f->q.n > 0 && !f->exact) {
		other.page = 1;
		other.exact = true;
		v->exact_url = nav_filter_url(a, "/navigator", &other);
	}
	other = *f;
	nav_filter_clear(&other);
	v->clear_url = nav_filter_url(a, "/navigator", &other);
	if (f->place_at >= 0) {
		other = *f;
		other.page = 1;
		other.place_at = -1;
		other.place_given = false;
		other.place_none = true;
		other.picks[NF_VERDICT].n = 0;
		v->no_place_url = nav_filter_url(a, "/navigator", &other);
	}
}

static enum err
orders(const struct ui *ui, const struct nav_filter *f, struct view_list *v)
{
	static const char *const labels[NO_N] = { "", N_("подходит нам"), N_("по запросу"),
		N_("по сроку подачи"), N_("по сумме"), N_("новые") };

	v->orders.p = arena_array(ui->arena, struct list_option, NO_N);
	if (v->orders.p == NULL)
		return E_NOMEM;
	for (int i = 1; i < NO_N; i++) {
		if ((i == NO_FIT && f->place_at < 0) || (i == NO_RELEVANCE && f->q.n == 0))
			continue;
		v->orders.p[v->orders.n++] = (struct list_option){ .label = tr_z(ui, labels[i]),
			.value = str_c(nav_order_code((enum nav_order)i)),
			.on = nav_order_of(f) == (enum nav_order)i };
	}
	return OK;
}

/* ---- the page ------------------------------------------------------------------------ */

static void
head(const struct req *rq, const struct nav_filter *f, struct view_list *v)
{
	const struct ui *ui = &rq->ui;
	struct page *p = &v->page;

	v->curation = !ui->cacheable && req_may(rq, ROLE_REGIONAL_CURATOR, NULL, 0);
	v->heading = tr(ui, "Муниципальный навигатор");
	p->title = f->q.n ? trf(ui, "%1 — меры поддержки", f->q) : v->heading;
	p->description = trf(ui,
	    "Меры поддержки и конкурсы для муниципалитетов: %1, приём открыт — %2.",
	    row_count(ui, (int64_t)f->ix->n), row_count(ui, f->ix->n_open));
	p->nav = "navigator";
	p->filters = true;
	p->feed_atom = v->atom_url;
	p->no_index = !nav_filter_plain(f) || f->place_given || f->place_none ||
	    f->order != NO_DEFAULT;
	p->canonical = ui_cat(ui, ui->base, nav_filter_url(ui->arena, "/navigator", f));
}

/* The answer to one page of it; a page that is not there is the last one. */
static enum err
ask_page(struct nav_listing *l, struct nav_filter *f, struct facet_answer *ans)
{
	TRY(nav_listing_ask(l, f, (uint32_t)(f->page - 1) * NAV_PAGE, NAV_PAGE, ans));
	if (ans->n > 0 || f->page == 1)
		return OK;
	f->page = ans->total == 0 ? 1 : (int)((ans->total - 1) / NAV_PAGE) + 1;
	return nav_listing_ask(l, f, (uint32_t)(f->page - 1) * NAV_PAGE, NAV_PAGE, ans);
}

static enum err
draw(struct req *rq, const struct view_list *v)
{
	if (!wants_fragment(rq))
		return view_list(&rq->ui, v);
	return view_list_part(&rq->ui, &(struct view_list_part){ v });
}

enum err
nav_list(struct req *rq)
{
	struct facet_answer ans = { 0 };
	struct view_list v = { 0 };
	struct nav_listing l;
	struct nav_filter f;

	TRY(nav_filter_of(rq, &f));
	TRY(nav_listing_open(rq, &f, &l));
	TRY(ask_page(&l, &f, &ans));
	v.f = &f;
	v.total = ans.total;
	v.from = (uint32_t)(f.page - 1) * NAV_PAGE + 1;
	v.to = v.from + (uint32_t)ans.n - 1;
	if (f.place_at >= 0)
		v.place_name = f.places->p[f.place_at].name;
	v.also = l.found.also;
	v.corrected = l.found.corrected;
	v.any = l.found.any;
	v.no_words = l.no_words;
	links(rq->arena, &f, &v);
	head(rq, &f, &v);
	TRY(orders(&rq->ui, &f, &v));
	TRY(rows(&l, &f, &ans, &v));
	TRY(facets(&l, &f, &ans, &v));
	TRY(list_chips_make(&l, &f, &ans, &v));
	return draw(rq, &v);
}
