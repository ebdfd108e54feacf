/* draft_json.c - a measure read from JSON: every wrong thing is named, nothing is guessed. */
#include <json-c/json.h>
#include <sodium.h>

#include "calendar/calendar.h"
#include "navigator/draft.h"
#include "navigator/lists.h"
#include "text/text.h"

#define TITLE_MAX 300
#define TEXT_MAX 20000

struct reader {
	struct arena *a;
	struct json_object *o;
	int32_t today;
	struct str why;		/* of the first problem */
};

static enum err
bad(struct reader *r, const char *key, const char *what)
{
	if (r->why.p == NULL)
		r->why = str_fmt(r->a, "«%s»: %s", key, what);
	return E_INPUT;
}

static enum err
text(struct reader *r, struct json_object *o, const char *key, size_t max, struct str *ret)
{
	struct json_object *v = NULL;
	struct str s;

	*ret = S("");
	if (!json_object_object_get_ex(o, key, &v) || v == NULL)
		return OK;
	if (!json_object_is_type(v, json_type_string))
		return bad(r, key, "нужен текст в кавычках");
	s = str_trim(
	    (struct str){ json_object_get_string(v), (size_t)json_object_get_string_len(v) });
	if (!utf8_valid(s))
		return bad(r, key, "текст не в UTF-8");
	if (utf8_len(s) > max)
		return bad(r, key, "слишком длинный текст");
	*ret = str_dup(r->a, s);
	return ret->p ? OK : E_NOMEM;
}

static enum err
day(struct reader *r, struct json_object *o, const char *key, struct opt_int *ret)
{
	struct str s;
	int32_t d;

	TRY(text(r, o, key, 20, &s));
	*ret = (struct opt_int){ 0, false };
	if (s.n == 0)
		return OK;
	if (!day_parse_rel(s, r->today, &d))
		return bad(r, key, "дата пишется так: 2026-12-01 (или today+30 для демонстрации)");
	*ret = (struct opt_int){ d, true };
	return OK;
}

static enum err
number(struct reader *r, struct json_object *o, const char *key, double min, double max,
    struct opt_real *ret)
{
	struct json_object *v = NULL;

	*ret = (struct opt_real){ 0, false };
	if (!json_object_object_get_ex(o, key, &v) || v == NULL)
		return OK;
	if (!json_object_is_type(v, json_type_int) && !json_object_is_type(v, json_type_double))
		return bad(r, key, "нужно число без кавычек или null");
	ret->v = json_object_get_double(v);
	ret->has = true;
	if (!(ret->v >= min && ret->v <= max))
		return bad(r, key, "число вне допустимых границ");
	return OK;
}

static enum err
whole(struct reader *r, struct json_object *o, const char *key, int64_t min, int64_t max,
    struct opt_int *ret)
{
	struct opt_real v;

	TRY(number(r, o, key, (double)min, (double)max, &v));
	*ret = (struct opt_int){ (int64_t)v.v, v.has };
	if (v.has && (double)ret->v != v.v)
		return bad(r, key, "нужно целое число");
	return OK;
}

static enum err
code(struct reader *r, const char *key, enum list l, int dflt, int *ret)
{
	struct str s;

	TRY(text(r, r->o, key, 40, &s));
	*ret = s.n == 0 ? dflt : list_no(l, s);
	return *ret != 0 ? OK :
			   bad(r, key, "нет такого кода; допустимые названы в справке импорта");
}

/* A JSON list of texts; absent or null is empty. */
static enum err
texts(struct reader *r, const char *key, struct str *ret, size_t *ret_n)
{
	struct json_object *v = NULL;
	size_t n;

	*ret_n = 0;
	if (!json_object_object_get_ex(r->o, key, &v) || v == NULL)
		return OK;
	if (!json_object_is_type(v, json_type_array))
		return bad(r, key, "нужен список в квадратных скобках");
	n = json_object_array_length(v);
	if (n > DRAFT_PARTS)
		return bad(r, key, "больше сорока значений");
	for (size_t i = 0; i < n; i++) {
		struct json_object *x = json_object_array_get_idx(v, i);

		if (x == NULL || !json_object_is_type(x, json_type_string))
			return bad(r, key, "в списке должны быть тексты");
		ret[i] = str_dup(r->a, str_c(json_object_get_string(x)));
	}
	*ret_n = n;
	return OK;
}

