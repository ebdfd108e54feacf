/* follow.c - what of the law can be followed: an act, an article, an answer, a topic of answers. */
#include "entry/entry.h"
#include "gen/law/q.h"
#include "law/law_impl.h"

#define TOPIC "/law/answers?topic="

/* What only the staff of a territory may read is not followed: rights end, letters would go on. */
static bool
open_to_signed(const struct req *rq, const struct law_act *act)
{
	return act->see <= SEE_SIGNED && law_may_see(rq, act);
}

static enum err
read_article(struct req *rq, const struct law_act *act, struct str eid, struct law_follow *f)
{
	struct q_article art;
	enum err e = q_article(rq->db, rq->arena, (struct act_id){ act->id }, eid, &art);

	if (e == E_NOT_FOUND || (e == OK && !art.entry.has))
		return E_INPUT;
	TRY(e);
	f->entry.v = art.entry.v;
	f->title = str_fmt(rq->arena, "%.*s, %.*s",
	    FMT(law_article_name(rq->arena, art.number, eid)), FMT(act->ref));
	return OK;
}

/* «land/kind/day/number[@day][/st-8[/ch-3 …]]», from behind «/law/». */
static enum err
read_norm(struct req *rq, struct str rest, struct law_follow *f)
{
	const struct law_index *x;
	const struct law_act *act;
	struct str part[5] = { 0 }, day;

	for (size_t i = 0; i < LEN(part) && rest.n > 0; i++)
		part[i] = str_cut(rest, '/', &rest);
	part[3] = str_cut(part[3], '@', &day);
	TRY(law_get(rq->th, &x));
	act = law_by_key(x,
	    str_fmt(rq->arena, "%.*s/%.*s/%.*s/%.*s", FMT(part[0]), FMT(part[1]), FMT(part[2]),
		FMT(part[3])));
	if (act == NULL || act->entry == 0 || !open_to_signed(rq, act))
		return E_INPUT;
	f->entry.v = act->entry;
	f->title = act->full;
	if (part[4].n > 0)
		TRY(read_article(rq, act, part[4], f));
	f->target = law_url(rq->arena, act, 0, part[4].n > 0 ? part[4] : S(""), S(""));
	return f->target.p && f->title.p ? OK : E_NOMEM;
}

static enum err
read_topic(struct req *rq, struct str code, struct law_follow *f)
{
	struct topics t;

	TRY(topics_all(rq->db, rq->arena, &t));
	for (size_t i = 0; i < t.n; i++) {
		if (!str_eq(t.p[i].code, code))
			continue;
		f->title = trf(
		    &rq->ui, "Ответы юристов: %1", rq->ui.lang == LANG_EN ? t.p[i].en : t.p[i].ru);
		f->target = str_fmt(rq->arena, TOPIC "%.*s", FMT(code));
		return f->target.p && f->title.p ? OK : E_NOMEM;
	}
	return E_INPUT;
}

static enum err
read_answer(struct req *rq, struct str no, struct law_follow *f)
{
	struct q_answer_public a;
	enum err e;
	int64_t id;

	if (!str_int(no, &id) || id <= 0)
		return E_INPUT;
	e = q_answer_public(rq->db, rq->arena, (struct answer_id){ id }, &a);
	if (e == E_NOT_FOUND)
		return E_INPUT;
	TRY(e);
	f->entry.v = a.entry;
	f->title = a.title;
	f->target = str_fmt(rq->arena, "/law/answers/%lld", (long long)id);
	return f->target.p ? OK : E_NOMEM;
}

static struct str
behind(struct str s, struct str head)
{
	return (struct str){ s.p + head.n, s.n - head.n };
}

enum err
law_follow(struct req *rq, struct str address, struct law_follow *ret)
{
	struct law_follow f = { 0 };
	struct str law = S("/law/"), topic = S(TOPIC), answer = S("/law/answers/");

	if (!str_starts(address, law))
		return E_INPUT;
	if (str_starts(address, topic))
		TRY(read_topic(rq, behind(address, topic), &f));
	else if (str_starts(address, answer))
		TRY(read_answer(rq, behind(address, answer), &f));
	else
		TRY(read_norm(rq, behind(address, law), &f));
	*ret = f;
	return OK;
}

enum err
law_follow_takes(struct db *db, struct arena *a, struct str target, const int64_t *entries,
    size_t n, bool *ret)
{
	struct str topic = S(TOPIC), code;

	(void)a;
	memset(ret, 0, n * sizeof *ret);
	if (!str_starts(target, topic))
		return OK;
	code = behind(target, topic);
	for (size_t i = 0; i < n; i++) {
		int64_t in;

		TRY(q_answer_in_topic(db, entries[i], code, &in));
		ret[i] = in > 0;
	}
	return OK;
}
