/* topics.c - the tree of topics: names, order, place in it; merging, deleting what nobody uses.
 *
 * The tree has two levels: facets count a topic for its parent, and no further.
 */
#include "admin/admin_impl.h"

#include "alerts/alerts.h"
#include "entry/entry.h"
#include "gen/admin/q.h"
#include "gen/admin/u.h"
#include "gen/admin/v.h"
#include "law/law.h"
#include "solutions/solutions.h"
#include "text/text.h"

#define NAME_MAX_POINTS 80
#define SORT_MAX 100000

struct topic_in { struct str code, ru, en; struct opt_int sort, parent; };

static const struct field fields[] = {
	F_TEXT(struct topic_in, ru, N_("Название по-русски"), 2, NAME_MAX_POINTS),
	F_TEXT(struct topic_in, en, N_("Название по-английски"), 2, NAME_MAX_POINTS),
	F_INT(struct topic_in, sort, N_("Порядок"), 0, SORT_MAX),
	F_INT(struct topic_in, parent, N_("Внутри темы"), 0, INT32_MAX),
	F_END
};

static struct str
id_text(struct arena *a, int64_t id)
{
	return str_fmt(a, "%lld", (long long)id);
}

static struct str
name_of(const struct ui *ui, const struct q_topic_rows *t)
{
	return ui->lang == LANG_EN ? t->name_en : t->name_ru;
}

static const struct q_topic_rows *
find(const struct q_topic_rows_rows *all, int64_t id)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->p[i].id == id)
			return &all->p[i];
	return NULL;
}

static bool
has_children(const struct q_topic_rows_rows *all, int64_t id)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->p[i].parent.has && all->p[i].parent.v == id)
			return true;
	return false;
}

/* ---- the tree on the page ------------------------------------------------------------- */

static void
put_line(struct req *rq, const struct q_topic_rows *t, struct topic_lines *to)
{
	const struct ui *ui = &rq->ui;
	bool en = ui->lang == LANG_EN;

	to->p[to->n++] = (struct topic_line){ .name = name_of(ui, t),
		.other = en ? t->name_ru : t->name_en, .code = t->code,
		.url = url_admin_topic(rq->arena, id_text(rq->arena, t->id)),
		.sort = ui_num(ui, t->sort), .used = ui_num(ui, t->used),
		.child = t->parent.has };
}

/* Top ones each with what stands below it. */
static enum err
fill_lines(struct req *rq, const struct q_topic_rows_rows *all, struct topic_lines *ret)
{
	ret->p = arena_array(rq->arena, struct topic_line, all->n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < all->n; i++) {
		if (all->p[i].parent.has)
			continue;
		put_line(rq, &all->p[i], ret);
		for (size_t k = 0; k < all->n; k++)
			if (all->p[k].parent.has && all->p[k].parent.v == all->p[i].id)
				put_line(rq, &all->p[k], ret);
	}
	return OK;
}

/* Top topics but `self`; `on` is the one chosen, as typed or as it is. */
static enum err
fill_parents(struct req *rq, const struct q_topic_rows_rows *all, int64_t self, int64_t on,
    struct options *ret)
{
	ret->p = arena_array(rq->arena, struct option, all->n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < all->n; i++) {
		struct str value = id_text(rq->arena, all->p[i].id);

		if (!all->p[i].parent.has && all->p[i].id != self)
			ret->p[ret->n++] = (struct option){ value, name_of(&rq->ui, &all->p[i]),
				ui_old_on(&rq->ui, "parent", value, all->p[i].id == on) };
	}
	return OK;
}

static enum err
list_page(struct req *rq)
{
	struct view_topics v = { 0 };
	struct q_topic_rows_rows all;

	TRY(q_topic_rows(rq->db, rq->arena, &all));
	TRY(admin_page(rq, tr(&rq->ui, "Темы"), "topics", &v.page, &v.tabs));
	TRY(fill_lines(rq, &all, &v.rows));
	TRY(fill_parents(rq, &all, 0, 0, &v.parents));
	return view_topics(&rq->ui, &v);
}

enum err
admin_topics(struct req *rq)
{
	return list_page(rq);
}

/* Where a topic may be merged into. */
static enum err
fill_others(struct req *rq, const struct q_topic_rows_rows *all, const struct q_topic_rows *t,
    struct options *ret)
{
	bool big = has_children(all, t->id);

