/* erase_pages.c - asking to be erased and taking it back; for somebody who wrote on paper; acts. */
#include "account/account_impl.h"
#include "account/mydata.h"
#include "account/one.h"
#include "account/second.h"
#include "gen/account/u.h"
#include "gen/account/v.h"

#define DAY_S 86400
#define PAGE_ROWS 50

static int64_t
due_of(const struct req *rq)
{
	return rq->now + req_settings(rq)->erase_days * DAY_S;
}

static struct str
days_words(const struct ui *ui, int64_t n)
{
	struct str num = ui_num(ui, n), word = trn(ui, n, "день|дня|дней");

	return str_fmt(ui->arena, "%.*s\xC2\xA0%.*s", FMT(num), FMT(word));
}

/* Whoever it is about, the same page: what goes, what stays, what stands in the way. */
static enum err
erase_fill(struct req *rq, struct user_id who, struct view_erase *v)
{
	struct ui *ui = &rq->ui;
	enum erase_stop stop;

	TRY(erase_may(rq->db, rq->arena, who, rq->now, &stop, &v->place));
	v->stop = stop;
	v->days = days_words(ui, req_settings(rq)->erase_days);
	v->day = ui_day(ui, day_of(due_of(rq), ui->tz_min));
	return mydata_rooms(rq, who, false, &v->rooms);
}

/* In a transaction of its own. E_CONFLICT: one waits already. */
static enum err
erase_begin(struct req *rq, struct user_id who, struct str to, struct str reason)
{
	bool other = who.v != rq->viewer->id.v;
	struct ui *ui = &rq->ui;
	struct erasure_id id;
	struct str day = ui_day(ui, day_of(due_of(rq), ui->tz_min));

	TRY(db_begin(rq->db));
	TRY(q_erasure_add(rq->db, &(struct q_erasure_add_in){ .user = who,
		.author = rq->viewer->id, .reason = reason, .now = rq->now,
		.due = due_of(rq) }, &id));
	TRY(account_mail(rq, who, to, tr(ui, "Ваша учётная запись будет удалена"),
	    trf(ui, "Здравствуйте!\n\n%1\n\nДо этого дня удаление можно отменить на странице "
		"«Мои данные»:\n%2\n\nПотом на этот адрес придёт последнее письмо с актом.\n",
		other ? trf(ui, "По вашему письменному обращению учётная запись на портале «Вече» "
		    "будет удалена %1.", day) :
		    trf(ui, "Вы попросили удалить учётную запись на портале «Вече». Она будет "
		    "удалена %1.", day),
		str_fmt(rq->arena, "%.*s/account/data", FMT(ui->base))),
	    str_fmt(rq->arena, "account.erase:%lld", (long long)id.v)));
	TRY(account_note(rq, "account.erase_ask", rq->viewer->id, user_object(rq->arena, who), 0,
	    str_fmt(rq->arena, "act:%lld", (long long)id.v)));
	return db_commit(rq->db);
}

static enum err
erase_keep(struct req *rq, struct user_id who)
{
	int64_t n;

	TRY(db_begin(rq->db));
	TRY(q_erasure_cancel(rq->db, who, rq->now, &n));
	if (n > 0)
		TRY(account_note(rq, "account.erase_cancel", rq->viewer->id,
		    user_object(rq->arena, who), 0, STR_NONE));
	TRY(db_commit(rq->db));
	return notice(
	    rq, n > 0 ? N_("Удаление отменено: всё остаётся как было") : N_("Отменять нечего"));
}

/* ---- me ------------------------------------------------------------------------------- */

