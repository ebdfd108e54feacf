/* measure.c - the page of one measure, and its dates as a calendar. */
#include "alerts/alerts.h"
#include "entry/entry.h"
#include "gen/navigator/u.h"
#include "gen/navigator/v.h"
#include "law/law.h"
#include "navigator/draft_fields.h"
#include "navigator/measure_view.h"
#include "text/text.h"
#include "web/feed.h"

#define CHANGES 6 /* of the record, shown */
#define CHANGES_READ 60 /* some of them are not for readers */
#define REMIND 3 /* days before a date a calendar reminds */

/* ---- small parts of the page ----------------------------------------------------- */

static enum err
topics(struct req *rq, const struct measure *m, struct view_measure *v)
{
	struct q_topics_of_rows t;

	TRY(q_topics_of(rq->db, rq->arena, m->row.entry, &t));
	v->topics.p = arena_array(rq->arena, struct view_choice, t.n + 1);
	if (v->topics.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < t.n; i++)
		v->topics.p[v->topics.n++] = (struct view_choice){
			.label = rq->ui.lang == LANG_EN ? t.p[i].name_en : t.p[i].name_ru,
			.url = str_fmt(rq->arena, "/navigator?topic=%.*s", FMT(t.p[i].code))
		};
	return OK;
}

/* What readers are told of: a curator's note is not theirs, nor what a draft went through. */
static bool
told(const struct revision *r)
{
	return !str_is(r->field, "note") && !str_is(r->field, "state") &&
	    !str_is(r->field, "demo") && !str_is(r->field, "parent");
}

/* The conditions of one sentence that the other has not: parts between semicolons. */
static struct str
apart(const struct ui *ui, struct str of, struct str other)
{
	struct buf b;

	buf_init(&b, ui->arena, 256 * KiB);
	while (of.n > 0) {
		struct str one = str_trim(str_cut(of, ';', &of)), rest = other, two;
		bool there = false;

		while (rest.n > 0 && !there) {
			two = str_trim(str_cut(rest, ';', &rest));
			there = str_eq(one, two);
		}
		if (there)
			continue;
		if (b.n > 0)
			buf_put(&b, S("; "));
		buf_put(&b, one);
	}
	return buf_str(&b);
}

static enum err
changes(struct req *rq, const struct measure *m, struct view_measure *v)
{
	const struct ui *ui = &rq->ui;
	struct revisions r;

	TRY(entry_revisions(rq->db, rq->arena, m->row.entry, CHANGES_READ, &r));
	v->changes.p = arena_array(rq->arena, struct measure_change, r.n + 1);
	if (v->changes.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n && v->changes.n < CHANGES; i++) {
		int32_t day = day_of(r.p[i].at, ui->tz_min);
		bool rule = str_is(r.p[i].field, "rule");
		struct str was = r.p[i].before, now = r.p[i].after;
		struct navigator_change c = navigator_change_words(ui, r.p[i].field,
		    rule ? apart(ui, was, now) : was, rule ? apart(ui, now, was) : now);

		if (str_is(r.p[i].field, "state") && str_is(r.p[i].after, "published"))
			break; /* what was before that nobody could read */
		if (!told(&r.p[i]))
			continue;
		v->changes.p[v->changes.n++] = (struct measure_change){ .at = ui_day(ui, day),
			.iso = ui_day_iso(ui, day), .what = c.what, .before = c.was,
			.after = c.now };
	}
	return OK;
}

static struct str
capital(const struct ui *ui, struct str s) /* labels of lists are lower case */
{
	char *p;
	unsigned char a, b;

	if (s.n < 2 || (p = str_z(ui->arena, s)) == NULL)
		return s;
	a = (unsigned char)p[0];
	b = (unsigned char)p[1];
	if (a >= 'a' && a <= 'z') {
		p[0] = (char)(a - 'a' + 'A');
	} else if (a == 0xd0 && b >= 0xb0 && b <= 0xbf) { /* а…п */
		p[1] = (char)(b - 0x20);
	} else if (a == 0xd1 && b >= 0x80 && b <= 0x8f) { /* р…я */
		p[0] = (char)0xd0;
		p[1] = (char)(b + 0x20);
	}
	return (struct str){ p, s.n };
}

