/* storage.c - what the portal takes on the disk, what it keeps and how long, what it is made of. */
#include "admin/admin_impl.h"

#include "db/about.h"
#include "db/copy.h"
#include "folder/folder.h"
#include "gen/admin/q.h"
#include "gen/admin/u.h"
#include "gen/admin/v.h"
#include "gen/steps.h"
#include "jobs/tally.h"

#define WALK_MAX ((int64_t)1 << 30)	/* a larger SQLite file is not read through */
#define TABLES 500			/* asked for */
#define SHOWN 12			/* of them on the page */
#define TOWNS 10
#define FACTS 10
#define KEEPS 8
#define LEFTS 8
#define CARES 4
#define BACKUP_S ((int64_t)7 * 86400)

struct taken {
	int64_t size, disk, backup_at, backup_bytes, waits;
	struct db_files files;
	struct db_tables tables;
	struct jobs_tally tally;
};

static void
fact(struct facts *f, struct str name, struct str value)
{
	if (f->n < FACTS)
		f->p[f->n++] = (struct fact){ name, value };
}

static enum err
read_all(struct req *rq, struct taken *r)
{
	const char *url = req_settings(rq)->db.p;

	r->disk = db_disk_free(url);
	TRY(db_size(rq->db, &r->size));
	TRY(db_files(rq->db, url, &r->files));
	TRY(db_tables(rq->db, rq->arena, WALK_MAX, TABLES, &r->tables));
	TRY(jobs_tally(rq->db, rq->arena, rq->now, &r->tally));
	TRY(q_search_waits(rq->db, &r->waits));
	return admin_backup(rq, &r->backup_at, &r->backup_bytes);
}

/* ---- what asks for attention ------------------------------------------------------------- */

static void
care(struct cares *c, bool bad, struct str what, struct str todo)
{
	if (c->n < CARES)
		c->p[c->n++] = (struct care){ bad, what, todo, S(""), S("") };
}

/* Too little is red; no room for a copy of the database beside it asks for a look. */
static void
care_disk(struct req *rq, const struct taken *r, struct cares *c)
{
	const struct ui *ui = &rq->ui;
	int64_t least = req_settings(rq)->disk_least * (int64_t)MiB;

	if (r->disk < 0)
		return;
	if (r->disk < least)
		care(c, true, trf(ui, "Мало места на диске: %1", admin_bytes(ui, r->disk)),
		    trf(ui,
			"Предел — %1 (настройка disk_least): ниже него портал говорит, что не "
			"готов. "
			"Освободите место рядом с базой.",
			admin_bytes(ui, least)));
	else if (r->disk < least + r->size)
		care(c, false,
		    trf(ui, "Копия базы рядом не поместится: свободно %1",
			admin_bytes(ui, r->disk)),
		    trf(ui, "База занимает %1. Освободите место или снимайте копию на другой диск.",
			admin_bytes(ui, r->size)));
}

static void
care_backup(struct req *rq, const struct taken *r, struct cares *c)
{
	const struct ui *ui = &rq->ui;

	if (db_kind(rq->db) == DB_PG)
		return;
	if (r->backup_at == 0)
		care(c, false, tr(ui, "Копии базы ещё не было"),
		    tr(ui, "Снимите её командой «veche backup ФАЙЛ»: портал при этом работает."));
	else if (rq->now - r->backup_at > BACKUP_S)
		care(c, false,
		    trf(ui, "Последняя копия снята %1 назад",
			admin_span(ui, rq->now - r->backup_at)),
		    tr(ui,
			"Снимите новую командой «veche backup ФАЙЛ» и проверьте расписание "
			"копий."));
}

/* ---- the database --------------------------------------------------------------------------- */

