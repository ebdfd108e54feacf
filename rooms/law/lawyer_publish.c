/* lawyer_publish.c - an answer becomes everybody's: the asker consents twice, one lawyer rewrites
 * it without personal data, another looks at it, then it is an entry of its own. */
#include "alerts/alerts.h"
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/views_lawyer.h"
#include "text/text.h"

#define SUMMARY 200	/* code points */

struct copy_in { struct str title, asked, answer, remark; };
static const struct field copy_fields[] = {
	F_TEXT(struct copy_in, title, N_("Вопрос одной строкой"), 10, LAWYER_TITLE),
	F_TEXT(struct copy_in, asked, N_("Вопрос без личных данных"), 20, LAWYER_TEXT),
	F_TEXT(struct copy_in, answer, N_("Ответ без личных данных"), 20, LAWYER_TEXT),
	F_END
};
static const struct field remark_field[] = {
	F_TEXT(struct copy_in, remark, N_("Что исправить"), 5, LAWYER_NOTE), F_END
};

/* The question, its copy if there is one, and who this reader is to it. */
struct copy { struct lawyer_case c; struct q_answer_of a; bool there, mine, may_edit, may_review; };

static enum err
copy_of(struct req *rq, const struct lawyer_case *c, struct copy *ret)
{
	struct copy k = { .c = *c };
	enum err e = q_answer_of(rq->db, rq->arena, c->q.id, &k.a);
	bool ready = c->q.state == LS_ANSWERED && c->q.consent == LC_AGAIN;

	if (e != OK && e != E_NOT_FOUND)
		return e;
	k.there = e == OK;
	k.mine = k.there && k.a.author.has && k.a.author.v == rq->viewer->id.v;
	k.may_edit = c->side && !c->asker && ready &&
	    (!k.there || (k.a.state == LA_DRAFT && (k.mine || c->acts)) || k.a.state == LA_GONE);
	k.may_review = c->side && !c->asker && ready && k.there && k.a.state == LA_REVIEW &&
	    !k.mine;
	*ret = k;
	return OK;
}

static enum err
open_copy(struct req *rq, struct copy *ret)
{
	struct lawyer_case c;

	TRY(lawyer_case(rq, &c));
	if (!c.side)
		return E_NOT_FOUND; /* the asker's own page is another one */
	return copy_of(rq, &c, ret);
}

static struct str
state_word(const struct ui *ui, const struct copy *k)
{
	if (!k->there)
		return tr(ui, "ещё не составлен");
	switch (k->a.state) {
	case LA_DRAFT: return tr(ui, "черновик");
	case LA_REVIEW: return tr(ui, "ждёт проверки другим юристом");
	case LA_PUBLIC: return tr(ui, "опубликован");
	default: return tr(ui, "снят с публикации");
	}
}

static struct str
public_url(struct arena *a, int64_t id)
{
	return url_law_answer(a, str_fmt(a, "%lld", (long long)id));
}

enum err
lawyer_publish_link(struct req *rq, const struct lawyer_case *c, struct view_lawyer_question *v)
{
	struct copy k;

	if (c->q.state != LS_ANSWERED)
		return OK;
	TRY(copy_of(rq, c, &k));
	if (k.there && k.a.state == LA_PUBLIC)
		v->public_url = public_url(rq->arena, k.a.id.v);
	if (!c->side || c->asker)
		return OK;
	v->publish = url_law_publish(rq->arena, str_fmt(rq->arena, "%lld", (long long)c->q.id.v));
	v->publish_state = state_word(&rq->ui, &k);
	v->may_publish = c->q.consent == LC_AGAIN;
	return OK;
}

/* ---- the page ---------------------------------------------------------------------------- */

static enum err
texts(struct req *rq, const struct copy *k, struct view_lawyer_publish *v)
{
	struct str title = k->a.title, asked = k->a.asked, answer = k->a.answer;
	struct lawyer_norms n;

	if (!k->there) {
		TRY(lawyer_masked(rq->arena, k->c.q.title, &title));
		TRY(lawyer_masked(rq->arena, k->c.q.text, &asked));
		TRY(lawyer_masked(rq->arena, k->c.q.answer, &answer));
	}
	v->title = ui_old(&rq->ui, "title", title);
	v->asked = ui_old(&rq->ui, "asked", asked);
	v->answer = ui_old(&rq->ui, "answer", answer);
	if (!k->may_edit) {
		TRY(lawyer_prose_on(rq, asked, rq->ui.today, &v->asked_text, &n));
		TRY(lawyer_prose_on(rq, answer, rq->ui.today, &v->answer_text, &n));
	}
	if (k->there || rq->status == 422) {
		TRY(lawyer_warn(rq, v->title, &v->warnings));
		TRY(lawyer_warn(rq, v->asked, &v->warnings));
		TRY(lawyer_warn(rq, v->answer, &v->warnings));
	}
	return OK;
}

