/* answer_change.c - whether the quoted article is another one by today, or will be soon. */
#include "calendar/calendar.h"
#include "gen/law/q.h"
#include "law/answer_impl.h"

const char *
law_change_name(enum law_change c)
{
	static const char *const names[] = { "same", "changed", "changes", "ended", "ends" };

	return names[c];
}

static int64_t
version_in(const struct q_versions_of_rows *v, int64_t edition)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->p[i].edition == edition)
			return v->p[i].version.v;
	return 0;
}

static struct str
both_url(struct arena *a, const struct law_unit *u, int32_t from, int32_t to)
{
	struct buf b;

	buf_init(&b, a, 4 * KiB);
	buf_put(&b, law_url(a, u->act, 0, S(""), S("")));
	buf_putz(&b, "/compare?from=");
	put_day_iso(&b, from);
	buf_putz(&b, "&to=");
	put_day_iso(&b, to);
	buf_putz(&b, "&article=");
	put_url(&b, u->eid);
	return buf_str(&b);
}

/* Whether any edition came or comes between the days: most acts have none, and need no query. */
static bool
edited(const struct law_act *act, int32_t after, int32_t last)
{
	for (size_t i = 0; i < act->n_editions; i++)
		if (act->editions[i].since > after && act->editions[i].since <= last)
			return true;
	return false;
}

/* The first edition after the day asked about in which the article is not what was quoted. */
enum err
law_change_find(struct db *db, struct arena *a, const struct law_unit *u, int32_t day,
    int32_t today, struct law_quote *q)
{
	struct q_versions_of_rows v = { 0 };
	int32_t last = today + LAW_SOON;

	if (edited(u->act, day, last))
		TRY(q_versions_of(db, a, (struct article_id){ u->article }, &v));
	for (size_t i = 0; i < u->act->n_editions; i++) {
		const struct law_edition *e = &u->act->editions[i];
		int64_t is = version_in(&v, e->id);

		if (e->since <= day || e->since > last || is == u->version)
			continue;
		q->change = is == 0   ? (e->since <= today ? LAW_ENDED : LAW_ENDS) :
		    e->since <= today ? LAW_CHANGED :
					LAW_CHANGES;
		q->change_day = e->since;
		q->change_url = both_url(a, u, u->since, e->since);
		break;
	}
	if (u->act->repealed.has && u->act->repealed.v > day && u->act->repealed.v <= last &&
	    (q->change == LAW_SAME || u->act->repealed.v < q->change_day)) {
		q->change_day = (int32_t)u->act->repealed.v;
		q->change = q->change_day <= today ? LAW_ENDED : LAW_ENDS;
		q->change_url = S("");
	}
	return q->change_url.p ? OK : E_NOMEM;
}
