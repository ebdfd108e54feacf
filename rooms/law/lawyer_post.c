/* lawyer_post.c - letters about questions: what happened, and the way to the page. */
#include "law/lawyer_impl.h"

struct lawyer_post
lawyer_post(struct req *rq, const struct places_index *x)
{
	return (struct lawyer_post){ rq->db, rq->arena, req_settings(rq), x, rq->now,
		rq->viewer ? rq->viewer->id.v : 0 };
}

struct str
lawyer_link(const struct lawyer_post *p, struct str path)
{
	if (p->set->base_url.n > 0)
		return str_fmt(p->arena, "%.*s%.*s", FMT(p->set->base_url), FMT(path));
	return str_fmt(p->arena, "http://%.*s%.*s", FMT(p->set->listen), FMT(path));
}

enum err
lawyer_tell(const struct lawyer_post *p, int64_t user, struct str subject, struct str text,
    struct str key)
{
	struct mail m = { .subject = subject, .text = text, .user = user, .topic = S("law") };
	struct reached who;
	enum err e;

	if (user == 0 || user == p->skip)
		return OK;
	e = account_reach(p->db, p->arena, (struct user_id){ user }, &who);
	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	m.to = who.email;
	m.to_name = who.name;
	m.key = str_fmt(p->arena, "%.*s:%lld", FMT(key), (long long)user);
	e = mail_put(p->db, &m, p->now, NULL);
	return e == E_INPUT ? OK : e; /* an address that is none: the queue shows it anyway */
}

enum err
lawyer_tell_all(const struct lawyer_post *p, int64_t place, struct str subject, struct str text,
    struct str key)
{
	struct account_people who = { 0 };
	int at = places_by_id(p->x, place);

	for (; at >= 0 && who.n == 0; at = p->x->p[at].parent)
		TRY(account_holders(p->db, p->arena, ROLE_LAWYER, p->x->p[at].id, p->now, &who));
	if (who.n == 0)
		TRY(account_holders(p->db, p->arena, ROLE_LAWYER, 0, p->now, &who));
	for (size_t i = 0; i < who.n; i++)
		TRY(lawyer_tell(p, who.p[i].id, subject, text, key));
	return OK;
}
