/* feed_test.c - Atom and iCalendar: escaped, folded, never spoilt by one bad text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "calendar/calendar.h"
#include "text/text.h"
#include "web/feed.h"

static struct arena *a;
static struct buf out;

static int
setup(void **state)
{
	(void)state;
	a = arena_new(64 * MiB);
	buf_init(&out, a, 4 * MiB);
	return a != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static bool
has(struct str hay, const char *needle)
{
	return str_find(hay, str_c(needle)) >= 0;
}

/* ---- iCalendar ------------------------------------------------------------------- */

/* Undo the folding of RFC 5545, § 3.1, checking each line on the way. */
static struct str
unfold(struct str s)
{
	struct buf b;
	size_t from = 0;

	buf_init(&b, a, 4 * MiB);
	while (from < s.n) {
		ptrdiff_t end = str_find((struct str){ s.p + from, s.n - from }, S("\r\n"));
		struct str line = { s.p + from, (size_t)end };

		assert_true(end >= 0);
		assert_true(line.n <= 75);
		assert_true(utf8_valid(line)); /* never parted within a character */
		if (from > 0 && line.n > 0 && line.p[0] == ' ')
			line = (struct str){ line.p + 1, line.n - 1 };
		else if (from > 0)
			buf_putc(&b, '\n');
		buf_put(&b, line);
		from += (size_t)end + 2;
	}
	return buf_str(&b);
}

static void
ical_folds_escapes_and_keeps_ids(void **state)
{
	struct str got;

	(void)state;
	ical_begin(&out, S("Сроки; дождевая канализация"));
	ical_add(&out,
	    &(struct ical_event){ .uid = S("drain-closes@portal.example"),
		.day = day_num((struct day){ 2026, 12, 31 }),
		.remind_days = 3,
		.changed = 1700000000,
		.title = S(
		    "Последний день приёма: дождевая канализация малых городов, ливнёвка"),
		.text = S("Лотки, трубы; колодцы\\выпуски\nВторая строка\r\x01"),
		.page = S("https://portal.example/navigator/drain\r\nX-EVIL:1") });
	ical_end(&out);
	assert_int_equal(buf_err(&out), OK);
	got = unfold(buf_str(&out));
	assert_true(str_starts(got, S("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:")));
	assert_true(has(got, "\nX-WR-CALNAME:Сроки\\; дождевая канализация\n"));
	assert_true(has(got, "\nUID:drain-closes@portal.example\nDTSTAMP:20231114T221320Z\n"));
	assert_true(has(got, "\nDTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20270101\n"));
	assert_true(
	    has(got, "\nDESCRIPTION:Лотки\\, трубы\\; колодцы\\\\выпуски\\nВторая строка\n"));
	assert_true(has(got, "\nURL:https://portal.example/navigator/drainX-EVIL:1\n"));
	assert_true(has(got, "\nTRIGGER:-P3D\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR"));
	assert_false(has(got, "\nX-EVIL"));
}

static void
ical_several_days_and_long_words(void **state)
{
	char word[1000];

	(void)state;
	memset(word, 'x', sizeof word);
	ical_begin(&out, S("x"));
	ical_add(&out,
	    &(struct ical_event){
		.uid = S("u"), .day = 20000, .last = 20004, .title = { word, sizeof word } });
	ical_end(&out);
	assert_true(has(
	    unfold(buf_str(&out)), "\nDTSTART;VALUE=DATE:20241004\nDTEND;VALUE=DATE:20241009\n"));
}

/* ---- Atom ------------------------------------------------------------------------ */

static void
atom_drops_what_xml_cannot_carry(void **state)
{
	struct str got;

	(void)state;
	atom_begin(&out,
	    &(struct atom_feed){ .id = S("https://p.example/navigator.atom"),
		.title = S("Меры «для нас» & <других>"),
		.self = S("https://p.example/navigator.atom?a=1&b=2"),
		.page = S("https://p.example/navigator"),
		.lang = "ru",
		.updated = 1700000000 });
	atom_add(&out,
	    &(struct atom_entry){ .id = S("https://p.example/navigator/x"),
		.page = S("https://p.example/navigator/x"),
		.title = S("a\x01"
			   "b\xed\xa0\x80"
			   "c\xff"
			   "d\xef\xbf\xbf"
			   "e"),
		.summary = S("]]> \"кавычки\""),
		.category = S("grant"),
		.updated = 1700000001 });
	atom_end(&out);
	got = buf_str(&out);
	assert_true(utf8_valid(got));
	assert_true(str_starts(got, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed ")));
	assert_true(has(got, "<title>Меры «для нас» &amp; &lt;других&gt;</title>"));
	assert_true(has(got, "href=\"https://p.example/navigator.atom?a=1&amp;b=2\""));
	assert_true(has(got, "<title>abcde</title>"));
	assert_true(has(got, "<summary>]]&gt; &quot;кавычки&quot;</summary>"));
	assert_true(has(got, "<updated>2023-11-14T22:13:21Z</updated>"));
	assert_true(has(got, "<author><name>Вече</name>\n</author>"));
	assert_true(str_ends(got, S("</entry>\n</feed>\n")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ical_folds_escapes_and_keeps_ids, setup, teardown),
		cmocka_unit_test_setup_teardown(ical_several_days_and_long_words, setup, teardown),
		cmocka_unit_test_setup_teardown(atom_drops_what_xml_cannot_carry, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
