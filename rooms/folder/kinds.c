/* kinds.c - what a file is, by its bytes: an allowed list, nothing else comes in. */
#include "folder/folder_impl.h"
#include "text/text.h"

#define OFFICE "application/vnd.openxmlformats-officedocument."
#define NAME_MAX_CHARS 120

struct kind { const char *head; size_t n; const char *type, *end, *also; };
static const struct kind kinds[] = {
	{ "%PDF-", 5, "application/pdf", ".pdf", ".pdf" },
	{ "\x89PNG\r\n\x1a\n", 8, "image/png", ".png", ".png" },
	{ "\xff\xd8\xff", 3, "image/jpeg", ".jpg", ".jpeg" },
	{ "{\\rtf", 5, "application/rtf", ".rtf", ".rtf" },
};

/* A zip and the old Office container say by their name which program they are for. */
static const struct { const char *end, *type; bool zip; } packed[] = {
	{ ".docx", OFFICE "wordprocessingml.document", true },
	{ ".xlsx", OFFICE "spreadsheetml.sheet", true },
	{ ".pptx", OFFICE "presentationml.presentation", true },
	{ ".odt", "application/vnd.oasis.opendocument.text", true },
	{ ".ods", "application/vnd.oasis.opendocument.spreadsheet", true },
	{ ".odp", "application/vnd.oasis.opendocument.presentation", true },
	{ ".doc", "application/msword", false },
	{ ".xls", "application/vnd.ms-excel", false },
	{ ".ppt", "application/vnd.ms-powerpoint", false },
};

static bool
begins(struct str s, const char *head, size_t n)
{
	return s.n >= n && memcmp(s.p, head, n) == 0;
}

/* ASCII letters alone: the endings that are asked for have no others. */
static bool
ends(struct str name, const char *end)
{
	size_t n = strlen(end);

	if (name.n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = name.p[name.n - n + i];

		if ((c >= 'A' && c <= 'Z' ? (char)(c + 32) : c) != end[i])
			return false;
	}
	return true;
}

static const char *
packed_type(struct str name, bool zip)
{
	for (size_t i = 0; i < LEN(packed); i++)
		if (packed[i].zip == zip && ends(name, packed[i].end))
			return packed[i].type;
	return zip && ends(name, ".zip") ? "application/zip" : NULL;
}

/* UTF-8 or Windows-1251 without control characters; markup is not taken for text. */
static const char *
text_type(struct str s, struct str name)
{
	bool csv = ends(name, ".csv");

	if (!csv && !ends(name, ".txt"))
		return NULL;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
			return NULL;
	}
	return csv ? "text/csv" : "text/plain";
}

const char *
folder_file_type(struct str s, struct str name)
{
	for (size_t i = 0; i < LEN(kinds); i++)
		if (begins(s, kinds[i].head, kinds[i].n))
			return kinds[i].type;
	if (begins(s, "PK\x03\x04", 4))
		return packed_type(name, true);
	if (begins(s, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8))
		return packed_type(name, false);
	return text_type(s, name);
}

/* A PDF called page.html would open as a page on the reader's machine. */
struct str
folder_file_end(struct arena *a, struct str name, const char *type)
{
	for (size_t i = 0; i < LEN(kinds); i++)
		if (strcmp(kinds[i].type, type) == 0 && !ends(name, kinds[i].end) &&
		    !ends(name, kinds[i].also))
			return str_fmt(a, "%.*s%s", FMT(name), kinds[i].end);
	return name;
}

/* ---- names ---------------------------------------------------------------------------------- */

static bool
odd(unsigned char c)
{
	return c < 0x20 || c == 0x7f || strchr("\"*:<>?|", c) != NULL;
}

struct str
folder_file_name(struct arena *a, struct str name)
{
	struct buf b;
	struct str rest, last = name, cut;
	size_t dot;

	if (!utf8_valid(name))
		return S("file");
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '/' || name.p[i] == '\\')
			last = (struct str){ name.p + i + 1, name.n - i - 1 };
	buf_init(&b, a, 4 * KiB);
	for (size_t i = 0; i < last.n && b.n < 2 * KiB; i++)
		buf_putc(&b, odd((unsigned char)last.p[i]) ? '_' : last.p[i]);
	rest = str_trim(buf_str(&b));
	while (rest.n > 0 && rest.p[0] == '.') /* not hidden, and not the folder itself */
		rest = (struct str){ rest.p + 1, rest.n - 1 };
	if (rest.n == 0)
		return S("file");
	if (utf8_len(rest) <= NAME_MAX_CHARS)
		return rest;
	for (dot = rest.n; dot > 0 && rest.p[dot - 1] != '.'; dot--)
		;
	cut = utf8_cut(rest, NAME_MAX_CHARS);
	if (dot == 0 || rest.n - dot > 8)
		return cut;
	return str_fmt(a, "%.*s.%.*s", FMT(cut), (int)(rest.n - dot), rest.p + dot);
}
