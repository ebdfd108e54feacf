/* draft_load.c - a stored measure back into a draft, with all that belongs to it. */
#include "gen/navigator/q.h"
#include "navigator/draft.h"

static size_t
at_most(size_t n)
{
	return n < DRAFT_PARTS ? n : DRAFT_PARTS;
}

static enum err
load_steps(struct db *db, struct arena *a, struct measure_id id, struct draft *d)
{
	struct q_steps_rows s;
	struct q_documents_rows doc;

	TRY(q_steps(db, a, id, &s));
	TRY(q_documents(db, a, id, &doc));
	d->n_steps = at_most(s.n);
	for (size_t i = 0; i < d->n_steps; i++)
		d->steps[i] = (struct draft_step){ s.p[i].title, s.p[i].text, s.p[i].due };
	d->n_documents = at_most(doc.n);
	for (size_t i = 0; i < d->n_documents; i++)
		d->documents[i] = (struct draft_document){ doc.p[i].title, doc.p[i].note,
			doc.p[i].required };
	return OK;
}

static enum err
load_rounds(struct db *db, struct arena *a, struct measure_id id, struct draft *d)
{
	struct q_contacts_rows c;
	struct q_rounds_rows r;

	TRY(q_contacts(db, a, id, &c));
	TRY(q_rounds(db, a, id, &r));
	d->n_contacts = at_most(c.n);
	for (size_t i = 0; i < d->n_contacts; i++)
		d->contacts[i] = (struct draft_contact){ c.p[i].name, c.p[i].url, c.p[i].phone,
			c.p[i].email };
	d->n_rounds = at_most(r.n);
	for (size_t i = 0; i < d->n_rounds; i++)
		d->rounds[i] = (struct draft_round){ .year = r.p[i].year, .opens = r.p[i].opens,
			.closes = r.p[i].closes, .budget = r.p[i].budget,
			.applications = r.p[i].applications, .winners = r.p[i].winners,
			.note = r.p[i].note };
	return OK;
}

static enum err
load_words(struct db *db, struct arena *a, const struct q_measure_get *m, struct draft *d)
{
	struct q_places_of_rows p;
	struct q_topics_of_rows t;

	TRY(q_places_of(db, a, m->id, &p));
	TRY(q_topics_of(db, a, m->entry, &t));
	d->n_places = at_most(p.n);
	for (size_t i = 0; i < d->n_places; i++)
		d->places[i] = p.p[i].code;
	d->n_topics = at_most(t.n);
	for (size_t i = 0; i < d->n_topics; i++)
		d->topics[i] = t.p[i].code;
	return m->parent.v ? q_key_of(db, a, m->parent, &d->parent) : OK;
}

enum err
draft_load(struct db *db, struct arena *a, struct str key, struct draft *ret,
    struct draft_kept *ret_kept)
{
	struct q_measure_get m;

	TRY(q_measure_get(db, a, key, &m));
	*ret = (struct draft){ .key = m.key, .origin = m.origin, .title = m.title,
		.summary = m.summary, .what = m.what, .who = m.who, .how_much = m.how_much,
		.own_share = m.own_share, .backer = m.backer_name, .unit = m.amount_unit,
		.source_title = m.source_title, .source_url = m.source_url, .note = m.note,
		.parent = S(""), .rule = m.rule, .sum = m.sum, .demo = m.demo,
		.state = (int)m.state, .level = (int)m.level, .money = (int)m.money,
		.recurrence = (int)m.recurrence, .applicants = m.applicants, .stages = m.stages,
		.amount_min = m.amount_min, .amount_max = m.amount_max, .opens = m.opens,
		.closes = m.closes, .checked = m.checked, .cofin_min = m.cofin_min,
		.cofin_max = m.cofin_max };
	*ret_kept = (struct draft_kept){ m.id, m.entry, (int)m.state, m.version, m.created,
		m.updated };
	TRY(load_words(db, a, &m, ret));
	TRY(load_steps(db, a, m.id, ret));
	return load_rounds(db, a, m.id, ret);
}
