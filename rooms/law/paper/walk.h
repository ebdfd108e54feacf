/* walk.h - XML and HTML as a stream of events; archives by their parts.
 *
 * Owns    the parser, for the time of the call.
 * Memory  names and texts live during the event.
 * Errors  as paper.h; what a handler leaves in `err` ends the reading.
 * Threads one.
 */
#pragma once
#include "law/paper/paper.h"

struct walk_attrs { const unsigned char **p; int n; bool html; };

struct walk {
	void *ctx;
	void (*start)(struct walk *w, struct str name, const struct walk_attrs *at);
	void (*end)(struct walk *w, struct str name);
	void (*text)(struct walk *w, struct str s);
	enum err err;
	struct str why;		/* with E_INPUT */
	/* the reader's own */
	struct str name;	/* of the element at hand, empty in HTML's guesses */
	void *parser;
	int depth, skip;	/* skip: the depth of what is passed over; 0: nothing is */
	bool html;
};

/* Names come without their prefixes. No DOCTYPE, no entities of its own, no network. */
MUST_USE enum err walk_xml(struct walk *w, struct str data, struct str *ret_why);
/* Any HTML; names in small letters. `data` is UTF-8. */
MUST_USE enum err walk_html(struct walk *w, struct str data, struct str *ret_why);
/* From a start handler: nothing of this element is told any more, its end neither. */
void walk_skip(struct walk *w);
/* An attribute by its name without prefix; false: there is none. */
bool walk_attr(const struct walk_attrs *at, const char *name, struct str *ret);
bool walk_attr_int(const struct walk_attrs *at, const char *name, int *ret);	/* 0…1000000 */
void walk_fail(struct walk *w, enum err e);

/* ---- archives ------------------------------------------------------------------------- */

struct unzip;
MUST_USE enum err unzip_open(struct arena *a, struct str data, struct unzip **ret,
    struct str *ret_why);
void unzip_close(struct unzip *u);
bool unzip_has(struct unzip *z, const char *name);
/* A part in the arena; p NULL: there is no such part. */
MUST_USE enum err unzip_part(struct unzip *z, const char *name, struct str *ret,
    struct str *ret_why);
