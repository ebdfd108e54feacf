/* lawyer_queue.c - what waits for the lawyers of a territory, by term. */
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/views_lawyer.h"

#define PAGE 30
#define PAGES_MAX 100
#define GRANTS_MAX 40

/* Which of them: a tab of the page. */
enum tab { T_OPEN, T_WAITS, T_MINE, T_ASKED, T_ANSWERED, T_CHECK, T_PASSED, T_N };
static const struct { const char *code, *label; } tabs[T_N] = {
	[T_OPEN] = { "open", N_("Все открытые") },
	[T_WAITS] = { "waits", N_("Ждут юриста") },
	[T_MINE] = { "mine", N_("У меня") },
	[T_ASKED] = { "asked", N_("Ждут уточнения") },
	[T_ANSWERED] = { "answered", N_("Отвечены") },
	[T_CHECK] = { "check", N_("Проверить: норма изменилась") },
	[T_PASSED] = { "passed", N_("Переданы другим") },
};

struct look { enum tab tab; int64_t topic; bool late; int page; };

static struct look
read_look(const struct req *rq)
{
	struct look l = { .tab = T_OPEN };
	struct str s = req_query(rq, "state");

	for (int i = 0; i < T_N; i++)
		if (str_is(s, tabs[i].code))
			l.tab = (enum tab)i;
	l.topic = req_query_int(rq, "topic", 0, 0, INT64_MAX);
	l.late = str_is(req_query(rq, "late"), "1");
	l.page = (int)req_query_int(rq, "page", 1, 1, PAGES_MAX);
	return l;
}

static struct str
look_url(const struct req *rq, struct look l)
{
	struct buf b;

	buf_init(&b, rq->arena, 4 * KiB);
	buf_put(&b, url_law_queue(rq->arena));
	buf_fmt(&b, "?state=%s", tabs[l.tab].code);
	if (l.topic != 0)
		buf_fmt(&b, "&topic=%lld", (long long)l.topic);
	if (l.late)
		buf_putz(&b, "&late=1");
	if (l.page > 1)
		buf_fmt(&b, "&page=%d", l.page);
	return buf_str(&b);
}

/* ---- SQL: which questions are this lawyer's ---------------------------------------------- */

static bool
everywhere(const struct req *rq)
{
	return req_may(rq, ROLE_LAWYER, (const int64_t[]){ 0 }, 0);
}

static void
with_mine(const struct req *rq, struct sql *q)
{
	sql_put(q, "WITH RECURSIVE mine (id) AS (SELECT id FROM pub_place WHERE id IN (0");
	for (size_t i = 0; i < rq->viewer->n_grants && i < GRANTS_MAX; i++)
		if (rq->viewer->grants[i].role >= ROLE_LAWYER)
			sql_add(q, ", ?", DBV_INT(rq->viewer->grants[i].place));
	sql_put(q, ") UNION SELECT p.id FROM pub_place p JOIN mine ON p.parent = mine.id)");
}

static void
where_tab(const struct req *rq, struct sql *q, enum tab tab)
{
	switch (tab) {
	case T_WAITS: sql_put(q, "WHERE q.state = 1"); break;
	case T_MINE:
		sql_add(q, "WHERE q.state IN (2, 3) AND q.lawyer = ?", DBV_INT(rq->viewer->id.v));
		break;
	case T_ASKED: sql_put(q, "WHERE q.state = 3"); break;
	case T_ANSWERED: sql_put(q, "WHERE q.state = 4"); break;
	case T_CHECK:
		sql_put(q, "WHERE q.state = 4 AND q.id IN (SELECT a.question FROM law_answer a"
		    " JOIN law_recheck r ON r.entry = a.entry AND r.state = 0 WHERE a.state = 3)");
		break;
	case T_OPEN:
	case T_PASSED:
	case T_N: sql_put(q, "WHERE q.state IN (1, 2, 3)"); break;
	}
}

/* One's own question is not one's own work. */
static void
from_where(const struct req *rq, struct sql *q, const struct look *l)
{
	sql_put(q, "FROM law_question q JOIN pub_place p ON p.id = q.place"
	    " LEFT JOIN topic t ON t.id = q.topic LEFT JOIN pub_user u ON u.id = q.lawyer");
	where_tab(rq, q, l->tab);
	if (l->tab == T_PASSED)
		sql_put(q, "AND q.place IN (SELECT id FROM mine)"
		    " AND q.at_place NOT IN (SELECT id FROM mine)");
	else if (everywhere(rq))
		;
	else if (l->tab == T_MINE)
		sql_put(q, "AND (q.at_place IN (SELECT id FROM mine)"
		    " OR q.place IN (SELECT id FROM mine))");
	else
		sql_put(q, "AND q.at_place IN (SELECT id FROM mine)");
	if (l->topic != 0)
		sql_add(
		    q, "AND (q.topic = ? OR t.parent = ?)", DBV_INT(l->topic), DBV_INT(l->topic));
	if (l->late)
		sql_add(q, "AND q.state IN (1, 2) AND q.due < ?", DBV_INT(rq->ui.today));
}

