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
change(struct changes *c, struct str field, struct str was, struct str now)
{
	if (str_eq(was, now) || c->n == CHANGES)
		return;
	c->f[c->n++] = (struct revision_field){ field.p, was, now };
}

/* «1. Осмотреть; 2. Убрать» */
static struct str
order_said(struct arena *a, const struct sol_draft *d)
{
	struct buf b;

	buf_init(&b, a, 64 * KiB);
	for (size_t i = 0; i < d->n_steps; i++)
		buf_fmt(&b, "%s%zu. %.*s", i > 0 ? "; " : "", i + 1, FMT(d->step[i].title));
	return b.n > 0 ? buf_str(&b) : S("");
}

/* The name alone: a template's text is long. Another text under the same name: it came. */
static void
file_changed(struct changes *c, const struct sol_field *f, struct str was)
{
	struct str was_text, now_text;
	struct str was_name = str_cut(was, '\n', &was_text);
	struct str now_name = str_cut(f->text, '\n', &now_text);

	change(c, f->name,
	    str_eq(was_name, now_name) && !str_eq(was_text, now_text) ? S("") : was_name,
	    now_name);
}

static void
step_changed(struct changes *c, const struct sol_fields *was, const struct sol_field *f,
    struct str head, struct str code)
{
	struct str before = sol_field(was, f->name);

	if (before.p == NULL && str_is(head, "step"))
		change(c, str_fmt(c->a, "step_added:%.*s", FMT(code)), S(""), f->text);
	else if (before.p != NULL && str_is(head, "file"))
		file_changed(c, f, before);
	else if (before.p != NULL)
		change(c, f->name, before, f->text);
}

/* Title is the entry's own and noted by it. */
static enum err
compare(struct changes *c, const struct sol_draft *was, const struct sol_draft *now)
{
	struct sol_fields w, n;

	TRY(sol_fields(c->a, was, &w));
	TRY(sol_fields(c->a, now, &n));
	for (size_t i = 0; i < n.n; i++) {
		struct str code, head = str_cut(n.p[i].name, ':', &code);

		if (code.n > 0)
			step_changed(c, &w, &n.p[i], head, code);
		else if (!str_is(head, "title") && !str_is(head, "order"))
			change(c, n.p[i].name, sol_field(&w, n.p[i].name), n.p[i].text);
	}
	for (size_t i = 0; i < was->n_steps; i++)
		if (sol_step_at(now, was->step[i].code) < 0)
			change(c,
			    str_fmt(c->a, "step_gone:%.*s", FMT(was->step[i].code)),
			    was->step[i].title, S(""));
	if (sol_reordered(was, now))
		change(c, S("order"), order_said(c->a, was), order_said(c->a, now));
	return OK;
}

/* ---- into the tables -------------------------------------------------------------------- */

static enum err
put_parts(struct db *db, struct solution_id id, const struct sol_draft *d)
{
	TRY(q_steps_drop(db, id));
	TRY(q_measures_drop(db, id));
	for (size_t i = 0; i < d->n_steps; i++) {
		const struct sol_step *s = &d->step[i];

		TRY(q_step_add(db,
		    &(struct q_step_add_in){ .solution = id, .no = (int64_t)i + 1,
			.code = s->code, .title = s->title, .who = s->who, .term = s->term,
			.unit = s->unit, .since = s->since, .norm = s->norm, .note = s->note,
			.file_name = s->file_name, .file_text = s->file_text }));
	}
	for (size_t i = 0; i < d->n_measures; i++)
		TRY(q_measure_add(db, id, (int64_t)i + 1, d->measure[i]));
	return OK;
}

struct writing {
	struct db *db;
	struct arena *a;
	const struct sol_draft *d;
	const struct sol_hand *by;
	struct str sum;
};

/* Found by the words of the situation, of the steps and of the norms. */
static enum err
put_entry(const struct writing *w, struct entry_id was, struct entry_id *ret)
{
	static const enum entry_state states[SOL_STATES] = { [SOL_DRAFT] = ENTRY_DRAFT,
		[SOL_PUBLIC] = ENTRY_PUBLISHED, [SOL_ARCHIVED] = ENTRY_ARCHIVED,
		[SOL_REVIEW] = ENTRY_DRAFT };
	const struct sol_draft *d = w->d;
	struct entry e = { .id = was, .kind = ENTRY_SOLUTION, .title = d->title,
		.url = url_solutions_one(w->a, d->key), .see = SEE_ALL,
		.state = states[d->state], .place = d->place.has ? d->place.v : 0,
		.summary = utf8_cut(d->situation, SUMMARY), .topics = &d->topic,
		.n_topics = d->topic != 0, .author = w->by->author };
	struct buf b;

	buf_init(&b, w->a, 4 * MiB);
	buf_put(&b, d->situation);
	for (size_t i = 0; i < d->n_steps; i++)
		buf_fmt(&b, "\n%.*s\n%.*s\n%.*s\n%.*s", FMT(d->step[i].title), FMT(d->step[i].who),
		    FMT(d->step[i].norm), FMT(d->step[i].note));
	TRY(buf_err(&b));
	e.body = buf_str(&b);
	return entry_put(w->db, w->a, &e, w->by->now, ret);
}

