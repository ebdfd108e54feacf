/* entry.c - rows of the spine. */
#include "entry/entry.h"

#include "gen/entry/q.h"
#include "search/search.h"

#define CARDS_MAX 200

static struct opt_int
opt(int64_t v)
{
	return (struct opt_int){ v, v != 0 };
}

static enum err
insert(struct db *db, const struct entry *e, int64_t now, struct entry_id *ret)
{
	return q_insert(db,
	    &(struct q_insert_in){ .kind = (int64_t)e->kind,
		.url = e->url,
		.title = e->title,
		.summary = e->summary.p ? e->summary : S(""),
		.place = opt(e->place),
		.see = (int64_t)e->see,
		.state = (int64_t)e->state,
		.author = opt(e->author),
		.now = now },
	    ret);
}

/* What changed of title, summary and state goes to the history. */
static enum err
note_change(struct db *db, struct arena *a, const struct entry *e, int64_t now)
{
	static const char *const states[] = { "draft", "published", "archived", "gone" };
	struct q_before old;
	struct revision_field f[3];
	size_t n = 0;

	TRY(q_before(db, a, e->id, &old));
	if (!str_eq(old.title, e->title))
		f[n++] = (struct revision_field){ "title", old.title, e->title };
	if (!str_eq(old.summary, e->summary))
		f[n++] = (struct revision_field){ "summary", old.summary, e->summary };
	if (old.state != (int64_t)e->state)
		f[n++] = (struct revision_field){ "state", str_c(states[old.state & 3]),
			str_c(states[e->state & 3]) };
	return entry_revision(db, a, e->id, e->author, now, f, n);
}

static enum err
update(struct db *db, struct arena *a, const struct entry *e, int64_t now)
{
	int64_t changed;

	TRY(note_change(db, a, e, now));
	TRY(q_update(db, &(struct q_update_in){ .id = e->id, .url = e->url, .title = e->title,
		.summary = e->summary.p ? e->summary : S(""), .place = opt(e->place),
		.see = (int64_t)e->see, .state = (int64_t)e->state, .now = now }, &changed));
	return changed == 1 ? OK : E_NOT_FOUND;
}

enum err
entry_put(struct db *db, struct arena *a, const struct entry *e, int64_t now, struct entry_id *ret)
{
	struct entry_id id = e->id;

	if (id.v == 0)
		TRY(insert(db, e, now, &id));
	else
		TRY(update(db, a, e, now));
	TRY(q_text_put(db, id, e->body.p ? e->body : S("")));
	if (e->id.v != 0)
		TRY(q_topics_clear(db, id));
	for (size_t i = 0; i < e->n_topics; i++)
		TRY(q_topic_add(db, id, e->topics[i]));
	TRY(q_changed_put(db, id));
	TRY(search_touch(db, id.v));
	*ret = id;
	return OK;
}

enum err
entry_state_set(struct db *db, struct entry_id id, enum entry_state st, int64_t now)
{
	int64_t changed;

	TRY(q_state_set(db, id, (int64_t)st, now, &changed));
	TRY(changed == 1 ? q_changed_put(db, id) : E_NOT_FOUND);
	return search_touch(db, id.v);
}

enum err
entry_link(struct db *db, struct entry_id from, enum entry_rel rel, struct entry_id to)
{
	return q_link_add(db, from, (int64_t)rel, to);
}

enum err
entry_unlink(struct db *db, struct entry_id from, enum entry_rel rel, struct entry_id to)
{
	return q_link_drop(db, from, (int64_t)rel, to);
}

enum err
entry_revision(struct db *db, struct arena *a, struct entry_id id, int64_t author, int64_t now,
    const struct revision_field *f, size_t n)
{
	(void)a;
	for (size_t i = 0; i < n; i++)
		TRY(q_revision_add(db, &(struct q_revision_add_in){ .entry = id,
			.field = str_c(f[i].name), .before = f[i].before, .after = f[i].after,
			.author = opt(author), .now = now }));
	return OK;
}

enum err
entry_revisions(struct db *db, struct arena *a, struct entry_id id, size_t n, struct revisions *ret)
{
	struct q_revisions_rows r;

	TRY(q_revisions(db, a, id, (int64_t)n, &r));
	*ret = (struct revisions){ arena_array(a, struct revision, r.n + 1), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n; i++)
		ret->p[ret->n++] = (struct revision){ r.p[i].field, r.p[i].before, r.p[i].after,
			r.p[i].author.has ? r.p[i].author.v : 0, r.p[i].at };
	return OK;
}

/* One statement for all of them, then put in the order asked. */
enum err
entry_cards(struct db *db, struct arena *a, const int64_t *ids, size_t n, struct entry_cards *ret)
{
	struct entry_cards out = { arena_array(a, struct entry_card, n ? n : 1), 0 };
	struct sql q;
	struct db_cur cur;
	size_t m = n < CARDS_MAX ? n : CARDS_MAX;
	bool row;

	*ret = out;
	if (n == 0)
		return OK;
	if (out.p == NULL)
		return E_NOMEM;
	for (size_t at = 0; at < m; at += 50) {
		sql_init(&q, a);
		sql_put(&q,
		    "SELECT id, kind, url, title, summary, place, updated FROM entry"
		    " WHERE id IN (0");
		for (size_t i = at; i < m && i < at + 50; i++)
			sql_add(&q, ", ?", DBV_INT(ids[i]));
		sql_put(&q, ")");
		TRY(db_query_sql(db, &q, &cur));
		for (;;) {
			TRY(db_next(&cur, &row));
			if (!row)
				break;
			for (size_t i = at; i < m && i < at + 50; i++)
				if (ids[i] == db_col_int(&cur, 0))
					out.p[i] = (struct entry_card){
						.id = { db_col_int(&cur, 0) },
						.kind = (enum entry_kind)db_col_int(&cur, 1),
						.url = str_dup(a, db_col_text(&cur, 2)),
						.title = str_dup(a, db_col_text(&cur, 3)),
						.summary = str_dup(a, db_col_text(&cur, 4)),
						.place = db_col_int(&cur, 5),
						.updated = db_col_int(&cur, 6) };
		}
	}
	for (size_t i = 0; i < m; i++) /* missing ones are left out */
		if (out.p[i].id.v != 0)
			out.p[out.n++] = out.p[i];
	*ret = out;
	return OK;
}

enum err
topics_all(struct db *db, struct arena *a, struct topics *ret)
{
	struct q_topics_rows r;

	TRY(q_topics(db, a, &r));
	*ret = (struct topics){ arena_array(a, struct topic, r.n + 1), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n; i++)
		ret->p[ret->n++] = (struct topic){ r.p[i].id, r.p[i].code, r.p[i].name_ru,
			r.p[i].name_en, r.p[i].parent.has ? r.p[i].parent.v : 0 };
	return OK;
}

enum err
topic_put(struct db *db, const struct topic *t, int64_t sort, int64_t *ret_id)
{
	return q_topic_put(db, &(struct q_topic_put_in){ .code = t->code, .parent = opt(t->parent),
		.name_ru = t->ru, .name_en = t->en, .sort = sort }, ret_id);
}
