/* places.h - territories, as the rest of the portal and the command line may see them.
 *
 * Owns    tables places_*, entries of kind PLACE, everything under /places.
 * Memory  struct places_index is a snapshot shared by threads: whatever it holds lives until
 *         the thread's next places_get and a little longer (one older tree is kept); what
 *         goes beyond a request is copied (str_dup). Functions that make text make it
 *         in the arena they are given.
 * Errors  E_NOT_FOUND: there never was such a territory; as db.h otherwise.
 * Threads the index is const for any number of threads; a web_thread belongs to one.
 *
 * The tree is that of ОКТМО (ОК 033-2013) under RU and eight federal districts. A former
 * territory keeps its row and its code, and says what it became. A place is named by its
 * index in the snapshot (int, -1: none), in files and addresses by its code.
 */
#pragma once
#include "entry/import.h"
#include "web/web.h"

extern const struct room places_room;

enum place_level { PLACE_COUNTRY, PLACE_DISTRICT, PLACE_REGION, PLACE_MUNI, PLACE_SETTLEMENT };
enum place_kind {
#define KIND(code, ...) PK_##code,
#include "places/kinds.def"
#undef KIND
	PK_N
};
enum place_status {
#define STATUS(code, ...) PS_##code,
#include "places/statuses.def"
#undef STATUS
	PS_N
};
struct place_kind_info { const char *code; enum place_level level; const char *ru, *en, *many; };
struct place_status_info { const char *code, *ru, *en; };
extern const struct place_kind_info place_kinds[PK_N];
extern const struct place_status_info place_statuses[PS_N];

#define PLACES_DEPTH 8		/* a place and what lies above it */

struct place_ints { const int *p; size_t n; };		/* indexes of places */
/* A passport field as its administrator filled it; value as passport_set of match.h reads it. */
struct place_field { struct str field, value, source; struct opt_int year; int64_t updated; };

struct place {
	int64_t id, entry;		/* places_place.id; entry of the spine, 0: none */
	struct str code;		/* 8 digits, RU or FD-… */
	struct str name;		/* «городской округ Тейково» */
	struct str short_name;		/* «Тейково» */
	struct str region_no, center, note;
	enum place_kind kind;
	enum place_level level;
	uint32_t statuses;		/* bit PS_… */
	int parent, region, district;	/* -1: none; region of a region is itself */
	int depth;			/* RU is 0 */
	bool now;			/* in force */
	bool has_point;
	double lat, lon;
	struct opt_int population, population_year, valid_from, valid_to;	/* years */
	struct place_ints kids;		/* by name; former ones too */
	struct place_ints became;	/* immediate successors of a former one */
	struct place_ints was;		/* what came into it */
	const struct place_field *fields; size_t n_fields;
	struct str outline;		/* of a region: SVG path in 0 0 1000 560; else empty */
};
struct places_index {
	const struct place *p; size_t n;
	int country;			/* RU; -1: nothing is loaded */
	int n_municipalities, n_former;	/* upper-level ones: in force, former */
	struct place_ints regions;	/* in force, by name */
	const struct places_keys *keys;	/* how places are found: find.c */
};

/* The snapshot of what is published now. */
MUST_USE enum err places_get(struct web_thread *th, const struct places_index **ret);

/* ---- one place ------------------------------------------------------------------- */

/* «24707», «24 707 000», «24707000000» (2, 5, 8 or 11 digits, blanks anywhere), «RU», «FD-CFO».
 * A settlement's own code has no zeros at its end. -1: no such code. */
int places_by_code(const struct places_index *x, struct str code);
int places_by_id(const struct places_index *x, int64_t id);
/* The hook of web.h: ids of the place and of what lies above it, nearest first. A former code
 * stands for itself. */
MUST_USE enum err places_chain(struct web_thread *th, struct str code, int64_t *ret, size_t max,
    size_t *ret_n, struct str *ret_name);
/* Minutes from UTC of the clocks there (zones.def); `other` when the code says nothing: RU, a
 * district, nothing at all. */
int places_zone(struct str code, int other);
/* The places in force that `place` is today: itself, or what it became at last (nearest
 * ancestor in force when it says nothing). Returns how many, at most max. */
size_t places_now(const struct places_index *x, int place, int *out, size_t max);
/* Upper-level municipality that a settlement lies in, itself for one, -1 above that level. */
int places_municipality(const struct places_index *x, int place);
bool places_within(const struct places_index *x, int place, int above);

/* ---- names ----------------------------------------------------------------------- */