static enum err
add(const struct writing *w)
{
	const struct sol_draft *d = w->d;
	struct solution_id id;
	struct entry_id entry;

	TRY(q_solution_add(w->db,
	    &(struct q_solution_add_in){ .key = d->key, .version = 1, .state = d->state,
		.place = d->place, .level = d->level, .topic = d->topic, .kinds = d->kinds,
		.title = d->title, .situation = d->situation, .owner = d->owner,
		.checked = d->checked, .demo = d->demo, .sum = w->sum,
		.edited = w->by->author != 0, .opened = { w->by->now, d->state == SOL_PUBLIC },
		.now = w->by->now }, &id));
	TRY(put_parts(w->db, id, d));
	TRY(put_entry(w, (struct entry_id){ 0 }, &entry));
	return q_solution_entry(w->db, id, entry);
}

static enum err
put_anew(const struct writing *w, const struct sol_draft *was, const struct q_solution *old)
{
	struct changes *c = arena_make(w->a, struct changes);
	const struct sol_draft *d = w->d;
	bool other = !str_eq(w->sum, old->sum), newer = other && old->opened.has;
	struct entry_id entry;

	if (c == NULL)
		return E_NOMEM;
	c->a = w->a;
	if (newer)
		change(c, S("version"), sol_num(w->a, old->version),
		    sol_num(w->a, old->version + 1));
	if (other)
		TRY(compare(c, was, d));
	TRY(q_solution_put(w->db,
	    &(struct q_solution_put_in){ .id = old->id, .version = old->version + newer,
		.state = d->state, .place = d->place, .level = d->level, .topic = d->topic,
		.kinds = d->kinds, .title = d->title, .situation = d->situation,
		.owner = d->owner, .checked = d->checked, .demo = d->demo, .sum = w->sum,
		.edited = w->by->author != 0, .opened = { w->by->now, d->state == SOL_PUBLIC },
		.now = w->by->now }));
	if (other)
		TRY(put_parts(w->db, old->id, d));
	TRY(put_entry(w, old->entry, &entry));
	return entry_revision(w->db, w->a, entry, w->by->author, w->by->now, c->f, c->n);
}

/* A line of its past, as it is now; a new version is told. was: the version before, 0: none. */
static enum err
remember(const struct writing *w, int64_t was)
{
	struct q_solution row;
	struct str body;

	TRY(q_solution(w->db, w->a, w->d->key, &row));
	if (was != 0 && row.version != was && row.state == SOL_PUBLIC)
		TRY(sol_tell_version(w->db, w->a, &row, w->by));
	TRY(sol_line(w->a, w->db, w->d, &row, &body));
	return q_past_put(w->db,
	    &(struct q_past_put_in){ .solution = row.id, .rev = row.rev, .version = row.version,
		.author = { w->by->author, w->by->author != 0 }, .body = body,
		.now = w->by->now });
}

/* Nothing in it is other than what is stored; sum: its own. */
static bool
same(const struct q_solution *old, const struct sol_draft *d, struct str sum)
{
	return str_eq(old->sum, sum) && old->state == (int64_t)d->state &&
	    old->checked.has == d->checked.has &&
	    (!d->checked.has || old->checked.v == d->checked.v);
}

enum err
sol_write(struct db *db, struct arena *a, const struct sol_draft *d, const struct sol_hand *by,
    enum import_did *ret)
{
	struct writing w = { db, a, d, by, sum_of(a, d) };
	struct sol_draft *was = arena_make(a, struct sol_draft);
	struct q_solution old;
	enum err e;

	if (w.sum.p == NULL || was == NULL)
		return E_NOMEM;
	e = sol_load(db, a, d->key, was, &old);
	if (e != OK && e != E_NOT_FOUND)
		return e;
	*ret = e == E_NOT_FOUND ? IMPORT_ADDED : IMPORT_CHANGED;
	if (e == OK && same(&old, d, w.sum)) {
		*ret = IMPORT_SAME;
		return OK;
	}
	if (e == OK)
		TRY(put_anew(&w, was, &old));
	else
		TRY(add(&w));
	TRY(remember(&w, e == OK ? old.version : 0));
	return version_bump(db, "solutions");
}

/* ---- a file ----------------------------------------------------------------------------- */

/* What a curator wrote in the portal is not written over by a file that does not know of it: a line
 * of an export tells what it has seen. The demonstration, loaded at every start, gives way. */
static enum err
take_over(struct import *im, struct json_object *o, const struct sol_draft *d,
    enum import_did *ret_did)
{
	struct sol_hand by = { im->now, 0 };
	struct str seen = import_member(im->row, o, "sum");
	struct q_solution old;
	enum err e = q_solution(im->db, im->row, d->key, &old);

	if (e != OK && e != E_NOT_FOUND)
		return e;
	if (e == OK && old.edited && !str_eq(seen, old.sum) && !same(&old, d, sum_of(im->row, d))) {
		*ret_did = IMPORT_SAME;
		return d->demo && old.demo && seen.n == 0 ? OK :
		    import_bad(im, d->key, S("решение с тех пор правили на портале: выгрузите его "
			"заново (veche export solutions) и внесите свои изменения туда"));
	}
	return sol_write(im->db, im->row, d, &by, ret_did);
}

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
		e = take_over(im, o, d, ret_did);
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
