/* Random rules and passports: the engine in all its forms against brute.c. */
#include "navigator/match/match.h"
#include "brute.h"
#include "tree.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define N_RULES 700
#define N_PASSPORTS 601		/* more than one block of match_all, not a whole word */

static uint64_t seed = 0x2545f4914f6cdd1du;

static uint32_t
rnd(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)((seed >> 16) % n);
}

static const char *const numbers[] = { "0", "5", "7.5", "50", "50.25", "99", "100" };
static const char *const applicants[] = {
	"municipality", "institution", "tos", "ngo", "business", "resident",
};

/* ---- making up ------------------------------------------------------------------ */

static const char *
number(enum match_field f)
{
	const char *z;

	do
		z = numbers[rnd(LEN(numbers))];
	while (match_fields[f].type == MT_INT && strchr(z, '.') != NULL);
	return z;
}

static void
put_codes(struct buf *b, enum match_field f, uint32_t most)
{
	uint32_t i, n = 1 + rnd(most), n_opt;

	for (i = 0; i < n; i++) {
		buf_putz(b, i > 0 ? ",\"" : "\"");
		if (f == MF_territory) {
			buf_putz(b, tree[rnd((uint32_t)tree_n)].code);
		} else {
			n_opt = (uint32_t)match_n_options(f);
			n_opt = n_opt > 4 ? 4 : n_opt; /* few, so that they meet */
			buf_putz(b, match_options[match_fields[f].options + (int)rnd(n_opt)].code);
		}
		buf_putc(b, '"');
	}
}

static void
put_random_leaf(struct buf *b)
{
	enum match_field f = (enum match_field)rnd(MF_N);
	enum match_type t = match_fields[f].type;
	enum match_op op;

	do
		op = (enum match_op)rnd(OP_N);
	while (!match_op_fits(op, t));
	buf_fmt(b, "{\"field\":\"%s\",\"op\":\"%s\",\"value\":", match_fields[f].code,
	    match_op_code(op));
	if (t == MT_BOOL) {
		buf_putz(b, rnd(2) ? "true" : "false");
	} else if (op == OP_BETWEEN) {
		const char *x = number(f), *y = number(f);

		if (strtod(x, NULL) > strtod(y, NULL))
			buf_fmt(b, "[%s,%s]", y, x);
		else
			buf_fmt(b, "[%s,%s]", x, y);
	} else if (t == MT_INT || t == MT_REAL) {
		buf_putz(b, number(f));
	} else if (op == OP_HAS) {
		put_codes(b, f, 1);
	} else {
		buf_putc(b, '[');
		put_codes(b, f, 3);
		buf_putc(b, ']');
	}
	buf_putc(b, '}');
}

static void
put_random_rule(struct buf *b, int depth)
{
	static const char *const groups[] = { "all", "any", "none" };
	uint32_t i, n;

	if (depth > 0 && (depth >= 5 || rnd(3) > 0)) {
		put_random_leaf(b);
		return;
	}
	n = 1 + rnd(depth == 0 ? 5 : 3);
	buf_fmt(b, "{\"%s\":[", groups[depth == 0 && rnd(4) ? 0 : rnd(3)]);
	for (i = 0; i < n; i++) {
		buf_putz(b, i > 0 ? "," : "");
		put_random_rule(b, depth + 1);
	}
	buf_putz(b, "]}");
}

/* The passport as brute.c reads it; absent members are not filled. */
static void
put_random_passport(struct buf *b)
{
	const char *sep = "";
	int f;

	buf_putc(b, '{');
	for (f = 0; f < MF_N; f++) {
		enum match_type t = match_fields[f].type;

		if (f == MF_applicant || rnd(4) == 0)
			continue;
		buf_fmt(b, "%s\"%s\":", sep, match_fields[f].code);
		sep = ",";
		if (t == MT_TERRITORY) {
			buf_fmt(b, "\"%s\"", tree[rnd((uint32_t)tree_n - 2)].code);
		} else if (t == MT_ENUM) {
			put_codes(b, (enum match_field)f, 1);
		} else if (t == MT_SET) {
			buf_putc(b, '[');
			if (rnd(3))
				put_codes(b, (enum match_field)f, 4);
			buf_putc(b, ']');
		} else if (t == MT_BOOL) {
			buf_putz(b, rnd(2) ? "true" : "false");
		} else {
			buf_putz(b, number((enum match_field)f));
		}
	}
	buf_putc(b, '}');
}

/* The same passport through the form. */
static void
passport_fill(struct arena *a, struct passport *p, struct json_object *j)
{
	memset(p, 0, sizeof *p);
	json_object_object_foreach(j, key, v)
	{
		enum match_field f;
		struct str problem;
		struct buf b;
		size_t i;

		assert_true(match_field_find(str_c(key), &f));
		if (f == MF_territory) {
			tree_home(p, json_object_get_string(v));
			continue;
		}
		buf_init(&b, a, KiB);
		if (match_fields[f].type == MT_SET && json_object_array_length(v) == 0)
			buf_putz(&b, "нет");
		else if (match_fields[f].type == MT_SET)
			for (i = 0; i < json_object_array_length(v); i++)
				buf_fmt(&b, "%s; ",
				    json_object_get_string(json_object_array_get_idx(v, i)));
		else
			buf_putz(&b, json_object_get_string(v));
		assert_int_equal(passport_set(a, p, f, buf_str(&b), false, &problem), OK);
	}
}