static enum err
mask(struct reader *r, const char *key, enum list l, int64_t *ret)
{
	struct str codes[DRAFT_PARTS];
	size_t n;

	*ret = 0;
	TRY(texts(r, key, codes, &n));
	for (size_t i = 0; i < n; i++) {
		int no = list_no(l, codes[i]);

		if (no == 0)
			return bad(r, key, "нет такого кода; допустимые названы в справке импорта");
		*ret |= (int64_t)1 << (no - 1);
	}
	return OK;
}

/* ---- parts -------------------------------------------------------------------- */

typedef enum err part_fn(struct reader *r, struct json_object *o, struct draft *d, size_t i);

static enum err
part_step(struct reader *r, struct json_object *o, struct draft *d, size_t i)
{
	TRY(text(r, o, "title", TITLE_MAX, &d->steps[i].title));
	TRY(text(r, o, "text", TEXT_MAX, &d->steps[i].text));
	return day(r, o, "due", &d->steps[i].due);
}

static enum err
part_document(struct reader *r, struct json_object *o, struct draft *d, size_t i)
{
	struct json_object *v = NULL;

	d->documents[i].required = !json_object_object_get_ex(o, "required", &v) || v == NULL ||
	    json_object_get_boolean(v);
	TRY(text(r, o, "title", TITLE_MAX, &d->documents[i].title));
	return text(r, o, "note", TEXT_MAX, &d->documents[i].note);
}

static enum err
part_contact(struct reader *r, struct json_object *o, struct draft *d, size_t i)
{
	TRY(text(r, o, "name", TITLE_MAX, &d->contacts[i].name));
	TRY(text(r, o, "url", 500, &d->contacts[i].url));
	TRY(text(r, o, "phone", 60, &d->contacts[i].phone));
	return text(r, o, "email", 200, &d->contacts[i].email);
}

/* A year below 100 counts back from this one: -1 is last year's round. */
static enum err
part_round(struct reader *r, struct json_object *o, struct draft *d, size_t i)
{
	struct draft_round *x = &d->rounds[i];
	struct opt_int year;

	TRY(whole(r, o, "year", -20, 2200, &year));
	x->year = year.v < 100 ? day_from(r->today).y + year.v : year.v;
	TRY(day(r, o, "opens", &x->opens));
	TRY(day(r, o, "closes", &x->closes));
	TRY(whole(r, o, "budget", 0, INT64_C(100000000000000), &x->budget));
	TRY(whole(r, o, "applications", 0, 100000000, &x->applications));
	TRY(whole(r, o, "winners", 0, 100000000, &x->winners));
	return text(r, o, "note", TITLE_MAX, &x->note);
}

static enum err
parts(struct reader *r, const char *key, struct draft *d, part_fn *fn, size_t *ret_n)
{
	struct json_object *v = NULL;
	size_t n;

	*ret_n = 0;
	if (!json_object_object_get_ex(r->o, key, &v) || v == NULL)
		return OK;
	if (!json_object_is_type(v, json_type_array))
		return bad(r, key, "нужен список в квадратных скобках");
	n = json_object_array_length(v);
	if (n > DRAFT_PARTS)
		return bad(r, key, "больше сорока строк");
	for (size_t i = 0; i < n; i++) {
		struct json_object *x = json_object_array_get_idx(v, i);

		if (x == NULL || !json_object_is_type(x, json_type_object))
			return bad(r, key, "в списке должны быть записи в фигурных скобках");
		TRY(fn(r, x, d, i));
	}
	*ret_n = n;
	return OK;
}

