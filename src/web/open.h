/* open.h - sets of open data that rooms offer; the room api publishes them.
 *
 * Owns    nothing.
 * Memory  static tables.
 * Errors  as web.h.
 * Threads any; tables are const.
 */
#pragma once
#include "web/web.h"

/* A column of the file: in the order of its header. format: "string", "integer", … */
struct open_column { const char *name, *about, *format; };	/* about: msgid */
struct open_set {
	const char *name;		/* "measures": end of its identifier */
	const char *title, *about, *subject;	/* msgids; subject: words between commas */
	int64_t kind;			/* of the entries it is made of: when it changed */
	const char *structure;		/* YYYYMMDD: since when the columns are these */
	handler *csv;			/* the whole set, the same for every reader */
	const char *page, *lines;	/* where it is on the portal; as JSON Lines, or NULL */
	const struct open_column *(*column)(size_t i);	/* NULL after the last */
};
