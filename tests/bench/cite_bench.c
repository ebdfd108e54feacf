/* cite_bench.c - references found in texts: megabytes a second on one core.
 *
 *   cite_bench FILE ROUNDS     the text of FILE read as of an article of a code, the best round
 */
#include <stdio.h>
#include <stdlib.h>

#include "cite/cite.h"
#include "entry/import.h"

static double
one(struct arena *a, const struct cite_names *names, struct str text,
    const struct cite_context *ctx, size_t *ret_n)
{
	struct cites found;
	int64_t start = time_mono_us();
	double s;

	ASSERT(cite_find(a, names, text, ctx, &found) == OK);
	s = (double)(time_mono_us() - start) / 1e6;
	*ret_n = found.n;
	return (double)text.n / 1e6 / s;
}

int
main(int argc, char **argv)
{
	struct arena *keep = arena_new(256 * MiB), *a = arena_new(2048 * MiB);
	const struct cite_context code = { .act = { .kind = CITE_CODE, .shrt = S("ЖК РФ") },
		.article = S("44"), .enclosing = S("2") };
	struct cite_names *names;
	struct str text;
	double best = 0;
	size_t found = 0;
	int rounds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 3;

	ASSERT(argc > 1 && keep != NULL && a != NULL);
	ASSERT(cite_names_new(keep, &names) == OK);
	ASSERT(file_read(argv[1], 48 * MiB, keep, &text) == OK);
	for (int i = 0; i < rounds; i++) {
		size_t n = 0;
		double v = one(a, names, text, &code, &n);

		arena_reset(a);
		if (v > best) /* what else the machine does only slows it */
			best = v;
		found = n;
	}
	printf(
	    "{\"name\":\"cite\",\"mb_s\":%.1f,\"found\":%zu,\"bytes\":%zu}\n", best, found, text.n);
	arena_free(a);
	arena_free(keep);
	return 0;
}
