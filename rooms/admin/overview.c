/* overview.c - is all well, and what is there. */
#include "admin/admin_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "db/copy.h"
#include "entry/entry.h"
#include "gen/admin/q.h"
#include "gen/admin/u.h"
#include "gen/admin/v.h"
#include "gen/steps.h"
#include "jobs/tally.h"

#define CARES_MAX 12
#define FACTS_MAX 12
#define BACKUP_DAYS 7		/* an older copy asks for a new one */
#define LATE_S 900		/* a job that is due so long: nobody runs jobs */
#define DAY_S ((int64_t)86400)

/* What the page is made of. */
struct state {
	enum db_kind kind;
	int64_t size, disk, backup_at, backup_bytes, index_waits;
	struct jobs_tally jobs;
	struct out_counts out;
	struct import_runs last;	/* the newest file that came in */
	struct job_row check;	/* the last verification of the log; id 0: none */
};

/* "1764342000 11837440", as `veche backup` left it. */
enum err
admin_backup(struct req *rq, int64_t *ret_at, int64_t *ret_bytes)
{
	struct str have, rest, first;
	enum err e = value_get(rq->db, rq->arena, "backup", &have);

	*ret_at = *ret_bytes = 0;
	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	first = str_cut(have, ' ', &rest);
	if (!str_int(first, ret_at) || !str_int(rest, ret_bytes))
		*ret_at = *ret_bytes = 0;
	return OK;
}

static enum err
read_check(struct req *rq, struct job_row *ret)
{
	struct job_rows rows;

	TRY(jobs_list(rq->db, rq->arena, S(ADMIN_VERIFY), -1, 0, 10, &rows));
	for (size_t i = 0; i < rows.n && ret->id == 0; i++)
		if (rows.p[i].state == JOB_DONE || rows.p[i].state == JOB_FAILED)
			*ret = rows.p[i];
	return OK;
}

static enum err
read_state(struct req *rq, struct state *st)
{
	st->kind = db_kind(rq->db);
	st->disk = db_disk_free(req_settings(rq)->db.p);
	TRY(db_size(rq->db, &st->size));
	TRY(q_search_waits(rq->db, &st->index_waits));
	TRY(jobs_tally(rq->db, rq->arena, rq->now, &st->jobs));
	TRY(outbox_counts(rq->db, rq->now, &st->out));
	TRY(read_check(rq, &st->check));
	TRY(import_list(rq->db, rq->arena, &(struct import_ask){ .limit = 1 }, &st->last));
	return admin_backup(rq, &st->backup_at, &st->backup_bytes);
}

/* ---- what asks for attention ----------------------------------------------------------- */

static void
care(struct cares *c, bool bad, struct str what, struct str todo, struct str url, struct str act)
{
	if (c->n < CARES_MAX)
		c->p[c->n++] = (struct care){ bad, what, todo, url, act };
}

static void
care_queues(struct req *rq, const struct state *st, struct cares *c)
{
	const struct settings *set = req_settings(rq);
	const struct ui *ui = &rq->ui;
	int64_t failed = st->jobs.by_state[JOB_FAILED];
	struct buf url;

	buf_init(&url, rq->arena, 1 * KiB);
	buf_put(&url, url_admin_jobs(rq->arena));
	buf_put(&url, S("?state=failed"));
	if (failed > 0)
		care(c, true, trf(ui, "Задания не удались: %1", ui_num(ui, failed)),
		    tr(ui,
			"За последние 30 дней. У каждого записана причина; исправьте её и "
			    "запустите задание ещё раз."),
		    buf_str(&url), tr(ui, "Посмотреть задания"));
	if (st->jobs.late_s > LATE_S)
		care(c, true, trf(ui, "Задание ждёт уже %1", admin_span(ui, st->jobs.late_s)),
		    tr(ui,
			"Очередь никто не выполняет: проверьте настройку jobs_runner и что "
			    "портал запущен."),
		    url_admin_jobs(rq->arena), tr(ui, "Посмотреть задания"));
	if (st->out.failed > 0)
		care(c, true, trf(ui, "Письма не ушли: %1", ui_num(ui, st->out.failed)),
		    tr(ui, "Портал пробовал несколько раз и оставил. Причина записана у каждого."),
		    url_admin_outbox(rq->arena), tr(ui, "Посмотреть исходящие"));
	if (st->out.waiting > 0 && set->mail_url.n == 0)
		care(c, false, trf(ui, "Писем накопилось: %1", ui_num(ui, st->out.waiting)),
		    tr(ui,
			"Почтовый сервер не назван, поэтому письма копятся. Задайте mail_url и "
			    "mail_from."),
		    url_admin_settings(rq->arena), tr(ui, "Посмотреть настройки"));
}

