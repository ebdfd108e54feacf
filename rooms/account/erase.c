/* erase.c - a person is erased: what goes, what stays, the act of it, the last letter.
 *
 * Law 152-FZ: a demand to stop is met within ten working days (art. 21 p. 5.1), an error within
 * seven (art. 20 p. 3); the destruction is proved by an act and an extract of the log (art. 21
 * p. 7, order 179 of Roskomnadzor of 28.10.2022). The act names the account by number alone, so it
 * can be kept. Its text is Russian whatever the reader's language: it is a paper for inspectors.
 */
#include "account/account_impl.h"
#include "account/mydata.h"
#include "audit/audit.h"
#include "calendar/calendar.h"
#include "gen/account/q.h"

#define DAY_S 86400
#define AT_ONCE 20
#define ACT_MAX (256 * KiB)
#define LOG_LINES 200

/* ---- may they go --------------------------------------------------------------------- */

enum err
erase_may(struct db *db, struct arena *a, struct user_id who, int64_t now, enum erase_stop *ret,
    struct str *ret_place)
{
	struct q_last_admin admins;
	struct q_last_here_rows here;

	*ret_place = S("");
	*ret = ERASE_FREE;
	TRY(q_last_admin(db, who, ROLE_ADMIN, now, &admins));
	TRY(q_last_here(db, a, who, ROLE_MUNI_ADMIN, now, &here));
	if (admins.mine > 0 && admins.others == 0) {
		*ret = ERASE_LAST_ADMIN;
	} else if (here.n > 0) {
		*ret = ERASE_LAST_HERE;
		*ret_place = here.p[0].place_name;
	}
	return OK;
}

/* ---- the account itself ----------------------------------------------------------------- */

enum err
account_bare(const struct person_gone *g)
{
	struct q_email_of w;
	struct q_by_id u;
	int64_t n;
	enum err e = q_email_of(g->db, g->arena, g->user, 0, &w);

	if (e == OK) /* the letter to an address that was not confirmed */
		TRY(mail_forget(g->db, g->user.v, w.email, g->now, &n));
	else if (e != E_NOT_FOUND)
		return e;
	TRY(q_by_id(g->db, g->arena, g->user, &u));
	TRY(mail_forget(g->db, g->user.v, u.email, g->now, &n));
	TRY(q_invites_bare(g->db, g->user, u.email));
	/* no @: nobody can enter, register or be written to under it */
	return q_user_bare(g->db, g->user, str_fmt(g->arena, "erased:%lld", (long long)g->user.v),
	    S(ERASED_NAME), &n);
}

/* ---- the act -------------------------------------------------------------------------------- */

struct act {
	const struct portal *p;
	struct db *db;
	struct arena *a;
	int64_t id, now;
	struct user_id who;
	struct q_erasure_get e;
	int64_t *counts;	/* of every kept kind, in the order of rooms */
	struct buf text;
};

static enum err
count_all(struct act *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->p->n_rooms; i++)
		n += t->p->rooms[i]->person ? t->p->rooms[i]->person->n_kept : 0;
	t->counts = arena_array(t->a, int64_t, n + 1);
	if (t->counts == NULL)
		return E_NOMEM;
	n = 0;
	for (size_t i = 0; i < t->p->n_rooms; i++) {
		const struct person_hook *h = t->p->rooms[i]->person;

		for (size_t k = 0; h && k < h->n_kept; k++)
			TRY(person_count(t->db, t->a, &h->kept[k], t->who, &t->counts[n++]));
	}
	return OK;
}

static void
put_when(struct buf *b, int64_t at, int tz)
{
	int32_t day = day_of(at, tz);
	int64_t min = (at - day_start(day, tz)) / 60;

	put_day_field(b, day);
	buf_fmt(b, " %02d:%02d", (int)(min / 60), (int)(min % 60));
}

