/* import.c - acts from files: everything is read and checked first (law_read), then each edition is
 * written in one transaction, so that no reader meets half an act. */
#include "entry/import_json.h"
#include "law/law_impl.h"
#include "law/paper/akn.h"
#include "text/text.h"

#define GATHER_BYTES (1024 * MiB)
#define NUMBER_POINTS 40
#define TITLE_POINTS 3000

struct gather {
	struct import *im;
	struct web_thread *th;
	const struct law_file *file;
	struct arena *keep;
	struct str act, edition;	/* as the file's name has them */
	struct law_reading *r;
};

/* ---- a line of JSON ----------------------------------------------------------------- */

static struct str
member(struct gather *g, struct json_object *o, const char *key)
{
	return import_member(g->keep, o, key);
}

static struct law_draft *
draft_of(struct gather *g, struct str act)
{
	struct law_draft d = { .meta = { .act = act }, .line = g->im->line };

	for (size_t i = 0; i < g->r->drafts.n; i++)
		if (str_eq(g->r->drafts.p[i].meta.act, act))
			return &g->r->drafts.p[i];
	if (g->r->drafts.n >= LAW_DRAFTS_MAX || VEC_PUSH(g->keep, &g->r->drafts, d) != OK)
		return NULL;
	return &g->r->drafts.p[g->r->drafts.n - 1];
}

/* The heading under `parent`, met already or new; -2: no room for more. */
static int
head_at(struct gather *g, struct law_draft *d, enum outline_kind kind, int parent, struct str text)
{
	if (text.n == 0)
		return parent;
	for (size_t i = d->heads.n; i-- > 0;)
		if (d->heads.p[i].parent == parent && str_eq(d->heads.p[i].text, text))
			return (int)i;
	if (d->heads.n >= LAW_ITEMS_MAX ||
	    VEC_PUSH(g->keep, &d->heads, ((struct law_head){ kind, parent, text, 0 })) != OK)
		return -2;
	return (int)d->heads.n - 1;
}

/* A number may stand twice where its first article was repealed and left empty. */
static enum err
add_item(struct gather *g, struct law_draft *d, struct law_item it)
{
	struct law_item *old = law_item_at(d, it.eid);
	struct str aside = str_fmt(g->keep, "%.*s--utr", FMT(it.eid));

	if (old != NULL) {
		if ((old->body.n > 0 && it.body.n > 0) || law_item_at(d, aside) != NULL)
			return import_bad(g->im, it.number,
			    str_fmt(g->im->row, "статья с этим номером уже была в строке %lld",
				(long long)old->line));
		if (old->body.n > 0) {
			it.eid = aside;
		} else {
			old->eid = aside;
			TRY(law_item_known(g->keep, d, old));
		}
	}
	return law_item_add(g->keep, d, &it);
}

static enum err
add_alias(struct gather *g, struct law_draft *d, struct str old, struct str target)
{
	struct law_aka aka = { old, target };

	if (old.n == 0 || target.n == 0 || old.n > 200 || target.n > 200)
		return import_bad(g->im, old,
		    S("прежний адрес единицы: нужны поля alias и of, например st-8.1 и st-9"));
	return VEC_PUSH(g->keep, &d->akas, aka);
}

static enum err
article_line(struct gather *g, struct law_draft *d, struct json_object *o)
{
	struct str article = member(g, o, "article"), was = member(g, o, "was");
	struct str section = member(g, o, "section"), chapter = member(g, o, "chapter");
	struct law_item it = { .number = article, .title = member(g, o, "title"),
		.body = member(g, o, "text"), .notes = member(g, o, "amendments"),
		.line = g->im->line };

	if (article.n == 0)
		return import_bad(g->im, S(""), S("нет номера статьи: поле article"));
	it.eid = utf8_len(article) <= NUMBER_POINTS ? law_eid(g->keep, "st-", article) : STR_NONE;
	if (it.eid.p == NULL)
		return import_bad(g->im, utf8_cut(article, NUMBER_POINTS),
		    S("номер статьи не похож на номер: нужно как 8 или 39.36-1"));
	if (utf8_len(it.title) > TITLE_POINTS)
		return import_bad(g->im, article, S("название статьи длиннее 3000 знаков"));
	if (it.body.n > TREE_TEXT_MAX)
		return import_bad(g->im, article, S("текст статьи длиннее 4 МиБ"));
	it.head = head_at(g, d, OUTLINE_SECTION, -1, section);
	it.head = head_at(g, d, OUTLINE_CHAPTER, it.head, chapter);
	if (it.head == -2)
		return d->heads.n >= LAW_ITEMS_MAX ? E_LIMIT : E_NOMEM;
	TRY(add_item(g, d, it));
	return was.n > 0 ? add_alias(g, d, law_eid(g->keep, "st-", was), it.eid) : OK;
}