static enum err
erase_view(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_erase v = {
		.page = { .title = tr(ui, "Удалить учётную запись"), .no_index = true,
			.crumbs = { { tr(ui, "Профиль"), url_account_profile(rq->arena) },
				{ tr(ui, "Мои данные"), url_account_mydata(rq->arena) },
				{ tr(ui, "Удаление"), S("") } }, .n_crumbs = 3 },
		.post_url = url_account_erase_ask(rq->arena),
	};
	struct q_by_id u;

	TRY(q_by_id(rq->db, rq->arena, rq->viewer->id, &u));
	v.no_password = u.password.n == 0;
	TRY(second_asked(rq->db, rq->arena, rq->viewer->id, &v.second));
	TRY(erase_fill(rq, rq->viewer->id, &v));
	return view_erase(ui, &v);
}

enum err
account_erase_page(struct req *rq)
{
	struct q_erasure_open x;
	enum err e = q_erasure_open(rq->db, rq->arena, rq->viewer->id, &x);

	if (e == OK) /* it is asked for: the page of data says until when it can be taken back */
		return redirect(rq, url_account_mydata(rq->arena));
	return e == E_NOT_FOUND ? erase_view(rq) : e;
}

/* The password and, where it is on, a code: an unlocked screen must not be enough. */
static enum err
prove(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct q_by_id u;
	bool second, recovery;
	enum err e;

	TRY(q_by_id(rq->db, rq->arena, rq->viewer->id, &u));
	TRY(second_asked(rq->db, rq->arena, rq->viewer->id, &second));
	if (!account_password_fits(req_settings(rq), u.password, req_form(rq, "password")))
		return problem(rq, "password", tr(ui, "Пароль не подходит."));
	if (!second)
		return OK;
	e = second_take(rq->db, rq->arena, rq->viewer->id, req_form(rq, "code"), true, rq->now,
	    &recovery);
	if (e == E_RATE)
		return problem(rq, "code",
		    tr(ui, "Слишком много неверных кодов. Подождите 15 минут."));
	if (e == E_INPUT)
		return problem(rq, "code", tr(ui, "Код не подходит. Дождитесь следующего."));
	return e;
}

enum err
account_erase_ask(struct req *rq)
{
	enum erase_stop stop;
	struct str place;
	enum err e;

	TRY(erase_may(rq->db, rq->arena, rq->viewer->id, rq->now, &stop, &place));
	if (stop != ERASE_FREE) {
		rq->status = 409;
		return erase_view(rq);
	}
	e = prove(rq);
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return erase_view(rq);
	}
	TRY(e);
	e = erase_begin(rq, rq->viewer->id, rq->viewer->email, S(""));
	if (e == E_CONFLICT)
		db_rollback(rq->db); /* pressed twice */
	else
		TRY(e);
	TRY(notice(rq, N_("Удаление назначено; до этого дня его можно отменить здесь же")));
	return redirect(rq, url_account_mydata(rq->arena));
}

enum err
account_erase_cancel(struct req *rq)
{
	TRY(erase_keep(rq, rq->viewer->id));
	return redirect(rq, url_account_mydata(rq->arena));
}

/* ---- somebody who wrote on paper ------------------------------------------------------- */

static struct str
person_url(struct req *rq, const struct person *p)
{
	return str_fmt(rq->arena, "/account/people/%lld", (long long)p->id.v);
}

static enum err
other_view(struct req *rq, const struct person *p)
{
	struct ui *ui = &rq->ui;
	struct view_erase v = {
		.page = { .title = tr(ui, "Удалить по обращению"), .no_index = true,
			.crumbs = { { tr(ui, "Люди"), url_account_people(rq->arena) },
				{ p->p.name, person_url(rq, p) },
				{ tr(ui, "Удаление"), S("") } }, .n_crumbs = 3 },
		.post_url = url_account_person_erase(rq->arena, req_param(rq, 0)),
		.other = true, .name = p->p.name,
	};

	TRY(erase_fill(rq, p->id, &v));
	return view_erase(ui, &v);
}

enum err
account_person_erase_page(struct req *rq)
{
	struct person p;

	TRY(person_whole(rq, &p));
	return other_view(rq, &p);
}

struct paper_in { struct str reason; };

static const struct field paper_fields[] = {
	F_TEXT(struct paper_in, reason, N_("Обращение"), 3, 200),
	F_END
};

