/* akn.c - Akoma Ntoso: containers are headings, articles are articles, what is in them is lines.
 *
 * Units inside an article are written as lines that begin with their numbers, and read again by
 * tree.h: so an act has the same addresses whatever file it came from. */
#include "law/paper/akn.h"
#include "law/paper/akn_meta.h"
#include "law/paper/out.h"
#include "law/paper/walk.h"

#define STACK_MAX 64

struct frame {
	enum outline_kind kind;	/* OUTLINE_TEXT: a unit within an article, or of a text */
	int depth;
	int head;		/* of a container: its place in d->heads; -1: not yet known */
	struct str name, eid, num, heading;
	struct str note;	/* what its heading refers to */
	bool text;		/* has no number: a text that stands outside of articles */
	bool named;		/* of a unit: its number stands before its text already */
};

struct akn {
	struct arena *a;
	struct law_draft *d;
	struct paper_out out;
	struct paper part;	/* paragraphs of the article at hand, or of what is in none */
	struct akn_meta meta;
	struct frame stack[STACK_MAX];
	int n;
	int body;		/* depth of body, preface and the like; 0: outside */
	struct buf words;	/* of a num, a heading, a title */
	int in_words;		/* its depth; 0: none */
	bool article;
};

/* ---- kinds of elements ----------------------------------------------------- */

static bool
kind_of(struct str name, enum outline_kind *ret)
{
	static const struct { const char *name; enum outline_kind kind; } of[] = {
		{ "attachment", OUTLINE_ANNEX }, { "annex", OUTLINE_ANNEX },
		{ "part", OUTLINE_SECTION }, { "book", OUTLINE_SECTION },
		{ "tome", OUTLINE_SECTION }, { "title", OUTLINE_SECTION },
		{ "section", OUTLINE_SECTION }, { "chapter", OUTLINE_CHAPTER },
		{ "subchapter", OUTLINE_SUB }, { "subsection", OUTLINE_SUB },
		{ "subpart", OUTLINE_SUB }, { "subtitle", OUTLINE_SUB },
		{ "division", OUTLINE_SUB }, { "subdivision", OUTLINE_SUB },
		{ "article", OUTLINE_ARTICLE }, { "rule", OUTLINE_ARTICLE },
		{ "paragraph", OUTLINE_TEXT }, { "subparagraph", OUTLINE_TEXT },
		{ "clause", OUTLINE_TEXT }, { "subclause", OUTLINE_TEXT },
		{ "point", OUTLINE_TEXT }, { "indent", OUTLINE_TEXT }, { "alinea", OUTLINE_TEXT },
		{ "item", OUTLINE_TEXT }, { "list", OUTLINE_TEXT }, { "subrule", OUTLINE_TEXT },
		{ "hcontainer", OUTLINE_TEXT }, { "transitional", OUTLINE_TEXT },
		{ "proviso", OUTLINE_TEXT }, { "level", OUTLINE_TEXT },
		{ "sublist", OUTLINE_TEXT }, { "subitem", OUTLINE_TEXT } };

	for (size_t i = 0; i < LEN(of); i++) {
		if (str_is(name, of[i].name)) {
			*ret = of[i].kind;
			return true;
		}
	}
	return false;
}

static struct frame *
top(struct akn *c)
{
	return c->n > 0 ? &c->stack[c->n - 1] : NULL;
}

static bool
digits(struct str s)
{
	return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9';
}

/* «Статья 39.1.» → 39.1; «Глава IV» → IV: the word behind the blank, without its full stop. */
static struct str
bare_number(struct str s)
{
	size_t at = 0;

	for (size_t i = 0; i + 1 < s.n; i++)
		if (s.p[i] == ' ')
			at = i + 1;
	s = (struct str){ s.p + at, s.n - at };
	while (s.n > 0 && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == ')'))
		s.n--;
	return s;
}

/* ---- headings -------------------------------------------------------------- */

static struct str
heading_text(struct akn *c, const struct frame *f)
{
	static const char *const words[] = { [OUTLINE_ANNEX] = "Приложение № ",
		[OUTLINE_SECTION] = "Раздел ", [OUTLINE_CHAPTER] = "Глава ", [OUTLINE_SUB] = "§ " };
	const char *word = digits(f->num) ? words[f->kind] : "";
	const char *stop =
	    f->num.n > 0 && f->num.p[f->num.n - 1] != '.' && f->heading.n > 0 ? "." : "";

	if (f->num.n == 0 && f->heading.n == 0)
		return f->kind == OUTLINE_ANNEX ? S("Приложение") : S("");
	return str_fmt(c->a, "%s%.*s%s%s%.*s", word, FMT(f->num), stop,
	    f->num.n > 0 && f->heading.n > 0 ? " " : "", FMT(f->heading));
}

