/* wording_list.c - articles and how people ask about them: found by words, act, number, lack. */
#include "gen/law/q.h"
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/wording_impl.h"
#include "text/text.h"

#define PAGE 30
#define WORDS_POINTS 200

enum tab { W_ALL, W_NONE, W_EDITED, W_CONFLICT, W_LEARNED, W_N };
static const struct { const char *code, *label; } tabs[W_N] = {
	[W_ALL] = { "all", N_("Все статьи") },
	[W_NONE] = { "none", N_("Без ситуаций") },
	[W_EDITED] = { "edited", N_("Правлены здесь") },
	[W_CONFLICT] = { "conflict", N_("Файл говорит иначе") },
	[W_LEARNED] = { "learned", N_("Из ответов юристов") },
};

struct look { struct str q, act, article; enum tab tab; int64_t page; };

/* ---- shared ----------------------------------------------------------------------- */

bool
wording_may_edit(const struct req *rq)
{
	return req_may(rq, ROLE_LAWYER, (const int64_t[]){ 0 }, 0);
}

struct str
wording_name(struct arena *a, const struct law_unit *u)
{
	if (u->number.n == 0)
		return u->title.n > 0 ? u->title : u->act->shrt;
	return str_fmt(a, "ст. %.*s %.*s", FMT(u->number), FMT(u->act->shrt));
}

struct str
wording_url(struct arena *a, int64_t article)
{
	return url_law_wording(a, str_fmt(a, "%lld", (long long)article));
}

enum err
wording_acts(struct req *rq, const struct law_asker *k, struct str now, struct lawyer_options *ret)
{
	struct law_units u = law_asker_units(k);

	*ret = (struct lawyer_options){ arena_array(rq->arena, struct lawyer_option, u.n + 1), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < u.n; i++) { /* act by act */
		struct str code = law_act_code(u.p[i].act);

		if (i > 0 && u.p[i].act == u.p[i - 1].act)
			continue;
		ret->p[ret->n++] = (struct lawyer_option){ code, u.p[i].act->shrt,
			str_eq(code, now), false };
	}
	return OK;
}

const struct law_unit *
wording_find(const struct law_asker *k, struct str act, struct str article)
{
	struct law_units u = law_asker_units(k);
	const struct law_unit *one = u.p;

	for (size_t i = 0; i < u.n; i++, one++)
		if (str_eq(one->number, article) && str_eq(law_act_code(one->act), act))
			return one;
	return NULL;
}

/* ---- which of them ---------------------------------------------------------------- */

static struct look
read_look(const struct req *rq)
{
	struct str q = str_trim(req_query(rq, "q")), state = req_query(rq, "state");
	struct look l = { .q = S(""), .act = req_query(rq, "act"),
		.article = str_trim(req_query(rq, "article")),
		.page = req_query_int(rq, "page", 1, 1, 100000) };

	if (q.n > 0 && utf8_valid(q))
		l.q = utf8_cut(q, WORDS_POINTS);
	if (l.act.p == NULL || !utf8_valid(l.act))
		l.act = S("");
	if (l.article.n == 0 || l.article.n > 40 || !utf8_valid(l.article))
		l.article = S("");
	for (int i = 0; i < W_N; i++)
		if (str_is(state, tabs[i].code))
			l.tab = (enum tab)i;
	return l;
}

static struct str
look_url(const struct req *rq, const struct look *l, enum tab tab, int64_t page)
{
	struct buf b;

	buf_init(&b, rq->arena, 8 * KiB);
	buf_put(&b, url_law_wordings(rq->arena));
	buf_fmt(&b, "?state=%s&act=", tabs[tab].code);
	put_url(&b, l->act);
	buf_putz(&b, "&article=");
	put_url(&b, l->article);
	buf_putz(&b, "&q=");
	put_url(&b, l->q);
	if (page > 1)
		buf_fmt(&b, "&page=%lld", (long long)page);
	return buf_err(&b) == OK ? buf_str(&b) : url_law_wordings(rq->arena);
}

static bool
in_tab(const struct law_unit *u, enum tab tab)
{
	switch (tab) {
	case W_NONE: return u->questions + u->words == 0;
	case W_EDITED: return u->edited;
	case W_CONFLICT: return u->conflict;
	case W_LEARNED: return u->learned > 0;
	case W_ALL:
	case W_N: break;
	}
	return true;
}

/* Every word typed stands in the title or in what is asked. */
static bool
matches(const struct look *l, struct str folded, const struct law_unit *u)
{
	if (l->act.n > 0 && !str_eq(law_act_code(u->act), l->act))
		return false;
	if (l->article.n > 0 && !str_eq(u->number, l->article))
		return false;
	while (folded.n > 0) {
		struct str word = str_cut(folded, ' ', &folded);

		if (word.n > 0 && str_find(u->said, word) < 0)
			return false;
	}
	return true;
}

/* ---- the page --------------------------------------------------------------------- */

static struct str
said_words(const struct ui *ui, const struct law_unit *u)
{
	return trf(ui, "%1 %2, %3 %4", ui_num(ui, u->questions),
	    trn(ui, u->questions, "вопрос|вопроса|вопросов"), ui_num(ui, u->words),
	    trn(ui, u->words, "слово|слова|слов"));
}

