/* tree.c - the units of one article, from its lines. */
#include "law/tree.h"

enum { RANKS = 3 };	/* «1.», «1)», «а)» */

struct seen { uint64_t hash; uint32_t node; bool used; };

struct walk {
	struct arena *a;
	struct str text;
	enum tree_names names;
	struct tree t;
	struct tree_lines lines;
	size_t *next;		/* of a line: the next one with a number */
	uint32_t remark;	/* what follows is under it; TREE_TOP: none yet */
	uint32_t open[RANKS];
	uint32_t top_lines;
	char last;		/* of the line before; notes do not count */
	struct seen *seen;	/* addresses given out, by hash */
	size_t seen_cap;
};

/* а → a, я → ya: each letter has another Latin one. */
static const char *
latin(struct str letter)
{
	static const char *const of[] = { "a", "b", "v", "g", "d", "e", "zh", "z", "i", "j", "k",
		"l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch",
		"qq", "y", "q", "eh", "yu", "ya" };
	unsigned cp;

	if (letter.n < 2 || ((uint8_t)letter.p[0] != 0xD0 && (uint8_t)letter.p[0] != 0xD1))
		return NULL;
	cp = ((unsigned)(uint8_t)letter.p[0] & 0x1F) << 6 | ((unsigned)(uint8_t)letter.p[1] & 0x3F);
	if (cp == 0x451)
		return "yo";
	return cp >= 0x430 && cp <= 0x44F ? of[cp - 0x430] : NULL;
}

static void
put_step(struct buf *b, const struct walk *w, const struct tree_node *n)
{
	static const char *const parts[] = { "ch-", "p-", "pp-" };
	static const char *const points[] = { "p-", "pp-", "pp-" };
	const char *z;

	if (n->kind == TREE_REMARK) {
		buf_putz(b, "prim");
	} else if (n->kind == TREE_PARAGRAPH) {
		buf_putz(b, "abz-");
		buf_int(b, n->lines);
	} else {
		/* a remark counts points whatever the act calls its «1.» */
		buf_putz(b,
		    (w->names == TREE_POINTS || w->remark != TREE_TOP ? points : parts)[n->kind]);
		z = n->kind == TREE_LETTER ? latin(n->number) : NULL;
		buf_putz(b, z ? z : "");
		buf_put(b, z ? (struct str){ n->number.p + 2, n->number.n - 2 } : n->number);
	}
}

/* Where the address stands among those given out; free when it is new. */
static struct seen *
slot(struct walk *w, struct str eid)
{
	uint64_t h = str_hash(eid);
	size_t at = (size_t)h & (w->seen_cap - 1);

	while (w->seen[at].used &&
	    (w->seen[at].hash != h || !str_eq(w->t.p[w->seen[at].node].eid, eid)))
		at = (at + 1) & (w->seen_cap - 1);
	w->seen[at].hash = h;
	return &w->seen[at];
}

/* The address; a number met for the second time gets «--N» of its node, and is odd. */
static enum err
address(struct walk *w, struct tree_node *n)
{
	uint32_t self = (uint32_t)w->t.n;
	struct seen *s;
	struct buf b;

	buf_init(&b, w->a, 1 * KiB);
	if (n->parent != TREE_TOP) {
		buf_put(&b, w->t.p[n->parent].eid);
		buf_putc(&b, '/');
	}
	put_step(&b, w, n);
	s = slot(w, buf_str(&b));
	if (s->used) {
		n->flags |= TREE_ODD;
		buf_putz(&b, "--");
		buf_int(&b, self);
		s = slot(w, buf_str(&b));
	}
	TRY(buf_err(&b));
	s->used = true;
	s->node = self;
	n->eid = buf_str(&b);
	return OK;
}

/* A node for the line, last in the tree; those it stands in reach to its end. */
static enum err
push(struct walk *w, const struct tree_line *l, uint32_t parent, uint32_t lines, bool listed)
{
	struct tree_node n = { .kind = l->kind, .parent = parent, .from = l->from, .to = l->to,
		.body = l->body, .lead_to = l->to, .number = l->number, .lines = lines,
		.listed = listed };

	n.depth = parent == TREE_TOP ? 0 : w->t.p[parent].depth + 1;
	if (tree_repealed((struct str){ w->text.p + l->body, l->to - l->body }))
		n.flags |= TREE_REPEALED;
	else if (l->body == l->to && l->number.n > 0)
		n.flags |= TREE_EMPTY;
	if (l->kind != TREE_NOTE)
		TRY(address(w, &n));
	w->t.odd += (n.flags & TREE_ODD) != 0;
	TRY(VEC_PUSH(w->a, &w->t, n));
	for (uint32_t up = parent; up != TREE_TOP; up = w->t.p[up].parent)
		w->t.p[up].to = l->to;
	return OK;
}

/* The deepest unit still open. */
static uint32_t
deepest(const struct walk *w, int below)
{
	for (int r = below; r-- > 0;)
		if (w->open[r] != TREE_TOP)
			return w->open[r];
	return w->remark;
}

static void
shut(struct walk *w, int from)
{
	for (int r = from; r < RANKS; r++)
		w->open[r] = TREE_TOP;
}

/* «1.» < «1.1.» < «2.»: group by group. */
static int
compare(struct str x, struct str y)
{
	size_t i = 0, k = 0;

	while (i < x.n && k < y.n) {
		int n = 0, m = 0;

		for (; i < x.n && x.p[i] >= '0' && x.p[i] <= '9'; i++)
			n = 10 * n + (x.p[i] - '0');
		for (; k < y.n && y.p[k] >= '0' && y.p[k] <= '9'; k++)
			m = 10 * m + (y.p[k] - '0');
		if (n != m)
			return n < m ? -1 : 1;
		i++;
		k++;
	}
	return i < x.n ? 1 : k < y.n ? -1 : 0;
}

