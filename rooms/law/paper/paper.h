/* paper.h - a file as people have it (HTML, DOCX, ODT, Akoma Ntoso) becomes an act's paragraphs.
 *
 * Owns    nothing; opened archives and parsers end within the call.
 * Memory  results in the caller's arena; libxml2 and libzip have their own, bounded by the limits.
 * Errors  E_INPUT with a sentence for a person in *ret_why: what is wrong, and what to do;
 *         E_NOMEM.
 * Threads pure; libxml2 makes itself ready at its first use.
 *
 * Files come from anywhere. No part of a file is fetched from elsewhere, entities are not
 * declared, archives are bounded before they are unpacked.
 */
#pragma once
#include "base/base.h"

#define PAPER_ZIP_ENTRIES 4096		/* parts of an archive: pictures are parts, too */
#define PAPER_PART_BYTES (64 * MiB)	/* one part, unpacked */
#define PAPER_ZIP_BYTES (96 * MiB)	/* all parts that are read */
#define PAPER_ZIP_RATIO 200		/* unpacked to packed, above PAPER_RATIO_FROM */
#define PAPER_RATIO_FROM (1 * MiB)
#define PAPER_HTML_BYTES (32 * MiB)
#define PAPER_XML_DEPTH 200
#define PAPER_HTML_DEPTH 1000
#define PAPER_NOTES 20			/* what was not understood, in words */
#define PAPER_CELL_LINES 12		/* a row with a longer cell is layout, not a table */

/* PAPER_LINES is JSONL; PAPER_NO is nothing that we read. */
enum paper_kind { PAPER_LINES, PAPER_TEXT, PAPER_HTML, PAPER_DOCX, PAPER_ODT, PAPER_AKN, PAPER_NO };

/* Told by what is in the file; the name decides only between texts. *ret_why with PAPER_NO. */
enum paper_kind paper_kind(struct str name, struct str data, struct str *ret_why);

struct paper {
	struct str text;	/* a paragraph a line, UTF-8 */
	VEC(struct str) notes;	/* what was passed over, for a person to know */
};
MUST_USE enum err paper_html(struct arena *a, struct str data, struct paper *ret,
    struct str *ret_why);
MUST_USE enum err paper_docx(struct arena *a, struct str data, struct paper *ret,
    struct str *ret_why);
MUST_USE enum err paper_odt(struct arena *a, struct str data, struct paper *ret,
    struct str *ret_why);
