/* wording_try.c - which answers an edit changes: the same questions to the index as it is and to
 * one with the article's words replaced. */
#include "gen/law/q.h"
#include "law/missed.h"
#include "law/wording_impl.h"
#include "text/text.h"

#define OVERLAY_BYTES (512 * MiB)

/* ---- one question ----------------------------------------------------------------- */

static struct str
words_of(struct req *rq, const struct law_asker *k, const struct ask_answer *said)
{
	struct law_units u = law_asker_units(k);

	if (said->outcome != ASK_GROUNDED || said->n == 0)
		return tr(&rq->ui, "нет ответа");
	return wording_name(rq->arena, &u.p[said->quote[0].unit]);
}

enum err
trial_ask(struct req *rq, struct arena *scratch, const struct law_asker *k,
    const struct ask_index *ix, struct str question, const struct law_unit *expected,
    struct trial_place *ret)
{
	struct law_units u = law_asker_units(k);
	struct trial_place r = { 0 };
	struct ask_answer said;

	arena_reset(scratch);
	TRY(ask(ix, thread_words(rq->th), scratch, question, &said));
	r.words = words_of(rq, k, &said);
	if (expected == NULL)
		r.place = said.outcome != ASK_GROUNDED;
	for (size_t i = 0; i < said.n && said.outcome == ASK_GROUNDED && r.place == 0; i++)
		if (expected == &u.p[said.quote[i].unit])
			r.place = (int)i + 1;
	if (r.place > 1)
		r.words = trf(
		    &rq->ui, "%1 (нужная — на %2 месте)", r.words, ui_num(&rq->ui, r.place));
	*ret = r;
	return OK;
}

enum trial_mark
trial_mark(const struct trial_place *was, const struct trial_place *becomes)
{
	int a = was->place ? was->place : ASK_QUOTES + 1;
	int b = becomes->place ? becomes->place : ASK_QUOTES + 1;

	if (a != b)
		return b < a ? TRIAL_BETTER : TRIAL_WORSE;
	return str_eq(was->words, becomes->words) ? TRIAL_SAME : TRIAL_OTHER;
}

/* ---- all of them ------------------------------------------------------------------ */

struct trying {
	struct req *rq;
	const struct law_asker *k;
	const struct ask_index *was, *becomes;
	struct arena *scratch;	/* of one question */
};

static struct str
verdict(const struct ui *ui, enum trial_mark mark)
{
	switch (mark) {
	case TRIAL_BETTER: return tr(ui, "лучше");
	case TRIAL_WORSE: return tr(ui, "хуже");
	case TRIAL_OTHER: return tr(ui, "иначе");
	case TRIAL_SAME: break;
	}
	return tr(ui, "без изменений");
}

static enum err
both(struct trying *t, struct str question, const struct law_unit *expected, bool judged,
    struct trial_said *ret)
{
	const struct ui *ui = &t->rq->ui;
	struct trial_place was, becomes;
	enum trial_mark mark;

	TRY(trial_ask(t->rq, t->scratch, t->k, t->was, question, expected, &was));
	TRY(trial_ask(t->rq, t->scratch, t->k, t->becomes, question, expected, &becomes));
	mark = trial_mark(&was, &becomes);
	if (!judged && mark != TRIAL_SAME) /* nobody said what is right */
		mark = TRIAL_OTHER;
	*ret = (struct trial_said){ .question = question, .was = was.words,
		.becomes = becomes.words, .mark = mark, .verdict = verdict(ui, mark),
		.name = expected ? wording_name(t->rq->arena, expected) : S("") };
	ret->expected = !judged ? tr(ui, "вопрос без ответа") :
	    expected            ? tr(ui, "должна быть:") :
				  tr(ui, "ответа быть не должно");
	return OK;
}

/* Lines that come or go, as questions: does this article answer them? */
static enum err
own_lines(struct trying *t, const struct law_unit *u, struct ask_words w, struct trial_saids *ret)
{
	for (size_t i = 0; i < w.n; i++)
		TRY(both(t, w.p[i], u, true, &ret->p[ret->n++]));
	return OK;
}

static void
count(struct law_effect *e, int mark)
{
	e->better += mark == TRIAL_BETTER;
	e->worse += mark == TRIAL_WORSE;
	e->other += mark == TRIAL_OTHER;
}

/* Trials of an article that is not in force now cannot be judged and are passed over. */
static enum err
trials(struct trying *t, struct trial_saids *to, struct trial_sum *sum)
{
	struct q_trials_all_rows rows;

	TRY(q_trials_all(t->rq->db, t->rq->arena, TRIALS_MOST, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_trials_all *r = &rows.p[i];
		const struct law_unit *expected = r->article.n > 0 ?
		    wording_find(t->k, r->act, r->article) :
		    NULL;
		struct trial_said said;

		if (r->article.n > 0 && expected == NULL)
			continue;
		TRY(both(t, r->question, expected, true, &said));
		sum->tried++;
		count(&sum->effect, said.mark);
		if (said.mark != TRIAL_SAME)
			to->p[to->n++] = said;
	}
	return OK;
}

static enum err
missed(struct trying *t, struct trial_saids *to, struct trial_sum *sum)
{
	int64_t days = req_settings(t->rq)->law_missed_days;
	struct q_missed_newest_rows rows;

	law_missed_write(t->rq->db, t->rq->arena);
	TRY(q_missed_newest(
	    t->rq->db, t->rq->arena, t->rq->now - days * 86400, MISSED_TRIED, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct trial_said said;

		TRY(both(t, rows.p[i].question, NULL, false, &said));
		sum->missed++;
		if (said.mark == TRIAL_SAME)
			continue;
		sum->gained++;
		to->p[to->n++] = said;
	}
	return OK;
}

static enum err
all(struct trying *t, const struct law_unit *u, struct ask_words came, struct ask_words gone,
    struct view_wording_try *v, struct trial_sum *sum)
{
	struct arena *a = t->rq->arena;

	v->lines.p = arena_array(a, struct trial_said, came.n + gone.n + 1);
	v->changed.p = arena_array(a, struct trial_said, TRIALS_MOST + MISSED_TRIED + 1);
	if (v->lines.p == NULL || v->changed.p == NULL)
		return E_NOMEM;
	TRY(own_lines(t, u, came, &v->lines));
	TRY(own_lines(t, u, gone, &v->lines));
	TRY(trials(t, &v->changed, sum));
	return missed(t, &v->changed, sum);
}

enum err
trial_all(struct req *rq, const struct law_asker *k, const struct law_unit *u,
    const struct law_lines *was, const struct law_lines *now, struct view_wording_try *v,
    struct trial_sum *ret)
{
	struct trying t = { .rq = rq, .k = k, .was = law_asker_index(k) };
	struct ask_try edit = { .unit = u - law_asker_units(k).p };
	struct trial_sum sum = { 0 };
	struct ask_words came, gone;
	struct ask_index *over;
	enum err e;

	TRY(law_lines_split(rq->arena, now->questions, &edit.questions));
	TRY(law_lines_split(rq->arena, now->words, &edit.words));
	TRY(law_lines_less(rq->arena, now->questions, was->questions, &came));
	TRY(law_lines_less(rq->arena, was->questions, now->questions, &gone));
	TRY(ask_overlay(t.was, thread_words(rq->th), &edit, OVERLAY_BYTES, &over));
	t.becomes = over;
	t.scratch = arena_new(TRIAL_BYTES);
	e = t.scratch ? all(&t, u, came, gone, v, &sum) : E_NOMEM;
	arena_free(t.scratch);
	ask_free(over);
	TRY(e);
	*ret = sum;
	return OK;
}
