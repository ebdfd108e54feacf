/* place.c - the page of one territory. */
#include "places/places_impl.h"

#include "gen/places/u.h"
#include "gen/places/v.h"
#include "navigator/navigator.h"
#include "places/rows.h"
#include "text/text.h"

#define LIKES 8
#define NEARS 8
#define GUESSES 8

/* ---- head ------------------------------------------------------------------------ */

/* «24 707 000» */
static struct str
spaced(struct req *rq, struct str code)
{
	const char *c = code.p;

	return code.n != 8 ? code :
			     str_fmt(rq->arena, "%.2s\xC2\xA0%.3s\xC2\xA0%.3s", c, c + 2, c + 5);
}

static struct str
lead_of(struct req *rq, const struct places_index *x, int at)
{
	const struct place *p = &x->p[at];
	const struct ui *ui = &rq->ui;
	struct buf b;

	buf_init(&b, rq->arena, 4 * KiB);
	if (p->region >= 0 && p->region != at) {
		buf_put(&b, x->p[p->region].name);
		buf_putz(&b, ". ");
	} else if (p->district >= 0 && p->district != at) {
		buf_put(&b, x->p[p->district].name);
		buf_putz(&b, ". ");
	}
	if (p->population.has)
		buf_put(&b,
		    trf(ui, "%1 %2 на 1 января %3 года. ", ui_num(ui, p->population.v),
			trn(ui, p->population.v, "житель|жителя|жителей"),
			p->population_year.has ?
			    str_fmt(rq->arena, "%lld", (long long)p->population_year.v) :
			    S("—")));
	if (p->center.n > 0)
		buf_put(&b, trf(ui, "Центр — %1.", places_tied(rq->arena, p->center)));
	return buf_err(&b) == OK ? str_trim(buf_str(&b)) : STR_NONE;
}

static struct str
valid_of(struct req *rq, const struct place *p)
{
	const struct ui *ui = &rq->ui;
	struct str from = str_fmt(rq->arena, "%lld", (long long)p->valid_from.v);
	struct str to = str_fmt(rq->arena, "%lld", (long long)p->valid_to.v);

	if (!p->valid_from.has)
		return p->now ? tr(ui, "да") : trf(ui, "до %1 года", to);
	if (p->valid_from.v <= 2018) /* the source begins there */
		return p->now ? tr(ui, "с 2018 года или раньше") : trf(ui, "до %1 года", to);
	return p->now ? trf(ui, "с %1 года", from) : trf(ui, "с %1 до %2 года", from, to);
}

static enum err
fill_facts(struct req *rq, const struct places_index *x, int at, struct view_show *v)
{
	const struct place *p = &x->p[at];
	const struct ui *ui = &rq->ui;
	struct buf b;

	v->kind = str_c(place_kind_name(p->kind, ui->lang));
	v->kicker = p->level != PLACE_MUNI ? v->kind :
	    p->now                         ? tr(ui, "Паспорт муниципалитета") :
		     tr(ui, "Упразднённый муниципалитет");
	v->code = p->code;
	v->code_spaced = spaced(rq, p->code);
	v->name = p->short_name;
	v->center = places_tied(rq->arena, p->center);
	v->region_no = p->level == PLACE_REGION ? p->region_no : S("");
	v->valid = valid_of(rq, p);
	v->note = p->note;
	if (p->region >= 0 && p->region != at) {
		v->region = x->p[p->region].name;
		v->region_url = url_places_show(rq->arena, x->p[p->region].code);
	}
	if (p->has_point) {
		buf_init(&b, rq->arena, 200);
		put_real(&b, p->lat, 4, ui->lang == LANG_EN);
		buf_putz(&b, "°\xC2\xA0");
		buf_put(&b, tr(ui, "с. ш."));
		buf_putz(&b, ", ");
		put_real(&b, p->lon < 0 ? -p->lon : p->lon, 4, ui->lang == LANG_EN);
		buf_putz(&b, "°\xC2\xA0");
		buf_put(&b, p->lon < 0 ? tr(ui, "з. д.") : tr(ui, "в. д."));
		v->point = buf_str(&b);
	}
	v->statuses.p = arena_array(rq->arena, struct str, PS_N);
	if (v->statuses.p == NULL)
		return E_NOMEM;
	for (int i = 0; i < PS_N; i++)
		if (p->statuses & (uint32_t)1 << i)
			v->statuses.p[v->statuses.n++] = str_c(
			    place_status_name((enum place_status)i, ui->lang));
	return OK;
}

