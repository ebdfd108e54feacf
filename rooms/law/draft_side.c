/* draft_side.c - a file or an act of the base as articles to be paired. */
#include "law/draft.h"
#include "text/text.h"

struct side { struct req *rq; struct arena *a; VEC(struct align_item) items;
	VEC(struct str) called; };

static struct str
called(struct side *s, struct str number, struct str title)
{
	const struct ui *ui = &s->rq->ui;

	if (number.n == 0)
		return title;
	return title.n == 0 ?
	    trf(ui, "Статья %1", number) :
	    str_fmt(s->a, "%.*s. %.*s", FMT(trf(ui, "Статья %1", number)), FMT(title));
}

static enum err
add(struct side *s, const struct align_item *it, struct str name)
{
	if (s->items.n > ALIGN_MAX) /* told of in the end: more would be in vain */
		return OK;
	TRY(VEC_PUSH(s->a, &s->called, name));
	return VEC_PUSH(s->a, &s->items, *it);
}

/* Rules and orders often have no articles: their points «1.» stand for those. */
static enum err
add_points(struct side *s, const struct align_item *it, bool *ret_done)
{
	const struct ui *ui = &s->rq->ui;
	size_t n = 0;
	struct tree t;

	TRY(tree_parse(s->a, it->body, TREE_POINTS, &t));
	for (size_t i = 0; i < t.n; i++)
		n += t.p[i].depth == 0 && t.p[i].kind == TREE_DOT;
	*ret_done = n >= 2;
	for (size_t i = 0; i < t.n && *ret_done; i++) {
		const struct tree_node *u = &t.p[i];
		struct align_item sub = { str_fmt(s->a, "%.*s/%.*s", FMT(it->eid), FMT(u->eid)),
			S(""), { it->body.p + u->body, u->to - u->body } };
		struct str name = u->number.n > 0 ? trf(ui, "%1, п. %2", it->title, u->number) :
						    trf(ui, "%1, вне пунктов", it->title);

		if (u->depth == 0)
			TRY(add(s, &sub, name));
	}
	return OK;
}

static enum err
add_item(struct side *s, struct str eid, struct str number, struct str title, struct str body)
{
	struct align_item it = { eid, title, body };
	bool done = false;

	if (number.n == 0)
		TRY(add_points(s, &it, &done));
	return done ? OK : add(s, &it, called(s, number, title));
}

static void
finish(const struct side *s, struct str title, struct draft_side *ret)
{
	*ret = (struct draft_side){ s->items.p, s->called.p, s->items.n, title };
}

enum err
draft_side_file(struct req *rq, struct arena *a, const struct q_load_get *row, const char *field,
    struct draft_side *ret)
{
	struct side s = { .rq = rq, .a = a };
	struct load_bytes b;
	struct load_read l;
	struct str title = row->file.n > 0 ? row->file : tr(&rq->ui, "вставленный текст");

	TRY(load_bytes_of(rq, a, row, &b));
	TRY(load_read(rq, &b, &(struct law_meta){ 0 }, &l));
	if (l.refused.n > 0)
		return problem(rq, field, l.refused);
	for (size_t i = 0; i < l.r.drafts.n; i++) {
		const struct law_draft *d = &l.r.drafts.p[i];

		if (i == 0 && d->meta.title.n > 0)
			title = d->meta.title;
		for (size_t k = 0; k < d->items.n; k++)
			TRY(add_item(&s, d->items.p[k].eid, d->items.p[k].number,
			    d->items.p[k].title, d->items.p[k].body));
	}
	if (s.items.n > ALIGN_MAX)
		return problem(rq, field, trf(&rq->ui, "В тексте больше %1 статей и пунктов: "
		    "разделите его на части.", ui_num(&rq->ui, ALIGN_MAX)));
	finish(&s, title, ret);
	return OK;
}

static enum err
act_text(void *ctx, const struct q_akn_texts *r)
{
	struct side *s = ctx;
	struct str body = str_dup(s->a, r->body), title = str_dup(s->a, r->title);
	struct str eid = str_dup(s->a, r->eid), number = str_dup(s->a, r->number);

	if (body.p == NULL || title.p == NULL || eid.p == NULL || number.p == NULL)
		return E_NOMEM;
	if (body.n == 0) /* repealed: a draft need not have it */
		return OK;
	return add_item(s, eid, number, title, body);
}

enum err
draft_side_act(struct req *rq, struct arena *a, const struct law_act *act,
    const struct law_edition *ed, struct draft_side *ret)
{
	struct side s = { .rq = rq, .a = a };

	TRY(q_akn_texts(rq->db, (struct edition_id){ ed->id }, act_text, &s));
	finish(&s, act->full, ret);
	return OK;
}
