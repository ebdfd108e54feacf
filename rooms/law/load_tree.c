/* load_tree.c - what was understood of a file: headings, articles, units, and how many of each. */
#include "law/load.h"
#include "text/text.h"

#define UNITS_SHOWN 2000	/* of one article */
#define UNITS_AT_ONCE 400	/* an act with more shows them an article at a time */
#define UNIT_POINTS 160
#define ODD_SHOWN 50

struct counts {
	int64_t heads[OUTLINE_ARTICLE];	/* by enum outline_kind */
	int64_t articles, texts, repealed, notes;
	int64_t units[TREE_NOTE + 1];	/* by enum tree_kind */
	int64_t all;
};

struct making {
	struct req *rq;
	struct arena *a;
	const struct law_draft *d;
	struct load_act *v;
	struct counts n;
	struct str article;
	size_t rows;		/* so many of them at most */
	int last;		/* heading of the article before */
};

static enum err
parse(struct making *m, const struct law_item *it, struct tree *ret)
{
	return tree_parse(m->a, it->body, m->d->points ? TREE_POINTS : TREE_PARTS, ret);
}

static bool
gone(const struct law_item *it)
{
	return it->body.n == 0 || tree_repealed(it->body);
}

/* ---- counts ------------------------------------------------------------------------------- */

static enum err
odd(struct making *m, const struct law_item *it, const struct tree_node *n)
{
	struct load_line l = { law_article_name(m->a, it->number, it->title), n->number };

	if (m->v->odd.n >= ODD_SHOWN) {
		m->v->odd_left++;
		return OK;
	}
	return VEC_PUSH(m->a, &m->v->odd, l);
}

static enum err
count(struct making *m)
{
	const struct law_draft *d = m->d;
	struct tree t;

	for (size_t i = 0; i < d->heads.n; i++)
		if (d->heads.p[i].kind < OUTLINE_ARTICLE)
			m->n.heads[d->heads.p[i].kind]++;
	for (size_t i = 0; i < d->items.n; i++) {
		const struct law_item *it = &d->items.p[i];

		m->n.articles += it->number.n > 0;
		m->n.texts += it->number.n == 0;
		m->n.repealed += gone(it);
		m->n.notes += it->notes.n > 0;
		TRY(parse(m, it, &t));
		for (size_t k = 0; k < t.n; k++) {
			m->n.units[t.p[k].kind]++;
			m->n.repealed += (t.p[k].flags & TREE_REPEALED) != 0;
			if (t.p[k].flags & TREE_ODD)
				TRY(odd(m, it, &t.p[k]));
		}
		m->n.all += (int64_t)t.n;
	}
	m->n.notes += m->n.units[TREE_NOTE];
	return OK;
}

static void
say(const struct ui *ui, struct buf *b, int64_t n, struct str word)
{
	if (n > 0)
		buf_fmt(b, "%s%.*s\u00a0%.*s", b->n > 0 ? ", " : "", FMT(ui_num(ui, n)), FMT(word));
}

static struct str
count_words(const struct ui *ui, struct arena *a, const struct counts *n, bool points)
{
	const int64_t *u = n->units, *h = n->heads;
	struct buf b;

	buf_init(&b, a, 4 * KiB);
	say(ui, &b, h[OUTLINE_ANNEX],
	    trn(ui, h[OUTLINE_ANNEX], "приложение|приложения|приложений"));
	say(ui, &b, h[OUTLINE_SECTION], trn(ui, h[OUTLINE_SECTION], "раздел|раздела|разделов"));
	say(ui, &b, h[OUTLINE_CHAPTER], trn(ui, h[OUTLINE_CHAPTER], "глава|главы|глав"));
	say(ui, &b, h[OUTLINE_SUB], trn(ui, h[OUTLINE_SUB], "параграф|параграфа|параграфов"));
	say(ui, &b, n->articles, trn(ui, n->articles, "статья|статьи|статей"));
	say(ui, &b, n->texts,
	    trn(ui, n->texts, "текст вне статей|текста вне статей|текстов вне статей"));
	say(ui, &b, u[TREE_DOT],
	    points ? trn(ui, u[TREE_DOT], "пункт|пункта|пунктов") :
		     trn(ui, u[TREE_DOT], "часть|части|частей"));
	say(ui, &b, u[TREE_BRACKET],
	    points ? trn(ui, u[TREE_BRACKET], "подпункт|подпункта|подпунктов") :
		     trn(ui, u[TREE_BRACKET], "пункт|пункта|пунктов"));
	say(ui, &b, u[TREE_LETTER],
	    trn(ui, u[TREE_LETTER], "подпункт с буквой|подпункта с буквой|подпунктов с буквой"));
	say(ui, &b, u[TREE_PARAGRAPH], trn(ui, u[TREE_PARAGRAPH], "абзац|абзаца|абзацев"));
	say(ui, &b, u[TREE_REMARK], trn(ui, u[TREE_REMARK], "примечание|примечания|примечаний"));
	say(ui, &b, n->repealed,
	    trn(ui, n->repealed, "единица без силы|единицы без силы|единиц без силы"));
	say(ui, &b, n->notes,
	    trn(ui, n->notes, "пометка о редакции|пометки о редакциях|пометок о редакциях"));
	return buf_err(&b) == OK ? buf_str(&b) : S("");
}

