/* person.c - walks what rooms say they keep about a person.
 *
 * The SQL is put together from the rooms' own literals; the person's number is a parameter.
 */
#include "web/person.h"

#include <stdio.h>

#include "calendar/calendar.h"

#define ROWS_MAX 20000	/* of one kind in a file: the newest */

const char *
person_fate_words(enum person_fate f)
{
	static const char *const words[] = {
		[PERSON_GOES] = N_("удаляется"),
		[PERSON_FREED] = N_("остаётся, но ни за кем"),
		[PERSON_STAYS] = N_("остаётся без имени и почты"),
		[PERSON_BARED] = N_("имя и адреса стираются, остаётся номер"),
	};

	return words[f];
}

static struct db_val
who_val(struct arena *a, const struct person_kept *k, struct user_id who)
{
	if (!k->object)
		return DBV_INT(who.v);
	return DBV_TEXT(str_fmt(a, "user:%lld", (long long)who.v));
}

/* "table AS t WHERE cond" with its one value; `empty`: its column is emptied on the way. */
static void
put_from(struct sql *q, struct arena *a, const struct person_kept *k, bool empty,
    struct user_id who)
{
	struct db_val v = who_val(a, k, who);
	char cond[128];

	snprintf(cond, sizeof cond, "t.%s = ?", k->column);
	sql_add_(q, k->table, 0, NULL);
	sql_put(q, "AS t");
	if (empty) {
		sql_put(q, "SET");
		sql_add_(q, k->column, 0, NULL);
		sql_put(q, "= NULL");
	}
	sql_put(q, "WHERE");
	sql_add_(q, k->cond ? k->cond : cond, 1, &v);
}

static enum err
first_int(void *ctx, const struct db_cur *cur)
{
	*(int64_t *)ctx = db_col_int(cur, 0);
	return OK;
}

enum err
person_count(
    struct db *db, struct arena *a, const struct person_kept *k, struct user_id who, int64_t *ret)
{
	struct sql q;

	sql_init(&q, a);
	sql_put(&q, "SELECT COUNT(*) FROM");
	put_from(&q, a, k, false, who);
	return db_each_sql(db, &q, first_int, ret);
}

/* ---- rows ------------------------------------------------------------------------------ */

static void
ask_rows(struct sql *q, struct arena *a, const struct person_kept *k, struct user_id who,
    size_t max)
{
	sql_init(q, a);
	sql_put(q, "SELECT");
	for (size_t i = 0; i < k->n_cols; i++) {
		if (i > 0)
			sql_put(q, ",");
		sql_add_(q, k->cols[i].sql, 0, NULL);
	}
	sql_put(q, "FROM");
	put_from(q, a, k, false, who);
	/* the first column is a number or a time in every table: the latest first */
	sql_add(q, "ORDER BY 1 DESC LIMIT ?", DBV_INT((int64_t)max));
}

static struct str
cell(const struct ui *ui, const struct person_col *c, const struct db_cur *cur, int i)
{
	int64_t v;
	int32_t day;

	if (db_col_null(cur, i))
		return S("");
	if (c->type == PERSON_TEXT)
		return str_dup(ui->arena, db_col_text(cur, i));
	v = db_col_int(cur, i);
	switch (c->type) {
	case PERSON_TIME:
		day = day_of(v, ui->tz_min);
		v = (v - day_start(day, ui->tz_min)) / 60;
		return str_fmt(ui->arena, "%.*s, %02d:%02d", FMT(ui_day_field(ui, day)),
		    (int)(v / 60), (int)(v % 60));
	case PERSON_DAY: return ui_day_field(ui, (int32_t)v);
	case PERSON_YES: return v ? tr(ui, "да") : tr(ui, "нет");
	case PERSON_ROLE: return str_c(role_title((int)v, ui->lang));
	case PERSON_INT:
	case PERSON_TEXT: break;
	}
	return str_fmt(ui->arena, "%lld", (long long)v);
}

struct reading {
	const struct ui *ui;
	const struct person_kept *k;
	struct person_lines *ret;
	size_t max;
};

static enum err
read_line(void *ctx, const struct db_cur *cur)
{
	struct reading *r = ctx;
	struct person_cells *l;

	if (r->ret->n == r->max) {
		r->ret->more = true;
		return OK;
	}
	l = &r->ret->p[r->ret->n++];
	*l = (struct person_cells){ arena_array(r->ui->arena, struct str, r->k->n_cols),
		r->k->n_cols };
	if (l->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r->k->n_cols; i++) {
		l->p[i] = cell(r->ui, &r->k->cols[i], cur, (int)i);
		if (l->p[i].p == NULL)
			return E_NOMEM;
	}
	return OK;
}