/* What is to be checked of a published one, and the version that waits for another lawyer. */
static enum err
checks(struct req *rq, const struct copy *k, struct law_checks *ret)
{
	struct q_version_waits w;
	struct lawyer_norms n;
	enum err e;

	TRY(law_checks_of(rq, k->a.entry.v, k->a.id, ret));
	ret->may_check = ret->since.n > 0 && !k->c.asker;
	if (!ret->may_check || ret->by == 0)
		return OK;
	e = q_version_waits(rq->db, rq->arena, k->a.id, &w);
	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	ret->title = w.title;
	ret->may_pass = ret->by != rq->viewer->id.v;
	TRY(lawyer_prose_on(rq, w.asked, rq->ui.today, &ret->asked, &n));
	return lawyer_prose_on(rq, w.text, rq->ui.today, &ret->text, &n);
}

static enum err
copy_page(struct req *rq, const struct copy *k)
{
	struct view_lawyer_publish v = { .may_edit = k->may_edit, .may_review = k->may_review };
	const struct ui *ui = &rq->ui;
	struct str id = str_fmt(rq->arena, "%lld", (long long)k->c.q.id.v);

	v.page = (struct page){ .title = trf(ui, "Ответ для всех: вопрос № %1", id), .nav = "law",
		.no_index = true };
	v.page.crumbs[v.page.n_crumbs++] =
	    (struct crumb){ tr(ui, "Вопросы юристам"), url_law_queue(rq->arena) };
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ trf(ui, "Вопрос № %1", id),
		lawyer_url(rq->arena, k->c.q.id.v) };
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = tr(ui, "Ответ для всех") };
	v.self = url_law_publish_act(rq->arena, id);
	v.back = lawyer_url(rq->arena, k->c.q.id.v);
	v.state = state_word(ui, k);
	v.there = k->there;
	v.author = k->a.author_name.n > 0 ? k->a.author_name : S("");
	v.remark = k->there ? k->a.remark : S("");
	v.consented = k->c.q.consent == LC_AGAIN;
	v.mine = k->mine && k->a.state == LA_REVIEW;
	v.is_public = k->there && k->a.state == LA_PUBLIC;
	v.may_withdraw = v.is_public && !k->c.asker;
	if (v.is_public)
		v.public_url = public_url(rq->arena, k->a.id.v);
	TRY(texts(rq, k, &v));
	if (v.is_public && k->a.entry.has)
		TRY(checks(rq, k, &v.checks));
	return view_lawyer_publish(&rq->ui, &v);
}

enum err
law_publish(struct req *rq)
{
	struct copy k;

	TRY(open_copy(rq, &k));
	return copy_page(rq, &k);
}

/* ---- steps -------------------------------------------------------------------------------- */

static enum err
stale(struct req *rq, const struct copy *k)
{
	db_rollback(rq->db);
	TRY(notice(rq, N_("Не сделано: ответ уже изменился, вот как он выглядит теперь")));
	return redirect(
	    rq, url_law_publish(rq->arena, str_fmt(rq->arena, "%lld", (long long)k->c.q.id.v)));
}

static enum err
again(struct req *rq, const struct copy *k)
{
	FORM_AGAIN(rq);
	return copy_page(rq, k);
}

static enum err
done(struct req *rq, const struct copy *k, const char *action, const char *said)
{
	TRY(lawyer_audit(rq, &k->c, action, S("")));
	TRY(db_commit(rq->db));
	TRY(notice(rq, said));
	return redirect(
	    rq, url_law_publish(rq->arena, str_fmt(rq->arena, "%lld", (long long)k->c.q.id.v)));
}

/* Those who may look at it: lawyers of the territory that answered; not whoever wrote it. */
static enum err
tell_review(struct req *rq, const struct copy *k)
{
	struct lawyer_post p = lawyer_post(rq, k->c.x);
	struct str url = url_law_publish(
	    rq->arena, str_fmt(rq->arena, "%lld", (long long)k->c.q.id.v));

	return lawyer_tell_all(&p, k->c.q.at_place, S("Ответ юриста ждёт проверки"),
	    str_fmt(rq->arena, "Здравствуйте!\n\nЮрист составил ответ для всех. Проверьте, что в "
	    "нём нет личных данных и что он верен.\n\nОткрыть: %.*s\n",
	    FMT(lawyer_link(&p, url))),
	    str_fmt(rq->arena, "law.review:%lld:%lld", (long long)k->c.q.id.v,
	    (long long)rq->now));
}