/* Containers that are open get their places in the order of the text. -2: no room for more. */
static int
head_now(struct akn *c)
{
	int parent = -1;

	for (int i = 0; i < c->n; i++) {
		struct frame *f = &c->stack[i];
		struct law_head h = { .kind = f->kind, .parent = parent };

		if (f->kind >= OUTLINE_ARTICLE)
			continue;
		if (f->head < 0) {
			h.text = heading_text(c, f);
			if (h.text.p == NULL)
				return -2;
			if (h.text.n == 0)
				continue;
			if (c->d->heads.n >= LAW_ITEMS_MAX || VEC_PUSH(c->a, &c->d->heads, h) != OK)
				return -2;
			f->head = (int)c->d->heads.n - 1;
		}
		parent = f->head;
	}
	return parent;
}

/* ---- articles and texts ---------------------------------------------------- */

/* «pril-1-razd-ii»: as a text without articles is addressed in other files. */
static struct str
place_eid(struct akn *c, bool annexes)
{
	static const char *const names[] = { [OUTLINE_ANNEX] = "pril", [OUTLINE_SECTION] = "razd",
		[OUTLINE_CHAPTER] = "gl", [OUTLINE_SUB] = "par" };
	struct str eid = S("");

	for (int i = 0; i < c->n; i++) {
		const struct frame *f = &c->stack[i];
		struct str no = law_eid(c->a, "-", bare_number(f->num));

		if (f->kind >= OUTLINE_ARTICLE || (annexes && f->kind != OUTLINE_ANNEX))
			continue;
		eid = str_fmt(c->a, "%.*s%s%.*s-", FMT(eid), names[f->kind], FMT(no));
	}
	return eid;
}

/* The text so far, and a new one. */
static enum err
take(struct akn *c, struct str *ret)
{
	struct str why = S("");
	enum err e = paper_out_end(&c->out, &why);

	*ret = e == OK ? str_trim(c->part.text) : S("");
	paper_out_init(&c->out, c->a, &c->part);
	if (e == E_INPUT) /* there was none, or too much */
		return str_find(why, S("16 МиБ")) < 0 ? OK : E_LIMIT;
	return e;
}

static enum err
add(struct akn *c, struct law_item it)
{
	if (it.head == -2)
		return c->d->heads.n >= LAW_ITEMS_MAX ? E_LIMIT : E_NOMEM;
	if (it.eid.p == NULL || it.title.p == NULL || it.number.p == NULL)
		return E_NOMEM;
	if (it.body.n > TREE_TEXT_MAX)
		return E_LIMIT;
	TRY(law_item_unique(c->a, c->d, &it.eid));
	return law_item_add(c->a, c->d, &it);
}

/* What stood in no article before this place. */
static enum err
flush_text(struct akn *c)
{
	struct law_item it = { .notes = S(""), .number = S(""), .line = 1 };
	struct str up;

	TRY(take(c, &it.body));
	if (it.body.n == 0)
		return OK;
	it.head = head_now(c);
	up = place_eid(c, false);
	it.title = it.head >= 0 ? c->d->heads.p[it.head].text : S("Текст");
	it.eid = it.head >= 0 && up.n > 1 ? str_dup(c->a, (struct str){ up.p, up.n - 1 }) :
					    S("tekst");
	return add(c, it);
}

/* Files that we wrote (law/akn.c) say each address as it is: «text_pril-1-st-5», and «art_8--utr»
 * for a number that stands twice. p NULL: this one does not. */
static struct str
own_eid(struct akn *c, const struct frame *f)
{
	struct str s = f->eid;
	bool text = str_starts(s, S("text_"));
	size_t skip = text ? S("text_").n : S("art_").n;

	if (s.n <= skip || s.n > 120 ||
	    (!text && (!str_starts(s, S("art_")) || str_find(s, S("--")) < 0)))
		return STR_NONE;
	s = (struct str){ s.p + skip, s.n - skip };
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
			s.p[i] == '-' || (s.p[i] == '.' && i > 0)))
			return STR_NONE;
	return text ? str_dup(c->a, s) : str_fmt(c->a, "st-%.*s", FMT(s));
}

/* Addressed by its number; without one by what the file calls it: «art_5». */
static enum err
article_ends(struct akn *c, const struct frame *f)
{
	struct law_item it = { .notes = akn_meta_note(&c->meta, f->note), .title = f->heading,
		.line = 1 };
	struct str up = place_eid(c, true), own = own_eid(c, f);
	ptrdiff_t at = str_find(f->eid, S("art_"));
	struct str named = at >= 0 ? (struct str){ f->eid.p + at + 4, f->eid.n - (size_t)at - 4 } :
				     S("");

	TRY(take(c, &it.body));
	it.head = head_now(c);
	it.number = f->num.n > 0 ? bare_number(f->num) : f->text ? S("") : named;
	it.eid = own.p ? own :
	    up.p       ? law_eid(c->a, str_fmt(c->a, "%.*sst-", FMT(up)).p, it.number) :
			 STR_NONE;
	if (it.title.p == NULL)
		it.title = S("");
	if (it.eid.p == NULL) {
		paper_note(&c->out,
		    str_fmt(
			c->a, "статья с номером «%.*s» получила адрес по порядку", FMT(f->num)));
		it.eid = str_fmt(c->a, "st-%zu", c->d->items.n + 1);
		it.number = it.number.n > 0 ? it.number : str_fmt(c->a, "%zu", c->d->items.n + 1);
	}
	return add(c, it);
}

