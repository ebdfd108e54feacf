/* situations.c - files of situations into tables, tables into what the engine is built from. */
#include "law/situations.h"

#include <sodium.h>

#include "entry/import_json.h"
#include "gen/law/q.h"
#include "law/law_impl.h"
#include "law/wording.h"
#include "text/text.h"

#define KEEP_BYTES (256 * MiB)
#define NAME_POINTS 200
#define LINE_POINTS 600	/* of one question */

struct said {
	struct str act, article, title, questions, words, raw;
	int outside;
	int64_t line;
};
struct trial { struct str question, act, article; };
struct beyond { struct str shrt, number, names; };
struct file {
	struct import *im;
	struct arena *keep;
	VEC(struct said) rows;
	VEC(struct beyond) outside;
	VEC(struct trial) trials;
	crypto_generichash_state sum;
};

/* ---- a line of a file -------------------------------------------------------------------- */

static void
feed(struct file *f, struct str s)
{
	crypto_generichash_update(&f->sum, (const unsigned char *)s.p, s.n);
	crypto_generichash_update(&f->sum, (const unsigned char *)"", 1);
}

static struct str
member(struct file *f, struct json_object *o, const char *key)
{
	return import_member(f->keep, o, key);
}

/* A list of texts as lines of one; E_INPUT: it is no list, or one of them is no line. */
static enum err
lines_of(struct file *f, struct json_object *o, const char *key, struct str *ret)
{
	struct json_object *list;
	struct buf b;

	*ret = S("");
	if (!json_object_object_get_ex(o, key, &list))
		return OK;
	if (!json_object_is_type(list, json_type_array))
		return E_INPUT;
	buf_init(&b, f->keep, IMPORT_LINE_MAX);
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *v = json_object_array_get_idx(list, i);
		struct str s = v ? str_trim(str_c(json_object_get_string(v))) : S("");

		if (!json_object_is_type(v, json_type_string) || str_find(s, S("\n")) >= 0 ||
		    utf8_len(s) > LINE_POINTS)
			return E_INPUT;
		if (s.n > 0 && b.n > 0)
			buf_putc(&b, '\n');
		buf_put(&b, s);
	}
	if (b.n > 0)
		*ret = buf_str(&b);
	return buf_err(&b);
}

static enum err
asked(struct file *f, struct json_object *o, struct str key, struct said *row)
{
	enum err e = lines_of(f, o, "questions", &row->questions);

	if (e == OK)
		e = lines_of(f, o, "words", &row->words);
	if (e == E_INPUT)
		return import_bad(f->im, key, S("questions и words — списки строк, каждая до 600 "
		    "знаков и без переноса"));
	if (e == OK && row->questions.n + row->words.n == 0)
		return import_bad(f->im, key, S("нет ни questions, ни words: нечего запомнить"));
	TRY(e);
	feed(f, row->act);
	feed(f, row->article);
	feed(f, row->title);
	feed(f, row->questions);
	feed(f, row->words);
	return VEC_PUSH(f->keep, &f->rows, *row);
}

static enum err
beyond_line(struct file *f, struct json_object *o)
{
	struct beyond b = { member(f, o, "outside"), member(f, o, "number"), S("") };
	size_t before = f->rows.n;
	struct json_object *topics;

	if (b.shrt.n == 0 || utf8_len(b.shrt) > NAME_POINTS)
		return import_bad(f->im, b.shrt, S("outside — краткое имя акта или предмета"));
	if (lines_of(f, o, "names", &b.names) != OK)
		return import_bad(f->im, b.shrt, S("names — список имён"));
	if (!json_object_object_get_ex(o, "topics", &topics) ||
	    !json_object_is_type(topics, json_type_array))
		return import_bad(f->im, b.shrt, S("topics — список тем"));
	for (size_t i = 0; i < json_object_array_length(topics); i++) {
		struct json_object *one = json_object_array_get_idx(topics, i);
		struct said row = { .title = S(""), .act = S(""), .article = S(""),
			.outside = (int)f->outside.n };
		enum err e = E_INPUT;

		if (json_object_is_type(one, json_type_object)) {
			row.title = member(f, one, "title");
			e = asked(f, one, b.shrt, &row);
		} else {
			e = import_bad(f->im, b.shrt, S("тема — не объект"));
		}
		if (e != OK) { /* the whole line or nothing of it */
			f->rows.n = before;
			return e;
		}
	}
	feed(f, b.shrt);
	feed(f, b.number);
	feed(f, b.names);
	return VEC_PUSH(f->keep, &f->outside, b);
}

