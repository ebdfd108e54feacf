/* admin.c - the room itself, and how its pages say things. */
#include "admin/admin_impl.h"

#include "gen/admin/u.h"

#define KIB 1024.0

/* ---- the frame of a page ------------------------------------------------------------- */

/* Pages about people are another room's: named when that room has them. */
static bool
room_has(const struct req *rq, const char *path)
{
	const struct portal *p = thread_portal(rq->th);

	for (size_t i = 0; i < p->n_rooms; i++)
		for (size_t k = 0; k < p->rooms[i]->n_routes; k++)
			if (strcmp(p->rooms[i]->routes[k].verb, "GET") == 0 &&
			    strcmp(p->rooms[i]->routes[k].path, path) == 0)
				return true;
	return false;
}

enum err
admin_page(struct req *rq, struct str title, const char *here, struct page *ret,
    struct view_tabs *ret_tabs)
{
	static const struct { const char *name, *title, *url; } rows[] = {
		{ "overview", N_("Обзор"), "/admin" },
		{ "people", N_("Люди и роли"), "/account/people" },
		{ "settings", N_("Настройки"), "/admin/settings" },
		{ "audit", N_("Журнал действий"), "/admin/audit" },
		{ "jobs", N_("Задания"), "/admin/jobs" },
		{ "outbox", N_("Исходящие"), "/admin/outbox" },
		{ "topics", N_("Темы"), "/admin/topics" },
		{ "synonyms", N_("Синонимы"), "/admin/synonyms" },
		{ "fields", N_("Паспорта"), "/admin/fields" },
		{ "imports", N_("Загрузки"), "/admin/imports" },
		{ "storage", N_("Хранение"), "/admin/storage" },
		{ "systems", N_("Правовые системы"), "/law/systems" },
	};
	struct ui *ui = &rq->ui;

	*ret = (struct page){ .title = title, .nav = "admin", .no_index = true };
	if (strcmp(here, "overview") != 0) {
		ret->crumbs[ret->n_crumbs++] =
		    (struct crumb){ tr(ui, "Управление"), url_admin_overview(rq->arena) };
		ret->crumbs[ret->n_crumbs++] = (struct crumb){ title, S("") };
	}
	ret_tabs->list.p = arena_array(rq->arena, struct tab, LEN(rows));
	if (ret_tabs->list.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < LEN(rows); i++)
		if (room_has(rq, rows[i].url))
			ret_tabs->list.p[ret_tabs->list.n++] = (struct tab){
				tr_z(ui, rows[i].title), str_c(rows[i].url),
				strcmp(rows[i].name, here) == 0 };
	return OK;
}

/* ---- how things are said --------------------------------------------------------------- */

struct str
admin_count(const struct ui *ui, int64_t n, const char *forms)
{
	struct str num = ui_num(ui, n), word = tr_n_(ui, n, forms);

	return str_fmt(ui->arena, "%.*s\xC2\xA0%.*s", FMT(num), FMT(word));
}

struct str
admin_bytes(const struct ui *ui, int64_t n)
{
	double v = (double)n;

	if (n < 1024)
		return admin_count(ui, n, N_("байт|байта|байт"));
	if (v < KIB * KIB)
		return trf(ui, "%1 КиБ", ui_real(ui, (double)(int64_t)(v / KIB * 10) / 10));
	if (v < KIB * KIB * KIB)
		return trf(ui, "%1 МиБ", ui_real(ui, (double)(int64_t)(v / KIB / KIB * 10) / 10));
	return trf(ui, "%1 ГиБ", ui_real(ui, (double)(int64_t)(v / KIB / KIB / KIB * 10) / 10));
}

struct str
admin_span(const struct ui *ui, int64_t s)
{
	if (s < 60)
		return admin_count(ui, s, N_("секунда|секунды|секунд"));
	if (s < 3600)
		return admin_count(ui, s / 60, N_("минута|минуты|минут"));
	if (s < 2 * 86400)
		return admin_count(ui, s / 3600, N_("час|часа|часов"));
	return admin_count(ui, s / 86400, N_("день|дня|дней"));
}

struct str
admin_masked(struct arena *a, struct str to, enum out_channel channel)
{
	struct str rest, head;
	size_t first = 1;

	if (channel == OUT_HOOK) { /* the host says whose it is; the path may hold a key */
		ptrdiff_t at = str_find(to, S("://"));
		size_t n = at < 0 ? 0 : (size_t)at + 3;

		while (n < to.n && to.p[n] != '/' && to.p[n] != '?')
			n++;
		return str_fmt(a, "%.*s%s", (int)n, to.p, n < to.n ? "/…" : "");
	}
	for (head = to; head.n > 0 && head.p[head.n - 1] != '@';)
		head.n--; /* the last one: a quoted name may hold others */
	if (head.n < 2)
		return S("…");
	rest = (struct str){ to.p + head.n, to.n - head.n };
	head.n--;
	while (first < head.n && ((unsigned char)head.p[first] & 0xc0) == 0x80)
		first++;
	return str_fmt(a, "%.*s…@%.*s", (int)first, head.p, FMT(rest));
}

/* ---- kinds of jobs ---------------------------------------------------------------------- */

const struct job_kind *
admin_kind(const struct req *rq, struct str name)
{
	const struct portal *p = thread_portal(rq->th);

	for (size_t i = 0; i < p->n_rooms; i++)
		for (size_t k = 0; k < p->rooms[i]->n_jobs; k++)
			if (str_is(name, p->rooms[i]->jobs[k].name))
				return &p->rooms[i]->jobs[k];
	return NULL;
}

struct str
admin_kind_title(const struct req *rq, struct str name)
{
	const struct job_kind *k = admin_kind(rq, name);

	return k != NULL ? tr_z(&rq->ui, k->title) : name;
}

enum err
admin_note(struct req *rq, const char *action, struct str object, struct str detail)
{
	return audit_add(rq->db, rq->arena, rq->now,
	    &(struct audit_event){ .action = action, .actor = rq->viewer->id.v, .object = object,
		.peer = rq->in->peer, .detail = detail });
}

/* ---- the room ----------------------------------------------------------------------------- */

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) \
	{ #verb, path, #fn, admin_##fn, ROLE_##who, at, csrf, body, rate, run },
static const struct route routes[] = {
#include "admin/routes.def"
};
#undef ROUTE

static const struct job_kind kinds[] = {
	{ .name = ADMIN_VERIFY, .title = N_("Проверка журнала действий"), .fn = admin_verify_job,
	    .every_s = 7 * 86400, .max_tries = 3, .lease_s = 3600 },
};

const struct room admin_room = {
	.name = "admin", .title = N_("Управление"), .url = "/admin", .menu_who = ROLE_ADMIN,
	.routes = routes, .n_routes = LEN(routes), .jobs = kinds, .n_jobs = LEN(kinds),
};