/* ---- events ---------------------------------------------------------------- */

static void
check(struct walk *w, enum err e)
{
	if (e != OK)
		walk_fail(w, e);
}

static void
push(struct walk *w, struct akn *c, enum outline_kind kind, struct str name,
    const struct walk_attrs *at)
{
	struct frame f = { .kind = kind, .depth = w->depth, .head = -1, .num = S(""),
		.heading = S(""), .eid = S(""), .note = S("") };
	struct str s;

	if (c->n == STACK_MAX) {
		w->why = S("разметка вложена слишком глубоко: проверьте файл");
		walk_fail(w, E_INPUT);
		return;
	}
	if (kind <= OUTLINE_ARTICLE && c->article) /* quoted structure: lines of the article */
		f.kind = OUTLINE_TEXT;
	if (f.kind <= OUTLINE_ARTICLE)
		check(w, flush_text(c));
	f.text = f.kind == OUTLINE_ARTICLE && str_is(name, "hcontainer");
	f.name = str_dup(c->a, name);
	if (walk_attr(at, "eId", &s))
		f.eid = str_dup(c->a, s);
	f.named = f.kind == OUTLINE_TEXT && c->n > 0 && top(c)->named;
	if (!f.named) /* else a list begins behind the number of its unit */
		paper_break(&c->out);
	c->article = c->article || f.kind == OUTLINE_ARTICLE;
	c->stack[c->n++] = f;
}

/* A container says by its name what it is: an annex, or (ours) a text outside of articles. */
static void
named_kind(const struct walk_attrs *at, enum outline_kind *kind)
{
	struct str s, eid;

	if (!walk_attr(at, "name", &s))
		return;
	if (str_is(s, "annex"))
		*kind = OUTLINE_ANNEX;
	else if (str_is(s, "text") && walk_attr(at, "eId", &eid) && str_starts(eid, S("text_")))
		*kind = OUTLINE_ARTICLE;
}

