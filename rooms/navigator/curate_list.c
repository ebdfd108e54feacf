/* curate_list.c - the curators' desk: measures by state, and those that ask for a new look. */
#include "navigator/curate.h"
#include "navigator/links.h"

#include "gen/navigator/q.h"
#include "gen/navigator/u.h"
#include "gen/navigator/v.h"
#include "law/law.h"

#define PAGE 50
#define TAB_CHECK 4

static const struct {
	const char *code, *label, *empty, *next;
} tabs[] = {
	{ "review", N_("На проверке"), N_("На проверке ничего нет"),
	    N_("Сюда попадают черновики, которые отдали на проверку.") },
	{ "draft", N_("Черновики"), N_("Черновиков нет"),
	    N_("Заведите меру: пока она черновик, её видят только кураторы.") },
	{ "published", N_("Опубликованы"), N_("Опубликованных мер нет"),
	    N_("Здесь будет всё, что видно в навигаторе.") },
	{ "archived", N_("В архиве"), N_("Архив пуст"),
	    N_("Сюда убирают меры, которых больше нет. Их история сохраняется.") },
	{ "check", N_("Пора проверить"), N_("Всё проверено"),
	    N_("Сюда попадают опубликованные меры, которые не сверяли полгода "
	       "или у которых не открывается ссылка.") },
};

/* ---- which measures ---------------------------------------------------------------- */

/* The territories this curator answers for; none: the whole country. */
void
curate_sql_mine(struct req *rq, struct sql *q)
{
	if (curators_everywhere(rq))
		return;
	sql_put(q, "AND EXISTS (SELECT 1 FROM navigator_place x WHERE x.measure = m.id)"
	    " AND NOT EXISTS (SELECT 1 FROM navigator_place x WHERE x.measure = m.id"
	    " AND x.place NOT IN (SELECT id FROM mine))");
}

static void
due_for_check(struct req *rq, struct sql *q)
{
	sql_add(q, "m.state = 1 AND (m.checked IS NULL OR m.checked < ?",
	    DBV_INT(rq->ui.today - CHECK_DAYS));
	sql_add(q, "OR EXISTS (SELECT 1 FROM navigator_link l WHERE l.measure = m.id"
	    " AND l.verdict >= ?))", DBV_INT(LINK_ILL));
}

static enum err
counts(struct req *rq, int64_t ret[LEN(tabs)])
{
	struct db_cur cur;
	struct sql q;
	bool row;

	sql_init(&q, rq->arena);
	curators_sql_with(rq, &q);
	sql_put(&q, "SELECT COALESCE(SUM(CASE WHEN m.state = 4 THEN 1 ELSE 0 END), 0),"
	    " COALESCE(SUM(CASE WHEN m.state = 0 THEN 1 ELSE 0 END), 0),"
	    " COALESCE(SUM(CASE WHEN m.state = 1 THEN 1 ELSE 0 END), 0),"
	    " COALESCE(SUM(CASE WHEN m.state = 2 THEN 1 ELSE 0 END), 0),"
	    " COALESCE(SUM(CASE WHEN");
	due_for_check(rq, &q);
	sql_put(&q, "THEN 1 ELSE 0 END), 0) FROM navigator_measure m WHERE 1 = 1");
	curate_sql_mine(rq, &q);
	TRY(db_query_sql(rq->db, &q, &cur));
	TRY(db_next(&cur, &row));
	for (int i = 0; row && i < (int)LEN(tabs); i++)
		ret[i] = db_col_int(&cur, i);
	db_cur_close(&cur);
	return OK;
}

/* ---- the rows ----------------------------------------------------------------------- */

static struct str
where_words(struct req *rq, struct str first, int64_t n)
{
	if (n == 0)
		return tr(&rq->ui, "вся Россия");
	return n == 1 ? first : trf(&rq->ui, "%1 и ещё %2", first, ui_num(&rq->ui, n - 1));
}

static void
row_of(struct req *rq, const struct db_cur *c, struct desk_row *r)
{
	const struct ui *ui = &rq->ui;
	struct str key = str_dup(rq->arena, db_col_text(c, 0));
	struct opt_int checked = db_col_oint(c, 5);
	int32_t day = day_of(db_col_int(c, 4), ui->tz_min);

	*r = (struct desk_row){ .title = str_dup(rq->arena, db_col_text(c, 1)),
		.url = url_navigator_curate_show(rq->arena, key),
		.state = measure_state_word(ui, (int)db_col_int(c, 2)),
		.backer = str_dup(rq->arena, db_col_text(c, 3)),
		.where = where_words(rq, str_dup(rq->arena, db_col_text(c, 7)), db_col_int(c, 6)),
		.when = ui_day(ui, day), .iso = ui_day_iso(ui, day) };
	r->entry = db_col_int(c, 9);
	r->checked = checked;
	if (checked.has)
		r->note = trf(ui, "проверена %1", ui_day(ui, (int32_t)checked.v));
	else
		r->note = tr(ui, "ещё не проверяли");
	if (db_col_int(c, 8) >= LINK_ILL)
		r->ill = trf(ui, "ссылка: %1", tr_z(ui, link_word(db_col_int(c, 8))));
}

