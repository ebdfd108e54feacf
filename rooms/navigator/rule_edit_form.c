/* rule_edit_form.c - the rule's form: rows as they were sent, rows as they are shown. */
#include "navigator/measure_view.h"

#define ROW_MAX 9999 /* a number of a row, no more digits than that */
#define CELL_NAME 32
#define ROWS_READ (2 * RULE_NODES)

/* ---- as it was sent -------------------------------------------------------------- */

static struct str
cell(struct req *rq, const char *name, int id)
{
	struct buf b;

	buf_init(&b, rq->arena, CELL_NAME);
	buf_fmt(&b, "%s-%d%c", name, id, '\0');
	return buf_err(&b) == OK ? str_trim(req_form(rq, b.p)) : STR_NONE;
}

/* The ticked options of a row, as a list of codes. */
static struct str
ticked(struct req *rq, int id)
{
	struct str name = str_fmt(rq->arena, "opt-%d[]", id);
	struct buf b;

	buf_init(&b, rq->arena, 4 * KiB);
	for (size_t i = 0; i < rq->in->form.n; i++) {
		if (!str_eq(rq->in->form.p[i].name, name))
			continue;
		if (b.n > 0)
			buf_put(&b, S(", "));
		buf_put(&b, rq->in->form.p[i].value);
	}
	return buf_str(&b);
}

static enum rule_kind
kind_of(struct str s)
{
	return str_is(s, "all") ? RULE_ALL :
	    str_is(s, "any")    ? RULE_ANY :
	    str_is(s, "none")   ? RULE_NONE :
				  RULE_LEAF;
}

static bool
has_options(enum match_field f)
{
	return match_fields[f].type == MT_ENUM || match_fields[f].type == MT_SET;
}

static struct rule_row
row_of(struct req *rq, int id)
{
	struct rule_row r = { .id = id, .kind = kind_of(cell(rq, "kind", id)) };
	enum match_field f;
	int64_t parent;

	if (str_int(cell(rq, "parent", id), &parent) && parent > 0 && parent <= ROW_MAX)
		r.parent = (int)parent;
	r.field = cell(rq, "field", id);
	r.op = cell(rq, "op", id);
	r.value = cell(rq, "value", id);
	/* ticks of another field mean nothing for the one chosen now */
	if (match_field_find(r.field, &f) && has_options(f) && str_eq(cell(rq, "was", id), r.field))
		r.value = ticked(rq, id);
	return r;
}

enum err
nav_rule_rows_read(struct req *rq, struct rule_rows *ret)
{
	size_t n = 0;

	ret->n = 0;
	for (size_t i = 0; i < rq->in->form.n; i++)
		n += str_is(rq->in->form.p[i].name, "row[]");
	if (n > ROWS_READ)
		return E_TOO_BIG;
	ret->p = arena_array(rq->arena, struct rule_row, n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < rq->in->form.n; i++) {
		int64_t id;

		if (str_is(rq->in->form.p[i].name, "row[]") &&
		    str_int(rq->in->form.p[i].value, &id) && id > 0 && id <= ROW_MAX)
			ret->p[ret->n++] = row_of(rq, (int)id);
	}
	return OK;
}

/* ---- as it is shown: choices ----------------------------------------------------- */

static enum err
choices_new(struct arena *a, size_t n, struct view_choices *ret)
{
	*ret = (struct view_choices){ arena_array(a, struct view_choice, n + 1), 0 };
	return ret->p ? OK : E_NOMEM;
}

static enum err
field_choices(struct req *rq, const struct rule_row *r, struct rule_field *f)
{
	bool en = rq->ui.lang == LANG_EN;

	TRY(choices_new(rq->arena, MF_N + 1, &f->fields));
	if (f->fresh)
		f->fields.p[f->fields.n++] = (struct view_choice){ .label = tr(
								       &rq->ui, "Выберите") };
	for (int i = 0; i < MF_N; i++)
		f->fields.p[f->fields.n++] = (struct view_choice){
			.label = str_c(en ? match_fields[i].en : match_fields[i].ru),
			.value = str_c(match_fields[i].code),
			.on = str_is(r->field, match_fields[i].code)
		};
	return OK;
}

static enum err
ops_of(
    struct req *rq, const struct rule_row *r, enum match_type t, bool own, struct view_choices *ret)
{
	TRY(choices_new(rq->arena, OP_N, ret));
	for (int op = 0; op < OP_N; op++)
		if (match_op_fits((enum match_op)op, t))
			ret->p[ret->n++] = (struct view_choice){
				.label = str_c(
				    match_op_label((enum match_op)op, rq->ui.lang == LANG_EN)),
				.value = str_c(match_op_code((enum match_op)op)),
				.on = own && str_is(r->op, match_op_code((enum match_op)op))
			};
	return OK;
}

/* All comparisons: another field and its comparison can be chosen at once, without script. */
static enum err
op_choices(
    struct req *rq, const struct rule_row *r, bool known, enum match_field at, struct rule_field *f)
{
	enum match_type t = known ? match_fields[at].type : MT_INT;

	TRY(ops_of(rq, r, MT_INT, !known || t == MT_INT || t == MT_REAL, &f->numbers));
	TRY(ops_of(rq, r, MT_ENUM, known && t == MT_ENUM, &f->lists));
	TRY(ops_of(rq, r, MT_SET, known && t == MT_SET, &f->sets));
	TRY(ops_of(rq, r, MT_BOOL, known && t == MT_BOOL, &f->flags));
	return ops_of(rq, r, MT_TERRITORY, known && t == MT_TERRITORY, &f->places);
}

