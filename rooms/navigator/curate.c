/* curate.c - who may curate what, states, and the curators' page of one measure. */
#include "alerts/alerts.h"
#include "api/api.h"
#include "navigator/curate.h"

#include "audit/audit.h"
#include "entry/entry.h"
#include "gen/navigator/q.h"
#include "gen/navigator/u.h"
#include "gen/navigator/v.h"

/* ---- rights ---------------------------------------------------------------------- */

enum err
curate_may_draft(struct req *rq, const struct draft *d, struct curators_may *ret)
{
	const struct places_index *x;
	int64_t ids[DRAFT_PARTS];
	size_t n = 0;

	TRY(places_get(rq->th, &x));
	for (size_t i = 0; i < d->n_places; i++) {
		int at = places_by_code(x, d->places[i]);

		if (at >= 0)
			ids[n++] = x->p[at].id;
	}
	return curators_may(rq, ids, n, ret);
}

enum err
curate_open(struct req *rq, struct curated *ret)
{
	TRY(draft_load(rq->db, rq->arena, req_param(rq, 0), &ret->d, &ret->kept));
	ret->url = url_navigator_curate_show(rq->arena, ret->d.key);
	return curate_may_draft(rq, &ret->d, &ret->may);
}

enum err
curate_refuse(struct req *rq, const struct curated *c)
{
	TRY(notice(rq, N_("Не сохранили: этой мере нужен куратор её территории")));
	return redirect(rq, c->url);
}

/* ---- states ----------------------------------------------------------------------- */

static const struct {
	int state;
	const char *code, *word;
} states[] = {
	{ MEASURE_DRAFT, "draft", N_("черновик") },
	{ MEASURE_REVIEW, "review", N_("на проверке") },
	{ MEASURE_PUBLISHED, "published", N_("опубликована") },
	{ MEASURE_ARCHIVED, "archived", N_("в архиве") },
};

struct str
measure_state_word(const struct ui *ui, int state)
{
	for (size_t i = 0; i < LEN(states); i++)
		if (states[i].state == state)
			return tr_z(ui, states[i].word);
	return S("");
}

const char *
measure_state_code(int state)
{
	for (size_t i = 0; i < LEN(states); i++)
		if (states[i].state == state)
			return states[i].code;
	return "";
}

int
measure_state_of(struct str code)
{
	for (size_t i = 0; i < LEN(states); i++)
		if (str_is(code, states[i].code))
			return states[i].state;
	return -1;
}

/* Which way a measure goes, who opens the gate, and what is asked before. */
static const struct step {
	int from, to;
	bool publish; /* a right to publish, not to edit */
	bool primary;
	const char *label, *confirm;
} steps[] = {
	{ MEASURE_DRAFT, MEASURE_REVIEW, false, false, N_("Отдать на проверку"), NULL },
	{ MEASURE_DRAFT, MEASURE_PUBLISHED, true, true, N_("Опубликовать"), NULL },
	{ MEASURE_DRAFT, MEASURE_ARCHIVED, false, false, N_("Убрать в архив"),
	    N_("Убрать меру в архив? Вернуть её можно в любой день.") },
	{ MEASURE_REVIEW, MEASURE_PUBLISHED, true, true, N_("Опубликовать"), NULL },
	{ MEASURE_REVIEW, MEASURE_DRAFT, false, false, N_("Вернуть в черновики"), NULL },
	{ MEASURE_PUBLISHED, MEASURE_ARCHIVED, true, false, N_("Убрать в архив"),
	    N_("Убрать меру в архив? Она пропадёт из навигатора; вернуть её можно в любой день.") },
	{ MEASURE_ARCHIVED, MEASURE_DRAFT, false, false, N_("Вернуть в черновики"), NULL },
	{ MEASURE_ARCHIVED, MEASURE_PUBLISHED, true, false, N_("Опубликовать снова"), NULL },
};

static bool
may_step(const struct step *s, const struct curated *c)
{
	return s->from == c->kept.state && (s->publish ? c->may.publish : c->may.edit);
}

