/* page.c - one solution: the situation, the steps, what pays for it, who answered about it. */
#include "alerts/alerts.h"
#include "gen/solutions/u.h"
#include "gen/solutions/v.h"
#include "places/places.h"
#include "solutions/curate.h"
#include "text/text.h"

#define DESCRIPTION 200	/* characters */

static enum err
step_row(struct req *rq, struct str key, const struct q_steps *s, struct sol_step_row *ret)
{
	*ret = (struct sol_step_row){ .no = sol_num(rq->arena, s->no), .title = s->title,
		.who = s->who, .term = sol_term_words(&rq->ui, s->term, s->unit, s->since),
		.has_norm = s->norm.n > 0, .has_note = s->note.n > 0 };
	if (s->file_name.n > 0) {
		ret->file = s->file_name;
		ret->file_url = url_solutions_file(rq->arena, key, s->code);
	}
	TRY(law_prose(rq, s->norm, &ret->norm));
	return law_prose(rq, s->note, &ret->note);
}

/* Those that are published now; a key that is not there any more is passed over. */
static enum err
measures(struct req *rq, struct solution_id id, struct sol_links *ret)
{
	struct q_measures_rows keys;
	struct navigator_cards cards;

	TRY(q_measures(rq->db, rq->arena, id, &keys));
	ret->p = arena_array(rq->arena, struct sol_link, keys.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < keys.n; i++) {
		int64_t entry;
		enum err e = navigator_by_key(rq, keys.p[i].key, &entry);

		if (e == E_NOT_FOUND)
			continue;
		TRY(e);
		TRY(navigator_by_entry(rq, &entry, 1, &cards));
		if (cards.p[0].id == 0)
			continue;
		ret->p[ret->n++] = (struct sol_link){ cards.p[0].url, cards.p[0].title,
			cards.p[0].closes.has ? trf(&rq->ui, "приём до %1",
			    ui_day(&rq->ui, (int32_t)cards.p[0].closes.v)) : S("") };
	}
	return OK;
}

static enum err
answers(struct req *rq, int64_t topic, struct sol_links *ret)
{
	struct q_answers_rows r;

	if (topic == 0)
		return OK;
	TRY(q_answers(rq->db, rq->arena, topic, &r));
	ret->p = arena_array(rq->arena, struct sol_link, r.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n; i++)
		ret->p[ret->n++] = (struct sol_link){ r.p[i].url, r.p[i].title, S("") };
	return OK;
}

static void
facts(struct req *rq, const struct q_solution *s, struct view_sol_one *v)
{
	const struct ui *ui = &rq->ui;

	v->title = s->title;
	v->level = sol_level_word(ui, s->level);
	v->kinds = sol_kinds_words(ui, s->kinds);
	v->owner = s->owner;
	v->version = trf(ui, "%1, от %2", sol_num(rq->arena, s->version),
	    ui_day(ui, day_of(s->updated, ui->tz_min)));
	v->history = url_solutions_history(rq->arena, s->key);
	v->demo = s->demo;
	v->archived = s->state == SOL_ARCHIVED;
	v->draft = s->state == SOL_DRAFT || s->state == SOL_REVIEW;
	if (s->state == SOL_PUBLIC)
		v->start_url = url_solutions_start_page(rq->arena, s->key);
	if (s->checked.has)
		v->checked = ui_day_long(ui, (int32_t)s->checked.v);
	if (s->topic_ru.n > 0) {
		v->topic = ui->lang == LANG_EN ? s->topic_en : s->topic_ru;
		v->topic_url = str_fmt(rq->arena, "%.*s?topic=%lld",
		    FMT(url_solutions_list(rq->arena)), (long long)s->topic);
	}
}

void
sol_crumbs(const struct req *rq, struct str last, struct page *ret)
{
	ret->crumbs[ret->n_crumbs++] =
	    (struct crumb){ tr(&rq->ui, "Готовые решения"), url_solutions_list(rq->arena) };
	if (last.n > 0)
		ret->crumbs[ret->n_crumbs++] = (struct crumb){ last, S("") };
}

/* Drafts are shown to those who may edit them; the archived stays at its address and says so. */
static enum err
find(struct req *rq, struct q_solution *ret)
{
	struct curators_may may;

	TRY(q_solution(rq->db, rq->arena, req_param(rq, 0), ret));
	if (ret->state == SOL_PUBLIC || ret->state == SOL_ARCHIVED)
		return OK;
	TRY(sol_may(rq, ret->place, &may));
	return may.edit ? OK : E_NOT_FOUND;
}

/* A norm in it changed after the day when somebody last looked at the whole. */
static enum err
stale(struct req *rq, const struct q_solution *s, struct view_sol_one *v)
{
	int32_t since;

	TRY(law_stale(rq->db, rq->arena, &s->entry.v, 1, &since));
	if (since != 0 && !(s->checked.has && s->checked.v >= since))
		v->stale = ui_day_field(&rq->ui, since);
	return OK;
}

