/* curate_form_view.c - the form of a measure as the page draws it. */
#include "navigator/curate.h"

/* In which order and under which heading the fields stand. */
static const struct group {
	const char *id, *title;
	enum draft_at f[8];
	int n;
} groups[] = {
	{ "main", N_("Главное"), { DF_title, DF_summary, DF_backer, DF_level, DF_money }, 5 },
	{ "dates", N_("Сроки"), { DF_opens, DF_closes, DF_recurrence }, 3 },
	{ "sums", N_("Деньги"), { DF_amount_min, DF_amount_max, DF_amount_unit, DF_cofinance_min,
		DF_cofinance_max }, 5 },
	{ "whom", N_("Кому и где"), { DF_applicants, DF_stages, DF_territories, DF_parent }, 4 },
	{ "topics", N_("Темы"), { DF_topics }, 1 },
	{ "text", N_("Подробно"), { DF_what, DF_who, DF_how_much, DF_own_share }, 4 },
	{ "source", N_("Источник и проверка"), { DF_source_title, DF_source_url, DF_checked,
		DF_note, DF_demo }, 5 },
};

static bool
narrow(enum draft_at f)
{
	enum draft_kind k = draft_fields[f].kind;

	return k == DK_DAY || k == DK_INT || k == DK_REAL || k == DK_CODE || k == DK_UNIT;
}

static enum err
choices_of(struct req *rq, enum list l, struct str now, bool optional, struct view_choices *ret)
{
	const struct ui *ui = &rq->ui;
	int n = 0;

	ret->p = arena_array(rq->arena, struct view_choice, 20);
	if (ret->p == NULL)
		return E_NOMEM;
	if (optional)
		ret->p[ret->n++] = (struct view_choice){ .label = tr(ui, "не выбрано"),
			.on = now.n == 0 };
	for (int no = 1; no < 18; no++) {
		const char *code = list_code(l, no);

		if (*code == '\0')
			continue;
		n++;
		ret->p[ret->n++] = (struct view_choice){ .label = list_label(ui, l, no),
			.value = str_c(code), .on = str_is(now, code) };
	}
	return n > 0 ? OK : E_BUG;
}

static bool
among(struct str list, char sep, struct str one)
{
	while (list.n > 0)
		if (str_eq(str_cut(list, sep, &list), one))
			return true;
	return false;
}

static enum err
topic_choices(struct req *rq, struct str now, struct view_choices *ret)
{
	struct topics t;

	TRY(topics_all(rq->db, rq->arena, &t));
	ret->p = arena_array(rq->arena, struct view_choice, t.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < t.n; i++)
		ret->p[ret->n++] = (struct view_choice){ .value = t.p[i].code,
			.label = rq->ui.lang == LANG_EN ? t.p[i].en : t.p[i].ru,
			.on = among(now, '\n', t.p[i].code) };
	return OK;
}

static enum err
input_of(struct req *rq, const struct edit_form *form, enum draft_at f, struct form_input *ret)
{
	const struct draft_field *t = &draft_fields[f];
	struct str now = form->text[f];

	*ret = (struct form_input){ .name = str_c(t->name), .label = tr_z(&rq->ui, t->label),
		.hint = *t->hint ? tr_z(&rq->ui, t->hint) : S(""), .value = now,
		.bad = ui_problem(&rq->ui, t->name), .max = t->kind == DK_LINE ||
		    t->kind == DK_AREA ? t->most : 40, .required = t->least > 0,
		.area = t->kind == DK_AREA || f == DF_territories, .flag = t->kind == DK_FLAG,
		.number = t->kind == DK_INT || t->kind == DK_REAL || t->kind == DK_DAY,
		.on = now.n > 0 };
	if (f == DF_territories)
		ret->max = 8000;
	switch ((int)t->kind) {
	case DK_CODE:
	case DK_UNIT: ret->select = true; return choices_of(rq, t->list, now, true, &ret->options);
	case DK_MASK:
		ret->boxes = true;
		TRY(choices_of(rq, t->list, now, false, &ret->options));
		for (size_t i = 0; i < ret->options.n; i++)
			ret->options.p[i].on = among(now, ',', ret->options.p[i].value);
		return OK;
	case DK_WORDS:
		ret->boxes = f == DF_topics;
		return f == DF_topics ? topic_choices(rq, now, &ret->options) : OK;
	default: return OK;
	}
}

