/* find.c - acts by words, kind and level; what comes into force and when. */
#include "law/find.h"

#include <stdlib.h>

#include "text/text.h"

#define WORDS_POINTS 200

const char *const law_sorts[LAW_SORTS] = { "title", "date" };
const char *const law_levels[LAW_LEVELS + 1] = { "federal", "regional", "municipal", NULL };

/* ---- the question -------------------------------------------------------------------- */

void
law_find_read(const struct req *rq, struct law_find *ret)
{
	struct str q = str_trim(req_query(rq, "q")), level = req_query(rq, "level");

	*ret = (struct law_find){
		.q = q.n > 0 && utf8_valid(q) ? utf8_cut(q, WORDS_POINTS) : S(""),
		.kind = law_kind_find(req_query(rq, "kind")), .level = -1 };
	for (int i = 0; i < LAW_LEVELS; i++)
		if (str_is(level, law_levels[i]))
			ret->level = i;
	if (str_is(req_query(rq, "sort"), law_sorts[LAW_SORT_DATE]))
		ret->sort = LAW_SORT_DATE;
}

bool
law_find_narrow(const struct law_find *f)
{
	return f->q.n > 0 || f->kind >= 0 || f->level >= 0;
}

struct str
law_find_url(struct arena *a, const char *path, const struct law_find *f)
{
	struct buf b;
	char mark = '?';

	buf_init(&b, a, 8 * KiB);
	buf_putz(&b, path);
	if (f->q.n > 0) {
		buf_put(&b, S("?q="));
		put_url(&b, f->q);
		mark = '&';
	}
	if (f->kind >= 0) {
		buf_fmt(&b, "%ckind=%s", mark, law_kinds[f->kind].code);
		mark = '&';
	}
	if (f->level >= 0) {
		buf_fmt(&b, "%clevel=%s", mark, law_levels[f->level]);
		mark = '&';
	}
	if (f->sort != LAW_SORT_TITLE)
		buf_fmt(&b, "%csort=%s", mark, law_sorts[f->sort]);
	return buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}

/* ---- acts ------------------------------------------------------------------------------ */

bool
law_find_words(struct arena *a, const struct law_act *act, struct str folded)
{
	struct str hay = text_fold(
	    a, str_fmt(a, "%.*s %.*s %.*s", FMT(act->full), FMT(act->shrt), FMT(act->number)));

	while (folded.n > 0) {
		struct str word = str_cut(folded, ' ', &folded);

		if (word.n > 0 && str_find(hay, word) < 0)
			return false;
	}
	return true;
}

static int
by_sort(const void *p, const void *q, void *ctx)
{
	const struct law_act *a = *(const struct law_act *const *)p;
	const struct law_act *b = *(const struct law_act *const *)q;
	enum law_sort sort = *(const enum law_sort *)ctx;
	int c = 0;

	if (sort == LAW_SORT_DATE)
		c = (a->adopted < b->adopted) - (a->adopted > b->adopted);
	else if (a->level != b->level)
		c = (a->level > b->level) - (a->level < b->level);
	if (c == 0)
		c = str_cmp(a->title, b->title);
	return c ? c : (a->id > b->id) - (a->id < b->id);
}

enum err
law_find(struct req *rq, const struct law_index *x, const struct law_find *f, struct law_found *ret)
{
	struct str folded = text_fold(rq->arena, f->q);
	enum law_sort sort = f->sort;

	*ret = (struct law_found){ .p = arena_array(
				       rq->arena, const struct law_act *, x->n + 1) };
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < x->n; i++) {
		const struct law_act *act = &x->p[i];

		if (!law_may_see(rq, act))
			continue;
		ret->all++;
		if ((f->kind < 0 || (int)act->kind == f->kind) &&
		    (f->level < 0 || (int)act->level == f->level) &&
		    (folded.n == 0 || law_find_words(rq->arena, act, folded)))
			ret->p[ret->n++] = act;
	}
	if (ret->n > 1)
		qsort_r(ret->p, ret->n, sizeof *ret->p, by_sort, &sort);
	return OK;
}

/* ---- what comes into force ---------------------------------------------------------------- */

static int
by_day(const void *p, const void *q)
{
	const struct law_due *a = p, *b = q;

	return a->day != b->day ? (a->day > b->day) - (a->day < b->day) :
				  (a->act->id > b->act->id) - (a->act->id < b->act->id);
}

enum err
law_find_dues(
    struct arena *a, const struct law_found *acts, int32_t from, struct law_dues *ret)
{
	*ret = (struct law_dues){ 0 };
	for (size_t i = 0; i < acts->n; i++) {
		const struct law_act *act = acts->p[i];

		for (size_t k = 0; k < act->n_editions; k++)
			if (act->editions[k].since >= from)
				TRY(VEC_PUSH(a, ret,
				    ((struct law_due){
					act->editions[k].since, act, &act->editions[k] })));
		if (act->repealed.has && act->repealed.v >= from)
			TRY(VEC_PUSH(
			    a, ret, ((struct law_due){ (int32_t)act->repealed.v, act, NULL })));
	}
	if (ret->n > 1)
		qsort(ret->p, ret->n, sizeof *ret->p, by_day);
	return OK;
}

struct str
law_due_words(const struct ui *ui, const struct law_due *d)
{
	if (d->ed == NULL)
		return tr(ui, "акт утрачивает силу");
	return d->ed == &d->act->editions[0] ? tr(ui, "первая редакция в базе") :
					       tr(ui, "новая редакция");
}
