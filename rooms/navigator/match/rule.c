/* rule.c - rules from JSON and back. What is refused is refused with a place and advice. */
#include "navigator/match/inner.h"
#include <json-c/json.h>
#include <stdlib.h>

#define CODE_MAX 16	/* bytes of a territory code */
#define JSON_NEST (2 * RULE_DEPTH + 8)	/* room to see that a rule is too deep, and say so */

struct parse {
	struct arena *a;
	const struct match_places *places;
	bool en;
	struct rule_problems *ps;
	VEC(struct rule_node) nodes;
};

enum err
problem_add(struct arena *a, struct rule_problems *ps, struct str at, int row, struct str text)
{
	if (text.p == NULL)
		return E_NOMEM;
	if (ps->n >= RULE_PROBLEMS)
		return OK;
	return VEC_PUSH(a, ps, ((struct rule_problem){ at, row, text }));
}

/* The rule is refused in the end; until then the other problems are looked for. */
static enum err
problem(struct parse *ps, struct str at, struct str text)
{
	if (at.p == NULL)
		return E_NOMEM;
	return problem_add(ps->a, ps->ps, at, 0, text);
}

/* ---- territories ------------------------------------------------------------- */

static int
str_order(const void *pa, const void *pb)
{
	return str_cmp(*(const struct str *)pa, *(const struct str *)pb);
}

static int
id_order(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return (a > b) - (a < b);
}

static bool
code_good(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'A' && s.p[i] <= 'Z') ||
			s.p[i] == '-'))
			return false;
	return s.n > 0 && s.n <= CODE_MAX;
}

static enum err
refuse(struct str *ret_problem, struct str text)
{
	if (text.p == NULL)
		return E_NOMEM;
	*ret_problem = text;
	return E_INPUT;
}

static enum err
code_find(struct arena *a, struct str code, const struct match_places *places, bool en,
    struct match_place *ret, struct str *ret_problem)
{
	enum err e;

	if (!code_good(code)) {
		code = value_brief(code);
		return refuse(ret_problem, str_fmt(a, en ?
		    "“%.*s” is not a territory code: write 37000000, FD-DFO or RU." :
		    "«%.*s» не код территории: напишите 37000000, FD-DFO или RU.", FMT(code)));
	}
	*ret = (struct match_place){ NULL, 0, code };
	if (places == NULL)
		return OK;
	e = places->find(places->ctx, a, code, ret);
	if (e == E_NOT_FOUND)
		return refuse(ret_problem, str_fmt(a, en ?
		    "There is no territory with the code %.*s. Choose one from the tree." :
		    "Территории с кодом %.*s нет. Выберите её в дереве территорий.", FMT(code)));
	return e;
}

/* Codes sorted and without repeats; a former code stands for all who came after it. */
enum err
leaf_codes(struct arena *a, struct rule_node *nd, struct str *codes, size_t n,
    const struct match_places *places, bool en, struct str *ret_problem)
{
	VEC(int64_t) ids = { 0 };
	struct str *keep = arena_array(a, struct str, n + 1);
	struct str *names = arena_array(a, struct str, n + 1);
	struct match_place pl;
	size_t i, j, k = 0;

	if (keep == NULL || names == NULL)
		return E_NOMEM;
	qsort(codes, n, sizeof *codes, str_order);
	for (i = 0; i < n; i++) {
		if (i > 0 && str_eq(codes[i], codes[i - 1]))
			continue;
		TRY(code_find(a, codes[i], places, en, &pl, ret_problem));
		keep[k] = str_dup(a, codes[i]);
		names[k] = str_dup(a, pl.name.n > 0 ? pl.name : codes[i]);
		if (keep[k].p == NULL || names[k].p == NULL)
			return E_NOMEM;
		k++;
		for (j = 0; j < pl.n; j++)
			TRY(VEC_PUSH(a, &ids, pl.ids[j]));
	}
	if (ids.n > 0)
		qsort(ids.p, ids.n, sizeof *ids.p, id_order);
	nd->codes = keep;
	nd->names = names;
	nd->n_codes = k;
	nd->places = ids.p;
	nd->n_places = ids.n;
	return OK;
}

