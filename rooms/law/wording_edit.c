/* wording_edit.c - one article: its wordings edited, the edit tried, then saved; the history. */
#include "audit/audit.h"
#include "gen/law/q.h"
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/wording_impl.h"

#define STEPS 30

/* The article of the path, if it can be an answer today, and its words as they stand. */
struct open {
	const struct law_asker *k;
	const struct law_unit *u;
	struct law_wording w;
	struct str id;
};

static enum err
open_path(struct req *rq, struct open *ret)
{
	struct open o = { .id = req_param(rq, 0) };
	int64_t id;

	if (!str_int(o.id, &id) || id <= 0)
		return E_NOT_FOUND;
	TRY(law_asker_today(rq, &o.k));
	o.u = law_asker_unit(o.k, id);
	if (o.u == NULL)
		return E_NOT_FOUND;
	TRY(law_wording_get(rq->db, rq->arena, law_act_code(o.u->act), o.u->number, &o.w));
	*ret = o;
	return OK;
}

static void
crumbs(struct req *rq, const struct open *o, bool deep, struct page *p)
{
	p->crumbs[p->n_crumbs++] = (struct crumb){ tr(&rq->ui, "Право"), url_law_list(rq->arena) };
	p->crumbs[p->n_crumbs++] =
	    (struct crumb){ tr(&rq->ui, "Жизненные ситуации"), url_law_wordings(rq->arena) };
	if (deep)
		p->crumbs[p->n_crumbs++] = (struct crumb){ wording_name(rq->arena, o->u),
			url_law_wording(rq->arena, o->id) };
}

/* ---- history ---------------------------------------------------------------------- */

/* Lines of both lists that `a` has and `b` has not. */
static enum err
lines_between(struct arena *arena, const struct law_lines *a, const struct law_lines *b,
    struct wording_texts *ret)
{
	struct ask_words q, w;

	TRY(law_lines_less(arena, a->questions, b->questions, &q));
	TRY(law_lines_less(arena, a->words, b->words, &w));
	ret->n = 0;
	ret->p = arena_array(arena, struct str, q.n + w.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q.n; i++)
		ret->p[ret->n++] = q.p[i];
	for (size_t i = 0; i < w.n; i++)
		ret->p[ret->n++] = w.p[i];
	return OK;
}

static struct str
effect_words(const struct ui *ui, const struct law_effect *e)
{
	if (e->better + e->worse + e->other == 0)
		return tr(ui, "пробные ответы не изменились");
	return trf(ui, "пробные ответы: лучше %1, хуже %2, иначе %3", ui_num(ui, e->better),
	    ui_num(ui, e->worse), ui_num(ui, e->other));
}

static enum err
steps(struct req *rq, const struct open *o, struct wording_steps *ret)
{
	struct q_wording_steps_rows r;

	TRY(q_wording_steps(rq->db, rq->arena, o->w.act, o->w.article, STEPS, &r));
	ret->p = arena_array(rq->arena, struct wording_step, r.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n; i++) {
		const struct q_wording_steps *s = &r.p[i];
		struct law_lines was = { s->was_questions, s->was_words };
		struct law_lines now = { s->questions, s->words };
		struct law_effect effect = { (int)s->better, (int)s->worse, (int)s->other };
		struct wording_step *to = &ret->p[ret->n++];

		*to = (struct wording_step){ .when = ui_moment(&rq->ui, s->at),
			.who = s->author_name.n > 0 ? s->author_name : tr(&rq->ui, "автор удалён"),
			.effect = effect_words(&rq->ui, &effect),
			.back_url = str_fmt(rq->arena, "%.*s?from=%lld",
			    FMT(url_law_wording(rq->arena, o->id)), (long long)s->id) };
		TRY(lines_between(rq->arena, &now, &was, &to->came));
		TRY(lines_between(rq->arena, &was, &now, &to->gone));
	}
	return OK;
}

static enum err
taught(struct req *rq, const struct open *o, struct wording_taughts *ret)
{
	ret->p = arena_array(rq->arena, struct wording_taught, o->u->learned + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < law_asker_rows(o->k) && ret->n < o->u->learned; i++) {
		struct law_row r = law_asker_row(o->k, i);

		if (r.answer == 0 || !str_eq(r.s->act, o->w.act) ||
		    !str_eq(r.s->article, o->w.article))
			continue;
		ret->p[ret->n++] = (struct wording_taught){ url_law_answer(rq->arena,
			str_fmt(rq->arena, "%lld", (long long)r.answer)), r.s->questions.p[0] };
	}
	return OK;
}

/* ---- the editor ------------------------------------------------------------------- */

