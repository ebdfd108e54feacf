/* letters.c - what waits for a reader becomes a letter: at once, in the morning, on Monday.
 *
 * A letter goes into the outbox in the transaction that marks what is in it, under a key of its
 * own, so nothing is told twice and nothing is left out. Nothing to tell: no letter.
 */
#include "account/account.h"
#include "alerts/letter.h"
#include "calendar/calendar.h"
#include "places/places.h"

#define SUBS_AT_ONCE 200	/* read at a time */
#define SUBS_PER_TX 20		/* the writer of the pages never waits long */
#define LETTER_ARENA (32 * MiB)

struct post { struct job_run *r; struct arena *a; int64_t n; };

struct str
letters_topic(struct arena *a, struct sub_id id)
{
	return str_fmt(a, "alerts.%lld", (long long)id.v);
}

/* The newest ones whole; how many there are in all. */
static enum err
read_items(struct post *p, struct sub_id id, struct letter *l)
{
	struct q_letter_waits w;

	TRY(q_letter_waits(p->r->db, id, &w));
	l->waits = w.n;
	l->last = w.last;
	return w.n > 0 ? q_letter_items(p->r->db, p->a, id, LETTER_ITEMS, &l->items) : OK;
}

/* A reader without an address gets no letters; the page has everything. */
static enum err
no_letter(struct post *p, struct sub_id id)
{
	TRY(q_letter_back(p->r->db, id));
	return q_letter_none(p->r->db, id);
}

/* By his municipality's clocks; the next letter goes by them too. */
static enum err
clocks(struct post *p, struct letter *l, struct str place)
{
	int zone = places_zone(place, (int)p->r->set->time_zone);

	if (zone != l->take.zone)
		TRY(q_sub_zone(p->r->db, l->sub, zone));
	l->tz_min = zone;
	return OK;
}

static enum err
put_one(struct post *p, struct sub_id id)
{
	struct letter l = { .set = p->r->set, .now = p->r->now, .sub = id };
	struct reached who;
	struct mail m;
	enum err e = q_letter_take(p->r->db, p->a, id, &l.take);

	if (e == E_NOT_FOUND) /* ended meanwhile */
		return OK;
	TRY(e);
	TRY(read_items(p, id, &l));
	if (l.waits == 0) /* another process was here */
		return q_letter_back(p->r->db, id);
	e = account_reach(p->r->db, p->a, l.take.user, &who);
	if (e == E_NOT_FOUND)
		return no_letter(p, id);
	TRY(e);
	TRY(clocks(p, &l, who.place));
	TRY(letter_make(p->a, &l, &m));
	m.to = who.email;
	m.to_name = who.name;
	m.user = l.take.user.v;
	m.topic = letters_topic(p->a, id);
	m.key = str_fmt(p->a, "alerts.%lld.%lld", (long long)id.v, (long long)l.last);
	e = mail_put(p->r->db, &m, p->r->now, NULL);
	if (e == E_INPUT)
		return no_letter(p, id);
	TRY(e);
	p->n++;
	return q_letter_put(p->r->db, id, l.last);
}

static enum err
put_some(struct post *p, const struct q_due_subs *subs, size_t n)
{
	TRY(db_begin(p->r->db));
	for (size_t i = 0; i < n; i++) {
		arena_reset(p->a);
		TRY(put_one(p, subs[i].id));
	}
	return db_commit(p->r->db);
}

static enum err
put_zone(struct post *p, int tz)
{
	struct job_run *r = p->r;
	struct q_due_subs_rows due;
	int64_t after = 0;

	do {
		TRY(q_due_subs(r->db, r->arena,
		    &(struct q_due_subs_in){ .zone = tz, .after = after,
			.now = slot_before(r->now, tz, EVERY_ONCE),
			.day = slot_before(r->now, tz, EVERY_DAY),
			.week = slot_before(r->now, tz, EVERY_WEEK),
			.max = SUBS_AT_ONCE },
		    &due));
		for (size_t i = 0; i < due.n; i += SUBS_PER_TX)
			TRY(put_some(
			    p, due.p + i, due.n - i < SUBS_PER_TX ? due.n - i : SUBS_PER_TX));
		if (due.n > 0) {
			after = due.p[due.n - 1].id.v;
			TRY(job_tell(r, p->n, p->n));
		}
	} while (due.n == SUBS_AT_ONCE);
	return OK;
}

static enum err
put_all(struct post *p)
{
	struct q_wait_zones_rows zones;

	TRY(q_letters_ended(p->r->db));
	TRY(q_wait_zones(p->r->db, p->r->arena, &zones));
	for (size_t i = 0; i < zones.n; i++)
		TRY(put_zone(p, (int)zones.p[i].zone));
	return OK;
}

enum err
letters_put(struct job_run *r, int64_t *ret_n)
{
	struct post p = { .r = r, .a = arena_new(LETTER_ARENA) };
	enum err e = p.a ? put_all(&p) : E_NOMEM;

	if (e != OK)
		db_rollback(r->db);
	arena_free(p.a);
	*ret_n = p.n;
	return e;
}
