/* hook_tell.c - the job that brings events to endpoints, and stops those nobody listens at.
 *
 * An event goes into the outbox of every endpoint in the transaction that marks it as told, under
 * keys of its own: a process that dies tells it whole or not at all, and another tells it then.
 */
#include "account/account.h"
#include "api/hook_impl.h"
#include "audit/audit.h"
#include "places/places.h"

#define EVENTS_AT_ONCE 200
#define BATCH_ARENA (64 * MiB)
#define DAY_S INT64_C(86400)

/* ---- secrets that count no more -------------------------------------------------------- */

static enum err
old_secrets(struct job_run *r)
{
	struct q_hooks_old_rows q;
	int64_t n;

	TRY(q_hooks_old(r->db, r->arena, r->now, &q));
	for (size_t i = 0; i < q.n; i++) {
		const struct q_hooks_old *h = &q.p[i];

		TRY(db_begin(r->db));
		TRY(q_hook_old_drop(r->db, h->id, r->now, &n));
		if (n == 1)
			TRY(hook_aim(r->db,
			    &(struct hook_to){ .ref = h->id.v, .url = h->url,
				.secrets = h->secret }));
		TRY(db_commit(r->db));
	}
	return OK;
}

/* ---- who does not listen any more --------------------------------------------------------- */

static struct ui
ui_of(struct job_run *r, struct arena *a, int64_t lang)
{
	struct ui ui = { .arena = a, .lang = lang == LANG_EN ? LANG_EN : LANG_RU, .now = r->now,
		.tz_min = (int)r->set->time_zone, .base = r->set->base_url };

	if (ui.base.n == 0)
		ui.base = str_fmt(a, "http://%.*s", FMT(r->set->listen));
	ui.today = day_of(r->now, ui.tz_min);
	return ui;
}

/* An account without an address gets none; the page says it too. */
static enum err
letter(struct job_run *r, const struct q_hooks_on *h, int64_t why)
{
	struct ui ui = ui_of(r, r->arena, h->lang);
	struct reached who;
	struct mail m;
	enum err e;

	if (!h->author.has)
		return OK;
	e = account_reach(r->db, r->arena, (struct user_id){ h->author.v }, &who);
	if (e != OK)
		return e == E_NOT_FOUND ? OK : e;
	m = (struct mail){ .to = who.email, .to_name = who.name, .user = h->author.v,
		.topic = S("api"),
		.subject = trf(&ui, "Веб-хук «%1» остановлен", h->title),
		.text = trf(&ui, "Здравствуйте!\n\nПортал больше не шлёт веб-хук «%1»: %2.\n\n"
			"Когда получатель снова заработает, включите веб-хук и повторите то, "
			"что не дошло:\n%3\n", h->title, endpoint_why(&ui, why),
		    str_fmt(r->arena, "%.*s/account/hooks/%lld", FMT(ui.base),
			(long long)h->id.v)),
		.key = str_fmt(r->arena, "api.hook:%lld:%lld", (long long)h->id.v,
		    (long long)h->started) };
	if (m.subject.p == NULL || m.text.p == NULL || m.key.p == NULL)
		return E_NOMEM;
	e = mail_put(r->db, &m, r->now, NULL);
	return e == E_INPUT ? OK : e; /* an address that no letter reaches */
}

static enum err
stop(struct job_run *r, const struct q_hooks_on *h, int64_t why)
{
	int64_t n;

	TRY(db_begin(r->db));
	TRY(q_hook_off(r->db, h->id, why, &n));
	if (n == 1) {
		TRY(hook_drop(r->db, h->id.v, r->now));
		TRY(letter(r, h, why));
		TRY(audit_add(r->db, r->arena, r->now,
		    &(struct audit_event){ .action = "api.hook_off", .place = h->place,
			.object = str_fmt(r->arena, "hook:%lld", (long long)h->id.v),
			.detail = why == HOOK_GONE ? S("410") : S("failing") }));
	}
	return db_commit(r->db);
}