/* ---- rows ---------------------------------------------------------------------------------- */

static struct str
cut(struct str text, size_t from, size_t to)
{
	return from < to ? str_trim((struct str){ text.p + from, to - from }) : S("");
}

static enum err
fill_units(struct making *m, const struct law_item *it, struct load_units *ret)
{
	const struct ui *ui = &m->rq->ui;
	struct tree t;

	TRY(parse(m, it, &t));
	for (size_t i = 0; i < t.n && i < UNITS_SHOWN; i++) {
		const struct tree_node *n = &t.p[i];
		struct str text = cut(it->body, n->body, n->lead_to);
		struct str shown = utf8_cut(text, UNIT_POINTS);
		struct load_unit u = { .no = cut(it->body, n->from, n->body),
			.text = shown.n < text.n ? str_fmt(m->a, "%.*s…", FMT(shown)) : shown,
			.depth = n->depth > 2 ? 2 : (int)n->depth };

		u.tag = n->flags & TREE_REPEALED ? tr(ui, "утратила силу") :
		    n->flags & TREE_ODD	         ? tr(ui, "номер не по порядку") :
		    n->flags & TREE_EMPTY	 ? tr(ui, "без текста") :
		    n->kind == TREE_NOTE	 ? tr(ui, "пометка о редакции") :
						   S("");
		TRY(VEC_PUSH(m->a, ret, u));
	}
	return OK;
}

static int
depth_of(const struct law_draft *d, int head)
{
	int n = 0;

	for (; head >= 0; head = d->heads.p[head].parent)
		n++;
	return n;
}

static enum err
put_row(struct making *m, const struct load_row *r)
{
	if (m->v->rows.n >= m->rows) {
		m->v->rows_left++;
		return OK;
	}
	return VEC_PUSH(m->a, &m->v->rows, *r);
}

/* Headings between the article before and this one, from the widest. */
static enum err
put_heads(struct making *m, int head)
{
	int chain[OUTLINE_TEXT + 1], n = 0;

	for (int h = head; h >= 0 && n <= OUTLINE_TEXT; h = m->d->heads.p[h].parent) {
		bool open = false;

		for (int k = m->last; k >= 0; k = m->d->heads.p[k].parent)
			open = open || k == h;
		if (open)
			break;
		chain[n++] = h;
	}
	m->last = head;
	while (n-- > 0) {
		struct load_row r = { .heading = true, .name = m->d->heads.p[chain[n]].text,
			.depth = depth_of(m->d, chain[n]) - 1 };

		TRY(put_row(m, &r));
	}
	return OK;
}

static enum err
put_item(struct making *m, const struct law_item *it)
{
	const struct ui *ui = &m->rq->ui;
	struct load_row r = { .depth = depth_of(m->d, it->head), .repealed = gone(it),
		.note = it->notes, .here = str_eq(m->article, it->eid) };

	r.name = it->number.n == 0 ?
	    it->title :
	    it->title.n > 0 ?
	    str_fmt(m->a, "%.*s. %.*s", FMT(trf(ui, "Статья %1", it->number)), FMT(it->title)) :
	    trf(ui, "Статья %1", it->number);
	if (m->n.all <= UNITS_AT_ONCE || r.here)
		TRY(fill_units(m, it, &r.units));
	else if (it->body.n > 0)
		r.url = str_fmt(m->a, "?article=%.*s#u", FMT(it->eid));
	return put_row(m, &r);
}

enum err
load_tree(struct req *rq, struct arena *a, const struct law_draft *d, struct str article,
    size_t rows, struct load_act *v)
{
	struct making m = { .rq = rq, .a = a, .d = d, .v = v, .article = article, .rows = rows,
		.last = -1 };

	TRY(count(&m));
	v->counts = count_words(&rq->ui, a, &m.n, d->points);
	for (size_t i = 0; i < d->items.n; i++) {
		TRY(put_heads(&m, d->items.p[i].head));
		TRY(put_item(&m, &d->items.p[i]));
	}
	return OK;
}
