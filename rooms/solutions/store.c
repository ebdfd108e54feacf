/* store.c - a solution into the tables: what changed is a new version and a line of its history. */
#include <sodium.h>

#include "entry/import_json.h"
#include "gen/solutions/u.h"
#include "solutions/sol_impl.h"
#include "text/text.h"

#define SUMMARY 220	/* characters */
#define CHANGES 400	/* fields of one version */

/* ---- the sum -------------------------------------------------------------------------- */

static void
feed(crypto_generichash_state *h, struct str s)
{
	crypto_generichash_update(h, (const unsigned char *)s.p, s.n);
	crypto_generichash_update(h, (const unsigned char *)"", 1);
}

static void
feed_int(crypto_generichash_state *h, int64_t v)
{
	crypto_generichash_update(h, (const unsigned char *)&v, sizeof v);
}

/* Of all that readers see; the day of the check is no new version. */
static struct str
sum_of(struct arena *a, const struct sol_draft *d)
{
	crypto_generichash_state h;
	unsigned char raw[16];
	char hex[sizeof raw * 2 + 1];

	crypto_generichash_init(&h, NULL, 0, sizeof raw);
	feed(&h, d->title);
	feed(&h, d->situation);
	feed(&h, d->owner);
	feed(&h, d->kinds);
	feed_int(&h, d->level);
	feed_int(&h, d->topic);
	feed_int(&h, d->place.has ? d->place.v : 0);
	feed_int(&h, d->demo);
	for (size_t i = 0; i < d->n_steps; i++) {
		const struct sol_step *s = &d->step[i];

		feed(&h, s->code);
		feed(&h, s->title);
		feed(&h, s->who);
		feed(&h, s->norm);
		feed(&h, s->note);
		feed(&h, s->file_name);
		feed(&h, s->file_text);
		feed_int(&h, s->term);
		feed_int(&h, s->unit);
		feed_int(&h, s->since);
	}
	for (size_t i = 0; i < d->n_measures; i++)
		feed(&h, d->measure[i]);
	crypto_generichash_final(&h, raw, sizeof raw);
	sodium_bin2hex(hex, sizeof hex, raw, sizeof raw);
	return str_dup(a, str_c(hex));
}

/* ---- what changed ---------------------------------------------------------------------- */

struct changes { struct arena *a; struct revision_field f[CHANGES]; size_t n; };

static void
change(struct changes *c, const char *field, struct str step, struct str was, struct str now)
{
	const char *name = field;

	if (str_eq(was, now) || c->n == CHANGES)
		return;
	if (step.n > 0)
		name = str_fmt(c->a, "%s:%.*s", field, FMT(step)).p;
	if (name != NULL)
		c->f[c->n++] = (struct revision_field){ name, was, now };
}

/* «10 working previous»: kept as codes, said in the reader's language. */
static struct str
term_code(struct arena *a, int64_t term, int64_t unit, int64_t since)
{
	return unit == SOL_NO_TERM ? S("") : str_fmt(a, "%lld %lld %lld", (long long)term,
	    (long long)unit, (long long)since);
}

static const struct q_steps *
step_was(const struct q_steps_rows *r, struct str code)
{
	for (size_t i = 0; i < r->n; i++)
		if (str_eq(r->p[i].code, code))
			return &r->p[i];
	return NULL;
}

static void
step_changed(struct changes *c, const struct q_steps *was, struct str file_was,
    const struct sol_step *now)
{
	change(c, "step", now->code, was->title, now->title);
	change(c, "who", now->code, was->who, now->who);
	change(c, "term", now->code, term_code(c->a, was->term, was->unit, was->since),
	    term_code(c->a, now->term, now->unit, now->since));
	change(c, "norm", now->code, was->norm, now->norm);
	change(c, "note", now->code, was->note, now->note);
	if (!str_eq(was->file_name, now->file_name))
		change(c, "file", now->code, was->file_name, now->file_name);
	else if (!str_eq(file_was, now->file_text))
		change(c, "file", now->code, S(""), now->file_name);
}

static enum err
compare(struct import *im, const struct q_solution *old, const struct sol_draft *d,
    struct changes *c)
{
	struct q_steps_rows was;
	struct q_step_files_rows files;

	TRY(q_steps(im->db, im->row, old->id, &was));
	TRY(q_step_files(im->db, im->row, old->id, &files));
	change(c, "version", S(""), sol_num(im->row, old->version),
	    sol_num(im->row, old->version + 1));
	change(c, "situation", S(""), old->situation, d->situation);
	change(c, "owner", S(""), old->owner, d->owner);
	change(c, "kinds", S(""), old->kinds, d->kinds);
	for (size_t i = 0; i < d->n_steps; i++) {
		const struct q_steps *s = step_was(&was, d->step[i].code);
		struct str file = S("");

		for (size_t k = 0; k < files.n; k++)
			if (str_eq(files.p[k].code, d->step[i].code))
				file = files.p[k].body;
		if (s == NULL)
			change(c, "step_added", d->step[i].code, S(""), d->step[i].title);
		else
			step_changed(c, s, file, &d->step[i]);
	}
	for (size_t i = 0; i < was.n; i++) {
		bool there = false;

		for (size_t k = 0; k < d->n_steps && !there; k++)
			there = str_eq(d->step[k].code, was.p[i].code);
		if (!there)
			change(c, "step_gone", was.p[i].code, was.p[i].title, S(""));
	}
	return OK;
}

/* ---- into the tables --------------------------------------------------------------------- */

