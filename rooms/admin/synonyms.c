/* synonyms.c - groups of words that search takes for one another. */
#include "admin/admin_impl.h"

#include "gen/admin/q.h"
#include "gen/admin/u.h"
#include "gen/admin/v.h"
#include "text/text.h"

#define PHRASES_MAX 30
#define PHRASE_POINTS 100

struct phrases { struct str p[PHRASES_MAX]; size_t n; };

static struct str
joined(struct arena *a, const struct phrases *ph, const char *between)
{
	struct buf b;

	buf_init(&b, a, 64 * KiB);
	for (size_t i = 0; i < ph->n; i++) {
		if (i > 0)
			buf_putz(&b, between);
		buf_put(&b, ph->p[i]);
	}
	return b.n > 0 ? buf_str(&b) : S("");
}

/* ---- reading -------------------------------------------------------------------------- */

/* One phrase a line; the same phrase twice is one. */
static enum err
read_phrases(struct req *rq, struct phrases *ret)
{
	struct str line, rest = req_form(rq, "phrases");
	const struct ui *ui = &rq->ui;

	ret->n = 0;
	if (!utf8_valid(rest.p ? rest : S("")))
		return problem(rq, "phrases", tr(ui, "Текст не читается: введите его заново."));
	while (rest.p != NULL) {
		bool twice = false;

		line = text_fold(rq->arena, str_trim(str_cut(rest, '\n', &rest)));
		if (line.p == NULL)
			return E_NOMEM;
		line = str_trim(line);
		for (size_t i = 0; i < ret->n && !twice; i++)
			twice = str_eq(ret->p[i], line);
		if (line.n == 0 || twice)
			continue;
		if (ret->n == PHRASES_MAX)
			return problem(rq, "phrases",
			    trf(ui, "В группе не больше %1 строк.", ui_num(ui, PHRASES_MAX)));
		if (utf8_len(line) > PHRASE_POINTS || memchr(line.p, '\t', line.n) != NULL)
			return problem(rq, "phrases",
			    trf(ui, "Строка слишком длинная: «%1…». Не больше 100 знаков.",
				utf8_cut(line, 30)));
		ret->p[ret->n++] = line;
	}
	if (ret->n < 2)
		return problem(rq, "phrases",
		    tr(ui, "Нужно хотя бы два слова или словосочетания, каждое на своей строке."));
	return OK;
}

/* The next group of rows that come in order; false: no more. */
static bool
next_group(const struct q_synonym_rows_rows *r, size_t *at, int64_t *ret_no, struct phrases *ret)
{
	ret->n = 0;
	if (*at >= r->n)
		return false;
	*ret_no = r->p[*at].grp;
	for (; *at < r->n && r->p[*at].grp == *ret_no; ++*at)
		if (ret->n < PHRASES_MAX)
			ret->p[ret->n++] = r->p[*at].phrase;
	return true;
}

static enum err
group_get(struct req *rq, int64_t no, struct phrases *ret)
{
	struct q_synonym_rows_rows r;
	size_t at = 0;
	int64_t n;

	TRY(q_synonym_rows(rq->db, rq->arena, &r));
	while (next_group(&r, &at, &n, ret))
		if (n == no)
			return OK;
	return E_NOT_FOUND;
}

static enum err
group_asked(struct req *rq, int64_t *ret)
{
	return str_int(req_param(rq, 0), ret) && *ret >= 0 ? OK : E_NOT_FOUND;
}

/* ---- the list --------------------------------------------------------------------------- */

static enum err
fill_rows(struct req *rq, struct str q, struct view_synonyms *v)
{
	struct q_synonym_rows_rows r;
	struct str want = text_fold(rq->arena, q);
	struct phrases ph;
	size_t at = 0;
	int64_t no;

	TRY(q_synonym_rows(rq->db, rq->arena, &r));
	v->rows.p = arena_array(rq->arena, struct group_line, r.n + 1);
	if (v->rows.p == NULL || want.p == NULL)
		return E_NOMEM;
	while (next_group(&r, &at, &no, &ph)) {
		struct str words = joined(rq->arena, &ph, ", ");

		if (want.n > 0 && str_find(words, want) < 0)
			continue;
		v->rows.p[v->rows.n++] = (struct group_line){ words,
			url_admin_synonym(rq->arena, str_fmt(rq->arena, "%lld", (long long)no)) };
	}
	v->total = admin_count(&rq->ui, (int64_t)v->rows.n, N_("группа|группы|групп"));
	return OK;
}

