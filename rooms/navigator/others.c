/* others.c - one measure, as rooms that hold on to it ask: its card, papers, next round. */
#include "gen/navigator/q.h"
#include "navigator/index.h"
#include "text/text.h"

#define AT_ONCE 50

enum err
navigator_by_key(struct req *rq, struct str key, int64_t *ret_entry)
{
	struct entry_id entry;

	if (!utf8_valid(key))
		return E_NOT_FOUND;
	TRY(q_by_key(rq->db, key, &entry));
	*ret_entry = entry.v;
	return OK;
}

enum err
navigator_by_entry(struct req *rq, const int64_t *entries, size_t n, struct navigator_cards *ret)
{
	uint32_t *ords = arena_array(rq->arena, uint32_t, n + 1);
	size_t *at = arena_array(rq->arena, size_t, n + 1), m = 0;
	struct navigator_card *out = arena_array(rq->arena, struct navigator_card, n + 1);
	struct navigator_cards some = { 0 };
	const struct nav_index *ix;

	if (ords == NULL || at == NULL || out == NULL)
		return E_NOMEM;
	TRY(nav_get(rq->th, &ix));
	for (size_t i = 0; i < n; i++) {
		if (!facet_ord(ix->facets, entries[i], &ords[m]))
			continue;
		at[m++] = i;
	}
	if (m > 0)
		TRY(nav_cards(rq, ix, ords, m, NULL, NULL, 0, &some));
	for (size_t i = 0; i < some.n; i++)
		out[at[i]] = some.p[i];
	*ret = (struct navigator_cards){ out, n };
	return OK;
}

enum err
navigator_papers(struct req *rq, int64_t id, struct navigator_papers *ret)
{
	struct q_documents_rows rows;

	TRY(q_documents(rq->db, rq->arena, (struct measure_id){ id }, &rows));
	ret->p = arena_array(rq->arena, struct navigator_paper, rows.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		ret->p[i] = (struct navigator_paper){ rows.p[i].title, rows.p[i].note,
			rows.p[i].required };
	return OK;
}

/* ---- next rounds ------------------------------------------------------------------- */

/* Rounds of one measure gather here until another one's begin. */
struct gather {
	int64_t id;
	struct forecast_round r[FORECAST_ROUNDS];
	size_t n;
};

static void
told(const struct gather *g, const int64_t *ids, size_t n, int32_t today, struct forecast *ret)
{
	for (size_t i = 0; g->id != 0 && i < n; i++)
		if (ids[i] == g->id)
			ret[i] = forecast_next(g->r, g->n, today);
}

/* Columns: the measure, its own round, a past one. */
static void
gather_row(struct gather *g, const struct db_cur *cur)
{
	if (g->id != db_col_int(cur, 0)) {
		g->id = db_col_int(cur, 0);
		g->n = 0;
		g->r[g->n++] =
		    (struct forecast_round){ db_col_oint(cur, 1), db_col_oint(cur, 2) };
	}
	if (g->n < FORECAST_ROUNDS)
		g->r[g->n++] =
		    (struct forecast_round){ db_col_oint(cur, 3), db_col_oint(cur, 4) };
}

static enum err
some_forecasts(struct req *rq, const int64_t *ids, size_t n, struct forecast *ret)
{
	struct gather g = { 0 };
	struct db_cur cur;
	struct sql q;
	bool row;

	sql_init(&q, rq->arena);
	sql_add(&q,
	    "SELECT m.id, m.opens, m.closes, r.opens, r.closes FROM navigator_measure m"
	    " LEFT JOIN navigator_round r ON r.measure = m.id"
	    " WHERE m.recurrence <> ? AND m.closes IS NOT NULL AND m.id IN (0",
	    DBV_INT(list_no(LIST_recurrence, S("oneoff"))));
	for (size_t i = 0; i < n; i++)
		sql_add(&q, ", ?", DBV_INT(ids[i]));
	sql_put(&q, ") ORDER BY m.id, r.year DESC");
	TRY(db_query_sql(rq->db, &q, &cur));
	for (;;) {
		int64_t was = g.id;

		TRY(db_next(&cur, &row));
		if (!row)
			break;
		if (was != db_col_int(&cur, 0))
			told(&g, ids, n, rq->ui.today, ret);
		gather_row(&g, &cur);
	}
	told(&g, ids, n, rq->ui.today, ret);
	return OK;
}

enum err
navigator_forecasts(struct req *rq, const int64_t *ids, size_t n, struct forecast *ret)
{
	for (size_t i = 0; i < n; i++)
		ret[i] = (struct forecast){ 0 };
	for (size_t i = 0; i < n; i += AT_ONCE)
		TRY(some_forecasts(rq, ids + i, n - i < AT_ONCE ? n - i : AT_ONCE, ret + i));
	return OK;
}
