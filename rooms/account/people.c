/* people.c - people of my territory: the list. */
#include "account/account_impl.h"
#include "gen/account/q.h"
#include "gen/account/u.h"
#include "gen/account/v.h"
#include "text/text.h"

#define PAGE_N 50
#define WORDS_POINTS 100

/* What was typed as a pattern: its own marks of LIKE are mere letters. */
static struct str
pattern(struct arena *a, struct str words)
{
	struct str low = text_lower(a, utf8_cut(words, WORDS_POINTS));
	struct buf b;

	buf_init(&b, a, 2 * KiB);
	buf_putc(&b, '%');
	for (size_t i = 0; i < low.n; i++) {
		if (low.p[i] == '%' || low.p[i] == '_' || low.p[i] == '!')
			buf_putc(&b, '!');
		buf_putc(&b, low.p[i]);
	}
	buf_putc(&b, '%');
	return buf_err(&b) == OK ? buf_str(&b) : S("%");
}

/* One more role in the line of the person it belongs to. */
static enum err
add_role(struct req *rq, struct person_rows *list, int64_t who, int role, struct str place)
{
	struct ui *ui = &rq->ui;

	for (size_t i = 0; i < list->n; i++) {
		struct person_row *r = &list->p[i];
		struct str name = place.p ? str_dup(rq->arena, place) : tr(ui, "вся страна");

		if (r->id != who)
			continue;
		r->roles = str_fmt(rq->arena, "%.*s%s%s, %.*s", FMT(r->roles),
		    r->roles.n ? "; " : "", role_title(role, ui->lang), FMT(name));
		return r->roles.p ? OK : E_NOMEM;
	}
	return OK;
}

/* The roles at work of a page of people: one query for all of them. */
static enum err
roles_of_page(struct req *rq, struct person_rows *list)
{
	struct db_cur cur;
	struct sql q;
	bool more;

	sql_init(&q, rq->arena);
	sql_add(&q, "SELECT g.user_id, g.role, p.name FROM account_right g"
	    " LEFT JOIN pub_place p ON p.id = g.place"
	    " WHERE (g.until IS NULL OR g.until > ?) AND g.user_id IN (0", DBV_INT(rq->now));
	for (size_t i = 0; i < list->n; i++)
		sql_add(&q, ", ?", DBV_INT(list->p[i].id));
	sql_put(&q, ") ORDER BY g.role DESC, g.id");
	TRY(db_query_sql(rq->db, &q, &cur));
	for (;;) {
		enum err e;

		TRY(db_next(&cur, &more));
		if (!more)
			return OK;
		e = add_role(rq, list, db_col_int(&cur, 0), (int)db_col_int(&cur, 1),
		    db_col_null(&cur, 2) ? STR_NONE : db_col_text(&cur, 2));
		if (e != OK) {
			db_cur_close(&cur);
			return e;
		}
	}
}

static enum err
people_of(struct req *rq, struct view_people *v)
{
	struct ui *ui = &rq->ui;
	struct q_people_rows q;

	TRY(q_people(rq->db, rq->arena, &(struct q_people_in){ .me = rq->viewer->id,
		.everywhere = rights_everywhere(rq->viewer), .now = rq->now, .least = GIVES,
		.words = pattern(rq->arena, v->words), .n = PAGE_N + 1,
		.after = req_query_int(rq, "after", 0, 0, INT64_MAX) }, &q));
	v->rows.p = arena_array(rq->arena, struct person_row, q.n + 1);
	if (v->rows.p == NULL)
		return E_NOMEM;
	v->rows.n = q.n > PAGE_N ? PAGE_N : q.n;
	for (size_t i = 0; i < v->rows.n; i++)
		v->rows.p[i] = (struct person_row){ .id = q.p[i].id.v, .email = q.p[i].email,
			.name = q.p[i].name, .blocked = q.p[i].state != 1, .roles = S(""),
			.seen = q.p[i].seen.has ? ui_moment(ui, q.p[i].seen.v) : S("") };
	if (q.n > PAGE_N)
		v->after = v->rows.p[PAGE_N - 1].id;
	return roles_of_page(rq, &v->rows);
}

enum err
account_people(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct str words = str_trim(req_query(rq, "q"));
	struct view_people v = {
		.page = { .title = tr(ui, "Люди"), .no_index = true,
			.crumbs = { { tr(ui, "Профиль"), url_account_profile(rq->arena) },
				{ tr(ui, "Люди"), S("") } }, .n_crumbs = 2 },
		.words = words.p && utf8_valid(words) ? utf8_cut(words, WORDS_POINTS) : S(""),
		.acts = req_may(rq, ROLE_ADMIN, NULL, 0),
	};

	TRY(people_of(rq, &v));
	return view_people(ui, &v);
}