static void
care_safety(struct req *rq, const struct state *st, struct cares *c)
{
	const struct settings *set = req_settings(rq);
	const struct ui *ui = &rq->ui;

	if (st->check.id != 0 && st->check.state == JOB_FAILED)
		care(c, true, tr(ui, "Журнал действий не прошёл проверку"),
		    tr(ui,
			"Цепочка записей нарушена: их меняли в обход портала. Сохраните базу и "
			    "сверьте с копией."),
		    url_admin_audit(rq->arena), tr(ui, "Посмотреть журнал"));
	if (st->disk >= 0 && st->disk < set->disk_least * (int64_t)MiB)
		care(c, true, trf(ui, "Мало места на диске: %1", admin_bytes(ui, st->disk)),
		    tr(ui, "Освободите место рядом с базой, иначе портал перестанет "
		    "сохранять."), S(""), S(""));
	if (st->kind == DB_SQLITE && st->backup_at == 0)
		care(c, false, tr(ui, "Копии базы ещё не было"),
		    tr(ui, "Снимите её командой «veche backup ФАЙЛ»: портал при этом "
		    "работает."), S(""), S(""));
	else if (st->kind == DB_SQLITE && rq->now - st->backup_at > BACKUP_DAYS * DAY_S)
		care(c, false, trf(ui, "Последняя копия снята %1 "
		    "назад", admin_span(ui, rq->now - st->backup_at)),
		    tr(ui, "Снимите новую командой «veche backup ФАЙЛ» и проверьте расписание "
		    "копий."), S(""), S(""));
	if (set->demo)
		care(c, false, tr(ui, "Портал показывает демонстрацию"),
		    tr(ui, "Страница входа называет учётные записи и общий пароль. Для работы "
		    "выключите настройку demo."),
		    S(""), S(""));
}

/* ---- what is known ------------------------------------------------------------------------ */

static void
fact(struct facts *f, struct str name, struct str value)
{
	if (f->n < FACTS_MAX)
		f->p[f->n++] = (struct fact){ name, value };
}

static void
facts_program(struct req *rq, const struct state *st, struct facts *f)
{
	const struct ui *ui = &rq->ui;
	int64_t memory = mem_resident();

	fact(f, tr(ui, "Версия"), str_c(thread_portal(rq->th)->version));
	fact(f, tr(ui, "База данных"), st->kind == DB_PG ? S("PostgreSQL") : S("SQLite"));
	fact(f, tr(ui, "Размер базы"), admin_bytes(ui, st->size));
	fact(f, tr(ui, "Шаги таблиц"), ui_num(ui, (int64_t)db_steps_n));
	if (st->disk >= 0)
		fact(f, tr(ui, "Свободно на диске"), admin_bytes(ui, st->disk));
	fact(f, tr(ui, "Память процесса"), memory > 0 ? admin_bytes(ui, memory) : S(""));
}

static void
facts_queues(struct req *rq, const struct state *st, struct facts *f)
{
	const struct ui *ui = &rq->ui;

	fact(f, tr(ui, "Задания ждут"), ui_num(ui, st->jobs.by_state[JOB_WAITING]));
	fact(f, tr(ui, "Задания идут"), ui_num(ui, st->jobs.by_state[JOB_RUNNING]));
	fact(f, tr(ui, "Письма ждут"), ui_num(ui, st->out.waiting));
	if (st->out.oldest_wait_s > 0)
		fact(f, tr(ui, "Дольше всех ждёт"), admin_span(ui, st->out.oldest_wait_s));
	fact(f, tr(ui, "Ушло за сутки"), ui_num(ui, st->out.sent_day));
	fact(f, tr(ui, "Ждут поиска"), ui_num(ui, st->index_waits));
}

