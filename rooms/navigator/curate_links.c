/* curate_links.c - what became of a measure's links, on the curators' page. */
#include "gen/navigator/q.h"
#include "gen/navigator/u.h"
#include "navigator/curate.h"
#include "navigator/links.h"

enum err
curate_links(struct req *rq, const struct curated *c, struct view_curate_show *v)
{
	const struct ui *ui = &rq->ui;
	struct q_links_of_rows r;

	if (c->may.edit && c->kept.state == MEASURE_PUBLISHED && req_settings(rq)->link_check)
		v->links_url = url_navigator_curate_links(rq->arena, c->d.key);
	TRY(q_links_of(rq->db, rq->arena, c->kept.id, &r));
	v->links.p = arena_array(rq->arena, struct curate_link, r.n + 1);
	if (v->links.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n; i++) {
		const struct q_links_of *l = &r.p[i];

		v->links.p[v->links.n++] = (struct curate_link){ .url = l->url,
			.word = tr_z(ui, link_word(l->verdict)), .target = l->target,
			.status = l->status >= 400 ?
			    str_fmt(rq->arena, "%lld", (long long)l->status) : S(""),
			.when = l->checked.has ? ui_moment(ui, l->checked.v) : S("—"),
			.since = l->failing.has ?
			    ui_day(ui, day_of(l->failing.v, ui->tz_min)) : S(""),
			.ill = l->verdict >= LINK_ILL };
	}
	return OK;
}

/* The job does it: a page does not wait for somebody else's site. */
enum err
nav_curate_links(struct req *rq)
{
	struct curated *c = arena_make(rq->arena, struct curated);

	if (c == NULL)
		return E_NOMEM;
	TRY(curate_open(rq, c));
	if (!c->may.edit)
		return curate_refuse(rq, c);
	if (!req_settings(rq)->link_check) {
		TRY(notice(rq, N_("Проверку ссылок выключил администратор портала")));
		return redirect(rq, c->url);
	}
	TRY(db_begin(rq->db));
	TRY(q_links_again(rq->db, c->kept.id));
	TRY(jobs_put(rq->db, "navigator.links", S(""), S("asked"), rq->viewer->id.v, rq->now, 0,
	    NULL));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Ссылки проверяются: обновите страницу через минуту")));
	return redirect(rq, c->url);
}
