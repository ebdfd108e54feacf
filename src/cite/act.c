/* act.c - an act as it is named: a code, a law by number and date, a document that was approved. */
#include "cite/impl.h"

#define TAIL_TOKENS 44	/* between the word for the kind and the number */
#define APPROVED_TOKENS 100
#define ISSUER_WORDS 24
#define TITLE_WORDS 24

static enum cite_kind
kind_of_doc(int doc)
{
	switch (doc) {
	case D_CODE: return CITE_CODE;
	case D_CONSTITUTION: return CITE_CONSTITUTION;
	case D_DECREE: return CITE_DECREE;
	case D_RESOLUTION: return CITE_RESOLUTION;
	case D_ORDER: return CITE_ORDER;
	case D_DECISION: return CITE_DECISION;
	default: return CITE_OTHER;
	}
}

/* «федеральным конституционным законом», «ФЗ», «приказа», «Правил». */
size_t
kind_read(const struct parse *p, size_t i, enum cite_kind *ret, int *ret_doc)
{
	size_t k = i;

	if (tok_is(p, i, WC_FEDERAL)) {
		k++;
		if (tok_is(p, k, WC_CONSTITUTIONAL))
			k++;
		if (!tok_is(p, k, WC_KIND) || p->t[k].val != D_LAW)
			return 0;
		*ret = CITE_FEDERAL_LAW;
		*ret_doc = D_LAW;
		return k + 1;
	}
	if (tok_is(p, i, WC_FZ)) {
		*ret = CITE_FEDERAL_LAW;
		*ret_doc = D_LAW;
		return i + 1;
	}
	if (!tok_is(p, i, WC_KIND) && !tok_is(p, i, WC_DOC))
		return 0;
	*ret_doc = p->t[i].val;
	*ret = kind_of_doc(*ret_doc);
	return i + 1;
}

/* ---- what follows the kind: who, when, number, title -------------------------------- */

struct tail {
	size_t issuer, issuer_end;	/* tokens */
	size_t title, title_end;
	size_t end;
	bool court, amendment;
};

/* Another act begins here: «решения, принятого по Федеральному закону …». */
static bool
kind_word(const struct parse *p, size_t k)
{
	enum cite_kind kind;
	int doc;

	return kind_read(p, k, &kind, &doc) > 0 && doc != D_DOC;
}

static bool
plural(struct str w)	/* «законы о приватизации» are any */
{
	return str_ends(w, S("ы")) || str_ends(w, S("ов")) || str_ends(w, S("ам")) ||
	    str_ends(w, S("ами")) || str_ends(w, S("ах"));
}

/* One step at k over the tail that begins at `from`; the token after, or 0 when it ends there. */
static size_t
tail_step(struct parse *p, size_t from, size_t k, struct act_ref *a, struct tail *t)
{
	bool federal = a->act.kind == CITE_FEDERAL_LAW, known = a->act.number.n || a->act.date.n;
	struct name_hit hit;
	size_t e;

	p->steps++;
	if (a->act.number.n == 0 && (e = number_read(p, k, federal, &a->act.number)) > 0)
		return t->end = e;
	if (a->act.date.n == 0 && (tok_is(p, k, WC_FROM) || p->t[k].kind == TOK_NUM) &&
	    (e = date_read(p, k, &a->act.date)) > 0) {
		t->end = e;
		if (a->act.number.n == 0 && (e = number_plain(p, e, federal, &a->act.number)) > 0)
			t->end = e;
		return t->end;
	}
	if (tok_mark(p, k, '<') || tok_mark(p, k, '"')) {
		if (t->title_end > 0 || (a->act.number.n > 0 && a->act.date.n > 0))
			return 0;
		e = quote_end(p, k);
		t->title = k;
		return t->title_end = e;
	}
	if (known || t->title_end > 0)
		return 0;
	if (tok_is(p, k, WC_ABOUT) && !plural(tok_str(p, from - 1)) &&
	    names_match(p->names, p->text, &p->t[k], p->n - k, true, &hit)) {
		a->known = hit.act;
		a->known_id = hit.id;
		t->title = k;
		return t->title_end = k + hit.n;
	}
	if (tok_mark(p, k, '-') && (p->t[k].flags & TF_GLUED))
		return k + 1;
	if (tok_mark(p, k, '.') && k > from && p->t[k - 1].kind == TOK_WORD &&
	    p->t[k - 1].to - p->t[k - 1].from <= 6)
		return k + 1; /* «г. Орла», «Курской обл.» */
	if (p->t[k].kind == TOK_NUM && a->act.kind == CITE_RESOLUTION && k > from &&
	    p->t[k].to - p->t[k].from > 1 && p->t[k + 1].kind != TOK_WORD &&
	    (e = number_plain(p, k, false, &a->act.number)) >
		0) /* «постановление Правительства 354» */
		return t->end = e;
	if (p->t[k].kind != TOK_WORD || (!t->amendment && kind_word(p, k)))
		return 0;
	t->amendment |= p->t[k].wc == WC_AMENDMENT; /* «закона о поправке к Конституции …» */
	t->court |= p->t[k].wc == WC_COURT;
	return k + 1;
}

