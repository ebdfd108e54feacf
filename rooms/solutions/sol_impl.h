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

enum sol_state { SOL_DRAFT, SOL_PUBLIC, SOL_ARCHIVED };
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
/* A new one, a new version or nothing; in the caller's transaction. */
MUST_USE enum err sol_store(struct import *im, const struct sol_draft *d, enum import_did *ret);

/* ---- terms --------------------------------------------------------------------------- */

struct work_told sol_told(const struct settings *set);
/* The last day of a step. `before`: that of the step before it, or the start. No term: none. */
struct opt_int sol_due(int32_t start, int32_t before, int64_t term, int64_t unit, int64_t since,
    const struct work_told *told);
/* «10 рабочих дней со дня начала» */
struct str sol_term_words(const struct ui *ui, int64_t term, int64_t unit, int64_t since);

/* ---- words --------------------------------------------------------------------------- */

struct str sol_level_word(const struct ui *ui, int64_t level);
/* «городской округ, сельское поселение»; every kind: «всем муниципалитетам». */
struct str sol_kinds_words(const struct ui *ui, struct str all);
/* Is this code of a kind among them? */
bool sol_has_kind(struct str kinds, struct str code);
bool sol_kind_known(struct str code);
struct str sol_num(struct arena *a, int64_t v);