/* A question to try edits on; without an article it should be refused. */
static enum err
trial_line(struct file *f, struct json_object *o)
{
	struct trial t = { member(f, o, "trial"), member(f, o, "act"), member(f, o, "article") };

	if (t.question.p == NULL || t.act.p == NULL || t.article.p == NULL)
		return E_NOMEM;
	if (t.question.n == 0 || utf8_len(t.question) > WORDING_QUESTION ||
	    str_find(t.question, S("\n")) >= 0)
		return import_bad(f->im, t.question, S("trial — вопрос одной строкой, до 300 "
		    "знаков"));
	if ((t.act.n == 0) != (t.article.n == 0))
		return import_bad(f->im, t.question, S("act и article — оба или ни одного"));
	feed(f, t.question);
	feed(f, t.act);
	feed(f, t.article);
	return VEC_PUSH(f->keep, &f->trials, t);
}

static enum err
parsed(struct file *f, struct json_object *o)
{
	struct said row = { .title = S(""), .outside = -1, .line = f->im->line,
		.raw = f->im->raw };

	if (json_object_object_get_ex(o, "outside", NULL))
		return beyond_line(f, o);
	if (json_object_object_get_ex(o, "trial", NULL))
		return trial_line(f, o);
	row.act = member(f, o, "act");
	row.article = member(f, o, "article");
	if (row.act.p == NULL || row.article.p == NULL)
		return E_NOMEM;
	if (row.act.n == 0 || row.article.n == 0)
		return import_bad(f->im, row.act, S("нужны поля act и article"));
	return asked(f, o, row.act, &row);
}

static enum err
line(void *ctx, struct import *im, struct str text, enum import_did *ret_did)
{
	struct json_object *o;
	enum err e;

	*ret_did = IMPORT_SAME;
	TRY(import_json(im, text, &o));
	e = parsed(ctx, o);
	json_object_put(o);
	return e;
}

/* ---- a file into tables ---------------------------------------------------------------- */

static enum err
put_rows(struct file *f, struct str name)
{
	struct db *db = f->im->db;
	int64_t *ids = arena_array(f->keep, int64_t, f->outside.n + 1);

	if (ids == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < f->outside.n; i++) {
		const struct beyond *b = &f->outside.p[i];

		TRY(q_outside_insert(db, name, b->shrt, b->number, b->names, &ids[i]));
	}
	for (size_t i = 0; i < f->rows.n; i++) {
		const struct said *r = &f->rows.p[i];
		struct opt_int at = { r->outside >= 0 ? ids[r->outside] : 0, r->outside >= 0 };

		TRY(q_situation_insert(db, &(struct q_situation_insert_in){ .source = name,
			.act = r->act, .article = r->article, .outside = at, .title = r->title,
			.questions = r->questions, .words = r->words }));
	}
	return OK;
}

/* Those that lawyers keep in the portal stay as they are. */
static enum err
put_trials(struct file *f)
{
	bool new;

	for (size_t i = 0; i < f->trials.n; i++) {
		const struct trial *t = &f->trials.p[i];

		TRY(law_trial_add(
		    f->im->db, f->keep, t->question, t->act, t->article, 0, f->im->now, &new));
	}
	return OK;
}

