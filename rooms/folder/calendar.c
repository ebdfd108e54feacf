/* calendar.c - the folder's terms for a calendar: an address with a secret of its own. */
#include "calendar/calendar.h"

#include <sodium.h>

#include "folder/views.h"
#include "gen/folder/u.h"
#include "gen/folder/v.h"
#include "solutions/solutions.h"
#include "web/feed.h"

#define KEY_BYTES 24
#define KEY_HASH 32
#define REMIND_DAYS 7

/* The hash under which a key is kept; p NULL: it is no key. */
static struct str
key_hash(struct arena *a, struct str key)
{
	unsigned char h[KEY_HASH];
	char hex[2 * KEY_HASH + 1];

	if (key.n != 2 * KEY_BYTES)
		return STR_NONE;
	crypto_generichash(h, sizeof h, (const unsigned char *)key.p, key.n, NULL, 0);
	sodium_bin2hex(hex, sizeof hex, h, sizeof h);
	return str_dup(a, str_c(hex));
}

/* ---- the page ------------------------------------------------------------------------------ */

static enum err
page(struct req *rq, const struct folder_at *w, struct str key)
{
	struct ui *ui = &rq->ui;
	struct view_calendar v = { .w = w };
	int64_t since;
	enum err e = q_key_of(rq->db, rq->viewer->id, w->p->id, &since);

	if (e != OK && e != E_NOT_FOUND)
		return e;
	if (e == OK)
		v.since = ui_moment(ui, since);
	v.page.title = tr(ui, "Сроки в календарь");
	v.save_url = url_folder_calendar_key(rq->arena, w->p->code);
	v.back_url = url_folder_board(rq->arena, w->p->code);
	if (key.n > 0)
		v.address = str_fmt(rq->arena, "%.*s%.*s?key=%.*s", FMT(ui->base),
		    FMT(url_folder_ics(rq->arena, w->p->code)), FMT(key));
	folder_crumbs(ui, w, v.page.title, S(""), S(""), &v.page);
	return view_calendar(ui, &v);
}

enum err
folder_calendar(struct req *rq)
{
	struct folder_at w;

	TRY(folder_at(rq, &w));
	return page(rq, &w, S(""));
}

/* A new address, or none. It is shown on this page alone: only the hash is kept. */
enum err
folder_calendar_key(struct req *rq)
{
	unsigned char raw[KEY_BYTES];
	char hex[2 * KEY_BYTES + 1];
	struct folder_at w;
	struct str key;
	int64_t n;

	TRY(folder_at(rq, &w));
	TRY(db_begin(rq->db));
	if (str_is(req_form(rq, "do"), "drop")) {
		TRY(q_key_drop(rq->db, rq->viewer->id, w.p->id, &n));
		TRY(folder_note(rq, &w, "folder.key_drop", 0, S("")));
		TRY(db_commit(rq->db));
		TRY(notice(rq, N_("Адрес календаря больше не действует")));
		return redirect(rq, url_folder_calendar(rq->arena, w.p->code));
	}
	rand_bytes(raw, sizeof raw);
	sodium_bin2hex(hex, sizeof hex, raw, sizeof raw);
	key = str_dup(rq->arena, str_c(hex));
	TRY(key.p ? OK : E_NOMEM);
	TRY(q_key_put(rq->db, key_hash(rq->arena, key), rq->viewer->id, w.p->id, rq->now));
	TRY(folder_note(rq, &w, "folder.key", 0, S("")));
	TRY(db_commit(rq->db));
	return page(rq, &w, key);
}

/* ---- GET /folder/{place}.ics ----------------------------------------------------------------- */

/* Whose key it is, if its owner still works here. */
static enum err
key_opens(struct req *rq, const struct folder_at *w)
{
	struct str hash = key_hash(rq->arena, req_query(rq, "key")), name;
	int64_t chain[PLACES_DEPTH];
	struct user_id user;
	size_t n;
	bool may;

	if (hash.p == NULL)
		return E_NOT_FOUND;
	TRY(q_key_owner(rq->db, hash, w->p->id, &user));
	TRY(places_chain(rq->th, w->p->code, chain, LEN(chain), &n, &name));
	TRY(account_holds(rq->db, rq->arena, user, ROLE_EMPLOYEE, chain, n, rq->now, &may));
	return may ? OK : E_NOT_FOUND;
}

