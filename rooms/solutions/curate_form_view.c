/* curate_form_view.c - the form of a solution as the page draws it. */
#include "solutions/curate.h"

/* ---- fields of the whole ---------------------------------------------------------------- */

static const struct look {
	enum sol_at at;
	const char *name, *label, *hint;
	int64_t max;
	bool required, area;
} looks[] = {
	{ SA_title, "title", N_("Название"), N_("Что делаем: «Убрать стихийную свалку»."),
	    SOL_TITLE, true, false },
	{ SA_situation, "situation", N_("Ситуация"),
	    N_("Когда это решение подходит и чего надо добиться. По этим словам его находят."),
	    SOL_TEXT, true, true },
	{ SA_owner, "owner", N_("Кто отвечает"),
	    N_("Должность или орган, а не человек: его видят читатели."), SOL_TITLE, false, false },
	{ SA_topic, "topic", N_("Тема"), "", 60, false, false },
	{ SA_level, "level", N_("По чьим правилам"), "", 20, false, false },
	{ SA_place, "place", N_("Территория"),
	    N_("Код ОКТМО или название. Пусто — вся страна."), 200, false, false },
	{ SA_kinds, "kinds", N_("Кому подходит"), N_("Ничего не отмечено — всем муниципалитетам."),
	    0, false, false },
	{ SA_measures, "measures", N_("Меры поддержки"),
	    N_("Чем это оплатить: адрес или ключ меры из навигатора, по одному на строке."),
	    SOL_TEXT, false, true },
	{ SA_demo, "demo", N_("Учебный пример: читатели увидят предупреждение"), "", 0, false,
	    false },
};
static const struct { const char *id, *title; enum sol_at wide[4]; int n_wide; enum sol_at
	narrow[4]; int n_narrow; } groups[] = {
	{ "main", N_("Главное"), { SA_title, SA_situation, SA_owner }, 3,
	    { SA_topic, SA_level, SA_place }, 3 },
	{ "whom", N_("Кому и на что"), { SA_kinds, SA_measures, SA_demo }, 3, { SA_title }, 0 },
};

static enum err
levels(struct req *rq, struct str now, struct view_choices *ret)
{
	static const char *const codes[] = { "federal", "regional", "municipal" };

	ret->p = arena_array(rq->arena, struct view_choice, SOL_LEVELS);
	if (ret->p == NULL)
		return E_NOMEM;
	for (int i = 0; i < SOL_LEVELS; i++)
		ret->p[ret->n++] = (struct view_choice){ .value = str_c(codes[i]),
			.label = sol_level_word(&rq->ui, i), .on = str_is(now, codes[i]) };
	return OK;
}

static void
topic_add(const struct ui *ui, const struct topic *t, bool child, struct str now,
    struct view_choices *ret)
{
	struct str name = ui->lang == LANG_EN ? t->en : t->ru;

	ret->p[ret->n++] = (struct view_choice){ .value = t->code,
		.label = child ? ui_cat(ui, S("— "), name) : name, .on = str_eq(now, t->code) };
}

static enum err
topics(struct req *rq, struct str now, struct view_choices *ret)
{
	struct topics t;

	TRY(topics_all(rq->db, rq->arena, &t));
	ret->p = arena_array(rq->arena, struct view_choice, t.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->p[ret->n++] =
	    (struct view_choice){ .label = tr(&rq->ui, "не выбрано"), .on = now.n == 0 };
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i].parent != 0)
			continue;
		topic_add(&rq->ui, &t.p[i], false, now, ret);
		for (size_t k = 0; k < t.n; k++)
			if (t.p[k].parent == t.p[i].id)
				topic_add(&rq->ui, &t.p[k], true, now, ret);
	}
	return OK;
}

static enum err
kinds(struct req *rq, struct str now, struct view_choices *ret)
{
	ret->p = arena_array(rq->arena, struct view_choice, PK_N);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < PK_N; i++) {
		struct str code = str_c(place_kinds[i].code);

		if (sol_kind_known(code))
			ret->p[ret->n++] = (struct view_choice){ .value = code,
				.label =
				    str_c(place_kind_name((enum place_kind)i, rq->ui.lang)),
				.on = now.n > 0 && sol_has_kind(now, code) };
	}
	return OK;
}

static enum err
input_of(struct req *rq, const struct sol_form *f, enum sol_at at, struct form_input *ret)
{
	const struct look *l = &looks[0];
	struct str now = f->text[at];

	for (size_t i = 0; i < LEN(looks); i++)
		if (looks[i].at == at)
			l = &looks[i];
	*ret = (struct form_input){ .name = str_c(l->name), .label = tr_z(&rq->ui, l->label),
		.hint = *l->hint ? tr_z(&rq->ui, l->hint) : S(""), .value = now,
		.bad = ui_problem(&rq->ui, l->name), .max = l->max, .required = l->required,
		.area = l->area, .flag = at == SA_demo, .on = now.n > 0,
		.select = at == SA_topic || at == SA_level, .boxes = at == SA_kinds };
	if (at == SA_topic)
		return topics(rq, now, &ret->options);
	if (at == SA_level)
		return levels(rq, now, &ret->options);
	return at == SA_kinds ? kinds(rq, now, &ret->options) : OK;
}

/* ---- steps ------------------------------------------------------------------------------ */

