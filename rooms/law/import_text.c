/* import_text.c - a plain text becomes articles under headings; the tree as people see it. */
#include "law/law_impl.h"
#include "text/text.h"

static struct str
part(struct str text, size_t from, size_t to)
{
	return str_trim((struct str){ text.p + from, to - from });
}

/* A heading on one line, without double blanks. */
static struct str
one_line(struct arena *a, struct str s)
{
	struct buf b;
	bool gap = false;

	buf_init(&b, a, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\t') {
			gap = b.n > 0;
			continue;
		}
		if (gap)
			buf_putc(&b, ' ');
		gap = false;
		buf_putc(&b, s.p[i]);
	}
	return buf_err(&b) == OK ? (b.p ? buf_str(&b) : S("")) : STR_NONE;
}

/* «pril-1-», «pril-1-razd-ii-»: what an address within annexes begins with. Articles are numbered
 * through an act, so only annexes part them; a text has no number of its own and takes those of
 * all it stands in. */
static enum err
prefix(struct arena *a, const struct outline *o, uint32_t at, bool annexes, struct str *ret)
{
	static const char *const names[] = { [OUTLINE_ANNEX] = "pril", [OUTLINE_SECTION] = "razd",
		[OUTLINE_CHAPTER] = "gl", [OUTLINE_SUB] = "par" };
	const struct outline_node *n;
	struct str up = S(""), number;

	*ret = S("");
	if (at == OUTLINE_TOP)
		return OK;
	n = &o->p[at];
	TRY(prefix(a, o, n->parent, annexes, &up));
	if (n->kind >= OUTLINE_ARTICLE || (annexes && n->kind != OUTLINE_ANNEX)) {
		*ret = up;
		return OK;
	}
	number = n->number.n > 0 ? law_eid(a, "-", n->number) : S("");
	*ret = str_fmt(a, "%.*s%s%.*s-", FMT(up), names[n->kind], FMT(number));
	return ret->p ? OK : E_NOMEM;
}

static enum err
add_unit(struct arena *a, struct str text, const struct outline *o, size_t at, int64_t line,
    const int *heads, struct law_draft *d)
{
	const struct outline_node *n = &o->p[at];
	struct law_item it = { .head = n->parent == OUTLINE_TOP ? -1 : heads[n->parent],
		.notes = S(""), .body = part(text, n->body, n->to), .line = line };
	struct str up;

	TRY(prefix(a, o, n->parent, n->kind == OUTLINE_ARTICLE, &up));
	if (n->kind == OUTLINE_ARTICLE) {
		it.number = str_dup(a, n->number);
		it.title = one_line(a, n->title);
		it.eid = law_eid(a, str_fmt(a, "%.*sst-", FMT(up)).p, n->number);
	} else { /* «pril-1-razd-ii», or «tekst» where there is nothing above */
		it.number = S("");
		it.title = it.head < 0 ? S("Текст") : d->heads.p[it.head].text;
		it.eid = up.n > 0 ? str_dup(a, (struct str){ up.p, up.n - 1 }) : S("tekst");
	}
	if (it.eid.p == NULL || it.title.p == NULL || it.number.p == NULL)
		return E_NOMEM;
	it.body = str_dup(a, it.body);
	TRY(law_item_unique(a, d, &it.eid));
	return it.body.p ? law_item_add(a, d, &it) : E_NOMEM;
}

static enum err
add_heading(struct arena *a, struct str text, const struct outline *o, size_t at, int *heads,
    struct law_draft *d)
{
	const struct outline_node *n = &o->p[at];
	struct law_head h = { .kind = n->kind,
		.parent = n->parent == OUTLINE_TOP ? -1 : heads[n->parent],
		.text = one_line(a, utf8_cut(part(text, n->from, n->body), 2000)) };

	if (h.text.p == NULL)
		return E_NOMEM;
	heads[at] = (int)d->heads.n;
	for (size_t i = 0; i < d->heads.n; i++) /* the same words again are the same heading */
		if (d->heads.p[i].parent == h.parent && str_eq(d->heads.p[i].text, h.text)) {
			heads[at] = (int)i;
			return OK;
		}
	return d->heads.n < LAW_ITEMS_MAX ? VEC_PUSH(a, &d->heads, h) : E_LIMIT;
}

/* Lines are counted on from the place before: those asked for come in order. */
struct lines { size_t at; int64_t line; };

