/* load.c - JSONL into what ask_build takes. */
#include <dirent.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include "load.h"

struct lines { FILE *f; char *line; size_t cap; const char *path; int no; };

static bool
lines_next(struct lines *l, struct json_object **ret)
{
	ssize_t n = getline(&l->line, &l->cap, l->f);

	if (n <= 0)
		return false;
	l->no++;
	*ret = json_tokener_parse(l->line);
	return true;
}

static struct str
text_of(struct arena *a, struct json_object *o, const char *key)
{
	struct json_object *v = NULL;

	if (!json_object_object_get_ex(o, key, &v) || v == NULL)
		return S("");
	return str_dup(a, str_c(json_object_get_string(v)));
}

static struct ask_words
list_of(struct arena *a, struct json_object *o, const char *key)
{
	struct json_object *v = NULL;

	if (!json_object_object_get_ex(o, key, &v) || !json_object_is_type(v, json_type_array))
		return (struct ask_words){ 0 };
	size_t n = json_object_array_length(v);
	struct str *p = arena_array(a, struct str, n + 1);
	for (size_t i = 0; p != NULL && i < n; i++) {
		struct json_object *s = json_object_array_get_idx(v, i);
		p[i] = str_dup(a, (struct str){ json_object_get_string(s),
		    (size_t)json_object_get_string_len(s) });
	}
	return (struct ask_words){ p, p ? n : 0 };
}

/* Calls fn with each line of a file, parsed. */
static enum err
each_line(const char *path, enum err (*fn)(struct json_object *, void *), void *data)
{
	struct lines l = { .f = fopen(path, "r"), .path = path };
	struct json_object *o;
	enum err e = OK;

	if (l.f == NULL)
		return E_NOT_FOUND;
	while (e == OK && lines_next(&l, &o)) {
		e = o ? fn(o, data) : E_INPUT;
		if (e == E_INPUT)
			fprintf(stderr, "%s:%d: not understood\n", path, l.no);
		json_object_put(o);
	}
	free(l.line);
	fclose(l.f);
	return e;
}

static int
is_jsonl(const struct dirent *d)
{
	return str_ends(str_c(d->d_name), S(".jsonl"));
}

/* Files of a folder in order of name. */
static enum err
each_file(const char *dir, enum err (*fn)(struct json_object *, void *), void *data)
{
	struct dirent **list = NULL;
	int n = scandir(dir, &list, is_jsonl, alphasort);
	char path[1024];
	enum err e = n > 0 ? OK : E_NOT_FOUND;

	for (int i = 0; i < n; i++) {
		int len = snprintf(path, sizeof path, "%s/%s", dir, list[i]->d_name);
		if (e == OK)
			e = len > 0 && (size_t)len < sizeof path ? each_line(path, fn, data) :
								   E_INPUT;
		free(list[i]);
	}
	free(list);
	return e;
}

/* ---- acts -------------------------------------------------------------------------- */

struct acts {
	struct arena *a;
	VEC(struct ask_act) act;
	VEC(struct ask_unit) unit;
	VEC(struct str) key;
};

static enum err
act_line(struct json_object *o, void *data)
{
	struct acts *s = data;
	struct str key = text_of(s->a, o, "act");

	if (key.n == 0)
		return E_INPUT;
	if (s->act.n == 0 || !str_eq(s->act.p[s->act.n - 1].key, key)) {
		struct ask_act act = { key, text_of(s->a, o, "short"), text_of(s->a, o, "number"),
			text_of(s->a, o, "law") };
		TRY(VEC_PUSH(s->a, &s->act, act));
	}
	struct ask_unit u = {
		.id = (int64_t)s->unit.n, .act = (uint32_t)s->act.n - 1,
		.article = text_of(s->a, o, "article"), .title = text_of(s->a, o, "title"),
		.section = text_of(s->a, o, "section"), .chapter = text_of(s->a, o, "chapter"),
		.text = text_of(s->a, o, "text"),
	};
	struct str name = str_fmt(s->a, "%.*s:%.*s", FMT(key), FMT(u.article));
	if (name.p == NULL)
		return E_NOMEM;
	TRY(VEC_PUSH(s->a, &s->key, name));
	return VEC_PUSH(s->a, &s->unit, u);
}

