/* wording_check.c - what lawyers typed: lines too long, twice or too many are faults; generic words
 * and wordings of other articles are told. */
#include "law/wording_impl.h"
#include "text/text.h"

#define GENERIC 0.05	/* of the articles */
#define NOTES 12
#define SHOWN_POINTS 60

/* ---- faults ------------------------------------------------------------------------------ */

static struct str
shown(struct str line)
{
	return utf8_cut(line, SHOWN_POINTS);
}

/* Two lines that differ in letters' case alone are one. */
static enum err
twice(struct req *rq, const char *field, struct ask_words w)
{
	struct str *folded = arena_array(rq->arena, struct str, w.n + 1);

	if (folded == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < w.n; i++) {
		folded[i] = text_fold(rq->arena, w.p[i]);
		if (folded[i].p == NULL)
			return E_NOMEM;
		for (size_t k = 0; k < i; k++)
			if (str_eq(folded[i], folded[k]))
				return problem(rq, field,
				    trf(&rq->ui,
					"Строки %1 и %2 говорят одно и то же: «%3». Оставьте одну.",
					ui_num(&rq->ui, (int64_t)k + 1),
					ui_num(&rq->ui, (int64_t)i + 1), shown(w.p[i])));
	}
	return OK;
}

static enum err
lines_check(struct req *rq, const char *field, struct str text, size_t points)
{
	struct ask_words w;

	TRY(law_lines_split(rq->arena, text, &w));
	if (w.n > WORDING_LINES)
		return problem(rq, field, trf(&rq->ui, "Строк %1, а нужно не больше %2: оставьте "
		    "самые разные.", ui_num(&rq->ui, (int64_t)w.n),
		    ui_num(&rq->ui, WORDING_LINES)));
	for (size_t i = 0; i < w.n; i++)
		if (utf8_len(w.p[i]) > points)
			return problem(rq, field, trf(&rq->ui, "Строка %1 длиннее %2 знаков: "
			    "«%3…». Сократите её или разделите.",
			    ui_num(&rq->ui, (int64_t)i + 1), ui_num(&rq->ui, (int64_t)points),
			    shown(w.p[i])));
	return twice(rq, field, w);
}

static enum err
field_lines(struct req *rq, const char *field, size_t points, struct str *ret)
{
	struct str text = req_form(rq, field);

	*ret = S("");
	if (text.n > WORDING_TEXT)
		return problem(rq, field, tr(&rq->ui, "Текст слишком велик: оставьте главное."));
	if (!utf8_valid(text))
		return problem(rq, field, tr(&rq->ui, "Текст не читается: наберите его заново."));
	TRY(law_lines_clean(rq->arena, text, ret));
	return lines_check(rq, field, *ret, points);
}

static enum err
private_check(struct req *rq, const struct law_lines *l, bool sure, struct lawyer_warnings *w)
{
	TRY(lawyer_warn(rq, l->questions, w));
	TRY(lawyer_warn(rq, l->words, w));
	if (w->n == 0 || sure)
		return OK;
	return problem(rq, "sure", tr(&rq->ui, "В словах есть похожее на личные данные: уберите их "
	    "или отметьте, что без них нельзя."));
}

enum err
wording_typed(struct req *rq, struct wording_typed *ret, struct lawyer_warnings *warnings)
{
	struct wording_typed t = { .sure = str_is(req_form(rq, "sure"), "1") };
	enum err e, all;

	*ret = t;
	all = field_lines(rq, "questions", WORDING_QUESTION, &t.lines.questions);
	if (all != OK && all != E_INPUT)
		return all;
	e = field_lines(rq, "words", WORDING_WORD, &t.lines.words);
	if (e != OK && e != E_INPUT)
		return e;
	all = e != OK ? e : all;
	e = private_check(rq, &t.lines, t.sure, warnings);
	*ret = t;
	return e != OK ? e : all;
}

/* ---- what is good to know ------------------------------------------------------------------- */

struct noting { struct req *rq; const struct law_asker *k; struct wording_texts *to; };

static void
note(struct noting *n, struct str text)
{
	if (n->to->n < NOTES)
		n->to->p[n->to->n++] = text;
}

static enum err
generic(struct noting *n, struct str line)
{
	const struct ui *ui = &n->rq->ui;
	double share;

	TRY(ask_share(law_asker_index(n->k), thread_words(n->rq->th), n->rq->arena, line, &share));
	if (share >= 1)
		note(n,
		    trf(ui, "«%1»: слово вопроса, а не предмета — поиск его не замечает.", line));
	else if (share >= GENERIC)
		note(n, trf(ui, "«%1»: слишком общее, такие слова есть в %2 % статей — они почти "
		    "ничего не решают.", line, ui_real(ui, (int)(share * 100 + 0.5))));
	return OK;
}

/* Somebody else's article is asked about in the very same words. */
static enum err
others(struct noting *n, const struct law_unit *u, struct str line)
{
	struct arena *a = n->rq->arena;
	struct str folded = text_fold(a, line);

	if (folded.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < law_asker_rows(n->k); i++) {
		const struct ask_situation *s = law_asker_row(n->k, i).s;
		const struct law_unit *other;

		if (s->learned)
			continue;
		for (size_t k = 0; k < s->questions.n; k++) {
			/* lengths first: folding each line of the index is not free */
			if (s->questions.p[k].n + 8 < folded.n ||
			    s->questions.p[k].n > line.n + 8 ||
			    !str_eq(text_fold(a, s->questions.p[k]), folded))
				continue;
			other = wording_find(n->k, s->act, s->article);
			if (other != NULL && other != u)
				note(n,
				    trf(&n->rq->ui, "«%1»: так же спрашивают о другой статье: %2.",
					line, wording_name(a, other)));
		}
	}
	return OK;
}

enum err
wording_notes(struct req *rq, const struct law_asker *k, const struct law_unit *u,
    const struct law_lines *was, const struct law_lines *now, struct wording_texts *ret)
{
	struct noting n = { rq, k, ret };
	struct ask_words words, questions;

	*ret = (struct wording_texts){ arena_array(rq->arena, struct str, NOTES), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	TRY(law_lines_less(rq->arena, now->words, was->words, &words));
	TRY(law_lines_less(rq->arena, now->questions, was->questions, &questions));
	for (size_t i = 0; i < words.n; i++)
		TRY(generic(&n, words.p[i]));
	for (size_t i = 0; i < questions.n; i++)
		TRY(generic(&n, questions.p[i]));
	for (size_t i = 0; i < questions.n; i++)
		TRY(others(&n, u, questions.p[i]));
	return OK;
}