static void
law_words(struct gather *g, struct law_draft *d, struct json_object *o)
{
	struct law_meta m = { .shrt = member(g, o, "short"), .number = member(g, o, "number"),
		.title = member(g, o, "law") };

	d->meta = law_meta_join(d->meta, m);
}

static enum err
parsed_line(struct gather *g, struct json_object *o)
{
	struct str act = member(g, o, "act"), alias = member(g, o, "alias");
	struct law_draft *d;

	if (act.n == 0)
		act = g->act;
	if (act.p == NULL)
		return E_NOMEM;
	d = draft_of(g, act);
	if (d == NULL)
		return g->r->drafts.n >= LAW_DRAFTS_MAX ? E_LIMIT : E_NOMEM;
	if (alias.n > 0)
		return add_alias(g, d, alias, member(g, o, "of"));
	law_words(g, d, o);
	return article_line(g, d, o);
}

static enum err
json_line(struct gather *g, struct str text)
{
	struct json_object *o;
	enum err e;

	if (text.n > IMPORT_LINE_MAX)
		return import_bad(g->im, S(""), S("строка длиннее мегабайта"));
	TRY(import_json(g->im, text, &o));
	e = parsed_line(g, o);
	json_object_put(o);
	return e;
}

/* ---- what is known of them --------------------------------------------------------------- */

static enum err
meta_of(struct gather *g, struct law_draft *d)
{
	struct law_meta m = { 0 };
	bool found = false;

	if (g->file->acts_csv.n > 0)
		TRY(law_meta_find(g->im, g->file->acts_csv, d->meta.act, g->edition, &m, &found));
	/* options, then the row of acts.csv, then what the lines say */
	d->meta = law_meta_join(g->file->said, law_meta_join(m, d->meta));
	if (d->meta.edition.n == 0)
		d->meta.edition = g->edition;
	return OK;
}

static bool
says_points(const struct law_draft *d)
{
	struct tree_votes v = { 0 };

	for (size_t i = 0; i < d->items.n; i++)
		tree_weigh(d->items.p[i].body, &v);
	return tree_names_of(&v) == TREE_POINTS;
}

static enum err
make_ready(struct gather *g, struct law_draft *d)
{
	TRY(meta_of(g, d));
	TRY(law_draft_ready(g->th, g->keep, d, &d->why));
	if (d->why.n == 0 && d->items.n == 0)
		d->why = S("в файле нет ни одной статьи этого акта");
	d->points = says_points(d);
	return OK;
}

/* Said and counted: the file is not read, others may be. */
static enum err
refuse_file(struct gather *g, struct str why)
{
	enum err e = import_bad(g->im, S(""), why);

	return e == E_INPUT ? OK : e;
}

static enum err
read_text(struct gather *g, struct str text)
{
	struct law_draft *d = draft_of(g, g->act);
	enum err e;

	if (d == NULL)
		return E_NOMEM;
	d->line = g->im->line = 1;
	if (str_starts(text, S("\xEF\xBB\xBF")))
		text = (struct str){ text.p + 3, text.n - 3 };
	if (!utf8_valid(text))
		return refuse_file(g, S("текст не в UTF-8: сохраните файл в этой кодировке"));
	e = law_read_text(g->keep, text, d, g->r);
	if (e == E_TOO_BIG)
		return refuse_file(g, S("текст больше 16 МиБ: разделите его на части"));
	g->im->read += (int64_t)d->items.n;
	g->im->same += (int64_t)d->items.n;
	return e;
}

static enum err
keep_notes(struct gather *g, const struct paper *p)
{
	for (size_t i = 0; i < p->notes.n; i++)
		TRY(VEC_PUSH(g->keep, &g->r->notes, p->notes.p[i]));
	return OK;
}

/* Its structure is its own: nothing is recognised by words. */
static enum err
read_akn(struct gather *g)
{
	struct law_draft *d = draft_of(g, g->act);
	struct str why = S("");
	struct paper p;
	enum err e;

	if (d == NULL)
		return E_NOMEM;
	d->line = g->im->line = 1;
	e = paper_akn(g->keep, g->file->data, d, &p, &why);
	if (e == E_INPUT) {
		g->r->drafts.n = 0; /* half of an act is none */
		return refuse_file(g, why);
	}
	TRY(e);
	TRY(keep_notes(g, &p));
	g->im->read += (int64_t)d->items.n;
	g->im->same += (int64_t)d->items.n;
	return OK;
}

/* A document becomes a text of paragraphs first. */
static enum err
read_paper(struct gather *g, enum paper_kind kind)
{
	struct str data = g->file->data, why = S("");
	struct paper p = { 0 };
	enum err e;

	e = kind == PAPER_HTML ? paper_html(g->keep, data, &p, &why) :
	    kind == PAPER_DOCX ? paper_docx(g->keep, data, &p, &why) :
				 paper_odt(g->keep, data, &p, &why);
	if (e == E_INPUT)
		return refuse_file(g, why);
	TRY(e);
	TRY(keep_notes(g, &p));
	return read_text(g, p.text);
}