enum err
account_person_erase(struct req *rq)
{
	struct paper_in in = { 0 };
	enum erase_stop stop;
	struct person p;
	struct str place;
	enum err e;

	TRY(person_whole(rq, &p));
	TRY(erase_may(rq->db, rq->arena, p.id, rq->now, &stop, &place));
	if (stop != ERASE_FREE) {
		rq->status = 409;
		return other_view(rq, &p);
	}
	e = form_read(rq, paper_fields, &in);
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return other_view(rq, &p);
	}
	TRY(e);
	e = erase_begin(rq, p.id, p.p.email, in.reason);
	if (e == E_CONFLICT)
		db_rollback(rq->db);
	else
		TRY(e);
	TRY(notice(rq, N_("Удаление назначено, человеку отправлено письмо")));
	return redirect(rq, person_url(rq, &p));
}

enum err
account_person_keep(struct req *rq)
{
	struct person p;

	TRY(person_whole(rq, &p));
	TRY(erase_keep(rq, p.id));
	return redirect(rq, person_url(rq, &p));
}

/* ---- acts ---------------------------------------------------------------------------------- */

static struct str
account_no(const struct ui *ui, int64_t id)
{
	return str_fmt(ui->arena, "№\xC2\xA0%lld", (long long)id);
}

static struct erasure_row
erasure_row(const struct ui *ui, const struct q_erasures *q)
{
	static const char *const states[] = { N_("ждёт дня"), N_("отменено"), N_("удалено") };
	int64_t at = q->state == 0 ? q->due : q->done_at.v;

	return (struct erasure_row){ .id = q->id.v, .account = account_no(ui, q->user.v),
		.by = q->author.v == q->user.v ? tr(ui, "сам человек") :
		    q->author.v != 0	       ? account_no(ui, q->author.v) :
						 tr(ui, "командная строка"),
		.asked = ui_moment(ui, q->asked), .when = ui_moment(ui, at),
		.state = q->state >= 0 && q->state < (int64_t)LEN(states) ?
		    tr_z(ui, states[q->state]) : S(""),
		.waits = q->state == 0, .act = q->has_act != 0 };
}

enum err
account_erasures(struct req *rq)
{
	struct ui *ui = &rq->ui;
	int64_t before = req_query_int(rq, "before", INT64_MAX, 1, INT64_MAX);
	struct view_erasures v = {
		.page = { .title = tr(ui, "Удалённые учётные записи"), .no_index = true,
			.crumbs = { { tr(ui, "Люди"), url_account_people(rq->arena) },
				{ tr(ui, "Удалённые"), S("") } }, .n_crumbs = 2 },
	};
	struct q_erasures_rows q;

	TRY(q_erasures(rq->db, rq->arena, before, PAGE_ROWS + 1, &q));
	if (q.n > PAGE_ROWS) {
		q.n = PAGE_ROWS;
		v.before = q.p[q.n - 1].id.v;
	}
	v.rows.p = arena_array(rq->arena, struct erasure_row, q.n + 1);
	if (v.rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q.n; i++)
		v.rows.p[v.rows.n++] = erasure_row(ui, &q.p[i]);
	return view_erasures(ui, &v);
}

enum err
account_erasure_act(struct req *rq)
{
	struct q_erasure_get x;
	struct str name;
	int64_t id;

	if (!str_int(req_param(rq, 0), &id))
		return E_NOT_FOUND;
	TRY(q_erasure_get(rq->db, rq->arena, (struct erasure_id){ id }, &x));
	if (x.act.n == 0)
		return E_NOT_FOUND;
	buf_putz(rq->out, "\xEF\xBB\xBF"); /* Windows opens it as UTF-8 then */
	buf_put(rq->out, x.act);
	name = trf(&rq->ui, "Акт об уничтожении персональных данных №%1.txt",
	    str_fmt(rq->arena, "%lld", (long long)id));
	return reply_file(rq, "text/plain; charset=utf-8", name);
}
