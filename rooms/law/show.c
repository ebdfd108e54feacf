/* show.c - acts and articles as entries: what the search of the portal finds. */
#include "calendar/calendar.h"
#include "gen/law/q.h"
#include "jobs/jobs.h"
#include "law/law_impl.h"
#include "text/text.h"

#define SUMMARY_POINTS 300

struct show {
	struct db *db;
	struct arena *a;	/* of the whole act */
	struct arena *row;	/* of one article */
	const struct law_act *act;
	int32_t today;
	int64_t now;
};

static enum err
put_act(struct show *s)
{
	const struct law_act *act = s->act;
	struct entry e = { .id = { act->entry }, .kind = ENTRY_ACT, .place = act->place,
		.url = law_url(s->row, act, 0, S(""), S("")), .title = act->full,
		.see = (enum entry_see)act->see, .state = ENTRY_PUBLISHED };
	struct entry_id id;

	e.summary = str_fmt(s->row, "%.*s%s%s", FMT(act->shrt),
	    act->digest ? ". Изложение своими словами, не официальный текст" : "",
	    act->repealed.has && act->repealed.v <= s->today ? ". Утратил силу" : "");
	e.body = str_fmt(
	    s->row, "%.*s\n%.*s\n%.*s", FMT(act->number), FMT(act->shrt), FMT(act->title));
	if (e.url.p == NULL || e.summary.p == NULL || e.body.p == NULL)
		return E_NOMEM;
	TRY(entry_put(s->db, s->row, &e, s->now, &id));
	return act->entry == id.v ? OK : q_act_entry(s->db, (struct act_id){ act->id }, id.v);
}

/* «Статья 39.28 ЗК РФ. Порядок …»: number and short name are words people search by. */
static struct str
article_title(struct arena *a, const struct law_act *act, struct str number, struct str title)
{
	struct buf b;

	buf_init(&b, a, 16 * KiB);
	if (number.n > 0)
		buf_fmt(&b, "Статья %.*s %.*s", FMT(number), FMT(act->shrt));
	else
		buf_put(&b, act->shrt);
	if (title.n > 0)
		buf_fmt(&b, ". %.*s", FMT(utf8_cut(title, 500)));
	return buf_str(&b);
}

static enum err
put_article(struct show *s, const struct q_show_rows *r)
{
	struct entry e = { .id = { r->entry.has ? r->entry.v : 0 }, .kind = ENTRY_ARTICLE,
		.place = s->act->place, .see = (enum entry_see)s->act->see,
		.state = ENTRY_PUBLISHED };
	struct q_version_text v;
	struct entry_id id;

	TRY(q_version_text(s->db, s->row, r->version, &v));
	e.url = law_url(s->row, s->act, 0, r->eid, S(""));
	e.title = article_title(s->row, s->act, r->number, v.title);
	e.body = v.body;
	if (v.body.n > 0)
		e.summary = str_fmt(s->row, "%s%.*s", s->act->digest ? "Изложение. " : "",
		    FMT(utf8_cut(v.body, SUMMARY_POINTS)));
	else
		e.summary = S("Утратила силу");
	if (e.url.p == NULL || e.title.p == NULL || e.summary.p == NULL)
		return E_NOMEM;
	TRY(entry_put(s->db, s->row, &e, s->now, &id));
	return q_article_shown(
	    s->db, r->article, id.v, (struct opt_int){ r->version.v, true });
}

static enum err
hide_gone(struct show *s, struct edition_id ed)
{
	struct q_show_gone_rows rows;

	TRY(q_show_gone(s->db, s->a, (struct act_id){ s->act->id }, ed, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		TRY(entry_state_set(
		    s->db, (struct entry_id){ rows.p[i].entry.v }, ENTRY_ARCHIVED, s->now));
		TRY(q_article_shown(
		    s->db, rows.p[i].article, rows.p[i].entry.v, (struct opt_int){ 0, false }));
	}
	return OK;
}

static enum err
show_edition(struct show *s, bool all, size_t *ret_n)
{
	struct edition_id ed = { law_shown(s->act, s->today)->id };
	struct q_show_rows_rows rows;

	*ret_n = 0;
	TRY(q_show_rows(s->db, s->a, ed, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_show_rows *r = &rows.p[i];

		if (!all && r->shown.has && r->shown.v == r->version.v)
			continue;
		arena_reset(s->row);
		TRY(put_article(s, r));
		++*ret_n;
	}
	return hide_gone(s, ed);
}

enum err
law_show(struct db *db, struct arena *row, struct act_id act, int32_t today, int64_t now, bool all)
{
	struct show s = { .db = db, .a = arena_new(256 * MiB), .row = row, .today = today,
		.now = now };
	struct law_index x;
	enum err e = s.a ? law_load(db, s.a, &x) : E_NOMEM;
	size_t n;

	if (e == OK) {
		s.act = law_by_id(&x, act.v);
		if (s.act == NULL)
			e = E_BUG;
	}
	if (e == OK && all)
		e = put_act(&s);
	if (e == OK)
		e = show_edition(&s, all, &n);
	arena_free(s.a);
	return e;
}

/* ---- the job ------------------------------------------------------------------------------ */

static enum err
show_act(struct job_run *r, struct arena *row, const struct law_act *act, int32_t today)
{
	struct show s = { .db = r->db, .a = r->arena, .row = row, .act = act, .today = today,
		.now = r->now };
	size_t n = 0;
	enum err e;

	TRY(db_begin(r->db));
	e = show_edition(&s, false, &n);
	if (e == OK && n > 0)
		e = version_bump(r->db, "law");
	if (e == OK)
		return db_commit(r->db);
	db_rollback(r->db);
	return e;
}

enum err
law_show_due(struct job_run *r)
{
	int32_t today = day_of(r->now, (int)r->set->time_zone);
	struct arena *row = arena_new(64 * MiB);
	struct law_index x;
	enum err e = row ? law_load(r->db, r->arena, &x) : E_NOMEM;

	for (size_t i = 0; e == OK && i < x.n; i++)
		if (x.p[i].n_editions > 1) /* one alone was shown when it came */
			e = show_act(r, row, &x.p[i], today);
	arena_free(row);
	return e;
}