	ret->p = arena_array(rq->arena, struct option, all->n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < all->n; i++)
		if (all->p[i].id != t->id && !(big && all->p[i].parent.has))
			ret->p[ret->n++] = (struct option){ id_text(rq->arena, all->p[i].id),
				name_of(&rq->ui, &all->p[i]), false };
	return OK;
}

static enum err
one_page(struct req *rq, const struct q_topic_rows_rows *all, const struct q_topic_rows *t)
{
	struct str id = id_text(rq->arena, t->id);
	const struct ui *ui = &rq->ui;
	struct view_topic v = { .heading = name_of(ui, t), .code = t->code,
		.used = admin_count(ui, t->used, N_("запись|записи|записей")),
		.save_url = url_admin_topic_save(rq->arena, id),
		.merge_url = url_admin_topic_merge(rq->arena, id),
		.drop_url = url_admin_topic_drop(rq->arena, id),
		.may_drop = t->used == 0 && !has_children(all, t->id),
		.top = has_children(all, t->id) };

	TRY(admin_page(rq, trf(ui, "Тема: %1", v.heading), "topics", &v.page, &v.tabs));
	TRY(fill_parents(rq, all, t->id, t->parent.has ? t->parent.v : 0, &v.parents));
	TRY(fill_others(rq, all, t, &v.others));
	v.f = (struct view_topic_fields){ t->name_ru, t->name_en, id_text(rq->arena, t->sort),
		&v.parents };
	return view_topic(&rq->ui, &v);
}

static enum err
topic_asked(struct req *rq, struct q_topic_rows_rows *all, const struct q_topic_rows **ret)
{
	int64_t id;

	TRY(str_int(req_param(rq, 0), &id) ? OK : E_NOT_FOUND);
	TRY(q_topic_rows(rq->db, rq->arena, all));
	*ret = find(all, id);
	return *ret ? OK : E_NOT_FOUND;
}

enum err
admin_topic(struct req *rq)
{
	struct q_topic_rows_rows all;
	const struct q_topic_rows *t;

	TRY(topic_asked(rq, &all, &t));
	return one_page(rq, &all, t);
}

/* ---- saving ---------------------------------------------------------------------------- */

/* The form, checked against the tree; self 0: a new topic. */
static enum err
read_topic(struct req *rq, const struct q_topic_rows_rows *all, int64_t self, struct topic_in *in)
{
	const struct q_topic_rows *up;
	enum err e = form_read(rq, fields, in);

	if (e != OK)
		return e;
	if (!in->parent.has || in->parent.v == 0) {
		in->parent.has = false;
		return OK;
	}
	up = find(all, in->parent.v);
	if (up == NULL || up->parent.has || up->id == self)
		return problem(rq, "parent", tr(&rq->ui, "Выберите тему верхнего уровня из "
		    "списка."));
	if (self != 0 && has_children(all, self))
		return problem(rq, "parent", tr(&rq->ui, "Внутри этой темы есть другие: "
		    "она может стоять только на верхнем уровне."));
	return OK;
}

static enum err
saved(struct req *rq, const char *action, int64_t id, struct str detail, const char *word)
{
	TRY(version_bump(rq->db, "navigator"));
	TRY(admin_note(rq, action, str_fmt(rq->arena, "topic:%lld", (long long)id), detail));
	TRY(db_commit(rq->db));
	TRY(notice(rq, word));
	return redirect(rq, url_admin_topics(rq->arena));
}

