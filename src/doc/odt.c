/* odt.c - OpenDocument text: content, styles, title. */
#include "doc/impl.h"

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define NS(prefix, name) " xmlns:" prefix "=\"urn:oasis:names:tc:opendocument:xmlns:" name ":1.0\""
#define NS_FO NS("fo", "xsl-fo-compatible")
#define TYPE "application/vnd.oasis.opendocument.text"
#define VERSION " office:version=\"1.3\""

#define SPAN_END "</text:span>"

/* Is a blank lost here? Behind one, or where the paragraph begins: words may be marked between. */
static bool
blank_is_lost(struct str before)
{
	if (str_ends(before, S(SPAN_END)))
		before.n -= sizeof SPAN_END - 1;
	return before.n > 0 && strchr(" >", before.p[before.n - 1]) != NULL;
}

/* Blanks that would be lost: each is an element. */
static void
put_run(struct buf *b, enum doc_mark mark, struct str text)
{
	static const char *const of[] = { [DOC_PLAIN] = "", [DOC_GONE] = "Gone",
		[DOC_CAME] = "Came" };
	bool lost = text.n > 0 && text.p[0] == ' ' && blank_is_lost(buf_str(b));
	size_t from = lost;

	if (mark != DOC_PLAIN)
		buf_fmt(b, "<text:span text:style-name=\"%s\">", of[mark]);
	if (lost)
		buf_put(b, S("<text:s/>"));
	for (size_t at = 1; at < text.n; at++) {
		if (text.p[at] != ' ' || text.p[at - 1] != ' ')
			continue;
		doc_xml(b, (struct str){ text.p + from, at - from });
		buf_put(b, S("<text:s/>"));
		from = at + 1;
	}
	doc_xml(b, (struct str){ text.p + from, text.n - from });
	if (mark != DOC_PLAIN)
		buf_put(b, S(SPAN_END));
}

static void
put_paragraph(struct buf *b, const char *style, struct str text)
{
	buf_fmt(b, "<text:p text:style-name=\"%s\">", style);
	put_run(b, DOC_PLAIN, text);
	buf_put(b, S("</text:p>"));
}

static void
open_cell(struct doc *d, int span)
{
	buf_put(&d->text, S("<table:table-cell table:style-name=\"Cell\""));
	if (span > 1)
		buf_fmt(&d->text, " table:number-columns-spanned=\"%d\"", span);
	buf_put(&d->text, S(" office:value-type=\"string\">"));
}

static void
odt_row(struct doc *d, bool begin)
{
	buf_putz(&d->text, begin ? "<table:table-row>" : "</table:table-row>\n");
}

static void
odt_cell(struct doc *d, const struct doc_cell *c)
{
	static const struct doc_paragraphs how = { "<text:p text:style-name=\"Standard\">",
		"</text:p>", put_run };

	open_cell(d, 1);
	doc_put_cell(&d->text, c, &how);
	buf_put(&d->text, S("</table:table-cell>"));
}

static void
odt_band(struct doc *d, struct str text)
{
	odt_row(d, true);
	open_cell(d, d->head.n_cols);
	put_paragraph(&d->text, "Band", text);
	buf_put(&d->text, S("</table:table-cell>"));
	for (int i = 1; i < d->head.n_cols; i++)
		buf_put(&d->text, S("<table:covered-table-cell/>"));
	odt_row(d, false);
}

static const char AUTOMATIC[] =
    "<office:automatic-styles>"
    "<style:style style:name=\"Gone\" style:family=\"text\"><style:text-properties "
    "style:text-line-through-style=\"solid\" fo:color=\"#9b1c1c\"/></style:style>"
    "<style:style style:name=\"Came\" style:family=\"text\"><style:text-properties "
    "fo:font-weight=\"bold\" style:text-underline-style=\"solid\" "
    "style:text-underline-width=\"auto\" style:text-underline-color=\"font-color\" "
    "fo:color=\"#14532d\"/></style:style>"
    "<style:style style:name=\"Table\" style:family=\"table\"><style:table-properties "
    "style:width=\"25.7cm\" table:align=\"left\" table:border-model=\"collapsing\"/></style:style>"
    "<style:style style:name=\"Cell\" style:family=\"table-cell\"><style:table-cell-properties "
    "fo:padding=\"0.15cm\" fo:border=\"0.5pt solid #808080\"/></style:style>";

static void
odt_open(struct doc *d)
{
	struct buf *b = &d->text;

	buf_putz(b, XML "<office:document-content" NS("office", "office") NS("style", "style")
		NS("text", "text") NS("table", "table") NS_FO VERSION ">");
	buf_putz(b, AUTOMATIC);
	buf_fmt(b,
	    "<style:style style:name=\"Column\" style:family=\"table-column\">"
	    "<style:table-column-properties style:column-width=\"%d.%03dcm\"/></style:style>"
	    "</office:automatic-styles>\n<office:body><office:text>"
	    "<text:h text:style-name=\"Heading_20_1\" text:outline-level=\"1\">",
	    25700 / d->head.n_cols / 1000, 25700 / d->head.n_cols % 1000);
	put_run(b, DOC_PLAIN, d->head.title);
	buf_put(b, S("</text:h>"));
	for (size_t i = 0; i < d->head.n_lead; i++)
		put_paragraph(b, "Lead", d->head.lead[i]);
	buf_fmt(b,
	    "<table:table table:name=\"Table1\" table:style-name=\"Table\"><table:table-column "
	    "table:style-name=\"Column\" table:number-columns-repeated=\"%d\"/>"
	    "<table:table-header-rows>",
	    d->head.n_cols);
	odt_row(d, true);
	for (int i = 0; i < d->head.n_cols; i++) {
		open_cell(d, 1);
		put_paragraph(b, "Band", d->head.cols[i]);
		buf_put(b, S("</table:table-cell>"));
	}
	odt_row(d, false);
	buf_put(b, S("</table:table-header-rows>\n"));
}

