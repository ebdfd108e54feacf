/* fuzz_docx.c - any file as DOCX and as ODT: archives as they come, and, so that the readers of
 * XML are reached too, the bytes as parts of an archive that is whole.
 *
 * The first byte says which part the bytes are. */
#include <zip.h>

#include "law/paper/paper.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define WORD(inside) "<w:document xmlns:w=\"w\"><w:body>" inside "</w:body></w:document>"
static const char plain[] = WORD("<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr>"
				 "<w:r><w:t>a</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>");

static void
read_one(struct str data, bool word)
{
	struct arena *a = arena_new(256 * MiB);
	struct str why = S("");
	struct paper p;
	enum err e;

	ASSERT(a);
	(void)paper_kind(S("x"), data, &why);
	why = S("");
	e = word ? paper_docx(a, data, &p, &why) : paper_odt(a, data, &p, &why);
	ASSERT(e == OK || e == E_NOMEM || (e == E_INPUT && why.n > 0));
	if (e == OK)
		ASSERT(p.text.n > 0 && utf8_valid(p.text) && p.notes.n <= PAPER_NOTES);
	arena_free(a);
}

static void
add(zip_t *z, const char *name, const void *p, size_t n)
{
	zip_source_t *s = zip_source_buffer(z, p, n, 0);

	ASSERT(s != NULL && zip_file_add(z, name, s, ZIP_FL_ENC_UTF_8) >= 0);
}

/* An archive in memory whose part `name` is these bytes. */
static void
read_part(const char *name, const uint8_t *data, size_t n)
{
	zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, NULL);
	bool word = strcmp(name, "content.xml") != 0;
	static char bytes[1 << 20];
	zip_int64_t got;
	zip_t *z;

	ASSERT(to != NULL);
	zip_source_keep(to);
	z = zip_open_from_source(to, ZIP_TRUNCATE, NULL);
	ASSERT(z != NULL);
	add(z, name, data, n);
	if (word && strcmp(name, "word/document.xml") != 0)
		add(z, "word/document.xml", plain, sizeof plain - 1);
	ASSERT(zip_close(z) == 0 && zip_source_open(to) == 0);
	got = zip_source_read(to, bytes, sizeof bytes);
	(void)zip_source_close(to);
	zip_source_free(to);
	if (got > 0)
		read_one((struct str){ bytes, (size_t)got }, word);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const parts[] = { "word/document.xml", "word/numbering.xml",
		"word/styles.xml", "word/footnotes.xml", "content.xml" };
	size_t which = n > 0 ? data[0] - (size_t)'0' : LEN(parts);

	if (which < LEN(parts)) {
		read_part(parts[which], data + 1, n - 1);
	} else {
		read_one((struct str){ (const char *)data, n }, true);
		read_one((struct str){ (const char *)data, n }, false);
	}
	return 0;
}
