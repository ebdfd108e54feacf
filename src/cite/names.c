/* names.c - acts by their names: a table of stems, open to names added at run time. */
#include "cite/impl.h"

#define NAME_WORDS 24	/* a longer name is known by its first words */
#define ABBR_LETTERS 6

struct name {
	struct cite_act act;
	int64_t id;
	uint32_t stem[NAME_WORDS];
	struct str abbr;	/* as it must be written; empty when it is no abbreviation */
	size_t n;
	bool safe, title, builtin;
	struct name *next;	/* of the same bucket */
};

enum { BUCKETS = 1024 };

struct cite_names { struct name *at[BUCKETS]; };

static const struct { struct cite_act act; const char *names; } acts[] = {
#define STATIC_S(s) { "" s, sizeof s - 1 }
#define ACT(kind, shrt, number, date, issuer, names) \
	{ { CITE_##kind, STATIC_S(shrt), STATIC_S(number), STATIC_S(date), STATIC_S(issuer), \
	    { NULL, 0 } }, names },
#include "cite/acts.def"
#undef ACT
};

/* One word of a few letters with two capitals or more: ЖК, ГрК, КоАП. */
static bool
abbreviation(struct str name)
{
	size_t caps = 0;

	for (size_t i = 0; i + 1 < name.n; i += 2) {
		if ((uint8_t)name.p[i] != 0xd0 && (uint8_t)name.p[i] != 0xd1)
			return false;
		caps += (uint8_t)name.p[i] == 0xd0 && (uint8_t)name.p[i + 1] >= 0x90 &&
		    (uint8_t)name.p[i + 1] < 0xb0;
	}
	return caps >= 2 && name.n <= 2 * ABBR_LETTERS;
}

static enum err
add(struct arena *a, struct cite_names *names, const struct cite_act *act, struct str text,
    int64_t id, bool builtin)
{
	struct tok t[4 * NAME_WORDS];
	struct name *nm = arena_make(a, struct name);
	size_t n, k = 0;

	if (nm == NULL)
		return E_NOMEM;
	if (str_starts(text, S("!"))) {
		nm->safe = true;
		text = (struct str){ text.p + 1, text.n - 1 };
	}
	(void)lex(text, 0, text.n, t, LEN(t), &n);
	for (size_t i = 0; i < n && k < NAME_WORDS; i++)
		if (t[i].kind == TOK_WORD)
			nm->stem[k++] = t[i].stem;
	if (k == 0)
		return OK; /* nothing to know it by */
	nm->n = k;
	nm->act = *act;
	nm->id = id;
	nm->builtin = builtin;
	nm->title = t[0].kind == TOK_WORD && t[0].wc == WC_ABOUT;
	if (k == 1 && abbreviation(text))
		nm->abbr = text;
	else
		nm->safe = true;
	nm->next = names->at[nm->stem[0] % BUCKETS];
	names->at[nm->stem[0] % BUCKETS] = nm;
	return OK;
}

enum err
cite_names_add(struct arena *a, struct cite_names *n, const struct cite_act *act, struct str name,
    int64_t id)
{
	struct str copy = str_dup(a, name);

	if (copy.p == NULL)
		return E_NOMEM;
	return add(a, n, act, copy, id, false);
}

enum err
cite_names_new(struct arena *a, struct cite_names **ret)
{
	struct cite_names *n = arena_make(a, struct cite_names);

	if (n == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < LEN(acts); i++) {
		struct str rest = str_c(acts[i].names);

		while (rest.p != NULL)
			TRY(add(a, n, &acts[i].act, str_cut(rest, '|', &rest), 0, true));
	}
	*ret = n;
	return OK;
}

/* Tokens that the name takes from t[0] on; 0 when it is not there. Hyphens and quotes within
 * are passed over. */
static size_t
taken(const struct name *nm, const struct tok *t, size_t n)
{
	size_t i = 0, k = 0, end = 0;

	while (i < n && k < nm->n) {
		if (t[i].kind == TOK_WORD) {
			if (t[i].stem != nm->stem[k])
				return 0;
			k++;
			end = i + 1;
		} else if (k == 0 || t[i].kind != TOK_MARK ||
		    (t[i].val != '-' && t[i].val != ',' && t[i].val != '(' && t[i].val != ')' &&
			t[i].val != '"' && t[i].val != '<')) {
			return 0;
		}
		i++;
	}
	return k == nm->n ? end : 0;
}

/* An abbreviation stands as it is written, or in any letters with «РФ» after it. */
static bool
as_written(const struct name *nm, struct str text, const struct tok *t, size_t n)
{
	struct str w = { text.p + t[0].from, t[0].to - t[0].from };

	return nm->abbr.n == 0 || str_eq(w, nm->abbr) ||
	    (n > 1 && t[1].kind == TOK_WORD && t[1].wc == WC_RF);
}

bool
names_match(const struct cite_names *names, struct str text, const struct tok *t, size_t n,
    bool titles, struct name_hit *ret)
{
	size_t best = 0;

	if (n == 0 || t[0].kind != TOK_WORD)
		return false;
	for (const struct name *nm = names->at[t[0].stem % BUCKETS]; nm != NULL; nm = nm->next) {
		size_t k;

		if (nm->stem[0] != t[0].stem || nm->title != titles)
			continue;
		k = taken(nm, t, n);
		/* what the base holds goes before the table, as it was added later */
		if (k <= best || !as_written(nm, text, t, n))
			continue;
		best = k;
		*ret = (struct name_hit){ &nm->act, nm->id, k,
			nm->safe || (k < n && t[k].kind == TOK_WORD && t[k].wc == WC_RF) };
	}
	return best > 0;
}

bool
names_first(const struct cite_names *names, const struct tok *t)
{
	return names->at[t->stem % BUCKETS] != NULL;
}
