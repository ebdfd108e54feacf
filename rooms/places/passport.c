/* passport.c - the form in which a municipality's administrator says what is known. */
#include "places/places_impl.h"

#include "gen/places/q.h"
#include "gen/places/u.h"
#include "gen/places/v.h"
#include "navigator/navigator.h"
#include "text/text.h"

#define YEAR_LEAST 1990
#define SOURCE_MAX 200
#define REVISIONS 50
#define ENTRY_YEAR "_year"	/* names of fields: budget_income, budget_income_year, … */
#define ENTRY_SOURCE "_source"
#define ENTRY_BOXES "[]"

/* A field as typed, and as it will be kept. */
struct typed {
	const char *name, *year_name, *source_name;
	struct str value, source;
	struct opt_int year;
};

static bool
editable(enum match_field f)
{
	return f != MF_kind && f != MF_applicant && f != MF_territory;
}

static enum err
names_of(struct arena *a, enum match_field f, struct typed *t)
{
	struct str code = str_c(match_fields[f].code);

	t->name = match_fields[f].code;
	t->year_name = str_fmt(a, "%.*s" ENTRY_YEAR, FMT(code)).p;
	t->source_name = str_fmt(a, "%.*s" ENTRY_SOURCE, FMT(code)).p;
	return t->year_name != NULL && t->source_name != NULL ? OK : E_NOMEM;
}

static struct str
label_of(const struct ui *ui, enum match_field f)
{
	return str_c(ui->lang == LANG_EN ? match_fields[f].en : match_fields[f].ru);
}

static struct str
unit_of(const struct ui *ui, enum match_unit u)
{
	switch (u) {
	case MU_PEOPLE: return tr(ui, "человек");
	case MU_PERCENT: return tr(ui, "%");
	case MU_RUBLES: return tr(ui, "рублей");
	case MU_SQUARE_METRES: return tr(ui, "м²");
	case MU_NONE: break;
	}
	return S("");
}

/* ---- the form -------------------------------------------------------------------- */

static struct form_input
input(const struct ui *ui, const char *name, struct str label, struct str now, int max)
{
	return (struct form_input){ .name = name, .mode = "text", .max = max, .label = label,
		.value = ui_old(ui, name, now), .bad = ui_problem(ui, name) };
}

/* What the tree knows when the form is empty: said beside, not written in. */
static struct str
known_words(struct req *rq, const struct places_index *x, int place, enum match_field f)
{
	struct passport p = { 0 };
	struct place_from from;
	struct str v = places_value(x, place, match_fields[f].code, rq->arena, &from), bad;
	struct buf b;

	if (v.p == NULL || from.filled ||
	    passport_set(rq->arena, &p, f, v, false, &bad) != OK)
		return S("");
	buf_init(&b, rq->arena, 2 * KiB);
	put_match_value(&b, &p, f, rq->ui.lang == LANG_EN);
	if (from.year.has)
		buf_fmt(&b, " (%lld)", (long long)from.year.v);
	return trf(&rq->ui, "Сейчас известно: %1; источник: %2.", buf_str(&b),
	    places_source(&rq->ui, &from));
}

static struct choice
option(const struct ui *ui, enum match_field f, const char *boxes, int i, const struct passport *p)
{
	const struct match_option_info *o = &match_options[match_fields[f].options + i];
	bool on = p->known & (uint64_t)1 << f && p->v[f] & (int64_t)1 << i;

	return (struct choice){ str_c(o->code), str_c(ui->lang == LANG_EN ? o->en : o->ru),
		ui_old_on(ui, boxes, str_c(o->code), on) };
}

