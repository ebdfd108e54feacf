/* lawyer_demo.c - the demonstration: questions of a specialist in every state, answers for all. */
#include "gen/law/u.h"
#include "law/lawyer_impl.h"
#include "text/text.h"

#define PLACE "24707000"
#define ASKER "specialist@veche.demo"
#define LAWYER "lawyer@veche.demo"
#define REVIEWER "curator@veche.demo"
#define DAY_S 86400
#define HOUR_S 3600
#define SUMMARY 200

enum { WAITS = LS_WAITS, CLAIMED = LS_CLAIMED, ASKED = LS_ASKED, ANSWERED = LS_ANSWERED };
static const struct row {
	int state;
	const char *topic;
	int ago, due, rating;
	bool open;
	const char *title, *text, *said, *answer;
} rows[] = {
#define DEMO(...) { __VA_ARGS__ },
#include "law/lawyer_demo.def"
#undef DEMO
};

struct demo {
	struct db *db;
	struct arena *a;
	struct topics topics;
	int64_t now, place, asker, lawyer, reviewer;
	int32_t today;
};

static enum err
user_of(const struct demo *d, const char *email, int64_t *ret)
{
	struct user_id id;

	TRY(account_find(d->db, d->a, str_c(email), &id));
	*ret = id.v;
	return OK;
}

static int64_t
topic_of(const struct demo *d, const char *code)
{
	for (size_t i = 0; i < d->topics.n; i++)
		if (str_is(d->topics.p[i].code, code))
			return d->topics.p[i].id;
	return 0;
}

static enum err
step(const struct demo *d, struct question_id q, enum lawyer_step kind, const char *text,
    int64_t author, int64_t at)
{
	struct step_id id;

	return q_step_add(d->db,
	    &(struct q_step_add_in){ .question = q,
		.kind = kind,
		.text = str_c(text),
		.author = { author, true },
		.now = at },
	    &id);
}

/* Nobody is above, so the job moves none of them and writes no letters. */
static enum err
ask_one(const struct demo *d, const struct row *r, int64_t at, struct question_id *ret)
{
	TRY(q_question_add(d->db,
	    &(struct q_question_add_in){ .asker = d->asker,
		.place = d->place,
		.topic = topic_of(d, r->topic),
		.title = str_c(r->title),
		.text = str_c(r->text),
		.consent = r->open ? LC_SAID : LC_NONE,
		.due = d->today + r->due,
		.demo = true,
		.now = at },
	    ret));
	return step(d, *ret, LP_ASK, "", d->asker, at);
}

/* For everybody: written by one, reviewed by another. */
static enum err
publish(const struct demo *d, const struct row *r, struct question_id q, int64_t at)
{
	int64_t topic = topic_of(d, r->topic), n;
	struct entry_id entry;
	struct answer_id id;

	TRY(q_answer_add(d->db,
	    &(struct q_answer_add_in){ .question = q,
		.topic = topic,
		.title = str_c(r->title),
		.asked = str_c(r->text),
		.answer = str_c(r->answer),
		.state = LA_REVIEW,
		.author = d->lawyer,
		.now = at },
	    &id));
	TRY(entry_put(d->db, d->a,
	    &(struct entry){ .kind = ENTRY_ANSWER,
		.url = url_law_answer(d->a, str_fmt(d->a, "%lld", (long long)id.v)),
		.title = str_c(r->title),
		.summary = utf8_cut(str_c(r->text), SUMMARY),
		.body = str_c(r->answer),
		.see = SEE_ALL,
		.state = ENTRY_PUBLISHED,
		.author = d->lawyer,
		.topics = &topic,
		.n_topics = topic != 0 },
	    at, &entry));
	TRY(q_answer_publish(d->db, id, d->reviewer, entry.v, at, &n));
	return step(d, q, LP_PUBLISH, "", d->reviewer, at);
}

static enum err
answer_one(const struct demo *d, const struct row *r, struct question_id q, int64_t at)
{
	int64_t n;

	TRY(q_question_answer(d->db, q, d->lawyer, str_c(r->answer), at, &n));
	TRY(step(d, q, LP_ANSWER, r->answer, d->lawyer, at));
	if (r->rating == 0)
		return OK;
	TRY(q_question_rate(d->db, q, d->asker, r->rating, at + HOUR_S, &n));
	TRY(step(d, q, LP_RATE, "", d->asker, at + HOUR_S));
	if (!r->open)
		return OK;
	TRY(q_question_consent(d->db, q, d->asker, LC_AGAIN, at + HOUR_S, &n));
	TRY(step(d, q, LP_CONSENT, "", d->asker, at + HOUR_S));
	return publish(d, r, q, at + DAY_S);
}

static enum err
put_one(const struct demo *d, const struct row *r)
{
	int64_t at = d->now - r->ago * DAY_S, n;
	struct question_id q;

	TRY(ask_one(d, r, at, &q));
	if (r->state == WAITS)
		return OK;
	at += DAY_S;
	TRY(q_question_claim(d->db, q, d->lawyer, r->state == CLAIMED ? d->now : at, &n));
	TRY(step(d, q, LP_CLAIM, "", d->lawyer, at));
	if (r->state == ASKED) {
		TRY(q_question_back(d->db, q, d->lawyer, d->today - 1, at + HOUR_S, &n));
		return step(d, q, LP_BACK, r->said, d->lawyer, at + HOUR_S);
	}
	return r->state == ANSWERED ? answer_one(d, r, q, at + DAY_S) : OK;
}

enum err
law_demo(struct web_thread *th, struct arena *a, int64_t now)
{
	struct demo d = { .db = thread_db(th), .a = a, .now = now };
	const struct places_index *x;
	int64_t there;
	int at;

	TRY(q_demo_questions(d.db, &there));
	if (there > 0)
		return OK;
	TRY(places_get(th, &x));
	at = places_by_code(x, S(PLACE));
	if (at < 0)
		return E_NOT_FOUND;
	d.place = x->p[at].id;
	d.today = day_of(now, (int)thread_portal(th)->set->time_zone);
	TRY(user_of(&d, ASKER, &d.asker));
	TRY(user_of(&d, LAWYER, &d.lawyer));
	TRY(user_of(&d, REVIEWER, &d.reviewer));
	TRY(topics_all(d.db, a, &d.topics));
	TRY(db_begin(d.db));
	for (size_t i = 0; i < LEN(rows); i++)
		TRY(put_one(&d, &rows[i]));
	TRY(version_bump(d.db, "law"));
	return db_commit(d.db);
}
