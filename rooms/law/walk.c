/* walk.c - articles as they stand on a day: one of them, or all. */
#include "gen/law/q.h"
#include "law/law_impl.h"

static const struct q_sections *
heading(const struct q_sections_rows *rows, int64_t id)
{
	size_t lo = 0, hi = rows->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (rows->p[mid].id.v < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < rows->n && rows->p[lo].id.v == id ? &rows->p[lo] : NULL;
}

/* The nearest chapter (or annex, or «§» when there is no chapter) and the section above. */
static void
stand_under(const struct q_sections_rows *rows, struct opt_int at, struct law_article *ret)
{
	for (int depth = 0; at.has && depth < OUTLINE_TEXT; depth++) {
		const struct q_sections *h = heading(rows, at.v);

		if (h == NULL)
			return;
		if (h->kind == OUTLINE_SECTION)
			ret->section = h->heading;
		else if (h->kind == OUTLINE_CHAPTER || ret->chapter.n == 0)
			ret->chapter = h->heading;
		at = (struct opt_int){ h->parent, h->parent != 0 };
	}
}

struct walk {
	const struct law_act *act;
	const struct law_edition *ed;
	struct q_sections_rows sections;
	law_each_fn *fn;
	void *ctx;
};

static enum err
text_row(void *ctx, const struct q_texts *r)
{
	struct walk *w = ctx;
	struct law_article art = { .article = r->article.v, .version = r->version.v,
		.eid = r->eid, .number = r->number, .title = r->title, .text = r->body,
		.section = S(""), .chapter = S("") };

	stand_under(&w->sections, r->section, &art);
	return w->fn(w->ctx, w->act, w->ed, &art);
}

enum err
law_each(struct db *db, struct arena *scratch, const struct law_index *x, int32_t day, bool open,
    law_each_fn *fn, void *ctx)
{
	for (size_t i = 0; i < x->n; i++) {
		struct walk w = { .act = &x->p[i], .ed = law_on(&x->p[i], day), .fn = fn,
			.ctx = ctx };

		if (w.ed == NULL || (open && w.act->see != SEE_ALL))
			continue;
		if (w.act->repealed.has && w.act->repealed.v <= day)
			continue;
		TRY(q_sections(db, scratch, (struct act_id){ w.act->id }, &w.sections));
		TRY(q_texts(db, (struct edition_id){ w.ed->id }, text_row, &w));
	}
	return OK;
}

enum err
law_article_on(struct db *db, struct arena *a, const struct law_act *act, struct str eid,
    int32_t day, struct law_article *ret)
{
	const struct law_edition *ed = law_on(act, day);
	struct q_sections_rows sections;
	struct q_article art;
	struct q_version_in v;

	if (ed == NULL)
		return E_NOT_FOUND;
	TRY(q_article(db, a, (struct act_id){ act->id }, eid, &art));
	TRY(q_version_in(db, a, (struct edition_id){ ed->id }, art.id, &v));
	TRY(q_sections(db, a, (struct act_id){ act->id }, &sections));
	*ret = (struct law_article){ .article = art.id.v, .version = v.id.v,
		.eid = str_dup(a, eid), .number = art.number, .title = v.title, .text = v.body,
		.section = S(""), .chapter = S("") };
	stand_under(&sections, v.section, ret);
	return ret->eid.p ? OK : E_NOMEM;
}

enum err
law_stand_under(struct db *db, struct arena *a, const struct law_act *act, struct opt_int section,
    struct law_article *ret)
{
	struct q_sections_rows sections;

	TRY(q_sections(db, a, (struct act_id){ act->id }, &sections));
	stand_under(&sections, section, ret);
	return OK;
}