enum err
person_lines(const struct ui *ui, struct db *db, const struct person_kept *k, struct user_id who,
    size_t max, struct person_lines *ret)
{
	struct reading r = { ui, k, ret, max };
	struct sql q;

	*ret = (struct person_lines){ arena_array(ui->arena, struct person_cells, max + 1), 0,
		false };
	if (ret->p == NULL)
		return E_NOMEM;
	if (k->n_cols == 0)
		return OK;
	ask_rows(&q, ui->arena, k, who, max + 1);
	return db_each_sql(db, &q, read_line, &r);
}

/* ---- the file ----------------------------------------------------------------------------- */

struct writing { struct buf *out; const struct person_kept *k; size_t n; };

static void
put_value(struct buf *out, const struct person_col *c, const struct db_cur *cur, int i)
{
	int64_t v;

	if (db_col_null(cur, i)) {
		buf_putz(out, "null");
		return;
	}
	if (c->type == PERSON_INT) {
		buf_int(out, db_col_int(cur, i));
		return;
	}
	if (c->type == PERSON_YES) {
		buf_putz(out, db_col_int(cur, i) ? "true" : "false");
		return;
	}
	buf_putc(out, '"');
	if (c->type == PERSON_TEXT) {
		put_json(out, db_col_text(cur, i));
	} else {
		v = db_col_int(cur, i);
		if (c->type == PERSON_TIME)
			put_rfc3339(out, v);
		else if (c->type == PERSON_DAY)
			put_day_iso(out, (int32_t)v);
		else
			buf_putz(out, role_name((int)v));
	}
	buf_putc(out, '"');
}

static enum err
write_row(void *ctx, const struct db_cur *cur)
{
	struct writing *w = ctx;

	buf_putz(w->out, w->n++ ? ",\n    {" : "\n    {");
	for (size_t i = 0; i < w->k->n_cols; i++) {
		buf_fmt(w->out, "%s\"%s\": ", i ? ", " : "", w->k->cols[i].key);
		put_value(w->out, &w->k->cols[i], cur, (int)i);
	}
	buf_putc(w->out, '}');
	return buf_err(w->out);
}

static enum err
write_kept(struct db *db, struct arena *a, const struct person_kept *k, struct user_id who,
    struct buf *out)
{
	struct writing w = { out, k, 0 };
	int64_t n = 0;
	struct sql q;

	buf_fmt(out, "   \"%s\": ", k->name);
	if (k->n_cols == 0) {
		TRY(person_count(db, a, k, who, &n));
		buf_int(out, n);
		return buf_err(out);
	}
	buf_putc(out, '[');
	ask_rows(&q, a, k, who, ROWS_MAX);
	TRY(db_each_sql(db, &q, write_row, &w));
	buf_putc(out, ']');
	return buf_err(out);
}

enum err
person_json(const struct portal *p, struct db *db, struct arena *a, struct user_id who, int64_t now,
    struct buf *out)
{
	buf_putz(out, "{\n \"portal\": \"");
	put_json(out, p->set->base_url);
	buf_putz(out, "\",\n \"operator\": \"");
	put_json(out, p->set->data_operator);
	buf_fmt(out, "\",\n \"account\": %lld,\n \"made\": \"", (long long)who.v);
	put_rfc3339(out, now);
	buf_putz(out, "\",\n \"kept\": {");
	for (size_t i = 0, rooms = 0; i < p->n_rooms; i++) {
		const struct person_hook *h = p->rooms[i]->person;

		if (h == NULL)
			continue;
		buf_fmt(out, "%s\n  \"%s\": {\n", rooms++ ? "," : "", p->rooms[i]->name);
		for (size_t k = 0; k < h->n_kept; k++) {
			if (k > 0)
				buf_putz(out, ",\n");
			TRY(write_kept(db, a, &h->kept[k], who, out));
		}
		buf_putz(out, "\n  }");
	}
	buf_putz(out, "\n }\n}\n");
	return buf_err(out);
}

/* ---- taken away ------------------------------------------------------------------------------ */

static enum err
erase_kept(const struct person_gone *g, const struct person_kept *k)
{
	struct sql q;

	if (k->fate != PERSON_GOES && k->fate != PERSON_FREED)
		return OK;
	sql_init(&q, g->arena);
	if (k->fate == PERSON_GOES)
		sql_put(&q, "DELETE FROM");
	else
		sql_put(&q, "UPDATE");
	put_from(&q, g->arena, k, k->fate == PERSON_FREED, g->user);
	return db_each_sql(g->db, &q, first_int, &(int64_t){ 0 });
}

enum err
person_erase(const struct portal *p, const struct person_gone *g)
{
	for (size_t i = 0; i < p->n_rooms; i++) {
		const struct person_hook *h = p->rooms[i]->person;

		if (h == NULL)
			continue;
		if (h->erase != NULL)
			TRY(h->erase(g));
		for (size_t k = 0; k < h->n_kept; k++)
			TRY(erase_kept(g, &h->kept[k]));
	}
	return OK;
}
