/* law.h - the room of acts, as the rest of the portal may see it.
 *
 * Owns    tables law_*, entries of kinds ACT and ARTICLE, everything under /law.
 * Memory  struct law_index is a snapshot shared by threads: what it holds lives until the request
 *         ends; what goes beyond is copied. Functions that make text make it in the arena given.
 * Errors  E_NOT_FOUND: there is no such act or article on that day; as db.h otherwise.
 * Threads the index is const for any number of threads; a web_thread belongs to one.
 *
 * An act is found by its key («ru/fz/2006-05-02/59»), an article by its eid («st-8»), a unit of
 * it by tree.h. Every text has a date: a day chooses the edition. Days as in calendar.h.
 */
#pragma once
#include "cite/cite.h"
#include "entry/import.h"
#include "gen/ids.h"
#include "law/tree.h"
#include "web/web.h"

extern const struct room law_room;

/* ---- acts ------------------------------------------------------------------------ */

enum law_kind {
#define KIND(code, ...) LAW_##code,
#include "law/kinds.def"
#undef KIND
	LAW_KINDS
};
struct law_kind_info { const char *code, *ru, *of, *en; };
extern const struct law_kind_info law_kinds[LAW_KINDS];
int law_kind_find(struct str code);	/* also by its Russian name; -1: none */

enum law_level { LAW_FEDERAL, LAW_REGIONAL, LAW_MUNICIPAL, LAW_LEVELS };

struct law_edition {
	int64_t id;
	int32_t since;
	struct opt_int until;	/* the day the next one begins */
	struct str source, note;
	int64_t loaded;
};
struct law_act {
	int64_t id, entry;
	struct str key;		/* "ru/fz/2006-05-02/59" */
	struct str code;	/* "fz59": how files call it; may be empty */
	struct str number, title;
	struct str shrt;	/* «59-ФЗ», «ЖК РФ» */
	struct str full;	/* «Федеральный закон от 02.05.2006 № 59-ФЗ «О порядке …»» */
	struct str ref;		/* behind «ст. 8»: «ЖК РФ», «Федерального закона от …» */
	enum law_kind kind;
	enum law_level level;
	int32_t adopted;
	int64_t place;		/* 0: the whole country */
	int see;		/* enum entry_see */
	bool digest;		/* our own words about the act, not its text */
	enum tree_names names;
	struct opt_int repealed; /* from this day it is not in force */
	const struct law_edition *editions; size_t n_editions;	/* by date; 1 or more */
};
struct law_index {
	const struct law_act *p; size_t n;
	const struct cite_names *names;	/* cite.known_id is an act's id */
};

/* What is in the base now. */
MUST_USE enum err law_get(struct web_thread *th, const struct law_index **ret);
/* The same for the command line; the caller's until `a` ends. */
MUST_USE enum err law_load(struct db *db, struct arena *a, struct law_index *ret);
const struct law_act *law_by_key(const struct law_index *x, struct str key);	/* NULL: none */
const struct law_act *law_by_id(const struct law_index *x, int64_t id);
/* The act a citation means; NULL: the base has none, or several. */
const struct law_act *law_cited(const struct law_index *x, const struct cite *c);
/* The edition of a day; NULL: the act had none yet. */
const struct law_edition *law_on(const struct law_act *act, int32_t day);
/* The same, or the first one when none has begun: what a page shows. */
const struct law_edition *law_shown(const struct law_act *act, int32_t day);
/* May this reader see it? What belongs to a territory is for those who hold a role there or
 * above. */
bool law_may_see(const struct req *rq, const struct law_act *act);

/* ---- articles --------------------------------------------------------------------- */

/* One article as it stands in an edition; strings live as the call that gave them says. */
struct law_article {
	int64_t article, version;
	struct str eid, number;		/* "st-8", "8"; a text outside articles has no number */
	struct str title, text;		/* text empty: the article is repealed */
	struct str section, chapter;	/* headings it stands under; may be empty */
};
typedef enum err law_each_fn(void *ctx, const struct law_act *act, const struct law_edition *ed,
    const struct law_article *art);
/* Every article of every act as in force on that day, act by act, in order; acts that are repealed
 * or not yet in force are left out. Only acts for all readers when `open` is set. Strings live
 * during the call of fn, those of acts as long as the index. */
MUST_USE enum err law_each(struct db *db, struct arena *scratch, const struct law_index *x,
    int32_t day, bool open, law_each_fn *fn, void *ctx);
