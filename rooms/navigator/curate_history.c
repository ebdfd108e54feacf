/* curate_history.c - who changed which field of a measure, when, and how its words changed. */
#include "navigator/curate.h"

#include "gen/navigator/q.h"
#include "gen/navigator/u.h"
#include "gen/navigator/v.h"

#define PAGE 100	/* changes of fields */

static struct str
label_of(const struct ui *ui, struct str field)
{
	enum draft_at f = draft_field_find(field);

	if (str_is(field, "state"))
		return tr(ui, "Состояние записи");
	return f < DF_N ? tr_z(ui, draft_fields[f].label) : field;
}

static struct str
said(const struct ui *ui, struct str field, struct str text)
{
	enum draft_at f = draft_field_find(field);
	int state = str_is(field, "state") ? measure_state_of(text) : -1;

	if (state >= 0)
		return measure_state_word(ui, state);
	return f < DF_N && f != DF_eligibility ? draft_said(ui, f, text) : text.p ? text : S("");
}

/* Changes of one save stand together: the same second, the same author. */
static enum err
turns(struct req *rq, const struct q_history_rows *r, struct view_curate_history *v)
{
	const struct ui *ui = &rq->ui;
	struct form_turn *t = NULL;

	v->turns.p = arena_array(rq->arena, struct form_turn, r->n + 1);
	if (v->turns.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r->n; i++) {
		const struct q_history *h = &r->p[i];
		struct form_change *c;
		int32_t day = day_of(h->at, ui->tz_min);

		if (t == NULL || h->at != r->p[i - 1].at || h->author.v != r->p[i - 1].author.v) {
			t = &v->turns.p[v->turns.n++];
			*t = (struct form_turn){ .when = ui_moment(ui, h->at),
				.iso = ui_day_iso(ui, day),
				.who = h->name.n ? h->name : tr(ui, "импорт") };
			t->changes.p = arena_array(rq->arena, struct form_change, r->n - i);
			if (t->changes.p == NULL)
				return E_NOMEM;
		}
		c = &t->changes.p[t->changes.n++];
		c->label = label_of(ui, h->field);
		TRY(word_diff(
		    rq->arena, said(ui, h->field, h->was), said(ui, h->field, h->now), &c->diff));
	}
	return OK;
}

enum err
nav_curate_history(struct req *rq)
{
	struct curated *c = arena_make(rq->arena, struct curated);
	struct view_curate_history v = { 0 };
	int64_t before = req_query_int(rq, "before", 0, 0, INT64_MAX);
	struct q_history_rows r;
	struct str self;

	if (c == NULL)
		return E_NOMEM;
	TRY(curate_open(rq, c));
	TRY(q_history(rq->db, rq->arena, c->kept.entry, before, PAGE, &r));
	curate_frame(rq, &v.page, trf(&rq->ui, "История: %1", c->d.title));
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ c->d.title, c->url };
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = tr(&rq->ui, "История") };
	v.title = c->d.title;
	v.url = c->url;
	self = url_navigator_curate_history(rq->arena, c->d.key);
	if (r.n == PAGE)
		v.older = str_fmt(
		    rq->arena, "%.*s?before=%lld", FMT(self), (long long)r.p[r.n - 1].id);
	if (before > 0)
		v.newer = self;
	TRY(turns(rq, &r, &v));
	return view_curate_history(&rq->ui, &v);
}
