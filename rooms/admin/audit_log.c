/* audit_log.c - the log of acts: looking into it, taking it away as CSV, having it verified. */
#include "admin/admin_impl.h"

#include "gen/admin/q.h"
#include "gen/admin/u.h"
#include "gen/admin/v.h"
#include "text/text.h"

#define CSV_ROWS 100000
#define CSV_PART 1000
#define WORD_MAX 200

/* What the reader looks for; the words as typed come back in the form. */
struct look {
	struct str action, who, object, from, until;
	struct audit_ask ask;
};

static const struct { const char *name, *text; } actions[] = {
#define ACTION(name, text) { name, text },
#include "admin/actions.def"
#undef ACTION
};

static struct str
action_words(const struct ui *ui, struct str action)
{
	for (size_t i = 0; i < LEN(actions); i++)
		if (str_is(action, actions[i].name))
			return tr_z(ui, actions[i].text);
	return S("");
}

/* ---- the question ---------------------------------------------------------------------- */

static struct str
asked(const struct req *rq, const char *name)
{
	struct str s = str_trim(req_query(rq, name));

	return s.n > 0 && s.n <= WORD_MAX && utf8_valid(s) ? s : S("");
}

/* A number, or the whole name of one person. */
static enum err
find_who(struct req *rq, struct look *l)
{
	struct q_users_named_rows found;
	struct str num = l->who;
	int64_t id;

	if (l->who.n == 0)
		return OK;
	if (str_starts(num, S("№")))
		num = str_trim((struct str){ num.p + 3, num.n - 3 });
	if (str_int(num, &id) && id > 0) {
		l->ask.actor = id;
		return OK;
	}
	TRY(q_users_named(rq->db, rq->arena, l->who, &found));
	if (found.n == 1) {
		l->ask.actor = found.p[0].id.v;
		return OK;
	}
	return problem(rq, "who", found.n == 0 ?
	    trf(&rq->ui, "Человека с именем «%1» нет. Напишите имя целиком или номер учётной "
	    "записи.", l->who) :
	    trf(&rq->ui, "Людей с именем «%1» несколько. Напишите номер учётной записи.", l->who));
}

static enum err
find_day(struct req *rq, const char *field, struct str typed, int plus, struct opt_int *ret)
{
	int32_t day;

	if (typed.n == 0)
		return OK;
	if (!day_parse(typed, &day))
		return problem(rq, field,
		    trf(&rq->ui, "Даты «%1» нет. Напишите день, месяц и год, например 02.06.2025.",
			typed));
	*ret = (struct opt_int){ day_start(day + plus, rq->ui.tz_min), true };
	return OK;
}

/* E_INPUT: problems are listed, and what could be understood is asked. */
static enum err
read_look(struct req *rq, struct look *l)
{
	enum err e[3];

	*l = (struct look){ asked(rq, "action"), asked(rq, "who"), asked(rq, "object"),
		asked(rq, "from"), asked(rq, "until"), { .limit = ADMIN_PAGE } };
	l->ask.action = l->action;
	l->ask.object = l->object;
	l->ask.before = req_query_int(rq, "before", 0, 0, INT64_MAX);
	e[0] = find_who(rq, l);
	e[1] = find_day(rq, "from", l->from, 0, &l->ask.from);
	e[2] = find_day(rq, "until", l->until, 1, &l->ask.until);
	for (size_t i = 0; i < LEN(e); i++)
		if (e[i] != OK && e[i] != E_INPUT)
			return e[i];
	return rq->problems.n > 0 ? E_INPUT : OK;
}

static void
put_word(struct buf *b, const char *name, struct str v)
{
	if (v.n == 0)
		return;
	buf_fmt(b, "%c%s=", b->n > 0 && memchr(b->p, '?', b->n) ? '&' : '?', name);
	put_url(b, v);
}