/* A line an article; blank lines and those that begin with # are passed over. Nothing is written
 * while a file is read, so no transaction is open meanwhile. */
static enum err
read_lines(struct gather *g)
{
	struct import *im = g->im;
	struct str rest = g->file->data;

	if (str_starts(rest, S("\xEF\xBB\xBF")))
		rest = (struct str){ rest.p + 3, rest.n - 3 };
	while (rest.n > 0) {
		enum err e;

		im->line++;
		arena_reset(im->row);
		im->raw = str_trim(str_cut(rest, '\n', &rest));
		if (im->raw.n == 0 || im->raw.p[0] == '#')
			continue;
		im->read++;
		e = json_line(g, im->raw);
		if (e != OK && e != E_INPUT)
			return e;
		im->same += e == OK;
	}
	return OK;
}

static enum err
read_file(struct gather *g)
{
	struct str why;
	enum paper_kind kind = paper_kind(g->file->name, g->file->data, &why);

	switch (kind) {
	case PAPER_LINES: return read_lines(g);
	case PAPER_TEXT: return read_text(g, g->file->data);
	case PAPER_HTML:
	case PAPER_DOCX:
	case PAPER_ODT: return read_paper(g, kind);
	case PAPER_AKN: return read_akn(g);
	case PAPER_NO: break;
	}
	return refuse_file(g, why);
}

static enum err
read_all(struct gather *g)
{
	int64_t before = g->im->bad;
	enum err e;

	e = read_file(g);
	if (e == E_LIMIT) {
		g->r->drafts.n = 0;
		return refuse_file(g, S("в файле больше 50 000 статей и заголовков или 1000 актов: "
					"разделите его на части"));
	}
	TRY(e);
	if (g->r->drafts.n == 0 && g->im->bad == before) {
		e = import_bad(g->im, S(""), S("в файле нет ни одной строки"));
		return e == E_INPUT ? OK : e;
	}
	for (size_t i = 0; i < g->r->drafts.n; i++)
		TRY(make_ready(g, &g->r->drafts.p[i]));
	return OK;
}

enum err
law_read(struct web_thread *th, struct import *im, const struct law_file *f, struct arena *keep,
    struct law_reading *ret)
{
	struct gather g = { .im = im, .th = th, .file = f, .keep = keep, .r = ret };

	*ret = (struct law_reading){ .notes = { 0 } };
	g.act = f->said.act.n > 0 ? f->said.act : law_file_act(f->name, &g.edition);
	return read_all(&g);
}

/* ---- drafts become editions ------------------------------------------------------------ */

/* The reason stands at the line where the act began; its articles were not taken. */
static enum err
refuse(struct import *im, const struct law_draft *d)
{
	int64_t line = im->line, n = (int64_t)d->items.n;
	enum err e;

	im->line = d->line;
	e = import_bad(im, d->meta.act, d->why);
	im->line = line;
	im->same -= n;
	im->bad += n > 0 ? n - 1 : 0;
	return e == E_INPUT ? OK : e;
}

static enum err
store_one(struct import *im, struct law_draft *d)
{
	enum err e;

	if (d->why.n > 0)
		return refuse(im, d);
	im->same -= (int64_t)d->items.n; /* counted as they were read; now by what is done */
	TRY(db_begin(im->db));
	e = law_store(im, d);
	if (e == OK && !im->dry_run)
		return db_commit(im->db);
	db_rollback(im->db);
	if (e == E_INPUT) { /* said already: none of it is kept */
		im->bad += (int64_t)d->items.n - 1;
		return OK;
	}
	return e;
}

static enum err
changed(struct import *im)
{
	if (im->dry_run)
		return OK;
	TRY(db_begin(im->db));
	TRY(version_bump(im->db, "law"));
	return db_commit(im->db);
}

static enum err
import_with(struct web_thread *th, struct import *im, const struct law_file *f, struct arena *keep)
{
	struct law_reading r;

	TRY(law_read(th, im, f, keep, &r));
	if (f->tree != NULL) /* also of what is refused: it helps to mend */
		law_put_reading(f->tree, im->row, &r);
	for (size_t i = 0; i < r.drafts.n; i++)
		TRY(store_one(im, &r.drafts.p[i]));
	return r.drafts.n > 0 ? changed(im) : OK;
}

enum err
law_import(struct web_thread *th, struct import *im, const struct law_file *f)
{
	struct arena *keep = arena_new(GATHER_BYTES);
	enum err e = keep ? import_with(th, im, f, keep) : E_NOMEM;

	arena_free(keep);
	return e;
}