/* Checkboxes of a set, and one that says there are none. */
static enum err
set_choices(struct req *rq, enum match_field f, struct str now, struct choices *ret)
{
	struct str boxes = str_fmt(rq->arena, "%s" ENTRY_BOXES, match_fields[f].code), bad;
	struct passport p = { 0 };
	bool none;

	if (boxes.p == NULL)
		return E_NOMEM;

	if (now.n > 0 && passport_set(rq->arena, &p, f, now, false, &bad) != OK)
		p.known = 0;
	none = p.known && p.v[f] == 0;
	ret->p = arena_array(rq->arena, struct choice, (size_t)match_n_options(f) + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (int i = 0; i < match_n_options(f); i++)
		ret->p[ret->n++] = option(&rq->ui, f, boxes.p, i, &p);
	ret->p[ret->n++] = (struct choice){ S("none"), tr(&rq->ui, "ничего из этого"),
		ui_old_on(&rq->ui, boxes.p, S("none"), none) };
	return OK;
}

static enum err
flag_choices(struct req *rq, enum match_field f, struct str now, struct choices *ret)
{
	struct str typed = ui_old(&rq->ui, match_fields[f].code, now);
	bool yes = str_is(typed, "да") || str_is(typed, "yes"), no = !yes && typed.n > 0;

	ret->p = arena_array(rq->arena, struct choice, 3);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->p[0] = (struct choice){ S(""), tr(&rq->ui, "нет данных"), !yes && !no };
	ret->p[1] = (struct choice){ S("да"), tr(&rq->ui, "да"), yes };
	ret->p[2] = (struct choice){ S("нет"), tr(&rq->ui, "нет"), no };
	ret->n = 3;
	return OK;
}

static enum err
fill_row(struct req *rq, const struct places_index *x, int place, enum match_field f,
    struct form_row *ret)
{
	const struct ui *ui = &rq->ui;
	int at = places_field_find(&x->p[place], match_fields[f].code);
	const struct place_field *have = at >= 0 ? &x->p[place].fields[at] : NULL;
	struct str now = have ? have->value : S(""), unit = unit_of(ui, match_fields[f].unit);
	struct typed t;

	TRY(names_of(rq->arena, f, &t));
	*ret = (struct form_row){ .name = t.name, .label = label_of(ui, f),
		.help = tr_z(ui, match_fields[f].help), .known = known_words(rq, x, place, f),
		.bad = ui_problem(ui, t.name) };
	ret->value = input(
	    ui, t.name, unit.n ? trf(ui, "Значение, %1", unit) : tr(ui, "Значение"), now, 40);
	ret->value.mode = "decimal";
	ret->value.about = str_fmt(rq->arena, "h-%s", t.name);
	ret->year = input(ui, t.year_name, tr(ui, "Год"), have && have->year.has ?
	    str_fmt(rq->arena, "%lld", (long long)have->year.v) : S(""), 4);
	ret->year.mode = "numeric";
	ret->source = input(ui, t.source_name, tr(ui, "Источник"), have ? have->source : S(""),
	    SOURCE_MAX);
	ret->source.hint = tr_z(ui, match_fields[f].source);
	if (match_fields[f].type == MT_SET)
		return set_choices(rq, f,
		    have ? now : places_value(x, place, t.name, rq->arena, NULL), &ret->choices);
	return match_fields[f].type == MT_BOOL ? flag_choices(rq, f, now, &ret->choices) : OK;
}

static enum err
fill_form(struct req *rq, const struct places_index *x, int place, struct view_passport *v)
{
	v->numbers.p = arena_array(rq->arena, struct form_row, MF_N);
	v->sets.p = arena_array(rq->arena, struct form_row, MF_N);
	v->flags.p = arena_array(rq->arena, struct form_row, MF_N);
	if (!v->numbers.p || !v->sets.p || !v->flags.p)
		return E_NOMEM;
	for (int i = 0; i < MF_N; i++) {
		enum match_field f = (enum match_field)i;
		enum match_type t = match_fields[f].type;
		struct form_rows *to = t == MT_SET ? &v->sets :
		    t == MT_BOOL                   ? &v->flags :
						     &v->numbers;

		if (editable(f))
			TRY(fill_row(rq, x, place, f, &to->p[to->n++]));
	}
	return OK;
}

/* ---- history --------------------------------------------------------------------- */

/* A kept value as people read it; titles and the like as they are. */
static struct str
said(struct req *rq, struct str field, struct str value)
{
	struct passport p = { 0 };
	enum match_field f;
	struct str bad;
	struct buf b;

	if (value.n == 0 || !match_field_find(field, &f) || !editable(f) ||
	    passport_set(rq->arena, &p, f, value, false, &bad) != OK)
		return value.p ? value : S("");
	buf_init(&b, rq->arena, 4 * KiB);
	put_match_value(&b, &p, f, rq->ui.lang == LANG_EN);
	return buf_str(&b);
}

static enum err
fill_revisions(struct req *rq, int64_t entry, struct revision_rows *ret)
{
	struct q_revisions_rows r;
	enum match_field f;

	TRY(q_revisions(rq->db, rq->arena, entry, REVISIONS, &r));
	ret->p = arena_array(rq->arena, struct revision_row, r.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n; i++) {
		int32_t day = day_of(r.p[i].at, rq->ui.tz_min);

		ret->p[ret->n++] = (struct revision_row){ .when = ui_day(&rq->ui, day),
			.iso = ui_day_iso(&rq->ui, day),
			.who = r.p[i].who.n ? r.p[i].who : tr(&rq->ui, "импорт"),
			.label = match_field_find(r.p[i].field, &f) ? label_of(&rq->ui, f) :
								      r.p[i].field,
			.before = said(rq, r.p[i].field, r.p[i].before),
			.after = said(rq, r.p[i].field, r.p[i].after) };
	}
	return OK;
}

static enum err
form_page(struct req *rq, const struct places_index *x, int at)
{
	const struct place *p = &x->p[at];
	struct view_passport v = {
		.page = { .nav = "places", .no_index = true },
		.heading = places_heading(x, at, rq->arena),
		.url = url_places_show(rq->arena, p->code),
		.save_url = url_places_passport_save(rq->arena, p->code),
	};

	v.page.title = trf(&rq->ui, "Паспорт: %1", p->short_name);
	places_crumbs(rq, x, at, true, &v.page);
	if (v.page.n_crumbs < (int)LEN(v.page.crumbs))
		v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ tr(&rq->ui, "Паспорт"), S("") };
	TRY(fill_form(rq, x, at, &v));
	TRY(fill_revisions(rq, p->entry, &v.revisions));
	return view_passport(&rq->ui, &v);
}

