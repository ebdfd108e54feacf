/* words.c - the analyser: words of a text and the terms they are indexed by.
 *
 * A term is the Snowball stem of the first hunspell lemma. The lemma brings forms
 * together that Snowball alone splits (граждан, гражданами); the stem on top of it
 * brings together forms whose lemma the dictionary lacks (Иваново, Иванове) or has
 * twice (лиц, лицо). A term depends on the folded word alone, so a text and a
 * question always agree.
 *
 * The dictionary takes 20 MB and 60 ms to load: there is one in the process, loaded
 * at the first word no cache has, and asked under a lock.
 */
#include <hunspell/hunspell.h>
#include <libstemmer.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
#include "text/text.h"
#include "text/fold.h"

enum { TERM_MAX = 60, KEY_MAX = 46, PARTS_MAX = 8, DIR_MAX_ = 512 };

struct slot {
	unsigned char key_n, term_n;
	char key[KEY_MAX], term[KEY_MAX + 2];
};

struct text_words {
	struct arena *arena;
	struct sb_stemmer *stem;
	bool dict;		/* false: Snowball alone */
	size_t mask;
	struct slot *cache;
};

static struct {
	pthread_mutex_t lock;
	int users;
	bool tried;
	Hunhandle *hun;
	char aff[DIR_MAX_], dic[DIR_MAX_];
} dict = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* With the lock held. NULL: there is none. */
static Hunhandle *
dict_get(void)
{
	if (!dict.tried) {
		dict.tried = true;
		dict.hun = Hunspell_create(dict.aff, dict.dic);
		if (dict.hun == NULL)
			log_line(LOG_WARN, "text.dictionary", "file=%s error=\"not loaded\"",
			    dict.dic);
	}
	return dict.hun;
}

static void
stemmer_end(void *p)
{
	sb_stemmer_delete(p);
}

/* The first to come names the directory; all later ones must mean the same. */
static bool
dict_join(const char *dir)
{
	bool have = false;

	pthread_mutex_lock(&dict.lock);
	if (dict.users++ == 0) {
		int a = snprintf(dict.aff, sizeof dict.aff, "%s/ru_RU.aff", dir);
		int b = snprintf(dict.dic, sizeof dict.dic, "%s/ru_RU.dic", dir);
		dict.tried = a < 0 || b < 0 || a >= DIR_MAX_ || b >= DIR_MAX_ ||
		    access(dict.aff, R_OK) != 0 || access(dict.dic, R_OK) != 0;
	}
	have = dict.hun != NULL || !dict.tried;
	pthread_mutex_unlock(&dict.lock);
	return have;
}

static void
dict_leave(void)
{
	pthread_mutex_lock(&dict.lock);
	if (--dict.users == 0) {
		if (dict.hun != NULL)
			Hunspell_destroy(dict.hun);
		dict.hun = NULL;
		dict.tried = false;
	}
	pthread_mutex_unlock(&dict.lock);
}

enum err
text_words_new(const char *dict_dir, size_t cache, struct text_words **ret, bool *ret_degraded)
{
	struct arena *a;
	struct text_words *w;

	ASSERT(cache > 0 && (cache & (cache - 1)) == 0);
	a = arena_new(cache * sizeof(struct slot) + 64 * KiB);
	if (a == NULL)
		return E_NOMEM;
	w = arena_make(a, struct text_words);
	if (w != NULL) {
		w->cache = arena_array(a, struct slot, cache);
		w->stem = sb_stemmer_new("russian", "UTF_8");
	}
	if (w == NULL || w->cache == NULL || w->stem == NULL ||
	    arena_defer(a, stemmer_end, w->stem) != OK) {
		if (w != NULL)
			sb_stemmer_delete(w->stem);
		arena_free(a);
		return E_NOMEM;
	}
	w->arena = a;
	w->mask = cache - 1;
	w->dict = dict_join(dict_dir ? dict_dir : "");
	*ret_degraded = !w->dict;
	*ret = w;
	return OK;
}

void
text_words_free(struct text_words *w)
{
	if (w == NULL)
		return;
	dict_leave();
	arena_free(w->arena);
}

void
text_words_warm(struct text_words *w)
{
	if (!w->dict)
		return;
	pthread_mutex_lock(&dict.lock);
	dict_get();
	pthread_mutex_unlock(&dict.lock);
}

static bool
is_cyrillic(struct str w)
{
	int32_t cp;

	for (size_t i = 0; i < w.n;) {
		i += fold_next(w, i, &cp);
		if (cp < 0x400 || cp > 0x4FF)
			return false;
	}
	return w.n > 0;
}