/* ---- values ------------------------------------------------------------------------ */

static struct str
jstr(struct json_object *j)
{
	return (struct str){ json_object_get_string(j), (size_t)json_object_get_string_len(j) };
}

/* Strings of a value: one, or a list of them. */
static enum err
value_strings(struct parse *ps, struct json_object *v, struct str *ret, size_t max,
    size_t *ret_n, struct str *ret_problem)
{
	size_t i, n;

	if (json_object_is_type(v, json_type_string)) {
		ret[0] = jstr(v);
		*ret_n = 1;
		return OK;
	}
	n = json_object_is_type(v, json_type_array) ? json_object_array_length(v) : 0;
	if (n == 0)
		return refuse(ret_problem, str_fmt(ps->a, ps->en ?
		    "Give a list with at least one code: [\"…\"]." :
		    "Дайте список, хотя бы один код: [\"…\"]."));
	if (n > max)
		return refuse(ret_problem, str_fmt(ps->a, ps->en ?
		    "The list is too long: leave at most %zu codes." :
		    "Список слишком длинный: оставьте не больше %zu кодов.", max));
	for (i = 0; i < n; i++) {
		struct json_object *x = json_object_array_get_idx(v, i);

		if (!json_object_is_type(x, json_type_string))
			return refuse(ret_problem, str_fmt(ps->a, ps->en ?
			    "A list holds codes in quotes only." :
			    "В списке могут быть только коды в кавычках."));
		ret[i] = jstr(x);
	}
	*ret_n = n;
	return OK;
}

static enum err
value_mask(struct parse *ps, struct rule_node *nd, struct json_object *v, struct str *ret_problem)
{
	struct str codes[64];
	size_t i, n;

	if (nd->op == OP_HAS && !json_object_is_type(v, json_type_string))
		return refuse(ret_problem, str_fmt(ps->a, ps->en ?
		    "“has” takes one code in quotes; for several use has_any or has_all." :
		    "Для has дайте один код в кавычках; для нескольких есть has_any и has_all."));
	TRY(value_strings(ps, v, codes, LEN(codes), &n, ret_problem));
	for (i = 0; i < n; i++) {
		int k = 0, n_opt = match_n_options(nd->field);

		while (k < n_opt &&
		    !str_is(codes[i], match_options[match_fields[nd->field].options + k].code))
			k++;
		if (k == n_opt) {
			struct str c = value_brief(codes[i]);

			return refuse(ret_problem, str_fmt(ps->a, ps->en ?
			    "There is no “%.*s” in the list of “%s”. Take a code from the list." :
			    "«%.*s» нет в списке «%s». Возьмите код из списка.", FMT(c),
			    match_label(nd->field, ps->en)));
		}
		nd->mask |= (uint64_t)1 << k;
	}
	return OK;
}

/* A JSON number as fixed-point. Fractions beyond four digits are rounded. */
static enum err
value_fixed(struct parse *ps, enum match_field f, struct json_object *v, int64_t *ret,
    struct str *ret_problem)
{
	const double most = 9e14;
	bool whole = json_object_is_type(v, json_type_int);
	double d = json_object_get_double(v);
	int64_t x;

	if (!whole && !json_object_is_type(v, json_type_double))
		return refuse(ret_problem, str_fmt(ps->a, ps->en ?
		    "A number without quotes is needed here." :
		    "Здесь нужно число без кавычек."));
	if (!(d >= -most && d <= most)) /* also what is not a number at all */
		d = d < 0 ? -most : most;
	x = (int64_t)d;
	if ((double)x != d)
		x = (int64_t)(d * MATCH_SCALE + (d < 0 ? -0.5 : 0.5));
	else
		x *= MATCH_SCALE;
	TRY(value_check(ps->a, f, x, ps->en, ret_problem));
	*ret = x;
	return OK;
}

