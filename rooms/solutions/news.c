/* news.c - who hears of what happens to a solution: who follows it, and who works by it. */
#include "alerts/alerts.h"
#include "gen/solutions/u.h"
#include "solutions/sol_impl.h"

enum err
solutions_concern(struct db *db, struct arena *a, const struct solutions_news *news)
{
	struct q_at_work_people_rows who;

	TRY(q_at_work_people(db, a, news->entry, &who));
	for (size_t i = 0; i < who.n; i++)
		if (who.p[i].user != news->but)
			TRY(alerts_concern(
			    db, (struct user_id){ who.p[i].user }, news->k, news->now));
	return OK;
}

enum err
solutions_follow(struct db *db, struct arena *a, struct str address, struct entry_id *ret,
    struct str *ret_title)
{
	struct str head = S("/solutions/");
	struct q_solution s;

	if (!str_starts(address, head))
		return E_NOT_FOUND;
	TRY(q_solution(db, a, (struct str){ address.p + head.n, address.n - head.n }, &s));
	if (s.state != SOL_PUBLIC && s.state != SOL_ARCHIVED)
		return E_NOT_FOUND;
	*ret = s.entry;
	*ret_title = s.title;
	return OK;
}

enum err
sol_tell_version(struct db *db, struct arena *a, const struct q_solution *s,
    const struct sol_hand *by)
{
	struct solutions_news n = { s->entry, str_fmt(a, "solutions:%lld:%lld",
	    (long long)s->id.v, (long long)s->version), by->author, by->now };
	struct revision_field f = { "solution_version", sol_num(a, s->version),
		url_solutions_history(a, s->key) };

	if (n.k.p == NULL || f.after.p == NULL)
		return E_NOMEM;
	TRY(alerts_once(
	    db, a, &(struct alert_once){ s->entry, ALERT_CHANGED, n.k }, &f, 1, by->now));
	return solutions_concern(db, a, &n);
}
