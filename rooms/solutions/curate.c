/* curate.c - who may curate which solution, states, and the curators' page of one. */
#include "solutions/curate.h"

#include "audit/audit.h"
#include "gen/solutions/u.h"
#include "gen/solutions/v.h"

/* ---- rights and the frame --------------------------------------------------------------- */

enum err
sol_may(struct req *rq, struct opt_int place, struct curators_may *ret)
{
	return curators_may(rq, &place.v, place.has, ret);
}

bool
sol_curates(const struct req *rq)
{
	return !rq->ui.cacheable && req_may(rq, ROLE_REGIONAL_CURATOR, NULL, 0);
}

enum err
sol_open(struct req *rq, struct sol_curated *ret)
{
	TRY(sol_load(rq->db, rq->arena, req_param(rq, 0), &ret->d, &ret->row));
	ret->url = url_solutions_curate_one(rq->arena, ret->d.key);
	return sol_may(rq, ret->d.place, &ret->may);
}

enum err
sol_refuse(struct req *rq, const struct sol_curated *c)
{
	TRY(notice(rq, N_("Не сохранили: этому решению нужен куратор его территории")));
	return redirect(rq, c->url);
}

void
sol_desk_frame(struct req *rq, struct page *p, struct str title)
{
	p->title = title;
	p->nav = "solutions";
	p->no_index = true;
	sol_crumbs(rq, tr(&rq->ui, "Стол куратора"), p);
	p->crumbs[p->n_crumbs - 1].url = url_solutions_curate(rq->arena);
}

enum err
sol_audit(struct req *rq, struct str key, const char *action, struct str detail)
{
	return audit_add(rq->db, rq->arena, rq->now, &(struct audit_event){ .action = action,
		.actor = rq->viewer->id.v, .object = url_solutions_one(rq->arena, key),
		.peer = rq->in->peer, .detail = detail });
}

/* ---- states ----------------------------------------------------------------------------- */

/* Which way a solution goes, who opens the gate, and what is asked before. */
static const struct way {
	int from, to;
	bool publish;	/* a right to publish, not to edit */
	bool primary;
	const char *label, *confirm;
} ways[] = {
	{ SOL_DRAFT, SOL_PUBLIC, true, true, N_("Опубликовать"), NULL },
	{ SOL_DRAFT, SOL_REVIEW, false, false, N_("Отдать на проверку"), NULL },
	{ SOL_DRAFT, SOL_ARCHIVED, false, false, N_("Убрать в архив"),
	    N_("Убрать решение в архив? Вернуть его можно в любой день.") },
	{ SOL_REVIEW, SOL_PUBLIC, true, true, N_("Опубликовать"), NULL },
	{ SOL_REVIEW, SOL_DRAFT, false, false, N_("Вернуть в черновики"), NULL },
	{ SOL_PUBLIC, SOL_ARCHIVED, true, false, N_("Убрать в архив"),
	    N_("Убрать решение в архив? Начать его больше не смогут, начатые списки останутся; "
	       "вернуть его можно в любой день.") },
	{ SOL_ARCHIVED, SOL_DRAFT, false, false, N_("Вернуть в черновики"), NULL },
	{ SOL_ARCHIVED, SOL_PUBLIC, true, false, N_("Опубликовать снова"), NULL },
};

static bool
may_go(const struct way *w, const struct sol_curated *c)
{
	return w->from == c->row.state && (w->publish ? c->may.publish : c->may.edit);
}

