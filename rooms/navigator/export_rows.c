/* export_rows.c - measures with all that belongs to them, a batch at a time. */
#include "navigator/export.h"

#include "calendar/calendar.h"

const struct export_column export_columns[] = {
#define COLUMN(name, kind, title, width) { #name, COL_##kind, N_(title), width },
#include "navigator/export_columns.def"
#undef COLUMN
};
const size_t export_columns_n = LEN(export_columns);

_Static_assert(COLUMN_N <= EXPORT_COLUMNS_MAX, "EXPORT_COLUMNS_MAX is too small");

struct batch {
	struct arena *a;
	struct db *db;
	struct export_row *rows;
	size_t n;
	struct db_cur cur;
	bool lost;	/* memory was out for a cell: coming back empty, it would clear the field */
};

/* ---- cells ---------------------------------------------------------------------- */

static struct str
day_cell(struct arena *a, struct opt_int day)
{
	struct buf b;

	if (!day.has)
		return S("");
	buf_init(&b, a, 64);
	put_day_iso(&b, (int32_t)day.v);
	return buf_str(&b);
}

static struct str
int_cell(struct arena *a, struct opt_int v)
{
	return v.has ? str_fmt(a, "%lld", (long long)v.v) : S("");
}

static struct str
real_cell(struct arena *a, struct opt_real v)
{
	return v.has ? str_fmt(a, "%.10g", v.v) : S("");
}

static struct str
mask_cell(struct arena *a, enum list l, int64_t mask)
{
	struct buf b;

	buf_init(&b, a, 1 * KiB);
	for (int i = 0; i < 16; i++) {
		if (!(mask >> i & 1))
			continue;
		if (b.n > 0)
			buf_putc(&b, ',');
		buf_putz(&b, list_code(l, i + 1));
	}
	if (buf_err(&b) != OK)
		return STR_NONE;
	return b.n > 0 ? buf_str(&b) : S("");
}

/* ---- the measures themselves ------------------------------------------------------- */

static void
ids_in(struct sql *q, const struct batch *t, bool entries)
{
	sql_put(q, "IN (0");
	for (size_t i = 0; i < t->n; i++)
		sql_add(q, ", ?", DBV_INT(entries ? t->rows[i].entry : t->rows[i].id));
	sql_put(q, ")");
}

static struct str
kept(struct batch *t, struct str s)
{
	t->lost |= s.p == NULL;
	return s;
}

static void
measure_cells(struct batch *t, struct export_row *r, const struct db_cur *c)
{
	static const enum export_at texts[] = { COLUMN_title, COLUMN_summary, COLUMN_what,
		COLUMN_who, COLUMN_how_much, COLUMN_own_share, COLUMN_amount_unit,
		COLUMN_source_title, COLUMN_source_url, COLUMN_note, COLUMN_eligibility,
		COLUMN_backer };
	struct str *v = r->cells;

	r->key = v[COLUMN_key] = kept(t, str_dup(t->a, db_col_text(c, 1)));
	r->sum = kept(t, str_dup(t->a, db_col_text(c, 2)));
	for (size_t i = 0; i < LEN(texts); i++)
		v[texts[i]] = kept(t, str_dup(t->a, db_col_text(c, 3 + (int)i)));
	v[COLUMN_level] = str_c(list_code(LIST_level, (int)db_col_int(c, 15)));
	v[COLUMN_money] = str_c(list_code(LIST_money, (int)db_col_int(c, 16)));
	v[COLUMN_recurrence] = str_c(list_code(LIST_recurrence, (int)db_col_int(c, 17)));
	v[COLUMN_applicants] = kept(t, mask_cell(t->a, LIST_applicant, db_col_int(c, 18)));
	v[COLUMN_stages] = kept(t, mask_cell(t->a, LIST_stage, db_col_int(c, 19)));
	v[COLUMN_amount_min] = kept(t, int_cell(t->a, db_col_oint(c, 20)));
	v[COLUMN_amount_max] = kept(t, int_cell(t->a, db_col_oint(c, 21)));
	v[COLUMN_cofinance_min] = kept(t, real_cell(t->a, db_col_oreal(c, 22)));
	v[COLUMN_cofinance_max] = kept(t, real_cell(t->a, db_col_oreal(c, 23)));
	v[COLUMN_opens] = kept(t, day_cell(t->a, db_col_oint(c, 24)));
	v[COLUMN_closes] = kept(t, day_cell(t->a, db_col_oint(c, 25)));
	v[COLUMN_checked] = kept(t, day_cell(t->a, db_col_oint(c, 26)));
	v[COLUMN_demo] = db_col_int(c, 27) ? S("1") : S("");
	r->updated = db_col_int(c, 28);
}

