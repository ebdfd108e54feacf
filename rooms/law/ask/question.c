/* question.c - a question into terms, each with what it weighs. */
#include "law/ask/inner.h"

static const float slang_weight = 0.5f;	/* of all words that stand for one, together */
static const double wide_share = 0.1;	/* what the bridge adds, of the question's weight */

struct reading {
	const struct ask_index *ix;
	struct text_words *w;
	struct arena *a;
	struct question *q;
	struct text_token word[WORDS_READ];	/* one for each place, the whole of compounds */
	uint32_t seq[WORDS_READ];
	size_t n;
	struct buf mended;
	size_t copied;		/* bytes of the question that are in `mended` */
	bool changed;
};

static float
rarity_of(const struct ask_index *ix, uint32_t term)
{
	return term == NO_TERM ? ix->rarest : ix->rarity[term];
}

static void
term_put(struct question *q, const struct ask_index *ix, uint32_t term, float w, struct str form)
{
	uint32_t at = term % SLOTS;

	if (q->n == ASKED || (term != NO_TERM && (ix->dull[term] || question_find(q, term) >= 0)))
		return;
	q->t[q->n] = (struct asked_term){ term, w, rarity_of(ix, term), form };
	if (term != NO_TERM) {
		while (q->slot[at] != 0)
			at = (at + 1) % SLOTS;
		q->slot[at] = (uint8_t)(q->n + 1);
	}
	q->n++;
}

static enum err
slang_put(struct reading *r, struct str law, struct str form)
{
	struct text_tokens t;

	TRY(text_tokens(r->w, r->a, law, &t));
	for (size_t i = 0; i < t.n; i++) {
		uint32_t term = lexis_find(&r->ix->terms, t.p[i].term);
		if (term != NO_TERM)
			term_put(r->q, r->ix, term, slang_weight, form);
	}
	return OK;
}

static bool
is_cyrillic(struct str s)
{
	return s.n > 1 && ((unsigned char)s.p[0] == 0xD0 || (unsigned char)s.p[0] == 0xD1);
}

/* A word that neither the index nor the dictionary has: the form of the index next to it. */
static uint32_t
mend(struct reading *r, struct str text, const struct text_token *t)
{
	uint32_t f;

	if (!is_cyrillic(t->form) || text_known(r->w, t->form))
		return NO_TERM;
	f = mend_form(r->ix, t->form);
	if (f == NO_TERM)
		return NO_TERM;
	buf_put(&r->mended, (struct str){ text.p + r->copied, t->from - r->copied });
	buf_put(&r->mended, r->ix->forms.p[f]);
	r->copied = t->to;
	r->changed = true;
	return r->ix->form_term[f];
}

static enum err
word_put(struct reading *r, struct str text, const struct text_token *t, bool part)
{
	struct str form = { text.p + t->from, t->to - t->from };
	uint32_t term = lexis_find(&r->ix->terms, t->term);
	struct str law = slang_form(t->form);

	if (dull_form(t->form) && law.p == NULL)
		return OK;
	if (term == NO_TERM && law.p == NULL && !part)
		term = mend(r, text, t);
	if (!dull_form(t->form) && (term != NO_TERM || (law.p == NULL && !part)))
		term_put(r->q, r->ix, term, 1, form);
	return law.p != NULL ? slang_put(r, law, form) : OK;
}

static void
pair_put(struct question *q, const struct ask_index *ix, uint32_t a, uint32_t b)
{
	if (a == NO_TERM || b == NO_TERM || (ix->dull[a] && ix->dull[b]))
		return;
	q->pair[2 * q->n_pairs] = a;
	q->pair[2 * q->n_pairs + 1] = b;
	q->pairs_at[(uint8_t)a] = true;
	q->n_pairs++;
}

