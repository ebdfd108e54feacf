/* territories.c - municipalities by what is filled of their passport and who administers them. */
#include "admin/admin_impl.h"

#include <stdlib.h>

#include "account/account.h"
#include "gen/admin/u.h"
#include "gen/admin/v.h"
#include "places/places.h"

#define NAMED 3			/* administrators named in a row; the rest are a number */

enum order { BY_NAME, LESS_FIRST, MORE_FIRST, OLD_FIRST, ORDER_N };
static const struct { const char *code, *label; } orders[ORDER_N] = {
	[BY_NAME] = { "name", N_("по региону и названию") },
	[LESS_FIRST] = { "less", N_("сначала менее заполненные") },
	[MORE_FIRST] = { "more", N_("сначала более заполненные") },
	[OLD_FIRST] = { "old", N_("сначала те, что давно не правили") },
};

/* One municipality; `order` as the tree has them: by region, then by name. */
struct row { int place, filled, order; int64_t updated; size_t at, n_people; };
struct look { enum order order; int region; bool nobody; };
struct all {
	const struct places_index *x;
	struct row *p; size_t n;
	struct account_workers staff;
	/* Of those that the region takes: all, who have begun, who have no administrator. */
	int64_t n_region, begun, nobody;
};

/* ---- reading ---------------------------------------------------------------------------- */

static struct look
read_look(struct req *rq, const struct places_index *x)
{
	struct str sort = req_query(rq, "sort"), region = req_query(rq, "region");
	struct look l = { BY_NAME, -1, str_is(req_query(rq, "nobody"), "1") };

	for (int i = 0; i < ORDER_N; i++)
		if (str_is(sort, orders[i].code))
			l.order = (enum order)i;
	if (region.n > 0)
		l.region = places_by_code(x, region);
	if (l.region >= 0 && x->p[l.region].level != PLACE_REGION)
		l.region = -1;
	return l;
}

/* Who administers this place: they are together in the list, by number of the place. */
static void
find_people(const struct account_workers *all, int64_t place, struct row *r)
{
	size_t lo = 0, hi = all->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (all->p[mid].place < place)
			lo = mid + 1;
		else
			hi = mid;
	}
	r->at = lo;
	while (lo < all->n && all->p[lo].place == place)
		lo++;
	r->n_people = lo - r->at;
}

static struct row
row_of(const struct all *a, int at)
{
	const struct place *p = &a->x->p[at];
	struct row r = { .place = at };
	enum match_field f;

	for (size_t i = 0; i < p->n_fields; i++) {
		if (!match_field_find(p->fields[i].field, &f) || !admin_field_filled(f))
			continue;
		r.filled++;
		if (p->fields[i].updated > r.updated)
			r.updated = p->fields[i].updated;
	}
	find_people(&a->staff, p->id, &r);
	return r;
}

static int
by_order(const struct row *p, const struct row *q)
{
	return p->order < q->order ? -1 : p->order > q->order;
}

static int
less_first(const void *a, const void *b)
{
	const struct row *p = a, *q = b;

	return p->filled != q->filled ? p->filled - q->filled : by_order(p, q);
}

static int
more_first(const void *a, const void *b)
{
	const struct row *p = a, *q = b;

	return p->filled != q->filled ? q->filled - p->filled : by_order(p, q);
}

/* Those that nobody ever touched are the oldest. */
static int
old_first(const void *a, const void *b)
{
	const struct row *p = a, *q = b;

	if (p->updated != q->updated)
		return p->updated < q->updated ? -1 : 1;
	return by_order(p, q);
}

static void
add_region(struct all *a, const struct look *l, int region)
{
	const struct place *r = &a->x->p[region];

	for (size_t i = 0; i < r->kids.n; i++) {
		const struct place *p = &a->x->p[r->kids.p[i]];
		struct row row;

		if (p->level != PLACE_MUNI || !p->now)
			continue;
		row = row_of(a, r->kids.p[i]);
		row.order = (int)a->n;
		a->n_region++;
		a->begun += row.filled > 0;
		a->nobody += row.n_people == 0;
		if (!l->nobody || row.n_people == 0)
			a->p[a->n++] = row;
	}
}

