/* import_row.c - one row of a file of territories: read, checked, kept. */
#include "places/import_impl.h"
#include "text/text.h"

#define NAME_MAX 300
#define NOTE_MAX 1000

static enum err
bad(const struct gather *g, const struct csv_row *r, struct str reason)
{
	return import_bad(g->im, csv_get(r, "code"), reason);
}

static enum err
take_int(const struct gather *g, const struct csv_row *r, const char *col, int64_t lo, int64_t hi,
    struct opt_int *ret)
{
	struct str s = str_trim(csv_get(r, col));

	if (s.n == 0)
		return OK;
	ret->has = str_int(s, &ret->v);
	if (ret->has && ret->v >= lo && ret->v <= hi)
		return OK;
	return bad(g, r,
	    str_fmt(g->im->row, "%s: «%.*s» — нужно целое число от %lld до %lld", col,
		FMT(utf8_cut(s, 40)), (long long)lo, (long long)hi));
}

static enum err
take_real(const struct gather *g, const struct csv_row *r, const char *col, double lo, double hi,
    struct opt_real *ret)
{
	struct str s = str_trim(csv_get(r, col));

	if (s.n == 0)
		return OK;
	ret->has = str_real(s, &ret->v);
	if (ret->has && ret->v >= lo && ret->v <= hi)
		return OK;
	return bad(g, r,
	    str_fmt(g->im->row, "%s: «%.*s» — нужно число от %.0f до %.0f", col,
		FMT(utf8_cut(s, 40)), lo, hi));
}

static enum err
take_text(const struct gather *g, const struct csv_row *r, const char *col, size_t max,
    bool needed, struct str *ret)
{
	struct str s = str_trim(csv_get(r, col));

	if (needed && s.n == 0)
		return bad(g, r, str_fmt(g->im->row, "столбец %s пуст", col));
	if (!utf8_valid(s) || utf8_len(s) > max)
		return bad(g, r,
		    str_fmt(g->im->row, "столбец %s: не UTF-8 или длиннее %zu знаков", col, max));
	*ret = str_dup(g->arena, s.p ? s : S(""));
	return ret->p ? OK : E_NOMEM;
}

/* As written it must be the canonical code. */
static enum err
take_code(const struct gather *g, const struct csv_row *r, const char *col, bool needed,
    struct str *ret)
{
	struct str s = str_trim(csv_get(r, col)), norm;
	char buf[16];

	*ret = S("");
	if (s.n == 0 && !needed)
		return OK;
	if (!places_code_norm(s, buf, &norm))
		return bad(g, r, str_fmt(g->im->row, "%s: «%.*s» — не код: нужно 8 цифр ОКТМО "
		    "(или 2, 5, 11), RU или FD-…", col, FMT(utf8_cut(s, 40))));
	*ret = str_dup(g->arena, norm);
	return ret->p ? OK : E_NOMEM;
}

bool
places_next_word(struct str *rest, struct str *ret)
{
	size_t n = 0;

	while (rest->n > 0 && strchr(" ;,|", rest->p[0]))
		*rest = (struct str){ rest->p + 1, rest->n - 1 };
	while (n < rest->n && !strchr(" ;,|", rest->p[n]))
		n++;
	*ret = (struct str){ rest->p, n };
	*rest = (struct str){ rest->p + n, rest->n - n };
	return n > 0;
}

static enum err
take_statuses(const struct gather *g, const struct csv_row *r, struct row *out)
{
	struct str rest = str_trim(csv_get(r, "statuses")), one;

	while (places_next_word(&rest, &one)) {
		int s = place_status_find(one);

		if (s < 0)
			return bad(g, r,
			    str_fmt(
				g->im->row, "статус «%.*s» не известен", FMT(utf8_cut(one, 40))));
		out->statuses |= (uint32_t)1 << s;
	}
	return OK;
}

static enum err
take_row(const struct gather *g, const struct csv_row *r, struct row *out)
{
	struct str kind = csv_get(r, "kind");
	int k = place_kind_find(str_trim(kind));

	TRY(take_code(g, r, "code", true, &out->code));
	TRY(take_code(g, r, "parent", false, &out->parent));
	if (k < 0)
		return bad(
		    g, r, str_fmt(g->im->row, "вид «%.*s» не известен", FMT(utf8_cut(kind, 40))));
	out->kind = (enum place_kind)k;
	TRY(take_text(g, r, "name", NAME_MAX, true, &out->name));
	TRY(take_text(g, r, "short_name", NAME_MAX, false, &out->short_name));
	if (out->short_name.n == 0)
		out->short_name = out->name;
	TRY(take_text(g, r, "region_no", 10, false, &out->region_no));
	TRY(take_text(g, r, "center", NAME_MAX, false, &out->center));
	TRY(take_text(g, r, "note", NOTE_MAX, false, &out->note));
	TRY(take_text(g, r, "became", 2000, false, &out->became));
	TRY(take_real(g, r, "lat", -90, 90, &out->lat));
	TRY(take_real(g, r, "lon", -180, 180, &out->lon));
	TRY(take_int(g, r, "population", 0, 200000000, &out->population));
	TRY(take_int(g, r, "population_year", 1897, 2100, &out->year));
	TRY(take_int(g, r, "valid_from", 1700, 2100, &out->from));
	TRY(take_int(g, r, "valid_to", 1700, 2100, &out->to));
	TRY(take_statuses(g, r, out));
	if (out->lat.has != out->lon.has)
		return bad(g, r, S("из широты и долготы указана одна"));
	if (out->from.has && out->to.has && out->to.v < out->from.v)
		return bad(g, r, S("valid_to раньше, чем valid_from"));
	if (out->parent.n == 0 && out->kind != PK_country)
		return bad(
		    g, r, S("не указан вышестоящий (parent); без него может быть только страна"));
	return OK;
}

enum err
places_import_row(void *ctx, struct import *im, const struct csv_row *r, enum import_did *ret_did)
{
	struct gather *g = ctx;
	struct row row = { .line = im->line, .raw = im->raw, .up = -1 };

	*ret_did = IMPORT_SAME;
	TRY(take_row(g, r, &row));
	return VEC_PUSH(g->arena, &g->rows, row);
}
