/* folder_test.c - what an item waits for, what a file is, how it may be called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "calendar/calendar.h"
#include "folder/moves.h"

#define YES(d) { d, true }
#define NO { 0, false }

static int32_t
on(int y, int m, int d)
{
	return day_num((struct day){ y, m, d });
}

struct row { const char *name; struct folder_facts f; enum folder_term_of of; int32_t day; };

static void
what_an_item_waits_for(void **state)
{
	const int32_t today = on(2026, 11, 20);
	const int32_t open = on(2026, 11, 1), soon = on(2026, 12, 5), past = on(2026, 11, 18);
	const struct row rows[] = {
		{ "the round's end",
		    { FS_PREPARING, 2026, NO, NO, YES(open), YES(soon) }, FT_CLOSES, soon },
		{ "nothing",
		    { FS_PREPARING, 2026, NO, NO, NO, NO }, FT_NONE, 0 },
		{ "the own term is nearer",
		    { FS_INTERESTED, 2026, YES(soon - 3), NO, NO, YES(soon) }, FT_OWN, soon - 3 },
		{ "the own term is later",
		    { FS_INTERESTED, 2026, YES(soon + 3), NO, NO, YES(soon) }, FT_CLOSES, soon },
		{ "a paper is nearest",
		    { FS_PREPARING, 2026, YES(soon), YES(soon - 9), NO, YES(soon) },
		    FT_PAPER, soon - 9 },
		{ "a term that has passed is nearest of all",
		    { FS_PREPARING, 2026, YES(past), NO, NO, YES(soon) }, FT_OWN, past },
		{ "a closed round is told before all else",
		    { FS_PREPARING, 2026, YES(past - 5), NO, YES(open), YES(past) },
		    FT_GONE, past },
		{ "its last day is open",
		    { FS_PREPARING, 2026, NO, NO, YES(open), YES(today) }, FT_CLOSES, today },
		{ "another year's round is not ours",
		    { FS_PREPARING, 2027, NO, NO, YES(open), YES(past) }, FT_NONE, 0 },
		{ "a round over the turn of the year is",
		    { FS_PREPARING, 2026, NO, NO, YES(open), YES(on(2027, 1, 15)) },
		    FT_CLOSES, on(2027, 1, 15) },
		{ "what is sent waits for its decision",
		    { FS_APPLIED, 2026, YES(soon), YES(past), NO, YES(past) }, FT_OWN, soon },
		{ "an outcome waits for nothing",
		    { FS_WON, 2026, YES(soon), YES(soon), NO, YES(soon) }, FT_NONE, 0 },
		{ "nor does what was refused",
		    { FS_REFUSED, 2026, YES(soon), YES(soon), NO, YES(past) }, FT_NONE, 0 },
		{ "nor what was put off",
		    { FS_PUT_OFF, 2026, YES(soon), NO, NO, YES(soon) }, FT_NONE, 0 },
	};

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		struct folder_term t = folder_term(&rows[i].f, today);

		if (t.of != rows[i].of || (t.of != FT_NONE && t.day != rows[i].day))
			fail_msg("%s: %d on day %d, today %d", rows[i].name, t.of, t.day, today);
	}
}

static void
steps_lead_from_a_state_to_another(void **state)
{
	(void)state;
	for (int s = 1; s < FS_N; s++) {
		int usual = 0;

		assert_true(folder_state_of(str_c(folder_states[s].code)) == s);
		for (size_t i = 0; i < folder_steps_n; i++) {
			const struct folder_step *st = &folder_steps[i];

			assert_true(st->from != st->to && st->to > 0 && st->to < FS_N);
			assert_ptr_equal(folder_step(st->from, st->to), st);
			usual += st->from == s && st->usual;
		}
		assert_int_equal(usual, s == FS_WON || s == FS_REFUSED ? 0 : 1);
	}
	assert_null(folder_step(FS_WON, FS_INTERESTED));
	assert_null(folder_step(FS_APPLIED, 0));
	assert_int_equal(folder_state_of(S("")), 0);
}

static void
a_file_is_what_its_bytes_are(void **state)
{
	static const struct { const char *bytes; size_t n; const char *name, *type; } rows[] = {
		{ "%PDF-1.4", 8, "a.pdf", "application/pdf" },
		{ "%PDF-1.4", 8, "a.exe", "application/pdf" },
		{ " %PDF-1.4", 9, "a.pdf", NULL },
		{ "\x89PNG\r\n\x1a\n...", 11, "a.PNG", "image/png" },
		{ "\xff\xd8\xff\xe0", 4, "a.jpeg", "image/jpeg" },
		{ "\xff\xd8", 2, "a.jpeg", NULL },
		{ "PK\x03\x04", 4, "a.DOCX",
		    "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
		{ "PK\x03\x04", 4, "a.zip", "application/zip" },
		{ "PK\x03\x04", 4, "a.jar", NULL },
		{ "PK\x03\x04", 4, "docx", NULL },
		{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "a.xls", "application/vnd.ms-excel" },
		{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "a.msi", NULL },
		{ "MZ\x90", 3, "a.pdf", NULL },
		{ "\x3chtml>", 6, "a.html", NULL },
		{ "\x3csvg/>", 6, "a.svg", NULL },
		{ "a,b\r\n1,2\r\n", 10, "a.csv", "text/csv" },
		{ "\xcf\xf0\xe8\xe2\xe5\xf2", 6, "a.txt", "text/plain" },
		{ "a\0b", 3, "a.txt", NULL },
		{ "", 0, "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		const char *type = folder_file_type(
		    (struct str){ rows[i].bytes, rows[i].n }, str_c(rows[i].name));

		if ((type == NULL) != (rows[i].type == NULL) ||
		    (type != NULL && strcmp(type, rows[i].type) != 0))
			fail_msg("row %zu, %s: %s", i, rows[i].name, type ? type : "refused");
	}
}

static void
same(struct str got, const char *want)
{
	if (!str_is(got, want))
		fail_msg("got «%.*s», want «%s»", FMT(got), want);
}

static void
a_name_says_no_more_than_a_name(void **state)
{
	struct arena *a = arena_new(1 * MiB);
	char lengthy[600];

	(void)state;
	same(folder_file_name(a, S("Смета.pdf")), "Смета.pdf");
	same(folder_file_name(a, S("C:\\fakepath\\Смета.pdf")), "Смета.pdf");
	same(folder_file_name(a, S("../../etc/passwd")), "passwd");
	same(folder_file_name(a, S(".htaccess")), "htaccess");
	same(folder_file_name(a, S("..")), "file");
	same(folder_file_name(a, S("dir/")), "file");
	same(folder_file_name(a, S("")), "file");
	same(folder_file_name(a, S("a\r\nX: y\".pdf")), "a__X_ y_.pdf");
	same(folder_file_name(a, S("\xff\xfe.pdf")), "file");
	memset(lengthy, 'x', sizeof lengthy);
	memcpy(lengthy + 590, ".pdf", 4);
	struct str cut = folder_file_name(a, (struct str){ lengthy, 594 });
	assert_int_equal(cut.n, 124);
	assert_true(str_ends(cut, S("x.pdf")));
	same(folder_file_end(a, S("page.html"), "application/pdf"), "page.html.pdf");
	same(folder_file_end(a, S("a.PDF"), "application/pdf"), "a.PDF");
	same(folder_file_end(a, S("a.jpeg"), "image/jpeg"), "a.jpeg");
	same(folder_file_end(a, S("a.docx"), "application/x"), "a.docx");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_an_item_waits_for),
		cmocka_unit_test(steps_lead_from_a_state_to_another),
		cmocka_unit_test(a_file_is_what_its_bytes_are),
		cmocka_unit_test(a_name_says_no_more_than_a_name),
	};

	return cmocka_run_group_tests_name("folder", tests, NULL, NULL);
}
