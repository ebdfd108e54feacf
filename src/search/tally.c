/* tally.c - in how many entries each word stands, counted over a group of them. */
#include "search/impl.h"

enum { TALLY_FIRST = 1024, FLUSH_BYTES = 512 * 1024 };

struct count { const char *p; uint32_t n, df; int64_t doc; };

struct tally {
	struct arena *arena;
	struct count *slot;	/* open addressing, at most two thirds full */
	size_t n, cap;
};

enum err
tally_new(struct arena *a, struct tally **ret)
{
	struct tally *t = arena_make(a, struct tally);

	if (t == NULL)
		return E_NOMEM;
	t->arena = a;
	t->cap = TALLY_FIRST;
	t->slot = arena_array(a, struct count, t->cap);
	if (t->slot == NULL)
		return E_NOMEM;
	*ret = t;
	return OK;
}

static struct count *
slot_of(struct count *slot, size_t cap, struct str word)
{
	size_t i = str_hash(word) & (cap - 1);

	while (slot[i].p != NULL && !str_eq((struct str){ slot[i].p, slot[i].n }, word))
		i = (i + 1) & (cap - 1);
	return &slot[i];
}

static enum err
grow(struct tally *t)
{
	size_t cap = t->cap * 2;
	struct count *slot = arena_array(t->arena, struct count, cap);

	if (slot == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < t->cap; i++) {
		const struct count *c = &t->slot[i];
		if (c->p != NULL)
			*slot_of(slot, cap, (struct str){ c->p, c->n }) = *c;
	}
	t->slot = slot;
	t->cap = cap;
	return OK;
}

enum err
tally_add(struct tally *t, struct str word, int64_t doc)
{
	struct count *c = slot_of(t->slot, t->cap, word);

	if (c->p == NULL) {
		if (t->n * 3 >= t->cap * 2) {
			TRY(grow(t));
			c = slot_of(t->slot, t->cap, word);
		}
		struct str copy = str_dup(t->arena, word);
		if (copy.p == NULL)
			return E_NOMEM;
		*c = (struct count){ copy.p, (uint32_t)copy.n, 0, 0 };
		t->n++;
	}
	if (c->df == 0 || c->doc != doc)
		c->df++;
	c->doc = doc;
	return OK;
}

#define COUNTS_LITE " SELECT json_extract(j.value, '$[0]'), json_extract(j.value, '$[1]')" \
	" FROM json_each($1) j WHERE true"
/* In one order always, so that two feeders never wait for each other in a ring. */
#define COUNTS_PG " SELECT j.value ->> 0, CAST(j.value ->> 1 AS bigint)" \
	" FROM json_array_elements(CAST($1 AS json)) j (value) WHERE true ORDER BY 1"
#define ADD_TERM " ON CONFLICT (term) DO UPDATE SET df = search_word.df + excluded.df"
#define ADD_FORM " ON CONFLICT (form) DO UPDATE SET df = search_form.df + excluded.df"
#define KEEP " ON CONFLICT DO NOTHING"
#define TERMS "INSERT INTO search_word (term, df)"
#define FORMS "INSERT INTO search_form (form, df)"

static const struct db_stmt flush[2][2] = {
	{ { .name = "search.terms_add", .n_args = 1,
	    .sql = TERMS COUNTS_LITE ADD_TERM, .pg = TERMS COUNTS_PG ADD_TERM },
	  { .name = "search.terms_keep", .n_args = 1,
	    .sql = TERMS COUNTS_LITE KEEP, .pg = TERMS COUNTS_PG KEEP } },
	{ { .name = "search.forms_add", .n_args = 1,
	    .sql = FORMS COUNTS_LITE ADD_FORM, .pg = FORMS COUNTS_PG ADD_FORM },
	  { .name = "search.forms_keep", .n_args = 1,
	    .sql = FORMS COUNTS_LITE KEEP, .pg = FORMS COUNTS_PG KEEP } },
};

static enum err
send(struct db *db, const struct db_stmt *st, struct buf *b)
{
	if (b->n == 0)
		return buf_err(b);
	buf_putc(b, ']');
	TRY(buf_err(b));
	TRY(db_exec(db, st, (struct db_val[]){ DBV_TEXT(buf_str(b)) }, NULL));
	buf_reset(b);
	return OK;
}

enum err
tally_flush(struct tally *t, struct db *db, struct arena *a, bool forms, bool fresh)
{
	const struct db_stmt *st = &flush[forms][fresh];
	struct buf b;

	buf_init(&b, a, FLUSH_BYTES + 4 * KiB);
	for (size_t i = 0; i < t->cap; i++) {
		const struct count *c = &t->slot[i];
		if (c->p == NULL)
			continue;
		buf_putz(&b, b.n ? ",[\"" : "[[\"");
		put_json(&b, (struct str){ c->p, c->n });
		buf_putz(&b, "\",");
		buf_int(&b, c->df);
		buf_putc(&b, ']');
		if (b.n > FLUSH_BYTES)
			TRY(send(db, st, &b));
	}
	return send(db, st, &b);
}