static enum err
value_numbers(struct parse *ps, struct rule_node *nd, struct json_object *v,
    struct str *ret_problem)
{
	if (nd->op != OP_BETWEEN)
		return value_fixed(ps, nd->field, v, &nd->lo, ret_problem);
	if (!json_object_is_type(v, json_type_array) || json_object_array_length(v) != 2)
		return refuse(ret_problem, str_fmt(ps->a, ps->en ?
		    "“between” takes two numbers: [10000, 50000]." :
		    "Для between дайте два числа: [10000, 50000]."));
	TRY(value_fixed(ps, nd->field, json_object_array_get_idx(v, 0), &nd->lo, ret_problem));
	TRY(value_fixed(ps, nd->field, json_object_array_get_idx(v, 1), &nd->hi, ret_problem));
	if (nd->lo > nd->hi)
		return refuse(ret_problem, str_fmt(ps->a, ps->en ?
		    "The first number is greater than the second: nobody would fit. Swap them." :
		    "Первое число больше второго: не подойдёт никто. Поменяйте их местами."));
	return OK;
}

static enum err
value_read(struct parse *ps, struct rule_node *nd, struct json_object *v, struct str *ret_problem)
{
	struct str *codes;
	size_t n;

	switch (match_fields[nd->field].type) {
	case MT_ENUM:
	case MT_SET: return value_mask(ps, nd, v, ret_problem);
	case MT_INT:
	case MT_REAL: return value_numbers(ps, nd, v, ret_problem);
	case MT_BOOL:
		if (!json_object_is_type(v, json_type_boolean))
			return refuse(ret_problem, str_fmt(ps->a, ps->en ?
			    "Write true or false without quotes." :
			    "Напишите true или false без кавычек."));
		nd->lo = json_object_get_boolean(v) != 0;
		return OK;
	case MT_TERRITORY: break;
	}
	n = json_object_is_type(v, json_type_array) ? json_object_array_length(v) : 1;
	codes = arena_array(ps->a, struct str, n < RULE_CODES ? n + 1 : RULE_CODES);
	if (codes == NULL)
		return E_NOMEM;
	TRY(value_strings(ps, v, codes, RULE_CODES, &n, ret_problem));
	return leaf_codes(ps->a, nd, codes, n, ps->places, ps->en, ret_problem);
}

/* ---- nodes ------------------------------------------------------------------------------ */

static enum err
leaf_read(struct parse *ps, struct json_object *j, struct str at, struct rule_node *nd)
{
	struct json_object *f = NULL, *op = NULL, *v = NULL;
	struct str why, s;
	enum err e;

	if (!json_object_object_get_ex(j, "field", &f) ||
	    !json_object_object_get_ex(j, "op", &op) ||
	    !json_object_object_get_ex(j, "value", &v) || json_object_object_length(j) != 3 ||
	    !json_object_is_type(f, json_type_string) || !json_object_is_type(op, json_type_string))
		return problem(ps, at, str_fmt(ps->a, ps->en ?
		    "A condition has exactly field, op, value; a group one of all, any, none." :
		    "В условии должны быть field, op и value и ничего больше; "
		    "в группе — одно из all, any, none."));
	s = value_brief(jstr(f));
	if (!match_field_find(jstr(f), &nd->field))
		return problem(ps, str_fmt(ps->a, "%.*s.field", FMT(at)), str_fmt(ps->a, ps->en ?
		    "There is no field “%.*s”. Take one from the list of fields." :
		    "Поля «%.*s» нет. Возьмите поле из списка.", FMT(s)));
	s = value_brief(jstr(op));
	if (!match_op_find(jstr(op), &nd->op) ||
	    !match_op_fits(nd->op, match_fields[nd->field].type))
		return problem(ps, str_fmt(ps->a, "%.*s.op", FMT(at)), str_fmt(ps->a, ps->en ?
		    "“%.*s” cannot be asked of “%s”. Choose another comparison." :
		    "Сравнение «%.*s» не подходит к полю «%s». Выберите другое.", FMT(s),
		    match_label(nd->field, ps->en)));
	e = value_read(ps, nd, v, &why);
	if (e == E_INPUT)
		return problem(ps, str_fmt(ps->a, "%.*s.value", FMT(at)), why);
	return e;
}

