/* import_impl.h - rows of an import while they wait to be written; for import*.c alone. */
#pragma once
#include "places/places_impl.h"

struct row {
	struct str code, parent, name, short_name, region_no, center, note, became;
	enum place_kind kind;
	uint32_t statuses;
	struct opt_real lat, lon;
	struct opt_int population, year, from, to;
	int64_t line, id, entry;
	struct str raw;		/* as it came */
	int up;			/* row of its parent in this file; -1: in the database */
	bool bad, write;	/* write: new or changed */
};

struct gather {
	struct import *im;
	struct arena *arena;
	VEC(struct row) rows;
	int *order;				/* rows by code */
	const struct places_index *have;	/* what the database holds now */
};

/* import_row.c: checks one row and keeps it; for import_csv, ctx is a struct gather. */
enum err places_import_row(void *ctx, struct import *im, const struct csv_row *r,
    enum import_did *ret_did);
/* The next of a list of words parted by blanks, commas, semicolons or bars. */
bool places_next_word(struct str *rest, struct str *ret);
