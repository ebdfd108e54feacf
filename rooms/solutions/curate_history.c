/* curate_history.c - who changed which field of a solution, when, and how its words changed. */
#include "solutions/curate.h"

#include "gen/solutions/u.h"
#include "gen/solutions/v.h"

#define PAGE 100	/* changes of fields */

/* ---- turns ------------------------------------------------------------------------------ */

/* The write before those of this moment: what a return leads to; 0: there was none. */
static int64_t
before(const struct q_pasts_rows *p, int64_t at)
{
	int64_t rev = 0;

	for (size_t i = 0; i + 1 < p->n; i++)
		if (p->p[i].at == at)
			rev = p->p[i + 1].rev;
	return rev;
}

static struct str
back_url(struct req *rq, const struct sol_curated *c, const struct q_pasts_rows *p, int64_t at)
{
	int64_t rev = before(p, at);

	if (rev == 0 || !c->may.edit)
		return S("");
	return str_fmt(rq->arena, "%.*s?from=%lld",
	    FMT(url_solutions_curate_edit(rq->arena, c->d.key)), (long long)rev);
}

static enum err
change(struct req *rq, const struct sol_curated *c, const struct sol_says *says,
    const struct q_turns *t, struct form_turn *to)
{
	struct str code, head = str_cut(t->field, ':', &code);
	struct str label = sol_field_of(
	    &rq->ui, head, code.n > 0 ? sol_step_at(&c->d, code) + 1 : 0);
	struct form_change *ch;

	if (label.p == NULL)
		return OK;
	ch = &to->changes.p[to->changes.n++];
	ch->label = label;
	return word_diff(rq->arena, sol_field_said(says, head, t->was),
	    sol_field_said(says, head, t->now), &ch->diff);
}

/* Changes of one save stand together: the same second, the same author. */
static enum err
turns(struct req *rq, const struct sol_curated *c, const struct q_turns_rows *r,
    struct form_turns *ret)
{
	const struct ui *ui = &rq->ui;
	struct q_pasts_rows past;
	struct form_turn *t = NULL;
	struct sol_says says;

	TRY(sol_says_begin(rq, &says));
	TRY(q_pasts(rq->db, rq->arena, c->row.id, 0, 500, &past));
	ret->p = arena_array(rq->arena, struct form_turn, r->n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r->n; i++) {
		const struct q_turns *h = &r->p[i];

		if (t == NULL || h->at != r->p[i - 1].at || h->author.v != r->p[i - 1].author.v) {
			t = &ret->p[ret->n++];
			*t = (struct form_turn){ .when = ui_moment(ui, h->at),
				.iso = ui_day_iso(ui, day_of(h->at, ui->tz_min)),
				.who = h->name.n > 0 ? h->name : h->author.has ?
				    tr(ui, "сотрудник") : tr(ui, "импорт"),
				.back_url = back_url(rq, c, &past, h->at) };
			t->changes.p = arena_array(rq->arena, struct form_change, r->n - i);
			if (t->changes.p == NULL)
				return E_NOMEM;
		}
		TRY(change(rq, c, &says, h, t));
	}
	return OK;
}

enum err
solutions_curate_history(struct req *rq)
{
	struct sol_curated *c = arena_make(rq->arena, struct sol_curated);
	int64_t until = req_query_int(rq, "before", 0, 0, INT64_MAX);
	struct view_sol_turns v = { 0 };
	struct q_turns_rows r;
	struct str self;

	if (c == NULL)
		return E_NOMEM;
	TRY(sol_open(rq, c));
	TRY(q_turns(rq->db, rq->arena, c->row.entry, until, PAGE, &r));
	sol_desk_frame(rq, &v.page, trf(&rq->ui, "История: %1", c->d.title));
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ c->d.title, c->url };
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = tr(&rq->ui, "История") };
	v.title = c->d.title;
	v.url = c->url;
	self = url_solutions_curate_history(rq->arena, c->d.key);
	if (r.n == PAGE)
		v.older = str_fmt(
		    rq->arena, "%.*s?before=%lld", FMT(self), (long long)r.p[r.n - 1].id);
	if (until > 0)
		v.newer = self;
	TRY(turns(rq, c, &r, &v.turns));
	return view_sol_turns(&rq->ui, &v);
}