/* The issuer's words are those before «о …», a number, a date or a quote. */
static void
tail_issuer(const struct parse *p, size_t i, size_t k, struct tail *t)
{
	t->issuer = i;
	t->issuer_end = i;
	while (t->issuer_end < k && p->t[t->issuer_end].kind != TOK_NUM &&
	    !tok_is(p, t->issuer_end, WC_ABOUT) && !tok_is(p, t->issuer_end, WC_FROM) &&
	    sign_skip(p, t->issuer_end) == t->issuer_end && !tok_mark(p, t->issuer_end, '<') &&
	    !tok_mark(p, t->issuer_end, '"'))
		t->issuer_end++;
}

/* Words between the kind and the number are an issuer, not a story. */
static bool
issuer_like(const struct parse *p, const struct tail *t)
{
	size_t n = t->issuer_end - t->issuer;

	return n == 0 || (n <= ISSUER_WORDS && issuer_noun(p, t->issuer, t->issuer_end));
}

/* A title by which alone an act is known begins with «О». */
static bool
title_only(const struct parse *p, const struct tail *t, const struct act_ref *a)
{
	size_t k = t->title;

	if (t->title_end == 0)
		return false;
	if (a->known != NULL)
		return true;
	while (k < t->title_end && p->t[k].kind == TOK_MARK)
		k++;
	return tok_is(p, k, WC_ABOUT) ||
	    (a->act.kind == CITE_OTHER && t->issuer_end == t->issuer && (p->t[k].flags & TF_CAP) &&
		t->title_end - k > 3);
}

static struct str
unquoted(const struct parse *p, size_t from, size_t end)
{
	if (tok_mark(p, from, '<') || tok_mark(p, from, '"'))
		return span_str(p, from + 1, end - 1);
	return span_str(p, from, end);
}

static void
issuer_set(struct parse *p, const struct tail *t, struct act_ref *a, int doc)
{
	size_t i = t->issuer;

	if (a->act.kind == CITE_FEDERAL_LAW || t->issuer_end == i)
		return;
	if (doc == D_LAW && state_skip(p, i) == t->issuer_end)
		return; /* «Закон Российской Федерации» */
	a->act.issuer = issuer_said(p, i, t->issuer_end);
}

bool
act_tail(struct parse *p, size_t i, enum cite_kind kind, struct act_ref *ret)
{
	struct tail t = { .issuer = i, .issuer_end = i };
	struct act_ref a = { .act.kind = kind, .listed = true };
	size_t k = i, e;
	int doc = p->t[i > 0 ? i - 1 : 0].val;

	if (tok_mark(p, k, '-') && (p->t[k].flags & TF_GLUED) && p->t[k + 1].kind == TOK_NUM &&
	    kind == CITE_FEDERAL_LAW) /* «ФЗ-131» */
		k++;
	if (kind == CITE_FEDERAL_LAW && p->t[k].kind == TOK_NUM &&
	    (e = number_plain(p, k, true, &a.act.number)) > 0)
		t.end = k = i = e;
	while (k < p->n && k < i + TAIL_TOKENS && (e = tail_step(p, i, k, &a, &t)) > 0)
		k = e;
	if (t.court || p->err != OK)
		return false;
	tail_issuer(p, i, t.end > 0 ? t.end : t.title_end, &t);
	if (!issuer_like(p, &t))
		return false;
	if (t.end == 0) {
		if (!title_only(p, &t, &a))
			return false;
		t.end = t.title_end;
		if (t.issuer_end - t.issuer > 10)
			return false;
	}
	if (a.act.number.n == 0 && t.title_end > 0)
		a.act.title = unquoted(p, t.title, t.title_end);
	if (kind == CITE_OTHER && !t.amendment && str_ends(a.act.number, S("-ФЗ")))
		a.act.kind = CITE_FEDERAL_LAW; /* «Закон № 131-ФЗ» */
	issuer_set(p, &t, &a, doc);
	a.end = t.end;
	*ret = a;
	return true;
}

/* ---- documents: «Правил …, утвержденных постановлением …» ----------------------------- */

static bool
sentence_ends(const struct parse *p, size_t k)
{
	return tok_mark(p, k, ';') || tok_mark(p, k, '{') ||
	    ((p->t[k].flags & TF_LINE) && (p->t[k].flags & TF_CAP) &&
		(tok_is(p, k, WC_IN) || tok_is(p, k, WC_S) || tok_is(p, k, WC_AGREES))) ||
	    (tok_mark(p, k, '.') && (p->t[k + 1].flags & TF_CAP) && !tok_is(p, k - 1, WC_YEAR)) ||
	    p->t[k].kind == TOK_END;
}