static enum err node_read(struct parse *ps, struct json_object *j, struct str at, int depth);

static const char *const group_codes[] = { "all", "any", "none" };

static enum err
group_read(struct parse *ps, struct json_object *list, struct str at, int depth,
    enum rule_kind kind)
{
	size_t i, n, me = ps->nodes.n - 1;

	if (at.p == NULL)
		return E_NOMEM;
	if (!json_object_is_type(list, json_type_array))
		return problem(ps, at, str_fmt(ps->a, ps->en ?
		    "A group holds a list of conditions: [ … ]." :
		    "В группе должен быть список условий: [ … ]."));
	n = json_object_array_length(list);
	if (n == 0 && (kind != RULE_ALL || depth > 0))
		return problem(ps, at, str_fmt(ps->a, ps->en ?
		    "The group is empty: add a condition or remove the group." :
		    "Группа пуста: добавьте условие или удалите группу."));
	if (depth >= RULE_DEPTH)
		return problem(ps, at, str_fmt(ps->a, ps->en ?
		    "Groups are nested too deep: at most %d levels." :
		    "Слишком много вложенных групп: не больше %d уровней.", RULE_DEPTH));
	for (i = 0; i < n; i++) {
		struct str to = str_fmt(ps->a, "%.*s[%zu]", FMT(at), i);

		if (to.p == NULL)
			return E_NOMEM;
		if (ps->nodes.n >= RULE_NODES)
			return problem(ps, to, str_fmt(ps->a, ps->en ?
			    "Too many conditions: at most %d with groups." :
			    "Слишком много условий: вместе с группами не больше %d.", RULE_NODES));
		TRY(node_read(ps, json_object_array_get_idx(list, i), to, depth + 1));
	}
	ps->nodes.p[me].size = (uint16_t)(ps->nodes.n - me);
	return OK;
}

static enum err
node_read(struct parse *ps, struct json_object *j, struct str at, int depth)
{
	struct rule_node *nd; /* good until the next node is read */
	struct json_object *list;
	size_t k;

	TRY(VEC_PUSH(ps->a, &ps->nodes, ((struct rule_node){ .depth = (uint8_t)depth,
	    .kind = RULE_LEAF, .size = 1 })));
	nd = &ps->nodes.p[ps->nodes.n - 1];
	if (!json_object_is_type(j, json_type_object))
		return problem(ps, at, str_fmt(ps->a, ps->en ?
		    "A condition or a group in braces is needed here." :
		    "Здесь нужно условие или группа в фигурных скобках."));
	for (k = 0; k < LEN(group_codes); k++) {
		if (json_object_object_length(j) != 1 ||
		    !json_object_object_get_ex(j, group_codes[k], &list))
			continue;
		nd->kind = (enum rule_kind)k;
		return group_read(ps, list, str_fmt(ps->a, "%.*s.%s", FMT(at), group_codes[k]),
		    depth, (enum rule_kind)k);
	}
	return leaf_read(ps, j, at, nd);
}

static enum err
text_read(struct parse *ps, struct json_tokener *tok, struct str json, struct json_object **ret)
{
	enum json_tokener_error je;

	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	*ret = json_tokener_parse_ex(tok, json.p, (int)json.n);
	je = json_tokener_get_error(tok);
	if (je == json_tokener_continue && *ret == NULL) { /* a bare number */
		*ret = json_tokener_parse_ex(tok, "", 1);
		je = json_tokener_get_error(tok);
	}
	if (je == json_tokener_success && json_tokener_get_parse_end(tok) == json.n)
		return OK;
	if (je == json_tokener_error_depth)
		return problem(ps, S("$"), str_fmt(ps->a, ps->en ?
		    "Groups are nested too deep: at most %d levels." :
		    "Слишком много вложенных групп: не больше %d уровней.", RULE_DEPTH));
	return problem(ps, S("$"), str_fmt(ps->a, ps->en ?
	    "This is not JSON: see what stands at byte %zu." :
	    "Это не JSON: проверьте, что стоит около байта %zu.",
	    json_tokener_get_parse_end(tok) + 1));
}

