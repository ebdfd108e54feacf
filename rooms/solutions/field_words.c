/* field_words.c - fields of a solution and what stands in them, in words for people. */
#include "solutions/curate.h"

static const struct { const char *field, *label; } labels[] = {
	{ "title", N_("Название") }, { "situation", N_("Ситуация") },
	{ "owner", N_("Кто отвечает") }, { "kinds", N_("Кому подходит") },
	{ "level", N_("По чьим правилам") }, { "topic", N_("Тема") }, { "place", N_("Территория") },
	{ "measures", N_("Меры поддержки") }, { "demo", N_("Учебный пример") },
	{ "order", N_("Порядок шагов") }, { "step", N_("Шаг") }, { "step_added", N_("Новый шаг") },
	{ "step_gone", N_("Шаг убран") }, { "who", N_("Кто делает") }, { "term", N_("Срок") },
	{ "norm", N_("Норма") }, { "note", N_("Пояснение") }, { "file", N_("Образец документа") },
	{ "state", N_("Состояние") }, { "checked", N_("Проверено") },
};

struct str
sol_field_label(const struct ui *ui, struct str head)
{
	for (size_t i = 0; i < LEN(labels); i++)
		if (str_is(head, labels[i].field))
			return tr_z(ui, labels[i].label);
	return STR_NONE;
}

struct str
sol_field_of(const struct ui *ui, struct str head, int64_t no)
{
	struct str label = sol_field_label(ui, head);

	return no > 0 && label.p != NULL ? trf(ui, "%1, шаг %2", label, ui_num(ui, no)) : label;
}

enum err
sol_says_begin(struct req *rq, struct sol_says *ret)
{
	*ret = (struct sol_says){ .rq = rq };
	TRY(topics_all(rq->db, rq->arena, &ret->topics));
	return places_get(rq->th, &ret->x);
}

static struct str
term_said(const struct ui *ui, struct str text)
{
	int64_t term = 0, unit = 0, since = 0;
	struct str rest = text;

	if (!str_int(str_cut(rest, ' ', &rest), &term) ||
	    !str_int(str_cut(rest, ' ', &rest), &unit) || !str_int(rest, &since))
		return text;
	return sol_term_words(ui, term, unit, since);
}

static struct str
topic_said(const struct sol_says *s, int64_t id)
{
	for (size_t i = 0; i < s->topics.n; i++)
		if (s->topics.p[i].id == id)
			return s->rq->ui.lang == LANG_EN ? s->topics.p[i].en : s->topics.p[i].ru;
	return S("");
}

/* By number: an empty text is none. */
static struct str
number_said(const struct sol_says *s, struct str head, struct str text)
{
	const struct ui *ui = &s->rq->ui;
	int64_t v;
	int at;

	if (!str_int(text, &v))
		return str_is(head, "place") ? tr(ui, "вся страна") : text;
	if (str_is(head, "level"))
		return sol_level_word(ui, v);
	if (str_is(head, "topic"))
		return topic_said(s, v);
	at = places_by_id(s->x, v);
	return at >= 0 ? s->x->p[at].name : text;
}

struct str
sol_field_said(const struct sol_says *s, struct str head, struct str text)
{
	const struct ui *ui = &s->rq->ui;
	int state;

	if (str_is(head, "kinds"))
		return sol_kinds_words(ui, text);
	if (str_is(head, "level") || str_is(head, "topic") || str_is(head, "place"))
		return number_said(s, head, text);
	if (str_is(head, "demo"))
		return text.n > 0 ? tr(ui, "да") : tr(ui, "нет");
	if (str_is(head, "state")) {
		state = sol_state_of(text);
		return state >= 0 ? sol_state_word(ui, state) : text;
	}
	return str_is(head, "term") && text.n > 0 ? term_said(ui, text) : text;
}
