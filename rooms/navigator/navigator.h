/* navigator.h - support measures and contests, as the rest of the portal may see them.
 *
 * Owns    tables navigator_*; everything under /navigator.
 * Memory  whatever a function hands out lives in the arena of the request given.
 * Errors  on anything but OK the ret_ arguments are left as they were.
 * Threads any; a web_thread belongs to one thread.
 */
#pragma once
#include "entry/import.h"
#include "navigator/forecast.h"
#include "navigator/match/match.h"
#include "web/web.h"

extern const struct room navigator_room;

/* One measure as a list row of any room shows it. */
struct navigator_card {
	int64_t id;
	struct str key, url, title, summary, backer;
	int level, money;		/* values of levels.def, money.def */
	struct opt_int amount_min, amount_max;
	struct opt_int opens, closes;	/* local days */
	struct opt_int checked;
	int64_t created, updated;
	int status;			/* enum navigator_status */
	int days_left;			/* to the deadline; -1: none */
	bool demo;
	bool matched;			/* was a municipality given? then: */
	enum verdict verdict;
	int met, total, score;
	struct str reason;		/* «все 4 условия выполнены»; the rule that decided */
};
struct navigator_cards { struct navigator_card *p; size_t n; };

enum navigator_status {
#define STATUS(name, no, ru, en) NAV_##name = no,
#include "navigator/status.def"
#undef STATUS
};

/* The measures whose deadline is nearest, open today. */
MUST_USE enum err navigator_closing(struct req *rq, int limit, struct navigator_cards *ret);

/* The desk of one municipality: what fits, what closes, what is unknown. */
struct navigator_gap {
	enum match_field field;
	struct str label;
	int decides;
}; /* measures it would decide */
struct navigator_gaps { struct navigator_gap *p; size_t n; };
struct navigator_desk {
	int n_yes, n_unknown, n_no, n_open;
	struct navigator_cards fits;	/* best first */
	struct navigator_cards soon;	/* that fit or may fit, by deadline */
	struct navigator_cards unknown;	/* that a filled passport would decide */
	struct navigator_gaps gaps;	/* which fields, the most useful first */
};
/* E_NOT_FOUND: no such place, or not a municipality. */
MUST_USE enum err navigator_desk(struct req *rq, struct str place_code, int limit,
    struct navigator_desk *ret);
/* How many measures there are, how many open now. */
MUST_USE enum err navigator_counts(struct req *rq, int *ret_all, int *ret_open);

/* ---- one measure, for rooms that hold on to it (others.c) --------------------------- */

/* A published one by its key; E_NOT_FOUND. */
MUST_USE enum err navigator_by_key(struct req *rq, struct str key, int64_t *ret_entry);
/* Cards of the measures that these entries are, in this order; id 0: not published now. */
MUST_USE enum err navigator_by_entry(struct req *rq, const int64_t *entries, size_t n,
    struct navigator_cards *ret);
struct navigator_paper { struct str title, note; bool required; };
struct navigator_papers { struct navigator_paper *p; size_t n; };
/* The documents that an application asks for. */
MUST_USE enum err navigator_papers(struct req *rq, int64_t id, struct navigator_papers *ret);
/* When the next round of each of these measures will open; FC_NONE where the past does not tell
 * or where it does not come again. Ids as in cards; 0 is passed over. */
MUST_USE enum err navigator_forecasts(struct req *rq, const int64_t *ids, size_t n,
    struct forecast *ret);

/* ---- files of measures (loads.c) ------------------------------------------------------ */

/* The oldest load whose page is still there: INT64_MAX, none is. Older ones were cleared away. */
MUST_USE enum err navigator_load_oldest(struct db *db, int64_t *ret);

/* ---- what rules ask about (uses.c) ---------------------------------------------------- */

/* In how many published measures the rule asks about each field; those that ask about `of`, at
 * most `limit` of them (MF_N: none). One walk over all rules. */
struct navigator_use { struct str key, title; };
struct navigator_uses {
	int64_t n[MF_N], n_measures;
	struct navigator_use *list; size_t n_list;
};
MUST_USE enum err navigator_uses(struct db *db, struct arena *a, enum match_field of, size_t limit,
    struct navigator_uses *ret);

/* ---- for the command line ------------------------------------------------------- */

/* JSONL as in demo/navigator/measures.jsonl (ours) or with the columns of the investment
 * portals (id, level, region, title, summary, text, links); told apart line by line. */
MUST_USE enum err navigator_import(struct web_thread *th, struct import *im, struct str data,
    struct str origin);
/* CSV with the columns that /navigator.csv exports. */
MUST_USE enum err navigator_import_csv(struct web_thread *th, struct import *im, struct str data,
    struct str origin);
/* Topics of the portal from JSON: [{"code","name_ru","name_en","parent"}]. */
MUST_USE enum err navigator_topics(struct db *db, struct arena *a, struct str json, int *ret_n);
/* «veche match»: verdicts for one municipality, text or JSON, best first. *ret_n found. */
MUST_USE enum err navigator_match_print(struct web_thread *th, struct arena *a, struct str code,
    struct str applicant, bool json, struct buf *out, int *ret_n);

/* ---- for those who follow (room alerts) --------------------------------------------- */

/* A filter's address in one spelling, without order and page; the reader's own municipality is
 * written into it. `label`: what it takes, for people. E_INPUT: not an address of the list. */
MUST_USE enum err navigator_filter_name(struct req *rq, struct str address, struct str *ret_url,
    struct str *ret_label);
/* Which of these entries the filter takes now; *ret one a bool. Entries that are no published
 * measures are not taken. The filter's own code answers, so words and verdicts count. E_INPUT:
 * the address names what is not there any more. */
MUST_USE enum err navigator_filter_takes(struct web_thread *th, struct db *db, struct arena *a,
    struct str url, int64_t now, const int64_t *entries, size_t n, bool *ret);
/* Measures whose deadline is from `from` to `until`, local days. */
struct navigator_due { int64_t entry; int32_t closes; };
struct navigator_dues { struct navigator_due *p; size_t n; };
MUST_USE enum err navigator_due_between(struct web_thread *th, struct arena *a, int32_t from,
    int32_t until, struct navigator_dues *ret);
/* The entry of a published measure by its page, /navigator/KEY. E_NOT_FOUND. */
MUST_USE enum err navigator_entry(struct db *db, struct arena *a, struct str url,
    struct entry_id *ret, struct str *ret_title);
/* A field of a measure's history, as people read it. */
struct navigator_change { struct str what, was, now; };
struct navigator_change navigator_change_words(const struct ui *ui, struct str field,
    struct str before, struct str after);
