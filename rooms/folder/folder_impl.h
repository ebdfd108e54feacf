/* folder_impl.h - what the files of folder/ share among themselves.
 *
 * Owns    nothing of its own.
 * Memory  the request's arena.
 * Errors  as folder.h.
 * Threads any.
 */
#pragma once
#include "account/account.h"
#include "api/api.h"
#include "folder/folder.h"
#include "gen/folder/q.h"
#include "navigator/navigator.h"
#include "places/places.h"

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) handler folder_##fn;
#include "folder/routes.def"
#undef ROUTE

/* ---- limits ---------------------------------------------------------------------- */

#define FOLDER_ITEMS 500	/* of one municipality */
#define FOLDER_CHECKS 200	/* of an item, as notes; files: 100 */
#define FOLDER_FILES 100
#define FOLDER_AIM 200		/* characters */
#define FOLDER_NOTE 4000
#define FOLDER_RUBLES INT64_C(1000000000000)
#define FOLDER_YEAR_MIN 2000
#define FOLDER_YEAR_MAX 2100

/* ---- states ---------------------------------------------------------------------- */

enum folder_state {
#define STATE(name, no, code, ru, ru_label, en, en_label) FS_##name = no,
#include "folder/states.def"
#undef STATE
	FS_N
};
struct folder_state_info { const char *code, *head, *label, *en_head, *en_label; };
extern const struct folder_state_info folder_states[FS_N];
static inline bool folder_at_work(int64_t state) { return state <= FS_PREPARING; }
int folder_state_of(struct str code);			/* 0: none */
struct str folder_head(const struct ui *ui, int64_t state);	/* «Готовим заявку» */
struct str folder_label(const struct ui *ui, int64_t state);	/* «готовим» */

/* ---- where we are ---------------------------------------------------------------- */

struct folder_at { const struct places_index *x; int at; const struct place *p; };
/* The municipality or settlement of the path; E_NOT_FOUND for what lies above. */
MUST_USE enum err folder_at(struct req *rq, struct folder_at *ret);
/* The item of the path's {id}, of this place. */
MUST_USE enum err folder_item_at(struct req *rq, const struct folder_at *w, struct q_item_get *ret);
MUST_USE enum err folder_id(const struct req *rq, int64_t *ret);	/* E_NOT_FOUND */
struct str folder_item_url(struct arena *a, struct str place, int64_t id);
struct str folder_num(struct arena *a, int64_t v);	/* for addresses: digits alone */
/* Папка › what › last */
void folder_crumbs(const struct ui *ui, const struct folder_at *w, struct str what, struct str url,
    struct str last, struct page *ret);
/* Whoever may be responsible here, and who is now. */
MUST_USE enum err folder_people(struct req *rq, const struct folder_at *w, struct opt_int now,
    struct str now_name, struct account_picks *ret);
/* One of those who work here, as a form said; empty: nobody. E_INPUT after problem(). */
MUST_USE enum err folder_person_read(struct req *rq, const struct folder_at *w, struct opt_int now,
    struct opt_int *ret);
/* A line of history; nothing when both are the same. */
MUST_USE enum err folder_event(struct req *rq, int64_t item, const char *field, struct str before,
    struct str after);
/* An act for the log: item by number, measure by address; last in the transaction. */
MUST_USE enum err folder_note(struct req *rq, const struct folder_at *w, const char *action,
    int64_t item, struct str detail);

/* ---- terms ----------------------------------------------------------------------- */

/* What an item waits for next. */
enum folder_term_of { FT_NONE, FT_CLOSES, FT_OWN, FT_PAPER, FT_GONE };
struct folder_facts { int64_t state, year; struct opt_int due, paper, opens, closes; };
struct folder_term { enum folder_term_of of; int32_t day; };
/* The nearest of the round's end, the own term and the papers' terms. A round counts when it is
 * of the item's year; when it has closed with nothing sent that is told before all else. */
struct folder_term folder_term(const struct folder_facts *f, int32_t today);
#define FOLDER_SOON 7	/* days */
/* «приём до 5 декабря» */
struct str folder_term_words(const struct ui *ui, const struct folder_term *t);

struct folder_row {
	struct q_items q;
	const struct navigator_card *card;	/* id 0: the measure is not published now */
	struct forecast next;
	struct folder_term term;
};
struct folder_rows { struct folder_row *p; size_t n; };
/* The whole folder, what is due first before the rest. */
MUST_USE enum err folder_rows(struct req *rq, int64_t place, struct folder_rows *ret);

/* ---- files ----------------------------------------------------------------------- */

/* What the bytes are, of the kinds that are taken; NULL: another one. The name is asked only where
 * the bytes are the same for several (documents in a zip, plain text). */
const char *folder_file_type(struct str bytes, struct str name);
/* The name with the ending that this type has. */
struct str folder_file_end(struct arena *a, struct str name, const char *type);
/* The last part of a path, without what a file system or a header may stumble over. */
struct str folder_file_name(struct arena *a, struct str name);
/* Bytes in pieces; in the caller's transaction. */
MUST_USE enum err folder_file_put(struct db *db, struct arena *a, struct file_id file,
    struct str bytes);