/* Only a municipality in force has a passport to fill. */
static enum err
passport_of_path(struct req *rq, const struct places_index **ret_x, int *ret)
{
	TRY(places_of_path(rq, ret_x, ret));
	return (*ret_x)->p[*ret].level >= PLACE_MUNI && (*ret_x)->p[*ret].now ? OK : E_NOT_FOUND;
}

enum err
places_passport_page(struct req *rq)
{
	const struct places_index *x;
	int at;

	TRY(passport_of_path(rq, &x, &at));
	return form_page(rq, x, at);
}

/* ---- saving ---------------------------------------------------------------------- */

/* Ticked boxes joined by commas; none of them and «ничего» ticked: «нет». */
static struct str
ticked(struct req *rq, const char *name)
{
	const struct http_pairs *form = &rq->in->form;
	struct str boxes = str_fmt(rq->arena, "%s" ENTRY_BOXES, name);
	bool none = false;
	struct buf b;

	buf_init(&b, rq->arena, 8 * KiB);
	for (size_t i = 0; i < form->n; i++) {
		if (boxes.p == NULL || !str_is(form->p[i].name, boxes.p))
			continue;
		if (str_is(form->p[i].value, "none")) {
			none = true;
			continue;
		}
		if (b.n > 0)
			buf_putz(&b, ", ");
		buf_put(&b, form->p[i].value);
	}
	return b.n > 0 ? buf_str(&b) : none ? S("нет") : S("");
}

static enum err
read_year(struct req *rq, struct typed *t)
{
	struct str s = str_trim(req_form(rq, t->year_name));
	int64_t now = day_from(rq->ui.today).y;

	if (s.n == 0)
		return OK;
	t->year.has = str_int(s, &t->year.v);
	if (t->year.has && t->year.v >= YEAR_LEAST && t->year.v <= now)
		return OK;
	return problem(rq, t->year_name,
	    trf(&rq->ui, "Введите год числом от %1 до %2.", str_fmt(rq->arena, "%d", YEAR_LEAST),
		str_fmt(rq->arena, "%lld", (long long)now)));
}