/* The word with its first letter a capital, as dictionaries keep names. */
static void
capital(struct str w, char out[TERM_MAX + 1])
{
	int32_t cp;
	size_t first = fold_next(w, 0, &cp);

	if (cp >= 0x430 && cp <= 0x44F)
		cp -= 0x20;
	size_t n = fold_put(out, cp);
	memcpy(out + n, w.p + first, w.n - first);
	out[n + w.n - first] = '\0';
}

/* The dictionary's first lemma of a folded word, folded; 0 when it has none. */
static size_t
lemma(struct str w, char out[TERM_MAX])
{
	char z[TERM_MAX + 1], **list = NULL;
	size_t n = 0;

	pthread_mutex_lock(&dict.lock);
	Hunhandle *h = dict_get();
	if (h != NULL) {
		memcpy(z, w.p, w.n);
		z[w.n] = '\0';
		int found = Hunspell_stem(h, &list, z);
		if (found <= 0) {
			capital(w, z);
			found = Hunspell_stem(h, &list, z);
		}
		if (found > 0) {
			n = fold_word(str_c(list[0]), out, TERM_MAX);
			Hunspell_free_list(h, &list, found);
		}
	}
	pthread_mutex_unlock(&dict.lock);
	return n;
}

/* The term of a word already folded. */
static struct str
term_of(struct text_words *w, struct str word, char out[64])
{
	struct slot *s = NULL;
	char base[TERM_MAX];
	size_t n = 0;

	if (word.n <= KEY_MAX) {
		s = &w->cache[str_hash(word) & w->mask];
		if (s->key_n == word.n && memcmp(s->key, word.p, word.n) == 0) {
			memcpy(out, s->term, s->term_n);
			return (struct str){ out, s->term_n };
		}
	}
	if (is_cyrillic(word)) {
		if (w->dict)
			n = lemma(word, base);
		const sb_symbol *st = sb_stemmer_stem(
		    w->stem, (const sb_symbol *)(n ? base : word.p), (int)(n ? n : word.n));
		n = st ? (size_t)sb_stemmer_length(w->stem) : 0;
		if (n > 0 && n <= TERM_MAX)
			memcpy(out, st, n);
	}
	if (n == 0 || n > TERM_MAX) {
		memcpy(out, word.p, word.n);
		n = word.n;
	}
	if (s != NULL && n <= sizeof s->term) {
		s->key_n = (unsigned char)word.n;
		memcpy(s->key, word.p, word.n);
		s->term_n = (unsigned char)n;
		memcpy(s->term, out, n);
	}
	return (struct str){ out, n };
}

struct str
text_word(struct text_words *w, struct str word, char out[64])
{
	char folded[TERM_MAX];
	size_t n = fold_word(word, folded, sizeof folded);

	return term_of(w, (struct str){ folded, n }, out);
}

/* ---- a text ---------------------------------------------------------------- */

struct scan {
	struct text_words *w;
	struct arena *a;
	VEC(struct text_token) out;
	uint32_t pos;
};

struct part { uint32_t from, to; };

static enum err
token_put(struct scan *sc, struct str form, struct str term, struct part at)
{
	struct text_token t = { .pos = sc->pos, .from = at.from, .to = at.to };

	t.form = str_dup(sc->a, form);
	t.term = str_eq(form, term) ? t.form : str_dup(sc->a, term);
	if (t.form.p == NULL || t.term.p == NULL)
		return E_NOMEM;
	return VEC_PUSH(sc->a, &sc->out, t);
}

/* A whole made of parts: its term joins theirs, so that every case of it agrees. */
static enum err
whole_put(struct scan *sc, struct str text, const struct part *parts, int n)
{
	char form[TERM_MAX], term[TERM_MAX], folded[TERM_MAX], one[64];
	size_t fn = 0, tn = 0;

	for (int i = 0; i < n; i++) {
		struct str src = { text.p + parts[i].from, parts[i].to - parts[i].from };
		size_t fold_n = fold_word(src, folded, sizeof folded);
		struct str f = { folded, fold_n };
		struct str t = term_of(sc->w, f, one);
		char join = '-';
		if (i > 0 && text.p[parts[i].from - 1] < '0' && text.p[parts[i].from - 1] > 0)
			join = text.p[parts[i].from - 1];
		if (fn + f.n + 1 > sizeof form || tn + t.n + 1 > sizeof term)
			return OK; /* too long to be a term; its parts will do */
		if (i > 0)
			form[fn++] = term[tn++] = join;
		memcpy(form + fn, f.p, f.n);
		memcpy(term + tn, t.p, t.n);
		fn += f.n;
		tn += t.n;
	}
	return token_put(sc, (struct str){ form, fn }, (struct str){ term, tn },
	    (struct part){ parts[0].from, parts[n - 1].to });
}

