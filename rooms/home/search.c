/* search.c - one search over whatever has an address. */
#include "home/home_impl.h"
#include "gen/home/u.h"
#include "gen/home/v.h"
#include "entry/entry.h"
#include "places/places.h"
#include "text/text.h"

#define PER_PAGE 20
#define PAGES_MAX 50	/* further than anyone reads; keeps the work of one request bounded */
#define ASK_POINTS 200
#define SNIPPET_POINTS 240

static const struct kind { enum entry_kind bit; const char *name, *ru, *en; } kinds[] = {
#define KIND(name, bit, room, ru, en) { ENTRY_##name, #name, ru, en },
#include "entry/kinds.def"
#undef KIND
};

static struct str
kind_name(const struct ui *ui, const struct kind *k)
{
	return str_c(ui->lang == LANG_EN ? k->en : k->ru);
}

static struct str
kind_of(const struct ui *ui, enum entry_kind bit)
{
	for (size_t i = 0; i < LEN(kinds); i++)
		if (kinds[i].bit == bit)
			return kind_name(ui, &kinds[i]);
	return S("");
}

/* The parameters of the page, as its address has them. */
struct ask { struct str q; const struct kind *kind; bool exact; int page; };

static bool
same_word(struct str a, const char *upper)
{
	if (a.n != strlen(upper))
		return false;
	for (size_t i = 0; i < a.n; i++) {
		char c = a.p[i];

		if ((c >= 'a' && c <= 'z' ? (char)(c - 32) : c) != upper[i])
			return false;
	}
	return true;
}

static struct ask
ask_read(const struct req *rq)
{
	struct str q = str_trim(req_query(rq, "q")), kind = req_query(rq, "kind");
	struct ask a = { .q = S("") };

	if (q.n > 0 && utf8_valid(q))
		a.q = utf8_cut(q, ASK_POINTS);
	for (size_t i = 0; i < LEN(kinds); i++)
		if (same_word(kind, kinds[i].name))
			a.kind = &kinds[i];
	a.exact = str_is(req_query(rq, "exact"), "1");
	a.page = (int)req_query_int(rq, "page", 1, 1, PAGES_MAX);
	return a;
}

static struct str
ask_url(const struct req *rq, struct ask a)
{
	struct buf b;

	buf_init(&b, rq->arena, 4 * KiB);
	buf_put(&b, url_home_search(rq->arena));
	buf_put(&b, S("?q="));
	put_url(&b, a.q);
	if (a.kind != NULL) {
		buf_put(&b, S("&kind="));
		put_url(&b, text_lower(rq->arena, str_c(a.kind->name)));
	}
	if (a.exact)
		buf_put(&b, S("&exact=1"));
	if (a.page > 1)
		buf_fmt(&b, "&page=%d", a.page);
	return buf_str(&b);
}

static enum err
look(struct req *rq, struct ask a, int limit, struct search_hits *ret)
{
	struct search_ask s = { .q = a.q, .kinds = a.kind ? (int64_t)a.kind->bit : 0,
		.viewer = rq->viewer ? rq->viewer->id.v : 0, .exact = a.exact,
		.skip = (a.page - 1) * PER_PAGE, .limit = limit };

	return search_ask(req_search(rq), rq->db, rq->arena, &s, ret);
}

static struct str
count_text(const struct ui *ui, int64_t n, bool capped)
{
	struct str t = ui_num(ui, n);

	return capped ? trf(ui, "больше %1", t) : t;
}

/* ---- kinds with counts ---------------------------------------------------------------- */

/* What a click would give. A kind that has only near misses where the whole has exact answers
 * counts as empty: its number would be larger than the whole. */
static enum err
tabs_fill(struct req *rq, struct ask a, const struct search_hits *all, struct view_search *v)
{
	struct ui *ui = &rq->ui;
	const struct kind *chosen = a.kind;

	v->tabs.p = arena_array(rq->arena, struct kind_tab, LEN(kinds) + 1);
	if (v->tabs.p == NULL)
		return E_NOMEM;
	a.kind = NULL;
	a.page = 1;
	v->tabs.p[v->tabs.n++] = (struct kind_tab){ tr(ui, "Всё"), ask_url(rq, a),
		count_text(ui, all->total, all->total_capped), chosen == NULL };
	for (size_t i = 0; i < LEN(kinds); i++) {
		struct search_hits h = { 0 };

		a.kind = &kinds[i];
		TRY(look(rq, a, 0, &h));
		if (h.any && !all->any)
			h.total = 0;
		if (h.total == 0 && chosen != a.kind)
			continue;
		v->tabs.p[v->tabs.n++] = (struct kind_tab){ kind_name(ui, &kinds[i]),
			ask_url(rq, a), count_text(ui, h.total, h.total_capped), chosen == a.kind };
	}
	return OK;
}