bool
curate_may_step(const struct curated *c, int to)
{
	for (size_t i = 0; i < LEN(steps); i++)
		if (steps[i].to == to && may_step(&steps[i], c))
			return true;
	return false;
}

/* ---- the frame --------------------------------------------------------------------- */

void
curate_frame(struct req *rq, struct page *p, struct str title)
{
	p->title = title;
	p->nav = "navigator";
	p->no_index = true;
	p->crumbs[p->n_crumbs++] = (struct crumb){ tr(&rq->ui, "Навигатор"), S("/navigator") };
	p->crumbs[p->n_crumbs++] = (struct crumb){ tr(&rq->ui, "Стол куратора"), S("/curation") };
}

struct str
user_name(struct req *rq, int64_t user)
{
	struct str name;

	if (user == 0)
		return tr(&rq->ui, "импорт");
	return q_user_name(rq->db, rq->arena, user, &name) == OK ? name : tr(&rq->ui, "сотрудник");
}

/* ---- what is missing before publishing ------------------------------------------------ */

enum err
curate_lacks(struct req *rq, const struct curated *c, struct nav_strs *ret)
{
	const struct ui *ui = &rq->ui;
	const struct places_index *x;
	struct str problem;
	struct rule rule;

	TRY(places_get(rq->th, &x));
	TRY(nav_rule(rq->arena, x, c->d.rule, ui->lang == LANG_EN, &rule, &problem));
	ret->p = arena_array(rq->arena, struct str, 6);
	if (ret->p == NULL)
		return E_NOMEM;
	if (c->d.summary.n == 0)
		ret->p[ret->n++] = tr(ui, "нет короткого описания");
	if (c->d.source_url.n == 0 && c->d.source_title.n == 0)
		ret->p[ret->n++] = tr(ui, "не назван источник");
	if (problem.n > 0)
		ret->p[ret->n++] = tr(ui, "условия не читаются: наберите их заново");
	return OK;
}

/* ---- GET /curation/measure/{key} ------------------------------------------------------- */

static enum err
acts(struct req *rq, const struct curated *c, struct view_curate_show *v)
{
	const struct ui *ui = &rq->ui;

	v->acts.p = arena_array(rq->arena, struct curate_act, LEN(steps));
	if (v->acts.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < LEN(steps); i++) {
		if (!may_step(&steps[i], c) || (steps[i].to == MEASURE_PUBLISHED && v->lacks.n > 0))
			continue;
		v->acts.p[v->acts.n++] = (struct curate_act){
			.label = tr_z(ui, steps[i].label),
			.to = str_c(measure_state_code(steps[i].to)),
			.confirm = steps[i].confirm ? tr_z(ui, steps[i].confirm) : S(""),
			.primary = steps[i].primary,
			.danger = steps[i].to == MEASURE_ARCHIVED
		};
	}
	return OK;
}

static struct str
next_words(const struct ui *ui, const struct curated *c)
{
	if (!c->may.edit)
		return S("");
	switch (c->kept.state) {
	case MEASURE_DRAFT:
		return c->may.publish ?
		    tr(ui, "Читатели черновик не видят. Заполните его и опубликуйте.") :
		    tr(ui, "Читатели черновик не видят. Заполните его и отдайте на проверку.");
	case MEASURE_REVIEW:
		return c->may.publish ?
		    tr(ui,
			"Меру отдали на проверку. Сверьте её с источником "
			"и опубликуйте или верните.") :
		    tr(ui,
			"Мера ждёт федерального куратора. "
			"Пока её не опубликовали, её можно править.");
	case MEASURE_ARCHIVED:
		return tr(
		    ui, "Мера убрана из навигатора. Её страница, история и условия сохранены.");
	default: return S("");
	}
}

static struct str
why_not(const struct ui *ui, const struct curated *c)
{
	if (c->may.edit)
		return S("");
	return c->d.n_places == 0 ?
	    tr(ui,
		"Мера действует во всей стране: её ведёт федеральный куратор. "
		"Заметили неточность — предложите исправление на странице меры.") :
	    tr(ui,
		"Мера действует не только на вашей территории: её ведёт куратор территории "
		"или федеральный. Заметили неточность — предложите исправление на "
		"странице меры.");
}

