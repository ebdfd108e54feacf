/* draft.c - a solution as a line of a file says it, every field checked. */
#include <json-c/json.h>

#include "entry/import_json.h"
#include "solutions/sol_impl.h"
#include "text/text.h"

struct reading { struct import *im; struct json_object *o; struct str key; };

static enum err
bad(const struct reading *r, const char *field, const char *why)
{
	return import_bad(r->im, r->key, str_fmt(r->im->arena, "%s: %s", field, why));
}

/* At most `max` characters; none at all only when `least` is 0. */
static enum err
text(const struct reading *r, struct json_object *o, const char *field, size_t least, size_t max,
    struct str *ret)
{
	struct str s = import_member(r->im->row, o, field);

	if (s.p == NULL)
		return E_NOMEM;
	if (utf8_len(s) < least)
		return bad(r, field, s.n == 0 ? "не заполнено" : "слишком коротко");
	if (utf8_len(s) > max)
		return bad(r, field, str_fmt(r->im->row, "длиннее %zu знаков: сократите", max).p);
	*ret = s;
	return OK;
}

/* Which of the words; the first one when nothing is said. */
static enum err
choice(const struct reading *r, struct json_object *o, const char *field, const char *const *words,
    int n, int *ret)
{
	struct str s = import_member(r->im->row, o, field);

	*ret = 0;
	if (s.n == 0)
		return OK;
	for (int i = 0; i < n; i++) {
		if (str_is(s, words[i])) {
			*ret = i;
			return OK;
		}
	}
	return bad(r, field, "такого значения нет, смотрите описание файла");
}

/* ---- parts ------------------------------------------------------------------------------ */

/* A document to begin from: a name and a text. */
static enum err
pattern(const struct reading *r, struct json_object *o, struct sol_step *s)
{
	struct json_object *f;

	s->file_name = s->file_text = S("");
	if (!json_object_object_get_ex(o, "template", &f) || f == NULL)
		return OK;
	if (!json_object_is_type(f, json_type_object))
		return bad(r, "template", "нужен объект с полями name и text");
	TRY(text(r, f, "name", 3, 120, &s->file_name));
	if (str_find(s->file_name, S("/")) >= 0 || str_find(s->file_name, S("\\")) >= 0)
		return bad(r, "template", "имя файла без папок");
	return text(r, f, "text", 1, SOL_FILE, &s->file_text);
}

static enum err
term(const struct reading *r, struct json_object *o, struct sol_step *s)
{
	static const char *const units[] = { "", "calendar", "working" };
	static const char *const since[] = { "start", "previous" };
	struct str n = import_member(r->im->row, o, "term");
	int unit, from;

	TRY(choice(r, o, "days", units, LEN(units), &unit));
	TRY(choice(r, o, "from", since, LEN(since), &from));
	s->unit = SOL_NO_TERM;
	s->since = SOL_FROM_START;
	s->term = 0;
	if (n.n == 0)
		return OK;
	if (!str_int(n, &s->term) || s->term < 0 || s->term > SOL_TERM)
		return bad(r, "term", "число дней от 0 до 3650");
	s->unit = unit == 2 ? SOL_WORKING : SOL_CALENDAR;
	s->since = from == 1 ? SOL_FROM_BEFORE : SOL_FROM_START;
	return OK;
}

static enum err
step(const struct reading *r, struct json_object *o, struct sol_draft *d)
{
	struct sol_step *s = &d->step[d->n_steps];

	if (!json_object_is_type(o, json_type_object))
		return bad(r, "steps", "шаг — не объект");
	s->code = import_member(r->im->row, o, "code");
	if (!sol_key_good(s->code))
		return bad(r, "steps", "у шага нужен code: строчные латинские буквы, цифры, дефис");
	for (size_t i = 0; i < d->n_steps; i++)
		if (str_eq(d->step[i].code, s->code))
			return bad(r, "steps", "code шага повторяется");
	TRY(text(r, o, "title", 3, SOL_TITLE, &s->title));
	TRY(text(r, o, "who", 0, SOL_TITLE, &s->who));
	TRY(text(r, o, "norm", 0, SOL_TEXT, &s->norm));
	TRY(text(r, o, "note", 0, SOL_TEXT, &s->note));
	TRY(term(r, o, s));
	TRY(pattern(r, o, s));
	d->n_steps++;
	return OK;
}