static struct str
look_url(struct req *rq, struct str path, const struct look *l, int64_t before)
{
	struct buf b;

	buf_init(&b, rq->arena, 8 * KiB);
	buf_put(&b, path);
	put_word(&b, "action", l->action);
	put_word(&b, "who", l->who);
	put_word(&b, "object", l->object);
	put_word(&b, "from", l->from);
	put_word(&b, "until", l->until);
	if (before > 0)
		put_word(&b, "before", str_fmt(rq->arena, "%lld", (long long)before));
	return buf_str(&b);
}

/* ---- rows --------------------------------------------------------------------------------- */

enum err
admin_who(struct req *rq, int64_t actor, struct str *ret)
{
	struct str name;
	enum err e;

	if (actor == 0) {
		*ret = tr(&rq->ui, "портал");
		return OK;
	}
	e = q_user_name(rq->db, rq->arena, (struct user_id){ actor }, &name);
	if (e == E_NOT_FOUND)
		*ret = str_fmt(rq->arena, "№ %lld", (long long)actor);
	else if (e == OK)
		*ret = name;
	return e == E_NOT_FOUND ? OK : e;
}

static enum err
place_words(struct req *rq, int64_t place, struct str *ret)
{
	struct q_place_name p;
	enum err e;

	if (place == 0)
		return OK;
	e = q_place_name(rq->db, rq->arena, place, &p);
	if (e == OK)
		*ret = p.name;
	return e == E_NOT_FOUND ? OK : e;
}

static enum err
line_of(struct req *rq, const struct audit_row *r, struct audit_line *ret)
{
	const struct ui *ui = &rq->ui;
	struct str words = action_words(ui, r->action);

	*ret = (struct audit_line){ .id = str_fmt(rq->arena, "%lld", (long long)r->id),
		.when = ui_moment(ui, r->at), .action = words.n ? words : r->action,
		.action_code = words.n ? r->action : S(""), .object = r->object, .peer = r->peer,
		.detail = r->detail,
		.object_url = str_starts(r->object, S("/")) ? r->object : S("") };
	if (r->actor != 0)
		ret->who_url = str_fmt(rq->arena, "%.*s?who=%lld", FMT(url_admin_audit(rq->arena)),
		    (long long)r->actor);
	TRY(admin_who(rq, r->actor, &ret->who));
	return place_words(rq, r->place, &ret->place);
}

/* "rows=120 bad=7" of the job, in words. */
static struct str
note_words(const struct ui *ui, struct str note)
{
	struct str rest, first = str_cut(note, ' ', &rest);
	int64_t n, bad;

	if (!str_starts(first, S("rows=")) || rest.p == NULL || !str_starts(rest, S("bad=")) ||
	    !str_int((struct str){ first.p + 5, first.n - 5 }, &n) ||
	    !str_int((struct str){ rest.p + 4, rest.n - 4 }, &bad))
		return note;
	if (bad > 0)
		return trf(ui, "Первая запись, которая не сходится: № %1.", ui_num(ui, bad));
	return trf(ui, "Записей: %1.", ui_num(ui, n));
}

