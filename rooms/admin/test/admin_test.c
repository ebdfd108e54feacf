/* admin_test.c - how things are said: masked addresses, sizes, spans; settings without secrets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "admin/admin_impl.h"
#include "conf/conf.h"

static struct arena *a;

static void
is(struct str got, const char *want)
{
	assert_non_null(got.p);
	assert_string_equal(str_z(a, got), want);
}

static struct str
masked(const char *to, enum out_channel channel)
{
	return admin_masked(a, str_c(to), channel);
}

static void
addresses_are_masked(void **state)
{
	(void)state;
	is(masked("ivan.petrov@example.org", OUT_MAIL), "i…@example.org");
	is(masked("иван@пример.рф", OUT_MAIL), "и…@пример.рф");
	is(masked("\"a@b\"@example.org", OUT_MAIL), "\"…@example.org");
	is(masked("nobody", OUT_MAIL), "…");
	is(masked("@example.org", OUT_MAIL), "…");
	is(masked("", OUT_MAIL), "…");
	is(masked("https://hooks.example.org/key/1", OUT_HOOK), "https://hooks.example.org/…");
	is(masked("https://hooks.example.org?k=1", OUT_HOOK), "https://hooks.example.org/…");
	is(masked("https://hooks.example.org", OUT_HOOK), "https://hooks.example.org");
}

static void
sizes_and_spans_are_said(void **state)
{
	struct ui ui = { .arena = a, .lang = LANG_RU, .tz_min = 180, .now = 1764342000 };

	(void)state;
	ui.today = day_of(ui.now, ui.tz_min);
	is(admin_bytes(&ui, 1), "1\xC2\xA0" "байт");
	is(admin_bytes(&ui, 1536), "1,5 КиБ");
	is(admin_bytes(&ui, 11837440), "11,2 МиБ");
	is(admin_bytes(&ui, 5368709120), "5 ГиБ");
	is(admin_span(&ui, 59), "59\xC2\xA0" "секунд");
	is(admin_span(&ui, 61), "1\xC2\xA0" "минута");
	is(admin_span(&ui, 7200), "2\xC2\xA0" "часа");
	is(admin_span(&ui, 7 * 86400), "7\xC2\xA0" "дней");
	is(ui_moment(&ui, ui.now), "сегодня, 18:00");
	is(ui_moment(&ui, ui.now - 86400), "27\xC2\xA0" "ноября, 18:00");
}

/* The value of a setting as the page has it. */
static struct str
shown(const char *name, const char *value, struct conf_row *ret)
{
	struct conf *c;

	assert_int_equal(conf_new(a, &c), OK);
	if (value != NULL)
		assert_int_equal(conf_flag(c, str_c(name), str_c(value)), OK);
	for (size_t i = 0; i < conf_count(); i++) {
		assert_int_equal(conf_row(c, i, a, ret), OK);
		if (strcmp(ret->name, name) == 0)
			return ret->value;
	}
	return STR_NONE;
}

static void
settings_hide_passwords(void **state)
{
	struct conf_row r;

	(void)state;
	is(shown("db", "postgres://veche:secret@host/base", &r), "postgres://***@host/base");
	assert_int_equal(r.from, CONF_FLAG);
	is(shown("db", "postgres://host/base?user=v&password=secret&sslmode=require", &r),
	    "postgres://host/base?user=v&password=***&sslmode=require");
	is(shown("db", "host=h password=secret dbname=d", &r), "host=h password=*** dbname=d");
	is(shown("db", "/var/lib/veche.db", &r), "/var/lib/veche.db");
	is(shown("max_conns", NULL, &r), "4096");
	assert_int_equal(r.from, CONF_DEFAULT);
	assert_true(r.number && r.min == 16 && r.max == 100000);
	is(shown("access_log", NULL, &r), "yes");
	assert_string_equal(r.dflt, "yes");
}

static enum import_outcome
came(int64_t read, int64_t in, int64_t bad, int64_t declined, const char *err)
{
	return import_outcome(&(struct import_run){ .read = read, .added = in, .bad = bad,
		.declined = declined, .err = str_c(err) });
}

static void
imports_end_in_five_ways(void **state)
{
	(void)state;
	assert_int_equal(came(3, 3, 0, 0, ""), IMPORT_WHOLE);
	assert_int_equal(came(3, 1, 0, 2, ""), IMPORT_WHOLE);
	assert_int_equal(came(3, 0, 0, 3, ""), IMPORT_WHOLE); /* all were looked at, none wanted */
	assert_int_equal(came(3, 2, 1, 0, ""), IMPORT_PARTLY);
	assert_int_equal(came(3, 0, 3, 0, ""), IMPORT_NONE);
	assert_int_equal(came(0, 0, 1, 0, ""), IMPORT_NONE); /* the heading is not to be read */
	assert_int_equal(came(0, 0, 0, 0, ""), IMPORT_NONE);
	assert_int_equal(came(3, 1, 1, 0, ""), IMPORT_WAITS);
	assert_int_equal(came(3, 1, 1, 0, "E_DB"), IMPORT_BROKEN);
}

static void
fields_are_parted_as_in_the_heading(void **state)
{
	const struct str *v;
	size_t n;

	(void)state;
	assert_int_equal(import_split(a, S("a;b\n1;2\n"), S("\"x;\"\"y\";2"), &v, &n), OK);
	assert_int_equal(n, 2);
	is(v[0], "x;\"y");
	is(v[1], "2");
	assert_int_equal(import_split(a, S("a,b;c\n"), S("1,2;3"), &v, &n), OK);
	assert_int_equal(n, 2);
	is(v[1], "2;3");
	assert_int_equal(import_split(a, S("a,b\n"), S("\"never closed"), &v, &n), OK);
	assert_int_equal(n, 1);
	is(v[0], "\"never closed");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_masked),
		cmocka_unit_test(sizes_and_spans_are_said),
		cmocka_unit_test(settings_hide_passwords),
		cmocka_unit_test(imports_end_in_five_ways),
		cmocka_unit_test(fields_are_parted_as_in_the_heading),
	};
	int failed;

	a = arena_new(16 * MiB);
	if (a == NULL)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return failed;
}