static enum err
save(struct req *rq, const struct copy *k, bool send)
{
	struct copy_in in = { 0 };
	enum err e = form_read(rq, copy_fields, &in);
	int64_t state = send ? LA_REVIEW : LA_DRAFT, me = rq->viewer->id.v, n = 1;
	struct answer_id id;

	if (e == E_INPUT)
		return again(rq, k);
	TRY(e);
	TRY(db_begin(rq->db));
	if (k->there)
		TRY(q_answer_put(rq->db,
		    &(struct q_answer_put_in){ .id = k->a.id, .title = in.title,
			.asked = in.asked, .answer = in.answer, .state = state, .author = me,
			.now = rq->now }, &n));
	else
		TRY(q_answer_add(rq->db,
		    &(struct q_answer_add_in){ .question = k->c.q.id, .topic = k->c.q.topic,
			.title = in.title, .asked = in.asked, .answer = in.answer,
			.state = state, .author = me, .now = rq->now }, &id));
	if (n == 0)
		return stale(rq, k);
	if (send)
		TRY(tell_review(rq, k));
	return done(rq, k, "law.draft",
	    send ? N_("Отправлено на проверку другому юристу") : N_("Черновик сохранён"));
}

static enum err
give_back(struct req *rq, const struct copy *k)
{
	struct copy_in in = { 0 };
	enum err e = form_read(rq, remark_field, &in);
	int64_t n;

	if (e == E_INPUT)
		return again(rq, k);
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(q_answer_return(rq->db, k->a.id, rq->viewer->id.v, in.remark, rq->now, &n));
	if (n == 0)
		return stale(rq, k);
	return done(rq, k, "law.review", N_("Возвращено с замечанием"));
}

enum err
lawyer_answer_entry(struct req *rq, const struct q_answer_of *a, int state, struct entry_id *ret)
{
	int64_t topic = a->topic;
	struct entry e = { .id = { a->entry.has ? a->entry.v : 0 }, .kind = ENTRY_ANSWER,
		.url = public_url(rq->arena, a->id.v), .title = a->title,
		.summary = utf8_cut(a->asked, SUMMARY), .body = a->answer, .see = SEE_ALL,
		.state = (enum entry_state)state, .author = a->author.v, .topics = &topic,
		.n_topics = topic != 0 };

	return entry_put(rq->db, rq->arena, &e, rq->now, ret);
}

static enum err
publish(struct req *rq, const struct copy *k)
{
	struct entry_id entry;
	int64_t n;

	if (!str_is(req_form(rq, "sure"), "1")) {
		(void)problem(rq, "sure", tr(&rq->ui, "Отметьте, что прочитали ответ целиком."));
		return again(rq, k);
	}
	TRY(db_begin(rq->db));
	TRY(lawyer_answer_entry(rq, &k->a, ENTRY_PUBLISHED, &entry));
	TRY(q_answer_publish(rq->db, k->a.id, rq->viewer->id.v, entry.v, rq->now, &n));
	if (n == 0)
		return stale(rq, k);
	TRY(lawyer_step(rq, k->c.q.id.v, LP_PUBLISH, S(""), 0, NULL));
	TRY(alerts_note(rq->db, rq->arena, entry, ALERT_NEW, NULL, 0, rq->now));
	TRY(version_bump(rq->db, "law"));
	return done(rq, k, "law.publish", N_("Ответ опубликован"));
}

enum err
lawyer_unpublish(struct req *rq, const struct lawyer_case *c, bool *ret)
{
	struct copy k;
	int64_t n;

	*ret = false;
	TRY(copy_of(rq, c, &k));
	if (!k.there || k.a.state == LA_GONE)
		return OK;
	TRY(q_answer_withdraw(rq->db, c->q.id, rq->now, &n));
	if (k.a.state != LA_PUBLIC || !k.a.entry.has)
		return OK;
	TRY(entry_state_set(rq->db, (struct entry_id){ k.a.entry.v }, ENTRY_GONE, rq->now));
	TRY(lawyer_step(rq, c->q.id.v, LP_UNPUBLISH, S(""), 0, NULL));
	*ret = n > 0;
	return version_bump(rq->db, "law");
}

static enum err
unpublish(struct req *rq, const struct copy *k)
{
	bool did;

	if (!str_is(req_form(rq, "sure"), "1")) {
		(void)problem(rq, "sure", tr(&rq->ui, "Отметьте, что ответ нужно снять."));
		return again(rq, k);
	}
	TRY(db_begin(rq->db));
	TRY(lawyer_unpublish(rq, &k->c, &did));
	if (!did)
		return stale(rq, k);
	return done(rq, k, "law.unpublish", N_("Ответ снят с публикации"));
}

enum err
law_publish_act(struct req *rq)
{
	struct str what = req_form(rq, "do");
	struct copy k;
	bool done = false;
	enum err e;

	TRY(open_copy(rq, &k));
	e = k.there ? lawyer_recheck_act(rq, &k.c, &k.a, &done) : OK;
	if (e == E_INPUT)
		return again(rq, &k);
	if (e != OK || done)
		return e;
	if (k.may_edit && (str_is(what, "save") || str_is(what, "send")))
		return save(rq, &k, str_is(what, "send"));
	if (k.may_review && str_is(what, "publish"))
		return publish(rq, &k);
	if (k.may_review && str_is(what, "return"))
		return give_back(rq, &k);
	if (k.there && k.a.state == LA_PUBLIC && !k.c.asker && str_is(what, "withdraw"))
		return unpublish(rq, &k);
	return stale(rq, &k);
}