static void
odt_close(struct doc *d)
{
	buf_put(
	    &d->text, S("</table:table></office:text></office:body></office:document-content>\n"));
}

/* ---- parts -------------------------------------------------------------------------- */

#define ENTRY(path) \
	"<manifest:file-entry manifest:full-path=\"" path "\" manifest:media-type=\"text/xml\"/>"
static const char MANIFEST[] = XML
    "<manifest:manifest" NS("manifest", "manifest") " manifest:version=\"1.3\">"
    "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" "
    "manifest:media-type=\"" TYPE "\"/>"
    ENTRY("content.xml") ENTRY("styles.xml") ENTRY("meta.xml") ENTRY("settings.xml")
    "</manifest:manifest>\n";

/* Without it LibreOffice leaves a band alone at the foot of a page, though it is to be kept with
 * the next row. Others pass it over. */
static const char SETTINGS[] = XML
    "<office:document-settings" NS("office", "office") NS("config", "config")
    " xmlns:ooo=\"http://openoffice.org/2004/office\"" VERSION "><office:settings>"
    "<config:config-item-set config:name=\"ooo:configuration-settings\">"
    "<config:config-item config:name=\"TableRowKeep\" config:type=\"boolean\">true"
    "</config:config-item></config:config-item-set></office:settings>"
    "</office:document-settings>\n";

#define PARAGRAPH(name, shown, ppr, tpr) \
	"<style:style style:name=\"" name "\" style:display-name=\"" shown \
	"\" style:family=\"paragraph\" style:parent-style-name=\"Standard\">" \
	"<style:paragraph-properties " ppr "/><style:text-properties " tpr "/></style:style>"
static const char STYLES[] =
    "</style:default-style>"
    "<style:style style:name=\"Standard\" style:family=\"paragraph\"/>"
    PARAGRAPH("Heading_20_1", "Heading 1",
	"fo:keep-with-next=\"always\" fo:margin-bottom=\"0.2cm\"",
	"fo:font-size=\"14pt\" fo:font-weight=\"bold\"")
    PARAGRAPH("Lead", "Lead", "fo:margin-bottom=\"0.2cm\"", "fo:font-size=\"11pt\"")
    PARAGRAPH("Band", "Band", "fo:keep-with-next=\"always\"", "fo:font-weight=\"bold\"")
    "</office:styles><office:automatic-styles><style:page-layout style:name=\"Across\">"
    "<style:page-layout-properties fo:page-width=\"29.7cm\" fo:page-height=\"21cm\" "
    "style:print-orientation=\"landscape\" fo:margin=\"2cm\"/></style:page-layout>"
    "</office:automatic-styles><office:master-styles><style:master-page "
    "style:name=\"Standard\" style:page-layout-name=\"Across\"/></office:master-styles>"
    "</office:document-styles>\n";

/* «ru-RU» → the two attributes that ODF has for it. */
static void
put_styles(struct buf *b, struct str lang)
{
	struct str country, language = str_cut(lang, '-', &country);

	buf_putz(b, XML "<office:document-styles" NS("office", "office") NS("style", "style")
		NS_FO VERSION "><office:styles><style:default-style style:family=\"paragraph\">"
		"<style:text-properties fo:font-family=\"Liberation Serif\" "
		"style:font-family-generic=\"roman\" fo:font-size=\"11pt\" fo:language=\"");
	doc_xml(b, language);
	buf_put(b, S("\" fo:country=\""));
	doc_xml(b, country);
	buf_put(b, S("\"/>"));
	buf_putz(b, STYLES);
}

static void
put_meta(struct buf *b, const struct doc_head *h)
{
	buf_putz(b, XML "<office:document-meta" NS("office", "office") NS("meta", "meta")
		" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"" VERSION
		"><office:meta><dc:title>");
	doc_xml(b, h->title);
	buf_put(b, S("</dc:title><dc:language>"));
	doc_xml(b, h->lang);
	buf_put(b, S("</dc:language></office:meta></office:document-meta>\n"));
}

static enum err
odt_parts(struct doc *d, struct arena *a, struct zipper *z)
{
	struct buf b;

	/* first and unpacked: by its bytes the type of the file is known */
	TRY(zipper_store(z, "mimetype", S(TYPE)));
	TRY(zipper_pack(z, "META-INF/manifest.xml", str_c(MANIFEST)));
	TRY(zipper_pack(z, "content.xml", buf_str(&d->text)));
	buf_init(&b, a, 64 * KiB);
	put_styles(&b, d->head.lang);
	TRY(buf_err(&b));
	TRY(zipper_pack(z, "styles.xml", buf_str(&b)));
	buf_reset(&b);
	put_meta(&b, &d->head);
	TRY(buf_err(&b));
	TRY(zipper_pack(z, "meta.xml", buf_str(&b)));
	return zipper_pack(z, "settings.xml", str_c(SETTINGS));
}

const struct doc_kind doc_odt = { .name = "odt", .end = ".odt", .type = TYPE, .open = odt_open,
	.band = odt_band, .cell = odt_cell, .row = odt_row, .close = odt_close,
	.parts = odt_parts };