static enum err
put_parts(struct import *im, struct solution_id id, const struct sol_draft *d)
{
	TRY(q_steps_drop(im->db, id));
	TRY(q_measures_drop(im->db, id));
	for (size_t i = 0; i < d->n_steps; i++) {
		const struct sol_step *s = &d->step[i];

		TRY(q_step_add(im->db,
		    &(struct q_step_add_in){ .solution = id, .no = (int64_t)i + 1,
			.code = s->code, .title = s->title, .who = s->who, .term = s->term,
			.unit = s->unit, .since = s->since, .norm = s->norm, .note = s->note,
			.file_name = s->file_name, .file_text = s->file_text }));
	}
	for (size_t i = 0; i < d->n_measures; i++)
		TRY(q_measure_add(im->db, id, (int64_t)i + 1, d->measure[i]));
	return OK;
}

/* Found by the words of the situation, of the steps and of the norms. */
static enum err
put_entry(struct import *im, const struct sol_draft *d, struct entry_id was, struct entry_id *ret)
{
	static const enum entry_state states[] = { [SOL_DRAFT] = ENTRY_DRAFT,
		[SOL_PUBLIC] = ENTRY_PUBLISHED, [SOL_ARCHIVED] = ENTRY_ARCHIVED };
	struct entry e = { .id = was, .kind = ENTRY_SOLUTION, .title = d->title,
		.url = url_solutions_one(im->row, d->key), .see = SEE_ALL,
		.state = states[d->state], .place = d->place.has ? d->place.v : 0,
		.summary = utf8_cut(d->situation, SUMMARY), .topics = &d->topic,
		.n_topics = d->topic != 0 };
	struct buf b;

	buf_init(&b, im->row, 4 * MiB);
	buf_put(&b, d->situation);
	for (size_t i = 0; i < d->n_steps; i++)
		buf_fmt(&b, "\n%.*s\n%.*s\n%.*s\n%.*s", FMT(d->step[i].title), FMT(d->step[i].who),
		    FMT(d->step[i].norm), FMT(d->step[i].note));
	TRY(buf_err(&b));
	e.body = buf_str(&b);
	return entry_put(im->db, im->row, &e, im->now, ret);
}

static enum err
add(struct import *im, const struct sol_draft *d, struct str sum)
{
	struct solution_id id;
	struct entry_id entry;

	TRY(q_solution_add(im->db,
	    &(struct q_solution_add_in){ .key = d->key, .version = 1, .state = d->state,
		.place = d->place, .level = d->level, .topic = d->topic, .kinds = d->kinds,
		.title = d->title, .situation = d->situation, .owner = d->owner,
		.checked = d->checked, .demo = d->demo, .sum = sum, .now = im->now }, &id));
	TRY(put_parts(im, id, d));
	TRY(put_entry(im, d, (struct entry_id){ 0 }, &entry));
	return q_solution_entry(im->db, id, entry);
}

static enum err
put_anew(struct import *im, const struct sol_draft *d, const struct q_solution *old, struct str sum)
{
	struct changes *c = arena_make(im->row, struct changes);
	bool other = !str_eq(sum, old->sum);
	struct entry_id entry;

	if (c == NULL)
		return E_NOMEM;
	c->a = im->row;
	if (other)
		TRY(compare(im, old, d, c));
	TRY(q_solution_put(im->db,
	    &(struct q_solution_put_in){ .id = old->id, .version = old->version + other,
		.state = d->state, .place = d->place, .level = d->level, .topic = d->topic,
		.kinds = d->kinds, .title = d->title, .situation = d->situation,
		.owner = d->owner, .checked = d->checked, .demo = d->demo, .sum = sum,
		.now = im->now }));
	if (other)
		TRY(put_parts(im, old->id, d));
	TRY(put_entry(im, d, old->entry, &entry));
	return entry_revision(im->db, im->row, entry, 0, im->now, c->f, c->n);
}

enum err
sol_store(struct import *im, const struct sol_draft *d, enum import_did *ret)
{
	struct str sum = sum_of(im->row, d);
	struct q_solution old;
	enum err e;

	if (sum.p == NULL)
		return E_NOMEM;
	e = q_solution(im->db, im->row, d->key, &old);
	if (e != OK && e != E_NOT_FOUND)
		return e;
	*ret = e == E_NOT_FOUND ? IMPORT_ADDED : IMPORT_CHANGED;
	if (e == OK && str_eq(old.sum, sum) && old.state == (int64_t)d->state &&
	    old.checked.has == d->checked.has && old.checked.v == d->checked.v) {
		*ret = IMPORT_SAME;
		return OK;
	}
	if (e == OK)
		TRY(put_anew(im, d, &old, sum));
	else
		TRY(add(im, d, sum));
	return version_bump(im->db, "solutions");
}

/* ---- a file --------------------------------------------------------------------------------- */

static enum err
row(void *ctx, struct import *im, struct str text, enum import_did *ret_did)
{
	struct sol_draft *d = arena_make(im->row, struct sol_draft);
	struct json_object *o;
	enum err e;

	(void)ctx;
	if (d == NULL)
		return E_NOMEM;
	TRY(import_json(im, text, &o));
	e = sol_read(im, o, d);
	if (e == OK)
		e = sol_store(im, d, ret_did);
	json_object_put(o);
	return e;
}

enum err
solutions_import(struct import *im, struct str data)
{
	return import_lines(im, data, row, NULL);
}

enum err
solutions_topic_merged(struct db *db, int64_t was, int64_t into)
{
	return q_topics_merged(db, was, into);
}