/* ---- hits ------------------------------------------------------------------------------- */

/* A territory is named only when it says more than the title does. */
static struct str
place_name(struct req *rq, const struct places_index *x, const struct entry_card *c)
{
	int at = c->place != 0 && c->kind != ENTRY_PLACE ? places_by_id(x, c->place) : -1;

	return at >= 0 ? places_label(x, at, rq->arena, rq->ui.lang) : S("");
}

static enum err
hits_fill(struct req *rq, struct str q, const struct search_hits *h, struct view_search *v)
{
	const struct places_index *x;
	struct search *s = req_search(rq);
	struct entry_cards cards;
	int64_t *ids = arena_array(rq->arena, int64_t, h->n + 1);

	v->hits.p = arena_array(rq->arena, struct hit_row, h->n + 1);
	if (ids == NULL || v->hits.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < h->n; i++)
		ids[i] = h->p[i].entry;
	TRY(entry_cards(rq->db, rq->arena, ids, h->n, &cards));
	TRY(places_get(rq->th, &x));
	for (size_t i = 0; i < cards.n && i < h->n; i++) {
		const struct entry_card *c = &cards.p[i];
		struct hit_row *r = &v->hits.p[v->hits.n++];

		*r = (struct hit_row){ .url = c->url, .kind = kind_of(&rq->ui, c->kind),
			.place = place_name(rq, x, c) };
		if (c->kind != ENTRY_PLACE) /* of a territory it is the day of the import */
			r->updated = ui_day(&rq->ui, day_of(c->updated, rq->ui.tz_min));
		TRY(search_mark(s, rq->arena, q, c->title, 0, &r->title));
		TRY(search_mark(s, rq->arena, q, c->summary, SNIPPET_POINTS, &r->text));
	}
	return OK;
}

static void
pages_fill(struct req *rq, struct ask a, const struct search_hits *h, struct view_search *v)
{
	int64_t skipped = (int64_t)(a.page - 1) * PER_PAGE;

	v->from = ui_num(&rq->ui, skipped + 1);
	v->to = ui_num(&rq->ui, skipped + (int64_t)h->n);
	if (a.page > 1) {
		a.page--;
		v->url_prev = ask_url(rq, a);
		a.page++;
	}
	if (skipped + PER_PAGE < h->total && a.page < PAGES_MAX) {
		a.page++;
		v->url_next = ask_url(rq, a);
	}
}

/* ---- the page ------------------------------------------------------------------------------ */

/* E_INPUT: not a word in what was typed. */
static enum err
answer(struct req *rq, struct ask a, struct view_search *v)
{
	struct search_hits h = { 0 }, all = { 0 };
	struct ask whole = a;
	struct ui *ui = &rq->ui;

	TRY(look(rq, a, PER_PAGE, &h));
	if (h.n == 0 && a.page > 1) { /* past the end: the first page then */
		a.page = 1;
		TRY(look(rq, a, PER_PAGE, &h));
	}
	whole.kind = NULL;
	whole.page = 1;
	all = h;
	if (a.kind != NULL)
		TRY(look(rq, whole, 0, &all));
	TRY(tabs_fill(rq, a, &all, v));
	v->total = h.total;
	v->capped = h.total_capped;
	v->total_text = count_text(ui, h.total, h.total_capped);
	v->all = all.total;
	v->all_n = count_text(ui, all.total, all.total_capped);
	v->any = h.any;
	v->corrected = h.corrected;
	v->also = h.also;
	v->url_all = ask_url(rq, whole);
	a.exact = true;
	v->url_exact = ask_url(rq, a);
	a.exact = false;
	v->url_loose = ask_url(rq, a);
	a.exact = whole.exact;
	pages_fill(rq, a, &h, v);
	return hits_fill(rq, h.corrected.n > 0 ? h.corrected : a.q, &h, v);
}

enum err
home_search(struct req *rq)
{
	struct ask a = ask_read(rq);
	struct ui *ui = &rq->ui;
	struct view_search v = {
		.page = { .query = a.q,
		    .title = a.q.n > 0 ? trf(ui, "Поиск: %1", a.q) : tr(ui, "Поиск"),
		    .no_index = true },
		.q = a.q, .exact = a.exact,
		.kind_name = a.kind ? kind_name(ui, a.kind) : S(""),
	};
	enum err e = a.q.n > 0 ? answer(rq, a, &v) : OK;

	v.asked = a.q.n > 0 && e == OK;
	v.no_words = e == E_INPUT;
	if (e != OK && e != E_INPUT)
		return e;
	return view_search(ui, &v);
}
