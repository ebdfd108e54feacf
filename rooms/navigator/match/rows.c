/* rows.c - a rule as the rows of a form that works without scripts. */
#include "navigator/match/inner.h"

#define ROWS_MAX (2 * RULE_NODES)
#define VALUE_MAX (16 * KiB)

/* ---- order ------------------------------------------------------------------ */

static size_t
row_find(const struct rule_row *rows, size_t n, int id)
{
	size_t i;

	for (i = 0; i < n && rows[i].id != id; i++)
		;
	return i;
}

static void
rows_below(struct rule_row *rows, size_t n, int parent, int depth, bool *seen,
    struct rule_rows *out)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (seen[i] || rows[i].parent != parent)
			continue;
		seen[i] = true;
		rows[i].depth = depth;
		out->p[out->n++] = rows[i];
		if (rows[i].kind != RULE_LEAF)
			rows_below(rows, n, rows[i].id, depth + 1, seen, out);
	}
}

/* Preorder with depths. Siblings keep the order they come in; a row whose parent is
 * missing, is a condition, or lies below the row itself goes to the top. */
static enum err
rows_order(struct arena *a, const struct rule_row *rows, size_t n, struct rule_rows *ret)
{
	struct rule_row *w;
	bool *seen;
	struct rule_rows out = { 0 };
	size_t i, p;

	if (n > ROWS_MAX)
		return E_LIMIT;
	w = arena_array(a, struct rule_row, n + 1);
	seen = arena_array(a, bool, n + 1);
	out.p = arena_array(a, struct rule_row, n + 1);
	if (w == NULL || seen == NULL || out.p == NULL)
		return E_NOMEM;
	for (i = 0; i < n; i++) {
		w[i] = rows[i];
		p = row_find(rows, n, w[i].parent);
		if (p == n || rows[p].kind == RULE_LEAF || w[i].parent <= 0)
			w[i].parent = 0;
	}
	rows_below(w, n, 0, 0, seen, &out);
	for (i = 0; i < n; i++) { /* only loops are left */
		if (seen[i])
			continue;
		w[i].parent = 0;
		rows_below(w, n, 0, 0, seen, &out);
	}
	*ret = out;
	return OK;
}

/* ---- the buttons --------------------------------------------------------------- */

static void
row_insert(struct rule_rows *r, size_t at, struct rule_row row)
{
	memmove(r->p + at + 1, r->p + at, (r->n - at) * sizeof *r->p);
	r->p[at] = row;
	r->n++;
}

static void
row_remove(struct rule_rows *r, size_t at, size_t n)
{
	memmove(r->p + at, r->p + at + n, (r->n - at - n) * sizeof *r->p);
	r->n -= n;
}

static void
row_add(struct rule_rows *r, size_t at, enum rule_kind kind)
{
	struct rule_row row = { .kind = kind };
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->p[i].id > row.id)
			row.id = r->p[i].id;
	row.id++;
	if (at < r->n && r->p[at].kind == RULE_LEAF) {
		row.parent = r->p[at].parent;
		row_insert(r, at + 1, row);
		return;
	}
	row.parent = at < r->n ? r->p[at].id : 0;
	row_insert(r, r->n, row);
}

/* The sibling before or behind a row; r->n when there is none. */
static size_t
sibling(const struct rule_rows *r, size_t at, int step)
{
	size_t i;

	for (i = at + (size_t)step; i < r->n; i += (size_t)step)
		if (r->p[i].parent == r->p[at].parent)
			return i;
	return r->n;
}

static void
row_move(struct rule_rows *r, size_t at, enum rule_do what)
{
	struct rule_row row = r->p[at];
	size_t by = sibling(r, at, what == ROW_DOWN ? 1 : -1), up;

	if (what == ROW_OUTDENT) {
		up = row_find(r->p, r->n, row.parent);
		if (up == r->n)
			return;
		row.parent = r->p[up].parent;
		row_remove(r, at, 1);
		row_insert(r, up + 1, row);
	} else if (by == r->n) {
		return;
	} else if (what == ROW_INDENT) {
		if (r->p[by].kind != RULE_LEAF)
			r->p[at].parent = r->p[by].id;
	} else { /* what is in them follows when the rows are put in order */
		r->p[at] = r->p[by];
		r->p[by] = row;
	}
}

enum err
rule_rows_do(struct arena *a, const struct rule_row *rows, size_t n, enum rule_do what, int id,
    struct rule_rows *ret)
{
	struct rule_rows r;
	size_t at, end;

