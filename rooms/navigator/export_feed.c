/* export_feed.c - the measures of a filter as news (Atom) and as deadlines (iCalendar). */
#include "navigator/list.h"
#include "navigator/pages_impl.h"
#include "web/feed.h"

#define ATOM_MAX 50
#define ICS_MAX 500
#define REMIND_DAYS 7

struct feed {
	struct nav_filter f;
	struct nav_listing l;
	struct facet_answer ans;
	struct navigator_cards cards;
};

static enum err
feed_open(struct req *rq, enum nav_order order, uint32_t max, struct feed *fd)
{
	TRY(nav_filter_of(rq, &fd->f));
	fd->f.order = order;
	TRY(nav_listing_open(rq, &fd->f, &fd->l));
	return nav_listing_ask(&fd->l, &fd->f, 0, max, &fd->ans);
}

static struct str
whole(const struct req *rq, struct str path)
{
	return ui_cat(&rq->ui, rq->ui.base, path);
}

/* «https://portal.example:8080» → «portal.example» */
static struct str
host_of(const struct req *rq)
{
	struct str s = rq->ui.base;
	ptrdiff_t at = str_find(s, S("://"));
	struct str rest;

	if (at >= 0)
		s = (struct str){ s.p + at + 3, s.n - (size_t)at - 3 };
	s = str_cut(s, '/', &rest);
	return s.n > 0 && s.p[0] == '[' ? s : str_cut(s, ':', &rest);
}

static struct str
feed_title(const struct req *rq, const struct nav_filter *f)
{
	const struct ui *ui = &rq->ui;

	if (f->q.n > 0)
		return trf(ui, "Меры поддержки: %1", f->q);
	if (f->place_at >= 0)
		return trf(ui, "Меры поддержки: %1", f->places->p[f->place_at].name);
	return tr(ui, "Меры поддержки");
}

/* ---- Atom ------------------------------------------------------------------------------- */

static void
atom_one(struct req *rq, const struct navigator_card *c)
{
	atom_add(rq->out, &(struct atom_entry){
		/* RFC 4151: the tag stays when the portal's pages move */
		.id = str_fmt(rq->arena, "tag:%.*s,2026:navigator/%.*s", FMT(host_of(rq)),
		    FMT(c->key)),
		.page = whole(rq, c->url), .title = c->title, .summary = c->summary,
		.category = str_c(list_code(LIST_level, c->level)),
		.updated = c->updated, .published = c->created });
}

enum err
nav_list_atom(struct req *rq)
{
	struct feed *fd = arena_make(rq->arena, struct feed);
	struct buf *out = rq->out;
	int64_t newest = 0;

	if (fd == NULL)
		return E_NOMEM;
	TRY(feed_open(rq, NO_NEWEST, ATOM_MAX, fd));
	TRY(nav_listing_cards(&fd->l, fd->ans.ords, fd->ans.n, &fd->cards));
	for (size_t i = 0; i < fd->cards.n; i++)
		if (fd->cards.p[i].updated > newest)
			newest = fd->cards.p[i].updated;
	fd->f.order = NO_DEFAULT;
	atom_begin(out, &(struct atom_feed){
		.id = whole(rq, nav_filter_url(rq->arena, "/navigator.atom", &fd->f)),
		.title = feed_title(rq, &fd->f),
		.self = whole(rq, nav_filter_url(rq->arena, "/navigator.atom", &fd->f)),
		.page = whole(rq, nav_filter_url(rq->arena, "/navigator", &fd->f)),
		.author = tr(&rq->ui, "Вече"),
		.lang = rq->ui.lang == LANG_EN ? "en" : "ru", .updated = newest });
	for (size_t i = 0; i < fd->cards.n; i++)
		atom_one(rq, &fd->cards.p[i]);
	atom_end(out);
	rq->type = S(ATOM_TYPE);
	return buf_err(out);
}

/* ---- iCalendar ---------------------------------------------------------------------------- */

static void
ics_one(struct req *rq, const struct navigator_card *c)
{
	struct str sum = row_amount(&rq->ui, c->amount_min, c->amount_max);

	ical_add(rq->out, &(struct ical_event){
		.uid = str_fmt(rq->arena, "%.*s-closes@%.*s", FMT(c->key), FMT(host_of(rq))),
		.day = (int32_t)c->closes.v,
		.title = trf(&rq->ui, "Срок подачи: %1", c->title),
		.text = sum.n ? str_fmt(rq->arena, "%.*s\n%.*s", FMT(c->summary), FMT(sum)) :
		    c->summary,
		.page = whole(rq, c->url), .changed = c->updated, .remind_days = REMIND_DAYS });
}

enum err
nav_list_ics(struct req *rq)
{
	struct feed *fd = arena_make(rq->arena, struct feed);
	size_t n = 0;

	if (fd == NULL)
		return E_NOMEM;
	TRY(feed_open(rq, NO_DEADLINE, ICS_MAX, fd));
	for (size_t i = 0; i < fd->ans.n; i++) /* a calendar holds what has a day */
		if (fd->l.ix->rows[fd->ans.ords[i]].closes.has)
			fd->ans.ords[n++] = fd->ans.ords[i];
	TRY(nav_listing_cards(&fd->l, fd->ans.ords, n, &fd->cards));
	ical_begin(rq->out, feed_title(rq, &fd->f));
	for (size_t i = 0; i < fd->cards.n; i++)
		ics_one(rq, &fd->cards.p[i]);
	ical_end(rq->out);
	rq->type = S(ICAL_TYPE);
	return buf_err(rq->out);
}