static enum err
take_measure(void *ctx, const struct db_cur *cur)
{
	struct batch *t = ctx;

	for (size_t i = 0; i < t->n; i++)
		if (t->rows[i].id == db_col_int(cur, 0))
			measure_cells(t, &t->rows[i], cur);
	return t->lost ? E_NOMEM : OK;
}

static enum err
read_measures(struct batch *t)
{
	struct sql q;

	sql_init(&q, t->a);
	sql_put(&q, "SELECT m.id, m.key, m.sum, m.title, m.summary, m.what, m.who, m.how_much,"
	    " m.own_share, m.amount_unit, m.source_title, m.source_url, m.note, m.rule, b.name,"
	    " m.level, m.money, m.recurrence, m.applicants, m.stages, m.amount_min, m.amount_max,"
	    " m.cofin_min, m.cofin_max, m.opens, m.closes, m.checked, m.demo,"
	    " m.updated"
	    " FROM navigator_measure m JOIN navigator_backer b ON b.id = m.backer WHERE m.id");
	ids_in(&q, t, false);
	return db_each_sql(t->db, &q, take_measure, t);
}

/* ---- what belongs to them ------------------------------------------------------------ */

/* Parts come in the order of their owner: each owner's cell is written in one go. */
struct part {
	enum export_at column;
	bool entries; /* by entry, not by measure */
	/* of JSON: "+" a day, "#" a number or null, "?" a flag, else text; none: a list of codes */
	const char *keys[7];
};
static const struct part parts[] = {
	{ COLUMN_territories, false, { NULL } },
	{ COLUMN_topics, true, { NULL } },
	{ COLUMN_steps, false, { "title", "text", "+due" } },
	{ COLUMN_documents, false, { "title", "?required", "note" } },
	{ COLUMN_contacts, false, { "name", "url", "phone", "email" } },
	{ COLUMN_rounds, false, { "#year", "+opens", "+closes", "#budget", "#applications",
		"#winners", "note" } },
};

/* The owner, then the members in the order of their keys. */
static void
part_sql(struct sql *q, const struct batch *t, const struct part *p)
{
	if (p->column == COLUMN_territories)
		sql_put(q, "SELECT x.measure AS owner, c.code FROM navigator_place x"
		    " JOIN pub_place c ON c.id = x.place WHERE x.measure");
	else if (p->column == COLUMN_topics)
		sql_put(q, "SELECT x.entry AS owner, c.code FROM entry_topic x"
		    " JOIN topic c ON c.id = x.topic WHERE x.entry");
	else if (p->column == COLUMN_steps)
		sql_put(q, "SELECT measure AS owner, title, text, due FROM navigator_step"
		    " WHERE measure");
	else if (p->column == COLUMN_documents)
		sql_put(q, "SELECT measure AS owner, title, required, note"
		    " FROM navigator_document WHERE measure");
	else if (p->column == COLUMN_contacts)
		sql_put(q, "SELECT measure AS owner, name, url, phone, email"
		    " FROM navigator_contact WHERE measure");
	else
		sql_put(q, "SELECT measure AS owner, year, opens, closes, budget, applications,"
		    " winners, note FROM navigator_round WHERE measure");
	ids_in(q, t, p->entries);
	if (p->keys[0] == NULL)
		sql_put(q, "ORDER BY owner, c.code");
	else if (p->column == COLUMN_rounds)
		sql_put(q, "ORDER BY owner, year DESC");
	else
		sql_put(q, "ORDER BY owner, no");
}

