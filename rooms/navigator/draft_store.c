/* draft_store.c - a checked measure into its tables, with its entry, in one transaction. */
#include "entry/entry.h"
#include "gen/navigator/q.h"
#include "gen/navigator/u.h"
#include "navigator/changes.h"
#include "navigator/draft_fields.h"
#include "navigator/measure_view.h"

static enum err
why(struct arena *a, struct str *ret_why, const char *fmt_ru, struct str what)
{
	struct buf b;

	buf_init(&b, a, 4 * KiB);
	buf_putz(&b, fmt_ru);
	buf_put(&b, S(" «"));
	buf_put(&b, what);
	buf_put(&b, S("»"));
	*ret_why = buf_str(&b);
	return E_INPUT;
}

/* Codes of territories, or a region's name as other portals write it. */
static enum err
place_of(struct db *db, struct arena *a, struct str code, int64_t *ret, struct str *ret_why)
{
	enum err e = q_place_id(db, code, ret);

	if (e == E_NOT_FOUND)
		e = q_region_named(db, code, ret);
	return e == E_NOT_FOUND ? why(a, ret_why, "нет территории", code) : e;
}

static enum err
store_places(struct db *db, struct arena *a, const struct draft *d, struct measure_id id,
    int64_t *ret_first, struct str *ret_why)
{
	*ret_first = 0;
	TRY(q_places_clear(db, id));
	for (size_t i = 0; i < d->n_places; i++) {
		int64_t place;

		TRY(place_of(db, a, d->places[i], &place, ret_why));
		TRY(q_place_add(db, id, place));
		if (i == 0)
			*ret_first = place;
	}
	return OK;
}

static enum err
store_parts(struct db *db, const struct draft *d, struct measure_id id)
{
	TRY(q_steps_clear(db, id));
	for (size_t i = 0; i < d->n_steps; i++)
		TRY(q_step_add(db,
		    &(struct q_step_add_in){ .measure = id,
			.no = (int64_t)i + 1,
			.title = d->steps[i].title,
			.text = d->steps[i].text,
			.due = d->steps[i].due }));
	TRY(q_documents_clear(db, id));
	for (size_t i = 0; i < d->n_documents; i++)
		TRY(q_document_add(db,
		    &(struct q_document_add_in){ .measure = id,
			.no = (int64_t)i + 1,
			.title = d->documents[i].title,
			.required = d->documents[i].required,
			.note = d->documents[i].note }));
	TRY(q_contacts_clear(db, id));
	for (size_t i = 0; i < d->n_contacts; i++)
		TRY(q_contact_add(db,
		    &(struct q_contact_add_in){ .measure = id,
			.no = (int64_t)i + 1,
			.name = d->contacts[i].name,
			.url = d->contacts[i].url,
			.phone = d->contacts[i].phone,
			.email = d->contacts[i].email }));
	TRY(q_rounds_clear(db, id));
	for (size_t i = 0; i < d->n_rounds; i++)
		TRY(q_round_add(db,
		    &(struct q_round_add_in){ .measure = id,
			.year = d->rounds[i].year,
			.opens = d->rounds[i].opens,
			.closes = d->rounds[i].closes,
			.budget = d->rounds[i].budget,
			.applications = d->rounds[i].applications,
			.winners = d->rounds[i].winners,
			.note = d->rounds[i].note }));
	return OK;
}

static enum err
topic_ids(struct db *db, struct arena *a, const struct draft *d, int64_t *ret, struct str *ret_why)
{
	for (size_t i = 0; i < d->n_topics; i++) {
		enum err e = q_topic_id(db, d->topics[i], &ret[i]);

		if (e == E_NOT_FOUND)
			return why(a, ret_why, "нет темы", d->topics[i]);
		TRY(e);
	}
	return OK;
}

/* The words it is found by besides title and summary. */
static struct str
body_of(struct arena *a, const struct draft *d)
{
	struct buf b;

	buf_init(&b, a, 1 * MiB);
	buf_put(&b, d->what);
	buf_putc(&b, '\n');
	buf_put(&b, d->who);
	buf_putc(&b, '\n');
	buf_put(&b, d->how_much);
	buf_putc(&b, '\n');
	buf_put(&b, d->backer);
	return buf_str(&b);
}

/* Readers find what is published; a draft and one in review are the curators' own. */
static enum entry_state
entry_state(int state)
{
	return state == MEASURE_PUBLISHED ? ENTRY_PUBLISHED :
	    state == MEASURE_ARCHIVED     ? ENTRY_ARCHIVED :
					    ENTRY_DRAFT;
}

static enum err
put_entry(struct db *db, struct arena *a, const struct draft *d, struct entry_id id, int state,
    int64_t now, int64_t author, struct entry_id *ret, struct str *ret_why)
{
	int64_t topics[DRAFT_PARTS], place = 0;

	TRY(topic_ids(db, a, d, topics, ret_why));
	if (d->n_places > 0)
		TRY(place_of(db, a, d->places[0], &place, ret_why));
	return entry_put(db, a, &(struct entry){ .id = id, .kind = ENTRY_MEASURE,
		.url = url_navigator_show(a, d->key), .title = d->title, .summary = d->summary,
		.body = body_of(a, d), .place = place, .state = entry_state(state),
		.author = author, .topics = topics, .n_topics = d->n_topics }, now, ret);
}