/* Terms that the bridge brings in, the strongest few. */
static void
widen(const struct ask_index *ix, struct question *q)
{
	struct bridge all[ASKED * BRIDGES] = { 0 };
	int n = 0;
	double sum = 0;

	for (int i = 0; i < q->n; i++) {
		uint32_t t = q->t[i].term;
		for (uint32_t k = t == NO_TERM ? 0 : ix->bridge_at[t];
		     t != NO_TERM && k < ix->bridge_at[t + 1]; k++) {
			struct bridge b = ix->bridge[k];
			int j = 0;
			if (question_find(q, b.term) >= 0)
				continue;
			b.w *= q->t[i].rarity * q->t[i].w;
			while (j < n && all[j].term != b.term)
				j++;
			if (j == n)
				all[n++] = (struct bridge){ b.term, 0 };
			all[j].w += b.w;
		}
	}
	for (; q->n_wide < WIDENED && q->n_wide < n; q->n_wide++) {
		int best = q->n_wide;
		for (int j = best + 1; j < n; j++)
			if (all[j].w > all[best].w)
				best = j;
		struct bridge b = all[best];
		all[best] = all[q->n_wide];
		q->wide[q->n_wide] = b;
		q->wide_at[(uint8_t)b.term] = true;
		sum += b.w;
	}
	for (int i = 0; i < q->n_wide; i++)
		q->wide[i].w *= (float)(q->total * wide_share / sum);
}

/* More Latin letters than Cyrillic ones: no question in Russian. */
static bool
is_foreign(struct str s)
{
	size_t latin = 0, cyrillic = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		latin += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == 0xC3;
		cyrillic += c == 0xD0 || c == 0xD1;
	}
	return latin > cyrillic;
}

static bool
asks_how_much(const struct reading *r)
{
	static const char *const heads[] = {
		"сколько", "скол", "скок", "срок", "размер", "когда", "как долго", "предел",
		"максимал", "минимал", "дней", "месяц", "процент",
	};

	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < LEN(heads); k++)
			if (str_starts(r->word[i].form, str_c(heads[k])))
				return true;
	return false;
}

static enum err
terms_read(struct reading *r, struct str text, const struct text_tokens *t)
{
	uint32_t pos = UINT32_MAX;
	bool in_name = false;

	for (size_t i = 0, at = 0; i < t->n; i++) {
		bool part = t->p[i].pos == pos;
		if (!part) {
			pos = t->p[i].pos;
			if (at == r->n)
				break;
			in_name = r->q->in_name[at++];
		}
		if (!in_name)
			TRY(word_put(r, text, &t->p[i], part));
	}
	/* «что говорит ЖК РФ»: the name is all there is to look for */
	for (size_t i = 0; i < r->n && r->q->n == 0 && r->q->article.n == 0; i++)
		if (r->q->in_name[i] && r->seq[i] != NO_TERM)
			term_put(r->q, r->ix, r->seq[i], 1, r->word[i].form);
	return OK;
}

static enum err
mended_end(struct reading *r, struct str text)
{
	if (!r->changed)
		return OK;
	buf_put(&r->mended, (struct str){ text.p + r->copied, text.n - r->copied });
	TRY(buf_err(&r->mended));
	r->q->mended = buf_str(&r->mended);
	return OK;
}

enum err
question_read(const struct ask_index *ix, struct text_words *w, struct arena *a,
    struct str text, struct question *q)
{
	struct reading r = { .ix = ix, .w = w, .a = a, .q = q };
	struct text_tokens t;
	uint32_t pos = UINT32_MAX;

	*q = (struct question){ .absent = -1 };
	if (text.n > ASK_QUESTION)
		for (text.n = ASK_QUESTION; text.n > 0 && (text.p[text.n] & 0xC0) == 0x80;)
			text.n--;
	buf_init(&r.mended, a, 4 * ASK_QUESTION);
	TRY(text_tokens(w, a, text, &t));
	for (size_t i = 0; i < t.n && r.n < WORDS_READ; i++) {
		if (t.p[i].pos == pos)
			continue;
		pos = t.p[i].pos;
		r.seq[r.n] = lexis_find(&ix->terms, t.p[i].term);
		r.word[r.n++] = t.p[i];
	}
	q->order = order_in(r.word, r.n);
	q->foreign = is_foreign(text);
	q->how_much = asks_how_much(&r);
	TRY(names_find(ix, a, q, r.word, r.seq, r.n));
	TRY(terms_read(&r, text, &t));
	for (size_t i = 0; i + 1 < r.n; i++)
		pair_put(q, ix, r.seq[i], r.seq[i + 1]);
	for (int i = 0; i < q->n; i++)
		q->total += q->t[i].rarity * q->t[i].w;
	widen(ix, q);
	return mended_end(&r, text);
}
