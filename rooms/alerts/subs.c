/* subs.c - subscriptions: begin, change, pause, end. */
#include <sodium.h>

#include "alerts/subs.h"
#include "account/account.h"
#include "alerts/views.h"
#include "gen/alerts/u.h"
#include "gen/alerts/v.h"
#include "places/places.h"

#define TOKEN_BYTES 20

const char *const subs_every[] = { "once", "day", "week", NULL };
static const char *const every_names[] = { N_("Сразу"), N_("Раз в день, утром"),
	N_("Раз в неделю, в понедельник") };

static const struct field sub_fields[] = {
	F_TEXT(struct sub_in, title, N_("Название"), 1, ALERTS_TITLE_MAX),
	F_BOOL(struct sub_in, mail, N_("Письмом")),
	F_BOOL(struct sub_in, remind, N_("Напоминать о сроках")),
	F_CHOICE(struct sub_in, every, N_("Как часто"), subs_every),
	F_END
};

/* Follow what fits the reader's municipality; empty when none is chosen. */
static struct str
follow_place(const struct req *rq)
{
	if (rq->ui.place_code.n == 0)
		return S("");
	return alerts_follow_url(rq->arena, ui_cat(&rq->ui, S("/places/"), rq->ui.place_code));
}

/* ---- GET /alerts/subscriptions --------------------------------------------------------- */

static struct str
how_text(const struct ui *ui, const struct q_subs *s)
{
	if (s->mail == 0)
		return tr(ui, "только на странице");
	return trf(ui, "письмом: %1",
	    s->every == EVERY_DAY      ? tr(ui, "раз в день") :
		s->every == EVERY_WEEK ? tr(ui, "раз в неделю") :
					 tr(ui, "сразу"));
}

enum err
alerts_subs(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_subs v = { .page = { .title = tr(ui, "Подписки"), .no_index = true },
		.place_follow = follow_place(rq) };
	struct q_subs_rows q;

	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ tr(ui, "Оповещения"), S("/alerts") };
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = tr(ui, "Подписки") };
	TRY(q_subs(rq->db, rq->arena, rq->viewer->id, &q));
	v.rows.p = arena_array(rq->arena, struct sub_row, q.n + 1);
	if (v.rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q.n; i++)
		v.rows.p[v.rows.n++] = (struct sub_row){ .id = q.p[i].id.v,
			.letters = q.p[i].letters, .url = q.p[i].target, .title = q.p[i].title,
			.how = how_text(ui, &q.p[i]),
			.reminds = q.p[i].remind ? tr(ui, "за 30, 14 и 3 дня") :
						   tr(ui, "без напоминаний"),
			.paused = q.p[i].state == SUB_PAUSED };
	return view_subs(ui, &v);
}

/* ---- the form -------------------------------------------------------------------------- */

static enum err
preview_words(struct req *rq, const struct alerts_what *w, struct view_sub *v, int every)
{
	const struct ui *ui = &rq->ui;
	struct alerts_preview pre;

	TRY(preview_count(rq, w, v->remind, &pre));
	for (int i = 0; i < EVERY_N; i++)
		v->every.p[v->every.n++] = (struct every_row){ .value = subs_every[i],
			.label = tr_z(ui, every_names[i]),
			.note = trf(ui, "за 90 дней пришло бы %1 %2", ui_num(ui, pre.n[i]),
			    trn(ui, pre.n[i], "письмо|письма|писем")),
			.on = ui_old_on(ui, "every", str_c(subs_every[i]), i == every) };
	if (pre.events == 0)
		v->preview = tr(ui, "За последние 90 дней здесь ничего не происходило: "
		    "письма будут редкими.");
	else
		v->preview = trf(ui, "За последние 90 дней здесь было %1 %2.%3",
		    ui_num(ui, pre.events), trn(ui, pre.events, "событие|события|событий"),
		    pre.cut ? tr(ui, " Считали только последние.") : S(""));
	return OK;
}

static void
form_head(struct req *rq, struct view_sub *v, struct str title)
{
	struct page *p = &v->page;

	p->title = title;
	p->no_index = true;
	p->crumbs[p->n_crumbs++] = (struct crumb){ tr(&rq->ui, "Оповещения"), S("/alerts") };
	p->crumbs[p->n_crumbs++] =
	    (struct crumb){ tr(&rq->ui, "Подписки"), S("/alerts/subscriptions") };
	p->crumbs[p->n_crumbs++] = (struct crumb){ .name = title };
}