/* ---- passport -------------------------------------------------------------------- */

static enum err
fill_passport(struct req *rq, const struct places_index *x, int at, struct view_show *v)
{
	bool en = rq->ui.lang == LANG_EN, may = rq->viewer == NULL || v->may_edit;
	struct str url = url_places_passport(rq->arena, x->p[at].code), bad;

	v->passport_url = url;
	v->passport.p = arena_array(rq->arena, struct passport_row, MF_N);
	if (v->passport.p == NULL)
		return E_NOMEM;
	for (int i = 0; i < MF_N; i++) {
		enum match_field f = (enum match_field)i;
		const struct match_field_info *m = &match_fields[f];
		struct passport_row *r = &v->passport.p[v->passport.n];
		struct passport p = { 0 };
		struct place_from from;
		struct str text;
		struct buf b;

		if (f == MF_applicant || f == MF_territory)
			continue;
		v->passport.n++;
		text = places_value(x, at, m->code, rq->arena, &from);
		*r = (struct passport_row){ .label = str_c(en ? m->en : m->ru),
			.source = places_source(&rq->ui, &from),
			.fill = may ? str_fmt(rq->arena, "%.*s#f-%s", FMT(url), m->code) : S("") };
		if (from.year.has)
			r->year = str_fmt(rq->arena, "%lld", (long long)from.year.v);
		if (text.p == NULL || passport_set(rq->arena, &p, f, text, false, &bad) != OK)
			continue;
		buf_init(&b, rq->arena, 4 * KiB);
		put_match_value(&b, &p, f, en);
		r->value = buf_str(&b);
		r->known = true;
		v->n_known++;
		if (r->source.n == 0)
			r->source = from.filled ? tr(&rq->ui, "администрация") : S("");
	}
	v->n_fields = (int64_t)v->passport.n;
	return OK;
}

/* ---- towns like ours, neighbours ------------------------------------------------- */

static struct str
region_name(const struct places_index *x, int at)
{
	return x->p[at].region >= 0 ? x->p[x->p[at].region].name : S("");
}

static enum err
fill_likes(struct req *rq, const struct places_index *x, int at, struct view_show *v)
{
	struct places_likes l;
	struct places_nears n;

	TRY(places_similar(x, at, LIKES, rq->arena, &rq->ui, &l));
	TRY(places_neighbours(x, at, NEARS, rq->arena, &n));
	v->likes.p = arena_array(rq->arena, struct like_row, l.n + 1);
	v->nears.p = arena_array(rq->arena, struct near_row, n.n + 1);
	if (v->likes.p == NULL || v->nears.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < l.n; i++) {
		const struct place *p = &x->p[l.p[i].place];

		v->likes.p[v->likes.n++] = (struct like_row){ p->short_name,
			url_places_show(rq->arena, p->code), region_name(x, l.p[i].place),
			places_people(&rq->ui, p), l.p[i].same, l.p[i].differs, l.p[i].score };
	}
	for (size_t i = 0; i < n.n; i++) {
		const struct place *p = &x->p[n.p[i].place];

		v->nears.p[v->nears.n++] = (struct near_row){ p->name,
			url_places_show(rq->arena, p->code), region_name(x, n.p[i].place),
			places_people(&rq->ui, p), n.p[i].km < 0.5 ? tr(&rq->ui, "центр там же") :
			ui_num(&rq->ui, (int64_t)(n.p[i].km + 0.5)) };
	}
	v->n_all = x->n_municipalities;
	return OK;
}

/* ---- map ------------------------------------------------------------------------- */

/* The drawing is cut to what the page is about: a region with its neighbours, or a district. */
static bool
frame_of(const struct places_index *x, int at, struct places_box *ret)
{
	const struct places_box *box = x->keys->box;
	bool any = false;

	for (size_t i = 0; i < x->regions.n; i++) {
		int r = x->regions.p[i];

		if (x->p[r].outline.n == 0 || !(places_within(x, r, at) || r == x->p[at].region))
			continue;
		if (any)
			places_box_add(ret, &box[r]);
		else
			*ret = box[r];
		any = true;
	}
	if (any && x->p[at].level != PLACE_COUNTRY)
		places_box_frame(ret);
	if (any && x->p[at].level == PLACE_COUNTRY)
		*ret = (struct places_box){ 0, 0, 1000, 560 };
	return any;
}

