/* import.c - files of measures and topics into the room, for the command line and the demo. */
#include <json-c/json.h>

#include "navigator/draft.h"
#include "gen/navigator/q.h"
#include "navigator/index.h"

struct ctx { struct match_places places; struct str origin; };

static enum err
store(struct import *im, struct draft *d, struct str origin, enum import_did *ret_did)
{
	struct str why = STR_NONE;
	enum err e;

	d->origin = origin;
	d->state = MEASURE_PUBLISHED;
	e = draft_store(im->db, im->row, d, im->now, 0, ret_did, &why);
	return e == E_INPUT ? import_bad(im, d->key, why) : e;
}

static enum err
json_row(void *ctx, struct import *im, struct str text, enum import_did *ret_did)
{
	struct ctx *c = ctx;
	struct draft *d = arena_make(im->row, struct draft);
	struct str why = STR_NONE;
	enum err e;

	if (d == NULL)
		return E_NOMEM;
	e = draft_read(im->row, text, im->today, &c->places, d, &why);
	if (e == E_INPUT)
		return import_bad(im, d->key, why.p ? why : S("запись не прочитана"));
	TRY(e);
	return store(im, d, c->origin, ret_did);
}

static enum err
csv_row(void *ctx, struct import *im, const struct csv_row *row, enum import_did *ret_did)
{
	struct ctx *c = ctx;
	struct draft *d = arena_make(im->row, struct draft);
	struct str why = STR_NONE;
	enum err e;

	if (d == NULL)
		return E_NOMEM;
	e = draft_read_csv(im->row, row, im->today, &c->places, d, &why);
	if (e == E_INPUT)
		return import_bad(im, d->key, why.p ? why : S("строка не прочитана"));
	TRY(e);
	return store(im, d, c->origin, ret_did);
}

/* A child may stand before its parent in the file: parents are joined when all are in. */
static enum err
parent_row(void *ctx, struct import *im, struct str text, enum import_did *ret_did)
{
	struct ctx *c = ctx;
	struct draft *d = arena_make(im->row, struct draft);
	struct measure_id id, parent;
	struct str why = STR_NONE;
	enum err e;

	*ret_did = IMPORT_SAME;
	if (d == NULL)
		return E_NOMEM;
	e = draft_read(im->row, text, im->today, &c->places, d, &why);
	if (e == E_INPUT || d->parent.n == 0)
		return OK; /* said already, or nothing to join */
	TRY(e);
	e = q_measure_id(im->db, d->key, &id);
	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	e = q_measure_id(im->db, d->parent, &parent);
	if (e == E_NOT_FOUND || (e == OK && parent.v == id.v))
		return import_bad(im, d->key, S("нет меры, названной в parent"));
	TRY(e);
	return q_parent_set(im->db, id, parent);
}

static enum err
ready(struct web_thread *th, struct str origin, struct ctx *ret)
{
	const struct places_index *x;

	TRY(places_get(th, &x));
	*ret = (struct ctx){ nav_places(x), origin };
	return OK;
}

static enum err
changed(struct import *im)
{
	if (im->dry_run || im->added + im->changed == 0)
		return OK;
	TRY(db_begin(im->db));
	TRY(version_bump(im->db, "navigator"));
	return db_commit(im->db);
}

enum err
navigator_import(struct web_thread *th, struct import *im, struct str data, struct str origin)
{
	struct import again = *im;
	struct ctx c;

	TRY(ready(th, origin, &c));
	TRY(import_lines(im, data, json_row, &c));
	if (im->added + im->changed > 0 && !im->dry_run) {
		again.progress = NULL;
		TRY(import_lines(&again, data, parent_row, &c));
		for (size_t i = 0; i < again.problems.n; i++)
			TRY(VEC_PUSH(im->arena, &im->problems, again.problems.p[i]));
		im->bad += again.bad;
	}
	return changed(im);
}

enum err
navigator_import_csv(struct web_thread *th, struct import *im, struct str data, struct str origin)
{
	struct ctx c;

	TRY(ready(th, origin, &c));
	TRY(import_csv(im, data, csv_row, &c));
	return changed(im);
}

/* ---- topics ------------------------------------------------------------------------ */

static struct str
member(struct json_object *o, const char *key)
{
	struct json_object *v = NULL;

	if (!json_object_object_get_ex(o, key, &v) || !json_object_is_type(v, json_type_string))
		return STR_NONE;
	return str_c(json_object_get_string(v));
}

static enum err
put_topics(struct db *db, struct json_object *list, bool tops, int *ret_n)
{
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);
		struct topic t = { .code = member(o, "code"), .ru = member(o, "name_ru"),
			.en = member(o, "name_en") };
		struct str parent = member(o, "parent");
		int64_t id;

		if (t.code.n == 0 || t.ru.n == 0 || (parent.n == 0) != tops)
			continue;
		if (!tops)
			TRY(q_topic_id(db, parent, &t.parent));
		TRY(topic_put(db, &t, (int64_t)i, &id));
		++*ret_n;
	}
	return OK;
}

enum err
navigator_topics(struct db *db, struct arena *a, struct str json, int *ret_n)
{
	struct json_object *list = json_tokener_parse(str_z(a, json));
	enum err e = E_INPUT;

	*ret_n = 0;
	if (list != NULL && json_object_is_type(list, json_type_array)) {
		e = db_begin(db);
		if (e == OK)
			e = put_topics(db, list, true, ret_n);
		if (e == OK)
			e = put_topics(db, list, false, ret_n);
		if (e == OK)
			e = version_bump(db, "navigator");
		if (e == OK)
			e = db_commit(db);
		if (e != OK)
			db_rollback(db);
	}
	json_object_put(list);
	return e;
}
