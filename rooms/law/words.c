/* words.c - how acts, articles and units are called and addressed. */
#include "law/law_impl.h"
#include "text/text.h"

static bool
says_kind(struct arena *a, struct str title, const char *kind)
{
	return str_starts(text_fold(a, title), text_fold(a, str_c(kind)));
}

/* A code, a charter, a constitution is called by its title; an order by number and date. */
static bool
by_title(enum law_kind k)
{
	return k == LAW_konst || k == LAW_kodeks || k == LAW_ustav || k == LAW_pravila;
}

void
law_name(struct arena *a, enum law_kind kind, struct str number, struct str title, int32_t adopted,
    struct str *ret_full)
{
	struct buf b;

	buf_init(&b, a, 16 * KiB);
	if (by_title(kind) || says_kind(a, title, law_kinds[kind].ru)) {
		buf_put(&b, title);
	} else {
		buf_putz(&b, law_kinds[kind].ru);
		buf_putz(&b, " от ");
		put_day_field(&b, adopted);
		if (number.n > 0) {
			buf_putz(&b, " №\u00a0");
			buf_put(&b, number);
		}
		buf_putz(&b, " «");
		buf_put(&b, title);
		buf_putz(&b, "»");
	}
	*ret_full = buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}

struct str
law_name_of(struct arena *a, enum law_kind kind, struct str full, struct str shrt)
{
	struct str head = str_c(law_kinds[kind].ru);

	if (kind == LAW_kodeks || kind == LAW_konst)
		return str_dup(a, shrt);
	if (!str_starts(full, head))
		return str_dup(a, shrt.n > 0 ? shrt : full);
	return str_fmt(a, "%s%.*s", law_kinds[kind].of, (int)(full.n - head.n), full.p + head.n);
}

struct str
law_article_name(struct arena *a, struct str number, struct str title)
{
	return number.n > 0 ? str_fmt(a, "Статья %.*s", FMT(number)) : title;
}

struct str
law_url(struct arena *a, const struct law_act *act, int32_t day, struct str eid, struct str unit)
{
	struct buf b;

	buf_init(&b, a, 4 * KiB);
	buf_put(&b, S("/law/"));
	buf_put(&b, act->key);
	if (day != 0) {
		buf_putc(&b, '@');
		put_day_iso(&b, day);
	}
	if (eid.n > 0) {
		buf_putc(&b, '/');
		buf_put(&b, eid);
	}
	if (unit.n > 0) {
		buf_putc(&b, '/');
		buf_put(&b, unit);
	}
	return buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}

struct str
law_eid(struct arena *a, const char *head, struct str number)
{
	struct str n = text_lower(a, str_trim(number));
	struct buf b;

	if (n.n == 0 || n.n > 60 || n.p[0] == '.' || n.p[0] == '-')
		return STR_NONE;
	for (size_t i = 0; i < n.n; i++)
		if (n.p[i] == 0 || strchr("/?#@%<>\"'\\", n.p[i]) != NULL)
			return STR_NONE;
	buf_init(&b, a, 256);
	buf_putz(&b, head);
	for (size_t i = 0; i < n.n; i++) {
		char c = n.p[i];

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == '-')
			buf_putc(&b, c);
		else {
			buf_put(&b, text_slug(a, (struct str){ n.p + i, n.n - i }, 40));
			break;
		}
	}
	return buf_err(&b) == OK && b.n > strlen(head) ? buf_str(&b) : STR_NONE;
}

/* ---- units ------------------------------------------------------------------------ */

static void
put_unit(struct buf *b, const struct tree_node *n, enum tree_names names, bool in_remark)
{
	bool points = names == TREE_POINTS || in_remark;

	switch (n->kind) {
	case TREE_DOT: buf_fmt(b, "%s\u00a0%.*s", points ? "п." : "ч.", FMT(n->number)); break;
	case TREE_BRACKET: buf_fmt(b, "%s\u00a0%.*s", points ? "пп." : "п.", FMT(n->number)); break;
	case TREE_LETTER: buf_fmt(b, "пп.\u00a0«%.*s»", FMT(n->number)); break;
	case TREE_PARAGRAPH: buf_fmt(b, "абз.\u00a0%u", n->lines); break;
	case TREE_REMARK: buf_putz(b, "примечание"); break;
	case TREE_NOTE: break;
	}
}

struct str
law_unit_name(struct arena *a, const struct tree *t, enum tree_names names, struct str unit)
{
	struct str eid = unit;
	struct buf b;
	uint32_t at = TREE_TOP;
	bool first = true, remark = str_starts(unit, S("prim"));

	buf_init(&b, a, 1 * KiB);
	for (int turn = 0; turn < 2 && at == TREE_TOP; turn++) {
		for (size_t i = 0; i < t->n && at == TREE_TOP; i++)
			if (t->p[i].eid.n > 0 && str_eq(t->p[i].eid, eid))
				at = (uint32_t)i;
		if (at != TREE_TOP || turn > 0 || !str_ends(eid, S("/abz-1")))
			continue;
		/* the first line of a unit is a paragraph of it, and no node */
		eid.n -= S("/abz-1").n;
		buf_putz(&b, "абз.\u00a01 ");
	}
	if (at == TREE_TOP)
		return S("");
	for (; at != TREE_TOP; at = t->p[at].parent, first = false) {
		if (!first)
			buf_putc(&b, ' ');
		put_unit(&b, &t->p[at], names, remark && t->p[at].kind != TREE_REMARK);
	}
	return buf_str(&b);
}

struct str
law_ref(struct arena *a, const struct law_act *act, const struct law_article *art,
    const struct tree *t, struct str unit)
{
	struct str u = unit.n > 0 ? law_unit_name(a, t, act->names, unit) : S("");
	struct buf b;

	buf_init(&b, a, 16 * KiB);
	buf_put(&b, u);
	if (u.n > 0)
		buf_putc(&b, ' ');
	if (art->number.n > 0)
		buf_fmt(&b, "ст.\u00a0%.*s %.*s", FMT(art->number), FMT(act->ref));
	else
		buf_fmt(&b, "%.*s, %.*s", FMT(art->title), FMT(act->ref));
	return buf_err(&b) == OK ? buf_str(&b) : S("");
}