/* ---- the rule -------------------------------------------------------------------- */

static enum err
rule(struct reader *r, const struct match_places *places, struct draft *d)
{
	struct rule_problems problems = { 0 };
	struct json_object *v = NULL;
	struct rule parsed;
	struct buf b;
	enum err e;

	d->rule = S("{\"all\":[]}");
	if (!json_object_object_get_ex(r->o, "eligibility", &v) || v == NULL)
		return OK;
	e = rule_parse(r->a, str_c(json_object_to_json_string_ext(v, JSON_C_TO_STRING_PLAIN)),
	    places, false, &parsed, &problems);
	if (e == E_INPUT && problems.n > 0)
		r->why = str_fmt(r->a, "«eligibility» %.*s: %.*s", FMT(problems.p[0].at),
		    FMT(problems.p[0].text));
	TRY(e);
	buf_init(&b, r->a, RULE_JSON);
	rule_write_json(&b, &parsed);
	TRY(buf_err(&b));
	d->rule = buf_str(&b);
	return OK;
}

/* ---- whole rows ----------------------------------------------------------------------- */

static enum err
words(struct reader *r, struct draft *d)
{
	TRY(text(r, r->o, "key", 80, &d->key));
	TRY(text(r, r->o, "title", TITLE_MAX, &d->title));
	TRY(text(r, r->o, "summary", 2000, &d->summary));
	TRY(text(r, r->o, "what", TEXT_MAX, &d->what));
	TRY(text(r, r->o, "who", TEXT_MAX, &d->who));
	TRY(text(r, r->o, "how_much", TEXT_MAX, &d->how_much));
	TRY(text(r, r->o, "own_share", TEXT_MAX, &d->own_share));
	TRY(text(r, r->o, "backer", TITLE_MAX, &d->backer));
	TRY(text(r, r->o, "amount_unit", 20, &d->unit));
	TRY(text(r, r->o, "source_title", TITLE_MAX, &d->source_title));
	TRY(text(r, r->o, "source_url", 500, &d->source_url));
	TRY(text(r, r->o, "note", TEXT_MAX, &d->note));
	return text(r, r->o, "parent", 80, &d->parent);
}

static enum err
numbers(struct reader *r, struct draft *d)
{
	TRY(whole(r, r->o, "amount_min", 0, INT64_C(100000000000000), &d->amount_min));
	TRY(whole(r, r->o, "amount_max", 0, INT64_C(100000000000000), &d->amount_max));
	TRY(number(r, r->o, "cofinance_min", 0, 100, &d->cofin_min));
	TRY(number(r, r->o, "cofinance_max", 0, 100, &d->cofin_max));
	TRY(day(r, r->o, "opens", &d->opens));
	TRY(day(r, r->o, "closes", &d->closes));
	TRY(day(r, r->o, "checked", &d->checked));
	if (d->amount_min.has && d->amount_max.has && d->amount_min.v > d->amount_max.v)
		return bad(r, "amount_max", "меньше, чем amount_min");
	if (d->cofin_min.has && d->cofin_max.has && d->cofin_min.v > d->cofin_max.v)
		return bad(r, "cofinance_max", "меньше, чем cofinance_min");
	if (d->opens.has && d->closes.has && d->closes.v < d->opens.v)
		return bad(r, "closes", "раньше, чем opens");
	return OK;
}

