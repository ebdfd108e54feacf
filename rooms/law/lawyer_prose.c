/* lawyer_prose.c - a text as paragraphs, its references to law marked and told in words. */
#include "cite/cite.h"
#include "law/cites.h"
#include "law/lawyer_impl.h"

#define NORMS 40

static const char *const units[CITE_LEVELS] = {
	[CITE_SECTION] = "разд.", [CITE_CHAPTER] = "гл.", [CITE_ARTICLE] = "ст.",
	[CITE_PART] = "ч.", [CITE_POINT] = "п.", [CITE_SUBPOINT] = "подп.",
	[CITE_PARAGRAPH] = "абз.",
};

/* ---- paragraphs ---------------------------------------------------------------------- */

struct writing {
	struct arena *a;
	VEC(struct lawyer_piece) pieces;
	VEC(size_t) starts;	/* of paragraphs, among the pieces */
};

static enum err
put_piece(struct writing *w, struct str s)
{
	struct lawyer_piece one = { .text = s };

	return s.n > 0 ? VEC_PUSH(w->a, &w->pieces, one) : OK;
}

/* mark NULL: marked, and no link. */
static enum err
put_cite(struct writing *w, const struct ui *ui, struct str s, const struct law_mark *mark)
{
	struct lawyer_piece one = { .text = s, .cite = true };

	if (mark != NULL) {
		one.url = mark->url;
		one.now_url = mark->now_url;
		if (mark->now_url.n > 0)
			one.now_words = law_now_words(ui, mark->now_since);
	}
	return VEC_PUSH(w->a, &w->pieces, one);
}

/* Each line is a paragraph; empty ones are none. */
static enum err
put_lines(struct writing *w, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\n' && s.p[i] != '\r')
			continue;
		TRY(put_piece(w, (struct str){ s.p + from, i - from }));
		if (w->starts.n == 0 || w->starts.p[w->starts.n - 1] != w->pieces.n)
			TRY(VEC_PUSH(w->a, &w->starts, w->pieces.n));
		from = i + 1;
	}
	return put_piece(w, (struct str){ s.p + from, s.n - from });
}