static enum err
beside_file(struct req *rq, const struct open *o, struct view_wording_edit *v)
{
	if (!o->w.edited)
		return OK;
	TRY(lines_between(rq->arena, &o->w.file, &o->w.now, &v->only_file));
	return lines_between(rq->arena, &o->w.now, &o->w.file, &v->only_here);
}

static enum err
editor(struct req *rq, const struct open *o, const struct law_lines *lines, struct str from_word,
    const struct lawyer_warnings *warnings)
{
	struct view_wording_edit v = { .name = wording_name(rq->arena, o->u),
		.title = o->u->title, .self = url_law_wording(rq->arena, o->id),
		.seen = str_fmt(rq->arena, "%lld", (long long)o->w.last),
		.questions = lines->questions, .words = lines->words, .from_word = from_word,
		.may_edit = wording_may_edit(rq), .edited = o->w.edited,
		.conflict = o->w.conflict, .digest = o->u->act->digest };

	v.page = (struct page){ .title = trf(&rq->ui, "Как спрашивают: %1", v.name), .nav = "law",
		.no_index = true };
	crumbs(rq, o, false, &v.page);
	v.article_url = law_url(rq->arena, o->u->act, o->u->since, o->u->eid, S(""));
	v.file_url = str_fmt(rq->arena, "%.*s?from=file", FMT(v.self));
	if (warnings != NULL)
		v.warnings = *warnings;
	TRY(beside_file(rq, o, &v));
	TRY(taught(rq, o, &v.taught));
	TRY(steps(rq, o, &v.steps));
	return view_wording_edit(&rq->ui, &v);
}

/* What the editor starts from: the words as they are, as files have them, or as they were before
 * an edit. An earlier state is only proposed: it is tried and saved like any other. */
enum err
law_wording(struct req *rq)
{
	struct str from = req_query(rq, "from"), word = S("");
	struct law_lines lines;
	struct open o;
	int64_t step;

	TRY(open_path(rq, &o));
	lines = o.w.now;
	if (str_is(from, "file")) {
		lines = o.w.file;
		word = tr(
		    &rq->ui, "В полях — слова из файла. Проверьте и сохраните, если так лучше.");
	} else if (str_int(from, &step) && step > 0) {
		struct q_wording_step_was was;

		TRY(q_wording_step_was(rq->db, rq->arena, step, o.w.act, o.w.article, &was));
		lines = (struct law_lines){ was.was_questions, was.was_words };
		word = tr(&rq->ui, "В полях — слова, какими они были до той правки. Проверьте и "
		    "сохраните, если так лучше.");
	}
	return editor(rq, &o, &lines, word, NULL);
}

/* ---- trying ----------------------------------------------------------------------- */

/* What was shown is what is saved: the text, the state it was tried against, the effect. */
static struct str
seal(struct req *rq, const struct open *o, struct str seen, const struct law_lines *l,
    struct str effect)
{
	return web_seal(rq->arena, "law.wording",
	    str_fmt(rq->arena, "%.*s\n%.*s\n%.*s\n%.*s\n\n%.*s", FMT(o->id), FMT(seen), FMT(effect),
		FMT(l->questions), FMT(l->words)));
}

static enum err
nothing_new(struct req *rq, const struct open *o, const struct law_lines *l)
{
	(void)problem(rq, "questions", tr(&rq->ui, "Слова те же, что и были: сохранять нечего."));
	FORM_AGAIN(rq);
	return editor(rq, o, l, S(""), NULL);
}

/* Somebody saved the article after this page was opened. */
static enum err
overtaken(struct req *rq, const struct open *o, const struct law_lines *l)
{
	(void)problem(rq, "questions", tr(&rq->ui, "Пока вы правили, статью изменил другой юрист: "
	    "его правка — первая в истории внизу. Соедините её со своей и проверьте снова."));
	FORM_AGAIN(rq);
	return editor(rq, o, l, S(""), NULL);
}

