/* mark.c - the part of a text that answers, with the words asked for marked. */
#include "search/impl.h"

enum { MARK_BYTES = 128 * 1024, WANT_MAX = 256 };

/* head: the last word, as typed, when it may be the beginning of one. */
struct want { struct str term[WANT_MAX]; int n; struct str head, last; };

struct marking {
	struct str text;
	struct text_tokens t;
	int *hit;	/* 0, or 1 + which of the wanted terms */
};

static void
want_add(struct want *w, const struct unit *u)
{
	for (int i = 0; i < u->n; i++)
		for (int k = 0; k < u->alt[i].n; k++)
			if (w->n < WANT_MAX)
				w->term[w->n++] = u->alt[i].t[k];
}

/* Synonyms of whatever words the question has, without asking the database again. */
static void
want_synonyms(struct want *w, const struct search *s, const struct query *q)
{
	struct synonyms all = lexicon_synonyms(s->lex);

	for (size_t i = 0; i < all.n; i++) {
		int have = 0;
		for (int k = 0; k < all.p[i].n; k++)
			for (int u = 0; u < q->n_must; u++)
				if (str_eq(q->must[u].term, all.p[i].t[k])) {
					have++;
					break;
				}
		if (have < all.p[i].n)
			continue;
		for (size_t j = 0; j < all.n; j++)
			for (int k = 0; all.p[j].grp == all.p[i].grp && k < all.p[j].n; k++)
				if (w->n < WANT_MAX)
					w->term[w->n++] = all.p[j].t[k];
	}
}

static enum err
want_make(struct search *s, struct arena *a, struct str typed, struct want *w)
{
	struct query *q = arena_make(a, struct query);

	if (q == NULL)
		return E_NOMEM;
	enum err e = query_parse(s->words, a, typed, q);
	if (e == E_INPUT)
		return OK; /* nothing to mark */
	TRY(e);
	for (int i = 0; i < q->n_must; i++)
		want_add(w, &q->must[i]);
	want_synonyms(w, s, q);
	const struct unit *last = &q->must[q->n_must - 1];
	if (last->last && utf8_len(last->form) >= 3) {
		w->head = last->form;
		w->last = last->term;
	}
	return OK;
}

static int
wanted(const struct want *w, const struct text_token *t)
{
	for (int i = 0; i < w->n; i++)
		if (str_eq(w->term[i], t->term))
			return i + 1;
	return 0;
}

static void
find_hits(struct marking *m, const struct want *w)
{
	bool whole = false;

	for (size_t i = 0; i < m->t.n; i++) {
		m->hit[i] = wanted(w, &m->t.p[i]);
		whole |= str_eq(m->t.p[i].term, w->last);
	}
	/* The last word, when it is not met whole, is taken for a beginning. */
	for (size_t i = 0; i < m->t.n && w->head.n > 0 && !whole; i++)
		if (m->hit[i] == 0 && str_starts(m->t.p[i].form, w->head))
			m->hit[i] = WANT_MAX + 1;
}

/* Token after the last that begins within `points` code points of token i. */
static size_t
window_end(const struct marking *m, size_t i, size_t points)
{
	struct str rest = { m->text.p + m->t.p[i].from, m->text.n - m->t.p[i].from };
	size_t end = m->t.p[i].from + utf8_cut(rest, points).n, j = i;

	while (j < m->t.n && m->t.p[j].to <= end)
		j++;
	return j > i ? j : i + 1;
}

/* The window that has most different words; of equals, most words; then the first. */
static size_t
best_window(const struct marking *m, size_t points)
{
	size_t best = 0;
	int best_score = -1;

	for (size_t i = 0; i < m->t.n; i++) {
		bool seen[WANT_MAX + 2] = { false };
		int score = 0;
		if (m->hit[i] == 0)
			continue;
		size_t end = window_end(m, i, points);
		for (size_t j = i; j < end; j++) {
			score += m->hit[j] ? 1 : 0;
			if (m->hit[j] && !seen[m->hit[j]])
				score += 100;
			seen[m->hit[j]] = true;
		}
		if (score > best_score) {
			best = i;
			best_score = score;
		}
	}
	return best;
}

static void
put_tag(struct buf *out, bool end)
{
	buf_putc(out, '<');
	if (end)
		buf_putc(out, '/');
	buf_putz(out, "mark>");
}

static void
put_span(struct buf *out, const struct marking *m, size_t from, size_t to)
{
	size_t done = from;

	for (size_t i = 0; i < m->t.n; i++) {
		const struct text_token *t = &m->t.p[i];
		if (m->hit[i] == 0 || t->from < done || t->to > to)
			continue; /* parts of a whole already marked are passed over */
		put_text(out, (struct str){ m->text.p + done, t->from - done });
		put_tag(out, false);
		put_text(out, (struct str){ m->text.p + t->from, t->to - t->from });
		put_tag(out, true);
		done = t->to;
	}
	put_text(out, (struct str){ m->text.p + done, to - done });
}

/* A cut text: begins at a word a little before its first hit, ends at a word. */
static void
put_snippet(struct buf *out, const struct marking *m, size_t points)
{
	size_t first = m->t.n ? best_window(m, points * 4 / 5) : 0, from = 0, to = 0;
	size_t lead = points / 5;

	while (first > 0) {
		struct str before = { m->text.p + m->t.p[first - 1].from,
		    m->t.p[first].from - m->t.p[first - 1].from };
		size_t n = utf8_len(before);
		if (n > lead)
			break;
		lead -= n;
		first--;
	}
	from = first > 0 ? m->t.p[first].from : 0;
	to = from + utf8_cut((struct str){ m->text.p + from, m->text.n - from }, points).n;
	if (to < m->text.n && m->t.n > 0) {
		size_t end = window_end(m, first, points);
		if (m->t.p[end - 1].to > from && m->t.p[end - 1].to <= to)
			to = m->t.p[end - 1].to;
	}
	if (from > 0)
		buf_putz(out, "… ");
	put_span(out, m, from, to);
	if (to < m->text.n)
		buf_putz(out, " …");
}

enum err
search_mark(struct search *s, struct arena *a, struct str q, struct str text, size_t points,
    struct html *ret)
{
	struct want *w = arena_make(a, struct want);
	struct marking m = { .text = text.p ? text : S("") };
	struct str head = m.text; /* where words are looked for; the rest is shown unmarked */
	struct buf out;

	if (w == NULL)
		return E_NOMEM;
	TRY(want_make(s, a, q, w));
	if (head.n > MARK_BYTES) {
		head.n = MARK_BYTES;
		while (head.n > 0 && ((unsigned char)text.p[head.n] & 0xC0) == 0x80)
			head.n--;
	}
	TRY(text_tokens(s->words, a, head, &m.t));
	m.hit = arena_array(a, int, m.t.n + 1);
	if (m.hit == NULL)
		return E_NOMEM;
	find_hits(&m, w);
	buf_init(&out, a, text.n * 8 + 64 * KiB + (m.t.n + 1) * 16);
	if (points == 0 || points >= text.n)
		put_span(&out, &m, 0, text.n);
	else
		put_snippet(&out, &m, points);
	TRY(buf_err(&out));
	*ret = (struct html){ out.p, out.n };
	return OK;
}
