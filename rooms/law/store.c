/* store.c - an edition into the tables: what did not change is not written again. */
#include <sodium.h>

#include "gen/law/q.h"
#include "law/law_impl.h"

struct slot { struct str key; int64_t id; bool used; };
struct table { struct slot *p; size_t cap; };

struct store {
	struct import *im;
	struct law_draft *d;
	struct arena *a;	/* of this edition */
	struct act_id act;
	struct edition_id edition;
	struct table articles, versions;
	bool replaced;		/* something old lost its last edition */
	bool all;		/* every entry is written again */
};

/* ---- tables by text ------------------------------------------------------------------ */

static enum err
table_new(struct arena *a, size_t n, struct table *ret)
{
	for (ret->cap = 64; ret->cap < 2 * n;)
		ret->cap *= 2;
	ret->p = arena_array(a, struct slot, ret->cap);
	return ret->p ? OK : E_NOMEM;
}

static struct slot *
table_at(struct table *t, struct str key)
{
	size_t at = (size_t)str_hash(key) & (t->cap - 1);

	while (t->p[at].used && !str_eq(t->p[at].key, key))
		at = (at + 1) & (t->cap - 1);
	return &t->p[at];
}

static void
table_put(struct table *t, struct str key, int64_t id)
{
	*table_at(t, key) = (struct slot){ key, id, true };
}

/* ---- sums ------------------------------------------------------------------------------ */

static void
feed(crypto_generichash_state *st, struct str s)
{
	crypto_generichash_update(st, (const unsigned char *)(s.n > 0 ? s.p : ""), s.n);
	crypto_generichash_update(st, (const unsigned char *)"", 1); /* its end: a NUL */
}

static struct str
sum_end(struct arena *a, crypto_generichash_state *st)
{
	unsigned char raw[16];
	char hex[sizeof raw * 2 + 1];

	crypto_generichash_final(st, raw, sizeof raw);
	sodium_bin2hex(hex, sizeof hex, raw, sizeof raw);
	return str_dup(a, str_c(hex));
}

static struct str
item_sum(struct arena *a, const struct law_item *it)
{
	crypto_generichash_state st;

	crypto_generichash_init(&st, NULL, 0, 16);
	feed(&st, it->title);
	feed(&st, it->notes);
	feed(&st, it->body);
	return sum_end(a, &st);
}

static struct str
draft_sum(struct arena *a, const struct law_draft *d)
{
	crypto_generichash_state st;

	crypto_generichash_init(&st, NULL, 0, 16);
	for (size_t i = 0; i < d->items.n; i++) {
		const struct law_item *it = &d->items.p[i];

		for (int h = it->head; h >= 0; h = d->heads.p[h].parent)
			feed(&st, d->heads.p[h].text);
		feed(&st, it->eid);
		feed(&st, it->title);
		feed(&st, it->notes);
		feed(&st, it->body);
	}
	return sum_end(a, &st);
}

/* ---- the act ------------------------------------------------------------------------------ */

static bool
same_opt(struct opt_int a, struct opt_int b)
{
	return a.has == b.has && (!a.has || a.v == b.v);
}

static struct str
given(struct str s)
{
	return s.p ? s : S("");
}

static enum err
act_insert(struct store *s)
{
	const struct law_draft *d = s->d;

	return q_act_insert(s->im->db,
	    &(struct q_act_insert_in){ .key = d->key, .code = given(d->meta.act),
		.kind = str_c(law_kinds[d->kind].code), .number = given(d->meta.number),
		.shrt = d->meta.shrt, .title = d->meta.title, .adopted = d->adopted,
		.level = (int64_t)d->level, .place = d->place, .see = d->see,
		.digest = d->digest, .points = d->points, .repealed = d->repealed,
		.now = s->im->now },
	    &s->act);
}

