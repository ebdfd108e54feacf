/* lawyer_job.c - the job «law.terms»: claims that lapsed go back, what is overdue goes up. */
#include "audit/audit.h"
#include "law/lawyer_impl.h"

#define HOUR_S 3600

struct walk { struct job_run *r; struct lawyer_post post; int32_t today; int64_t n_back, n_up; };

static enum err
step(struct walk *w, struct question_id id, enum lawyer_step kind, int64_t place, int64_t *ret)
{
	struct step_id sid;

	TRY(q_step_add(w->r->db, &(struct q_step_add_in){ .question = id, .kind = kind,
		.text = S(""), .place = { place, place != 0 }, .now = w->r->now }, &sid));
	*ret = sid.v;
	return OK;
}

static enum err
note(struct walk *w, struct question_id id, const char *action, int64_t place)
{
	return audit_add(w->r->db, w->r->arena, w->r->now,
	    &(struct audit_event){ .action = action, .place = place,
		.object = str_fmt(w->r->arena, "law_question:%lld", (long long)id.v) });
}

static struct str
letter(struct walk *w, struct question_id id, const char *text)
{
	struct str url = lawyer_link(&w->post, lawyer_url(w->r->arena, id.v));

	return str_fmt(w->r->arena, "Здравствуйте!\n\n%s\n\nОткрыть: %.*s\n", text, FMT(url));
}

/* ---- claims ------------------------------------------------------------------------------ */

static enum err
lapse(struct walk *w, const struct q_questions_lapsed *q)
{
	int64_t n, sid;

	TRY(db_begin(w->r->db));
	TRY(q_question_free(w->r->db, q->id, q->lawyer, w->r->now, &n));
	if (n > 0) {
		TRY(step(w, q->id, LP_LAPSE, 0, &sid));
		TRY(lawyer_tell(&w->post, q->lawyer, S("Вопрос юристу вернулся в очередь"),
		    letter(w, q->id, "Вопрос, который вы взяли, долго был без ответа и вернулся в "
		    "очередь: его может взять другой юрист. Если вы готовы ответить, возьмите его "
		    "снова."), str_fmt(w->r->arena, "law.step:%lld", (long long)sid)));
		TRY(note(w, q->id, "law.lapse", q->at_place));
		w->n_back++;
	}
	return db_commit(w->r->db);
}

/* ---- overdue ------------------------------------------------------------------------------ */

static enum err
go_up(struct walk *w, const struct q_questions_late *q)
{
	int64_t n, sid, to = lawyer_above(w->post.x, q->at_place);
	struct str key;

	TRY(db_begin(w->r->db));
	TRY(q_question_up(w->r->db,
	    &(struct q_question_up_in){ .id = q->id,
		.was = q->at_place,
		.at_place = to != 0 ? to : q->at_place,
		.up_on = lawyer_up_on(w->r->set, w->post.x, to, w->today),
		.now = w->r->now },
	    &n));
	if (n > 0 && to != 0) {
		TRY(step(w, q->id, LP_UP, to, &sid));
		key = str_fmt(w->r->arena, "law.step:%lld", (long long)sid);
		TRY(lawyer_tell_all(&w->post, to, S("Вопрос юристу просрочен"),
		    letter(w, q->id, "Муниципалитету не ответили в срок. Вопрос передан юристам "
		    "вашей территории: возьмите его или передайте тому, кто ответит."), key));
		TRY(lawyer_tell(&w->post, q->lawyer.v, S("Вопрос юристу просрочен"),
		    letter(w, q->id, "Срок ответа прошёл, и вопрос показан юристам выше. Он ещё у "
		    "вас: ответьте или верните его в очередь."), key));
		TRY(note(w, q->id, "law.up", to));
		w->n_up++;
	}
	return db_commit(w->r->db);
}

enum err
law_terms_job(struct job_run *r)
{
	struct walk w = { .r = r, .today = day_of(r->now, (int)r->set->time_zone) };
	struct q_questions_lapsed_rows lapsed;
	struct q_questions_late_rows late;

	w.post = (struct lawyer_post){ r->db, r->arena, r->set, NULL, r->now, 0 };
	TRY(places_get(r->th, &w.post.x));
	TRY(q_questions_lapsed(
	    r->db, r->arena, r->now - r->set->law_claim_hours * HOUR_S, &lapsed));
	for (size_t i = 0; i < lapsed.n; i++)
		TRY(lapse(&w, &lapsed.p[i]));
	TRY(q_questions_late(r->db, r->arena, w.today, &late));
	for (size_t i = 0; i < late.n; i++)
		TRY(go_up(&w, &late.p[i]));
	if (w.n_back + w.n_up > 0)
		job_note(r,
		    str_fmt(r->arena, "back=%lld up=%lld", (long long)w.n_back, (long long)w.n_up));
	return OK;
}
