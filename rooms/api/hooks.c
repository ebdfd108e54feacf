/* hooks.c - webhooks of the reader's territories: the list, a new one, a changed one. */
#include "account/account.h"
#include "api/hook_impl.h"
#include "api/views.h"
#include "gen/api/u.h"
#include "gen/api/v.h"
#include "places/places.h"

static struct page
page_of(const struct ui *ui, struct str title, struct str last)
{
	struct page p = { .title = title, .no_index = true,
		.crumbs = { { tr(ui, "Профиль"), S("/account") } }, .n_crumbs = 1 };

	if (last.n > 0)
		p.crumbs[p.n_crumbs++] =
		    (struct crumb){ tr(ui, "Веб-хуки"), S("/account/hooks") };
	p.crumbs[p.n_crumbs++] = (struct crumb){ last.n ? last : title, S("") };
	return p;
}

/* ---- the list ---------------------------------------------------------------------- */

enum err
api_hooks(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_hooks v = { .page = page_of(ui, tr(ui, "Веб-хуки"), S("")) };
	struct q_hooks_rows q;
	bool mine;

	TRY(q_hooks(rq->db, rq->arena, &q));
	v.rows.p = arena_array(rq->arena, struct hook_row_view, q.n + 1);
	if (v.rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q.n; i++) {
		const struct q_hooks *h = &q.p[i];
		struct endpoint_look look = endpoint_look(rq, h->state, h->url);

		TRY(endpoint_may(rq, h->place, &mine));
		if (!mine)
			continue;
		v.rows.p[v.rows.n++] = (struct hook_row_view){ .id = h->id.v,
			.title = h->title, .url = h->url,
			.where = h->place_name.n ? h->place_name : tr(ui, "весь портал"),
			.events = hook_events_words(ui, (unsigned)h->events),
			.state = look.state, .tag = look.tag, .icon = look.icon };
	}
	return view_hooks(ui, &v);
}

/* ---- the form ------------------------------------------------------------------------ */

static bool
ticked(const struct req *rq, const char *code)
{
	const struct http_pairs *f = &rq->in->form;

	for (size_t i = 0; i < f->n; i++)
		if (str_is(f->p[i].name, "event[]") && str_is(f->p[i].value, code))
			return true;
	return false;
}

static enum err
boxes(struct req *rq, unsigned now, struct scope_rows *ret)
{
	int n = 0;

	while (hook_event_code(n) != NULL)
		n++;
	ret->p = arena_array(rq->arena, struct scope_row, (size_t)n);
	if (ret->p == NULL)
		return E_NOMEM;
	for (int i = 0; i < n; i++)
		ret->p[ret->n++] = (struct scope_row){ str_fmt(rq->arena, "event-%d", i),
			str_c(hook_event_code(i)), hook_event_words(&rq->ui, i),
			rq->ui.typed ? ticked(rq, hook_event_code(i)) :
				       (now & hook_event_bit(i)) != 0 };
	return OK;
}

/* The first territory of the reader's own, as a start for the field. */
static enum err
own_place(struct req *rq, struct view_hook_form *v)
{
	const struct places_index *x;

	TRY(places_get(rq->th, &x));
	TRY(endpoint_may(rq, 0, &v->everywhere));
	v->place = S("");
	for (size_t i = 0; i < rq->viewer->n_grants && v->place.n == 0; i++) {
		const struct grant *g = &rq->viewer->grants[i];
		int at = g->place && g->role >= ROLE_MUNI_ADMIN ? places_by_id(x, g->place) : -1;

		if (at >= 0)
			v->place = x->p[at].code;
	}
	v->place = ui_old(&rq->ui, "place", v->place);
	return OK;
}

static enum err
form(struct req *rq, const struct q_hook_get *q)
{
	struct ui *ui = &rq->ui;
	struct view_hook_form v = { .is_new = q == NULL, .action = S("/account/hooks"),
		.back_url = S("/account/hooks"),
		.title = ui_old(ui, "title", q ? q->title : S("")),
		.url = ui_old(ui, "url", q ? q->url : S("")) };

	v.page = page_of(ui, q ? tr(ui, "Изменить веб-хук") : tr(ui, "Новый веб-хук"),
	    q ? q->title : tr(ui, "Новый"));
	if (q == NULL) {
		TRY(own_place(rq, &v));
	} else {
		v.action = str_fmt(rq->arena, "/account/hooks/%lld/save", (long long)q->id.v);
		v.back_url = str_fmt(rq->arena, "/account/hooks/%lld", (long long)q->id.v);
		v.where = q->place_name.n ? q->place_name : tr(ui, "весь портал");
	}
	TRY(boxes(rq, q ? (unsigned)q->events : HOOK_PUBLISHED | HOOK_CHANGED | HOOK_ARCHIVED,
	    &v.events));
	return view_hook_form(ui, &v);
}

enum err
api_hook_new(struct req *rq)
{
	return form(rq, NULL);
}

static enum err
form_in(struct req *rq, struct endpoint_in *in)
{
	in->title = str_trim(req_form(rq, "title"));
	in->url = str_trim(req_form(rq, "url"));
	for (int i = 0; hook_event_code(i) != NULL; i++)
		if (ticked(rq, hook_event_code(i)))
			in->events |= hook_event_bit(i);
	return endpoint_check(rq, in);
}

static enum err
place_in(struct req *rq, struct endpoint_in *in)
{
	bool may = false;

	TRY(account_place_typed(rq, "place", str_trim(req_form(rq, "place")), &in->place));
	TRY(endpoint_may(rq, in->place, &may));
	if (may)
		return OK;
	return problem(rq, "place", in->place == 0 ?
		tr(&rq->ui, "Веб-хук всего портала делает его администратор. Назовите свою "
		    "территорию.") :
		tr(&rq->ui, "Эту территорию ведёте не вы. Назовите свою."));
}

/* The answer is the page itself, not a redirect: the secret is shown once. */
enum err
api_hook_add(struct req *rq)
{
	struct endpoint_in in = { 0 };
	enum err e = form_in(rq, &in), p;
	struct q_hook_get q;
	struct hook_id id;
	struct str secret;

	if (e != OK && e != E_INPUT)
		return e;
	p = place_in(rq, &in);
	e = p == OK ? e : p;
	if (e == OK) {
		TRY(db_begin(rq->db));
		e = endpoint_make(rq, &in, &id, &secret);
		if (e == E_INPUT)
			db_rollback(rq->db);
	}
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return form(rq, NULL);
	}
	TRY(e);
	TRY(db_commit(rq->db));
	TRY(q_hook_get(rq->db, rq->arena, id, &q));
	return hook_page(rq, &q, secret);
}

enum err
api_hook_edit(struct req *rq)
{
	struct q_hook_get q;

	TRY(hook_at(rq, &q));
	return form(rq, &q);
}

enum err
api_hook_save(struct req *rq)
{
	struct endpoint_in in = { 0 };
	struct q_hook_get q;
	enum err e;

	TRY(hook_at(rq, &q));
	e = form_in(rq, &in);
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return form(rq, &q);
	}
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(endpoint_set(rq, &q, &in));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Веб-хук сохранён")));
	return redirect(rq, str_fmt(rq->arena, "/account/hooks/%lld", (long long)q.id.v));
}
