/* changes.c - what a new version of a measure changed: for its followers. */
#include "alerts/alerts.h"
#include "api/api.h"
#include "calendar/calendar.h"
#include "gen/navigator/q.h"
#include "navigator/changes.h"
#include "text/text.h"

#define LONG_TEXT 300 /* of a text, kept in the history: points */

struct found { struct arena *a; struct nav_changes *c; };

static enum err
add(struct found *f, const char *name, struct str before, struct str after)
{
	if (f->c->n == LEN(f->c->f))
		return OK; /* more than a person reads */
	f->c->f[f->c->n++] = (struct revision_field){ name, before, after };
	return before.p && after.p ? OK : E_NOMEM;
}

static enum err
text(struct found *f, const char *name, struct str before, struct str after)
{
	if (str_eq(before, after))
		return OK;
	return add(f, name, str_dup(f->a, utf8_cut(before, LONG_TEXT)),
	    str_dup(f->a, utf8_cut(after, LONG_TEXT)));
}

static struct str
number(struct arena *a, struct opt_int v)
{
	return v.has ? str_fmt(a, "%lld", (long long)v.v) : S("");
}

static enum err
whole(struct found *f, const char *name, struct opt_int before, struct opt_int after)
{
	if (before.has == after.has && (!before.has || before.v == after.v))
		return OK;
	return add(f, name, number(f->a, before), number(f->a, after));
}

static enum err
real(struct found *f, const char *name, struct opt_real before, struct opt_real after)
{
	struct str was, is;

	was = before.has ? str_fmt(f->a, "%.2f", before.v) : S("");
	is = after.has ? str_fmt(f->a, "%.2f", after.v) : S("");
	return str_eq(was, is) ? OK : add(f, name, was, is);
}

static struct str
day_text(struct arena *a, struct opt_int v)
{
	struct buf b;

	buf_init(&b, a, 64);
	buf_put(&b, S(""));
	if (v.has)
		put_day_iso(&b, (int32_t)v.v);
	return v.has ? buf_str(&b) : S("");
}

static enum err
day(struct found *f, const char *name, struct opt_int before, struct opt_int after)
{
	if (before.has == after.has && (!before.has || before.v == after.v))
		return OK;
	return add(f, name, day_text(f->a, before), day_text(f->a, after));
}

/* ---- parts ------------------------------------------------------------------------- */

static bool
had_document(const struct q_documents_rows *old, struct str title)
{
	for (size_t i = 0; i < old->n; i++)
		if (str_eq(old->p[i].title, title))
			return true;
	return false;
}

static bool
has_document(const struct draft *d, struct str title)
{
	for (size_t i = 0; i < d->n_documents; i++)
		if (str_eq(d->documents[i].title, title))
			return true;
	return false;
}

static enum err
documents(struct found *f, struct db *db, struct measure_id id, const struct draft *d)
{
	struct q_documents_rows old;

	TRY(q_documents(db, f->a, id, &old));
	for (size_t i = 0; i < d->n_documents; i++)
		if (!had_document(&old, d->documents[i].title))
			TRY(add(f, "document_added", S(""), d->documents[i].title));
	for (size_t i = 0; i < old.n; i++)
		if (!has_document(d, old.p[i].title))
			TRY(add(f, "document_removed", old.p[i].title, S("")));
	return OK;
}

static bool
same_steps(const struct q_steps_rows *old, const struct draft *d)
{
	if (old->n != d->n_steps)
		return false;
	for (size_t i = 0; i < old->n; i++) {
		const struct q_steps *o = &old->p[i];
		const struct draft_step *s = &d->steps[i];

		if (!str_eq(o->title, s->title) || !str_eq(o->text, s->text) ||
		    o->due.has != s->due.has || (o->due.has && o->due.v != s->due.v))
			return false;
	}
	return true;
}

static enum err
steps(struct found *f, struct db *db, struct measure_id id, const struct draft *d)
{
	struct q_steps_rows old;

	TRY(q_steps(db, f->a, id, &old));
	return same_steps(&old, d) ? OK : add(f, "steps", S(""), S(""));
}

/* ---- the whole ------------------------------------------------------------------------ */

enum err
nav_changes_find(struct db *db, struct arena *a, const struct draft *d, struct nav_changes *ret)
{
	struct found f = { a, ret };
	struct q_measure_get old;
	enum err e = q_measure_get(db, a, d->key, &old);

	*ret = (struct nav_changes){ .was = e == OK };
	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	ret->was = old.state == 1;
	TRY(text(&f, "title", old.title, d->title));
	TRY(text(&f, "summary", old.summary, d->summary));
	TRY(day(&f, "closes", old.closes, d->closes));
	TRY(day(&f, "opens", old.opens, d->opens));
	TRY(whole(&f, "amount_min", old.amount_min, d->amount_min));
	TRY(whole(&f, "amount_max", old.amount_max, d->amount_max));
	TRY(real(&f, "cofin_min", old.cofin_min, d->cofin_min));
	TRY(real(&f, "cofin_max", old.cofin_max, d->cofin_max));
	TRY(documents(&f, db, old.id, d));
	TRY(steps(&f, db, old.id, d));
	TRY(text(&f, "what", old.what, d->what));
	TRY(text(&f, "who", old.who, d->who));
	TRY(text(&f, "how_much", old.how_much, d->how_much));
	TRY(text(&f, "own_share", old.own_share, d->own_share));
	TRY(text(&f, "backer", old.backer_name, d->backer));
	if (!str_eq(old.rule, d->rule))
		TRY(add(&f, "rule", S(""), S("")));
	return OK;
}

enum err
nav_changes_tell(struct db *db, struct arena *a, struct entry_id entry, int64_t now,
    const struct nav_changes *c)
{
	if (!c->was) {
		TRY(hooks_measure(db, a, HOOK_PUBLISHED, entry, NULL, 0, now));
		return alerts_note(db, a, entry, ALERT_NEW, NULL, 0, now);
	}
	if (c->n > 0)
		TRY(hooks_measure(db, a, HOOK_CHANGED, entry, c->f, c->n, now));
	return c->n > 0 ? alerts_note(db, a, entry, ALERT_CHANGED, c->f, c->n, now) : OK;
}