enum err
solutions_one(struct req *rq)
{
	struct view_sol_one v = { .page = { .nav = "solutions" } };
	struct q_solution s;
	struct q_steps_rows steps;
	struct curators_may may;

	TRY(find(rq, &s));
	TRY(q_steps(rq->db, rq->arena, s.id, &steps));
	v.steps.p = arena_array(rq->arena, struct sol_step_row, steps.n + 1);
	if (v.steps.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < steps.n; i++)
		TRY(step_row(rq, s.key, &steps.p[i], &v.steps.p[v.steps.n++]));
	TRY(law_prose(rq, s.situation, &v.situation));
	TRY(measures(rq, s.id, &v.measures));
	TRY(answers(rq, s.topic, &v.answers));
	facts(rq, &s, &v);
	TRY(stale(rq, &s, &v));
	TRY(sol_may(rq, s.place, &may));
	if (s.state == SOL_PUBLIC)
		v.follow_url = alerts_follow_url(rq->arena, url_solutions_one(rq->arena, s.key));
	if (may.edit)
		v.curate_url = url_solutions_curate_one(rq->arena, s.key);
	v.page.title = s.title;
	v.page.description = utf8_cut(s.situation, DESCRIPTION);
	v.page.canonical = ui_cat(&rq->ui, rq->ui.base, rq->ui.path);
	v.page.no_index = v.archived || v.draft;
	sol_crumbs(rq, STR_NONE, &v.page);
	return view_sol_one(&rq->ui, &v);
}

enum err
solutions_file(struct req *rq)
{
	struct q_step_file f;
	struct q_solution s;

	TRY(find(rq, &s));
	TRY(q_step_file(rq->db, rq->arena, s.id, req_param(rq, 1), &f));
	TRY(reply_file(rq, "text/plain; charset=utf-8", f.name));
	buf_put(rq->out, f.body);
	return buf_err(rq->out);
}

/* ---- history ---------------------------------------------------------------------------- */

/* «norm:vyezd» of a step that still is: «Норма, шаг 2». */
static struct str
what(const struct ui *ui, struct str head, struct str code, const struct q_steps_rows *steps)
{
	for (size_t i = 0; i < steps->n && code.n > 0; i++)
		if (str_eq(steps->p[i].code, code))
			return sol_field_of(ui, head, steps->p[i].no);
	return sol_field_label(ui, head);
}

/* In the order in which they were written. */
static void
turn(struct sol_change *p, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct sol_change c = p[i];

		p[i] = p[n - 1 - i];
		p[n - 1 - i] = c;
	}
}

/* Changes come newest first; those of one version have one moment. */
static enum err
versions(struct req *rq, const struct q_solution *s, struct sol_versions *ret)
{
	VEC(struct sol_change) list = { 0 };
	struct q_steps_rows steps;
	struct revisions r;
	struct sol_says says;
	size_t begin = 0;

	TRY(sol_says_begin(rq, &says));
	TRY(q_steps(rq->db, rq->arena, s->id, &steps));
	TRY(entry_revisions(rq->db, rq->arena, s->entry, 500, &r));
	ret->p = arena_array(rq->arena, struct sol_version, r.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n; i++) {
		struct str code, head = str_cut(r.p[i].field, ':', &code);
		struct str label = what(&rq->ui, head, code, &steps);
		bool last = i + 1 == r.n || r.p[i + 1].at != r.p[i].at;

		if (str_is(head, "version"))
			ret->p[ret->n].no = r.p[i].after;
		if (label.p != NULL && !str_is(head, "state") && !str_is(head, "checked"))
			TRY(VEC_PUSH(rq->arena, &list,
			    ((struct sol_change){ label, sol_field_said(&says, head, r.p[i].before),
				sol_field_said(&says, head, r.p[i].after) })));
		if (!last)
			continue;
		ret->p[ret->n].when = ui_moment(&rq->ui, r.p[i].at);
		ret->p[ret->n].iso = ui_day_iso(&rq->ui, day_of(r.p[i].at, rq->ui.tz_min));
		if (list.n > begin)
			turn(list.p + begin, list.n - begin);
		ret->p[ret->n].changes.n = list.n - begin;
		if (ret->p[ret->n].no.n > 0)
			ret->n++;
		else
			list.n = begin; /* no version: a change of its state alone */
		begin = list.n;
	}
	for (size_t i = 0, at = 0; i < ret->n; at += ret->p[i++].changes.n)
		ret->p[i].changes.p = list.p != NULL ? list.p + at : NULL;
	return OK;
}

enum err
solutions_history(struct req *rq)
{
	struct view_sol_history v = { .page = { .nav = "solutions", .no_index = true } };
	struct q_solution s;

	TRY(find(rq, &s));
	TRY(versions(rq, &s, &v.versions));
	v.title = s.title;
	v.back = url_solutions_one(rq->arena, s.key);
	v.page.title = trf(&rq->ui, "Что менялось: %1", s.title);
	sol_crumbs(rq, s.title, &v.page);
	v.page.crumbs[v.page.n_crumbs - 1].url = v.back;
	return view_sol_history(&rq->ui, &v);
}
