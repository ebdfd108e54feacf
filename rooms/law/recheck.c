/* recheck.c - what waits to be checked of an answer, what was checked, what it said before. */
#include "law/recheck.h"

#include "alerts/alerts.h"
#include "calendar/calendar.h"
#include "gen/law/u.h"
#include "jobs/jobs.h"
#include "law/pages.h"
#include "solutions/solutions.h"

#define RECHECK_AT_ONCE 500	/* as rechecks_new says */

/* «ст. 12 ЖК РФ», with the comparison of the two editions. */
static enum err
open_one(struct req *rq, const struct law_index *x, const struct q_recheck_of *r,
    struct law_checks *ret)
{
	const struct law_act *act = law_by_id(x, r->act);
	struct norm_change c = { .since = ui_day_field(&rq->ui, (int32_t)r->since) };
	struct str no = r->article;

	if (act == NULL || !law_may_see(rq, act))
		return OK;
	if (str_starts(no, S("st-")))
		no = str_fmt(rq->arena, "ст. %.*s", (int)no.n - 3, no.p + 3);
	c.name = str_fmt(rq->arena, "%.*s %.*s", FMT(no), FMT(act->ref));
	for (size_t i = 1; i < act->n_editions; i++)
		if (act->editions[i].since == r->since)
			c.url = str_fmt(rq->arena, "%.*s/compare?from=%.*s&to=%.*s&article=%.*s",
			    FMT(law_url(rq->arena, act, 0, S(""), S(""))),
			    FMT(ui_day_iso(&rq->ui, act->editions[i - 1].since)),
			    FMT(ui_day_iso(&rq->ui, (int32_t)r->since)), FMT(r->article));
	return c.name.p ? VEC_PUSH(rq->arena, &ret->open, c) : E_NOMEM;
}

static enum err
past_one(struct req *rq, const struct q_recheck_of *r, struct law_checks *ret)
{
	const struct ui *ui = &rq->ui;
	int32_t day = day_of(r->closed.v, ui->tz_min);
	struct check_past p = { .iso = ui_day_iso(ui, day), .when = law_day_words(ui, day) };
	struct str since = ui_day_field(ui, (int32_t)r->since);

	if (r->state == 3)
		return OK; /* it cites that no more */
	p.what = r->state == 1 ?
	    trf(ui, "Проверен после изменения нормы с %1: по-прежнему верен", since) :
	    trf(ui, "Написан заново после изменения нормы с %1", since);
	for (size_t i = 0; i < ret->past.n; i++) /* several articles of one edition */
		if (str_eq(ret->past.p[i].iso, p.iso) && str_eq(ret->past.p[i].what, p.what))
			return OK;
	return VEC_PUSH(rq->arena, &ret->past, p);
}