/* What is missing before readers may rely on it. */
static enum err
lacks(struct req *rq, const struct sol_curated *c, struct sol_texts *ret)
{
	const struct ui *ui = &rq->ui;

	*ret = (struct sol_texts){ arena_array(rq->arena, struct str, 3), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	if (c->d.owner.n == 0)
		ret->p[ret->n++] = tr(ui, "не сказано, кто отвечает за решение");
	if (c->d.topic == 0)
		ret->p[ret->n++] = tr(ui, "не выбрана тема");
	if (!c->d.checked.has)
		ret->p[ret->n++] = tr(ui, "шаги не сверены с нормами: нажмите «Проверено сегодня»");
	return OK;
}

/* ---- GET /solutions/curate/{solution} --------------------------------------------------- */

static enum err
acts(struct req *rq, const struct sol_curated *c, struct view_sol_curated *v)
{
	v->acts.p = arena_array(rq->arena, struct sol_act, LEN(ways));
	if (v->acts.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < LEN(ways); i++) {
		const struct way *w = &ways[i];

		if (!may_go(w, c) || (w->to == SOL_PUBLIC && v->lacks.n > 0))
			continue;
		v->acts.p[v->acts.n++] = (struct sol_act){ .label = tr_z(&rq->ui, w->label),
			.to = str_c(sol_state_code(w->to)),
			.confirm = w->confirm ? tr_z(&rq->ui, w->confirm) : S(""),
			.primary = w->primary, .danger = w->to == SOL_ARCHIVED };
	}
	return OK;
}

static struct str
next_words(const struct ui *ui, const struct sol_curated *c)
{
	if (!c->may.edit)
		return S("");
	switch (c->row.state) {
	case SOL_DRAFT:
		return c->may.publish ?
		    tr(ui, "Читатели черновик не видят. Заполните его и опубликуйте.") :
		    tr(ui, "Читатели черновик не видят. Заполните его и отдайте на проверку.");
	case SOL_REVIEW:
		return c->may.publish ?
		    tr(ui, "Решение отдали на проверку. Сверьте шаги с нормами и опубликуйте или "
			   "верните.") :
		    tr(ui, "Решение ждёт федерального куратора. Пока его не опубликовали, его "
			   "можно править.");
	case SOL_ARCHIVED:
		return tr(ui, "Решение в архиве: в списке его нет, по адресу оно остаётся.");
	default: return S("");
	}
}

static struct str
why_not(const struct ui *ui, const struct sol_curated *c)
{
	if (c->may.edit)
		return S("");
	return c->d.place.has ? tr(ui, "Решение ведёт куратор его территории.") :
				tr(ui, "Решение для всей страны ведёт федеральный куратор.");
}

static void
fact(struct view_sol_curated *v, struct str label, struct str value)
{
	if (value.n > 0)
		v->facts.p[v->facts.n++] = (struct sol_fact){ label, value };
}

static enum err
facts(struct req *rq, const struct sol_curated *c, struct view_sol_curated *v)
{
	static const char *const shown[] = { "place", "level", "topic", "kinds", "owner" };
	const struct ui *ui = &rq->ui;
	struct q_at_work work;
	struct sol_fields f;
	struct sol_says says;

	v->facts.p = arena_array(rq->arena, struct sol_fact, LEN(shown) + 4);
	if (v->facts.p == NULL)
		return E_NOMEM;
	TRY(sol_fields(rq->arena, &c->d, &f));
	TRY(sol_says_begin(rq, &says));
	for (size_t i = 0; i < LEN(shown); i++)
		fact(v, sol_field_label(ui, str_c(shown[i])),
		    sol_field_said(&says, str_c(shown[i]), sol_field(&f, str_c(shown[i]))));
	fact(v, tr(ui, "Шагов"), ui_num(ui, (int64_t)c->d.n_steps));
	if (c->row.opened.has)
		fact(v, tr(ui, "Версия"), ui_num(ui, c->row.version));
	TRY(q_at_work(rq->db, c->row.id, c->row.version, &work));
	fact(v, tr(ui, "Работают по решению"),
	    work.lists == 0 ? tr(ui, "пока никто") :
			      trf(ui, "списков: %1, из них по прежней версии: %2",
				  ui_num(ui, work.lists), ui_num(ui, work.older)));
	if (c->d.demo)
		fact(v, sol_field_label(ui, S("demo")), tr(ui, "да"));
	return OK;
}

/* Norms that the portal reads no reference in: readers would get no link. */
static enum err
unknown_norms(struct req *rq, const struct sol_draft *d, struct sol_texts *ret)
{
	*ret = (struct sol_texts){ arena_array(rq->arena, struct str, d->n_steps + 1), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < d->n_steps; i++) {
		struct law_prose prose;
		bool found = false;

		TRY(law_prose(rq, d->step[i].norm, &prose));
		for (size_t k = 0; k < prose.n; k++)
			for (size_t m = 0; m < prose.p[k].n; m++)
				found = found || prose.p[k].p[m].url.n > 0;
		if (d->step[i].norm.n > 0 && !found)
			ret->p[ret->n++] = trf(&rq->ui, "шаг %1: «%2»",
			    ui_num(&rq->ui, (int64_t)i + 1), d->step[i].norm);
	}
	return OK;
}

static enum err
checks(struct req *rq, const struct sol_curated *c, struct view_sol_curated *v)
{
	struct opt_int day = c->d.checked;
	int32_t since;

	if (day.has)
		v->checked = ui_day_long(&rq->ui, (int32_t)day.v);
	v->check_due = c->row.state == SOL_PUBLIC &&
	    (!day.has || day.v < rq->ui.today - SOL_CHECK_DAYS);
	TRY(law_stale(rq->db, rq->arena, &c->row.entry.v, 1, &since));
	if (since != 0 && !(day.has && day.v >= since))
		v->norm = ui_day_field(&rq->ui, since);
	return OK;
}

enum err
solutions_curate_one(struct req *rq)
{
	struct sol_curated *c = arena_make(rq->arena, struct sol_curated);
	struct view_sol_curated v = { 0 };

	if (c == NULL)
		return E_NOMEM;
	TRY(sol_open(rq, c));
	sol_desk_frame(rq, &v.page, c->d.title);
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = c->d.title };
	v.title = c->d.title;
	v.situation = c->d.situation;
	v.state = sol_state_word(&rq->ui, c->row.state);
	v.what_next = next_words(&rq->ui, c);
	v.why_not = why_not(&rq->ui, c);
	v.may_edit = c->may.edit;
	v.shown = c->row.state == SOL_PUBLIC || c->row.state == SOL_ARCHIVED;
	if (c->may.edit)
		v.edit_url = url_solutions_curate_edit(rq->arena, c->d.key);
	if (c->may.edit || v.shown)
		v.public_url = url_solutions_one(rq->arena, c->d.key);
	v.history_url = url_solutions_curate_history(rq->arena, c->d.key);
	v.state_url = url_solutions_curate_state(rq->arena, c->d.key);
	v.checked_url = url_solutions_curate_checked(rq->arena, c->d.key);
	if (c->row.state != SOL_PUBLIC && c->may.edit)
		TRY(lacks(rq, c, &v.lacks));
	TRY(acts(rq, c, &v));
	TRY(facts(rq, c, &v));
	TRY(unknown_norms(rq, &c->d, &v.unknown));
	TRY(checks(rq, c, &v));
	return view_sol_curated(&rq->ui, &v);
}