/* ---- the world they meet in ---------------------------------------------------------- */

struct world {
	struct arena *a;
	struct rule rules[N_RULES];
	struct json_object *jrules[N_RULES];
	struct passport passports[N_PASSPORTS];
	struct json_object *jpassports[N_PASSPORTS];
	struct match_set *set;
	uint64_t refused[N_RULES];	/* applicants of the measure */
};
static struct world w;

static struct json_object *
parsed(const struct buf *b)
{
	struct json_object *j = json_tokener_parse(str_z(w.a, buf_str(b)));

	assert_non_null(j);
	return j;
}

static int
world_make(void **state)
{
	static struct match_measure m[N_RULES];
	struct rule_problems ps = { 0 };
	struct buf b;
	size_t i;

	(void)state;
	w.a = arena_new(256 * MiB);
	for (i = 0; i < N_RULES; i++) {
		buf_init(&b, w.a, 64 * KiB);
		put_random_rule(&b, 0);
		w.jrules[i] = parsed(&b);
		if (rule_parse(w.a, buf_str(&b), &tree_places, false, &w.rules[i], &ps) != OK)
			fail_msg("%.*s: %.*s %.*s", FMT(buf_str(&b)), FMT(ps.p[0].at),
			    FMT(ps.p[0].text));
		w.refused[i] = rnd(4) ? 0 : rnd(64);
		m[i] = (struct match_measure){ (int64_t)i + 1000, w.rules[i], w.refused[i] };
	}
	for (i = 0; i < N_PASSPORTS; i++) {
		buf_init(&b, w.a, 64 * KiB);
		put_random_passport(&b);
		w.jpassports[i] = parsed(&b);
		passport_fill(w.a, &w.passports[i], w.jpassports[i]);
	}
	return match_set_build(m, N_RULES, &w.set) == OK ? 0 : -1;
}

static int
world_end(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < N_RULES; i++)
		json_object_put(w.jrules[i]);
	for (i = 0; i < N_PASSPORTS; i++)
		json_object_put(w.jpassports[i]);
	match_set_free(w.set);
	arena_free(w.a);
	return 0;
}

static uint64_t
applicant_bit(size_t i)
{
	return (uint64_t)1 << i;
}

static void
against_brute(void **state)
{
	size_t seen[3] = { 0 }, i, k, who;

	(void)state;
	for (i = 0; i < N_RULES; i++) {
		for (k = 0; k < N_PASSPORTS; k++) {
			int want, got;

			who = (i + k) % LEN(applicants);
			want = brute(w.jrules[i], w.jpassports[k], applicants[who]);
			got = (int)rule_eval(&w.rules[i], &w.passports[k], applicant_bit(who));
			if (got != want)
				fail_msg("%s\n%s", json_object_to_json_string(w.jrules[i]),
				    json_object_to_json_string(w.jpassports[k]));
			seen[got]++;
		}
	}
	for (i = 0; i < 3; i++) /* all three must be met often, or nothing was tested */
		assert_true(seen[i] > N_RULES * N_PASSPORTS / 20);
}

static void
one_like_eval(void **state)
{
	static struct match_result r[N_RULES];
	struct arena *a = arena_new(64 * MiB);
	struct match_answer x;
	size_t i, k;

	(void)state;
	assert_int_equal(match_set_count(w.set), N_RULES);
	for (k = 0; k < N_PASSPORTS; k += 7) {
		uint64_t who = applicant_bit(k % 6);

		assert_int_equal(match_one(w.set, a, &w.passports[k], who, r), OK);
		for (i = 0; i < N_RULES; i++) {
			enum verdict v = rule_eval(&w.rules[i], &w.passports[k], who);

			assert_int_equal(
			    match_explain(a, &w.rules[i], &w.passports[k], who, k % 2, &x), OK);
			assert_int_equal(x.verdict, v);
			assert_int_equal(r[i].met, x.met);
			assert_int_equal(r[i].total, x.total);
			if (w.refused[i] != 0 && !(w.refused[i] & who))
				v = MATCH_NO;
			assert_int_equal(r[i].verdict, v);
		}
		arena_reset(a);
	}
	arena_free(a);
}