static enum err
read_all(struct req *rq, struct look *ret_look, struct all *a)
{
	TRY(places_get(rq->th, &a->x));
	*ret_look = read_look(rq, a->x);
	a->p = arena_array(rq->arena, struct row, (size_t)a->x->n_municipalities + 1);
	if (a->p == NULL)
		return E_NOMEM;
	TRY(account_staff_all(rq->db, rq->arena, ROLE_MUNI_ADMIN, rq->now, &a->staff));
	for (size_t i = 0; i < a->x->regions.n; i++)
		if (ret_look->region < 0 || ret_look->region == a->x->regions.p[i])
			add_region(a, ret_look, a->x->regions.p[i]);
	if (ret_look->order != BY_NAME && a->n > 1)
		qsort(a->p, a->n, sizeof *a->p,
		    ret_look->order == LESS_FIRST     ? less_first :
			ret_look->order == MORE_FIRST ? more_first :
							old_first);
	return OK;
}

/* ---- the page ----------------------------------------------------------------------------- */

static struct str
look_url(struct req *rq, const struct all *a, const struct look *l, struct str path, int64_t page)
{
	struct buf b;

	buf_init(&b, rq->arena, 1 * KiB);
	buf_fmt(&b, "%.*s?sort=%s", FMT(path), orders[l->order].code);
	if (l->region >= 0)
		buf_fmt(&b, "&region=%.*s", FMT(a->x->p[l->region].code));
	if (l->nobody)
		buf_putz(&b, "&nobody=1");
	if (page > 1)
		buf_fmt(&b, "&page=%lld", (long long)page);
	return buf_str(&b);
}

static enum err
fill_choices(struct req *rq, const struct all *a, const struct look *l, struct view_places *v)
{
	v->regions.p = arena_array(rq->arena, struct option, a->x->regions.n + 1);
	v->sorts.p = arena_array(rq->arena, struct option, ORDER_N);
	if (v->regions.p == NULL || v->sorts.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < a->x->regions.n; i++) {
		int at = a->x->regions.p[i];

		v->regions.p[v->regions.n++] =
		    (struct option){ a->x->p[at].code, a->x->p[at].name, at == l->region };
	}
	for (int i = 0; i < ORDER_N; i++)
		v->sorts.p[v->sorts.n++] = (struct option){ str_c(orders[i].code),
			tr_z(&rq->ui, orders[i].label), (int)l->order == i };
	return OK;
}

static enum err
fill_people(struct req *rq, const struct all *a, const struct row *r, struct person_links *ret)
{
	size_t n = r->n_people > NAMED ? NAMED : r->n_people;

	ret->p = arena_array(rq->arena, struct person_link, n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		const struct account_worker *w = &a->staff.p[r->at + i];

		ret->p[ret->n++] = (struct person_link){ w->name,
			str_fmt(rq->arena, "/account/people/%lld", (long long)w->id) };
	}
	if (r->n_people > n)
		ret->p[ret->n++] = (struct person_link){
			trf(&rq->ui, "и ещё %1", ui_num(&rq->ui, (int64_t)(r->n_people - n))),
			S("") };
	return OK;
}

static enum err
line_of(struct req *rq, const struct all *a, const struct row *r, struct territory_line *ret)
{
	const struct place *p = &a->x->p[r->place];
	const struct ui *ui = &rq->ui;

	*ret = (struct territory_line){ .name = places_heading(a->x, r->place, rq->arena),
		.region = p->region >= 0 ? a->x->p[p->region].name : S(""),
		.url = str_fmt(rq->arena, "/places/%.*s", FMT(p->code)),
		.passport_url = str_fmt(rq->arena, "/places/%.*s/passport", FMT(p->code)),
		.invite_url = str_fmt(rq->arena, "/account/invites?place=%.*s", FMT(p->code)),
		.filled = trf(ui, "%1 из %2", ui_num(ui, r->filled), ui_num(ui, ADMIN_FIELDS_N)),
		.share = r->filled * 100 / ADMIN_FIELDS_N,
		.updated = r->updated > 0 ? ui_moment(ui, r->updated) : S("") };
	return fill_people(rq, a, r, &ret->people);
}