/* ---- POST /solutions/curate/{solution}/state, /checked ---------------------------------- */

/* E_STALE: somebody moved it meanwhile. */
static enum err
go(struct req *rq, const struct sol_curated *c, int to)
{
	struct revision_field f = { "state", str_c(sol_state_code(c->row.state)),
		str_c(sol_state_code(to)) };
	enum entry_state es = to == SOL_PUBLIC ? ENTRY_PUBLISHED :
	    to == SOL_ARCHIVED                 ? ENTRY_ARCHIVED :
						 ENTRY_DRAFT;
	int64_t n;

	TRY(q_state_to(rq->db,
	    &(struct q_state_to_in){ .id = c->row.id, .was = c->row.state, .state = to,
		.opened = { rq->now, to == SOL_PUBLIC }, .now = rq->now }, &n));
	if (n == 0)
		return E_STALE;
	TRY(entry_state_set(rq->db, c->row.entry, es, rq->now));
	TRY(entry_revision(rq->db, rq->arena, c->row.entry, rq->viewer->id.v, rq->now, &f, 1));
	TRY(version_bump(rq->db, "solutions"));
	return sol_audit(rq, c->d.key,
	    to == SOL_PUBLIC       ? "solutions.publish" :
		to == SOL_ARCHIVED ? "solutions.archive" :
				     "solutions.state", f.after);
}

static enum err
go_to(struct req *rq, struct sol_curated *c, int to)
{
	enum err e;

	TRY(db_begin(rq->db));
	e = go(rq, c, to);
	if (e == E_STALE) {
		db_rollback(rq->db);
		TRY(notice(rq, N_("Состояние решения уже изменил кто-то другой")));
		return redirect(rq, c->url);
	}
	TRY(e);
	TRY(db_commit(rq->db));
	TRY(notice(rq,
	    to == SOL_PUBLIC       ? N_("Решение опубликовано") :
		to == SOL_ARCHIVED ? N_("Решение убрано в архив") :
		to == SOL_REVIEW   ? N_("Решение отдано на проверку") :
				     N_("Решение снова в черновиках")));
	return redirect(rq, c->url);
}

enum err
solutions_curate_state(struct req *rq)
{
	struct sol_curated *c = arena_make(rq->arena, struct sol_curated);
	int to = sol_state_of(req_form(rq, "to"));
	struct sol_texts missing = { 0 };

	if (c == NULL)
		return E_NOMEM;
	TRY(sol_open(rq, c));
	for (size_t i = 0; i < LEN(ways); i++) {
		if (ways[i].to != to || !may_go(&ways[i], c))
			continue;
		if (to == SOL_PUBLIC)
			TRY(lacks(rq, c, &missing));
		if (missing.n == 0)
			return go_to(rq, c, to);
		TRY(notice(rq, N_("Пока не публикуем: заполните то, что названо ниже")));
		return redirect(rq, c->url);
	}
	if (!c->may.edit)
		return sol_refuse(rq, c);
	TRY(notice(rq, N_("Так состояние решения не меняется: посмотрите, в каком оно сейчас")));
	return redirect(rq, c->url);
}

enum err
solutions_curate_checked(struct req *rq)
{
	struct sol_curated *c = arena_make(rq->arena, struct sol_curated);
	struct opt_int today = { rq->ui.today, true };
	struct revision_field f = { .name = "checked" };

	if (c == NULL)
		return E_NOMEM;
	TRY(sol_open(rq, c));
	if (!c->may.edit)
		return sol_refuse(rq, c);
	if (!c->d.checked.has || c->d.checked.v != today.v) {
		f.before = c->d.checked.has ? ui_day_field(&rq->ui, (int32_t)c->d.checked.v) :
					      S("");
		f.after = ui_day_field(&rq->ui, rq->ui.today);
		TRY(db_begin(rq->db));
		TRY(q_checked_set(rq->db, c->row.id, today));
		TRY(entry_revision(
		    rq->db, rq->arena, c->row.entry, rq->viewer->id.v, rq->now, &f, 1));
		TRY(version_bump(rq->db, "solutions"));
		TRY(db_commit(rq->db));
	}
	TRY(notice(rq, N_("Записали: шаги сверены с нормами сегодня")));
	return redirect(rq, c->url);
}