static enum err
planes_check(void *ctx, size_t measure, int64_t id, const struct match_planes *pl)
{
	static uint8_t v[N_PASSPORTS];
	uint64_t who = *(uint64_t *)ctx;
	uint32_t counts[3];
	size_t k;

	assert_int_equal(id, measure + 1000);
	assert_int_equal(match_set_id(w.set, measure), id);
	match_reverse(&w.rules[measure], w.passports, N_PASSPORTS, who, v, counts);
	if (w.refused[measure] != 0 && !(w.refused[measure] & who)) {
		memset(v, MATCH_NO, sizeof v);
		counts[MATCH_YES] = counts[MATCH_UNKNOWN] = 0;
		counts[MATCH_NO] = N_PASSPORTS;
	}
	for (k = 0; k < pl->n_words * 64; k++) {
		bool yes = pl->yes[k / 64] >> (k % 64) & 1;
		bool unk = pl->unknown[k / 64] >> (k % 64) & 1;

		assert_int_equal(yes, k < N_PASSPORTS && v[k] == MATCH_YES);
		assert_int_equal(unk, k < N_PASSPORTS && v[k] == MATCH_UNKNOWN);
	}
	assert_int_equal(pl->n_yes, counts[MATCH_YES]);
	assert_int_equal(pl->n_unknown, counts[MATCH_UNKNOWN]);
	assert_int_equal(pl->n_no, counts[MATCH_NO]);
	return OK;
}

static enum err
planes_stop(void *ctx, size_t measure, int64_t id, const struct match_planes *pl)
{
	(void)id;
	(void)pl;
	++*(int *)ctx;
	return measure == 3 ? E_BUSY : OK;
}

static void
all_like_eval(void **state)
{
	uint64_t who;
	int calls = 0;

	(void)state;
	for (who = 1; who < 64; who *= 2)
		assert_int_equal(
		    match_all(w.set, w.passports, N_PASSPORTS, who, planes_check, &who), OK);
	assert_int_equal(match_all(w.set, w.passports, 1, 1, planes_stop, &calls), E_BUSY);
	assert_int_equal(calls, 4);
	calls = -N_RULES;
	assert_int_equal(match_all(w.set, NULL, 0, 1, planes_stop, &calls), E_BUSY);
}

/* Changing what did not decide changes nothing: fields that no deciding condition asks are
 * cleared, and the verdict stays. */
static void
reasons_suffice(void **state)
{
	struct arena *a = arena_new(64 * MiB);
	struct match_answer x;
	size_t i, k, l;

	(void)state;
	for (i = 0; i < N_RULES; i++) {
		for (k = i % 10; k < N_PASSPORTS; k += 100) {
			struct passport less = w.passports[k];
			uint64_t keep = 0;

			assert_int_equal(
			    match_explain(a, &w.rules[i], &w.passports[k], 1, false, &x), OK);
			assert_int_equal(x.met + x.unmet + x.unknown, x.total);
			assert_int_equal(x.n_missing > 0, x.verdict == MATCH_UNKNOWN);
			for (l = 0; l < x.n_lines; l++)
				if (x.lines[l].kind == RULE_LEAF && x.lines[l].decides)
					keep |= (uint64_t)1 << x.lines[l].field;
			less.known &= keep;
			if (!(keep >> MF_territory & 1))
				less.n_places = 0;
			if (x.verdict != MATCH_UNKNOWN)
				assert_int_equal(rule_eval(&w.rules[i], &less, 1), x.verdict);
			arena_reset(a);
		}
	}
	arena_free(a);
}

static struct str
json_of(struct arena *a, const struct rule *r)
{
	struct buf b;

	buf_init(&b, a, RULE_JSON);
	rule_write_json(&b, r);
	assert_int_equal(buf_err(&b), OK);
	return buf_str(&b);
}

static void
round_trips(void **state)
{
	struct arena *a = arena_new(64 * MiB);
	struct rule_problems ps = { 0 };
	struct rule_rows rows;
	struct rule again;
	size_t i, k;

	(void)state;
	for (i = 0; i < N_RULES; i++) {
		struct str json = json_of(a, &w.rules[i]);

		assert_int_equal(rule_parse(a, json, &tree_places, false, &again, &ps), OK);
		assert_true(str_eq(json, json_of(a, &again)));
		assert_int_equal(rule_to_rows(a, &w.rules[i], i % 2, &rows), OK);
		assert_int_equal(
		    rule_from_rows(a, rows.p, rows.n, &tree_places, i % 2, &again, &ps), OK);
		if (w.rules[i].nodes[0].kind == RULE_ALL &&
		    w.rules[i].nodes[0].size > w.rules[i].nodes[1].size + 1)
			assert_true(str_eq(json, json_of(a, &again)));
		for (k = 0; k < 50; k++)
			assert_int_equal(rule_eval(&again, &w.passports[k], 1),
			    rule_eval(&w.rules[i], &w.passports[k], 1));
		arena_reset(a);
		memset(&ps, 0, sizeof ps);
	}
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(against_brute),
		cmocka_unit_test(one_like_eval),
		cmocka_unit_test(all_like_eval),
		cmocka_unit_test(reasons_suffice),
		cmocka_unit_test(round_trips),
	};

	return cmocka_run_group_tests(tests, world_make, world_end);
}
