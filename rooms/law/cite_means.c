/* cite_means.c - which act, article and unit of the base a reference means. */
#include "gen/law/q.h"
#include "law/cites.h"
#include "law/law_impl.h"

static void
put_level(struct buf *b, const char *head, struct str number)
{
	struct str eid;

	if (number.n == 0 || b->err != OK)
		return;
	eid = law_eid(b->arena, head, number);
	if (eid.p == NULL)
		return;
	if (b->n > 0)
		buf_putc(b, '/');
	buf_put(b, eid);
}

/* «пункт 2 части 3» as an address of the act it leads to. */
static struct str
unit_of(struct arena *a, const struct law_act *act, const struct cite_target *t)
{
	struct buf b;

	buf_init(&b, a, 1 * KiB);
	if (act->names != TREE_POINTS)
		put_level(&b, "ch-", t->at[CITE_PART].from);
	put_level(&b, "p-", t->at[CITE_POINT].from);
	put_level(&b, "pp-", t->at[CITE_SUBPOINT].from);
	return b.n > 0 ? buf_str(&b) : S("");
}

/* Parts of one code share a title: the one that has this article. */
static enum err
with_article(const struct law_meaning *m, struct law_means *r)
{
	const struct law_act *first = r->act;

	for (size_t i = 0; i <= m->x->n && !r->there; i++) {
		const struct law_act *one = i == 0 ? first : &m->x->p[i - 1];

		if (i > 0 && (one == first || !str_eq(one->title, first->title)))
			continue;
		TRY(m->has(m->ctx, one->id, r->eid, &r->there));
		if (r->there)
			r->act = one;
	}
	return OK;
}

enum err
law_means_of(const struct law_meaning *m, const struct cite *c, const struct cite_target *t,
    struct law_means *ret)
{
	struct law_means r = { .eid = S(""), .unit = S("") };
	bool own = c->relative == CITE_THIS_ACT || c->relative == CITE_THIS_ARTICLE;
	struct str number = t->at[CITE_ARTICLE].from;

	*ret = r;
	if (t->annex.n > 0)
		return OK;
	r.act = own ? m->act : law_cited(m->x, c);
	if (r.act == NULL)
		return OK;
	if (number.n > 0)
		r.eid = law_eid(m->a, "st-", number);
	else if (c->relative == CITE_THIS_ARTICLE)
		r.eid = m->eid;
	if (r.eid.n > 0) {
		TRY(with_article(m, &r));
		r.unit = unit_of(m->a, r.act, t);
	} else {
		r.eid = S("");
	}
	*ret = r;
	return OK;
}

enum err
law_has_db(void *ctx, int64_t act, struct str eid, bool *ret)
{
	struct law_has_db *h = ctx;
	struct q_article art;
	enum err e = q_article(h->db, h->a, (struct act_id){ act }, eid, &art);

	*ret = e == OK;
	return e == E_NOT_FOUND ? OK : e;
}
