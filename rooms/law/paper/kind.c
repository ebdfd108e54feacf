/* kind.c - what a file is, by what is in it; a sentence for what we do not read. */
#include <strings.h>

#include "law/paper/walk.h"

#define HEAD ((size_t)4096)

static bool
within(struct str s, const char *what)	/* letters of both sizes alike */
{
	size_t n = strlen(what);

	for (size_t i = 0; i + n <= s.n; i++)
		if (strncasecmp(s.p + i, what, n) == 0)
			return true;
	return false;
}

static bool
starts(struct str s, const char *what)
{
	size_t n = strlen(what);

	return s.n >= n && strncasecmp(s.p, what, n) == 0;
}

static bool
named(struct str name, const char *end)
{
	size_t n = strlen(end);

	return name.n >= n && strncasecmp(name.p + name.n - n, end, n) == 0;
}

/* ---- what is not read ----------------------------------------------------------------- */

#define PICTURE "это картинка, а не документ: нужен файл с текстом — DOCX, ODT, HTML, TXT"

static const struct { const char *head; size_t n; const char *why; } strangers[] = {
	{ "{\\rtf", 5, "это файл RTF: откройте его в редакторе и сохраните как DOCX или ODT" },
	{ "\xd0\xcf\x11\xe0", 4, "это старый DOC или документ под паролем: откройте его "
				 "в редакторе и сохраните как DOCX без пароля" },
	{ "%PDF", 4, "это PDF: возьмите исходный документ DOCX или ODT либо "
			    "скопируйте текст в файл TXT" },
	{ "\x89PNG", 4, PICTURE },
	{ "\xff\xd8\xff", 3, PICTURE },
	{ "GIF8", 4, PICTURE },
	{ "II*\0", 4, PICTURE },
	{ "MM\0*", 4, PICTURE },
	{ "BM", 2, PICTURE },
	{ "Rar!", 4, "это архив: достаньте из него документ и загрузите сам документ" },
	{ "7z\xbc\xaf", 4, "это архив: достаньте из него документ и загрузите сам документ" },
	{ "\x1f\x8b", 2, "это архив: достаньте из него документ и загрузите сам документ" },
};

static const char *
stranger(struct str data)
{
	for (size_t i = 0; i < LEN(strangers); i++) {
		if (data.n < strangers[i].n ||
		    memcmp(data.p, strangers[i].head, strangers[i].n) != 0)
			continue;
		/* two letters may begin a text: pictures have bytes of no text behind them */
		if (strangers[i].n == 2 && memchr(data.p, 0, data.n < 64 ? data.n : 64) == NULL &&
		    data.p[0] == 'B')
			continue;
		return strangers[i].why;
	}
	return NULL;
}

/* ---- archives ---------------------------------------------------------------------------- */

static enum paper_kind
zip_kind(struct str data, struct str *ret_why)
{
	struct arena *a = arena_new(2 * MiB);
	enum paper_kind kind = PAPER_NO;
	struct unzip *z;
	enum err e = a != NULL ? unzip_open(a, data, &z, ret_why) : E_NOMEM;

	if (e == OK) {
		*ret_why = S("это архив или другой документ, а не текст: нужен DOCX или ODT; "
			     "из архива достаньте сам документ");
		if (unzip_has(z, "word/document.xml") || unzip_has(z, "word/document2.xml"))
			kind = PAPER_DOCX;
		else if (unzip_has(z, "xl/workbook.xml"))
			*ret_why = S("это таблица XLSX: сохраните текст акта как DOCX или ODT");
		else if (unzip_has(z, "content.xml"))
			kind = PAPER_ODT;
		unzip_close(z);
	} else if (e == E_NOMEM) {
		*ret_why = S("не хватило памяти: повторите позже");
	}
	if (a != NULL)
		arena_free(a);
	return kind;
}

/* ---- texts --------------------------------------------------------------------------------- */

static bool
is_page(struct str head)
{
	static const char *const tags[] = { "!doctype html", "html", "head", "body", "meta",
		"title", "div", "p>", "p ", "table", "h1", "h2", "h3", "center", "span", "font" };
	struct str tag = { head.p + 1, head.n > 0 ? head.n - 1 : 0 };

	if (head.n == 0 || head.p[0] != '<')
		return false;
	for (size_t i = 0; i < LEN(tags); i++)
		if (starts(tag, tags[i]))
			return true;
	return (starts(tag, "!--") || starts(tag, "?xml")) && within(head, "\x3chtml");
}

static struct str
unmarked(struct str data)
{
	if (str_starts(data, S("\xef\xbb\xbf")))
		data = (struct str){ data.p + 3, data.n - 3 };
	return str_trim((struct str){ data.p, data.n < HEAD ? data.n : HEAD });
}

enum paper_kind
paper_kind(struct str name, struct str data, struct str *ret_why)
{
	struct str head = unmarked(data);
	const char *why = stranger(data);
	bool wide = starts(data, "\xff\xfe") || starts(data, "\xfe\xff");

	*ret_why = S("");
	if (why != NULL) {
		*ret_why = str_c(why);
		return PAPER_NO;
	}
	if (str_starts(data, S("PK\3\4")) || str_starts(data, S("PK\5\6")))
		return zip_kind(data, ret_why);
	if (head.n > 0 && head.p[0] == '<' && within(head, "akomaNtoso"))
		return PAPER_AKN;
	if (is_page(head) || (wide && named(name, ".html")) || (wide && named(name, ".htm")))
		return PAPER_HTML;
	if (head.n > 0 && memchr(head.p, 0, head.n) != NULL) {
		*ret_why = S("это не документ с текстом: нужен DOCX, ODT, HTML, Akoma Ntoso, TXT "
			     "в UTF-8 или JSONL");
		return PAPER_NO;
	}
	if (starts(head, "<?xml")) {
		*ret_why = S("это XML другого вида: из XML читается только Akoma Ntoso 1.0");
		return PAPER_NO;
	}
	if (named(name, ".docx") || named(name, ".odt")) {
		*ret_why = S("имя как у документа, а внутри не он: откройте файл в редакторе и "
			     "сохраните как DOCX или ODT");
		return PAPER_NO;
	}
	if (named(name, ".html") || named(name, ".htm"))
		return PAPER_HTML;
	if (named(name, ".txt"))
		return PAPER_TEXT;
	return PAPER_LINES;
}