/* What the file says anew of an article that lawyers have edited is kept beside, and told. */
static enum err
conflict_told(struct file *f, const struct law_wording_sum *s)
{
	struct import *im = f->im;
	struct str key = str_fmt(f->keep, "%.*s, ст. %.*s", FMT(s->act), FMT(s->article));
	struct said none = { .raw = S("") };
	const struct said *row = &none;

	for (size_t i = 0; i < f->rows.n && row == &none; i++)
		if (str_eq(f->rows.p[i].act, s->act) && str_eq(f->rows.p[i].article, s->article))
			row = &f->rows.p[i];
	im->line = row->line;
	im->raw = row->raw;
	if (row != &none)
		(*(im->changed > 0 ? &im->changed : &im->added))--;
	(void)import_bad(im, key, S("правлена в портале: там осталась правка юристов, слова "
	    "файла — рядом с ней; сравните на странице «Жизненные ситуации»"));
	return OK;
}

static enum err
conflicts(struct file *f, const struct law_wording_sums *was)
{
	struct law_wording_sums now;

	TRY(law_wording_sums(f->im->db, f->keep, &now));
	for (size_t i = 0; i < was->n && i < now.n; i++) /* the same edits in the same order */
		if (!str_eq(was->p[i].sum, now.p[i].sum))
			TRY(conflict_told(f, &now.p[i]));
	return OK;
}

static enum err
replace(struct file *f, struct str name, struct str sum)
{
	struct db *db = f->im->db;
	struct law_wording_sums was;

	TRY(law_wording_sums(db, f->keep, &was));
	TRY(q_situation_source_put(db, name, sum, f->im->now));
	TRY(q_situations_drop(db, name));
	TRY(q_outsides_drop(db, name));
	TRY(put_rows(f, name));
	TRY(put_trials(f));
	TRY(conflicts(f, &was));
	return version_bump(db, "law");
}

/* A file whose rows are those that it gave before changes nothing. */
static enum err
store(struct file *f, struct str name)
{
	unsigned char raw[16];
	char hex[sizeof raw * 2 + 1];
	struct import *im = f->im;
	struct str had;
	enum err e;

	crypto_generichash_final(&f->sum, raw, sizeof raw);
	sodium_bin2hex(hex, sizeof hex, raw, sizeof raw);
	TRY(db_begin(im->db));
	e = q_situation_source(im->db, f->keep, name, &had);
	if (e == OK && str_is(had, hex)) {
		db_rollback(im->db);
		return OK;
	}
	if (e == OK || e == E_NOT_FOUND) {
		*(e == OK ? &im->changed : &im->added) = im->same;
		im->same = 0;
		e = replace(f, name, str_c(hex));
	}
	if (e == OK && !im->dry_run)
		return db_commit(im->db);
	db_rollback(im->db);
	return e;
}

enum err
law_situations_import(struct import *im, struct str name, struct str data)
{
	struct file f = { .im = im, .keep = arena_new(KEEP_BYTES) };
	bool dry = im->dry_run;
	enum err e;

	if (f.keep == NULL)
		return E_NOMEM;
	crypto_generichash_init(&f.sum, NULL, 0, 16);
	im->dry_run = true; /* the reading: nothing is written until the whole file is known */
	e = import_lines(im, data, line, &f);
	im->dry_run = dry;
	if (e == OK && f.rows.n + f.trials.n > 0)
		e = store(&f, name);
	arena_free(f.keep);
	return e;
}

/* ---- tables into what the engine takes -------------------------------------------------- */

struct reading {
	struct arena *a;
	VEC(struct ask_situation) rows;
	VEC(struct ask_outside) outside;
	VEC(int64_t) ids;
	VEC(struct ask_topic) topics;
	VEC(int64_t) of;	/* of a topic: the row outside */
	struct q_wordings_all_rows edits;
};

/* Lines of a text, copied. */
static enum err
split(struct arena *a, struct str text, struct ask_words *ret)
{
	struct str all = str_dup(a, text);

	return all.p ? law_lines_split(a, all, ret) : E_NOMEM;
}

