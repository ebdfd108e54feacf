/* build.c - texts and situations into an index.
 *
 * Every word is looked at once: its term gets a number, pieces of text become spans of
 * numbers in one array. Lists by term come after (lists.c), when rarity is known.
 */
#include "law/ask/inner.h"

enum { LINE_CAP = 256 * 1024 * 1024 };

/* ---- words ------------------------------------------------------------------------ */

static enum err
form_put(struct build *b, struct str form, uint32_t term)
{
	uint32_t n = b->ix->forms.n, i;

	TRY(lexis_put(&b->ix->forms, form, &i));
	if (i == n) {
		TRY(VEC_PUSH(b->scratch, &b->form_term, term));
		TRY(VEC_PUSH(b->scratch, &b->form_df, 0));
	}
	b->form_df.p[i]++;
	return OK;
}

static enum err
tokens_put(struct build *b, const struct text_token *t, size_t n, struct span *ret)
{
	struct span s = { (uint32_t)b->token.n, 0 };
	uint32_t term;

	if (b->token.n + n > UINT32_MAX - 1)
		return E_LIMIT;
	for (size_t i = 0; i < n; i++) {
		TRY(lexis_put(&b->ix->terms, t[i].term, &term));
		TRY(form_put(b, t[i].form, term));
		TRY(VEC_PUSH(b->scratch, &b->token, term));
	}
	s.n = (uint32_t)n;
	*ret = s;
	return OK;
}

enum err
build_words(struct build *b, struct str text, struct span *ret)
{
	struct text_tokens t;

	arena_reset(b->line);
	TRY(text_tokens(b->w, b->line, text, &t));
	return tokens_put(b, t.p, t.n, ret);
}

/* ---- sentences ---------------------------------------------------------------------- */

static bool
is_capital(struct str s, size_t at)
{
	unsigned char c = (unsigned char)s.p[at];

	if (c == 0xD0 && at + 1 < s.n) /* А to Я, Ё */
		return (unsigned char)s.p[at + 1] <= 0xAF;
	return (c >= 'A' && c <= 'Z') || c == 0xC2; /* « */
}

/* Length of the run of letters and digits that ends at `at`, in bytes. */
static size_t
word_before(struct str s, size_t at)
{
	size_t n = 0;

	while (n < at &&
	    ((unsigned char)s.p[at - 1 - n] >= 0x80 ||
		(s.p[at - 1 - n] >= '0' && s.p[at - 1 - n] <= '9')))
		n++;
	return n;
}

/* Does the sentence from `from` end at `at`? «1. » before it, «ст. », «г. » do not end one. */
static bool
ends_here(struct str s, size_t from, size_t at)
{
	size_t next = at + 1, word = word_before(s, at);

	if (s.p[at] != '.' && s.p[at] != ';' && s.p[at] != '!' && s.p[at] != '?')
		return false;
	while (next < s.n && s.p[next] == ' ')
		next++;
	if (next == at + 1 || next >= s.n)
		return false;
	if (s.p[at] != '.')
		return true;
	if (word > 0 && s.p[at - 1] >= '0' && s.p[at - 1] <= '9')
		return is_capital(s, next) && at - word > from;
	return is_capital(s, next) && word > 4;
}

/* Does it say how many, how long, how much? */
static bool
has_quantity(const struct text_token *t, size_t n)
{
	static const char *const heads[] = {
		"дней", "дня", "день", "недел", "месяц", "лет", "год", "час", "процент", "рубл",
		"квадратн", "метр",
	};

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < LEN(heads); k++)
			if (str_starts(t[i].form, str_c(heads[k])))
				return true;
	return false;
}

static enum err
sentence_put(struct build *b, const struct text_tokens *t, size_t *next, struct sentence s)
{
	size_t first = *next;

	while (*next < t->n && t->p[*next].from < s.to)
		++*next;
	if (*next == first)
		return OK;
	s.quantity = has_quantity(t->p + first, *next - first);
	TRY(tokens_put(b, t->p + first, *next - first, &s.words));
	return VEC_PUSH(b->scratch, &b->sentence, s);
}