static enum err
versions(struct req *rq, struct answer_id answer, struct law_checks *ret)
{
	struct q_versions_past_rows rows;
	struct lawyer_norms n;

	TRY(q_versions_past(rq->db, rq->arena, answer, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		int32_t since = day_of(rows.p[i].since, rq->ui.tz_min);
		int32_t until = day_of(rows.p[i].until, rq->ui.tz_min);
		struct answer_was w = { .title = rows.p[i].title };

		w.when = trf(&rq->ui, "С %1 по %2", ui_day_field(&rq->ui, since),
		    ui_day_field(&rq->ui, until));
		TRY(lawyer_prose_on(rq, rows.p[i].asked, since, &w.asked, &n));
		TRY(lawyer_prose_on(rq, rows.p[i].text, since, &w.text, &n));
		TRY(VEC_PUSH(rq->arena, &ret->was, w));
	}
	return OK;
}

enum err
law_checks_of(struct req *rq, int64_t entry, struct answer_id answer, struct law_checks *ret)
{
	struct q_recheck_of_rows rows;
	const struct law_index *x;

	*ret = (struct law_checks){ .since = S(""), .title = S("") };
	TRY(law_get(rq->th, &x));
	TRY(q_recheck_of(rq->db, rq->arena, entry, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_recheck_of *r = &rows.p[i];

		if (r->state != 0) {
			TRY(past_one(rq, r, ret));
			continue;
		}
		TRY(open_one(rq, x, r, ret));
		if (ret->since.n == 0)
			ret->since = ui_day_field(&rq->ui, (int32_t)r->since);
		ret->by = r->lawyer.has ? r->lawyer.v : 0;
	}
	return versions(rq, answer, ret);
}

struct stale { const int64_t *entries; int32_t *ret; size_t n; };

static enum err
stale_row(void *ctx, const struct db_cur *c)
{
	struct stale *s = ctx;

	for (size_t i = 0; i < s->n; i++)
		if (s->entries[i] == db_col_int(c, 0))
			s->ret[i] = (int32_t)db_col_int(c, 1);
	return OK;
}

enum err
law_stale(struct db *db, struct arena *a, const int64_t *entries, size_t n, int32_t *ret)
{
	struct stale s = { entries, ret, n };
	struct sql q;

	memset(ret, 0, n * sizeof *ret);
	if (n == 0)
		return OK;
	if (n > LAW_STALE_MAX)
		return E_BUG;
	sql_init(&q, a);
	sql_put(&q, "SELECT entry, MAX(since) FROM law_recheck WHERE state = 0 AND entry IN (0");
	for (size_t i = 0; i < n; i++)
		sql_add(&q, ", ?", DBV_INT(entries[i]));
	sql_put(&q, ") GROUP BY entry");
	return db_each_sql(db, &q, stale_row, &s);
}

/* ---- the job: whose text it is, is told ------------------------------------------------------ */

struct told { struct job_run *r; struct lawyer_post post; struct str iso, day; };

/* Lawyers of where the answer was given, and who asked. */
static enum err
tell_answer(const struct told *t, const struct q_rechecks_new *one, struct str key)
{
	struct arena *a = t->r->arena;
	struct str id = str_fmt(a, "%lld", (long long)one->question.v);
	struct str work = lawyer_link(&t->post, url_law_publish(a, id));

	TRY(lawyer_tell_all(&t->post, one->at_place.v, S("Норма изменилась: проверьте ответ"),
	    str_fmt(a, "Здравствуйте!\n\nНорма, на которую ссылается опубликованный ответ, "
	    "изменилась с %.*s. Подтвердите, что ответ по-прежнему верен, или исправьте его.\n\n"
	    "Открыть: %.*s\n", FMT(t->day), FMT(work)), key));
	return lawyer_tell(&t->post, one->asker.has ? one->asker.v : 0,
	    S("Норма изменилась, ответ юриста проверяется"),
	    str_fmt(a, "Здравствуйте!\n\nНорма, на которую ссылается ответ на ваш вопрос, "
	    "изменилась с %.*s. Юрист проверит, верен ли ответ, и портал напишет вам.\n\n"
	    "Открыть вопрос: %.*s\n", FMT(t->day),
	    FMT(lawyer_link(&t->post, lawyer_url(a, one->question.v)))), key);
}

/* Curators of the nearest territory that has any, upwards from `place`; at last of the country. */
static enum err
curators(const struct told *t, struct opt_int place, int64_t now, struct account_people *ret)
{
	static const int roles[] = { ROLE_CURATOR, ROLE_REGIONAL_CURATOR };
	const struct places_index *x = t->post.x;
	struct arena *a = t->r->arena;

	for (int at = place.has ? places_by_id(x, place.v) : -1; at >= 0; at = x->p[at].parent)
		for (size_t i = 0; i < LEN(roles); i++) {
			TRY(account_holders(t->r->db, a, roles[i], x->p[at].id, now, ret));
			if (ret->n > 0)
				return OK;
		}
	return account_holders(t->r->db, a, ROLE_CURATOR, 0, now, ret);
}

/* A measure or a solution: who looks after it, and who works by it. */
static enum err
concern(const struct told *t, const struct q_rechecks_new *one, struct str key)
{
	struct account_people who;

	TRY(curators(t, one->place, t->r->now, &who));
	for (size_t i = 0; i < who.n; i++)
		TRY(alerts_concern(t->r->db, (struct user_id){ who.p[i].id }, key, t->r->now));
	return solutions_concern(t->r->db, t->r->arena,
	    &(struct solutions_news){ (struct entry_id){ one->entry }, key, 0, t->r->now });
}

/* Who follows the text, too. Keys are of the entry and the edition: several of its articles are one
 * event and one letter. */
static enum err
tell(struct told *t, const struct q_rechecks_new *one)
{
	struct job_run *r = t->r;
	bool answer = one->question.has;
	struct str key = str_fmt(
	    r->arena, "law.recheck:%lld:%lld", (long long)one->entry, (long long)one->since);
	struct buf b;

	buf_init(&b, r->arena, 64);
	put_day_iso(&b, (int32_t)one->since);
	t->iso = buf_str(&b);
	buf_init(&b, r->arena, 64);
	put_day_field(&b, (int32_t)one->since);
	t->day = buf_str(&b);
	TRY(key.p ? OK : E_NOMEM);
	TRY(alerts_once(r->db, r->arena,
	    &(struct alert_once){ { one->entry }, ALERT_NORM, key },
	    &(struct revision_field){ answer ? "norm_recheck" : "norm_cited", S(""), t->iso }, 1,
	    r->now));
	TRY(answer ? tell_answer(t, one, key) : concern(t, one, key));
	return q_recheck_told(r->db, one->id, r->now);
}

enum err
law_recheck_tell(struct job_run *r)
{
	struct told t = { .r = r, .post = { r->db, r->arena, r->set, NULL, r->now, 0 } };
	struct q_rechecks_new_rows rows;

	do {
		TRY(q_rechecks_new(r->db, r->arena, &rows));
		if (rows.n == 0)
			return OK;
		TRY(places_get(r->th, &t.post.x));
		TRY(db_begin(r->db));
		for (size_t i = 0; i < rows.n; i++)
			TRY(tell(&t, &rows.p[i]));
		TRY(db_commit(r->db));
	} while (rows.n == RECHECK_AT_ONCE);
	return OK;
}