static enum err
compound_put(struct scan *sc, struct str text, const struct part *parts, int n)
{
	char folded[TERM_MAX], one[64];
	size_t before = sc->out.n;

	if (n > 1)
		TRY(whole_put(sc, text, parts, n));
	for (int i = 0; i < n; i++) {
		struct str src = { text.p + parts[i].from, parts[i].to - parts[i].from };
		size_t fold_n = fold_word(src, folded, sizeof folded);
		struct str f = { folded, fold_n };
		if (f.n > 0)
			TRY(token_put(sc, f, term_of(sc->w, f, one), parts[i]));
	}
	if (sc->out.n > before)
		sc->pos++;
	return OK;
}

/* Where the run of letters and digits that starts at `i` ends. */
static size_t
run_end(struct str text, size_t i, enum fold_class *ret_last)
{
	int32_t cp;

	while (i < text.n) {
		size_t len = fold_next(text, i, &cp);
		enum fold_class c = cp < 0 ? FOLD_OTHER : fold_class(cp);
		if (c == FOLD_OTHER)
			break;
		if (c != FOLD_MARK)
			*ret_last = c;
		i += len;
	}
	return i;
}

/* Length of what joins two runs at `i` into one word; 0: nothing does. */
static size_t
joint(struct str text, size_t i, enum fold_class last)
{
	int32_t cp, after;

	if (i >= text.n)
		return 0;
	size_t len = fold_next(text, i, &cp);
	bool hyphen = cp == '-' || cp == 0x2010 || cp == 0x2011;
	if ((!hyphen && cp != '.' && cp != '/') || i + len >= text.n)
		return 0;
	fold_next(text, i + len, &after);
	enum fold_class next = after < 0 ? FOLD_OTHER : fold_class(after);
	if (hyphen)
		return next == FOLD_LETTER || next == FOLD_DIGIT ? len : 0;
	return last == FOLD_DIGIT && next == FOLD_DIGIT ? len : 0;
}

enum err
text_tokens(struct text_words *w, struct arena *a, struct str text, struct text_tokens *ret)
{
	struct scan sc = { .w = w, .a = a };
	struct part parts[PARTS_MAX];
	int32_t cp;

	if (text.n > UINT32_MAX)
		return E_TOO_BIG;
	for (size_t i = 0; i < text.n;) {
		size_t len = fold_next(text, i, &cp);
		enum fold_class c = cp < 0 ? FOLD_OTHER : fold_class(cp);
		if (c != FOLD_LETTER && c != FOLD_DIGIT) {
			i += len;
			continue;
		}
		int n = 0;
		for (;;) {
			size_t end = run_end(text, i, &c);
			parts[n++] = (struct part){ (uint32_t)i, (uint32_t)end };
			len = n < PARTS_MAX ? joint(text, end, c) : 0;
			i = end + len;
			if (len == 0)
				break;
		}
		TRY(compound_put(&sc, text, parts, n));
	}
	*ret = (struct text_tokens){ sc.out.p, sc.out.n };
	return OK;
}

bool
text_known(struct text_words *w, struct str word)
{
	char folded[TERM_MAX], base[TERM_MAX];
	struct str f = { folded, fold_word(word, folded, sizeof folded) };

	return w->dict && is_cyrillic(f) && lemma(f, base) > 0;
}

/* Hunspell looks far for long words; what it says of those is seldom of use. */
enum { SUGGEST_MAX = 40 };

enum err
text_suggest(struct text_words *w, struct arena *a, struct str word, size_t n,
    struct str *ret, size_t *ret_n)
{
	char z[TERM_MAX + 1], **list = NULL;
	size_t len = fold_word(word, z, SUGGEST_MAX + 1), got = 0;
	enum err e = OK;

	*ret_n = 0;
	if (!w->dict || len == 0 || len > SUGGEST_MAX)
		return OK;
	z[len] = '\0';
	pthread_mutex_lock(&dict.lock);
	Hunhandle *h = dict_get();
	int found = h ? Hunspell_suggest(h, &list, z) : 0;
	for (int i = 0; i < found && got < n && e == OK; i++) {
		ret[got] = str_dup(a, str_c(list[i]));
		e = ret[got].p ? OK : E_NOMEM;
		got += e == OK;
	}
	if (found > 0)
		Hunspell_free_list(h, &list, found);
	pthread_mutex_unlock(&dict.lock);
	if (e == OK)
		*ret_n = got;
	return e;
}
