/* home.c - the front page for those who have not said where they work, the desk for the rest. */
#include "account/account.h"
#include "alerts/alerts.h"
#include "home/home_impl.h"
#include "gen/home/v.h"
#include "navigator/navigator.h"
#include "places/places.h"
#include "text/text.h"

#define FRONT_ROWS 6
#define DESK_ROWS 6
#define SOON_DAYS 7	/* money's deadline is near */
#define MINE_MAX 20

/* ---- measures as rows ------------------------------------------------------------- */

static struct str
days_left(const struct ui *ui, int days)
{
	struct str word, n;

	if (days < 0)
		return S("");
	if (days == 0)
		return tr(ui, "сегодня");
	if (days == 1)
		return tr(ui, "завтра");
	n = ui_num(ui, days);
	word = trn(ui, days, "день|дня|дней");
	return str_fmt(ui->arena, "%.*s\xC2\xA0%.*s", FMT(n), FMT(word));
}

static struct view_due_day
due_row(const struct ui *ui, const struct navigator_card *c)
{
	struct view_due_day r = { .url = c->url, .title = c->title, .summary = c->summary,
		.backer = c->backer, .demo = c->demo, .verdict = (int)c->verdict,
		.reason = c->reason, .amount = S(""), .day = S(""), .left = S("") };

	if (c->amount_max.has)
		r.amount = trf(ui, "до %1", ui_money(ui, c->amount_max.v));
	if (c->closes.has) {
		r.day = ui_day(ui, (int32_t)c->closes.v);
		r.left = days_left(ui, c->days_left);
		r.soon = c->days_left >= 0 && c->days_left <= SOON_DAYS;
	}
	return r;
}

static enum err
due_rows(const struct ui *ui, const struct navigator_cards *cards, struct due_rows *ret)
{
	ret->p = arena_array(ui->arena, struct view_due_day, cards->n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->n = cards->n;
	for (size_t i = 0; i < cards->n; i++)
		ret->p[i] = due_row(ui, &cards->p[i]);
	return OK;
}

/* ---- before sign-in ---------------------------------------------------------------------- */

static enum err
front_regions(struct req *rq, struct view_front *v)
{
	const struct places_index *x;

	TRY(places_get(rq->th, &x));
	v->n_munis = ui_num(&rq->ui, x->n_municipalities);
	v->regions.p = arena_array(rq->arena, struct region_row, x->regions.n + 1);
	if (v->regions.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < x->regions.n; i++) {
		const struct place *p = &x->p[x->regions.p[i]];

		v->regions.p[v->regions.n++] = (struct region_row){ p->code, p->name, p->outline };
		v->map |= p->outline.n > 0;
	}
	return OK;
}

static enum err
front(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_front v = { .page = {
		.nav = "home", .canonical = str_fmt(rq->arena, "%.*s/", FMT(ui->base)),
		.description = tr(ui, "Меры поддержки и конкурсы для муниципалитетов: "
		    "что подходит вашему городу или району и почему, сроки и документы."),
	} };
	struct navigator_cards closing = { 0 };
	int all = 0, open = 0;

	TRY(navigator_closing(rq, FRONT_ROWS, &closing));
	TRY(navigator_counts(rq, &all, &open));
	TRY(due_rows(ui, &closing, &v.closing));
	v.all = all;
	v.n_all = ui_num(ui, all);
	v.n_open = ui_num(ui, open);
	TRY(front_regions(rq, &v)); /* last: the snapshot must live until it is drawn */
	return view_front(ui, &v);
}

/* ---- the desk ------------------------------------------------------------------------------- */

/* Territories of the reader's roles, to go to. */
static enum err
my_places(struct req *rq, const struct places_index *x, struct place_rows *ret)
{
	const struct viewer *who = rq->viewer;

	ret->p = arena_array(rq->arena, struct place_row, MINE_MAX);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; who != NULL && i < who->n_grants && ret->n < MINE_MAX; i++) {
		int at = places_by_id(x, who->grants[i].place);
		bool there = at < 0;

		for (size_t k = 0; k < ret->n && !there; k++)
			there = str_eq(ret->p[k].code, x->p[at].code);
		if (!there)
			ret->p[ret->n++] = (struct place_row){ x->p[at].code,
				places_heading(x, at, rq->arena) };
	}
	return OK;
}