/* «Городской округ Тейково»: as a heading. */
struct str places_heading(const struct places_index *x, int place, struct arena *a);
/* «Тейково, городской округ, Ивановская область»: as a row of a list or a choice. */
struct str places_label(const struct places_index *x, int place, struct arena *a, enum lang l);
const char *place_kind_name(enum place_kind k, enum lang l);
const char *place_status_name(enum place_status s, enum lang l);
/* «моногород, Арктическая зона»; empty when none. */
struct str places_status_words(
    const struct places_index *x, int place, struct arena *a, enum lang l);

/* ---- passport -------------------------------------------------------------------- */

/* The value of a field of navigator/match/fields.def as passport_set reads it, p NULL when not
 * known: what the administrator filled; else population, kind and status of the tree
 * (status «нет» when the tree knows of none). *ret_from may be NULL. */
struct place_from { struct opt_int year; struct str source; bool filled; };
struct str places_value(const struct places_index *x, int place, const char *field,
    struct arena *a, struct place_from *ret_from);
/* In the reader's language when it is ours; as it was typed when it is of the administration. */
struct str places_source(const struct ui *ui, const struct place_from *from);
/* One field, with a revision of the place's entry; value empty: cleared. In the caller's
 * transaction, which also owes version_bump(db, "places"). The value is trusted to be valid. */
struct place_field_in {
	int64_t place, entry; const char *field; struct str value, source; struct opt_int year; };
MUST_USE enum err places_field_save(struct db *db, struct arena *a, const struct place_field_in *in,
    int64_t author, int64_t now, bool *ret_changed);

/* ---- finding --------------------------------------------------------------------- */

/* Name in any case form, beginning of a name, code, or name with a slip. Best first: exact,
 * prefix, all words, then by population; in force before former. */
struct places_hit { int place; int rank; };		/* rank: smaller is better */
struct places_found {
	struct places_hit *p; size_t n;
	size_t total;
	bool guessed;		/* nothing is called so: the nearest spellings instead */
	bool by_code;
};
enum places_scope { PLACES_ALL, PLACES_MUNI_NOW };
MUST_USE enum err places_find(const struct places_index *x, struct arena *a, struct str text,
    size_t limit, enum places_scope scope, struct places_found *ret);

/* Towns like ours: the measure is explained in similar.c and on the page. */
struct places_like { int place; int score; struct str same, differs; };	/* score of 100 */
struct places_likes { struct places_like *p; size_t n; };
MUST_USE enum err places_similar(const struct places_index *x, int place, size_t limit,
    struct arena *a, const struct ui *ui, struct places_likes *ret);
/* Upper-level municipalities in force by distance from the place's centre; km. */
struct places_near { int place; double km; };
struct places_nears { struct places_near *p; size_t n; };
MUST_USE enum err places_neighbours(const struct places_index *x, int place, size_t limit,
    struct arena *a, struct places_nears *ret);

/* ---- for the command line -------------------------------------------------------- */

/* CSV as demo/places/places.csv: upsert by code, parents in any order, all in one transaction
 * with entries and version_bump. Bad rows are named by line and
 * left out with what hangs on them. */
MUST_USE enum err places_import(struct import *im, struct str csv);
/* Outlines of regions as demo/places/map.tsv: code, name, SVG path. */
MUST_USE enum err places_import_map(struct import *im, struct str tsv);

/* ---- curators (curators.c) ---------------------------------------------------------- */

/* What concerns the whole country is the federal curator's. What has territories may be edited by
 * whoever holds REGIONAL_CURATOR on all of them, and published or archived by whoever holds CURATOR
 * there: a region's own curator with that role needs nobody else. */
struct curators_may { bool edit, publish; };
/* Of a thing with these territories; n 0: it concerns the whole country. */
MUST_USE enum err curators_may(
    struct req *rq, const int64_t *places, size_t n, struct curators_may *ret);
/* Does this reader curate the whole country? */
bool curators_everywhere(const struct req *rq);
/* «вся страна», «Ивановская область, Тейково» */
struct str curators_where(struct req *rq, const struct places_index *x);
/* The first territory this reader curates, for a new thing of his; -1: all of them, or none. */
int curators_own(const struct req *rq, const struct places_index *x);
/* A WITH before SELECT: mine (id), the reader's territories with all below them; nothing is put for
 * who curates the whole country. */
void curators_sql_with(struct req *rq, struct sql *q);
/* One territory as a person types it: a code at the beginning, else a name that says one place. */
MUST_USE enum err curators_place(struct req *rq, const struct places_index *x, const char *field,
    struct str line, int *ret);