static enum err
fill_shapes(struct req *rq, const struct places_index *x, int at, const struct places_box *frame,
    struct map_shapes *ret)
{
	ret->p = arena_array(rq->arena, struct map_shape, x->regions.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < x->regions.n; i++) {
		int r = x->regions.p[i];

		if (x->p[r].outline.n > 0 && places_box_meet(&x->keys->box[r], frame))
			ret->p[ret->n++] = (struct map_shape){ .path = x->p[r].outline,
				.own = at != x->country &&
				    (places_within(x, r, at) || r == x->p[at].region) };
	}
	return OK;
}

/* The dot of the centre, and in words where it stands for those who don't see it. */
static enum err
fill_map(struct req *rq, const struct places_index *x, int at, struct view_show *v)
{
	const struct place *p = &x->p[at];
	const struct ui *ui = &rq->ui;
	struct places_box f;
	double dx, dy;

	v->has_map = frame_of(x, at, &f);
	if (!v->has_map)
		return OK;
	TRY(fill_shapes(rq, x, at, &f, &v->map));
	v->map_box = str_fmt(
	    rq->arena, "%.1f %.1f %.1f %.1f", f.x0, f.y0, f.x1 - f.x0, f.y1 - f.y0);
	v->map_title = trf(ui, "%1 на карте", p->short_name);
	v->map_desc = v->region.n ? trf(ui, "Выделен регион: %1.", v->region) :
				    trf(ui, "Выделено: %1.", p->name);
	if (p->has_point && p->level >= PLACE_REGION) {
		places_project(p->lat, p->lon, &dx, &dy);
		v->dot_x = str_fmt(rq->arena, "%.1f", dx);
		v->dot_y = str_fmt(rq->arena, "%.1f", dy);
		v->dot_r = str_fmt(rq->arena, "%.2f", (f.x1 - f.x0) / 45);
		v->map_desc = trf(
		    ui, "%1 Точка — центр: %2, %3.", v->map_desc, p->center, v->point);
	}
	return OK;
}

/* ---- history --------------------------------------------------------------------- */

static enum err
add_event(struct req *rq, const struct places_index *x, struct events *e, struct str when,
    struct str text, const int *p, size_t n)
{
	struct event *ev = &e->p[e->n++];

	*ev = (struct event){ .when = when, .text = text };
	TRY(places_int_rows(rq, x, p, n, &ev->links));
	for (size_t i = 0; i < n; i++)
		ev->links.p[i].name =
		    x->p[p[i]].name; /* in full: often the kind alone has changed */
	return OK;
}

static struct str
in_year(struct req *rq, struct opt_int y)
{
	return y.has ? trf(&rq->ui, "%1 год", str_fmt(rq->arena, "%lld", (long long)y.v)) :
		       tr(&rq->ui, "год не известен");
}

/* Newest first: what it is now, what it became, what came into it, since when. */
static enum err
fill_events(struct req *rq, const struct places_index *x, int at, struct events *e)
{
	const struct place *p = &x->p[at];
	const struct ui *ui = &rq->ui;
	int *was = arena_array(rq->arena, int, p->was.n + 1);

	e->p = arena_array(rq->arena, struct event, p->was.n + 4);
	if (e->p == NULL || was == NULL)
		return E_NOMEM;
	if (p->now)
		TRY(add_event(rq, x, e, tr(ui, "сейчас"), p->name, NULL, 0));
	else
		TRY(add_event(rq, x, e, in_year(rq, p->valid_to),
		    p->became.n ? tr(ui, "Упразднён; вошёл в состав или стал:") :
				  tr(ui, "Упразднён"),
		    p->became.p, p->became.n));
	e->p[0].now = true;
	for (size_t i = 0; i < p->was.n; i++) /* by year, the latest first */
		for (size_t k = i;; k--) {
			if (k == 0 || x->p[was[k - 1]].valid_to.v >= x->p[p->was.p[i]].valid_to.v) {
				was[k] = p->was.p[i];
				break;
			}
			was[k] = was[k - 1];
		}
	for (size_t i = 0, k; i < p->was.n; i = k) {
		for (k = i; k < p->was.n && x->p[was[k]].valid_to.v == x->p[was[i]].valid_to.v; k++)
			;
		TRY(add_event(rq, x, e, in_year(rq, x->p[was[i]].valid_to),
		    tr(ui, "Образован из или принял в себя:"), was + i, k - i));
	}
	if (p->valid_from.has)
		TRY(add_event(rq, x, e,
		    p->valid_from.v <= 2018 ? tr(ui, "2018 год или раньше") :
					      in_year(rq, p->valid_from),
		    tr(ui, "Начало действия с этим кодом"), NULL, 0));
	return OK;
}

