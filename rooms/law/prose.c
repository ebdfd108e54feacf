/* prose.c - a text that stands in no act: its references as links into the base. */
#include "law/cites.h"

struct writing {
	struct arena *a;
	VEC(struct law_piece) pieces;
	VEC(size_t) starts;	/* of paragraphs, among the pieces */
};

static enum err
put_piece(struct writing *w, struct str s, struct str url)
{
	return s.n > 0 ? VEC_PUSH(w->a, &w->pieces, ((struct law_piece){ s, url })) : OK;
}

static enum err
put_lines(struct writing *w, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\n' && s.p[i] != '\r')
			continue;
		TRY(put_piece(w, (struct str){ s.p + from, i - from }, S("")));
		if (w->starts.p[w->starts.n - 1] != w->pieces.n)
			TRY(VEC_PUSH(w->a, &w->starts, w->pieces.n));
		from = i + 1;
	}
	return put_piece(w, (struct str){ s.p + from, s.n - from }, S(""));
}

static enum err
bind(struct writing *w, struct law_prose *ret)
{
	ret->p = arena_array(w->a, struct law_para, w->starts.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->n = 0;
	for (size_t i = 0; i < w->starts.n; i++) {
		size_t from = w->starts.p[i];
		size_t to = i + 1 < w->starts.n ? w->starts.p[i + 1] : w->pieces.n;

		if (to > from)
			ret->p[ret->n++] = (struct law_para){ w->pieces.p + from, to - from };
	}
	return OK;
}

enum err
law_prose(struct req *rq, struct str text, struct law_prose *ret)
{
	struct cite_context ctx = { .act = { .kind = CITE_NONE } };
	struct writing w = { .a = rq->arena };
	const struct law_index *x;
	struct law_marks marks = { 0 };
	struct cites found;
	size_t at = 0;

	*ret = (struct law_prose){ 0 };
	if (text.n == 0)
		return OK;
	TRY(law_get(rq->th, &x));
	TRY(cite_find(rq->arena, x->names, text, &ctx, &found));
	TRY(VEC_PUSH(rq->arena, &w.starts, 0));
	TRY(law_marks_of(rq, text, rq->ui.today, &found, &marks));
	for (size_t i = 0; i < marks.n; i++) {
		const struct law_mark *m = &marks.p[i];

		TRY(put_lines(&w, (struct str){ text.p + at, m->from - at }));
		TRY(put_piece(&w, (struct str){ text.p + m->from, m->to - m->from }, m->url));
		at = m->to;
	}
	TRY(put_lines(&w, (struct str){ text.p + at, text.n - at }));
	return bind(&w, ret);
}
