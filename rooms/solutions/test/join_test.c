/* join_test.c - two edits of one solution become one: fields, steps that come, go and move. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "solutions/sol_impl.h"

/* Steps told as «akt=Осмотреть pismo=Написать»: what stands before and after the sign. */
struct world {
	struct arena *a;
	struct sol_draft base, theirs, mine;
	struct sol_names clashes;
};

static void
steps(struct arena *a, struct sol_draft *d, const char *told)
{
	struct str rest = str_dup(a, str_c(told));

	d->n_steps = 0;
	while (rest.n > 0) {
		struct str title, one = str_cut(rest, ' ', &rest), code = str_cut(one, '=', &title);

		d->step[d->n_steps++] = (struct sol_step){ .code = code, .title = title,
			.who = S(""), .norm = S(""), .note = S(""), .file_name = S(""),
			.file_text = S("") };
	}
}

static const char *
order(struct arena *a, const struct sol_draft *d)
{
	struct buf b;

	buf_init(&b, a, 4 * KiB);
	for (size_t i = 0; i < d->n_steps; i++)
		buf_fmt(&b, "%s%.*s=%.*s", i > 0 ? " " : "", FMT(d->step[i].code),
		    FMT(d->step[i].title));
	buf_putc(&b, '\0');
	return b.p;
}

static const char *
names(struct arena *a, const struct sol_names *n)
{
	struct buf b;

	buf_init(&b, a, 4 * KiB);
	for (size_t i = 0; i < n->n; i++)
		buf_fmt(&b, "%s%.*s", i > 0 ? " " : "", FMT(n->p[i]));
	buf_putc(&b, '\0');
	return b.p;
}

static struct world *
begin(const char *told)
{
	struct arena *a = arena_new(16 * MiB);
	struct world *w = arena_make(a, struct world);

	w->a = a;
	w->base = (struct sol_draft){ .key = S("k"), .title = S("Т"), .situation = S("С"),
		.owner = S(""), .kinds = S("") };
	steps(a, &w->base, told);
	w->theirs = w->mine = w->base;
	return w;
}

static void
join(struct world *w, bool known)
{
	assert_int_equal(
	    sol_join(w->a, known ? &w->base : NULL, &w->theirs, &w->mine, &w->clashes), OK);
}

static void
end(struct world *w)
{
	arena_free(w->a);
}

static void
each_field_is_joined_alone(void **state)
{
	struct world *w = begin("a=A b=B");

	(void)state;
	w->theirs.title = S("Их");
	w->theirs.level = SOL_REGIONAL;
	w->theirs.place = (struct opt_int){ 7, true };
	w->theirs.measure[w->theirs.n_measures++] = S("mera");
	w->theirs.step[0].norm = S("ст. 1");
	w->mine.situation = S("Моё");
	w->mine.topic = 5;
	w->mine.kinds = S(" urban_okrug ");
	w->mine.step[0].note = S("Моё");
	w->mine.step[1].term = 3;
	w->mine.step[1].unit = SOL_WORKING;
	join(w, true);
	assert_int_equal(w->clashes.n, 0);
	assert_true(str_is(w->mine.title, "Их") && str_is(w->mine.situation, "Моё"));
	assert_true(w->mine.level == SOL_REGIONAL && w->mine.topic == 5 && w->mine.place.v == 7);
	assert_true(w->mine.n_measures == 1 && w->mine.kinds.n > 0);
	assert_true(str_is(w->mine.step[0].norm, "ст. 1") && str_is(w->mine.step[0].note, "Моё"));
	assert_true(w->mine.step[1].term == 3 && w->mine.step[1].unit == SOL_WORKING);
	end(w);
}

static void
what_both_changed_is_named_and_stays_mine(void **state)
{
	struct world *w = begin("a=A b=B");

	(void)state;
	w->theirs.owner = S("Их");
	w->mine.owner = S("Моё");
	w->theirs.step[1].note = S("Их");
	w->mine.step[1].note = S("Моё");
	w->theirs.title = w->mine.title = S("Оба");
	join(w, true);
	assert_string_equal(names(w->a, &w->clashes), "owner note:b");
	assert_true(str_is(w->mine.owner, "Моё") && str_is(w->mine.step[1].note, "Моё"));
	assert_int_equal(sol_take(w->a, &w->mine, &w->theirs, S("note:b")), OK);
	assert_int_equal(sol_take(w->a, &w->mine, &w->theirs, S("owner")), OK);
	assert_true(str_is(w->mine.owner, "Их") && str_is(w->mine.step[1].note, "Их"));
	end(w);
}