static void
rows_sql(struct req *rq, int tab, int64_t page, struct sql *q)
{
	sql_init(q, rq->arena);
	curators_sql_with(rq, q);
	sql_put(q, "SELECT m.key, m.title, m.state, b.name, m.updated, m.checked,"
	    " (SELECT COUNT(*) FROM navigator_place x WHERE x.measure = m.id),"
	    " (SELECT MIN(p.name) FROM navigator_place x JOIN pub_place p ON p.id = x.place"
	    " WHERE x.measure = m.id),"
	    " (SELECT MAX(l.verdict) FROM navigator_link l WHERE l.measure = m.id), m.entry"
	    " FROM navigator_measure m JOIN navigator_backer b ON b.id = m.backer WHERE");
	if (tab == TAB_CHECK)
		due_for_check(rq, q);
	else
		sql_add(q, "m.state = ?", DBV_INT(measure_state_of(str_c(tabs[tab].code))));
	curate_sql_mine(rq, q);
	/* what waits longest comes first where work waits; else what was touched last */
	if (tab == TAB_CHECK)
		sql_put(q, "ORDER BY COALESCE(m.checked, 0), m.id");
	else if (tab == 0)
		sql_put(q, "ORDER BY m.updated, m.id");
	else
		sql_put(q, "ORDER BY m.updated DESC, m.id DESC");
	sql_add(q, "LIMIT ? OFFSET ?", DBV_INT(PAGE), DBV_INT((page - 1) * PAGE));
}

/* A norm that the measure cites has changed, and nobody has looked at the measure since. */
static enum err
norms(struct req *rq, struct desk_rows *rows)
{
	int64_t entries[PAGE];
	int32_t since[PAGE];

	for (size_t i = 0; i < rows->n; i++)
		entries[i] = rows->p[i].entry;
	TRY(law_stale(rq->db, rq->arena, entries, rows->n, since));
	for (size_t i = 0; i < rows->n; i++) {
		struct desk_row *r = &rows->p[i];

		if (since[i] != 0 && !(r->checked.has && r->checked.v >= since[i]))
			r->norm = trf(
			    &rq->ui, "норма изменилась с %1", ui_day_field(&rq->ui, since[i]));
	}
	return OK;
}

static enum err
rows(struct req *rq, int tab, int64_t page, struct desk_rows *ret)
{
	struct db_cur cur;
	struct sql q;
	bool row;

	ret->p = arena_array(rq->arena, struct desk_row, PAGE);
	if (ret->p == NULL)
		return E_NOMEM;
	rows_sql(rq, tab, page, &q);
	TRY(db_query_sql(rq->db, &q, &cur));
	for (;;) {
		TRY(db_next(&cur, &row));
		if (!row)
			return norms(rq, ret);
		if (ret->n < PAGE)
			row_of(rq, &cur, &ret->p[ret->n++]);
	}
}

/* ---- the page ----------------------------------------------------------------------- */

static struct str
tab_url(struct req *rq, int tab, int64_t page)
{
	return page > 1 ?
	    str_fmt(rq->arena, "/curation?state=%s&page=%lld", tabs[tab].code, (long long)page) :
	    str_fmt(rq->arena, "/curation?state=%s", tabs[tab].code);
}

/* Without a wish: what waits for this curator, else what is published. */
static int
tab_of(struct req *rq, const int64_t n[LEN(tabs)])
{
	struct str asked = req_query(rq, "state");

	for (int i = 0; i < (int)LEN(tabs); i++)
		if (str_is(asked, tabs[i].code))
			return i;
	return n[0] > 0 ? 0 : n[1] > 0 ? 1 : 2;
}

static void
pager(struct req *rq, int tab, int64_t page, int64_t total, struct view_curate_list *v)
{
	v->total = ui_num(&rq->ui, total);
	v->from = ui_num(&rq->ui, (page - 1) * PAGE + 1);
	v->to = ui_num(&rq->ui, (page - 1) * PAGE + (int64_t)v->rows.n);
	if (page > 1)
		v->prev = tab_url(rq, tab, page - 1);
	if (page * PAGE < total)
		v->next = tab_url(rq, tab, page + 1);
}

enum err
nav_curate_list(struct req *rq)
{
	struct view_curate_list v = { 0 };
	const struct places_index *x;
	int64_t waiting, n[LEN(tabs)] = { 0 }, page = req_query_int(rq, "page", 1, 1, 100000);
	int tab;

	TRY(places_get(rq->th, &x));
	TRY(counts(rq, n));
	tab = tab_of(rq, n);
	if ((page - 1) * PAGE >= n[tab])
		page = 1;
	curate_frame(rq, &v.page, tr(&rq->ui, "Стол куратора"));
	v.page.crumbs[v.page.n_crumbs - 1].url = S("");
	v.where = curators_where(rq, x);
	v.may_load = curators_everywhere(rq);
	v.tabs.p = arena_array(rq->arena, struct view_choice, LEN(tabs));
	if (v.tabs.p == NULL)
		return E_NOMEM;
	for (int i = 0; i < (int)LEN(tabs); i++)
		v.tabs.p[v.tabs.n++] = (struct view_choice){ .label = tr_z(&rq->ui, tabs[i].label),
			.url = tab_url(rq, i, 1), .count = ui_num(&rq->ui, n[i]), .on = i == tab };
	v.empty = tr_z(&rq->ui, tabs[tab].empty);
	v.empty_next = tr_z(&rq->ui, tabs[tab].next);
	TRY(rows(rq, tab, page, &v.rows));
	pager(rq, tab, page, n[tab], &v);
	TRY(suggest_count(rq, &waiting));
	if (waiting > 0)
		v.suggestions = ui_num(&rq->ui, waiting);
	return view_curate_list(&rq->ui, &v);
}
