/* curate_form.c - the form of a measure: what was typed, what a draft says, what is shown. */
#include "navigator/curate.h"

#include "text/text.h"

#define NAME_BYTES 64

/* ---- names and texts as they were sent ---------------------------------------------- */

static struct str
cell_name(struct arena *a, const struct draft_part *p, size_t row, int cell)
{
	return str_fmt(a, "%s-%zu-%s", draft_fields[p->field].name, row, p->cells[cell].name);
}

static enum err
list_new(struct arena *a, struct edit_list *l)
{
	l->rows = arena_alloc(a, (DRAFT_PARTS + 1) * sizeof *l->rows);
	return l->rows ? OK : E_NOMEM;
}

enum err
edit_form_typed(struct req *rq, struct edit_form *ret)
{
	for (int f = 0; f < DF_N; f++) {
		const struct draft_field *t = &draft_fields[f];

		ret->text[f] = t->kind == DK_MASK ? req_form_ticked(rq, t->name, ',') :
		    f == DF_topics                ? req_form_ticked(rq, t->name, '\n') :
						    req_form_text(rq, str_c(t->name));
	}
	for (size_t i = 0; i < DRAFT_PART_KINDS; i++) {
		const struct draft_part *p = &draft_parts[i];
		struct edit_list *l = &ret->lists[i];
		int64_t n = 0;

		TRY(list_new(rq->arena, l));
		l->p = p;
		if (!str_int(
			req_form_text(rq, str_fmt(rq->arena, "%s-n", draft_fields[p->field].name)),
			&n) ||
		    n < 0 || n > DRAFT_PARTS)
			n = 0;
		for (l->n = 0; l->n < (size_t)n; l->n++)
			for (int k = 0; k < p->n_cells; k++)
				l->rows[l->n][k] = req_form_text(
				    rq, cell_name(rq->arena, p, l->n, k));
	}
	return OK;
}

/* ---- a draft as texts of the form ----------------------------------------------------- */

static struct str
day_text(const struct ui *ui, struct opt_int d)
{
	return d.has ? ui_day_field(ui, (int32_t)d.v) : S("");
}

static struct str
int_text(const struct ui *ui, struct opt_int v)
{
	return v.has ? ui_num(ui, v.v) : S("");
}

static struct str
cell_text(const struct ui *ui, const struct draft_part *p, int k, const void *row)
{
	const void *v = (const char *)row + p->cells[k].off;

	switch ((int)p->cells[k].kind) {
	case DK_DAY: return day_text(ui, *(const struct opt_int *)v);
	case DK_FLAG: return *(const bool *)v ? S("1") : S("");
	case DK_INT:
		if (p->field == DF_rounds && k == 0) /* the year, never empty */
			return str_fmt(ui->arena, "%lld", (long long)*(const int64_t *)v);
		return int_text(ui, *(const struct opt_int *)v);
	default: return *(const struct str *)v;
	}
}

/* «24000000 Ивановская область», a line each. */
static enum err
place_lines(struct req *rq, const struct draft *d, struct str *ret)
{
	const struct places_index *x;
	struct buf b;

	TRY(places_get(rq->th, &x));
	buf_init(&b, rq->arena, 64 * KiB);
	for (size_t i = 0; i < d->n_places; i++) {
		int at = places_by_code(x, d->places[i]);

		if (i > 0)
			buf_putc(&b, '\n');
		buf_put(&b, d->places[i]);
		if (at >= 0) {
			buf_putc(&b, ' ');
			buf_put(&b, x->p[at].name);
		}
	}
	*ret = b.n > 0 ? buf_str(&b) : S("");
	return buf_err(&b);
}