/* Latin letters, digits and hyphens: it stands in files and addresses. */
static enum err
read_code(struct req *rq, struct str *ret)
{
	struct str code = str_trim(req_form(rq, "code"));
	struct q_topic_coded_rows found;

	for (size_t i = 0; i < code.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-_", code.p[i]) || !code.p[i])
			code.n = 0;
	if (code.n < 2 || code.n > 40)
		return problem(rq, "code", tr(&rq->ui, "Код темы: от 2 до 40 строчных латинских "
		    "букв, цифр и дефисов, например parks."));
	TRY(q_topic_coded(rq->db, rq->arena, code, &found));
	if (found.n > 0)
		return problem(rq, "code", trf(&rq->ui, "Код «%1» занят другой темой.", code));
	*ret = code;
	return OK;
}

enum err
admin_topic_add(struct req *rq)
{
	struct q_topic_rows_rows all;
	struct topic_in in = { 0 };
	int64_t id;
	enum err e, c;

	TRY(db_begin(rq->db));
	TRY(q_topic_rows(rq->db, rq->arena, &all));
	e = read_topic(rq, &all, 0, &in);
	c = e == OK || e == E_INPUT ? read_code(rq, &in.code) : e;
	if ((e == E_INPUT || c == E_INPUT) && (c == OK || c == E_INPUT)) {
		FORM_AGAIN(rq);
		db_rollback(rq->db);
		return list_page(rq);
	}
	TRY(c);
	TRY(topic_put(rq->db, &(struct topic){ .code = in.code, .ru = in.ru, .en = in.en,
		.parent = in.parent.has ? in.parent.v : 0 }, in.sort.has ? in.sort.v : 0, &id));
	return saved(rq, "admin.topic_put", id, S("new"), N_("Тема добавлена"));
}

enum err
admin_topic_save(struct req *rq)
{
	struct q_topic_rows_rows all;
	const struct q_topic_rows *t;
	struct topic_in in = { 0 };
	int64_t n;
	enum err e;

	TRY(db_begin(rq->db));
	TRY(topic_asked(rq, &all, &t));
	e = read_topic(rq, &all, t->id, &in);
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		db_rollback(rq->db);
		return one_page(rq, &all, t);
	}
	TRY(e);
	TRY(q_topic_set(rq->db, &(struct q_topic_set_in){ .id = t->id, .parent = in.parent,
		.name_ru = in.ru, .name_en = in.en,
		.sort = in.sort.has ? in.sort.v : t->sort }, &n));
	TRY(q_topic_entries_queue(rq->db, t->id));
	return saved(rq, "admin.topic_put", t->id, S(""), N_("Тема сохранена"));
}

/* ---- merging and deleting ------------------------------------------------------------------ */

static enum err
again(struct req *rq, const struct q_topic_rows_rows *all, const struct q_topic_rows *t,
    const char *field, struct str why)
{
	(void)problem(rq, field, why);
	FORM_AGAIN(rq);
	db_rollback(rq->db);
	return one_page(rq, all, t);
}

enum err
admin_topic_merge(struct req *rq)
{
	const struct q_topic_rows *t, *into;
	struct q_topic_rows_rows all;
	int64_t id = 0, n;

	TRY(db_begin(rq->db));
	TRY(topic_asked(rq, &all, &t));
	into = str_int(req_form(rq, "into"), &id) ? find(&all, id) : NULL;
	if (into == NULL || into == t)
		return again(rq, &all, t, "into", tr(&rq->ui, "Выберите тему, в которую перейдут "
		    "записи."));
	if (has_children(&all, t->id) && into->parent.has)
		return again(rq, &all, t, "into", tr(&rq->ui, "Внутри этой темы есть другие: "
		    "её можно объединить только с темой верхнего уровня."));
	if (!str_is(req_form(rq, "sure"), "yes"))
		return again(rq, &all, t, "sure-merge", tr(&rq->ui, "Отметьте, что темы нужно "
		    "объединить."));
	TRY(alerts_topic_merged(rq, t->code, into->code));
	TRY(law_topic_merged(rq->db, t->id, into->id));
	TRY(solutions_topic_merged(rq->db, t->id, into->id));
	TRY(q_topic_entries_queue(rq->db, t->id));
	TRY(q_topic_entries_join(rq->db, into->id, t->id));
	TRY(q_topic_entries_drop(rq->db, t->id));
	TRY(q_topic_children_move(rq->db, into->id, t->id));
	TRY(q_topic_drop(rq->db, t->id, &n));
	return saved(rq, "admin.topic_merge", t->id,
	    str_fmt(rq->arena, "into=%lld entries=%lld", (long long)into->id, (long long)t->used),
	    N_("Темы объединены"));
}

enum err
admin_topic_drop(struct req *rq)
{
	struct q_topic_rows_rows all;
	const struct q_topic_rows *t;
	int64_t n;

	TRY(db_begin(rq->db));
	TRY(topic_asked(rq, &all, &t));
	if (t->used > 0 || has_children(&all, t->id))
		return again(rq, &all, t, "into", tr(&rq->ui, "Эта тема используется: её нельзя "
		    "удалить, "
		    "но можно объединить с другой."));
	if (!str_is(req_form(rq, "sure"), "yes"))
		return again(rq, &all, t, "sure-drop", tr(&rq->ui, "Отметьте, что тему нужно "
		    "удалить."));
	TRY(q_topic_drop(rq->db, t->id, &n));
	return saved(rq, "admin.topic_drop", t->id, S(""), N_("Тема удалена"));
}