static enum err
facts_database(struct req *rq, const struct taken *r, struct facts *f)
{
	bool pg = db_kind(rq->db) == DB_PG;
	const struct ui *ui = &rq->ui;
	struct str version;

	TRY(db_version(rq->db, rq->arena, &version));
	fact(f, tr(ui, "База данных"),
	    str_fmt(rq->arena, "%s %.*s", pg ? "PostgreSQL" : "SQLite", FMT(version)));
	fact(f, tr(ui, "Размер базы"), admin_bytes(ui, r->size));
	if (r->files.main >= 0)
		fact(f, tr(ui, "Файл базы"), admin_bytes(ui, r->files.main));
	if (r->files.wal >= 0)
		fact(f, tr(ui, "Журнал записи (WAL)"), admin_bytes(ui, r->files.wal));
	if (r->files.spare >= 0)
		fact(f, tr(ui, "Свободно внутри файла"), admin_bytes(ui, r->files.spare));
	fact(f, tr(ui, "Свободно на диске"),
	    r->disk >= 0 ? admin_bytes(ui, r->disk) :
			   tr(ui, "не видно отсюда: диск у сервера базы"));
	if (pg)
		fact(f, tr(ui, "Последняя копия"), tr(ui, "снимает pg_dump на сервере базы"));
	else
		fact(f, tr(ui, "Последняя копия"),
		    r->backup_at == 0 ? tr(ui, "ещё не было") :
					trf(ui, "%1, %2", ui_moment(ui, r->backup_at),
					    admin_bytes(ui, r->backup_bytes)));
	return OK;
}

static struct str
rows_words(const struct req *rq, const struct db_tables *t, int64_t rows)
{
	const char *mark = t->counted ? "" : t->sized ? "≈\xC2\xA0" : "≤\xC2\xA0";
	struct str n;

	if (rows < 0)
		return S("—");
	n = ui_num(&rq->ui, rows);
	return str_fmt(rq->arena, "%s%.*s", mark, FMT(n));
}

static enum err
fill_tables(struct req *rq, const struct db_tables *t, struct view_storage *v)
{
	const struct ui *ui = &rq->ui;
	int64_t rest = 0;

	v->bytes = t->sized;
	v->counted = t->counted;
	v->tables.p = arena_array(rq->arena, struct size_line, SHOWN);
	if (v->tables.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < t->n; i++) {
		const struct db_table *x = &t->p[i];

		if (i >= SHOWN) {
			rest += x->bytes + x->index_bytes;
			continue;
		}
		v->tables.p[v->tables.n++] = (struct size_line){ x->name,
			rows_words(rq, t, x->rows), admin_bytes(ui, x->bytes),
			x->index_bytes > 0 ? admin_bytes(ui, x->index_bytes) : S("—"),
			admin_bytes(ui, x->bytes + x->index_bytes) };
	}
	if (t->n > SHOWN && t->sized)
		v->rest = trf(ui, "Остальных таблиц %1, вместе %2.",
		    ui_num(ui, (int64_t)t->n - SHOWN), admin_bytes(ui, rest));
	return OK;
}

static void
facts_search(struct req *rq, const struct taken *r, struct facts *f)
{
	const struct ui *ui = &rq->ui;
	int64_t bytes = 0, docs = -1;

	for (size_t i = 0; i < r->tables.n; i++) {
		const struct db_table *t = &r->tables.p[i];

		if (str_starts(t->name, S("search_")))
			bytes += t->bytes + t->index_bytes;
		if (str_is(t->name, "search_doc"))
			docs = t->rows;
	}
	if (docs >= 0)
		fact(f, tr(ui, "Записей в поиске"), rows_words(rq, &r->tables, docs));
	if (r->tables.sized)
		fact(f, tr(ui, "Таблицы поиска занимают"), admin_bytes(ui, bytes));
	fact(f, tr(ui, "Ждут поиска"), ui_num(ui, r->waits));
}

/* ---- files ----------------------------------------------------------------------------- */

static struct str
share_words(const struct ui *ui, int64_t part, int64_t of)
{
	int64_t share = of > 0 ? part * 100 / of : 0;

	return share == 0 && part > 0 ? tr(ui, "меньше 1 %") : trf(ui, "%1 %", ui_num(ui, share));
}