static enum err
fill_rows(struct req *rq, const struct all *a, const struct look *l, struct view_places *v)
{
	int64_t pages = ((int64_t)a->n + ADMIN_PAGE - 1) / ADMIN_PAGE,
		page = req_query_int(rq, "page", 1, 1, INT32_MAX);
	size_t from, to;

	if (page > pages) /* the list grew shorter: its end, not its beginning */
		page = pages > 0 ? pages : 1;
	from = (size_t)(page - 1) * ADMIN_PAGE;
	to = from + ADMIN_PAGE;
	if (to > a->n)
		to = a->n;
	v->rows.p = arena_array(rq->arena, struct territory_line, ADMIN_PAGE);
	if (v->rows.p == NULL)
		return E_NOMEM;
	for (size_t i = from; i < to; i++)
		TRY(line_of(rq, a, &a->p[i], &v->rows.p[v->rows.n++]));
	v->from = ui_num(&rq->ui, (int64_t)from + 1);
	v->to = ui_num(&rq->ui, (int64_t)to);
	v->total = ui_num(&rq->ui, (int64_t)a->n);
	if (page > 1)
		v->prev = look_url(rq, a, l, url_admin_places(rq->arena), page - 1);
	if (page < pages)
		v->next = look_url(rq, a, l, url_admin_places(rq->arena), page + 1);
	return OK;
}

enum err
admin_places(struct req *rq)
{
	struct view_places v = { 0 };
	struct ui *ui = &rq->ui;
	struct all a = { 0 };
	struct look l;

	TRY(admin_page(rq, tr(ui, "Паспорта территорий"), "fields", &v.page, &v.tabs));
	TRY(admin_passport_parts(rq, true, &v.parts));
	TRY(read_all(rq, &l, &a));
	TRY(fill_choices(rq, &a, &l, &v));
	TRY(fill_rows(rq, &a, &l, &v));
	v.nobody = l.nobody;
	v.asked = l.nobody || l.region >= 0;
	v.loaded = a.x->n_municipalities > 0;
	v.csv = look_url(rq, &a, &l, url_admin_places_csv(rq->arena), 0);
	if (a.n_region > 0)
		v.summary = trf(ui,
		    "Муниципалитетов: %1. Начали заполнять паспорт: %2. Без администратора: %3.",
		    ui_num(ui, a.n_region), ui_num(ui, a.begun), ui_num(ui, a.nobody));
	return view_places(ui, &v);
}

/* ---- CSV ------------------------------------------------------------------------------------ */

static void
csv_row(struct buf *b, const struct all *a, const struct row *r)
{
	const struct place *p = &a->x->p[r->place];

	put_csv(b, p->code);
	buf_putc(b, ',');
	put_csv(b, p->name);
	buf_putc(b, ',');
	put_csv(b, p->region >= 0 ? a->x->p[p->region].name : S(""));
	buf_fmt(b, ",%d,%d,", r->filled, ADMIN_FIELDS_N);
	if (r->updated > 0)
		put_rfc3339(b, r->updated);
	buf_fmt(b, ",%zu\r\n", r->n_people);
}

enum err
admin_places_csv(struct req *rq)
{
	struct all a = { 0 };
	struct look l;

	TRY(read_all(rq, &l, &a));
	buf_putz(rq->out, "\xEF\xBB\xBF"
	    "code,name,region,filled,fields,updated,administrators\r\n");
	for (size_t i = 0; i < a.n; i++)
		csv_row(rq->out, &a, &a.p[i]);
	return reply_file(rq, "text/csv; charset=utf-8", tr(&rq->ui, "Паспорта территорий.csv"));
}