enum err
rule_parse(struct arena *a, struct str json, const struct match_places *places, bool en,
    struct rule *ret, struct rule_problems *problems)
{
	struct parse ps = { .a = a, .places = places, .en = en, .ps = problems };
	size_t before = problems->n;
	struct json_object *j = NULL;
	struct json_tokener *tok;
	enum err e;

	json = str_trim(json);
	if (json.n > RULE_JSON) {
		TRY(problem(&ps, S("$"), str_fmt(a, en ?
		    "The rule is too long: at most %zu bytes." :
		    "Правило слишком длинное: не больше %zu байт.", RULE_JSON)));
		return E_INPUT;
	}
	tok = json_tokener_new_ex(JSON_NEST);
	if (tok == NULL)
		return E_NOMEM;
	e = text_read(&ps, tok, json.n > 0 ? json : S(" "), &j);
	json_tokener_free(tok);
	if (e == OK && problems->n == before)
		e = node_read(&ps, j, S("$"), 0);
	json_object_put(j);
	TRY(e);
	if (problems->n > before)
		return E_INPUT;
	*ret = (struct rule){ ps.nodes.p, ps.nodes.n };
	return OK;
}

/* ---- writing ---------------------------------------------------------------------------- */

static void
write_string(struct buf *b, struct str s)
{
	buf_putc(b, '"');
	put_json(b, s);
	buf_putc(b, '"');
}

static void
write_mask(struct buf *b, const struct rule_node *nd)
{
	uint64_t m;
	const char *sep = "";

	if (nd->op != OP_HAS)
		buf_putc(b, '[');
	for (m = nd->mask; m != 0; m &= m - 1, sep = ",") {
		int bit = __builtin_ctzll(m);

		buf_putz(b, sep);
		write_string(b, str_c(match_options[match_fields[nd->field].options + bit].code));
	}
	if (nd->op != OP_HAS)
		buf_putc(b, ']');
}

static void
write_value(struct buf *b, const struct rule_node *nd)
{
	size_t i;

	switch (match_fields[nd->field].type) {
	case MT_ENUM:
	case MT_SET: write_mask(b, nd); return;
	case MT_BOOL: buf_putz(b, nd->lo ? "true" : "false"); return;
	case MT_INT:
	case MT_REAL:
		if (nd->op == OP_BETWEEN)
			buf_putc(b, '[');
		put_fixed_plain(b, nd->lo, '.');
		if (nd->op == OP_BETWEEN) {
			buf_putc(b, ',');
			put_fixed_plain(b, nd->hi, '.');
			buf_putc(b, ']');
		}
		return;
	case MT_TERRITORY:
		buf_putc(b, '[');
		for (i = 0; i < nd->n_codes; i++) {
			buf_putz(b, i > 0 ? "," : "");
			write_string(b, nd->codes[i]);
		}
		buf_putc(b, ']');
	}
}

static void
write_node(struct buf *b, const struct rule *r, size_t at)
{
	const struct rule_node *nd = &r->nodes[at];
	size_t c;

	if (nd->kind == RULE_LEAF) {
		buf_fmt(b,
		    "{\"field\":\"%s\",\"op\":\"%s\",\"value\":", match_fields[nd->field].code,
		    match_op_code(nd->op));
		write_value(b, nd);
		buf_putc(b, '}');
		return;
	}
	buf_fmt(b, "{\"%s\":[", group_codes[nd->kind]);
	for (c = at + 1; c < at + nd->size; c += r->nodes[c].size) {
		buf_putz(b, c > at + 1 ? "," : "");
		write_node(b, r, c);
	}
	buf_putz(b, "]}");
}

void
rule_write_json(struct buf *b, const struct rule *r)
{
	ASSERT(r->n > 0);
	write_node(b, r, 0);
}