static int64_t
line_at(struct lines *l, struct str text, size_t at)
{
	for (; l->at < at; l->at++)
		l->line += text.p[l->at] == '\n';
	return l->line;
}

/* Looks like a heading and was left to the text: told with its line. */
static enum err
keep_doubts(struct arena *a, struct str text, const struct outline *o, struct law_reading *told)
{
	struct lines l = { 0, 1 };

	for (size_t i = 0; i < o->doubts.n; i++) {
		size_t from = o->doubts.p[i].from;
		struct law_doubt d = { line_at(&l, text, from),
			str_dup(a, utf8_cut(part(text, from, o->doubts.p[i].to), 80)) };

		TRY(d.text.p ? VEC_PUSH(a, &told->doubts, d) : E_NOMEM);
	}
	return OK;
}

enum err
law_read_text(struct arena *a, struct str text, struct law_draft *d, struct law_reading *told)
{
	struct lines l = { 0, 1 };
	struct outline o;
	int *heads;

	TRY(outline_parse(a, text, &o));
	heads = arena_array(a, int, o.n + 1);
	if (heads == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < o.n; i++) {
		if (o.p[i].kind < OUTLINE_ARTICLE)
			TRY(add_heading(a, text, &o, i, heads, d));
		else
			TRY(add_unit(a, text, &o, i, line_at(&l, text, o.p[i].from), heads, d));
	}
	return keep_doubts(a, text, &o, told);
}

/* ---- the tree, for people --------------------------------------------------------------- */

static void
put_odd(struct buf *b, const struct tree *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->p[i].flags & TREE_ODD)
			buf_fmt(b, "      номер не по порядку: %.*s\n", FMT(t->p[i].number));
}

static void
put_item(struct buf *b, struct arena *scratch, const struct law_draft *d, const struct law_item *it)
{
	struct tree t;
	size_t units = 0;

	buf_fmt(b, "    %.*s  %.*s", FMT(it->eid), FMT(utf8_cut(it->title, 100)));
	if (it->body.n == 0) {
		buf_putz(b, "  (без текста: утратила силу)\n");
		return;
	}
	arena_reset(scratch);
	if (tree_parse(scratch, it->body, d->points ? TREE_POINTS : TREE_PARTS, &t) != OK) {
		buf_putc(b, '\n');
		return;
	}
	for (size_t i = 0; i < t.n; i++)
		units += t.p[i].number.n > 0;
	buf_fmt(b, "  [единиц с номером: %zu]\n", units);
	put_odd(b, &t);
}

static void
put_draft(struct buf *b, struct arena *scratch, const struct law_draft *d)
{
	int last = -1;

	if (d->key.n > 0)
		buf_fmt(b, "%.*s\n  адрес: /law/%.*s\n", FMT(d->meta.title), FMT(d->key));
	if (d->note.n > 0)
		buf_fmt(b, "  %.*s\n", FMT(d->note));
	buf_fmt(
	    b, "  статей: %zu, единицы «1.» — %s\n", d->items.n, d->points ? "пункты" : "части");
	for (size_t i = 0; i < d->items.n; i++) {
		int head = d->items.p[i].head;

		if (head != last && head >= 0) {
			int up = d->heads.p[head].parent;

			if (up >= 0 && (last < 0 || d->heads.p[last].parent != up) && up != last)
				buf_fmt(b, "  %.*s\n", FMT(utf8_cut(d->heads.p[up].text, 120)));
			buf_fmt(b, "  %s%.*s\n", up >= 0 ? "  " : "",
			    FMT(utf8_cut(d->heads.p[head].text, 120)));
		}
		last = head;
		put_item(b, scratch, d, &d->items.p[i]);
	}
}

void
law_put_reading(struct buf *b, struct arena *scratch, const struct law_reading *r)
{
	for (size_t i = 0; i < r->notes.n; i++)
		buf_fmt(b, "Обратите внимание: %.*s.\n", FMT(r->notes.p[i]));
	if (r->doubts.n > 0)
		buf_putz(b, "Похоже на заголовки, но оставлено текстом:\n");
	for (size_t i = 0; i < r->doubts.n; i++)
		buf_fmt(b, "  строка %lld: %.*s\n", (long long)r->doubts.p[i].line,
		    FMT(r->doubts.p[i].text));
	for (size_t i = 0; i < r->drafts.n; i++)
		put_draft(b, scratch, &r->drafts.p[i]);
}