/* ---- a former one ---------------------------------------------------------------- */

static enum err
fill_former(struct req *rq, const struct places_index *x, int at, struct view_show *v)
{
	int now[16];
	size_t n;

	v->former = true;
	v->gone = str_fmt(rq->arena, "%lld", (long long)x->p[at].valid_to.v);
	n = places_now(x, at, now, LEN(now));
	TRY(places_int_rows(rq, x, now, n, &v->now));
	for (size_t i = 0; i < v->now.n; i++)
		v->now.p[i].name = x->p[now[i]].name;
	return OK;
}

/* ---- the page -------------------------------------------------------------------- */

static bool
may_edit(const struct req *rq, const struct places_index *x, int at)
{
	int64_t chain[PLACES_DEPTH];
	size_t n = 0;

	for (; at >= 0 && n < LEN(chain); at = x->p[at].parent)
		chain[n++] = x->p[at].id;
	return rq->viewer != NULL && req_may(rq, ROLE_MUNI_ADMIN, chain, n);
}

static enum err
missing(struct req *rq)
{
	struct view_missing v = { .page = { .title = tr(&rq->ui, "Такой территории нет"),
		.nav = "places", .no_index = true }, .code = utf8_cut(req_param(rq, 0), 60) };
	const struct places_index *x;
	struct places_found f;

	TRY(places_get(rq->th, &x));
	if (!utf8_valid(v.code))
		v.code = S("");
	/* its region and its neighbours in the list of codes, or what is called so */
	TRY(places_find(x, rq->arena, v.code, GUESSES, PLACES_ALL, &f));
	for (size_t n = 5; f.n == 0 && f.by_code && n > 0; n = n > 2 ? 2 : 0)
		TRY(places_find(x, rq->arena, utf8_cut(v.code, n), GUESSES, PLACES_ALL, &f));
	TRY(places_hit_rows(rq, x, &f, &v.rows));
	rq->status = 404;
	return view_missing(&rq->ui, &v);
}

/* What only a municipality in force has. */
static enum err
fill_municipality(struct req *rq, const struct places_index *x, int at, struct view_show *v)
{
	const struct place *p = &x->p[at];
	struct str back = req_query(rq, "back");

	v->municipality = true;
	v->can_be_mine = true;
	v->is_mine = str_eq(rq->ui.place_code, p->code);
	v->back = back.n > 0 && back.n < 1000 && back.p[0] == '/' ? back : S("");
	v->mine_url = url_places_mine(rq->arena, p->code);
	v->measures_url = str_fmt(rq->arena, "/navigator?place=%.*s", FMT(p->code));
	v->may_edit = may_edit(rq, x, at);
	TRY(fill_passport(rq, x, at, v));
	return fill_likes(rq, x, at, v);
}

enum err
places_show_page(struct req *rq)
{
	struct view_show v = { .page = { .nav = "places" } };
	const struct places_index *x;
	const struct place *p;
	int at, up;
	enum err e = places_of_path(rq, &x, &at);

	if (e == E_NOT_FOUND)
		return missing(rq);
	TRY(e);
	p = &x->p[at];
	if (!str_eq(req_param(rq, 0), p->code))
		return redirect_forever(rq, url_places_show(rq->arena, p->code));
	v.heading = places_heading(x, at, rq->arena);
	v.lead = lead_of(rq, x, at);
	v.page.title = p->level <= PLACE_REGION ?
	    p->name :
	    str_fmt(rq->arena, "%.*s, %.*s", FMT(p->name), FMT(region_name(x, at)));
	v.page.description = v.lead;
	v.page.canonical = ui_cat(&rq->ui, rq->ui.base, url_places_show(rq->arena, p->code));
	places_crumbs(rq, x, at, false, &v.page);
	TRY(fill_facts(rq, x, at, &v));
	if (!p->now)
		TRY(fill_former(rq, x, at, &v));
	else if (p->level == PLACE_MUNI)
		TRY(fill_municipality(rq, x, at, &v));
	up = p->level == PLACE_SETTLEMENT ? places_municipality(x, at) : -1;
	if (up >= 0) {
		v.up_url = url_places_show(rq->arena, x->p[up].code);
		v.up_name = x->p[up].name;
	}
	TRY(places_below(rq, x, at, &v.below));
	TRY(fill_map(rq, x, at, &v));
	TRY(fill_events(rq, x, at, &v.events));
	return view_show(&rq->ui, &v);
}
