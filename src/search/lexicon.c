/* lexicon.c - the words and synonyms of the index, held once for all threads.
 *
 * One lexicon belongs to one index (a random number in search_state) at one stamp;
 * whoever finds the stamp changed makes the next, and the last to leave an old one
 * frees it. Words are read at the first misspelling, not before: most processes
 * never need the 10 MB they take.
 */
#include <pthread.h>
#include <stdlib.h>
#include "search/impl.h"
#include "text/fold.h"

enum {
	FORMS_MAX = 250000,	/* the commonest this many */
	FORM_BYTES = 40,	/* Cyrillic: 20 letters */
	POOL_BYTES = 32 * 1024,
};

struct form {
	const char *p;
	uint64_t letters;	/* a bit for each letter, to pass over unlike words */
	int32_t df;
	uint8_t n, points;
};

struct lexicon {
	struct lexicon *next;
	struct arena *arena;
	int users;
	int64_t index, stamp;
	struct synonyms syn;
	bool have_forms;	/* set under the lock, after forms are filled */
	struct form *form;	/* in order of bytes */
	size_t n_forms;
};

static struct { pthread_mutex_t lock; struct lexicon *head; } all = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
};

static enum err
synonyms_read(struct db *db, struct text_words *w, struct lexicon *l)
{
	static const struct db_stmt get = {
		.name = "search.synonyms", .n_cols = 2,
		.sql = "SELECT grp, phrase FROM search_synonym ORDER BY grp, n",
	};
	VEC(struct synonym) v = { 0 };
	struct text_tokens t;
	struct db_cur cur;
	bool row;

	TRY(db_query(db, &get, NULL, &cur));
	for (;;) {
		TRY(db_next(&cur, &row));
		if (!row)
			break;
		struct synonym s = { .grp = (int)db_col_int(&cur, 0) };
		s.phrase = str_dup(l->arena, db_col_text(&cur, 1));
		enum err e = s.phrase.p ? text_tokens(w, l->arena, s.phrase, &t) : E_NOMEM;
		for (size_t i = 0; e == OK && i < t.n && s.n < Q_TERMS; i++)
			if (i == 0 || t.p[i].pos != t.p[i - 1].pos)
				s.t[s.n++] = t.p[i].term;
		if (e == OK && s.n > 0)
			e = VEC_PUSH(l->arena, &v, s);
		if (e != OK) {
			db_cur_close(&cur);
			return e;
		}
	}
	l->syn = (struct synonyms){ v.p, v.n };
	return OK;
}

static void
leave(struct lexicon *l)
{
	struct lexicon **at = &all.head;

	if (l == NULL || --l->users > 0)
		return;
	while (*at != l)
		at = &(*at)->next;
	*at = l->next;
	arena_free(l->arena);
}

static enum err
make(struct search *s, struct db *db, int64_t index, int64_t stamp, struct lexicon **ret)
{
	struct arena *a = arena_new(64 * MiB);
	struct lexicon *l = a ? arena_make(a, struct lexicon) : NULL;
	enum err e = E_NOMEM;

	if (l != NULL) {
		l->arena = a;
		l->index = index;
		l->stamp = stamp;
		e = synonyms_read(db, s->words, l);
	}
	if (e != OK) {
		if (a != NULL)
			arena_free(a);
		return e;
	}
	l->next = all.head;
	all.head = l;
	*ret = l;
	return OK;
}

enum err
lexicon_take(struct search *s, struct db *db)
{
	struct lexicon *l;
	int64_t index, stamp;
	enum err e = OK;

	TRY(state_get(db, "index", &index));
	TRY(state_get(db, "stamp", &stamp));
	if (s->lex != NULL && s->lex->index == index && s->lex->stamp == stamp)
		return OK;
	pthread_mutex_lock(&all.lock);
	for (l = all.head; l != NULL; l = l->next)
		if (l->index == index && l->stamp == stamp)
			break;
	if (l == NULL)
		e = make(s, db, index, stamp, &l);
	if (e == OK) {
		l->users++;
		leave(s->lex);
		s->lex = l;
	}
	pthread_mutex_unlock(&all.lock);
	return e;
}

void
lexicon_drop(struct search *s)
{
	pthread_mutex_lock(&all.lock);
	leave(s->lex);
	s->lex = NULL;
	pthread_mutex_unlock(&all.lock);
}

struct synonyms
lexicon_synonyms(const struct lexicon *l)
{
	return l ? l->syn : (struct synonyms){ NULL, 0 };
}

/* ---- words ------------------------------------------------------------------- */

static uint64_t
letters_of(struct str s, uint8_t *ret_points)
{
	uint64_t bits = 0;
	int32_t cp;
	unsigned n = 0;

	for (size_t i = 0; i < s.n; n++) {
		i += fold_next(s, i, &cp);
		bits |= (uint64_t)1 << ((uint32_t)cp & 63);
	}
	*ret_points = (uint8_t)n;
	return bits;
}

static int
form_cmp(const void *a, const void *b)
{
	const struct form *x = a, *y = b;

	return str_cmp((struct str){ x->p, x->n }, (struct str){ y->p, y->n });
}

/* Copies of words one after another: an allocation each would take twice the memory. */
struct pool { char *p; size_t left; };

static char *
pool_copy(struct pool *pool, struct arena *a, struct str s)
{
	if (pool->p == NULL || pool->left < s.n) {
		pool->p = arena_alloc(a, POOL_BYTES);
		pool->left = pool->p ? POOL_BYTES : 0;
		if (pool->p == NULL)
			return NULL;
	}
	char *at = pool->p;
	memcpy(at, s.p, s.n);
	pool->p += s.n;
	pool->left -= s.n;
	return at;
}