static enum err
bind(struct writing *w, struct lawyer_text *ret)
{
	ret->p = arena_array(w->a, struct lawyer_para, w->starts.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->n = 0;
	for (size_t i = 0; i < w->starts.n; i++) {
		size_t from = w->starts.p[i];
		size_t to = i + 1 < w->starts.n ? w->starts.p[i + 1] : w->pieces.n;

		if (to > from)
			ret->p[ret->n++] = (struct lawyer_para){ w->pieces.p + from, to - from };
	}
	return OK;
}

/* ---- norms --------------------------------------------------------------------------- */

/* «ЖК РФ», «59-ФЗ от 02.05.2006»; empty when the act is not known by name or number. */
static struct str
act_words(struct arena *a, const struct cite_act *act)
{
	int32_t day;
	struct buf b;

	if (act->shrt.n > 0)
		return act->shrt;
	if (act->number.n == 0)
		return act->title;
	buf_init(&b, a, 4 * KiB);
	if (act->kind != CITE_NONE && cite_kind_name(act->kind) != NULL)
		buf_fmt(&b, "%s ", cite_kind_name(act->kind));
	if (act->date.n > 0 && day_parse(act->date, &day)) {
		buf_putz(&b, "от ");
		put_day_field(&b, day);
		buf_putc(&b, ' ');
	}
	buf_putz(&b, "№ ");
	buf_put(&b, act->number);
	return buf_str(&b);
}

static void
put_units(struct buf *b, const struct cite_target *t)
{
	static const enum cite_level order[] = { CITE_SECTION, CITE_CHAPTER, CITE_ARTICLE,
		CITE_PART, CITE_POINT, CITE_SUBPOINT, CITE_PARAGRAPH };

	if (t->annex.n > 0)
		buf_fmt(b, "прил. %.*s", FMT(t->annex));
	for (size_t i = 0; i < LEN(order); i++) {
		const struct cite_value *v = &t->at[order[i]];

		if (v->from.n == 0)
			continue;
		buf_fmt(b, "%s%s %.*s", b->n ? " " : "", units[order[i]], FMT(v->from));
		if (v->to.n > 0)
			buf_fmt(b, "–%.*s", FMT(v->to));
	}
}

/* The same units of the same act, however fully this place named it. */
static bool
same_norm(struct str there, struct str units_said, struct str one, struct str number)
{
	struct str tail = { there.p + units_said.n, there.n - units_said.n };

	if (str_eq(there, one))
		return true;
	return number.n > 0 && str_starts(there, units_said) && units_said.n > 0 && tail.n > 0 &&
	    *tail.p == ',' && str_ends(there, number);
}

static enum err
norm_add(struct arena *a, const struct cite *c, struct str text, struct lawyer_norms *ret)
{
	const struct cite_act *known = c->known ? c->known : &c->act;
	struct str act = act_words(a, known);

	if (c->relative != CITE_ABSOLUTE && act.n == 0)
		return OK;
	if (act.n == 0)
		act = (struct str){ text.p + c->from, c->to - c->from };
	for (size_t i = 0; i < c->n_targets && ret->n < NORMS; i++) {
		struct str said, one;
		bool there = false;
		struct buf b;

		buf_init(&b, a, 4 * KiB);
		put_units(&b, &c->targets[i]);
		said = str_dup(a, buf_str(&b));
		if (b.n > 0)
			buf_putz(&b, ", ");
		buf_put(&b, act);
		TRY(buf_err(&b));
		one = buf_str(&b);
		for (size_t k = 0; k < ret->n && !there; k++)
			there = same_norm(ret->p[k], said, one, known->number);
		if (!there)
			ret->p[ret->n++] = one;
	}
	return OK;
}

static const struct law_mark *
mark_at(const struct law_marks *marks, size_t from)
{
	for (size_t i = 0; i < marks->n; i++)
		if (marks->p[i].from == from)
			return &marks->p[i];
	return NULL;
}

static enum err
prose(struct writing *w, const struct ui *ui, struct str text, const struct cites *found,
    const struct law_marks *marks, struct lawyer_norms *norms)
{
	size_t at = 0;

	*norms = (struct lawyer_norms){ arena_array(w->a, struct str, NORMS), 0 };
	if (norms->p == NULL)
		return E_NOMEM;
	TRY(VEC_PUSH(w->a, &w->starts, 0));
	for (size_t i = 0; i < found->n; i++) {
		const struct cite *c = &found->p[i];

		if (c->from < at || c->to > text.n)
			continue;
		TRY(put_lines(w, (struct str){ text.p + at, c->from - at }));
		TRY(put_cite(w, ui, (struct str){ text.p + c->from, c->to - c->from },
		    mark_at(marks, c->from)));
		TRY(norm_add(w->a, c, text, norms));
		at = c->to;
	}
	return put_lines(w, (struct str){ text.p + at, text.n - at });
}

enum err
lawyer_prose(struct arena *a, struct str text, struct lawyer_text *ret,
    struct lawyer_norms *ret_norms)
{
	struct cite_context ctx = { .act = { .kind = CITE_NONE } };
	struct writing w = { .a = a };
	struct law_marks none = { 0 };
	struct cite_names *names;
	struct cites found;

	TRY(cite_names_new(a, &names));
	TRY(cite_find(a, names, text, &ctx, &found));
	TRY(prose(&w, NULL, text, &found, &none, ret_norms));
	return bind(&w, ret);
}

enum err
lawyer_prose_on(struct req *rq, struct str text, int32_t day, struct lawyer_text *ret,
    struct lawyer_norms *ret_norms)
{
	struct cite_context ctx = { .act = { .kind = CITE_NONE } };
	struct writing w = { .a = rq->arena };
	struct law_marks marks = { 0 };
	const struct law_index *x;
	struct cites found;

	TRY(law_get(rq->th, &x));
	TRY(cite_find(rq->arena, x->names, text, &ctx, &found));
	TRY(law_marks_of(rq, text, day, &found, &marks));
	TRY(prose(&w, &rq->ui, text, &found, &marks, ret_norms));
	return bind(&w, ret);
}