static enum err
copy_acts(struct acts *s, int times)
{
	size_t acts = s->act.n, units = s->unit.n;

	for (int k = 1; k < times; k++) {
		for (size_t i = 0; i < acts; i++) {
			struct ask_act act = s->act.p[i];
			act.key = str_fmt(s->a, "%.*s-%d", FMT(act.key), k);
			act.number = act.short_name = S("");
			TRY(VEC_PUSH(s->a, &s->act, act));
		}
		for (size_t i = 0; i < units; i++) {
			struct ask_unit u = s->unit.p[i];
			u.id = (int64_t)s->unit.n;
			u.act += (uint32_t)(acts * (size_t)k);
			struct str key = str_fmt(
			    s->a, "%.*s:%.*s", FMT(s->act.p[u.act].key), FMT(u.article));
			TRY(VEC_PUSH(s->a, &s->key, key));
			TRY(VEC_PUSH(s->a, &s->unit, u));
		}
	}
	return OK;
}

enum err
load_acts(struct arena *a, const char *dir, int times, struct loaded *ret)
{
	struct acts s = { .a = a };

	TRY(each_file(dir, act_line, &s));
	TRY(copy_acts(&s, times));
	ret->src.act = s.act.p;
	ret->src.n_acts = s.act.n;
	ret->src.unit = s.unit.p;
	ret->src.n_units = s.unit.n;
	ret->key = s.key.p;
	return OK;
}

/* ---- situations --------------------------------------------------------------------- */

struct situations {
	struct arena *a;
	VEC(struct ask_situation) row;
	VEC(struct ask_outside) out;
};

static enum err
outside_line(struct situations *s, struct json_object *o)
{
	struct ask_outside out = { .short_name = text_of(s->a, o, "outside"),
		.number = text_of(s->a, o, "number"), .names = list_of(s->a, o, "names") };
	struct json_object *list = NULL;

	if (!json_object_object_get_ex(o, "topics", &list) ||
	    !json_object_is_type(list, json_type_array))
		return E_INPUT;
	out.n_topics = json_object_array_length(list);
	struct ask_topic *t = arena_array(s->a, struct ask_topic, out.n_topics + 1);
	if (t == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < out.n_topics; i++) {
		struct json_object *one = json_object_array_get_idx(list, i);
		t[i] = (struct ask_topic){ text_of(s->a, one, "title"),
			list_of(s->a, one, "questions"), list_of(s->a, one, "words") };
	}
	out.topic = t;
	return VEC_PUSH(s->a, &s->out, out);
}

static enum err
situation_line(struct json_object *o, void *data)
{
	struct situations *s = data;

	if (json_object_object_get_ex(o, "outside", NULL))
		return outside_line(s, o);
	struct ask_situation row = { .act = text_of(s->a, o, "act"),
		.article = text_of(s->a, o, "article"), .questions = list_of(s->a, o, "questions"),
		.words = list_of(s->a, o, "words") };
	if (row.act.n == 0 || row.article.n == 0)
		return E_INPUT;
	return VEC_PUSH(s->a, &s->row, row);
}

enum err
load_situations(struct arena *a, const char *dir, struct loaded *ret)
{
	struct situations s = { .a = a };

	TRY(each_file(dir, situation_line, &s));
	ret->src.situation = s.row.p;
	ret->src.n_situations = s.row.n;
	ret->src.outside = s.out.p;
	ret->src.n_outside = s.out.n;
	return OK;
}

/* ---- questions --------------------------------------------------------------------------- */

struct questions {
	struct arena *a;
	VEC(struct question_row) row;
	bool municipal;
};

static enum err
question_line(struct json_object *o, void *data)
{
	struct questions *s = data;
	struct question_row r = { .municipal = s->municipal, .id = text_of(s->a, o, "id"),
		.text = text_of(s->a, o, "question"), .style = text_of(s->a, o, "style"),
		.quote = text_of(s->a, o, "answer_quote"),
		.quote_of = text_of(s->a, o, "answer_article") };
	struct ask_words in = list_of(s->a, o, s->municipal ? "expected" : "in_laws");
	struct ask_words both = list_of(s->a, o, "required");

	if (!s->municipal)
		r.style = S("general");
	r.expected = in.p;
	r.n_expected = in.n;
	r.required = both.p;
	r.n_required = both.n;
	return r.text.n > 0 ? VEC_PUSH(s->a, &s->row, r) : E_INPUT;
}

enum err
load_questions(struct arena *a, const char *data, struct loaded *ret)
{
	struct questions s = { .a = a };
	struct str general = str_fmt(a, "%s/legal_qa/questions.jsonl", data);
	struct str municipal = str_fmt(a, "%s/legal_qa_municipal/questions.jsonl", data);

	if (general.p == NULL || municipal.p == NULL)
		return E_NOMEM;
	TRY(each_line(general.p, question_line, &s));
	s.municipal = true;
	TRY(each_line(municipal.p, question_line, &s));
	ret->row = s.row.p;
	ret->n_rows = s.row.n;
	return OK;
}
