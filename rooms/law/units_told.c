/* units_told.c - situations by article, for the lists that lawyers search. */
#include "law/units_told.h"

#include <stdlib.h>

#include "text/text.h"

#define SAID_BYTES (256 * KiB)

/* Which unit a name means. */
struct slot { struct str act, article; size_t unit; };

static int
by_name(const void *va, const void *vb)
{
	const struct slot *a = va, *b = vb;
	int c = str_cmp(a->act, b->act);

	return c != 0 ? c : str_cmp(a->article, b->article);
}

/* The last row of a unit and the one before each, 0: none; numbers are from 1. */
struct telling {
	struct slot *slot;
	size_t n;
	size_t *last, *next;
};

static struct slot *
find(const struct telling *t, struct str act, struct str article)
{
	struct slot key = { act, article, 0 };

	return t->n > 0 ? bsearch(&key, t->slot, t->n, sizeof key, by_name) : NULL;
}

static enum err
link_rows(struct telling *t, struct arena *a, const struct ask_source *src,
    const struct law_unit *u, size_t n)
{
	t->n = n;
	t->slot = arena_array(a, struct slot, n + 1);
	t->last = arena_array(a, size_t, n + 1);
	t->next = arena_array(a, size_t, src->n_situations + 1);
	if (t->slot == NULL || t->last == NULL || t->next == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++)
		t->slot[i] = (struct slot){ law_act_code(u[i].act), u[i].number, i };
	qsort(t->slot, n, sizeof *t->slot, by_name);
	for (size_t i = src->n_situations; i-- > 0;) {
		const struct slot *at = find(t, src->situation[i].act, src->situation[i].article);
		if (at == NULL)
			continue;
		t->next[i] = t->last[at->unit];
		t->last[at->unit] = i + 1;
	}
	return OK;
}

static void
put_words(struct buf *b, struct ask_words w)
{
	for (size_t i = 0; i < w.n; i++) {
		buf_putc(b, ' ');
		buf_put(b, w.p[i]);
	}
}

static enum err
tell(const struct telling *t, struct arena *keep, struct arena *scratch,
    const struct ask_source *src, struct law_unit *u, size_t at)
{
	struct buf b;

	buf_init(&b, scratch, SAID_BYTES);
	buf_put(&b, u->title);
	for (size_t i = t->last[at]; i > 0; i = t->next[i - 1]) {
		const struct ask_situation *s = &src->situation[i - 1];

		*(s->learned ? &u->learned : &u->questions) += (uint32_t)s->questions.n;
		u->words += (uint32_t)s->words.n;
		put_words(&b, s->questions);
		put_words(&b, s->words);
	}
	TRY(buf_err(&b));
	u->said = b.n > 0 ? text_fold(keep, buf_str(&b)) : S("");
	return u->said.p ? OK : E_NOMEM;
}

enum err
law_units_tell(struct arena *keep, struct arena *scratch, const struct ask_source *src,
    const struct law_edits *edits, struct law_unit *u, size_t n)
{
	struct telling t;

	if (n == 0)
		return OK;
	TRY(link_rows(&t, scratch, src, u, n));
	for (size_t i = 0; i < n; i++)
		TRY(tell(&t, keep, scratch, src, &u[i], i));
	for (size_t i = 0; i < edits->n; i++) {
		const struct slot *at = find(&t, edits->p[i].act, edits->p[i].article);

		if (at == NULL)
			continue;
		u[at->unit].edited = true;
		u[at->unit].conflict = edits->p[i].conflict;
	}
	return OK;
}

struct str
law_act_code(const struct law_act *act)
{
	return act->code.n > 0 ? act->code : act->key;
}
