/* docx.c - Office Open XML: WordprocessingML, as little of it as a table needs. */
#include "doc/impl.h"

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define NS_W "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define NS_OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define NS_PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define MS_MAIN "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define WIDTH 14570		/* twentieths of a point between the margins of A4 across */

static void
put_run(struct buf *b, enum doc_mark mark, struct str text)
{
	static const char *const of[] = { [DOC_PLAIN] = "",
		[DOC_GONE] = "<w:rPr><w:rStyle w:val=\"Gone\"/></w:rPr>",
		[DOC_CAME] = "<w:rPr><w:rStyle w:val=\"Came\"/></w:rPr>" };

	buf_put(b, S("<w:r>"));
	buf_putz(b, of[mark]);
	buf_put(b, S("<w:t xml:space=\"preserve\">"));
	doc_xml(b, text);
	buf_put(b, S("</w:t></w:r>"));
}

static void
put_paragraph(struct buf *b, const char *style, struct str text)
{
	buf_fmt(b, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/></w:pPr>", style);
	put_run(b, DOC_PLAIN, text);
	buf_put(b, S("</w:p>"));
}

static void
docx_row(struct doc *d, bool begin)
{
	buf_putz(&d->text, begin ? "<w:tr>" : "</w:tr>\n");
}

static void
open_cell(struct doc *d, int span)
{
	buf_fmt(&d->text, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>",
	    WIDTH / d->head.n_cols * span);
	if (span > 1)
		buf_fmt(&d->text, "<w:gridSpan w:val=\"%d\"/>", span);
	buf_put(&d->text, S("</w:tcPr>"));
}

static void
docx_cell(struct doc *d, const struct doc_cell *c)
{
	static const struct doc_paragraphs how = { "<w:p>", "</w:p>", put_run };

	open_cell(d, 1);
	doc_put_cell(&d->text, c, &how);
	buf_put(&d->text, S("</w:tc>"));
}

static void
docx_band(struct doc *d, struct str text)
{
	buf_put(&d->text, S("<w:tr><w:trPr><w:cantSplit/></w:trPr>"));
	open_cell(d, d->head.n_cols);
	put_paragraph(&d->text, "Band", text);
	buf_put(&d->text, S("</w:tc></w:tr>\n"));
}

static void
docx_open(struct doc *d)
{
	struct buf *b = &d->text;

	buf_putz(b, XML "<w:document xmlns:w=\"" NS_W "\"><w:body>\n");
	put_paragraph(b, "Heading1", d->head.title);
	for (size_t i = 0; i < d->head.n_lead; i++)
		put_paragraph(b, "Lead", d->head.lead[i]);
	buf_fmt(b, "<w:tbl><w:tblPr><w:tblStyle w:val=\"Lines\"/><w:tblW w:w=\"%d\" "
		   "w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>",
	    WIDTH);
	for (int i = 0; i < d->head.n_cols; i++)
		buf_fmt(b, "<w:gridCol w:w=\"%d\"/>", WIDTH / d->head.n_cols);
	buf_put(b, S("</w:tblGrid>\n<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"));
	for (int i = 0; i < d->head.n_cols; i++) {
		open_cell(d, 1);
		put_paragraph(b, "Head", d->head.cols[i]);
		buf_put(b, S("</w:tc>"));
	}
	buf_put(b, S("</w:tr>\n"));
}

static void
docx_close(struct doc *d)
{
	buf_put(&d->text,
	    S("</w:tbl><w:p/><w:sectPr><w:pgSz w:w=\"16838\" w:h=\"11906\" "
	      "w:orient=\"landscape\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" "
	      "w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" "
	      "w:gutter=\"0\"/></w:sectPr></w:body></w:document>\n"));
}

/* ---- parts -------------------------------------------------------------------------- */

static const char TYPES[] = XML
    "<Types xmlns=\"" NS_PACKAGE "content-types\">"
    "<Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/word/document.xml\" ContentType=\"" MS_MAIN "document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" ContentType=\"" MS_MAIN "styles+xml\"/>"
    "<Override PartName=\"/word/settings.xml\" ContentType=\"" MS_MAIN "settings+xml\"/>"
    "<Override PartName=\"/docProps/core.xml\" "
    "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>\n";

static const char RELS[] = XML
    "<Relationships xmlns=\"" NS_PACKAGE "relationships\">"
    "<Relationship Id=\"r1\" Type=\"" NS_OFFICE "/officeDocument\" "
    "Target=\"word/document.xml\"/>"
    "<Relationship Id=\"r2\" Type=\"" NS_PACKAGE "relationships/metadata/core-properties\" "
    "Target=\"docProps/core.xml\"/></Relationships>\n";

static const char DOCUMENT_RELS[] = XML
    "<Relationships xmlns=\"" NS_PACKAGE "relationships\">"
    "<Relationship Id=\"r1\" Type=\"" NS_OFFICE "/styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"r2\" Type=\"" NS_OFFICE "/settings\" Target=\"settings.xml\"/>"
    "</Relationships>\n";

/* The layout of Word since 2013: a table begins at the margin, not its text. */
static const char SETTINGS[] = XML
    "<w:settings xmlns:w=\"" NS_W "\"><w:compat><w:compatSetting "
    "w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" "
    "w:val=\"15\"/></w:compat></w:settings>\n";

#define PARAGRAPH(id, name, ppr, rpr) \
	"<w:style w:type=\"paragraph\" w:styleId=\"" id "\"><w:name w:val=\"" name "\"/>" \
	"<w:basedOn w:val=\"Normal\"/><w:pPr>" ppr "</w:pPr><w:rPr>" rpr "</w:rPr></w:style>"
#define WORDS(id, rpr) \
	"<w:style w:type=\"character\" w:customStyle=\"1\" w:styleId=\"" id "\">" \
	"<w:name w:val=\"" id "\"/><w:rPr>" rpr "</w:rPr></w:style>"
#define LINE(side) \
	"<w:" side " w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"808080\"/>"
static const char STYLES[] =
    "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\">"
    "<w:name w:val=\"Normal\"/></w:style>"
    PARAGRAPH("Heading1", "heading 1",
	"<w:keepNext/><w:spacing w:after=\"120\"/><w:outlineLvl w:val=\"0\"/>",
	"<w:b/><w:sz w:val=\"28\"/>")
    PARAGRAPH("Lead", "Lead", "<w:spacing w:after=\"120\"/>", "")
    PARAGRAPH("Head", "Head", "<w:keepNext/>", "<w:b/>")
    PARAGRAPH("Band", "Band", "<w:keepNext/>", "<w:b/>")
    WORDS("Gone", "<w:strike/><w:color w:val=\"9B1C1C\"/>")
    WORDS("Came", "<w:b/><w:color w:val=\"14532D\"/><w:u w:val=\"single\"/>")
    "<w:style w:type=\"table\" w:styleId=\"Lines\"><w:name w:val=\"Lines\"/><w:tblPr>"
    "<w:tblBorders>" LINE("top") LINE("left") LINE("bottom") LINE("right") LINE("insideH")
    LINE("insideV") "</w:tblBorders><w:tblCellMar>"
    "<w:top w:w=\"57\" w:type=\"dxa\"/><w:left w:w=\"108\" w:type=\"dxa\"/>"
    "<w:bottom w:w=\"57\" w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/>"
    "</w:tblCellMar></w:tblPr></w:style></w:styles>\n";

static void
put_styles(struct buf *b, struct str lang)
{
	buf_putz(b, XML "<w:styles xmlns:w=\"" NS_W "\"><w:docDefaults><w:rPrDefault><w:rPr>"
		    "<w:rFonts w:ascii=\"Liberation Serif\" w:hAnsi=\"Liberation Serif\" "
		    "w:cs=\"Liberation Serif\"/><w:sz w:val=\"22\"/><w:lang w:val=\"");
	doc_xml(b, lang);
	buf_put(b, S("\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"));
	buf_putz(b, STYLES);
}

static void
put_core(struct buf *b, const struct doc_head *h)
{
	buf_putz(b, XML "<cp:coreProperties xmlns:cp=\"" NS_PACKAGE "metadata/core-properties\" "
		    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>");
	doc_xml(b, h->title);
	buf_put(b, S("</dc:title><dc:language>"));
	doc_xml(b, h->lang);
	buf_put(b, S("</dc:language></cp:coreProperties>\n"));
}

static enum err
docx_parts(struct doc *d, struct arena *a, struct zipper *z)
{
	struct buf b;

	TRY(zipper_pack(z, "[Content_Types].xml", str_c(TYPES)));
	TRY(zipper_pack(z, "_rels/.rels", str_c(RELS)));
	TRY(zipper_pack(z, "word/document.xml", buf_str(&d->text)));
	TRY(zipper_pack(z, "word/_rels/document.xml.rels", str_c(DOCUMENT_RELS)));
	TRY(zipper_pack(z, "word/settings.xml", str_c(SETTINGS)));
	buf_init(&b, a, 64 * KiB);
	put_styles(&b, d->head.lang);
	TRY(buf_err(&b));
	TRY(zipper_pack(z, "word/styles.xml", buf_str(&b)));
	buf_reset(&b);
	put_core(&b, &d->head);
	TRY(buf_err(&b));
	return zipper_pack(z, "docProps/core.xml", buf_str(&b));
}

const struct doc_kind doc_docx = { .name = "docx", .end = ".docx", .type = MS_MAIN "document",
	.open = docx_open, .band = docx_band, .cell = docx_cell, .row = docx_row,
	.close = docx_close, .parts = docx_parts };