static enum err
list_page(struct req *rq)
{
	struct view_synonyms v = { .typed = ui_old(&rq->ui, "phrases", S("")) };
	struct str q = str_trim(req_query(rq, "q"));

	v.q = q.n <= 200 && utf8_valid(q.p ? q : S("")) ? q : S("");
	TRY(admin_page(rq, tr(&rq->ui, "Синонимы"), "synonyms", &v.page, &v.tabs));
	TRY(fill_rows(rq, v.q.p ? v.q : S(""), &v));
	return view_synonyms(&rq->ui, &v);
}

enum err
admin_synonyms(struct req *rq)
{
	return list_page(rq);
}

/* Pages that guests share may show what was found by the old words. */
static enum err
saved(struct req *rq, const char *action, int64_t no, const char *word)
{
	TRY(version_bump(rq->db, "synonyms"));
	TRY(admin_note(rq, action, str_fmt(rq->arena, "synonyms:%lld", (long long)no), S("")));
	TRY(db_commit(rq->db));
	TRY(notice(rq, word));
	return redirect(rq, url_admin_synonyms(rq->arena));
}

enum err
admin_synonym_add(struct req *rq)
{
	struct phrases ph;
	int64_t no = -1;
	enum err e = read_phrases(rq, &ph);

	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return list_page(rq);
	}
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(search_synonym_group(rq->db, rq->arena, &no, ph.p, ph.n));
	return saved(rq, "admin.synonyms_put", no, N_("Группа добавлена; поиск уже учитывает её"));
}

/* ---- one group ---------------------------------------------------------------------------- */

static enum err
group_page(struct req *rq, int64_t no, const struct phrases *ph)
{
	struct str num = str_fmt(rq->arena, "%lld", (long long)no);
	struct str was = joined(rq->arena, ph, "\n");
	struct view_synonym v = { .was = was, .typed = ui_old(&rq->ui, "phrases", was),
		.save_url = url_admin_synonym_save(rq->arena, num),
		.drop_url = url_admin_synonym_drop(rq->arena, num) };

	TRY(admin_page(rq, trf(&rq->ui, "Синонимы: %1", ph->n ? ph->p[0] : num), "synonyms",
	    &v.page, &v.tabs));
	return view_synonym(&rq->ui, &v);
}

enum err
admin_synonym(struct req *rq)
{
	struct phrases ph;
	int64_t no;

	TRY(group_asked(rq, &no));
	TRY(group_get(rq, no, &ph));
	return group_page(rq, no, &ph);
}

/* Somebody else's edit is not overwritten: the form says what it was made of. Browsers send line
 * ends as CR LF. */
static bool
unchanged(struct req *rq, const struct phrases *now)
{
	struct str line, rest = req_form(rq, "was");
	size_t n = 0;

	while (rest.p != NULL) {
		line = str_trim(str_cut(rest, '\n', &rest));
		if (n >= now->n || !str_eq(line, str_trim(now->p[n++])))
			return false;
	}
	return n == now->n;
}

static enum err
stale(struct req *rq)
{
	return problem(rq, "phrases", tr(&rq->ui, "Группу успели изменить. Откройте её заново в "
	    "другой вкладке и сравните: ваш текст остался в поле."));
}

enum err
admin_synonym_save(struct req *rq)
{
	struct phrases now, ph;
	int64_t no;
	enum err e;

	TRY(group_asked(rq, &no));
	TRY(db_begin(rq->db));
	TRY(group_get(rq, no, &now));
	e = read_phrases(rq, &ph);
	if (e == OK && !unchanged(rq, &now))
		e = stale(rq);
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		db_rollback(rq->db);
		return group_page(rq, no, &now);
	}
	TRY(e);
	TRY(search_synonym_group(rq->db, rq->arena, &no, ph.p, ph.n));
	return saved(rq, "admin.synonyms_put", no, N_("Группа сохранена; поиск уже учитывает её"));
}

enum err
admin_synonym_drop(struct req *rq)
{
	struct phrases now;
	int64_t no;

	TRY(group_asked(rq, &no));
	TRY(db_begin(rq->db));
	TRY(group_get(rq, no, &now));
	if (!str_is(req_form(rq, "sure"), "yes")) {
		(void)problem(rq, "sure", tr(&rq->ui, "Отметьте, что группу нужно удалить."));
		FORM_AGAIN(rq);
		db_rollback(rq->db);
		return group_page(rq, no, &now);
	}
	TRY(search_synonym_group(rq->db, rq->arena, &no, NULL, 0));
	return saved(rq, "admin.synonyms_drop", no, N_("Группа удалена"));
}