enum err
build_sentences(struct build *b, struct str text, struct doc *d)
{
	struct text_tokens t;
	size_t next = 0, from = 0;
	uint32_t para = 0;

	if (b->sentence.n > UINT32_MAX - text.n - 1)
		return E_LIMIT;
	d->sentence = (uint32_t)b->sentence.n;
	arena_reset(b->line);
	TRY(text_tokens(b->w, b->line, text, &t));
	for (size_t i = 0; i <= text.n; i++) {
		bool line = i == text.n || text.p[i] == '\n';
		if (!line && !ends_here(text, from, i))
			continue;
		size_t to = line ? i : i + 1;
		while (from < to && (text.p[from] == ' ' || text.p[from] == '\n'))
			from++;
		struct sentence s = { .from = (uint32_t)from, .to = (uint32_t)to, .para = para };
		s.colon = to > from && text.p[to - 1] == ':';
		if (to > from)
			TRY(sentence_put(b, &t, &next, s));
		from = line ? i + 1 : to;
		para += line;
	}
	d->n_sentences = (uint32_t)b->sentence.n - d->sentence;
	return OK;
}

/* ---- situations ------------------------------------------------------------------------ */

/* Units that a situation's act and article name, by one string. */
static enum err
unit_key(struct arena *a, struct str act, struct str article, struct str *ret)
{
	*ret = str_fmt(a, "%.*s:%.*s", FMT(act), FMT(article));
	return ret->p ? OK : E_NOMEM;
}

enum err
build_asked(struct build *b, struct ask_words questions, int32_t situation, bool learned)
{
	for (size_t i = 0; i < questions.n; i++) {
		struct asked q = { .situation = situation, .question = (int32_t)i,
			.learned = learned };
		TRY(build_words(b, questions.p[i], &q.words));
		TRY(VEC_PUSH(b->scratch, &b->asked, q));
	}
	return OK;
}

/* Rows of a unit, the last first: next[row] is the one before, -1 ends. */
struct rows { struct lexis key; int32_t *last, *next; };

static enum err
rows_by_unit(struct build *b, struct rows *r)
{
	const struct ask_source *src = b->src;
	struct str key;
	uint32_t k;

	TRY(lexis_init(&r->key, b->scratch));
	r->last = arena_array(b->scratch, int32_t, src->n_situations + 1);
	r->next = arena_array(b->scratch, int32_t, src->n_situations + 1);
	if (r->last == NULL || r->next == NULL || src->n_situations > INT32_MAX)
		return E_NOMEM;
	for (size_t i = src->n_situations; i-- > 0;) {
		const struct ask_situation *s = &src->situation[i];
		uint32_t known = r->key.n;
		TRY(unit_key(b->scratch, s->act, s->article, &key));
		TRY(lexis_put(&r->key, key, &k));
		r->next[i] = k == known ? -1 : r->last[k];
		r->last[k] = (int32_t)i;
	}
	return OK;
}

enum err
build_word_list(struct build *b, struct ask_words words, struct span *ret)
{
	struct span one;

	for (size_t i = 0; i < words.n; i++) {
		TRY(build_words(b, words.p[i], &one));
		ret->n += one.n;
	}
	return OK;
}

/* Questions of all its rows come before the words, so that both are whole spans. */
static enum err
situations_put(struct build *b, const struct rows *r, uint32_t k, struct doc *d)
{
	struct span words = { 0 };

	d->asked = (uint32_t)b->asked.n;
	for (int32_t i = k == NO_TERM ? -1 : r->last[k]; i >= 0; i = r->next[i])
		TRY(build_asked(
		    b, b->src->situation[i].questions, i, b->src->situation[i].learned));
	d->n_asked = (uint32_t)b->asked.n - d->asked;
	words.at = (uint32_t)b->token.n;
	for (int32_t i = k == NO_TERM ? -1 : r->last[k]; i >= 0; i = r->next[i])
		TRY(build_word_list(b, b->src->situation[i].words, &words));
	return VEC_PUSH(b->scratch, &b->words, words);
}