static void
put_kinds(struct act *t, const char *head, enum person_fate fate)
{
	size_t n = 0, shown = 0;

	buf_fmt(&t->text, "\n%s\n", head);
	for (size_t i = 0; i < t->p->n_rooms; i++) {
		const struct person_hook *h = t->p->rooms[i]->person;

		for (size_t k = 0; h && k < h->n_kept; k++, n++) {
			if (h->kept[k].fate != fate || t->counts[n] == 0)
				continue;
			buf_fmt(
			    &t->text, "   — %s: %lld", h->kept[k].title, (long long)t->counts[n]);
			if (fate == PERSON_STAYS)
				buf_fmt(&t->text, ". %s", h->kept[k].why);
			buf_putz(&t->text, ".\n");
			shown++;
		}
	}
	if (shown == 0)
		buf_putz(&t->text, "   нет.\n");
}

static struct str
or_line(struct str s)
{
	return s.n > 0 ? s : S("____________________");
}

static void
put_head(struct act *t)
{
	const struct settings *set = t->p->set;
	int tz = (int)set->time_zone;
	struct buf *b = &t->text;

	buf_fmt(b, "АКТ № %lld\nоб уничтожении персональных данных\n\n", (long long)t->id);
	buf_fmt(b, "1. Оператор: %.*s\n", FMT(or_line(set->data_operator)));
	buf_fmt(b, "2. Информационная система: портал «Вече», %.*s\n", FMT(or_line(set->base_url)));
	buf_fmt(b, "3. Субъект: учётная запись № %lld. Имя и почта уничтожены и в акт не вошли.\n",
	    (long long)t->who.v);
	buf_putz(b, "4. Причина: ");
	if (t->e.reason.n > 0)
		buf_fmt(b, "обращение субъекта, %.*s", FMT(t->e.reason));
	else
		buf_putz(b, "требование субъекта, поданное на портале");
	buf_putz(b, ", ");
	put_when(b, t->e.asked, tz);
	buf_putz(b, " (ч. 5, 5.1 ст. 21 Федерального закона № 152-ФЗ).\n"
		    "5. Способ: удаление и обезличивание записей базы данных средствами портала.\n"
		    "6. Дата уничтожения: ");
	put_when(b, t->now, tz);
	buf_fmt(b, " (UTC%+d:%02d).\n", tz / 60, (tz < 0 ? -tz : tz) % 60);
}

/* What the log says of it: the lines themselves, with the seals that make them provable. */
static enum err
put_log(struct act *t)
{
	struct audit_ask ask = { .action = S("account.erase"), .limit = LOG_LINES,
		.object = user_object(t->a, t->who) };
	struct audit_rows rows;
	struct buf *b = &t->text;

	TRY(audit_list(t->db, t->a, &ask, &rows));
	buf_putz(b, "\nВЫГРУЗКА ИЗ ЖУРНАЛА\n");
	for (size_t i = rows.n; i-- > 0;) {
		const struct audit_row *r = &rows.p[i];

		buf_fmt(b, "   № %lld, ", (long long)r->id);
		put_when(b, r->at, (int)t->p->set->time_zone);
		buf_fmt(b, ", %.*s, %.*s", FMT(r->action), FMT(r->object));
		if (r->detail.n > 0)
			buf_fmt(b, ", %.*s", FMT(r->detail));
		buf_fmt(b, "\n   %.*s\n", FMT(r->hash));
	}
	buf_putz(
	    b, "Записи сцеплены отпечатками: что их не меняли, проверяет veche audit verify.\n");
	return buf_err(b);
}

static enum err
write_act(struct act *t)
{
	struct buf *b = &t->text;

	buf_init(b, t->a, ACT_MAX);
	put_head(t);
	put_kinds(t, "7. Уничтожено, записей:", PERSON_GOES);
	put_kinds(t, "8. Обезличено, записей:", PERSON_BARED);
	put_kinds(t, "9. Освобождено от субъекта, записей:", PERSON_FREED);
	put_kinds(t, "10. Сохранено без имени и почты, записей и основание:", PERSON_STAYS);
	buf_putz(b, "\n11. Исполнил: портал, задание " ERASE_JOB);
	if (t->e.author.v == t->who.v)
		buf_putz(b, "; начал субъект.\n");
	else if (t->e.author.v != 0)
		buf_fmt(
		    b, "; начал администратор, учётная запись № %lld.\n", (long long)t->e.author.v);
	else
		buf_putz(b, "; начал администратор с командной строки.\n");
	buf_putz(b, "    Ответственный: ____________________  Подпись: ____________________\n");
	return put_log(t);
}