static enum err
fill_files(struct req *rq, struct view_storage *v)
{
	int64_t quota = req_settings(rq)->folder_quota * (int64_t)MiB;
	const struct ui *ui = &rq->ui;
	struct folder_files all;

	TRY(folder_files(rq->db, rq->arena, TOWNS, &all));
	v->files.p = arena_array(rq->arena, struct file_line, TOWNS);
	if (v->files.p == NULL)
		return E_NOMEM;
	v->quota = admin_bytes(ui, quota);
	if (all.all.files > 0)
		v->files_all = trf(ui, "Файлов: %1, вместе %2.", ui_num(ui, all.all.files),
		    admin_bytes(ui, all.all.bytes));
	for (size_t i = 0; i < all.n; i++) {
		struct q_place_name place = { S(""), S("") };
		enum err e = q_place_name(rq->db, rq->arena, all.p[i].place, &place);

		if (e != OK && e != E_NOT_FOUND)
			return e;
		v->files.p[v->files.n++] = (struct file_line){
			e == OK ? place.name : str_fmt(rq->arena, "№ %lld",
			    (long long)all.p[i].place),
			e == OK ? str_fmt(rq->arena, "/places/%.*s", FMT(place.code)) : S(""),
			ui_num(ui, all.p[i].files), admin_bytes(ui, all.p[i].bytes),
			share_words(ui, all.p[i].bytes, quota) };
	}
	return OK;
}

/* ---- what is kept, what is left ------------------------------------------------------ */

static void
keep(struct req *rq, struct keep_rows *k, struct str what, struct str how, const char *setting)
{
	if (k->n < KEEPS)
		k->p[k->n++] = (struct keep_line){ what, how, str_c(setting),
			*setting ? str_fmt(rq->arena, "%.*s#s-%s",
			    FMT(url_admin_settings(rq->arena)), setting) : S("") };
}

static struct str
days(const struct ui *ui, int64_t n)
{
	return admin_count(ui, n, N_("день|дня|дней"));
}

static enum err
fill_keeps(struct req *rq, struct keep_rows *k)
{
	const struct settings *set = req_settings(rq);
	const struct ui *ui = &rq->ui;

	k->p = arena_array(rq->arena, struct keep_line, KEEPS);
	if (k->p == NULL)
		return E_NOMEM;
	keep(rq, k, tr(ui, "Журнал действий"), tr(ui, "всегда: записи не стирают"), "");
	keep(rq, k, tr(ui, "История правок записей"), tr(ui, "всегда"), "");
	keep(rq, k, tr(ui, "Тексты ушедших писем и веб-хуков"), days(ui, set->letter_days),
	    "letter_days");
	keep(rq, k, tr(ui, "Сеансы после последнего входа"),
	    trf(ui, "%1, но не дольше чем %2 от входа", days(ui, set->session_days),
		days(ui, set->session_max_days)), "session_days");
	keep(rq, k, tr(ui, "Задания"),
	    tr(ui, "сделанные — 14 дней, неудавшиеся — 90"), "");
	keep(rq, k, tr(ui, "Итоги загрузок"),
	    trf(ui, "всегда; непринятые строки — %1", days(ui, IMPORT_BAD_DAYS)), "");
	keep(rq, k, tr(ui, "Журнал программы"),
	    tr(ui, "в базе его нет: его ведёт и чистит система (journald или файл)"), "log");
	return OK;
}

static void
left(struct left_rows *l, struct str name, struct str n, struct str url, struct str act)
{
	if (l->n < LEFTS)
		l->p[l->n++] = (struct left_line){ name, n, url, act };
}