static uint64_t
mask_of(struct str value, enum match_field f)
{
	uint64_t mask = 0, bit;

	while (value.n > 0) {
		struct str one = str_trim(str_cut(value, ',', &value));

		if (one.n > 0 && match_option_find(f, one, &bit))
			mask |= bit;
	}
	return mask;
}

static enum err
option_choices(struct req *rq, const struct rule_row *r, enum match_field at, struct rule_field *f)
{
	uint64_t mask = mask_of(r->value, at);
	int n = match_n_options(at);
	struct buf b;

	buf_init(&b, rq->arena, 8 * KiB);
	TRY(choices_new(rq->arena, (size_t)n, &f->options));
	for (int i = 0; i < n; i++) {
		const struct match_option_info *o = &match_options[match_fields[at].options + i];

		f->options.p[f->options.n++] =
		    (struct view_choice){ .label = str_c(rq->ui.lang == LANG_EN ? o->en : o->ru),
			    .value = str_c(o->code),
			    .on = mask >> i & 1 };
		if (!(mask >> i & 1))
			continue;
		if (b.n > 0)
			buf_put(&b, S(", "));
		buf_put(&b, f->options.p[i].label);
	}
	f->chosen = buf_str(&b);
	return buf_err(&b);
}

static enum err
leaf_view(struct req *rq, const struct rule_row *r, struct rule_field *f)
{
	enum match_field at = MF_N;
	bool known = match_field_find(r->field, &at);

	f->leaf = true;
	f->fresh = !known;
	f->value = r->value;
	TRY(field_choices(rq, r, f));
	TRY(op_choices(rq, r, known, at, f));
	if (!known) {
		f->hint = tr(
		    &rq->ui, "После выбора поля нажмите «Показать значения выбранных полей».");
		return OK;
	}
	f->was = str_c(match_fields[at].code);
	f->hint = tr_z(&rq->ui, match_fields[at].help);
	f->yes_no = match_fields[at].type == MT_BOOL;
	f->yes = !str_is(r->value, "нет") && !str_is(r->value, "no");
	if (has_options(at))
		return option_choices(rq, r, at, f);
	return OK;
}

/* ---- as it is shown: rows -------------------------------------------------------- */

struct shown {
	struct req *rq;
	const struct rule_rows *rows;
	const struct rule_problems *problems;
	const struct rule_lines *words; /* NULL: the rule is not good yet */
	int shift; /* nodes of the rule before the first row */
};

static struct str
problem_of(const struct shown *s, int id)
{
	for (size_t i = 0; i < s->problems->n; i++)
		if (s->problems->p[i].row == id)
			return s->problems->p[i].text;
	return S("");
}

static struct str
reads_of(const struct shown *s, size_t at)
{
	for (size_t i = 0; s->words != NULL && i < s->words->n; i++)
		if (s->words->p[i].node == (int)at + s->shift)
			return s->words->p[i].text;
	return S("");
}

static enum err
row_view(const struct shown *s, size_t at, struct rule_field *f)
{
	static const char *const kinds[] = { "all", "any", "none", "leaf" };
	const struct rule_row *r = &s->rows->p[at];

	*f = (struct rule_field){ .id = r->id,
		.parent = r->parent,
		.kind = str_c(kinds[r->kind]),
		.problem = problem_of(s, r->id),
		.out = r->depth > 0 };
	if (r->kind != RULE_LEAF)
		return OK;
	f->reads = reads_of(s, at);
	return leaf_view(s->rq, r, f);
}

/* The rows from *at on that lie at `depth`, with what is in them. */
static enum err
group_view(const struct shown *s, size_t *at, int depth, struct rule_group *ret)
{
	size_t n = 0;

	for (size_t i = *at; i < s->rows->n && s->rows->p[i].depth >= depth; i++)
		n += s->rows->p[i].depth == depth;
	*ret = (struct rule_group){ arena_array(s->rq->arena, struct rule_field, n + 1), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	while (*at < s->rows->n && s->rows->p[*at].depth >= depth) {
		struct rule_field *f = &ret->p[ret->n++];
		struct rule_group *kids = arena_make(s->rq->arena, struct rule_group);

		if (kids == NULL)
			return E_NOMEM;
		TRY(row_view(s, (*at)++, f));
		TRY(group_view(s, at, depth + 1, kids));
		f->kids = kids;
		f->up = ret->n > 1;
		f->down = ret->n < n;
		f->in = ret->n > 1 && !ret->p[ret->n - 2].leaf;
	}
	return OK;
}

enum err
nav_rule_rows_view(struct req *rq, const struct rule_rows *rows, const struct rule *good,
    const struct rule_problems *problems, struct view_rule *v)
{
	struct shown s = { rq, rows, problems, NULL, 0 };
	struct rule_lines words;
	size_t at = 0;

	if (good != NULL) {
		TRY(rule_write_words(rq->arena, good, rq->ui.lang == LANG_EN, &words));
		s.words = &words;
		s.shift = (int)(good->n - rows->n);
	}
	v->next = 1;
	for (size_t i = 0; i < rows->n; i++)
		if (rows->p[i].id >= v->next)
			v->next = rows->p[i].id + 1;
	return group_view(&s, &at, 0, &v->rows);
}
