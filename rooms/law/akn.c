/* akn.c - the text: headings, articles, their units. */
#include "doc/xml.h"
#include "gen/law/q.h"
#include "law/akn.h"

#define ARTICLE_MEMORY (256 * MiB)	/* the tree of a text of TREE_TEXT_MAX */
#define HEADINGS OUTLINE_TEXT

struct body {
	struct akn k;
	struct q_sections_rows sections;
	int64_t open[HEADINGS];		/* headings open now, from the widest */
	struct str ids[HEADINGS];
	int n_open;
	VEC(struct str) used;		/* eIds of headings */
};

void
akn_open_part(struct akn *k, const char *name, struct str holder)
{
	xml_open(k->x, name);
	xml_attr(k->x, "eId", str_fmt(k->art, "%.*s__%s", FMT(holder), name));
}

static void
part(struct akn *k, const char *name, struct str holder, struct str words)
{
	akn_open_part(k, name, holder);
	xml_text(k->x, words);
	xml_close(k->x);
}

/* The text of an element that holds nothing else, or what stands before what it holds. */
static void
prose(struct akn *k, const char *name, struct str holder, struct str words)
{
	akn_open_part(k, name, holder);
	xml_open(k->x, "p");
	xml_text(k->x, words);
	xml_close(k->x);
	xml_close(k->x);
}

/* ---- headings ------------------------------------------------------------------------ */

static const struct { const char *name, *id; } levels[] = {
	[OUTLINE_ANNEX] = { "hcontainer", "annex" },
	[OUTLINE_SECTION] = { "section", "sec" },
	[OUTLINE_CHAPTER] = { "chapter", "chp" },
	[OUTLINE_SUB] = { "subchapter", "subchp" },
	[OUTLINE_ARTICLE] = { "hcontainer", "heading" },
	[OUTLINE_TEXT] = { "hcontainer", "text" },
};

/* «Глава 1. Общие положения»: the number's part, and the title behind it. */
static struct str
split(struct str heading, struct str *ret_title)
{
	ptrdiff_t at = str_find(heading, S(". "));

	*ret_title = heading;
	if (at <= 0 || at > 60)
		return S("");
	*ret_title = str_trim((struct str){ heading.p + at + 1, heading.n - (size_t)at - 1 });
	return (struct str){ heading.p, (size_t)at };
}

static bool
plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] >= 0x7F)
			return false;
	return s.n > 0;
}

/* The number behind the last blank; when it is none, or taken, the count of headings. */
static enum err
heading_id(struct body *b, const char *level, struct str num, struct str *ret)
{
	struct str above = b->n_open > 0 ? b->ids[b->n_open - 1] : S("");
	size_t at = num.n;

	while (at > 0 && num.p[at - 1] != ' ')
		at--;
	num = (struct str){ num.p + at, num.n - at };
	*ret = str_fmt(
	    b->k.a, "%.*s%s%s_%.*s", FMT(above), above.n > 0 ? "__" : "", level, FMT(num));
	for (size_t i = 0; i <= b->used.n; i++) {
		if (plain(num) && (i == b->used.n || !str_eq(b->used.p[i], *ret)))
			continue;
		*ret = str_fmt(b->k.a, "%.*s%s%s_n%zu", FMT(above), above.n > 0 ? "__" : "",
		    level, b->used.n + 1);
		break;
	}
	return ret->p ? VEC_PUSH(b->k.a, &b->used, *ret) : E_NOMEM;
}

static enum err
open_heading(struct body *b, const struct q_sections *s)
{
	int kind = s->kind >= 0 && s->kind <= OUTLINE_TEXT ? (int)s->kind : OUTLINE_TEXT;
	struct str title, num = split(s->heading, &title), id;
	struct xml *x = b->k.x;

	TRY(heading_id(b, levels[kind].id, num, &id));
	xml_line(x);
	xml_open(x, levels[kind].name);
	xml_attr(x, "eId", id);
	if (strcmp(levels[kind].name, "hcontainer") == 0)
		xml_attr(x, "name", str_c(levels[kind].id));
	if (num.n > 0)
		part(&b->k, "num", id, num);
	part(&b->k, "heading", id, title);
	b->open[b->n_open] = s->id.v;
	b->ids[b->n_open++] = id;
	return OK;
}