static void
texts_of(const struct ui *ui, const struct draft *d, struct edit_form *ret)
{
	for (int f = 0; f < DF_N; f++)
		ret->text[f] = draft_text(ui->arena, d, (enum draft_at)f);
	ret->text[DF_opens] = day_text(ui, d->opens);
	ret->text[DF_closes] = day_text(ui, d->closes);
	ret->text[DF_checked] = day_text(ui, d->checked);
	ret->text[DF_amount_min] = int_text(ui, d->amount_min);
	ret->text[DF_amount_max] = int_text(ui, d->amount_max);
	if (d->cofin_min.has)
		ret->text[DF_cofinance_min] = ui_real(ui, d->cofin_min.v);
	if (d->cofin_max.has)
		ret->text[DF_cofinance_max] = ui_real(ui, d->cofin_max.v);
	ret->text[DF_demo] = d->demo ? S("1") : S("");
}

enum err
edit_form_of(struct req *rq, const struct draft *d, struct edit_form *ret)
{
	texts_of(&rq->ui, d, ret);
	TRY(place_lines(rq, d, &ret->text[DF_territories]));
	for (size_t i = 0; i < DRAFT_PART_KINDS; i++) {
		const struct draft_part *p = &draft_parts[i];
		struct edit_list *l = &ret->lists[i];

		TRY(list_new(rq->arena, l));
		l->p = p;
		for (l->n = 0; l->n < draft_rows(d, p); l->n++)
			for (int k = 0; k < p->n_cells; k++)
				l->rows[l->n][k] = cell_text(&rq->ui, p, k, draft_row(d, p, l->n));
	}
	return OK;
}

/* ---- the form as it would be sent ------------------------------------------------------ */

struct sending { struct arena *a; VEC(struct http_pair) v; enum err err; };

static void
send(struct sending *s, struct str name, struct str value)
{
	struct http_pair p = { name, value.p ? value : S("") };

	if (s->err == OK)
		s->err = name.p ? VEC_PUSH(s->a, &s->v, p) : E_NOMEM;
}

static void
send_each(struct sending *s, const char *field, struct str text, char sep)
{
	while (text.n > 0)
		send(s, str_fmt(s->a, "%s[]", field), str_cut(text, sep, &text));
}

enum err
edit_form_pairs(struct req *rq, const struct edit_form *f, struct http_pairs *ret)
{
	struct sending s = { .a = rq->arena };

	for (int k = 0; k < DF_N; k++) {
		const struct draft_field *t = &draft_fields[k];

		if (t->kind == DK_MASK || k == DF_topics)
			send_each(&s, t->name, f->text[k], k == DF_topics ? '\n' : ',');
		else
			send(&s, str_c(t->name), f->text[k]);
	}
	for (size_t i = 0; i < DRAFT_PART_KINDS; i++) {
		const struct edit_list *l = &f->lists[i];

		send(&s, str_fmt(s.a, "%s-n", draft_fields[l->p->field].name),
		    str_fmt(s.a, "%zu", l->n));
		for (size_t row = 0; row < l->n; row++)
			for (int k = 0; k < l->p->n_cells; k++)
				send(&s, cell_name(s.a, l->p, row, k), l->rows[row][k]);
	}
	*ret = (struct http_pairs){ s.v.p, s.v.n };
	return s.err;
}

/* ---- texts of the form as a draft ------------------------------------------------------ */

static enum err
cell_value(struct req *rq, const struct draft_part *p, size_t row, int k, void *to)
{
	const struct draft_cell *c = &p->cells[k];
	struct str name = cell_name(rq->arena, p, row, k);
	void *v = (char *)to + c->off;
	struct opt_int year = { 0 };

	switch ((int)c->kind) {
	case DK_DAY: return form_value(rq, name, FK_DAY, 0, 0, v);
	case DK_FLAG: return form_value(rq, name, FK_BOOL, 0, 0, v);
	case DK_INT:
		if (p->field != DF_rounds || k != 0)
			return form_value(rq, name, FK_INT, c->least, c->most, v);
		TRY(form_value(rq, name, FK_INT, c->least, c->most, &year));
		*(int64_t *)v = year.v;
		return year.has ? OK :
				  problem_at(rq, name, tr(&rq->ui, "Укажите год, например 2025."));
	default:
		TRY(form_value(rq, name, FK_TEXT, c->least, c->most, v));
		*(struct str *)v = req_form_text(rq, name);
		return OK;
	}
}