static enum err
facts(struct req *rq, const struct curated *c, struct view_curate_show *v)
{
	static const enum draft_at shown[] = { DF_backer, DF_level, DF_money, DF_opens, DF_closes,
		DF_source_title, DF_source_url, DF_note };

	v->facts.p = arena_array(rq->arena, struct curate_fact, LEN(shown) + 1);
	if (v->facts.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < LEN(shown); i++) {
		struct str said = draft_said(
		    &rq->ui, shown[i], draft_text(rq->arena, &c->d, shown[i]));

		if (said.n > 0)
			v->facts.p[v->facts.n++] = (struct curate_fact){
				tr_z(&rq->ui, draft_fields[shown[i]].label), said
			};
	}
	return OK;
}

static void
links_of(struct req *rq, const struct curated *c, struct view_curate_show *v)
{
	v->url = c->url;
	v->may_edit = c->may.edit;
	if (c->may.edit) {
		v->edit_url = url_navigator_curate_edit(rq->arena, c->d.key);
		v->rule_url = url_navigator_rule_edit(rq->arena, c->d.key);
	}
	v->history_url = url_navigator_curate_history(rq->arena, c->d.key);
	if (c->kept.state == MEASURE_PUBLISHED)
		v->public_url = url_navigator_show(rq->arena, c->d.key);
	v->state_url = url_navigator_curate_state(rq->arena, c->d.key);
	v->checked_url = url_navigator_curate_checked(rq->arena, c->d.key);
}

enum err
nav_curate_show(struct req *rq)
{
	struct curated *c = arena_make(rq->arena, struct curated);
	struct view_curate_show v = { 0 };

	if (c == NULL)
		return E_NOMEM;
	TRY(curate_open(rq, c));
	curate_frame(rq, &v.page, c->d.title);
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = c->d.title };
	v.title = c->d.title;
	v.summary = c->d.summary;
	v.state = measure_state_word(&rq->ui, c->kept.state);
	v.state_code = str_c(measure_state_code(c->kept.state));
	v.what_next = next_words(&rq->ui, c);
	v.why_not = why_not(&rq->ui, c);
	if (c->d.checked.has)
		v.checked = ui_day_long(&rq->ui, (int32_t)c->d.checked.v);
	v.check_due = c->kept.state == MEASURE_PUBLISHED &&
	    (!c->d.checked.has || c->d.checked.v < rq->ui.today - CHECK_DAYS);
	links_of(rq, c, &v);
	if (c->kept.state != MEASURE_PUBLISHED && c->may.edit)
		TRY(curate_lacks(rq, c, &v.lacks));
	TRY(acts(rq, c, &v));
	TRY(facts(rq, c, &v));
	TRY(curate_links(rq, c, &v));
	if (c->may.edit)
		TRY(suggest_queue(rq, c->kept.id.v, &v.suggestions));
	return view_curate_show(&rq->ui, &v);
}

/* ---- POST /curation/measure/{key}/state, /checked -------------------------------------- */

/* A service is nobody by number: the log has its token. */
enum err
curate_audit(struct req *rq, const struct curated *c, const char *action, struct str detail)
{
	if (rq->token != 0)
		detail = str_fmt(rq->arena, "%.*s%stoken:%lld", FMT(detail), detail.n ? " " : "",
		    (long long)rq->token);
	return audit_add(rq->db, rq->arena, rq->now, &(struct audit_event){ .action = action,
		.actor = rq->viewer->id.v, .object = url_navigator_show(rq->arena, c->d.key),
		.peer = rq->in->peer, .detail = detail });
}