static enum err
desk_place(struct req *rq, struct view_desk *v)
{
	const struct places_index *x;
	int64_t chain[PLACES_DEPTH];
	struct str name;
	size_t n = 0;
	int at;

	TRY(places_get(rq->th, &x));
	TRY(my_places(rq, x, &v->mine));
	at = v->code.n > 0 ? places_by_code(x, v->code) : -1;
	if (at < 0)
		return OK;
	v->heading = places_heading(x, at, rq->arena);
	if (x->p[at].region >= 0 && x->p[at].region != at)
		v->where = x->p[x->p[at].region].name;
	TRY(places_chain(rq->th, v->code, chain, LEN(chain), &n, &name));
	v->may_fill = req_may(rq, ROLE_MUNI_ADMIN, chain, n);
	return OK;
}

static enum err
desk_match(struct req *rq, struct view_desk *v)
{
	struct navigator_desk d = { 0 };
	struct ui *ui = &rq->ui;
	enum err e = navigator_desk(rq, v->code, DESK_ROWS, &d);

	if (e == E_NOT_FOUND) {
		v->not_muni = true;
		return OK;
	}
	TRY(e);
	v->n_yes = d.n_yes;
	v->n_unknown = d.n_unknown;
	v->n_no = d.n_no;
	v->n_open = d.n_open;
	TRY(due_rows(ui, &d.fits, &v->fits));
	TRY(due_rows(ui, &d.soon, &v->soon));
	TRY(due_rows(ui, &d.unknown, &v->unknown));
	v->gaps.p = arena_array(rq->arena, struct gap_row, d.gaps.n + 1);
	if (v->gaps.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < d.gaps.n && i < DESK_ROWS; i++)
		v->gaps.p[v->gaps.n++] = (struct gap_row){ d.gaps.p[i].label, d.gaps.p[i].decides };
	return OK;
}

static enum err
desk(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_desk v = {
		.page = { .title = tr(ui, "Рабочий стол"), .nav = "home", .no_index = true },
		.today = ui_day_long(ui, ui->today), .who = rq->viewer ? rq->viewer->name : S(""),
		.code = ui->place_code.n > 0 ? ui->place_code : S(""),
	};
	struct navigator_cards closing = { 0 };

	if (rq->viewer != NULL)
		TRY(alerts_unread(rq->db, rq->viewer->id, &v.unread));
	if (v.code.n > 0)
		TRY(desk_match(rq, &v));
	if (v.code.n == 0 || v.not_muni) {
		TRY(navigator_closing(rq, DESK_ROWS, &closing));
		TRY(due_rows(ui, &closing, &v.closing));
	}
	TRY(folder_desk(rq, v.code, &v.folder));
	if (v.folder.title.n > 0)
		v.folder_term = trf(ui, "%1, %2 %3", ui_day(ui, v.folder.day),
		    ui_num(ui, v.folder.left), trn(ui, v.folder.left, "день|дня|дней"));
	TRY(desk_place(rq, &v)); /* last: the snapshot must live until it is drawn */
	return view_desk(ui, &v);
}

enum err
home_index(struct req *rq)
{
	if (!rq->ui.cacheable && (rq->viewer != NULL || rq->ui.place_code.n > 0))
		return desk(rq);
	return front(rq);
}

/* ---- the room -------------------------------------------------------------------------------- */

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) \
	{ #verb, path, #fn, home_##fn, ROLE_##who, at, csrf, body, rate, run },
static const struct route routes[] = {
#include "home/routes.def"
};
#undef ROUTE

const struct room home_room = {
	.name = "home", .title = N_("Рабочий стол"), .url = "/",
	.routes = routes, .n_routes = LEN(routes), .ops = home_ops, .n_ops = HOME_OPS,
};