	TRY(rows_order(a, rows, n, &r)); /* has room for one more */
	at = row_find(r.p, r.n, id);
	switch (what) {
	case ROW_ADD_LEAF: row_add(&r, at, RULE_LEAF); break;
	case ROW_ADD_ALL: row_add(&r, at, RULE_ALL); break;
	case ROW_ADD_ANY: row_add(&r, at, RULE_ANY); break;
	case ROW_ADD_NONE: row_add(&r, at, RULE_NONE); break;
	case ROW_REMOVE:
		for (end = at + 1; end < r.n && r.p[end].depth > r.p[at].depth; end++)
			;
		if (at < r.n)
			row_remove(&r, at, end - at);
		break;
	case ROW_UP:
	case ROW_DOWN:
	case ROW_INDENT:
	case ROW_OUTDENT:
		if (at < r.n)
			row_move(&r, at, what);
		break;
	}
	return rows_order(a, r.p, r.n, ret);
}

/* ---- rows to a rule ---------------------------------------------------------------- */

struct form {
	struct arena *a;
	const struct match_places *places;
	bool en;
	struct rule_problems *ps;
};

static enum err
say(struct form *f, const struct rule_row *row, struct str text)
{
	return problem_add(f->a, f->ps, STR_NONE, row->id, text);
}

static enum err
codes_read(struct form *f, const struct rule_row *row, struct rule_node *nd,
    struct str *ret_problem)
{
	struct str *codes = arena_array(f->a, struct str, RULE_CODES);
	struct str rest = row->value, part;
	size_t n = 0;

	if (codes == NULL)
		return E_NOMEM;
	while (value_part(&rest, &part)) {
		if (n == RULE_CODES) {
			*ret_problem = str_fmt(f->a, f->en ?
			    "The list is too long: leave at most %d codes." :
			    "Список слишком длинный: оставьте не больше %d кодов.", RULE_CODES);
			return ret_problem->p != NULL ? E_INPUT : E_NOMEM;
		}
		codes[n++] = part;
	}
	return leaf_codes(f->a, nd, codes, n, f->places, f->en, ret_problem);
}

static enum err
value_read(struct form *f, const struct rule_row *row, struct rule_node *nd,
    struct str *ret_problem)
{
	switch (match_fields[nd->field].type) {
	case MT_ENUM:
	case MT_SET:
		TRY(value_options(f->a, nd->field, row->value, f->en, &nd->mask, ret_problem));
		if (nd->op != OP_HAS || (nd->mask & (nd->mask - 1)) == 0)
			return OK;
		*ret_problem = str_c(f->en ?
		    "Choose one, or take “has any of” or “has all of”." :
		    "Выберите одно значение либо возьмите «есть хотя бы одно из» "
		    "или «есть все из».");
		return E_INPUT;
	case MT_INT:
	case MT_REAL:
		if (nd->op == OP_BETWEEN)
			return value_range(
			    f->a, row->value, nd->field, f->en, &nd->lo, &nd->hi, ret_problem);
		return value_number(f->a, nd->field, row->value, f->en, &nd->lo, ret_problem);
	case MT_BOOL: return value_bool(row->value, f->en, &nd->lo, ret_problem);
	case MT_TERRITORY: break;
	}
	return codes_read(f, row, nd, ret_problem);
}

static enum err
leaf_read(struct form *f, const struct rule_row *row, struct rule_node *nd)
{
	struct str why, rest = row->value, part;
	enum err e;

	if (row->value.n > VALUE_MAX)
		return say(f, row, str_c(f->en ? "Too long a value: shorten it." :
		    "Слишком длинное значение: сократите его."));
	if (!match_field_find(row->field, &nd->field))
		return say(f, row, str_c(f->en ? "Choose a field." : "Выберите поле."));
	if (!match_op_find(row->op, &nd->op) ||
	    !match_op_fits(nd->op, match_fields[nd->field].type))
		return say(f, row, str_fmt(f->a, f->en ?
		    "Choose a comparison that suits “%s”." :
		    "Выберите сравнение, которое подходит к полю «%s».",
		    match_label(nd->field, f->en)));
	if (!value_part(&rest, &part))
		return say(f, row, str_fmt(f->a, f->en ? "Fill in the value for “%s”." :
		    "Заполните значение для поля «%s».", match_label(nd->field, f->en)));
	e = value_read(f, row, nd, &why);
	return e == E_INPUT ? say(f, row, why) : e;
}