static bool
edited(const struct reading *l, struct str act, struct str article)
{
	for (size_t i = 0; i < l->edits.n; i++)
		if (str_eq(l->edits.p[i].act, act) && str_eq(l->edits.p[i].article, article))
			return true;
	return false;
}

static enum err
situation_row(void *ctx, const struct q_situations_all *r)
{
	struct reading *l = ctx;
	struct ask_situation s = { .act = str_dup(l->a, r->act),
		.article = str_dup(l->a, r->article) };

	if (edited(l, r->act, r->article))
		return OK; /* lawyers' words stand instead */
	if (s.act.p == NULL || s.article.p == NULL)
		return E_NOMEM;
	TRY(split(l->a, r->questions, &s.questions));
	TRY(split(l->a, r->words, &s.words));
	return VEC_PUSH(l->a, &l->rows, s);
}

static enum err
outside_row(void *ctx, const struct q_outsides_all *r)
{
	struct reading *l = ctx;
	struct ask_outside o = { .short_name = str_dup(l->a, r->shrt),
		.number = str_dup(l->a, r->number) };

	if (o.short_name.p == NULL || o.number.p == NULL)
		return E_NOMEM;
	TRY(split(l->a, r->names, &o.names));
	TRY(VEC_PUSH(l->a, &l->ids, r->id));
	return VEC_PUSH(l->a, &l->outside, o);
}

static enum err
topic_row(void *ctx, const struct q_outside_topics *r)
{
	struct reading *l = ctx;
	struct ask_topic t = { .title = str_dup(l->a, r->title) };

	if (t.title.p == NULL)
		return E_NOMEM;
	TRY(split(l->a, r->questions, &t.questions));
	TRY(split(l->a, r->words, &t.words));
	TRY(VEC_PUSH(l->a, &l->of, r->outside));
	return VEC_PUSH(l->a, &l->topics, t);
}

/* What lawyers wrote, and whether the files have changed since. */
static enum err
edits_put(struct db *db, struct reading *l, struct law_edits *ret)
{
	struct law_wording_sums now;

	TRY(law_wording_sums(db, l->a, &now));
	ret->n = 0;
	ret->p = arena_array(l->a, struct law_edit, l->edits.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < l->edits.n && i < now.n; i++) {
		const struct q_wordings_all *w = &l->edits.p[i];
		struct ask_situation s = { .act = w->act, .article = w->article };

		TRY(law_lines_split(l->a, w->questions, &s.questions));
		TRY(law_lines_split(l->a, w->words, &s.words));
		TRY(VEC_PUSH(l->a, &l->rows, s));
		ret->p[ret->n++] = (struct law_edit){ w->act, w->article,
			!str_eq(w->base, now.p[i].sum) };
	}
	return OK;
}

static void
topics_join(struct reading *l)
{
	size_t at = 0;

	for (size_t i = 0; i < l->outside.n; i++) { /* both go up by number */
		struct ask_outside *o = &l->outside.p[i];

		while (at < l->of.n && l->of.p[at] < l->ids.p[i])
			at++;
		o->topic = l->topics.p + at;
		while (at < l->of.n && l->of.p[at] == l->ids.p[i]) {
			o->n_topics++;
			at++;
		}
	}
}

enum err
law_situations_read(struct db *db, struct arena *a, struct ask_source *ret,
    struct law_edits *ret_edits)
{
	struct reading l = { .a = a };

	TRY(q_wordings_all(db, a, &l.edits));
	TRY(q_situations_all(db, situation_row, &l));
	TRY(edits_put(db, &l, ret_edits));
	TRY(q_outsides_all(db, outside_row, &l));
	TRY(q_outside_topics(db, topic_row, &l));
	topics_join(&l);
	ret->situation = l.rows.p;
	ret->n_situations = l.rows.n;
	ret->outside = l.outside.p;
	ret->n_outside = l.outside.n;
	return OK;
}