static void
put_member(struct buf *b, const struct db_cur *c, int col, const char *key)
{
	bool null = db_col_null(c, col);
	const char *name = strchr("+#?", key[0]) ? key + 1 : key;

	buf_fmt(b, "%s\"%s\":", col > 1 ? "," : "", name);
	if (null) {
		buf_put(b, S("null"));
	} else if (key[0] == '#') {
		buf_int(b, db_col_int(c, col));
	} else if (key[0] == '?') {
		buf_putz(b, db_col_int(c, col) ? "true" : "false");
	} else {
		buf_putc(b, '"');
		if (key[0] == '+')
			put_day_iso(b, (int32_t)db_col_int(c, col));
		else
			put_json(b, db_col_text(c, col));
		buf_putc(b, '"');
	}
}

static void
put_part(struct buf *b, const struct db_cur *c, const struct part *p)
{
	if (p->keys[0] == NULL) {
		if (b->n > 0)
			buf_putc(b, ',');
		buf_put(b, db_col_text(c, 1));
		return;
	}
	buf_putz(b, b->n > 0 ? ",{" : "[{");
	for (int k = 0; k < (int)LEN(p->keys) && p->keys[k] != NULL; k++)
		put_member(b, c, k + 1, p->keys[k]);
	buf_putc(b, '}');
}

static enum err
part_done(struct batch *t, const struct part *p, int64_t owner, struct buf *b)
{
	if (b->n > 0 && p->keys[0] != NULL)
		buf_putc(b, ']');
	TRY(buf_err(b));
	for (size_t i = 0; i < t->n && b->n > 0; i++)
		if ((p->entries ? t->rows[i].entry : t->rows[i].id) == owner)
			t->rows[i].cells[p->column] = buf_str(b);
	buf_init(b, t->a, 1 * MiB);
	return OK;
}

static enum err
take_parts(struct batch *t, const struct part *p)
{
	int64_t owner = 0;
	struct buf b;
	bool row;

	buf_init(&b, t->a, 1 * MiB);
	for (;;) {
		TRY(db_next(&t->cur, &row));
		if (!row || db_col_int(&t->cur, 0) != owner)
			TRY(part_done(t, p, owner, &b));
		if (!row)
			return OK;
		owner = db_col_int(&t->cur, 0);
		put_part(&b, &t->cur, p);
	}
}

static enum err
read_parts(struct batch *t, const struct part *p)
{
	struct sql q;
	enum err e;

	sql_init(&q, t->a);
	part_sql(&q, t, p);
	TRY(db_query_sql(t->db, &q, &t->cur));
	e = take_parts(t, p);
	db_cur_close(&t->cur);
	return e;
}

static enum err
read_all(struct batch *t)
{
	TRY(read_measures(t));
	for (size_t i = 0; i < LEN(parts); i++)
		TRY(read_parts(t, &parts[i]));
	return OK;
}

enum err
export_read(struct db *db, struct arena *a, const struct nav_index *ix, const uint32_t *ords,
    size_t n, struct export_row *ret)
{
	struct batch t = { .a = a, .db = db, .rows = ret, .n = n };

	ASSERT(n <= EXPORT_BATCH);
	for (size_t i = 0; i < n; i++)
		ret[i] = (struct export_row){ .id = ix->rows[ords[i]].id,
			.entry = ix->rows[ords[i]].entry };
	return read_all(&t);
}

enum err
export_one(struct db *db, struct arena *a, int64_t id, int64_t entry, struct export_row *ret)
{
	struct batch t = { .a = a, .db = db, .rows = ret, .n = 1 };

	*ret = (struct export_row){ .id = id, .entry = entry };
	return read_all(&t);
}