bool
doc_read(struct parse *p, size_t i, bool units, struct act_ref *ret)
{
	enum cite_kind kind;
	int doc;
	size_t k = i, m;

	if (!units && !(p->t[i].flags & TF_CAP))
		return false;
	while (k < p->n && k < i + APPROVED_TOKENS && !tok_is(p, k, WC_APPROVED)) {
		p->steps++;
		if (sentence_ends(p, k) || (k > i && tok_is(p, k, WC_THIS)))
			return false;
		k++;
	}
	if (!tok_is(p, k, WC_APPROVED))
		return false;
	m = k + 1;
	if (p->t[k].to - p->t[k].from == 6 && tok_mark(p, m, '.')) /* «утв.» */
		m++;
	m = kind_read(p, m, &kind, &doc);
	if (m == 0 || doc == D_DOC || !act_tail(p, m, kind, ret) ||
	    (ret->act.number.n == 0 && ret->act.date.n == 0))
		return false;
	while (k > i + 1 && p->t[k - 1].kind == TOK_MARK && p->t[k - 1].val == ',')
		k--;
	if (ret->act.number.n == 0)
		ret->act.title = span_str(p, i, k);
	return true;
}

static bool
year_figures(const struct parse *p, size_t i)
{
	size_t n = p->t[i].to - p->t[i].from;

	return p->t[i].kind == TOK_NUM && (n == 2 || n == 4);
}

/* ГОСТ Р 52766-2007, СанПиН 2.1.4.2496-09, СП 42.13330.2016 */
static bool
technical(struct parse *p, size_t i, struct act_ref *ret)
{
	static const char *const shorts[] = { "ГОСТ", "СанПиН", "СП", "МДК", "СНиП", "ВСН", "ОСТ",
		"СНиП" };
	struct act_ref a = { .listed = false };
	int which = p->t[i].val;
	size_t k = i + 1, e;

	a.act.kind = which == 0 ? CITE_GOST : CITE_OTHER;
	a.act.shrt = str_c(shorts[which]);
	if (which == 0 && tok_is(p, k, WC_ER)) {
		a.act.shrt = S("ГОСТ Р");
		k++;
	}
	k = sign_skip(p, k);
	if (tok_mark(p, k, '-') && (p->t[k].flags & TF_GLUED))
		k++;
	if (p->t[k].kind != TOK_NUM || (e = number_plain(p, k, false, &a.act.number)) == 0)
		return false;
	if (which == 2 && !(p->t[i].flags & TF_UPPER))
		return false;
	if (tok_mark(p, e, '-') && year_figures(p, e + 1)) { /* «ГОСТ Р 50597 – 93» */
		a.act.number = str_fmt(
		    p->a, "%.*s-%.*s", FMT(a.act.number), FMT(tok_str(p, e + 1)));
		if (a.act.number.p == NULL)
			p->err = E_NOMEM;
		e += 2;
	}
	a.end = e;
	*ret = a;
	return true;
}

/* ---- by name ---------------------------------------------------------------------------- */

static bool
by_name(struct parse *p, size_t i, struct act_ref *ret)
{
	struct act_ref a = { 0 }, tech;
	struct name_hit hit;
	size_t e;

	if (!names_match(p->names, p->text, &p->t[i], p->n - i, false, &hit))
		return false;
	if (!(p->t[i].flags & TF_CAP) && tok_is(p, i, WC_DOC) && p->in.act.kind != CITE_NONE &&
	    p->in.act.kind < CITE_RESOLUTION && hit.id == 0)
		return false; /* in a law «правила содержания …» are any */
	a.known = hit.act;
	a.known_id = hit.id;
	a.weak = !hit.safe;
	a.end = i + hit.n;
	a.act.kind = hit.act->kind;
	a.act.shrt = hit.act->shrt;
	if (hit.id != 0) {
		a.act = *hit.act;
	} else if (hit.act->shrt.n == 0) {
		a.act.kind = hit.act->kind == CITE_RESOLUTION ? CITE_OTHER : hit.act->kind;
		a.act.title = span_str(p, i, a.end);
	}
	a.end = state_skip(p, a.end);
	if (tok_is(p, a.end, WC_TECH) && technical(p, a.end, &tech)) {
		a.act.shrt = tech.act.shrt;
		a.act.number = tech.act.number;
		a.end = tech.end;
	}
	if (tok_is(p, a.end, WC_FROM) && (e = date_read(p, a.end, &a.act.date)) > 0)
		a.end = e;
	if ((e = number_read(p, a.end, a.act.kind == CITE_CODE, &a.act.number)) > 0)
		a.end = e;
	*ret = a;
	return true;
}

