/* kept.c - what the room keeps about a person; what they leave behind is free for others. */
#include "folder/kept.h"

#include "folder/folder_impl.h"
#include "jobs/jobs.h"

#define COLS(c) (c), LEN(c)
#define WORK N_("Работа муниципалитета над мерой: остаётся номер автора")
#define ITEM \
	N_("Мера"), \
	    "(SELECT e.title FROM folder_item i JOIN entry e ON e.id = i.entry WHERE i.id = t.item)"

static const struct person_col item_cols[] = {
	{ "at", N_("Когда"), "t.created", PERSON_TIME },
	{ "measure", N_("Мера"), "(SELECT e.title FROM entry e WHERE e.id = t.entry)",
	    PERSON_TEXT },
	{ "place", N_("Территория"), "(SELECT p.name FROM pub_place p WHERE p.id = t.place)",
	    PERSON_TEXT },
	{ "year", N_("Год"), "t.year", PERSON_INT },
};
static const struct person_col check_cols[] = {
	{ "id", N_("Номер"), "t.id", PERSON_INT },
	{ "measure", ITEM, PERSON_TEXT },
	{ "paper", N_("Документ"), "t.title", PERSON_TEXT },
	{ "due", N_("Срок"), "t.due", PERSON_DAY },
};
static const struct person_col note_cols[] = {
	{ "at", N_("Когда"), "t.created", PERSON_TIME },
	{ "measure", ITEM, PERSON_TEXT },
	{ "text", N_("Текст"), "t.text", PERSON_TEXT },
};
static const struct person_col file_cols[] = {
	{ "at", N_("Когда"), "t.created", PERSON_TIME },
	{ "measure", ITEM, PERSON_TEXT },
	{ "file", N_("Файл"), "t.name", PERSON_TEXT },
};
static const struct person_col move_cols[] = {
	{ "at", N_("Когда"), "t.at", PERSON_TIME },
	{ "measure", ITEM, PERSON_TEXT },
};
static const struct person_col event_cols[] = {
	{ "at", N_("Когда"), "t.at", PERSON_TIME },
	{ "measure", ITEM, PERSON_TEXT },
	{ "field", N_("Поле"), "t.field", PERSON_TEXT },
};
static const struct person_col key_cols[] = {
	{ "at", N_("Когда"), "t.created", PERSON_TIME },
	{ "place", N_("Территория"), "(SELECT p.name FROM pub_place p WHERE p.id = t.place)",
	    PERSON_TEXT },
};

static const struct person_kept kept[] = {
	{ "folder_item", "person", "responsible", N_("Ответственность за меры"),
	    N_("Кто ведёт заявку; администратор муниципалитета узнает, что она освободилась"),
	    PERSON_FREED, COLS(item_cols), NULL, false },
	{ "folder_check", "person", "papers", N_("Ответственность за документы"),
	    N_("Кто готовит документ"), PERSON_FREED, COLS(check_cols), NULL, false },
	{ "folder_item", "author", "taken", N_("Меры, взятые в папку"), WORK,
	    PERSON_STAYS, COLS(item_cols), NULL, false },
	{ "folder_note", "author", "notes", N_("Заметки в папке"), WORK, PERSON_STAYS,
	    COLS(note_cols), NULL, false },
	{ "folder_file", "author", "files", N_("Файлы в папке"), WORK, PERSON_STAYS,
	    COLS(file_cols), NULL, false },
	{ "folder_move", "author", "moves", N_("Шаги заявок"), WORK, PERSON_STAYS, COLS(move_cols),
	    NULL, false },
	{ "folder_event", "author", "history", N_("Правки в папке"), WORK, PERSON_STAYS,
	    COLS(event_cols), NULL, false },
	{ "folder_gone", "author", "deleted", N_("Записи, удалённые из папки"), WORK, PERSON_STAYS,
	    NULL, 0, NULL, false },
	{ "folder_key", "user_id", "calendars", N_("Личные адреса календаря"),
	    N_("Чтобы календарь открывался без пароля"), PERSON_GOES, COLS(key_cols), NULL, false },
};

/* ---- left behind ---------------------------------------------------------------------- */

static enum err
tell_one(const struct person_gone *g, const struct q_person_places *p, int64_t admin)
{
	struct str base = g->set->base_url;
	struct reached who;
	struct mail m = { .subject = S("Папка: освободились записи"), .user = admin,
		.topic = S("folder") };
	enum err e;

	if (base.n == 0)
		base = str_fmt(g->arena, "http://%.*s", FMT(g->set->listen));
	e = account_reach(g->db, g->arena, (struct user_id){ admin }, &who);
	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	m.to = who.email;
	m.to_name = who.name;
	m.text = str_fmt(g->arena,
	    "Здравствуйте!\n\nОдин из сотрудников удалил свою учётную запись на портале. В папке "
	    "«%.*s» без ответственного осталось записей: %lld. Назначьте нового:\n"
	    "%.*s/folder/%.*s?who=none\n\nСамо сделанное — записи, заметки, файлы — осталось.\n",
	    FMT(p->name), (long long)p->n, FMT(base), FMT(p->code));
	m.key = str_fmt(g->arena, "folder.left:%lld:%lld:%lld", (long long)g->user.v,
	    (long long)p->place, (long long)admin);
	e = mail_put(g->db, &m, g->now, NULL);
	return e == E_INPUT ? OK : e; /* an address that is none: the page shows it anyway */
}

static enum err
leave(const struct person_gone *g)
{
	struct q_person_places_rows places;

	TRY(q_person_places(g->db, g->arena, g->user.v, &places));
	for (size_t i = 0; i < places.n; i++) {
		struct account_people staff;

		TRY(account_staff(
		    g->db, g->arena, places.p[i].place, ROLE_MUNI_ADMIN, g->now, &staff));
		for (size_t k = 0; k < staff.n; k++)
			if (staff.p[k].id != g->user.v)
				TRY(tell_one(g, &places.p[i], staff.p[k].id));
	}
	return q_person_left(
	    g->db, g->user.v, str_fmt(g->arena, "%lld", (long long)g->user.v), g->now);
}

const struct person_hook folder_person_hook = {
	.kept = kept, .n_kept = LEN(kept), .erase = leave,
};
