/* Any text: citations come in order, within it, on borders of code points, never one over another,
 * each has a target, and what is printed is UTF-8 when the text is. */
#include <stdio.h>
#include <stdlib.h>

#include "cite/cite.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
must(bool c, const char *what)
{
	if (!c) {
		fprintf(stderr, "fuzz_cite: %s\n", what);
		abort();
	}
}

static bool
inside(struct str s, struct str of)
{
	const char *end = of.p + of.n;

	return s.n == 0 || s.p < of.p || s.p > end || s.p + s.n <= end;
}

static bool
border(struct str text, size_t at)
{
	return at == text.n || ((uint8_t)text.p[at] & 0xc0) != 0x80;
}

static void
one(struct str text, const struct cite *c, size_t last, bool utf8)
{
	must(c->from >= last && c->to > c->from && c->to <= text.n, "out of order or of bounds");
	must(c->n_targets > 0 && c->targets != NULL, "no targets");
	must(c->act.kind < CITE_KINDS, "no such kind");
	must(inside(c->act.title, text) && inside(c->defines, text), "a string leaves the text");
	if (!utf8)
		return;
	must(border(text, c->from) && border(text, c->to), "within a code point");
	must(utf8_len((struct str){ text.p, c->from }) == c->start &&
		utf8_len((struct str){ text.p, c->to }) == c->end,
	    "code points counted wrong");
}

static void
look(const struct cite_names *names, struct str text, const struct cite_context *ctx)
{
	struct arena *a = arena_new(256 * MiB);
	struct cites r;
	uint64_t steps;
	size_t last = 0;
	bool utf8 = utf8_valid(text);
	struct buf b;

	must(a != NULL, "no memory");
	must(cite_find_steps(a, names, text, ctx, &r, &steps) == OK, "not parsed");
	must(steps <= 1000 + 600 * (uint64_t)text.n, "too many steps");
	buf_init(&b, a, 128 * MiB);
	for (size_t i = 0; i < r.n; i++) {
		one(text, &r.p[i], last, utf8);
		last = r.p[i].to;
		buf_reset(&b);
		cite_put_json(&b, text, &r.p[i]);
		must(buf_err(&b) == OK, "not printed");
		must(!utf8 || utf8_valid(buf_str(&b)), "printed, it is not UTF-8");
	}
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct arena *keep;
	static struct cite_names *names;
	/* the headings come of the input too: cut at its first line */
	struct str all = { (const char *)data, n }, rest, head = str_cut(all, '\n', &rest);
	struct cite_context ctx = { .act = { .title = head }, .article = head, .chapter = head,
		.section = head, .enclosing = S("2") };

	if (keep == NULL) {
		keep = arena_new(16 * MiB);
		must(keep != NULL && cite_names_new(keep, &names) == OK, "no names");
	}
	look(names, all, NULL);
	if (rest.p != NULL)
		look(names, rest, utf8_valid(all) ? &ctx : NULL);
	return 0;
}