static const struct q_sections *
section_at(const struct body *b, int64_t id)
{
	for (size_t i = 0; i < b->sections.n; i++)
		if (b->sections.p[i].id.v == id)
			return &b->sections.p[i];
	return NULL;
}

/* Headings down to `section`: those it shares with what is open stay. */
static enum err
go_to(struct body *b, struct opt_int section)
{
	const struct q_sections *chain[HEADINGS];
	const struct q_sections *s = section.has ? section_at(b, section.v) : NULL;
	int n = 0, keep = 0;

	for (; s != NULL && n < HEADINGS; s = s->parent != 0 ? section_at(b, s->parent) : NULL)
		chain[n++] = s;
	while (keep < n && keep < b->n_open && b->open[keep] == chain[n - 1 - keep]->id.v)
		keep++;
	for (; b->n_open > keep; b->n_open--)
		xml_close(b->k.x);
	for (; keep < n; keep++)
		TRY(open_heading(b, chain[n - 1 - keep]));
	return OK;
}

/* ---- units --------------------------------------------------------------------------- */

static const struct { const char *name, *id; } units[] = {
	[TREE_DOT] = { "paragraph", "para" },
	[TREE_BRACKET] = { "point", "point" },
	[TREE_LETTER] = { "indent", "indent" },
	[TREE_REMARK] = { "hcontainer", "remark" },
	[TREE_PARAGRAPH] = { "alinea", "al" },
	[TREE_NOTE] = { "hcontainer", "note" },
};

/* «ch-3/p-2» under «art_8__para_3» is «art_8__para_3__point_2». */
static struct str
unit_id(struct akn *k, const struct tree_node *n, size_t at, struct str holder)
{
	size_t from = n->eid.n;

	while (from > 0 && n->eid.p[from - 1] != '/')
		from--;
	while (from < n->eid.n && n->eid.p[from] != '-')
		from++;
	if (from >= n->eid.n)
		return str_fmt(k->art, "%.*s__%s_n%zu", FMT(holder), units[n->kind].id, at + 1);
	return str_fmt(k->art, "%.*s__%s_%.*s", FMT(holder), units[n->kind].id,
	    (int)(n->eid.n - from - 1), n->eid.p + from + 1);
}

static struct str
cut(struct str text, size_t from, size_t to)
{
	return from < to ? str_trim((struct str){ text.p + from, to - from }) : S("");
}

static void
open_unit(struct akn *k, const struct tree_node *n, struct str text, struct str id, bool holds)
{
	struct str num = cut(text, n->from, n->body), words = cut(text, n->body, n->lead_to);
	struct xml *x = k->x;

	xml_line(x);
	xml_open(x, units[n->kind].name);
	xml_attr(x, "eId", id);
	if (strcmp(units[n->kind].name, "hcontainer") == 0)
		xml_attr(x, "name", str_c(units[n->kind].id));
	if (n->flags & TREE_REPEALED)
		xml_attr(x, "status", S("removed"));
	if (num.n > 0)
		part(k, "num", id, num);
	if (!holds)
		prose(k, "content", id, words);
	else if (words.n > 0)
		prose(k, "intro", id, words);
}

/* Units of a text as their elements stand in each other: above[i] holds i, TREE_TOP the article. */
struct nest { struct str *ids; uint32_t *above; uint32_t open; };

/* Closes what does not hold the next unit: its parent, or the article when that is closed. */
static void
close_to(struct akn *k, struct nest *n, uint32_t parent)
{
	uint32_t under = n->open;

	while (under != TREE_TOP && under != parent)
		under = n->above[under];
	for (; n->open != under; n->open = n->above[n->open])
		xml_close(k->x);
}