static enum err
steps(const struct reading *r, struct sol_draft *d)
{
	struct json_object *list;

	if (!json_object_object_get_ex(r->o, "steps", &list) ||
	    !json_object_is_type(list, json_type_array) || json_object_array_length(list) == 0)
		return bad(r, "steps", "нужен список из одного шага или больше");
	if (json_object_array_length(list) > SOL_STEPS)
		return bad(r, "steps", "больше 60 шагов: разделите решение на два");
	for (size_t i = 0; i < json_object_array_length(list); i++)
		TRY(step(r, json_object_array_get_idx(list, i), d));
	return OK;
}

/* A list of words, one after another; each is looked at by its taker. */
typedef enum err take(const struct reading *r, struct sol_draft *d, struct str one);
static enum err
words(const struct reading *r, const char *field, take *fn, struct sol_draft *d)
{
	struct json_object *list;

	if (!json_object_object_get_ex(r->o, field, &list))
		return OK;
	if (!json_object_is_type(list, json_type_array))
		return bad(r, field, "нужен список");
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *v = json_object_array_get_idx(list, i);

		if (!json_object_is_type(v, json_type_string))
			return bad(r, field, "в списке не слово");
		TRY(fn(r, d, str_dup(r->im->row, str_c(json_object_get_string(v)))));
	}
	return OK;
}

static enum err
take_kind(const struct reading *r, struct sol_draft *d, struct str one)
{
	if (!sol_kind_known(one))
		return bad(r, "kinds", "вида муниципалитета с таким кодом нет");
	if (d->kinds.n == 0 || !sol_has_kind(d->kinds, one))
		d->kinds = str_fmt(r->im->row, "%s%.*s ", d->kinds.n ? d->kinds.p : " ", FMT(one));
	return d->kinds.p ? OK : E_NOMEM;
}

static enum err
take_measure(const struct reading *r, struct sol_draft *d, struct str one)
{
	if (one.n == 0 || one.n > 200)
		return bad(r, "measures", "ключ меры пуст или слишком длинный");
	if (d->n_measures == SOL_MEASURES)
		return bad(r, "measures", "больше 20 мер");
	d->measure[d->n_measures++] = one;
	return OK;
}

/* ---- the whole ------------------------------------------------------------------------- */

static enum err
references(const struct reading *r, struct sol_draft *d)
{
	struct str topic = import_member(r->im->row, r->o, "topic");
	struct str place = import_member(r->im->row, r->o, "place");
	struct str day = import_member(r->im->row, r->o, "checked");
	int32_t checked;
	enum err e;

	if (topic.n > 0) {
		e = q_topic_by_code(r->im->db, topic, &d->topic);
		if (e == E_NOT_FOUND)
			return bad(r, "topic", "темы с таким кодом на портале нет");
		TRY(e);
	}
	if (place.n > 0) {
		e = q_place_by_code(r->im->db, place, &d->place.v);
		if (e == E_NOT_FOUND)
			return bad(r, "place", "территории с таким кодом ОКТМО нет");
		TRY(e);
		d->place.has = true;
	}
	if (day.n > 0) {
		if (!day_parse_rel(day, r->im->today, &checked))
			return bad(r, "checked", "это не дата");
		d->checked = (struct opt_int){ checked, true };
	}
	return OK;
}

enum err
sol_read(struct import *im, struct json_object *o, struct sol_draft *ret)
{
	static const char *const states[] = { "published", "draft", "archived", "review" };
	static const enum sol_state state[] = { SOL_PUBLIC, SOL_DRAFT, SOL_ARCHIVED,
		SOL_REVIEW };
	static const char *const levels[] = { "federal", "regional", "municipal" };
	struct json_object *demo;
	struct reading r = { im, o, import_member(im->row, o, "key") };
	int st, lv;

	*ret = (struct sol_draft){ .key = r.key, .kinds = S("") };
	if (!sol_key_good(r.key))
		return bad(&r, "key",
		    "строчные латинские буквы, цифры и дефис, до 60 знаков; не work, curate, new");
	TRY(text(&r, o, "title", 5, SOL_TITLE, &ret->title));
	TRY(text(&r, o, "situation", 20, SOL_TEXT, &ret->situation));
	TRY(text(&r, o, "owner", 0, SOL_TITLE, &ret->owner));
	TRY(choice(&r, o, "state", states, LEN(states), &st));
	TRY(choice(&r, o, "level", levels, LEN(levels), &lv));
	ret->state = state[st];
	ret->level = (enum sol_level)lv;
	ret->demo = json_object_object_get_ex(o, "demo", &demo) && json_object_get_boolean(demo);
	TRY(references(&r, ret));
	TRY(words(&r, "kinds", take_kind, ret));
	TRY(words(&r, "measures", take_measure, ret));
	return steps(&r, ret);
}
