/* links.c - which services let this person in: linked and unlinked in the profile. */
#include "account/account_impl.h"
#include "account/oidc/oidc.h"
#include "gen/account/q.h"
#include "gen/account/u.h"
#include "gen/account/v.h"

#define HERE url_account_links(rq->arena)

/* The provider of the settings whose links these are; NULL: one that is there no more. */
static const struct provider *
by_issuer(const struct provider *all, size_t n, struct str issuer)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i].issuer, issuer))
			return &all[i];
	return NULL;
}

static enum err
rows(struct req *rq, const struct q_links_rows *q, struct view_links *v)
{
	struct provider all[VIA_N];
	size_t n = providers_of(req_settings(rq), all);
	struct ui *ui = &rq->ui;

	v->rows.p = arena_array(rq->arena, struct link_row, q->n + 1);
	v->ways.p = arena_array(rq->arena, struct way_row, VIA_N);
	if (v->rows.p == NULL || v->ways.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q->n; i++) {
		const struct provider *p = by_issuer(all, n, q->p[i].issuer);

		v->rows.p[v->rows.n++] = (struct link_row){ .id = q->p[i].id.v,
			.name = p ? p->name : url_host(q->p[i].issuer), .known = p != NULL,
			.created = ui_day(ui, day_of(q->p[i].created, ui->tz_min)),
			.seen = q->p[i].seen.has ? ui_moment(ui, q->p[i].seen.v) : S("") };
	}
	for (size_t i = 0; i < n; i++) {
		bool linked = false;

		for (size_t k = 0; k < q->n; k++)
			linked = linked || str_eq(q->p[k].issuer, all[i].issuer);
		if (!linked)
			v->ways.p[v->ways.n++] = (struct way_row){ all[i].code, all[i].name };
	}
	return OK;
}

/* Would this person stand outside without it? Only what works today counts. */
static bool
is_last(const struct view_links *v, const struct link_row *row)
{
	size_t other = 0;

	for (size_t i = 0; i < v->rows.n; i++)
		other += v->rows.p[i].known && v->rows.p[i].id != row->id;
	return !v->password && other == 0;
}

static enum err
links_of(struct req *rq, int64_t drop, struct view_links *v)
{
	struct q_links_rows q;
	struct q_by_id u;

	TRY(q_by_id(rq->db, rq->arena, rq->viewer->id, &u));
	TRY(q_links(rq->db, rq->arena, rq->viewer->id, &q));
	v->password = u.password.n > 0;
	TRY(rows(rq, &q, v));
	for (size_t i = 0; i < v->rows.n; i++)
		if (v->rows.p[i].id == drop)
			v->drop = &v->rows.p[i];
	v->last = v->drop != NULL && is_last(v, v->drop);
	return OK;
}

static enum err
links_view(struct req *rq, struct view_links *v)
{
	struct ui *ui = &rq->ui;

	v->page = (struct page){ .title = tr(ui, "Способы входа"), .no_index = true,
		.crumbs = { { tr(ui, "Профиль"), url_account_profile(rq->arena) },
			{ tr(ui, "Способы входа"), S("") } }, .n_crumbs = 2 };
	return view_links(ui, v);
}

enum err
account_links(struct req *rq)
{
	struct view_links v = { .password = false };

	TRY(links_of(rq, req_query_int(rq, "drop", 0, 0, INT64_MAX), &v));
	return links_view(rq, &v);
}

enum err
account_link_start(struct req *rq)
{
	struct provider p;

	if (!provider_of(req_settings(rq), req_param(rq, 0), &p))
		return E_NOT_FOUND;
	return via_begin(rq, &p, VIA_LINK, S(""), HERE);
}

enum err
account_link_drop(struct req *rq)
{
	struct view_links v = { .password = false };
	int64_t id, n = 0;

	if (!str_int(req_param(rq, 0), &id))
		return E_NOT_FOUND;
	TRY(db_begin(rq->db));
	TRY(links_of(rq, id, &v));
	if (v.drop == NULL || v.last || !str_is(req_form(rq, "sure"), "yes")) {
		db_rollback(rq->db);
		if (v.drop == NULL)
			return E_NOT_FOUND;
		rq->status = 422;
		return links_view(rq, &v);
	}
	TRY(q_link_drop(rq->db, rq->viewer->id, (struct link_id){ id }, &n));
	TRY(account_note(rq, "account.unlink", rq->viewer->id,
	    user_object(rq->arena, rq->viewer->id), 0, v.drop->name));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Связь снята: через этот сервис больше не войти")));
	return redirect(rq, HERE);
}