/* A text with its references to law as links, as the law stood when the record was last written. */
enum err
nav_prose(struct req *rq, const struct measure *m, struct str text, struct html *ret)
{
	struct str linked;

	TRY(law_linked(rq, text, day_of(m->row.updated, rq->ui.tz_min), &linked));
	*ret = ui_prose(&rq->ui, linked);
	return OK;
}

static enum err
texts(struct req *rq, const struct measure *m, struct view_measure *v)
{
	TRY(nav_prose(rq, m, m->row.what, &v->what_text));
	TRY(nav_prose(rq, m, m->row.who, &v->who_text));
	TRY(nav_prose(rq, m, m->row.how_much, &v->how_much));
	return nav_prose(rq, m, m->row.own_share, &v->own_share);
}

static void
words(const struct ui *ui, const struct measure *m, struct view_measure *v)
{
	const struct q_measure_get *r = &m->row;
	int unit = list_no(LIST_unit, r->amount_unit);

	v->kicker = trf(ui, "%1, %2 уровень", capital(ui, list_label(ui, LIST_money, r->money)),
	    list_label(ui, LIST_level, r->level));
	if (r->level == list_no(LIST_level, S("organization"))) /* «организация» is no level */
		v->kicker = trf(ui, "%1, %2", capital(ui, list_label(ui, LIST_money, r->money)),
		    r->backer_name);
	if (r->checked.has)
		v->checked = ui_day(ui, (int32_t)r->checked.v);
	v->amount = nav_amount(ui, r->amount_min, r->amount_max);
	v->unit = unit && (r->amount_min.has || r->amount_max.has) ?
	    list_label(ui, LIST_unit, unit) :
	    S("");
	v->cofin = nav_cofin(ui, r->cofin_min, r->cofin_max);
	v->who = nav_applicants(ui, (uint64_t)r->applicants);
	v->stages = nav_mask_words(ui, LIST_stage, r->stages);
	v->recurrence = list_label(ui, LIST_recurrence, r->recurrence);
	v->where = nav_where(ui, &m->places);
	nav_due_view(ui, m, v);
	v->status = capital(ui, v->status);
}

static void
frame(struct req *rq, const struct measure *m, struct view_measure *v)
{
	struct str path = url_navigator_show(rq->arena, m->row.key);
	struct page *p = &v->page;

	p->title = m->row.title;
	p->description = m->row.summary;
	p->nav = "navigator";
	p->canonical = v->address = nav_absolute(&rq->ui, path);
	p->crumbs[p->n_crumbs++] = (struct crumb){ tr(&rq->ui, "Навигатор"), S("/navigator") };
	if (v->topics.n > 0)
		p->crumbs[p->n_crumbs++] = (struct crumb){ v->topics.p[0].label,
			v->topics.p[0].url };
	p->crumbs[p->n_crumbs++] = (struct crumb){ .name = m->row.title };
	v->ics_url = url_navigator_show_ics(rq->arena, m->row.key);
	v->follow_url = alerts_follow_url(rq->arena, path);
	if (!rq->ui.cacheable && req_may(rq, ROLE_EMPLOYEE, NULL, 0))
		v->suggest_url = url_navigator_suggest(rq->arena, m->row.key);
	if (!rq->ui.cacheable && req_may(rq, ROLE_REGIONAL_CURATOR, NULL, 0))
		v->curate_url = url_navigator_curate_show(rq->arena, m->row.key);
}

/* «Из 11 похожих муниципалитетов заявились 5, получили 3.» */
static struct str
outcome_words(const struct ui *ui, const struct folder_outcome *o)
{
	if (o->similar == 0)
		return S("");
	return trf(ui, "Из %1 похожих муниципалитетов заявились %2, получили %3.",
	    ui_num(ui, o->similar), ui_num(ui, o->applied), ui_num(ui, o->won));
}

