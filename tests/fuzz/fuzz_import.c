/* A line of a file of measures from anyone: it becomes a draft whose texts are UTF-8 and whose
 * numbers agree, or it is refused with a sentence. */
#include "navigator/draft.h"
#include "text/text.h"
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
must(bool c, const char *what)
{
	if (!c) {
		fprintf(stderr, "fuzz_import: %s\n", what);
		abort();
	}
}

static enum err
find(void *ctx, struct arena *a, struct str code, struct match_place *ret)
{
	int64_t *id = arena_make(a, int64_t);

	(void)ctx;
	if (id == NULL)
		return E_NOMEM;
	if (code.n == 0 || code.p[0] == '9')
		return E_NOT_FOUND;
	*id = code.p[0];
	*ret = (struct match_place){ id, 1, code };
	return OK;
}

static void
check_parts(const struct draft *d)
{
	must(d->n_steps <= DRAFT_PARTS && d->n_documents <= DRAFT_PARTS, "too many parts");
	must(d->n_contacts <= DRAFT_PARTS && d->n_rounds <= DRAFT_PARTS, "too many parts");
	must(d->n_places <= DRAFT_PARTS && d->n_topics <= DRAFT_PARTS, "too many parts");
	for (size_t i = 0; i < d->n_steps; i++)
		must(utf8_valid(d->steps[i].title) && utf8_valid(d->steps[i].text), "step");
	for (size_t i = 0; i < d->n_documents; i++)
		must(utf8_valid(d->documents[i].title) && utf8_valid(d->documents[i].note), "document");
	for (size_t i = 0; i < d->n_contacts; i++)
		must(utf8_valid(d->contacts[i].name) && utf8_valid(d->contacts[i].url), "contact");
	for (size_t i = 0; i < d->n_topics; i++)
		must(utf8_valid(d->topics[i]), "topic");
}

static void
check_taken(const struct draft *d)
{
	const struct str texts[] = { d->key, d->title, d->summary, d->what, d->who, d->how_much,
		d->own_share, d->backer, d->unit, d->source_title, d->source_url, d->note, d->parent,
		d->rule, d->sum };

	for (size_t i = 0; i < LEN(texts); i++)
		must(utf8_valid(texts[i]), "text is not UTF-8");
	must(d->title.n > 0, "no title");
	must(!d->amount_min.has || !d->amount_max.has || d->amount_min.v <= d->amount_max.v, "amounts");
	must(!d->cofin_min.has || !d->cofin_max.has || d->cofin_min.v <= d->cofin_max.v, "shares");
	must(!d->opens.has || !d->closes.has || d->opens.v <= d->closes.v, "days");
	must(d->rule.n > 0 && d->sum.n > 0, "no rule or sum");
	check_parts(d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct match_places places = { find, NULL };
	struct arena *a = arena_new(64 * MiB);
	struct draft *d = arena_make(a, struct draft);
	struct str why = STR_NONE;
	enum err e;

	must(d != NULL, "memory");
	e = draft_read(a, (struct str){ (const char *)data, n }, 20000, &places, d, &why);
	must(e == OK || e == E_INPUT, "neither taken nor refused");
	if (e == OK)
		check_taken(d);
	else
		must(why.n > 0 && utf8_valid(why), "refused without a sentence");
	arena_free(a);
	return 0;
}