static const struct { enum sol_cell at; const char *name, *label, *hint; int64_t max;
	bool wide, area; } columns[] = {
	{ SC_code, "code", "", "", 60, false, false },
	{ SC_title, "title", N_("Что сделать"), "", SOL_TITLE, true, false },
	{ SC_note, "note", N_("Пояснение"), "", SOL_TEXT, true, true },
	{ SC_norm, "norm", N_("Норма"),
	    N_("Словами: «ст. 12 Федерального закона № 59-ФЗ». Портал сам сделает ссылку."),
	    SOL_TEXT, true, true },
	{ SC_who, "who", N_("Кто делает"), "", SOL_TITLE, false, false },
	{ SC_term, "term", N_("Срок, дней"), "", 40, false, false },
	{ SC_days, "days", N_("Какие дни"), "", 20, false, false },
	{ SC_from, "from", N_("От чего считать"), "", 20, false, false },
	{ SC_file, "file", N_("Имя файла"), N_("Например, «Акт осмотра.txt»."), 120, true, false },
	{ SC_text, "text", N_("Текст образца"), "", SOL_FILE, true, true },
};

static enum err
choices(struct req *rq, const char *const (*of)[2], size_t n, struct str now,
    struct view_choices *ret)
{
	ret->p = arena_array(rq->arena, struct view_choice, n);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++)
		ret->p[ret->n++] = (struct view_choice){ .value = str_c(of[i][0]),
			.label = tr_z(&rq->ui, of[i][1]), .on = str_is(now, of[i][0]) };
	return OK;
}

static enum err
cell_of(struct req *rq, size_t no, const struct str *row, size_t k, struct form_input *ret)
{
	static const char *const days[][2] = { { "", N_("без срока") },
		{ "calendar", N_("календарные") }, { "working", N_("рабочие") } };
	static const char *const from[][2] = { { "start", N_("от дня начала") },
		{ "previous", N_("после предыдущего шага") } };
	struct str name = str_fmt(rq->arena, "steps-%zu-%s", no, columns[k].name);
	enum sol_cell at = columns[k].at;
	struct str now = row[at];

	if (name.p == NULL)
		return E_NOMEM;
	*ret = (struct form_input){ .name = name,
		.label = *columns[k].label ? tr_z(&rq->ui, columns[k].label) : S(""),
		.hint = *columns[k].hint ? tr_z(&rq->ui, columns[k].hint) : S(""), .value = now,
		.bad = ui_problem(&rq->ui, name.p), .max = columns[k].max,
		.hidden = at == SC_code, .area = columns[k].area, .wide = columns[k].wide,
		.number = at == SC_term, .select = at == SC_days || at == SC_from,
		.required = at == SC_title };
	if (at == SC_days)
		return choices(rq, days, LEN(days), now, &ret->options);
	return at == SC_from ? choices(rq, from, LEN(from), now, &ret->options) : OK;
}

/* The template is folded away: most steps have none. */
static enum err
row_of(struct req *rq, size_t no, const struct str *row, struct form_row *r)
{
	*r = (struct form_row){ .no = (int64_t)no, .up = no > 0,
		.more_label = tr(&rq->ui, "Образец документа") };
	r->cells.p = arena_array(rq->arena, struct form_input, LEN(columns));
	r->more.p = arena_array(rq->arena, struct form_input, LEN(columns));
	if (r->cells.p == NULL || r->more.p == NULL)
		return E_NOMEM;
	for (size_t k = 0; k < LEN(columns); k++) {
		bool fold = columns[k].at == SC_file || columns[k].at == SC_text;
		struct form_inputs *to = fold ? &r->more : &r->cells;
		struct form_input *in = &to->p[to->n++];

		TRY(cell_of(rq, no, row, k, in));
		r->more_open = r->more_open || (fold && (in->value.n > 0 || in->bad.n > 0));
	}
	return OK;
}

static enum err
steps(struct req *rq, const struct sol_form *f, struct view_sol_edit *v)
{
	v->steps = (struct form_part){ .title = tr(&rq->ui, "Шаги"), .name = S("steps"),
		.one = tr(&rq->ui, "Шаг"), .add = tr(&rq->ui, "Добавить шаг"), .self = v->self,
		.none = tr(&rq->ui, "Шагов пока нет: добавьте первый.") };
	v->steps.rows.p = arena_array(rq->arena, struct form_row, f->n + 1);
	if (v->steps.rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < f->n; i++) {
		struct form_row *r = &v->steps.rows.p[v->steps.rows.n++];

		TRY(row_of(rq, i, f->steps[i], r));
	}
	return OK;
}

/* ---- the whole -------------------------------------------------------------------------- */

static enum err
inputs(struct req *rq, const struct sol_form *f, const enum sol_at *at, int n,
    struct form_inputs *ret)
{
	ret->p = arena_array(rq->arena, struct form_input, (size_t)n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (int i = 0; i < n; i++)
		TRY(input_of(rq, f, at[i], &ret->p[ret->n++]));
	return OK;
}

enum err
sol_form_view(struct req *rq, const struct sol_form *f, struct view_sol_edit *v)
{
	v->groups.p = arena_array(rq->arena, struct sol_group, LEN(groups));
	if (v->groups.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < LEN(groups); i++) {
		struct sol_group *g = &v->groups.p[v->groups.n++];

		*g = (struct sol_group){ .title = tr_z(&rq->ui, groups[i].title),
			.id = str_c(groups[i].id) };
		TRY(inputs(rq, f, groups[i].wide, groups[i].n_wide, &g->wide));
		TRY(inputs(rq, f, groups[i].narrow, groups[i].n_narrow, &g->narrow));
	}
	return steps(rq, f, v);
}
