/* Rules from anyone: what is taken must survive its own writing, words and form; what is
 * refused must say why. All text that comes out is UTF-8. */
#include "navigator/match/match.h"
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
must(bool c, const char *what)
{
	if (!c) {
		fprintf(stderr, "fuzz_rule: %s\n", what);
		abort();
	}
}

/* RFC 3629, told in its own way. */
static bool
utf8(struct str s)
{
	size_t i = 0, k, more;

	while (i < s.n) {
		uint32_t c = (uint8_t)s.p[i++], least;

		if (c < 0x80)
			continue;
		more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
		least = more == 3 ? 0x10000 : more == 2 ? 0x800 : 0x80;
		if (c < 0xc2 || c > 0xf4 || s.n - i < more)
			return false;
		c &= 0x3fu >> more;
		for (k = 0; k < more; k++) {
			if (((uint8_t)s.p[i] & 0xc0) != 0x80)
				return false;
			c = c << 6 | ((uint8_t)s.p[i++] & 0x3f);
		}
		if (c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
			return false;
	}
	return true;
}

static enum err
find(void *ctx, struct arena *a, struct str code, struct match_place *ret)
{
	int64_t *id = arena_make(a, int64_t);

	(void)ctx;
	if (id == NULL)
		return E_NOMEM;
	if (code.p[0] == '9')
		return E_NOT_FOUND;
	*id = code.p[0];
	*ret = (struct match_place){ id, 1, code };
	return OK;
}

static struct str
written(struct arena *a, const struct rule *r)
{
	struct buf b;

	buf_init(&b, a, MiB);
	rule_write_json(&b, r);
	must(buf_err(&b) == OK, "not written");
	must(utf8(buf_str(&b)), "JSON is not UTF-8");
	return buf_str(&b);
}

/* Values of the rule itself, so that conditions are met and not met. */
static void
passport_of(const struct rule *r, struct passport *p)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		const struct rule_node *nd = &r->nodes[i];

		if (nd->kind != RULE_LEAF || i % 3 == 0 || nd->field == MF_territory)
			continue;
		p->known |= (uint64_t)1 << nd->field;
		p->v[nd->field] = match_fields[nd->field].type <= MT_SET ?
		    (int64_t)(nd->mask & -nd->mask) :
		    nd->lo;
	}
}

static void
explained(struct arena *a, const struct rule *r, bool en)
{
	struct passport p = { .places = { 'R', 1 }, .n_places = 2, .name = S("Тейково") };
	struct match_measure m = { .id = 1, .rule = *r };
	struct match_result res;
	struct match_answer x;
	struct match_set *set;
	size_t i;

	passport_of(r, &p);
	must(match_explain(a, r, &p, 1, en, &x) == OK, "not explained");
	must(x.verdict == rule_eval(r, &p, 1), "two verdicts");
	must(utf8(x.summary), "summary is not UTF-8");
	for (i = 0; i < x.n_lines; i++)
		must(utf8(x.lines[i].text) && utf8(x.lines[i].why), "words are not UTF-8");
	must(match_set_build(&m, 1, &set) == OK, "no set");
	must(match_one(set, a, &p, 1, &res) == OK, "not matched");
	must(res.verdict == x.verdict && res.met == x.met && res.total == x.total,
	    "the set says something else");
	match_set_free(set);
}

static void
accepted(struct arena *a, const struct rule *r, const struct match_places *places, bool en)
{
	struct rule_problems ps = { 0 };
	struct rule again, formed;
	struct rule_rows rows;
	struct str json = written(a, r);
	size_t i;

	must(rule_parse(a, json, places, en, &again, &ps) == OK, "its own JSON is refused");
	must(str_eq(json, written(a, &again)), "written differently");
	must(rule_to_rows(a, r, en, &rows) == OK, "no rows");
	for (i = 0; i < rows.n; i++)
		must(utf8(rows.p[i].value), "a row is not UTF-8");
	if (rule_from_rows(a, rows.p, rows.n, places, en, &formed, &ps) == OK) {
		must(rule_to_rows(a, &formed, en, &rows) == OK, "no rows again");
		must(rule_from_rows(a, rows.p, rows.n, places, en, &again, &ps) == OK &&
			str_eq(written(a, &formed), written(a, &again)),
		    "the form does not settle");
	} else { /* a lone condition at the limits gets a group above it */
		must(r->n == RULE_NODES, "its own rows are refused");
	}
	explained(a, r, en);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct match_places places = { find, NULL };
	struct arena *a = arena_new(128 * MiB);
	struct rule_problems ps = { 0 };
	struct passport p = { 0 };
	struct str why, json = { (const char *)data, n };
	struct rule r;
	enum err e;
	size_t i;
	int f, en;

	for (en = 0; en < 2; en++) {
		e = rule_parse(a, json, en ? &places : NULL, en, &r, &ps);
		must(e == OK || e == E_INPUT, "a strange error");
		must((e == OK) == (ps.n == 0), "refused without a word");
		for (i = 0; i < ps.n; i++)
			must(utf8(ps.p[i].text) && utf8(ps.p[i].at), "problem is not UTF-8");
		if (e == OK)
			accepted(a, &r, en ? &places : NULL, en);
		ps = (struct rule_problems){ 0 };
	}
	for (f = 0; n < 200 && f < MF_applicant; f++) {
		e = passport_set(a, &p, (enum match_field)f, json, false, &why);
		must(e == OK || e == E_INPUT, "a strange error of a passport");
	}
	arena_free(a);
	return 0;
}