/* How rare a word may be for the common ones to fit; *ret_n how many those are. */
static enum err
forms_count(struct db *db, int64_t *ret_df, int64_t *ret_n)
{
	static const struct db_stmt count = {
		.name = "search.forms_count", .n_args = 2, .n_cols = 1,
		.sql = "SELECT count(*) FROM search_form"
		    " WHERE length(form) BETWEEN 3 AND $1 AND df >= $2",
	};
	int64_t n = FORMS_MAX + 1, df = 0;
	struct db_cur cur;
	bool row;

	while (n > FORMS_MAX) {
		df = df < 4 ? df + 1 : df * 2;
		TRY(db_query(db, &count,
		    (struct db_val[]){ DBV_INT(FORM_BYTES / 2), DBV_INT(df) }, &cur));
		TRY(db_next(&cur, &row));
		n = row ? db_col_int(&cur, 0) : 0;
		db_cur_close(&cur);
	}
	*ret_df = df;
	*ret_n = n;
	return OK;
}

static enum err
forms_read(struct db *db, struct lexicon *l)
{
	static const struct db_stmt get = {
		.name = "search.forms", .n_args = 2, .n_cols = 2,
		.sql = "SELECT form, df FROM search_form"
		    " WHERE length(form) BETWEEN 3 AND $1 AND df >= $2",
	};
	struct pool pool = { NULL, 0 };
	struct form *form;
	struct db_cur cur;
	int64_t df, max, n = 0;
	bool row;

	TRY(forms_count(db, &df, &max));
	form = arena_array(l->arena, struct form, (size_t)max + 1);
	if (form == NULL)
		return E_NOMEM;
	TRY(db_query(db, &get, (struct db_val[]){ DBV_INT(FORM_BYTES / 2), DBV_INT(df) }, &cur));
	for (;;) {
		TRY(db_next(&cur, &row));
		if (!row || n == max)
			break;
		struct str z = db_col_text(&cur, 0);
		if (z.n >= 256)
			continue;
		struct form f = { .p = pool_copy(&pool, l->arena, z), .n = (uint8_t)z.n };
		f.df = (int32_t)db_col_int(&cur, 1);
		f.letters = letters_of(z, &f.points);
		if (f.p == NULL) {
			db_cur_close(&cur);
			return E_NOMEM;
		}
		form[n++] = f;
	}
	db_cur_close(&cur);
	if (n > 0)
		qsort(form, (size_t)n, sizeof *form, form_cmp);
	l->form = form;
	l->n_forms = (size_t)n;
	return OK;
}

static enum err
forms_need(struct search *s, struct db *db)
{
	enum err e = OK;

	pthread_mutex_lock(&all.lock);
	if (!s->lex->have_forms) {
		e = forms_read(db, s->lex);
		s->lex->have_forms = e == OK;
	}
	pthread_mutex_unlock(&all.lock);
	return e;
}

/* The first form not before `head` in order of bytes. */
static size_t
lower_bound(const struct lexicon *l, struct str head)
{
	size_t lo = 0, hi = l->n_forms;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (str_cmp((struct str){ l->form[mid].p, l->form[mid].n }, head) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

enum err
lexicon_prefix(struct search *s, struct db *db, struct arena *a, struct str head,
    struct str *ret, int max, int *ret_n)
{
	const struct form *best[Q_ALTS]; /* commonest first */
	int n = 0;

	ASSERT(max > 0 && max <= Q_ALTS);
	TRY(forms_need(s, db));
	for (size_t i = lower_bound(s->lex, head); i < s->lex->n_forms; i++) {
		const struct form *f = &s->lex->form[i];
		if (!str_starts((struct str){ f->p, f->n }, head))
			break;
		if (n == max && best[n - 1]->df >= f->df)
			continue;
		int at = n < max ? n++ : n - 1;
		for (; at > 0 && best[at - 1]->df < f->df; at--)
			best[at] = best[at - 1];
		best[at] = f;
	}
	for (int i = 0; i < n; i++) {
		ret[i] = str_dup(a, (struct str){ best[i]->p, best[i]->n });
		if (ret[i].p == NULL)
			return E_NOMEM;
	}
	*ret_n = n;
	return OK;
}

static bool
has_digit(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return false;
}

enum err
lexicon_nearest(struct search *s, struct db *db, struct arena *a, struct str form, struct str *ret)
{
	const struct form *best = NULL;
	uint8_t points;
	uint64_t bits = letters_of(form, &points);
	int max = points >= 8 ? 2 : 1, best_d = max + 1;

	*ret = STR_NONE;
	if (points < 4 || form.n > 2 * FORM_BYTES || has_digit(form))
		return OK; /* too short to guess at */
	TRY(forms_need(s, db));
	for (size_t i = 0; i < s->lex->n_forms; i++) {
		const struct form *f = &s->lex->form[i];
		int gap = (int)f->points - (int)points;
		/* A change of one letter moves two bits of the set at most. */
		if (gap > max || -gap > max || __builtin_popcountll(f->letters ^ bits) > 2 * max)
			continue;
		int d = text_distance(form, (struct str){ f->p, f->n }, max);
		if (d < best_d || (d == best_d && d <= max && best != NULL && f->df > best->df)) {
			best = f;
			best_d = d;
		}
	}
	if (best == NULL || best_d > max)
		return OK;
	*ret = str_dup(a, (struct str){ best->p, best->n });
	return ret->p ? OK : E_NOMEM;
}
