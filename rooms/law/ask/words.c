/* words.c - how people write: words of asking, slang, orders, misspellings. */
#include <pthread.h>
#include "law/ask/inner.h"

static const char *const dull_lines[] = {
#define DULL(words) words,
#include "law/ask/dull.def"
#undef DULL
};

static const struct slang { const char *form, *law; } slangs[] = {
#define SLANG(form, law) { form, law },
#include "law/ask/slang.def"
#undef SLANG
};

static const struct order { const char *one, *other; } orders[] = {
#define ORDER(one, other) { one, other },
#include "law/ask/orders.def"
#undef ORDER
};

/* ---- tables by hash: made once, before the first question ------------------------------ */

enum { TABLE = 2048 };	/* above four times what the tables hold */
struct entry { struct str key, value; };
static struct entry dull_table[TABLE], slang_table[TABLE];
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static uint32_t
table_hash(struct str s)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 16777619u;
	return h;
}

static void
table_put(struct entry *table, struct str key, struct str value)
{
	uint32_t at = table_hash(key) % TABLE;

	while (table[at].key.p != NULL && !str_eq(table[at].key, key))
		at = (at + 1) % TABLE;
	table[at] = (struct entry){ key, value };
}

static struct str
table_find(const struct entry *table, struct str key)
{
	for (uint32_t at = table_hash(key) % TABLE; table[at].key.p != NULL; at = (at + 1) % TABLE)
		if (str_eq(table[at].key, key))
			return table[at].value;
	return STR_NONE;
}

static void
tables_make(void)
{
	for (size_t i = 0; i < LEN(dull_lines); i++) {
		struct str rest = str_c(dull_lines[i]);
		while (rest.n > 0) {
			struct str word = str_cut(rest, ' ', &rest);
			if (word.n > 0)
				table_put(dull_table, word, word);
		}
	}
	for (size_t i = 0; i < LEN(slangs); i++)
		table_put(slang_table, str_c(slangs[i].form), str_c(slangs[i].law));
}

bool
dull_form(struct str form)
{
	pthread_once(&tables_once, tables_make);
	return table_find(dull_table, form).p != NULL;
}

struct str
slang_form(struct str form)
{
	pthread_once(&tables_once, tables_make);
	return table_find(slang_table, form);
}

/* ---- orders ------------------------------------------------------------------------------ */

static bool
some_begins(const struct text_token *t, size_t n, const char *head)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(t[i].form, str_c(head)))
			return true;
	return false;
}

bool
order_in(const struct text_token *t, size_t n)
{
	for (size_t i = 0; i < LEN(orders); i++)
		if (some_begins(t, n, orders[i].one) && some_begins(t, n, orders[i].other))
			return true;
	return false;
}

/* ---- misspellings ------------------------------------------------------------------------- */

enum { MEND_SHORT = 4, MEND_LONG = 9, MEND_UNITS = 3 };

uint64_t
letters_of(struct str form)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < form.n; i++) {
		unsigned char c = (unsigned char)form.p[i];
		if (c != 0xD0 && c != 0xD1)
			bits |= (uint64_t)1 << (c & 63);
	}
	return bits;
}

uint32_t
mend_form(const struct ask_index *ix, struct str form)
{
	uint64_t letters = letters_of(form);
	size_t points = utf8_len(form);
	int best = points < MEND_SHORT ? 0 : points < MEND_LONG ? 1 : 2;
	uint32_t found = NO_TERM;

	if (best == 0)
		return NO_TERM;
	for (uint32_t i = 0; i < ix->forms.n; i++) {
		struct str f = ix->forms.p[i];
		/* a letter less, more or another changes two bits at most */
		if (ix->form_df[i] < MEND_UNITS || f.n + 4 < form.n || form.n + 4 < f.n ||
		    __builtin_popcountll(ix->form_letters[i] ^ letters) > 2 * best)
			continue;
		int d = text_distance(f, form, best);
		if (d > best)
			continue;
		if (found == NO_TERM || d < best || ix->form_df[i] > ix->form_df[found]) {
			found = i;
			best = d;
		}
	}
	return found;
}
