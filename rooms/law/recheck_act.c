/* recheck_act.c - what lawyers do with an answer whose norm has changed: it still holds, or it is
 * written anew by one and passed by another. Until then the old words stay, with the mark. */
#include "alerts/alerts.h"
#include "gen/law/u.h"
#include "law/recheck.h"
#include "text/text.h"

struct anew_in { struct str title, asked, answer; };
static const struct field anew_fields[] = {
	F_TEXT(struct anew_in, title, N_("Вопрос одной строкой"), 10, LAWYER_TITLE),
	F_TEXT(struct anew_in, asked, N_("Вопрос без личных данных"), 20, LAWYER_TEXT),
	F_TEXT(struct anew_in, answer, N_("Ответ без личных данных"), 20, LAWYER_TEXT),
	F_END
};

struct work {
	struct req *rq;
	const struct lawyer_case *c;
	const struct q_answer_of *a;
	struct law_checks k;
	int64_t me;
};

static enum err
leave(struct work *w, const char *action, const char *said)
{
	struct str id = str_fmt(w->rq->arena, "%lld", (long long)w->c->q.id.v);

	TRY(lawyer_audit(w->rq, w->c, action, S("")));
	TRY(version_bump(w->rq->db, "law.cites"));
	TRY(db_commit(w->rq->db));
	TRY(notice(w->rq, said));
	return redirect(w->rq, url_law_publish(w->rq->arena, id));
}

/* Who asked, and who follows the answer. */
static enum err
tell(struct work *w, bool same)
{
	struct req *rq = w->rq;
	struct lawyer_post p = lawyer_post(rq, w->c->x);
	struct str key = str_fmt(
	    rq->arena, "law.checked:%lld:%lld", (long long)w->a->id.v, (long long)rq->now);
	const struct revision_field f[] = { { "norm_checked", S(""),
	    same ? S("same") : S("new") } };

	TRY(key.p ? OK : E_NOMEM);
	TRY(alerts_once(rq->db, rq->arena,
	    &(struct alert_once){ { w->a->entry.v }, ALERT_NORM, key }, f, 1, rq->now));
	return lawyer_tell(&p, w->c->q.asker.has ? w->c->q.asker.v : 0,
	    S("Ответ юриста проверен после изменения нормы"),
	    str_fmt(rq->arena, "Здравствуйте!\n\n%s\n\nОткрыть: %.*s\n",
	    same ? "Норма изменилась. Юрист проверил ответ на ваш вопрос: он по-прежнему верен." :
		   "После изменения нормы ответ на ваш вопрос написан заново.",
	    FMT(lawyer_link(&p, url_law_answer(rq->arena,
	    str_fmt(rq->arena, "%lld", (long long)w->a->id.v))))), key);
}

static enum err
same(struct work *w)
{
	int64_t n;

	TRY(db_begin(w->rq->db));
	TRY(q_recheck_close(w->rq->db, w->a->entry.v, 1, w->me, w->rq->now, &n));
	TRY(q_version_drop(w->rq->db, w->a->id));
	TRY(lawyer_step(w->rq, w->c->q.id.v, LP_SAME, S(""), 0, NULL));
	TRY(tell(w, true));
	return leave(w, "law.recheck", N_("Отмечено: ответ по-прежнему верен"));
}

/* E_INPUT: what is wrong stands in the form. */
static enum err
propose(struct work *w)
{
	struct req *rq = w->rq;
	struct anew_in in = { 0 };
	int64_t n;

	TRY(form_read(rq, anew_fields, &in));
	TRY(db_begin(rq->db));
	TRY(q_version_drop(rq->db, w->a->id));
	TRY(q_version_add(rq->db, &(struct q_version_add_in){ .answer = w->a->id,
		.title = in.title, .asked = in.asked, .text = in.answer, .since = 0, .until = 0 }));
	TRY(q_recheck_by(rq->db, w->a->entry.v, (struct opt_int){ w->me, true }, &n));
	return leave(w, "law.draft", N_("Новый текст ждёт проверки другим юристом"));
}

static enum err
drop(struct work *w)
{
	int64_t n;

	TRY(db_begin(w->rq->db));
	TRY(q_version_drop(w->rq->db, w->a->id));
	TRY(q_recheck_by(w->rq->db, w->a->entry.v, (struct opt_int){ 0, false }, &n));
	return leave(w, "law.review", N_("Новый текст отклонён, ответ ждёт проверки"));
}

/* The old words are kept, the new ones are published under the same address. */
static enum err
pass(struct work *w)
{
	struct req *rq = w->rq;
	struct q_answer_of a = *w->a;
	struct q_answer_public old;
	struct q_version_waits v;
	struct entry_id entry;
	int64_t n;

	TRY(db_begin(rq->db));
	TRY(q_version_waits(rq->db, rq->arena, a.id, &v));
	TRY(q_answer_public(rq->db, rq->arena, a.id, &old));
	TRY(q_version_drop(rq->db, a.id));
	TRY(q_version_add(rq->db,
	    &(struct q_version_add_in){ .answer = a.id, .title = old.title, .asked = old.asked,
		.text = old.answer, .since = old.published, .until = rq->now }));
	TRY(q_answer_anew(rq->db,
	    &(struct q_answer_anew_in){ .id = a.id, .title = v.title, .asked = v.asked,
		.answer = v.text, .author = { w->k.by, true }, .reviewer = w->me, .now = rq->now },
	    &n));
	a.title = v.title;
	a.asked = v.asked;
	a.answer = v.text;
	TRY(lawyer_answer_entry(rq, &a, ENTRY_PUBLISHED, &entry));
	TRY(q_recheck_close(rq->db, a.entry.v, 2, w->me, rq->now, &n));
	TRY(lawyer_step(rq, w->c->q.id.v, LP_ANEW, S(""), 0, NULL));
	TRY(tell(w, false));
	return leave(w, "law.publish", N_("Новый текст опубликован"));
}

enum err
lawyer_recheck_act(struct req *rq, const struct lawyer_case *c, const struct q_answer_of *a,
    bool *ret_done)
{
	struct work w = { .rq = rq, .c = c, .a = a, .me = rq->viewer->id.v };
	struct str what = req_form(rq, "do");
	bool other;

	*ret_done = false;
	if (a->state != LA_PUBLIC || !a->entry.has || c->asker || !c->side)
		return OK;
	TRY(law_checks_of(rq, a->entry.v, a->id, &w.k));
	if (w.k.since.n == 0)
		return OK;
	other = w.k.by != 0 && w.k.by != w.me;
	*ret_done = true;
	if (str_is(what, "same")) {
		if (!str_is(req_form(rq, "same"), "1"))
			return problem(rq, "same",
			    tr(&rq->ui, "Отметьте, что сверили ответ с новой редакцией."));
		return same(&w);
	}
	if (str_is(what, "anew"))
		return propose(&w);
	if (other && str_is(what, "drop"))
		return drop(&w);
	if (other && str_is(what, "pass")) {
		if (!str_is(req_form(rq, "read"), "1"))
			return problem(
			    rq, "read", tr(&rq->ui, "Отметьте, что прочитали ответ целиком."));
		return pass(&w);
	}
	*ret_done = false;
	return OK;
}