static enum err
unit(struct walk *w, const struct tree_line *l)
{
	int rank = (int)l->kind;
	uint32_t before = w->open[rank], parent;
	bool listed = w->last == ':' || w->last == ';', back = false;

	if (l->kind != TREE_LETTER && before != TREE_TOP)
		back = compare(l->number, w->t.p[before].number) < 0;
	shut(w, rank);
	parent = deepest(w, rank);
	TRY(push(w, l, parent, 1, listed));
	w->open[rank] = (uint32_t)w->t.n - 1;
	if (back && !(w->t.p[w->t.n - 1].flags & TREE_ODD)) {
		w->t.p[w->t.n - 1].flags |= TREE_ODD;
		w->t.odd++;
	}
	return OK;
}

/* A list that went by «;» has ended by «.»: a capital behind it speaks for the whole again,
 * unless the list goes on after it. */
static bool
ends_list(const struct walk *w, size_t at, uint32_t cur)
{
	const struct tree_node *n = &w->t.p[cur];
	size_t next = w->next[at];

	if (n->kind != TREE_BRACKET && n->kind != TREE_LETTER)
		return false;
	if (next < w->lines.n && w->lines.p[next].kind == n->kind &&
	    !str_is(w->lines.p[next].number, "1") && !str_is(w->lines.p[next].number, "а"))
		return false;
	return n->listed && w->last == '.' && w->lines.p[at].upper;
}

static enum err
paragraph(struct walk *w, size_t at)
{
	uint32_t cur = deepest(w, RANKS), no;

	while (cur != TREE_TOP && ends_list(w, at, cur)) {
		shut(w, (int)w->t.p[cur].kind);
		cur = deepest(w, RANKS);
	}
	no = cur == TREE_TOP ? ++w->top_lines : ++w->t.p[cur].lines;
	return push(w, &w->lines.p[at], cur, no, false);
}

static enum err
step(struct walk *w, size_t at)
{
	const struct tree_line *l = &w->lines.p[at];

	switch (l->kind) {
	case TREE_NOTE: return push(w, l, deepest(w, RANKS), 0, false);
	case TREE_PARAGRAPH: TRY(paragraph(w, at)); break;
	case TREE_REMARK:
		w->remark = TREE_TOP;
		shut(w, 0);
		TRY(push(w, l, TREE_TOP, l->body < l->to, false));
		w->remark = (uint32_t)w->t.n - 1;
		break;
	case TREE_DOT:
	case TREE_BRACKET:
	case TREE_LETTER: TRY(unit(w, l)); break;
	}
	w->last = l->last;
	return OK;
}

static enum err
ready(struct walk *w)
{
	size_t n = w->lines.n, next = n;

	for (w->seen_cap = 16; w->seen_cap < 2 * n;)
		w->seen_cap *= 2;
	w->seen = arena_array(w->a, struct seen, w->seen_cap);
	w->next = arena_array(w->a, size_t, n + 1);
	if (w->seen == NULL || w->next == NULL)
		return E_NOMEM;
	for (size_t i = n; i-- > 0;) {
		w->next[i] = next;
		if (w->lines.p[i].number.n > 0)
			next = i;
	}
	w->remark = TREE_TOP;
	shut(w, 0);
	return OK;
}

enum err
tree_parse(struct arena *a, struct str text, enum tree_names names, struct tree *ret)
{
	struct walk w = { .a = a, .text = text, .names = names };

	if (text.n > TREE_TEXT_MAX)
		return E_TOO_BIG;
	TRY(tree_lines(a, text, &w.lines));
	TRY(ready(&w));
	for (size_t i = 0; i < w.lines.n; i++)
		TRY(step(&w, i));
	*ret = w.t;
	return OK;
}

static const struct tree_node *
with_eid(const struct tree *t, struct str eid)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->p[i].eid.n > 0 && str_eq(t->p[i].eid, eid))
			return &t->p[i];
	return NULL;
}

bool
tree_find(const struct tree *t, struct str eid, struct tree_span *ret)
{
	const struct tree_node *n = with_eid(t, eid);

	if (n != NULL) {
		*ret = (struct tree_span){ n->from, n->to };
		return true;
	}
	/* under «Примечания:» the first paragraph is a node: it was found before its heading */
	if (!str_ends(eid, S("/abz-1")))
		return false;
	eid.n -= S("/abz-1").n;
	n = with_eid(t, eid);
	if (n == NULL)
		return false;
	*ret = (struct tree_span){ n->from, n->lead_to };
	return true;
}

/* ---- what an act calls its units ---------------------------------------------------------- */

/* The last of the two words before «настоящей статьи» says what its units are. */
void
tree_weigh(struct str text, struct tree_votes *v)
{
	const struct str of = S(" настоящей статьи"), part = S("част"), point = S("пункт");
	enum { BEHIND = 64 };

	for (;;) {
		ptrdiff_t at = str_find(text, of);
		size_t low;

		if (at < 0)
			return;
		low = at > BEHIND ? (size_t)at - BEHIND : 0;
		for (size_t i = (size_t)at; i-- > low;) {
			struct str s = { text.p + i, text.n - i };

			if (str_starts(s, part)) {
				v->parts++;
				break;
			}
			if (str_starts(s, point)) {
				v->points++;
				break;
			}
		}
		text.p += (size_t)at + of.n;
		text.n -= (size_t)at + of.n;
	}
}

enum tree_names
tree_names_of(const struct tree_votes *v)
{
	return v->points > v->parts ? TREE_POINTS : TREE_PARTS;
}