/* The value in its canonical writing; E_INPUT: problems are listed. */
static enum err
read_field(struct req *rq, enum match_field f, struct typed *t)
{
	bool en = rq->ui.lang == LANG_EN;
	struct str text, bad = S("");
	struct passport p = { 0 };
	enum err e, y;

	TRY(names_of(rq->arena, f, t));
	text = match_fields[f].type == MT_SET ? ticked(rq, t->name) :
						str_trim(req_form(rq, t->name));
	if (!utf8_valid(text))
		return problem(rq, t->name,
		    tr(&rq->ui,
			"Текст содержит знаки, которые не читаются. "
			"Наберите его заново."));
	e = passport_set(rq->arena, &p, f, text, en, &bad);
	if (e == E_INPUT)
		e = problem(rq, t->name,
		    str_find(bad, label_of(&rq->ui, f)) >= 0 ?
			bad :
			trf(&rq->ui, "%1: %2", label_of(&rq->ui, f), bad));
	y = read_year(rq, t);
	t->source = str_trim(req_form(rq, t->source_name));
	if (!utf8_valid(t->source) || utf8_len(t->source) > SOURCE_MAX)
		y = problem(rq, t->source_name,
		    trf(&rq->ui, "Источник — не длиннее %1 знаков.", ui_num(&rq->ui, SOURCE_MAX)));
	TRY(e);
	TRY(y);
	t->value = S("");
	if (!(p.known & (uint64_t)1 << f))
		return OK;
	return passport_text(rq->arena, &p, f, false, &t->value);
}

/* Boxes left as the tree had them are nobody's word yet: nothing to keep. The snapshot may be a
 * moment old, so what was filled is asked of the database. */
static enum err
untouched(struct req *rq, const struct places_index *x, int at, const struct typed *t, bool *ret)
{
	struct str tree = strcmp(t->name, "status") == 0 &&
		places_field_find(&x->p[at], t->name) < 0 ?
	    places_value(x, at, t->name, rq->arena, NULL) :
	    STR_NONE;
	struct q_field_of_rows old;

	*ret = false;
	if (tree.n == 0 || t->year.has || t->source.n > 0 || !str_eq(tree, t->value))
		return OK;
	TRY(q_field_of(rq->db, rq->arena, (struct place_id){ x->p[at].id }, str_c(t->name), &old));
	*ret = old.n == 0;
	return OK;
}

static enum err
save_all(struct req *rq, const struct places_index *x, int at, const struct typed *t)
{
	bool changed, any = false, skip;

	TRY(db_begin(rq->db));
	for (int f = 0; f < MF_N; f++) {
		if (!editable((enum match_field)f))
			continue;
		TRY(untouched(rq, x, at, &t[f], &skip));
		if (skip)
			continue;
		TRY(places_field_save(rq->db, rq->arena, &(struct place_field_in){ x->p[at].id,
			x->p[at].entry, t[f].name, t[f].value, t[f].source, t[f].year },
		    rq->viewer->id.v, rq->now, &changed));
		any |= changed;
	}
	if (any)
		TRY(version_bump(rq->db, "places"));
	return db_commit(rq->db);
}

enum err
places_passport_save(struct req *rq)
{
	struct typed *t = arena_array(rq->arena, struct typed, MF_N);
	const struct places_index *x;
	enum err e = OK;
	int at;

	if (t == NULL)
		return E_NOMEM;
	TRY(passport_of_path(rq, &x, &at));
	for (int f = 0; f < MF_N; f++) {
		enum err one = editable((enum match_field)f) ?
		    read_field(rq, (enum match_field)f, &t[f]) :
		    OK;

		if (one != OK && one != E_INPUT)
			return one;
		e = one == OK ? e : one;
	}
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return form_page(rq, x, at);
	}
	TRY(save_all(rq, x, at, t));
	TRY(notice(rq, N_("Паспорт сохранён.")));
	return redirect(rq, url_places_show(rq->arena, x->p[at].code));
}