/* In order; those that hold others stay open for them. */
static enum err
put_units(struct akn *k, struct str text, struct str holder)
{
	struct nest e = { .open = TREE_TOP };
	struct tree t;

	TRY(tree_parse(k->art, text, k->act->names, &t));
	e.ids = arena_array(k->art, struct str, t.n + 1);
	e.above = arena_array(k->art, uint32_t, t.n + 1);
	if (e.ids == NULL || e.above == NULL)
		return E_NOMEM;
	if (t.n == 0)
		prose(k, "content", holder, S(""));
	for (size_t i = 0; i < t.n; i++) {
		bool holds = i + 1 < t.n && t.p[i + 1].parent == i;

		close_to(k, &e, t.p[i].parent);
		e.above[i] = e.open;
		e.ids[i] = unit_id(k, &t.p[i], i, e.open == TREE_TOP ? holder : e.ids[e.open]);
		if (e.ids[i].p == NULL)
			return E_NOMEM;
		open_unit(k, &t.p[i], text, e.ids[i], holds);
		e.open = (uint32_t)i;
	}
	close_to(k, &e, TREE_TOP);
	return OK;
}

/* ---- articles ------------------------------------------------------------------------ */

static struct str
article_id(struct akn *k, const struct q_akn_texts *r)
{
	struct str eid = r->eid;

	if (r->number.n == 0 || !str_starts(eid, S("st-")))
		return str_fmt(k->art, "text_%.*s", FMT(eid));
	return str_fmt(k->art, "art_%.*s", FMT(((struct str){ eid.p + 3, eid.n - 3 })));
}

/* Title and, when there are notes on editions, the sign that leads to them. */
static void
put_title(struct akn *k, const struct q_akn_texts *r, struct str id)
{
	struct xml *x = k->x;

	if (r->title.n == 0 && r->notes.n == 0)
		return;
	akn_open_part(k, "heading", id);
	xml_text(x, r->title);
	if (r->notes.n > 0) {
		akn_open_part(k, "noteRef", id);
		xml_attr(
		    x, "href", str_fmt(k->art, "#note_%lld", (long long)r->sort + 1));
		xml_close(x);
	}
	xml_close(x);
}

static enum err
put_article(void *ctx, const struct q_akn_texts *r)
{
	struct body *b = ctx;
	struct akn *k = &b->k;
	struct xml *x = k->x;
	struct str id = article_id(k, r);

	TRY(go_to(b, r->section));
	if (id.p == NULL)
		return E_NOMEM;
	xml_line(x);
	xml_open(x, r->number.n > 0 ? "article" : "hcontainer");
	xml_attr(x, "eId", id);
	if (r->number.n == 0)
		xml_attr(x, "name", S("text"));
	if (r->body.n == 0)
		xml_attr(x, "status", S("removed"));
	if (r->number.n > 0)
		part(k, "num", id, str_fmt(k->art, "Статья %.*s", FMT(r->number)));
	put_title(k, r, id);
	TRY(put_units(k, r->body, id));
	xml_close(x);
	arena_reset(k->art);
	return buf_err(x->out);
}

static enum err
put_act(struct body *b)
{
	struct akn *k = &b->k;
	struct xml *x = k->x;

	TRY(q_sections(k->db, k->a, (struct act_id){ k->act->id }, &b->sections));
	xml_open(x, "akomaNtoso");
	xml_attr(x, "xmlns", S("http://docs.oasis-open.org/legaldocml/ns/akn/3.0"));
	xml_line(x);
	xml_open(x, "act");
	xml_attr(x, "name", S("act"));
	xml_attr(x, "contains", S("singleVersion"));
	xml_line(x);
	TRY(akn_meta(k));
	akn_preface(k);
	xml_line(x);
	xml_open(x, "body");
	xml_attr(x, "eId", S("body"));
	TRY(q_akn_texts(k->db, (struct edition_id){ k->ed->id }, put_article, b));
	TRY(go_to(b, (struct opt_int){ 0, false }));
	while (x->depth > 0)
		xml_close(x);
	xml_line(x);
	return buf_err(x->out);
}

enum err
law_akn(struct db *db, struct arena *a, const struct law_act *act, const struct law_edition *ed,
    struct buf *out)
{
	struct xml x;
	struct body b = { .k = { db, a, arena_new(ARTICLE_MEMORY), act, ed, &x } };
	enum err e;

	if (b.k.art == NULL)
		return E_NOMEM;
	xml_begin(&x, out);
	e = put_act(&b);
	arena_free(b.k.art);
	return e;
}