static enum err
count(struct req *rq, const struct look *l, int64_t *ret)
{
	struct db_cur cur;
	struct sql q;
	bool row;

	sql_init(&q, rq->arena);
	with_mine(rq, &q);
	sql_put(&q, "SELECT COUNT(*)");
	from_where(rq, &q, l);
	TRY(db_query_sql(rq->db, &q, &cur));
	TRY(db_next(&cur, &row));
	*ret = row ? db_col_int(&cur, 0) : 0;
	db_cur_close(&cur);
	return OK;
}

/* ---- the page ------------------------------------------------------------------------------ */

struct fill { struct req *rq; struct lawyer_rows *rows; bool check; };

static enum err
row_put(void *ctx, const struct db_cur *c)
{
	struct fill *f = ctx;
	const struct ui *ui = &f->rq->ui;
	struct arena *a = f->rq->arena;
	struct lawyer_row *r = &f->rows->p[f->rows->n++];
	int64_t state = db_col_int(c, 2);

	*r = (struct lawyer_row){ .url = lawyer_url(a, db_col_int(c, 0)),
		.title = str_dup(a, db_col_text(c, 1)),
		.state = lawyer_state_word(ui, state, false),
		.place = str_dup(a, db_col_text(c, 4)),
		.topic = lawyer_topic(
		    ui, str_dup(a, db_col_text(c, 5)), str_dup(a, db_col_text(c, 6))),
		.who = db_col_null(c, 8) ? S("") : str_dup(a, db_col_text(c, 8)),
		.when = ui_moment(ui, db_col_int(c, 9)),
		.answered = state == LS_ANSWERED, .demo = db_col_int(c, 10) != 0,
		.mine = !db_col_null(c, 7) && db_col_int(c, 7) == f->rq->viewer->id.v };
	if (f->check) {
		r->url = url_law_publish(a, str_fmt(a, "%lld", (long long)db_col_int(c, 0)));
		r->state = tr(ui, "норма изменилась");
		r->answered = false;
	}
	if (state == LS_WAITS || state == LS_CLAIMED)
		r->term = lawyer_due_words(
		    ui, req_settings(f->rq), db_col_int(c, 3), &r->late, &r->soon);
	return OK;
}

static enum err
rows(struct req *rq, const struct look *l, struct lawyer_rows *ret)
{
	struct fill f = { rq, ret, l->tab == T_CHECK };
	struct sql q;

	ret->p = arena_array(rq->arena, struct lawyer_row, PAGE + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	sql_init(&q, rq->arena);
	with_mine(rq, &q);
	sql_put(&q, "SELECT q.id, q.title, q.state, q.due, p.short_name, t.name_ru, t.name_en,"
	    " q.lawyer, u.name, q.created, q.demo");
	from_where(rq, &q, l);
	if (l->tab == T_ANSWERED)
		sql_add(&q, "ORDER BY q.answered DESC, q.id DESC LIMIT ? OFFSET ?", DBV_INT(PAGE),
		    DBV_INT((l->page - 1) * PAGE));
	else
		sql_add(&q, "ORDER BY q.due, q.id LIMIT ? OFFSET ?", DBV_INT(PAGE),
		    DBV_INT((l->page - 1) * PAGE));
	return db_each_sql(rq->db, &q, row_put, &f);
}

static enum err
tabs_fill(struct req *rq, const struct look *l, struct view_lawyer_queue *v)
{
	v->tabs.p = arena_array(rq->arena, struct lawyer_tab, T_N);
	if (v->tabs.p == NULL)
		return E_NOMEM;
	for (int i = 0; i < T_N; i++) {
		struct look one = { .tab = (enum tab)i, .topic = l->topic, .page = 1 };
		int64_t n = 0;

		if (i == T_PASSED && everywhere(rq))
			continue; /* to whom */
		if (i != T_ANSWERED)
			TRY(count(rq, &one, &n));
		v->tabs.p[v->tabs.n++] = (struct lawyer_tab){ look_url(rq, one),
			tr_z(&rq->ui, tabs[i].label),
			i == T_ANSWERED ? S("") : ui_num(&rq->ui, n), one.tab == l->tab };
	}
	return OK;
}

enum err
law_queue(struct req *rq)
{
	struct look l = read_look(rq), late = { .tab = T_OPEN, .late = true };
	struct view_lawyer_queue v = { .late = l.late, .filtered = l.late || l.topic != 0 };
	int64_t n, n_late;

	v.page = (struct page){ .title = tr(&rq->ui, "Вопросы юристам"), .nav = "law",
		.no_index = true };
	TRY(tabs_fill(rq, &l, &v));
	TRY(count(rq, &l, &n));
	TRY(count(rq, &late, &n_late));
	v.summary = trf(&rq->ui, "Найдено: %1. Просрочено всего: %2.", ui_num(&rq->ui, n),
	    ui_num(&rq->ui, n_late));
	v.state = str_c(tabs[l.tab].code);
	TRY(lawyer_topics(rq, l.topic, &v.topics));
	TRY(rows(rq, &l, &v.rows));
	if (l.page > 1) {
		l.page--;
		v.prev = look_url(rq, l);
		l.page++;
	}
	if ((int64_t)l.page * PAGE < n && l.page < PAGES_MAX) {
		l.page++;
		v.next = look_url(rq, l);
	}
	return view_lawyer_queue(&rq->ui, &v);
}
