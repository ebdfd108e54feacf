/* import.c - territories from CSV: everything is read and checked first, then written at once.
 *
 * Parents and successors may stand anywhere in the file, so rows are gathered, resolved in
 * memory and written from the top of the tree down, in one transaction. A row that hangs on a
 * bad one is bad too and says so.
 */
#include "places/import_impl.h"

#include <stdlib.h>

#include "entry/entry.h"
#include "gen/places/q.h"
#include "text/text.h"

#define GATHER_BYTES (512 * MiB)

/* ---- resolving ------------------------------------------------------------------- */

static int
cmp_rows(const void *a, const void *b, void *ctx)
{
	const struct gather *g = ctx;
	const struct row *p = &g->rows.p[*(const int *)a], *r = &g->rows.p[*(const int *)b];
	int c = str_cmp(p->code, r->code);

	return c ? c : (p->line > r->line) - (p->line < r->line);
}

static int
row_of(const struct gather *g, struct str code)
{
	size_t lo = 0, hi = g->rows.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (str_cmp(g->rows.p[g->order[mid]].code, code) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < g->rows.n && str_eq(g->rows.p[g->order[lo]].code, code) ? g->order[lo] : -1;
}

/* A row that was taken when it was read, and is refused now. */
static enum err
refuse(struct gather *g, struct row *r, struct str reason)
{
	r->bad = true;
	g->im->same--;
	g->im->line = r->line;
	g->im->raw = r->raw;
	if (import_bad(g->im, r->code, reason) == E_NOMEM)
		return E_NOMEM;
	arena_reset(g->im->row);
	return OK;
}

static enum err
sort_rows(struct gather *g)
{
	g->order = arena_array(g->arena, int, g->rows.n + 1);
	if (g->order == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < g->rows.n; i++)
		g->order[i] = (int)i;
	if (g->rows.n > 0)
		qsort_r(g->order, g->rows.n, sizeof *g->order, cmp_rows, g);
	for (size_t i = 1; i < g->rows.n; i++) {
		struct row *r = &g->rows.p[g->order[i]];

		if (str_eq(r->code, g->rows.p[g->order[i - 1]].code))
			TRY(refuse(g, r,
			    str_fmt(g->im->row, "код уже был в строке %lld",
				(long long)g->rows.p[g->order[i - 1]].line)));
	}
	return OK;
}

/* Levels go down: a municipality may not lie in a settlement. */
static enum err
check_parent(struct gather *g, struct row *r)
{
	int at = places_by_code(g->have, r->parent);
	enum place_level mine = place_kinds[r->kind].level, over;

	r->up = r->parent.n ? row_of(g, r->parent) : -1;
	if (r->bad || r->parent.n == 0)
		return OK;
	if (r->up < 0 && at < 0)
		return refuse(g, r,
		    str_fmt(g->im->row, "вышестоящего «%.*s» нет ни в файле, ни в базе",
			FMT(r->parent)));
	over = r->up >= 0 ? place_kinds[g->rows.p[r->up].kind].level : g->have->p[at].level;
	if (over >= mine)
		return refuse(g, r,
		    str_fmt(g->im->row, "%s не может лежать в «%.*s»: он не выше",
			place_kinds[r->kind].ru, FMT(r->parent)));
	return OK;
}

/* Levels strictly fall, so this ends; what hangs on a bad row that the base lacks is bad. */
static enum err
check_chain(struct gather *g, struct row *r)
{
	const struct row *up = r->up >= 0 ? &g->rows.p[r->up] : NULL;

	if (!r->bad && up && up->bad && places_by_code(g->have, r->parent) < 0)
		return refuse(g, r,
		    str_fmt(g->im->row, "вышестоящий «%.*s» не принят (строка %lld)",
			FMT(r->parent), (long long)up->line));
	return OK;
}

static bool
next_code(struct str *rest, char buf[16], struct str *ret, bool *ret_good)
{
	struct str word;

	if (!places_next_word(rest, &word))
		return false;
	*ret_good = places_code_norm(word, buf, ret);
	if (!*ret_good)
		*ret = word;
	return true;
}

static enum err
check_became(struct gather *g, struct row *r)
{
	struct str rest = r->became, one;
	char buf[16];
	bool good;

	while (!r->bad && next_code(&rest, buf, &one, &good))
		if (!good || str_eq(one, r->code) ||
		    (row_of(g, one) < 0 && places_by_code(g->have, one) < 0))
			return refuse(g, r,
			    str_fmt(g->im->row, "преемника «%.*s» нет ни в файле, ни в базе",
				FMT(utf8_cut(one, 40))));
	if (!r->bad && r->became.n > 0 && !r->to.has)
		return refuse(g, r, S("преемник указан, а год упразднения (valid_to) нет"));
	return OK;
}

static enum err
resolve(struct gather *g)
{
	TRY(sort_rows(g));
	for (size_t i = 0; i < g->rows.n; i++)
		TRY(check_parent(g, &g->rows.p[i]));
	for (size_t i = 0; i < g->rows.n; i++)
		TRY(check_became(g, &g->rows.p[i]));
	for (int level = PLACE_DISTRICT; level <= PLACE_SETTLEMENT; level++)
		for (size_t i = 0; i < g->rows.n; i++)
			if ((int)place_kinds[g->rows.p[i].kind].level == level)
				TRY(check_chain(g, &g->rows.p[i]));
	return OK;
}

/* ---- writing --------------------------------------------------------------------- */

static int64_t
id_of(const struct gather *g, struct str code)
{
	int row = code.n ? row_of(g, code) : -1, at;

	if (row >= 0 && !g->rows.p[row].bad)
		return g->rows.p[row].id;
	at = code.n ? places_by_code(g->have, code) : -1;
	return at >= 0 ? g->have->p[at].id : 0;
}

static bool
same_opt(struct opt_int a, struct opt_int b)
{
	return a.has == b.has && (!a.has || a.v == b.v);
}

static bool
same_point(const struct place *p, const struct row *r)
{
	double d = p->lat - r->lat.v, e = p->lon - r->lon.v;

	return p->has_point == r->lat.has &&
	    (!p->has_point || (d < 1e-7 && d > -1e-7 && e < 1e-7 && e > -1e-7));
}

static bool
same_became(const struct gather *g, const struct place *p, const struct row *r)
{
	struct str rest = r->became, one;
	char buf[16];
	bool good;
	size_t n = 0;

	while (next_code(&rest, buf, &one, &good)) {
		bool found = false;

		for (size_t i = 0; i < p->became.n; i++)
			found |= str_eq(g->have->p[p->became.p[i]].code, one);
		if (!found)
			return false;
		n++;
	}
	return n == p->became.n;
}

static bool
same_row(const struct gather *g, const struct place *p, const struct row *r)
{
	struct str up = p->parent >= 0 ? g->have->p[p->parent].code : S("");

	return p->kind == r->kind && p->statuses == r->statuses && str_eq(up, r->parent) &&
	    str_eq(p->name, r->name) && str_eq(p->short_name, r->short_name) &&
	    str_eq(p->region_no, r->region_no) && str_eq(p->center, r->center) &&
	    str_eq(p->note, r->note) && same_opt(p->population, r->population) &&
	    same_opt(p->population_year, r->year) && same_opt(p->valid_from, r->from) &&
	    same_opt(p->valid_to, r->to) && same_point(p, r) && same_became(g, p, r);
}

/* «городской округ, Ивановская область», and when it is gone, since when. */
static struct str
summary_of(const struct gather *g, const struct row *r)
{
	struct str region = S("");
	struct str code = r->parent;
	struct buf b;

	for (int k = 0; k < PLACES_DEPTH && code.n > 0; k++) {
		int row = row_of(g, code), at = row < 0 ? places_by_code(g->have, code) : -1;

		if (row < 0 && at < 0)
			break;
		if (row >= 0 ? g->rows.p[row].kind == PK_region : g->have->p[at].kind == PK_region)
			region = row >= 0 ? g->rows.p[row].name : g->have->p[at].name;
		code = row >= 0 ? g->rows.p[row].parent :
		    g->have->p[at].parent >= 0 ? g->have->p[g->have->p[at].parent].code : S("");
	}
	buf_init(&b, g->im->row, 4 * KiB);
	buf_putz(&b, place_kinds[r->kind].ru);
	if (region.n > 0) {
		buf_putz(&b, ", ");
		buf_put(&b, region);
	}
	if (r->to.has)
		buf_fmt(&b, ", упразднён в %lld году", (long long)r->to.v);
	return buf_str(&b);
}

static struct str
body_of(const struct gather *g, const struct row *r)
{
	struct buf b;

	buf_init(&b, g->im->row, 8 * KiB);
	buf_put(&b, r->short_name);
	buf_putc(&b, '\n');
	buf_put(&b, r->center);
	buf_putc(&b, '\n');
	buf_put(&b, r->code);
	for (int i = 0; i < PS_N; i++) {
		if (!(r->statuses & (uint32_t)1 << i))
			continue;
		buf_putc(&b, '\n');
		buf_putz(&b, place_statuses[i].ru);
	}
	return buf_str(&b);
}

static enum err
put_entry(struct gather *g, struct row *r)
{
	struct entry e = { .id = { r->entry }, .kind = ENTRY_PLACE, .place = r->id,
		.url = str_fmt(g->im->row, "/places/%.*s", FMT(r->code)), .title = r->name,
		.summary = summary_of(g, r), .body = body_of(g, r), .state = ENTRY_PUBLISHED };
	struct entry_id id;
	int64_t changed;

	if (place_kinds[r->kind].level < PLACE_REGION)
		return OK;
	if (e.url.p == NULL || e.summary.p == NULL || e.body.p == NULL)
		return E_NOMEM;
	TRY(entry_put(g->im->db, g->im->row, &e, g->im->now, &id));
	if (r->entry == id.v)
		return OK;
	r->entry = id.v;
	return q_place_entry(g->im->db, (struct place_id){ r->id }, id.v, &changed);
}

static enum err
put_row(struct gather *g, struct row *r)
{
	struct opt_int up = { id_of(g, r->parent), r->parent.n > 0 };
	struct opt_int entry = { r->entry, r->entry != 0 };
	struct place_id id = { r->id };
	int64_t changed;

	if (id.v == 0) {
		TRY(q_place_insert(g->im->db,
		    &(struct q_place_insert_in){ entry, r->code, up,
			str_c(place_kinds[r->kind].code), r->name, r->short_name, r->region_no,
			r->center, r->lat, r->lon, r->population, r->year, r->from, r->to, r->note,
			g->im->now },
		    &id));
		r->id = id.v;
	} else {
		TRY(q_place_update(g->im->db,
		    &(struct q_place_update_in){ id, entry, up, str_c(place_kinds[r->kind].code),
			r->name, r->short_name, r->region_no, r->center, r->lat, r->lon,
			r->population, r->year, r->from, r->to, r->note, g->im->now },
		    &changed));
		TRY(q_status_clear(g->im->db, id));
	}
	for (int i = 0; i < PS_N; i++)
		if (r->statuses & (uint32_t)1 << i)
			TRY(q_status_add(g->im->db, id, str_c(place_statuses[i].code)));
	return put_entry(g, r);
}

static enum err
put_became(struct gather *g, const struct row *r)
{
	struct str rest = r->became, one;
	struct place_id id = { r->id };
	char buf[16];
	bool good;

	TRY(q_became_clear(g->im->db, id));
	while (next_code(&rest, buf, &one, &good))
		if (id_of(g, one) != 0)
			TRY(q_became_add(g->im->db, id, id_of(g, one)));
	return OK;
}

/* What is new, what has changed, what is as it was. */
static void
sort_out(struct gather *g)
{
	for (size_t i = 0; i < g->rows.n; i++) {
		struct row *r = &g->rows.p[i];
		int at = places_by_code(g->have, r->code);

		if (r->bad)
			continue;
		if (at >= 0) {
			r->id = g->have->p[at].id;
			r->entry = g->have->p[at].entry;
		}
		r->write = at < 0 || !same_row(g, &g->have->p[at], r);
		g->im->same -= r->write;
		g->im->added += at < 0;
		g->im->changed += at >= 0 && r->write;
	}
}

static enum err
write_rows(struct gather *g)
{
	int64_t done = 0, all = (int64_t)g->rows.n * 2;

	for (int level = PLACE_COUNTRY; level <= PLACE_SETTLEMENT; level++) {
		for (size_t i = 0; i < g->rows.n; i++) {
			struct row *r = &g->rows.p[i];

			if ((int)place_kinds[r->kind].level != level)
				continue;
			arena_reset(g->im->row);
			if (!r->bad && r->write)
				TRY(put_row(g, r));
			if (g->im->progress && ++done % 64 == 0)
				g->im->progress(g->im->progress_ctx, all / 2 + done, all);
		}
	}
	for (size_t i = 0; i < g->rows.n; i++)
		if (!g->rows.p[i].bad && g->rows.p[i].write)
			TRY(put_became(g, &g->rows.p[i]));
	return version_bump(g->im->db, "places");
}

/* ---- the whole ------------------------------------------------------------------- */

/* The reading is a rehearsal: nothing is written until everything is known. */
static enum err
gather_all(struct gather *g, struct str csv)
{
	bool dry = g->im->dry_run;
	enum err e;

	g->im->dry_run = true;
	e = import_csv(g->im, csv, places_import_row, g);
	g->im->dry_run = dry;
	return e;
}

static enum err
import_with(struct gather *g, struct str csv)
{
	void (*done)(void *);
	void *data;
	enum err e;

	TRY(gather_all(g, csv));
	TRY(places_load(g->im->db, 0, &data, &done));
	g->have = places_loaded(data);
	e = resolve(g);
	if (e == OK)
		sort_out(g);
	if (e == OK && !g->im->dry_run && g->im->added + g->im->changed > 0) {
		e = db_begin(g->im->db);
		if (e == OK)
			e = write_rows(g);
		if (e == OK)
			e = db_commit(g->im->db);
		else
			db_rollback(g->im->db);
	}
	done(data);
	return e;
}

enum err
places_import(struct import *im, struct str csv)
{
	struct gather g = { .im = im, .arena = arena_new(GATHER_BYTES) };
	enum err e;

	if (g.arena == NULL)
		return E_NOMEM;
	e = import_with(&g, csv);
	arena_free(g.arena);
	return e;
}