/* The last verification, and whether one is on its way. */
static enum err
fill_check(struct req *rq, struct view_audit *v)
{
	struct job_rows rows;

	v->check_url = url_admin_audit_verify(rq->arena);
	TRY(jobs_list(rq->db, rq->arena, S(ADMIN_VERIFY), -1, 0, 10, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct job_row *j = &rows.p[i];

		if (j->state == JOB_RUNNING || (j->state == JOB_WAITING && j->run_at <= rq->now))
			v->checking = true;
		if (v->checked.n > 0 || (j->state != JOB_DONE && j->state != JOB_FAILED))
			continue;
		v->checked = ui_moment(&rq->ui, j->ended);
		v->check_note = note_words(&rq->ui, j->note);
		v->check_bad = j->state == JOB_FAILED;
	}
	return OK;
}

enum err
admin_audit(struct req *rq)
{
	struct audit_rows rows = { 0 };
	struct view_audit v = { 0 };
	struct look l;
	enum err e = read_look(rq, &l);

	TRY(admin_page(rq, tr(&rq->ui, "Журнал действий"), "audit", &v.page, &v.tabs));
	v.action = l.action;
	v.who = l.who;
	v.object = l.object;
	v.from = l.from;
	v.until = l.until;
	v.asked = l.action.n + l.who.n + l.object.n + l.from.n + l.until.n > 0;
	TRY(fill_check(rq, &v));
	if (e == E_INPUT) {
		rq->status = 422;
		rq->ui.problems = &rq->problems;
		return view_audit(&rq->ui, &v);
	}
	TRY(e);
	TRY(audit_list(rq->db, rq->arena, &l.ask, &rows));
	v.rows.p = arena_array(rq->arena, struct audit_line, rows.n + 1);
	if (v.rows.p == NULL)
		return E_NOMEM;
	for (; v.rows.n < rows.n; v.rows.n++)
		TRY(line_of(rq, &rows.p[v.rows.n], &v.rows.p[v.rows.n]));
	if (rows.n == ADMIN_PAGE)
		v.older = look_url(rq, url_admin_audit(rq->arena), &l, rows.p[rows.n - 1].id);
	v.csv = look_url(rq, url_admin_audit_csv(rq->arena), &l, 0);
	return view_audit(&rq->ui, &v);
}

/* ---- CSV ------------------------------------------------------------------------------------ */

static void
csv_row(struct buf *b, const struct audit_row *r)
{
	const struct str texts[] = { r->action, r->object, r->peer, r->detail, r->hash };

	buf_int(b, r->id);
	buf_putc(b, ',');
	put_rfc3339(b, r->at);
	buf_fmt(b, ",%lld,%lld", (long long)r->actor, (long long)r->place);
	for (size_t i = 0; i < LEN(texts); i++) {
		buf_putc(b, ',');
		put_csv(b, texts[i]);
	}
	buf_putz(b, "\r\n");
}

enum err
admin_audit_csv(struct req *rq)
{
	struct look l;
	int64_t n = 0;

	TRY(read_look(rq, &l));
	l.ask.limit = CSV_PART;
	buf_putz(rq->out, "id,at,actor,place,action,object,peer,detail,hash\r\n");
	while (n < CSV_ROWS) {
		struct arena *part = arena_new(32 * MiB);
		struct audit_rows rows = { 0 };
		enum err e = part ? audit_list(rq->db, part, &l.ask, &rows) : E_NOMEM;

		for (size_t i = 0; e == OK && i < rows.n; i++)
			csv_row(rq->out, &rows.p[i]);
		if (e == OK && rows.n > 0)
			l.ask.before = rows.p[rows.n - 1].id;
		n += (int64_t)rows.n;
		arena_free(part);
		TRY(e);
		if (rows.n < CSV_PART)
			break;
	}
	return reply_file(rq, "text/csv; charset=utf-8", tr(&rq->ui, "Журнал действий.csv"));
}

/* ---- verifying ------------------------------------------------------------------------ */

enum err
admin_audit_verify(struct req *rq)
{
	int64_t id;

	TRY(db_begin(rq->db));
	TRY(jobs_put(rq->db, ADMIN_VERIFY, S(""), S("page"), rq->viewer->id.v, rq->now, 0, &id));
	TRY(admin_note(rq, "admin.audit_verify", url_admin_audit(rq->arena), S("")));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Проверка поставлена в очередь: итог появится на этой странице")));
	return redirect(rq, url_admin_audit(rq->arena));
}

enum err
admin_verify_job(struct job_run *r)
{
	int64_t n = 0, bad = 0;

	TRY(audit_verify(r->db, r->arena, NULL, NULL, &n, &bad));
	job_note(r, str_fmt(r->arena, "rows=%lld bad=%lld", (long long)n, (long long)bad));
	if (bad == 0)
		return OK;
	log_line(LOG_ERROR, "audit_broken", "row=%lld rows=%lld do=\"compare with a backup\"",
	    (long long)bad, (long long)n);
	return E_INPUT; /* doing it again would not mend it */
}