static enum err
last_letter(struct act *t, struct str email)
{
	struct mail m = { .to = email, .subject = S("Ваша учётная запись удалена"),
		.topic = S(MAIL_LAST) };
	enum err e;

	m.text = str_fmt(t->a,
	    "Здравствуйте!\n\nВаша учётная запись на портале «Вече» удалена. Это последнее письмо: "
	    "ваш адрес стирается сразу после отправки. Ниже — акт и выгрузка из журнала; сохраните "
	    "их, если они вам понадобятся.\n\n%.*s", FMT(buf_str(&t->text)));
	m.key = str_fmt(t->a, "account.erased:%lld", (long long)t->id);
	e = mail_put(t->db, &m, t->now, NULL);
	return e == E_INPUT ? OK : e;
}

/* ---- doing it ---------------------------------------------------------------------- */

static enum err
erase_in_tx(struct act *t)
{
	struct person_gone g = { t->db, t->a, t->p->set, t->who, t->now };
	struct str place, email;
	enum erase_stop stop;
	struct q_by_id u;
	int64_t mine = 0;

	TRY(q_erasure_take(t->db, (struct erasure_id){ t->id }, t->now, &mine));
	if (mine == 0)
		return OK; /* taken back, or done by another process */
	TRY(q_erasure_get(t->db, t->a, (struct erasure_id){ t->id }, &t->e));
	TRY(erase_may(t->db, t->a, t->who, t->now, &stop, &place));
	if (stop != ERASE_FREE)
		return E_CONFLICT;
	TRY(q_by_id(t->db, t->a, t->who, &u));
	email = u.email;
	TRY(count_all(t));
	TRY(person_erase(t->p, &g));
	TRY(audit_add(t->db, t->a, t->now,
	    &(struct audit_event){ .action = "account.erase",
		.object = user_object(t->a, t->who),
		.detail = str_fmt(t->a, "act:%lld", (long long)t->id) }));
	TRY(write_act(t));
	TRY(q_erasure_act(t->db, (struct erasure_id){ t->id }, buf_str(&t->text)));
	return last_letter(t, email);
}

enum err
erase_do(const struct portal *p, struct db *db, struct arena *a, int64_t id, struct user_id who,
    int64_t now)
{
	struct act t = { .p = p, .db = db, .a = a, .id = id, .now = now, .who = who };
	enum err e;

	TRY(db_begin(db));
	e = erase_in_tx(&t);
	if (e == OK)
		return db_commit(db);
	db_rollback(db);
	return e;
}

static enum err
erase_one(struct job_run *r, struct arena *a, const struct q_erasures_due *d, int64_t *done,
    int64_t *waits)
{
	enum err e = erase_do(thread_portal(r->th), r->db, a, d->id.v, d->user, r->now);

	if (e != E_CONFLICT) {
		*done += e == OK;
		return e;
	}
	/* became the last administrator meanwhile: the page says so, tomorrow it is asked again */
	++*waits;
	TRY(db_begin(r->db));
	TRY(q_erasure_later(r->db, d->id, r->now + DAY_S));
	return db_commit(r->db);
}

enum err
account_erase_job(struct job_run *r)
{
	struct arena *a = arena_new(64 * MiB);
	struct q_erasures_due_rows due = { 0 };
	int64_t done = 0, waits = 0;
	enum err e = a ? q_emails_old(r->db, r->now) : E_NOMEM;

	if (e == OK)
		e = q_erasures_due(r->db, r->arena, r->now, AT_ONCE, &due);
	for (size_t i = 0; e == OK && i < due.n; i++) {
		arena_reset(a);
		e = erase_one(r, a, &due.p[i], &done, &waits);
	}
	db_rollback(r->db);
	arena_free(a);
	if (e == OK && done + waits > 0)
		job_note(r,
		    str_fmt(r->arena, "удалено: %lld, отложено: %lld", (long long)done,
			(long long)waits));
	return e;
}