enum err
curate_step(struct req *rq, const struct curated *c, int to)
{
	struct revision_field f = { "state", str_c(measure_state_code(c->kept.state)),
		str_c(measure_state_code(to)) };
	enum entry_state es = to == MEASURE_PUBLISHED ? ENTRY_PUBLISHED :
	    to == MEASURE_ARCHIVED                    ? ENTRY_ARCHIVED :
							ENTRY_DRAFT;
	int64_t n, from = c->kept.state;

	TRY(q_state_to(rq->db, c->kept.id, from, to, rq->now, &n));
	if (n == 0)
		return E_STALE;
	TRY(entry_state_set(rq->db, c->kept.entry, es, rq->now));
	TRY(entry_revision(rq->db, rq->arena, c->kept.entry, rq->viewer->id.v, rq->now, &f, 1));
	if (to == MEASURE_PUBLISHED) /* told once, however often it comes back */
		TRY(alerts_note(rq->db, rq->arena, c->kept.entry, ALERT_NEW, NULL, 0, rq->now));
	if (to == MEASURE_PUBLISHED || from == MEASURE_PUBLISHED)
		TRY(hooks_measure(rq->db, rq->arena,
		    to == MEASURE_PUBLISHED ? HOOK_PUBLISHED : HOOK_ARCHIVED, c->kept.entry, NULL,
		    0, rq->now));
	TRY(version_bump(rq->db, "navigator"));
	return curate_audit(rq, c, to == MEASURE_PUBLISHED ? "navigator.publish" :
		to == MEASURE_ARCHIVED                     ? "navigator.archive" :
							     "navigator.state",
	    f.after);
}

static enum err
step_to(struct req *rq, struct curated *c, int to)
{
	enum err e;

	TRY(db_begin(rq->db));
	e = curate_step(rq, c, to);
	if (e == E_STALE) {
		db_rollback(rq->db);
		TRY(notice(rq, N_("Состояние меры уже изменил кто-то другой")));
		return redirect(rq, c->url);
	}
	TRY(e);
	TRY(db_commit(rq->db));
	TRY(notice(rq,
	    to == MEASURE_PUBLISHED    ? N_("Мера опубликована") :
		to == MEASURE_ARCHIVED ? N_("Мера убрана в архив") :
		to == MEASURE_REVIEW   ? N_("Мера отдана на проверку") :
					 N_("Мера снова в черновиках")));
	return redirect(rq, c->url);
}

enum err
nav_curate_state(struct req *rq)
{
	struct curated *c = arena_make(rq->arena, struct curated);
	int to = measure_state_of(req_form(rq, "to"));
	struct nav_strs missing = { 0 };

	if (c == NULL)
		return E_NOMEM;
	TRY(curate_open(rq, c));
	for (size_t i = 0; i < LEN(steps); i++) {
		if (steps[i].to != to || !may_step(&steps[i], c))
			continue;
		if (to == MEASURE_PUBLISHED)
			TRY(curate_lacks(rq, c, &missing));
		if (missing.n == 0)
			return step_to(rq, c, to);
		TRY(notice(rq, N_("Пока не публикуем: заполните то, что названо ниже")));
		return redirect(rq, c->url);
	}
	if (!c->may.edit)
		return curate_refuse(rq, c);
	TRY(notice(rq, N_("Так состояние меры не меняется: посмотрите, в каком она сейчас")));
	return redirect(rq, c->url);
}

enum err
nav_curate_checked(struct req *rq)
{
	struct curated *c = arena_make(rq->arena, struct curated);
	struct revision_field f = { .name = "checked" };
	struct opt_int today = { rq->ui.today, true };
	int64_t n;

	if (c == NULL)
		return E_NOMEM;
	TRY(curate_open(rq, c));
	if (!c->may.edit)
		return curate_refuse(rq, c);
	f.before = draft_text(rq->arena, &c->d, DF_checked);
	c->d.checked = today;
	f.after = draft_text(rq->arena, &c->d, DF_checked);
	if (!str_eq(f.before, f.after)) {
		TRY(db_begin(rq->db));
		TRY(q_checked_set(rq->db, c->kept.id, today, rq->now, &n));
		TRY(entry_revision(
		    rq->db, rq->arena, c->kept.entry, rq->viewer->id.v, rq->now, &f, 1));
		TRY(version_bump(rq->db, "navigator"));
		TRY(db_commit(rq->db));
	}
	TRY(notice(rq, N_("Записали: сведения проверены сегодня")));
	return redirect(rq, c->url);
}