/* ---- GET /navigator/{key} -------------------------------------------------------- */

enum err
nav_show(struct req *rq)
{
	const struct places_index *x;
	struct measure m = { 0 };
	struct nav_asker who;
	struct view_measure v = { .m = &m };

	TRY(nav_measure(
	    rq->th, rq->db, rq->arena, req_param(rq, 0), rq->ui.today, rq->ui.lang == LANG_EN, &m));
	TRY(places_get(rq->th, &x));
	TRY(nav_asker(rq, x, &who));
	words(&rq->ui, &m, &v);
	TRY(texts(rq, &m, &v));
	TRY(nav_match_view(rq, x, &m, &who, &v.match));
	TRY(nav_chain_view(rq, x, &m, &who, &v));
	TRY(nav_steps_view(rq, &m, &v));
	TRY(q_documents(rq->db, rq->arena, m.row.id, &v.documents));
	TRY(q_contacts(rq->db, rq->arena, m.row.id, &v.contacts));
	TRY(nav_rounds_view(rq, &m, &v));
	TRY(topics(rq, &m, &v));
	TRY(changes(rq, &m, &v));
	if (!rq->ui.cacheable && who.place >= 0)
		TRY(folder_of_measure(rq, who.code, m.row.key, m.row.entry.v, &v.folder));
	v.outcome = outcome_words(&rq->ui, &v.folder.outcome);
	frame(rq, &m, &v);
	return view_measure(&rq->ui, &v);
}

/* ---- GET /navigator/{key}.ics ---------------------------------------------------- */

/* The host part of our address, for ids that are unique in the world. */
static struct str
host_of(const struct ui *ui)
{
	ptrdiff_t at = str_find(ui->base, S("://"));

	return at < 0 ? ui->base : (struct str){ ui->base.p + at + 3, ui->base.n - (size_t)at - 3 };
}

static void
event(struct req *rq, const struct measure *m, const char *what, int64_t no, struct opt_int day,
    struct str title, struct str text)
{
	struct str host = host_of(&rq->ui);

	if (!day.has)
		return;
	ical_add(rq->out,
	    &(struct ical_event){ .day = (int32_t)day.v,
		.title = title,
		.text = text,
		.uid = no ? str_fmt(rq->arena, "%.*s-%s-%lld@%.*s", FMT(m->row.key), what,
				(long long)no, FMT(host)) :
			    str_fmt(rq->arena, "%.*s-%s@%.*s", FMT(m->row.key), what, FMT(host)),
		.page = nav_absolute(&rq->ui, url_navigator_show(rq->arena, m->row.key)),
		.changed = m->row.updated,
		.remind_days = REMIND });
}

enum err
nav_show_ics(struct req *rq)
{
	const struct ui *ui = &rq->ui;
	struct measure m = { 0 };
	struct q_steps_rows steps;

	TRY(nav_measure(rq->th, rq->db, rq->arena, req_param(rq, 0), ui->today, false, &m));
	TRY(q_steps(rq->db, rq->arena, m.row.id, &steps));
	ical_begin(rq->out, m.row.title);
	event(rq, &m, "opens", 0, m.row.opens, trf(ui, "Открывается приём: %1", m.row.title),
	    m.row.summary);
	event(rq, &m, "closes", 0, m.row.closes, trf(ui, "Последний день приёма: %1", m.row.title),
	    m.row.summary);
	for (size_t i = 0; i < steps.n; i++)
		event(rq, &m, "step", steps.p[i].no, steps.p[i].due,
		    trf(ui, "%1: %2", steps.p[i].title, m.row.title), steps.p[i].text);
	ical_end(rq->out);
	TRY(reply_file(rq, ICAL_TYPE, ui_cat(ui, m.row.key, S(".ics"))));
	return OK;
}