static struct wording_row
row_of(struct req *rq, const struct law_unit *u)
{
	return (struct wording_row){ .url = wording_url(rq->arena, u->article),
		.name = wording_name(rq->arena, u), .title = u->title,
		.said = said_words(&rq->ui, u), .none = in_tab(u, W_NONE), .edited = u->edited,
		.conflict = u->conflict, .learned = u->learned > 0 };
}

static enum err
fill(struct req *rq, const struct law_asker *k, const struct look *l, struct view_wording_list *v)
{
	struct law_units u = law_asker_units(k);
	struct str folded = l->q.n > 0 ? text_fold(rq->arena, l->q) : S("");
	int64_t n[W_N] = { 0 }, skip = (l->page - 1) * PAGE;

	v->rows.p = arena_array(rq->arena, struct wording_row, PAGE);
	v->tabs.p = arena_array(rq->arena, struct lawyer_tab, W_N);
	if (folded.p == NULL || v->rows.p == NULL || v->tabs.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < u.n; i++) {
		if (!matches(l, folded, &u.p[i]))
			continue;
		for (int t = 0; t < W_N; t++)
			if (in_tab(&u.p[i], (enum tab)t) && n[t]++ >= skip && t == (int)l->tab &&
			    v->rows.n < PAGE)
				v->rows.p[v->rows.n++] = row_of(rq, &u.p[i]);
	}
	for (int t = 0; t < W_N; t++)
		v->tabs.p[v->tabs.n++] = (struct lawyer_tab){ look_url(rq, l, (enum tab)t, 1),
			tr_z(&rq->ui, tabs[t].label), ui_num(&rq->ui, n[t]), t == (int)l->tab };
	v->summary = trf(&rq->ui, "Найдено статей: %1.", ui_num(&rq->ui, n[l->tab]));
	if (l->page > 1)
		v->prev = look_url(rq, l, l->tab, l->page - 1);
	if (skip + PAGE < n[l->tab])
		v->next = look_url(rq, l, l->tab, l->page + 1);
	return OK;
}

enum err
law_wordings(struct req *rq)
{
	struct look l = read_look(rq);
	struct view_wording_list v = { .q = l.q, .article = l.article,
		.state = str_c(tabs[l.tab].code), .may_edit = wording_may_edit(rq) };
	const struct law_asker *k;

	v.page = (struct page){ .title = tr(&rq->ui, "Жизненные ситуации"), .nav = "law",
		.no_index = true };
	v.page.crumbs[v.page.n_crumbs++] =
	    (struct crumb){ tr(&rq->ui, "Право"), url_law_list(rq->arena) };
	v.filtered = l.q.n + l.act.n + l.article.n > 0 || l.tab != W_ALL;
	TRY(law_asker_today(rq, &k));
	v.empty_base = law_asker_units(k).n == 0;
	TRY(wording_acts(rq, k, l.act, &v.acts));
	TRY(fill(rq, k, &l, &v));
	return view_wording_list(&rq->ui, &v);
}

/* ---- a file, as imports take it --------------------------------------------------- */

static void
put_list(struct buf *b, const char *key, struct ask_words w)
{
	buf_fmt(b, ", \"%s\": [", key);
	for (size_t i = 0; i < w.n; i++) {
		buf_putz(b, i ? ", \"" : "\"");
		put_json(b, w.p[i]);
		buf_putc(b, '"');
	}
	buf_putc(b, ']');
}

static void
put_named(struct buf *b, const char *first, struct str value, struct str act, struct str article)
{
	buf_putc(b, '{');
	if (first != NULL) {
		buf_fmt(b, "\"%s\": \"", first);
		put_json(b, value);
		buf_putz(b, "\", ");
	}
	buf_putz(b, "\"act\": \"");
	put_json(b, act);
	buf_putz(b, "\", \"article\": \"");
	put_json(b, article);
	buf_putc(b, '"');
}

static enum err
put_trials(struct req *rq)
{
	struct q_trials_all_rows t;

	TRY(q_trials_all(rq->db, rq->arena, TRIALS_MOST, &t));
	for (size_t i = 0; i < t.n; i++) {
		put_named(rq->out, "trial", t.p[i].question, t.p[i].act, t.p[i].article);
		buf_putz(rq->out, "}\n");
	}
	return OK;
}

/* What stands now, of one kind: all of it, or what lawyers edited here, or questions to try on. */
enum err
law_wording_file(struct req *rq)
{
	struct str what = req_query(rq, "what");
	const struct law_asker *k;

	TRY(law_asker_today(rq, &k));
	if (str_is(what, "trials"))
		TRY(put_trials(rq));
	for (size_t i = 0; !str_is(what, "trials") && i < law_asker_rows(k); i++) {
		const struct ask_situation *s = law_asker_row(k, i).s;
		const struct law_unit *u = wording_find(k, s->act, s->article);

		if (s->learned || s->questions.n + s->words.n == 0)
			continue;
		if (str_is(what, "edited") && (u == NULL || !u->edited))
			continue;
		put_named(rq->out, NULL, S(""), s->act, s->article);
		put_list(rq->out, "questions", s->questions);
		put_list(rq->out, "words", s->words);
		buf_putz(rq->out, "}\n");
	}
	TRY(buf_err(rq->out));
	return reply_file(rq, "application/x-ndjson; charset=utf-8",
	    str_is(what, "trials") ? S("trials.jsonl") : S("situations.jsonl"));
}