static bool
row_empty(const struct draft_part *p, const struct str *row)
{
	for (int k = 0; k < p->n_cells; k++)
		if (row[k].n > 0 && p->cells[k].kind != DK_FLAG)
			return false;
	return true;
}

/* The counts of struct draft are reached through a field's own copy. */
static enum err
part_draft(struct req *rq, const struct edit_list *l, struct draft *d)
{
	const struct draft_part *p = l->p;
	size_t *n = (size_t *)(void *)((char *)d + p->n_off);
	enum err e = OK;

	*n = 0;
	memset(draft_row(d, p, 0), 0, DRAFT_PARTS * p->size);
	for (size_t i = 0; i < l->n; i++) {
		if (row_empty(p, l->rows[i]))
			continue;
		for (int k = 0; k < p->n_cells; k++) {
			enum err one = cell_value(rq, p, i, k, draft_row(d, p, *n));

			if (one != OK && one != E_INPUT)
				return one;
			e = one != OK ? one : e;
		}
		++*n;
	}
	return e;
}

static enum err
place_line(struct req *rq, const struct places_index *x, struct str line, struct draft *d)
{
	int at;

	TRY(curators_place(rq, x, "territories", line, &at));
	for (size_t i = 0; i < d->n_places; i++)
		if (str_eq(d->places[i], x->p[at].code))
			return OK;
	if (d->n_places == DRAFT_PARTS)
		return problem(rq, "territories", tr(&rq->ui, "Не больше 40 территорий."));
	d->places[d->n_places++] = str_dup(rq->arena, x->p[at].code);
	return OK;
}

static enum err
words_draft(struct req *rq, const struct edit_form *f, struct draft *d)
{
	const struct places_index *x;
	struct str rest = f->text[DF_territories], topics = f->text[DF_topics];
	enum err e = OK;

	TRY(places_get(rq->th, &x));
	d->n_places = d->n_topics = 0;
	while (rest.n > 0) {
		struct str line = str_trim(str_cut(rest, '\n', &rest));
		enum err one = line.n ? place_line(rq, x, line, d) : OK;

		if (one != OK && one != E_INPUT)
			return one;
		e = one != OK ? one : e;
	}
	while (topics.n > 0 && d->n_topics < DRAFT_PARTS)
		d->topics[d->n_topics++] = str_cut(topics, '\n', &topics);
	return e;
}

static enum err
field_draft(struct req *rq, const struct edit_form *f, enum draft_at at, struct draft *d)
{
	const struct draft_field *t = &draft_fields[at];
	void *v = (char *)d + t->off;
	int no;

	switch ((int)t->kind) {
	case DK_LINE:
	case DK_AREA:
		TRY(form_value(rq, str_c(t->name), FK_TEXT, t->least, t->most, v));
		*(struct str *)v = f->text[at];
		return OK;
	case DK_DAY:
	case DK_INT: *(struct opt_int *)v = (struct opt_int){ 0 };
		return form_value(
		    rq, str_c(t->name), t->kind == DK_DAY ? FK_DAY : FK_INT, t->least, t->most, v);
	case DK_REAL: *(struct opt_real *)v = (struct opt_real){ 0 };
		return form_value(rq, str_c(t->name), FK_REAL, t->least, t->most, v);
	case DK_CODE:
		no = list_no(t->list, f->text[at]);
		if (no == 0)
			return problem_at(
			    rq, str_c(t->name), tr(&rq->ui, "Выберите одно из предложенного."));
		*(int *)v = no;
		return OK;
	case DK_UNIT:
		*(struct str *)v = list_no(t->list, f->text[at]) ? f->text[at] : S("");
		return OK;
	case DK_MASK:
		return list_mask(t->list, f->text[at], v) ?
		    OK :
		    problem_at(rq, str_c(t->name), tr(&rq->ui, "Выберите одно из предложенного."));
	case DK_FLAG: *(bool *)v = f->text[at].n > 0; return OK;
	default: return OK;
	}
}