static enum err
tried(struct req *rq, const struct open *o, const struct wording_typed *t)
{
	struct view_wording_try v = { .name = wording_name(rq->arena, o->u),
		.title = o->u->title, .self = url_law_wording(rq->arena, o->id),
		.save = url_law_wording_save(rq->arena, o->id), .questions = t->lines.questions,
		.words = t->lines.words, .sure = t->sure };
	struct ui *ui = &rq->ui;
	struct trial_sum sum;

	v.page = (struct page){ .title = trf(ui, "Что изменит правка: %1", v.name), .nav = "law",
		.no_index = true };
	crumbs(rq, o, true, &v.page);
	v.seen = str_fmt(rq->arena, "%lld", (long long)o->w.last);
	TRY(lines_between(rq->arena, &t->lines, &o->w.now, &v.came));
	TRY(lines_between(rq->arena, &o->w.now, &t->lines, &v.gone));
	TRY(wording_notes(rq, o->k, o->u, &o->w.now, &t->lines, &v.notes));
	TRY(trial_all(rq, o->k, o->u, &o->w.now, &t->lines, &v, &sum));
	v.effect = str_fmt(
	    rq->arena, "%d %d %d", sum.effect.better, sum.effect.worse, sum.effect.other);
	v.took = trf(ui, "Проверено пробных вопросов: %1; лучше %2, хуже %3, иначе %4. Недавних "
	    "вопросов без ответа: %5; с правкой ответ изменится у %6.", ui_num(ui, sum.tried),
	    ui_num(ui, sum.effect.better), ui_num(ui, sum.effect.worse),
	    ui_num(ui, sum.effect.other), ui_num(ui, sum.missed), ui_num(ui, sum.gained));
	v.nothing_tried = sum.tried + sum.missed == 0;
	v.same = v.changed.n == 0;
	v.worse = sum.effect.worse > 0;
	v.seal = seal(rq, o, v.seen, &t->lines, v.effect);
	return v.seal.p ? view_wording_try(ui, &v) : E_NOMEM;
}

static bool
same_lines(const struct law_lines *a, const struct law_lines *b)
{
	return str_eq(a->questions, b->questions) && str_eq(a->words, b->words);
}

enum err
law_wording_try(struct req *rq)
{
	struct lawyer_warnings warnings = { 0 };
	struct wording_typed t;
	struct open o;
	enum err e;

	TRY(open_path(rq, &o));
	e = wording_typed(rq, &t, &warnings);
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return editor(rq, &o, &t.lines, S(""), &warnings);
	}
	TRY(e);
	if (str_is(req_form(rq, "do"), "back"))
		return editor(rq, &o, &t.lines, S(""), &warnings);
	if (same_lines(&t.lines, &o.w.now) && !o.w.conflict)
		return nothing_new(rq, &o, &t.lines);
	if (!str_eq(req_form(rq, "seen"), str_fmt(rq->arena, "%lld", (long long)o.w.last)))
		return overtaken(rq, &o, &t.lines);
	return tried(rq, &o, &t);
}

/* ---- saving ----------------------------------------------------------------------- */

static enum err
write_down(struct req *rq, const struct open *o, const struct law_lines *l, struct str effect)
{
	struct law_effect e = { 0 };
	int64_t n[3] = { 0 };
	struct str rest = effect;

	for (size_t i = 0; i < LEN(n); i++)
		if (!str_int(str_cut(rest, ' ', &rest), &n[i]))
			return E_INPUT; /* sealed: nobody else wrote it */
	e = (struct law_effect){ (int)n[0], (int)n[1], (int)n[2] };
	TRY(law_wording_put(rq->db, &o->w, l, &e, rq->viewer->id.v, rq->now));
	return audit_add(rq->db, rq->arena, rq->now,
	    &(struct audit_event){ .action = "law.wording", .actor = rq->viewer->id.v,
		.object = url_law_wording(rq->arena, o->id), .peer = rq->in->peer,
		.detail = str_fmt(rq->arena, "better=%d worse=%d other=%d", e.better, e.worse,
		    e.other) });
}

/* The words are taken only as they were tried; a page that is old is tried again. */
enum err
law_wording_save(struct req *rq)
{
	struct str seen = req_form(rq, "seen"), effect = req_form(rq, "effect");
	struct lawyer_warnings warnings = { 0 };
	struct wording_typed t;
	struct open o;
	struct str want;
	enum err e;

	TRY(open_path(rq, &o));
	e = wording_typed(rq, &t, &warnings);
	want = seal(rq, &o, seen, &t.lines, effect);
	if (want.p == NULL)
		return E_NOMEM;
	if (e == E_INPUT || (e == OK && !str_eq(req_form(rq, "seal"), want))) {
		if (e == OK)
			(void)problem(rq, "questions", tr(&rq->ui, "Сначала проверьте, что изменит "
			    "правка: она сохраняется такой, какой проверена."));
		FORM_AGAIN(rq);
		return editor(rq, &o, &t.lines, S(""), &warnings);
	}
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(law_wording_get(rq->db, rq->arena, o.w.act, o.w.article, &o.w));
	if (!str_eq(seen, str_fmt(rq->arena, "%lld", (long long)o.w.last))) {
		db_rollback(rq->db);
		return overtaken(rq, &o, &t.lines);
	}
	TRY(write_down(rq, &o, &t.lines, effect));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Правка сохранена: так теперь спрашивают об этой статье")));
	return redirect(rq, url_law_wording(rq->arena, o.id));
}
