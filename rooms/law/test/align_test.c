/* align_test.c - articles of a draft find those of the model act. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "law/draft_align.h"

#define Z(lit) { lit, sizeof lit - 1 }
#define IT(eid, title, body) { Z(eid), Z(title), Z(body) }

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_new(64 * MiB);
	return a ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static void
rows_are(const struct align_item *m, size_t nm, const struct align_item *d, size_t nd,
    const struct align_row *want, size_t n)
{
	struct align_rows r;

	assert_int_equal(align_items(a, m, nm, d, nd, &r), OK);
	assert_int_equal(r.n, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(r.p[i].model, want[i].model);
		assert_int_equal(r.p[i].draft, want[i].draft);
		assert_int_equal(r.p[i].moved, want[i].moved);
	}
}

#define ROWS(m, d, ...) \
	rows_are(m, LEN(m), d, LEN(d), (struct align_row[]){ __VA_ARGS__ }, \
	    LEN(((struct align_row[]){ __VA_ARGS__ })))

static void
numbers_and_titles(void **state)
{
	static const struct align_item m[] = { IT("st-1", "Предмет правил", "Об уборке."),
		IT("st-2", "Сроки", "Тридцать дней."), IT("st-3", "Контроль", "Контроль ведут.") };
	static const struct align_item d[] = { IT("st-1", "ПРЕДМЕТ ПРАВИЛ.", "Иное."),
		IT("st-2", "Животные", "Собак выгуливают на поводке."),
		IT("st-3", "Сроки", "Двадцать дней.") };

	(void)state;
	/* «Сроки» moved, «Животные» are new, «Контроль» is lacking at its place */
	ROWS(m, d, { 0, 0, false }, { -1, 1, false }, { 1, 2, true }, { 2, -1, false });
}

static void
same_number_other_title(void **state)
{
	static const struct align_item m[] = {
		IT("st-1", "Содержание фасадов зданий", "Собственник содержит фасад в чистоте"),
		IT("st-2", "Вывоз снега", "Снег вывозят в течение трёх суток после снегопада") };
	static const struct align_item near_[] = {
		IT("st-1", "Содержание фасадов домов", "Владелец моет стены"),
		IT("st-2", "Снег", "Снег вывозят в течение пяти суток после снегопада") };
	static const struct align_item far_[] = {
		IT("st-1", "Животные", "Собак выгуливают только на поводке") };

	(void)state;
	ROWS(m, near_, { 0, 0, false }, { 1, 1, false });
	ROWS(m, far_, { -1, 0, false }, { 0, -1, false }, { 1, -1, false });
}

static void
points_without_titles(void **state)
{
	static const struct align_item m[] = { IT("tekst/p-1", "", "1. Урны ставят у входа."),
		IT("tekst/p-2", "", "2. Урны моют раз в месяц."), IT("tekst/p-3", "", "3. Всё.") };
	static const struct align_item d[] = { IT("tekst/p-1", "", "1. Урны ставят у дверей."),
		IT("tekst/p-2", "", "3. Всё."), IT("tekst/p-4", "", "4. Ещё.") };

	(void)state;
	/* the same words are the same point, whatever its number; else the number says it */
	ROWS(m, d, { 0, 0, false }, { 1, -1, false }, { 2, 1, true }, { -1, 2, false });
}

static void
twice_the_same_and_nothing(void **state)
{
	static const struct align_item m[] = { IT("st-1", "Сроки", "А."),
		IT("st-2", "Сроки", "Б.") };
	static const struct align_item d[] = { IT("st-5", "Сроки", "В."),
		IT("st-2", "Сроки", "Б.") };

	(void)state;
	/* of two of one title neither is guessed at until one is left */
	ROWS(m, d, { 0, 0, true }, { 1, 1, false });
	rows_are(m, 0, d, 1, &(struct align_row){ -1, 0, false }, 1);
	rows_are(m, 1, d, 0, &(struct align_row){ 0, -1, false }, 1);
	rows_are(m, 0, d, 0, NULL, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_and_titles),
		cmocka_unit_test(same_number_other_title),
		cmocka_unit_test(points_without_titles),
		cmocka_unit_test(twice_the_same_and_nothing),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