/* What one field alone cannot see. */
static enum err
together(struct req *rq, const struct draft *d)
{
	const struct ui *ui = &rq->ui;

	if (d->amount_min.has && d->amount_max.has && d->amount_min.v > d->amount_max.v)
		return problem(rq, "amount_max", tr(ui, "Сумма «до» меньше суммы «от»."));
	if (d->cofin_min.has && d->cofin_max.has && d->cofin_min.v > d->cofin_max.v)
		return problem(rq, "cofinance_max", tr(ui, "Доля «до» меньше доли «от»."));
	if (d->opens.has && d->closes.has && d->closes.v < d->opens.v)
		return problem(rq, "closes", tr(ui, "Приём кончается раньше, чем начинается."));
	if (d->source_url.n > 0 && !str_starts(d->source_url, S("https://")) &&
	    !str_starts(d->source_url, S("http://")))
		return problem(rq, "source_url", tr(ui, "Адрес начинается с https:// или http://"));
	if (d->checked.has && d->checked.v > ui->today)
		return problem(rq, "checked", tr(ui, "Проверить можно сегодня или раньше."));
	return OK;
}

enum err
edit_form_draft(struct req *rq, const struct edit_form *f, struct draft *d)
{
	enum err e = OK, one;

	for (int k = 0; k < DF_N; k++) {
		one = field_draft(rq, f, (enum draft_at)k, d);
		if (one != OK && one != E_INPUT)
			return one;
		e = one != OK ? one : e;
	}
	for (size_t i = 0; i < DRAFT_PART_KINDS; i++) {
		one = part_draft(rq, &f->lists[i], d);
		if (one != OK && one != E_INPUT)
			return one;
		e = one != OK ? one : e;
	}
	one = words_draft(rq, f, d);
	if (one != OK && one != E_INPUT)
		return one;
	e = one != OK ? one : e;
	return e == OK ? together(rq, d) : e;
}

/* ---- the buttons of rows ----------------------------------------------------------------- */

static void
row_swap(struct edit_list *l, size_t i)
{
	struct str kept[DRAFT_CELLS];

	memcpy(kept, l->rows[i], sizeof kept);
	memcpy(l->rows[i], l->rows[i - 1], sizeof kept);
	memcpy(l->rows[i - 1], kept, sizeof kept);
}

bool
edit_form_do(struct req *rq, struct edit_form *f, struct str what, struct str *ret_at)
{
	struct str rest, verb = str_cut(what, ':', &rest), part = str_cut(rest, ':', &rest);
	struct edit_list *l = NULL;
	int64_t no = -1;

	for (size_t i = 0; i < DRAFT_PART_KINDS; i++)
		if (str_is(part, draft_fields[draft_parts[i].field].name))
			l = &f->lists[i];
	if (l == NULL || (rest.n > 0 && !str_int(rest, &no)))
		return false;
	*ret_at = part;
	if (str_is(verb, "add") && l->n < DRAFT_PARTS) {
		memset(l->rows[l->n], 0, sizeof l->rows[l->n]);
		for (int k = 0; k < l->p->n_cells; k++)
			l->rows[l->n][k] = S("");
		*ret_at = cell_name(rq->arena, l->p, l->n++, 0);
	} else if (str_is(verb, "del") && no >= 0 && (size_t)no < l->n) {
		memmove(l->rows[no], l->rows[no + 1], (l->n - (size_t)no - 1) * sizeof *l->rows);
		l->n--;
	} else if (str_is(verb, "up") && no > 0 && (size_t)no < l->n) {
		row_swap(l, (size_t)no);
	}
	return str_is(verb, "add") || str_is(verb, "del") || str_is(verb, "up");
}
