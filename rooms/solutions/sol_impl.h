/* sol_impl.h - what the files of the room share among themselves.
 *
 * Owns    nothing of its own.
 * Memory  the arena given.
 * Errors  as solutions.h.
 * Threads any.
 */
#pragma once
#include "calendar/work.h"
#include "entry/entry.h"
#include "gen/solutions/q.h"
#include "solutions/solutions.h"

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) handler solutions_##fn;
#include "solutions/routes.def"
#undef ROUTE

#define SOL_STEPS 60
#define SOL_MEASURES 20
#define SOL_TITLE 200		/* characters */
#define SOL_TEXT 4000
#define SOL_FILE 20000
#define SOL_TERM 3650		/* days */

enum sol_state { SOL_DRAFT, SOL_PUBLIC, SOL_ARCHIVED, SOL_REVIEW, SOL_STATES };
enum sol_unit { SOL_NO_TERM, SOL_CALENDAR, SOL_WORKING };
enum sol_since { SOL_FROM_START, SOL_FROM_BEFORE };
enum sol_level { SOL_FEDERAL, SOL_REGIONAL, SOL_MUNICIPAL, SOL_LEVELS };

/* ---- a solution as a file says it -------------------------------------------------- */

struct sol_step {
	struct str code, title, who, norm, note, file_name, file_text;
	int64_t term;
	enum sol_unit unit;
	enum sol_since since;
};
struct sol_draft {
	struct str key, title, situation, owner, kinds;
	enum sol_state state;
	enum sol_level level;
	int64_t topic;
	struct opt_int checked, place;
	bool demo;
	struct sol_step step[SOL_STEPS]; size_t n_steps;
	struct str measure[SOL_MEASURES]; size_t n_measures;
};
/* As it is stored, in whatever state. */
MUST_USE enum err sol_load(struct db *db, struct arena *a, struct str key, struct sol_draft *ret,
    struct q_solution *ret_row);
struct json_object;
/* Everything about it checked; E_INPUT after import_bad. */
MUST_USE enum err sol_read(struct import *im, struct json_object *o, struct sol_draft *ret);
/* Good as a key of a solution or of a step; names of pages beside solutions are not. */
bool sol_key_good(struct str s);

/* Whose hand it is: a curator's in the portal, or (author 0) a file's. */
struct sol_hand { int64_t now, author; };
/* A new one, a new version or nothing, with its history and a line of its past; in the caller's
 * transaction. What changed before the first publishing is no new version. */
MUST_USE enum err sol_write(struct db *db, struct arena *a, const struct sol_draft *d,
    const struct sol_hand *by, enum import_did *ret);

/* A new version of what readers see is told, once; in the caller's transaction (news.c). */
MUST_USE enum err sol_tell_version(struct db *db, struct arena *a, const struct q_solution *s,
    const struct sol_hand *by);

/* ---- the past (past.c) ----------------------------------------------------------------- */

/* As a line of a file, without the line's end. */
MUST_USE enum err sol_line(struct arena *a, struct db *db, const struct sol_draft *d,
    const struct q_solution *row, struct str *ret);
/* After write `rev`, or after the last one before it. E_NOT_FOUND: nothing is known, or it names
 * a topic or a territory that is there no more. */
MUST_USE enum err sol_past(struct db *db, struct arena *a, struct solution_id id, int64_t rev,
    struct sol_draft *ret);

/* ---- fields (fields.c) ------------------------------------------------------------------ */

/* A field of a solution as a text; those of a step have its code behind a colon: «norm:akt».
 * step: its title; order: codes; file: the name, an end of line, the text. */
struct sol_field { struct str name, text; };
struct sol_fields { struct sol_field *p; size_t n; };
#define SOL_FIELDS (10 + SOL_STEPS * 6)
MUST_USE enum err sol_fields(struct arena *a, const struct sol_draft *d, struct sol_fields *ret);
/* The text under this name; p NULL: there is no such field, as of a step that is not. */
struct str sol_field(const struct sol_fields *f, struct str name);
/* One field of another draft; «step:…» takes a whole step over or out when only one has it. */
MUST_USE enum err sol_take(
    struct arena *a, struct sol_draft *mine, const struct sol_draft *theirs, struct str name);
/* Two edits of one `base` (NULL: not known) become one in *mine. Names of the fields that both
 * changed, each in its own way, come back: they stay as they are in *mine. */
struct sol_names { struct str *p; size_t n; };
MUST_USE enum err sol_join(struct arena *a, const struct sol_draft *base,
    const struct sol_draft *theirs, struct sol_draft *mine, struct sol_names *ret_clashes);
/* The steps that both have stand in another order. */
bool sol_reordered(const struct sol_draft *a, const struct sol_draft *b);
int sol_step_at(const struct sol_draft *d, struct str code);	/* -1: none */

/* ---- terms --------------------------------------------------------------------------- */

struct work_told sol_told(const struct settings *set);
/* The last day of a step. `before`: that of the step before it, or the start. No term: none. */
struct opt_int sol_due(int32_t start, int32_t before, int64_t term, int64_t unit, int64_t since,
    const struct work_told *told);
/* «10 рабочих дней со дня начала» */
struct str sol_term_words(const struct ui *ui, int64_t term, int64_t unit, int64_t since);

/* ---- words --------------------------------------------------------------------------- */

struct str sol_state_word(const struct ui *ui, int64_t state);
const char *sol_state_code(int64_t state);
int sol_state_of(struct str code);	/* -1: no such */
struct str sol_level_word(const struct ui *ui, int64_t level);
/* «городской округ, сельское поселение»; every kind: «всем муниципалитетам». */
struct str sol_kinds_words(const struct ui *ui, struct str all);
/* Is this code of a kind among them? */
bool sol_has_kind(struct str kinds, struct str code);
bool sol_kind_known(struct str code);
struct str sol_num(struct arena *a, int64_t v);
