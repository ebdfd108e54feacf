/* fuzz_search.c - what a reader types, and a text marked by it.
 *
 * The input is a question, a zero byte, and a text. Whatever they are: parsing ends,
 * every unit has a way to be met, both spellings of the query are balanced; the marked
 * text is valid UTF-8 when the text was, has no markup but <mark>, and with the marks
 * taken out is the escaped text again.
 */
#include "search/impl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct text_words *words;
static struct search *search;

static void
check_balance(struct str s)
{
	int depth = 0;
	char quote = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (quote != 0)
			quote = s.p[i] == quote ? 0 : quote;
		else if (s.p[i] == '"' || s.p[i] == '\'')
			quote = s.p[i];
		else
			depth += (s.p[i] == '(') - (s.p[i] == ')');
		ASSERT(depth >= 0);
	}
	ASSERT(depth == 0 && quote == 0);
}

static void
check_query(struct arena *a, struct str q)
{
	struct query *p = arena_make(a, struct query);

	ASSERT(p != NULL);
	enum err e = query_parse(words, a, q, p);
	ASSERT(e == OK || e == E_INPUT);
	if (e != OK)
		return;
	ASSERT(p->n_must > 0 && p->n_must <= Q_UNITS && p->n_not <= Q_NOTS);
	for (int i = 0; i < p->n_must; i++) {
		ASSERT(p->must[i].n > 0 && p->must[i].alt[0].n > 0);
		ASSERT(p->must[i].from <= p->must[i].to && p->must[i].to <= q.n);
		p->must[i].df = 1;
	}
	for (int mode = MODE_ALL; mode <= MODE_ANY; mode++)
		for (int kind = DB_SQLITE; kind <= DB_PG; kind++) {
			if (mode == MODE_BUT_ONE && p->n_must < 2)
				continue;
			struct rendered r = query_render(a, kind, p, mode, mode, 10);
			ASSERT(r.text.p != NULL);
			check_balance(r.text);
		}
}

/* The marked text without its marks. */
static struct str
unmark(struct arena *a, struct html h)
{
	static const struct str tags[] = { { "<mark>", 6 }, { "</mark>", 7 } };
	struct buf b;
	int open = 0;

	buf_init(&b, a, h.n + 64);
	for (size_t i = 0; i < h.n;) {
		struct str rest = { h.p + i, h.n - i };
		if (rest.p[0] != '<') {
			ASSERT(rest.p[0] != '>' && rest.p[0] != '"');
			buf_putc(&b, h.p[i++]);
			continue;
		}
		ASSERT(str_starts(rest, tags[open]));
		i += tags[open].n;
		open = !open;
	}
	ASSERT(open == 0);
	return buf_str(&b);
}

static void
check_mark(struct arena *a, struct str q, struct str text, size_t points)
{
	struct html h;
	struct buf plain;

	enum err e = search_mark(search, a, q, text, points, &h);
	ASSERT(e == OK);
	ASSERT(!utf8_valid(text) || utf8_valid((struct str){ h.p, h.n }));
	struct str bare = unmark(a, h);
	if (points != 0)
		return;
	buf_init(&plain, a, 8 * MiB);
	put_text(&plain, text);
	ASSERT(str_eq(bare, buf_str(&plain)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str q, text;
	bool degraded;

	if (words == NULL) {
		/* Without the dictionary: its time is its own, and Snowball sees every word. */
		if (text_words_new("/nonexistent", 256, &words, &degraded) != OK ||
		    search_new(words, &search) != OK)
			return 0;
	}
	struct arena *a = arena_new(64 * MiB);
	if (a == NULL)
		return 0;
	q = str_cut((struct str){ (const char *)data, size }, '\0', &text);
	check_query(a, q);
	for (size_t points = 0; points < 60; points += 19)
		check_mark(a, q, text, points);
	arena_free(a);
	return 0;
}
