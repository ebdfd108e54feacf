/* fields.c - what a passport asks of a municipality: who fills it, how much of it is known, which
 * rules wait for it. */
#include "admin/admin_impl.h"

#include "gen/admin/u.h"
#include "gen/admin/v.h"
#include "places/places.h"

#define OLD_S ((int64_t)365 * 86400)	/* what nobody touched for a year asks to be looked at */
#define LISTED 200			/* measures that ask about a field */
#define FACTS 10

struct tally { int64_t filled, known, old, latest; };
struct passports { struct tally of[MF_N]; int64_t n; };

bool
admin_field_filled(enum match_field f)
{
	return f != MF_kind && f != MF_applicant && f != MF_territory;
}

enum err
admin_passport_parts(struct req *rq, bool places, struct tab_list *ret)
{
	ret->p = arena_array(rq->arena, struct tab, 2);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->p[0] = (struct tab){ tr(&rq->ui, "Поля паспорта"), url_admin_fields(rq->arena),
		!places };
	ret->p[1] = (struct tab){ tr(&rq->ui, "Территории"), url_admin_places(rq->arena), places };
	ret->n = 2;
	return OK;
}

/* ---- counting ----------------------------------------------------------------------- */

static void
count_one(struct req *rq, const struct places_index *x, int at, struct passports *ret)
{
	const struct place *p = &x->p[at];
	enum match_field f;

	ret->n++;
	for (size_t i = 0; i < p->n_fields; i++) {
		struct tally *t;

		if (!match_field_find(p->fields[i].field, &f))
			continue;
		t = &ret->of[f];
		t->filled++;
		t->old += p->fields[i].updated < rq->now - OLD_S;
		if (p->fields[i].updated > t->latest)
			t->latest = p->fields[i].updated;
	}
	for (int k = 0; k < MF_N; k++)
		ret->of[k].known += places_value(x, at, match_fields[k].code, rq->arena, NULL).n >
		    0;
}

/* Upper-level municipalities in force, in one walk over the tree that is in memory. */
static enum err
count_all(struct req *rq, struct passports *ret)
{
	const struct places_index *x;

	*ret = (struct passports){ .n = 0 };
	TRY(places_get(rq->th, &x));
	for (size_t i = 0; i < x->n; i++)
		if (x->p[i].level == PLACE_MUNI && x->p[i].now)
			count_one(rq, x, (int)i, ret);
	return OK;
}

/* ---- how it is said ------------------------------------------------------------------- */

static struct str
label_of(const struct ui *ui, enum match_field f)
{
	return str_c(ui->lang == LANG_EN ? match_fields[f].en : match_fields[f].ru);
}

static struct str
unit_words(const struct ui *ui, enum match_unit u)
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

static struct str
type_words(const struct ui *ui, enum match_type t)
{
	switch (t) {
	case MT_ENUM: return tr(ui, "одно из списка");
	case MT_SET: return tr(ui, "несколько из списка");
	case MT_INT: return tr(ui, "целое число");
	case MT_REAL: return tr(ui, "число");
	case MT_BOOL: return tr(ui, "да или нет");
	case MT_TERRITORY: break;
	}
	return tr(ui, "территория");
}

static struct str
kind_words(const struct ui *ui, enum match_field f)
{
	struct str type = type_words(ui, match_fields[f].type),
		   unit = unit_words(ui, match_fields[f].unit);

	if (unit.n == 0)
		return type;
	return str_fmt(ui->arena, "%.*s, %.*s", FMT(type), FMT(unit));
}

/* Who says it; what the portal goes by until they do. */
static struct str
who_words(const struct ui *ui, enum match_field f)
{
	if (f == MF_kind)
		return tr(ui, "портал, по коду ОКТМО");
	if (f == MF_territory)
		return tr(ui, "портал, по месту в дереве территорий");
	if (f == MF_applicant)
		return tr(ui, "тот, кто подбирает меры");
	if (f == MF_population)
		return tr(ui, "администратор муниципалитета; пока пусто — Росстат");
	if (f == MF_status)
		return tr(ui, "администратор муниципалитета; пока пусто — правовые акты");
	return tr(ui, "администратор муниципалитета");
}

static struct str
share_words(const struct ui *ui, int64_t n, int64_t of)
{
	int64_t tenths = of > 0 ? n * 1000 / of : 0;

	/* a share that is not nothing is not said as nothing */
	if (tenths == 0 && n > 0)
		return tr(ui, "меньше 0,1 %");
	return trf(ui, "%1 %", ui_real(ui, (double)tenths / 10));
}

/* ---- /admin/fields ---------------------------------------------------------------------- */

static struct field_line
line_of(struct req *rq, enum match_field f, const struct passports *p, int64_t uses)
{
	const struct ui *ui = &rq->ui;
	const struct tally *t = &p->of[f];
	struct field_line r = { .name = label_of(ui, f), .code = str_c(match_fields[f].code),
		.url = url_admin_field(rq->arena, str_c(match_fields[f].code)),
		.kind = kind_words(ui, f), .who = who_words(ui, f), .uses = uses,
		.asked = admin_field_filled(f) };

	r.filled = ui_num(ui, t->filled);
	r.share = share_words(ui, t->filled, p->n);
	if (t->known > t->filled)
		r.known = ui_num(ui, t->known);
	if (t->latest > 0)
		r.latest = ui_moment(ui, t->latest);
	if (t->old > 0)
		r.old = ui_num(ui, t->old);
	return r;
}

