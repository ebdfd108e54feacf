/* norms.c - an edition that is loaded or comes into force, against the one before it: who follows
 * what it changes is told, and what cites it has to be checked.
 *
 * Each edition is told in one transaction that also marks it, so a process that dies tells it whole
 * or not at all; the keys of events let it be done twice.
 */
#include "alerts/alerts.h"
#include "calendar/calendar.h"
#include "gen/law/q.h"
#include "jobs/jobs.h"
#include "law/law_impl.h"

#define AT_ONCE 100
#define LATE_DAYS 30	/* one that came into force before is no news: the portal was off */
#define NAMED 12	/* numbers of articles in what followers of the act read */
#define KEEP_BYTES (256 * MiB)

struct norms {
	struct db *db;
	struct arena *keep, *a;	/* of the run; of one edition */
	struct law_index x;
	int32_t today;
	int64_t now;
};
struct step {
	const struct law_act *act;
	const struct law_edition *ed, *was;
	int stage;		/* 1: it is loaded, 2: it is in force */
	struct q_norm_changed_rows changed;
};

static struct str
iso(struct arena *a, int32_t day)
{
	struct buf b;

	buf_init(&b, a, 64);
	put_day_iso(&b, day);
	return buf_str(&b);
}

/* One event; article NULL: of the act. */
static enum err
tell(struct norms *n, const struct step *s, int64_t entry, const struct q_norm_changed *article,
    struct str numbers)
{
	struct str was = iso(n->a, s->was->since), now = iso(n->a, s->ed->since);
	struct str url = str_fmt(n->a, "%.*s/compare?from=%.*s&to=%.*s%s%.*s",
	    FMT(law_url(n->a, s->act, 0, S(""), S(""))), FMT(was), FMT(now),
	    article ? "&article=" : "", FMT(article ? article->eid : S("")));
	struct str key = str_fmt(n->a, "law:%lld:%lld:%d", (long long)s->ed->id,
	    article ? (long long)article->article.v : 0LL, s->stage);
	const struct revision_field f[] = {
		{ s->stage == 2 ? "norm" : "norm_ahead", was, now },
		{ "norm_compare", S(""), url },
		{ "norm_articles", S(""), numbers },
	};

	TRY(key.p && url.p ? OK : E_NOMEM);
	return alerts_once(n->db, n->a,
	    &(struct alert_once){ { entry }, ALERT_NORM, key }, f, article ? 2 : 3, n->now);
}

/* «5, 7, 8 (+12)» */
static struct str
numbers_of(struct arena *a, const struct q_norm_changed_rows *rows)
{
	struct buf b;
	size_t k = 0;

	buf_init(&b, a, 8 * KiB);
	for (size_t i = 0; i < rows->n && k < NAMED; i++)
		if (rows->p[i].number.n > 0)
			buf_fmt(&b, "%s%.*s", k++ ? ", " : "", FMT(rows->p[i].number));
	if (rows->n > k)
		buf_fmt(&b, "%s(+%zu)", k ? " " : "", rows->n - k);
	return buf_str(&b);
}

static enum err
tell_all(struct norms *n, const struct step *s)
{
	if (s->act->entry != 0)
		TRY(tell(n, s, s->act->entry, NULL, numbers_of(n->a, &s->changed)));
	for (size_t i = 0; i < s->changed.n; i++)
		if (s->changed.p[i].entry.has)
			TRY(tell(n, s, s->changed.p[i].entry.v, &s->changed.p[i], S("")));
	return OK;
}

/* Texts that speak of an earlier day cite what it changed. */
static enum err
check_all(struct norms *n, const struct step *s)
{
	for (size_t i = 0; i < s->changed.n; i++)
		TRY(q_recheck_add(n->db, s->act->id, s->changed.p[i].eid, s->ed->since, n->now));
	return OK;
}

/* Is it what readers have now, or will have? What is older was never news. */
static bool
matters(const struct norms *n, const struct law_edition *ed, bool seen)
{
	if (ed->since > n->today)
		return !seen;
	if (ed->until.has && ed->until.v <= n->today)
		return false;
	return !seen || ed->since >= n->today - LATE_DAYS;
}

static enum err
one(struct norms *n, const struct q_norms_new *r)
{
	struct step s = { .act = law_by_id(&n->x, r->act),
		.stage = r->since <= n->today ? 2 : 1 };

	for (size_t i = 0; s.act != NULL && i < s.act->n_editions; i++)
		if (s.act->editions[i].id == r->id.v) {
			s.ed = &s.act->editions[i];
			s.was = i > 0 ? &s.act->editions[i - 1] : NULL;
		}
	if (s.was != NULL && matters(n, s.ed, r->seen)) {
		TRY(q_norm_changed(n->db, n->a, s.act->id, s.was->id, s.ed->id, &s.changed));
		if (s.changed.n > 0)
			TRY(tell_all(n, &s));
		if (s.stage == 2)
			TRY(check_all(n, &s));
	}
	return q_norm_told(n->db, r->id, s.stage);
}

static enum err
all(struct norms *n, int64_t *ret_n)
{
	struct q_norms_new_rows rows;

	do {
		TRY(q_norms_new(n->db, n->keep, n->today, AT_ONCE, &rows));
		if (rows.n > 0)
			TRY(law_load(n->db, n->keep, &n->x));
		for (size_t i = 0; i < rows.n; i++) {
			arena_reset(n->a);
			TRY(db_begin(n->db));
			TRY(one(n, &rows.p[i]));
			TRY(version_bump(n->db, "law.cites"));
			TRY(db_commit(n->db));
		}
		*ret_n += (int64_t)rows.n;
	} while (rows.n == AT_ONCE);
	return OK;
}

enum err
law_norms_run(struct db *db, const struct settings *set, int64_t now, int64_t *ret_n)
{
	struct norms n = { .db = db, .keep = arena_new(KEEP_BYTES), .a = arena_new(KEEP_BYTES),
		.today = day_of(now, (int)set->time_zone), .now = now };
	int64_t done = 0;
	enum err e = n.keep && n.a ? all(&n, &done) : E_NOMEM;

	if (e != OK)
		db_rollback(db);
	arena_free(n.a);
	arena_free(n.keep);
	*ret_n = done;
	return e;
}