/* ---- units ------------------------------------------------------------------------------- */

static enum err
chapter_of(struct build *b, struct lexis *chapters, const struct ask_unit *u, uint32_t *ret)
{
	struct span words;
	struct str key = str_fmt(
	    b->scratch, "%u\t%.*s\t%.*s", u->act, FMT(u->section), FMT(u->chapter));

	if (key.p == NULL)
		return E_NOMEM;
	uint32_t known = chapters->n;
	TRY(lexis_put(chapters, key, ret));
	if (*ret < known)
		return OK;
	struct str title = str_fmt(b->scratch, "%.*s %.*s", FMT(u->section), FMT(u->chapter));
	if (title.p == NULL)
		return E_NOMEM;
	TRY(build_words(b, title, &words));
	return VEC_PUSH(b->scratch, &b->chapter, words);
}

static enum err
unit_put(struct build *b, struct lexis *chapters, const struct rows *rows,
    const struct ask_unit *u)
{
	struct doc d = { .id = u->id, .act = u->act };
	struct str key;

	if (u->text.n > UINT32_MAX - 1)
		return E_LIMIT;
	d.article = str_dup(b->ix->arena, u->article);
	TRY(unit_key(b->scratch, b->src->act[u->act].key, u->article, &key));
	if (d.article.p == NULL)
		return E_NOMEM;
	TRY(chapter_of(b, chapters, u, &d.chapter));
	TRY(build_words(b, u->title, &d.title));
	TRY(build_sentences(b, u->text, &d));
	TRY(situations_put(b, rows, lexis_find(&rows->key, key), &d));
	return VEC_PUSH(b->scratch, &b->doc, d);
}

/* An act that has been imported since is not outside any more. */
static bool
inside_now(const struct build *b, const struct ask_outside *o)
{
	for (size_t i = 0; i < b->src->n_acts; i++) {
		const struct ask_act *a = &b->src->act[i];
		if (str_eq(a->short_name, o->short_name) ||
		    (o->number.n > 0 && str_eq(a->number, o->number)))
			return true;
	}
	return false;
}

static enum err
outside_put(struct build *b, uint32_t which)
{
	const struct ask_outside *o = &b->src->outside[which];
	struct span words = { 0 }, none = { 0 };

	TRY(VEC_PUSH(b->scratch, &b->chapter, none));
	for (size_t i = 0; i < o->n_topics; i++) {
		struct doc d = { .act = which, .outside = true };
		d.chapter = (uint32_t)b->chapter.n - 1;
		TRY(build_words(b, o->topic[i].title, &d.title));
		d.asked = (uint32_t)b->asked.n;
		TRY(build_asked(b, o->topic[i].questions, -1, false));
		d.n_asked = (uint32_t)b->asked.n - d.asked;
		words = (struct span){ (uint32_t)b->token.n, 0 };
		TRY(build_word_list(b, o->topic[i].words, &words));
		TRY(VEC_PUSH(b->scratch, &b->words, words));
		TRY(VEC_PUSH(b->scratch, &b->doc, d));
	}
	return OK;
}

static enum err
outside_all(struct build *b)
{
	struct ask_index *ix = b->ix;
	size_t n = b->src->n_outside;

	ix->outside = arena_array(ix->arena, struct str, n + 1);
	ix->no_law = arena_array(ix->arena, bool, n + 1);
	if (ix->outside == NULL || ix->no_law == NULL)
		return E_NOMEM;
	ix->n_outside = (uint32_t)n;
	for (uint32_t i = 0; i < n; i++) {
		const struct ask_outside *o = &b->src->outside[i];
		if (inside_now(b, o))
			continue;
		ix->outside[i] = str_dup(ix->arena, o->short_name);
		ix->no_law[i] = o->number.n == 0;
		if (ix->outside[i].p == NULL)
			return E_NOMEM;
		TRY(outside_put(b, i));
	}
	return OK;
}