/* Something that cannot be followed, or nothing named: what can be. */
static enum err
nothing(struct req *rq, struct str asked)
{
	struct ui *ui = &rq->ui;
	struct view_nothing v = { .page = { .title = tr(ui, "За чем следить"), .no_index = true },
		.place_follow = follow_place(rq), .asked = asked };

	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ tr(ui, "Оповещения"), S("/alerts") };
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = tr(ui, "За чем следить") };
	return view_nothing(ui, &v);
}

static enum err
new_view(struct req *rq, const struct alerts_what *w)
{
	const struct ui *ui = &rq->ui;
	bool again = ui->typed != NULL;
	struct view_sub v = { .is_new = true, .action = url_alerts_add(rq->arena),
		.what = w->asked, .url = w->url, .label = w->title, .title = w->title,
		.law = str_starts(w->target, S("/law/")),
		.solution = str_starts(w->target, S("/solutions/")),
		.mail = ui_old_on(ui, "mail", S("1"), !again),
		.remind = ui_old_on(ui, "remind", S("1"), !again) };

	form_head(rq, &v, tr(ui, "Новая подписка"));
	TRY(preview_words(rq, w, &v, EVERY_DAY));
	return view_sub(&rq->ui, &v);
}

enum err
alerts_new_form(struct req *rq)
{
	struct str asked = req_query(rq, "what");
	struct alerts_what w;
	struct q_sub_of old;
	enum err e;

	if (asked.n == 0)
		return nothing(rq, S(""));
	e = what_read(rq, asked, &w);
	if (e == E_INPUT)
		return nothing(rq, asked);
	TRY(e);
	e = q_sub_of(rq->db, rq->viewer->id, w.target, &old);
	if (e == OK && old.state != SUB_ENDED) /* followed already: its settings */
		return redirect(
		    rq, str_fmt(rq->arena, "/alerts/subscriptions/%lld", (long long)old.id.v));
	TRY(e == E_NOT_FOUND ? OK : e);
	return new_view(rq, &w);
}

/* ---- POST /alerts/new --------------------------------------------------------------------- */

/* The clocks by which his letters come: those of his municipality. */
static enum err
zone_of(struct req *rq, int *ret)
{
	struct reached who;

	TRY(account_reach(rq->db, rq->arena, rq->viewer->id, &who));
	*ret = places_zone(who.place, (int)req_settings(rq)->time_zone);
	return OK;
}

enum err
subs_add(struct req *rq, const struct alerts_what *w, const struct sub_in *in, enum lang lang,
    struct sub_id *ret)
{
	unsigned char raw[TOKEN_BYTES];
	char hex[2 * TOKEN_BYTES + 1];
	int64_t last;
	int zone;

	rand_bytes(raw, sizeof raw);
	sodium_bin2hex(hex, sizeof hex, raw, sizeof raw);
	TRY(q_event_last(rq->db, &last));
	TRY(zone_of(rq, &zone));
	return q_sub_add(rq->db,
	    &(struct q_sub_add_in){ .user = rq->viewer->id, .kind = w->kind, .target = w->target,
		.entry = w->entry, .title = in->title, .mail = in->mail, .every = in->every,
		.remind = in->remind, .lang = lang, .zone = zone, .token = str_c(hex),
		.since = last, .now = rq->now },
	    ret);
}

enum err
subs_may_add(struct req *rq, const char *field)
{
	int64_t have;

	TRY(q_sub_count(rq->db, rq->viewer->id, &have));
	if (have >= ALERTS_SUBS_MAX)
		return problem(rq, field, tr(&rq->ui, "Подписок уже 100: больше нельзя. "
		    "Закончите те, что не нужны."));
	return OK;
}

enum err
alerts_add(struct req *rq)
{
	struct sub_in in = { 0 };
	struct alerts_what w;
	struct sub_id id;
	enum err e = what_read(rq, req_form(rq, "what"), &w);

	if (e == E_INPUT) {
		rq->status = 422;
		return nothing(rq, req_form(rq, "what"));
	}
	TRY(e);
	e = form_read(rq, sub_fields, &in);
	if (e == OK)
		e = subs_may_add(rq, "title");
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return new_view(rq, &w);
	}
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(subs_add(rq, &w, &in, rq->ui.lang, &id));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Подписка оформлена")));
	return redirect(rq, url_alerts_subs(rq->arena));
}

/* ---- /alerts/subscriptions/{id} ---------------------------- */