static void
steps_come_and_go(void **state)
{
	struct world *w = begin("a=A b=B c=C d=D");

	(void)state;
	steps(w->a, &w->theirs, "n=N a=A c=C m=M d=D");
	steps(w->a, &w->mine, "a=A b=B x=X d=D");
	join(w, true);
	assert_int_equal(w->clashes.n, 0);
	/* theirs: n first, m, b gone; mine: x, c gone; m had stood behind c, that stood behind a */
	assert_string_equal(order(w->a, &w->mine), "n=N a=A m=M x=X d=D");
	end(w);
}

static void
a_step_gone_here_and_rewritten_there_is_a_clash(void **state)
{
	struct world *w = begin("a=A b=B c=C");

	(void)state;
	steps(w->a, &w->theirs, "a=A c=C2");
	steps(w->a, &w->mine, "a=A b=B2");
	join(w, true);
	assert_string_equal(names(w->a, &w->clashes), "step:b step:c");
	assert_string_equal(order(w->a, &w->mine), "a=A b=B2");
	assert_int_equal(sol_take(w->a, &w->mine, &w->theirs, S("step:b")), OK);
	assert_int_equal(sol_take(w->a, &w->mine, &w->theirs, S("step:c")), OK);
	assert_string_equal(order(w->a, &w->mine), "a=A c=C2");
	end(w);
}

static void
steps_change_places(void **state)
{
	struct world *w = begin("a=A b=B c=C");

	(void)state;
	steps(w->a, &w->theirs, "c=C a=A b=B");
	steps(w->a, &w->mine, "a=A x=X b=B2 c=C");
	join(w, true);
	assert_int_equal(w->clashes.n, 0);
	assert_string_equal(order(w->a, &w->mine), "c=C a=A x=X b=B2");
	end(w);
	w = begin("a=A b=B c=C");
	steps(w->a, &w->theirs, "c=C a=A b=B");
	steps(w->a, &w->mine, "b=B a=A c=C");
	join(w, true);
	assert_string_equal(names(w->a, &w->clashes), "order");
	assert_string_equal(order(w->a, &w->mine), "b=B a=A c=C");
	assert_int_equal(sol_take(w->a, &w->mine, &w->theirs, S("order")), OK);
	assert_string_equal(order(w->a, &w->mine), "c=C a=A b=B");
	end(w);
}

/* Who does not know what the form was drawn from decides nothing for a person. */
static void
without_a_base_all_that_differs_is_asked(void **state)
{
	struct world *w = begin("a=A b=B");

	(void)state;
	w->theirs.owner = S("Их");
	steps(w->a, &w->theirs, "a=A2 n=N");
	join(w, false);
	assert_string_equal(names(w->a, &w->clashes), "owner step:a step:b step:n");
	end(w);
}

/* The most there may be, all of it touched by both: nothing runs over. */
static void
as_many_as_there_may_be(void **state)
{
	struct world *w = begin("");
	struct sol_fields f;

	(void)state;
	for (int i = 0; i < SOL_STEPS; i++)
		w->mine.step[w->mine.n_steps++] = (struct sol_step){ .title = S("Моё"),
			.code = str_fmt(w->a, "m%d", i) };
	for (int i = 0; i < SOL_STEPS; i++)
		w->theirs.step[w->theirs.n_steps++] = (struct sol_step){ .title = S("Их"),
			.code = str_fmt(w->a, "t%d", i) };
	assert_int_equal(sol_fields(w->a, &w->mine, &f), OK);
	assert_int_equal(f.n, SOL_FIELDS);
	join(w, true);
	assert_int_equal(w->mine.n_steps, SOL_STEPS);
	assert_int_equal(w->clashes.n, SOL_STEPS); /* theirs have no place: asked, not lost */
	join(w, false);
	assert_int_equal(w->clashes.n, 2 * SOL_STEPS);
	end(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_is_joined_alone),
		cmocka_unit_test(what_both_changed_is_named_and_stays_mine),
		cmocka_unit_test(steps_come_and_go),
		cmocka_unit_test(a_step_gone_here_and_rewritten_there_is_a_clash),
		cmocka_unit_test(steps_change_places),
		cmocka_unit_test(without_a_base_all_that_differs_is_asked),
		cmocka_unit_test(as_many_as_there_may_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