static enum err
node_read(struct form *f, const struct rule_rows *r, size_t i, struct rule_node *nd)
{
	const struct rule_row *row = &r->p[i];

	nd->kind = row->kind;
	if (row->kind == RULE_LEAF)
		return leaf_read(f, row, nd);
	if (nd->depth >= RULE_DEPTH)
		return say(f, row, str_fmt(f->a, f->en ?
		    "Groups are nested too deep: at most %d levels." :
		    "Слишком много вложенных групп: не больше %d уровней.", RULE_DEPTH));
	if (i + 1 == r->n || r->p[i + 1].depth <= row->depth)
		return say(f, row, str_c(f->en ?
		    "The group is empty: add a condition or remove the group." :
		    "Группа пуста: добавьте условие или удалите группу."));
	return OK;
}

static void
sizes_set(struct rule_node *nodes, size_t n)
{
	size_t i, j;

	for (i = 0; i < n; i++) {
		for (j = i + 1; j < n && nodes[j].depth > nodes[i].depth; j++)
			;
		nodes[i].size = (uint16_t)(j - i);
	}
}

enum err
rule_from_rows(struct arena *a, const struct rule_row *rows, size_t n,
    const struct match_places *places, bool en, struct rule *ret, struct rule_problems *problems)
{
	struct form f = { a, places, en, problems };
	struct rule_node *nodes = arena_array(a, struct rule_node, n + 1);
	size_t i, tops = 0, before = problems->n, k = 0;
	struct rule_rows r;

	if (nodes == NULL)
		return E_NOMEM;
	TRY(rows_order(a, rows, n, &r));
	for (i = 0; i < r.n; i++)
		tops += r.p[i].depth == 0;
	if (tops != 1 || r.p[0].kind == RULE_LEAF) /* the group that is not written */
		nodes[k++] = (struct rule_node){ .kind = RULE_ALL };
	if (r.n + k > RULE_NODES) {
		TRY(say(&f, &r.p[RULE_NODES - k], str_fmt(a, en ?
		    "Too many conditions: at most %d with groups." :
		    "Слишком много условий: вместе с группами не больше %d.", RULE_NODES)));
		return E_INPUT;
	}
	for (i = 0; i < r.n; i++) {
		size_t depth = (size_t)r.p[i].depth + k;

		nodes[i + k].depth = (uint8_t)(depth < UINT8_MAX ? depth : UINT8_MAX);
		TRY(node_read(&f, &r, i, &nodes[i + k]));
	}
	if (problems->n > before)
		return E_INPUT;
	sizes_set(nodes, r.n + k);
	*ret = (struct rule){ nodes, r.n + k };
	return OK;
}

/* ---- a rule to rows ------------------------------------------------------------------ */

static void
put_value(struct buf *b, const struct rule_node *nd, bool en)
{
	uint64_t m;
	size_t i;

	switch (match_fields[nd->field].type) {
	case MT_ENUM:
	case MT_SET:
		for (m = nd->mask; m != 0; m &= m - 1) {
			buf_putz(b, m == nd->mask ? "" : ", ");
			buf_putz(b,
			    match_options[match_fields[nd->field].options + __builtin_ctzll(m)]
				.code);
		}
		return;
	case MT_INT:
	case MT_REAL:
		put_fixed(b, nd->lo, en);
		if (nd->op == OP_BETWEEN) {
			buf_putz(b, " — ");
			put_fixed(b, nd->hi, en);
		}
		return;
	case MT_BOOL: buf_putz(b, nd->lo ? en ? "yes" : "да" : en ? "no" : "нет"); return;
	case MT_TERRITORY:
		for (i = 0; i < nd->n_codes; i++) {
			buf_putz(b, i > 0 ? ", " : "");
			buf_put(b, nd->codes[i]);
		}
	}
}

enum err
rule_to_rows(struct arena *a, const struct rule *r, bool en, struct rule_rows *ret)
{
	struct rule_row *rows = arena_array(a, struct rule_row, r->n + 1);
	int up[RULE_DEPTH + 2] = { 0 };		/* the row that is open at each depth */
	int k = r->nodes[0].kind == RULE_ALL;
	size_t i, n = 0;
	struct buf b;

	if (rows == NULL)
		return E_NOMEM;
	for (i = (size_t)k; i < r->n; i++) {
		const struct rule_node *nd = &r->nodes[i];
		struct rule_row *row = &rows[n++];

		row->id = (int)n;
		row->depth = nd->depth - k;
		row->parent = row->depth > 0 ? up[row->depth - 1] : 0;
		up[row->depth] = row->id;
		row->kind = nd->kind;
		if (nd->kind != RULE_LEAF)
			continue;
		buf_init(&b, a, VALUE_MAX);
		put_value(&b, nd, en);
		TRY(buf_err(&b));
		row->field = str_c(match_fields[nd->field].code);
		row->op = str_c(match_op_code(nd->op));
		row->value = buf_str(&b);
	}
	*ret = (struct rule_rows){ rows, n };
	return OK;
}