static enum err
own_row(struct reader *r, const struct match_places *places, struct draft *d)
{
	struct json_object *v = NULL;

	TRY(words(r, d));
	if (d->title.n == 0)
		return bad(r, "title", "нужно название");
	if (d->backer.n == 0)
		return bad(r, "backer", "нужно, кто предоставляет");
	d->demo = json_object_object_get_ex(r->o, "demo", &v) && json_object_get_boolean(v);
	TRY(code(r, "level", LIST_level, 0, &d->level));
	TRY(code(r, "money", LIST_money, 0, &d->money));
	TRY(code(r, "recurrence", LIST_recurrence, 3, &d->recurrence));
	TRY(mask(r, "applicants", LIST_applicant, &d->applicants));
	TRY(mask(r, "stages", LIST_stage, &d->stages));
	TRY(numbers(r, d));
	TRY(texts(r, "territories", d->places, &d->n_places));
	TRY(texts(r, "topics", d->topics, &d->n_topics));
	TRY(parts(r, "steps", d, part_step, &d->n_steps));
	TRY(parts(r, "documents", d, part_document, &d->n_documents));
	TRY(parts(r, "contacts", d, part_contact, &d->n_contacts));
	TRY(parts(r, "rounds", d, part_round, &d->n_rounds));
	return rule(r, places, d);
}

/* id, level, region, title, summary, text, links: as investment portals publish. What they do
 * not say stays unsaid: no dates, no amounts, anyone may apply. */
static enum err
portal_row(struct reader *r, struct draft *d)
{
	struct json_object *v = NULL;
	struct str level, region;

	json_object_object_get_ex(r->o, "id", &v);
	d->key = str_fmt(r->a, "portal-%s", v ? json_object_get_string(v) : "");
	TRY(text(r, r->o, "title", TITLE_MAX, &d->title));
	TRY(text(r, r->o, "summary", 4000, &d->summary));
	TRY(text(r, r->o, "text", 60000, &d->what));
	TRY(text(r, r->o, "level", 20, &level));
	TRY(text(r, r->o, "region", 120, &region));
	d->level = list_no(LIST_level, str_is(level, "region") ? S("regional") : level);
	d->money = list_no(LIST_money, S("consulting"));
	d->recurrence = 2;
	d->backer = region.n ? region : S("Инвестиционный портал");
	d->rule = S("{\"all\":[]}");
	d->applicants = (int64_t)1 << (list_no(LIST_applicant, S("business")) - 1);
	d->note = S("Перенесено с инвестиционного портала: проверьте условия у источника");
	if (d->level == 0)
		return bad(r, "level", "federal, regional, municipal или organization");
	if (region.n > 0)
		d->places[d->n_places++] = region;
	return d->title.n ? OK : bad(r, "title", "нужно название");
}

static struct str
sum_of(struct arena *a, struct str json, int32_t today)
{
	unsigned char h[16];
	char hex[33];
	struct str salted = str_find(json, S("today")) >= 0 ?
	    str_fmt(a, "%d %.*s", (int)today, FMT(json)) : json;

	crypto_generichash(h, sizeof h, (const unsigned char *)salted.p, salted.n, NULL, 0);
	sodium_bin2hex(hex, sizeof hex, h, sizeof h);
	return str_dup(a, str_c(hex));
}

enum err
draft_read(struct arena *a, struct str json, int32_t today, const struct match_places *places,
    struct draft *ret, struct str *ret_why)
{
	struct json_tokener *tok = json_tokener_new_ex(16);
	struct reader r = { .a = a, .today = today };
	enum err e;

	*ret = (struct draft){ 0 };
	if (tok == NULL)
		return E_NOMEM;
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	r.o = json_tokener_parse_ex(tok, json.p, (int)json.n);
	if (r.o == NULL || json_tokener_get_parse_end(tok) != json.n ||
	    !json_object_is_type(r.o, json_type_object)) {
		r.why = str_fmt(a, "не JSON: %s, знак %zu",
		    r.o ? "лишнее после записи или не запись" :
			  json_tokener_error_desc(json_tokener_get_error(tok)),
		    json_tokener_get_parse_end(tok) + 1);
		e = E_INPUT;
	} else if (json_object_object_get_ex(r.o, "key", NULL)) {
		e = own_row(&r, places, ret);
	} else {
		e = portal_row(&r, ret);
	}
	json_tokener_free(tok);
	json_object_put(r.o);
	ret->sum = sum_of(a, json, today);
	*ret_why = r.why;
	return e;
}
