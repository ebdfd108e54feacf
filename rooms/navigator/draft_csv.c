/* draft_csv.c - a row of /navigator.csv back into a measure.
 *
 * The cells become the JSON of our own import, so that there is one set of checks and one wording
 * of what is wrong. The columns are those of export_columns.def.
 */
#include <json-c/json.h>
#include <sodium.h>

#include "navigator/draft.h"
#include "navigator/export.h"

struct cells { struct arena *a; struct json_object *o; struct str why; };

/* A spreadsheet's guard against formulas (put_csv) off again. */
static struct str
cell(const struct csv_row *row, const char *name)
{
	struct str s = csv_get(row, name);

	if (s.n > 1 && s.p[0] == '\'' && strchr("=+-@\t\r", s.p[1]))
		s = (struct str){ s.p + 1, s.n - 1 };
	return str_trim(s);
}

static enum err
put_value(struct cells *c, const char *name, struct json_object *v)
{
	if (v == NULL || json_object_object_add(c->o, name, v) != 0)
		return E_NOMEM;
	return OK;
}

static struct json_object *
json_text(struct str s)
{
	return json_object_new_string_len(s.p ? s.p : "", (int)s.n);
}

/* «50 000», «14,5»: spreadsheets write numbers their own way. */
static enum err
put_number_cell(struct cells *c, const char *name, struct str s)
{
	char digits[64];
	size_t n = 0;
	int64_t whole;
	double real;

	for (size_t i = 0; i < s.n && n < sizeof digits; i++) {
		if (s.p[i] == ' ')
			continue;
		if (i + 1 < s.n && memcmp(s.p + i, "\xc2\xa0", 2) == 0)
			i++;
		else
			digits[n++] = s.p[i];
	}
	if (str_int((struct str){ digits, n }, &whole))
		return put_value(c, name, json_object_new_int64(whole));
	if (str_real((struct str){ digits, n }, &real))
		return put_value(c, name, json_object_new_double(real));
	c->why = str_fmt(c->a, "«%s»: «%.*s» не число", name, FMT(s));
	return E_INPUT;
}

static enum err
put_list_cell(struct cells *c, const char *name, struct str s)
{
	struct json_object *list = json_object_new_array();

	TRY(put_value(c, name, list));
	while (s.n > 0) {
		struct str one = str_trim(str_cut(s, ',', &s));

		if (one.n > 0 && json_object_array_add(list, json_text(one)) != 0)
			return E_NOMEM;
	}
	return OK;
}

static enum err
put_json_cell(struct cells *c, const char *name, struct str s)
{
	struct json_tokener *tok = json_tokener_new_ex(16);
	struct json_object *v;
	bool whole;

	if (tok == NULL)
		return E_NOMEM;
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	v = json_tokener_parse_ex(tok, s.p, (int)s.n);
	whole = v != NULL && json_tokener_get_parse_end(tok) == s.n;
	json_tokener_free(tok);
	if (whole)
		return put_value(c, name, v);
	json_object_put(v);
	c->why = str_fmt(c->a, "«%s»: в ячейке не JSON", name);
	return E_INPUT;
}

static enum err
put_cell(struct cells *c, const struct export_column *col, struct str s)
{
	if (s.n == 0)
		return OK;
	switch (col->kind) {
	case COL_NUMBER:
	case COL_RUBLES: return put_number_cell(c, col->name, s);
	case COL_LIST: return put_list_cell(c, col->name, s);
	case COL_JSON: return put_json_cell(c, col->name, s);
	case COL_FLAG:
		return put_value(
		    c, col->name, json_object_new_boolean(str_is(s, "1") || str_is(s, "да")));
	case COL_TEXT:
	case COL_DAY: return put_value(c, col->name, json_text(s));
	}
	return OK;
}

/* ---- is it the row we gave away? ------------------------------------------------ */

static void
hash_of(struct arena *a, const struct csv_row *row, struct str *ret)
{
	crypto_generichash_state st;
	unsigned char h[16];
	char hex[33];

	crypto_generichash_init(&st, NULL, 0, sizeof h);
	for (size_t i = 0; i < export_columns_n; i++) {
		struct str s = cell(row, export_columns[i].name);

		/* what stands where, so that a word moved to the next cell is a change */
		crypto_generichash_update(&st, (const unsigned char *)&s.n, sizeof s.n);
		crypto_generichash_update(&st, (const unsigned char *)s.p, s.n);
	}
	crypto_generichash_final(&st, h, sizeof h);
	sodium_bin2hex(hex, sizeof hex, h, sizeof h);
	*ret = str_dup(a, str_c(hex));
}

struct str
export_sum(struct arena *a, const struct str *values)
{
	struct str names[EXPORT_COLUMNS_MAX], ret;
	struct csv_row row = { names, values, export_columns_n };

	for (size_t i = 0; i < export_columns_n; i++)
		names[i] = str_c(export_columns[i].name);
	hash_of(a, &row, &ret);
	return ret;
}

/* The cell `sum` is the stored sum and, after a dot, that of the row as it was written: an
 * untouched row is the measure we have, whatever file that came from first. */
static struct str
sum_of(struct arena *a, const struct csv_row *row)
{
	struct str stored, own, written;

	hash_of(a, row, &own);
	stored = str_cut(str_trim(csv_get(row, "sum")), '.', &written);
	return written.p && str_eq(written, own) ? stored : own;
}

enum err
draft_csv_json(struct arena *a, const struct csv_row *row, struct str *ret, struct str *ret_why)
{
	struct cells c = { .a = a, .o = json_object_new_object() };
	enum err e = c.o ? OK : E_NOMEM;

	for (size_t i = 0; e == OK && i < export_columns_n; i++)
		e = put_cell(&c, &export_columns[i], cell(row, export_columns[i].name));
	if (e == OK && csv_get(row, "key").p == NULL) {
		c.why = S("нет столбца «key»");
		e = E_INPUT;
	}
	if (e == OK) {
		*ret = str_dup(a,
		    str_c(json_object_to_json_string_ext(
			c.o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)));
		e = ret->p ? OK : E_NOMEM;
	}
	json_object_put(c.o);
	*ret_why = c.why;
	return e;
}

enum err
draft_read_csv(struct arena *a, const struct csv_row *row, int32_t today,
    const struct match_places *places, struct draft *ret, struct str *ret_why)
{
	struct str json;
	enum err e = draft_csv_json(a, row, &json, ret_why);

	*ret = (struct draft){ 0 };
	if (e == OK)
		e = draft_read(a, json, today, places, ret, ret_why);
	if (e == E_INPUT)
		ret->key = str_dup(a, cell(row, "key"));
	if (e == OK)
		ret->sum = sum_of(a, row);
	return e;
}