/* The host part of our address, for ids that are unique in the world. */
static struct str
host_of(const struct ui *ui)
{
	ptrdiff_t at = str_find(ui->base, S("://"));

	return at < 0 ? ui->base : (struct str){ ui->base.p + at + 3, ui->base.n - (size_t)at - 3 };
}

static void
event(struct req *rq, const struct folder_at *w, const struct folder_row *r, const char *what,
    struct ical_event ev)
{
	struct str host = host_of(&rq->ui);
	struct str path = folder_item_url(rq->arena, w->p->code, r->q.id.v);

	ev.uid = str_fmt(rq->arena, "folder-%lld-%s@%.*s", (long long)r->q.id.v, what, FMT(host));
	ev.page = ui_cat(&rq->ui, rq->ui.base, path);
	ev.changed = r->q.updated;
	ical_add(rq->out, &ev);
}

/* What waits: the end of the round, the own term, the nearest paper; the next round as expected. */
static void
events(struct req *rq, const struct folder_at *w, const struct folder_row *r)
{
	const struct ui *ui = &rq->ui;
	const struct q_items *q = &r->q;
	bool work = folder_at_work(q->state);
	struct folder_term t = folder_term(&(struct folder_facts){ .state = q->state,
					       .year = q->year, .opens = r->card->opens,
					       .closes = r->card->closes }, ui->today);
	struct str aim = q->aim.n ? q->aim : S("");

	if (t.of == FT_CLOSES)
		event(rq, w, r, "closes",
		    (struct ical_event){ .day = t.day, .text = aim, .remind_days = REMIND_DAYS,
			.title = trf(ui, "Последний день приёма: %1", q->title) });
	if (q->due.has && (work || q->state == FS_APPLIED))
		event(rq, w, r, "due",
		    (struct ical_event){ .day = (int32_t)q->due.v, .text = aim, .remind_days = 3,
			.title = trf(ui, "Наш срок: %1", q->title) });
	if (q->next_check.has && work)
		event(rq, w, r, "paper",
		    (struct ical_event){ .day = (int32_t)q->next_check.v, .remind_days = 1,
			.title = trf(ui, "Документ к заявке: %1", q->title) });
	if (r->next.sure != FC_NONE)
		event(rq, w, r, "expected",
		    (struct ical_event){ .day = r->next.from, .last = r->next.to,
			.tentative = true, .text = forecast_words(ui, &r->next),
			.title = trf(ui, "Ожидается приём: %1", q->title) });
}

/* Steps of the solutions that the municipality works by: one calendar for all its terms. */
static enum err
steps(struct req *rq, const struct folder_at *w)
{
	struct str host = host_of(&rq->ui);
	struct solutions_dues d;

	TRY(solutions_dues(rq->db, rq->arena, w->p->id, w->p->code, &d));
	for (size_t i = 0; i < d.n; i++)
		ical_add(rq->out,
		    &(struct ical_event){ .day = d.p[i].day, .text = d.p[i].remark,
			.remind_days = 1, .changed = d.p[i].changed,
			.title = ui_cat(&rq->ui, ui_cat(&rq->ui, d.p[i].solution, S(": ")),
			    d.p[i].step),
			.page = ui_cat(&rq->ui, rq->ui.base, d.p[i].url),
			.uid = str_fmt(rq->arena, "solution-step-%lld@%.*s",
			    (long long)d.p[i].id, FMT(host)) });
	return OK;
}

enum err
folder_ics(struct req *rq)
{
	struct folder_rows rows;
	struct folder_at w;

	TRY(folder_at(rq, &w));
	if (req_query(rq, "key").p == NULL) /* opened by hand: the page tells how it is done */
		return redirect(rq, url_folder_calendar(rq->arena, w.p->code));
	TRY(key_opens(rq, &w));
	TRY(folder_rows(rq, w.p->id, &rows));
	ical_begin(rq->out, trf(&rq->ui, "Папка: %1", w.p->short_name));
	for (size_t i = 0; i < rows.n; i++)
		events(rq, &w, &rows.p[i]);
	TRY(steps(rq, &w));
	ical_end(rq->out);
	rq->type = S(ICAL_TYPE);
	return buf_err(rq->out);
}