enum err
subs_mine(struct req *rq, struct sub_id *ret_id, struct q_sub_get *ret)
{
	int64_t id;

	if (!str_int(req_param(rq, 0), &id))
		return E_NOT_FOUND;
	ret_id->v = id;
	return q_sub_get(rq->db, rq->arena, rq->viewer->id, *ret_id, ret);
}

static enum err
edit_view(struct req *rq, struct sub_id id, const struct q_sub_get *s)
{
	struct ui *ui = &rq->ui;
	struct alerts_what w = { (enum sub_kind)s->kind, s->target, s->target, s->entry, s->title,
		s->target };
	struct view_sub v = { .url = s->target, .label = s->title, .title = s->title,
		.action = str_fmt(rq->arena, "/alerts/subscriptions/%lld", (long long)id.v),
		.mail = ui_old_on(ui, "mail", S("1"), s->mail != 0),
		.remind = ui_old_on(ui, "remind", S("1"), s->remind != 0),
		.paused = s->state == SUB_PAUSED, .law = str_starts(s->target, S("/law/")),
		.solution = str_starts(s->target, S("/solutions/")) };

	form_head(rq, &v, tr(ui, "Подписка"));
	TRY(preview_words(rq, &w, &v, (int)s->every));
	return view_sub(ui, &v);
}

enum err
alerts_edit(struct req *rq)
{
	struct q_sub_get s;
	struct sub_id id;

	TRY(subs_mine(rq, &id, &s));
	return edit_view(rq, id, &s);
}

/* No letter of it any more: neither those that wait to be written nor those that wait to go. */
static enum err
no_letters(struct req *rq, struct sub_id id)
{
	int64_t n;

	TRY(q_letter_none(rq->db, id));
	return mail_drop(rq->db, rq->viewer->id.v, letters_topic(rq->arena, id), rq->now, &n);
}

enum err
subs_state(struct req *rq, struct sub_id id, enum sub_state st)
{
	int64_t last, n;

	TRY(q_event_last(rq->db, &last));
	TRY(q_sub_state(rq->db, rq->viewer->id, id, st, last, &n));
	return st != SUB_ON ? no_letters(rq, id) : OK;
}

static enum err
set_state(struct req *rq, struct sub_id id, enum sub_state st)
{
	TRY(db_begin(rq->db));
	TRY(subs_state(rq, id, st));
	TRY(db_commit(rq->db));
	TRY(notice(rq,
	    st == SUB_ON         ? N_("Подписка снова действует") :
		st == SUB_PAUSED ? N_("Подписка приостановлена") :
				   N_("Подписка закончена")));
	return redirect(rq, url_alerts_subs(rq->arena));
}

enum err
subs_set(struct req *rq, struct sub_id id, const struct sub_in *in, enum lang lang)
{
	int64_t n;
	int zone;

	TRY(zone_of(rq, &zone));
	TRY(q_sub_set(rq->db,
	    &(struct q_sub_set_in){ .user = rq->viewer->id, .id = id, .title = in->title,
		.mail = in->mail, .every = in->every, .remind = in->remind, .lang = lang,
		.zone = zone },
	    &n));
	return in->mail ? OK : no_letters(rq, id);
}

static enum err
change(struct req *rq, struct sub_id id, const struct q_sub_get *s)
{
	struct sub_in in = { 0 };
	enum err e = form_read(rq, sub_fields, &in);

	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return edit_view(rq, id, s);
	}
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(subs_set(rq, id, &in, rq->ui.lang));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Подписка изменена")));
	return redirect(rq, url_alerts_subs(rq->arena));
}

enum err
alerts_save(struct req *rq)
{
	struct str what = req_form(rq, "do");
	struct q_sub_get s;
	struct sub_id id;

	TRY(subs_mine(rq, &id, &s));
	if (str_is(what, "pause"))
		return set_state(rq, id, SUB_PAUSED);
	if (str_is(what, "resume"))
		return set_state(rq, id, SUB_ON);
	if (str_is(what, "end"))
		return set_state(rq, id, SUB_ENDED);
	return change(rq, id, &s);
}

/* ---- erasure ------------------------------ */

enum err
alerts_forget(struct db *db, struct arena *a, struct user_id user, int64_t now)
{
	struct q_user_subs_rows subs;
	int64_t n;

	TRY(q_user_subs(db, a, user, &subs));
	for (size_t i = 0; i < subs.n; i++)
		TRY(mail_drop(db, user.v, letters_topic(a, subs.p[i].id), now, &n));
	TRY(q_items_forget(db, user));
	return q_subs_forget(db, user);
}