static enum err
act_update(struct store *s)
{
	const struct law_draft *d = s->d;

	return q_act_update(s->im->db,
	    &(struct q_act_update_in){ .id = s->act, .code = given(d->meta.act),
		.kind = str_c(law_kinds[d->kind].code), .number = given(d->meta.number),
		.shrt = d->meta.shrt, .title = d->meta.title, .level = (int64_t)d->level,
		.place = d->place, .see = d->see, .digest = d->digest, .points = d->points,
		.repealed = d->repealed, .now = s->im->now });
}

/* The official text takes the place of a digest, never the other way round. */
static enum err
drop_digest(struct store *s)
{
	struct q_editions_of_rows rows;

	TRY(q_editions_of(s->im->db, s->a, s->act, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		TRY(q_toc_clear(s->im->db, rows.p[i].id));
		TRY(q_edition_drop(s->im->db, rows.p[i].id));
	}
	s->replaced = true;
	return OK;
}

static enum err
put_act(struct store *s)
{
	const struct law_draft *d = s->d;
	struct q_act_by_key old;
	enum err e = q_act_by_key(s->im->db, s->a, d->key, &old);

	if (e == E_NOT_FOUND) {
		s->all = true;
		return act_insert(s);
	}
	TRY(e);
	s->act = old.id;
	if (d->digest && !old.digest)
		return import_bad(s->im, d->meta.act,
		    S("в базе официальный текст этого акта: изложение его не заменит"));
	if (old.digest && !d->digest)
		TRY(drop_digest(s));
	s->all = old.digest != d->digest || !str_eq(old.shrt, d->meta.shrt) ||
	    !str_eq(old.title, d->meta.title) || old.see != d->see ||
	    !same_opt(old.place, d->place) || !same_opt(old.repealed, d->repealed);
	return act_update(s);
}

/* ---- the edition ---------------------------------------------------------------------------- */

/* *ret_same: this very edition is in the base. */
static enum err
put_edition(struct store *s, bool *ret_same)
{
	struct str sum = draft_sum(s->a, s->d), source = given(s->d->meta.source);
	struct q_editions_of_rows rows;

	*ret_same = false;
	if (sum.p == NULL)
		return E_NOMEM;
	TRY(q_editions_of(s->im->db, s->a, s->act, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		if (rows.p[i].since != s->d->since)
			continue;
		s->edition = rows.p[i].id;
		*ret_same = str_eq(rows.p[i].sum, sum);
		if (!*ret_same) {
			TRY(q_toc_clear(s->im->db, s->edition));
			s->replaced = true;
		}
		return q_edition_update(s->im->db,
		    &(struct q_edition_update_in){ .id = s->edition, .source = source,
			.note = s->d->note, .sum = sum,
			.author = { s->d->author, s->d->author != 0 }, .now = s->im->now });
	}
	return q_edition_insert(s->im->db,
	    &(struct q_edition_insert_in){ .act = s->act, .since = s->d->since, .source = source,
		.note = s->d->note, .sum = sum,
		.author = { s->d->author, s->d->author != 0 }, .now = s->im->now },
	    &s->edition);
}

/* Each edition ends where the next begins. */
static enum err
put_untils(struct store *s)
{
	struct q_editions_of_rows rows;

	TRY(q_editions_of(s->im->db, s->a, s->act, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct opt_int until = { i + 1 < rows.n ? rows.p[i + 1].since : 0, i + 1 < rows.n };

		if (!same_opt(until, rows.p[i].until))
			TRY(q_edition_until(s->im->db, rows.p[i].id, until));
	}
	return OK;
}

/* ---- its parts ---------------------------------------------------------------------------- */

static enum err
load_known(struct store *s)
{
	struct q_articles_of_rows arts;
	struct q_sums_of_rows sums;

	TRY(q_articles_of(s->im->db, s->a, s->act, &arts));
	TRY(q_sums_of(s->im->db, s->a, s->act, &sums));
	TRY(table_new(s->a, arts.n + s->d->items.n, &s->articles));
	TRY(table_new(s->a, sums.n + s->d->items.n, &s->versions));
	for (size_t i = 0; i < arts.n; i++)
		table_put(&s->articles, arts.p[i].eid, arts.p[i].id.v);
	for (size_t i = 0; i < sums.n; i++) {
		struct str key = str_fmt(
		    s->a, "%lld %.*s", (long long)sums.p[i].article, FMT(sums.p[i].sum));

		if (key.p == NULL)
			return E_NOMEM;
		table_put(&s->versions, key, sums.p[i].id.v);
	}
	return OK;
}

/* Parents stand before their children in d->heads. */
static enum err
put_heads(struct store *s)
{
	struct q_sections_rows rows;

	TRY(q_sections(s->im->db, s->a, s->act, &rows));
	for (size_t i = 0; i < s->d->heads.n; i++) {
		struct law_head *h = &s->d->heads.p[i];
		int64_t parent = h->parent < 0 ? 0 : s->d->heads.p[h->parent].id;
		struct section_id id;

		for (size_t k = 0; k < rows.n && h->id == 0; k++)
			if (rows.p[k].parent == parent && str_eq(rows.p[k].heading, h->text))
				h->id = rows.p[k].id.v;
		if (h->id != 0)
			continue;
		TRY(q_section_insert(s->im->db, s->act, parent, (int64_t)h->kind, h->text, &id));
		h->id = id.v;
	}
	return OK;
}

static enum err
put_item(struct store *s, const struct law_item *it, int64_t sort)
{
	struct slot *at = table_at(&s->articles, it->eid), *v;
	struct str sum = item_sum(s->a, it), key;
	struct opt_int head = { it->head < 0 ? 0 : s->d->heads.p[it->head].id, it->head >= 0 };
	struct article_id article = { at->id };
	struct version_id version;
	bool known = at->used;

	if (!known) {
		TRY(q_article_insert(s->im->db, s->act, it->eid, it->number, &article));
		table_put(&s->articles, it->eid, article.v);
	}
	key = str_fmt(s->a, "%lld %.*s", (long long)article.v, FMT(sum));
	if (sum.p == NULL || key.p == NULL)
		return E_NOMEM;
	v = table_at(&s->versions, key);
	version.v = v->id;
	if (v->used) {
		s->im->same++;
	} else {
		TRY(q_version_insert(s->im->db,
		    &(struct q_version_insert_in){ article, sum, it->title, it->notes, it->body },
		    &version));
		table_put(&s->versions, key, version.v);
		s->im->added += !known;
		s->im->changed += known;
	}
	return q_toc_insert(s->im->db, s->edition, sort, version, head);
}

static enum err
put_akas(struct store *s)
{
	for (size_t i = 0; i < s->d->akas.n; i++)
		TRY(q_alias_put(s->im->db, s->act, s->d->akas.p[i].old, s->d->akas.p[i].target));
	return OK;
}

static enum err
store(struct store *s)
{
	bool same;

	TRY(put_act(s));
	TRY(put_edition(s, &same));
	TRY(put_akas(s));
	if (same) {
		s->im->same += (int64_t)s->d->items.n;
	} else {
		TRY(load_known(s));
		TRY(put_heads(s));
		for (size_t i = 0; i < s->d->items.n; i++)
			TRY(put_item(s, &s->d->items.p[i], (int64_t)i));
		TRY(put_untils(s));
	}
	if (s->replaced)
		TRY(q_versions_prune(s->im->db, s->act));
	return law_show(s->im->db, s->im->row, s->act, s->im->today, s->im->now, s->all);
}

enum err
law_store(struct import *im, struct law_draft *d)
{
	struct store s = { .im = im, .d = d, .a = arena_new(512 * MiB) };
	enum err e;

	if (s.a == NULL)
		return E_NOMEM;
	e = store(&s);
	arena_free(s.a);
	return e;
}