static bool
is_body(struct str name)
{
	static const char *const names[] = { "body", "mainBody", "preamble", "conclusions",
		"debateBody", "collectionBody" };

	for (size_t i = 0; i < LEN(names); i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

static bool
is_line(struct str name)
{
	static const char *const names[] = { "p", "block", "listIntroduction", "listWrapUp",
		"intro", "wrapUp", "content", "longTitle", "formula", "heading", "subheading",
		"br", "li", "tblock", "container", "recital", "citation" };

	for (size_t i = 0; i < LEN(names); i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

static void
note_ref(struct akn *c, const struct walk_attrs *at)
{
	struct str s;

	if (c->n > 0 && top(c)->kind == OUTLINE_ARTICLE && walk_attr(at, "href", &s) &&
	    s.n > 1 && s.n < 100 && s.p[0] == '#')
		top(c)->note = str_dup(c->a, (struct str){ s.p + 1, s.n - 1 });
}

static void
start(struct walk *w, struct str name, const struct walk_attrs *at)
{
	struct akn *c = w->ctx;
	enum outline_kind kind;

	if (str_is(name, "meta") || c->meta.depth > 0) {
		akn_meta_start(&c->meta, w->depth, name, at);
		return;
	}
	if (str_is(name, "remark") || str_is(name, "authorialNote")) {
		paper_note(&c->out, S("примечания редактора (remark, authorialNote) не взяты"));
		walk_skip(w);
	} else if (str_is(name, "del")) {
		walk_skip(w);
	} else if (str_is(name, "docTitle") || str_is(name, "shortTitle") ||
	    (c->n > 0 && (str_is(name, "num") || str_is(name, "heading")) &&
		top(c)->depth == w->depth - 1)) {
		c->in_words = w->depth;
		buf_reset(&c->words);
	} else if (is_body(name)) {
		c->body++;
	} else if ((c->body > 0 || str_is(name, "attachment")) && kind_of(name, &kind)) {
		if (str_is(name, "hcontainer"))
			named_kind(at, &kind);
		push(w, c, kind, name, at);
	} else if (str_is(name, "noteRef")) {
		note_ref(c, at);
	} else if (str_is(name, "table")) {
		paper_table(&c->out, true);
	} else if (str_is(name, "tr")) {
		paper_row(&c->out, true);
	} else if (str_is(name, "sup")) {
		paper_sup(&c->out, true);
	} else if (is_line(name)) {
		if (c->n == 0 || top(c)->kind < OUTLINE_TEXT || !top(c)->named)
			paper_break(&c->out);
	}
}

/* The number of a unit stands before its first line. */
static void
words_end(struct akn *c, struct str name)
{
	struct frame *f = top(c);
	struct str s = c->words.n > 0 ? str_dup(c->a, str_trim(buf_str(&c->words))) : S("");

	c->in_words = 0;
	if (str_is(name, "docTitle") || str_is(name, "shortTitle")) {
		if (f != NULL && f->heading.n == 0)
			f->heading = s; /* of an annex */
		else if (f == NULL && s.n > 0 && (str_is(name, "docTitle") || c->meta.title.n == 0))
			c->meta.title = s;
	} else if (f == NULL) {
		return;
	} else if (f->kind <= OUTLINE_ARTICLE) {
		*(str_is(name, "num") ? &f->num : &f->heading) = s;
	} else if (s.n > 0) {
		if (str_is(name, "num"))
			paper_break(&c->out);
		paper_put(&c->out, s);
		paper_gap(&c->out);
		f->named = true;
	}
}

static void
end(struct walk *w, struct str name)
{
	struct akn *c = w->ctx;
	struct frame *f = top(c);

	if (c->meta.depth > 0) {
		check(w, akn_meta_end(&c->meta, w->depth));
	} else if (c->in_words == w->depth) {
		words_end(c, name);
	} else if (is_body(name)) {
		paper_break(&c->out);
		if (c->n == 0)
			check(w, flush_text(c));
		c->body -= c->body > 0;
	} else if (f != NULL && f->depth == w->depth) {
		paper_break(&c->out);
		c->article = c->article && f->kind != OUTLINE_ARTICLE;
		if (f->kind == OUTLINE_ARTICLE) {
			c->n--;
			check(w, article_ends(c, f));
			return;
		}
		if (f->kind < OUTLINE_ARTICLE)
			check(w, flush_text(c));
		c->n--;
	} else if (str_is(name, "table")) {
		paper_table(&c->out, false);
	} else if (str_is(name, "tr")) {
		paper_row(&c->out, false);
	} else if (str_is(name, "td") || str_is(name, "th")) {
		paper_cell_end(&c->out);
	} else if (str_is(name, "sup")) {
		paper_sup(&c->out, false);
	} else if (is_line(name)) {
		if (f == NULL || f->kind < OUTLINE_TEXT || c->out.line.n > 0)
			paper_break(&c->out);
		if (f != NULL)
			f->named = false;
	}
}

static void
text(struct walk *w, struct str s)
{
	struct akn *c = w->ctx;

	if (c->in_words > 0) {
		for (size_t i = 0; i < s.n; i++) /* a line's end within a title is a blank */
			if ((unsigned char)s.p[i] > ' ')
				buf_putc(&c->words, s.p[i]);
			else if (c->words.n > 0 && c->words.p[c->words.n - 1] != ' ')
				buf_putc(&c->words, ' ');
	} else if (c->meta.depth > 0) {
		akn_meta_text(&c->meta, s);
	} else if (c->body > 0) {
		paper_put(&c->out, s);
	}
	if (c->out.text.err != OK || c->out.line.err != OK || c->words.err != OK)
		walk_fail(w, c->out.text.err == E_NOMEM ? E_NOMEM : E_LIMIT);
}

enum err
paper_akn(struct arena *a, struct str data, struct law_draft *d, struct paper *ret,
    struct str *ret_why)
{
	struct akn c = { .a = a, .d = d };
	struct walk w = { .ctx = &c, .start = start, .end = end, .text = text };
	enum err e;

	*ret = (struct paper){ 0 };
	c.meta.a = a;
	paper_out_init(&c.out, a, &c.part);
	buf_init(&c.words, a, 64 * KiB);
	e = walk_xml(&w, data, ret_why);
	if (e == E_LIMIT) {
		*ret_why = S(
		    "статья больше 4 МиБ, текст больше 16 МиБ, название длиннее 64 КиБ или статей "
		    "больше 50 000");
		return E_INPUT;
	}
	TRY(e);
	for (size_t i = 0; i < c.part.notes.n; i++)
		TRY(VEC_PUSH(a, &ret->notes, c.part.notes.p[i]));
	if (d->items.n == 0) {
		*ret_why = S("в файле Akoma Ntoso нет текста акта: нужен элемент body или mainBody "
			     "со статьями или абзацами");
		return E_INPUT;
	}
	d->meta = law_meta_join(d->meta, akn_meta_said(&c.meta));
	return OK;
}