/* One article on a day. */
MUST_USE enum err law_article_on(struct db *db, struct arena *a, const struct law_act *act,
    struct str eid, int32_t day, struct law_article *ret);

/* ---- addresses and references -------------------------------------------------------- */

/* «/law/ru/fz/2006-05-02/59@2025-03-30/st-8/ch-3»: day 0: as of today; eid, unit may be empty. */
struct str law_url(struct arena *a, const struct law_act *act, int32_t day, struct str eid,
    struct str unit);
/* «п. 2 ч. 3 ст. 8 Федерального закона от …»; a unit as tree.h addresses it, or empty. */
struct str law_ref(struct arena *a, const struct law_act *act, const struct law_article *art,
    const struct tree *t, struct str unit);
/* «ч. 3», within its article. */
struct str law_unit_name(
    struct arena *a, const struct tree *t, enum tree_names names, struct str unit);

/* Markdown of any room with its references to law as links, for ui_prose: to the edition of `day`,
 * with what is in force beside it where that differs. Lines that have code, addresses or links of
 * their own are left as they are. */
MUST_USE enum err law_linked(struct req *rq, struct str markdown, int32_t day, struct str *ret);

/* ---- following (room alerts) ----------------------------------------------------------- */

/* What an address under /law names to be followed: an act or an article (of whatever day), an
 * answer, answers of a topic. E_INPUT: nothing that this reader may follow. */
struct law_follow {
	struct entry_id entry;		/* 0: a topic */
	struct str target, title;	/* target: in one spelling */
};
MUST_USE enum err law_follow(struct req *rq, struct str address, struct law_follow *ret);
/* Which of these entries a topic that is followed takes: one bool an entry. */
MUST_USE enum err law_follow_takes(struct db *db, struct arena *a, struct str target,
    const int64_t *entries, size_t n, bool *ret);
/* Editions not told of yet: followers of what they change get an event, what cites it is marked to
 * be checked. After law_cites_run. *ret_n editions looked at. */
MUST_USE enum err law_norms_run(struct db *db, const struct settings *set, int64_t now,
    int64_t *ret_n);

/* ---- texts of other rooms (prose.c) ------------------------------------------------------- */

/* Paragraphs of a text, its references leading to the acts as they are today. Each line is a
 * paragraph; empty ones are none. Pieces are parts of the text. */
struct law_piece { struct str text, url; };	/* url empty: it leads nowhere */
struct law_para { struct law_piece *p; size_t n; };
struct law_prose { struct law_para *p; size_t n; };
MUST_USE enum err law_prose(struct req *rq, struct str text, struct law_prose *ret);
/* For each of n entries (at most LAW_STALE_MAX) the first day of the latest edition that changed
 * what it cites, while nobody has looked at it since; 0: nothing waits. */
#define LAW_STALE_MAX 60
MUST_USE enum err law_stale(struct db *db, struct arena *a, const int64_t *entries, size_t n,
    int32_t *ret);

/* ---- import -------------------------------------------------------------------------- */

/* What is known of an act besides its articles: from acts.csv or from options. Empty: not said. */
struct law_meta {
	struct str act, shrt, number, title, kind, adopted, edition, level, oktmo, digest, source,
	    see, repealed, note, last;	/* last: last_amendment_in_text, when there is no edition */
};
struct law_file {
	struct str name;	/* "zhk.jsonl", "fz59@2025-03-30.jsonl", "reshenie.txt" */
	struct str data;
	struct str acts_csv;	/* contents of the file beside it; empty: there is none */
	struct law_meta said;	/* options: they go before the file's words */
	struct buf *tree;	/* what was understood is written here; NULL: not wanted */
};
/* Acts of one file, each edition in one transaction: whole or not at all. */
MUST_USE enum err law_import(struct web_thread *th, struct import *im, const struct law_file *f);

/* Questions to lawyers of the demonstration, dated from `now`; nothing when they are there. */
MUST_USE enum err law_demo(struct web_thread *th, struct arena *a, int64_t now);
/* A link to a system outside, switched off: what a template looks like. */
MUST_USE enum err law_system_demo(struct db *db, struct arena *a, int64_t now);
/* Questions to lawyers and answers of a topic that is merged into another; in the caller's
 * transaction. */
MUST_USE enum err law_topic_merged(struct db *db, int64_t was, int64_t into);
