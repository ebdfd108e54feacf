/* doc_test.c - archives that can be read back, and the text of documents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <zlib.h>

#include "doc/doc.h"
#include "doc/xml.h"
#include "doc/zip.h"

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

/* ---- reading an archive by its directory, as others do ---------------------------------- */

static uint32_t
get(struct str s, size_t at, int n)
{
	uint32_t v = 0;

	assert_true(at + (size_t)n <= s.n);
	for (int i = n; i-- > 0;)
		v = v << 8 | (unsigned char)s.p[at + (size_t)i];
	return v;
}

/* The file's bytes; p NULL: there is no such file. */
static struct str
read_back(struct str zip, const char *name)
{
	size_t end = zip.n - 22, at = get(zip, end + 16, 4), n = get(zip, end + 10, 2);

	assert_int_equal(get(zip, end, 4), 0x06054B50);
	assert_int_equal(at + get(zip, end + 12, 4), end);
	for (size_t i = 0; i < n; i++) {
		size_t len = get(zip, at + 28, 2), local = get(zip, at + 42, 4);
		uint32_t packed = get(zip, at + 20, 4), size = get(zip, at + 24, 4);
		struct str file = { zip.p + at + 46, len };
		char *out = arena_alloc(a, size + 1);
		z_stream z = { .next_out = (Bytef *)out, .avail_out = size + 1 };

		assert_int_equal(get(zip, at, 4), 0x02014B50);
		at += 46 + len;
		if (!str_is(file, name))
			continue;
		assert_int_equal(get(zip, local, 4), 0x04034B50);
		assert_memory_equal(zip.p + local + 4, zip.p + at - len - 46 + 6, 26);
		assert_memory_equal(zip.p + local + 30, name, len);
		z.next_in = (Bytef *)(uintptr_t)zip.p + local + 30 + len;
		z.avail_in = packed;
		if (get(zip, local + 8, 2) == 0) {
			assert_int_equal(packed, size);
			memcpy(out, z.next_in, size);
		} else {
			assert_int_equal(inflateInit2(&z, -15), Z_OK);
			assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
			assert_int_equal(z.total_out, size);
			inflateEnd(&z);
		}
		assert_int_equal(crc32(0, (Bytef *)out, size), get(zip, local + 14, 4));
		return (struct str){ out, size };
	}
	return STR_NONE;
}

static void
archive_is_read_back(void **state)
{
	struct buf out, big;
	struct zipper z;

	(void)state;
	buf_init(&big, a, 1 * MiB);
	for (int i = 0; i < 5000; i++)
		buf_fmt(&big, "%d, ", i * 7919 % 5000);
	buf_init(&out, a, 1 * MiB);
	zipper_open(&z, &out, a);
	assert_int_equal(zipper_store(&z, "mimetype", S("text/none")), OK);
	assert_int_equal(zipper_pack(&z, "a/файл.txt", buf_str(&big)), OK);
	assert_int_equal(zipper_pack(&z, "empty", S("")), OK);
	assert_int_equal(zipper_close(&z), OK);
	assert_memory_equal(out.p + 30, "mimetypetext/none", 17);
	assert_true(str_is(read_back(buf_str(&out), "mimetype"), "text/none"));
	assert_true(str_eq(read_back(buf_str(&out), "a/файл.txt"), buf_str(&big)));
	assert_int_equal(read_back(buf_str(&out), "empty").n, 0);
	assert_null(read_back(buf_str(&out), "none").p);
	assert_true(out.n < big.n);
}

static void
too_small_a_buf_is_told(void **state)
{
	struct buf out;
	struct zipper z;

	(void)state;
	buf_init(&out, a, 64);
	zipper_open(&z, &out, a);
	assert_int_equal(zipper_pack(&z, "name", S("0123456789012345678901234567890123456789")),
	    E_LIMIT);
}

static void
xml_holds_no_controls(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, a, 1 * KiB);
	doc_xml(&b, S("\x01" "a<b>&\"\x0c\xEF\xBF\xBE" "c\xEF\xBF\xBD\x1F\t\n"));
	assert_true(str_is(buf_str(&b), "a&lt;b&gt;&amp;&quot;c\xEF\xBF\xBD\t\n"));
}

static void
xml_closes_what_it_opens(void **state)
{
	struct buf b;
	struct xml x;

	(void)state;
	buf_init(&b, a, 1 * KiB);
	xml_begin(&x, &b);
	xml_open(&x, "a");
	xml_attr(&x, "q", S("\"<\x02'"));
	xml_open(&x, "b");
	xml_close(&x);
	xml_text(&x, S("1 < 2"));
	xml_line(&x);
	xml_open(&x, "c");
	xml_text(&x, S(""));
	xml_close(&x);
	xml_close(&x);
	assert_int_equal(x.depth, 0);
	assert_true(str_is(buf_str(&b),
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<a q=\"&quot;&lt;&#39;\"><b/>1 &lt; 2\n<c></c></a>"));
}

/* ---- documents ------------------------------------------------------------------------- */

static struct str
document(enum doc_format f, const char *part)
{
	const struct str lead[] = { S("О чём <речь>") };
	const struct doc_head head = { .title = S("Сравнение"), .lang = S("ru-RU"), .lead = lead,
		.n_lead = 1, .cols = { S("Было"), S("Стало") }, .n_cols = 2 };
	const struct doc_run was[] = { { DOC_PLAIN, S("Срок  ") }, { DOC_GONE, S("десять") },
		{ DOC_PLAIN, S(" дней.\nВторая") } };
	const struct doc_run now[] = { { DOC_PLAIN, S("Срок ") }, { DOC_CAME, S("пять\nшесть") } };
	const struct doc_cell cells[] = { { was, LEN(was) }, { now, LEN(now) } };
	struct buf out;
	struct doc d;

	doc_open(&d, f, &head, 1 * MiB);
	doc_band(&d, S("Статья 1"));
	doc_row(&d, cells);
	buf_init(&out, a, 1 * MiB);
	assert_int_equal(doc_close(&d, a, &out), OK);
	doc_fini(&d);
	return read_back(buf_str(&out), part);
}

