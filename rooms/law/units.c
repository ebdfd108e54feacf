/* units.c - the text of an article: units with anchors, citations as links. */
#include "gen/law/q.h"
#include "law/pages.h"

#define LINKS_MAX 200	/* of one article: the rest stay text */

struct link { size_t from, to; struct str url; };
struct links { struct link *p; size_t n, cap; };

struct str
law_anchor(struct arena *a, struct str eid)
{
	char *p = str_z(a, eid);

	if (p == NULL)
		return S("");
	for (size_t i = 0; i < eid.n; i++)
		p[i] = p[i] == '/' ? '-' : p[i] == '.' ? '_' : p[i];
	return (struct str){ p, eid.n };
}

/* ---- citations ---------------------------------------------------------------------- */

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
	bool points = act->names == TREE_POINTS;
	struct str part = t->at[CITE_PART].from, point = t->at[CITE_POINT].from;
	struct buf b;

	buf_init(&b, a, 1 * KiB);
	if (!points)
		put_level(&b, "ch-", part);
	put_level(&b, points ? "p-" : "p-", point);
	put_level(&b, "pp-", t->at[CITE_SUBPOINT].from);
	return b.n > 0 ? buf_str(&b) : S("");
}

/* Parts of one code share a title: the one that has this article. */
static enum err
with_article(struct law_text *t, const struct law_act **act, struct str eid, bool *ret_found)
{
	const struct law_act *first = *act;
	struct q_article art;

	*ret_found = false;
	for (size_t i = 0; i < t->at->x->n && !*ret_found; i++) {
		const struct law_act *one = i == 0 ? first : &t->at->x->p[i];
		enum err e;

		if (i > 0 && (one == first || !str_eq(one->title, first->title)))
			continue;
		e = q_article(t->rq->db, t->rq->arena, (struct act_id){ one->id }, eid, &art);
		if (e != OK && e != E_NOT_FOUND)
			return e;
		*ret_found = e == OK;
		*act = one;
	}
	return OK;
}

static const struct law_act *
act_of(const struct law_text *t, const struct cite *c)
{
	const struct law_act *act;

	if (c->relative == CITE_THIS_ACT || c->relative == CITE_THIS_ARTICLE)
		return t->at->act;
	act = law_cited(t->at->x, c);
	return act != NULL && law_may_see(t->rq, act) ? act : NULL;
}

static enum err
link_of(struct law_text *t, const struct cite *c, struct str *ret)
{
	struct arena *a = t->rq->arena;
	const struct law_act *act = act_of(t, c);
	const struct cite_target *to = &c->targets[0];
	struct str number = to->at[CITE_ARTICLE].from, eid = S(""), unit = S("");
	bool found = true;

	*ret = S("");
	if (act == NULL || to->annex.n > 0)
		return OK;
	if (number.n > 0)
		eid = law_eid(a, "st-", number);
	else if (c->relative == CITE_THIS_ARTICLE)
		eid = t->art->eid;
	if (eid.n > 0) {
		TRY(with_article(t, &act, eid, &found));
		unit = unit_of(a, act, to);
	}
	if (!found || (act == t->at->act && eid.n == 0))
		return OK; /* nowhere to lead to */
	if (act == t->at->act && str_eq(eid, t->art->eid) && unit.n == 0)
		return OK;
	*ret = law_url(a, act, t->at->dated, eid, unit);
	if (unit.n > 0)
		*ret = str_fmt(a, "%.*s#%.*s", FMT(*ret), FMT(law_anchor(a, unit)));
	return ret->p ? OK : E_NOMEM;
}

static enum err
find_links(struct law_text *t, struct links *ret)
{
	struct arena *a = t->rq->arena;
	struct cite_context ctx = { .act = { .kind = cite_kind_of(t->at->act->full),
		.shrt = t->at->act->shrt, .number = t->at->act->number,
		.title = t->at->act->title }, .article = t->art->number,
		.chapter = t->art->chapter, .section = t->art->section };
	struct cites found;

	TRY(cite_find(a, t->at->x->names, t->art->text, &ctx, &found));
	for (size_t i = 0; i < found.n && ret->n < LINKS_MAX; i++) {
		struct link l = { found.p[i].from, found.p[i].to, S("") };

		TRY(link_of(t, &found.p[i], &l.url));
		if (l.url.n > 0)
			TRY(VEC_PUSH(a, ret, l));
	}
	return OK;
}

/* ---- units --------------------------------------------------------------------------- */

/* A part of the text, with the links that lie in it whole. */
static enum err
cut(struct arena *a, struct str text, size_t from, size_t to, const struct links *links,
    struct text_runs *ret)
{
	for (size_t i = 0; i < links->n; i++) {
		const struct link *l = &links->p[i];

		if (l->from < from || l->to > to)
			continue;
		if (l->from > from)
			TRY(VEC_PUSH(a, ret,
			    ((struct text_run){ { text.p + from, l->from - from }, S("") })));
		TRY(VEC_PUSH(a, ret,
		    ((struct text_run){ { text.p + l->from, l->to - l->from }, l->url })));
		from = l->to;
	}
	if (to > from)
		TRY(VEC_PUSH(
		    a, ret, ((struct text_run){ { text.p + from, to - from }, S("") })));
	return OK;
}

static struct str
number_text(struct arena *a, const struct tree_node *n)
{
	if (n->kind == TREE_DOT)
		return str_fmt(a, "%.*s.", FMT(n->number));
	if (n->kind == TREE_BRACKET || n->kind == TREE_LETTER)
		return str_fmt(a, "%.*s)", FMT(n->number));
	return S("");
}

enum err
law_units(struct law_text *t, struct unit_rows *ret)
{
	struct arena *a = t->rq->arena;
	struct links links = { 0 };
	struct tree_span here = { 0, 0 };

	TRY(tree_parse(a, t->art->text, t->at->act->names, &t->tree));
	TRY(find_links(t, &links));
	if (t->unit.n > 0)
		(void)tree_find(&t->tree, t->unit, &here);
	for (size_t i = 0; i < t->tree.n; i++) {
		const struct tree_node *n = &t->tree.p[i];
		/* the number is printed apart from its text, but a remark's own word is text */
		size_t from = n->number.n > 0 ? n->body : n->from;
		struct unit_row r = { .no = number_text(a, n), .depth = (int)n->depth,
			.note = n->kind == TREE_NOTE,
			.repealed = (n->flags & TREE_EMPTY) != 0,
			.here = n->from >= here.from && n->from < here.to };

		TRY(cut(a, t->art->text, from, n->lead_to, &links, &r.text));
		/* «--7»: a number met twice, whose address would not last */
		if (n->eid.n > 0 && str_find(n->eid, S("--")) < 0) {
			r.id = law_anchor(a, n->eid);
			r.url = str_fmt(a, "%.*s#%.*s",
			    FMT(law_url(a, t->at->act, t->at->dated, t->art->eid, n->eid)),
			    FMT(r.id));
		}
		TRY(VEC_PUSH(a, ret, r));
	}
	return OK;
}

enum err
law_link(struct req *rq, const struct law_index *x, const struct cite *c, struct str *ret)
{
	struct law_at at = { .x = x };
	struct law_text t = { .rq = rq, .at = &at };

	return link_of(&t, c, ret);
}