static enum err
group_view(struct req *rq, const struct edit_form *form, const struct group *g,
    struct curate_group *ret)
{
	*ret = (struct curate_group){ .title = tr_z(&rq->ui, g->title), .id = str_c(g->id) };
	ret->wide.p = arena_array(rq->arena, struct form_input, (size_t)g->n);
	ret->narrow.p = arena_array(rq->arena, struct form_input, (size_t)g->n);
	if (ret->wide.p == NULL || ret->narrow.p == NULL)
		return E_NOMEM;
	for (int i = 0; i < g->n; i++) {
		struct form_inputs *to = narrow(g->f[i]) ? &ret->narrow : &ret->wide;

		TRY(input_of(rq, form, g->f[i], &to->p[to->n++]));
	}
	return OK;
}

static enum err
row_view(struct req *rq, const struct draft_part *p, size_t no, const struct str *row,
    struct form_row *ret)
{
	bool long_texts = false; /* then texts stand one below another */

	*ret = (struct form_row){ .no = (int64_t)no, .up = no > 0 };
	ret->cells.p = arena_array(rq->arena, struct form_input, (size_t)p->n_cells);
	if (ret->cells.p == NULL)
		return E_NOMEM;
	for (int k = 0; k < p->n_cells; k++)
		long_texts = long_texts || p->cells[k].kind == DK_AREA;
	for (int k = 0; k < p->n_cells; k++) {
		const struct draft_cell *c = &p->cells[k];
		struct str name = str_fmt(
		    rq->arena, "%s-%zu-%s", draft_fields[p->field].name, no, c->name);

		if (name.p == NULL)
			return E_NOMEM;
		ret->cells.p[ret->cells.n++] = (struct form_input){ .name = name,
			.label = tr_z(&rq->ui, c->label), .value = row[k],
			.hint = c->kind == DK_DAY ? tr(&rq->ui, "дд.мм.гггг") : S(""),
			.bad = ui_problem(&rq->ui, name.p), .area = c->kind == DK_AREA,
			.flag = c->kind == DK_FLAG, .on = row[k].n > 0, .required = c->least > 0,
			.number = c->kind == DK_INT || c->kind == DK_DAY,
			.wide = long_texts && (c->kind == DK_LINE || c->kind == DK_AREA),
			.max = c->kind == DK_LINE || c->kind == DK_AREA ? c->most : 40 };
	}
	return OK;
}

static enum err
part_view(struct req *rq, const struct edit_list *l, struct str self, struct form_part *ret)
{
	const struct draft_field *t = &draft_fields[l->p->field];

	*ret = (struct form_part){ .title = tr_z(&rq->ui, t->label), .name = str_c(t->name),
		.add = tr_z(&rq->ui, l->p->add), .none = tr_z(&rq->ui, l->p->none), .self = self };
	ret->rows.p = arena_array(rq->arena, struct form_row, l->n + 1);
	if (ret->rows.p == NULL)
		return E_NOMEM;
	for (; ret->rows.n < l->n; ret->rows.n++)
		TRY(row_view(
		    rq, l->p, ret->rows.n, l->rows[ret->rows.n], &ret->rows.p[ret->rows.n]));
	return OK;
}

enum err
edit_form_view(struct req *rq, const struct edit_form *f, struct view_curate_edit *v)
{
	v->groups.p = arena_array(rq->arena, struct curate_group, LEN(groups));
	v->parts.p = arena_array(rq->arena, struct form_part, DRAFT_PART_KINDS);
	if (v->groups.p == NULL || v->parts.p == NULL)
		return E_NOMEM;
	for (; v->groups.n < LEN(groups); v->groups.n++)
		TRY(group_view(rq, f, &groups[v->groups.n], &v->groups.p[v->groups.n]));
	for (; v->parts.n < DRAFT_PART_KINDS; v->parts.n++)
		TRY(part_view(rq, &f->lists[v->parts.n], v->self, &v->parts.p[v->parts.n]));
	return OK;
}