enum err
admin_fields(struct req *rq)
{
	struct view_fields v = { 0 };
	struct passports *p = arena_make(rq->arena, struct passports);
	struct navigator_uses uses;

	v.rows.p = arena_array(rq->arena, struct field_line, MF_N);
	if (p == NULL || v.rows.p == NULL)
		return E_NOMEM;
	TRY(admin_page(rq, tr(&rq->ui, "Паспорта"), "fields", &v.page, &v.tabs));
	TRY(admin_passport_parts(rq, false, &v.parts));
	TRY(count_all(rq, p));
	TRY(navigator_uses(rq->db, rq->arena, MF_N, 0, &uses));
	v.munis = p->n;
	v.measures = uses.n_measures;
	for (int f = 0; f < MF_N; f++)
		v.rows.p[v.rows.n++] = line_of(rq, (enum match_field)f, p, uses.n[f]);
	return view_fields(&rq->ui, &v);
}

/* ---- /admin/fields/{field} ---------------------------------------------------------------- */

static void
fact(struct facts *f, struct str name, struct str value)
{
	if (f->n < FACTS && value.n > 0)
		f->p[f->n++] = (struct fact){ name, value };
}

static struct str
bounds_words(const struct ui *ui, enum match_field f)
{
	if (match_fields[f].type != MT_INT && match_fields[f].type != MT_REAL)
		return S("");
	return trf(
	    ui, "от %1 до %2", ui_num(ui, match_fields[f].lo), ui_num(ui, match_fields[f].hi));
}

static void
fill_facts(struct req *rq, enum match_field f, const struct passports *p, struct facts *ret)
{
	const struct ui *ui = &rq->ui;
	const struct tally *t = &p->of[f];
	struct str share = share_words(ui, t->filled, p->n);

	fact(ret, tr(ui, "Имя в программе"), str_c(match_fields[f].code));
	fact(ret, tr(ui, "Вид"), kind_words(ui, f));
	fact(ret, tr(ui, "Границы"), bounds_words(ui, f));
	fact(ret, tr(ui, "Кто говорит"), who_words(ui, f));
	fact(ret, tr(ui, "Откуда берут"), tr_z(ui, match_fields[f].source));
	if (!admin_field_filled(f))
		return;
	fact(ret, tr(ui, "Заполнено"),
	    trf(ui, "%1 из %2 муниципалитетов (%3)", ui_num(ui, t->filled), ui_num(ui, p->n),
		share));
	fact(ret, tr(ui, "Известно вместе с источниками"),
	    t->known > t->filled ? ui_num(ui, t->known) : S(""));
	fact(ret, tr(ui, "Последняя правка"), t->latest > 0 ? ui_moment(ui, t->latest) : S(""));
	fact(ret, tr(ui, "Не правили больше года"), t->old > 0 ? ui_num(ui, t->old) : S(""));
}

static enum err
fill_options(struct req *rq, enum match_field f, struct facts *ret)
{
	int n = match_n_options(f);

	ret->p = arena_array(rq->arena, struct fact, (size_t)n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (int i = 0; i < n; i++) {
		const struct match_option_info *o = &match_options[match_fields[f].options + i];

		ret->p[ret->n++] = (struct fact){
			str_c(rq->ui.lang == LANG_EN ? o->en : o->ru), str_c(o->code) };
	}
	return OK;
}

enum err
admin_field(struct req *rq)
{
	struct view_field v = { 0 };
	struct passports *p = arena_make(rq->arena, struct passports);
	struct navigator_uses uses;
	enum match_field f;

	if (!match_field_find(req_param(rq, 0), &f))
		return E_NOT_FOUND;
	v.facts.list.p = arena_array(rq->arena, struct fact, FACTS);
	v.rows.p = arena_array(rq->arena, struct use_line, LISTED + 1);
	if (p == NULL || v.facts.list.p == NULL || v.rows.p == NULL)
		return E_NOMEM;
	v.heading = label_of(&rq->ui, f);
	v.asked = admin_field_filled(f);
	v.help = tr_z(&rq->ui, match_fields[f].help);
	TRY(admin_page(rq, v.heading, "fields", &v.page, &v.tabs));
	v.page.crumbs[v.page.n_crumbs] = v.page.crumbs[v.page.n_crumbs - 1];
	v.page.crumbs[v.page.n_crumbs++ - 1] =
	    (struct crumb){ tr(&rq->ui, "Паспорта"), url_admin_fields(rq->arena) };
	TRY(count_all(rq, p));
	fill_facts(rq, f, p, &v.facts.list);
	if (match_fields[f].type == MT_ENUM || match_fields[f].type == MT_SET)
		TRY(fill_options(rq, f, &v.options));
	TRY(navigator_uses(rq->db, rq->arena, f, LISTED, &uses));
	v.uses = uses.n[f];
	for (size_t i = 0; i < uses.n_list; i++) {
		struct str url = str_fmt(rq->arena, "/navigator/%.*s", FMT(uses.list[i].key));

		v.rows.p[v.rows.n++] = (struct use_line){ uses.list[i].title, url,
			str_fmt(rq->arena, "%.*s/rule", FMT(url)) };
	}
	return view_field(&rq->ui, &v);
}
