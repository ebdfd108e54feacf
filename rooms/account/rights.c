/* rights.c - who may give which role where; what the room's forms read alike. */
#include "account/account_impl.h"
#include "audit/audit.h"
#include "gen/account/q.h"
#include "gen/account/u.h"
#include "gen/account/v.h"
#include "jobs/jobs.h"
#include "text/text.h"

bool
rights_reach(const struct grant *g, size_t n, int role, const int64_t *chain, size_t n_chain)
{
	for (size_t i = 0; i < n; i++) {
		if (g[i].role < GIVES || g[i].role < role)
			continue;
		if (g[i].place == 0)
			return true;
		for (size_t k = 0; k < n_chain; k++)
			if (chain[k] == g[i].place)
				return true;
	}
	return false;
}

enum err
rights_give(struct db *db, struct arena *a, const struct grant *g, size_t n, int role,
    int64_t place, bool *ret)
{
	struct q_place_chain_rows up = { 0 };
	int64_t *chain;

	if (place != 0)
		TRY(q_place_chain(db, a, place, &up));
	chain = arena_array(a, int64_t, up.n + 1);
	if (chain == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < up.n; i++)
		chain[i] = up.p[i].id;
	*ret = rights_reach(g, n, role, chain, up.n);
	return OK;
}

enum err
rights_of(struct db *db, struct arena *a, struct user_id who, int64_t now, struct grant **ret,
    size_t *ret_n)
{
	struct q_viewer_grants_rows q;
	struct grant *g;

	TRY(q_viewer_grants(db, a, who, now, &q));
	g = arena_array(a, struct grant, q.n + 1);
	if (g == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q.n; i++)
		g[i] = (struct grant){ (int)q.p[i].role,
			q.p[i].place.has ? q.p[i].place.v : 0 };
	*ret = g;
	*ret_n = q.n;
	return OK;
}

bool
rights_everywhere(const struct viewer *v)
{
	for (size_t i = 0; i < v->n_grants; i++)
		if (v->grants[i].role >= GIVES && v->grants[i].place == 0)
			return true;
	return false;
}

/* ---- what forms read --------------------------------------------------------------- */

/* Several territories of one name: their codes, to choose by. */
static enum err
which_of(struct req *rq, const char *field, const struct q_place_named_rows *p)
{
	struct buf b;

	buf_init(&b, rq->arena, 4 * KiB);
	for (size_t i = 0; i < p->n; i++)
		buf_fmt(&b, "%s%.*s (%.*s)", i ? ", " : "", FMT(p->p[i].name), FMT(p->p[i].code));
	TRY(buf_err(&b));
	return problem(rq, field,
	    trf(&rq->ui, "Таких территорий несколько: %1. Введите код нужной.", buf_str(&b)));
}

enum err
place_typed(struct req *rq, const char *field, struct str typed, int64_t *ret)
{
	struct q_place_named_rows p;

	if (typed.n == 0) {
		*ret = 0;
		return OK;
	}
	TRY(q_place_named(rq->db, rq->arena, typed, &p));
	if (p.n == 0)
		return problem(rq, field, tr(&rq->ui, "Такой территории нет. Введите её код или "
		    "название, как на её странице в разделе «Территории»."));
	if (p.n > 1)
		return which_of(rq, field, &p);
	*ret = p.p[0].id;
	return OK;
}

struct str
place_words(const struct ui *ui, struct str name)
{
	return name.p ? name : tr(ui, "вся страна");
}

enum err
until_typed(struct req *rq, const char *field, struct opt_int day, int64_t *ret)
{
	if (!day.has) {
		*ret = 0;
		return OK;
	}
	if (day.v < rq->ui.today)
		return problem(rq, field, tr(&rq->ui, "Этот день уже прошёл. Назначьте сегодняшний "
		    "или более поздний."));
	if (day.v > rq->ui.today + 36525)
		return problem(rq, field, tr(&rq->ui, "Слишком далёкий день. Для бессрочной роли "
		    "оставьте поле пустым."));
	*ret = day_start((int32_t)day.v + 1, rq->ui.tz_min);
	return OK;
}

enum err
role_choices(struct req *rq, struct choice_rows *ret)
{
	int most = 0;

	for (size_t i = 0; i < rq->viewer->n_grants; i++)
		if (rq->viewer->grants[i].role > most)
			most = rq->viewer->grants[i].role;
	ret->p = arena_array(rq->arena, struct choice_row, ROLE_ADMIN + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->n = 0;
	for (int r = ROLE_RESIDENT; r <= most; r++) {
		struct str name = str_c(role_name(r));

		ret->p[ret->n++] = (struct choice_row){ name,
			str_c(role_title(r, rq->ui.lang)),
			ui_old_on(&rq->ui, "role", name, r == ROLE_EMPLOYEE) };
	}
	return OK;
}

/* ---- the log and letters ------------------------------------------------------------- */

struct str
user_object(struct arena *a, struct user_id who)
{
	return str_fmt(a, "user:%lld", (long long)who.v);
}

enum err
account_note(struct req *rq, const char *action, struct user_id actor, struct str object,
    int64_t place, struct str detail)
{
	return audit_add(rq->db, rq->arena, rq->now,
	    &(struct audit_event){ .action = action, .actor = actor.v, .object = object,
		.place = place, .peer = rq->in->peer, .detail = detail });
}

enum err
account_mail(struct req *rq, struct user_id user, struct str to, struct str subject,
    struct str text, struct str key)
{
	struct mail m = { .to = to, .subject = subject, .text = text, .key = key,
		.user = user.v, .topic = S("account") };

	return mail_put(rq->db, &m, rq->now, NULL);
}