static void
facts_copies(struct req *rq, const struct state *st, struct facts *f)
{
	const struct ui *ui = &rq->ui;

	if (st->kind == DB_PG)
		fact(f, tr(ui, "Копия базы"), tr(ui, "делает pg_dump на сервере базы"));
	else if (st->backup_at == 0)
		fact(f, tr(ui, "Копия базы"), tr(ui, "ещё не было"));
	else
		fact(f, tr(ui, "Копия базы"), ui_moment(ui, st->backup_at));
	if (st->kind == DB_SQLITE && st->backup_at > 0)
		fact(f, tr(ui, "Её размер"), admin_bytes(ui, st->backup_bytes));
	fact(f, tr(ui, "Журнал проверен"),
	    st->check.id == 0 ? tr(ui, "ещё не проверяли") : ui_moment(ui, st->check.ended));
}

static void
facts_imports(struct req *rq, const struct state *st, struct facts *f)
{
	const struct ui *ui = &rq->ui;
	const struct import_run *r = st->last.p;

	if (st->last.n == 0) {
		fact(f, tr(ui, "Последняя"), tr(ui, "ещё не было"));
		return;
	}
	fact(f, tr(ui, "Последняя"),
	    trf(ui, "%1, %2", admin_import_kind(ui, r->kind), ui_moment(ui, r->began)));
	fact(f, tr(ui, "Итог"), admin_import_outcome(ui, r->outcome));
}

/* ---- counts -------------------------------------------------------------------------------- */

static struct str
kind_words(const struct ui *ui, int64_t kind)
{
	static const struct { int64_t bit; const char *ru, *en; } kinds[] = {
#define KIND(name, bit, room, ru, en) { bit, ru, en },
#include "entry/kinds.def"
#undef KIND
	};

	for (size_t i = 0; i < LEN(kinds); i++)
		if (kinds[i].bit == kind)
			return str_c(ui->lang == LANG_EN ? kinds[i].en : kinds[i].ru);
	return str_fmt(ui->arena, "%lld", (long long)kind);
}

static enum err
read_counts(struct req *rq, struct count_rows *ret)
{
	const struct ui *ui = &rq->ui;
	struct q_entry_counts_rows e;
	struct q_user_counts u;
	int64_t topics, groups;

	TRY(q_entry_counts(rq->db, rq->arena, &e));
	TRY(q_user_counts(rq->db, &u));
	TRY(q_topic_count(rq->db, &topics));
	TRY(q_synonym_count(rq->db, &groups));
	ret->p = arena_array(rq->arena, struct count_row, e.n + 3);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < e.n; i++)
		ret->p[ret->n++] = (struct count_row){ kind_words(ui, e.p[i].kind),
			ui_num(ui, e.p[i].published), ui_num(ui, e.p[i].others) };
	ret->p[ret->n++] = (struct count_row){ tr(ui, "Учётные записи; остальные — закрытые"),
		ui_num(ui, u.n - u.blocked), ui_num(ui, u.blocked) };
	ret->p[ret->n++] = (struct count_row){ tr(ui, "Темы"), ui_num(ui, topics), S("—") };
	ret->p[ret->n++] = (struct count_row){ tr(ui, "Группы синонимов"), ui_num(ui, groups),
		S("—") };
	return OK;
}

enum err
admin_overview(struct req *rq)
{
	struct view_overview v = { 0 };
	struct fact *f = arena_array(rq->arena, struct fact, 4 * FACTS_MAX);
	struct state st = { 0 };

	v.cares.p = arena_array(rq->arena, struct care, CARES_MAX);
	if (f == NULL || v.cares.p == NULL)
		return E_NOMEM;
	v.program.list.p = f;
	v.queues.list.p = f + FACTS_MAX;
	v.copies.list.p = f + 2 * FACTS_MAX;
	v.imports.list.p = f + 3 * FACTS_MAX;
	TRY(admin_page(rq, tr(&rq->ui, "Управление"), "overview", &v.page, &v.tabs));
	TRY(read_state(rq, &st));
	care_queues(rq, &st, &v.cares);
	care_safety(rq, &st, &v.cares);
	facts_program(rq, &st, &v.program.list);
	facts_queues(rq, &st, &v.queues.list);
	facts_copies(rq, &st, &v.copies.list);
	facts_imports(rq, &st, &v.imports.list);
	TRY(read_counts(rq, &v.counts));
	return view_overview(&rq->ui, &v);
}