static enum err
put_row(struct db *db, const struct draft *d, struct entry_id entry, int64_t backer, int64_t now,
    struct measure_id *ret)
{
	return q_put(db, &(struct q_put_in){ .entry = entry, .key = d->key, .origin = d->origin,
		.demo = d->demo, .title = d->title, .summary = d->summary, .what = d->what,
		.who = d->who, .how_much = d->how_much, .own_share = d->own_share,
		.level = d->level, .backer = backer, .money = d->money,
		.applicants = d->applicants, .stages = d->stages, .recurrence = d->recurrence,
		.amount_min = d->amount_min, .amount_max = d->amount_max,
		.amount_unit = d->unit, .cofin_min = d->cofin_min, .cofin_max = d->cofin_max,
		.opens = d->opens, .closes = d->closes, .source_title = d->source_title,
		.source_url = d->source_url, .checked = d->checked, .note = d->note,
		.rule = d->rule, .state = d->state, .sum = d->sum, .now = now }, ret);
}

static bool
good_key(struct str key)
{
	for (size_t i = 0; i < key.n; i++) {
		char c = key.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && i > 0)))
			return false;
	}
	return key.n > 0 && key.n <= 80;
}

enum err
draft_check(struct db *db, struct arena *a, const struct draft *d, struct str *ret_why)
{
	int64_t ids[DRAFT_PARTS], place;

	if (!good_key(d->key))
		return why(
		    a, ret_why, "ключ пишется латинскими буквами, цифрами и дефисом:", d->key);
	for (size_t i = 0; i < d->n_places; i++)
		TRY(place_of(db, a, d->places[i], &place, ret_why));
	return topic_ids(db, a, d, ids, ret_why);
}

/* ---- what changed -------------------------------------------------------------------- */

static enum err
sentence(struct arena *a, struct str json, struct str *ret)
{
	struct rule_problems problems = { 0 };
	struct rule rule;
	enum err e = rule_parse(a, json, NULL, false, &rule, &problems);

	*ret = json;
	return e == E_INPUT ? OK : e == OK ? nav_rule_sentence(a, &rule, ret) : e;
}

/* Title, summary and state are the entry's own and noted by it. */
static enum err
note_changes(struct db *db, struct arena *a, const struct draft *was, const struct draft *d,
    struct entry_id entry, int64_t now, int64_t author)
{
	struct revision_field f[DF_N];
	uint64_t diff = draft_diff(a, was, d);
	size_t n = 0;

	for (int k = 0; k < DF_N; k++) {
		enum draft_at at = (enum draft_at)k;

		if (!(diff >> k & 1) || at == DF_title || at == DF_summary || at == DF_parent)
			continue;
		f[n] = (struct revision_field){ draft_fields[k].name, draft_text(a, was, at),
			draft_text(a, d, at) };
		if (at == DF_eligibility) {
			f[n].name = "rule";
			TRY(sentence(a, was->rule, &f[n].before));
			TRY(sentence(a, d->rule, &f[n].after));
		}
		n++;
	}
	return entry_revision(db, a, entry, author, now, f, n);
}

/* ---- whole measures -------------------------------------------------------------------- */

enum err
draft_write(struct db *db, struct arena *a, const struct draft *d, int64_t now, int64_t author,
    enum import_did *ret_did, struct str *ret_why)
{
	struct draft *was = arena_make(a, struct draft);
	struct draft_kept kept = { .state = d->state };
	struct nav_changes changes;
	struct measure_id id;
	struct entry_id entry;
	int64_t backer, first;
	enum err e;

	if (was == NULL)
		return E_NOMEM;
	if (!good_key(d->key))
		return why(
		    a, ret_why, "ключ пишется латинскими буквами, цифрами и дефисом:", d->key);
	e = draft_load(db, a, d->key, was, &kept);
	if (e != OK && e != E_NOT_FOUND)
		return e;
	TRY(nav_changes_find(db, a, d, &changes));
	TRY(put_entry(db, a, d, kept.entry, kept.state, now, author, &entry, ret_why));
	TRY(q_backer_put(db, d->backer, &backer));
	TRY(put_row(db, d, entry, backer, now, &id));
	TRY(store_places(db, a, d, id, &first, ret_why));
	TRY(store_parts(db, d, id));
	if (kept.id.v != 0)
		TRY(note_changes(db, a, was, d, entry, now, author));
	if (kept.state == MEASURE_PUBLISHED)
		TRY(nav_changes_tell(db, a, entry, now, &changes));
	*ret_did = kept.id.v ? IMPORT_CHANGED : IMPORT_ADDED;
	return OK;
}

enum err
draft_store(struct db *db, struct arena *a, const struct draft *d, int64_t now, int64_t author,
    enum import_did *ret_did, struct str *ret_why)
{
	struct q_known old = { 0 };
	enum err e = q_known(db, a, d->key, &old);

	if (e != OK && e != E_NOT_FOUND)
		return e;
	if (e == OK && str_eq(old.sum, d->sum)) {
		*ret_did = IMPORT_SAME;
		return OK;
	}
	return draft_write(db, a, d, now, author, ret_did, ret_why);
}
