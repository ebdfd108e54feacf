/* load_row.c - rows of a file compared with what is kept, one by one. */
#include "entry/import_log.h"
#include "navigator/index.h"
#include "navigator/loads.h"

struct ctx {
	struct req *rq;
	int64_t id, source, n_same, rows;
	struct str source_name;
	const struct load_map *map;
	struct match_places places;
	int64_t waits;
	struct import told;	/* what the list of imports is told */
};

enum err
load_draft(struct req *rq, struct arena *a, struct str json, struct draft *ret, struct str *ret_why)
{
	const struct places_index *x;
	struct match_places places;

	TRY(places_get(rq->th, &x));
	places = nav_places(x);
	return draft_read(a, json, rq->ui.today, &places, ret, ret_why);
}

/* What the source said when it was last decided on: E_NOT_FOUND, never. */
static enum err
said_before(struct ctx *c, struct import *im, struct str key, struct draft *ret)
{
	struct str json, why = STR_NONE;
	enum err e;

	TRY(q_source_row(im->db, im->row, c->source, key, &json));
	e = draft_read(im->row, json, im->today, &c->places, ret, &why);
	return e == E_INPUT ? E_NOT_FOUND : e;
}

/* Fields that the source changed and that the portal has otherwise. */
static enum err
compare(struct ctx *c, struct import *im, struct str json, const struct draft *d, bool *ret_there,
    uint64_t *ret)
{
	struct draft *now = arena_make(im->row, struct draft);
	struct draft *was = arena_make(im->row, struct draft);
	struct draft_kept kept;
	enum err e;

	if (now == NULL || was == NULL)
		return E_NOMEM;
	TRY(draft_given(json, ret));
	e = draft_load(im->db, im->row, d->key, now, &kept);
	*ret_there = e == OK;
	if (e != OK)
		return e == E_NOT_FOUND ? OK : e;
	*ret &= draft_diff(im->row, d, now);
	e = said_before(c, im, d->key, was);
	if (e == OK)
		*ret &= draft_diff(im->row, d, was);
	return e == E_NOT_FOUND ? OK : e;
}

static enum err
bad_row(struct ctx *c, struct import *im, struct str key, struct str why, struct str raw)
{
	c->told.line = im->line;
	c->told.raw = im->raw;
	if (import_bad(&c->told, key, why) == E_NOMEM)
		return E_NOMEM;
	return q_load_row_add(im->db, &(struct q_load_row_add_in){ .load = c->id, .line = im->line,
		.kind = LOAD_BAD, .key = key.p ? key : S(""), .title = S(""), .reason = why,
		.json = S(""), .raw = raw });
}

static enum err
take_row(struct ctx *c, struct import *im, struct str json, struct str raw)
{
	struct draft *d = arena_make(im->row, struct draft);
	struct str why = S("запись не прочитана");
	uint64_t diff = 0;
	bool there = false;
	enum err e;

	if (d == NULL)
		return E_NOMEM;
	if (++c->rows > LOAD_ROWS)
		return c->rows == LOAD_ROWS + 1 ? bad_row(c, im, S(""),
		    S("строк больше 5000: остаток загрузите командой veche import"), S("")) : OK;
	e = draft_read(im->row, json, im->today, &c->places, d, &why);
	if (e == OK)
		e = draft_check(im->db, im->row, d, &why);
	if (e == E_INPUT)
		return bad_row(c, im, d->key, why.p ? why : S("запись не прочитана"), raw);
	TRY(e);
	TRY(compare(c, im, json, d, &there, &diff));
	if (there && diff == 0) {
		c->n_same++;
		return q_source_row_put(im->db, c->source, d->key, json);
	}
	c->waits++;
	return q_load_row_add(im->db, &(struct q_load_row_add_in){ .load = c->id, .line = im->line,
		.kind = there ? LOAD_CHANGED : LOAD_NEW, .key = d->key, .title = d->title,
		.diff = (int64_t)diff, .reason = S(""), .json = json, .raw = S("") });
}

static enum err
json_row(void *ctx, struct import *im, struct str text, enum import_did *ret_did)
{
	*ret_did = IMPORT_SAME;
	return take_row(ctx, im, text, text);
}

/* The row as a line of CSV, to be given back when it is bad. */
static struct str
line_of(struct arena *a, const struct str *v, size_t n)
{
	struct buf b;

	buf_init(&b, a, 2 * MiB);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(&b, ',');
		put_csv(&b, v[i]);
	}
	return buf_err(&b) == OK && b.n > 0 ? buf_str(&b) : S("");
}

static enum err
csv_row(void *ctx, struct import *im, const struct csv_row *row, enum import_did *ret_did)
{
	struct ctx *c = ctx;
	struct str json, why = S(""), raw = line_of(im->row, row->values, row->n);
	enum err e = load_map_row(im->row, c->map, row, c->source_name, &json, &why);

	*ret_did = IMPORT_SAME;
	if (e == E_INPUT)
		return bad_row(c, im, S(""), why, raw);
	TRY(e);
	return take_row(c, im, json, raw);
}

static enum err
tell(struct ctx *c, const struct q_load_get *load, int64_t began_us)
{
	int64_t id;

	c->told.same = c->n_same;
	c->told.read = c->n_same + c->waits + c->told.bad;
	return import_told(c->told.db, &c->told,
	    &(struct import_run){ .kind = S("measures"), .source = load->source_name,
		.file = load->file, .via = IMPORT_BY_PAGE, .author = c->rq->viewer->id.v,
		.ref = c->id, .began = c->rq->now,
		.took_ms = (time_mono_us() - began_us) / 1000 },
	    load->data, load->csv, &id);
}

static enum err
finish(struct ctx *c, struct import *im, const struct q_load_get *load, int64_t began_us)
{
	TRY(db_begin(im->db));
	for (size_t i = 0; i < im->problems.n; i++) {
		im->line = im->problems.p[i].line;
		im->raw = im->problems.p[i].raw;
		TRY(bad_row(c, im, im->problems.p[i].key, im->problems.p[i].reason, S("")));
	}
	TRY(q_load_ready(im->db, c->id, c->n_same));
	TRY(tell(c, load, began_us));
	return db_commit(im->db);
}

enum err
load_compare(struct req *rq, int64_t id, const struct q_load_get *load, const struct load_map *m)
{
	struct import im = { .db = rq->db, .arena = rq->arena, .row = arena_new(32 * MiB),
		.now = rq->now, .today = rq->ui.today };
	struct ctx c = { .rq = rq, .id = id, .source = load->source,
		.source_name = load->source_name, .map = m };
	int64_t began_us = time_mono_us();
	const struct places_index *x;
	enum err e = im.row ? places_get(rq->th, &x) : E_NOMEM;

	c.told = im;
	if (e == OK) {
		c.places = nav_places(x);
		e = load->csv ? import_csv(&im, load->data, csv_row, &c) :
				import_lines(&im, load->data, json_row, &c);
	}
	if (e == OK)
		e = finish(&c, &im, load, began_us);
	arena_free(im.row);
	return e;
}