static void
has(struct str s, const char *what)
{
	if (str_find(s, str_c(what)) < 0)
		fail_msg("no «%s» in %.*s", what, FMT(s));
}

static void
docx_marks_words(void **state)
{
	struct str s = document(DOC_DOCX, "word/document.xml");

	(void)state;
	has(s, "<w:rStyle w:val=\"Gone\"/></w:rPr><w:t xml:space=\"preserve\">десять</w:t>");
	has(s, "> дней.</w:t></w:r></w:p><w:p><w:r><w:t xml:space=\"preserve\">Вторая<");
	has(s, "<w:rStyle w:val=\"Came\"/></w:rPr><w:t xml:space=\"preserve\">шесть</w:t>");
	has(s, "О чём &lt;речь&gt;");
	has(s, "<w:gridSpan w:val=\"2\"/>");
	has(document(DOC_DOCX, "word/styles.xml"), "w:styleId=\"Gone\"");
	has(document(DOC_DOCX, "docProps/core.xml"), "<dc:title>Сравнение</dc:title>");
}

/* Without it Word takes the file for one of 2007 and the table out of the margin. */
static void
docx_says_of_what_word_it_is(void **state)
{
	(void)state;
	has(document(DOC_DOCX, "word/settings.xml"), "\"compatibilityMode\"");
	has(document(DOC_DOCX, "word/_rels/document.xml.rels"), "Target=\"settings.xml\"");
	has(document(DOC_DOCX, "[Content_Types].xml"), "\"/word/settings.xml\"");
}

static void
odt_marks_words(void **state)
{
	struct str s = document(DOC_ODT, "content.xml");

	(void)state;
	has(s,
	    "Срок <text:s/><text:span text:style-name=\"Gone\">десять</text:span> дней.</text:p>");
	has(s, "<text:span text:style-name=\"Came\">шесть</text:span></text:p>");
	has(s, "table:number-columns-spanned=\"2\"");
	assert_true(str_is(document(DOC_ODT, "mimetype"), doc_type(DOC_ODT)));
	has(document(DOC_ODT, "styles.xml"), "fo:country=\"RU\"");
}

/* What an office program was seen to do otherwise: lines drawn twice, its own font, a heading
 * of an article left alone at the foot of a page. */
static void
odt_looks_as_meant(void **state)
{
	(void)state;
	has(document(DOC_ODT, "content.xml"), "table:border-model=\"collapsing\"");
	has(document(DOC_ODT, "styles.xml"), "fo:font-family=\"Liberation Serif\"");
	has(document(DOC_ODT, "settings.xml"), "\"TableRowKeep\" config:type=\"boolean\">true<");
	has(document(DOC_ODT, "META-INF/manifest.xml"), "\"settings.xml\"");
}

/* Where a paragraph begins, and beside a blank of the run before, a blank would be lost too. */
static void
odt_keeps_blanks_between_runs(void **state)
{
	const struct doc_head head = { .title = S("Т"), .lang = S("ru"), .cols = { S("А") },
		.n_cols = 1 };
	const struct doc_run runs[] = { { DOC_PLAIN, S(" а ") }, { DOC_GONE, S(" б ") },
		{ DOC_PLAIN, S(" в") }, { DOC_CAME, S(" г") } };
	const struct doc_cell cell = { runs, LEN(runs) };
	struct buf out;
	struct doc d;

	(void)state;
	doc_open(&d, DOC_ODT, &head, 1 * MiB);
	doc_row(&d, &cell);
	buf_init(&out, a, 1 * MiB);
	assert_int_equal(doc_close(&d, a, &out), OK);
	doc_fini(&d);
	has(read_back(buf_str(&out), "content.xml"),
	    "\"Standard\"><text:s/>а <text:span text:style-name=\"Gone\"><text:s/>б </text:span>"
	    "<text:s/>в<text:span text:style-name=\"Came\"> г</text:span></text:p>");
}

static void
limit_comes_out_of_close(void **state)
{
	const struct doc_head head = { .title = S("Т"), .lang = S("ru"), .cols = { S("А") },
		.n_cols = 1 };

	(void)state;
	for (int f = 0; f < DOC_FORMATS; f++) {
		struct buf out;
		struct doc d;

		buf_init(&out, a, 1 * MiB);
		doc_open(&d, (enum doc_format)f, &head, 256);
		doc_band(&d, S("Статья"));
		assert_int_equal(doc_close(&d, a, &out), E_LIMIT);
		doc_fini(&d);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(archive_is_read_back, setup, teardown),
		cmocka_unit_test_setup_teardown(too_small_a_buf_is_told, setup, teardown),
		cmocka_unit_test_setup_teardown(xml_holds_no_controls, setup, teardown),
		cmocka_unit_test_setup_teardown(xml_closes_what_it_opens, setup, teardown),
		cmocka_unit_test_setup_teardown(docx_marks_words, setup, teardown),
		cmocka_unit_test_setup_teardown(docx_says_of_what_word_it_is, setup, teardown),
		cmocka_unit_test_setup_teardown(odt_marks_words, setup, teardown),
		cmocka_unit_test_setup_teardown(odt_looks_as_meant, setup, teardown),
		cmocka_unit_test_setup_teardown(odt_keeps_blanks_between_runs, setup, teardown),
		cmocka_unit_test_setup_teardown(limit_comes_out_of_close, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
