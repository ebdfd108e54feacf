/* mydata.c - what the portal keeps about me: by room, in words, as a file and to be read whole. */
#include "account/mydata.h"

#include "account/account_impl.h"
#include "gen/account/q.h"
#include "gen/account/u.h"
#include "gen/account/v.h"

#define READ_ROWS 100	/* of one kind on the page; the file has them all */

/* What a room without a title in the menu is called here. */
static struct str
room_title(const struct ui *ui, const struct room *r)
{
	static const struct { const char *name, *title; } names[] = {
		{ "account", N_("Учётная запись и портал") },
		{ "alerts", N_("Оповещения") },
		{ "home", N_("Портал") },
		{ "api", N_("Доступ программ") },
	};

	if (r->title != NULL)
		return tr_z(ui, r->title);
	for (size_t i = 0; i < LEN(names); i++)
		if (strcmp(names[i].name, r->name) == 0)
			return tr_z(ui, names[i].title);
	return str_c(r->name);
}

static enum err
rows_of(struct req *rq, struct user_id who, struct kept_kind *r)
{
	const struct person_kept *w = r->kept;

	r->head.p = arena_array(rq->arena, struct str, w->n_cols + 1);
	if (r->head.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < w->n_cols; i++)
		r->head.p[r->head.n++] = tr_z(&rq->ui, w->cols[i].label);
	return person_lines(&rq->ui, rq->db, w, who, READ_ROWS, &r->lines);
}

static enum err
kinds_of(struct req *rq, const struct person_hook *h, struct user_id who, bool rows,
    struct kept_room *room)
{
	struct kept_kinds *ret = &room->kinds;
	struct ui *ui = &rq->ui;
	struct buf empty;

	buf_init(&empty, rq->arena, 16 * KiB);
	ret->p = arena_array(rq->arena, struct kept_kind, h->n_kept + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t k = 0; k < h->n_kept; k++) {
		const struct person_kept *w = &h->kept[k];
		struct kept_kind *r = &ret->p[ret->n];
		int64_t n;

		TRY(person_count(rq->db, rq->arena, w, who, &n));
		if (n == 0) {
			buf_put(&empty, empty.n > 0 ? S("; ") : S(""));
			buf_put(&empty, tr_z(ui, w->title));
			continue;
		}
		ret->n++;
		*r = (struct kept_kind){ .kept = w, .title = tr_z(ui, w->title),
			.why = tr_z(ui, w->why), .fate = tr_z(ui, person_fate_words(w->fate)),
			.n = ui_num(ui, n) };
		if (rows)
			TRY(rows_of(rq, who, r));
	}
	room->empty = empty.n > 0 ? buf_str(&empty) : S("");
	return buf_err(&empty);
}

/* The account itself comes first, the others as in the menu. */
static const struct room *
room_at(const struct portal *p, size_t i)
{
	size_t n = 0;

	if (i == 0)
		return &account_room;
	for (size_t k = 0; k < p->n_rooms; k++)
		if (p->rooms[k] != &account_room && ++n == i)
			return p->rooms[k];
	return &account_room;
}

enum err
mydata_rooms(struct req *rq, struct user_id who, bool rows, struct kept_rooms *ret)
{
	const struct portal *p = thread_portal(rq->th);

	ret->p = arena_array(rq->arena, struct kept_room, p->n_rooms + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->n = 0;
	for (size_t i = 0; i < p->n_rooms; i++) {
		const struct room *room = room_at(p, i);
		struct kept_room *r = &ret->p[ret->n];

		if (room->person == NULL)
			continue;
		*r = (struct kept_room){ .name = str_c(room->name),
			.title = room_title(&rq->ui, room) };
		TRY(kinds_of(rq, room->person, who, rows, r));
		ret->n++;
	}
	return OK;
}

/* ---- GET /account/data ------------------------------------------------------------------- */

enum err
mydata_view(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_mydata v = {
		.page = { .title = tr(ui, "Мои данные"), .no_index = true,
			.crumbs = { { tr(ui, "Профиль"), url_account_profile(rq->arena) },
				{ tr(ui, "Мои данные"), S("") } }, .n_crumbs = 2 },
		.email = rq->viewer->email, .name = rq->viewer->name,
		.operator = req_settings(rq)->data_operator,
		.letter_days = ui_num(ui, req_settings(rq)->letter_days),
	};
	struct q_email_of w;
	struct q_erasure_open x;
	enum err e = q_email_of(rq->db, rq->arena, rq->viewer->id, rq->now, &w);

	if (e != OK && e != E_NOT_FOUND)
		return e;
	if (e == OK) {
		v.waits = w.email;
		v.waits_until = ui_moment(ui, w.expires);
	}
	e = q_erasure_open(rq->db, rq->arena, rq->viewer->id, &x);
	if (e != OK && e != E_NOT_FOUND)
		return e;
	if (e == OK)
		v.erase_on = ui_day(ui, day_of(x.due, ui->tz_min));
	TRY(mydata_rooms(rq, rq->viewer->id, false, &v.rooms));
	return view_mydata(ui, &v);
}

enum err
account_mydata(struct req *rq)
{
	return mydata_view(rq);
}

enum err
account_mydata_read(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_mydata_read v = {
		.page = { .title = tr(ui, "Мои данные целиком"), .no_index = true,
			.crumbs = { { tr(ui, "Профиль"), url_account_profile(rq->arena) },
				{ tr(ui, "Мои данные"), url_account_mydata(rq->arena) },
				{ tr(ui, "Целиком"), S("") } }, .n_crumbs = 3 },
		.made = ui_moment(ui, rq->now), .account = ui_num(ui, rq->viewer->id.v),
	};

	TRY(mydata_rooms(rq, rq->viewer->id, true, &v.rooms));
	return view_mydata_read(ui, &v);
}

/* A form's answer, not a link: it is noted in the log, and nothing fetches it ahead. */
enum err
account_mydata_file(struct req *rq)
{
	TRY(db_begin(rq->db));
	TRY(account_note(rq, "account.export", rq->viewer->id,
	    user_object(rq->arena, rq->viewer->id), 0, STR_NONE));
	TRY(db_commit(rq->db));
	TRY(person_json(
	    thread_portal(rq->th), rq->db, rq->arena, rq->viewer->id, rq->now, rq->out));
	return reply_file(
	    rq, "application/json; charset=utf-8", tr(&rq->ui, "Мои данные на портале.json"));
}
