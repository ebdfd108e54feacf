/* folder.h - a municipality's folder of measures, as the rest of the portal may see it.
 *
 * Owns    tables folder_*; everything under /folder.
 * Memory  whatever a function hands out lives in the arena of the request given.
 * Errors  on anything but OK the ret_ arguments are left as they were; as db.h.
 * Threads any; a web_thread belongs to one thread.
 *
 * Who works for a municipality or above it in the tree (EMPLOYEE) reads and writes its folder;
 * nobody else learns what is in it. Others are told counts over many towns alone: folder_outcome.
 */
#pragma once
#include "web/web.h"

extern const struct room folder_room;

/* How towns like this one fared with a measure, this one left out. */
struct folder_outcome {
	int similar;		/* so many municipalities were asked; 0: nothing may be told */
	int applied, won;
	bool demo;		/* some of it is of the demonstration */
};
#define FOLDER_SIMILAR 30	/* the nearest by places_similar, */
#define FOLDER_LIKE 70		/* of at least this likeness of 100 */
#define FOLDER_LEAST 3		/* fewer that applied are not told, so that nobody is named */

/* What the page of a measure says and offers to the reader. */
struct folder_measure {
	bool may;		/* the reader works for the municipality: the rest is filled */
	struct str add_url;	/* where it is put in; empty: it is there */
	struct str item_url;	/* the latest one; empty: none */
	struct str state;	/* of that, in words */
	struct str year_text;
	struct folder_outcome outcome;
};
MUST_USE enum err folder_of_measure(struct req *rq, struct str place_code, struct str key,
    int64_t entry, struct folder_measure *ret);
/* For a list: may the reader put measures into this municipality's folder? */
MUST_USE enum err folder_may(struct req *rq, struct str place_code, bool *ret);

/* What the desk says. */
struct folder_desk {
	bool may;
	struct str url;
	int n_work, n_late;
	struct str title, item_url;	/* of the nearest term; empty: no term */
	int32_t day;
	int64_t left;
};
MUST_USE enum err folder_desk(struct req *rq, struct str place_code, struct folder_desk *ret);

/* Room that the files take: of all, and of the municipalities that take most (files_tally.c). */
struct folder_files_of { int64_t place, files, bytes; };
struct folder_files { struct folder_files_of all, *p; size_t n; };
MUST_USE enum err folder_files(
    struct db *db, struct arena *a, int limit, struct folder_files *ret);

/* The demonstration: a folder for one municipality and outcomes of towns like it. Put once. */
MUST_USE enum err folder_demo(struct web_thread *th, struct arena *a, int64_t now);