/* Failures of one bad evening are not enough: they must lie as far apart as the setting says. */
static enum err
look_after(struct job_run *r)
{
	int64_t days = r->set->hook_fail_days * DAY_S;
	struct q_hooks_on_rows q;
	struct hook_health health;

	TRY(q_hooks_on(r->db, r->arena, &q));
	for (size_t i = 0; i < q.n; i++) {
		TRY(hook_health(r->db, q.p[i].id.v, q.p[i].started, &health));
		if (health.gone)
			TRY(stop(r, &q.p[i], HOOK_GONE));
		else if (health.failing.has && health.failed.has &&
		    health.failed.v - health.failing.v >= days)
			TRY(stop(r, &q.p[i], HOOK_FAILING));
	}
	return OK;
}

/* ---- events ------------------------------------------------------------------------------- */

struct telling {
	struct job_run *r;
	struct arena *a;	/* of the batch */
	struct ui ui;
	int64_t n;		/* webhooks put */
};

/* Is the folder's territory the endpoint's, or below it? */
static bool
covers(int64_t place, const int64_t *chain, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (chain[i] == place)
			return true;
	return place == 0;
}

static enum err
put_all(struct telling *t, const struct q_events_new *v, struct str body, const int64_t *chain,
    size_t n)
{
	struct q_hooks_for_rows to;

	TRY(q_hooks_for(t->r->db, t->a, v->kind, &to));
	for (size_t i = 0; i < to.n; i++) {
		const struct q_hooks_for *h = &to.p[i];
		struct hook hook = { .url = h->url, .body = body, .ref = h->id.v,
			.event = str_c(hook_code_of(v->kind)) };

		if (v->kind == HOOK_FOLDER && !covers(h->place, chain, n))
			continue;
		hook.key = endpoint_key(t->a, h->id, v->id);
		hook.secret = endpoint_secrets(
		    t->a, h->secret, h->old_secret, h->old_until, t->r->now);
		TRY(hook.key.p && hook.secret.p ? OK : E_NOMEM);
		TRY(hook_put(t->r->db, &hook, t->r->now, NULL));
		t->n++;
	}
	return OK;
}

static enum err
tell_one(struct telling *t, const struct q_events_new *v)
{
	int64_t chain[PLACES_DEPTH] = { 0 }, mine;
	struct str body, name, code = S("");
	const struct places_index *x;
	size_t n = 0;
	int at;

	if (v->kind == HOOK_FOLDER) {
		TRY(places_get(t->r->th, &x));
		at = places_by_id(x, v->place);
		if (at >= 0) {
			code = x->p[at].code;
			TRY(places_chain(t->r->th, code, chain, LEN(chain), &n, &name));
		}
	}
	TRY(hook_body(&t->ui, v, code, 0, &body));
	TRY(db_begin(t->r->db));
	TRY(q_event_told(t->r->db, v->id, &mine));
	if (mine == 1)
		TRY(put_all(t, v, body, chain, n));
	return db_commit(t->r->db);
}

static enum err
tell_all(struct telling *t)
{
	struct q_events_new_rows ev;

	do {
		arena_reset(t->a);
		t->ui = ui_of(t->r, t->a, LANG_RU);
		TRY(q_events_new(t->r->db, t->a, EVENTS_AT_ONCE, &ev));
		for (size_t i = 0; i < ev.n; i++)
			TRY(tell_one(t, &ev.p[i]));
		if (ev.n > 0)
			TRY(job_tell(t->r, (int64_t)ev.n, (int64_t)ev.n));
	} while (ev.n > 0);
	return OK;
}

enum err
api_hooks_tell(struct job_run *r)
{
	struct telling t = { .r = r, .a = arena_new(BATCH_ARENA) };
	enum err e = t.a ? old_secrets(r) : E_NOMEM;

	if (e == OK)
		e = look_after(r);
	if (e == OK)
		e = tell_all(&t);
	db_rollback(r->db); /* left open by an error; statements end before their arena */
	arena_free(t.a);
	if (e == OK && t.n > 0)
		job_note(r, str_fmt(r->arena, "веб-хуков: %lld", (long long)t.n));
	return e;
}