static bool
constitution(struct parse *p, size_t i, struct act_ref *ret)
{
	size_t k = i + 1, e = region_read(p, k);
	struct act_ref a = { .act.kind = CITE_CONSTITUTION };

	if (e > 0) {
		a.act.issuer = issuer_said(p, k, e);
		a.end = e;
	} else {
		a.act.shrt = S("Конституция РФ");
		a.end = state_skip(p, k);
		a.weak = a.end == k && !(p->t[i].flags & TF_CAP);
	}
	*ret = a;
	return true;
}

/* A title without quotes: words up to a mark. */
static size_t
title_words(struct parse *p, size_t k)
{
	size_t from = k;

	while (k < from + TITLE_WORDS && p->t[k].kind == TOK_WORD && !kind_word(p, k))
		k++;
	p->steps += k - from;
	return k;
}

/* «Закона Курской области», «Закона РФ», «Правил»: what can be said without a number. */
static bool
bare(struct parse *p, size_t i, size_t k, enum cite_kind kind, int doc, bool units,
    struct act_ref *ret)
{
	size_t e = region_read(p, k);
	struct act_ref a = { .act.kind = kind, .bare = true, .end = k };

	if (doc == D_DOC && (p->t[i].flags & TF_UPPER)) /* a heading: «ПЕРЕЧЕНЬ» */
		return false;

	if (doc == D_DOC && tok_is(p, k, WC_ABOUT) && (p->t[i].flags & TF_CAP)) {
		a.end = title_words(p, k); /* «Положения о порядке обработки …» */
		a.act.title = span_str(p, i, a.end);
		a.bare = false;
		a.weak = true;
	} else if (e > 0 && (doc == D_LAW || doc == D_DOC) && kind == CITE_OTHER) {
		a.act.issuer = issuer_said(p, k, e);
		a.end = e;
		a.bare = false;
		a.weak = true;
	} else if (units || tok_is(p, i, WC_FEDERAL) || tok_is(p, i, WC_FZ) ||
	    (p->t[i].flags & TF_CAP)) {
		a.end = doc == D_LAW ? state_skip(p, k) : k;
		if ((doc == D_DECREE || doc == D_RESOLUTION) && tok_is(p, k, WC_HEAD)) {
			a.end = state_skip(p, k + 1); /* «Указа Президента РФ» */
			a.act.issuer = issuer_said(p, k, a.end);
		}
	} else {
		return false;
	}
	*ret = a;
	return true;
}

/* «Основных требований»: a document may begin with its adjective. */
static size_t
doc_word(const struct parse *p, size_t i, bool units)
{
	if (tok_is(p, i, WC_DOC))
		return i;
	if (units && p->t[i].kind == TOK_WORD && (p->t[i].flags & TF_CAP) && p->t[i].wc == WC_NONE)
		for (size_t k = i + 1; k < i + 3; k++)
			if (tok_is(p, k, WC_DOC))
				return k;
	return 0;
}

bool
act_read(struct parse *p, size_t i, bool units, struct act_ref *ret)
{
	enum cite_kind kind;
	struct act_ref a = { .act.kind = CITE_FEDERAL_LAW, .listed = true };
	size_t k, e, d = doc_word(p, i, units);
	int doc;

	k = sign_skip(p, i); /* «№ 257-ФЗ», «59-ФЗ» */
	if (p->t[k].kind == TOK_NUM) {
		if ((e = number_plain(p, k, false, &a.act.number)) == 0 ||
		    !str_ends(a.act.number, S("ФЗ")) || !tok_is(p, e - 1, WC_FZ))
			return false;
		a.end = e;
		if (tok_is(p, e, WC_FROM) && (k = date_read(p, e, &a.act.date)) > 0)
			a.end = k;
		*ret = a;
		return true;
	}
	if ((d > 0 || tok_is(p, i, WC_DOC)) && doc_read(p, i, units, ret))
		return true;
	if (by_name(p, i, ret))
		return true;
	if (tok_is(p, i, WC_TECH))
		return technical(p, i, ret);
	if (tok_is(p, i, WC_ZKO) && units) {
		*ret = (struct act_ref){ .act.kind = CITE_OTHER, .end = i + 1 };
		return true;
	}
	k = kind_read(p, d > i ? d : i, &kind, &doc);
	if (k == 0)
		return false;
	if (doc == D_CONSTITUTION)
		return constitution(p, i, ret);
	if (doc != D_CODE && (doc != D_DOC || (p->t[i].flags & TF_CAP)) &&
	    act_tail(p, k, kind, ret))
		return true;
	return bare(p, i, k, kind, doc, units && doc != D_DOC, ret);
}