static enum err
fill_lefts(struct req *rq, const struct jobs_tally *t, struct left_rows *l)
{
	const struct ui *ui = &rq->ui;
	struct str jobs = url_admin_jobs(rq->arena), out = url_admin_outbox(rq->arena);

	l->p = arena_array(rq->arena, struct left_line, LEFTS);
	if (l->p == NULL)
		return E_NOMEM;
	left(l, tr(ui, "Задания ждут и идут"),
	    ui_num(ui, t->by_state[JOB_WAITING] + t->by_state[JOB_RUNNING]), jobs,
	    tr(ui, "Посмотреть задания"));
	left(l, tr(ui, "Задания кончились"),
	    ui_num(ui, t->by_state[JOB_DONE] + t->by_state[JOB_CANCELLED]), S(""), S(""));
	left(l, tr(ui, "Задания не удались"), ui_num(ui, t->by_state[JOB_FAILED]),
	    t->by_state[JOB_FAILED] > 0 ? str_fmt(rq->arena, "%.*s?state=failed", FMT(jobs)) :
					  S(""), tr(ui, "Разобрать"));
	left(l, tr(ui, "Письма и веб-хуки ждут"),
	    ui_num(ui, t->out_by_state[OUT_WAITING] + t->out_by_state[OUT_SENDING]), out,
	    tr(ui, "Посмотреть исходящие"));
	left(l, tr(ui, "Ушли или сняты"),
	    ui_num(ui, t->out_by_state[OUT_SENT] + t->out_by_state[OUT_DROPPED]), S(""), S(""));
	left(l, tr(ui, "Не ушли"), ui_num(ui, t->out_by_state[OUT_FAILED]),
	    t->out_by_state[OUT_FAILED] > 0 ? str_fmt(rq->arena, "%.*s?state=failed", FMT(out)) :
					      S(""), tr(ui, "Разобрать"));
	return OK;
}

/* ---- versions --------------------------------------------------------------------------- */

/* A line a room, in the order in which their steps run. */
static enum err
fill_steps(struct req *rq, struct step_rows *s)
{
	const struct ui *ui = &rq->ui;
	struct db_rans ran;

	TRY(db_steps_ran(rq->db, rq->arena, &ran));
	s->p = arena_array(rq->arena, struct step_line, db_steps_n + 1);
	if (s->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < db_steps_n;) {
		const char *room = db_steps[i].room;
		const struct db_ran *r = NULL;
		int64_t n = 0;

		for (; i < db_steps_n && strcmp(db_steps[i].room, room) == 0; i++)
			n++;
		for (size_t k = 0; k < ran.n && r == NULL; k++)
			if (str_is(ran.p[k].room, room))
				r = &ran.p[k];
		s->p[s->n++] = (struct step_line){ .room = str_c(room),
			.steps = trf(ui, "%1 из %2", ui_num(ui, r ? r->n : 0), ui_num(ui, n)),
			.last = r ? str_fmt(rq->arena, "%04lld_%.*s", (long long)r->no,
			    FMT(r->last)) : S(""),
			.at = r ? ui_moment(ui, r->at) : S(""), .missing = r == NULL || r->n < n };
	}
	return OK;
}

static void
facts_program(struct req *rq, struct facts *f)
{
	const struct ui *ui = &rq->ui;

	fact(f, tr(ui, "Версия"), str_c(thread_portal(rq->th)->version));
	fact(f, tr(ui, "Шаги таблиц"), ui_num(ui, (int64_t)db_steps_n));
}

enum err
admin_storage(struct req *rq)
{
	struct fact *f = arena_array(rq->arena, struct fact, 3 * FACTS);
	struct view_storage v = { .pg = db_kind(rq->db) == DB_PG };
	struct taken r = { 0 };

	v.cares.p = arena_array(rq->arena, struct care, CARES);
	if (f == NULL || v.cares.p == NULL)
		return E_NOMEM;
	v.database.list.p = f;
	v.search.list.p = f + FACTS;
	v.program.list.p = f + 2 * FACTS;
	TRY(admin_page(rq, tr(&rq->ui, "Хранение"), "storage", &v.page, &v.tabs));
	TRY(read_all(rq, &r));
	care_disk(rq, &r, &v.cares);
	care_backup(rq, &r, &v.cares);
	TRY(facts_database(rq, &r, &v.database.list));
	facts_search(rq, &r, &v.search.list);
	facts_program(rq, &v.program.list);
	TRY(fill_tables(rq, &r.tables, &v));
	TRY(fill_files(rq, &v));
	TRY(fill_keeps(rq, &v.keeps));
	TRY(fill_lefts(rq, &r.tally, &v.lefts));
	TRY(fill_steps(rq, &v.steps));
	TRY(admin_libraries(rq->arena, &v.libraries.list));
	return view_storage(&rq->ui, &v);
}