static enum err
docs_all(struct build *b)
{
	struct lexis chapters;
	struct rows rows;

	TRY(lexis_init(&chapters, b->scratch));
	TRY(rows_by_unit(b, &rows));
	for (size_t i = 0; i < b->src->n_units; i++)
		TRY(unit_put(b, &chapters, &rows, &b->src->unit[i]));
	b->ix->n_inside = (uint32_t)b->doc.n;
	TRY(outside_all(b));
	b->ix->n_docs = (uint32_t)b->doc.n;
	b->ix->n_chapters = (uint32_t)b->chapter.n;
	return OK;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static void *
keep(struct build *b, const void *p, size_t n)
{
	void *to = arena_alloc(b->ix->arena, n + 1);

	if (to != NULL && n > 0)
		memcpy(to, p, n);
	return to;
}

#define KEEP(b, v) keep((b), (v).p, (v).n * sizeof *(v).p)

enum err
build_forms(struct build *b)
{
	struct ask_index *ix = b->ix;

	ix->form_df = KEEP(b, b->form_df);
	ix->form_term = KEEP(b, b->form_term);
	ix->form_letters = arena_array(ix->arena, uint64_t, (size_t)ix->forms.n + 1);
	if (ix->form_letters == NULL)
		return E_NOMEM;
	for (uint32_t i = 0; i < ix->forms.n; i++)
		ix->form_letters[i] = letters_of(ix->forms.p[i]);
	return ix->form_df && ix->form_term ? OK : E_NOMEM;
}

static enum err
freeze(struct build *b)
{
	struct ask_index *ix = b->ix;

	ix->token = KEEP(b, b->token);
	ix->sentence = KEEP(b, b->sentence);
	ix->asked = KEEP(b, b->asked);
	ix->doc = KEEP(b, b->doc);
	ix->name = KEEP(b, b->name);
	ix->words = KEEP(b, b->words);
	ix->chapter = KEEP(b, b->chapter);
	ix->n_names = b->name.n;
	ix->n_tokens = b->token.n;
	ix->n_asked = b->asked.n;
	if (!ix->token || !ix->sentence || !ix->asked || !ix->doc || !ix->name || !ix->words ||
	    !ix->chapter)
		return E_NOMEM;
	return build_forms(b);
}

static enum err
build_all(struct build *b)
{
	struct ask_index *ix = b->ix;

	TRY(lexis_init(&ix->terms, ix->arena));
	TRY(lexis_init(&ix->forms, ix->arena));
	TRY(docs_all(b));
	TRY(build_names(b));
	TRY(freeze(b));
	TRY(build_postings(b));
	return build_bridge(b);
}

enum err
ask_build(struct text_words *w, const struct ask_source *src, size_t cap, struct ask_index **ret)
{
	struct arena *a = arena_new(cap);
	struct build b = {
		.ix = a ? arena_make(a, struct ask_index) : NULL,
		.w = w, .src = src, .scratch = arena_new(cap), .line = arena_new(LINE_CAP),
	};
	enum err e = b.ix && b.scratch && b.line ? OK : E_NOMEM;

	if (e == OK) {
		b.ix->arena = a;
		e = build_all(&b);
	}
	arena_free(b.scratch);
	arena_free(b.line);
	if (e != OK) {
		arena_free(a);
		return e;
	}
	*ret = b.ix;
	return OK;
}

void
ask_free(struct ask_index *ix)
{
	if (ix != NULL)
		arena_free(ix->arena);
}

struct ask_stats
ask_stats(const struct ask_index *ix)
{
	return (struct ask_stats){
		.units = ix->n_inside, .outside = ix->n_docs - ix->n_inside,
		.terms = ix->terms.n, .postings = ix->n_postings, .tokens = ix->n_tokens,
		.bytes = arena_used(ix->arena),
	};
}
